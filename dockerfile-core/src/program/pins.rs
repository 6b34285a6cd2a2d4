//! Tags and digests that a checked-in file gives its images, as far as the declaration allows.

use std::collections::BTreeMap;

use super::dialect::Dialect;
use super::instruction::From;
use super::program::LoweredStage;

/// Names of images in the Dockerfile, where they differ from the declared ones.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Pins {
    /// The images of FROM lines, by the names of their stages.
    pub(crate) images: BTreeMap<String, String>,
    /// The image of the `# syntax` line.
    pub(crate) frontend: Option<String>,
}

impl Pins {
    /// The image that a stage starts from, as FROM names it.
    pub(crate) fn image<'p>(&'p self, stage: &'p LoweredStage) -> Option<&'p str> {
        let From::Image { declared, .. } = &stage.from else { return None };
        Some(self.images.get(stage.name.as_str()).unwrap_or(declared))
    }

    /// The image of the `# syntax` line for a file that needs this syntax; `None` for a portable
    /// one.
    pub(crate) fn frontend(&self, needed: Dialect) -> Option<String> {
        self.frontend.clone().or_else(|| needed.frontend())
    }
}
