//! What was measured of a Dockerfile's lines: by a build's log, or by the engine's history of an image.

use super::sheet::{Measure, Sheet, Stage};
use crate::build_log::Step;
use crate::failure::{Failure, Result};
use crate::image_sizes::{self, Entry};

/// How many lines of a stage BuildKit counts in front of its first layer: the base, if it is of a registry.
fn counted_in_front(sheet: &Sheet, stage: &Stage) -> usize {
    let base = stage.rows.first().and_then(|row| row.text.split_whitespace().find(is_base));
    let base = base.unwrap_or("scratch");
    usize::from(base != "scratch" && sheet.stage(base).is_none())
}

fn is_base(word: &&str) -> bool {
    *word != "FROM" && !word.starts_with("--")
}

/// The rows of a stage that BuildKit counts, in its order.
fn counted(sheet: &Sheet, at: usize) -> Vec<usize> {
    let stage = &sheet.stages[at];
    let base = if counted_in_front(sheet, stage) == 1 { 0..1 } else { 0..0 };
    let layers = stage.rows.iter().enumerate().filter(|(_, row)| row.makes_layer);
    base.chain(layers.map(|(at, _)| at)).collect()
}

/// The line that a step is of: its stage, number and word have to be the same.
fn row_of(sheet: &Sheet, step: &Step) -> Option<(usize, usize)> {
    let stage = match &step.stage {
        Some(name) => sheet.stage(name)?,
        None if sheet.stages.len() == 1 => 0,
        None => return None,
    };
    let rows = counted(sheet, stage);
    let row = *rows.get(step.index.checked_sub(1)?)?;
    let word = step.text.split_whitespace().next();
    let is_same = rows.len() == step.of && word == Some(sheet.stages[stage].rows[row].word());
    is_same.then_some((stage, row))
}

/// How many of a log's steps are lines of a sheet.
pub(super) fn fits(sheet: &Sheet, steps: &[Step]) -> usize {
    steps.iter().filter(|step| row_of(sheet, step).is_some()).count()
}

/// Times of steps. What was still there keeps what an earlier log has measured.
pub(super) fn time(sheet: &mut Sheet, steps: &[Step]) {
    for step in steps {
        if let (Some((stage, row)), Some(seconds)) = (row_of(sheet, step), step.seconds) {
            sheet.stages[stage].rows[row].seconds = Some(seconds);
        }
    }
    sheet.measure = Measure::Seconds;
}

/// An image's stage and those that it goes on from, the first of them in front.
fn chain(sheet: &Sheet, target: usize) -> Vec<usize> {
    let mut chain = vec![target];
    let mut at = target;
    let parent = |at: usize| {
        let base = sheet.stages[at].rows.first()?.text.split_whitespace().find(is_base)?;
        sheet.stage(base).filter(|parent| *parent < at)
    };
    while let Some(stage) = parent(at) {
        chain.insert(0, stage);
        at = stage;
    }
    chain
}

/// The layers of an image, and where the base is written.
fn layers(sheet: &Sheet, target: usize) -> (usize, Vec<(usize, usize)>) {
    let chain = chain(sheet, target);
    let rows = chain.iter().flat_map(|stage| {
        let rows = sheet.stages[*stage].rows.iter().enumerate();
        rows.filter(|(_, row)| row.makes_layer).map(move |(at, _)| (*stage, at))
    });
    (chain[0], rows.collect())
}

/// Sizes of layers, of the one image here that the history can be of. `Ok(false)`: of none.
pub(super) fn weigh(
    sheet: &mut Sheet,
    stage: Option<&str>,
    reference: &str,
    entries: &[Entry],
) -> Result<bool> {
    let is_meant = |one: &Stage| match stage {
        Some(name) => one.name == name,
        None => one.image.is_some(),
    };
    let mut found = vec![];
    for at in (0..sheet.stages.len()).filter(|at| is_meant(&sheet.stages[*at])) {
        let (first, rows) = layers(sheet, at);
        let texts: Vec<&str> =
            rows.iter().map(|(stage, row)| &*sheet.stages[*stage].rows[*row].text).collect();
        if let Some((base, sizes)) = image_sizes::of_lines(entries, &texts) {
            found.push((at, first, base, rows, sizes));
        }
    }
    if found.len() > 1 {
        let names: Vec<&str> = found.iter().map(|(at, ..)| &*sheet.stages[*at].name).collect();
        let what = format!("`{reference}` may be of each of `{}`", names.join("`, `"));
        return Err(Failure::new(what).help(format!("`--image {}={reference}`", names[0])));
    }
    let Some((_, first, base, rows, sizes)) = found.pop() else { return Ok(false) };
    if let Some(row) = sheet.stages[first].rows.first_mut() {
        row.bytes = Some(base);
    }
    for ((stage, row), size) in rows.into_iter().zip(sizes) {
        sheet.stages[stage].rows[row].bytes = Some(size);
    }
    if sheet.measure == Measure::Steps {
        sheet.measure = Measure::Bytes;
    }
    Ok(true)
}
