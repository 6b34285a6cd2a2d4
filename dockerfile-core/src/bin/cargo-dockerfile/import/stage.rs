//! A stage: its lines one by one, with what is in force at each.

use std::collections::BTreeMap;

use super::around::{Around, Who};
use super::bases::{base_of, root_image};
use super::chosen::{Settings, choose};
use super::form::{Form, Item, Planned, Saying, Way, call, end};
use super::source::{PLATFORM, Source};
use super::under::{End, Under};
use super::{add, args, copy, directory, metadata, run, users, who};
use crate::failure::Result;
use crate::file::{Instruction, Line, Origin, Stage};

pub(super) struct Builder<'a> {
    pub(super) source: &'a Source,
    pub(super) settings: &'a Settings<'a>,
    pub(super) stages: &'a [String],
    pub(super) handles: &'a BTreeMap<String, String>,
    pub(super) names: &'a [Option<String>],
    pub(super) is_target: bool,
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
        let level = said.and_then(|line| self.settings.levels.get(&(who::WHO + line.number)));
        let who = if level.is_some() { Who::Raw(stage.end.user.clone()) } else { who };
        let mut under = Under::new(self.source, stage, base.family, reference, who, above);
        for (line, marked) in self.source.lines(stage) {
            self.line(line, marked, &mut under)?;
        }
        under.unused();
        who::say(&mut under, self.is_target, self.settings.levels);
        under.end.phase = under.floor.phase;
        last(&mut under.below);
        under.below.sort_by_key(|(order, _)| *order);
        let end = under.below.into_iter().map(|(_, item)| item).collect();
        let users = match &under.end.who {
            Who::Account { said, printed, .. } => vec![(said.clone(), printed.clone())],
            _ => vec![],
        };
        let mut decisions = base.decisions;
        decisions.extend(self.of_from(stage));
        decisions.extend(reference.and_then(|reference| of_directory(stage, reference)));
        let planned = Planned {
            index: stage.index,
            number: stage.number,
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
        let reason = format!("as in {}:{number}", self.source.called);
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
            names: self.names,
            handles: self.handles,
            waiting: &waiting,
            runs_below,
            set: &set,
            floor: under.floor.phase,
            reason: &reason,
        };
        let forms = self.forms(&around);
        let form = choose(forms, number, text, self.source, self.settings.levels)?;
        under.say(form, &around);
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
        Some(Item { notes: vec![note], ..under.item(line, Way::Typed, false) })
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
            Instruction::Arg(pairs) => args::forms(pairs, around),
            Instruction::Maintainer(author) => metadata::maintainer(author, around),
            Instruction::Expose(ports) => metadata::expose(ports, around),
            Instruction::Cmd(argv) => metadata::start("cmd", argv, around),
            Instruction::Entrypoint(argv) => metadata::start("entrypoint", argv, around),
            Instruction::Healthcheck(check) => metadata::healthcheck(check, around),
            Instruction::Onbuild(trigger) => metadata::onbuild(trigger, around),
            Instruction::Workdir(path) => directory::workdir(path, around),
            // Whom the stage runs as is said once, below its layers.
            Instruction::User(_) => vec![Form::new(Way::Typed, Saying::Nothing)],
            Instruction::Shell(argv) => directory::shell(argv, around),
            _ => around.raw().into_iter().collect(),
        }
    }
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

/// What has to stand below USER stands in the last phase, and so below what that prints.
fn last(below: &mut [(u8, Item)]) {
    if !below.iter().any(|(order, _)| *order == end::LAST) {
        return;
    }
    let starts = below.iter().any(|(order, _)| [end::ENTRYPOINT, end::CMD].contains(order));
    for (order, _) in below.iter_mut().filter(|(order, _)| *order == end::USER) {
        *order = end::LAST;
    }
    let first = below.iter_mut().find(|(order, _)| *order == end::LAST);
    if let (Some((_, item)), false) = (first, starts) {
        item.calls.insert(0, call("at::<Cmd>", []));
    }
}

/// That a path begins where an unknown base starts.
fn of_directory(stage: &Stage, reference: &str) -> Option<String> {
    let is_relative = |line: &&Line| match &line.instruction {
        Instruction::Copy(copy) => !copy.destination.starts_with(['/', '$']),
        Instruction::Workdir(path) => !path.starts_with(['/', '$']),
        _ => false,
    };
    let line = stage.lines.iter().find(is_relative)?;
    super::base::directory(reference).is_none().then(|| {
        format!(
            "nobody here knows the WORKDIR of `{reference}`, and line {} begins there: it is taken for `/`",
            line.number
        )
    })
}
