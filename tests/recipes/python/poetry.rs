//! Poetry: a package and a program that is none, with a path dependency.

use dockerfile_core::{Image, Poetry, Stage, poetry, uid};
use dockerfile_tests::context::{Context, refused};
use dockerfile_tests::docker::Docker;
use dockerfile_tests::text::lines;

use super::{python, said};
use crate::steps::{Change, Edit, Scenario};

pub(super) const BUILT: &str = "[build-system]\nrequires = [\"poetry-core>=2.0\"]\n\
     build-backend = \"poetry.core.masonry.api\"\n";

pub(super) const SVC: [&str; 1] = ["/opt/venv/bin/svc"];

/// A service, the library that it needs, and what is of no use for it.
pub(super) fn project() -> Context {
    let manifest = format!(
        "[project]\nname = \"svc\"\nversion = \"0.1.0\"\nreadme = \"README.md\"\n\
         requires-python = \">=3.9\"\ndependencies = [\"iniconfig (==2.1.0)\", \"lib\"]\n\n\
         [project.scripts]\nsvc = \"svc:main\"\n\n\
         [tool.poetry.dependencies]\nlib = {{ path = \"../lib\" }}\n\n\
         [tool.poetry.group.dev.dependencies]\nsix = \"*\"\n\n\
         [[tool.poetry.source]]\nname = \"simple\"\nurl = \"https://pypi.org/simple/\"\n\
         priority = \"primary\"\n\n{BUILT}"
    );
    let library = format!(
        "[project]\nname = \"lib\"\nversion = \"0.1.0\"\nrequires-python = \">=3.9\"\n\n{BUILT}"
    );
    Context::with(&[
        ("svc/pyproject.toml", &manifest),
        ("svc/poetry.lock", include_str!("poetry.lock")),
        ("svc/README.md", "The service.\n"),
        (
            "svc/svc/__init__.py",
            "import os, iniconfig, lib\n\n\
             def main():\n    print(\"svc\", lib.SAID, os.getuid())\n\n\
             if __name__ == \"__main__\":\n    main()\n",
        ),
        ("svc/tests/test_svc.py", "import six\n"),
        ("lib/pyproject.toml", &library),
        ("lib/lib/__init__.py", "SAID = \"lib\"\n"),
        ("other/main.py", "print()\n"),
    ])
}

pub(super) fn declared(svc: &Poetry, program: &[&str]) -> Image {
    // The certificates that the base trusts, and not those that Poetry brings.
    let certificates = "/etc/ssl/certs/ca-certificates.crt";
    let build = Stage::named("build", python())
        .build_env("REQUESTS_CA_BUNDLE", certificates)
        .dependencies(svc.dependencies())
        .source(svc.sources())
        .build(svc.build());
    Stage::from(python())
        .account(uid(65532))
        .source(svc.artifacts(&build))
        .entrypoint(program.to_vec())
        .into()
}

pub(super) fn service(context: &Context) -> Image {
    declared(&poetry("svc").context(context.folder()), &SVC)
}

#[test]
fn dependencies_are_installed_above_the_sources() {
    let context = project();
    let text = context.emit(service(&context));
    let build = "FROM python AS build-base\n\
         ENV VIRTUAL_ENV=\"/opt/venv\"\n\
         WORKDIR /src/svc\n\
         ENV REQUESTS_CA_BUNDLE=\"/etc/ssl/certs/ca-certificates.crt\"\n\
         # Poetry, in an environment that no image gets.\n\
         RUN --mount=type=cache,id=pip-debian-build,target=/root/.cache/pip \\\n    \
         python3 -m venv /opt/poetry && \\\n    \
         /opt/poetry/bin/python3 -m pip install poetry==2.5.1\n\n\
         FROM build-base AS build-manifests\n\
         WORKDIR /manifests/svc\n\
         COPY svc/pyproject.toml /manifests/svc/\n\
         # The manifests and the lock file, without what a release changes.\n\
         RUN sed -i -e '/^\\[project\\]/,/^\\[/s/^version = .*/version = \"0\"/' \
         pyproject.toml\n\n\
         FROM build-base AS build\n\
         COPY --from=build-manifests /manifests /src\n\
         COPY svc/poetry.lock /src/svc/\n\
         # Dependencies, from the manifests and the lock file.\n\
         RUN --mount=type=cache,id=poetry-debian-build,target=/root/.cache/pypoetry \\\n    \
         python3 -m venv /opt/venv && \\\n    \
         /opt/poetry/bin/poetry install --only main --no-root --no-directory\n\
         COPY lib /src/lib\n\
         COPY svc /src/svc\n\
         # The project's own packages.\n\
         RUN --mount=type=cache,id=poetry-debian-build,target=/root/.cache/pypoetry \\\n    \
         --mount=type=cache,id=pip-debian-build,target=/root/.cache/pip \\\n    \
         /opt/poetry/bin/python3 -m pip wheel --no-deps --wheel-dir /tmp/wheels ../lib && \\\n    \
         /opt/poetry/bin/poetry build --format wheel --output /tmp/wheels && \\\n    \
         /opt/venv/bin/python3 -m pip install --no-deps --no-index --prefix /opt/venv-own \
         /tmp/wheels/*.whl\n\n";
    assert!(text.contains(build), "{text}");
    let taken = "\nCOPY --from=build /opt/venv /opt/venv\n\
         COPY --from=build /opt/venv-own /opt/venv\nUSER ";
    assert!(text.contains(taken), "{text}");
}

#[test]
fn what_is_no_package_runs_from_its_files() {
    let context = project();
    context.replace(
        "svc/pyproject.toml",
        "[tool.poetry.dep",
        "[tool.poetry]\npackage-mode = false\n\n[tool.poetry.dep",
    );
    let svc = poetry("svc").context(context.folder()).version("2.4.0").extras("tls").groups("web");
    let text = context.emit(declared(&svc, &SVC));
    assert_eq!(
        lines(&text, "COPY"),
        [
            "COPY svc/pyproject.toml /manifests/svc/",
            "COPY --from=build-manifests /manifests /src",
            "COPY svc/poetry.lock /src/svc/",
            "COPY lib /src/lib",
            "COPY --from=build /opt/venv /opt/venv",
            "COPY --from=build /opt/venv-own /opt/venv",
            "COPY svc /src/svc",
        ]
    );
    assert!(!text.contains("poetry build"), "{text}");
    assert!(text.contains("pip install poetry==2.4.0\n"), "{text}");
    assert!(
        text.contains("install --only main,web --no-root --no-directory --extras tls\n"),
        "{text}"
    );
}

/// Poetry refuses `--only main` where the manifest declares no dependencies.
#[test]
fn the_main_group_is_installed_where_there_is_one() {
    let installs = |declares: &str, groups: &[&str]| {
        let context = Context::with(&[]);
        let manifest = format!("[project]\nname = \"svc\"\nversion = \"0.1.0\"\n{declares}");
        context.write("svc/pyproject.toml", manifest);
        context.write("svc/poetry.lock", "package = []\n");
        let svc = poetry("svc").context(context.folder()).version("2.4.0").groups(groups);
        let text = context.emit(declared(&svc, &["/opt/venv/bin/python3", "-V"]));
        let (_, install) = text.split_once("/opt/poetry/bin/poetry install ")?;
        install.lines().next().map(str::to_owned)
    };
    let main = "--only main --no-root --no-directory";
    let of_poetry = "[tool.poetry.dependencies]\npython = \">=3.9\"\n";
    for declares in ["dependencies = []\n", "optional-dependencies = {}\n", of_poetry] {
        assert_eq!(installs(declares, &[]).as_deref(), Some(main), "{declares}");
    }
    let none = "[tool.poetry.group.web.dependencies]\nsix = \"*\"\n";
    let web = installs(none, &["web"]);
    assert_eq!(web.as_deref(), Some("--only web --no-root --no-directory"));
    assert_eq!(installs(none, &[]), None);
}

#[test]
fn what_cannot_be_installed_is_an_error_at_the_call() {
    let context = project();
    let said = refused(declared(&poetry("lib").context(context.folder()), &SVC));
    assert!(said.contains("poetry: `lib` has no `poetry.lock`\n"), "{said}");
    assert!(said.contains("make one with `poetry lock`"), "{said}");
    assert_eq!(said.matches("error: poetry").count(), 1, "{said}");
    context.replace(
        "svc/poetry.lock",
        "groups = [\"main\"]\nfiles = []",
        "groups = [\"dev\"]\nfiles = []",
    );
    assert!(!context.emit(service(&context)).contains("COPY lib"), "it is for development");
    context.replace("svc/pyproject.toml", ">=3.9", "~=3.12.0");
    assert!(
        refused(service(&context))
            .contains("names Python `~=3.12.0`, and the stage's base has 3.11")
    );
    context.replace("svc/poetry.lock", " by Poetry 2.5.1", "");
    let said = refused(service(&context));
    assert!(said.contains("`svc/poetry.lock` does not say which Poetry wrote it\n"), "{said}");
    assert!(said.contains("say one that reads it: `.version("), "{said}");
}

#[test]
fn what_is_wrong_with_a_setting_is_said_once() {
    let context = project();
    let svc = || poetry("svc").context(context.folder());
    for svc in [svc().venv("venv"), svc().groups("a b"), svc().version("2 0"), svc().folder("x")] {
        let said = refused(declared(&svc, &SVC));
        assert_eq!(said.matches("error").count(), 1, "{said}");
    }
}

/// An archive is installed with what comes from elsewhere, of whatever group.
#[test]
fn a_path_dependency_may_be_a_file() {
    let context = project();
    let source = "[package.source]\ntype = \"directory\"\nurl = \"../lib\"";
    let archive = "[package.source]\ntype = \"file\"\nurl = \"../lib-1.whl\"";
    context.replace("svc/poetry.lock", source, archive);
    context.write("lib-1.whl", "");
    let text = context.emit(service(&context));
    assert!(text.contains("COPY lib-1.whl /src/\n") && !text.contains("COPY lib "), "{text}");
    assert!(!text.contains("pip wheel"), "{text}");
}

#[test]
fn the_program_runs_from_the_environment() {
    let Some(docker) = Docker::connect() else { return };
    let context = project();
    context.emit(service(&context));
    let built = context.build(docker);
    assert_eq!(said(&built, &SVC), "svc lib 65532");
    assert_eq!(built.shell_as_root("ls -d /src; true"), "");
    context.replace(
        "svc/pyproject.toml",
        "[tool.poetry.dep",
        "[tool.poetry]\npackage-mode = false\n\n[tool.poetry.dep",
    );
    let program = ["/opt/venv/bin/python3", "/src/svc/svc/__init__.py"];
    context.emit(declared(&poetry("svc").context(context.folder()), &program));
    assert_eq!(said(&context.build(docker), &program), "svc lib 65532");
}

pub(crate) fn scenario() -> Scenario {
    let new_dependency = |context: &Context| {
        context.replace("svc/pyproject.toml", "\"lib\"]", "\"lib\", \"six\"]");
        context.replace("svc/poetry.lock", "groups = [\"dev\"]", "groups = [\"main\", \"dev\"]");
        // What Poetry computes from the manifest.
        context.replace(
            "svc/poetry.lock",
            "8477eea01720969f1dd023cfc91d56761e5b0593284b2273297cf890230c9bd6",
            "aface00119f85a0d1f5180ea437e58bb7298f81db8ca5fa9b11657d69df6a83a",
        );
    };
    Scenario {
        name: "Python, Poetry",
        context: project(),
        image: service,
        targets: &["final"],
        edits: vec![
            Edit::of(Change::Source, 3, |context| {
                context.replace("svc/svc/__init__.py", "import os", "import sys, os");
            }),
            Edit::of(Change::Unused, 0, |context| {
                context.write("svc/tests/test_svc.py", "import six, os\n");
            }),
            Edit::of(Change::OtherService, 0, |context| {
                context.write("other/main.py", "print(1)\n");
            }),
            Edit::of(Change::Version, 3, |context| {
                let (before, now) = ("version = \"0.1.0\"", "version = \"0.2.0\"");
                context.replace("svc/pyproject.toml", before, now);
            }),
            // Manifest and lock file, what they install, the sources, the package, the environment.
            Edit::of(Change::NewDependency, 6, new_dependency),
        ],
    }
}
