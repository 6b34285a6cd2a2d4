//! The lines that cargo reads of a build script.

use std::path::Path;

use crate::check::complaints;

/// Lines for cargo. A text that is printed in one cannot begin another.
#[derive(Debug, Default)]
pub(super) struct Lines(Vec<String>);

impl Lines {
    pub(super) fn rerun_if_changed(&mut self, path: &Path) {
        // A path with a line end is printed otherwise than it is, so that cargo misses it and runs
        // the script each time.
        self.say("rerun-if-changed", &path.to_string_lossy());
    }

    pub(super) fn rerun_if_env_changed(&mut self, variable: &str) {
        self.say("rerun-if-env-changed", variable);
    }

    pub(super) fn warning(&mut self, text: &str) {
        self.say("warning", text);
    }

    /// Adds an error, which fails the build once the script has ended.
    pub(super) fn error(&mut self, text: &str) {
        self.say("error", text);
    }

    fn say(&mut self, key: &str, value: &str) {
        self.0.push(format!("cargo::{key}={}", complaints::in_one_line(value)));
    }

    pub(super) fn print(&self) {
        self.0.iter().for_each(|line| println!("{line}"));
    }
}
