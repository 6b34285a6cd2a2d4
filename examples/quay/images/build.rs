//! The images of a cargo workspace: a program each, compiled together, from one file.

use dockerfile_core::{Debian, Stage, cargo, debian, emit, image, uid};

/// The workspace. Here it has to be said, since this package is a member of the repository around
/// it; in one that is its own repository, `workspace_root()` and no `.workspace(..)` are enough.
const WORKSPACE: &str = "..";

fn main() {
    let services = cargo(["api", "watch"]).workspace(".");
    let rust = image("rust:1-slim-bookworm").family(Debian);
    let build = Stage::named("build", rust).recipe(&services);
    let images = ["api", "watch"].map(|name| {
        Stage::named(name, debian("bookworm-slim"))
            .account(uid(65532))
            .source(services.artifacts_of(name, &build))
            .entrypoint([format!("/usr/local/bin/{name}")])
    });
    emit(images).context(WORKSPACE).dockerfile("../Dockerfile");
}
