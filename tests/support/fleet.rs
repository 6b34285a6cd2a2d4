//! A small program that emits three images of a workspace from one recipe, a file for bake
//! and one ignore file, into folders below that of `CARGO_MANIFEST_DIR`.

use dockerfile_core::{
    Debian, Entrypoint, Stage, copy, debian, emit, emit_all, uid, workspace_root,
};

/// What all services have in common.
fn service(name: &str) -> Stage<Entrypoint, Debian> {
    Stage::from(debian("bookworm-slim"))
        .account(uid(7))
        .source(copy([format!("services/{name}/src"), "shared".to_owned()]).to("/srv"))
        .entrypoint([format!("/srv/services/{name}/src/run")])
}

fn main() {
    // What a test wants: the same bake target twice, or all as it should be.
    let twice = std::env::args().nth(1).is_some_and(|word| word == "twice");
    let tool = Stage::named(if twice { "web" } else { "tool" }, debian("bookworm-slim"))
        .account(uid(7))
        .source(copy("shared").to("/shared"));
    let services = ["web", "worker"].map(|name| {
        emit(service(name))
            .context(workspace_root())
            .dockerfile(format!("services/{name}/Dockerfile"))
    });
    let tool = emit(tool).context(workspace_root()).dockerfile("tool.Dockerfile");
    emit_all(services.into_iter().chain([tool]))
        .bake("docker-bake.json")
        .platforms(["linux/amd64", "linux/arm64"])
        .cache("registry.corp:5000/team/cache")
        .union_ignore();
}
