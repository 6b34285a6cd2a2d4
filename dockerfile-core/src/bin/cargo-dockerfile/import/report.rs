//! What became of each line, for people and for programs.

use serde::Serialize;

use super::form::{Item, Way};
use super::plan::Plan;
use super::verify::{Imported, Job};
use crate::say::{FAINT, HEADING, WARN, escaped, styled};

#[derive(Serialize)]
pub(super) struct Report<'a> {
    version: u32,
    file: &'a str,
    /// The declaration.
    declaration: &'a str,
    dockerfile: &'a str,
    ignore: &'a str,
    lines: Counts,
    /// What a person decides.
    decisions: Vec<Remark>,
    /// What the emitted file does differently on purpose.
    differs: Vec<Remark>,
    /// Lines that are shell text or given as they stand.
    literal: Vec<Remark>,
    /// What was refused before a more literal form was taken.
    refused: Vec<Remark>,
}

/// How many lines became what.
#[derive(Clone, Copy, Debug, Default, Serialize)]
pub(super) struct Counts {
    pub(super) typed: usize,
    pub(super) text: usize,
    pub(super) raw: usize,
}

#[derive(Serialize)]
struct Remark {
    /// None, where it is the context's.
    line: Option<u32>,
    text: String,
}

impl Counts {
    pub(super) fn of(plan: &Plan) -> Self {
        let mut ways: std::collections::BTreeMap<u32, Way> =
            plan.stages.iter().map(|stage| (stage.number, Way::Typed)).collect();
        for item in items(plan) {
            let way = ways.entry(item.number).or_insert(item.way);
            *way = (*way).max(item.way);
        }
        let count = |wanted| ways.values().filter(|way| **way == wanted).count();
        Self { typed: count(Way::Typed), text: count(Way::Text), raw: count(Way::Raw) }
    }
}

fn items(plan: &Plan) -> impl Iterator<Item = &Item> {
    plan.stages.iter().flat_map(|stage| stage.items.iter().chain(&stage.end))
}

impl<'a> Report<'a> {
    fn place(&self, remark: &Remark) -> String {
        remark.line.map_or_else(|| self.file.to_owned(), |line| format!("{}:{line}", self.file))
    }

    /// What is left to a person, each with its line.
    pub(super) fn decided(&self) -> Vec<String> {
        let decisions = self.decisions.iter();
        decisions.map(|one| format!("{} {}", self.place(one), one.text)).collect()
    }

    pub(super) fn new(job: &'a Job, imported: &'a Imported, declaration: &'a str) -> Self {
        let plan = &imported.plan;
        let (mut decisions, mut differs, mut literal) = (vec![], vec![], vec![]);
        for stage in &plan.stages {
            decisions.extend(
                stage
                    .decisions
                    .iter()
                    .map(|text| Remark { line: Some(stage.number), text: text.clone() }),
            );
            differs.extend(
                stage
                    .differs
                    .iter()
                    .map(|text| Remark { line: Some(stage.number), text: text.clone() }),
            );
        }
        if let Some(context) = &job.context {
            decisions.extend(
                context.remarks.iter().map(|text| Remark { line: None, text: text.clone() }),
            );
        }
        for item in items(plan) {
            let remark = |text: &String| Remark { line: Some(item.number), text: text.clone() };
            decisions.extend(item.notes.iter().map(remark));
            differs.extend(item.differs.iter().map(remark));
            let how = match item.way {
                Way::Typed => continue,
                Way::Text => "is shell text",
                Way::Raw => "is given as it stands",
            };
            literal.push(Remark {
                line: Some(item.number),
                text: format!("{how}: `{}`", super::around::short(&item.text)),
            });
        }
        let refused = imported.tried.iter().map(|(line, text)| {
            let first = text.lines().next().unwrap_or_default();
            Remark { line: Some(*line), text: first.trim_start_matches("error: ").to_owned() }
        });
        Self {
            version: 1,
            file: &job.source.name,
            declaration,
            dockerfile: &imported.dockerfile,
            ignore: &imported.ignore,
            lines: Counts::of(plan),
            decisions,
            differs,
            literal,
            refused: refused.collect(),
        }
    }

    pub(super) fn text(&self) -> String {
        let Counts { typed, text, raw } = self.lines;
        let mut said = format!(
            "{} {} lines: {typed} typed, {text} shell text, {raw} as they stand\n",
            styled(HEADING, self.file),
            typed + text + raw
        );
        for (heading, remarks) in [
            ("to decide", &self.decisions),
            ("differs on purpose", &self.differs),
            ("literal", &self.literal),
            ("refused by the checks, and said more literally", &self.refused),
        ] {
            if remarks.is_empty() {
                continue;
            }
            said += &format!("{}\n", styled(WARN, heading));
            for remark in remarks {
                let place = styled(FAINT, self.place(remark));
                said += &format!("  {place} {}\n", escaped(&remark.text));
            }
        }
        said
    }
}
