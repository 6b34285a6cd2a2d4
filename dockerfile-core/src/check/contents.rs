//! The files of each stage, as far as lines tell: which paths lines make, which lived in a mount for
//! caches or scratch files and so are in no layer, and which a VOLUME holds.

use std::collections::{BTreeMap, HashMap};

use super::complaints;
use super::report::Diagnostic;
use crate::program::instruction::{
    CopyInstruction, CopySource, FilePath, From, Instruction, Parents, RunForm, RunInstruction,
    RunMount,
};
use crate::program::place::Place;
use crate::program::program::{LoweredStage, Program};
use crate::value::StageName;
use crate::value::path::{is_below, join, name_of};
use crate::value::shell::removals::{removes, script_of, without_removals};

/// The files of one stage, without those of the stage that it goes on from, its parent.
#[derive(Default)]
struct Files {
    parent: Option<usize>,
    /// Whether all files are known: the stage starts from `scratch`, and nothing runs in it.
    all_known: bool,
    /// Targets of COPY and ADD, with all that is below.
    brought: Vec<String>,
    /// Directories that WORKDIR makes, with nothing in them.
    directories: Vec<String>,
    /// Targets of mounts whose files are in no layer, each with its type.
    cached: BTreeMap<String, &'static str>,
    volumes: Vec<String>,
    workdir: String,
}

/// The type of a mount that outlives its step.
const CACHE: &str = "cache";

/// Folders in which any step may leave files.
const OF_ALL: [&str; 3] = ["/run", "/tmp", "/var/tmp"];

/// The files of the stages so far, by name.
#[derive(Default)]
struct Known<'a> {
    files: Vec<Files>,
    names: HashMap<&'a StageName, usize>,
}

pub(super) fn check(program: &Program) -> Vec<Diagnostic> {
    let mut known = Known::default();
    let mut diagnostics = vec![];
    for stage in &program.stages {
        known.begin(stage);
        for line in &stage.lines {
            diagnostics.extend(known.line(&line.instruction, line.at));
        }
    }
    diagnostics
}

impl<'a> Known<'a> {
    fn begin(&mut self, stage: &'a LoweredStage) {
        let parent = match &stage.from {
            From::Stage(name) => self.names.get(name).copied(),
            From::Scratch | From::Image { .. } => None,
        };
        let mut files = Files { parent, workdir: "/".to_owned(), ..Files::default() };
        files.all_known = stage.from == From::Scratch;
        if let Some(parent) = parent {
            files.all_known = self.files[parent].all_known;
            files.workdir.clone_from(&self.files[parent].workdir);
        }
        self.names.insert(&stage.name, self.files.len());
        self.files.push(files);
    }

    /// The files of a stage and of all stages that it goes on from.
    fn up(&self, stage: usize) -> impl Iterator<Item = &Files> {
        std::iter::successors(self.files.get(stage), |files| self.files.get(files.parent?))
    }

    fn line(&mut self, instruction: &Instruction, at: Place) -> Option<Diagnostic> {
        let here = self.files.len() - 1;
        let problem = self.problem(here, instruction, at);
        let files = &mut self.files[here];
        match instruction {
            Instruction::Copy(copy) => files.brought.extend(brought(copy)),
            Instruction::Add(add) => files.brought.push(add.to.clone()),
            Instruction::Workdir(path) => {
                files.directories.push(path.to_string());
                path.as_str().clone_into(&mut files.workdir);
            }
            Instruction::Volume(path) => files.volumes.push(path.to_string()),
            Instruction::Run(run) => {
                files.all_known = false;
                let mounts = lost_mounts(run);
                files.cached.extend(mounts.map(|(target, mount)| (target.to_owned(), mount)));
            }
            // A raw line may make any file.
            Instruction::Raw(_) => files.all_known = false,
            _ => {}
        }
        problem
    }

    fn problem(&self, here: usize, instruction: &Instruction, at: Place) -> Option<Diagnostic> {
        match instruction {
            Instruction::Copy(copy) => {
                let lost = match &copy.source {
                    CopySource::From(stage, paths) if !copy.optional => {
                        paths.iter().find_map(|path| self.not_there(stage, path.known(), at))
                    }
                    CopySource::Context(_) | CopySource::From(..) | CopySource::Inline(_) => None,
                };
                lost.or_else(|| self.written_below_volume(here, copy.to.known(), at))
            }
            Instruction::Add(add) => self.written_below_volume(here, &add.to, at),
            // WORKDIR makes the directory if it is not there yet.
            Instruction::Workdir(path) => {
                let written = self.written_below_volume(here, path.as_str(), at);
                written.filter(|_| !self.is_there(here, path.as_str()))
            }
            Instruction::Run(run) => self.run(here, run, at),
            Instruction::Entrypoint(argv) | Instruction::Cmd(argv) => {
                self.read_from_cache(here, argv.first()?, at)
            }
            Instruction::Healthcheck(check) => {
                self.read_from_cache(here, check.command.first()?, at)
            }
            _ => None,
        }
    }

    /// A diagnostic where a stage certainly does not hold the path that is copied from it.
    fn not_there(&self, stage: &StageName, path: &str, at: Place) -> Option<Diagnostic> {
        // The name may be that of a build context, of which nothing is known.
        let from = *self.names.get(stage)?;
        if let Some(target) = self.cache_that_held(from, path) {
            return Some(complaints::artifact_from_cache(path, target, stage.as_str(), at));
        }
        let nothing_made = self.files[from].all_known && !self.is_there(from, path);
        nothing_made.then(|| complaints::nothing_made(path, stage.as_str(), at))
    }

    /// Whether a line makes the path, or may bring it.
    fn is_there(&self, stage: usize, path: &str) -> bool {
        path == "/"
            || self.up(stage).any(|files| {
                files
                    .brought
                    .iter()
                    .any(|brought| is_below(brought, path) || is_below(path, brought))
                    || files.directories.iter().any(|directory| is_below(path, directory))
            })
    }

    /// The mount that a path lived in, and its type, unless a line also put the path into a layer.
    fn cache_that_held(&self, stage: usize, path: &str) -> Option<(&str, &'static str)> {
        let mut targets = self.up(stage).flat_map(|files| &files.cached);
        let (target, mount) = targets.find(|(target, _)| is_below(target, path))?;
        let put_there = |files: &Files| {
            files.brought.iter().any(|brought| is_below(target, brought) && is_below(brought, path))
        };
        (!self.up(stage).any(put_there)).then_some((target.as_str(), *mount))
    }

    fn written_below_volume(&self, here: usize, path: &str, at: Place) -> Option<Diagnostic> {
        let volumes = self.up(here).flat_map(|files| &files.volumes);
        let volume = volumes.into_iter().find(|volume| is_below(volume, path))?;
        Some(complaints::writer_below_volume(path, volume, at))
    }

    fn run(&self, here: usize, run: &RunInstruction, at: Place) -> Option<Diagnostic> {
        let binds = run.options.mounts.iter().filter_map(|mount| match mount {
            RunMount::Bind { from: Some(stage), source, .. } => Some((stage, source)),
            _ => None,
        });
        if let Some(lost) =
            binds.into_iter().find_map(|(stage, path)| self.not_there(stage, path, at))
        {
            return Some(lost);
        }
        // Most stages have neither cache mounts nor volumes, and need no look at every word.
        if self.up(here).all(|files| files.cached.is_empty() && files.volumes.is_empty()) {
            return None;
        }
        let mounted: Vec<&str> = lost_mounts(run).map(|(target, _)| target).collect();
        for word in words(&run.form) {
            let path = match word.strip_prefix('/') {
                Some(_) => word.clone(),
                None => format!("{}/{word}", self.files[here].workdir.trim_end_matches('/')),
            };
            if let Some(problem) = self.written_below_volume(here, &path, at) {
                return Some(problem);
            }
            // Another step may make files where one had a tmpfs, such as in `/tmp`.
            let is_of_cache = self.cache_that_held(here, &path).is_some_and(|held| held.1 == CACHE);
            if is_of_cache
                && mounted.iter().all(|target| !is_below(target, &path))
                && let Some(problem) = self.read_from_cache(here, &path, at)
            {
                return Some(problem);
            }
        }
        None
    }

    fn read_from_cache(&self, here: usize, path: &str, at: Place) -> Option<Diagnostic> {
        // The mounted folder itself is still there, and empty.
        let target = self.cache_that_held(here, path).filter(|(target, _)| *target != path)?;
        Some(complaints::read_from_cache(path, target, at))
    }
}

/// The paths that a copy makes: one for each of several files, else the target with all that is
/// below.
fn brought(copy: &CopyInstruction) -> Vec<String> {
    match &copy.source {
        CopySource::From(_, paths) if paths.len() > 1 && copy.parents == Parents::None => {
            let all_known = copy.to.is_literal() && paths.iter().all(FilePath::is_literal);
            let name = |path: &FilePath| {
                let path = path.known();
                name_of(path).to_owned()
            };
            let to = copy.to.known();
            match all_known {
                true => paths.iter().map(|path| join(to, &name(path))).collect(),
                false => vec![to.to_owned()],
            }
        }
        _ => vec![copy.to.known().to_owned()],
    }
}

/// Whether a command calls a package manager.
pub(super) fn is_install(command: &str) -> bool {
    const MANAGERS: [&str; 6] = ["apt-get", "apk", "dnf", "microdnf", "zypper", "pacman"];
    program_of(command).is_some_and(|program| MANAGERS.contains(&program))
}

/// The program that a command calls, behind assignments of variables.
fn program_of(command: &str) -> Option<&str> {
    command.split(' ').find(|word| !word.contains('='))
}

/// The targets of mounts whose files are in no layer, each with the mount's type.
fn lost_mounts(run: &RunInstruction) -> impl Iterator<Item = (&str, &'static str)> {
    run.options.mounts.iter().filter_map(|mount| match mount {
        RunMount::Cache { target, .. } => Some((target.as_str(), CACHE)),
        RunMount::Tmpfs { target, .. } if !OF_ALL.contains(&target.as_str()) => {
            Some((target.as_str(), "tmpfs"))
        }
        _ => None,
    })
}

/// Words of commands that may be paths. Commands that remove files read nothing, so theirs are left
/// out.
fn words(form: &RunForm) -> Vec<String> {
    let texts: Vec<String> = match form {
        RunForm::Commands(commands) => {
            commands.iter().map(|command| without_removals(&command.head)).collect()
        }
        RunForm::Script(text) => vec![without_removals(text)],
        RunForm::Argv(argv) => {
            let argv: Vec<&str> = argv.iter().map(String::as_str).collect();
            let script = script_of(&argv);
            let read = argv.iter().enumerate().map(|(at, word)| match script {
                Some(script) if script == at => without_removals(word),
                _ => (*word).to_owned(),
            });
            if removes(&argv) { vec![] } else { read.collect() }
        }
    };
    let separates = |c: char| c.is_whitespace() || "\"'=:;,(){}|&<>`$".contains(c);
    let words = texts.iter().flat_map(|text| text.split(separates));
    words.filter(|word| word.contains('/')).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests;
