//! The layers of a project of Gradle.

use std::slice;

use super::plugins::Program;
use super::read::Closure;
use super::settings::Settings;
use crate::declare::layer::OUT;
use crate::declare::shell;
use crate::program::instruction::ShellCommand;
use crate::program::note::Note;
use crate::recipes::java::holders::Split;
use crate::recipes::java::packaging::only;
use crate::recipes::lines::Lines;
use crate::value::Kind;
use crate::value::path::{below, between, inside};

/// A script with a task that downloads what a project's configurations have from outside. Gradle's
/// own task `dependencies` asks for the descriptions alone, and not for the files.
const DOWNLOAD: [&str; 7] = [
    "allprojects { def all = configurations; tasks.create('downloadDependencies') { doLast {",
    "all.findAll { it.canBeResolved }.each { c ->",
    "c.incoming.artifactView { view -> view.lenient(true);",
    "view.componentFilter { !(it instanceof",
    "org.gradle.api.artifacts.component.ProjectComponentIdentifier) }",
    "}.files.files",
    "} } } }",
];

/// Copies the files that say what is built, and downloads what they ask for.
pub(super) fn dependencies(gradle: &Settings, closure: &Closure, lines: &mut Lines<'_>) {
    for java in &closure.javas.to_build {
        lines.check_base("Java", Some(java));
    }
    if !closure.left.is_empty() {
        let (project, paths) = ("build.gradle".to_owned(), closure.left.clone());
        lines.note(Note::LeftBehind { project, paths, setting: "files" });
    }
    lines.env("GRADLE_USER_HOME", "/root/.gradle");
    lines.enter(&closure.root);
    lines.copy_manifests(&closure.manifests);
    for (build, made) in &closure.builds {
        let made: Vec<&str> = made.iter().map(String::as_str).collect();
        lines.copy(slice::from_ref(build), &made);
    }
    lines.copy(&closure.named, &[]);
    for path in &gradle.files {
        lines.copy_also_given(path);
    }
    let comment = "Dependencies, downloaded by a task that each project is given here.";
    let Some(command) = gradle.command(lines) else { return };
    lines.run(comment, &closure.root, &[], closure.download(&command));
}

/// Copies the sources of the project and of those that it needs.
pub(super) fn sources(closure: &Closure, lines: &mut Lines<'_>) {
    for folder in &closure.folders {
        let builds = closure.builds.iter();
        let inner = builds.filter_map(|(build, made)| Some((inside(folder, build)?, made)));
        let inner = inner.flat_map(|(build, made)| made.iter().map(|made| below(build, made)));
        let except: Vec<String> =
            ["build", ".gradle", "src/test"].map(str::to_owned).into_iter().chain(inner).collect();
        let except: Vec<&str> = except.iter().map(String::as_str).collect();
        lines.copy(slice::from_ref(folder), &except);
    }
    Split::copy(&[], &closure.sources, &["src/test"], lines);
}

/// Runs the task that makes the program.
pub(super) fn build(gradle: &Settings, closure: &Closure, lines: &mut Lines<'_>) {
    let task = gradle.task(closure, lines);
    let jar = gradle.packaging.jar(None, lines);
    let (Some(task), Some(jar), Some(command)) = (task, jar, gradle.command(lines)) else {
        return;
    };
    let task = shell::quote(&task_of(&closure.path, &task));
    let mut commands = vec![ShellCommand::from(format!("{command} {task}"))];
    let built = closure.shown(&below(&closure.folder, "build"));
    commands.extend(match gradle.installs() {
        true => only(&format!("{built}/install/*"), &format!("{OUT}/app")),
        false => gradle.packaging.collect(&format!("{built}/libs/{jar}")),
    });
    lines.run("The program, from its sources.", &closure.root, &[], commands);
}

impl Settings {
    /// The task that makes the program.
    fn task(&self, closure: &Closure, lines: &mut Lines<'_>) -> Option<String> {
        match (&self.task, closure.program) {
            (Some(task), _) => lines.text(task, Kind::Word),
            (None, Program::Packed(task)) => Some(task.to_owned()),
            (None, program) => {
                if program == Program::Installed {
                    lines.note(Note::OwnClasses { project: closure.path.clone() });
                }
                Some("jar".to_owned())
            }
        }
    }
}

impl Closure {
    fn download(&self, gradle: &str) -> Vec<ShellCommand> {
        let mut commands = vec![];
        if !self.bare.is_empty() {
            let bare: Vec<String> = self.bare.iter().map(|folder| self.shown(folder)).collect();
            commands.push(ShellCommand::from(format!("mkdir -p {}", bare.join(" "))));
        }
        let script = "/tmp/download.gradle";
        let mut run = ShellCommand::from(format!(
            "{gradle} -Dorg.gradle.configuration-cache=false --init-script {script}"
        ));
        let task = |path: &String| shell::quote(&task_of(path, "downloadDependencies"));
        run.words = self.paths.iter().map(task).collect();
        let lines = DOWNLOAD.iter().map(|line| shell::quote(line));
        let words = lines.chain([format!(">{script}")]).collect();
        commands.push(ShellCommand { head: "echo".to_owned(), words });
        commands.push(run);
        commands.push(ShellCommand::from(format!("rm {script}")));
        commands
    }

    /// A path of the context, as it is written from the root, quoted for the shell.
    fn shown(&self, path: &str) -> String {
        shell::quote(&between(&self.root, path))
    }
}

fn task_of(path: &str, task: &str) -> String {
    format!("{}:{task}", path.trim_end_matches(':'))
}
