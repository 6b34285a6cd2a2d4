//! What stands in the way of packages of Node.

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum NodeUnread {
    /// The folder that the user names has no manifest; some beside it have.
    NoPackage { name: String, known: Vec<String> },
    /// No folder from the package's up has a lock file.
    NoLock { name: String, file: &'static str, command: &'static str },
    /// The nearest lock file is that of a workspace which the package is no member of.
    NoMember {
        package: String,
        /// The manifest of the workspace.
        root: String,
        /// The file that names the members, and how.
        file: String,
        list: Vec<String>,
        command: &'static str,
    },
    /// Two members have packages of one name.
    TwoOfOneName { name: String, first: String, second: String },
    /// More patterns for members than any workspace has.
    ManyPatterns { path: String },
    /// A manifest does not say which pnpm.
    NoPnpm { path: String },
    /// pnpm builds members of a workspace, and not all of it.
    RootOfWorkspace { name: String, members: Vec<String> },
    /// Yarn is to put packages into archives.
    PlugAndPlay { path: String },
    /// Neither settings nor the manifest say which Yarn.
    NoYarn { path: String, manifest: String },
    /// The Yarn that settings name is not there.
    NoYarnPath { file: String, path: String },
}
