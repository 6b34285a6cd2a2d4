//! A Dockerfile's lines, as another parser than the program's own reads them.

use std::collections::{BTreeMap, BTreeSet};

use parse_dockerfile::{Flag, Instruction, Source};

use super::project::Wanted;

/// An instruction, with the comments above it.
pub(super) struct Layer {
    pub(super) before: String,
    pub(super) stage: String,
    pub(super) keyword: String,
    /// `--mount` and its kin, as written.
    pub(super) flags: Vec<String>,
    pub(super) text: String,
    pub(super) line: u64,
    /// A stage that stands on an image, not on a stage.
    pub(super) is_on_image: bool,
    /// What a FROM names.
    pub(super) base: String,
}

impl Layer {
    pub(super) fn makes_layer(&self) -> bool {
        ["RUN", "COPY", "ADD", "WORKDIR"].contains(&self.keyword.as_str())
    }
}

pub(super) fn read(text: &str) -> Vec<Layer> {
    let file = parse_dockerfile::parse(text).expect("a Dockerfile");
    let (mut layers, mut end, mut stage, mut names) = (vec![], 0, String::new(), BTreeSet::new());
    for instruction in &file.instructions {
        let start = start(instruction);
        // Without here-documents an instruction ends where its last continued line does.
        let stop = start + length(&text[start..]);
        let (mut is_on_image, mut base) = (false, String::new());
        if let Instruction::From(from) = instruction {
            stage = from.as_.as_ref().expect("each stage has a name").1.value.to_string();
            base = from.image.value.to_string();
            is_on_image = !names.contains(&base);
            names.insert(stage.clone());
        }
        let own = text[start..stop].trim_end().to_owned();
        let keyword = own.split_whitespace().next().unwrap_or_default().to_owned();
        layers.push(Layer {
            before: text[end..start].to_owned(),
            stage: stage.clone(),
            keyword,
            flags: flags(instruction).iter().map(|flag| shown(flag)).collect(),
            text: own,
            line: text[..start].matches('\n').count() as u64 + 1,
            is_on_image,
            base,
        });
        end = stop;
    }
    layers
}

fn start(instruction: &Instruction) -> usize {
    match instruction {
        Instruction::From(one) => one.from.span.start,
        Instruction::Run(one) => one.run.span.start,
        Instruction::Copy(one) => one.copy.span.start,
        Instruction::Add(one) => one.add.span.start,
        Instruction::Workdir(one) => one.workdir.span.start,
        Instruction::Env(one) => one.env.span.start,
        Instruction::Arg(one) => one.arg.span.start,
        Instruction::Label(one) => one.label.span.start,
        Instruction::Expose(one) => one.expose.span.start,
        Instruction::Volume(one) => one.volume.span.start,
        Instruction::User(one) => one.user.span.start,
        Instruction::Cmd(one) => one.cmd.span.start,
        Instruction::Entrypoint(one) => one.entrypoint.span.start,
        Instruction::Healthcheck(one) => one.healthcheck.span.start,
        Instruction::Stopsignal(one) => one.stopsignal.span.start,
        Instruction::Shell(one) => one.shell.span.start,
        Instruction::Onbuild(one) => one.onbuild.span.start,
        other => panic!("{other:?}"),
    }
}

fn length(text: &str) -> usize {
    let mut length = 0;
    for line in text.split_inclusive('\n') {
        length += line.len();
        if !line.trim_end().ends_with('\\') {
            break;
        }
    }
    length
}

fn flags<'i, 'a>(instruction: &'i Instruction<'a>) -> &'i [Flag<'a>] {
    match instruction {
        Instruction::Run(run) => &run.options,
        Instruction::Copy(copy) => &copy.options,
        _ => &[],
    }
}

fn shown(flag: &Flag) -> String {
    let value = flag.value.as_ref().map(|value| format!("={}", value.value));
    format!("--{}{}", flag.name.value, value.unwrap_or_default())
}

/// The paths that other stages take from each.
pub(super) fn wanted(text: &str) -> Wanted {
    let mut wanted = Wanted::new();
    for instruction in &parse_dockerfile::parse(text).expect("a Dockerfile").instructions {
        let Instruction::Copy(copy) = instruction else { continue };
        let from = copy.options.iter().find(|flag| flag.name.value == "from");
        let Some(from) = from.and_then(|flag| flag.value.as_ref()) else { continue };
        for source in &copy.src {
            if let Source::Path(path) = source {
                let paths = wanted.entry(from.value.to_string()).or_default();
                paths.insert(path.value.to_string());
            }
        }
    }
    // A stage makes what is wanted of those that are built on it, too.
    wanted
}

/// The lines that make layers, by the numbers that BuildKit gives them in their stage.
pub(super) fn numbered(text: &str) -> BTreeMap<String, Vec<(usize, u64)>> {
    let mut stages: BTreeMap<String, Vec<(usize, u64)>> = BTreeMap::new();
    let (mut next, mut triggers) = (0, BTreeMap::<String, Vec<u64>>::new());
    for layer in read(text) {
        let lines = stages.entry(layer.stage.clone()).or_default();
        let mut push = |line| {
            next += 1;
            lines.push((next, line));
        };
        match layer.keyword.as_str() {
            // FROM is a step where it names an image that has files.
            "FROM" if layer.is_on_image => next = usize::from(layer.base != "scratch"),
            "FROM" => {
                next = 0;
                let own = triggers.get(&layer.base).cloned().unwrap_or_default();
                let mut push = |line| {
                    next += 1;
                    lines.push((next, line));
                };
                own.into_iter().for_each(&mut push);
            }
            "ONBUILD" => triggers.entry(layer.stage).or_default().push(layer.line),
            _ if layer.makes_layer() && layer.text != "WORKDIR /" => push(layer.line),
            _ => {}
        }
    }
    stages
}
