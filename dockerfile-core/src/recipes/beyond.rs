//! What links in a copied folder lead to outside of it. A builder copies a link as it is, and what it
//! leads to only where that is copied, too.

use std::collections::BTreeSet;

use super::own::is_of_no_use;
use super::pattern::covers;
use crate::declare::disk::Tree;
use crate::declare::layer::Layer;
use crate::recipes::listing::leads_to;
use crate::value::path::{inside, join};

impl Tree {
    /// The layers, with copies of what links in their folders lead to. Nothing is copied again that
    /// these or the `others` copy.
    pub(super) fn with_beyond(
        &self,
        layers: Vec<Layer>,
        folder: &str,
        others: impl FnOnce() -> Vec<Layer>,
    ) -> Vec<Layer> {
        let mut wanted = vec![];
        for layer in &layers {
            let Layer::Copy { paths, to, except, at, .. } = layer else { continue };
            // A path that is kept is that of a single folder.
            if let [path] = paths.as_slice()
                && join(folder, path) == *to
            {
                wanted.extend(self.beyond(path, except).into_iter().map(|found| (found, *at)));
            }
        }
        if wanted.is_empty() {
            return layers;
        }
        let others = others();
        let mut copied: BTreeSet<String> = layers.iter().chain(&others).flat_map(files).collect();
        let mut all = layers;
        for (path, at) in wanted {
            if copied.iter().any(|known| inside(known, &path).is_some()) {
                continue;
            }
            let (paths, to) = (vec![path.clone()], join(folder, &path));
            all.push(Layer::Copy { paths, to, except: vec![], also: false, at });
            copied.insert(path);
        }
        all
    }

    /// The files and folders that tracked links in a folder lead to outside of it, without documents
    /// and what is hidden.
    pub(super) fn beyond(&self, folder: &str, except: &[String]) -> Vec<String> {
        let mut found = BTreeSet::new();
        for path in self.known_below(folder) {
            let Some(target) = self.link(path) else { continue };
            let Ok(to) = leads_to(path, &target) else { continue };
            let below = inside(folder, path).unwrap_or(path);
            let name = to.rsplit('/').next().unwrap_or(&to);
            let stays = except.iter().any(|pattern| covers(pattern, below));
            let is_around = inside(folder, &to).is_some() || inside(&to, folder).is_some();
            let is_of_use = !name.starts_with('.') && !is_of_no_use(name, !self.has(&to));
            if !stays && !is_around && is_of_use && self.offers(&to) {
                found.insert(to);
            }
        }
        found.into_iter().collect()
    }
}

/// The files and folders of the context that a layer copies with their paths.
fn files(layer: &Layer) -> Vec<String> {
    match layer {
        Layer::Copy { paths, .. } => paths.clone(),
        Layer::Manifests { files, .. } => files.clone(),
        Layer::Manifest { file, .. } => vec![file.clone()],
        _ => vec![],
    }
}
