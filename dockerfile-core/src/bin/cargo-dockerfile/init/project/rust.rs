//! The packages of cargo that have programs.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use serde::Deserialize;

use super::{Found, Kind, Project};
use crate::failure::Failure;
use crate::images;
use crate::init::listing::Listing;

#[derive(Deserialize)]
struct Metadata {
    packages: Vec<Package>,
    workspace_root: String,
}

#[derive(Deserialize)]
pub(super) struct Package {
    pub(super) name: String,
    pub(super) default_run: Option<String>,
    pub(super) targets: Vec<Target>,
    #[serde(default)]
    pub(super) features: BTreeMap<String, Vec<String>>,
    #[serde(default)]
    dependencies: Vec<Dependency>,
}

#[derive(Deserialize)]
struct Dependency {
    name: String,
    /// `dev` or `build`, or none for what the package itself needs.
    kind: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct Target {
    pub(super) name: String,
    pub(super) kind: Vec<String>,
    #[serde(default, rename = "required-features")]
    pub(super) required_features: Vec<String>,
}

/// A project for each workspace that has programs, as cargo sees it.
pub(super) fn find(listing: &Listing<'_>, all: &mut Found) {
    let mut seen = BTreeSet::new();
    let top = fs::canonicalize(listing.root).unwrap_or_default();
    let manifests = listing.folders.iter().filter(|(_, names)| names.contains("Cargo.toml"));
    for (folder, _) in manifests {
        let manifest = listing.root.join(folder).join("Cargo.toml");
        let metadata: Metadata = match images::metadata(Some(&manifest)) {
            Ok(metadata) => metadata,
            Err(failure) => {
                let place = format!("`{}`: ", crate::say::path(&manifest));
                all.left_out.push(Failure::said(&place, &failure.what));
                continue;
            }
        };
        let workspace = Path::new(&metadata.workspace_root);
        let Ok(below) = workspace.strip_prefix(&top) else {
            all.of_above.get_or_insert(((*folder).to_owned(), workspace.to_owned()));
            continue;
        };
        if !seen.insert(metadata.workspace_root.clone()) {
            continue;
        }
        let (kind, others) = programs(&metadata.packages);
        all.left_out.extend(others.into_iter().map(Failure::new));
        let Some(kind) = kind else { continue };
        let folder = below.to_string_lossy().replace('\\', "/");
        let folder = if folder.is_empty() { ".".to_owned() } else { folder };
        if !listing.has(&folder, "Cargo.lock") {
            let place = format!("`{}` has no `Cargo.lock` in git", crate::say::path(&manifest));
            all.left_out.push(Failure::new(place));
            continue;
        }
        all.projects.push(Project::new(listing, &folder, kind));
    }
}

/// The packages that have programs, and why others of them are left out. Cargo puts the programs of all
/// packages into one folder.
pub(super) fn programs(packages: &[Package]) -> (Option<Kind>, Vec<String>) {
    let (mut started, mut built) = (BTreeMap::new(), BTreeMap::new());
    let (mut programs, mut left_out, mut alone) = (vec![], vec![], false);
    let has_some = |package: &&Package| package.targets.iter().any(Target::is_program);
    for package in packages.iter().filter(has_some) {
        if let Some(what) = package.is_no_service() {
            left_out.push(format!("`{}` is {what}", package.name));
            continue;
        }
        let Some(program) = package.program() else {
            left_out.push(format!("`{}` has programs, and none without a feature", package.name));
            continue;
        };
        let other = package.programs().find_map(|name| started.get(name));
        if let Some(other) = other.or_else(|| built.get(program)) {
            let why = format!("`{}` has a program of the same name as `{other}`", package.name);
            left_out.push(why);
            continue;
        }
        started.insert(program, &package.name);
        for name in package.programs() {
            alone |= built.insert(name, &package.name).is_some();
        }
        programs.push((package.name.clone(), program.to_owned()));
    }
    ((!programs.is_empty()).then_some(Kind::Cargo { programs, alone }), left_out)
}

impl Target {
    fn is_program(&self) -> bool {
        self.kind.iter().any(|kind| kind == "bin")
    }
}

impl Package {
    /// The programs that cargo builds without being told features.
    fn programs(&self) -> impl Iterator<Item = &str> {
        let (mut on, mut waiting) = (BTreeSet::new(), vec!["default"]);
        while let Some(feature) = waiting.pop() {
            if on.insert(feature) {
                waiting
                    .extend(self.features.get(feature).into_iter().flatten().map(String::as_str));
            }
        }
        let is_on = move |target: &&Target| {
            target.required_features.iter().all(|feature| on.contains(feature.as_str()))
        };
        self.targets
            .iter()
            .filter(|it| it.is_program())
            .filter(is_on)
            .map(|target| target.name.as_str())
    }

    /// What the package is, if no container runs its programs.
    fn is_no_service(&self) -> Option<&'static str> {
        let mut needed = self.dependencies.iter().filter(|needed| needed.kind.is_none());
        match self.name.as_str() {
            "xtask" => Some("for tasks of developers"),
            _ if needed.any(|needed| needed.name == "tauri") => Some("an application for desktops"),
            _ => None,
        }
    }

    /// The program that is started.
    pub(super) fn program(&self) -> Option<&str> {
        let default = self.default_run.as_ref().unwrap_or(&self.name);
        self.programs().find(|name| name == default).or_else(|| self.programs().next())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::{Dependency, Kind, Package, Target, programs};

    /// A package with these targets; a program of the kind `gated` wants a feature, and one of the kind
    /// `on` wants a default one.
    fn package(name: &str, default_run: Option<&str>, targets: &[(&str, &str)]) -> Package {
        let target = |(name, kind): &(&str, &str)| {
            let (kind, required) = match *kind {
                "gated" => ("bin", vec!["extra"]),
                "on" => ("bin", vec!["usual"]),
                kind => (kind, vec![]),
            };
            let required_features = required.into_iter().map(str::to_owned).collect();
            Target { name: (*name).to_owned(), kind: vec![kind.to_owned()], required_features }
        };
        let features = [("default", vec!["more"]), ("more", vec!["usual"]), ("extra", vec![])];
        let features = features
            .map(|(name, on)| (name.to_owned(), on.into_iter().map(str::to_owned).collect()));
        Package {
            name: name.to_owned(),
            default_run: default_run.map(str::to_owned),
            targets: targets.iter().map(target).collect(),
            features: BTreeMap::from(features),
            dependencies: vec![],
        }
    }

    #[test]
    fn a_program_of_a_package_is_started() {
        for (name, default_run, targets, expected) in [
            ("app", None, vec![("one", "bin"), ("app", "bin")], Some("app")),
            ("app", Some("one"), vec![("app", "bin"), ("one", "bin")], Some("one")),
            ("app", None, vec![("app", "lib"), ("one", "bin"), ("two", "bin")], Some("one")),
            ("app", None, vec![("app", "lib")], None),
        ] {
            let package = package(name, default_run, &targets);
            assert_eq!(package.program(), expected, "{name}");
        }
    }

    #[test]
    fn a_program_counts_where_its_features_are_on() {
        let program = |targets| package("app", None, targets).program().map(str::to_owned);
        assert_eq!(program(&[("app", "gated"), ("one", "bin")]).as_deref(), Some("one"));
        assert_eq!(program(&[("app", "on"), ("one", "bin")]).as_deref(), Some("app"));
        assert_eq!(program(&[("app", "gated")]), None);
    }

    #[test]
    fn what_no_container_runs_is_left_out() {
        let said = |name: &str, kind: Option<&str>| {
            let needed = Dependency { name: "tauri".to_owned(), kind: kind.map(str::to_owned) };
            let package =
                Package { dependencies: vec![needed], ..package(name, None, &[(name, "bin")]) };
            programs(&[package]).1.join("; ")
        };
        assert_eq!(said("app", None), "`app` is an application for desktops");
        assert_eq!(said("app", Some("dev")), "");
        assert_eq!(said("xtask", Some("build")), "`xtask` is for tasks of developers");
    }

    /// Cargo puts all programs into one folder.
    #[test]
    fn no_two_packages_have_a_program_of_one_name() {
        let of = |targets: &[&[(&str, &str)]]| {
            let packages = targets.iter().zip(["a", "b", "c"]);
            let packages: Vec<Package> =
                packages.map(|(targets, name)| package(name, None, targets)).collect();
            let (kind, left_out) = programs(&packages);
            let Some(Kind::Cargo { programs, alone }) = kind else { panic!("no program") };
            let programs: Vec<String> =
                programs.iter().map(|(package, program)| format!("{package} {program}")).collect();
            (programs.join(", "), alone, left_out.len())
        };
        let main = |name| [(name, "bin")];
        assert_eq!(
            of(&[&main("a"), &[("b", "gated")], &[("c", "lib")]]),
            ("a a".to_owned(), false, 1)
        );
        assert_eq!(of(&[&main("a"), &main("b")]), ("a a, b b".to_owned(), false, 0));
        assert_eq!(of(&[&main("schema"), &main("schema")]), ("a schema".to_owned(), false, 1));
        let tools = [[("a", "bin"), ("tool", "bin")], [("b", "bin"), ("tool", "bin")]];
        assert_eq!(of(&[&tools[0], &tools[1]]), ("a a, b b".to_owned(), true, 0));
        assert_eq!(of(&[&tools[0], &main("tool")]), ("a a".to_owned(), false, 1));
        assert_eq!(of(&[&main("tool"), &tools[1]]), ("a tool".to_owned(), false, 1));
    }
}
