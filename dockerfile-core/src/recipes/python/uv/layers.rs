//! What becomes of a project of uv.

use super::read::Project;
use crate::declare::layer::ToolCache;
use crate::declare::shell;
use crate::program::instruction::ShellCommand;
use crate::recipes::lines::Lines;
use crate::recipes::python::choice::Choice;

pub(super) fn dependencies(project: &Project, choice: &Choice, lines: &mut Lines<'_>) {
    lines.check_base("Python", project.python.as_ref());
    lines.env("UV_PROJECT_ENVIRONMENT", &choice.venv.text);
    // An interpreter that uv downloads would not be in the image.
    lines.env("UV_PYTHON_DOWNLOADS", "never");
    // Its cache is a mount, which nothing can be linked to.
    lines.env("UV_LINK_MODE", "copy");
    lines.env("UV_COMPILE_BYTECODE", "1");
    lines.enter(&project.root);
    lines.copy_manifests(&project.manifests);
    let mut options = vec!["--frozen", "--no-dev", "--no-install-workspace"];
    for name in &project.beside_workspace {
        options.extend(["--no-install-package", name]);
    }
    let comment = "Dependencies, from the manifests and the lock file.";
    sync(comment, project, choice, &options, lines);
}

pub(super) fn build(project: &Project, choice: &Choice, lines: &mut Lines<'_>) {
    let options = ["--locked", "--no-dev", "--no-editable"];
    sync("The project's own packages.", project, choice, &options, lines);
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
    let cache = ToolCache::shared("uv", "/root/.cache/uv");
    lines.run(comment, &project.root, &[cache], vec![ShellCommand::from(words.join(" "))]);
}
