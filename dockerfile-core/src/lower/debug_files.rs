//! Stages that hold the debug files of programs. Each copies from the stage that has built them,
//! and no image is built on one.

use super::shared::Shared;
use crate::program::instruction::{CopyInstruction, CopySource, FileFlags, From, Instruction};
use crate::program::phase::Phase;
use crate::program::program::{Above, LoweredLine, LoweredStage};
use crate::value::StageName;

/// Adds the stages when all others are there. A target holds its own debug files and needs none.
pub(super) fn put_in(shared: &mut Shared) {
    let stages = std::mem::take(&mut shared.program.stages);
    for stage in stages {
        let below = stage.debug_files.clone().filter(|_| !stage.target);
        let below = below.map(|folder| debug_files(&stage, folder, shared));
        shared.program.stages.push(stage);
        shared.program.stages.extend(below);
    }
}

fn debug_files(stage: &LoweredStage, folder: String, shared: &mut Shared) -> LoweredStage {
    let name: StageName = shared.free_name(&format!("{}-debug", stage.name));
    let source = CopySource::From(stage.name.clone(), vec![folder.into()]);
    let copy = CopyInstruction::of(source, FileFlags::default(), "/".to_owned());
    let description =
        format!("Debug files of the programs, for no image: --target {name} --output symbols");
    LoweredStage {
        description: Some(description),
        lines: vec![LoweredLine {
            phase: Phase::Source,
            at: stage.at,
            reason: None,
            above: Above::default(),
            instruction: Instruction::Copy(copy),
            starts_anyway: false,
        }],
        ..LoweredStage::new(stage.at, name, From::Scratch, stage.libc)
    }
}
