//! Private files in every project: what is in the context, and in the image, is what may be.

use std::collections::BTreeSet;
use std::env;

use dockerfile_tests::docker::{Docker, Image};
use dockerfile_tests::emitted::Emitted;
use dockerfile_tests::git;

use super::projects::{PROJECTS, Project};

/// Goes nowhere, whoever tracks it.
const PRIVATE: [&str; 49] = [
    ".env",
    ".env.local",
    ".env.production.local",
    ".envrc",
    ".netrc",
    "_netrc",
    ".git-credentials",
    ".pgpass",
    ".my.cnf",
    ".pypirc",
    ".vault-token",
    ".aws/credentials",
    ".azure/token",
    ".docker/config.json",
    ".gnupg/secring.gpg",
    ".kube/config",
    ".ssh/config",
    ".terraform/state",
    "prod.tfstate",
    "prod.tfstate.backup",
    "id_rsa",
    "id_ed25519",
    "store.jks",
    "vault.kdbx",
    "app.keystore",
    "cert.p12",
    "cert.pfx",
    "key.ppk",
    "credentials.json",
    "secrets.json",
    "secrets.yaml",
    ".dev.vars",
    "gha-creds-0a1b2c3d.json",
    "local.settings.json",
    "master.key",
    "AuthKey_A1B2C3.p8",
    "office.ovpn",
    "client_secret_1.json",
    "application_default_credentials.json",
    "http-client.private.env.json",
    ".cargo/credentials.toml",
    ".gem/credentials",
    ".bash_history",
    ".vagrant/private_key",
    ".s3cfg",
    ".boto",
    ".dockercfg",
    ".terraformrc",
    "id_ed25519_sk",
];

/// Goes along where it is tracked and holds no private key.
const DOUBTFUL: [&str; 12] = [
    ".env.production",
    ".htpasswd",
    "base.dump",
    "ca.key",
    "ca.pem",
    "my-service-account.json",
    "dump-2026.sql",
    ".dev.vars.staging",
    "prod.tfvars",
    "deploy_rsa",
    "prod.secret.exs",
    "my-firebase-adminsdk-a1.json",
];

/// Is a private key, whatever it is called.
const KEYS: [&str; 2] = ["server.pem", "server.key"];

/// Is nobody's secret by its name.
const PLAIN: [&str; 2] = ["data.txt", "id_rsa.pub"];

/// What git does with a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Tracked,
    Untracked,
    Ignored,
}

/// A file that stands somewhere in a project.
struct Seed {
    path: String,
    state: State,
    /// By its name it may be in a context if version control does not ignore it.
    may_go: bool,
    /// It is in a context that is copied whole.
    has_to_go: bool,
}

/// All names at three depths; over them each name has each state.
fn seeds(folder: &str) -> Vec<Seed> {
    const STATES: [State; 3] = [State::Tracked, State::Untracked, State::Ignored];
    let depths = ["", "src/", "src/deep/"];
    let mut seeds = vec![];
    for (depth, below) in depths.into_iter().enumerate() {
        let names = PRIVATE.iter().chain(&DOUBTFUL).chain(&KEYS).chain(&PLAIN);
        for (at, name) in names.enumerate() {
            let state = STATES[(at + depth) % STATES.len()];
            let is_doubtful = DOUBTFUL.contains(name);
            let may_go = PLAIN.contains(name) || is_doubtful && state == State::Tracked;
            let path = format!("{below}{name}");
            let path = if folder == "." { path } else { format!("{folder}/{path}") };
            let has_to_go = may_go && state == State::Tracked;
            seeds.push(Seed { path, state, may_go: may_go && state != State::Ignored, has_to_go });
        }
    }
    seeds
}

/// A repository with the project and its seeds; each has its own path in it, to be found by.
fn seeded(project: &Project) -> (Emitted, Vec<Seed>) {
    let emitted = Emitted::empty(env!("CARGO_BIN_EXE_recipe_image"));
    for (name, text) in project.files {
        emitted.make(&format!("{}/{name}", project.folder), text);
    }
    let seeds = seeds(project.folder);
    let ignored = seeds.iter().filter(|seed| seed.state == State::Ignored);
    let lines: String = ignored.map(|seed| format!("/{}\n", seed.path)).collect();
    emitted.make(".gitignore", lines);
    git(emitted.folder(), &["add", "-A"]);
    for seed in &seeds {
        let key = if KEYS.iter().any(|key| seed.path.ends_with(key)) { "PRIVATE KEY" } else { "" };
        emitted.make(&seed.path, format!("seeded {} {key}\n", seed.path));
    }
    let tracked = seeds.iter().filter(|seed| seed.state == State::Tracked);
    let mut add = vec!["add", "-f", "--"];
    add.extend(tracked.map(|seed| seed.path.as_str()));
    git(emitted.folder(), &add);
    (emitted, seeds)
}

/// The seeds in an image, by what they hold.
fn found(image: &Image, folder: &str) -> BTreeSet<String> {
    let command =
        format!("grep -rhs '^seeded ' {folder} --exclude-dir=proc --exclude-dir=sys || true");
    let lines = image.shell_as_root(&command);
    lines.lines().filter_map(|line| line.split(' ').nth(1)).map(str::to_owned).collect()
}

/// What the builder sees of the context; no layer of any stage can hold more of it.
fn sent(emitted: &Emitted, docker: Docker) -> BTreeSet<String> {
    emitted.write("Probe", "FROM debian:bookworm-slim\nCOPY . /context\n");
    emitted.write("Probe.dockerignore", emitted.text(".dockerignore"));
    found(&docker.build(emitted.folder(), "Probe"), "/context")
}

#[test]
fn nothing_private_leaves_the_machine() {
    let Some(docker) = Docker::connect() else { return };
    let builds_all = env::var("LEAKS").is_ok_and(|builds| builds == "all");
    for project in PROJECTS {
        let (emitted, seeds) = seeded(project);
        let what = format!("{} in `{}`", project.kind, project.folder);
        emitted.succeeds_with(&[&[project.kind, project.folder], project.told].concat(), &[]);
        let sent = sent(&emitted, docker);
        for seed in &seeds {
            let is_sent = sent.contains(&seed.path);
            assert!(!is_sent || seed.may_go, "{what}: {} ({:?}) is sent", seed.path, seed.state);
            let is_whole = project.kind == "copy" || project.kind == "pip";
            let is_lost = is_whole && seed.has_to_go && !is_sent;
            assert!(!is_lost, "{what}: {} stays behind", seed.path);
        }
        if builds_all || project.told.is_empty() {
            let image = found(&docker.build(emitted.folder(), "Dockerfile"), "/");
            assert!(image.is_subset(&sent), "{what}: {image:?}");
        }
    }
}
