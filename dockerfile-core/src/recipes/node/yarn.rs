//! Yarn: classic, and those after it, which say `__metadata` in their lock file.
//!
//! Source: <https://classic.yarnpkg.com/en/docs/cli/install>, <https://yarnpkg.com/cli/install>.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde::de::IgnoredAny;

use super::found::{Manager, Member, Package, Yarn};
use super::npm::{self, INSTALL};
use super::read::{Lock, Root};
use super::shorten::{self, Shortening};
use crate::declare::disk::Tree;
use crate::declare::layer::ToolCache;
use crate::declare::shell;
use crate::program::unread::{NodeUnread, Unread};
use crate::recipes::lines::Lines;
use crate::recipes::listing::leads_to;
use crate::value::path::{below, inside};

const LOCK: Lock = Lock { files: &["yarn.lock"], command: "yarn install" };

/// The head of a lock file that is not classic Yarn's.
#[derive(Deserialize)]
struct YarnLock {
    #[serde(rename = "__metadata")]
    metadata: Option<Metadata>,
}

#[derive(Deserialize)]
struct Metadata {
    version: Option<u64>,
}

/// `.yarnrc.yml`.
#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Settings {
    node_linker: Option<String>,
    yarn_path: Option<String>,
    /// What is in them is of no use here, and that they are tables is Yarn's rule.
    #[allow(dead_code)]
    npm_registries: Option<Tables>,
    #[allow(dead_code)]
    npm_scopes: Option<Tables>,
}

type Tables = BTreeMap<String, BTreeMap<String, IgnoredAny>>;

pub(super) fn read(tree: &Tree, name: &str) -> Result<Package, Unread> {
    let mut root = Root::of(tree, name, &LOCK)?;
    // Classic Yarn's file is no YAML.
    let text = tree.read(root.lock())?;
    let is_berry = text.starts_with("__metadata:") || text.contains("\n__metadata:");
    let mut keeps_others = true;
    let yarn = if is_berry {
        keeps_others = !is_of_yarn_3(tree, root.lock())?;
        berry(tree, &mut root)?
    } else {
        root.read_npmrc(tree);
        root.settings.extend(root.existing(tree, "", &[".yarnrc"]));
        Yarn { is_classic: true, program: "yarn".to_owned(), version: None, folders: vec![] }
    };
    let patterns = root.workspaces();
    let mut package = root.package(tree, patterns, Manager::Yarn(yarn))?;
    if keeps_others {
        package.keep_others();
    }
    Ok(package)
}

/// Or newer: those before it write 4 and have no `--mode`.
fn is_of_yarn_3(tree: &Tree, lock: &str) -> Result<bool, Unread> {
    let lock: YarnLock = tree.yaml_head(lock, |key| key != "__metadata")?;
    let version = lock.metadata.and_then(|metadata| metadata.version);
    Ok(version.is_some_and(|version| version > 4))
}

fn berry(tree: &Tree, root: &mut Root) -> Result<Yarn, Unread> {
    let path = below(&root.folder, ".yarnrc.yml");
    let settings: Settings = if tree.exists(&path) { tree.yaml(&path)? } else { <_>::default() };
    if settings.node_linker.as_deref() != Some("node-modules") {
        return Err(NodeUnread::PlugAndPlay { path }.into());
    }
    let mut folders = root.existing(tree, ".yarn", &["patches", "plugins", "releases"]);
    let version = root.manifest.manager("yarn").map(str::to_owned);
    let (program, version) = match (settings.yarn_path, version) {
        (Some(program), _) => {
            let file = leads_to(&path, &program)?;
            if !tree.exists(&file) {
                return Err(NodeUnread::NoYarnPath { file, path }.into());
            }
            // What is named by its path is there also where version control does not know it.
            if !folders.iter().any(|folder| inside(folder, &file).is_some()) {
                folders.push(file);
            }
            (format!("node {}", shell::quote(&program)), None)
        }
        (None, Some(version)) => ("yarn".to_owned(), Some(version)),
        (None, None) => {
            let manifest = root.manifest.path.clone();
            return Err(NodeUnread::NoYarn { path, manifest }.into());
        }
    };
    root.settings.push(path);
    Ok(Yarn { is_classic: false, program, version, folders })
}

impl Yarn {
    pub(super) fn install(&self, package: &Package, lines: &mut Lines<'_>) {
        let program = &self.program;
        if let Some(version) = &self.version {
            // Official images have classic Yarn under that name.
            let yarn = shell::quote(&format!("@yarnpkg/cli-dist@{version}"));
            let install = format!("npm install -g --force {yarn}").into();
            let comment = "Yarn, in the version that package.json names.";
            lines.run(comment, &package.root, &[npm::cache()], vec![install]);
        }
        if self.is_classic {
            // It has no way to shorten a lock file without a registry.
            lines.enter(&package.root);
            lines.copy_manifests(&package.decisive());
        } else {
            let install = "install --mode=update-lockfile --no-immutable";
            let shortening = Shortening {
                command: &format!("YARN_ENABLE_NETWORK=false {program} {install}"),
                leaves: Some(".yarn/install-state.gz"),
                mended_by: LOCK.command,
            };
            shorten::copy(package, &self.folders, &shortening, lines);
        }
        lines.allow("DL3060", "what yarn has downloaded is in a cache mount");
        let install = match (self.is_classic, package.is_built()) {
            (true, true) => "yarn install --frozen-lockfile".to_owned(),
            (true, false) => "yarn install --frozen-lockfile --production".to_owned(),
            (false, true) => format!("{program} install --immutable"),
            (false, false) => self.focus(package),
        };
        lines.run(INSTALL, &package.root, &[self.cache()], vec![install.into()]);
    }

    pub(super) fn build(&self, package: &Package) -> Vec<String> {
        let program = &self.program;
        let build = |member: &Member| match member.folder == package.root {
            true => format!("{program} run build"),
            false => format!("{program} workspace {} run build", shell::quote(&member.name)),
        };
        let mut commands: Vec<String> = package.built().map(build).collect();
        if package.is_built() && self.is_classic {
            // Scripts have run; they would want what is removed here.
            let install = "yarn install --frozen-lockfile --production";
            commands.push(format!("{install} --ignore-scripts --prefer-offline"));
        } else if package.is_built() {
            commands.push(self.focus(package));
        }
        commands
    }

    /// Where it keeps what it has downloaded.
    pub(super) fn cache(&self) -> ToolCache {
        match self.is_classic {
            true => ToolCache::locked("yarn", "/usr/local/share/.cache/yarn"),
            false => ToolCache::locked("yarn-berry", "/root/.yarn/berry"),
        }
    }

    /// What a package and the members that it needs use while they run.
    fn focus(&self, package: &Package) -> String {
        let name = match package.is_root() {
            true => String::new(),
            false => format!(" {}", shell::quote(&package.member.name)),
        };
        format!("{} workspaces focus --production{name}", self.program)
    }
}
