//! How often the lines of a Dockerfile ran again, by the last commits.

use super::sheet::Sheet;
use crate::plan_file::Read;

/// Of each commit, whether it is meant.
type Commits = Vec<bool>;

/// Counts for each line the commits that change what it reads itself, and those after which it runs
/// again. `touches` says of a path of the context which commits change it.
pub(super) fn count(sheet: &mut Sheet, commits: usize, touches: impl Fn(&str) -> Commits) {
    let none = vec![false; commits];
    let mut stages: Vec<Commits> = vec![];
    for at in 0..sheet.stages.len() {
        let mut above = none.clone();
        for index in 0..sheet.stages[at].rows.len() {
            let row = &sheet.stages[at].rows[index];
            let mut own = none.clone();
            let mut other = none.clone();
            for read in &row.reads {
                match read {
                    Read::Context { path } => join(&mut own, &touches(path)),
                    Read::Stage { .. } => {
                        let stage = sheet.read_stage(read).filter(|stage| *stage < at);
                        join(&mut other, stage.map_or(&none, |stage| &stages[stage]));
                    }
                    _ => {}
                }
            }
            join(&mut above, &own);
            join(&mut above, &other);
            let row = &mut sheet.stages[at].rows[index];
            if row.makes_layer {
                row.again = Some(size(&above));
                let reads_context =
                    row.reads.iter().any(|read| matches!(read, Read::Context { .. }));
                row.changed = reads_context.then(|| size(&own));
            }
        }
        stages.push(above);
    }
    sheet.commits = Some(commits);
}

fn join(all: &mut Commits, some: &Commits) {
    all.iter_mut().zip(some).for_each(|(one, other)| *one |= other);
}

fn size(commits: &Commits) -> usize {
    commits.iter().filter(|is_meant| **is_meant).count()
}

/// Whether a path is what a source of COPY takes, or below it.
pub(super) fn takes(source: &str, path: &str) -> bool {
    let parts = |path: &'_ str| -> Vec<String> {
        path.split('/').filter(|part| !matches!(*part, "" | ".")).map(str::to_owned).collect()
    };
    let (source, path) = (parts(source), parts(path));
    source.len() <= path.len() && source.iter().zip(&path).all(|(one, other)| one == other)
}
