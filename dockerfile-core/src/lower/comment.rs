//! Comments of a user's own, and where they go.

use super::stage::StageLowering;
use crate::declare::given::Given;
use crate::declare::stage::node::Line;
use crate::declare::steps::step::Step;
use crate::program::fault::Wrong;
use crate::value::Kind;

impl StageLowering<'_> {
    /// What is said above the next line that is printed.
    pub(super) fn comment(&mut self, given: &Given) {
        let Some(text) = self.text(given, Kind::Comment) else { return };
        self.comments.extend(text.lines().map(str::to_owned));
        self.commented = Some((given.at, self.all.faults.len()));
    }

    /// What is said above the user is said above USER, which stands further below.
    pub(super) fn comment_user(&mut self) {
        self.comments_of_user.append(&mut self.comments);
    }

    /// What the stage is for.
    pub(super) fn describe(&mut self, given: &Given) {
        if let Some((_, first)) = self.description {
            self.complain(Wrong::DescribedTwice { first }, given.at);
            return;
        }
        let name = self.name.clone();
        if let Some(text) = self.description_of(name.as_str(), given) {
            self.description = Some((text, given.at));
        }
    }

    /// A description of what has this name, in front of which it is printed.
    pub(super) fn description_of(&mut self, name: &str, given: &Given) -> Option<String> {
        let text = self.text(given, Kind::Description)?;
        self.check(&format!("{name} {text}"), Kind::Comment, given.at)?;
        Some(text)
    }

    /// Complains about a comment that no line follows, unless that line is wrong.
    pub(super) fn nothing_to_comment(&mut self) {
        if let Some((at, faults)) = self.commented.take()
            && !std::mem::take(&mut self.comments).is_empty()
            && self.all.faults.len() == faults
        {
            self.complain(Wrong::NothingToComment, at);
        }
    }
}

/// A comment goes where the line goes that it stands above.
pub(super) fn with_comments(lines: &[Line], mut at: usize) -> usize {
    while at > 0 && is_above_a_line(&lines[at - 1]) {
        at -= 1;
    }
    at
}

/// A description is printed above FROM, and what is scanned below it: neither is a line that a
/// comment could be about.
fn is_above_a_line(line: &Line) -> bool {
    matches!(line.step, Step::Comment(_) | Step::Description(_) | Step::Sbom(_))
}

/// The line itself, or the one that a comment stands above.
pub(super) fn commented(lines: &[Line], at: usize) -> Option<&Line> {
    lines[at..].iter().find(|line| !is_above_a_line(line))
}
