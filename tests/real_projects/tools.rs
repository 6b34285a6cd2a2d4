//! The tools that make a lock file: Python's from a virtual environment in the target folder, Node's
//! by npm, which keeps them itself.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use dockerfile_tests::docker::said;
use tempfile::TempDir;

/// Where the tests keep what they have fetched.
const TARGET: &str = env!("CARGO_TARGET_TMPDIR");

/// uv, as an image installs it, too.
pub(crate) const UV: &str = "0.13.9";
/// Poetry, which notes its version in the lock file.
const POETRY: &str = "2.5.1";
const PNPM: &str = "10.34.9";
/// Classic Yarn, which official images of Node have.
pub(crate) const YARN: &str = "1.22.22";
/// A newer Yarn, which a project names.
const BERRY: &str = "4.9.2";

/// A program, and the words that it is called with first.
pub(crate) struct Tool(Vec<String>);

impl Tool {
    pub(crate) fn npm() -> Self {
        Self(vec!["npm".to_owned()])
    }

    pub(crate) fn pnpm() -> Self {
        Self::of_npm(&format!("pnpm@{PNPM}"), "pnpm")
    }

    pub(crate) fn yarn() -> Self {
        Self::of_npm(&format!("yarn@{YARN}"), "yarn")
    }

    pub(crate) fn berry() -> Self {
        Self::of_npm(&format!("@yarnpkg/cli-dist@{BERRY}"), "yarn")
    }

    pub(crate) fn uv() -> Result<Self, String> {
        Self::of_pip("uv", UV)
    }

    pub(crate) fn poetry() -> Result<Self, String> {
        Self::of_pip("poetry", POETRY)
    }

    fn of_npm(package: &str, program: &str) -> Self {
        Self(["npx", "--yes", "--package", package, program].map(str::to_owned).to_vec())
    }

    fn of_pip(name: &str, version: &str) -> Result<Self, String> {
        let folder = kept(&format!("tools/{name}-{version}"));
        let program = folder.join("bin").join(name);
        if !program.is_file() {
            let place = folder.to_str().expect("a path in UTF-8");
            run("/", &["python3", "-m", "venv", place])?;
            let pip = format!("{place}/bin/pip");
            run("/", &[&pip, "install", "--quiet", &format!("{name}=={version}")])?;
        }
        Ok(Self(vec![program.to_str().expect("a path in UTF-8").to_owned()]))
    }

    /// Runs it in a folder; what it prints, or all that it says when it fails.
    pub(crate) fn run(&self, folder: &Path, arguments: &[&str]) -> Result<String, String> {
        let words: Vec<&str> =
            self.0.iter().map(String::as_str).chain(arguments.iter().copied()).collect();
        run(folder, &words)
    }
}

/// The index that pip asks: Poetry asks for more than its pages unless it is told of it, which not
/// every mirror has.
pub(crate) fn index() -> Result<String, String> {
    let help = run("/", &["python3", "-m", "pip", "install", "--help"])?;
    let mut words = help.split_whitespace().skip_while(|word| *word != "(default");
    let url = words.nth(1).and_then(|word| word.split(')').next());
    url.map(str::to_owned).ok_or_else(|| format!("pip names no index:\n{help}"))
}

/// A program that this machine lacks.
pub(crate) fn missing() -> Option<&'static str> {
    let is_there = |program: &&str| Command::new(program).arg("--version").output().is_ok();
    ["npm", "npx", "python3", "tar"].into_iter().find(|program| !is_there(program))
}

/// A package of npm as it is published, unpacked.
pub(crate) fn of_npm(name: &str, version: &str) -> Result<PathBuf, String> {
    published("npm", name, version, |folder| {
        let package = format!("{name}@{version}");
        Tool::npm().run(folder, &["pack", "--silent", "--ignore-scripts", &package])
    })
}

/// A source distribution of PyPI, unpacked.
pub(crate) fn of_pypi(name: &str, version: &str) -> Result<PathBuf, String> {
    published("pypi", name, version, |folder| {
        let package = format!("{name}=={version}");
        let words = ["python3", "-m", "pip", "download", "--quiet", "--no-deps", "--no-binary"];
        run(folder, &[&words as &[_], &[name, &package]].concat())
    })
}

/// What is fetched once: into a folder of its own, which gets its name when all is there.
fn published(
    registry: &str,
    name: &str,
    version: &str,
    fetch: impl Fn(&Path) -> Result<String, String>,
) -> Result<PathBuf, String> {
    let folder = kept(&format!("{registry}/{}-{version}", name.replace('/', "+")));
    if folder.is_dir() {
        return Ok(folder);
    }
    fs::create_dir_all(folder.parent().expect("a folder")).expect("a new folder");
    let place = || TempDir::new_in(TARGET).expect("a temporary folder");
    let (fetched, unpacked) = (place(), place());
    fetch(fetched.path())?;
    let mut archives = fs::read_dir(fetched.path()).expect("a folder").flatten();
    let archive = archives.next().ok_or_else(|| format!("nothing came of {name} {version}"))?;
    let archive = archive.path().to_str().expect("a path in UTF-8").to_owned();
    run(unpacked.path(), &["tar", "-xzf", &archive, "--strip-components", "1"])?;
    fs::rename(unpacked.path(), &folder).expect("a folder of ours");
    Ok(folder)
}

fn kept(path: &str) -> PathBuf {
    Path::new(TARGET).join("real_projects").join(path)
}

fn run(folder: impl AsRef<Path>, words: &[&str]) -> Result<String, String> {
    let mut command = Command::new(words[0]);
    command.args(&words[1..]).current_dir(folder).env("YARN_ENABLE_TELEMETRY", "0");
    // Where it is set, Yarn would take no lock file that is not there yet.
    command.env_remove("CI").env("PIP_DISABLE_PIP_VERSION_CHECK", "1");
    let output = command.output().map_err(|error| format!("{}: {error}", words[0]))?;
    match output.status.success() {
        true => Ok(String::from_utf8_lossy(&output.stdout).into_owned()),
        false => Err(format!("{words:?}: {}", said(&output))),
    }
}
