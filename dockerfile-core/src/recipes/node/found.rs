//! A package as its files say it, and how it is built. Paths are relative to the context.

use crate::declare::shell;
use crate::program::start::NeededLibrary;
use crate::program::toolchain::Toolchain;
use crate::value::path::between;

/// Patterns of what is never copied of a package's folder: packages installed on another machine,
/// and notes by which a compiler would take its output for made.
pub(super) const LEFT_OUT: [&str; 2] = ["**/node_modules", "**/*.tsbuildinfo"];

/// A package of a workspace.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Member {
    pub(super) name: Option<String>,
    /// Its folder, as it is written from the root's.
    pub(super) place: String,
    pub(super) folder: String,
    /// The script that builds the member.
    pub(super) build: Option<String>,
    /// Whether the member brings programs for others to call.
    pub(super) has_programs: bool,
    /// Whether it is no real member, but a folder that others link to.
    pub(super) is_linked: bool,
}

/// What is read while packages are installed, beside manifests and the lock file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Inputs {
    /// Archives, patches and folders that manifests, the lock file and settings name.
    pub(super) named: Vec<String>,
    /// Folders that pnpm reads when all sources are there.
    pub(super) folders: Vec<String>,
    /// Files that life-cycle scripts read.
    pub(super) of_scripts: Vec<String>,
    /// Folders that life-cycle scripts read.
    pub(super) folders_of_scripts: Vec<String>,
    /// What links in the folders that the program needs lead to outside of these.
    pub(super) beyond: Vec<String>,
}

/// A package, and how it is built by a package manager.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Package {
    /// The folder that has the lock file.
    pub(super) root: String,
    pub(super) member: Member,
    /// The package and the members that it is built from, each below those that it needs itself.
    pub(super) closure: Vec<Member>,
    /// The folders of the package and of the members that it needs while it runs, in the same
    /// order.
    pub(super) ships: Vec<String>,
    /// Files of the root that decide on what is installed, beside its `package.json`.
    pub(super) settings: Vec<String>,
    /// Folders of the project in which the package manager keeps what it downloads.
    pub(super) caches: Vec<String>,
    /// The `package.json` of the root.
    pub(super) root_manifest: String,
    /// The `package.json` of each other member.
    pub(super) manifests: Vec<String>,
    /// Those of `manifests` that the package is installed from.
    pub(super) needed: Vec<String>,
    /// Whether no needed manifest names the package, so that its version is of no use to others.
    pub(super) is_released_alone: bool,
    /// Folders that builds write beside packages of the registry, by their names.
    pub(super) generated: Vec<&'static str>,
    /// Whether the package needs others, of the registry or of the workspace, while it runs.
    pub(super) has_modules: bool,
    /// Files that the package is built from, beside those in `folders`.
    pub(super) files: Vec<String>,
    /// Folders that the package is built from.
    pub(super) folders: Vec<String>,
    /// Files and folders at the root of the context that are not copied.
    pub(super) left: Vec<String>,
    pub(super) inputs: Inputs,
    pub(super) scripts: Scripts,
    /// The libraries that packages ask for, be it as peers or where they can be compiled.
    pub(super) libraries: Vec<NeededLibrary>,
    /// The names of packages that come from git repositories.
    pub(super) of_git: Vec<String>,
    pub(super) toolchains: Vec<Toolchain>,
    pub(super) manager: Manager,
    /// The version of the package manager that the user asks for.
    pub(super) version: Option<String>,
}

/// Life-cycle scripts, which run while packages are installed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Scripts {
    /// Whether scripts are kept from running.
    pub(super) are_ignored: bool,
    /// Whether a package of the workspace has some.
    pub(super) are_there: bool,
    /// The scripts of the root that change what is installed.
    pub(super) changing: Vec<String>,
    /// The scripts of each package of the workspace, by the package's place.
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
    /// Whether members are copied into those that need them, and not linked to.
    pub(super) injects: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Yarn {
    /// Whether it is Yarn 1.22, which official images of Node have.
    pub(super) is_classic: bool,
    /// The command that calls Yarn.
    pub(super) program: String,
    /// The version to install first; `None` if Yarn is there already.
    pub(super) version: Option<String>,
    /// What else decides on what is installed: folders of `.yarn`, and Yarn itself.
    pub(super) folders: Vec<String>,
}

impl Member {
    /// The word by which a package manager is told of the member: its name, or its folder where the
    /// name is missing or would be taken for an option.
    pub(super) fn selector(&self) -> String {
        match &self.name {
            Some(name) if !name.starts_with('-') => shell::quote(name),
            _ => shell::quote(&self.place),
        }
    }
}

impl Scripts {
    /// The option that keeps scripts from running once they have run, or if they are not to run at
    /// all.
    pub(super) fn flag_afterwards(&self) -> &'static str {
        if self.are_ignored || self.are_there { " --ignore-scripts" } else { "" }
    }

    /// The option that keeps scripts from running, if they are not to run at all.
    pub(super) fn flag(&self) -> &'static str {
        if self.are_ignored { " --ignore-scripts" } else { "" }
    }
}

impl Package {
    /// Whether the package is the root: it has the lock file itself, and no workspace above.
    pub(super) fn is_root(&self) -> bool {
        self.member.folder == self.root
    }

    /// Whether a member is the root.
    pub(super) fn is_at(&self, member: &Member) -> bool {
        member.folder == self.root
    }

    /// The command that links the programs of members to where others find them. Packages are
    /// installed above the members' files, and a program whose file is not there yet is not linked.
    pub(super) fn link_programs(&self) -> Option<String> {
        let mut members = self.closure.iter().filter(|member| !self.is_at(member));
        members.any(|it| it.has_programs).then(|| "npm rebuild --ignore-scripts".to_owned())
    }

    /// The command that removes the downloads that are kept in the project's folder.
    pub(super) fn without_caches(&self) -> Option<String> {
        let places = self.caches.iter().map(|folder| shell::quote(&between(&self.root, folder)));
        let places: Vec<String> = places.collect();
        (!places.is_empty()).then(|| format!("rm -rf {}", places.join(" ")))
    }

    /// Whether the workspace has members that the package does not need.
    pub(super) fn has_others(&self) -> bool {
        self.needed.len() < self.manifests.len()
    }

    /// Whether pnpm puts the package, with what it needs, into a folder of its own.
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

    /// The files of the root that decide on what is installed.
    pub(super) fn at_root(&self) -> Vec<String> {
        [std::slice::from_ref(&self.root_manifest), &self.settings].concat()
    }

    /// All files that decide on what is installed.
    pub(super) fn decisive(&self) -> Vec<String> {
        [self.at_root(), self.manifests.clone()].concat()
    }
}
