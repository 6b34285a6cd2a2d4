//! ENTRYPOINT and CMD: a program and its arguments, which no shell reads.

use super::end::Started;
use super::stage::StageLowering;
use super::unexpanded::unexpanded;
use crate::declare::base::ImageName;
use crate::declare::given::Given;
use crate::declare::stage::node::{Node, Start};
use crate::program::base_files::BaseFiles;
use crate::program::fault::Wrong;
use crate::program::instruction::{From, Instruction};
use crate::program::note::Note;
use crate::program::program::{LoweredLine, Who};
use crate::program::reference::Reference;
use crate::value::path::name_of;
use crate::value::shell::is_posix;
use crate::value::shell::removals::script_of;
use crate::value::{AnyId, names_variable};

impl StageLowering<'_> {
    pub(super) fn entrypoint(&mut self, argv: &[Given]) {
        self.state.starts = Some(Started::Entrypoint(vec![]));
        let Some(argv) = self.started(argv) else { return };
        self.state.starts = Some(Started::Entrypoint(argv.clone()));
        self.push(Instruction::Entrypoint(argv));
    }

    /// Lowers CMD: arguments for ENTRYPOINT, or a program of its own.
    pub(super) fn cmd(&mut self, given: &[Given]) {
        let argv = match &self.state.starts {
            Some(Started::Entrypoint(program)) => {
                let (program, reads) = (program.clone(), fills_in(program));
                let argv = self.argv(given);
                let argv = argv.and_then(|argv| self.no_variable(argv, given, reads));
                let argv = argv.and_then(|argv| self.no_pattern(&program, argv, given));
                argv.and_then(|argv| self.follows(&program, argv, given))
            }
            _ => self.started(given),
        };
        self.state.starts.get_or_insert(Started::Cmd);
        let Some(argv) = argv else { return };
        self.push(Instruction::Cmd(argv));
    }

    /// The words of CMD behind those of ENTRYPOINT, unless the program certainly does not read them.
    fn follows(
        &mut self,
        program: &[String],
        argv: Vec<String>,
        given: &[Given],
    ) -> Option<Vec<String>> {
        let unread = unread_behind(program, &argv).and_then(|word| given.get(word));
        let wrong = match (program, argv.as_slice()) {
            _ if unread.is_some() => {
                let shell = program.iter().find(|word| is_posix(word));
                Wrong::ArgumentsOfText { shell: shell.cloned().unwrap_or_default() }
            }
            (_, [word, ..]) if takes_a_name(program) => {
                let shell = program.iter().find(|word| is_posix(word));
                let (shell, word) = (shell.cloned().unwrap_or_default(), word.clone());
                Wrong::NameOfText { shell, word }
            }
            ([one], [again, ..]) if one == again => Wrong::ProgramAgain { program: one.clone() },
            _ => return Some(argv),
        };
        self.complain(wrong, unread.or(given.first()).map_or(self.at, |word| word.at));
        None
    }

    /// A checked program and its arguments, from ENTRYPOINT, CMD, HEALTHCHECK or SHELL.
    pub(super) fn started(&mut self, given: &[Given]) -> Option<Vec<String>> {
        let argv = self.argv(given)?;
        let words = given;
        if let ([program, ..], Some(given)) = (argv.as_slice(), given.first()) {
            let program = program.clone();
            if is_no_program(&program) {
                self.complain(Wrong::NoProgram { word: program, of_step: false }, given.at);
                return None;
            }
            if let Some(text) = text_for_a_file(&argv) {
                self.complain(Wrong::TextForAFile { shell: program, text }, given.at);
                return None;
            }
            if let Some(word) = unread_behind(&[], &argv).and_then(|word| words.get(word)) {
                self.complain(Wrong::ArgumentsOfText { shell: program }, word.at);
                return None;
            }
            if is_of_words(&program) {
                self.complain(Wrong::ProgramOfWords { program }, given.at);
                return None;
            }
            let known = self.state.home.is_some() || self.state.as_given.workdir;
            if program.contains('/') && !program.starts_with('/') && !known {
                self.complain(Wrong::ProgramOfNoFolder { program }, given.at);
                return None;
            }
        }
        let reads = fills_in(&argv);
        let argv = self.no_variable(argv, given, reads)?;
        self.no_pattern(&[], argv, given)
    }

    /// Refuses a word of `argv` that only a shell would fill in. The words of `program` stand in front.
    fn no_pattern(
        &mut self,
        program: &[String],
        argv: Vec<String>,
        given: &[Given],
    ) -> Option<Vec<String>> {
        let at =
            unexpanded(&[program, &argv].concat()).and_then(|at| at.checked_sub(program.len()));
        if let Some((word, given)) = at.and_then(|at| argv.get(at).zip(given.get(at))) {
            let argument = word.clone();
            self.complain(Wrong::PatternInArgument { argument, of_step: false }, given.at);
            return None;
        }
        self.look_at_script(program, &argv, given);
        Some(argv)
    }

    fn no_variable(
        &mut self,
        argv: Vec<String>,
        given: &[Given],
        fills_in: bool,
    ) -> Option<Vec<String>> {
        let sign = argv.iter().zip(given).find(|(word, _)| !fills_in && is_operator(word));
        if let Some((operator, given)) = sign {
            let operator = operator.clone();
            self.complain(Wrong::OperatorInArgument { operator, of_step: false }, given.at);
            return None;
        }
        let named = argv.iter().zip(given).find(|(word, _)| !fills_in && is_variable(word));
        let Some((argument, given)) = named else { return Some(argv) };
        let argument = argument.clone();
        self.complain(Wrong::VariableInArgument { argument, of_step: false }, given.at);
        None
    }

    /// Reports a target that starts nothing, an error on `scratch` and a note on a plain distribution,
    /// and one whose base starts the program in a folder that is lost.
    pub(super) fn look_at_start(&mut self, node: &Node) {
        self.look_at_ports();
        if !self.target || self.has_own_entrypoint() {
            return;
        }
        let base = self.base();
        if let Some(base) = base.as_ref().filter(|base| BaseFiles::of(base).is_none()) {
            self.look_at_folder_of(base);
        }
        if self.state.starts.is_some() {
            return;
        }
        let stage = self.name.to_string();
        match base {
            Some(base) if Reference::of(&base).is_plain() => {
                self.all.program.notes.insert(Note::StartsAsBase { stage, base });
            }
            None if is_from_nothing(node) && self.state.who != Some(Who::Base) => {
                let at = self.state.who_at.unwrap_or(self.at);
                self.complain(Wrong::StartsNothing { stage }, at);
            }
            _ => {}
        }
    }

    /// Whether the stage says what an ENTRYPOINT of its base would say, or that there is none.
    fn has_own_entrypoint(&self) -> bool {
        let says = |line: &LoweredLine| matches!(line.instruction, Instruction::Entrypoint(_));
        matches!(self.state.starts, Some(Started::Entrypoint(_))) || self.lines.iter().any(says)
    }

    /// Reports that the WORKDIR of a base, of which nothing is known, is not the image's any more.
    fn look_at_folder_of(&mut self, base: &str) {
        let moves = |line: &&LoweredLine| matches!(line.instruction, Instruction::Workdir(_));
        let lines = self.lines.iter().rev();
        let last = lines.take_while(|line| !line.instruction.leads_from_anywhere());
        let moved = last.filter(moves).last().map(|line| line.at);
        if let Some(at) = moved.filter(|_| self.state.home.is_none()) {
            self.complain(Wrong::WorkdirLost { base: base.to_owned() }, at);
        }
    }
}

/// The first word of CMD that the shell of an ENTRYPOINT is given behind its text, where that asks for no
/// argument.
fn unread_behind(program: &[String], cmd: &[String]) -> Option<usize> {
    let words: Vec<&str> = program.iter().chain(cmd).map(String::as_str).collect();
    let script = script_of(&words)?;
    let is_read = asks_for(words[script], &NAME) || asks_for(words[script], &ARGUMENTS);
    // A word of ENTRYPOINT's own stands for `$0`.
    let first = (script + 1).max(program.len());
    (!is_read && first < words.len()).then(|| first - program.len())
}

/// Whether an ENTRYPOINT ends with a text for a shell that asks for arguments: the first word of CMD is
/// then `$0`, and none of them.
fn takes_a_name(program: &[String]) -> bool {
    let words: Vec<&str> = program.iter().map(String::as_str).collect();
    let text = script_of(&words).filter(|at| at + 1 == words.len()).map(|at| words[at]);
    text.is_some_and(|text| asks_for(text, &ARGUMENTS) && !asks_for(text, &NAME))
}

/// How a text asks for the words behind it.
const ARGUMENTS: [&str; 7] = ["$@", "$*", "$1", "${@", "${*", "${1", "shift"];
const NAME: [&str; 2] = ["$0", "${0"];

fn asks_for(text: &str, words: &[&str]) -> bool {
    words.iter().any(|word| text.contains(word))
}

impl StageLowering<'_> {
    /// Notes ports below 1024, which a kernel keeps for root unless a runtime tells it not to.
    ///
    /// Source: <https://github.com/moby/moby/pull/41030>,
    /// <https://github.com/containerd/containerd/pull/9348>,
    /// <https://github.com/cri-o/cri-o/issues/10050>.
    fn look_at_ports(&mut self) {
        const FIRST_FREE: u32 = 1024;
        let user = match self.state.who {
            Some(Who::User(owner)) if owner.user != AnyId::ROOT => owner.user.to_string(),
            _ => return,
        };
        if !self.target || self.state.starts_as_root {
            return;
        }
        let all = &self.all.program.stages;
        let (mut lines, mut from) = (vec![&self.lines], &self.from);
        while let From::Stage(name) = from
            && let Some(parent) = all.iter().find(|stage| stage.name == *name)
        {
            lines.push(&parent.lines);
            from = &parent.from;
        }
        let port = |line: &LoweredLine| match &line.instruction {
            Instruction::Expose(ports) => Some(ports.first.get()),
            _ => None,
        };
        let ports = lines.into_iter().flatten().filter_map(port);
        let low: Vec<u16> = ports.filter(|port| u32::from(*port) < FIRST_FREE).collect();
        let stage = self.name.to_string();
        let note = |port| Note::LowPort { stage: stage.clone(), port, user: user.clone() };
        self.all.program.notes.extend(low.into_iter().map(note));
    }
}

fn is_from_nothing(node: &Node) -> bool {
    match &node.from {
        Start::Image { image, .. } => matches!(image.name, ImageName::Scratch),
        Start::Stage(parent) => is_from_nothing(parent),
    }
}

/// Whether a word names no program: it is empty, a shell's own, or one of Compose's.
fn is_no_program(word: &str) -> bool {
    const NONE: [&str; 17] = [
        "",
        ".",
        ":",
        "CMD",
        "CMD-SHELL",
        "NONE",
        "alias",
        "cd",
        "eval",
        "exec",
        "export",
        "set",
        "shift",
        "source",
        "trap",
        "ulimit",
        "unset",
    ];
    NONE.contains(&word)
}

/// The text that a shell without `-c` would take for a script's path.
fn text_for_a_file(argv: &[String]) -> Option<String> {
    match argv {
        [shell, text, ..] if is_posix(shell) => {
            (text.contains(' ') && !text.starts_with(['-', '/'])).then(|| text.clone())
        }
        _ => None,
    }
}

/// Whether a word is an operator of shells: one that joins commands or redirects files.
pub(super) fn is_operator(word: &str) -> bool {
    const SIGNS: [&str; 11] = ["&&", "||", "|", "|&", "&", ";", ">", ">>", "<", "2>&1", "&>"];
    // `2>/dev/null` has its target behind it.
    let target = word.trim_start_matches(|c: char| c.is_ascii_digit() || c == '&');
    let target = target.strip_prefix(">>").or_else(|| target.strip_prefix('>'));
    let has_target = target.is_some_and(|to| to.starts_with('/') || matches!(to, "&1" | "&2"));
    SIGNS.contains(&word) || has_target
}

/// Whether the name of a program is a whole command line.
pub(super) fn is_of_words(program: &str) -> bool {
    let Some((name, arguments)) = program.split_once(' ') else { return false };
    // An absolute path may have a blank in a folder's name.
    !name.starts_with('/') || arguments.starts_with('-') || !arguments.contains('/')
}

/// Whether a word stands for the value of a variable.
pub(super) fn is_variable(word: &str) -> bool {
    !word.contains([' ', '\t', '\n']) && names_variable(word.as_bytes())
}

/// Whether one of the words is a shell, or a program that gives `$` a meaning of its own.
pub(super) fn fills_in(argv: &[impl AsRef<str>]) -> bool {
    // Spring reads `${NAME}` in the arguments of `java`.
    const OWN_MEANING: [&str; 12] = [
        "awk", "envsubst", "find", "fish", "gawk", "grep", "java", "jq", "mawk", "perl", "sed",
        "xargs",
    ];
    let reads = |word: &str| {
        let name = name_of(word);
        is_posix(word) || OWN_MEANING.contains(&name)
    };
    argv.iter().any(|word| reads(word.as_ref()))
}

#[cfg(test)]
mod tests {
    use super::{fills_in, is_no_program, is_of_words, is_operator, is_variable, text_for_a_file};

    #[test]
    fn some_words_are_no_programs() {
        for word in [
            "",
            ".",
            ":",
            "CMD",
            "CMD-SHELL",
            "NONE",
            "alias",
            "cd",
            "eval",
            "exec",
            "export",
            "set",
            "shift",
            "source",
            "trap",
            "ulimit",
            "unset",
        ] {
            assert!(is_no_program(word), "{word}");
        }
        for word in ["id", "test", "echo", "sh", "/bin/cd", "cmd"] {
            assert!(!is_no_program(word), "{word}");
        }
        for sign in ["&&", "||", "|", "|&", "&", ";", ">", ">>", "<", "2>&1", "&>"] {
            assert!(is_operator(sign), "{sign}");
        }
        for sign in ["2>/dev/null", ">/a", ">>/a", "&>/a", "1>&2", ">&2"] {
            assert!(is_operator(sign), "{sign}");
        }
        for word in ["", "a>b", "a>/b", ">=1", ">a", "</a>", "-", "--", "*", "!"] {
            assert!(!is_operator(word), "{word}");
        }
    }

    #[test]
    fn some_programs_give_a_dollar_a_meaning() {
        for program in [
            "awk",
            "envsubst",
            "find",
            "fish",
            "gawk",
            "grep",
            "java",
            "jq",
            "mawk",
            "perl",
            "sed",
            "xargs",
            "sh",
            "bash",
            "dash",
            "/bin/sh",
            "/usr/bin/java",
        ] {
            assert!(fills_in(&[program, "$A"]), "{program}");
            assert!(fills_in(&["env", program, "$A"]), "{program}");
        }
        for program in ["node", "python3", "/opt/sed/run", "nginx"] {
            assert!(!fills_in(&[program, "$A"]), "{program}");
        }
        for word in ["$AB", "${A}", "--port=$PORT", "a${B}c"] {
            assert!(is_variable(word), "{word}");
        }
        for word in ["$", "$A", "$ab", "$1", "$$AB", "a $AB", "a\t$AB", "a\n$AB", "AB"] {
            assert!(!is_variable(word), "{word}");
        }
    }

    #[test]
    fn a_program_is_one_word() {
        for words in ["node server.js", "/app --now", "/srv/app now", "a b/c"] {
            assert!(is_of_words(words), "{words}");
        }
        for word in ["node", "/srv/my app/run", "/app"] {
            assert!(!is_of_words(word), "{word}");
        }
        let text = |argv: &[&str]| {
            text_for_a_file(&argv.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>())
        };
        assert_eq!(text(&["sh", "id; ls"]).as_deref(), Some("id; ls"));
        assert_eq!(text(&["/bin/bash", "npm start"]).as_deref(), Some("npm start"));
        for argv in [
            &["sh", "-c", "npm start"][..],
            &["sh", "/my scripts/run"],
            &["sh", "run.sh"],
            &["sh"],
            &["node", "npm start"],
        ] {
            assert_eq!(text(argv), None, "{argv:?}");
        }
    }
}
