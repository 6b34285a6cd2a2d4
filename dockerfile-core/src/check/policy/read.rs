//! The policy's tables, read from manifests in any form of TOML.

use std::borrow::Cow;
use std::ops::Range;

use similar::get_close_matches;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::names::Prefix;
use super::table::{KEYS, LOOSENED, List, Policy, WAYS_OUT};
use crate::program::dialect::Dialect;
use crate::program::rule::{BadPrefix, Misrule, Mistake, Rule};
use crate::value::Kind;

/// The name of the policy's tables.
const NAME: &str = "dockerfile";

/// Tables in which a policy is not read, and in which somebody may have put one by mistake, beside
/// the right ones.
const NEARBY: [&[&str]; 7] = [
    &[],
    &["metadata"],
    &["workspace"],
    &["workspace", "metadata"],
    &["workspace", "package", "metadata"],
    &["package"],
    &["package", "metadata"],
];

/// A manifest's text, and its name in messages.
pub(crate) struct Manifest<'a> {
    pub(crate) name: &'a str,
    pub(crate) text: &'a str,
}

type Key<'i> = Spanned<Cow<'i, str>>;

impl Manifest<'_> {
    /// The rules of the manifest's `workspace` table, and of its `package` table, before they are
    /// joined.
    pub(super) fn policies(&self, mistakes: &mut Vec<Mistake>) -> [Policy; 2] {
        let root = match DeTable::parse(self.text) {
            Ok(root) => root.into_inner(),
            Err(error) => {
                let problem = error.message().to_owned();
                let at = error.span().unwrap_or_default();
                mistakes.push(self.mistake(at, Misrule::NoToml { problem }));
                return [Policy::default(), Policy::default()];
            }
        };
        self.nearby(&root, mistakes);
        ["workspace", "package"].map(|owner| self.policy(&root, owner, mistakes))
    }

    fn policy(&self, root: &DeTable<'_>, owner: &str, mistakes: &mut Vec<Mistake>) -> Policy {
        let mut policy = Policy::default();
        let Some(metadata) = inside(root, &[owner, "metadata"]) else { return policy };
        let Some((at, value)) = metadata.get_key_value(NAME) else { return policy };
        let DeValue::Table(table) = value.get_ref() else {
            let wrong = Misrule::Type { wanted: "a table, the policy" };
            mistakes.push(self.mistake(at.span(), wrong));
            return policy;
        };
        for (key, value) in table {
            let read = self.key(key, value, owner, &mut policy);
            mistakes.extend(read.err().map(|(at, wrong)| self.mistake(at, wrong)));
        }
        policy
    }

    /// Reports tables that look like a policy, in places where none is read.
    fn nearby(&self, root: &DeTable<'_>, mistakes: &mut Vec<Mistake>) {
        for path in NEARBY {
            let Some(table) = inside(root, path) else { continue };
            let is_ours = matches!(path, ["workspace" | "package", "metadata"]);
            for (key, _) in table.iter().filter(|(key, _)| means_ours(key.get_ref())) {
                if is_ours && key.get_ref() == NAME {
                    continue;
                }
                let owner = path.first().filter(|first| **first != "metadata");
                let wanted = format!("{}.metadata.{NAME}", owner.unwrap_or(&"workspace"));
                let table = [path, &[key.get_ref().as_ref()]].concat().join(".");
                let wrong = Misrule::Elsewhere { table, wanted };
                mistakes.push(self.mistake(key.span(), wrong));
            }
        }
    }

    fn key(
        &self,
        key: &Key<'_>,
        value: &Spanned<DeValue<'_>>,
        owner: &str,
        policy: &mut Policy,
    ) -> Result<(), (Range<usize>, Misrule)> {
        let at = key.span();
        match key.get_ref().as_ref() {
            "trusted-registries" => {
                policy.registries = Some(self.prefixes(key, value, Prefix::of_images)?);
            }
            "trusted-sources" => {
                policy.sources = Some(self.prefixes(key, value, Prefix::of_sources)?);
            }
            "trusted-contexts" => {
                policy.contexts = Some(self.list(key, value, |name| {
                    let checked = Kind::ContextName.check(name);
                    let given = name.to_owned();
                    checked.map_err(|rule| Misrule::ContextName { given, rule })
                })?);
            }
            "required-labels" => {
                let labels = self.list(key, value, |label| {
                    let checked = Kind::LabelKey.check(label);
                    let given = label.to_owned();
                    checked.map_err(|rule| Misrule::Label { given, rule })
                })?;
                policy.labels = Some(not_empty(labels, key, "required-labels")?);
            }
            "ways-out" => {
                let known = |way: &str| known("way out", way, WAYS_OUT);
                policy.ways_out = Some(self.list(key, value, known)?);
            }
            "packages-may-loosen" if owner == "package" => {
                return Err((at, Misrule::OfWorkspace { key: "packages-may-loosen" }));
            }
            "packages-may-loosen" => {
                let known = |rule: &str| known("rule that can be loosened", rule, &LOOSENED);
                let keys = self.list(key, value, known)?;
                policy.may_loosen = Some(not_empty(keys, key, "packages-may-loosen")?);
            }
            "require-digest" => policy.digest = Some(self.rule(at, truth(value)?)),
            "require-checksum" => policy.checksum = Some(self.rule(at, truth(value)?)),
            "dialect" => policy.dialect = Some(self.rule(at, dialect(value)?)),
            "user-id" => policy.user_id = Some(self.rule(at, id(value)?)),
            "dockerfile" => policy.dockerfile = Some(self.rule(at, path(value)?)),
            other => known("key of the policy", other, &KEYS).map_err(|wrong| (at, wrong))?,
        }
        Ok(())
    }

    fn prefixes(
        &self,
        key: &Key<'_>,
        value: &Spanned<DeValue<'_>>,
        read: fn(&str) -> Result<Prefix, BadPrefix>,
    ) -> Result<List<Prefix>, (Range<usize>, Misrule)> {
        let given = |text: &str| text.to_owned();
        let check = |text: &str| {
            let checked = read(text).map(|_| ());
            checked.map_err(|wrong| Misrule::Prefix { given: given(text), wrong })
        };
        let list = self.list(key, value, check)?;
        // Every image needs a registry, so that list may not be empty; an empty list of sources
        // forbids downloads.
        let list = match key.get_ref().as_ref() {
            "trusted-registries" => not_empty(list, key, "trusted-registries")?,
            _ => list,
        };
        let prefix = |rule: Rule<String>| {
            let value = read(&rule.value).ok()?;
            Some(Rule { value, at: rule.at, text: rule.text })
        };
        let value: Vec<Rule<Prefix>> = list.value.into_iter().filter_map(prefix).collect();
        Ok(Rule { value, at: list.at, text: list.text })
    }

    /// A list of texts, each of which passes the check and is there once.
    fn list(
        &self,
        key: &Key<'_>,
        value: &Spanned<DeValue<'_>>,
        check: impl Fn(&str) -> Result<(), Misrule>,
    ) -> Result<List<String>, (Range<usize>, Misrule)> {
        const WANTED: &str = "a list of texts";
        let DeValue::Array(values) = value.get_ref() else { return wanted(value, WANTED) };
        let mut list: Vec<Rule<String>> = vec![];
        for value in values.iter() {
            let DeValue::String(text) = value.get_ref() else { return wanted(value, WANTED) };
            check(text).map_err(|wrong| (value.span(), wrong))?;
            if list.iter().any(|other| other.value == text.as_ref()) {
                return Err((value.span(), Misrule::Twice { given: text.to_string() }));
            }
            list.push(self.rule(value.span(), text.to_string()));
        }
        Ok(self.rule(key.span(), list))
    }

    fn rule<T>(&self, at: Range<usize>, value: T) -> Rule<T> {
        let (at, text) = self.line(&at);
        Rule { value, at, text }
    }

    fn mistake(&self, at: Range<usize>, wrong: Misrule) -> Mistake {
        let (at, text) = self.line(&at);
        Mistake { at, text, wrong }
    }

    /// The number of a line, as messages name it, and its text.
    fn line(&self, at: &Range<usize>) -> (String, String) {
        let number = self.text[..at.start].matches('\n').count();
        let text = self.text.lines().nth(number).unwrap_or_default().trim();
        (format!("{}:{}", self.name, number + 1), text.to_owned())
    }
}

/// The table at the path of keys; `None` if it is not there or is no table.
fn inside<'t, 'i>(root: &'t DeTable<'i>, path: &[&str]) -> Option<&'t DeTable<'i>> {
    path.iter().try_fold(root, |table, key| match table.get(*key)?.get_ref() {
        DeValue::Table(inner) => Some(inner),
        _ => None,
    })
}

/// Whether a table's name is the policy's or a slip for it.
fn means_ours(name: &str) -> bool {
    let letters = name.chars().filter(|c| !matches!(c, '-' | '_' | ' '));
    let plain: String = letters.flat_map(char::to_lowercase).collect();
    plain.starts_with(NAME) || !get_close_matches(plain.as_str(), &[NAME], 1, 0.8).is_empty()
}

fn known(what: &'static str, given: &str, known: &[&str]) -> Result<(), Misrule> {
    if known.contains(&given) { Ok(()) } else { Err(unknown(what, given, known)) }
}

/// A mistake for an unknown word, with the one known word that it resembles, or all of them.
fn unknown(what: &'static str, given: &str, known: &[&str]) -> Misrule {
    let close = get_close_matches(given, known, 1, 0.5);
    let known = if close.is_empty() { known } else { &close };
    let known = known.iter().map(|one| (*one).to_owned()).collect();
    Misrule::Unknown { what, given: given.to_owned(), known }
}

fn not_empty(
    list: List<String>,
    at: &Key<'_>,
    key: &'static str,
) -> Result<List<String>, (Range<usize>, Misrule)> {
    if list.value.is_empty() { Err((at.span(), Misrule::Empty { key })) } else { Ok(list) }
}

fn wanted<T>(
    value: &Spanned<DeValue<'_>>,
    wanted: &'static str,
) -> Result<T, (Range<usize>, Misrule)> {
    Err((value.span(), Misrule::Type { wanted }))
}

fn text<'v>(value: &'v Spanned<DeValue<'_>>) -> Result<&'v str, (Range<usize>, Misrule)> {
    match value.get_ref() {
        DeValue::String(text) => Ok(text),
        _ => wanted(value, "a text"),
    }
}

fn truth(value: &Spanned<DeValue<'_>>) -> Result<bool, (Range<usize>, Misrule)> {
    match value.get_ref() {
        DeValue::Boolean(truth) => Ok(*truth),
        _ => wanted(value, "`true` or `false`"),
    }
}

fn id(value: &Spanned<DeValue<'_>>) -> Result<u32, (Range<usize>, Misrule)> {
    const WANTED: &str = "a user's number, from 1 to 4294967294";
    let DeValue::Integer(number) = value.get_ref() else { return wanted(value, WANTED) };
    match u32::from_str_radix(number.as_str(), number.radix()) {
        Ok(id) if id != 0 && id != u32::MAX => Ok(id),
        _ => wanted(value, WANTED),
    }
}

fn dialect(value: &Spanned<DeValue<'_>>) -> Result<Dialect, (Range<usize>, Misrule)> {
    let given = text(value)?;
    let names: Vec<String> = Dialect::ALL.iter().map(Dialect::to_string).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let found = Dialect::ALL.into_iter().find(|dialect| dialect.to_string() == given);
    found.ok_or_else(|| (value.span(), unknown("dialect", given, &names)))
}

/// The path of a file below the package.
fn path(value: &Spanned<DeValue<'_>>) -> Result<String, (Range<usize>, Misrule)> {
    let given = text(value)?;
    let is_name = |part: &str| !matches!(part, "" | "." | "..");
    let is_odd = |c: char| c.is_control() || matches!(c, '\\' | ':');
    if !given.split('/').all(is_name) || given.contains(is_odd) || given.trim() != given {
        return Err((value.span(), Misrule::Path { given: given.to_owned() }));
    }
    Ok(given.to_owned())
}
