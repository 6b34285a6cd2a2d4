//! A Docker engine, asked through its own command line.
//!
//! What a test makes there has a name of its own, and goes when its guard is dropped: also
//! when an assertion fails, and whatever else uses the engine at the same time.

use std::collections::BTreeMap;
use std::io::{Write, stderr};
use std::path::Path;
use std::process::{Command, Output};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{PoisonError, RwLock};
use std::time::{Duration, Instant, SystemTime};
use std::{process, thread};

use serde_json::Value;

const PATIENCE: Duration = Duration::from_secs(60);

/// Builds of one process: those that count steps run alone. Of a step that two builds run at the same
/// time the engine does not say to either whose it is.
static BUILDS: RwLock<()> = RwLock::new(());

/// An engine that answers.
#[derive(Clone, Copy)]
pub struct Docker(());

/// A built image; it loses its tag on drop.
pub struct Image {
    /// The tag.
    pub name: String,
}

/// A network; removed on drop, so drop the containers in it first.
pub struct Network {
    /// The name that containers' options use.
    pub name: String,
}

/// A running container; removed on drop, with its volumes.
pub struct Container {
    /// The name that other containers' options use.
    pub name: String,
}

/// What a build did with the steps that make a file system: RUN, COPY, WORKDIR.
#[derive(Debug)]
pub struct Steps {
    /// Those that ran, such as `[venv] COPY requirements.txt /tmp/`, in alphabetical order.
    pub executed: Vec<String>,
    /// Those whose result the engine still had.
    pub cached: Vec<String>,
}

impl Docker {
    /// `None`, and a line that says so, when no engine answers.
    pub fn connect() -> Option<Self> {
        let said = match Command::new("docker").arg("version").output() {
            Ok(output) if output.status.success() => return Some(Self(())),
            Ok(output) => text(&output.stderr),
            Err(error) => format!("docker: {error}"),
        };
        skip("no Docker engine answers", &said);
        None
    }

    /// Builds the Dockerfile of this name in the context's folder, or at an absolute path.
    pub fn build(self, context: &Path, dockerfile: impl AsRef<Path>) -> Image {
        let image = Image { name: unique("dockerfile-tests") };
        let file = context.join(dockerfile);
        let build = ["build", "--progress=plain", "--tag", &image.name, "--file"];
        let _with_others = BUILDS.read().unwrap_or_else(PoisonError::into_inner);
        succeeded(command(&build).arg(file).arg(context), built);
        image
    }

    /// The crates that a build of a target compiles, stage by stage as their lines come: `build app`.
    pub fn compiled(self, context: &Path, target: &str) -> Vec<String> {
        let mut build = command(&["build", "--progress=plain", "--target", target]);
        let output = built(build.arg(context));
        assert!(output.status.success(), "{}", said(&output));
        let said = text(&output.stderr);
        // `#12 [build 7/8] RUN ..` names a step, `#12 0.345 Compiling app v0.1.0 (/src/app)` is of it.
        let mut stages = BTreeMap::new();
        let mut compiled = vec![];
        for line in said.lines() {
            let mut words = line.split_whitespace();
            let (number, first) = (words.next().unwrap_or_default(), words.next());
            match first.map(|first| (first.strip_prefix('['), words.next())) {
                Some((Some(stage), _)) => drop(stages.insert(number, stage)),
                Some((None, Some("Compiling"))) => {
                    let stage = stages.get(number).copied().unwrap_or_default();
                    compiled.push(format!("{stage} {}", words.next().unwrap_or_default()));
                }
                _ => {}
            }
        }
        compiled
    }

    /// Builds with more options of `docker build`; `Err` is all that a failed build says.
    pub fn try_build(
        self,
        context: &Path,
        dockerfile: impl AsRef<Path>,
        options: &[&str],
    ) -> Result<Image, String> {
        let image = Image { name: unique("dockerfile-tests") };
        let build = ["build", "--progress=plain", "--tag", &image.name, "--file"];
        let mut build = command(&build);
        build.arg(context.join(dockerfile)).args(options).arg(context);
        let _with_others = BUILDS.read().unwrap_or_else(PoisonError::into_inner);
        let output = built(&mut build);
        if output.status.success() { Ok(image) } else { Err(said(&output)) }
    }

    /// Builds the context's Dockerfile, and gives how much of the context was sent.
    pub fn context_bytes(self, context: &Path) -> u64 {
        let image = Image { name: unique("dockerfile-tests") };
        let build = ["build", "--progress=rawjson", "--tag", &image.name];
        let output = succeeded(command(&build).arg(context), built);
        let progress = text(&output.stderr);
        let mut sent = 0;
        for line in progress.lines().filter(|line| line.starts_with('{')) {
            let news: Value = serde_json::from_str(line).expect("progress is lines of JSON");
            for status in news["statuses"].as_array().into_iter().flatten() {
                if status["id"].as_str().is_some_and(|id| id.starts_with("transferring context")) {
                    sent = sent.max(status["current"].as_u64().unwrap_or(0));
                }
            }
        }
        assert!(sent > 0, "no context in:\n{progress}");
        sent
    }

    /// Builds the context's Dockerfile once more, and counts.
    pub fn steps(self, context: &Path) -> Steps {
        self.steps_of(context, "Dockerfile")
    }

    /// The same for another file of the context.
    pub fn steps_of(self, context: &Path, dockerfile: &str) -> Steps {
        self.steps_with(context, &["--file", &context.join(dockerfile).display().to_string()])
    }

    /// The same with more options of `docker build`.
    pub fn steps_with(self, context: &Path, options: &[&str]) -> Steps {
        let image = Image { name: unique("dockerfile-tests") };
        let build = ["build", "--progress=rawjson", "--tag", &image.name];
        let _alone = BUILDS.write().unwrap_or_else(PoisonError::into_inner);
        let output = succeeded(command(&build).args(options).arg(context), built);
        Steps::read(&text(&output.stderr))
    }

    /// Builds for the cache alone: for each step, by its stage and its number there, whether it ran. No
    /// other build has these steps, so it need not be alone.
    pub fn ran(self, context: &Path, options: &[&str]) -> BTreeMap<(String, usize), bool> {
        let build = ["build", "--progress=rawjson", "--output=type=cacheonly"];
        let _with_others = BUILDS.read().unwrap_or_else(PoisonError::into_inner);
        let output = succeeded(command(&build).args(options).arg(context), built);
        let progress = text(&output.stderr);
        let mut found = BTreeMap::new();
        for line in progress.lines().filter(|line| line.starts_with('{')) {
            let news: Value = serde_json::from_str(line).expect("progress is lines of JSON");
            for vertex in news["vertexes"].as_array().into_iter().flatten() {
                let name = vertex["name"].as_str().unwrap_or_default();
                let Some((stage, number)) = numbered(name) else { continue };
                let is_cached = vertex["cached"] == true;
                // Told twice, a step was found at the second look.
                let ran = found.entry((stage, number)).or_insert(!is_cached);
                *ran &= !is_cached;
            }
        }
        assert!(!found.is_empty(), "no steps in:\n{progress}");
        found
    }

    /// Builds, counts, and gives the image; `Err` is all that a failed build says.
    pub fn try_steps(self, context: &Path, dockerfile: &str) -> Result<(Image, Steps), String> {
        let image = Image { name: unique("dockerfile-tests") };
        let build = ["build", "--progress=rawjson", "--tag", &image.name, "--file"];
        let mut build = command(&build);
        let build = build.arg(context.join(dockerfile)).arg(context);
        let output = {
            let _alone = BUILDS.write().unwrap_or_else(PoisonError::into_inner);
            built(build)
        };
        if output.status.success() {
            return Ok((image, Steps::read(&text(&output.stderr))));
        }
        // Once more, to be read by people.
        Err(self.try_build(context, dockerfile, &[]).err().unwrap_or_else(|| said(&output)))
    }

    /// Runs a program of an image that is there, in a network, and waits for it.
    pub fn run_in(self, network: &Network, image: &str, program: &[&str]) -> Output {
        let mut docker = command(&["run", "--rm", "--network", &network.name, image]);
        docker.args(program).output().expect("docker starts")
    }

    /// The size of an image that is there.
    pub fn bytes_of(self, image: &str) -> f64 {
        let size = docker(&["image", "inspect", "--format", "{{.Size}}", image]);
        size.parse().expect("a number of bytes")
    }

    /// Gives a base the name of a newer release of it too, on an engine that has the older alone.
    pub fn takes_for(self, older: &str, newer: &str) {
        let has = |image| {
            command(&["image", "inspect", image]).output().is_ok_and(|it| it.status.success())
        };
        if !has(newer) && has(older) {
            docker(&["tag", older, newer]);
        }
    }

    /// A network of the test's own.
    pub fn network(self) -> Network {
        let network = Network { name: unique("dockerfile-tests") };
        docker(&["network", "create", &network.name]);
        network
    }
}

impl Steps {
    /// From `--progress=rawjson`: one JSON document on each line, each with news of some
    /// vertices of the build's graph.
    fn read(progress: &str) -> Self {
        let mut found = BTreeMap::new();
        for line in progress.lines().filter(|line| line.starts_with('{')) {
            let news: Value = serde_json::from_str(line).expect("progress is lines of JSON");
            for vertex in news["vertexes"].as_array().into_iter().flatten() {
                let Some(name) = step(vertex["name"].as_str().unwrap_or_default()) else {
                    continue;
                };
                let entry = found.entry(vertex["digest"].to_string());
                // Of a step that another process's build runs at the same time no end is told: the
                // build has succeeded, so it ran.
                let (_, cached) = entry.or_insert((name, false));
                *cached |= vertex["cached"] == true;
            }
        }
        assert!(!found.is_empty(), "no steps in:\n{progress}");
        let mut steps = Self { executed: vec![], cached: vec![] };
        for (name, cached) in found.into_values() {
            if cached { &mut steps.cached } else { &mut steps.executed }.push(name);
        }
        steps.executed.sort();
        steps.cached.sort();
        steps
    }

    /// All steps, in alphabetical order.
    pub fn all(&self) -> Vec<String> {
        let mut all = [self.executed.as_slice(), &self.cached].concat();
        all.sort();
        all
    }
}

/// `[venv 2/3] RUN --mount=.. command` as `[venv] RUN command`; `None` for what makes no
/// file system of its own, such as FROM and the engine's internal steps.
fn step(name: &str) -> Option<String> {
    let (place, command) = name.strip_prefix('[')?.split_once("] ")?;
    let (stage, _) = place.split_once(' ')?;
    if stage == "internal" || command.starts_with("FROM ") {
        return None;
    }
    let words = command.split_whitespace().filter(|word| !word.starts_with("--mount="));
    Some(format!("[{stage}] {}", words.collect::<Vec<_>>().join(" ")))
}

/// `[venv 2/3] RUN command` as `venv` and 2; a single stage has no name there.
fn numbered(name: &str) -> Option<(String, usize)> {
    let (place, _) = name.strip_prefix('[')?.split_once("] ")?;
    let (stage, number) = place.rsplit_once(' ').unwrap_or(("", place));
    let (number, _) = number.split_once('/')?;
    let stage = stage.trim_end();
    Some((stage.to_owned(), number.parse().ok()?))
}

impl Image {
    /// The engine's description of the image, by a Go template.
    pub fn inspect(&self, template: &str) -> String {
        docker(&["image", "inspect", "--format", template, &self.name])
    }

    /// The commands that made the layers and the settings.
    pub fn history(&self) -> String {
        docker(&["history", "--no-trunc", "--format", "{{.CreatedBy}}", &self.name])
    }

    /// Runs a program instead of the image's own, as the image's user unless the options of
    /// `docker run` say otherwise, and waits for it.
    pub fn try_run(&self, options: &[&str], program: &[&str]) -> Output {
        let mut docker = command(&["run", "--rm"]);
        docker.args(options).args(["--entrypoint", program[0], &self.name]).args(&program[1..]);
        docker.output().expect("docker starts")
    }

    /// What a shell command prints as root, who may look everywhere. It must succeed.
    pub fn shell_as_root(&self, script: &str) -> String {
        let output = self.try_run(&["--user", "0:0"], &["sh", "-c", script]);
        assert!(output.status.success(), "{script}:\n{}", said(&output));
        text(&output.stdout)
    }

    /// Starts the image's own program, under a host name in a network.
    pub fn start(&self, network: &Network, host: &str, variables: &[(&str, &str)]) -> Container {
        let container = Container { name: unique("dockerfile-tests") };
        let mut start = command(&["run", "--detach", "--name", &container.name]);
        start.args(["--network", &network.name, "--network-alias", host]);
        for (name, value) in variables {
            start.args(["--env", &format!("{name}={value}")]);
        }
        run(start.arg(&self.name));
        container
    }
}

impl Container {
    /// The engine's description of the container, by a Go template.
    pub fn inspect(&self, template: &str) -> String {
        docker(&["inspect", "--format", template, &self.name])
    }

    /// Sends SIGTERM to the first process, and gives its exit code: 137 if it had to be
    /// killed ten seconds later.
    pub fn stop(&self) -> String {
        docker(&["stop", "--signal", "TERM", "--timeout", "10", &self.name]);
        self.inspect("{{.State.ExitCode}}")
    }

    /// Asks ten times a second until there is an answer; the test fails if it takes a
    /// minute, or the container ends before.
    pub fn until<T>(&self, what: &str, mut ask: impl FnMut() -> Result<T, String>) -> T {
        let start = Instant::now();
        loop {
            let error = match ask() {
                Ok(answer) => return answer,
                Err(error) => error,
            };
            let runs = self.inspect("{{.State.Running}}") == "true";
            if !runs || start.elapsed() > PATIENCE {
                let logs = said(&run(&mut command(&["logs", &self.name])));
                panic!("{what}: not so, at last: {error}\nIt runs: {runs}. Its log:\n{logs}");
            }
            thread::sleep(Duration::from_millis(100));
        }
    }
}

impl Drop for Image {
    fn drop(&mut self) {
        remove(&["image", "rm", &self.name]);
    }
}

impl Drop for Network {
    fn drop(&mut self) {
        remove(&["network", "rm", &self.name]);
    }
}

impl Drop for Container {
    fn drop(&mut self) {
        remove(&["rm", "--force", "--volumes", &self.name]);
    }
}

/// A name that no other test, process or earlier run uses.
pub fn unique(prefix: &str) -> String {
    static COUNT: AtomicUsize = AtomicUsize::new(0);
    let time = SystemTime::UNIX_EPOCH.elapsed().expect("the clock is past 1970").as_nanos();
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    format!("{prefix}-{}-{time}-{count}", process::id())
}

/// Says that something is not tested here; where everything has to be, as in CI, that is
/// a failure.
pub fn skip(why: &str, details: &str) {
    assert!(!crate::required(), "{why}, and it is required:\n{details}");
    report(&format!("skipped: {why}"));
}

/// A line for whoever runs the tests. The macros' output is shown for failed tests only.
pub fn report(line: &str) {
    // In one piece, since tests run side by side; and no test fails because nobody listens.
    let _ = stderr().write_all(format!("{line}\n").as_bytes());
}

/// A program's output as text, without the last line end.
pub fn text(output: &[u8]) -> String {
    String::from_utf8_lossy(output).trim_end().to_owned()
}

/// All that a program said, for a message: docker and what it runs mix both outputs.
pub fn said(output: &Output) -> String {
    text(&output.stdout) + "\n" + &text(&output.stderr)
}

/// What docker prints. It must succeed.
fn docker(arguments: &[&str]) -> String {
    text(&run(&mut command(arguments)).stdout)
}

fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new("docker");
    command.args(arguments);
    command
}

fn run(command: &mut Command) -> Output {
    succeeded(command, |command| command.output().expect("docker starts"))
}

/// What a build says. A build that a network failed is asked once more, after a pause: it goes on at
/// the step that failed, and what a registry's silence breaks is no fault of ours.
fn built(build: &mut Command) -> Output {
    let output = build.output().expect("docker starts");
    let said = said(&output).to_lowercase();
    let signs = ["timed out", "connection reset", "temporary failure", "etimedout", "eai_again"];
    match signs.iter().find(|sign| said.contains(*sign)) {
        Some(sign) if !output.status.success() => {
            report(&format!("built once more, since a network failed: {sign}"));
            thread::sleep(Duration::from_secs(20));
            build.output().expect("docker starts")
        }
        _ => output,
    }
}

fn succeeded(command: &mut Command, run: fn(&mut Command) -> Output) -> Output {
    let output = run(command);
    assert!(output.status.success(), "{command:?} failed:\n{}", text(&output.stderr));
    output
}

/// For the guards: what was never made cannot be removed, and that is no failure.
fn remove(arguments: &[&str]) {
    let _ = command(arguments).output();
}
