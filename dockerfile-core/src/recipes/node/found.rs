//! A package as its files say it, and how it is built. Paths are relative to the context.

use crate::program::toolchain::Toolchain;

/// A package of a workspace.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Member {
    pub(super) name: String,
    pub(super) folder: String,
    /// It has a script `build`.
    pub(super) builds: bool,
}

/// A package, and how it is built by a package manager.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Package {
    /// The folder that has the lock file.
    pub(super) root: String,
    pub(super) member: Member,
    /// It and the members that it is built from, each below those that it needs itself.
    pub(super) closure: Vec<Member>,
    /// The folders of those that it needs while it runs, in the same order.
    pub(super) ships: Vec<String>,
    /// Files of the root that decide what is installed, beside its `package.json`.
    pub(super) settings: Vec<String>,
    /// The `package.json` of the root, and those of all members.
    pub(super) root_manifest: String,
    pub(super) manifests: Vec<String>,
    /// Of the members' the ones that the package is installed from.
    pub(super) needed: Vec<String>,
    /// None of them names the package, so its version is its own business.
    pub(super) is_released_alone: bool,
    /// It needs packages of the registry or of the workspace while it runs.
    pub(super) has_modules: bool,
    /// Files that it is built from, beside those in the folders below.
    pub(super) files: Vec<String>,
    /// Folders that it is built from.
    pub(super) folders: Vec<String>,
    pub(super) toolchain: Option<Toolchain>,
    pub(super) manager: Manager,
}

/// The package manager of a project, as it is set up there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Manager {
    Npm,
    Pnpm(Pnpm),
    Yarn(Yarn),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Pnpm {
    pub(super) version: String,
    /// Members are copied into those that need them, and not linked.
    pub(super) injects: bool,
    /// A folder of patches of packages.
    pub(super) patches: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Yarn {
    /// 1.22, which official images of Node have.
    pub(super) is_classic: bool,
    /// How it is called.
    pub(super) program: String,
    /// The version that is installed first, where none is there.
    pub(super) version: Option<String>,
    /// What decides beside settings on what is installed: folders of `.yarn`, and itself.
    pub(super) folders: Vec<String>,
}

impl Package {
    /// It has the lock file itself, and no workspace above.
    pub(super) fn is_root(&self) -> bool {
        self.member.folder == self.root
    }

    /// The workspace has members that the package does not need.
    pub(super) fn has_others(&self) -> bool {
        self.needed.len() < self.manifests.len()
    }

    /// They stay, since the package manager cannot do without them.
    pub(super) fn keep_others(&mut self) {
        self.needed.clone_from(&self.manifests);
    }

    /// pnpm puts it, with what it needs, into a folder of its own.
    pub(super) fn is_deployed(&self) -> bool {
        matches!(self.manager, Manager::Pnpm(_)) && !self.is_root()
    }

    /// The members that have to be built, in their order.
    pub(super) fn built(&self) -> impl Iterator<Item = &Member> {
        self.closure.iter().filter(|member| member.builds)
    }

    pub(super) fn is_built(&self) -> bool {
        self.built().next().is_some()
    }

    /// What decides at the root what is installed.
    pub(super) fn at_root(&self) -> Vec<String> {
        [std::slice::from_ref(&self.root_manifest), &self.settings].concat()
    }

    /// All that decides what is installed.
    pub(super) fn decisive(&self) -> Vec<String> {
        [self.at_root(), self.manifests.clone()].concat()
    }
}
