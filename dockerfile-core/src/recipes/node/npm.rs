//! npm.
//!
//! Source: <https://docs.npmjs.com/cli/commands/npm-ci>.

use serde::Deserialize;

use super::found::{Manager, Member, Package};
use super::read::{Lock, Root};
use super::shorten::{self, Shortening};
use crate::declare::disk::Tree;
use crate::declare::layer::ToolCache;
use crate::declare::shell;
use crate::program::unread::Unread;
use crate::recipes::lines::Lines;
use crate::recipes::shapes::Table;

const LOCK: Lock = Lock {
    files: &["package-lock.json", "npm-shrinkwrap.json"],
    command: "npm install --package-lock-only",
};

/// What an install is for.
pub(super) const INSTALL: &str = "Dependencies, from the manifests and the lock file.";

/// npm's own note of what is installed also has the versions of members: with it, packages that
/// have not changed would be another layer after each release.
const WITHOUT_VERSIONS: &str = "rm -f node_modules/.package-lock.json";

/// The head of a lock file.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct PackageLock {
    lockfile_version: Option<u64>,
}

pub(super) fn read(tree: &Tree, name: &str) -> Result<Package, Unread> {
    let mut root = Root::of(tree, name, &LOCK)?;
    root.read_npmrc(tree);
    let Table(lock) = tree.json::<Table<PackageLock>>(root.lock())?;
    let patterns = root.workspaces();
    let mut package = root.package(tree, patterns, Manager::Npm)?;
    if lock.lockfile_version.is_none_or(|version| version < 2) {
        // npm would ask the registry for what such a file does not say.
        package.keep_others();
    }
    Ok(package)
}

/// With a manifest missing of a member that is locked, `npm ci` succeeds and installs a link to
/// nowhere.
pub(super) fn install(package: &Package, lines: &mut Lines<'_>) {
    let shortening = Shortening {
        command: "npm install --package-lock-only --offline --ignore-scripts --no-audit",
        leaves: None,
        mended_by: LOCK.command,
    };
    shorten::copy(package, &[], &shortening, lines);
    let commands = match package.is_built() {
        true => vec![format!("npm ci{}", scope(package)).into()],
        false => {
            vec![format!("npm ci --omit=dev{}", scope(package)).into(), WITHOUT_VERSIONS.into()]
        }
    };
    lines.run(INSTALL, &package.root, &[cache()], commands);
}

/// Packages that only the build has needed go: without the scope, npm would install what all
/// other members need.
pub(super) fn build(package: &Package) -> Vec<String> {
    let mut commands: Vec<String> =
        package.built().map(|member| format!("npm run build{}", of(package, member))).collect();
    if package.is_built() {
        commands.push(format!("npm prune --omit=dev{}", scope(package)));
        commands.push(WITHOUT_VERSIONS.to_owned());
    }
    commands
}

/// Where npm keeps what it has downloaded.
pub(super) fn cache() -> ToolCache {
    ToolCache::shared("npm", "/root/.npm")
}

fn of(package: &Package, member: &Member) -> String {
    match member.folder == package.root {
        true => String::new(),
        false => format!(" -w {}", shell::quote(&member.name)),
    }
}

/// What npm is to look at of a workspace.
fn scope(package: &Package) -> String {
    match package.is_root() {
        true => String::new(),
        false => format!("{} --include-workspace-root", of(package, &package.member)),
    }
}
