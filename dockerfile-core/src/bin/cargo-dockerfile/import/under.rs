//! A stage on its way: forms in their places, one below the other.

use std::collections::BTreeSet;

use super::around::{Around, Who};
use super::form::{Call, Form, Item, Phase, Saying, Way};
use super::order::{Floor, Place};
use super::source::{PLATFORM, Part, Source, args, names, parts};
use crate::file::{Instruction, Line, Origin, Stage};

/// What a stage leaves to those that are built on it, and to the file.
#[derive(Clone)]
pub(super) struct End {
    pub(super) who: Who,
    pub(super) phase: Phase,
    pub(super) set: BTreeSet<String>,
    pub(super) raw_user: Option<String>,
    pub(super) raw_directory: Option<String>,
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
    pub(super) waiting: Vec<String>,
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
        let end = End {
            who,
            phase: Phase::Base,
            set: above.map(|end| end.set.clone()).unwrap_or_default(),
            raw_user: above.and_then(|end| end.raw_user.clone()),
            raw_directory: None,
            waiting: vec![],
            let_in: vec![],
            stages: vec![],
            dialect: 0,
        };
        let phase = above.map_or(Phase::Base, |end| end.phase.child());
        let waiting = above.map(|end| end.waiting.clone()).unwrap_or_default();
        Self {
            source,
            stage,
            family,
            reference,
            floor: Floor::new(phase),
            waiting,
            end,
            items: vec![],
            below: vec![],
        }
    }

    pub(super) fn item(&self, line: &Line, way: Way, is_said: bool) -> Item {
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

    pub(super) fn say(&mut self, form: Form, around: &Around<'_>) {
        let line = around.line;
        let mut item = self.item(line, form.way, true);
        item.notes = form.notes;
        item.differs = form.differs;
        self.end.dialect = self.end.dialect.max(form.needs.dialect);
        self.end.let_in.extend(form.needs.let_in);
        self.end.stages.extend(form.needs.stages);
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
        let is_run = matches!(line.instruction, Instruction::Run(_));
        let read = if form.way == Way::Raw && !is_run { self.read(around) } else { vec![] };
        match form.saying {
            Saying::Nothing => {
                item.is_said = false;
                if form.way == Way::Typed {
                    self.waiting.extend(args(line).iter().map(|(name, _)| name.clone()));
                }
            }
            Saying::Here(calls) => {
                let is_workdir = matches!(line.instruction, Instruction::Workdir(_));
                if is_run || is_workdir {
                    item.calls = self.before_raw(form.needs.user, is_run, around);
                }
                if is_workdir {
                    self.end.raw_directory = around.line_directory();
                }
                item.calls.extend(read);
                item.calls.extend(calls);
            }
            Saying::BuildEnv(calls) => {
                if self.floor.phase > Phase::Build {
                    item.out_of_order = Some("a variable of the steps below".to_owned());
                }
                item.calls = calls;
                self.seen(around);
            }
            Saying::End(order, calls) => {
                self.seen(around);
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
        self.end.raw_directory = None;
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
    fn read(&mut self, around: &Around<'_>) -> Vec<Call> {
        let names = names(&around.line.text);
        let (read, left) =
            std::mem::take(&mut self.waiting).into_iter().partition(|name| names.contains(name));
        self.waiting = left;
        let read: Vec<String> = read;
        read.iter().map(|name| arg_line(name, around)).collect()
    }

    /// What a RUN that is given as it stands needs above it: its user, and the ARGs that it sees.
    fn before_raw(&mut self, user: Option<String>, is_run: bool, around: &Around<'_>) -> Vec<Call> {
        let mut calls = vec![];
        let waiting = if is_run { std::mem::take(&mut self.waiting) } else { vec![] };
        calls.extend(waiting.iter().map(|name| arg_line(name, around)));
        let directory = around.state().directory.as_str();
        if is_run && !directory.is_empty() {
            let directory = around.absolute(directory);
            if self.end.raw_directory.as_ref() != Some(&directory) {
                calls.push(around.raw_call(&format!("WORKDIR {directory}")));
                self.end.raw_directory = Some(directory);
            }
        }
        let user = user.or_else(|| self.end.raw_user.as_ref().map(|_| "root".to_owned()));
        if let Some(user) = user
            && self.end.raw_user.as_ref() != Some(&user)
        {
            calls.push(around.raw_call(&format!("USER {user}")));
            self.end.raw_user = Some(user);
        }
        calls
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

/// An ARG as a line of its own, with the default that it has here.
fn arg_line(name: &str, around: &Around<'_>) -> Call {
    let default = around.state().env.iter().find(|(other, _)| other == name);
    let default = default.map(|(_, value)| value).filter(|_| !PLATFORM.contains(&name));
    around.raw_call(&match default {
        Some(value) => {
            let value = value.replace('\\', "\\\\").replace('"', "\\\"").replace('$', "\\$");
            format!("ARG {name}=\"{value}\"")
        }
        None => format!("ARG {name}"),
    })
}
