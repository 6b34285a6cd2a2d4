//! Several images in one file, also of different families and phases: their text, what is said of
//! them elsewhere, and what a real build makes of each.

use std::fs;

use dockerfile_core::{
    DistrolessBase, Image, Stage, alpine, apt, arg, copy, debian, image, run, scratch, text, uid,
    user,
};
use dockerfile_tests::docker::Docker;
use dockerfile_tests::emitted::Emitted;
use dockerfile_tests::text::{body, lines};
use serde_json::{Value, json};

/// A file for whoever works on the program, and one that is shipped.
fn declared() -> Image {
    let build = Stage::named("build", debian("bookworm-slim"))
        .packages(apt(["make"]))
        .account(user("builder"))
        .source(copy("src").to("/src"));
    let dev = Stage::named("dev", &build).cmd(["make", "-C", "/src", "watch"]);
    let prod = Stage::named("prod", image("gcr.io/distroless/base:nonroot").family(DistrolessBase))
        .account(uid(65532))
        .source(copy("/src/app").from(&build).to("/app"))
        .entrypoint(["/app"]);
    Image::from((dev, prod))
}

#[test]
fn targets_of_different_families_share_their_stages() {
    let text = body(declared());
    assert_eq!(
        lines(&text, "FROM"),
        [
            "FROM debian:bookworm-slim AS build",
            "FROM build AS dev",
            "FROM gcr.io/distroless/base:nonroot AS prod",
        ]
    );
    assert_eq!(lines(&text, "USER"), ["USER 10001:10001", "USER 65532:65532"], "{text}");
}

#[test]
fn both_forms_give_the_same_bytes() {
    let (dev, prod) = image! {
        stage build {
            from debian("bookworm-slim");
            packages apt(["make"]);
            account user("builder");
            source copy("src").to("/src");
        }
        target dev {
            from &build;
            cmd ["make", "-C", "/src", "watch"];
        }
        target prod {
            from image("gcr.io/distroless/base:nonroot").family(DistrolessBase);
            account uid(65532);
            source copy("/src/app").from(&build).to("/app");
            entrypoint ["/app"];
        }
    };
    let (one, other) = (declared().render().unwrap(), Image::from((dev, prod)).render().unwrap());
    assert_eq!((one.dockerfile, one.ignore), (other.dockerfile, other.ignore));
}

/// A target may go on from another, and what stands between them in the declaration does not matter.
#[test]
fn a_target_goes_on_from_another() {
    let text = body(Image::from(image! {
        target web { from debian("12"); account user("app"); }
        stage tools { from alpine("3.22"); build run(["make"]); }
        target debug { from &web; source copy("/out").from(&tools); }
    }));
    assert_eq!(
        lines(&text, "FROM"),
        ["FROM debian:12 AS web", "FROM alpine:3.22 AS tools", "FROM web AS debug"]
    );
}

/// One target is a stage, and up to eight are a tuple; all that `Stage::named` takes is there.
#[test]
fn one_target_is_a_stage_and_many_are_a_tuple() {
    let one = image! { target my_web { from debian("12"); account uid(7); } };
    assert_eq!(lines(&body(one.cmd(["id"])), "FROM"), ["FROM debian:12 AS my-web"]);
    let eight = image! {
        target a { from debian("12"); account uid(7); }
        target b { from alpine("3.22"); account uid(7); }
        target c { from scratch(); account uid(7); source copy("c").to("/c"); cmd ["/c"]; }
        target d { from &a; cmd ["id"]; }
        target e { from &b; cmd ["id"]; }
        target f { from &c; cmd ["/c", "f"]; }
        target g { from &d; }
        target h { from &e; }
    };
    assert_eq!(lines(&body(eight), "FROM").len(), 8);
}

/// Each of several targets may have a file of its own: a stage that the other one takes from is no
/// unused one.
#[test]
fn targets_of_one_declaration_may_have_files_of_their_own() {
    let (dev, prod) = image! {
        stage tools { from debian("12"); build run(["make"]); }
        target dev { from alpine("3.22"); account uid(7); source copy("/out").from(&tools); }
        target prod { from scratch(); account uid(7); source copy("app").to("/app"); cmd ["/app"]; }
    };
    assert_eq!(lines(&body(dev), "FROM").len(), 2);
    assert_eq!(lines(&body(prod), "FROM"), ["FROM scratch AS prod"]);
}

/// A build without `--target` builds the last stage: where that cannot be the last target, the
/// declaration is refused.
#[test]
fn the_last_target_is_the_last_stage() {
    let declared = || {
        let web = Stage::named("web", debian("12")).account(uid(7));
        let debug = Stage::named("debug", &web).cmd(["sh"]);
        (web, debug)
    };
    let (web, debug) = declared();
    let said = Image::from((debug, web)).render().unwrap_err().to_string();
    assert!(said.contains("`web` is the last target, and `debug`"), "{said}");
    let text = body(Image::from(declared()));
    assert!(lines(&text, "FROM").last().unwrap().ends_with(" AS debug"), "{text}");
}

/// The files for bake and compose have a target and a service for each, with what each of them
/// needs, and the plan shows which stages are images.
#[test]
fn bake_compose_and_the_plan_know_each_of_them() {
    let emitted = Emitted::empty(env!("CARGO_BIN_EXE_fleet"));
    emitted.write("Cargo.toml", "[workspace]\n");
    emitted.make("shared/Makefile", "all:\n");
    emitted.write(".npmrc", "");
    emitted.succeeds("targets", &[]);
    let bake: Value = serde_json::from_str(&emitted.text("docker-bake.json")).expect("JSON");
    assert_eq!(bake["group"]["default"]["targets"], json!(["dev", "prod"]));
    let of = |name: &str, key: &str| bake["target"][name][key].clone();
    for name in ["dev", "prod"] {
        assert_eq!(of(name, "target"), json!(name));
        assert_eq!(of(name, "secret"), json!(["type=file,id=npmrc,src=./.npmrc"]), "{bake}");
    }
    assert_eq!(of("dev", "args"), Value::Null);
    assert_eq!(of("prod", "args"), json!({ "VERSION": "2" }));
    assert_eq!(of("dev", "tags"), json!(["registry.corp:5000/team/app:dev"]));
    assert_eq!(of("prod", "tags"), json!(["registry.corp:5000/team/app:1"]));
    let compose = emitted.text("compose.yaml");
    assert!(
        compose.contains("target: \"dev\"") && compose.contains("target: \"prod\""),
        "{compose}"
    );
    let plan = declared().render().unwrap().plan;
    let stages: Vec<&str> = plan.lines().filter(|line| line.starts_with("stage ")).collect();
    assert_eq!(stages, ["stage build", "stage dev, an image", "stage prod, an image"]);
}

/// What is said once above FROM reaches the targets of both families.
#[test]
fn a_variable_of_both_targets_is_declared_once() {
    let version = || arg("VERSION").default("1");
    let text = body(Image::from((
        Stage::named("dev", debian("12")).account(uid(7)).env("V", text("v") + version()),
        Stage::named("prod", scratch())
            .account(uid(7))
            .source(copy("app").to("/app"))
            .env("V", version())
            .cmd(["/app"]),
    )));
    assert_eq!(lines(&text, "ARG VERSION").len(), 3, "{text}");
    assert!(text.starts_with("ARG VERSION=\"1\"\n"), "{text}");
}

/// Two images out of one file, one of them on nothing.
#[test]
fn each_target_is_built_by_its_name_and_the_last_one_without() {
    let Some(docker) = Docker::connect() else { return };
    let (dev, prod) = image! {
        stage build {
            from debian("bookworm-slim");
            account uid(7);
            source copy("text").to("/out/srv/text");
            build run("cp --parents /bin/cat /out && ldd /bin/cat | grep -o '/[^ ]*' | xargs -I{} cp --parents {} /out");
        }
        target dev { from &build; cmd ["id"]; }
        target prod {
            from scratch();
            account uid(65532);
            source copy("/out").from(&build).to("/");
            entrypoint ["/bin/cat", "/srv/text"];
        }
    };
    let rendered = Image::from((dev, prod)).render().unwrap();
    let folder = tempfile::tempdir().expect("a temporary folder");
    fs::write(folder.path().join("Dockerfile"), rendered.dockerfile).expect("a new file");
    fs::write(folder.path().join(".dockerignore"), rendered.ignore).expect("a new file");
    fs::write(folder.path().join("text"), "one file\n").expect("a new file");
    let says = |options: &[&str], program: &[&str]| {
        let image = docker.try_build(folder.path(), "Dockerfile", options);
        let image = image.unwrap_or_else(|said| panic!("{said}"));
        (
            dockerfile_tests::docker::text(&image.try_run(&[], program).stdout),
            image.inspect("{{.Config.User}}"),
        )
    };
    let (dev, prod) = (["sh", "-c", "id -u; cat /out/srv/text"], ["/bin/cat", "/srv/text"]);
    let of = |said: &str, user: &str| (said.to_owned(), user.to_owned());
    assert_eq!(says(&["--target", "dev"], &dev), of("7\none file", "7:7"));
    assert_eq!(says(&[], &prod), of("one file", "65532:65532"));
}
