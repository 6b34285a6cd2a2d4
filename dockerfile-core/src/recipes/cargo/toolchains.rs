//! The versions of Rust that a workspace asks for.

use super::config::Config;
use super::lock::Lock;
use super::manifest::ToolchainFile;
use super::member::Package;
use super::workspace::Workspace;
use crate::declare::disk::Tree;
use crate::program::toolchain::Toolchain;
use crate::program::unread::Unread;
use crate::recipes::version_files::VersionFiles;
use crate::value::path::below;

/// A file in which developers say the version of Rust, if no toolchain file does.
const VERSIONS: VersionFiles = VersionFiles { own: &[], tools: &["rust"] };

/// Editions, each with the first version of Rust that has it.
///
/// Source: <https://doc.rust-lang.org/edition-guide/editions/>.
const EDITIONS: [(&str, &str); 3] = [("2018", "1.31"), ("2021", "1.56"), ("2024", "1.85")];

/// Versions of the resolver, each with the first version of Rust that has it.
///
/// Source: <https://doc.rust-lang.org/cargo/reference/resolver.html#resolver-versions>.
const RESOLVERS: [(&str, &str); 2] = [("2", "1.51"), ("3", "1.84")];

/// Versions of the lock file's format, each with the first version of Rust that reads it.
///
/// Source: <https://github.com/rust-lang/cargo/blob/master/CHANGELOG.md>.
const FORMATS: [(u32, &str); 2] = [(3, "1.53"), (4, "1.78")];

/// The first version of Rust whose cargo reads the files that its configuration includes; others pass
/// over them.
///
/// Source: <https://doc.rust-lang.org/cargo/reference/config.html#including-extra-configuration-files>.
const INCLUDES: &str = "1.94";

/// The version that the nearest toolchain file asks for, and the newest that packages, the resolver
/// and the lock file ask for. Cargo reads the editions of all packages, and compares its version
/// with what the `compiled` ones name.
pub(super) fn toolchains<'p>(
    tree: &Tree,
    workspace: &Workspace,
    lock: &Lock,
    config: &Config,
    compiled: impl Iterator<Item = &'p &'p Package>,
) -> Result<Vec<Toolchain>, Unread> {
    let file = workspace.toolchains.first();
    let said = match file {
        Some(file) => toolchain(tree, file)?.into_iter().collect(),
        None => VERSIONS
            .nearest(tree, &workspace.root)?
            .iter()
            .filter_map(|(file, channel)| of_channel(file, channel))
            .collect::<Vec<_>>(),
    };
    let named = compiled.filter_map(|package| {
        Some(Toolchain::or_newer(&package.manifest, package.rust_version.as_ref()?))
    });
    let editions = workspace.packages.values().filter_map(of_edition);
    let includes = config.including.iter();
    let includes = includes.map(|file| Toolchain::since(file, INCLUDES, "`include`"));
    let asked = named.chain(editions).chain(of_resolver(workspace)).chain(of_lock(workspace, lock));
    let asked = asked.chain(includes);
    Ok(said.into_iter().chain(Toolchain::newest(asked)).collect())
}

fn of_edition(package: &Package) -> Option<Toolchain> {
    let (edition, first) = EDITIONS.iter().find(|(edition, _)| *edition == package.edition)?;
    Some(Toolchain::since(&package.manifest, first, &format!("edition {edition}")))
}

fn of_resolver(workspace: &Workspace) -> Option<Toolchain> {
    let said = workspace.manifest.resolver()?;
    let (resolver, first) = RESOLVERS.iter().find(|(resolver, _)| *resolver == said)?;
    let file = below(&workspace.root, "Cargo.toml");
    Some(Toolchain::since(&file, first, &format!("resolver {resolver}")))
}

fn of_lock(workspace: &Workspace, lock: &Lock) -> Option<Toolchain> {
    let (format, first) = FORMATS.iter().find(|(format, _)| Some(*format) == lock.version)?;
    let file = below(&workspace.root, "Cargo.lock");
    Some(Toolchain::since(&file, first, &format!("version {format} of its format")))
}

/// The version that a toolchain file asks for; `None` if its channel is `stable`, which may be any.
fn toolchain(tree: &Tree, file: &str) -> Result<Option<Toolchain>, Unread> {
    let text = tree.read(file)?;
    let mut words = text.split_whitespace();
    let channel = match (words.next(), words.next()) {
        (Some(word), None) if !file.ends_with(".toml") => Some(word.to_owned()),
        _ => {
            let read: ToolchainFile = tree.toml(file)?;
            read.toolchain.and_then(|toolchain| toolchain.channel)
        }
    };
    Ok(channel.and_then(|channel| of_channel(file, &channel)))
}

fn of_channel(file: &str, channel: &str) -> Option<Toolchain> {
    match channel.split('-').next() {
        Some(version) if version.starts_with(|c: char| c.is_ascii_digit()) => {
            Some(Toolchain::exact(file, version))
        }
        // A numbered base has a stable Rust.
        Some("nightly" | "beta") => Some(Toolchain::unnumbered(file, channel)),
        _ => None,
    }
}
