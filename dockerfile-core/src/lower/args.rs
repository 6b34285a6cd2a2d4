//! Build variables of several stages: where their defaults stand.

use std::collections::BTreeMap;

use crate::program::instruction::{ArgInstruction, Instruction};
use crate::program::program::LoweredStage;
use crate::value::VarName;

/// Moves the defaults of variables that several stages declare above the first FROM, in the order
/// of first use, where each stands once. Each stage keeps its own ARG line without a default.
pub(super) fn hoist(stages: &mut [LoweredStage]) -> Vec<ArgInstruction> {
    let mut stages_of: BTreeMap<VarName, usize> = BTreeMap::new();
    for arg in stages.iter().flat_map(declared) {
        *stages_of.entry(arg.name.clone()).or_default() += 1;
    }
    let mut hoisted: Vec<ArgInstruction> = vec![];
    let lines = stages.iter_mut().flat_map(|stage| &mut stage.lines);
    for line in lines {
        if let Instruction::Arg(arg) = &mut line.instruction
            && stages_of[&arg.name] > 1
            && let Some(default) = arg.default.take()
            && hoisted.iter().all(|other| other.name != arg.name)
        {
            hoisted.push(ArgInstruction { default: Some(default), ..arg.clone() });
        }
    }
    hoisted
}

fn declared(stage: &LoweredStage) -> impl Iterator<Item = &ArgInstruction> {
    stage.lines.iter().filter_map(|line| match &line.instruction {
        Instruction::Arg(arg) => Some(arg),
        _ => None,
    })
}
