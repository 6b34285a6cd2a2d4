//! What a stage has at a path, as far as that is known: the last line that touches the path
//! decides, then the stage that this one goes on from, then the base.

use std::cell::RefCell;
use std::collections::{BTreeSet, HashMap};

use super::effects::{self, Done, Effects, names_repository};
use super::tools::is_absent;
use crate::program::base_files::{BaseFiles, Held, program_of_system};
use crate::program::instruction::{
    AddInstruction, AddSource, CopySource, From, Instruction, Owner, Permissions, ValuePart,
};
use crate::program::place::Place;
use crate::program::program::{LoweredLine, LoweredStage, Program};
use crate::recipes::survey::{Facts, Looked};
use crate::value::StageName;
use crate::value::path::{is_below, join, parent};

/// What a stage has at a path.
#[derive(Clone, Debug)]
pub(super) enum At<'p> {
    /// Certainly nothing.
    Nothing,
    Folder,
    File(Standing<'p>),
    Unknown,
}

/// A file of a stage, and how it came there.
#[derive(Clone, Debug)]
pub(super) struct Standing<'p> {
    pub(super) content: Content<'p>,
    /// The mode that a line sets.
    pub(super) mode: Option<&'p Permissions>,
    pub(super) owner: Option<Owner>,
    /// The line that put the file there; `None` for a base's file.
    pub(super) at: Option<Place>,
    /// Whether a step has changed the mode since.
    pub(super) is_changed: bool,
}

#[derive(Clone, Debug)]
pub(super) enum Content<'p> {
    /// A file of the context.
    Context(String),
    Inline(&'p str),
    Downloaded,
    /// A program of a base, or one that this crate's own commands put there: it can be started.
    Program,
}

/// The files of all stages.
pub(super) struct Filesystem<'p> {
    pub(super) program: &'p Program,
    pub(super) facts: &'p Facts,
    pub(super) stages: HashMap<&'p StageName, usize>,
    /// The effects of each stage's steps by line, and whether packages of other publishers may come
    /// into the stage.
    steps: Vec<(HashMap<usize, Effects>, bool)>,
    /// Paths of the context that have to be looked at on disk before more can be told.
    pub(super) to_look_at: RefCell<BTreeSet<String>>,
}

/// How a path is looked for.
#[derive(Clone, Copy, Default)]
pub(super) struct How {
    pub(super) depth: usize,
    /// Whether a program counts as missing if the base is known to have none of that name.
    pub(super) by_names: bool,
}

impl How {
    pub(super) fn deeper(self) -> Self {
        Self { depth: self.depth + 1, ..self }
    }
}

/// The greatest depth to which copies of copies are followed.
const DEEPEST: usize = 16;

impl<'p> Filesystem<'p> {
    pub(super) fn of(program: &'p Program, facts: &'p Facts) -> Self {
        let (stages, steps, to_look_at) = Default::default();
        let mut files = Self { program, facts, stages, steps, to_look_at };
        for (at, stage) in program.stages.iter().enumerate() {
            let steps = files.steps_of(stage);
            files.steps.push(steps);
            files.stages.insert(&stage.name, at);
        }
        files
    }

    fn steps_of(&self, stage: &LoweredStage) -> (HashMap<usize, Effects>, bool) {
        let parent = self.parent(stage);
        let mut others = parent.is_some_and(|parent| self.steps[parent].1);
        let workdir = match (parent, &stage.from) {
            (Some(parent), _) => self.workdir(parent),
            (None, From::Image { declared, .. }) => {
                BaseFiles::of(declared).map(|base| base.workdir.to_owned())
            }
            (None, _) => None,
        };
        let mut workdir = workdir.unwrap_or_else(|| "/".to_owned());
        let (mut steps, mut environment) = (HashMap::new(), vec![]);
        for (at, line) in stage.lines.iter().enumerate() {
            match &line.instruction {
                Instruction::Run(run) => {
                    let effects = effects::of(run, &workdir, &environment);
                    others |= effects.adds_repository();
                    steps.insert(at, effects);
                }
                Instruction::Copy(copy) => others |= names_repository(copy.to.known()),
                Instruction::Add(add) => others |= names_repository(&add.to),
                Instruction::Workdir(path) => path.as_str().clone_into(&mut workdir),
                Instruction::Env { value, .. } => {
                    environment.extend(value.iter().filter_map(|part| match part {
                        ValuePart::Text(text) => Some(text.clone()),
                        ValuePart::Variable(_) => None,
                    }));
                }
                _ => {}
            }
        }
        (steps, others)
    }

    pub(super) fn parent(&self, stage: &LoweredStage) -> Option<usize> {
        match &stage.from {
            From::Stage(name) => self.stages.get(name).copied(),
            From::Scratch | From::Image { .. } => None,
        }
    }

    pub(super) fn stage(&self, stage: usize) -> &'p LoweredStage {
        &self.program.stages[stage]
    }

    /// The files of the stage's base, if something is known of them.
    pub(super) fn base(&self, stage: usize) -> Option<BaseFiles> {
        match &self.stage(stage).from {
            From::Scratch => Some(BaseFiles::EMPTY),
            From::Image { declared, .. } => BaseFiles::of(declared),
            From::Stage(name) => self.base(*self.stages.get(name)?),
        }
    }

    /// The base image of the stage; `None` for `scratch`.
    pub(super) fn image(&self, stage: usize) -> Option<&'p str> {
        match &self.stage(stage).from {
            From::Scratch => None,
            From::Image { declared, .. } => Some(declared),
            From::Stage(name) => self.image(*self.stages.get(name)?),
        }
    }

    /// The WORKDIR at the end of the stage; `None` where it is not known.
    pub(super) fn workdir(&self, stage: usize) -> Option<String> {
        for line in self.stage(stage).lines.iter().rev() {
            match &line.instruction {
                Instruction::Workdir(path) => return Some(path.to_string()),
                other if other.raw_word() == Some("WORKDIR") => return None,
                _ => {}
            }
        }
        match self.parent(self.stage(stage)) {
            Some(parent) => self.workdir(parent),
            None => self.base(stage).map(|base| base.workdir.to_owned()),
        }
    }

    /// What the finished stage has at an absolute path.
    pub(super) fn at(&self, stage: usize, path: &str) -> At<'p> {
        self.at_any_name(stage, self.stage(stage).lines.len(), path, How::default())
    }

    /// What the finished stage has at the path of a program. A base that is known to have no
    /// program of that name has nothing there.
    pub(super) fn program_at(&self, stage: usize, path: &str) -> At<'p> {
        let how = How { by_names: true, ..How::default() };
        self.at_any_name(stage, self.stage(stage).lines.len(), path, how)
    }

    /// What the finished stage has under a program's bare name, in the folders of PATH.
    pub(super) fn looked_up(&self, stage: usize, folders: &[String], name: &str) -> At<'p> {
        for folder in folders {
            match self.program_at(stage, &join(folder, name)) {
                At::Nothing | At::Folder => {}
                found => return found,
            }
        }
        At::Nothing
    }

    /// What is at a path above a line, also under its other name: distributions have `/bin` and
    /// `/usr/bin` as one folder.
    pub(super) fn at_any_name(&self, stage: usize, end: usize, path: &str, how: How) -> At<'p> {
        let found = self.above(stage, end, path, how);
        if self.base(stage).is_some_and(|base| base.is_empty()) {
            return found;
        }
        let other = match path.strip_prefix("/usr") {
            Some(rest) if is_merged(rest) => rest.to_owned(),
            None if is_merged(path) => format!("/usr{path}"),
            _ => return found,
        };
        match found {
            At::Nothing => self.above(stage, end, &other, how),
            found => found,
        }
    }

    /// What is at a path above the line `end`.
    pub(super) fn above(&self, stage: usize, end: usize, path: &str, how: How) -> At<'p> {
        if how.depth > DEEPEST {
            return At::Unknown;
        }
        let lines = &self.stage(stage).lines;
        let mut is_changed = false;
        for at in (0..end).rev() {
            let found = match &lines[at].instruction {
                Instruction::Run(_) => match self.steps[stage].0[&at].on(path, self.steps[stage].1)
                {
                    Done::Nothing => continue,
                    Done::Changed => {
                        is_changed = true;
                        continue;
                    }
                    Done::Folder => At::Folder,
                    Done::Program => file(Content::Program, lines[at].at),
                    Done::Unknown => At::Unknown,
                },
                Instruction::Copy(copy) => match self.copied(copy, stage, at, path, how) {
                    Some(found) => found,
                    None => continue,
                },
                Instruction::Add(add) => match added(add, &lines[at], path) {
                    Some(found) => found,
                    None => continue,
                },
                Instruction::Workdir(folder) if is_below(path, folder.as_str()) => At::Folder,
                other if other.raw_word().is_some_and(makes_files) => At::Unknown,
                _ => continue,
            };
            return changed(found, is_changed);
        }
        let below = match self.parent(self.stage(stage)) {
            Some(parent) => self.above(parent, self.stage(parent).lines.len(), path, how.deeper()),
            None => match self.of_base(stage, path, how) {
                Some(Held::Nothing) => At::Nothing,
                Some(Held::Folder) => At::Folder,
                Some(Held::File) => At::File(Standing {
                    content: Content::Program,
                    mode: None,
                    owner: None,
                    at: None,
                    is_changed: false,
                }),
                Some(Held::Unknown) | None => At::Unknown,
            },
        };
        changed(below, is_changed)
    }

    fn of_base(&self, stage: usize, path: &str, how: How) -> Option<Held> {
        let base = self.base(stage)?;
        let name = program_of_system(path).filter(|_| how.by_names);
        let lacks = |name: &str| {
            let image = self.image(stage);
            !base.may_have(name) || image.is_some_and(|image| is_absent(name, image))
        };
        Some(if name.is_some_and(lacks) { Held::Nothing } else { base.at(path) })
    }

    /// Whether a folder exists only because WORKDIR names it, and nothing puts a file into it.
    pub(super) fn is_made_for_nothing(&self, stage: usize, folder: &str) -> bool {
        let near = |path: &str| is_below(folder, path) || is_below(path, folder);
        let (steps, others) = &self.steps[stage];
        let leaves_it = |(at, line): (usize, &LoweredLine)| match &line.instruction {
            Instruction::Run(_) => steps[&at].on(folder, *others) == Done::Nothing,
            Instruction::Copy(copy) => !near(copy.to.known().trim_end_matches('/')),
            Instruction::Add(add) => !near(add.to.trim_end_matches('/')),
            Instruction::Volume(path) => !near(path.as_str()),
            other => !other.raw_word().is_some_and(makes_files),
        };
        let lines = &self.stage(stage).lines;
        lines.iter().enumerate().all(leaves_it)
            && match self.parent(self.stage(stage)) {
                Some(parent) => self.is_made_for_nothing(parent, folder),
                None => self.base(stage).is_some_and(|base| base.at(folder) == Held::Nothing),
            }
    }

    /// Paths that lines bring under the same name as a program, or into its folder.
    pub(super) fn brought_near(&self, stage: usize, program: &str) -> Vec<String> {
        let above = self.parent(self.stage(stage));
        let mut near = above.map_or_else(Vec::new, |above| self.brought_near(above, program));
        let name = program.rsplit('/').next();
        for line in &self.stage(stage).lines {
            let Instruction::Copy(copy) = &line.instruction else { continue };
            let to = copy.to.shown();
            let paths = match (&copy.source, to.strip_suffix('/')) {
                (CopySource::Context(paths) | CopySource::From(_, paths), Some(folder)) => {
                    let names = paths.iter().filter_map(|path| path.known().rsplit('/').next());
                    names.map(|name| join(folder, name)).collect()
                }
                _ => vec![to],
            };
            let is_near = |path: &String| {
                let same_folder = program.contains('/') && parent(path) == parent(program);
                path.rsplit('/').next() == name || same_folder
            };
            near.extend(paths.into_iter().filter(is_near));
        }
        near
    }

    pub(super) fn fact(&self, path: &str) -> Option<&'p Looked> {
        self.facts.get(path)
    }
}

/// Whether the path is in a folder that merged distributions also have below `/usr`.
fn is_merged(path: &str) -> bool {
    ["/bin/", "/sbin/", "/lib/"].iter().any(|folder| path.starts_with(folder))
}

fn file<'p>(content: Content<'p>, at: Place) -> At<'p> {
    At::File(Standing { content, mode: None, owner: None, at: Some(at), is_changed: false })
}

fn changed(found: At<'_>, is_changed: bool) -> At<'_> {
    match found {
        At::File(file) => At::File(Standing { is_changed: file.is_changed || is_changed, ..file }),
        found => found,
    }
}

fn added<'p>(add: &'p AddInstruction, line: &LoweredLine, path: &str) -> Option<At<'p>> {
    let to = add.to.trim_end_matches('/');
    if is_below(path, to) && path != to {
        return Some(At::Folder);
    }
    if !is_below(to, path) {
        return None;
    }
    match &add.source {
        AddSource::Url { unpack: false, .. } if !add.to.ends_with('/') => {
            let said = Standing {
                content: Content::Downloaded,
                mode: add.flags.mode.as_ref(),
                owner: add.flags.owner,
                at: Some(line.at),
                is_changed: false,
            };
            (path == to).then_some(At::File(said))
        }
        AddSource::Url { .. } | AddSource::Git { .. } => Some(At::Unknown),
    }
}

/// Whether a raw line with this word may make files.
fn makes_files(word: &str) -> bool {
    !matches!(
        word,
        "CMD"
            | "ENTRYPOINT"
            | "EXPOSE"
            | "HEALTHCHECK"
            | "LABEL"
            | "MAINTAINER"
            | "ONBUILD"
            | "STOPSIGNAL"
            | "USER"
            | "VOLUME"
    )
}

#[cfg(test)]
mod tests;
