//! The layers of a Dockerfile, each with its key.

use std::collections::{BTreeMap, BTreeSet};

use super::key::{self, Input, Key, What};
use crate::file::{Copy, File, Instruction, Line, Mount, Origin};

/// The layers of a Dockerfile's stages.
pub(crate) struct Graph {
    pub(crate) file: File,
    /// In the file's order.
    pub(crate) layers: Vec<Layer>,
    pub(super) starts: BTreeMap<usize, Key>,
}

/// A line that makes a layer.
pub(crate) struct Layer {
    pub(crate) stage: usize,
    /// In its stage.
    pub(crate) line: usize,
    pub(crate) inputs: Vec<Input>,
    pub(crate) key: Key,
    /// The key if all that comes from other stages were as before: what runs again by this one runs again
    /// for certain, whatever those stages make.
    pub(crate) own: Key,
}

impl Graph {
    /// The key of what a stage stands on.
    pub(crate) fn start(&self, stage: usize) -> Key {
        let stage = &self.file.stages[stage];
        let platform = stage.platform.as_deref().unwrap_or_default();
        match &stage.from {
            Origin::Stage(base) => self.end(*base),
            Origin::Image(name) => key::of_image(name, platform),
            Origin::Scratch => key::of_image("scratch", platform),
        }
    }

    /// The key of a stage's last layer.
    pub(crate) fn end(&self, stage: usize) -> Key {
        let last = self.layers.iter().rfind(|layer| layer.stage == stage);
        last.map_or_else(|| self.starts[&stage].clone(), |layer| layer.key.clone())
    }

    /// The key of inputs without what other stages make; `None`, where there is nothing of those.
    pub(super) fn own(&self, stage: usize, inputs: &[Input]) -> Option<Key> {
        let above = self.above(stage);
        let is_own = above.is_none_or(|layer| layer.own == layer.key);
        if is_own && !inputs.iter().any(|input| matches!(input.what, What::Stage(_))) {
            return None;
        }
        let known = |input: &Input| match input.what {
            What::Stage(_) => Input { value: String::new(), ..input.clone() },
            What::Above => {
                let own = above.map(|layer| layer.own.0.clone());
                Input { value: own.unwrap_or_else(|| input.value.clone()), ..input.clone() }
            }
            _ => input.clone(),
        };
        Some(Key::of(&inputs.iter().map(known).collect::<Vec<_>>()))
    }

    /// The last layer that is there of a stage, or of those that it is built on.
    fn above(&self, stage: usize) -> Option<&Layer> {
        let own = self.layers.iter().rfind(|layer| layer.stage == stage);
        own.or_else(|| match self.file.stages[stage].from {
            Origin::Stage(base) => self.above(base),
            _ => None,
        })
    }

    /// The layers that a stage needs, its own and others'.
    pub(crate) fn layers_for(&self, target: usize) -> impl Iterator<Item = &Layer> {
        let needed = needed(&self.file, &[target]);
        self.layers.iter().filter(move |layer| needed.contains(&layer.stage))
    }

    pub(crate) fn line(&self, layer: &Layer) -> &Line {
        &self.file.stages[layer.stage].lines[layer.line]
    }
}

/// Stages and what they are made with, in the file's order.
pub(crate) fn needed(file: &File, targets: &[usize]) -> BTreeSet<usize> {
    let (mut needed, mut open) = (BTreeSet::new(), targets.to_vec());
    while let Some(stage) = open.pop() {
        if !needed.insert(stage) {
            continue;
        }
        let mut from = |origin: Option<&Origin>| {
            if let Some(Origin::Stage(other)) = origin {
                open.push(*other);
            }
        };
        let stage = &file.stages[stage];
        from(Some(&stage.from));
        for line in &stage.lines {
            match &line.instruction {
                Instruction::Copy(Copy { from: origin, .. }) => from(origin.as_ref()),
                Instruction::Run(run) => {
                    run.mounts.iter().for_each(|Mount { from: origin, .. }| from(origin.as_ref()));
                }
                _ => {}
            }
        }
    }
    needed
}
