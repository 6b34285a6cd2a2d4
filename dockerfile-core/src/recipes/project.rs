//! The one reader of build contexts on disk. No other module of the library runs git or cargo.
//!
//! A listing holds the files that version control tracks: a file that is ignored, or not added yet,
//! neither changes a Dockerfile nor enters an image unless something names it by its path. A file
//! that is named counts as it is on disk. No reader leaves the context, follows a link out of it,
//! or waits for a pipe.

use std::env;
use std::fs::{self, File};
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::rc::Rc;

use super::checkout::{CONTROLLED, package_folder, relative};
use crate::declare::context::{BuildContext, Root};
use crate::declare::disk::{Disk, Listing, Readable, Tree};
use crate::program::unread::Unread;

/// The size of the largest file that is read, in bytes. The lock file of a large repository has a
/// tenth of it.
pub(super) const LARGEST: u64 = 64 << 20;

impl Readable {
    /// The build context that a recipe is read in: the one that the image is emitted for, or, where
    /// the image is only rendered, the recipe's own or else its usual one. A recipe that says
    /// another one than the emission is an error.
    pub(super) fn tree(
        &self,
        said: Option<&BuildContext>,
        usual: fn() -> BuildContext,
    ) -> Result<Rc<Tree>, Unread> {
        let Some(emitted) = &self.context else {
            return self.disk.tree(&said.cloned().unwrap_or_else(usual));
        };
        let tree = self.disk.tree(emitted)?;
        if let Some(said) = said {
            let other = self.disk.tree(said)?;
            if other.root != tree.root {
                return Err(Unread::TwoContexts);
            }
        }
        Ok(tree)
    }
}

impl Disk {
    /// A build context, which is opened once.
    pub(crate) fn tree(&self, context: &BuildContext) -> Result<Rc<Tree>, Unread> {
        let folder = self.folder(context)?;
        let root = folder.canonicalize().map_err(|error| {
            let path = folder.display().to_string();
            Unread::CannotRead { path, error: error.to_string() }
        })?;
        let known = self.trees.borrow().get(&root).cloned();
        Ok(known.unwrap_or_else(|| {
            let opened = Rc::new(Tree { root: root.clone(), ..Tree::default() });
            self.trees.borrow_mut().insert(root, Rc::clone(&opened));
            opened
        }))
    }

    /// The folder of a build context.
    pub(crate) fn folder(&self, context: &BuildContext) -> Result<PathBuf, Unread> {
        match &context.0 {
            Root::Path(path) => Ok(package_folder().join(path)),
            Root::Workspace => self.workspace_root(),
        }
    }

    /// The text of a file in the last commit; `None` where the commit has no such file, or git does
    /// not answer. Git is asked once per folder which files the commit has. Nothing in the
    /// repository can turn the text into another one, as it could with `git show`.
    pub(crate) fn last_committed(&self, path: &Path) -> Option<String> {
        let (folder, name) = (path.parent()?, path.file_name()?.to_str()?);
        let mut committed = self.committed.borrow_mut();
        if !committed.contains_key(folder) {
            let list = git(folder, &["ls-tree", "-z", "--name-only", "HEAD", "./"]);
            let names = list.and_then(|list| paths(&list)).unwrap_or_default();
            committed.insert(folder.to_owned(), names.into_iter().collect());
        }
        if !committed[folder].contains(name) {
            return None;
        }
        let blob = git(folder, &["cat-file", "blob", &format!("HEAD:./{name}")]).ok()?;
        String::from_utf8(blob).ok()
    }

    /// The root of the workspace that the package is in, as cargo gives it.
    pub(crate) fn workspace_root(&self) -> Result<PathBuf, Unread> {
        self.workspace.get_or_init(|| locate_workspace(&package_folder())).clone()
    }
}

// ---- asking git ------------------------------------------------------------------------------

fn list(root: &Path) -> Result<Listing, Unread> {
    // A copy inside the image has no version control, and neither has an archive.
    let Some(control) = control(root) else { return Ok(Listing::Everything) };
    if control != ".git" {
        return Err(Unread::OtherVersionControl { name: control });
    }
    let known = paths(&git(root, &["ls-files", "-z", "--cached", "--recurse-submodules"])?)?;
    let new = paths(&git(root, &["ls-files", "-z", "--others", "--exclude-standard"])?)?;
    Ok(Listing::Tracked { known, new })
}

/// The mark of the nearest version control. A repository of jj's that shares git's index counts as
/// git's.
fn control(root: &Path) -> Option<&'static str> {
    root.ancestors().find_map(|folder| {
        CONTROLLED.into_iter().find(|control| folder.join(control).symlink_metadata().is_ok())
    })
}

/// How many settings of git are looked for in the environment.
const MOST_PAIRS: usize = 1000;

/// Runs git in a folder. It starts no program that the repository names, and no variable of the
/// environment points it at another repository. What the environment says of the user's own files of
/// settings holds, and in which folders of others the user trusts git.
pub(crate) fn git(folder: &Path, arguments: &[&str]) -> Result<Vec<u8>, Unread> {
    const KEPT: [&str; 4] = [
        "GIT_CONFIG_GLOBAL",
        "GIT_CONFIG_NOSYSTEM",
        "GIT_CONFIG_SYSTEM",
        "GIT_DISCOVERY_ACROSS_FILESYSTEM",
    ];
    let mut git = Command::new("git");
    for (name, _) in env::vars_os().filter(|(name, _)| starts_with(name, "GIT_")) {
        if !KEPT.iter().any(|kept| name == *kept) {
            git.env_remove(name);
        }
    }
    git.env("GIT_NO_LAZY_FETCH", "1").env("GIT_OPTIONAL_LOCKS", "0").env("LC_ALL", "C");
    for trusted in trusted_folders() {
        git.args(["-c", &format!("safe.directory={trusted}")]);
    }
    git.args(["-c", "core.fsmonitor=false", "-C"]).arg(folder).args(arguments);
    let output = git.output().map_err(|error| Unread::VersionControl {
        problem: format!("`git` does not start: {error}"),
    })?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        let problem = said.lines().next().unwrap_or_default().to_owned();
        return Err(Unread::VersionControl { problem });
    }
    Ok(output.stdout)
}

/// The folders of others that the environment tells git to trust, as CI services do that build in a
/// container.
fn trusted_folders() -> Vec<String> {
    let count = env::var("GIT_CONFIG_COUNT").ok().and_then(|count| count.parse().ok());
    let pair = |at: usize| {
        let key = env::var(format!("GIT_CONFIG_KEY_{at}")).ok()?;
        let is_trust = key.eq_ignore_ascii_case("safe.directory");
        is_trust.then(|| env::var(format!("GIT_CONFIG_VALUE_{at}")).ok()).flatten()
    };
    (0..count.unwrap_or(0).min(MOST_PAIRS)).filter_map(pair).collect()
}

fn starts_with(name: &std::ffi::OsStr, prefix: &str) -> bool {
    name.as_encoded_bytes().starts_with(prefix.as_bytes())
}

/// The paths of a list that NULs end, sorted. A path that is no UTF-8 is left out: no recipe names
/// one.
fn paths(list: &[u8]) -> Result<Vec<String>, Unread> {
    let paths = list.split(|byte| *byte == 0).filter(|path| !path.is_empty());
    let mut paths: Vec<String> =
        paths.filter_map(|path| String::from_utf8(path.to_vec()).ok()).collect();
    paths.sort_unstable();
    paths.dedup();
    Ok(paths)
}

/// Whether git gives a file LF line ends on every machine.
pub(crate) fn is_checked_out_with_lf(path: &Path) -> bool {
    let (Some(folder), Some(name)) = (path.parent(), path.file_name().and_then(|n| n.to_str()))
    else {
        return false;
    };
    let said = git(folder, &["check-attr", "-z", "eol", "--", name]).unwrap_or_default();
    said.split(|byte| *byte == 0).nth(2) == Some(b"lf")
}

/// The files of a checkout that git ignores and does not track, of these: each with the file that
/// says so.
pub(crate) fn ignored<'f>(
    checkout: &Path,
    files: impl Iterator<Item = &'f Path>,
) -> Vec<(PathBuf, String)> {
    let files: Vec<&str> = files.filter_map(Path::to_str).collect();
    // Where git ignores none, it fails.
    let said = git(checkout, &[&["check-ignore", "-v", "--"], files.as_slice()].concat());
    let said = String::from_utf8(said.unwrap_or_default()).unwrap_or_default();
    // A line is `file:number:pattern`, a tab, and the path.
    let ignored = |line: &str| {
        let (by, path) = line.rsplit_once('\t')?;
        let (by, pattern) = by.split_once(':')?;
        // A pattern with `!` takes a file back.
        let takes_back = pattern.split_once(':')?.1.starts_with('!');
        (!takes_back).then(|| (PathBuf::from(path), by.to_owned()))
    };
    said.lines().filter_map(ignored).collect()
}

// ---- asking cargo ----------------------------------------------------------------------------

/// Runs the cargo that runs the build script, without the settings of the build itself. It runs in the
/// manifest's folder: cargo takes its configuration from where it runs, and so it does in an image.
fn cargo(arguments: &[&str], manifest: &Path) -> Result<Vec<u8>, Unread> {
    let program = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut cargo = Command::new(&program);
    let kept = |name: &std::ffi::OsStr| {
        ["CARGO_HOME", "CARGO_HTTP_", "CARGO_NET_"].iter().any(|kept| starts_with(name, kept))
    };
    let settings = |name: &std::ffi::OsStr| {
        starts_with(name, "CARGO") && !kept(name) || starts_with(name, "RUSTFLAGS")
    };
    for (name, _) in env::vars_os().filter(|(name, _)| settings(name)) {
        cargo.env_remove(name);
    }
    cargo.args(arguments).arg("--manifest-path").arg(manifest);
    if let Some(folder) = manifest.parent().filter(|folder| folder.is_absolute()) {
        cargo.current_dir(folder);
    }
    let output = cargo.output().map_err(|error| Unread::NoTool {
        tool: "cargo",
        problem: format!("`{}`: {error}", program.display()),
    })?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr).trim().to_owned();
        return Err(Unread::Refused { tool: "cargo", said });
    }
    Ok(output.stdout)
}

fn locate_workspace(package: &Path) -> Result<PathBuf, Unread> {
    let manifest = package.join("Cargo.toml");
    if !manifest.is_file() {
        return Ok(package.to_owned());
    }
    let arguments = ["locate-project", "--workspace", "--message-format", "plain", "--offline"];
    let printed = cargo(&arguments, &manifest)?;
    let printed = String::from_utf8_lossy(&printed);
    let folder = Path::new(printed.trim_end()).parent();
    Ok(folder.map_or_else(|| package.to_owned(), Path::to_owned))
}

// ---- reading ---------------------------------------------------------------------------------

impl Tree {
    /// Asks version control which files there are. A recipe that looks for files needs the answer;
    /// one that reads only named files does not.
    pub(super) fn list(&self) -> Result<(), Unread> {
        if self.listing.get().is_none() {
            let _ = self.listing.set(list(&self.root)?);
        }
        Ok(())
    }

    /// The files that there are: whatever the disk has, unless [`list`](Self::list) was called
    /// before.
    pub(super) fn listing(&self) -> &Listing {
        self.listing.get().unwrap_or(&Listing::Everything)
    }

    /// The text of a file, which is read once.
    pub(crate) fn read(&self, file: &str) -> Result<Rc<str>, Unread> {
        self.read_as(file, |bytes| std::str::from_utf8(bytes).ok().map(str::to_owned))
    }

    /// The text of a file whose tool takes other encodings than UTF-8, too. The file is read once.
    pub(super) fn read_as(
        &self,
        file: &str,
        decoded: fn(&[u8]) -> Option<String>,
    ) -> Result<Rc<str>, Unread> {
        let known = self.texts.borrow().get(file).cloned();
        known.unwrap_or_else(|| {
            let read = self.read_file(file, decoded);
            self.texts.borrow_mut().insert(file.to_owned(), read.clone());
            read
        })
    }

    fn read_file(
        &self,
        file: &str,
        decoded: fn(&[u8]) -> Option<String>,
    ) -> Result<Rc<str>, Unread> {
        let path = self.real(file)?;
        let cannot = |error: io::Error| self.cannot_read(file, &error);
        let found = fs::metadata(&path).map_err(cannot)?;
        if !found.is_file() {
            return Err(Unread::NoPlainFile { path: file.to_owned() });
        }
        let mut bytes = vec![];
        let opened = File::open(&path).map_err(cannot)?;
        opened.take(LARGEST + 1).read_to_end(&mut bytes).map_err(cannot)?;
        if bytes.len() as u64 > LARGEST {
            return Err(Unread::TooLarge { path: file.to_owned() });
        }
        let text = decoded(&bytes).ok_or_else(|| {
            let error = io::Error::new(io::ErrorKind::InvalidData, "it is no text of UTF-8");
            self.cannot_read(file, &error)
        })?;
        Ok(text.into())
    }

    /// Checks that a file is there, without reading it.
    pub(super) fn require(&self, file: &str) -> Result<(), Unread> {
        match self.real(file)?.is_file() {
            true => Ok(()),
            false => Err(Unread::NoPlainFile { path: file.to_owned() }),
        }
    }

    /// The tracked `.gitignore` files above the context, the outermost first: of each the path from
    /// its folder down to the context, and its text. Git is asked once for all images.
    pub(super) fn ignore_files_above(&self) -> Result<&[(String, String)], Unread> {
        if self.ignored_above.get().is_none() {
            let _ = self.ignored_above.set(self.ask_for_ignore_files_above()?);
        }
        Ok(self.ignored_above.get().map_or(&[], Vec::as_slice))
    }

    fn ask_for_ignore_files_above(&self) -> Result<Vec<(String, String)>, Unread> {
        let Listing::Tracked { .. } = self.listing() else { return Ok(vec![]) };
        let prefix = git(&self.root, &["rev-parse", "--show-prefix"])?;
        let prefix = String::from_utf8_lossy(&prefix).trim_end_matches(['\n', '/']).to_owned();
        if prefix.is_empty() {
            return Ok(vec![]);
        }
        let mut found = vec![];
        for (up, folder) in self.root.ancestors().enumerate().skip(1) {
            let way: Vec<&str> = prefix.rsplit('/').take(up).collect();
            let way: Vec<&str> = way.into_iter().rev().collect();
            let tracked = git(folder, &["ls-files", "-t", "-z", "--", ".gitignore"])?;
            let text = match tracked.first() {
                None => None,
                // A sparse checkout leaves it out.
                Some(b'S') => Some(git(folder, &["cat-file", "blob", ":./.gitignore"])?),
                Some(_) => fs::read(folder.join(".gitignore")).ok(),
            };
            let text = text.and_then(|text| String::from_utf8(text).ok());
            found.extend(text.map(|text| (way.join("/"), text)));
            if up > prefix.matches('/').count() {
                break;
            }
        }
        found.reverse();
        Ok(found)
    }

    /// The real path of a path of the context. A link that leads out of the context is an error.
    fn real(&self, path: &str) -> Result<PathBuf, Unread> {
        let real = self.root.join(path).canonicalize();
        let real = real.map_err(|error| self.cannot_read(path, &error))?;
        if real.starts_with(&self.root) {
            return Ok(real);
        }
        Err(Unread::LeadsOut { path: path.to_owned(), named_by: None })
    }

    fn cannot_read(&self, path: &str, error: &io::Error) -> Unread {
        let path = path.to_owned();
        if !matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) {
            return Unread::CannotRead { path, error: error.to_string() };
        }
        if self.is_sparse(&path) { Unread::Sparse { path } } else { Unread::NoFile { path } }
    }

    /// What `cargo metadata` says of the workspace in a folder. Cargo is asked once.
    #[cfg(feature = "cargo")]
    pub(super) fn metadata(&self, folder: &str) -> Result<Rc<str>, Unread> {
        let known = self.metadata.borrow().get(folder).cloned();
        known.unwrap_or_else(|| {
            let arguments = ["metadata", "--no-deps", "--format-version", "1", "--offline"];
            let manifest = self.root.join(folder).join("Cargo.toml");
            let said = cargo(&arguments, &manifest)
                .map(|said| Rc::from(String::from_utf8_lossy(&said).as_ref()));
            self.metadata.borrow_mut().insert(folder.to_owned(), said.clone());
            said
        })
    }

    /// The files below the context that each of the last `most` commits has changed, the newest
    /// commit first and merges left out; `None` where git does not answer.
    #[cfg(feature = "cargo")]
    pub(super) fn commits(&self, most: usize) -> Option<Vec<Vec<String>>> {
        let (count, format) = (format!("-{most}"), "--format=%x01");
        let list = [
            "log",
            &count,
            "--no-merges",
            "--no-renames",
            "--relative",
            "--name-only",
            "-z",
            format,
        ];
        let said = String::from_utf8(git(&self.root, &list).ok()?).ok()?;
        let mut commits: Vec<Vec<String>> = vec![];
        let words = said.split('\0').map(|word| word.trim_start_matches('\n'));
        for word in words.filter(|word| !word.is_empty()) {
            match commits.last_mut() {
                _ if word == "\u{1}" => commits.push(vec![]),
                Some(files) => files.push(word.to_owned()),
                None => return None,
            }
        }
        Some(commits)
    }

    /// An absolute path as it is written from the context's root; `None` if it leads out of the
    /// context.
    pub(super) fn of_machine(&self, path: &Path) -> Option<String> {
        relative(path, &self.root)
    }

    /// Whether a path leads to a file or a folder inside the context.
    #[cfg(feature = "python")]
    pub(super) fn is_plain(&self, path: &str) -> bool {
        self.real(path).is_ok_and(|real| real.is_file() || real.is_dir())
    }

    /// Where a path leads, if it is a link.
    pub(super) fn link(&self, path: &str) -> Option<String> {
        self.root.join(path).read_link().ok()?.into_os_string().into_string().ok()
    }

    /// Whether a file is on disk, tracked or not.
    pub(super) fn has(&self, file: &str) -> bool {
        self.root.join(file).is_file()
    }

    /// Whether a file or folder is on disk, tracked or not.
    pub(super) fn exists(&self, path: &str) -> bool {
        self.root.join(path).exists()
    }
}
