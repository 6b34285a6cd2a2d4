//! The images of a cargo workspace: a program each, from one file.

use dockerfile_core::{BaseImage, Debian, Entrypoint, Stage, cargo, debian, emit, image, uid};

/// The workspace. Here it has to be said, since this package is a member of the repository around
/// it; in one that is its own repository, `workspace_root()` and no `.workspace(..)` are enough.
const WORKSPACE: &str = "..";

fn main() {
    let images = [program("api"), program("watch")];
    emit(images).context(WORKSPACE).dockerfile("../Dockerfile");
}

/// The same base for both compilers: it stands in the file once.
fn rust() -> BaseImage<Debian> {
    image("rust:1-slim-bookworm").family(Debian)
}

fn program(name: &str) -> Stage<Entrypoint, Debian> {
    let package = cargo(name).workspace(".");
    let build = Stage::named(format!("{name}-build"), rust()).recipe(&package);
    Stage::named(name, debian("bookworm-slim"))
        .account(uid(65532))
        .source(package.artifacts(&build))
        .entrypoint([format!("/usr/local/bin/{name}")])
}
