//! `audit`: mistakes in any Dockerfile, judged by our rules and by what the last commits changed.

mod finding;
mod linking;
mod metadata;
mod names;
mod order;
mod private;
mod reach;
mod report;
mod sarif;
mod stage;
mod start;
mod subject;

use std::fs;
use std::path::{Path, PathBuf};

use serde::Serialize;

use self::finding::Finding;
use self::report::{Audited, Commit, Cost, Mended};
use self::stage::{Mistake, Order};
use self::subject::Subject;
use crate::failure::{Failure, Result};
use crate::images::{self, Image, Select};
use crate::replay;
use crate::say::{self, Found, Say};
use crate::sheet;

/// Finds mistakes of order, secrets and programs that cannot start, in any Dockerfile.
///
/// What a mistake costs is what the last commits would have run again without need.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// Dockerfiles, declared or not; those of declared images, unless said.
    #[arg(value_name = "FILE")]
    files: Vec<PathBuf>,
    /// The context of the files; the nearest folder that has what they copy, unless said.
    #[arg(long, value_name = "FOLDER", requires = "files")]
    context: Option<PathBuf>,
    #[command(flatten)]
    select: Select,
    /// How many of the last commits are looked at.
    #[arg(long, value_name = "COUNT", default_value_t = 200)]
    commits: usize,
    /// What a build said, of `docker build --progress=rawjson` or `--progress=plain`: how long each step
    /// took. Where there are several Dockerfiles, of which one: `web/Dockerfile=build.log`.
    #[arg(long, value_name = "[DOCKERFILE=]LOG")]
    times: Vec<String>,
    /// Writes what is found as SARIF 2.1.0, too.
    #[arg(long, value_name = "FILE")]
    sarif: Option<PathBuf>,
}

#[derive(Serialize)]
struct Report<'r> {
    version: u32,
    files: &'r [Audited],
}

pub(crate) fn run(args: &Args, say: &Say) -> Result<Found> {
    let images = match args.files.as_slice() {
        [] => images::declared(&args.select, say)?,
        files => files.iter().map(|file| of_file(file, args.context.as_deref())).collect(),
    };
    let mut subjects = vec![];
    for image in &images {
        subjects.push(Subject::of(image, args.commits, say)?);
    }
    time(&mut subjects, &args.times)?;
    let audited = subjects.iter().map(audit).collect::<Result<Vec<_>>>()?;
    if let Some(path) = &args.sarif {
        let text = serde_json::to_string_pretty(&sarif::report(&audited));
        let text = text.map_err(|error| Failure::new(error.to_string()))? + "\n";
        fs::write(path, text).map_err(|error| Failure::of_file(path, error))?;
    }
    let report = Report { version: 1, files: &audited };
    say.result(&report, || audited.iter().map(Audited::text).collect::<Vec<_>>().join("\n"))?;
    Ok(Found::of(audited.iter().any(|one| !one.findings.is_empty())))
}

/// A Dockerfile with the folder that has what it copies: its own, or one above it in the checkout.
fn of_file(file: &Path, context: Option<&Path>) -> Image {
    let image = images::of_file(file, context);
    let Some(text) = fs::read_to_string(file).ok().filter(|_| context.is_none()) else {
        return image;
    };
    let sources: Vec<&str> = text.lines().filter_map(source).collect();
    let has_all = |folder: &Path| sources.iter().all(|source| folder.join(source).exists());
    let mut above = image.context.clone();
    let Ok(own) = above.canonicalize() else { return image };
    let mut folder = own.as_path();
    while !has_all(folder) {
        let Some(parent) = folder.parent().filter(|_| !folder.join(".git").exists()) else {
            return image;
        };
        folder = parent;
        above.push("..");
    }
    if folder == own { image } else { images::of_file(file, Some(&above)) }
}

/// The first source of a COPY of the context, if it is a plain path.
fn source(line: &str) -> Option<&str> {
    let words: Vec<&str> = line.split_whitespace().collect();
    let (first, rest) = words.split_first()?;
    let is_plain = |word: &str| !word.contains(['*', '?', '[', '$', '"', '<', ':']);
    let is_copy = first.eq_ignore_ascii_case("COPY") || first.eq_ignore_ascii_case("ADD");
    let is_elsewhere = rest.iter().any(|word| word.starts_with("--from"));
    let source = rest.iter().copied().find(|word| !word.starts_with("--"))?;
    let source = source.trim_start_matches('/');
    (is_copy && !is_elsewhere && is_plain(source)).then_some(source)
}

fn time(subjects: &mut [Subject], logs: &[String]) -> Result<()> {
    let mut sheets = vec![];
    for subject in subjects.iter_mut() {
        let empty = sheet::Sheet::of_file(String::new(), &subject.file);
        sheets.push(std::mem::replace(&mut subject.sheet, empty));
    }
    sheet::time(&mut sheets, logs)?;
    for (subject, sheet) in subjects.iter_mut().zip(sheets) {
        subject.sheet = sheet;
    }
    Ok(())
}

fn audit(subject: &Subject) -> Result<Audited> {
    let (mut findings, mended) = mistakes(subject);
    let cost_per_commit = subject.cost(&subject.replay);
    findings.extend(private::secrets(subject));
    findings.extend(start::starts(subject));
    findings.sort_by(|one, other| {
        let costs = other.cost.unwrap_or(-1.0).total_cmp(&one.cost.unwrap_or(-1.0));
        costs.then((one.line, one.rule).cmp(&(other.line, other.rule)))
    });
    let again = subject.replay.again();
    Ok(Audited {
        dockerfile: subject.name.clone(),
        place: subject.place.clone(),
        context: say::path(&subject.context),
        measure: subject.sheet.measure,
        commits: subject.replay.commits,
        cost_of_all: subject.sheet.total(),
        cost_per_commit,
        mended,
        findings,
        lines: lines(subject, &again),
        history: commits(subject, &again),
        texts: subject.lines().map(|(_, line)| (line.number, line.text.clone())).collect(),
        no_history: subject.no_history.clone(),
    })
}

fn lines(subject: &Subject, again: &[Vec<replay::Commits>]) -> Vec<Cost> {
    let mut lines = vec![];
    for ((stage, at), line) in subject.lines() {
        if !subject.replay.stages[stage][at].makes_layer {
            continue;
        }
        let (cost, commits) = (subject.weight(stage, at), replay::size(&again[stage][at]));
        let share = if subject.replay.commits == 0 {
            0.0
        } else {
            subject::share(commits, subject.replay.commits)
        };
        let text = line.text.lines().next().unwrap_or_default().to_owned();
        lines.push(Cost { line: line.number, text, cost, commits, cost_per_commit: cost * share });
    }
    lines
}

fn commits(subject: &Subject, again: &[Vec<replay::Commits>]) -> Vec<Commit> {
    let mut commits = vec![];
    for (number, id) in subject.replay.ids.iter().enumerate() {
        let ran = subject.lines().filter(|((stage, at), _)| {
            subject.replay.stages[*stage][*at].makes_layer && again[*stage][*at][number]
        });
        let ran: Vec<_> = ran.collect();
        if !ran.is_empty() {
            let cost = ran.iter().map(|((stage, at), _)| subject.weight(*stage, *at)).sum();
            let lines = ran.iter().map(|(_, line)| line.number).collect();
            commits.push(Commit { commit: id.clone(), cost, lines });
        }
    }
    commits
}

/// Mistakes of order, each with what it would cost if it were the only one: below what changes at each commit
/// all runs again, so that one mistake hides another. And what an average commit costs as they are
/// mended, the one that spares most first.
fn mistakes(subject: &Subject) -> (Vec<Finding>, Vec<Mended>) {
    let mut found = vec![];
    for stage in 0..subject.file.stages.len() {
        let order = Order::of(subject, stage);
        let passed = order.dependencies(&mut found);
        order.needless(&passed, &mut found);
        order.compiled(&mut found);
        order.variables(&mut found);
        order.labels(&mut found);
    }
    let costs: Vec<Option<f64>> = (0..found.len()).map(|at| alone(subject, &found, at)).collect();
    for (mistake, cost) in found.iter_mut().zip(costs) {
        mistake.finding.cost = mistake.finding.cost.or(cost);
    }
    let mended = mended(subject, &found);
    (found.into_iter().map(|mistake| mistake.finding).collect(), mended)
}

/// What a mistake costs where all others are mended.
fn alone(subject: &Subject, found: &[Mistake], at: usize) -> Option<f64> {
    found[at].mend.as_ref()?;
    let cost = |with: bool| {
        let mut replay = subject.replay.clone();
        let others = found.iter().enumerate().filter(|(other, _)| with || *other != at);
        others.filter_map(|(_, one)| one.mend.as_ref()).for_each(|mend| mend.apply(&mut replay));
        subject.cost(&replay)
    };
    Some((cost(false)? - cost(true)?).max(0.0))
}

fn mended(subject: &Subject, found: &[Mistake]) -> Vec<Mended> {
    let mut left: Vec<&Mistake> = found.iter().collect();
    let (mut replay, mut mended) = (subject.replay.clone(), vec![]);
    while let Some(before) = subject.cost(&replay) {
        let after = |mistake: &Mistake| {
            let mut moved = replay.clone();
            mistake.mend.as_ref()?.apply(&mut moved);
            Some((subject.cost(&moved)?, moved))
        };
        let all = left.iter().enumerate().filter_map(|(at, one)| Some((at, after(one)?)));
        let best = all.min_by(|one, other| one.1.0.total_cmp(&other.1.0));
        let Some((at, (cost_per_commit, moved))) =
            best.filter(|(_, (cost, _))| *cost + 1e-9 < before)
        else {
            break;
        };
        let Finding { line, fix, .. } = &left.remove(at).finding;
        mended.push(Mended { line: *line, fix: fix.clone(), cost_per_commit });
        replay = moved;
    }
    mended
}

#[cfg(test)]
mod spellings;
