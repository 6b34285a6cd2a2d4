//! npm.
//!
//! Source: <https://docs.npmjs.com/cli/commands/npm-ci>.

use super::config::Lines as Npmrc;
use super::found::{Manager, Member, Package};
use super::links::Links;
use super::npm_lock::PackageLock;
use super::read::{Asked, Lock, Root};
use super::shorten::{self, Shortening};
use super::workspace::Rules;
use crate::declare::disk::Tree;
use crate::declare::given::Given;
use crate::declare::layer::ToolCache;
use crate::declare::shell;
use crate::program::unread::{NodeUnread, Unread};
use crate::recipes::lines::Lines;
use crate::recipes::shapes::Table;

const LOCK: Lock = Lock {
    files: &["package-lock.json", "npm-shrinkwrap.json"],
    command: "npm install --package-lock-only",
    is_of_workspace: true,
};

/// The comment above an install.
pub(super) const INSTALL: &str = "Dependencies, from the manifests and the lock file.";

/// Removes npm's own note of what is installed. It has the versions of members, so that with it
/// packages that have not changed would be another layer after each release.
const WITHOUT_VERSIONS: &str = "rm -f node_modules/.package-lock.json";

pub(super) fn read(tree: &Tree, asked: &Asked<'_>) -> Result<Package, Unread> {
    let mut root = Root::of(tree, asked.name, &LOCK)?;
    let npmrc = root.read_npmrc(tree)?;
    npmrc.iter().try_for_each(check_groups)?;
    let Table(lock) = tree.json::<Table<PackageLock>>(root.lock())?;
    lock.check_platforms(root.lock())?;
    for file in lock.archives() {
        root.named.push(tree.named_by(root.lock(), file)?);
    }
    let patterns = root.workspaces();
    // npm would ask the registry for what an older lock file does not say.
    let keeps_others = lock.lockfile_version.is_none_or(|version| version < 2);
    let links = if keeps_others { Links::ByName } else { Links::Npm(lock) };
    let copies = npmrc.is_some_and(|npmrc| npmrc.says("install-links", "true"));
    root.package(tree, patterns, (Manager::Npm, &Rules { links, copies }, keeps_others), asked)
}

/// Refuses settings by which npm installs packages of development whatever `--omit` says.
fn check_groups(npmrc: &Npmrc) -> Result<(), Unread> {
    let keeps = |(key, value): (&str, &str)| match key {
        "include" | "include[]" => value == "dev",
        "also" => value.starts_with("dev"),
        "dev" => value == "true",
        "production" => value == "false",
        _ => false,
    };
    match npmrc.pairs().find(|pair| keeps(*pair)) {
        Some((key, value)) => {
            let (path, setting) = (npmrc.path().to_owned(), format!("{key}={value}"));
            Err(NodeUnread::KeepsDevelopment { path, setting }.into())
        }
        None => Ok(()),
    }
}

/// Installs packages from all needed manifests: if that of a locked member is missing, `npm ci`
/// succeeds and installs a link to nowhere.
pub(super) fn install(package: &Package, files: &[Given], lines: &mut Lines<'_>) {
    let shortening = Shortening {
        command: "npm install --package-lock-only --offline --ignore-scripts --no-audit",
        leaves: None,
        mended_by: LOCK.command,
    };
    if let Some(version) = &package.version {
        let npm = shell::quote(&format!("npm@{version}"));
        let install = format!("npm install -g {npm}").into();
        lines.run(
            "npm, in the version that is asked for.",
            &package.root,
            &[cache()],
            vec![install],
        );
    }
    shorten::copy(package, (&[], files), &shortening, lines);
    let (scope, flag) = (scope(package), package.scripts.flag());
    let commands = match package.is_built() {
        true => vec![format!("npm ci{flag}{scope}").into()],
        false => vec![format!("npm ci --omit=dev{flag}{scope}").into(), WITHOUT_VERSIONS.into()],
    };
    lines.run(INSTALL, &package.root, &[cache()], commands);
}

/// Builds the members and the package, and removes packages that only the build needs. Without the
/// scope, npm would install what all other members need.
pub(super) fn build(package: &Package) -> Vec<String> {
    let build = |member: &Member| {
        let script = shell::quote(member.build.as_deref().unwrap_or("build"));
        format!("npm run {script}{}", in_member(package, member))
    };
    let mut commands: Vec<String> = package.built().map(build).collect();
    if package.is_built() {
        let flag = package.scripts.flag_afterwards();
        commands.push(format!("npm prune --omit=dev{flag}{}", scope(package)));
        commands.push(WITHOUT_VERSIONS.to_owned());
    }
    commands
}

/// The cache of what npm has downloaded.
pub(super) fn cache() -> ToolCache {
    ToolCache::shared("npm", "/root/.npm")
}

/// The option by which npm works in a member.
fn in_member(package: &Package, member: &Member) -> String {
    match member.folder == package.root {
        true => String::new(),
        false if member.is_linked => format!(" --prefix {}", shell::quote(&member.place)),
        false => format!(" -w {}", member.selector()),
    }
}

/// The options by which npm looks only at the package and at the root of its workspace.
fn scope(package: &Package) -> String {
    match package.is_root() {
        true => String::new(),
        false => format!("{} --include-workspace-root", in_member(package, &package.member)),
    }
}
