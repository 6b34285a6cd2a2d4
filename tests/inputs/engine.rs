//! Whether an engine makes another image when the digest is another one, and when it is not.
//!
//! An ordinary run makes a few random changes; more of them:
//! `INPUTS=100 cargo test -p dockerfile-tests --test inputs -- --nocapture`

use std::collections::BTreeMap;
use std::fs::Permissions;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::time::SystemTime;
use std::{env, fs};

use dockerfile_tests::docker::{Docker, report, unique};
use dockerfile_tests::emitted::Emitted;
use dockerfile_tests::random::Random;
use dockerfile_tests::root;
use serde_json::Value;

use crate::{made_of, quay};

const TARGETS: [&str; 2] = ["api", "watch"];

// ---- stand-ins -----------------------------------------------------------------------------

/// The file with bases that are there, and steps that cost nothing: each reads all that is not its
/// base's, and leaves a sum of it where others take something from.
fn with_stand_ins(dockerfile: &str, run: &str) -> String {
    let taken = taken(dockerfile);
    let (mut text, mut stage) = (String::new(), "");
    let mut lines = dockerfile.lines();
    while let Some(line) = lines.next() {
        match line.split(' ').collect::<Vec<_>>().as_slice() {
            ["FROM", .., base, "AS", name] => {
                stage = name;
                text += &match base.contains(':') {
                    true => format!(
                        "FROM debian:bookworm-slim AS {name}\nCOPY <<\"EOF\" /base\n{base} {run}\nEOF\n"
                    ),
                    false => format!("{line}\n"),
                };
            }
            ["RUN", ..] => {
                let mut step = line.to_owned();
                while step.ends_with('\\') {
                    step = step + "\n" + lines.next().expect("the step goes on");
                }
                if let Some((_, end)) = step.clone().split_once("<<\"") {
                    let end = end.trim_end_matches('"').to_owned();
                    while !step.ends_with(&format!("\n{end}")) {
                        step = step + "\n" + lines.next().expect("the here-document ends");
                    }
                }
                text += &stand_in(&step, taken.get(stage).map_or(&[], Vec::as_slice));
            }
            _ => text += &format!("{line}\n"),
        }
    }
    text
}

/// Which paths of a stage others take.
fn taken(dockerfile: &str) -> BTreeMap<&str, Vec<&str>> {
    let mut taken: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for line in dockerfile.lines() {
        let Some(copied) = line.strip_prefix("COPY --from=") else { continue };
        let mut words = copied.split(' ');
        let stage = words.next().expect("a stage");
        let paths: Vec<&str> = words.filter(|word| !word.starts_with("--")).collect();
        let (_, paths) = paths.split_last().expect("a target");
        taken.entry(stage).or_default().extend(paths);
    }
    taken
}

fn stand_in(step: &str, taken: &[&str]) -> String {
    let mounts: Vec<&str> =
        step.split_whitespace().filter(|word| word.starts_with("--mount=")).collect();
    // What the step says is an input, too.
    let said: String = step.chars().filter(char::is_ascii_alphanumeric).collect();
    let leaves = taken.iter().map(|path| {
        format!(
            "if [ -d {path} ]; then cp /sum {path}/.sum; else mkdir -p $(dirname {path}) && cp \
             /sum {path}; fi; "
        )
    });
    format!(
        "RUN {} set -e; : {said}; tar -C / --sort=name --mtime=@0 -cf /all $(ls -A / | grep -vxE \
         'bin|boot|dev|etc|home|lib.*|media|mnt|opt|proc|root|run|sbin|sys|tmp|usr|var|all|sum' | \
         sort); sha256sum </all >/sum; rm /all; {}true\n",
        mounts.join(" "),
        leaves.collect::<String>()
    )
}

/// What the engine makes of each target: its settings, and the layers that it is made of.
fn results(docker: Docker, quay: &Emitted, run: &str) -> BTreeMap<String, String> {
    quay.write("stand-ins.Dockerfile", with_stand_ins(&quay.text("Dockerfile"), run));
    quay.write("stand-ins.Dockerfile.dockerignore", quay.text(".dockerignore"));
    let result = |target: &str| {
        let options = ["--target", target];
        let built = docker.try_build(quay.folder(), "stand-ins.Dockerfile", &options);
        let built = built.unwrap_or_else(|said| panic!("{target}: {said}"));
        let said: Value = serde_json::from_str(&built.inspect("{{json .}}")).expect("JSON");
        // Of the layers the engine says a digest each; of the others the time is not compared.
        let result = format!("{} {} {}", said["Config"], said["RootFS"], built.history());
        (target.to_owned(), result)
    };
    TARGETS.map(result).into()
}

// ---- changes ---------------------------------------------------------------------------------

/// Makes one of many changes, of which some take an earlier one back, and says which.
/// A table, long as it is: an arm is a kind of change.
fn change(quay: &Emitted, random: &mut Random) -> String {
    let number = random.below(3);
    let end = format!("// {number}\n");
    match random.below(24) {
        0 => edited(quay, "crates/api/src/main.rs", &end),
        1 => edited(quay, "crates/watch/src/main.rs", &end),
        2 => edited(quay, "crates/berths/src/lib.rs", &end),
        3 => edited(quay, "images/build.rs", &end),
        4 => edited(quay, "README.md", &end),
        5 => edited(quay, "crates/api/Cargo.toml", &format!("# {number}\n")),
        6 => edited(quay, "Cargo.toml", &format!("# {number}\n")),
        7 => edited(quay, "assets/text", ["", "2\n", "2\r\n"][number]),
        8 => toggled(quay, ["target/a", "crates/api/target/a", "assets/a.tmp"][number]),
        9 => toggled(quay, ["assets/.env", "assets/deep/id_rsa", "crates/api/.netrc"][number]),
        10 => toggled(quay, ["crates/api/tests/a.rs", "assets/.git/a", "other/a"][number]),
        11 => toggled(quay, ["assets/a", "assets/deep/é \"b\"", "crates/watch/src/a.rs"][number]),
        12 => {
            let said = toggled(quay, "crates/berths/src/tracked.rs");
            dockerfile_tests::git(quay.folder(), &["add", "-A", "crates/berths"]);
            said + ", tracked"
        }
        13 => mode(quay, "assets/text", [0o644, 0o755, 0o640][number]),
        14 => mode(quay, "assets/deep", [0o755, 0o775, 0o700][number]),
        15 => mode(quay, ["assets", "crates/watch", "."][number], [0o755, 0o775][random.below(2)]),
        16 => mode(quay, "README.md", [0o644, 0o755, 0o600][number]),
        17 => renamed(quay, "assets/deep/text", "assets/deep/other"),
        18 => linked(quay, "assets/link", ["text", "deep/text", "nothing"][number]),
        19 => folder(quay, ["assets/empty", "crates/api/src/empty", "empty"][number]),
        20 => {
            let name = ["text", "deep/text", "deep"][number];
            let path = quay.path("assets").join(name);
            let touched =
                fs::File::open(&path).and_then(|file| file.set_modified(SystemTime::now()));
            let is_there = touched.is_ok();
            format!("another time of assets/{name}, if it is there: {is_there}")
        }
        21 => {
            pinned(quay, ["rust:1-slim-bookworm", "debian:bookworm-slim"][random.below(2)], number)
        }
        _ => {
            let names = ["label", "env", "argument", "port", "comment", "build-label"];
            let name = names[random.below(names.len())];
            let value = [["first", "second", "third"], ["8080", "81", "82"]];
            declared(quay, name, value[usize::from(name == "port")][number])
        }
    }
}

/// A file of the example with another end.
fn edited(quay: &Emitted, name: &str, end: &str) -> String {
    let original = fs::read_to_string(root().join("examples/quay").join(name));
    quay.write(name, original.unwrap_or_else(|_| "1\n".to_owned()) + end);
    format!("{name} ends in {end:?}")
}

fn toggled(quay: &Emitted, name: &str) -> String {
    match quay.path(name).exists() {
        true => quay.remove(name),
        false => quay.make(name, "a\n"),
    }
    format!("{name} comes or goes")
}

fn mode(quay: &Emitted, name: &str, mode: u32) -> String {
    fs::set_permissions(quay.path(name), Permissions::from_mode(mode)).expect("ours");
    format!("{name} has the mode {mode:o}")
}

fn renamed(quay: &Emitted, one: &str, other: &str) -> String {
    let (from, to) = if quay.path(one).exists() { (one, other) } else { (other, one) };
    fs::rename(quay.path(from), quay.path(to)).expect("it is there");
    format!("{from} is called {to}")
}

fn linked(quay: &Emitted, name: &str, target: &str) -> String {
    let _ = fs::remove_file(quay.path(name));
    symlink(target, quay.path(name)).expect("a link");
    format!("{name} leads to {target}")
}

fn folder(quay: &Emitted, name: &str) -> String {
    match quay.path(name).exists() {
        true => fs::remove_dir(quay.path(name)).expect("it is empty"),
        false => fs::create_dir(quay.path(name)).expect("a new folder"),
    }
    format!("the empty folder {name} comes or goes")
}

/// What an update bot writes.
fn pinned(quay: &Emitted, base: &str, number: usize) -> String {
    let digest = [String::new(), format!("@sha256:{:064}", 1), format!("@sha256:{:064}", 2)];
    let line = |line: &str| match line.split_once(base) {
        Some(("FROM ", rest)) => {
            let name = rest.split_once(" AS ").expect("a name").1;
            format!("FROM {base}{} AS {name}\n", digest[number])
        }
        _ => format!("{line}\n"),
    };
    let text: String = quay.text("Dockerfile").lines().map(line).collect();
    quay.write("Dockerfile", text);
    format!("{base} has the digest {number}")
}

fn declared(quay: &Emitted, name: &str, value: &str) -> String {
    let said = fs::read_to_string(quay.path("images.txt")).unwrap_or_default();
    let others = said.lines().filter(|line| !line.starts_with(&format!("{name}=")));
    let others: String = others.map(|line| format!("{line}\n")).collect();
    quay.write("images.txt", format!("{others}{name}={value}\n"));
    format!("{name} is declared to be {value}")
}

/// A reason in words, and whether a line of a digest's text is one for it.
type Reason = (&'static str, fn(&str) -> bool);

/// Why a digest may change where no engine's result does.
const REASONS: [Reason; 2] = [
    ("metadata of a stage that only gives files, which are the same", |line| {
        line.trim_start().starts_with("LABEL com.example.build=")
    }),
    (
        "permissions of a folder alone, at which an engine looks when it meets the folder anew",
        |line| line.starts_with("  folder "),
    ),
];

/// The lines that one text has and the other has not.
fn differing<'t>(one: &'t str, other: &'t str) -> Vec<&'t str> {
    let only = |one: &'t str, other: &'t str| {
        one.lines().filter(move |line| !other.lines().any(|other| other == *line))
    };
    only(one, other).chain(only(other, one)).collect()
}

/// A digest, and what the engine has made of it.
struct Pair {
    digest: String,
    result: String,
    text: String,
}

/// What has been seen of a target.
#[derive(Default)]
struct Seen {
    pairs: Vec<Pair>,
    reasons: BTreeMap<&'static str, usize>,
}

impl Seen {
    /// The same digest is the same result, and another one another result, or there is a reason.
    fn add(&mut self, pair: Pair, change: &str) {
        let of_digest = self.pairs.iter().find(|seen| seen.digest == pair.digest);
        if let Some(seen) = of_digest {
            assert_eq!(seen.result, pair.result, "{change}: no other digest:\n{}", pair.text);
            return;
        }
        if let Some(seen) = self.pairs.iter().find(|seen| seen.result == pair.result) {
            let lines = differing(&seen.text, &pair.text);
            let reason = |line: &&str| REASONS.iter().find(|(_, tells)| tells(line));
            for line in &lines {
                let (name, _) = reason(line).unwrap_or_else(|| {
                    panic!("{change}: another digest for the same result: {lines:#?}")
                });
                *self.reasons.entry(name).or_default() += 1;
            }
        }
        self.pairs.push(pair);
    }
}

#[test]
fn the_digest_changes_when_the_engines_result_does() {
    let Some(docker) = Docker::connect() else { return };
    let changes = env::var("INPUTS").map_or(10, |count| count.parse().expect("a number"));
    let seed = env::var("INPUTS_FROM").map_or(18, |seed| seed.parse().expect("a number"));
    let (quay, run, mut random) = (quay(), unique("run"), Random(seed));
    let mut seen = TARGETS.map(|_| Seen::default());
    let (mut said, mut before, mut moved) = ("nothing yet".to_owned(), String::new(), 0);
    for _ in 0..=changes {
        quay.succeeds_with(&[], &[]);
        let made_of = made_of(&quay);
        let results = results(docker, &quay, &run);
        let all = made_of.values().map(|(digest, _)| digest.as_str()).collect();
        moved += usize::from(before != all);
        before = all;
        for (target, seen) in TARGETS.iter().zip(&mut seen) {
            let (digest, text) = made_of[*target].clone();
            let result = results[*target].clone();
            seen.add(Pair { digest, result, text }, &format!("{target}: {said}"));
        }
        said = change(&quay, &mut random);
    }
    for (target, seen) in TARGETS.iter().zip(&seen) {
        let (count, reasons) = (seen.pairs.len(), &seen.reasons);
        report(&format!("{target}: {changes} changes, {count} digests; more often: {reasons:?}"));
    }
    assert!(moved > changes / 3 && moved < changes + 1, "{moved} of {changes} changes count");
}
