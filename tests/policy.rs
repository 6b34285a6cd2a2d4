//! What an organisation says once in `Cargo.toml`, and a build that does not keep to it.

use dockerfile_tests::emitted::Emitted;
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

/// The first emission writes the file that is to be pinned, and the build is red until it is.
#[test]
fn a_digest_is_required_and_a_bot_brings_it() {
    let rule = "require-digest = true";
    let body = "emit(Stage::from(debian(\"12\")).account(uid(7)));";
    let project = project("p_digest", rule, body);
    let build = project.build_with(&[("CI", "true")]);
    build.fails(&["error: `Dockerfile` is missing", "error: `debian:12` has no digest"]);
    assert!(project.read("Dockerfile").is_none(), "a check writes nothing");
    for _ in 0..2 {
        broken(&project.build(), 5, "`debian:12` has no digest", rule);
        assert!(project.read(".dockerignore").is_some(), "all files are written");
    }
    let text = project.read("Dockerfile").expect("a Dockerfile to pin");
    broken(&project.build_with(&[("CI", "true")]), 5, "`debian:12` has no digest", rule);
    // What is no digest is no pin: it is an edit.
    for other in ["x", "sha256:12"] {
        project
            .write("Dockerfile", &text.replace("debian:12 AS", &format!("debian:12@{other} AS")));
        project.build().fails(&["was edited by hand", "`debian:12` has no digest"]);
    }
    let digest = format!("debian:12@sha256:{} AS", "0a".repeat(32));
    project.write("Dockerfile", &text.replace("debian:12 AS", &digest));
    project.build().succeeds();
    project.build_with(&[("CI", "true")]).succeeds();
}

/// Where something else is wrong, nothing is written, as ever.
#[test]
fn all_or_nothing_holds_beside_a_missing_digest() {
    let policy = "require-digest = true\nways-out = []";
    let image = |more: &str| format!("Stage::from(debian(\"12\")){more}");
    let body = format!(
        "emit_all([emit({}), emit({}).dockerfile(\"b.Dockerfile\")]);",
        image(".account(uid(7))"),
        image(".runs_as_root(\"it binds 443\")")
    );
    let project = project("p_all_or_nothing", policy, &body);
    project.build().fails(&["the way out `runs_as_root` is not allowed here", "has no digest"]);
    assert!(project.read("Dockerfile").is_none() && project.read("b.Dockerfile").is_none());
    project.declare(&body.replace(".runs_as_root(\"it binds 443\")", ".account(uid(8))"));
    project.build().fails(&["error: `debian:12` has no digest"]);
    for name in ["Dockerfile", "b.Dockerfile", ".dockerignore", "b.Dockerfile.dockerignore"] {
        assert!(project.read(name).is_some(), "{name}");
    }
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
        (
            "emit(Stage::from(debian(\"12\")).account(uid(7))\n        \
             .build(run(\"cd /srv\").unchecked(\"why\")));",
            "unchecked",
        ),
        (
            "let build = Stage::named(\"build\", debian(\"12\")).build(run([\"make\"]));\n    \
             emit(Stage::from(debian(\"12\")).account(uid(7)).source(copy(\"/a\").from(&build).to(\"/a\").starts_anyway(\"why\")));",
            "starts_anyway",
        ),
    ] {
        project.declare(body);
        let message = format!("the way out `{way}` is not allowed here");
        broken(&project.build(), 6, &message, rule);
        let manifest = project.read("Cargo.toml").expect("a manifest");
        let allowed = format!("ways-out = [\"runs_as_root\", \"{way}\"]");
        project.write("Cargo.toml", &manifest.replace(rule, &allowed));
        project.build().succeeds();
        project.write("Cargo.toml", &manifest);
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

/// Each package asks for more; what is a default it says anew.
#[test]
fn a_package_tightens_and_does_not_loosen() {
    let body = "emit(Stage::from(debian(\"12\")).account(user(\"app\")));";
    let project = project("p_package", "user-id = 20001\nrequire-digest = true", body);
    let manifest = project.read("Cargo.toml").expect("a manifest");
    let own = |line: &str| format!("{manifest}\n[package.metadata.dockerfile]\n{line}\n");
    project.write("Cargo.toml", &own("require-digest = false"));
    project.build().fails(&[
        "error: Cargo.toml:16: `require-digest = false` asks for less than the workspace's line Cargo.toml:13: `require-digest = true`",
        "`packages-may-loosen = [\"require-digest\"]`",
        "--> build.rs:5:",
    ]);
    assert!(project.read("Dockerfile").is_none(), "nothing was written");
    let allowed = "require-digest = true\npackages-may-loosen = [\"require-digest\"]";
    let own = own("require-digest = false\nuser-id = 20002");
    project.write("Cargo.toml", &own.replace("require-digest = true", allowed));
    project.build().succeeds();
    assert!(project.read("Dockerfile").expect("a file").ends_with("USER 20002:20002\n"));
}

/// What cargo reads as the workspace's is the policy, wherever the workspace is.
#[test]
fn the_policy_is_that_of_the_workspace_that_cargo_says() {
    let body = "emit(Stage::from(debian(\"12\")).account(user(\"app\")));";
    let project = project("p_elsewhere", "", body);
    let manifest = project.read("Cargo.toml").expect("a manifest");
    let plain = manifest.replace("[workspace]\n", "");
    let plain = plain.split("[workspace.metadata").next().expect("a beginning");
    let lock = project.read("Cargo.lock").expect("a lock file");
    let policy =
        "workspace = { members = [\"..\"], metadata.\"docker\\u0066ile\".user-id = 20001 }\n";
    project.write("root/Cargo.toml", policy);
    project.write("root/Cargo.lock", &lock);
    let package = "[package]\nworkspace = \"root\"";
    project.write("Cargo.toml", &plain.replacen("[package]", package, 1));
    project.build().succeeds();
    assert!(project.read("Dockerfile").expect("a file").ends_with("USER 20001:20001\n"));
    // It is an input of the build script, and mistakes in it have its path.
    project.write("root/Cargo.toml", &policy.replace("20001", "0"));
    project.build().fails(&["error: Cargo.toml:1: `", "a user's number, from 1 to 4294967294"]);
}

/// Without an answer of cargo's nobody knows the policy; without a manifest there is none.
#[test]
fn where_cargo_does_not_answer_nothing_is_emitted() {
    let emitted = Emitted::empty(env!("CARGO_BIN_EXE_policy_image"));
    emitted.write("Cargo.toml", "[workspace]\n");
    let none = [("CARGO", "/there/is/no/cargo")];
    let said = emitted.fails("base", &none);
    assert!(said.contains("error: emit: cargo does not start: `/there/is/no/cargo`"), "{said}");
    assert!(said.contains("whose policy every image keeps"), "{said}");
    emitted.write("Cargo.toml", "[package\n");
    let said = emitted.fails("base", &[]);
    assert!(said.contains("error: emit: cargo does not read the project"), "{said}");
    assert!(!emitted.names().contains(&"Dockerfile".to_owned()), "nothing was written");
    emitted.remove("Cargo.toml");
    emitted.succeeds("base", &none);
}

/// However many images there are, and in how many statements, cargo is asked once.
#[cfg(unix)]
#[test]
fn cargo_is_asked_once() {
    use std::os::unix::fs::PermissionsExt as _;
    let emitted = Emitted::empty(env!("CARGO_BIN_EXE_fleet"));
    emitted.write("Cargo.toml", "[workspace]\n");
    emitted.make("shared/text", "x");
    for index in 0..10 {
        emitted.make(&format!("services/s{index}/src/run"), "#!/bin/sh\n");
    }
    let text = "#!/bin/sh\necho \"$@\" >>asked\nfor last; do :; done\necho \"$last\"\n";
    emitted.write("cargo", text);
    let cargo = emitted.path("cargo");
    std::fs::set_permissions(&cargo, std::fs::Permissions::from_mode(0o755)).expect("ours");
    let cargo = cargo.to_str().expect("UTF-8");
    let output = emitted.command("20", &[("CARGO", cargo)]).output().expect("it starts");
    assert!(output.status.success(), "{output:?}");
    assert_eq!(emitted.text("asked").lines().count(), 1, "{}", emitted.text("asked"));
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
