//! Mistakes of order: what is more likely to change stands above what is less likely.

use std::collections::BTreeSet;

use super::finding::{Finding, Rule};
use super::stage::{Mistake, Move, Order};
use super::subject::{At, share};
use crate::commands::{self, Does};
use crate::ecosystem::Kind;
use crate::file::Instruction;
use crate::replay::{self, Commits};

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
            let (way, _) = self.way_down(line + 1, self.at(line));
            let Some((finding, manifests)) = self.above_install(self.at(line), &way) else {
                continue;
            };
            let last = *way.last().expect("it has an install");
            let mend = Some(self.split(line, last, &manifests));
            passed.extend(way);
            found.push(Mistake { finding, mend });
        }
        self.inherited(found);
        self.mounted(found);
        passed
    }

    /// Sources of a stage that this one is built on, where this one installs.
    fn inherited(&self, found: &mut Vec<Mistake>) {
        let chain = self.subject.chain(self.stage);
        let orders: Vec<Order<'_>> =
            chain.iter().skip(1).map(|stage| Order::of(self.subject, *stage)).collect();
        for (at, order) in orders.iter().enumerate() {
            for line in 0..order.lines.len() {
                let copied = order.at(line);
                // What an install in a stage above runs for is found there.
                let is_passed = |order: &Order<'_>, from: usize| {
                    let (way, is_open) = order.way_down(from, copied);
                    is_open && order.install(&way).is_none()
                };
                let between = &orders[..at];
                if !is_passed(order, line + 1) || !between.iter().all(|one| is_passed(one, 0)) {
                    continue;
                }
                let (way, _) = self.way_down(0, copied);
                let Some((mut finding, manifests)) = self.above_install(copied, &way) else {
                    continue;
                };
                let is_known = found.iter().any(|one| {
                    (one.finding.rule, one.finding.line) == (finding.rule, finding.line)
                });
                if is_known {
                    continue;
                }
                let own = self.subject.changed(copied, &|path| manifests.contains(path));
                finding.cost = self.spared(self.install(&way).expect("it has one"), &own);
                found.push(Mistake { finding, mend: None });
            }
        }
    }

    /// What is wrong with a copy above the install on a way of steps that do not read it, and the manifests
    /// that it brings.
    fn above_install(&self, copied: At, way: &[usize]) -> Option<(Finding, BTreeSet<&String>)> {
        let kinds: BTreeSet<Kind> = way.iter().filter_map(|step| self.kind(*step)).collect();
        let (install, last) = (self.install(way)?, *way.last()?);
        let above = Order::of(self.subject, copied.0);
        let line = copied.1;
        let is_strange = above.copies(line) && kinds.iter().any(|kind| above.strange(line, *kind));
        if !is_strange {
            return None;
        }
        let files = self.subject.files_of(copied).iter();
        let manifests: BTreeSet<&String> =
            files.filter(|path| kinds.iter().any(|kind| kind.is_manifest(path))).collect();
        let what = format!(
            "`{}` stands above the install of dependencies in line {} (`{}`): {} runs it again",
            above.short(line),
            self.number(install),
            self.short(install),
            above.changes(line)
        );
        let fix = if manifests.is_empty() {
            format!("move line {} below line {}", above.number(line), self.number(last))
        } else {
            let names: Vec<&str> = manifests.iter().take(4).map(|name| name.as_str()).collect();
            let dots = if manifests.len() > names.len() { " .." } else { "" };
            format!(
                "copy the manifests alone in line {} (`COPY {}{dots}`), and the rest below line {}",
                above.number(line),
                names.join(" "),
                self.number(last)
            )
        };
        let rule = Rule::SourcesAboveDependencies;
        Some((self.subject.finding(rule, copied, what, fix), manifests))
    }

    /// The first install among steps.
    fn install(&self, way: &[usize]) -> Option<usize> {
        way.iter().copied().find(|step| self.kind(*step).is_some())
    }

    /// What a step costs after an average commit beyond these commits.
    fn spared(&self, line: usize, own: &Commits) -> Option<f64> {
        let commits = self.subject.replay.commits;
        let again = &self.subject.replay.again()[self.stage][line];
        let spared = replay::size(again).saturating_sub(replay::size(own));
        (commits > 0).then(|| self.subject.weight(self.stage, line) * share(spared, commits))
    }

    fn kind(&self, line: usize) -> Option<Kind> {
        match self.does[line] {
            Some(Does::Dependencies(kind)) => Some(kind),
            _ => None,
        }
    }

    /// The steps from a line on that a copy may stand below: those of which it is known that they do not
    /// read it. And whether they go on to the stage's end.
    fn way_down(&self, from: usize, copied: At) -> (Vec<usize>, bool) {
        let mut way = vec![];
        for below in from..self.lines.len() {
            match self.does[below] {
                Some(Does::Compiles(_) | Does::Unknown) => return (way, false),
                Some(Does::Dependencies(_)) => way.push(below),
                Some(_) if !self.may_read(&self.lines[below], copied) => way.push(below),
                Some(_) => return (way, false),
                None => {}
            }
        }
        (way, true)
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
        let line_of_step = &self.lines[step];
        let mut above = vec![];
        for stage in chain {
            let order = Order::of(self.subject, stage);
            let end = if stage == self.stage { step } else { order.lines.len() };
            let lines = (0..end).filter(|line| {
                order.copies(*line) && !order.may_read(line_of_step, order.at(*line))
            });
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
            let verb = kind.verb();
            let what = format!(
                "`{}` {verb} dependencies with the sources of line {}: {} {verb} all of them again",
                self.short(line),
                self.number(copied),
                self.changes(copied)
            );
            let fix = format!(
                "copy {} first, {} what they name in a step of its own, and copy the rest below it",
                self.manifests(line, kind),
                verb.trim_end_matches('s')
            );
            let (rule, at) = (Rule::DependenciesWithSources, self.at(line));
            let mut finding = self.subject.finding(rule, at, what, fix);
            // The step's own share of it nobody knows: this is the most that it can be.
            let own = self.subject.changed(self.at(copied), &|path| kind.is_manifest(path));
            finding.cost = self.spared(line, &own);
            found.push(Mistake { finding, mend: None });
        }
    }
}
