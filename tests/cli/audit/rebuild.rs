//! What is foretold of an edit, and what an engine then takes.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::Instant;

use dockerfile_tests::docker::Docker;
use dockerfile_tests::root;
use serde_json::Value;

use super::Here;
use crate::{run, said};

/// What a build of a Dockerfile says of its steps, and how long it took.
fn built(folder: &Path, dockerfile: &str, log: &str, options: &[&str]) -> f64 {
    let started = Instant::now();
    let output = Command::new("docker")
        .args(["build", "--progress=rawjson", "-f", dockerfile, "-t", "audit-cost-test"])
        .args(options)
        .arg(".")
        .current_dir(folder)
        .output()
        .expect("docker starts");
    let took = started.elapsed().as_secs_f64();
    assert!(output.status.success(), "{}", said(&output).1);
    fs::write(folder.join(log), output.stderr).expect("a log");
    took
}

/// The seconds of all steps that a log has measured.
fn measured(folder: &Path, dockerfile: &str, log: &str) -> f64 {
    let words = ["plan", "--file", dockerfile, "--context", ".", "--commits", "0", "--times", log];
    let output = run(folder, &[&words[..], &["--format", "json"]].concat());
    let value: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let stages = value["images"][0]["stages"].as_array().unwrap();
    let layers = stages.iter().flat_map(|stage| stage["layers"].as_array().unwrap());
    layers.filter_map(|layer| layer["seconds"].as_f64()).sum()
}

impl Here {
    /// What is foretold of an edit by a build without a cache, what the steps of the next build then took,
    /// and that whole build.
    fn round(&self, name: &str, edited: &str, at: usize) -> [f64; 3] {
        let folder = self.folder.path();
        built(folder, name, "cold.log", &["--no-cache"]);
        let old = fs::read_to_string(self.path(edited)).expect("a file that is edited");
        self.write(edited, &format!("{old}\n# {at} {}\n", folder.display()));
        self.commit();
        let (found, _) = self.ask(name, &["--times", "cold.log"]);
        let foretold = found["history"][0]["cost"].as_f64().unwrap();
        let wall = built(folder, name, "warm.log", &[]);
        [foretold, measured(folder, name, "warm.log"), wall]
    }
}

/// What is foretold of an edit is what the engine then takes: for the article's Dockerfile, and for one in
/// which everything is copied first. Of three rounds the fastest counts, of both: networks and neighbours make
/// one step three times as slow as the same step a minute before.
///
/// `cargo test -p dockerfile-tests --test cli -- --ignored --nocapture rebuild`
#[test]
#[ignore = "installs packages for minutes: cargo test -p dockerfile-tests --test cli -- --ignored rebuild"]
fn a_rebuild_takes_what_is_foretold() {
    let Some(_engine) = Docker::connect() else { return };
    let naive = "FROM debian:bookworm-slim\nCOPY . /ocelot/pack\n\
        RUN apt-get update && apt-get install -y --no-install-recommends python3 python3-pip libpq-dev python3-dev build-essential\n\
        RUN cd /ocelot/pack && pip3 install --break-system-packages -r requirements.txt\n\
        CMD [\"python3\", \"-m\", \"inventory.server\"]\n";
    let article = fs::read_to_string(root().join("tests/fixtures/article/Dockerfile")).unwrap();
    for (name, text) in [("naive.Dockerfile", naive), ("article.Dockerfile", article.as_str())] {
        let here = Here { folder: tempfile::tempdir().expect("a folder") };
        let copied = Command::new("cp")
            .args(["-R", "inventory", "requirements.txt"])
            .arg(here.folder.path())
            .current_dir(root().join("examples/ocelot"))
            .status();
        assert!(copied.expect("cp starts").success());
        here.write(name, text);
        here.write(".dockerignore", "*.Dockerfile\n.git\n*.log\n.dockerignore\n");
        here.write(".gitignore", "*.log\n");
        here.git(&["init", "-q"]);
        here.commit();
        for edited in ["inventory/src/inventory/server.py", "requirements.txt"] {
            let rounds: Vec<[f64; 3]> = (0..3).map(|at| here.round(name, edited, at)).collect();
            let fastest =
                |at: usize| rounds.iter().map(|one| one[at]).fold(f64::INFINITY, f64::min);
            let [foretold, took, wall] = [0, 1, 2].map(fastest);
            println!(
                "{name}, {edited}: foretold {foretold:.2} s, steps {took:.2} s, build {wall:.2} s: {rounds:.2?}"
            );
            let near = (foretold - took).abs() / took < 0.25 || (foretold - took).abs() < 0.3;
            assert!(near, "{name}, {edited}: foretold {foretold} s, and it took {took} s");
        }
    }
    let _ = Command::new("docker").args(["rmi", "audit-cost-test"]).output();
}
