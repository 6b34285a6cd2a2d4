//! No text of any public method adds an instruction, takes one away, or panics.
//!
//! One table makes the calls: each argument of each method that takes text gets every hostile
//! text. What is accepted has the instructions that a harmless text gives, and no character
//! that a reader does not see. A method that is missing in the table fails a test.
//! The table is long, since it is whole.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;
use std::sync::LazyLock;

use dockerfile_core::{
    Account, AptRepository, BaseImage, Cargo, Debian, Dialect, Image, Recipe, RunsOn, Setting,
    Stage, alpine, apk, apk_repository, apt, apt_repository, arg, base_env, bind, bundler, cache,
    cargo, context, copy, debian, dir, dnf, dnf_repository, download, env, existing, fedora, file,
    git, go, gradle, healthcheck, http, image, manifest, manifest_dir, maven, moving_image, npm,
    pip, pnpm, poetry, run, secret, ssh, system_user, tcp, text, tmpfs, tool, triple, ubuntu, uid,
    unverified_download, user, uv, yarn,
};
use dockerfile_tests::declare::{HOSTILE, is_unseen};
use dockerfile_tests::emitted::Emitted;
use dockerfile_tests::sources;
use tempfile::TempDir;

const SHA256: &str = "sha256:1111111111111111111111111111111111111111111111111111111111111111";

fn base() -> Stage<Account, Debian> {
    Stage::from(debian("12")).account(uid(7))
}

fn rust() -> BaseImage<Debian> {
    image("rust:1-slim-bookworm").family(Debian)
}

/// A setting of a program that reads whatever it is given. A derived one has constant texts.
fn given(variable: &str, description: &str, default: Option<&str>) -> Setting {
    let constant = |text: &str| -> &'static str { text.to_owned().leak() };
    (constant(variable), constant(description), default.map(constant), &[], |_| Ok(()))
}

/// Of a plain distribution it is known what it has not.
fn with_python() -> Stage<Account, Debian> {
    Stage::from(image("python:3.13-slim").family(Debian)).account(uid(7))
}

fn builder() -> Stage<Account, Debian> {
    Stage::named("build", debian("12")).account(uid(7))
}

fn own() -> AptRepository {
    apt_repository("https://x.org/a")
}

fn packages(repository: AptRepository) -> Stage<Account, Debian> {
    Stage::from(debian("12")).packages(apt("a1").repository(repository)).account(uid(7))
}

/// A call: the method, a harmless text for its argument, and the image that it makes of a text.
/// Where no project of its kind is here, `?` stands for the harmless text: the call may fail, and
/// is still no panic and no long report.
struct Call {
    method: &'static str,
    harmless: &'static str,
    image: fn(&str) -> Image,
}

macro_rules! calls {
    ($($method:literal $harmless:literal |$text:ident| $image:expr;)*) => {
        [$(Call { method: $method, harmless: $harmless, image: |$text: &str| Image::from($image) }),*]
    };
}

/// Projects that recipes read, until the test has ended.
static PROJECTS: LazyLock<TempDir> = LazyLock::new(|| {
    let folder = tempfile::tempdir().expect("a temporary folder");
    for (path, text) in [
        (
            "rust/Cargo.toml",
            "[package]\nname = \"app\"\nversion = \"0.1.0\"\nedition = \"2024\"\n[features]\nx = []\n",
        ),
        ("rust/Cargo.lock", "version = 4\n\n[[package]]\nname = \"app\"\nversion = \"0.1.0\"\n"),
        ("rust/src/main.rs", "fn main() {}\n"),
        ("python/requirements.txt", "a==1\n"),
        ("go/go.mod", "module example.com/app\n\ngo 1.25\n"),
        ("go/main.go", "package main\n\nfunc main() {}\n"),
        ("node/package.json", "{\"name\": \"app\", \"version\": \"1.0.0\"}\n"),
        (
            "node/package-lock.json",
            "{\"name\": \"app\", \"version\": \"1.0.0\", \"lockfileVersion\": 3, \"packages\": {\"\": {\"name\": \"app\", \"version\": \"1.0.0\"}}}\n",
        ),
    ] {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a new folder");
        fs::write(path, text).expect("a new file");
    }
    for project in ["rust", "python", "go", "node"] {
        dockerfile_tests::git(&folder.path().join(project), &["init", "-q"]);
        dockerfile_tests::git(&folder.path().join(project), &["add", "-A"]);
    }
    folder
});

fn project(name: &str) -> PathBuf {
    PROJECTS.path().join(name)
}

#[rustfmt::skip]
fn calls() -> Vec<Call> {
    calls! {
        "track" "1*" |t| Stage::from(debian("12").track(t)).account(uid(7));
        "debian" "12" |t| Stage::from(debian(t)).account(uid(7));
        "ubuntu" "24.04" |t| Stage::from(ubuntu(t)).account(uid(7));
        "alpine" "3.22" |t| Stage::from(alpine(t)).account(uid(7));
        "fedora" "42" |t| Stage::from(fedora(t)).account(uid(7));
        "image" "a/b:1" |t| Stage::from(image(t).family(Debian)).account(uid(7));
        "moving_image" "a/b" |t| Stage::from(moving_image(t, "why").family(Debian)).account(uid(7));
        "moving_image" "why" |t| Stage::from(moving_image("a/b", t).family(Debian)).account(uid(7));
        "on_platform" "linux/amd64" |t| base().source(copy("/a").from(debian("12").on_platform(t, "why")));
        "on_platform" "why" |t| base().source(copy("/a").from(debian("12").on_platform("linux/amd64", t)));
        "named" "a" |t| Stage::named(t, debian("12")).account(uid(7));
        "label" "a.b" |t| Stage::from(debian("12")).label(t, "x").account(uid(7));
        "label" "x" |t| Stage::from(debian("12")).label("a.b", t).account(uid(7));
        "runs_as_root" "why" |t| Stage::from(debian("12")).runs_as_root(t);
        "starts_as_root" "why" |t| Stage::from(debian("12")).account(user("app")).starts_as_root(t);
        "keeps_base_user" "why" |t| Stage::from(debian("12")).keeps_base_user(t);
        "env" "A" |t| base().env(t, "x");
        "env" "x" |t| base().env("A", t);
        "env" "A" |t| base().env("A", "x").env("B", env(t));
        "text" "x" |t| base().env("A", text(t) + "y");
        "base_env" "A" |t| base().env("B", base_env(t));
        "public_build_env" "A" |t| base().public_build_env(t, "x", "why").build(run(["a"]));
        "public_build_env" "x" |t| base().public_build_env("A", t, "why").build(run(["a"]));
        "public_build_env" "why" |t| base().public_build_env("A", "x", t).build(run(["a"]));
        "setting" "x" |t| base().setting(given("A", "", None), t);
        "settings" "A" |t| base().settings(&[given(t, "", None)][..]);
        "settings" "A" |t| base().settings(&[given(t, "", Some("x"))][..]);
        "settings" "x" |t| base().settings(&[given("A", t, None)][..]);
        "settings" "x" |t| base().settings(&[given("A", t, Some("x"))][..]);
        "settings" "x" |t| base().settings(&[given("A", "", Some(t))][..]);
        "public_env" "A" |t| base().public_env(t, "x", "why");
        "public_env" "x" |t| base().public_env("A", t, "why");
        "public_env" "why" |t| base().public_env("A", "x", t);
        "path" "/a" |t| base().path(t);
        "commit_label" "a.b" |t| base().commit_label(t, "x");
        "commit_label" "x" |t| base().commit_label("a.b", t);
        "workdir" "/a" |t| base().workdir(t);
        "volume" "/a" |t| Stage::from(debian("12")).runs_as_root("owns it").volume(t);
        "shell" "/bin/bash" |t| base().shell([t, "-c"]);
        "stop_signal" "SIGINT" |t| base().stop_signal(t);
        "entrypoint" "id" |t| base().entrypoint([t]);
        "cmd" "x" |t| base().cmd(["echo", t]);
        "build_env" "A" |t| base().build_env(t, "x").build(run(["a"]));
        "build_env" "x" |t| base().build_env("A", t).build(run(["a"]));
        "out_of_order" "why" |t| base().out_of_order(t, |s| s.packages(apt(["a1"])));
        "user" "app" |t| Stage::from(debian("12")).account(user(t));
        "group" "app" |t| Stage::from(debian("12")).account(user("a").group(t));
        "existing_group" "nogroup" |t| Stage::from(debian("12")).account(user("a1").existing_group(t, 65534));
        "home" "/a" |t| Stage::from(debian("12")).account(user("a").home(t));
        "existing_home" "/a" |t| Stage::from(debian("12")).account(user("a").existing_home(t));
        "shell" "/bin/sh" |t| Stage::from(debian("12")).account(user("a").shell(t));
        "system_user" "postgres" |t| Stage::from(debian("12")).account(system_user(t, 999));
        "existing" "app" |t| Stage::from(debian("12")).account(existing(t, 7007));
        "download" "https://x.org/a" |t| base().source(download(t, SHA256, "/a"));
        "download" "sha256:1111111111111111111111111111111111111111111111111111111111111111" |t| base().source(download("https://x.org/a", t, "/a"));
        "download" "/a" |t| base().source(download("https://x.org/a", SHA256, t));
        "unverified_download" "https://x.org/a" |t| base().source(unverified_download(t, "/a", "why"));
        "unverified_download" "/a" |t| base().source(unverified_download("https://x.org/a", t, "why"));
        "unverified_download" "why" |t| base().source(unverified_download("https://x.org/a", "/a", t));
        "git" "https://x.org/a.git" |t| base().source(git(t, "v1", "/a"));
        "git" "v1" |t| base().source(git("https://x.org/a.git", t, "/a"));
        "git" "/a" |t| base().source(git("https://x.org/a.git", "v1", t));
        "folder" "a" |t| base().source(git("https://x.org/a.git", "v1", "/a").folder(t));
        "commit" "1111111111111111111111111111111111111111" |t| base().source(git("https://x.org/a.git", "v1", "/a").commit(t));
        "git" "git@x.org:a.git" |t| base().source(git(t, "v1", "/a"));
        "fetch_commit" "1111111111111111111111111111111111111111" |t| base().source(git("https://x.org/a.git", "v1", "/a").fetch_commit(t));
        "except" "a" |t| base().source(git("https://x.org/a.git", "v1", "/a").except([t]));
        "copy" "a" |t| base().source(copy([t]).to("/a"));
        "copy" "/a" |t| base().source(copy([t]).from(&builder().build(run(["a"]))).to("/a"));
        "to" "/a" |t| base().source(copy("a").to(t));
        "to" "/a" |t| base().source(copy("/a").from(&builder().build(run(["a"]))).to(t));
        "except" "b" |t| base().source(copy("a").to("/a").except([t]));
        "except" "b" |t| base().source(copy("/a").from(&builder().build(run(["a"]))).except([t]));
        "parents_below" "a" |t| base().source(copy([format!("{t}/b")]).to("/a").parents_below(t));
        "parents_below" "/a" |t| base().source(copy([format!("{t}/b")]).from(&builder().build(run(["a"]))).to("/a").parents_below(t));
        "starts_anyway" "why" |t| base().source(copy("/a").from(&builder().build(run(["a"]))).to("/a").starts_anyway(t));
        "matching" "*.so" |t| base().source(copy("/a").from(&builder().build(run(["a"]))).to("/a").matching([t]));
        "mode" "+x" |t| base().source(copy("a").to("/a").mode(t));
        "from" "docs" |t| base().source(copy("/a").from(context(t)));
        "context" "docs" |t| base().source(copy("/a").from(context(t)));
        "dir" "/a" |t| Stage::from(debian("12")).layout(dir(t)).account(uid(7));
        "dir" "/a" |t| Stage::from(debian("12")).layout(dir(t).writable()).account(user("a"));
        "healthcheck" "id" |t| base().healthcheck(healthcheck([t]));
        "http" "/a" |t| base().healthcheck(http(80, t).built_in(rust()));
        "env" "A" |t| base().env("A", "80").healthcheck(tcp(env(t)).built_in(rust()));
        "file" "/a" |t| base().source(file(t, "RUN x\nB\n"));
        "file" "x\n" |t| base().source(file("/a", t));
        "file" "x\n" |t| base().source(file("/a", format!("{t}\n")));
        "manifest_dir" "a" |t| base().dependencies(manifest_dir(t, "why").to("/a"));
        "manifest_dir" "why" |t| base().dependencies(manifest_dir("a", t).to("/a"));
        "manifest" "a" |t| base().dependencies(manifest([t]).to("/a"));
        "to" "/a" |t| base().dependencies(manifest("a").to(t));
        "bind" "a" |t| base().build(run(["x"]).mount(bind(t).to("/a")));
        "bind" "/a" |t| base().build(run(["x"]).mount(bind(t).from(&builder().build(run(["a"]))).to("/a")));
        "to" "/a" |t| base().build(run(["x"]).mount(bind("a").to(t)));
        "cache" "/a" |t| base().build(run(["x"]).mount(cache(t)));
        "id" "a" |t| base().build(run(["x"]).mount(cache("/a").id(t)));
        "from" "/a" |t| base().build(run(["x"]).mount(cache("/a").from(&builder().build(run(["a"])), t)));
        "tmpfs" "/a" |t| base().build(run(["x"]).mount(tmpfs(t)));
        "size" "64m" |t| base().build(run(["x"]).mount(tmpfs("/a").size(t)));
        "secret" "a" |t| base().build(run(["x"]).mount(secret(t)));
        "file" "/a" |t| base().build(run(["x"]).mount(secret("a").file(t)));
        "env" "A" |t| base().build(run(["x"]).mount(secret("a").env(t)));
        "id" "a" |t| base().build(run(["x"]).mount(ssh().id(t)));
        "socket" "/a" |t| base().build(run(["x"]).mount(ssh().socket(t)));
        "apt" "a1" |t| Stage::from(debian("12")).packages(apt([t])).account(uid(7));
        "apk" "a1" |t| Stage::from(alpine("3.22")).packages(apk([t])).account(uid(7));
        "snapshot" "20261101T000000Z" |t| Stage::from(debian("12")).packages(apt(["a1"]).snapshot(t)).account(uid(7));
        "run" "x" |t| base().build(run([t]));
        "run" "x" |t| base().build(run(["a", t]));
        "run" "x" |t| base().build(run(["a", t]).without_shell());
        "run" "true" |t| base().build(run(t));
        "then" "x" |t| base().build(run(["a"]).then(["b", t]));
        "then" "true" |t| base().build(run(["a"]).then(t));
        "workdir" "/a" |t| base().build(run(["a"]).workdir(t));
        "env" "A" |t| base().build(run(["a"]).env(t, "x"));
        "env" "x" |t| base().build(run(["a"]).env("A", t));
        "host_network" "why" |t| base().build(run(["a"]).host_network(t));
        "insecure" "why" |t| base().build(run(["a"]).insecure(t));
        "device" "a.com/b=c" |t| base().build(run(["a"]).device(t));
        "optional_device" "a" |t| base().build(run(["a"]).optional_device(t));
        "shell" "/bin/bash" |t| base().build(run("true").shell([t, "-c"]));
        "unchecked" "why" |t| base().build(run("sudo a").unchecked(t));
        "suite" "stable" |t| packages(own().suite(t).components("main").key("https://x.org/k", SHA256));
        "components" "main" |t| packages(own().suite("a").components([t]).key("https://x.org/k", SHA256));
        "key" "https://x.org/k" |t| packages(own().suite("a").components("b").key(t, SHA256));
        "key" "sha256:1111111111111111111111111111111111111111111111111111111111111111" |t| packages(own().suite("a").components("b").key("https://x.org/k", t));
        "key_file" "a" |t| packages(own().suite("a").components("b").key_file(t));
        "apt_repository" "https://x.org/a" |t| packages(apt_repository(t).suite("a").components("b").key("https://x.org/k", SHA256));
        "dnf_repository" "https://x.org/a" |t| Stage::from(fedora("42")).packages(dnf("a").repository(dnf_repository(t).key("https://x.org/k", SHA256))).account(uid(7));
        "apk_repository" "https://x.org/a" |t| Stage::from(alpine("3.22")).packages(apk("a").repository(apk_repository(t).key_file("a.rsa.pub"))).account(uid(7));
        "key_file" "a.rsa.pub" |t| Stage::from(alpine("3.22")).packages(apk("a").repository(apk_repository("https://x.org/a").key_file(t))).account(uid(7));
        "tool" "/a" |t| base().at::<dockerfile_core::Dependencies>().out_of_order("why", |s| s.packages(tool(t).on("amd64", "https://x.org/a", SHA256)));
        "on" "amd64" |t| Stage::from(debian("12")).packages(tool("/a").on(t, "https://x.org/a", SHA256)).account(uid(7));
        "on" "https://x.org/a" |t| Stage::from(debian("12")).packages(tool("/a").on("amd64", t, SHA256)).account(uid(7));
        "on" "sha256:1111111111111111111111111111111111111111111111111111111111111111" |t| Stage::from(debian("12")).packages(tool("/a").on("amd64", "https://x.org/a", t)).account(uid(7));
        "in_archive" "a" |t| Stage::from(debian("12")).packages(tool("/a").on("amd64", "https://x.org/a", SHA256).in_archive(t)).account(uid(7));
        "raw" "LABEL a=b" |t| base().raw(t, "why");
        "raw" "RUN a" |t| base().raw(t, "why");
        "raw" "why" |t| base().raw("LABEL a=b", t);
        "comment" "x" |t| base().comment(t).env("A", "x");
        "comment" "x" |t| base().comment(t).build(run("true\ntrue"));
        "description" "x" |t| base().description(t);
        "description" "x" |t| base().env("B", arg("A").description(t));
        "arg" "A" |t| base().env("B", arg(t).default("1"));
        "default" "x" |t| base().env("B", arg("A").default(t));
        "default" "x" |t| [Stage::named("a", debian("12")).account(uid(7)).env("B", arg("A").default(t)), Stage::named("b", debian("12")).account(uid(7)).env("B", arg("A").default(t))];
    }
    .into()
}

#[rustfmt::skip]
fn calls_of_recipes() -> Vec<Call> {
    calls! {
        "cargo" "app" |t| made(cargo(t).workspace(".").context(project("rust")));
        "workspace" "." |t| made(cargo("app").context(project("rust")).workspace(t));
        "folder" "/src" |t| made(cargo("app").workspace(".").context(project("rust")).folder(t));
        "home" "/usr/local/cargo" |t| made(cargo("app").workspace(".").context(project("rust")).home(t));
        "features" "x" |t| made(cargo("app").workspace(".").context(project("rust")).features([t]));
        "profile" "release" |t| made(cargo("app").workspace(".").context(project("rust")).profile(t));
        "target" "x86_64-unknown-linux-gnu" |t| made(cargo("app").workspace(".").context(project("rust")).target(triple::named(t, "why")));
        "named" "?" |t| made(cargo("app").workspace(".").context(project("rust")).target(triple::named("x", t)));
        "cargo" "app" |t| made(cargo([t]).workspace(".").context(project("rust")));
        "artifacts_of" "app" |t| of_one(cargo("app").workspace(".").context(project("rust")), t);
        "starts_anyway" "why" |t| taken(cargo("app").workspace(".").context(project("rust")), t);
        "stable" "?" |t| made(cargo("app").workspace(".").context(project("rust")).stable([t]));
        "bins" "app" |t| made(cargo("app").workspace(".").context(project("rust")).bins([t]));
        "env" "?" |t| made(cargo("app").workspace(".").context(project("rust")).env(t, "x"));
        "env" "?" |t| made(cargo("app").workspace(".").context(project("rust")).env("X", t));
        "except" "docs" |t| made(cargo("app").workspace(".").context(project("rust")).except([t]));
        "also" "?" |t| made(cargo("app").workspace(".").context(project("rust")).also([t]));
        "go" "." |t| made(go(t).context(project("go")));
        "tags" "x" |t| made(go(".").context(project("go")).tags([t]));
        "ldflags" "-s -w" |t| made(go(".").context(project("go")).ldflags(t));
        "program" "x" |t| made(go(".").context(project("go")).program(t));
        "generated" "dist" |t| made(go(".").context(project("go")).generated([t]));
        "npm" "." |t| made(npm(t).context(project("node")));
        "pnpm" "?" |t| made(pnpm(t).context(project("node")));
        "script" "?" |t| made(npm(".").context(project("node")).script(t));
        "version" "?" |t| made(npm(".").context(project("node")).version(t));
        "files" "?" |t| made(npm(".").context(project("node")).files([t]));
        "yarn" "?" |t| made(yarn(t).context(project("node")));
        "uv" "?" |t| made(uv(t).context(project("python")));
        "venv" "?" |t| made(uv(".").context(project("python")).venv(t));
        "extras" "?" |t| made(uv(".").context(project("python")).extras([t]));
        "groups" "?" |t| made(uv(".").context(project("python")).groups([t]));
        "files" "?" |t| made(uv(".").context(project("python")).files([t]));
        "env" "?" |t| made(uv(".").context(project("python")).env(t, "x"));
        "env" "?" |t| made(uv(".").context(project("python")).env("X", t));
        "poetry" "?" |t| made(poetry(t).context(project("python")));
        "version" "?" |t| made(poetry(".").context(project("python")).version(t));
        "pip" "requirements.txt" |t| with_python().dependencies(pip(t).context(project("python")));
        "venv" "/opt/venv" |t| with_python().dependencies(pip("requirements.txt").context(project("python")).venv(t));
        "maven" "?" |t| made(maven(t).context(project("go")));
        "jar" "?" |t| made(maven(".").context(project("go")).jar(t));
        "goals" "?" |t| made(maven(".").context(project("go")).goals([t]));
        "profiles" "?" |t| made(maven(".").context(project("go")).profiles([t]));
        "files" "?" |t| made(maven(".").context(project("go")).files([t]));
        "files" "?" |t| made(gradle(".").context(project("go")).files([t]));
        "property" "?" |t| made(gradle(".").context(project("go")).property(t, "b"));
        "property" "?" |t| made(gradle(".").context(project("go")).property("a", t));
        "gradle" "?" |t| made(gradle(t).context(project("go")));
        "task" "?" |t| made(gradle(".").context(project("go")).task(t));
        "project" "?" |t| made(gradle(".").context(project("go")).project(t, "b"));
        "project" "?" |t| made(gradle(".").context(project("go")).project("a", t));
        "bundler" "?" |t| made(bundler(t).context(project("go")));
        "files" "?" |t| made(bundler(".").context(project("go")).files([t]));
    }
    .into()
}

/// A recipe in the stage that builds, and an image of what it makes.
fn made<R: Recipe>(recipe: R) -> Stage<dockerfile_core::Source, Debian>
where
    R::Artifacts<Debian>: RunsOn<Debian>,
{
    let tools = image("buildpack-deps:bookworm").family(Debian);
    let build = Stage::named("build", tools).recipe(&recipe);
    base().source(recipe.artifacts(&build))
}

/// The same of one package's artifacts.
fn of_one(recipe: Cargo, package: &str) -> Stage<dockerfile_core::Source, Debian> {
    let tools = image("buildpack-deps:bookworm").family(Debian);
    let build = Stage::named("build", tools).recipe(&recipe);
    base().source(recipe.artifacts_of(package, &build))
}

/// The same of artifacts that are said to start.
fn taken(recipe: Cargo, why: &str) -> Stage<dockerfile_core::Source, Debian> {
    let tools = image("buildpack-deps:bookworm").family(Debian);
    let build = Stage::named("build", tools).recipe(&recipe);
    base().source(recipe.artifacts(&build).starts_anyway(why))
}

// ---- what is tried ------------------------------------------------------------------------

fn texts(harmless: &str) -> BTreeSet<String> {
    let long = "x".repeat(70_000);
    let own = [
        "",
        "\n",
        "\r",
        "\0",
        "\t",
        "\u{1b}[1m",
        "\u{85}",
        "\u{202e}",
        "\u{2066}",
        "\u{200f}",
        "\u{a0}<<B",
        "<<B",
        "<<\"B\"",
        "\nRUN id",
        "x\nRUN id\n",
        "\\\nRUN id",
        "x\\",
        "x\\\\",
        "# syntax=x",
        "# escape=`",
        "--",
        "--x",
        "FROM x",
        "\n FROM x\n",
        "a b",
        "a'b",
        "'",
        "\"\"",
        "a\u{2028}b",
        "\u{3000}",
        "a\u{feff}",
        "[a]",
        "..",
        "../x",
        "/",
        "a//b",
        "é",
        "EOF\nRUN id\n",
        "B\nRUN id\n",
        "true\nEOF\nUSER 0\n",
        "cat <<EOF\nx\nEOF\n",
        "'; id; '",
        "a; id",
        "a && id",
        "a | id",
        "sudo id",
    ];
    let parts = HOSTILE.iter().chain(own.iter()).map(|part| (*part).to_owned()).chain([long]);
    let mut texts = BTreeSet::new();
    for part in parts {
        texts.insert(format!("{harmless}{part}"));
        texts.insert(format!("{part}{harmless}"));
        texts.insert(part);
    }
    texts
}

/// The words of the instructions, in their order.
fn instructions(dockerfile: &str) -> Vec<String> {
    let parsed =
        parse_dockerfile::parse(dockerfile).unwrap_or_else(|error| panic!("{error}\n{dockerfile}"));
    let word = |instruction: &parse_dockerfile::Instruction<'_>| {
        let shown = format!("{instruction:?}");
        shown.split(['(', ' ', '{']).next().unwrap_or_default().to_owned()
    };
    // A text may need another shell, and an ARG of a variable its line.
    parsed.instructions.iter().map(word).filter(|word| word != "Shell").collect()
}

#[test]
fn no_text_adds_or_takes_an_instruction() {
    let (mut accepted, mut tried) = (0, 0);
    let mut wrong: Vec<String> = vec![];
    // A recipe reads its project each time.
    let all = calls().into_iter().map(|call| (call, 1));
    for (call, every) in all.chain(calls_of_recipes().into_iter().map(|call| (call, 12))) {
        let render = |text: &str| (call.image)(text).dialect(Dialect::Labs).render();
        let wanted = (call.harmless != "?").then(|| {
            let harmless = render(call.harmless);
            let harmless = harmless.unwrap_or_else(|report| panic!("{}: {report}", call.method));
            instructions(&harmless.dockerfile)
        });
        for text in texts(call.harmless).into_iter().step_by(every) {
            tried += 1;
            let of = || format!("{} of {text:.60?}", call.method);
            let rendered = match render(&text) {
                Ok(rendered) => rendered,
                Err(report) if report.to_string().len() < 20_000 => continue,
                Err(_) => {
                    wrong.push(format!("{}: a long report", of()));
                    continue;
                }
            };
            accepted += 1;
            let file = rendered.dockerfile;
            let read = instructions(&file);
            let wanted = wanted.as_ref().unwrap_or(&read);
            let longest = file.lines().map(str::len).max().unwrap_or(0);
            let seen = !file.contains(|c| c != '\n' && is_unseen(c));
            // The folder that a step is in already needs no line.
            let stays = call.method == "workdir" && text == "/";
            // A line that is given is whatever it says, and one.
            let same = match (call.method, call.harmless) {
                ("raw", "LABEL a=b" | "RUN a") => read.len() == wanted.len(),
                _ => read == *wanted,
            };
            if (!same && !stays) || !seen || longest > 65_535 {
                wrong.push(format!("{}:\n{file:.600}", of()));
            }
        }
    }
    // A static is never dropped.
    fs::remove_dir_all(PROJECTS.path()).expect("a folder of ours");
    assert!(wrong.is_empty(), "{} are wrong: {}", wrong.len(), wrong.join("\n"));
    assert!(tried > 20_000 && accepted > 5_000, "{accepted} of {tried} were accepted");
}

/// Methods whose texts go into files for bake and compose: each with the word of the small program
/// in which `?` is the text, a harmless one, and what else the program is told.
#[rustfmt::skip]
const OF_BUILDS: [(&str, &str, &str, &[&str]); 14] = [
    ("tag", "web.tag:?", "a/b:1", &[]),
    ("tag_of", "pair.tag_of:one=?", "a/b:1", &["image:pair"]),
    ("tag_of", "pair.tag_of:?=a/b:1", "one", &["image:pair"]),
    ("platforms", "web.platforms:?", "linux/amd64", &[]),
    ("platforms", "all.platforms:?", "linux/amd64", &[]),
    ("cache", "all.cache:?", "a/b", &[]),
    ("build_arg", "web.arg:VERSION=?", "1", &[]),
    ("build_arg", "all.arg:?=1", "VERSION", &[]),
    ("secret_from_env", "web.env:npm=?", "NPM", &[]),
    ("secret_from_env", "web.env:?=NPM", "npm", &[]),
    ("secret_from_file", "web.file:npm=?", "a/b", &[]),
    ("build_context", "docs.context:?=.", "docs", &["image:docs"]),
    ("bake", "all.bake:?", "x.json", &[]),
    ("compose", "all.compose:?", "x.yaml", &[]),
];

/// A file with nothing in its quotes.
fn skeleton(text: &str) -> String {
    let (mut out, mut quoted, mut escaped) = (String::new(), false, false);
    for c in text.chars() {
        match c {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' => {
                quoted = !quoted;
                out.push('"');
            }
            _ if quoted => {}
            c => out.push(c),
        }
    }
    // The hash.
    out.lines().filter(|line| !line.starts_with('#')).collect::<Vec<_>>().join("\n")
}

/// No text adds a line or a field to what builders read, panics, or makes a long report.
#[test]
fn no_text_adds_to_what_builders_read() {
    let program = env!("CARGO_BIN_EXE_team");
    let rows = OF_BUILDS.iter().flat_map(|row| [(row, "docker-bake.json"), (row, "compose.yaml")]);
    let tried = rows.map(|((method, word, harmless, more), file)| {
        let of_file = match file.ends_with("json") {
            true => "all.bake:docker-bake.json",
            false => "all.compose:compose.yaml",
        };
        let emitted = Emitted::empty(program);
        let emit = |text: &str| {
            let word = word.replace('?', text);
            let mut words = vec!["image:web", "web.env:token=TOKEN", &word, of_file];
            words.extend(*more);
            let output = emitted.command_of(&words, &[]).output().expect("the program starts");
            let code = output.status.code();
            assert!(matches!(code, Some(0 | 1)), "{method} of {text:.60?}: {output:?}");
            assert!(output.stderr.len() < 20_000, "{method} of {text:.60?}: a long report");
            (code == Some(0)).then(|| skeleton(&emitted.text(file)))
        };
        let wanted = emit(harmless).unwrap_or_else(|| panic!("{method}: {harmless} is refused"));
        // No command line holds a NUL.
        let texts = texts(harmless).into_iter().filter(|text| !text.contains('\0'));
        // None of them is what the builder has.
        let texts = texts.filter(|text| *method != "platforms" || !text.trim().is_empty());
        // A file of another folder is written there.
        let is_file = matches!(*method, "bake" | "compose");
        let texts = texts.filter(|text| !is_file || !text.contains('/') && !text.contains(".."));
        let accepted = texts.step_by(6).filter_map(|text| Some((emit(&text)?, text)));
        let mut count = 0;
        for (file, text) in accepted {
            count += 1;
            assert_eq!(file, wanted, "{method} of {text:.60?}");
        }
        count
    });
    let accepted: usize = tried.sum();
    assert!(accepted > 50, "{accepted} were accepted");
}

/// Every public method that takes text has a row above.
#[test]
fn no_method_is_left_out() {
    let rows = calls().into_iter().chain(calls_of_recipes());
    let rows: BTreeSet<&str> = rows.map(|call| call.method).collect();
    // What goes into other files than a Dockerfile has rows below.
    let of_builds = OF_BUILDS.iter().map(|(method, ..)| *method);
    let rows: BTreeSet<&str> = rows.into_iter().chain(of_builds).collect();
    const ELSEWHERE: [&str; 1] = ["dockerfile"];
    let mut missing = BTreeSet::new();
    let rooms = ["declare/", "recipes/", "emit/"];
    let sources = sources().into_iter();
    for (_, source) in sources.filter(|(path, _)| rooms.iter().any(|room| path.starts_with(room))) {
        for method in methods_of_text(&source) {
            if !rows.contains(method.as_str()) && !ELSEWHERE.contains(&method.as_str()) {
                missing.insert(method);
            }
        }
    }
    assert!(missing.is_empty(), "{missing:?}");
}

/// The names of public functions whose arguments are texts.
fn methods_of_text(source: &str) -> Vec<String> {
    const TEXTS: [&str; 7] = [
        "Into<String>",
        "IntoText",
        "Texts",
        "ArgumentList",
        "CommandLine",
        "FileMode",
        "Into<PathBuf>",
    ];
    let of = |rest: &str| {
        let (name, arguments) = rest.split_once('(')?;
        let arguments = arguments.split(['{', ';']).next()?;
        let name = name.split('<').next()?.to_owned();
        let taken = arguments.rsplit_once("->").map_or(arguments, |(arguments, _)| arguments);
        TEXTS.iter().any(|text| taken.contains(text)).then_some(name)
    };
    source.split("pub fn ").skip(1).filter_map(of).filter(|name| !name.starts_with('$')).collect()
}
