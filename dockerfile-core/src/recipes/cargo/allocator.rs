//! What allocates memory in a program that is built for musl.
//!
//! musl's own `malloc` guards all memory that it manages by one lock. Sources:
//! <https://git.musl-libc.org/cgit/musl/tree/src/malloc/mallocng/glue.h>,
//! <https://nickb.dev/blog/default-musl-allocator-considered-harmful-to-performance/>.

use super::compile::Compilation;
use super::read::Built;
use crate::declare::family::FamilyKind;
use crate::declare::part::Around;
use crate::program::note::Note;
use crate::program::start::Libc;

impl Compilation<'_> {
    /// The note that the programs of a package allocate memory by musl, if they do.
    pub(super) fn allocates_by_musl(&self, built: &Built, stage: &Around) -> Option<Note> {
        let project = &built.sources.name;
        let by_musl = !built.has_allocator && self.is_for_musl(stage);
        by_musl.then(|| Note::AllocatesByMusl { project: project.clone() })
    }

    /// Whether programs are linked with musl, be it into them or not.
    pub(super) fn is_for_musl(&self, stage: &Around) -> bool {
        match self.triple() {
            Some(triple) => is_musl(triple),
            None if self.cargo.cross.is_some() => false,
            None => stage.family.map(FamilyKind::libc) == Some(Libc::Musl),
        }
    }
}

fn is_musl(triple: &str) -> bool {
    triple.rsplit('-').next().is_some_and(|libc| libc.starts_with("musl"))
}
