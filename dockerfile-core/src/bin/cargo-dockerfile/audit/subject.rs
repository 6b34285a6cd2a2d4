//! A Dockerfile that is judged: its lines, what they read, what they cost and how they changed.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use super::finding::{Finding, Rule};
use super::names;
use crate::failure::{Failure, Result};
use crate::file::{Copy, File, Instruction, Line, Origin, Settings};
use crate::git::Git;
use crate::graph::{Context, Graph, What};
use crate::history::History;
use crate::ignore::Ignore;
use crate::images::Image;
use crate::replay::{self, Commits, Node, Place, Replay};
use crate::say::{self, Say};
use crate::sheet::{Measure, Sheet};
use crate::tree::{Tree, joined};

/// Where a line is: its stage, and its place in it.
pub(super) type At = (usize, usize);

pub(super) struct Subject {
    /// As it was named, or from here.
    pub(super) name: String,
    /// From the checkout's root, if there is one.
    pub(super) place: String,
    pub(super) context: PathBuf,
    pub(super) file: File,
    pub(super) sheet: Sheet,
    pub(super) ignore: Ignore,
    pub(super) tree: Tree,
    /// The context's path from the tree's root.
    pub(super) folder: String,
    /// Files of the context that a line takes, by their paths from its root.
    pub(super) files: BTreeMap<At, Vec<String>>,
    /// Why there is none, if there is none.
    pub(super) no_history: Option<String>,
    history: Option<History>,
    /// Each line as it changed. Of no commit, where there is no history.
    pub(super) replay: Replay,
}

impl Subject {
    pub(super) fn of(image: &Image, commits: usize, say: &Say) -> Result<Self> {
        let path = &image.dockerfile;
        let name = say::path(path);
        let text = fs::read_to_string(path).map_err(|error| Failure::of_file(path, error))?;
        let file = File::read(&text, &name, &Settings::default())?;
        let (history, no_history) = match History::of(&image.context, commits) {
            _ if commits == 0 => (None, Some("no commits were asked for".to_owned())),
            Ok(history) => match history.nothing {
                Some(why) => (None, Some(why.to_owned())),
                None => (Some(history), None),
            },
            Err(_) => (None, Some("the context is in no checkout of git".to_owned())),
        };
        let root = match Git::of(&image.context) {
            Ok(git) => git.root,
            Err(_) => image.context.clone(),
        };
        let folder = below(&root, &image.context)?;
        let tree = Tree::named(&root);
        let ignore = match fs::read_to_string(&image.ignore) {
            Ok(text) => Ignore::read(&text, &say::path(&image.ignore))?,
            Err(_) => Ignore::default(),
        };
        let files = files(&file, &tree, &folder, &ignore, &name)?;
        let replay = match &history {
            Some(history) => {
                let place = Place { name: &name, context: &image.context, ignore: &ignore };
                Replay::of(&file, &place, history, say)?
            }
            None => Replay::still(&file, 0),
        };
        let sheet = Sheet::of_file(name.clone(), &file);
        let context = image.context.clone();
        let mut subject = Self {
            place: below(&root, path).unwrap_or_else(|_| name.clone()),
            name,
            context,
            file,
            sheet,
            ignore,
            tree,
            folder,
            files,
            no_history,
            history,
            replay,
        };
        subject.change_variables(path)?;
        subject.change_history();
        Ok(subject)
    }

    pub(super) fn line(&self, at: At) -> &Line {
        &self.file.stages[at.0].lines[at.1]
    }

    pub(super) fn copy(&self, at: At) -> Option<&Copy> {
        match &self.line(at).instruction {
            Instruction::Copy(copy) => Some(copy),
            _ => None,
        }
    }

    /// All lines, in the file's order.
    pub(super) fn lines(&self) -> impl Iterator<Item = (At, &Line)> {
        let stages = self.file.stages.iter();
        stages.flat_map(|stage| {
            stage.lines.iter().enumerate().map(|(at, line)| ((stage.index, at), line))
        })
    }

    pub(super) fn files_of(&self, at: At) -> &[String] {
        self.files.get(&at).map_or(&[], Vec::as_slice)
    }

    pub(super) fn finding(&self, rule: Rule, at: At, what: String, fix: String) -> Finding {
        Finding { rule, line: self.line(at).number, what, cost: None, fix }
    }

    /// Stages that no other needs: what somebody builds.
    pub(super) fn targets(&self) -> Vec<usize> {
        let images = self.sheet.stages.iter().enumerate();
        images.filter(|(_, stage)| stage.image.is_some()).map(|(at, _)| at).collect()
    }

    /// A stage and those that it is built on, the nearest first.
    pub(super) fn chain(&self, stage: usize) -> Vec<usize> {
        let mut chain = vec![stage];
        while let Some(Origin::Stage(base)) = chain.last().map(|last| &self.file.stages[*last].from)
        {
            chain.push(*base);
        }
        chain
    }

    /// A stage's lines and those of stages that it is built on, the last one first.
    pub(super) fn lines_up(&self, stage: usize) -> Vec<At> {
        let lines = |stage: usize| (0..self.file.stages[stage].lines.len()).rev();
        let chain = self.chain(stage).into_iter();
        chain.flat_map(|stage| lines(stage).map(move |line| (stage, line))).collect()
    }

    // ---- what it costs ------------------------------------------------------------------------

    /// What a line costs when it runs.
    pub(super) fn weight(&self, stage: usize, line: usize) -> f64 {
        let row = self.sheet.stages[stage].rows.get(line + 1);
        row.and_then(|row| self.sheet.cost(row)).unwrap_or(0.0)
    }

    /// A line that the file does not have: what a moved part of a COPY costs.
    fn weight_of_new(&self) -> f64 {
        if self.sheet.measure == Measure::Steps { 1.0 } else { 0.0 }
    }

    /// What runs again after an average commit, if the lines stood so. `None` without a history.
    pub(super) fn cost(&self, replay: &Replay) -> Option<f64> {
        if replay.commits == 0 {
            return None;
        }
        let again = replay.again();
        let mut sum = 0.0;
        for (stage, (nodes, sets)) in replay.stages.iter().zip(&again).enumerate() {
            for (node, set) in nodes.iter().zip(sets).filter(|(node, _)| node.makes_layer) {
                let weight = if node.line == NEW {
                    self.weight_of_new()
                } else {
                    self.weight(node.moved_from.unwrap_or(stage), node.line)
                };
                sum += weight * share(replay::size(set), replay.commits);
            }
        }
        Some(sum)
    }

    /// The commits that changed files which a line takes, and which are meant.
    pub(super) fn changed(&self, at: At, is_meant: &dyn Fn(&String) -> bool) -> Commits {
        let node = &self.replay.stages[at.0][at.1];
        let commits = 0..self.replay.commits;
        commits
            .map(|at| node.files.get(&at).is_some_and(|files| files.iter().any(is_meant)))
            .collect()
    }

    // ---- what changes beside files --------------------------------------------------------------

    /// Variables that are another at each commit, by their names, or that the Dockerfile has changed.
    fn change_variables(&mut self, dockerfile: &Path) -> Result<()> {
        let Some(history) = &self.history else { return Ok(()) };
        // A link may lead to a file of which this history knows nothing.
        let Ok(path) = below(&history.root, dockerfile) else { return Ok(()) };
        let git = Git::of(&history.root)?;
        let at = |commit: &str| -> Option<BTreeMap<String, String>> {
            let text = git.ask(&["show", &format!("{commit}:{path}")]).ok()?;
            let text = String::from_utf8(text).ok()?;
            File::read(&text, &path, &Settings::default()).ok().map(|file| values(&file))
        };
        let mut changed: Vec<(usize, Vec<String>)> = vec![];
        for (number, commit) in history.commits.iter().enumerate() {
            if !commit.changes(&path) {
                continue;
            }
            if let (Some(new), Some(old)) = (at(&commit.id), at(&commit.parent)) {
                let is_other = |(name, value): &(&String, &String)| {
                    old.get(*name).is_some_and(|it| it != *value)
                };
                let names = new.iter().filter(is_other).map(|(name, _)| name.clone());
                changed.push((number, names.collect()));
            }
        }
        for (stage, nodes) in self.replay.stages.iter_mut().enumerate() {
            for node in nodes {
                let line = &self.file.stages[stage].lines[node.line];
                for (name, value) in said(line) {
                    if names::is_of_commit(&name) || names::reads_commit(&value) {
                        node.own.fill(true);
                    }
                    for (number, names) in &changed {
                        node.own[*number] |= names.contains(&name);
                    }
                }
            }
        }
        Ok(())
    }

    /// The repository's history is another after each commit.
    fn change_history(&mut self) {
        let copied: Vec<At> =
            self.lines().map(|(at, _)| at).filter(|at| self.copies_history(*at)).collect();
        for (stage, line) in copied {
            self.replay.stages[stage][line].own.fill(true);
        }
    }

    /// Whether a line copies `.git`.
    pub(super) fn copies_history(&self, at: At) -> bool {
        let Some(copy) = self.copy(at).filter(|copy| copy.from.is_none()) else { return false };
        let is_whole =
            |source: &String| matches!(source.trim_matches('/'), "" | "." | ".git" | "*");
        let is_left_out = self.ignore.keeps_out_all_below(".git");
        copy.sources.iter().any(is_whole)
            && !copy.exclude.iter().any(|pattern| pattern.trim_matches('/').starts_with(".git"))
            && self.context.join(".git").exists()
            && !is_left_out
    }
}

/// The place of a line that is not in the file.
pub(super) const NEW: usize = usize::MAX;

#[expect(clippy::cast_precision_loss, reason = "some hundred commits")]
pub(super) fn share(some: usize, of: usize) -> f64 {
    some as f64 / of as f64
}

/// A part of a COPY that stands alone: the files of these names.
pub(super) fn part(node: &Node, changed: Vec<bool>) -> Node {
    Node { line: NEW, own: changed, ..node.clone() }
}

/// The variables that a line sets, each with its value as it is written.
pub(super) fn said(line: &Line) -> Vec<(String, String)> {
    match &line.instruction {
        Instruction::Env(pairs) => {
            // Values are read already: which variables they name is seen in the text alone.
            pairs.iter().map(|(name, _)| (name.clone(), line.text.clone())).collect()
        }
        Instruction::Arg(pairs) => pairs
            .iter()
            .map(|(name, value)| (name.clone(), value.clone().unwrap_or_default()))
            .collect(),
        _ => vec![],
    }
}

/// The values of all variables, by stage and name.
fn values(file: &File) -> BTreeMap<String, String> {
    let mut values = BTreeMap::new();
    for line in file.stages.iter().flat_map(|stage| &stage.lines) {
        let pairs = match &line.instruction {
            Instruction::Env(pairs) => pairs.clone(),
            Instruction::Arg(pairs) => pairs
                .iter()
                .map(|(name, value)| (name.clone(), value.clone().unwrap_or_default()))
                .collect(),
            _ => continue,
        };
        values.extend(pairs);
    }
    values
}

/// The files of the context that each line takes now.
fn files(
    file: &File,
    tree: &Tree,
    folder: &str,
    ignore: &Ignore,
    name: &str,
) -> Result<BTreeMap<At, Vec<String>>> {
    let context = Context { tree, folder: folder.to_owned(), ignore, name };
    let all: Vec<usize> = (0..file.stages.len()).collect();
    let graph = Graph::of(file.clone(), &all, &context)?;
    let prefix = joined(folder, "");
    let mut files = BTreeMap::new();
    for layer in &graph.layers {
        let taken = layer.inputs.iter().filter(|input| input.what == What::File);
        let path = |shown: &str| shown.strip_prefix(&prefix).unwrap_or(shown).to_owned();
        let taken: Vec<String> = taken.map(|input| path(&input.shown)).collect();
        if !taken.is_empty() {
            files.insert((layer.stage, layer.line), taken);
        }
    }
    Ok(files)
}

/// A path from a root, with `/`.
fn below(root: &Path, path: &Path) -> Result<String> {
    let whole = |path: &Path| path.canonicalize().map_err(|error| Failure::of_file(path, error));
    let (root, path) = (whole(root)?, whole(path)?);
    let inside = path.strip_prefix(&root);
    let inside = inside.map_err(|_| Failure::of_file(&path, "it is outside of the checkout"))?;
    let parts = inside.components().map(|part| part.as_os_str().to_string_lossy().into_owned());
    Ok(parts.collect::<Vec<_>>().join("/"))
}
