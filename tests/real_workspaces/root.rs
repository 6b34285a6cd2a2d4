//! The manifest of a workspace's root, which nobody publishes: what its members inherit stands,
//! with its values, in the manifests that cargo has made of theirs.

use std::collections::{BTreeMap, BTreeSet};

use toml::{Table, Value};

/// A member: its folder, its own manifest, and the one that cargo has published.
pub(crate) struct Member {
    /// The folder, below the root.
    pub(crate) folder: String,
    /// The manifest as its authors wrote it.
    pub(crate) own: Table,
    /// The manifest in which nothing is inherited.
    pub(crate) published: Table,
}

/// A root without a package, for these members.
pub(crate) fn manifest(members: &[Member]) -> String {
    let folders = members.iter().map(|member| Value::from(member.folder.as_str()));
    let mut workspace = Table::new();
    workspace.insert("resolver".to_owned(), resolver(members).into());
    workspace.insert("members".to_owned(), Value::Array(folders.collect()));
    workspace.insert("package".to_owned(), Value::Table(shared(members)));
    workspace.insert("dependencies".to_owned(), Value::Table(dependencies(members)));
    workspace.insert("lints".to_owned(), Value::Table(lints(members)));
    let root = Table::from_iter([("workspace".to_owned(), Value::Table(workspace))]);
    toml::to_string(&root).expect("a manifest")
}

/// A root without a package has no edition that would say it.
fn resolver(members: &[Member]) -> &'static str {
    let of = |member: &Member| member.published["package"].get("edition").cloned();
    let newest = members.iter().filter_map(of).filter_map(|value| Some(value.as_str()?.to_owned()));
    if newest.max().is_some_and(|edition| *edition >= *"2024") { "3" } else { "2" }
}

/// The values of `[package]` that a member takes from the root.
fn shared(members: &[Member]) -> Table {
    let mut shared = Table::new();
    for member in members {
        let package = member.own["package"].as_table().expect("a package");
        for key in package.iter().filter(|(_, value)| inherits(value)).map(|(key, _)| key) {
            if let Some(value) = member.published["package"].get(key) {
                shared.entry(key.clone()).or_insert_with(|| value.clone());
            }
        }
    }
    shared
}

fn lints(members: &[Member]) -> Table {
    let inherit = members.iter().filter(|member| member.own.get("lints").is_some_and(inherits));
    let mut lints = inherit.filter_map(|member| member.published.get("lints")?.as_table().cloned());
    lints.next().unwrap_or_default()
}

/// What members take from `[workspace.dependencies]`, with what all of them have in common.
fn dependencies(members: &[Member]) -> Table {
    let mut found: BTreeMap<String, Vec<Table>> = BTreeMap::new();
    for member in members {
        for path in tables(&member.own) {
            let (Some(own), Some(published)) =
                (table(&member.own, &path), table(&member.published, &path))
            else {
                continue;
            };
            for name in own.iter().filter(|(_, value)| inherits(value)).map(|(name, _)| name) {
                if let Some(Value::Table(values)) = published.get(name) {
                    found.entry(name.clone()).or_default().push(values.clone());
                }
            }
        }
    }
    let folders: BTreeMap<&str, &str> = members
        .iter()
        .filter_map(|member| Some((member.own["package"]["name"].as_str()?, &*member.folder)))
        .collect();
    let common = found.into_iter().map(|(name, uses)| {
        let package = uses[0].get("package").and_then(Value::as_str).unwrap_or(&name);
        let folder = folders.get(package).copied();
        let dependency = dependency(&uses, folder);
        (name, Value::Table(dependency))
    });
    common.collect()
}

fn dependency(uses: &[Table], folder: Option<&str>) -> Table {
    let mut dependency = Table::new();
    for key in ["version", "package"] {
        if let Some(value) = uses[0].get(key) {
            dependency.insert(key.to_owned(), value.clone());
        }
    }
    if let Some(folder) = folder {
        dependency.insert("path".to_owned(), folder.into());
    }
    if uses.iter().any(|table| table.get("default-features") == Some(&Value::Boolean(false))) {
        dependency.insert("default-features".to_owned(), false.into());
    }
    let features = |table: &Table| -> BTreeSet<String> {
        let list = table.get("features").and_then(Value::as_array);
        list.into_iter().flatten().filter_map(|value| Some(value.as_str()?.to_owned())).collect()
    };
    let all = uses.iter().map(features).reduce(|one, other| &one & &other).unwrap_or_default();
    if !all.is_empty() {
        let all = all.into_iter().map(Value::String).collect();
        dependency.insert("features".to_owned(), Value::Array(all));
    }
    dependency
}

/// The paths of a manifest's tables of dependencies.
pub(crate) fn tables(manifest: &Table) -> Vec<Vec<String>> {
    const KINDS: [&str; 3] = ["dependencies", "dev-dependencies", "build-dependencies"];
    let mut paths: Vec<Vec<String>> = KINDS.map(|kind| vec![kind.to_owned()]).to_vec();
    let targets = manifest.get("target").and_then(Value::as_table);
    for target in targets.into_iter().flat_map(|targets| targets.keys()) {
        let path = |kind: &str| vec!["target".to_owned(), target.clone(), kind.to_owned()];
        paths.extend(KINDS.map(path));
    }
    paths
}

/// The table at a path.
pub(crate) fn table<'a>(manifest: &'a Table, path: &[String]) -> Option<&'a Table> {
    path.iter().try_fold(manifest, |table, key| table.get(key)?.as_table())
}

fn inherits(value: &Value) -> bool {
    value.get("workspace") == Some(&Value::Boolean(true))
}
