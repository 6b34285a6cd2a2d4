//! What stands in the way of packages of Node.

/// Why a life-cycle script cannot run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unseen {
    /// It calls a file that is not there.
    NoFile,
    /// It calls a program that is not installed, or not for as long as it has to run.
    NotInstalled,
    /// It calls what reads nobody knows what.
    ReadsOthers,
}

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
    /// Another package manager's lock file is there; no recipe reads that of some.
    OtherLock { name: String, file: &'static str, found: String, recipe: &'static str },
    /// The script that is to build a package is none of its scripts.
    NoScript { manifest: String, script: String, known: Vec<String> },
    /// The manifest names another version of the package manager than the user.
    OtherVersion { path: String, named: String, version: String },
    /// A life-cycle script calls what cannot be looked into, or a file that is not there.
    Unseen { manifest: String, script: String, what: String, why: Unseen },
    /// A package that is linked to needs others, and nobody installs them where it looks.
    LinkedNeeds { folder: String, named_by: String, needs: String },
    /// A link that pnpm takes into a folder from where it leads elsewhere.
    LinkDeployed { name: String, folder: String },
    /// A pnpm that puts a member together without looking into the lock file.
    OldDeploy { name: String, folder: String, needs: String, version: String },
    /// A lock file has what is optional for other systems alone.
    OtherPlatforms { lock: String, package: String, found: String },
    /// Yarn is to ask no registry, and finds no packages.
    NoCache { path: String, folder: String, is_global: bool },
    /// Settings name a private key.
    PrivateKey { path: String, key: String },
    /// A member that Yarn cannot be told of.
    NoName { folder: String },
}
