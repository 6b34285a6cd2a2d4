//! Each file by which a project is found, and what starts it.

use std::fs;

use super::ask::Ask;
use super::ci::renovate;
use super::declare::{name_of, script};
use super::project::tests::projects;
use super::project::{Kind, Project, dockerfiles};

/// The one project of these files, as people read it, and what starts it.
fn one(files: &[(&str, &str)]) -> String {
    let found = projects(files);
    let [one] = found.as_slice() else { return format!("{} projects", found.len()) };
    let start = match &one.kind {
        Kind::Node { script, .. } | Kind::Ruby { script } => script.clone(),
        Kind::Python { starts, .. } => starts.as_ref().map(|words| words.join(" ")),
        Kind::Go => one.version.clone(),
        _ => None,
    };
    format!("{one}: {}", start.unwrap_or_default())
}

const PACKAGE: &str = "{\"scripts\": {\"start\": \"node a.js\"}}";
const MAIN: &str = "package main\n";

/// The function is long by its rows.
#[test]
fn each_file_of_a_project_is_known() {
    for (files, found) in [
        // Node.
        (
            &[("package.json", PACKAGE), ("package-lock.json", "")][..],
            "this folder, in Node with npm: a.js",
        ),
        (
            &[("package.json", PACKAGE), ("npm-shrinkwrap.json", "")],
            "this folder, in Node with npm: a.js",
        ),
        (
            &[("package.json", PACKAGE), ("pnpm-lock.yaml", "")],
            "this folder, in Node with pnpm: a.js",
        ),
        (&[("package.json", PACKAGE), ("yarn.lock", "")], "this folder, in Node with yarn: a.js"),
        (
            &[
                ("a/package.json", PACKAGE),
                ("package.json", "{\"workspaces\": [\"a\"]}"),
                ("yarn.lock", ""),
            ],
            "`a`, in Node with yarn: a.js",
        ),
        (&[("package.json", PACKAGE)], "0 projects"),
        (&[("package.json", "{}"), ("yarn.lock", "")], "this folder, in Node with yarn: "),
        (
            &[("package.json", "{\"main\": \"./b.js\"}"), ("yarn.lock", "")],
            "this folder, in Node with yarn: b.js",
        ),
        (&[("a/package.json", "{}"), ("yarn.lock", "")], "0 projects"),
        (
            &[
                ("package.json", "{\"workspaces\": []}"),
                ("yarn.lock", ""),
                ("a/package.json", "{}"),
            ],
            "0 projects",
        ),
        (
            &[
                ("package.json", "{}"),
                ("pnpm-lock.yaml", ""),
                ("pnpm-workspace.yaml", "packages:\n"),
                ("a/package.json", "{}"),
            ],
            "0 projects",
        ),
        // Python.
        (
            &[("requirements.txt", ""), ("main.py", "")],
            "this folder, in Python with pip: python3 main.py",
        ),
        (
            &[("requirements.txt", ""), ("app.py", "")],
            "this folder, in Python with pip: python3 app.py",
        ),
        (
            &[("requirements.txt", ""), ("server.py", "")],
            "this folder, in Python with pip: python3 server.py",
        ),
        (
            &[("requirements.txt", ""), ("run.py", "")],
            "this folder, in Python with pip: python3 run.py",
        ),
        (
            &[("requirements.txt", ""), ("app.py", ""), ("main.py", "")],
            "this folder, in Python with pip: python3 main.py",
        ),
        (
            &[("requirements.txt", ""), ("b/__main__.py", ""), ("main.py", "")],
            "this folder, in Python with pip: python3 -m b",
        ),
        (&[("requirements.txt", ""), ("a.py", "")], "this folder, in Python with pip: "),
        (
            &[("requirements.txt", ""), ("Procfile", "web: gunicorn a:b\n"), ("main.py", "")],
            "this folder, in Python with pip: gunicorn a:b",
        ),
        (
            &[("pyproject.toml", "[project.scripts]\nrun = \"a:b\"\n"), ("poetry.lock", "")],
            "this folder, in Python with poetry: run",
        ),
        (&[("pyproject.toml", "[project]"), ("uv.lock", "")], "this folder, in Python with uv: "),
        (&[("a/pyproject.toml", "[project]"), ("uv.lock", "")], "`a`, in Python with uv: "),
        (
            &[("pyproject.toml", "[project]"), ("uv.lock", ""), ("requirements.txt", "")],
            "this folder, in Python with uv: ",
        ),
        (&[("pyproject.toml", "")], "0 projects"),
        // Java.
        (&[("pom.xml", ""), ("a/pom.xml", "")], "this folder, in Java with maven: "),
        (&[("build.gradle", "")], "this folder, in Java with gradle: "),
        (&[("build.gradle.kts", ""), ("a/build.gradle", "")], "this folder, in Java with gradle: "),
        (&[("a/b/pom.xml", "")], "`a/b`, in Java with maven: "),
        // Ruby.
        (
            &[("Gemfile.lock", ""), ("server.rb", ""), ("app.rb", "")],
            "this folder, in Ruby with bundler: server.rb",
        ),
        (&[("Gemfile.lock", ""), ("app.rb", "")], "this folder, in Ruby with bundler: app.rb"),
        (&[("Gemfile.lock", ""), ("main.rb", "")], "this folder, in Ruby with bundler: main.rb"),
        (&[("Gemfile.lock", "")], "this folder, in Ruby with bundler: "),
        (&[("Gemfile", "")], "0 projects"),
        // Go.
        (&[("go.mod", "module a\ngo 1.25.3\n"), ("main.go", MAIN)], "this folder, in Go: 1.25"),
        (&[("go.mod", "module a\n"), ("cmd/a/b.go", MAIN)], "`cmd/a`, in Go: "),
        (&[("go.mod", ""), ("a_test.go", MAIN), ("b.go", "package b\n")], "0 projects"),
        (&[("main.go", MAIN)], "0 projects"),
        // One folder is one project.
        (
            &[("package.json", PACKAGE), ("yarn.lock", ""), ("requirements.txt", "")],
            "this folder, in Node with yarn: a.js",
        ),
    ] {
        assert_eq!(one(files), found, "{files:?}");
    }
}

#[test]
fn what_a_shell_would_read_starts_nothing() {
    for sign in ["$A", "a & b", "a | b", "a ; b", "'a'", "\"a\"", "`a`", "<a", ">a", "a (b)"] {
        let procfile = format!("web: {sign}\n");
        let files = [("requirements.txt", ""), ("Procfile", procfile.as_str())];
        assert_eq!(one(&files), "this folder, in Python with pip: ", "{sign}");
    }
    for script in ["a.js b", "a.js&b", "a.js|b", "a.js;b", "$A", "nodemon a.js"] {
        let start =
            if script.contains("nodemon") { script.to_owned() } else { format!("node {script}") };
        let package = format!("{{\"scripts\": {{\"start\": \"{start}\"}}}}");
        let files = [("package.json", package.as_str()), ("yarn.lock", "")];
        assert_eq!(one(&files), "this folder, in Node with yarn: ", "{script}");
    }
}

/// What is copied of a project in Python that is no package.
#[test]
fn what_is_no_code_is_not_copied() {
    let copied = |files: &[(&str, &str)]| match projects(files).pop().map(|project| project.kind) {
        Some(Kind::Python { files, .. }) => files.join(" "),
        other => format!("{other:?}"),
    };
    let files = [
        ("requirements.txt", ""),
        ("a.py", ""),
        ("setup.py", ""),
        ("b/c/d.py", ""),
        ("tests/a.py", ""),
        ("test/a.py", ""),
        ("docs/a.py", ""),
        ("examples/a.py", ""),
        ("e/f.txt", ""),
        ("g/h.py", ""),
        ("g/pyproject.toml", ""),
    ];
    assert_eq!(copied(&files), "a.py b e");
    let below = [("x/requirements.txt", ""), ("x/a.py", ""), ("x/b/c.html", ""), ("y/d.py", "")];
    assert_eq!(copied(&below), "x");
}

#[test]
fn each_name_of_a_dockerfile_is_known() {
    let root = tempfile::tempdir().expect("a folder");
    let names = |files: &[&str]| {
        let files: Vec<String> = files.iter().map(|file| (*file).to_owned()).collect();
        let found = dockerfiles(root.path(), &files);
        found.iter().map(|one| one.to_string()).collect::<Vec<_>>()
    };
    assert_eq!(
        names(&["Dockerfile", "a/Dockerfile", "web.Dockerfile", "b/Dockerfile.dev"]),
        [
            "this folder, by `Dockerfile`",
            "`a`, by `a/Dockerfile`",
            "this folder, by `web.Dockerfile`",
            "`b`, by `b/Dockerfile.dev`",
        ]
    );
    assert_eq!(
        names(&["Dockerfile.dockerignore", "dockerfile", "Dockerfiles", "a.Dockerfiles"]),
        [""; 0]
    );
    for (text, is_theirs) in [
        ("# Generated by dockerfile-core\nFROM a\n", false),
        ("#\n#\n# Generated by dockerfile-core\n", false),
        ("#\n#\n#\n# Generated by dockerfile-core\n", true),
        ("FROM a\n", true),
    ] {
        fs::write(root.path().join("Dockerfile"), text).expect("a file");
        assert_eq!(names(&["Dockerfile"]).len(), usize::from(is_theirs), "{text}");
    }
}

/// Also where a folder has two projects, or two folders have one name of Rust.
#[test]
fn each_project_has_a_function_and_a_file() {
    let project = |folder: &str, kind| Project { folder: folder.to_owned(), kind, version: None };
    let pairs = [("a", "a"), ("b", "c")];
    let programs = pairs.map(|(package, program)| (package.to_owned(), program.to_owned())).into();
    let projects = [
        project(".", Kind::Cargo { programs, alone: true }),
        project(".", Kind::Go),
        project("a-b", Kind::Go),
        project("a_b", Kind::Go),
    ];
    let build = script(&projects, true).build;
    for wanted in [
        "emit(image_here()).context(\"..\").dockerfile(\"../Dockerfile\")",
        "emit(image_here_2()).context(\"..\").dockerfile(\"../go.Dockerfile\")",
        "emit(a_b_image()).context(\"..\").dockerfile(\"../a-b/Dockerfile\")",
        "emit(a_b_image_2()).context(\"..\").dockerfile(\"../a_b/Dockerfile\")",
        "cargo([\"a\", \"b\"]).bins([\"a\", \"c\"]);",
        "fn image_here_2() -> Image",
        "fn a_b_image_2() -> Image",
    ] {
        assert!(build.contains(wanted), "{wanted}: {build}");
    }
}

#[test]
fn each_project_has_its_recipe() {
    let of = |folder: &str, kind: Kind, version: Option<&str>| {
        let version = version.map(str::to_owned);
        script(&[Project { folder: folder.to_owned(), kind, version }], true).build
    };
    let build = |folder: &str, kind: Kind| of(folder, kind, None);
    let words = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
    let programs = vec![("a".to_owned(), "b".to_owned())];
    let python = |tool, files: &[&str]| Kind::Python {
        tool,
        files: words(files),
        starts: Some(words(&["c", "d"])),
    };
    for (text, wanted) in [
        (build(".", Kind::Cargo { programs: programs.clone(), alone: false }), "cargo(\"a\");"),
        (build("x", Kind::Cargo { programs, alone: false }), "cargo(\"a\").workspace(\"x\");"),
        (of(".", Kind::Go, Some("1.25")), "golang:1.25-bookworm"),
        (build("x/y", Kind::Go), "golang:1-bookworm"),
        (build(".", Kind::Go), "go(\".\").program(\"app\")"),
        (build("x/y", Kind::Go), "go(\"x/y\").program(\"y\")"),
        (build("x/y", Kind::Go), "/usr/local/bin/y"),
        (
            build(".", Kind::Node { manager: "pnpm", script: Some("a.js".to_owned()) }),
            "pnpm(\".\")",
        ),
        (
            build("x", Kind::Node { manager: "npm", script: Some("a.js".to_owned()) }),
            ".entrypoint([\"node\", \"a.js\"])",
        ),
        (build("x", Kind::Node { manager: "npm", script: None }), "// Decide: what starts it"),
        (build("x", Kind::Node { manager: "npm", script: None }), ".workdir(\"/src/x\")"),
        (build(".", Kind::Node { manager: "npm", script: None }), ".workdir(\"/src\")"),
        (build(".", python("uv", &[])), "uv(\".\")"),
        (build(".", python("poetry", &[])), "poetry(\".\")"),
        (build(".", python("pip", &[])), "pip(\"requirements.txt\")"),
        (build("x", python("pip", &[])), "pip(\"x/requirements.txt\")"),
        (build("x", python("pip", &[])), "copy(\"x\").to(\"/src/x\")"),
        (build("x", python("pip", &["x/a.py"])), "copy(\"x/a.py\").to(\"/src/x/a.py\")"),
        (build("x", python("pip", &["x/a.py", "x/b"])), "copy([\"x/a.py\", \"x/b\"]).to(\"/src\")"),
        (build("x", python("pip", &[])), ".entrypoint([\"/opt/venv/bin/c\", \"d\"])"),
        (build(".", Kind::Java { tool: "maven" }), "maven:3.9-eclipse-temurin-21"),
        (build(".", Kind::Java { tool: "gradle" }), "gradle:8-jdk21"),
        (
            build(".", Kind::Ruby { script: Some("a.rb".to_owned()) }),
            ".entrypoint([\"bundle\", \"exec\", \"ruby\", \"a.rb\"])",
        ),
        (of(".", Kind::Java { tool: "maven" }, Some("25")), "maven:3.9-eclipse-temurin-25"),
        (of(".", Kind::Java { tool: "gradle" }, Some("25")), "gradle:9-jdk25"),
        (of(".", Kind::Java { tool: "gradle" }, Some("17")), "eclipse-temurin:17-jre"),
        (of(".", python("uv", &[]), Some("3.12")), "python:3.12-slim-bookworm"),
        (build(".", python("uv", &[])), "python:3.13-slim-bookworm"),
        (build(".", Kind::Java { tool: "maven" }), ".dockerfile(\"../Dockerfile\")"),
        (build("x", Kind::Java { tool: "maven" }), ".dockerfile(\"../x/Dockerfile\")"),
    ] {
        assert!(text.contains(wanted), "no {wanted} in {text}");
    }
    for (path, name) in [("a-b/c.d", "a_b_c_d"), ("1a", "of_1a"), ("A", "a"), ("-", "of_")] {
        assert_eq!(name_of(path), name);
    }
}

/// Nobody is asked who takes each default.
#[test]
fn who_takes_defaults_says_yes() {
    assert!(Ask::new(true).and_then(|ask| ask.confirm("a?")).unwrap_or(false));
}

#[test]
fn each_configuration_of_an_update_bot_is_found() {
    for file in ["renovate.json", "renovate.json5", ".renovaterc", ".github/renovate.json"] {
        let root = tempfile::tempdir().expect("a folder");
        assert_eq!(renovate(root.path()), None);
        fs::create_dir(root.path().join(".github")).expect("a folder");
        fs::write(root.path().join(file), "{}").expect("a file");
        assert_eq!(renovate(root.path()), Some(file));
    }
}
