//! What a user says of a Go program.

use crate::declare::given::Given;
use crate::declare::given_text::GivenText;
use crate::program::place::Place;
use crate::recipes::told::Told;

#[derive(Clone, Debug)]
pub(super) struct Settings {
    pub(super) told: Told,
    pub(super) tags: Vec<Given>,
    pub(super) ldflags: Option<GivenText>,
    pub(super) program: Option<Given>,
    pub(super) generated: Vec<Given>,
    /// Where the user turns cgo on.
    pub(super) cgo: Option<Place>,
}
