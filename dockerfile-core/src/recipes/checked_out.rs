//! What git knows and a checkout lacks: submodules, files that a sparse checkout leaves out, and those
//! that git ignores.

#[cfg(feature = "cargo")]
use std::collections::BTreeSet;
use std::path::Path;
use std::rc::Rc;

#[cfg(feature = "cargo")]
use super::project::ignored;
use super::project::{LARGEST, git};
use super::survey::{Finding, Found};
use crate::declare::context::BuildContext;
#[cfg(feature = "cargo")]
use crate::declare::disk::Listing;
use crate::declare::disk::{Disk, Tree};
use crate::program::unread::Unread;

impl Disk {
    /// Tells of missing sources whether git knows them. Git is asked only if one is missing.
    pub(crate) fn tell_not_checked_out(
        &self,
        context: &BuildContext,
        findings: &mut [Finding<'_>],
    ) {
        let missing = findings.iter_mut().filter(|finding| {
            matches!(finding.found, Found::Missing) && finding.source.only.is_none()
        });
        for finding in missing {
            let path = finding.source.path.as_str();
            let is_known =
                |tree: &Tree| tree.is_tracked(path) || !tree.known_below(path).is_empty();
            if self.tree(context).is_ok_and(|tree| tree.list().is_ok() && is_known(&tree)) {
                finding.found = Found::NotCheckedOut;
            }
        }
    }
}

impl Tree {
    /// The text of a tracked file; that of git's index where this sparse checkout leaves the file out.
    pub(super) fn read_tracked(&self, file: &str) -> Result<Rc<str>, Unread> {
        let read = self.read(file);
        if !matches!(read, Err(Unread::Sparse { .. })) {
            return read;
        }
        let of_index = |what: &str| {
            let said = git(&self.root, &["cat-file", what, &format!(":./{file}")]).ok()?;
            String::from_utf8(said).ok()
        };
        let size = of_index("-s").and_then(|size| size.trim().parse::<u64>().ok());
        let text = size.filter(|size| *size <= LARGEST).and_then(|_| of_index("blob"));
        text.map_or(read, |text| Ok(text.into()))
    }

    /// Whether a file is tracked, and left out of this sparse checkout.
    pub(super) fn is_sparse(&self, file: &str) -> bool {
        self.is_tracked(file)
            && git(&self.root, &["ls-files", "-t", "-z", "--", file])
                .is_ok_and(|said| said.starts_with(b"S"))
    }

    /// Those of these paths that git ignores, be they there or not.
    #[cfg(feature = "cargo")]
    pub(super) fn ignores(&self, paths: &BTreeSet<String>) -> BTreeSet<String> {
        if paths.is_empty() || matches!(self.listing(), Listing::Everything) {
            return BTreeSet::new();
        }
        // What is not there may be meant as a folder.
        let asked = paths.iter().flat_map(|path| [path.clone(), format!("{path}/")]);
        let asked: Vec<String> = asked.collect();
        let ignored = ignored(&self.root, asked.iter().map(Path::new)).into_iter();
        ignored.map(|(path, _)| path.to_string_lossy().trim_end_matches('/').to_owned()).collect()
    }

    /// A submodule at or below one of these folders that is not checked out, if there is one.
    pub(super) fn missing_submodule_of(&self, folders: &[&str]) -> Option<String> {
        let has_some = |folder: &Path| folder.join(".gitmodules").is_file();
        if !self.root.ancestors().any(has_some) {
            return None;
        }
        // Git lists the files of those that are checked out, and of others the folder.
        let selves = folders.iter().copied().filter(|folder| self.is_tracked(folder));
        let below = folders.iter().flat_map(|folder| self.known_below(folder));
        let mut known = selves.chain(below.map(String::as_str));
        known.find(|path| self.is_empty_folder(path)).map(str::to_owned)
    }

    /// The folders of the context's submodules that are not checked out. Git is asked at each call.
    #[cfg(feature = "cargo")]
    pub(super) fn missing_submodules(&self) -> Vec<String> {
        if !self.has(".gitmodules") {
            return vec![];
        }
        let list = ["config", "-z", "-f", ".gitmodules", "--get-regexp", "^submodule[.].*[.]path$"];
        let said = git(&self.root, &list).ok().and_then(|said| String::from_utf8(said).ok());
        let said = said.unwrap_or_default();
        let paths = said.split('\0').filter_map(|entry| Some(entry.split_once('\n')?.1));
        paths.filter(|path| self.is_empty_folder(path)).map(str::to_owned).collect()
    }

    /// Whether a path is a folder that holds nothing.
    fn is_empty_folder(&self, path: &str) -> bool {
        let found = self.root.join(path).symlink_metadata();
        found.is_ok_and(|found| found.is_dir()) && self.on_disk(path).is_empty()
    }
}
