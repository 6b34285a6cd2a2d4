//! pip: a requirements file, and those that it includes.

use crate::given::Given;
use crate::instruction::{Copy, CopySource, FileFlags, Instruction, ShellCommand};
use crate::lower::{Source, StageLowering};
use crate::shell;
use crate::steps::Origin;
use crate::steps::mount::Mount;
use crate::steps::recipe::files::{Files, leads_to, normal, parent};
use crate::steps::recipe::{Problem, Recipe, ToolCache, reading};
use crate::value::{AbsPath, ContextPath};

/// Where the requirements wait for pip.
const REQUIREMENTS: &str = "/tmp/requirements";

/// What pip installs, from [`pip`].
#[derive(Clone, Debug)]
pub struct Pip {
    recipe: Recipe<Requirements>,
    venv: Option<Given>,
}

/// A requirements file and what it includes. Paths are relative to the context.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Requirements {
    /// The file itself, and the included ones in the order of the lines that name them.
    files: Vec<String>,
    /// Some requirement has hashes, or none has.
    hashed: bool,
    unhashed: bool,
}

/// Installs a requirements file with pip: into the system's Python, or into a
/// virtual environment with [`venv`](Pip::venv).
///
/// The base has to have Python and pip (for `venv` also its venv module): on Debian
/// `apt(["python3", "python3-pip", "python3-venv"])`. Downloads live in a cache
/// mount, so nothing of them stays in the layer (hadolint DL3042).
///
/// Files that it includes (`-r`, `-c`) are copied with it. If each requirement has a `--hash`,
/// pip is told to require them, so that none can lose its own unnoticed. A requirement that is
/// a folder of the context is an error: it changes with the source.
///
/// ```
/// use dockerfile_core::{Stage, apt, debian, pip};
///
/// let venv = Stage::named("venv", debian("bookworm-slim"))
///     .packages(apt(["python3-venv"]))
///     .dependencies(pip("requirements.txt").venv("/opt/venv"));
/// # let _ = venv;
/// ```
///
/// Source: <https://pip.pypa.io/en/stable/reference/requirements-file-format/>.
#[track_caller]
pub fn pip(requirements: impl Into<String>) -> Pip {
    Pip { recipe: Recipe::new("pip", requirements, requirements_of), venv: None }
}

reading! { Pip: "the package's own folder"; }

impl Pip {
    /// Makes a virtual environment there and installs into it.
    ///
    /// Another stage on the same base can take it whole: it holds no compiler and
    /// finds its interpreter at the same path.
    #[track_caller]
    pub fn venv(mut self, path: impl Into<String>) -> Self {
        self.venv = Some(Given::new(path));
        self
    }

    pub(crate) fn origins(&self) -> Vec<&Origin> {
        self.recipe.mounts().iter().filter_map(Mount::origin).collect()
    }

    pub(crate) fn lower(&self, stage: &mut StageLowering) {
        let given = &self.recipe.name;
        let Some(file) = stage.value::<ContextPath>(given) else { return };
        let Some(venv) = stage.optional::<AbsPath>(self.venv.as_ref()) else { return };
        let Some(work) = self.recipe.work(stage) else { return };
        for name in &work.found.files {
            copy_in(&Given { text: name.clone(), at: given.at }, stage);
        }
        let requirements = shell::quote(&format!("{REQUIREMENTS}/{file}"));
        let hashes = if work.found.is_hashed() { " --require-hashes" } else { "" };
        let install = format!("python3 -m pip install{hashes} -r {requirements}");
        let commands = match venv {
            Some(venv) => {
                let venv = shell::quote(venv.as_str());
                vec![
                    ShellCommand::from(format!("python3 -m venv {venv}")),
                    ShellCommand::from(format!("{venv}/bin/{install}")),
                ]
            }
            // PEP 668: Debian marks its Python as its own. In an image nobody else
            // installs into it. An older pip ignores the variable, but not the option.
            None => vec![ShellCommand::from(format!("PIP_BREAK_SYSTEM_PACKAGES=1 {install}"))],
        };
        let mounts = work.mounts(&[cache()], stage);
        stage.run(mounts, commands);
    }
}

/// Where pip keeps what it has downloaded.
pub(super) fn cache() -> ToolCache {
    ToolCache::shared("pip", "/root/.cache/pip")
}

/// A requirements file, to where others find it by the path that they include it by.
fn copy_in(name: &Given, stage: &mut StageLowering) {
    let Some(file) = stage.value::<ContextPath>(name) else { return };
    stage.push(Instruction::Copy(Copy {
        source: CopySource::Context(vec![file.to_string()]),
        flags: FileFlags::default(),
        parents: false,
        to: format!("{REQUIREMENTS}/{file}"),
    }));
    stage.source(Source::manifest(file, name.at));
}

// ---- what is on disk -----------------------------------------------------------------------------

fn requirements_of(files: &Files, name: &str) -> Result<Requirements, Problem> {
    let mut found = Requirements { files: vec![name.to_owned()], ..Requirements::default() };
    // A path that is none is complained about as a value.
    if normal(name).is_some() && !name.starts_with('/') {
        found.read(files, name, false)?;
    }
    Ok(found)
}

impl Requirements {
    fn is_hashed(&self) -> bool {
        self.hashed && !self.unhashed
    }

    /// A file that is missing says nothing: that it is missing is found with everything else
    /// that the image copies.
    fn read(&mut self, files: &Files, name: &str, constraints: bool) -> Result<(), Problem> {
        let text = if files.has(name) { files.read(name)? } else { String::new() };
        for line in lines(&text) {
            if let Some(other) = option(&line, "-r", "--requirement") {
                self.include(files, name, other, constraints)?;
            } else if let Some(other) = option(&line, "-c", "--constraint") {
                self.include(files, name, other, true)?;
            } else if !constraints {
                self.requirement(name, &line)?;
            }
        }
        Ok(())
    }

    fn include(
        &mut self,
        files: &Files,
        by: &str,
        other: &str,
        constraints: bool,
    ) -> Result<(), Problem> {
        if other.contains("://") {
            // Nobody knows from here what it asks for.
            self.unhashed |= !constraints;
            return Ok(());
        }
        let file = leads_to(parent(by), other)?;
        if self.files.contains(&file) {
            return Ok(());
        }
        self.files.push(file.clone());
        self.read(files, &file, constraints)
    }

    fn requirement(&mut self, name: &str, line: &str) -> Result<(), Problem> {
        let editable = option(line, "-e", "--editable");
        if editable.is_none() && line.starts_with('-') {
            return Ok(());
        }
        let asked = editable.unwrap_or(line);
        if is_local(asked) {
            return Err(format!(
                "`{name}` installs `{asked}`, which changes with its source: take the line out, \
                 and copy and install it in phases of its own, `Source` and `Build`"
            ));
        }
        let hashed = line.contains(" --hash");
        self.hashed |= hashed;
        self.unhashed |= !hashed;
        Ok(())
    }
}

/// What a requirements file says, a line each, without comments.
fn lines(text: &str) -> Vec<String> {
    let joined = text.replace("\r\n", "\n").replace("\\\n", " ");
    let said = |line: &str| {
        let line = line.trim();
        let end = if line.starts_with('#') { Some(0) } else { line.find(" #") };
        line[..end.unwrap_or(line.len())].trim_end().to_owned()
    };
    joined.lines().map(said).filter(|line| !line.is_empty()).collect()
}

/// The value of an option that a line is: `-r x`, `-rx`, `--requirement x`, `--requirement=x`.
fn option<'l>(line: &'l str, short: &str, long: &str) -> Option<&'l str> {
    let value = match line.strip_prefix(long) {
        Some(value) => value.strip_prefix(['=', ' ', '\t'])?,
        None => line.strip_prefix(short)?,
    };
    Some(value.trim().trim_matches(['"', '\'']))
}

/// Whether a requirement is a file or folder, and no name or address.
fn is_local(asked: &str) -> bool {
    let place = asked.split_once(" @ ").map_or(asked, |(_, place)| place.trim_start());
    let path = place.split([' ', ';', '[']).next().unwrap_or(place);
    place.starts_with("file:")
        || path.starts_with(['.', '/'])
        || path.contains('/') && !path.contains("://") && !path.contains('@')
}

#[cfg(test)]
mod tests {
    use super::{is_local, lines, option};

    #[test]
    fn lines_are_joined_and_without_comments() {
        let text = "# all\na==1 \\\r\n  --hash=x # why\n\n b#c\n";
        assert_eq!(lines(text), ["a==1    --hash=x", "b#c"]);
    }

    #[test]
    fn an_option_has_its_value_in_any_form() {
        for line in ["-r x.txt", "-rx.txt", "--requirement x.txt", "--requirement=x.txt"] {
            assert_eq!(option(line, "-r", "--requirement"), Some("x.txt"), "{line}");
        }
        assert_eq!(option("--require-hashes", "-r", "--requirement"), None);
        assert_eq!(option("--requirements", "-r", "--requirement"), None);
    }

    #[test]
    fn what_is_on_disk_is_told_from_names_and_addresses() {
        for local in [".", "./x", "../x[a]", "/x", "x @ file:///x", "libs/x", "wheels/x.whl"] {
            assert!(is_local(local), "{local}");
        }
        for other in ["x==1", "x @ https://h/x.whl", "git+https://h/x.git@v1#egg=x"] {
            assert!(!is_local(other), "{other}");
        }
        assert!(!is_local("x[a]>=1; python_version < '3.9'"));
    }
}
