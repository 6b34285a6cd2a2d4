//! The files of copied folders that are kept out of the build context.

use std::collections::BTreeSet;

use super::ignored::{patterns, patterns_from_above};
use super::pattern::{covers, reaches_below};
use super::private::{self, looks_private};
use crate::declare::context::BuildContext;
use crate::declare::disk::{Disk, Tree};
use crate::program::kept_out::KeptOut;
use crate::program::program::ContextSource;
use crate::program::unread::Unread;
use crate::value::path::{below, inside, parent, upwards};

/// The file in which git is told what it ignores.
const GITIGNORE: &str = ".gitignore";

/// Folders that tools make with a `.gitignore` of their own, which ignores all of the folder and itself:
/// no tracked file tells of them. Each kind is expected beside files of a language.
const IGNORE_THEMSELVES: [(&str, &[&str]); 2] = [
    (
        ".py",
        &[
            "**/.hypothesis",
            "**/.mypy_cache",
            "**/.nox",
            "**/.pdm-build",
            "**/.pixi",
            "**/.pytest_cache",
            "**/.ruff_cache",
            "**/.tox",
            "**/.venv",
            "**/venv",
        ],
    ),
    (".rb", &["**/.ruby-lsp"]),
];

/// What is kept out where no disk is read: whatever is private by its name.
fn unseen(sources: &[ContextSource]) -> KeptOut {
    let has_folders = sources.iter().any(|source| !source.file);
    let private = if has_folders { private::patterns() } else { vec![] };
    KeptOut { private, ..KeptOut::default() }
}

impl Disk {
    /// What is kept out of a build context.
    pub(crate) fn kept_out(
        &self,
        context: &BuildContext,
        sources: &[ContextSource],
    ) -> Result<KeptOut, Unread> {
        self.tree(context)?.kept_out(sources)
    }

    /// What is kept out of the one context that the recipes have read, for an image that says none.
    pub(crate) fn kept_out_where_read(&self, sources: &[ContextSource]) -> Result<KeptOut, Unread> {
        match self.opened().as_slice() {
            [tree] => tree.kept_out(sources),
            _ => Ok(unseen(sources)),
        }
    }
}

impl Tree {
    /// What is kept out below the folders that are copied. What a source names itself goes in.
    fn kept_out(&self, sources: &[ContextSource]) -> Result<KeptOut, Unread> {
        let paths: BTreeSet<&str> = sources.iter().map(path_of).collect();
        // A source that may be absent counts as no folder while it is, so that no line changes when
        // it comes.
        let may_be_absent = |path: &&str| {
            let mut named = sources.iter().filter(|source| path_of(source) == *path);
            named.all(|source| source.optional) && !self.exists(path)
        };
        let folders = paths.iter().copied().filter(|path| !self.has(path));
        let folders: Vec<&str> = folders.filter(|path| !may_be_absent(path)).collect();
        if folders.is_empty() {
            return Ok(KeptOut::default());
        }
        self.list()?;
        if let Some(path) = self.missing_submodule_of(&folders) {
            return Err(Unread::NoSubmodule { path });
        }
        let tracked = self.tracked_below(&folders);
        let brought = |file: &&str| sources.iter().any(|source| brings(source, file));
        let tracked: Vec<&str> = match sources.iter().any(|source| source.only.is_some()) {
            true => tracked.into_iter().filter(brought).collect(),
            false => tracked,
        };
        let ignored = self.ignored(&folders, &tracked, sources)?;
        let finds = |path: &&str| ignored.iter().any(|pattern| covers(pattern, path));
        let is_named = |path: &&str| !path.is_empty();
        let named = paths.iter().copied().filter(is_named).filter(finds);
        let not_ignored = tracked.iter().copied().filter(finds).chain(named).map(str::to_owned);

        let doubtful = tracked.iter().copied().filter(|path| looks_private(path));
        let (private, harmless): (Vec<&str>, Vec<&str>) =
            doubtful.partition(|path| self.is_private(path) && !paths.contains(path));
        let named = paths.iter().copied().filter(|path| looks_private(path));
        let not_private: BTreeSet<&str> = harmless.into_iter().chain(named).collect();
        Ok(KeptOut {
            not_ignored: not_ignored.collect(),
            ignored,
            private: private::patterns(),
            not_private: not_private.into_iter().map(str::to_owned).collect(),
            held_back: private.into_iter().map(str::to_owned).collect(),
        })
    }

    /// The tracked files below these folders.
    fn tracked_below(&self, folders: &[&str]) -> Vec<&str> {
        let known = folders.iter().flat_map(|folder| self.known_below(folder));
        let known: BTreeSet<&str> = known.map(String::as_str).collect();
        known.into_iter().collect()
    }

    /// The patterns of what version control ignores below these folders, which have these tracked
    /// files. Only tracked `.gitignore` files count: others are of one machine.
    fn ignored(
        &self,
        folders: &[&str],
        tracked: &[&str],
        sources: &[ContextSource],
    ) -> Result<Vec<String>, Unread> {
        let mut found = vec![];
        for (way, text) in self.ignore_files_above()? {
            let way: Vec<&str> = way.split('/').collect();
            found.extend(patterns_from_above(text, &way));
        }
        let files = self.ignore_files(folders);
        for file in files.into_iter().filter(|file| !is_left_out(file, sources)) {
            found.extend(patterns(&self.read_tracked(&file)?, parent(&file)));
            if self.has(&file) {
                self.watched.borrow_mut().insert(file);
            }
        }
        for (end, made) in IGNORE_THEMSELVES {
            if tracked.iter().any(|file| file.ends_with(end)) {
                found.extend(made.iter().map(|made| (*made).to_owned()));
            }
        }
        let private = private::patterns();
        found.retain(|pattern| {
            !private.contains(&pattern.as_str())
                && folders.iter().any(|folder| reaches_below(pattern, folder))
        });
        Ok(found)
    }

    /// The tracked `.gitignore` files that speak of these folders, sorted by their paths.
    fn ignore_files(&self, folders: &[&str]) -> Vec<String> {
        let above = folders.iter().flat_map(|folder| upwards(folder));
        let above =
            above.map(|folder| below(folder, GITIGNORE)).filter(|file| self.is_tracked(file));
        let deeper = folders.iter().flat_map(|folder| self.known_below(folder));
        let deeper = deeper.filter(|file| file.ends_with(&format!("/{GITIGNORE}")));
        let files: BTreeSet<String> = above.chain(deeper.cloned()).collect();
        files.into_iter().filter(|file| self.has(file) || self.is_sparse(file)).collect()
    }
}

/// Whether a source copies a file, as far as the pattern that it picks files by says.
fn brings(source: &ContextSource, file: &str) -> bool {
    let is_below = path_of(source).is_empty() || inside(path_of(source), file).is_some();
    is_below && source.only.as_ref().is_none_or(|only| only.contains("**") || covers(only, file))
}

/// Whether every source that would copy the folder of a `.gitignore` leaves that folder out: then its
/// patterns are of no use to the image. Whether the file itself stays behind says nothing of what is
/// beside it.
fn is_left_out(file: &str, sources: &[ContextSource]) -> bool {
    let mut bring = sources.iter().filter(|source| brings(source, file)).peekable();
    let leaves_out = |source: &ContextSource| {
        let folder = parent(inside(path_of(source), file).unwrap_or(file));
        source.except.iter().any(|except| !folder.is_empty() && covers(except.as_str(), folder))
    };
    bring.peek().is_some() && bring.all(leaves_out)
}

/// The path of a source in the context; empty for the context itself.
fn path_of(source: &ContextSource) -> &str {
    match source.path.as_str() {
        "." => "",
        path => path,
    }
}

#[cfg(test)]
mod tests {
    use std::panic::Location;

    use super::unseen;
    use crate::program::program::ContextSource;

    /// A file that is named goes in whatever it is called.
    #[test]
    fn what_is_private_by_its_name_stays_out_of_unseen_folders() {
        let source = |path, file| ContextSource {
            file,
            ..ContextSource::read(path, Location::caller(), file)
        };
        assert!(unseen(&[source("a.pem", true)]).private.is_empty());
        let both = unseen(&[source("a.pem", true), source("src", false)]);
        assert!(both.private.contains(&"**/.env"), "{:?}", both.private);
    }
}
