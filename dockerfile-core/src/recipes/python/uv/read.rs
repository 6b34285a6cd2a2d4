//! A project of uv, read from its lock file and its manifest.

use std::collections::BTreeSet;

use toml::{Table, Value};

use super::lock::{Package, Packages};
use crate::declare::disk::Tree;
use crate::program::start::NeededLibrary;
use crate::program::toolchain::Toolchain;
use crate::program::unread::{PythonUnread, RequirementUnread, Unread};
use crate::recipes::listing::folder_of;
use crate::recipes::python::choice::Choice;
use crate::recipes::python::folders::Folders;
use crate::recipes::python::history::{self, get};
use crate::recipes::python::mask::{self, Edit};
use crate::recipes::python::pyproject::{Document, Groups, MANIFEST, Manifest, Word, table};
use crate::recipes::python::sources::Sources;
use crate::recipes::python::version;
use crate::value::path::{below, inside, upwards};

pub(super) const LOCK: &str = "uv.lock";

/// The group that `--no-dev` leaves out, whatever else is asked for.
const DEVELOPMENT: &str = "dev";

/// A project, and what is installed of its lock file. Paths are relative to the context.
#[derive(Debug)]
pub(super) struct Project {
    pub(super) name: String,
    /// The folder of `uv.lock`.
    pub(super) root: String,
    /// The files that decide on what is installed, which are copied above the sources.
    pub(super) manifests: Vec<String>,
    /// The edits that take out what a release changes.
    pub(super) edits: Vec<Edit>,
    /// Folders and files in which uv looks for packages.
    pub(super) indexes: Vec<String>,
    pub(super) pythons: Vec<Toolchain>,
    /// The names of the path dependencies that are no members.
    pub(super) beside_workspace: Vec<String>,
    /// The manifests that uv compares with the lock file, and that no other copy has in full.
    pub(super) others: Vec<String>,
    /// The folders of the packages that are built, the project's own last.
    pub(super) packages: Vec<String>,
    /// The files of each of these packages.
    pub(super) sources: Vec<Sources>,
    /// The files of a project that is no package.
    pub(super) run_from: Option<Sources>,
    /// Whether a package comes from a git repository.
    pub(super) has_git: bool,
    /// The libraries that packages ask for.
    pub(super) asks_for: Vec<NeededLibrary>,
}

impl Project {
    pub(super) fn read(tree: &Tree, name: &str, choice: &Choice) -> Result<Self, Unread> {
        let folder = folder_of(name)?;
        let root = tree
            .above(&folder, &[LOCK])
            .ok_or_else(|| PythonUnread::NoUvLock { name: name.to_owned() })?;
        let lock = below(&root, LOCK);
        let packages = Packages::read(tree, &lock)?;
        let mut all = packages.by_name.values();
        let Some(this) = all.find(|package| package.folder() == Some(&folder)) else {
            let (name, known) = (name.to_owned(), packages.folders().map(str::to_owned).collect());
            return Err(PythonUnread::NoProject { lock, name, known }.into());
        };
        let manifest = Manifest::read(tree, &folder)?;
        let pythons = pythons(tree, (&root, &folder), &manifest, &packages)?;
        let groups = [choice.groups(), defaults(manifest.tool.uv.default_groups, this)];
        let (extras, groups) = (choice.extras(), groups.concat());
        let asks_for = this.libraries(&extras, &groups);
        let installed = packages.closure(this, &extras, &groups);

        let mut manifests = vec![below(&root, MANIFEST), lock];
        manifests.retain(|file| tree.has(file));
        manifests.extend(tree.existing(&root, &["uv.toml"]));
        manifests.extend(packages.by_name.values().filter_map(Package::archive).cloned());

        let folders = Folders::of(packages.folders());
        let (mut built, mut sources, mut run_from) = (vec![], vec![], None);
        for package in &installed {
            let Some(folder) = package.folder() else { continue };
            if !package.is_virtual() {
                let manifest = table(tree, folder)?;
                history::check(&manifest, folder, choice)?;
                built.push(folder.to_owned());
                sources.push(Sources::read(tree, folder, &folders, Some(&manifest))?);
            } else if package.name == this.name {
                run_from = Some(Sources::read(tree, folder, &folders, None)?);
            }
        }
        sources.extend(asked_of(tree, (&packages, &installed, &folders), choice)?);
        let beside = installed.iter().filter(|package| package.is_beside_workspace);
        let beside_workspace = beside.map(|package| package.name.clone()).collect();
        let edits = edits(tree, &root, &packages)?;
        let others = others(&packages, &manifests, &edits, &sources);
        let indexes = indexes(tree, &root, &packages)?;
        let (name, has_git, packages) = (this.name.clone(), packages.has_git, built);
        Ok(Self {
            name,
            root,
            manifests,
            edits,
            indexes,
            pythons,
            beside_workspace,
            others,
            packages,
            sources,
            run_from,
            has_git,
            asks_for,
        })
    }

    pub(super) fn is_package(&self) -> bool {
        self.run_from.is_none()
    }

    pub(super) fn all(&self) -> impl Iterator<Item = &Sources> {
        self.sources.iter().chain(&self.run_from)
    }
}

/// The versions of Python that a project, its lock file, and files beside them ask for.
fn pythons(
    tree: &Tree,
    (root, folder): (&str, &str),
    manifest: &Manifest,
    packages: &Packages,
) -> Result<Vec<Toolchain>, Unread> {
    let mut pythons: Vec<Toolchain> = manifest.python(folder).into_iter().collect();
    // Another member may ask for more than this one, and uv locks all of them together.
    let is_said = |locked: &&Toolchain| pythons.iter().any(|it| it.is_as(locked));
    pythons.extend(packages.python.as_ref().filter(|locked| !is_said(locked)).cloned());
    let named = upwards(folder).take_while(|above| inside(root, above).is_some());
    let named = named.map(|above| version::beside(tree, above));
    let named = named.collect::<Result<Vec<_>, _>>()?;
    pythons.extend(named.into_iter().find(|named| !named.is_empty()).unwrap_or_default());
    Ok(pythons)
}

/// The files of packages that are not installed, and whose builders uv asks what they need.
fn asked_of(
    tree: &Tree,
    (packages, installed, folders): (&Packages, &[&Package], &Folders),
    choice: &Choice,
) -> Result<Vec<Sources>, Unread> {
    let mut sources = vec![];
    let is_installed = |folder: &str| installed.iter().any(|it| it.folder() == Some(folder));
    for folder in packages.folders().filter(|folder| !is_installed(folder)) {
        let manifest = table(tree, folder)?;
        if has_needs_of_files(&manifest) {
            history::check(&manifest, folder, choice)?;
            sources.push(Sources::read(tree, folder, folders, Some(&manifest))?);
        }
    }
    Ok(sources)
}

/// Whether only the builder of a package knows what the package needs. uv asks the builder when it
/// compares the lock file, also if the package is not installed.
fn has_needs_of_files(manifest: &Table) -> bool {
    let dynamic = get(manifest, &["project", "dynamic"]).and_then(Value::as_array);
    let mut dynamic = dynamic.into_iter().flatten().filter_map(Value::as_str);
    dynamic.any(|key| matches!(key, "dependencies" | "optional-dependencies"))
}

/// The groups that are installed unless said.
fn defaults(groups: Option<Groups>, this: &Package) -> Vec<String> {
    let mut groups = match groups {
        None => vec![],
        Some(Groups::These(groups)) => groups,
        Some(Groups::Word(Word::All)) => this.dev_dependencies.keys().cloned().collect(),
    };
    groups.retain(|group| group != DEVELOPMENT);
    groups
}

/// The edits that take out what a release changes: the versions of packages on disk.
fn edits(tree: &Tree, root: &str, packages: &Packages) -> Result<Vec<Edit>, Unread> {
    let (manifest, lock) = (below(root, MANIFEST), below(root, LOCK));
    let versions =
        packages.by_name.values().filter(|package| package.has_version_on_disk()).count();
    let of_lock = mask::of_lock(tree, &lock, versions)?;
    let of_manifest = match tree.has(&manifest) {
        true => mask::of_manifest(tree, &manifest)?,
        false => None,
    };
    Ok(of_manifest.into_iter().chain(of_lock).collect())
}

/// The manifests that uv compares with the lock file, those of all packages and in full, as far as
/// no other copy has them.
fn others(
    packages: &Packages,
    manifests: &[String],
    edits: &[Edit],
    sources: &[Sources],
) -> Vec<String> {
    let all = packages.folders().map(|folder| below(folder, MANIFEST));
    let mut others: Vec<String> = all.filter(|file| !manifests.contains(file)).collect();
    others.extend(edits.iter().map(|edit| edit.file.clone()));
    others.retain(|file| !sources.iter().any(|sources| sources.brings(file)));
    others.sort();
    others.dedup();
    others
}

/// Folders and files of the context in which uv looks for packages: those that the lock file has,
/// and those that settings name.
fn indexes(tree: &Tree, root: &str, packages: &Packages) -> Result<Vec<String>, Unread> {
    let lock = below(root, LOCK);
    let mut named: Vec<(String, String)> =
        packages.registries.iter().map(|path| (lock.clone(), path.clone())).collect();
    for (file, path) in [(MANIFEST, &["tool", "uv"][..]), ("uv.toml", &[])] {
        let file = below(root, file);
        if !tree.has(&file) {
            continue;
        }
        let Document(table) = tree.toml(&file)?;
        let settings = match path {
            [] => Some(&table),
            path => get(&table, path).and_then(Value::as_table),
        };
        named.extend(settings.into_iter().flat_map(looked_in).map(|path| (file.clone(), path)));
    }
    let mut indexes = BTreeSet::new();
    for (file, path) in named {
        if let Some(path) = of_url(&path) {
            let found = tree.named_by(&file, path)?;
            if found.is_empty() {
                let asked = path.to_owned();
                return Err(RequirementUnread::WholeContext { file, asked }.into());
            }
            indexes.insert(found);
        }
    }
    Ok(indexes.into_iter().collect())
}

/// The places in which settings have uv look: addresses, or paths.
///
/// Source: <https://docs.astral.sh/uv/reference/settings/>.
fn looked_in(settings: &Table) -> Vec<String> {
    let lists = ["find-links", "extra-index-url"].iter().filter_map(|key| settings.get(*key));
    let values = lists.filter_map(Value::as_array).flatten().chain(settings.get("index-url"));
    let indexes = settings.get("index").and_then(Value::as_array).into_iter().flatten();
    let urls = indexes.filter_map(|index| index.get("url"));
    values.chain(urls).filter_map(Value::as_str).map(str::to_owned).collect()
}

/// The path in a text, if the text is no address of another machine.
fn of_url(text: &str) -> Option<&str> {
    match text.strip_prefix("file:") {
        Some(path) => Some(path.strip_prefix("//").unwrap_or(path)),
        None => Some(text).filter(|text| !text.contains("://")),
    }
}
