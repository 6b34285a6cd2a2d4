//! A workspace's way through an image: emitted, built, asked, edited, built again.

use std::process::Command;
use std::time::Instant;

use dockerfile_tests::docker::{Docker, Image, Steps, said};
use dockerfile_tests::trial::{Failure, at, unlike};

use super::assemble::Workspace;
use super::cases::Case;

/// What a trial came to.
pub(crate) struct Outcome {
    /// The workspace; none where the packages did not come together.
    pub(crate) workspace: Option<Workspace>,
    /// The steps of each edit's build, or why there are none.
    pub(crate) steps: Result<Vec<Steps>, Failure>,
    /// How long it took, in seconds.
    pub(crate) seconds: u64,
}

/// Tries a case from the beginning to the end.
pub(crate) fn run(case: &Case, docker: Docker) -> Outcome {
    let start = Instant::now();
    let (workspace, steps) = match Workspace::of(case) {
        Ok(workspace) => {
            let steps = way(case, docker, &workspace);
            (Some(workspace), steps)
        }
        Err(said) => (None, Err(Failure { at: "put together", said })),
    };
    Outcome { workspace, steps, seconds: start.elapsed().as_secs() }
}

fn way(case: &Case, docker: Docker, workspace: &Workspace) -> Result<Vec<Steps>, Failure> {
    emit(case, workspace)?;
    let build = docker.try_build(workspace.root(), "Dockerfile", &[]);
    let image = build.map_err(at("build"))?;
    answers(case, &image)?;
    let mut steps = vec![];
    // How many commands may run again: those that compile the program, and the library.
    for ((file, text), commands) in [(case.edit, 1), (case.library, 2)] {
        if file.is_empty() {
            continue;
        }
        holds(case, &image, text)?;
        let edited = edit(case, docker, workspace, file, text)?;
        no_more_commands(&edited, commands)?;
        steps.push(edited);
    }
    Ok(steps)
}

/// Builds with a text replaced, which has to be in the program then.
fn edit(
    case: &Case,
    docker: Docker,
    workspace: &Workspace,
    file: &str,
    text: &str,
) -> Result<Steps, Failure> {
    let new = unlike(text);
    workspace.replace(file, text, &new).map_err(at("edit"))?;
    emit(case, workspace)?;
    let build = docker.try_steps(workspace.root(), "Dockerfile");
    let (image, steps) = build.map_err(at("build of the edit"))?;
    answers(case, &image)?;
    holds(case, &image, &new)?;
    Ok(steps)
}

fn emit(case: &Case, workspace: &Workspace) -> Result<(), Failure> {
    let mut emitter = Command::new(env!("CARGO_BIN_EXE_real_image"));
    let mut say = |word: &str, value: &str| {
        emitter.arg(format!("{word}={value}"));
    };
    say("package", case.name);
    say("program", case.program[0]);
    for (word, value) in [("workspace", case.workspace), ("profile", case.profile)] {
        if !value.is_empty() {
            say(word, value);
        }
    }
    if !case.defaults {
        say("default-features", "no");
    }
    for (word, values) in [
        ("feature", case.features),
        ("apt", case.apt),
        ("env", case.variables),
        ("file", case.files),
    ] {
        values.iter().for_each(|value| say(word, value));
    }
    // Debug information would be most of what the engine keeps, and nobody reads it.
    if case.profile == "dev" {
        say("env", "CARGO_PROFILE_DEV_DEBUG=0");
    }
    let output = emitter
        .current_dir(workspace.root())
        .env("CARGO_MANIFEST_DIR", workspace.root())
        .env("DOCKERFILE_EMIT", "write")
        .env_remove("OUT_DIR")
        .output()
        .expect("the emitter starts");
    if output.status.success() { Ok(()) } else { Err(at("emission")(said(&output))) }
}

/// A stub would print nothing, and end well.
fn answers(case: &Case, image: &Image) -> Result<(), Failure> {
    let path = format!("/usr/local/bin/{}", case.program[0]);
    let words: Vec<&str> = [&*path].into_iter().chain(case.program[1..].iter().copied()).collect();
    let output = image.try_run(&[], &words);
    if output.status.success() && !output.stdout.is_empty() {
        return Ok(());
    }
    Err(at("answer")(format!("{words:?}: {}\n{}", output.status, said(&output))))
}

fn holds(case: &Case, image: &Image, words: &str) -> Result<(), Failure> {
    let path = format!("/usr/local/bin/{}", case.program[0]);
    let found = image.try_run(&[], &["grep", "-q", "--text", "--fixed-strings", words, &path]);
    if found.status.success() {
        return Ok(());
    }
    Err(at("text")(format!("the program has no `{words}` in it\n{}", said(&found))))
}

fn no_more_commands(steps: &Steps, most: usize) -> Result<(), Failure> {
    let commands = steps.executed.iter().filter(|step| step.contains("] RUN "));
    if commands.count() <= most { Ok(()) } else { Err(at("steps")(steps.executed.join("\n"))) }
}
