//! What a user says of cargo packages.

use super::linker::Linker;
use super::triple::GivenTriple;
use crate::declare::given::Given;
use crate::declare::given_text::GivenText;
use crate::program::place::Place;
use crate::recipes::told::Told;

#[derive(Clone, Debug)]
pub(super) struct Settings {
    pub(super) told: Told,
    /// The packages whose programs are built.
    pub(super) packages: Vec<Given>,
    /// The workspace's folder in the context, if it is not that of the build script's package.
    pub(super) workspace: Option<String>,
    pub(super) home: Given,
    pub(super) profile: Option<Given>,
    pub(super) target: Option<GivenTriple>,
    pub(super) cross: Option<Place>,
    pub(super) linker: Option<(Linker, Place)>,
    pub(super) features: Vec<Given>,
    pub(super) stable: Vec<Given>,
    /// The programs to build; all if it is empty.
    pub(super) bins: Vec<Given>,
    /// Files and folders that are copied beside the packages.
    pub(super) also: Vec<Given>,
    /// Patterns of what is not copied of each package.
    pub(super) except: Vec<Given>,
    /// Variables for the compiler.
    pub(super) env: Vec<(Given, GivenText)>,
    /// Where the user calls `stripped`.
    pub(super) stripped: Option<Place>,
    pub(super) no_default_features: bool,
    pub(super) incremental: bool,
}
