//! What an update bot writes is right as it is: tags of a track and digests are read back.

use std::fs;

use dockerfile_tests::emitted::Emitted;
use dockerfile_tests::git;

const CI: [(&str, &str); 1] = [("CI", "true")];
const DIGEST: &str = "@sha256:0123456789012345678901234567890123456789012345678901234567890123";

fn emitted() -> Emitted {
    Emitted::new(env!("CARGO_BIN_EXE_emitter"), "one")
}

/// The file as a bot leaves it: only FROM lines differ.
fn bumped(text: &str) -> String {
    let tag = format!("debian:12.13-slim{DIGEST} AS final");
    text.replace("debian:12.11-slim AS final", &tag)
        .replace("debian:12 AS build", &format!("debian:12{DIGEST} AS build"))
}

#[test]
fn a_bots_pull_request_is_green_without_generating_anew() {
    let emitted = emitted();
    let bumped = bumped(&emitted.text("Dockerfile"));
    assert_eq!(bumped.matches(DIGEST).count(), 2, "{bumped}");
    emitted.write("Dockerfile", &bumped);
    emitted.succeeds("one", &CI);
    emitted.succeeds("one", &[]);
    assert_eq!(emitted.text("Dockerfile"), bumped);
}

#[test]
fn pins_stay_when_the_declaration_changes() {
    let emitted = emitted();
    emitted.write("Dockerfile", bumped(&emitted.text("Dockerfile")));
    emitted.succeeds("other", &[]);
    let text = emitted.text("Dockerfile");
    assert!(text.contains(&format!("FROM debian:12.13-slim{DIGEST} AS final\n")), "{text}");
    assert!(text.contains(&format!("FROM debian:12{DIGEST} AS build\n")), "{text}");
    assert!(text.ends_with("CMD [\"other\"]\n"));
}

/// No other byte depends on a tag or a digest.
#[test]
fn pins_change_nothing_else() {
    let (plain, pinned) = (emitted(), emitted());
    pinned.write("Dockerfile", bumped(&pinned.text("Dockerfile")));
    plain.succeeds("other", &[]);
    pinned.succeeds("other", &[]);
    assert_eq!(pinned.text("Dockerfile"), bumped(&plain.text("Dockerfile")));
    assert_eq!(pinned.text(".dockerignore"), plain.text(".dockerignore"));
}

#[test]
fn a_deleted_file_takes_its_pins_from_version_control() {
    let emitted = emitted();
    let git = |arguments: &[&str]| git(emitted.folder(), arguments);
    let bumped = bumped(&emitted.text("Dockerfile"));
    emitted.write("Dockerfile", &bumped);
    git(&["add", "."]);
    git(&["commit", "-qm", "a bot's"]);
    fs::remove_file(emitted.path("Dockerfile")).expect("it is there");
    emitted.succeeds("one", &[]);
    assert_eq!(emitted.text("Dockerfile"), bumped);
}

/// A pin of another repository or tag says nothing of this image.
#[test]
fn what_does_not_satisfy_the_declaration_is_an_edit() {
    let emitted = emitted();
    let text = emitted.text("Dockerfile");
    for edited in [
        text.replace(":12.11-slim", ":13.0-slim"),
        text.replace(":12.11-slim", ":12.11-slim-extra"),
        text.replace("debian:12.11", "mirror/debian:12.11"),
        text.replace("debian:12 ", &format!("debian:12.1{DIGEST} ")),
    ] {
        emitted.write("Dockerfile", &edited);
        let said = emitted.fails("one", &CI);
        assert!(said.contains("was edited by hand") && said.contains(".track("), "{said}");
        assert_eq!(emitted.text("Dockerfile"), edited);
    }
}

// ---- the `# syntax` line ----------------------------------------------------------------------

const FRONTEND: &str = "# syntax=docker/dockerfile:1.14\n";

/// A file that needs syntax 1.14.
fn newer() -> Emitted {
    Emitted::new(env!("CARGO_BIN_EXE_policy_image"), "syntax")
}

#[test]
fn a_bot_pins_and_updates_the_syntax() {
    let emitted = newer();
    let text = emitted.text("Dockerfile");
    assert!(text.starts_with(FRONTEND), "{text}");
    assert!(text.contains("\n# syntax may move up from 1.14\n"), "{text}");
    for version in ["1.14", "1.14.1", "1.20", "1.20.3"] {
        for digest in ["", DIGEST] {
            let line = format!("# syntax=docker/dockerfile:{version}{digest}\n");
            let bumped = text.replace(FRONTEND, &line);
            emitted.write("Dockerfile", &bumped);
            emitted.succeeds("syntax", &CI);
            emitted.succeeds("syntax", &[]);
            assert_eq!(emitted.text("Dockerfile"), bumped);
        }
    }
}

#[test]
fn what_the_file_cannot_be_read_by_is_an_edit() {
    let emitted = newer();
    let text = emitted.text("Dockerfile");
    for image in [
        "docker/dockerfile:1.4",
        "docker/dockerfile:1",
        "docker/dockerfile:2.0",
        "docker/dockerfile:latest",
        "docker/dockerfile:1.20-labs",
        "docker/dockerfile",
        "mirror/dockerfile:1.14",
        "docker/dockerfile:1.14@sha256:12",
        "docker/dockerfile:1.14@",
    ] {
        let edited = text.replace(FRONTEND, &format!("# syntax={image}\n"));
        emitted.write("Dockerfile", &edited);
        let said = emitted.fails("syntax", &CI);
        assert!(said.contains("was edited by hand"), "{image}: {said}");
        assert_eq!(emitted.text("Dockerfile"), edited);
    }
}

/// A declaration that comes to need a newer syntax takes the pin's place, and one that needs an
/// older one keeps it.
#[test]
fn the_syntax_that_is_needed_decides() {
    let emitted = Emitted::new(env!("CARGO_BIN_EXE_policy_image"), "syntax");
    let pinned = format!("# syntax=docker/dockerfile:1.15{DIGEST}\n");
    emitted.write("Dockerfile", emitted.text("Dockerfile").replace(FRONTEND, &pinned));
    emitted.succeeds_with(&["git commit", "https://example.com/x.git"], &[]);
    let text = emitted.text("Dockerfile");
    assert!(text.starts_with("# syntax=docker/dockerfile:1.16\n"), "{text}");
    emitted.write("Dockerfile", text.replace(":1.16\n", &format!(":1.16{DIGEST}\n")));
    emitted.succeeds("syntax", &[]);
    let text = emitted.text("Dockerfile");
    assert!(text.starts_with(&format!("# syntax=docker/dockerfile:1.16{DIGEST}\n")), "{text}");
    assert!(text.contains("# syntax may move up from 1.14\n"), "{text}");
    // What needs no such line has none.
    emitted.succeeds("base", &[]);
    assert!(emitted.text("Dockerfile").starts_with("# Generated by"));
}

/// What is no digest pins nothing.
#[test]
fn what_is_no_digest_is_an_edit() {
    let emitted = emitted();
    let text = emitted.text("Dockerfile");
    let upper = DIGEST.replace("sha256:0", "sha256:A");
    for digest in ["@x", "@", "@sha256:12", "@sha512:0123", &upper, &format!("{DIGEST}0")] {
        let edited = text.replace("debian:12 AS build", &format!("debian:12{digest} AS build"));
        emitted.write("Dockerfile", &edited);
        let said = emitted.fails("one", &[]);
        assert!(said.contains("was edited by hand"), "{digest}: {said}");
    }
}

/// A track is of versions: nothing that moves by itself comes in.
#[test]
fn a_track_lets_no_moving_name_in() {
    let emitted = Emitted::empty(env!("CARGO_BIN_EXE_policy_image"));
    let track = ["track", "12-slim", "*-slim"];
    emitted.succeeds_with(&track, &[]);
    let text = emitted.text("Dockerfile");
    for tag in ["latest-slim", "stable-slim", "Latest-slim", "sid-slim", "13.edge-slim"] {
        emitted.write("Dockerfile", text.replace("12-slim AS", &format!("{tag} AS")));
        let said = emitted.fails_with(&track);
        assert!(said.contains("was edited by hand"), "{tag}: {said}");
    }
    emitted.write("Dockerfile", text.replace("12-slim AS", "trixie-slim AS"));
    emitted.succeeds_with(&track, &[]);
}
