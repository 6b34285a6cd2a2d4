//! pnpm.
//!
//! Source: <https://pnpm.io/cli/fetch>, <https://pnpm.io/cli/deploy>.

use serde::Deserialize;

use super::found::{Manager, Package, Pnpm};
use super::npm;
use super::read::{Lock, Patterns, Root};
use crate::declare::disk::Tree;
use crate::declare::shell;
use crate::program::unread::{NodeUnread, Unread};
use crate::recipes::frame::OUT;
use crate::recipes::lines::Lines;

const LOCK: Lock = Lock { files: &["pnpm-lock.yaml"], command: "pnpm install --lockfile-only" };

/// Where packages go that are not where they have been installed.
pub(super) const MODULES: &str = "/out-modules";

/// The head of a lock file. pnpm writes what it was set to above all that it has locked.
#[derive(Deserialize)]
struct PnpmLock {
    settings: Option<Settings>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Settings {
    inject_workspace_packages: Option<bool>,
}

/// `pnpm-workspace.yaml`.
#[derive(Default, Deserialize)]
struct Members {
    packages: Option<Vec<String>>,
}

pub(super) fn read(tree: &Tree, name: &str) -> Result<Package, Unread> {
    let mut root = Root::of(tree, name, &LOCK)?;
    let version = root.manifest.manager("pnpm");
    let version = version.map(str::to_owned).ok_or_else(|| {
        let path = root.manifest.path.clone();
        NodeUnread::NoPnpm { path }
    })?;
    let lock: PnpmLock = tree.yaml_head(root.lock(), |key| {
        matches!(key, "importers" | "specifiers" | "dependencies" | "devDependencies" | "packages")
    })?;
    let injects = lock.settings.and_then(|settings| settings.inject_workspace_packages);
    let injects = injects.unwrap_or_default();
    let patches = root.existing(tree, "", &["patches"]);
    let mut patterns = Patterns { file: root.manifest.path.clone(), list: vec![] };
    for file in root.existing(tree, "", &["pnpm-workspace.yaml"]) {
        let members: Members = tree.yaml(&file)?;
        root.settings.push(file.clone());
        patterns = Patterns { file, list: members.packages.unwrap_or_default() };
    }
    root.settings.extend(root.existing(tree, "", &[".pnpmfile.cjs"]));
    root.read_npmrc(tree);
    let manager = Manager::Pnpm(Pnpm { version, injects, patches });
    let package = root.package(tree, patterns, manager)?;
    if package.is_root() && !package.manifests.is_empty() {
        let (name, members) = (name.to_owned(), package.manifests);
        return Err(NodeUnread::RootOfWorkspace { name, members }.into());
    }
    Ok(package)
}

impl Pnpm {
    /// What the lock file names goes into pnpm's store, in a layer: no manifest changes it, and
    /// what follows needs no registry.
    pub(super) fn install(&self, package: &Package, lines: &mut Lines<'_>) {
        let pnpm = shell::quote(&format!("pnpm@{}", self.version));
        let install = format!("npm install -g {pnpm}").into();
        let comment = "pnpm, in the version that package.json names.";
        lines.run(comment, &package.root, &[npm::cache()], vec![install]);
        lines.copy_manifests(&package.settings);
        lines.copy(&self.patches, &[]);
        let comment = "Dependencies, from the lock file alone.";
        lines.run(comment, &package.root, &[], vec!["pnpm fetch".into()]);
    }

    /// A member of a workspace is deployed, with what it needs, into a folder of its own.
    pub(super) fn build(&self, package: &Package) -> Vec<String> {
        if package.is_root() {
            let mut commands = vec!["pnpm install --offline --frozen-lockfile".to_owned()];
            if package.is_built() {
                commands.push("pnpm run build".to_owned());
            }
            commands.push("pnpm prune --prod".to_owned());
            commands.push(without_times("node_modules"));
            return commands;
        }
        let name = &package.member.name;
        let with_needed = shell::quote(&format!("{name}..."));
        let mut commands =
            vec![format!("pnpm install --offline --frozen-lockfile --filter {with_needed}")];
        if package.is_built() {
            commands.push(format!("pnpm --filter {with_needed} run --if-present build"));
        }
        let (name, legacy) = (shell::quote(name), if self.injects { "" } else { " --legacy" });
        commands.push(format!("pnpm --filter {name} deploy --prod{legacy} --offline {OUT}"));
        if package.has_modules {
            commands.push(format!("mv {OUT}/node_modules {MODULES}"));
            commands.push(without_times(MODULES));
        }
        commands
    }
}

/// pnpm's own notes are of no use in an image, and say when it ran: with them, packages that
/// have not changed would be another layer.
fn without_times(modules: &str) -> String {
    format!("rm -f {modules}/.modules.yaml {modules}/.pnpm-workspace-state*.json")
}
