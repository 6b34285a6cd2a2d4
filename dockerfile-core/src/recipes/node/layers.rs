//! The layers of each part.

use std::collections::BTreeSet;

use super::found::{LEFT_OUT, Manager, Package};
use super::pnpm::MODULES;
use super::{npm, shorten};
use crate::declare::given::Given;
use crate::declare::layer::OUT;
use crate::program::language::Language;
use crate::program::note::Note;
use crate::recipes::lines::Lines;
use crate::value::path::{inside, join};

pub(super) fn dependencies(package: &Package, files: &[Given], lines: &mut Lines<'_>) {
    for toolchain in &package.toolchains {
        lines.check_base("Node", Some(toolchain));
    }
    notes(package, lines);
    if package.has_modules {
        let modules = join(&lines.path(&package.root), "node_modules");
        let modules = if package.is_deployed() { MODULES.to_owned() } else { modules };
        lines.makes_for(Language::Node, modules, package.libraries.clone());
    }
    match &package.manager {
        Manager::Npm => npm::install(package, files, lines),
        Manager::Pnpm(pnpm) => pnpm.install(package, lines),
        Manager::Yarn(yarn) => yarn.install(package, files, lines),
    }
}

/// Notes what a reader of the plan should know.
fn notes(package: &Package, lines: &mut Lines<'_>) {
    let project = package.root_manifest.clone();
    let inputs = package.inputs.named.iter().chain(&package.inputs.folders);
    let inputs: Vec<&String> = inputs.collect();
    let left = package.left.iter().filter(|path| !inputs.contains(path));
    let paths: Vec<String> = left.cloned().collect();
    if !paths.is_empty() {
        lines.note(Note::LeftBehind { project: project.clone(), paths, setting: "files" });
    }
    if !package.of_git.is_empty() {
        lines.note(Note::WantsGit { named_by: project });
    }
}

pub(super) fn sources(package: &Package, given: &[Given], lines: &mut Lines<'_>) {
    let root = &package.root_manifest;
    // What the user names is copied with the install.
    let is_given = |path: &&String| given.iter().any(|it| it.text.trim_end_matches('/') == **path);
    let not_given = |paths: &[String]| -> Vec<String> {
        paths.iter().filter(|path| !is_given(path)).cloned().collect()
    };
    let mut files = not_given(&package.files);
    match &package.manager {
        // pnpm installs by the lock file alone, so the root's manifest is copied here.
        Manager::Pnpm(_) if !package.is_root() => files.insert(0, root.clone()),
        Manager::Pnpm(_) => {}
        Manager::Npm | Manager::Yarn(_) => files.retain(|file| file != root),
    }
    lines.copy_manifests(&files);
    if let Manager::Pnpm(_) = package.manager {
        lines.copy(&package.inputs.folders, &LEFT_OUT);
        shorten::copy_for_scripts(package, given, lines);
    }
    lines.copy(&not_given(&package.folders), &LEFT_OUT);
}

pub(super) fn build(package: &Package, lines: &mut Lines<'_>) {
    let (mut caches, mut commands) = (vec![], vec![]);
    match &package.manager {
        Manager::Npm => {
            commands.extend(package.link_programs());
            commands.extend(npm::build(package));
        }
        Manager::Pnpm(pnpm) => commands.extend(pnpm.build(package)),
        Manager::Yarn(yarn) => {
            commands.extend(yarn.build(package));
            caches.extend((!commands.is_empty()).then(|| yarn.cache()));
            // A newer Yarn finds programs without a link, and its last install takes links away.
            let at = if yarn.is_classic { 0 } else { commands.len() };
            package.link_programs().into_iter().for_each(|link| commands.insert(at, link));
        }
    }
    if package.is_root() {
        commands.extend(package.without_caches());
        commands.extend(aside(&package.manager));
    }
    if !commands.is_empty() {
        let comment = match package.is_built() {
            true => "The program, without the packages that only its build needs.",
            false => "The program, as the image gets it.",
        };
        let commands = commands.into_iter().map(Into::into).collect();
        lines.run(comment, &package.root, &caches, commands);
    }
}

/// Copies a package that is in the same folder as the packages installed for it to another folder.
/// The stage that takes both from one folder would have the installed packages in two layers, and
/// all of them anew after each edit.
fn aside(manager: &Manager) -> [String; 2] {
    let mut others = "find . -mindepth 1 -maxdepth 1 ! -name node_modules".to_owned();
    // Yarn itself, its downloads and its notes are of no use to the program.
    if matches!(manager, Manager::Yarn(yarn) if !yarn.is_classic) {
        others += " ! -name .yarn";
    }
    [format!("mkdir {OUT}"), format!("{others} -exec cp -R {{}} {OUT}/ \\;")]
}

/// Takes the program and what it needs from the building stage.
pub(super) fn artifacts(package: &Package, lines: &mut Lines<'_>) {
    let folder = lines.path(&package.member.folder);
    if package.has_modules {
        if package.is_deployed() {
            lines.take(MODULES, join(&folder, "node_modules"));
        } else {
            let modules = join(&lines.path(&package.root), "node_modules");
            lines.take(modules.clone(), modules);
        }
    }
    // What pnpm deploys has no links to the context.
    let is_left = |path: &&String| {
        let mut ships = package.ships.iter();
        !package.is_deployed() && ships.all(|folder| inside(folder, path).is_none())
    };
    let beyond: BTreeSet<&String> = package.inputs.beyond.iter().filter(is_left).collect();
    for path in beyond {
        let path = lines.path(path);
        lines.take(path.clone(), path);
    }
    if package.is_deployed() || package.is_root() {
        lines.take(OUT, folder);
        // Folders beside the root that it links to.
        let is_below = |folder: &&String| inside(&package.root, folder).is_some();
        for folder in package.ships.iter().filter(|it| package.is_root() && !is_below(it)) {
            let folder = lines.path(folder);
            lines.take(folder.clone(), folder);
        }
    } else {
        for folder in &package.ships {
            let folder = lines.path(folder);
            lines.take(folder.clone(), folder);
        }
    }
}
