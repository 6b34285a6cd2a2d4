//! The phases of a stage, as values.

use std::fmt;

/// The phases of a stage, in the order in which they go down the file.
///
/// Each phase is also a type of the same name; this enum is the value that diagnostics and the plan
/// print. The enum has no public path, because rustc prints a type with its path wherever another
/// public name is the same, and every message would be longer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Phase {
    /// The base image.
    Base,
    /// Distribution packages and downloaded tools.
    Packages,
    /// The directories that the program works in.
    Directories,
    /// The user and group that the program runs as.
    Account,
    /// The manifest and lock file, and the install that reads them.
    Dependencies,
    /// The program's own files, or the artifact of another stage.
    Source,
    /// The compilation of that source.
    Build,
    /// Files of the program that nothing above reads.
    Files,
    /// ENV, EXPOSE, VOLUME, HEALTHCHECK, WORKDIR and per-commit labels.
    Runtime,
    /// The program that a container starts.
    Entrypoint,
    /// The arguments that the program is started with.
    Cmd,
}

impl fmt::Display for Phase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // `pad` keeps the width that the plan's columns ask for.
        f.pad(match self {
            Phase::Base => "Base",
            Phase::Packages => "Packages",
            Phase::Directories => "Directories",
            Phase::Account => "Account",
            Phase::Dependencies => "Dependencies",
            Phase::Source => "Source",
            Phase::Build => "Build",
            Phase::Files => "Files",
            Phase::Runtime => "Runtime",
            Phase::Entrypoint => "Entrypoint",
            Phase::Cmd => "Cmd",
        })
    }
}
