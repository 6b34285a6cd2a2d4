//! What a program is compiled with beside its sources.

use dockerfile_core::{Alpine, Cargo, Debian, Image, Stage, Static, image, scratch, triple, uid};
use dockerfile_tests::context::Context;

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
