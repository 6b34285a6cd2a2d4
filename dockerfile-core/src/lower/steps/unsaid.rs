//! Variables of the build that shell text reads, where nothing brings them into the stage: a shell
//! would find them empty.

use crate::declare::given::Given;
use crate::declare::steps::mount::Mount;
use crate::declare::steps::run::Commands;
use crate::lower::stage::StageLowering;
use crate::program::base_files::BaseFiles;
use crate::program::fault::Wrong;
use crate::program::instruction::Instruction;
use crate::program::place::Place;
use crate::program::program::LoweredLine;
use crate::value::VarName;
use crate::value::shell::removals::{commands_of, raw_words_of, script_of};

/// Variables that a builder sets for a stage that asks for them by ARG.
const OF_BUILDER: [&str; 8] = [
    "BUILDARCH",
    "BUILDOS",
    "BUILDPLATFORM",
    "BUILDVARIANT",
    "TARGETARCH",
    "TARGETOS",
    "TARGETPLATFORM",
    "TARGETVARIANT",
];

/// Variables that a shell or a builder sets for each step.
const OF_SHELLS: [&str; 8] = ["HOME", "HOSTNAME", "IFS", "OLDPWD", "PATH", "PWD", "SHELL", "USER"];

/// Variables that bash sets, and dash does not.
const OF_BASH: [&str; 10] = [
    "EPOCHREALTIME",
    "EPOCHSECONDS",
    "EUID",
    "HOSTTYPE",
    "MACHTYPE",
    "OSTYPE",
    "PIPESTATUS",
    "RANDOM",
    "SECONDS",
    "SRANDOM",
];

/// Ends of the names of variables that images of languages set themselves.
const OF_BASES: [&str; 4] = ["_HOME", "_SHA256", "_URL", "_VERSION"];

impl Commands {
    /// Looks for variables that a text reads and nothing sets. One of the builder's is reported; of
    /// any other it is known at the end whether it is a variable of the build.
    pub(super) fn look_at_reads(
        &self,
        text: &str,
        stage: &mut StageLowering,
        at: Place,
    ) -> Option<()> {
        let inner = inner_texts(text);
        let inner = inner.iter().flat_map(|text| names_read(text));
        for name in names_read(text).into_iter().chain(inner) {
            if self.has_variable(name, text, stage) {
                continue;
            }
            if OF_BUILDER.contains(&name) {
                let name = name.to_owned();
                stage.complain(Wrong::NotBroughtIn { name, of_builder: true }, at);
                return None;
            }
            if !stage.base_may_set(name) {
                stage.reads.push((name.to_owned(), at));
            }
        }
        Some(())
    }

    /// The first variable that a text reads, and that bash alone would set.
    pub(super) fn variable_of_bash(&self, text: &str, stage: &StageLowering) -> Option<String> {
        let is_of_bash = |name: &&str| OF_BASH.contains(name);
        let mut names = names_read(text).into_iter().filter(is_of_bash);
        let name = names.find(|name| !self.has_variable(name, text, stage))?;
        Some(format!("${name}"))
    }

    /// Whether the step, its text or the stage sets a variable that the text reads.
    fn has_variable(&self, name: &str, text: &str, stage: &StageLowering) -> bool {
        let names = self.env.iter().map(|(name, _)| name);
        let mut own = names.chain(self.mounts.iter().filter_map(Mount::variable));
        own.any(|own| own.text == name)
            || is_named_otherwise(text, name)
            || stage.has_variable(name)
    }
}

impl StageLowering<'_> {
    /// Whether a line of the stage, or of one that it goes on from, sets the variable for a step.
    fn has_variable(&self, name: &str) -> bool {
        let raw = |line: &LoweredLine| match &line.instruction {
            Instruction::Raw(text) => text.contains(name),
            _ => false,
        };
        let Ok(known) = VarName::parse(name) else { return true };
        let above = self.all.program.stages.iter().flat_map(|stage| &stage.lines);
        self.args.contains(&known)
            || self.state.env.contains_key(&known)
            || self.pending.iter().any(|waiting| waiting.name == known)
            || self.lines.iter().chain(above).any(raw)
    }

    /// Reports texts of the stage that read a variable which ENV sets below them. What no ENV sets may
    /// be a variable of the build.
    pub(in crate::lower) fn look_at_all_reads(&mut self) {
        for (name, at) in std::mem::take(&mut self.reads) {
            let is_set = VarName::parse(&*name).is_ok_and(|it| self.state.env.contains_key(&it));
            match is_set {
                true => self.complain(Wrong::SetBelow { name }, at),
                false => self.all.reads.push((name, at)),
            }
        }
        let of_start = std::mem::take(&mut self.reads_of_start);
        let of_start = if self.target { of_start } else { vec![] };
        for (name, at) in of_start {
            let is_given = self.has_variable_at_start(&name);
            if OF_BUILDER.contains(&name.as_str()) && !is_given {
                self.complain(Wrong::NotAtStart { name, of_builder: true }, at);
            } else if !is_given && !self.base_may_set(&name) {
                self.all.reads_of_start.push((name, at));
            }
        }
    }

    /// Keeps the variables that a text for a shell reads, with which a container is started: `program`
    /// and `argv` are its words, of which the latter are given here.
    pub(in crate::lower) fn look_at_script(
        &mut self,
        program: &[String],
        argv: &[String],
        given: &[Given],
    ) {
        let words: Vec<&str> = program.iter().chain(argv).map(String::as_str).collect();
        let text = script_of(&words).and_then(|at| at.checked_sub(program.len()));
        let Some((text, given)) = text.and_then(|at| argv.get(at).zip(given.get(at))) else {
            return;
        };
        let names = names_read(text).into_iter().filter(|name| !is_named_otherwise(text, name));
        self.reads_of_start.extend(names.map(|name| (name.to_owned(), given.at)));
    }

    /// Whether a container has a variable: by ENV, by a raw line, or by who starts it.
    fn has_variable_at_start(&self, name: &str) -> bool {
        let raw = |line: &LoweredLine| match &line.instruction {
            Instruction::Raw(text) => text.contains(name),
            _ => false,
        };
        let Ok(known) = VarName::parse(name) else { return true };
        let above = self.all.program.stages.iter().flat_map(|stage| &stage.lines);
        self.state.env.contains_key(&known)
            || self.state.settings.contains_key(name)
            || self.lines.iter().chain(above).any(raw)
    }

    /// Whether the base may have a variable of this name, as far as it is known.
    fn base_may_set(&self, name: &str) -> bool {
        match self.base().map(|base| BaseFiles::of(&base)) {
            _ if OF_SHELLS.contains(&name) => true,
            None => false,
            Some(None) => true,
            Some(Some(_)) => OF_BASES.iter().any(|end| name.ends_with(end)),
        }
    }
}

/// The texts that a text gives to shells of their own, `sh -c '..'`, as these read them.
fn inner_texts(text: &str) -> Vec<String> {
    let commands = commands_of(text);
    let of = |command| {
        let words = raw_words_of(text, command);
        let bare: Vec<&str> = words.iter().map(|word| word.trim_matches(['"', '\''])).collect();
        let raw = words[script_of(&bare)?];
        match raw.strip_prefix('"').and_then(|raw| raw.strip_suffix('"')) {
            // The outer shell fills in what no `\` stands in front of.
            Some(inner) => Some(escaped_parts(inner)),
            None => Some(raw.strip_prefix('\'')?.strip_suffix('\'')?.to_owned()),
        }
    };
    commands.iter().filter_map(of).collect()
}

/// The text between double quotes as a shell passes it on, without what it fills in itself.
fn escaped_parts(text: &str) -> String {
    let mut passed = String::new();
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' => passed.extend(chars.next()),
            '$' => {}
            c => passed.push(c),
        }
    }
    passed
}

/// The names of variables that a text reads, unless it says what they are if they are not set.
fn names_read(text: &str) -> Vec<&str> {
    let mut names = vec![];
    // In a here-document with a quoted end, `$` stands for itself.
    if ["<<'", "<<\"", "<<-'", "<<-\"", "<<\\"].iter().any(|start| text.contains(start)) {
        return names;
    }
    let bytes = text.as_bytes();
    let (mut at, mut quote) = (0, 0);
    while at < bytes.len() {
        match bytes[at] {
            b'\\' if quote != b'\'' => at += 1,
            c @ (b'\'' | b'"') if quote == 0 => quote = c,
            c if c == quote => quote = 0,
            b'#' if quote == 0 && (at == 0 || bytes[at - 1].is_ascii_whitespace()) => {
                at += text[at..].find('\n').unwrap_or(text.len() - at);
            }
            b'$' if quote != b'\'' => names.extend(name_at(&text[at + 1..])),
            _ => {}
        }
        at += 1;
    }
    names
}

/// The name behind a `$`, unless it has a default.
fn name_at(rest: &str) -> Option<&str> {
    let braces = rest.strip_prefix('{');
    let rest = braces.unwrap_or(rest);
    let is_of_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let end = rest.find(|c| !is_of_name(c)).unwrap_or(rest.len());
    let (name, behind) = rest.split_at(end);
    let has_default = braces.is_some() && behind.starts_with([':', '-', '=', '+', '?']);
    (!name.is_empty() && !has_default).then_some(name)
}

/// Whether a text also has the name without a `$`: it may set the variable.
fn is_named_otherwise(text: &str, name: &str) -> bool {
    text.match_indices(name).any(|(at, _)| {
        let is_of_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
        let (before, behind) = (&text[..at], &text[at + name.len()..]);
        let is_whole = !before.ends_with(is_of_name) && !behind.starts_with(is_of_name);
        // `${A:=b}` sets `A`, and `${#A}` reads it.
        let sets = before.ends_with("${") && (behind.starts_with(":=") || behind.starts_with('='));
        let reads = ["$", "${", "${#"].iter().any(|sign| before.ends_with(sign));
        is_whole && (sets || !reads)
    })
}

#[cfg(test)]
mod tests {
    use super::{inner_texts, is_named_otherwise, names_read};

    #[test]
    fn what_a_shell_fills_in_is_read() {
        for (text, names) in [
            ("make $A \"${B}\" ${C%x}", &["A", "B", "C"][..]),
            ("make '$A' \\$B \"\\$C\" ${D:-x} ${E-} $1 $$ $(f)", &["1"]),
            ("# $A it's\nmake \"it's $B\"", &["B"]),
            ("cat <<E\n$A\nE", &["A"]),
            ("cat <<'E'\n$A\nE", &[]),
            ("a#$A", &["A"]),
        ] {
            assert_eq!(names_read(text), names, "{text}");
        }
    }

    #[test]
    fn a_shell_in_a_shell_reads_its_own_text() {
        for (text, inner) in [
            ("sh -c 'echo $A'", &["echo $A"][..]),
            ("sh -c \"echo \\$A $B \\\\\"", &["echo $A B \\"]),
            ("a && env X=1 bash -ec 'b $A' c", &["b $A"]),
            ("find / -exec sh -c 'a $1' b {} +", &[]),
            ("echo $A", &[]),
        ] {
            assert_eq!(inner_texts(text), inner, "{text}");
        }
    }

    #[test]
    fn a_text_may_set_what_it_reads() {
        for text in
            ["A=1; make $A", "for A in b; do c $A; done", "read A && b $A", ": ${A:=b}; c $A"]
        {
            assert!(is_named_otherwise(text, "A"), "{text}");
        }
        for text in ["make $A ${A}", "make $A AB=1 BA=2", "make $A=1 ${#A} ${A:-b}"] {
            assert!(!is_named_otherwise(text, "A"), "{text}");
        }
    }
}
