//! The words for packages of Node that cannot be read or built.

use similar::get_close_matches;

use super::misspelt::one_of;
use crate::check::report::Diagnostic;
use crate::program::unread::{NodeUnread, Unseen};

pub(super) fn words(unread: NodeUnread, said: impl Fn(String) -> Diagnostic) -> Diagnostic {
    match unread {
        NodeUnread::NoPackage { name, known } => {
            let help = match close(&name, &known) {
                Some(close) => format!("did you mean `{close}`?"),
                None => {
                    "name a folder that has one, as it is written in the build context".to_owned()
                }
            };
            said(format!("`{name}` has no `package.json`")).help(help)
        }
        NodeUnread::NoLock { name, file, command } => {
            said(format!("neither `{name}` nor a folder above it has a `{file}`"))
                .help(format!("make one: `{command}`"))
        }
        NodeUnread::NoMember { package, root, file, list, command } => {
            let members = match list.is_empty() {
                true => format!("`{root}` names no members"),
                false => format!("its members are `{}`", list.join("`, `")),
            };
            said(format!("`{package}` is no member of the workspace of `{root}`, whose lock file is the nearest"))
                .note(members)
                .help(format!("add it to the members in `{file}`, or give it a lock file of its own: `{command}`"))
        }
        NodeUnread::TwoOfOneName { name, first, second } => {
            said(format!("both `{first}` and `{second}` hold a package `{name}`"))
                .help("rename one of them, or take its folder out of the workspace")
        }
        NodeUnread::ManyPatterns { path } => {
            said(format!("`{path}` names members by more patterns than are read here"))
                .note("1,000 are read, and 50 of them with `**`")
                .help("name the folders that members are in: `packages/*`")
        }
        NodeUnread::NoPnpm { path } => said(format!("`{path}` does not say which pnpm")).help(
            "add `\"packageManager\": \"pnpm@10.34.9\"`, with the version that made the lock file",
        ),
        NodeUnread::RootOfWorkspace { name, members } => {
            said(format!("`{name}` is the root of a workspace, which pnpm does not build as one"))
                .help(format!("name one of its members, which have {}", some(&members)))
        }
        NodeUnread::PlugAndPlay { path } => {
            said(format!("`{path}` does not put packages into `node_modules`"))
                .note("no other stage finds them in Plug'n'Play's archives")
                .help(format!("set `nodeLinker: node-modules` in `{path}`, and run `yarn install`"))
        }
        NodeUnread::NoYarn { path, manifest } => said(format!(
            "neither `yarnPath` in `{path}` nor `packageManager` in `{manifest}` says which Yarn"
        ))
        .help("run `yarn set version stable`"),
        NodeUnread::NoYarnPath { file, path } => {
            said(format!("there is no `{file}`, which `yarnPath` in `{path}` names"))
                .help("check it in, or run `yarn set version stable`")
        }
        unread => words_of_inputs(unread, said),
    }
}

/// The words for mistakes in what an install reads and in what the user says. A table, long as it
/// is: an arm is a reason.
fn words_of_inputs(unread: NodeUnread, said: impl Fn(String) -> Diagnostic) -> Diagnostic {
    match unread {
        NodeUnread::OtherLock { name, file, found, recipe } => {
            let words = said(format!("neither `{name}` nor a folder above it has a `{file}`"));
            match recipe {
                "" => words.note(format!("`{found}` is Bun's, which no recipe reads")).help("install with `run(..)` steps of your own"),
                recipe => words.help(format!("`{found}` is the lock file: take `{recipe}(\"{name}\")`")),
            }
        }
        NodeUnread::NoScript { manifest, script, known } => {
            said(format!("`{manifest}` has no script `{script}`"))
                .help(one_of(&script, &known, "name one of its scripts, or add it"))
        }
        NodeUnread::OtherVersion { path, named, version } => {
            said(format!("`{path}` names `{named}`, and `.version(\"{version}\")` another"))
                .help("take `.version(..)` out, or change `packageManager`")
        }
        NodeUnread::Unseen { manifest, script, what, why } => {
            let problem = match why {
                Unseen::NoFile => "which is not there",
                Unseen::NotInstalled => "which is not installed without development packages: it is none of `dependencies`",
                Unseen::ReadsOthers => "and what that reads cannot be seen",
            };
            said(format!("the script `{script}` of `{manifest}` calls `{}`, {problem}", super::shown(&what)))
                .note("it runs while packages are installed, before the sources are copied")
                .help("`.ignore_scripts()` runs no such script: what is to run all the same belongs into the script `build`")
                .help("or name what it reads, and it runs: `.files([..])`")
        }
        NodeUnread::LinkedNeeds { folder, named_by, needs } => {
            said(format!("`{named_by}` links to `{folder}`, which needs `{needs}`, and that is installed where `{folder}` does not find it"))
                .help("make both members of one workspace, or have the package copied: `install-links=true` in `.npmrc` with npm, `file:` with pnpm and Yarn")
        }
        NodeUnread::LinkDeployed { name, folder } => {
            said(format!("`{name}` needs a link to `{folder}`, which leads nowhere from where pnpm deploys it"))
                .help(format!("make `{folder}` a member of the workspace and say `workspace:*`, or `file:` in place of `link:`"))
        }
        NodeUnread::PartlyDeployed { name, version } => {
            said(format!("pnpm {version} deploys `{name}` without what git ignores, which its build makes"))
                .help("name pnpm 8.3 or a newer one")
        }
        NodeUnread::OldDeploy { name, folder, needs, version } => said(format!(
            "pnpm {version} does not deploy `{name}` by the lock file, and `{folder}` needs `{needs}`"
        ))
        .help(
            "name pnpm 10.26 or a newer one; with 10.0 and newer it is enough to set \
             `injectWorkspacePackages: true` in `pnpm-workspace.yaml` and to run `pnpm install`",
        ),
        NodeUnread::OtherPlatforms { lock, package, found } => {
            said(format!("`{lock}` has `{found}` of `{package}`, and nothing of it for Linux, which images run"))
                .note("npm locks what is optional for the machine alone that had it installed")
                .help("make the file anew: `rm -rf node_modules package-lock.json && npm install`")
        }
        NodeUnread::NoCache { path, folder, is_global } => {
            let help = match is_global {
                true => format!("set `enableGlobalCache: false` in `{path}`, run `yarn install`, and check in `{folder}`"),
                false => format!("check in `{folder}`, or take `enableNetwork` out of `{path}`"),
            };
            said(format!("`{path}` has `enableNetwork: false`, and packages are not in `{folder}`")).help(help)
        }
        NodeUnread::PrivateKey { path, key } => {
            said(format!("`{path}` names the private key `{key}`, which would be in the image"))
                .help(format!("take it from a mount: `.mount(secret(\"key\").file(\"/run/key.pem\"))`, and that path in `{path}`"))
        }
        NodeUnread::Moved { path, key, value } => {
            said(format!("`{path}` has pnpm put packages into `{value}`: `{key}`"))
                .note("other stages find packages in `node_modules` alone")
                .help("take the line out, and run `pnpm install`")
        }
        NodeUnread::KeepsDevelopment { path, setting } => said(format!(
            "`{path}` has npm install packages of development for every use: `{setting}`"
        ))
        .note("they would be in the image, also with `npm ci --omit=dev`")
        .help("take the line out: a package that builds gets them for its build; what the program itself needs belongs to `dependencies`"),
        NodeUnread::OwnLocks { file, lock } => {
            said(format!("`{lock}` is the lock file of a single member of the workspace of `{file}`"))
                .note("pnpm installs a member that needs others by the lock file of the workspace")
                .help("take `sharedWorkspaceLockfile: false` out, and run `pnpm install`")
        }
        NodeUnread::NoName { folder } => {
            said(format!("the package in `{folder}` has no name that Yarn can be called with"))
                .help("give it a name that begins with a letter or with `@`")
        }
        NodeUnread::NoPackage { .. }
        | NodeUnread::NoLock { .. }
        | NodeUnread::NoMember { .. }
        | NodeUnread::TwoOfOneName { .. }
        | NodeUnread::ManyPatterns { .. }
        | NodeUnread::NoPnpm { .. }
        | NodeUnread::RootOfWorkspace { .. }
        | NodeUnread::PlugAndPlay { .. }
        | NodeUnread::NoYarn { .. }
        | NodeUnread::NoYarnPath { .. } => unreachable!("`words` has an arm for it"),
    }
}

fn close<'k>(name: &str, known: &'k [String]) -> Option<&'k str> {
    let known: Vec<&str> = known.iter().map(String::as_str).collect();
    get_close_matches(name, &known, 1, 0.6).first().copied()
}

/// The first three paths.
fn some(paths: &[String]) -> String {
    let more = if paths.len() > 3 { " .." } else { "" };
    let first: Vec<String> = paths.iter().take(3).map(|path| format!("`{path}`")).collect();
    format!("{}{more}", first.join(", "))
}

#[cfg(test)]
mod tests {
    use super::some;

    #[test]
    fn three_paths_are_shown() {
        let of = |count: usize| some(&["a", "b", "c", "d", "e"].map(str::to_owned)[..count]);
        assert_eq!((of(1), of(3)), ("`a`".to_owned(), "`a`, `b`, `c`".to_owned()));
        assert_eq!((of(4), of(5)), (of(3) + " ..", of(3) + " .."));
    }
}
