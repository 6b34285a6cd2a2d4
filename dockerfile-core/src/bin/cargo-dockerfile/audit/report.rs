//! What is said of a Dockerfile.

use std::collections::BTreeMap;

use serde::Serialize;

use super::finding::Finding;
use crate::amount;
use crate::say::{BAD, FAINT, GOOD, HEADING, WARN, escaped, styled};
use crate::sheet::Measure;

/// A Dockerfile that was judged.
#[derive(Serialize)]
pub(super) struct Audited {
    pub(super) dockerfile: String,
    pub(super) context: String,
    pub(super) measure: Measure,
    /// How many commits were looked at.
    pub(super) commits: usize,
    /// What a build without a cache costs.
    pub(super) cost_of_all: f64,
    /// What an average commit costs.
    pub(super) cost_per_commit: Option<f64>,
    /// Moves of lines or of parts of them, the one that spares most first, and each with those before it.
    pub(super) mended: Vec<Mended>,
    /// The most costly mistakes first.
    pub(super) findings: Vec<Finding>,
    /// The lines that cost something.
    pub(super) lines: Vec<Cost>,
    /// Commits after which something runs again, the newest first.
    pub(super) history: Vec<Commit>,
    #[serde(skip)]
    pub(super) place: String,
    #[serde(skip)]
    pub(super) texts: BTreeMap<u32, String>,
    #[serde(skip)]
    pub(super) no_history: Option<String>,
}

#[derive(Serialize)]
pub(super) struct Mended {
    pub(super) line: u32,
    pub(super) fix: String,
    /// What an average commit would cost then.
    pub(super) cost_per_commit: f64,
}

#[derive(Serialize)]
pub(super) struct Cost {
    pub(super) line: u32,
    pub(super) text: String,
    /// What it costs when it runs.
    pub(super) cost: f64,
    /// After how many commits it runs again.
    pub(super) commits: usize,
    pub(super) cost_per_commit: f64,
}

#[derive(Serialize)]
pub(super) struct Commit {
    pub(super) commit: String,
    pub(super) cost: f64,
    pub(super) lines: Vec<u32>,
}

impl Audited {
    /// A cost after an average commit, in words.
    pub(super) fn told(&self, cost: f64) -> String {
        format!("{} after an average commit", amount::cost(self.measure, rounded(cost)))
    }

    pub(super) fn text(&self) -> String {
        let mut text = format!("{}\n", styled(HEADING, &self.dockerfile));
        text += &self.summary();
        for finding in &self.findings {
            let cost = match finding.cost {
                Some(cost) if self.commits > 0 => format!("  {}", styled(WARN, self.told(cost))),
                _ => String::new(),
            };
            text += &format!(
                "  {}  {}{cost}\n    {}\n    {} {}\n",
                styled(HEADING, format!("{}:{}", self.dockerfile, finding.line)),
                styled(BAD, finding.rule.name()),
                escaped(&finding.what),
                styled(GOOD, "fix:"),
                escaped(&finding.fix)
            );
        }
        if self.findings.is_empty() {
            text += &format!("  {}\n", styled(GOOD, "nothing found"));
        }
        text + &self.most()
    }

    fn summary(&self) -> String {
        let all = amount::cost(self.measure, self.cost_of_all);
        match (self.cost_per_commit, &self.no_history) {
            (_, Some(why)) => {
                format!("  {}\n", styled(FAINT, format!("costs are not known: {why}")))
            }
            (Some(cost), None) => {
                let usual = amount::cost(self.measure, rounded(cost));
                let then =
                    |mended: &Mended| amount::cost(self.measure, rounded(mended.cost_per_commit));
                let first = self.mended.first().map_or(String::new(), |first| {
                    format!("; {} with line {} mended", then(first), first.line)
                });
                let together = match self.mended.as_slice() {
                    [_, .., last] => format!(", {} with all", then(last)),
                    _ => String::new(),
                };
                let span = match self.commits {
                    1 => "the last commit".to_owned(),
                    several => format!("an average of the last {several} commits"),
                };
                format!("  all: {all}; {span}: {usual}{first}{together}\n")
            }
            (None, None) => String::new(),
        }
    }

    /// The lines that cost most after an average commit.
    fn most(&self) -> String {
        let mut lines: Vec<&Cost> =
            self.lines.iter().filter(|line| line.cost_per_commit > 0.0).collect();
        lines.sort_by(|one, other| other.cost_per_commit.total_cmp(&one.cost_per_commit));
        if lines.is_empty() || self.findings.is_empty() {
            return String::new();
        }
        let mut text = format!("  {}\n", styled(FAINT, "lines by what an average commit costs"));
        for line in lines.iter().take(5) {
            let cost = amount::cost(self.measure, rounded(line.cost_per_commit));
            let shown: String = line.text.chars().take(60).collect();
            text += &format!(
                "    {cost:>10}  after {} of {} commits  line {}: {}\n",
                line.commits,
                self.commits,
                line.line,
                escaped(shown.trim_end_matches(['\\', ' ']))
            );
        }
        text
    }
}

/// Hundredths are all that is told.
fn rounded(cost: f64) -> f64 {
    (cost * 100.0).round() / 100.0
}
