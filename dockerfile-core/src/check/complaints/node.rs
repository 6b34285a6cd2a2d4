//! Packages of Node.

use similar::get_close_matches;

use crate::check::report::Diagnostic;
use crate::program::unread::NodeUnread;

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
    }
}

fn close<'k>(name: &str, known: &'k [String]) -> Option<&'k str> {
    let known: Vec<&str> = known.iter().map(String::as_str).collect();
    get_close_matches(name, &known, 1, 0.6).first().copied()
}

/// The first few.
fn some(paths: &[String]) -> String {
    let more = if paths.len() > 3 { " .." } else { "" };
    let first: Vec<String> = paths.iter().take(3).map(|path| format!("`{path}`")).collect();
    format!("{}{more}", first.join(", "))
}
