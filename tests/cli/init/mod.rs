//! `init`, in repositories of others.

mod workspaces;

use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use dockerfile_tests::{git, root};
use serde_json::Value;
use tempfile::TempDir;

use super::{run, said, surroundings};

// Each package has a name of its own: cargo gives two of one name the same place in the target folder that
// the tests share.

/// A checkout with these files, and with copies of the examples' folders.
fn checkout(files: &[(&str, &str)], copies: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |name: &str, text: &[u8]| {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, text).expect("a file");
    };
    for (name, text) in files {
        write(name, text.as_bytes());
    }
    for (from, to) in copies {
        let from = root().join("examples").join(from);
        let is_emitted = |path: &Path| {
            path.to_string_lossy().contains("ockerfile") || path.ends_with(".dockerignore")
        };
        let mut open = vec![from.clone()];
        while let Some(path) = open.pop() {
            if path.is_dir() {
                open.extend(fs::read_dir(&path).expect("a folder").flatten().map(|one| one.path()));
            } else if !is_emitted(&path) {
                let below =
                    path.strip_prefix(&from).expect("it is below").to_string_lossy().into_owned();
                let name =
                    if below.is_empty() { (*to).to_owned() } else { format!("{to}/{below}") };
                write(&name, &fs::read(&path).expect("a file"));
            }
        }
    }
    git(folder.path(), &["init", "-q"]);
    git(folder.path(), &["add", "-A"]);
    git(folder.path(), &["commit", "-qm", "as it was"]);
    folder
}

fn init(folder: &Path, words: &[&str]) -> Value {
    let output = run(folder, &[&["init", "--yes", "--format", "json"], words].concat());
    let (text, wrong) = said(&output);
    assert_eq!(output.status.code(), Some(0), "{text}{wrong}");
    serde_json::from_str(&text).expect("JSON")
}

fn texts(value: &Value) -> Vec<&str> {
    value.as_array().expect("a list").iter().filter_map(Value::as_str).collect()
}

#[test]
fn every_language_of_a_repository_gets_an_image() {
    let services = ["gate", "ledger", "mail", "shop", "stock"];
    let from: Vec<String> = services.iter().map(|name| format!("serval/{name}")).collect();
    let copies: Vec<(&str, &str)> = from
        .iter()
        .map(String::as_str)
        .zip(services)
        .chain([("quay/crates", "rust/crates")])
        .collect();
    let manifest = "[workspace]\nresolver = \"3\"\nmembers = [\"crates/*\"]\n\n[workspace.package]\nversion = \"1.4.0\"\nedition = \"2024\"\n\
                    publish = false\n\n[workspace.dependencies]\nberths = { path = \"crates/berths\" }\ntiny_http = { version = \"0.12\", default-features = false }\n";
    let lock = fs::read_to_string(root().join("examples/quay/Cargo.lock")).expect("a lock file");
    let files = [
        ("rust/Cargo.toml", manifest),
        ("rust/Cargo.lock", lock.as_str()),
        // A word of Rust, and the name of a recipe.
        ("match/requirements.txt", "flask==3.0.0\n"),
        ("match/app.py", "print(1)\n"),
        ("pip/requirements.txt", "flask==3.0.0\n"),
        ("pip/app.py", "print(1)\n"),
        ("tool/requirements.txt", "flask==3.0.0\n"),
        ("tool/app.py", "print(1)\n"),
        ("tool/Procfile", "web: gunicorn app:app\n"),
        (".github/CODEOWNERS", "* @team\n"),
    ];
    let folder = checkout(&files, &copies);
    let report = init(folder.path(), &["--name", "declared"]);
    assert_eq!(
        texts(&report["projects"]),
        [
            "`api`, `watch`, in Rust",
            "`gate`, in Go",
            "`ledger`, in Java with maven",
            "`mail`, in Ruby with bundler",
            "`match`, in Python with pip",
            "`pip`, in Python with pip",
            "`shop`, in Node with npm",
            "`stock`, in Python with uv",
            "`tool`, in Python with pip",
        ]
    );
    let written = texts(&report["written"]);
    for folder in ["gate", "ledger", "mail", "shop", "stock", "tool", "rust"] {
        assert!(
            written.iter().any(|file| file.ends_with(&format!("{folder}/Dockerfile"))),
            "{written:?}"
        );
    }
    assert_eq!(
        texts(&report["to_do"]),
        [
            "`shop`, in Node with npm: what starts it, `.entrypoint([..])`",
            "`stock`, in Python with uv: what starts it, `.entrypoint([..])`",
        ]
    );
    let text = |name: &str| fs::read_to_string(folder.path().join(name)).expect(name);
    assert!(
        text("tool/Dockerfile").contains("ENTRYPOINT [\"/opt/venv/bin/gunicorn\", \"app:app\"]")
    );
    assert!(text(".github/workflows/dockerfiles.yml").contains(
        "- run: cargo check --locked --manifest-path declared/Cargo.toml\n        env: { DOCKERFILE_EMIT: check }\n"
    ));
    assert!(text(".github/dependabot.yml").contains("directories: [\"/gate\", \"/ledger\","));
    for yaml in [".github/workflows/dockerfiles.yml", ".github/dependabot.yml"] {
        serde_saphyr::from_str::<Value>(&text(yaml)).expect(yaml);
    }
    // The declarations are found from the repository's root, though that is no package.
    let fresh = run(folder.path(), &["check"]);
    assert_eq!(said(&fresh).0, "every file is what is declared\n");
    // Once more it is refused, and says what else there is.
    let again = run(folder.path(), &["init", "--yes", "--name", "declared"]);
    assert_eq!(again.status.code(), Some(2));
    assert!(said(&again).1.contains("`declared` is there already"), "{:?}", said(&again));
}

#[test]
fn a_workspace_of_cargo_gets_a_member() {
    let files = [
        ("Cargo.toml", "[workspace]\nresolver = \"3\"\nmembers = [\"api\"]\n"),
        ("api/Cargo.toml", "[package]\nname = \"api\"\nversion = \"0.1.0\"\nedition = \"2024\"\n"),
        ("api/src/main.rs", "fn main() {}\n"),
        ("Cargo.lock", "version = 4\n\n[[package]]\nname = \"api\"\nversion = \"0.1.0\"\n"),
        ("renovate.json", "{}\n"),
        (".github/CODEOWNERS", "* @team\n"),
    ];
    let folder = checkout(&files, &[]);
    let report = init(folder.path(), &["--name", "containers"]);
    let manifest = fs::read_to_string(folder.path().join("Cargo.toml")).expect("a manifest");
    assert!(manifest.contains("members = [\"api\", \"containers\"]"), "{manifest}");
    assert!(!folder.path().join("containers/.gitignore").exists());
    assert_eq!(
        texts(&report["to_do"]),
        ["add `docker:pinDigests` to `extends` in `renovate.json`"]
    );
    let text = fs::read_to_string(folder.path().join("Dockerfile")).expect("it is written");
    assert!(text.contains("ENTRYPOINT [\"/usr/local/bin/api\"]"), "{text}");
    let (_, below) = text.split_once('\n').expect("a header");
    assert!(!below.contains("containers"), "the image does not compile what declares it: {text}");
    let workflow = fs::read_to_string(folder.path().join(".github/workflows/dockerfiles.yml"));
    assert!(workflow.expect("it is written").contains("cargo check --locked -p containers\n"));
}

/// The file is the last commit's as it stands, so nothing is lost with it.
#[test]
fn a_dockerfile_becomes_a_declaration_that_emits_it() {
    let dockerfile = "FROM debian:bookworm-slim\nCOPY conf /etc/shop\nRUN cd /etc && if true; then sed -i s/a/b/ shop/main.conf; fi\nCMD [\"cat\", \"/etc/shop/main.conf\"]\n";
    let files = [
        ("Dockerfile", dockerfile),
        ("conf/main.conf", "a\n"),
        (".github/CODEOWNERS", "* @team\n"),
    ];
    let folder = checkout(&files, &[]);
    let output = run(folder.path(), &["init", "--yes", "--name", "imported"]);
    let (text, warned) = said(&output);
    assert_eq!(output.status.code(), Some(0), "{text}{warned}");
    assert!(warned.contains("add `Dockerfile text eol=lf` to .gitattributes"), "{warned}");
    let read = |name: &str| fs::read_to_string(folder.path().join(name)).expect(name);
    assert!(read("Dockerfile").starts_with("# Generated by dockerfile-core from build.rs"));
    assert!(
        read("imported/build.rs")
            .contains("emit(stage).dockerfile(\"../Dockerfile\").context(\"..\");")
    );
    assert_eq!(said(&run(folder.path(), &["check"])).0, "every file is what is declared\n");
}

/// What was edited since the last commit is nobody's to replace.
#[test]
fn a_dockerfile_that_is_not_committed_stays() {
    let dockerfile = "FROM debian:bookworm-slim\nCMD [\"id\"]\n";
    for file in ["Dockerfile", ".dockerignore"] {
        let files = [("Dockerfile", dockerfile), (".github/CODEOWNERS", "* @team\n")];
        let folder = checkout(&files, &[]);
        let edited = format!("# Mine.\n{dockerfile}");
        fs::write(folder.path().join(file), &edited).expect("an edit");
        let output = run(folder.path(), &["init", "--yes", "--name", "refused"]);
        assert_eq!(output.status.code(), Some(2), "{file}");
        let (_, wrong) = said(&output);
        assert!(wrong.contains("it is not committed, and would be replaced"), "{wrong}");
        assert_eq!(fs::read_to_string(folder.path().join(file)).expect("a file"), edited);
        assert!(!folder.path().join("refused").exists(), "{file}");
    }
}

#[test]
fn the_dockerfiles_own_ignore_file_goes_with_it() {
    let files = [
        ("Dockerfile", "FROM debian:bookworm-slim\nCOPY conf /etc/shop\nCMD [\"id\"]\n"),
        ("Dockerfile.dockerignore", "*.log\n"),
        ("conf/main.conf", "a\n"),
        (".github/CODEOWNERS", "* @team\n"),
    ];
    let folder = checkout(&files, &[]);
    let output = run(folder.path(), &["init", "--yes", "--name", "own-ignore"]);
    assert_eq!(output.status.code(), Some(0), "{:?}", said(&output));
    // A builder would look at it before the emitted one.
    assert!(!folder.path().join("Dockerfile.dockerignore").exists());
    assert!(folder.path().join(".dockerignore").exists());
}

/// A member that is left out of its own workspace is one that cargo does not find.
#[test]
fn a_member_is_copied_with_its_workspace() {
    let files = [
        ("Cargo.toml", "[workspace]\nresolver = \"3\"\nmembers = [\"api\"]\n"),
        ("api/Cargo.toml", "[package]\nname = \"api\"\nversion = \"0.1.0\"\nedition = \"2024\"\n"),
        ("api/src/main.rs", "fn main() {}\n"),
        ("Cargo.lock", "version = 4\n\n[[package]]\nname = \"api\"\nversion = \"0.1.0\"\n"),
        (
            "Dockerfile",
            "FROM rust:1-slim-bookworm\nWORKDIR /app\nCOPY . .\nRUN cargo build\nCMD [\"id\"]\n",
        ),
        (".github/CODEOWNERS", "* @team\n"),
    ];
    let folder = checkout(&files, &[]);
    let output = run(folder.path(), &["init", "--yes", "--name", "member-images"]);
    assert_eq!(output.status.code(), Some(0), "{:?}", said(&output));
    let ignore = fs::read_to_string(folder.path().join(".dockerignore")).expect("it is written");
    let (_, patterns) = ignore.split_once('\n').expect("a header");
    assert!(!patterns.contains("member-images"), "{ignore}");
}

/// Cargo takes two packages of one name, each at its workspace's root, for one in a shared target folder.
#[test]
fn a_package_is_called_after_its_repository() {
    let above = checkout(
        &[("My.shop/b/requirements.txt", "flask\n"), ("My.shop/b/app.py", "print(1)\n")],
        &[],
    );
    let folder = above.path().join("My.shop");
    let output = run(&folder, &["init", "--yes"]);
    assert_eq!(output.status.code(), Some(0), "{:?}", said(&output));
    let manifest = fs::read_to_string(folder.join("images/Cargo.toml")).expect("a manifest");
    assert!(manifest.contains("name = \"my-shop-images\""), "{manifest}");
}

#[test]
fn a_name_that_is_none_writes_nothing() {
    let folder =
        checkout(&[("Gemfile.lock", "\n"), ("app.rb", "\n"), (".gitignore", "hidden\n")], &[]);
    for (name, says) in [
        ("../x", "is no name of a package"),
        ("", "is no name"),
        ("Ünï", "is no name"),
        ("hidden", "git ignores `hidden`"),
    ] {
        let output = run(folder.path(), &["init", "--yes", "--name", name]);
        assert_eq!(output.status.code(), Some(2), "{name}");
        assert!(said(&output).1.contains(says), "{name}: {:?}", said(&output));
    }
}

#[test]
fn several_dockerfiles_are_declared_in_files_of_their_own() {
    let files = [
        ("web/Dockerfile", "FROM debian:bookworm-slim\nCOPY page.html /srv/\nCMD [\"id\"]\n"),
        ("web/page.html", "web\n"),
        ("api/Dockerfile", "FROM debian:bookworm-slim\nCOPY shared /srv/shared\nCMD [\"id\"]\n"),
        ("shared/a", "a\n"),
        ("tool/app.py", "print(1)\n"),
        ("tool/requirements.txt", "flask==3.0.0\n"),
        (".github/CODEOWNERS", "* @team\n"),
    ];
    let folder = checkout(&files, &[]);
    let output = run(folder.path(), &["init", "--yes", "--name", "several"]);
    let (text, remarks) = said(&output);
    assert_eq!(output.status.code(), Some(0), "{text}{remarks}");
    assert!(remarks.contains("without a Dockerfile: `tool`, in Python with pip;"), "{remarks}");
    assert!(text.contains("api/Dockerfile: its context is this folder"), "{text}");
    let read = |name: &str| fs::read_to_string(folder.path().join(name)).expect(name);
    let main = read("several/build.rs");
    assert!(
        main.contains("mod api_dockerfile;")
            && main.contains("    web_dockerfile::emit_image();\n")
    );
    assert!(read("several/declare/api_dockerfile.rs").contains(".context(\"..\")"));
    assert!(read("several/declare/web_dockerfile.rs").contains(".context(\"../web\")"));
    assert_eq!(said(&run(folder.path(), &["check"])).0, "every file is what is declared\n");
}

/// At a terminal, which `script` plays.
#[test]
fn a_person_chooses_what_becomes_an_image() {
    let files = [
        ("a/Gemfile.lock", "GEM\n  specs:\n\nPLATFORMS\n  ruby\n\nDEPENDENCIES\n"),
        ("a/Gemfile", "\n"),
        ("b \"b\"/requirements.txt", "flask==3.0.0\n"),
        ("b \"b\"/app.py", "print(1)\n"),
        ("b \"b\"/lib/part.py", "print(1)\n"),
        (".github/CODEOWNERS", "* @team\n"),
    ];
    let folder = checkout(&files, &[]);
    let answers = |answers: &str| {
        let tool = dockerfile_tests::tool().display().to_string();
        let mut child = Command::new("script")
            .args([
                "--quiet",
                "--return",
                "--command",
                &format!("{tool} dockerfile init --name chosen"),
                "/dev/null",
            ])
            .current_dir(folder.path())
            .envs(surroundings())
            .env_remove("CI")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("script runs");
        child.stdin.take().expect("a pipe").write_all(answers.as_bytes()).expect("it reads");
        let output = child.wait_with_output().expect("it ends");
        (output.status.code(), said(&output).0)
    };
    let (code, none) = answers("n\nn\n");
    assert_eq!(code, Some(2), "{none}");
    assert!(none.contains("no image is wanted: nothing was written"), "{none}");
    assert!(!folder.path().join("chosen").exists());
    let (code, one) = answers("n\nwhat\n\ny\nno\n");
    assert_eq!(code, Some(0), "{one}");
    assert_eq!(one.matches("an image of `b \"b\"`, in Python with pip? [Y/n]").count(), 2, "{one}");
    let there = |name: &str| folder.path().join(name).exists();
    let text = fs::read_to_string(folder.path().join("b \"b\"/Dockerfile")).expect("it is written");
    // A name with quotes is written so that a builder reads the same name.
    let copy = r#"COPY ["b \\\"b\\\"", "/src/b \\\"b\\\""]"#;
    assert!(text.contains(copy), "{copy}: {text}");
    assert!(there("b \"b\"/Dockerfile") && !there("a/Dockerfile"), "{one}");
    assert!(
        there(".github/workflows/dockerfiles.yml") && !there(".github/dependabot.yml"),
        "{one}"
    );
}

#[test]
fn nothing_is_left_where_it_cannot_be_done() {
    let folder = checkout(&[("readme.txt", "nothing\n")], &[]);
    let nothing = run(folder.path(), &["init", "--yes"]);
    assert_eq!(nothing.status.code(), Some(2));
    assert!(said(&nothing).1.contains("nothing here that an image could be made of"));

    let folder = checkout(&[("Gemfile.lock", "\n"), ("app.rb", "\n")], &[]);
    let asked = run(folder.path(), &["init"]);
    assert!(said(&asked).1.contains("nobody is there to be asked"), "{:?}", said(&asked));
    let no_core = run(folder.path(), &["init", "--yes", "--core", "/nowhere"]);
    assert_eq!(no_core.status.code(), Some(2));
    assert!(!folder.path().join("images").exists());

    let bare = tempfile::tempdir().expect("a folder");
    let outside = run(bare.path(), &["init", "--yes"]);
    assert!(said(&outside).1.contains("`git init` makes a checkout"), "{:?}", said(&outside));
}

/// What has failed half-way leaves nothing, and the workspace's manifest as it was.
#[test]
fn a_failure_leaves_the_workspace_as_it_was() {
    let manifest = "[workspace]\nresolver = \"3\"\nmembers = [\"served\"]\n";
    let own = "[package]\nname = \"served\"\nversion = \"0.1.0\"\nedition = \"2024\"\n";
    let files = [
        ("Cargo.toml", manifest),
        ("Cargo.lock", "version = 4\n\n[[package]]\nname = \"served\"\nversion = \"0.1.0\"\n"),
        ("served/Cargo.toml", own),
        ("served/src/main.rs", "fn main() {}\n"),
    ];
    let folder = checkout(&files, &[]);
    // A package, and not the one that is to be added.
    let words = ["init", "--yes", "--name", "failed", "--core", "served"];
    let output = run(folder.path(), &words);
    let (text, wrong) = said(&output);
    assert!(!output.status.success() && wrong.contains("dockerfile-core"), "{text}{wrong}");
    let left = fs::read_to_string(folder.path().join("Cargo.toml")).expect("a manifest");
    assert_eq!(left, manifest);
    assert!(!folder.path().join("failed").exists());
}
