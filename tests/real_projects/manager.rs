//! What installs a project: how its lock file is made, and which recipe it is.

use std::path::Path;
use std::{fmt, fs};

use dockerfile_tests::repository::{text, write};

use super::tools::{self, Tool, UV, YARN};

/// What a project is installed by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Manager {
    Npm,
    Pnpm,
    Yarn,
    Berry,
    Uv,
    Poetry,
    /// The requirements that a project's manifest leads to, with hashes.
    Pip,
    /// The same without.
    PipUnhashed,
}

use Manager::*;

impl Manager {
    /// The recipe, as the emitter calls it.
    pub(crate) fn recipe(self) -> &'static str {
        match self {
            Npm => "npm",
            Pnpm => "pnpm",
            Yarn | Berry => "yarn",
            Uv => "uv",
            Poetry => "poetry",
            Pip | PipUnhashed => "pip",
        }
    }

    pub(crate) fn is_of_node(self) -> bool {
        matches!(self, Npm | Pnpm | Yarn | Berry)
    }

    /// What the emitter is told beside the project: a tool that is not in the base (uv's is another
    /// image, and not every base of Node has Yarn), and the certificates that the base trusts, not
    /// those that Poetry brings.
    pub(crate) fn told(self) -> Option<String> {
        match self {
            Uv => Some(format!("run=python3 -m pip install --no-cache-dir uv=={UV}")),
            Yarn => Some(format!("run=npm install -g --force yarn@{YARN}")),
            Poetry => Some("env=REQUESTS_CA_BUNDLE=/etc/ssl/certs/ca-certificates.crt".to_owned()),
            Npm | Pnpm | Berry | Pip | PipUnhashed => None,
        }
    }

    /// Makes the lock file of the project in a folder.
    pub(crate) fn lock(self, folder: &Path) -> Result<(), String> {
        let compile = ["pip", "compile", "--quiet", "--no-header", "--output-file", FILE];
        match self {
            Npm => Tool::npm().run(
                folder,
                &["install", "--package-lock-only", "--ignore-scripts", "--no-audit", "--no-fund"],
            ),
            Pnpm => Tool::pnpm().run(folder, &["install", "--lockfile-only"]),
            Yarn => {
                // It has no way to write the file alone.
                let locked = Tool::yarn().run(folder, &["install", "--ignore-scripts"]);
                remove_modules(folder);
                locked
            }
            Berry => Tool::berry().run(folder, &["install", "--mode=update-lockfile"]),
            Uv => Tool::uv()?.run(folder, &["lock"]),
            Poetry => {
                let index = tools::index()?;
                let source =
                    format!("\n[[tool.poetry.source]]\nname = \"index\"\nurl = \"{index}\"\n");
                let manifest = text(&folder.join("pyproject.toml")) + &source;
                write(folder, "pyproject.toml", &manifest);
                Tool::poetry()?.run(folder, &["lock", "--no-interaction"])
            }
            Pip => {
                let hashes = ["--generate-hashes", "pyproject.toml"];
                Tool::uv()?.run(folder, &[&compile as &[_], &hashes].concat())
            }
            PipUnhashed => {
                Tool::uv()?.run(folder, &[&compile as &[_], &["pyproject.toml"]].concat())
            }
        }
        .map(drop)
    }

    /// How many packages the lock file in a folder names.
    pub(crate) fn locked(self, folder: &Path) -> usize {
        let lines = |file: &str, is_package: fn(&str) -> bool| {
            text(&folder.join(file)).lines().filter(|line| is_package(line)).count()
        };
        match self {
            Npm => lines("package-lock.json", |line| line.contains("\"node_modules/")),
            Pnpm => lines("pnpm-lock.yaml", |line| line.starts_with("    resolution: ")),
            Yarn | Berry => {
                lines("yarn.lock", |line| !line.starts_with([' ', '#', '_']) && line.ends_with(':'))
            }
            Uv => lines("uv.lock", |line| line == "[[package]]"),
            Poetry => lines("poetry.lock", |line| line == "[[package]]"),
            Pip | PipUnhashed => lines(FILE, |line| line.contains("==") && !line.starts_with(' ')),
        }
    }
}

const FILE: &str = "requirements.txt";

impl fmt::Display for Manager {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Npm => "npm",
            Pnpm => "pnpm",
            Yarn => "classic Yarn",
            Berry => "Yarn 4",
            Uv => "uv",
            Poetry => "Poetry",
            Pip => "pip, hashes",
            PipUnhashed => "pip",
        })
    }
}

/// Removes what was installed, in every folder.
fn remove_modules(folder: &Path) {
    for entry in fs::read_dir(folder).expect("a folder").flatten() {
        if !entry.file_type().expect("an entry").is_dir() {
            continue;
        }
        match entry.file_name() == "node_modules" {
            true => fs::remove_dir_all(entry.path()).expect("a folder of ours"),
            false => remove_modules(&entry.path()),
        }
    }
}
