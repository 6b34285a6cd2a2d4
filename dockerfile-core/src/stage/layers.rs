//! The phases that make layers, in their order.

use super::Stage;
use crate::given::Given;
use crate::order::{
    Account, AccountStep, Base, Build, BuildStep, ComesBefore, Dependencies, DependenciesStep,
    Directories, LayoutStep, Packages, PackagesStep, RunsOn, Source, SourceStep,
};
use crate::steps::Step;

/// The phases that make layers, in their order.
impl<At, F> Stage<At, F> {
    /// A lasting label: authors, title, licence (`LABEL`, hadolint DL3048).
    ///
    /// What changes with every commit is a [`commit_label`](Stage::commit_label).
    ///
    /// ```
    /// # use dockerfile_core::{Stage, debian};
    /// let stage = Stage::from(debian("bookworm-slim"))
    ///     .label("org.opencontainers.image.title", "Ocelot inventory");
    /// # let _ = stage;
    /// ```
    #[track_caller]
    pub fn label(self, key: impl Into<String>, value: impl Into<String>) -> Stage<Base, F>
    where
        At: ComesBefore<Base>,
    {
        self.with(Step::Label { key: Given::new(key), value: Given::new(value), lasting: true })
    }

    /// Distribution packages, or a downloaded tool.
    ///
    /// ```
    /// # use dockerfile_core::{Stage, apt, debian};
    /// let stage = Stage::from(debian("bookworm-slim")).packages(apt(["libpq5"]));
    /// # let _ = stage;
    /// ```
    #[track_caller]
    pub fn packages<S>(self, step: S) -> Stage<Packages, F>
    where
        At: ComesBefore<Packages>,
        S: PackagesStep + RunsOn<F>,
    {
        self.with_all(step)
    }

    /// A directory that the program works in: the phase `Directories`.
    ///
    /// ```
    /// # use dockerfile_core::{Stage, debian, dir};
    /// let stage = Stage::from(debian("bookworm-slim")).layout(dir("/srv/app"));
    /// # let _ = stage;
    /// ```
    #[track_caller]
    pub fn layout<S>(self, step: S) -> Stage<Directories, F>
    where
        At: ComesBefore<Directories>,
        S: LayoutStep + RunsOn<F>,
    {
        self.with_all(step)
    }

    /// Whom the program runs as (`USER`, by number: hadolint DL3066).
    ///
    /// ```
    /// # use dockerfile_core::{Stage, debian, user};
    /// let stage = Stage::from(debian("bookworm-slim")).account(user("ocelot"));
    /// # let _ = stage;
    /// ```
    #[track_caller]
    pub fn account<S>(self, step: S) -> Stage<Account, F>
    where
        At: ComesBefore<Account>,
        S: AccountStep + RunsOn<F>,
    {
        self.with_all(step)
    }

    /// The program runs as root, and why. The reason is printed into the Dockerfile.
    ///
    /// ```
    /// # use dockerfile_core::{Stage, debian};
    /// let stage = Stage::from(debian("bookworm-slim"))
    ///     .runs_as_root("binds port 443 before it drops its rights");
    /// # let _ = stage;
    /// ```
    #[track_caller]
    pub fn runs_as_root(self, why: impl Into<String>) -> Stage<Account, F>
    where
        At: ComesBefore<Account>,
    {
        self.with(Step::RunsAsRoot { why: Given::new(why) })
    }

    /// The program runs as whoever the base image says, and why.
    ///
    /// ```
    /// # use dockerfile_core::{Shellless, Stage, image};
    /// let stage = Stage::from(image("gcr.io/distroless/base-debian12:nonroot").family(Shellless))
    ///     .keeps_base_user("the base runs as 65532");
    /// # let _ = stage;
    /// ```
    #[track_caller]
    pub fn keeps_base_user(self, why: impl Into<String>) -> Stage<Account, F>
    where
        At: ComesBefore<Account>,
    {
        self.with(Step::KeepsBaseUser { why: Given::new(why) })
    }

    /// The manifest and lock file, and the install they drive.
    ///
    /// ```
    /// # use dockerfile_core::{Debian, Stage, image, pip};
    /// let stage = Stage::from(image("python:3.12-slim-bookworm").family(Debian))
    ///     .dependencies(pip("requirements.txt"));
    /// # let _ = stage;
    /// ```
    #[track_caller]
    pub fn dependencies<S>(self, step: S) -> Stage<Dependencies, F>
    where
        At: ComesBefore<Dependencies>,
        S: DependenciesStep + RunsOn<F>,
    {
        self.with_all(step)
    }

    /// The program's own files, or the artifact of another stage (`COPY`).
    ///
    /// ```
    /// # use dockerfile_core::{Stage, copy, debian};
    /// let stage = Stage::from(debian("bookworm-slim")).source(copy("src").to("/srv/app"));
    /// # let _ = stage;
    /// ```
    #[track_caller]
    pub fn source<S>(self, step: S) -> Stage<Source, F>
    where
        At: ComesBefore<Source>,
        S: SourceStep + RunsOn<F>,
    {
        self.with_all(step)
    }

    /// What runs on the source above: compiling it, in a stage that builds.
    ///
    /// ```
    /// # use dockerfile_core::{Stage, copy, debian, run};
    /// let stage = Stage::from(debian("bookworm-slim"))
    ///     .source(copy("src").to("/src"))
    ///     .build(run(["make", "-C", "/src", "install"]));
    /// # let _ = stage;
    /// ```
    #[track_caller]
    pub fn build<S>(self, step: S) -> Stage<Build, F>
    where
        At: ComesBefore<Build>,
        S: BuildStep + RunsOn<F>,
    {
        self.with_all(step)
    }
}
