//! Which images a change touches, and which of their layers run again.

use serde::Serialize;

use crate::change::shown::Shown;
use crate::change::{again, bases, configuration, owns};
use crate::failure::{Failure, Result};
use crate::graph::{Layer, What};
use crate::moment::{Built, Two};
use crate::say::{BAD, FAINT, Found, GOOD, Say, WARN, escaped, styled};
use crate::targets::{self, Target};

/// Says which images a change touches, and which of their layers run again.
///
/// A layer runs again if BuildKit's cache, as it was after a build at the revision, does not hold it.
/// Nothing is built.
#[derive(clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    which: targets::Images,
    /// The revision that was built.
    #[arg(long, value_name = "REVISION")]
    since: String,
    /// The revision that is to be built; what is on disk, unless said.
    #[arg(long, value_name = "REVISION")]
    until: Option<String>,
    /// Print what a job's matrix in CI takes: one line of JSON, of the images that are touched.
    #[arg(long)]
    matrix: bool,
}

#[derive(Serialize)]
struct Report<'r> {
    version: u32,
    since: &'r str,
    until: &'r str,
    images: &'r [Affected],
}

#[derive(Serialize)]
struct Affected {
    image: String,
    dockerfile: String,
    context: String,
    target: Option<String>,
    state: State,
    /// The layers that run again.
    layers: Vec<Again>,
    /// How many it has.
    of: usize,
    /// FROM lines whose image is another.
    bases: Vec<Shown>,
    /// What the image says in another way.
    configuration: Vec<String>,
}

#[derive(Serialize)]
struct Again {
    #[serde(flatten)]
    line: Shown,
    /// Not so where it is spared if a stage that runs again makes the same files as before.
    certain: bool,
    /// Whether it reads files of another stage itself.
    #[serde(skip)]
    reads_stage: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
enum State {
    /// It was not there.
    New,
    Changed,
    Unchanged,
    /// It is not there any more.
    Gone,
}

pub(crate) fn run(args: &Args, say: &Say) -> Result<Found> {
    let targets = args.which.targets(say)?;
    let Two { old, new, built } = Two::of(&targets, &args.since, args.until.as_deref(), say)?;
    let mut images = vec![];
    for (target, (before, after)) in targets.all.iter().zip(&built) {
        let affected = affected(target, before.as_ref(), after.as_ref());
        images.push(affected.ok_or_else(|| nowhere(target, &old, &new))?);
    }
    if args.matrix {
        say.print(&matrix(&images)?)?;
        return Ok(Found::Nothing);
    }
    let report = Report { version: 1, since: &old, until: &new, images: &images };
    say.result(&report, || {
        images.iter().zip(&targets.all).map(|(one, target)| text(one, target)).collect()
    })?;
    Ok(Found::Nothing)
}

/// `None`, where it is at neither moment.
fn affected(target: &Target, before: Option<&Built>, after: Option<&Built>) -> Option<Affected> {
    let mut affected = Affected {
        image: target.image.clone(),
        dockerfile: target.dockerfile.clone(),
        context: if target.context.is_empty() { ".".to_owned() } else { target.context.clone() },
        target: target.stage.clone(),
        state: State::Gone,
        layers: vec![],
        of: 0,
        bases: vec![],
        configuration: vec![],
    };
    before.or(after)?;
    if let Some(after) = after {
        compare(&mut affected, target, before, after);
    }
    Some(affected)
}

fn nowhere(target: &Target, old: &str, new: &str) -> Failure {
    let stage = target.stage.as_ref().map(|stage| format!(", the stage `{stage}`"));
    let (file, stage) = (&target.dockerfile, stage.unwrap_or_default());
    Failure::new(format!("`{file}`{stage}: it is neither there at {old} nor {new}"))
}

fn compare(affected: &mut Affected, target: &Target, before: Option<&Built>, after: &Built) {
    let layers = again(before, after);
    affected.of = after.graph.layers_for(after.stage).count();
    let owns = owns(before);
    let again = |layer: &&Layer| Again {
        line: Shown::layer(target, after, layer),
        certain: !owns.contains(&layer.own),
        reads_stage: layer.inputs.iter().any(|input| matches!(input.what, What::Stage(_))),
    };
    affected.layers = layers.iter().map(again).collect();
    let stages = bases(before, after);
    let from = |stage: &usize| Shown::from(target, &after.graph.file.stages[*stage]);
    affected.bases = stages.iter().map(from).collect();
    if let Some(before) = before {
        affected.configuration = configuration(before, after);
    }
    let is_touched = !affected.layers.is_empty()
        || !affected.bases.is_empty()
        || !affected.configuration.is_empty();
    affected.state = match before {
        None => State::New,
        Some(_) if is_touched => State::Changed,
        Some(_) => State::Unchanged,
    };
}

#[derive(Serialize)]
struct Matrix<'m> {
    include: Vec<Job<'m>>,
}

#[derive(Serialize)]
struct Job<'m> {
    image: &'m str,
    dockerfile: &'m str,
    context: &'m str,
    target: &'m str,
}

fn matrix(images: &[Affected]) -> Result<String> {
    let touched = images.iter().filter(|one| matches!(one.state, State::New | State::Changed));
    let include = touched.map(|one| Job {
        image: &one.image,
        dockerfile: &one.dockerfile,
        context: &one.context,
        target: one.target.as_deref().unwrap_or_default(),
    });
    let matrix = Matrix { include: include.collect() };
    let line = serde_json::to_string(&matrix).map_err(|error| Failure::new(error.to_string()))?;
    Ok(line + "\n")
}

fn text(affected: &Affected, target: &Target) -> String {
    let (count, of) = (affected.layers.len(), affected.of);
    let certain = affected.layers.iter().filter(|layer| layer.certain).count();
    let state = match affected.state {
        State::New => styled(WARN, "new"),
        State::Gone => styled(FAINT, "is not there any more"),
        State::Unchanged => styled(GOOD, "unchanged"),
        State::Changed if count == 0 => styled(WARN, format!("no layer of {of} runs again")),
        State::Changed if certain == count => {
            styled(BAD, format!("{count} of {of} layers run again"))
        }
        State::Changed => {
            styled(BAD, format!("{count} of {of} layers run again, {certain} of them for certain"))
        }
    };
    let mut text = format!("{}  {state}\n", escaped(&affected.image));
    let again = affected.layers.iter().map(|layer| {
        let is_unsure = layer.reads_stage && !layer.certain;
        let unless = if is_unsure { " (unless its files come out the same)" } else { "" };
        (&layer.line, unless)
    });
    let shown = affected.bases.iter().map(|base| (base, "")).chain(again);
    let lines: Vec<_> =
        shown.map(|(one, unless)| (one.place(target), one.short(), unless)).collect();
    let width = lines.iter().map(|(place, ..)| place.len()).max().unwrap_or(0);
    for (place, line, unless) in lines {
        let place = styled(FAINT, format!("{place:width$}"));
        text += &format!("  {place}  {line}{}\n", styled(FAINT, unless));
    }
    if !affected.configuration.is_empty() {
        text += &format!("  configuration: {}\n", escaped(&affected.configuration.join(", ")));
    }
    text
}
