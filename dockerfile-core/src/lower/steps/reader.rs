//! The shell that reads a step's text: whether it takes the text for one, and knows its words.

use crate::declare::steps::run::{Command, Commands};
use crate::lower::stage::StageLowering;
use crate::program::fault::Wrong;
use crate::value::shell::facts;
use crate::value::shell::of_bash::word_of_bash;

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
            Some([program, options @ ..]) => {
                let program = program.clone();
                (!reads_text(options)).then_some((Wrong::ShellWithoutText { program }, 0))
            }
            // A step with a pipe is read by bash.
            _ if texts.iter().any(|text| facts(text.as_bytes()).pipes) => None,
            _ if !stage.family().has_dash() || self.unchecked.is_some() => None,
            _ => texts.iter().enumerate().find_map(|(at, text)| {
                let word = word_of_bash(text)?.to_owned();
                Some((Wrong::WordOfBash { word }, at))
            }),
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

/// Whether an option among those of a shell says that a text follows: `-c`, also among other letters.
fn reads_text(options: &[String]) -> bool {
    options
        .iter()
        .any(|word| word.starts_with('-') && !word.starts_with("--") && word.contains('c'))
}
