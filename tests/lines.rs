//! Lines as they are given, comments of one's own, and descriptions, to the byte.

use dockerfile_core::{Debian, Dialect, Image, Stage, apt, arg, copy, debian, image, run, uid};
use dockerfile_tests::text::{body, dockerfile};

fn base() -> Stage<dockerfile_core::Account, dockerfile_core::Debian> {
    Stage::from(debian("12")).account(uid(65532))
}

/// A line that is given stands where it is declared, its reason above it, and the file needs
/// what the image may use.
#[test]
fn a_line_as_it_is_given() {
    let stage = || {
        base()
            .raw("COPY --from=build /out/*.so /lib/", "libraries by pattern")
            .source(copy("src").to("/srv"))
            .raw("HEALTHCHECK CMD curl -f \"http://localhost/\"", "as the platform asks")
    };
    let text = dockerfile(stage());
    assert!(
        text.ends_with(
            "FROM debian:12 AS final\n\
             # As given: libraries by pattern\n\
             COPY --from=build /out/*.so /lib/\n\
             COPY src /srv\n\
             # As given: as the platform asks\n\
             HEALTHCHECK CMD curl -f \"http://localhost/\"\n\
             USER 65532:65532\n"
        ),
        "{text}"
    );
    assert!(text.starts_with("# Generated"), "{text}");
    let newer = Image::from(stage()).dialect(Dialect::V1_20).render().expect("a good image");
    assert!(newer.dockerfile.starts_with("# syntax=docker/dockerfile:1.20\n"));
    assert_eq!(newer.dialect, Dialect::V1_20);
}

/// What a builder takes for a description of an ARG is none: a bare `#` ends it.
#[test]
fn a_comment_above_arg_is_no_description() {
    let text = body(base().raw("ARG BUILDKIT_SBOM_SCAN_STAGE=true", "for the inventory"));
    let wanted = "# As given: for the inventory\n#\nARG BUILDKIT_SBOM_SCAN_STAGE=true\n";
    assert!(text.contains(wanted), "{text}");
    let stage = base().source(copy("list").to("/list")).out_of_order("reads the list", |s| {
        s.packages(run(["cat", "/list"]).uses(arg("VERSION").default("1")))
    });
    let text = body(stage);
    assert!(text.contains("# Out of order: reads the list\n#\nARG VERSION=\"1\"\nRUN "), "{text}");
}

/// What USER and WORKDIR of a given line set, given lines find and typed steps set back.
#[test]
fn a_given_line_has_what_a_step_would_have() {
    let stage = Stage::from(debian("12"))
        .account(uid(7))
        .dependencies(run(["make", "deps"]).workdir("/src"))
        .build_env("CFLAGS", "-O2")
        .raw("RUN make all", "why")
        .raw("USER 9:9", "why")
        .raw("WORKDIR /var/$X", "why")
        .raw("RUN make index", "why")
        .build(run(["true"]));
    let text = body(stage);
    let lines: Vec<&str> = text.lines().filter(|line| !line.starts_with("# As given")).collect();
    assert_eq!(
        lines,
        [
            "FROM debian:12 AS final",
            "WORKDIR /src",
            "RUN make deps",
            "WORKDIR /",
            "ENV CFLAGS=\"-O2\"",
            "RUN make all",
            "USER 9:9",
            "WORKDIR /var/$X",
            "RUN make index",
            "USER 0:0",
            "WORKDIR /",
            "RUN true",
            "USER 7:7",
        ],
        "{text}"
    );
}

/// Below a given line nobody knows the user or the folder, so the next step says both again, whatever
/// stood above and whatever other lines are between.
#[test]
fn a_step_below_a_given_line_says_anew_where_and_who_it_is() {
    let stage = |line: &str| {
        let stage = Stage::from(debian("12")).account(uid(7));
        stage.build(run(["a"]).as_user().workdir("/src")).raw(line, "why")
    };
    let again = |line: &str| {
        let below = stage(line).raw("LABEL a=b", "why");
        let text = body(below.build(run(["b"]).as_user().workdir("/src")));
        let (_, below) = text.split_once("LABEL a=b\n").expect("the line");
        below.split_once("RUN b\n").expect("the step").0.to_owned()
    };
    assert_eq!(again("USER 9"), "USER 0:0\nWORKDIR /src\nUSER 7:7\n");
    assert!(again("WORKDIR /x").contains("WORKDIR /src\n"), "{}", again("WORKDIR /x"));
    let of_root = body(stage("USER 9").raw("LABEL a=b", "why").build(run(["b"])));
    assert!(of_root.contains("LABEL a=b\nUSER 0:0\nRUN b\n"), "{of_root}");
    // The program's user is said again, too.
    assert!(body(stage("USER 9")).ends_with("USER 9\nUSER 7:7\n"));
    let of_base = Stage::from(debian("12")).raw("USER 9", "why").keeps_base_user("why");
    assert!(body(of_base).ends_with("USER 9\n"));
}

/// A given line that sets the folder last sets the image's, and a declared folder is in force over it.
#[test]
fn the_folder_of_the_last_given_line_is_the_images() {
    let base = || Stage::from(debian("12")).account(uid(7));
    let text = body(base().raw("WORKDIR /var/$X", "why"));
    assert!(text.ends_with("WORKDIR /var/$X\nUSER 7:7\n"), "{text}");
    let text = body(base().workdir("/srv").raw("WORKDIR /var/$X", "why"));
    assert!(text.ends_with("WORKDIR /var/$X\nWORKDIR /srv\nUSER 7:7\n"), "{text}");
}

/// One whose path is absolute, or begins with a variable, says where an image starts whose base is unknown.
#[test]
fn a_given_folder_is_the_images_wherever_a_step_ran() {
    let stage = |line: &str| {
        let base = Stage::from(image("registry.corp/app:1").family(Debian)).account(uid(7));
        Image::from(base.build(run(["a"]).workdir("/src")).raw(line, "why")).render()
    };
    for line in ["WORKDIR /srv", "WORKDIR $HOME", "WORKDIR \"${HOME}/x\""] {
        let text = stage(line).expect(line).dockerfile;
        assert!(text.contains(&format!("RUN a\n# As given: why\n{line}\n")), "{text}");
    }
    let report = stage("WORKDIR srv").expect_err("from where?").to_string();
    assert!(report.contains("the WORKDIR of `registry.corp/app:1` is lost"), "{report}");
}

/// A comment stands above the line that is declared next, wherever that is printed.
#[test]
fn a_comment_goes_with_the_line_below_it() {
    let stage = Stage::from(debian("12"))
        .comment("What the service is called.")
        .label("org.opencontainers.image.title", "x")
        .comment("Nobody in particular.")
        .account(uid(7))
        .comment("The work:\n\n  all of it.\n")
        .source(copy("src").to("/srv"))
        .comment("Where it works.")
        .workdir("/srv")
        .comment("What it listens on.")
        .comment("Two comments are two lines.")
        .expose(80)
        .comment("How it starts.")
        .entrypoint(["/usr/bin/x"]);
    assert_eq!(
        body(stage),
        "FROM debian:12 AS final\n\
         # What the service is called.\n\
         LABEL org.opencontainers.image.title=\"x\"\n\
         # Where it works.\n\
         WORKDIR /srv\n\
         # The work:\n\
         #\n\
         #   all of it.\n\
         COPY src /srv\n\
         # What it listens on.\n\
         # Two comments are two lines.\n\
         EXPOSE 80\n\
         # Nobody in particular.\n\
         USER 7:7\n\
         # How it starts.\n\
         ENTRYPOINT [\"/usr/bin/x\"]\n"
    );
}

/// It is about one step, which then is a RUN of its own; without one nothing changes.
#[test]
fn a_comment_ends_a_join() {
    let stage = |comment: Option<&str>| {
        let stage = base().build(run(["make", "a"]));
        let stage = match comment {
            Some(text) => stage.comment(text),
            None => stage,
        };
        stage.build(run(["make", "b"]).uses(arg("X"))).build(run(["make", "c"]))
    };
    let text = dockerfile(stage(Some("the second half")));
    assert!(
        text.contains("RUN make a\n# the second half\n#\nARG X\nRUN make b && \\\n    make c\n"),
        "{text}"
    );
    let two = base().build(run(["make", "a"])).comment("b").build(run(["make", "b"]));
    let text = dockerfile(two);
    assert!(text.contains("RUN make a\n# b\nRUN make b\n"), "{text}");
    assert!(text.contains("ignore=DL3059 # a step with a comment of its own stays apart\n"));
    let packages = Stage::from(debian("12"))
        .packages(apt(["libpq5"]))
        .comment("for the second")
        .packages(apt(["python3"]))
        .account(uid(7));
    assert_eq!(body(packages).matches("apt-get install").count(), 2);
}

/// In the macro a comment is a line like any other, and out of order it stands below the reason.
#[test]
fn a_comment_stands_below_the_reason() {
    let stage = image! {
        from debian("12");
        account uid(7);
        source copy("list").to("/list");
        out_of_order "reads the list" {
            comment "one a line";
            packages run(["cat", "/list"]);
        }
    };
    let text = body(stage);
    let wanted = "# Out of order: reads the list\n# one a line\nRUN cat /list\n";
    assert!(text.contains(wanted), "{text}");
}

/// What `docker build --call=outline` shows stands right above its line, behind its name.
#[test]
fn a_stage_and_a_variable_are_described() {
    let level = arg("LEVEL").default("info").description("how much it says");
    let build = Stage::named("build", debian("12"))
        .packages(apt(["gcc"]))
        .description("compiles it")
        .packages(apt(["make"]))
        .build(run(["make"]).uses(&level));
    let stage = Stage::from(debian("12"))
        .description("serves the shop")
        .account(uid(7))
        .source(copy("/out").from(&build).to("/srv"))
        .env("LEVEL_OF_LOG", &level)
        .comment("set by the platform")
        .env("REGION", arg("REGION").description("where it runs"));
    let text = body(stage);
    assert!(
        text.starts_with(
            "# LEVEL how much it says\nARG LEVEL=\"info\"\n\nFROM debian:12 AS debian\n\n\
             #\n# build compiles it\nFROM debian AS build\nRUN "
        ),
        "{text}"
    );
    assert_eq!(text.matches("apt-get install").count(), 1, "{text}");
    assert!(
        text.ends_with(
            "#\n# final serves the shop\nFROM debian AS final\n\
             COPY --from=build /out /srv\n\
             # LEVEL how much it says\n\
             ARG LEVEL\n\
             ENV LEVEL_OF_LOG=\"${LEVEL}\"\n\
             # set by the platform\n\
             #\n\
             # REGION where it runs\n\
             ARG REGION\n\
             ENV REGION=\"${REGION}\"\n\
             USER 7:7\n"
        ),
        "{text}"
    );
    let text = body(base().comment("A comment.").build(run(["make"]).uses(&level)));
    assert!(text.contains("# A comment.\n#\n# LEVEL how much it says\nARG LEVEL="), "{text}");
}
