//! Packages of Node, as users declare them.

use std::rc::Rc;

use super::found::Package;
use super::layers;
use super::npm::read as read_npm;
use super::pnpm::read as read_pnpm;
use super::yarn::read as read_yarn;
use crate::declare::disk::Tree;
use crate::declare::part::PartKind;
use crate::program::unread::Unread;
use crate::recipes::frame::{Reads, recipe};
use crate::recipes::lines::Lines;
use crate::recipes::told::Told;

/// A package of Node, from [`npm`], [`pnpm`] or [`yarn`].
#[derive(Clone, Debug)]
#[must_use = "a recipe does nothing until a stage has its parts"]
pub struct NodePackage(Rc<Settings>);

#[derive(Clone, Debug)]
struct Settings {
    told: Told,
    tool: Tool,
}

#[derive(Clone, Copy, Debug)]
enum Tool {
    Npm,
    Pnpm,
    Yarn,
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
    NodePackage::by(Tool::Npm, folder)
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
    NodePackage::by(Tool::Pnpm, folder)
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
    NodePackage::by(Tool::Yarn, folder)
}

recipe! { NodePackage: "the package's own folder";
    /// What decides what is installed, and the install.
    dependencies;
    /// The folders of the package and of the members that it needs.
    sources;
    /// Runs their scripts `build`, and removes what only those have needed.
    build;
    /// What the program needs, from the stage that has built it: packages of the registry first,
    /// then the members that it needs, then itself. Each is a layer, and changes alone.
    ///
    /// All of it stays where it was built, since packages are linked to members by their paths.
    artifacts;
}

impl NodePackage {
    #[track_caller]
    fn by(tool: Tool, folder: impl Into<String>) -> Self {
        Self(Rc::new(Settings { told: Told::new(folder), tool }))
    }
}

impl Reads for Settings {
    const TOOL: &'static str = "node";
    type Found = Package;

    fn told(&self) -> &Told {
        &self.told
    }

    fn read(&self, tree: &Tree) -> Result<Package, Unread> {
        let read = match self.tool {
            Tool::Npm => read_npm,
            Tool::Pnpm => read_pnpm,
            Tool::Yarn => read_yarn,
        };
        read(tree, &self.told.name.text)
    }

    fn layers(&self, part: PartKind, package: &Package, lines: &mut Lines<'_>) {
        match part {
            PartKind::Dependencies => layers::dependencies(package, lines),
            PartKind::Sources => layers::sources(package, lines),
            PartKind::Build => layers::build(package, lines),
            PartKind::Artifacts => layers::artifacts(package, lines),
        }
    }

    fn tool(&self) -> &'static str {
        match self.tool {
            Tool::Npm => "npm",
            Tool::Pnpm => "pnpm",
            Tool::Yarn => "yarn",
        }
    }
}
