//! A stage on its way: forms in their places, one below the other.

use std::collections::BTreeSet;

use super::around::{Around, Home, Who};
use super::form::{Call, Form, Item, Needs, Phase, Saying, Way, end, raw};
use super::inside::Inside;
use super::known;
use super::order::{Floor, Place};
use super::source::{PLATFORM, Part, Source, args, names, parts, written};
use super::users::Made;
use crate::file::{Instruction, Line, Origin, Stage, State};

/// What a stage leaves to those that are built on it, and to the file.
#[derive(Clone)]
pub(super) struct End {
    pub(super) who: Who,
    pub(super) phase: Phase,
    pub(super) set: BTreeSet<String>,
    pub(super) moved: BTreeSet<String>,
    pub(super) raw_user: Option<String>,
    /// Whether a USER stands in the emitted file: of a base that runs as nobody here knows whom, root is said.
    pub(super) says_user: bool,
    /// The directory in force.
    pub(super) inside: Inside,
    /// The same, where lines have set it that are given as they stand, and no step has changed it since.
    pub(super) in_force: Option<Inside>,
    /// ARGs that no step has seen, which stages that are built on this one see.
    pub(super) waiting: Vec<String>,
    pub(super) let_in: Vec<String>,
    pub(super) stages: Vec<usize>,
    pub(super) dialect: u8,
}

/// A stage on its way.
pub(super) struct Under<'a> {
    pub(super) source: &'a Source,
    pub(super) stage: &'a Stage,
    pub(super) family: &'static str,
    pub(super) reference: Option<&'a str>,
    pub(super) floor: Floor,
    pub(super) home: Home,
    /// The line of a user that cannot be made by a typed step.
    pub(super) unmade_by: Option<u32>,
    pub(super) waiting: Vec<String>,
    /// ARGs that a variable shows which waits for a step.
    pending: Vec<String>,
    pub(super) end: End,
    pub(super) items: Vec<Item>,
    pub(super) below: Vec<(u8, Item)>,
}

impl<'a> Under<'a> {
    /// A stage on an image, or on one above.
    pub(super) fn new(
        source: &'a Source,
        stage: &'a Stage,
        family: &'static str,
        reference: Option<&'a str>,
        who: Who,
        above: Option<&End>,
    ) -> Self {
        let mut end = End {
            who,
            phase: Phase::Base,
            set: above.map(|end| end.set.clone()).unwrap_or_default(),
            moved: BTreeSet::new(),
            raw_user: above.and_then(|end| end.raw_user.clone()),
            says_user: above.map_or(known::runs_as_root(reference), |end| end.says_user),
            inside: above.map_or_else(|| Inside::image(reference), |end| end.inside.clone()),
            in_force: above.and_then(|end| end.in_force.clone()),
            waiting: vec![],
            let_in: vec![],
            stages: vec![],
            dialect: 0,
        };
        for line in source.marked(stage).lines.iter().filter(|line| line.is_trigger) {
            match &line.instruction {
                Instruction::Workdir(workdir) => {
                    end.inside = end.inside.then(&workdir.word);
                    end.in_force = Some(end.inside.clone());
                }
                Instruction::User(_) => end.says_user = false,
                _ => {}
            }
        }
        let phase = above.map_or(Phase::Base, |end| end.phase.child());
        let waiting = above.map(|end| end.waiting.clone()).unwrap_or_default();
        let home = home(source.marked(stage), &end.inside, phase);
        Self {
            source,
            stage,
            family,
            reference,
            floor: Floor::new(phase),
            home,
            unmade_by: None,
            waiting,
            pending: vec![],
            end,
            items: vec![],
            below: vec![],
        }
    }

    pub(super) fn item(&self, line: &Line, way: Way, is_said: bool) -> Item {
        self.item_of(line.number, &line.text, way, is_said)
    }

    fn item_of(&self, number: u32, text: &str, way: Way, is_said: bool) -> Item {
        Item {
            number,
            text: text.to_owned(),
            way,
            comments: self.source.comments(number).to_vec(),
            notes: vec![],
            differs: vec![],
            calls: vec![],
            out_of_order: None,
            is_said,
        }
    }

    pub(super) fn say(&mut self, form: Form, around: &Around<'_>) {
        let line = around.line;
        let is_run = matches!(line.instruction, Instruction::Run(_));
        let is_raw = form.way == Way::Raw && !is_run;
        let read = if is_raw { self.read(&form, around) } else { vec![] };
        let mut item = self.item(line, form.way, true);
        item.notes = form.notes;
        item.differs = form.differs;
        self.end.dialect = self.end.dialect.max(form.needs.dialect);
        self.end.let_in.extend(form.needs.let_in.iter().cloned());
        self.end.stages.extend(&form.needs.stages);
        if let Some(below) = form.below {
            let out_of_order = below.stays.then(|| around.reason.to_owned());
            let under = Item {
                calls: vec![below.call],
                out_of_order,
                comments: vec![],
                ..self.item(line, form.way, true)
            };
            self.below.push((below.order, under));
        }
        match form.saying {
            Saying::Nothing => {
                item.is_said = false;
                if form.way == Way::Typed {
                    self.waiting.extend(args(line).iter().map(|(name, _)| name.clone()));
                }
            }
            Saying::Here(calls) => {
                item.calls = [read, self.before_raw(&form.needs, is_run, around), calls].concat();
                self.end.says_user |= matches!(line.instruction, Instruction::User(_));
                self.end.in_force = form.needs.leads_to.or(self.end.in_force.take());
            }
            Saying::BuildEnv(calls) => {
                if self.floor.phase > Phase::Build {
                    item.out_of_order = Some("a variable of the steps below".to_owned());
                }
                item.calls = calls;
                self.seen_later(around);
            }
            Saying::End(order, calls) => {
                self.seen_later(around);
                item.calls = [read, calls].concat();
                self.below.push((order, item));
                return;
            }
            Saying::Step { phases, steps } => {
                let steps = steps.into_iter().map(|step| (phases, step)).collect();
                self.steps(steps, &mut item, around);
            }
            Saying::Steps(steps) => self.steps(steps, &mut item, around),
        }
        self.items.push(item);
    }

    fn steps(
        &mut self,
        steps: Vec<(&'static [Phase], String)>,
        item: &mut Item,
        around: &Around<'_>,
    ) {
        let line = around.line;
        let at = format!("{}:{}", self.source.called, line.number);
        let is_of_context = matches!(&line.instruction, Instruction::Copy(copy) if copy.from.is_none() && !copy.sources.is_empty());
        if steps.iter().any(|(_, step)| step.contains(".uses(")) {
            self.waiting.clear();
        }
        for (phases, step) in steps {
            let phase = match self.floor.place(phases, &line.text, &at, is_of_context) {
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
        self.seen(around);
        self.end.raw_user = None;
        // A copy runs nowhere.
        if !matches!(line.instruction, Instruction::Copy(_)) {
            self.end.in_force = None;
            self.pending.clear();
        }
    }

    /// ARGs that a variable shows are printed with it, lower than here.
    fn seen_later(&mut self, around: &Around<'_>) {
        let before = self.waiting.clone();
        self.seen(around);
        self.pending.extend(before.into_iter().filter(|name| !self.waiting.contains(name)));
    }

    /// ARGs that a value shows are printed above it.
    fn seen(&mut self, around: &Around<'_>) {
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
                    self.waiting.retain(|waiting| *waiting != name);
                }
            }
        }
    }

    /// The ARGs that a line which is given as it stands reads, and that nothing has printed yet.
    fn read(&mut self, form: &Form, around: &Around<'_>) -> Vec<Call> {
        let calls = match &form.saying {
            Saying::Here(calls) | Saying::End(_, calls) => calls.as_slice(),
            _ => &[],
        };
        let texts = calls.iter().flat_map(|call| &call.arguments).chain(&form.needs.user);
        let names: BTreeSet<String> =
            texts.chain([&around.line.text]).flat_map(|text| names(text)).collect();
        let mut read = vec![];
        for unseen in [&mut self.waiting, &mut self.pending] {
            read.extend(unseen.extract_if(.., |name| names.contains(name)));
        }
        read.iter().map(|name| arg_line(name, around.state(), around.reason)).collect()
    }

    /// What a line that is given as it stands needs above it: its user, its directory, and a RUN the ARGs that it
    /// sees.
    fn before_raw(&mut self, needs: &Needs, is_run: bool, around: &Around<'_>) -> Vec<Call> {
        let mut calls = vec![];
        let waiting = if is_run { std::mem::take(&mut self.waiting) } else { vec![] };
        if is_run {
            self.pending.clear();
        }
        calls.extend(waiting.iter().map(|name| arg_line(name, around.state(), around.reason)));
        if needs.directory {
            let way = around.way().unwrap_or_default();
            if !way.is_empty() {
                self.end.in_force = Some(around.inside.clone());
            }
            calls.extend(way.iter().map(|word| workdir_line(word, around)));
        }
        if is_run || needs.user.is_some() {
            let root = || self.end.raw_user.as_ref().map(|_| "root".to_owned());
            let user = needs.user.clone().or_else(root);
            if let Some(user) = user
                && self.end.raw_user.as_ref() != Some(&user)
            {
                calls.push(around.raw_call(&format!("USER {user}")));
                self.end.says_user = true;
                self.end.raw_user = Some(user);
            }
        }
        calls
    }

    /// The stage's own directory, where lines have led to it that are given as they stand and a step has changed
    /// it since.
    pub(super) fn come_back(&mut self) {
        let is_of_trigger =
            !self.stage.lines.iter().any(|line| !line.is_trigger && is_workdir(line))
                && self.stage.lines.iter().any(is_workdir);
        let is_literal = is_of_trigger || matches!(self.end.inside, Inside::By { .. });
        if !is_literal || self.end.in_force.as_ref() == Some(&self.end.inside) {
            return;
        }
        let line = self.stage.lines.iter().rfind(|line| is_workdir(line));
        let (number, text) =
            line.map_or((self.stage.number, &self.stage.text), |line| (line.number, &line.text));
        let reason = format!("as in {}:{number}", self.source.called);
        for word in self.end.inside.words().unwrap_or_default() {
            let mut item = self.item_of(number, text, Way::Raw, true);
            item.comments = vec![];
            item.calls = vec![raw(&format!("WORKDIR {}", written(&word)), &reason)];
            self.below.push((end::WORKDIR, item));
        }
    }

    /// ARGs that nothing below reads.
    pub(super) fn unused(&mut self) {
        let unused = std::mem::take(&mut self.waiting);
        self.end.waiting.clone_from(&unused);
        let index = self.stage.index;
        let stages = &self.source.file.stages;
        if stages.iter().any(|stage| stage.from == Origin::Stage(index)) {
            return;
        }
        for item in &mut self.items {
            let names = unused.iter().filter(|name| {
                item.text.to_uppercase().starts_with("ARG") && item.text.contains(name.as_str())
            });
            let names: Vec<String> =
                names.map(|name| format!("`{name}`: nothing below reads it")).collect();
            item.notes.extend(names);
        }
    }
}

fn is_workdir(line: &Line) -> bool {
    matches!(line.instruction, Instruction::Workdir(_))
}

/// Where a stage says its own directory. Of a base that starts nobody knows where, lines stand where they did
/// that begin there.
fn home(stage: &Stage, start: &Inside, phase: Phase) -> Home {
    let own = stage.lines.iter().filter(|line| !line.is_trigger);
    let mut inside = start.clone();
    let (mut begins_in_base, mut is_below, mut is_said) = (false, phase > Phase::Packages, false);
    for line in own {
        match &line.instruction {
            Instruction::Workdir(workdir) => {
                is_said = true;
                begins_in_base |= inside == Inside::Base && !workdir.word.starts_with('/');
                inside = inside.then(&workdir.word);
            }
            Instruction::Copy(copy) if inside == Inside::Base => {
                is_below = true;
                begins_in_base |= !copy.word.starts_with('/');
            }
            Instruction::Run(run) if inside == Inside::Base => {
                begins_in_base |= is_below;
                is_below |= run.argv.last().is_some_and(|text| Made::among(text).is_some());
            }
            _ => {}
        }
    }
    match inside {
        Inside::At(_) if is_said && begins_in_base => Home::Below,
        Inside::At(_) if is_said => Home::Above,
        _ => Home::Nowhere,
    }
}

fn workdir_line(word: &str, around: &Around<'_>) -> Call {
    around.raw_call(&format!("WORKDIR {}", written(word)))
}

/// An ARG as a line of its own, with the default that it has here.
pub(super) fn arg_line(name: &str, state: &State, reason: &str) -> Call {
    let default = state.env.iter().find(|(other, _)| other == name);
    let default = default.map(|(_, value)| value).filter(|_| !PLATFORM.contains(&name));
    let line = match default {
        Some(value) => {
            let value = value.replace('\\', "\\\\").replace('"', "\\\"").replace('$', "\\$");
            format!("ARG {name}=\"{value}\"")
        }
        None => format!("ARG {name}"),
    };
    raw(&line, reason)
}
