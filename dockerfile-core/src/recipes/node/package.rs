//! Packages of Node, as users declare them.

use std::rc::Rc;

use super::found::Package;
use super::layers;
use super::npm::read as read_npm;
use super::pnpm::read as read_pnpm;
use super::read::Asked;
use super::yarn::read as read_yarn;
use crate::declare::disk::Tree;
use crate::declare::given::Given;
use crate::declare::part::PartKind;
use crate::declare::steps::texts::{Texts, given};
use crate::program::unread::Unread;
use crate::recipes::frame::{Reads, recipe};
use crate::recipes::lines::Lines;
use crate::recipes::told::Told;
use crate::value::Kind;

/// A package of Node, as [`npm`], [`pnpm`] or [`yarn`] declares it.
///
/// The image of a static site takes only the folder that the build has written:
///
/// ```no_run
/// use dockerfile_core::{Alpine, Debian, Stage, copy, emit, existing, image, npm};
///
/// let site = npm("site");
/// let node = image("node:22-bookworm-slim").family(Debian);
/// let build = Stage::named("build", node).recipe(&site);
/// let nginx = image("nginxinc/nginx-unprivileged:1.30-alpine").family(Alpine);
/// let image = Stage::from(nginx)
///     .account(existing("nginx", 101))
///     .source(copy("/out/dist").from(&build).to("/usr/share/nginx/html"));
/// emit(image);
/// ```
#[derive(Clone, Debug)]
#[must_use = "a recipe does nothing until a stage has its parts"]
pub struct NodePackage(Rc<Settings>);

#[derive(Clone, Debug)]
struct Settings {
    told: Told,
    tool: Tool,
    /// The script that builds the package.
    script: Option<Given>,
    /// The version of the package manager.
    version: Option<Given>,
    /// Files that are copied for the install and the build.
    files: Vec<Given>,
    ignores_scripts: bool,
}

#[derive(Clone, Copy, Debug)]
enum Tool {
    Npm,
    Pnpm,
    Yarn,
}

/// Installs and builds the package in a folder of the build context, by its `package-lock.json`.
/// The lock file is in that folder, or above it in the root of a workspace.
///
/// Packages are installed in a layer that changes with the manifests and the lock file. Members of
/// the workspace that the package needs come from the context. The script `build` of the package
/// and of each of these members runs, if there is one; then packages that only a build needs are
/// removed.
///
/// In the image the package stands where it was built, below [`folder`](NodePackage::folder).
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
/// Available with the feature `node`.
#[doc(alias("npm ci", "npm install", "package.json"))]
#[track_caller]
pub fn npm(folder: impl Into<String>) -> NodePackage {
    NodePackage::by(Tool::Npm, folder)
}

/// Installs and builds the package in a folder of the build context, by its `pnpm-lock.yaml`. All
/// that is not said here is as with [`npm`].
///
/// `packageManager` in the root's `package.json` names the version of pnpm. What the lock file
/// names is fetched in a layer that no manifest changes, and the steps below it work offline.
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
/// Available with the feature `node`.
#[track_caller]
pub fn pnpm(folder: impl Into<String>) -> NodePackage {
    NodePackage::by(Tool::Pnpm, folder)
}

/// Installs and builds the package in a folder of the build context, by its `yarn.lock`. All that
/// is not said here is as with [`npm`].
///
/// Classic Yarn (1.22) has to be in the base, as it is in official images of Node. A newer Yarn is
/// the file that `yarnPath` names, or else the version that `packageManager` names, and its
/// settings have to say `nodeLinker: node-modules`.
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
/// Available with the feature `node`.
#[track_caller]
pub fn yarn(folder: impl Into<String>) -> NodePackage {
    NodePackage::by(Tool::Yarn, folder)
}

recipe! { NodePackage: "the folder of the package whose build script runs",
    such as "npm(\"web\")", makes crate::Interpreted;
    /// The manifests and the lock file, with what they name, and the install that they drive.
    dependencies;
    /// The folders of the package and of the members that it needs.
    sources;
    /// Runs the scripts `build` of the package and of these members, and removes packages that only
    /// a build needs.
    build;
    /// The program and what it needs, copied from the stage that has built it: first packages of
    /// the registry, then the members that it needs, then the package itself. Each is a layer that
    /// changes alone.
    ///
    /// All paths stay as they are in the building stage, since packages are linked to members by
    /// their paths.
    artifacts;
}

impl NodePackage {
    #[track_caller]
    fn by(tool: Tool, folder: impl Into<String>) -> Self {
        let (told, script, version, files) = (Told::new(folder), None, None, vec![]);
        let ignores_scripts = false;
        Self(Rc::new(Settings { told, tool, script, version, files, ignores_scripts }))
    }

    /// The script of the package that builds it in place of `build`. Members that the package needs
    /// are built by their own `build`.
    ///
    /// ```no_run
    /// use dockerfile_core::npm;
    ///
    /// let web = npm("services/web").script("build-docker");
    /// # let _ = web;
    /// ```
    #[track_caller]
    pub fn script(mut self, name: impl Into<String>) -> Self {
        self.settings().script = Some(Given::new(name));
        self
    }

    /// The version of the package manager to install, where `packageManager` in the root's
    /// `package.json` names none; with pnpm and a newer Yarn, another version there is an error.
    /// npm and classic Yarn are the base's unless said here.
    ///
    /// ```no_run
    /// use dockerfile_core::pnpm;
    ///
    /// let web = pnpm("services/web").version("10.34.9");
    /// # let _ = web;
    /// ```
    #[track_caller]
    pub fn version(mut self, version: impl Into<String>) -> Self {
        self.settings().version = Some(Given::new(version));
        self
    }

    /// Files and folders of the context that are there when packages are installed and when the
    /// program is built, beside what is copied anyway. They keep their paths.
    ///
    /// If files are named, life-cycle scripts run whatever they call: then it is you who says what
    /// they read.
    ///
    /// ```no_run
    /// use dockerfile_core::npm;
    ///
    /// let web = npm("services/web").files(["proto", "services/web/nuxt.config.ts"]);
    /// # let _ = web;
    /// ```
    #[track_caller]
    pub fn files(mut self, paths: impl Texts) -> Self {
        self.settings().files.extend(given(paths));
        self
    }

    /// Keeps life-cycle scripts (`postinstall`, `prepare` and their like) from running while
    /// packages are installed, by `--ignore-scripts`.
    ///
    /// With npm, pnpm and Yarn alike that holds for packages of the registry, too: a package that
    /// compiles or downloads a part of itself lacks that part. A step of your own brings it, such
    /// as `run(["npm", "rebuild", "sharp"])` below the install.
    ///
    /// ```no_run
    /// use dockerfile_core::npm;
    ///
    /// let web = npm("services/web").ignore_scripts();
    /// # let _ = web;
    /// ```
    ///
    /// Source: <https://docs.npmjs.com/cli/using-npm/config#ignore-scripts>.
    pub fn ignore_scripts(mut self) -> Self {
        self.settings().ignores_scripts = true;
        self
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
        let text = |given: &Option<Given>| given.as_ref().map(|given| given.text.clone());
        let (script, version) = (text(&self.script), text(&self.version));
        read(
            tree,
            &Asked {
                name: &self.told.name.text,
                script: script.as_deref(),
                version: version.as_deref(),
                ignores_scripts: self.ignores_scripts,
                has_files: !self.files.is_empty(),
            },
        )
    }

    fn layers(&self, part: PartKind, package: &Package, lines: &mut Lines<'_>) {
        for given in self.script.iter().chain(&self.version) {
            lines.text(given, Kind::Word);
        }
        match part {
            PartKind::Dependencies => layers::dependencies(package, &self.files, lines),
            PartKind::Sources => layers::sources(package, &self.files, lines),
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
