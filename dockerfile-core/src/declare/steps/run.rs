//! Commands that a stage runs.

use super::mount::Mount;
use crate::declare::given::Given;
use crate::declare::given_text::GivenText;
use crate::declare::variable::{BuildVariable, IntoText, Text};
use crate::program::instruction::Network;

/// Commands that stop at the first that fails, from [`run`].
#[derive(Clone, Debug)]
#[must_use = "a step does nothing until a stage has it"]
pub struct Run {
    pub(crate) commands: Vec<Command>,
    pub(crate) heredoc: bool,
    pub(crate) workdir: Option<Given>,
    pub(crate) env: Vec<(Given, GivenText)>,
    pub(crate) uses: Vec<GivenText>,
    pub(crate) mounts: Vec<Mount>,
    pub(crate) network: Option<(Network, Option<Given>)>,
    pub(crate) insecure: Option<Given>,
    pub(crate) devices: Vec<Given>,
}

#[derive(Clone, Debug)]
pub(crate) enum Command {
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
}

// ---- without a shell -----------------------------------------------------------------

/// A program that runs without a shell, from [`Run::without_shell`].
#[derive(Clone, Debug)]
#[must_use = "a step does nothing until a stage has it"]
pub struct ShelllessRun(pub(crate) Run);

impl ShelllessRun {
    /// Where its mounts take files from.
    pub(crate) fn mounts(&self) -> &[Mount] {
        self.0.mounts()
    }
}
