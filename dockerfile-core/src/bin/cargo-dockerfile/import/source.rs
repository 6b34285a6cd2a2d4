//! A Dockerfile, read twice: with its defaults, and with a mark in place of each ARG's value, so that it
//! is seen where a variable of the build is used.

use std::collections::{BTreeMap, BTreeSet};

use crate::failure::Result;
use crate::file::{CLOSE, File, Instruction, Line, OPEN, Settings, Stage};

/// The variables that a builder sets itself.
pub(super) const PLATFORM: [&str; 8] = [
    "TARGETPLATFORM",
    "TARGETOS",
    "TARGETARCH",
    "TARGETVARIANT",
    "BUILDPLATFORM",
    "BUILDOS",
    "BUILDARCH",
    "BUILDVARIANT",
];

pub(super) struct Source {
    /// What it is called in messages.
    pub(super) name: String,
    /// What it is called in a declaration, which others read: no path of the machine.
    pub(super) called: String,
    pub(super) escape: char,
    pub(super) is_strict: bool,
    pub(super) file: File,
    marked: File,
    /// The comments right above a line, by its number.
    comments: BTreeMap<u32, Vec<String>>,
}

/// Part of a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Part {
    Text(String),
    /// A variable of the build.
    Arg(String),
    /// One that the base image sets.
    Base(String),
}

impl Source {
    pub(super) fn read(text: &str, name: &str) -> Result<Self> {
        let file = File::read(text, name, &Settings::default())?;
        let in_from = in_from(text);
        let mut arguments = BTreeMap::new();
        for (argument, _) in file.stages.iter().flat_map(|stage| &stage.lines).flat_map(args) {
            if !in_from.contains(argument) {
                arguments.insert(argument.clone(), format!("{OPEN}{argument}{CLOSE}"));
            }
        }
        for argument in PLATFORM.iter().filter(|argument| !in_from.contains(**argument)) {
            arguments.insert((*argument).to_owned(), format!("{OPEN}{argument}{CLOSE}"));
        }
        // A mark is no value of a list that is known here, such as the kinds of mounts.
        let marked = File::read(text, name, &Settings { arguments, ..Settings::default() })
            .map_err(|failure| failure.help("an ARG stands there: write its value"))?;
        let directive = |wanted: &str| directive(text, wanted);
        Ok(Self {
            name: name.to_owned(),
            called: called(name),
            escape: directive("escape").and_then(|value| value.chars().next()).unwrap_or('\\'),
            is_strict: directive("check").is_some_and(|value| value.contains("error=true")),
            comments: comments(text),
            file,
            marked,
        })
    }

    /// A stage's own lines, each with what it is where ARGs are marked.
    pub(super) fn lines<'s>(&'s self, stage: &'s Stage) -> Vec<(&'s Line, &'s Line)> {
        stage
            .lines
            .iter()
            .zip(&self.marked(stage).lines)
            .filter(|(line, _)| !line.is_trigger)
            .collect()
    }

    /// Whether an ENV above a line sets a name.
    pub(super) fn sets(&self, name: &str, number: u32) -> bool {
        let lines = self.file.stages.iter().flat_map(|stage| &stage.lines);
        lines.filter(|line| line.number < number).any(|line| match &line.instruction {
            Instruction::Env(pairs) => pairs.iter().any(|(other, _)| other == name),
            _ => false,
        })
    }

    /// A stage with its ARGs marked.
    pub(super) fn marked(&self, stage: &Stage) -> &Stage {
        &self.marked.stages[stage.index]
    }

    pub(super) fn comments(&self, number: u32) -> &[String] {
        self.comments.get(&number).map_or(&[], Vec::as_slice)
    }
}

pub(super) fn args(line: &Line) -> &[(String, Option<String>)] {
    match &line.instruction {
        Instruction::Arg(pairs) => pairs,
        _ => &[],
    }
}

fn called(name: &str) -> String {
    let path = std::path::Path::new(name);
    let file = path.file_name().filter(|_| path.is_absolute() || name.starts_with(".."));
    file.map_or_else(|| name.to_owned(), |file| file.to_string_lossy().into_owned())
}

/// A marked value in its parts. `raw` is the line that it comes from: what is no variable in there stays
/// text.
pub(super) fn parts(value: &str, raw: &str) -> Option<Vec<Part>> {
    // Of `${V:-x}` and its like the mark is no whole answer, and a `$` that is meant is not told apart
    // from one that the base image may fill in.
    if has_modifier(raw) || is_quoted(raw) {
        return (!value.contains([OPEN, '$'])).then(|| vec![Part::Text(value.to_owned())]);
    }
    let mut parts = vec![];
    let mut rest = value;
    while let Some(at) = rest.find([OPEN, '$']) {
        if at > 0 {
            parts.push(Part::Text(rest[..at].to_owned()));
        }
        rest = &rest[at..];
        let marked = rest.strip_prefix(OPEN).and_then(|rest| rest.split_once(CLOSE));
        if let Some((name, after)) = marked {
            parts.push(Part::Arg(name.to_owned()));
            rest = after;
            continue;
        }
        let (name, after) = variable(rest)?;
        parts.push(Part::Base(name.to_owned()));
        rest = after;
    }
    if !rest.is_empty() || parts.is_empty() {
        parts.push(Part::Text(rest.to_owned()));
    }
    Some(parts)
}

/// Whether a variable that only a builder knows is in a marked word.
pub(super) fn has_variable(word: &str) -> bool {
    word.contains([OPEN, '$'])
}

/// Whether a marked word begins with one: then what it holds says whether a path is absolute.
pub(super) fn is_variable(word: &str) -> bool {
    word.starts_with([OPEN, '$'])
}

/// Whether a variable of the build is in a marked word.
pub(super) fn has_arg(word: &str) -> bool {
    word.contains(OPEN)
}

/// A marked word as a Dockerfile writes it.
pub(super) fn written(word: &str) -> String {
    word.replace(OPEN, "${").replace(CLOSE, "}")
}

/// `$NAME` or `${NAME}` at the beginning, and what follows.
fn variable(text: &str) -> Option<(&str, &str)> {
    let rest = text.strip_prefix('$')?;
    if let Some(braced) = rest.strip_prefix('{') {
        let (name, after) = braced.split_once('}')?;
        return is_name(name).then_some((name, after));
    }
    let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(rest.len());
    is_name(&rest[..end]).then(|| rest.split_at(end))
}

fn is_name(name: &str) -> bool {
    !name.is_empty()
        && !name.starts_with(|c: char| c.is_ascii_digit())
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

/// Whether a `$` in a text may be one that is meant.
pub(super) fn is_quoted(raw: &str) -> bool {
    raw.contains("\\$") || raw.contains('$') && raw.contains('\'')
}

pub(super) fn has_modifier(text: &str) -> bool {
    text.match_indices("${").any(|(at, _)| {
        let inside = &text[at + 2..];
        let end =
            inside.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(inside.len());
        !inside[end..].starts_with('}')
    })
}

/// The names of variables that a text may read.
pub(super) fn names(text: &str) -> BTreeSet<String> {
    let found = text.match_indices('$').filter_map(|(at, _)| {
        let rest = text[at + 1..].trim_start_matches('{');
        let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(rest.len());
        is_name(&rest[..end]).then(|| rest[..end].to_owned())
    });
    found.collect()
}

fn in_from(text: &str) -> BTreeSet<String> {
    let from = text.lines().filter(|line| {
        line.trim_start().get(..5).is_some_and(|word| word.eq_ignore_ascii_case("from "))
    });
    let mut read: BTreeSet<String> = from.flat_map(names).collect();
    // And what those are made of.
    for (_, global) in globals(text).iter().rev() {
        if let Some((name, default)) = global.split_once('=')
            && read.contains(name)
        {
            read.extend(names(default));
        }
    }
    read.retain(|name| !PLATFORM.contains(&name.as_str()));
    read
}

fn globals(text: &str) -> Vec<(u32, String)> {
    let mut found = vec![];
    for (number, line) in (1..).zip(text.lines()) {
        let line = line.trim();
        match line.split_once(char::is_whitespace) {
            Some((word, rest)) if word.eq_ignore_ascii_case("ARG") => {
                found.push((number, rest.trim().to_owned()));
            }
            Some((word, _)) if word.eq_ignore_ascii_case("FROM") => break,
            _ => {}
        }
    }
    found
}

/// A directive at the head of a file.
fn directive(text: &str, wanted: &str) -> Option<String> {
    for line in text.trim_start_matches('\u{feff}').lines() {
        let (name, value) = line.trim_start().strip_prefix('#')?.split_once('=')?;
        let name = name.trim().to_lowercase();
        if !["syntax", "escape", "check"].contains(&name.as_str()) {
            return None;
        }
        if name == wanted {
            return Some(value.trim().to_owned());
        }
    }
    None
}

fn comments(text: &str) -> BTreeMap<u32, Vec<String>> {
    let (mut found, mut above) = (BTreeMap::new(), vec![]);
    for (number, line) in (1..).zip(text.lines()) {
        match line.trim_start().strip_prefix('#') {
            Some(comment) => {
                let comment = comment.trim();
                let lowered = comment.to_lowercase();
                let is_directive = ["syntax", "escape", "check"].iter().any(|word| {
                    lowered
                        .strip_prefix(word)
                        .is_some_and(|rest| rest.trim_start().starts_with('='))
                });
                if !is_directive {
                    above.push(comment.to_owned());
                }
            }
            None => {
                let above: Vec<String> = std::mem::take(&mut above);
                if !above.is_empty() && !line.trim().is_empty() {
                    found.insert(number, above);
                }
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::{
        Part, Source, called, comments, directive, has_modifier, in_from, is_quoted, names, parts,
        variable,
    };

    #[test]
    fn a_value_is_taken_apart() {
        let text = "FROM a:1\nARG V=1\nENV A=x-$V-y B=$HOME/bin C=\\$5\nENV D=${V:-2} E=$A\n";
        let source = Source::read(text, "Dockerfile").unwrap();
        let lines = source.lines(&source.file.stages[0]);
        let crate::file::Instruction::Env(pairs) = &lines[1].1.instruction else { panic!() };
        assert_eq!(
            parts(&pairs[0].1, "x"),
            Some(vec![Part::Text("x-".into()), Part::Arg("V".into()), Part::Text("-y".into()),])
        );
        assert_eq!(
            parts(&pairs[1].1, "x"),
            Some(vec![Part::Base("HOME".into()), Part::Text("/bin".into())])
        );
        assert_eq!(parts(&pairs[2].1, &lines[1].0.text), None);
        assert_eq!(parts("a", "x"), Some(vec![Part::Text("a".into())]));
    }

    #[test]
    fn a_text_is_read_for_its_variables() {
        for (text, read) in
            [("$A-${B}", "A B"), ("${C:-$D}", "C D"), ("$1 $_x $", "_x"), ("$$A", "A"), ("A", "")]
        {
            let found: Vec<String> = names(text).into_iter().collect();
            assert_eq!(found.join(" "), read, "{text}");
        }
        for (text, expected) in [
            ("$A-b", Some(("A", "-b"))),
            ("${A}b", Some(("A", "b"))),
            ("$A", Some(("A", ""))),
            ("${A", None),
            ("${A-b}", None),
            ("${}", None),
            ("$1", None),
            ("$", None),
            ("A", None),
        ] {
            assert_eq!(variable(text), expected, "{text}");
        }
        for (text, is_modified, quoted) in [
            ("${A} $B", false, false),
            ("${A}${B:-c}", true, false),
            ("${A-b}", true, false),
            ("${A", true, false),
            ("${A_1}", false, false),
            ("'$A'", false, true),
            ("\\$A", false, true),
            ("'a' \\\\", false, false),
        ] {
            assert_eq!((has_modifier(text), is_quoted(text)), (is_modified, quoted), "{text}");
        }
    }

    #[test]
    fn a_value_of_a_line_with_more_than_variables_stays_a_text() {
        let mark = |name: &str| format!("{}{name}{}", crate::file::OPEN, crate::file::CLOSE);
        let texts = |text: &str| Some(vec![Part::Text(text.to_owned())]);
        for (value, raw, expected) in [
            ("a", "ENV A=a B='$x'", texts("a")),
            ("a", "ENV A=a B=${x:-1}", texts("a")),
            ("$x", "ENV A='$x'", None),
            (&mark("V"), "ENV A=${V:-1}", None),
            (&mark("V"), "ENV A=$V", Some(vec![Part::Arg("V".to_owned())])),
            ("", "ENV A=", texts("")),
            ("$", "ENV A=$", None),
        ] {
            assert_eq!(parts(value, raw), expected, "{value} {raw}");
        }
    }

    #[test]
    fn what_a_file_says_above_its_stages_is_read() {
        for (text, expected) in [
            ("# escape=`\nFROM a", Some("`")),
            ("\u{feff}# syntax=x\n#ESCAPE = `", Some("`")),
            ("# syntax=x\nFROM a", None),
            ("# note\n# escape=`", None),
            ("# a=b\n# escape=`", None),
            ("FROM a\n# escape=`", None),
            ("", None),
        ] {
            assert_eq!(directive(text, "escape").as_deref(), expected, "{text}");
        }
        for (text, read) in [
            ("ARG A=1\nARG B=$A\nARG C=$B\nARG D=1\nFROM x:$C", "A B C"),
            ("ARG V\nfrom --platform=$BUILDPLATFORM x:$V", "V"),
            ("FROM x\nARG A\nFROM $A", "A"),
            ("FROM x\nRUN $A", ""),
        ] {
            let found: Vec<String> = in_from(text).into_iter().collect();
            assert_eq!(found.join(" "), read, "{text}");
        }
        for (name, expected) in [
            ("Dockerfile", "Dockerfile"),
            ("./x/Dockerfile", "./x/Dockerfile"),
            ("x/Dockerfile", "x/Dockerfile"),
            ("/a/Dockerfile", "Dockerfile"),
            ("../a/Dockerfile", "Dockerfile"),
        ] {
            assert_eq!(called(name), expected);
        }
        let text = "# syntax=x\n# check = error\n# one\n #  two\nRUN a\n# of nothing\n\n# escaped\nRUN b\nRUN c";
        let found: Vec<String> = comments(text)
            .into_iter()
            .map(|(at, said)| format!("{at}: {}", said.join("|")))
            .collect();
        assert_eq!(found, ["5: one|two", "9: escaped"]);
    }
}
