//! A stage's lines, as far as their order goes.

use super::finding::Finding;
use super::reach;
use super::subject::{At, Subject, part};
use crate::commands::{self, Does};
use crate::ecosystem::Kind;
use crate::file::Line;
use crate::replay::{self, Commits, Node, Replay};

/// A mistake, and what mends it.
pub(super) struct Mistake {
    pub(super) finding: Finding,
    /// `None`, where no line only has to move.
    pub(super) mend: Option<Move>,
}

/// What lines do so that a mistake is none.
pub(super) enum Move {
    /// Lines of a stage go below another.
    Down { stage: usize, lines: Vec<usize>, below: usize },
    /// A line goes above another, which may be in a stage that its own is built on.
    Up { line: At, above: At },
    /// A part of a COPY stays, with the commits that change it, and the rest goes below another line.
    Split { line: At, below: usize, stays: Commits },
    /// A mount takes less: these commits change it.
    Narrow { line: At, own: Commits },
}

impl Move {
    pub(super) fn apply(&self, replay: &mut Replay) {
        match self {
            Move::Down { stage, lines, below } => {
                let nodes = &mut replay.stages[*stage];
                let moved: Vec<Node> =
                    lines.iter().filter_map(|line| taken(nodes, *line)).collect();
                insert_below(nodes, *below, moved);
            }
            Move::Up { line, above } => {
                let Some(node) = taken(&mut replay.stages[line.0], line.1) else { return };
                let node = if line.0 == above.0 { node } else { node.of_other(line.0) };
                let nodes = &mut replay.stages[above.0];
                let at = place(nodes, above.1).unwrap_or(0);
                nodes.insert(at, node);
            }
            Move::Split { line, below, stays } => {
                let nodes = &mut replay.stages[line.0];
                let Some(at) = place(nodes, line.1) else { return };
                let node = nodes.remove(at);
                nodes.insert(at, part(&node, stays.clone()));
                insert_below(nodes, *below, vec![node]);
            }
            Move::Narrow { line, own } => {
                let nodes = &mut replay.stages[line.0];
                if let Some(at) = place(nodes, line.1) {
                    nodes[at].own.clone_from(own);
                }
            }
        }
    }
}

/// Where a line of the stage itself stands now.
fn place(nodes: &[Node], line: usize) -> Option<usize> {
    nodes.iter().position(|node| node.line == line && node.moved_from.is_none())
}

fn taken(nodes: &mut Vec<Node>, line: usize) -> Option<Node> {
    place(nodes, line).map(|at| nodes.remove(at))
}

/// Where the line has gone itself, what goes below it stands at the stage's end.
fn insert_below(nodes: &mut Vec<Node>, line: usize, moved: Vec<Node>) {
    let at = place(nodes, line).map_or(nodes.len(), |at| at + 1);
    nodes.splice(at..at, moved);
}

/// A stage's lines.
pub(super) struct Order<'s> {
    pub(super) subject: &'s Subject,
    pub(super) stage: usize,
    pub(super) lines: &'s [Line],
    /// What each RUN does.
    pub(super) does: Vec<Option<Does>>,
}

impl<'s> Order<'s> {
    pub(super) fn of(subject: &'s Subject, stage: usize) -> Self {
        let lines = subject.file.stages[stage].lines.as_slice();
        Self { subject, stage, lines, does: lines.iter().map(commands::of).collect() }
    }

    pub(super) fn at(&self, line: usize) -> At {
        (self.stage, line)
    }

    pub(super) fn number(&self, line: usize) -> u32 {
        self.lines[line].number
    }

    /// A line's first words; of a here-document, those of its first command.
    pub(super) fn short(&self, line: usize) -> String {
        let mut lines = self.lines[line].text.lines();
        let first = lines.next().unwrap_or_default().trim_end_matches(['\\', ' ']).to_owned();
        let second = lines.next().map(str::trim).filter(|_| first.ends_with("<<EOF"));
        let text = second.map_or(first.clone(), |second| format!("{first} {second}"));
        match text.char_indices().nth(60) {
            Some((end, _)) => format!("{}…", &text[..end]),
            None => text,
        }
    }

    /// How often what a line reads changed, in words.
    pub(super) fn changes(&self, line: usize) -> String {
        let commits = self.subject.replay.commits;
        let own = replay::size(&self.subject.replay.stages[self.stage][line].own);
        match commits {
            0 => "any change of it".to_owned(),
            1 if own == 0 => "the last commit did not change it, but any change".to_owned(),
            1 => "the last commit changed it, and".to_owned(),
            _ if own == 0 => {
                format!("none of the last {commits} commits changed it, but any change")
            }
            _ if own == 1 => format!("1 of the last {commits} commits changed it, and"),
            _ => format!("{own} of the last {commits} commits changed it, and each"),
        }
    }

    /// Whether a line copies files of the context.
    pub(super) fn copies(&self, line: usize) -> bool {
        let copy = self.subject.copy(self.at(line));
        copy.is_some_and(|copy| copy.from.is_none() && !copy.sources.is_empty())
            && !self.subject.files_of(self.at(line)).is_empty()
    }

    /// Whether a step may read what a line copies, or give it away, although it is known what the step does.
    pub(super) fn may_read(&self, step: &Line, copied: At) -> bool {
        let Some(copy) = self.subject.copy(copied) else { return false };
        let text = &step.text;
        let system =
            ["/etc/", "/usr/share/keyrings", "/usr/local/share/ca-certificates", "/root/.config"];
        let names = copy.sources.iter().filter_map(|source| {
            let name = source.trim_end_matches('/').rsplit('/').next()?;
            Some(name).filter(|name| name.len() > 2)
        });
        let destination = copy.destination.trim_end_matches('/');
        let is_named = destination.len() > 1 && text.contains(&format!("{destination}/"));
        system.iter().any(|folder| copy.destination.starts_with(folder))
            || names.into_iter().any(|name| text.contains(name))
            || is_named
            || reach::reaches(step, &copy.destination)
    }

    /// Files that an install does not read.
    pub(super) fn strange(&self, line: usize, kind: Kind) -> bool {
        let is_kept = |path: &String| kind.is_manifest(path) || is_beside_manifests(path);
        !self.subject.files_of(self.at(line)).iter().all(is_kept)
    }
}

/// Whether a file is in a folder that installs read beside the manifests.
pub(super) fn is_beside_manifests(path: &str) -> bool {
    const FOLDERS: [&str; 8] =
        ["patches/", ".yarn/", "vendor/", ".mvn/", "gradle/", "buildSrc/", ".cargo/", ".bundle/"];
    FOLDERS.iter().any(|folder| path.starts_with(folder) || path.contains(&format!("/{folder}")))
}
