//! `Step`, which is everything that a stage can hold, and the conversion of the users' types into it.

use std::rc::Rc;

use super::account::{BaseUser, MadeUser, NewAccount};
use super::add::{Download, Git};
use super::copy::{ArtifactCopy, ContextCopy};
use super::dir::Directory;
use super::healthcheck::Check;
use super::inline::InlineFile;
use super::manifest::Manifest;
use super::mount::Mount;
use super::origin::Origin;
use super::packages::{Apk, Apt, Dnf, Microdnf, PackageList, Pacman, Zypper};
use super::ports::GivenPorts;
use super::run::{Command, Commands, Run, ShelllessRun};
use super::settings::GivenSetting;
use super::tool::Tool;
use crate::declare::given::Given;
use crate::declare::given_text::GivenText;
use crate::declare::part::{Artifacts, BuildPart, DependenciesPart, Part, PartKind, SourcePart};
use crate::program::program::Sbom;

/// A step or another line of a stage, one variant for each kind.
#[derive(Clone, Debug)]
pub(crate) enum Step {
    Label { key: Given, value: GivenText, lasting: bool },
    Packages(PackageList),
    Directory(Directory),
    MadeUser(NewAccount),
    BaseUser(BaseUser),
    RunsAsRoot { why: Given },
    StartsAsRoot { why: Given },
    KeepsBaseUser { why: Given },
    Manifest(Manifest),
    ContextCopy(ContextCopy),
    ArtifactCopy(ArtifactCopy),
    InlineFile(InlineFile),
    Download(Download),
    Git(Git),
    Tool(Tool),
    Part(Part),
    Raw { line: Given, why: Given },
    Comment(Given),
    Description(Given),
    Sbom(Sbom),
    Run(Commands),
    ShelllessRun(Commands),
    Shell(Rc<[Given]>),
    BuildEnv { name: Given, value: GivenText, public: Option<Given> },
    Env { name: Given, value: GivenText, public: Option<Given> },
    Settings(Vec<GivenSetting>),
    Setting { setting: GivenSetting, value: GivenText },
    Path(Given),
    Workdir(Given),
    Expose(Vec<GivenPorts>),
    Volume(Given),
    StopSignal(Given),
    Healthcheck(Check),
    NoHealthcheck,
    Entrypoint(Rc<[Given]>),
    NoEntrypoint,
    Cmd(Rc<[Given]>),
    NoCmd,
}

impl Step {
    /// The stages, images and named contexts that the step takes files from.
    pub(crate) fn origins(&self) -> Vec<&Origin> {
        match self {
            Step::ArtifactCopy(copy) => vec![copy.origin()],
            Step::Run(run) | Step::ShelllessRun(run) => {
                run.mounts.iter().filter_map(Mount::origin).collect()
            }
            Step::Part(part) => part.origins().collect(),
            Step::Healthcheck(Check::Probe(probe)) => {
                probe.asks.built_in.iter().map(|compiler| &compiler.origin).collect()
            }
            _ => vec![],
        }
    }
}

impl Step {
    /// Whether the step says whom the program runs as.
    pub(crate) fn says_who(&self) -> bool {
        matches!(
            self,
            Step::MadeUser(_)
                | Step::BaseUser(_)
                | Step::RunsAsRoot { .. }
                | Step::StartsAsRoot { .. }
                | Step::KeepsBaseUser { .. }
        )
    }

    /// Whether the order of the phases applies to the step. It does not to lines that may stand in any
    /// phase.
    pub(crate) fn has_a_place(&self) -> bool {
        let anywhere = matches!(
            self,
            Step::Label { lasting: true, .. }
                | Step::BuildEnv { .. }
                | Step::Comment(_)
                | Step::Description(_)
                | Step::Sbom(_)
                | Step::Raw { .. }
        );
        !anywhere && (matches!(self, Step::MadeUser(_)) || !self.says_who())
    }

    /// Whether the step prints a RUN.
    pub(crate) fn runs(&self) -> bool {
        match self {
            Step::Packages(_)
            | Step::Directory(_)
            | Step::MadeUser(_)
            | Step::Tool(_)
            | Step::Run(_)
            | Step::ShelllessRun(_) => true,
            Step::Part(part) => matches!(part.kind, PartKind::Dependencies | PartKind::Build),
            Step::Raw { line, .. } => line.text.trim_start().starts_with("RUN"),
            _ => false,
        }
    }

    /// Whether the step copies the program's own files, or takes files from a stage that does.
    pub(crate) fn holds_source(&self) -> bool {
        match self {
            Step::ContextCopy(_) => true,
            Step::Part(part) if matches!(part.kind, PartKind::Sources) => true,
            // A probe comes from a stage with sources, too, but is compiled above them.
            Step::Healthcheck(_) => false,
            step => step.origins().into_iter().any(|origin| match origin {
                Origin::Stage(node) => node.holds_source(),
                Origin::Image(..) | Origin::Context(_) => false,
            }),
        }
    }

    /// The name of the user's function or method, if it was given an empty list and so would print
    /// nothing.
    pub(crate) fn given_nothing(&self) -> Option<&'static str> {
        match self {
            Step::Packages(packages) => packages.names.is_empty().then_some(packages.manager.name),
            Step::Manifest(manifest) => manifest.files.is_empty().then_some("manifest"),
            Step::ContextCopy(copy) => copy.sources.is_empty().then_some("copy"),
            Step::ArtifactCopy(copy) => copy.files.sources.is_empty().then_some("copy"),
            Step::Healthcheck(Check::Command(check)) => {
                check.asks.0.is_empty().then_some("healthcheck")
            }
            Step::Shell(shell) => shell.is_empty().then_some("shell"),
            Step::Expose(ports) => ports.is_empty().then_some("expose"),
            Step::Settings(settings) => settings.is_empty().then_some("settings"),
            Step::Entrypoint(argv) => argv.is_empty().then_some("entrypoint"),
            Step::Cmd(argv) => argv.is_empty().then_some("cmd"),
            Step::Run(run) | Step::ShelllessRun(run) => {
                let shell = run.shell.as_ref().is_some_and(|shell| shell.is_empty());
                let words = |command: &Command| match command {
                    Command::Argv { words, .. } => words.is_empty(),
                    Command::Text(_) => false,
                };
                (shell || run.commands.iter().any(words)).then_some("run")
            }
            _ => None,
        }
    }
}

/// A step of any kind. It is opaque outside of this crate.
#[doc(hidden)]
#[derive(Clone, Debug)]
pub struct AnyStep(pub(crate) Step);

/// One step, or several: an `Option`, a `Vec`, an array, or a tuple of up to four.
///
/// ```
/// use dockerfile_core::{Stage, apt, debian};
///
/// let with_tools = false;
/// let stage = Stage::from(debian("bookworm-slim"))
///     .packages(apt(["libpq5"]))
///     .packages(with_tools.then(|| apt(["strace"])));
/// # let _ = stage;
/// ```
///
/// A recipe of your own is a value whose methods give the steps of a phase:
///
/// ```
/// use dockerfile_core::{Debian, Manifest, Run, Stage, cache, image, manifest, run};
///
/// struct Mix;
///
/// impl Mix {
///     fn dependencies(&self) -> (Manifest, Run) {
///         (
///             manifest(["mix.exs", "mix.lock"]).to("/src"),
///             run(["mix", "deps.get", "--only", "prod"])
///                 .workdir("/src")
///                 .mount(cache("/root/.hex/packages")),
///         )
///     }
/// }
///
/// let build = Stage::named("build", image("elixir:1.19-slim").family(Debian))
///     .dependencies(Mix.dependencies());
/// # let _ = build;
/// ```
pub trait Steps {
    #[doc(hidden)]
    fn steps(self) -> Vec<AnyStep>;
}

impl<S: Steps> Steps for Option<S> {
    fn steps(self) -> Vec<AnyStep> {
        self.map_or_else(Vec::new, Steps::steps)
    }
}

impl<S: Steps> Steps for Vec<S> {
    fn steps(self) -> Vec<AnyStep> {
        self.into_iter().flat_map(Steps::steps).collect()
    }
}

impl<S: Steps, const N: usize> Steps for [S; N] {
    fn steps(self) -> Vec<AnyStep> {
        self.into_iter().flat_map(Steps::steps).collect()
    }
}

macro_rules! single_steps {
    ($($step:ident)*) => { $(
        impl Steps for $step {
            fn steps(self) -> Vec<AnyStep> {
                vec![AnyStep(Step::$step(self))]
            }
        }
    )* };
}

single_steps! {
    Directory BaseUser Manifest ContextCopy ArtifactCopy InlineFile Download Git Tool
}

impl<Kind> Steps for MadeUser<Kind> {
    fn steps(self) -> Vec<AnyStep> {
        vec![AnyStep(Step::MadeUser(self.account))]
    }
}

impl<First> Steps for Run<First> {
    fn steps(self) -> Vec<AnyStep> {
        vec![AnyStep(Step::Run(self.commands))]
    }
}

impl Steps for ShelllessRun {
    fn steps(self) -> Vec<AnyStep> {
        vec![AnyStep(Step::ShelllessRun(self.0))]
    }
}

macro_rules! part_steps {
    ($($step:ident)*) => { $(
        impl Steps for $step {
            fn steps(self) -> Vec<AnyStep> {
                vec![AnyStep(Step::Part(self.0))]
            }
        }
    )* };
}

part_steps! { DependenciesPart SourcePart BuildPart }

impl<Built> Steps for Artifacts<Built> {
    fn steps(self) -> Vec<AnyStep> {
        vec![AnyStep(Step::Part(self.part))]
    }
}

/// Implements `Steps` for a tuple; the steps keep their order.
macro_rules! tuple_steps {
    ($($step:ident)*) => {
        impl<$($step: Steps),*> Steps for ($($step,)*) {
            #[allow(non_snake_case)] // named after their types
            fn steps(self) -> Vec<AnyStep> {
                let ($($step,)*) = self;
                [$($step.steps()),*].concat()
            }
        }
    };
}

tuple_steps! { A B }
tuple_steps! { A B C }
tuple_steps! { A B C D }

macro_rules! package_steps {
    ($($step:ident)*) => { $(
        impl Steps for $step {
            fn steps(self) -> Vec<AnyStep> {
                vec![AnyStep(Step::Packages(self.0))]
            }
        }
    )* };
}

package_steps! { Apt Apk Dnf Microdnf Zypper Pacman }

#[cfg(test)]
mod tests {
    use super::{Given, GivenText, Sbom, Step, Steps};
    use crate::{apt, copy, dir, download, file, git, manifest, run, tool, uid, user};

    fn of(steps: impl Steps) -> Step {
        steps.steps().remove(0).0
    }

    fn given(text: &str) -> Given {
        Given::new(text)
    }

    fn raw(line: &str) -> Step {
        Step::Raw { line: given(line), why: given("why") }
    }

    #[test]
    fn a_step_runs_something_or_nothing() {
        let sum = format!("sha256:{}", "0".repeat(64));
        for step in [
            of(apt(["a"])),
            of(dir("/a")),
            of(user("a")),
            of(tool("/a").on("amd64", "https://x/y", sum.as_str())),
            of(run(["a"])),
            of(run(["a"]).without_shell()),
            raw("RUN a"),
            raw("  RUN a"),
        ] {
            assert!(step.runs(), "{step:?}");
        }
        for step in [
            of(uid(7)),
            of(copy("a")),
            of(manifest("a")),
            of(file("/a", "b")),
            of(download("https://x/y", sum.as_str(), "/a")),
            of(git("https://x/y.git", "v1", "/a")),
            raw("COPY a b"),
            raw("ONBUILD RUN a"),
            Step::Workdir(given("/a")),
            Step::Comment(given("RUN a")),
        ] {
            assert!(!step.runs(), "{step:?}");
        }
    }

    /// Whether a line of the step may not stand below every other.
    #[test]
    fn a_step_has_its_place_or_stands_anywhere() {
        let value = || GivenText::new("x");
        let env = || Step::Env { name: given("A"), value: value(), public: None };
        for step in [
            of(apt(["a"])),
            of(user("a")),
            of(copy("a")),
            env(),
            Step::Label { key: given("a"), value: value(), lasting: false },
            Step::Workdir(given("/a")),
            Step::NoCmd,
        ] {
            assert!(step.has_a_place(), "{step:?}");
        }
        for step in [
            Step::Label { key: given("a"), value: value(), lasting: true },
            Step::BuildEnv { name: given("A"), value: value(), public: None },
            Step::Comment(given("a")),
            Step::Description(given("a")),
            Step::Sbom(Sbom::Stage),
            raw("RUN a"),
            of(uid(7)),
            Step::RunsAsRoot { why: given("a") },
            Step::StartsAsRoot { why: given("a") },
            Step::KeepsBaseUser { why: given("a") },
        ] {
            assert!(!step.has_a_place(), "{step:?}");
        }
        for step in [
            of(uid(7)),
            of(user("a")),
            Step::RunsAsRoot { why: given("a") },
            Step::StartsAsRoot { why: given("a") },
            Step::KeepsBaseUser { why: given("a") },
        ] {
            assert!(step.says_who(), "{step:?}");
        }
        assert!(!env().says_who() && !of(dir("/a")).says_who());
    }
}
