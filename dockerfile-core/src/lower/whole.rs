//! Recipes are used whole: where a program leaves a stage, all parts that make it are in that stage
//! or in those that it goes on from.

use std::collections::BTreeSet;
use std::rc::Rc;

use crate::declare::part::{Part, PartKind, Project};
use crate::declare::stage::node::{Node, Start};
use crate::declare::steps::origin::Origin;
use crate::declare::steps::step::Step;
use crate::program::fault::{Fault, Wrong};

/// Faults of recipes that lack parts where something leaves their stage. A recipe that could not be
/// read has been reported already.
pub(super) fn faults(
    targets: &[Rc<Node>],
    nodes: &[Rc<Node>],
    is_unread: impl Fn(&Rc<dyn Project>) -> bool,
) -> Vec<Fault> {
    let missing = |project: &Rc<dyn Project>, parts: &[&Part]| {
        missing(project, parts).filter(|_| !is_unread(project))
    };
    let mut faults = vec![];
    for target in targets {
        let parts = parts_of(target);
        let projects = parts.iter().filter(|part| part.kind != PartKind::Artifacts);
        faults.extend(projects.filter_map(|part| missing(&part.project, &parts)));
    }
    for step in nodes.iter().flat_map(|node| &node.lines).map(|line| &line.step) {
        for origin in step.origins() {
            let Origin::Stage(from) = origin else { continue };
            let parts = parts_of(from);
            match step {
                Step::Part(part) if part.kind == PartKind::Artifacts => {
                    faults.extend(missing(&part.project, &parts));
                }
                // A file of another stage may be anything; only one that was compiled is a program.
                _ => {
                    let built = parts.iter().filter(|part| part.kind == PartKind::Build);
                    faults.extend(built.filter_map(|part| missing(&part.project, &parts)));
                }
            }
        }
    }
    faults.dedup();
    faults
}

/// The parts of recipes in a stage, and in those that it goes on from.
fn parts_of(node: &Node) -> Vec<&Part> {
    let stages = std::iter::successors(Some(node), |node| match &node.from {
        Start::Stage(parent) => Some(parent),
        Start::Image { .. } => None,
    });
    let steps = stages.flat_map(|node| &node.lines).map(|line| &line.step);
    steps
        .filter_map(|step| match step {
            Step::Part(part) => Some(part),
            _ => None,
        })
        .collect()
}

fn missing(project: &Rc<dyn Project>, parts: &[&Part]) -> Option<Fault> {
    let same = |part: &&&Part| {
        let (one, other) = (&part.project, project);
        (one.tool(), &one.name().text) == (other.tool(), &other.name().text)
    };
    let there: BTreeSet<PartKind> = parts.iter().filter(same).map(|part| part.kind).collect();
    let missing = project.needs().iter().filter(|kind| !there.contains(kind));
    let missing: Vec<&str> = missing.map(|kind| method(*kind)).collect();
    if missing.is_empty() {
        return None;
    }
    let (tool, name) = (project.tool(), project.name().text.clone());
    Some(Wrong::PartsMissing { tool, name, missing }.at(project.name().at))
}

/// The recipe's method that returns a part.
fn method(kind: PartKind) -> &'static str {
    match kind {
        PartKind::Dependencies => "dependencies",
        PartKind::Sources => "sources",
        PartKind::Build => "build",
        PartKind::Artifacts => "artifacts",
    }
}
