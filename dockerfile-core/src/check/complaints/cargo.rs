//! The words for cargo packages that cannot be read or built.

use super::misspelt::one_of;
use crate::check::report::Diagnostic;
use crate::program::unread::{CargoName, CargoUnread};

pub(super) fn words(unread: CargoUnread, said: impl Fn(String) -> Diagnostic) -> Diagnostic {
    match unread {
        CargoUnread::Outside { path } => said(format!("`{path}` is outside the build context"))
            .help("the workspace's root is a context that holds it: `emit(..).context(workspace_root())`"),
        CargoUnread::DependencyOutside { name, path } => {
            said(format!("the dependency `{name}` leads out of the build context: `{path}`"))
                .help("choose a wider context: `emit(..).context(..)`")
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
        CargoUnread::NoLock => {
            said("there is no `Cargo.lock` beside the workspace's manifest".to_owned())
                .help("make one with `cargo generate-lockfile`, and check it in")
        }
        CargoUnread::CrossToTarget { target } => said(format!(
            "`cross` compiles for the platform of the image, and `target` for `{target}`"
        ))
        .help("leave out `.cross()` or `.target(..)`"),
        CargoUnread::RootLeftBehind { package, file } => {
            said(format!("`{file}`, which cargo compiles `{package}` from, is not copied"))
                .note("a stub would stay in its place")
                .help("leave less behind: `.except([..])`")
        }
        CargoUnread::RootIgnored { package, file } => root_ignored(&package, &file, said),
        CargoUnread::DynamicLibrary { package } => dynamic_library(&package, said),
        CargoUnread::NotLinux { target } => not_linux(&target, said),
        CargoUnread::PrefersDynamic => prefers_dynamic(said),
        CargoUnread::StubRead { path, source } => stub_read(&path, &source, said),
        CargoUnread::HasItsOwn { path } => has_its_own(&path, said),
        CargoUnread::MovesTarget { name } => moves_target(&name, said),
        CargoUnread::MovesHome { value, home } => moves_home(&value, &home, said),
        CargoUnread::TwoLinkers { by } => said(format!("`.linker(..)` names a linker, and so does {by}"))
            .help("leave out one of the two"),
        CargoUnread::ConfiguredTargets { file, targets } => {
            let targets = targets.join(", ");
            said(format!(
                "`{file}` has cargo compile for {targets}, and an image is for one platform"
            ))
            .help("say which one: `.target(..)`, with a triple in the file or none")
        }
        CargoUnread::SameProgram { program, packages: [one, other] } => {
            said(format!("both `{one}` and `{other}` have a program `{program}`"))
                .note("cargo puts the programs of all packages into one folder")
                .help(format!("compile them apart: `cargo(\"{one}\")` and `cargo(\"{other}\")`"))
        }
        CargoUnread::FeaturesOfRoot => features_of_root(said),
        CargoUnread::Name(name) => of_names(name, said),
    }
}

fn root_ignored(package: &str, file: &str, said: impl Fn(String) -> Diagnostic) -> Diagnostic {
    let what =
        format!("`{file}`, which cargo compiles `{package}` from, is ignored by version control");
    said(what)
        .note("what is ignored is of one machine, and elsewhere a stub would stay in its place")
        .help(format!(
            "add it, `git add --force {file}`, or copy it as it is, `.also([\"{file}\"])`"
        ))
}

fn dynamic_library(package: &str, said: impl Fn(String) -> Diagnostic) -> Diagnostic {
    said(format!(
        "the library `{package}` is a `dylib` alone, which a program looks for when it starts"
    ))
    .note("neither that library nor Rust's own would be in the image")
    .help("have it put into the program: `crate-type = [\"rlib\", \"dylib\"]`")
}

fn not_linux(target: &str, said: impl Fn(String) -> Diagnostic) -> Diagnostic {
    said(format!("a program for `{target}` does not start in an image, which is of Linux"))
        .help("say a target of Linux, which counts before cargo's configuration: `.target(..)`")
}

fn prefers_dynamic(said: impl Fn(String) -> Diagnostic) -> Diagnostic {
    said("with `prefer-dynamic` a program looks for Rust's own library when it starts".to_owned())
        .note("only the image that compiles has that library")
        .help("leave the flag out")
}

fn stub_read(path: &str, source: &str, said: impl Fn(String) -> Diagnostic) -> Diagnostic {
    said(format!("`{source}` names `{path}`, of which only a stub is there"))
        .help(format!("copy it above what is compiled: `.also([\"{path}\"])`"))
}

fn has_its_own(path: &str, said: impl Fn(String) -> Diagnostic) -> Diagnostic {
    said(format!("`.also([..])` names `{path}`, which is there as these packages need it"))
        .note("as it is checked in, it names members that are not copied, or other versions")
        .help("leave it out of `.also([..])`")
}

fn moves_target(name: &str, said: impl Fn(String) -> Diagnostic) -> Diagnostic {
    said(format!("`{name}` would move the programs from where they are taken"))
        .help("leave it out; a platform is `.target(..)`")
}

fn moves_home(value: &str, home: &str, said: impl Fn(String) -> Diagnostic) -> Diagnostic {
    said(format!("`CARGO_HOME` is `{value}`, and what cargo fetches is kept in `{home}`"))
        .help(format!("say so: `.home(\"{value}\")`"))
}

fn features_of_root(said: impl Fn(String) -> Diagnostic) -> Diagnostic {
    let what =
        "features for several packages would be those of the package at the workspace's root";
    said(what.to_owned())
        .note("so does cargo with its oldest resolver, which editions 2015 and 2018 have")
        .help("say `resolver = \"2\"` in the root's manifest, or compile the packages apart")
}

fn of_names(name: CargoName, said: impl Fn(String) -> Diagnostic) -> Diagnostic {
    match name {
        CargoName::NoPackage { name, excluded: Some(folder), .. } => {
            said(format!("the package `{name}` is excluded from the workspace: it is one of its own"))
                .help(format!("say so: `.workspace(\"{folder}\")`"))
        }
        CargoName::NoPackage { name, known, excluded: None } => {
            let there = known.join(", ");
            said(format!("no package `{name}` is in the workspace; there are {there}"))
                .help(one_of(&name, &known, "name a package of the workspace"))
        }
        CargoName::None => said("no package is named".to_owned())
            .help("name those to compile: `cargo([\"api\", \"worker\"])`"),
        CargoName::Twice { name } => {
            said(format!("the package `{name}` is named twice")).help("name it once")
        }
        CargoName::NoneOfBins { package } => {
            said(format!("`.bins([..])` names no program of `{package}`"))
                .help("name one of its programs, too, or leave the package out")
        }
        CargoName::NotCompiled { name, known } => {
            let there = known.join(", ");
            said(format!("`{name}` is none of the packages that are compiled here: {there}"))
                .help(one_of(&name, &known, "name it in `cargo([..])`, too"))
        }
        CargoName::NoBin { package, name, known } => {
            let there = known.join(", ");
            said(format!("the package `{package}` has no program `{name}`; there are {there}"))
                .help(one_of(&name, &known, "name a program of the package"))
        }
        CargoName::FeatureOfOther { program, feature } => {
            said(format!("cargo builds the program `{program}` only with `{feature}`, a feature of another package"))
                .note("whether that is on is known to cargo alone, when it compiles")
                .help(format!("turn it on with `.features([\"{feature}\"])`, or name the programs to build: `.bins([..])`"))
        }
        CargoName::NoFeature { package, feature, known } => {
            let there = known.join(", ");
            said(format!("the package `{package}` has no feature `{feature}`; there are {there}"))
                .help(one_of(&feature, &known, "name a feature of its manifest"))
        }
        CargoName::NoProfile { name, .. } if name == "debug" => {
            said("cargo has no profile `debug`".to_owned())
                .help("what it puts into the folder `debug` is the profile `dev`")
        }
        CargoName::NoProfile { name, known } => {
            let there = known.join(", ");
            said(format!("there is no profile `{name}`; there are {there}"))
                .help(one_of(&name, &known, "declare it in the workspace's manifest"))
        }
        CargoName::NoLibrary { package, name, known } => {
            said(format!("`{name}` is no package of the workspace that `{package}` is built on"))
                .note("only what is compiled for the program has a layer")
                .help(one_of(&name, &known, "leave it out"))
        }
    }
}
