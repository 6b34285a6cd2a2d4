//! The layers of a project of Poetry.

use super::read::Project;
use crate::declare::layer::ToolCache;
use crate::declare::shell;
use crate::program::instruction::ShellCommand;
use crate::program::note::Note;
use crate::program::toolchain::is_older;
use crate::program::unread::PythonUnread;
use crate::recipes::lines::Lines;
use crate::recipes::python::choice::Choice;
use crate::recipes::python::mask;
use crate::recipes::python::pip;
use crate::recipes::python::sources::path_from;

/// The environment of Poetry itself, which no image takes.
const POETRY: &str = "/opt/poetry";

/// The folder of the wheels that are built of packages on disk.
const WHEELS: &str = "/tmp/wheels";

/// The oldest Poetry that can leave path dependencies out (`--no-directory`).
const OLDEST: (u64, u64) = (1, 5);

/// A project, and what the user chooses for it.
pub(super) struct Installation<'a> {
    pub(super) project: &'a Project,
    /// The version of Poetry to install.
    pub(super) version: String,
    pub(super) choice: &'a Choice,
}

impl Installation<'_> {
    pub(super) fn dependencies(&self, lines: &mut Lines<'_>) {
        let (project, venv) = (self.project, &self.choice.venv.text);
        for python in &project.pythons {
            lines.check_base("Python", Some(python));
        }
        for sources in project.all() {
            sources.note(&self.choice.files, lines);
        }
        if project.has_git {
            lines.note(Note::WantsGit { named_by: project.lock.clone() });
        }
        if is_older(&self.version, OLDEST) {
            let (lock, version) = (project.lock.clone(), self.version.clone());
            lines.refuse_project(PythonUnread::OldPoetry { lock, version });
        }
        lines.env("VIRTUAL_ENV", venv);
        lines.enter(&project.folder);
        let package = shell::quote(&format!("poetry=={}", self.version));
        let poetry = vec![
            ShellCommand::from(format!("python3 -m venv {POETRY}")),
            ShellCommand::from(format!("{POETRY}/bin/python3 -m pip install {package}")),
        ];
        let comment = "Poetry, in an environment that no image gets.";
        lines.run(comment, &project.folder, &[pip::cache()], poetry);
        self.choice.variables(false, lines);
        mask::copy(&project.folder, &project.manifests, &project.edits, lines);
        let mut commands =
            vec![ShellCommand::from(format!("python3 -m venv {}", shell::quote(venv)))];
        commands.extend(self.install("--no-root --no-directory"));
        let comment = "Dependencies, from the manifests and the lock file.";
        lines.run(comment, &project.folder, &[cache()], commands);
    }

    pub(super) fn sources(&self, lines: &mut Lines<'_>) {
        let project = self.project;
        for (_, sources) in &project.libraries {
            sources.copy(lines);
        }
        if project.is_package {
            project.sources.copy(lines);
            self.choice.copy_files(lines);
        }
    }

    /// Builds wheels of all packages on disk and installs them: Poetry alone would install links to
    /// some of the sources.
    pub(super) fn build(&self, lines: &mut Lines<'_>) {
        let project = self.project;
        self.choice.variables(true, lines);
        let mut commands = vec![];
        let mut caches = vec![pip::cache()];
        if !project.libraries.is_empty() {
            let mut wheel =
                format!("{POETRY}/bin/python3 -m pip wheel --no-deps --wheel-dir {WHEELS}");
            for (folder, sources) in &project.libraries {
                let path = path_from(&project.folder, folder);
                commands.extend(sources.graft(&path));
                wheel += &format!(" {}", shell::quote(&path));
            }
            commands.push(ShellCommand::from(wheel));
        }
        if project.is_package {
            commands.extend(project.sources.graft("."));
            let build = format!("{POETRY}/bin/poetry build --format wheel --output {WHEELS}");
            commands.push(ShellCommand::from(build));
            caches.insert(0, cache());
        }
        if !commands.is_empty() {
            let python = shell::quote(&format!("{}/bin/python3", self.choice.venv.text));
            let own = shell::quote(&self.choice.own());
            let head = format!("{python} -m pip install --no-deps --no-index");
            commands.push(ShellCommand::from(format!("{head} --prefix {own} {WHEELS}/*.whl")));
            lines.run("The project's own packages.", &project.folder, &caches, commands);
        }
    }

    /// The command that installs the chosen groups and extras; none, where there is no group.
    fn install(&self, options: &str) -> Option<ShellCommand> {
        let main = self.project.has_main.then_some("main");
        let chosen = self.choice.groups.iter().map(|group| group.text.as_str());
        let groups: Vec<&str> = main.into_iter().chain(chosen).collect();
        if groups.is_empty() {
            return None;
        }
        let mut words = vec![format!("{POETRY}/bin/poetry install --only"), groups.join(",")];
        words.push(options.to_owned());
        let extras = self.choice.extras.iter();
        words.extend(extras.map(|extra| format!("--extras {}", shell::quote(&extra.text))));
        Some(ShellCommand::from(words.join(" ")))
    }
}

fn cache() -> ToolCache {
    ToolCache::shared("poetry", "/root/.cache/pypoetry")
}
