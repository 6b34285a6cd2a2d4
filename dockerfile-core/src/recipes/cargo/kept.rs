//! A target folder in a cache mount, beside the one in the layer: a builder that keeps the mount
//! compiles what differs from what it holds, and a new builder fills it from the layer.
//!
//! Cargo goes by the times of files, and those of a build context say nothing: what has the time of
//! another machine, or comes from another branch, may be older than what was made of something else.
//! So the mount has the sources that it was compiled from, too, with the times at which they came
//! into it. A package with the same files takes those times, and one with others comes in anew.

use std::collections::BTreeSet;

use super::read::Closure;
use super::sources::Sources;
use crate::declare::given::Given;
use crate::declare::layer::ToolCache;
use crate::declare::shell;
use crate::program::instruction::ShellCommand;
use crate::value::path::join;

/// Where the mount is.
const KEPT: &str = "/kept";

/// The mount's target folder.
pub(super) const TARGET: &str = "/kept/target";

/// The sources in the target folder: what is copied of the one goes along with the other.
const SEEN: &str = "/kept/target/src";

/// Gives the target folder in the layer a name of its own.
pub(super) const STAMP: &str = "cat /proc/sys/kernel/random/uuid >.stamp";

/// Takes what was compiled into the layer, where a new builder finds it.
pub(super) const TAKE_BACK: &str = "cp -a -u /kept/target/. target/";

/// Leaves out of the layer what is for the next compilation in the mount.
pub(super) const LEAVE_OUT: &str = "rm -rf target/*/incremental target/*/*/incremental";

/// Has a path come in, at its place among the sources in the mount. Busybox copies no link over one:
/// the path is made anew.
const COME_IN: [&str; 4] = [
    "diff -rq \"$path\" \"$at\" ||",
    "{ rm -rf \"$at\"; mkdir -p \"${at%/*}\";",
    "cp -R \"$path\" \"$at\" || exit 1; };",
    "rm -rf \"$path\"; cp -a \"$at\" \"$path\" || exit 1;",
];

/// The mount of a recipe. One that two recipes shared would be filled anew at each turn.
pub(super) fn mount(packages: &[Given], incremental: bool) -> ToolCache {
    let names: Vec<String> = packages.iter().map(|name| name.text.to_lowercase()).collect();
    let kind = if incremental { "incremental" } else { "kept" };
    ToolCache::locked(format!("cargo-{kind}-{}", names.join("-")), KEPT)
}

/// Fills the mount if it stems from another layer. The stamp goes first and comes last: without it
/// what was interrupted counts for nothing.
pub(super) fn fill() -> ShellCommand {
    let fill = "rm -rf /kept/.stamp /kept/target; cp -a target .stamp /kept/";
    ShellCommand::from(format!("cmp -s .stamp /kept/.stamp || {{ {fill}; }}"))
}

/// The sources that come into the mount.
pub(super) struct Coming<'a> {
    pub(super) closure: &'a Closure,
    pub(super) packages: Vec<&'a Sources>,
    /// What is read outside of packages.
    pub(super) also: &'a [Given],
    /// The folder of the image that has the build context.
    pub(super) folder: &'a str,
}

impl Coming<'_> {
    /// Gives sources the times at which they came into the mount.
    pub(super) fn commands(&self) -> Vec<ShellCommand> {
        let also = || self.also.iter().map(|given| given.text.trim_end_matches('/'));
        let mut commands = vec![];
        // A build script may read them without a word to cargo.
        commands.extend(also().map(|path| self.forget(&[path], &[])));
        for package in &self.packages {
            let own: Vec<&str> = package.copies.iter().map(|copied| copied.path.as_str()).collect();
            let missing = &self.closure.missing;
            let is_missing = |path: &str| missing.iter().any(|(missing, _)| missing == path);
            let named = package.named.iter().map(|(path, _)| path.as_str());
            let named = named.filter(|path| !is_missing(path));
            let parts: Vec<&str> = own.iter().copied().chain(named).collect();
            // A package comes in as a whole.
            if parts.len() > 1 {
                commands.push(self.forget(&parts, &own));
            }
        }
        let copied = self.packages.iter().flat_map(|package| &package.copies);
        let paths = copied.map(|copied| copied.path.as_str()).chain(also());
        commands.push(self.each_comes_in(paths.collect()));
        commands
    }

    fn each_comes_in(&self, paths: BTreeSet<&str>) -> ShellCommand {
        let mut words: Vec<String> = paths.into_iter().map(|path| self.word(path)).collect();
        // A loop over one word is a mistake to a linter.
        let (head, at, end) = match words.as_mut_slice() {
            [path] => {
                *path = format!("path={path};");
                ("{", "", "}")
            }
            [.., last] => {
                last.push(';');
                ("for path in", "do ", "done")
            }
            [] => return ShellCommand::from("true"),
        };
        words.push(format!("{at}at={SEEN}/$path;"));
        words.extend(COME_IN.into_iter().chain([end]).map(str::to_owned));
        shell::filled(head, words)
    }

    /// Has some paths come in anew, or all of them, where one of these is not as it was.
    fn forget(&self, differing: &[&str], anew: &[&str]) -> ShellCommand {
        let seen = |path: &str| shell::quote(&format!("{SEEN}/{}", self.path(path)));
        let mut words = vec![];
        for path in differing {
            let or = if words.is_empty() { "" } else { "|| " };
            words.push(format!("{or}! diff -rq {} {}", self.word(path), seen(path)));
        }
        let anew = anew.iter().map(|path| seen(path));
        let anew: Vec<String> =
            if anew.len() == 0 { vec![SEEN.to_owned()] } else { anew.collect() };
        let end =
            |words: &mut Vec<String>| words.last_mut().into_iter().for_each(|it| it.push(';'));
        end(&mut words);
        words.push("then rm -rf".to_owned());
        words.extend(anew);
        end(&mut words);
        words.push("fi".to_owned());
        shell::filled("if", words)
    }

    /// A path of the context from the workspace on; one beside the workspace, from the root of the
    /// image on, so that what is kept of it has a place among the sources.
    fn path(&self, path: &str) -> String {
        match self.closure.relative(path) {
            relative if relative.starts_with("../") => join(self.folder, path),
            relative => relative,
        }
    }

    /// The same as a word that is no option.
    fn word(&self, path: &str) -> String {
        let path = shell::quote(&self.path(path));
        if path.starts_with('-') { format!("./{path}") } else { path }
    }
}
