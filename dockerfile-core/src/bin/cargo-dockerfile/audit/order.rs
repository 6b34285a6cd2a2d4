//! Mistakes of order: what is more likely to change stands above what is less likely.

use std::collections::BTreeSet;

use super::commands::{self, Does, Kind};
use super::finding::{Finding, Rule};
use super::names;
use super::subject::{At, Subject, part, said};
use crate::file::{Instruction, Line};
use crate::replay::Replay;

/// A mistake, and how the lines would stand without it.
pub(super) struct Mistake {
    pub(super) finding: Finding,
    pub(super) moved: Option<Replay>,
}

pub(super) fn mistakes(subject: &Subject) -> Vec<Mistake> {
    let mut found = vec![];
    for stage in 0..subject.file.stages.len() {
        let order = Order::of(subject, stage);
        let passed = order.dependencies(&mut found);
        order.needless(&passed, &mut found);
        order.compiled(&mut found);
        order.variables(&mut found);
        order.labels(&mut found);
    }
    for mistake in &mut found {
        if let Some(moved) = &mistake.moved {
            mistake.finding.cost = subject.saved(moved);
        }
    }
    found
}

/// A stage's lines.
struct Order<'s> {
    subject: &'s Subject,
    stage: usize,
    lines: &'s [Line],
    /// What each RUN does.
    does: Vec<Option<Does>>,
}

impl<'s> Order<'s> {
    fn of(subject: &'s Subject, stage: usize) -> Self {
        let lines = subject.file.stages[stage].lines.as_slice();
        Self { subject, stage, lines, does: lines.iter().map(commands::of).collect() }
    }

    fn at(&self, line: usize) -> At {
        (self.stage, line)
    }

    fn number(&self, line: usize) -> u32 {
        self.lines[line].number
    }

    fn short(&self, line: usize) -> String {
        let first = self.lines[line].text.lines().next().unwrap_or_default();
        let first = first.trim_end_matches(['\\', ' ']);
        match first.char_indices().nth(60) {
            Some((end, _)) => format!("{}…", &first[..end]),
            None => first.to_owned(),
        }
    }

    /// How often what a line reads changed, in words.
    fn changes(&self, line: usize) -> String {
        let commits = self.subject.replay.commits;
        let own = crate::replay::size(&self.subject.replay.stages[self.stage][line].own);
        match commits {
            0 => "any change of it".to_owned(),
            _ => format!("{own} of the last {commits} commits change it, and each"),
        }
    }

    /// Whether a line copies files of the context.
    fn copies(&self, line: usize) -> bool {
        let copy = self.subject.copy(self.at(line));
        copy.is_some_and(|copy| copy.from.is_none() && !copy.sources.is_empty())
            && !self.subject.files_of(self.at(line)).is_empty()
    }

    /// Whether a step may read what a line copies, although it is known what the step does.
    fn may_read(&self, step: usize, copied: usize) -> bool {
        let Some(copy) = self.subject.copy(self.at(copied)) else { return false };
        let text = &self.lines[step].text;
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
    }

    /// Files that an install does not read.
    fn strange(&self, line: usize, kind: Kind) -> bool {
        let kept = [
            "patches/",
            ".yarn/",
            "vendor/",
            ".mvn/",
            "gradle/",
            "buildSrc/",
            ".cargo/",
            ".bundle/",
        ];
        let is_kept = |path: &String| {
            kind.is_manifest(path)
                || kept
                    .iter()
                    .any(|folder| path.starts_with(folder) || path.contains(&format!("/{folder}")))
        };
        !self.subject.files_of(self.at(line)).iter().all(is_kept)
    }

    // ---- dependencies --------------------------------------------------------------------------

    /// Sources above the install of dependencies. What their lines would pass on their way down is given.
    fn dependencies(&self, found: &mut Vec<Mistake>) -> BTreeSet<usize> {
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
            let moved = self.split(line, last, &manifests);
            let finding =
                self.subject.finding(Rule::SourcesAboveDependencies, self.at(line), what, fix);
            found.push(Mistake { finding, moved: Some(moved) });
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
                Some(_) if !self.may_read(below, line) => way.push(below),
                Some(_) => break,
                None => {}
            }
        }
        way
    }

    /// The lines with one line below another, and its manifests where it was.
    fn split(&self, line: usize, below: usize, manifests: &BTreeSet<&String>) -> Replay {
        let mut moved = self.subject.replay.clone();
        let nodes = &mut moved.stages[self.stage];
        let node = nodes[line].clone();
        let own = self.subject.changed(self.at(line), &|path| manifests.contains(path));
        nodes.insert(below + 1, node.clone());
        if manifests.is_empty() {
            nodes.remove(line);
        } else {
            nodes[line] = part(&node, own);
        }
        moved
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
            let mut moved = self.subject.replay.clone();
            moved.stages[self.stage][line].own =
                self.subject.changed(self.at(line), &|path| kind.is_manifest(path));
            let finding =
                self.subject.finding(Rule::SourcesAboveDependencies, self.at(line), what, fix);
            found.push(Mistake { finding, moved: Some(moved) });
        }
    }

    // ---- steps that read nothing of the context ------------------------------------------------

    /// Steps that read nothing of the context, and stand below what is copied from it.
    fn needless(&self, passed: &BTreeSet<usize>, found: &mut Vec<Mistake>) {
        for line in 0..self.lines.len() {
            let (rule, about) = match self.does[line] {
                Some(Does::Packages) => (Rule::SourcesAbovePackages, "installs packages"),
                Some(Does::Account) => (Rule::SourcesAboveAccount, "makes a user"),
                Some(Does::Download) => (Rule::SourcesAboveDownload, "downloads"),
                _ => continue,
            };
            let is_above = |above: &usize| self.copies(*above) && !self.may_read(line, *above);
            let above: Vec<usize> = (0..line).filter(is_above).collect();
            let Some(first) = above.first().copied().filter(|_| !passed.contains(&line)) else {
                continue;
            };
            let most = above.iter().max_by_key(|at| {
                crate::replay::size(&self.subject.replay.stages[self.stage][**at].own)
            });
            let most = most.copied().unwrap_or(first);
            let what = format!(
                "`{}` {about} below `{}` (line {}), which it does not read: {} runs it again",
                self.short(line),
                self.short(most),
                self.number(most),
                self.changes(most)
            );
            let fix = format!("move line {} above line {}", self.number(line), self.number(first));
            let mut moved = self.subject.replay.clone();
            let node = moved.stages[self.stage].remove(line);
            moved.stages[self.stage].insert(first, node);
            let finding = self.subject.finding(rule, self.at(line), what, fix);
            found.push(Mistake { finding, moved: Some(moved) });
        }
    }

    /// Dependencies that are compiled in one step with sources.
    fn compiled(&self, found: &mut Vec<Mistake>) {
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
            let strange =
                (0..line).rev().find(|above| self.copies(*above) && self.strange(*above, kind));
            let (Some(copied), false) =
                (strange, has_cache || above || self.does[..line].iter().any(is_apart))
            else {
                continue;
            };
            let own = self.subject.changed(self.at(copied), &|path| kind.is_manifest(path));
            let subject = self.subject;
            let again = subject.replay.again()[self.stage][line].clone();
            let spared = crate::replay::size(&again).saturating_sub(crate::replay::size(&own));
            let what = format!(
                "`{}` compiles dependencies with the sources of line {}: {} compiles all of them again",
                self.short(line),
                self.number(copied),
                self.changes(copied)
            );
            let fix = format!(
                "copy {} first, install or compile what they name in a step of its own, and copy the rest below it",
                kind.manifests()[..2].join(" and ")
            );
            let mut finding =
                subject.finding(Rule::DependenciesWithSources, self.at(line), what, fix);
            // The step's own share of it nobody knows: this is the most that it can be.
            finding.cost = (subject.replay.commits > 0).then(|| {
                subject.weight(self.stage, line)
                    * super::subject::share(spared, subject.replay.commits)
            });
            found.push(Mistake { finding, moved: None });
        }
    }

    // ---- metadata --------------------------------------------------------------------------------

    /// Variables that change more often than the steps below them, which do not read them.
    fn variables(&self, found: &mut Vec<Mistake>) {
        for line in 0..self.lines.len() {
            let said = said(&self.lines[line]);
            let own = crate::replay::size(&self.subject.replay.stages[self.stage][line].own);
            let (mut of_commit, mut is_version) = (false, false);
            for (name, value) in &said {
                of_commit |= names::is_of_commit(name) || names::reads_commit(value);
                is_version |= names::is_version(name) || own > 1;
            }
            if said.is_empty() || !(of_commit || is_version) {
                continue;
            }
            let uses = |below: usize| {
                let is_step = !matches!(
                    self.lines[below].instruction,
                    Instruction::Env(_) | Instruction::Arg(_) | Instruction::Label(_)
                );
                is_step && said.iter().any(|(name, _)| names::reads(&self.lines[below].text, name))
            };
            let used = (line + 1..self.lines.len()).find(|below| uses(*below));
            let end = used.unwrap_or(self.lines.len());
            let steps: Vec<usize> =
                (line + 1..end).filter(|below| self.is_passed(*below, of_commit)).collect();
            let (Some(first), Some(last)) = (steps.first(), steps.last()) else { continue };
            let names: Vec<&str> = said.iter().map(|(name, _)| name.as_str()).collect();
            let (rule, often) = match of_commit {
                true => (Rule::CommitAboveRun, "is another at each commit"),
                false => (Rule::VersionAboveInstall, "is another at each release"),
            };
            let what = format!(
                "`{}` {often}, and stands above line {} (`{}`), which does not read it and runs again each time",
                names.join("`, `"),
                self.number(*first),
                self.short(*first)
            );
            let fix = format!("move line {} below line {}", self.number(line), self.number(*last));
            let moved = self.with_followers(line, *last, &names);
            let finding = self.subject.finding(rule, self.at(line), what, fix);
            found.push(Mistake { finding, moved: Some(moved) });
        }
    }

    /// Whether a step stands to gain: any that runs, or for what changes now and then, an install.
    fn is_passed(&self, line: usize, of_commit: bool) -> bool {
        match self.does[line] {
            Some(Does::Packages | Does::Dependencies(_) | Does::Download) => true,
            Some(_) => of_commit,
            None => false,
        }
    }

    /// The lines with a variable, and those that are made of it, below another line.
    fn with_followers(&self, line: usize, below: usize, names: &[&str]) -> Replay {
        let mut moved = self.subject.replay.clone();
        let nodes = &mut moved.stages[self.stage];
        let follows = |at: usize| {
            let is_variable = matches!(
                self.lines[at].instruction,
                Instruction::Env(_) | Instruction::Arg(_) | Instruction::Label(_)
            );
            is_variable && names.iter().any(|name| names::reads(&self.lines[at].text, name))
        };
        let taken: Vec<usize> = (line..=below).filter(|at| *at == line || follows(*at)).collect();
        let mut put = vec![];
        for at in taken.iter().rev() {
            put.insert(0, nodes.remove(*at));
        }
        let place = below + 1 - taken.len();
        nodes.splice(place..place, put);
        moved
    }

    fn labels(&self, found: &mut Vec<Mistake>) {
        for line in 0..self.lines.len() {
            let Instruction::Label(pairs) = &self.lines[line].instruction else { continue };
            let name =
                pairs.iter().map(|(name, _)| name).find(|name| names::is_label_of_commit(name));
            let step = (line + 1..self.lines.len()).find(|below| self.does[*below].is_some());
            let last = (line + 1..self.lines.len()).rev().find(|below| self.does[*below].is_some());
            let (Some(name), Some(step), Some(last)) = (name, step, last) else { continue };
            // What it reads stands above the step, too, and is found there.
            if names::reads_commit(&self.lines[line].text) {
                continue;
            }
            let what = format!(
                "the label `{name}` is another at each release, and stands above line {} (`{}`): BuildKit keeps \
                 that, while Podman's and Kaniko's caches do not",
                self.number(step),
                self.short(step)
            );
            let fix = format!("move line {} below line {}", self.number(line), self.number(last));
            let mut finding = self.subject.finding(Rule::LabelAboveRun, self.at(line), what, fix);
            finding.cost = Some(0.0);
            found.push(Mistake { finding, moved: None });
        }
    }
}
