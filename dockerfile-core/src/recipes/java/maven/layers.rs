//! What a module becomes.

use super::read::Module;
use super::settings::Settings;
use crate::declare::shell;
use crate::program::instruction::ShellCommand;
use crate::recipes::lines::Lines;
use crate::value::path::{below, between};

/// The manifests of all modules, and what they download.
pub(super) fn dependencies(module: &Module, lines: &mut Lines<'_>) {
    lines.enter(&module.root);
    lines.copy_manifests(&module.manifests);
    // Spring Boot's plugin takes a program without classes for a mistake.
    let warm_up = module.package("-Dspring-boot.repackage.skip=true ");
    // What was made of no sources must not be taken for up to date.
    let targets: Vec<String> = module.targets.iter().map(|target| module.shown(target)).collect();
    let remove = ShellCommand::from(format!("rm -rf {}", targets.join(" ")));
    let comment = "Dependencies, downloaded by a build without sources.";
    lines.run(comment, &module.root, &[], vec![warm_up, remove]);
}

/// The sources of the module and of those that it needs.
pub(super) fn sources(module: &Module, lines: &mut Lines<'_>) {
    lines.copy(&module.modules, &["target", "src/test"]);
    lines.copy(&module.sources, &["test"]);
}

/// Packages it.
pub(super) fn build(maven: &Settings, module: &Module, lines: &mut Lines<'_>) {
    let Some(jar) = maven.packaging.jar(module.jar.as_deref(), lines) else { return };
    let mut commands = vec![module.package(if maven.offline { "--offline " } else { "" })];
    let target = module.shown(&below(&module.folder, "target"));
    commands.extend(maven.packaging.collect(&format!("{target}/{jar}")));
    lines.run("The program, from its sources.", &module.root, &[], commands);
}

impl Module {
    /// The same goals and modules in both steps, or the second would need other plugins.
    fn package(&self, options: &str) -> ShellCommand {
        let mut command = format!("mvn -B -ntp -Dmaven.test.skip=true {options}");
        if self.folder != self.root {
            command += &format!("-pl {} -am ", self.shown(&self.folder));
        }
        ShellCommand::from(command + "package")
    }

    /// A path of the context as it is written in the root.
    fn shown(&self, path: &str) -> String {
        shell::quote(&between(&self.root, path))
    }
}
