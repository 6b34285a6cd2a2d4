//! Leaves out of a workspace what the packages do not need: other members, and what only those have
//! locked.
//!
//! The list of members is written anew. Then cargo itself takes out of the lock file what is not
//! needed.

use std::collections::{BTreeMap, BTreeSet};

use super::edits::{Edit, Lines};
use super::member::Package;
use super::workspace::Workspace;
use crate::declare::disk::Tree;
use crate::program::unread::Unread;
use crate::recipes::pattern::finds;
use crate::value::path::{below, between};

/// What becomes of the members that the packages do not need.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Prune {
    /// There are none.
    Nothing,
    /// They are left out by these edits of the root's manifest. If patterns list the members, there
    /// is no edit: a pattern finds only what was copied.
    Members(Vec<Edit>),
    /// They stay, since the list cannot be edited as it is written.
    Impossible,
}

impl Prune {
    /// Whether patterns list the members, so that one is a member if its folder is there.
    pub(super) fn goes_by_patterns(&self) -> bool {
        let lists = |edit: &Edit| matches!(edit, Edit::Members { .. });
        matches!(self, Self::Members(edits) if !edits.iter().any(lists))
    }
}

/// The folders of these packages and of all that cargo reads to compile them: also of those that
/// only tests need, whose versions are in the lock file.
pub(super) fn kept<'p>(
    from: impl IntoIterator<Item = &'p String>,
    packages: &'p BTreeMap<String, Package>,
) -> BTreeSet<&'p String> {
    let mut waiting: Vec<&String> = from.into_iter().collect();
    let mut kept = BTreeSet::new();
    while let Some(folder) = waiting.pop() {
        let Some(package) = packages.get(folder) else { continue };
        if kept.insert(folder) {
            waiting.extend(package.reads());
        }
    }
    kept
}

/// How the members that are not `kept` are left out. `folders` has those that are to be listed.
pub(super) fn prune(
    tree: &Tree,
    workspace: &Workspace,
    kept: &BTreeSet<&String>,
    folders: &[String],
) -> Result<Prune, Unread> {
    let root = &workspace.root;
    let Some(table) = &workspace.manifest.workspace else { return Ok(Prune::Nothing) };
    if kept.len() == workspace.packages.len() {
        return Ok(Prune::Nothing);
    }
    let finds_some = |pattern: &String| {
        let pattern = below(root, pattern.trim_end_matches('/'));
        let mut members = kept.iter().filter(|folder| workspace.members.contains(**folder));
        members.any(|folder| finds(&pattern, folder))
    };
    let text = tree.read(&below(root, "Cargo.toml"))?;
    let mut edits = vec![];
    if !table.members.iter().all(finds_some) {
        // A package that these need by a path is a member without being listed, and so is the
        // root's.
        let members = folders.iter().filter(|folder| *folder != root);
        let members: Vec<String> = members.map(|folder| between(root, folder)).collect();
        edits.push(
            written(&members).and_then(|list| {
                fitting(&text, |lines| Edit::Members { list: list.clone(), lines })
            }),
        );
    }
    if table.default_members.is_some() {
        edits.push(fitting(&text, Edit::NoDefaults));
    }
    let edits: Option<Vec<Edit>> = edits.into_iter().collect();
    Ok(edits.map_or(Prune::Impossible, Prune::Members))
}

/// Leaves out the packages that are not kept, if that is possible. One that stays and leads out of
/// the context is an error.
pub(super) fn leave_out(
    workspace: &mut Workspace,
    prune: &Prune,
    kept: &BTreeSet<String>,
) -> Result<(), Unread> {
    if let Prune::Members(_) = prune {
        workspace.packages.retain(|folder, _| kept.contains(folder));
    }
    let mut lead_out = workspace.packages.values().filter_map(|package| package.leads_out.clone());
    lead_out.next().map_or(Ok(()), Err)
}

/// The edit of a list on one line or on several, as the text has it.
fn fitting(text: &str, edit: impl Fn(Lines) -> Edit) -> Option<Edit> {
    let edits = [Lines::One, Lines::Several].map(edit);
    edits.into_iter().find(|edit| edit.is_good(text))
}

/// A list of folders as TOML, if no character of it means something to `sed` or a shell.
fn written(folders: &[String]) -> Option<String> {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./ ".contains(c);
    let folders =
        folders.iter().map(|folder| folder.chars().all(plain).then(|| format!("\"{folder}\"")));
    Some(format!("[{}]", folders.collect::<Option<Vec<_>>>()?.join(", ")))
}
