//! The shell that reads a step's text: whether it takes the text for one, and knows its words.

use crate::declare::family::FamilyKind;
use crate::declare::steps::run::{Command, Commands};
use crate::lower::stage::StageLowering;
use crate::program::fault::Wrong;
use crate::value::shell::of_bash::{echoes_backslash, substitutes_list, word_of_bash};
use crate::value::shell::{facts, is_posix};

impl Commands {
    /// Reports a shell that takes the text for a file, and a word of bash where dash reads the text.
    /// `shell` is the step's own shell, from its program on.
    pub(super) fn look_at_reader(
        &self,
        shell: Option<&[String]>,
        texts: &[&str],
        stage: &mut StageLowering,
    ) -> Option<()> {
        let wrong = match shell {
            Some(shell) => {
                let wrong = |program| (Wrong::ShellWithoutText { program }, 0);
                takes_for_file(shell).map(wrong)
            }
            _ if self.unchecked.is_some() => None,
            _ => {
                let family = stage.family();
                let (dash, busybox) = (family.has_dash(), family.has_busybox());
                // A step with a pipe is read by bash, where the base has one.
                let pipes = texts.iter().any(|text| facts(text.as_bytes()).pipes);
                let is_read = busybox || dash && !pipes;
                let word = |text: &str| {
                    let variable = || self.variable_of_bash(text, stage).filter(|_| dash);
                    word_of_bash(text, dash).map(str::to_owned).or_else(variable)
                };
                let words = texts.iter().map(|text| word(text).filter(|_| is_read));
                let found = words.enumerate().find_map(|(at, word)| Some((word?, at)));
                found.map(|(word, at)| (Wrong::WordOfBash { word }, at))
            }
        };
        let Some((wrong, command)) = wrong else { return Some(()) };
        let place = match &self.shell {
            Some(shell) => shell.first().map(|word| word.at),
            None => self.commands.get(command).map(Command::at),
        };
        stage.complain(wrong, place.unwrap_or(stage.at()));
        None
    }
}

/// The shell for steps with pipes in place of `/bin/sh`; empty where the family has none. Bash is told
/// what `sh` does by itself: to end a substitution at the first command that fails, and, where `sh` is
/// dash, to have `echo` read `\n` and its like.
pub(super) fn shell_of_pipes(texts: &[&str], family: FamilyKind) -> Vec<String> {
    let Some(program) = family.pipefail_shell() else { return vec![] };
    let any = |is_so: fn(&str) -> bool| texts.iter().any(|text| is_so(text));
    let options = [
        (!family.has_busybox() && any(substitutes_list), "inherit_errexit"),
        (family.has_dash() && any(echoes_backslash), "xpg_echo"),
    ];
    let options = options.iter().filter(|(is_set, _)| *is_set);
    let words = options.flat_map(|(_, option)| ["-O", option]);
    std::iter::once(program).chain(words).chain(["-c"]).map(str::to_owned).collect()
}

/// The program of a shell that takes what follows its words for a file: none of them is `-c`, also
/// among other letters. `None` if it is no shell.
pub(in crate::lower) fn takes_for_file(shell: &[String]) -> Option<String> {
    let at = shell.iter().position(|word| is_posix(word))?;
    let is_letters = |word: &&String| word.starts_with('-') && !word.starts_with("--");
    let mut letters = shell[at + 1..].iter().filter(is_letters);
    (!letters.any(|word| word.contains('c'))).then(|| shell[at].clone())
}

/// Whether a command may change the shell that reads it, or end it: any text, and a list whose program
/// is a word of shells.
pub(super) fn changes_shell(command: &Command) -> bool {
    const WORDS: [&str; 15] = [
        ".", "alias", "cd", "eval", "exec", "exit", "export", "readonly", "return", "set", "shift",
        "trap", "ulimit", "umask", "unset",
    ];
    match command {
        Command::Text(_) => true,
        Command::Argv { words, .. } => {
            words.first().is_some_and(|word| WORDS.contains(&word.text.shown().as_str()))
        }
    }
}
