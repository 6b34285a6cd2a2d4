//! Rendering of COPY and ADD.

use super::run::here_document;
use super::text::{escaped, json, unexpanded};
use crate::program::instruction::{
    AddInstruction, AddSource, CopyInstruction, CopySource, FileFlags, FilePath, GitQuery, Parents,
    Permissions, ValuePart,
};

pub(super) fn copy(copy: &CopyInstruction) -> String {
    let mut text = "COPY".to_owned();
    // `--from` is the first flag, where update bots look for it.
    if let CopySource::From(stage, _) = &copy.source {
        text += &format!(" --from={stage}");
    }
    text += &file_flags(&copy.flags);
    if copy.parents != Parents::None {
        text += " --parents";
    }
    match &copy.source {
        CopySource::Context(sources) | CopySource::From(_, sources) => {
            let named = sources.iter().flat_map(|source| named(&marked(source), copy));
            let named = named.map(|source| filled(&unexpanded(&source)));
            let to = filled(&unexpanded(&marked(&copy.to)));
            let is_pattern = copy.optional || !copy.names.is_empty();
            let mut also = if is_pattern { "*?[]" } else { "" }.to_owned();
            if !sources.iter().chain([&copy.to]).all(FilePath::is_literal) {
                also += "${}";
            }
            format!("{text} {}", paths(named.chain([to]).collect(), &also))
        }
        CopySource::Inline(file) => {
            let to = filled(&unexpanded(&marked(&copy.to)));
            format!("{text} {}", here_document(file, &format!(" {to}")))
        }
    }
}

/// The mark around the name of a variable while its path is escaped: no path holds it.
const MARK: char = '\0';

fn marked(path: &FilePath) -> String {
    let part = |part: &ValuePart| match part {
        ValuePart::Text(text) => text.clone(),
        ValuePart::Variable(name) => format!("{MARK}{name}{MARK}"),
    };
    path.0.iter().map(part).collect()
}

/// A path with `${NAME}` in place of marked variables.
fn filled(path: &str) -> String {
    let parts = path.split(MARK).enumerate();
    let part = |(at, part): (usize, &str)| match at % 2 {
        0 => part.to_owned(),
        _ => format!("${{{part}}}"),
    };
    parts.map(part).collect()
}

pub(super) fn add(add: &AddInstruction) -> String {
    let mut text = "ADD".to_owned();
    let url = match &add.source {
        AddSource::Url { url, checksum, unpack } => {
            if let Some(checksum) = checksum {
                text += &format!(" --checksum={}", escaped(checksum));
            }
            if *unpack {
                text += " --unpack=true";
            }
            escaped(url)
        }
        AddSource::Git { repository, query, fragment, keep_git_dir, commit } => {
            if let Some(commit) = commit {
                text += &format!(" --checksum={commit}");
            }
            if *keep_git_dir {
                text += " --keep-git-dir=true";
            }
            format!("{repository}{}#{}", git_query(*query), escaped(fragment))
        }
    };
    text += &file_flags(&add.flags);
    format!("{text} {}", paths(vec![url, unexpanded(&add.to)], "~?!&()*;${}#"))
}

/// A source as COPY names it: the path itself, or one path for each of the names to copy out of it.
fn named(source: &str, copy: &CopyInstruction) -> Vec<String> {
    // For `--parents`, a `.` marks where the folders begin that are kept.
    let source = match &copy.parents {
        Parents::Below(folder) => source.replacen(folder.as_str(), &format!("{folder}/."), 1),
        _ => source.to_owned(),
    };
    if copy.optional && copy.names.is_empty() {
        return vec![may_be_nothing(&source)];
    }
    if copy.names.is_empty() {
        return vec![unmatched(&source)];
    }
    let folder = pattern_of(source.trim_end_matches('/'));
    copy.names.iter().map(|name| format!("{folder}/{}", may_be_absent(name))).collect()
}

/// A source that need not match anything. A builder requires the folder in front of the first
/// pattern, so the first name of the path is written as one.
fn may_be_nothing(path: &str) -> String {
    // This is a pattern already.
    if path.starts_with('!') {
        return unmatched(path);
    }
    let path = if path.starts_with("<<") { format!("./{path}") } else { path.to_owned() };
    if path.contains(['*', '?']) {
        return pattern_of(&path);
    }
    let mut in_variable = false;
    let letter = path.char_indices().find(|(_, c)| {
        in_variable ^= *c == MARK;
        !in_variable && c.is_alphanumeric()
    });
    let Some((at, letter)) = letter else { return pattern_of(&path) };
    let (start, end) = (&path[..at], &path[at + letter.len_utf8()..]);
    format!("{}[{letter}]{}", pattern_of(start), pattern_of(end))
}

/// A name that need not exist, written as a pattern: a builder accepts one that matches nothing.
fn may_be_absent(name: &str) -> String {
    if name.contains(['*', '?']) {
        return pattern_of(name);
    }
    let (start, end) = name.split_at(name.char_indices().next_back().map_or(0, |(at, _)| at));
    format!("{}[{end}]", pattern_of(start))
}

fn git_query(query: GitQuery) -> String {
    let said = [
        (query.without_submodules, "submodules=false"),
        (query.fetch_by_commit, "fetch-by-commit=true"),
    ];
    let said: Vec<&str> = said.iter().filter(|(is, _)| *is).map(|(_, text)| *text).collect();
    if said.is_empty() { String::new() } else { format!("?{}", said.join("&")) }
}

fn file_flags(flags: &FileFlags) -> String {
    let mut text = String::new();
    if let Some(owner) = &flags.owner {
        text += &format!(" --chown={owner}");
    }
    match &flags.mode {
        Some(Permissions::Number(mode)) => text += &format!(" --chmod={mode:04o}"),
        Some(Permissions::Symbols(mode)) => text += &format!(" --chmod={mode}"),
        None => {}
    }
    if flags.link {
        text += " --link";
    }
    for pattern in &flags.exclude {
        text += &format!(" --exclude={pattern}");
    }
    text
}

/// Sources and target, as plain words if a builder reads all of them unchanged, else as JSON.
/// `also` are further characters that words may hold.
fn paths(paths: Vec<String>, also: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "_@%+=:,./-".contains(c) || also.contains(c);
    // A path that begins with `--` would be a flag.
    let is_word = |path: &String| !path.starts_with("--") && path.chars().all(plain);
    if paths.iter().all(is_word) { paths.join(" ") } else { json(&paths) }
}

/// A path as part of a pattern. BuildKit takes a `^` for the start of a regular expression and
/// silently copies nothing.
fn pattern_of(path: &str) -> String {
    path.replace('^', "\\^").replace('[', "[[]")
}

/// A source as a pattern that matches only itself: a `[` would begin a class of Go's pattern
/// language, `!` in front excludes files, and `<<` begins a here-document, in JSON, too.
fn unmatched(path: &str) -> String {
    let here = if path.starts_with("<<") { "./" } else { "" };
    if !path.contains('[') && !path.starts_with('!') {
        return format!("{here}{path}");
    }
    let pattern = pattern_of(path);
    match pattern.strip_prefix('!') {
        Some(rest) => format!("[!]{rest}"),
        None => format!("{here}{pattern}"),
    }
}
