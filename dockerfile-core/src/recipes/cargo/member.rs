//! A package of a workspace, as cargo says it.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use super::manifest::Manifest;
use super::metadata::{self, Dependency, Form, Target, in_context};
use crate::declare::disk::Tree;
use crate::program::unread::{CargoName, CargoUnread, Unread};
use crate::recipes::checkout::between;
use crate::value::path::{below, parent};

/// What a user asks of packages.
#[derive(Clone)]
pub(super) struct Asked<'a> {
    pub(super) packages: Vec<&'a str>,
    /// The workspace's folder in the context, if it is not that of the build script's package.
    pub(super) workspace: Option<&'a str>,
    pub(super) features: Vec<&'a str>,
    pub(super) default_features: bool,
    /// The programs to build; all of them if it is empty.
    pub(super) bins: Vec<&'a str>,
}

impl<'a> Asked<'a> {
    /// What is asked of one package: those features and programs that it has.
    fn of_one(&self, package: &Package) -> Result<Self, Unread> {
        let bins = self.bins.iter().copied().filter(|name| package.program(name).is_some());
        let bins: Vec<&str> = bins.collect();
        if bins.is_empty() && !self.bins.is_empty() {
            return Err(CargoName::NoneOfBins { package: package.name.clone() }.into());
        }
        let features = self.features.iter().copied().filter(|feature| package.has(feature));
        Ok(Self { features: features.collect(), bins, ..self.clone() })
    }
}

/// A package of a workspace, or one that is needed by its path.
#[derive(Clone, Debug)]
pub(super) struct Package {
    pub(super) name: String,
    pub(super) folder: String,
    pub(super) manifest: String,
    /// What the manifest says.
    pub(super) declared: Rc<Manifest>,
    /// The manifest of the workspace's root, if the package may inherit from it.
    pub(super) inherits: Option<String>,
    pub(super) library: Option<String>,
    /// Whether programs look for the library when they start.
    pub(super) is_dynamic: bool,
    /// Whether the library is one of procedural macros.
    pub(super) is_macro: bool,
    pub(super) programs: Vec<Program>,
    pub(super) script: Option<String>,
    /// The files of targets that are not compiled, but that cargo looks for: declared tests,
    /// benches and examples, and programs that nobody asks for.
    pub(super) looked_for: BTreeSet<String>,
    /// The folders of the packages on disk that are compiled for it.
    pub(super) needs: BTreeSet<String>,
    /// The folders of the packages on disk that cargo reads with it and does not compile: those
    /// that its tests need, and the workspace's root that it inherits from.
    pub(super) read_with: BTreeSet<String>,
    /// The error of a path in the manifest that leads out of the context, for whoever needs the
    /// package.
    pub(super) leads_out: Option<Unread>,
    pub(super) rust_version: Option<String>,
    pub(super) edition: String,
    /// The path of the README, from the package's folder.
    pub(super) readme: Option<String>,
    /// The names of the packages that become part of its programs, without those that only its
    /// build script and tests need.
    pub(super) links: BTreeSet<String>,
    /// The packages of `links` that it has on every platform and with any features.
    pub(super) always_links: BTreeSet<String>,
    features: BTreeMap<String, Vec<String>>,
    /// The names of the packages that it asks for by a version, and those that only its tests ask
    /// for.
    by_version: [BTreeSet<String>; 2],
    /// The names of its dependencies, as its manifest calls them.
    dependencies: BTreeSet<String>,
    /// The features that it turns on of what it is compiled with: `package/feature`.
    turns_on: BTreeSet<String>,
}

/// A program of a package.
#[derive(Clone, Debug)]
pub(super) struct Program {
    pub(super) name: String,
    pub(super) file: String,
    /// The features without which cargo does not build the program.
    required: Vec<String>,
    /// Whether the manifest names the program; otherwise cargo has found it by looking.
    is_declared: bool,
}

impl Package {
    /// A package by what cargo says of it. `root` is the folder of its workspace.
    pub(super) fn of(tree: &Tree, said: &metadata::Package, root: &str) -> Result<Self, Unread> {
        let manifest = in_context(tree, &said.manifest_path)?;
        let folder = parent(&manifest).to_owned();
        let declared: Manifest = tree.toml(&manifest)?;
        let absolute = declared.absolute().map(|path| {
            let (path, named_by) = (path.to_owned(), Some(manifest.clone()));
            Unread::LeadsOut { path, named_by }
        });
        let needed = |kinds: &[Option<&str>]| -> BTreeSet<String> {
            let wanted = said.dependencies.iter();
            let wanted = wanted.filter(|needed| kinds.contains(&needed.kind.as_deref()));
            wanted.filter_map(|needed| in_context(tree, needed.path.as_ref()?).ok()).collect()
        };
        let names = |of: &dyn Fn(&Dependency) -> bool| {
            let these = said.dependencies.iter().filter(|needed| of(needed));
            these.map(|needed| needed.name.clone()).collect()
        };
        let fetched = |kinds: &[Option<&str>]| -> BTreeSet<String> {
            names(&|needed| needed.path.is_none() && kinds.contains(&needed.kind.as_deref()))
        };
        let called = |needed: &Dependency| needed.rename.as_ref().unwrap_or(&needed.name).clone();
        let mut package = Self {
            name: said.name.clone(),
            inherits: None,
            library: None,
            is_dynamic: false,
            is_macro: false,
            programs: vec![],
            script: None,
            looked_for: BTreeSet::new(),
            needs: needed(&[None, Some("build")]),
            read_with: needed(&[Some("dev")]),
            leads_out: absolute.or_else(|| outside(tree, said)),
            rust_version: said.rust_version.clone(),
            edition: said.edition.clone(),
            readme: said.readme.clone(),
            links: names(&|needed| needed.kind.is_none()),
            always_links: names(&Dependency::is_certain),
            features: said.features.clone(),
            by_version: [fetched(&[None, Some("build")]), fetched(&[Some("dev")])],
            dependencies: said.dependencies.iter().map(called).collect(),
            turns_on: said.dependencies.iter().flat_map(turned_on_by).collect(),
            folder,
            manifest,
            declared: Rc::new(declared),
        };
        package.take_targets(tree, &said.targets)?;
        package.inherit(tree, root)?;
        Ok(package)
    }

    /// Takes the targets that cargo says. One that cargo has found by looking counts if it is
    /// tracked, and a library or a build script also if it is ignored: nothing is compiled without.
    fn take_targets(&mut self, tree: &Tree, targets: &[Target]) -> Result<(), Unread> {
        let declared = Rc::clone(&self.declared);
        let mut found = None;
        for target in targets {
            let file = in_context(tree, &target.src_path)?;
            let is_declared = declared.declares(target);
            let form = target.form();
            let is_ignored = || matches!(form, Form::Library | Form::Script) && !tree.shares(&file);
            if !(is_declared || tree.finds(&file) || is_ignored()) {
                continue;
            }
            match form {
                Form::Library => {
                    self.library = Some(file);
                    self.is_dynamic = target.is_dynamic();
                    self.is_macro = target.is_macro();
                }
                Form::Script => self.script = Some(file),
                Form::Program => {
                    let (name, required) = (target.name.clone(), target.required_features.clone());
                    self.programs.push(Program { name, file, required, is_declared });
                }
                Form::Test | Form::Bench | Form::Example if is_declared => {
                    self.looked_for.insert(file);
                }
                Form::Test | Form::Bench | Form::Example => found = Some(file),
            }
        }
        // Cargo refuses the manifest of a package without any target.
        if self.library.is_none() && self.programs.is_empty() && self.looked_for.is_empty() {
            self.looked_for.extend(found);
        }
        Ok(())
    }

    /// Notes the manifest of the workspace's root, if this one may say `workspace = true`.
    fn inherit(&mut self, tree: &Tree, root: &str) -> Result<(), Unread> {
        let root_manifest = below(root, "Cargo.toml");
        if root_manifest == self.manifest || !tree.read(&self.manifest)?.contains("workspace") {
            return Ok(());
        }
        if tree.toml::<Manifest>(&root_manifest)?.name().is_some() {
            self.read_with.insert(root.to_owned());
        }
        self.inherits = Some(root_manifest);
        Ok(())
    }

    /// Needs the package in a folder if it asks for that one by a version.
    pub(super) fn need(&mut self, name: &str, folder: &str) {
        for (names, folders) in self.by_version.iter().zip([&mut self.needs, &mut self.read_with]) {
            if names.contains(name) && self.folder != folder {
                folders.insert(folder.to_owned());
            }
        }
    }

    /// Whether it asks for a package by a version, itself or for its build script.
    pub(super) fn compiles(&self, name: &str) -> bool {
        self.by_version[0].contains(name)
    }

    /// Whether it turns on a feature of what it is compiled with: `package/feature`.
    pub(super) fn compiles_with(&self, feature: &str) -> bool {
        self.turns_on.contains(feature)
    }

    /// The folders of all packages on disk that cargo reads with it.
    pub(super) fn reads(&self) -> impl Iterator<Item = &String> {
        self.needs.union(&self.read_with)
    }

    /// The files that cargo starts from to compile it.
    pub(super) fn roots(&self) -> impl Iterator<Item = &String> {
        let programs = self.programs.iter().map(|program| &program.file);
        self.library.iter().chain(programs).chain(&self.script)
    }

    /// Whether a feature that a user names is one of its own, or of what it needs.
    fn has(&self, feature: &str) -> bool {
        match feature.split_once('/') {
            Some((package, feature)) if package == self.name => self.has(feature),
            Some((package, _)) => self.dependencies.contains(package.trim_end_matches('?')),
            None => self.features.contains_key(feature),
        }
    }

    fn program(&self, name: &str) -> Option<&Program> {
        self.programs.iter().find(|program| program.name == name)
    }

    /// Leaves out the programs whose features are off, and those that are not asked for.
    pub(super) fn turn_on(&mut self, asked: &Asked<'_>) -> Result<(), Unread> {
        let asked = asked.of_one(self)?;
        let on = self.turned_on(&asked);
        let (mut built, mut gated) = (vec![], vec![]);
        for program in &self.programs {
            let is_named = asked.bins.contains(&program.name.as_str());
            if !is_named && !asked.bins.is_empty() {
                continue;
            }
            let missing = program.required.iter().filter(|it| !on.contains(it.as_str()));
            let (of_others, own): (Vec<&String>, Vec<&String>) =
                missing.partition(|feature| feature.contains('/'));
            match of_others.first() {
                _ if !own.is_empty() => gated.extend(own.into_iter().cloned()),
                // Only the whole graph of packages says which features of another package are on.
                Some(feature) if !is_named => {
                    let (program, feature) = (program.name.clone(), (*feature).clone());
                    return Err(CargoName::FeatureOfOther { program, feature }.into());
                }
                _ => built.push(program.clone()),
            }
        }
        if built.is_empty() || !asked.bins.is_empty() && !gated.is_empty() {
            return Err(CargoUnread::NoProgram { package: self.name.clone(), gated }.into());
        }
        self.keep(built);
        Ok(())
    }

    /// Leaves out all programs: cargo compiles none of a package that others need.
    pub(super) fn leave_programs(&mut self) {
        self.keep(vec![]);
    }

    fn keep(&mut self, built: Vec<Program>) {
        let all = std::mem::replace(&mut self.programs, built);
        // Cargo refuses the manifest of a package without any target.
        let has_library = self.library.is_some();
        let default = self.declared.default_run().map(str::to_owned);
        let looked_for = all.into_iter().filter(|program| {
            program.is_declared || !has_library || Some(&program.name) == default.as_ref()
        });
        self.looked_for.extend(looked_for.map(|program| program.file));
    }

    /// The features that are on for what is asked.
    fn turned_on<'a>(&'a self, asked: &Asked<'a>) -> BTreeSet<&'a str> {
        let mut on = BTreeSet::new();
        let own = |feature: &'a str| match feature.split_once('/') {
            Some((package, feature)) if package == self.name => feature,
            _ => feature,
        };
        let mut waiting: Vec<&str> = asked.features.iter().map(|feature| own(feature)).collect();
        waiting.extend(asked.default_features.then_some("default"));
        while let Some(feature) = waiting.pop() {
            if on.insert(feature) {
                let more = self.features.get(feature).into_iter().flatten();
                waiting.extend(more.map(String::as_str));
                // `other/feature` turns the dependency `other` on, and with it the feature of that
                // name.
                waiting.extend(feature.split_once('/').map(|(other, _)| other));
            }
        }
        on
    }
}

/// The features that a manifest turns on of a dependency that is compiled.
fn turned_on_by(needed: &Dependency) -> impl Iterator<Item = String> {
    let is_compiled = needed.kind.as_deref() != Some("dev");
    let features = needed.features.iter().filter(move |_| is_compiled);
    features.map(|feature| format!("{}/{feature}", needed.name))
}

/// Checks that each feature and program that is asked for is one of these packages'.
pub(super) fn has_all(packages: &[&Package], asked: &Asked<'_>) -> Result<(), Unread> {
    let all = || packages.iter().map(|package| package.name.as_str()).collect::<Vec<_>>();
    let has = |feature: &&&str| packages.iter().any(|package| package.has(feature));
    if let Some(feature) = asked.features.iter().find(|feature| !has(feature)) {
        let (package, feature) = (all().join(", "), (*feature).to_owned());
        let known = packages.iter().flat_map(|package| package.features.keys());
        let known: BTreeSet<&String> = known.collect();
        let known = known.into_iter().cloned().collect();
        return Err(CargoName::NoFeature { package, feature, known }.into());
    }
    let is_there = |name: &&&str| packages.iter().any(|package| package.program(name).is_some());
    if let Some(name) = asked.bins.iter().find(|name| !is_there(name)) {
        let (package, name) = (all().join(", "), (*name).to_owned());
        let known = packages.iter().flat_map(|package| &package.programs);
        let known = known.map(|program| program.name.clone()).collect();
        return Err(CargoName::NoBin { package, name, known }.into());
    }
    Ok(())
}

/// The error of a dependency that is on disk, but not in the context.
fn outside(tree: &Tree, said: &metadata::Package) -> Option<Unread> {
    said.dependencies.iter().find_map(|needed| {
        let path = needed.path.as_ref()?;
        in_context(tree, path).err()?;
        let path = between(said.manifest_path.parent()?, path);
        Some(CargoUnread::DependencyOutside { name: needed.name.clone(), path }.into())
    })
}
