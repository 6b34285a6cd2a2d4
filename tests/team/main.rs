//! What is said of how images are built, in the files for bake and compose: literal, checked
//! against the declarations, read by both tools, and built on an engine.

mod engine;
mod literal;
mod refused;

use std::fs;
use std::process::{Command, Output};

use dockerfile_tests::docker::{Docker, said, unique};
use dockerfile_tests::emitted::Emitted;
use dockerfile_tests::opinions::compose;
use serde_json::{Value, json};

fn folder() -> Emitted {
    Emitted::empty(env!("CARGO_BIN_EXE_team"))
}

/// What a web service needs, said of it alone.
const WEB: [&str; 4] =
    ["image:web", "web.arg:VERSION=1.2", "web.env:token=TOKEN", "web.file:npm=.npm"];

/// Images that are gone when the test ends.
struct Images(Vec<String>);

impl Drop for Images {
    fn drop(&mut self) {
        for name in &self.0 {
            let _ = Command::new("docker").args(["image", "rm", "--force", name]).output();
        }
    }
}

fn words<'w>(words: &[&'w str], more: &[&'w str]) -> Vec<&'w str> {
    words.iter().chain(more).copied().collect()
}

fn bake_of(emitted: &Emitted) -> Value {
    serde_json::from_str(&emitted.text("docker-bake.json")).expect("JSON")
}

/// buildx in a folder, with this value of the variable that holds the secret.
fn bake(emitted: &Emitted, arguments: &[&str]) -> Output {
    let mut docker = Command::new("docker");
    docker.args(["buildx", "bake"]).args(arguments).current_dir(emitted.folder());
    docker.env("TOKEN", "hush-8d1f").output().expect("docker starts")
}

/// What bake reads in these files. In arguments, which another bake may read, it writes `$${`
/// for `${`.
fn read_by_bake(emitted: &Emitted, files: &[&str]) -> Value {
    let files = files.iter().flat_map(|file| ["--file", file]);
    let output = bake(emitted, &files.chain(["--print"]).collect::<Vec<_>>());
    assert!(output.status.success(), "{}", said(&output));
    let mut read: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    for target in read["target"].as_object_mut().expect("targets").values_mut() {
        let args = target.get_mut("args").and_then(Value::as_object_mut);
        for value in args.into_iter().flat_map(|args| args.values_mut()) {
            let text = value.as_str().expect("a text").replace("$${", "${").replace("%%{", "%{");
            *value = text.into();
        }
        // Compose has another way to write the same path.
        let secrets = target.get_mut("secret").and_then(Value::as_array_mut).into_iter().flatten();
        for src in secrets.filter_map(|secret| secret.get_mut("src")) {
            *src = src.as_str().expect("a path").trim_start_matches("./").into();
        }
    }
    read
}

/// What compose reads; in texts, which another compose may read, it writes `$$` for `$`.
fn read_by_compose(emitted: &Emitted) -> Option<Value> {
    let mut compose = compose()?;
    compose.args(["config", "--format", "json"]).current_dir(emitted.folder());
    let output = compose.env("TOKEN", "hush-8d1f").output().expect("compose starts");
    assert!(output.status.success(), "{}", said(&output));
    // A variable that is not set, or anything else that it takes for something.
    assert!(output.stderr.is_empty(), "{}", said(&output));
    let text = String::from_utf8(output.stdout).expect("UTF-8").replace("$$", "$");
    Some(serde_json::from_str(&text).expect("JSON"))
}

// ---- what stands in the files ----------------------------------------------------------

#[test]
fn what_is_said_of_one_wins_over_what_is_said_of_all() {
    let emitted = folder();
    let more = [
        "image:api",
        "image:pair",
        "web.tag:r.corp:5000/team/web:1.2",
        "web.tag:r.corp:5000/team/web",
        "pair.tag_of:two=r.corp:5000/team/two",
        "pair.arg:TWO=2",
        "all.arg:ONE=1",
        "all.arg:BASE=b",
        "all.arg:LEVEL=debug",
        "all.arg:HTTP_PROXY=http://proxy.corp:3128",
        "all.env:token=OTHER",
        "all.platforms:linux/amd64 linux/arm64",
        "api.platforms:linux/arm/v7",
        "pair.platforms:",
        "all.bake:docker-bake.json",
    ];
    emitted.succeeds_with(&words(&WEB, &more), &[]);
    let bake = bake_of(&emitted);
    assert_eq!(bake["group"]["default"]["targets"], json!(["web", "api", "one", "two"]));
    let file = |name: &str| format!("services/{name}/Dockerfile");
    let proxy = "http://proxy.corp:3128";
    let wanted = [
        (
            "web",
            json!({
                "context": ".",
                "dockerfile": file("web"),
                "target": "final",
                "args": { "HTTP_PROXY": proxy, "LEVEL": "debug", "VERSION": "1.2" },
                "secret": ["type=file,id=npm,src=./.npm", "type=env,id=token,env=TOKEN"],
                "tags": ["r.corp:5000/team/web:1.2", "r.corp:5000/team/web"],
                "platforms": ["linux/amd64", "linux/arm64"],
            }),
        ),
        (
            "api",
            json!({
                "context": ".",
                "dockerfile": file("api"),
                "target": "final",
                "args": { "HTTP_PROXY": proxy },
                "platforms": ["linux/arm/v7"],
            }),
        ),
        // Of one file, each has what its own stages declare, and the one that they go on from.
        (
            "one",
            json!({
                "context": ".",
                "dockerfile": file("pair"),
                "target": "one",
                "args": { "BASE": "b", "HTTP_PROXY": proxy, "ONE": "1" },
            }),
        ),
        (
            "two",
            json!({
                "context": ".",
                "dockerfile": file("pair"),
                "target": "two",
                "args": { "BASE": "b", "HTTP_PROXY": proxy, "TWO": "2" },
                "tags": ["r.corp:5000/team/two"],
            }),
        ),
    ];
    for (name, target) in wanted {
        assert_eq!(bake["target"][name], target, "{name}");
    }
}

/// What the declaration says of a build stands in the file by itself.
#[test]
fn what_the_declaration_knows() {
    let emitted = folder();
    let images =
        ["image:ssh", "image:host", "image:docs", "image:raw", "image:job", "image:default"];
    let more = [
        "docs.context:docs=guides/${x}",
        "raw.arg:GIVEN=2",
        "raw.arg:MORE=3",
        "raw.env:given=TOKEN",
        "all.bake:docker-bake.json",
    ];
    fs::create_dir_all(emitted.path("guides/${x}")).expect("a new folder");
    emitted.succeeds_with(&words(&images, &more), &[]);
    let target = &bake_of(&emitted)["target"];
    // An agent that a step does without is nobody's to demand.
    assert_eq!(target["ssh"]["ssh"], json!(["default"]));
    assert_eq!(target["host"]["entitlements"], json!(["network.host"]));
    assert_eq!(target["docs"]["contexts"], json!({ "docs": "./guides/$${x}" }));
    assert_eq!(target["raw"]["args"], json!({ "GIVEN": "2", "MORE": "3" }));
    assert_eq!(target["raw"]["secret"], json!(["type=env,id=given,env=TOKEN"]));
    assert_eq!(target["job"]["secret"], Value::Null);
    assert_eq!(target["default"]["target"], "default");
}

/// Files of another folder than the package's.
#[test]
fn paths_begin_at_the_folder_of_the_file() {
    let emitted = folder();
    let more = ["all.bake:ci/docker-bake.json", "all.compose:ci/compose.yaml"];
    fs::create_dir(emitted.path("ci")).expect("a new folder");
    emitted.succeeds_with(&words(&WEB, &more), &[]);
    let bake: Value = serde_json::from_str(&emitted.text("ci/docker-bake.json")).expect("JSON");
    let web = &bake["target"]["web"];
    assert_eq!(
        (&web["context"], &web["dockerfile"]),
        (&json!(".."), &json!("services/web/Dockerfile"))
    );
    assert_eq!(web["secret"][0], "type=file,id=npm,src=../.npm");
    let compose = emitted.text("ci/compose.yaml");
    assert!(compose.contains("      context: \"..\"\n"), "{compose}");
    assert!(compose.contains("    file: \"../.npm\"\n"), "{compose}");
}

// ---- what is refused ------------------------------------------------------------------

/// Every checkout has another name.
#[test]
fn no_target_is_called_after_the_checkout() {
    let emitted = folder();
    let at_root = ["image:api", "api.dockerfile:Dockerfile", "all.bake:docker-bake.json"];
    emitted.succeeds_with(&at_root, &[("CARGO_PKG_NAME", "shop")]);
    assert_eq!(bake_of(&emitted)["group"]["default"]["targets"], json!(["shop"]));
    let mut nameless = emitted.command_of(&at_root, &[]);
    let output = nameless.env_remove("CARGO_PKG_NAME").output().expect("the program starts");
    assert!(said(&output).contains("after the folder of this checkout"), "{}", said(&output));
}

/// The file of a secret is in no layer, also where the folder that it is in is copied.
#[test]
fn the_file_of_a_secret_stays_out_of_the_context() {
    let emitted = folder();
    let of = |image: &'static str, file: &'static str| {
        ["image:folder", image, file, "all.bake:app/docker-bake.json", "all.union:"]
    };
    emitted.make("app/main", "x");
    emitted.make("app/token", "hush-8d1f");
    emitted.make("app/kept/token", "hush-8d1f");
    std::os::unix::fs::symlink("kept/token", emitted.path("app/link")).expect("a link");
    for (file, out) in [
        ("all.file:token=app/token", &["app/token"][..]),
        ("folder.file:token=app/token", &["app/token"]),
        ("all.file:token=./app/../app/token", &["app/token"]),
        ("all.file:token=app/link", &["app/link", "app/kept/token"]),
    ] {
        emitted.succeeds_with(&of("folder.root:", file), &[]);
        for ignore in ["services/folder/Dockerfile.dockerignore", ".dockerignore"] {
            let ignore = emitted.text(ignore);
            // What builds all of them is another cache key of none of them.
            for out in out.iter().chain(&["app/docker-bake.json"]) {
                assert!(ignore.lines().any(|line| line == *out), "{out}: {ignore}");
            }
        }
    }
    let fails = emitted.fails_with(&[
        "image:file",
        "file.file:token=app/token",
        "all.bake:docker-bake.json",
    ]);
    assert!(
        fails.contains("`app/token` builds images or holds a secret, and is copied"),
        "{fails}"
    );
    if Docker::connect().is_none() {
        return;
    }
    let images = Images(vec![unique("dockerfile-tests-folder")]);
    let tag = format!("folder.tag:{}", images.0[0]);
    let words = words(
        &of("folder.root:", "all.file:token=app/token")[..3],
        &[&tag, "all.bake:docker-bake.json"],
    );
    emitted.remove("app/link");
    emitted.remove("app/kept/token");
    emitted.succeeds_with(&words, &[]);
    let output = bake(&emitted, &["--file", "docker-bake.json", "--load"]);
    assert!(output.status.success(), "{}", said(&output));
    let listed =
        Command::new("docker").args(["run", "--rm", &images.0[0], "ls", "/srv/app"]).output();
    let listed = String::from_utf8(listed.expect("docker starts").stdout).expect("UTF-8");
    assert!(listed.contains("main") && !listed.contains("token"), "{listed}");
}

// ---- every text is literal ----------------------------------------------------------------

// ---- compose ----------------------------------------------------------------------------------

/// `docker buildx bake` without `--file` reads both files, one over the other.
#[test]
fn the_two_files_say_the_same() {
    if Docker::connect().is_none() {
        return;
    }
    let emitted = folder();
    emitted.write(".npm", "x");
    let more = [
        "image:pair",
        "web.tag:r.corp:5000/team/web:1.2",
        "web.tag:r.corp:5000/team/web",
        "all.platforms:linux/amd64",
        "all.cache:r.corp:5000/cache",
        "all.bake:docker-bake.json",
        "all.compose:compose.yaml",
    ];
    emitted.succeeds_with(&words(&WEB, &more), &[]);
    let bake = read_by_bake(&emitted, &["docker-bake.json"]);
    assert_eq!(read_by_bake(&emitted, &[]), bake);
    let mut of_compose = read_by_bake(&emitted, &["compose.yaml"]);
    for (name, target) in of_compose["target"].as_object_mut().expect("targets") {
        // Nobody's laptop writes the registry's cache.
        assert_eq!(target.get("cache-to"), None);
        target["cache-to"] = bake["target"][name]["cache-to"].clone();
    }
    assert_eq!(of_compose, bake);
}

#[test]
fn compose_reads_services() {
    let emitted = folder();
    let more =
        ["image:api", "image:job", "job.env:key=K1", "web.tag:r/web:1", "all.compose:compose.yaml"];
    emitted.succeeds_with(&words(&WEB, &more), &[]);
    let Some(read) = read_by_compose(&emitted) else { return };
    let web = &read["services"]["web"];
    assert_eq!(web["image"], "r/web:1");
    assert_eq!(web["pull_policy"], "build");
    assert_eq!(
        web["build"]["context"],
        emitted.folder().canonicalize().expect("it is there").to_str().expect("UTF-8")
    );
    assert_eq!(web["build"]["args"], json!({ "VERSION": "1.2" }));
    // A value that another one is part of stands in the image alone, and PATH is the base's.
    assert_eq!(web["environment"], json!({ "GREETING": "costs $5, ${x} or %{y}", "PORT": "8080" }));
    let port = |service: &str, at: usize| {
        let port = &read["services"][service]["ports"][at];
        let of = |key: &str| port[key].to_string().replace('"', "");
        [of("host_ip"), of("published"), of("target"), of("protocol")].join(" ")
    };
    // Two services have it: each is published under a free one.
    assert_eq!(port("web", 0), "127.0.0.1 null 8080 tcp");
    assert_eq!(port("api", 0), "127.0.0.1 null 8080 tcp");
    assert_eq!(port("web", 1), "127.0.0.1 53 53 udp");
    let volume = &web["volumes"][0];
    assert_eq!(
        (&volume["source"], &volume["target"]),
        (&json!("web.var.lib.a..2eb"), &json!("/var/lib/a.b"))
    );
    assert_eq!(read["secrets"]["token"]["environment"], "TOKEN");
    assert_eq!(read["secrets"]["key"]["environment"], "K1");
}

/// A file of compose is kept like every other.
#[test]
fn the_files_are_checked_like_every_other() {
    let emitted = folder();
    let all = words(&WEB, &["all.bake:docker-bake.json", "all.compose:compose.yaml"]);
    emitted.succeeds_with(&all, &[]);
    let ci = [("CI", "true")];
    emitted.succeeds_with(&all, &ci);
    let changed: Vec<&str> = all
        .iter()
        .map(|word| if word.contains("VERSION") { "web.arg:VERSION=2" } else { word })
        .collect();
    let output = emitted.command_of(&changed, &ci).output().expect("the program starts");
    for file in ["docker-bake.json", "compose.yaml"] {
        assert!(
            said(&output).contains(&format!("`{file}` is not what build.rs declares")),
            "{}",
            said(&output)
        );
    }
    let written = emitted.text("compose.yaml");
    emitted.write("compose.yaml", written.replace("8080", "80"));
    let fails = emitted.fails_with(&all);
    assert!(fails.contains("`compose.yaml` was edited by hand"), "{fails}");
    // Somebody's own is nobody's to write over.
    emitted.write("compose.yaml", "services: {}\n");
    let fails = emitted.fails_with(&all);
    assert!(fails.contains("`compose.yaml` is there already"), "{fails}");
}

// ---- one ignore file ----------------------------------------------------------------------------

/// An image at the context's root has its own beside that of all.
#[test]
fn the_union_is_right_with_a_dockerfile_at_the_root() {
    let emitted = folder();
    let all = ["image:api", "image:web", "api.dockerfile:Dockerfile", "all.union:"];
    emitted.succeeds_with(&all, &[]);
    let files = || {
        let names =
            [".dockerignore", "Dockerfile.dockerignore", "services/web/Dockerfile.dockerignore"];
        names.map(|name| emitted.text(name))
    };
    let written = files();
    emitted.succeeds_with(&all, &[("CI", "true")]);
    emitted.succeeds_with(&all, &[]);
    assert_eq!(files(), written);
}

// ---- real builds ----------------------------------------------------------------------------------
