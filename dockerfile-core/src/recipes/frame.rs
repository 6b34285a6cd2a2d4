//! What recipes share: what a user tells each of them, how one is read, and its parts.

use std::fmt::Debug;
use std::rc::Rc;

use super::lines::Lines;
use super::told::Told;
use crate::declare::context::BuildContext;
use crate::declare::disk::{Readable, Tree};
use crate::declare::given::Given;
use crate::declare::layer::Layer;
use crate::declare::part::{Around, Layered, Part, PartKind, Project, RustTargets};
use crate::declare::steps::mount::Mount;
use crate::program::fault::{Fault, Wrong};
use crate::program::unread::Unread;

/// How a recipe reads its project, and what it makes of it.
pub(super) trait Reads: Clone + Debug + 'static {
    /// The tool that it is built with, as errors call it.
    const TOOL: &'static str;
    /// The parts without which nothing good leaves a stage.
    const NEEDS: &'static [PartKind] =
        &[PartKind::Dependencies, PartKind::Sources, PartKind::Build];
    /// It looks which files there are, beside those that are named.
    const LISTS: bool = true;
    /// A project as its files say it.
    type Found: 'static;

    /// The build context of an image that is rendered and not emitted.
    fn usual_context() -> BuildContext {
        BuildContext::default()
    }

    fn told(&self) -> &Told;
    fn read(&self, tree: &Tree) -> Result<Self::Found, Unread>;
    fn layers(&self, part: PartKind, found: &Self::Found, lines: &mut Lines<'_>);

    /// How its steps compile Rust.
    fn compiles_rust(&self) -> Option<RustTargets> {
        None
    }

    /// The tool, where two are one recipe.
    fn tool(&self) -> &'static str {
        Self::TOOL
    }

    /// Its programs are built in stages that go on from the one that has its parts.
    fn branches(&self) -> bool {
        false
    }
}

impl<R: Reads> Project for R {
    fn tool(&self) -> &'static str {
        Reads::tool(self)
    }

    fn compiles_rust(&self) -> Option<RustTargets> {
        Reads::compiles_rust(self)
    }

    fn name(&self) -> &Given {
        &self.told().name
    }

    fn needs(&self) -> &'static [PartKind] {
        R::NEEDS
    }

    fn branches(&self) -> bool {
        Reads::branches(self)
    }

    fn mounts(&self) -> &[Mount] {
        &self.told().mounts
    }

    fn read(&self, readable: &Readable) -> Result<Rc<dyn Layered>, Unread> {
        let tree = readable.tree(self.told().context.as_ref(), R::usual_context)?;
        if R::LISTS {
            tree.list()?;
        }
        let found = Reads::read(self, &tree)?;
        Ok(Rc::new(ReadProject { recipe: self.clone(), found, tree }))
    }
}

struct ReadProject<R: Reads> {
    recipe: R,
    found: R::Found,
    tree: Rc<Tree>,
}

impl<R: Reads> Layered for ReadProject<R> {
    fn layers(&self, part: &Part, stage: &Around) -> Result<Vec<Layer>, Vec<Fault>> {
        let tool = Reads::tool(&self.recipe);
        let mut lines = Lines::of(tool, self.recipe.told(), stage, part.of.as_ref());
        self.recipe.layers(part.kind, &self.found, &mut lines);
        let layers = lines.end()?;
        let credentials = self.tree.credentials(&layers).into_iter();
        let at = self.recipe.told().name.at;
        let faults: Vec<Fault> =
            credentials.map(|unread| Wrong::Project { tool, unread }.at(at)).collect();
        if faults.is_empty() { Ok(layers) } else { Err(faults) }
    }
}

/// A recipe's settings that every one has, its parts, and the trait that all share. `Built` is the
/// family of the stage that builds it.
macro_rules! recipe {
    ($recipe:ident $(<$for:ident: $bound:ident>)?: $context:literal, makes $program:ty;
     $(#[$dependencies:meta])* dependencies;
     $(#[$sources:meta])* sources;
     $(#[$build:meta])* build;
     $(#[$artifacts:meta])* artifacts;
    ) => {
        $crate::recipes::frame::reading! { $recipe $(<$for: $bound>)?: $context; }

        impl $(<$for: $bound>)? $recipe $(<$for>)? {
            /// The folder of the image that the project is built in; `/src` unless said.
            #[track_caller]
            pub fn folder(mut self, path: impl Into<String>) -> Self {
                self.settings().told.folder = $crate::declare::given::Given::new(path);
                self
            }
        }

        $crate::recipes::frame::parts! { $recipe $(<$for: $bound>)?: makes $program;
            $(#[$dependencies])* dependencies;
            $(#[$sources])* sources;
            $(#[$build])* build;
            $(#[$artifacts])* artifacts;
        }
    };
}

/// The settings of a recipe that has a place of its own in the image.
macro_rules! reading {
    ($recipe:ident $(<$for:ident: $bound:ident>)?: $context:literal;) => {
        impl $(<$for: $bound>)? $recipe $(<$for>)? {
            /// The build context, below which the project is read, of an image that is
            /// rendered and not emitted.
            #[doc = concat!("It is ", $context, " unless said.")]
            ///
            /// Of one that is emitted, [`Emission::context`](crate::Emission::context) says it;
            /// another one here is an error.
            pub fn context(mut self, folder: impl Into<$crate::BuildContext>) -> Self {
                self.settings().told.context = Some(folder.into());
                self
            }

            /// What the steps that install see while they run, such as the token of a
            /// private registry: a [`secret`](crate::secret()) or [`ssh`](crate::ssh()).
            pub fn mount(mut self, mount: impl Into<$crate::Mount>) -> Self {
                self.settings().told.mounts.push(mount.into());
                self
            }

            /// Parts that were made before keep what they were told.
            fn settings(&mut self) -> &mut Settings {
                std::rc::Rc::make_mut(&mut self.0)
            }
        }
    };
}

/// A recipe's parts as methods of its own, and as the trait has them.
macro_rules! parts {
    ($recipe:ident $(<$for:ident: $bound:ident>)?: makes $program:ty;
     $(#[$dependencies:meta])* dependencies;
     $(#[$sources:meta])* sources;
     $(#[$build:meta])* build;
     $(#[$artifacts:meta])* artifacts;
    ) => {
        impl $(<$for: $bound>)? $recipe $(<$for>)? {
            $(#[$dependencies])*
            pub fn dependencies(&self) -> $crate::DependenciesPart {
                $crate::DependenciesPart::of(self.0.clone())
            }

            $(#[$sources])*
            pub fn sources(&self) -> $crate::SourcePart {
                $crate::SourcePart::of(self.0.clone())
            }

            $(#[$build])*
            pub fn build(&self) -> $crate::BuildPart {
                $crate::BuildPart::of(self.0.clone())
            }

            $(#[$artifacts])*
            pub fn artifacts<B: $crate::HasFiles>(
                &self,
                build: B,
            ) -> <Self as $crate::Recipe>::Artifacts<B::Family> {
                $crate::Artifacts::of(self.0.clone(), build.origin().0)
            }
        }

        impl $(<$for: $bound>)? $crate::Recipe for $recipe $(<$for>)? {
            type Artifacts<Built: $crate::Builds> = $crate::Artifacts<$program>;

            fn dependencies(&self) -> $crate::DependenciesPart {
                self.dependencies()
            }

            fn sources(&self) -> $crate::SourcePart {
                self.sources()
            }

            fn build(&self) -> $crate::BuildPart {
                self.build()
            }

            fn artifacts<B: $crate::HasFiles>(&self, build: B) -> Self::Artifacts<B::Family> {
                self.artifacts(build)
            }
        }
    };
}

#[allow(unused_imports)] // pip alone has no place of its own
pub(super) use recipe;
pub(super) use {parts, reading};
