//! Two files, stage by stage: what they do, without what a report says to differ on purpose.

mod configuration;
mod files;
mod steps;
mod text;

use std::collections::{BTreeMap, BTreeSet};

use self::steps::Side;
use super::context::Context;
use super::directory;
use super::form::Style;
use super::plan::Plan;
use super::source::Source;
use crate::failure::Result;
use crate::file::normal::{self, Normal};
use crate::file::{File, Origin, Stage};

/// What is compared.
pub(super) struct Sides<'a> {
    pub(super) source: &'a Source,
    pub(super) emitted: &'a File,
    pub(super) plan: &'a Plan,
    pub(super) context: Option<&'a Context>,
    /// How the declaration is written.
    pub(super) style: Style,
    /// The emitted ignore file.
    pub(super) ignore: &'a str,
}

/// What differs, in words.
pub(super) fn differences(sides: &Sides<'_>) -> Result<Vec<String>> {
    let made = made(sides.plan);
    let filled = filled(sides.plan);
    let users: BTreeMap<String, String> =
        sides.plan.stages.iter().flat_map(|stage| stage.users.iter().cloned()).collect();
    let before = Side {
        users: users.clone(),
        made: &made,
        filled: &filled,
        context: sides.context,
        is_source: true,
    };
    let after = Side { users, made: &made, filled: &filled, context: None, is_source: false };
    let mut differences = vec![];
    for planned in &sides.plan.stages {
        let name = sides.plan.emitted(planned, sides.style);
        let mut stages = sides.emitted.stages.iter();
        let Some(emitted) = stages.find(|stage| stage.name.as_ref() == Some(&name)) else {
            differences
                .push(format!("{}: the stage `{name}` is not in the emitted file", planned.number));
            continue;
        };
        let own = &sides.source.file.stages[planned.index];
        let before = Done::of(&before, &sides.source.file, own);
        let after = Done::of(&after, sides.emitted, emitted);
        let is_target = sides.plan.targets.contains(&planned.index);
        let found = before.against(&after, is_target);
        differences.extend(found.into_iter().map(|what| format!("`{name}`: {what}")));
    }
    if let Some(context) = sides.context {
        differences.extend(files::differences(context, &sides.source.file, sides.ignore)?);
    }
    Ok(differences)
}

/// The users that are typed, and that the emitted file makes in its own way.
fn made(plan: &Plan) -> BTreeSet<String> {
    let items = plan.stages.iter().flat_map(|stage| &stage.items);
    let steps = items.filter(|item| {
        item.calls.iter().any(|call| call.arguments.iter().any(|step| step.starts_with("user(")))
    });
    steps.flat_map(|item| item.text.split_whitespace()).map(str::to_owned).collect()
}

/// The folders of WORKDIR lines that a report says to be made by what goes into them.
fn filled(plan: &Plan) -> BTreeSet<String> {
    let items = plan.stages.iter().flat_map(|stage| &stage.items);
    let differs = items.flat_map(|item| &item.differs);
    let paths = differs.filter_map(|what| what.strip_suffix(directory::FILLED));
    paths.map(|path| path.trim_matches('`').to_owned()).collect()
}

/// What a stage does.
struct Done {
    image: String,
    platform: Option<String>,
    /// Whether a program runs, in a step or as the base's.
    runs: bool,
    steps: Vec<(u32, String)>,
    folders: BTreeSet<String>,
    config: Vec<(&'static str, String)>,
    user: String,
}

impl Done {
    fn of(side: &Side<'_>, file: &File, stage: &Stage) -> Self {
        let form: Normal = normal::of(file, stage);
        let steps = side.steps(&form);
        let is_run = |step: &normal::Step| matches!(step.operation, normal::Operation::Run { .. });
        Self {
            runs: form.image.is_some() || form.steps.iter().any(is_run),
            image: form.image.clone().unwrap_or_else(|| "scratch".to_owned()),
            platform: platform(file, stage),
            steps: steps.steps,
            folders: steps.folders,
            config: configuration::of(&form.config, steps::home(&form)),
            user: match stage.end.user.as_str() {
                "" => steps::nobody(&form),
                user => side.user(user),
            },
        }
    }

    fn against(&self, after: &Done, is_target: bool) -> Vec<String> {
        let mut wrong = vec![];
        if self.image != after.image {
            wrong.push(format!("the base is `{}`, and then `{}`", self.image, after.image));
        }
        // Files that a stage only gives have no platform.
        if self.platform != after.platform && (is_target || self.runs) {
            wrong.push(format!(
                "the platform is {:?}, and then {:?}",
                self.platform, after.platform
            ));
        }
        let length = self.steps.len().max(after.steps.len());
        let step = |steps: &[(u32, String)], at: usize| {
            steps.get(at).cloned().unwrap_or((0, "nothing".to_owned()))
        };
        for at in 0..length {
            let ((line, one), (_, other)) = (step(&self.steps, at), step(&after.steps, at));
            if one != other {
                wrong.push(format!("line {line} is {one}, and then {other}"));
                break;
            }
        }
        for folder in self.folders.difference(&after.folders) {
            wrong.push(format!("nothing makes the folder {folder}"));
        }
        // A stage that nobody builds is what those are that go on from it.
        for ((what, one), (_, other)) in self.config.iter().zip(&after.config) {
            if is_target && one != other {
                wrong.push(format!("{what} is {one}, and then {other}"));
            }
        }
        if is_target && self.user != after.user {
            wrong.push(format!("the user is `{}`, and then `{}`", self.user, after.user));
        }
        wrong
    }
}

/// A platform that is not the target's; a fixed one is left to the build.
fn platform(file: &File, stage: &Stage) -> Option<String> {
    let own = stage.text.contains("BUILDPLATFORM").then(|| "the builder's".to_owned());
    match &stage.from {
        Origin::Stage(index) if own.is_none() => platform(file, &file.stages[*index]),
        _ => own,
    }
}

#[cfg(test)]
mod tests;
