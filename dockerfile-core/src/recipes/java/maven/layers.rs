//! The layers of a module of Maven.

use super::read::Module;
use super::settings::Settings;
use crate::declare::shell;
use crate::program::instruction::ShellCommand;
use crate::program::note::Note;
use crate::recipes::java::holders::Split;
use crate::recipes::lines::Lines;
use crate::value::Kind;
use crate::value::path::{below, between};

/// Copies the manifests of all modules, and downloads what they ask for.
pub(super) fn dependencies(maven: &Settings, module: &Module, lines: &mut Lines<'_>) {
    for java in module.java.iter().chain(&module.developers) {
        lines.check_base("Java", Some(java));
    }
    if !module.left.is_empty() {
        let (project, paths) = ("pom.xml".to_owned(), module.left.clone());
        lines.note(Note::LeftBehind { project, paths, setting: "files" });
    }
    lines.enter(&module.root);
    lines.copy_manifests(&module.manifests);
    lines.copy(&module.folders, &[]);
    for path in &maven.files {
        lines.copy_also_given(path);
    }
    // Spring Boot's plugin takes a program without classes for a mistake.
    let Some(warm_up) = maven.package(module, "-Dspring-boot.repackage.skip=true ", lines) else {
        return;
    };
    // What was made of no sources must not be taken for up to date.
    let targets: Vec<String> = module.targets.iter().map(|target| module.shown(target)).collect();
    let remove = ShellCommand::from(format!("rm -rf {}", targets.join(" ")));
    let comment = "Dependencies, downloaded by a build without sources.";
    lines.run(comment, &module.root, &[], vec![warm_up, remove]);
}

/// Copies the sources of the module and of those that it needs.
pub(super) fn sources(module: &Module, lines: &mut Lines<'_>) {
    let except = if module.takes_tests { vec!["target"] } else { vec!["target", "src/test"] };
    Split::copy(&module.modules, &module.sources, &except, lines);
}

/// Packages the module.
pub(super) fn build(maven: &Settings, module: &Module, lines: &mut Lines<'_>) {
    let Some(jar) = maven.packaging.jar(module.jar.as_deref(), lines) else { return };
    let options = if maven.offline { "--offline " } else { "" };
    let Some(package) = maven.package(module, options, lines) else { return };
    let mut commands = vec![package];
    let target = module.shown(&below(&module.folder, "target"));
    commands.extend(maven.packaging.collect(&format!("{target}/{jar}")));
    lines.run("The program, from its sources.", &module.root, &[], commands);
}

impl Settings {
    /// The command that packages the module. Its goals and modules are the same in both steps, or
    /// the second would need other plugins.
    fn package(
        &self,
        module: &Module,
        options: &str,
        lines: &mut Lines<'_>,
    ) -> Option<ShellCommand> {
        let mut command = format!("mvn -B -ntp -Dmaven.test.skip=true {options}");
        let profiles = lines.texts(&self.profiles, Kind::Word);
        if !profiles.is_empty() {
            command += &format!("-P {} ", profiles.join(","));
        }
        if module.folder != module.root {
            command += &format!("-pl {} -am ", module.shown(&module.folder));
        }
        if self.goals.is_empty() {
            return Some(ShellCommand::from(command + "package"));
        }
        let goals = lines.texts(&self.goals, Kind::Goal);
        Some(ShellCommand::from(command + &goals.join(" ")))
    }
}

impl Module {
    /// A path of the context, as it is written from the root, quoted for the shell.
    fn shown(&self, path: &str) -> String {
        shell::quote(&between(&self.root, path))
    }
}
