//! A stage: its lines one by one, with what is in force at each.

use std::collections::BTreeMap;

use super::around::{Around, Who, is_root};
use super::bases::{base_of, root_image};
use super::chosen::{Settings, choose};
use super::form::{Form, Item, Planned, Saying, Way};
use super::source::{PLATFORM, Source, is_variable, written};
use super::under::{End, Under};
use super::{add, args, copy, directory, known, metadata, run, users, who};
use crate::failure::Result;
use crate::file::{Instruction, Line, Origin, Stage};

const UNKNOWN_USER: &str = "the base's user runs it, whom nobody here knows: name that one above, as in `USER 1000:100`, and import that";

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
        let above = match &stage.from {
            Origin::Stage(parent) => Some(&ends[*parent]),
            _ => None,
        };
        let (who, made_by) = self.who(stage, above);
        let is_to_be_made = made_by.is_some() && matches!(who, Who::Account { .. });
        let (planned, end) = self.stage_as(stage, above, who, made_by)?;
        let calls = planned.items.iter().flat_map(|item| &item.calls);
        let is_made = calls.into_iter().any(|call| call.method == "account");
        if !is_to_be_made || is_made {
            return Ok((planned, end));
        }
        // A user that no typed step makes is called as its line does.
        self.stage_as(stage, above, self.user_as_written(stage), None)
    }

    fn stage_as(
        &self,
        stage: &Stage,
        above: Option<&End>,
        who: Who,
        made_by: Option<u32>,
    ) -> Result<(Planned, End)> {
        let base = base_of(self.source, stage.index, self.stages);
        let reference = root_image(self.source, stage.index);
        let mut under = Under::new(self.source, stage, base.family, reference, who, above);
        under.unmade_by = made_by.filter(|_| matches!(under.end.who, Who::Raw(_)));
        for (line, marked) in self.source.lines(stage) {
            self.line(line, marked, &mut under)?;
        }
        under.come_back();
        under.unused();
        who::say(&mut under, self.is_target, self.settings.levels);
        under.end.phase = under.floor.phase;
        under.below.sort_by_key(|(order, _)| *order);
        let end = under.below.into_iter().map(|(_, item)| item).collect();
        let users = match &under.end.who {
            Who::Account { said, printed, .. } => vec![(said.clone(), printed.clone())],
            _ => vec![],
        };
        let mut decisions = base.decisions;
        decisions.extend(self.of_from(stage));
        decisions.extend(reference.and_then(|name| of_directory(self.source.marked(stage), name)));
        let planned = Planned {
            index: stage.index,
            number: stage.number,
            variable: self.stages[stage.index].clone(),
            name: self.names[stage.index].clone(),
            base: base.expression,
            comments: self.source.comments(stage.number).to_vec(),
            decisions,
            differs: base.differs,
            items: under.items,
            end,
            users,
        };
        Ok((planned, under.end))
    }

    /// Whom the stage runs as, and which line makes that user. What the checks of a build script refuse to make
    /// stands as it is.
    fn who(&self, stage: &Stage, above: Option<&End>) -> (Who, Option<u32>) {
        let from_above = above.map_or(Who::Base, |end| end.who.clone());
        let family = base_of(self.source, stage.index, self.stages).family;
        let reference = root_image(self.source, stage.index);
        let marked = self.source.marked(stage);
        let (who, made_by) =
            users::who(stage, marked, &from_above, reference, family, &texts(stage));
        let said =
            stage.lines.iter().rfind(|line| matches!(line.instruction, Instruction::User(_)));
        let is_refused = |number| self.settings.levels.get(&number).is_some_and(|level| *level > 0);
        let mut numbers = said.map(|line| who::WHO + line.number).into_iter().chain(made_by);
        let who = if numbers.any(is_refused) { self.user_as_written(stage) } else { who };
        (who, made_by)
    }

    fn user_as_written(&self, stage: &Stage) -> Who {
        Who::Raw(written(&self.source.marked(stage).end.user))
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
        let (set, moved) = (under.end.set.clone(), under.end.moved.clone());
        let who = under.end.who.clone();
        let (inside, in_force) = (under.end.inside.clone(), under.end.in_force.clone());
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
            moved: &moved,
            floor: under.floor.phase,
            inside: &inside,
            in_force: in_force.as_ref(),
            home: under.home,
            says_user: under.end.says_user,
            reason: &reason,
        };
        let forms = self.forms(&around);
        let level = self.settings.levels.get(&number).copied().unwrap_or(0);
        // The first of them, which makes the user, is no longer there.
        let level = level - usize::from(level > 0 && under.unmade_by == Some(number));
        let form = choose(forms, number, text, self.source, level).map_err(|failure| {
            if around.is_of_unknown_user() { failure.help(UNKNOWN_USER) } else { failure }
        })?;
        let is_raw = form.way == Way::Raw;
        under.say(form, &around);
        match &marked.instruction {
            Instruction::Env(pairs) => {
                let names = || pairs.iter().map(|(name, _)| name.clone());
                under.end.set.extend(names());
                under.end.moved.retain(|name| names().all(|set| set != *name));
                under.end.moved.extend(names().filter(|_| !is_raw));
            }
            Instruction::Workdir(workdir) => {
                under.end.inside = inside.then(&around.filled_in(&workdir.word));
            }
            _ => {}
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
            Instruction::Workdir(workdir) => directory::workdir(workdir, around),
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
            // Root is who runs steps, but where the base may say another.
            Instruction::User(user) if is_root(user) && !around.says_user => {
                vec![around.raw_of("USER root")]
            }
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

/// That a path begins where an unknown base starts.
fn of_directory(stage: &Stage, reference: &str) -> Option<String> {
    let is_open = |path: &str| !path.starts_with('/') && !is_variable(path);
    let is_relative = |line: &&Line| match &line.instruction {
        Instruction::Copy(copy) => is_open(&copy.destination),
        Instruction::Workdir(workdir) => is_open(&workdir.path),
        _ => false,
    };
    let line = stage.lines.iter().find(is_relative)?;
    known::directory(reference).is_none().then(|| {
        format!(
            "nobody here knows the WORKDIR of `{reference}`, and line {} begins there: an absolute path is typed",
            line.number
        )
    })
}
