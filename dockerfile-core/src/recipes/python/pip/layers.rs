//! The layers of a requirements file.

use super::read::Requirements;
use crate::declare::layer::ToolCache;
use crate::declare::shell;
use crate::program::instruction::ShellCommand;
use crate::program::note::Note;
use crate::recipes::lines::Lines;

/// The folder of the image that the requirements are copied to.
pub(super) const REQUIREMENTS: &str = "/tmp/requirements";

pub(super) fn install(
    file: &str,
    venv: Option<String>,
    found: &Requirements,
    lines: &mut Lines<'_>,
) {
    for python in &found.pythons {
        lines.check_base("Python", Some(python));
    }
    if let Some(named_by) = found.git.clone() {
        lines.note(Note::WantsGit { named_by });
    }
    for name in &found.files {
        lines.copy_manifest(name, lines.path(name));
    }
    let packages: Vec<String> = found.packages.iter().cloned().collect();
    lines.copy(&packages, &[]);
    let requirements = shell::quote(&format!("{REQUIREMENTS}/{file}"));
    let hashes = if found.is_hashed() { " --require-hashes" } else { "" };
    let install = format!("python3 -m pip install{hashes} -r {requirements}");
    let commands = match venv {
        Some(venv) => {
            let venv = shell::quote(&venv);
            vec![
                ShellCommand::from(format!("python3 -m venv {venv}")),
                ShellCommand::from(format!("{venv}/bin/{install}")),
            ]
        }
        // PEP 668: Debian marks its Python as its own. In an image nobody else
        // installs into it. An older pip ignores the variable, but not the option.
        None => vec![ShellCommand::from(format!("PIP_BREAK_SYSTEM_PACKAGES=1 {install}"))],
    };
    let comment = "Dependencies, from the requirements.";
    match &found.folder {
        Some(folder) => lines.run(comment, folder, &[cache()], commands),
        None => lines.run_here(comment, &[cache()], commands),
    }
}

/// The cache of what pip has downloaded.
pub(in crate::recipes::python) fn cache() -> ToolCache {
    ToolCache::shared("pip", "/root/.cache/pip")
}
