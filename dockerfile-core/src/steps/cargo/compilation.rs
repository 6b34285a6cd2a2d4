//! The steps of the three parts: dependencies, libraries, program.

use std::collections::BTreeSet;

use super::Cargo;
use super::manifests::{LIBRARIES, MANIFESTS, SKELETON};
use super::workspace::{Closure, Sources};
use crate::given::Given;
use crate::instruction::ShellCommand;
use crate::lower::StageLowering;
use crate::project;
use crate::shell;
use crate::steps::copy::ContextCopy;
use crate::steps::recipe::{OUT, ToolCache, Work};
use crate::value::{AbsPath, StageName};
use crate::variable::platform;

/// What stays behind of a package.
const NOT_COMPILED: [&str; 4] = ["tests", "benches", "examples", "target"];

/// What cargo calls the platforms that an image is for, and Debian their linkers.
const CROSS: [(&str, &str, &str); 2] = [
    ("amd64", "x86_64-unknown-linux-gnu", "x86_64-linux-gnu-gcc"),
    ("arm64", "aarch64-unknown-linux-gnu", "aarch64-linux-gnu-gcc"),
];

/// Sets `target` in the shell.
fn target_of_platform() -> String {
    let cases = CROSS.map(|(arch, triple, _)| format!("{arch}) target={triple} ;;"));
    shell::by_architecture(&cases, "no target for")
}

/// A recipe whose values are good.
pub(super) struct Compilation<'a> {
    pub(super) cargo: &'a Cargo,
    pub(super) work: Work<'a, Closure>,
    pub(super) home: AbsPath,
}

impl Compilation<'_> {
    pub(super) fn dependencies(&self, stage: &mut StageLowering) {
        let closure = self.work.found;
        self.work.check_base("Rust", closure.toolchain.as_ref(), stage);
        let needs_stage = !self.cargo.persistent || closure.prune.is_some();
        let manifests = needs_stage.then(|| self.manifests(stage));
        self.environment(stage);
        self.work.enter(&closure.root, stage);
        match &manifests {
            None => self.work.copy_manifests(&closure.manifests, stage),
            Some(manifests) if self.cargo.persistent => {
                self.work.copy_from(manifests, MANIFESTS, stage);
            }
            Some(manifests) => self.layers(manifests, stage),
        }
    }

    /// What the compiler and build scripts are told.
    fn environment(&self, stage: &mut StageLowering) {
        stage.env_of_steps("DOCKERFILE_EMIT", "off");
        if let Some(at) = self.cargo.cross {
            for (_, triple, linker) in CROSS {
                let variable = triple.to_uppercase().replace('-', "_");
                stage.env_of_steps(&format!("CARGO_TARGET_{variable}_LINKER"), linker);
            }
            stage.builder_variable(platform::TARGETARCH, at);
        }
    }

    /// The dependencies, then the workspace's libraries. Each layer stands below the manifests that
    /// it is to change with.
    fn layers(&self, manifests: &StageName, stage: &mut StageLowering) {
        let closure = self.work.found;
        self.work.copy_from(manifests, SKELETON, stage);
        self.run(self.compile(), stage);
        let of_libraries = closure.program_mask.as_ref().map(|_| LIBRARIES);
        self.work.copy_from(manifests, of_libraries.unwrap_or(MANIFESTS), stage);
        self.files(stage);
        let stable = self.stable();
        let (stable, others): (Vec<&Sources>, Vec<&Sources>) =
            closure.internal.iter().partition(|library| stable.contains(library.name.as_str()));
        for libraries in [stable, others].iter().filter(|libraries| !libraries.is_empty()) {
            for sources in libraries {
                self.copy(sources, stage);
            }
            let roots = libraries.iter().flat_map(|sources| &sources.roots);
            let mut commands = vec![self.touch(roots)];
            commands.extend(self.compile());
            self.run(commands, stage);
        }
        if of_libraries.is_some() {
            self.work.copy_from(manifests, MANIFESTS, stage);
        }
    }

    /// The names of the libraries that change rarely, and of those that they are built on.
    fn stable(&self) -> BTreeSet<&str> {
        let mut stable: BTreeSet<&str> =
            self.cargo.stable.iter().map(|name| name.text.as_str()).collect();
        // Each stands below what it needs.
        for library in self.work.found.internal.iter().rev() {
            if stable.contains(library.name.as_str()) {
                stable.extend(library.needs.iter().map(String::as_str));
            }
        }
        stable
    }

    pub(super) fn sources(&self, stage: &mut StageLowering) {
        let closure = self.work.found;
        if self.cargo.persistent {
            self.files(stage);
            for sources in &closure.internal {
                self.copy(sources, stage);
            }
        }
        self.copy(&closure.program, stage);
    }

    pub(super) fn build(&self, stage: &mut StageLowering) {
        let closure = self.work.found;
        let mut roots: Vec<&String> = vec![];
        let mut commands = vec![];
        if self.cargo.persistent {
            // What is touched and has not changed costs little then.
            commands.push(ShellCommand::from("export CARGO_INCREMENTAL=1"));
            // Members that are not compiled still need a target each.
            roots.extend(closure.internal.iter().flat_map(|sources| &sources.roots));
            let there =
                |file: &&String| !roots.contains(file) && !closure.program.roots.contains(file);
            let missing =
                |files: &[String]| files.iter().filter(there).cloned().collect::<Vec<_>>();
            commands.extend(self.stubs(&missing(&closure.mains), &missing(&closure.libraries)));
        }
        roots.extend(&closure.program.roots);
        commands.push(self.touch(roots.into_iter()));
        commands.extend(self.compile());
        commands.push(self.install());
        self.run(commands, stage);
    }

    /// What packages read outside of themselves.
    fn files(&self, stage: &mut StageLowering) {
        for file in &self.cargo.files {
            let to = Given { text: self.work.path(&file.text), at: file.at };
            ContextCopy::of(file.clone(), to, vec![]).lower(stage);
        }
    }

    fn copy(&self, sources: &Sources, stage: &mut StageLowering) {
        self.work.copy(&sources.paths, &NOT_COMPILED, stage);
    }

    pub(super) fn touch<'f>(&self, files: impl Iterator<Item = &'f String>) -> ShellCommand {
        let files: Vec<String> = files.map(|file| self.quoted(file)).collect();
        ShellCommand::from(format!("touch {}", files.join(" ")))
    }

    pub(super) fn quoted(&self, file: &str) -> String {
        shell::quote(&self.relative(file))
    }

    /// A path of the context as it is written in the workspace's root.
    pub(super) fn relative(&self, path: &str) -> String {
        project::between(self.work.found.root.as_ref(), path.as_ref())
    }

    /// The same in every step: with other packages or features shared dependencies would
    /// be compiled again.
    fn compile(&self) -> Vec<ShellCommand> {
        let cargo = self.cargo;
        let mut head = match &cargo.profile {
            None => "cargo build --release --locked".to_owned(),
            Some(profile) => format!("cargo build --profile {} --locked", profile.text),
        };
        head += &format!(" -p {}", cargo.recipe.name.text);
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
            head += &format!(" --target {}", target.text);
        } else if cargo.cross.is_some() {
            commands.push(ShellCommand::from(target_of_platform()));
            head += " --target \"$target\"";
        }
        commands.push(ShellCommand::from(head));
        commands
    }

    fn install(&self) -> ShellCommand {
        let profile = match self.cargo.profile.as_ref().map(|profile| profile.text.as_str()) {
            None | Some("release") => "release",
            Some("dev" | "test") => "debug",
            Some(profile) => profile,
        };
        let target = match &self.cargo.target {
            Some(target) => format!("target/{}/{profile}", target.text),
            None if self.cargo.cross.is_some() => format!("target/\"$target\"/{profile}"),
            None => format!("target/{profile}"),
        };
        let programs = self.work.found.programs.iter();
        let programs = programs.map(|program| format!("{target}/{}", shell::quote(program)));
        ShellCommand::from(format!(
            "install -D -t {OUT} {}",
            programs.collect::<Vec<_>>().join(" ")
        ))
    }

    fn run(&self, commands: Vec<ShellCommand>, stage: &mut StageLowering) {
        let root = &self.work.found.root;
        let mut caches = self.downloads();
        if self.cargo.persistent {
            let target = self.work.path(&format!("{root}/target"));
            caches.push(ToolCache::locked("cargo-target", target));
        }
        self.work.run(root, &caches, commands, stage);
    }

    /// Where cargo keeps what it fetches.
    pub(super) fn downloads(&self) -> Vec<ToolCache> {
        vec![
            ToolCache::shared("cargo-registry", format!("{}/registry", self.home)),
            ToolCache::shared("cargo-git", format!("{}/git", self.home)),
        ]
    }
}
