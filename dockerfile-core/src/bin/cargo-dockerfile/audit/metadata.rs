//! Mistakes of order in metadata: a variable or label that changes stands above steps that do not read it.

use super::finding::Rule;
use super::names;
use super::stage::{Mistake, Move, Order};
use super::subject::said;
use crate::commands::Does;
use crate::file::Instruction;
use crate::replay;

impl Order<'_> {
    /// Variables that change more often than the steps below them, which do not read them.
    pub(super) fn variables(&self, found: &mut Vec<Mistake>) {
        let mut found_names: Vec<String> = vec![];
        for line in 0..self.lines.len() {
            let said = said(&self.lines[line]);
            let own = replay::size(&self.subject.replay.stages[self.stage][line].own);
            let (mut of_commit, mut is_version) = (false, false);
            for (name, value) in &said {
                of_commit |= names::is_of_commit(name) || names::reads_commit(value);
                is_version |= names::is_version(name) || own > 1;
            }
            // What is made of a variable goes where that goes.
            let follows =
                found_names.iter().any(|name: &String| names::reads(&self.lines[line].text, name));
            if said.is_empty() || !(of_commit || is_version) || follows {
                continue;
            }
            // The variables themselves, and those that are made of them on the way down.
            let mut made: Vec<String> = said.iter().map(|(name, _)| name.clone()).collect();
            let used = (line + 1..self.lines.len()).find(|below| {
                let reads = made.iter().any(|name| names::reads(&self.lines[*below].text, name));
                if self.is_metadata(*below) {
                    let more = self::said(&self.lines[*below]).into_iter().filter(|_| reads);
                    made.extend(more.map(|(name, _)| name));
                    return false;
                }
                // A step of which nobody knows what it reads may read the variable, too.
                reads || matches!(self.does[*below], Some(Does::Unknown | Does::Compiles(_)))
            });
            let end = used.unwrap_or(self.lines.len());
            let steps: Vec<usize> =
                (line + 1..end).filter(|below| self.is_passed(*below, of_commit)).collect();
            let (Some(first), Some(last)) = (steps.first(), steps.last()) else { continue };
            found_names.extend(said.iter().map(|(name, _)| name.clone()));
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
            let mend = self.with_followers(line, *last, &made);
            let finding = self.subject.finding(rule, self.at(line), what, fix);
            found.push(Mistake { finding, mend: Some(mend) });
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

    fn is_metadata(&self, line: usize) -> bool {
        let instruction = &self.lines[line].instruction;
        matches!(instruction, Instruction::Env(_) | Instruction::Arg(_) | Instruction::Label(_))
    }

    /// The lines with a variable, and those that are made of it, below another line.
    fn with_followers(&self, line: usize, below: usize, names: &[String]) -> Move {
        let follows = |at: usize| {
            let text = &self.lines[at].text;
            self.is_metadata(at) && names.iter().any(|name| names::reads(text, name))
        };
        let lines = (line..=below).filter(|at| *at == line || follows(*at)).collect();
        Move::Down { stage: self.stage, lines, below }
    }

    pub(super) fn labels(&self, found: &mut Vec<Mistake>) {
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
            found.push(Mistake { finding, mend: None });
        }
    }
}
