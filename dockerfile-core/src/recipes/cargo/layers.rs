//! The layers of each part: dependencies, libraries, programs.

use std::collections::BTreeSet;

use super::compile::{CROSS, Compilation, TARGET};
use super::history::Rare;
use super::kept;
use super::prune::Prune;
use super::read::Built;
use super::script::Script;
use super::skeleton::{LIBRARIES, MANIFESTS, SKELETON, Skeleton, of_program};
use super::sources::{Copied, Sources};
use crate::declare::layer::{OUT, ToolCache};
use crate::declare::part::Around;
use crate::declare::shell;
use crate::declare::variable::platform;
use crate::program::instruction::ShellCommand;
use crate::program::note::Note;
use crate::program::unread::CargoName;
use crate::recipes::lines::Lines;
use crate::value::path::{join, normal, parent};

/// The stages beside with the sources of libraries that change rarely, and of the others.
const STABLE: &str = "stable";
const OTHERS: &str = "libraries";

/// Where programs go in an image.
const BIN: &str = "/usr/local/bin/";

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
        Skeleton { closure, downloads: self.downloads() }.stage(lines);
        self.libraries_beside(lines);
        self.environment(lines);
        lines.enter(&closure.root);
        self.layers(lines);
    }

    /// Notes what a reader of the plan should know.
    fn notes(&self, lines: &mut Lines<'_>) {
        let closure = self.closure;
        if let Prune::Impossible = closure.prune {
            lines.note(Note::MembersStay);
        }
        closure.mask.kept.iter().for_each(|name| lines.note(Note::VersionStays(name.clone())));
        for (path, source) in closure.missing.iter().cloned() {
            lines.note(Note::NotCopied { source, path });
        }
        for (path, source) in closure.ignored.iter().cloned() {
            let there = join(&self.cargo.told.folder.text, &path);
            let mut libraries = closure.internal.iter().flat_map(|library| &library.unknown);
            let is_of_library = libraries.any(|(unknown, _)| *unknown == path);
            let phase = if is_of_library { "dependencies" } else { "source" };
            lines.note(Note::NamesIgnored { source, path, phase, there });
        }
        let of_programs = closure.built.iter().map(|built| &built.sources);
        let all = closure.internal.iter().chain(of_programs);
        for sources in all.filter(|sources| !sources.left.is_empty()) {
            let (project, paths) = (sources.name.clone(), sources.left.clone());
            lines.note(Note::LeftBehind { project, paths, setting: "also" });
        }
        if let Some(rare) = closure.rare.clone() {
            let Rare { names, commits, often: (often, most), of } = rare;
            lines.note(Note::RarelyChanged { names, commits, often, most, of });
        }
        if let Some(cpu) = self.cpu(lines.stage()) {
            let project = self.cargo.told.name.text.clone();
            lines.note(Note::CompiledForCpu { project, cpu });
        }
        for built in &closure.built {
            let note = self.allocates_by_musl(built, lines.stage());
            note.into_iter().for_each(|note| lines.note(note));
        }
        let lacks = self.lacks_lines(lines.stage());
        lacks.into_iter().for_each(|note| lines.note(note));
        let platform = self.platform(lines.stage());
        let programs = closure.config.programs.iter().filter_map(|it| it.on(platform));
        for (program, key) in programs.cloned() {
            lines.note(Note::Calls { program, key });
        }
        self.notes_of_git(lines);
    }

    /// Notes where git is called, and where it is asked for what no image has.
    fn notes_of_git(&self, lines: &mut Lines<'_>) {
        let closure = self.closure;
        let has_git = lines.stage().packages.contains("git");
        if closure.has_git && closure.config.git == Some(true) && !has_git {
            let (program, key) = ("git".to_owned(), "net.git-fetch-with-cli".to_owned());
            lines.note(Note::Calls { program, key });
        }
        if self.of_commit().next().is_some() {
            return;
        }
        let of_programs = closure.built.iter().map(|built| &built.sources);
        let all = closure.internal.iter().chain(of_programs);
        let asks: BTreeSet<&String> = all.filter_map(|sources| sources.asks_git()).collect();
        for source in asks.into_iter().cloned() {
            lines.note(Note::AsksGit { source });
        }
    }

    /// Sets the variables that the compiler and build scripts read.
    fn environment(&self, lines: &mut Lines<'_>) {
        if self.closure.emits {
            lines.env("DOCKERFILE_EMIT", "off");
        }
        if self.closure.config.moves_target {
            for name in ["CARGO_TARGET_DIR", "CARGO_BUILD_BUILD_DIR"] {
                lines.env(name, TARGET);
            }
        }
        if self.cargo.incremental {
            lines.env(format!("{}_INCREMENTAL", self.profile_variable()), "true");
        }
        self.slim_tools(lines);
        self.linker(lines);
        if let Some(at) = self.cargo.cross {
            for (_, triple, linker) in CROSS {
                let variable = triple.to_uppercase().replace('-', "_");
                lines.env(format!("CARGO_TARGET_{variable}_LINKER"), linker);
            }
            lines.builder_variable(platform::TARGETARCH, at);
        }
        self.variables(false, lines);
    }

    /// Sets the user's variables: those that change with every commit, or all others.
    fn variables(&self, per_commit: bool, lines: &mut Lines<'_>) {
        for (name, value) in &self.cargo.env {
            if value.is_per_commit() == per_commit {
                lines.env_given(name, value);
            }
        }
    }

    /// Adds the layers of the dependencies, then those of the workspace's libraries. Each layer
    /// stands below the manifests that it is to change with.
    fn layers(&self, lines: &mut Lines<'_>) {
        let closure = self.closure;
        lines.copy_from_beside("manifests", SKELETON);
        let (stable, others) = self.libraries();
        // A single library is compiled anew whenever its step runs, so nothing of it is kept.
        let keeps = self.cargo.incremental || others.len() > 1;
        let stamped = |commands| if keeps { and(commands, kept::STAMP) } else { commands };
        let commands = stamped(self.compile(&[]));
        self.run("Dependencies, from manifests and stubs.", self.downloads(), commands, lines);
        let manifests = if closure.is_masked() { LIBRARIES } else { MANIFESTS };
        lines.copy_from_beside("manifests", manifests);
        for path in &self.cargo.also {
            lines.copy_also_given(path);
        }
        let comment = "Libraries of the workspace, from their sources.";
        if !stable.is_empty() {
            self.copy_libraries(STABLE, &stable, lines);
            let commands = stamped(self.libraries_in_layer(&stable));
            self.run(comment, self.downloads(), commands, lines);
        }
        if !others.is_empty() {
            self.copy_libraries(OTHERS, &others, lines);
            match keeps {
                true => self.run(comment, self.kept(), self.libraries_in_mount(&others), lines),
                false => {
                    let commands = self.libraries_in_layer(&others);
                    self.run(comment, self.downloads(), commands, lines);
                }
            }
        }
        if let ([_], true) = (closure.built.as_slice(), closure.is_masked()) {
            lines.copy_from_beside("manifests", MANIFESTS);
        }
    }

    /// The libraries that change rarely, and the others, each in the order of compilation.
    fn libraries(&self) -> (Vec<&Sources>, Vec<&Sources>) {
        let closure = self.closure;
        let mut stable: BTreeSet<&str> =
            self.cargo.stable.iter().map(|name| name.text.as_str()).collect();
        // Backwards, each library comes before those that it needs: they change as rarely.
        for library in closure.internal.iter().rev() {
            if stable.contains(library.name.as_str()) {
                stable.extend(library.needs.iter().map(String::as_str));
            }
        }
        closure.internal.iter().partition(|library| stable.contains(library.name.as_str()))
    }

    fn libraries_in_layer(&self, libraries: &[&Sources]) -> Vec<ShellCommand> {
        let roots = libraries.iter().flat_map(|sources| &sources.roots);
        let mut commands = vec![self.closure.touch(roots)];
        commands.extend(self.compile(&[]));
        commands
    }

    fn libraries_in_mount(&self, libraries: &[&Sources]) -> Vec<ShellCommand> {
        let mut commands = vec![kept::fill()];
        let coming = self.coming(libraries.to_vec());
        commands.extend(coming.commands());
        commands.extend(self.compile_in_mount(&[]));
        commands.extend(coming.settle());
        commands = and(commands, kept::TAKE_BACK);
        if self.cargo.incremental {
            commands.push(ShellCommand::from(kept::LEAVE_OUT));
        }
        commands
    }

    fn coming<'a>(&'a self, packages: Vec<&'a Sources>) -> kept::Coming<'a> {
        let (also, folder) = (&self.cargo.also, &self.cargo.told.folder.text);
        kept::Coming { closure: self.closure, packages, also, folder }
    }

    /// Copies what libraries are compiled from to a stage beside, if that takes more than two copies.
    /// A new builder then fetches and unpacks one layer of them.
    fn libraries_beside(&self, lines: &mut Lines<'_>) {
        let (stable, others) = self.libraries();
        for (what, libraries) in [(STABLE, stable), (OTHERS, others)] {
            if are_many(&libraries) {
                let folder = lines.folder().to_owned();
                lines.beside(what, &folder, false, |beside| self.copy(&libraries, beside));
            }
        }
    }

    fn copy_libraries(&self, what: &'static str, libraries: &[&Sources], lines: &mut Lines<'_>) {
        match are_many(libraries) {
            true => lines.copy_from_beside(what, lines.folder().to_owned()),
            false => self.copy(libraries, lines),
        }
    }

    /// Copies what packages are compiled from. What two of them name is copied once, and what the
    /// user names stands above them already.
    fn copy(&self, packages: &[&Sources], lines: &mut Lines<'_>) {
        let also = self.cargo.also.iter().filter_map(|path| normal(&path.text));
        let mut seen: BTreeSet<String> = also.collect();
        let all = packages.iter().flat_map(|sources| &sources.copies);
        let (files, folders): (Vec<&Copied>, Vec<&Copied>) = all
            .filter(|copied| seen.insert(copied.path.clone()))
            .partition(|copied| copied.is_file);
        for folder in folders {
            lines.copy_without(&folder.path, &folder.except);
        }
        let mut files: Vec<String> = files.iter().map(|file| file.path.clone()).collect();
        // Files of one folder are copied together.
        files.sort_by(|a, b| (parent(a), a).cmp(&(parent(b), b)));
        lines.copy_manifests(&files);
    }

    /// Copies the sources of a single package. Of several, [`build`](Self::build) gives each a
    /// stage of its own, so that an edit of one compiles that one.
    pub(super) fn sources(&self, lines: &mut Lines<'_>) {
        if let [built] = self.closure.built.as_slice() {
            self.copy(&[&built.sources], lines);
        }
    }

    pub(super) fn build(&self, lines: &mut Lines<'_>) {
        if let [built] = self.closure.built.as_slice() {
            self.program(built, lines);
            return;
        }
        for built in &self.closure.built {
            let sources = |lines: &mut Lines<'_>| {
                if built.mask.is_some() {
                    lines.copy_from_beside("manifests", of_program(&built.sources.name));
                }
                self.copy(&[&built.sources], lines);
            };
            lines.branch(&built.sources.name, sources, |lines| self.program(built, lines));
        }
    }

    fn program(&self, built: &Built, lines: &mut Lines<'_>) {
        self.variables(true, lines);
        let (caches, mut commands) = match self.cargo.incremental {
            true => (self.kept(), self.program_in_mount(built, lines.stage())),
            false => {
                let scripts = self.scripts_of_commits(lines.stage());
                let roots = built.sources.roots.iter().chain(scripts);
                let mut commands = vec![self.closure.touch(roots)];
                commands.extend(self.compile(&[built]));
                (self.downloads(), and(commands, self.install(built, TARGET)))
            }
        };
        commands.extend(self.strip(&built.programs, lines));
        self.run("The program, from its sources.", caches, commands, lines);
        let needs = self.needs(built, lines.stage());
        for program in &built.programs {
            lines.makes(format!("{OUT}/{program}"), needs.clone());
        }
    }

    /// The names of the user's variables that change with every commit.
    fn of_commit(&self) -> impl Iterator<Item = &String> {
        let env = self.cargo.env.iter();
        env.filter(|(_, value)| value.is_per_commit()).map(|(name, _)| &name.text)
    }

    /// The build scripts of libraries that may read a variable which changes with every commit, or
    /// one of the stage. Such a variable may be set below the layer of the libraries, and a script
    /// need not tell cargo of it.
    fn scripts_of_commits(&self, stage: &Around) -> Vec<&String> {
        let is_own = |name: &&String| self.cargo.env.iter().any(|(own, _)| own.text == **name);
        let of_stage = stage.variables.keys().filter(|name| !is_own(name) && !is_ours(name));
        let names: BTreeSet<&String> = self.of_commit().chain(of_stage).collect();
        let scripts = self.closure.internal.iter().filter_map(|library| library.script.as_ref());
        let reads = |it: &&Script| names.iter().any(|name| it.variables.contains(*name));
        scripts.filter(reads).map(|script| &script.file).collect()
    }

    fn program_in_mount(&self, built: &Built, stage: &Around) -> Vec<ShellCommand> {
        let closure = self.closure;
        let mut commands = vec![kept::fill()];
        // The libraries that change rarely are not compared: another state of them has another
        // stamp.
        let mut packages = self.libraries().1;
        packages.retain(|library| **library != built.sources);
        packages.push(&built.sources);
        let coming = self.coming(packages);
        commands.extend(coming.commands());
        // Cargo knows which variables code reads, but of a build script only those that the script
        // names.
        let has_others = self.of_commit().next().is_some() || !stage.variables.keys().all(is_ours);
        let own = built.script.iter().filter(|_| has_others);
        let scripts: Vec<&String> = own.chain(self.scripts_of_commits(stage)).collect();
        if !scripts.is_empty() {
            commands.push(closure.touch(scripts.into_iter()));
        }
        commands.extend(self.compile_in_mount(&[built]));
        commands.extend(coming.settle());
        and(commands, self.install(built, kept::TARGET))
    }

    /// Takes the programs of all packages, or of the one that is asked for.
    pub(super) fn artifacts(&self, lines: &mut Lines<'_>) {
        let closure = self.closure;
        let names = || closure.built.iter().map(|built| built.sources.name.clone());
        let wanted = lines.taken_of();
        if let Some(wanted) = wanted.filter(|wanted| !names().any(|name| name == wanted.text)) {
            let name = wanted.text.clone();
            lines.refuse_setting(
                CargoName::NotCompiled { name, known: names().collect() },
                wanted.at,
            );
            return;
        }
        let is_wanted = |built: &&Built| wanted.is_none_or(|it| it.text == built.sources.name);
        for built in closure.built.iter().filter(is_wanted) {
            let programs = built.programs.iter().map(|program| format!("{OUT}/{program}"));
            let branch = (closure.built.len() > 1).then(|| built.sources.name.clone());
            lines.take_into(programs.collect(), BIN, branch);
        }
    }

    fn run(
        &self,
        comment: &'static str,
        caches: Vec<ToolCache>,
        commands: Vec<ShellCommand>,
        lines: &mut Lines<'_>,
    ) {
        lines.run(comment, &self.closure.root, &caches, commands);
    }
}

/// Whether a variable is one that the recipe sets, or cargo's own.
fn is_ours(name: &String) -> bool {
    name.starts_with("CARGO_") || name == "DOCKERFILE_EMIT"
}

/// Adds a command, on the line of the last one if both are short.
fn and(mut commands: Vec<ShellCommand>, more: impl Into<ShellCommand>) -> Vec<ShellCommand> {
    let more = more.into();
    match commands.last_mut() {
        Some(last)
            if last.words.is_empty()
                && more.words.is_empty()
                && last.head.len() + more.head.len() < shell::WIDTH =>
        {
            last.head += &format!(" && {}", more.head);
        }
        _ => commands.push(more),
    }
    commands
}

/// Whether it takes more than two copies to bring what libraries are compiled from.
fn are_many(libraries: &[&Sources]) -> bool {
    libraries.iter().map(|sources| sources.copies.len()).sum::<usize>() > 2
}
