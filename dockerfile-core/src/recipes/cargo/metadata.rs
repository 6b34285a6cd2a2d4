//! What cargo says a workspace is: `cargo metadata --no-deps`, read into types.
//!
//! Source: <https://doc.rust-lang.org/cargo/commands/cargo-metadata.html>.

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde::Deserialize;

use crate::declare::disk::Tree;
use crate::program::unread::{CargoUnread, Unread};
use crate::recipes::formats::from_json;
use crate::value::path::normal;

/// A workspace.
#[derive(Debug, Deserialize)]
pub(super) struct Metadata {
    pub(super) packages: Vec<Package>,
    pub(super) workspace_root: PathBuf,
}

/// A member of the workspace.
#[derive(Debug, Deserialize)]
pub(super) struct Package {
    pub(super) name: String,
    pub(super) manifest_path: PathBuf,
    pub(super) targets: Vec<Target>,
    pub(super) dependencies: Vec<Dependency>,
    pub(super) features: BTreeMap<String, Vec<String>>,
    pub(super) rust_version: Option<String>,
    pub(super) edition: String,
    /// The path of the README, from the package's folder.
    pub(super) readme: Option<String>,
}

/// Something that cargo makes of a package.
#[derive(Debug, Deserialize)]
pub(super) struct Target {
    pub(super) kind: Vec<String>,
    pub(super) name: String,
    pub(super) src_path: PathBuf,
    #[serde(default, rename = "required-features")]
    pub(super) required_features: Vec<String>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Dependency {
    pub(super) name: String,
    /// The manifest's name for the dependency, if that is another one.
    pub(super) rename: Option<String>,
    /// `dev`, `build`, or none for what the package itself needs.
    pub(super) kind: Option<String>,
    /// The folder of the dependency, if it is on disk.
    pub(super) path: Option<PathBuf>,
    /// Whether the dependency is only needed if a feature asks for it.
    pub(super) optional: bool,
    /// The platform that the dependency is needed on, if it is not needed on every one.
    pub(super) target: Option<String>,
    /// The features that the manifest turns on.
    pub(super) features: Vec<String>,
}

impl Dependency {
    /// Whether the dependency is always part of what is made of the package.
    pub(super) fn is_certain(&self) -> bool {
        self.kind.is_none() && !self.optional && self.target.is_none()
    }
}

impl Metadata {
    /// What cargo says of the workspace of a package, or of the workspace, in a folder.
    pub(super) fn of(tree: &Tree, folder: &str) -> Result<Self, Unread> {
        let said = tree.metadata(folder).map_err(|unread| {
            // Cargo says the path of the manifest that it misses.
            let is_said = |submodule: &String| match &unread {
                Unread::Refused { said, .. } => said.contains(&format!("/{submodule}/")),
                _ => false,
            };
            let missing = tree.missing_submodules().into_iter().find(is_said);
            missing.map_or(unread, |path| Unread::NoSubmodule { path })
        })?;
        from_json("cargo metadata", &said)
    }
}

/// The kind of a target.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// A library of whatever kind, a procedural macro among them.
    Library,
    Program,
    /// A build script.
    Script,
    Test,
    Bench,
    Example,
}

impl Target {
    pub(super) fn form(&self) -> Form {
        let kinds: Vec<&str> = self.kind.iter().map(String::as_str).collect();
        match kinds.as_slice() {
            ["bin"] => Form::Program,
            ["custom-build"] => Form::Script,
            ["test"] => Form::Test,
            ["bench"] => Form::Bench,
            ["example"] => Form::Example,
            _ => Form::Library,
        }
    }

    /// Whether the library is one of procedural macros, which run in the workspace's folder.
    pub(super) fn is_macro(&self) -> bool {
        self.kind.iter().any(|kind| kind == "proc-macro")
    }

    /// Whether programs look for the library when they start, since it is not put into them.
    pub(super) fn is_dynamic(&self) -> bool {
        let has = |kind: &str| self.kind.iter().any(|it| it == kind);
        has("dylib") && !has("rlib") && !has("lib")
    }
}

/// A path that cargo says, as it is written from the context's root.
pub(super) fn in_context(tree: &Tree, path: &std::path::Path) -> Result<String, Unread> {
    let path_is_out = || {
        let path = path.display().to_string();
        Unread::from(CargoUnread::Outside { path })
    };
    // Links in it stay, since a link is copied as a link.
    if let Some(path) = tree.of_machine(path).and_then(|path| normal(&path)) {
        return Ok(path);
    }
    let real = path.canonicalize().map_err(|_| path_is_out())?;
    tree.of_machine(&real).ok_or_else(path_is_out)
}

#[cfg(test)]
mod tests {
    use super::{Dependency, Form, Target};

    #[test]
    fn a_target_has_a_form_by_its_kinds() {
        for (kinds, form) in [
            (vec!["bin"], Form::Program),
            (vec!["custom-build"], Form::Script),
            (vec!["test"], Form::Test),
            (vec!["bench"], Form::Bench),
            (vec!["example"], Form::Example),
            (vec!["lib"], Form::Library),
            (vec!["rlib", "cdylib"], Form::Library),
            (vec!["proc-macro"], Form::Library),
        ] {
            let kind = kinds.iter().map(|kind| (*kind).to_owned()).collect();
            let target = Target {
                kind,
                name: String::new(),
                src_path: "x".into(),
                required_features: vec![],
            };
            assert_eq!(target.form(), form, "{kinds:?}");
        }
    }

    #[test]
    fn a_library_is_dynamic_if_it_is_nothing_else() {
        for (kinds, is_dynamic) in
            [("dylib", true), ("dylib cdylib", true), ("dylib rlib", false), ("lib dylib", false)]
        {
            let kind = kinds.split(' ').map(str::to_owned).collect();
            let (name, src_path, required_features) = (String::new(), "x".into(), vec![]);
            let target = Target { kind, name, src_path, required_features };
            assert_eq!(target.is_dynamic(), is_dynamic, "{kinds}");
        }
    }

    #[test]
    fn a_dependency_is_certain_if_nothing_may_leave_it_out() {
        let of = |kind: Option<&str>, optional, target: Option<&str>| {
            let [kind, target] = [kind, target].map(|it| it.map(str::to_owned));
            let name = "a".to_owned();
            let (rename, path, features) = (None, None, vec![]);
            Dependency { name, rename, kind, path, optional, target, features }.is_certain()
        };
        assert!(of(None, false, None));
        assert!(!of(Some("build"), false, None) && !of(Some("dev"), false, None));
        assert!(!of(None, true, None) && !of(None, false, Some("cfg(unix)")));
    }
}
