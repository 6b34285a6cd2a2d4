//! Gems of the context, which the lock file has from a path.

use std::collections::{BTreeMap, BTreeSet};

use super::lockfile::PathGem;
use crate::declare::disk::Tree;
use crate::program::unread::{RubyUnread, Unread};
use crate::value::path::{below, inside, normal, parent};

/// What was found of gems; each folder is walked through once.
pub(super) struct Gems<'a> {
    tree: &'a Tree,
    /// The application's folder.
    application: &'a str,
    /// The names of all gemspecs.
    names: BTreeSet<String>,
    /// The gemspecs below each path.
    gemspecs: BTreeMap<String, Vec<String>>,
    /// The files that each gem takes its version from, by the gem's folder.
    versions: BTreeMap<String, Vec<String>>,
}

impl<'a> Gems<'a> {
    pub(super) fn of(tree: &'a Tree, application: &'a str, gems: &[PathGem]) -> Self {
        let names = gems.iter().map(PathGem::gemspec).collect();
        let (gemspecs, versions) = (BTreeMap::new(), BTreeMap::new());
        Self { tree, application, names, gemspecs, versions }
    }

    /// The folder that has the gemspec of a gem. A path may hold several gems: Bundler looks for
    /// gemspecs down to two folders below it.
    pub(super) fn folder(&mut self, gem: &PathGem) -> Result<String, Unread> {
        let absolute = gem.remote.starts_with('/');
        let path = if absolute { None } else { normal(&below(self.application, &gem.remote)) };
        let path = path.ok_or_else(|| RubyUnread::GemLeadsOut {
            gem: gem.name.clone(),
            remote: gem.remote.clone(),
        })?;
        let gemspec = gem.gemspec();
        let file = below(&path, &gemspec);
        if self.tree.has(&file) {
            return Ok(path);
        }
        if self.tree.exists(&file) {
            return Err(Unread::NoPlainFile { path: file });
        }
        if self.tree.is_sparse(&file) {
            return Err(Unread::Sparse { path: file });
        }
        if !self.gemspecs.contains_key(&path) {
            let mut files = self.tree.files_named(&path, |name| self.names.contains(name))?;
            files.retain(|file| depth(&path, file) <= 2 && self.tree.has(file));
            files.sort_by_cached_key(|file| (depth(&path, file), parent(file).to_owned()));
            self.gemspecs.insert(path.clone(), files);
        }
        let mut files = self.gemspecs[&path].iter();
        match files.find(|file| file.rsplit('/').next() == Some(&gemspec)) {
            Some(found) => Ok(parent(found).to_owned()),
            None => {
                let (gem, remote) = (gem.name.clone(), gem.remote.clone());
                let known = self.tree.folders_with("", &gemspec);
                Err(RubyUnread::NoGemspec { gem, gemspec, remote, known }.into())
            }
        }
    }

    /// The files that the gemspec in a folder takes its version from, by custom.
    pub(super) fn versions(&mut self, folder: &str) -> Result<Vec<String>, Unread> {
        if !self.versions.contains_key(folder) {
            let library = below(folder, "lib");
            let mut files = self.tree.files_named(&library, |name| name == "version.rb")?;
            files.retain(|file| self.tree.has(file));
            // Files of one folder stand together.
            files.sort_by(|a, b| a.split('/').cmp(b.split('/')));
            self.versions.insert(folder.to_owned(), files);
        }
        Ok(self.versions[folder].clone())
    }
}

/// How many folders below a path a file is in.
fn depth(path: &str, file: &str) -> usize {
    inside(path, file).unwrap_or(file).matches('/').count()
}
