//! Which line of the new file was which of the old: a layer is explained by what it was.

use std::collections::BTreeMap;

use crate::file::{File, Instruction, Line, Stage};
use crate::graph::Layer;
use crate::moment::Built;

/// For each layer of the new file, by its stage and line, what it was.
pub(crate) type Pairs<'o> = BTreeMap<(usize, usize), &'o Layer>;

pub(crate) fn pairs<'o>(old: &'o Built, new: &Built) -> Pairs<'o> {
    let mut pairs = Pairs::new();
    for stage in &new.graph.file.stages {
        let Some(before) = stage_before(&old.graph.file, &new.graph.file, stage) else { continue };
        let olds: Vec<&Layer> = of_stage(old, before.index);
        let news: Vec<&Layer> = of_stage(new, stage.index);
        for (one, other) in matched(old, &olds, new, &news) {
            pairs.insert((stage.index, news[other].line), olds[one]);
        }
    }
    pairs
}

fn of_stage(built: &Built, stage: usize) -> Vec<&Layer> {
    built.graph.layers.iter().filter(|layer| layer.stage == stage).collect()
}

/// The stage of the same name; of one without a name, the one of its place among those.
pub(crate) fn stage_before<'o>(old: &'o File, new: &File, stage: &Stage) -> Option<&'o Stage> {
    if stage.name.is_some() {
        return old.stages.iter().find(|other| other.name == stage.name);
    }
    let nameless = |file: &'o File| file.stages.iter().filter(|one| one.name.is_none());
    let earlier = &new.stages[..stage.index];
    nameless(old).nth(earlier.iter().filter(|one| one.name.is_none()).count())
}

/// Pairs of places: the longest run of lines that are the same, then those between them of one kind.
fn matched(old: &Built, olds: &[&Layer], new: &Built, news: &[&Layer]) -> Vec<(usize, usize)> {
    let text = |built: &Built, layer: &Layer| built.graph.line(layer).text.clone();
    let old_texts: Vec<String> = olds.iter().map(|layer| text(old, layer)).collect();
    let new_texts: Vec<String> = news.iter().map(|layer| text(new, layer)).collect();
    let same = common(&old_texts, &new_texts);
    let mut pairs = same.clone();
    let ends = [(olds.len(), news.len())];
    let (mut one, mut other) = (0, 0);
    for (next_one, next_other) in same.into_iter().chain(ends) {
        let mut rest: Vec<usize> = (one..next_one).collect();
        for (place, layer) in news.iter().enumerate().take(next_other).skip(other) {
            let line = new.graph.line(layer);
            let found = rest.iter().position(|at| is_alike(old.graph.line(olds[*at]), line));
            if let Some(found) = found {
                pairs.push((rest[found], place));
                // What stands above a pair is no candidate below it.
                rest.drain(..=found);
            }
        }
        (one, other) = (next_one + 1, next_other + 1);
    }
    pairs
}

/// Whether a line can have become another.
fn is_alike(old: &Line, new: &Line) -> bool {
    match (&old.instruction, &new.instruction) {
        (Instruction::Run(_), Instruction::Run(_))
        | (Instruction::Workdir(_), Instruction::Workdir(_)) => true,
        (Instruction::Copy(one), Instruction::Copy(other)) => {
            one.from.is_some() == other.from.is_some()
                && (one.destination == other.destination
                    || one.sources.iter().any(|source| other.sources.contains(source)))
        }
        _ => false,
    }
}

/// The longest common subsequence, as places in both.
fn common(one: &[String], other: &[String]) -> Vec<(usize, usize)> {
    let mut lengths = vec![vec![0_u32; other.len() + 1]; one.len() + 1];
    for at in (0..one.len()).rev() {
        for place in (0..other.len()).rev() {
            lengths[at][place] = if one[at] == other[place] {
                lengths[at + 1][place + 1] + 1
            } else {
                lengths[at + 1][place].max(lengths[at][place + 1])
            };
        }
    }
    let (mut at, mut place, mut found) = (0, 0, vec![]);
    while at < one.len() && place < other.len() {
        if one[at] == other[place] {
            found.push((at, place));
            at += 1;
            place += 1;
        } else if lengths[at + 1][place] >= lengths[at][place + 1] {
            at += 1;
        } else {
            place += 1;
        }
    }
    found
}
