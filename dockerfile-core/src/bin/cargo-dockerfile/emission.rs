//! `check`, `write` and `diff`: the build scripts run in one of their modes, and what they say of the
//! files is told without what cargo says around it.

use std::path::{Path, PathBuf};

use serde::Serialize;

use crate::failure::{Failure, Result};
use crate::git::Git;
use crate::images::{self, Select};
use crate::say::{BAD, FAINT, Found, GOOD, Say, escaped, styled};

/// Compares the files with what is declared, as a CI does, and writes nothing.
#[derive(clap::Args)]
pub(crate) struct CheckArgs {
    #[command(flatten)]
    select: Select,
}

/// Shows what `write` would change, and writes nothing.
#[derive(clap::Args)]
pub(crate) struct DiffArgs {
    #[command(flatten)]
    select: Select,
}

/// Writes the files that differ from what is declared.
#[derive(clap::Args)]
pub(crate) struct WriteArgs {
    #[command(flatten)]
    select: Select,
    /// Also over files that were edited by hand or never generated; a copy of each stays.
    #[arg(long)]
    force: bool,
}

#[derive(Serialize)]
struct Checked<'r> {
    version: u32,
    is_fresh: bool,
    /// What the build scripts say of files that are not as declared.
    report: &'r str,
}

pub(crate) fn check(args: &CheckArgs, say: &Say) -> Result<Found> {
    compare(&args.select, say, str::to_owned)
}

pub(crate) fn diff(args: &DiffArgs, say: &Say) -> Result<Found> {
    compare(&args.select, say, |report| differences(report).unwrap_or_else(|| report.to_owned()))
}

fn compare(select: &Select, say: &Say, shown: impl FnOnce(&str) -> String) -> Result<Found> {
    let refused = emit(select, "check", say)?;
    let report = refused.as_deref().map(shown).unwrap_or_default();
    let value = Checked { version: 1, is_fresh: refused.is_none(), report: &report };
    say.result(&value, || match refused {
        Some(_) => coloured(&report),
        None => styled(GOOD, "every file is what is declared") + "\n",
    })?;
    Ok(Found::of(refused.is_some()))
}

pub(crate) fn write(args: &WriteArgs, say: &Say) -> Result<Found> {
    let mode = if args.force { "force" } else { "write" };
    if let Some(report) = emit(&args.select, mode, say)? {
        say.result(&Checked { version: 1, is_fresh: false, report: &report }, || {
            coloured(&report)
        })?;
        return Ok(Found::Something);
    }
    let images = images::declared(&args.select, say)?;
    let files = images.iter().flat_map(|image| [&image.dockerfile, &image.ignore]);
    let mut written = vec![];
    for file in files {
        written.push(Written { state: state(file)?, file: file.clone() });
    }
    say.result(&WrittenFiles { version: 1, files: &written }, || {
        written.iter().map(Written::line).collect()
    })?;
    Ok(Found::Nothing)
}

#[derive(Serialize)]
struct WrittenFiles<'w> {
    version: u32,
    files: &'w [Written],
}

#[derive(Serialize)]
struct Written {
    file: PathBuf,
    state: State,
}

/// What a file is to the last commit.
#[derive(Serialize)]
#[serde(rename_all = "snake_case")]
enum State {
    Same,
    New,
    Changed { added: u32, removed: u32 },
}

impl Written {
    fn line(&self) -> String {
        let state = match self.state {
            State::Same => styled(FAINT, "as in the last commit"),
            State::New => styled(GOOD, "new: `git add` it"),
            State::Changed { added, removed } => {
                format!("differs from the last commit: {added} lines more, {removed} less")
            }
        };
        format!("{}  {state}\n", escaped(&crate::say::path(&self.file)))
    }
}

fn state(file: &Path) -> Result<State> {
    let git = Git::of(file.parent().unwrap_or(Path::new(".")))?;
    let text = file.to_string_lossy();
    if git.ask(&["ls-files", "--error-unmatch", "--", &text]).is_err() {
        return Ok(State::New);
    }
    // A repository without a commit has nothing to compare with.
    let Ok(counts) = git.ask(&["diff", "--numstat", "HEAD", "--", &text]) else {
        return Ok(State::New);
    };
    let counts = String::from_utf8_lossy(&counts);
    let mut counts = counts.split_whitespace().map(|count| count.parse().unwrap_or(0));
    match (counts.next(), counts.next()) {
        (Some(added), Some(removed)) => Ok(State::Changed { added, removed }),
        _ => Ok(State::Same),
    }
}

/// What build scripts refuse in a mode, if they do. Anything else that goes wrong is a failure.
pub(crate) fn emit(select: &Select, mode: &str, say: &Say) -> Result<Option<String>> {
    let mut refused = vec![];
    for output in images::emit(select, mode, say)? {
        let said = String::from_utf8_lossy(&output.stderr);
        match refusal(&said) {
            _ if output.status.success() => {
                let warnings = said.lines().filter(|line| line.starts_with("warning: "));
                warnings.for_each(|warning| say.remark(warning));
            }
            Some(report) => refused.push(report),
            None => {
                say.remark(said.trim_end());
                return Err(Failure::new("the images are not built: cargo says why above"));
            }
        }
    }
    Ok((!refused.is_empty()).then(|| refused.join("\n")))
}

/// What build scripts have said before they failed: cargo sets a script's words in, below a heading of
/// their own, and puts the script's package before each of its errors.
fn refusal(said: &str) -> Option<String> {
    let mut report = String::new();
    let mut is_theirs = false;
    for line in said.lines() {
        if line.trim() == "--- stderr" {
            is_theirs = true;
        } else if is_theirs && (line.starts_with("  ") || line.is_empty()) {
            report += line.get(2..).unwrap_or_default();
            report.push('\n');
        } else {
            is_theirs = false;
            let of_package = |line: &str| {
                let (package, words) = line.strip_prefix("error: ")?.split_once(": ")?;
                (package.contains('@') && !package.contains(' '))
                    .then(|| format!("error: {words}\n"))
            };
            report.extend(of_package(line));
        }
    }
    (!report.trim().is_empty()).then(|| report.trim().to_owned() + "\n")
}

/// The differences of a report, if it has any.
fn differences(report: &str) -> Option<String> {
    let mut shown = String::new();
    let mut is_diff = false;
    for line in report.lines() {
        is_diff = line.starts_with("--- a/") || is_diff && line.starts_with(['+', '-', '@', ' ']);
        if is_diff {
            shown += line;
            shown.push('\n');
        }
    }
    (!shown.is_empty()).then_some(shown)
}

fn coloured(report: &str) -> String {
    let line = |line: &str| {
        let style = match line.as_bytes() {
            [b'+', ..] => GOOD,
            [b'-', ..] => BAD,
            _ if line.starts_with("error") => BAD,
            _ => return escaped(line) + "\n",
        };
        styled(style, line) + "\n"
    };
    report.lines().map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::{differences, refusal};

    #[test]
    fn a_script_is_heard_without_what_cargo_says_around_it() {
        let said = "error: failed to run custom build command for `a v0.1.0`\n\nCaused by:\n  process\n  \
                    --- stderr\n\n  error: stale\n    --> build.rs:1:1\n\n  --- a/F\n  +++ b/F\n  @@ -1 +1 @@\n  -x\n  +y\nwarning: \
                    build failed\n";
        let report = refusal(said).unwrap();
        assert!(report.starts_with("error: stale\n  --> build.rs:1:1\n"), "{report}");
        assert_eq!(differences(&report).unwrap(), "--- a/F\n+++ b/F\n@@ -1 +1 @@\n-x\n+y\n");
        assert_eq!(refusal("error[E0277]: layer order\n  --> build.rs:1:1\n"), None);
        assert_eq!(
            refusal("error: a@0.1.0: `f` is forgotten\n").unwrap(),
            "error: `f` is forgotten\n"
        );
    }
}
