//! A small program that emits the image of a package of a workspace into the folder of
//! `CARGO_MANIFEST_DIR`, which is the build context: `cargo_image PACKAGE,PACKAGE FOLDER PROGRAM`, and
//! options such as `feature=extra`, one for each call of the recipe's methods.

use std::env;
use std::path::PathBuf;

use dockerfile_core::{Debian, Stage, cargo, debian, emit, image, uid};

fn main() {
    let context = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").expect("a build context"));
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [package, folder, program, options @ ..] = arguments.as_slice() else {
        panic!("a package, a folder, a program, and options: {arguments:?}");
    };
    let packages: Vec<&str> = package.split(',').collect();
    let mut app = cargo(packages.as_slice()).workspace(folder).context(&context);
    for option in options {
        let (name, value) = option.split_once('=').expect("name=value");
        app = match name {
            "feature" => app.features([value]),
            "bare" => app.no_default_features(),
            "profile" => app.profile(value),
            "stable" => app.stable([value]),
            "also" => app.also([value]),
            "bin" => app.bins([value]),
            "env" => {
                let (name, value) = value.split_once('=').expect("env=NAME=value");
                app.env(name, value)
            }
            "incremental" => app.incremental(),
            _ => panic!("no such option: {option}"),
        };
    }
    let build = Stage::named("build", image("rust:1-slim-bookworm").family(Debian)).recipe(&app);
    let image = Stage::from(debian("bookworm-slim"))
        .account(uid(65532))
        .source(app.artifacts(&build))
        .entrypoint([format!("/usr/local/bin/{program}")]);
    emit(image).context(context);
}
