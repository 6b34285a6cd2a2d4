//! The layers of a project of uv.

use super::read::{LOCK, Project};
use crate::declare::layer::ToolCache;
use crate::declare::shell;
use crate::program::instruction::ShellCommand;
use crate::program::note::Note;
use crate::recipes::lines::Lines;
use crate::recipes::python::choice::Choice;
use crate::recipes::python::mask;
use crate::recipes::python::sources::path_from;
use crate::value::path::below;

pub(super) fn dependencies(project: &Project, choice: &Choice, lines: &mut Lines<'_>) {
    for python in &project.pythons {
        lines.check_base("Python", Some(python));
    }
    for sources in project.all() {
        sources.note(&choice.files, lines);
    }
    if project.has_git {
        lines.note(Note::WantsGit { named_by: below(&project.root, LOCK) });
    }
    lines.env("UV_PROJECT_ENVIRONMENT", &choice.venv.text);
    // An interpreter that uv downloads would not be in the image.
    lines.env("UV_PYTHON_DOWNLOADS", "never");
    // uv's cache is a mount, out of which nothing can be linked.
    lines.env("UV_LINK_MODE", "copy");
    lines.env("UV_COMPILE_BYTECODE", "1");
    choice.variables(false, lines);
    mask::copy(&project.root, &project.manifests, &project.edits, lines);
    project.indexes.iter().for_each(|path| lines.copy_also(path));
    let mut options = vec!["--frozen", "--no-dev", "--no-install-workspace"];
    for name in &project.beside_workspace {
        options.extend(["--no-install-package", name]);
    }
    let comment = "Dependencies, from the manifests and the lock file.";
    sync(comment, project, choice, &options, lines);
}

/// Builds the packages and installs them. A lock file that is out of date fails here. The packages
/// are built anew (`--refresh`): uv would take what it has built of a folder before, as long as the
/// manifest is the same.
pub(super) fn build(project: &Project, choice: &Choice, lines: &mut Lines<'_>) {
    choice.variables(true, lines);
    let mut commands = vec![ShellCommand::from("uv lock --check")];
    let python = shell::quote(&format!("{}/bin/python3", choice.venv.text));
    let own = shell::quote(&choice.own());
    // Each package by itself: of several, one that another needs for its build is a link to its
    // folder while it does so, and uv would install that link.
    for (folder, sources) in project.packages.iter().zip(&project.sources) {
        let path = path_from(&project.root, folder);
        commands.extend(sources.graft(&path));
        let path = shell::quote(&path);
        let head = "uv pip install --no-deps --refresh";
        let install = format!("{head} --python {python} --prefix {own} {path}");
        commands.push(ShellCommand::from(install));
    }
    let comment = match project.packages.is_empty() {
        true => "The lock file fits the manifests.",
        false => "The project's own packages.",
    };
    lines.run(comment, &project.root, &[cache()], commands);
}

fn sync(
    comment: &'static str,
    project: &Project,
    choice: &Choice,
    options: &[&str],
    lines: &mut Lines<'_>,
) {
    let mut words = vec!["uv", "sync"];
    words.extend(options);
    words.extend(["--package", &project.name]);
    words.extend(choice.extras.iter().flat_map(|extra| ["--extra", &extra.text]));
    words.extend(choice.groups.iter().flat_map(|group| ["--group", &group.text]));
    let words: Vec<String> = words.into_iter().map(shell::quote).collect();
    lines.run(comment, &project.root, &[cache()], vec![ShellCommand::from(words.join(" "))]);
}

fn cache() -> ToolCache {
    ToolCache::shared("uv", "/root/.cache/uv")
}
