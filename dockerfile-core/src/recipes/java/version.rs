//! The version of Java that a project asks for.

use std::collections::BTreeSet;

use crate::declare::disk::Tree;
use crate::program::toolchain::Toolchain;
use crate::program::unread::Unread;
use crate::recipes::version_files::VersionFiles;

/// Words of Gradle's build files behind which the version stands that Gradle compiles with.
const TOOLCHAINS: [&str; 2] = ["JavaLanguageVersion.of(", "jvmToolchain("];

/// Words behind which the version stands that Gradle compiles for.
const TARGETS: [&str; 5] = [
    "JavaVersion.VERSION_",
    "sourceCompatibility = ",
    "targetCompatibility = ",
    "options.release = ",
    "options.release.set(",
];

/// Files in which developers say the version of Java.
const FILES: VersionFiles = VersionFiles { own: &[".java-version"], tools: &["java"] };

/// The version that Gradle compiles with, if a build file names one and no other.
pub(super) fn toolchain_of(file: &str, text: &str) -> Option<Toolchain> {
    let versions: BTreeSet<String> = behind(text, &TOOLCHAINS).filter_map(major).collect();
    let [version] = &versions.into_iter().collect::<Vec<_>>()[..] else { return None };
    Some(Toolchain::exact(file, version))
}

/// The newest version that a build file names in plain words.
pub(super) fn java_of(file: &str, text: &str) -> Option<Toolchain> {
    let versions = behind(text, &TOOLCHAINS).chain(behind(text, &TARGETS));
    Toolchain::newest(versions.filter_map(|version| toolchain(file, version)))
}

/// The version that a program needs which is compiled as a build file says.
pub(super) fn target_of(file: &str, text: &str) -> Option<Toolchain> {
    let newest = |words| {
        Toolchain::newest(behind(text, words).filter_map(|version| toolchain(file, version)))
    };
    newest(&TARGETS).or_else(|| newest(&TOOLCHAINS))
}

/// The texts behind these words, outside of comments.
fn behind<'t>(text: &'t str, words: &'static [&'static str]) -> impl Iterator<Item = &'t str> {
    let lines = text.lines().map(|line| line.split("//").next().unwrap_or(line));
    let behind =
        lines.flat_map(|line| words.iter().flat_map(move |word| line.split(*word).skip(1)));
    behind.map(|behind| {
        let version = behind.trim_start_matches(['"', '\'']);
        let end = version.find(|c: char| !c.is_ascii_digit() && !matches!(c, '_' | '.'));
        &version[..end.unwrap_or(version.len())]
    })
}

/// A version of Java that a file asks for, or a newer one.
pub(super) fn toolchain(file: &str, version: &str) -> Option<Toolchain> {
    major(version).map(|version| Toolchain::or_newer(file, &version))
}

/// The versions that developers' files say, in a folder or above it.
pub(super) fn of_developers(tree: &Tree, folder: &str) -> Result<Vec<Toolchain>, Unread> {
    let mut found = vec![];
    for (file, said) in FILES.nearest(tree, folder)? {
        // `temurin-21.0.2+13`
        let version = said.split(['-', '+']).find_map(major);
        found.extend(version.map(|version| Toolchain::exact(&file, &version)));
    }
    Ok(found)
}

/// The major version; that of `1.8` is 8.
fn major(version: &str) -> Option<String> {
    let version = version.trim();
    let version =
        version.strip_prefix("1.").or_else(|| version.strip_prefix("1_")).unwrap_or(version);
    let version = version.split(['.', '_']).next()?;
    let is_version = !version.is_empty() && version.chars().all(|c| c.is_ascii_digit());
    is_version.then(|| version.to_owned())
}

#[cfg(test)]
mod tests {
    use super::{java_of, toolchain, toolchain_of};

    #[test]
    fn build_files_ask_for_the_newest_that_they_name() {
        let of = |text| java_of("build.gradle", text).map(|it| it.said);
        for (text, version) in [
            ("languageVersion = JavaLanguageVersion.of(21)", "21"),
            ("kotlin { jvmToolchain(17) }", "17"),
            ("x = JavaVersion.VERSION_1_8", "8"),
            ("sourceCompatibility = JavaVersion.VERSION_17", "17"),
            ("sourceCompatibility = '11'", "11"),
            ("targetCompatibility = \"17\"", "17"),
            ("options.release = 21", "21"),
            ("options.release.set(21)", "21"),
            ("sourceCompatibility = '9'\ntargetCompatibility = '17'", "17"),
            ("sourceCompatibility = 21; targetCompatibility = 17", "21"),
        ] {
            assert_eq!(of(text), Some(format!("{version} or newer")), "{text}");
        }
        let of_manifest = |text| toolchain("pom.xml", text).map(|it| it.said);
        for (text, version) in [(" 1.8\n", "8"), ("21.0.1", "21")] {
            assert_eq!(of_manifest(text), Some(format!("{version} or newer")), "{text}");
        }
        for text in ["${java.version}", "17-ea", "", "1."] {
            assert_eq!(of_manifest(text), None, "{text}");
        }
        assert_eq!(of("// jvmToolchain(25)\nsourceCompatibility = version"), None);
    }

    #[test]
    fn a_toolchain_is_one_version_and_no_other() {
        let of = |text| toolchain_of("build.gradle", text).map(|it| it.said);
        for text in ["JavaLanguageVersion.of(17)", "jvmToolchain(17)\nJavaLanguageVersion.of(17)"] {
            assert_eq!(of(text).as_deref(), Some("17"), "{text}");
        }
        for text in
            ["options.release = 17", "jvmToolchain(17)\njvmToolchain(21)", "jvmToolchain(x)"]
        {
            assert_eq!(of(text), None, "{text}");
        }
    }
}
