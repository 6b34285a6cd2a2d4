//! The plan that an emission leaves in `OUT_DIR`, read. `docs/plan.md` says what each key means.

use serde::{Deserialize, Serialize};

pub(crate) const VERSION: u32 = 1;

#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Plan {
    pub(crate) version: u32,
    pub(crate) dockerfile: String,
    pub(crate) ignore: String,
    pub(crate) context: String,
    pub(crate) stages: Vec<Stage>,
    #[serde(default)]
    pub(crate) notes: Vec<String>,
}

#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Stage {
    pub(crate) name: String,
    /// What bake calls it, if it is an image.
    pub(crate) image: Option<String>,
    pub(crate) layers: Vec<Layer>,
}

#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Layer {
    pub(crate) phase: String,
    pub(crate) text: String,
    pub(crate) file: String,
    pub(crate) line: u32,
    pub(crate) makes_layer: bool,
    #[serde(default)]
    pub(crate) reads: Vec<Read>,
    #[serde(default)]
    pub(crate) out_of_order: Option<String>,
}

/// What a line reads beside its own text.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub(crate) enum Read {
    Context { path: String },
    Stage { name: String, path: String },
    Image { name: String },
    Argument { name: String },
    Url,
    Repository,
}
