//! Which stage goes where: the arrows of a sheet, each stage's in a lane beside the lines.

use crate::plan_file::Read;
use crate::sheet::Sheet;

/// All that leaves a stage: one way down, with a branch to each line that reads it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Trunk {
    pub(super) stage: usize,
    /// 0 is next to the lines.
    pub(super) lane: usize,
    pub(super) from: usize,
    pub(super) branches: Vec<Branch>,
}

#[derive(Debug, PartialEq, Eq)]
pub(super) struct Branch {
    pub(super) to: usize,
    /// A stage that goes on from it, and not a line that copies or mounts.
    pub(super) is_base: bool,
}

impl Trunk {
    pub(super) fn end(&self) -> usize {
        self.branches.last().map_or(self.from, |branch| branch.to)
    }

    /// Where it bends, of the lines that it passes.
    pub(super) fn branch(&self, number: usize) -> Option<&Branch> {
        self.branches.iter().find(|branch| branch.to == number)
    }

    pub(super) fn passes(&self, number: usize) -> bool {
        self.from <= number && number <= self.end()
    }
}

pub(super) fn trunks(sheet: &Sheet) -> Vec<Trunk> {
    let mut trunks: Vec<Trunk> = vec![];
    for (stage, one) in sheet.stages.iter().enumerate() {
        let from = one.rows.last().map_or(0, |row| row.number);
        let reads = |read: &Read| sheet.read_stage(read) == Some(stage);
        let readers = sheet.rows().filter(|row| row.number > from && row.reads.iter().any(reads));
        let branches: Vec<Branch> =
            readers.map(|row| Branch { to: row.number, is_base: row.is_base() }).collect();
        if !branches.is_empty() {
            trunks.push(Trunk { stage, lane: 0, from, branches });
        }
    }
    place(&mut trunks);
    trunks
}

/// The short ones inside, and none over another.
fn place(trunks: &mut [Trunk]) {
    let mut order: Vec<usize> = (0..trunks.len()).collect();
    order.sort_by_key(|at| (trunks[*at].end() - trunks[*at].from, *at));
    let mut placed: Vec<(usize, usize, usize)> = vec![];
    for at in order {
        let (from, end) = (trunks[at].from, trunks[at].end());
        let is_free = |lane: usize| {
            placed.iter().all(|(other, start, stop)| *other != lane || *stop < from || end < *start)
        };
        let lane = (0..).find(|lane| is_free(*lane)).unwrap_or(0);
        placed.push((lane, from, end));
        trunks[at].lane = lane;
    }
}

pub(super) fn lanes(trunks: &[Trunk]) -> usize {
    trunks.iter().map(|trunk| trunk.lane + 1).max().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::{Trunk, lanes, place};

    #[test]
    fn no_trunk_lies_over_another() {
        let trunk = |from, to| Trunk {
            stage: 0,
            lane: 9,
            from,
            branches: vec![super::Branch { to, is_base: false }],
        };
        let mut trunks = [trunk(0, 9), trunk(1, 3), trunk(3, 5), trunk(6, 8)];
        place(&mut trunks);
        assert_eq!(trunks.each_ref().map(|trunk| trunk.lane), [2, 0, 1, 0]);
        assert_eq!(lanes(&trunks), 3);
    }
}
