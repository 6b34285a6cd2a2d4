//! The image's plan as JSON, which `cargo dockerfile` reads in `OUT_DIR`.
//!
//! `docs/plan.md` explains each key. Removing a key or changing its meaning takes a new version.

use super::plan;
use super::render;
use super::render::text::json_string as text;
use crate::program::instruction::{
    AddSource, CopySource, FilePath, From, Instruction, RunInstruction, RunMount,
};
use crate::program::pins::Pins;
use crate::program::program::{LoweredLine, LoweredStage, Program};
use crate::value::StageName;

const VERSION: u32 = 1;

/// The paths of an image's files, from the package that declares it.
#[derive(Debug, Default)]
pub(crate) struct Files {
    pub(crate) script: String,
    pub(crate) dockerfile: String,
    pub(crate) ignore: String,
    pub(crate) context: String,
    /// The bake names of the targets, in their order.
    pub(crate) names: Vec<String>,
}

/// The plan of a program, whose lines are rendered already.
pub(crate) fn plan(program: &Program, lines: &[Vec<String>], pins: &Pins, files: &Files) -> String {
    let mut names = files.names.iter();
    let stages = program.stages.iter().zip(lines).map(|(one, lines)| {
        let name = one.target.then(|| names.next()).flatten();
        stage(one, name.map(String::as_str), lines, pins)
    });
    let stages: Vec<String> = stages.collect();
    let notes = program.notes.iter().map(|note| text(&plan::words(note)));
    let fields = [
        ("version", VERSION.to_string()),
        ("script", text(&files.script)),
        ("dockerfile", text(&files.dockerfile)),
        ("ignore", text(&files.ignore)),
        ("context", text(&files.context)),
        ("stages", format!("[\n{}\n]", stages.join(",\n"))),
        ("notes", list(notes)),
    ];
    let fields = fields.map(|(key, value)| format!("\"{key}\": {value}"));
    format!("{{\n{}\n}}\n", fields.join(",\n"))
}

fn stage(stage: &LoweredStage, image: Option<&str>, lines: &[String], pins: &Pins) -> String {
    let from = match &stage.from {
        From::Scratch => vec![],
        From::Image { declared, .. } => {
            vec![object(&[
                ("kind", text("image")),
                ("name", text(pins.image(stage).unwrap_or(declared))),
            ])]
        }
        From::Stage(name) => vec![of_stage(name, "/")],
    };
    let head = object(&[
        ("phase", text("Base")),
        ("text", text(&render::from_line(stage, pins))),
        ("file", text(stage.at.file())),
        ("line", stage.at.line().to_string()),
        ("makes_layer", "false".to_owned()),
        ("reads", list(from.into_iter())),
    ]);
    let lines = stage.lines.iter().zip(lines).map(|(line, rendered)| layer(line, rendered));
    let layers: Vec<String> = std::iter::once(head).chain(lines).collect();
    let mut fields = vec![("name", text(stage.name.as_str()))];
    fields.extend(image.map(|image| ("image", text(image))));
    fields.push(("layers", format!("[\n    {}\n  ]", layers.join(",\n    "))));
    format!("  {}", object(&fields))
}

fn layer(line: &LoweredLine, rendered: &str) -> String {
    let mut fields = vec![
        ("phase", text(&line.phase.to_string())),
        ("text", text(rendered)),
        ("file", text(line.at.file())),
        ("line", line.at.line().to_string()),
        ("makes_layer", makes_layer(&line.instruction).to_string()),
        ("reads", list(reads(&line.instruction).into_iter())),
    ];
    fields.extend(line.reason.iter().map(|why| ("out_of_order", text(why))));
    object(&fields)
}

fn makes_layer(instruction: &Instruction) -> bool {
    use Instruction::{Add, Copy, Raw, Run, Workdir};
    match instruction {
        Run(_) | Copy(_) | Add(_) | Workdir(_) => true,
        Raw(_) => matches!(instruction.raw_word(), Some("RUN" | "COPY" | "ADD" | "WORKDIR")),
        _ => false,
    }
}

/// What a line reads beside its own text, as JSON objects.
fn reads(instruction: &Instruction) -> Vec<String> {
    match instruction {
        Instruction::Run(run) => read_by_step(run),
        Instruction::Copy(copy) => match &copy.source {
            CopySource::Context(paths) => {
                paths.iter().map(|path| of_context(&path.shown())).collect()
            }
            CopySource::From(name, paths) => {
                paths.iter().map(|path: &FilePath| of_stage(name, &path.shown())).collect()
            }
            CopySource::Inline(_) => vec![],
        },
        Instruction::Add(add) => vec![object(&[(
            "kind",
            text(match &add.source {
                AddSource::Url { .. } => "url",
                AddSource::Git { .. } => "repository",
            }),
        )])],
        Instruction::Arg(arg) => {
            let name = [("kind", text("argument")), ("name", text(arg.name.as_str()))];
            vec![object(&name)]
        }
        _ => vec![],
    }
}

fn read_by_step(run: &RunInstruction) -> Vec<String> {
    let read = |mount: &RunMount| match mount {
        RunMount::Bind { from: None, source, .. } => Some(of_context(source)),
        RunMount::Bind { from: Some(name), source, .. } => Some(of_stage(name, source)),
        RunMount::Cache { from: Some((name, folder)), .. } => Some(of_stage(name, folder)),
        _ => None,
    };
    run.options.mounts.iter().filter_map(read).collect()
}

fn of_context(path: &str) -> String {
    object(&[("kind", text("context")), ("path", text(path))])
}

fn of_stage(name: &StageName, path: &str) -> String {
    object(&[("kind", text("stage")), ("name", text(name.as_str())), ("path", text(path))])
}

fn object(fields: &[(&str, String)]) -> String {
    let fields: Vec<String> =
        fields.iter().map(|(key, value)| format!("\"{key}\": {value}")).collect();
    format!("{{{}}}", fields.join(", "))
}

fn list(values: impl Iterator<Item = String>) -> String {
    format!("[{}]", values.collect::<Vec<_>>().join(", "))
}

#[cfg(test)]
mod tests {
    use super::makes_layer;
    use crate::program::instruction::Instruction;

    #[test]
    fn a_raw_line_makes_a_layer_by_its_word() {
        let makes = |line: &str| makes_layer(&Instruction::Raw(line.to_owned()));
        for line in ["RUN a", "COPY a b", "ADD a b", "WORKDIR /a", "RUN\ta"] {
            assert!(makes(line), "{line}");
        }
        for line in ["ENV A=b", "USER 0", "ONBUILD RUN a", "LABEL RUN=a", "CMD a", "VOLUME /a"] {
            assert!(!makes(line), "{line}");
        }
    }
}
