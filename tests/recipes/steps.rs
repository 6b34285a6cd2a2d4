//! Which steps an edit runs again, for each ecosystem: the table of `docs/steps.md`.
//!
//! An ordinary run makes some of its rows; all of them, or those of one ecosystem:
//! `STEPS=all cargo test -p dockerfile-tests --test recipes steps`, `STEPS=Rust`

use std::collections::{BTreeMap, BTreeSet};
use std::{env, fs, thread};

use dockerfile_core::Image;
use dockerfile_tests::context::Context;
use dockerfile_tests::docker::{Docker, unique};
use dockerfile_tests::{assert_recorded, root};

/// What happens to a project.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Change {
    Source,
    Unused,
    OtherService,
    Version,
    NewDependency,
    OtherDependency,
    NewMember,
}

impl Change {
    fn said(self) -> &'static str {
        match self {
            Change::Source => "an edit of the program's source",
            Change::Unused => "an edit of a file that the image does not use",
            Change::OtherService => "an edit of another service",
            Change::Version => "a new version of the package",
            Change::NewDependency => "a new dependency",
            Change::OtherDependency => "a new dependency of another service",
            Change::NewMember => "a new member of the workspace",
        }
    }
}

/// A change of a project, and the least number of steps that have to run after it.
pub(crate) struct Edit {
    change: Change,
    least: usize,
    make: Box<dyn Fn(&Context)>,
}

impl Edit {
    pub(crate) fn of(change: Change, least: usize, make: impl Fn(&Context) + 'static) -> Self {
        Self { change, least, make: Box::new(make) }
    }
}

/// A project, its image, and what happens to it, one after the other.
pub(crate) struct Scenario {
    pub(crate) name: &'static str,
    pub(crate) context: Context,
    pub(crate) image: fn(&Context) -> Image,
    /// The images that are built of it.
    pub(crate) targets: &'static [&'static str],
    pub(crate) edits: Vec<Edit>,
}

impl Scenario {
    /// A row for each edit.
    fn rows(&self, docker: Docker) -> Vec<String> {
        let run = unique("run");
        let build = || {
            self.context.emit((self.image)(&self.context));
            let text = self.context.text("Dockerfile");
            self.context.write("Dockerfile", set_apart(&text, &run));
            let of = |target: &&str| {
                docker.steps_with(self.context.folder(), &["--target", target]).executed
            };
            let mut ran: Vec<String> = self.targets.iter().flat_map(of).collect();
            // On an empty base the folder is made every time.
            ran.retain(|step| !step.ends_with(&run));
            ran
        };
        build();
        let rows = self.edits.iter().map(|edit| {
            (edit.make)(&self.context);
            let ran = build();
            let (name, said, count, least) = (self.name, edit.change.said(), ran.len(), edit.least);
            let ran = shown(&ran);
            format!("| {name} | {said} | {count} | {least} | {ran} |\n")
        });
        rows.collect()
    }
}

/// The file with a folder of a run's own above the first COPY of each stage: what an earlier run has
/// made of what is copied is not to be found.
fn set_apart(dockerfile: &str, run: &str) -> String {
    let mut text = String::new();
    // By stage, since one that starts from another goes on in its folder.
    let mut workdirs: BTreeMap<&str, &str> = BTreeMap::new();
    let (mut stage, mut copies, mut apart) = ("", false, BTreeSet::new());
    for line in dockerfile.split_inclusive('\n') {
        let words: Vec<&str> = line.split_whitespace().collect();
        match words.as_slice() {
            ["FROM", .., base, "AS", name] => {
                workdirs.insert(name, workdirs.get(base).unwrap_or(&"/"));
                // What goes on from one that is set apart is so, too.
                (stage, copies) = (name, apart.contains(base));
            }
            ["WORKDIR", folder] => drop(workdirs.insert(stage, folder)),
            ["COPY", ..] if line.starts_with("COPY") && !copies => {
                copies = true;
                apart.insert(stage);
                text += &format!("WORKDIR /{run}\nWORKDIR {}\n", workdirs[stage]);
            }
            _ => {}
        }
        text += line;
    }
    text
}

/// Steps by stage: how many copies, and the first words of what runs.
fn shown(steps: &[String]) -> String {
    let mut stages: BTreeMap<&str, (usize, Vec<String>)> = BTreeMap::new();
    for step in steps {
        let (stage, step) = step.split_once("] ").expect("a stage in front");
        let (copies, others) = stages.entry(stage.trim_start_matches('[')).or_default();
        match step.strip_prefix("RUN ") {
            Some(command) => {
                others.push(format!("`{}`", last(command)));
            }
            None if step.starts_with("COPY ") => *copies += 1,
            None => others.push(format!("`{step}`")),
        }
    }
    let stages = stages.into_iter().map(|(stage, (copies, mut ran))| {
        if copies > 0 {
            ran.insert(0, format!("{copies} COPY"));
        }
        format!("{stage}: {}", ran.join(", "))
    });
    stages.collect::<Vec<_>>().join("; ")
}

/// What a step is for: the first words of its last command, but for what puts files in place.
fn last(command: &str) -> String {
    let places = |command: &&str| {
        ["install ", "mv ", "rm ", "cat ", "cp -a -u ", "{ path="]
            .iter()
            .any(|program| command.starts_with(program))
    };
    let mut commands = command.rsplit(" && ").filter(|command| !places(command));
    let words = commands.next().unwrap_or(command).split(' ').take(3);
    words.collect::<Vec<_>>().join(" ")
}

const HEAD: &str = "\
# Which steps run again

For each change below, a test emits the files of a small project anew, builds the image on an engine, and counts the
steps that run again (`STEPS=all GOLDEN=overwrite cargo test -p dockerfile-tests --test recipes steps` makes this page).
*The least* is the number of steps that have to run whoever writes the Dockerfile: those that read what has changed, and
those that stand on such a step.

| ecosystem | after | steps that ran | the least | which |
|---|---|---|---|---|
";

#[test]
fn the_table_is_what_the_engine_does() {
    let Some(docker) = Docker::connect() else { return };
    let recorded = fs::read_to_string(root().join("docs/steps.md")).expect("there is a record");
    let known = |name: &str| -> Vec<String> {
        let begins = format!("| {name} |");
        let rows = recorded.lines().filter(|line| line.starts_with(&begins));
        rows.map(|row| format!("{row}\n")).collect()
    };
    // One for each kind of tool: what compiles, what installs, what links.
    let often = ["Rust", "Go", "npm", "Python, uv"];
    let chosen = env::var("STEPS").ok();
    let is_chosen = |name: &str| match chosen.as_deref() {
        None => often.contains(&name),
        Some("all") => true,
        Some(some) => name.starts_with(some),
    };
    let all: [fn() -> Scenario; 12] = [
        super::cargo::scenario,
        super::cargo::two_programs,
        super::go::scenario,
        super::node::npm_scenario,
        super::node::pnpm_scenario,
        super::node::yarn_scenario,
        super::python::pip,
        super::python::uv,
        super::python::poetry,
        super::java::maven::scenario,
        super::java::gradle::scenario,
        super::ruby::scenario,
    ];
    let rows: String = thread::scope(|scope| {
        let rows = |make: fn() -> Scenario| {
            let scenario = make();
            let name = scenario.name;
            if is_chosen(name) { scenario.rows(docker) } else { known(name) }
        };
        let started: Vec<_> = all.map(|make| scope.spawn(move || rows(make))).into();
        started.into_iter().flat_map(|rows| rows.join().expect("its builds succeed")).collect()
    });
    assert_recorded("docs/steps.md", &(HEAD.to_owned() + &rows));
}
