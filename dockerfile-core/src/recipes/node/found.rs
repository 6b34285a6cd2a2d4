//! A package as its files say it, and how it is built. Paths are relative to the context.

use crate::declare::shell;
use crate::program::toolchain::Toolchain;

/// What no build wants of a package's folder: what was installed on another machine, secrets, and
/// notes by which a compiler would take its output for made.
pub(super) const LEFT_OUT: [&str; 2] = ["**/node_modules", "**/*.tsbuildinfo"];

/// A package of a workspace.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Member {
    pub(super) name: Option<String>,
    /// Its folder from that of the root.
    pub(super) place: String,
    pub(super) folder: String,
    /// The script that builds it.
    pub(super) build: Option<String>,
    /// It is no member, and others link to it.
    pub(super) is_linked: bool,
}

/// What is read while packages are installed, beside manifests and lock file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Inputs {
    /// Archives, patches and folders that manifests, the lock file and settings name.
    pub(super) named: Vec<String>,
    /// Folders that pnpm reads when all sources are there.
    pub(super) folders: Vec<String>,
    /// What life-cycle scripts read: files, and folders.
    pub(super) of_scripts: Vec<String>,
    pub(super) folders_of_scripts: Vec<String>,
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
    /// What stands at the root of the context beside those, and stays behind.
    pub(super) left: Vec<String>,
    pub(super) inputs: Inputs,
    pub(super) scripts: Scripts,
    /// Packages that come from repositories.
    pub(super) of_git: Vec<String>,
    pub(super) toolchains: Vec<Toolchain>,
    pub(super) manager: Manager,
    /// The version of the package manager that the user has said.
    pub(super) version: Option<String>,
}

/// Life-cycle scripts, which run while packages are installed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Scripts {
    /// They are told not to.
    pub(super) are_ignored: bool,
    /// There are some.
    pub(super) are_there: bool,
    /// Those of the root that change what is installed.
    pub(super) changing: Vec<String>,
    /// Those that a workspace's packages have, by the packages' places.
    pub(super) of_members: Vec<(String, Vec<String>)>,
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

impl Member {
    /// How a package manager is told which it is; one that a command would take for an option is
    /// told by its folder.
    pub(super) fn selector(&self) -> String {
        match &self.name {
            Some(name) if !name.starts_with('-') => shell::quote(name),
            _ => shell::quote(&self.place),
        }
    }
}

impl Scripts {
    /// What keeps them from running where they have run, or are told not to.
    pub(super) fn flag_afterwards(&self) -> &'static str {
        if self.are_ignored || self.are_there { " --ignore-scripts" } else { "" }
    }

    pub(super) fn flag(&self) -> &'static str {
        if self.are_ignored { " --ignore-scripts" } else { "" }
    }
}

impl Package {
    /// It has the lock file itself, and no workspace above.
    pub(super) fn is_root(&self) -> bool {
        self.member.folder == self.root
    }

    /// The member is the root.
    pub(super) fn is_at(&self, member: &Member) -> bool {
        member.folder == self.root
    }

    /// The workspace has members that the package does not need.
    pub(super) fn has_others(&self) -> bool {
        self.needed.len() < self.manifests.len()
    }

    /// pnpm puts it, with what it needs, into a folder of its own.
    pub(super) fn is_deployed(&self) -> bool {
        matches!(self.manager, Manager::Pnpm(_)) && !self.is_root()
    }

    /// The members that have to be built, in their order.
    pub(super) fn built(&self) -> impl Iterator<Item = &Member> {
        self.closure.iter().filter(|member| member.build.is_some())
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
