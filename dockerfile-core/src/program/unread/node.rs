//! Why packages of Node cannot be read or built.

/// Why a life-cycle script cannot run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unseen {
    /// The script calls a file that does not exist.
    NoFile,
    /// The script calls a program that is not installed, or not yet when the script runs.
    NotInstalled,
    /// The script calls something that may read any file.
    ReadsOthers,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum NodeUnread {
    /// The named folder has no manifest; `known` are folders that have one.
    NoPackage { name: String, known: Vec<String> },
    /// Neither the package's folder nor one above it has a lock file.
    NoLock { name: String, file: &'static str, command: &'static str },
    /// The nearest lock file belongs to a workspace that the package is not a member of.
    NoMember {
        package: String,
        /// The manifest of the workspace.
        root: String,
        /// The file with the list of members.
        file: String,
        list: Vec<String>,
        command: &'static str,
    },
    /// Two members have packages of one name.
    TwoOfOneName { name: String, first: String, second: String },
    /// More patterns in a list of members than the reader's limit.
    ManyPatterns { path: String },
    /// A manifest does not say which version of pnpm to use.
    NoPnpm { path: String },
    /// A member of a workspace that needs others has a lock file of its own.
    OwnLocks { file: String, lock: String },
    /// A setting has pnpm put packages elsewhere than into `node_modules`.
    Moved { path: String, key: &'static str, value: String },
    /// A setting has npm install packages of development also without them.
    KeepsDevelopment { path: String, setting: String },
    /// pnpm's recipe builds one member of a workspace, and the root is named.
    RootOfWorkspace { name: String, members: Vec<String> },
    /// Yarn is set to Plug'n'Play, which installs no `node_modules`.
    PlugAndPlay { path: String },
    /// Neither Yarn's settings nor the manifest say which version of Yarn to use.
    NoYarn { path: String, manifest: String },
    /// The program that `yarnPath` names does not exist.
    NoYarnPath { file: String, path: String },
    /// The lock file of another package manager is there. `recipe` is empty where no recipe reads
    /// it.
    OtherLock { name: String, file: &'static str, found: String, recipe: &'static str },
    /// The build script that the declaration names is none of the package's.
    NoScript { manifest: String, script: String, known: Vec<String> },
    /// The manifest and the declaration name different versions of the package manager.
    OtherVersion { path: String, named: String, version: String },
    /// A life-cycle script that cannot run, or of which it is not known what it reads.
    Unseen { manifest: String, script: String, what: String, why: Unseen },
    /// A linked package needs others, and nobody installs them where it looks for them.
    LinkedNeeds { folder: String, named_by: String, needs: String },
    /// A dependency that `pnpm deploy` would copy as a link which then leads elsewhere.
    LinkDeployed { name: String, folder: String },
    /// A pnpm that deploys no file which git ignores.
    PartlyDeployed { name: String, version: String },
    /// A version of pnpm whose `deploy` does not read the lock file.
    OldDeploy { name: String, folder: String, needs: String, version: String },
    /// A lock file that has a package's optional parts for other platforms only.
    OtherPlatforms { lock: String, package: String, found: String },
    /// Yarn is set to be offline, and its cache is not checked in.
    NoCache { path: String, folder: String, is_global: bool },
    /// Yarn's settings name a private key.
    PrivateKey { path: String, key: String },
    /// A member without a name that Yarn's command line can take.
    NoName { folder: String },
}
