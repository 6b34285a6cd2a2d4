//! How images are to be built, as it is said of one or of all.

use crate::check::complaints;
use crate::check::report::Diagnostic;
use crate::declare::context::BuildContext;
use crate::declare::given::Given;
use crate::print::bake::SecretFrom;
use crate::program::place::Place;

/// What is said, in the order in which it is.
#[derive(Clone, Debug, Default)]
pub(super) struct Asked {
    /// `None` where nothing is said.
    pub(super) platforms: Option<Vec<Given>>,
    /// Each with the stage that it is of; `None` is the only one.
    pub(super) tags: Vec<(Option<Given>, Given)>,
    pub(super) args: Vec<(Given, Given)>,
    pub(super) secrets: Vec<(Given, SecretFrom)>,
    pub(super) contexts: Vec<(Given, BuildContext)>,
}

impl Asked {
    /// The files that hold secrets.
    pub(super) fn files(&self) -> impl Iterator<Item = &String> {
        self.secrets.iter().filter_map(|(_, from)| match from {
            SecretFrom::File(path) => Some(path),
            SecretFrom::Env(_) => None,
        })
    }

    /// What is said where no file takes it up: one word for all of it.
    pub(super) fn unread(&self) -> Option<Diagnostic> {
        let platforms = self.platforms.iter().flatten();
        let tags = self.tags.iter().map(|(_, tag)| tag);
        let args = self.args.iter().map(|(name, _)| name);
        let secrets = self.secrets.iter().map(|(id, _)| id);
        let contexts = self.contexts.iter().map(|(name, _)| name);
        let said = platforms.chain(tags).chain(args).chain(secrets).chain(contexts);
        let first = said.map(|given| given.at).min_by_key(|at: &Place| (at.line(), at.column()));
        first.map(complaints::read_by_no_file)
    }

    /// What is said a second time of the same thing.
    pub(super) fn repeated(&self) -> Vec<Diagnostic> {
        let mut wrong = twice("build argument", self.args.iter().map(|(name, _)| name));
        wrong.extend(twice("secret", self.secrets.iter().map(|(id, _)| id)));
        wrong.extend(twice("build context", self.contexts.iter().map(|(name, _)| name)));
        wrong
    }
}

fn twice<'g>(what: &str, names: impl Iterator<Item = &'g Given>) -> Vec<Diagnostic> {
    let names: Vec<&Given> = names.collect();
    let is_second = |at: &usize| names[..*at].iter().any(|other| other.text == names[*at].text);
    let seconds = (0..names.len()).filter(is_second);
    seconds.map(|at| complaints::said_twice(what, &names[at].text, names[at].at)).collect()
}
