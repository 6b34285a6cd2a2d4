//! Several images of one build script, and what is written for all of them together.

use std::collections::BTreeSet;
use std::panic::Location;
use std::path::{Path, PathBuf};
use std::{env, thread};

use super::emission::Emission;
use super::finish::{finish, fresh};
use super::surroundings::Surroundings;
use super::work::{Order, Planned, Work};
use crate::check;
use crate::check::complaints;
use crate::declare::given::Given;
use crate::declare::steps::texts::Texts;
use crate::print::bake::{self, Common, Target};
use crate::print::{header, ignore};
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
#[track_caller]
pub fn emit_all(emissions: impl IntoIterator<Item = Emission>) -> Emissions {
    let orders = emissions.into_iter().filter_map(|mut emission| emission.order.take()).collect();
    Emissions {
        whole: Some(Whole {
            orders,
            bake: None,
            common: Common::default(),
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
    common: Common,
    union_ignore: bool,
    at: Place,
}

impl Emissions {
    /// Writes a file for `docker buildx bake` that builds all of them, relative to the
    /// package: a target for each, and a group `default` of all. Paths in it begin at its
    /// own folder, where bake is to be called.
    ///
    /// A target is called like its stage; an unnamed one like its file (`web.Dockerfile`),
    /// or the folder that its `Dockerfile` is in.
    #[track_caller]
    pub fn bake(self, path: impl Into<String>) -> Self {
        let path = Given::new(path);
        self.with(|whole| whole.bake = Some(path))
    }

    /// The platforms that bake builds for.
    pub fn platforms(self, platforms: impl Texts) -> Self {
        self.with(|whole| whole.common.platforms = platforms.texts())
    }

    /// A repository of a registry that keeps the cache of each target under its name, so
    /// that builders share their work.
    pub fn cache(self, repository: impl Into<String>) -> Self {
        self.with(|whole| whole.common.cache = Some(repository.into()))
    }

    /// Also writes one `.dockerignore` for each build context, of all its images together:
    /// for builders that do not read `<Dockerfile>.dockerignore`.
    pub fn union_ignore(self) -> Self {
        self.with(|whole| whole.union_ignore = true)
    }

    fn with(mut self, change: impl FnOnce(&mut Whole)) -> Self {
        if let Some(whole) = &mut self.whole {
            change(whole);
        }
        self
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
        let mut images = vec![];
        for order in &self.orders {
            images.extend(work.image(order));
        }
        // Nothing for all of them while one is wrong, or in a mode that writes nothing.
        if images.len() < self.orders.len() {
            return;
        }
        if let Some(path) = &self.bake {
            self.bake_file(path, &images, work, around);
        }
        if self.union_ignore {
            self.ignore_files(&images, work, around);
        }
    }

    fn bake_file(
        &self,
        to: &Given,
        images: &[Planned<'_>],
        work: &mut Work<'_>,
        around: &Surroundings,
    ) {
        let file = around.real(Path::new(&to.text));
        let folder = file.parent().unwrap_or(Path::new("/"));
        let (mut targets, mut names) = (vec![], BTreeSet::new());
        for image in images {
            let path = work.dockerfile_of(image.order);
            for stage in image.checked.program.stages.iter().filter(|stage| stage.target) {
                let name = match stage.name.as_str() {
                    "final" => name_of_file(&around.real(&path)),
                    name => name.replace('.', "-"),
                };
                if !names.insert(name.clone()) {
                    work.complain(complaints::target_twice(&name, image.order.at));
                }
                let dockerfile = image.in_context(&path, around);
                let context = around.real(&image.root);
                targets.push(Target {
                    name,
                    context: between(folder, &context),
                    // Bake looks for it from the context.
                    dockerfile: dockerfile
                        .unwrap_or_else(|| between(&context, &around.real(&path))),
                    stage: stage.name.to_string(),
                });
            }
        }
        let text = bake::file(work.source(), &targets, &self.common);
        work.file(Path::new(&to.text), text, to.at);
    }

    fn ignore_files(&self, images: &[Planned<'_>], work: &mut Work<'_>, around: &Surroundings) {
        let contexts: BTreeSet<PathBuf> =
            images.iter().map(|image| around.real(&image.root)).collect();
        for context in contexts {
            let inside = |image: &&Planned<'_>| around.real(&image.root) == context;
            let sources =
                images.iter().filter(inside).flat_map(|image| &image.checked.program.sources);
            let sources: Vec<ContextSource> = sources.cloned().collect();
            for clash in check::left_out_elsewhere(&sources) {
                work.complain(clash);
            }
            let Some(kept_out) = work.kept_out(&context, &sources, self.at) else { continue };
            let text =
                header::file(work.source(), "", "", &ignore::patterns(&sources, &kept_out, &[]));
            let shown = between(&around.real(Path::new("")), &context);
            work.file(&Path::new(&shown).join(".dockerignore"), text, self.at);
        }
    }
}

/// `web` of `web.Dockerfile`, and of `web/Dockerfile`.
fn name_of_file(dockerfile: &Path) -> String {
    let name = dockerfile.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let named = match name.strip_suffix(".Dockerfile") {
        Some(name) => name.to_owned(),
        None => dockerfile
            .parent()
            .and_then(Path::file_name)
            .map(|folder| folder.to_string_lossy().into_owned())
            .or_else(|| env::var("CARGO_PKG_NAME").ok())
            .unwrap_or(name),
    };
    named.replace(|c: char| !(c.is_ascii_alphanumeric() || c == '_' || c == '-'), "-")
}
