//! The steps of the three parts: dependencies, libraries, program.

use std::collections::BTreeSet;

use super::prune::Prune;
use super::read::Closure;
use super::settings::Settings;
use super::skeleton::{LIBRARIES, MANIFESTS, SKELETON, Skeleton};
use super::sources::{Copied, Sources};
use crate::declare::layer::ToolCache;
use crate::declare::shell;
use crate::declare::variable::platform;
use crate::program::instruction::ShellCommand;
use crate::program::note::Note;
use crate::recipes::frame::OUT;
use crate::recipes::lines::Lines;
use crate::value::path::{below, parent};

/// What cargo calls the platforms that an image is for, and Debian their linkers.
pub(super) const CROSS: [(&str, &str, &str); 2] = [
    ("amd64", "x86_64-unknown-linux-gnu", "x86_64-linux-gnu-gcc"),
    ("arm64", "aarch64-unknown-linux-gnu", "aarch64-linux-gnu-gcc"),
];

/// Sets `target` in the shell.
fn target_of_platform() -> String {
    let cases = CROSS.map(|(arch, triple, _)| format!("{arch}) target={triple} ;;"));
    shell::by_architecture(&cases, "no target for")
}

/// A recipe, and what it has read.
pub(super) struct Compilation<'a> {
    pub(super) cargo: &'a Settings,
    pub(super) closure: &'a Closure,
}

impl Compilation<'_> {
    pub(super) fn dependencies(&self, lines: &mut Lines<'_>) {
        let (cargo, closure) = (self.cargo, self.closure);
        for toolchain in &closure.toolchains {
            lines.check_base("Rust", Some(toolchain));
        }
        self.notes(lines);
        if let Some((target, why)) =
            cargo.target.as_ref().and_then(|it| Some((it, it.why.as_ref()?)))
        {
            let what = format!("Compiled for `{}`", target.name.text);
            lines.remark("triple_named", what, why);
        }
        let needs_stage = !cargo.persistent || matches!(closure.prune, Prune::Members(_));
        if needs_stage {
            let persistent = cargo.persistent;
            Skeleton { closure, persistent, downloads: self.downloads() }.stage(lines);
        }
        self.environment(lines);
        lines.enter(&closure.root);
        if !cargo.persistent {
            self.layers(lines);
            return;
        }
        match needs_stage {
            true => lines.copy_from_beside(MANIFESTS),
            false => lines.copy_manifests(&closure.manifests),
        }
        closure.copy_in_full(lines);
    }

    /// What a reader of the plan should know.
    fn notes(&self, lines: &mut Lines<'_>) {
        let closure = self.closure;
        if let Prune::Impossible = closure.prune {
            lines.note(Note::MembersStay);
        }
        closure.mask.kept.iter().for_each(|name| lines.note(Note::VersionStays(name.clone())));
        for (path, source) in closure.missing.iter().cloned() {
            lines.note(Note::NotCopied { source, path });
        }
        let all = closure.internal.iter().chain([&closure.program]);
        for sources in all.filter(|sources| !sources.left.is_empty()) {
            let (project, paths) = (sources.name.clone(), sources.left.clone());
            lines.note(Note::LeftBehind { project, paths, setting: "also" });
        }
        if let Some(cpu) = self.cpu() {
            let project = self.cargo.told.name.text.clone();
            lines.note(Note::CompiledForCpu { project, cpu });
        }
        for (program, key) in closure.config.programs.iter().cloned() {
            lines.note(Note::Calls { program, key });
        }
    }

    /// What the compiler and build scripts are told.
    fn environment(&self, lines: &mut Lines<'_>) {
        if self.closure.emits {
            lines.env("DOCKERFILE_EMIT", "off");
        }
        if let Some(at) = self.cargo.cross {
            for (_, triple, linker) in CROSS {
                let variable = triple.to_uppercase().replace('-', "_");
                lines.env(format!("CARGO_TARGET_{variable}_LINKER"), linker);
            }
            lines.builder_variable(platform::TARGETARCH, at);
        }
        self.variables(false, lines);
    }

    /// What the user tells the compiler: what changes with every commit, or all else.
    fn variables(&self, per_commit: bool, lines: &mut Lines<'_>) {
        for (name, value) in &self.cargo.env {
            if value.is_per_commit() == per_commit {
                lines.env_given(name, value);
            }
        }
    }

    /// The dependencies, then the workspace's libraries. Each layer stands below the manifests that
    /// it is to change with.
    fn layers(&self, lines: &mut Lines<'_>) {
        let closure = self.closure;
        lines.copy_from_beside(SKELETON);
        self.run("Dependencies, from manifests and stubs.", self.compile(), lines);
        let of_libraries = closure.program_mask.as_ref().map(|_| LIBRARIES);
        lines.copy_from_beside(of_libraries.unwrap_or(MANIFESTS));
        self.also(lines);
        let stable = self.stable();
        let (stable, others): (Vec<&Sources>, Vec<&Sources>) =
            closure.internal.iter().partition(|library| stable.contains(library.name.as_str()));
        for libraries in [stable, others].iter().filter(|libraries| !libraries.is_empty()) {
            copy(libraries, lines);
            let roots = libraries.iter().flat_map(|sources| &sources.roots);
            let mut commands = vec![self.closure.touch(roots)];
            commands.extend(self.compile());
            self.run("Libraries of the workspace, from their sources.", commands, lines);
        }
        if of_libraries.is_some() {
            lines.copy_from_beside(MANIFESTS);
        }
    }

    /// The names of the libraries that change rarely, and of those that they are built on.
    fn stable(&self) -> BTreeSet<&str> {
        let mut stable: BTreeSet<&str> =
            self.cargo.stable.iter().map(|name| name.text.as_str()).collect();
        // Each stands below what it needs.
        for library in self.closure.internal.iter().rev() {
            if stable.contains(library.name.as_str()) {
                stable.extend(library.needs.iter().map(String::as_str));
            }
        }
        stable
    }

    pub(super) fn sources(&self, lines: &mut Lines<'_>) {
        let closure = self.closure;
        if self.cargo.persistent {
            self.also(lines);
            copy(&closure.internal.iter().collect::<Vec<_>>(), lines);
        }
        copy(&[&closure.program], lines);
    }

    pub(super) fn build(&self, lines: &mut Lines<'_>) {
        let closure = self.closure;
        let mut roots: BTreeSet<&String> = closure.program.roots.iter().collect();
        let mut commands = vec![];
        if self.cargo.persistent {
            // What is touched and has not changed costs little then.
            commands.push(ShellCommand::from("export CARGO_INCREMENTAL=1"));
            roots.extend(closure.internal.iter().flat_map(|sources| &sources.roots));
            // Members that are not compiled still need a target each.
            let stubs = closure.stubs.iter().filter(|file| !roots.contains(file));
            let stubs = stubs.cloned().collect();
            commands.extend(closure.stub(&stubs));
            commands.extend(closure.touch_in_full());
        }
        commands.push(closure.touch(roots.into_iter()));
        commands.extend(self.compile());
        commands.push(self.install());
        self.variables(true, lines);
        self.run("The program, from its sources.", commands, lines);
        let needs = self.needs(lines.stage());
        for program in &closure.programs {
            lines.makes(format!("{OUT}/{program}"), needs.clone());
        }
    }

    /// What packages read outside of themselves.
    fn also(&self, lines: &mut Lines<'_>) {
        for path in &self.cargo.also {
            lines.copy_also_given(path);
        }
    }

    /// The same in every step: with other packages or features shared dependencies would
    /// be compiled again.
    fn compile(&self) -> Vec<ShellCommand> {
        let cargo = self.cargo;
        let mut head = match &cargo.profile {
            None => "cargo build --release --locked".to_owned(),
            Some(profile) => format!("cargo build --profile {} --locked", profile.text),
        };
        head += &format!(" -p {}", cargo.told.name.text);
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
        if self.closure.config.moves_target {
            head += " --target-dir target";
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
        let said = self.cargo.target.as_ref().map(|target| &target.name.text);
        let target = match said.or(self.closure.config.target.as_ref()) {
            _ if self.cargo.cross.is_some() => format!("target/\"$target\"/{profile}"),
            Some(target) => format!("target/{target}/{profile}"),
            None => format!("target/{profile}"),
        };
        let programs = self.closure.programs.iter();
        let programs = programs.map(|program| format!("{target}/{}", shell::quote(program)));
        shell::filled(format!("install -D -t {OUT}"), programs)
    }

    fn run(&self, comment: &'static str, commands: Vec<ShellCommand>, lines: &mut Lines<'_>) {
        let root = &self.closure.root;
        let mut caches = self.downloads();
        if self.cargo.persistent {
            let target = lines.path(&below(root, "target"));
            caches.push(ToolCache::locked("cargo-target", target));
        }
        lines.run(comment, root, &caches, commands);
    }

    /// Where cargo keeps what it fetches.
    fn downloads(&self) -> Vec<ToolCache> {
        let home = &self.cargo.home.text;
        let mut caches = vec![ToolCache::shared("cargo-registry", format!("{home}/registry"))];
        if self.closure.has_git {
            caches.push(ToolCache::shared("cargo-git", format!("{home}/git")));
        }
        caches
    }
}

/// What packages are compiled from; what two of them name is copied once.
fn copy(packages: &[&Sources], lines: &mut Lines<'_>) {
    let mut seen = BTreeSet::new();
    let all = packages.iter().flat_map(|sources| &sources.copies);
    let (files, folders): (Vec<&Copied>, Vec<&Copied>) =
        all.filter(|copied| seen.insert(&copied.path)).partition(|copied| copied.is_file);
    for folder in folders {
        lines.copy_without(&folder.path, &folder.except);
    }
    let mut files: Vec<String> = files.iter().map(|file| file.path.clone()).collect();
    // Those of one folder go in together.
    files.sort_by(|a, b| (parent(a), a).cmp(&(parent(b), b)));
    lines.copy_manifests(&files);
}
