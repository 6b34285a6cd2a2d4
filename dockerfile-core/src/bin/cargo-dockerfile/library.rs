//! Where a declaration finds this crate.

use std::path::{Path, PathBuf};

use crate::failure::{Failure, Result};

const VERSION: &str = env!("CARGO_PKG_VERSION");

pub(crate) enum Library {
    Folder(PathBuf),
    Version(String),
}

impl Library {
    /// What somebody says, a folder or a version; else the folder of this program's own source if it is
    /// still there, or its version: what is declared is compiled by the crate that the program knows.
    pub(crate) fn of(said: Option<&str>) -> Result<Self> {
        let Some(said) = said else {
            let own = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
            let version = || Self::Version(format!("={VERSION}"));
            return Ok(if is_package(&own) { Self::Folder(own) } else { version() });
        };
        if said.starts_with(|c: char| c.is_ascii_digit() || c == '=') {
            return Ok(Self::Version(said.to_owned()));
        }
        let folder = std::path::absolute(said).map_err(|error| Failure::new(error.to_string()))?;
        match is_package(&folder) {
            true => Ok(Self::Folder(folder)),
            false => Err(Failure::new(format!("`{}` is no package", folder.display()))),
        }
    }

    /// As a manifest has it.
    pub(crate) fn as_dependency(&self) -> String {
        match self {
            Self::Folder(folder) => format!("path = {:?}", folder.display().to_string()),
            Self::Version(version) => format!("version = {version:?}"),
        }
    }

    /// The words for `cargo add`. A source that a registry has unpacked is its version.
    pub(crate) fn to_add(&self) -> Vec<String> {
        let name = |version: &str| vec![format!("dockerfile-core@{version}")];
        match self {
            Self::Folder(folder) if folder.join(".cargo-ok").exists() => name(VERSION),
            Self::Folder(folder) => {
                vec![
                    "dockerfile-core".to_owned(),
                    "--path".to_owned(),
                    folder.display().to_string(),
                ]
            }
            Self::Version(version) => name(version),
        }
    }

    /// Its lock file, if it has one.
    pub(crate) fn lock(&self) -> Option<PathBuf> {
        let Self::Folder(folder) = self else { return None };
        let above = folder.ancestors().take(2).map(|folder| folder.join("Cargo.lock"));
        above.into_iter().find(|lock| lock.is_file())
    }
}

fn is_package(folder: &Path) -> bool {
    folder.join("Cargo.toml").is_file()
}
