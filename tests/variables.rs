//! Variables of the build: where ARG stands, and what values hold.

mod settings;

use dockerfile_core::{
    Account, Debian, Dialect, Image, SOURCE_DATE_EPOCH, Stage, arg, base_env, copy, debian, env,
    image, platform, run, text, uid,
};
use dockerfile_tests::text::{body, dockerfile, lines};

fn base() -> Stage<Account, Debian> {
    Stage::from(debian("12")).account(uid(7))
}

#[test]
fn arg_stands_just_above_its_first_use_in_each_stage() {
    let version = arg("VERSION").default("1");
    let text = body(
        base()
            .dependencies(run(["fetch"]))
            .build(run([text("make"), text("V=") + &version]))
            .build(run(["make", "check"]).uses(&version))
            .env("V", &version),
    );
    assert_eq!(
        text,
        "FROM debian:12 AS final\n\
         RUN fetch\n\
         ARG VERSION=\"1\"\n\
         RUN make \"V=${VERSION}\" && \\\n    make check\n\
         ENV V=\"${VERSION}\"\n\
         USER 7:7\n"
    );
}

/// One default, above all stages; each stage that uses it brings it in.
#[test]
fn a_default_of_several_stages_stands_above_the_first_from() {
    let (version, once) = (arg("VERSION").default("1"), arg("ONCE").default("2"));
    let build = Stage::named("build", debian("bookworm-slim"))
        .build(run(["make"]).uses(&version).uses(&once));
    let text = body(base().source(copy("/out").from(&build)).env("V", &version));
    assert_eq!(
        text,
        "ARG VERSION=\"1\"\n\n\
         FROM debian:bookworm-slim AS build\n\
         ARG VERSION\n\
         ARG ONCE=\"2\"\n\
         RUN make\n\n\
         FROM debian:12 AS final\n\
         COPY --from=build /out /out\n\
         ARG VERSION\n\
         ENV V=\"${VERSION}\"\n\
         USER 7:7\n"
    );
}

/// A stage that goes on from another one is another one: what it uses it brings in.
#[test]
fn a_stage_on_a_stage_brings_in_its_own() {
    let version = arg("VERSION").default("1");
    let common = Stage::named("common", debian("12")).build(run(["make"]).uses(&version));
    let image = Stage::from(&common).account_of_tests().env("V", &version);
    let text = body(image);
    assert_eq!(lines(&text, "ARG"), ["ARG VERSION=\"1\"", "ARG VERSION", "ARG VERSION"]);
}

trait AccountOfTests {
    fn account_of_tests(self) -> Self;
}

impl<At> AccountOfTests for Stage<At, Debian> {
    fn account_of_tests(self) -> Self {
        self.out_of_order("a test", |s| s.account(uid(7)))
    }
}

#[test]
fn what_the_builder_sets_has_no_default_and_no_line_above_from() {
    let build = Stage::named("build", debian("12").on_build_platform())
        .build(run(["make"]).env("GOARCH", platform::TARGETARCH));
    let text = body(base().source(copy("/out").from(&build)).env("ARCH", platform::TARGETARCH));
    assert_eq!(
        text,
        "FROM --platform=$BUILDPLATFORM debian:12 AS build\n\
         ARG TARGETARCH\n\
         RUN export GOARCH=\"${TARGETARCH}\" && \\\n    make\n\n\
         FROM debian:12 AS final\n\
         COPY --from=build /out /out\n\
         ARG TARGETARCH\n\
         ENV ARCH=\"${TARGETARCH}\"\n\
         USER 7:7\n"
    );
}

/// The builder's platform and the target's are two images, and each appears once.
#[test]
fn an_image_appears_once_for_each_platform() {
    let stage = |name: &str| Stage::named(name, debian("12").on_build_platform()).build(run(["x"]));
    let (a, b) = (stage("a"), stage("b"));
    let text = body(base().source(copy("/a").from(&a)).source(copy("/b").from(&b)));
    assert_eq!(
        lines(&text, "FROM"),
        [
            "FROM --platform=$BUILDPLATFORM debian:12 AS debian",
            "FROM debian AS a",
            "FROM debian AS b",
            "FROM debian:12 AS final",
        ]
    );
}

#[test]
fn what_changes_per_commit_comes_late_or_with_a_reason() {
    let revision = arg("GIT_SHA").per_commit();
    let late = base()
        .build(run(["make"]).uses(&revision))
        .commit_label("org.opencontainers.image.revision", &revision);
    assert!(body(late).contains("ARG GIT_SHA\nRUN make\nLABEL org.opencontainers.image.revision="));
    let early = base().out_of_order("the tool is built per commit", |s| {
        s.packages(run(["fetch"]).uses(&revision))
    });
    assert!(body(early).contains("# Out of order: the tool is built per commit\n#\nARG GIT_SHA\n"));
}

#[test]
fn values_hold_variables_and_literal_dollars() {
    let text = body(
        base()
            .env("HOME", "/srv")
            .env("DATA", env("HOME") + "/$data" + platform::TARGETOS)
            .env("PATH", text("/opt:") + base_env("PATH"))
            .env("SAME", text("${HOME}")),
    );
    assert_eq!(
        lines(&text, "ENV"),
        [
            "ENV HOME=\"/srv\"",
            "ENV DATA=\"${HOME}/\\$data${TARGETOS}\"",
            "ENV PATH=\"/opt:${PATH}\"",
            "ENV SAME=\"\\${HOME}\"",
        ]
    );
}

/// ENV would hide the ARG, but not one that it was set from.
#[test]
fn an_env_of_the_same_name_may_hold_the_variable() {
    let version = arg("VERSION").default("1");
    let text = body(base().env("VERSION", &version).env("TAG", text("v") + &version));
    assert_eq!(lines(&text, "ENV"), ["ENV VERSION=\"${VERSION}\"", "ENV TAG=\"v${VERSION}\""]);
}

#[test]
fn a_build_variable_waits_for_its_step_with_its_arg() {
    let version = arg("VERSION").default("1");
    let text =
        body(base().build_env("V", &version).source(copy("a").to("/a")).build(run(["make"])));
    assert!(
        text.contains("COPY a /a\nARG VERSION=\"1\"\nENV V=\"${VERSION}\"\nRUN make\n"),
        "{text}"
    );
}

#[test]
fn the_macro_takes_handles() {
    let version = arg("VERSION").default("1");
    let macro_form = image! {
        from debian("12");
        account uid(7);
        build run(["make"]).uses(&version);
        env { VERSION = &version, URL = text("https://x/") + &version };
    };
    let builder_form = base()
        .build(run(["make"]).uses(&version))
        .env("VERSION", &version)
        .env("URL", text("https://x/") + &version);
    let rendered = |image: Image| image.render().expect("a good declaration");
    assert_eq!(rendered(macro_form.into()).dockerfile, rendered(builder_form.into()).dockerfile);
}

// ---- what the builder reads --------------------------------------------------------------

/// Its default stands above FROM alone, where the builder looks for it; a step that wants it names
/// it.
#[test]
fn an_image_says_when_it_was_made() {
    let version = arg("VERSION").default("1");
    let build = Stage::named("b", debian("12"))
        .build(run(["make"]).uses(SOURCE_DATE_EPOCH))
        .env("V", &version);
    let image = Image::from(base().source(copy("/out").from(&build)).env("V", &version));
    let of = |image: Image| image.dialect(Dialect::V1_24).render().expect("a good image");
    let rendered = of(image.clone().source_date_epoch(7));
    let args = "ARG SOURCE_DATE_EPOCH=\"7\"\nARG VERSION=\"1\"\n\nFROM";
    assert!(rendered.dockerfile.contains(args), "{}", rendered.dockerfile);
    assert!(rendered.dockerfile.contains("ARG SOURCE_DATE_EPOCH\nRUN make\n"));
    assert_eq!(rendered.dialect, Dialect::V1_23);
    let rendered = of(image.clone().source_date_epoch_of_context());
    assert!(rendered.dockerfile.contains("\nARG SOURCE_DATE_EPOCH=\"context\"\n"));
    assert_eq!(rendered.dialect, Dialect::V1_24);
    let report = image.source_date_epoch(7).render().expect_err("it is too new").to_string();
    assert!(report.contains("`SOURCE_DATE_EPOCH above FROM` needs Dockerfile syntax 1.23"));
    assert!(report.contains("image.source_date_epoch(7)"), "{report}");
}

/// It stands below FROM, once, wherever it is said, and is no description's.
#[test]
fn a_stage_is_scanned() {
    let build = Stage::named("build", debian("12")).sbom().build(run(["make"]).insecure("why"));
    let text = dockerfile(
        Image::from(
            Stage::from(debian("12"))
                .account(uid(7))
                .source(copy("/out").from(&build.sbom()))
                .comment("about the port")
                .sbom_of_context()
                .expose(80)
                .sbom(),
        )
        .dialect(Dialect::V1_20),
    );
    let build =
        "AS build\n# A step is privileged: why\n#\nARG BUILDKIT_SBOM_SCAN_STAGE=\"true\"\nRUN";
    assert!(text.contains(build), "{text}");
    let own = "AS final\nARG BUILDKIT_SBOM_SCAN_STAGE=\"true\"\n\
               ARG BUILDKIT_SBOM_SCAN_CONTEXT=\"true\"\nCOPY";
    assert!(text.contains(own), "{text}");
    assert!(text.contains("# about the port\nEXPOSE 80\n"), "{text}");
}
