//! The order of lowering: which stages there are, the order of the lines in each, installs that
//! join, and WORKDIR and USER where they cost nothing.

use std::collections::HashSet;
use std::rc::Rc;

use super::args;
use super::branches::branched;
use super::comment::{commented, with_comments};
use super::compiler::{compiler, look_for_compilers};
use super::debug_files;
use super::end::End;
use super::nodes::{UNNAMED, count_image, in_build_order, name_of};
use super::rustc::{Above, probe_of};
use super::shared::Shared;
use super::stage::{StageLowering, same_rate};
use super::{starts, whole};
use crate::declare::disk::Readable;
use crate::declare::stage::node::{Line, Node, Start};
use crate::declare::steps::origin::Origin;
use crate::declare::steps::step::Step;
use crate::program::dialect::Dialect;
use crate::program::fault::{Fault, Wrong};
use crate::program::instruction::{From, Instruction, RunForm, RunInstruction};
use crate::program::phase::Phase;
use crate::program::program::{LoweredLine, LoweredStage, Program};
use crate::value::shell::table::BOTH;
use crate::value::{StageName, Value as _, shell};

/// Lowers the stages of an image, and returns what is wrong with them.
///
/// `user_id` is the id of users who are given none. Without `readable` no recipe reads its project,
/// and recipes' parts are empty.
pub(crate) fn lower(
    targets: &[Rc<Node>],
    user_id: u32,
    dialect: Dialect,
    readable: Option<Readable>,
) -> (Program, Vec<Fault>) {
    let nodes = in_build_order(targets);
    let mut shared = Shared { user_id, dialect, readable, ..Shared::default() };
    count_images(&nodes, &mut shared);
    look_for_compilers(&nodes, &mut shared);
    unreached(targets, &nodes, &mut shared);
    is_last(targets, &nodes, &mut shared);
    shared.run_on = run_on(&nodes);
    for node in &nodes {
        let target = targets.iter().any(|target| Rc::ptr_eq(target, node));
        stage(node, target, &mut shared);
    }
    let broken = whole::faults(targets, &nodes, |project| shared.is_unread(project));
    shared.faults.extend(broken);
    shared.look_at_reads();
    starts::look(&mut shared);
    debug_files::put_in(&mut shared);
    allow_runs_apart(&mut shared);
    shared.program.args = args::hoist(&mut shared.program.stages);
    (shared.program, shared.faults)
}

fn count_images(nodes: &[Rc<Node>], shared: &mut Shared) {
    for node in nodes {
        shared.names.insert(name_of(node));
        for origin in node.lines.iter().flat_map(|line| line.step.origins()) {
            if let Origin::Image(image, platform) = origin {
                count_image(image, platform, shared);
            }
        }
        if let Start::Image { image, platform, .. } = &node.from {
            count_image(image, platform, shared);
        }
    }
}

/// Reports stages of an `image!` that no target uses. In the builder's form an unused stage is an
/// unused variable, which rustc reports.
fn unreached(targets: &[Rc<Node>], nodes: &[Rc<Node>], shared: &mut Shared) {
    // A target that is emitted into another file counts, too.
    let elsewhere = nodes.iter().flat_map(|node| &node.targets_beside);
    let all: Vec<Rc<Node>> = targets.iter().chain(elsewhere).cloned().collect();
    let reached = in_build_order(&all);
    for stage in nodes.iter().flat_map(|node| &node.beside) {
        if !reached.iter().any(|node| Rc::ptr_eq(node, stage)) {
            let stage_name = name_of(stage);
            shared.complain(Wrong::StageUnreached { stage: stage_name }, stage.at);
        }
    }
}

/// The stages with another one on them in which something runs: variables for steps count there.
fn run_on(nodes: &[Rc<Node>]) -> HashSet<*const Node> {
    let mut run_on = HashSet::new();
    for node in nodes.iter().rev() {
        run_on.extend(branched(node).map(Rc::as_ptr));
        let runs = node.lines.iter().any(|line| line.step.runs());
        if let Start::Stage(parent) = &node.from
            && (runs || run_on.contains(&Rc::as_ptr(node)))
        {
            run_on.insert(Rc::as_ptr(parent));
        }
    }
    run_on
}

/// Reports a last target that would not be the last stage of the file, which a build without
/// `--target` builds.
fn is_last(targets: &[Rc<Node>], nodes: &[Rc<Node>], shared: &mut Shared) {
    let (Some(said), Some(below)) = (targets.last(), nodes.last()) else { return };
    if !Rc::ptr_eq(said, below) {
        let (target, below) = (name_of(said), name_of(below));
        shared.complain(Wrong::NotLast { target, below }, said.at);
    }
}

fn stage(node: &Rc<Node>, target: bool, shared: &mut Shared) {
    let name = match &node.name {
        Some(name) => shared.value::<StageName>(name),
        None => Some(StageName::trusted(UNNAMED.to_owned())),
    };
    let (from, inherited) = match &node.from {
        Start::Image { image, platform, runs_as } => {
            (shared.image(image, platform, node.family), shared.start(image, *runs_as))
        }
        Start::Stage(parent) => match shared.known.get(&Rc::as_ptr(parent)) {
            Some((name, end)) => (Some(From::Stage(name.clone())), end.clone()),
            None => (None, End::default()),
        },
    };
    let is_run_on = shared.run_on.contains(&Rc::as_ptr(node));
    let compiles = shared.compilers.get(&Rc::as_ptr(node)).map(|here| (Rc::as_ptr(node), *here));
    // A stage with a wrong name or base is lowered all the same, so that the user sees all mistakes
    // at once.
    let bad = name.is_none() || from.is_none();
    // A name of no other stage, so that nothing more is reported of this one.
    let nameless = || StageName::trusted(format!("stage-of-line-{}", node.at.line()));
    let name = name.unwrap_or_else(nameless);
    let from = from.unwrap_or(From::Scratch);
    let mut stage = StageLowering::begin(
        shared,
        node.family,
        node.at,
        name.clone(),
        from,
        target,
        inherited.clone(),
    );
    stage.compiles = compiles;
    stage.asks = probe_of(&node.lines).map(|probe| compiler(probe, node));
    for line in &node.lines {
        if let Some(step) = line.step.given_nothing() {
            stage.complain(Wrong::Nothing { step }, line.at);
        }
    }
    stage.look_for_settings(&node.lines);
    stage.look_ahead(&node.lines);
    stage.in_order(&node.lines);
    stage.refuse_below_branching(&node.lines);
    stage.lines(&node.lines);
    stage.volumes(node);
    stage.look_at_probe(&node.lines);
    stage.look_at_start(node);
    stage.end(&inherited, is_run_on);
    let (lowered, end) = stage.lowered(node.at);
    if !bad {
        of_one_platform(&lowered, shared);
        shared.known.insert(Rc::as_ptr(node), (name, end));
    }
    shared.program.stages.push(lowered);
}

/// Reports a stage of a fixed platform that runs something or is a target: it may only hold files.
fn of_one_platform(stage: &LoweredStage, shared: &mut Shared) {
    let Some(platform) = shared.fixed_platform(&stage.from) else { return };
    let runs = |line: &&LoweredLine| matches!(line.instruction, Instruction::Run(_));
    let ran = stage.lines.iter().find(runs);
    if let Some(at) = ran.map(|line| line.at).or_else(|| stage.target.then_some(stage.at)) {
        shared.complain(Wrong::OfOnePlatform { platform, runs: ran.is_some() }, at);
    }
}

/// Allows hadolint's rule about consecutive RUNs, where two single commands stay apart.
fn allow_runs_apart(shared: &mut Shared) {
    let single = |line: &LoweredLine| match &line.instruction {
        Instruction::Run(RunInstruction { options, form }) => match form {
            RunForm::Commands(commands) => {
                let one = commands.len() == 1 && shell::facts(commands[0].head.as_bytes()).single;
                one.then(|| options.clone())
            }
            RunForm::Argv(_) => Some(options.clone()),
            RunForm::Script(_) => None,
        },
        _ => None,
    };
    let pairs = shared.program.stages.iter().flat_map(|stage| stage.lines.windows(2));
    let apart: Vec<bool> = pairs
        .filter(|pair| single(&pair[0]).is_some_and(|run| single(&pair[1]) == Some(run)))
        .map(|pair| pair[1].above.comments.is_empty() || !same_rate(pair[0].phase, pair[1].phase))
        .collect();
    let reasons = [
        (true, "steps that change at different rates, or set up their shell, stay apart"),
        (false, "a step with a comment of its own stays apart"),
    ];
    for (_, why) in reasons.into_iter().filter(|(by_rate, _)| apart.contains(by_rate)) {
        shared.allow("DL3059", why.to_owned());
    }
}

impl StageLowering<'_> {
    /// Reports lines of an earlier phase than layers of the stage's parent: what types do not see
    /// of a parent at `Runtime`.
    fn in_order(&mut self, lines: &[Line]) {
        let above = self.state.floor;
        let often = Phase::Dependencies..=Phase::Files;
        for line in lines.iter().filter(|line| line.reason.is_none() && line.step.has_a_place()) {
            if let Some(parent) = above.filter(|parent| line.phase < *parent) {
                self.complain(Wrong::BelowParent { phase: line.phase, parent }, line.at);
            }
            if often.contains(&line.phase) {
                self.state.floor = self.state.floor.max(Some(line.phase));
            }
        }
    }

    /// Lowers the lines. WORKDIR makes its directory in a layer of its own, so it goes above what
    /// changes. USER goes below all that runs.
    fn lines(&mut self, lines: &[Line]) {
        let first_after = |phase| {
            let after = |line: &Line| line.reason.is_none() && line.phase > phase;
            with_comments(lines, lines.iter().position(after).unwrap_or(lines.len()))
        };
        lines.iter().filter(|line| describes(line)).for_each(|line| self.line(line));
        let set_up = first_after(Phase::Account);
        let (ran, start) = (first_after(Phase::Build), first_after(Phase::Runtime));
        self.block(&lines[..set_up]);
        let early = (0..lines.len()).filter(|at| is_early(lines, *at));
        early.for_each(|at| self.line(&lines[at]));
        self.compile_probe(Above::Dependencies);
        match probe_of(lines) {
            None => self.block(&lines[set_up..ran]),
            Some(probe) => {
                let installed = first_after(Phase::Dependencies);
                self.block(&lines[set_up..installed]);
                self.take_probe(probe);
                self.block(&lines[installed..ran]);
            }
        }
        self.restore_shell();
        self.block(&lines[ran..start]);
        self.user();
        self.block(&lines[start..]);
    }

    /// Lowers lines in their order. Packages of one manager that stand together are one install.
    fn block(&mut self, lines: &[Line]) {
        let here = (0..lines.len()).filter(|at| !is_early(lines, *at));
        let lines: Vec<&Line> = here.map(|at| &lines[at]).filter(|line| !describes(line)).collect();
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
                        let (one, at) = (one.text.clone(), other.at);
                        let other = other.text.clone();
                        self.complain(Wrong::TwoSnapshots { one, other }, at);
                    }
                    together.join(packages);
                }
            }
            self.enter(first);
            together.lower(self);
        }
    }

    /// Ends the stage. `is_run_on` says that steps of another stage run on it.
    fn end(&mut self, inherited: &End, is_run_on: bool) {
        self.nothing_to_comment();
        self.look_at_all_reads();
        if is_run_on {
            self.flush_build_env();
        }
        if let Some(waiting) = self.pending.first() {
            let (name, at) = (waiting.name.to_string(), waiting.value.at);
            self.complain(Wrong::NothingRunsBelow { name }, at);
        }
        self.restore_shell();
        self.both_downloaders();
        // USER is put back to what it was when the stage began, for stages that go on from it.
        let known = inherited.user.filter(|_| !inherited.as_given.user);
        if let (false, Some(user)) = (self.target, known) {
            self.set_user(user);
        }
    }

    fn both_downloaders(&mut self) {
        if self.wget && self.curl {
            self.tell("DL4001", BOTH, self.at());
        }
    }
}

/// Whether a line is lowered before the others: a WORKDIR that is not out of order, and a user who
/// is not made here, with the comments above them.
fn is_early(lines: &[Line], at: usize) -> bool {
    !describes(&lines[at])
        && commented(lines, at).is_some_and(|line| match line.step {
            Step::Workdir(_) => line.reason.is_none(),
            Step::MadeUser(_) => false,
            _ => line.step.says_who(),
        })
}

/// Whether a line is printed at FROM, wherever it is declared.
fn describes(line: &Line) -> bool {
    matches!(line.step, Step::Description(_) | Step::Sbom(_))
}

fn is_one_install(above: &Line, line: &Line) -> bool {
    let why = |line: &Line| line.reason.as_ref().map(|why| why.text.clone());
    let joins = match (&above.step, &line.step) {
        (Step::Packages(above), Step::Packages(more)) => above.joins(more),
        _ => false,
    };
    joins && above.phase == line.phase && why(above) == why(line)
}
