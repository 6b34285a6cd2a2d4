//! pnpm.
//!
//! Source: <https://pnpm.io/cli/fetch>, <https://pnpm.io/cli/deploy>.

use std::cell::OnceCell;
use std::collections::BTreeMap;

use serde::Deserialize;

use super::config::is_not_copied;
use super::found::{LEFT_OUT, Manager, Member, Package, Pnpm};
use super::links::{Links, PnpmImporters};
use super::manifest::{PackageJson, in_place_of};
use super::npm;
use super::read::{Asked, Lock, Patterns, Root};
use super::versions::toolchain;
use super::workspace::Rules;
use crate::declare::disk::Tree;
use crate::declare::layer::OUT;
use crate::declare::shell;
use crate::program::toolchain::is_older;
use crate::program::unread::{NodeUnread, Unread};
use crate::recipes::lines::Lines;
use crate::value::path::{below, parent};

const LOCK: Lock = Lock {
    files: &["pnpm-lock.yaml"],
    command: "pnpm install --lockfile-only",
    is_of_workspace: false,
};

/// The folder of packages that are taken from where they were installed.
pub(super) const MODULES: &str = "/out-modules";

/// The first pnpm that has two ways to deploy.
const FIRST_LEGACY: (u64, u64) = (10, 0);

/// The first pnpm that deploys all files; tried, from 7.33 to 12.21.
const FIRST_WHOLE: (u64, u64) = (8, 3);

/// The first pnpm that deploys by the lock file also where members are linked to in it; tried, from
/// 10.0 to 12.21.
const FIRST_BY_LOCK: (u64, u64) = (10, 26);

/// The head of a lock file. pnpm writes its settings above all that it has locked.
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
#[serde(rename_all = "camelCase")]
struct Members {
    packages: Option<Vec<String>>,
    patched_dependencies: Option<BTreeMap<String, String>>,
    overrides: Option<BTreeMap<String, String>>,
    pnpmfile: Option<Paths>,
    global_pnpmfile: Option<String>,
    cafile: Option<String>,
    script_shell: Option<String>,
    store_dir: Option<String>,
    cache_dir: Option<String>,
    /// The folder of packages, which other stages find in its usual place alone.
    modules_dir: Option<String>,
    virtual_store_dir: Option<String>,
    /// The Node that pnpm fetches, and runs scripts with.
    use_node_version: Option<String>,
    execution_env: Option<ExecutionEnv>,
    ignore_scripts: Option<bool>,
}

/// The Node that pnpm runs scripts of one project with.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ExecutionEnv {
    node_version: Option<String>,
}

/// One path, or several.
#[derive(Deserialize)]
#[serde(untagged)]
enum Paths {
    One(String),
    Several(Vec<String>),
}

pub(super) fn read(tree: &Tree, asked: &Asked<'_>) -> Result<Package, Unread> {
    let mut root = Root::of(tree, asked.name, &LOCK)?;
    check_lock(tree, &root)?;
    let version = version_of(&root, asked)?;
    let lock: PnpmLock = tree.yaml_head(root.lock(), |key| {
        matches!(key, "importers" | "specifiers" | "dependencies" | "devDependencies" | "packages")
    })?;
    let injects = lock.settings.and_then(|settings| settings.inject_workspace_packages);
    let injects = injects.unwrap_or_default();
    root.named.extend(root.existing(tree, "", &["patches"]));
    let mut patterns = Patterns { file: root.manifest.path.clone(), list: vec![] };
    for file in root.existing(tree, "", &["pnpm-workspace.yaml"]) {
        let members: Members = tree.yaml(&file)?;
        root.settings.push(file.clone());
        members.name_others(tree, &file, &mut root)?;
        patterns = Patterns { file, list: members.packages.unwrap_or_default() };
    }
    let patches = root.manifest.patches.iter().filter(|patch| !is_not_copied(patch));
    for patch in patches {
        root.named.push(tree.named_by(&root.manifest.path, patch)?);
    }
    root.settings.extend(root.existing(tree, "", &[".pnpmfile.cjs", ".pnpmfile.mjs"]));
    if let Some(npmrc) = root.read_npmrc(tree)? {
        root.nodes.extend(npmrc.node("use-node-version"));
        for key in ["modules-dir", "virtual-store-dir"] {
            check_places(npmrc.path(), key, npmrc.value(key))?;
        }
    }
    root.name_inner(tree);
    let manager = Manager::Pnpm(Pnpm { version, injects });
    let (lock, read) = (root.lock().to_owned(), OnceCell::new());
    let rules = Rules { links: Links::Pnpm(PnpmImporters { lock, read }), copies: true };
    let package = root.package(tree, patterns, (manager, &rules, false), asked)?;
    let is_other = |member: &Member| !member.is_linked && !package.is_at(member);
    if package.is_root() && package.closure.iter().any(is_other) {
        let (name, members) = (asked.name.to_owned(), package.manifests);
        return Err(NodeUnread::RootOfWorkspace { name, members }.into());
    }
    if let Manager::Pnpm(pnpm) = &package.manager {
        pnpm.check_needed(tree, asked.name, &package)?;
    }
    // A link is copied as it is, and would lead elsewhere from another folder.
    let is_linked = |member: &&Member| member.is_linked && package.is_deployed();
    if let Some(member) = package.closure.iter().find(is_linked) {
        let (name, folder) = (asked.name.to_owned(), member.folder.clone());
        return Err(NodeUnread::LinkDeployed { name, folder }.into());
    }
    Ok(package)
}

/// Refuses a lock file of a single member that needs others, as `sharedWorkspaceLockfile: false` has
/// pnpm write them.
fn check_lock(tree: &Tree, root: &Root) -> Result<(), Unread> {
    const FILE: &str = "pnpm-workspace.yaml";
    let needs_others = root.manifest.needs().any(|(_, spec, _)| spec.starts_with("workspace:"));
    if !needs_others || root.folder.is_empty() || tree.finds(&below(&root.folder, FILE)) {
        return Ok(());
    }
    match tree.above(parent(&root.folder), &[FILE]) {
        Some(above) => {
            let (file, lock) = (below(&above, FILE), root.lock().to_owned());
            Err(NodeUnread::OwnLocks { file, lock }.into())
        }
        None => Ok(()),
    }
}

/// The version of pnpm. pnpm runs as the version that `packageManager` names, whatever is
/// installed.
fn version_of(root: &Root, asked: &Asked<'_>) -> Result<String, Unread> {
    let path = root.manifest.path.clone();
    match (root.manifest.version_of("pnpm"), asked.version) {
        (Some(named), Some(version)) if named != version => {
            let (named, version) = (format!("pnpm@{named}"), version.to_owned());
            Err(NodeUnread::OtherVersion { path, named, version }.into())
        }
        (Some(version), _) | (None, Some(version)) => Ok(version.to_owned()),
        (None, None) => Err(NodeUnread::NoPnpm { path }.into()),
    }
}

/// Refuses settings that put packages into other folders than the usual ones, in which other stages
/// find them.
fn check_places(path: &str, key: &'static str, value: Option<&str>) -> Result<(), Unread> {
    let is_usual = |value: &str| {
        let value = value.trim_start_matches("./").trim_end_matches('/');
        matches!(value, "node_modules" | "node_modules/.pnpm")
    };
    match value.filter(|value| !is_usual(value)) {
        Some(value) => {
            let (path, value) = (path.to_owned(), value.to_owned());
            Err(NodeUnread::Moved { path, key, value }.into())
        }
        None => Ok(()),
    }
}

impl Members {
    /// Notes what the settings name by a path, and what they put in place of packages.
    fn name_others(&self, tree: &Tree, file: &str, root: &mut Root) -> Result<(), Unread> {
        let pnpmfiles = match &self.pnpmfile {
            Some(Paths::One(path)) => std::slice::from_ref(path),
            Some(Paths::Several(paths)) => paths,
            None => &[],
        };
        let patches = self.patched_dependencies.iter().flat_map(BTreeMap::values);
        let paths = patches.chain(pnpmfiles).chain(&self.global_pnpmfile).chain(&self.cafile);
        let shell = self.script_shell.iter().filter(|shell| shell.contains('/'));
        for path in paths.chain(shell).filter(|path| !is_not_copied(path)) {
            root.named.push(tree.named_by(file, path)?);
        }
        let caches = self.store_dir.iter().chain(&self.cache_dir);
        caches.for_each(|folder| root.note_cache(file, folder));
        check_places(file, "modulesDir", self.modules_dir.as_deref())?;
        check_places(file, "virtualStoreDir", self.virtual_store_dir.as_deref())?;
        let overrides = self.overrides.iter().flatten();
        root.manifest.replaced.extend(overrides.map(|(key, spec)| in_place_of(key, spec)));
        root.ignores_scripts |= self.ignore_scripts.unwrap_or_default();
        let node = self.execution_env.as_ref().and_then(|env| env.node_version.as_ref());
        let nodes = self.use_node_version.iter().chain(node);
        root.nodes.extend(nodes.filter_map(|version| toolchain(file, version)));
        Ok(())
    }
}

impl Pnpm {
    /// Fetches what the lock file names into pnpm's store, in a layer of its own: no manifest
    /// changes it, and the steps below it need no registry.
    pub(super) fn install(&self, package: &Package, lines: &mut Lines<'_>) {
        let pnpm = shell::quote(&format!("pnpm@{}", self.version));
        let install = format!("npm install -g {pnpm}").into();
        let comment = match &package.version {
            Some(_) => "pnpm, in the version that is asked for.",
            None => "pnpm, in the version that package.json names.",
        };
        lines.run(comment, &package.root, &[npm::cache()], vec![install]);
        lines.copy_manifests(&package.settings);
        lines.copy(&package.inputs.named, &LEFT_OUT);
        let comment = "Dependencies, from the lock file alone.";
        lines.run(
            comment,
            &package.root,
            &[],
            vec![format!("pnpm fetch{}", package.scripts.flag()).into()],
        );
    }

    /// Installs and builds the package. A member of a workspace is deployed, with what it needs,
    /// into a folder of its own. What was fetched may be laid out in another way than pnpm installs
    /// it. Only in CI does pnpm mend that unasked; and as a build may read the variable `CI` as
    /// well, only pnpm's own commands get it.
    pub(super) fn build(&self, package: &Package) -> Vec<String> {
        let flag = package.scripts.flag();
        let install = format!("CI=true pnpm install --offline --frozen-lockfile{flag}");
        if package.is_root() {
            let mut commands = vec![install];
            commands.extend(package.built().map(|member| run(package, member)));
            let flag = package.scripts.flag_afterwards();
            commands.push(format!("CI=true pnpm prune --prod{flag}"));
            commands.push(without_times("node_modules"));
            return commands;
        }
        let (own, with_needed, needed) = selectors(&package.member);
        let mut commands = vec![format!("{install} --filter {with_needed}")];
        match package.member.build.as_deref() {
            None | Some("build") if package.is_built() => {
                commands.push(format!("pnpm --filter {with_needed} run --if-present build"));
            }
            Some(script) => {
                if package.built().count() > 1 {
                    commands.push(format!("pnpm --filter {needed} run --if-present build"));
                }
                commands.push(format!("pnpm --filter {own} run {}", shell::quote(script)));
            }
            None => {}
        }
        let how = self.deploys();
        // Otherwise what a package's own `.gitignore` names stays behind: all that a build makes.
        let all = "--config.deploy-all-files=true";
        let deploy = format!("pnpm --filter {own} deploy --prod{how} {all} --offline{flag} {OUT}");
        commands.push(format!("CI=true {deploy}"));
        let generated = package.generated.iter().map(|name| {
            format!(
                "find node_modules -type d -name {name} -prune -exec cp -R --parents {{}} {OUT} \\;"
            )
        });
        commands.extend(generated);
        // The lock file that pnpm leaves there changes with other members, and is of no use in an
        // image.
        commands.push(format!("rm -f {OUT}/pnpm-lock.yaml"));
        if package.has_modules {
            commands.push(format!("mv {OUT}/node_modules {MODULES}"));
            commands.push(without_times(MODULES));
        }
        commands
    }
}

impl Pnpm {
    /// The option that deploys by a lock file in which members are linked to: as if they were
    /// injected, where pnpm can. Before pnpm 10 there was one way only; since then the old way has
    /// an option of its own.
    fn deploys(&self) -> &'static str {
        match () {
            () if self.injects || is_older(&self.version, FIRST_LEGACY) => "",
            () if is_older(&self.version, FIRST_BY_LOCK) => " --legacy",
            () => " --config.inject-workspace-packages=true",
        }
    }

    /// Refuses a pnpm that deploys without what git ignores, which is all that a build makes, and a
    /// package whose members need others, where pnpm deploys in the old way: for what
    /// members need it does not look into the lock file, but asks a registry for whatever is there.
    fn check_needed(&self, tree: &Tree, name: &str, package: &Package) -> Result<(), Unread> {
        if package.is_deployed() && is_older(&self.version, FIRST_WHOLE) {
            let (name, version) = (name.to_owned(), self.version.clone());
            return Err(NodeUnread::PartlyDeployed { name, version }.into());
        }
        if !package.is_deployed() || self.injects || !is_older(&self.version, FIRST_BY_LOCK) {
            return Ok(());
        }
        let is_own =
            |name: &String| package.closure.iter().any(|member| member.name.as_ref() == Some(name));
        for folder in package.ships.iter().filter(|folder| **folder != package.member.folder) {
            if let Some(needs) = PackageJson::of(tree, folder)?.ships.keys().find(|it| !is_own(it))
            {
                let (name, folder, needs) = (name.to_owned(), folder.clone(), needs.clone());
                let version = self.version.clone();
                return Err(NodeUnread::OldDeploy { name, folder, needs, version }.into());
            }
        }
        Ok(())
    }
}

/// The words by which pnpm is told of a member: of the member alone, of the member with what it
/// needs, and of what it needs alone.
fn selectors(member: &Member) -> (String, String, String) {
    let (own, all) = match &member.name {
        Some(name) if !name.starts_with('-') => (name.clone(), name.clone()),
        _ => (member.place.clone(), format!("{{{}}}", member.place)),
    };
    let quoted = |end: &str| shell::quote(&format!("{all}{end}"));
    (shell::quote(&own), quoted("..."), quoted("^..."))
}

/// The command that builds a root, or a folder that it links to.
fn run(package: &Package, member: &Member) -> String {
    let script = shell::quote(member.build.as_deref().unwrap_or("build"));
    match package.is_at(member) {
        true => format!("pnpm run {script}"),
        false => format!("pnpm --dir {} run {script}", shell::quote(&member.place)),
    }
}

/// Removes pnpm's own notes, which are of no use in an image. They say when pnpm ran, so that with
/// them packages that have not changed would be another layer.
fn without_times(modules: &str) -> String {
    format!("rm -f {modules}/.modules.yaml {modules}/.pnpm-workspace-state*.json")
}
