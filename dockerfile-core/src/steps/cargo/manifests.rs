//! What cargo compiles dependencies from, made in a stage of its own: manifests, the lock file, and
//! stubs for targets, without what other services or a release change. A builder then finds the
//! layers that were made of the same.

use super::compilation::Compilation;
use crate::instruction::ShellCommand;
use crate::lower::StageLowering;
use crate::shell;
use crate::steps::recipe::files::{below, parent};
use crate::value::StageName;

/// The stage's folders: the manifests as they are,
pub(super) const MANIFESTS: &str = "/manifests";
/// without the program's version, for its libraries,
pub(super) const LIBRARIES: &str = "/libraries";
/// and without any version, with a stub for each target, for the dependencies.
pub(super) const SKELETON: &str = "/skeleton";

impl Compilation<'_> {
    /// The stage that makes them; its name.
    pub(super) fn manifests(&self, stage: &mut StageLowering) -> StageName {
        let closure = self.work.found;
        let remark = "The manifests and stubs that the dependencies are compiled from.";
        stage.beside("manifests", remark, |beside| {
            let skeleton = self.work.in_folder(SKELETON);
            skeleton.enter(&closure.root, beside);
            skeleton.copy_manifests_to(MANIFESTS, &closure.manifests, beside);
            let (skeleton, caches) = match closure.prune {
                Some(_) => (skeleton, self.downloads()),
                None => (skeleton.without_mounts(), vec![]),
            };
            skeleton.run(&closure.root, &caches, self.commands(), beside);
        })
    }

    /// From the manifests to the other folders, in the skeleton of the workspace.
    fn commands(&self) -> Vec<ShellCommand> {
        let closure = self.work.found;
        let mut commands = vec![ShellCommand::from(format!("cp -R {MANIFESTS}/. {SKELETON}"))];
        commands.extend(self.stubs(&closure.mains, &closure.libraries));
        if let Some(prune) = &closure.prune {
            let manifests = |file: &str| {
                let path = below(&closure.root, file);
                shell::quote(&format!("{MANIFESTS}/{path}"))
            };
            commands.extend(prune.commands(&manifests("Cargo.lock")));
            let kept = format!("cp Cargo.toml Cargo.lock {}", manifests(""));
            commands.push(ShellCommand::from(kept));
        }
        if !self.cargo.persistent {
            if let Some(mask) = &closure.program_mask {
                commands.push(ShellCommand::from(format!("cp -R {MANIFESTS} {LIBRARIES}")));
                commands.extend(mask.commands(|file| shell::quote(&format!("{LIBRARIES}/{file}"))));
            }
            commands.extend(closure.mask.commands(|file| self.quoted(file)));
        }
        commands
    }

    /// A file for each target, so that cargo compiles what they depend on.
    pub(super) fn stubs(&self, mains: &[String], libraries: &[String]) -> Vec<ShellCommand> {
        let files = mains.iter().chain(libraries);
        let mut folders: Vec<String> = files.map(|file| self.relative(parent(file))).collect();
        folders.retain(|folder| folder != ".");
        folders.sort_unstable();
        folders.dedup();
        let mut commands = vec![];
        if !folders.is_empty() {
            let folders = folders.iter().map(|folder| shell::quote(folder)).collect();
            commands.push(ShellCommand { head: "mkdir -p".to_owned(), words: folders });
        }
        if !libraries.is_empty() {
            commands.push(self.touch(libraries.iter()));
        }
        if let [main] = mains {
            let file = self.quoted(main);
            commands.push(ShellCommand::from(format!("echo \"fn main() {{}}\" >{file}")));
        } else if !mains.is_empty() {
            let mains: Vec<String> = mains.iter().map(|file| self.quoted(file)).collect();
            let files = mains.join(" ");
            commands.push(ShellCommand::from(format!(
                "for stub in {files}; do echo \"fn main() {{}}\" >\"$stub\" || exit 1; done"
            )));
        }
        commands
    }
}
