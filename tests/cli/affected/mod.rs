//! What a change touches: keys that are computed from git and a Dockerfile, beside what an engine runs
//! again.
//!
//! `CHANGES=200 cargo test -p dockerfile-tests --test cli changes -- --nocapture` takes many changes.

mod answers;
mod change;
mod facts;
mod layers;
mod odd;
mod project;

use std::collections::BTreeSet;
use std::time::{SystemTime, UNIX_EPOCH};

use dockerfile_tests::docker::{Docker, report};
use dockerfile_tests::random::Random;
use serde_json::Value;

use self::change::Expected;
use self::project::Project;
use super::{run, said};

/// The examples that changes are made to, and the folder that each is in.
const PROJECTS: [(&str, &str, &str); 6] = [
    ("ocelot", "Dockerfile", "."),
    ("heron", "examples/heron/Dockerfile", "."),
    ("quay", "Dockerfile", "."),
    ("serval", "shop/Dockerfile", "."),
    ("serval", "stock/Dockerfile", "."),
    ("serval", "gate/Dockerfile", "."),
];

/// How often the two agreed.
#[derive(Default)]
struct Tally {
    changes: usize,
    layers: usize,
    ran: usize,
    missed: usize,
    too_many: usize,
    unseen: usize,
    not_certain: usize,
    explained: usize,
    to_explain: usize,
}

/// What the program prints as JSON.
fn json(project: &Project, words: &[&str]) -> Value {
    let dockerfile = project.dockerfile.as_str();
    let context = project.context.as_str();
    let all = [words, &["--format=json", "--file", dockerfile, "--context", context]].concat();
    let output = run(project.folder(), &all);
    let (text, wrong) = said(&output);
    assert_eq!(output.status.code(), Some(0), "{words:?}: {wrong}");
    serde_json::from_str(&text).expect("JSON")
}

/// The numbers of the lines that run again, as the program says.
fn predicted(answer: &Value) -> BTreeSet<u64> {
    let layers = answer["images"][0]["layers"].as_array().expect("layers");
    layers.iter().map(|layer| layer["dockerfile_line"].as_u64().expect("a number")).collect()
}

/// Those that run again whatever other stages make.
fn certain(answer: &Value) -> BTreeSet<u64> {
    let layers = answer["images"][0]["layers"].as_array().expect("layers");
    let certain = layers.iter().filter(|layer| layer["certain"] == true);
    certain.map(|layer| layer["dockerfile_line"].as_u64().expect("a number")).collect()
}

impl Tally {
    fn change(&mut self, project: &mut Project, random: &mut Random, docker: Docker) {
        let (what, expected) = project.change(random, docker);
        let answer = json(project, &["affected", "--since", "HEAD"]);
        let (said, certain) = (predicted(&answer), certain(&answer));
        let explained = json(project, &["explain", "HEAD"]);
        let done = project.build(docker);
        let missed = done.missed(&said);
        let too_many: Vec<&u64> = said.intersection(&done.cached).collect();
        self.changes += 1;
        self.layers += done.ran.len() + done.cached.len();
        self.ran += done.ran.len();
        self.missed += missed.len();
        self.too_many += too_many.len();
        self.not_certain += certain.intersection(&done.cached).count();
        let unseen: Vec<&u64> = said.iter().filter(|line| !done.has(**line)).collect();
        self.unseen += unseen.len();
        if !missed.is_empty() || !too_many.is_empty() || !unseen.is_empty() {
            let (name, text) = (&project.name, project.text());
            report(&format!(
                "{name}: {what}: missed {missed:?}, too many {too_many:?}, unseen {unseen:?}\n{text}"
            ));
        }
        self.explain(&explained, &expected, &format!("{}: {what}", project.name));
        project.commit(&what);
    }

    /// Whether the cause is named, once something runs again.
    fn explain(&mut self, explained: &Value, expected: &Expected, what: &str) {
        let layers = explained["images"][0]["layers"].as_array().expect("layers");
        let first = layers.iter().find(|layer| layer["follows"].is_null());
        let Some(first) = first else {
            assert!(layers.is_empty(), "{what}: something follows nothing: {layers:?}");
            return;
        };
        self.to_explain += 1;
        let causes = first["causes"].as_array().expect("causes");
        if causes.iter().any(|cause| expected.is_in(cause)) {
            self.explained += 1;
        } else {
            report(&format!("{what}: the cause is {causes:?}, and {expected:?} is expected"));
        }
    }
}

/// A text that no other run of a test has.
fn salt() -> String {
    SystemTime::now().duration_since(UNIX_EPOCH).expect("a time").as_nanos().to_string()
}

#[test]
fn random_changes_run_again_what_the_keys_say() {
    let Some(docker) = Docker::connect() else { return };
    let number = |name: &str, default: usize| {
        std::env::var(name).map_or(default, |text| text.parse().expect("a number"))
    };
    let (each, seed) = (number("CHANGES", 18).div_ceil(PROJECTS.len()), number("SEED", 4));
    let walk = |at: usize| {
        let (name, dockerfile, context) = PROJECTS[at];
        let mut random = Random((seed * PROJECTS.len() + at + 1) as u64 * 0x9e37_79b9);
        let mut project = Project::new(name, dockerfile, context, &salt());
        project.build(docker);
        let mut tally = Tally::default();
        for _ in 0..each {
            tally.change(&mut project, &mut random, docker);
        }
        tally
    };
    let tallies: Vec<Tally> = std::thread::scope(|scope| {
        let part = |part: usize| {
            scope.spawn(move || (part..PROJECTS.len()).step_by(2).map(walk).collect())
        };
        let parts: Vec<_> = (0..2).map(part).collect();
        let done = |part: std::thread::ScopedJoinHandle<Vec<Tally>>| part.join().expect("a walk");
        parts.into_iter().flat_map(done).collect()
    });
    tallies.into_iter().sum::<Tally>().assert();
}

impl std::iter::Sum for Tally {
    fn sum<I: Iterator<Item = Self>>(tallies: I) -> Self {
        tallies.fold(Self::default(), |one, other| Self {
            changes: one.changes + other.changes,
            layers: one.layers + other.layers,
            ran: one.ran + other.ran,
            missed: one.missed + other.missed,
            too_many: one.too_many + other.too_many,
            unseen: one.unseen + other.unseen,
            not_certain: one.not_certain + other.not_certain,
            explained: one.explained + other.explained,
            to_explain: one.to_explain + other.to_explain,
        })
    }
}

impl Tally {
    fn assert(self) {
        let Self {
            changes,
            layers,
            ran,
            missed,
            too_many,
            unseen,
            not_certain,
            explained,
            to_explain,
        } = self;
        report(&format!(
            "{changes} changes, {layers} layers, of which {ran} ran again: {missed} missed, {too_many} too \
             many; {explained} of {to_explain} causes named"
        ));
        assert_eq!((missed, unseen, not_certain), (0, 0, 0));
        assert!(too_many * 100 <= ran * 2, "{too_many} of {ran}");
        assert_eq!(explained, to_explain);
        assert!(
            to_explain * 3 > changes,
            "too few changes touch something: {to_explain} of {changes}"
        );
    }
}
