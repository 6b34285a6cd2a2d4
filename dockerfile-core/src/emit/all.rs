//! Several images of one build script, and what is written for all of them together.

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
use crate::recipes::survey::between;

/// Emits several images at once: all files, or none.
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

/// Files of several images that are about to be written, from [`emit_all`].
#[derive(Debug)]
pub struct Emissions {
    /// `None` once it has been compared.
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
    /// Writes a file for `docker buildx bake` that builds all of them, relative to the
    /// package: a target for each, and a group `default` of all. Paths in it begin at its
    /// own folder, where bake is to be called. Every text in it is literal.
    ///
    /// A target is called like its stage; an unnamed one like its file (`web.Dockerfile`),
    /// or the folder that its `Dockerfile` is in, or the package if that is the checkout's root.
    ///
    /// What the declarations say of a build stands in it: the SSH agents that steps need, what a
    /// builder has to allow. A secret or a named context that a step needs and that comes from
    /// nowhere is an error.
    #[doc(alias = "buildx")]
    #[track_caller]
    pub fn bake(self, path: impl Into<String>) -> Self {
        let path = Given::new(path);
        self.with(|whole| whole.bake = Some(path))
    }

    /// Writes a file for `docker compose`, relative to the package: a service for each target,
    /// called as in [`bake`](Self::bake), which builds it whenever it is started. Other services,
    /// such as a database, go into a file of yours: `docker compose -f compose.yaml -f
    /// compose.dev.yaml up`.
    ///
    /// A service has what its image declares: each `.expose(..)` as a port of this machine alone,
    /// of the same number unless two services have it; each `.volume(..)` as a volume with a name;
    /// and each `.env(..)` whose value is known here. A line of `.raw(..)` is not read.
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

    /// The platforms that bake and compose build for, such as `linux/amd64`; those that an image
    /// [says itself](crate::Emission::platforms) take their place.
    #[doc(alias("multi-arch", "multi-platform"))]
    #[track_caller]
    pub fn platforms(self, platforms: impl Texts) -> Self {
        let platforms = texts::given(platforms);
        self.with(|whole| whole.asked.platforms = Some(platforms))
    }

    /// A repository of a registry that keeps the cache of each target under its name, so
    /// that builders share their work. Compose reads it, and bake writes it, too.
    #[track_caller]
    pub fn cache(self, repository: impl Into<String>) -> Self {
        let repository = Given::new(repository);
        self.with(|whole| whole.cache = Some(repository))
    }

    /// [`Emission::build_arg`](crate::Emission::build_arg), of every image that declares it.
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

    /// [`Emission::secret_from_env`](crate::Emission::secret_from_env), of every image that mounts
    /// it.
    #[track_caller]
    pub fn secret_from_env(self, id: impl Into<String>, variable: impl Into<String>) -> Self {
        let secret = (Given::new(id), SecretFrom::Env(variable.into()));
        self.with(|whole| whole.asked.secrets.push(secret))
    }

    /// [`Emission::secret_from_file`](crate::Emission::secret_from_file), of every image that
    /// mounts it.
    #[track_caller]
    pub fn secret_from_file(self, id: impl Into<String>, path: impl Into<String>) -> Self {
        let secret = (Given::new(id), SecretFrom::File(path.into()));
        self.with(|whole| whole.asked.secrets.push(secret))
    }

    /// [`Emission::build_context`](crate::Emission::build_context), of every image that copies
    /// from it.
    #[track_caller]
    pub fn build_context(self, name: impl Into<String>, folder: impl Into<BuildContext>) -> Self {
        let context = (Given::new(name), folder.into());
        self.with(|whole| whole.asked.contexts.push(context))
    }

    /// Also writes one `.dockerignore` for each build context, of all its images together:
    /// for builders that do not read `<Dockerfile>.dockerignore`. Each image still has that for
    /// itself, also one whose `Dockerfile` is at the context's root.
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

    /// [`Emission::inputs`](crate::Emission::inputs), of every image. A file that several of them
    /// copy is read once.
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
        // Nothing for all of them while one is wrong, or in a mode that writes nothing.
        if images.len() < self.orders.len() {
            return;
        }
        self.build_files(&images, work, around);
        if self.union_ignore {
            self.ignore_files(&images, work, around);
        }
    }

    /// An image with what all of them have to do with it.
    fn complete(&self, order: &Order) -> Order {
        let files = [&self.bake, &self.compose].into_iter().flatten().map(|file| &file.text);
        let apart = files.chain(order.asked.files()).chain(self.asked.files());
        Order {
            union_ignore: self.union_ignore,
            apart: apart.map(PathBuf::from).collect(),
            ..order.clone()
        }
    }

    /// What builds them. Both tools tell formats by how a file's name ends.
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
            // One of the two says what both would change.
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

/// The folder that the paths of a file begin at.
fn folder_of(file: &Given, around: &Surroundings) -> PathBuf {
    let file = around.real(Path::new(&file.text));
    file.parent().map(Path::to_owned).unwrap_or_default()
}

fn only(targets: Vec<(Target, Place)>) -> Vec<Target> {
    targets.into_iter().map(|(target, _)| target).collect()
}
