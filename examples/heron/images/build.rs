//! The image of a program whose settings are a type: the program reads, and the image sets, the
//! fields of one struct.

use dockerfile_core::{Debian, Stage, cargo, debian, emit, emit_all, image, uid, workspace_root};
use heron_settings::Config;

fn main() {
    let package = cargo("heron");
    let rust = image("rust:1-slim-bookworm").family(Debian);
    let build = Stage::named("build", rust).recipe(&package);
    let heron = Stage::named("heron", debian("bookworm-slim"))
        .account(uid(65532))
        .source(package.artifacts(&build))
        .settings(Config::SETTINGS)
        // Whoever asks is outside of the container.
        .setting(Config::ADDRESS, "0.0.0.0")
        .entrypoint(["/usr/local/bin/heron"]);
    let heron = emit(heron).context(workspace_root()).dockerfile("../Dockerfile");
    emit_all([heron]).compose("../compose.yaml");
}
