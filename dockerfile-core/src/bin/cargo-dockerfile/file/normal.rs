//! A normal form of a stage: what it does and what its image says, however it is written.
//!
//! Two stages that are spelled in different ways and do the same are equal: names of stages, ENV on one
//! line or two, a directory that is joined to a path, exec form or the shell's own words.

use std::collections::BTreeMap;

use super::instruction::{Config, Copy, Instruction, Mount, Origin, Run};
use super::{File, Line, Stage};

/// A stage, from the image at its root on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Normal {
    /// `None` is scratch.
    pub(crate) image: Option<String>,
    pub(crate) platform: Option<String>,
    pub(crate) steps: Vec<Step>,
    pub(crate) config: Config,
}

/// What makes a layer. The line is no part of what is compared.
#[derive(Clone, Debug)]
pub(crate) struct Step {
    pub(crate) number: u32,
    pub(crate) operation: Operation,
}

impl PartialEq for Step {
    fn eq(&self, other: &Self) -> bool {
        self.operation == other.operation
    }
}

impl Eq for Step {}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Operation {
    Run {
        run: Run,
        /// What each mount with a stage's files reads, by its place.
        origins: BTreeMap<usize, Box<Normal>>,
        env: BTreeMap<String, String>,
        directory: String,
        user: String,
    },
    Copy {
        copy: Copy,
        /// The stage that the files come from.
        origin: Option<Box<Normal>>,
    },
    /// A directory that is made for a user.
    Directory { path: String, user: String },
}

/// The normal form of a stage.
pub(crate) fn of(file: &File, stage: &Stage) -> Normal {
    let mut normal = match &stage.from {
        Origin::Stage(base) => of(file, &file.stages[*base]),
        Origin::Image(name) => on(Some(name.clone())),
        Origin::Scratch => on(None),
    };
    normal.platform.clone_from(&stage.platform);
    normal.config = stage.config.clone();
    for line in &stage.lines {
        let operation = operation(file, line);
        normal.steps.extend(operation.map(|operation| Step { number: line.number, operation }));
    }
    normal
}

fn on(image: Option<String>) -> Normal {
    Normal { image, platform: None, steps: vec![], config: Config::default() }
}

fn operation(file: &File, line: &Line) -> Option<Operation> {
    let stage = |origin: &Option<Origin>| match origin {
        Some(Origin::Stage(index)) => Some(Box::new(of(file, &file.stages[*index]))),
        _ => None,
    };
    match &line.instruction {
        Instruction::Run(run) => {
            let mut run = run.clone();
            run.mounts.sort_by(|one, other| key(one).cmp(&key(other)));
            let mounts = run.mounts.iter().enumerate();
            let origins =
                mounts.filter_map(|(at, mount)| Some((at, stage(&mount.from)?))).collect();
            run.mounts.iter_mut().for_each(|mount| forget(&mut mount.from));
            Some(Operation::Run {
                run,
                origins,
                env: line.state.env.iter().cloned().collect(),
                directory: line.state.directory.clone(),
                user: line.state.user.clone(),
            })
        }
        Instruction::Copy(copy) => {
            let mut copy = copy.clone();
            let origin = stage(&copy.from);
            forget(&mut copy.from);
            copy.word.clear();
            Some(Operation::Copy { copy, origin })
        }
        Instruction::Workdir(workdir) if workdir.path != "/" => {
            let (path, user) = (workdir.path.clone(), line.state.user.clone());
            Some(Operation::Directory { path, user })
        }
        _ => None,
    }
}

fn key(mount: &Mount) -> (&str, &str, &str) {
    (&mount.target, &mount.kind, &mount.source)
}

/// A stage's number says nothing: what it does is compared.
fn forget(origin: &mut Option<Origin>) {
    if let Some(Origin::Stage(index)) = origin {
        *index = 0;
    }
}
