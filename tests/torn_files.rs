//! No reader ever sees half a file, and no killed writer leaves one behind.
//!
//! An ordinary run takes a few rounds; all of them:
//! `ROUNDS=1000 cargo test --release -p dockerfile-tests --test torn_files`

use std::process::{Child, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;
use std::{env, fs, thread};

use dockerfile_tests::emitted::Emitted;
use dockerfile_tests::project::Project;
use dockerfile_tests::random::Random;

fn rounds() -> usize {
    env::var("ROUNDS").ok().and_then(|rounds| rounds.parse().ok()).unwrap_or(50)
}

/// The whole files that there may be: what each word becomes.
fn whole(emitted: &Emitted) -> Vec<(Vec<u8>, Vec<u8>)> {
    let files = |word: &&str| {
        emitted.succeeds(word, &[]);
        (emitted.bytes("Dockerfile"), emitted.bytes(".dockerignore"))
    };
    ["one", "other"].iter().map(files).collect()
}

#[test]
fn two_writers_and_a_reader() {
    let emitted = Emitted::new(env!("CARGO_BIN_EXE_emitter"), "one");
    let whole = whole(&emitted);
    let names = emitted.names();
    let done = AtomicBool::new(false);
    let reads = thread::scope(|scope| {
        let reader = scope.spawn(|| {
            let mut reads = 0;
            while !done.load(Ordering::Relaxed) {
                let read = emitted.bytes("Dockerfile");
                assert!(whole.iter().any(|(file, _)| *file == read), "torn: {read:?}");
                reads += 1;
            }
            reads
        });
        for _ in 0..rounds() {
            let writers = ["one", "other"].map(|word| {
                let mut command = emitted.command(word, &[]);
                command.stderr(Stdio::piped()).spawn().expect("the program starts")
            });
            for writer in writers {
                let output = writer.wait_with_output().expect("it ends");
                assert!(output.status.success(), "{output:?}");
            }
        }
        done.store(true, Ordering::Relaxed);
        reader.join().expect("the reader saw whole files")
    });
    assert!(reads >= rounds(), "{reads}");
    assert_eq!(emitted.names(), names);
}

#[test]
fn a_writer_killed_at_any_moment() {
    let emitted = Emitted::new(env!("CARGO_BIN_EXE_emitter"), "one");
    let whole = whole(&emitted);
    let names = emitted.names();
    let lasts = {
        let start = Instant::now();
        (0..10).for_each(|round| emitted.succeeds(["one", "other"][round % 2], &[]));
        start.elapsed() / 10
    };
    let (mut killed, mut left, mut round) = (0, 0, 0);
    // Until enough were killed, and one of them while it wrote.
    while (killed < rounds() || left == 0) && round < 100 * rounds() {
        round += 1;
        // Never what is there already.
        let word = ["one", "other"][round % 2];
        let mut command = emitted.command(word, &[]);
        let mut writer = command.stderr(Stdio::null()).spawn().expect("the program starts");
        // Moments all over a writer's life, in no order that its steps could follow; every
        // other time, as soon as there is a new file beside the old one.
        let moment = lasts.mul_f64((round * 7919 % 1000) as f64 / 1000.0);
        let start = Instant::now();
        if round % 2 == 0 {
            let ended = |writer: &mut Child| writer.try_wait().is_ok_and(|end| end.is_some());
            while emitted.names() == names && !ended(&mut writer) {}
        } else {
            while start.elapsed() < moment {}
        }
        let _ = writer.kill();
        killed += usize::from(!writer.wait().expect("it ends").success());
        let read = emitted.bytes("Dockerfile");
        assert!(whole.iter().any(|(file, _)| *file == read), "torn: {read:?}");
        left += usize::from(emitted.names() != names);
        emitted.succeeds(word, &[]);
        assert_eq!(emitted.names(), names, "the next run leaves nothing");
    }
    println!("{killed} of {round} killed in time, {left} of them with a file left behind");
    assert!(left > 0, "none was killed while it wrote");
}

/// Two cargos with target folders of their own, as an editor's and a terminal's.
#[test]
fn two_cargos_at_once() {
    let body = r#"println!("cargo::rerun-if-env-changed=WORD");
    let word = std::env::var("WORD").unwrap_or_default();
    emit(Stage::from(debian("12")).account(uid(7)).cmd(["echo".to_owned(), word]));"#;
    let project = Project::new("e_two_cargos", env!("CARGO_TARGET_TMPDIR"), body);
    let (one, other) = (
        concat!(env!("CARGO_TARGET_TMPDIR"), "/one"),
        concat!(env!("CARGO_TARGET_TMPDIR"), "/other"),
    );
    let build = |word: &str, target: &str| {
        let build = project.build_with(&[("WORD", word), ("CARGO_TARGET_DIR", target)]);
        assert!(build.ok, "{}", build.said);
        project.read("Dockerfile").expect("a Dockerfile")
    };
    let whole = [build("0", one), build("1", other)];
    let names = project.names();
    for round in 0..(rounds() / 33).max(1) {
        let words = [round % 2, (round + 1) % 2].map(|word| word.to_string());
        thread::scope(|scope| {
            let first = scope.spawn(|| build(&words[0], one));
            let second = scope.spawn(|| build(&words[1], other));
            for cargo in [first, second] {
                let seen = cargo.join().expect("it succeeds");
                assert!(whole.contains(&seen), "torn: {seen}");
            }
        });
        assert_eq!(project.names(), names);
    }
}

/// Somebody who works in the folder while it is emitted into.
struct Person<'e> {
    emitted: &'e Emitted,
    random: Random,
    texts: usize,
}

impl Person<'_> {
    /// Whether the system has let the person do one thing.
    fn acts(&mut self) -> bool {
        let path = self.emitted.path("Dockerfile");
        let number = self.texts;
        let text = fs::read_to_string(&path).unwrap_or_default() + &text_of(number);
        match self.random.below(4) {
            0 => self.texts += usize::from(fs::write(&path, text).is_ok()),
            // As editors save.
            1 | 2 => {
                let theirs = self.emitted.path("editor");
                fs::write(&theirs, text).expect("ours");
                fs::rename(theirs, &path).expect("ours");
                self.texts += 1;
            }
            // What is thrown away was seen.
            _ => {
                let trash = self.emitted.path(&format!("trash/{}", self.random.below(1 << 30)));
                return fs::rename(path, trash).is_ok();
            }
        }
        self.texts > number
    }
}

fn text_of(number: usize) -> String {
    format!("# of a person: {number};\n")
}

/// Two writers, a reader, and a person who writes, saves by a rename, and throws away: nothing that
/// the person has written is lost.
#[test]
fn a_person_beside_two_writers_loses_nothing() {
    let emitted = Emitted::new(env!("CARGO_BIN_EXE_emitter"), "one");
    let whole = whole(&emitted);
    fs::create_dir(emitted.path("trash")).expect("a new folder");
    let done = AtomicBool::new(false);
    let random = Random(rounds() as u64);
    let mut person = Person { emitted: &emitted, random, texts: 0 };
    let mut reads = 0;
    thread::scope(|scope| {
        let person = scope.spawn(|| {
            while !done.load(Ordering::Relaxed) {
                person.acts();
                // Most rounds are to have a moment in which nobody stands in the way.
                let pause = person.random.below(6);
                (0..pause).for_each(|_| thread::yield_now());
                if person.random.below(3) == 0 {
                    let gone = emitted.path(&format!("trash/{}", person.random.below(1 << 30)));
                    let _ = fs::rename(emitted.path("Dockerfile"), gone);
                    while !done.load(Ordering::Relaxed) && !emitted.path("Dockerfile").exists() {
                        thread::yield_now();
                    }
                }
            }
            person.texts
        });
        let reader = scope.spawn(|| {
            let mut reads = 0;
            while !done.load(Ordering::Relaxed) {
                let Ok(read) = fs::read(emitted.path("Dockerfile")) else { continue };
                let text = String::from_utf8_lossy(&read);
                let is_whole = whole.iter().any(|(file, _)| *file == read);
                assert!(
                    is_whole || text.is_empty() || text.contains("# of a person"),
                    "torn: {text}"
                );
                reads += 1;
            }
            reads
        });
        for _ in 0..rounds() {
            let writers = ["one", "other"].map(|word| {
                emitted.command(word, &[]).stderr(Stdio::piped()).spawn().expect("it starts")
            });
            for writer in writers {
                let output = writer.wait_with_output().expect("it ends");
                let said = String::from_utf8_lossy(&output.stderr);
                // It was edited, or it is nobody's of ours.
                assert!(output.status.success() || output.status.code() == Some(1), "{said}");
            }
        }
        done.store(true, Ordering::Relaxed);
        reads = reader.join().expect("the reader saw whole files");
        person.join().expect("the person goes home");
    });
    let mut kept = 0;
    let mut all = String::new();
    for folder in [emitted.folder(), &emitted.path("trash")] {
        for entry in
            fs::read_dir(folder).expect("a folder").flatten().filter(|it| it.path().is_file())
        {
            kept += usize::from(entry.file_name().to_string_lossy().contains(".replaced"));
            all += &fs::read_to_string(entry.path()).expect("a text");
        }
    }
    let lost = (0..person.texts).filter(|number| !all.contains(&text_of(*number)));
    let lost: Vec<usize> = lost.collect();
    println!("{} texts, {kept} kept beside, {reads} reads", person.texts);
    assert!(lost.is_empty(), "{lost:?}");
}

/// Between the renames of many files.
#[test]
fn many_files_whose_writer_is_killed() {
    const COUNT: &str = "12";
    let workspace = Emitted::empty(env!("CARGO_BIN_EXE_fleet"));
    workspace.write("Cargo.toml", "[workspace]\n");
    for index in 0..10 {
        workspace.make(&format!("services/s{index}/src/run"), "#!/bin/sh\n");
    }
    fs::create_dir(workspace.path("shared")).expect("a new folder");
    let files = || {
        let entries = fs::read_dir(workspace.path("images")).expect("a folder").flatten();
        let mut files: Vec<(String, Vec<u8>)> = entries
            .map(|entry| {
                let name = entry.file_name().to_string_lossy().into_owned();
                (name, fs::read(entry.path()).expect("a file"))
            })
            .collect();
        files.sort();
        files
    };
    let whole = ["one", "other"].map(|word| {
        workspace.succeeds_with(&[COUNT, word], &[]);
        files()
    });
    let lasts = {
        let start = Instant::now();
        (0..10).for_each(|at| workspace.succeeds_with(&[COUNT, ["one", "other"][at % 2]], &[]));
        start.elapsed() / 10
    };
    let (mut killed, mut mixed, mut round) = (0, 0, 0);
    while (killed < rounds() || mixed == 0) && round < 100 * rounds() {
        round += 1;
        let word = ["one", "other"][round % 2];
        let mut command = workspace.command_of(&[COUNT, word], &[]);
        let mut writer = command.stderr(Stdio::null()).spawn().expect("the program starts");
        let start = Instant::now();
        let moment = lasts.mul_f64(0.5 + (round * 7919 % 600) as f64 / 1000.0);
        while start.elapsed() < moment && writer.try_wait().is_ok_and(|end| end.is_none()) {}
        let _ = writer.kill();
        killed += usize::from(!writer.wait().expect("it ends").success());
        let found = files();
        for (name, text) in found.iter().filter(|(name, _)| !name.starts_with('.')) {
            let is_whole = |all: &Vec<(String, Vec<u8>)>| {
                all.iter().any(|(known, whole)| known == name && whole == text)
            };
            assert!(whole.iter().any(is_whole), "torn: {name}");
        }
        mixed += usize::from(!whole.contains(&found));
        workspace.succeeds_with(&[COUNT, word], &[]);
        assert!(files() == whole[round % 2], "the next run finishes");
    }
    println!("{killed} of {round} killed in time, {mixed} of them between the renames");
    assert!(mixed > 0, "none was killed between the renames");
}
