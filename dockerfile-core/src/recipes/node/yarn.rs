//! Yarn: the classic one, and the newer ones, which write `__metadata` into their lock file.
//!
//! Source: <https://classic.yarnpkg.com/en/docs/cli/install>, <https://yarnpkg.com/cli/install>.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde::de::IgnoredAny;

use super::config::{CACHES, Lines as ConfigLines, YARNRC, is_elsewhere, is_not_copied};
use super::found::{LEFT_OUT, Manager, Member, Package, Yarn};
use super::links::{Links, YarnKeys};
use super::npm::{self, INSTALL};
use super::read::{Asked, Lock, Root};
use super::shorten::{self, Shortening};
use super::workspace::Rules;
use crate::declare::disk::Tree;
use crate::declare::given::Given;
use crate::declare::layer::ToolCache;
use crate::declare::shell;
use crate::program::unread::{NodeUnread, Unread};
use crate::recipes::formats::without_mark;
use crate::recipes::lines::Lines;
use crate::recipes::listing::leads_to;
use crate::value::path::{below, inside};

const LOCK: Lock = Lock { files: &["yarn.lock"], command: "yarn install", is_of_workspace: false };

/// The head of a newer Yarn's lock file.
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
///
/// Source: <https://yarnpkg.com/configuration/yarnrc>.
#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Settings {
    node_linker: Option<String>,
    yarn_path: Option<String>,
    plugins: Option<Vec<Plugin>>,
    enable_network: Option<bool>,
    enable_global_cache: Option<bool>,
    cache_folder: Option<String>,
    global_folder: Option<String>,
    /// Files of variables; one with a `?` at its end may be missing.
    inject_environment_files: Option<Vec<String>>,
    ca_file_path: Option<String>,
    https_ca_file_path: Option<String>,
    https_cert_file_path: Option<String>,
    https_key_file_path: Option<String>,
    network_settings: Option<BTreeMap<String, Network>>,
    /// What these tables hold is of no use here; they are read because Yarn refuses what is no
    /// table.
    #[allow(dead_code)]
    npm_registries: Option<Tables>,
    #[allow(dead_code)]
    npm_scopes: Option<Tables>,
}

type Tables = BTreeMap<String, BTreeMap<String, IgnoredAny>>;

#[derive(Deserialize)]
#[serde(untagged)]
enum Plugin {
    Path(String),
    Table { path: String },
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Network {
    ca_file_path: Option<String>,
    https_ca_file_path: Option<String>,
    https_cert_file_path: Option<String>,
    https_key_file_path: Option<String>,
}

pub(super) fn read(tree: &Tree, asked: &Asked<'_>) -> Result<Package, Unread> {
    let mut root = Root::of(tree, asked.name, &LOCK)?;
    // Classic Yarn's file is no YAML.
    let text = tree.read(root.lock())?;
    let mut keys = text.lines().map(|line| without_mark(line).trim_start_matches('"'));
    let is_berry = keys.any(|line| line.starts_with("__metadata"));
    let mut keeps_others = true;
    let yarn = if is_berry {
        let version = lock_version(tree, root.lock())?;
        keeps_others = version <= 4;
        berry(tree, &mut root, version, asked)?
    } else {
        classic(tree, &mut root, asked)?
    };
    let patterns = root.workspaces();
    let links = Links::Yarn(YarnKeys::of(&text, !is_berry));
    let rules = Rules { links, copies: true };
    let package =
        root.package(tree, patterns, (Manager::Yarn(yarn), &rules, keeps_others), asked)?;
    package.check_names()?;
    Ok(package)
}

/// The version of a newer Yarn's lock file. Yarns before 3 write 4, and have no `--mode`; Yarn 4
/// writes 8.
fn lock_version(tree: &Tree, lock: &str) -> Result<u64, Unread> {
    let lock: YarnLock = tree.yaml_head(lock, |key| key != "__metadata")?;
    Ok(lock.metadata.and_then(|metadata| metadata.version).unwrap_or_default())
}

fn classic(tree: &Tree, root: &mut Root, asked: &Asked<'_>) -> Result<Yarn, Unread> {
    root.read_npmrc(tree)?;
    for path in root.existing(tree, "", &[".yarnrc"]) {
        let lines = ConfigLines::of(tree, &path)?;
        root.named.extend(lines.named(tree, &YARNRC)?);
        lines.values_of(&CACHES).for_each(|value| root.note_cache(&path, value));
        root.ignores_scripts |= lines.says("--install.ignore-scripts", "true");
        root.settings.push(path);
    }
    let (version, program) = (asked.version.map(str::to_owned), "yarn".to_owned());
    Ok(Yarn { is_classic: true, program, version, folders: vec![] })
}

fn berry(tree: &Tree, root: &mut Root, lock: u64, asked: &Asked<'_>) -> Result<Yarn, Unread> {
    let path = below(&root.folder, ".yarnrc.yml");
    let settings: Settings = if tree.exists(&path) { tree.yaml(&path)? } else { <_>::default() };
    if settings.node_linker.as_deref() != Some("node-modules") {
        return Err(NodeUnread::PlugAndPlay { path }.into());
    }
    let mut folders = root.existing(tree, ".yarn", &["patches", "plugins", "releases"]);
    folders.extend(settings.cache(tree, &path, lock)?);
    settings.name_others(tree, &path, root)?;
    let caches = settings.cache_folder.iter().chain(&settings.global_folder);
    caches.for_each(|folder| root.note_cache(&path, folder));
    let version = root.manifest.version_of("yarn").or(asked.version).map(str::to_owned);
    if let (Some(named), Some(asked)) =
        (&version, asked.version.filter(|it| version.as_deref() != Some(*it)))
    {
        let (path, named) = (root.manifest.path.clone(), format!("yarn@{named}"));
        return Err(NodeUnread::OtherVersion { path, named, version: asked.to_owned() }.into());
    }
    let (program, version) = match (settings.yarn_path, version) {
        (Some(program), _) => {
            let file = leads_to(&path, &program)?;
            if !tree.exists(&file) {
                return Err(NodeUnread::NoYarnPath { file, path }.into());
            }
            // A file that is named by its path is copied even if version control does not know it.
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
    root.named.retain(|named| !folders.iter().any(|folder| inside(folder, named).is_some()));
    root.settings.push(path);
    Ok(Yarn { is_classic: false, program, version, folders })
}

impl Settings {
    /// The folder of packages that are checked in. It is in the project, unless Yarn looks only
    /// into a folder of the user, as it does since Yarn 4.
    fn cache(&self, tree: &Tree, path: &str, lock: u64) -> Result<Option<String>, Unread> {
        let is_global = self.enable_global_cache.unwrap_or(lock >= 8);
        let named = self.cache_folder.as_deref().unwrap_or("./.yarn/cache");
        let is_offline = self.enable_network == Some(false);
        if is_elsewhere(named) && !is_offline {
            return Ok(None);
        }
        let folder = leads_to(path, named)?;
        let is_there = tree.exists(&folder) && tree.holds(&folder, ".zip")?;
        if is_offline && (is_global || !is_there) {
            let path = path.to_owned();
            return Err(NodeUnread::NoCache { path, folder, is_global }.into());
        }
        Ok((is_there && !is_global).then_some(folder))
    }

    /// Notes what the settings name by a path. A private key is an error.
    fn name_others(&self, tree: &Tree, path: &str, root: &mut Root) -> Result<(), Unread> {
        let networks = || self.network_settings.iter().flat_map(BTreeMap::values);
        let keys = self.https_key_file_path.iter();
        let mut keys = keys.chain(networks().filter_map(|it| it.https_key_file_path.as_ref()));
        if let Some(key) = keys.find(|key| !is_elsewhere(key)) {
            let (path, key) = (path.to_owned(), key.clone());
            return Err(NodeUnread::PrivateKey { path, key }.into());
        }
        let plugins = self.plugins.iter().flatten().map(|plugin| match plugin {
            Plugin::Path(path) | Plugin::Table { path } => path,
        });
        let theirs = networks()
            .flat_map(|it| [&it.ca_file_path, &it.https_ca_file_path, &it.https_cert_file_path]);
        let files = [&self.ca_file_path, &self.https_ca_file_path, &self.https_cert_file_path];
        let files = files.into_iter().chain(theirs).flatten();
        for variables in self.inject_environment_files.as_deref().unwrap_or(&usual()) {
            let (file, may_be_missing) = match variables.strip_suffix('?') {
                Some(file) => (file, true),
                None => (variables.as_str(), false),
            };
            let is_missing = || leads_to(path, file).is_ok_and(|found| !tree.finds(&found));
            if !(is_elsewhere(file) || may_be_missing && is_missing()) {
                root.named.push(tree.named_by(path, file)?);
            }
        }
        for named in plugins.chain(files).filter(|named| !is_not_copied(named)) {
            root.named.push(tree.named_by(path, named)?);
        }
        Ok(())
    }
}

/// The file of variables that Yarn reads unless its settings name others.
fn usual() -> Vec<String> {
    vec![".env.yarn?".to_owned()]
}

impl Yarn {
    pub(super) fn install(&self, package: &Package, files: &[Given], lines: &mut Lines<'_>) {
        let program = &self.program;
        if let Some(version) = &self.version {
            // Official images have classic Yarn under the name `yarn`, hence `--force`.
            let yarn = if self.is_classic {
                format!("yarn@{version}")
            } else {
                format!("@yarnpkg/cli-dist@{version}")
            };
            let yarn = shell::quote(&yarn);
            let install = format!("npm install -g --force {yarn}").into();
            let comment = match &package.version {
                Some(_) => "Yarn, in the version that is asked for.",
                None => "Yarn, in the version that package.json names.",
            };
            lines.run(comment, &package.root, &[npm::cache()], vec![install]);
        }
        if self.is_classic {
            // Classic Yarn has no way to shorten a lock file without a registry.
            lines.enter(&package.root);
            lines.copy_manifests(&package.decisive());
            lines.copy(&package.inputs.named, &LEFT_OUT);
            shorten::copy_for_scripts(package, files, lines);
        } else {
            let install = "install --mode=update-lockfile --no-immutable";
            let shortening = Shortening {
                command: &format!("YARN_ENABLE_NETWORK=false {program} {install}"),
                leaves: Some(".yarn/install-state.gz"),
                mended_by: LOCK.command,
            };
            shorten::copy(package, (&self.folders, files), &shortening, lines);
        }
        lines.allow("DL3060", "what yarn has downloaded is in a cache mount");
        let flag = package.scripts.flag();
        let commands = match (self.is_classic, package.is_built()) {
            (true, true) => vec![format!("yarn install --frozen-lockfile{flag}")],
            (true, false) => vec![format!("yarn install --frozen-lockfile --production{flag}")],
            (false, true) => {
                let mode = if package.scripts.are_ignored { " --mode=skip-build" } else { "" };
                vec![format!("{program} install --immutable{mode}")]
            }
            (false, false) => {
                let without =
                    if package.scripts.are_ignored { without_scripts(package) } else { vec![] };
                without.into_iter().chain([self.focus(package)]).collect()
            }
        };
        let commands = commands.into_iter().map(Into::into).collect();
        lines.run(INSTALL, &package.root, &[self.cache()], commands);
    }

    /// Builds the members and the package, and removes what only the build needs. No script runs
    /// with that removal: scripts have run already or are not to run, and would want what is
    /// removed.
    pub(super) fn build(&self, package: &Package) -> Vec<String> {
        let program = &self.program;
        let build = |member: &Member| {
            let script = shell::quote(member.build.as_deref().unwrap_or("build"));
            match &member.name {
                _ if member.is_linked => {
                    format!("npm run {script} --prefix {}", shell::quote(&member.place))
                }
                Some(name) if !package.is_at(member) => {
                    format!("{program} workspace {} run {script}", shell::quote(name))
                }
                _ => format!("{program} run {script}"),
            }
        };
        let mut commands: Vec<String> = package.built().map(build).collect();
        if package.is_built() && self.is_classic {
            let install = "yarn install --frozen-lockfile --production";
            commands.push(format!("{install} --ignore-scripts --prefer-offline"));
            // The install takes back what these scripts have changed in packages.
            let again = package.scripts.changing.iter().map(|script| format!("yarn run {script}"));
            commands.extend(again);
        } else if package.is_built() {
            commands.extend(without_scripts(package));
            commands.push(self.focus(package));
        }
        commands
    }

    /// The cache of what Yarn has downloaded.
    pub(super) fn cache(&self) -> ToolCache {
        match self.is_classic {
            true => ToolCache::locked("yarn", "/usr/local/share/.cache/yarn"),
            false => ToolCache::locked("yarn-berry", "/root/.yarn/berry"),
        }
    }

    /// The command that installs what a package, and the members that it needs, use while they run.
    fn focus(&self, package: &Package) -> String {
        let name = match package.is_root() {
            true => String::new(),
            false => format!(" {}", package.member.selector()),
        };
        format!("{} workspaces focus --production{name}", self.program)
    }
}

/// The commands that take scripts out of the manifests: `workspaces focus` has no other way to run
/// none.
fn without_scripts(package: &Package) -> Vec<String> {
    let delete = |(place, scripts): &(String, Vec<String>)| {
        let names: Vec<String> = scripts.iter().map(|name| format!("scripts.{name}")).collect();
        let folder = match place.as_str() {
            "./" | "./." => String::new(),
            place => format!(" --prefix {}", shell::quote(place)),
        };
        format!("npm pkg delete {}{folder}", names.join(" "))
    };
    package.scripts.of_members.iter().map(delete).collect()
}

impl Package {
    /// Refuses members without a name, by which alone Yarn is told of a member.
    fn check_names(&self) -> Result<(), Unread> {
        let is_hidden = |member: &&Member| {
            let is_said = member.name.as_ref().is_some_and(|name| !name.starts_with('-'));
            !is_said && !member.is_linked && !self.is_at(member)
        };
        match self.closure.iter().find(is_hidden) {
            Some(member) => Err(NodeUnread::NoName { folder: member.folder.clone() }.into()),
            None => Ok(()),
        }
    }
}
