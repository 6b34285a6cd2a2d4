//! Commands that a stage runs.

use std::marker::PhantomData;
use std::panic::Location;
use std::rc::Rc;

use super::arguments::{ArgumentList, given_list};
use super::mount::Mount;
use crate::declare::given::Given;
use crate::declare::given_text::GivenText;
use crate::declare::variable::{BuildVariable, IntoText, Text};
use crate::program::instruction::Network;
use crate::program::place::Place;

/// Commands that stop at the first that fails, from [`run`].
///
/// `First` says how the first of them is given: as [`Argv`] or as [`ShellText`].
#[derive(Clone, Debug)]
#[must_use = "a step does nothing until a stage has it"]
pub struct Run<First = Argv> {
    pub(crate) commands: Commands,
    first: PhantomData<First>,
}

/// A command given as a list: a program and its arguments.
#[derive(Clone, Copy, Debug)]
pub enum Argv {}

/// A command given as text for the shell.
#[derive(Clone, Copy, Debug)]
pub enum ShellText {}

/// What a step runs, and how.
#[derive(Clone, Debug, Default)]
pub(crate) struct Commands {
    pub(crate) commands: Vec<Command>,
    /// The user's own shell.
    pub(crate) shell: Option<Rc<[Given]>>,
    /// Why command words are not judged.
    pub(crate) unchecked: Option<Given>,
    pub(crate) workdir: Option<Given>,
    pub(crate) env: Vec<(Given, GivenText)>,
    pub(crate) uses: Vec<GivenText>,
    pub(crate) mounts: Vec<Mount>,
    pub(crate) network: Option<(Network, Option<Given>)>,
    pub(crate) insecure: Option<Given>,
    /// Where it is said that they run as the image's user.
    pub(crate) as_user: Option<Place>,
    /// Each with whether the commands need it.
    pub(crate) devices: Vec<(Given, bool)>,
}

#[derive(Clone, Debug)]
pub(crate) enum Command {
    /// Program and arguments; each reaches the program as it stands.
    Argv { words: Vec<GivenText>, at: Place },
    /// Text for the shell.
    Text(Given),
}

/// A command: `["program", "argument"]`, quoted by us, or text for the shell.
pub trait CommandLine {
    /// How it is given.
    type Form;
    #[doc(hidden)]
    fn argv(self) -> Result<Vec<Text>, String>;
}

macro_rules! shell_text {
    ($($text:ty)*) => { $(
        impl CommandLine for $text {
            type Form = ShellText;
            fn argv(self) -> Result<Vec<Text>, String> {
                Err(self.into())
            }
        }
    )* };
}

shell_text! { &str String &String }

impl<T: IntoText, const N: usize> CommandLine for [T; N] {
    type Form = Argv;
    fn argv(self) -> Result<Vec<Text>, String> {
        Ok(self.into_iter().map(IntoText::into_text).collect())
    }
}

impl<T: IntoText> CommandLine for Vec<T> {
    type Form = Argv;
    fn argv(self) -> Result<Vec<Text>, String> {
        Ok(self.into_iter().map(IntoText::into_text).collect())
    }
}

/// Runs a command while the image is built.
///
/// Given as a list, each argument reaches the program as it stands: nothing is expanded but a
/// [variable](crate::arg).
///
/// Given as text, it is the shell's, byte for byte: a script under `set -e`, so that the first
/// command that fails fails the build, as a pipe does with any of its parts. The script is
/// printed as a here-document, or on the RUN line if it is one plain command. What it sets up,
/// such as a variable, holds for this step alone. A command that a typed way replaces, such as
/// `apt-get install`, is an error that names the way.
///
/// ```
/// use dockerfile_core::{Image, Stage, copy, debian, run, uid};
///
/// let build = Stage::from(debian("bookworm-slim"))
///     .account(uid(7))
///     .source(copy("src").to("/src"))
///     .build(run(["make", "install"]).workdir("/src").env("PREFIX", "/usr/local"))
///     .build(run("for f in /usr/local/bin/*; do\n    strip \"$f\"\ndone\n"));
/// let text = Image::from(build).render().unwrap().dockerfile;
/// assert!(text.contains(
///     "RUN <<\"EOF\"\nset -e\nfor f in /usr/local/bin/*; do\n    strip \"$f\"\ndone\nEOF\n"
/// ));
/// ```
#[doc(alias("heredoc", "here-document", "bash"))]
#[track_caller]
pub fn run<C: CommandLine>(command: C) -> Run<C::Form> {
    let commands = Commands { commands: vec![line(command)], ..Commands::default() };
    Run { commands, first: PhantomData }
}

#[track_caller]
fn line(command: impl CommandLine) -> Command {
    let at = Given::new("").at;
    match command.argv() {
        Ok(argv) => {
            let words = argv.into_iter().map(|text| GivenText { text, at }).collect();
            Command::Argv { words, at }
        }
        Err(text) => Command::Text(Given { text, at }),
    }
}

impl<First> Run<First> {
    /// Another command, which runs if those before it succeeded.
    #[track_caller]
    pub fn then(mut self, command: impl CommandLine) -> Self {
        self.commands.commands.push(line(command));
        self
    }

    /// The directory that they run in; the stage's own unless said.
    #[track_caller]
    pub fn workdir(mut self, path: impl Into<String>) -> Self {
        self.commands.workdir = Some(Given::new(path));
        self
    }

    /// A variable for these commands alone; it does not stay in the image's environment. Its
    /// history has it, so what looks like a secret is refused: that is a
    /// [`secret`](crate::secret). `.unchecked("why")` says of one why it is none.
    #[track_caller]
    pub fn env(mut self, name: impl Into<String>, value: impl IntoText) -> Self {
        self.commands.env.push((Given::new(name), GivenText::new(value)));
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
        self.commands.uses.push(GivenText::new(variable));
        self
    }

    /// What the commands see while they run, and no layer holds: [`bind`](crate::bind),
    /// [`cache`](crate::cache), [`tmpfs`](crate::tmpfs), [`secret`](crate::secret) or
    /// [`ssh`](crate::ssh).
    pub fn mount(mut self, mount: impl Into<Mount>) -> Self {
        self.commands.mounts.push(mount.into());
        self
    }

    /// The commands have no network (`--network=none`).
    pub fn offline(mut self) -> Self {
        self.commands.network = Some((Network::None, None));
        self
    }

    /// The commands have the network of the machine that builds (`--network=host`), and
    /// why. A builder has to allow it, and the reason is printed into the Dockerfile.
    #[track_caller]
    pub fn host_network(mut self, why: impl Into<String>) -> Self {
        self.commands.network = Some((Network::Host, Some(Given::new(why))));
        self
    }

    /// The commands may do what a privileged container may (`--security=insecure`), and
    /// why. A builder has to allow it, and the reason is printed into the Dockerfile.
    #[track_caller]
    pub fn insecure(mut self, why: impl Into<String>) -> Self {
        self.commands.insecure = Some(Given::new(why));
        self
    }

    /// The commands run as the image's user, of [`account`](crate::Stage::account), and not as
    /// root. What they write belongs to that user, and so do their mounts.
    ///
    /// ```
    /// use dockerfile_core::{Image, Stage, debian, dir, run, user};
    ///
    /// let stage = Stage::from(debian("bookworm-slim"))
    ///     .layout(dir("/srv/db").writable())
    ///     .account(user("app"))
    ///     .build(run(["initdb", "/srv/db"]).as_user());
    /// let text = Image::from(stage).render().unwrap().dockerfile;
    /// assert!(text.contains("USER 10001:10001\nRUN initdb /srv/db\n"));
    /// ```
    #[track_caller]
    pub fn as_user(mut self) -> Self {
        self.commands.as_user = Some(Location::caller());
        self
    }

    /// A device for the commands, by its name in the Container Device Interface (`--device`). A
    /// builder that has none fails the step; it has to allow them, too (`--allow device`).
    ///
    /// `vendor.com/class=name` is one device, `vendor.com/class=*` every one of the class and
    /// `vendor.com/class` the first; a word alone is what devices are marked with.
    ///
    /// ```
    /// use dockerfile_core::{Dialect, Image, Stage, debian, run, uid};
    ///
    /// let stage = Stage::from(debian("bookworm-slim"))
    ///     .account(uid(65532))
    ///     .build(run(["make", "bench"]).device("nvidia.com/gpu=*"));
    /// let text = Image::from(stage).dialect(Dialect::Labs).render().unwrap().dockerfile;
    /// assert!(text.contains("RUN --device=nvidia.com/gpu=*,required \\\n"));
    /// ```
    #[track_caller]
    pub fn device(mut self, name: impl Into<String>) -> Self {
        self.commands.devices.push((Given::new(name), true));
        self
    }

    /// The same for commands that do without where the builder has none.
    #[track_caller]
    pub fn optional_device(mut self, name: impl Into<String>) -> Self {
        self.commands.devices.push((Given::new(name), false));
        self
    }

    /// The shell that reads the text of this step, as a list that the text is put behind;
    /// `["/bin/sh", "-c"]` unless said. No other step of the stage has it.
    ///
    /// ```
    /// use dockerfile_core::{Image, Stage, debian, run, uid};
    ///
    /// let step = run("shopt -s globstar\nrm -f /srv/**/*.log").shell(["/bin/bash", "-c"]);
    /// let stage = Stage::from(debian("bookworm-slim")).account(uid(7)).build(step);
    /// let text = Image::from(stage).render().unwrap().dockerfile;
    /// assert!(text.contains("SHELL [\"/bin/bash\", \"-c\"]\nRUN <<\"EOF\"\nset -e\nshopt"));
    /// assert!(text.contains("EOF\n\nSHELL [\"/bin/sh\", \"-c\"]\n"));
    /// ```
    ///
    /// What is no shell at all, such as `["python3", "-c"]`, gets the text as it stands.
    #[track_caller]
    pub fn shell(mut self, shell: impl ArgumentList) -> Self {
        self.commands.shell = Some(given_list(shell).into());
        self
    }

    /// Leaves the words of these commands unjudged, and why: the way out for a command that a
    /// typed way replaces. The reason is printed into the Dockerfile, beside the rule.
    ///
    /// ```
    /// use dockerfile_core::{Image, Stage, debian, run, uid};
    ///
    /// let step = run("sudo -u nobody /srv/check").unchecked("the check wants to be nobody");
    /// let stage = Stage::from(debian("bookworm-slim")).account(uid(7)).build(step);
    /// let text = Image::from(stage).render().unwrap().dockerfile;
    /// assert!(text.contains("# hadolint global ignore=DL3004 # the check wants to be nobody\n"));
    /// ```
    #[track_caller]
    pub fn unchecked(mut self, why: impl Into<String>) -> Self {
        self.commands.unchecked = Some(Given::new(why));
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
    pub fn without_shell(self) -> ShelllessRun
    where
        First: NeedsNoShell,
    {
        ShelllessRun(self.commands)
    }
}

/// A command that is a list, and so needs no shell to read it.
#[diagnostic::on_unimplemented(
    message = "text is for a shell to read, and this program runs without one",
    label = "given as text",
    note = "write the program and each argument as a text of its own: `run([\"/srv/app\", \"--index\"]).without_shell()`"
)]
pub trait NeedsNoShell {}

#[diagnostic::do_not_recommend]
impl NeedsNoShell for Argv {}

// ---- without a shell -----------------------------------------------------------------

/// A program that runs without a shell, from [`Run::without_shell`].
#[derive(Clone, Debug)]
#[must_use = "a step does nothing until a stage has it"]
pub struct ShelllessRun(pub(crate) Commands);
