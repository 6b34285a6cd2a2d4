//! uv: members of a workspace that are packages or only run, and single projects.

use dockerfile_core::{Image, Stage, Uv, copy, image, run, secret, uid, uv};
use dockerfile_tests::context::{Context, refused};
use dockerfile_tests::docker::Docker;
use dockerfile_tests::text::lines;

use super::{python, said};
use crate::steps::{Change, Edit, Scenario};

pub(super) const BUILT: &str =
    "[build-system]\nrequires = [\"uv_build>=0.9,<1\"]\nbuild-backend = \"uv_build\"\n";

/// A workspace of a service that is a package, one that only runs, a library that both need,
/// and another service.
pub(super) fn workspace() -> Context {
    let project = |name: &str, needs: &str, more: &str| {
        format!(
            "[project]\nname = \"{name}\"\nversion = \"0.1.0\"\nrequires-python = \">=3.9\"\n\
             dependencies = [{needs}]\n{more}"
        )
    };
    let svc = format!(
        "\n[project.scripts]\nsvc = \"svc:main\"\n\n[dependency-groups]\ndev = [\"six\"]\n\n{BUILT}"
    );
    let needs = "\"lib\", \"iniconfig==2.1.0\"";
    Context::with(&[
        (
            "pyproject.toml",
            "[tool.uv.workspace]\nmembers = [\"services/*\", \"libs/*\"]\n\n\
             [tool.uv.sources]\nlib = { workspace = true }\n",
        ),
        ("uv.lock", include_str!("uv.lock")),
        (".python-version", "3.11.4\n"),
        ("services/svc/pyproject.toml", &project("svc", needs, &svc)),
        (
            "services/svc/src/svc/__init__.py",
            "import os, iniconfig, lib\n\ndef main():\n    print(\"svc\", lib.SAID, os.getuid())\n",
        ),
        ("services/svc/tests/test_svc.py", "import six\n"),
        ("services/web/pyproject.toml", &project("web", needs, "")),
        ("services/web/.env", "TOKEN=secret\n"),
        ("services/web/app.py", "import os, lib\nprint(\"web\", lib.SAID, os.getuid())\n"),
        ("services/other/pyproject.toml", &project("other", "", "")),
        ("services/other/app.py", "print()\n"),
        ("libs/lib/pyproject.toml", &project("lib", "", &format!("\n{BUILT}"))),
        ("libs/lib/src/lib/__init__.py", "SAID = \"lib\"\n"),
        ("README.md", "No Python.\n"),
    ])
}

pub(super) fn declared(project: &Uv, program: &[&str]) -> Image {
    let build = Stage::named("build", python())
        .packages(run(["python3", "-m", "pip", "install", "--no-cache-dir", "uv==0.13.9"]))
        .dependencies(project.dependencies())
        .source(project.sources())
        .build(project.build());
    Stage::from(python())
        .account(uid(65532))
        .source(project.artifacts(&build))
        .entrypoint(program.to_vec())
        .into()
}

pub(super) const SVC: [&str; 1] = ["/opt/venv/bin/svc"];
pub(super) const WEB: [&str; 2] = ["/opt/venv/bin/python3", "/src/services/web/app.py"];

pub(super) fn service(context: &Context) -> Image {
    declared(&uv("services/svc").context(context.folder()), &SVC)
}

pub(super) fn web(context: &Context) -> Image {
    declared(&uv("services/web").context(context.folder()), &WEB)
}

#[test]
fn dependencies_are_installed_above_the_members() {
    let context = workspace();
    let text = context.emit(service(&context));
    let build = "FROM python AS build-base\n\
         RUN python3 -m pip install --no-cache-dir uv==0.13.9\n\
         ENV UV_PROJECT_ENVIRONMENT=\"/opt/venv\"\n\
         ENV UV_PYTHON_DOWNLOADS=\"never\"\n\
         ENV UV_LINK_MODE=\"copy\"\n\
         ENV UV_COMPILE_BYTECODE=\"1\"\n\n\
         FROM build-base AS build-manifests\n\
         WORKDIR /manifests\n\
         COPY uv.lock /manifests/\n\
         # The manifests and the lock file, without what a release changes.\n\
         RUN sed -i -e '/^version = /{N' \\\n        \
         -e '/\\nsource = { \\(editable\\|virtual\\|directory\\) = /s/^version = \"[^\"]*\"/version = \"0\"/' -e '}' uv.lock\n\n\
         FROM build-base AS build\n\
         WORKDIR /src\n\
         COPY --from=build-manifests /manifests /src\n\
         COPY pyproject.toml /src/\n\
         # Dependencies, from the manifests and the lock file.\n\
         RUN --mount=type=cache,id=uv-debian-build,target=/root/.cache/uv \\\n    \
         uv sync --frozen --no-dev --no-install-workspace --package svc\n\
         COPY services/other/pyproject.toml /src/services/other/\n\
         COPY services/web/pyproject.toml /src/services/web/\n\
         COPY uv.lock /src/\n\
         COPY libs/lib /src/libs/lib\n\
         COPY services/svc /src/services/svc\n\
         # The project's own packages.\n\
         RUN --mount=type=cache,id=uv-debian-build,target=/root/.cache/uv \\\n    \
         uv lock --check && \\\n    \
         uv pip install --no-deps --refresh --python /opt/venv/bin/python3 --prefix /opt/venv-own \
         ./libs/lib && \\\n    \
         uv pip install --no-deps --refresh --python /opt/venv/bin/python3 --prefix /opt/venv-own \
         ./services/svc\n\n";
    assert!(text.contains(build), "{text}");
    let taken = "\nCOPY --from=build /opt/venv /opt/venv\n\
         COPY --from=build /opt/venv-own /opt/venv\nUSER ";
    assert!(text.contains(taken), "{text}");
    let ignore = context.text(".dockerignore");
    assert!(ignore.contains("services/svc/tests"), "{ignore}");
    assert!(!ignore.contains(".python-version"), "it may name another Python: {ignore}");
}

#[test]
fn what_is_no_package_runs_from_its_files() {
    let context = workspace();
    let text = context.emit(web(&context));
    assert_eq!(
        lines(&text, "COPY"),
        [
            "COPY uv.lock /manifests/",
            "COPY --from=build-manifests /manifests /src",
            "COPY pyproject.toml /src/",
            "COPY services/other/pyproject.toml /src/services/other/",
            "COPY services/svc/pyproject.toml /src/services/svc/",
            "COPY services/web/pyproject.toml /src/services/web/",
            "COPY uv.lock /src/",
            "COPY libs/lib /src/libs/lib",
            "COPY --from=build /opt/venv /opt/venv",
            "COPY --from=build /opt/venv-own /opt/venv",
            "COPY services/web /src/services/web",
        ]
    );
    let ignore = context.text(".dockerignore");
    assert!(ignore.contains("services/web/.*\n"), "no `.env` in an image: {ignore}");
}

#[test]
fn settings_are_options_of_both_steps() {
    let context = workspace();
    let project = uv("services/svc")
        .context(context.folder())
        .folder("/work")
        .venv("/opt/svc")
        .extras(["tls"])
        .groups(["docs"])
        .mount(secret("netrc").file("/root/.netrc"));
    let text = context.emit(declared(&project, &["/opt/svc/bin/svc"]));
    assert_eq!(text.matches("--package svc --extra tls --group docs\n").count(), 1, "{text}");
    assert_eq!(text.matches("--mount=type=secret,id=netrc,target=/root/.netrc").count(), 2);
    assert!(text.contains("ENV UV_PROJECT_ENVIRONMENT=\"/opt/svc\"\n"), "{text}");
    assert!(text.contains("COPY --from=build /opt/svc /opt/svc\n"), "{text}");
    assert!(text.contains("COPY libs/lib /work/libs/lib\n"), "{text}");
}

/// A project at the root of the context, beside which is a folder that it needs.
#[test]
fn a_single_project_takes_what_is_its_own() {
    let lock = "version = 1\nrequires-python = \">=3.11\"\n\n\
         [[package]]\nname = \"app\"\nversion = \"0.1.0\"\nsource = { editable = \".\" }\n\
         dependencies = [\n    { name = \"dep\" },\n    { name = \"wheel\" },\n]\n\n\
         [package.optional-dependencies]\ntls = [\n    { name = \"more\" },\n]\n\n\
         [[package]]\nname = \"dep\"\nversion = \"0.1.0\"\nsource = { directory = \"deps/dep\" }\n\n\
         [[package]]\nname = \"more\"\nversion = \"0.1.0\"\nsource = { editable = \"deps/more\" }\n\n\
         [[package]]\nname = \"wheel\"\nversion = \"1\"\nsource = { path = \"wheels/wheel-1.whl\" }\n";
    let manifest = format!(
        "[project]\nname = \"app\"\nversion = \"0.1.0\"\nreadme = \"README.md\"\n\
         requires-python = \">=3.11\"\n\n{BUILT}"
    );
    let context = Context::with(&[
        ("uv.lock", lock),
        ("pyproject.toml", &manifest),
        ("README.md", ""),
        ("LICENSE", ""),
        ("NEWS.md", ""),
        ("app/data/a.json", ""),
        ("app/web/__init__.py", ""),
        ("deps/dep/pyproject.toml", ""),
        ("deps/more/pyproject.toml", ""),
        ("docs/index.html", ""),
        ("env/pyvenv.cfg", ""),
        ("env/lib/a.py", ""),
        ("setup.py", ""),
        ("tests/test_app.py", ""),
        ("wheels/wheel-1.whl", ""),
    ]);
    let app = || uv("").context(context.folder());
    let text = context.emit(declared(&app(), &["/opt/venv/bin/app"]));
    let copies = [
        "COPY pyproject.toml uv.lock /manifests/",
        "COPY --from=build-manifests /manifests /src",
        "COPY wheels/wheel-1.whl /src/wheels/",
        "COPY deps/more/pyproject.toml /src/deps/more/",
        "COPY uv.lock /src/",
        "COPY deps/dep /src/deps/dep",
        "COPY LICENSE pyproject.toml setup.py /src/",
        "COPY app /src/app",
        "COPY wheels /src/wheels",
        "COPY README.md /src/README.md",
        "COPY --from=build /opt/venv /opt/venv",
        "COPY --from=build /opt/venv-own /opt/venv",
    ];
    assert_eq!(lines(&text, "COPY"), copies);
    let install =
        "--frozen --no-dev --no-install-workspace --no-install-package dep --package app\n";
    assert!(text.contains(install), "{text}");
    let text = context.emit(declared(&app().extras("tls"), &["/opt/venv/bin/app"]));
    assert!(text.contains("--no-install-package more"), "{text}");
    assert!(text.contains("COPY deps/more /src/deps/more\n"), "{text}");
}

/// uv installs them although no option names them: without their folders a build would fail.
#[test]
fn default_groups_bring_their_path_dependencies() {
    let package = |name: &str, source: &str, needs: &str| {
        format!("\n[[package]]\nname = \"{name}\"\nsource = {{ {source} }}\n{needs}")
    };
    let dep =
        |name: &str, needs: &str| package(name, &format!("directory = \"../deps/{name}\""), needs);
    let groups = "\n[package.dev-dependencies]\nops = [{ name = \"tools\" }]\n\
         dev = [{ name = \"mocks\" }]\nweb = [{ name = \"pages\" }]\n";
    let lock = [
        package("app", "editable = \".\"", groups),
        dep("deep", ""),
        dep("mocks", ""),
        dep("pages", ""),
        dep("tools", "dependencies = [{ name = \"deep\" }]\n"),
    ];
    let context = Context::with(&[("app/uv.lock", &lock.concat())]);
    let copied = |default: &str| {
        let uv_table = format!("[tool.uv]\n{default}\n\n{BUILT}");
        context.write("app/pyproject.toml", format!("[project]\nname = \"app\"\n\n{uv_table}"));
        let app = uv("app").context(context.folder());
        let text = context.emit(declared(&app, &SVC));
        let copies = lines(&text, "COPY deps").into_iter();
        let folders = copies.filter(|line| !line.contains("pyproject.toml"));
        let folders: Vec<String> =
            folders.filter_map(|line| line.split(' ').nth(1).map(str::to_owned)).collect();
        for folder in &folders {
            let name = folder.trim_start_matches("deps/");
            assert!(text.contains(&format!("--no-install-package {name} ")), "{text}");
        }
        folders
    };
    assert!(copied("").is_empty());
    assert_eq!(copied("default-groups = [\"ops\"]"), ["deps/deep", "deps/tools"]);
    assert_eq!(copied("default-groups = [\"dev\", \"web\"]"), ["deps/pages"]);
    let all = ["deps/deep", "deps/pages", "deps/tools"];
    assert_eq!(copied("default-groups = \"all\""), all, "but for `--no-dev`");
}

#[test]
fn a_folder_that_is_misspelt_has_a_likely_name() {
    let context = workspace();
    let said = refused(declared(&uv("services/scv").context(context.folder()), &SVC));
    assert!(said.contains("did you mean `services/svc`?"), "{said}");
}

#[test]
fn what_is_wrong_with_a_setting_is_said_once() {
    let context = workspace();
    let svc = || uv("services/svc").context(context.folder());
    for svc in [svc().venv("venv"), svc().groups("a b"), svc().extras(["-x"]), svc().folder("x")] {
        let said = refused(declared(&svc, &SVC));
        assert_eq!(said.matches("error").count(), 1, "{said}");
    }
}

#[test]
fn uv_may_come_from_its_own_image() {
    let context = workspace();
    let svc = uv("services/svc").context(context.folder());
    let build = Stage::named("build", python())
        .dependencies(copy("/uv").from(image("ghcr.io/astral-sh/uv:0.9")).to("/usr/local/bin/uv"))
        .recipe(&svc);
    let stage = Stage::from(python()).account(uid(65532)).source(svc.artifacts(&build));
    let text = context.emit(stage.entrypoint(SVC));
    assert!(text.contains("COPY --from=uv /uv /usr/local/bin/uv\nENV UV_PROJECT_"), "{text}");
}

#[test]
fn what_cannot_be_read_is_an_error_at_the_call() {
    let context = workspace();
    let said = refused(declared(&uv("services/none").context(context.folder()), &SVC));
    assert!(said.contains("uv: `uv.lock` has no project in `services/none`\n"), "{said}");
    assert!(said.contains("is in it after `uv lock`"), "{said}");
    assert_eq!(said.matches("error").count(), 1, "{said}");
    context.replace("services/svc/pyproject.toml", ">=3.9", ">=3.12,<4");
    let said = refused(service(&context));
    let other =
        "`services/svc/pyproject.toml` names Python `>=3.12,<4`, and the stage's base has 3.11";
    assert!(said.contains(other), "{said}");
    context.replace("uv.lock", "editable = \"libs/lib\"", "editable = \"../lib\"");
    assert!(refused(service(&context)).contains("uv: `../lib` in `uv.lock` leads out"));
    std::fs::remove_file(context.path("uv.lock")).expect("a file");
    let said = refused(service(&context));
    assert!(said.contains("nor a folder above it has a `uv.lock`\n"), "{said}");
    assert!(said.contains("make one with `uv lock`"), "{said}");
}

#[test]
fn a_package_runs_from_the_environment_alone() {
    let Some(docker) = Docker::connect() else { return };
    let context = workspace();
    context.emit(service(&context));
    let built = context.build(docker);
    assert_eq!(said(&built, &SVC), "svc lib 65532");
    assert_eq!(built.shell_as_root("ls -d /src; true"), "");
    context.emit(web(&context));
    let built = context.build(docker);
    assert_eq!(said(&built, &WEB), "web lib 65532");
    assert_eq!(built.shell_as_root("ls -A /src/services/web"), "app.py\npyproject.toml");
}

/// While the library builds the service, it is a link to its folder.
#[test]
fn a_member_that_builds_another_is_installed() {
    let Some(docker) = Docker::connect() else { return };
    let context = workspace();
    let by_setuptools = "[tool.setuptools.dynamic]\nversion = { file = \"VERSION\" }\n\n\
         [build-system]\nrequires = [\"setuptools\", \"lib\"]\n\
         build-backend = \"setuptools.build_meta\"\n";
    let manifest = "services/svc/pyproject.toml";
    context.replace(manifest, BUILT, by_setuptools);
    context.replace(manifest, "version = \"0.1.0\"", "dynamic = [\"version\"]");
    context.replace("uv.lock", "name = \"svc\"\nversion = \"0.1.0\"\n", "name = \"svc\"\n");
    context.write("services/svc/VERSION", "1.0\n");
    context.emit(service(&context));
    assert_eq!(said(&context.build(docker), &SVC), "svc lib 65532");
}

/// Whatever its builder wants of what stands beside its package.
#[test]
fn a_project_at_the_root_is_built() {
    let Some(docker) = Docker::connect() else { return };
    let manifest = format!(
        "[project]\nname = \"app\"\nversion = \"0.1.0\"\nreadme = \"README.md\"\n\
         license-files = [\"LICEN[CS]E*\"]\nrequires-python = \">=3.11\"\n\n\
         [project.scripts]\napp = \"app:main\"\n\n{BUILT}"
    );
    let lock = "version = 1\nrequires-python = \">=3.11\"\n\n\
         [[package]]\nname = \"app\"\nversion = \"0.1.0\"\nsource = { editable = \".\" }\n";
    let context = Context::with(&[
        ("pyproject.toml", &manifest),
        ("uv.lock", lock),
        ("README.md", "The program.\n"),
        ("LICENSE", "Yours.\n"),
        ("src/app/__init__.py", "def main():\n    print(\"app\")\n"),
    ]);
    let program = ["/opt/venv/bin/app"];
    context.emit(declared(&uv("").context(context.folder()), &program));
    assert_eq!(said(&context.build(docker), &program), "app");
}

#[test]
fn a_stale_lock_file_fails_the_build() {
    let Some(docker) = Docker::connect() else { return };
    let context = workspace();
    context.replace("services/svc/pyproject.toml", "2.1.0\"]", "2.1.0\", \"six\"]");
    context.emit(service(&context));
    let failed = docker.try_build(context.folder(), "Dockerfile", &[]);
    let said = failed.err().expect("a lock file that says something else");
    assert!(said.contains("uv lock"), "{said}");
}

pub(crate) fn scenario() -> Scenario {
    let new_dependency = |context: &Context| {
        context.replace("services/svc/pyproject.toml", "2.1.0\"]", "2.1.0\", \"six\"]");
        let needed = "    { name = \"lib\" },\n";
        context.replace("uv.lock", needed, &format!("{needed}    {{ name = \"six\" }},\n"));
        let asked = "    { name = \"lib\", editable = \"libs/lib\" },\n";
        context.replace("uv.lock", asked, &format!("{asked}    {{ name = \"six\" }},\n"));
    };
    let new_member = |context: &Context| {
        let other = context.text("services/other/pyproject.toml");
        context.write("services/more/pyproject.toml", other.replace("other", "more"));
        context.replace("uv.lock", "    \"other\",\n", "    \"more\",\n    \"other\",\n");
        let more = "[[package]]\nname = \"more\"\nversion = \"0.1.0\"\n\
             source = { virtual = \"services/more\" }\n\n";
        let other = "[[package]]\nname = \"other\"";
        context.replace("uv.lock", other, &format!("{more}{other}"));
    };
    let new_version = |context: &Context| {
        context.replace("services/svc/pyproject.toml", "0.1.0", "0.2.0");
        context.replace("uv.lock", "\"svc\"\nversion = \"0.1.0\"", "\"svc\"\nversion = \"0.2.0\"");
    };
    Scenario {
        name: "Python, uv",
        context: workspace(),
        image: service,
        targets: &["final"],
        edits: vec![
            // The package, its installation, and the environment.
            Edit::of(Change::Source, 3, |context| {
                context.edit("services/svc/src/svc/__init__.py", "svc");
            }),
            Edit::of(Change::Unused, 0, |context| context.write("README.md", "Changed.\n")),
            Edit::of(Change::OtherService, 0, |context| {
                context.write("services/other/app.py", "print(1)\n");
            }),
            Edit::of(Change::Version, 3, new_version),
            // Manifest and lock file, and all that is installed, stand above.
            Edit::of(Change::NewDependency, 6, new_dependency),
            Edit::of(Change::NewMember, 0, new_member),
        ],
    }
}
