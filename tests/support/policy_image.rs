//! A small program that emits one image into the folder of `CARGO_MANIFEST_DIR`, for attempts to
//! evade a policy: `policy_image KIND WORDS..`.

use dockerfile_core::{
    Account, Debian, Dialect, Image, Stage, apt, apt_repository, arg, bind, cache, context, copy,
    debian, download, emit, emit_all, env as env_of, file, git, image, manifest_dir, moving_image,
    run, text, tool, uid, unverified_download, user,
};

const SUM: &str = "sha256:24454f830cdb571e2c4ad15481119c43b3cafd48dd869a9b2945d1036d1dc68d";
const COMMIT: &str = "be1f38efe73c6a93cc429a0488ad6e1db663398c";
const LABEL: &str = "org.example.owner";

fn base() -> Stage<Account, Debian> {
    Stage::from(debian("12-slim")).account(uid(7))
}

fn main() {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["given to it", value, words @ ..] => {
            drop(emit_all([emit(image_of(words)).build_arg("PART", *value)]).bake("bake.json"));
        }
        ["given to all", value, words @ ..] => {
            drop(emit_all([emit(image_of(words))]).bake("bake.json").build_arg("PART", *value));
        }
        words => drop(emit(image_of(words))),
    }
}

fn image_of(words: &[&str]) -> Image {
    let [kind, words @ ..] = words else { panic!("a kind") };
    of_images(kind, words)
        .or_else(|| of_sources(kind, words))
        .or_else(|| of_labels(kind, words))
        .or_else(|| of_ways_out(kind, words))
        .unwrap_or_else(|| other(kind, words))
}

/// Every way by which an image of a registry comes in.
fn of_images(kind: &str, words: &[&str]) -> Option<Image> {
    let named = |name: &str| image(name).family(Debian);
    let stage = match (kind, words) {
        ("from", [name]) => Stage::from(named(name)).account(uid(7)).into(),
        ("moving", [name]) => {
            let moving = moving_image(*name, "a test of what is new").family(Debian);
            Stage::from(moving).account(uid(7)).into()
        }
        ("track", [tag, track]) => Stage::from(debian(*tag).track(*track)).account(uid(7)).into(),
        ("two", [one, other]) => {
            let build = Stage::named("build", named(one));
            let image = Stage::from(named(other)).account(uid(7));
            image.source(copy("/x").from(&build)).into()
        }
        ("platform", [name]) => {
            let build = Stage::named("build", named(name).on_build_platform());
            base().source(copy("/x").from(&build)).into()
        }
        ("copy", [name]) => base().source(copy("/x").from(image(*name))).into(),
        ("bind", [name]) => {
            let mount = bind("/x").from(image(*name)).to("/y");
            base().dependencies(run(["cp", "/y", "/z"]).mount(mount)).into()
        }
        ("cache", [name]) => {
            let mount = cache("/var/cache/x").from(image(*name), "/x");
            base().dependencies(run(["cp", "/y", "/z"]).mount(mount)).into()
        }
        ("syntax", []) => {
            let image = base().source(file("/etc/x", "x\n").mode("u=rw,go=r"));
            Image::from(image).dialect(Dialect::V1_14)
        }
        ("dialect", []) => Image::from(base()).dialect(Dialect::V1_19),
        _ => return None,
    };
    Some(stage)
}

/// Downloads, git repositories, other contexts.
fn of_sources(kind: &str, words: &[&str]) -> Option<Image> {
    let portable = match (kind, words) {
        ("unverified", [url]) => {
            base().source(unverified_download(*url, "/x", "a test of what is new"))
        }
        ("tool", [one, other]) => {
            let tool = tool("/usr/local/bin/x").on("amd64", *one, SUM).on("arm64", *other, SUM);
            return Some(Stage::from(debian("12-slim")).packages(tool).account(uid(7)).into());
        }
        ("repository", [url, key]) => {
            let others = apt_repository(*url).suite("a").components("b").key(*key, SUM);
            let packages = apt("c1").repository(others);
            return Some(Stage::from(debian("12-slim")).packages(packages).account(uid(7)).into());
        }
        ("context", [name]) => base().source(copy("/x").from(context(*name))),
        ("context mount", [name]) => {
            let mount = bind("/x").from(context(*name)).to("/y");
            return Some(base().dependencies(run(["cp", "/y", "/z"]).mount(mount)).into());
        }
        ("context cache", [name]) => {
            let mount = cache("/var/cache/x").from(context(*name), "/x");
            return Some(base().dependencies(run(["cp", "/y", "/z"]).mount(mount)).into());
        }
        _ => return downloaded(kind, words),
    };
    Some(portable.into())
}

fn downloaded(kind: &str, words: &[&str]) -> Option<Image> {
    let image = match (kind, words) {
        ("download", [url]) => base().source(download(*url, SUM, "/x")),
        // The middle is the default of a build argument, as a variable holds it.
        ("download of env", [before, default, behind]) => {
            let part = arg("PART").default(*default);
            let url = text(*before) + env_of("INNER") + *behind;
            base()
                .out_of_order("it is set above", |stage| stage.env("INNER", &part))
                .source(download(url, SUM, "/x"))
        }
        ("download as given", [before, line, behind]) => {
            let part = arg("PART").default("1.2");
            let url = text(*before) + &part + *behind;
            base().raw(*line, "it is so").source(download(url, SUM, "/x"))
        }
        // The middle is the default of a build argument.
        ("download of", [before, default, behind]) => {
            let variable = arg("PART").default(*default);
            base().source(download(text(*before) + &variable + *behind, SUM, "/x"))
        }
        ("sum of", [url]) => {
            let sum = arg("SUM").default(SUM);
            base().source(download(*url, &sum, "/x"))
        }
        ("git", [repository, reference]) => base().source(git(*repository, *reference, "/x")),
        ("git commit", [repository]) => {
            let repository = git(*repository, "v1", "/x").commit(COMMIT);
            return Some(Image::from(base().source(repository)).dialect(Dialect::V1_16));
        }
        _ => return None,
    };
    Some(Image::from(image).dialect(Dialect::V1_6))
}

/// Labels that are there, or only seem to be.
fn of_labels(kind: &str, words: &[&str]) -> Option<Image> {
    let named = |name: &str, value: &str| Stage::named(name, debian("12-slim")).label(LABEL, value);
    let labelled = |value: &str| Stage::from(debian("12-slim")).label(LABEL, value);
    let image = match (kind, words) {
        ("label", [value]) => labelled(value).account(uid(7)).into(),
        ("label of build", [value]) => {
            base().source(copy("/x").from(&named("build", value))).into()
        }
        ("label of parent", [value]) => Stage::from(&named("parent", value)).account(uid(7)).into(),
        ("labelled twice", [first, last]) => {
            labelled(first).account(uid(7)).commit_label(LABEL, *last).into()
        }
        ("label of variable", [default]) => {
            let owner = arg("OWNER").default(*default);
            Stage::from(debian("12-slim")).account(uid(7)).commit_label(LABEL, &owner).into()
        }
        ("labelled as given", [value, line]) => {
            labelled(value).account(uid(7)).raw(*line, "it is so").into()
        }
        _ => return None,
    };
    Some(image)
}

/// The way out of this name.
fn of_ways_out(kind: &str, words: &[&str]) -> Option<Image> {
    const WHY: &str = "a test";
    let ("way", [way]) = (kind, words) else { return None };
    let bare = || Stage::from(debian("12-slim"));
    let tool = image("corp.example/tool:1").family(Debian);
    Some(match *way {
        "starts_as_root" => bare().account(user("app")).starts_as_root(WHY).into(),
        "moving_image" => {
            let moving = moving_image("debian:latest", WHY).family(Debian);
            Stage::from(moving).account(uid(7)).into()
        }
        "public_env" => base().public_env("A_TOKEN", "b", WHY).into(),
        "public_build_env" => {
            base().public_build_env("A_TOKEN", "b", WHY).build(run(["make"])).into()
        }
        "manifest_dir" => base().dependencies(manifest_dir("src", WHY).to("/src")).into(),
        "on_platform" => {
            base().source(copy("/x").from(tool.on_platform("linux/amd64", WHY))).into()
        }
        "unverified_download" => {
            base().source(unverified_download("https://example.com/x", "/x", WHY)).into()
        }
        "host_network" => base().build(run(["make"]).host_network(WHY)).into(),
        "insecure" => {
            Image::from(base().build(run(["make"]).insecure(WHY))).dialect(Dialect::V1_20)
        }
        "unchecked" => base().build(run("cd /srv").unchecked(WHY)).into(),
        "linter_rule" => base().build(run("make && cd /srv && make")).into(),
        "starts_anyway" => {
            let program = copy("/x").from(&Stage::named("build", tool)).starts_anyway(WHY);
            base().source(program).into()
        }
        _ => return None,
    })
}

fn other(kind: &str, words: &[&str]) -> Image {
    match (kind, words) {
        ("base", []) => base().into(),
        ("user", []) => Stage::from(debian("12-slim")).account(user("app")).into(),
        ("raw", [line]) => base().raw(*line, "nothing else says it").into(),
        ("root", []) => Stage::from(debian("12-slim")).runs_as_root("it binds port 443").into(),
        ("base user", []) => Stage::from(debian("12-slim")).keeps_base_user("it is nobody").into(),
        ("out of order", []) => {
            base().out_of_order("why not", |stage| stage.label(LABEL, "x")).into()
        }
        _ => panic!("{kind} {words:?}"),
    }
}
