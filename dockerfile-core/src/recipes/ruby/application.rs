//! An application of Bundler as a user declares it.

use std::rc::Rc;

use super::layers;
use super::read::Application;
use crate::declare::disk::Tree;
use crate::declare::part::PartKind;
use crate::program::unread::Unread;
use crate::recipes::frame::{Reads, recipe};
use crate::recipes::lines::Lines;
use crate::recipes::told::Told;

/// A Ruby application, from [`bundler`].
#[derive(Clone, Debug)]
#[must_use = "a recipe does nothing until a stage has its parts"]
pub struct Bundler(Rc<Settings>);

#[derive(Clone, Debug)]
struct Settings {
    told: Told,
}

/// Installs the gems of the `Gemfile` in a folder of the build context, and copies the
/// application.
///
/// Gems are those of `Gemfile.lock`, without the groups `development` and `test`, in a layer
/// that changes with the two files. Gems that the lock file has from a path come from the
/// context: first their gemspec and each `version.rb`, which Bundler reads when it installs;
/// their sources go beside the application's.
///
/// Bundler's settings go into its local configuration, not into variables: that comes along with
/// what [`artifacts`](Bundler::artifacts) copies, so the image that runs needs none.
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
/// It is there with the feature `ruby`.
#[track_caller]
pub fn bundler(folder: impl Into<String>) -> Bundler {
    Bundler(Rc::new(Settings { told: Told::new(folder) }))
}

recipe! { Bundler: "the package's own folder";
    /// `Gemfile` and its lock file, and the gems that they install.
    dependencies;
    /// The application, and its gems of the repository.
    sources;
    /// Nothing: there is nothing to compile.
    build;
    /// The gems and the application, from the stage that has them, to the same places.
    ///
    /// The application is below the recipe's folder as it is below the build context:
    /// `/src/shop`.
    artifacts;
}

impl Reads for Settings {
    const TOOL: &'static str = "bundler";
    const NEEDS: &'static [PartKind] = &[PartKind::Dependencies, PartKind::Sources];
    type Found = Application;

    fn told(&self) -> &Told {
        &self.told
    }

    fn read(&self, tree: &Tree) -> Result<Application, Unread> {
        Application::read(tree, &self.told.name.text)
    }

    fn layers(&self, part: PartKind, application: &Application, lines: &mut Lines<'_>) {
        match part {
            PartKind::Dependencies => layers::dependencies(application, lines),
            PartKind::Sources => layers::sources(application, lines),
            PartKind::Build => {}
            PartKind::Artifacts => layers::artifacts(lines),
        }
    }
}
