//! What a line stands in: its stage's base and user, and how variables and stages are called in Rust.

use std::collections::{BTreeMap, BTreeSet};

use super::base;
use super::form::{Call, Form, Phase, Saying, Way, call};
use super::rust::{literal, text};
use super::source::{PLATFORM, Part, Source, parts, plain};
use crate::file::{Instruction, Line, Stage, State};

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
    /// The phase that the stage has come to.
    pub(super) floor: Phase,
    /// A reason for what only a literal form says.
    pub(super) reason: &'a str,
}

/// Who runs a step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum As {
    Root,
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
        match self.who {
            _ if is_root(user) => As::Root,
            _ if user.is_empty() => match self.reference.and_then(base::runs_as) {
                Some((user, group)) => As::Raw(format!("{user}:{group}")),
                None => As::Root,
            },
            Who::Account { said, .. } if said == user => As::Account,
            _ => As::Raw(user.to_owned()),
        }
    }

    /// Whether ENV sets a variable above.
    pub(super) fn is_set(&self, name: &str) -> bool {
        self.set.contains(name)
    }

    /// The directory of a step, if it is not the base's own. Below the directories the stage's own is in
    /// force, also where its WORKDIR stands lower.
    pub(super) fn directory(&self) -> Option<String> {
        self.directory_at(self.floor)
    }

    /// The same of a step behind others, which have come to this phase.
    pub(super) fn directory_at(&self, floor: Phase) -> Option<String> {
        let directory = self.state().directory.as_str();
        if directory.is_empty() {
            let has_own = !self.stage.end.directory.is_empty() && floor >= Phase::Directories;
            return has_own.then(|| self.base_directory().to_owned());
        }
        Some(self.absolute(directory))
    }

    /// The directory that the line itself sets.
    pub(super) fn line_directory(&self) -> Option<String> {
        match &self.line.instruction {
            Instruction::Workdir(path) => Some(self.absolute(path)),
            _ => None,
        }
    }

    /// A directory that may start from the base's own.
    pub(super) fn absolute(&self, directory: &str) -> String {
        let directory = base::filled_in(directory, self.base_directory());
        if directory.starts_with(['/', '$']) {
            return directory;
        }
        crate::file::clean(&format!("{}/{directory}", self.base_directory()))
    }

    /// The directory that the base starts in: what is not known is `/`.
    pub(super) fn base_directory(&self) -> &'static str {
        self.reference.and_then(base::directory).unwrap_or("/")
    }

    /// A marked value as Rust; `None`, where no form but the line itself says it.
    pub(super) fn value(&self, marked: &str) -> Option<String> {
        self.expression(&parts(marked, &self.line.text)?)
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
        plain(marked, &self.line.text)
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
        call("raw", [literal(line), literal(self.reason)])
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
