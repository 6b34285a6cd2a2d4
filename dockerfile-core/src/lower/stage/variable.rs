//! Values with variables in them: ARG is printed just above the first use, ENV has to
//! stand above it.

use super::StageLowering;
use crate::complaints;
use crate::given::{Given, GivenText, Place};
use crate::instruction::{Arg, Instruction, Part, Value};
use crate::order::Phase;
use crate::value::{Kind, Value as _, VarName};
use crate::variable::{self, BuilderVariable, EnvVariable, Piece};

impl StageLowering<'_> {
    /// A value as instructions hold it, its variables declared.
    pub(crate) fn parts(&mut self, given: &GivenText, kind: Kind) -> Option<Value> {
        let shown = Given { text: given.text.shown(), at: given.at };
        self.text(&shown, kind)?;
        let mut value = vec![];
        for piece in &given.text.0 {
            let part = match piece {
                Piece::Literal(text) if text.is_empty() => continue,
                Piece::Literal(text) => Part::Text(text.clone()),
                Piece::Arg(arg) => Part::Variable(self.arg(arg, given.at)?),
                Piece::Builder(variable) => {
                    Part::Variable(self.builder_variable(*variable, given.at)?)
                }
                Piece::Env(variable) => Part::Variable(self.env_variable(variable)?),
            };
            match (value.last_mut(), part) {
                (Some(Part::Text(before)), Part::Text(more)) => before.push_str(&more),
                (_, part) => value.push(part),
            }
        }
        if value.is_empty() {
            value.push(Part::Text(String::new()));
        }
        Some(value)
    }

    fn arg(&mut self, arg: &variable::Arg, at: Place) -> Option<VarName> {
        let name = self.value_of::<VarName>(&arg.name, Kind::ArgName)?;
        let default = match &arg.default {
            Some(default) => Some(self.text(default, Kind::EnvValue)?),
            None => None,
        };
        if arg.per_commit && self.phase < Phase::Build && self.reason.is_none() {
            self.complain(complaints::per_commit_too_early(&name, self.phase, at));
            return None;
        }
        let (known, place) = self
            .all
            .args
            .entry(name.to_string())
            .or_insert_with(|| (default.clone(), arg.name.at))
            .clone();
        if known != default {
            self.complain(complaints::two_defaults(&name, place, arg.name.at));
            return None;
        }
        self.declare(Arg { name, default }, at)
    }

    /// Brings in a variable of the builder, which commands of ours may read, too.
    pub(crate) fn builder_variable(
        &mut self,
        variable: BuilderVariable,
        at: Place,
    ) -> Option<VarName> {
        let name = VarName::trusted(variable.0.to_owned());
        self.declare(Arg { name, default: None }, at)
    }

    /// Brings a variable into the stage, unless an ENV of its name would hide it.
    fn declare(&mut self, arg: Arg, at: Place) -> Option<VarName> {
        let name = arg.name.clone();
        let itself = [Part::Variable(name.clone())];
        if self.state.env.get(&name).is_some_and(|value| *value != itself) {
            self.complain(complaints::hidden_by_env(&name, at));
            return None;
        }
        if self.args.insert(name.clone()) {
            self.push(Instruction::Arg(arg));
        }
        Some(name)
    }

    fn env_variable(&mut self, variable: &EnvVariable) -> Option<VarName> {
        let name = self.value_of::<VarName>(&variable.name, Kind::PublicVarName)?;
        if !variable.of_base && !self.state.env.contains_key(&name) {
            self.complain(complaints::env_not_set(&name, variable.name.at));
            return None;
        }
        Some(name)
    }

    // ---- ENV ------------------------------------------------------------------------

    /// A variable for the steps of a recipe, unless the stage has set it.
    pub(crate) fn env_of_steps(&mut self, name: &str, value: &str) {
        let name = VarName::trusted(name.to_owned());
        if !self.state.env.contains_key(&name) {
            self.push_env(name, vec![Part::Text(value.to_owned())]);
        }
    }

    pub(super) fn push_env(&mut self, name: VarName, value: Value) {
        self.state.env.insert(name.clone(), value.clone());
        self.push(Instruction::Env { name, value });
    }

    /// What was declared for steps of which nothing is known.
    pub(crate) fn forget_build_env(&mut self) {
        self.pending.clear();
    }

    /// What was declared for the steps that run, just above the first of them.
    pub(super) fn flush_build_env(&mut self) {
        for (name, value) in std::mem::take(&mut self.pending) {
            if let Some(value) = self.parts(&value, Kind::EnvValue) {
                self.push_env(name, value);
            }
        }
    }
}
