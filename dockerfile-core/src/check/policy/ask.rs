//! Checks of an image against the policy: every way by which files of others get into the image, as
//! far as the declaration tells.

use std::collections::HashMap;

use super::names::{Name, Prefix, image, repository, url};
use super::table::{List, Policy, holds};
use crate::check::complaints;
use crate::check::report::Diagnostic;
use crate::program::dialect::Dialect;
use crate::program::instruction::{
    ArgInstruction, CopySource, From, Instruction, RunMount, ValuePart, ValueParts, shown,
};
use crate::program::pins::Pins;
use crate::program::place::Place;
use crate::program::program::{Fetch, Fetched, LoweredLine, LoweredStage, Program};
use crate::program::reference::Reference;
use crate::program::rule::Rule;
use crate::value::StageName;

/// The rules of a policy that an image breaks.
#[derive(Default)]
pub(crate) struct Broken {
    pub(crate) rules: Vec<Diagnostic>,
    /// Images without a digest, which can still be added to the written Dockerfile.
    pub(crate) unpinned: Vec<Diagnostic>,
}

impl Policy {
    /// Checks an image whose Dockerfile needs the syntax `needed` and is emitted at `at`. `given` are
    /// the values that the emission gives to build variables.
    pub(crate) fn check(
        &self,
        program: &Program,
        given: &[(&str, &str)],
        needed: Dialect,
        pins: &Pins,
        at: Place,
    ) -> Broken {
        let mut broken = Broken::default();
        let variables = Variables { program, given };
        for stage in &program.stages {
            if let Some(name) = pins.image(stage) {
                self.image(name, stage.at, false, &mut broken);
            }
        }
        if let Some(frontend) = pins.frontend(needed) {
            self.image(&frontend, at, true, &mut broken);
        }
        let rules = &mut broken.rules;
        let ways_out = program.ways_out.iter();
        rules.extend(ways_out.filter_map(|(way, at)| self.way_out(way, at)));
        rules.extend(program.fetches.iter().flat_map(|fetch| self.fetch(fetch, &variables)));
        for line in program.stages.iter().flat_map(|stage| &stage.lines) {
            rules.extend(self.contexts(line, program));
            rules.extend(self.as_given(line));
        }
        if let Some(rule) = &self.labels {
            rules.extend(missing_labels(&variables, rule));
        }
        broken
    }

    fn image(&self, name: &str, at: Place, is_frontend: bool, broken: &mut Broken) {
        let reference = Reference::of(name);
        let full = image(reference.repository);
        if let Some(rule) = self.registries.as_ref().filter(|rule| !is_trusted(rule, &full)) {
            let full = full.join("/");
            broken.rules.push(complaints::untrusted_registry(&full, is_frontend, rule, at));
        }
        if let Some(rule) = asked(&self.digest).filter(|_| !reference.is_pinned()) {
            broken.unpinned.push(complaints::no_digest(name, is_frontend, rule, at));
        }
    }

    fn way_out(&self, way: &str, at: Place) -> Option<Diagnostic> {
        let rule = self.ways_out.as_ref().filter(|rule| !holds(Some(rule), way))?;
        Some(complaints::way_out_closed(way, rule, at))
    }

    fn fetch(&self, fetch: &Fetch, variables: &Variables<'_>) -> Vec<Diagnostic> {
        let (name, shown) = match &fetch.of {
            Fetched::Url(parts) => (url(parts, |name| variables.values_of(name)), shown(parts)),
            Fetched::Repository(text) => (repository(text), text.clone()),
        };
        let mut broken = vec![];
        let is_trusted = |rule: &List<Prefix>| name.as_ref().is_some_and(|n| is_trusted(rule, n));
        if let Some(rule) = self.sources.as_ref().filter(|rule| !is_trusted(rule)) {
            broken.push(complaints::untrusted_source(&shown, name.is_some(), rule, fetch.at));
        }
        if let Some(rule) = asked(&self.checksum).filter(|_| !fetch.is_checked) {
            let is_repository = matches!(fetch.of, Fetched::Repository(_));
            broken.push(complaints::no_checksum(&shown, is_repository, rule, fetch.at));
        }
        broken
    }

    /// Reports named build contexts that the policy does not trust.
    fn contexts(&self, line: &LoweredLine, program: &Program) -> Vec<Diagnostic> {
        let Some(rule) = &self.contexts else { return vec![] };
        let is_stage = |name: &StageName| program.stages.iter().any(|stage| stage.name == *name);
        let is_outside = |name: &&StageName| !is_stage(name) && !holds(Some(rule), name.as_str());
        let names = origins(&line.instruction);
        let outside = names.into_iter().filter(is_outside);
        outside.map(|name| complaints::untrusted_context(name.as_str(), rule, line.at)).collect()
    }

    /// Reports a raw line that may bring files, where the policy asks where files come from.
    fn as_given(&self, line: &LoweredLine) -> Option<Diagnostic> {
        let Instruction::Raw(text) = &line.instruction else { return None };
        let is_closed = self.ways_out.is_some() && !holds(self.ways_out.as_ref(), "raw");
        // Where the policy closes this way out, that is reported already.
        if is_closed || self.opens_raw || !may_bring(text) {
            return None;
        }
        let rule = [
            self.registries.as_ref().map(Rule::line),
            self.sources.as_ref().map(Rule::line),
            self.contexts.as_ref().map(Rule::line),
            asked(&self.digest).map(Rule::line),
            asked(&self.checksum).map(Rule::line),
        ];
        let rule = rule.into_iter().flatten().next()?;
        Some(complaints::brings_as_given(text, &rule, line.at))
    }

    /// Reports a dialect that the image asks for and the policy does not allow.
    pub(crate) fn above(&self, asked: Dialect, at: Place) -> Option<Diagnostic> {
        let rule = self.dialect.as_ref().filter(|rule| rule.value < asked)?;
        Some(complaints::dialect_above_policy(asked, rule, at))
    }
}

fn asked(rule: &Option<Rule<bool>>) -> Option<&Rule<bool>> {
    rule.as_ref().filter(|rule| rule.value)
}

fn is_trusted(rule: &List<Prefix>, name: &Name) -> bool {
    rule.value.iter().any(|prefix| prefix.value.holds(name))
}

/// The stages and contexts that an instruction takes files from.
fn origins(instruction: &Instruction) -> Vec<&StageName> {
    match instruction {
        Instruction::Copy(copy) => match &copy.source {
            CopySource::From(name, _) => vec![name],
            _ => vec![],
        },
        Instruction::Run(run) => run.options.mounts.iter().filter_map(origin_of_mount).collect(),
        _ => vec![],
    }
}

fn origin_of_mount(mount: &RunMount) -> Option<&StageName> {
    match mount {
        RunMount::Bind { from, .. } => from.as_ref(),
        RunMount::Cache { from, .. } => from.as_ref().map(|(name, _)| name),
        _ => None,
    }
}

/// Whether a raw line may bring files of an image, another context or the network. A builder
/// removes quotes and backslashes from flags, so a flag with one of those may be any.
fn may_bring(line: &str) -> bool {
    let line = line.strip_prefix("ONBUILD").unwrap_or(line).trim_start();
    let mut words = line.split_ascii_whitespace();
    let word = words.next().unwrap_or_default();
    let mut flags = words.take_while(|word| word.starts_with("--"));
    let is_odd = |flag: &str| {
        flag.contains(['"', '\'', '\\', '$']) || flag.to_ascii_lowercase().contains("from")
    };
    word == "ADD" || matches!(word, "COPY" | "RUN") && flags.any(is_odd)
}

/// The variables of an image.
struct Variables<'p> {
    program: &'p Program,
    /// Names of build variables, and the values that the emission gives to them.
    given: &'p [(&'p str, &'p str)],
}

impl Variables<'_> {
    /// The values that a variable may have by the declaration, directly or through other variables;
    /// `None` where a raw line may set it.
    fn values_of(&self, name: &str) -> Option<Vec<String>> {
        let lines = || self.program.stages.iter().flat_map(|stage| &stage.lines);
        let says = |line: &LoweredLine| matches!(line.instruction.raw_word(), Some("ARG" | "ENV"));
        if lines().any(says) {
            return None;
        }
        let (mut values, mut names, mut next) = (vec![], vec![name], 0);
        while let Some(name) = names.get(next).copied() {
            next += 1;
            let args = self.program.args.iter().chain(lines().filter_map(declared));
            let args = args.filter(|arg| arg.name.as_str() == name);
            values.extend(args.filter_map(|arg| arg.default.clone()));
            let given = self.given.iter().filter(|(of, _)| *of == name);
            values.extend(given.map(|(_, value)| (*value).to_owned()));
            for value in lines().filter_map(|line| env_of(line, name)) {
                values.push(shown(value));
                let new: Vec<&str> = variables(value).filter(|one| !names.contains(one)).collect();
                names.extend(new);
            }
        }
        Some(values)
    }
}

fn declared(line: &LoweredLine) -> Option<&ArgInstruction> {
    match &line.instruction {
        Instruction::Arg(arg) => Some(arg),
        _ => None,
    }
}

/// The value that a line gives the ENV of this name.
fn env_of<'l>(line: &'l LoweredLine, name: &str) -> Option<&'l ValueParts> {
    match &line.instruction {
        Instruction::Env { name: other, value } if other.as_str() == name => Some(value),
        _ => None,
    }
}

fn variables(value: &ValueParts) -> impl Iterator<Item = &str> {
    value.iter().filter_map(|part| match part {
        ValuePart::Variable(name) => Some(name.as_str()),
        ValuePart::Text(_) => None,
    })
}

// ---- labels -------------------------------------------------------------------------------

fn missing_labels(variables: &Variables<'_>, rule: &List<String>) -> Vec<Diagnostic> {
    let program = variables.program;
    let stages: HashMap<&StageName, &LoweredStage> =
        program.stages.iter().map(|stage| (&stage.name, stage)).collect();
    let parent = |stage: &&LoweredStage| match &stage.from {
        From::Stage(name) => stages.get(name).copied(),
        _ => None,
    };
    let mut diagnostics = vec![];
    for target in program.stages.iter().filter(|stage| stage.target) {
        let lines = || {
            let stages = std::iter::successors(Some(target), parent);
            // The last line about a label counts, so lines are read from the end.
            stages.flat_map(|stage| stage.lines.iter().rev())
        };
        let lacks = |label: &&Rule<String>| !has_label(lines(), &label.value, variables);
        let missing = rule.value.iter().filter(lacks);
        diagnostics
            .extend(missing.map(|label| complaints::missing_label(label, &target.name, target.at)));
    }
    diagnostics
}

/// Whether the last line about a label gives it a value. A raw LABEL line counts as none, since it
/// is not read.
fn has_label<'p>(
    mut lines: impl Iterator<Item = &'p LoweredLine>,
    label: &str,
    variables: &Variables<'_>,
) -> bool {
    lines
        .find_map(|line| match &line.instruction {
            Instruction::Label { key, value } if key.as_str() == label => {
                Some(says_something(value, variables))
            }
            instruction if instruction.raw_word() == Some("LABEL") => Some(false),
            _ => None,
        })
        .unwrap_or(false)
}

/// Whether a value is certainly more than white space. A variable without a default passes, since
/// the builder gives it a value.
fn says_something(value: &ValueParts, variables: &Variables<'_>) -> bool {
    value.iter().any(|part| match part {
        ValuePart::Text(text) => !text.trim().is_empty(),
        ValuePart::Variable(name) => {
            let values = variables.values_of(name.as_str());
            values.is_some_and(|values| values.iter().all(|value| !value.trim().is_empty()))
        }
    })
}

#[cfg(test)]
mod tests;
