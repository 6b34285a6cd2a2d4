//! What is read while packages are installed, beside manifests and the lock file.

use std::collections::BTreeSet;

use super::found::{LEFT_OUT, Manager, Package};
use super::read::Asked;
use super::scripts::{Scripted, Seen};
use super::workspace::Workspace;
use crate::declare::disk::Tree;
use crate::program::unread::Unread;

/// The scripts that npm runs when it installs, in their order.
///
/// Source: <https://docs.npmjs.com/cli/using-npm/scripts#life-cycle-operation-order>.
const NPM: [&str; 8] = [
    "preinstall",
    "install",
    "postinstall",
    "prepublish",
    "preprepare",
    "prepare",
    "postprepare",
    "dependencies",
];

/// The scripts that pnpm runs when it installs.
///
/// Source: <https://pnpm.io/scripts#lifecycle-scripts>.
const PNPM: [&str; 7] = [
    "pnpm:devPreinstall",
    "preinstall",
    "install",
    "postinstall",
    "preprepare",
    "prepare",
    "postprepare",
];

/// The scripts that classic Yarn runs when it installs.
///
/// Source: <https://classic.yarnpkg.com/en/docs/package-json#toc-scripts>.
const CLASSIC: [&str; 5] = ["preinstall", "install", "postinstall", "prepublish", "prepare"];

/// The scripts that newer Yarns run when they install.
///
/// Source: <https://yarnpkg.com/advanced/lifecycle-scripts>.
const BERRY: [&str; 3] = ["preinstall", "install", "postinstall"];

impl Package {
    /// Finds out what manifests, settings and scripts name.
    pub(super) fn read_inputs(
        &mut self,
        tree: &Tree,
        workspace: &Workspace,
        needed: &BTreeSet<String>,
        named: Vec<String>,
        asked: &Asked<'_>,
    ) -> Result<(), Unread> {
        let mut named: BTreeSet<String> = named.into_iter().collect();
        named.extend(workspace.named.files.iter().cloned());
        let folders = workspace.named.folders.iter().cloned();
        match self.manager {
            Manager::Pnpm(_) => self.inputs.folders = folders.collect(),
            Manager::Npm | Manager::Yarn(_) => named.extend(folders),
        }
        self.inputs.named = named.into_iter().collect();
        let left_out = LEFT_OUT.map(str::to_owned);
        let beyond = self.ships.iter().flat_map(|folder| tree.beyond(folder, &left_out));
        self.inputs.beyond = beyond.collect();
        // The scripts of a workspace's root run whichever member is installed.
        let mut scripted: Vec<&String> = needed.iter().collect();
        scripted.retain(|folder| **folder != self.root);
        let root = self.root.clone();
        scripted.insert(0, &root);
        if !matches!(self.manager, Manager::Npm) {
            scripted.retain(|folder| !workspace.named.linked.contains(*folder));
        }
        self.note_scripts(workspace, &scripted);
        if self.scripts.are_ignored {
            return Ok(());
        }
        let seen = self.see_scripts(tree, workspace, &scripted, asked)?;
        self.inputs.of_scripts = seen.files.into_iter().collect();
        self.inputs.folders_of_scripts = seen.folders.into_iter().collect();
        self.scripts.changing = seen.changing;
        Ok(())
    }

    /// Notes which packages have scripts that run.
    fn note_scripts(&mut self, workspace: &Workspace, scripted: &[&String]) {
        let events = self.events();
        for folder in scripted {
            let scripts = &workspace.members[*folder].scripts;
            let there = events.iter().filter(|event| scripts.contains_key(**event));
            let there: Vec<String> = there.map(|event| (*event).to_owned()).collect();
            if !there.is_empty() {
                self.scripts.are_there = true;
                self.scripts.of_members.push((workspace.member(folder).place, there));
            }
        }
    }

    /// What the scripts that run read. pnpm installs members over all of their sources, and a root,
    /// too, so nothing has to be found out for these.
    fn see_scripts(
        &self,
        tree: &Tree,
        workspace: &Workspace,
        scripted: &[&String],
        asked: &Asked<'_>,
    ) -> Result<Seen, Unread> {
        let is_pnpm = matches!(self.manager, Manager::Pnpm(_));
        let mut seen = Seen::default();
        let root = &workspace.members[&self.root];
        for folder in scripted {
            let is_root = **folder == self.root;
            if is_pnpm && (!is_root || self.is_root()) {
                continue;
            }
            let (manifest, has_all) = (&workspace.members[*folder], is_pnpm || self.is_built());
            let is_said = asked.has_files;
            let runs_again = matches!(&self.manager, Manager::Yarn(yarn) if yarn.is_classic);
            let scripted = Scripted { tree, folder, manifest, root, has_all, runs_again, is_said };
            let changing = seen.changing.len();
            scripted.see(self.events(), &mut seen)?;
            if !is_root {
                seen.changing.truncate(changing);
            }
        }
        Ok(seen)
    }

    /// The scripts that run when packages are installed.
    fn events(&self) -> &'static [&'static str] {
        match &self.manager {
            Manager::Npm => &NPM,
            Manager::Pnpm(_) => &PNPM,
            Manager::Yarn(yarn) if !yarn.is_classic => &BERRY,
            // The scripts that prepare a package to be published do not run for production.
            Manager::Yarn(_) if self.is_built() => &CLASSIC,
            Manager::Yarn(_) => &CLASSIC[..3],
        }
    }
}
