//! Go: a program of a module or of a workspace, its modules downloaded in a layer of their own.

use std::collections::{BTreeMap, BTreeSet};

use super::copy::ArtifactCopy;
use super::origin::HasFiles;
use super::recipe::files::{Files, below, folder_of, leads_to};
use super::recipe::{
    BuildPart, DependenciesPart, OUT, Problem, Recipe, SourcePart, ToolCache, Toolchain, settings,
};
use super::{Texts, given};
use crate::given::Given;
use crate::instruction::ShellCommand;
use crate::project;
use crate::shell;
use crate::value::Kind;

/// A Go program, from [`go`].
#[derive(Clone, Debug)]
pub struct Go {
    recipe: Recipe<Program>,
    tags: Vec<Given>,
    cgo: bool,
}

/// A program and the modules that it is built from. Paths are relative to the context.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Program {
    name: String,
    /// The folder that has `go.work`, or else `go.mod`.
    root: String,
    /// The folder of its package.
    package: String,
    /// `go.mod`, `go.sum` and their like.
    manifests: Vec<String>,
    /// The folders of its modules, those that it needs above its own.
    modules: Vec<String>,
    /// Its modules are checked in.
    vendored: bool,
    toolchain: Option<Toolchain>,
}

/// Compiles the Go program in a folder of the build context; it is in `/out` afterwards, named
/// after its folder.
///
/// Modules are downloaded in a layer that changes with `go.mod` and `go.sum`; the compiler's own
/// cache is a mount. Modules of a `go.work` and those that `replace` names by a path come from the
/// context: the manifests of all, and the sources of those that the program needs. The program is
/// compiled without cgo unless [`cgo`](Go::cgo) says so, so that it runs on
/// [`scratch`](crate::scratch), too.
///
/// ```no_run
/// use dockerfile_core::{Debian, Stage, emit, go, image, scratch, uid};
///
/// let web = go("services/web");
/// let build = Stage::named("build", image("golang:1.25-bookworm").family(Debian))
///     .dependencies(web.dependencies())
///     .source(web.sources())
///     .build(web.build());
/// let image = Stage::from(scratch())
///     .account(uid(65532))
///     .source(web.artifacts(&build))
///     .entrypoint(["/usr/local/bin/web"]);
/// emit(image);
/// ```
///
/// Source: <https://go.dev/ref/mod>.
///
/// It is there with the feature `go`.
#[track_caller]
pub fn go(folder: impl Into<String>) -> Go {
    Go { recipe: Recipe::new("go", folder, program), tags: vec![], cgo: false }
}

settings! { Go: "the package's own folder"; }

impl Go {
    /// Build tags to compile with.
    #[track_caller]
    pub fn tags(mut self, tags: impl Texts) -> Self {
        self.tags.extend(given(tags));
        self
    }

    /// Compiles with cgo: the base needs a C compiler, and the image the libraries of the base.
    pub fn cgo(mut self) -> Self {
        self.cgo = true;
        self
    }

    /// The manifests of its modules, and what they download.
    pub fn dependencies(&self) -> DependenciesPart {
        let go = self.clone();
        DependenciesPart::of(&self.recipe, move |stage| {
            let Some(work) = go.recipe.work(stage) else { return };
            let program = work.found;
            work.check_base("Go", program.toolchain.as_ref(), stage);
            // A toolchain that is not the base's would be downloaded.
            stage.env_of_steps("GOTOOLCHAIN", "local");
            if !go.cgo {
                stage.env_of_steps("CGO_ENABLED", "0");
            }
            work.enter(&program.root, stage);
            work.copy_manifests(&program.manifests, stage);
            if !program.vendored {
                let download = vec![ShellCommand::from("go mod download")];
                work.run(&program.root, &[], download, stage);
            }
        })
    }

    /// The sources of its modules.
    pub fn sources(&self) -> SourcePart {
        let go = self.clone();
        SourcePart::of(&self.recipe, move |stage| {
            let Some(work) = go.recipe.work(stage) else { return };
            work.copy(&work.found.modules, &[], stage);
        })
    }

    /// Compiles it.
    pub fn build(&self) -> BuildPart {
        let go = self.clone();
        BuildPart::of(&self.recipe, move |stage| {
            let Some(work) = go.recipe.work(stage) else { return };
            let mut tags = vec![];
            for tag in &go.tags {
                tags.extend(stage.text(tag, Kind::Word));
            }
            let tags = match tags.as_slice() {
                [] => String::new(),
                tags => format!(" -tags {}", tags.join(",")),
            };
            let program = work.found;
            let package = project::between(program.root.as_ref(), program.package.as_ref());
            let package = if package == "." { package } else { format!("./{package}") };
            let cache = ToolCache::shared("go-build", "/root/.cache/go-build");
            let compile = ShellCommand::from(format!(
                "go build -trimpath -buildvcs=false{tags} -o {OUT}/{} {}",
                shell::quote(&program.name),
                shell::quote(&package)
            ));
            work.run(&program.root, &[cache], vec![compile], stage);
        })
    }

    /// The program, from the stage that has built it, into `/usr/local/bin`.
    pub fn artifacts(&self, build: impl HasFiles) -> Vec<ArtifactCopy> {
        self.recipe.artifacts(build, |program| {
            let name = &program.name;
            vec![(format!("{OUT}/{name}"), format!("/usr/local/bin/{name}"))]
        })
    }
}

// ---- what is on disk -----------------------------------------------------------------------------

/// A module as its `go.mod` says it.
struct Module {
    path: String,
    go: Option<String>,
    requires: BTreeSet<String>,
    /// Modules by path, and the folders that replace them.
    replaces: BTreeMap<String, String>,
}

fn program(files: &Files, name: &str) -> Result<Program, Problem> {
    let package = folder_of(name)?;
    let module = files
        .above(&package, &["go.mod"])
        .ok_or_else(|| format!("neither `{name}` nor a folder above it has a `go.mod`"))?;
    let workspace = files.above(&module, &["go.work"]);
    let root = workspace.clone().unwrap_or_else(|| module.clone());
    let mut known = BTreeMap::new();
    let mut replaced = BTreeMap::new();
    let mut manifests = vec![];
    if let Some(folder) = &workspace {
        let work = directives(&files.read(&below(folder, "go.work"))?);
        manifests.extend(files.existing(folder, &["go.work", "go.work.sum"]));
        for used in words(&work, "use") {
            let used = leads_to(folder, &used[0])?;
            known.insert(used.clone(), read(files, &used)?);
        }
        replaced.extend(replaces(&work, folder)?);
    } else {
        known.insert(module.clone(), read(files, &module)?);
    }
    for module in known.values() {
        replaced.extend(module.replaces.clone());
    }
    for folder in replaced.values() {
        known.insert(folder.clone(), read(files, folder)?);
    }
    for folder in known.keys() {
        manifests.extend(files.existing(folder, &["go.mod", "go.sum"]));
    }
    let this = known
        .get(&module)
        .ok_or_else(|| format!("`go.work` does not use the module of `{name}`"))?;
    let last = if package == module { &this.path } else { &package };
    let version = |part: &&str| {
        part.strip_prefix('v').is_none_or(|rest| !rest.chars().all(|c| c.is_ascii_digit()))
    };
    let called = last.rsplit('/').find(version).unwrap_or(last).to_owned();
    let toolchain = this.go.as_ref().map(|version| Toolchain {
        file: below(&module, "go.mod"),
        version: version.clone(),
        or_newer: true,
    });
    let vendored = files.has(&below(&root, "vendor/modules.txt"));
    let mut modules = vec![];
    needed_first(files, &module, &known, &replaced, &mut BTreeSet::new(), &mut modules);
    let modules = modules.into_iter().flat_map(|folder| sources(files, &folder)).collect();
    Ok(Program { name: called, root, package, manifests, modules, vendored, toolchain })
}

/// Folders of modules, each below those that it needs itself: what it requires, and what it
/// imports of a workspace, whose modules need not be required.
fn needed_first(
    files: &Files,
    folder: &str,
    known: &BTreeMap<String, Module>,
    replaced: &BTreeMap<String, String>,
    seen: &mut BTreeSet<String>,
    order: &mut Vec<String>,
) {
    let Some(module) = known.get(folder).filter(|_| seen.insert(folder.to_owned())) else { return };
    let required = module.requires.iter().filter_map(|required| replaced.get(required));
    let mut needs: BTreeSet<&String> = required.collect();
    needs.extend(known.iter().filter(|(_, other)| imports(files, folder, other)).map(|(f, _)| f));
    for used in needs {
        needed_first(files, used, known, replaced, seen, order);
    }
    order.push(folder.to_owned());
}

/// Whether a file of a folder names a package of a module, as an import does.
fn imports(files: &Files, folder: &str, module: &Module) -> bool {
    let (itself, below_it) = (format!("\"{}\"", module.path), format!("\"{}/", module.path));
    files.names(folder).iter().any(|name| {
        let path = below(folder, name);
        if name.ends_with(".go") {
            let text = files.read(&path).unwrap_or_default();
            text.contains(&itself) || text.contains(&below_it)
        } else {
            !name.starts_with('.') && !files.has(&path) && imports(files, &path, module)
        }
    })
}

/// A module's folder; of one at the root of the context what has Go in it, since the rest of the
/// repository is beside it.
fn sources(files: &Files, folder: &str) -> Vec<String> {
    if !folder.is_empty() {
        return vec![folder.to_owned()];
    }
    let ours = |name: &String| {
        let hidden = name.starts_with('.');
        name.ends_with(".go") || name == "vendor" || !hidden && files.holds(name, ".go")
    };
    files.names("").into_iter().filter(ours).collect()
}

fn read(files: &Files, folder: &str) -> Result<Module, Problem> {
    let name = below(folder, "go.mod");
    let directives = directives(&files.read(&name)?);
    let first = |directive: &str| Some(words(&directives, directive).first()?.first()?.clone());
    Ok(Module {
        path: first("module").ok_or_else(|| format!("`{name}` names no module"))?,
        go: first("go"),
        requires: words(&directives, "require")
            .into_iter()
            .map(|mut require| require.remove(0))
            .collect(),
        replaces: replaces(&directives, folder)?,
    })
}

fn replaces(directives: &[Vec<String>], folder: &str) -> Result<BTreeMap<String, String>, Problem> {
    let mut replaces = BTreeMap::new();
    for replace in words(directives, "replace") {
        let Some(arrow) = replace.iter().position(|word| word == "=>") else { continue };
        let target = replace.get(arrow + 1).map_or("", String::as_str);
        if target.starts_with('.') {
            replaces.insert(replace[0].clone(), leads_to(folder, target)?);
        }
    }
    Ok(replaces)
}

/// The lines of a `go.mod` or `go.work` as words, those of a block with the block's name.
fn directives(text: &str) -> Vec<Vec<String>> {
    let mut directives = vec![];
    let mut block: Option<String> = None;
    for line in text.lines() {
        let line = line.split("//").next().unwrap_or_default();
        let words = line.split_whitespace().map(|word| word.trim_matches(['"', '`']).to_owned());
        let mut words: Vec<String> = words.collect();
        match (words.as_slice(), &block) {
            ([], _) => {}
            ([end], Some(_)) if end == ")" => block = None,
            ([name, open], None) if open == "(" => block = Some(name.clone()),
            (_, Some(name)) => {
                words.insert(0, name.clone());
                directives.push(words);
            }
            (_, None) => directives.push(words),
        }
    }
    directives
}

/// What stands behind a directive's name, for each line that has it.
fn words(directives: &[Vec<String>], name: &str) -> Vec<Vec<String>> {
    let named = directives.iter().filter(|words| words.len() > 1 && words[0] == name);
    named.map(|words| words[1..].to_vec()).collect()
}
