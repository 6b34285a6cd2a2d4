//! The order: lines stay where they stand, and what stands lower than its phase says why.

use super::around::short;
use super::form::Phase;

/// How far a stage has come, and the line that brought it there.
pub(super) struct Floor {
    pub(super) phase: Phase,
    by: String,
    /// The first line that brings files of the context.
    brings: Option<String>,
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
        Self { phase, by: String::new(), brings: None }
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
            if is_of_context && self.brings.is_none() {
                self.brings = Some(format!("`{}` in {at}", short(text)));
            }
            return Place::In(phase);
        }
        let phase = phases.last().copied().unwrap_or(Phase::Build);
        let above = if self.by.is_empty() {
            "the stage that this one is built on".to_owned()
        } else {
            self.by.clone()
        };
        let saves = match &self.brings {
            Some(line) => {
                format!("runs again after each edit of what {line} brings; above that it would not")
            }
            None => format!("runs again whenever {above} does; above that it would not"),
        };
        Place::Out { phase, reason: format!("stands below {above}"), saves }
    }
}
