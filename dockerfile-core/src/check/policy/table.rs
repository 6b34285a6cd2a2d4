//! The rules of a policy's table, and how a package's rules join those of its workspace.

use super::names::Prefix;
use crate::program::dialect::Dialect;
use crate::program::rule::{Misrule, Mistake, Rule};

/// The ways out that a policy may allow, by the names of their methods and functions.
pub(super) const WAYS_OUT: &[&str] = &[
    "out_of_order",
    "runs_as_root",
    "starts_as_root",
    "keeps_base_user",
    "moving_image",
    "public_env",
    "manifest_dir",
    "on_platform",
    "unverified_download",
    "host_network",
    "insecure",
    "linter_rule",
    "raw",
    "starts_anyway",
    "unchecked",
];

pub(super) const KEYS: [&str; 11] = [
    "trusted-registries",
    "trusted-sources",
    "trusted-contexts",
    "required-labels",
    "ways-out",
    "require-digest",
    "require-checksum",
    "dialect",
    "user-id",
    "dockerfile",
    "packages-may-loosen",
];

/// The keys of a workspace's rules that a package cannot loosen by itself; other keys are defaults.
pub(super) const LOOSENED: [&str; 8] = [
    "trusted-registries",
    "trusted-sources",
    "trusted-contexts",
    "required-labels",
    "ways-out",
    "require-digest",
    "require-checksum",
    "dialect",
];

/// A list of a manifest, in which each item has a line of its own.
pub(super) type List<T> = Rule<Vec<Rule<T>>>;

/// All rules of a policy. A key that is absent asks nothing.
#[derive(Clone, Debug, Default)]
pub(crate) struct Policy {
    pub(super) registries: Option<List<Prefix>>,
    pub(super) sources: Option<List<Prefix>>,
    /// Trusted names of build contexts, beside the build's own.
    pub(super) contexts: Option<List<String>>,
    pub(super) labels: Option<List<String>>,
    pub(super) ways_out: Option<List<String>>,
    pub(super) digest: Option<Rule<bool>>,
    pub(super) checksum: Option<Rule<bool>>,
    pub(crate) dialect: Option<Rule<Dialect>>,
    pub(crate) user_id: Option<Rule<u32>>,
    /// The path of the Dockerfile of an image that names none.
    pub(crate) dockerfile: Option<Rule<String>>,
    /// The keys that packages may loosen.
    pub(super) may_loosen: Option<List<String>>,
    /// Whether raw lines are allowed even where the policy asks where files come from.
    pub(super) opens_raw: bool,
}

impl Policy {
    /// The workspace's rules, joined by those of a package, which may ask for more. A package's
    /// rule that asks for less is a mistake, unless the workspace lets packages loosen that key.
    pub(super) fn joined_by(self, own: Self, mistakes: &mut Vec<Mistake>) -> Self {
        let may_loosen = self.may_loosen;
        let may = |key: &str| holds(may_loosen.as_ref(), key);
        // A package's `ways-out` does not allow raw lines where the workspace asks where files come
        // from.
        let asks = self.registries.is_some()
            || self.sources.is_some()
            || self.contexts.is_some()
            || self.digest.is_some()
            || self.checksum.is_some();
        let opens_raw = holds(self.ways_out.as_ref(), "raw")
            || (!asks || may("ways-out")) && holds(own.ways_out.as_ref(), "raw");
        let mut join = Join { may: &may, mistakes };
        let within = |all: &[Rule<Prefix>], one: &Prefix| {
            all.iter().any(|other| one.is_within(&other.value))
        };
        let listed =
            |all: &[Rule<String>], one: &String| all.iter().any(|other| other.value == *one);
        Self {
            registries: join.list("trusted-registries", self.registries, own.registries, within),
            sources: join.list("trusted-sources", self.sources, own.sources, within),
            contexts: join.list("trusted-contexts", self.contexts, own.contexts, listed),
            ways_out: join.list("ways-out", self.ways_out, own.ways_out, listed),
            labels: labels(self.labels, own.labels, may("required-labels")),
            digest: join.rule("require-digest", self.digest, own.digest, |all, one| *all && !one),
            checksum: join
                .rule("require-checksum", self.checksum, own.checksum, |all, one| *all && !one),
            dialect: join.rule("dialect", self.dialect, own.dialect, |all, one| one > all),
            user_id: own.user_id.or(self.user_id),
            dockerfile: own.dockerfile.or(self.dockerfile),
            may_loosen,
            opens_raw,
        }
    }
}

/// The labels that are required: the workspace's and the package's, or only the package's if it may
/// loosen the rule.
fn labels(
    workspace: Option<List<String>>,
    own: Option<List<String>>,
    may_loosen: bool,
) -> Option<List<String>> {
    let (mut all, more) = match (workspace, own) {
        (Some(all), Some(more)) if !may_loosen => (all, more),
        (workspace, own) => return own.or(workspace),
    };
    let known = |label: &Rule<String>| all.value.iter().any(|other| other.value == label.value);
    let new: Vec<Rule<String>> = more.value.into_iter().filter(|label| !known(label)).collect();
    all.value.extend(new);
    Some(all)
}

/// Joins the rules of two tables.
struct Join<'a> {
    may: &'a dyn Fn(&str) -> bool,
    mistakes: &'a mut Vec<Mistake>,
}

impl Join<'_> {
    /// The package's rule if it has one and may have it, else the workspace's. `loosens` is given
    /// both values.
    fn rule<T: Clone>(
        &mut self,
        key: &'static str,
        workspace: Option<Rule<T>>,
        own: Option<Rule<T>>,
        loosens: impl Fn(&T, &T) -> bool,
    ) -> Option<Rule<T>> {
        let (Some(all), Some(one)) = (&workspace, &own) else { return own.or(workspace) };
        if !loosens(&all.value, &one.value) || (self.may)(key) {
            return own;
        }
        self.mistakes.push(loosened(key, all, one));
        workspace
    }

    /// The package's list if it has one and may have it, else the workspace's. Each item has to be
    /// in the workspace's list, which `is_in` tells.
    fn list<T: Clone>(
        &mut self,
        key: &'static str,
        workspace: Option<List<T>>,
        own: Option<List<T>>,
        is_in: impl Fn(&[Rule<T>], &T) -> bool,
    ) -> Option<List<T>> {
        let (Some(all), Some(ones)) = (&workspace, &own) else { return own.or(workspace) };
        let outside = ones.value.iter().find(|one| !is_in(&all.value, &one.value));
        let Some(one) = outside.filter(|_| !(self.may)(key)) else { return own };
        self.mistakes.push(loosened(key, all, one));
        workspace
    }
}

fn loosened<T, U>(key: &'static str, all: &Rule<T>, one: &Rule<U>) -> Mistake {
    let wrong = Misrule::Loosens { key, at: all.at.clone(), text: all.text.clone() };
    Mistake { at: one.at.clone(), text: one.text.clone(), wrong }
}

/// Whether a list contains a text.
pub(super) fn holds(list: Option<&List<String>>, text: &str) -> bool {
    list.is_some_and(|list| list.value.iter().any(|item| item.value == text))
}
