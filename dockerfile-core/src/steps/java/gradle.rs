//! Gradle: a project and the projects that it needs, what they download in a layer of its own.

use std::collections::{BTreeMap, BTreeSet};

use super::settings_file::Included;
use super::{APP, OUT, Packaging, only, packaging};
use crate::given::Given;
use crate::instruction::ShellCommand;
use crate::project;
use crate::shell;
use crate::steps::copy::ArtifactCopy;
use crate::steps::origin::HasFiles;
use crate::steps::recipe::files::{Files, below, folder_of, is_alone};
use crate::steps::recipe::{BuildPart, DependenciesPart, Problem, Recipe, SourcePart, settings};
use crate::value::Kind;

/// A task that downloads what a project's configurations have from outside. Gradle's own
/// `dependencies` asks for the descriptions alone, not for the files.
const DOWNLOAD: [&str; 7] = [
    "allprojects { def all = configurations; tasks.create('downloadDependencies') { doLast {",
    "all.findAll { it.canBeResolved }.each { c ->",
    "c.incoming.artifactView { view -> view.lenient(true);",
    "view.componentFilter { !(it instanceof",
    "org.gradle.api.artifacts.component.ProjectComponentIdentifier) }",
    "}.files.files",
    "} } } }",
];

/// A program of a Gradle project, from [`gradle`].
#[derive(Clone, Debug)]
pub struct Gradle {
    recipe: Recipe<Closure>,
    packaging: Packaging,
    task: Given,
    wrapper: bool,
    /// Paths and folders, if the settings are not read.
    projects: Vec<(String, String)>,
}

/// Where a build is on disk.
struct Tree<'f> {
    files: &'f Files,
    /// The folder that has the settings.
    root: String,
    settings: String,
    /// The folder of the project.
    folder: String,
}

/// A project and those that it is built from. Paths are relative to the context.
#[derive(Clone, Debug)]
struct Closure {
    /// The folder that has the settings.
    root: String,
    /// The folder of the project.
    folder: String,
    path: String,
    /// The paths of the project and of those that it needs.
    paths: Vec<String>,
    manifests: Vec<String>,
    /// The folders of what builds the build: `buildSrc`, included builds.
    builds: Vec<String>,
    /// Folders of projects without a file of their own: Gradle wants them to be there.
    bare: Vec<String>,
    folders: Vec<String>,
    /// Of folders that hold other projects, too: their sources.
    sources: Vec<String>,
}

/// Builds the Gradle project in a folder of the build context.
///
/// Settings, build files, version catalogs and the code of the build itself are copied first, and
/// what the project and those that it needs have from outside is downloaded into a layer that
/// changes with them. Their sources follow. A project needs another if its build file or the
/// root's says `project(":other")` or `projects.other`. Of a folder that holds other projects, and
/// of one at the root of the context, the sources are `src` and `lombok.config`.
///
/// ```no_run
/// use dockerfile_core::{Stage, Ubuntu, emit, gradle, image, uid};
///
/// let shop = gradle("shop").task("bootJar").layered();
/// let build = Stage::named("build", image("gradle:8.14-jdk21").family(Ubuntu))
///     .dependencies(shop.dependencies())
///     .source(shop.sources())
///     .build(shop.build());
/// let image = Stage::from(image("eclipse-temurin:21-jre").family(Ubuntu))
///     .account(uid(65532))
///     .source(shop.artifacts(&build))
///     .entrypoint(["java", "-jar", "/app/app.jar"]);
/// emit(image);
/// ```
///
/// Source: <https://docs.gradle.org/current/userguide/multi_project_builds.html>.
///
/// It is there with the feature `java`.
#[track_caller]
pub fn gradle(folder: impl Into<String>) -> Gradle {
    Gradle {
        recipe: Recipe::new("gradle", folder, |files, name| closure(files, name, false, &[])),
        packaging: Packaging::default(),
        task: Given::new("jar"),
        wrapper: false,
        projects: vec![],
    }
}

settings! { Gradle: "the package's own folder"; }
packaging! { Gradle: "build/libs"; }

impl Gradle {
    /// The project's task that makes the program; `jar` unless said. `bootJar` and `shadowJar`
    /// make one file with all that it needs, `installDist` a folder with a script in `bin`.
    #[track_caller]
    pub fn task(mut self, name: impl Into<String>) -> Self {
        self.task = Given::new(name);
        self
    }

    /// Runs the repository's `gradlew`, which downloads the Gradle that it names, instead of the
    /// base's own.
    pub fn wrapper(mut self) -> Self {
        self.wrapper = true;
        self.read_again();
        self
    }

    /// Names a project and its folder in the context, for settings that compute what they
    /// include. All projects have to be named then.
    ///
    /// ```
    /// let shop = dockerfile_core::gradle("shop").project(":shop", "shop").project(":core", "libs/core");
    /// # let _ = shop;
    /// ```
    pub fn project(mut self, path: impl Into<String>, folder: impl Into<String>) -> Self {
        self.projects.push((path.into(), folder.into()));
        self.read_again();
        self
    }

    /// The files that say what is built, and what they download.
    pub fn dependencies(&self) -> DependenciesPart {
        let gradle = self.clone();
        DependenciesPart::of(&self.recipe, move |stage| {
            let Some(work) = gradle.recipe.work(stage) else { return };
            let closure = work.found;
            let root = &closure.root;
            stage.env_of_steps("GRADLE_USER_HOME", "/root/.gradle");
            work.enter(root, stage);
            work.copy_manifests(&closure.manifests, stage);
            work.copy(&closure.builds, &["**/build", "**/.gradle"], stage);
            work.run(root, &[], gradle.download(closure), stage);
        })
    }

    /// The sources of the project and of those that it needs.
    pub fn sources(&self) -> SourcePart {
        let gradle = self.clone();
        SourcePart::of(&self.recipe, move |stage| {
            let Some(work) = gradle.recipe.work(stage) else { return };
            let closure = work.found;
            work.copy(&closure.folders, &["build", ".gradle", "src/test"], stage);
            work.copy(&closure.sources, &["test"], stage);
        })
    }

    /// Runs the task.
    pub fn build(&self) -> BuildPart {
        let gradle = self.clone();
        BuildPart::of(&self.recipe, move |stage| {
            let Some(work) = gradle.recipe.work(stage) else { return };
            let closure = work.found;
            let Some(task) = stage.text(&gradle.task, Kind::Word) else { return };
            let Some(jar) = gradle.packaging.jar(None, stage) else { return };
            let root = &closure.root;
            let task = shell::quote(&task_of(&closure.path, &task));
            let mut commands = vec![ShellCommand::from(format!("{} {task}", gradle.tool()))];
            let built = relative(root, &below(&closure.folder, "build"));
            commands.extend(match gradle.installs() {
                true => only(&format!("{built}/install/*"), &format!("{OUT}/app")),
                false => gradle.packaging.collect(&format!("{built}/libs/{jar}")),
            });
            work.run(root, &[], commands, stage);
        })
    }

    /// The program, from the stage that has built it: `/app/app.jar`, and with
    /// [`layered`](Gradle::layered) what it depends on in `/app/lib`; of `installDist` its folder
    /// as `/app`.
    pub fn artifacts(&self, build: impl HasFiles) -> Vec<ArtifactCopy> {
        self.recipe.artifacts(build, |_| match self.installs() {
            true => vec![(format!("{OUT}/app"), APP.to_owned())],
            false => self.packaging.artifacts(),
        })
    }

    fn installs(&self) -> bool {
        self.task.text == "installDist"
    }

    fn tool(&self) -> &'static str {
        if self.wrapper { "sh ./gradlew --no-daemon" } else { "gradle --no-daemon" }
    }

    fn download(&self, closure: &Closure) -> Vec<ShellCommand> {
        let (mut commands, root) = (vec![], &closure.root);
        if !closure.bare.is_empty() {
            let bare: Vec<String> = closure.bare.iter().map(|path| relative(root, path)).collect();
            commands.push(ShellCommand::from(format!("mkdir -p {}", bare.join(" "))));
        }
        let script = "/tmp/download.gradle";
        let mut run = ShellCommand::from(format!(
            "{} -Dorg.gradle.configuration-cache=false --init-script {script}",
            self.tool()
        ));
        let task = |path: &String| shell::quote(&task_of(path, "downloadDependencies"));
        run.words = closure.paths.iter().map(task).collect();
        let lines = DOWNLOAD.iter().map(|line| shell::quote(line));
        let words = lines.chain([format!(">{script}")]).collect();
        commands.push(ShellCommand { head: "echo".to_owned(), words });
        commands.push(run);
        commands.push(ShellCommand::from(format!("rm {script}")));
        commands
    }

    /// Settings decide what is read.
    fn read_again(&mut self) {
        let (wrapper, projects) = (self.wrapper, self.projects.clone());
        self.recipe.set_reader(move |files, name| closure(files, name, wrapper, &projects));
    }
}

// ---- what is on disk -----------------------------------------------------------------------------

fn closure(
    files: &Files,
    name: &str,
    wrapper: bool,
    given: &[(String, String)],
) -> Result<Closure, Problem> {
    let tree = tree(files, name)?;
    let included = tree.included(given)?;
    let mut projects = included.projects;
    projects.insert(":".to_owned(), tree.root.clone());
    let of_folder = projects.iter().find(|(_, folder)| **folder == tree.folder);
    let (path, _) = of_folder
        .ok_or_else(|| format!("`{}` includes no project in `{}`", tree.settings, tree.folder))?;
    let mut paths = vec![];
    tree.needed_first(path, &projects, &mut BTreeSet::new(), &mut paths);
    let alone = |folder: &str| is_alone(folder, projects.values().map(String::as_str));
    let closure = paths.iter().map(|path| projects[path].clone());
    let (folders, rest): (Vec<String>, Vec<String>) = closure.partition(|folder| alone(folder));
    let sources = rest.iter().flat_map(|folder| ["src", "lombok.config"].map(|n| below(folder, n)));
    let mut builds = included.builds;
    builds.extend(Some(below(&tree.root, "buildSrc")).filter(|path| tree.files.exists(path)));
    let built = |folder: &&String| tree.build_file(folder).is_some();
    let (with_file, bare): (Vec<&String>, Vec<&String>) = projects.values().partition(built);
    let mut manifests = tree.manifests(wrapper);
    manifests.extend(with_file.into_iter().filter_map(|folder| tree.build_file(folder)));
    manifests.extend(projects.values().filter_map(|folder| tree.has(folder, "gradle.lockfile")));
    let bare = bare.into_iter().filter(|folder| alone(folder)).cloned().collect();
    let sources = sources.filter(|path| tree.files.exists(path)).collect();
    let path = path.clone();
    let (root, folder) = (tree.root, tree.folder);
    Ok(Closure { root, folder, path, manifests, builds, bare, folders, sources, paths })
}

fn tree<'f>(files: &'f Files, name: &str) -> Result<Tree<'f>, Problem> {
    let folder = folder_of(name)?;
    let names = ["settings.gradle", "settings.gradle.kts"];
    let root = files.above(&folder, &names).ok_or_else(|| {
        format!("neither `{name}` nor a folder above it has a `settings.gradle(.kts)`")
    })?;
    let settings = names.map(|name| below(&root, name)).into_iter().find(|file| files.has(file));
    let settings = settings.unwrap_or_default();
    Ok(Tree { files, root, settings, folder })
}

impl Tree<'_> {
    /// The projects that the settings include, or those that are given.
    fn included(&self, given: &[(String, String)]) -> Result<Included, Problem> {
        let text = self.files.read(&self.settings)?;
        if given.is_empty() {
            return Included::read(&self.settings, &self.root, &text);
        }
        let mut included = Included::builds_of(&self.settings, &self.root, &text)?;
        for (path, folder) in given {
            let path = format!(":{}", path.trim_start_matches(':'));
            included.projects.insert(path, folder_of(folder)?);
        }
        Ok(included)
    }

    fn has(&self, folder: &str, name: &str) -> Option<String> {
        Some(below(folder, name)).filter(|file| self.files.has(file))
    }

    fn build_file(&self, folder: &str) -> Option<String> {
        let own = folder.rsplit('/').next().unwrap_or_default();
        let names =
            ["build", own].map(|name| [format!("{name}.gradle"), format!("{name}.gradle.kts")]);
        names.concat().iter().find_map(|name| self.has(folder, name))
    }

    /// What stands beside the settings.
    fn manifests(&self, wrapper: bool) -> Vec<String> {
        let mut manifests = vec![self.settings.clone()];
        manifests.extend(self.has(&self.root, "gradle.properties"));
        if wrapper {
            manifests.extend(self.has(&self.root, "gradlew"));
        }
        self.all_below(&below(&self.root, "gradle"), &mut manifests);
        if !wrapper {
            let unused = below(&self.root, "gradle/wrapper/");
            manifests.retain(|file| !file.starts_with(&unused));
        }
        manifests
    }

    fn all_below(&self, folder: &str, found: &mut Vec<String>) {
        for path in self.files.names(folder).iter().map(|name| below(folder, name)) {
            match self.files.has(&path) {
                true => found.push(path),
                false => self.all_below(&path, found),
            }
        }
    }

    /// Projects, each below those that it needs itself. What the root's build file names may be
    /// meant for each.
    fn needed_first(
        &self,
        path: &str,
        projects: &BTreeMap<String, String>,
        seen: &mut BTreeSet<String>,
        order: &mut Vec<String>,
    ) {
        if !seen.insert(path.to_owned()) {
            return;
        }
        let text = |folder: &str| {
            let file = self.build_file(folder);
            file.and_then(|file| self.files.read(&file).ok()).unwrap_or_default()
        };
        let said = text(&projects[path]) + &text(&self.root);
        for other in projects.keys().filter(|other| *other != ":" && names(&said, other)) {
            self.needed_first(other, projects, seen, order);
        }
        order.push(path.to_owned());
    }
}

/// Whether a build file names a project: `":libs:core"`, or `projects.libs.core`.
fn names(said: &str, path: &str) -> bool {
    let quoted = ['"', '\''].map(|quote| said.contains(&format!("{quote}{path}{quote}")));
    let accessor = format!("projects{}", accessor(path));
    let mut found = said.match_indices(&accessor);
    quoted.contains(&true)
        || found.any(|(at, _)| {
            let behind = said[at + accessor.len()..].chars().next();
            !behind.is_some_and(|c| c.is_alphanumeric() || "_.".contains(c))
        })
}

/// `:libs:core-util` is `.libs.coreUtil`.
fn accessor(path: &str) -> String {
    let mut accessor = String::new();
    let mut upper = false;
    for c in path.chars() {
        match c {
            ':' => accessor.push('.'),
            '-' | '_' | '.' => upper = true,
            c if std::mem::take(&mut upper) => accessor.extend(c.to_uppercase()),
            c => accessor.push(c),
        }
    }
    accessor
}

fn task_of(path: &str, task: &str) -> String {
    format!("{}:{task}", path.trim_end_matches(':'))
}

fn relative(root: &str, path: &str) -> String {
    shell::quote(&project::between(root.as_ref(), path.as_ref()))
}
