//! A Dockerfile as it is now, at each of the last commits: which of its lines read what changed, and which
//! run again.
//!
//! A line's own inputs are those that its key is made of, at the commit and at the one before it. It runs
//! again if they differ, or if something above it or in a stage that it reads does: what makes two keys
//! differ. So an order of lines that nobody wrote can be asked, too.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use crate::failure::Result;
use crate::file::{File, Instruction, Line, Origin};
use crate::git::Git;
use crate::graph::{Context, Graph, Input, What};
use crate::history::{Change, Commit, History, Side};
use crate::ignore::Ignore;
use crate::say::Say;
use crate::tree::Tree;

/// Of each commit, whether it is meant.
pub(crate) type Commits = Vec<bool>;

pub(crate) fn join(all: &mut Commits, some: &Commits) {
    all.iter_mut().zip(some).for_each(|(one, other)| *one |= other);
}

pub(crate) fn size(commits: &Commits) -> usize {
    commits.iter().filter(|is_meant| **is_meant).count()
}

/// A line, as far as the cache knows it.
#[derive(Clone, Debug)]
pub(crate) struct Node {
    /// Its place in its stage of the file.
    pub(crate) line: usize,
    /// The stage whose line it is, where it was moved out of it.
    pub(crate) moved_from: Option<usize>,
    pub(crate) makes_layer: bool,
    pub(crate) is_run: bool,
    /// What the line reads of the context, or says itself, is another.
    pub(crate) own: Commits,
    /// The files that were others, by the commit: paths of the context.
    pub(crate) files: BTreeMap<usize, Vec<String>>,
    pub(crate) reads_context: bool,
    /// Stages that it takes files from.
    pub(crate) from: Vec<usize>,
    /// It does not stand on what is above it.
    pub(crate) is_linked: bool,
}

impl Node {
    pub(crate) fn of(line: &Line, at: usize, commits: usize) -> Self {
        let instruction = &line.instruction;
        let mut from = vec![];
        let mut reads = |origin: Option<&Origin>| {
            if let Some(Origin::Stage(stage)) = origin {
                from.push(*stage);
            }
        };
        match instruction {
            Instruction::Copy(copy) => reads(copy.from.as_ref()),
            Instruction::Run(run) => run.mounts.iter().for_each(|one| reads(one.from.as_ref())),
            _ => {}
        }
        Self {
            line: at,
            moved_from: None,
            makes_layer: matches!(
                instruction,
                Instruction::Run(_) | Instruction::Copy(_) | Instruction::Workdir(_)
            ),
            is_run: matches!(instruction, Instruction::Run(_)),
            own: vec![false; commits],
            files: BTreeMap::new(),
            reads_context: reads_context(line),
            from,
            is_linked: matches!(instruction, Instruction::Copy(copy) if copy.link),
        }
    }
}

impl Node {
    /// The same in another stage.
    pub(crate) fn of_other(self, stage: usize) -> Self {
        Self { moved_from: Some(stage), ..self }
    }
}

/// Whether a line takes files of the context.
pub(crate) fn reads_context(line: &Line) -> bool {
    match &line.instruction {
        Instruction::Copy(copy) => copy.from.is_none() && !copy.sources.is_empty(),
        Instruction::Run(run) => {
            run.mounts.iter().any(|mount| mount.from.is_none() && mount.kind == "bind")
        }
        _ => false,
    }
}

#[derive(Clone, Debug)]
pub(crate) struct Replay {
    /// How many commits were compared.
    pub(crate) commits: usize,
    /// Their names, the newest first.
    pub(crate) ids: Vec<String>,
    pub(crate) stages: Vec<Vec<Node>>,
    /// The stage that each is built on.
    pub(crate) bases: Vec<Option<usize>>,
}

/// What a Dockerfile is built in.
pub(crate) struct Place<'p> {
    /// How a failure calls the Dockerfile.
    pub(crate) name: &'p str,
    pub(crate) context: &'p Path,
    pub(crate) ignore: &'p Ignore,
}

impl Replay {
    /// A file whose lines never changed.
    pub(crate) fn still(file: &File, commits: usize) -> Self {
        let nodes = |lines: &[Line]| -> Vec<Node> {
            lines.iter().enumerate().map(|(at, line)| Node::of(line, at, commits)).collect()
        };
        let base = |origin: &Origin| match origin {
            Origin::Stage(stage) => Some(*stage),
            _ => None,
        };
        Self {
            commits,
            ids: vec![],
            stages: file.stages.iter().map(|stage| nodes(&stage.lines)).collect(),
            bases: file.stages.iter().map(|stage| base(&stage.from)).collect(),
        }
    }

    /// A file's lines at the last commits of the checkout that it is built in.
    pub(crate) fn of(file: &File, place: &Place, history: &History, say: &Say) -> Result<Self> {
        let busy = say.busy("reading the last commits");
        let below = history.below(place.context)?;
        let prefix = if below.is_empty() { String::new() } else { format!("{below}/") };
        let mut replay = Self::still(file, history.commits.len());
        replay.ids = history.commits.iter().map(|commit| commit.id.clone()).collect();
        let all: Vec<usize> = (0..file.stages.len()).collect();
        let inputs = |tree: &Tree| -> Result<Vec<Own>> {
            let folder = below.clone();
            let context = Context { tree, folder, ignore: place.ignore, name: place.name };
            let graph = Graph::of(file.clone(), &all, &context)?;
            let owns = graph.layers.iter().map(|layer| own(layer.stage, layer.line, &layer.inputs));
            Ok(owns.collect())
        };
        // Where links lead is seen in whole trees; else what a commit changed is enough.
        let is_link = |path: &String| {
            path.strip_prefix(&prefix).is_some_and(|path| !place.ignore.keeps_out(path))
        };
        let git = history.links.iter().any(is_link).then(|| Git::of(&history.root)).transpose()?;
        for (at, commit) in history.commits.iter().enumerate() {
            if !commit.changes.iter().any(|change| change.path.starts_with(&prefix)) {
                continue;
            }
            let (new, old) = trees(commit, git.as_ref())?;
            for (new, old) in inputs(&new)?.iter().zip(&inputs(&old)?) {
                let node = &mut replay.stages[new.stage][new.line];
                let changed = new.differing(old, &prefix);
                node.own[at] = !changed.is_empty();
                if node.own[at] {
                    node.files.insert(at, changed);
                }
            }
        }
        drop(busy);
        Ok(replay)
    }

    /// After which commits each line runs again, or what makes a RUN below it do so.
    pub(crate) fn again(&self) -> Vec<Vec<Commits>> {
        let none = vec![false; self.commits];
        // What layers below a stage stand on, and what its variables are.
        let mut ends: Vec<(Commits, Commits)> = vec![];
        let mut all = vec![];
        for (at, nodes) in self.stages.iter().enumerate() {
            let base = self.bases[at].and_then(|base| ends.get(base));
            let (mut above, mut said) = base.cloned().unwrap_or((none.clone(), none.clone()));
            let mut sets = vec![];
            for node in nodes {
                let mut set = node.own.clone();
                if !node.makes_layer {
                    join(&mut said, &set);
                    sets.push(set);
                    continue;
                }
                if !node.is_linked {
                    join(&mut set, &above);
                }
                if node.is_run {
                    join(&mut set, &said);
                }
                for stage in node.from.iter().filter_map(|stage| ends.get(*stage)) {
                    join(&mut set, &stage.0);
                }
                join(&mut above, &set);
                sets.push(set);
            }
            ends.push((above, said));
            all.push(sets);
        }
        all
    }
}

/// The files at a commit and at the one before it: all, asked of git, or those that it changed.
fn trees(commit: &Commit, git: Option<&Git>) -> Result<(Tree, Tree)> {
    if let Some(git) = git {
        return Ok((Tree::at(git, &commit.id)?, Tree::at(git, &commit.parent)?));
    }
    let side = |side: fn(&Change) -> &Side| {
        let there = commit.changes.iter().map(move |change| (change, side(change)));
        let there = there.filter(|(_, side)| side.is_there());
        Tree::some(there.map(|(change, side)| (&*change.path, &*side.mode, &*side.hash)))
    };
    Ok((side(|change| &change.new), side(|change| &change.old)))
}

/// What a line reads of the context.
struct Own {
    stage: usize,
    line: usize,
    /// How the key knows each, with what it is, and where it lies.
    files: BTreeMap<String, (String, String)>,
}

impl Own {
    /// The files that are not in both, or others.
    fn differing(&self, old: &Self, prefix: &str) -> Vec<String> {
        let value = |own: &Self, name: &String| own.files.get(name).map(|(value, _)| value.clone());
        let names: BTreeSet<&String> = self.files.keys().chain(old.files.keys()).collect();
        let names = names.into_iter().filter(|name| value(self, name) != value(old, name));
        let shown = names.filter_map(|name| self.files.get(name).or_else(|| old.files.get(name)));
        shown.map(|(_, shown)| shown.strip_prefix(prefix).unwrap_or(shown).to_owned()).collect()
    }
}

fn own(stage: usize, line: usize, inputs: &[Input]) -> Own {
    let files = inputs.iter().filter(|input| input.what == What::File);
    let file = |input: &Input| (input.name.clone(), (input.value.clone(), input.shown.clone()));
    let files = files.map(file).collect();
    Own { stage, line, files }
}
