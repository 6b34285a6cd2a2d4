//! The skeleton of a workspace, which cargo compiles dependencies from: manifests, the lock file,
//! and stubs for targets, without what other services or a release change. It is made in a stage of
//! its own, and a builder finds the layers again that it has made from the same skeleton.

use std::collections::BTreeSet;

use super::edits::Edit;
use super::prune::Prune;
use super::read::Closure;
use crate::declare::layer::ToolCache;
use crate::declare::shell;
use crate::program::instruction::ShellCommand;
use crate::recipes::lines::Lines;
use crate::value::path::{between, join};

/// The stage's folder with the manifests as they are.
pub(super) const MANIFESTS: &str = "/manifests";
/// The stage's folder with the manifests for libraries, which lack the versions of the programs'
/// packages.
pub(super) const LIBRARIES: &str = "/libraries";
/// The stage's folder with the skeleton for dependencies: manifests without any version, and stubs.
pub(super) const SKELETON: &str = "/skeleton";

/// The stage's folder with the manifest and the lock file of one program, which lack the versions
/// of other programs' packages.
pub(super) fn of_program(package: &str) -> String {
    format!("/program-{package}")
}

/// The lock file as it is checked in, with the line ends that cargo writes.
const LOCKED: &str = "/tmp/Cargo.lock";
/// The lines about fetched packages in the lock file that cargo has left, to be compared with
/// [`LOCKED`].
const LEFT: &str = "/tmp/left";

/// Writes of an old lock file what a new one has, too: checksums in the same words, and sources
/// without the branch or tag, which a commit follows.
const AS_NEW: &str = "s/^.checksum .* = /checksum = /; s/?[^#]*#/#/";

/// Fits the lock file to the manifests, and changes no version of what is fetched.
const UPDATE: &str = "cargo update --workspace";
/// Does what [`UPDATE`] does, once the locked packages have been looked up.
const UPDATE_AGAIN: &str = "cargo update --workspace --offline";

/// The text of a stub, for a target of any kind. No lint that a manifest may deny finds fault with
/// it. What a manifest forbids may not be allowed here, so `main` is used instead.
const STUB_TEXT: [&str; 2] = [
    "/*! A stub. */ #![allow(non_snake_case, unused_crate_dependencies)]",
    "fn main() {} const _: fn() = main;",
];
/// The file from which several stubs are copied.
const STUB: &str = "/tmp/stub.rs";

/// The skeleton of a workspace.
pub(super) struct Skeleton<'a> {
    pub(super) closure: &'a Closure,
    /// The caches of what cargo fetches when it changes the lock file.
    pub(super) downloads: Vec<ToolCache>,
}

impl Skeleton<'_> {
    /// Adds the stage that makes the skeleton and the other folders.
    pub(super) fn stage(&self, lines: &mut Lines<'_>) {
        let closure = self.closure;
        let commands = self.commands();
        let installs = commands.iter().any(|command| command.head.starts_with("cargo"));
        let comment = "Manifests as dependencies need them: with a stub for each target, without what a release changes.";
        lines.beside("manifests", SKELETON, installs, |beside| {
            beside.enter(&closure.root);
            beside.copy_manifests_to(MANIFESTS, &closure.manifests);
            closure.copy_in_full(beside);
            let caches = if installs { self.downloads.as_slice() } else { &[] };
            beside.run(comment, &closure.root, caches, commands);
        });
    }

    /// The commands that make the other folders from the manifests. They run in the workspace of
    /// the skeleton.
    fn commands(&self) -> Vec<ShellCommand> {
        let closure = self.closure;
        let mut commands = vec![ShellCommand::from(format!("cp -R {MANIFESTS}/. {SKELETON}"))];
        commands.extend(closure.stub(&closure.stubs));
        let mut update = UPDATE;
        if let Prune::Members(edits) = &closure.prune {
            let manifest = BTreeSet::from(["Cargo.toml".to_owned()]);
            commands.extend(edits.iter().map(|edit| sed(edit, &manifest)));
            commands.push(ShellCommand::from(format!("tr -d \"\\r\" <Cargo.lock >{LOCKED}")));
            if closure.rewrites_lock {
                commands.push(ShellCommand::from(format!("sed -i \"{AS_NEW}\" {LOCKED}")));
            }
            commands.push(ShellCommand::from(update));
            commands.extend(nothing_new(closure.rewrites_lock));
            commands.push(closure.copy_into("Cargo.toml Cargo.lock", MANIFESTS));
            update = UPDATE_AGAIN;
        }
        if closure.is_masked() {
            commands.extend(self.of_libraries(update));
            update = UPDATE_AGAIN;
        }
        let edits = &closure.mask.edits;
        for (edit, files) in edits {
            let relative = files.iter().map(|file| closure.relative(file)).collect();
            commands.push(sed(edit, &relative));
        }
        if edits.keys().any(|edit| matches!(edit, Edit::Version(_))) {
            commands.push(ShellCommand::from(update));
        }
        commands
    }

    /// Makes the manifests for libraries, and for each of several programs its own, so that the
    /// release of one compiles no other.
    fn of_libraries(&self, update: &str) -> Vec<ShellCommand> {
        let closure = self.closure;
        let mut commands = vec![ShellCommand::from(format!("cp -R {MANIFESTS} {LIBRARIES}"))];
        for (edit, manifest) in closure.masks() {
            let files = [join(LIBRARIES, manifest), closure.relative(manifest)];
            commands.push(sed(edit, &BTreeSet::from(files)));
        }
        commands.push(ShellCommand::from(update));
        commands.push(closure.copy_into("Cargo.lock", LIBRARIES));
        if let [_] = closure.built.as_slice() {
            return commands;
        }
        // A program is compiled below with a manifest and a lock file of its own. Only these two
        // are copied there: another manifest would be newer than what was compiled by it.
        for built in &closure.built {
            let Some((_, manifest)) = &built.mask else { continue };
            let copy = |from: &str, to: &str| {
                let words = [from, to].map(shell::quote);
                shell::filled("cp", words)
            };
            let (here, folder) = (closure.relative(manifest), of_program(&built.sources.name));
            let there = join(&folder, manifest);
            commands.extend([
                copy(&join(MANIFESTS, manifest), &here),
                ShellCommand::from(UPDATE_AGAIN),
                shell::filled("install -D", [shell::quote(&here), shell::quote(&there)]),
                closure.copy_into("Cargo.lock", &folder),
                copy(&join(LIBRARIES, manifest), &here),
            ]);
        }
        commands
    }
}

/// The command that makes an edit in these files.
fn sed(edit: &Edit, files: &BTreeSet<String>) -> ShellCommand {
    let words = files.iter().map(|file| shell::quote(file));
    shell::filled(format!("sed -i '{}'", edit.script()), words)
}

/// The commands that fail if cargo has locked something that was not locked. `rewrites` says that
/// cargo has written it otherwise.
fn nothing_new(rewrites: bool) -> [ShellCommand; 2] {
    let edit = if rewrites { format!("{AS_NEW}; ") } else { String::new() };
    let found = format!("sed -n \"{edit}/^checksum/p; /^source/p\" Cargo.lock >{LEFT}");
    let compared = format!(
        "if grep -vxFf {LOCKED} {LEFT}; \
         then echo \"Cargo.lock lacks what is above\" >&2; exit 1; fi"
    );
    [found, compared].map(ShellCommand::from)
}

impl Closure {
    /// The edits that take the version of each program's package out of its manifest, with these
    /// manifests.
    fn masks(&self) -> impl Iterator<Item = (&Edit, &String)> {
        self.built.iter().filter_map(|built| built.mask.as_ref()).map(|(edit, file)| (edit, file))
    }

    /// Whether there are manifests without the versions of programs' packages.
    pub(super) fn is_masked(&self) -> bool {
        self.masks().next().is_some()
    }

    /// Copies files of the workspace's root in the skeleton to the workspace's root in another
    /// folder.
    fn copy_into(&self, files: &str, folder: &str) -> ShellCommand {
        let root = shell::quote(&format!("{}/", join(folder, &self.root)));
        ShellCommand::from(format!("cp {files} {root}"))
    }

    /// Touches files, so that cargo compiles them again.
    pub(super) fn touch<'f>(&self, files: impl Iterator<Item = &'f String>) -> ShellCommand {
        shell::filled("touch", files.map(|file| self.quoted(file)))
    }

    pub(super) fn quoted(&self, file: &str) -> String {
        shell::quote(&self.relative(file))
    }

    /// A path of the context as it is written in the workspace's root.
    pub(super) fn relative(&self, path: &str) -> String {
        between(&self.root, path)
    }

    /// Copies what has to be there in full: fetched packages are compiled against it, or cargo's
    /// configuration names it.
    pub(super) fn copy_in_full(&self, lines: &mut Lines<'_>) {
        for path in &self.in_full {
            lines.copy_also(path);
        }
    }

    /// Writes a stub for each target, so that cargo compiles what the targets depend on.
    fn stub(&self, files: &BTreeSet<String>) -> Vec<ShellCommand> {
        let quoted = |file: &String| match self.relative(file) {
            file if file.contains('/') => shell::quote(&file),
            file => shell::quote(&format!("./{file}")),
        };
        let mut words: Vec<String> = files.iter().map(quoted).collect();
        let echo = |to: &str| {
            let text = STUB_TEXT.map(|part| format!("\"{part}\""));
            shell::filled("echo", text.into_iter().chain([format!(">{to}")]))
        };
        match words.as_mut_slice() {
            [] => vec![],
            [file] => {
                let folder = format!("mkdir -p \"$(dirname {file})\"");
                vec![ShellCommand::from(folder), echo(file)]
            }
            [.., last] => {
                last.push(';');
                let copy =
                    format!("do mkdir -p \"${{stub%/*}}\"; cp {STUB} \"$stub\" || exit 1; done");
                words.push(copy);
                vec![echo(STUB), shell::filled("for stub in", words)]
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::process::Command;

    use super::STUB_TEXT;

    /// The crate's name is one that rustc finds fault with, too.
    #[test]
    fn no_lint_finds_fault_with_a_stub() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let file = folder.path().join("stub.rs");
        std::fs::write(&file, STUB_TEXT.join(" ")).expect("a new file");
        for kind in ["bin", "lib", "proc-macro", "cdylib"] {
            let mut rustc = Command::new("rustc");
            rustc.args(["--crate-name", "Odd", "--crate-type", kind, "--emit", "metadata"]);
            rustc.args(["-F", "dead_code", "-F", "missing_docs", "-D", "warnings", "-D", "unused"]);
            rustc.args(["-D", "unreachable_pub", "-D", "unused_crate_dependencies"]);
            rustc.arg("--out-dir").arg(folder.path()).arg(&file);
            let output = rustc.output().expect("rustc");
            let said = String::from_utf8_lossy(&output.stderr);
            assert!(output.status.success() && said.is_empty(), "{kind}: {said}");
        }
    }
}
