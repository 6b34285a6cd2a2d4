//! The examples of recipes, built and run from their own checked-in files.

use dockerfile_tests::docker::{Docker, Image, text};
use dockerfile_tests::root;

/// Builds one image of an example's file.
fn build(docker: Docker, example: &str, dockerfile: &str, options: &[&str]) -> Image {
    let context = root().join("examples").join(example);
    docker
        .try_build(&context, dockerfile, options)
        .unwrap_or_else(|said| panic!("{example}/{dockerfile}: {said}"))
}

/// What a container answers on a port, asked by a Python of the same network.
fn answer(docker: Docker, image: &Image, url: &str) -> String {
    let network = docker.network();
    let container = image.start(&network, "service", &[]);
    let asks = format!(
        "import urllib.request; print(urllib.request.urlopen('http://service:{url}').read().decode())"
    );
    container.until("an answer", || {
        let output = docker.run_in(&network, "python:3.11-slim", &["python3", "-c", &asks]);
        match output.status.success() {
            true => Ok(text(&output.stdout)),
            false => Err(text(&output.stderr)),
        }
    })
}

#[test]
fn a_cargo_workspace_of_two_programs() {
    let Some(docker) = Docker::connect() else { return };
    let api = build(docker, "quay", "Dockerfile", &["--target=api"]);
    assert_eq!(answer(docker, &api, "8080/?draught=6.5"), "3");
    assert_eq!(api.inspect("{{.Config.User}}"), "65532:65532");
    let watch = build(docker, "quay", "Dockerfile", &["--target=watch"]);
    let listed = watch.try_run(&[], &["/usr/local/bin/watch"]);
    assert_eq!(text(&listed.stdout), "berth 1: 14.5 m\nberth 2: 11 m\nberth 3: 7.5 m");
    // The program and its base, and next to nothing else.
    let size = |image: &Image| image.inspect("{{.Size}}").parse::<f64>().expect("a size");
    let base = docker.bytes_of("debian:bookworm-slim");
    let program = api.shell_as_root("stat -c %s /usr/local/bin/api").trim().parse::<f64>();
    assert!(size(&api) < 1.1 * (base + program.expect("a size")), "{}", size(&api));
    for image in [&api, &watch] {
        assert!(!image.try_run(&[], &["cargo", "--version"]).status.success(), "no compiler");
    }
}
