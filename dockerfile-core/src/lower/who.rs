//! The user and the WORKDIR of a stage's program: looked up before lines are lowered, wherever they
//! are declared, and in force below all lines.

use super::end::BaseUser;
use super::stage::{StageLowering, root};
use crate::declare::stage::node::Line;
use crate::declare::steps::step::Step;
use crate::program::fault::Wrong;
use crate::program::instruction::User;
use crate::program::phase::Phase;
use crate::program::program::Who;

impl StageLowering<'_> {
    /// Finds the user and the WORKDIR before lines are lowered, since lines above their declaration
    /// ask for them.
    pub(super) fn look_ahead(&mut self, lines: &[Line]) {
        self.look_for_home(lines);
        // A line that says who runs replaces all that the parent said.
        self.state.starts_as_root &= !lines.iter().any(|line| line.step.says_who());
        let (mut answer, mut drops_at) = (None, None);
        for line in lines {
            let who = match &line.step {
                Step::MadeUser(user) => user.owner(self).map_or(Who::Invalid, Who::User),
                Step::BaseUser(user) => user.owner(self).map_or(Who::Invalid, Who::User),
                Step::RunsAsRoot { .. } => Who::Root,
                Step::KeepsBaseUser { .. } => match self.state.base_user {
                    BaseUser::Is(owner) if User::of(owner) != User::Root => Who::User(owner),
                    _ => Who::Base,
                },
                Step::StartsAsRoot { .. } => {
                    (self.state.starts_as_root, drops_at) = (true, Some(line.at));
                    continue;
                }
                _ => continue,
            };
            if let Some(first) = answer.replace(line.at) {
                self.complain(Wrong::TwoUsers { first }, line.at);
            }
            (self.state.who, self.state.who_at) = (Some(who), Some(line.at));
        }
        if let (Some(at), None | Some(Who::Root | Who::Base)) = (drops_at, self.state.who) {
            self.complain(Wrong::NobodyToDropTo, at);
            self.state.who = Some(Who::Invalid);
        }
    }

    fn look_for_home(&mut self, lines: &[Line]) {
        let mut first = None;
        for line in lines {
            let Step::Workdir(path) = &line.step else { continue };
            if let Some(first) = first.replace(line.at).filter(|_| line.reason.is_none()) {
                self.complain(Wrong::TwoWorkdirs { first }, line.at);
            }
            // A wrong path is reported once, and counts as declared.
            self.state.home = Some(self.value(path).unwrap_or_else(root));
        }
    }

    /// Prints USER last, above the start, with the stage's own WORKDIR in force: a step below would
    /// run as that user.
    pub(super) fn user(&mut self) {
        let comments = std::mem::take(&mut self.comments_of_user);
        if !self.target {
            self.comments.splice(0..0, comments);
            return;
        }
        self.phase = Phase::Account;
        self.at = self.state.who_at.unwrap_or(self.at);
        self.reason = None;
        // A directory that a line as it is given has set last is the image's.
        if self.state.home.is_some() || !self.state.as_given.workdir {
            self.go_home();
        }
        self.comments.splice(0..0, comments);
        match self.state.who {
            Some(Who::User(_)) if self.state.starts_as_root => self.set_user(User::Root),
            Some(Who::User(owner)) => self.set_user(User::Owner(owner)),
            Some(Who::Root) => self.set_user(User::Root),
            Some(Who::Base) => self.back_to_base_user(),
            Some(Who::Invalid) | None => {}
        }
    }

    /// Goes back to the user of the base. Where nobody can, that is reported once.
    pub(super) fn back_to_base_user(&mut self) {
        match self.state.base_user {
            BaseUser::Is(owner) => self.set_user(User::of(owner)),
            // A line as it is given has said another.
            _ if self.state.as_given.user => {}
            BaseUser::NotRoot if self.state.user == Some(User::Root) => {
                self.complain(Wrong::BaseUserLost, self.at);
                self.state.who = Some(Who::Invalid);
            }
            BaseUser::NotRoot | BaseUser::Unsaid => {}
        }
    }
}
