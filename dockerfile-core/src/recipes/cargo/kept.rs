//! A target folder in a cache mount, beside the one in the layer. A builder that keeps the mount
//! compiles what differs from the sources in it; a new builder fills the mount from the layer.
//!
//! Cargo goes by the times of files, and those in a build context say nothing: a file from another
//! machine or another branch may be older than what was compiled from a different one. So the mount
//! also holds the sources that were compiled, with the times at which they came into it. A package
//! whose files are the same takes those times, and one with other files comes in anew.
//!
//! A build script may write beside its sources, and no mount has what it has written: such a package
//! comes in anew each time, so that its script runs. It is told by its files, which are compared once
//! more when they are compiled.

use std::collections::BTreeSet;

use super::read::Closure;
use super::sources::Sources;
use crate::declare::given::Given;
use crate::declare::layer::ToolCache;
use crate::declare::shell;
use crate::program::instruction::ShellCommand;
use crate::value::path::join;

/// The path of the mount.
const KEPT: &str = "/kept";

/// The mount's target folder.
pub(super) const TARGET: &str = "/kept/target";

/// The folder of the compiled sources. It is in the target folder, so that both are copied
/// together.
const SEEN: &str = "/kept/target/src";

/// Gives the target folder in the layer a name of its own.
pub(super) const STAMP: &str = "cat /proc/sys/kernel/random/uuid >.stamp";

/// Copies what was compiled from the mount back into the layer, where a new builder finds it.
pub(super) const TAKE_BACK: &str = "cp -a -u /kept/target/. target/";

/// Takes out of the layer what only the next compilation in the mount needs.
pub(super) const LEAVE_OUT: &str = "rm -rf target/*/incremental target/*/*/incremental";

/// The commands that let `$path` come in at `$at`, its place among the sources in the mount, unless
/// it is there already. BusyBox copies no link over a link, so `$path` is removed before it is
/// copied back.
const COME_IN: [&str; 4] = [
    "diff -rq \"$path\" \"$at\" ||",
    "{ rm -rf \"$at\"; mkdir -p \"${at%/*}\";",
    "cp -R \"$path\" \"$at\" || exit 1; };",
    "rm -rf \"$path\"; cp -a \"$at\" \"$path\" || exit 1;",
];

/// The file that has a package come in anew, since no copy of the package has it.
const ANEW: &str = ".anew";

/// The commands that let the files at `$at` stay if `$path` is as it came in.
const SETTLE: [&str; 2] =
    ["rm \"$at/.anew\"; diff -rq \"$path\" \"$at\" ||", "touch \"$at/.anew\" || exit 1;"];

/// The mount of a recipe. If two recipes shared one, each would fill it anew.
pub(super) fn mount(packages: &[Given], incremental: bool) -> ToolCache {
    let names: Vec<String> = packages.iter().map(|name| name.text.to_lowercase()).collect();
    let kind = if incremental { "incremental" } else { "kept" };
    ToolCache::locked(format!("cargo-{kind}-{}", names.join("-")), KEPT)
}

/// Fills the mount from the layer, unless it was filled from this one. The old stamp goes first and
/// the new one comes last: a mount that was interrupted has none, and is filled again.
pub(super) fn fill() -> ShellCommand {
    let fill = "rm -rf /kept/.stamp /kept/target; cp -a target .stamp /kept/";
    ShellCommand::from(format!("cmp -s .stamp /kept/.stamp || {{ {fill}; }}"))
}

/// The sources that come into the mount.
pub(super) struct Coming<'a> {
    pub(super) closure: &'a Closure,
    pub(super) packages: Vec<&'a Sources>,
    /// What the user has copied beside the packages.
    pub(super) also: &'a [Given],
    /// The folder of the image that has the build context.
    pub(super) folder: &'a str,
}

impl Coming<'_> {
    /// Gives sources the times at which they came into the mount.
    pub(super) fn commands(&self) -> Vec<ShellCommand> {
        let also = || self.also.iter().map(|given| given.text.trim_end_matches('/'));
        let mut commands = vec![];
        // A build script may read what is in `also` without telling cargo.
        commands.extend(also().map(|path| self.forget(&[path], &[])));
        for package in &self.packages {
            let own: Vec<&str> = package.copies.iter().map(|copied| copied.path.as_str()).collect();
            let missing = &self.closure.missing;
            let is_missing = |path: &str| missing.iter().any(|(missing, _)| missing == path);
            let named = package.named.iter().map(|(path, _)| path.as_str());
            let named = named.filter(|path| !is_missing(path) && !own.contains(path));
            let named = named.chain(self.manifests(package));
            let parts: Vec<&str> = own.iter().copied().chain(named).collect();
            // If one part of a package differs, all of it comes in anew.
            if parts.len() > 1 {
                commands.push(self.forget(&parts, &own));
            }
        }
        let copied = self.packages.iter().flat_map(|package| &package.copies);
        let manifests = self.packages.iter().flat_map(|package| self.manifests(package));
        let paths = copied.map(|copied| copied.path.as_str()).chain(also()).chain(manifests);
        commands.extend(self.each(paths.collect(), &COME_IN));
        commands.extend(self.unsettle());
        commands
    }

    /// Has the packages with build scripts come in anew, unless [`settle`](Self::settle) finds that they
    /// are as they came in.
    fn unsettle(&self) -> Vec<ShellCommand> {
        let (whole, others): (Vec<&Sources>, Vec<&Sources>) =
            self.with_scripts().partition(|package| package.is_whole);
        let first = |package: &Sources| self.seen(&package.copies[0].path);
        let marks = whole.into_iter().map(|package| shell::quote(&join(&first(package), ANEW)));
        // What a script writes may be in none of several copies.
        let forgotten = others.into_iter().map(|package| shell::quote(&first(package)));
        let commands = [("touch", marks.collect::<Vec<_>>()), ("rm -rf", forgotten.collect())];
        let commands = commands.into_iter().filter(|(_, words)| !words.is_empty());
        commands.map(|(command, words)| shell::filled(command, words)).collect()
    }

    /// Lets the packages stay to whose files no build script has added, once they are compiled.
    pub(super) fn settle(&self) -> Option<ShellCommand> {
        let whole = self.with_scripts().filter(|package| package.is_whole);
        self.each(whole.map(|package| package.copies[0].path.as_str()).collect(), &SETTLE)
    }

    fn with_scripts(&self) -> impl Iterator<Item = &Sources> {
        self.packages.iter().copied().filter(|package| package.script.is_some())
    }

    /// The manifests that the sources of a package read. They come from no copy of a package.
    fn manifests<'p>(&'p self, package: &'p Sources) -> impl Iterator<Item = &'p str> {
        let read = package.read().filter(|path| self.closure.manifests.contains(path));
        read.map(String::as_str)
    }

    /// Does something for each `$path` and its place `$at` in the mount.
    fn each(&self, paths: BTreeSet<&str>, body: &[&str]) -> Option<ShellCommand> {
        let mut words: Vec<String> = paths.into_iter().map(|path| self.word(path)).collect();
        // A loop over one word is a mistake to a linter.
        let (head, at, end) = match words.as_mut_slice() {
            [path] => {
                *path = format!("path={path};");
                ("{", "", "}")
            }
            [.., last] => {
                last.push(';');
                ("for path in", "do ", "done")
            }
            [] => return None,
        };
        words.push(format!("{at}at={SEEN}/$path;"));
        words.extend(body.iter().copied().chain([end]).map(str::to_owned));
        Some(shell::filled(head, words))
    }

    /// Has the paths in `anew` come in anew if one of `differing` is not as it was; all paths, if
    /// `anew` is empty.
    fn forget(&self, differing: &[&str], anew: &[&str]) -> ShellCommand {
        let seen = |path: &str| shell::quote(&self.seen(path));
        let mut words = vec![];
        for path in differing {
            let or = if words.is_empty() { "" } else { "|| " };
            words.push(format!("{or}! diff -rq {} {}", self.word(path), seen(path)));
        }
        let anew = anew.iter().map(|path| seen(path));
        let anew: Vec<String> =
            if anew.len() == 0 { vec![SEEN.to_owned()] } else { anew.collect() };
        let end =
            |words: &mut Vec<String>| words.last_mut().into_iter().for_each(|it| it.push(';'));
        end(&mut words);
        words.push("then rm -rf".to_owned());
        words.extend(anew);
        end(&mut words);
        words.push("fi".to_owned());
        shell::filled("if", words)
    }

    /// The place of a path of the context among the sources in the mount.
    fn seen(&self, path: &str) -> String {
        format!("{SEEN}/{}", self.path(path))
    }

    /// A path of the context, as it is written from the workspace's root. One outside of the
    /// workspace is written from the image's root, so that it has a place among the sources in the
    /// mount.
    fn path(&self, path: &str) -> String {
        match self.closure.relative(path) {
            relative if relative.starts_with("../") => join(self.folder, path),
            relative => relative,
        }
    }

    /// A path of the context, quoted for the shell; no tool takes it for an option.
    fn word(&self, path: &str) -> String {
        let path = shell::quote(&self.path(path));
        if path.starts_with('-') { format!("./{path}") } else { path }
    }
}
