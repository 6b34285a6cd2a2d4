//! The images of a cargo workspace: a program each, from one file.

use dockerfile_core::{
    BaseImage, Debian, Entrypoint, Stage, cargo, debian, emit, image, uid, workspace_root,
};

fn main() {
    let images = [program("api"), program("watch")];
    emit(images).context(workspace_root()).dockerfile("../Dockerfile");
}

/// The same base for both compilers: it stands in the file once.
fn rust() -> BaseImage<Debian> {
    image("rust:1-slim-bookworm").family(Debian)
}

fn program(name: &str) -> Stage<Entrypoint, Debian> {
    let package = cargo(name);
    let build = Stage::named(format!("{name}-build"), rust())
        .dependencies(package.dependencies())
        .source(package.sources())
        .build(package.build());
    Stage::named(name, debian("bookworm-slim"))
        .account(uid(65532))
        .source(package.artifacts(&build))
        .entrypoint([format!("/usr/local/bin/{name}")])
}
