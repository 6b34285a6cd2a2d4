//! What a Go program is built from.

use super::constraints::Tags;
use super::embeds::{Embeds, is_read};
use super::modules::Modules;
use super::root::of_context;
use crate::declare::disk::Tree;
use crate::declare::given::Given;
use crate::program::toolchain::Toolchain;
use crate::program::unread::{GoUnread, Unread};
use crate::recipes::listing::folder_of;
use crate::recipes::version_files::VersionFiles;
use crate::value::path::{below, inside, upwards};

/// The file in which Go says which modules are checked in.
const VENDORED: &str = "vendor/modules.txt";

/// Files in which developers say the version of Go.
const VERSIONS: VersionFiles = VersionFiles { own: &[".go-version"], tools: &["golang", "go"] };

/// Modules that are empty without cgo, and say so when a program uses them.
///
/// Source: <https://github.com/mattn/go-sqlite3#installation>.
const OF_CGO: [&str; 1] = ["github.com/mattn/go-sqlite3"];

/// A program and the modules that it is built from. Paths are relative to the context.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Program {
    pub(super) name: String,
    /// The folder that has `go.work`, or else `go.mod`.
    pub(super) root: String,
    /// The folder of the program's package.
    pub(super) package: String,
    /// `go.mod`, `go.sum` and their like.
    pub(super) manifests: Vec<String>,
    /// The folders of the program's modules, each below those that it needs.
    pub(super) sources: Vec<String>,
    /// Whether the modules of others are checked in.
    pub(super) vendored: bool,
    pub(super) toolchains: Vec<Toolchain>,
    /// The manifest that asks for a module of [`OF_CGO`], and that module.
    pub(super) of_cgo: Option<(String, &'static str)>,
}

/// What a user asks of a program.
pub(super) struct Asked<'a> {
    /// The program's folder.
    pub(super) folder: &'a str,
    pub(super) cgo: bool,
    /// The tags to compile with.
    pub(super) tags: &'a [Given],
    /// Files and folders that another step puts into the context's folders.
    pub(super) generated: &'a [Given],
}

impl Program {
    /// Reads the program in a folder, as a user names it.
    pub(super) fn read(tree: &Tree, asked: &Asked<'_>) -> Result<Self, Unread> {
        let name = asked.folder;
        let package = folder_of(name)?;
        let module = upwards(&package).find(|folder| tree.exists(&below(folder, "go.mod")));
        let module = module.ok_or_else(|| no_module(tree, name))?;
        if !tree.exists(&package) {
            return Err(no_package(tree, module, name));
        }
        let named = asked.tags.iter().map(|tag| tag.text.as_str()).collect();
        let tags = Tags { named, cgo: asked.cgo };
        if asked.generated.is_empty() {
            refuse_library(tree, (module, &package), (name, &tags))?;
        }
        let workspace = upwards(module).find(|folder| has_workspace(tree, folder));
        let root = workspace.unwrap_or(module);
        let modules = Modules::read(tree, module, workspace)?;
        let own = modules.get(module).ok_or_else(|| GoUnread::NotUsed {
            work: below(root, "go.work"),
            name: name.to_owned(),
            module: module.to_owned(),
        })?;
        let last = if package == module { &own.path } else { &package };
        let needed = modules.needed_first(tree, module)?;
        let path =
            |folder: &String| modules.get(folder).map(|it| (folder.clone(), it.path.clone()));
        let paths: Vec<(String, String)> = needed.iter().filter_map(path).collect();
        let embeds = Embeds::read(tree, (&paths, &package), (&tags, asked.generated))?;
        let vendored = tree.finds(&below(root, VENDORED));
        let of_cgo = OF_CGO.into_iter().find(|it| modules.requires(module, it));
        Ok(Self {
            of_cgo: of_cgo.map(|it| (below(module, "go.mod"), it)),
            name: called(last).to_owned(),
            manifests: manifests(tree, workspace, &modules),
            sources: sources(tree, asked, &needed, &embeds, root)?,
            root: root.to_owned(),
            vendored,
            toolchains: toolchains(tree, &modules, module)?,
            package,
        })
    }
}

/// The newest version that manifests ask for, and those that developers' files say.
fn toolchains(tree: &Tree, modules: &Modules, module: &str) -> Result<Vec<Toolchain>, Unread> {
    let mut toolchains: Vec<Toolchain> = modules.toolchain().into_iter().collect();
    for (file, version) in VERSIONS.nearest(tree, module)? {
        if version.starts_with(|c: char| c.is_ascii_digit()) {
            toolchains.push(Toolchain::exact(&file, &version));
        }
    }
    Ok(toolchains)
}

/// Whether a folder has a `go.work` that version control knows: many people keep one to themselves.
fn has_workspace(tree: &Tree, folder: &str) -> bool {
    tree.entries(folder, |name| name == "go.work").iter().any(|entry| !entry.is_folder)
}

/// The name of a program: the last part of a path that is no version, such as `x` of
/// `example.com/x/v2`.
fn called(path: &str) -> &str {
    let is_version = |part: &str| {
        let number = part.strip_prefix('v').unwrap_or_default();
        !number.is_empty() && number.chars().all(|c| c.is_ascii_digit())
    };
    path.rsplit('/').find(|part| !is_version(part)).unwrap_or(path)
}

fn manifests(tree: &Tree, workspace: Option<&str>, modules: &Modules) -> Vec<String> {
    let mut manifests = vec![];
    if let Some(folder) = workspace {
        manifests.push(below(folder, "go.work"));
        manifests.extend(tree.existing(folder, &["go.work.sum"]));
    }
    for folder in modules.folders() {
        manifests.push(below(folder, "go.mod"));
        manifests.extend(tree.existing(folder, &["go.sum"]));
    }
    manifests
}

/// The files and folders that are copied of the modules in these folders.
fn sources(
    tree: &Tree,
    asked: &Asked<'_>,
    modules: &[String],
    embeds: &Embeds,
    root: &str,
) -> Result<Vec<String>, Unread> {
    let mut sources = vec![];
    // What a workspace vendors for all of its modules is beside these.
    let file = below(root, VENDORED);
    let is_beside = !modules.iter().any(|module| inside(module, root).is_some());
    if is_beside && tree.finds(&file) && tree.read(&file)?.starts_with("## workspace") {
        sources.push(below(root, "vendor"));
    }
    for module in modules {
        match module.as_str() {
            "" => sources.extend(of_context(tree, asked.cgo, embeds)?),
            folder => sources.push(folder.to_owned()),
        }
    }
    // What is private by its name does not come with a folder.
    let private = embeds.paths().filter(|path| tree.has(path) && tree.is_private(path));
    let private: Vec<String> = private.filter(|path| !sources.contains(path)).cloned().collect();
    sources.extend(private);
    Ok(sources)
}

fn no_module(tree: &Tree, name: &str) -> Unread {
    GoUnread::NoModule { name: name.to_owned(), known: tree.folders_with("", "go.mod") }.into()
}

fn no_package(tree: &Tree, module: &str, name: &str) -> Unread {
    GoUnread::NoPackage { name: name.to_owned(), known: tree.folders_with(module, "main.go") }
        .into()
}

/// Refuses a folder that surely holds no program: one without files of Go, or one in which all that
/// are compiled are a library's, of which Go would make an archive.
fn refuse_library(
    tree: &Tree,
    (module, package): (&str, &str),
    (name, tags): (&str, &Tags<'_>),
) -> Result<(), Unread> {
    let files = tree.on_disk(package).into_iter().filter(|it| !it.is_folder && is_read(&it.name));
    let (mut library, mut all_count) = (None, true);
    for file in files {
        let text = tree.read(&file.path).ok();
        match text.as_deref().and_then(|text| Some((text, package_of(text)?))) {
            Some((text, _)) if tags.say_of(&file.path, text) == Some(false) => all_count = false,
            None | Some((_, "main")) => return Ok(()),
            Some((_, package)) => library = Some(package.to_owned()),
        }
    }
    // Go itself says that constraints leave out every file.
    if library.is_none() && !all_count {
        return Ok(());
    }
    let known = tree.folders_with(module, "main.go");
    Err(GoUnread::NoProgram { name: name.to_owned(), library, known }.into())
}

/// The package that a file of Go belongs to.
fn package_of(text: &str) -> Option<&str> {
    let behind = text.lines().find_map(|line| line.strip_prefix("package "))?;
    behind.trim_start().split(|c: char| !c.is_alphanumeric() && c != '_').next()
}

#[cfg(test)]
mod tests {
    use super::called;

    #[test]
    fn a_version_is_no_name() {
        let names = ["x", "a/x", "a/x/v2", "a/x/v10", "v2", "a/v", "a/v2x", "a/x/v1"].map(called);
        assert_eq!(names, ["x", "x", "x", "x", "v2", "v", "v2x", "x"]);
    }
}
