//! What stands where an image copies something from, and whose copy of a package this is.

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use super::pattern::{covers, is_like};
use crate::declare::disk::Node;
use crate::program::kept_out::KeptOut;
use crate::program::program::ContextSource;
use crate::program::unread::Unread;
use crate::value::path::{below, is_absolute, normal};
use crate::value::sha256;

/// What stands where the image copies something from.
#[derive(Debug)]
pub(crate) struct Finding<'a> {
    pub(crate) source: &'a ContextSource,
    pub(crate) found: Found,
    /// The links that lead there, and where they end: a builder follows those of the context.
    pub(crate) through: Vec<String>,
}

#[derive(Debug)]
pub(crate) enum Found {
    File,
    Folder,
    /// Readable for its owner alone, and the program is somebody else.
    Private,
    Missing,
    /// The same of what may be absent.
    Absent,
    /// Not in the context, and below the root of the workspace.
    InWorkspace,
    /// A link that leads out of the context.
    Outside,
    Unreadable(io::Error),
}

/// Looks at everything that the image copies.
pub(crate) fn survey<'a>(
    root: &Path,
    workspace: &Path,
    sources: &'a [ContextSource],
) -> Vec<Finding<'a>> {
    let real_root = root.canonicalize();
    let found = |source: &ContextSource| match &real_root {
        Ok(real_root) => match look(root, real_root, source) {
            Found::Missing
                if real_root != workspace && workspace.join(source.path.as_str()).exists() =>
            {
                Found::InWorkspace
            }
            found => found,
        },
        Err(error) => problem(error.kind().into()),
    };
    let look = |source: &'a ContextSource| match way(root, source.path.as_str()) {
        Some(through) => Finding { source, found: found(source), through },
        None => Finding { source, found: Found::Outside, through: vec![] },
    };
    sources.iter().map(look).collect()
}

/// What links lead to, which a builder has to see beside them.
pub(crate) fn behind_links(findings: &[Finding<'_>]) -> Vec<ContextSource> {
    let paths = |finding: &Finding<'_>| {
        let at = finding.source.at;
        let read = |path: &String| ContextSource::read(path, at, false);
        finding.through.iter().map(read).collect::<Vec<_>>()
    };
    findings.iter().flat_map(paths).collect()
}

/// The links on the way to a path and what they end at, all as paths of the context; none if there
/// are no links. `None` if one leads out: to a builder an absolute one does wherever it ends.
pub(super) fn way(root: &Path, path: &str) -> Option<Vec<String>> {
    const MOST: usize = 40;
    let mut links = vec![];
    let (mut there, mut ahead) = (String::new(), path.to_owned());
    while !ahead.is_empty() {
        let (name, rest) = ahead.split_once('/').unwrap_or((&ahead, ""));
        let next = below(&there, name);
        match fs::read_link(root.join(&next)) {
            Ok(target) if links.len() < MOST => {
                links.push(next);
                let target = target.to_str().filter(|target| !is_absolute(target))?;
                ahead = normal(&below(&below(&there, target), rest))?;
                there.clear();
            }
            _ => (there, ahead) = (next, rest.to_owned()),
        }
    }
    if !links.is_empty() {
        links.push(there);
    }
    Some(links)
}

fn look(root: &Path, real_root: &Path, source: &ContextSource) -> Found {
    let real = match root.join(source.path.as_str()).canonicalize() {
        Ok(path) if path.starts_with(real_root) => path,
        Ok(_) => return Found::Outside,
        Err(error) => match problem(error) {
            Found::Missing if source.optional => return Found::Absent,
            problem => return problem,
        },
    };
    if !source.optional && source.only.as_ref().is_some_and(|only| !finds_some(root, only)) {
        return Found::Missing;
    }
    // A builder copies none, and to open one would wait for whoever writes into it.
    if !real.is_dir() && !real.is_file() {
        return Found::Unreadable(io::Error::other("it is a pipe, a socket or a device"));
    }
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

/// What stands at paths of the context, of which something is started.
pub(crate) type Facts = BTreeMap<String, Looked>;

/// What was found at one of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Looked {
    /// It is not there, or stays at home.
    Absent,
    Folder,
    File {
        /// As COPY keeps it; `None` where the system knows none.
        mode: Option<u32>,
        /// What it begins with.
        head: Vec<u8>,
    },
    /// A link, or what cannot be read.
    Unknown,
}

/// Looks at what an image starts of its context.
pub(crate) fn facts(root: &Path, kept_out: &KeptOut, wanted: &BTreeSet<String>) -> Facts {
    let fact = |path: &String| {
        let looked = match looked_at(root, path) {
            Looked::File { .. } if stays_behind(kept_out, path) => Looked::Absent,
            looked => looked,
        };
        (path.clone(), looked)
    };
    wanted.iter().map(fact).collect()
}

/// Whether version control ignores a file that nothing names: of patterns the last one decides.
fn stays_behind(kept_out: &KeptOut, path: &str) -> bool {
    let last = kept_out.ignored.iter().rev().find_map(|pattern| match pattern.strip_prefix('!') {
        Some(pattern) => covers(pattern, path).then_some(false),
        None => covers(pattern, path).then_some(true),
    });
    last == Some(true) && !kept_out.not_ignored.iter().any(|pattern| covers(pattern, path))
}

fn looked_at(root: &Path, path: &str) -> Looked {
    // The first line of a script, and more than any kernel reads of it.
    const HEAD: u64 = 4096;
    if way(root, path).is_none_or(|links| !links.is_empty()) {
        return Looked::Unknown;
    }
    let path = root.join(path);
    match fs::metadata(&path) {
        Ok(found) if found.is_dir() => Looked::Folder,
        Ok(found) if found.is_file() => {
            let mut head = vec![];
            let read = File::open(&path).and_then(|file| file.take(HEAD).read_to_end(&mut head));
            let mode = mode_of(&found);
            read.map_or(Looked::Unknown, |_| Looked::File { mode, head })
        }
        Ok(_) => Looked::Unknown,
        Err(error) => match problem(error) {
            Found::Missing => Looked::Absent,
            _ => Looked::Unknown,
        },
    }
}

#[cfg(unix)]
fn mode_of(found: &fs::Metadata) -> Option<u32> {
    use std::os::unix::fs::PermissionsExt;
    Some(found.permissions().mode() & 0o7777)
}

#[cfg(not(unix))]
fn mode_of(_found: &fs::Metadata) -> Option<u32> {
    None
}

/// What stands at a path of the context, without a look through a link or into a file.
pub(super) fn node(root: &Path, path: &str) -> Result<Node, Unread> {
    let there = root.join(path);
    let cannot = |error: io::Error| cannot_read(path, &error.to_string());
    let found = match there.symlink_metadata() {
        Ok(found) => found,
        Err(error) if matches!(problem(error.kind().into()), Found::Missing) => {
            return Ok(Node::Nothing);
        }
        Err(error) => return Err(cannot(error)),
    };
    // A builder's client says so of systems that have none.
    let mode = mode_of(&found).unwrap_or(0o755);
    if found.is_symlink() {
        let target = fs::read_link(&there).map_err(cannot)?.into_os_string().into_string();
        let target = target.map_err(|_| cannot_read(path, "it leads to what is no UTF-8"))?;
        return Ok(Node::Link { target });
    }
    if found.is_dir() {
        let mut names = vec![];
        for entry in fs::read_dir(&there).map_err(cannot)? {
            let name = entry.map_err(cannot)?.file_name().into_string();
            let name = name.map_err(|name| {
                cannot_read(&below(path, &name.to_string_lossy()), "its name is no UTF-8")
            })?;
            names.push(name);
        }
        names.sort_unstable();
        return Ok(Node::Folder { mode, names });
    }
    Ok(match found.is_file() {
        true => Node::File { mode, digest: OnceCell::new() },
        false => Node::Nothing,
    })
}

/// The SHA-256 of a file of the context.
pub(super) fn digest(root: &Path, path: &str) -> Result<String, Unread> {
    let read = File::open(root.join(path)).and_then(sha256::of_bytes);
    read.map_err(|error| cannot_read(path, &error.to_string()))
}

fn cannot_read(path: &str, error: &str) -> Unread {
    Unread::CannotRead { path: path.to_owned(), error: error.to_owned() }
}

/// Whether anything in the context fits a pattern; of one that reaches to any depth nobody asks.
fn finds_some(root: &Path, pattern: &str) -> bool {
    fn below(folder: &Path, parts: &[&str]) -> bool {
        let [part, rest @ ..] = parts else { return true };
        let entries = fs::read_dir(folder).into_iter().flatten().flatten();
        let mut fitting =
            entries.filter(|entry| is_like(part, &entry.file_name().to_string_lossy()));
        fitting.any(|entry| below(&entry.path(), rest))
    }
    pattern.contains("**") || below(root, &pattern.split('/').collect::<Vec<_>>())
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
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Standing {
    /// Under version control, whose root this is, and somebody's to change.
    Checkout(PathBuf),
    /// Packed, vendored, or fetched by cargo; also what docs.rs builds. It may lie inside
    /// somebody's checkout all the same.
    Copy,
    /// Under no version control at all.
    Uncontrolled,
}

/// Cargo and the registry leave marks beside the manifest of a copy; a git dependency
/// carries its mark at the root of its checkout.
pub(crate) fn standing(package: &Path) -> Standing {
    const COPIED: [&str; 2] = [".cargo-ok", ".cargo-checksum.json"];
    let root = checkout(package);
    let fetched = root.as_ref().is_some_and(|root| root.join(".cargo-ok").exists());
    let copied = COPIED.iter().any(|mark| package.join(mark).exists()) || is_packed(package);
    if copied || fetched || std::env::var_os("DOCS_RS").is_some() {
        return Standing::Copy;
    }
    root.map_or(Standing::Uncontrolled, Standing::Checkout)
}

/// Whether cargo has written a manifest itself, for a package that is published. What merge tools
/// leave beside one has the name of cargo's copy of the original, and says nothing.
fn is_packed(package: &Path) -> bool {
    const WORDS: &[u8] = b"# THIS FILE IS AUTOMATICALLY GENERATED BY CARGO";
    let mut head = vec![];
    let manifest = File::open(package.join("Cargo.toml"));
    let read = manifest.and_then(|file| file.take(WORDS.len() as u64).read_to_end(&mut head));
    read.is_ok() && head == WORDS
}

/// What version control has at the root of a checkout.
pub(super) const CONTROLLED: [&str; 4] = [".git", ".jj", ".hg", ".svn"];

/// Whether a folder is the root of a checkout.
pub(crate) fn is_checkout(folder: &Path) -> bool {
    CONTROLLED.iter().any(|name| folder.join(name).exists())
}

/// The root of the checkout that a folder is in.
pub(crate) fn checkout(folder: &Path) -> Option<PathBuf> {
    folder.ancestors().find(|folder| is_checkout(folder)).map(Path::to_owned)
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

/// The folder of the package whose build script, test or program runs.
pub(crate) fn package_folder() -> PathBuf {
    std::env::var_os("CARGO_MANIFEST_DIR").map_or_else(PathBuf::new, PathBuf::from)
}

/// Where a path leads by links, also if nothing is there yet, so that writing keeps them. Its folder
/// is without any.
pub(crate) fn through_links(path: &Path) -> PathBuf {
    const MOST: usize = 40;
    let mut there = path.to_owned();
    for _ in 0..MOST {
        match fs::read_link(&there) {
            Ok(target) => there = there.parent().unwrap_or(Path::new("")).join(target),
            Err(_) if there == path => return there,
            Err(_) => break,
        }
    }
    real(&there)
}

/// How a path of the machine is written from a folder that need not hold it, with `/` on every
/// host.
pub(crate) fn between(folder: &Path, path: &Path) -> String {
    let shared = folder.components().zip(path.components()).take_while(|(a, b)| a == b).count();
    let up = folder.components().skip(shared).map(|_| "..".to_owned());
    let down = path.components().skip(shared);
    let down = down.map(|part| part.as_os_str().to_string_lossy().into_owned());
    let parts: Vec<String> = up.chain(down).collect();
    if parts.is_empty() { ".".to_owned() } else { parts.join("/") }
}
