//! The versions of Node that a project asks for, wherever it does.
//!
//! Source: <https://docs.npmjs.com/cli/configuring-npm/package-json#engines>,
//! <https://github.com/nvm-sh/nvm#nvmrc>, <https://docs.volta.sh/advanced/workspaces>.

use super::manifest::PackageJson;
use crate::declare::disk::Tree;
use crate::program::toolchain::Toolchain;
use crate::program::unread::Unread;
use crate::recipes::formats::without_mark;
use crate::value::path::{below, inside, upwards};

/// Files that hold a version and nothing else.
const FILES: [&str; 2] = [".nvmrc", ".node-version"];

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

/// The versions that the manifests of a package and of its root ask for, and files beside them or
/// between. What is not said in a simple way is not judged.
pub(super) fn all(
    tree: &Tree,
    package: &str,
    root: &str,
    manifests: [&PackageJson; 2],
) -> Result<Vec<Toolchain>, Unread> {
    let mut all = vec![];
    let mut push = |file: &str, version: &str| {
        if let Some((version, or_newer)) = simple_range(version) {
            let toolchain = Toolchain { file: file.to_owned(), version, or_newer };
            if !all.contains(&toolchain) {
                all.push(toolchain);
            }
        }
    };
    let [own, above] = manifests;
    // What the package says takes the place of what the root says.
    let said = if own.node.is_empty() { above } else { own };
    said.node.iter().for_each(|version| push(&said.path, version));
    for name in FILES {
        let folders = upwards(package).filter(|folder| inside(root, folder).is_some());
        let mut files = folders.map(|folder| below(folder, name));
        if let Some(file) = files.find(|file| tree.finds(file)) {
            let text = tree.read(&file)?;
            let lines = without_mark(&text).lines();
            let line = lines.map(|line| line.split('#').next().unwrap_or_default().trim());
            line.filter(|line| !line.is_empty()).take(1).for_each(|line| push(&file, line));
        }
    }
    Ok(all)
}

/// The version that a simple range asks for, and whether a newer one will do: `>=20`, `^20.1`,
/// `~20.1`, `20.x`, `20`, `lts/iron`, and the lower bound of `>=20 <23`. Any other range gives
/// `None`, rather than something wrong.
fn simple_range(range: &str) -> Option<(String, bool)> {
    let range = range.trim();
    if let Some(name) = range.strip_prefix("lts/") {
        let named = NAMES.iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
        return named.map(|(_, version)| ((*version).to_owned(), false));
    }
    let (range, or_newer) = match range.strip_prefix(">=") {
        Some(least) => (least.trim_start(), true),
        None => (range, false),
    };
    let range = match range.split_once(' ') {
        Some((least, most)) if or_newer && most.trim_start().starts_with('<') => {
            if most.contains("||") {
                return None;
            }
            least
        }
        _ => range,
    };
    let (range, caret) = range.strip_prefix('^').map_or((range, false), |range| (range, true));
    let (range, tilde) = range.strip_prefix('~').map_or((range, false), |range| (range, true));
    let range = range.trim().trim_start_matches('v');
    let parts: Vec<&str> =
        range.split('.').take_while(|part| !matches!(*part, "x" | "*")).collect();
    let number = |part: &&str| !part.is_empty() && part.chars().all(|c| c.is_ascii_digit());
    if parts.is_empty() || !parts.iter().all(number) {
        return None;
    }
    // `^20.1` holds all of 20 that came later, and `~20.1.4` all of 20.1.
    let shown = if caret {
        1
    } else if tilde {
        2
    } else {
        parts.len()
    };
    Some((parts[..shown.min(parts.len())].join("."), or_newer))
}

#[cfg(test)]
mod tests {
    use super::simple_range;

    #[test]
    fn only_simple_ranges_are_judged() {
        let said = |range| simple_range(range);
        let is = |version: &str, or_newer| Some((version.to_owned(), or_newer));
        assert_eq!(said(">=18"), is("18", true));
        assert_eq!(said(">= 18.17.0"), is("18.17.0", true));
        assert_eq!((said(">=18 <23"), said(">= 18.1 < 23")), (is("18", true), is("18.1", true)));
        assert_eq!((said("^20.1.0"), said("~20.1.4")), (is("20", false), is("20.1", false)));
        assert_eq!(
            (said("20.x"), said("20"), said("v20.11")),
            (is("20", false), is("20", false), is("20.11", false))
        );
        assert_eq!((said("20.*"), said("~20"), said("^20")), (said("20"), said("20"), said("20")));
        assert_eq!(said("lts/Jod"), is("22", false));
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
            assert_eq!(simple_range(&format!("lts/{name}")), is(version, false), "{name}");
        }
        for range in [
            "",
            "*",
            "x",
            ">=18 <23 || 24",
            "18 || 20",
            "18 <20",
            "<=20",
            "lts/*",
            "20 - 22",
            "node",
        ] {
            assert_eq!(said(range), None, "{range}");
        }
    }
}
