//! Ruby: an application of Bundler, its gems installed in a layer of their own.

use std::collections::BTreeSet;

use super::copy::ArtifactCopy;
use super::origin::HasFiles;
use super::recipe::files::{Files, below, folder_of, inside, normal};
use super::recipe::{
    DependenciesPart, Problem, Recipe, SourcePart, ToolCache, Toolchain, settings,
};
use crate::instruction::ShellCommand;

/// Where the official images look for gems.
const GEMS: &str = "/usr/local/bundle";

/// What stays behind of an application: keys, and what is made, tested or only read on a
/// developer's machine.
///
/// Source: <https://github.com/rails/rails/blob/main/railties/lib/rails/generators/rails/app/templates/dockerignore.tt>.
const NOT_RUN: [&str; 16] = [
    ".bundle",
    ".devcontainer",
    ".dockerignore",
    ".env*",
    ".git*",
    "Dockerfile*",
    "config/*.key",
    "config/credentials/*.key",
    "coverage",
    "log",
    "node_modules",
    "spec",
    "storage",
    "test",
    "tmp",
    "vendor/bundle",
];

/// A Ruby application, from [`bundler`].
#[derive(Clone, Debug)]
pub struct Bundler {
    recipe: Recipe<Application>,
}

/// An application and its gems of the repository. Paths are relative to the context.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Application {
    folder: String,
    /// `Gemfile`, `Gemfile.lock`, and what they and the gemspecs read.
    manifests: Vec<String>,
    /// The folders of gems that are not below the application's.
    gems: Vec<String>,
    toolchain: Option<Toolchain>,
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
    Bundler { recipe: Recipe::new("bundler", folder, application) }
}

settings! { Bundler: "the package's own folder"; }

impl Bundler {
    /// `Gemfile` and its lock file, and the gems that they install.
    pub fn dependencies(&self) -> DependenciesPart {
        let bundler = self.clone();
        DependenciesPart::of(&self.recipe, move |stage| {
            let Some(work) = bundler.recipe.work(stage) else { return };
            let application = work.found;
            work.check_base("Ruby", application.toolchain.as_ref(), stage);
            work.enter(&application.folder, stage);
            work.copy_manifests(&application.manifests, stage);
            // Downloads alone: gems that are installed belong to the layer.
            let cache = ToolCache::locked("bundler", "/root/.bundle/cache");
            work.run(&application.folder, &[cache], install(), stage);
        })
    }

    /// The application, and its gems of the repository.
    pub fn sources(&self) -> SourcePart {
        let bundler = self.clone();
        SourcePart::of(&self.recipe, move |stage| {
            let Some(work) = bundler.recipe.work(stage) else { return };
            work.copy(&work.found.gems, &["spec", "test"], stage);
            work.copy(std::slice::from_ref(&work.found.folder), &NOT_RUN, stage);
        })
    }

    /// The gems and the application, from the stage that has them, to the same places.
    ///
    /// The application is below the recipe's folder as it is below the build context:
    /// `/src/shop`.
    pub fn artifacts(&self, build: impl HasFiles) -> Vec<ArtifactCopy> {
        let sources = self.recipe.folder.text.clone();
        self.recipe.artifacts(build, |_| {
            vec![(GEMS.to_owned(), GEMS.to_owned()), (sources.clone(), sources)]
        })
    }
}

fn install() -> Vec<ShellCommand> {
    let set = |setting: &str| ShellCommand::from(format!("bundle config set --local {setting}"));
    vec![
        set("deployment true"),
        set("without development:test"),
        set(&format!("path {GEMS}")),
        // One cache for all applications, where the mount is.
        ShellCommand::from("BUNDLE_GLOBAL_GEM_CACHE=true bundle install"),
        ShellCommand::from(format!("rm -rf {GEMS}/ruby/*/cache")),
    ]
}

// ---- what is on disk -----------------------------------------------------------------------------

fn application(files: &Files, name: &str) -> Result<Application, Problem> {
    let folder = folder_of(name)?;
    let (gemfile, lock) = (below(&folder, "Gemfile"), below(&folder, "Gemfile.lock"));
    let text = files.read(&gemfile)?;
    if !files.has(&lock) {
        return Err(format!("`{gemfile}` has no lock file beside it; make one with `bundle lock`"));
    }
    let locked = files.read(&lock)?;
    runs_on_linux(&lock, &locked)?;
    let mut manifests = vec![gemfile, lock];
    // `ruby file: ".ruby-version"`
    let versions = [".ruby-version", ".tool-versions"].into_iter();
    let named = versions.filter(|version| text.contains(version));
    manifests.extend(named.map(|version| below(&folder, version)).filter(|file| files.has(file)));
    let mut gems = BTreeSet::new();
    for (remote, gem) in path_gems(&locked) {
        let gem_folder = gemspec_folder(files, &folder, &remote, &gem)?;
        manifests.push(below(&gem_folder, &format!("{gem}.gemspec")));
        manifests.extend(version_files(files, &below(&gem_folder, "lib")));
        if inside(&folder, &gem_folder).is_none() {
            gems.insert(gem_folder);
        }
    }
    let toolchain = toolchain(files, &folder);
    Ok(Application { folder, manifests, gems: gems.into_iter().collect(), toolchain })
}

fn toolchain(files: &Files, folder: &str) -> Option<Toolchain> {
    let file = below(folder, ".ruby-version");
    let text = files.read(&file).ok()?;
    let version = text.trim().trim_start_matches("ruby-").to_owned();
    // `jruby-9.4` is another language's.
    let is_version = version.starts_with(|c: char| c.is_ascii_digit());
    is_version.then_some(Toolchain { file, version, or_newer: false })
}

/// A lock file that was made on a Mac may know no gem that runs in an image.
fn runs_on_linux(file: &str, locked: &str) -> Result<(), Problem> {
    let platforms: Vec<&str> = section(locked, "PLATFORMS").map(str::trim).collect();
    if platforms.is_empty() || platforms.iter().any(|p| *p == "ruby" || p.contains("linux")) {
        return Ok(());
    }
    let found = platforms.join("`, `");
    Err(format!(
        "`{file}` is for `{found}` alone, and images run Linux; add it with \
         `bundle lock --add-platform x86_64-linux aarch64-linux`"
    ))
}

/// The lines of the sections of this name.
fn section<'t>(locked: &'t str, name: &'t str) -> impl Iterator<Item = &'t str> {
    let mut inside = false;
    locked.lines().filter(move |line| {
        if !line.starts_with(' ') {
            inside = *line == name;
        }
        inside && line.starts_with(' ')
    })
}

/// The path, as the lock file has it, and the name of each gem that comes from one.
fn path_gems(locked: &str) -> Vec<(String, String)> {
    let mut gems = vec![];
    let mut remote = "";
    for line in section(locked, "PATH") {
        if let Some(path) = line.strip_prefix("  remote: ") {
            remote = path;
        }
        // Deeper are the gems that it needs.
        let name = line.strip_prefix("    ").filter(|name| !name.starts_with(' '));
        if let Some((name, _)) = name.and_then(|name| name.split_once(" (")) {
            gems.push((remote.to_owned(), name.to_owned()));
        }
    }
    gems
}

/// A path may hold several gems: Bundler looks for gemspecs down to two folders below it.
fn gemspec_folder(files: &Files, folder: &str, remote: &str, gem: &str) -> Result<String, Problem> {
    let leads_out = || format!("the path `{remote}` of the gem `{gem}` leads out of the context");
    let path = match remote.starts_with('/') {
        true => None,
        false => normal(&below(folder, remote)),
    };
    let path = path.ok_or_else(leads_out)?;
    let gemspec = format!("{gem}.gemspec");
    for depth in [".", "*", "*/*"] {
        if let Some(found) = files.members(&path, depth, &gemspec)?.into_iter().next() {
            return Ok(found);
        }
    }
    Err(format!("the gem `{gem}` has no `{gemspec}` at its path `{remote}`"))
}

/// What gemspecs take their version from, by custom.
fn version_files(files: &Files, folder: &str) -> Vec<String> {
    let paths = files.names(folder).into_iter().map(|name| below(folder, &name));
    paths
        .flat_map(|path| match files.has(&path) {
            true if path.ends_with("/version.rb") => vec![path],
            true => vec![],
            false => version_files(files, &path),
        })
        .collect()
}
