//! What `cargo metadata` does not say, of `Cargo.toml`, `Cargo.lock` and toolchain files.
//!
//! Source: <https://doc.rust-lang.org/cargo/reference/manifest.html>.

use std::collections::BTreeMap;
use std::fmt;

use serde::Deserialize;
use serde::de::{IgnoredAny, MapAccess, Visitor};
use toml::Spanned;

use super::metadata::Target;

/// A manifest: of a package, of a workspace, or of both.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub(super) struct Manifest {
    pub(super) package: Option<PackageTable>,
    pub(super) workspace: Option<WorkspaceTable>,
    lib: Option<TargetTable>,
    bin: Vec<TargetTable>,
    /// By the registry whose packages are replaced.
    pub(super) patch: BTreeMap<String, Dependencies>,
    dependencies: Dependencies,
    dev_dependencies: Dependencies,
    build_dependencies: Dependencies,
    target: BTreeMap<String, PlatformTable>,
}

/// Dependencies by their names.
pub(super) type Dependencies = BTreeMap<String, Dependency>;

#[derive(Debug, Deserialize)]
pub(super) struct PackageTable {
    pub(super) name: Option<String>,
    version: Option<Version>,
    build: Option<Build>,
}

/// A build script's path, or whether there is one.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Build {
    Path(String),
    Is(#[allow(dead_code)] bool),
}

/// A version of its own, or the workspace's.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Version {
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
    pub(super) default_members: Option<Vec<String>>,
    dependencies: Dependencies,
}

/// What cargo is to make of a package.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct TargetTable {
    name: Option<String>,
    path: Option<String>,
}

/// What is for one platform alone.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
struct PlatformTable {
    dependencies: Dependencies,
    dev_dependencies: Dependencies,
    build_dependencies: Dependencies,
}

/// A dependency, with the places of what it says.
#[derive(Debug, Default)]
pub(super) struct Dependency {
    pub(super) path: Option<Spanned<String>>,
    pub(super) version: Option<Spanned<String>>,
}

impl Manifest {
    /// Everything that it says of dependencies, also for all members.
    pub(super) fn dependencies(&self) -> impl Iterator<Item = &Dependency> {
        let shared = self.workspace.iter().map(|workspace| &workspace.dependencies);
        let own = [&self.dependencies, &self.dev_dependencies, &self.build_dependencies];
        let platforms = self.target.values().flat_map(|target| {
            [&target.dependencies, &target.dev_dependencies, &target.build_dependencies]
        });
        own.into_iter().chain(platforms).chain(shared).flat_map(BTreeMap::values)
    }

    /// Whether a target is named here, and not found by looking.
    pub(super) fn declares(&self, target: &Target) -> bool {
        let by_path = |table: &&TargetTable| table.path.is_some();
        let named = |table: &TargetTable| table.name.as_ref() == Some(&target.name);
        if target.is_library() {
            return self.lib.as_ref().filter(by_path).is_some();
        }
        let script = self.package.as_ref().and_then(|package| package.build.as_ref());
        match target.is("custom-build") {
            true => matches!(script, Some(Build::Path(_))),
            false => self.bin.iter().any(named),
        }
    }

    /// The dependencies that are compiled with it, and those of its tests.
    pub(super) fn compiled(&self) -> impl Iterator<Item = &Dependency> {
        let own = [&self.dependencies, &self.build_dependencies];
        let platforms = self.target.values();
        let platforms = platforms.flat_map(|it| [&it.dependencies, &it.build_dependencies]);
        own.into_iter().chain(platforms).flat_map(BTreeMap::values)
    }

    /// The files of its library and of its build script, if it says them.
    pub(super) fn said_paths(&self) -> (Option<&str>, Option<&str>) {
        let library = self.lib.as_ref().and_then(|lib| lib.path.as_deref());
        let script = match self.package.as_ref().and_then(|package| package.build.as_ref()) {
            Some(Build::Path(path)) => Some(path.as_str()),
            Some(Build::Is(_)) | None => None,
        };
        (library, script)
    }

    /// What takes the place of packages of registries.
    pub(super) fn patches(&self) -> impl Iterator<Item = &Dependency> {
        self.patch.values().flat_map(BTreeMap::values)
    }
}

impl PackageTable {
    /// Whether its version is the workspace's.
    pub(super) fn inherits_version(&self) -> bool {
        matches!(self.version, Some(Version::Inherited { .. }))
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
                _ => {
                    table.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(dependency)
    }
}

/// `Cargo.lock`.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Lock {
    #[serde(default)]
    pub(super) package: Vec<Locked>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Locked {
    pub(super) name: String,
}

/// `rust-toolchain.toml`.
#[derive(Debug, Deserialize)]
pub(super) struct ToolchainFile {
    pub(super) toolchain: Option<Channel>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Channel {
    pub(super) channel: Option<String>,
}
