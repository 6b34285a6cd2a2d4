//! What of a repository is a project, each kind by its smallest files.

use std::fs;

use super::{Project, dockerfiles, find};

fn listed(files: &[(&str, &str)]) -> (tempfile::TempDir, Vec<String>) {
    let root = tempfile::tempdir().expect("a temporary folder");
    for (path, text) in files {
        let path = root.path().join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a new folder");
        fs::write(path, text).expect("a new file");
    }
    let names = files.iter().map(|(path, _)| (*path).to_owned()).collect();
    (root, names)
}

/// The projects of a repository with these files, each with its text.
pub(in crate::init) fn projects(files: &[(&str, &str)]) -> Vec<Project> {
    let (root, names) = listed(files);
    find(root.path(), &names).projects
}

/// Each folder with what it is.
fn found(files: &[(&str, &str)]) -> String {
    let found = projects(files);
    let said = found.iter().map(|one| format!("{} {:?}", one.folder, one.kind));
    said.collect::<Vec<_>>().join("; ").replace('"', "")
}

#[test]
fn a_folder_with_a_program_is_a_project() {
    let main = "package main\n";
    let (go, older) = ("module x\ngo 1.20\n", "module x\n go 1.19 \n");
    for (files, expected) in [
        (vec![("go.mod", older), ("a.go", "package  main")], ". Go"),
        (vec![("go.mod", "module x"), ("a.go", main)], ". Go"),
        (vec![("go.mod", older), ("svc/go.mod", go), ("svc/cmd/a.go", main)], "svc/cmd Go"),
        (vec![("go.mod", go), ("a_test.go", main), ("b.go", "package mainly")], ""),
        (vec![("go.mod", go), ("a.go", "package main // import \"x\"\n")], ". Go"),
        (vec![("go.mod", go), ("a.go", "//go:build ignore\n\npackage main\n")], ""),
        (vec![("a.go", main), ("svc/go.mod", go)], ""),
        (
            vec![("pom.xml", ""), ("a/pom.xml", ""), ("b/c/build.gradle", "")],
            ". Java { tool: maven }",
        ),
        (
            vec![("a/build.gradle.kts", ""), ("b/build.gradle", ""), ("b/x", "")],
            "a Java { tool: gradle }; b Java { tool: gradle }",
        ),
        (vec![("settings.gradle", "")], ""),
        (
            vec![
                ("pom.xml", ""),
                ("a/pom.xml", ""),
                ("a/src/main/java/x/A.java", "public static void main(String[] a) {}"),
                ("b/pom.xml", ""),
                ("b/src/main/java/B.java", "class B {}"),
                ("c/pom.xml", ""),
                ("c/src/main/kotlin/C.kt", "fun main() {}"),
                ("c/src/test/java/T.java", "static void main("),
            ],
            "a Java { tool: maven }; c Java { tool: maven }",
        ),
        (vec![("Gemfile.lock", ""), ("app.rb", "")], ". Ruby { script: Some(app.rb) }"),
        (
            vec![("Gemfile.lock", ""), ("main.rb", ""), ("server.rb", "")],
            ". Ruby { script: Some(server.rb) }",
        ),
        (vec![("Gemfile", ""), ("app.rb", "")], ""),
        (vec![("go.mod", go), ("a.go", main), ("pom.xml", "")], ". Go"),
        (vec![("go.mod", go), ("a/testdata/b/a.go", main)], ""),
    ] {
        assert_eq!(found(&files), expected, "{files:?}");
    }
}

#[test]
fn a_package_of_node_is_started_or_locked() {
    let (lock, package) = ("package-lock.json", "package.json");
    let start =
        |words: &str| format!("{{\"scripts\": {{\"start\": {words:?}}}, \"main\": \"./m.js\"}}");
    let node =
        |manager: &str, script: &str| format!("Node {{ manager: {manager}, script: {script} }}");
    let (by_node, by_words) = (start("node ./a.js"), start("node a.js --x"));
    let other = "{\"scripts\": {\"start\": \"next start\"}}";
    let members = ("pnpm-workspace.yaml", "packages:\n  - a\n");
    let none = node("npm", "None");
    for (files, expected) in [
        (vec![(package, by_node.as_str()), (lock, "")], format!(". {}", node("npm", "Some(a.js)"))),
        (
            vec![(package, by_words.as_str()), (lock, "")],
            format!(". {}", node("npm", "Some(m.js)")),
        ),
        (vec![(package, other), (lock, "")], format!(". {}", node("npm", "None"))),
        (vec![(package, "{}"), (lock, "")], format!(". {}", node("npm", "None"))),
        (vec![(package, other)], String::new()),
        (vec![(package, "{"), (lock, "")], String::new()),
        (
            vec![(package, other), ("pnpm-lock.yaml", ""), ("pnpm-workspace.yaml", "x: y\n")],
            format!(". {}", node("pnpm", "None")),
        ),
        (
            vec![("pnpm-lock.yaml", ""), members, ("a/package.json", other)],
            format!("a {}", node("pnpm", "None")),
        ),
        (vec![(package, "{}"), (lock, ""), ("a/package.json", other)], ". ".to_owned() + &none),
        // Beside another language it makes pages, and is a program where it is started.
        (vec![(package, other), (lock, ""), ("requirements.txt", "")], ". ".to_owned() + &none),
        (
            vec![(package, "{}"), (lock, ""), ("requirements.txt", "")],
            ". Python { tool: pip, files: [package-lock.json, package.json], starts: None }".into(),
        ),
        (
            vec![(package, other), (lock, ""), ("Gemfile.lock", "")],
            ". Ruby { script: None }".into(),
        ),
        (vec![("a/package.json", "{}"), (lock, "")], String::new()),
        (
            vec![
                ("a/b/package.json", other),
                ("a/package.json", "{\"workspaces\": [\"b\"]}"),
                ("a/yarn.lock", ""),
                (lock, ""),
            ],
            format!("a/b {}", node("yarn", "None")),
        ),
        (vec![(package, "{}"), ("npm-shrinkwrap.json", "")], format!(". {}", node("npm", "None"))),
    ] {
        assert_eq!(found(&files), expected, "{files:?}");
    }
}

/// A workspace without members is a package alone.
#[test]
fn a_root_of_others_is_no_package_of_node() {
    let (start, package) = ("{\"scripts\": {\"start\": \"next start\"}}", "package.json");
    let of_npm = "{\"workspaces\": [\"a\"]}";
    let (member, members) = (("a/package.json", "{}"), ("pnpm-workspace.yaml", "packages:\n"));
    let pnpm = vec![(package, start), ("pnpm-lock.yaml", ""), members];
    assert_eq!(found(&pnpm), ". Node { manager: pnpm, script: None }");
    assert_eq!(found(&[pnpm, vec![member]].concat()), "");
    assert_eq!(found(&[(package, of_npm), ("package-lock.json", ""), member]), "");
}

#[test]
fn a_project_of_python_is_its_code_and_what_starts_it() {
    let pip = |files: &str, starts: &str| {
        format!("Python {{ tool: pip, files: [{files}], starts: {starts} }}")
    };
    let requirements = ("requirements.txt", "");
    let scripts = ("pyproject.toml", "[project.scripts]\nserve = \"a:b\"\n");
    for (files, expected) in [
        (
            vec![requirements, ("app.py", ""), ("main.py", "")],
            pip("app.py, main.py", "Some([python3, main.py])"),
        ),
        (
            vec![
                requirements,
                ("setup.py", ""),
                ("lib/x.py", ""),
                ("deep/a/b.py", ""),
                ("text/a.md", ""),
                ("tests/t.py", ""),
                ("docs/conf.py", ""),
                ("other/pyproject.toml", ""),
                ("other/y.py", ""),
            ],
            pip("deep, lib, text", "None"),
        ),
        (
            vec![requirements, ("lib/__main__.py", ""), ("app.py", "")],
            pip("app.py, lib", "Some([python3, -m, lib])"),
        ),
        (vec![requirements, ("Procfile", "x: y\nweb: run a:b\n")], pip("", "Some([run, a:b])")),
        (vec![requirements, scripts, ("Procfile", "web: run $PORT\n")], pip("", "Some([serve])")),
        (vec![requirements, scripts, ("app.py", "")], pip("app.py", "Some([serve])")),
    ] {
        assert_eq!(found(&files), format!(". {expected}"), "{files:?}");
    }
    for (files, expected) in [
        ("uv.lock pyproject.toml", ". uv"),
        ("uv.lock svc/pyproject.toml", "svc uv"),
        ("poetry.lock pyproject.toml requirements.txt uv.lock", ". poetry"),
        ("requirements.txt pyproject.toml", ". pip"),
        ("pyproject.toml", ""),
        ("uv.lock", ""),
    ] {
        let text = |file: &str| if file.ends_with("pyproject.toml") { "[project]\n" } else { "" };
        let files: Vec<_> = files.split(' ').map(|file| (file, text(file))).collect();
        let said = found(&files).replace("Python { tool: ", "");
        assert_eq!(said.split(',').next(), Some(expected), "{files:?}");
    }
    let below = found(&[("svc/requirements.txt", ""), ("svc/a/b.py", ""), ("c.py", "")]);
    assert_eq!(below, format!("svc {}", pip("svc", "None")));
}

#[test]
fn a_dockerfile_is_known_by_its_name() {
    let generated = "# syntax=x\n# escape=y\n# Generated by dockerfile-core\n";
    let late = "\n\n\n# Generated by dockerfile-core\n";
    for (file, text, folder) in [
        ("Dockerfile", "", Some(".")),
        ("a/b/Dockerfile", "", Some("a/b")),
        ("web.Dockerfile", "", Some(".")),
        ("Dockerfile.web", "", Some(".")),
        ("Dockerfile", late, Some(".")),
        ("Dockerfile", generated, None),
        ("Dockerfile.dockerignore", "", None),
        ("Dockerfile.web.dockerignore", "", None),
        ("web.Dockerfile.dockerignore", "", None),
        ("Dockerfiles", "", None),
        ("Dockerfile/a", "", None),
        ("MyDockerfile", "", None),
    ] {
        let (root, names) = listed(&[(file, text)]);
        let found = dockerfiles(root.path(), &names);
        let folders: Vec<&str> = found.iter().map(|one| one.folder.as_str()).collect();
        assert_eq!(folders.first().copied(), folder, "{file} {text}");
    }
}
