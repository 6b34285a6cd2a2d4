//! What a program is compiled with beside its sources.

use dockerfile_core::{
    Alpine, Cargo, Debian, Image, Linker, Stage, Static, apt, debian, image, scratch, triple, uid,
};
use dockerfile_tests::context::{Context, refused};
use dockerfile_tests::docker::Docker;

use super::{app, declared, plan, workspace};

const BY_MUSL: &str = "`app` allocates memory by musl, which has one lock for all threads";

/// A static program on nothing.
fn for_musl(app: &Cargo<Static>) -> Image {
    let build = Stage::named("build", image("rust:1-slim-bookworm").family(Debian)).recipe(app);
    let stage = Stage::from(scratch()).account(uid(65532)).source(app.artifacts(&build));
    stage.entrypoint(["/usr/local/bin/app"]).into()
}

/// The same, compiled by what Alpine has.
fn on_alpine(app: &Cargo) -> Image {
    let build = Stage::named("build", image("rust:1-alpine").family(Alpine)).recipe(app);
    let stage = Stage::from(scratch()).account(uid(65532)).source(app.artifacts(&build));
    stage.entrypoint(["/usr/local/bin/app"]).into()
}

/// Adds a package of the registry to what the program needs.
fn add(workspace: &Context, section: &str, name: &str) {
    let manifest = workspace.text("crates/app/Cargo.toml");
    workspace
        .write("crates/app/Cargo.toml", format!("{manifest}\n[{section}]\n{name} = \"0.1\"\n"));
    let lock = workspace
        .text("Cargo.lock")
        .replace(" \"itoa\",\n", &format!(" \"itoa\",\n \"{name}\",\n"));
    let source = "registry+https://github.com/rust-lang/crates.io-index";
    let package =
        format!("\n[[package]]\nname = \"{name}\"\nversion = \"0.1.0\"\nsource = \"{source}\"\n");
    workspace.write("Cargo.lock", lock + &package);
}

#[test]
fn the_allocator_of_musl_is_noted() {
    let workspace = workspace();
    let musl = || for_musl(&app(&workspace).target(triple::X86_64_MUSL));
    assert!(plan(musl()).contains(BY_MUSL), "{}", plan(musl()));
    assert!(plan(on_alpine(&app(&workspace))).contains(BY_MUSL));
    assert!(!plan(declared(&app(&workspace))).contains("allocates"), "glibc has an arena a thread");
    assert!(!plan(declared(&app(&workspace).target(triple::X86_64_GNU))).contains("allocates"));
    add(&workspace, "target.'cfg(target_env = \"gnu\")'.dev-dependencies", "jemallocator");
    assert!(plan(musl()).contains(BY_MUSL), "what tests need is not in the program");
    add(&workspace, "target.'cfg(target_env = \"musl\")'.dependencies", "mimalloc");
    assert!(!plan(musl()).contains(BY_MUSL), "{}", plan(musl()));
    workspace.write(".cargo/config.toml", "[build]\ntarget = \"x86_64-unknown-linux-musl\"\n");
    assert!(!plan(declared(&app(&workspace))).contains(BY_MUSL));
}

/// A program that this linker puts together, or is to.
fn linked(app: &Cargo, package: &str) -> Image {
    let build = Stage::named("build", image("rust:1-slim-bookworm").family(Debian))
        .packages(apt([package, "binutils"]))
        .recipe(app);
    let stage = Stage::from(debian("bookworm-slim")).account(uid(65532));
    stage.source(app.artifacts(&build)).entrypoint(["/usr/local/bin/app"]).into()
}

/// `ld` is looked for by gcc, and whatever flags the repository has stay its own.
#[test]
fn the_linker_stands_above_what_is_compiled() {
    let workspace = workspace();
    let mold = app(&workspace).linker(Linker::Mold);
    let text = workspace.emit(linked(&mold, "mold=1.10.1+dfsg-1"));
    let step = "ENV COMPILER_PATH=\"/linker\"\n\
         # The linker, where gcc looks for `ld`.\n\
         RUN linker=\"$(command -v mold)\" && \\\n    \
         mkdir -p /linker && \\\n    \
         ln -s \"$linker\" /linker/ld\n";
    let (_, rest) = text.split_once(step).unwrap_or_else(|| panic!("{text}"));
    assert!(rest.contains("Dependencies, from manifests and stubs."), "{text}");
    assert!(!text.contains("RUSTFLAGS"), "{text}");
    let lld = app(&workspace).linker(Linker::Lld);
    assert!(workspace.emit(linked(&lld, "lld")).contains("$(command -v ld.lld)"));
    let cross = workspace.emit(declared(&app(&workspace).linker(Linker::Lld).cross()));
    assert!(cross.contains(step.split_once('#').expect("two lines").0), "{cross}");
}

#[test]
fn which_linker_it_is_nobody_has_to_guess() {
    let workspace = workspace();
    let mold = || app(&workspace).linker(Linker::Mold);
    let wants = "`app` is linked by `mold`, which the base has to have";
    let own = "`app` is linked by `mold`, but for x86_64-unknown-linux-gnu";
    let said = plan(linked(&mold(), "mold"));
    assert!(!said.contains(wants) && said.contains(own), "{said}");
    assert!(plan(linked(&mold(), "lld")).contains(wants));
    assert!(!plan(linked(&app(&workspace).linker(Linker::Lld), "lld")).contains("is linked by"));
    let arm = plan(declared(&mold().target(triple::AARCH64_GNU)));
    assert!(arm.contains(wants) && !arm.contains(own), "{arm}");
    assert!(!plan(on_alpine(&mold())).contains(own), "musl is linked by what the base has");
    let by = |app: &Cargo, by: &str| {
        let said = refused(linked(app, "mold"));
        let line = format!("`.linker(..)` names a linker, and so does {by}");
        assert!(said.contains(&line), "{said}");
    };
    by(&mold().env("COMPILER_PATH", "/opt/gcc"), "the variable `COMPILER_PATH`");
    by(&mold().env("RUSTFLAGS", "-Clink-arg=-fuse-ld=gold"), "the variable `RUSTFLAGS`");
    let flags = "-C link-arg=-fuse-ld=lld";
    workspace.write(".cargo/config.toml", format!("[build]\nrustflags = \"{flags}\"\n"));
    by(&mold(), &format!("`{flags}` of cargo's configuration"));
}

/// Another base has the same layer. `tests/linked.sh` shows it.
#[test]
fn artifacts_stand_on_no_other_layer_if_they_are_told_so() {
    let workspace = workspace();
    let app = app(&workspace);
    let image = |link: bool| {
        let build =
            Stage::named("build", image("rust:1-slim-bookworm").family(Debian)).recipe(&app);
        let artifacts = app.artifacts(&build);
        let artifacts = if link { artifacts.link() } else { artifacts };
        let stage = Stage::from(debian("bookworm-slim")).account(uid(65532)).source(artifacts);
        stage.entrypoint(["/usr/local/bin/app"])
    };
    let copy = |flags: &str| format!("\nCOPY --from=build{flags} /out/app /usr/local/bin/app\n");
    assert!(workspace.emit(image(true)).contains(&copy(" --link")));
    assert!(workspace.emit(image(false)).contains(&copy("")));
}

// ---- on the engine --------------------------------------------------------------------------

/// rustc's own lld is turned off by the repository's flags, which also show that they still count.
#[test]
fn a_program_is_linked_by_what_was_said() {
    let Some(docker) = Docker::connect() else { return };
    let workspace = workspace();
    let flags = "[target.x86_64-unknown-linux-gnu]\nrustflags = [\"-Clinker-features=-lld\"]\n";
    workspace.write(".cargo/config.toml", flags);
    for (linker, package, comment) in
        [(Linker::Lld, "lld", "Linker: Debian LLD"), (Linker::Mold, "mold", "mold ")]
    {
        workspace.emit(linked(&app(&workspace).linker(linker), package));
        let options = ["--target", "build"];
        let built = docker.try_build(workspace.folder(), "Dockerfile", &options);
        let built = built.unwrap_or_else(|said| panic!("{said}"));
        let read = built.try_run(&[], &["readelf", "-p", ".comment", "/out/app"]);
        let read = String::from_utf8_lossy(&read.stdout).into_owned();
        assert!(read.contains(comment), "{read}");
    }
}
