//! Credentials in the files that a recipe copies: each file is searched by its own format. Whoever
//! has the image, or the cache of its build, can read what is in such a file.
//!
//! A reference to a variable is no credential. Nothing here keeps or prints the secret itself.

mod finding;
mod format;
mod gradle;
mod pairs;
mod tables;
mod urls;
mod xml;

use std::collections::BTreeSet;

use finding::Found;
use format::Format;

use crate::declare::disk::{Listing, Tree};
use crate::declare::layer::{Branch, Layer};
use crate::program::unread::{Credential, Unread};
use crate::recipes::pattern::covers;
use crate::value::path::{below, inside};

/// How deep a search through folders goes; no project copies deeper ones.
const DEEPEST: usize = 64;
/// How many folders are searched; no project copies as many.
const MOST: usize = 20_000;
/// The most bytes of a file that is searched; no file of settings has as many. Files of formats
/// that may be as large as a lock file are searched whatever their size.
const LARGEST: usize = 4 << 20;

/// The first credential of a text, by the format of the file that holds it.
pub(crate) fn credential_in(path: &str, text: &str) -> Option<Credential> {
    let (found, answer) = Format::of(path, false)?.find(path, text)?;
    let Found { line, within } = found;
    Some(Credential { path: path.to_owned(), line, within, answer })
}

impl Tree {
    /// The first credential of each file that these layers copy, or why the file is not read.
    pub(super) fn credentials(&self, layers: &[Layer]) -> Vec<Unread> {
        let mut files = BTreeSet::new();
        self.gather(layers, &mut files);
        let found = files.into_iter().filter_map(|(file, is_manifest)| {
            let known = self.credentials.borrow().get(&file).cloned();
            known.unwrap_or_else(|| {
                let found = self.credential(&file, is_manifest);
                self.credentials.borrow_mut().insert(file, found.clone());
                found
            })
        });
        found.collect()
    }

    /// Gathers the files that the layers copy and that may hold a credential. With each stands
    /// whether it is a manifest, which a tool reads whatever its name.
    fn gather(&self, layers: &[Layer], files: &mut BTreeSet<(String, bool)>) {
        for layer in layers {
            match layer {
                Layer::Manifests { files: manifests, .. } => {
                    files.extend(manifests.iter().map(|file| (file.clone(), true)));
                }
                Layer::Manifest { file, .. } => {
                    files.insert((file.clone(), true));
                }
                Layer::Copy { paths, except, .. } => {
                    for path in paths {
                        let sent = self.sent(path, except);
                        let named = sent.filter(|file| Format::of(file, false).is_some());
                        files.extend(named.map(|file| (file, false)));
                    }
                }
                Layer::Beside { layers, .. } => self.gather(layers, files),
                Layer::Branch(Branch { sources, build, .. }) => {
                    self.gather(sources, files);
                    self.gather(build, files);
                }
                _ => {}
            }
        }
    }

    /// The files of a path that are copied, without exceptions and what is private by its name.
    fn sent<'a>(
        &'a self,
        path: &'a str,
        except: &'a [String],
    ) -> impl Iterator<Item = String> + 'a {
        let folder = if path == "." { "" } else { path };
        let stays = move |file: &String| {
            let inside = inside(folder, file).unwrap_or(file);
            except.iter().any(|pattern| covers(pattern, inside))
        };
        let copied = self.copied(folder).into_iter().filter(move |file| !stays(file));
        copied.filter(move |file| file == path || !self.is_private(file))
    }

    /// The files of a path that are copied: those that version control tracks, or without version
    /// control those that are there.
    fn copied(&self, path: &str) -> Vec<String> {
        if self.has(path) {
            return vec![path.to_owned()];
        }
        if let Listing::Tracked { .. } = self.listing() {
            return self.known_below(path).to_vec();
        }
        let mut files = vec![];
        let mut open = vec![(path.to_owned(), 0)];
        for _ in 0..MOST {
            let Some((folder, depth)) = open.pop() else { break };
            for entry in self.entries(&folder, |name| name != "node_modules" && name != "target") {
                match entry.is_folder {
                    true if depth < DEEPEST => open.push((entry.path, depth + 1)),
                    true => {}
                    false => files.push(below(&folder, &entry.name)),
                }
            }
        }
        files
    }

    /// The first credential of a file, or why the file is not read. One that is no text or not
    /// there is passed over: the recipe that needs the file says so.
    fn credential(&self, file: &str, is_manifest: bool) -> Option<Unread> {
        let format = Format::of(file, is_manifest)?;
        let text = match self.read(file) {
            Ok(text) => text,
            Err(Unread::CannotRead { .. } | Unread::NoFile { .. }) => return None,
            Err(unread) => return is_manifest.then_some(unread),
        };
        if text.len() > LARGEST && !format.is_large() {
            return None;
        }
        let (found, answer) = format.find(file, &text)?;
        let Found { line, within } = found;
        let path = file.to_owned();
        Some(Unread::Credential(Credential { path, line, within, answer }))
    }
}

#[cfg(test)]
mod tests {
    use super::{LARGEST, Tree};

    /// Only a lock file is as large.
    #[test]
    fn a_large_file_is_searched_if_it_may_be_one() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let key = "//registry.example/:_authToken=hunter2swordfish\n";
        let url = "https://bob:hunter2swordfish@packages.example/simple\n";
        for (file, text, more, is_found) in [
            (".npmrc", key, 0, true),
            (".npmrc", key, 1, false),
            ("uv.lock", url, 1, true),
            ("requirements.txt", url, 1, true),
        ] {
            let filled = "#".repeat(LARGEST - text.len() + more);
            std::fs::write(folder.path().join(file), text.to_owned() + &filled)
                .expect("a new file");
            let tree = Tree { root: folder.path().to_owned(), ..Tree::default() };
            assert_eq!(tree.credential(file, false).is_some(), is_found, "{file} {more}");
        }
    }
}
