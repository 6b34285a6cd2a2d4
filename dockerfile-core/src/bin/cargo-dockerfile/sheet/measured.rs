//! What was measured of a Dockerfile's lines: by a build's log, or by the engine's history of an image.

use std::path::Path;

use super::data::{Measure, Row, Sheet, Stage};
use crate::build_log::{self, Step};
use crate::failure::{Failure, Result};
use crate::image_sizes::{self, Entry};
use crate::plan_file::Read;

/// The rows of a stage that BuildKit counts, in its order: its base if that is of a registry, and layers.
fn counted(stage: &Stage) -> Vec<usize> {
    let is_image = |row: &Row| row.reads.iter().any(|read| matches!(read, Read::Image { .. }));
    let base = if stage.rows.first().is_some_and(is_image) { 0..1 } else { 0..0 };
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
    let rows = counted(&sheet.stages[stage]);
    let row = *rows.get(step.index.checked_sub(1)?)?;
    let word = step.text.split_whitespace().next();
    let is_same = rows.len() == step.of && word == Some(sheet.stages[stage].rows[row].word());
    is_same.then_some((stage, row))
}

/// How many of a log's steps are lines of a sheet.
fn fits(sheet: &Sheet, steps: &[Step]) -> usize {
    steps.iter().filter(|step| row_of(sheet, step).is_some()).count()
}

/// Times of steps. What was still there keeps what an earlier log has measured.
fn add_times(sheet: &mut Sheet, steps: &[Step]) {
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
    while let Some(parent) = sheet.parent(chain[0]) {
        chain.insert(0, parent);
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
fn add_sizes(
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

/// Times of builds, each of the Dockerfile that it names or fits best: `[DOCKERFILE=]LOG`.
pub(crate) fn time(sheets: &mut [Sheet], logs: &[String]) -> Result<()> {
    for log in logs {
        let split =
            log.split_once('=').filter(|(_, path)| !path.is_empty() && !Path::new(log).exists());
        let (dockerfile, path) = split.map_or((None, log.as_str()), |(of, path)| (Some(of), path));
        let steps = build_log::read(Path::new(path))?;
        let is_meant = |sheet: &Sheet| dockerfile.is_none_or(|of| sheet.dockerfile == of);
        let fits = |sheet: &Sheet| if is_meant(sheet) { fits(sheet, &steps) } else { 0 };
        let best = sheets.iter().map(fits).max().unwrap_or(0);
        let mut found: Vec<&mut Sheet> =
            sheets.iter_mut().filter(|sheet| best > 0 && fits(sheet) == best).collect();
        match found.as_mut_slice() {
            [sheet] => add_times(sheet, &steps),
            [] => {
                let what =
                    format!("`{path}`: its steps are of no Dockerfile that is declared here");
                return Err(Failure::new(what));
            }
            [one, ..] => {
                let what = format!("`{path}`: its steps may be of several Dockerfiles");
                let help = format!("`--times {}={path}`", one.dockerfile);
                return Err(Failure::new(what).help(help));
            }
        }
    }
    Ok(())
}

/// Sizes of built images: `[STAGE=]REFERENCE`.
pub(crate) fn weigh(sheets: &mut [Sheet], built: &[String]) -> Result<()> {
    for image in built {
        let (stage, reference) =
            image.split_once('=').map_or((None, image.as_str()), |(of, image)| (Some(of), image));
        let entries = image_sizes::history(reference)?;
        let mut found = 0;
        for sheet in sheets.iter_mut() {
            found += usize::from(add_sizes(sheet, stage, reference, &entries)?);
        }
        let what = match found {
            1 => continue,
            0 => format!("`{reference}` is built from no stage that is declared here as it is now"),
            _ => format!("`{reference}` may be built from several Dockerfiles"),
        };
        let help = "`--package` says which, and `--image STAGE=REFERENCE`";
        return Err(Failure::new(what).help(help));
    }
    Ok(())
}
