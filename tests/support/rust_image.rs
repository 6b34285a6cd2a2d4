//! A small program that emits the image of a package of the workspace that the folder of
//! `CARGO_MANIFEST_DIR` is in. Its first argument chooses how; the others name the package and
//! its program, which are `app` unless said.

use dockerfile_core::{Debian, Stage, cargo, debian, emit, image, uid, workspace_root};

fn main() {
    let argument = |number| std::env::args().nth(number).unwrap_or_else(|| "app".to_owned());
    let (word, package, program) = (argument(1), argument(2), argument(3));
    let app = match word.as_str() {
        "incremental" => cargo(package).incremental(),
        "c" => cargo(package).features(["pcre2"]),
        "incremental-c" => cargo(package).features(["pcre2"]).incremental(),
        "two" => return two(&package, &program),
        "features" => cargo(package).features(["extra"]).no_default_features().profile("small"),
        "stripped" => cargo(package).stripped(),
        "elsewhere" => cargo("nobody"),
        "library" => cargo("core-of-tests"),
        _ => cargo(package),
    };
    let build = Stage::named("build", image("rust:1-slim-bookworm").family(Debian))
        .dependencies(app.dependencies())
        .source(app.sources())
        .build(app.build());
    let image = Stage::from(debian("bookworm-slim"))
        .account(uid(65532))
        .source(app.artifacts(&build))
        .entrypoint([format!("/usr/local/bin/{program}")]);
    emit(image).context(workspace_root()).dockerfile(format!("{word}.Dockerfile"));
}

/// Two images of one file.
fn two(package: &str, program: &str) {
    let services = cargo([package, "second"]);
    let build =
        Stage::named("build", image("rust:1-slim-bookworm").family(Debian)).recipe(&services);
    let of = |package: &str, program: &str| {
        Stage::named(package, debian("bookworm-slim"))
            .account(uid(65532))
            .source(services.artifacts_of(package, &build))
            .entrypoint([format!("/usr/local/bin/{program}")])
    };
    let images = [of(package, program), of("second", "second")];
    emit(images).context(workspace_root()).dockerfile("two.Dockerfile");
}
