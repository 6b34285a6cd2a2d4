//! What a member of a workspace is installed from: manifests and the lock file, without what other
//! members or a release change. A stage of its own makes it, and a builder finds the layer again
//! that was installed from the same files.

use super::found::{LEFT_OUT, Package};
use crate::declare::given::Given;
use crate::recipes::lines::Lines;

/// The folder in which that stage makes them.
const FOLDER: &str = "/manifests";

/// How a package manager shortens a lock file to what the manifests at hand need. All of that is
/// locked, so no registry is asked; what is not locked would need one, and fails.
pub(super) struct Shortening<'a> {
    pub(super) command: &'a str,
    /// The file of a note that the command leaves.
    pub(super) leaves: Option<&'a str>,
    /// The command for a user whose lock file does not fit.
    pub(super) mended_by: &'static str,
}

/// Copies the shortened files, and folders that a package manager reads.
pub(super) fn copy(
    package: &Package,
    (folders, files): (&[String], &[Given]),
    shortening: &Shortening<'_>,
    lines: &mut Lines<'_>,
) {
    if !package.has_others() {
        lines.enter(&package.root);
        lines.copy_manifests(&package.decisive());
        lines.copy(folders, &LEFT_OUT);
        lines.copy(&package.inputs.named, &LEFT_OUT);
        copy_for_scripts(package, files, lines);
        return;
    }
    let mut commands = vec![];
    if package.is_released_alone {
        let name = package.member.selector();
        commands.push(format!("npm pkg set version=0.0.0 -w {name}").into());
    }
    let Shortening { command, leaves, mended_by } = shortening;
    commands.push(
        format!(
            "if ! {command}; then echo \"the lock file does not fit the manifests: run {mended_by}\" \
             >&2; exit 1; fi"
        )
        .into(),
    );
    commands.extend(leaves.map(|note| format!("rm -f {note}").into()));
    let comment = "The manifests and the lock file, without other members of the workspace.";
    // Settings may name variables that only a mount of the user gives.
    let sees_mounts = true;
    lines.beside("manifests", FOLDER, sees_mounts, |beside| {
        beside.enter(&package.root);
        beside.copy_manifests(&package.needed);
        beside.copy_manifests(&package.at_root());
        beside.copy(folders, &LEFT_OUT);
        beside.copy(&package.inputs.named, &LEFT_OUT);
        beside.run(comment, &package.root, &[], commands);
    });
    lines.enter(&package.root);
    lines.copy_from_beside("manifests", FOLDER);
    copy_for_scripts(package, files, lines);
}

/// Copies what life-cycle scripts read while packages are installed, and what the user has named.
pub(super) fn copy_for_scripts(package: &Package, files: &[Given], lines: &mut Lines<'_>) {
    if !package.inputs.of_scripts.is_empty() {
        lines.copy_manifests(&package.inputs.of_scripts);
    }
    files.iter().for_each(|file| lines.copy_also_given(file));
    lines.copy(&package.inputs.folders_of_scripts, &LEFT_OUT);
}
