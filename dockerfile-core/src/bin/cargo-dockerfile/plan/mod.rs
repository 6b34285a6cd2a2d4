//! `plan`: what an image is made of, as a table, as JSON and as a picture.

mod changes;
mod escaped;
mod html;
mod measured;
mod sheet;
mod svg;
mod text;
mod wires;
mod words;

use std::fs;
use std::path::{Path, PathBuf};

use serde::Serialize;

use crate::build_log;
use crate::failure::{Failure, Result};
use crate::history::History;
use crate::image_sizes;
use crate::images::{self, Image, Select};
use crate::say::{self, Found, HEADING, Say, styled};
use sheet::Sheet;

/// Shows what images are made of, what each line costs and how often it runs again.
#[derive(clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    select: Select,
    /// Writes a picture: a page of its own, which loads nothing.
    #[arg(long, value_name = "FILE")]
    html: Option<PathBuf>,
    /// Writes a picture for a README.
    #[arg(long, value_name = "FILE")]
    svg: Option<PathBuf>,
    /// What a build said, of `docker build --progress=rawjson` or `--progress=plain`: how long each step
    /// took. Where there are several Dockerfiles, of which one: `web/Dockerfile=build.log`.
    #[arg(long, value_name = "[DOCKERFILE=]LOG")]
    times: Vec<String>,
    /// A built image: how large each layer is. Where it may be of several stages, of which one:
    /// `web=registry/web:1`.
    #[arg(long = "image", value_name = "[STAGE=]REFERENCE")]
    built: Vec<String>,
    /// How many of the last commits say how often a line runs again; 0 asks for none.
    #[arg(long, value_name = "COUNT", default_value_t = 200)]
    commits: usize,
}

#[derive(Serialize)]
struct Report<'s> {
    version: u32,
    images: &'s [Sheet],
}

pub(crate) fn run(args: &Args, say: &Say) -> Result<Found> {
    let images = images::declared(&args.select, say)?;
    let mut sheets = vec![];
    for image in &images {
        sheets.extend(sheet(image, args.commits, say)?);
    }
    time(&mut sheets, &args.times)?;
    weigh(&mut sheets, &args.built)?;
    sheets.iter_mut().for_each(Sheet::schedule);
    for (path, page) in
        [(&args.html, html::page as fn(&[Sheet]) -> String), (&args.svg, svg::picture)]
    {
        if let Some(path) = path {
            fs::write(path, page(&sheets)).map_err(|error| Failure::of_file(path, error))?;
            say.remark(&format!("{} is written", say::path(path)));
        }
    }
    say.result(&Report { version: 1, images: &sheets }, || tables(&sheets))?;
    Ok(Found::Nothing)
}

fn tables(sheets: &[Sheet]) -> String {
    let heading = |sheet: &Sheet| match sheets {
        [_] => String::new(),
        _ => format!("{}\n\n", styled(HEADING, &sheet.dockerfile)),
    };
    sheets.iter().map(|sheet| heading(sheet) + &text::table(sheet)).collect::<Vec<_>>().join("\n")
}

fn sheet(image: &Image, commits: usize, say: &Say) -> Result<Option<Sheet>> {
    let Some(plan) = &image.plan else { return Ok(None) };
    let mut sheet = Sheet::of(say::path(&image.dockerfile), plan);
    if commits > 0 {
        match History::of(&image.context, commits) {
            Ok(history) => count(&mut sheet, &history, &image.context)?,
            Err(failure) => say.remark(&format!("no history: {}", failure.what)),
        }
    }
    Ok(Some(sheet))
}

fn count(sheet: &mut Sheet, history: &History, context: &Path) -> Result<()> {
    let below = history.below(context)?;
    let inside = |path: &'_ str| -> Option<String> {
        let rest = path.strip_prefix(below.as_str())?;
        if below.is_empty() {
            Some(rest.to_owned())
        } else {
            rest.strip_prefix('/').map(str::to_owned)
        }
    };
    let commits: Vec<Vec<String>> = history
        .commits
        .iter()
        .map(|commit| commit.paths.iter().filter_map(|path| inside(path)).collect())
        .collect();
    changes::count(sheet, commits.len(), |source| {
        commits.iter().map(|paths| paths.iter().any(|path| changes::takes(source, path))).collect()
    });
    Ok(())
}

fn time(sheets: &mut [Sheet], logs: &[String]) -> Result<()> {
    for log in logs {
        let split =
            log.split_once('=').filter(|(_, path)| !path.is_empty() && !Path::new(log).exists());
        let (dockerfile, path) = split.map_or((None, log.as_str()), |(of, path)| (Some(of), path));
        let steps = build_log::read(Path::new(path))?;
        let is_meant = |sheet: &Sheet| dockerfile.is_none_or(|of| sheet.dockerfile == of);
        let fits = |sheet: &Sheet| if is_meant(sheet) { measured::fits(sheet, &steps) } else { 0 };
        let best = sheets.iter().map(fits).max().unwrap_or(0);
        let mut found: Vec<&mut Sheet> =
            sheets.iter_mut().filter(|sheet| best > 0 && fits(sheet) == best).collect();
        match found.as_mut_slice() {
            [sheet] => measured::time(sheet, &steps),
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

fn weigh(sheets: &mut [Sheet], built: &[String]) -> Result<()> {
    for image in built {
        let (stage, reference) =
            image.split_once('=').map_or((None, image.as_str()), |(of, image)| (Some(of), image));
        let entries = image_sizes::history(reference)?;
        let mut found = 0;
        for sheet in sheets.iter_mut() {
            found += usize::from(measured::weigh(sheet, stage, reference, &entries)?);
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
