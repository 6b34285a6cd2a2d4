//! Variables that may be secrets: judged by their names and what they hold.

use super::stage::StageLowering;
use crate::declare::given::Given;
use crate::declare::given_text::GivenText;
use crate::declare::variable::Piece;
use crate::program::instruction::ValuePart;
use crate::program::place::Place;
use crate::value::credentials::{is_named_as_none, worth};
use crate::value::{Kind, VarName, VariableOf, public_variable};

/// BuildKit's check of names that look like a secret's.
pub(super) const SECRETS: &str = "SecretsUsedInArgOrEnv";

/// More variables in variables than anybody writes.
const DEEPEST: usize = 16;

impl StageLowering<'_> {
    /// A variable that is no secret; a linter that takes it for one is told so.
    pub(super) fn env(&mut self, name: &Given, value: &GivenText, of: VariableOf) {
        let kind = if of == VariableOf::Image { Kind::EnvValue } else { Kind::StepValue };
        let name = self.variable(name, value, of);
        let value = self.parts(value, kind);
        if let (Some(name), Some(value)) = (name, value) {
            self.push_env(name, value);
        }
    }

    /// The name of a variable that is no secret; linters that take it for one are told so.
    pub(super) fn variable(
        &mut self,
        name: &Given,
        value: &GivenText,
        of: VariableOf,
    ) -> Option<VarName> {
        let known = self.value::<VarName>(name)?;
        let value = self.known(value);
        self.judge_variable(&known, name, value.as_deref(), of)?;
        Some(known)
    }

    /// Whether no text sets a variable that may be a secret: `NPM_TOKEN=.. npm publish`.
    pub(super) fn check_assignments(&mut self, text: &str, at: Place) -> Option<()> {
        let ends_word = |c: char| c.is_whitespace() || ";&|()<>`".contains(c);
        for (name, value) in text.split(ends_word).filter_map(|word| word.split_once('=')) {
            let value = value.trim_matches(['"', '\'']);
            let is_variable = Kind::VarName.check(name).is_ok();
            // What the shell fills in stands elsewhere.
            if !is_variable || value.is_empty() || value.contains('$') {
                continue;
            }
            let judged = public_variable(name.as_bytes(), Some(value.as_bytes()), VariableOf::Step);
            if let Err(rule) = judged {
                self.all.bad_value(rule, name.to_owned(), at);
                return None;
            }
        }
        Some(())
    }

    /// `None` is a variable that may be a secret, which has been complained about.
    pub(super) fn judge_variable(
        &mut self,
        name: &VarName,
        given: &Given,
        value: Option<&str>,
        of: VariableOf,
    ) -> Option<()> {
        let (text, bytes) = (name.as_str().as_bytes(), value.map(str::as_bytes));
        if let Err(rule) = public_variable(text, bytes, of) {
            self.all.bad_value(rule, name.to_string(), given.at);
            return None;
        }
        // No linter looks at what one step exports.
        if of != VariableOf::Step {
            let why = match bytes {
                Some(value) if !is_named_as_none(text) => {
                    format!("{name}: its value is {}", worth(value).words())
                }
                _ => format!("{name}: names no secret"),
            };
            if name.looks_secret_to_hadolint() {
                self.allow("DL3064", why);
            }
            if name.looks_secret_to_buildkit() {
                self.all.program.skips.insert(SECRETS);
            }
        }
        Some(())
    }

    /// What a value holds in the end; `None` where only a build knows.
    pub(super) fn known(&self, given: &GivenText) -> Option<String> {
        let mut known = String::new();
        for piece in &given.text.0 {
            match piece {
                Piece::Literal(text) | Piece::Plain(text) => known += text,
                Piece::Arg(arg) => {
                    let default = arg.default.as_ref().filter(|default| !default.text.is_empty());
                    known += &default?.text;
                }
                // A platform or a time.
                Piece::Builder(_) => {}
                Piece::Env(variable) if variable.of_base => return None,
                Piece::Env(variable) => {
                    known += &self.held(&VarName::parse(&*variable.name.text).ok()?, DEEPEST)?;
                }
            }
        }
        Some(known)
    }

    /// What a variable of the stage holds.
    fn held(&self, name: &VarName, depth: usize) -> Option<String> {
        let depth = depth.checked_sub(1)?;
        let mut held = String::new();
        for part in self.state.env.get(name)? {
            match part {
                ValuePart::Text(text) => held += text,
                ValuePart::Variable(other)
                    if self.state.env.contains_key(other) && other != name =>
                {
                    held += &self.held(other, depth)?;
                }
                ValuePart::Variable(other) => {
                    let (arg, _) = self.all.args.get(other.as_str())?;
                    held += arg.default.as_deref().filter(|default| !default.is_empty())?;
                }
            }
        }
        Some(held)
    }
}
