//! pip: requirements files and what they include.

use dockerfile_core::{Image, Pip, Stage, copy, pip, secret, uid};
use dockerfile_tests::context::{Context, refused};
use dockerfile_tests::docker::Docker;
use dockerfile_tests::text::lines;

use super::{python, said};
use crate::steps::{Change, Edit, Scenario};

const HASH: &str = "--hash=sha256:9deba5723312380e77435581c6bf4935c94cbfab9b1ed33ef8d238ea168eb760";

fn declared(installed: Pip) -> Image {
    let venv = Stage::named("venv", python()).dependencies(installed.venv("/opt/venv"));
    Stage::from(python())
        .account(uid(65532))
        .dependencies(copy("/opt/venv").from(&venv))
        .source(copy("app").to("/srv/app"))
        .entrypoint(["/opt/venv/bin/python3", "/srv/app/main.py"])
        .into()
}

fn service(context: &Context) -> Image {
    declared(pip("requirements.txt").context(context.folder()))
}

fn project() -> Context {
    Context::with(&[
        ("requirements.txt", "-r deps/base.txt\n-c deps/constraints.txt\n"),
        ("deps/base.txt", "iniconfig # in a version that the constraints say\n"),
        ("deps/constraints.txt", "iniconfig==2.1.0\nsix==1.16.0\n"),
        ("dev.txt", "six\n"),
        (
            "app/main.py",
            "import importlib.metadata, os\nSAID = \"app\"\n\
             print(SAID, importlib.metadata.version(\"iniconfig\"), os.getuid())\n",
        ),
        ("other/main.py", "print()\n"),
    ])
}

#[test]
fn included_files_are_copied_and_keep_their_paths() {
    let context = project();
    let text = context.emit(service(&context));
    let venv = "FROM python AS venv\n\
         COPY requirements.txt /tmp/requirements/requirements.txt\n\
         COPY deps/base.txt /tmp/requirements/deps/base.txt\n\
         COPY deps/constraints.txt /tmp/requirements/deps/constraints.txt\n\
         # Dependencies, from the requirements.\n\
         RUN --mount=type=cache,id=pip-debian-venv,target=/root/.cache/pip \\\n    \
         python3 -m venv /opt/venv && \\\n    \
         /opt/venv/bin/python3 -m pip install -r /tmp/requirements/requirements.txt\n\n";
    assert!(text.contains(venv), "{text}");
    assert!(!context.text(".dockerignore").contains("dev.txt"));
}

#[test]
fn hashes_are_required_if_every_requirement_has_one() {
    let context = project();
    let requires = |context: &Context| {
        context.emit(service(context)).contains("pip install --require-hashes -r /tmp/")
    };
    assert!(!requires(&context));
    context.write(
        "deps/base.txt",
        format!("--index-url https://pypi.org/simple\nx==1 \\\n  {HASH}\n"),
    );
    assert!(requires(&context), "constraints need none");
    context.write("requirements.txt", "-r deps/base.txt\ny==1\n");
    assert!(!requires(&context));
    context
        .write("requirements.txt", "--requirement=deps/base.txt\n-r https://example.com/r.txt\n");
    assert!(!requires(&context), "nobody knows what it asks for");
}

#[test]
fn a_private_index_has_its_secret() {
    let context = project();
    let requirements = pip("requirements.txt")
        .context(context.folder())
        .mount(secret("pip").file("/etc/pip.conf"));
    let text = context.emit(declared(requirements));
    let mounts = "RUN --mount=type=cache,id=pip-debian-venv,target=/root/.cache/pip \\\n    \
         --mount=type=secret,id=pip,target=/etc/pip.conf";
    assert!(text.contains(mounts), "{text}");
}

#[test]
fn what_is_on_disk_is_no_dependency() {
    let context = project();
    for line in ["-e .", "./lib", "--editable=libs/lib", "lib @ file:///src/lib", "lib/x.whl"] {
        context.write("deps/base.txt", format!("six==1.17.0\n{line}\n"));
        let said = refused(service(&context));
        let asked = line.trim_start_matches("-e ").trim_start_matches("--editable=");
        assert!(
            said.contains(&format!("pip: `deps/base.txt` installs `{asked}`, which")),
            "{said}"
        );
        assert_eq!(said.matches("error").count(), 1, "{said}");
    }
    context.write("deps/base.txt", "-r ../../other.txt\n");
    assert!(refused(service(&context)).contains("`../../other.txt` in `deps/base.txt` leads out"));
}

/// What a rendering says of a file that is not there: nothing. The emission looks.
#[test]
fn a_missing_file_is_the_business_of_the_emission() {
    let context = project();
    let text = context.emit(declared(pip("none.txt").context(context.folder())));
    assert_eq!(lines(&text, "COPY")[0], "COPY none.txt /tmp/requirements/none.txt");
    let said = refused(declared(pip("../none.txt")));
    assert_eq!(said.matches("error").count(), 1, "{said}");
}

#[test]
fn what_is_wrong_with_a_setting_is_said_once() {
    let context = project();
    let installed = |file: &str| pip(file).context(context.folder());
    for name in ["", "/etc/passwd", "a*.txt", "deps/../../b.txt"] {
        let said = refused(declared(installed(name)));
        assert_eq!(said.matches("error").count(), 1, "{said}");
    }
    let installed = pip("requirements.txt").context(context.folder()).venv("venv");
    let venv = Stage::named("venv", python()).dependencies(installed.clone());
    let image = Stage::from(python()).account(uid(7)).source(installed.artifacts(&venv));
    let said = refused(image);
    assert_eq!(said.matches("error").count(), 1, "{said}");
}

/// What a file says as constraints is not installed, and what it says as requirements is.
#[test]
fn a_file_may_be_both_constraints_and_requirements() {
    let context = project();
    context.write("requirements.txt", "-c deps/base.txt\n-r deps/base.txt\n");
    context.write("deps/base.txt", "-e ../lib\n");
    assert!(refused(service(&context)).contains("`deps/base.txt` installs `../lib`"));
    context.write("deps/base.txt", format!("x==1 {HASH}\n"));
    let text = context.emit(service(&context));
    assert!(text.contains("--require-hashes"), "{text}");
    assert_eq!(text.matches("COPY deps/base.txt").count(), 1, "{text}");
}

#[test]
fn the_program_runs_on_what_was_installed() {
    let Some(docker) = Docker::connect() else { return };
    let context = project();
    context.emit(service(&context));
    let built = context.build(docker);
    let program = ["/opt/venv/bin/python3", "/srv/app/main.py"];
    assert_eq!(said(&built, &program), "app 2.1.0 65532");
    context.write("deps/base.txt", format!("iniconfig==2.1.0 {HASH}\n"));
    context.emit(service(&context));
    assert_eq!(said(&context.build(docker), &program), "app 2.1.0 65532");
}

pub(crate) fn scenario() -> Scenario {
    Scenario {
        name: "Python, pip",
        context: project(),
        image: service,
        edits: vec![
            Edit::of(Change::Source, 1, |context| {
                context.edit("app/main.py", "app");
            }),
            Edit::of(Change::Unused, 0, |context| context.write("dev.txt", "six==1.17.0\n")),
            Edit::of(Change::OtherService, 0, |context| {
                context.write("other/main.py", "print(1)\n");
            }),
            // The file, what is below it in its stage, the environment, and the source below it.
            Edit::of(Change::NewDependency, 5, |context| {
                context.write("deps/base.txt", "iniconfig\nsix\n");
            }),
        ],
    }
}
