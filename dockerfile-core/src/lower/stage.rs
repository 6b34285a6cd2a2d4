//! The lowering of one stage, from declared lines to instructions.

use std::collections::{BTreeMap, BTreeSet};

use super::end::{BaseUser, End};
use super::rustc::{CompilesHere, FoundCompiler};
use super::shared::Shared;
use crate::declare::family::FamilyKind;
use crate::declare::given_text::GivenText;
use crate::declare::stage::node::{Line, Node};
use crate::program::base_files::BaseFiles;
use crate::program::instruction::{From, Instruction, Owner, User};
use crate::program::phase::Phase;
use crate::program::place::Place;
use crate::program::program::{Above, LoweredLine, LoweredStage, Sbom};
use crate::program::start::Made;
use crate::value::{AbsPath, Kind, StageName, Value as _, VarName};

/// A stage that is being lowered: steps add their instructions to it.
pub(super) struct StageLowering<'a> {
    pub(super) all: &'a mut Shared,
    pub(super) name: StageName,
    pub(super) from: From,
    pub(super) family: FamilyKind,
    pub(super) target: bool,
    pub(super) sbom: BTreeSet<Sbom>,
    pub(super) remarks: Vec<String>,
    pub(super) lines: Vec<LoweredLine>,
    pub(super) made: Vec<Made>,
    pub(super) debug_files: Option<String>,
    /// The phase of the line that is being lowered.
    pub(super) phase: Phase,
    /// The place that declares the line.
    pub(super) at: Place,
    /// The reason of a line that stands out of order.
    pub(super) reason: Option<String>,
    /// Settings in force, and what the stage declares as a whole.
    pub(super) state: End,
    /// The build variables that ARG lines have declared in the stage.
    pub(super) args: BTreeSet<VarName>,
    /// The description of the stage, and where it is declared.
    pub(super) description: Option<(String, Place)>,
    /// Comments that wait for the next line that is printed.
    pub(super) comments: Vec<String>,
    /// Comments that wait for USER.
    pub(super) comments_of_user: Vec<String>,
    /// The place of the user's last comment, and the number of faults found above it.
    pub(super) commented: Option<(Place, usize)>,
    /// Variables that wait for the next step that runs.
    pub(super) pending: Vec<Waiting>,
    /// Whether the next RUN is kept apart from the one above it.
    pub(super) apart: bool,
    /// Whether a step downloads with wget.
    pub(super) wget: bool,
    /// Whether a step downloads with curl.
    pub(super) curl: bool,
    /// The directories that the stage's lines make: where each is declared, its owner and its mode.
    pub(super) directories: BTreeMap<String, (Place, HowMade)>,
    /// Names of variables that shell text reads where no line above sets them, each with its place.
    pub(super) reads: Vec<(String, Place)>,
    /// Names of variables that texts read with which a container is started, each with its place.
    pub(super) reads_of_start: Vec<(String, Place)>,
    /// The names of archives that were copied into the stage.
    pub(super) archives: Vec<String>,
    /// The node of this stage, and where in it a probe is still to be compiled.
    pub(super) compiles: Option<(*const Node, CompilesHere)>,
    /// The compiler of the probe that this stage's health check asks for.
    pub(super) asks: Option<FoundCompiler>,
    /// Whether the probe has been copied into the stage.
    pub(super) has_probe: bool,
}

/// The owner and the mode of a directory; `None` is root, and what `install` gives.
pub(super) type HowMade = (Option<Owner>, Option<u32>);

/// A variable that is declared for the next step that runs.
pub(super) struct Waiting {
    pub(super) name: VarName,
    pub(super) value: GivenText,
    /// The reason why a variable that looks like a secret is none.
    pub(super) why: Option<String>,
}

impl<'a> StageLowering<'a> {
    pub(super) fn begin(
        all: &'a mut Shared,
        family: FamilyKind,
        at: Place,
        name: StageName,
        from: From,
        target: bool,
        state: End,
    ) -> Self {
        Self {
            all,
            name,
            from,
            family,
            target,
            sbom: BTreeSet::new(),
            remarks: vec![],
            lines: vec![],
            made: vec![],
            debug_files: None,
            phase: Phase::Base,
            at,
            reason: None,
            state,
            args: BTreeSet::new(),
            description: None,
            comments: vec![],
            comments_of_user: vec![],
            commented: None,
            pending: vec![],
            apart: false,
            wget: false,
            curl: false,
            directories: BTreeMap::new(),
            reads: vec![],
            reads_of_start: vec![],
            archives: vec![],
            compiles: None,
            asks: None,
            has_probe: false,
        }
    }

    pub(super) fn lowered(self, at: Place) -> (LoweredStage, End) {
        let lowered = LoweredStage {
            at,
            name: self.name,
            from: self.from,
            target: self.target,
            who: self.state.who,
            description: self.description.map(|(text, _)| text),
            sbom: self.sbom,
            remarks: self.remarks,
            lines: self.lines,
            libc: self.family.libc(),
            packages: (!self.state.may_have_more).then(|| self.state.packages.clone()),
            made: self.made,
            debug_files: self.debug_files,
        };
        (lowered, self.state)
    }

    /// Adds a helper stage that starts where this one stands now, and returns its name. Two helper
    /// stages with the same lines are one.
    pub(super) fn beside(
        &mut self,
        what: &str,
        fill: impl FnOnce(&mut StageLowering<'_>),
    ) -> StageName {
        self.flush_build_env();
        self.end_above();
        let (family, from, at, phase) = (self.family, self.from.clone(), self.at, self.phase);
        let state = self.state.without_program();
        // Cache ids carry the name of the stage that asks for the helper.
        let asks = self.name.clone();
        let mut beside = StageLowering::begin(self.all, family, at, asks, from, false, state);
        beside.phase = phase;
        fill(&mut beside);
        let (lowered, _) = beside.lowered(at);
        let name = format!("{}-{what}", self.name);
        self.all.put_beside(lowered, &name)
    }

    /// Ends a stage at the lines so far, from which this one and a helper both start.
    pub(super) fn end_above(&mut self) {
        self.restore_shell();
        let name = match &self.from {
            From::Stage(_) if self.lines.is_empty() => return,
            From::Image { declared, .. } if self.lines.is_empty() => self.all.name_for(declared),
            _ => self.all.free_name(&format!("{}-base", self.name)),
        };
        let from = std::mem::replace(&mut self.from, From::Stage(name.clone()));
        let above = LoweredStage {
            remarks: std::mem::take(&mut self.remarks),
            lines: std::mem::take(&mut self.lines),
            packages: (!self.state.may_have_more).then(|| self.state.packages.clone()),
            made: std::mem::take(&mut self.made),
            ..LoweredStage::new(self.at, name, from, self.family.libc())
        };
        self.all.program.stages.push(above);
        // A stage that goes on from another one declares its build variables anew.
        self.args.clear();
    }

    /// Sets phase, place and reason of the line that is lowered next.
    pub(super) fn enter(&mut self, line: &Line) {
        self.phase = line.phase;
        self.at = line.at;
        self.reason = line.reason.as_ref().and_then(|why| self.text(why, Kind::Reason));
        if self.reason.is_some() {
            self.way_out("out_of_order");
        }
    }

    // ---- instructions ---------------------------------------------------------------

    pub(super) fn push(&mut self, instruction: Instruction) {
        self.look_at_link(&instruction);
        self.lines.push(LoweredLine {
            phase: self.phase,
            at: self.at,
            reason: self.reason.clone(),
            above: Above { comments: std::mem::take(&mut self.comments), skip: None },
            instruction,
            starts_anyway: false,
        });
    }

    // ---- SHELL ----------------------------------------------------------------------------

    /// Sets the SHELL of the next step; `None` is the usual one.
    pub(super) fn set_shell(&mut self, shell: Option<Vec<String>>) {
        if self.state.shell != shell {
            let usual = || USUAL_SHELL.map(str::to_owned).to_vec();
            self.push(Instruction::Shell(shell.clone().unwrap_or_else(usual)));
            self.state.shell = shell;
        }
    }

    /// Sets SHELL back to the stage's own: a step's shell is not to reach stages that go on from
    /// this one.
    pub(super) fn restore_shell(&mut self) {
        self.set_shell(self.state.own_shell.clone());
    }

    // ---- USER and WORKDIR -------------------------------------------------------------

    pub(super) fn become_root(&mut self) {
        let is_root = match self.state.user {
            Some(user) => user == User::Root,
            None => self.state.base_user == BaseUser::Unsaid,
        };
        if self.state.as_given.user || !is_root {
            self.set_user(User::Root);
        }
    }

    /// Whether a step would run as this user.
    pub(super) fn runs_as(&self, owner: Owner) -> bool {
        self.state.user == Some(User::Owner(owner)) && !self.state.as_given.user
    }

    pub(super) fn set_user(&mut self, user: User) {
        if self.state.user != Some(user) || self.state.as_given.user {
            self.push(Instruction::User(user));
            self.state.user = Some(user);
            self.state.as_given.user = false;
        }
    }

    pub(super) fn change_dir(&mut self, dir: AbsPath) {
        if self.state.workdir.as_ref() != Some(&dir) || self.state.as_given.workdir {
            self.become_root();
            self.push(Instruction::Workdir(dir.clone()));
            self.state.workdir = Some(dir);
            self.state.as_given.workdir = false;
        }
    }

    /// Changes back to the stage's own WORKDIR, if a step had one of its own.
    pub(super) fn go_home(&mut self) {
        if self.state.workdir.is_some() || self.state.as_given.workdir {
            let home = self.state.home.clone().unwrap_or_else(|| self.home_of_base());
            self.change_dir(home);
        }
    }

    /// The WORKDIR of the base; the root if nothing is known of it.
    fn home_of_base(&self) -> AbsPath {
        let base = self.base().and_then(|base| BaseFiles::of(&base));
        base.map_or_else(root, |base| AbsPath::trusted(base.workdir.to_owned()))
    }
}

/// The SHELL of a base that sets none.
pub(super) const USUAL_SHELL: [&str; 2] = ["/bin/sh", "-c"];

pub(super) fn root() -> AbsPath {
    AbsPath::trusted("/".to_owned())
}

/// Whether two phases change equally often. Directories and the account change together, when a
/// service is set up.
pub(super) fn same_rate(a: Phase, b: Phase) -> bool {
    let set_up = |phase| matches!(phase, Phase::Directories | Phase::Account);
    a == b || (set_up(a) && set_up(b))
}

#[cfg(test)]
mod tests {
    use super::same_rate;
    use crate::program::phase::Phase;

    #[test]
    fn directories_and_the_account_change_together() {
        use Phase::{Account, Build, Dependencies, Directories, Packages, Source};
        for (a, b, same) in [
            (Build, Build, true),
            (Directories, Account, true),
            (Account, Directories, true),
            (Packages, Directories, false),
            (Account, Dependencies, false),
            (Source, Build, false),
        ] {
            assert_eq!(same_rate(a, b), same, "{a} {b}");
        }
    }
}
