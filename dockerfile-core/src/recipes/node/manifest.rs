//! `package.json`.
//!
//! Source: <https://docs.npmjs.com/cli/configuring-npm/package-json>.

use std::collections::BTreeMap;
use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, Visitor};
use serde_json::Value;

use crate::declare::disk::Tree;
use crate::program::unread::Unread;
use crate::recipes::shapes::{ListOrTable, Table};
use crate::value::path::below;

pub(super) const NAME: &str = "package.json";

/// What a `package.json` says that decides how its package is built.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct PackageJson {
    pub(super) path: String,
    pub(super) name: Option<String>,
    /// The script that builds the package.
    pub(super) build: Option<String>,
    pub(super) scripts: BTreeMap<String, String>,
    /// The packages that are needed while the program runs, each with how the manifest asks for it.
    pub(super) ships: BTreeMap<String, String>,
    /// The packages that are needed while the package is built.
    pub(super) builds_with: BTreeMap<String, String>,
    /// What the manifest puts in place of packages, wherever they are needed.
    pub(super) replaced: Vec<String>,
    /// Files by which pnpm patches packages.
    pub(super) patches: Vec<String>,
    /// The patterns of the members of its workspace.
    pub(super) workspaces: Vec<String>,
    /// Whether the package brings programs for others to call.
    pub(super) has_programs: bool,
    /// The schema of Prisma that the manifest names.
    pub(super) schema: Option<String>,
    /// The versions of Node that the package runs with.
    pub(super) node: Vec<String>,
    /// The name and the version of the package manager.
    pub(super) manager: Option<(String, String)>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Fields {
    name: Option<String>,
    scripts: Option<Scripts>,
    dependencies: Option<Versions>,
    optional_dependencies: Option<Versions>,
    peer_dependencies: Option<Versions>,
    dev_dependencies: Option<Versions>,
    overrides: Option<Value>,
    resolutions: Option<Value>,
    pnpm: Option<Value>,
    prisma: Option<Value>,
    workspaces: Option<ListOrTable<Packages>>,
    bin: Option<Value>,
    directories: Option<Value>,
    package_manager: Option<String>,
    dev_engines: Option<Value>,
    volta: Option<Value>,
    /// A table. A list is a form of npm's first years, which says nothing today.
    engines: Option<ListOrTable<NodeEngine>>,
}

type Versions = BTreeMap<String, String>;

/// The scripts of a package, which are texts. What else stands there is somebody's note.
struct Scripts(BTreeMap<String, String>);

#[derive(Deserialize)]
struct Packages {
    packages: Option<Vec<String>>,
}

#[derive(Deserialize)]
struct NodeEngine {
    node: Option<String>,
}

impl PackageJson {
    /// The manifest of a folder.
    pub(super) fn of(tree: &Tree, folder: &str) -> Result<Self, Unread> {
        let path = below(folder, NAME);
        let Table(fields) = tree.json::<Table<Fields>>(&path)?;
        let (node, manager) = (fields.node(), fields.manager());
        let pnpm = |key: &str| fields.pnpm.as_ref().and_then(|pnpm| pnpm.get(key));
        let replaced = [fields.overrides.as_ref(), fields.resolutions.as_ref(), pnpm("overrides")];
        let (replaced, patches) =
            (texts(replaced.into_iter().flatten()), texts(pnpm("patchedDependencies")));
        let directories = fields.directories.as_ref();
        let has_programs =
            fields.bin.is_some() || directories.is_some_and(|it| it.get("bin").is_some());
        let scripts = fields.scripts.map(|Scripts(scripts)| scripts).unwrap_or_default();
        // A package in two tables counts as `dependencies` says, then as `optionalDependencies`
        // does.
        let mut ships = fields.peer_dependencies.unwrap_or_default();
        ships.extend(fields.optional_dependencies.unwrap_or_default());
        ships.extend(fields.dependencies.unwrap_or_default());
        Ok(Self {
            name: fields.name,
            build: scripts.contains_key("build").then(|| "build".to_owned()),
            scripts,
            ships,
            builds_with: fields.dev_dependencies.unwrap_or_default(),
            replaced,
            patches,
            workspaces: match fields.workspaces {
                Some(ListOrTable::List(list)) => list,
                Some(ListOrTable::Table(table)) => table.packages.unwrap_or_default(),
                None => vec![],
            },
            has_programs,
            schema: fields.prisma.as_ref().and_then(schema),
            node,
            manager,
            path,
        })
    }

    /// The version of a package manager that `packageManager` names, or `devEngines` exactly.
    pub(super) fn version_of(&self, name: &str) -> Option<&str> {
        let (manager, version) = self.manager.as_ref()?;
        (manager == name).then_some(version)
    }

    /// All packages that the manifest names: the name, how it asks for the package, and whether the
    /// program needs it while it runs.
    pub(super) fn needs(&self) -> impl Iterator<Item = (&str, &str, bool)> {
        let ships = self.ships.iter().map(|(name, spec)| (name.as_str(), spec.as_str(), true));
        let builds = self.builds_with.iter();
        ships.chain(builds.map(|(name, spec)| (name.as_str(), spec.as_str(), false)))
    }
}

impl Fields {
    fn node(&self) -> Vec<String> {
        let text = |value: &Value| value.as_str().map(str::to_owned);
        let engines = match &self.engines {
            Some(ListOrTable::Table(engines)) => engines.node.clone(),
            Some(ListOrTable::List(_)) | None => None,
        };
        let volta = self.volta.as_ref().and_then(|volta| volta.get("node")).and_then(text);
        let runtimes = engines_of(self.dev_engines.as_ref(), "runtime");
        let runtimes = runtimes.filter(|(name, _)| *name == "node");
        let runtimes = runtimes.map(|(_, version)| version.to_owned());
        engines.into_iter().chain(volta).chain(runtimes).collect()
    }

    fn manager(&self) -> Option<(String, String)> {
        let exact = |version: &str| {
            version.split('.').count() == 3 && version.starts_with(|c: char| c.is_ascii_digit())
        };
        let said = self.package_manager.as_deref().and_then(name_and_version);
        said.or_else(|| {
            let mut managers = engines_of(self.dev_engines.as_ref(), "packageManager");
            let (name, version) = managers.find(|(_, version)| exact(version))?;
            Some((name.to_owned(), version.to_owned()))
        })
    }
}

/// The names and versions of one kind of `devEngines`, which may be a list.
fn engines_of<'v>(
    engines: Option<&'v Value>,
    kind: &str,
) -> impl Iterator<Item = (&'v str, &'v str)> {
    let engines = engines.and_then(|engines| engines.get(kind));
    let list = engines.map(|engine| match engine {
        Value::Array(list) => list.as_slice(),
        one => std::slice::from_ref(one),
    });
    let text = |engine: &'v Value, key: &str| engine.get(key).and_then(Value::as_str);
    let said = move |engine| Some((text(engine, "name")?, text(engine, "version")?));
    list.unwrap_or_default().iter().filter_map(said)
}

/// The schema in the settings of Prisma.
fn schema(prisma: &Value) -> Option<String> {
    prisma.get("schema").and_then(Value::as_str).map(str::to_owned)
}

/// All texts in values, however deep.
fn texts<'v>(values: impl IntoIterator<Item = &'v Value>) -> Vec<String> {
    let mut open: Vec<&Value> = values.into_iter().collect();
    let mut found = vec![];
    while let Some(value) = open.pop() {
        match value {
            Value::String(text) => found.push(text.clone()),
            Value::Array(list) => open.extend(list),
            Value::Object(table) => {
                for (key, value) in table {
                    match value.as_str() {
                        Some(spec) => found.push(in_place_of(key, spec)),
                        None => open.push(value),
                    }
                }
            }
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }
    found.sort();
    found
}

/// How a package is asked for that is put in place of another. A member of the workspace is called by
/// its name, which only the key has: that of `"web>core@1": "workspace:*"` is `core`.
pub(super) fn in_place_of(key: &str, spec: &str) -> String {
    let Some(range) = spec.strip_prefix("workspace:").filter(|range| !range.contains('@')) else {
        return spec.to_owned();
    };
    if range.starts_with('.') {
        return spec.to_owned();
    }
    let name = key.rsplit('>').next().unwrap_or(key).trim_start_matches("**/");
    let end = name.char_indices().skip(1).find(|(_, c)| *c == '@').map_or(name.len(), |(at, _)| at);
    format!("workspace:{}@{range}", &name[..end])
}

/// The name and the version in `pnpm@10.34.9+sha512.abc`, without the checksum.
fn name_and_version(manager: &str) -> Option<(String, String)> {
    let (name, version) = manager.split_once('@')?;
    let version = version.split('+').next().unwrap_or(version);
    Some((name.to_owned(), version.to_owned()))
}

impl<'de> Deserialize<'de> for Scripts {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(ScriptsVisitor)
    }
}

struct ScriptsVisitor;

impl<'de> Visitor<'de> for ScriptsVisitor {
    type Value = Scripts;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a table")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Scripts, A::Error> {
        let mut scripts = BTreeMap::new();
        while let Some(name) = map.next_key::<String>()? {
            let text = match name.as_str() {
                "build" | "install" | "postinstall" | "preinstall" | "prepare" => {
                    map.next_value::<Option<String>>()?
                }
                _ => map.next_value::<Value>()?.as_str().map(str::to_owned),
            };
            scripts.extend(text.map(|text| (name, text)));
        }
        Ok(Scripts(scripts))
    }
}

#[cfg(test)]
mod tests {
    use super::{in_place_of, name_and_version};

    #[test]
    fn what_is_put_in_place_of_a_package_has_a_name() {
        for (key, spec, asked) in [
            ("core", "workspace:*", "workspace:core@*"),
            ("web>@x/core@^1", "workspace:^", "workspace:@x/core@^"),
            ("**/core", "workspace:*", "workspace:core@*"),
            ("core", "workspace:@x/core@*", "workspace:@x/core@*"),
            ("core", "workspace:../core", "workspace:../core"),
            ("core", "link:../core", "link:../core"),
            ("core", "1.0.0", "1.0.0"),
        ] {
            assert_eq!(in_place_of(key, spec), asked, "{key}: {spec}");
        }
    }

    #[test]
    fn a_manager_has_a_version() {
        let pnpm = name_and_version("pnpm@10.34.9+sha512.abc");
        assert_eq!(pnpm, Some(("pnpm".to_owned(), "10.34.9".to_owned())));
        assert_eq!(name_and_version("pnpm"), None);
    }
}
