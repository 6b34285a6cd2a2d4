//! A small program that emits the image of one package of the folder of `CARGO_MANIFEST_DIR`, told
//! as `word=value` by each argument, in any order and as often as needed.

use std::env::args;

use dockerfile_core::{Cargo, Debian, Stage, apt, cargo, debian, emit, image, uid, workspace_root};

fn main() {
    let values = |word: &'static str| {
        let values = args().skip(1).filter_map(|argument| {
            argument.strip_prefix(word)?.strip_prefix('=').map(str::to_owned)
        });
        values.collect::<Vec<_>>()
    };
    let one = |word| values(word).into_iter().next();
    let mut app: Cargo =
        cargo(one("package").expect("a package")).features(values("feature")).also(values("file"));
    if let Some(folder) = one("workspace") {
        app = app.workspace(folder);
    }
    if let Some(profile) = one("profile") {
        app = app.profile(profile);
    }
    if one("default-features").is_some_and(|word| word == "no") {
        app = app.no_default_features();
    }
    for pair in values("env") {
        let (name, value) = pair.split_once('=').expect("a variable has a value");
        app = app.env(name, value);
    }
    let packages = values("apt");
    let build = Stage::named("build", image("rust:1-slim-bookworm").family(Debian))
        .packages((!packages.is_empty()).then(|| apt(packages)));
    let build = build.dependencies(app.dependencies()).source(app.sources()).build(app.build());
    let image = Stage::from(debian("bookworm-slim"))
        .account(uid(65532))
        .source(app.artifacts(&build))
        .entrypoint([format!("/usr/local/bin/{}", one("program").expect("a program"))]);
    emit(image).context(workspace_root());
}
