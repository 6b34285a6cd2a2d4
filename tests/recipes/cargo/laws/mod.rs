//! What must hold for every workspace, each law by the smallest inputs that broke it.

use dockerfile_tests::context::{Context, refused};

use super::layers;

mod named;
mod noted;
mod sources;
mod stubs;
mod told;
mod word;

/// The Dockerfile of the workspace's program.
fn text(workspace: &Context) -> String {
    workspace.emit(layers(workspace))
}

/// What is wrong with the workspace's program.
fn problem(workspace: &Context) -> String {
    let said = refused(layers(workspace));
    assert_eq!(said.matches("error:").count(), 1, "{said}");
    said
}

/// Adds lines to a manifest.
fn declare(workspace: &Context, folder: &str, lines: &str) {
    let file = format!("{folder}/Cargo.toml");
    let file = file.trim_start_matches('/');
    workspace.write(file, workspace.text(file) + lines);
}
