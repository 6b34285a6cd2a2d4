//! The commands that compile. They name the same packages and features in every step: with others,
//! shared dependencies would be compiled again.

use super::kept;
use super::read::{Built, Closure};
use super::settings::Settings;
use crate::declare::layer::{OUT, ToolCache};
use crate::declare::shell;
use crate::program::instruction::ShellCommand;
use crate::value::path::join;

/// The platforms that an image may be for: the builder's name of each, cargo's target, and Debian's
/// linker.
pub(super) const CROSS: [(&str, &str, &str); 2] = [
    ("amd64", "x86_64-unknown-linux-gnu", "x86_64-linux-gnu-gcc"),
    ("arm64", "aarch64-unknown-linux-gnu", "aarch64-linux-gnu-gcc"),
];

/// Cargo's target folder, in the workspace's root.
pub(super) const TARGET: &str = "target";

/// The command that sets `target` in the shell to cargo's target of the image's platform.
fn target_of_platform() -> String {
    let cases = CROSS.map(|(arch, triple, _)| format!("{arch}) target={triple} ;;"));
    shell::by_architecture(&cases, "no target for")
}

/// A name as it stands in the name of a variable.
pub(super) fn in_variable(name: &str) -> String {
    name.to_uppercase().replace('-', "_")
}

/// A recipe by its settings, and the workspace that it has read.
pub(super) struct Compilation<'a> {
    pub(super) cargo: &'a Settings,
    pub(super) closure: &'a Closure,
}

impl Compilation<'_> {
    /// Compiles all packages. Those in `whole` have their own sources, and the others a stub.
    pub(super) fn compile(&self, whole: &[&Built]) -> Vec<ShellCommand> {
        self.compile_to("", "", whole)
    }

    /// Compiles all packages as [`compile`](Self::compile) does, in the target folder of the mount.
    pub(super) fn compile_in_mount(&self, whole: &[&Built]) -> Vec<ShellCommand> {
        let build_dir = match self.closure.config.moves_target {
            true => format!("CARGO_BUILD_BUILD_DIR={} ", kept::TARGET),
            false => String::new(),
        };
        self.compile_to(&build_dir, &format!(" --target-dir {}", kept::TARGET), whole)
    }

    fn compile_to(&self, build_dir: &str, target_dir: &str, whole: &[&Built]) -> Vec<ShellCommand> {
        let cargo = self.cargo;
        let mut head = match &cargo.profile {
            None => format!("{build_dir}cargo build --release --locked"),
            Some(profile) => format!("{build_dir}cargo build --profile {} --locked", profile.text),
        };
        if let Some(manifest) = &self.closure.gets_features {
            head += &format!(" --manifest-path {}", self.closure.quoted(manifest));
        }
        for built in &self.closure.built {
            head += &format!(" -p {}", self.named(built));
        }
        for program in &cargo.bins {
            head += &format!(" --bin {}", program.text);
        }
        if cargo.no_default_features {
            head += " --no-default-features";
        }
        if !cargo.features.is_empty() {
            let features: Vec<&str> =
                cargo.features.iter().map(|feature| feature.text.as_str()).collect();
            head += &format!(" --features {}", features.join(","));
        }
        let mut commands = vec![];
        if let Some(target) = &cargo.target {
            head += &format!(" --target {}", target.name.text);
        } else if cargo.cross.is_some() {
            commands.push(ShellCommand::from(target_of_platform()));
            head += " --target \"$target\"";
        }
        head += target_dir;
        commands.push(shell::filled(head, self.stubs_apart(whole)));
        commands
    }

    /// A package as cargo is told it: by its name, or where others have that name by its folder, too.
    fn named(&self, built: &Built) -> String {
        let name = &built.sources.name;
        match &built.told_by {
            None => name.clone(),
            Some(folder) => {
                let folder = join(&self.cargo.told.folder.text, folder);
                shell::quote(&format!("file://{folder}#{name}"))
            }
        }
    }

    /// Options for the packages that are stubs: what is kept of a program for its next compilation
    /// must not come from its stub.
    fn stubs_apart(&self, whole: &[&Built]) -> Vec<String> {
        if !self.cargo.incremental {
            return vec![];
        }
        let is_whole = |name: &String| whole.iter().any(|built| built.sources.name == *name);
        let names = self.closure.built.iter().map(|built| &built.sources.name);
        let profile = self.profile();
        let apart = names
            .filter(|name| !is_whole(name))
            .map(|name| format!("--config profile.{profile}.package.{name}.incremental=false"));
        apart.collect()
    }

    /// The target that is said, by the recipe or else by cargo's configuration.
    pub(super) fn triple(&self) -> Option<&String> {
        let said = self.cargo.target.as_ref().map(|target| &target.name.text);
        said.or(self.closure.config.target.as_ref())
    }

    pub(super) fn profile(&self) -> &str {
        self.cargo.profile.as_ref().map_or("release", |profile| &profile.text)
    }

    /// The beginning of the names of the variables that set the profile's keys.
    pub(super) fn profile_variable(&self) -> String {
        format!("CARGO_PROFILE_{}", in_variable(self.profile()))
    }

    /// Copies the programs of a package from the target folder to `/out`.
    pub(super) fn install(&self, built: &Built, target: &str) -> ShellCommand {
        let folder = match self.profile() {
            "dev" | "test" => "debug",
            "bench" => "release",
            profile => profile,
        };
        let folder = match self.triple() {
            _ if self.cargo.cross.is_some() => format!("{target}/\"$target\"/{folder}"),
            Some(triple) => format!("{target}/{triple}/{folder}"),
            None => format!("{target}/{folder}"),
        };
        let programs = built.programs.iter();
        let programs = programs.map(|program| format!("{folder}/{}", shell::quote(program)));
        shell::filled(format!("install -D -t {OUT}"), programs)
    }

    /// The caches of what cargo fetches.
    pub(super) fn downloads(&self) -> Vec<ToolCache> {
        let home = &self.cargo.home.text;
        let mut caches = vec![ToolCache::shared("cargo-registry", format!("{home}/registry"))];
        if self.closure.has_git {
            caches.push(ToolCache::shared("cargo-git", format!("{home}/git")));
        }
        caches
    }

    /// The caches of what cargo fetches, and the mount with the target folder.
    pub(super) fn kept(&self) -> Vec<ToolCache> {
        let mut caches = self.downloads();
        caches.push(kept::mount(&self.cargo.packages, self.cargo.incremental));
        caches
    }
}
