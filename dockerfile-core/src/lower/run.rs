//! RUN: what joins, what stays apart, and the shell and caches that it needs.

use super::stage::{StageLowering, same_rate};
use crate::program::instruction::{
    Access, Instruction, Owner, RunForm, RunInstruction, RunMount, RunOptions, Sharing,
    ShellCommand, User, ValuePart,
};
use crate::value::AbsPath;

/// Where a step runs, and as whom.
#[derive(Default)]
pub(super) struct Setting {
    /// What reads it, if that is not the usual shell.
    pub(super) shell: Option<Vec<String>>,
    /// Its folder; `None` is the stage's own.
    pub(super) folder: Option<AbsPath>,
    /// Its user; `None` is root.
    pub(super) runs_as: Option<Owner>,
}

impl StageLowering<'_> {
    pub(super) fn run(&mut self, mounts: Vec<RunMount>, commands: Vec<ShellCommand>) {
        let options = RunOptions { mounts, ..RunOptions::default() };
        self.run_in(Setting::default(), options, RunForm::Commands(commands));
    }

    /// Runs commands in a setting of their own.
    pub(super) fn run_in(&mut self, setting: Setting, options: RunOptions, form: RunForm) {
        self.get_ready(setting, &form);
        self.put_run(options, form);
    }

    /// What has to be in force where a step runs.
    pub(super) fn get_ready(&mut self, setting: Setting, form: &RunForm) {
        // One who runs several steps is not left between them.
        let stays = setting.runs_as.is_some_and(|owner| self.runs_as(owner));
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
        if let Some(owner) = setting.runs_as {
            self.set_user(User::Owner(owner));
        }
    }

    /// The step itself, which joins the one above where it may.
    pub(super) fn put_run(&mut self, options: RunOptions, form: RunForm) {
        // A comment is about its own step.
        let apart = std::mem::take(&mut self.apart) || !self.comments.is_empty();
        let alike = self.run_above().filter(|run| !apart && run.options == options);
        match (alike.map(|run| &mut run.form), form) {
            (Some(RunForm::Commands(above)), RunForm::Commands(more)) => above.extend(more),
            (_, form) => self.push(Instruction::Run(RunInstruction { options, form })),
        }
    }

    /// The RUN just above, if what the line at hand runs changes as often as it does.
    fn run_above(&mut self) -> Option<&mut RunInstruction> {
        let above = self.lines.last_mut()?;
        let joins = same_rate(above.phase, self.phase) && above.reason == self.reason;
        match &mut above.instruction {
            Instruction::Run(run) if joins => Some(run),
            _ => None,
        }
    }

    /// The next RUN is one of its own, whatever stands above it.
    pub(super) fn keep_apart(&mut self) {
        self.apart = true;
    }

    /// A cache of the installer's own.
    pub(super) fn cache_mount(&self, tool: &str, target: &str) -> RunMount {
        self.cache(tool, target, Sharing::Shared)
    }

    /// The same for a tool that lets one build at a time use it.
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

    /// The id carries tool, family and stage, and no tag: an update of the base image
    /// leaves every byte of the RUN as it is.
    pub(super) fn cache_id(&self, tool: &str) -> String {
        format!("{tool}-{}-{}", self.family.id(), self.name)
    }
}
