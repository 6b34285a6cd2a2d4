//! How often the lines of a sheet ran again, by the last commits.

use super::data::Sheet;
use crate::replay::{Replay, size};

impl Sheet {
    /// Counts for each line the commits that change what it reads itself, and those after which it runs
    /// again. False, where the sheet is of other lines.
    pub(crate) fn count(&mut self, replay: &Replay) -> bool {
        let again = replay.again();
        let own = |at: usize| replay.stages[at].iter().filter(|node| node.makes_layer).count();
        let layers = |at: usize| self.stages[at].rows.iter().filter(|row| row.makes_layer).count();
        let is_same = self.stages.len() == replay.stages.len()
            && (0..self.stages.len()).all(|at| own(at) == layers(at));
        if !is_same {
            return false;
        }
        for (stage, (nodes, sets)) in self.stages.iter_mut().zip(replay.stages.iter().zip(&again)) {
            let told = nodes.iter().zip(sets).filter(|(node, _)| node.makes_layer);
            let rows = stage.rows.iter_mut().filter(|row| row.makes_layer);
            for (row, (node, set)) in rows.zip(told) {
                row.again = Some(size(set));
                row.changed = node.reads_context.then(|| size(&node.own));
            }
        }
        self.commits = Some(replay.commits);
        true
    }
}
