//! `--check`: whether what a declaration emits is equal to the Dockerfile that it was imported from.

use serde::Serialize;

use super::compare::{self, Sides};
use super::report::Counts;
use super::verify::{Imported, Job};
use super::{Args, engine};
use crate::failure::{Failure, Result};
use crate::file::{File, Settings};
use crate::say::{BAD, Found, GOOD, Say, escaped, styled};

#[derive(Serialize)]
struct Checked<'a> {
    version: u32,
    files: Vec<Compared<'a>>,
}

#[derive(Serialize)]
struct Compared<'a> {
    file: &'a str,
    is_equal: bool,
    lines: Option<Counts>,
    /// Where the two differ, and no report says so.
    differences: Vec<String>,
    /// What could not be done.
    failure: Option<String>,
    /// What the emitted file does differently on purpose.
    differs: usize,
    was_built: bool,
}

impl<'a> Compared<'a> {
    fn new(file: &'a str) -> Self {
        Self {
            file,
            is_equal: false,
            lines: None,
            differences: vec![],
            failure: None,
            differs: 0,
            was_built: false,
        }
    }
}

pub(super) fn all(
    jobs: &[Job],
    imported: &[Result<Imported>],
    unread: &[(String, Failure)],
    args: &Args,
    say: &Say,
) -> Result<Found> {
    let mut files = vec![];
    for (name, failure) in unread {
        files.push(Compared { failure: Some(failure.what.clone()), ..Compared::new(name) });
    }
    for (job, imported) in jobs.iter().zip(imported) {
        files.push(compared(job, imported, args)?);
    }
    let is_bad = files.iter().any(|file| !file.is_equal);
    let failed = files.iter().find_map(|file| file.failure.clone());
    let count = (files.len(), files.iter().filter(|file| file.is_equal).count());
    let value = Checked { version: 1, files };
    say.result(&value, || text(&value, count))?;
    match failed {
        Some(_) if jobs.len() == 1 => {
            Err(Failure::new(format!("`{}` is not imported", jobs[0].source.name)))
        }
        _ => Ok(Found::of(is_bad)),
    }
}

fn compared<'a>(job: &'a Job, imported: &Result<Imported>, args: &Args) -> Result<Compared<'a>> {
    let mut compared = Compared::new(&job.source.name);
    let imported = match imported {
        Ok(imported) => imported,
        Err(failure) => {
            compared.failure = Some(failure.what.clone());
            return Ok(compared);
        }
    };
    compared.lines = Some(Counts::of(&imported.plan));
    let stages = &imported.plan.stages;
    compared.differs = stages
        .iter()
        .map(|stage| {
            stage.differs.len()
                + stage.items.iter().chain(&stage.end).map(|item| item.differs.len()).sum::<usize>()
        })
        .sum();
    compared.differences = differences(job, imported)?;
    if args.build && compared.differences.is_empty() {
        compared.differences = engine::differences(job, imported)?;
        compared.was_built = true;
    }
    compared.is_equal = compared.differences.is_empty();
    Ok(compared)
}

/// Where the emitted file is another than the one that it was imported from.
pub(super) fn differences(job: &Job, imported: &Imported) -> Result<Vec<String>> {
    let emitted = File::read(&imported.dockerfile, "the emitted file", &Settings::default())?;
    compare::differences(&Sides {
        source: &job.source,
        emitted: &emitted,
        plan: &imported.plan,
        context: job.context.as_ref(),
        style: imported.style,
        ignore: &imported.ignore,
    })
}

fn text(checked: &Checked<'_>, (all, equal): (usize, usize)) -> String {
    let mut text = String::new();
    for file in &checked.files {
        let state = match (&file.failure, file.is_equal) {
            (Some(failure), _) => styled(BAD, "not imported:") + " " + failure,
            (None, true) if file.was_built => styled(GOOD, "equal, and so are both images"),
            (None, true) => styled(GOOD, "equal"),
            (None, false) => styled(BAD, "differs"),
        };
        let counts = file.lines.map_or(String::new(), |Counts { typed, text, raw }| {
            format!(
                " ({typed} typed, {text} shell text, {raw} as they stand; {} on purpose)",
                file.differs
            )
        });
        text += &format!("{}  {state}{counts}\n", escaped(file.file));
        for difference in &file.differences {
            text += &format!("  {}\n", escaped(difference));
        }
    }
    if all > 1 {
        text += &format!("{equal} of {all} are equal\n");
    }
    text
}
