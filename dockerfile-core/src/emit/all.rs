//! Emission of several images at once, and of the files for all of them together.

use std::collections::BTreeSet;
use std::panic::Location;
use std::path::{Path, PathBuf};
use std::thread;

use super::asked::Asked;
use super::digests;
use super::emission::Emission;
use super::finish::{finish, fresh};
use super::order::{Order, Planned};
use super::surroundings::Surroundings;
use super::targets::{self, Builds};
use super::work::Work;
use crate::check;
use crate::check::complaints;
use crate::check::report::Report;
use crate::declare::context::BuildContext;
use crate::declare::given::Given;
use crate::declare::steps::texts::{self, Texts};
use crate::print::bake::{self, SecretFrom, Target};
use crate::print::{compose, header, ignore};
use crate::program::input::ImageInputs;
use crate::program::place::Place;
use crate::program::program::ContextSource;
use crate::recipes::checkout::between;

/// Emits several images at once. Either all their files are written, or none is.
///
/// ```no_run
/// use dockerfile_core::{Stage, debian, emit, emit_all, user, workspace_root};
///
/// let image = |name: &str| Stage::from(debian("bookworm-slim")).account(user(name)).cmd([name]);
/// emit_all(["web", "worker"].map(|name| {
///     emit(image(name)).context(workspace_root()).dockerfile(format!("services/{name}/Dockerfile"))
/// }))
/// .bake("docker-bake.json")
/// .platforms(["linux/amd64", "linux/arm64"])
/// .cache("registry.corp:5000/team/cache");
/// ```
#[doc(alias = "monorepo")]
#[track_caller]
pub fn emit_all(emissions: impl IntoIterator<Item = Emission>) -> Emissions {
    let orders = emissions.into_iter().filter_map(|mut emission| emission.order.take()).collect();
    Emissions {
        whole: Some(Whole {
            orders,
            bake: None,
            compose: None,
            asked: Asked::default(),
            cache: None,
            union_ignore: false,
            at: Location::caller(),
        }),
    }
}

/// The emission of several images, from [`emit_all`]: their files are written when it is dropped.
#[derive(Debug)]
pub struct Emissions {
    /// The images; `None` once they have been used.
    whole: Option<Whole>,
}

#[derive(Debug)]
struct Whole {
    orders: Vec<Order>,
    bake: Option<Given>,
    compose: Option<Given>,
    asked: Asked,
    cache: Option<Given>,
    union_ignore: bool,
    at: Place,
}

impl Emissions {
    /// Also writes a file for `docker buildx bake`, relative to the package, whose name ends with
    /// `.json`: a target for each target of each image, and a group `default` of all. Paths in it
    /// begin at its own folder, where bake is to be called. Every text in it is literal.
    ///
    /// A target is named after its stage; one of an unnamed stage after its file
    /// (`web.Dockerfile`), or the folder of its `Dockerfile`, or the package if that folder is the
    /// checkout's root.
    ///
    /// The file also holds what declarations say of a build: the SSH agents that steps need, and
    /// the entitlements that a builder has to grant. A secret or a named context that a step needs
    /// and that comes from nowhere is an error.
    ///
    /// ```no_run
    /// # use dockerfile_core::{Stage, debian, emit, emit_all, user};
    /// # let web = emit(Stage::from(debian("bookworm-slim")).account(user("app")));
    /// emit_all([web.dockerfile("web.Dockerfile")]).bake("docker-bake.json");
    /// ```
    #[doc(alias = "buildx")]
    #[track_caller]
    pub fn bake(self, path: impl Into<String>) -> Self {
        let path = Given::new(path);
        self.with(|whole| whole.bake = Some(path))
    }

    /// Also writes a file for `docker compose`, relative to the package, whose name ends with
    /// `.yaml` or `.yml`: a service for each target, named as for [`bake`](Self::bake), whose image
    /// is built whenever the service is started. Other services, such as a database, go into a file
    /// of your own: `docker compose -f compose.yaml -f compose.dev.yaml up`.
    ///
    /// A service has what its image declares: each `.expose(..)` as a port of this machine alone,
    /// under the same number unless two services have it; each `.volume(..)` as a named volume; and
    /// each `.env(..)` whose whole value is declared. A line of `.raw(..)` is not read.
    ///
    /// ```no_run
    /// # use dockerfile_core::{Stage, debian, emit, emit_all, user};
    /// # let image = Stage::from(debian("bookworm-slim")).account(user("app"));
    /// emit_all([emit(image).dockerfile("web.Dockerfile")]).compose("compose.yaml");
    /// ```
    #[doc(alias = "docker-compose")]
    #[track_caller]
    pub fn compose(self, path: impl Into<String>) -> Self {
        let path = Given::new(path);
        self.with(|whole| whole.compose = Some(path))
    }

    /// Sets the platforms that bake and compose build for, such as `linux/amd64`. An image's [own
    /// platforms](crate::Emission::platforms) take their place.
    ///
    /// ```no_run
    /// # use dockerfile_core::{Stage, debian, emit, emit_all, user};
    /// # let web = emit(Stage::from(debian("bookworm-slim")).account(user("app")));
    /// emit_all([web]).bake("docker-bake.json").platforms(["linux/amd64", "linux/arm64"]);
    /// ```
    #[doc(alias("multi-arch", "multi-platform"))]
    #[track_caller]
    pub fn platforms(self, platforms: impl Texts) -> Self {
        let platforms = texts::given(platforms);
        self.with(|whole| whole.asked.platforms = Some(platforms))
    }

    /// Sets the repository of a registry that keeps the build cache of each target, under the
    /// target's name as the tag, so that builders share their work. Compose reads the cache; bake
    /// reads and writes it.
    ///
    /// ```no_run
    /// # use dockerfile_core::{Stage, debian, emit, emit_all, user};
    /// # let web = emit(Stage::from(debian("bookworm-slim")).account(user("app")));
    /// emit_all([web]).bake("docker-bake.json").cache("registry.corp:5000/team/cache");
    /// ```
    #[track_caller]
    pub fn cache(self, repository: impl Into<String>) -> Self {
        let repository = Given::new(repository);
        self.with(|whole| whole.cache = Some(repository))
    }

    /// Sets a build variable of every image that declares it, as
    /// [`Emission::build_arg`](crate::Emission::build_arg) does for one.
    ///
    /// ```no_run
    /// # use dockerfile_core::{Stage, arg, debian, emit, emit_all, run, secret, user};
    /// # let stage = Stage::from(debian("bookworm-slim")).account(user("app"))
    /// #     .build(run(["make"]).mount(secret("npmrc"))).env("VERSION", arg("VERSION"));
    /// # let web = emit(stage);
    /// emit_all([web])
    ///     .bake("docker-bake.json")
    ///     .secret_from_file("npmrc", ".npmrc")
    ///     .build_arg("VERSION", "1.2");
    /// ```
    #[track_caller]
    pub fn build_arg(self, name: impl Into<String>, value: impl Into<String>) -> Self {
        let (name, value) = (Given::new(name), Given::new(value));
        self.with(|whole| whole.asked.args.push((name, value)))
    }

    /// Names the environment variable that holds a secret for every image that mounts it, as
    /// [`Emission::secret_from_env`](crate::Emission::secret_from_env) does for one.
    ///
    /// ```no_run
    /// # use dockerfile_core::{Stage, debian, emit, emit_all, run, secret, user};
    /// # let stage = Stage::from(debian("bookworm-slim")).account(user("app"));
    /// # let web = emit(stage.build(run(["make"]).mount(secret("npmrc"))));
    /// emit_all([web]).compose("compose.yaml").secret_from_env("npmrc", "NPMRC");
    /// ```
    #[track_caller]
    pub fn secret_from_env(self, id: impl Into<String>, variable: impl Into<String>) -> Self {
        let secret = (Given::new(id), SecretFrom::Env(variable.into()));
        self.with(|whole| whole.asked.secrets.push(secret))
    }

    /// Names the file that holds a secret for every image that mounts it, as
    /// [`Emission::secret_from_file`](crate::Emission::secret_from_file) does for one.
    ///
    /// ```no_run
    /// # use dockerfile_core::{Stage, debian, emit, emit_all, run, secret, user};
    /// # let stage = Stage::from(debian("bookworm-slim")).account(user("app"));
    /// # let web = emit(stage.build(run(["make"]).mount(secret("npmrc"))));
    /// emit_all([web]).compose("compose.yaml").secret_from_file("npmrc", ".npmrc");
    /// ```
    #[track_caller]
    pub fn secret_from_file(self, id: impl Into<String>, path: impl Into<String>) -> Self {
        let secret = (Given::new(id), SecretFrom::File(path.into()));
        self.with(|whole| whole.asked.secrets.push(secret))
    }

    /// Sets the folder of a named build context for every image that copies from it, as
    /// [`Emission::build_context`](crate::Emission::build_context) does for one.
    ///
    /// ```no_run
    /// # use dockerfile_core::{Stage, context, copy, debian, emit, emit_all, user};
    /// # let stage = Stage::from(debian("bookworm-slim")).account(user("app"));
    /// # let web = emit(stage.source(copy("schemas").from(context("shared")).to("/srv")));
    /// emit_all([web]).bake("docker-bake.json").build_context("shared", "../shared");
    /// ```
    #[track_caller]
    pub fn build_context(self, name: impl Into<String>, folder: impl Into<BuildContext>) -> Self {
        let context = (Given::new(name), folder.into());
        self.with(|whole| whole.asked.contexts.push(context))
    }

    /// Also writes one `.dockerignore` for each build context, which serves all its images
    /// together: for builders that do not read `<Dockerfile>.dockerignore`. Each image keeps its
    /// own `<Dockerfile>.dockerignore` beside it.
    ///
    /// ```no_run
    /// # use dockerfile_core::{Stage, debian, emit, emit_all, user};
    /// # let web = emit(Stage::from(debian("bookworm-slim")).account(user("app")));
    /// emit_all([web]).union_ignore();
    /// ```
    #[doc(alias = "dockerignore")]
    pub fn union_ignore(self) -> Self {
        self.with(|whole| whole.union_ignore = true)
    }

    fn with(mut self, change: impl FnOnce(&mut Whole)) -> Self {
        if let Some(whole) = &mut self.whole {
            change(whole);
        }
        self
    }

    /// Returns the inputs of every image's targets, as
    /// [`Emission::inputs`](crate::Emission::inputs) does for one. A file that several images copy
    /// is read once.
    ///
    /// # Errors
    ///
    /// Everything that is wrong with a declaration, and what cannot be read.
    ///
    /// ```no_run
    /// # use dockerfile_core::{Stage, debian, emit, emit_all, user};
    /// # let image = |name: &str| Stage::named(name, debian("bookworm-slim")).account(user("app"));
    /// let images = emit_all(["web", "worker"].map(|name| emit(image(name)))).inputs().unwrap();
    /// assert_eq!(images.len(), 2);
    /// ```
    pub fn inputs(mut self) -> Result<Vec<ImageInputs>, Report> {
        let Some(whole) = self.whole.take() else { return Ok(vec![]) };
        let orders: Vec<Order> = whole.orders.iter().map(|order| whole.complete(order)).collect();
        digests::inputs(&orders, &whole.asked, whole.at)
    }

    /// What [`assert_fresh!`](crate::assert_fresh) expands to.
    #[doc(hidden)]
    pub fn assert_fresh(mut self, package: &str) {
        if let Some(whole) = self.whole.take() {
            let around = Surroundings::of_test(package);
            fresh(&around, whole.at, |work| whole.plan(work, &around));
        }
    }
}

impl Drop for Emissions {
    fn drop(&mut self) {
        if let Some(whole) = self.whole.take().filter(|_| !thread::panicking()) {
            finish(whole.at, |work, around| whole.plan(work, around));
        }
    }
}

impl Whole {
    fn plan(&self, work: &mut Work<'_>, around: &Surroundings) {
        let orders: Vec<Order> = self.orders.iter().map(|order| self.complete(order)).collect();
        let mut images = vec![];
        for order in &orders {
            images.extend(work.image(order));
        }
        // The files for all images are not written while one image is wrong, or in a mode that
        // writes nothing.
        if images.len() < self.orders.len() {
            return;
        }
        self.build_files(&images, work, around);
        if self.union_ignore {
            self.ignore_files(&images, work, around);
        }
    }

    /// The order of an image, with what is set for all images.
    fn complete(&self, order: &Order) -> Order {
        let files = [&self.bake, &self.compose].into_iter().flatten().map(|file| &file.text);
        let apart = files.chain(order.asked.files()).chain(self.asked.files());
        Order {
            args_of_all: self.asked.args.clone(),
            union_ignore: self.union_ignore,
            apart: apart.map(PathBuf::from).collect(),
            ..order.clone()
        }
    }

    /// Plans the files for bake and compose. Both tools tell a file's format by the end of its
    /// name.
    fn build_files(&self, images: &[Planned<'_>], work: &mut Work<'_>, around: &Surroundings) {
        let cache = self.cache.as_ref();
        if self.bake.is_none() && self.compose.is_none() {
            let asked = [&self.asked].into_iter().chain(self.orders.iter().map(|one| &one.asked));
            let unread = asked.filter_map(Asked::unread);
            unread.for_each(|diagnostic| work.complain(diagnostic));
            cache.into_iter().for_each(|one| work.complain(complaints::read_by_no_file(one.at)));
            return;
        }
        let named = [(&self.bake, &[".json"][..]), (&self.compose, &[".yaml", ".yml"])];
        for (path, ends) in named {
            let misnamed =
                path.iter().filter(|path| !ends.iter().any(|end| path.text.ends_with(end)));
            misnamed
                .for_each(|path| work.complain(complaints::misnamed(&path.text, ends[0], path.at)));
        }
        let builds = Builds::of(images, &self.asked, cache, work, around);
        let mut is_wrong = false;
        if let Some(to) = &self.bake {
            let targets = builds.targets(&folder_of(to, around), work);
            let wrong = targets::wrong_for_bake(&targets);
            is_wrong = !wrong.is_empty();
            wrong.into_iter().for_each(|one| work.complain(one));
            let text = bake::file(&work.source, &only(targets));
            work.file(Path::new(&to.text), text, to.at);
        }
        if let Some(to) = &self.compose {
            let targets = builds.targets(&folder_of(to, around), work);
            // What both files would change is reported once.
            let wrong = targets::wrong_for_compose(&targets);
            wrong.into_iter().filter(|_| !is_wrong).for_each(|one| work.complain(one));
            let text = compose::file(&work.source, &only(targets));
            work.file(Path::new(&to.text), text, to.at);
        }
    }

    fn ignore_files(&self, images: &[Planned<'_>], work: &mut Work<'_>, around: &Surroundings) {
        let contexts: BTreeSet<PathBuf> = images.iter().map(|image| image.root.clone()).collect();
        for context in contexts {
            let inside = |image: &&Planned<'_>| image.root == context;
            let sources =
                images.iter().filter(inside).flat_map(|image| &image.checked.program.sources);
            let sources: Vec<ContextSource> = sources.cloned().collect();
            for clash in check::left_out_elsewhere(&sources) {
                work.complain(clash);
            }
            let Some(kept_out) = work.kept_out(&context, &sources, self.at) else { continue };
            let apart: BTreeSet<String> =
                images.iter().filter(inside).flat_map(|image| image.apart(around)).collect();
            let apart: Vec<String> = apart.into_iter().collect();
            let patterns = ignore::patterns(&sources, &kept_out, &apart);
            let text = header::file(&work.source, "", "", &patterns);
            let shown = between(&around.real(Path::new("")), &context);
            work.file(&Path::new(&shown).join(".dockerignore"), text, self.at);
        }
    }
}

/// The folder of a file, at which the paths in it begin.
fn folder_of(file: &Given, around: &Surroundings) -> PathBuf {
    let file = around.real(Path::new(&file.text));
    file.parent().map(Path::to_owned).unwrap_or_default()
}

fn only(targets: Vec<(Target, Place)>) -> Vec<Target> {
    targets.into_iter().map(|(target, _)| target).collect()
}
