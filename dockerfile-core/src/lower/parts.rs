//! Values with variables in them. ARG is printed just above the first use of a variable, and ENV
//! has to stand above that.

use super::stage::{StageLowering, Waiting};
use crate::declare::given_text::GivenText;
use crate::declare::variable::{self, BuilderVariable, EnvVariable, Piece};
use crate::program::fault::Wrong;
use crate::program::instruction::{ArgInstruction, Instruction, ValuePart, ValueParts};
use crate::program::phase::Phase;
use crate::program::place::Place;
use crate::value::{Kind, Value as _, VarName, VariableOf};

impl StageLowering<'_> {
    /// A checked value as instructions hold it. Its build variables are declared in the stage.
    pub(super) fn parts(&mut self, given: &GivenText, kind: Kind) -> Option<ValueParts> {
        self.check(&given.text.shown(), kind, given.at)?;
        // A URL may be put together of parts, none of which holds a credential by itself.
        if let Some(known) = self.known(given)
            && let Err(rule) = kind.check_urls(&known)
        {
            self.all.bad_value(rule, given.text.shown(), given.at);
            return None;
        }
        for piece in &given.text.0 {
            if let Piece::Plain(text) = piece {
                self.all.check_names(text, kind, given.at)?;
            }
        }
        let mut value = vec![];
        for piece in &given.text.0 {
            let part = match piece {
                Piece::Literal(text) | Piece::Plain(text) if text.is_empty() => continue,
                Piece::Literal(text) | Piece::Plain(text) => ValuePart::Text(text.clone()),
                Piece::Arg(arg) => ValuePart::Variable(self.arg(arg, given.at)?),
                Piece::Builder(variable) => {
                    ValuePart::Variable(self.builder_variable(*variable, given.at)?)
                }
                Piece::Env(variable) => ValuePart::Variable(self.env_variable(variable)?),
            };
            match (value.last_mut(), part) {
                (Some(ValuePart::Text(before)), ValuePart::Text(more)) => before.push_str(&more),
                (_, part) => value.push(part),
            }
        }
        if value.is_empty() {
            value.push(ValuePart::Text(String::new()));
        }
        Some(value)
    }

    fn arg(&mut self, arg: &variable::Arg, at: Place) -> Option<VarName> {
        let name = self.value_of::<VarName>(&arg.name, Kind::ArgName)?;
        let default = match &arg.default {
            Some(default) => Some(self.text(default, Kind::ArgDefault)?),
            None => None,
        };
        let known = default.as_deref().filter(|default| !default.is_empty());
        self.judge_variable(&name, &arg.name, known, VariableOf::Build)?;
        if arg.per_commit && self.phase < Phase::Build && self.reason.is_none() {
            let (name, phase) = (name.to_string(), self.phase);
            self.complain(Wrong::PerCommitTooEarly { name, phase }, at);
            return None;
        }
        let description = match &arg.description {
            Some(text) => Some(self.description_of(name.as_str(), text)?),
            None => None,
        };
        let this = ArgInstruction { name, default, description };
        let known = self.all.args.entry(this.name.to_string());
        let (known, first) = known.or_insert_with(|| (this.clone(), arg.name.at)).clone();
        let name = this.name.to_string();
        if known.default != this.default {
            self.complain(Wrong::TwoDefaults { name, first }, arg.name.at);
            return None;
        }
        if known.description != this.description {
            self.complain(Wrong::TwoDescriptions { name, first }, arg.name.at);
            return None;
        }
        self.declare(this, at)
    }

    /// Declares a variable of the builder, such as TARGETARCH, which this crate's own commands
    /// read, too.
    pub(super) fn builder_variable(
        &mut self,
        variable: BuilderVariable,
        at: Place,
    ) -> Option<VarName> {
        let name = VarName::trusted(variable.0.to_owned());
        self.declare(ArgInstruction { name, default: None, description: None }, at)
    }

    /// Declares a build variable in the stage, unless an ENV of its name would hide it: one above, or
    /// one that waits for the step at hand.
    fn declare(&mut self, arg: ArgInstruction, at: Place) -> Option<VarName> {
        let name = arg.name.clone();
        let itself = [ValuePart::Variable(name.clone())];
        let is_set = self.state.env.get(&name).is_some_and(|value| *value != itself);
        let mut waiting = self.pending.iter().filter(|waiting| waiting.name == name);
        if is_set || waiting.any(|waiting| !waiting.value.text.is_variable(name.as_str())) {
            self.complain(Wrong::HiddenByEnv { name: name.to_string(), of_step: false }, at);
            return None;
        }
        if self.args.insert(name.clone()) {
            self.push(Instruction::Arg(arg));
        }
        Some(name)
    }

    pub(super) fn env_variable(&mut self, variable: &EnvVariable) -> Option<VarName> {
        let name = self.value_of::<VarName>(&variable.name, Kind::VarName)?;
        if !variable.of_base && !self.state.env.contains_key(&name) {
            self.complain(Wrong::EnvNotSet { name: name.to_string() }, variable.name.at);
            return None;
        }
        Some(name)
    }

    // ---- ENV ------------------------------------------------------------------------

    /// Sets an ENV variable for the steps of a recipe, unless the stage has set it.
    pub(super) fn env_of_steps(&mut self, name: &str, value: &str) {
        let name = VarName::trusted(name.to_owned());
        let waits = self.pending.iter().any(|waiting| waiting.name == name);
        if !waits && !self.state.env.contains_key(&name) {
            self.push_env(name, vec![ValuePart::Text(value.to_owned())]);
        }
    }

    pub(super) fn push_env(&mut self, name: VarName, value: ValueParts) {
        self.state.env.insert(name.clone(), value.clone());
        self.push(Instruction::Env { name, value });
    }

    /// Drops variables and comments that wait for a step which could not be lowered.
    pub(super) fn forget_what_waits(&mut self) {
        self.pending.clear();
        self.comments.clear();
    }

    /// Prints the variables that wait for the next step that runs.
    pub(super) fn flush_build_env(&mut self) {
        for Waiting { name, value, why } in std::mem::take(&mut self.pending) {
            let kind = if why.is_some() { Kind::PublicValue } else { Kind::StepValue };
            match (self.parts(&value, kind), why) {
                (Some(value), Some(why)) => self.push_public_env(name, value, why),
                (Some(value), None) => self.push_env(name, value),
                (None, _) => {}
            }
        }
    }
}
