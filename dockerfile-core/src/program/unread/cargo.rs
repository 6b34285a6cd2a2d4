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
    /// No package of this name is in the workspace; those that are.
    NoPackage {
        name: String,
        known: Vec<String>,
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
    /// A feature that the package does not have; those that it has.
    NoFeature {
        package: String,
        feature: String,
        known: Vec<String>,
    },
    NoLock,
    /// A library that is said to change rarely, and is none of the package's.
    NoLibrary {
        package: String,
        name: String,
        known: Vec<String>,
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
}
