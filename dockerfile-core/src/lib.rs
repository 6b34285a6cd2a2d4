#![doc = include_str!("../README.md")]

// What `image!` expands to names this crate by `$crate`; our own examples and tests
// use the name that users do.
extern crate self as dockerfile_core;

mod bake;
mod base;
mod check;
mod complaints;
mod dialect;
mod emit;
mod given;
mod header;
mod ignore;
mod image;
mod instruction;
mod literal;
mod lower;
mod order;
mod pins;
mod plan;
mod policy;
mod project;
mod render;
mod report;
mod shell;
mod stage;
mod steps;
// Some of it is for one ecosystem alone.
#[cfg_attr(not(feature = "all"), allow(dead_code))]
mod tables;
pub mod value;
mod variable;

pub use base::{
    Alpine, Arch, BaseImage, Debian, Family, Fedora, Posix, RedHat, Shellless, Suse, Ubuntu,
    UnknownBase, alpine, debian, fedora, image, moving_image, scratch, ubuntu,
};
pub use dialect::Dialect;
pub use emit::{Emission, Emissions, emit, emit_all};
pub use image::{Image, Rendered};
pub use order::{
    Account, AccountStep, AtPhase, Base, BeforeCmd, BeforeEntrypoint, Build, BuildStep, Cmd,
    ComesBefore, Dependencies, DependenciesStep, Directories, Entrypoint, HasApk, HasApt, HasDnf,
    HasPacman, HasShell, HasUserTools, HasZypper, LayoutStep, Packages, PackagesStep, RunsOn,
    Runtime, Source, SourceStep,
};
pub use project::workspace_root;
pub use report::Report;
pub use stage::{Stage, StartsStage};
pub use steps::{
    Apk, Apt, ArtifactCopy, BaseUser, Bind, BuildPart, Cache, Cargo, CommandLine, ContextCopy,
    DependenciesPart, Directory, Dnf, Download, FileMode, Git, HasFiles, Healthcheck, InlineFile,
    MadeUser, Manifest, Microdnf, Mount, NamedContext, Pacman, Pip, Ports, Run, Secret,
    ShelllessRun, SourcePart, Ssh, Steps, Texts, Tmpfs, Tool, UdpPorts, Zypper, apk, apt, bind,
    cache, cargo, context, copy, dir, dnf, download, existing, file, git, healthcheck, manifest,
    microdnf, pacman, pip, run, secret, ssh, tmpfs, tool, udp, uid, unverified_download, user,
    zypper,
};
#[cfg(feature = "ruby")]
pub use steps::{Bundler, bundler};
#[cfg(feature = "go")]
pub use steps::{Go, go};
#[cfg(feature = "java")]
pub use steps::{Gradle, Maven, gradle, maven};
#[cfg(feature = "node")]
pub use steps::{NodePackage, npm, pnpm, yarn};
#[cfg(feature = "python")]
pub use steps::{Poetry, Uv, poetry, uv};
pub use variable::{
    Arg, BuildVariable, BuilderVariable, EnvVariable, IntoText, Text, arg, base_env, env, platform,
    text,
};

/// An image, written much as a Dockerfile reads.
///
/// The macro knows no instruction: a line `word arguments;` is the method call
/// `.word(arguments)` on a [`Stage`], so everything that the builder has is here, too,
/// with the same rules. Its own grammar is small:
///
/// - `from base;` begins a stage, and is its first line;
/// - `word { NAME = value, "other.name" = value };` is one call a pair;
/// - `stage name { .. }` binds a stage that later lines may name (`my_stage` is called
///   `my-stage` in the file);
/// - `out_of_order "why" { .. }` is the way out of the order.
///
/// A literal is checked while the crate compiles: a bad tag, path or name is an error
/// at that literal. Any other expression is checked by the build script.
///
/// ```
/// use dockerfile_core::{apt, copy, debian, image, pip, user, Image};
///
/// let stage = image! {
///     stage venv {
///         from debian("bookworm-slim");
///         packages apt(["python3-venv"]);
///         dependencies pip("requirements.txt").venv("/opt/venv");
///     }
///     from debian("bookworm-slim");
///     packages apt(["python3"]);
///     account user("ocelot");
///     dependencies copy("/opt/venv").from(&venv);
///     source copy("inventory").to("/ocelot/pack/inventory");
///     env { ADDRESS = "0.0.0.0", PORT = 10000 };
///     entrypoint ["/opt/venv/bin/gunicorn", "inventory.server:app"];
/// };
/// assert!(Image::from(stage).render().is_ok());
/// ```
///
/// A line in the wrong place does not compile:
///
/// ```compile_fail,E0277
/// use dockerfile_core::{apt, copy, debian, image};
///
/// let stage = image! {
///     from debian("bookworm-slim");
///     source copy("inventory").to("/srv/inventory");
///     packages apt(["python3"]);
/// };
/// ```
#[macro_export]
macro_rules! image {
    ($($tokens:tt)*) => { $crate::__private::__image!([$crate] $($tokens)*) };
}

/// What the macro's expansion names. No part of the interface.
#[doc(hidden)]
pub mod __private {
    pub use crate::literal::{literal_int, literal_str};
    pub use crate::stage::macros::{declared, invalid, named_stage, stage};
    pub use dockerfile_derive::__image;
}
