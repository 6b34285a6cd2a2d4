//! What can go into a phase. Each step is declared here with its builder, and
//! lowers itself to instructions; which phase and family it fits is a table in
//! [`order`](crate::order).

mod account;
mod add;
mod cargo;
mod copy;
mod dir;
mod flags;
#[cfg(feature = "go")]
mod go;
mod healthcheck;
mod inline;
#[cfg(feature = "java")]
mod java;
mod manifest;
mod mount;
#[cfg(feature = "node")]
mod node;
mod origin;
mod packages;
mod ports;
mod python;
// Some of it is for one ecosystem alone.
#[cfg_attr(not(feature = "all"), allow(dead_code))]
mod recipe;
#[cfg(feature = "ruby")]
mod ruby;
mod run;
mod tool;

use std::rc::Rc;

pub(crate) use account::DEFAULT_ID;
pub use account::{BaseUser, MadeUser, existing, uid, user};
pub use add::{Download, Git, download, git, unverified_download};
pub use cargo::{Cargo, cargo};
pub use copy::{ArtifactCopy, ContextCopy, copy};
pub use dir::{Directory, dir};
pub use flags::FileMode;
#[cfg(feature = "go")]
pub use go::{Go, go};
pub use healthcheck::{Healthcheck, healthcheck};
pub use inline::{InlineFile, file};
#[cfg(feature = "java")]
pub use java::{Gradle, Maven, gradle, maven};
pub use manifest::{Manifest, manifest};
pub use mount::{Bind, Cache, Mount, Secret, Ssh, Tmpfs, bind, cache, secret, ssh, tmpfs};
#[cfg(feature = "node")]
pub use node::{NodePackage, npm, pnpm, yarn};
pub(crate) use origin::Origin;
pub use origin::{HasFiles, NamedContext, context};
pub(crate) use packages::Packages;
pub use packages::{
    Apk, Apt, Dnf, Microdnf, Pacman, Zypper, apk, apt, dnf, microdnf, pacman, zypper,
};
pub(crate) use ports::GivenPorts;
pub use ports::{Ports, UdpPorts, udp};
pub use python::{Pip, pip};
#[cfg(feature = "python")]
pub use python::{Poetry, Uv, poetry, uv};
pub use recipe::{BuildPart, DependenciesPart, SourcePart};
pub(crate) use recipe::{Part, Toolchain};
#[cfg(feature = "ruby")]
pub use ruby::{Bundler, bundler};
pub use run::{CommandLine, Run, ShelllessRun, run};
pub use tool::{Tool, tool};

use crate::given::{Given, GivenText};

/// Everything that a stage can hold, one variant a kind.
#[derive(Clone, Debug)]
pub(crate) enum Step {
    Label { key: Given, value: GivenText, lasting: bool },
    Packages(Packages),
    Directory(Directory),
    MadeUser(MadeUser),
    BaseUser(BaseUser),
    RunsAsRoot { why: Given },
    KeepsBaseUser { why: Given },
    Manifest(Manifest),
    Pip(Pip),
    ContextCopy(ContextCopy),
    ArtifactCopy(ArtifactCopy),
    InlineFile(InlineFile),
    Download(Download),
    Git(Git),
    Tool(Tool),
    Part(Part),
    Run(Run),
    ShelllessRun(ShelllessRun),
    BuildEnv { name: Given, value: GivenText },
    Env { name: Given, value: GivenText, public: Option<Given> },
    Path(Given),
    Workdir(Given),
    Expose(GivenPorts),
    Volume(Given),
    StopSignal(Given),
    Healthcheck(Healthcheck),
    NoHealthcheck,
    Entrypoint(Rc<[Given]>),
    Cmd(Rc<[Given]>),
}

impl Step {
    /// Everything that it takes files from, beside the build context.
    pub(crate) fn origins(&self) -> Vec<&Origin> {
        match self {
            Step::ArtifactCopy(copy) => vec![copy.origin()],
            Step::Run(run) => run.mounts().iter().filter_map(Mount::origin).collect(),
            Step::ShelllessRun(run) => run.mounts().iter().filter_map(Mount::origin).collect(),
            Step::Part(part) => part.mounts().iter().filter_map(Mount::origin).collect(),
            Step::Pip(pip) => pip.origins(),
            _ => vec![],
        }
    }
}

/// A step whose kind is nobody's business outside this crate.
#[doc(hidden)]
#[derive(Clone, Debug)]
pub struct AnyStep(pub(crate) Step);

/// One step, or an `Option`, a `Vec` or a tuple of them.
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
/// A recipe of one's own is a value whose methods give the steps of a phase:
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
    Directory MadeUser BaseUser Manifest Pip ContextCopy ArtifactCopy InlineFile Download Git Tool
    Run ShelllessRun
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

/// Steps of one phase that belong together, in their order.
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

/// One text or several: `"a"`, `["a", "b"]`, or a `Vec` of them.
///
/// ```
/// use dockerfile_core::{apt, manifest};
///
/// let one = manifest("package.json");
/// let several = apt(["curl", "git"]);
/// let computed = apt(vec![format!("postgresql-client-{}", 15)]);
/// # let _ = (one, several, computed);
/// ```
pub trait Texts {
    #[doc(hidden)]
    fn texts(self) -> Vec<String>;
}

impl Texts for &str {
    fn texts(self) -> Vec<String> {
        vec![self.to_owned()]
    }
}

impl Texts for String {
    fn texts(self) -> Vec<String> {
        vec![self]
    }
}

impl<S: Into<String>, const N: usize> Texts for [S; N] {
    fn texts(self) -> Vec<String> {
        self.into_iter().map(Into::into).collect()
    }
}

impl<S: Into<String>> Texts for Vec<S> {
    fn texts(self) -> Vec<String> {
        self.into_iter().map(Into::into).collect()
    }
}

impl<S: Into<String> + Clone> Texts for &[S] {
    fn texts(self) -> Vec<String> {
        self.iter().cloned().map(Into::into).collect()
    }
}

/// The texts with the place of the call that was given them.
#[track_caller]
pub(crate) fn given(texts: impl Texts) -> Vec<Given> {
    let here = Given::new("");
    texts.texts().into_iter().map(|text| Given { text, at: here.at }).collect()
}
