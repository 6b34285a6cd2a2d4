//! The user's own comments, and where they are printed.

use super::stage::StageLowering;
use crate::declare::given::Given;
use crate::declare::stage::node::Line;
use crate::declare::steps::step::Step;
use crate::program::fault::Wrong;
use crate::value::Kind;

impl StageLowering<'_> {
    /// Adds a comment above the next line that is printed.
    pub(super) fn comment(&mut self, given: &Given) {
        let Some(text) = self.text(given, Kind::Comment) else { return };
        self.comments.extend(text.lines().map(str::to_owned));
        self.commented = Some((given.at, self.all.faults.len()));
    }

    /// Moves comments that stand above the user's declaration to USER, which is printed further
    /// below.
    pub(super) fn comment_user(&mut self) {
        self.comments_of_user.append(&mut self.comments);
    }

    /// Sets the description of the stage.
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

    /// A checked description, which is printed behind the name that it describes.
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

/// The index of the first comment that stands right above the line at `at`: comments go where their
/// line goes.
pub(super) fn with_comments(lines: &[Line], mut at: usize) -> usize {
    while at > 0 && is_above_a_line(&lines[at - 1]) {
        at -= 1;
    }
    at
}

/// Whether the line is a comment, or one that is printed at FROM, which no comment can be about.
fn is_above_a_line(line: &Line) -> bool {
    matches!(line.step, Step::Comment(_) | Step::Description(_) | Step::Sbom(_))
}

/// The line at `at`, or the line that the comment at `at` is about.
pub(super) fn commented(lines: &[Line], at: usize) -> Option<&Line> {
    lines[at..].iter().find(|line| !is_above_a_line(line))
}
