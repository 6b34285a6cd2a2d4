//! The linker that gcc calls for rustc.
//!
//! Flags of the compiler could name the linker, but flags in a variable would silently take the
//! place of those in cargo's configuration. A variable of gcc's has no such effect: gcc and clang
//! look for `ld` in the folders of `COMPILER_PATH` first, for whatever target. Sources:
//! <https://gcc.gnu.org/onlinedocs/gcc/Environment-Variables.html>,
//! <https://doc.rust-lang.org/cargo/reference/config.html#buildrustflags>.

use super::compile::Compilation;
use super::linker::Linker;
use crate::declare::part::Around;
use crate::program::instruction::ShellCommand;
use crate::program::note::Note;
use crate::program::unread::CargoUnread;
use crate::recipes::lines::Lines;

/// The folder that holds the linker under the name of `ld`.
const FOLDER: &str = "/linker";

/// The variable with the folders in which gcc looks first.
const VARIABLE: &str = "COMPILER_PATH";

/// The target that rustc links by an lld of its own.
const BY_RUSTC: &str = "x86_64-unknown-linux-gnu";

impl Compilation<'_> {
    /// Puts the linker where gcc looks first, above all that is compiled.
    pub(super) fn linker(&self, lines: &mut Lines<'_>) {
        let Some((linker, at)) = self.cargo.linker else { return };
        if let Some(by) = self.links_by(lines) {
            lines.refuse_setting(CargoUnread::TwoLinkers { by }, at);
            return;
        }
        let project = &self.cargo.told.name.text;
        let named = |package: &String| {
            let name = package.split(['=', '~', '<', '>']).next();
            name == Some(linker.package())
        };
        if !lines.stage().packages.iter().any(named) {
            let (project, package) = (project.clone(), linker.package());
            lines.note(Note::WantsLinker { project, package });
        }
        if linker != Linker::Lld && self.may_be_linked_by_rustc(lines.stage()) {
            let (project, linker) = (project.clone(), linker.package());
            lines.note(Note::LinkedByRustc { project, linker });
        }
        lines.env(VARIABLE, FOLDER);
        let find = format!("linker=\"$(command -v {})\"", linker.program());
        let link = format!("ln -s \"$linker\" {FOLDER}/ld");
        let commands = [find, format!("mkdir -p {FOLDER}"), link].map(ShellCommand::from);
        lines.run_here("The linker, where gcc looks for `ld`.", &[], commands.into());
    }

    /// What else chooses a linker: a variable, or flags in cargo's configuration.
    fn links_by(&self, lines: &Lines<'_>) -> Option<String> {
        let of_recipe = self.cargo.env.iter();
        let of_recipe = of_recipe.map(|(name, value)| (name.text.clone(), value.text.literal()));
        let of_stage = lines.stage().variables.clone().into_iter();
        let variables = of_recipe.chain(of_stage).find_map(|(name, value)| {
            let flags = name.ends_with("RUSTFLAGS") && value.is_some_and(|value| chooses(&value));
            (name == VARIABLE || flags).then(|| format!("the variable `{name}`"))
        });
        let config = || {
            let flags = self.flags_of_config(lines.stage()).find(|flags| chooses(flags))?;
            Some(format!("`{flags}` of cargo's configuration"))
        };
        variables.or_else(config)
    }

    fn may_be_linked_by_rustc(&self, stage: &Around) -> bool {
        let keeps = |flags: &String| flags.contains("linker-features=-lld");
        self.triple().is_none_or(|target| target == BY_RUSTC)
            && !self.is_for_musl(stage)
            && !self.flags_of_config(stage).any(keeps)
    }
}

fn chooses(flags: &str) -> bool {
    flags.contains("fuse-ld")
}
