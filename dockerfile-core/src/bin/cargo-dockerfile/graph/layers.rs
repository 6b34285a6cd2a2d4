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

impl Layer {
    /// Whether it does not stand on what is above it.
    pub(crate) fn is_linked(&self) -> bool {
        !self.inputs.iter().any(|input| input.what == What::Above)
    }
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

    /// The key of what stands at a stage's end.
    pub(crate) fn end(&self, stage: usize) -> Key {
        self.end_by(stage, |layer| &layer.key)
    }

    /// The same by one of the keys of its layers. A linked one stands beside those above it, so that what
    /// is below it stands on all of them.
    fn end_by(&self, stage: usize, key: fn(&Layer) -> &Key) -> Key {
        let start = match &self.file.stages[stage].from {
            Origin::Stage(base) => self.end_by(*base, key),
            _ => self.starts[&stage].clone(),
        };
        let own = self.layers.iter().filter(|layer| layer.stage == stage);
        own.fold(start, |above, layer| match layer.is_linked() {
            true => {
                Key::of(&[above, key(layer).clone()].map(|one| Input::new(What::Above, "", one.0)))
            }
            false => key(layer).clone(),
        })
    }

    /// The key of inputs without what other stages make; `None`, where there is nothing of those.
    pub(super) fn own(&self, stage: usize, inputs: &[Input]) -> Option<Key> {
        let own_end = self.end_by(stage, |layer| &layer.own);
        let is_own = own_end == self.end(stage);
        if is_own && !inputs.iter().any(|input| matches!(input.what, What::Stage(_))) {
            return None;
        }
        let known = |input: &Input| match input.what {
            What::Stage(_) => Input { value: String::new(), ..input.clone() },
            What::Above => Input { value: own_end.0.clone(), ..input.clone() },
            _ => input.clone(),
        };
        Some(Key::of(&inputs.iter().map(known).collect::<Vec<_>>()))
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
