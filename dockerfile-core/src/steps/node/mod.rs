//! Node: a package alone or of a workspace, by npm, pnpm or Yarn.

mod manifest;
mod npm;
mod pnpm;
mod project;
mod shorten;
mod yaml;
mod yarn;

use self::pnpm::Pnpm;
use self::project::Project;
use self::yarn::Yarn;
use super::copy::{ArtifactCopy, join};
use super::origin::HasFiles;
use super::recipe::{BuildPart, DependenciesPart, OUT, Recipe, SourcePart, settings};

/// Where its packages do, if they are not where they have been installed.
const MODULES: &str = "/out-modules";

/// What no build wants of a package's folder: what was installed on another machine, secrets, and
/// notes by which a compiler would take its output for made.
const LEFT_OUT: [&str; 3] = ["**/node_modules", "**/.env", "**/*.tsbuildinfo"];

/// A package of Node, from [`npm`], [`pnpm`] or [`yarn`].
#[derive(Clone, Debug)]
pub struct NodePackage {
    recipe: Recipe<Project>,
}

/// The package manager of a project.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Manager {
    Npm,
    Pnpm(Pnpm),
    Yarn(Yarn),
}

/// Installs and builds the package in a folder of the build context, as its `package-lock.json`
/// says, which is in that folder or in the root of its workspace above.
///
/// Packages are installed in a layer that changes with the manifests and the lock file. Members of
/// the workspace that the package needs come from the context. The script `build` of each runs, if
/// there is one, and packages that only it has needed are removed.
///
/// The package keeps its place: it is in the image where it was built, below
/// [`folder`](NodePackage::folder).
///
/// ```no_run
/// use dockerfile_core::{Debian, Stage, emit, existing, image, npm};
///
/// let web = npm("services/web");
/// let node = image("node:22-bookworm-slim").family(Debian);
/// let build = Stage::named("build", node.clone())
///     .dependencies(web.dependencies())
///     .source(web.sources())
///     .build(web.build());
/// let image = Stage::from(node)
///     .account(existing("node", 1000))
///     .source(web.artifacts(&build))
///     .entrypoint(["node", "/src/services/web/dist/main.js"]);
/// emit(image);
/// ```
///
/// Source: <https://docs.npmjs.com/cli/commands/npm-ci>.
///
/// It is there with the feature `node`.
#[track_caller]
pub fn npm(folder: impl Into<String>) -> NodePackage {
    NodePackage { recipe: Recipe::new("npm", folder, npm::read) }
}

/// Installs and builds the package in a folder of the build context, as its `pnpm-lock.yaml` says;
/// the rest is as with [`npm`].
///
/// `packageManager` in the root's `package.json` names the version of pnpm. What the lock file
/// names is fetched in a layer that no manifest changes, and all that follows is offline.
///
/// ```no_run
/// use dockerfile_core::{Debian, Stage, emit, existing, image, pnpm};
///
/// let web = pnpm("services/web");
/// let node = image("node:22-bookworm-slim").family(Debian);
/// let build = Stage::named("build", node.clone())
///     .dependencies(web.dependencies())
///     .source(web.sources())
///     .build(web.build());
/// let image = Stage::from(node)
///     .account(existing("node", 1000))
///     .source(web.artifacts(&build))
///     .entrypoint(["node", "/src/services/web/dist/main.js"]);
/// emit(image);
/// ```
///
/// Source: <https://pnpm.io/cli/fetch>, <https://pnpm.io/cli/deploy>.
///
/// It is there with the feature `node`.
#[track_caller]
pub fn pnpm(folder: impl Into<String>) -> NodePackage {
    NodePackage { recipe: Recipe::new("pnpm", folder, pnpm::read) }
}

/// Installs and builds the package in a folder of the build context, as its `yarn.lock` says; the
/// rest is as with [`npm`].
///
/// Classic Yarn has to be in the base, as in official images of Node. A newer one is that of
/// `yarnPath`, or of the version that `packageManager` names, and has to have `nodeLinker:
/// node-modules`.
///
/// ```no_run
/// use dockerfile_core::{Debian, Stage, emit, existing, image, yarn};
///
/// let web = yarn("services/web");
/// let node = image("node:22-bookworm-slim").family(Debian);
/// let build = Stage::named("build", node.clone())
///     .dependencies(web.dependencies())
///     .source(web.sources())
///     .build(web.build());
/// let image = Stage::from(node)
///     .account(existing("node", 1000))
///     .source(web.artifacts(&build))
///     .entrypoint(["node", "/src/services/web/dist/main.js"]);
/// emit(image);
/// ```
///
/// Source: <https://yarnpkg.com/cli/workspaces/focus>.
///
/// It is there with the feature `node`.
#[track_caller]
pub fn yarn(folder: impl Into<String>) -> NodePackage {
    NodePackage { recipe: Recipe::new("yarn", folder, yarn::read) }
}

settings! { NodePackage: "the package's own folder"; }

impl NodePackage {
    /// What decides what is installed, and the install.
    pub fn dependencies(&self) -> DependenciesPart {
        let node = self.clone();
        DependenciesPart::of(&self.recipe, move |stage| {
            let Some(work) = node.recipe.work(stage) else { return };
            work.check_base("Node", work.found.toolchain.as_ref(), stage);
            match &work.found.manager {
                Manager::Npm => npm::install(&work, stage),
                Manager::Pnpm(pnpm) => pnpm.install(&work, stage),
                Manager::Yarn(yarn) => yarn.install(&work, stage),
            }
        })
    }

    /// The folders of the package and of the members that it needs.
    pub fn sources(&self) -> SourcePart {
        let node = self.clone();
        SourcePart::of(&self.recipe, move |stage| {
            let Some(work) = node.recipe.work(stage) else { return };
            let project = work.found;
            let root = &project.manifests[..1];
            let files: Vec<String> = match &project.manager {
                // It installs by the lock file alone: the root's manifest comes here.
                Manager::Pnpm(_) if !project.is_root() => [root, &project.files].concat(),
                Manager::Pnpm(_) => project.files.clone(),
                _ => project.files.iter().filter(|file| !root.contains(file)).cloned().collect(),
            };
            work.copy_manifests(&files, stage);
            work.copy(&project.folders, &LEFT_OUT, stage);
        })
    }

    /// Runs their scripts `build`, and removes what only those have needed.
    pub fn build(&self) -> BuildPart {
        let node = self.clone();
        BuildPart::of(&self.recipe, move |stage| {
            let Some(work) = node.recipe.work(stage) else { return };
            let project = work.found;
            let (mut caches, mut commands) = (vec![], vec![]);
            match &project.manager {
                Manager::Npm => commands.extend(npm::build(project)),
                Manager::Pnpm(pnpm) => commands.extend(pnpm.build(project)),
                Manager::Yarn(yarn) => {
                    commands.extend(yarn.build(project));
                    caches.extend((!commands.is_empty()).then(|| yarn.cache()));
                }
            }
            if project.is_root() {
                commands.extend(aside());
            }
            if !commands.is_empty() {
                let commands = commands.into_iter().map(Into::into).collect();
                work.run(&project.root, &caches, commands, stage);
            }
        })
    }

    /// What the program needs, from the stage that has built it: packages of the registry first,
    /// then the members that it needs, then itself. Each is a layer, and changes alone.
    ///
    /// All of it stays where it was built, since packages are linked to members by their paths.
    pub fn artifacts(&self, build: impl HasFiles) -> Vec<ArtifactCopy> {
        let folder = self.recipe.folder.text.clone();
        self.recipe.artifacts(build, |project| taken(project, &folder))
    }
}

/// A package that is in the same folder as what was installed is copied beside it: the stage that
/// takes both would have packages of the registry in two layers, and all of them anew after each
/// edit.
fn aside() -> [String; 2] {
    let but_modules = "find . -mindepth 1 -maxdepth 1 ! -name node_modules";
    [format!("mkdir {OUT}"), format!("{but_modules} -exec cp -R {{}} {OUT}/ \\;")]
}

/// Paths of the building stage, and where they go.
fn taken(project: &Project, folder: &str) -> Vec<(String, String)> {
    let place = |path: &str| join(folder, path);
    let package = place(&project.package.folder);
    let deployed = matches!(project.manager, Manager::Pnpm(_)) && !project.is_root();
    let mut taken = vec![];
    if project.has_modules {
        taken.push(match deployed {
            true => (MODULES.to_owned(), join(&package, "node_modules")),
            false => {
                let modules = join(&place(&project.root), "node_modules");
                (modules.clone(), modules)
            }
        });
    }
    if deployed || project.is_root() {
        taken.push((OUT.to_owned(), package));
    } else {
        taken.extend(project.ships.iter().map(|folder| (place(folder), place(folder))));
    }
    taken
}
