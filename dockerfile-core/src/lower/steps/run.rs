//! Commands that a stage runs.

use crate::declare::given::Given;
use crate::declare::given_text::GivenText;
use crate::declare::shell;
use crate::declare::steps::run::{Command, Run, ShelllessRun};
use crate::lower::stage::StageLowering;
use crate::program::fault::Wrong;
use crate::program::instruction::{RunForm, RunOptions, Security, ShellCommand};
use crate::value::{AbsPath, Kind, VarName};

impl Run {
    pub(in crate::lower) fn lower(&self, stage: &mut StageLowering) {
        self.lower_as(
            stage,
            |run, stage| {
                if run.heredoc { run.script(stage) } else { run.commands(stage) }
            },
        );
    }

    fn lower_as(
        &self,
        stage: &mut StageLowering,
        form: fn(&Self, &mut StageLowering) -> Option<RunForm>,
    ) {
        let Some(workdir) = stage.optional::<AbsPath>(self.workdir.as_ref()) else { return };
        let Some(options) = self.options(stage) else { return };
        for variable in &self.uses {
            stage.parts(variable, Kind::Text);
        }
        let Some(form) = form(self, stage) else { return };
        // A variable, a `cd` or an `exit` of this step must not reach another one.
        let alone = !self.env.is_empty() || self.commands.iter().any(Command::is_text);
        if alone {
            stage.keep_apart();
        }
        stage.run_in(workdir, options, form);
        if alone {
            stage.keep_apart();
        }
    }

    fn options(&self, stage: &mut StageLowering) -> Option<RunOptions> {
        let mounts: Vec<_> = self.mounts.iter().map(|mount| mount.lower(stage)).collect();
        let devices: Vec<_> =
            self.devices.iter().map(|device| stage.text(device, Kind::Device)).collect();
        if let Some((_, Some(why))) = &self.network {
            stage.remark(
                "host_network",
                "A step uses the network of the machine that builds",
                why,
            )?;
        }
        let mut security = Security::Sandbox;
        if let Some(why) = &self.insecure {
            stage.remark("insecure", "A step is privileged", why)?;
            security = Security::Insecure;
        }
        Some(RunOptions {
            mounts: mounts.into_iter().collect::<Option<_>>()?,
            network: self.network.as_ref().map(|(network, _)| *network),
            security,
            devices: devices.into_iter().collect::<Option<_>>()?,
        })
    }

    fn commands(&self, stage: &mut StageLowering) -> Option<RunForm> {
        if let Some(argv) = self.only_json_carries() {
            return argv_form(argv, stage);
        }
        let mut commands: Vec<ShellCommand> =
            self.exports(stage)?.into_iter().map(ShellCommand::from).collect();
        for command in &self.commands {
            let lines = match command {
                Command::Argv(argv) => vec![shell_line(argv, stage)?],
                Command::Text(text) => shell_text(text, stage)?,
            };
            commands.extend(lines.into_iter().map(ShellCommand::from));
        }
        Some(RunForm::Commands(commands))
    }

    /// A single program with a line break in an argument: a line of shell cannot hold it.
    fn only_json_carries(&self) -> Option<&[GivenText]> {
        match self.commands.as_slice() {
            [Command::Argv(argv)] if self.env.is_empty() => {
                argv.iter().any(|arg| arg.text.has_line_break()).then_some(argv)
            }
            _ => None,
        }
    }

    fn script(&self, stage: &mut StageLowering) -> Option<RunForm> {
        let mut lines = vec!["set -e".to_owned()];
        lines.extend(self.exports(stage)?);
        for command in &self.commands {
            match command {
                Command::Argv(argv) => lines.push(shell_line(argv, stage)?),
                Command::Text(text) => {
                    let script = stage.text(text, Kind::Script)?;
                    if shell::pipes(&script) {
                        stage.needs_pipefail(text.at);
                    }
                    lines.extend(script.trim_end().lines().map(str::to_owned));
                }
            }
        }
        Some(RunForm::Script(lines))
    }

    /// The step's own variables, as the first lines of its shell.
    fn exports(&self, stage: &mut StageLowering) -> Option<Vec<String>> {
        let mut lines = vec![];
        for (name, value) in &self.env {
            // A variable of one step does not stay in the image, so its name may be anything.
            let name = stage.value_of::<VarName>(name, Kind::PublicVarName)?;
            let value = stage.parts(value, Kind::Text)?;
            lines.push(format!("export {name}={}", shell::quote_parts(&value)));
        }
        Some(lines)
    }
}

impl Command {
    fn is_text(&self) -> bool {
        matches!(self, Command::Text(_))
    }
}

fn shell_line(argv: &[GivenText], stage: &mut StageLowering) -> Option<String> {
    let words: Vec<_> = argv.iter().map(|arg| stage.parts(arg, Kind::Text)).collect();
    let words: Vec<_> = words.into_iter().collect::<Option<_>>()?;
    shell::command_line(&words)
}

fn shell_text(text: &Given, stage: &mut StageLowering) -> Option<Vec<String>> {
    match shell::parse(&text.text) {
        Ok(script) => {
            if script.pipes {
                stage.needs_pipefail(text.at);
            }
            Some(script.commands)
        }
        Err(complaint) => {
            let (rule, shown) = (complaint.to_owned(), text.text.clone());
            stage.complain(Wrong::Value { rule, shown }, text.at);
            None
        }
    }
}

fn argv_form(argv: &[GivenText], stage: &mut StageLowering) -> Option<RunForm> {
    let mut words = vec![];
    for arg in argv {
        let Some(literal) = arg.text.literal() else {
            stage.complain(Wrong::VariableWithoutShell, arg.at);
            return None;
        };
        stage.check(&literal, Kind::Argument, arg.at)?;
        words.push(literal);
    }
    Some(RunForm::Argv(words))
}

impl ShelllessRun {
    pub(in crate::lower) fn lower(&self, stage: &mut StageLowering) {
        self.0.lower_as(stage, |run, stage| match run.commands.as_slice() {
            [Command::Argv(argv)] if run.env.is_empty() && !run.heredoc => argv_form(argv, stage),
            _ => {
                stage.complain(Wrong::NeedsAShell, stage.at());
                None
            }
        });
    }
}
