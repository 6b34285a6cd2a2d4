//! What a member of a workspace is installed from, made in a stage of its own: manifests and the
//! lock file, without what other members or a release change. A builder then finds the layer that
//! was installed from the same.

use super::project::Project;
use crate::lower::StageLowering;
use crate::shell;
use crate::steps::recipe::Work;

/// Where the stage makes them.
const FOLDER: &str = "/manifests";

/// How a package manager shortens a lock file to what the manifests at hand need. All that is locked
/// is known, so it asks no registry; what is not locked would need one, and fails.
pub(super) struct Shortening<'a> {
    pub(super) command: &'a str,
    /// A note that the command leaves.
    pub(super) leaves: Option<&'a str>,
    /// What makes the lock file fit where it does not.
    pub(super) mended_by: &'static str,
}

/// Copies them, and folders that a package manager reads.
pub(super) fn copy(
    work: &Work<'_, Project>,
    folders: &[String],
    shortening: &Shortening<'_>,
    stage: &mut StageLowering,
) {
    let project = work.found;
    if !project.has_others() {
        work.enter(&project.root, stage);
        work.copy_manifests(&project.decisive(), stage);
        work.copy(folders, &[], stage);
        return;
    }
    let mut commands = vec![];
    if project.is_released_alone {
        let name = shell::quote(&project.package.name);
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
    let remark = "The manifests and the lock file without other members of the workspace.";
    let manifests = stage.beside("manifests", remark, |beside| {
        let work = work.in_folder(FOLDER);
        work.enter(&project.root, beside);
        let (root, members) = project.needed.split_at(1);
        work.copy_manifests(members, beside);
        work.copy_manifests(&[root, &project.settings].concat(), beside);
        work.copy(folders, &[], beside);
        work.run(&project.root, &[], commands, beside);
    });
    work.enter(&project.root, stage);
    work.copy_from(&manifests, FOLDER, stage);
}
