//! Stages and images: what FROM says, what is shared, and where lines stand.

use dockerfile_core::{
    Cmd, Debian, Directories, Image, Stage, alpine, apk, apt, copy, debian, dir, dnf, fedora,
    healthcheck, image, manifest, microdnf, run, scratch, uid, user,
};
use dockerfile_tests::text::{body, lines};

use super::base;

#[test]
fn an_image_of_one_stage_stands_in_its_from() {
    assert_eq!(
        body(base().cmd(["id"])),
        "FROM debian:12 AS final\nUSER 65532:65532\nCMD [\"id\"]\n"
    );
}

/// An update bot changes one line, and both stages follow.
#[test]
fn an_image_of_several_stages_appears_once() {
    let build = Stage::named("build", debian("12")).build(run(["make"]));
    let text = body(base().source(copy("/out").from(&build)));
    assert_eq!(
        text,
        "FROM debian:12 AS debian\n\n\
         FROM debian AS build\nRUN make\n\n\
         FROM debian AS final\nCOPY --from=build /out /out\nUSER 65532:65532\n"
    );
}

/// The stage's name is made of the image's own, and never taken from a user.
#[test]
fn a_shared_image_finds_a_free_name() {
    let reference = "registry.corp:5000/team/Debian_x/debian:12".to_lowercase();
    let base = || image(reference.clone()).family(Debian);
    let build = Stage::named("debian", base()).build(run(["make"]));
    let text = body(Stage::from(base()).account(uid(1)).source(copy("/out").from(&build)));
    assert_eq!(
        lines(&text, "FROM"),
        [
            "FROM registry.corp:5000/team/debian_x/debian:12 AS debian-base",
            "FROM debian-base AS debian",
            "FROM debian-base AS final",
        ]
    );
}

/// A stage's name begins with a letter and is not long, and an image's need not be so.
#[test]
fn an_image_of_any_name_is_a_stage() {
    let from = |name: &str| {
        let copied = copy("/x").from(image(format!("{name}:1")));
        let text = body(base().source(copied));
        lines(&text, "FROM")[0].rsplit(' ').next().expect("a name").to_owned()
    };
    assert_eq!(from("corp/tool"), "tool");
    assert_eq!(from("corp/final"), "final-base");
    assert_eq!(from("corp/context"), "context-base");
    assert_eq!(from("corp/7zip"), "image");
    let long = "a".repeat(129);
    assert_eq!(from(&format!("corp/{long}")), "image");
    assert_eq!(from(&format!("corp/{}", &long[..128])), &long[..128]);
    // Each has a number of its own.
    let copied = |path: &str, name: &str| copy(path).from(image(format!("{name}:1")));
    let stage = base().source(copied("/a", "corp/tool")).source(copied("/b", "team/tool"));
    let stage = stage.source(copied("/c", "x/tool")).source(copied("/d", "corp/7zip"));
    let text = body(stage.source(copied("/e", "corp/8")));
    let names = lines(&text, "FROM").into_iter().filter_map(|line| line.rsplit(' ').next());
    let wanted = ["tool", "tool-base", "tool-base-2", "image", "image-base", "final"];
    assert_eq!(names.collect::<Vec<_>>(), wanted, "{text}");
}

#[test]
fn several_targets_share_their_stages() {
    let common =
        Stage::named("common", debian("12")).packages(apt(["libpq5=15.*"])).account(uid(7));
    let web = Stage::named("web", &common).cmd(["web"]);
    let worker = Stage::named("worker", &common).cmd(["worker"]);
    let text = body([web, worker]);
    assert_eq!(
        lines(&text, "FROM"),
        ["FROM debian:12 AS common", "FROM common AS web", "FROM common AS worker"]
    );
    assert_eq!(lines(&text, "USER"), ["USER 7:7", "USER 7:7"], "{text}");
}

/// What runs in a stage on top of a target runs as root, and the program does not.
#[test]
fn a_stage_on_a_target_finds_root_and_leaves_the_user() {
    let image = Stage::named("image", debian("12")).account(uid(7));
    let test = Stage::named("test", &image).build(run(["make", "test"]));
    let text = body(Image::from(vec![image.at(), test]));
    assert!(text.ends_with("FROM image AS test\nUSER 0:0\nRUN make test\nUSER 7:7\n"), "{text}");
}

#[test]
fn scratch_takes_what_another_stage_made() {
    let build = Stage::named("build", debian("12"))
        .source(copy("src").to("/src"))
        .build(run(["make", "-C", "/src"]));
    let image = Stage::from(scratch())
        .account(uid(65532))
        .source(copy("/src/app").from(&build).to("/app"))
        .source(copy("/src/var").from(&build).to("/var/app").writable())
        .entrypoint(["/app"]);
    assert!(body(image).ends_with(
        "FROM scratch AS final\n\
             COPY --from=build /src/app /app\n\
             COPY --from=build --chown=65532:65532 /src/var /var/app\n\
             USER 65532:65532\n\
             ENTRYPOINT [\"/app\"]\n"
    ));
}

#[test]
fn a_name_of_rust_is_a_name_of_the_file() {
    let stage = image! {
        stage build_tools {
            from debian("12");
            build run(["make"]);
        }
        from debian("12");
        account uid(7);
        source copy("/out").from(&build_tools);
    };
    assert!(body(stage).contains("COPY --from=build-tools /out /out\n"));
}

/// A stage that has been referred to stays as it was then.
#[test]
fn a_stage_that_goes_on_is_another_one() {
    let build = Stage::named("build", debian("12")).build(run(["one"]));
    let image = base().source(copy("/out").from(&build));
    let _longer = build.build(run(["two"]));
    assert!(!body(image).contains("two"));
}

#[test]
fn the_way_out_prints_its_reason_and_covers_its_lines() {
    let text = body(
        base()
            .source(copy("list").to("/list"))
            .out_of_order("reads the list", |s| s.packages(run(["one"])).layout(dir("/two")))
            .source(copy("b").to("/b")),
    );
    assert!(
        text.contains(
            "COPY list /list\n\
             # Out of order: reads the list\n\
             RUN one\n\
             RUN install -d /two\n\
             COPY b /b\n"
        ),
        "{text}"
    );
}

#[test]
fn options_lists_conditions_and_loops() {
    let mut stage = Stage::from(debian("12"))
        .packages(None::<dockerfile_core::Apt>)
        .packages(vec![apt("b=1"), apt("a=1")])
        .when(false, |s| s.layout(dir("/never")))
        .when(true, |s| s.layout(dir("/always")))
        .at::<Directories>();
    for path in ["/one", "/two"] {
        stage = stage.layout(dir(path));
    }
    let text = body(stage.account(uid(7)));
    assert!(text.contains("        a=1 \\\n        b=1\n"), "{text}");
    assert!(
        text.contains(
            "RUN install -d /always && \\\n    install -d /one && \\\n    install -d /two\n"
        ),
        "{text}"
    );
    assert!(!text.contains("never"));
}

/// WORKDIR makes a directory: below the source it would run again with every edit.
#[test]
fn workdir_stands_below_the_account_and_user_last() {
    let text = body(
        Stage::from(debian("12"))
            .layout(dir("/srv"))
            .account(user("app"))
            .source(copy("src").to("/srv/src"))
            .workdir("/srv/src")
            .entrypoint(["id"]),
    );
    let words: Vec<&str> = text.lines().filter_map(|line| line.split(' ').next()).collect();
    let words: Vec<&str> = words.into_iter().filter(|word| !word.is_empty()).collect();
    assert_eq!(words, ["FROM", "RUN", "WORKDIR", "COPY", "USER", "ENTRYPOINT"]);
}

/// A stage that goes on from one that is no image finds USER as that one found it.
#[test]
fn a_stage_that_is_no_image_leaves_the_user_as_it_was() {
    let program = Stage::named("program", debian("12")).account(uid(7)).cmd(["id"]);
    let makes = |s: Stage<_, _>| s.build(run(["make"]));
    let made = Stage::named("made", &program).out_of_order("the child takes it", makes);
    let child = Stage::named("child", &made).at::<Cmd>();
    let text = body(Image::from([program, child]));
    let restored = "FROM program AS made\n# Out of order: the child takes it\nUSER 0:0\nRUN make\n";
    assert!(text.contains(&format!("{restored}USER 7:7\n\nFROM made AS child\n")), "{text}");
}

#[test]
fn a_base_may_lose_its_start() {
    let postgres = || Stage::from(image("postgres:17-bookworm").family(Debian)).account(uid(7));
    let text = body(postgres().no_entrypoint().cmd(["pg_dump", "--version"]));
    assert!(text.ends_with("ENTRYPOINT []\nCMD [\"pg_dump\", \"--version\"]\n"), "{text}");
    let text = body(postgres().no_cmd());
    assert!(text.ends_with("USER 7:7\nCMD []\n"), "{text}");
}

#[test]
fn the_plan_says_that_nothing_is_started() {
    let plan = |image: Image| image.render().expect("an image").plan;
    let said = "`final` starts what `debian:12` starts";
    assert!(plan(base().into()).contains(said));
    assert!(!plan(base().cmd(["id"]).into()).contains(said));
    // What a raw line starts, the image does not leave to its base.
    for (line, says) in [("CMD id", false), ("ENTRYPOINT id", false), ("LABEL a=b", true)] {
        assert_eq!(plan(base().raw(line, "a test").into()).contains(said), says, "{line}");
    }
}

/// An empty list leaves no line, and nobody would notice.
#[test]
fn a_step_that_is_given_nothing_is_refused() {
    let none: [&str; 0] = [];
    let on = || Stage::from(debian("12"));
    let images: [(&str, Image); 17] = [
        ("apt", on().packages(apt(none)).account(uid(7)).into()),
        ("apk", Stage::from(alpine("3.22")).packages(apk(none)).account(uid(7)).into()),
        ("dnf", Stage::from(fedora("42")).packages(dnf(none)).account(uid(7)).into()),
        ("microdnf", Stage::from(fedora("42")).packages(microdnf(none)).account(uid(7)).into()),
        ("manifest", base().dependencies(manifest(none).to("/srv")).into()),
        ("copy", base().source(copy(none).to("/srv")).into()),
        ("copy", base().source(copy(none).from(&Stage::named("other", debian("12")))).into()),
        ("healthcheck", base().healthcheck(healthcheck(none)).into()),
        ("shell", base().shell(none).into()),
        ("expose", base().expose([0u16; 0]).into()),
        ("entrypoint", base().entrypoint(none).into()),
        ("cmd", base().cmd(none).into()),
        ("run", base().build(run(none)).into()),
        ("run", base().build(run(["a"]).then(none)).into()),
        ("run", base().build(run(["a"]).shell(none)).into()),
        ("run", base().build(run(none).without_shell()).into()),
        ("run", base().build(run("# a comment")).into()),
    ];
    for (step, image) in images {
        let report = image.render().expect_err(step);
        let said = format!("error: `{step}` is given nothing");
        assert!(report.count() == 1 && report.to_string().starts_with(&said), "{step}: {report}");
    }
}
