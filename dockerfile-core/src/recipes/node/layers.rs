//! The lines of each part.

use super::found::{Manager, Package};
use super::npm;
use super::pnpm::MODULES;
use crate::recipes::frame::OUT;
use crate::recipes::lines::Lines;
use crate::value::path::join;

/// What no build wants of a package's folder: what was installed on another machine, secrets, and
/// notes by which a compiler would take its output for made.
const LEFT_OUT: [&str; 3] = ["**/node_modules", "**/.env", "**/*.tsbuildinfo"];

pub(super) fn dependencies(package: &Package, lines: &mut Lines<'_>) {
    lines.check_base("Node", package.toolchain.as_ref());
    match &package.manager {
        Manager::Npm => npm::install(package, lines),
        Manager::Pnpm(pnpm) => pnpm.install(package, lines),
        Manager::Yarn(yarn) => yarn.install(package, lines),
    }
}

pub(super) fn sources(package: &Package, lines: &mut Lines<'_>) {
    let root = &package.root_manifest;
    let mut files = package.files.clone();
    match &package.manager {
        // It installs by the lock file alone: the root's manifest comes here.
        Manager::Pnpm(_) if !package.is_root() => files.insert(0, root.clone()),
        Manager::Pnpm(_) => {}
        Manager::Npm | Manager::Yarn(_) => files.retain(|file| file != root),
    }
    lines.copy_manifests(&files);
    lines.copy(&package.folders, &LEFT_OUT);
}

pub(super) fn build(package: &Package, lines: &mut Lines<'_>) {
    let (mut caches, mut commands) = (vec![], vec![]);
    match &package.manager {
        Manager::Npm => commands.extend(npm::build(package)),
        Manager::Pnpm(pnpm) => commands.extend(pnpm.build(package)),
        Manager::Yarn(yarn) => {
            commands.extend(yarn.build(package));
            caches.extend((!commands.is_empty()).then(|| yarn.cache()));
        }
    }
    if package.is_root() {
        commands.extend(aside());
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

/// A package that is in the same folder as what was installed is copied beside it: the stage that
/// takes both would have packages of the registry in two layers, and all of them anew after each
/// edit.
fn aside() -> [String; 2] {
    let but_modules = "find . -mindepth 1 -maxdepth 1 ! -name node_modules";
    [format!("mkdir {OUT}"), format!("{but_modules} -exec cp -R {{}} {OUT}/ \\;")]
}

/// Paths of the building stage, and where they go.
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
    if package.is_deployed() || package.is_root() {
        lines.take(OUT, folder);
    } else {
        for folder in &package.ships {
            let folder = lines.path(folder);
            lines.take(folder.clone(), folder);
        }
    }
}
