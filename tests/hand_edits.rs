//! No byte that a person wrote is lost: an edit is refused, in whatever shape, and `force`
//! keeps a copy.

use std::fs;
use std::os::unix::fs::symlink;

use dockerfile_tests::emitted::Emitted;

const CHECK: [(&str, &str); 1] = [("DOCKERFILE_EMIT", "check")];
const FORCE: [(&str, &str); 1] = [("DOCKERFILE_EMIT", "force")];

fn emitted() -> Emitted {
    Emitted::new(env!("CARGO_BIN_EXE_emitter"), "one")
}

type Shape = (&'static str, fn(&str) -> String);

/// What people do to a generated Dockerfile.
fn shapes() -> Vec<Shape> {
    vec![
        ("a word", |t| t.replace("/out /out", "/out /opt")),
        ("a letter", |t| t.replacen("COPY", "COPy", 1)),
        ("a line less", |t| t.replace("USER 7:7\n", "")),
        ("a line more, at the end", |t| t.to_owned() + "RUN id\n"),
        ("a line more, in the middle", |t| t.replace("USER", "RUN id\nUSER")),
        ("a line more, at the top", |t| format!("# by hand\n{t}")),
        ("a comment", |t| t.replace("USER", "# see the wiki\nUSER")),
        ("an empty line", |t| t.replace("USER", "\nUSER")),
        ("an empty line less", |t| t.replacen("\n\n", "\n", 1)),
        ("a blank at a line's end", |t| t.replace("USER 7:7", "USER 7:7 ")),
        ("a tab", |t| t.replace("USER 7:7", "USER\t7:7")),
        ("no line end at the end", |t| t.trim_end().to_owned()),
        ("a note after the end", |t| t.to_owned() + "# no line end"),
        ("the hash", |t| t.replacen("(hash ", "(hash 0", 1)),
        ("the header's words", |t| t.replace("edit build.rs", "edit anything")),
        ("the header's track", |t| t.replace("within 12.*-slim", "within *")),
        ("no header", |t| t.lines().skip(1).map(|line| format!("{line}\n")).collect()),
        ("another tag, outside the track", |t| t.replace(":12.11-slim", ":13.1-slim")),
        ("another tag, without a track", |t| t.replace("debian:12 ", "debian:13 ")),
        ("another image", |t| t.replace("debian:12.11", "corp/debian:12.11")),
        ("another stage name", |t| t.replace("AS final", "AS last")),
        ("CRLF and a word", |t| t.replace("7:7", "8:8").replace('\n', "\r\n")),
        ("half of it", |t| t[..t.len() / 2].to_owned()),
        ("twice", |t| t.repeat(2)),
        ("nothing", |_| String::new()),
        ("another file", |_| "FROM alpine\nCMD [\"sh\"]\n".to_owned()),
        ("a byte order mark", |t| format!("\u{feff}{t}")),
    ]
}

#[test]
fn an_edit_of_any_shape_is_refused_and_stays() {
    let emitted = emitted();
    let (text, names) = (emitted.text("Dockerfile"), emitted.names());
    let shapes = shapes();
    assert!(shapes.len() >= 20, "{}", shapes.len());
    for (shape, edit) in shapes {
        let edited = edit(&text);
        assert_ne!(edited, text, "{shape} changes nothing");
        emitted.write("Dockerfile", &edited);
        for (word, variables) in [("one", &[][..]), ("other", &[]), ("one", &CHECK)] {
            let said = emitted.fails(word, variables);
            assert!(
                said.contains("`Dockerfile` was edited by hand")
                    || said.contains("`Dockerfile` is there already"),
                "{shape}: {said}"
            );
            assert_eq!(emitted.text("Dockerfile"), edited, "{shape}");
            assert_eq!(emitted.names(), names, "{shape}");
        }
    }
}

#[test]
fn an_edit_of_the_ignore_file_is_refused_and_stays() {
    let emitted = emitted();
    let text = emitted.text(".dockerignore");
    for edited in [text.clone() + "!secrets\n", text.replace('*', ""), String::new()] {
        emitted.write(".dockerignore", &edited);
        emitted.fails("other", &[]);
        assert_eq!(emitted.text(".dockerignore"), edited);
        // And the other file is as it was: all or nothing.
        assert!(emitted.text("Dockerfile").contains("CMD [\"one\"]"));
    }
}

#[test]
fn bytes_that_are_no_text_stay() {
    let emitted = emitted();
    let mut bytes = emitted.bytes("Dockerfile");
    bytes.push(0xff);
    emitted.write("Dockerfile", &bytes);
    assert!(emitted.fails("other", &[]).contains("cannot read `Dockerfile`"));
    assert_eq!(emitted.bytes("Dockerfile"), bytes);
}

#[test]
fn a_link_to_somebodys_file_leaves_that_file() {
    let emitted = emitted();
    emitted.write("theirs", "FROM alpine\n");
    fs::remove_file(emitted.path("Dockerfile")).expect("it is there");
    symlink(emitted.path("theirs"), emitted.path("Dockerfile")).expect("a new link");
    emitted.fails("other", &[]);
    assert_eq!(emitted.text("theirs"), "FROM alpine\n");
}

#[test]
fn a_folder_in_its_place_is_an_error() {
    let emitted = emitted();
    fs::remove_file(emitted.path("Dockerfile")).expect("it is there");
    fs::create_dir(emitted.path("Dockerfile")).expect("a new folder");
    assert!(emitted.fails("other", &[]).contains("cannot read `Dockerfile`"));
}

/// Line ends are the checkout's, and no edit.
#[test]
fn other_line_ends_are_no_edit() {
    let emitted = emitted();
    let crlf = emitted.text("Dockerfile").replace('\n', "\r\n");
    emitted.write("Dockerfile", &crlf);
    emitted.succeeds("one", &[]);
    assert_eq!(emitted.text("Dockerfile"), crlf);
    emitted.succeeds("other", &[]);
    assert_eq!(
        emitted.text("Dockerfile"),
        crlf.replace("\"one\"", "\"other\"")
            .replace(&hash(&crlf), &hash(&emitted.text("Dockerfile")))
    );
}

fn hash(text: &str) -> String {
    text.split_once("(hash ").expect("a header").1[..8].to_owned()
}

#[test]
fn a_deleted_file_comes_back() {
    let emitted = emitted();
    let text = emitted.text("Dockerfile");
    fs::remove_file(emitted.path("Dockerfile")).expect("it is there");
    emitted.succeeds("one", &[]);
    assert_eq!(emitted.text("Dockerfile"), text);
}

/// Each under a name of its own, and never one over another.
#[test]
fn force_keeps_what_it_replaces() {
    let emitted = emitted();
    let text = emitted.text("Dockerfile");
    for (number, (shape, edit)) in shapes().into_iter().enumerate() {
        let edited = edit(&text);
        emitted.write("Dockerfile", &edited);
        emitted.succeeds("one", &FORCE);
        assert_eq!(emitted.text("Dockerfile").replace("\r\n", "\n"), text, "{shape}");
        let copy = match number {
            0 => "Dockerfile.replaced".to_owned(),
            number => format!("Dockerfile.replaced-{}", number + 1),
        };
        assert_eq!(emitted.text(&copy), edited, "{shape}");
        emitted.write("Dockerfile", &text);
    }
    // What is ours needs no copy.
    let before = emitted.names();
    emitted.succeeds("other", &FORCE);
    assert_eq!(emitted.names(), before);
}

/// Two branches changed the declaration; version control could not merge what is generated.
#[test]
fn conflict_markers_are_generated_away() {
    let emitted = emitted();
    let one = emitted.text("Dockerfile");
    emitted.succeeds("other", &[]);
    let other = emitted.text("Dockerfile");
    let side = |text: &str, word: &str| {
        text.lines().find(|line| line.contains(word)).expect("the line").to_owned()
    };
    let mut merged = other.clone();
    for word in ["(hash", "CMD"] {
        let (ours, theirs) = (side(&other, word), side(&one, word));
        let both = format!("<<<<<<< HEAD\n{ours}\n=======\n{theirs}\n>>>>>>> branch");
        merged = merged.replace(&ours, &both);
    }
    emitted.write("Dockerfile", &merged);
    assert!(emitted.fails("one", &CHECK).contains("is not what build.rs declares"));
    assert_eq!(emitted.text("Dockerfile"), merged);
    emitted.succeeds("one", &[]);
    assert_eq!(emitted.text("Dockerfile"), one);
}
