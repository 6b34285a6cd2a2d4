//! Things that a stage says twice: a builder keeps the last and drops the first in silence.

use std::collections::{HashMap, HashSet};

use super::complaints;
use super::report::Diagnostic;
use crate::program::instruction::{
    AddInstruction, AddSource, CopyInstruction, CopySource, FilePath, Instruction, Parents,
    PortRange, ValuePart, ValueParts,
};
use crate::program::place::Place;
use crate::program::program::{LoweredLine, LoweredStage};
use crate::value::VarName;
use crate::value::path::{join, name_of};

pub(super) fn check(stage: &LoweredStage) -> Vec<Diagnostic> {
    let mut diagnostics = vec![];
    // Lines above whose value no line has used since.
    let mut said: Vec<&LoweredLine> = vec![];
    for line in &stage.lines {
        match &line.instruction {
            // A step reads what stands above it, so a later line may set it anew.
            Instruction::Run(_) | Instruction::Raw(_) => said.retain(|line| is_metadata(line)),
            _ => {
                said.retain(|above| !reads(&line.instruction, &above.instruction));
                let same = said.iter().find_map(|above| Some((above, said_twice(above, line)?)));
                let same = same.filter(|(above, _)| !is_one_call(above, line, stage));
                diagnostics.extend(same.map(|(above, said)| said.words(above.at, line.at)));
                said.push(line);
            }
        }
    }
    diagnostics
}

/// Reports files of the context that a later copy puts another file over. `files` are the sources
/// that are files.
pub(super) fn overwritten(stage: &LoweredStage, files: &HashSet<&str>) -> Vec<Diagnostic> {
    let mut diagnostics = vec![];
    let mut landed: HashMap<String, (&str, Place)> = HashMap::new();
    for line in &stage.lines {
        let copy = match &line.instruction {
            // A step reads what stands above it, so a later line may set it anew.
            Instruction::Run(_) | Instruction::Raw(_) => {
                landed.clear();
                continue;
            }
            Instruction::Copy(copy) => copy,
            _ => continue,
        };
        let CopySource::Context(paths) = &copy.source else { continue };
        let is_plain = copy.to.is_literal() && copy.parents == Parents::None && !copy.optional;
        let paths = paths.iter().filter(|path| is_plain && path.is_literal()).map(FilePath::known);
        for path in paths.filter(|path| files.contains(path)) {
            let to = match copy.to.known() {
                folder if folder.ends_with('/') => join(folder, name_of(path)),
                to => to.to_owned(),
            };
            let what = format!("the file `{to}`");
            if let Some((other, first)) = landed.insert(to, (path, line.at))
                && other != path
            {
                diagnostics.push(complaints::set_twice(&what, first, line.at));
            }
        }
    }
    diagnostics
}

/// A thing that two lines both say.
enum Said {
    /// The lines set it to two values, of which the last one holds.
    Set(String),
    /// The second line repeats the first and changes nothing.
    Repeated(String),
}

impl Said {
    fn words(self, first: Place, at: Place) -> Diagnostic {
        match self {
            Said::Set(what) => complaints::set_twice(&what, first, at),
            Said::Repeated(what) => complaints::repeated(&what, first, at),
        }
    }
}

fn said_twice(above: &LoweredLine, line: &LoweredLine) -> Option<Said> {
    let (set, repeated) = match (&above.instruction, &line.instruction) {
        (Instruction::Env { name, value }, Instruction::Env { name: again, value: same }) => {
            let what = (name == again).then(|| format!("the variable `{name}`"));
            if value == same { (None, what) } else { (what, None) }
        }
        (Instruction::Label { key, .. }, Instruction::Label { key: again, .. }) => {
            ((key == again).then(|| format!("the label `{key}`")), None)
        }
        (Instruction::StopSignal(_), Instruction::StopSignal(_)) => {
            (Some("the stop signal".to_owned()), None)
        }
        (Instruction::Expose(ports), Instruction::Expose(more)) => (None, shared_port(ports, more)),
        (Instruction::Volume(path), Instruction::Volume(again)) => {
            (None, (path == again).then(|| format!("the volume `{path}`")))
        }
        (Instruction::Copy(copy), Instruction::Copy(again)) => {
            let (is_same, to) = (copy == again, copy.to.shown());
            let is_file = (is_inline(copy) || is_inline(again)) && copy.to == again.to;
            let set = (is_file && !is_same).then(|| format!("the file `{to}`"));
            (set, is_same.then(|| format!("the same copy to `{to}`")))
        }
        (Instruction::Add(add), Instruction::Add(again)) => {
            let is_file = is_download(add) && is_download(again) && add.to == again.to;
            let set = (is_file && add != again).then(|| format!("the file `{}`", add.to));
            (set, (add == again).then(|| format!("the same download to `{}`", add.to)))
        }
        _ => (None, None),
    };
    set.map(Said::Set).or(repeated.map(Said::Repeated))
}

fn is_inline(copy: &CopyInstruction) -> bool {
    matches!(copy.source, CopySource::Inline(_))
}

/// Whether a download becomes the file that its target names.
fn is_download(add: &AddInstruction) -> bool {
    matches!(add.source, AddSource::Url { unpack: false, .. }) && !add.to.ends_with('/')
}

fn shared_port(ports: &PortRange, more: &PortRange) -> Option<String> {
    let first = ports.first.max(more.first);
    let is_shared = ports.protocol == more.protocol && first <= ports.last.min(more.last);
    is_shared.then(|| format!("the port {first}"))
}

/// Whether a line's value is made from the variable that the line above sets.
fn reads(instruction: &Instruction, above: &Instruction) -> bool {
    let Instruction::Env { name, value: set } = above else { return false };
    match instruction {
        Instruction::Env { name: again, value } if name == again => {
            holds(value, name) && value != set
        }
        Instruction::Env { value, .. } | Instruction::Label { value, .. } => holds(value, name),
        _ => false,
    }
}

fn holds(value: &ValueParts, name: &VarName) -> bool {
    value.iter().any(|part| matches!(part, ValuePart::Variable(other) if other == name))
}

/// Whether no step reads what the line sets.
fn is_metadata(line: &LoweredLine) -> bool {
    matches!(
        line.instruction,
        Instruction::Label { .. }
            | Instruction::Expose(_)
            | Instruction::Volume(_)
            | Instruction::StopSignal(_)
    )
}

/// Whether the line above is one of several labels of one call, such as `.package_labels()`: a
/// later line may say one of them better.
fn is_one_call(above: &LoweredLine, line: &LoweredLine, stage: &LoweredStage) -> bool {
    let is_label = |line: &&LoweredLine| matches!(line.instruction, Instruction::Label { .. });
    let of_call = stage.lines.iter().filter(|other| other.at == above.at).filter(is_label).count();
    is_label(&line) && of_call > 1
}
