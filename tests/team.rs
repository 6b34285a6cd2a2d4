//! What is said of how images are built, in the files for bake and compose: literal, checked
//! against the declarations, read by both tools, and built on an engine.

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

/// Each is one mistake, and one error.
#[test]
fn what_does_not_fit_the_declaration_is_an_error() {
    let bake = "all.bake:docker-bake.json";
    let with_compose = "all.compose:compose.yaml";
    #[rustfmt::skip]
    let mistakes: &[(&[&str], &str)] = &[
        (&["web.arg:VERSON=1", bake], "the image does not declare the build argument `VERSON`"),
        (&["all.arg:VERSON=1", bake], "no image declares the build argument `VERSON`"),
        (&["web.arg:BUILDKIT_SYNTAX=x", bake], "variable name:"),
        (&["web.arg:TARGETARCH=arm64", bake], "variable name: a builder sets this one itself"),
        (&["web.arg:LEVEL=http://u:p4ss@h/", bake], "a URL in it carries a password or a token"),
        (&["web.arg:LEVEL=a", "web.arg:LEVEL=b", bake], "the build argument `LEVEL` is given twice"),
        (&["all.arg:HTTPS_PROXY=http://u:p4ss@proxy:3128", bake], "a URL in it carries a password or a token"),
        (&["web.env:tokn=T", bake], "no step of the image mounts the secret `tokn`"),
        (&["all.file:tokn=T", bake], "no image mounts the secret `tokn`"),
        (&["web.arg:LEVEL=ghp_p4ssC7e42F292c6912E7710c838347", bake], "this text is a token or a private key"),
        (&["web.arg:LEVEL=-----BEGIN PRIVATE KEY-----\np4ss", bake], "this text is a token or a private key"),
        (&["web.env:npm=ghp_p4ssC7e42F292c6912E7710c838347", bake], "this text is a token or a private key"),
        (&["web.file:npm=ghp_p4ssC7e42F292c6912E7710c838347", with_compose], "this text is a token or a private key"),
        (&["all.env:npm=A B", bake], "variable name: 1 to 255 letters"),
        (&["all.file:npm=~/.npmrc", bake], "`~/.npmrc` names no file of a secret"),
        (&["all.file:npm=", bake], "`` names no file of a secret"),
        (&["all.file:npm=..", bake], "`..` names no file of a secret"),
        (&["web.context:docs=.", bake], "the image does not take files from the context `docs`"),
        (&["all.context:docs=.", bake], "no image takes files from the context `docs`"),
        (&["image:docs", bake], "nothing says which folder the context `docs` of `docs` is"),
        (&["image:docs", "docs.context:docs=missing", bake], "there is no folder"),
        (&["web.platforms:linux/amd46", bake], "platform: a system and a machine"),
        (&["all.platforms:linux/amd64,linux/arm64", bake], "platform: a system and a machine"),
        (&["web.tag:Web", bake], "tag: write"),
        (&["web.tag:web:${x}", bake], "tag: write"),
        (&["web.tag_of:web=web:1", bake], "no target of the image is called `web`"),
        (&["image:pair", "pair.tag:pair:1", bake], "the image has several targets, and this is the tag of one"),
        (&["image:api", "web.tag:r/web", "api.tag:r/web:latest", bake], "two targets would be tagged `r/web:latest`"),
        (&["all.cache:r/cache:web", bake], "repository: write"),
        (&["all.cache:r/cache,mode=max", bake], "repository: write"),
        (&["web.dockerfile:-x.Dockerfile", bake], "target name: 1 to 128"),
        (&["web.dockerfile:.Dockerfile", bake], "target name: 1 to 128"),
        (&["web.dockerfile:Web.Dockerfile", bake, with_compose], "service name: lower-case"),
        (&["web.dockerfile:_.Dockerfile", with_compose], "service name: lower-case"),
        (&["image:api", "api.dockerfile:x/web.Dockerfile", bake], "two images would be the bake target `web`"),
        (&["web.arg:LEVEL=e\u{301}", bake], "bake would change `e"),
        (&["web.file:npm=cafe\u{301}", with_compose, bake], "bake would change"),
        (&["web.file:npm=cafe\u{301}", with_compose], "compose would change"),
        (&["web.arg:LEVEL=%{if true}a%{endif}", with_compose], "compose would change"),
        (&["web.arg:LEVEL=%{if true}a%{endif}", with_compose, bake], "compose would change"),
        (&["web.file:npm=a,b", with_compose], "compose would change"),
        (&["web.file:npm=${x}", with_compose], "compose would change"),
        (&["all.bake:docker-bake.hcl"], "the name of `docker-bake.hcl` does not end with `.json`"),
        (&["all.compose:compose.json"], "the name of `compose.json` does not end with `.yaml`"),
        (&["web.platforms:linux/amd64"], "no file says this to a builder"),
        (&["all.cache:r/cache"], "no file says this to a builder"),
    ];
    for (more, wanted) in mistakes {
        let emitted = folder();
        // Said of it where it counts, so that nothing else is missing.
        let needed: &[&str] = match more
            .iter()
            .any(|word| word.starts_with("all.bake") || word.starts_with("all.compose"))
        {
            true => &["image:web", "web.env:token=TOKEN"],
            false => &["image:web"],
        };
        let fails = emitted.fails_with(&words(needed, more));
        assert!(fails.contains(wanted), "{more:?}: {fails}");
        assert_eq!(fails.matches("error: ").count(), 1, "{more:?}: {fails}");
        assert!(!fails.contains("p4ss"), "{fails}");
        assert!(!emitted.path("services").exists(), "{more:?} wrote");
    }
}

/// A secret that a step cannot do without comes from somewhere.
#[test]
fn a_required_secret_without_a_source_is_an_error() {
    for file in ["all.bake:docker-bake.json", "all.compose:compose.yaml"] {
        let fails = folder().fails_with(&["image:web", file]);
        assert!(
            fails.contains("nothing says where the secret `token` of `web` comes from"),
            "{fails}"
        );
        assert!(fails.contains(".secret_from_env(\"token\", \"NAME\")"), "{fails}");
    }
    // Without such a file nobody asks.
    folder().succeeds_with(&["image:web"], &[]);
}

/// An image that is emitted by itself has no file that could say it.
#[test]
fn what_no_file_takes_up_is_an_error() {
    let fails = folder().fails_with(&["image:web", "web.tag:web:1", "alone:"]);
    assert!(fails.contains("no file says this to a builder"), "{fails}");
}

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

/// Everything that either reader could take for something else.
fn hostile() -> Vec<String> {
    let mut texts: Vec<String> = [
        "",
        " ",
        " a ",
        "a b",
        "\t",
        "a\nb",
        "a\r\nb",
        "\\",
        "\\n",
        "\"",
        "\\\"",
        "'",
        "`",
        "{",
        "}",
        "{{x}}",
        "#",
        " # a",
        ": ",
        "a: b",
        "- a",
        "&a",
        "*a",
        "!a",
        "|",
        ">",
        "%",
        "%a",
        "@",
        "?",
        "[a]",
        "null",
        "~",
        "true",
        "yes",
        "0x10",
        "1_000",
        "012",
        "12:30",
        "1e3",
        ".5",
        "<<",
        "---",
        "...",
        "${",
        "${}",
        "${x}",
        "${x:-y}",
        "${x?y}",
        "$x",
        "$$",
        "$$x",
        "$${x}",
        "$$${x}",
        "$$$${x}",
        "$1",
        "%{",
        "%{if x}",
        "%%{x}",
        "%%%{x}",
        "${\"$\"}{x}",
        "~}",
        "${~x~}",
        "a,b",
        "a=b",
        "é",
        "ß",
        "日本",
        "🦀",
        "\u{85}",
        "\u{a0}",
        "\u{2028}",
        "\u{2029}",
        "\u{202e}",
        "x\u{feff}",
        "\u{fffe}",
        "\u{7f}",
        "\u{1}",
        "\u{1b}[1m",
        "--x",
        "-",
        "a'b\"c$d%e\\f{g}",
    ]
    .map(str::to_owned)
    .into();
    for a in ["$", "%", "{", "x", "\\"] {
        for b in ["$", "%", "{", "\"", "$$"] {
            for c in ["$", "%", "{", "x}", "{x}"] {
                texts.push(format!("{a}{b}{c}"));
            }
        }
    }
    texts
}

/// An argument for each text, and what two builders make of it.
#[test]
fn every_argument_is_literal() {
    if Docker::connect().is_none() {
        return;
    }
    let images =
        Images(vec![unique("dockerfile-tests-literal"), unique("dockerfile-tests-literal")]);
    let texts = hostile();
    let by_bake: Vec<&String> = texts.iter().collect();
    // It says so, and nothing is written.
    let by_compose: Vec<&String> = texts.iter().filter(|text| !text.contains("%{")).collect();
    let emit = |texts: &[&String], tag: &str, file: &str| {
        let args = texts.iter().enumerate().map(|(at, text)| format!("args.arg:A{at}={text}"));
        let args: Vec<String> = args.chain([format!("args.tag:{tag}")]).collect();
        let mut words = vec!["image:args", file];
        words.extend(args.iter().map(String::as_str));
        let emitted = folder();
        emitted.succeeds_with(&words, &[]);
        emitted
    };
    let judge = |texts: &[&String], image: &str| {
        let output = Command::new("docker").args(["run", "--rm", image, "cat", "/env"]).output();
        let env = output.expect("docker starts").stdout;
        let env: Vec<&[u8]> = env.split(|byte| *byte == 0).collect();
        for (at, text) in texts.iter().enumerate() {
            let wanted = format!("A{at}={text}");
            assert!(env.contains(&wanted.as_bytes()), "{wanted:?} is not in the step of {image}");
        }
    };
    let emitted = emit(&by_bake, &images.0[0], "all.bake:docker-bake.json");
    let read = read_by_bake(&emitted, &["docker-bake.json"]);
    for (at, text) in by_bake.iter().enumerate() {
        assert_eq!(read["target"]["args"]["args"][format!("A{at}")], text.as_str());
    }
    let output = bake(&emitted, &["--file", "docker-bake.json", "--load"]);
    assert!(output.status.success(), "{}", said(&output));
    judge(&by_bake, &images.0[0]);

    let Some(mut compose) = compose() else { return };
    let emitted = emit(&by_compose, &images.0[1], "all.compose:compose.yaml");
    let read = read_by_bake(&emitted, &["compose.yaml"]);
    for (at, text) in by_compose.iter().enumerate() {
        assert_eq!(read["target"]["args"]["args"][format!("A{at}")], text.as_str());
    }
    let output = compose.arg("build").current_dir(emitted.folder()).output();
    let output = output.expect("compose starts");
    assert!(output.status.success(), "{}", said(&output));
    judge(&by_compose, &images.0[1]);
}

/// Folders and files with such names.
#[test]
fn paths_are_literal() {
    if Docker::connect().is_none() {
        return;
    }
    for name in [
        "${x}",
        "%{x}",
        "a b",
        "$x",
        "a,b",
        "a\"b",
        "'",
        "github.com",
        "é",
        "https:",
        "-",
        "~",
        "#",
    ] {
        let emitted = folder();
        emitted.make(&format!("{name}/docs/guide"), "x");
        emitted.make(&format!("{name}/.npm"), "x");
        let context = format!("docs.context:docs={name}/docs");
        let file = format!("web.file:npm=./{name}/.npm");
        let dockerfile = format!("web.dockerfile:./{name}/web.Dockerfile");
        let of_this =
            ["image:web", "image:docs", "web.env:token=TOKEN", &file, &context, &dockerfile];
        emitted.succeeds_with(&words(&of_this, &["all.bake:docker-bake.json"]), &[]);
        let by_compose = words(&of_this, &["all.compose:compose.yaml"]);
        let mut files = vec!["docker-bake.json"];
        if ["${", "%{", ",", "\""].iter().any(|part| name.contains(part)) {
            let fails = emitted.fails_with(&by_compose);
            assert!(fails.contains("compose would change"), "{fails}");
        } else {
            emitted.succeeds_with(&by_compose, &[]);
            files.push("compose.yaml");
        }
        for file in files {
            let read = read_by_bake(&emitted, &[file]);
            let web = &read["target"]["web"];
            let there = |value: &Value| {
                let path = value.as_str().expect("a path").trim_start_matches("./").to_owned();
                assert!(emitted.path(&path).exists(), "{name:?} of {file}: {path}");
            };
            there(&web["dockerfile"]);
            let secrets = web["secret"].as_array().expect("secrets");
            there(&secrets.iter().find(|one| one["id"] == "npm").expect("npm")["src"]);
            there(&read["target"]["docs"]["contexts"]["docs"]);
        }
    }
}

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

/// The hash of the secret, which the image's step wrote, and what the image holds of the rest.
fn judge_image(name: &str) {
    let docker = |arguments: &[&str]| {
        let output = Command::new("docker").args(arguments).output().expect("docker starts");
        assert!(output.status.success(), "{arguments:?}: {}", said(&output));
        output.stdout
    };
    let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
    let env = text(docker(&["image", "inspect", "--format", "{{json .Config.Env}}", name]));
    assert!(env.contains("\"APP_VERSION=1.2 ${x} $y\""), "{env}");
    let sums = text(docker(&["run", "--rm", name, "cat", "/srv/out/token", "/srv/out/npm"]));
    let sum_of = |secret: &str| {
        let script = format!("printf %s {secret} | sha256sum | cut -d ' ' -f 1");
        text(Command::new("sh").args(["-c", &script]).output().expect("sh starts").stdout)
    };
    for secret in ["hush-8d1f", "still-41c0"] {
        assert!(sums.contains(sum_of(secret).trim()), "{sums}");
    }
    let whole = docker(&["save", name]);
    let history = docker(&["history", "--no-trunc", name]);
    for bytes in [whole, history] {
        for secret in ["hush-8d1f", "still-41c0"] {
            let found = bytes.windows(secret.len()).any(|at| at == secret.as_bytes());
            assert!(!found, "{secret} is in {name}");
        }
    }
}

/// Images that are gone when the test ends.
struct Images(Vec<String>);

impl Drop for Images {
    fn drop(&mut self) {
        for name in &self.0 {
            let _ = Command::new("docker").args(["image", "rm", "--force", name]).output();
        }
    }
}

#[test]
fn bake_builds_with_an_argument_and_secrets() {
    if Docker::connect().is_none() {
        return;
    }
    let emitted = folder();
    let images = Images(vec![unique("dockerfile-tests-baked")]);
    let tag = format!("web.tag:{}", images.0[0]);
    emitted.write(".npm", "still-41c0");
    let more = ["web.arg:VERSION=1.2 ${x} $y", &tag, "all.bake:docker-bake.json"];
    let web = ["image:web", "web.env:token=TOKEN", "web.file:npm=.npm"];
    emitted.succeeds_with(&words(&web, &more), &[]);
    for file in ["docker-bake.json", "services/web/Dockerfile"] {
        assert!(!emitted.text(file).contains("hush"), "{file}");
    }
    let output = bake(&emitted, &["--file", "docker-bake.json", "--progress=plain", "--load"]);
    assert!(output.status.success(), "{}", said(&output));
    judge_image(&images.0[0]);
}

#[test]
fn compose_builds_and_starts_what_it_says() {
    let (Some(_), Some(_)) = (Docker::connect(), compose()) else { return };
    let emitted = folder();
    let project = unique("dockerfile-tests-composed");
    let images = Images(vec![unique("dockerfile-tests-composed"), format!("{project}-api")]);
    let tag = format!("web.tag:{}", images.0[0]);
    emitted.write(".npm", "still-41c0");
    let more = ["image:api", "web.arg:VERSION=1.2 ${x} $y", &tag, "all.compose:compose.yaml"];
    let web = ["image:web", "web.env:token=TOKEN", "web.file:npm=.npm"];
    emitted.succeeds_with(&words(&web, &more), &[]);
    let compose = |arguments: &[&str]| {
        let mut compose = compose().expect("it was there");
        compose.args(["--project-name", &project, "--progress=plain"]).args(arguments);
        let compose = compose.env("TOKEN", "hush-8d1f").current_dir(emitted.folder());
        let output = compose.output().expect("compose starts");
        assert!(output.status.success(), "{arguments:?}: {}", said(&output));
        String::from_utf8_lossy(&output.stdout).into_owned()
    };
    compose(&["build"]);
    judge_image(&images.0[0]);
    compose(&["up", "--detach", "--wait", "api"]);
    // It is built again when what is declared is another.
    let mut other = words(&web, &more);
    other[4] = "web.arg:VERSION=1.3";
    emitted.succeeds_with(&other, &[]);
    let version = compose(&["run", "--rm", "--no-TTY", "web", "printenv", "APP_VERSION"]);
    assert!(version.ends_with("\n1.3\n"), "{version}");
    emitted.succeeds_with(&words(&web, &more), &[]);
    let port = compose(&["port", "api", "8080"]);
    assert!(port.starts_with("127.0.0.1:"), "{port}");
    assert_eq!(compose(&["exec", "--no-TTY", "api", "printenv", "MODE"]).trim(), "api");
    let greeting =
        compose(&["run", "--rm", "--no-TTY", "web", "printenv", "GREETING", "APP_VERSION"]);
    assert!(greeting.ends_with("\ncosts $5, ${x} or %{y}\n1.2 ${x} $y\n"), "{greeting}");
    compose(&["down", "--volumes", "--timeout", "0"]);
}
