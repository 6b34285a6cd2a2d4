//! What is said: results on standard output as text or JSON, all else on standard error.

use std::io::{IsTerminal as _, Write as _};
use std::path::Path;
use std::time::Duration;

use anstyle::{AnsiColor, Style};
use clap::ValueEnum;
use indicatif::ProgressBar;
use serde::Serialize;

use crate::failure::{Failure, Result};

pub(crate) use crate::plain::{escaped, escaped_lines};

#[derive(clap::Args)]
pub(crate) struct Args {
    /// How results are printed.
    #[arg(long, global = true, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// When text has colours.
    #[arg(long, global = true, value_enum, default_value_t = Colors::Auto)]
    color: Colors,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For people.
    Text,
    /// For programs: one value, whose `version` changes when a key goes or means another thing.
    Json,
}

#[derive(Clone, Copy, ValueEnum)]
enum Colors {
    /// On a terminal.
    Auto,
    Always,
    Never,
}

/// Whether a command found something to complain about: its exit code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Found {
    Nothing,
    Something,
}

impl Found {
    pub(crate) fn of(found_something: bool) -> Self {
        if found_something { Found::Something } else { Found::Nothing }
    }
}

pub(crate) const HEADING: Style = Style::new().bold();
pub(crate) const GOOD: Style = AnsiColor::Green.on_default();
pub(crate) const BAD: Style = AnsiColor::Red.on_default().bold();
pub(crate) const WARN: Style = AnsiColor::Yellow.on_default();
pub(crate) const FAINT: Style = Style::new().dimmed();

/// A text of one line in a style.
pub(crate) fn styled(style: Style, text: impl std::fmt::Display) -> String {
    format!("{style}{}{style:#}", escaped(&text.to_string()))
}

/// A path as somebody who stands here would write it.
pub(crate) fn path(path: &Path) -> String {
    let here = std::env::current_dir().ok();
    let below = here.as_deref().and_then(|here| path.strip_prefix(here).ok());
    below.unwrap_or(path).display().to_string()
}

pub(crate) struct Say {
    pub(crate) format: Format,
}

impl Say {
    pub(crate) fn new(args: &Args) -> Self {
        match args.color {
            Colors::Auto => anstream::ColorChoice::Auto,
            Colors::Always => anstream::ColorChoice::Always,
            Colors::Never => anstream::ColorChoice::Never,
        }
        .write_global();
        Self { format: args.format }
    }

    /// A result: as text, or as JSON.
    pub(crate) fn result(
        &self,
        value: &impl Serialize,
        text: impl FnOnce() -> String,
    ) -> Result<()> {
        let text = match self.format {
            Format::Text => text(),
            Format::Json => {
                let json = serde_json::to_string_pretty(value);
                json.map_err(|error| Failure::new(error.to_string()))? + "\n"
            }
        };
        self.print(&text)
    }

    /// Text on standard output. Whoever stops reading has read enough.
    pub(crate) fn print(&self, text: &str) -> Result<()> {
        match anstream::stdout().write_all(text.as_bytes()) {
            Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => {
                Err(Failure::new(format!("standard output: {error}")))
            }
            _ => Ok(()),
        }
    }

    /// A remark on standard error.
    pub(crate) fn remark(&self, text: &str) {
        anstream::eprintln!("{text}");
    }

    pub(crate) fn failure(&self, failure: &Failure) {
        anstream::eprintln!("{}: {}", styled(BAD, "error"), failure.what);
        if let Some(help) = &failure.help {
            anstream::eprintln!("  {} {help}", styled(HEADING, "= help:"));
        }
    }

    /// Shows that something takes long, on a terminal, until it is dropped.
    pub(crate) fn busy(&self, doing: &'static str) -> Busy {
        let bar = if std::io::stderr().is_terminal() {
            let bar = ProgressBar::new_spinner().with_message(doing);
            bar.enable_steady_tick(Duration::from_millis(120));
            bar
        } else {
            ProgressBar::hidden()
        };
        Busy(bar)
    }
}

/// A sign of life.
pub(crate) struct Busy(ProgressBar);

impl Drop for Busy {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}
