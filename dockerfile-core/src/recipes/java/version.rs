//! The version of Java that build files ask for.

use crate::program::toolchain::Toolchain;

/// Words of Gradle's build files behind which a version stands.
const WORDS: [&str; 6] = [
    "JavaLanguageVersion.of(",
    "jvmToolchain(",
    "JavaVersion.VERSION_",
    "sourceCompatibility = ",
    "targetCompatibility = ",
    "options.release = ",
];

/// The newest version that a build file of Gradle names in plain words.
pub(super) fn java_of(file: &str, text: &str) -> Option<Toolchain> {
    let lines = text.lines().map(|line| line.split("//").next().unwrap_or(line));
    let behind = lines.flat_map(|line| {
        WORDS.iter().flat_map(move |word| line.split(word).skip(1).collect::<Vec<_>>())
    });
    Toolchain::newest(behind.filter_map(|behind| {
        let version = behind.trim_start_matches(['"', '\'']);
        let end = version.find(|c: char| !c.is_ascii_digit() && !matches!(c, '_' | '.'));
        toolchain(file, &version[..end.unwrap_or(version.len())].replace('_', "."))
    }))
}

/// A version of Java that a file asks for, or a newer one; `1.8` is 8.
pub(super) fn toolchain(file: &str, version: &str) -> Option<Toolchain> {
    let version = version.trim();
    let version = version.strip_prefix("1.").unwrap_or(version).split('.').next()?;
    let is_version = !version.is_empty() && version.chars().all(|c| c.is_ascii_digit());
    let (file, version) = (file.to_owned(), version.to_owned());
    is_version.then_some(Toolchain { file, version, or_newer: true })
}

#[cfg(test)]
mod tests {
    use super::{java_of, toolchain};

    #[test]
    fn build_files_ask_for_the_newest_that_they_name() {
        let of = |text| java_of("build.gradle", text).map(|it| it.version);
        for (text, version) in [
            ("languageVersion = JavaLanguageVersion.of(21)", "21"),
            ("kotlin { jvmToolchain(17) }", "17"),
            ("x = JavaVersion.VERSION_1_8", "8"),
            ("sourceCompatibility = JavaVersion.VERSION_17", "17"),
            ("sourceCompatibility = '11'", "11"),
            ("targetCompatibility = \"17\"", "17"),
            ("options.release = 21", "21"),
            ("sourceCompatibility = '9'\ntargetCompatibility = '17'", "17"),
            ("sourceCompatibility = 21; targetCompatibility = 17", "21"),
        ] {
            assert_eq!(of(text).as_deref(), Some(version), "{text}");
        }
        let of_manifest = |text| toolchain("pom.xml", text).map(|it| it.version);
        for (text, version) in [(" 1.8\n", Some("8")), ("21.0.1", Some("21"))] {
            assert_eq!(of_manifest(text).as_deref(), version, "{text}");
        }
        for text in ["${java.version}", "17-ea", "", "1."] {
            assert_eq!(of_manifest(text), None, "{text}");
        }
        assert_eq!(of("// jvmToolchain(25)\nsourceCompatibility = version"), None);
    }
}
