//! The rules that the compiler enforces, and all of their wording.
//!
//! One rule is one trait, and one folder of compile-fail tests. Users read the trait's
//! `on_unimplemented` text, so each text says the rule, the reason, the fix and the way
//! out. The bounds sit on the methods of [`Stage`](crate::Stage): only there does rustc
//! print these texts.

use super::family::Family;
use super::steps::step::Steps;
use crate::program::phase::Phase;

mod sealed {
    /// Keeps others from adding a phase: it would have no place in the order.
    pub trait Sealed {}

    /// Stands for the end of a stage, below the last phase; no line belongs to it.
    #[derive(Debug)]
    pub enum Nothing {}
}

/// A phase as a type: the one that a [`Stage`](crate::Stage) has reached.
pub trait AtPhase: sealed::Sealed {
    /// The phase at which a stage begins that starts from a stage of this phase. It is [`Base`],
    /// since the new stage is an image of its own. Only where this phase makes layers that change
    /// often is it this phase: an edit would run every layer below them again.
    type Child: AtPhase;
    /// The phase below a line that names a user who needs no making: the later of this phase and
    /// [`Account`].
    #[doc(hidden)]
    type WithUser: AtPhase;
    /// The phase of a line that makes a [`system_user`](crate::system_user): the earlier of this
    /// phase and [`Account`]. Such a user may stand above packages, which could take its id.
    #[doc(hidden)]
    type WithSystemUser: AtPhase;
    /// The phase as a value.
    #[doc(hidden)]
    const PHASE: Phase;
}

/// The order of the phases: `Earlier: ComesBefore<Later>` holds if a line of
/// `Later` may stand below a line of `Earlier`.
///
/// A phase also comes before itself, since the order within one phase is free.
#[diagnostic::on_unimplemented(
    message = "layer order: `{Later}` cannot come after `{Self}`",
    label = "this changes less often than the `{Self}` line above it",
    note = "the more likely something is to change, the later it goes",
    note = "move this line above the first `{Self}` line, or say why not with `.out_of_order(\"why\", |s| ..)`"
)]
pub trait ComesBefore<Later>: AtPhase {}

/// A phase below which a stage may still declare its ENTRYPOINT: every phase but
/// [`Entrypoint`] and [`Cmd`].
#[diagnostic::on_unimplemented(
    message = "a stage has one `entrypoint`, and it stands above `cmd`",
    label = "`{Self}` is already declared above",
    note = "of two ENTRYPOINT lines a builder keeps the last and drops the first in silence (hadolint DL4004)",
    note = "keep one, and put its variable part into `cmd`; a second way to start is a stage of its own: `Stage::from(&this_one)`"
)]
pub trait BeforeEntrypoint {}

/// A phase below which a stage may still declare its CMD: every phase but [`Cmd`].
#[diagnostic::on_unimplemented(
    message = "a stage has one `cmd`",
    label = "`{Self}` is already declared above",
    note = "of two CMD lines a builder keeps the last and drops the first in silence (hadolint DL4003)",
    note = "keep one; a second way to start is a stage of its own: `Stage::from(&this_one)`"
)]
pub trait BeforeCmd {}

/// Makes the phase types, and implements `ComesBefore`, `BeforeEntrypoint` and `BeforeCmd` for them.
///
/// The phases are given from first to last. Each comes before itself and before all that
/// follow it.
macro_rules! phases {
    ($($(#[$doc:meta])* $phase:ident child $child:ident user $user:ident system_user $system_user:ident)*) => {
        $(
            $(#[$doc])*
            #[derive(Debug)]
            pub enum $phase {}
            impl sealed::Sealed for $phase {}
            impl AtPhase for $phase {
                type Child = $child;
                type WithUser = $user;
                type WithSystemUser = $system_user;
                const PHASE: Phase = Phase::$phase;
            }
        )*
        phases!(@order $($phase)*);
    };
    (@order $first:ident $($later:ident)*) => {
        #[diagnostic::do_not_recommend]
        impl ComesBefore<$first> for $first {}
        phases!(@start $first);
        $(
            #[diagnostic::do_not_recommend]
            impl ComesBefore<$later> for $first {}
        )*
        phases!(@order $($later)*);
    };
    (@order) => {};
    (@start Entrypoint) => {};
    (@start Cmd) => {};
    (@start $phase:ident) => {
        #[diagnostic::do_not_recommend]
        impl BeforeEntrypoint for $phase {}
        #[diagnostic::do_not_recommend]
        impl BeforeCmd for $phase {}
    };
}

phases! {
    /// The base image. Changes with the platform.
    Base child Base user Account system_user Base
    /// Distribution packages and downloaded tools. Change rarely.
    Packages child Base user Account system_user Packages
    /// The directories that the program works in (`.layout`). Change rarely.
    Directories child Base user Account system_user Directories
    /// The user and group that the program runs as. Change rarely.
    Account child Base user Account system_user Account
    /// Manifests and lock files, and the install that they drive. Change now and then.
    Dependencies child Dependencies user Dependencies system_user Account
    /// The program's own files, or the artifacts of another stage. Change at every edit.
    Source child Source user Source system_user Account
    /// Commands that compile the source, in a stage that builds. Run at every edit.
    Build child Build user Build system_user Account
    /// Files of the program that no step above reads: start scripts, configuration. An edit of
    /// one runs no other step again.
    Files child Files user Files system_user Account
    /// ENV, EXPOSE, VOLUME, HEALTHCHECK, WORKDIR and per-commit labels: metadata.
    Runtime child Base user Runtime system_user Account
    /// The program that a container starts: metadata, no layer.
    Entrypoint child Base user Entrypoint system_user Account
    /// The arguments that the program gets: metadata, no layer.
    Cmd child Base user Cmd system_user Account
}

/// A second implementation for `Cmd`. If `Cmd` came before itself alone, rustc would conclude that
/// the line below is CMD, and blame another place than the line that is wrong.
#[diagnostic::do_not_recommend]
impl ComesBefore<sealed::Nothing> for Cmd {}

#[diagnostic::do_not_recommend]
impl BeforeCmd for Entrypoint {}

// ---- which step fits which phase ------------------------------------------

/// A step that [`Stage::packages`](crate::Stage::packages) takes.
#[diagnostic::on_unimplemented(
    message = "this step does not belong in the `Packages` phase",
    label = "not a step that installs packages",
    note = "`Packages` takes what the distribution and others provide, `apt([..])`, `apk([..])`, `dnf([..])`, and tools: `tool(..)`, `download(..)`, `copy(..).from(image(..))`, `run(..)`",
    note = "a file that an install reads goes in with `manifest(..)`, the program's own with `.source(copy(..))`"
)]
pub trait PackagesStep: Steps {
    /// The step itself; the bound [`RunsOn`] is put on this type, so that one mistake is one error.
    #[doc(hidden)]
    type Given;
}

/// A step that [`Stage::layout`](crate::Stage::layout) takes.
#[diagnostic::on_unimplemented(
    message = "this step does not belong in the `Directories` phase",
    label = "not a directory",
    note = "`.layout` takes the directories the program works in: `dir(\"/srv/app\")`, `dir(\"/srv/var\").writable()`, or `run(..)`"
)]
pub trait LayoutStep: Steps {
    /// The step itself; the bound [`RunsOn`] is put on this type, so that one mistake is one error.
    #[doc(hidden)]
    type Given;
}

/// A step that [`Stage::account`](crate::Stage::account) takes.
#[diagnostic::on_unimplemented(
    message = "this step does not belong in the `Account` phase",
    label = "not a user",
    note = "`.account` takes whom the program runs as: `user(\"app\")`, `system_user(\"postgres\", 999)`, `existing(\"node\", 1000)` or `uid(65532)`"
)]
pub trait AccountStep: Steps {
    /// The phase that a stage at `At` has below this step. It is [`Account`] for a step that makes
    /// a layer; a user that needs no making may also stand below later phases.
    type Phase<At: AtPhase>: AtPhase;
    /// The step itself; the bound [`RunsOn`] is put on this type, so that one mistake is one error.
    #[doc(hidden)]
    type Given;
}

/// A step that [`Stage::dependencies`](crate::Stage::dependencies) takes.
#[diagnostic::on_unimplemented(
    message = "files of the build context cannot be copied in the `Dependencies` phase",
    label = "an edit of these files would run the install again",
    note = "`Dependencies` holds the manifest, the install it drives, and nothing that changes with every edit",
    note = "copy the files that the install reads with `manifest([..])`, a folder with `manifest_dir(\"name\", \"why\")`, and the program's own with `.source(copy(..))`; `copy(..).from(&stage)` fits here"
)]
pub trait DependenciesStep: Steps {
    /// The step itself; the bound [`RunsOn`] is put on this type, so that one mistake is one error.
    #[doc(hidden)]
    type Given;
}

/// A step that [`Stage::source`](crate::Stage::source) takes.
#[diagnostic::on_unimplemented(
    message = "this step does not belong in the `Source` phase",
    label = "not a copy",
    note = "`Source` takes the program's own files: `copy(\"src\").to(\"/srv/app\")`, or the artifact of another stage: `copy(\"/out/app\").from(&build)`",
    note = "what runs on them goes into `.build(run(..))`, what installs their dependencies above them into `.dependencies(..)`"
)]
pub trait SourceStep: Steps {
    /// The step itself; the bound [`RunsOn`] is put on this type, so that one mistake is one error.
    #[doc(hidden)]
    type Given;
}

/// A step that [`Stage::files`](crate::Stage::files) takes.
#[diagnostic::on_unimplemented(
    message = "this step does not belong in the `Files` phase",
    label = "not a copy",
    note = "`Files` takes files of the program that nothing above reads: `copy(\"docker-entrypoint.sh\").to(\"/usr/local/bin/\")`",
    note = "what runs goes above it, into `.build(run(..))`; what compiling reads goes into `.source(copy(..))`"
)]
pub trait FilesStep: Steps {
    /// The step itself; the bound [`RunsOn`] is put on this type, so that one mistake is one error.
    #[doc(hidden)]
    type Given;
}

/// A step that [`Stage::build`](crate::Stage::build) takes.
#[diagnostic::on_unimplemented(
    message = "this step does not belong in the `Build` phase",
    label = "not a step that builds",
    note = "`Build` runs on the source above it: `run([\"make\", \"install\"])`",
    note = "installs go into `.packages(..)` or `.dependencies(..)`, files into `.source(copy(..))`"
)]
pub trait BuildStep: Steps {
    /// The step itself; the bound [`RunsOn`] is put on this type, so that one mistake is one error.
    #[doc(hidden)]
    type Given;
}

// ---- which step runs on which family of bases ------------------------------

/// A family whose bases have apt: Debian and Ubuntu.
#[diagnostic::on_unimplemented(
    message = "a base of the `{Self}` family has no apt",
    label = "cannot be installed on `{Self}`",
    note = "apt is the package manager of `Debian` and `Ubuntu`",
    note = "take a base that has it, such as `debian(\"bookworm-slim\")`, or say what the base really is: `image(\"registry.corp:5000/x:1\").family(Debian)`"
)]
pub trait HasApt {}

/// A family whose bases have apk: Alpine and Wolfi.
#[diagnostic::on_unimplemented(
    message = "a base of the `{Self}` family has no apk",
    label = "cannot be installed on `{Self}`",
    note = "apk is the package manager of `Alpine` and `Wolfi`",
    note = "take a base that has it, such as `alpine(\"3.22\")`, or say what the base really is: `image(\"registry.corp:5000/x:1\").family(Alpine)`"
)]
pub trait HasApk {}

/// A family whose bases have dnf or microdnf: Fedora and Red Hat.
#[diagnostic::on_unimplemented(
    message = "a base of the `{Self}` family has no dnf",
    label = "cannot be installed on `{Self}`",
    note = "dnf is the package manager of `Fedora` and `RedHat`; minimal images of the latter have `microdnf([..])`",
    note = "take a base that has it, such as `fedora(\"44\")`, or say what the base really is: `image(\"registry.corp:5000/x:1\").family(RedHat)`"
)]
pub trait HasDnf {}

/// A family whose bases have zypper: SUSE and openSUSE.
#[diagnostic::on_unimplemented(
    message = "a base of the `{Self}` family has no zypper",
    label = "cannot be installed on `{Self}`",
    note = "zypper is the package manager of `Suse`",
    note = "say what the base really is: `image(\"opensuse/leap:15.6\").family(Suse)`"
)]
pub trait HasZypper {}

/// A family whose bases have pacman: Arch.
#[diagnostic::on_unimplemented(
    message = "a base of the `{Self}` family has no pacman",
    label = "cannot be installed on `{Self}`",
    note = "pacman is the package manager of `Arch`",
    note = "say what the base really is: `image(\"archlinux:base-20261101.0.1\").family(Arch)`"
)]
pub trait HasPacman {}

/// A family whose bases have a shell, so that commands can RUN on them.
#[diagnostic::on_unimplemented(
    message = "a base of the `{Self}` family has no shell: nothing can run on it",
    label = "needs a shell",
    note = "do this in a stage of its own on a base with a shell, and take the result: `copy(\"/out\").from(&build)`",
    note = "a single program that the image holds runs without one: `run([\"/app\", \"--index\"]).without_shell()`"
)]
pub trait HasShell: Family {}

/// A family whose bases have the tools that make users and directories.
#[diagnostic::on_unimplemented(
    message = "a base of the `{Self}` family has no tools that make users and directories",
    label = "needs tools of the base",
    note = "do this in a stage of its own on a base with them, and take the result: `copy(\"/out/var\").from(&build).writable()`",
    note = "a user that needs no making is `uid(65532)`; on a base with a shell, `run([..])` runs what it has"
)]
pub trait HasUserTools {}

/// A step that can run on bases of the family.
pub trait RunsOn<Family>: Steps {}

// ---- words of Dockerfiles that are no methods --------------------------------

/// The answer to a call of `.run(..)` on a stage.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "what runs is said in the phase that it belongs to",
    label = "RUN is a step, and no line of its own",
    note = "what compiles the program is `.build(run([\"make\"]))`, an install that a lock file drives `.dependencies(run([..]))`, and packages are `.packages(apt([\"libpq5\"]))`"
)]
pub trait RunOfNoPhase {}

/// The answer to a call of `.copy(..)` on a stage.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "files are copied in the phase that they belong to",
    label = "COPY is a step, and no line of its own",
    note = "the program's own are `.source(copy(\"src\").to(\"/srv/app\"))`, what an install reads `.dependencies(manifest([\"package.json\"]))`, and those of another stage `copy(\"/out\").from(&build)`"
)]
pub trait CopyOfNoPhase {}

/// The answer to a call of `.add(..)` on a stage.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "ADD is several things, and each has a name here",
    label = "a step, and no line of its own",
    note = "files of the context are `.source(copy(\"src\").to(\"/srv/app\"))`, a download is `.packages(download(url, \"sha256:..\", \"/srv/tool\"))`, and a repository `.source(git(url, \"v1.4.0\", \"/srv/x\"))`"
)]
pub trait AddOfNoPhase {}

/// The answer to a call of `.user(..)` on a stage.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "whom the program runs as is said by `.account(..)`",
    label = "USER is no line of its own: it is printed where nothing runs below it",
    note = "`.account(user(\"app\"))` makes one, `.account(existing(\"node\", 1000))` takes one of the base, and `.account(uid(65532))` needs no name"
)]
pub trait UserOfNoAccount {}

/// The answer to a call of `.arg(..)` on a stage.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "a variable of the build is a handle, and no line",
    label = "ARG is printed above the first use of it",
    note = "`let version = arg(\"VERSION\").default(\"1.4.0\");`, and then `.env(\"APP_VERSION\", &version)` or `run([\"make\"]).uses(&version)`"
)]
pub trait ArgOfNoUse {}
