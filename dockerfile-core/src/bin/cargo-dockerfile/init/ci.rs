//! What a CI checks, and what update bots are told.

use std::fs;
use std::path::Path;

use super::ask::Ask;
use super::package::Package;
use super::project::Project;
use crate::failure::{Failure, Result};
use crate::git::Git;

/// Files that are new; of those that are there, what to put into them goes to `to_do`.
pub(super) fn write(
    git: &Git,
    package: &Package,
    projects: &[Project],
    ask: &Ask,
    written: &mut Vec<String>,
    to_do: &mut Vec<String>,
) -> Result<()> {
    let command = check_command(&git.root, package);
    if git.root.join(".gitlab-ci.yml").is_file() {
        to_do.push(format!(
            "add a job to `.gitlab-ci.yml`, with `DOCKERFILE_EMIT: check`: `{command}`"
        ));
    }
    if !is_on_github(git) {
        to_do.push(format!("have the CI run `DOCKERFILE_EMIT=check {command}`"));
        return Ok(());
    }
    let workflow = ".github/workflows/dockerfiles.yml";
    new(git, workflow, &workflow_of(&command), "the check of the CI", ask, written)?;
    if let Some(bot) = renovate(&git.root) {
        to_do.push(format!("add `docker:pinDigests` to `extends` in `{bot}`"));
        return Ok(());
    }
    let dependabot = ".github/dependabot.yml";
    if git.root.join(dependabot).exists() {
        to_do.push(format!(
            "add the ecosystem `docker` to `{dependabot}`, for {}",
            folders(git, package, projects)
        ));
        return Ok(());
    }
    let text = format!(
        "version: 2\nupdates:\n  - package-ecosystem: docker\n    directories: [{}]\n    \
         schedule: {{ interval: weekly }}\n    ignore:\n      # A digest is kept; another tag is the declaration's.\n      \
         - dependency-name: \"*\"\n        update-types: [\"version-update:semver-major\"]\n",
        folders(git, package, projects)
    );
    new(git, dependabot, &text, "what updates base images", ask, written)
}

/// The configuration of Renovate that a repository has.
pub(super) fn renovate(root: &Path) -> Option<&'static str> {
    let files = ["renovate.json", "renovate.json5", ".renovaterc", ".github/renovate.json"];
    files.into_iter().find(|path| root.join(path).exists())
}

/// A file that is not there yet, if it is wanted.
fn new(
    git: &Git,
    path: &str,
    text: &str,
    what: &str,
    ask: &Ask,
    written: &mut Vec<String>,
) -> Result<()> {
    let file = git.root.join(path);
    if file.exists() || !ask.confirm(&format!("write `{path}`, {what}?"))? {
        return Ok(());
    }
    let failed = |error| Failure::of_file(&file, error);
    fs::create_dir_all(file.parent().unwrap_or(Path::new("."))).map_err(failed)?;
    fs::write(&file, text).map_err(failed)?;
    written.push(path.to_owned());
    Ok(())
}

fn is_on_github(git: &Git) -> bool {
    let remotes = git.ask(&["remote", "--verbose"]).unwrap_or_default();
    git.root.join(".github").is_dir() || String::from_utf8_lossy(&remotes).contains("github.com")
}

/// What runs the build script that compares.
fn check_command(root: &Path, package: &Package) -> String {
    let root = root.canonicalize().unwrap_or_else(|_| root.to_owned());
    let whole = |path: &Path| path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let below = |path: &Path| match whole(path).strip_prefix(&root) {
        Ok(below) => below.join("Cargo.toml").to_string_lossy().replace('\\', "/"),
        Err(_) => "Cargo.toml".to_owned(),
    };
    let name = &package.name;
    match &package.workspace {
        Some(workspace) => match below(workspace).as_str() {
            "Cargo.toml" => format!("cargo check --locked -p {name}"),
            manifest => format!("cargo check --locked --manifest-path {manifest} -p {name}"),
        },
        None => format!("cargo check --locked --manifest-path {}", below(&package.folder)),
    }
}

fn workflow_of(command: &str) -> String {
    format!(
        "name: dockerfiles\non:\n  push: {{ branches: [main] }}\n  pull_request:\npermissions:\n  contents: read\n\
         jobs:\n  check:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: actions/checkout@v4\n      \
         - run: {command}\n        env: {{ DOCKERFILE_EMIT: check }}\n"
    )
}

/// The folders with Dockerfiles, as a bot's list has them.
fn folders(git: &Git, package: &Package, projects: &[Project]) -> String {
    let below = package.root.strip_prefix(&git.root).unwrap_or(Path::new(""));
    let folder = |project: &Project| {
        let folder = below.join(project.folder.trim_start_matches('.'));
        format!("\"/{}\"", folder.to_string_lossy().replace('\\', "/"))
    };
    let mut folders: Vec<String> = projects.iter().map(folder).collect();
    folders.sort();
    folders.dedup();
    folders.join(", ")
}
