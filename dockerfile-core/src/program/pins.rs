//! Tags and digests that a checked-in file gives its images, as far as the declaration allows.

use std::collections::BTreeMap;

use super::instruction::From;
use super::program::LoweredStage;

/// What images are called in FROM lines, by the names of their stages; all others as declared.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Pins(pub(crate) BTreeMap<String, String>);

impl Pins {
    /// The image that a stage starts from, as FROM names it.
    pub(crate) fn image<'p>(&'p self, stage: &'p LoweredStage) -> Option<&'p str> {
        let From::Image { declared, .. } = &stage.from else { return None };
        Some(self.0.get(stage.name.as_str()).unwrap_or(declared))
    }
}
