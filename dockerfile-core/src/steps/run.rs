//! Commands that a stage runs.

use super::mount::Mount;
use crate::complaints;
use crate::given::{Given, GivenText};
use crate::instruction::{Network, RunForm, RunOptions, Security, ShellCommand};
use crate::lower::StageLowering;
use crate::shell;
use crate::value::{AbsPath, Kind, VarName};
use crate::variable::{BuildVariable, IntoText, Text};

/// Commands that stop at the first that fails, from [`run`].
#[derive(Clone, Debug)]
pub struct Run {
    commands: Vec<Command>,
    heredoc: bool,
    workdir: Option<Given>,
    env: Vec<(Given, GivenText)>,
    uses: Vec<GivenText>,
    mounts: Vec<Mount>,
    network: Option<(Network, Option<Given>)>,
    insecure: Option<Given>,
    devices: Vec<Given>,
}

#[derive(Clone, Debug)]
enum Command {
    /// Program and arguments; each reaches the program as it stands.
    Argv(Vec<GivenText>),
    /// Text for the shell.
    Text(Given),
}

/// A command: `["program", "argument"]`, quoted by us, or text for the shell.
pub trait CommandLine {
    #[doc(hidden)]
    fn argv(self) -> Result<Vec<Text>, String>;
}

impl CommandLine for &str {
    fn argv(self) -> Result<Vec<Text>, String> {
        Err(self.to_owned())
    }
}

impl CommandLine for String {
    fn argv(self) -> Result<Vec<Text>, String> {
        Err(self)
    }
}

impl<T: IntoText, const N: usize> CommandLine for [T; N] {
    fn argv(self) -> Result<Vec<Text>, String> {
        Ok(self.into_iter().map(IntoText::into_text).collect())
    }
}

impl<T: IntoText> CommandLine for Vec<T> {
    fn argv(self) -> Result<Vec<Text>, String> {
        Ok(self.into_iter().map(IntoText::into_text).collect())
    }
}

/// Runs a command while the image is built.
///
/// Given as a list, each argument reaches the program as it stands: nothing is
/// expanded but a [variable](crate::arg). Given as text, it is shell: each line is a
/// command, and the first that fails fails the build; a pipe fails with any of its
/// parts. What it sets up, such as a variable or `cd`, holds for the commands of this
/// step that follow.
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
    Run {
        commands: vec![line(command)],
        heredoc: false,
        workdir: None,
        env: vec![],
        uses: vec![],
        mounts: vec![],
        network: None,
        insecure: None,
        devices: vec![],
    }
}

#[track_caller]
fn line(command: impl CommandLine) -> Command {
    let here = GivenText::new("").at;
    match command.argv() {
        Ok(argv) => {
            Command::Argv(argv.into_iter().map(|text| GivenText { text, at: here }).collect())
        }
        Err(text) => Command::Text(Given { text, at: here }),
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
    pub fn env(mut self, name: impl Into<String>, value: impl IntoText) -> Self {
        self.env.push((Given::new(name), GivenText::new(value)));
        self
    }

    /// Says that the commands read this variable by themselves, as shell text that
    /// holds `$VERSION` does: its ARG is printed above them.
    ///
    /// ```
    /// use dockerfile_core::{arg, run};
    ///
    /// let version = arg("VERSION").default("1.4.0");
    /// let step = run("echo \"$VERSION\" >/srv/version").uses(&version);
    /// # let _ = step;
    /// ```
    #[track_caller]
    pub fn uses(mut self, variable: impl BuildVariable) -> Self {
        self.uses.push(GivenText::new(variable));
        self
    }

    /// What the commands see while they run, and no layer holds: [`bind`](crate::bind),
    /// [`cache`](crate::cache), [`tmpfs`](crate::tmpfs), [`secret`](crate::secret) or
    /// [`ssh`](crate::ssh).
    pub fn mount(mut self, mount: impl Into<Mount>) -> Self {
        self.mounts.push(mount.into());
        self
    }

    /// The commands have no network (`--network=none`).
    pub fn offline(mut self) -> Self {
        self.network = Some((Network::None, None));
        self
    }

    /// The commands have the network of the machine that builds (`--network=host`), and
    /// why. A builder has to allow it, and the reason is printed into the Dockerfile.
    #[track_caller]
    pub fn host_network(mut self, why: impl Into<String>) -> Self {
        self.network = Some((Network::Host, Some(Given::new(why))));
        self
    }

    /// The commands may do what a privileged container may (`--security=insecure`), and
    /// why. A builder has to allow it, and the reason is printed into the Dockerfile.
    #[track_caller]
    pub fn insecure(mut self, why: impl Into<String>) -> Self {
        self.insecure = Some(Given::new(why));
        self
    }

    /// A device for the commands, by its name in the Container Device Interface
    /// (`--device`).
    #[track_caller]
    pub fn device(mut self, name: impl Into<String>) -> Self {
        self.devices.push(Given::new(name));
        self
    }

    /// Prints the commands as a here-document, line by line under `set -e`: for text that
    /// does not fit into one line, such as a quote that goes over several.
    ///
    /// ```
    /// use dockerfile_core::run;
    ///
    /// let step = run("printf '%s\n' 'one\ntwo' >/srv/list").heredoc();
    /// # let _ = step;
    /// ```
    pub fn heredoc(mut self) -> Self {
        self.heredoc = true;
        self
    }

    /// Runs a single program without a shell (`RUN ["program", "argument"]`), also on a
    /// base that has none.
    ///
    /// ```
    /// use dockerfile_core::{Stage, copy, debian, run, scratch};
    ///
    /// let build = Stage::named("build", debian("bookworm-slim")).build(run(["make"]));
    /// let stage = Stage::from(scratch())
    ///     .source(copy("/out/app").from(&build).to("/app"))
    ///     .build(run(["/app", "--write-index"]).without_shell());
    /// # let _ = stage;
    /// ```
    pub fn without_shell(self) -> ShelllessRun {
        ShelllessRun(self)
    }

    /// Where its mounts take files from.
    pub(crate) fn mounts(&self) -> &[Mount] {
        &self.mounts
    }

    pub(crate) fn lower(&self, stage: &mut StageLowering) {
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

    // ---- the three forms -----------------------------------------------------------

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
            stage.complain(complaints::bad_value(complaint, &text.text, text.at));
            None
        }
    }
}

fn argv_form(argv: &[GivenText], stage: &mut StageLowering) -> Option<RunForm> {
    let mut words = vec![];
    for arg in argv {
        let Some(literal) = arg.text.literal() else {
            stage.complain(complaints::variable_without_shell(arg.at));
            return None;
        };
        words.push(stage.text(&Given { text: literal, at: arg.at }, Kind::Argument)?);
    }
    Some(RunForm::Argv(words))
}

// ---- without a shell -----------------------------------------------------------------

/// A program that runs without a shell, from [`Run::without_shell`].
#[derive(Clone, Debug)]
pub struct ShelllessRun(Run);

impl ShelllessRun {
    /// Where its mounts take files from.
    pub(crate) fn mounts(&self) -> &[Mount] {
        self.0.mounts()
    }

    pub(crate) fn lower(&self, stage: &mut StageLowering) {
        self.0.lower_as(stage, |run, stage| match run.commands.as_slice() {
            [Command::Argv(argv)] if run.env.is_empty() && !run.heredoc => argv_form(argv, stage),
            _ => {
                stage.complain(complaints::needs_a_shell(stage.at()));
                None
            }
        });
    }
}
