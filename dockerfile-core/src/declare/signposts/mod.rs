//! Signposts: functions and methods that somebody may look for and that do not exist here. A call of
//! one does not compile, and the error says what to write instead.
//!
//! A function, a variable or a trait's method of the user's own takes precedence over a signpost of
//! the same name. The signposts are written out: if a macro made them, rustc would show that macro
//! in every message.

#![allow(missing_docs)] // no call of a signpost compiles

mod functions;

pub use functions::*;

use crate::declare::order::{
    AddOfNoPhase, ArgOfNoUse, CopyOfNoPhase, RunOfNoPhase, UserOfNoAccount,
};
use crate::declare::stage::Stage;
use crate::declare::steps::copy::ContextCopy;
use crate::declare::steps::run::Run;

#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "a stage is given its name where it begins",
    label = "said too late",
    note = "`Stage::named(\"build\", debian(\"bookworm-slim\"))`"
)]
pub trait NameBehind {}

#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "packages are a step, and stand in their phase",
    label = "no line of its own",
    note = "`.packages(apt([\"curl\"]))`, on other bases `apk([..])` or `dnf([..])`"
)]
pub trait InstallOfNoPhase {}

#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "a directory is a step, and stands in its phase",
    label = "no line of its own",
    note = "`.layout(dir(\"/srv/app\"))`, and `.writable()` behind it where the program writes"
)]
pub trait DirectoryOfNoPhase {}

#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "a port is said by `.expose(..)`",
    label = "no line of that name",
    note = "`.expose(8080)`"
)]
pub trait PortLine {}

#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "what starts is said by `.cmd(..)` and `.entrypoint(..)`",
    label = "no line of that name",
    note = "`.cmd([\"/srv/app\", \"--serve\"])` starts a program; what runs while the image is built is `.build(run([..]))`"
)]
pub trait CommandLineOfNone {}

#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "MAINTAINER is a label",
    label = "no line of that name",
    note = "`.label(\"org.opencontainers.image.authors\", \"Team <team@example.com>\")`"
)]
pub trait MaintainerLine {}

#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "ONBUILD has no typed line",
    label = "runs in an image that did not ask for it",
    note = "`.raw(\"ONBUILD RUN make\", \"why\")`; a stage that others go on from is a `Stage` of its own"
)]
pub trait OnbuildLine {}

#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "the build context is said where an image is emitted",
    label = "no line of a stage",
    note = "`emit(image).context(workspace_root())`"
)]
pub trait ContextOfStage {}

#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "the syntax is said of the whole image",
    label = "said of the wrong thing",
    note = "`emit(Image::from(stage).dialect(Dialect::V1_6))`"
)]
pub trait DialectElsewhere {}

#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "what a copy leaves out is said by `.except(..)`",
    label = "no flag of that name",
    note = "`copy(\".\").to(\"/srv\").except([\"node_modules\"])`: it goes into the emitted ignore file"
)]
pub trait ExceptionByOtherName {}

#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "a second command stands behind `.then(..)`",
    label = "no method of that name",
    note = "`run([\"make\"]).then([\"make\", \"install\"])`"
)]
pub trait SecondCommand {}

#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "a step begins in another folder by `.workdir(..)`",
    label = "no method of that name",
    note = "`run([\"make\"]).workdir(\"/src\")`"
)]
pub trait FolderOfStep {}

#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "a step runs as root, or as the image's user",
    label = "no method of that name",
    note = "`.as_user()` runs it as the user that `.account(..)` says"
)]
pub trait UserOfStep {}

#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "a secret is a mount of the step",
    label = "no method of that name",
    note = "`.mount(secret(\"npmrc\").file(\"/root/.npmrc\"))`, or `.mount(secret(\"token\").env(\"TOKEN\"))`"
)]
pub trait SecretOfStep {}

#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "a cache is a mount of the step",
    label = "no method of that name",
    note = "`.mount(cache(\"/root/.cache\"))`"
)]
pub trait CacheOfStep {}

// ---- methods ---------------------------------------------------------------------------------
//
// No type meets the bound, which stands on the `impl`. So rustc prefers any other method of that
// name; if there is none, it prints the text of the bound, and does not complain about the number
// of arguments.

#[doc(hidden)]
impl<At, F> Stage<At, F>
where
    Self: RunOfNoPhase,
{
    pub fn run(self) -> Self {
        self
    }
}

#[doc(hidden)]
impl<At, F> Stage<At, F>
where
    Self: CopyOfNoPhase,
{
    pub fn copy(self) -> Self {
        self
    }
}

#[doc(hidden)]
impl<At, F> Stage<At, F>
where
    Self: AddOfNoPhase,
{
    pub fn add(self) -> Self {
        self
    }
}

#[doc(hidden)]
impl<At, F> Stage<At, F>
where
    Self: UserOfNoAccount,
{
    pub fn user(self) -> Self {
        self
    }
}

#[doc(hidden)]
impl<At, F> Stage<At, F>
where
    Self: ArgOfNoUse,
{
    pub fn arg(self) -> Self {
        self
    }
}

#[doc(hidden)]
impl<At, F> Stage<At, F>
where
    Self: NameBehind,
{
    pub fn name(self) -> Self {
        self
    }
}

#[doc(hidden)]
impl<At, F> Stage<At, F>
where
    Self: InstallOfNoPhase,
{
    pub fn apt(self) -> Self {
        self
    }
}

#[doc(hidden)]
impl<At, F> Stage<At, F>
where
    Self: InstallOfNoPhase,
{
    pub fn install(self) -> Self {
        self
    }
}

#[doc(hidden)]
impl<At, F> Stage<At, F>
where
    Self: DirectoryOfNoPhase,
{
    pub fn directory(self) -> Self {
        self
    }
}

#[doc(hidden)]
impl<At, F> Stage<At, F>
where
    Self: PortLine,
{
    pub fn port(self) -> Self {
        self
    }
}

#[doc(hidden)]
impl<At, F> Stage<At, F>
where
    Self: CommandLineOfNone,
{
    pub fn command(self) -> Self {
        self
    }
}

#[doc(hidden)]
impl<At, F> Stage<At, F>
where
    Self: MaintainerLine,
{
    pub fn maintainer(self) -> Self {
        self
    }
}

#[doc(hidden)]
impl<At, F> Stage<At, F>
where
    Self: OnbuildLine,
{
    pub fn onbuild(self) -> Self {
        self
    }
}

#[doc(hidden)]
impl<At, F> Stage<At, F>
where
    Self: ContextOfStage,
{
    pub fn context(self) -> Self {
        self
    }
}

#[doc(hidden)]
impl<At, F> Stage<At, F>
where
    Self: DialectElsewhere,
{
    pub fn dialect(self) -> Self {
        self
    }
}

#[doc(hidden)]
impl<First> Run<First>
where
    Self: SecondCommand,
{
    pub fn and(self) -> Self {
        self
    }
}

#[doc(hidden)]
impl<First> Run<First>
where
    Self: FolderOfStep,
{
    pub fn cwd(self) -> Self {
        self
    }
}

#[doc(hidden)]
impl<First> Run<First>
where
    Self: UserOfStep,
{
    pub fn user(self) -> Self {
        self
    }
}

#[doc(hidden)]
impl<First> Run<First>
where
    Self: SecretOfStep,
{
    pub fn secret(self) -> Self {
        self
    }
}

#[doc(hidden)]
impl<First> Run<First>
where
    Self: CacheOfStep,
{
    pub fn cache(self) -> Self {
        self
    }
}

/// `ContextCopy` has no type parameters, and rustc refuses an `impl` of such a type with a bound that
/// nothing meets. So the bound is on the argument; `&mut self` lets a method of the user's come first.
#[doc(hidden)]
impl ContextCopy {
    pub fn exclude<T: ExceptionByOtherName>(&mut self, _: T) -> Self {
        unreachable!("nothing is such a thing")
    }

    pub fn ignore<T: ExceptionByOtherName>(&mut self, _: T) -> Self {
        unreachable!("nothing is such a thing")
    }
}
