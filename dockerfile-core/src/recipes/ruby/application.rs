//! An application of Bundler, as a user declares it.

use std::rc::Rc;

use super::layers;
use super::read::{Application, Asked};
use super::settings::Settings;
use crate::declare::disk::Tree;
use crate::declare::part::PartKind;
use crate::declare::steps::texts::{Texts, given};
use crate::program::unread::Unread;
use crate::recipes::frame::{Reads, recipe};
use crate::recipes::lines::Lines;
use crate::recipes::told::Told;

/// A Ruby application, as [`bundler`] declares it.
#[derive(Clone, Debug)]
#[must_use = "a recipe does nothing until a stage has its parts"]
pub struct Bundler(Rc<Settings>);

/// Installs the gems of the `Gemfile` in a folder of the build context, and copies the
/// application.
///
/// The gems are those of `Gemfile.lock`, without the groups `development` and `test`. Their layer
/// changes with the `Gemfile`, the lock file, and what the `Gemfile` evaluates or reads by a plain
/// path. `gems.rb` and `gems.locked` are read, too. Gems that the lock file has from a path come
/// from the context: first their gemspecs, what these read, and each `version.rb`, and later their
/// sources, beside the application's.
///
/// Of an application at the root of the context, what version control knows is copied, without
/// hidden files, other projects, tests and what is made on a developer's machine. Settings of a
/// `.bundle/config` that is checked in are set in the image, too.
///
/// Bundler's settings go into its local configuration, and not into variables. That configuration
/// is part of what [`artifacts`](Bundler::artifacts) copies, so the image that runs needs no
/// variables.
///
/// ```no_run
/// use dockerfile_core::{Debian, Stage, bundler, emit, image, uid};
///
/// let shop = bundler("shop");
/// let build = Stage::named("build", image("ruby:3.3-bookworm").family(Debian))
///     .dependencies(shop.dependencies())
///     .source(shop.sources());
/// let image = Stage::from(image("ruby:3.3-slim-bookworm").family(Debian))
///     .account(uid(65532))
///     .source(shop.artifacts(&build))
///     .workdir("/src/shop")
///     .entrypoint(["bundle", "exec", "puma"]);
/// emit(image);
/// ```
///
/// Source: <https://bundler.io/guides/deploying.html>.
///
/// Available with the feature `ruby`.
#[doc(alias("Gemfile", "bundle install"))]
#[track_caller]
pub fn bundler(folder: impl Into<String>) -> Bundler {
    Bundler(Rc::new(Settings { told: Told::new(folder), files: vec![] }))
}

recipe! { Bundler: "the folder of the package whose build script runs",
    such as "bundler(\"web\")", makes crate::Interpreted;
    /// `Gemfile` and its lock file, and the gems that they install.
    dependencies;
    /// The application, and its gems that come from the context.
    sources;
    /// Nothing: there is nothing to compile.
    build;
    /// The gems and the application, copied from the stage that has them to the same paths.
    ///
    /// The application is below the recipe's folder as it is below the build context: `shop` in
    /// `/src/shop`.
    artifacts;
}

impl Bundler {
    /// Files and folders of the context that are copied above the install, beside what is copied
    /// anyway: what the Gemfile or a gemspec reads by a path that it computes, or what is not
    /// copied of an application at the context's root. They keep their paths.
    ///
    /// ```
    /// let shop = dockerfile_core::bundler("shop").files(["gemfiles/rails-8", ".irbrc"]);
    /// # let _ = shop;
    /// ```
    #[track_caller]
    pub fn files(mut self, paths: impl Texts) -> Self {
        let paths = given(paths);
        self.settings().files.extend(paths);
        self
    }
}

impl Reads for Settings {
    const TOOL: &'static str = "bundler";
    const NEEDS: &'static [PartKind] = &[PartKind::Dependencies, PartKind::Sources];
    type Found = Application;

    fn told(&self) -> &Told {
        &self.told
    }

    fn read(&self, tree: &Tree) -> Result<Application, Unread> {
        let names_files = !self.files.is_empty();
        Application::read(tree, &Asked { folder: &self.told.name.text, names_files })
    }

    fn layers(&self, part: PartKind, application: &Application, lines: &mut Lines<'_>) {
        match part {
            PartKind::Dependencies => layers::dependencies(self, application, lines),
            PartKind::Sources => layers::sources(application, lines),
            PartKind::Build => {}
            PartKind::Artifacts => layers::artifacts(application, lines),
        }
    }
}
