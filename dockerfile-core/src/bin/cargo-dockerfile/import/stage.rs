//! A stage: its lines one by one, with what is in force at each.

use std::collections::{BTreeMap, BTreeSet};

use super::around::{Around, Who};
use super::form::{Call, Form, Phase, Saying, Way, call, end};
use super::order::{Floor, Place};
use super::plan::{Item, Planned, Settings, base_of, child, choose, root_image};
use super::rust::literal;
use super::source::{PLATFORM, Part, Source, args, parts};
use super::{add, args as arguments, copy, metadata, run, users};
use crate::failure::Result;
use crate::file::{Instruction, Line, Origin, Stage};

/// What a stage leaves to those that are built on it, and to the file.
#[derive(Clone)]
pub(super) struct End {
    pub(super) who: Who,
    phase: Phase,
    set: BTreeSet<String>,
    raw_user: Option<String>,
    raw_directory: Option<String>,
    /// ARGs that no step has seen, which stages that are built on this one see.
    waiting: Vec<String>,
    pub(super) let_in: Vec<String>,
    pub(super) stages: Vec<usize>,
    pub(super) dialect: u8,
}

pub(super) struct Builder<'a> {
    pub(super) source: &'a Source,
    pub(super) settings: &'a Settings<'a>,
    pub(super) stages: &'a [String],
    pub(super) handles: &'a BTreeMap<String, String>,
    pub(super) names: &'a [Option<String>],
    pub(super) is_target: bool,
}

/// A stage on its way.
struct Under<'a> {
    stage: &'a Stage,
    family: &'static str,
    reference: Option<&'a str>,
    floor: Floor,
    waiting: Vec<String>,
    end: End,
    items: Vec<Item>,
    below: Vec<(u8, Item)>,
}

impl Builder<'_> {
    pub(super) fn stage(&self, stage: &Stage, ends: &[End]) -> Result<(Planned, End)> {
        let base = base_of(self.source, stage.index, self.stages);
        let above = match &stage.from {
            Origin::Stage(parent) => Some(&ends[*parent]),
            _ => None,
        };
        let reference = root_image(self.source, stage.index);
        let none = Who::Base;
        let texts = texts(stage);
        let from_above = above.map_or(&none, |end| &end.who);
        let (who, _) = users::who(stage, from_above, reference, base.family, &texts);
        let said =
            stage.lines.iter().rfind(|line| matches!(line.instruction, Instruction::User(_)));
        let level = said.and_then(|line| self.settings.levels.get(&(WHO + line.number)));
        let who = if level.is_some() { Who::Raw(stage.end.user.clone()) } else { who };
        let mut under = Under {
            stage,
            family: base.family,
            reference,
            floor: Floor::new(above.map_or(Phase::Base, |end| child(end.phase))),
            waiting: above.map(|end| end.waiting.clone()).unwrap_or_default(),
            end: End {
                who,
                phase: Phase::Base,
                set: above.map(|end| end.set.clone()).unwrap_or_default(),
                raw_user: above.and_then(|end| end.raw_user.clone()),
                raw_directory: None,
                waiting: vec![],
                let_in: vec![],
                stages: vec![],
                dialect: 0,
            },
            items: vec![],
            below: vec![],
        };
        for (line, marked) in self.source.lines(stage) {
            self.line(line, marked, &mut under)?;
        }
        self.unused(&mut under);
        self.who(&mut under);
        under.end.phase = under.floor.phase;
        under.below.sort_by_key(|(order, _)| *order);
        let end = under.below.into_iter().map(|(_, item)| item).collect();
        let users = match &under.end.who {
            Who::Account { said, printed, .. } => vec![(said.clone(), printed.clone())],
            _ => vec![],
        };
        let mut decisions = base.decisions;
        decisions.extend(self.of_from(stage));
        let planned = Planned {
            index: stage.index,
            number: stage.number,
            text: stage.text.clone(),
            variable: self.stages[stage.index].clone(),
            name: self.names[stage.index].clone(),
            base: base.expression,
            family: base.family,
            comments: self.source.comments(stage.number).to_vec(),
            decisions,
            differs: base.differs,
            items: under.items,
            end,
            users,
        };
        Ok((planned, under.end))
    }

    /// What a variable in FROM was taken for.
    fn of_from(&self, stage: &Stage) -> Option<String> {
        let names = super::source::names(&stage.text);
        let is_ours = |name: &&String| !PLATFORM.contains(&name.as_str());
        let values = names.iter().filter(is_ours).map(|name| {
            let value = self.source.file.arguments.get(name).map_or("", String::as_str);
            format!("`{name}` is `{value}`")
        });
        let values: Vec<String> = values.collect();
        (!values.is_empty()).then(|| {
            format!("{}: a FROM line holds no variable; a version is a value of Rust, and another base a stage of its own", values.join(", "))
        })
    }

    fn line(&self, line: &Line, marked: &Line, under: &mut Under<'_>) -> Result<()> {
        let (number, text) = (line.number, line.text.as_str());
        if let Some(item) = self.replaced(line, under) {
            under.items.push(item);
            return Ok(());
        }
        let reason = format!("as in {}:{number}", self.source.name);
        let runs_below =
            under.stage.lines.iter().any(|other| {
                other.number > number && matches!(other.instruction, Instruction::Run(_))
            });
        let waiting = under.waiting.clone();
        let set = under.end.set.clone();
        let who = under.end.who.clone();
        let around = Around {
            source: self.source,
            stage: under.stage,
            line,
            marked,
            family: under.family,
            reference: under.reference,
            who: &who,
            stages: self.stages,
            handles: self.handles,
            waiting: &waiting,
            runs_below,
            set: &set,
            floor: under.floor.phase,
            reason: &reason,
        };
        let forms = self.forms(&around);
        let form = choose(forms, number, text, self.source, self.settings.levels)?;
        self.say(form, &around, under);
        if let Instruction::Env(pairs) = &line.instruction {
            under.end.set.extend(pairs.iter().map(|(name, _)| name.clone()));
        }
        Ok(())
    }

    /// A line that another one below takes the place of.
    fn replaced(&self, line: &Line, under: &Under<'_>) -> Option<Item> {
        let kind = std::mem::discriminant(&line.instruction);
        let is_single = matches!(
            line.instruction,
            Instruction::Cmd(_)
                | Instruction::Entrypoint(_)
                | Instruction::Healthcheck(_)
                | Instruction::Stopsignal(_)
        );
        let later = under.stage.lines.iter().rfind(|other| {
            std::mem::discriminant(&other.instruction) == kind && other.number > line.number
        });
        let later = later.filter(|_| is_single)?;
        let note = format!("has no effect: line {} takes its place", later.number);
        Some(Item { notes: vec![note], ..self.item(line, Way::Typed, false) })
    }

    fn item(&self, line: &Line, way: Way, is_said: bool) -> Item {
        Item {
            number: line.number,
            text: line.text.clone(),
            way,
            comments: self.source.comments(line.number).to_vec(),
            notes: vec![],
            differs: vec![],
            calls: vec![],
            out_of_order: None,
            is_said,
        }
    }

    fn forms(&self, around: &Around<'_>) -> Vec<Form> {
        let context = self.settings.context;
        match &around.marked.instruction {
            Instruction::Copy(copy) if copy.is_add => add::forms(copy, around, context),
            Instruction::Copy(copy) => copy::forms(copy, around, context),
            Instruction::Env(pairs) => metadata::env(pairs, around),
            Instruction::Label(pairs) => metadata::label(pairs, around),
            Instruction::Volume(paths) => metadata::volume(paths, around),
            Instruction::Stopsignal(signal) => metadata::stop_signal(signal, around),
            _ => self.with_defaults(around),
        }
    }

    /// Forms of what no variable of the build may be in.
    fn with_defaults(&self, around: &Around<'_>) -> Vec<Form> {
        match &around.line.instruction {
            Instruction::Run(run) => run::forms(run, around),
            Instruction::Arg(pairs) => arguments::forms(pairs, around),
            Instruction::Maintainer(author) => metadata::maintainer(author, around),
            Instruction::Expose(ports) => metadata::expose(ports, around),
            Instruction::Cmd(argv) => metadata::start("cmd", argv, around),
            Instruction::Entrypoint(argv) => metadata::start("entrypoint", argv, around),
            Instruction::Healthcheck(check) => metadata::healthcheck(check, around),
            Instruction::Onbuild(trigger) => metadata::onbuild(trigger, around),
            Instruction::Workdir(path) => workdir(path, around),
            // Whom the stage runs as is said once, below its layers.
            Instruction::User(_) => vec![Form::new(Way::Typed, Saying::Nothing)],
            Instruction::Shell(argv) => shell(argv, around),
            _ => around.raw().into_iter().collect(),
        }
    }

    // ---- a form in its place ---------------------------------------------------------------------

    fn say(&self, form: Form, around: &Around<'_>, under: &mut Under<'_>) {
        let line = around.line;
        let mut item = self.item(line, form.way, true);
        item.notes = form.notes;
        item.differs = form.differs;
        under.end.dialect = under.end.dialect.max(form.needs.dialect);
        under.end.let_in.extend(form.needs.let_in);
        under.end.stages.extend(form.needs.stages);
        if let Some((order, call)) = form.below {
            let below = Item {
                calls: vec![call],
                out_of_order: Some(around.reason.to_owned()),
                ..self.item(line, Way::Raw, true)
            };
            under.below.push((order, Item { comments: vec![], ..below }));
        }
        let is_run = matches!(line.instruction, Instruction::Run(_));
        match form.saying {
            Saying::Nothing => {
                item.is_said = false;
                if form.way == Way::Typed {
                    under.waiting.extend(args(line).iter().map(|(name, _)| name.clone()));
                }
            }
            Saying::Here(calls) => {
                let is_workdir = matches!(line.instruction, Instruction::Workdir(_));
                if is_run || is_workdir {
                    item.calls = before_raw(form.needs.user, is_run, around, under);
                }
                if is_workdir {
                    under.end.raw_directory = around.line_directory();
                }
                item.calls.extend(calls);
            }
            Saying::BuildEnv(calls) => {
                if under.floor.phase > Phase::Build {
                    item.out_of_order = Some("a variable of the steps below".to_owned());
                }
                item.calls = calls;
                self.seen(around, under);
            }
            Saying::End(order, calls) => {
                self.seen(around, under);
                item.calls = calls;
                under.below.push((order, item));
                return;
            }
            Saying::Step { phases, steps } => {
                let steps = steps.into_iter().map(|step| (phases, step)).collect();
                self.steps(steps, &mut item, around, under);
            }
            Saying::Steps(steps) => self.steps(steps, &mut item, around, under),
        }
        under.items.push(item);
    }

    fn steps(
        &self,
        steps: Vec<(&'static [Phase], String)>,
        item: &mut Item,
        around: &Around<'_>,
        under: &mut Under<'_>,
    ) {
        let line = around.line;
        let at = format!("{}:{}", self.source.name, line.number);
        let is_of_context = matches!(&line.instruction, Instruction::Copy(copy) if copy.from.is_none() && !copy.sources.is_empty());
        if steps.iter().any(|(_, step)| step.contains(".uses(")) {
            under.waiting.clear();
        }
        for (phases, step) in steps {
            let phase = match under.floor.place(phases, &line.text, &at, is_of_context) {
                Place::In(phase) => phase,
                Place::Out { phase, reason, saves } => {
                    if item.out_of_order.is_none() {
                        item.out_of_order = Some(reason);
                        item.notes.push(saves);
                    }
                    phase
                }
            };
            item.calls.push(Call { method: phase.method(), arguments: vec![step] });
        }
        self.seen(around, under);
        under.end.raw_user = None;
        under.end.raw_directory = None;
    }

    /// ARGs that a value shows are printed above it.
    fn seen(&self, around: &Around<'_>, under: &mut Under<'_>) {
        let values: Vec<&String> = match &around.marked.instruction {
            Instruction::Env(pairs) | Instruction::Label(pairs) => {
                pairs.iter().map(|(_, value)| value).collect()
            }
            Instruction::Copy(copy) => copy.sources.iter().chain([&copy.destination]).collect(),
            _ => return,
        };
        for value in values {
            for part in parts(value, "").unwrap_or_default() {
                if let Part::Arg(name) = part {
                    under.waiting.retain(|waiting| *waiting != name);
                }
            }
        }
    }

    // ---- whom it runs as ---------------------------------------------------------------------------

    fn who(&self, under: &mut Under<'_>) {
        let stage = under.stage;
        let user =
            stage.lines.iter().rfind(|line| matches!(line.instruction, Instruction::User(_)));
        let number = user.map_or(stage.number, |line| line.number);
        let reason = literal(&format!("as in {}:{number}", self.source.name));
        let (calls, note) = match (&under.end.who, user) {
            (Who::Account { expression: Some(expression), .. }, Some(_)) => {
                (vec![call("account", [expression.clone()])], None)
            }
            (Who::Account { .. }, _) => (vec![], None),
            (Who::Root, Some(_)) => (vec![call("runs_as_root", [reason])], Some(ROOT)),
            (Who::Raw(_), Some(_)) => (vec![call("keeps_base_user", [reason])], Some(NAMED)),
            (Who::Base, _) if self.is_target => {
                let level = self.settings.levels.get(&(WHO + number)).copied().unwrap_or(0);
                let method = if level > 0 { "runs_as_root" } else { "keeps_base_user" };
                (vec![call(method, [reason])], Some(ROOT))
            }
            _ => (vec![], None),
        };
        if calls.is_empty() {
            return;
        }
        let text = user.map_or_else(|| stage.text.clone(), |line| line.text.clone());
        under.items.push(Item {
            number,
            text,
            way: Way::Typed,
            comments: vec![],
            notes: note.into_iter().map(str::to_owned).collect(),
            differs: vec![],
            calls,
            out_of_order: None,
            is_said: true,
        });
        if let (Who::Raw(user), Some(line)) = (&under.end.who, user) {
            let mut item = self.item(line, Way::Raw, true);
            item.calls = vec![call(
                "raw",
                [
                    literal(&format!("USER {user}")),
                    literal(&format!("as in {}:{number}", self.source.name)),
                ],
            )];
            under.below.push((end::USER, item));
            under.end.raw_user = Some(user.clone());
        }
    }

    /// ARGs that nothing below reads.
    fn unused(&self, under: &mut Under<'_>) {
        let unused = std::mem::take(&mut under.waiting);
        under.end.waiting.clone_from(&unused);
        let stages = &self.source.file.stages;
        if stages.iter().any(|stage| stage.from == Origin::Stage(under.stage.index)) {
            return;
        }
        for item in &mut under.items {
            let names = unused.iter().filter(|name| {
                item.text.to_uppercase().starts_with("ARG") && item.text.contains(name.as_str())
            });
            let names: Vec<String> =
                names.map(|name| format!("`{name}`: nothing below reads it")).collect();
            item.notes.extend(names);
        }
    }
}

/// What is added to a line's number where the level is that of whom the stage runs as.
pub(super) const WHO: u32 = 1 << 30;

const ROOT: &str = "decide whom it runs as: `.account(user(\"app\"))`, or why it needs root with `.runs_as_root(\"why\")`";
const NAMED: &str = "decide which number the user has: `.account(existing(\"name\", 1000))` takes the place of both lines";

/// What a RUN that is given as it stands needs above it: its user, and the ARGs that it sees.
fn before_raw(
    user: Option<String>,
    is_run: bool,
    around: &Around<'_>,
    under: &mut Under<'_>,
) -> Vec<Call> {
    let mut calls = vec![];
    let waiting = if is_run { std::mem::take(&mut under.waiting) } else { vec![] };
    for name in waiting {
        let default = around.state().env.iter().find(|(other, _)| *other == name);
        let default =
            default.map(|(_, value)| value.clone()).filter(|_| !PLATFORM.contains(&name.as_str()));
        let line = match default {
            Some(value) => format!(
                "ARG {name}=\"{}\"",
                value.replace('\\', "\\\\").replace('"', "\\\"").replace('$', "\\$")
            ),
            None => format!("ARG {name}"),
        };
        calls.push(around.raw_call(&line));
    }
    let directory = around.state().directory.as_str();
    if is_run && !directory.is_empty() {
        let directory = around.absolute(directory);
        if under.end.raw_directory.as_ref() != Some(&directory) {
            calls.push(around.raw_call(&format!("WORKDIR {directory}")));
            under.end.raw_directory = Some(directory);
        }
    }
    let user = user.or_else(|| under.end.raw_user.as_ref().map(|_| "root".to_owned()));
    if let Some(user) = user
        && under.end.raw_user.as_ref() != Some(&user)
    {
        calls.push(around.raw_call(&format!("USER {user}")));
        under.end.raw_user = Some(user);
    }
    calls
}

/// The stage's own directory, or one that steps name for themselves.
fn workdir(path: &str, around: &Around<'_>) -> Vec<Form> {
    let path = around.absolute(path);
    let lines = &around.stage.lines;
    let is_last = !lines.iter().any(|line| {
        line.number > around.line.number && matches!(line.instruction, Instruction::Workdir(_))
    });
    let is_anothers = around.runs_as() != super::around::As::Root;
    let runs_in = lines.iter().any(|line| {
        line.number > around.line.number
            && matches!(line.instruction, Instruction::Run(_))
            && around.absolute(&line.state.directory) == path
    });
    let set = || Form::end(end::WORKDIR, vec![call("workdir", [literal(&path)])]);
    let made = |methods: &str| {
        let step = format!("dir({}){methods}", literal(&path));
        Form::typed(&[Phase::Directories], step)
            .note("WORKDIR makes a directory, here for whom it is in force")
    };
    let is_account = around.runs_as() == super::around::As::Account;
    if let super::around::As::Raw(user) = around.runs_as() {
        let mut form = around.raw_of(&format!("WORKDIR {path}"));
        form.needs.user = Some(user);
        form.below = is_last.then(|| (end::WORKDIR, call("workdir", [literal(&path)])));
        return vec![form];
    }
    match (is_last, is_anothers && path != "/") {
        (true, true) if is_account => vec![made(".writable()"), set()],
        (true, _) => vec![set()],
        (false, true) if is_account => {
            vec![made(".writable()"), Form::new(Way::Typed, Saying::Nothing)]
        }
        (false, false) if !runs_in && path != "/" => {
            vec![
                made(""),
                Form::new(Way::Typed, Saying::Nothing)
                    .differs(format!("`{path}` is made by what goes into it")),
            ]
        }
        (false, _) => vec![Form::new(Way::Typed, Saying::Nothing)],
    }
}

/// The shell of those who build on the image; steps name theirs themselves.
fn shell(shell: &[String], around: &Around<'_>) -> Vec<Form> {
    let is_last = around.stage.end.shell.as_deref() == Some(shell)
        && !around.stage.lines.iter().any(|line| {
            line.number > around.line.number && matches!(line.instruction, Instruction::Shell(_))
        });
    if !is_last {
        return vec![Form::new(Way::Typed, Saying::Nothing)];
    }
    vec![Form::end(end::SHELL, vec![call("shell", [super::rust::list(shell)])])]
}

/// The texts that a stage's shell is given.
fn texts(stage: &Stage) -> Vec<(u32, String)> {
    let text = |line: &Line| match &line.instruction {
        Instruction::Run(run) if run.script.is_none() => {
            Some((line.number, run.argv.last()?.clone()))
        }
        _ => None,
    };
    stage.lines.iter().filter_map(text).collect()
}
