//! Volumes. A new volume is a copy of the folder in the image, with its owner.

use super::stage::StageLowering;
use crate::declare::given::Given;
use crate::declare::part::PartKind;
use crate::declare::stage::node::{Node, Start};
use crate::declare::steps::run::{Command, Commands};
use crate::declare::steps::step::Step;
use crate::declare::variable::Text;
use crate::program::base_files::{BaseFiles, Held};
use crate::program::fault::Wrong;
use crate::program::program::Who;
use crate::program::reference::Reference;
use crate::value::Kind;
use crate::value::path::is_below;

/// Folders that everybody may write to.
const OF_ALL: [&str; 3] = ["/tmp", "/var/tmp", "/dev/shm"];

impl StageLowering<'_> {
    /// Reports volumes that a builder would make for root while the program runs as another user. A
    /// volume is reported only where it is known that nothing else makes its folder.
    pub(super) fn volumes(&mut self, node: &Node) {
        let base = self.base();
        let is_plain = base.as_ref().is_none_or(|base| Reference::of(base).is_plain());
        let files = base.as_deref().and_then(BaseFiles::of);
        // A program that starts as root can give the volume to its user.
        let is_somebody =
            matches!(self.state.who, Some(Who::User(_))) && !self.state.starts_as_root;
        if !self.target || !is_somebody {
            return;
        }
        // Images of languages have further folders, which may be the volume's.
        let is_new =
            |path: &str| is_plain || files.is_some_and(|base| base.at(path) == Held::Nothing);
        let own = node.lines.iter().filter_map(|line| match &line.step {
            // A path that is not absolute is reported elsewhere.
            Step::Volume(path) => Some(path).filter(|path| path.text.starts_with('/')),
            _ => None,
        });
        let all = || std::iter::successors(Some(node), |node| parent(node));
        let may_make =
            |path: &str| all().flat_map(|node| &node.lines).any(|line| may_make(&line.step, path));
        let of_root = own.filter(|path| !may_make(&path.text));
        let of_root = of_root.filter(|path| is_new(&path.text));
        let of_root = of_root.filter(|path| !OF_ALL.iter().any(|all| is_below(all, &path.text)));
        let is_good = |path: &&Given| Kind::VolumePath.check(&path.text).is_ok();
        for path in of_root.filter(is_good).collect::<Vec<_>>() {
            self.complain(Wrong::VolumeOfRoot { path: path.text.clone() }, path.at);
        }
    }
}

fn parent(node: &Node) -> Option<&Node> {
    match &node.from {
        Start::Stage(parent) => Some(parent),
        Start::Image { .. } => None,
    }
}

/// Whether a step makes the folder or something in it, or may. What makes a folder above it does
/// not count: a builder then makes the rest for root.
fn may_make(step: &Step, path: &str) -> bool {
    match step {
        Step::Directory(dir) => is_below(path, &dir.path.text),
        Step::MadeUser(user) => user.home.as_ref().is_some_and(|home| is_below(path, &home.text)),
        Step::ContextCopy(copy) => copy.to.as_ref().is_none_or(|to| may_be_near(&to.text, path)),
        Step::ArtifactCopy(copy) => match &copy.files.to {
            Some(to) => may_be_near(&to.text, path),
            None => copy.files.sources.iter().any(|source| may_be_near(&source.text, path)),
        },
        Step::Download(download) => near(&download.to.text, path),
        Step::Git(git) => near(&git.to.text, path),
        Step::Run(run) | Step::ShelllessRun(run) => mentions(run, path),
        // A raw line may do anything.
        Step::Raw { .. } => true,
        Step::Part(part) => part.kind != PartKind::Artifacts,
        _ => false,
    }
}

/// Whether one path may be in the other: one with a variable may be anywhere.
fn may_be_near(one: &Text, other: &str) -> bool {
    one.literal().is_none_or(|one| near(&one, other))
}

/// Whether one of the two paths is in the other.
fn near(one: &str, other: &str) -> bool {
    is_below(one, other) || is_below(other, one)
}

/// Whether a word of a step's text is near the folder, or is a variable.
fn mentions(run: &Commands, path: &str) -> bool {
    let texts = run.commands.iter().map(|command| match command {
        Command::Argv { words, .. } => words.iter().map(|word| word.text.shown()).collect(),
        Command::Text(text) => vec![text.text.clone()],
    });
    let texts: Vec<String> = texts.flat_map(|texts: Vec<String>| texts).collect();
    let ends_word = [' ', '\n', '\t', '"', '\'', ';', '='];
    let mut words = texts.iter().flat_map(|text| text.split(ends_word));
    words.any(|word| word.contains('$') || word.starts_with('/') && near(word, path))
}

#[cfg(test)]
mod tests {
    use super::near;

    #[test]
    fn folders_are_near_if_one_is_in_the_other() {
        for (one, other, are) in [
            ("/data", "/data", true),
            ("/data/a", "/data", true),
            ("/data", "/data/a", true),
            ("/data", "/database", false),
            ("/data/a", "/data/b", false),
        ] {
            assert_eq!(near(one, other), are, "{one} {other}");
        }
    }
}
