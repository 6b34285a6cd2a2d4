//! A small program that emits the images, with what is said of how they are built, that its words
//! name, into the folder of `CARGO_MANIFEST_DIR`: `image:web web.arg:VERSION=1.2 bake:x.json`.
//!
//! A word in front of the first `.` is the image that something is said of, or `all`.

use dockerfile_core::{
    Emission, Emissions, Image, Stage, arg, context, copy, debian, dir, emit, emit_all, run,
    secret, ssh, udp, uid, workspace_root,
};

/// A service with variables and secrets of its build, two ports and a volume.
fn web() -> Image {
    let version = arg("VERSION");
    let build = Stage::named("build", debian("bookworm-slim"))
        .build_env("LEVEL", arg("LEVEL").default("info"))
        .build(
            run("mkdir /out && sha256sum /run/secrets/token > /out/token").mount(secret("token")),
        )
        .build(
            run("test ! -f /run/secrets/npm || sha256sum /run/secrets/npm > /out/npm")
                .mount(secret("npm").optional()),
        );
    Stage::from(debian("bookworm-slim"))
        .layout(dir("/var/lib/a.b").writable())
        .account(uid(7))
        .source(copy("/out").from(&build).to("/srv/out"))
        .env("APP_VERSION", &version)
        .env("GREETING", "costs $5, ${x} or %{y}")
        .env("PORT", 8080)
        .path("/opt/bin")
        .expose(8080)
        .expose(udp(53))
        .volume("/var/lib/a.b")
        .cmd(["sleep", "60"])
        .into()
}

/// What a word names.
fn image(name: &str) -> Image {
    let base = || Stage::from(debian("bookworm-slim")).account(uid(7));
    match name {
        "web" => web(),
        "api" => base().env("MODE", "api").expose(8080).cmd(["sleep", "60"]).into(),
        // Reads nothing of `token`, and a secret of its own.
        "job" => base().build(run("true").mount(secret("key").optional())).into(),
        "pair" => {
            let common = Stage::named("common", debian("bookworm-slim"))
                .account(uid(7))
                .build(run("true").uses(arg("BASE")));
            let one = Stage::named("one", &common).env("X", arg("ONE")).cmd(["id"]);
            let two = Stage::named("two", &common).env("Y", arg("TWO")).cmd(["env"]);
            Image::from([one, two])
        }
        "docs" => base().source(copy("/guide").from(context("docs"))).into(),
        // Copies a folder, or a file of it, and mounts a secret.
        "folder" | "file" => {
            let source = if name == "folder" { "app" } else { "app/token" };
            base()
                .source(copy(source).to("/srv/app"))
                .build(run("true").mount(secret("token")))
                .into()
        }
        "ssh" => base()
            .build(run("true").mount(ssh()))
            .build(run("true").mount(ssh().id("x").optional()))
            .into(),
        "host" => base().build(run("true").host_network("why")).into(),
        "raw" => base()
            .raw("ARG GIVEN=1 MORE", "why")
            .raw("RUN --mount=type=secret,id=given true", "why")
            .into(),
        // Three hundred variables, and what a step finds in them.
        "args" => {
            let step = run("env -0 > /env");
            base().build((0..300).fold(step, |step, at| step.uses(arg(format!("A{at}"))))).into()
        }
        "default" => Stage::named("default", debian("bookworm-slim")).account(uid(7)).into(),
        name => panic!("no image `{name}`"),
    }
}

/// Said of one image or of all: the words are the same.
macro_rules! said {
    ($what:ident, $key:ident, $value:ident, $of:expr) => {{
        let (name, more) = $value.split_once('=').unwrap_or(($value, ""));
        match $key {
            "arg" => $of.build_arg(name, more),
            "env" => $of.secret_from_env(name, more),
            "file" => $of.secret_from_file(name, more),
            "context" => $of.build_context(name, more),
            "platforms" => {
                $of.platforms($value.split(' ').filter(|p| !p.is_empty()).collect::<Vec<_>>())
            }
            key => return $what(key, $value, $of),
        }
    }};
}

fn of_image(key: &str, value: &str, one: Emission) -> Emission {
    fn more(key: &str, value: &str, one: Emission) -> Emission {
        match key {
            "tag" => one.tag(value),
            "tag_of" => {
                let (stage, tag) = value.split_once('=').expect("a stage and a tag");
                one.tag_of(stage, tag)
            }
            "dockerfile" => one.dockerfile(value),
            "root" => one.context(workspace_root()),
            key => panic!("nothing of an image is `{key}`"),
        }
    }
    said!(more, key, value, one)
}

fn of_all(key: &str, value: &str, all: Emissions) -> Emissions {
    fn more(key: &str, value: &str, all: Emissions) -> Emissions {
        match key {
            "cache" => all.cache(value),
            "bake" => all.bake(value),
            "compose" => all.compose(value),
            "union" => all.union_ignore(),
            key => panic!("nothing of all is `{key}`"),
        }
    }
    said!(more, key, value, all)
}

fn main() {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let split = |word: &String| {
        let (key, value) = word.split_once(':').unwrap_or((word, ""));
        (key.to_owned(), value.to_owned())
    };
    let words: Vec<(String, String)> = words.iter().map(split).collect();
    let names = words.iter().filter(|(key, _)| key == "image").map(|(_, name)| name);
    let images = names.map(|name| {
        let mut one = emit(image(name)).dockerfile(format!("services/{name}/Dockerfile"));
        for (key, value) in &words {
            if let Some(key) = key.strip_prefix(&format!("{name}.")) {
                one = of_image(key, value, one);
            }
        }
        one
    });
    let images: Vec<Emission> = images.collect();
    if words.iter().any(|(key, _)| key == "alone") {
        return drop(images);
    }
    let mut all = emit_all(images);
    for (key, value) in &words {
        if let Some(key) = key.strip_prefix("all.") {
            all = of_all(key, value, all);
        }
    }
}
