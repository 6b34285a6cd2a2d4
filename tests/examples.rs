//! The examples of recipes, built and run from their own checked-in files.

use std::path::{Path, PathBuf};

use dockerfile_tests::docker::{Container, Docker, Image, Network, text};
use dockerfile_tests::root;

/// The Dockerfiles in a folder and below it.
fn dockerfiles(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).expect("a folder");
    let paths = entries.map(|entry| entry.expect("an entry").path());
    let files = paths.flat_map(|path| match path.is_dir() {
        true => dockerfiles(&path),
        false if path.to_string_lossy().ends_with("Dockerfile") => vec![path],
        false => vec![],
    });
    files.collect()
}

/// Lists of a RUN aside, which are one line by their nature.
#[test]
fn no_line_is_too_long_to_review() {
    let files = dockerfiles(&root().join("examples"));
    assert!(files.len() > 5, "{files:?}");
    for file in files {
        let text = std::fs::read_to_string(&file).expect("a Dockerfile");
        let long = |line: &&str| line.len() > 120 && !line.starts_with("RUN [");
        assert_eq!(text.lines().find(long), None, "{}", file.display());
    }
}

/// Builds one image of an example's file.
fn build(docker: Docker, example: &str, dockerfile: &str, options: &[&str]) -> Image {
    let context = root().join("examples").join(example);
    docker
        .try_build(&context, dockerfile, options)
        .unwrap_or_else(|said| panic!("{example}/{dockerfile}: {said}"))
}

/// What a container of a network answers, asked by a Python beside it.
fn answer(docker: Docker, network: &Network, container: &Container, url: &str) -> String {
    let asks = format!(
        "import urllib.request; print(urllib.request.urlopen('http://{url}').read().decode())"
    );
    container.until("an answer", || {
        let output = docker.run_in(network, "python:3.11-slim", &["python3", "-c", &asks]);
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
    let network = docker.network();
    let runs = api.start(&network, "api", &[]);
    assert_eq!(answer(docker, &network, &runs, "api:8080/?draught=6.5"), "3");
    drop(runs);
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

/// Go, TypeScript and Python, by one company's recipes: a page goes through all three.
#[test]
fn services_of_three_languages_work_together() {
    let Some(docker) = Docker::connect() else { return };
    docker.takes_for("node:20-bookworm-slim", "node:22-bookworm-slim");
    let network = docker.network();
    let start = |name: &str| {
        let image = build(docker, "serval", &format!("{name}/Dockerfile"), &[]);
        assert_eq!(image.inspect("{{.Config.User}}"), "65532:65532");
        let vendor = "{{index .Config.Labels \"org.opencontainers.image.vendor\"}}";
        assert_eq!(image.inspect(vendor), "Serval");
        let container = image.start(&network, name, &[]);
        (image, container)
    };
    let (stock, _stock) = start("stock");
    let (shop, shop_runs) = start("shop");
    let (gate, gate_runs) = start("gate");
    assert_eq!(answer(docker, &network, &gate_runs, "gate:8080/"), "stock shop");
    let page = answer(docker, &network, &gate_runs, "gate:8080/shop/");
    assert_eq!(page, "<h1>Shop</h1><p>4 x claw</p><p>12 x whisker</p>");
    assert_eq!(shop_runs.stop(), "0", "process 1 is the program, which ends when asked");

    // What built them, and what only that needs, stays behind.
    assert_eq!(gate.inspect("{{len .RootFS.Layers}}"), "1");
    let absent =
        |image: &Image, paths: &str| image.shell_as_root(&format!("! ls -d {paths} 2>/dev/null"));
    absent(
        &stock,
        "/root/.cache/* /usr/local/bin/uv /opt/venv/lib/python3.11/site-packages/iniconfig",
    );
    absent(&shop, "/root/.npm /src/shop/node_modules/typescript");
}
