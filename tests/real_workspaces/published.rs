//! Packages as they were published, which cargo alone fetches.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::{env, fs};

use dockerfile_tests::docker::said;

/// The folder of a published package, as cargo has unpacked it.
///
/// `cargo info` fetches the package alone; `cargo fetch` would fetch all that it depends on, of
/// which the lock file in use has other versions.
pub(crate) fn folder(name: &str, version: &str) -> Result<PathBuf, String> {
    let known = || unpacked(&format!("{name}-{version}"));
    if let Some(folder) = known() {
        return Ok(folder);
    }
    let asked = cargo(Path::new("/"), &["info", "--quiet", &format!("{name}@{version}")]);
    known().ok_or_else(|| format!("cargo does not fetch {name} {version}: {}", said(&asked)))
}

/// Runs cargo in a folder, as if no test of ours ran.
pub(crate) fn cargo(folder: &Path, arguments: &[&str]) -> Output {
    let program = env::var_os("CARGO").expect("cargo runs the tests");
    let mut cargo = Command::new(program);
    for (name, _) in env::vars_os() {
        let name = name.to_string_lossy().into_owned();
        if name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_") {
            cargo.env_remove(name);
        }
    }
    cargo.args(arguments).current_dir(folder).env_remove("CARGO").env_remove("RUSTUP_TOOLCHAIN");
    cargo.env("CARGO_TERM_COLOR", "never").output().expect("cargo starts")
}

/// A package among those that cargo has unpacked, from whichever registry it asks.
fn unpacked(package: &str) -> Option<PathBuf> {
    let home = env::var_os("CARGO_HOME").map(PathBuf::from);
    let home = home.or_else(|| Some(PathBuf::from(env::var_os("HOME")?).join(".cargo")))?;
    let registries = fs::read_dir(home.join("registry/src")).ok()?;
    let mut folders = registries.flatten().map(|registry| registry.path().join(package));
    folders.find(|folder| folder.join("Cargo.toml.orig").is_file())
}
