//! What becomes of a project of Poetry.

use super::read::Project;
use crate::declare::layer::ToolCache;
use crate::declare::shell;
use crate::program::instruction::ShellCommand;
use crate::program::unread::PythonUnread;
use crate::recipes::lines::Lines;
use crate::recipes::python::choice::Choice;
use crate::recipes::python::pip;
use crate::recipes::python::pyproject::MANIFEST;
use crate::recipes::python::sources::NOT_INSTALLED;
use crate::value::path::below;

/// Where Poetry itself is: in no environment that an image has.
const POETRY: &str = "/opt/poetry";

/// Where the project's own package waits for pip.
const WHEEL: &str = "/tmp/wheel";

/// A project, and what a user wants of it.
pub(super) struct Installation<'a> {
    pub(super) project: &'a Project,
    /// Of Poetry.
    pub(super) version: String,
    pub(super) choice: &'a Choice,
}

impl Installation<'_> {
    pub(super) fn dependencies(&self, lines: &mut Lines<'_>) {
        let (project, venv) = (self.project, &self.choice.venv.text);
        lines.check_base("Python", project.python.as_ref());
        lines.env("VIRTUAL_ENV", venv);
        lines.enter(&project.folder);
        let package = shell::quote(&format!("poetry=={}", self.version));
        let poetry = vec![
            ShellCommand::from(format!("python3 -m venv {POETRY}")),
            ShellCommand::from(format!("{POETRY}/bin/python3 -m pip install {package}")),
        ];
        let comment = "Poetry, in an environment that no image gets.";
        lines.run(comment, &project.folder, &[pip::cache()], poetry);
        lines.copy_manifests(&project.manifests);
        let venv = ShellCommand::from(format!("python3 -m venv {}", shell::quote(venv)));
        let install = self.command("--no-root --no-directory");
        let comment = "Dependencies, from the manifests and the lock file.";
        lines.run(comment, &project.folder, &[cache()], vec![venv, install]);
    }

    pub(super) fn sources(&self, lines: &mut Lines<'_>) {
        let project = self.project;
        for library in &project.libraries {
            if library.is_linked {
                let (name, manifest) = (library.name.clone(), below(&project.folder, MANIFEST));
                lines.refuse_project(PythonUnread::Linked { name, manifest });
            }
            lines.copy(&library.sources, &NOT_INSTALLED);
        }
        if project.is_package {
            lines.copy(&project.sources, &NOT_INSTALLED);
        }
    }

    pub(super) fn build(&self, lines: &mut Lines<'_>) {
        let project = self.project;
        let mut commands = vec![];
        let mut caches = vec![];
        if !project.libraries.is_empty() {
            commands.push(self.command("--no-root"));
            caches.push(cache());
        }
        if project.is_package {
            let build = format!("{POETRY}/bin/poetry build --format wheel --output {WHEEL}");
            let python = shell::quote(&format!("{}/bin/python3", self.choice.venv.text));
            let install = format!("{python} -m pip install --no-deps --no-index {WHEEL}/*.whl");
            commands.extend([ShellCommand::from(build), ShellCommand::from(install)]);
            caches.push(pip::cache());
        }
        if !commands.is_empty() {
            lines.run("The project's own packages.", &project.folder, &caches, commands);
        }
    }

    fn command(&self, options: &str) -> ShellCommand {
        let mut groups = vec!["main"];
        groups.extend(self.choice.groups.iter().map(|group| group.text.as_str()));
        let mut words = vec![format!("{POETRY}/bin/poetry install --only"), groups.join(",")];
        words.push(options.to_owned());
        let extras = self.choice.extras.iter();
        words.extend(extras.map(|extra| format!("--extras {}", shell::quote(&extra.text))));
        ShellCommand::from(words.join(" "))
    }
}

fn cache() -> ToolCache {
    ToolCache::shared("poetry", "/root/.cache/pypoetry")
}
