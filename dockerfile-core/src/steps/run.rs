//! Commands that a stage runs.

use super::{Texts, given};
use crate::complaints;
use crate::given::Given;
use crate::instruction::ShellCommand;
use crate::lower::StageLowering;
use crate::shell;
use crate::value::{AbsPath, Kind, VarName};

/// Commands that stop at the first that fails, from [`run`].
#[derive(Clone, Debug)]
pub struct Run {
    commands: Vec<Command>,
    workdir: Option<Given>,
    env: Vec<(Given, Given)>,
}

#[derive(Clone, Debug)]
enum Command {
    /// Program and arguments; each reaches the program as it stands.
    Argv(Vec<Given>),
    /// Text for the shell.
    Text(Given),
}

/// A command: `["program", "argument"]`, quoted by us, or text for the shell.
pub trait CommandLine {
    #[doc(hidden)]
    fn argv(self) -> Result<Vec<String>, String>;
}

impl CommandLine for &str {
    fn argv(self) -> Result<Vec<String>, String> {
        Err(self.to_owned())
    }
}

impl CommandLine for String {
    fn argv(self) -> Result<Vec<String>, String> {
        Err(self)
    }
}

impl<S: Into<String>, const N: usize> CommandLine for [S; N] {
    fn argv(self) -> Result<Vec<String>, String> {
        Ok(self.texts())
    }
}

impl<S: Into<String>> CommandLine for Vec<S> {
    fn argv(self) -> Result<Vec<String>, String> {
        Ok(self.texts())
    }
}

/// Runs a command while the image is built.
///
/// Given as a list, each argument reaches the program as it stands: nothing is
/// expanded. Given as text, it is shell: each line is a command, and the first that
/// fails fails the build; a pipe fails with any of its parts. What it sets up, such as a
/// variable or `cd`, holds for the commands of this step that follow.
///
/// ```
/// use dockerfile_core::{Stage, copy, debian, run};
///
/// let build = Stage::named("build", debian("bookworm-slim"))
///     .source(copy("src").to("/src"))
///     .build(
///         run(["make", "install"])
///             .then("strip /usr/local/bin/app | tee /tmp/log")
///             .workdir("/src")
///             .env("PREFIX", "/usr/local"),
///     );
/// # let _ = build;
/// ```
#[track_caller]
pub fn run(command: impl CommandLine) -> Run {
    Run { commands: vec![line(command)], workdir: None, env: vec![] }
}

#[track_caller]
fn line(command: impl CommandLine) -> Command {
    match command.argv() {
        Ok(argv) => Command::Argv(given(argv)),
        Err(text) => Command::Text(Given::new(text)),
    }
}

impl Run {
    /// Another command, which runs if those before it succeeded.
    #[track_caller]
    pub fn then(mut self, command: impl CommandLine) -> Self {
        self.commands.push(line(command));
        self
    }

    /// The directory that they run in; the stage's own unless said.
    #[track_caller]
    pub fn workdir(mut self, path: impl Into<String>) -> Self {
        self.workdir = Some(Given::new(path));
        self
    }

    /// A variable for these commands alone; it does not stay in the image.
    #[track_caller]
    pub fn env(mut self, name: impl Into<String>, value: impl ToString) -> Self {
        self.env.push((Given::new(name), Given::new(value.to_string())));
        self
    }

    pub(crate) fn lower(&self, stage: &mut StageLowering) {
        let Some(workdir) = stage.optional::<AbsPath>(self.workdir.as_ref()) else { return };
        let mut commands = vec![];
        for (name, value) in &self.env {
            // A variable of one step does not stay in the image, so its name may be anything.
            let name = stage.value_of::<VarName>(name, Kind::PublicVarName);
            let value = stage.text(value, Kind::Text);
            let (Some(name), Some(value)) = (name, value) else { return };
            commands.push(ShellCommand::from(format!("export {name}={}", shell::quote(&value))));
        }
        for command in &self.commands {
            let Some(lines) = command.lines(stage) else { return };
            commands.extend(lines);
        }
        // A variable, a `cd` or an `exit` of this step must not reach another one.
        let alone = !self.env.is_empty() || self.commands.iter().any(Command::is_text);
        if alone {
            stage.keep_apart();
        }
        stage.run_in(workdir, vec![], commands);
        if alone {
            stage.keep_apart();
        }
    }
}

impl Command {
    fn is_text(&self) -> bool {
        matches!(self, Command::Text(_))
    }

    fn lines(&self, stage: &mut StageLowering) -> Option<Vec<ShellCommand>> {
        match self {
            Command::Argv(argv) => {
                let words = argv.iter().map(|arg| stage.text(arg, Kind::Text));
                let words: Vec<String> = words.collect::<Option<_>>()?;
                let words: Vec<String> = words.iter().map(|word| shell::quote(word)).collect();
                (!words.is_empty()).then(|| vec![ShellCommand::from(words.join(" "))])
            }
            Command::Text(text) => match shell::parse(&text.text) {
                Ok(script) => {
                    if script.pipes {
                        stage.needs_pipefail();
                    }
                    Some(script.commands.into_iter().map(ShellCommand::from).collect())
                }
                Err(complaint) => {
                    stage.complain(complaints::bad_value(complaint, &text.text, text.at));
                    None
                }
            },
        }
    }
}
