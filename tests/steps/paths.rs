//! Paths of copies: variables in them, patterns, and files that may be absent.

use std::fs;

use dockerfile_core::{
    Account, Debian, Dialect, Image, Stage, arg, copy, debian, platform, run, scratch, text, uid,
};
use dockerfile_tests::context::Context;
use dockerfile_tests::docker::Docker;
use dockerfile_tests::project::Project;
use dockerfile_tests::text::{body, ignored};

fn base() -> Stage<Account, Debian> {
    Stage::from(debian("bookworm-slim")).account(uid(7))
}

fn copies(text: &str) -> Vec<&str> {
    let word = |line: &&str| line.starts_with("COPY") || line.starts_with("ARG");
    text.lines().filter(word).collect()
}

/// A variable stands in a source and in a target, above which its ARG is, and all that it may name
/// is let into the context.
#[test]
fn a_variable_in_a_path() {
    let version = arg("VERSION").default("1.4.0");
    let stage = || {
        base()
            .source(copy(text("dist/app-") + platform::TARGETARCH).to("/usr/local/bin/app"))
            .source(copy(text("[x] ") + platform::TARGETOS).to(text("/opt/") + &version + "/"))
            .source(copy([text("a/") + platform::TARGETARCH, text("b")]).to("/srv"))
            .source(copy(platform::TARGETPLATFORM).to("/platform"))
            .source(copy(text("v") + platform::TARGETARCH + platform::TARGETVARIANT).to("/v/"))
    };
    assert_eq!(
        copies(&body(stage())),
        [
            "ARG TARGETARCH",
            "COPY dist/app-${TARGETARCH} /usr/local/bin/app",
            "ARG TARGETOS",
            "ARG VERSION=\"1.4.0\"",
            "COPY [\"[[]x] ${TARGETOS}\", \"/opt/${VERSION}/\"]",
            "COPY a/${TARGETARCH} /srv/a/${TARGETARCH}",
            "COPY b /srv/b",
            "ARG TARGETPLATFORM",
            "COPY ${TARGETPLATFORM} /platform",
            "ARG TARGETVARIANT",
            "COPY v${TARGETARCH}${TARGETVARIANT} /v/",
        ]
    );
    let patterns = ignored(stage());
    for line in ["*", "!dist/app-*", "!\\[x] *", "!a/*", "!b", "!**", "!v*"] {
        assert!(patterns.lines().any(|one| one == line), "{line} in\n{patterns}");
    }
    // A dollar of a name is none.
    let text = body(base().source(copy("a${TARGETARCH}").to("/x")));
    assert_eq!(copies(&text), ["COPY [\"a\\\\${TARGETARCH}\", \"/x\"]"]);
}

/// Of what another stage makes, the path is known up to its variable: what is there is not missed.
#[test]
fn a_variable_in_a_path_of_a_stage() {
    let files = Stage::named("files", scratch())
        .source(copy("amd64").to("/out/amd64/app"))
        .source(copy("arm64").to("/out/arm64/app"));
    let app = text("/out/") + platform::TARGETARCH + "/app";
    let stage = base().source(copy(&app).from(&files).to("/app")).source(copy(app).from(&files));
    assert_eq!(
        copies(&body(stage))[2..],
        [
            "ARG TARGETARCH",
            "COPY --from=files /out/${TARGETARCH}/app /app",
            "COPY --from=files /out/${TARGETARCH}/app /out/${TARGETARCH}/app",
        ]
    );
    let files = Stage::named("files", scratch()).source(copy("amd64").to("/other/app"));
    let nowhere = base().source(copy(text("/out/") + platform::TARGETARCH).from(&files));
    let report = Image::from(nowhere).render().expect_err("nothing makes it").to_string();
    assert!(report.contains("nothing in `files` makes `/out`"), "{report}");
}

/// What may be absent is printed as a pattern that fits nothing else.
#[test]
fn what_may_be_absent() {
    let build = Stage::named("build", debian("12")).build(run(["make"]));
    let stage = base()
        .source(copy("legal/NOTICE").to("/doc/").optional())
        .source(copy([".npmrc", "[a]/b^", "!c"]).to("/srv").optional())
        .source(copy("/usr/lib/*/libpq.so.5").from(&build).to("/usr/lib").optional())
        .source(copy("/usr/lib/*/lib?^.so").from(&build).optional())
        .source(copy("/out/extra.conf").from(&build).to("/etc/app.conf").optional())
        .source(copy(text("") + platform::TARGETARCH + "-app").to("/app").optional())
        .source(copy(text("a") + platform::TARGETARCH + "/app").to("/a").optional())
        .source(copy(text("/") + platform::TARGETARCH + "-b/c").from(&build).to("/c").optional());
    assert_eq!(
        copies(&body(stage)),
        [
            "COPY [l]egal/NOTICE /doc/",
            "COPY .[n]pmrc /srv/.npmrc",
            "COPY [\"[[][a]]/b\\\\\\\\^\", \"/srv/[a]/b^\"]",
            "COPY [\"[!]c\", \"/srv/!c\"]",
            "COPY --from=build /usr/lib/*/libpq.so.5 /usr/lib/",
            "COPY --from=build [\"/usr/lib/*/lib?\\\\\\\\^.so\", \"/usr/lib/\"]",
            "COPY --from=build /[o]ut/extra.conf /etc/app.conf",
            "ARG TARGETARCH",
            "COPY ${TARGETARCH}-[a]pp /app",
            "COPY [a]${TARGETARCH}/app /a",
            "COPY --from=build /${TARGETARCH}-[b]/c /c",
        ]
    );
}

/// What the engine copies of it: the file of the platform, what fits a pattern, and of what is not
/// there nothing.
#[test]
fn the_engine_copies_what_there_is() {
    let Some(docker) = Docker::connect() else { return };
    let context = Context::with(&[
        ("dist/app-amd64", "of amd64\n"),
        ("dist/app-arm64", "of arm64\n"),
        ("legal/[x] NOTICE", "notice\n"),
    ]);
    let build = Stage::named("build", debian("bookworm-slim")).build(run(
        "mkdir -p /l/a/y /l/b/y /out\necho 1 >/l/a/y/a.so.5\necho 2 >/l/b/y/b.so.5\necho x >/out/x^",
    ));
    let none = |path: &str| copy(path).from(&build).optional();
    let stage = base()
        .source(copy(text("dist/app-") + platform::TARGETARCH).to("/app"))
        .source(copy("legal/[x] NOTICE").to("/doc/").optional())
        .source(copy(["nowhere/at-all", "no.conf"]).to("/nothing").optional())
        .source(none("/l/*/y/*.so.5").to("/lib-of-app"))
        .source(none("/l/*/y/*.so.6").to("/lib-of-app"))
        .source(none("/out/x^").to("/x"))
        .source(none("/nowhere/x").to("/y"));
    context.emit(stage);
    let image = context.build(docker);
    let machine = if image.inspect("{{.Architecture}}") == "arm64" { "arm64" } else { "amd64" };
    let script = "cat /app /doc/* /lib-of-app/* /x\nls -d /nothing /y 2>/dev/null || true";
    assert_eq!(image.shell_as_root(script), format!("of {machine}\nnotice\n1\n2\nx"));
    fs::remove_file(context.path("dist/app-amd64")).expect("a file");
    fs::remove_file(context.path("dist/app-arm64")).expect("a file");
    let said = docker.try_build(context.folder(), "Dockerfile", &[]);
    assert!(said.err().is_some_and(|said| said.contains("dist")), "a file that is needed");
}

/// A line that an older builder reads: nothing in it is newer than the rest.
#[test]
fn paths_need_no_newer_syntax() {
    let stage = base().source(copy(text("a") + platform::TARGETARCH).to("/x").optional());
    assert_eq!(Image::from(stage).render().expect("a good image").dialect, Dialect::V1_0);
}

/// On disk something has to fit, also if version control ignores it; what may be absent need not be
/// there, and changes no line by being there.
#[test]
fn what_a_variable_names_is_on_disk() {
    let body = |of: &str| {
        format!(
            "let stage = Stage::from(debian(\"12\")).account(uid(7))\
                 .source(copy(text(\"{of}\") + platform::TARGETARCH).to(\"/app\"))\
                 .source(copy(\"legal/NOTICE\").to(\"/doc/\").optional())\
                 .source(copy(\"src\").to(\"/src\"));\
             emit(stage);"
        )
    };
    let project = Project::new("s_paths", env!("CARGO_TARGET_TMPDIR"), &body("dist/app-"));
    project.write("dist/app-amd64", "binary");
    project.write("dist/other", "binary");
    project.write(".gitignore", "/target\n/dist/*\n*.tmp\n");
    project.git(&["add", "-A"]);
    project.build().succeeds();
    let ignore = || project.read(".dockerignore").expect("an ignore file");
    let first = ignore();
    let ignored = first.find("\ndist/*\n").expect("what version control ignores");
    let named = first.rfind("\n!dist/app-*\n").expect("what is named");
    assert!(ignored < named, "{first}");
    project.write("legal/NOTICE", "ours");
    project.git(&["add", "-A"]);
    project.declare(&(body("dist/app-") + " "));
    project.build().succeeds();
    assert_eq!(ignore(), first);
    project.declare(&body("dist/app_"));
    project.build().fails(&["`dist/app_*` is not in the build context", "--> build.rs:5:"]);
}

/// A whole path of another stage is no place below a target.
#[test]
fn several_files_of_a_stage_are_named_in_their_folder() {
    let build = Stage::named("build", debian("12")).build(run(["make"]));
    let robots = ["/web/robots.txt", "/web/security.txt"];
    let spread = base().source(copy(robots).from(&build).to("/src/web/"));
    let report = Image::from(spread).render().expect_err("two whole paths below one target");
    let said = report.to_string();
    assert_eq!(report.count(), 1, "{said}");
    assert!(said.contains("`/web/robots.txt` would go to `/src/web/web/robots.txt`"), "{said}");
    assert!(
        said.contains("`copy(\"/web\").from(..).matching([\"robots.txt\", ..]).to(..)`"),
        "{said}"
    );

    let files = copy("/web").from(&build).matching(["robots.txt", "security.txt"]).to("/src/web");
    let stage = base()
        .source(files)
        .source(copy(["/uv", "/uvx"]).from(&build).to("/bin/"))
        .source(copy(["/etc/a", "/etc/b"]).from(&build));
    let text = Image::from(stage).render().expect("each has a place").dockerfile;
    for line in [
        "COPY --from=build /web/robots.tx[t] /web/security.tx[t] /src/web/",
        "COPY --from=build /uv /bin/uv",
        "COPY --from=build /etc/b /etc/b",
    ] {
        assert!(text.contains(line), "{line}: {text}");
    }
}
