//! A recipe is whole where a program leaves a stage, and one function serves all recipes.

use dockerfile_core::{
    Account, Debian, Image, Pip, Recipe, RunsOn, Source, Stage, cargo, copy, debian, image, pip,
    prelude, uid,
};
use dockerfile_tests::context::{Context, refused};

fn project() -> Context {
    Context::with(&[
        ("Cargo.toml", "[package]\nname = \"app\"\nversion = \"0.1.0\"\nedition = \"2024\"\n"),
        ("Cargo.lock", "version = 4\n\n[[package]]\nname = \"app\"\nversion = \"0.1.0\"\n"),
        ("src/main.rs", "fn main() {}\n"),
        ("requirements.txt", "a==1\n"),
    ])
}

fn app(project: &Context) -> dockerfile_core::Cargo {
    cargo("app").workspace(".").context(project.folder())
}

fn rust() -> Stage<dockerfile_core::Base, Debian> {
    Stage::named("build", image("rust:1-slim-bookworm").family(Debian))
}

fn base() -> Stage<Account, Debian> {
    Stage::from(debian("12")).account(uid(7))
}

#[test]
fn all_parts_in_one_line_are_the_parts_in_their_phases() {
    let project = project();
    let app = app(&project);
    let by_hand = rust().dependencies(app.dependencies()).source(app.sources()).build(app.build());
    let text = |build| project.emit(base().source(app.artifacts(&build)));
    assert_eq!(text(by_hand), text(rust().recipe(&app)));
}

/// Without its sources, what the program is compiled from is a stub.
#[test]
fn a_program_leaves_a_stage_with_all_that_made_it() {
    let project = project();
    let app = app(&project);
    let partial = || rust().dependencies(app.dependencies()).build(app.build());
    let artifacts = base().source(app.artifacts(&partial()));
    let by_path = base().source(copy("/out/app").from(&partial()));
    let itself = partial().runs_as_root_below();
    for (image, how) in [(Image::from(artifacts), "artifacts"), (Image::from(by_path), "a copy")] {
        let said = refused(image);
        assert!(said.contains("`cargo(\"app\")` is used without `.sources()`"), "{how}: {said}");
        assert!(said.contains("--> tests/recipes/whole.rs"), "{how}: {said}");
        assert_eq!(said.matches("error:").count(), 1, "{how}: {said}");
    }
    let said = refused(itself);
    assert!(said.contains("`cargo(\"app\")` is used without `.sources()`"), "{said}");
    let nothing = refused(base().source(app.artifacts(&rust())));
    let all = "without `.dependencies()` and `.sources()` and `.build()`";
    assert!(nothing.contains(all), "{nothing}");
}

/// A target is where a program leaves, too.
trait RunsAsRoot {
    fn runs_as_root_below(self) -> Image;
}

impl<At> RunsAsRoot for Stage<At, Debian> {
    fn runs_as_root_below(self) -> Image {
        self.out_of_order("a test", |s| s.runs_as_root("a test")).into()
    }
}

#[test]
fn parts_may_stand_in_the_stages_that_one_goes_on_from() {
    let project = project();
    let app = app(&project);
    let dependencies = rust().dependencies(app.dependencies());
    let build = Stage::named("program", &dependencies).source(app.sources()).build(app.build());
    let text = project.emit(base().source(app.artifacts(&build)));
    assert!(text.contains("COPY --from=program /out/app /usr/local/bin/app\n"), "{text}");
}

/// It is a step, and whole by itself.
#[test]
fn pip_alone_is_a_step() {
    let project = project();
    let venv = || pip("requirements.txt").context(project.folder()).venv("/opt/venv");
    project.emit(base_of_python().dependencies(venv()));
    let build = Stage::named("venv", image("python:3.12-slim").family(Debian)).dependencies(venv());
    let text = project.emit(base_of_python().dependencies(venv().artifacts(&build)));
    assert!(text.contains("COPY --from=venv /opt/venv /opt/venv\n"), "{text}");
    let without: Pip = pip("requirements.txt").context(project.folder());
    let build = Stage::named("build", debian("12")).dependencies(without.clone());
    let said = refused(base().source(without.artifacts(&build)));
    assert!(said.contains("into the system's Python cannot be taken out of a stage"), "{said}");
}

fn base_of_python() -> Stage<Account, Debian> {
    Stage::from(image("python:3.12-slim").family(Debian)).account(uid(7))
}

/// What a team writes once for all its services.
fn service<R: Recipe>(
    recipe: &R,
    builder: Stage<dockerfile_core::Base, Debian>,
    base: Stage<Account, Debian>,
) -> Stage<Source, Debian>
where
    R::Artifacts<Debian>: RunsOn<Debian>,
{
    let build = builder.recipe(recipe);
    base.source(recipe.artifacts(&build))
}

#[test]
fn one_function_serves_every_recipe() {
    let project = project();
    project.emit(service(&app(&project), rust(), base()));
    let venv = pip("requirements.txt").context(project.folder()).venv("/opt/venv");
    let python = Stage::named("build", image("python:3.12-slim").family(Debian));
    project.emit(service(&venv, python, base_of_python()));
}

/// A glob import has what a build script names.
#[test]
fn the_prelude_is_enough() {
    use prelude::*;
    let stage = Stage::from(debian("12")).packages(apt(["curl"])).account(user("app"));
    let stage = stage.source(copy("app").to("/srv/app"));
    let stage = stage.env("PORT", env_of_port()).entrypoint(["/srv/app"]);
    assert!(Image::from(stage).render().is_ok());
}

fn env_of_port() -> u16 {
    8080
}
