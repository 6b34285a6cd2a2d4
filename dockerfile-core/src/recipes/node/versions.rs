//! The versions of Node that a project asks for, wherever it does.
//!
//! Source: <https://docs.npmjs.com/cli/configuring-npm/package-json#engines>,
//! <https://github.com/nvm-sh/nvm#nvmrc>, <https://docs.volta.sh/advanced/workspaces>.

use super::manifest::PackageJson;
use crate::declare::disk::Tree;
use crate::program::toolchain::Toolchain;
use crate::program::unread::Unread;
use crate::recipes::ranges::Dialect;
use crate::recipes::version_files::VersionFiles;

/// Files in which people say the version of Node.
const FILES: VersionFiles =
    VersionFiles { own: &[".nvmrc", ".node-version"], tools: &["nodejs", "node"] };

/// The names of releases with long support, and their versions.
const NAMES: [(&str, &str); 11] = [
    ("argon", "4"),
    ("boron", "6"),
    ("carbon", "8"),
    ("dubnium", "10"),
    ("erbium", "12"),
    ("fermium", "14"),
    ("gallium", "16"),
    ("hydrogen", "18"),
    ("iron", "20"),
    ("jod", "22"),
    ("krypton", "24"),
];

/// The versions that the manifests of a package and of its root ask for, the settings of its package
/// manager, and the nearest files in the package's folder or above it. What is not said in numbers
/// is not judged.
pub(super) fn all(
    tree: &Tree,
    package: &str,
    manifests: [&PackageJson; 2],
    settings: Vec<Toolchain>,
) -> Result<Vec<Toolchain>, Unread> {
    let [own, above] = manifests;
    // What the package says takes the place of what the root says.
    let said = if own.node.is_empty() { above } else { own };
    let mut all: Vec<Toolchain> =
        said.node.iter().filter_map(|version| toolchain(&said.path, version)).collect();
    all.extend(settings);
    let named = FILES.nearest(tree, package)?;
    all.extend(named.iter().filter_map(|(file, version)| toolchain(file, version)));
    let mut seen = vec![];
    all.retain(|it| {
        let is_new = !seen.contains(it);
        seen.extend(is_new.then(|| it.clone()));
        is_new
    });
    Ok(all)
}

/// The versions that a text asks for: a range, or the name of a release with long support.
pub(super) fn toolchain(file: &str, text: &str) -> Option<Toolchain> {
    let Some(name) = text.trim().strip_prefix("lts/") else {
        return Dialect::Npm.toolchain(file, text);
    };
    let named = NAMES.iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
    named.map(|(_, version)| Toolchain::exact(file, version))
}

#[cfg(test)]
mod tests {
    use super::toolchain;

    #[test]
    fn a_release_with_long_support_is_known_by_its_name() {
        let said = |text: &str| toolchain("", text).map(|it| it.said);
        assert_eq!(said("lts/Jod").as_deref(), Some("22"));
        for (name, version) in [
            ("argon", "4"),
            ("boron", "6"),
            ("carbon", "8"),
            ("dubnium", "10"),
            ("erbium", "12"),
            ("fermium", "14"),
            ("gallium", "16"),
            ("hydrogen", "18"),
            ("iron", "20"),
            ("jod", "22"),
            ("krypton", "24"),
        ] {
            assert_eq!(said(&format!("lts/{name}")).as_deref(), Some(version), "{name}");
        }
        for text in ["lts/*", "lts/-1", "node", ""] {
            assert_eq!(said(text), None, "{text}");
        }
    }
}
