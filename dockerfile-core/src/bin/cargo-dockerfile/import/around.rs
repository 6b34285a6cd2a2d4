//! What a line stands in: its stage's base and user, and how variables and stages are called in Rust.

use std::collections::{BTreeMap, BTreeSet};

use super::form::{Call, Form, Phase, Saying, Way, raw};
use super::inside::Inside;
use super::known;
use super::rust::{literal, text};
use super::source::{PLATFORM, Part, Source, args, has_arg, has_variable, parts, written};
use crate::file::{Line, Stage, State};

/// Whom a stage runs as.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Who {
    /// Nothing says.
    Base,
    Root,
    /// An account that is typed; without an expression it is made by a step.
    Account {
        said: String,
        expression: Option<String>,
        printed: String,
    },
    /// One whose number nobody here knows.
    Raw(String),
}

/// What a line stands in.
pub(super) struct Around<'a> {
    pub(super) source: &'a Source,
    pub(super) stage: &'a Stage,
    pub(super) line: &'a Line,
    pub(super) marked: &'a Line,
    pub(super) family: &'static str,
    /// The image at the root of the stage.
    pub(super) reference: Option<&'a str>,
    pub(super) who: &'a Who,
    /// Variables of Rust for stages, by their numbers.
    pub(super) stages: &'a [String],
    /// The stages' names in the emitted file.
    pub(super) names: &'a [Option<String>],
    /// Variables of Rust for ARGs.
    pub(super) handles: &'a BTreeMap<String, String>,
    /// ARGs that no step has seen yet.
    pub(super) waiting: &'a [String],
    /// Whether a RUN stands below.
    pub(super) runs_below: bool,
    /// Variables that ENV sets above.
    pub(super) set: &'a BTreeSet<String>,
    /// Those of them whose ENV is no line as it stands.
    pub(super) moved: &'a BTreeSet<String>,
    /// The phase that the stage has come to.
    pub(super) floor: Phase,
    /// The directory that is in force at the line.
    pub(super) inside: &'a Inside,
    /// The one that lines have set which are given as they stand, and that no step has changed since.
    pub(super) in_force: Option<&'a Inside>,
    pub(super) home: Home,
    /// Whether a step without a user certainly runs as root, or is made to.
    pub(super) says_user: bool,
    /// A reason for what only a literal form says.
    pub(super) reason: &'a str,
}

/// Where the emitted file says the stage's own directory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Home {
    /// It has none of its own, or says it line by line.
    Nowhere,
    /// Right below the directories and the account.
    Above,
    /// Below the layers: lines above it start where the base does.
    Below,
}

/// What a step says of its directory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Directory {
    /// Nothing: that of the base is in force.
    Own,
    Named(String),
    /// No method says it.
    Untyped,
}

impl Directory {
    /// The method of a step; `None`, where no method says it.
    pub(super) fn method(&self) -> Option<String> {
        match self {
            Self::Own => Some(String::new()),
            Self::Named(path) => Some(format!(".workdir({})", literal(path))),
            Self::Untyped => None,
        }
    }
}

/// Who runs a step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum As {
    Root,
    /// The user of the base, who is not root, above any line that says another.
    Base,
    Account,
    Raw(String),
}

impl Around<'_> {
    pub(super) fn state(&self) -> &State {
        &self.line.state
    }

    /// Who runs what stands here.
    pub(super) fn runs_as(&self) -> As {
        let user = self.state().user.as_str();
        let marked = self.marked.state.user.as_str();
        match self.who {
            _ if has_arg(marked) => As::Raw(written(marked)),
            _ if is_root(user) => As::Root,
            _ if user.is_empty() => self.base_user(),
            Who::Account { said, .. } if said == user => As::Account,
            _ => As::Raw(user.to_owned()),
        }
    }

    /// Who runs what stands above any line that says it.
    fn base_user(&self) -> As {
        let Some(reference) = self.reference.filter(|reference| known::is_not_root(reference))
        else {
            return As::Root;
        };
        let is_named = |(user, group): (u32, u32)| matches!(self.who, Who::Account { printed, .. } if *printed == format!("{user}:{group}"));
        if known::runs_as(reference).is_some_and(is_named) { As::Account } else { As::Base }
    }

    /// Whether the stage says that its base's user stays.
    pub(super) fn keeps_base_user(&self) -> bool {
        matches!(self.who, Who::Base | Who::Raw(_))
    }

    /// The USER that a line as it stands is to find.
    pub(super) fn needs_user(&self) -> Option<String> {
        match self.runs_as() {
            As::Root => None,
            As::Base => {
                let (user, group) = self.reference.and_then(known::runs_as)?;
                Some(format!("{user}:{group}"))
            }
            As::Account => match self.who {
                Who::Account { said, .. } => Some(said.clone()),
                _ => None,
            },
            As::Raw(user) => Some(user),
        }
    }

    /// Whether the line runs as the base's user, and no USER line can name that one.
    pub(super) fn is_of_unknown_user(&self) -> bool {
        self.runs_as() == As::Base && self.needs_user().is_none()
    }

    /// Whether an ARG below the line has a name.
    pub(super) fn has_arg_below(&self, name: &str) -> bool {
        let below = self.stage.lines.iter().filter(|line| line.number > self.line.number);
        below.flat_map(args).any(|(other, _)| other == name)
    }

    /// Whether ENV sets a variable above that may stand lower in the emitted file.
    pub(super) fn is_moved(&self, name: &str) -> bool {
        self.moved.contains(name)
    }

    /// Whether ENV sets a variable above.
    pub(super) fn is_set(&self, name: &str) -> bool {
        self.set.contains(name)
    }

    /// What a step says of its directory.
    pub(super) fn directory(&self) -> Directory {
        self.directory_at(self.floor)
    }

    /// What a step says of its directory behind steps that have come to this phase. Below the directories the
    /// stage's own directory is in force, even where its WORKDIR stands lower.
    pub(super) fn directory_at(&self, floor: Phase) -> Directory {
        let is_said = !self.state().directory.is_empty();
        let is_in_force = self.home == Home::Above && floor >= Phase::Directories;
        if !is_said && !is_in_force {
            return Directory::Own;
        }
        match self.inside {
            Inside::At(path) => Directory::Named(path.clone()),
            _ => Directory::Untyped,
        }
    }

    /// WORKDIR lines that bring a line as it stands to its directory; `None`, where nothing does.
    pub(super) fn way(&self) -> Option<Vec<String>> {
        if self.directory() == Directory::Own || self.in_force == Some(self.inside) {
            return Some(vec![]);
        }
        self.inside.words()
    }

    /// Whether a step may change the directory in force: not where no line brings back what it was.
    pub(super) fn may_move(&self) -> bool {
        self.directory() != Directory::Untyped || self.inside.words().is_some()
    }

    /// A path from the directory that the base starts in; `None`, where that is not known.
    pub(super) fn absolute(&self, path: &str) -> Option<String> {
        let home = self.base_directory();
        let path = known::filled_in(path, home);
        match path.as_str() {
            path if path.starts_with('/') => Some(path.to_owned()),
            path if has_variable(path) => None,
            path => home.map(|home| crate::file::clean(&format!("{home}/{path}"))),
        }
    }

    /// The directory that the base starts in, where that is certain.
    pub(super) fn base_directory(&self) -> Option<&'static str> {
        self.reference.map_or(Some("/"), known::directory)
    }

    /// A word with what the base sets in it, where that is known; behind a WORKDIR line it is not looked at.
    pub(super) fn filled_in(&self, word: &str) -> String {
        let home = self.base_directory().filter(|_| self.state().directory.is_empty());
        known::filled_in(word, home)
    }

    /// A marked value as Rust; `None`, where no form but the line itself says it.
    pub(super) fn value(&self, marked: &str) -> Option<String> {
        self.expression(&self.parts(marked)?)
    }

    /// A marked value in its parts.
    pub(super) fn parts(&self, marked: &str) -> Option<Vec<Part>> {
        parts(marked, &self.line.text)
    }

    pub(super) fn expression(&self, parts: &[Part]) -> Option<String> {
        let part = |part: &Part| match part {
            Part::Text(value) => Some(text(value)),
            Part::Arg(name) if PLATFORM.contains(&name.as_str()) => {
                Some(format!("platform::{name}"))
            }
            Part::Arg(name) => Some(format!("&{}", self.handles.get(name)?)),
            // What ENV has set above is no longer the base's.
            Part::Base(name) if self.is_set(name) => None,
            Part::Base(name) => Some(format!("base_env({})", literal(name))),
        };
        let mut expressions = parts.iter().map(part).collect::<Option<Vec<_>>>()?;
        if expressions.len() > 1
            && let (Some(Part::Text(value)), Some(first)) = (parts.first(), expressions.first_mut())
        {
            *first = format!("text({})", literal(value));
        }
        Some(expressions.join(" + "))
    }

    /// A marked value without variables.
    pub(super) fn plain(&self, marked: &str) -> Option<String> {
        match self.parts(marked)?.as_slice() {
            [Part::Text(text)] => Some(text.clone()),
            _ => None,
        }
    }

    /// The line itself, on one line and with what its reason is.
    pub(super) fn raw(&self) -> Option<Form> {
        let form = self.raw_of(&self.raw_text()?);
        Some(form)
    }

    pub(super) fn raw_of(&self, line: &str) -> Form {
        Form::new(Way::Raw, Saying::Here(vec![self.raw_call(line)]))
    }

    pub(super) fn raw_call(&self, line: &str) -> Call {
        raw(line, self.reason)
    }

    /// The line on one line, as its emitted file's escape reads it.
    pub(super) fn raw_text(&self) -> Option<String> {
        let joined = joined(&self.line.text, self.source.escape)?;
        let (keyword, rest) = joined.split_once(char::is_whitespace)?;
        let keyword = keyword.to_uppercase();
        // Of another escape only what holds none is the same.
        if self.source.escape != '\\' && keyword != "RUN" && rest.contains(['\\', '`']) {
            return None;
        }
        let rest = rest.trim();
        (!rest.contains('\n')).then(|| format!("{keyword} {rest}"))
    }
}

pub(super) fn is_root(user: &str) -> bool {
    let (name, group) = user.split_once(':').unwrap_or((user, "root"));
    matches!(name, "root" | "0") && matches!(group, "root" | "0")
}

/// An instruction without its continuations; `None`, where a here-document follows.
pub(super) fn joined(text: &str, escape: char) -> Option<String> {
    let mut joined = String::new();
    let mut goes_on = true;
    for (at, line) in text.lines().enumerate() {
        if !goes_on {
            return None;
        }
        if at > 0 && (line.trim().is_empty() || line.trim_start().starts_with('#')) {
            continue;
        }
        let bare = line.trim_end_matches([' ', '\t', '\r']);
        match bare.strip_suffix(escape).filter(|before| !before.ends_with(escape)) {
            Some(before) => joined += before,
            None => {
                joined += line.trim_end_matches('\r');
                goes_on = false;
            }
        }
    }
    Some(joined)
}

/// The line that an instruction begins with, without its continuations and here-documents.
pub(super) fn first_line(text: &str, escape: char) -> String {
    let mut first = String::new();
    for line in text.lines() {
        if !first.is_empty() && (line.trim().is_empty() || line.trim_start().starts_with('#')) {
            continue;
        }
        match line.trim_end().strip_suffix(escape) {
            Some(before) => first += before,
            None => return first + line,
        }
    }
    first
}

/// A line in few words, for a reason.
pub(super) fn short(text: &str) -> String {
    let lines = text.lines().filter(|line| !line.trim_start().starts_with('#'));
    let words = lines.flat_map(str::split_whitespace).filter(|word| *word != "\\");
    let words: Vec<&str> = words.collect();
    let whole = words.join(" ");
    match whole.char_indices().nth(40) {
        Some((at, _)) => format!("{}..", whole[..at].trim_end()),
        None => whole,
    }
}

#[cfg(test)]
mod tests {
    use super::{first_line, is_root, joined, short};

    #[test]
    fn an_instruction_is_one_line() {
        for (text, escape, whole, first) in [
            ("RUN a", '\\', Some("RUN a"), "RUN a"),
            ("RUN a \\\n  b", '\\', Some("RUN a   b"), "RUN a   b"),
            ("RUN a \\ \t\n\n # x\nb", '\\', Some("RUN a b"), "RUN a b"),
            ("RUN a `\nb", '`', Some("RUN a b"), "RUN a b"),
            ("RUN a \\\nb", '`', None, "RUN a \\"),
            ("RUN a \\\r\nb\r", '\\', Some("RUN a b"), "RUN a b\r"),
            ("RUN <<E\na\nE", '\\', None, "RUN <<E"),
            ("RUN a \\", '\\', Some("RUN a "), "RUN a "),
        ] {
            assert_eq!(joined(text, escape).as_deref(), whole, "{text}");
            assert_eq!(
                first_line(text, escape).trim_end_matches('\r'),
                first.trim_end_matches('\r'),
                "{text}"
            );
        }
        let long = "RUN 1234567890 1234567890 1234567890 1234 67890";
        for (text, said) in [
            ("RUN  a \\\n # x\n  b", "RUN a b"),
            ("RUN a#b", "RUN a#b"),
            (&long[..40], &long[..40]),
            (&long[..41], "RUN 1234567890 1234567890 1234567890 123.."),
            (
                "RUN 1234567890 1234567890 1234567890 12 4",
                "RUN 1234567890 1234567890 1234567890 12..",
            ),
        ] {
            assert_eq!(short(text), said, "{text}");
        }
        for (user, expected) in [
            ("root", true),
            ("0", true),
            ("0:root", true),
            ("root:0", true),
            ("root:web", false),
            ("web:0", false),
            ("", false),
            ("00", false),
        ] {
            assert_eq!(is_root(user), expected, "{user}");
        }
    }
}
