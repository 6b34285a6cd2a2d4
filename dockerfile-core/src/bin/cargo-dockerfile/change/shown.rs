//! Lines as people are shown them: where they are declared, and where they stand in the Dockerfile.

use serde::Serialize;

use crate::file::Stage;
use crate::graph::Layer;
use crate::moment::Built;
use crate::plan_file::Plan;
use crate::say::escaped;
use crate::targets::Target;

/// A line of a stage.
#[derive(Clone, Serialize)]
pub(crate) struct Shown {
    pub(crate) stage: String,
    pub(crate) dockerfile_line: u32,
    pub(crate) text: String,
    /// Where it is declared, if the plan has this text.
    #[serde(flatten)]
    pub(crate) declared: Option<Declared>,
}

#[derive(Clone, Serialize)]
pub(crate) struct Declared {
    pub(crate) phase: String,
    pub(crate) file: String,
    pub(crate) line: u32,
}

impl Shown {
    pub(crate) fn layer(target: &Target, built: &Built, layer: &Layer) -> Self {
        let stage = &built.graph.file.stages[layer.stage];
        Self::line(target, stage, layer.line)
    }

    pub(crate) fn line(target: &Target, stage: &Stage, line: usize) -> Self {
        let text = &stage.lines[line].text;
        let earlier = stage.lines[..line].iter().filter(|other| other.text == *text).count();
        Self {
            stage: stage.called(),
            dockerfile_line: stage.lines[line].number,
            text: text.clone(),
            declared: declared(target.plan.as_ref(), stage, text, earlier),
        }
    }

    /// The line that a stage begins with.
    pub(crate) fn from(target: &Target, stage: &Stage) -> Self {
        Self {
            stage: stage.called(),
            dockerfile_line: stage.number,
            text: stage.text.clone(),
            declared: declared(target.plan.as_ref(), stage, &stage.text, 0),
        }
    }

    /// `build.rs:12`, or else the Dockerfile's.
    pub(crate) fn place(&self, target: &Target) -> String {
        let (file, line) = match &self.declared {
            Some(declared) => (&declared.file, declared.line),
            None => (&target.dockerfile, self.dockerfile_line),
        };
        escaped(&format!("{file}:{line}"))
    }

    /// Its text on one line.
    pub(crate) fn short(&self) -> String {
        short(&self.text)
    }
}

/// A text on one line, without its mounts, and with a sign where there is more of it.
pub(crate) fn short(text: &str) -> String {
    let mut words = vec![];
    let lines = text.lines().filter(|line| !line.trim_start().starts_with('#'));
    for word in lines.flat_map(str::split_whitespace) {
        let is_left_out = word == "\\" || word == "`" || word.starts_with("--mount=");
        if !is_left_out {
            words.push(word);
        }
    }
    let whole = words.join(" ");
    let cut: String = whole.chars().take(72).collect();
    escaped(&if cut == whole { whole } else { format!("{} ..", cut.trim_end()) })
}

/// The line of the plan that has a text, the first of those that no earlier line has.
fn declared(plan: Option<&Plan>, stage: &Stage, text: &str, earlier: usize) -> Option<Declared> {
    let planned = plan?.stages.iter().find(|planned| Some(&planned.name) == stage.name.as_ref())?;
    let layer = planned.layers.iter().filter(|layer| layer.text == text).nth(earlier)?;
    let (phase, file) = (layer.phase.clone(), layer.file.clone());
    Some(Declared { phase, file, line: layer.line })
}
