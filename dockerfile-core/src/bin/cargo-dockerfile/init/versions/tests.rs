//! The version that each file names.

use crate::init::project::tests::projects;

/// The version of the one project that these files are.
fn version(files: &[(&str, &str)]) -> Option<String> {
    let mut found = projects(files);
    assert_eq!(found.len(), 1, "{files:?}");
    found.pop().and_then(|project| project.version)
}

#[test]
fn go_names_a_toolchain_or_a_language() {
    for (manifest, expected) in [
        ("module x\n", None),
        ("module x\ngo 1.25\n", Some("1.25")),
        ("module x\n go 1.25.3 // why\n", Some("1.25")),
        ("module x\ngo 1.25.0\n\ntoolchain go1.26.5\n", Some("1.26")),
        ("module x\ngo 1.25.0\n\ntoolchain default\n", Some("1.25")),
    ] {
        let found = version(&[("go.mod", manifest), ("a.go", "package main\n")]);
        assert_eq!(found.as_deref(), expected, "{manifest}");
    }
}

#[test]
fn node_names_a_major_version() {
    let lock = ("package-lock.json", "");
    let named = |file: (&str, &str)| version(&[("package.json", "{}"), lock, file]);
    assert_eq!(named((".nvmrc", "v20.11.0\n")).as_deref(), Some("20"));
    assert_eq!(named((".node-version", "24")).as_deref(), Some("24"));
    assert_eq!(named((".nvmrc", "lts/jod")), None);
    for (range, expected) in [
        (">=18", None),
        (">=22.4.0", Some("22")),
        (">= 24", Some("24")),
        (">=18 <21", Some("18")),
        ("^20.1.0", Some("20")),
        ("20.x", Some("20")),
        ("~20.1", Some("20")),
        ("18 || 20", Some("20")),
        ("*", None),
    ] {
        let manifest = format!("{{\"engines\": {{\"node\": \"{range}\"}}}}");
        let found = version(&[("package.json", &manifest), lock]);
        assert_eq!(found.as_deref(), expected, "{range}");
    }
    let volta = "{\"volta\": {\"node\": \"20.11.0\"}, \"engines\": {\"node\": \">=18\"}}";
    assert_eq!(version(&[("package.json", volta), lock]).as_deref(), Some("20"));
}

#[test]
fn python_names_a_minor_version() {
    let requirements = ("requirements.txt", "");
    for (file, text, expected) in [
        (".python-version", "3.12.4\n", Some("3.12")),
        ("runtime.txt", "python-3.11.9", Some("3.11")),
        ("other.txt", "3.12", None),
    ] {
        let found = version(&[requirements, (file, text)]);
        assert_eq!(found.as_deref(), expected, "{file}");
    }
    for (range, expected) in [
        (">=3.9", Some("3.13")),
        (">=3.14", Some("3.14")),
        (">=3.9,<3.13", Some("3.12")),
        (">=3.9, <3.13.1", Some("3.13")),
        ("==3.11.*", Some("3.11")),
        ("~=3.10", Some("3.13")),
        ("~=3.10.2", Some("3.10")),
        ("<=3.9", Some("3.9")),
        (">=2.7", Some("3.13")),
        (">=3.20", None),
    ] {
        let manifest = format!("[project]\nrequires-python = \"{range}\"\n");
        let found = version(&[requirements, ("pyproject.toml", &manifest)]);
        assert_eq!(found.as_deref(), expected, "{range}");
    }
    for (range, expected) in [("^3.9", "3.13"), ("~3.11", "3.11"), ("3.12", "3.12")] {
        let manifest = format!("[tool.poetry.dependencies]\npython = \"{range}\"\n");
        let found = version(&[("poetry.lock", ""), ("pyproject.toml", &manifest)]);
        assert_eq!(found.as_deref(), Some(expected), "{range}");
    }
}

#[test]
fn java_names_what_the_usual_one_is_too_old_for() {
    for (release, expected) in [("17", None), ("21", None), ("25", Some("25")), ("${x}", None)] {
        let manifest = format!("<properties><java.version>{release}</java.version></properties>");
        assert_eq!(version(&[("pom.xml", &manifest)]).as_deref(), expected, "{release}");
    }
    let toolchain = "java { toolchain { languageVersion = JavaLanguageVersion.of(17) } }";
    assert_eq!(version(&[("build.gradle.kts", toolchain)]).as_deref(), Some("17"));
    assert_eq!(version(&[("build.gradle", "")]), None);
    for (said, expected) in [
        ("17\n", Some("17")),
        ("17.0.9", Some("17")),
        ("1.8", Some("8")),
        ("temurin-21.0.2+13", Some("21")),
        ("system", None),
    ] {
        for (file, text) in [("pom.xml", "<project/>"), ("build.gradle", "")] {
            let found = version(&[(file, text), (".java-version", said)]);
            assert_eq!(found.as_deref(), expected, "{file} {said}");
        }
    }
    let developers = (".java-version", "21");
    assert_eq!(version(&[("build.gradle.kts", toolchain), developers]).as_deref(), Some("17"));
}

#[test]
fn ruby_names_a_minor_version() {
    let lock = ("Gemfile.lock", "");
    for (file, text, expected) in [
        (".ruby-version", "3.3.4\n", Some("3.3")),
        (".ruby-version", "ruby-3.2.1", Some("3.2")),
        ("Gemfile", "source \"x\"\nruby \"~> 3.3.0\"\n", Some("3.3")),
        ("Gemfile", "ruby '3.4.1'\n", Some("3.4")),
        ("Gemfile", "ruby file: \".ruby-version\"\n", None),
    ] {
        assert_eq!(version(&[lock, (file, text)]).as_deref(), expected, "{file} {text}");
    }
}

#[test]
fn rust_names_a_toolchain() {
    let rust = |file: &str, text: &str| {
        let manifest = "[package]\nname = \"a\"\nversion = \"0.1.0\"\n[workspace]\n";
        version(&[
            ("Cargo.toml", manifest),
            ("Cargo.lock", ""),
            ("src/main.rs", "fn main() {}\n"),
            (file, text),
        ])
    };
    assert_eq!(rust("rust-toolchain", "1.90.0\n").as_deref(), Some("1.90.0"));
    assert_eq!(rust("rust-toolchain", "nightly-2026-01-01\n"), None);
    assert_eq!(rust("other", "1.90.0\n"), None);
}
