//! `Stage`, the typed builder. Each phase and instruction is a method; a bound on the method is
//! its rule, and its body adds a line to plain data.
//!
//! All methods with such a bound stand in this one file, long as it is: if an `impl` were in
//! another module than its type, rustc would name that module in every message.

pub(crate) mod macros;
pub(crate) mod node;
mod several;

use std::marker::PhantomData;
use std::panic::Location;
use std::rc::Rc;

use self::node::{Line, Node, Start};
use super::base::BaseImage;
use super::family::{Family, FamilyKind};
use super::given::Given;
use super::given_text::GivenText;
use super::order::{
    AccountStep, AtPhase, Base, BeforeCmd, BeforeEntrypoint, Build, BuildStep, Cmd, ComesBefore,
    Dependencies, DependenciesStep, Directories, Entrypoint, Files, FilesStep, HasShell,
    LayoutStep, Packages, PackagesStep, RunsOn, Runtime, Source, SourceStep,
};
use super::recipe::Recipe;
use super::starts::Builds;
use super::steps::arguments::{ArgumentList, given_list};
use super::steps::healthcheck::ChecksHealth;
use super::steps::origin::{FilesOrigin, HasFiles, Origin};
use super::steps::ports::Ports;
use super::steps::probe::{CompilesProbe, ProbeCompiler};
use super::steps::settings::{ListsSettings, NamesSetting};
use super::steps::step::{AnyStep, Step, Steps};
use super::variable::IntoText;
use crate::program::program::Sbom;

/// A stage of an image. `At` is the phase that the stage has reached, and `F` the family of its base.
///
/// A method takes the stage, and gives it back with one more line. A line that changes less
/// often than the one above it does not compile:
///
/// ```compile_fail,E0277
/// use dockerfile_core::{Stage, apt, copy, debian};
///
/// let stage = Stage::from(debian("bookworm-slim"))
///     .source(copy("src").to("/srv/app"))
///     .packages(apt(["libpq5"])); // layer order: `Packages` cannot come after `Source`
/// ```
///
/// Texts and numbers are checked when the image is emitted; inside
/// [`image!`](macro@crate::image) a literal is checked while the crate compiles.
///
/// A method that takes a step also takes an `Option` or a `Vec` of steps. [`when`](Stage::when) adds
/// several lines under a condition, and [`at`](Stage::at) gives a stage the type that a loop needs.
#[must_use = "a stage does nothing until it is emitted"]
pub struct Stage<At, F> {
    node: Rc<Node>,
    types: PhantomData<fn() -> (At, F)>,
}

/// The start of a stage: a [`BaseImage`], or another stage by reference.
#[diagnostic::on_unimplemented(
    message = "a stage cannot start from this",
    label = "neither a base image of a known family nor a stage",
    note = "start from a base such as `debian(\"bookworm-slim\")`, or from another stage by reference: `&base`",
    note = "say of any other image what it descends from: `image(\"registry.corp:5000/x:1\").family(Debian)`; a name stands first: `Stage::named(\"build\", debian(\"bookworm-slim\"))`"
)]
pub trait StartsStage {
    /// The phase at which the new stage begins.
    type At;
    /// The family of the new stage's base.
    type Family;
    #[doc(hidden)]
    fn origin(self) -> StageOrigin;
}

/// Plumbing of [`StartsStage`]: what its hidden method gives.
#[doc(hidden)]
pub struct StageOrigin {
    from: Start,
    family: FamilyKind,
}

impl<F: Family> StartsStage for BaseImage<F> {
    type At = Base;
    type Family = F;
    fn origin(self) -> StageOrigin {
        let Self { image, platform, runs_as, .. } = self;
        StageOrigin { family: F::KIND, from: Start::Image { image, platform, runs_as } }
    }
}

impl<At: AtPhase, F> StartsStage for &Stage<At, F> {
    type At = At::Child;
    type Family = F;
    fn origin(self) -> StageOrigin {
        StageOrigin { family: self.node.family, from: Start::Stage(self.node()) }
    }
}

/// The name of a stage, which [`Stage::named`] takes: any text.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "a stage's name is a text",
    label = "no name",
    note = "the name stands first, and then the base: `Stage::named(\"build\", debian(\"bookworm-slim\"))`"
)]
pub trait NamesStage {
    fn name(self) -> String;
}

#[diagnostic::do_not_recommend]
impl<T: Into<String>> NamesStage for T {
    fn name(self) -> String {
        self.into()
    }
}

/// Lets rustc report one mistake where the arguments are exchanged: that a text is no base. Without
/// this it would also report that a base is no name.
#[diagnostic::do_not_recommend]
impl<F> NamesStage for BaseImage<F> {
    fn name(self) -> String {
        "(a base)".to_owned()
    }
}

/// Beginning a stage.
impl<At, F> Stage<At, F> {
    /// Begins a stage without a name of its own: the image itself, which is called `final` in the
    /// file. It starts from a base image, or from another stage.
    ///
    /// A stage that starts from another one is a new image, and begins at [`Base`] again. Only if the
    /// other stage is at `Dependencies`, `Source`, `Build` or `Files`, the new one begins there: its
    /// lines run again whenever those layers change.
    ///
    /// ```
    /// use dockerfile_core::{Stage, apt, debian, user};
    ///
    /// let common = Stage::named("common", debian("bookworm-slim"))
    ///     .account(user("app"))
    ///     .env("LANG", "C.UTF-8")
    ///     .cmd(["bash"]);
    /// let image = Stage::from(&common).packages(apt(["postgresql-client"])).cmd(["psql"]);
    /// # let _ = image;
    /// ```
    #[track_caller]
    #[allow(clippy::should_implement_trait)] // reads like the FROM that it is
    pub fn from<S: StartsStage<At = At, Family = F>>(base: S) -> Self {
        Self::begin(None, base)
    }

    /// Begins a stage with a name. Other stages copy from it or start from it, or it is built by its
    /// name (`docker build --target`).
    ///
    /// The name has lower-case letters, digits, `-`, `_` and `.`, and begins with a letter.
    ///
    /// ```
    /// use dockerfile_core::{Stage, debian};
    ///
    /// let venv = Stage::named("venv", debian("bookworm-slim"));
    /// # let _ = venv;
    /// ```
    #[doc(alias("multi-stage", "AS", "builder"))]
    #[track_caller]
    pub fn named<S: StartsStage<At = At, Family = F>>(name: impl NamesStage, base: S) -> Self {
        Self::begin(Some(Given::new(name.name())), base)
    }

    #[track_caller]
    fn begin<S: StartsStage<At = At, Family = F>>(name: Option<Given>, base: S) -> Self {
        let StageOrigin { from, family } = base.origin();
        let (lines, beside, targets_beside) = (vec![], vec![], vec![]);
        let at = Location::caller();
        let node = Node { at, name, from, family, lines, beside, targets_beside };
        Self { node: Rc::new(node), types: PhantomData }
    }

    pub(crate) fn node(&self) -> Rc<Node> {
        Rc::clone(&self.node)
    }

    pub(crate) fn declared_beside<A, G>(&mut self, other: &Stage<A, G>) {
        Rc::make_mut(&mut self.node).beside.push(other.node());
    }

    pub(crate) fn target_beside<A, G>(&mut self, other: &Stage<A, G>) {
        Rc::make_mut(&mut self.node).targets_beside.push(other.node());
    }

    fn retyped<To>(self) -> Stage<To, F> {
        Stage { node: self.node, types: PhantomData }
    }

    #[track_caller]
    fn with<To: AtPhase>(mut self, step: Step) -> Stage<To, F> {
        let line = Line { phase: To::PHASE, at: Location::caller(), reason: None, step };
        // The node is copied if another stage refers to it: that stage keeps the lines that it saw.
        Rc::make_mut(&mut self.node).lines.push(line);
        self.retyped()
    }

    #[track_caller]
    fn with_all<To: AtPhase>(self, steps: impl Steps) -> Stage<To, F> {
        let mut stage = self.retyped::<To>();
        for AnyStep(step) in steps.steps() {
            stage = stage.with(step);
        }
        stage
    }
}

/// Lines that make no layer and run no step again, so that they may stand in any phase.
impl<At, F> Stage<At, F> {
    /// Adds a lasting label: authors, title, licence (`LABEL`, hadolint DL3048).
    ///
    /// A label that changes with every commit is an error here, and belongs into
    /// [`commit_label`](Stage::commit_label): the OCI keys for revision, time and reference, and the
    /// version if a variable stands in its value. A version that stands in `build.rs` is a lasting one.
    ///
    /// ```
    /// # use dockerfile_core::{Stage, debian};
    /// let stage = Stage::from(debian("bookworm-slim"))
    ///     .label("org.opencontainers.image.title", "Ocelot inventory");
    /// # let _ = stage;
    /// ```
    #[doc(alias = "MAINTAINER")]
    #[track_caller]
    pub fn label(self, key: impl Into<String>, value: impl IntoText) -> Self
    where
        At: AtPhase,
    {
        self.with(Step::Label { key: Given::new(key), value: GivenText::new(value), lasting: true })
    }

    /// Adds labels for the package whose build script runs: title, authors, description, licences,
    /// source and URL, as far as its `Cargo.toml` has them.
    ///
    /// The version is not among them, since each release would make the checked-in file stale. Take it
    /// from a variable of the build: `.commit_label("org.opencontainers.image.version",
    /// arg("VERSION").per_commit())`. Source: the annotations of the OCI image
    /// specification.
    ///
    /// ```
    /// # use dockerfile_core::{Stage, debian};
    /// let stage = Stage::from(debian("bookworm-slim")).package_labels();
    /// # let _ = stage;
    /// ```
    #[doc(alias("MAINTAINER", "OCI"))]
    #[track_caller]
    pub fn package_labels(self) -> Self
    where
        At: AtPhase,
    {
        let mut stage = self;
        for (key, value) in package_labels() {
            let (key, value) = (Given::new(key), GivenText::new(value));
            stage = stage.with(Step::Label { key, value, lasting: true });
        }
        stage
    }

    /// Runs the program as root, and says why. The reason is printed into the Dockerfile.
    ///
    /// For a program that starts as root and then becomes another user, there is
    /// [`starts_as_root`](Stage::starts_as_root).
    ///
    /// ```
    /// # use dockerfile_core::{Stage, debian};
    /// let stage = Stage::from(debian("bookworm-slim"))
    ///     .runs_as_root("changes the rules of the machine's firewall");
    /// # let _ = stage;
    /// ```
    #[doc(alias = "root")]
    #[track_caller]
    pub fn runs_as_root(self, why: impl Into<String>) -> Stage<At::WithUser, F>
    where
        At: AtPhase,
    {
        self.with(Step::RunsAsRoot { why: Given::new(why) })
    }

    /// Starts the container as root, and says why. The program then becomes the user of
    /// [`account`](Stage::account) by itself, as with `gosu`, `su-exec` or s6. That user owns what is
    /// [`writable`](crate::Directory::writable); `USER` is root's. A stage without an account is an
    /// error.
    ///
    /// ```
    /// use dockerfile_core::{Image, Stage, apt, copy, debian, dir, user};
    ///
    /// let stage = Stage::from(debian("bookworm-slim"))
    ///     .packages(apt(["gosu"]))
    ///     .layout(dir("/var/lib/app").writable())
    ///     .account(user("app"))
    ///     .starts_as_root("gives mounted volumes to `app`, then goes on as that")
    ///     .files(copy("docker-entrypoint.sh").to("/usr/local/bin/"))
    ///     .entrypoint(["docker-entrypoint.sh"])
    ///     .cmd(["app"]);
    /// let text = Image::from(stage).render().unwrap().dockerfile;
    /// assert!(text.contains("install -d -o 10001 -g 10001 /var/lib/app"));
    /// assert!(text.contains("USER 0:0\nENTRYPOINT"));
    /// ```
    #[doc(alias("gosu", "su-exec", "s6"))]
    #[track_caller]
    pub fn starts_as_root(self, why: impl Into<String>) -> Self
    where
        At: AtPhase,
    {
        self.with(Step::StartsAsRoot { why: Given::new(why) })
    }

    /// Runs the program as the user that the base image names, and says why. The reason is printed into
    /// the Dockerfile. [`BaseImage::runs_as`] says who that is, where it is not root.
    ///
    /// A step runs as that user where it [says so](crate::Run::as_user). Of a base that is known not to run
    /// as root that needs no number, so long as no line above is root's:
    ///
    /// ```
    /// use dockerfile_core::{Image, Stage, Ubuntu, image, run};
    ///
    /// let stage = Stage::from(image("quay.io/jupyter/minimal-notebook:2026-11-02").family(Ubuntu))
    ///     .build(run(["jupyter", "lab", "build"]).as_user())
    ///     .keeps_base_user("Jupyter's own, `jovyan`");
    /// let text = Image::from(stage).render().unwrap().dockerfile;
    /// assert!(!text.contains("USER"));
    /// ```
    #[track_caller]
    pub fn keeps_base_user(self, why: impl Into<String>) -> Stage<At::WithUser, F>
    where
        At: AtPhase,
    {
        self.with(Step::KeepsBaseUser { why: Given::new(why) })
    }
}

/// The phases that make layers, in their order.
impl<At, F> Stage<At, F> {
    /// Adds distribution packages, or a downloaded tool: the phase `Packages`.
    ///
    /// ```
    /// # use dockerfile_core::{Stage, apt, debian};
    /// let stage = Stage::from(debian("bookworm-slim")).packages(apt(["libpq5"]));
    /// # let _ = stage;
    /// ```
    #[doc(alias = "install")]
    #[track_caller]
    pub fn packages<S>(self, step: S) -> Stage<Packages, F>
    where
        At: ComesBefore<Packages>,
        S: PackagesStep,
        S::Given: RunsOn<F>,
    {
        self.with_all(step)
    }

    /// Adds a directory that the program works in: the phase `Directories`.
    ///
    /// ```
    /// # use dockerfile_core::{Stage, debian, dir};
    /// let stage = Stage::from(debian("bookworm-slim")).layout(dir("/srv/app"));
    /// # let _ = stage;
    /// ```
    #[doc(alias = "mkdir")]
    #[track_caller]
    pub fn layout<S>(self, step: S) -> Stage<Directories, F>
    where
        At: ComesBefore<Directories>,
        S: LayoutStep,
        S::Given: RunsOn<F>,
    {
        self.with_all(step)
    }

    /// Says whom the program runs as (`USER`, by number: hadolint DL3066). A second account in the same
    /// stage is an error.
    ///
    /// A [`user`](crate::user) is made in a layer of the phase `Account`. A
    /// [`system_user`](crate::system_user) may also be made above the packages, which could take its
    /// id. [`existing`](crate::existing) and [`uid`](crate::uid) make no layer, and may also stand
    /// below later phases. Wherever the account is declared, USER is printed last: steps run as root.
    ///
    /// ```
    /// # use dockerfile_core::{Stage, debian, user};
    /// let stage = Stage::from(debian("bookworm-slim")).account(user("ocelot"));
    /// # let _ = stage;
    /// ```
    #[doc(alias("non-root", "nonroot", "USER"))]
    #[track_caller]
    pub fn account<S>(self, step: S) -> Stage<S::Phase<At>, F>
    where
        At: ComesBefore<S::Phase<At>>,
        S: AccountStep,
        S::Given: RunsOn<F>,
    {
        self.with_all(step)
    }

    /// Adds manifests and lock files, and the install that they drive: the phase `Dependencies`.
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
        S: DependenciesStep,
        S::Given: RunsOn<F>,
    {
        self.with_all(step)
    }

    /// Adds the program's own files, or the artifacts of another stage (`COPY`): the phase `Source`.
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
        S: SourceStep,
        S::Given: RunsOn<F>,
    {
        self.with_all(step)
    }

    /// Adds a command that runs on the source above, such as a compiler: the phase `Build`.
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
        S: BuildStep,
        S::Given: RunsOn<F>,
    {
        self.with_all(step)
    }

    /// Adds files of the program that no step above reads (`COPY`): start scripts, configuration. An
    /// edit of one runs no other step again: the phase `Files`.
    ///
    /// ```
    /// # use dockerfile_core::{Stage, copy, debian, run};
    /// let stage = Stage::from(debian("bookworm-slim"))
    ///     .source(copy("src").to("/src"))
    ///     .build(run(["make", "-C", "/src", "install"]))
    ///     .files(copy("docker-entrypoint.sh").to("/usr/local/bin/").mode(0o755));
    /// # let _ = stage;
    /// ```
    #[doc(alias = "entrypoint.sh")]
    #[track_caller]
    pub fn files<S>(self, step: S) -> Stage<Files, F>
    where
        At: ComesBefore<Files>,
        S: FilesStep,
        S::Given: RunsOn<F>,
    {
        self.with_all(step)
    }
}

/// Recipes.
impl<At, F> Stage<At, F> {
    /// Adds the three parts of a recipe, each in its phase: `Dependencies`, `Source` and `Build`.
    ///
    /// ```no_run
    /// # use dockerfile_core::{Debian, Stage, cargo, debian, image, uid};
    /// let web = cargo("web");
    /// let rust = image("rust:1.98-slim-bookworm").family(Debian);
    /// let build = Stage::named("build", rust).recipe(&web);
    /// let stage = Stage::from(debian("bookworm-slim"))
    ///     .account(uid(65532))
    ///     .source(web.artifacts(&build))
    ///     .entrypoint(["/usr/local/bin/web"]);
    /// # let _ = stage;
    /// ```
    #[track_caller]
    pub fn recipe<R: Recipe>(self, recipe: &R) -> Stage<Build, F>
    where
        At: ComesBefore<Dependencies>,
        F: HasShell,
    {
        let stage = self.with_all::<Dependencies>(recipe.dependencies());
        stage.with_all::<Source>(recipe.sources()).with_all(recipe.build())
    }
}

/// The phases of metadata, which say how the program runs.
impl<At, F> Stage<At, F> {
    /// Sets a variable for the running program (`ENV`).
    ///
    /// Variables for the steps that build are set with [`build_env`](Stage::build_env), or for a single
    /// step with [`Run::env`](crate::Run::env). A folder goes in front of `PATH` with
    /// [`path`](Stage::path).
    ///
    /// The value is literal, but for the [variables](crate::arg) that stand in it as handles. A string
    /// that names a variable, such as `"/opt/bin:$PATH"`, is an error; [`text`](crate::text) means the
    /// `$` as it stands.
    ///
    /// A variable that looks like a secret by its name and value is an error, and so is a URL with a
    /// password (hadolint DL3064, BuildKit SecretsUsedInArgOrEnv): set it when the container starts, or
    /// say why it is none with [`public_env`](Stage::public_env). A number, a switch, a path or a
    /// reference is no secret. If a linter takes it for one by its name, the header tells the linter.
    ///
    /// ```
    /// # use dockerfile_core::{Stage, debian};
    /// let stage = Stage::from(debian("bookworm-slim")).env("PORT", 10000).env("ENV", "LOCAL");
    /// # let _ = stage;
    /// ```
    #[track_caller]
    pub fn env(self, name: impl Into<String>, value: impl IntoText) -> Stage<Runtime, F>
    where
        At: ComesBefore<Runtime>,
    {
        let (name, value) = (Given::new(name), GivenText::new(value));
        self.with(Step::Env { name, value, public: None })
    }

    /// Sets a variable that looks like a secret and is none, and says why: the way out of the
    /// rule of [`env`](Stage::env). The reason is printed into the Dockerfile.
    ///
    /// A linter that takes the name for a secret's is told otherwise: hadolint and BuildKit in the
    /// header, or BuildKit right above the line from [`Dialect::V1_21`](crate::Dialect::V1_21) on.
    ///
    /// ```
    /// # use dockerfile_core::{Stage, debian};
    /// let stage = Stage::from(debian("bookworm-slim"))
    ///     .public_env("TOKENIZER_PATH", "/srv/model/words", "a file name");
    /// # let _ = stage;
    /// ```
    #[track_caller]
    pub fn public_env(
        self,
        name: impl Into<String>,
        value: impl IntoText,
        why: impl Into<String>,
    ) -> Stage<Runtime, F>
    where
        At: ComesBefore<Runtime>,
    {
        let (name, value) = (Given::new(name), GivenText::new(value));
        self.with(Step::Env { name, value, public: Some(Given::new(why)) })
    }

    /// Adds the settings that the program reads from its environment, by the constant that
    /// `#[derive(Settings)]` of dockerfile-derive makes of the program's own type.
    ///
    /// - The default of a setting becomes `ENV`, with the setting's description above it; the default
    ///   of a port also becomes `EXPOSE`.
    /// - A setting without a default is named in a comment below `FROM`, for whoever starts a
    ///   container. If it is no `Option`, the program stops without it and names it.
    /// - A secret has no default, and no value of it is written.
    /// - A default that the program's type cannot read is an error here, and so is an
    ///   [`env`](Stage::env) with the name of a setting.
    ///
    /// ```
    /// use dockerfile_core::{Image, Stage, debian, uid};
    /// use dockerfile_derive::Settings;
    ///
    /// #[derive(Settings)]
    /// struct Config {
    ///     /// The port that the API answers on.
    ///     #[setting(port, default = 8080)]
    ///     port: u16,
    ///     /// Where the berths are kept.
    ///     #[setting(secret)]
    ///     database_url: String,
    /// }
    ///
    /// let stage =
    ///     Stage::from(debian("bookworm-slim")).account(uid(65532)).settings(Config::SETTINGS);
    /// let text = Image::from(stage).render().unwrap().dockerfile;
    /// assert!(text.contains(
    ///     "# The port that the API answers on.\nENV PORT=\"8080\"\nEXPOSE 8080\n"
    /// ));
    /// assert!(text.contains(
    ///     "# Does not start without the secret DATABASE_URL: Where the berths are kept.\n"
    /// ));
    /// ```
    #[doc(alias(".env", "dotenv"))]
    #[track_caller]
    pub fn settings(self, settings: impl ListsSettings) -> Stage<Runtime, F>
    where
        At: ComesBefore<Runtime>,
    {
        self.with(Step::Settings(settings.listed()))
    }

    /// Sets the value of a setting in this image, in place of its default. The setting is named by the
    /// constant of its field, so a renamed or misspelt one does not compile.
    ///
    /// ```
    /// use dockerfile_core::{Image, Stage, debian, uid};
    /// use dockerfile_derive::Settings;
    ///
    /// #[derive(Settings)]
    /// struct Config {
    ///     #[setting(default = "127.0.0.1")]
    ///     address: std::net::IpAddr,
    /// }
    ///
    /// let stage = Stage::from(debian("bookworm-slim"))
    ///     .account(uid(65532))
    ///     .settings(Config::SETTINGS)
    ///     .setting(Config::ADDRESS, "0.0.0.0");
    /// let text = Image::from(stage).render().unwrap().dockerfile;
    /// assert!(text.contains("ENV ADDRESS=\"0.0.0.0\"\n"));
    /// ```
    #[track_caller]
    pub fn setting(self, setting: impl NamesSetting, value: impl IntoText) -> Stage<Runtime, F>
    where
        At: ComesBefore<Runtime>,
    {
        let (setting, value) = (setting.named(), GivenText::new(value));
        self.with(Step::Setting { setting, value })
    }

    /// Puts a folder in front of the program's `PATH`.
    ///
    /// ```
    /// # use dockerfile_core::{Stage, debian};
    /// let stage = Stage::from(debian("bookworm-slim")).path("/opt/venv/bin");
    /// # let _ = stage;
    /// ```
    #[track_caller]
    pub fn path(self, folder: impl Into<String>) -> Stage<Runtime, F>
    where
        At: ComesBefore<Runtime>,
    {
        self.with(Step::Path(Given::new(folder)))
    }

    /// Adds a label that changes with each commit (`LABEL`): revision, created, version, ref.name.
    ///
    /// ```
    /// # use dockerfile_core::{Stage, debian};
    /// let stage = Stage::from(debian("bookworm-slim"))
    ///     .commit_label("org.opencontainers.image.version", "1.4.0");
    /// # let _ = stage;
    /// ```
    #[track_caller]
    pub fn commit_label(self, key: impl Into<String>, value: impl IntoText) -> Stage<Runtime, F>
    where
        At: ComesBefore<Runtime>,
    {
        self.with(Step::Label {
            key: Given::new(key),
            value: GivenText::new(value),
            lasting: false,
        })
    }

    /// Sets the directory that the program starts in (`WORKDIR`), an absolute path. A stage has one;
    /// a second one is an error.
    ///
    /// WORKDIR makes its directory, and so a layer. Wherever it is declared, it is printed right below
    /// the directories and the account: below the source that layer would be made again at every edit.
    ///
    /// ```
    /// # use dockerfile_core::{Stage, debian};
    /// let stage = Stage::from(debian("bookworm-slim")).workdir("/srv/app");
    /// # let _ = stage;
    /// ```
    #[track_caller]
    pub fn workdir(self, path: impl Into<String>) -> Stage<Runtime, F>
    where
        At: ComesBefore<Runtime>,
    {
        self.with(Step::Workdir(Given::new(path)))
    }

    /// Says which ports the program listens on (`EXPOSE`): one, a range or a list, of TCP or of
    /// [`udp`](crate::udp).
    ///
    /// ```
    /// # use dockerfile_core::{Stage, debian, udp};
    /// let stage = Stage::from(debian("bookworm-slim"))
    ///     .expose([4369, 5671])
    ///     .expose(udp(5000..=5010));
    /// # let _ = stage;
    /// ```
    #[track_caller]
    pub fn expose(self, ports: impl Ports) -> Stage<Runtime, F>
    where
        At: ComesBefore<Runtime>,
    {
        self.with(Step::Expose(ports.ports()))
    }

    /// Says that the contents of a folder are kept in a volume, outside of the container (`VOLUME`).
    ///
    /// A new volume gets its files and its owner from the image. A folder that no line makes would
    /// belong to root. Where that is certain, and another user runs the program, it is an error.
    ///
    /// ```
    /// # use dockerfile_core::{Stage, debian};
    /// let stage = Stage::from(debian("bookworm-slim")).volume("/srv/var");
    /// # let _ = stage;
    /// ```
    #[track_caller]
    pub fn volume(self, path: impl Into<String>) -> Stage<Runtime, F>
    where
        At: ComesBefore<Runtime>,
    {
        self.with(Step::Volume(Given::new(path)))
    }

    /// Sets the shell for Dockerfiles that build on this image (`SHELL`): it reads the shell form of
    /// their RUN, CMD and ENTRYPOINT lines.
    ///
    /// The steps of this declaration are not affected, neither in this stage nor in those that start
    /// from it: `/bin/sh` reads them, or the shell of [`Run::shell`](crate::Run::shell).
    ///
    /// ```
    /// # use dockerfile_core::{Stage, debian};
    /// let stage = Stage::named("base", debian("bookworm-slim"))
    ///     .shell(["/bin/bash", "-o", "pipefail", "-c"]);
    /// # let _ = stage;
    /// ```
    #[track_caller]
    pub fn shell(self, argv: impl ArgumentList) -> Stage<Runtime, F>
    where
        At: ComesBefore<Runtime>,
    {
        self.with(Step::Shell(given_list(argv).into()))
    }

    /// Sets the signal that asks the program to end (`STOPSIGNAL`), by name or number. Without it the
    /// engine sends SIGTERM.
    ///
    /// ```
    /// # use dockerfile_core::{Stage, debian};
    /// let stage = Stage::from(debian("bookworm-slim")).stop_signal("SIGINT");
    /// # let _ = stage;
    /// ```
    #[track_caller]
    pub fn stop_signal(self, signal: impl Into<String>) -> Stage<Runtime, F>
    where
        At: ComesBefore<Runtime>,
    {
        self.with(Step::StopSignal(Given::new(signal)))
    }

    /// Says how the engine asks whether the program is well (`HEALTHCHECK`).
    ///
    /// ```
    /// # use dockerfile_core::{Stage, debian, healthcheck};
    /// let stage = Stage::from(debian("bookworm-slim"))
    ///     .healthcheck(healthcheck(["/srv/app", "--probe"]));
    /// # let _ = stage;
    /// ```
    ///
    /// [`http`](crate::http) and [`tcp`](crate::tcp) bring a program of their own: the image needs no
    /// curl for them.
    #[track_caller]
    pub fn healthcheck(self, check: impl ChecksHealth) -> Stage<Runtime, F>
    where
        At: ComesBefore<Runtime>,
    {
        self.with(Step::Healthcheck(check.check().0))
    }

    /// Drops the health check of the base image (`HEALTHCHECK NONE`).
    ///
    /// ```
    /// # use dockerfile_core::{Debian, Stage, image};
    /// let stage = Stage::from(image("postgres:17-bookworm").family(Debian)).no_healthcheck();
    /// # let _ = stage;
    /// ```
    #[track_caller]
    pub fn no_healthcheck(self) -> Stage<Runtime, F>
    where
        At: ComesBefore<Runtime>,
    {
        self.with(Step::NoHealthcheck)
    }

    /// Sets the program and its fixed arguments (`ENTRYPOINT`). A stage has one.
    ///
    /// It is a list, never text for a shell, so that the program is process 1 and gets the
    /// signals (hadolint DL3025).
    ///
    /// ```
    /// # use dockerfile_core::{Stage, debian};
    /// let stage = Stage::from(debian("bookworm-slim")).entrypoint(["/srv/app", "--serve"]);
    /// # let _ = stage;
    /// ```
    #[track_caller]
    pub fn entrypoint(self, argv: impl ArgumentList) -> Stage<Entrypoint, F>
    where
        At: BeforeEntrypoint,
    {
        self.with(Step::Entrypoint(given_list(argv).into()))
    }

    /// Drops the ENTRYPOINT of the base image (`ENTRYPOINT []`): CMD is then the whole command.
    ///
    /// ```
    /// # use dockerfile_core::{Debian, Stage, image};
    /// let stage = Stage::from(image("postgres:17-bookworm").family(Debian))
    ///     .no_entrypoint()
    ///     .cmd(["pg_dump", "--version"]);
    /// # let _ = stage;
    /// ```
    #[track_caller]
    pub fn no_entrypoint(self) -> Stage<Entrypoint, F>
    where
        At: BeforeEntrypoint,
    {
        self.with(Step::NoEntrypoint)
    }

    /// Sets the arguments that a user of the image may replace (`CMD`), or the whole command if there
    /// is no ENTRYPOINT. A stage has one.
    ///
    /// ```
    /// # use dockerfile_core::{Stage, debian};
    /// let stage = Stage::from(debian("bookworm-slim")).entrypoint(["/srv/app"]).cmd(["--help"]);
    /// # let _ = stage;
    /// ```
    #[doc(alias = "start")]
    #[track_caller]
    pub fn cmd(self, argv: impl ArgumentList) -> Stage<Cmd, F>
    where
        At: BeforeCmd,
    {
        self.with(Step::Cmd(given_list(argv).into()))
    }

    /// Drops the CMD of the base image (`CMD []`): the program gets no arguments unless a user of the
    /// image gives some. A stage with an ENTRYPOINT of its own does not need this.
    ///
    /// ```
    /// # use dockerfile_core::{Debian, Stage, image};
    /// let stage = Stage::from(image("gitea/gitea:1.25").family(Debian)).no_cmd();
    /// # let _ = stage;
    /// ```
    #[track_caller]
    pub fn no_cmd(self) -> Stage<Cmd, F>
    where
        At: BeforeCmd,
    {
        self.with(Step::NoCmd)
    }
}

/// Lines that may stand in any phase, or in any up to `Build`.
impl<At, F> Stage<At, F> {
    /// Sets a variable for the steps that build the image (`ENV`). It is printed just above the
    /// next step that runs.
    ///
    /// The variable stays in the stage, so one that looks like a secret is an error: mount a
    /// [`secret`](crate::secret) into the step that needs it, or say why the variable is none with
    /// [`public_build_env`](Stage::public_build_env).
    ///
    /// ```
    /// # use dockerfile_core::{Stage, copy, debian, run};
    /// let build = Stage::named("build", debian("bookworm-slim"))
    ///     .source(copy("src").to("/src"))
    ///     .build_env("CFLAGS", "-O2")
    ///     .build(run(["make", "-C", "/src"]));
    /// # let _ = build;
    /// ```
    #[track_caller]
    pub fn build_env(self, name: impl Into<String>, value: impl IntoText) -> Self
    where
        At: ComesBefore<Build>,
    {
        let (name, value) = (Given::new(name), GivenText::new(value));
        self.with(Step::BuildEnv { name, value, public: None })
    }

    /// Sets a variable for the steps that build the image, which looks like a secret and is none, and
    /// says why: the way out of the rule of [`build_env`](Stage::build_env). The reason is printed into
    /// the Dockerfile.
    ///
    /// ```
    /// use dockerfile_core::{Image, Stage, debian, run, uid};
    ///
    /// let stage = Stage::from(debian("bookworm-slim"))
    ///     .account(uid(65532))
    ///     .public_build_env("SIGNING_KEY", "none", "packages of a test are not signed")
    ///     .build(run(["make", "package"]));
    /// let text = Image::from(stage).render().unwrap().dockerfile;
    /// assert!(text.contains("ENV SIGNING_KEY=\"none\"\nRUN make package\n"));
    /// ```
    #[track_caller]
    pub fn public_build_env(
        self,
        name: impl Into<String>,
        value: impl IntoText,
        why: impl Into<String>,
    ) -> Self
    where
        At: ComesBefore<Build> + AtPhase,
    {
        let (name, value) = (Given::new(name), GivenText::new(value));
        self.with(Step::BuildEnv { name, value, public: Some(Given::new(why)) })
    }

    /// Describes the stage in one line, which `docker build --call=targets` and `--call=outline` show.
    /// The line is printed above FROM, wherever it is declared. A second one is an error.
    ///
    /// ```
    /// use dockerfile_core::{Image, Stage, debian, uid};
    ///
    /// let stage = Stage::named("web", debian("bookworm-slim"))
    ///     .description("serves the shop")
    ///     .account(uid(65532));
    /// let text = Image::from(stage).render().unwrap().dockerfile;
    /// assert!(text.contains("#\n# web serves the shop\nFROM debian:bookworm-slim AS web\n"));
    /// ```
    #[track_caller]
    pub fn description(self, text: impl Into<String>) -> Self
    where
        At: AtPhase,
    {
        self.with(Step::Description(Given::new(text)))
    }

    /// Adds the contents of the stage to the image's bill of materials (its SBOM, which a build with
    /// `--sbom=true` makes). Without it the SBOM lists what the image itself holds, and not the
    /// tools that built it. The line makes no layer and runs no step again.
    ///
    /// ```
    /// use dockerfile_core::{Image, Stage, copy, debian, run, uid};
    ///
    /// let build = Stage::named("build", debian("bookworm-slim")).build(run(["make"])).sbom();
    /// let stage = Stage::from(debian("bookworm-slim"))
    ///     .account(uid(65532))
    ///     .source(copy("/out").from(&build));
    /// let text = Image::from(stage).render().unwrap().dockerfile;
    /// assert!(text.contains("AS build\nARG BUILDKIT_SBOM_SCAN_STAGE=\"true\"\nRUN make\n"));
    /// ```
    pub fn sbom(self) -> Self
    where
        At: AtPhase,
    {
        self.with(Step::Sbom(Sbom::Stage))
    }

    /// Adds the files of the build context to the image's SBOM, where this stage is built.
    ///
    /// ```
    /// use dockerfile_core::{Image, Stage, debian, uid};
    ///
    /// let stage = Stage::from(debian("bookworm-slim")).account(uid(65532)).sbom_of_context();
    /// let text = Image::from(stage).render().unwrap().dockerfile;
    /// assert!(text.contains("AS final\nARG BUILDKIT_SBOM_SCAN_CONTEXT=\"true\"\n"));
    /// ```
    pub fn sbom_of_context(self) -> Self
    where
        At: AtPhase,
    {
        self.with(Step::Sbom(Sbom::Context))
    }

    /// Adds a comment above the line that is declared next. A text of several lines becomes as many
    /// comment lines.
    ///
    /// A comment is no part of a cache key: an edit of it runs no step again. But the step below it gets
    /// a RUN of its own, even if it would be joined with the step above otherwise.
    ///
    /// A comment goes along with a line that is printed elsewhere (WORKDIR, USER). If the next line
    /// prints nothing, the comment stands above the one after it; if there is none, it is an error.
    ///
    /// ```
    /// use dockerfile_core::{Image, Stage, apt, debian, uid};
    ///
    /// let stage = Stage::from(debian("bookworm-slim"))
    ///     .account(uid(65532))
    ///     .comment("The port that the load balancer asks,\nsee the operators' guide.")
    ///     .expose(8080);
    /// let text = Image::from(stage).render().unwrap().dockerfile;
    /// assert!(text.contains(
    ///     "# The port that the load balancer asks,\n# see the operators' guide.\nEXPOSE 8080\n"
    /// ));
    /// ```
    #[track_caller]
    pub fn comment(self, text: impl Into<String>) -> Self
    where
        At: AtPhase,
    {
        self.with(Step::Comment(Given::new(text)))
    }

    /// Adds an instruction as it stands, and says why: the way out for what no method here can say. It
    /// is printed where it is declared, in any phase, with the reason above it.
    ///
    /// It is one instruction in one line, but not FROM or SHELL, and without a here-document. It runs
    /// as a typed step would: in the stage's WORKDIR, with its shell, as root, and with the
    /// [variables](Stage::build_env) that wait for the next step. You answer for its contents:
    ///
    /// - no value in the line is checked or escaped, and hadolint may complain about it;
    /// - a policy can forbid such lines (`raw`);
    /// - the ignore file does not let in files that only such a line names, and a stage that only such
    ///   a line names is not printed;
    /// - a USER or WORKDIR line holds for `raw` lines below it; the next typed step sets the stage's
    ///   own again, and what no step sets back the image keeps;
    /// - the file needs the [`Dialect`](crate::Dialect) that the image allows, since nobody
    ///   knows what the line needs.
    ///
    /// ```
    /// use dockerfile_core::{Image, Stage, debian, uid};
    ///
    /// let stage = Stage::from(debian("bookworm-slim"))
    ///     .account(uid(65532))
    ///     .raw("ONBUILD COPY . /srv", "images of customers are built on this one");
    /// let text = Image::from(stage).render().unwrap().dockerfile;
    /// assert!(text.contains(
    ///     "# As given: images of customers are built on this one\nONBUILD COPY . /srv\n"
    /// ));
    /// ```
    #[doc(alias = "ONBUILD")]
    #[track_caller]
    pub fn raw(self, line: impl Into<String>, why: impl Into<String>) -> Self
    where
        At: AtPhase,
    {
        self.with(Step::Raw { line: Given::new(line), why: Given::new(why) })
    }

    /// Goes on to a phase without adding a line, so that a variable in a loop keeps one type.
    ///
    /// ```
    /// # use dockerfile_core::{Directories, Stage, debian, dir};
    /// let mut stage = Stage::from(debian("bookworm-slim")).at::<Directories>();
    /// for path in ["/srv/a", "/srv/b"] {
    ///     stage = stage.layout(dir(path));
    /// }
    /// # let _ = stage;
    /// ```
    pub fn at<To>(self) -> Stage<To, F>
    where
        At: ComesBefore<To>,
    {
        self.retyped()
    }
}

impl<At, F: Builds> HasFiles for &Stage<At, F> {
    type Family = F;
    fn origin(self) -> FilesOrigin {
        FilesOrigin(Origin::Stage(self.node()))
    }
}

#[diagnostic::do_not_recommend]
impl<At, F: HasShell> CompilesProbe for &Stage<At, F> {
    fn compiler(self) -> ProbeCompiler {
        let family = self.node.family;
        ProbeCompiler { origin: Origin::Stage(self.node()), family, runs_as: None }
    }
}

/// The labels of the package whose build script runs, from the variables that cargo sets.
fn package_labels() -> Vec<(&'static str, String)> {
    const LABELS: [(&str, &str); 6] = [
        ("org.opencontainers.image.title", "CARGO_PKG_NAME"),
        ("org.opencontainers.image.authors", "CARGO_PKG_AUTHORS"),
        ("org.opencontainers.image.description", "CARGO_PKG_DESCRIPTION"),
        ("org.opencontainers.image.licenses", "CARGO_PKG_LICENSE"),
        ("org.opencontainers.image.source", "CARGO_PKG_REPOSITORY"),
        ("org.opencontainers.image.url", "CARGO_PKG_HOMEPAGE"),
    ];
    let known = LABELS.iter().filter_map(|(label, variable)| {
        let value = std::env::var(variable).ok().filter(|value| !value.is_empty())?;
        // Cargo puts `:` between authors, and a description may be of several lines.
        let value = if *variable == "CARGO_PKG_AUTHORS" { value.replace(':', ", ") } else { value };
        Some((*label, value.split_whitespace().collect::<Vec<_>>().join(" ")))
    });
    known.collect()
}
