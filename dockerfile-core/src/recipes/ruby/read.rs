//! What an application of Bundler is made of.

use std::collections::BTreeSet;
use std::rc::Rc;

use super::gems::{Gems, folders_with};
use super::lockfile::{LONGEST, Lockfile};
use crate::declare::disk::Tree;
use crate::program::toolchain::Toolchain;
use crate::program::unread::{RubyUnread, Unread};
use crate::recipes::listing::folder_of;
use crate::value::path::{below, inside};

/// An application and its gems of the repository. Paths are relative to the context.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Application {
    pub(super) folder: String,
    /// `Gemfile`, `Gemfile.lock`, and what they and the gemspecs read.
    pub(super) manifests: Vec<String>,
    /// The folders of gems that are not below the application's.
    pub(super) gems: Vec<String>,
    pub(super) toolchain: Option<Toolchain>,
}

impl Application {
    /// Reads the application in a folder, as a user names it.
    pub(super) fn read(tree: &Tree, name: &str) -> Result<Self, Unread> {
        let folder = folder_of(name)?;
        let (gemfile, lock) = (below(&folder, "Gemfile"), below(&folder, "Gemfile.lock"));
        let text = read_gemfile(tree, &folder, &gemfile)?;
        let locked = match tree.read(&lock) {
            Err(Unread::NoFile { .. }) => return Err(RubyUnread::NoLock { gemfile }.into()),
            read => Lockfile::of(&lock, &read?)?,
        };
        runs_on_linux(&lock, &locked.platforms)?;
        let named = |file: &str| text.contains(file);
        let toolchain = toolchain(tree, &folder, named(".ruby-version"))?;
        let mut manifests = vec![gemfile, lock];
        // `ruby file: ".ruby-version"`
        let versions = [".ruby-version", ".tool-versions"].into_iter().filter(|file| named(file));
        let versions = versions.map(|file| below(&folder, file));
        manifests.extend(versions.filter(|file| tree.has(file)));
        let (mut gems, mut found) = (BTreeSet::new(), Gems::of(tree, &folder, &locked.path_gems));
        for gem in &locked.path_gems {
            let gem_folder = found.folder(gem)?;
            manifests.push(below(&gem_folder, &gem.gemspec()));
            manifests.extend(found.versions(&gem_folder)?);
            if inside(&folder, &gem_folder).is_none() {
                gems.insert(gem_folder);
            }
        }
        Ok(Self { manifests, gems: gems.into_iter().collect(), toolchain, folder })
    }
}

/// Where Bundler finds a `gems.rb`, it reads no Gemfile.
fn read_gemfile(tree: &Tree, folder: &str, gemfile: &str) -> Result<Rc<str>, Unread> {
    let file = below(folder, "gems.rb");
    if tree.finds(&file) || !tree.exists(gemfile) && tree.exists(&file) {
        return Err(RubyUnread::GemsRb { file }.into());
    }
    let file = gemfile.to_owned();
    match tree.read(gemfile) {
        Err(Unread::NoFile { .. }) => {
            let known = folders_with(tree, "Gemfile");
            Err(RubyUnread::NoGemfile { file, folder: folder.to_owned(), known }.into())
        }
        Ok(text) if text.len() > LONGEST => Err(RubyUnread::TooLong { file }.into()),
        read => read,
    }
}

/// The version that the application names for whoever works on it.
fn toolchain(tree: &Tree, folder: &str, named: bool) -> Result<Option<Toolchain>, Unread> {
    let file = below(folder, ".ruby-version");
    let is_there = tree.finds(&file) || named && tree.exists(&file);
    if !is_there {
        return Ok(None);
    }
    let text = tree.read(&file)?;
    let version = text.trim_start().lines().next().unwrap_or_default().trim_end();
    let version = version.trim_start_matches("ruby-").to_owned();
    // `jruby-9.4` is another language's.
    let is_version = version.starts_with(|c: char| c.is_ascii_digit());
    Ok(is_version.then_some(Toolchain { file, version, or_newer: false }))
}

/// A lock file that was made on a Mac may know no gem that runs in an image.
fn runs_on_linux(file: &str, platforms: &[String]) -> Result<(), RubyUnread> {
    let runs = |platform: &String| platform == "ruby" || platform.contains("linux");
    if platforms.is_empty() || platforms.iter().any(runs) {
        return Ok(());
    }
    Err(RubyUnread::OtherPlatforms { file: file.to_owned(), platforms: platforms.to_vec() })
}
