//! What an engine sees of images that bring their probe.

use std::time::Duration;

use dockerfile_core::{
    Dialect, Image, Scratch, Source, Stage, copy, debian, http, run, scratch, tcp, uid,
};
use dockerfile_tests::context::Context;
use dockerfile_tests::docker::{Container, Docker, Image as Built, report, said};

use super::{PROBE, SERVER, build, rust};

/// The files of glibc, and nothing else, as distroless images have them.
fn glibc() -> Stage<Source, Scratch> {
    let files = "for file in $(ldd /bin/bash | grep -o '/[^ ]*'); do\n    \
                 install -D \"$file\" \"/files$file\"\ndone\n";
    let files = Stage::named("glibc", debian("bookworm-slim")).build(run(files));
    Stage::named("libraries", scratch())
        .account(uid(65532))
        .source(copy("/files").from(&files).to("/"))
}

/// What the health check of an image says of a container of it, as soon as something listens
/// there: whether it is content, and the line.
fn asked(image: &Built, container: &Container) -> (bool, String) {
    let check = image.inspect("{{json .Config.Healthcheck.Test}}");
    let check: Vec<String> = serde_json::from_str(&check).expect("a list");
    let check: Vec<&str> = check[1..].iter().map(String::as_str).collect();
    let network = format!("--network=container:{}", container.name);
    container.until("something listens", || {
        let output = image.try_run(&[&network], &check);
        match said(&output) {
            line if line.contains("refused") => Err(line),
            line => Ok((output.status.success(), line.trim().to_owned())),
        }
    })
}

/// What the engine itself says of it; `None` is one that cannot run anything in a container that
/// runs, such as one that was started in a chroot.
fn verdict(container: &Container) -> Option<String> {
    container.until("the engine is sure", || {
        let health = container.inspect("{{json .State.Health}}");
        let status = container.inspect("{{.State.Health.Status}}");
        match health.contains("exec failed") {
            true => Ok(None),
            false if status == "starting" => Err(health),
            false => Ok(Some(status)),
        }
    })
}

/// On nothing, on the files of glibc and on Debian.
#[test]
fn an_engine_sees_how_an_image_is() {
    let Some(docker) = Docker::connect() else { return };
    let context = Context::with(&[("main.rs", SERVER)]);
    let probe = || {
        let soon = Duration::from_millis(300);
        // To start a program in a container takes an engine with other work a second.
        http(8080, "/health?full=1").interval(soon).timeout(12 * soon).start_period(soon).retries(1)
    };
    let build = build();
    let web = || copy("/web").from(&build);
    let debian = Stage::named("debian", debian("bookworm-slim")).account(uid(65532)).source(web());
    let debian = debian.healthcheck(probe()).entrypoint(["/web"]);
    let bare = Stage::named("bare", &glibc()).source(web()).healthcheck(probe());
    let nothing = Stage::named("nothing", scratch()).account(uid(65532)).source(web());
    let nothing = nothing.healthcheck(probe()).entrypoint(["/web"]);
    context.emit((debian, bare.entrypoint(["/web"]), nothing));
    let images = ["nothing", "bare", "debian"].map(|target| {
        let target = format!("--target={target}");
        let image = docker.try_build(context.folder(), "Dockerfile", &[&target]);
        image.unwrap_or_else(|said| panic!("{said}"))
    });
    let network = docker.network();
    let all = images.iter().flat_map(|image| ["200", "503"].map(|status| (image, status)));
    let all = all.chain([(&images[0], "none"), (&images[0], "v6")]);
    let start = |(image, status): (&'_ Built, &'static str)| {
        (status, image.start(&network, status, &[("STATUS", status)]))
    };
    let started: Vec<_> = all.clone().map(start).collect();
    for ((image, _), (status, container)) in all.zip(&started) {
        let expected = match *status {
            "503" => (false, "http 8080 /health?full=1 3240: status 503"),
            "none" => (false, "http 8080 /health?full=1 3240: no answer in time"),
            _ => (true, ""),
        };
        let (content, line) = asked(image, container);
        assert_eq!((content, line.as_str()), expected, "{status}");
    }
    let files = images[2].shell_as_root(
        "stat -c '%s %a %u %g' /usr/local/libexec/probe; which curl wget || echo none",
    );
    let [bytes, "755", "0", "0", "none"] = files.split_whitespace().collect::<Vec<_>>()[..] else {
        panic!("{files}");
    };
    // Of these glibc alone is 700,000, where it is static.
    assert!(bytes.parse::<u32>().expect("a number") < 1_300_000, "{bytes}");
    for (status, container) in &started {
        let Some(health) = verdict(container) else {
            return report("skipped: this engine cannot run a program in a container that runs");
        };
        let expected = if ["200", "v6"].contains(status) { "healthy" } else { "unhealthy" };
        assert_eq!(health, expected, "{status}");
    }
}

/// An edit compiles the program alone, and older builders make the same probe.
#[test]
fn what_an_edit_runs_again() {
    let Some(docker) = Docker::connect() else { return };
    let context = Context::with(&[("main.rs", SERVER)]);
    let stage = || {
        let compile = ["rustc", "-o", "/web", "/src/main.rs"];
        let build = Stage::named("build", rust()).source(copy("main.rs").to("/src/main.rs"));
        Stage::from(debian("bookworm-slim"))
            .account(uid(65532))
            .source(copy("/web").from(&build.build(run(compile))))
            .healthcheck(tcp(8080))
            .entrypoint(["/web"])
    };
    context.emit(stage());
    let probe = |image: &Built| image.shell_as_root("sha256sum /usr/local/libexec/probe");
    let first = context.build(docker);
    let sum = probe(&first);
    // glibc is there.
    let size = first.shell_as_root("stat -c %s /usr/local/libexec/probe");
    assert!(size.trim().parse::<u32>().expect("a number") < 400_000, "{size}");
    let asked = first.try_run(&[], &[PROBE, "tcp", "8080", "500"]);
    assert!(said(&asked).starts_with("tcp 8080 500: Connection refused"), "{}", said(&asked));
    context.edit("main.rs", "listens");
    let steps = docker.steps(context.folder()).executed;
    assert!(steps.iter().all(|step| !step.contains("probe")), "{steps:?}");
    assert!(steps.iter().any(|step| step.contains("COPY --from=build")), "{steps:?}");
    context.emit(Image::from(stage()).dialect(Dialect::V1_3));
    assert_eq!(probe(&context.build(docker)), sum);
}
