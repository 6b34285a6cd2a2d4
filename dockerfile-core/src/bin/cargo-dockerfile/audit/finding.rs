//! What is found in a Dockerfile, and the rules by their names.

use serde::Serialize;

/// A mistake, at a line.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Finding {
    pub(super) rule: Rule,
    pub(super) line: u32,
    pub(super) what: String,
    /// What it would cost after an average commit if it were the only mistake of order; `None` where that is
    /// no question of cost, or nobody knows.
    pub(super) cost: Option<f64>,
    pub(super) fix: String,
}

/// A rule. Its name is part of the output: it never changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Rule {
    SourcesAboveDependencies,
    DependenciesWithSources,
    SourcesAbovePackages,
    SourcesAboveAccount,
    SourcesAboveDownload,
    CommitAboveRun,
    VersionAboveInstall,
    LabelAboveRun,
    HistoryCopied,
    PrivateFileCopied,
    SecretInVariable,
    SecretInStep,
    ProgramCannotStart,
    ProgramNotThere,
    NoShellToStart,
}

/// All rules with what each is about, for readers of a report.
pub(super) const RULES: [(Rule, &str, &str); 15] = [
    (
        Rule::SourcesAboveDependencies,
        "sources-above-dependencies",
        "Sources are copied above the install of dependencies: every edit installs them again",
    ),
    (
        Rule::DependenciesWithSources,
        "dependencies-with-sources",
        "Dependencies are installed or compiled in one step with sources: every edit does it again",
    ),
    (
        Rule::SourcesAbovePackages,
        "sources-above-packages",
        "Files of the context are copied above the install of packages that does not read them",
    ),
    (
        Rule::SourcesAboveAccount,
        "sources-above-account",
        "Files of the context are copied above a step that makes a user or group",
    ),
    (
        Rule::SourcesAboveDownload,
        "sources-above-download",
        "Files of the context are copied above a download that does not read them",
    ),
    (
        Rule::CommitAboveRun,
        "commit-above-run",
        "A variable that is another at each commit stands above a step that does not read it",
    ),
    (
        Rule::VersionAboveInstall,
        "version-above-install",
        "A version that changes now and then stands above an install that does not read it",
    ),
    (
        Rule::LabelAboveRun,
        "label-above-run",
        "A label that is another at each commit stands above a step: builders other than BuildKit run it again",
    ),
    (
        Rule::HistoryCopied,
        "history-copied",
        "The repository's history is copied into the image, and changes at each commit",
    ),
    (
        Rule::PrivateFileCopied,
        "private-file-copied",
        "A file that is private by its name is copied into the image",
    ),
    (
        Rule::SecretInVariable,
        "secret-in-variable",
        "A variable holds what looks like a secret: whoever has the image can read it",
    ),
    (
        Rule::SecretInStep,
        "secret-in-step",
        "A step's text holds what looks like a secret: whoever has the image can read it",
    ),
    (
        Rule::ProgramCannotStart,
        "program-cannot-start",
        "The program is linked with a C library that its image does not have",
    ),
    (
        Rule::ProgramNotThere,
        "program-not-there",
        "Nothing puts the program that the image starts where it is looked for",
    ),
    (
        Rule::NoShellToStart,
        "no-shell-to-start",
        "The image starts by a shell that it does not have",
    ),
];

impl Rule {
    pub(super) fn name(self) -> &'static str {
        RULES.iter().find(|(rule, ..)| *rule == self).map_or("", |(_, name, _)| name)
    }
}
