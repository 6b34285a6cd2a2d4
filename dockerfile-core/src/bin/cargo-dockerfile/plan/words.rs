//! How things are called in tables and pictures.

use crate::amount::cost;
use crate::plan_file::Read;
use crate::sheet::{Row, Sheet};

/// How often a line runs again, in five words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Heat {
    Never,
    Rarely,
    NowAndThen,
    Often,
    Mostly,
}

pub(super) const HEATS: [(Heat, &str, &str); 5] = [
    (Heat::Never, "never", "after none of them"),
    (Heat::Rarely, "rarely", "after 2 % at the most"),
    (Heat::NowAndThen, "now and then", "after 10 % at the most"),
    (Heat::Often, "often", "after 40 % at the most"),
    (Heat::Mostly, "mostly", "after more than 40 %"),
];

impl Heat {
    /// `None` where there is no history, or nothing that runs.
    pub(super) fn of(row: &Row, commits: Option<usize>) -> Option<Self> {
        let (again, commits) = (row.again?, commits.filter(|commits| *commits > 0)?);
        Some(match again * 100 {
            0 => Heat::Never,
            share if share <= 2 * commits => Heat::Rarely,
            share if share <= 10 * commits => Heat::NowAndThen,
            share if share <= 40 * commits => Heat::Often,
            _ => Heat::Mostly,
        })
    }

    pub(super) fn word(self) -> &'static str {
        HEATS[self as usize].1
    }

    /// The same without a colour.
    pub(super) fn dots(self) -> &'static str {
        ["○○○○", "●○○○", "●●○○", "●●●○", "●●●●"][self as usize]
    }
}

/// What a line costs, in words.
pub(super) fn cost_of(sheet: &Sheet, row: &Row) -> String {
    match sheet.cost(row) {
        Some(known) => cost(sheet.measure, known),
        None if !row.makes_layer => String::new(),
        None => "?".to_owned(),
    }
}

/// What a line reads, in words.
pub(super) fn read(read: &Read) -> String {
    match read {
        Read::Context { path } => path.clone(),
        Read::Stage { name, path } if path == "/" => format!("stage {name}"),
        Read::Stage { name, path } => format!("{path} of stage {name}"),
        Read::Image { name } => format!("image {name}"),
        Read::Argument { name } => format!("argument {name}"),
        Read::Url => "a file at a URL".to_owned(),
        Read::Repository => "a repository".to_owned(),
    }
}

/// What makes a line run again, in words: BuildKit asks for the text of what runs, and for the content of what
/// is copied.
pub(super) fn again_after(row: &Row) -> String {
    let reads: Vec<String> = row.reads.iter().map(read).collect();
    let reads = reads.join(", ");
    match row.word() {
        "FROM" if reads.is_empty() => "never".to_owned(),
        "FROM" if reads.starts_with("image ") => "another base image".to_owned(),
        "FROM" => format!("a layer of {}", reads.trim_start_matches("stage ")),
        _ if !row.makes_layer => match row.word() {
            "ARG" | "ENV" | "SHELL" | "USER" => "(no layer; a RUN below sees it)".to_owned(),
            _ => "(no layer)".to_owned(),
        },
        "COPY" if !reads.is_empty() => format!("an edit of {reads}"),
        "RUN" if !reads.is_empty() => format!("an edit of {reads}, its text, or a layer above"),
        "ADD" => "another file there, or its text".to_owned(),
        _ => "its text, or a layer above".to_owned(),
    }
}

/// Commands that are there for the sake of others.
const ASIDE: [&str; 22] = [
    "[", "cat", "cd", "chmod", "chown", "cmp", "cp", "do", "done", "echo", "export", "for",
    "install", "ln", "mkdir", "mv", "rm", "sed", "set", "test", "touch", "tr",
];

/// Options that say nothing of what a command is for.
const ASSENT: [&str; 5] = ["--no-install-recommends", "--quiet", "--yes", "-q", "-y"];

/// A line in short: its word, and what it is about. Of a RUN, the commands that it is for.
pub(super) fn short(row: &Row) -> (String, String) {
    let word = row.word().to_owned();
    let lines: Vec<&str> = row.text.lines().map(str::trim).collect();
    let whole = lines.iter().map(|line| line.strip_suffix('\\').unwrap_or(line).trim());
    let whole = whole.filter(|line| !line.is_empty()).collect::<Vec<_>>().join(" ");
    let rest = whole.strip_prefix(&word).unwrap_or(&whole).trim();
    if word != "RUN" {
        return (word, rest.to_owned());
    }
    let rest = without(rest, |word| word.starts_with("--"));
    let script: Vec<&str> = lines.iter().skip(1).copied().filter(|line| !line.is_empty()).collect();
    if rest.starts_with("<<") && script.len() > 1 {
        return (word, format!("… {}", script[script.len() - 2]));
    }
    let parts: Vec<&str> = rest.split(" && ").collect();
    let is_aside = |part: &str| {
        let mut words = part.split_whitespace();
        let first = words.next().unwrap_or_default();
        ASIDE.contains(&first) || (first == "apt-get" && words.next() == Some("update"))
    };
    let bare =
        parts.iter().map(|part| without(part, |word| !word.starts_with('-') && word.contains('=')));
    let told: Vec<&str> = bare.filter(|part| !is_aside(part)).collect();
    if told.is_empty() {
        return (word, rest.to_owned());
    }
    let dots = if told.len() < parts.len() { "… " } else { "" };
    let told = told.join(" && ");
    let told = told.split(' ').filter(|word| !word.is_empty() && !ASSENT.contains(word));
    (word, format!("{dots}{}", told.collect::<Vec<_>>().join(" ")))
}

/// A text without the words in front that are meant.
fn without(text: &str, is_meant: impl Fn(&str) -> bool) -> &str {
    let mut rest = text.trim_start();
    while let Some((first, after)) = rest.split_once(' ').filter(|(first, _)| is_meant(first)) {
        rest = if first.is_empty() { after } else { after.trim_start() };
    }
    rest
}

/// What fits into so many letters.
pub(super) fn cut(text: &str, width: usize) -> String {
    match text.char_indices().nth(width) {
        Some(_) => text.chars().take(width.saturating_sub(1)).chain(['…']).collect(),
        None => text.to_owned(),
    }
}
