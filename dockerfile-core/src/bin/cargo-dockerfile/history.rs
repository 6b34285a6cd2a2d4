//! What the last commits changed.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use crate::failure::{Failure, Result};
use crate::git::Git;

/// A commit on the way back from what is checked out, always by the first parent: what the branch saw.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Commit {
    pub(crate) id: String,
    pub(crate) parent: String,
    pub(crate) changes: Vec<Change>,
}

/// A file that a commit made another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Change {
    /// From the checkout's root.
    pub(crate) path: String,
    pub(crate) old: Side,
    pub(crate) new: Side,
}

/// What a file was or is, as git writes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Side {
    /// Zeros, where it is not there.
    pub(crate) mode: String,
    pub(crate) hash: String,
}

impl Side {
    pub(crate) fn is_there(&self) -> bool {
        self.mode != "000000"
    }
}

impl Commit {
    pub(crate) fn changes(&self, path: &str) -> bool {
        self.changes.iter().any(|change| change.path == path)
    }
}

/// The last commits of a checkout, the newest first.
pub(crate) struct History {
    pub(crate) root: PathBuf,
    pub(crate) commits: Vec<Commit>,
    /// Symbolic links, now or in one of the commits.
    pub(crate) links: BTreeSet<String>,
    /// Why there are no commits, if there are none.
    pub(crate) nothing: Option<&'static str>,
}

impl History {
    /// The checkout that a folder is in, and its last commits. One without a parent changed nothing that
    /// was there before it, so it does not count: neither a repository's first, nor the last of a clone
    /// that is cut off.
    pub(crate) fn of(folder: &Path, commits: usize) -> Result<Self> {
        let git = Git::of(folder)?;
        if git.ask(&["rev-parse", "--verify", "--quiet", "HEAD"]).is_err() {
            let (commits, links) = (vec![], BTreeSet::new());
            let nothing = Some("there are no commits");
            return Ok(Self { root: git.root, commits, links, nothing });
        }
        let count = format!("--max-count={commits}");
        let words = ["log", &count, "--first-parent", "--diff-merges=first-parent", "--no-renames"];
        let shape = ["--raw", "--no-abbrev", "-z", "--format=%x01%H %P", "--no-show-signature"];
        let text = git.ask(&[&words[..], &shape[..]].concat())?;
        let text = String::from_utf8_lossy(&text);
        let commits = text.split('\u{1}').skip(1).map(commit).collect::<Result<Vec<_>>>()?;
        let commits: Vec<Commit> =
            commits.into_iter().filter(|commit| !commit.parent.is_empty()).collect();
        let mut links = links(&git)?;
        let is_link =
            |change: &&Change| [&change.old, &change.new].iter().any(|it| it.mode == LINK);
        let changes = commits.iter().flat_map(|commit| &commit.changes);
        links.extend(changes.filter(is_link).map(|change| change.path.clone()));
        let nothing = if commits.is_empty() { Some(why_none(&git)) } else { None };
        Ok(Self { root: git.root, commits, links, nothing })
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

/// Why a checkout with a commit has none that changed something.
fn why_none(git: &Git) -> &'static str {
    match git.is_shallow() {
        true => "the clone is shallow: `git fetch --unshallow` brings its commits",
        false => "there is one commit, which changed nothing before it",
    }
}

/// The mode of a symbolic link.
const LINK: &str = "120000";

fn links(git: &Git) -> Result<BTreeSet<String>> {
    let listing = git.ask(&["ls-tree", "-r", "-z", "--full-tree", "HEAD"])?;
    let listing = String::from_utf8_lossy(&listing);
    let links = listing.split_terminator('\0').filter(|line| line.starts_with(LINK));
    Ok(links.filter_map(|line| Some(line.split_once('\t')?.1.to_owned())).collect())
}

fn commit(record: &str) -> Result<Commit> {
    let wrong = |what: &str| Failure::new(format!("git log: {what}"));
    let mut fields = record.split('\0');
    let head = fields.next().unwrap_or_default();
    let mut ids = head.split(' ').map(str::to_owned);
    let id = ids.next().filter(|id| !id.is_empty());
    let id = id.ok_or_else(|| wrong("a commit without a name"))?;
    let parent = ids.next().unwrap_or_default();
    let mut changes = vec![];
    while let Some(field) = fields.next() {
        // git puts a line end between what a commit is and what it changed.
        let field = field.trim_start_matches('\n');
        if field.is_empty() {
            continue;
        }
        // `:100644 100644 <hash> <hash> M`, and the path behind it.
        let words: Vec<&str> = field.trim_start_matches(':').split(' ').collect();
        let ([old_mode, new_mode, old, new, _], Some(path)) = (words.as_slice(), fields.next())
        else {
            return Err(wrong(&format!("`{field}` is no change")));
        };
        let side = |mode: &str, hash: &str| Side { mode: mode.to_owned(), hash: hash.to_owned() };
        let (old, new) = (side(old_mode, old), side(new_mode, new));
        changes.push(Change { path: path.to_owned(), old, new });
    }
    Ok(Commit { id, parent, changes })
}

#[cfg(test)]
mod tests {
    use super::commit;

    #[test]
    fn a_record_is_a_commit_with_its_changes() {
        let text =
            "ab cd ef\0\n:100644 100755 11 22 M\0src/a b\0:000000 100644 00 33 A\0src/\u{e9}\0\0";
        let read = commit(text).expect("a commit");
        assert_eq!((read.id.as_str(), read.parent.as_str()), ("ab", "cd"));
        let [one, other] = read.changes.as_slice() else { panic!("{read:?}") };
        assert_eq!((one.path.as_str(), one.old.hash.as_str()), ("src/a b", "11"));
        assert_eq!((one.new.mode.as_str(), other.path.as_str()), ("100755", "src/\u{e9}"));
        assert!(!other.old.is_there() && other.new.is_there() && read.changes("src/a b"));
        assert_eq!(commit("ab \0").expect("a first commit").parent, "");
        assert!(commit("ab cd\0src/a\0").is_err());
    }
}
