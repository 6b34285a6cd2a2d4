//! Settings of builds, for one image or for all: tags, platforms, variables, secrets and contexts.

use crate::check::complaints;
use crate::check::report::Diagnostic;
use crate::declare::context::BuildContext;
use crate::declare::given::Given;
use crate::print::bake::SecretFrom;
use crate::program::place::Place;

/// The settings, in the order of their calls.
#[derive(Clone, Debug, Default)]
pub(super) struct Asked {
    /// The platforms; `None` where they are not set.
    pub(super) platforms: Option<Vec<Given>>,
    /// The tags, each with its stage's name; `None` is the image's only target.
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

    /// An error about the first setting, where no file for bake or compose takes it up.
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

    /// Reports names that are set a second time.
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

#[cfg(test)]
mod tests {
    use super::Asked;
    use crate::declare::given::Given;
    use crate::print::bake::SecretFrom;

    /// Whatever is said is read by a file, or the first of it is an error.
    #[test]
    fn each_setting_wants_a_file() {
        let given = |text: &str| Given::new(text.to_owned());
        let none = Asked::default();
        assert!(none.unread().is_none());
        assert!(Asked { platforms: Some(vec![]), ..Asked::default() }.unread().is_none());
        let args = vec![(given("A"), given("1"))];
        let secrets = vec![(given("a"), SecretFrom::Env("A".to_owned()))];
        let (first, contexts) = (args[0].0.at, vec![(given("a"), ".".into())]);
        for asked in [
            Asked { platforms: Some(vec![given("linux/arm64")]), ..Asked::default() },
            Asked { tags: vec![(None, given("a"))], ..Asked::default() },
            Asked { args: args.clone(), ..Asked::default() },
            Asked { secrets: secrets.clone(), ..Asked::default() },
            Asked { contexts: contexts.clone(), ..Asked::default() },
        ] {
            assert!(asked.unread().is_some(), "{asked:?}");
        }
        let asked = Asked { args, secrets, contexts, tags: vec![(None, given("a"))], ..none };
        let found = asked.unread().expect("nothing reads it").at;
        assert_eq!((found.line(), found.column()), (first.line(), first.column()));
    }

    /// Each kind of name is looked at by itself: one name may be that of a variable and a secret.
    #[test]
    fn a_name_of_one_kind_is_set_once() {
        let given = |text: &str| Given::new(text.to_owned());
        let count = |args: &[&str], secrets: &[&str], contexts: &[&str]| {
            let from = || SecretFrom::Env("A".to_owned());
            let asked = Asked {
                args: args.iter().map(|name| (given(name), given("1"))).collect(),
                secrets: secrets.iter().map(|id| (given(id), from())).collect(),
                contexts: contexts.iter().map(|name| (given(name), ".".into())).collect(),
                ..Asked::default()
            };
            asked.repeated().len()
        };
        assert_eq!(count(&["a", "b"], &["a", "b"], &["a", "b"]), 0);
        assert_eq!(count(&["a", "a"], &[], &[]), 1);
        assert_eq!(count(&[], &["a", "b", "a"], &[]), 1);
        assert_eq!(count(&[], &[], &["a", "a"]), 1);
        assert_eq!(count(&["a", "a", "a"], &["a", "a"], &["a", "a"]), 4);
    }
}
