//! Cargo's own configuration: all files of the context that cargo merges where it runs.
//!
//! Source: <https://doc.rust-lang.org/cargo/reference/config.html>.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use super::manifest::Dependencies;
use super::platform::Platform;
use super::profile::Profiles;
use crate::declare::disk::Tree;
use crate::program::unread::{CargoUnread, Unread};
use crate::recipes::listing::leads_to;
use crate::value::path::{below, inside, is_absolute, normal, parent, upwards};

/// What all configuration files say, the nearest file first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Config {
    pub(super) files: Vec<String>,
    /// Whether another folder than `target` is set, for what is made (`target-dir`) or for what
    /// that is made of (`build-dir`).
    pub(super) moves_target: bool,
    /// The platform to compile for.
    pub(super) target: Option<String>,
    /// The folders of packages that take the place of others.
    pub(super) packages: BTreeSet<String>,
    /// Other files and folders of the context that the configuration names.
    pub(super) named: BTreeSet<String>,
    /// Programs that are looked up in the image, each with the key that names it.
    pub(super) programs: Vec<OfTarget<(String, String)>>,
    pub(super) profiles: Vec<Profiles>,
    /// The flags of the compiler.
    pub(super) flags: Vec<OfTarget<String>>,
    /// The names of the variables in `[env]`.
    pub(super) variables: BTreeSet<String>,
    /// The paths of the context that variables in `[env]` name, by the variables.
    pub(super) folders: BTreeMap<String, String>,
    /// Whether repositories are fetched by git itself; `None` if no file says it.
    pub(super) git: Option<bool>,
    /// A file that includes others.
    pub(super) including: Option<String>,
}

/// What the configuration says for the platforms of a table, or for all of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct OfTarget<T> {
    /// The triple or the condition that the table is for.
    target: Option<String>,
    said: T,
}

impl<T> OfTarget<T> {
    /// What is said, if it may count for a platform.
    pub(super) fn on(&self, platform: Platform<'_>) -> Option<&T> {
        let counts = self.target.as_ref().is_none_or(|target| platform.may_be(target));
        counts.then_some(&self.said)
    }
}

/// One configuration file.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
struct ConfigFile {
    include: Vec<Include>,
    build: BuildTable,
    env: BTreeMap<String, Variable>,
    paths: Vec<String>,
    patch: BTreeMap<String, Dependencies>,
    source: BTreeMap<String, SourceTable>,
    http: HttpTable,
    net: NetTable,
    registry: AllRegistries,
    registries: BTreeMap<String, RegistryTable>,
    credential_alias: BTreeMap<String, Words>,
    target: BTreeMap<String, TargetTable>,
    profile: Profiles,
}

#[derive(Debug, Default, Deserialize)]
#[serde(untagged)]
enum Targets {
    #[default]
    None,
    One(String),
    Several(Vec<String>),
}

#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Include {
    Path(String),
    Table {
        path: String,
        #[serde(default)]
        optional: bool,
    },
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
struct BuildTable {
    target_dir: Option<String>,
    build_dir: Option<String>,
    target: Targets,
    rustc: Option<String>,
    rustc_wrapper: Option<String>,
    rustc_workspace_wrapper: Option<String>,
    rustflags: Words,
}

/// Words of a command: in one text with blanks, or in a list.
#[derive(Debug, Default, Deserialize)]
#[serde(untagged)]
enum Words {
    #[default]
    None,
    Text(String),
    List(Vec<String>),
}

impl Words {
    fn text(&self) -> String {
        match self {
            Self::None => String::new(),
            Self::Text(text) => text.clone(),
            Self::List(words) => words.join(" "),
        }
    }
}

#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Variable {
    Text(#[allow(dead_code)] String),
    Table {
        value: String,
        #[serde(default)]
        relative: bool,
    },
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
struct SourceTable {
    directory: Option<String>,
    local_registry: Option<String>,
}

/// The certificates of who signs for registries and for a proxy.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
struct HttpTable {
    cainfo: Option<String>,
    proxy_cainfo: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
struct NetTable {
    git_fetch_with_cli: Option<bool>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
struct RegistryTable {
    credential_provider: Words,
}

/// What holds for registries that say nothing themselves.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
struct AllRegistries {
    global_credential_providers: Vec<String>,
}

/// The table of a platform or of a condition. Its other keys are of libraries.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct TargetTable {
    linker: Option<String>,
    rustflags: Words,
}

/// The configuration of a cargo that runs in a folder: that of the folder and of all above it.
pub(super) fn config(tree: &Tree, root: &str) -> Result<Config, Unread> {
    let mut config = Config::default();
    for folder in upwards(root) {
        // Of both names cargo takes the old one.
        let names = [".cargo/config", ".cargo/config.toml"];
        if let Some(file) = tree.existing(folder, &names).into_iter().next() {
            config.take(tree, &file)?;
        }
    }
    config.take_named_by_flags(tree, root);
    Ok(config)
}

impl ConfigFile {
    /// The programs that are asked for the password of a registry, each with its key.
    fn providers(&self) -> impl Iterator<Item = (String, Option<String>)> {
        let of_one = self.registries.iter().map(|(name, registry)| {
            let key = format!("registries.{name}.credential-provider");
            (key, registry.credential_provider.text())
        });
        let of_all = self.registry.global_credential_providers.iter();
        let of_all =
            of_all.map(|said| ("registry.global-credential-providers".to_owned(), said.clone()));
        of_one.chain(of_all).map(|(key, said)| {
            let alias = self.credential_alias.get(said.trim());
            let said = alias.map_or(said, Words::text);
            let mut words = said.split_whitespace();
            let program = match words.next() {
                Some("cargo:token-from-stdout") => words.next(),
                first => first.filter(|word| !word.starts_with("cargo:")),
            };
            (key, program.map(str::to_owned))
        })
    }
}

impl Config {
    fn take(&mut self, tree: &Tree, file: &str) -> Result<(), Unread> {
        if self.files.iter().any(|known| known == file) {
            return Ok(());
        }
        let read: ConfigFile = tree.toml(file)?;
        self.files.push(file.to_owned());
        self.moves_target |= read.build.target_dir.is_some() || read.build.build_dir.is_some();
        self.take_target(&read, file)?;
        self.take_flags(&read);
        self.git = self.git.or(read.net.git_fetch_with_cli);
        self.profiles.push(read.profile.clone());
        self.take_packages(&read, file)?;
        self.take_programs(&read, file)?;
        self.take_variables(tree, &read, file)?;
        for path in read.http.cainfo.iter().chain(&read.http.proxy_cainfo) {
            // What is absolute is of the image.
            if !is_absolute(path) {
                let found = named_by(file, path)?;
                tree.require(&found)?;
                self.named.insert(found);
            }
        }
        self.including = self.including.take().or_else(|| {
            let includes = !read.include.is_empty();
            includes.then(|| file.to_owned())
        });
        // A later include counts before an earlier one.
        for include in read.include.iter().rev() {
            let (path, optional) = match include {
                Include::Path(path) => (path, false),
                Include::Table { path, optional } => (path, *optional),
            };
            let path = leads_to(file, path)?;
            if !optional || tree.finds(&path) {
                tree.require(&path)?;
                self.take(tree, &path)?;
            }
        }
        Ok(())
    }

    fn take_target(&mut self, read: &ConfigFile, file: &str) -> Result<(), Unread> {
        let targets = match &read.build.target {
            _ if self.target.is_some() => return Ok(()),
            Targets::None => return Ok(()),
            Targets::One(target) => std::slice::from_ref(target),
            Targets::Several(targets) => targets,
        };
        match targets {
            // The name of the folder with the programs is the builder's own then.
            [target] if !target.ends_with(".json") && target != "host-tuple" => {
                self.target = Some(target.clone())
            }
            several => {
                let (file, targets) = (file.to_owned(), several.to_vec());
                return Err(CargoUnread::ConfiguredTargets { file, targets }.into());
            }
        }
        Ok(())
    }

    fn take_flags(&mut self, read: &ConfigFile) {
        let of_targets = read.target.iter().map(|(name, it)| (Some(name), &it.rustflags));
        for (target, flags) in [(None, &read.build.rustflags)].into_iter().chain(of_targets) {
            if !matches!(flags, Words::None) {
                self.flags.push(OfTarget { target: target.cloned(), said: flags.text() });
            }
        }
    }

    /// Takes the files that flags name. The compiler runs in the workspace's folder.
    fn take_named_by_flags(&mut self, tree: &Tree, root: &str) {
        let all = self.flags.iter().map(|flags| flags.said.clone()).collect::<Vec<_>>();
        for path in all.iter().flat_map(|flags| paths_in(flags)) {
            let path = normal(&below(root, path)).filter(|_| !is_absolute(path));
            let path = path.filter(|path| inside(path, root).is_none());
            if let Some(path) = path.filter(|path| tree.shares(path)) {
                self.named.insert(path);
            }
        }
    }

    fn take_packages(&mut self, read: &ConfigFile, file: &str) -> Result<(), Unread> {
        let patches = read.patch.values().flat_map(BTreeMap::values);
        let patches = patches.filter_map(|patch| Some(patch.path.as_ref()?.get_ref()));
        let sources = read.source.values();
        let sources =
            sources.flat_map(|source| source.directory.iter().chain(&source.local_registry));
        for path in patches.chain(sources).chain(&read.paths) {
            self.packages.insert(named_by(file, path)?);
        }
        Ok(())
    }

    /// Takes the programs that are named. A relative path with a `/` is one of the context; all
    /// else is looked up in the image.
    fn take_programs(&mut self, read: &ConfigFile, file: &str) -> Result<(), Unread> {
        let build = &read.build;
        let of_all = [
            ("build.rustc", &build.rustc),
            ("build.rustc-wrapper", &build.rustc_wrapper),
            ("build.rustc-workspace-wrapper", &build.rustc_workspace_wrapper),
        ];
        let of_all = of_all.map(|(key, program)| (None, key.to_owned(), program));
        let linkers = read.target.iter();
        let linkers =
            linkers.map(|(name, it)| (Some(name), format!("target.{name}.linker"), &it.linker));
        let providers: Vec<(String, Option<String>)> = read.providers().collect();
        let providers = providers.iter().map(|(key, program)| (None, key.clone(), program));
        for (target, key, program) in of_all.into_iter().chain(linkers).chain(providers) {
            match program {
                Some(path) if path.contains('/') && !path.starts_with('/') => {
                    self.named.insert(named_by(file, path)?);
                }
                Some(program) if !program.is_empty() => {
                    let said = (program.clone(), key);
                    self.programs.push(OfTarget { target: target.cloned(), said });
                }
                Some(_) | None => {}
            }
        }
        Ok(())
    }

    fn take_variables(&mut self, tree: &Tree, read: &ConfigFile, file: &str) -> Result<(), Unread> {
        self.variables.extend(read.env.keys().cloned());
        for (name, variable) in &read.env {
            let Variable::Table { value, relative: true } = variable else { continue };
            let path = named_by(file, value)?;
            self.folders.entry(name.clone()).or_insert_with(|| path.clone());
            // A folder around the file's own only says where the workspace is.
            let is_around = inside(&path, parent(file)).is_some();
            if !is_around && tree.shares(&path) {
                self.named.insert(path);
            }
        }
        Ok(())
    }
}

/// What may be paths in flags of the compiler: `-Clink-arg=-Tlink/x.ld`.
fn paths_in(flags: &str) -> impl Iterator<Item = &str> {
    let parts = flags.split([' ', ',', '=', ':']).filter(|part| part.contains(['/', '.']));
    parts.map(|part| match part.strip_prefix('-') {
        // The path may stand right behind the letter of an option.
        Some(option) => option.get(1..).unwrap_or_default(),
        None => part.trim_start_matches('@'),
    })
}

/// The path of the context that a configuration file names. Such a path begins at the folder that
/// the file's own folder is in.
fn named_by(file: &str, path: &str) -> Result<String, Unread> {
    leads_to(&below(parent(parent(file)), "Cargo.toml"), path).map_err(|_| {
        let (path, file) = (path.to_owned(), file.to_owned());
        Unread::LeadsOut { path, named_by: Some(file) }
    })
}
