//! A workspace, put together from published packages in a temporary folder.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use dockerfile_tests::docker::said;
use dockerfile_tests::repository::{self, files, replace, text, write};
use tempfile::TempDir;
use toml::Table;

use super::anew::{self, join};
use super::cases::Case;
use super::kinds::{self, Kind};
use super::published::{self, cargo};
use super::root::{self, Member};

/// A repository with a workspace in it.
pub(crate) struct Workspace {
    folder: TempDir,
    /// How many packages the lock file names.
    pub(crate) locked: usize,
    /// How many packages of the project there are.
    pub(crate) members: usize,
    /// The files that were left out of the packages, and are written anew.
    pub(crate) anew: Vec<String>,
    /// Whether members by path made the published lock file stale.
    pub(crate) refreshed: bool,
}

impl Workspace {
    /// Puts the packages of a case together, and commits them.
    pub(crate) fn of(case: &Case) -> Result<Self, String> {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let root = folder.path();
        let inner = root.join(case.workspace);
        let folders = lay(case, root)?;
        let anew = anew::write(root, &folders);
        let lock = inner.join("Cargo.lock");
        for kind in case.kinds {
            before_locking(*kind, root, &lock)?;
        }
        let refreshed = refresh(&inner)?;
        for kind in case.kinds {
            after_locking(*kind, root)?;
        }
        let packages = kinds::packages(&inner)?;
        if let Some(kind) = kinds::missing(case.kinds, case.name, &packages) {
            return Err(format!("there is no {kind} in it"));
        }
        let locked = text(&lock).matches("[[package]]").count();
        let workspace = Self { folder, locked, members: packages.len(), anew, refreshed };
        repository::age(workspace.root());
        repository::commit(workspace.root());
        Ok(workspace)
    }

    /// The repository's root.
    pub(crate) fn root(&self) -> &Path {
        self.folder.path()
    }

    /// Leaves the folder on disk, and says where, for a look at what went wrong.
    pub(crate) fn keep(self) -> PathBuf {
        self.folder.keep()
    }

    /// Replaces a text of a file.
    pub(crate) fn replace(&self, file: &str, from: &str, to: &str) -> Result<(), String> {
        replace(self.root(), file, from, to)?;
        repository::age(self.root());
        Ok(())
    }
}

/// Lays the packages in their folders, and gives these.
fn lay(case: &Case, root: &Path) -> Result<Vec<String>, String> {
    let mut folders = vec![];
    if !case.version.is_empty() {
        let own = published::folder(case.name, case.version)?;
        let lock = text(&own.join("Cargo.lock"));
        let mut members = vec![member(&own, case.folder)];
        copy(&own, &root.join(case.folder));
        for (name, version, folder) in case.members {
            let version = if version.is_empty() { locked(&lock, name)? } else { version };
            let from = published::folder(name, version)?;
            copy(&from, &root.join(folder));
            members.push(member(&from, folder));
        }
        folders.extend(members.iter().map(|member| member.folder.clone()));
        if !root.join("Cargo.toml").is_file() {
            write(root, "Cargo.toml", &root::manifest(&members));
        }
        write(root, &join(case.workspace, "Cargo.lock"), &lock);
    }
    for (file, text) in case.written {
        write(root, file, text);
    }
    for (file, from, to) in case.adapted {
        replace(root, file, from, to)?;
    }
    Ok(folders)
}

fn member(from: &Path, folder: &str) -> Member {
    let manifest = |name: &str| text(&from.join(name)).parse::<Table>().expect("a manifest");
    Member {
        folder: folder.to_owned(),
        own: manifest("Cargo.toml.orig"),
        published: manifest("Cargo.toml"),
    }
}

/// The version of a package that has one in the lock file.
fn locked<'a>(lock: &'a str, name: &str) -> Result<&'a str, String> {
    let begins = format!("name = \"{name}\"");
    let mut lines = lock.lines().skip_while(|line| **line != begins).skip(1);
    let version =
        lines.next().and_then(|line| line.strip_prefix("version = \"")?.strip_suffix('"'));
    version.ok_or_else(|| format!("the lock file has no {name}"))
}

fn before_locking(kind: Kind, root: &Path, lock: &Path) -> Result<(), String> {
    match kind {
        Kind::Patch(name) => {
            let lock = text(lock);
            let folder = format!("patched/{name}");
            let published = published::folder(name, locked(&lock, name)?)?;
            let place = root.join(&folder);
            copy(&published, &place);
            // Its own manifest may inherit, or be the root of another workspace.
            fs::copy(published.join("Cargo.toml"), place.join("Cargo.toml")).expect("a new file");
            let manifest = text(&root.join("Cargo.toml"));
            let line = format!("{name} = {{ path = \"{folder}\" }}\n");
            let table = "[patch.crates-io]";
            let manifest = match manifest.replace("\r\n", "\n").split_once(table) {
                Some((above, below)) => format!("{above}{table}\n{line}{}", below.trim_start()),
                None => format!("{manifest}\n{table}\n{line}"),
            };
            write(root, "Cargo.toml", &manifest);
        }
        Kind::Toolchain => write(root, "rust-toolchain", &format!("{}\n", toolchain())),
        Kind::ToolchainToml => {
            let text = format!("[toolchain]\nchannel = \"{}\"\n", toolchain());
            write(root, "rust-toolchain.toml", &text);
        }
        _ => {}
    }
    Ok(())
}

fn after_locking(kind: Kind, root: &Path) -> Result<(), String> {
    match kind {
        Kind::Vendored => {
            let output = cargo(root, &["vendor", "--locked", "--quiet", "vendor"]);
            if !output.status.success() {
                return Err(said(&output));
            }
            let config = String::from_utf8_lossy(&output.stdout).into_owned();
            write(root, ".cargo/config.toml", &config);
        }
        Kind::Crlf => {
            let manifests = files(root).into_iter().filter(|path| {
                path.file_name().is_some_and(|name| name == "Cargo.toml" || name == "Cargo.lock")
            });
            for path in manifests {
                let text = text(&path).replace("\r\n", "\n").replace('\n', "\r\n");
                fs::write(path, text).expect("a file of ours");
            }
        }
        _ => {}
    }
    Ok(())
}

/// Leaves the lock file as it was published, unless cargo would not take it.
fn refresh(workspace: &Path) -> Result<bool, String> {
    if cargo(workspace, &["update", "--workspace", "--locked", "--quiet"]).status.success() {
        return Ok(false);
    }
    let output = cargo(workspace, &["update", "--workspace", "--quiet"]);
    if output.status.success() { Ok(true) } else { Err(said(&output)) }
}

/// The compiler's version in the base, which has the toolchain of this machine.
fn toolchain() -> String {
    let output = Command::new("rustc").arg("--version").output().expect("rustc starts");
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    said.split(' ').nth(1).expect("a version").to_owned()
}

/// Copies a published package without what cargo has added to it, and without its own image.
fn copy(from: &Path, to: &Path) {
    for path in files(from) {
        let name = path.strip_prefix(from).expect("a file of it");
        if name.to_str() == Some("Cargo.toml") {
            continue;
        }
        let name = match name.to_str() {
            Some(".cargo-ok" | ".cargo_vcs_info.json" | "Cargo.lock") => continue,
            // Whoever declares an image has no other of its names.
            Some("Dockerfile" | ".dockerignore") => continue,
            Some("Cargo.toml.orig") => Path::new("Cargo.toml"),
            _ => name,
        };
        let place = to.join(name);
        fs::create_dir_all(place.parent().expect("a folder")).expect("a new folder");
        fs::copy(&path, place).expect("a new file");
    }
}
