//! What `Cargo.toml` and toolchain files say beyond what `cargo metadata` does.
//!
//! Source: <https://doc.rust-lang.org/cargo/reference/manifest.html>.

use std::collections::BTreeMap;
use std::fmt;

use serde::Deserialize;
use serde::de::{IgnoredAny, MapAccess, Visitor};
use toml::Spanned;

use super::metadata::{Form, Target};
use super::profile::Profiles;
use crate::value::path::is_absolute;

/// A manifest: of a package, of a workspace, or of both.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub(super) struct Manifest {
    pub(super) package: Option<PackageTable>,
    pub(super) workspace: Option<WorkspaceTable>,
    lib: Option<TargetTable>,
    bin: Vec<TargetTable>,
    test: Vec<TargetTable>,
    bench: Vec<TargetTable>,
    example: Vec<TargetTable>,
    /// What takes the place of a registry's packages, by the registry.
    pub(super) patch: BTreeMap<String, Dependencies>,
    /// The older form of `patch`: what takes the place of packages, by the packages.
    pub(super) replace: Dependencies,
    dependencies: Dependencies,
    #[serde(alias = "dev_dependencies")]
    dev_dependencies: Dependencies,
    #[serde(alias = "build_dependencies")]
    build_dependencies: Dependencies,
    target: BTreeMap<String, PlatformTable>,
    pub(super) profile: Profiles,
}

/// Dependencies by their names.
pub(super) type Dependencies = BTreeMap<String, Dependency>;

#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) struct PackageTable {
    name: Option<String>,
    version: Option<Version>,
    build: Option<Build>,
    workspace: Option<String>,
    default_run: Option<String>,
    resolver: Option<String>,
}

/// A build script's path, or whether there is one.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Build {
    Path(String),
    Is(#[allow(dead_code)] bool),
}

/// A package's version: its own, or the workspace's.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub(super) enum Version {
    Own(#[allow(dead_code)] String),
    Inherited {
        #[allow(dead_code)]
        workspace: bool,
    },
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub(super) struct WorkspaceTable {
    pub(super) members: Vec<String>,
    pub(super) exclude: Vec<String>,
    pub(super) default_members: Option<Vec<String>>,
    resolver: Option<String>,
    dependencies: Dependencies,
}

/// A target: what cargo is to make of a package.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct TargetTable {
    name: Option<String>,
    path: Option<String>,
}

/// The dependencies for one platform alone.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
struct PlatformTable {
    dependencies: Dependencies,
    #[serde(alias = "dev_dependencies")]
    dev_dependencies: Dependencies,
    #[serde(alias = "build_dependencies")]
    build_dependencies: Dependencies,
}

/// A dependency, with the places of its path and its version in the file.
#[derive(Debug, Default)]
pub(super) struct Dependency {
    pub(super) path: Option<Spanned<String>>,
    pub(super) version: Option<Spanned<String>>,
    /// Whether the rest is said in the manifest of the workspace's root.
    is_inherited: bool,
}

impl Manifest {
    /// All dependencies that the manifest names, also those that members may inherit.
    pub(super) fn dependencies(&self) -> impl Iterator<Item = &Dependency> {
        let shared = self.workspace.iter().map(|workspace| &workspace.dependencies);
        let own = [&self.dependencies, &self.dev_dependencies, &self.build_dependencies];
        let platforms = self.target.values().flat_map(|target| {
            [&target.dependencies, &target.dev_dependencies, &target.build_dependencies]
        });
        own.into_iter().chain(platforms).chain(shared).flat_map(BTreeMap::values)
    }

    pub(super) fn name(&self) -> Option<&str> {
        self.package.as_ref()?.name.as_deref()
    }

    /// The package's version, if it has one.
    pub(super) fn version(&self) -> Option<&Version> {
        self.package.as_ref()?.version.as_ref()
    }

    /// Whether the manifest names a target, so that cargo does not find it by looking.
    pub(super) fn declares(&self, target: &Target) -> bool {
        let named = |tables: &[TargetTable]| {
            tables.iter().any(|table| table.name.as_ref() == Some(&target.name))
        };
        match target.form() {
            Form::Library => self.lib.as_ref().is_some_and(|table| table.path.is_some()),
            Form::Script => self.build_path().is_some(),
            Form::Program => named(&self.bin),
            Form::Test => named(&self.test),
            Form::Bench => named(&self.bench),
            Form::Example => named(&self.example),
        }
    }

    /// The program that cargo has to find when it reads the manifest.
    pub(super) fn default_run(&self) -> Option<&str> {
        self.package.as_ref()?.default_run.as_deref()
    }

    /// The version of the resolver, if the manifest of a workspace's root says one.
    pub(super) fn resolver(&self) -> Option<&str> {
        let own = self.package.iter().filter_map(|package| package.resolver.as_deref());
        let shared = self.workspace.iter().filter_map(|workspace| workspace.resolver.as_deref());
        own.chain(shared).next()
    }

    fn build_path(&self) -> Option<&str> {
        match self.package.as_ref()?.build.as_ref()? {
            Build::Path(path) => Some(path),
            Build::Is(_) => None,
        }
    }

    /// The dependencies that are compiled with the package.
    fn compiled(&self) -> impl Iterator<Item = (&String, &Dependency)> {
        let own = [&self.dependencies, &self.build_dependencies];
        let platforms = self.target.values();
        let platforms = platforms.flat_map(|it| [&it.dependencies, &it.build_dependencies]);
        own.into_iter().chain(platforms).flatten()
    }

    /// The paths of dependencies that are compiled with the package.
    pub(super) fn compiled_paths(&self) -> impl Iterator<Item = &str> {
        self.compiled().filter_map(|(_, dependency)| dependency.path())
    }

    /// The paths of dependencies that a member is compiled with and that it has from this manifest
    /// of the root.
    pub(super) fn paths_for(&self, member: &Self) -> impl Iterator<Item = &str> {
        let inherited = member.compiled().filter(|(_, dependency)| dependency.is_inherited);
        let shared = self.workspace.as_ref().map(|workspace| &workspace.dependencies);
        inherited.filter_map(move |(name, _)| shared?.get(name)?.path())
    }

    /// What takes the place of packages of registries.
    pub(super) fn replacements(&self) -> impl Iterator<Item = &Dependency> {
        self.patch.values().chain([&self.replace]).flat_map(BTreeMap::values)
    }

    /// An absolute path in the manifest, which only this machine has.
    pub(super) fn absolute(&self) -> Option<&str> {
        let tables = [&self.bin, &self.test, &self.bench, &self.example].into_iter().flatten();
        let targets = tables.chain(&self.lib).filter_map(|table| table.path.as_deref());
        let dependencies = self.dependencies().chain(self.replacements());
        let dependencies = dependencies.filter_map(Dependency::path);
        let workspace = self.package.as_ref().and_then(|package| package.workspace.as_deref());
        let members = self.workspace.iter().flat_map(|workspace| &workspace.members);
        let all = targets.chain(dependencies).chain(self.build_path()).chain(workspace);
        all.chain(members.map(String::as_str)).find(|path| is_absolute(path))
    }
}

impl Dependency {
    fn path(&self) -> Option<&str> {
        Some(self.path.as_ref()?.get_ref())
    }
}

impl Version {
    /// Whether the version is the workspace's.
    pub(super) fn is_inherited(&self) -> bool {
        matches!(self, Self::Inherited { .. })
    }
}

// Not derived: an untagged enum would lose the places.
impl<'de> Deserialize<'de> for Dependency {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(DependencyVisitor)
    }
}

struct DependencyVisitor;

impl<'de> Visitor<'de> for DependencyVisitor {
    type Value = Dependency;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a version or a table")
    }

    fn visit_str<E>(self, _version: &str) -> Result<Dependency, E> {
        Ok(Dependency::default())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut table: A) -> Result<Dependency, A::Error> {
        let mut dependency = Dependency::default();
        while let Some(key) = table.next_key::<String>()? {
            match key.as_str() {
                "path" => dependency.path = Some(table.next_value()?),
                "version" => dependency.version = Some(table.next_value()?),
                "workspace" => dependency.is_inherited = table.next_value()?,
                _ => {
                    table.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(dependency)
    }
}

/// `rust-toolchain.toml`, or the older `rust-toolchain` where it is no plain word.
#[derive(Debug, Deserialize)]
pub(super) struct ToolchainFile {
    pub(super) toolchain: Option<Channel>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Channel {
    pub(super) channel: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::Manifest;

    fn manifest(text: &str) -> Manifest {
        toml::from_str(text).expect(text)
    }

    #[test]
    fn an_absolute_path_is_found_wherever_it_stands() {
        let tables = "lib dependencies.x dev-dependencies.x build-dependencies.x target.y.dependencies.x \
                      target.y.dev-dependencies.x target.y.build-dependencies.x workspace.dependencies.x \
                      patch.y.x replace.x";
        let keys = tables.split_whitespace().map(|table| format!("[{table}]\npath"));
        let targets = ["bin", "test", "bench", "example"].map(|it| format!("[[{it}]]\npath"));
        let others = ["[package]\nbuild", "[package]\nworkspace"].map(str::to_owned);
        for key in keys.chain(targets).chain(others) {
            assert_eq!(manifest(&format!("{key} = \"/x\"")).absolute(), Some("/x"), "{key}");
            assert_eq!(manifest(&format!("{key} = \"../x\"")).absolute(), None, "{key}");
        }
        assert_eq!(manifest("[workspace]\nmembers = [\"a\", \"/x\"]").absolute(), Some("/x"));
        assert_eq!(manifest("[package]\nbuild = false").absolute(), None);
    }

    #[test]
    fn dependencies_are_those_of_all_tables() {
        let text = "[dependencies]\na = \"1\"\n[dev-dependencies]\nb = { path = \"b\" }\n\
                    [build-dependencies]\nc = { path = \"c\" }\n[target.x.dependencies]\nd = { path = \"d\" }\n\
                    [target.x.dev-dependencies]\ne = { path = \"e\" }\n[target.x.build-dependencies]\n\
                    f = { path = \"f\" }\n[workspace.dependencies]\ng = { path = \"g\", version = \"1\" }\n";
        let read = manifest(text);
        let paths = read.dependencies().filter_map(|it| Some(it.path.as_ref()?.get_ref().as_str()));
        let mut paths: Vec<_> = paths.collect();
        paths.sort_unstable();
        assert_eq!(paths, ["b", "c", "d", "e", "f", "g"]);
        let mut compiled: Vec<_> = read.compiled_paths().collect();
        compiled.sort_unstable();
        assert_eq!(compiled, ["c", "d", "f"]);
        assert_eq!(read.dependencies().filter(|it| it.version.is_some()).count(), 1);
        for kind in ["dev_dependencies", "build_dependencies"] {
            let old = manifest(&format!("[{kind}]\na = {{ path = \"a\" }}\n"));
            assert_eq!(old.dependencies().count(), 1, "{kind}");
        }
    }
}
