//! What recipes have in common: a project that is read from disk, and a part for each phase.

pub(super) mod files;
mod version;

use std::fmt;
use std::path::PathBuf;
use std::rc::Rc;

use self::files::Files;
pub(crate) use self::version::Toolchain;
use super::copy::{ArtifactCopy, ContextCopy, join};
use super::manifest::Manifest;
use super::mount::Mount;
use super::origin::{FilesOrigin, HasFiles};
use crate::complaints;
use crate::given::{Given, Place};
use crate::instruction::{
    self, Copy, CopySource, FileFlags, Instruction, RunForm, RunOptions, ShellCommand,
};
use crate::lower::StageLowering;
use crate::value::{AbsPath, Kind, StageName, Value as _};

/// Where what a stage has built waits for the stage that takes it.
pub(super) const OUT: &str = "/out";

/// Why a project cannot be read.
pub(super) type Problem = String;

/// A project as its manifests on disk say it, and how a user wants it built.
#[derive(Clone)]
pub(super) struct Recipe<T> {
    /// The tool that it is built with, as errors call it.
    tool: &'static str,
    /// What the user has named.
    pub(super) name: Given,
    context: PathBuf,
    read: Rc<Reader<T>>,
    found: Result<T, Problem>,
    /// The folder of the image that the project is built in.
    pub(super) folder: Given,
    mounts: Vec<Mount>,
}

/// Reads the project of this name below a build context.
type Reader<T> = dyn Fn(&Files, &str) -> Result<T, Problem>;

impl<T> Recipe<T> {
    #[track_caller]
    pub(super) fn new(
        tool: &'static str,
        name: impl Into<String>,
        read: impl Fn(&Files, &str) -> Result<T, Problem> + 'static,
    ) -> Self {
        Self::in_context(tool, name, read, PathBuf::new())
    }

    /// Of a project whose build context is another folder than the package's.
    #[track_caller]
    pub(super) fn in_context(
        tool: &'static str,
        name: impl Into<String>,
        read: impl Fn(&Files, &str) -> Result<T, Problem> + 'static,
        context: PathBuf,
    ) -> Self {
        let name = Given::new(name);
        let found = read(&Files::of(&context), &name.text);
        let (read, folder) = (Rc::new(read), Given::new("/src"));
        Self { tool, name, context, read, found, folder, mounts: vec![] }
    }

    /// Reads it again, from another folder.
    pub(super) fn set_context(&mut self, context: PathBuf) {
        self.context = context;
        self.read_again();
    }

    /// Reads it again, in another way.
    pub(super) fn set_reader(
        &mut self,
        read: impl Fn(&Files, &str) -> Result<T, Problem> + 'static,
    ) {
        self.read = Rc::new(read);
        self.read_again();
    }

    fn read_again(&mut self) {
        self.found = (self.read)(&Files::of(&self.context), &self.name.text);
    }

    pub(super) fn add_mount(&mut self, mount: Mount) {
        self.mounts.push(mount);
    }

    pub(super) fn mounts(&self) -> &[Mount] {
        &self.mounts
    }

    /// What was found; `None` if it could not be read, which the part that is lowered says.
    pub(super) fn found(&self) -> Option<&T> {
        self.found.as_ref().ok()
    }

    /// What a part works with; `None` is a bad recipe, which has been complained about.
    pub(super) fn work(&self, stage: &mut StageLowering) -> Option<Work<'_, T>> {
        match &self.found {
            Ok(found) => {
                let folder = stage.text(&self.folder, Kind::MountPath)?;
                let folder = AbsPath::trusted(folder);
                Some(Work { found, folder, at: self.name.at, mounts: &self.mounts })
            }
            Err(problem) => {
                stage.complain(complaints::unread_project(self.tool, problem, self.name.at));
                // Its steps would have run.
                stage.forget_build_env();
                None
            }
        }
    }

    /// What another stage takes from the one that has built it: paths there and here.
    pub(super) fn artifacts(
        &self,
        from: impl HasFiles,
        paths: impl FnOnce(&T) -> Vec<(String, String)>,
    ) -> Vec<ArtifactCopy> {
        let FilesOrigin(from) = from.origin();
        // Without a project, too, the stage has to be reached: its parts say what is wrong.
        let nothing = || vec![("/".to_owned(), "/".to_owned())];
        let paths = self.found().map_or_else(nothing, paths);
        let given = |text| Given { text, at: self.name.at };
        let copy = |(path, to)| ArtifactCopy::of(given(path), given(to), from.clone());
        paths.into_iter().map(copy).collect()
    }
}

/// Settings that each recipe has.
macro_rules! settings {
    ($($recipe:ident: $context:literal;)*) => { $(
        $crate::steps::recipe::reading! { $recipe: $context; }

        impl $recipe {
            /// The folder of the image that the project is built in; `/src` unless said.
            #[track_caller]
            pub fn folder(mut self, path: impl Into<String>) -> Self {
                self.recipe.folder = $crate::given::Given::new(path);
                self
            }
        }
    )* };
}

/// The settings of a recipe that has a place of its own in the image.
macro_rules! reading {
    ($recipe:ident: $context:literal;) => {
        impl $recipe {
            /// The build context, below which the project is read; give
            /// [`Emission::context`](crate::Emission::context) the same.
            #[doc = concat!("It is ", $context, " unless said.")]
            #[track_caller]
            pub fn context(mut self, folder: impl Into<std::path::PathBuf>) -> Self {
                self.recipe.set_context(folder.into());
                self
            }

            /// What the steps that install see while they run, such as the token of a
            /// private registry: a [`secret`](crate::secret) or [`ssh`](crate::ssh).
            pub fn mount(mut self, mount: impl Into<$crate::steps::Mount>) -> Self {
                self.recipe.add_mount(mount.into());
                self
            }
        }
    };
}

pub(super) use reading;
pub(super) use settings;

impl<T: fmt::Debug> fmt::Debug for Recipe<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { tool, name, found, folder, mounts, .. } = self;
        let mut shown = f.debug_struct("Recipe");
        shown.field("tool", tool).field("name", name).field("found", found);
        shown.field("folder", folder).field("mounts", mounts).finish_non_exhaustive()
    }
}

// ---- parts ---------------------------------------------------------------------------------------

/// What a recipe puts into one phase.
#[derive(Clone)]
pub(crate) struct Part {
    lower: Rc<dyn Fn(&mut StageLowering)>,
    mounts: Vec<Mount>,
}

impl Part {
    pub(crate) fn lower(&self, stage: &mut StageLowering) {
        (self.lower)(stage);
    }

    pub(crate) fn mounts(&self) -> &[Mount] {
        &self.mounts
    }
}

impl fmt::Debug for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Part").field("mounts", &self.mounts).finish_non_exhaustive()
    }
}

macro_rules! parts {
    ($($(#[$doc:meta])* $part:ident)*) => { $(
        $(#[$doc])*
        #[derive(Clone, Debug)]
        pub struct $part(pub(crate) Part);

        impl $part {
            pub(super) fn of<T>(
                recipe: &Recipe<T>,
                lower: impl Fn(&mut StageLowering) + 'static,
            ) -> Self {
                let mounts = recipe.mounts().to_vec();
                Self(Part { lower: Rc::new(lower), mounts })
            }
        }
    )* };
}

parts! {
    /// What a recipe puts into `Dependencies`: manifests, and the install that they drive.
    DependenciesPart
    /// What a recipe puts into `Source`: the files of a package and of what it is built on.
    SourcePart
    /// What a recipe puts into `Build`: compiling what was copied.
    BuildPart
}

// ---- what parts do -------------------------------------------------------------------------------

/// A recipe whose project was read and whose values are good.
pub(super) struct Work<'a, T> {
    pub(super) found: &'a T,
    pub(super) folder: AbsPath,
    pub(super) at: Place,
    mounts: &'a [Mount],
}

/// A folder that a tool keeps its downloads in, in a cache mount.
#[derive(Clone, Debug)]
pub(super) struct ToolCache {
    pub(super) tool: &'static str,
    pub(super) path: String,
    /// The tool does not lock it by itself.
    pub(super) locked: bool,
}

impl ToolCache {
    pub(super) fn shared(tool: &'static str, path: impl Into<String>) -> Self {
        Self { tool, path: path.into(), locked: false }
    }

    pub(super) fn locked(tool: &'static str, path: impl Into<String>) -> Self {
        Self { tool, path: path.into(), locked: true }
    }
}

impl<T> Work<'_, T> {
    /// The same project in another folder of an image.
    pub(super) fn in_folder(&self, folder: &str) -> Self {
        let folder = AbsPath::trusted(folder.to_owned());
        Self { found: self.found, folder, at: self.at, mounts: self.mounts }
    }

    /// For steps that install nothing: what the user gives those that do is none of theirs.
    pub(super) fn without_mounts(self) -> Self {
        Self { mounts: &[], ..self }
    }

    /// A path of the context as the image has it.
    pub(super) fn path(&self, below: &str) -> String {
        join(self.folder.as_str(), below)
    }

    /// What runs from here on runs in a folder below the project's. WORKDIR is a layer: it
    /// stands above the first that changes.
    pub(super) fn enter(&self, below: &str, stage: &mut StageLowering) {
        if let Some(folder) = self.folder_of_work(below, stage) {
            stage.change_dir(folder);
        }
    }

    /// Files that decide what is installed; they keep their paths below the folder.
    pub(super) fn copy_manifests(&self, files: &[String], stage: &mut StageLowering) {
        self.copy_manifests_to(self.folder.as_str(), files, stage);
    }

    pub(super) fn copy_manifests_to(&self, to: &str, files: &[String], stage: &mut StageLowering) {
        let files = files.iter().map(|file| self.given(file)).collect();
        Manifest::of(files, self.given(to)).lower(stage);
    }

    /// A folder of a stage that the recipe has made beside this one, into the project's.
    pub(super) fn copy_from(&self, beside: &StageName, folder: &str, stage: &mut StageLowering) {
        stage.push(Instruction::Copy(Copy {
            source: CopySource::From(beside.clone(), vec![folder.to_owned()]),
            flags: FileFlags::default(),
            parents: false,
            to: self.folder.to_string(),
        }));
    }

    /// Files or folders of the context, without what stands below them by these patterns.
    pub(super) fn copy(&self, paths: &[String], except: &[&str], stage: &mut StageLowering) {
        for path in paths {
            let except = except.iter().map(|pattern| self.given(pattern)).collect();
            let path = if path.is_empty() { "." } else { path };
            ContextCopy::of(self.given(path), self.given(&self.path(path)), except).lower(stage);
        }
    }

    /// Runs commands in a folder below the project's, in a RUN of their own.
    pub(super) fn run(
        &self,
        below: &str,
        caches: &[ToolCache],
        commands: Vec<ShellCommand>,
        stage: &mut StageLowering,
    ) {
        let mounts = self.mounts(caches, stage);
        // What is quoted may hold anything but what ends a line of the file.
        let texts = commands.iter().flat_map(|command| command.words.iter().chain([&command.head]));
        if let Some(text) = texts.into_iter().find(|text| text.contains(['\n', '\r', '\0'])) {
            stage.complain(complaints::name_of_lines(text, self.at));
            return;
        }
        let options = RunOptions { mounts, ..RunOptions::default() };
        let Some(folder) = self.folder_of_work(below, stage) else { return };
        stage.keep_apart();
        stage.run_in(Some(folder), options, RunForm::Commands(commands));
        stage.keep_apart();
    }

    /// The tools' caches, and what the user gives the steps that install.
    pub(super) fn mounts(
        &self,
        caches: &[ToolCache],
        stage: &mut StageLowering,
    ) -> Vec<instruction::Mount> {
        let cache = |ToolCache { tool, path, locked }: &ToolCache| match locked {
            true => stage.locked_cache(tool, path),
            false => stage.cache_mount(tool, path),
        };
        let mut mounts: Vec<instruction::Mount> = caches.iter().map(cache).collect();
        mounts.extend(self.mounts.iter().filter_map(|mount| mount.lower(stage)));
        mounts
    }

    fn folder_of_work(&self, below: &str, stage: &mut StageLowering) -> Option<AbsPath> {
        stage.value(&self.given(&self.path(below)))
    }

    fn given(&self, text: &str) -> Given {
        Given { text: text.to_owned(), at: self.at }
    }
}
