//! What a stage that goes on from another may say, and what costs no layer.

use dockerfile_core::{
    Image, Stage, apt, copy, debian, dir, image, manifest, run, system_user, uid, user,
};
use dockerfile_tests::context::refused;
use dockerfile_tests::text::body;

/// Metadata, an account and a start of its parent are not a new image's.
#[test]
fn a_child_begins_anew() {
    let parent = Stage::named("parent", debian("12"))
        .packages(apt(["a1"]))
        .account(user("app"))
        .env("A", "1")
        .workdir("/srv")
        .entrypoint(["env"])
        .cmd(["id"]);
    let child = Stage::named("child", &parent)
        .label("org.opencontainers.image.title", "child")
        .packages(apt(["b1"]))
        .layout(dir("/srv/b"))
        .entrypoint(["echo"])
        .cmd(["d"]);
    let text = body([parent, child]);
    let (_, child) = text.split_once("FROM parent AS child\n").expect("a child");
    assert!(
        child.starts_with("LABEL org.opencontainers.image.title=\"child\"\nUSER 0:0\n"),
        "{text}"
    );
    assert!(child.contains("b1") && child.contains("RUN install -d /srv/b\n"), "{text}");
    let end = "USER 10001:10001\nENTRYPOINT [\"echo\"]\nCMD [\"d\"]\n";
    assert!(child.ends_with(end), "{text}");
}

/// What types do not see: the parent's last phase is metadata, and sources are above it.
#[test]
fn a_child_stands_below_what_changes_often_in_its_parent() {
    let parent = |step: fn(Stage<_, _>) -> Stage<_, _>| {
        step(Stage::named("parent", debian("12")).at::<dockerfile_core::Files>()).env("A", "b")
    };
    let files = parent(|stage| stage.files(copy("start.sh").to("/srv/")));
    let said = refused(Stage::from(&files).account(uid(7)).build(run(["make"])));
    assert!(said.contains("`Build` cannot come after `Files`"), "{said}");
    assert_eq!(said.matches("error: ").count(), 1, "{said}");

    let none = parent(|stage| stage);
    assert!(Image::from(Stage::from(&none).account(uid(7)).build(run(["make"]))).render().is_ok());

    let source = Stage::named("parent", debian("12")).source(copy("src").to("/srv")).env("A", "b");
    let said = refused(Stage::from(&source).packages(apt(["a1"])).account(uid(7)));
    assert!(said.contains("`Packages` cannot come after `Source`"), "{said}");
    let child = Stage::from(&source)
        .label("org.opencontainers.image.title", "child")
        .out_of_order("a tool of the tests", |s| s.packages(apt(["a1"])))
        .account(uid(7))
        .source(copy("tests").to("/srv/tests"));
    assert!(Image::from(child).render().is_ok());

    // Of a grandparent as well.
    let between = Stage::named("between", &source).env("C", "d");
    let said = refused(Stage::from(&between).account(uid(7)).dependencies(manifest("a").to("/a")));
    assert!(said.contains("`Dependencies` cannot come after `Source`"), "{said}");
}

/// What a stage sets for steps is set for those that run on it, however far below.
#[test]
fn build_env_of_a_base_stage_is_for_its_children() {
    let base = Stage::named("base", debian("12")).build_env("CFLAGS", "-O2");
    let between = Stage::named("between", &base).label("org.opencontainers.image.title", "x");
    let image = Stage::from(&between).account(uid(7)).build(run(["make"]));
    let text = body(image);
    assert!(text.starts_with("FROM debian:12 AS base\nENV CFLAGS=\"-O2\"\n\n"), "{text}");
    assert_eq!(text.matches("CFLAGS").count(), 1, "{text}");

    let idle = Stage::from(&base).account(uid(7)).source(copy("a").to("/a"));
    assert!(refused(idle).contains("nothing runs below that could read `CFLAGS`"));
}

/// A start script is edited, and nothing is compiled.
#[test]
fn files_that_no_build_reads_stand_below_it() {
    let stage = Stage::from(debian("12"))
        .account(uid(7))
        .source(copy("src").to("/src"))
        .build(run(["make", "-C", "/src"]))
        .files(copy("docker-entrypoint.sh").to("/usr/local/bin/"))
        .files(copy("/rootfs").from(image("a/b:1")).to("/"))
        .workdir("/srv");
    let text = body(stage);
    let tail = "RUN make -C /src\nCOPY docker-entrypoint.sh /usr/local/bin/\n\
                COPY --from=b /rootfs /\nUSER 7:7\n";
    assert!(text.ends_with(tail), "{text}");
    // What makes a folder still stands above the sources.
    assert!(text.contains("AS final\nWORKDIR /srv\nCOPY src /src\n"), "{text}");
}

/// Who runs makes no layer: it is said below all that does, and printed where it always is.
#[test]
fn who_runs_is_free_below() {
    let stage = || Stage::from(debian("12")).source(copy("src").to("/src")).build(run(["make"]));
    for (who, line) in [
        (body(stage().account(uid(7)).cmd(["id"])), "USER 7:7"),
        (body(stage().cmd(["id"]).account(uid(7))), "USER 7:7"),
        (body(stage().runs_as_root("why").cmd(["id"])), "USER 0:0"),
        (body(stage().cmd(["id"]).runs_as_root("why")), "USER 0:0"),
    ] {
        assert!(who.ends_with(&format!("RUN make\n{line}\nCMD [\"id\"]\n")), "{who}");
    }
    let text = body(stage().cmd(["id"]).keeps_base_user("why"));
    assert!(text.ends_with("RUN make\nCMD [\"id\"]\n"), "{text}");
    assert!(text.contains("AS final\n# Runs as the user of its base image: why\n"), "{text}");
}

/// A comment goes with its line, also from below the start.
#[test]
fn a_comment_of_who_runs_stands_above_user() {
    let stage =
        Stage::from(debian("12")).cmd(["id"]).comment("Nobody in particular.").account(uid(7));
    assert!(body(stage).ends_with("# Nobody in particular.\nUSER 7:7\nCMD [\"id\"]\n"));
}

/// A package that makes a user of its own takes the next free id below 1000.
#[test]
fn a_user_of_the_system_stands_above_packages() {
    let stage = Stage::from(debian("12"))
        .account(system_user("postgres", 999))
        .starts_as_root("gives its volume to the user")
        .packages(apt(["postgresql"]));
    let text = body(stage);
    let made = text.find("useradd -r -l -u 999").expect("a user");
    let installed = text.find("apt-get install").expect("a package");
    assert!(made < installed, "{text}");
}

/// Labels run nothing again, and stand anywhere.
#[test]
fn a_label_stands_anywhere() {
    let stage = Stage::from(debian("12"))
        .packages(apt(["a1"]))
        .label("org.opencontainers.image.title", "a")
        .account(uid(7))
        .cmd(["id"])
        .label("org.opencontainers.image.vendor", "b");
    let text = body(stage);
    assert!(text.contains("LABEL org.opencontainers.image.title=\"a\"\n"), "{text}");
    assert!(
        text.ends_with("CMD [\"id\"]\nLABEL org.opencontainers.image.vendor=\"b\"\n"),
        "{text}"
    );
}
