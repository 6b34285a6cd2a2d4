//! What is on disk: the package, its version control, and the build context.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::lower::Source;

/// What stands where the image copies something from.
#[derive(Debug)]
pub(crate) struct Finding<'a> {
    pub(crate) source: &'a Source,
    pub(crate) found: Found,
}

#[derive(Debug)]
pub(crate) enum Found {
    File,
    Folder,
    /// Readable for its owner alone, and the program is somebody else.
    Private,
    Missing,
    /// A link that leads out of the context.
    Outside,
    Unreadable(io::Error),
}

/// Looks at everything that the image copies.
pub(crate) fn survey<'a>(root: &Path, sources: &'a [Source]) -> Vec<Finding<'a>> {
    let look = |source| Finding { source, found: look(root, source) };
    sources.iter().map(look).collect()
}

fn look(root: &Path, source: &Source) -> Found {
    let path = root.join(source.path.as_str());
    let real = match (path.canonicalize(), root.canonicalize()) {
        (Ok(path), Ok(root)) if path.starts_with(&root) => path,
        (Ok(_), Ok(_)) => return Found::Outside,
        (Err(error), _) | (_, Err(error)) => return problem(error),
    };
    // Opened, not only looked at: a builder will have to read it.
    let opened = if real.is_dir() {
        fs::read_dir(&real).map(|_| Found::Folder)
    } else {
        File::open(&real).map(|_| Found::File)
    };
    match opened {
        Ok(_) if source.for_program && is_private(&real) => Found::Private,
        Ok(found) => found,
        Err(error) => problem(error),
    }
}

/// COPY keeps the mode, and makes root the owner.
#[cfg(unix)]
fn is_private(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    fs::metadata(path).is_ok_and(|found| {
        let readable = if found.is_dir() { 0o005 } else { 0o004 };
        found.permissions().mode() & readable != readable
    })
}

#[cfg(not(unix))]
fn is_private(_path: &Path) -> bool {
    false
}

fn problem(error: io::Error) -> Found {
    match error.kind() {
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => Found::Missing,
        _ => Found::Unreadable(error),
    }
}

/// Whose copy of a package this is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Standing {
    /// Under version control, and somebody's to change.
    Checkout,
    /// Packed, vendored, or fetched by cargo; also what docs.rs builds. It may lie inside
    /// somebody's checkout all the same.
    Copy,
    /// Under no version control at all.
    Uncontrolled,
}

/// Cargo and the registry leave marks beside the manifest of a copy; a git dependency
/// carries its mark at the root of its checkout.
pub(crate) fn standing(package: &Path) -> Standing {
    const COPIED: [&str; 3] = ["Cargo.toml.orig", ".cargo-ok", ".cargo-checksum.json"];
    const CONTROLLED: [&str; 4] = [".git", ".jj", ".hg", ".svn"];
    let has = |folder: &Path, names: &[&str]| names.iter().any(|name| folder.join(name).exists());
    let root = package.ancestors().find(|folder| has(folder, &CONTROLLED));
    let fetched = root.is_some_and(|root| root.join(".cargo-ok").exists());
    if has(package, &COPIED) || fetched || std::env::var_os("DOCS_RS").is_some() {
        return Standing::Copy;
    }
    if root.is_some() { Standing::Checkout } else { Standing::Uncontrolled }
}

/// What cargo tells build scripts of their package, as labels.
pub(crate) fn package_labels() -> Vec<(&'static str, String)> {
    const LABELS: [(&str, &str); 6] = [
        ("org.opencontainers.image.title", "CARGO_PKG_NAME"),
        ("org.opencontainers.image.authors", "CARGO_PKG_AUTHORS"),
        ("org.opencontainers.image.description", "CARGO_PKG_DESCRIPTION"),
        ("org.opencontainers.image.licenses", "CARGO_PKG_LICENSE"),
        ("org.opencontainers.image.source", "CARGO_PKG_REPOSITORY"),
        ("org.opencontainers.image.url", "CARGO_PKG_HOMEPAGE"),
    ];
    let known = LABELS.iter().filter_map(|(label, variable)| {
        let value = std::env::var(variable).ok().filter(|value| !value.is_empty())?;
        // Cargo puts `:` between authors, and a description may be of several lines.
        let value = if *variable == "CARGO_PKG_AUTHORS" { value.replace(':', ", ") } else { value };
        Some((*label, value.split_whitespace().collect::<Vec<_>>().join(" ")))
    });
    known.collect()
}

/// A file as the last commit has it; `None` also where git does not answer.
pub(crate) fn last_committed(path: &Path) -> Option<String> {
    let name = Path::new("HEAD:.").join(path.file_name()?);
    let git = Command::new("git").arg("-C").arg(path.parent()?).arg("show").arg(name).output();
    let output = git.ok().filter(|output| output.status.success())?;
    String::from_utf8(output.stdout).ok()
}

/// A path without links and `..`: of what is not there yet, the folder that is.
pub(crate) fn real(path: &Path) -> PathBuf {
    if let Ok(real) = path.canonicalize() {
        return real;
    }
    match (path.parent(), path.file_name()) {
        (Some(folder), Some(name)) => real(folder).join(name),
        _ => path.to_owned(),
    }
}

/// How one path is written from a folder, with `/` on every host; `None` if it is not in it.
pub(crate) fn relative(path: &Path, folder: &Path) -> Option<String> {
    let parts = path.strip_prefix(folder).ok()?.components();
    let parts: Vec<_> = parts.map(|part| part.as_os_str().to_string_lossy()).collect();
    Some(parts.join("/"))
}

/// How a path is written from a folder that need not hold it.
pub(crate) fn between(folder: &Path, path: &Path) -> String {
    let shared = folder.components().zip(path.components()).take_while(|(a, b)| a == b).count();
    let up = folder.components().skip(shared).map(|_| "..".to_owned());
    let down = path.components().skip(shared);
    let down = down.map(|part| part.as_os_str().to_string_lossy().into_owned());
    let parts: Vec<String> = up.chain(down).collect();
    if parts.is_empty() { ".".to_owned() } else { parts.join("/") }
}

/// The root of the workspace that the package is in: the nearest folder above it (or it
/// itself) whose `Cargo.toml` has a `[workspace]`; the package's own folder if none has.
///
/// It is a build context for images whose files come from several packages.
///
/// ```no_run
/// use dockerfile_core::{Stage, copy, debian, emit, uid, workspace_root};
///
/// let stage = Stage::from(debian("bookworm-slim"))
///     .account(uid(65532))
///     .source(copy(["services/web", "shared"]).to("/srv"));
/// emit(stage).context(workspace_root());
/// ```
pub fn workspace_root() -> PathBuf {
    workspace_root_of(&package_folder())
}

/// The folder of the package whose build script, test or program runs.
pub(crate) fn package_folder() -> PathBuf {
    std::env::var_os("CARGO_MANIFEST_DIR").map_or_else(PathBuf::new, PathBuf::from)
}

pub(crate) fn workspace_root_of(package: &Path) -> PathBuf {
    let is_root = |folder: &&Path| {
        let manifest = fs::read_to_string(folder.join("Cargo.toml")).unwrap_or_default();
        manifest.lines().any(|line| {
            let line = line.trim_start();
            line.starts_with("[workspace]") || line.starts_with("[workspace.")
        })
    };
    package.ancestors().find(is_root).unwrap_or(package).to_owned()
}

/// A link's target, so that writing replaces the file and keeps the link.
pub(crate) fn through_links(path: &Path) -> PathBuf {
    path.canonicalize().unwrap_or_else(|_| path.to_owned())
}
