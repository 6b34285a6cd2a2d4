//! Copies of files that become one COPY: each is a layer, and Docker's store takes 125 of them.

use crate::declare::disk::Tree;
use crate::declare::layer::{Branch, Layer};
use crate::value::path::parent;

impl Tree {
    /// The layers, with one copy for the files of a folder where several stand in a row of copies.
    pub(super) fn together(&self, layers: Vec<Layer>) -> Vec<Layer> {
        let mut all: Vec<Layer> = Vec::with_capacity(layers.len());
        let mut row = 0;
        for layer in layers {
            match layer {
                Layer::Copy { .. } => {
                    if !all[row..].iter_mut().any(|above| self.joins(above, &layer)) {
                        all.push(layer);
                    }
                    continue;
                }
                Layer::Beside { what, layers } => {
                    all.push(Layer::Beside { what, layers: self.together(layers) });
                }
                Layer::Branch(Branch { name, sources, build }) => {
                    let (sources, build) = (self.together(sources), self.together(build));
                    all.push(Layer::Branch(Branch { name, sources, build }));
                }
                other => all.push(other),
            }
            row = all.len();
        }
        all
    }

    /// Takes a file into the copy of others of its folder; `false` if the two cannot be one.
    fn joins(&self, above: &mut Layer, layer: &Layer) -> bool {
        let Layer::Copy { paths, to, except, also, at } = above else { return false };
        let Layer::Copy { paths: more, except: of_more, also: more_also, at: more_at, .. } = layer
        else {
            return false;
        };
        let folder = parent(&paths[0]).to_owned();
        let is_one = more.iter().all(|path| parent(path) == folder)
            && (&*except, *also, *at) == (of_more, *more_also, *more_at)
            && paths.iter().chain(more).all(|path| self.has(path));
        if is_one {
            paths.extend(more.iter().cloned());
            if !to.ends_with('/') {
                *to = format!("{}/", parent(to).trim_end_matches('/'));
            }
        }
        is_one
    }
}
