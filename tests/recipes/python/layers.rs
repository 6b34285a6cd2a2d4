//! uv and Poetry: what comes from elsewhere is a layer, and what is the project's own another.

use dockerfile_core::{Image, Stage, pip, uid, uv};
use dockerfile_tests::context::Context;
use dockerfile_tests::docker::Docker;
use dockerfile_tests::opinions::{answers, buildkit, hadolint};

use super::{poetry as of_poetry, python, said, uv as of_uv};

/// The layers of an image as it is built now, and what it says.
fn built(
    docker: Docker,
    context: &Context,
    image: Image,
    program: &[&str],
) -> (Vec<String>, String) {
    context.emit(image);
    let built = context.build(docker);
    let layers = built.inspect("{{range .RootFS.Layers}}{{.}} {{end}}");
    (layers.split_whitespace().map(str::to_owned).collect(), said(&built, program))
}

/// All but the last are those of before.
fn assert_last_alone(before: &[String], after: &[String]) {
    assert_eq!(before.len(), after.len());
    let last = before.len() - 1;
    assert_eq!(before[..last], after[..last]);
    assert_ne!(before[last], after[last]);
}

#[test]
fn an_edit_or_a_release_of_a_project_of_uv_is_one_small_layer() {
    let Some(docker) = Docker::connect() else { return };
    let context = of_uv::workspace();
    let now = || built(docker, &context, of_uv::service(&context), &of_uv::SVC);
    let (first, text) = now();
    assert_eq!(text, "svc lib 65532");
    context.replace("services/svc/src/svc/__init__.py", "\"svc\"", "\"edited\"");
    let (edited, text) = now();
    assert_eq!(text, "edited lib 65532", "what uv has built before is no answer");
    assert_last_alone(&first, &edited);
    context.replace("libs/lib/src/lib/__init__.py", "lib", "library");
    let (library, text) = now();
    assert_eq!(text, "edited library 65532");
    assert_last_alone(&first, &library);
    for file in ["services/svc/pyproject.toml", "uv.lock"] {
        let text = context
            .text(file)
            .replace("name = \"svc\"\nversion = \"0.1.0\"", "name = \"svc\"\nversion = \"0.2.0\"");
        context.write(file, text);
    }
    let (released, _) = now();
    assert_last_alone(&first, &released);
}

#[test]
fn an_edit_or_a_release_of_a_project_of_poetry_is_one_small_layer() {
    let Some(docker) = Docker::connect() else { return };
    let context = of_poetry::project();
    // A link to a source would lead nowhere in the image.
    context.replace("svc/poetry.lock", "develop = false", "develop = true");
    let now = || built(docker, &context, of_poetry::service(&context), &of_poetry::SVC);
    let (first, text) = now();
    assert_eq!(text, "svc lib 65532");
    context.replace("svc/svc/__init__.py", "\"svc\"", "\"edited\"");
    let (edited, text) = now();
    assert_eq!(text, "edited lib 65532");
    assert_last_alone(&first, &edited);
    context.replace("svc/pyproject.toml", "version = \"0.1.0\"", "version = \"0.2.0\"");
    let (released, _) = now();
    assert_last_alone(&first, &released);
}

/// Two members that share a namespace, flat in their folders, with data and programs.
#[test]
fn members_of_a_namespace_are_installed_together() {
    let Some(docker) = Docker::connect() else { return };
    let project = |name: &str, more: &str| {
        format!(
            "[project]\nname = \"corp-{name}\"\nversion = \"0.1.0\"\nrequires-python = \">=3.9\"\n{more}\n\
             [project.scripts]\n{name} = \"corp.{name}:main\"\n\n\
             [build-system]\nrequires = [\"hatchling\"]\nbuild-backend = \"hatchling.build\"\n\n\
             [tool.hatch.build.targets.wheel]\npackages = [\"corp\"]\n"
        )
    };
    let package = |name: &str, source: &str, needs: &str| {
        format!(
            "\n[[package]]\nname = \"corp-{name}\"\nversion = \"0.1.0\"\n\
             source = {{ editable = \"{source}\" }}\n{needs}"
        )
    };
    let needs = "dependencies = [\n    { name = \"corp-b\" },\n]\n\n[package.metadata]\n\
         requires-dist = [{ name = \"corp-b\", editable = \"b\" }]\n";
    let lock = "version = 1\nrequires-python = \">=3.9\"\n\n[manifest]\n\
         members = [\n    \"corp-a\",\n    \"corp-b\",\n]\n";
    let lock = [lock.to_owned(), package("a", ".", needs), package("b", "b", "")].concat();
    let of_a = "dependencies = [\"corp-b\"]\n\n[tool.uv.workspace]\nmembers = [\"b\"]\n\n\
         [tool.uv.sources]\ncorp-b = { workspace = true }\n";
    let context = Context::with(&[
        ("uv.lock", &lock),
        ("pyproject.toml", &project("a", of_a)),
        (
            "corp/a.py",
            "import os, corp.b\ndef main():\n    print(\"a\", corp.b.said(), os.getuid())\n",
        ),
        ("b/pyproject.toml", &project("b", "")),
        (
            "b/corp/b.py",
            "import pathlib\ndef said():\n    return pathlib.Path(__file__).with_name(\"b.txt\").read_text()\n\
             def main():\n    print(said())\n",
        ),
        ("b/corp/b.txt", "data"),
    ]);
    let program = ["/opt/venv/bin/a"];
    let image = || of_uv::declared(&uv("").context(context.folder()), &program);
    let (first, text) = built(docker, &context, image(), &program);
    assert_eq!(text, "a data 65532");
    // uv itself looks at the manifest alone to see whether a project that is no folder has changed.
    context.replace("corp/a.py", "\"a\"", "\"edited\"");
    let (edited, text) = built(docker, &context, image(), &program);
    assert_eq!(text, "edited data 65532");
    assert_last_alone(&first, &edited);
}

/// What is emitted is no reason for a linter to speak.
#[test]
fn linters_are_silent() {
    let Some(_) = Docker::connect() else { return };
    if !answers("hadolint") {
        return;
    }
    let (workspace, project) = (of_uv::workspace(), of_poetry::project());
    let requirements = Context::with(&[
        ("deps/all.txt", "-f wheels\n./x-1.tar.gz\n"),
        ("deps/wheels/x-1.whl", ""),
        ("x-1.tar.gz", ""),
    ]);
    let installed = pip("deps/all.txt").context(requirements.folder());
    let of_pip = Stage::from(python()).account(uid(7)).dependencies(installed).cmd(["python3"]);
    for (context, image) in [
        (&workspace, of_uv::service(&workspace)),
        (&workspace, of_uv::web(&workspace)),
        (&project, of_poetry::service(&project)),
        (&requirements, of_pip.into()),
    ] {
        let text = context.emit(image);
        let (_, said) = hadolint(&context.path("Dockerfile"));
        assert_eq!(said, "", "{text}");
        let said = buildkit(&context.path("Dockerfile"));
        assert!(said.contains("no warnings found"), "{said}\n{text}");
    }
}
