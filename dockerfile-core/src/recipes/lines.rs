//! The layers of one part of a recipe, as they are gathered.

use super::told::Told;
use crate::declare::given::Given;
#[cfg(any(feature = "cargo", feature = "go", feature = "python"))]
use crate::declare::given_text::GivenText;
#[cfg(feature = "cargo")]
use crate::declare::layer::Branch;
use crate::declare::layer::{Job, Layer, ToolCache};
use crate::declare::part::Around;
#[cfg(feature = "go")]
use crate::declare::shell;
use crate::declare::steps::mount::Mount;
use crate::declare::variable::BuilderVariable;
use crate::program::fault::{Fault, Wrong};
use crate::program::instruction::ShellCommand;
use crate::program::language::Language;
use crate::program::note::Note;
use crate::program::place::Place;
use crate::program::start::{Made, NeededLibrary, Needs};
use crate::program::toolchain::Toolchain;
use crate::program::unread::Unread;
use crate::value::Kind;
use crate::value::path::join;

/// The layers that a recipe puts into a phase, and the faults of its settings and its project.
pub(super) struct Lines<'a> {
    tool: &'static str,
    told: &'a Told,
    #[allow(dead_code)] // cargo, Go and Ruby alone read it
    stage: &'a Around,
    /// The folder of the image that the project is in.
    folder: String,
    mounts: &'a [Mount],
    /// The package whose programs are taken, where a recipe builds several packages.
    #[allow(dead_code)] // cargo alone reads it
    of: Option<&'a Given>,
    layers: Vec<Layer>,
    faults: Vec<Fault>,
}

impl<'a> Lines<'a> {
    pub(super) fn of(
        tool: &'static str,
        told: &'a Told,
        stage: &'a Around,
        of: Option<&'a Given>,
    ) -> Self {
        let folder = told.folder.text.clone();
        let (mounts, layers, faults) = (told.mounts.as_slice(), vec![], vec![]);
        let mut lines = Self { tool, told, stage, folder, mounts, of, layers, faults };
        lines.text(&told.folder, Kind::MountPath);
        lines
    }

    pub(super) fn end(self) -> Result<Vec<Layer>, Vec<Fault>> {
        if self.faults.is_empty() { Ok(self.layers) } else { Err(self.faults) }
    }

    // ---- values -------------------------------------------------------------------------

    /// The text of a setting; `None` and a fault if the text is no good value of this kind.
    pub(super) fn text(&mut self, given: &Given, kind: Kind) -> Option<String> {
        match kind.check(&given.text) {
            Ok(()) => Some(given.text.clone()),
            Err(rule) => {
                let (rule, shown) = (rule.to_owned(), given.text.clone());
                self.refuse(Wrong::Value { rule, shown }, given.at);
                None
            }
        }
    }

    pub(super) fn texts(&mut self, given: &[Given], kind: Kind) -> Vec<String> {
        given.iter().filter_map(|given| self.text(given, kind)).collect()
    }

    pub(super) fn refuse(&mut self, wrong: Wrong, at: Place) {
        self.faults.push(wrong.at(at));
    }

    /// Adds the fault that the project cannot be built as it is, at the recipe's declaration.
    pub(super) fn refuse_project(&mut self, unread: impl Into<Unread>) {
        let (tool, unread) = (self.tool, unread.into());
        self.refuse(Wrong::Project { tool, unread }, self.told.name.at);
    }

    /// Adds the fault that a setting does not fit the project, at that setting.
    #[cfg(any(feature = "cargo", feature = "go", feature = "python"))]
    pub(super) fn refuse_setting(&mut self, unread: impl Into<Unread>, at: Place) {
        let (tool, unread) = (self.tool, unread.into());
        self.refuse(Wrong::Project { tool, unread }, at);
    }

    /// A word of a command that may hold variables, quoted for the shell. The step is told that it
    /// uses them.
    #[cfg(feature = "go")]
    pub(super) fn word_given(&mut self, given: &GivenText) -> Option<String> {
        let shown = given.text.shown();
        if let Err(rule) = Kind::Text.check(&shown) {
            self.refuse(Wrong::Value { rule: rule.to_owned(), shown }, given.at);
            return None;
        }
        self.layers.push(Layer::Uses(given.clone()));
        Some(shell::quote_parts(&given.text.parts()))
    }

    /// Where the recipe was declared.
    #[cfg(feature = "go")]
    pub(super) fn at(&self) -> Place {
        self.told.name.at
    }

    /// The package whose programs are taken; `None` takes those of all packages.
    #[cfg(feature = "cargo")]
    pub(super) fn taken_of(&self) -> Option<&'a Given> {
        self.of
    }

    /// What the recipe may know of the stage that its part is in.
    #[cfg(any(feature = "cargo", feature = "go", feature = "ruby"))]
    pub(super) fn stage(&self) -> &Around {
        self.stage
    }

    // ---- files --------------------------------------------------------------------------

    /// The folder of the image that the project is in.
    pub(super) fn folder(&self) -> &str {
        &self.folder
    }

    /// The path in the image of a path of the context.
    pub(super) fn path(&self, below: &str) -> String {
        join(&self.folder, below)
    }

    /// Has the steps from here on run in this folder of the project. WORKDIR is a layer, so this
    /// stands above the first layer that changes.
    pub(super) fn enter(&mut self, below: &str) {
        self.layers.push(Layer::Enter(self.path(below)));
    }

    /// Copies files that decide what is installed. They keep their paths below the project's
    /// folder.
    pub(super) fn copy_manifests(&mut self, files: &[String]) {
        self.copy_manifests_to(&self.folder.clone(), files);
    }

    /// Copies files that decide what is installed, with their paths, below another folder of the
    /// image.
    pub(super) fn copy_manifests_to(&mut self, to: &str, files: &[String]) {
        let (files, to) = (files.to_vec(), to.to_owned());
        self.layers.push(Layer::Manifests { files, to });
    }

    /// Copies a file that decides what is installed, to exactly this path.
    pub(super) fn copy_manifest(&mut self, file: &str, to: String) {
        self.layers.push(Layer::Manifest { file: file.to_owned(), to });
    }

    /// Copies files or folders of the context, without what these patterns find below them.
    pub(super) fn copy(&mut self, paths: &[String], except: &[&str]) {
        let except: Vec<String> = except.iter().map(|pattern| (*pattern).to_owned()).collect();
        for path in paths {
            self.copy_layer(path, &except, false, self.told.name.at);
        }
    }

    /// Copies one file or folder of the context, without what these patterns find below it.
    #[cfg(feature = "cargo")]
    pub(super) fn copy_without(&mut self, path: &str, except: &[String]) {
        self.copy_layer(path, except, false, self.told.name.at);
    }

    /// Copies a file or folder of the context even where the patterns of another copy leave it out.
    #[cfg(any(feature = "cargo", feature = "python"))]
    pub(super) fn copy_also(&mut self, path: &str) {
        self.copy_layer(path, &[], true, self.told.name.at);
    }

    /// Copies what a setting names, even where the patterns of another copy leave it out.
    #[cfg(any(
        feature = "cargo",
        feature = "java",
        feature = "node",
        feature = "python",
        feature = "ruby"
    ))]
    pub(super) fn copy_also_given(&mut self, given: &Given) {
        let path = given.text.trim_end_matches('/');
        self.copy_layer(path, &[], true, given.at);
    }

    fn copy_layer(&mut self, path: &str, except: &[String], also: bool, at: Place) {
        let to = self.path(path);
        let paths = vec![if path.is_empty() { "." } else { path }.to_owned()];
        self.layers.push(Layer::Copy { paths, to, except: except.to_vec(), also, at });
    }

    /// Copies a folder of the stage that [`beside`](Self::beside) makes into the project's folder.
    pub(super) fn copy_from_beside(&mut self, what: &'static str, folder: impl Into<String>) {
        let (folder, to) = (folder.into(), self.folder.clone());
        self.layers.push(Layer::FromBeside { what, folder, to });
    }

    /// Takes a file or folder that another stage has built, by its path there, to a path here.
    pub(super) fn take(&mut self, path: impl Into<String>, to: impl Into<String>) {
        let (paths, to) = (vec![path.into()], to.into());
        self.layers.push(Layer::Take { paths, to, branch: None });
    }

    /// Takes files from another stage, or from a branch of it, into a folder.
    #[cfg(feature = "cargo")]
    pub(super) fn take_into(&mut self, paths: Vec<String>, folder: &str, branch: Option<String>) {
        let to = match paths.as_slice() {
            [path] => join(folder, path.rsplit('/').next().unwrap_or(path)),
            _ => folder.to_owned(),
        };
        self.layers.push(Layer::Take { paths, to, branch });
    }

    // ---- what runs ----------------------------------------------------------------------

    /// Runs commands in this folder of the project. The comment says what for, and stands above
    /// them.
    pub(super) fn run(
        &mut self,
        comment: &'static str,
        below: &str,
        caches: &[ToolCache],
        commands: Vec<ShellCommand>,
    ) {
        self.job(comment, Some(self.path(below)), caches, commands);
    }

    /// Runs commands in the folder that the stage is in.
    pub(super) fn run_here(
        &mut self,
        comment: &'static str,
        caches: &[ToolCache],
        commands: Vec<ShellCommand>,
    ) {
        self.job(comment, None, caches, commands);
    }

    fn job(
        &mut self,
        comment: &'static str,
        folder: Option<String>,
        caches: &[ToolCache],
        commands: Vec<ShellCommand>,
    ) {
        let (caches, mounts) = (caches.to_vec(), self.mounts.to_vec());
        self.layers.push(Layer::Run(Job { comment, folder, caches, mounts, commands }));
    }

    /// Sets a variable for the steps, unless the stage has set it.
    pub(super) fn env(&mut self, name: impl Into<String>, value: impl Into<String>) {
        self.layers.push(Layer::Env { name: name.into(), value: value.into() });
    }

    /// Sets a variable to a value that the user has given, which may hold other variables.
    #[cfg(any(feature = "cargo", feature = "python"))]
    pub(super) fn env_given(&mut self, name: &Given, value: &GivenText) {
        let (name, value) = (name.clone(), value.clone());
        self.layers.push(Layer::GivenEnv { name, value });
    }

    /// Adds what a reader of the plan should know.
    #[allow(dead_code)] // unused if no feature is on
    pub(super) fn note(&mut self, note: Note) {
        self.layers.push(Layer::Note(note));
    }

    /// Adds a remark below FROM: what is out of the ordinary, and why.
    #[cfg(feature = "cargo")]
    pub(super) fn remark(&mut self, way_out: &'static str, what: String, why: &Given) {
        self.layers.push(Layer::Remark { way_out, what, why: why.clone() });
    }

    pub(super) fn builder_variable(&mut self, variable: BuilderVariable, at: Place) {
        self.layers.push(Layer::Builder { variable, at });
    }

    pub(super) fn allow(&mut self, rule: &'static str, why: &str) {
        self.layers.push(Layer::Allow { rule, why: why.to_owned() });
    }

    /// Says that the layers above leave a program in the stage, and what it needs of the image that
    /// starts it.
    #[allow(dead_code)] // unused if no feature is on
    pub(super) fn makes(&mut self, path: impl Into<String>, needs: Needs) {
        self.layers.push(Layer::Makes(Made {
            path: path.into(),
            is_folder: false,
            needs,
            at: self.told.name.at,
        }));
    }

    /// Says that a folder of the stage holds what the recipe installs for an interpreter, and which
    /// libraries that asks for.
    pub(super) fn makes_for(
        &mut self,
        language: Language,
        path: impl Into<String>,
        libraries: Vec<NeededLibrary>,
    ) {
        let (path, needs) = (path.into(), Needs::interpreter(language, libraries));
        self.layers.push(Layer::Makes(Made {
            path,
            is_folder: true,
            needs,
            at: self.told.name.at,
        }));
    }

    /// Puts a folder of debug files into a stage of its own.
    #[cfg(feature = "cargo")]
    pub(super) fn keep_debug_files(&mut self, folder: &'static str) {
        self.layers.push(Layer::DebugFiles(folder));
    }

    /// Checks the version of a language in the tag of an official image against the wanted one.
    pub(super) fn check_base(&mut self, language: &'static str, wanted: Option<&Toolchain>) {
        if let Some(wanted) = wanted.cloned() {
            self.layers.push(Layer::Base { language, wanted });
        }
    }

    /// Adds a stage of the recipe's own, in which the project is in another folder. Only if its
    /// steps install something do they see the user's mounts.
    pub(super) fn beside(
        &mut self,
        what: &'static str,
        folder: &str,
        installs: bool,
        fill: impl FnOnce(&mut Lines<'a>),
    ) {
        let mut lines = Lines {
            tool: self.tool,
            told: self.told,
            stage: self.stage,
            folder: folder.to_owned(),
            mounts: if installs { self.mounts } else { &[] },
            of: None,
            layers: vec![],
            faults: vec![],
        };
        fill(&mut lines);
        self.faults.append(&mut lines.faults);
        self.layers.push(Layer::Beside { what, layers: lines.layers });
    }

    /// Adds a stage of the recipe's own, which goes on from where this one ends.
    #[cfg(feature = "cargo")]
    pub(super) fn branch(
        &mut self,
        name: &str,
        sources: impl FnOnce(&mut Self),
        build: impl FnOnce(&mut Self),
    ) {
        let above = std::mem::take(&mut self.layers);
        sources(self);
        let sources = std::mem::take(&mut self.layers);
        build(self);
        let build = std::mem::replace(&mut self.layers, above);
        self.layers.push(Layer::Branch(Branch { name: name.to_owned(), sources, build }));
    }
}
