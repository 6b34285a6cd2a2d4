//! The files that an application of Bundler is made of.

use std::collections::{BTreeMap, BTreeSet};

use super::configuration::Configuration;
use super::gemfile::{reads, ruby_of};
use super::gems::Gems;
use super::lockfile::{LONGEST, Lockfile};
use crate::declare::disk::Tree;
use crate::program::language::Language;
use crate::program::start::NeededLibrary;
use crate::program::toolchain::Toolchain;
use crate::program::unread::{RubyUnread, Unread};
use crate::recipes::listing::{folder_of, leads_to};
use crate::recipes::own::Own;
use crate::recipes::version_files::VersionFiles;
use crate::value::path::{below, inside};

/// Files in which developers say the version of Ruby.
const VERSIONS: VersionFiles = VersionFiles { own: &[".ruby-version"], tools: &["ruby"] };

/// The most files that read each other; no application has as many.
const MOST: usize = 200;

/// An application, and its gems that come from the context. Paths are relative to the context.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Application {
    pub(super) folder: String,
    /// `Gemfile`, its lock file, and what the `Gemfile` and the gemspecs read.
    pub(super) manifests: Vec<String>,
    /// The folders of gems that are not below the application's folder.
    pub(super) gems: Vec<String>,
    /// The application's own files and folders, if it is at the root of the context.
    pub(super) own: Option<Own>,
    pub(super) toolchains: Vec<Toolchain>,
    pub(super) configuration: Configuration,
    /// The libraries that gems ask for. Which groups have a gem is not known.
    pub(super) libraries: Vec<NeededLibrary>,
    /// The lock file, and the platforms that it names.
    pub(super) platforms: (String, Vec<String>),
    /// The lock file, if it says that a gem comes from a git repository.
    pub(super) git: Option<String>,
    /// A gemspec that asks git for the gem's files: Bundler reads it whenever the program starts.
    pub(super) asking: Option<String>,
}

/// What a user asks of an application.
pub(super) struct Asked<'a> {
    /// The application's folder.
    pub(super) folder: &'a str,
    /// Whether the user has named files, so that a computed path is no error.
    pub(super) names_files: bool,
}

impl Application {
    /// Reads the application in a folder, as a user names it.
    pub(super) fn read(tree: &Tree, asked: &Asked<'_>) -> Result<Self, Unread> {
        let folder = folder_of(asked.folder)?;
        let (gemfile, lock) = gemfile(tree, &folder)?;
        let locked = match tree.read(&lock) {
            Err(Unread::NoFile { .. }) => return Err(RubyUnread::NoLock { gemfile, lock }.into()),
            read => Lockfile::of(&lock, &read?)?,
        };
        runs_on_linux(&lock, &locked.platforms)?;
        let mut read = Reading { tree, asked, manifests: vec![gemfile.clone(), lock.clone()] };
        let git = locked.has_git.then(|| lock.clone());
        let mut asking = None;
        let mut toolchains = vec![];
        read.read(&gemfile, &mut toolchains)?;
        let (mut gems, mut found) = (BTreeSet::new(), Gems::of(tree, &folder, &locked.path_gems));
        let mut folders = BTreeSet::new();
        for gem in &locked.path_gems {
            let gem_folder = found.folder(gem)?;
            let gemspec = below(&gem_folder, &gem.gemspec());
            read.manifests.push(gemspec.clone());
            read.manifests.extend(found.versions(&gem_folder)?);
            read.read(&gemspec, &mut vec![])?;
            let asks = asks_git(&tree.read(&gemspec)?);
            asking = asking.or_else(|| asks.then_some(gemspec));
            folders.insert(gem_folder.clone());
            if inside(&folder, &gem_folder).is_none() {
                gems.insert(gem_folder);
            }
        }
        let exact = |(file, said): &(String, String)| toolchain(file, said);
        toolchains.extend(VERSIONS.nearest_own(tree, &folder)?.iter().filter_map(exact));
        // A file of several tools counts if nothing else says a version.
        if toolchains.is_empty() {
            toolchains.extend(VERSIONS.nearest_of_tools(tree, &folder)?.iter().filter_map(exact));
        }
        let mut seen = BTreeSet::new();
        read.manifests.retain(|file| seen.insert(file.clone()));
        Ok(Self {
            gems: gems.into_iter().collect(),
            own: match folder.as_str() {
                "" => Some(own(tree, &folders, &read.manifests)?),
                _ => None,
            },
            manifests: read.manifests,
            toolchains: distinct(toolchains),
            configuration: configuration(tree, &folder)?,
            libraries: libraries(&locked.gems),
            platforms: (lock, locked.platforms),
            git,
            asking,
            folder,
        })
    }
}

fn libraries(gems: &BTreeSet<String>) -> Vec<NeededLibrary> {
    gems.iter().filter_map(|gem| NeededLibrary::of(Language::Ruby, gem, false)).collect()
}

/// Whether a gemspec stops where there is no git.
fn asks_git(gemspec: &str) -> bool {
    let mut lines = gemspec.lines().map(str::trim).filter(|line| !line.starts_with('#'));
    lines.any(|line| line.contains("ls-files")) && !gemspec.contains("rescue")
}

/// What Gemfiles and gemspecs read, as it is gathered.
struct Reading<'a> {
    tree: &'a Tree,
    asked: &'a Asked<'a>,
    manifests: Vec<String>,
}

impl Reading<'_> {
    /// Reads a file and those that it reads in turn.
    fn read(&mut self, start: &str, toolchains: &mut Vec<Toolchain>) -> Result<(), Unread> {
        let mut open = vec![start.to_owned()];
        let mut seen = BTreeSet::from([start.to_owned()]);
        while let Some(file) = open.pop() {
            let text = match self.tree.read(&file) {
                // A picture, or anything else that is no text, names nothing.
                Err(Unread::CannotRead { .. }) => continue,
                text => text?,
            };
            if text.len() > LONGEST {
                return Err(RubyUnread::TooLong { file }.into());
            }
            toolchains.extend(ruby_of(&file, &text));
            for read in reads(&text) {
                let Some(path) = read.path else {
                    if self.asked.names_files || read.is_optional {
                        continue;
                    }
                    return Err(RubyUnread::Computed { file, line: read.line }.into());
                };
                let from = if read.from_file { &file } else { start };
                let found = leads_to(from, &path)?;
                if !self.tree.has(&found) || read.is_optional && !self.tree.shares(&found) {
                    if read.is_optional || self.asked.names_files {
                        continue;
                    }
                    return Err(self
                        .tree
                        .named_by(from, &path)
                        .err()
                        .unwrap_or(Unread::NoPlainFile { path: found }));
                }
                let said = VERSIONS.said_by(self.tree, &found)?;
                toolchains.extend(said.and_then(|said| toolchain(&found, &said)));
                if seen.insert(found.clone()) {
                    self.manifests.push(found.clone());
                    open.push(found);
                }
                if seen.len() > MOST {
                    return Err(RubyUnread::TooMany { file, most: MOST }.into());
                }
            }
        }
        Ok(())
    }
}

/// The Gemfile of a folder, and its lock file.
fn gemfile(tree: &Tree, folder: &str) -> Result<(String, String), Unread> {
    let of = |name: &str, lock: &str| (below(folder, name), below(folder, lock));
    let (gemfile, gems) = (of("Gemfile", "Gemfile.lock"), of("gems.rb", "gems.locked"));
    let has_gems = tree.finds(&gems.0) || !tree.exists(&gemfile.0) && tree.exists(&gems.0);
    let (file, lock) = match (tree.exists(&gemfile.0), has_gems) {
        (true, true) => {
            let (file, other) = (gems.0, gemfile.0);
            return Err(RubyUnread::TwoGemfiles { file, other }.into());
        }
        (_, true) => gems,
        _ => gemfile,
    };
    match tree.read(&file) {
        Err(Unread::NoFile { .. }) => {
            let known = tree.folders_with("", "Gemfile");
            Err(RubyUnread::NoGemfile { file, folder: folder.to_owned(), known }.into())
        }
        read => read.map(|_| (file, lock)),
    }
}

/// The version that a file for developers says.
fn toolchain(file: &str, version: &str) -> Option<Toolchain> {
    let version = version.trim_start_matches("ruby-");
    // `jruby-9.4` is another language's.
    let is_version = version.starts_with(|c: char| c.is_ascii_digit());
    is_version.then(|| Toolchain::exact(file, version))
}

/// The toolchains without those that ask for the same version again.
fn distinct(toolchains: Vec<Toolchain>) -> Vec<Toolchain> {
    let by_version = |it: Toolchain| (it.said.clone(), it);
    // The first of several stays.
    let all: BTreeMap<_, _> = toolchains.into_iter().rev().map(by_version).collect();
    all.into_values().collect()
}

/// The configuration that is checked in; any other is a developer's own. Without version control
/// the one that is there counts.
fn configuration(tree: &Tree, folder: &str) -> Result<Configuration, Unread> {
    let file = below(folder, ".bundle/config");
    if !tree.finds(&file) {
        return Ok(Configuration::default());
    }
    Ok(Configuration::of(&file, &tree.read(&file)?)?)
}

/// Folders that are not copied of an application at the root of the context.
const NOT_RUN: [&str; 8] =
    ["coverage", "log", "node_modules", "spec", "storage", "test", "tmp", "features"];

/// The application's own files and folders at the root of the context, with its gems in these
/// folders.
fn own(tree: &Tree, gems: &BTreeSet<String>, manifests: &[String]) -> Result<Own, Unread> {
    let mut own = tree.own("", |path, _| match path {
        path if gems.contains(path) => Some(true),
        path if NOT_RUN.contains(&path) => Some(false),
        _ => None,
    })?;
    // The manifests are copied already.
    own.copied.retain(|path| !manifests.contains(path));
    Ok(own)
}

/// Refuses a lock file without a platform of Linux: one that was made on a Mac may lack the gems
/// that run in an image.
fn runs_on_linux(file: &str, platforms: &[String]) -> Result<(), RubyUnread> {
    let runs = |platform: &String| platform == "ruby" || platform.contains("linux");
    if platforms.is_empty() || platforms.iter().any(runs) {
        return Ok(());
    }
    Err(RubyUnread::OtherPlatforms { file: file.to_owned(), platforms: platforms.to_vec() })
}

/// Whether gems of these platforms run on a base, with musl or with another C library.
pub(super) fn fit_base(platforms: &[String], is_musl: bool) -> bool {
    let fits = |platform: &String| match is_musl {
        true => platform == "ruby" || platform.contains("linux") && !platform.contains("-gnu"),
        false => platform == "ruby" || platform.contains("linux") && !platform.contains("musl"),
    };
    platforms.is_empty() || platforms.iter().any(fits)
}
