//! Why cargo packages cannot be read or built.

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum CargoUnread {
    /// A path in cargo's answer that is outside the build context.
    Outside {
        path: String,
    },
    /// A path dependency, by its path from the package, that is outside the build context.
    DependencyOutside {
        name: String,
        path: String,
    },
    /// A package that has no program to build with the chosen features; `gated` are the features
    /// that its programs ask for.
    NoProgram {
        package: String,
        gated: Vec<String>,
    },
    /// The folder of a path dependency that holds no package.
    NoDependency {
        folder: String,
    },
    NoLock,
    /// Both `.cross()` and `.target(..)` are declared.
    CrossToTarget {
        target: String,
    },
    /// A file that cargo compiles a package from is not copied, so a stub would stay in its place.
    RootLeftBehind {
        package: String,
        file: String,
    },
    /// A file that cargo compiles a package from is not in version control, which ignores it.
    RootIgnored {
        package: String,
        file: String,
    },
    /// A library of the workspace that programs look for when they start.
    DynamicLibrary {
        package: String,
    },
    /// A target whose programs do not run in a container of Linux.
    NotLinux {
        target: String,
    },
    /// Flags that have programs look for Rust's own library when they start.
    PrefersDynamic,
    /// A source names a file of which only the stub is there.
    StubRead {
        path: String,
        source: String,
    },
    /// A file in `.also(..)` that is there in another form, and would break the build as it is.
    HasItsOwn {
        path: String,
    },
    /// A variable that moves the compiled programs from where they are looked for.
    MovesTarget {
        name: String,
    },
    /// `CARGO_HOME` is another folder than that of the mounted caches.
    MovesHome {
        value: String,
        home: String,
    },
    /// `.linker(..)` names a linker, and so does something else.
    TwoLinkers {
        by: String,
    },
    /// Cargo's configuration names several platforms, or one that a file describes.
    ConfiguredTargets {
        file: String,
        targets: Vec<String>,
    },
    /// Two packages have a program of the same name, and cargo puts both into one folder.
    SameProgram {
        program: String,
        packages: [String; 2],
    },
    /// Features for several packages of a workspace that gives all of them to its root's package.
    FeaturesOfRoot,
    Name(CargoName),
}

/// A name in the declaration that the workspace does not have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum CargoName {
    /// No package of this name is in the workspace; `known` are those that are.
    NoPackage {
        name: String,
        known: Vec<String>,
        /// The folder of the package, if the workspace excludes it.
        excluded: Option<String>,
    },
    /// No package is named.
    None,
    /// A package that is named twice.
    Twice { name: String },
    /// A package that has none of the programs in `.bins(..)`.
    NoneOfBins { package: String },
    /// Artifacts are asked of a package that is not compiled; `known` are those that are.
    NotCompiled { name: String, known: Vec<String> },
    /// The package has no program of this name; `known` are those that it has.
    NoBin { package: String, name: String, known: Vec<String> },
    /// A program that needs a feature of another package.
    FeatureOfOther { program: String, feature: String },
    /// The package has no feature of this name; `known` are those that it has.
    NoFeature { package: String, feature: String, known: Vec<String> },
    /// Neither cargo nor the workspace has a profile of this name; `known` are those that are there.
    NoProfile { name: String, known: Vec<String> },
    /// A name in `.stable(..)` that is no library of the package's.
    NoLibrary { package: String, name: String, known: Vec<String> },
}
