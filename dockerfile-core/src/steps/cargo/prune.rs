//! A workspace of what a package needs: what other services of the repository have locked, and
//! which other members there are, is none of its business.
//!
//! The list of members is written anew by `sed`; cargo itself takes out of the lock file what is
//! not needed then.

use std::collections::{BTreeMap, BTreeSet};

use super::workspace::Package;
use crate::instruction::ShellCommand;
use crate::project;
use crate::steps::recipe::Problem;
use crate::tables::{parse, table, texts};

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
///
/// `listed` are the folders that each pattern of members in the root's manifest finds.
pub(super) fn prune(
    root: &str,
    manifest: &str,
    listed: &[Vec<String>],
    kept: &BTreeSet<&String>,
    packages: &BTreeMap<String, Package>,
) -> Result<Option<Prune>, Problem> {
    if kept.len() == packages.len() {
        return Ok(None);
    }
    let parsed = parse("Cargo.toml", manifest)?;
    let Some(workspace) = table(&parsed, &["workspace"]) else { return Ok(None) };
    let mut members = BTreeSet::new();
    let mut all_find_some = true;
    for folders in listed {
        let found: Vec<&String> = folders.iter().filter(|folder| kept.contains(folder)).collect();
        all_find_some &= !found.is_empty();
        members.extend(found);
    }
    if all_find_some && !workspace.contains_key("default-members") {
        return Ok(Some(Prune { members: None }));
    }
    let members: Vec<String> =
        members.iter().map(|folder| project::between(root.as_ref(), folder.as_ref())).collect();
    let understood = written(&members)
        .filter(|list| members_of(&with_members(manifest, list)).as_ref() == Some(&members));
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
    let manifest = parse("Cargo.toml", manifest).ok()?;
    let workspace = table(&manifest, &["workspace"])?;
    let only = !workspace.contains_key("default-members");
    only.then(|| texts(workspace, "members"))
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
        commands.push(ShellCommand::from(format!(
            "awk 'NR == FNR {{ locked[$0]; next }} /^name = / {{ name = $3 }} \
             /^(checksum|source) = / && !($0 in locked) {{ print \"Cargo.lock lacks \" name; stale = 1 }} \
             END {{ exit stale }}' {lock} Cargo.lock"
        )));
        commands
    }
}
