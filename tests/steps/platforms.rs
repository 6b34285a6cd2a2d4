//! Stages and images of one platform.

use dockerfile_core::{
    Account, Debian, Image, Shellless, Stage, copy, debian, image, scratch, uid,
};
use dockerfile_tests::text::{body, dockerfile};

fn base() -> Stage<Account, Debian> {
    Stage::from(debian("12")).account(uid(7))
}

/// Of an image that files are taken from, and of a stage that goes on from one.
#[test]
fn files_of_one_platform() {
    let vault = || {
        let vault = image("vault:2026").family(Shellless);
        vault.on_platform("linux/amd64", "holds pages alone")
    };
    let pages = Stage::named("pages", vault()).source(copy("web").to("/web"));
    let stage = || base().source(copy("/vault").from(vault())).source(copy("/web").from(&pages));
    let text = dockerfile(stage());
    let header = "# check=skip=FromPlatformFlagConstDisallowed\n";
    assert!(text.contains(header), "{text}");
    assert!(text.contains("# hadolint global ignore=DL3029 # vault:2026: holds pages alone\n"));
    let text = body(stage());
    assert!(text.starts_with("FROM --platform=linux/amd64 vault:2026 AS vault\n"), "{text}");
    assert!(text.contains("FROM vault AS pages\n"), "{text}");
    assert!(text.contains("COPY --from=vault /vault /vault\n"), "{text}");
    // The platform of who builds was dropped here.
    let tool = copy("/usr/bin/id").from(debian("12").on_build_platform()).to("/tool");
    let text = body(Stage::from(scratch()).account(uid(7)).source(tool).cmd(["/tool"]));
    assert!(text.starts_with("FROM --platform=$BUILDPLATFORM debian:12 AS debian\n"), "{text}");
}

/// An image that is one elsewhere, too, is another stage.
#[test]
fn an_image_of_two_platforms() {
    let stage = base()
        .source(copy("/a").from(debian("12").on_platform("linux/arm64", "compares them")))
        .source(copy("/b").from(debian("12").on_platform("linux/amd64", "compares them")));
    let text = body(Image::from(stage));
    let from = |line: &str| text.lines().any(|one| one == line);
    assert!(from("FROM --platform=linux/arm64 debian:12 AS debian"), "{text}");
    assert!(from("FROM --platform=linux/amd64 debian:12 AS debian-base"), "{text}");
    assert!(from("FROM debian:12 AS final"), "{text}");
}
