//! Cargo packages.

use super::projects::one_of;
use crate::check::report::Diagnostic;
use crate::program::unread::CargoUnread;

pub(super) fn words(unread: CargoUnread, said: impl Fn(String) -> Diagnostic) -> Diagnostic {
    match unread {
        CargoUnread::Outside { path } => {
            said(format!("`{path}` is outside the build context"))
                .help("choose a wider context, of the recipe and of the emission: `.context(..)`")
        }
        CargoUnread::DependencyOutside { name, path } => {
            said(format!("the dependency `{name}` leads out of the build context: `{path}`"))
                .help("choose a wider context, of the recipe and of the emission: `.context(..)`")
        }
        CargoUnread::NoPackage { name, known } => {
            let there = known.join(", ");
            said(format!("no package `{name}` is in the workspace; there are {there}"))
                .help(one_of(&name, &known, "name a package of the workspace"))
        }
        CargoUnread::NoProgram { package, gated } if gated.is_empty() => {
            said(format!("the package `{package}` has no program to build"))
                .help("name a package with a `src/main.rs` or a `[[bin]]`")
        }
        CargoUnread::NoProgram { package, gated } => {
            let features = gated.join("\", \"");
            said(format!("the package `{package}` has no program to build with these features"))
                .help(format!("turn on what its programs ask for: `.features([\"{features}\"])`"))
        }
        CargoUnread::NoDependency { folder } => {
            said(format!("`{folder}` is a dependency by its path, and no package"))
                .help("mend the path in the manifest that names it")
        }
        CargoUnread::NoFeature { package, feature, known } => {
            let there = known.join(", ");
            said(format!("the package `{package}` has no feature `{feature}`; there are {there}"))
                .help(one_of(&feature, &known, "name a feature of its manifest"))
        }
        CargoUnread::NoLock => {
            said("there is no `Cargo.lock` beside the workspace's manifest".to_owned())
                .help("make one with `cargo generate-lockfile`, and check it in")
        }
        CargoUnread::NoLibrary { package, name, known } => {
            said(format!("`{name}` is no package of the workspace that `{package}` is built on"))
                .note("only what is compiled for the program has a layer")
                .help(one_of(&name, &known, "leave it out"))
        }
        CargoUnread::CrossToTarget { target } => {
            said(format!("`cross` compiles for the platform of the image, and `target` for `{target}`"))
                .help("leave out `.cross()` or `.target(..)`")
        }
        CargoUnread::RootLeftBehind { package, file } => {
            said(format!("`{file}`, which cargo compiles `{package}` from, is not copied"))
                .note("`tests`, `benches`, `examples` and `target` stay behind, and what is outside of the package does")
                .help("move the file below the package's `src`")
        }
    }
}
