//! The images of a cargo workspace: one for each program, in one Dockerfile, compiled together.

use dockerfile_core::{Debian, Stage, cargo, debian, emit, image, uid};

/// The cargo workspace of the programs. Its path is said because this package is a member of the
/// repository around the example; in a repository of its own, `workspace_root()` without
/// `.workspace(..)` is enough.
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
