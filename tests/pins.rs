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
