//! RUN: which steps join and which stay apart, and the shell and the caches that they need.

use std::collections::BTreeSet;

use super::stage::{StageLowering, same_rate};
use crate::program::fault::Wrong;
use crate::program::instruction::{
    Access, Instruction, Owner, RunForm, RunInstruction, RunMount, RunOptions, Sharing,
    ShellCommand, User, ValuePart,
};
use crate::value::AbsPath;

/// The folder, the user and the shell of a step.
#[derive(Default)]
pub(super) struct Setting {
    /// The shell that reads the step; `None` is the usual one.
    pub(super) shell: Option<Vec<String>>,
    /// The folder; `None` is the stage's WORKDIR.
    pub(super) folder: Option<AbsPath>,
    pub(super) user: StepUser,
}

/// The user that a step runs as.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum StepUser {
    #[default]
    Root,
    /// The user of the base, whose id is not known: no line can come back to it.
    Base,
    Owner(Owner),
}

impl StageLowering<'_> {
    pub(super) fn run(&mut self, mounts: Vec<RunMount>, commands: Vec<ShellCommand>) {
        let options = RunOptions { mounts, ..RunOptions::default() };
        self.run_in(Setting::default(), options, RunForm::Commands(commands));
    }

    /// Lowers a step in a setting of its own.
    pub(super) fn run_in(&mut self, setting: Setting, options: RunOptions, form: RunForm) {
        self.get_ready(setting, &form);
        self.put_run(options, form);
    }

    /// Sets USER, WORKDIR, waiting variables and SHELL for a step.
    pub(super) fn get_ready(&mut self, setting: Setting, form: &RunForm) {
        // A user who runs several steps in a row stays between them.
        let stays = match setting.user {
            StepUser::Root => false,
            StepUser::Base => true,
            StepUser::Owner(owner) => self.runs_as(owner),
        };
        if !stays {
            self.become_root();
        }
        match setting.folder {
            Some(folder) => self.change_dir(folder),
            None => self.go_home(),
        }
        self.flush_build_env();
        if !matches!(form, RunForm::Argv(_)) {
            self.set_shell(setting.shell);
        }
        match setting.user {
            StepUser::Root => {}
            StepUser::Base => self.back_to_base_user(),
            StepUser::Owner(owner) => self.set_user(User::Owner(owner)),
        }
    }

    /// Adds a step, which joins the RUN above where it may.
    pub(super) fn put_run(&mut self, options: RunOptions, form: RunForm) {
        self.look_at_mounts(&options.mounts);
        // A comment is about one step, which so stays apart.
        let apart = std::mem::take(&mut self.apart) || !self.comments.is_empty();
        let alike = self.run_above().filter(|run| !apart && run.options == options);
        match (alike.map(|run| &mut run.form), form) {
            (Some(RunForm::Commands(above)), RunForm::Commands(more)) => above.extend(more),
            (_, form) => self.push(Instruction::Run(RunInstruction { options, form })),
        }
    }

    /// Reports two mounts of a step at one path or in one variable: a builder shows one of them, and
    /// does not say which.
    fn look_at_mounts(&mut self, mounts: &[RunMount]) {
        let mut seen = BTreeSet::new();
        let places = mounts.iter().flat_map(RunMount::seen_at);
        if let Some(place) = places.into_iter().find(|place| !seen.insert(place.clone())) {
            self.complain(Wrong::TwoMounts { place }, self.at);
        }
    }

    /// The RUN just above, if it changes as often as the line that is being lowered.
    fn run_above(&mut self) -> Option<&mut RunInstruction> {
        let above = self.lines.last_mut()?;
        let joins = same_rate(above.phase, self.phase) && above.reason == self.reason;
        match &mut above.instruction {
            Instruction::Run(run) if joins => Some(run),
            _ => None,
        }
    }

    /// Keeps the next RUN apart from the one above it.
    pub(super) fn keep_apart(&mut self) {
        self.apart = true;
    }

    /// A cache mount for an installer, which several builds may use at once.
    pub(super) fn cache_mount(&self, tool: &str, target: &str) -> RunMount {
        self.cache(tool, target, Sharing::Shared)
    }

    /// A cache mount for a tool that lets only one build at a time use it.
    pub(super) fn locked_cache(&self, tool: &str, target: &str) -> RunMount {
        self.cache(tool, target, Sharing::Locked)
    }

    fn cache(&self, tool: &str, target: &str, sharing: Sharing) -> RunMount {
        RunMount::Cache {
            id: vec![ValuePart::Text(self.cache_id(tool))],
            target: target.to_owned(),
            sharing,
            read_only: false,
            from: None,
            access: Access::default(),
        }
    }

    /// The id of a cache: tool, family and stage, and no tag, so that an update of the base image
    /// leaves every byte of the RUN as it is.
    pub(super) fn cache_id(&self, tool: &str) -> String {
        format!("{tool}-{}-{}", self.family.id(), self.name)
    }
}
