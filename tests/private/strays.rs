//! Stray files: what version control does not know changes nothing.

use std::env;

use dockerfile_tests::emitted::Emitted;
use dockerfile_tests::git;
use dockerfile_tests::random::Random;

use super::projects::{PROJECTS, Project};

/// What lies about in working folders: names, and what is in them.
const NAMES: [(&str, &str); 32] = [
    (".env", "A=1\n"),
    (".env.local", "A=1\n"),
    (".gitignore", "*\n!kept\n"),
    (".npmrc", "//registry/:_authToken=1\n"),
    (".yarnrc.yml", "npmAuthToken: x\n"),
    (".python-version", "2.7\n"),
    (".nvmrc", "4\n"),
    (".ruby-version", "1.8\n"),
    (".bundle/config", "BUNDLE_PATH: x\n"),
    (".mvn/maven.config", "-s x\n"),
    (".cargo/config.toml", "[build]\ntarget = \"x\"\n"),
    ("Cargo.toml", "[package]\n"),
    ("build.rs", "fn main() {}\n"),
    ("package.json", "{\n"),
    ("pyproject.toml", "[\n"),
    ("setup.py", ""),
    ("main_test.go", "package x\n"),
    ("extra.go", "package\n"),
    ("go.work", "go 1\n"),
    ("build.gradle.kts", ""),
    ("gradle.properties", "password=1\n"),
    ("x.gemspec", ""),
    ("tsconfig.json", "{}"),
    ("scratch.log", ""),
    ("dump.sql", ""),
    ("id_rsa", ""),
    ("coverage/index.html", ""),
    ("dist/app.js", ""),
    ("node_modules/x/package.json", "{ \"name\": \"x\" }\n"),
    ("target/debug/x", ""),
    ("__pycache__/x.pyc", ""),
    ("vendor/x/x.txt", ""),
];

const FOLDERS: [&str; 5] = ["", "app/", "src/", "app/src/", "other/"];

/// The two files of a project, as they are emitted.
fn files(emitted: &Emitted, project: &Project) -> [String; 2] {
    emitted.succeeds_with(&[project.kind, project.folder], &[]);
    ["Dockerfile", ".dockerignore"].map(|name| emitted.text(name))
}

/// Whether a manifest or the declaration names it: then it counts as it is on disk.
fn is_named(project: &Project, path: &str) -> bool {
    let there = |(name, _): &(&str, &str)| {
        let file = format!("{}/{name}", project.folder);
        file.trim_start_matches("./") == path
    };
    // The package that declares the image has one, or cargo would not build it.
    path == "Cargo.toml" || project.files.iter().any(there)
}

#[test]
fn a_stray_file_changes_no_byte() {
    let count = env::var("STRAYS").ok().and_then(|count| count.parse().ok()).unwrap_or(1_000);
    let mut random = Random(14);
    for project in PROJECTS {
        let emitted = Emitted::empty(env!("CARGO_BIN_EXE_recipe_image"));
        for (name, text) in project.files {
            emitted.make(&format!("{}/{name}", project.folder), text);
        }
        emitted.make("other/readme.txt", "");
        emitted.make(".gitignore", "*.ignored\n/app/left\n");
        git(emitted.folder(), &["add", "-A"]);
        let before = files(&emitted, project);
        for _ in 0..count / PROJECTS.len() {
            let folder = FOLDERS[random.below(FOLDERS.len())];
            let (name, text) = NAMES[random.below(NAMES.len())];
            let is_ignored = random.below(3) == 0;
            let end = if is_ignored { ".ignored" } else { "" };
            let path = format!("{folder}{name}{end}");
            if is_named(project, &path) || emitted.path(&path).exists() {
                continue;
            }
            emitted.make(&path, text);
            let after = files(&emitted, project);
            assert_eq!(before, after, "{} in `{}`: {path}", project.kind, project.folder);
            emitted.remove(&path);
        }
    }
}
