//! What git says of a checkout.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::failure::{Failure, Result};

/// The checkout that a folder is in.
pub(crate) struct Git {
    pub(crate) root: PathBuf,
}

impl Git {
    pub(crate) fn of(folder: &Path) -> Result<Self> {
        let root = call(folder, &["rev-parse", "--show-toplevel"]).map_err(|failure| {
            failure.help("what changed is asked of git: run it in a checkout")
        })?;
        let root = String::from_utf8_lossy(&root);
        Ok(Self { root: PathBuf::from(root.trim_end_matches(['\n', '\r'])) })
    }

    /// What a command of git prints.
    pub(crate) fn ask(&self, words: &[&str]) -> Result<Vec<u8>> {
        call(&self.root, words)
    }

    /// The files below a folder that git knows or would take, by their paths from there.
    pub(crate) fn files(&self, folder: &Path) -> Result<Vec<String>> {
        let words =
            ["ls-files", "-z", "--cached", "--others", "--exclude-standard", "--deduplicate"];
        let names = call(folder, &words)?;
        let names = names.split(|byte| *byte == 0).filter(|name| !name.is_empty());
        Ok(names.map(|name| String::from_utf8_lossy(name).into_owned()).collect())
    }

    /// The commit that a revision is.
    pub(crate) fn commit(&self, revision: &str) -> Result<String> {
        let wanted = format!("{revision}^{{commit}}");
        let id = self.ask(&["rev-parse", "--verify", "--quiet", "--end-of-options", &wanted]);
        let id = id.map_err(|_| Failure::new(format!("git knows no revision `{revision}`")))?;
        Ok(String::from_utf8_lossy(&id).trim().to_owned())
    }
}

fn call(folder: &Path, words: &[&str]) -> Result<Vec<u8>> {
    let output = Command::new("git")
        .arg("-C")
        .arg(folder)
        .args(["-c", "core.quotePath=false", "-c", "core.fsmonitor=false"])
        .args(words)
        .env("LC_ALL", "C")
        .env("GIT_OPTIONAL_LOCKS", "0")
        .output()
        .map_err(|error| Failure::new(format!("git cannot be run: {error}")))?;
    if output.status.success() {
        return Ok(output.stdout);
    }
    let said = String::from_utf8_lossy(&output.stderr);
    Err(Failure::new(format!("git {}: {}", words[0], said.trim())))
}
