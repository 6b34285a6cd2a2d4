//! `docs/teams.md`: its declaration builds, its commands do what it says in a clone of a small
//! workspace, and each piece for another tool is of that tool's format.

use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Command, Output};
use std::{env, fs};

use dockerfile_tests::docker::{Docker, said, unique};
use dockerfile_tests::opinions::compose;
use dockerfile_tests::project::Project;
use dockerfile_tests::root;
use serde_json::Value;

/// The page's blocks of code: the language, and the text.
fn blocks() -> Vec<(String, String)> {
    let page = fs::read_to_string(root().join("docs/teams.md")).expect("the page");
    let blocks = page.split("```").skip(1).step_by(2);
    let block = |text: &str| {
        let (language, text) = text.split_once('\n').expect("a line");
        (language.to_owned(), text.to_owned())
    };
    blocks.map(block).collect()
}

fn block(language: &str, with: &str) -> String {
    let found = blocks().into_iter().find(|(of, text)| of == language && text.contains(with));
    found.unwrap_or_else(|| panic!("no {language} with {with}")).1
}

fn yaml(with: &str) -> Value {
    serde_saphyr::from_str(&block("yaml", with)).expect("YAML")
}

/// A command of a workflow, and the variables that it is given.
type Step = (String, Vec<(String, String)>);

fn variables(of: &Value) -> Vec<(String, String)> {
    let variables = of.as_object().into_iter().flatten();
    variables.map(|(name, value)| (name.clone(), value.as_str().expect("a text").into())).collect()
}

fn of_github() -> Vec<Step> {
    let workflow = yaml("runs-on");
    let jobs = workflow["jobs"].as_object().expect("jobs").values();
    let steps = jobs.flat_map(|job| job["steps"].as_array().expect("steps").clone());
    let step = |step: Value| Some((step["run"].as_str()?.to_owned(), variables(&step["env"])));
    steps.filter_map(step).collect()
}

fn of_gitlab() -> Vec<Step> {
    let workflow = yaml("stages");
    let jobs = workflow.as_object().expect("jobs").values();
    let scripts = jobs.flat_map(|job| {
        let lines = [&job["before_script"], &job["script"]].into_iter().filter_map(Value::as_array);
        let lines = lines.flatten().map(|line| line.as_str().expect("a text").to_owned());
        lines.map(|line| (line, variables(&job["variables"]))).collect::<Vec<_>>()
    });
    scripts.collect()
}

/// The workspace of the page, as its files are after the first build.
fn workspace() -> Project {
    let port = TcpListener::bind("127.0.0.1:0").and_then(|free| free.local_addr());
    let declaration =
        block("rust", "fn main").replace("8080", &port.expect("a port").port().to_string());
    let body = declaration.split_once("fn main() {").expect("main").1.trim().trim_end_matches('}');
    let project = Project::new("team-docs", env!("CARGO_TARGET_TMPDIR"), body);
    for (name, text) in [("fetch", "test -s /run/secrets/token"), ("run", "exec sleep 60")] {
        let name = format!("web/{name}");
        project.write(&name, &format!("#!/bin/sh\n{text}\n"));
        fs::set_permissions(project.path(&name), fs::Permissions::from_mode(0o755)).expect("ours");
    }
    project.git(&["add", "-A"]);
    project.build().succeeds();
    project.git(&["add", "-A"]);
    project.git(&["commit", "-q", "-m", "x"]);
    project
}

/// A clone, as a CI has it.
fn clone(project: &Project, to: &Path) {
    let from = project.path("");
    let arguments = ["clone", "-q", from.to_str().expect("UTF-8"), to.to_str().expect("UTF-8")];
    dockerfile_tests::git(root().as_path(), &arguments);
}

/// A line for a shell in a clone, with what a workflow sets.
fn shell(line: &str, variables: &[(String, String)], folder: &Path) -> Output {
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).join("emission");
    let mut shell = Command::new("sh");
    shell.args(["-ec", line]).current_dir(folder).env_remove("DOCKERFILE_EMIT");
    shell.env("CI", "true").env("CARGO_TARGET_DIR", target).env("CARGO_NET_OFFLINE", "true");
    shell.env("TEAM_TOKEN", "hush-77aa").env("CARGO_TERM_COLOR", "never");
    let variables = variables.iter().filter(|(_, value)| !value.contains("${{"));
    shell.envs(variables.map(|(name, value)| (name, value))).output().expect("sh starts")
}

/// What the page's workflows do, as far as it can be done here: cargo's commands as they stand,
/// bake's without the registry.
#[test]
fn the_workflows_check_and_build() {
    if Docker::connect().is_none() {
        return;
    }
    let project = workspace();
    let folder = tempfile::tempdir().expect("a temporary folder");
    let there = folder.path().join("clone");
    clone(&project, &there);
    let (mut cargo, mut bake, mut elsewhere) = (vec![], 0, vec![]);
    for (line, variables) in of_github().into_iter().chain(of_gitlab()) {
        if line.starts_with("cargo ") {
            let output = shell(&line, &variables, &there);
            assert!(output.status.success(), "{line}: {}", said(&output));
            cargo.push((line, variables));
        } else if line.starts_with("docker buildx bake") {
            let line = format!("{} --print", line.replace("--push", ""));
            let output = shell(&line, &variables, &there);
            assert!(output.status.success(), "{line}: {}", said(&output));
            let read: Value = serde_json::from_slice(&output.stdout).expect("JSON");
            let writes = read["target"]["web"]["cache-to"].is_array();
            assert_eq!(writes, !line.contains("cache-to="), "{read}");
            bake += 1;
        } else {
            elsewhere.push(line.split(' ').take(3).collect::<Vec<_>>().join(" "));
        }
    }
    assert_eq!((cargo.len(), bake), (2, 3));
    assert_eq!(
        elsewhere,
        ["docker context create", "docker buildx create", "echo \"$REGISTRY_PASSWORD\" |"]
    );
    what_the_check_says(&cargo, &there);
}

/// A bot's digest passes, and nothing else that a file was not declared to be.
fn what_the_check_says(cargo: &[Step], there: &Path) {
    let written = |name: &str| fs::read_to_string(there.join(name)).expect("it is there");
    let dockerfile = written("web.Dockerfile");
    let pin = format!("FROM debian:bookworm-slim@sha256:{} AS final", "1".repeat(64));
    let pinned = dockerfile.replace("FROM debian:bookworm-slim AS final", &pin);
    assert_ne!(pinned, dockerfile);
    let compose = written("compose.yaml");
    let edits = [
        ("web.Dockerfile", pinned.as_str(), None),
        (
            "web.Dockerfile",
            &dockerfile.replace("bookworm-slim", "trixie-slim"),
            Some("was edited by hand"),
        ),
        ("web.Dockerfile", &format!("{dockerfile}RUN true\n"), Some("was edited by hand")),
        ("compose.yaml", &compose.replace("127.0.0.1", "0.0.0.0"), Some("was edited by hand")),
        ("docker-bake.json", "{}\n", Some("is there already, and was not generated")),
        (
            "build.rs",
            &written("build.rs").replace("\"1.2\"", "\"1.3\""),
            Some("is not what build.rs declares"),
        ),
    ];
    for (name, text, refused) in edits {
        let before = written(name);
        fs::write(there.join(name), text).expect("ours");
        for (line, variables) in cargo {
            let output = shell(line, variables, there);
            match refused {
                None => assert!(output.status.success(), "{name}: {}", said(&output)),
                Some(words) => {
                    assert!(!output.status.success(), "{name}: {text}");
                    assert!(said(&output).contains(words), "{name}: {}", said(&output));
                }
            }
        }
        fs::write(there.join(name), before).expect("ours");
    }
}

/// The commands for a machine: bake's without the registry, compose's as it stands.
#[test]
fn the_commands_for_a_machine_run() {
    let (Some(_), Some(tool)) = (Docker::connect(), compose()) else { return };
    let project = workspace();
    let there = project.path("");
    let words = [tool.get_program()].into_iter().chain(tool.get_args());
    let tool: Vec<_> = words.map(|word| word.to_string_lossy()).collect();
    let name = [("COMPOSE_PROJECT_NAME".to_owned(), unique("dockerfile-tests-page"))];
    for line in block("sh", "docker buildx bake").lines() {
        let line = line.split('#').next().unwrap_or_default().trim();
        let line = match line.starts_with("docker buildx bake") {
            true => format!("{line} --print"),
            false => line.replace("docker compose", &tool.join(" ")),
        };
        let output = shell(&line, &name, &there);
        assert!(output.status.success(), "{line}: {}", said(&output));
        if line.contains("--set") {
            assert!(said(&output).contains("\"VERSION\": \"1.3-rc.1\""), "{}", said(&output));
        }
    }
    let down = format!("{} down --volumes --rmi all --timeout 0", tool.join(" "));
    let output = shell(&down, &name, &there);
    assert!(output.status.success(), "{}", said(&output));
}

/// A program beside the build script, as the page has it; an engine whose registry has what has been
/// pushed stands in for Docker.
#[test]
fn what_has_not_changed_is_not_built() {
    let name = "team-docs-inputs";
    let project = Project::new(name, env!("CARGO_TARGET_TMPDIR"), "");
    let manifest = project.read("Cargo.toml").expect("a manifest");
    let build = manifest.split_once("[build-dependencies]").expect("ours").1;
    project.write("Cargo.toml", &format!("{manifest}\n[dependencies]{build}"));
    project.write("src/images.rs", &block("rust", "Emissions"));
    project.write("build.rs", &block("rust", "#[path"));
    project.write("src/main.rs", &block("rust", ".inputs()"));
    let program = |name: &str, text: &str| {
        project.write(name, &format!("#!/bin/sh\n{text}\n"));
        fs::set_permissions(project.path(name), fs::Permissions::from_mode(0o755)).expect("ours");
    };
    program("web/run", "");
    program("worker/run", "");
    project.write("notes.txt", "of no image\n");
    project.git(&["add", "-A"]);
    project.build().succeeds();
    let registry = "echo \"$*\" >>said; [ \"$2\" != imagetools ] || grep -q \"tags=$4\\$\" said";
    program("bin/docker", registry);
    let path = env::join_paths(
        [project.path("bin")]
            .into_iter()
            .chain(env::split_paths(&env::var_os("PATH").expect("a path"))),
    );
    let path = [("PATH".to_owned(), path.expect("paths").into_string().expect("UTF-8"))];
    let line = block("sh", "cargo run").replace("-p images", &format!("-p {name}"));
    let built = || {
        let before = project.read("said").unwrap_or_default().lines().count();
        let output = shell(&line, &path, &project.path(""));
        assert!(output.status.success(), "{}", said(&output));
        let now = project.read("said").expect("docker is called");
        let now = now.lines().skip(before).filter_map(|line| line.strip_prefix("buildx bake "));
        now.map(|line| line.split(' ').next().unwrap_or_default().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(built(), ["web", "worker"]);
    assert!(built().is_empty());
    project.write("notes.txt", "of no image at all\n");
    assert!(built().is_empty());
    program("worker/run", "exec sleep 60");
    assert_eq!(built(), ["worker"]);
    program("worker/run", "");
    assert!(built().is_empty(), "the registry has it still");
}

/// The bots' files are of their formats, and ask for what a file keeps.
#[test]
fn the_bots_files_are_read() {
    let renovate: Value = serde_json::from_str(&block("json", "renovate")).expect("JSON");
    assert!(
        renovate["extends"]
            .as_array()
            .expect("a list")
            .iter()
            .any(|one| one == "docker:pinDigests")
    );
    let rules = renovate["packageRules"].as_array().expect("rules");
    assert!(rules.iter().all(|rule| rule["matchManagers"][0] == "dockerfile"), "{rules:?}");
    // Digests are of no rule that turns something off.
    let off = rules.iter().filter(|rule| rule["enabled"] == false);
    for rule in off {
        let types = rule["matchUpdateTypes"].as_array().expect("types");
        assert!(types.iter().all(|one| one != "digest" && one != "pinDigest"), "{types:?}");
    }
    let dependabot = yaml("package-ecosystem");
    assert_eq!(dependabot["version"], 2);
    assert_eq!(dependabot["updates"][0]["package-ecosystem"], "docker");
}
