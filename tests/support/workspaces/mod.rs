//! Cargo workspaces of a generator: a seed is a workspace whose programs print a text of every
//! file that they are compiled from.
//!
//! What is out of the ordinary has a name, a kind, and each is drawn by itself: a case stays what it
//! is where one of its kinds is left out.

mod beside;
mod draw;
mod manifest;
mod members;
mod paths;
mod plan;
mod programs;
mod root;
mod scripts;
mod sources;
mod targets;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::time::{Duration, SystemTime};

/// A workspace in a build context.
pub struct Workspace {
    /// Its files, by their paths below the context.
    pub files: BTreeMap<String, String>,
    /// Its symbolic links, and what each says.
    pub links: BTreeMap<String, String>,
    /// The workspace's folder below the context; it may be the context.
    pub folder: String,
    /// Whether the lock file has the line ends of Windows.
    pub crlf_lock: bool,
    /// How its package is asked for.
    pub call: Call,
    /// What is out of the ordinary in it.
    pub kinds: BTreeSet<String>,
}

/// Packages of the workspace, and how to compile them.
#[derive(Default)]
pub struct Call {
    /// The names of the packages whose programs are built.
    pub packages: Vec<String>,
    /// The features that are asked for.
    pub features: Vec<String>,
    /// Whether its default features are left out.
    pub bare: bool,
    /// The profile; `release` unless said.
    pub profile: Option<String>,
    /// Libraries that are said to change less often.
    pub stable: Vec<String>,
    /// Files outside of packages, or in folders that stay behind.
    pub also: Vec<String>,
    /// Variables of the compiler.
    pub env: Vec<(String, String)>,
    /// Whether the first of its programs alone is built.
    pub one_program: bool,
    /// Whether packages are compiled incrementally.
    pub incremental: bool,
}

impl Workspace {
    /// The workspace of a seed, without some kinds: `kind` of all members, or `member: kind`.
    /// `+kind` is what all that may have it have.
    pub fn of(seed: u64, without: &[String]) -> Self {
        plan::Plan::draw(seed, without).finish()
    }

    /// Writes all of it. Files get a time long before everything that is made of them, or none.
    pub fn write(&self, context: &Path, old: bool) {
        for (path, text) in &self.files {
            write(&context.join(path), text, old);
        }
        for (path, to) in &self.links {
            let path = context.join(path);
            fs::create_dir_all(path.parent().expect("a folder")).expect("a new folder");
            symlink(to, path).expect("a new link");
        }
    }

    /// Its kinds, the call, and its files and links, with the text of the manifests.
    pub fn listing(&self) -> String {
        let kinds: String = self.kinds.iter().map(|kind| format!("  {kind}\n")).collect();
        let files: String = self
            .files
            .iter()
            .map(|(path, text)| {
                let manifest = path.ends_with(".toml");
                let text = text.lines().map(|line| format!("    {line}\n")).collect::<String>();
                format!("  {path}\n{}", if manifest { text } else { String::new() })
            })
            .collect();
        let links: String =
            self.links.iter().map(|(path, to)| format!("  {path} -> {to}\n")).collect();
        let call = self.call.arguments(&self.folder).join(" ");
        format!("kinds:\n{kinds}call: {call}\nfiles:\n{files}{links}")
    }
}

/// Writes a file, with a time of 2001 where it is to be old.
pub fn write(path: &Path, text: &str, old: bool) {
    fs::create_dir_all(path.parent().expect("a folder")).expect("a new folder");
    fs::write(path, text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    if old {
        let time = SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000_000);
        let file = fs::File::options().write(true).open(path).expect("a file of ours");
        file.set_modified(time).expect("a time");
    }
}

impl Call {
    /// The arguments of the small program that emits.
    pub fn arguments(&self, folder: &str) -> Vec<String> {
        let folder = if folder.is_empty() { "." } else { folder };
        let mut arguments = vec![self.packages.join(","), folder.to_owned()];
        let mut option = |name: &str, value: &str| arguments.push(format!("{name}={value}"));
        for feature in &self.features {
            option("feature", feature);
        }
        if let Some(profile) = &self.profile {
            option("profile", profile);
        }
        for package in &self.stable {
            option("stable", package);
        }
        for file in &self.also {
            option("also", file);
        }
        for (name, value) in &self.env {
            option("env", &format!("{name}={value}"));
        }
        for (name, is) in [("bare", self.bare), ("incremental", self.incremental)] {
            if is {
                option(name, "yes");
            }
        }
        arguments
    }

    /// The arguments of cargo that mean the same.
    pub fn of_cargo(&self) -> Vec<String> {
        let profile = self.profile.as_deref().unwrap_or("release");
        let mut arguments = ["--profile", profile].map(str::to_owned).to_vec();
        for package in &self.packages {
            arguments.extend(["-p".to_owned(), package.clone()]);
        }
        if self.bare {
            arguments.push("--no-default-features".to_owned());
        }
        for feature in &self.features {
            arguments.extend(["--features".to_owned(), feature.clone()]);
        }
        arguments
    }
}
