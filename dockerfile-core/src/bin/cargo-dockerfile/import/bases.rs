//! The bases of a file's stages.

use super::base;
use super::source::Source;
use crate::file::{Instruction, Origin};

/// The image at the root of a stage.
pub(super) fn root_image(source: &Source, index: usize) -> Option<&str> {
    match &source.file.stages[index].from {
        Origin::Stage(base) => root_image(source, *base),
        Origin::Image(reference) => Some(reference),
        Origin::Scratch => None,
    }
}

pub(super) fn base_of(source: &Source, index: usize, variables: &[String]) -> base::Base {
    let stage = &source.file.stages[index];
    let texts: Vec<String> = stages_on(source, index)
        .into_iter()
        .flat_map(|index| &source.file.stages[index].lines)
        .filter_map(|line| match &line.instruction {
            Instruction::Run(run) => run.argv.last().cloned(),
            _ => None,
        })
        .collect();
    match &stage.from {
        Origin::Stage(parent) => {
            let parent_base = base_of(source, *parent, variables);
            base::Base {
                expression: format!("&{}", variables[*parent]),
                family: parent_base.family,
                decisions: vec![],
                differs: vec![],
            }
        }
        Origin::Scratch => base::Base {
            expression: "scratch()".to_owned(),
            family: "Scratch",
            decisions: vec![],
            differs: vec![],
        },
        Origin::Image(reference) => {
            let platform =
                stage.text.split_whitespace().find_map(|word| word.strip_prefix("--platform="));
            let platform = platform.map(|written| {
                let is_builders =
                    written.contains("BUILDPLATFORM") || written.contains("TARGETPLATFORM");
                if is_builders {
                    written.to_owned()
                } else {
                    stage.platform.clone().unwrap_or_default()
                }
            });
            let platform = platform.as_deref().filter(|platform| !platform.is_empty());
            base::of_image(reference, platform, &base::Evidence { texts: &texts })
        }
    }
}

/// A stage, and those that go on from it.
fn stages_on(source: &Source, index: usize) -> Vec<usize> {
    let mut on = vec![index];
    for stage in &source.file.stages[index + 1..] {
        if let Origin::Stage(base) = &stage.from
            && on.contains(base)
        {
            on.push(stage.index);
        }
    }
    on
}
