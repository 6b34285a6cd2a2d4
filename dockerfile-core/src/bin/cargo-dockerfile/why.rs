//! What a change of a file would touch, and why nothing, where it is nothing.

use std::collections::BTreeSet;
use std::path::PathBuf;

use serde::Serialize;

use crate::change::shown::Shown;
use crate::change::{again, cause};
use crate::failure::{Failure, Result};
use crate::moment::{Built, Moment};
use crate::say::{FAINT, Found, GOOD, HEADING, Say, escaped, styled};
use crate::targets::{self, Target, Targets};

/// Says which images and layers a change of a file would touch, and by which line.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// The files, or folders.
    #[arg(required = true, value_name = "FILE")]
    paths: Vec<PathBuf>,
    #[command(flatten)]
    which: targets::Images,
}

#[derive(Serialize)]
struct Report {
    version: u32,
    files: Vec<OfFile>,
}

#[derive(Serialize)]
struct OfFile {
    file: String,
    images: Vec<Touched>,
}

#[derive(Serialize)]
struct Touched {
    image: String,
    /// Lines that read the file.
    reads: Vec<Shown>,
    /// Lines that run again because of those.
    follow: Vec<Shown>,
    /// Why nothing is touched.
    nothing: Option<Nothing>,
}

#[derive(Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
enum Nothing {
    Outside {
        context: String,
    },
    Ignored {
        ignore: String,
        line: u32,
        pattern: String,
    },
    NotCopied,
    /// Its own text decides, not that of a file.
    Dockerfile,
    IgnoreFile,
}

pub(crate) fn run(args: &Args, say: &Say) -> Result<Found> {
    let targets = args.which.targets(say)?;
    let mut now = Moment::now(&targets)?;
    let mut files = vec![];
    for path in &args.paths {
        let file = targets::below(&targets.git.root, path)?;
        let inside = now.tree.files(&file)?;
        if inside.is_empty() {
            let what = format!("`{}`: no file is there", path.display());
            return Err(Failure::new(what));
        }
        let mut images = vec![];
        let (before, after) = now.with_other(&targets, inside.iter().cloned().collect())?;
        for ((target, before), after) in targets.all.iter().zip(before).zip(after) {
            images.push(touched(target, &file, &inside, before, after));
        }
        // The checkout's root has no name of its own.
        let file = if file.is_empty() { ".".to_owned() } else { file };
        files.push(OfFile { file, images });
    }
    let report = Report { version: 1, files };
    say.result(&report, || report.files.iter().map(|file| text(file, &targets)).collect())?;
    Ok(Found::Nothing)
}

fn touched(
    target: &Target,
    file: &str,
    inside: &BTreeSet<String>,
    before: Built,
    after: Built,
) -> Touched {
    let layers = again(Some(&before), &after);
    let explained = cause::explain(target, &before, &after, &layers);
    let (mut reads, mut follow) = (vec![], vec![]);
    for one in explained {
        if one.causes.is_empty() { follow.push(one.layer) } else { reads.push(one.layer) }
    }
    let nothing = reads.is_empty().then(|| nothing(target, file, inside, &before));
    Touched { image: target.image.clone(), reads, follow, nothing }
}

fn nothing(target: &Target, file: &str, inside: &BTreeSet<String>, built: &Built) -> Nothing {
    if file == target.dockerfile {
        return Nothing::Dockerfile;
    }
    if file == built.ignore_file {
        return Nothing::IgnoreFile;
    }
    let context = &target.context;
    let in_context = |path: &str| {
        let below = if context.is_empty() {
            Some(path)
        } else {
            path.strip_prefix(context)?.strip_prefix('/')
        };
        below.map(str::to_owned)
    };
    let paths: Vec<String> = inside.iter().filter_map(|path| in_context(path)).collect();
    if paths.is_empty() {
        let context = if context.is_empty() { ".".to_owned() } else { context.clone() };
        return Nothing::Outside { context };
    }
    let is_left_out = paths.iter().all(|path| built.ignore.keeps_out(path));
    match built.ignore.kept_out_by(&paths[0]) {
        Some((line, pattern)) if is_left_out => {
            let (ignore, pattern) = (built.ignore_file.clone(), pattern.to_owned());
            Nothing::Ignored { ignore, line, pattern }
        }
        _ => Nothing::NotCopied,
    }
}

fn text(of: &OfFile, targets: &Targets) -> String {
    let mut text = format!("{}\n", styled(HEADING, &of.file));
    for (touched, target) in of.images.iter().zip(&targets.all) {
        if let Some(nothing) = &touched.nothing {
            let image = escaped(&touched.image);
            text += &format!("  {image}  {}\n", styled(GOOD, words(nothing)));
            continue;
        }
        text += &format!("  {}\n", escaped(&touched.image));
        for (shown, before) in [(&touched.reads, "reads it"), (&touched.follow, "runs again, too")]
        {
            for one in shown {
                let place = styled(FAINT, one.place(target));
                text += &format!("    {place}  {before}: {}\n", one.short());
            }
        }
    }
    text
}

fn words(nothing: &Nothing) -> String {
    match nothing {
        Nothing::Outside { context } => {
            format!("nothing: it is outside of the context `{context}`")
        }
        Nothing::Ignored { ignore, line, pattern } => {
            format!("nothing: `{pattern}` leaves it out, {ignore}:{line}")
        }
        Nothing::NotCopied => "nothing: no line reads it".to_owned(),
        Nothing::Dockerfile => "it is the Dockerfile: see `affected` once it is changed".to_owned(),
        Nothing::IgnoreFile => {
            "it is the ignore file: see `affected` once it is changed".to_owned()
        }
    }
}
