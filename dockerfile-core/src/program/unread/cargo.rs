//! What stands in the way of cargo packages.

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum CargoUnread {
    /// A path that cargo says, of a file that no builder sees.
    Outside {
        path: String,
    },
    /// The same of a dependency, by its path from the package.
    DependencyOutside {
        name: String,
        path: String,
    },
    /// A package without a program to build with these features.
    NoProgram {
        package: String,
        gated: Vec<String>,
    },
    /// A dependency by its path that is no package.
    NoDependency {
        folder: String,
    },
    NoLock,
    /// A submodule that is not checked out, where something is missing.
    NoSubmodule {
        path: String,
    },
    /// For the platform of the image, and for this target, too.
    CrossToTarget {
        target: String,
    },
    /// A file that cargo starts from and that no copy brings: a stub would stay in its place.
    RootLeftBehind {
        package: String,
        file: String,
    },
    /// A variable that moves what is installed from where it is looked for.
    MovesTarget {
        name: String,
    },
    /// The linker is said here, and by something else, too.
    TwoLinkers {
        by: String,
    },
    /// More than one platform to compile for, or one that a file describes.
    ConfiguredTargets {
        file: String,
        targets: Vec<String>,
    },
    /// Two packages have a program of one name, and cargo has one place for both.
    SameProgram {
        program: String,
        packages: [String; 2],
    },
    Name(CargoName),
}

/// What a user has named, and the workspace does not have so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum CargoName {
    /// No package of this name is in the workspace; those that are.
    NoPackage {
        name: String,
        known: Vec<String>,
        /// The folder of one that the workspace excludes.
        excluded: Option<String>,
    },
    /// No package at all.
    None,
    /// One that is named twice.
    Twice { name: String },
    /// A package none of whose programs is among those that are named.
    NoneOfBins { package: String },
    /// Artifacts of a package that is not among those that are compiled.
    NotCompiled { name: String, known: Vec<String> },
    /// No program of this name is in the package; those that are.
    NoBin { package: String, name: String, known: Vec<String> },
    /// Whether a program is built hangs on a feature of another package.
    FeatureOfOther { program: String, feature: String },
    /// A feature that the package does not have; those that it has.
    NoFeature { package: String, feature: String, known: Vec<String> },
    /// A library that is said to change rarely, and is none of the package's.
    NoLibrary { package: String, name: String, known: Vec<String> },
}
