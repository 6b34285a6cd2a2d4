//! The order: lines stay where they stand, and what stands lower than its phase says why.

use super::around::short;
use super::form::Phase;

/// How far a stage has come, and the line that brought it there.
pub(super) struct Floor {
    pub(super) phase: Phase,
    by: String,
    reads: bool,
}

/// Where a step goes.
pub(super) enum Place {
    In(Phase),
    /// In a phase that is past, with the reason.
    Out {
        phase: Phase,
        reason: String,
        saves: String,
    },
}

impl Floor {
    pub(super) fn new(phase: Phase) -> Self {
        Self { phase, by: String::new(), reads: false }
    }

    /// The place of a step that may stand in these phases. It raises the floor.
    pub(super) fn place(
        &mut self,
        phases: &[Phase],
        text: &str,
        at: &str,
        is_of_context: bool,
    ) -> Place {
        if let Some(phase) = phases.iter().copied().find(|phase| *phase >= self.phase) {
            if phase > self.phase || self.by.is_empty() {
                self.by = format!("`{}` in {at}", short(text));
            }
            self.phase = phase;
            self.reads |= is_of_context;
            return Place::In(phase);
        }
        let phase = phases.last().copied().unwrap_or(Phase::Build);
        let above = if self.by.is_empty() {
            "the stage that this one is built on".to_owned()
        } else {
            self.by.clone()
        };
        let saves = if self.reads {
            format!(
                "runs again after each edit of what {above} brings; above that line it would not"
            )
        } else {
            format!("runs again whenever {above} does; above that line it would not")
        };
        Place::Out { phase, reason: format!("stands below {above}"), saves }
    }
}
