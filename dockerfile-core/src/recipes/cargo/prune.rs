//! A workspace of what a package needs: what other services of the repository have locked, and
//! which other members there are, is none of its business.
//!
//! The list of members is written anew by `sed`; cargo itself takes out of the lock file what is
//! not needed then.

use std::collections::{BTreeMap, BTreeSet};

use super::manifest::Manifest;
use super::pattern::{finds, may_find};
use super::workspace::{Package, Workspace};
use crate::declare::disk::Tree;
use crate::program::instruction::ShellCommand;
use crate::program::unread::Unread;
use crate::value::path::{below, between};

/// How the members that are not needed are left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Prune {
    /// The new list of members, as TOML; `None` is one of patterns, which find what is there.
    members: Option<String>,
}

/// The folders of the packages that cargo reads to compile one: also those that only tests need,
/// whose versions are in the lock file.
pub(super) fn kept<'p>(
    from: impl IntoIterator<Item = &'p String>,
    packages: &'p BTreeMap<String, Package>,
) -> BTreeSet<&'p String> {
    let mut waiting: Vec<&String> = from.into_iter().collect();
    let mut kept = BTreeSet::new();
    while let Some(folder) = waiting.pop() {
        let Some(package) = packages.get(folder) else { continue };
        if kept.insert(folder) {
            waiting.extend(package.needs.union(&package.tests_need));
        }
    }
    kept
}

/// `None` if there is nothing to leave out, or a list of members that `sed` would not understand.
pub(super) fn prune(
    tree: &Tree,
    workspace: &Workspace,
    kept: &BTreeSet<&String>,
) -> Result<Option<Prune>, Unread> {
    let root = &workspace.root;
    let Some(table) = &workspace.manifest.workspace else { return Ok(None) };
    if kept.len() == workspace.packages.len() {
        return Ok(None);
    }
    let members: BTreeSet<&String> =
        kept.iter().copied().filter(|folder| workspace.members.contains(*folder)).collect();
    let finds_some = |pattern: &String| {
        let pattern = below(root, pattern.trim_end_matches('/'));
        members.iter().any(|folder| finds(&pattern, folder))
    };
    if table.members.iter().all(finds_some) && table.default_members.is_none() {
        return Ok(Some(Prune { members: None }));
    }
    let listed = |folder: &&&String| {
        let mut patterns = table.members.iter().map(|member| below(root, member));
        patterns.any(|pattern| may_find(pattern.trim_end_matches('/'), folder))
    };
    let members: Vec<String> =
        members.iter().filter(listed).map(|folder| between(root, folder)).collect();
    let text = tree.read(&below(root, "Cargo.toml"))?;
    let understood = written(&members)
        .filter(|list| members_of(&with_members(&text, list)).as_ref() == Some(&members));
    Ok(understood.map(|members| Prune { members: Some(members) }))
}

/// A list of folders as TOML, if no character of it means something to `sed` or a shell.
fn written(folders: &[String]) -> Option<String> {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./ ".contains(c);
    let quoted: Vec<String> = folders.iter().map(|folder| format!("\"{folder}\"")).collect();
    let all_plain = folders.iter().all(|folder| folder.chars().all(plain));
    all_plain.then(|| format!("[{}]", quoted.join(", ")))
}

/// What `sed` makes of a manifest.
fn with_members(manifest: &str, list: &str) -> String {
    let mut made = String::new();
    let mut in_workspace = false;
    let mut lines = manifest.lines();
    while let Some(line) = lines.next() {
        in_workspace = line.starts_with("[workspace]") || in_workspace && !line.starts_with('[');
        let begins = |key| {
            let rest = line.strip_prefix(key).map(|rest| rest.trim_start_matches(' '));
            in_workspace && rest.is_some_and(|rest| rest.starts_with('='))
        };
        let (members, defaults) = (begins("members"), begins("default-members"));
        if !members && !defaults {
            made += line;
            made.push('\n');
            continue;
        }
        if members {
            made += &format!("members = {list}\n");
        }
        let mut last = line;
        while !last.contains(']') {
            let Some(next) = lines.next() else { break };
            last = next;
        }
    }
    made
}

/// The members that a manifest lists, and no others.
fn members_of(manifest: &str) -> Option<Vec<String>> {
    let manifest: Manifest = toml::from_str(manifest).ok()?;
    let workspace = manifest.workspace?;
    workspace.default_members.is_none().then_some(workspace.members)
}

impl Prune {
    /// Leaves them out in the workspace's folder, where there is a target for each that stays. What
    /// comes out locks nothing that another lock file does not.
    pub(super) fn commands(&self, lock: &str) -> Vec<ShellCommand> {
        let mut commands = vec![];
        if let Some(members) = &self.members {
            let list = |key: &str, label: &str, then: &str| {
                format!(r"/^{key} *=/{{:{label};/\]/!{{N;b{label}}};{then}}}")
            };
            let members = list("members", "m", &format!("s|.*|members = {members}|"));
            let defaults = list("default-members", "d", "d");
            commands.push(ShellCommand::from(format!(
                r"sed -i -E '/^\[workspace\]/,/^\[/{{{members};{defaults}}}' Cargo.toml"
            )));
        }
        commands.push(ShellCommand::from("cargo update --workspace"));
        // One text over several lines: a builder joins them, and awk reads blanks.
        commands.push(ShellCommand {
            head: "awk 'NR == FNR { locked[$0]; next }".to_owned(),
            words: vec![
                "/^name = / { name = $3 }".to_owned(),
                "/^(checksum|source) = / && !($0 in locked) {".to_owned(),
                "print \"Cargo.lock lacks \" name; stale = 1 }".to_owned(),
                format!("END {{ exit stale }}' {lock} Cargo.lock"),
            ],
        });
        commands
    }
}
