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
    emit(Stage::from(debian("12")).account(uid(7)).cmd([word]));"#;
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

#[test]
fn what_a_killed_writer_left_is_removed_and_what_a_living_one_holds_is_not() {
    let emitted = Emitted::new(env!("CARGO_BIN_EXE_emitter"), "one");
    emitted.write(".Dockerfile.1-0.tmp", "half a fi");
    emitted.write("..dockerignore.1-3.tmp", "");
    emitted.write(".Dockerfile.2-0.tmp", "being writt");
    let living = fs::File::open(emitted.path(".Dockerfile.2-0.tmp")).expect("it is there");
    living.lock().expect("nobody else has it");
    // Also by a run that has nothing to write.
    emitted.succeeds("one", &[]);
    let expected = [".Dockerfile.2-0.tmp", ".dockerignore", ".git", "Dockerfile"];
    assert_eq!(emitted.names(), expected);
    drop(living);
    emitted.succeeds("one", &[]);
    assert_eq!(emitted.names(), expected[1..]);
}
