//! What the last commits changed.

use std::path::{Path, PathBuf};

use crate::failure::{Failure, Result};
use crate::git::Git;

/// A commit on the way back from what is checked out, always by the first parent: what the branch saw.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Commit {
    pub(crate) id: String,
    pub(crate) parent: String,
    /// Paths from the checkout's root.
    pub(crate) paths: Vec<String>,
}

/// The last commits of a checkout, the newest first.
pub(crate) struct History {
    pub(crate) root: PathBuf,
    pub(crate) commits: Vec<Commit>,
}

impl History {
    /// The checkout that a folder is in, and its last commits. One without a parent changed nothing that
    /// was there before it, so it does not count: neither a repository's first, nor the last of a clone
    /// that is cut off.
    pub(crate) fn of(folder: &Path, commits: usize) -> Result<Self> {
        let git = Git::of(folder)?;
        if git.ask(&["rev-parse", "--verify", "--quiet", "HEAD"]).is_err() {
            return Ok(Self { root: git.root, commits: vec![] });
        }
        let count = format!("--max-count={commits}");
        let words = ["log", &count, "--first-parent", "--diff-merges=first-parent", "--no-renames"];
        let shape = ["--name-only", "-z", "--format=%x01%H %P", "--no-show-signature"];
        let text = git.ask(&[&words[..], &shape[..]].concat())?;
        let text = String::from_utf8_lossy(&text);
        let commits = text.split('\u{1}').skip(1).map(commit).collect::<Result<Vec<_>>>()?;
        let commits = commits.into_iter().filter(|commit| !commit.parent.is_empty()).collect();
        Ok(Self { root: git.root, commits })
    }

    /// A folder's path from the checkout's root, as commits spell it: empty for the root itself.
    pub(crate) fn below(&self, folder: &Path) -> Result<String> {
        let folder = folder.canonicalize().map_err(|error| Failure::of_file(folder, error))?;
        let root = self.root.canonicalize().unwrap_or_else(|_| self.root.clone());
        let below = folder.strip_prefix(&root);
        let below =
            below.map_err(|_| Failure::of_file(&folder, "it is outside of the checkout"))?;
        let parts = below.components().map(|part| part.as_os_str().to_string_lossy().into_owned());
        Ok(parts.collect::<Vec<_>>().join("/"))
    }
}

fn commit(record: &str) -> Result<Commit> {
    let mut fields = record.split('\0');
    let head = fields.next().unwrap_or_default();
    let mut ids = head.split(' ').map(str::to_owned);
    let id = ids.next().filter(|id| !id.is_empty());
    let id = id.ok_or_else(|| Failure::new("git log: a commit without a name"))?;
    // git puts a line end between what a commit is and what it changed.
    let paths = fields.map(|path| path.strip_prefix('\n').unwrap_or(path));
    let paths = paths.filter(|path| !path.is_empty()).map(str::to_owned).collect();
    Ok(Commit { id, parent: ids.next().unwrap_or_default(), paths })
}

#[cfg(test)]
mod tests {
    use super::commit;

    #[test]
    fn a_record_is_a_commit_with_its_paths() {
        let read = commit("ab cd ef\0\nsrc/a b\0src/\u{e9}\0\0").expect("a commit");
        assert_eq!((read.id.as_str(), read.parent.as_str()), ("ab", "cd"));
        assert_eq!(read.paths, ["src/a b", "src/\u{e9}"]);
        assert_eq!(commit("ab \0").expect("a first commit").parent, "");
    }
}
