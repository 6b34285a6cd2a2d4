//! Diagnostics of the build script, printed in rustc's own look.

use std::borrow::Cow;
use std::fmt;
use std::path::Path;

use crate::program::place::Place;

/// A diagnostic: what is wrong, where, and what to do about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Diagnostic {
    pub(crate) message: String,
    /// The call in the user's source that the carets mark.
    pub(crate) at: Place,
    /// The words behind the carets.
    pub(crate) label: String,
    /// Text that is shown as it stands, such as a diff.
    pub(crate) detail: Option<String>,
    pub(crate) notes: Vec<String>,
    pub(crate) help: Vec<String>,
    pub(crate) subject: Subject,
}

/// The subject of a diagnostic.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Subject {
    Declaration,
    /// Files that a recipe reads. A file that version control does not know yet may be the cause.
    Project,
    /// The version control system that lists those files. Where nothing is checked, this is a
    /// warning, and nothing is written.
    VersionControl,
}

/// A diagnostic with a message, and a label under the call that it is about.
pub(super) fn complaint(
    message: impl Into<String>,
    at: Place,
    label: impl Into<String>,
) -> Diagnostic {
    Diagnostic {
        message: message.into(),
        at,
        label: label.into(),
        detail: None,
        notes: vec![],
        help: vec![],
        subject: Subject::Declaration,
    }
}

impl Diagnostic {
    pub(crate) fn note(mut self, text: impl Into<String>) -> Self {
        self.notes.push(text.into());
        self
    }

    pub(super) fn help(mut self, text: impl Into<String>) -> Self {
        self.help.push(text.into());
        self
    }

    pub(super) fn detail(mut self, text: String) -> Self {
        self.detail = Some(text);
        self
    }
}

/// A report of all that is wrong with an image, in the order of the source.
///
/// ```
/// use dockerfile_core::{Image, Stage, debian, user};
///
/// let stage = Stage::from(debian("no such tag")).account(user("app"));
/// let report = Image::from(stage).render().unwrap_err();
/// assert!(report.to_string().starts_with("error: tag: name a version"));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report(Vec<Diagnostic>);

impl Report {
    /// A report of these diagnostics, in the order of the source; `None` if there are none.
    pub(crate) fn of(mut diagnostics: Vec<Diagnostic>) -> Option<Self> {
        diagnostics.sort_by_key(|d| (d.at.file(), d.at.line(), d.at.column()));
        // A value that two stages share is found wrong twice, and is one mistake.
        diagnostics.dedup();
        (!diagnostics.is_empty()).then_some(Self(diagnostics))
    }

    /// The number of mistakes.
    ///
    /// ```
    /// # use dockerfile_core::{Image, Stage, debian, user};
    /// let stage = Stage::from(debian("latest")).account(user("Ocelot"));
    /// assert_eq!(Image::from(stage).render().unwrap_err().count(), 2);
    /// ```
    pub fn count(&self) -> usize {
        self.0.len()
    }

    /// The report with colours, as it goes to a terminal.
    pub(crate) fn coloured(&self) -> String {
        self.print(&Style::COLOURED)
    }

    fn print(&self, style: &Style) -> String {
        let blocks: Vec<String> = self.0.iter().map(|d| d.print(style)).collect();
        blocks.join("\n")
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.print(&Style::PLAIN))
    }
}

impl std::error::Error for Report {}

/// Colour codes of terminals. Cargo passes a build script's on to a terminal, and strips them
/// elsewhere.
struct Style {
    error: &'static str,
    bold: &'static str,
    frame: &'static str,
    end: &'static str,
}

impl Style {
    const PLAIN: Style = Style { error: "", bold: "", frame: "", end: "" };
    const COLOURED: Style = Style {
        error: "\x1b[1m\x1b[91m",
        bold: "\x1b[1m",
        frame: "\x1b[1m\x1b[94m",
        end: "\x1b[0m",
    };
}

impl Diagnostic {
    fn print(&self, style: &Style) -> String {
        let Style { error, bold, frame, end } = style;
        let (line, column) = (self.at.line(), self.at.column());
        let source = source_line(self.at);
        let margin = " ".repeat(line.to_string().len());
        let (message, label) = (cut(&self.message), cut(&self.label));
        let mut out = format!("{error}error{end}{bold}: {message}{end}\n");
        out += &format!("{margin}{frame}-->{end} {}:{line}:{column}\n", self.at.file());
        if let Some(source) = source {
            let (before, marked) = mark(&source, column);
            out += &format!("{margin} {frame}|{end}\n");
            out += &format!("{frame}{line} |{end} {source}\n");
            out += &format!("{margin} {frame}|{end} {before}{error}{marked} {label}{end}\n");
        }
        if !self.notes.is_empty() || !self.help.is_empty() {
            out += &format!("{margin} {frame}|{end}\n");
        }
        for (word, texts) in [("note", &self.notes), ("help", &self.help)] {
            for text in texts.iter().map(|text| cut(text)) {
                out += &format!("{margin} {frame}={end} {bold}{word}{end}: {text}\n");
            }
        }
        if let Some(detail) = &self.detail {
            out += &format!("\n{}\n", detail.trim_end());
        }
        out
    }
}

/// The longest text of a diagnostic that is shown whole, in bytes: a value in it may be of any
/// length.
const LONGEST_TEXT: usize = 2_000;

fn cut(text: &str) -> Cow<'_, str> {
    if text.len() <= LONGEST_TEXT {
        return text.into();
    }
    let end = (0..=LONGEST_TEXT).rev().find(|end| text.is_char_boundary(*end)).unwrap_or(0);
    cut_at(text, end).into()
}

/// A text up to an offset, and the length of the whole.
pub(super) fn cut_at(text: &str, end: usize) -> String {
    format!("{}… ({} bytes)", &text[..end], text.len())
}

/// Blanks up to a column, and carets under the word that begins there.
fn mark(source: &str, column: u32) -> (String, String) {
    let start = column as usize - 1;
    // A tab stays a tab, so that the carets stand right whatever its width.
    let blank = |c| if c == '\t' { '\t' } else { ' ' };
    let before = source.chars().take(start).map(blank).collect();
    let word = source.chars().skip(start);
    let length = word.take_while(|c| c.is_alphanumeric() || *c == '_').count().max(1);
    (before, "^".repeat(length))
}

/// The line of the source. `Location::file` is relative to the workspace, and a build script runs
/// in its package, so the file is looked for in this folder and in those above.
fn source_line(at: Place) -> Option<String> {
    let here = std::env::current_dir().ok()?;
    let found =
        here.ancestors().map(|folder| folder.join(Path::new(at.file()))).find(|f| f.is_file())?;
    let text = std::fs::read_to_string(found).ok()?;
    text.lines().nth(at.line() as usize - 1).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::{LONGEST_TEXT, Report, complaint, cut, mark};
    use crate::check::sketch::places;

    #[test]
    fn a_long_text_is_cut_between_letters() {
        let text = |bytes: usize| "x".repeat(bytes);
        assert_eq!(cut(&text(LONGEST_TEXT)), text(LONGEST_TEXT));
        let more = format!("{}… (2001 bytes)", text(LONGEST_TEXT));
        assert_eq!(cut(&text(LONGEST_TEXT + 1)), more);
        // No letter of two bytes is cut in half.
        let odd = text(LONGEST_TEXT - 1) + "\u{e9}";
        assert_eq!(cut(&odd), format!("{}… (2001 bytes)", text(LONGEST_TEXT - 1)));
    }

    #[test]
    fn carets_stand_below_a_word() {
        for (source, column, before, marked) in [
            ("a.b_1(c)", 3, "  ", "^^^"),
            ("\ta.b", 2, "\t", "^"),
            ("\t .bc", 4, "\t  ", "^^"),
            ("a", 1, "", "^"),
            ("(", 1, "", "^"),
        ] {
            assert_eq!(mark(source, column), (before.to_owned(), marked.to_owned()), "{source}");
        }
    }

    #[test]
    fn a_report_has_the_order_of_the_source() {
        let [first, second, ..] = places();
        let of = |message: &str, at| complaint(message, at, "here");
        let report = Report::of(vec![of("b", second), of("a", first), of("b", second)]);
        let text = report.expect("two mistakes").to_string();
        assert_eq!(text.matches("error: ").count(), 2, "{text}");
        assert!(text.find("error: a") < text.find("error: b"), "{text}");
        assert_eq!(Report::of(vec![]), None);
        let with = |said: super::Diagnostic| Report::of(vec![said]).expect("a mistake").to_string();
        let plain = with(of("a", first));
        let frame = |text: &str| text.lines().filter(|line| line.trim_end().ends_with('|')).count();
        assert_eq!(frame(&with(of("a", first).note("n"))), frame(&plain) + 1);
        assert_eq!(frame(&with(of("a", first).help("h"))), frame(&plain) + 1);
        let all = with(of("a", first).help("h").note("n").detail("d\n\n".to_owned()));
        assert!(all.find("= note: n\n") < all.find("= help: h\n"), "{all}");
        assert!(all.ends_with("= help: h\n\nd\n"), "{all}");
    }
}
