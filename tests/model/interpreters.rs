//! The Python, Node and Ruby of the stage that installs, and of the one that starts it.

use dockerfile_core::{
    Apt, Debian, DistrolessCc, Image, Recipe, RunsOn, Stage, apt, bundler, copy, image, npm, pip,
    scratch, uid,
};
use dockerfile_tests::context::Context;

/// A base, and the packages that are installed on it.
type Base = (&'static str, &'static [&'static str]);

fn stage(name: &str, (base, packages): Base) -> Stage<dockerfile_core::Packages, Debian> {
    let packages: Option<Apt> = (!packages.is_empty()).then(|| apt(packages));
    Stage::named(name, image(base).family(Debian)).packages(packages)
}

fn verdict(image: impl Into<Image>) -> &'static str {
    match image.into().render() {
        Ok(rendered) if rendered.plan.contains("and started by Node") => "note",
        Ok(_) => "yes",
        Err(report) => {
            assert_eq!(report.count(), 1, "{report}");
            let report = report.to_string();
            assert!(report.contains("cannot start on this base"), "{report}");
            if report.contains("nothing here has one") { "none" } else { "other" }
        }
    }
}

/// What is said of the artifacts, which is what is said of a plain copy of the folder.
fn said<R: Recipe>(recipe: &R, folder: &str, builds: Base, runs: Base) -> &'static str
where
    R::Artifacts<Debian>: RunsOn<Debian> + RunsOn<DistrolessCc>,
{
    let build = stage("build", builds).recipe(recipe);
    if runs.0.contains("/distroless/") {
        let start = || Stage::from(image(runs.0).family(DistrolessCc)).account(uid(7));
        let by_copy = verdict(start().source(copy(folder).from(&build)));
        assert_eq!(verdict(start().source(recipe.artifacts(&build))), by_copy, "{runs:?}");
        return by_copy;
    }
    let start = || stage("final", runs).account(uid(7));
    let by_copy = verdict(start().source(copy(folder).from(&build)));
    assert_eq!(verdict(start().source(recipe.artifacts(&build))), by_copy, "{builds:?}, {runs:?}");
    by_copy
}

const PYTHON: &[&str] = &["python3", "python3-venv"];
const RUN: &[&str] = &["python3", "tini"];

#[test]
fn an_environment_starts_by_the_python_that_it_was_made_with() {
    let context = Context::with(&[("requirements.txt", "six==1.17.0\n")]);
    let venv = pip("requirements.txt").venv("/opt/venv").context(context.folder());
    #[rustfmt::skip]
    let table: &[(Base, Base, &str)] = &[
        (("python:3.12-slim-bookworm", &[]), ("python:3.12-slim-bookworm", &[]), "yes"),
        (("python:3.12-bookworm", &[]), ("python:3.12-slim-bookworm", &[]), "yes"),
        (("python:3.12.1-slim", &[]), ("python:3.12.9-slim", &[]), "yes"),
        (("python:3.12-slim-trixie", &[]), ("python:3.12-slim-bookworm", &[]), "yes"),
        (("python:3.12-slim", &[]), ("docker.io/library/python:3.12-slim", &[]), "yes"),
        (("python:3.12-slim", &[]), ("python:3.13-slim", &[]), "other"),
        (("python:3.13-slim", &[]), ("python:3.12-slim", &[]), "other"),
        (("python:3.13.1-slim", &[]), ("python:3.12-slim", &[]), "other"),
        (("python:3.12-slim-bookworm", &[]), ("debian:bookworm-slim", RUN), "other"),
        (("python:3.11-slim-bookworm", &[]), ("debian:bookworm-slim", RUN), "other"),
        (("python:3.12-slim", &[]), ("debian:bookworm-slim", &[]), "none"),
        (("python:3.12-slim", &[]), ("debian:bookworm-slim", &["tini", "ca-certificates"]), "none"),
        (("python:3.12-slim", &[]), ("ubuntu:24.04", &["tzdata"]), "none"),
        (("python:3.12-slim", &[]), ("gcr.io/distroless/cc-debian12:nonroot", &[]), "none"),
        (("python:3.12-slim", &[]), ("debian:bookworm-slim", &["uwsgi"]), "yes"),
        (("python:3.12-slim", &[]), ("debian:bookworm-slim", &["python3-minimal"]), "yes"),
        (("python:3.12-slim", &[]), ("registry.corp/python:3.13", &[]), "yes"),
        (("registry.corp/python:3.13", &[]), ("python:3.12-slim", &[]), "yes"),
        (("python:3-slim", &[]), ("python:3.12-slim", &[]), "yes"),
        (("python:3.12-slim", &[]), ("gcr.io/distroless/python3-debian12:nonroot", &[]), "yes"),
        (("debian:bookworm-slim", PYTHON), ("debian:bookworm-slim", RUN), "yes"),
        (("debian:12", PYTHON), ("debian:bookworm-slim", RUN), "yes"),
        (("debian:12", PYTHON), ("debian:bookworm-slim", &["python3=3.11.*"]), "yes"),
        (("debian:12", PYTHON), ("debian:bookworm-slim", &["python3:amd64"]), "yes"),
        (("debian:12", PYTHON), ("debian:trixie-slim", &["python3=3.13.*"]), "other"),
        (("debian:12", PYTHON), ("debian:trixie-slim", &["python3:amd64"]), "other"),
        (("debian:12", PYTHON), ("debian:trixie-slim", &["python3:amd64=3.13.*"]), "other"),
        (("debian:12", PYTHON), ("debian:trixie-slim", &["tini:amd64", "curl=8.*"]), "none"),
        (("debian:bookworm-slim", PYTHON), ("debian:trixie-slim", RUN), "other"),
        (("debian:trixie-slim", PYTHON), ("debian:bookworm-slim", RUN), "other"),
        (("debian:bookworm-slim", PYTHON), ("debian:bullseye-slim", RUN), "other"),
        (("debian:bookworm-slim", PYTHON), ("ubuntu:22.04", RUN), "other"),
        (("debian:bookworm-slim", PYTHON), ("python:3.11-slim-bookworm", &[]), "other"),
        (("ubuntu:24.04", PYTHON), ("ubuntu:24.04", RUN), "yes"),
        (("ubuntu:24.04", PYTHON), ("ubuntu:22.04", RUN), "other"),
        (("ubuntu:24.04", PYTHON), ("ubuntu:24.04", &[]), "none"),
        (("debian:sid-slim", PYTHON), ("debian:bookworm-slim", RUN), "yes"),
    ];
    for &(builds, runs, wanted) in table {
        assert_eq!(said(&venv, "/opt/venv", builds, runs), wanted, "{builds:?}, {runs:?}");
    }
    let build = stage("build", ("python:3.12-slim", &[])).recipe(&venv);
    let start = || stage("final", ("debian:bookworm-slim", &[])).account(uid(7));
    // A part of it is no environment, and an interpreter may come with a copy.
    let page = copy("/opt/venv/share/page").from(&build).to("/srv/page");
    assert_eq!(verdict(start().source(page)), "yes");
    let brought = copy("/usr/local").from(image("python:3.12-slim"));
    let brought = start().dependencies(brought).source(venv.artifacts(&build));
    assert_eq!(verdict(brought), "yes");
    let uv = copy("/python").from(image("registry.corp/uv-python:3.12"));
    let parent =
        Stage::named("parent", image("debian:bookworm-slim").family(Debian)).dependencies(uv);
    let child = Stage::from(&parent).account(uid(7)).source(copy("/opt/venv").from(&build));
    assert_eq!(verdict(child), "yes");
    let own = venv.artifacts(&build).starts_anyway("a volume brings it");
    assert_eq!(verdict(start().source(own)), "yes");
    let nothing = Stage::from(scratch()).account(uid(7)).source(copy("/opt/venv").from(&build));
    assert_eq!(verdict(nothing.entrypoint(["/opt/venv/bin/python3"])), "none");
}

#[test]
fn modules_and_gems_start_by_their_interpreter() {
    let context = Context::with(&[
        ("package.json", "{ \"name\": \"web\", \"dependencies\": { \"a\": \"1.0.0\" } }"),
        (
            "package-lock.json",
            "{ \"lockfileVersion\": 3, \"packages\": { \"\": { \"name\": \"web\", \"dependencies\": { \"a\": \"1.0.0\" } }, \"node_modules/a\": { \"version\": \"1.0.0\" } } }",
        ),
        ("main.js", ""),
        ("Gemfile", "source \"https://rubygems.org\"\ngem \"rack\"\n"),
        (
            "Gemfile.lock",
            "GEM\n  remote: https://rubygems.org/\n  specs:\n    rack (3.1.8)\n\nPLATFORMS\n  ruby\n\nDEPENDENCIES\n  rack\n\nBUNDLED WITH\n   2.5.0\n",
        ),
        ("app.rb", ""),
    ]);
    let web = npm(".").context(context.folder());
    let app = bundler(".").context(context.folder());
    #[rustfmt::skip]
    let node: &[(Base, Base, &str)] = &[
        (("node:22-bookworm-slim", &[]), ("node:22-bookworm-slim", &[]), "yes"),
        (("node:22.1.0-bookworm", &[]), ("node:22-slim", &[]), "yes"),
        (("node:22-bookworm-slim", &[]), ("node:20-bookworm-slim", &[]), "note"),
        (("node:22-bookworm-slim", &[]), ("debian:bookworm-slim", &["nodejs"]), "note"),
        (("node:22-bookworm-slim", &[]), ("debian:bookworm-slim", &["tini"]), "none"),
        (("node:22-bookworm-slim", &[]), ("gcr.io/distroless/nodejs22-debian12:nonroot", &[]), "yes"),
    ];
    for &(builds, runs, wanted) in node {
        assert_eq!(said(&web, "/src/node_modules", builds, runs), wanted, "{builds:?}, {runs:?}");
    }
    #[rustfmt::skip]
    let ruby: &[(Base, Base, &str)] = &[
        (("ruby:3.3-slim", &[]), ("ruby:3.3-slim", &[]), "yes"),
        (("ruby:3.3.1-slim", &[]), ("ruby:3.3-slim-bookworm", &[]), "yes"),
        (("ruby:3.3-slim", &[]), ("ruby:3.4-slim", &[]), "other"),
        (("ruby:3.3-slim", &[]), ("debian:trixie-slim", &["ruby"]), "other"),
        (("ruby:3.3-slim", &[]), ("debian:bookworm-slim", &[]), "none"),
        (("ruby:3.3-slim", &[]), ("registry.corp/ruby:1", &[]), "yes"),
    ];
    for &(builds, runs, wanted) in ruby {
        assert_eq!(said(&app, "/usr/local/bundle", builds, runs), wanted, "{builds:?}, {runs:?}");
    }
}
