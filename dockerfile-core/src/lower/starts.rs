//! Programs that cannot start: what recipes have made is followed through COPY, from stage to
//! stage, to the images that start it. What is not certain is a note of the plan.

use std::collections::{BTreeSet, HashMap, HashSet};

use super::shared::Shared;
use super::stage::StageLowering;
use crate::declare::given::Given;
use crate::program::fault::{Fault, Wrong};
use crate::program::instruction::{CopyInstruction, CopySource, From, Instruction, Parents};
use crate::program::interpreters::Has;
use crate::program::language::Language;
use crate::program::libraries::{self, Library};
use crate::program::note::Note;
use crate::program::place::Place;
use crate::program::program::{LoweredLine, LoweredStage, Program};
use crate::program::reference::Reference;
use crate::program::releases::{Glibc, release};
use crate::program::start::{Libc, Made, NeededLibrary};
use crate::value::path::{is_below, join, name_of};
use crate::value::{Kind, StageName};

impl StageLowering<'_> {
    /// Adds a copy of another stage's files. `anyway` is the reason why they start whatever the
    /// base has.
    pub(super) fn push_artifact(&mut self, copy: CopyInstruction, anyway: Option<&Given>) {
        if let Some(why) = anyway {
            self.way_out("starts_anyway");
            if let Some(why) = self.text(why, Kind::Reason) {
                self.comments.push(format!("Starts on this base: {why}"));
            }
        }
        self.push(Instruction::Copy(copy));
        if let Some(line) = self.lines.last_mut() {
            line.starts_anyway = anyway.is_some();
        }
    }
}

/// A program that was made in one stage and has come into another.
#[derive(Clone)]
struct Arrived<'p> {
    /// The program, with its path in this stage.
    made: Made,
    /// The stage that has built it.
    built: &'p LoweredStage,
    /// The copy that brought it; `None` in the stage that has built it, where it starts.
    at: Option<Place>,
    starts_anyway: bool,
}

/// Reports programs that cannot start in the targets that hold them.
pub(super) fn look(shared: &mut Shared) {
    let mut found = Findings::default();
    let program = &shared.program;
    let held = follow(program);
    for (stage, held) in program.stages.iter().zip(&held).filter(|(stage, _)| stage.target) {
        for arrived in held.iter().filter(|arrived| !arrived.starts_anyway) {
            let Some(at) = arrived.at else { continue };
            found.of_libc(arrived, stage, at);
            found.of_interpreter(arrived, stage, (shared, held), at);
            let Some(runs) = shared.base_of(&stage.from) else { continue };
            found.of_libraries(arrived, stage, (shared, &runs), at);
            let builds = shared.base_of(&arrived.built.from);
            if let Some(builds) = builds.filter(|builds| *builds != runs) {
                found.of_glibc(arrived, stage, (&builds, &runs), at);
            }
        }
    }
    for stage in &program.stages {
        if let Some(base) = shared.base_of(&stage.from) {
            found.of_development(stage, shared, &base);
        }
    }
    // Two programs of one copy, or one copy that two images share, are one mistake.
    let mut seen = HashSet::new();
    found.faults.retain(|fault| seen.insert((fault.at, library_of(&fault.wrong))));
    shared.faults.append(&mut found.faults);
    shared.program.notes.append(&mut found.notes);
}

/// The library that a fault is about: each is a mistake of its own, with its own package to add.
fn library_of(wrong: &Wrong) -> Option<&'static str> {
    match wrong {
        Wrong::NoLibrary { library, .. } | Wrong::NoDevelopment { library, .. } => {
            Some(library.file)
        }
        _ => None,
    }
}

/// Programs that do not start, and notes about those of which that is not known.
#[derive(Default)]
struct Findings {
    faults: Vec<Fault>,
    notes: BTreeSet<Note>,
}

impl Findings {
    /// Checks that the base has the interpreter that packages were installed for.
    fn of_interpreter(
        &mut self,
        arrived: &Arrived<'_>,
        stage: &LoweredStage,
        (shared, held): (&Shared, &[Arrived<'_>]),
        at: Place,
    ) {
        let Some(language) = arrived.made.needs.language else { return };
        if shared.chain(stage).flat_map(|stage| &stage.lines).any(|line| brings_more(line, held)) {
            return;
        }
        let has = |stage: &LoweredStage| {
            language.of(shared.base_of(&stage.from).as_deref(), stage.packages.as_ref())
        };
        let folder = arrived.made.path.clone();
        let (builds, runs) = (arrived.built.libc, stage.libc);
        if builds.is_glibc() && runs == Libc::Musl || builds == Libc::Musl && runs.is_glibc() {
            self.notes.insert(Note::OtherLibc { folder: folder.clone(), builds, runs });
        }
        let (built, runs) = match (has(arrived.built), has(stage)) {
            (_, Has::None) => (None, None),
            (Has::One(built), Has::One(runs)) if built != runs => (Some(built), Some(runs)),
            _ => return,
        };
        // Most packages of Node run on any version.
        if let (Language::Node, Some(built), Some(runs)) = (language, &built, &runs) {
            if built.version != runs.version {
                let (built, runs) = (built.version.clone(), runs.version.clone());
                self.notes.insert(Note::OtherNode { folder, built, runs });
            }
            return;
        }
        self.faults.push(Wrong::OtherInterpreter { folder, language, built, runs }.at(at));
    }

    /// Checks that a stage has the development files of the libraries that it links against.
    fn of_development(&mut self, stage: &LoweredStage, shared: &Shared, base: &str) {
        let Some(packages) = all_packages(stage, shared) else { return };
        let dynamic = stage.made.iter().filter(|made| made.needs.libc == Libc::Glibc);
        let libraries =
            dynamic.flat_map(|made| made.needs.libraries.iter().map(|it| (it, made.at)));
        for (NeededLibrary { library, by, is_certain }, at) in libraries {
            let packages = packages.iter().map(String::as_str);
            let lacked = is_certain.then(|| library.lacks_development(base, packages)).flatten();
            if let Some(install) = lacked {
                self.faults.push(Wrong::NoDevelopment { library, by: by.clone(), install }.at(at));
            }
        }
    }

    /// Checks that the base has the libraries that a program is linked against.
    fn of_libraries(
        &mut self,
        arrived: &Arrived<'_>,
        stage: &LoweredStage,
        (shared, base): (&Shared, &str),
        at: Place,
    ) {
        let needs = &arrived.made.needs;
        if needs.libc != Libc::Glibc && needs.language.is_none() {
            return;
        }
        let Some(packages) = all_packages(stage, shared) else { return };
        for NeededLibrary { library, by, is_certain } in &needs.libraries {
            let may_be_in = library.else_compiled_in && needs.language.is_none();
            if may_be_in && !is_linked(library, arrived.built, shared) {
                continue;
            }
            let packages = packages.iter().map(String::as_str);
            let libraries::Found::No(install) = library.found(base, packages) else { continue };
            let (program, by) = (arrived.made.path.clone(), by.clone());
            if *is_certain {
                self.faults.push(Wrong::NoLibrary { program, library, by, install }.at(at));
                continue;
            }
            self.notes.insert(Note::NoLibrary { program, file: library.file, by, install });
        }
    }

    /// Checks that the base's glibc is as new as that of the base which the program was built on.
    fn of_glibc(
        &mut self,
        arrived: &Arrived<'_>,
        stage: &LoweredStage,
        (builds, runs): (&str, &str),
        at: Place,
    ) {
        let needs = &arrived.made.needs;
        let both = |a: Libc, b: Libc| [a, b].iter().all(|libc| libc.is_glibc());
        if !both(needs.libc, stage.libc) || !both(arrived.built.libc, stage.libc) {
            return;
        }
        let program = arrived.made.path.clone();
        let known = release(&Reference::of(builds)).zip(release(&Reference::of(runs)));
        let Some((built, base)) = known else {
            let (builds, runs) = (builds.to_owned(), runs.to_owned());
            self.notes.insert(Note::GlibcUnknown { program, builds, runs });
            return;
        };
        if built.glibc <= base.glibc {
            return;
        }
        // glibc 2.34 has another version of the function that starts every program.
        const NEVER: Glibc = (2, 34);
        let never = built.glibc >= NEVER && base.glibc < NEVER;
        let compiles_c = needs.compiles_c.clone();
        if never || compiles_c.is_some() {
            self.faults.push(Wrong::OlderGlibc { program, built, base, never, compiles_c }.at(at));
        } else {
            self.notes.insert(Note::OlderGlibc { program, built, base });
        }
    }

    /// Checks that the base has the C library that a program needs.
    fn of_libc(&mut self, arrived: &Arrived<'_>, stage: &LoweredStage, at: Place) {
        let (program, asks) = (arrived.made.path.clone(), arrived.made.needs.libc);
        let built_in = arrived.built.name.to_string();
        match asks.starts_on(stage.libc) {
            Some(true) => {}
            Some(false) => {
                let base = stage.libc;
                self.faults.push(Wrong::CannotStart { program, built_in, asks, base }.at(at));
            }
            None => {
                let stage = stage.name.to_string();
                self.notes.insert(Note::MayNotStart { program, built_in, stage });
            }
        }
    }
}

/// Whether a line brings more than what recipes have made, so that an interpreter may be among it.
fn brings_more(line: &LoweredLine, held: &[Arrived<'_>]) -> bool {
    match &line.instruction {
        Instruction::Copy(copy) => {
            let from_elsewhere = matches!(copy.source, CopySource::From(..));
            from_elsewhere && !held.iter().any(|arrived| arrived.at == Some(line.at))
        }
        Instruction::Add(_) | Instruction::Raw(_) => true,
        _ => false,
    }
}

/// The packages of a stage, if its libraries come from nothing but these and its base.
fn all_packages<'s>(stage: &'s LoweredStage, shared: &'s Shared) -> Option<&'s BTreeSet<String>> {
    let mut lines = shared.chain(stage).flat_map(|stage| &stage.lines);
    stage.packages.as_ref().filter(|_| !lines.any(brings_libraries))
}

/// Whether the stage that compiles has the files of a library that is else compiled in.
fn is_linked(library: &Library, built: &LoweredStage, shared: &Shared) -> bool {
    let packages = built.packages.iter().flatten().map(String::as_str);
    shared.base_of(&built.from).is_some_and(|base| library.has_development(&base, packages))
}

/// Whether a line may put libraries where programs look for them.
fn brings_libraries(line: &LoweredLine) -> bool {
    const FOLDERS: [&str; 3] = ["/lib", "/usr/lib", "/usr/local/lib"];
    match &line.instruction {
        Instruction::Copy(copy) => {
            let to = copy.to.known().trim_end_matches('/');
            ["", "/usr", "/usr/local"].contains(&to) || FOLDERS.iter().any(|it| to.starts_with(it))
        }
        Instruction::Env { name, .. } => name.as_str() == "LD_LIBRARY_PATH",
        _ => false,
    }
}

/// The programs of recipes that each stage holds, stage by stage.
fn follow(program: &Program) -> Vec<Vec<Arrived<'_>>> {
    let mut held: Vec<Vec<Arrived<'_>>> = vec![];
    let mut known: HashMap<&StageName, usize> = HashMap::new();
    for stage in &program.stages {
        let mut here: Vec<Arrived<'_>> = match &stage.from {
            From::Stage(parent) => known.get(parent).map(|at| held[*at].clone()),
            From::Image { .. } | From::Scratch => None,
        }
        .unwrap_or_default();
        let own = |made: &Made| Arrived {
            made: made.clone(),
            built: stage,
            at: None,
            starts_anyway: false,
        };
        here.extend(stage.made.iter().map(own));
        for line in &stage.lines {
            let Instruction::Copy(copy) = &line.instruction else { continue };
            let CopySource::From(from, _) = &copy.source else { continue };
            let Some(there) = known.get(from) else { continue };
            let brought = held[*there].iter().filter_map(|arrived| {
                let path = arrives(copy, &arrived.made)?;
                Some(Arrived {
                    made: Made { path, ..arrived.made.clone() },
                    built: arrived.built,
                    at: Some(line.at),
                    starts_anyway: line.starts_anyway,
                })
            });
            here.extend(brought.collect::<Vec<_>>());
        }
        known.insert(&stage.name, held.len());
        held.push(here);
    }
    held
}

/// The path at which a copy puts a program, if it takes the program along.
fn arrives(copy: &CopyInstruction, made: &Made) -> Option<String> {
    let CopySource::From(_, paths) = &copy.source else { return None };
    let to = copy.to.known();
    let is_folder = paths.len() > 1 || to.ends_with('/');
    for source in paths.iter().filter(|path| path.is_literal()).map(|path| path.known()) {
        let source = if source == "/" { source } else { source.trim_end_matches('/') };
        // A pattern takes files that are directly in the folder.
        let (folder, pattern) = match (copy.names.is_empty(), source.rsplit_once('/')) {
            (false, _) => (source, Some(copy.names.as_slice())),
            (true, Some((folder, "*"))) => (folder, None),
            (true, _) => (source, None),
        };
        let below = made.path.strip_prefix(folder).filter(|_| is_below(folder, &made.path));
        let Some(below) = below.map(|below| below.trim_start_matches('/')) else {
            // The copy takes a part of the folder that was made.
            let is_part = made.is_folder && made.needs.language.is_none();
            if is_part && is_below(&made.path, folder) {
                return Some(to.to_owned());
            }
            continue;
        };
        if pattern.is_some_and(|names| !names.iter().any(|name| name == below)) {
            continue;
        }
        return Some(match &copy.parents {
            Parents::All => join(to, &made.path),
            Parents::Below(kept) => {
                join(to, made.path.strip_prefix(kept.as_str()).unwrap_or(below))
            }
            Parents::None if below.is_empty() && is_folder && !made.is_folder => {
                join(to, name_of(&made.path))
            }
            Parents::None => join(to, below),
        });
    }
    None
}

#[cfg(test)]
mod tests;
