//! What the recipes share: the trait by which one reads its project, and macros for its settings
//! and its parts.

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

/// A recipe by its settings: how it reads its project, and the layers that it makes of it.
pub(super) trait Reads: Clone + Debug + 'static {
    /// The tool that the project is built with, as errors call it.
    const TOOL: &'static str;
    /// The parts that a stage must have before anything built leaves it.
    const NEEDS: &'static [PartKind] =
        &[PartKind::Dependencies, PartKind::Sources, PartKind::Build];
    /// Whether the recipe looks for files, beside those that something names.
    const LISTS: bool = true;
    /// The project as its files say it.
    type Found: 'static;

    /// The build context of an image that is rendered and not emitted, unless the recipe says one.
    fn usual_context() -> BuildContext {
        BuildContext::default()
    }

    fn told(&self) -> &Told;
    fn read(&self, tree: &Tree) -> Result<Self::Found, Unread>;
    fn layers(&self, part: PartKind, found: &Self::Found, lines: &mut Lines<'_>);

    /// What the recipe's steps compile Rust for; `None` if they compile none.
    fn compiles_rust(&self) -> Option<RustTargets> {
        None
    }

    /// The tool of this project, where one recipe is for several tools.
    fn tool(&self) -> &'static str {
        Self::TOOL
    }

    /// Whether each program is built in a stage of its own, which goes on from the one with the
    /// parts.
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
        let mut lines = Lines::of(tool, self.recipe.told(), stage, part.program.as_ref());
        self.recipe.layers(part.kind, &self.found, &mut lines);
        let layers = self.tree.together(lines.end()?);
        // Cargo's layers are told apart by packages.
        let is_source = matches!(part.kind, PartKind::Sources | PartKind::Artifacts);
        let layers = match is_source && self.recipe.compiles_rust().is_none() {
            true => {
                let folder = &self.recipe.told().folder.text;
                self.tree.with_beyond(layers, folder, || self.above(part, stage))
            }
            false => layers,
        };
        let credentials = self.tree.credentials(&layers).into_iter();
        let at = self.recipe.told().name.at;
        let faults: Vec<Fault> =
            credentials.map(|unread| Wrong::Project { tool, unread }.at(at)).collect();
        if faults.is_empty() { Ok(layers) } else { Err(faults) }
    }
}

impl<R: Reads> ReadProject<R> {
    /// The layers that stand above those of a part in its stage.
    fn above(&self, part: &Part, stage: &Around) -> Vec<Layer> {
        if part.kind != PartKind::Sources {
            return vec![];
        }
        let tool = Reads::tool(&self.recipe);
        let mut lines = Lines::of(tool, self.recipe.told(), stage, part.program.as_ref());
        self.recipe.layers(PartKind::Dependencies, &self.found, &mut lines);
        lines.end().unwrap_or_default()
    }
}

/// Gives a recipe the settings that all have, its folder in the image, its parts, and the trait
/// [`Recipe`](crate::Recipe). `$context` is its usual context in words, and `$call` a recipe for
/// the examples. `$program` may name `Built`, the family of the stage that builds it.
macro_rules! recipe {
    ($recipe:ident $(<$for:ident: $bound:ident>)?: $context:literal, such as $call:literal, makes $program:ty;
     $(#[$dependencies:meta])* dependencies;
     $(#[$sources:meta])* sources;
     $(#[$build:meta])* build;
     $(#[$artifacts:meta])* artifacts;
    ) => {
        $crate::recipes::frame::reading! { $recipe $(<$for: $bound>)?: $context, such as $call; }

        impl $(<$for: $bound>)? $recipe $(<$for>)? {
            /// The folder of the image that the project is built in; `/src` unless said.
            ///
            /// ```no_run
            /// # use dockerfile_core::*;
            #[doc = concat!("let recipe = ", $call, ".folder(\"/work\");")]
            /// # let _ = recipe;
            /// ```
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

/// Gives a recipe the settings that all have.
macro_rules! reading {
    ($recipe:ident $(<$for:ident: $bound:ident>)?: $context:literal, such as $call:literal;) => {
        impl $(<$for: $bound>)? $recipe $(<$for>)? {
            /// The build context that the project is read in, for an image that is rendered and not
            /// emitted.
            #[doc = concat!("It is ", $context, " unless said.")]
            ///
            /// For an image that is emitted, [`Emission::context`](crate::Emission::context) says
            /// it; another one here is an error.
            ///
            /// ```no_run
            /// # use dockerfile_core::*;
            #[doc = concat!("let recipe = ", $call, ".context(\"../..\");")]
            /// # let _ = recipe;
            /// ```
            pub fn context(mut self, folder: impl Into<$crate::BuildContext>) -> Self {
                self.settings().told.context = Some(folder.into());
                self
            }

            /// A mount that the steps that install see while they run, such as one with the token
            /// of a private registry: a [`secret`](crate::secret()) or [`ssh`](crate::ssh()).
            /// Several calls add several.
            ///
            /// ```no_run
            /// # use dockerfile_core::*;
            #[doc = concat!("let recipe = ", $call, ".mount(secret(\"netrc\").file(\"/root/.netrc\"));")]
            /// # let _ = recipe;
            /// ```
            pub fn mount(mut self, mount: impl Into<$crate::Mount>) -> Self {
                self.settings().told.mounts.push(mount.into());
                self
            }

            /// The settings, to be changed. Parts that were made before keep the old ones.
            fn settings(&mut self) -> &mut Settings {
                std::rc::Rc::make_mut(&mut self.0)
            }
        }
    };
}

/// Gives a recipe its parts as methods of its own, and as those of [`Recipe`](crate::Recipe).
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

#[allow(unused_imports)] // unused if no feature is on: pip has no such folder
pub(super) use recipe;
pub(super) use {parts, reading};
