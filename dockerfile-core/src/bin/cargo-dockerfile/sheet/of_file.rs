//! A Dockerfile that somebody wrote, as a sheet.

use super::data::{Measure, Row, Sheet, Stage};
use crate::file::{self, File, Instruction, Line, Origin};
use crate::plan_file::{Layer, Read};

impl Sheet {
    /// The same lines in the same order, and each stage's FROM in front of them.
    pub(crate) fn of_file(dockerfile: String, file: &File) -> Self {
        let mut number = 0;
        let stages = file.stages.iter().map(|stage| {
            number += 2;
            let base = read(file, &stage.from, "/");
            let from = row(&dockerfile, stage.number, &stage.text, false, base, number);
            let mut rows = vec![from];
            for line in &stage.lines {
                number += 1;
                let reads = reads(file, line);
                rows.push(row(
                    &dockerfile,
                    line.number,
                    &line.text,
                    makes_layer(line),
                    reads,
                    number,
                ));
            }
            Stage { name: stage.called(), image: image(file, stage), rows }
        });
        let stages = stages.collect();
        Self { dockerfile, measure: Measure::Steps, commits: None, stages, notes: vec![] }
    }
}

/// What no other stage needs is what somebody builds.
fn image(file: &File, stage: &file::Stage) -> Option<String> {
    let is_read = |other: &file::Stage| {
        let lines = other.lines.iter().flat_map(origins);
        lines.chain([&other.from]).any(|origin| *origin == Origin::Stage(stage.index))
    };
    (!file.stages.iter().any(is_read)).then(|| stage.called())
}

fn row(
    dockerfile: &str,
    line: u32,
    text: &str,
    makes_layer: bool,
    reads: Vec<Read>,
    number: usize,
) -> Row {
    let (text, file, phase) = (text.to_owned(), dockerfile.to_owned(), String::new());
    let layer = Layer { phase, text, file, line, makes_layer, reads, out_of_order: None };
    Row::of(&layer, number)
}

/// Whether a line makes a layer.
pub(crate) fn makes_layer(line: &Line) -> bool {
    matches!(line.instruction, Instruction::Run(_) | Instruction::Copy(_) | Instruction::Workdir(_))
}

/// Where a line takes files from that are not of the context.
pub(crate) fn origins(line: &Line) -> Vec<&Origin> {
    match &line.instruction {
        Instruction::Copy(copy) => copy.from.iter().collect(),
        Instruction::Run(run) => {
            run.mounts.iter().filter_map(|mount| mount.from.as_ref()).collect()
        }
        _ => vec![],
    }
}

fn reads(file: &File, line: &Line) -> Vec<Read> {
    let context = |path: &str| Read::Context { path: path.trim_start_matches('/').to_owned() };
    match &line.instruction {
        Instruction::Copy(copy) => {
            let source = |source: &String| match &copy.from {
                Some(origin) => read(file, origin, source),
                None if source.contains("://") || source.starts_with("git@") => vec![Read::Url],
                None => vec![context(source)],
            };
            copy.sources.iter().flat_map(source).collect()
        }
        Instruction::Run(run) => {
            let mounts = run.mounts.iter().flat_map(|mount| match (&mount.from, &*mount.kind) {
                (Some(origin), _) => read(file, origin, &mount.source),
                (None, "bind") => vec![context(&mount.source)],
                _ => vec![],
            });
            mounts.collect()
        }
        Instruction::Arg(pairs) => {
            pairs.iter().map(|(name, _)| Read::Argument { name: name.clone() }).collect()
        }
        _ => vec![],
    }
}

fn read(file: &File, origin: &Origin, path: &str) -> Vec<Read> {
    match origin {
        Origin::Stage(at) => {
            vec![Read::Stage { name: file.stages[*at].called(), path: path.to_owned() }]
        }
        Origin::Image(name) => vec![Read::Image { name: name.clone() }],
        Origin::Scratch => vec![],
    }
}
