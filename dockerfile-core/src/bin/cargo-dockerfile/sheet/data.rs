//! What is drawn: a Dockerfile's lines with what each costs, and how often it runs again.

use serde::Serialize;

use crate::plan_file::{Layer, Plan, Read};

/// What widths stand for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Measure {
    /// How long each step took in a build.
    Seconds,
    /// How large each layer of a built image is.
    Bytes,
    /// Nothing is measured: each layer counts as one.
    Steps,
}

/// A Dockerfile.
#[derive(Debug, Serialize)]
pub(crate) struct Sheet {
    pub(crate) dockerfile: String,
    pub(crate) measure: Measure,
    /// How many of the last commits were looked at; `None` where nobody knows of any.
    pub(crate) commits: Option<usize>,
    pub(crate) stages: Vec<Stage>,
    pub(crate) notes: Vec<String>,
}

#[derive(Debug, Serialize)]
pub(crate) struct Stage {
    pub(crate) name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) image: Option<String>,
    #[serde(rename = "layers")]
    pub(crate) rows: Vec<Row>,
}

/// A line of a Dockerfile.
#[derive(Debug, Serialize)]
pub(crate) struct Row {
    /// Empty of a file that nobody declares.
    pub(crate) phase: String,
    pub(crate) text: String,
    pub(crate) file: String,
    pub(crate) line: u32,
    pub(crate) makes_layer: bool,
    pub(crate) reads: Vec<Read>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) out_of_order: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) seconds: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) bytes: Option<u64>,
    /// How many commits changed what the line reads itself.
    #[serde(rename = "commits_that_change_it", skip_serializing_if = "Option::is_none")]
    pub(crate) changed: Option<usize>,
    /// After how many commits it runs again, also for what is above it or in a stage that it reads.
    #[serde(rename = "commits_that_run_it", skip_serializing_if = "Option::is_none")]
    pub(crate) again: Option<usize>,
    /// Where it begins, if all steps run that can: in the sheet's measure.
    #[serde(skip)]
    pub(crate) start: f64,
    /// Its place among the lines that are drawn, a stage's heading being one.
    #[serde(skip)]
    pub(crate) number: usize,
}

impl Sheet {
    pub(crate) fn of(dockerfile: String, plan: &Plan) -> Self {
        let mut numbers = 1..;
        let stages = plan.stages.iter().map(|stage| {
            // Its heading.
            numbers.next();
            let rows = stage.layers.iter().zip(&mut numbers);
            let rows = rows.map(|(layer, number)| Row::of(layer, number)).collect();
            Stage { name: stage.name.clone(), image: stage.image.clone(), rows }
        });
        let stages = stages.collect();
        let notes = plan.notes.clone();
        Self { dockerfile, measure: Measure::Steps, commits: None, stages, notes }
    }

    pub(crate) fn rows(&self) -> impl Iterator<Item = &Row> {
        self.stages.iter().flat_map(|stage| &stage.rows)
    }

    pub(crate) fn stage(&self, name: &str) -> Option<usize> {
        self.stages.iter().position(|stage| stage.name == name)
    }

    /// What a line costs, where that is known.
    pub(crate) fn cost(&self, row: &Row) -> Option<f64> {
        #[expect(clippy::cast_precision_loss, reason = "a size that is drawn")]
        match self.measure {
            Measure::Seconds => row.seconds,
            Measure::Bytes => row.bytes.map(|bytes| bytes as f64),
            Measure::Steps => row.makes_layer.then_some(1.0),
        }
    }

    /// What all lines cost.
    pub(crate) fn total(&self) -> f64 {
        self.rows().filter_map(|row| self.cost(row)).sum()
    }

    /// What a line costs after a commit, on average.
    pub(crate) fn usual(&self, row: &Row) -> f64 {
        let commits = self.commits.filter(|commits| *commits > 0);
        #[expect(clippy::cast_precision_loss, reason = "some hundred commits")]
        match (self.cost(row), row.again, commits) {
            (Some(cost), Some(again), Some(commits)) => cost * again as f64 / commits as f64,
            _ => 0.0,
        }
    }

    /// The line that costs most: the first of them, and none where all are alike.
    pub(crate) fn costliest(&self) -> Option<&Row> {
        let mut costliest: Option<(&Row, f64)> = None;
        let mut are_alike = true;
        for row in self.rows() {
            let Some(cost) = self.cost(row) else { continue };
            are_alike &= costliest.is_none_or(|(_, most)| (most - cost).abs() < f64::EPSILON);
            if costliest.is_none_or(|(_, most)| cost > most) {
                costliest = Some((row, cost));
            }
        }
        costliest.filter(|_| !are_alike).map(|(row, _)| row)
    }

    /// Where the last line ends.
    pub(crate) fn end(&self) -> f64 {
        let ends = self.rows().map(|row| row.start + self.cost(row).unwrap_or(0.0));
        ends.fold(0.0, f64::max)
    }

    /// Puts each line behind the one above it and, where time is drawn, behind the stages that it reads.
    pub(crate) fn schedule(&mut self) {
        let mut ends: Vec<f64> = vec![];
        for at in 0..self.stages.len() {
            let mut now = 0.0_f64;
            for index in 0..self.stages[at].rows.len() {
                let row = &self.stages[at].rows[index];
                let waits = index == 0 || self.measure != Measure::Bytes;
                let read = row.reads.iter().filter_map(|read| self.read_stage(read));
                let read = read.filter(|stage| waits && *stage < at).map(|stage| ends[stage]);
                let start = read.fold(now, f64::max);
                now = start + self.cost(row).unwrap_or(0.0);
                self.stages[at].rows[index].start = start;
            }
            ends.push(now);
        }
    }

    /// The stage that a stage is built on.
    pub(crate) fn parent(&self, stage: usize) -> Option<usize> {
        let reads = &self.stages[stage].rows.first()?.reads;
        reads.iter().find_map(|read| self.read_stage(read)).filter(|parent| *parent < stage)
    }

    /// The stage that is read.
    pub(crate) fn read_stage(&self, read: &Read) -> Option<usize> {
        match read {
            Read::Stage { name, .. } => self.stage(name),
            _ => None,
        }
    }
}

impl Row {
    pub(super) fn of(layer: &Layer, number: usize) -> Self {
        Self {
            phase: layer.phase.clone(),
            text: layer.text.clone(),
            file: layer.file.clone(),
            line: layer.line,
            makes_layer: layer.makes_layer,
            reads: layer.reads.clone(),
            out_of_order: layer.out_of_order.clone(),
            seconds: None,
            bytes: None,
            changed: None,
            again: None,
            start: 0.0,
            number,
        }
    }

    /// The instruction's word.
    pub(crate) fn word(&self) -> &str {
        self.text.split_whitespace().next().unwrap_or_default()
    }

    pub(crate) fn is_base(&self) -> bool {
        self.word() == "FROM"
    }
}
