//! What makes a workspace worth a trial, and whether it is so.

use std::fmt;
use std::path::Path;

use serde_json::Value;

use super::published::cargo;

/// What a real workspace has that a small one written for a test has not.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Kind {
    /// A declared bench without a harness, by criterion.
    Criterion,
    /// The same by divan.
    Divan,
    /// Several programs in the package.
    Programs,
    /// A target that wants features.
    RequiredFeatures,
    /// A member whose build script has `links`.
    Links,
    /// A member that is a proc macro.
    ProcMacro,
    /// A package of the registry, replaced by a folder of the repository.
    Patch(&'static str),
    /// All packages in the repository, as `cargo vendor` puts them there.
    Vendored,
    /// A file `rust-toolchain` with a version.
    Toolchain,
    /// A file `rust-toolchain.toml`.
    ToolchainToml,
    /// Queries that SQLx checks against files.
    Sqlx,
    /// Manifests and lock file with the line ends of Windows.
    Crlf,
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Criterion => "criterion",
            Self::Divan => "divan",
            Self::Programs => "programs",
            Self::RequiredFeatures => "required-features",
            Self::Links => "links",
            Self::ProcMacro => "proc-macro",
            Self::Patch(_) => "patch",
            Self::Vendored => "vendored",
            Self::Toolchain => "rust-toolchain",
            Self::ToolchainToml => "rust-toolchain.toml",
            Self::Sqlx => "sqlx",
            Self::Crlf => "crlf",
        })
    }
}

/// What cargo says of a workspace's packages.
pub(crate) fn packages(workspace: &Path) -> Result<Vec<Value>, String> {
    let arguments = ["metadata", "--no-deps", "--format-version=1", "--offline"];
    let output = cargo(workspace, &arguments);
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into_owned());
    }
    let said: Value = serde_json::from_slice(&output.stdout).map_err(|error| error.to_string())?;
    Ok(list(&said["packages"]).to_vec())
}

/// A kind that is claimed and not there, as cargo sees it; what the trial itself adds is there.
pub(crate) fn missing(kinds: &[Kind], name: &str, packages: &[Value]) -> Option<Kind> {
    let any = |holds: &dyn Fn(&Value) -> bool| packages.iter().any(holds);
    let there = |kind: &Kind| match kind {
        Kind::Criterion => any(&|package| benches_by(package, "criterion")),
        Kind::Divan => any(&|package| benches_by(package, "divan")),
        Kind::Programs => any(&|package| package["name"] == name && count(package, "bin") > 1),
        Kind::RequiredFeatures => any(&|package| {
            targets(package).any(|target| !list(&target["required-features"]).is_empty())
        }),
        Kind::Links => any(&|package| package["links"].is_string()),
        Kind::ProcMacro => any(&|package| count(package, "proc-macro") > 0),
        _ => true,
    };
    kinds.iter().find(|kind| !there(kind)).copied()
}

fn benches_by(package: &Value, harness: &str) -> bool {
    let needs = list(&package["dependencies"]).iter().any(|needed| needed["name"] == harness);
    needs && count(package, "bench") > 0
}

fn count(package: &Value, kind: &str) -> usize {
    targets(package).filter(|target| list(&target["kind"]).iter().any(|k| k == kind)).count()
}

fn targets(package: &Value) -> impl Iterator<Item = &Value> {
    list(&package["targets"]).iter()
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}
