//! What trials of recipes on what others have published have in common.

use crate::docker::unique;

/// Where a trial ended, and what was said there.
pub struct Failure {
    /// What did not work.
    pub at: &'static str,
    /// All that was said.
    pub said: String,
}

/// What makes a failure at a place of what was said.
pub fn at(at: &'static str) -> impl Fn(String) -> Failure {
    move |said| Failure { at, said }
}

/// A text that no program holds yet. The engine takes a file of the same size and time for the
/// same, so it is of another length.
pub fn unlike(from: &str) -> String {
    let new = unique("edited");
    if new.len() == from.len() { new + "-" } else { new }
}

/// Whether a case is chosen: by `all`, by its name, or, where nothing is said, for the ordinary run.
pub fn is_asked(name: &str, chosen: &str, ordinary: &[&str]) -> bool {
    match chosen {
        "" => ordinary.contains(&name),
        "all" => true,
        names => names.split(',').any(|chosen| chosen == name),
    }
}

/// A row of a table.
pub fn row<S: AsRef<str>>(cells: &[S]) -> String {
    let cells: Vec<&str> = cells.iter().map(AsRef::as_ref).collect();
    format!("| {} |", cells.join(" | "))
}

/// The end of what was said, where the reason is.
pub fn last_lines(said: &str) -> String {
    let lines: Vec<&str> = said.lines().collect();
    lines[lines.len().saturating_sub(40)..].join("\n")
}
