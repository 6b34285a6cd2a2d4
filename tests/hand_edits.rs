//! No byte that a person wrote is lost: an edit is refused, in whatever shape, and `force`
//! keeps a copy.

use std::fs;
use std::os::unix::fs::symlink;
use std::process::Command;

use dockerfile_tests::emitted::{Emitted, without_colours};

const FILES: [&str; 2] = ["Dockerfile", ".dockerignore"];

const CHECK: [(&str, &str); 1] = [("DOCKERFILE_EMIT", "check")];
const FORCE: [(&str, &str); 1] = [("DOCKERFILE_EMIT", "force")];

fn emitted() -> Emitted {
    Emitted::new(env!("CARGO_BIN_EXE_emitter"), "one")
}

type Shape = (&'static str, fn(&str) -> String);

/// What people do to a generated Dockerfile.
fn shapes() -> Vec<Shape> {
    vec![
        ("a word", |t| t.replace("/usr/lib /usr/local/bin", "/usr/lib /opt")),
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
fn bytes_that_are_no_text_stay_and_force_keeps_a_copy() {
    for more in [vec![0xff], b"\n# ".repeat(6 << 20)] {
        let emitted = emitted();
        let mut bytes = emitted.bytes("Dockerfile");
        bytes.extend(more);
        emitted.write("Dockerfile", &bytes);
        let said = emitted.fails("other", &[]);
        assert!(said.contains("`Dockerfile` is there already, and was not generated"), "{said}");
        assert!(said.contains("it is no text of UTF-8, or longer than any Dockerfile"), "{said}");
        assert!(emitted.bytes("Dockerfile") == bytes);
        emitted.succeeds("other", &FORCE);
        assert!(emitted.text("Dockerfile").contains("CMD [\"other\"]"));
        assert!(emitted.bytes("Dockerfile.replaced") == bytes);
    }
}

/// A name alone makes nothing ours.
#[test]
fn files_beside_a_target_stay() {
    let emitted = emitted();
    let theirs = [
        ".Dockerfile.notes.tmp",
        ".Dockerfile.1-0.tmp",
        ".Dockerfile.new",
        ".Dockerfile.2-1-0a0a0a0a.old",
    ];
    for name in theirs {
        emitted.write(name, "notes");
    }
    emitted.succeeds("other", &[]);
    emitted.succeeds("one", &FORCE);
    for name in theirs {
        assert_eq!(emitted.text(name), "notes", "{name}");
    }
}

#[test]
fn a_link_to_somebodys_file_leaves_that_file() {
    let emitted = emitted();
    fs::remove_file(emitted.path("Dockerfile")).expect("it is there");
    symlink(emitted.path("theirs"), emitted.path("Dockerfile")).expect("a new link");
    emitted.write("theirs", "FROM alpine\nENV KEY=s3cret\n");
    for variables in [&[][..], &CHECK] {
        let said = emitted.fails("other", variables);
        // What a link leads to is somebody's, and a report goes to a log that others read.
        assert!(said.contains("`Dockerfile` is there already"), "{said}");
        assert!(said.contains("what it holds is not shown") && !said.contains("s3cret"), "{said}");
    }
    assert_eq!(emitted.text("theirs"), "FROM alpine\nENV KEY=s3cret\n");
}

/// What is ours behind a link is shown like any other, unless it is outside of the checkout.
#[test]
fn what_is_outside_of_the_checkout_is_not_shown() {
    let elsewhere = tempfile::tempdir().expect("a temporary folder");
    let emitted = emitted();
    let text = emitted.text("Dockerfile") + "# s3cret\n";
    for (folder, is_shown) in [(emitted.folder(), true), (elsewhere.path(), false)] {
        let real = folder.join("real");
        fs::write(&real, &text).expect("a new file");
        fs::remove_file(emitted.path("Dockerfile")).expect("it is there");
        symlink(&real, emitted.path("Dockerfile")).expect("a new link");
        let said = emitted.fails("other", &[]);
        assert!(said.contains("`Dockerfile` was edited by hand"), "{said}");
        assert_eq!(said.contains("s3cret"), is_shown, "{said}");
        assert_eq!(fs::read_to_string(&real).expect("it is there"), text);
    }
}

#[test]
fn a_link_to_what_is_not_there_yet_stays_one() {
    let emitted = Emitted::empty(env!("CARGO_BIN_EXE_emitter"));
    symlink("docker/web", emitted.path("Dockerfile")).expect("a new link");
    symlink("hop", emitted.path(".dockerignore")).expect("a new link");
    symlink("docker/ignored", emitted.path("hop")).expect("a new link");
    emitted.succeeds("one", &[]);
    assert!(emitted.path("Dockerfile").is_symlink() && emitted.path("hop").is_symlink());
    assert!(emitted.text("docker/web").contains("CMD [\"one\"]"));
    assert!(emitted.path("docker/ignored").is_file() && emitted.path(".dockerignore").is_symlink());
    emitted.succeeds("other", &[]);
    assert!(emitted.text("docker/web").contains("CMD [\"other\"]"));
    // A circle leads nowhere.
    symlink("there", emitted.path("here")).expect("a new link");
    symlink("here", emitted.path("there")).expect("a new link");
    fs::remove_file(emitted.path("Dockerfile")).expect("it is there");
    symlink("here", emitted.path("Dockerfile")).expect("a new link");
    assert!(emitted.fails("one", &[]).contains("cannot read `Dockerfile`"));
    assert!(emitted.path("Dockerfile").is_symlink());
}

#[test]
fn a_second_name_and_an_owner_stay() {
    use std::os::unix::fs::{MetadataExt, chown};
    let emitted = emitted();
    fs::hard_link(emitted.path("Dockerfile"), emitted.path("second")).expect("a new name");
    emitted.succeeds("other", &[]);
    assert_eq!(emitted.text("second"), emitted.text("Dockerfile"));
    assert!(emitted.text("second").contains("CMD [\"other\"]"));
    // As root alone: others give nothing away.
    if fs::metadata(emitted.folder()).expect("a folder").uid() != 0 {
        return;
    }
    fs::remove_file(emitted.path("second")).expect("it is there");
    for name in ["Dockerfile", ".dockerignore"] {
        chown(emitted.path(name), Some(1234), Some(5678)).expect("root gives files away");
    }
    emitted.succeeds("one", &[]);
    assert!(emitted.text("Dockerfile").contains("CMD [\"one\"]"));
    let found = fs::metadata(emitted.path("Dockerfile")).expect("a file");
    assert_eq!((found.uid(), found.gid()), (1234, 5678));
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

/// What is marked as immutable, or mounted where it stands, no other file can take the name of.
#[test]
fn what_cannot_be_replaced_is_known_before_anything_is() {
    let shell = |script: &str, folder: &std::path::Path| {
        let mut shell = Command::new("unshare");
        shell.args(["--mount", "sh", "-c", script]).current_dir(folder).output()
    };
    for (make, undo) in [
        ("chattr +i .dockerignore", "chattr -i .dockerignore"),
        ("cp .dockerignore other && mount --bind other .dockerignore", "umount .dockerignore"),
    ] {
        let emitted = emitted();
        // Both are to be written.
        emitted.write(".dockerignore", emitted.text(".dockerignore") + "# by hand\n");
        let before = FILES.map(|name| emitted.bytes(name));
        // Not everybody may do it, nor on each file system.
        if !shell(&format!("{make} && {undo}"), emitted.folder())
            .is_ok_and(|output| output.status.success())
        {
            continue;
        }
        let program = emitted.command("other", &[]);
        let program = program.get_program().to_string_lossy().into_owned();
        let script = format!(
            "{make} || exit 7; CARGO_MANIFEST_DIR=$PWD \
             DOCKERFILE_EMIT=force {program} other; end=$?; {undo}; exit $end"
        );
        let output = shell(&script, emitted.folder()).expect("a shell");
        let said = without_colours(&output.stderr);
        assert_eq!(output.status.code(), Some(1), "{said}");
        assert!(said.contains("it is mounted there, or marked as immutable"), "{said}");
        assert!(said.contains("what was on disk is as it was"), "{said}");
        assert_eq!(FILES.map(|name| emitted.bytes(name)), before, "{make}");
        emitted.succeeds("other", &FORCE);
    }
}

/// Two branches changed the declaration; version control could not merge what is generated.
#[test]
fn conflict_markers_are_generated_away_and_leave_a_copy() {
    let emitted = emitted();
    let one = emitted.text("Dockerfile");
    emitted.succeeds("other", &[]);
    let other = emitted.text("Dockerfile");
    let side = |text: &str, word: &str| {
        text.lines().find(|line| line.contains(word)).expect("the line").to_owned()
    };
    let mut merged = other.clone() + "# by hand\n";
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
    // Beside the marks somebody may have edited it.
    assert_eq!(emitted.text("Dockerfile.replaced"), merged);
}

/// A mark inside of a text that a program is given is none of version control's.
#[test]
fn a_declared_mark_is_no_conflict() {
    for text in [">>>>>>> a", "<<<<<<< HEAD", "<<<<<<< a\n=======\n>>>>>>> b"] {
        let emitted = Emitted::new(env!("CARGO_BIN_EXE_emitter"), text);
        assert!(emitted.text("Dockerfile").contains(text), "{}", emitted.text("Dockerfile"));
        let edited = emitted.text("Dockerfile") + "RUN id\n";
        emitted.write("Dockerfile", &edited);
        let said = emitted.fails("other", &[]);
        assert!(said.contains("`Dockerfile` was edited by hand"), "{said}");
        assert_eq!(emitted.text("Dockerfile"), edited);
    }
}
