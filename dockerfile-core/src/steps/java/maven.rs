//! Maven: a module and the modules that it needs, what they download in a layer of its own.

use std::collections::{BTreeMap, BTreeSet};

use super::pom::Pom;
use super::{Packaging, packaging};
use crate::instruction::ShellCommand;
use crate::lower::StageLowering;
use crate::project;
use crate::shell;
use crate::steps::copy::ArtifactCopy;
use crate::steps::origin::HasFiles;
use crate::steps::recipe::files::{Files, below, folder_of, is_alone, parent};
use crate::steps::recipe::{
    BuildPart, DependenciesPart, Problem, Recipe, SourcePart, Work, settings,
};

/// A program of a Maven module, from [`maven`].
#[derive(Clone, Debug)]
pub struct Maven {
    recipe: Recipe<Module>,
    packaging: Packaging,
    offline: bool,
}

/// A module and those that it is built from. Paths are relative to the context.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Module {
    folder: String,
    /// The folder of the manifest that leads to all modules.
    root: String,
    manifests: Vec<String>,
    /// Modules that are copied whole, those that it needs above its own.
    modules: Vec<String>,
    /// Of folders that hold other modules, too: their sources.
    sources: Vec<String>,
    /// Where what is built is put, by module.
    targets: Vec<String>,
    /// The program's file, if the manifests say it without a property.
    jar: Option<String>,
}

/// Packages the Maven module in a folder of the build context.
///
/// The manifests of all modules and of their parents are copied first and packaged without
/// sources, so that what Maven downloads is in a layer that changes with them. The sources that
/// follow are those of the module and of the modules that it needs. Tests are neither compiled
/// nor run. Of a folder that holds other modules, and of one at the root of the context, the
/// sources are `src` and `lombok.config`.
///
/// ```no_run
/// use dockerfile_core::{Stage, Ubuntu, emit, image, maven, uid};
///
/// let shop = maven("shop").layered();
/// let build = Stage::named("build", image("maven:3.9-eclipse-temurin-21").family(Ubuntu))
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
/// Source: <https://maven.apache.org/guides/mini/guide-multiple-modules.html>.
///
/// It is there with the feature `java`.
#[track_caller]
pub fn maven(folder: impl Into<String>) -> Maven {
    Maven {
        recipe: Recipe::new("maven", folder, module),
        packaging: Packaging::default(),
        offline: false,
    }
}

settings! { Maven: "the package's own folder"; }
packaging! { Maven: "target"; }

impl Maven {
    /// Builds with `--offline`, which fails if the layer of the dependencies lacks something.
    ///
    /// Without sources some plugins do not ask for all that they need: the compiler's asks for
    /// its annotation processors only when there is something to compile. Then those few are
    /// downloaded by the build.
    pub fn offline(mut self) -> Self {
        self.offline = true;
        self
    }

    /// The manifests of all modules, and what they download.
    pub fn dependencies(&self) -> DependenciesPart {
        let maven = self.clone();
        DependenciesPart::of(&self.recipe, move |stage| {
            let Some(work) = maven.recipe.work(stage) else { return };
            let module = work.found;
            work.enter(&module.root, stage);
            work.copy_manifests(&module.manifests, stage);
            // Spring Boot's plugin takes a program without classes for a mistake.
            let warm_up = module.package("-Dspring-boot.repackage.skip=true ");
            // What was made of no sources must not be taken for up to date.
            let targets = module.targets.iter().map(|target| module.shown(target));
            let targets = targets.collect::<Vec<_>>().join(" ");
            let remove = ShellCommand::from(format!("rm -rf {targets}"));
            work.run(&module.root, &[], vec![warm_up, remove], stage);
        })
    }

    /// The sources of the module and of those that it needs.
    pub fn sources(&self) -> SourcePart {
        let maven = self.clone();
        SourcePart::of(&self.recipe, move |stage| {
            let Some(work) = maven.recipe.work(stage) else { return };
            work.copy(&work.found.modules, &["target", "src/test"], stage);
            work.copy(&work.found.sources, &["test"], stage);
        })
    }

    /// Packages it.
    pub fn build(&self) -> BuildPart {
        let maven = self.clone();
        BuildPart::of(&self.recipe, move |stage| {
            let Some(work) = maven.recipe.work(stage) else { return };
            maven.compile(&work, stage);
        })
    }

    fn compile(&self, work: &Work<'_, Module>, stage: &mut StageLowering) {
        let module = work.found;
        let Some(jar) = self.packaging.jar(module.jar.as_deref(), stage) else { return };
        let mut commands = vec![module.package(if self.offline { "--offline " } else { "" })];
        let target = module.shown(&below(&module.folder, "target"));
        commands.extend(self.packaging.collect(&format!("{target}/{jar}")));
        work.run(&module.root, &[], commands, stage);
    }

    /// The program, from the stage that has built it: `/app/app.jar`, and with
    /// [`layered`](Maven::layered) what it depends on in `/app/lib`.
    pub fn artifacts(&self, build: impl HasFiles) -> Vec<ArtifactCopy> {
        self.recipe.artifacts(build, |_| self.packaging.artifacts())
    }
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
        shell::quote(&project::between(self.root.as_ref(), path.as_ref()))
    }
}

// ---- what is on disk -----------------------------------------------------------------------------

/// Manifests by their files.
type Poms = BTreeMap<String, Pom>;

fn module(files: &Files, name: &str) -> Result<Module, Problem> {
    let folder = folder_of(name)?;
    let file = below(&folder, "pom.xml");
    if !files.has(&file) {
        return Err(format!("`{name}` has no `pom.xml`"));
    }
    let (root, reactor) = reactor(files, &folder)?;
    let packaging = &reactor[&file].packaging;
    if matches!(packaging.as_str(), "pom" | "war") {
        return Err(format!(
            "`{file}` packages a `{packaging}`; name a module that packages a program as `jar`"
        ));
    }
    let known = with_parents(files, &reactor)?;
    let mut order = vec![];
    needed_first(&file, &reactor, &known, &mut BTreeSet::new(), &mut order);
    order.retain(|file| reactor[*file].packaging != "pom");
    let folders: Vec<&str> = order.iter().map(|file| parent(file)).collect();
    let (modules, rest): (Vec<&str>, Vec<&str>) = folders
        .iter()
        .partition(|folder| is_alone(folder, reactor.keys().map(|file| parent(file))));
    let sources = rest.iter().flat_map(|folder| ["src", "lombok.config"].map(|n| below(folder, n)));
    let config = ["maven.config", "jvm.config", "extensions.xml"].into_iter();
    let config = config.map(|name| below(&root, &format!(".mvn/{name}")));
    let manifests = config.filter(|file| files.has(file)).chain(known.keys().cloned());
    Ok(Module {
        manifests: manifests.collect(),
        modules: modules.into_iter().map(str::to_owned).collect(),
        sources: sources.filter(|path| files.exists(path)).collect(),
        targets: folders.iter().map(|folder| below(folder, "target")).collect(),
        jar: jar(&file, &known),
        folder,
        root,
    })
}

/// All modules, and the folder of the topmost manifest that leads to this one.
fn reactor(files: &Files, folder: &str) -> Result<(String, Poms), Problem> {
    let mut above = vec![folder];
    while let Some(last) = above.last().filter(|last| !last.is_empty()) {
        above.push(parent(last));
    }
    let this = below(folder, "pom.xml");
    for root in above.into_iter().rev() {
        let file = below(root, "pom.xml");
        if files.has(&file) {
            let mut poms = Poms::new();
            read_modules(files, &file, &mut poms)?;
            if poms.contains_key(&this) {
                return Ok((root.to_owned(), poms));
            }
        }
    }
    Err(format!("no `pom.xml` leads to `{this}`"))
}

fn read_modules(files: &Files, file: &str, poms: &mut Poms) -> Result<(), Problem> {
    if poms.contains_key(file) {
        return Ok(());
    }
    let pom = Pom::read(files, file)?;
    let modules = pom.modules.clone();
    poms.insert(file.to_owned(), pom);
    modules.iter().try_for_each(|module| read_modules(files, module, poms))
}

/// The modules, and parents that are in the context and no modules themselves.
fn with_parents(files: &Files, reactor: &Poms) -> Result<Poms, Problem> {
    let mut known = reactor.clone();
    let mut open: Vec<Pom> = reactor.values().cloned().collect();
    while let Some(pom) = open.pop() {
        let Some(parent) = pom.parent else { continue };
        let Some(file) = parent.file.filter(|file| files.has(file)) else { continue };
        if known.contains_key(&file) {
            continue;
        }
        let found = Pom::read(files, &file)?;
        // Of another name it is not the parent: Maven takes that from a repository.
        if found.artifact == parent.artifact {
            known.insert(file, found.clone());
            open.push(found);
        }
    }
    Ok(known)
}

/// A manifest and those that it inherits from, the nearest first.
fn chain<'p>(file: &str, known: &'p Poms) -> Vec<&'p Pom> {
    let mut chain: Vec<&Pom> = known.get(file).into_iter().collect();
    while let Some(parent) = chain.last().and_then(|pom| pom.parent.as_ref()) {
        let found = parent.file.as_ref().and_then(|file| known.get(file));
        let Some(found) = found.filter(|pom| pom.artifact == parent.artifact) else { break };
        if chain.iter().any(|pom| std::ptr::eq(*pom, found)) {
            break;
        }
        chain.push(found);
    }
    chain
}

/// Modules, each below those that it needs itself or by what it inherits.
fn needed_first<'p>(
    file: &'p String,
    reactor: &'p Poms,
    known: &Poms,
    seen: &mut BTreeSet<&'p String>,
    order: &mut Vec<&'p String>,
) {
    if !seen.insert(file) {
        return;
    }
    let inherited = chain(file, known);
    for (other, pom) in reactor {
        if inherited.iter().any(|this| this.needs(pom)) {
            needed_first(other, reactor, known, seen, order);
        }
    }
    order.push(file);
}

/// The program's file name; `None` if a property decides it.
fn jar(file: &str, known: &Poms) -> Option<String> {
    let chain = chain(file, known);
    let pom = *chain.first()?;
    let name = chain.iter().find_map(|pom| pom.final_name.as_deref());
    let mut name = name.unwrap_or("${project.artifactId}-${project.version}").to_owned();
    for property in ["${project.artifactId}", "${artifactId}"] {
        name = name.replace(property, &pom.artifact);
    }
    for property in ["${project.version}", "${version}"] {
        name = name.replace(property, pom.version.as_deref().unwrap_or(property));
    }
    (!name.contains("${")).then(|| format!("{name}.jar"))
}
