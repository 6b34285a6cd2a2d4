//! `plan`: what an image is made of, as a table, as JSON and as a picture.

mod escaped;
mod html;
mod svg;
mod text;
mod wires;
mod words;

use std::fs;
use std::path::PathBuf;

use serde::Serialize;

use crate::failure::{Failure, Result};
use crate::file::{File, Settings};
use crate::history::History;
use crate::ignore::Ignore;
use crate::images::{Image, Which};
use crate::replay::{Place, Replay};
use crate::say::{self, Found, HEADING, Say, escaped, styled};
use crate::sheet::{self, Sheet};

/// Shows what images are made of, what each line costs and how often it runs again.
#[derive(clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    which: Which,
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
    if args.html.is_some() && args.html == args.svg {
        return Err(Failure::new("`--html` and `--svg` are one file"));
    }
    let images = args.which.images(say)?;
    let mut sheets = vec![];
    for image in &images {
        sheets.push(sheet(image, args, say)?);
    }
    sheet::time(&mut sheets, &args.times)?;
    sheet::weigh(&mut sheets, &args.built)?;
    sheets.iter_mut().for_each(Sheet::schedule);
    let mut written = String::new();
    for (path, page) in
        [(&args.html, html::page as fn(&[Sheet]) -> String), (&args.svg, svg::picture)]
    {
        if let Some(path) = path {
            fs::write(path, page(&sheets)).map_err(|error| Failure::of_file(path, error))?;
            written += &format!("{} is written\n", escaped(&say::path(path)));
        }
    }
    say.result(&Report { version: 1, images: &sheets }, || match written.as_str() {
        "" => tables(&sheets),
        written => written.to_owned(),
    })?;
    Ok(Found::Nothing)
}

fn tables(sheets: &[Sheet]) -> String {
    let heading = |sheet: &Sheet| match sheets {
        [_] => String::new(),
        _ => format!("{}\n\n", styled(HEADING, &sheet.dockerfile)),
    };
    sheets.iter().map(|sheet| heading(sheet) + &text::table(sheet)).collect::<Vec<_>>().join("\n")
}

fn sheet(image: &Image, args: &Args, say: &Say) -> Result<Sheet> {
    let name = say::path(&image.dockerfile);
    let file = || -> Result<File> {
        let path = &image.dockerfile;
        let text = fs::read_to_string(path).map_err(|error| Failure::of_file(path, error))?;
        File::read(&text, &name, &Settings::default())
    };
    let mut sheet = match &image.plan {
        Some(plan) => Sheet::of(name.clone(), plan),
        None => Sheet::of_file(name.clone(), &file()?),
    };
    if args.commits > 0 {
        let counted = history(image, &name, args.commits, file, say).map(|it| sheet.count(&it));
        match counted {
            Ok(true) => {}
            Ok(false) => {
                let why = "it is not as declared: `cargo dockerfile write`";
                say.remark(&format!("`{}`: no history: {why}", escaped(&name)));
            }
            Err(failure) => {
                say.remark(&format!("`{}`: no history: {}", escaped(&name), failure.what));
            }
        }
    }
    Ok(sheet)
}

fn history(
    image: &Image,
    name: &str,
    commits: usize,
    file: impl Fn() -> Result<File>,
    say: &Say,
) -> Result<Replay> {
    let history = History::of(&image.context, commits)?;
    let ignore = ignore(image)?;
    let place = Place { name, context: &image.context, ignore: &ignore };
    Replay::of(&file()?, &place, &history, say)
}

fn ignore(image: &Image) -> Result<Ignore> {
    match fs::read_to_string(&image.ignore) {
        Ok(text) => Ignore::read(&text, &say::path(&image.ignore)),
        Err(_) => Ok(Ignore::default()),
    }
}
