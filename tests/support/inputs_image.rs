//! A small program that emits the images of `examples/quay`, or says what they are made of:
//! `inputs_image`, `inputs_image inputs`, `inputs_image text`. The workspace is the folder of
//! `CARGO_MANIFEST_DIR`; what a test changes of the declaration stands in its `images.txt`, as
//! lines `name=value`.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::{env, fs};

use dockerfile_core::{Debian, Entrypoint, Stage, arg, cargo, copy, debian, emit, image, run, uid};

fn main() {
    let said = Said::read();
    let emission = emit(programs(&said));
    match env::args().nth(1).as_deref() {
        None => drop(emission),
        Some(word) => {
            for image in emission.inputs().unwrap_or_else(|report| panic!("{report}")) {
                println!("{} {}", image.name, image.digest);
                if word == "text" {
                    println!("{image}\0");
                }
            }
        }
    }
}

/// What a test changes.
struct Said(BTreeMap<String, String>);

impl Said {
    fn read() -> Self {
        let folder = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").expect("a workspace"));
        let text = fs::read_to_string(folder.join("images.txt")).unwrap_or_default();
        let lines = text.lines().filter_map(|line| line.split_once('='));
        Self(lines.map(|(name, value)| (name.to_owned(), value.to_owned())).collect())
    }

    fn of(&self, name: &str) -> &str {
        self.0.get(name).map_or("first", String::as_str)
    }
}

fn programs(said: &Said) -> [Stage<Entrypoint, Debian>; 2] {
    let services = cargo(["api", "watch"]).workspace(".");
    let rust = image("rust:1-slim-bookworm").family(Debian);
    let build = Stage::named("build", rust)
        .label("com.example.build", said.of("build-label"))
        .recipe(&services);
    ["api", "watch"].map(|name| {
        Stage::named(name, debian("bookworm-slim"))
            .account(uid(65532))
            .source(services.artifacts_of(name, &build))
            .source(copy("assets").to("/srv/assets"))
            .comment(said.of("comment"))
            .build(run(["ls", "/srv/assets"]))
            .env("MODE", arg("MODE").default(said.of("argument")))
            .env("REGION", said.of("env"))
            .label("com.example.label", said.of("label"))
            .expose(said.of("port").parse::<u16>().unwrap_or(8080))
            .entrypoint([format!("/usr/local/bin/{name}")])
    })
}
