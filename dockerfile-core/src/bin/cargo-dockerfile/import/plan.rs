//! A Dockerfile as a declaration: each instruction in one of its forms. Plain data that the writers print.

use std::collections::BTreeSet;

use super::chosen::Settings;
use super::form::{Handle, Planned, Style};
use super::source::Source;
use super::under::End;
use super::{args, rust, stage};
use crate::failure::Result;
use crate::file::{Instruction, Origin};

pub(super) struct Plan {
    /// ARGs as variables of Rust.
    pub(super) handles: Vec<Handle>,
    pub(super) stages: Vec<Planned>,
    /// The stages that are built by their names, the last one last.
    pub(super) targets: Vec<usize>,
    /// Files that a stage of its own lets into the context.
    pub(super) let_in: Vec<String>,
    pub(super) dialect: u8,
    pub(super) is_strict: bool,
}

impl Plan {
    /// Tells of stages that are built by their names, and have another in the emitted file.
    pub(super) fn tell_names(&mut self, style: Style) {
        for at in 0..self.stages.len() {
            let emitted = self.emitted(&self.stages[at], style);
            let stage = &mut self.stages[at];
            let is_other = stage.name.as_ref().is_some_and(|name| *name != emitted);
            if is_other && self.targets.contains(&stage.index) {
                stage.differs.push(format!(
                    "the stage is called `{emitted}`: `docker build --target {emitted}`"
                ));
            }
        }
    }

    /// How the emitted file calls a stage. In `image!` one that has a block is called after its variable.
    pub(super) fn emitted(&self, stage: &Planned, style: Style) -> String {
        let is_last = self.targets.last() == Some(&stage.index);
        match (&stage.name, style) {
            (_, Style::Macro) if !is_last || self.has_blocks() => stage.variable.replace('_', "-"),
            (None, _) => "final".to_owned(),
            (Some(name), _) => name.clone(),
        }
    }

    /// How many stages are built by their names, with the one that lets files in.
    pub(super) fn count(&self) -> usize {
        self.targets.len() + usize::from(!self.let_in.is_empty())
    }

    /// Whether `image!` has a block for each stage: a named one that is built by its name is a target, and beside
    /// targets no lines stand.
    pub(super) fn has_blocks(&self) -> bool {
        self.targets.len() > 1
            || !self.let_in.is_empty()
            || self.stages.last().is_some_and(|stage| stage.name.is_some())
    }
}

pub(super) fn plan(source: &Source, settings: &Settings<'_>) -> Result<Plan> {
    // Which stages raw lines name is known once all are planned.
    let (plan, named) = plan_with(source, settings, &BTreeSet::new())?;
    if named.is_empty() { Ok(plan) } else { Ok(plan_with(source, settings, &named)?.0) }
}

fn plan_with(
    source: &Source,
    settings: &Settings<'_>,
    named: &BTreeSet<usize>,
) -> Result<(Plan, BTreeSet<usize>)> {
    let targets = targets(source, named);
    let mut used = vec![];
    let names = names(source);
    let variables: Vec<String> = names
        .iter()
        .map(|name| rust::identifier(name.as_deref().unwrap_or("stage"), &mut used))
        .collect();
    let (handles, by_name) = args::handles(source, settings.levels, &mut used);
    let mut planned: Vec<Planned> = vec![];
    let mut ends: Vec<End> = vec![];
    let (mut let_in, mut now_named) = (BTreeSet::new(), BTreeSet::new());
    let mut dialect = 0;
    for own in &source.file.stages {
        let builder = stage::Builder {
            source,
            settings,
            stages: &variables,
            handles: &by_name,
            names: &names,
            is_target: targets.contains(&own.index),
        };
        let (stage, end) = builder.stage(own, &ends)?;
        let_in.extend(end.let_in.iter().cloned());
        now_named.extend(end.stages.iter().copied());
        dialect = dialect.max(end.dialect);
        planned.push(stage);
        ends.push(end);
    }
    let let_in = outermost(let_in);
    let plan =
        Plan { handles, stages: planned, targets, let_in, dialect, is_strict: source.is_strict };
    Ok((plan, now_named))
}

/// As many targets as a tuple has, and `image!`.
pub(super) const MOST_TARGETS: usize = 8;

/// The names of stages as the emitted file has them.
fn names(source: &Source) -> Vec<Option<String>> {
    let stages = &source.file.stages;
    let mut taken: BTreeSet<String> = BTreeSet::new();
    let mut names = vec![];
    for stage in stages {
        let is_last = stage.index + 1 == stages.len();
        let name = match &stage.name {
            Some(name) if ["context", "scratch"].contains(&name.as_str()) => {
                Some(format!("{name}-stage"))
            }
            Some(name) => Some(name.clone()),
            None if is_last && !taken.contains("final") => None,
            None => Some(format!("stage-{}", stage.index)),
        };
        // A name that stands twice is that of the last.
        let name = name.map(|name| match taken.contains(&name) {
            true => format!("{name}-{}", stage.index),
            false => name,
        });
        taken.extend(name.clone());
        names.push(name);
    }
    names
}

/// The last stage, those that no other needs, and those that only a raw line names.
fn targets(source: &Source, named: &BTreeSet<usize>) -> Vec<usize> {
    let stages = &source.file.stages;
    let mut needed = BTreeSet::new();
    for stage in stages {
        let origins = std::iter::once(&stage.from).chain(stage.lines.iter().flat_map(|line| {
            match &line.instruction {
                Instruction::Copy(copy) => copy.from.iter().collect::<Vec<_>>(),
                Instruction::Run(run) => {
                    run.mounts.iter().filter_map(|mount| mount.from.as_ref()).collect()
                }
                _ => vec![],
            }
        }));
        needed.extend(origins.filter_map(|origin| match origin {
            Origin::Stage(index) => Some(*index),
            _ => None,
        }));
    }
    let is_target = |index: &usize| {
        !needed.contains(index) || named.contains(index) || index + 1 == stages.len()
    };
    (0..stages.len()).filter(is_target).collect()
}

/// Paths that stand in no other.
fn outermost(paths: BTreeSet<String>) -> Vec<String> {
    if paths.contains(".") {
        return vec![".".to_owned()];
    }
    let below = |path: &String| {
        paths.iter().any(|other| {
            path.strip_prefix(other.as_str()).is_some_and(|rest| rest.starts_with('/'))
        })
    };
    paths.iter().filter(|path| !below(path)).cloned().collect()
}

#[cfg(test)]
mod tests {
    use super::{Source, names, outermost, targets};

    use std::collections::BTreeSet;

    #[test]
    fn each_stage_has_a_name_of_its_own() {
        for (text, expected) in [
            ("FROM a", "-"),
            ("FROM a AS b\nFROM c", "b -"),
            ("FROM a\nFROM c", "stage-0 -"),
            ("FROM a AS b\nFROM c AS b\nFROM d AS e", "b b-1 e"),
            ("FROM a AS final\nFROM c", "final stage-1"),
            ("FROM a AS context\nFROM c AS scratch", "context-stage scratch-stage"),
        ] {
            let source = Source::read(text, "f").unwrap();
            let found = names(&source);
            let found: Vec<&str> =
                found.iter().map(|name| name.as_deref().unwrap_or("-")).collect();
            assert_eq!(found.join(" "), expected, "{text}");
        }
    }

    #[test]
    fn a_stage_that_no_other_needs_is_a_target() {
        for (text, named, expected) in [
            ("FROM a", None, vec![0]),
            ("FROM a AS b\nFROM b", None, vec![1]),
            ("FROM a AS b\nFROM c", None, vec![0, 1]),
            ("FROM a AS b\nFROM c\nCOPY --from=b /x /x", None, vec![1]),
            ("FROM a AS b\nFROM c\nCOPY --from=0 /x /x", None, vec![1]),
            ("FROM a AS b\nFROM c\nCOPY --from=bb /x /x", None, vec![0, 1]),
            ("FROM a AS b\nFROM c\nRUN --mount=from=b,target=/x y", None, vec![1]),
            ("FROM a AS b\nFROM b", Some(0), vec![0, 1]),
        ] {
            let source = Source::read(text, "f").unwrap();
            let found = targets(&source, &named.into_iter().collect());
            assert_eq!(found, expected, "{text}");
        }
        for (paths, expected) in
            [("a a/b ab", "a ab"), ("a/b a/c", "a/b a/c"), (". a", "."), ("a/b a/b/c/d", "a/b")]
        {
            let all: BTreeSet<String> = paths.split(' ').map(str::to_owned).collect();
            assert_eq!(outermost(all).join(" "), expected, "{paths}");
        }
    }
}
