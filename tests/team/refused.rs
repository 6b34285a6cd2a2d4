//! What is said of a build and does not fit its declaration, or no file takes up.

use super::{folder, words};

/// Each is one mistake, and one error.
#[test]
fn what_does_not_fit_the_declaration_is_an_error() {
    let bake = "all.bake:docker-bake.json";
    let with_compose = "all.compose:compose.yaml";
    #[rustfmt::skip]
    let mistakes: &[(&[&str], &str)] = &[
        (&["web.arg:VERSON=1", bake], "the image does not declare the build argument `VERSON`"),
        (&["all.arg:VERSON=1", bake], "no image declares the build argument `VERSON`"),
        (&["web.arg:BUILDKIT_SYNTAX=x", bake], "variable name:"),
        (&["web.arg:TARGETARCH=arm64", bake], "variable name: a builder sets this one itself"),
        (&["web.arg:LEVEL=http://u:p4ss@h/", bake], "a URL in it carries a password or a token"),
        (&["web.arg:LEVEL=a", "web.arg:LEVEL=b", bake], "the build argument `LEVEL` is given twice"),
        (&["all.arg:HTTPS_PROXY=http://u:p4ss@proxy:3128", bake], "a URL in it carries a password or a token"),
        (&["web.env:tokn=T", bake], "no step of the image mounts the secret `tokn`"),
        (&["all.file:tokn=T", bake], "no image mounts the secret `tokn`"),
        (&["web.arg:LEVEL=ghp_p4ssC7e42F292c6912E7710c838347", bake], "this text is a token or a private key"),
        (&["web.arg:LEVEL=-----BEGIN PRIVATE KEY-----\np4ss", bake], "this text is a token or a private key"),
        (&["web.env:npm=ghp_p4ssC7e42F292c6912E7710c838347", bake], "this text is a token or a private key"),
        (&["web.file:npm=ghp_p4ssC7e42F292c6912E7710c838347", with_compose], "this text is a token or a private key"),
        (&["all.env:npm=A B", bake], "variable name: 1 to 255 letters"),
        (&["all.file:npm=~/.npmrc", bake], "`~/.npmrc` names no file of a secret"),
        (&["all.file:npm=", bake], "`` names no file of a secret"),
        (&["all.file:npm=..", bake], "`..` names no file of a secret"),
        (&["web.context:docs=.", bake], "the image does not take files from the context `docs`"),
        (&["all.context:docs=.", bake], "no image takes files from the context `docs`"),
        (&["image:docs", bake], "nothing says which folder the context `docs` of `docs` is"),
        (&["image:docs", "docs.context:docs=missing", bake], "there is no folder"),
        (&["web.platforms:linux/amd46", bake], "platform: a system and a machine"),
        (&["all.platforms:linux/amd64,linux/arm64", bake], "platform: a system and a machine"),
        (&["web.tag:Web", bake], "tag: write"),
        (&["web.tag:web:${x}", bake], "tag: write"),
        (&["web.tag_of:web=web:1", bake], "no target of the image is called `web`"),
        (&["image:pair", "pair.tag:pair:1", bake], "the image has several targets, and this is the tag of one"),
        (&["image:api", "web.tag:r/web", "api.tag:r/web:latest", bake], "two targets would be tagged `r/web:latest`"),
        (&["all.cache:r/cache:web", bake], "repository: write"),
        (&["all.cache:r/cache,mode=max", bake], "repository: write"),
        (&["web.dockerfile:-x.Dockerfile", bake], "target name: 1 to 128"),
        (&["web.dockerfile:.Dockerfile", bake], "target name: 1 to 128"),
        (&["web.dockerfile:Web.Dockerfile", bake, with_compose], "service name: lower-case"),
        (&["web.dockerfile:_.Dockerfile", with_compose], "service name: lower-case"),
        (&["image:api", "api.dockerfile:x/web.Dockerfile", bake], "two images would be the bake target `web`"),
        (&["web.arg:LEVEL=e\u{301}", bake], "bake would change `e"),
        (&["web.file:npm=cafe\u{301}", with_compose, bake], "bake would change"),
        (&["web.file:npm=cafe\u{301}", with_compose], "compose would change"),
        (&["web.arg:LEVEL=%{if true}a%{endif}", with_compose], "compose would change"),
        (&["web.arg:LEVEL=%{if true}a%{endif}", with_compose, bake], "compose would change"),
        (&["web.file:npm=a,b", with_compose], "compose would change"),
        (&["web.file:npm=${x}", with_compose], "compose would change"),
        (&["all.bake:docker-bake.hcl"], "the name of `docker-bake.hcl` does not end with `.json`"),
        (&["all.compose:compose.json"], "the name of `compose.json` does not end with `.yaml`"),
        (&["web.platforms:linux/amd64"], "no file says this to a builder"),
        (&["all.cache:r/cache"], "no file says this to a builder"),
    ];
    for (more, wanted) in mistakes {
        let emitted = folder();
        // Said of it where it counts, so that nothing else is missing.
        let needed: &[&str] = match more
            .iter()
            .any(|word| word.starts_with("all.bake") || word.starts_with("all.compose"))
        {
            true => &["image:web", "web.env:token=TOKEN"],
            false => &["image:web"],
        };
        let fails = emitted.fails_with(&words(needed, more));
        assert!(fails.contains(wanted), "{more:?}: {fails}");
        assert_eq!(fails.matches("error: ").count(), 1, "{more:?}: {fails}");
        assert!(!fails.contains("p4ss"), "{fails}");
        assert!(!emitted.path("services").exists(), "{more:?} wrote");
    }
}

/// A secret that a step cannot do without comes from somewhere.
#[test]
fn a_required_secret_without_a_source_is_an_error() {
    for file in ["all.bake:docker-bake.json", "all.compose:compose.yaml"] {
        let fails = folder().fails_with(&["image:web", file]);
        assert!(
            fails.contains("nothing says where the secret `token` of `web` comes from"),
            "{fails}"
        );
        assert!(fails.contains(".secret_from_env(\"token\", \"NAME\")"), "{fails}");
    }
    // Without such a file nobody asks.
    folder().succeeds_with(&["image:web"], &[]);
}

/// An image that is emitted by itself has no file that could say it.
#[test]
fn what_no_file_takes_up_is_an_error() {
    let fails = folder().fails_with(&["image:web", "web.tag:web:1", "alone:"]);
    assert!(fails.contains("no file says this to a builder"), "{fails}");
}
