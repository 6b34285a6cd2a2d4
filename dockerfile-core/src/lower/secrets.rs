//! Variables that may be secrets, judged by their names and values.

use super::stage::StageLowering;
use crate::declare::given::Given;
use crate::declare::given_text::GivenText;
use crate::declare::variable::Piece;
use crate::program::instruction::ValuePart;
use crate::program::place::Place;
use crate::value::credentials::{is_named_as_none, value_kind};
use crate::value::shell::handed::assigned;
use crate::value::{Kind, VarName, VariableOf, public_variable};

/// BuildKit's check of names that look like a secret's.
pub(super) const SECRETS: &str = "SecretsUsedInArgOrEnv";

/// The greatest depth to which variables in variables are followed.
const DEEPEST: usize = 16;

const OF_STEP: &str = "shell text: a command is given a secret as it stands, and whoever has the Dockerfile or the image's history reads it; mount it into the step, `.mount(secret(\"id\").env(\"PASSWORD\"))`, and write `\"$PASSWORD\"` for it; or say why it is none with `.unchecked(\"why\")`";

const OF_IMAGE: &str = "argument: the program is given a secret as it stands, and whoever has the image reads it; leave it out, and give it when the container starts, in a variable or a file";

impl StageLowering<'_> {
    /// Sets an ENV variable that is no secret. Linters that take its name for a secret's are told
    /// so.
    pub(super) fn env(&mut self, name: &Given, value: &GivenText, of: VariableOf) {
        let kind = if of == VariableOf::Image { Kind::EnvValue } else { Kind::StepValue };
        let name = self.variable(name, value, of);
        let value = self.parts(value, kind);
        if let (Some(name), Some(value)) = (name, value) {
            self.push_env(name, value);
        }
    }

    /// The checked name of a variable that is no secret. Linters that take it for one are told so.
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

    /// Refuses a text that assigns a variable which may be a secret: `NPM_TOKEN=.. npm publish`.
    /// `None` is a refusal.
    pub(super) fn check_assignments(&mut self, text: &str, at: Place) -> Option<()> {
        for (name, value) in assigned(text) {
            let judged = public_variable(name.as_bytes(), Some(value.as_bytes()), VariableOf::Step);
            if let Err(rule) = judged {
                self.all.bad_value(rule, name.to_owned(), at);
                return None;
            }
        }
        Some(())
    }

    /// Refuses a secret that `by` hands to a program as it stands: an option, a header or a pipe.
    /// `None` is a refusal.
    pub(super) fn check_handed(
        &mut self,
        by: Option<String>,
        of: VariableOf,
        at: Place,
    ) -> Option<()> {
        let Some(by) = by else { return Some(()) };
        self.all.bad_value(if of == VariableOf::Step { OF_STEP } else { OF_IMAGE }, by, at);
        None
    }

    /// Refuses a variable that may be a secret, which `None` says, and tells linters of one that
    /// only looks so.
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
        // No linter reads what a single step exports.
        if of != VariableOf::Step {
            let why = match bytes {
                Some(value) if !is_named_as_none(text) => {
                    format!("{name}: its value is {}", value_kind(value).words())
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

    /// The final text of a value; `None` where only a build knows it.
    pub(super) fn known(&self, given: &GivenText) -> Option<String> {
        let mut known = String::new();
        for piece in &given.text.0 {
            match piece {
                Piece::Literal(text) | Piece::Plain(text) => known += text,
                Piece::Arg(arg) => {
                    let default = arg.default.as_ref().filter(|default| !default.text.is_empty());
                    known += &default?.text;
                }
                // A variable of the builder holds a platform or a time, and no secret.
                Piece::Builder(_) => {}
                Piece::Env(variable) if variable.of_base => return None,
                Piece::Env(variable) => {
                    known += &self.held(&VarName::parse(&*variable.name.text).ok()?, DEEPEST)?;
                }
            }
        }
        Some(known)
    }

    /// The text that an ENV variable of the stage holds.
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
