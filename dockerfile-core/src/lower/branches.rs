//! Helper stages of recipes: the one that a recipe's stage copies from, and the branches, one for
//! each of several programs, that go on from it.

use std::rc::Rc;

use super::nodes::name_of;
use super::own_stages::OwnStages;
use super::stage::StageLowering;
use crate::declare::layer::{Branch, OUT};
use crate::declare::part::{Part, PartKind, Project};
use crate::declare::stage::node::{Line, Node};
use crate::declare::steps::origin::Origin;
use crate::declare::steps::step::Step;
use crate::program::fault::Wrong;
use crate::program::instruction::{FilePath, From};
use crate::program::phase::Phase;
use crate::value::StageName;
use crate::value::path::inside;

impl StageLowering<'_> {
    /// The helper stages that a part's recipe has made for this stage.
    pub(super) fn own_stages(&mut self, project: &Rc<dyn Project>) -> &mut OwnStages {
        let recipe = (self.name.clone(), project.tool(), project.name().text.clone());
        self.all.own_stages.entry(recipe).or_default()
    }

    /// The name of the branch that builds one of several programs, which is made if it is not there
    /// yet; `None` where a part of the recipe is missing.
    pub(super) fn branch(&mut self, part: &Part, from: StageName, name: &str) -> Option<StageName> {
        let Some(Origin::Stage(node)) = &part.from else { return None };
        let (asks, branch) = self.branch_of(part, &from, name)?;
        let (_, end) = self.all.known.get(&Rc::as_ptr(node))?;
        let state = end.without_program();
        let at = part.project.name().at;
        let own_name = format!("{from}-{}", in_stage_name(name));
        let from = From::Stage(from);
        let mut stage = StageLowering::begin(self.all, node.family, at, asks, from, false, state);
        for (phase, layers) in [(Phase::Source, &branch.sources), (Phase::Build, &branch.build)] {
            stage.phase = phase;
            stage.layers(layers, part);
        }
        let (lowered, _) = stage.lowered(at);
        Some(self.all.put_beside(lowered, &own_name))
    }

    /// A branch as declared, and the name of the stage that has the recipe's parts, which cache ids
    /// carry.
    fn branch_of(&self, part: &Part, from: &StageName, name: &str) -> Option<(StageName, Branch)> {
        let all = &self.all;
        let stage = all.stage(from)?;
        let (tool, said) = (part.project.tool(), &part.project.name().text);
        all.chain(stage).find_map(|stage| {
            let own = all.own_stages.get(&(stage.name.clone(), tool, said.clone()))?;
            let branch = own.branches.iter().find(|branch| branch.name == name)?;
            Some((stage.name.clone(), branch.clone()))
        })
    }

    /// Reports a copy from a stage of what only its branches have.
    pub(super) fn refuse_what_branches_make(&mut self, from: &Origin, paths: &[FilePath]) {
        let Origin::Stage(node) = from else { return };
        let is_out = |path: &&FilePath| inside(OUT, &path.shown()).is_some();
        let (Some(path), Some(_)) = (paths.iter().find(is_out), branching(&node.lines)) else {
            return;
        };
        let (path, stage) = (path.shown(), name_of(node));
        self.complain(Wrong::BuiltInBranch { path, stage }, self.at);
    }

    /// Reports steps below a recipe whose programs are built in branches: none is built yet where
    /// they run.
    pub(super) fn refuse_below_branching(&mut self, lines: &[Line]) {
        let Some(at) = branching(lines) else { return };
        let below = lines[at + 1..].iter().filter(|line| line.step.runs());
        for line in below.filter(|line| !matches!(line.step, Step::Part(_))) {
            self.complain(Wrong::BelowBranching, line.at);
        }
    }
}

/// A package's name as the end of a stage's name, which takes fewer signs and letters.
fn in_stage_name(name: &str) -> String {
    let name = name.to_lowercase();
    let words = name.split(|c: char| !c.is_ascii_alphanumeric() && c != '_');
    let words = words.map(|word| word.trim_matches('_')).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join("-")
}

/// The index of a recipe's part whose programs are built in branches.
fn branching(lines: &[Line]) -> Option<usize> {
    lines.iter().position(|line| match &line.step {
        Step::Part(part) => part.kind == PartKind::Build && part.project.branches(),
        _ => false,
    })
}

/// The stages in whose branches this one's programs are built.
pub(super) fn branched(node: &Node) -> impl Iterator<Item = &Rc<Node>> {
    node.lines.iter().filter_map(|line| match &line.step {
        Step::Part(Part { project, from: Some(Origin::Stage(from)), .. }) => {
            project.branches().then_some(from)
        }
        _ => None,
    })
}
