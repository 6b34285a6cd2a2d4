//! The modules that there are, and those of them that a program is built from.

use std::collections::{BTreeMap, BTreeSet};

use super::names::Names;
use super::options::{config_of, named_by_options};
use super::packs::Packs;
use super::pom::{Pom, without_base};
use crate::declare::disk::Tree;
use crate::program::toolchain::Toolchain;
use crate::program::unread::{JavaUnread, Unread};
use crate::recipes::java::bounds::{DEEPEST, MOST_MODULES, may_lead};
use crate::recipes::java::holders::Holders;
use crate::recipes::java::named::Named;
use crate::recipes::java::version::{of_developers, toolchain};
use crate::recipes::listing::folder_of;
use crate::recipes::needed::needed_first;
use crate::value::path::{below, between, inside, parent, upwards};

/// The most properties that stand for each other.
const PROPERTIES: usize = 8;

/// A module and those that it is built from. Paths are relative to the context.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Module {
    pub(super) folder: String,
    /// The folder of the manifest that leads to all modules.
    pub(super) root: String,
    pub(super) manifests: Vec<String>,
    pub(super) java: Option<Toolchain>,
    /// The versions of Java that developers' files say, if no manifest says one.
    pub(super) developers: Vec<Toolchain>,
    /// Folders that are read before anything is compiled.
    pub(super) folders: Vec<String>,
    /// What is not copied of folders that hold other modules.
    pub(super) left: Vec<String>,
    /// Folders of modules that are copied whole, each below those that it needs.
    pub(super) modules: Vec<String>,
    /// The sources of folders that hold other modules.
    pub(super) sources: Vec<String>,
    /// Whether the sources are copied with the folder of tests.
    pub(super) takes_tests: bool,
    /// The folders into which Maven puts what it builds, one for each module.
    pub(super) targets: Vec<String>,
    /// The program's file, if the manifests say it without a property.
    pub(super) jar: Option<String>,
    /// Whether that file lacks what the program needs: nothing packs it into the file.
    pub(super) is_thin: bool,
}

/// Reads the module in a folder, and what leads to it.
pub(super) fn module(tree: &Tree, name: &str) -> Result<Module, Unread> {
    let folder = folder_of(name)?;
    let file = below(&folder, "pom.xml");
    match tree.read(&file) {
        Err(Unread::NoFile { .. }) => {
            let (folder, known) = (name.to_owned(), Reactor::known(tree, &folder));
            return Err(JavaUnread::NoPom { folder, known }.into());
        }
        read => read?,
    };
    let mut reactor = Reactor::of(tree, &folder)?;
    let packaging = &reactor.poms[&file].packaging;
    if !packages_program(packaging) {
        let (packaging, known) = (packaging.clone(), reactor.programs());
        return Err(JavaUnread::NoProgram { file, packaging, folder, known }.into());
    }
    reactor.read_parents(tree)?;
    let needed = reactor.needed_first(&file)?;
    let needed = needed.into_iter().filter(|file| reactor.poms[*file].packaging != "pom");
    let needed: Vec<&str> = needed.collect();
    reactor.refuse_git(tree, &needed)?;
    let folders: Vec<&str> = needed.iter().map(|file| parent(file)).collect();
    let holders = Holders::of(reactor.modules.iter().map(|file| parent(file)));
    let split = holders.split(tree, folders.iter().copied(), &["target"], &[])?;
    let named = reactor.named(tree, &folders)?;
    let mut manifests = config_of(tree, &reactor.root);
    manifests.extend(reactor.poms.keys().cloned());
    let is_new = |file: &String| !manifests.contains(file);
    let files: Vec<String> = named.files.into_iter().filter(is_new).collect();
    manifests.extend(files);
    let java = reactor.java(&file)?;
    Ok(Module {
        takes_tests: reactor.takes_tests(&needed)?,
        developers: if java.is_some() { vec![] } else { of_developers(tree, &folder)? },
        java,
        sources: split.sources_without(&manifests),
        manifests,
        folders: named.folders.into_iter().collect(),
        left: split.left,
        modules: split.whole,
        targets: folders.iter().map(|folder| below(folder, "target")).collect(),
        jar: reactor.jar(&file)?,
        is_thin: reactor.is_thin(&file)?,
        folder,
        root: reactor.root,
    })
}

fn packages_program(packaging: &str) -> bool {
    !matches!(packaging, "pom" | "war")
}

/// All modules that one manifest leads to.
#[derive(Default)]
struct Reactor {
    /// The folder of that manifest.
    root: String,
    /// The files of the modules.
    modules: BTreeSet<String>,
    /// The manifests by their files: those of modules, and those of parents that are in the context
    /// and no modules.
    poms: BTreeMap<String, Pom>,
}

impl Reactor {
    /// Reads the topmost manifest that leads to the one in a folder, and what else it leads to.
    fn of(tree: &Tree, folder: &str) -> Result<Self, Unread> {
        let this = below(folder, "pom.xml");
        let mut reactor = Self::default();
        let mut elsewhere = BTreeSet::new();
        for root in upwards(folder).collect::<Vec<_>>().into_iter().rev() {
            let file = below(root, "pom.xml");
            if !tree.exists(&file) {
                continue;
            }
            let reached = reactor.walk(tree, &file, &elsewhere)?;
            if reached.contains(&this) {
                reactor.root = root.to_owned();
                reactor.modules = match elsewhere.is_empty() {
                    true => reached,
                    false => reactor.walk(tree, &file, &BTreeSet::new())?,
                };
                break;
            }
            // A manifest that does not lead here is not followed again.
            elsewhere.extend(reached);
        }
        let Self { modules, poms, .. } = &mut reactor;
        poms.retain(|file, _| modules.contains(file));
        Ok(reactor)
    }

    /// The files of a manifest's modules, and of the modules of these. What is in `without` is not
    /// followed.
    fn walk(
        &mut self,
        tree: &Tree,
        start: &str,
        without: &BTreeSet<String>,
    ) -> Result<BTreeSet<String>, Unread> {
        let mut reached = BTreeSet::new();
        let mut open = vec![(start.to_owned(), 0, None)];
        while let Some((file, depth, named_by)) = open.pop() {
            if without.contains(&file) || !reached.insert(file.clone()) {
                continue;
            }
            not_nested(start, depth)?;
            if !self.poms.contains_key(&file) {
                let pom = Pom::read(tree, &file).map_err(|unread| match (unread, named_by) {
                    (Unread::NoFile { .. }, Some((by, name))) => no_module(tree, by, name, &file),
                    (unread, _) => unread,
                })?;
                self.poms.insert(file.clone(), pom);
            }
            for (name, module) in self.poms[&file].modules.iter().rev() {
                open.push((module.clone(), depth + 1, Some((file.clone(), name.clone()))));
            }
            may_lead(start, reached.len() + open.len(), MOST_MODULES)?;
        }
        Ok(reached)
    }

    /// The folders of modules, for a user who has named a folder that is none.
    fn known(tree: &Tree, folder: &str) -> Vec<String> {
        let with_manifest = upwards(folder).filter(|root| tree.exists(&below(root, "pom.xml")));
        let root = with_manifest.last().unwrap_or_default();
        let reached = Self::default().walk(tree, &below(root, "pom.xml"), &BTreeSet::new());
        reached.unwrap_or_default().iter().map(|file| parent(file).to_owned()).collect()
    }

    /// The folders of modules that package a program.
    fn programs(&self) -> Vec<String> {
        let programs = self.poms.iter().filter(|(_, pom)| packages_program(&pom.packaging));
        programs.map(|(file, _)| parent(file).to_owned()).collect()
    }

    /// Reads parents that are in the context and no modules themselves.
    fn read_parents(&mut self, tree: &Tree) -> Result<(), Unread> {
        let mut open: Vec<(String, usize)> =
            self.modules.iter().map(|file| (file.clone(), 0)).collect();
        while let Some((child, depth)) = open.pop() {
            let Some(parent) = &self.poms[&child].parent else { continue };
            let Some(file) = parent.file.clone() else { continue };
            let found = if parent.named { tree.has(&file) } else { tree.finds(&file) };
            if self.poms.contains_key(&file) || !found {
                continue;
            }
            not_nested(&child, depth)?;
            let pom = Pom::read(tree, &file)?;
            // A manifest of another name is not the parent: Maven takes the parent from a
            // repository.
            if pom.artifact == parent.artifact {
                self.poms.insert(file.clone(), pom);
                open.push((file, depth + 1));
            }
        }
        Ok(())
    }

    /// Refuses modules whose plugins stop where there is no history of git.
    fn refuse_git(&self, tree: &Tree, needed: &[&str]) -> Result<(), Unread> {
        for file in needed {
            let chain = self.chain(file)?;
            let mut asking = chain.iter().filter_map(|it| Some((*it, self.poms[*it].asks_git?)));
            let Some((file, plugin)) = asking.next() else { continue };
            let options = tree.existing(&self.root, &[".mvn/maven.config"]);
            let is_off =
                |file: &String| tree.read(file).is_ok_and(|text| text.contains("gitcommitid.skip"));
            if chain.iter().any(|it| self.poms[*it].does_without_git) || options.iter().any(is_off)
            {
                continue;
            }
            let instead = "`<failOnNoGitDirectory>false</failOnNoGitDirectory>`";
            return Err(JavaUnread::AsksGit { file: file.to_owned(), plugin, instead }.into());
        }
        Ok(())
    }

    /// The file of a manifest and of those that it inherits from, the nearest first.
    fn chain<'r>(&'r self, file: &'r str) -> Result<Vec<&'r str>, Unread> {
        let mut chain = vec![file];
        while let Some(parent) = chain.last().and_then(|file| self.poms[*file].parent.as_ref()) {
            let file = parent.file.as_deref().filter(|file| !chain.contains(file));
            let is_parent = |pom: &Pom| pom.artifact == parent.artifact;
            let Some(file) = file.filter(|file| self.poms.get(*file).is_some_and(is_parent)) else {
                break;
            };
            not_nested(chain[0], chain.len())?;
            chain.push(file);
        }
        Ok(chain)
    }

    /// The files of modules, each below those that it needs itself or by what it inherits.
    fn needed_first<'r>(&'r self, file: &'r str) -> Result<Vec<&'r str>, Unread> {
        let names = Names::of(self.modules.iter().map(|file| (file.as_str(), &self.poms[file])));
        let needed = |file: &'r str| names.needed_by(file, &self.poms[file]);
        needed_first(file, |file| self.chain(file), needed)
    }

    /// What options and manifests name by paths. It is copied above the sources, since Maven runs
    /// plugins of early phases, such as checkstyle's, even where there are no sources yet.
    fn named(&self, tree: &Tree, needed: &[&str]) -> Result<Named, Unread> {
        let mut named = Named::default();
        named_by_options(tree, &self.root, &mut named)?;
        for (file, pom) in &self.poms {
            let own = parent(file);
            for path in &pom.system_paths {
                named.require(tree, own, (file, without_base(path)))?;
            }
            for url in &pom.repositories {
                let path = url.trim_start_matches("file:").trim_start_matches("//");
                if path != without_base(path) {
                    named.require(tree, own, (file, without_base(path)))?;
                }
            }
            // A path in a parent's manifest may begin at the folder of each module.
            let mut folders = vec![own, self.root.as_str()];
            folders.extend(needed.iter().filter(|folder| **folder != own));
            folders.dedup();
            for value in &pom.values {
                named.file_if_there(tree, &folders, without_base(value));
                named.folder_beside(tree, &folders, without_base(value));
            }
        }
        // A module's folder is copied only if the module is needed, and with its sources.
        let has_module = |folder: &String| {
            self.modules.iter().any(|module| inside(folder, parent(module)).is_some())
        };
        named.folders.retain(|folder| !has_module(folder));
        Ok(named)
    }

    /// Whether one of these manifests, or one that they inherit from, takes what is in the folder of
    /// tests.
    fn takes_tests(&self, files: &[&str]) -> Result<bool, Unread> {
        let chains = files.iter().map(|file| self.chain(file));
        let chains = chains.collect::<Result<Vec<_>, _>>()?;
        Ok(chains.iter().flatten().any(|file| self.poms[*file].takes_tests))
    }

    /// The version of Java that the program is compiled for, as the nearest manifest says it.
    fn java(&self, file: &str) -> Result<Option<Toolchain>, Unread> {
        let chain = self.chain(file)?;
        let mut said =
            chain.iter().filter_map(|file| Some((file, self.poms[*file].java.as_ref()?)));
        let Some((file, version)) = said.next() else { return Ok(None) };
        let mut version = version.as_str();
        // A property may stand for another one.
        for _ in 0..PROPERTIES {
            let name = version.trim().strip_prefix("${").and_then(|it| it.strip_suffix('}'));
            let value = name.and_then(|name| {
                chain.iter().find_map(|file| self.poms[*file].properties.get(name))
            });
            let Some(value) = value else { break };
            version = value;
        }
        Ok(toolchain(file, version))
    }

    /// Whether the program's file surely lacks what the program needs. What a manifest outside of the
    /// context says is not known, but for Spring Boot's, which only sets plugins up.
    fn is_thin(&self, file: &str) -> Result<bool, Unread> {
        let chain = self.chain(file)?;
        let poms = || chain.iter().map(|file| &self.poms[*file]);
        let parent = poms().next_back().and_then(|pom| pom.parent.as_ref());
        let is_known = parent.is_none_or(|parent| parent.artifact == "spring-boot-starter-parent");
        let packs = poms().map(|pom| pom.packs).max().unwrap_or_default();
        let is_packed = match packs {
            Packs::Nowhere => !poms().any(|pom| pom.needs_others),
            Packs::Elsewhere => false,
            Packs::Unknown | Packs::Here => true,
        };
        Ok(is_known && !is_packed)
    }

    /// The program's file name; `None` if a property decides it.
    fn jar(&self, file: &str) -> Result<Option<String>, Unread> {
        let pom = &self.poms[file];
        let chain = self.chain(file)?;
        let name = chain.iter().find_map(|file| self.poms[*file].final_name.as_deref());
        let mut name = name.unwrap_or("${project.artifactId}-${project.version}").to_owned();
        for property in ["${project.artifactId}", "${artifactId}"] {
            name = name.replace(property, &pom.artifact);
        }
        for property in ["${project.version}", "${version}"] {
            name = name.replace(property, pom.version.as_deref().unwrap_or(property));
        }
        Ok((!name.contains("${")).then(|| format!("{name}.jar")))
    }
}

fn not_nested(file: &str, depth: usize) -> Result<(), Unread> {
    if depth <= DEEPEST {
        return Ok(());
    }
    Err(JavaUnread::Nested { file: file.to_owned(), most: DEEPEST }.into())
}

/// The error of a module that a manifest names and that is not there, with the modules beside it.
fn no_module(tree: &Tree, by: String, name: String, file: &str) -> Unread {
    let beside = tree.members(parent(parent(file)), "*", "pom.xml").unwrap_or_default();
    let known = beside.iter().map(|folder| between(parent(&by), folder)).collect();
    JavaUnread::NoModule { file: by, module: name, known }.into()
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::module;
    use crate::declare::disk::Tree;
    use crate::program::unread::{JavaUnread, Unread};

    /// Where the topmost manifest is not at the context's root.
    #[test]
    fn who_names_no_program_is_told_of_modules() {
        let context = tempfile::tempdir().expect("a temporary folder");
        let all = "<packaging>pom</packaging>\
                   <modules><module>svc</module><module>web</module></modules>";
        for (folder, rest) in
            [("java", all), ("java/svc", ""), ("java/web", "<packaging>war</packaging>")]
        {
            let pom = format!(
                "<project><modelVersion>4.0.0</modelVersion><groupId>x</groupId>\
                 <artifactId>a</artifactId><version>1</version>{rest}</project>"
            );
            let folder = context.path().join(folder);
            fs::create_dir_all(&folder).expect("a new folder");
            fs::write(folder.join("pom.xml"), pom).expect("a new file");
        }
        let tree = Tree { root: context.path().to_owned(), ..Tree::default() };
        let unread = |name: &str| match module(&tree, name) {
            Err(Unread::Java(unread)) => unread,
            Err(unread) => panic!("{unread:?}"),
            Ok(module) => panic!("{}", module.folder),
        };
        let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
        let known = names(&["java", "java/svc", "java/web"]);
        assert_eq!(
            unread("java/none"),
            JavaUnread::NoPom { folder: "java/none".to_owned(), known }
        );
        let JavaUnread::NoProgram { known, .. } = unread("java") else { panic!("no module") };
        assert_eq!(known, ["java/svc"]);
    }
}
