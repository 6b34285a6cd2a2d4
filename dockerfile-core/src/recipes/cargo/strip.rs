//! Takes out of programs what only a debugger reads, and puts it into files of its own.

use super::compile::Compilation;
use super::profile::{self, Debug};
use crate::declare::layer::OUT;
use crate::declare::part::Around;
use crate::declare::shell;
use crate::program::instruction::ShellCommand;
use crate::program::note::Note;
use crate::recipes::lines::Lines;

/// The folder of the debug files. It is outside of `/out`, so that a copy of all programs does not
/// have it.
const FOLDER: &str = "/debug";

impl Compilation<'_> {
    /// Takes the programs in `/out` apart, if the user calls `stripped`. The name of the debug file
    /// and its checksum stay in the program.
    pub(super) fn strip(&self, programs: &[String], lines: &mut Lines<'_>) -> Vec<ShellCommand> {
        if self.cargo.stripped.is_none() {
            return vec![];
        }
        lines.keep_debug_files(FOLDER);
        let mut commands = vec![];
        let objcopy = match self.objcopy() {
            Objcopy::Usual => "objcopy",
            Objcopy::Found(find) => {
                commands.push(find);
                "\"$objcopy\""
            }
        };
        commands.push(format!("mkdir -p {FOLDER}"));
        for program in programs {
            let out = shell::quote(&format!("{OUT}/{program}"));
            let debug = shell::quote(&format!("{FOLDER}/{program}.debug"));
            commands.extend([
                format!("{objcopy} --only-keep-debug {out} {debug}"),
                format!("{objcopy} --strip-all --add-gnu-debuglink={debug} {out}"),
            ]);
        }
        commands.into_iter().map(ShellCommand::from).collect()
    }

    /// The `objcopy` that reads programs of the target. The package of the target's linker has it,
    /// too.
    fn objcopy(&self) -> Objcopy {
        if self.cargo.cross.is_some() {
            return Objcopy::Found("objcopy=\"${target%%-*}-linux-gnu-objcopy\"".to_owned());
        }
        match self.triple().and_then(|triple| of_target(triple)) {
            None => Objcopy::Usual,
            Some(own) => Objcopy::Found(format!(
                "objcopy=\"$(command -v {own}-objcopy || command -v objcopy)\""
            )),
        }
    }

    /// The note that debug files lack line numbers, since the profile does not ask for them.
    pub(super) fn lacks_lines(&self, stage: &Around) -> Option<Note> {
        if self.cargo.stripped.is_none() || self.is_told(&["DEBUG", "STRIP"], stage) {
            return None;
        }
        let profile = self.profile();
        let has_names = match profile::debug(&self.closure.profiles(), profile) {
            Debug::Lines => return None,
            Debug::Symbols => true,
            Debug::Nothing => false,
        };
        let (project, profile) = (self.cargo.told.name.text.clone(), profile.to_owned());
        Some(Note::NoLineNumbers { project, profile, has_names })
    }

    /// Takes the standard library's debug information out of what only the compilation runs. Such
    /// programs are ten times as large with it, and all of them stay in the layer.
    pub(super) fn slim_tools(&self, lines: &mut Lines<'_>) {
        const KEYS: [&str; 5] = [
            "DEBUG",
            "STRIP",
            "BUILD_OVERRIDE_DEBUG",
            "BUILD_OVERRIDE_OPT_LEVEL",
            "BUILD_OVERRIDE_STRIP",
        ];
        let swells = profile::swells_tools(&self.closure.profiles(), self.profile());
        if swells && !self.is_told(&KEYS, lines.stage()) {
            lines.env(format!("{}_BUILD_OVERRIDE_STRIP", self.profile_variable()), "debuginfo");
        }
    }

    /// Whether a variable sets one of these keys of the profile.
    fn is_told(&self, keys: &[&str], stage: &Around) -> bool {
        let start = self.profile_variable() + "_";
        let of_recipe = self.cargo.env.iter().map(|(name, _)| &name.text);
        let mut names = of_recipe.chain(stage.variables.keys());
        names.any(|name| name.strip_prefix(&start).is_some_and(|key| keys.contains(&key)))
    }
}

/// How `objcopy` is called.
enum Objcopy {
    /// By its own name.
    Usual,
    /// By a variable, which this command sets.
    Found(String),
}

/// Debian's name of the tools for a target; `None` if the target is not Linux.
fn of_target(triple: &str) -> Option<String> {
    let (architecture, rest) = triple.split_once('-')?;
    let (_, libc) = rest.split_once("linux-")?;
    let libc = if libc.ends_with("eabihf") { "gnueabihf" } else { "gnu" };
    let architecture = match architecture {
        "armv7" => "arm",
        "riscv64gc" => "riscv64",
        other => other,
    };
    Some(format!("{architecture}-linux-{libc}"))
}

#[cfg(test)]
mod tests {
    use super::of_target;

    #[test]
    fn tools_are_called_after_the_target() {
        let of = |triple: &str| of_target(triple).unwrap_or_default();
        assert_eq!(of("aarch64-unknown-linux-musl"), "aarch64-linux-gnu");
        assert_eq!(of("armv7-unknown-linux-gnueabihf"), "arm-linux-gnueabihf");
        assert_eq!(of("arm-unknown-linux-musleabihf"), "arm-linux-gnueabihf");
        assert_eq!(of("riscv64gc-unknown-linux-gnu"), "riscv64-linux-gnu");
        assert_eq!(of("wasm32-wasip1"), "");
    }
}
