//! Steps that print RUN: commands.

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

/// One or more commands, from [`run`]. The first that fails ends the step, and the build.
///
/// `First` says in which form the first command is given: [`Argv`] or [`ShellText`].
#[derive(Clone, Debug)]
#[must_use = "a step does nothing until a stage has it"]
pub struct Run<First = Argv> {
    pub(crate) commands: Commands,
    first: PhantomData<First>,
}

/// The form of a command that is given as a list: a program and its arguments.
#[derive(Clone, Copy, Debug)]
pub enum Argv {}

/// The form of a command that is given as text for the shell.
#[derive(Clone, Copy, Debug)]
pub enum ShellText {}

/// The commands of a step, and how they run.
#[derive(Clone, Debug, Default)]
pub(crate) struct Commands {
    pub(crate) commands: Vec<Command>,
    /// The shell that the user has named for this step.
    pub(crate) shell: Option<Rc<[Given]>>,
    /// The user's reason for not checking the words of the commands.
    pub(crate) unchecked: Option<Given>,
    pub(crate) workdir: Option<Given>,
    pub(crate) env: Vec<(Given, GivenText)>,
    pub(crate) uses: Vec<GivenText>,
    pub(crate) mounts: Vec<Mount>,
    pub(crate) network: Option<(Network, Option<Given>)>,
    pub(crate) insecure: Option<Given>,
    /// The place that says that the commands run as the image's user.
    pub(crate) as_user: Option<Place>,
    /// The names of devices, each with whether the commands need the device.
    pub(crate) devices: Vec<(Given, bool)>,
}

/// A command, in either form.
#[derive(Clone, Debug)]
pub(crate) enum Command {
    /// A program and its arguments, which reach the program as they stand.
    Argv { words: Vec<GivenText>, at: Place },
    /// A text for the shell.
    Text(Given),
}

/// A command, which [`run`] takes: a list, `["program", "argument"]`, or text for the shell.
pub trait CommandLine {
    /// The form of the command: [`Argv`] or [`ShellText`].
    type Form;
    /// The words of a list; `Err` is text for the shell.
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
/// The arguments of a list reach the program as they stand: nothing in them is expanded but a
/// [variable](crate::arg).
///
/// A text reaches the shell byte for byte. It runs under `set -e`, so that the first command that
/// fails ends the build; a pipe fails if any of its parts does. The text is printed as a
/// here-document, or on the RUN line if it is one plain command. A variable or a folder that it sets
/// holds for this step alone.
///
/// A command for which there is a typed way, such as `apt-get install`, is an error that names that
/// way; [`unchecked`](Run::unchecked) is the way out.
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
    /// Adds a command, which runs if those before it have succeeded.
    ///
    /// ```
    /// use dockerfile_core::{Image, Stage, debian, run, uid};
    ///
    /// let stage = Stage::from(debian("bookworm-slim"))
    ///     .account(uid(65532))
    ///     .build(run(["make"]).then(["make", "install"]));
    /// let text = Image::from(stage).render().unwrap().dockerfile;
    /// assert!(text.contains("RUN make && \\\n    make install\n"));
    /// ```
    #[track_caller]
    pub fn then(mut self, command: impl CommandLine) -> Self {
        self.commands.commands.push(line(command));
        self
    }

    /// Sets the absolute path of the directory that the commands run in. Without it they run in the
    /// stage's WORKDIR.
    ///
    /// ```
    /// use dockerfile_core::{Image, Stage, debian, run, uid};
    ///
    /// let stage = Stage::from(debian("bookworm-slim"))
    ///     .account(uid(65532))
    ///     .build(run(["make", "check"]).workdir("/src"));
    /// let text = Image::from(stage).render().unwrap().dockerfile;
    /// assert!(text.contains("WORKDIR /src\nRUN make check\nWORKDIR /\n"));
    /// ```
    #[track_caller]
    pub fn workdir(mut self, path: impl Into<String>) -> Self {
        self.commands.workdir = Some(Given::new(path));
        self
    }

    /// Sets a variable for these commands alone; the image's environment does not keep it.
    ///
    /// The image's history does show it, so a variable that looks like a secret is an error: mount a
    /// [`secret`](crate::secret) instead, or say why it is none with [`unchecked`](Run::unchecked).
    ///
    /// ```
    /// use dockerfile_core::{Image, Stage, debian, run, uid};
    ///
    /// let stage = Stage::from(debian("bookworm-slim"))
    ///     .account(uid(65532))
    ///     .build(run(["make"]).env("CFLAGS", "-O2"));
    /// let text = Image::from(stage).render().unwrap().dockerfile;
    /// assert!(text.contains("export CFLAGS=-O2"));
    /// ```
    #[track_caller]
    pub fn env(mut self, name: impl Into<String>, value: impl IntoText) -> Self {
        self.commands.env.push((Given::new(name), GivenText::new(value)));
        self
    }

    /// Says that the commands read this variable, as shell text with `$VERSION` in it does. Its ARG is
    /// then printed above the step.
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

    /// Mounts something that the commands see while they run, and that no layer holds:
    /// [`bind`](crate::bind), [`cache`](crate::cache), [`tmpfs`](crate::tmpfs),
    /// [`secret`](crate::secret) or [`ssh`](crate::ssh).
    ///
    /// ```
    /// use dockerfile_core::{Image, Stage, debian, run, tmpfs, uid};
    ///
    /// let stage = Stage::from(debian("bookworm-slim"))
    ///     .account(uid(65532))
    ///     .build(run(["make"]).mount(tmpfs("/tmp")));
    /// let text = Image::from(stage).render().unwrap().dockerfile;
    /// assert!(text.contains("RUN --mount=type=tmpfs,target=/tmp "));
    /// ```
    pub fn mount(mut self, mount: impl Into<Mount>) -> Self {
        self.commands.mounts.push(mount.into());
        self
    }

    /// Runs the commands without a network (`--network=none`, syntax 1.3).
    ///
    /// ```
    /// use dockerfile_core::{Image, Stage, debian, run, uid};
    ///
    /// let stage = Stage::from(debian("bookworm-slim"))
    ///     .account(uid(65532))
    ///     .build(run(["make", "check"]).offline());
    /// let text = Image::from(stage).render().unwrap().dockerfile;
    /// assert!(text.contains("RUN --network=none"));
    /// ```
    pub fn offline(mut self) -> Self {
        self.commands.network = Some((Network::None, None));
        self
    }

    /// Runs the commands in the network of the machine that builds (`--network=host`, syntax 1.3), and
    /// says why. The builder has to allow it. The reason is printed into the Dockerfile.
    ///
    /// ```
    /// use dockerfile_core::{Image, Stage, debian, run, uid};
    ///
    /// let stage = Stage::from(debian("bookworm-slim"))
    ///     .account(uid(65532))
    ///     .build(run(["make", "check"]).host_network("the test server listens there"));
    /// let text = Image::from(stage).render().unwrap().dockerfile;
    /// assert!(text.contains("# A step uses the network of the machine that builds: the test server listens there\n"));
    /// assert!(text.contains("RUN --network=host "));
    /// ```
    #[track_caller]
    pub fn host_network(mut self, why: impl Into<String>) -> Self {
        self.commands.network = Some((Network::Host, Some(Given::new(why))));
        self
    }

    /// Runs the commands with the rights of a privileged container (`--security=insecure`, syntax
    /// 1.20), and says why. The builder has to allow it. The reason is printed into the Dockerfile.
    ///
    /// ```
    /// use dockerfile_core::{Dialect, Image, Stage, debian, run, uid};
    ///
    /// let stage = Stage::from(debian("bookworm-slim"))
    ///     .account(uid(65532))
    ///     .build(run(["make", "check"]).insecure("mounts a file system"));
    /// let text = Image::from(stage).dialect(Dialect::V1_20).render().unwrap().dockerfile;
    /// assert!(text.contains("RUN --security=insecure "));
    /// ```
    #[track_caller]
    pub fn insecure(mut self, why: impl Into<String>) -> Self {
        self.commands.insecure = Some(Given::new(why));
        self
    }

    /// Runs the commands as the user of [`account`](crate::Stage::account), and not as root. The files
    /// that they write belong to that user, and so do their mounts. In a stage that
    /// [keeps its base's user](crate::Stage::keeps_base_user), that user runs them.
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

    /// Gives the commands a device, by its name in the Container Device Interface (`--device`,
    /// [`Dialect::Labs`](crate::Dialect::Labs)). The step fails if the builder does not have it; the
    /// builder also has to allow devices (`--allow device`).
    ///
    /// `vendor.com/class=name` names one device, `vendor.com/class=*` all devices of the class, and
    /// `vendor.com/class` the first of them. A single word names all devices that are marked with it.
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

    /// Gives the commands a device, as [`device`](Run::device) does, if the builder has it. Without it
    /// the step runs, too.
    ///
    /// ```
    /// use dockerfile_core::{Dialect, Image, Stage, debian, run, uid};
    ///
    /// let stage = Stage::from(debian("bookworm-slim"))
    ///     .account(uid(65532))
    ///     .build(run(["make", "check"]).optional_device("nvidia.com/gpu=*"));
    /// let text = Image::from(stage).dialect(Dialect::Labs).render().unwrap().dockerfile;
    /// assert!(text.contains("RUN --device=nvidia.com/gpu=* "));
    /// ```
    #[track_caller]
    pub fn optional_device(mut self, name: impl Into<String>) -> Self {
        self.commands.devices.push((Given::new(name), false));
        self
    }

    /// Sets the shell that reads the text of this step, and of no other. It is a list, and the text is
    /// its last argument. Without it `["/bin/sh", "-c"]` reads the text.
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
    /// A program that is no shell, such as `["python3", "-c"]`, gets the text as it stands, without
    /// `set -e`.
    #[track_caller]
    pub fn shell(mut self, shell: impl ArgumentList) -> Self {
        self.commands.shell = Some(given_list(shell).into());
        self
    }

    /// Turns off the checks of the commands' words and variables, and says why. It is the way out for
    /// a command for which there is a typed way, and for a text that looks like a secret and is none.
    ///
    /// Where hadolint has a rule against the command, the header of the Dockerfile has the reason
    /// beside the rule.
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

    /// Runs a single program without a shell (`RUN ["program", "argument"]`), which also works on a
    /// base that has none. More than one command, an [`env`](Run::env) or a [`shell`](Run::shell) is
    /// then an error.
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

/// A form of commands that needs no shell: [`Argv`].
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
