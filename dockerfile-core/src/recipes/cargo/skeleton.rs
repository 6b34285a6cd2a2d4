//! What cargo compiles dependencies from, made in a stage of its own: manifests, the lock file, and
//! stubs for targets, without what other services or a release change. A builder then finds the
//! layers that were made of the same.

use super::read::Closure;
use crate::declare::layer::ToolCache;
use crate::declare::shell;
use crate::program::instruction::ShellCommand;
use crate::recipes::lines::Lines;
use crate::value::path::{below, between, parent};

/// The stage's folders: the manifests as they are,
pub(super) const MANIFESTS: &str = "/manifests";
/// without the program's version, for its libraries,
pub(super) const LIBRARIES: &str = "/libraries";
/// and without any version, with a stub for each target, for the dependencies.
pub(super) const SKELETON: &str = "/skeleton";

/// What dependencies are compiled from.
pub(super) struct Skeleton<'a> {
    pub(super) closure: &'a Closure,
    /// The program's own stage compiles everything.
    pub(super) persistent: bool,
    /// What cargo fetches for a shorter lock file.
    pub(super) downloads: Vec<ToolCache>,
}

impl Skeleton<'_> {
    /// The stage that makes them.
    pub(super) fn stage(&self, lines: &mut Lines<'_>) {
        let (closure, prunes) = (self.closure, self.closure.prune.is_some());
        let comment = "Manifests and stubs, from which the dependencies are compiled.";
        lines.beside("manifests", SKELETON, prunes, |beside| {
            beside.enter(&closure.root);
            beside.copy_manifests_to(MANIFESTS, &closure.manifests);
            let caches = if prunes { self.downloads.as_slice() } else { &[] };
            beside.run(comment, &closure.root, caches, self.commands());
        });
    }

    /// From the manifests to the other folders, in the skeleton of the workspace.
    fn commands(&self) -> Vec<ShellCommand> {
        let closure = self.closure;
        let mut commands = vec![ShellCommand::from(format!("cp -R {MANIFESTS}/. {SKELETON}"))];
        commands.extend(closure.stubs(&closure.mains, &closure.libraries));
        if let Some(prune) = &closure.prune {
            let manifests = |file: &str| {
                let path = below(&closure.root, file);
                shell::quote(&format!("{MANIFESTS}/{path}"))
            };
            commands.extend(prune.commands(&manifests("Cargo.lock")));
            let kept = format!("cp Cargo.toml Cargo.lock {}", manifests(""));
            commands.push(ShellCommand::from(kept));
        }
        if !self.persistent {
            if let Some(mask) = &closure.program_mask {
                commands.push(ShellCommand::from(format!("cp -R {MANIFESTS} {LIBRARIES}")));
                commands.extend(mask.commands(|file| shell::quote(&format!("{LIBRARIES}/{file}"))));
            }
            commands.extend(closure.mask.commands(|file| closure.quoted(file)));
        }
        commands
    }
}

impl Closure {
    pub(super) fn touch<'f>(&self, files: impl Iterator<Item = &'f String>) -> ShellCommand {
        let files: Vec<String> = files.map(|file| self.quoted(file)).collect();
        ShellCommand::from(format!("touch {}", files.join(" ")))
    }

    fn quoted(&self, file: &str) -> String {
        shell::quote(&self.relative(file))
    }

    /// A path of the context as it is written in the workspace's root.
    fn relative(&self, path: &str) -> String {
        between(&self.root, path)
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
