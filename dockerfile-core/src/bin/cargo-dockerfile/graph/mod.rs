//! Keys that BuildKit's cache asks for: one for each line that makes a layer, made of its inputs.
//!
//! A layer runs again exactly if its key is not among those that the cache holds.

mod context;
mod inputs;
mod key;
mod layers;

use std::collections::BTreeMap;

pub(crate) use self::context::{Context, overlap};
pub(crate) use self::key::{Input, Key, What};
pub(crate) use self::layers::{Graph, Layer, needed};

use self::inputs::Inputs;
use crate::failure::Result;
use crate::file::File;

impl Graph {
    /// The layers of stages, and of those that they need.
    pub(crate) fn of(file: File, targets: &[usize], context: &Context) -> Result<Self> {
        let needed = needed(&file, targets);
        let mut graph = Self { file, layers: vec![], starts: BTreeMap::new() };
        for stage in needed {
            graph.starts.insert(stage, graph.start(stage));
            for line in 0..graph.file.stages[stage].lines.len() {
                let inputs = Inputs { graph: &graph, context, stage, line };
                if let Some(inputs) = inputs.read()? {
                    let key = Key::of(&inputs);
                    let own = graph.own(stage, &inputs).unwrap_or_else(|| key.clone());
                    graph.layers.push(Layer { stage, line, inputs, key, own });
                }
            }
        }
        Ok(graph)
    }
}
