//! What an organisation says once in `Cargo.toml`, and a build that does not keep to it.

use dockerfile_tests::project::{Build, Project};

/// A project with this policy and this declaration.
fn project(name: &'static str, policy: &str, body: &str) -> Project {
    let project = Project::new(name, env!("CARGO_TARGET_TMPDIR"), body);
    let manifest = project.read("Cargo.toml").expect("a manifest");
    project
        .write("Cargo.toml", &format!("{manifest}\n[workspace.metadata.dockerfile]\n{policy}\n"));
    project
}

/// It fails at that line of build.rs, with that message, and names the policy's line.
fn broken(build: &Build, line: usize, message: &str, rule: &str) {
    build.fails(&[&format!("error: {message}"), &format!("--> build.rs:{line}:")]);
    let note = format!("the policy of Cargo.toml:12: `{rule}`");
    assert!(build.said.contains(&note), "{note} is not in\n{}", build.said);
}

#[test]
fn images_come_from_trusted_registries() {
    let rule = "trusted-registries = [\"docker.io/library\", \"registry.corp:5000/\"]";
    let body = |image: &str| format!("emit(Stage::from({image})\n        .account(uid(7)));");
    let project = project("p_registries", rule, &body("debian(\"12\")"));
    project.build().succeeds();
    project.declare(&body("image(\"registry.corp:5000/team/x:1\").family(Debian)"));
    project.build().succeeds();
    for other in ["ghcr.io/x/y", "team/x", "docker.io/librarian/x"] {
        project.declare(&body(&format!("image(\"{other}:1\").family(Debian)")));
        let name = if other == "team/x" { "docker.io/team/x" } else { other };
        let message = format!("`{name}` is of no trusted registry");
        broken(&project.build(), 5, &message, rule);
    }
}

#[test]
fn a_digest_is_required_and_a_bot_brings_it() {
    let rule = "require-digest = true";
    let body = "emit(Stage::from(debian(\"12\")).account(uid(7)));";
    let project = project("p_digest", "", body);
    project.build().succeeds();
    let manifest = project.read("Cargo.toml").expect("a manifest");
    project
        .write("Cargo.toml", &manifest.replace("dockerfile]\n", &format!("dockerfile]\n{rule}")));
    broken(&project.build(), 5, "`debian:12` has no digest", rule);
    let text = project.read("Dockerfile").expect("a Dockerfile");
    let digest = format!("debian:12@sha256:{} AS", "0a".repeat(32));
    project.write("Dockerfile", &text.replace("debian:12 AS", &digest));
    project.build().succeeds();
}

#[test]
fn labels_are_required_of_every_image() {
    let rule = "required-labels = [\"org.opencontainers.image.source\"]";
    let body = |more: &str| {
        format!(
            "let common = Stage::named(\"common\", debian(\"12\")){more}.account(uid(7));\n    \
             emit([Stage::named(\"a\", &common), Stage::named(\"b\", &common)]);"
        )
    };
    let project = project("p_labels", rule, &body(""));
    let build = project.build();
    let message = "the image `a` has no label `org.opencontainers.image.source`";
    broken(&build, 6, message, rule);
    assert!(build.said.contains("the image `b` has no label"), "{}", build.said);
    // What a stage goes on from has it, too.
    project.declare(&body(".label(\"org.opencontainers.image.source\", \"https://x\")"));
    project.build().succeeds();
}

#[test]
fn only_some_ways_out_are_allowed() {
    let rule = "ways-out = [\"runs_as_root\"]";
    let body = "emit(Stage::from(debian(\"12\"))\n        .runs_as_root(\"binds 443\"));";
    let project = project("p_ways_out", rule, body);
    project.build().succeeds();
    for (body, way) in [
        (
            "emit(Stage::from(debian(\"12\"))\n        .keeps_base_user(\"why\"));",
            "keeps_base_user",
        ),
        (
            "emit(Stage::from(debian(\"12\")).account(uid(7))\n        \
             .out_of_order(\"why\", |s| s.label(\"a\", \"b\")));",
            "out_of_order",
        ),
        (
            "emit(Stage::from(debian(\"12\")).account(uid(7))\n        \
             .public_env(\"A_TOKEN\", \"b\", \"why\"));",
            "public_env",
        ),
        (
            "emit(Stage::from(debian(\"12\")).account(uid(7))\n        \
             .raw(\"ONBUILD RUN make\", \"why\"));",
            "raw",
        ),
    ] {
        project.declare(body);
        let message = format!("the way out `{way}` is not allowed here");
        broken(&project.build(), 6, &message, rule);
    }
}

#[test]
fn the_dialect_the_user_and_the_file_are_said_once() {
    let policy = "dialect = \"1.14\"\nuser-id = 20001\ndockerfile = \"docker/Dockerfile\"";
    let body = |more: &str| {
        format!(
            "let stage = Stage::from(debian(\"12\")).account(user(\"app\"))\n        \
             .source(file(\"/etc/x\", \"x\\n\").mode(\"+r\"));\n    emit(Image::from(stage){more});"
        )
    };
    let project = project("p_said_once", policy, &body(""));
    project.build().succeeds();
    let text = project.read("docker/Dockerfile").expect("it is where the policy says");
    assert!(text.starts_with("# syntax=docker/dockerfile:1.14\n"), "{text}");
    assert!(text.ends_with("USER 20001:20001\n"), "{text}");
    assert!(project.read("docker/Dockerfile.dockerignore").is_some());
    project.declare(&body(".dialect(Dialect::V1_14)"));
    project.build().succeeds();
    project.declare(&body(".dialect(Dialect::V1_19)"));
    let message = "this image asks for syntax 1.19, and the policy allows 1.14";
    broken(&project.build(), 7, message, "dialect = \"1.14\"");
}

/// A package's own table takes the place of the workspace's, rule by rule.
#[test]
fn a_package_has_the_last_word() {
    let body = "emit(Stage::from(debian(\"12\")).account(user(\"app\")));";
    let project = project("p_package", "user-id = 20001\nrequire-digest = true", body);
    let manifest = project.read("Cargo.toml").expect("a manifest");
    let own = "[package.metadata.dockerfile]\nrequire-digest = false\n";
    project.write("Cargo.toml", &format!("{manifest}\n{own}"));
    project.build().succeeds();
    assert!(project.read("Dockerfile").expect("a file").ends_with("USER 20001:20001\n"));
}

#[test]
fn a_mistake_in_the_policy_is_an_error_with_its_line() {
    let body = "emit(Stage::from(debian(\"12\")).account(uid(7)));";
    let project = project("p_mistake", "trusted-registry = []", body);
    let build = project.build();
    build.fails(&[
        "error: Cargo.toml:12: `trusted-registry` is no key of the policy; did you mean `trusted-registries`?",
        "--> build.rs:5:",
    ]);
    assert!(project.read("Dockerfile").is_none(), "nothing was written");
    // The policy is an input of the build script.
    let manifest = project.read("Cargo.toml").expect("a manifest");
    project.write("Cargo.toml", &manifest.replace("trusted-registry = []", ""));
    project.build().succeeds();
}
