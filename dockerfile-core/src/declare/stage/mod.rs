//! `Stage`: the typed builder. One method a phase or instruction, the rule as a
//! bound on the method, and a line pushed onto plain data.
//!
//! All methods that a rule bounds stand in this one file, long as it is: rustc names
//! the module of an `impl` that is not beside its type in every message.

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

/// A stage of an image, and how far it has come: `At` is the phase of its last
/// line, `F` the family of its base.
///
/// A method takes the stage and gives it back one line longer. Whatever changes
/// less often than the last line no longer compiles:
///
/// ```compile_fail,E0277
/// use dockerfile_core::{Stage, apt, copy, debian};
///
/// let stage = Stage::from(debian("bookworm-slim"))
///     .source(copy("src").to("/srv/app"))
///     .packages(apt(["libpq5"])); // layer order: `Packages` cannot come after `Source`
/// ```
///
/// The arguments' texts are checked when the image is emitted; inside
/// [`image!`](macro@crate::image) a literal is checked while the crate compiles.
///
/// An `Option` or a `Vec` of steps stands where a step does, [`when`](Stage::when) takes several
/// lines under a condition, and [`at`](Stage::at) lets a loop fill a variable.
#[must_use = "a stage does nothing until it is emitted"]
pub struct Stage<At, F> {
    node: Rc<Node>,
    types: PhantomData<fn() -> (At, F)>,
}

/// What a stage can start from: a [`BaseImage`], or another stage.
#[diagnostic::on_unimplemented(
    message = "a stage cannot start from this",
    label = "neither a base image of a known family nor a stage",
    note = "start from a base such as `debian(\"bookworm-slim\")`, or from another stage by reference: `&base`",
    note = "say of any other image what it descends from: `image(\"registry.corp:5000/x:1\").family(Debian)`; a name stands first: `Stage::named(\"build\", debian(\"bookworm-slim\"))`"
)]
pub trait StartsStage {
    /// The phase that the new stage goes on from.
    type At;
    /// The family of its base.
    type Family;
    #[doc(hidden)]
    fn origin(self) -> StageOrigin;
}

/// Plumbing of [`StartsStage`], which has no private methods to offer.
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

/// What a stage is called.
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

/// Of a base that stands where the name does rustc says one thing: that the name is no base.
#[diagnostic::do_not_recommend]
impl<F> NamesStage for BaseImage<F> {
    fn name(self) -> String {
        "(a base)".to_owned()
    }
}

/// Beginning a stage.
impl<At, F> Stage<At, F> {
    /// A stage without a name of its own: the image itself, called `final`.
    ///
    /// Starts from a base image, or goes on from another stage. Such a stage is a new image and
    /// begins at [`Base`] again, whatever metadata the other one has. Only where that has
    /// layers which change often, of `Dependencies`, `Source`, `Build` or `Files`, it goes on
    /// from there: what stands below them runs as often as they do.
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

    /// A stage that others copy from or build on, or that is built by its name.
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
        // A stage that another one refers to stays as that one saw it.
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

/// What makes no layer and runs nothing again, so that it stands anywhere.
impl<At, F> Stage<At, F> {
    /// A lasting label: authors, title, licence (`LABEL`, hadolint DL3048).
    ///
    /// What changes with every commit is a [`commit_label`](Stage::commit_label). The version of a
    /// program that is packed here is none of that, unless a variable says it.
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

    /// Labels of what cargo knows of the package whose build script runs: title, authors,
    /// description, licences, source and URL, as far as its `Cargo.toml` says them.
    ///
    /// The version is not among them: a release would make every file stale. It is a
    /// variable of the build, `.commit_label("org.opencontainers.image.version",
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

    /// The program runs as root, and why. The reason is printed into the Dockerfile.
    ///
    /// What starts as root and goes on as a user that the stage makes is
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

    /// The container starts as root and drops its rights to the user of
    /// [`account`](Stage::account), as `gosu`, `su-exec` and s6 do, and why it has to. That user
    /// owns what is [`writable`](crate::Directory::writable); `USER` stays root.
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

    /// The program runs as whoever the base image says, and why.
    ///
    /// ```
    /// # use dockerfile_core::{DistrolessBase, Stage, image};
    /// let stage = Stage::from(image("gcr.io/distroless/base-debian12:nonroot").family(DistrolessBase))
    ///     .keeps_base_user("the base runs as 65532");
    /// # let _ = stage;
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
    /// Distribution packages, or a downloaded tool.
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

    /// A directory that the program works in: the phase `Directories`.
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

    /// Whom the program runs as (`USER`, by number: hadolint DL3066).
    ///
    /// A user that is made is a layer, and belongs to the phase `Account`. One that needs no
    /// making, [`existing`](crate::existing) or [`uid`](crate::uid), stands also below all layers; a
    /// [`system_user`](crate::system_user) also above the packages, which could take its id.
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
        S: DependenciesStep,
        S::Given: RunsOn<F>,
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
        S: SourceStep,
        S::Given: RunsOn<F>,
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
        S: BuildStep,
        S::Given: RunsOn<F>,
    {
        self.with_all(step)
    }

    /// Files of the program that nothing above reads: start scripts, configuration (`COPY`). An
    /// edit of one costs itself alone.
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

/// All of a recipe.
impl<At, F> Stage<At, F> {
    /// The parts of a recipe, each in its phase: `.dependencies(..)`, `.source(..)` and
    /// `.build(..)` of one.
    ///
    /// ```no_run
    /// # use dockerfile_core::{Debian, Stage, cargo, debian, image, uid};
    /// let web = cargo("web");
    /// let rust = image("rust:1.95-slim-bookworm").family(Debian);
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

/// How the program runs.
impl<At, F> Stage<At, F> {
    /// A variable that the running program finds (`ENV`). One of the steps that build is a
    /// [`build_env`](Stage::build_env), or of a single step [`Run::env`](crate::Run::env); a folder
    /// in front of `PATH` is a [`path`](Stage::path).
    ///
    /// The value is literal but for the [variables](crate::arg) that it holds. A text that names
    /// one, such as `"/opt/bin:$PATH"`, is refused; [`text("..")`](crate::text) means itself. What looks like a secret by its name and value, and a URL with a
    /// password in it, are refused (hadolint DL3064, BuildKit SecretsUsedInArgOrEnv): give
    /// those when the container starts. A number, a switch, a path or a reference is no
    /// secret, and a linter that takes it for one by its name is told so in the header.
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

    /// A variable that looks like a secret and is none, and why: the way out of the
    /// rule of [`env`](Stage::env). The reason is printed into the Dockerfile.
    ///
    /// A linter is told so only if it takes the name for a secret's: hadolint in the header,
    /// BuildKit there, too, or right above the line if the image asks for
    /// [`Dialect::V1_21`](crate::Dialect::V1_21).
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

    /// What the program reads from its environment, by the constant that `#[derive(Settings)]` of
    /// dockerfile-derive makes of the program's own type.
    ///
    /// A default becomes `ENV`, with what the setting is for above it, and that of a port `EXPOSE`,
    /// too. What has no default is said below `FROM`, for whoever starts a container; the program stops
    /// without it, and says its name. No value of a secret is written. A default that the program itself does not
    /// read is an error here, as is an [`env`](Stage::env) of a setting's name.
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

    /// The value that a setting has in this image, in place of its default: by the constant of its
    /// field, so that one that is renamed or misspelt does not compile.
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

    /// A label that changes with each commit: revision, created, version, ref.name.
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

    /// The directory that the program starts in (`WORKDIR`).
    ///
    /// Wherever it is declared, it is printed right below the directories and the
    /// account: WORKDIR makes its directory, a layer that would otherwise stand below
    /// the source and run again with every edit.
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

    /// The port that the program listens on (`EXPOSE`), a range of them, a list, or ports of
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

    /// A folder whose contents outlive the container (`VOLUME`).
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

    /// The shell that those have who build on this image (`SHELL`): it reads the shell form of
    /// their RUN, CMD and ENTRYPOINT lines, and stays in the image.
    ///
    /// Steps declared here are read by `/bin/sh` as ever, in this stage and in those that go on
    /// from it; [`Run::shell`](crate::Run::shell) is a step's own.
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

    /// The signal that asks the program to end (`STOPSIGNAL`); SIGTERM unless said.
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

    /// How the engine asks whether the program is well (`HEALTHCHECK`).
    ///
    /// ```
    /// # use dockerfile_core::{Stage, debian, healthcheck};
    /// let stage = Stage::from(debian("bookworm-slim"))
    ///     .healthcheck(healthcheck(["/srv/app", "--probe"]));
    /// # let _ = stage;
    /// ```
    ///
    /// [`http`](crate::http) and [`tcp`](crate::tcp) bring their own program: the image needs no curl.
    #[track_caller]
    pub fn healthcheck(self, check: impl ChecksHealth) -> Stage<Runtime, F>
    where
        At: ComesBefore<Runtime>,
    {
        self.with(Step::Healthcheck(check.check().0))
    }

    /// The base image's health check is not this program's (`HEALTHCHECK NONE`).
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

    /// The program and its fixed arguments (`ENTRYPOINT`), once.
    ///
    /// Always argv, never a shell's text: the program is process 1 and gets the
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

    /// The base image's program is not this image's (`ENTRYPOINT []`): CMD is the whole command.
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

    /// The arguments that a user of the image may replace (`CMD`), once.
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

    /// The program gets no arguments unless a user of the image gives some (`CMD []`), whatever
    /// the base image's CMD is. An ENTRYPOINT of one's own has that effect anyway.
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

/// In any phase, and between them.
impl<At, F> Stage<At, F> {
    /// A variable for the steps that build the image (`ENV`), printed just before the
    /// next one that runs. It stays in the stage, so what looks like a secret is refused: that is
    /// a [`secret`](crate::secret) of the step that needs it, or one says why it is none:
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

    /// A variable for the steps that build the image which looks like a secret and is none, and
    /// why: what [`public_env`](Stage::public_env) is to [`env`](Stage::env).
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

    /// What the stage is for, in one line and once: `docker build --call=targets` and
    /// `--call=outline` show it. It stands above FROM, wherever it is declared.
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

    /// Lists what is in the stage, too, in the inventory of the image (its SBOM, that a build with
    /// `--sbom=true` makes): without it only what the image itself holds is there, and not what
    /// built it. It makes no layer and runs nothing again.
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

    /// Lists the files of the build context there, where this stage is built.
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

    /// A comment above the line that is declared next; a line each of several lines.
    ///
    /// It is no cache key: another text runs nothing again. It ends a join: the step below it
    /// gets a RUN of its own, where it would have been joined with the one above. Above a line
    /// that is printed elsewhere (WORKDIR, USER) it goes there, too, and above one that prints
    /// nothing it stands above the next that does.
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

    /// A line that nothing here can say, as it is, and why: the way out of this crate's
    /// vocabulary. It stands where it is declared, in any phase, with the reason above it.
    ///
    /// It is one instruction in one line: no FROM, no SHELL, no here-document. What a typed
    /// step would have, it has: the stage's own directory and shell, root, and the
    /// [variables](Stage::build_env) that wait for a step. What it does is its author's:
    ///
    /// - no value in it is checked or escaped, and hadolint may speak;
    /// - a policy can close it (`raw`);
    /// - the ignore file lets in only what typed lines name, and a stage that nothing typed
    ///   names is not in the file;
    /// - what USER or WORKDIR in it set, lines of `raw` below find, and typed steps set back;
    /// - the file needs the [`Dialect`](crate::Dialect) that the image is given, since nobody
    ///   here knows what the line needs.
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

    /// Goes on to a phase without adding anything, so that a loop has one type.
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

/// What cargo tells build scripts of their package, as labels.
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
