//! Why Maven modules and Gradle projects cannot be read or built.

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum JavaUnread {
    /// A file that is longer than the reader's limit.
    TooLong { file: String },
    /// A file that leads to more modules or projects than the reader's limit.
    TooMany { file: String, most: usize },
    /// A plugin stops where there is no history of git; `instead` is what has it do without.
    AsksGit { file: String, plugin: &'static str, instead: &'static str },
    // ---- Maven
    /// A `pom.xml` without an `artifactId`.
    NoArtifact { file: String },
    /// The named folder has no `pom.xml`; `known` are folders that have one.
    NoPom { folder: String, known: Vec<String> },
    /// A `pom.xml` names a module that does not exist; `known` are folders beside it that hold one.
    NoModule { file: String, module: String, known: Vec<String> },
    /// The named module packages no program; `known` are folders of modules that do.
    NoProgram { file: String, packaging: String, folder: String, known: Vec<String> },
    /// No plugin packs what the program needs into the module's file.
    ThinJar { file: String, jar: String },
    /// Modules of modules, or parents of parents, nested deeper than the reader's limit.
    Nested { file: String, most: usize },
    /// Properties stand in place of so many module names that the modules cannot be told.
    Unclear { file: String },
    /// Maven's options name another `pom.xml` than the root's.
    OtherPom { file: String },
    // ---- Gradle
    /// Neither the folder nor one above it has a `settings.gradle`.
    NoSettings { folder: String },
    /// The settings include no project in the named folder; `known` are folders of those that they
    /// include.
    NoProject { settings: String, folder: String, known: Vec<String> },
    /// A plugin of a build file makes something else than a file that the recipe takes.
    OtherProgram { file: String, task: &'static str, makes: &'static str },
    /// The task `jar` packs a project that needs others; `installs` is whether the project has the task
    /// `installDist`.
    ThinTask { file: String, installs: bool },
    /// A call in a build file that takes a path, and is given a computed one.
    ComputedPath { file: String, line: usize, word: String },
    /// A call in the settings that is given something other than plain texts.
    Computed { file: String, line: usize, word: String },
}
