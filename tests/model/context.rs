//! The build context is said once, by the emission, for all that an image copies.

use dockerfile_tests::project::Project;
use dockerfile_tests::root;

/// A workspace whose member `web` declares an image of its member `app`.
fn workspace(name: &'static str, emission: &str) -> Project {
    let project = Project::new(name, env!("CARGO_TARGET_TMPDIR"), "");
    let core = root().join("dockerfile-core");
    project.write("Cargo.toml", "[workspace]\nmembers = [\"app\", \"web\"]\nresolver = \"3\"\n");
    project.write(
        "web/Cargo.toml",
        &format!(
            "[package]\nname = \"{name}\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n\
             [build-dependencies]\ndockerfile-core = {{ path = {core:?} }}\n"
        ),
    );
    project.write("web/src/main.rs", "fn main() {}\n");
    project.write("app/Cargo.toml", "[package]\nname = \"app\"\nversion = \"0.1.0\"\n");
    project.write("app/src/main.rs", "fn main() {}\n");
    project.write("shared/motd", "hello\n");
    project.write("web/build.rs", &declaration(emission));
    project.git(&["add", "-A"]);
    project
}

fn declaration(emission: &str) -> String {
    format!(
        "use dockerfile_core::*;\n\nfn main() {{\n    \
         let app = cargo(\"app\");\n    \
         let rust = image(\"rust:1.95-slim-bookworm\").family(Debian);\n    \
         let build = Stage::named(\"build\", rust).recipe(&app);\n    \
         let image = Stage::from(debian(\"12\")).account(uid(7))\n        \
         .source(app.artifacts(&build))\n        \
         .files(copy(\"shared/motd\").to(\"/etc/motd\"))\n        \
         .entrypoint([\"/usr/local/bin/app\"]);\n    \
         {emission}\n}}\n"
    )
}

/// One mistake, one error: it names what is missing.
#[test]
fn a_forgotten_context_is_one_error() {
    let name = "m_context";
    let project = workspace(name, "emit(image);");
    let build = project.build();
    build.fails(&["is outside the build context", "emit(..).context(workspace_root())"]);
    assert_eq!(build.said.matches("error: cargo: ").count(), 1, "{}", build.said);
    assert!(!build.said.contains("shared/motd"), "{}", build.said);

    // Without a recipe as well, however much is copied.
    let copies = format!(
        "use dockerfile_core::*;\n\nfn main() {{\n    \
         let image = Stage::from(debian(\"12\")).account(uid(7))\n        \
         .source(copy([\"web/src\", \"shared\"]).to(\"/srv\"))\n        \
         .entrypoint([\"/usr/bin/{name}\"]);\n    emit(image);\n}}\n"
    );
    project.write("web/build.rs", &copies);
    let build = project.build();
    build.fails(&[
        "`web/src` is not in the build context, and is in the workspace",
        "so are `shared`",
    ]);
    assert_eq!(build.said.matches("error: `").count(), 1, "{}", build.said);

    let all = copies.replace("emit(image);", "emit(image).context(workspace_root());");
    project.write("web/build.rs", &all);
    project.build().succeeds();
    let written = project.read("web/Dockerfile").expect("a file");
    assert!(written.contains("COPY shared /srv/shared\n"), "{written}");

    // A recipe that says another one would read other files than the build sees.
    let twice = declaration("emit(image).context(workspace_root());")
        .replace("\n    let rust", "\n    let app = app.context(\".\");\n    let rust");
    project.write("web/build.rs", &twice);
    project.build().fails(&["of the recipe and of the emission are two folders"]);
}
