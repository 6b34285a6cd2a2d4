//! One stage: its lines in the order of the file, RUNs joined, WORKDIR and USER
//! where they cost nothing.

mod ask;
mod line;
mod run;
mod variable;

use std::collections::BTreeSet;

use super::{End, LoweredLine, LoweredStage, Lowering, Who};
use crate::base::FamilyKind;
use crate::complaints;
use crate::given::{GivenText, Place};
use crate::instruction::{From, Instruction, User};
use crate::order::Phase;
use crate::stage::{Line, Node};
use crate::steps::Step;
use crate::value::{AbsPath, Kind, StageName, Value, VarName};

/// A stage on its way from declared lines to instructions. Steps lower themselves
/// into it.
pub(crate) struct StageLowering<'a> {
    all: &'a mut Lowering,
    name: StageName,
    from: From,
    family: FamilyKind,
    target: bool,
    remarks: Vec<String>,
    lines: Vec<LoweredLine>,
    /// The declared line at hand.
    phase: Phase,
    at: Place,
    reason: Option<String>,
    /// What is in force, and what the stage declares as a whole.
    state: End,
    /// The variables of the build that ARG has brought in.
    args: BTreeSet<VarName>,
    /// Variables that wait for the next step that runs.
    pending: Vec<(VarName, GivenText)>,
    pipefail: bool,
    /// The next RUN is not joined with the one above it.
    apart: bool,
}

impl<'a> StageLowering<'a> {
    pub(super) fn lower(
        all: &'a mut Lowering,
        node: &Node,
        name: StageName,
        from: From,
        target: bool,
        inherited: End,
    ) -> (LoweredStage, End) {
        let mut stage =
            Self::begin(all, node.family, node.at, name, from, target, inherited.clone());
        stage.look_ahead(&node.lines);
        stage.lines(&node.lines);
        stage.end(&inherited);
        stage.lowered(node.at)
    }

    fn begin(
        all: &'a mut Lowering,
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
            remarks: vec![],
            lines: vec![],
            phase: Phase::Base,
            at,
            reason: None,
            state,
            args: BTreeSet::new(),
            pending: vec![],
            pipefail: false,
            apart: false,
        }
    }

    fn lowered(self, at: Place) -> (LoweredStage, End) {
        let lowered = LoweredStage {
            at,
            name: self.name,
            from: self.from,
            target: self.target,
            who: self.state.who,
            remarks: self.remarks,
            lines: self.lines,
        };
        (lowered, self.state)
    }

    /// A stage of a recipe's own, which starts where this one stands, and what a reader should
    /// know of it; its name. Two that do the same are one.
    pub(crate) fn beside(
        &mut self,
        what: &str,
        remark: &str,
        fill: impl FnOnce(&mut StageLowering<'_>),
    ) -> StageName {
        self.flush_build_env();
        self.end_above();
        let (family, from, at, phase) = (self.family, self.from.clone(), self.at, self.phase);
        let state = End { who: None, who_at: None, home: None, ..self.state.clone() };
        // Caches go by the name of the stage that asks.
        let asks = self.name.clone();
        let mut beside = StageLowering::begin(self.all, family, at, asks, from, false, state);
        beside.phase = phase;
        beside.remarks.push(remark.to_owned());
        fill(&mut beside);
        let (mut lowered, _) = beside.lowered(at);
        if let Some(same) = self.all.program.stages.iter().find(|stage| stage.does(&lowered)) {
            return same.name.clone();
        }
        lowered.name = self.all.free_name(&format!("{}-{what}", self.name));
        let name = lowered.name.clone();
        self.all.program.stages.push(lowered);
        name
    }

    /// Makes a stage of what stands so far, for this one and another to start from.
    fn end_above(&mut self) {
        let name = match &self.from {
            From::Stage(_) if self.lines.is_empty() => return,
            From::Image { declared, .. } if self.lines.is_empty() => self.all.name_for(declared),
            _ => self.all.free_name(&format!("{}-base", self.name)),
        };
        let from = std::mem::replace(&mut self.from, From::Stage(name.clone()));
        self.all.program.stages.push(LoweredStage {
            at: self.at,
            name,
            from,
            target: false,
            who: None,
            remarks: std::mem::take(&mut self.remarks),
            lines: std::mem::take(&mut self.lines),
        });
        // As in every stage that goes on from another one.
        self.args.clear();
        self.pipefail = false;
    }

    /// What lines above may ask about: the user and the WORKDIR, wherever declared.
    fn look_ahead(&mut self, lines: &[Line]) {
        for line in lines {
            let who = match &line.step {
                Step::MadeUser(user) => Some(user.owner(self).map_or(Who::Invalid, Who::User)),
                Step::BaseUser(user) => Some(user.owner(self).map_or(Who::Invalid, Who::User)),
                Step::RunsAsRoot { .. } => Some(Who::Root),
                Step::KeepsBaseUser { .. } => Some(Who::Base),
                Step::Workdir(path) => {
                    // A bad one is complained about once, and is still a declared one.
                    self.state.home = Some(self.value(path).unwrap_or_else(root));
                    None
                }
                _ => None,
            };
            if who.is_some() {
                (self.state.who, self.state.who_at) = (who, Some(line.at));
            }
        }
    }

    /// WORKDIR makes its directory, a layer of its own: it goes above what changes. USER
    /// goes below all that runs.
    fn lines(&mut self, lines: &[Line]) {
        let first_after = |phase| {
            let after = |line: &Line| line.reason.is_none() && line.phase > phase;
            lines.iter().position(after).unwrap_or(lines.len())
        };
        let (set_up, start) = (first_after(Phase::Account), first_after(Phase::Runtime));
        self.block(&lines[..set_up]);
        lines.iter().filter(|line| is_early(line)).for_each(|line| self.line(line));
        self.block(&lines[set_up..start]);
        self.user();
        self.block(&lines[start..]);
    }

    /// Lines in their order; packages of one manager that stand together are one install.
    fn block(&mut self, lines: &[Line]) {
        let lines: Vec<&Line> = lines.iter().filter(|line| !is_early(line)).collect();
        for group in lines.chunk_by(|above, line| is_one_install(above, line)) {
            let [first, more @ ..] = group else { continue };
            let Step::Packages(packages) = &first.step else {
                self.line(first);
                continue;
            };
            let mut together = packages.clone();
            for line in more {
                if let Step::Packages(packages) = &line.step {
                    if let Some((one, other)) = together.other_snapshot(packages) {
                        let complaint = complaints::two_snapshots(one, other);
                        self.complain(complaint);
                    }
                    together.join(packages);
                }
            }
            self.enter(first);
            together.lower(self);
        }
    }

    fn enter(&mut self, line: &Line) {
        self.phase = line.phase;
        self.at = line.at;
        self.reason = line.reason.as_ref().and_then(|why| self.text(why, Kind::Reason));
        if self.reason.is_some() {
            self.way_out("out_of_order");
        }
    }

    /// What is left to say below the last line.
    fn end(&mut self, inherited: &End) {
        if let Some((name, value)) = self.pending.first() {
            let complaint = complaints::nothing_runs_below(name.as_str(), value.at);
            self.complain(complaint);
        }
        // A stage that goes on from this one finds USER as this one found it.
        if let (false, Some(user)) = (self.target, inherited.user) {
            self.set_user(user);
        }
    }

    // ---- instructions ---------------------------------------------------------------

    pub(crate) fn push(&mut self, instruction: Instruction) {
        self.lines.push(LoweredLine {
            phase: self.phase,
            at: self.at,
            reason: self.reason.clone(),
            instruction,
        });
    }

    // ---- USER and WORKDIR -------------------------------------------------------------

    /// USER stands last, above the start: a step below it would run as that user.
    fn user(&mut self) {
        if !self.target {
            return;
        }
        self.phase = Phase::Account;
        self.at = self.state.who_at.unwrap_or(self.at);
        self.reason = None;
        self.go_home();
        match self.state.who {
            Some(Who::User(owner)) => self.set_user(User::Owner(owner)),
            Some(Who::Root) => self.set_user(User::Root),
            Some(Who::Base | Who::Invalid) | None => {}
        }
    }

    fn become_root(&mut self) {
        if matches!(self.state.user, Some(User::Owner(_))) {
            self.set_user(User::Root);
        }
    }

    fn set_user(&mut self, user: User) {
        if self.state.user != Some(user) {
            self.push(Instruction::User(user));
            self.state.user = Some(user);
        }
    }

    pub(crate) fn change_dir(&mut self, dir: AbsPath) {
        if self.state.workdir.as_ref() != Some(&dir) {
            self.become_root();
            self.push(Instruction::Workdir(dir.clone()));
            self.state.workdir = Some(dir);
        }
    }

    /// Back to the stage's own directory, if a step had one of its own.
    fn go_home(&mut self) {
        if self.state.workdir.is_some() {
            let home = self.state.home.clone().unwrap_or_else(root);
            self.change_dir(home);
        }
    }
}

fn root() -> AbsPath {
    AbsPath::trusted("/".to_owned())
}

/// Directories and the account change together: once, when the service is set up.
fn same_rate(a: Phase, b: Phase) -> bool {
    let set_up = |phase| matches!(phase, Phase::Directories | Phase::Account);
    a == b || (set_up(a) && set_up(b))
}

/// A WORKDIR goes above the lines that it was declared among, unless it is out of order.
fn is_early(line: &Line) -> bool {
    line.reason.is_none() && matches!(line.step, Step::Workdir(_))
}

fn is_one_install(above: &Line, line: &Line) -> bool {
    let why = |line: &Line| line.reason.as_ref().map(|why| why.text.clone());
    let joins = match (&above.step, &line.step) {
        (Step::Packages(above), Step::Packages(more)) => above.joins(more),
        _ => false,
    };
    joins && above.phase == line.phase && why(above) == why(line)
}
