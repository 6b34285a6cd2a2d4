//! What a `pom.xml` says of its module.

use roxmltree::{Document, Node};

use crate::steps::recipe::Problem;
use crate::steps::recipe::files::{Files, below, normal, parent};

/// A module, as its own manifest says it; what parents say comes on top.
#[derive(Clone, Debug)]
pub(super) struct Pom {
    pub(super) artifact: String,
    group: Option<String>,
    pub(super) version: Option<String>,
    pub(super) packaging: String,
    pub(super) final_name: Option<String>,
    pub(super) parent: Option<Parent>,
    /// The manifests of its modules.
    pub(super) modules: Vec<String>,
    needs: Vec<Coordinates>,
}

/// Whose settings it inherits.
#[derive(Clone, Debug)]
pub(super) struct Parent {
    pub(super) artifact: String,
    /// Where its manifest may be in the context.
    pub(super) file: Option<String>,
}

#[derive(Clone, Debug)]
struct Coordinates {
    group: Option<String>,
    artifact: String,
}

impl Pom {
    pub(super) fn read(files: &Files, file: &str) -> Result<Self, Problem> {
        let text = files.read(file)?;
        let document = Document::parse(&text).map_err(|error| format!("`{file}`: {error}"))?;
        let project = document.root_element();
        let own = |name| text_of(project, name);
        let from = child(project, "parent");
        let inherited = |name| from.and_then(|from| text_of(from, name));
        Ok(Self {
            artifact: own("artifactId").ok_or_else(|| format!("`{file}` has no artifactId"))?,
            group: own("groupId").or_else(|| inherited("groupId")),
            version: own("version").or_else(|| inherited("version")),
            packaging: own("packaging").unwrap_or_else(|| "jar".to_owned()),
            final_name: child(project, "build").and_then(|build| text_of(build, "finalName")),
            parent: from.map(|from| Parent::of(from, file)).transpose()?,
            modules: modules(files, project, file)?,
            needs: needs(project),
        })
    }

    /// Whether it names another module, as far as that can be said: a property may stand for
    /// anything.
    pub(super) fn needs(&self, other: &Pom) -> bool {
        let group_may_be = |needed: &Option<String>| match (needed, &other.group) {
            (Some(needed), Some(group)) => may_be(needed, group),
            _ => true,
        };
        let is = |needed: &Coordinates| {
            may_be(&needed.artifact, &other.artifact) && group_may_be(&needed.group)
        };
        self.needs.iter().any(is)
    }
}

impl Parent {
    fn of(parent: Node<'_, '_>, file: &str) -> Result<Self, Problem> {
        let artifact = text_of(parent, "artifactId").unwrap_or_default();
        let path = match child(parent, "relativePath") {
            // Maven looks there first, and then in a repository.
            None => normal(&beside(file, "../pom.xml")),
            Some(path) => match path.text().unwrap_or_default().trim() {
                "" => None,
                path => Some(leads_to(file, path)?),
            },
        };
        Ok(Self { artifact, file: path })
    }
}

/// The manifests of modules, which are named by their folders or by themselves.
fn modules(files: &Files, project: Node<'_, '_>, file: &str) -> Result<Vec<String>, Problem> {
    let list = child(project, "modules").into_iter().flat_map(|modules| modules.children());
    let names = list.filter(|module| module.has_tag_name_of("module"));
    let paths = names.map(|module| leads_to(file, module.text().unwrap_or_default().trim()));
    let manifest = |path: String| if files.has(&path) { path } else { below(&path, "pom.xml") };
    paths.map(|path| path.map(manifest)).collect()
}

/// Everything that could be another module: dependencies, plugins and what these depend on, in
/// profiles, too. What is only managed is not needed yet; a plugin's own dependencies are managed
/// together with it.
fn needs(project: Node<'_, '_>) -> Vec<Coordinates> {
    let names = ["dependency", "plugin", "extension", "path", "annotationProcessorPath"];
    let managed = |node: &Node<'_, '_>| {
        node.ancestors().any(|above| above.has_tag_name_of("dependencyManagement"))
    };
    let nodes = project.descendants();
    let named = nodes.filter(|node| names.iter().any(|name| node.has_tag_name_of(name)));
    let named = named.filter(|node| !managed(node));
    let coordinates = named.filter_map(|node| {
        Some(Coordinates {
            group: text_of(node, "groupId"),
            artifact: text_of(node, "artifactId")?,
        })
    });
    coordinates.collect()
}

/// Whether two texts, in which properties stand for anything, may be the same.
fn may_be(a: &str, b: &str) -> bool {
    let fixed = |text: &str| text.split("${").next().unwrap_or_default().len();
    let shared = fixed(a).min(fixed(b));
    match (fixed(a) == a.len(), fixed(b) == b.len()) {
        (true, true) => a == b,
        _ => a.as_bytes()[..shared] == b.as_bytes()[..shared],
    }
}

fn leads_to(file: &str, path: &str) -> Result<String, Problem> {
    normal(&beside(file, path))
        .ok_or_else(|| format!("`{path}` in `{file}` leads out of the build context"))
}

fn beside(file: &str, path: &str) -> String {
    below(parent(file), path)
}

fn child<'a, 'i>(node: Node<'a, 'i>, name: &str) -> Option<Node<'a, 'i>> {
    node.children().find(|child| child.has_tag_name_of(name))
}

fn text_of(node: Node<'_, '_>, name: &str) -> Option<String> {
    Some(child(node, name)?.text()?.trim().to_owned())
}

/// Manifests stand in Maven's namespace, or in none.
trait HasName {
    fn has_tag_name_of(&self, name: &str) -> bool;
}

impl HasName for Node<'_, '_> {
    fn has_tag_name_of(&self, name: &str) -> bool {
        self.is_element() && self.tag_name().name() == name
    }
}

#[cfg(test)]
mod tests {
    use super::may_be;

    #[test]
    fn a_property_may_be_anything() {
        assert!(may_be("core", "core") && !may_be("core", "core-x"));
        assert!(may_be("core_${scala}", "core_2.13") && !may_be("core_${scala}", "api"));
        assert!(may_be("${it}", "core") && may_be("core", "${it}"));
        assert!(may_be("co${a}", "core_${b}") && !may_be("core_${a}", "api_${b}"));
    }
}
