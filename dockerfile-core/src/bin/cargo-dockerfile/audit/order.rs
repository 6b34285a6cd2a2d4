//! Mistakes of order: what is more likely to change stands above what is less likely.

use std::collections::BTreeSet;

use super::finding::Rule;
use super::stage::{Mistake, Move, Order};
use super::subject::{At, share};
use crate::commands::{self, Does};
use crate::ecosystem::Kind;
use crate::file::Instruction;
use crate::replay;

/// What stands above a step that does not read it.
struct Above {
    first: At,
    /// The line that changes most often, and how often in words.
    most: At,
    changes: String,
    shown: String,
}

impl Order<'_> {
    // ---- dependencies --------------------------------------------------------------------------

    /// Sources above the install of dependencies. What their lines would pass on their way down is given.
    pub(super) fn dependencies(&self, found: &mut Vec<Mistake>) -> BTreeSet<usize> {
        let mut passed = BTreeSet::new();
        for line in 0..self.lines.len() {
            let way = self.way_down(line);
            let kinds: BTreeSet<Kind> = way.iter().filter_map(|step| self.kind(*step)).collect();
            let Some(install) = way.iter().find(|step| self.kind(**step).is_some()) else {
                continue;
            };
            let is_strange =
                self.copies(line) && kinds.iter().any(|kind| self.strange(line, *kind));
            if !is_strange {
                continue;
            }
            let last = *way.iter().next_back().unwrap_or(install);
            passed.extend(way.iter().copied());
            let files = self.subject.files_of(self.at(line));
            let manifests: BTreeSet<&String> = files
                .iter()
                .filter(|path| kinds.iter().any(|kind| kind.is_manifest(path)))
                .collect();
            let what = format!(
                "`{}` stands above the install of dependencies in line {} (`{}`): {} runs it again",
                self.short(line),
                self.number(*install),
                self.short(*install),
                self.changes(line)
            );
            let fix = if manifests.is_empty() {
                format!("move line {} below line {}", self.number(line), self.number(last))
            } else {
                let names: Vec<&str> = manifests.iter().take(4).map(|name| name.as_str()).collect();
                let dots = if manifests.len() > names.len() { " .." } else { "" };
                format!(
                    "copy the manifests alone in line {} (`COPY {}{dots}`), and the rest below line {}",
                    self.number(line),
                    names.join(" "),
                    self.number(last)
                )
            };
            let mend = self.split(line, last, &manifests);
            let finding =
                self.subject.finding(Rule::SourcesAboveDependencies, self.at(line), what, fix);
            found.push(Mistake { finding, mend: Some(mend) });
        }
        self.mounted(found);
        passed
    }

    fn kind(&self, line: usize) -> Option<Kind> {
        match self.does[line] {
            Some(Does::Dependencies(kind)) => Some(kind),
            _ => None,
        }
    }

    /// The steps that a copy may stand below: those of which it is known that they do not read it.
    fn way_down(&self, line: usize) -> Vec<usize> {
        let mut way = vec![];
        for below in line + 1..self.lines.len() {
            match self.does[below] {
                Some(Does::Compiles(_) | Does::Unknown) => break,
                Some(Does::Dependencies(_)) => way.push(below),
                Some(_) if !self.may_read(&self.lines[below].text, line) => way.push(below),
                Some(_) => break,
                None => {}
            }
        }
        way
    }

    /// A line goes below another, and its manifests stay where it was.
    fn split(&self, line: usize, below: usize, manifests: &BTreeSet<&String>) -> Move {
        if manifests.is_empty() {
            return Move::Down { stage: self.stage, lines: vec![line], below };
        }
        let stays = self.subject.changed(self.at(line), &|path| manifests.contains(path));
        Move::Split { line: self.at(line), below, stays }
    }

    /// An install that mounts sources.
    fn mounted(&self, found: &mut Vec<Mistake>) {
        for line in 0..self.lines.len() {
            let Some(kind) = self.kind(line).filter(|kind| self.strange(line, *kind)) else {
                continue;
            };
            let what = format!(
                "`{}` installs dependencies and mounts sources: {} runs it again",
                self.short(line),
                self.changes(line)
            );
            let fix = "mount the manifests alone, each by its own `--mount=type=bind`".to_owned();
            let own = self.subject.changed(self.at(line), &|path| kind.is_manifest(path));
            let mend = Move::Narrow { line: self.at(line), own };
            let finding =
                self.subject.finding(Rule::SourcesAboveDependencies, self.at(line), what, fix);
            found.push(Mistake { finding, mend: Some(mend) });
        }
    }

    // ---- steps that read nothing of the context ------------------------------------------------

    /// Steps that read nothing of the context, and stand below what is copied from it.
    pub(super) fn needless(&self, passed: &BTreeSet<usize>, found: &mut Vec<Mistake>) {
        for line in 0..self.lines.len() {
            let (rule, about) = match self.does[line] {
                Some(Does::Packages) => (Rule::SourcesAbovePackages, "installs packages"),
                Some(Does::Account) => (Rule::SourcesAboveAccount, "makes a user"),
                Some(Does::Download) => (Rule::SourcesAboveDownload, "downloads"),
                _ => continue,
            };
            let Some(above) = self.read_above(line).filter(|_| !passed.contains(&line)) else {
                continue;
            };
            let Above { first, most, changes, shown } = above;
            let number = |at: At| self.subject.line(at).number;
            let what = format!(
                "`{}` {about} below `{shown}` (line {}), which it does not read: {changes} runs it again",
                self.short(line),
                number(most),
            );
            let fix = match first.0 == self.stage {
                true => format!("move line {} above line {}", self.number(line), number(first)),
                false => format!(
                    "build the stage on one that ends above line {}, with line {} in it",
                    number(first),
                    self.number(line)
                ),
            };
            let mend = Move::Up { line: self.at(line), above: first };
            let finding = self.subject.finding(rule, self.at(line), what, fix);
            found.push(Mistake { finding, mend: Some(mend) });
        }
    }

    /// What is copied of the context above a step that does not read it, also in a stage that this one is
    /// built on.
    fn read_above(&self, step: usize) -> Option<Above> {
        let mut chain = self.subject.chain(self.stage);
        chain.reverse();
        let text = &self.lines[step].text;
        let mut above = vec![];
        for stage in chain {
            let order = Order::of(self.subject, stage);
            let end = if stage == self.stage { step } else { order.lines.len() };
            let lines = (0..end).filter(|line| order.copies(*line) && !order.may_read(text, *line));
            let told = lines.map(|line| {
                let own = replay::size(&self.subject.replay.stages[stage][line].own);
                (own, (stage, line), order.changes(line), order.short(line))
            });
            above.extend(told);
        }
        let first = above.first()?.1;
        // The one that changes most, and of several the first.
        let most = above.into_iter().rev().max_by_key(|(own, ..)| *own)?;
        Some(Above { first, most: most.1, changes: most.2, shown: most.3 })
    }

    /// The names of manifests that are copied above a line.
    fn manifests(&self, line: usize, kind: Kind) -> String {
        let files = (0..line).flat_map(|above| self.subject.files_of(self.at(above)));
        let names: BTreeSet<&str> =
            files.filter(|path| kind.is_manifest(path)).map(String::as_str).collect();
        names.into_iter().take(3).map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
    }

    /// Dependencies that are compiled in one step with sources.
    pub(super) fn compiled(&self, found: &mut Vec<Mistake>) {
        for line in 0..self.lines.len() {
            let Some(Does::Compiles(kind)) = self.does[line] else { continue };
            let has_cache = match &self.lines[line].instruction {
                Instruction::Run(run) => run.mounts.iter().any(|mount| mount.kind == "cache"),
                _ => false,
            };
            let is_apart = |does: &Option<Does>| matches!(does, Some(Does::Dependencies(other) | Does::Compiles(other)) if *other == kind);
            let above = self.subject.chain(self.stage).into_iter().skip(1).any(|stage| {
                self.subject.file.stages[stage]
                    .lines
                    .iter()
                    .map(commands::of)
                    .any(|does| is_apart(&does))
            });
            let own =
                |line: &usize| replay::size(&self.subject.replay.stages[self.stage][*line].own);
            let strange =
                (0..line).filter(|above| self.copies(*above) && self.strange(*above, kind));
            let strange = strange.max_by_key(own);
            let has_manifest = (0..line).any(|above| {
                let files = self.subject.files_of(self.at(above)).iter();
                self.copies(above) && files.clone().any(|path| kind.names_dependencies(path))
            });
            let (Some(copied), false) = (
                strange.filter(|_| has_manifest),
                has_cache || above || self.does[..line].iter().any(is_apart),
            ) else {
                continue;
            };
            let own = self.subject.changed(self.at(copied), &|path| kind.is_manifest(path));
            let subject = self.subject;
            let again = subject.replay.again()[self.stage][line].clone();
            let spared = replay::size(&again).saturating_sub(replay::size(&own));
            let what = format!(
                "`{}` compiles dependencies with the sources of line {}: {} compiles all of them again",
                self.short(line),
                self.number(copied),
                self.changes(copied)
            );
            let fix = format!(
                "copy {} first, install or compile what they name in a step of its own, and copy the rest below it",
                self.manifests(line, kind)
            );
            let mut finding =
                subject.finding(Rule::DependenciesWithSources, self.at(line), what, fix);
            // The step's own share of it nobody knows: this is the most that it can be.
            finding.cost = (subject.replay.commits > 0)
                .then(|| subject.weight(self.stage, line) * share(spared, subject.replay.commits));
            found.push(Mistake { finding, mend: None });
        }
    }
}
