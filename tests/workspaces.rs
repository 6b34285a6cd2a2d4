//! A property over cargo workspaces of a generator: what the programs of the image print is what
//! those print that cargo builds on the machine, also after an edit whose file is older than
//! everything that was compiled, and on a builder that has kept what another state was compiled to.
//!
//!     WORKSPACES=300 cargo test -p dockerfile-tests --test workspaces -- --nocapture
//!
//! `WORKSPACES_FROM=7` begins with that seed. `WORKSPACES_WITHOUT="app: a build script;no version"`
//! leaves kinds out, and `WORKSPACES_SHRINK=yes` leaves out all that a failing case fails without.

use std::collections::{BTreeMap, BTreeSet};
use std::env;
use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::thread;
use std::time::Instant;

use dockerfile_tests::docker::{Docker, report, said, text};
use dockerfile_tests::git;
use dockerfile_tests::workspaces::{Workspace, write};
use serde_json::Value;
use tempfile::TempDir;

/// How many workspaces an ordinary run tries.
const WORKSPACES: u64 = 5;

/// What the recipe may refuse: a kind of which a case has one, words of the error, and why.
const MAY_BE_REFUSED: [(&str, &str, &str); 1] = [(
    "workspace: resolver = \"1\"",
    "features for several packages would be those of the package at the workspace's root",
    "the oldest resolver gives the features of several packages to the root's alone",
)];

/// Of a hundred cases, how many may be refused.
const REFUSED_AT_MOST: usize = 10;

/// What each program printed, and how it ended.
type Said = BTreeMap<String, (String, i32)>;

/// How a case ended, if not well.
#[derive(Debug, PartialEq)]
enum Fault {
    /// The recipe said no: by which of the rules above, if one allows it.
    Refused(Option<&'static str>, String),
    /// The image is not built.
    Unbuilt(String),
    /// A program is missing, or says something else than it should.
    Differs(String),
}

/// A case: the build context, a copy of it in which the machine's cargo runs, and the engine.
struct Case<'a> {
    workspace: Workspace,
    context: TempDir,
    /// Of files with the times of now, or cargo would not see an edit.
    copy: TempDir,
    target: &'a Path,
    docker: Docker,
}

#[test]
fn programs_of_the_image_print_what_cargos_do() {
    let Some(docker) = Docker::connect() else { return };
    let number = |name: &str, otherwise| {
        env::var(name).map_or(otherwise, |text| text.parse().expect("a number"))
    };
    let (count, from) = (number("WORKSPACES", WORKSPACES), number("WORKSPACES_FROM", 1));
    let without: Vec<String> = env::var("WORKSPACES_WITHOUT")
        .map_or(vec![], |kinds| kinds.split(';').map(str::to_owned).collect());
    let target = tempfile::tempdir().expect("a target folder");
    let (mut refused, mut failed) = (BTreeMap::new(), vec![]);
    for seed in from..from + count {
        let start = Instant::now();
        let fault = tried(seed, &without, target.path(), docker);
        let seconds = start.elapsed().as_secs();
        match fault {
            None => report(&format!("workspace {seed}: the same, {seconds} s")),
            Some(Fault::Refused(Some(why), _)) => {
                report(&format!("workspace {seed}: refused, {why}"));
                *refused.entry(why).or_insert(0) += 1;
            }
            Some(fault) => {
                show(seed, &without, &fault, target.path(), docker);
                failed.push(seed);
            }
        }
    }
    report(&format!("{count} workspaces from {from}: refused {refused:?}, failed {failed:?}"));
    assert!(failed.is_empty(), "WORKSPACES=1 WORKSPACES_FROM={}: of {failed:?}", failed[0]);
    let refusals: usize = refused.values().sum();
    assert!(refusals * 100 <= REFUSED_AT_MOST * count as usize, "{refused:?}");
}

fn tried(seed: u64, without: &[String], target: &Path, docker: Docker) -> Option<Fault> {
    let mut case = Case::of(Workspace::of(seed, without), target, docker);
    case.holds(seed).err()
}

/// Says which case it is, made smaller if that is asked for.
fn show(seed: u64, without: &[String], fault: &Fault, target: &Path, docker: Docker) {
    let mut without = without.to_vec();
    if env::var_os("WORKSPACES_SHRINK").is_some() {
        without = shrunk(seed, without, fault, target, docker);
    }
    let listing = Workspace::of(seed, &without).listing();
    let less = without.join(";");
    report(&format!("workspace {seed} fails: {fault}\n{listing}WORKSPACES_WITHOUT={less:?}\n"));
}

/// The kinds that a case fails without, and with the same words: many at once, then fewer.
fn shrunk(
    seed: u64,
    mut without: Vec<String>,
    fault: &Fault,
    target: &Path,
    docker: Docker,
) -> Vec<String> {
    let mut size = Workspace::of(seed, &without).kinds.len();
    while size > 0 {
        let kinds: Vec<String> = Workspace::of(seed, &without).kinds.into_iter().collect();
        for some in kinds.chunks(size) {
            let less = [&without, some].concat();
            let other = tried(seed, &less, target, docker);
            if other.is_some_and(|other| other.words() == fault.words()) {
                without = less;
            }
        }
        size /= 2;
    }
    without
}

impl Fault {
    /// What tells it from other faults: its first error, without numbers.
    fn words(&self) -> (u8, String) {
        let (kind, said) = match self {
            Self::Refused(_, said) => (0, said),
            Self::Unbuilt(said) => (1, said),
            Self::Differs(_) => return (2, String::new()),
        };
        let error = said.lines().find_map(|line| line.find("error").map(|at| &line[at..]));
        let text = error.unwrap_or_default().chars();
        (kind, text.filter(|c| c.is_alphabetic() || *c == ' ').take(40).collect())
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused(_, said) => write!(f, "refused\n{said}"),
            Self::Unbuilt(said) => write!(f, "not built\n{said}"),
            Self::Differs(said) => write!(f, "silent\n{said}"),
        }
    }
}

impl<'a> Case<'a> {
    fn of(workspace: Workspace, target: &'a Path, docker: Docker) -> Self {
        let folder = || tempfile::tempdir().expect("a temporary folder");
        let case = Self { workspace, context: folder(), copy: folder(), target, docker };
        case.workspace.write(case.copy.path(), false);
        case.workspace.write(case.context.path(), true);
        case.lock();
        git(case.context.path(), &["init", "-q"]);
        git(case.context.path(), &["add", "-A"]);
        case
    }

    /// The workspace's folder, in the copy.
    fn here(&self) -> PathBuf {
        self.copy.path().join(&self.workspace.folder)
    }

    /// Makes the lock file of what is on the machine.
    fn lock(&self) {
        self.cargo(&["generate-lockfile"], &[]);
        let name = "Cargo.lock";
        let lock = fs::read_to_string(self.here().join(name)).expect("cargo has made it");
        let lock = if self.workspace.crlf_lock { lock.replace('\n', "\r\n") } else { lock };
        write(&self.context.path().join(&self.workspace.folder).join(name), &lock, true);
    }

    /// What the machine's cargo says, without the network. It must succeed.
    fn cargo(&self, command: &[&str], more: &[String]) -> Output {
        let cargo = env::var_os("CARGO").expect("cargo runs the tests");
        let mut cargo = Command::new(cargo);
        cargo.args(command).arg("--offline").args(more).current_dir(self.here());
        cargo.env("CARGO_TARGET_DIR", self.target).env_remove("CARGO_MANIFEST_DIR");
        cargo.envs(self.workspace.call.env.iter().cloned());
        let output = cargo.output().expect("cargo starts");
        assert!(
            output.status.success(),
            "{command:?}:\n{}\n{}",
            said(&output),
            self.workspace.listing()
        );
        output
    }

    /// The programs that cargo makes of the packages, and where they are.
    fn programs(&self) -> Vec<(String, PathBuf)> {
        let call = self.workspace.call.of_cargo();
        let output = self.cargo(&["build", "-q", "--message-format=json"], &call);
        let artifacts = text(&output.stdout);
        let artifacts =
            artifacts.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
        let programs = artifacts.filter(|artifact| artifact["executable"].is_string());
        let named = |artifact: Value| {
            let text = |value: &Value| value.as_str().expect("a text").to_owned();
            (text(&artifact["target"]["name"]), PathBuf::from(text(&artifact["executable"])))
        };
        let programs = programs.map(named);
        if self.workspace.call.one_program {
            programs.take(1).collect()
        } else {
            programs.collect()
        }
    }

    /// What each prints that cargo has built.
    fn on_the_machine(&self) -> Said {
        let run = |(program, path): (String, PathBuf)| {
            let output = Command::new(path).current_dir(self.here()).output().expect("it starts");
            let code = output.status.code().expect("it ends by itself");
            assert!(!output.stdout.is_empty(), "{}\n{}", said(&output), self.workspace.listing());
            (program, (text(&output.stdout), code))
        };
        self.programs().into_iter().map(run).collect()
    }

    /// Emits with the small program.
    fn emit(&self, program: &str) -> Result<(), Fault> {
        let mut arguments = self.workspace.call.arguments(&self.workspace.folder);
        arguments.insert(2, program.to_owned());
        if self.workspace.call.one_program {
            arguments.push(format!("bin={program}"));
        }
        let mut emitter = Command::new(env!("CARGO_BIN_EXE_cargo_image"));
        emitter.args(arguments).env("CARGO_MANIFEST_DIR", self.context.path());
        emitter.env_remove("CI").env_remove("DOCKERFILE_EMIT").env_remove("OUT_DIR");
        let output = emitter.current_dir(self.context.path()).output().expect("it starts");
        if output.status.success() {
            return Ok(());
        }
        let error = text(&output.stderr);
        let rule = MAY_BE_REFUSED.iter().find(|(kind, words, _)| {
            self.workspace.kinds.iter().any(|has| has.ends_with(kind)) && error.contains(words)
        });
        Err(Fault::Refused(rule.map(|(_, _, why)| *why), error))
    }

    /// Builds the image, and runs each of its programs in one container.
    fn in_the_image(&self) -> Result<Said, Fault> {
        let built = self.docker.try_build(self.context.path(), "Dockerfile", &[]);
        let image = built.map_err(|said| Fault::Unbuilt(end_of(&said)))?;
        let script = "for program in /usr/local/bin/*; do\n  printf '\\001%s\\002' \"${program##*/}\"\n  \
                      \"$program\"\n  printf '\\002%s' $?\ndone";
        let output = image.try_run(&[], &["sh", "-c", script]);
        let all = text(&output.stdout);
        let one = |part: &str| {
            let parts: Vec<&str> = part.split('\u{2}').collect();
            let [program, printed, code] = parts[..] else { panic!("{all}") };
            (program.to_owned(), (text(printed.as_bytes()), code.parse().expect("a code")))
        };
        Ok(all.split('\u{1}').skip(1).map(one).collect())
    }

    /// Emits, builds, and compares.
    fn same(&self, when: &str) -> Result<Said, Fault> {
        let (machine, image) = thread::scope(|scope| {
            let machine = self.on_the_machine();
            let program = machine.keys().next().expect("a program").clone();
            let image = scope.spawn(move || self.emit(&program).and_then(|()| self.in_the_image()));
            (machine, image.join().expect("no panic"))
        });
        let image = image?;
        if machine == image {
            return Ok(machine);
        }
        // Cargo itself takes an old library of two types for the new one, and does not see that a
        // hidden file has changed.
        self.cargo(&["clean"], &[]);
        let machine = self.on_the_machine();
        if machine == image {
            return Ok(machine);
        }
        Err(Fault::Differs(format!("{when}:\n{}", difference(&machine, &image))))
    }

    fn holds(&mut self, seed: u64) -> Result<(), Fault> {
        let machine = self.same("at first")?;
        let before = self.workspace.files.clone();
        let edit = match seed % 6 {
            0 | 3 => self.edit(seed, &machine),
            1 => self.release(seed, &machine),
            _ => return Ok(()),
        };
        let after = self.same(&format!("after {edit}"))?;
        assert_ne!(machine, after, "{edit} changes what is printed");
        self.goes_back(seed, &machine, before)
    }

    /// What a builder keeps was compiled from another branch then.
    fn goes_back(
        &mut self,
        seed: u64,
        machine: &Said,
        before: BTreeMap<String, String>,
    ) -> Result<(), Fault> {
        let changed = before.iter().filter(|(path, text)| self.workspace.files[*path] != **text);
        let changed: Vec<_> = changed.map(|(path, text)| (path.clone(), text.clone())).collect();
        for (path, text) in changed {
            self.replace(&path, text);
        }
        self.lock();
        let edit = self.edit(seed + 7, machine);
        self.same(&format!("back, and after {edit}")).map(drop)
    }

    /// Writes a file anew, here and there.
    fn replace(&mut self, path: &str, text: String) {
        write(&self.copy.path().join(path), &text, false);
        write(&self.context.path().join(path), &text, true);
        self.workspace.files.insert(path.to_owned(), text);
    }

    /// Gives a package a new version, or all that share one, in each manifest that names it.
    fn release(&mut self, seed: u64, machine: &Said) -> String {
        let printed: String = machine.values().map(|(printed, _)| printed.as_str()).collect();
        let manifests = || self.workspace.files.iter().filter(|(path, _)| path.ends_with(".toml"));
        let is_version = |word: &&str| {
            word.matches('.').count() == 2 && word.chars().all(|c| c.is_ascii_digit() || c == '.')
        };
        let mut versions: Vec<String> = manifests()
            .filter(|(path, _)| !path.contains("vendor/"))
            .flat_map(|(_, text)| text.split(['"', '\'']).filter(is_version))
            .filter(|version| printed.contains(version))
            .map(str::to_owned)
            .collect();
        versions.sort();
        versions.dedup();
        if versions.is_empty() {
            return self.edit(seed, machine);
        }
        let old = versions[seed as usize / 6 % versions.len()].clone();
        let new = format!("{old}7");
        let texts: Vec<(String, String)> = manifests()
            .filter(|(_, text)| text.contains(&old))
            .map(|(path, text)| (path.clone(), text.replace(&old, &new)))
            .collect();
        for (path, text) in texts {
            self.replace(&path, text);
        }
        self.lock();
        format!("a release of {new}")
    }

    /// Changes a text of one file, which the machine's programs have printed.
    fn edit(&mut self, seed: u64, machine: &Said) -> String {
        let printed: String = machine.values().map(|(printed, _)| printed.as_str()).collect();
        let files = self.workspace.files.iter().filter(|(path, _)| !path.ends_with(".toml"));
        // What several programs say each for itself does not tell which of them is compiled.
        let alone = |token: &str| {
            self.workspace.files.values().filter(|text| text.contains(token)).count() == 1
        };
        let all: Vec<(&String, &str)> = files
            .flat_map(|(path, text)| tokens(text).into_iter().map(move |token| (path, token)))
            .filter(|(_, token)| printed.contains(token) && alone(token))
            .collect();
        let (path, token) = all[seed as usize / 3 % all.len()];
        let (path, token) = (path.clone(), token.to_owned());
        let new = token.replace('>', ", edited>");
        let text = self.workspace.files[&path].replace(&token, &new);
        self.replace(&path, text);
        format!("an edit of {token} in {path}")
    }
}

/// The lines that one of them alone has.
fn difference(machine: &Said, image: &Said) -> String {
    let mut lines = String::new();
    for program in machine.keys().chain(image.keys()).collect::<BTreeSet<_>>() {
        let of = |said: &Said| said.get(program).map(|(text, code)| format!("{text}\nexit {code}"));
        let (here, there) = (of(machine), of(image));
        let other = |text: &Option<String>, other: &Option<String>, sign: &str| -> String {
            let Some(text) = text else { return format!("{sign} no {program}\n") };
            let is_there = |line: &&str| {
                other.as_ref().is_some_and(|other| other.lines().any(|it| it == *line))
            };
            let alone = text.lines().filter(|line| !is_there(line));
            alone.map(|line| format!("{sign} {line}\n")).collect()
        };
        lines += &other(&here, &there, "cargo:");
        lines += &other(&there, &here, "the image:");
    }
    lines
}

/// What is between angle brackets, with a number, in a text.
fn tokens(text: &str) -> Vec<&str> {
    let token = |at: usize| {
        let (inner, _) = text[at + 1..].split_once('>')?;
        inner.ends_with(|c: char| c.is_ascii_digit()).then(|| &text[at..at + inner.len() + 2])
    };
    text.match_indices('<').filter_map(|(at, _)| token(at)).collect()
}

/// What a failed build says from its first error on.
fn end_of(said: &str) -> String {
    let lines: Vec<&str> = said.lines().collect();
    let error = lines.iter().position(|line| line.contains("error:") || line.contains("error["));
    let first = error.unwrap_or(lines.len().saturating_sub(30));
    lines[first..].iter().take(30).map(|line| format!("{line}\n")).collect()
}
