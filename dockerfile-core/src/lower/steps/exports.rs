//! Lowering of the variables that a step sets for its commands.

use crate::declare::shell::quote_parts;
use crate::declare::steps::mount::Mount;
use crate::declare::steps::run::{Command, Commands};
use crate::lower::stage::StageLowering;
use crate::program::fault::Wrong;
use crate::value::{Kind, VarName, VariableOf};

impl Commands {
    /// The step's own variables, as export lines.
    pub(super) fn exports(&self, stage: &mut StageLowering) -> Option<Vec<String>> {
        let mut lines = vec![];
        for (index, (name, value)) in self.env.iter().enumerate() {
            let above = self.env[..index].iter().map(|(other, _)| other);
            let mut above = above.chain(self.mounts.iter().filter_map(Mount::variable));
            if let Some(first) = above.find(|other| other.text == name.text) {
                let (name, first, at) = (name.text.clone(), first.at, name.at);
                stage.complain(Wrong::StepVariableTwice { name, first }, at);
                return None;
            }
            if !value.text.is_variable(&name.text) && self.uses_below(index, &name.text) {
                let hidden = Wrong::HiddenByEnv { name: name.text.clone(), of_step: true };
                stage.complain(hidden, name.at);
                return None;
            }
            // The value stays in the image's history, though not in its environment.
            let (kind, known) = match self.unchecked {
                Some(_) => (Kind::PublicValue, stage.value::<VarName>(name)?),
                None => (Kind::StepValue, stage.variable(name, value, VariableOf::Step)?),
            };
            let value = stage.parts(value, kind)?;
            lines.push(format!("export {known}={}", quote_parts(&value)));
        }
        Some(lines)
    }

    /// Whether the commands use a variable of the build by this name, below the step's own variable
    /// with this number.
    fn uses_below(&self, index: usize, name: &str) -> bool {
        let words = self.commands.iter().flat_map(|command| match command {
            Command::Argv { words, .. } => words.as_slice(),
            Command::Text(_) => &[],
        });
        let values = self.env[index + 1..].iter().map(|(_, value)| value);
        let mut all = self.uses.iter().chain(words).chain(values);
        all.any(|given| given.text.uses(name))
    }
}
