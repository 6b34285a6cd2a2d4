//! A project's way through an image: emitted, built, asked, edited, built again.

use std::process::Command;
use std::time::Instant;

use dockerfile_tests::docker::{Docker, Image, Steps, said};
use dockerfile_tests::repository::text;
use dockerfile_tests::trial::{Failure, at, unlike};

use super::assemble::Project;
use super::cases::Case;

/// What a trial came to.
pub(crate) struct Outcome {
    /// The project; none where the packages did not come together.
    pub(crate) project: Option<Project>,
    pub(crate) result: Result<End, Failure>,
    /// How long it took, in seconds.
    pub(crate) seconds: u64,
}

/// How a trial ends well.
pub(crate) enum End {
    /// The steps of the edit's build.
    Built(Steps),
    /// The recipe says why it is none for this project.
    Refused,
}

/// Tries a case from the beginning to the end.
pub(crate) fn run(case: &Case, docker: Docker) -> Outcome {
    let start = Instant::now();
    let (project, result) = match Project::of(case) {
        Ok(project) => {
            let result = way(case, docker, &project);
            (Some(project), result)
        }
        Err(said) => (None, Err(Failure { at: "put together", said })),
    };
    Outcome { project, result, seconds: start.elapsed().as_secs() }
}

fn way(case: &Case, docker: Docker, project: &Project) -> Result<End, Failure> {
    let emitted = emit(case, project);
    if !case.refused.is_empty() {
        return match emitted {
            Err(said) if said.contains(case.refused) => Ok(End::Refused),
            Err(said) => Err(at("refusal")(said)),
            Ok(()) => Err(at("refusal")("it was not refused".to_owned())),
        };
    }
    emitted.map_err(at("emission"))?;
    let build = docker.try_build(project.root(), "Dockerfile", &[]);
    let image = build.map_err(at("build"))?;
    answers(case, &image)?;
    let (file, text) = case.edit;
    holds(case, &image, text)?;
    let new = unlike(text);
    project.replace(file, text, &new).map_err(at("edit"))?;
    emit(case, project).map_err(at("emission of the edit"))?;
    let build = docker.try_steps(project.root(), "Dockerfile");
    let (image, steps) = build.map_err(at("build of the edit"))?;
    answers(case, &image)?;
    holds(case, &image, &new)?;
    installs_nothing(project, &steps)?;
    Ok(End::Built(steps))
}

/// Emits the image of the project; what is said where that fails.
fn emit(case: &Case, project: &Project) -> Result<(), String> {
    let mut emitter = Command::new(env!("CARGO_BIN_EXE_recipe_image"));
    emitter.args([case.manager.recipe(), case.project]);
    emitter.args(case.manager.told()).args(case.told);
    let output = emitter
        .current_dir(project.root())
        .env("CARGO_MANIFEST_DIR", project.root())
        .env("DOCKERFILE_EMIT", "write")
        .env_remove("OUT_DIR")
        .output()
        .expect("the emitter starts");
    if output.status.success() { Ok(()) } else { Err(said(&output)) }
}

fn answers(case: &Case, image: &Image) -> Result<(), Failure> {
    let output = image.try_run(&[], case.program);
    if output.status.success() && !output.stdout.is_empty() {
        return Ok(());
    }
    Err(at("answer")(format!("{:?}: {}\n{}", case.program, output.status, said(&output))))
}

fn holds(case: &Case, image: &Image, words: &str) -> Result<(), Failure> {
    let search = ["grep", "-rq", "--text", "--fixed-strings", "--", words, case.holds];
    let found = image.try_run(&[], &search);
    if found.status.success() {
        return Ok(());
    }
    Err(at("text")(format!("there is no `{words}` in {}\n{}", case.holds, said(&found))))
}

/// The step that installs what others have written is not among those that ran, and of all
/// commands one at most: the one that builds the project.
fn installs_nothing(project: &Project, steps: &Steps) -> Result<(), Failure> {
    let installs = install(&text(&project.root().join("Dockerfile")));
    let is_install = |step: &String| step.split_once("] ").is_some_and(|it| it.1 == installs);
    if !steps.all().iter().any(is_install) {
        return Err(at("steps")(format!("none is `{installs}`:\n{}", steps.all().join("\n"))));
    }
    let commands = steps.executed.iter().filter(|step| step.contains("] RUN ")).count();
    if commands > 1 || steps.executed.iter().any(is_install) {
        return Err(at("steps")(steps.executed.join("\n")));
    }
    Ok(())
}

/// The step that stands below the comment on dependencies, as a build names it.
fn install(dockerfile: &str) -> String {
    let lines = dockerfile.lines().skip_while(|line| !line.starts_with("# Dependencies, from"));
    let mut words = vec![];
    for line in lines.skip_while(|line| line.starts_with('#')) {
        let (line, goes_on) = line.strip_suffix('\\').map_or((line, false), |line| (line, true));
        words.extend(line.split_whitespace().filter(|word| !word.starts_with("--mount=")));
        if !goes_on {
            break;
        }
    }
    words.join(" ")
}
