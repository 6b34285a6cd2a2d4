//! How a program is linked, and which glibc it then asks for.

use dockerfile_core::{
    Alpine, Build, Cargo, Debian, DistrolessCc, Family, Image, Stage, alpine, apk, cargo, copy,
    debian, go, image, scratch, uid,
};
use dockerfile_tests::context::Context;

use super::starts::{compiled, copied, package};

fn on_nothing<F: Family>(build: &Stage<Build, F>) -> &'static str {
    let program = copy("/out/app").from(build).to("/app");
    copied(Stage::from(scratch()).keeps_base_user("is only looked at").source(program))
}

/// What says how to link is heard, and where nobody knows, nothing is refused.
#[test]
fn flags_and_packages_say_how_a_program_is_linked() {
    let context = package();
    let app = || cargo("app").workspace(".").context(context.folder());
    let flags = |flags: &str| on_nothing(&compiled(&app().env("RUSTFLAGS", flags)));
    assert_eq!(flags("-C target-feature=+crt-static"), "?");
    assert_eq!(flags("-C debuginfo=1"), "no");
    let of_stage = Stage::named("build", image("rust:1").family(Debian))
        .build_env("CARGO_ENCODED_RUSTFLAGS", "-Ctarget-feature=+crt-static")
        .recipe(&app());
    assert_eq!(on_nothing(&of_stage), "?");
    for (config, starts) in [
        ("[build]\nrustflags = [\"-C\", \"target-feature=+crt-static\"]\n", "?"),
        ("[target.x86_64-unknown-linux-gnu]\nrustflags = \"-Ctarget-feature=+crt-static\"\n", "?"),
        ("[build]\nrustflags = \"-D warnings\"\n", "no"),
        ("[build]\ntarget = \"x86_64-unknown-linux-musl\"\n", "yes"),
        ("[build]\ntarget = \"aarch64-unknown-linux-gnu\"\n", "no"),
        ("[build]\ntarget = \"riscv64gc-unknown-linux-musl\"\n", "?"),
    ] {
        context.write(".cargo/config.toml", config);
        assert_eq!(on_nothing(&compiled(&app())), starts, "{config}");
    }
    context.write(".cargo/config.toml", "[build]\nrustflags = \"-Ctarget-cpu=native\"\n");
    let plan = |app: &Cargo| {
        let image = Stage::from(debian("12")).account(uid(7)).source(app.artifacts(&compiled(app)));
        Image::from(image).render().unwrap().plan
    };
    let note = "`app` is compiled for the CPU `native`: on a machine that lacks one of its";
    assert!(plan(&app()).contains(note));
    assert!(plan(&app().env("RUSTFLAGS", "-C target-cpu=x86-64-v3")).contains("CPU `x86-64-v3`"));
    context.write(".cargo/config.toml", "");
    assert!(!plan(&app()).contains("is compiled for the CPU"));

    // Alpine's own cargo links against its musl, the official image's into the program.
    let alpine = || Stage::named("build", alpine("3.22"));
    assert_eq!(on_nothing(&alpine().packages(apk(["cargo", "git"])).recipe(&app())), "no");
    assert_eq!(on_nothing(&alpine().packages(apk(["cargo=1.87.0-r0"])).recipe(&app())), "no");
    let official = Stage::named("build", image("rust:1-alpine").family(Alpine));
    assert_eq!(on_nothing(&official.packages(apk(["git"])).recipe(&app())), "yes");
    // Go's recipe turns cgo off, unless the stage has said something of it.
    let gopher =
        Context::with(&[("go.mod", "module app\ngo 1.21\n"), ("main.go", "package main\n")]);
    let svc = go(".").context(gopher.folder());
    let golang = || Stage::named("build", image("golang:1").family(Debian));
    assert_eq!(on_nothing(&golang().recipe(&svc)), "yes");
    assert_eq!(on_nothing(&golang().build_env("CGO_ENABLED", "1").recipe(&svc)), "?");
}

/// What a build base and another base say of a program: `no` for never, `C` for what is compiled from C,
/// a note, or nothing.
fn of_two(app: &Cargo, builds: &str, runs: &str) -> &'static str {
    let build = Stage::named("build", image(builds).family(Debian)).recipe(app);
    let program = app.artifacts(&build);
    let image: Image = if runs.contains("/distroless/") {
        let base = Stage::from(image(runs).family(DistrolessCc)).account(uid(7));
        base.source(program).entrypoint(["/usr/local/bin/app"]).into()
    } else {
        let base = Stage::from(image(runs).family(Debian)).account(uid(7));
        base.source(program).entrypoint(["/usr/local/bin/app"]).into()
    };
    match image.render() {
        Ok(rendered) if rendered.plan.contains("asks for is there") => "older",
        Ok(rendered) if rendered.plan.contains("of one of the two it is not known") => "?",
        Ok(_) => "yes",
        Err(report) => {
            assert_eq!(report.count(), 1, "{report}");
            let report = report.to_string();
            match report.contains("`/usr/local/bin/app` cannot start on this base") {
                true => "no",
                false if report.contains("`/usr/local/bin/app` may not start on this base") => "C",
                false => panic!("{report}"),
            }
        }
    }
}

/// Within glibc the version counts: 2.34 for certain, else for what is compiled from C.
#[test]
fn an_older_glibc_is_known_by_the_names_of_the_bases() {
    let context = package();
    let app = cargo("app").workspace(".").context(context.folder());
    let table = [
        ("rust:1.95-slim-bookworm", "debian:bookworm-slim", "yes", "yes"),
        ("rust:1.95-slim-bookworm", "debian:trixie-slim", "yes", "yes"),
        ("rust:1.95-slim-bookworm", "debian:bullseye-slim", "no", "no"),
        ("rust:1.95-slim-bookworm", "ubuntu:20.04", "no", "no"),
        ("rust:1.95-slim-bookworm", "ubuntu:22.04", "older", "C"),
        ("rust:1.95-slim-bookworm", "ubuntu:24.04", "yes", "yes"),
        ("rust:1.95-slim-bookworm", "rockylinux:8", "no", "no"),
        ("rust:1.95-slim-bookworm", "rockylinux:9", "older", "C"),
        ("rust:1.95-slim-bookworm", "gcr.io/distroless/cc-debian12:nonroot", "yes", "yes"),
        ("rust:1.95-slim-bookworm", "gcr.io/distroless/cc-debian11:nonroot", "no", "no"),
        ("rust:1.95-slim-bookworm", "amazonlinux:2", "no", "no"),
        ("rust:1.95-slim-bookworm", "amazonlinux:2023", "older", "C"),
        ("rust:1.95-slim", "debian:bookworm-slim", "older", "C"),
        ("rust:1.95-slim", "debian:trixie-slim", "yes", "yes"),
        ("rust:1.95", "gcr.io/distroless/cc-debian12:nonroot", "older", "C"),
        ("rust:1.95", "gcr.io/distroless/cc-debian13:nonroot", "yes", "yes"),
        ("rust:1.88", "debian:bookworm-slim", "yes", "yes"),
        ("rust:1.89", "debian:bookworm-slim", "?", "?"),
        ("rust:1.95-slim-bullseye", "debian:buster-slim", "older", "C"),
        ("rust:1.95-slim-bullseye", "debian:bookworm-slim", "yes", "yes"),
        ("rust:1.95-slim-trixie", "fedora:41", "older", "C"),
        ("rust:1.95-slim-trixie", "fedora:42", "yes", "yes"),
        ("registry.corp/rust:7", "debian:bookworm-slim", "?", "?"),
        ("registry.corp/rust:7", "registry.corp/rust:7", "yes", "yes"),
        ("rust:1.95-slim-bookworm", "registry.corp/base:3", "?", "?"),
        ("registry.corp/rust:1-noble", "ubuntu:22.04", "older", "C"),
        ("registry.corp/rust:1-jammy", "ubuntu:20.04", "no", "no"),
        // 2.34 itself is on the side of what is newer.
        ("registry.corp/rust:1-ubi9", "debian:bullseye-slim", "no", "no"),
        ("registry.corp/rust:1-ubi9", "rockylinux:8", "no", "no"),
        ("registry.corp/rust:1-ubi9", "amazonlinux:2023", "yes", "yes"),
        ("registry.corp/rust:1-ubi9", "debian:bookworm-slim", "yes", "yes"),
        ("registry.corp/rust:1-ubi8", "amazonlinux:2", "older", "C"),
    ];
    for (builds, runs, wanted, _) in table {
        assert_eq!(of_two(&app, builds, runs), wanted, "{builds}, {runs}");
    }
    let entry = |name: &str, needs: &str| {
        format!(
            "\n[[package]]\nname = \"{name}\"\nversion = \"1.0.0\"\n{REGISTRY}dependencies = [{needs}]\n"
        )
    };
    let locked = |app: &str, rest: String| {
        let own = format!(
            "version = 4\n\n[[package]]\nname = \"app\"\nversion = \"1.0.0\"\ndependencies = [{app}]\n"
        );
        context.write("Cargo.lock", own + &rest);
    };
    const REGISTRY: &str = "source = \"registry+https://github.com/rust-lang/crates.io-index\"\n";
    let manifest = |more: &str| {
        let own = "[package]\nname = \"app\"\nversion = \"1.0.0\"\nedition = \"2024\"\n";
        context.write("Cargo.toml", format!("{own}{more}"));
    };
    manifest("[dependencies]\nrustls = \"1\"\n");
    locked("\"rustls\"", entry("rustls", "\"ring\"") + &entry("ring", "\"cc\"") + &entry("cc", ""));
    for (builds, runs, _, wanted) in table {
        assert_eq!(of_two(&app, builds, runs), wanted, "with ring: {builds}, {runs}");
    }
    // For its tests alone, for another system, or for nobody: a note.
    let (builds, runs) = ("rust:1.95-slim-bookworm", "ubuntu:22.04");
    manifest("[dev-dependencies]\nrustls = \"1\"\n");
    assert_eq!(of_two(&app, builds, runs), "older");
    manifest("[dependencies]\nchrono = \"1\"\n");
    let chrono =
        entry("chrono", "\"iana-time-zone-haiku\"") + &entry("iana-time-zone-haiku", "\"cc\"");
    locked("\"chrono\"", chrono + &entry("cc", ""));
    assert_eq!(of_two(&app, builds, runs), "older");
}
