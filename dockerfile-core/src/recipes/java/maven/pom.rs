//! What a `pom.xml` says of its module.

use std::collections::BTreeMap;

use super::packs::{Packs, needs_others};
use super::xml::{self, Element};
use crate::declare::disk::Tree;
use crate::program::unread::{JavaUnread, Unread};
use crate::recipes::java::bounds;
use crate::recipes::listing::leads_to;
use crate::value::path::{below, normal, parent};

/// A module, as its own manifest says it, without what its parents say.
#[derive(Debug)]
pub(super) struct Pom {
    pub(super) artifact: String,
    pub(super) group: Option<String>,
    pub(super) version: Option<String>,
    pub(super) packaging: String,
    pub(super) final_name: Option<String>,
    pub(super) parent: Option<Parent>,
    /// The modules by their names, as they are written, and the manifests that they lead to.
    pub(super) modules: Vec<(String, String)>,
    pub(super) needs: Vec<Coordinates>,
    /// The version of Java that the module is compiled for, or the property that says it.
    pub(super) java: Option<String>,
    pub(super) properties: BTreeMap<String, String>,
    /// The paths of dependencies that are files, as they are written.
    pub(super) system_paths: Vec<String>,
    /// Values that may be paths: those of plugins' settings and of properties, and the folders and
    /// filters of sources.
    pub(super) values: Vec<String>,
    /// Whether the program has resources from the folder of tests.
    pub(super) takes_tests: bool,
    /// The `file:` addresses of repositories.
    pub(super) repositories: Vec<String>,
    pub(super) packs: Packs,
    /// Whether the program needs something of others while it runs.
    pub(super) needs_others: bool,
    /// The plugin by which the build asks git for the commit.
    pub(super) asks_git: Option<&'static str>,
    /// Whether that plugin is told to do without a history.
    pub(super) does_without_git: bool,
}

/// The manifest that a module inherits from.
#[derive(Debug)]
pub(super) struct Parent {
    pub(super) artifact: String,
    /// The place in the context where the parent's manifest may be.
    pub(super) file: Option<String>,
    /// Whether the child names that file. Otherwise Maven looks there, and then in a repository.
    pub(super) named: bool,
}

/// The names of what a module needs, in which properties may stand.
#[derive(Debug)]
pub(super) struct Coordinates {
    pub(super) group: Option<String>,
    pub(super) artifact: String,
}

impl Pom {
    pub(super) fn read(tree: &Tree, file: &str) -> Result<Self, Unread> {
        let project = xml::parse(&bounds::read(tree, file)?).map_err(|(line, problem)| {
            Unread::Malformed { path: file.to_owned(), line: Some(line), problem }
        })?;
        let from = project.child("parent");
        let inherited = |name| from.and_then(|from| from.text_of(name));
        let no_artifact = || JavaUnread::NoArtifact { file: file.to_owned() };
        let lists = project.child("modules").into_iter();
        let modules = lists.flat_map(|list| &list.children).map(|module| (module, false));
        // A profile may be off, and what it names be missing.
        let profiles = project.child("profiles").into_iter().flat_map(|list| &list.children);
        let lists = profiles.filter_map(|profile| profile.child("modules"));
        let of_profiles = lists.flat_map(|list| &list.children).map(|module| (module, true));
        let modules = modules.chain(of_profiles);
        let module = |(module, is_optional): (&Element, bool)| {
            let name = module.text();
            let found = manifest(tree, leads_to(file, name)?);
            Ok((!is_optional || tree.has(&found)).then(|| (name.to_owned(), found)))
        };
        let packaging = project.text_of("packaging").unwrap_or_else(|| "jar".to_owned());
        Ok(Self {
            packs: Packs::of(&project, &packaging),
            needs_others: needs_others(&project),
            artifact: project.text_of("artifactId").ok_or_else(no_artifact)?,
            group: project.text_of("groupId").or_else(|| inherited("groupId")),
            version: project.text_of("version").or_else(|| inherited("version")),
            packaging,
            final_name: project.child("build").and_then(|build| build.text_of("finalName")),
            parent: from.map(|from| Parent::of(tree, file, from)).transpose()?,
            modules: modules
                .filter(|(child, _)| child.name == "module")
                .filter_map(|child| module(child).transpose())
                .collect::<Result<_, Unread>>()?,
            needs: needs(&project),
            java: java(&project),
            properties: properties(&project),
            system_paths: texts(&project, |it| it.name == "systemPath"),
            values: values(&project),
            takes_tests: takes_tests(&project),
            asks_git: asks_git(&project),
            does_without_git: does_without_git(&project),
            repositories: texts(&project, |it| it.name == "url" && it.text().starts_with("file:")),
        })
    }
}

impl Parent {
    fn of(tree: &Tree, file: &str, from: &Element) -> Result<Self, Unread> {
        let (file, named) = match from.child("relativePath").map(Element::text) {
            None => (normal(&below(parent(file), "../pom.xml")), false),
            Some("") => (None, true),
            Some(path) => (Some(manifest(tree, leads_to(file, path)?)), true),
        };
        Ok(Self { artifact: from.text_of("artifactId").unwrap_or_default(), file, named })
    }
}

/// The manifest at a path, which is the path of the manifest itself or of its folder.
fn manifest(tree: &Tree, path: String) -> String {
    if tree.has(&path) { path } else { below(&path, "pom.xml") }
}

fn java(project: &Element) -> Option<String> {
    const NAMES: [&str; 4] = [
        "maven.compiler.release",
        "java.version",
        "maven.compiler.target",
        "maven.compiler.source",
    ];
    let text_of = |of: &Element, names: &[&str]| names.iter().find_map(|name| of.text_of(name));
    let build = project.child("build").into_iter();
    let managed = build.clone().filter_map(|build| build.child("pluginManagement"));
    let mut plugins = build.chain(managed).filter_map(|it| it.child("plugins"));
    let compiler = plugins.find_map(|list| {
        let is_compiler =
            |it: &&Element| it.text_of("artifactId").as_deref() == Some("maven-compiler-plugin");
        let settings = list.children.iter().find(is_compiler)?.child("configuration")?;
        text_of(settings, &["release", "target", "source"])
    });
    compiler.or_else(|| text_of(project.child("properties")?, &NAMES))
}

fn properties(project: &Element) -> BTreeMap<String, String> {
    let list = project.child("properties").into_iter().flat_map(|list| &list.children);
    list.map(|property| (property.name.clone(), property.text().to_owned())).collect()
}

/// The texts of the elements that are wanted, at any depth.
fn texts(project: &Element, wanted: impl Fn(&Element) -> bool) -> Vec<String> {
    let mut texts = vec![];
    let mut open = vec![project];
    while let Some(element) = open.pop() {
        if wanted(element) {
            texts.push(element.text().to_owned());
        }
        open.extend(&element.children);
    }
    texts
}

/// The values of properties and of what plugins are told, and where sources are.
fn values(project: &Element) -> Vec<String> {
    const NAMES: [&str; 4] = ["directory", "filter", "scriptSourceDirectory", "sourceDirectory"];
    let mut values = texts(project, |it| NAMES.contains(&it.name.as_str()));
    let mut open = vec![project];
    while let Some(element) = open.pop() {
        if matches!(element.name.as_str(), "configuration" | "properties") {
            values.extend(texts(element, |it| !it.text().is_empty()));
        } else {
            open.extend(&element.children);
        }
    }
    values
}

/// Everything that could be another module: dependencies, plugins and what these depend on, in
/// profiles, too. A dependency that is only managed is not needed yet. A managed plugin counts,
/// since its own dependencies stand with it.
fn needs(project: &Element) -> Vec<Coordinates> {
    const NAMES: [&str; 5] =
        ["dependency", "plugin", "extension", "path", "annotationProcessorPath"];
    let mut needs = vec![];
    let mut open = vec![project];
    while let Some(element) = open.pop() {
        if NAMES.contains(&element.name.as_str()) {
            let artifact = element.text_of("artifactId");
            let group = element.text_of("groupId");
            needs.extend(artifact.map(|artifact| Coordinates { group, artifact }));
        }
        if element.name != "dependencyManagement" {
            open.extend(&element.children);
        }
    }
    needs
}

/// Whether the program's own sources or resources are in the folder of tests, which otherwise stays
/// behind.
fn takes_tests(project: &Element) -> bool {
    let is_tests = |folder: &str| without_base(folder).starts_with("src/test");
    let mut open = vec![project];
    while let Some(element) = open.pop() {
        let folder = match element.name.as_str() {
            "resource" => element.text_of("directory"),
            "sourceDirectory" | "source" => Some(element.text().to_owned()),
            _ => None,
        };
        if folder.is_some_and(|folder| is_tests(&folder)) {
            return true;
        }
        open.extend(&element.children);
    }
    false
}

/// Plugins that stop where there is no history of git, by their older and their newer name.
///
/// Source: <https://github.com/git-commit-id/git-commit-id-maven-plugin/blob/master/docs/using-the-plugin.md>.
const OF_GIT: [&str; 2] = ["git-commit-id-plugin", "git-commit-id-maven-plugin"];

/// The plugin of a build, whatever profiles are on, by which the build asks git for the commit.
fn asks_git(project: &Element) -> Option<&'static str> {
    let plugins = project.child("build")?.child("plugins")?;
    let names: Vec<String> =
        plugins.children.iter().filter_map(|plugin| plugin.text_of("artifactId")).collect();
    OF_GIT.into_iter().find(|plugin| names.iter().any(|name| name == plugin))
}

/// Whether settings of that plugin, or a property, have it do without a history.
fn does_without_git(project: &Element) -> bool {
    let mut open = vec![project];
    while let Some(element) = open.pop() {
        let is_one = element.text_of("artifactId").is_some_and(|it| OF_GIT.contains(&&*it));
        let says = |it: &Element| match it.name.as_str() {
            "failOnNoGitDirectory" => it.text() != "true",
            "skip" => it.text() != "false",
            "maven.gitcommitid.skip" => true,
            _ => false,
        };
        if (is_one || element.name == "properties") && !texts(element, says).is_empty() {
            return true;
        }
        open.extend(&element.children);
    }
    false
}

/// A path without the property for the folder of a module or of the root.
pub(super) fn without_base(path: &str) -> &str {
    const BASES: [&str; 6] = [
        "${project.basedir}/",
        "${basedir}/",
        "${project.parent.basedir}/",
        "${maven.multiModuleProjectDirectory}/",
        "${session.executionRootDirectory}/",
        "${pom.basedir}/",
    ];
    BASES.iter().find_map(|base| path.strip_prefix(base)).unwrap_or(path)
}
