//! A small program that emits the image of the package `app` of the workspace that the
//! folder of `CARGO_MANIFEST_DIR` is in; its argument chooses how.

use dockerfile_core::{Debian, Stage, cargo, copy, debian, emit, image, uid, workspace_root};

fn main() {
    let word = std::env::args().nth(1).unwrap_or_default();
    let app = match word.as_str() {
        "persistent" => cargo("app").persistent(),
        "features" => cargo("app").features(["extra"]).no_default_features().profile("small"),
        "elsewhere" => cargo("nobody"),
        "library" => cargo("core-of-tests"),
        _ => cargo("app"),
    };
    let build = Stage::named("build", image("rust:1-slim-bookworm").family(Debian))
        .dependencies(app.dependencies())
        .source(app.sources())
        .build(app.build());
    let image = Stage::from(debian("bookworm-slim"))
        .account(uid(65532))
        .source(copy("/out/app").from(&build).to("/usr/local/bin/app"))
        .entrypoint(["/usr/local/bin/app"]);
    emit(image).context(workspace_root()).dockerfile("app.Dockerfile");
}
