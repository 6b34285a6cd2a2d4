//! What others say of what we emit: another parser, hadolint, and BuildKit's own checks.
//!
//! Of every emitted file in the repository, and of images that use every way out and
//! every kind of step: a rule that is broken on purpose is answered in the header.

use std::collections::HashSet;
use std::fs;
use std::path::PathBuf;
use std::time::Duration;

use dockerfile_core::{
    Arch, Debian, Dialect, Image, Posix, RedHat, Stage, Suse, alpine, apk, apt, apt_repository,
    arg, base_env, bind, cache, context, copy, debian, dir, dnf, dnf_repository, existing, fedora,
    healthcheck, image, manifest, microdnf, moving_image, pacman, pip, platform, run, scratch,
    secret, ssh, tcp, text as value, tmpfs, tool, udp, uid, unverified_download, user, zypper,
};
use dockerfile_tests::docker::Docker;
use dockerfile_tests::language::{self, Said, sayable};
use dockerfile_tests::opinions::{answers, buildkit, hadolint};

use dockerfile_tests::root;
use tempfile::TempDir;

/// Every Dockerfile that a build script of the repository writes.
fn emitted() -> Vec<PathBuf> {
    let mut files = vec![];
    let mut folders = vec![root().join("examples")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            if path.is_dir() && name != "target" && name != "node_modules" {
                folders.push(path);
            } else if name.ends_with("Dockerfile") {
                files.push(path);
            }
        }
    }
    assert!(files.len() >= 6, "{files:?}");
    files.sort();
    files
}

/// Declarations of everything that the portable dialect can say, in several files.
fn declared() -> Vec<(&'static str, Image)> {
    let base = || Stage::from(debian("bookworm-slim"));
    let build = Stage::named("build", debian("bookworm-slim"))
        .packages(apt(["build-essential"]))
        .dependencies(manifest(["a.lock", "sub/b.lock"]).to("/src"))
        .source(copy(["src", "odd [name] $x"]).to("/src"))
        .build_env("CFLAGS", "-O2 -g")
        .build(run(["make", "X=$Y", "it's"]).workdir("/src").env("PREFIX", "/out"))
        .build(run("cat a | sort >b # sorted\ntest -s b || exit 1").then(["strip", "/out/app"]));
    let version = arg("VERSION").default("1.4.0");
    let revision = arg("GIT_SHA").per_commit();
    vec![
        (
            "everything",
            base()
                .label("org.opencontainers.image.title", "It's a \"$test\"")
                .packages(apt(["libpq5", "python3", "python3-pip"]))
                .layout(dir("/srv/app"))
                .layout(dir("/srv/a var").writable())
                .account(user("app").group("web").home("/home/app"))
                .dependencies(pip("requirements.txt"))
                .source(copy("/out").from(&build).to("/srv/app/out"))
                .source(copy("app").to("/srv/app/").except("tests"))
                .env("A", value("$HOME \\ \"x\" #"))
                .path("/opt/bin")
                .commit_label("org.opencontainers.image.version", "1.4.0")
                .volume("/srv/a var")
                .workdir("/srv/app")
                .expose(8080)
                .stop_signal("SIGINT")
                .healthcheck(healthcheck(["true"]).interval(Duration::from_secs(5)).retries(2))
                .entrypoint(["echo", "-m", "app"])
                .cmd(["--serve", "a b"])
                .into(),
        ),
        ("flags", {
            // Everything else that the portable dialect has.
            let tool = Stage::named("tool", debian("bookworm-slim").on_build_platform())
                .packages(unverified_download(
                    value("https://example.com/v") + &version + "/tool.tgz",
                    "/tmp/tool.tgz",
                    "the vendor publishes no checksum",
                ))
                .dependencies(
                    run(["install", "-D", "/tmp/a.lock", "/opt/a.lock"])
                        .mount(bind("a.lock").to("/tmp/a.lock"))
                        .mount(bind("/usr/share/doc").from(&build).to("/mnt"))
                        .mount(cache("/var/cache/tool").locked().mode(0o700).owner(7, 7))
                        .mount(tmpfs("/tmp/work").size("64m"))
                        .mount(secret("npmrc").file("/root/.npmrc").mode(0o400))
                        .mount(ssh().optional()),
                )
                .dependencies(run(["make", "fetch"]).host_network("reads a local mirror"))
                .build(run(["make", "check"]).offline().uses(&revision))
                .build(run(["printf", "%s", "one\ntwo"]));
            base()
                .account(uid(7))
                .dependencies(copy("/opt/a.lock").from(&tool).mode(0o644))
                .source(copy("/guide").from(context("docs")).to("/srv/guide"))
                .source(copy("/tool").from(&tool).to("/srv/tool").writable())
                .build(run(["/srv/tool", "--index"]).without_shell())
                .env("VERSION_OF_TOOL", &version)
                .env("CONFIG", base_env("PATH") + ":" + platform::TARGETARCH)
                .commit_label("org.opencontainers.image.revision", &revision)
                .expose(8000..=8010)
                .expose(udp(53))
                .no_healthcheck()
                .into()
        }),
        ("image of a tool", {
            let tool = image("ghcr.io/astral-sh/uv:0.9");
            base().account(uid(7)).dependencies(copy("/uv").from(tool).to("/bin/uv")).into()
        }),
        ("repositories of others", {
            let hub = apt_repository("https://apt.corp/debian").suite("stable").components("main");
            let local = apt_repository("file:///srv/a").suite("./").key_file("keys/own.gpg");
            let sum = "sha256:1111111111111111111111111111111111111111111111111111111111111111";
            let hub = hub.key("https://apt.corp/key", sum);
            base()
                .packages(apt("hub=1.0").repository(hub).repository(local))
                .packages(manifest("pins").to("/etc/apt/preferences.d"))
                .account(uid(7))
                .into()
        }),
        ("tools", {
            let (short, long) = (format!("sha256:{}", "1".repeat(64)), "2".repeat(128));
            let it = || tool("/usr/local/bin/it").on("amd64", "https://example.com/it", &short);
            let more = it().on("arm/v7", "https://example.com/it", format!("sha512:{long}"));
            let packed = it().on("arm64", "https://example.com/it", &short).in_archive("it-*/it");
            base().packages(packed).packages(more).account(uid(7)).into()
        }),
        ("repository of dnf", {
            let hub = dnf_repository("https://rpm.corp/$releasever").key_file("keys/own.asc");
            Stage::from(fedora("42")).packages(dnf("b").repository(hub)).account(uid(7)).into()
        }),
        ("posix", {
            let base = image("busybox:1.37").family(Posix);
            Stage::from(base).account(uid(7)).build(run("make\nmake install")).into()
        }),
        (
            "comments",
            base()
                .comment("nobody in particular")
                .account(uid(7))
                .dependencies(run(["make", "a"]))
                .comment("on its own,\n\nwith its variable")
                .dependencies(run(["make", "b"]).uses(&version))
                .comment("and again")
                .dependencies(run(["make", "c"]))
                .comment("where it works")
                .workdir("/srv")
                .raw("ONBUILD RUN make install", "images of customers are built on it")
                .raw("ARG BUILDKIT_SBOM_SCAN_STAGE=true", "for the inventory")
                .public_env("AUTH_MODE", "ldap", "names a method")
                .comment("set by the platform")
                .env("AT", arg("REGION").description("where it runs"))
                .description("serves the shop")
                .into(),
        ),
        ("strict", Image::from(base().account(uid(7))).checked_by_builder()),
        ("root", base().runs_as_root("binds port 443").into()),
        (
            "public variable",
            base().account(uid(7)).public_env("TOKENIZER_PATH", "/x", "a file").into(),
        ),
        (
            "steps apart",
            base().dependencies(run(["true"])).build(run(["true"])).account_of_tests().into(),
        ),
        (
            "out of order",
            base()
                .account(uid(7))
                .source(copy("list").to("/list"))
                .out_of_order("reads the list", |s| s.packages(run(["cat", "/list"])))
                .into(),
        ),
        ("scratch", {
            let stage = Stage::from(scratch()).account(uid(65532));
            stage.source(copy("/out/app").from(&build).to("/app")).entrypoint(["/app"]).into()
        }),
        ("alpine", Stage::from(alpine("3.22")).account(user("app")).build(run("a | b")).into()),
        ("apk", Stage::from(alpine("3.22")).packages(apk(["a", "b~=1"])).account(uid(7)).into()),
        ("dnf", Stage::from(fedora("42")).packages(dnf("b")).account(user("app")).into()),
        ("microdnf", {
            let base = image("ubi9-minimal:9.6").family(RedHat);
            Stage::from(base).packages(microdnf("b")).account(uid(7)).into()
        }),
        ("zypper", {
            let base = image("opensuse/leap:15.6").family(Suse);
            Stage::from(base).packages(zypper(["a", "b=1"])).account(user("app")).into()
        }),
        ("pacman", {
            let base = image("archlinux:base-20261101.0.1").family(Arch);
            Stage::from(base).packages(pacman("b")).account(user("app")).into()
        }),
        (
            "moving",
            Stage::from(moving_image("ubuntu:latest", "tested nightly").family(Debian))
                .account(uid(7))
                .into(),
        ),
        (
            "no tag",
            Stage::from(moving_image("registry.corp:5000/x", "ours").family(Debian))
                .keeps_base_user("made so")
                .into(),
        ),
        (
            "existing user",
            Stage::from(image("node:22-bookworm-slim").family(Debian))
                .account(existing("node", 1000))
                .into(),
        ),
        ("probe without a here-document", {
            let probe = tcp(80).built_in(image("rust:1-slim-bookworm").family(Debian));
            let stage = Stage::from(debian("bookworm-slim")).account(uid(7)).healthcheck(probe);
            Image::from(stage.cmd(["id"])).dialect(Dialect::V1_3)
        }),
    ]
}

/// Each element of the reference that can be said, one a file, in the oldest dialect that has it.
fn each_element() -> Vec<(&'static str, Image)> {
    let image = |said: &Said| {
        let image = (said.image)(language::base());
        if image.render().is_ok() {
            return image;
        }
        let newest = image.clone().dialect(Dialect::Labs).render().expect(said.what);
        image.dialect(newest.dialect)
    };
    sayable().iter().map(|said| (said.what, image(said))).collect()
}

/// The newest syntax that the engine of these tests reads without another frontend, which it would
/// have to download.
const READ_BY_ENGINE: &str = "1.19";

/// Whether the engine reads a file, whose line of the syntax is not for it to follow.
fn is_read_by_engine(dockerfile: &str) -> bool {
    let minor = |version: &str| version.strip_prefix("1.").and_then(|it| it.parse::<u32>().ok());
    let Some(rest) = dockerfile.strip_prefix("# syntax=docker/dockerfile:") else { return true };
    let needed = rest.lines().next().and_then(minor);
    needed.is_some_and(|needed| Some(needed) <= minor(READ_BY_ENGINE))
}

/// A way to say in a chain what no phase below `Account` allows any more.
trait AccountOfTests {
    fn account_of_tests(self) -> Self;
}

impl<At> AccountOfTests for Stage<At, Debian> {
    fn account_of_tests(self) -> Self {
        self.out_of_order("a test", |s| s.account(uid(7)))
    }
}

/// Every file to be judged: the emitted ones, and the declared images in a folder that
/// lasts as long as its guard.
fn files() -> (TempDir, Vec<PathBuf>) {
    let (folder, mut files) = written();
    files.extend(emitted());
    (folder, files)
}

/// The declared images as files, each in a folder of its own.
fn written() -> (TempDir, Vec<PathBuf>) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let write = |(name, image): (&str, Image)| {
        let rendered = image.render().unwrap_or_else(|report| panic!("{name}: {report}"));
        let name = name.replace(|c: char| !c.is_ascii_alphanumeric(), "-");
        let number = fs::read_dir(folder.path()).expect("a folder").count();
        let path = folder.path().join(format!("{number}-{name}")).join("Dockerfile");
        fs::create_dir(path.parent().expect("a folder")).expect("a new folder");
        fs::write(&path, rendered.dockerfile).expect("a new file");
        path
    };
    let files = declared().into_iter().chain(each_element()).map(write).collect();
    (folder, files)
}

/// A file's text with the lines of its here-documents left out.
fn without_documents(text: &str) -> String {
    let mut end = None;
    let mut kept = String::new();
    for line in text.lines() {
        match &end {
            Some(word) if line == *word => end = None,
            Some(_) => {}
            None => {
                kept += &format!("{line}\n");
                end = line.split_once("<<\"").and_then(|(_, rest)| rest.split('"').next());
            }
        }
    }
    kept
}

#[test]
fn another_parser_reads_every_file() {
    let (_folder, files) = files();
    for path in files {
        // This parser knows no empty list, by which an image starts nothing of its base's.
        let text =
            fs::read_to_string(&path).expect("a file").replace("ENTRYPOINT []", "CMD [\"\"]");
        let text = text.replace("CMD []", "CMD [\"\"]");
        let parsed = parse_dockerfile::parse(&text)
            .unwrap_or_else(|error| panic!("{}: {error}\n{text}", path.display()));
        // A line that begins with a word is an instruction; what it goes on with is indented, and
        // the lines of a here-document are none.
        let begins = |line: &&str| line.starts_with(|c: char| c.is_ascii_uppercase());
        let count = without_documents(&text).lines().filter(begins).count();
        assert_eq!(parsed.instructions.len(), count, "{}", path.display());
        for stage in parsed.stages() {
            assert!(stage.from.as_.is_some(), "{}: a stage without a name", path.display());
        }
    }
}

#[test]
fn hadolint_has_nothing_to_say() {
    if !answers("hadolint") {
        return;
    }
    let (_folder, files) = files();
    for path in files {
        let (good, said) = hadolint(&path);
        assert!(good && said.is_empty(), "{}:\n{said}", path.display());
    }
}

/// The header's ignores are there because without them hadolint would speak.
#[test]
fn no_ignore_is_there_for_nothing() {
    if !answers("hadolint") {
        return;
    }
    let (folder, files) = files();
    for path in files {
        let text_of_file = fs::read_to_string(&path).expect("a file");
        let ignore = |line: &str| line.split("ignore=").nth(1).map(|rest| rest[..6].to_owned());
        let header = text_of_file.lines().filter(|line| line.starts_with("# hadolint"));
        let bare: String = text_of_file
            .lines()
            .filter(|l| !l.starts_with("# hadolint"))
            .fold(String::new(), |t, l| t + l + "\n");
        let file = folder.path().join("bare.Dockerfile");
        fs::write(&file, bare).expect("a new file");
        let (_, said) = hadolint(&file);
        for rule in header.filter_map(ignore) {
            assert!(said.contains(&rule), "{}: {rule} is ignored for nothing", path.display());
        }
    }
}

#[test]
fn buildkit_has_nothing_to_say() {
    if Docker::connect().is_none() {
        return;
    }
    let (_folder, files) = files();
    let mut checked = 0;
    for path in files {
        // A check asks for the base image, and only these are there.
        const THERE: [&str; 5] = [
            "debian:bookworm-slim",
            "golang:1-bookworm",
            "node:20-bookworm-slim",
            "python:3.11-slim-bookworm",
            "rust:1-slim-bookworm",
        ];
        let text_of_file = fs::read_to_string(&path).expect("a file");
        let bases = text_of_file.lines().filter(|line| line.starts_with("FROM "));
        let from_outside = |line: &&str| line.contains(':');
        if bases.filter(from_outside).any(|line| !THERE.iter().any(|image| line.contains(image))) {
            continue;
        }
        if !is_read_by_engine(&text_of_file) {
            continue;
        }
        if text_of_file.starts_with("# syntax=") {
            let (_, own) = text_of_file.split_once('\n').expect("lines");
            fs::write(&path, own).expect("a file of this test");
        }
        let said = buildkit(&path);
        assert!(said.contains("no warnings found"), "{}:\n{said}", path.display());
        checked += 1;
    }
    assert!(checked >= 120, "only {checked} files were checked");
}

/// The checks that a header or a line skips are skipped because BuildKit would speak.
#[test]
fn no_check_is_skipped_for_nothing() {
    if Docker::connect().is_none() {
        return;
    }
    let (folder, files) = files();
    let mut skipped = 0;
    for path in files {
        let text = fs::read_to_string(&path).expect("a file");
        let is_skip = |line: &&str| line.starts_with("# check=skip=");
        let Some(skip) = text.lines().find(is_skip) else { continue };
        let (_, check) = skip.split_once("skip=").expect("a check");
        let check = check.split([';', ' ']).next().unwrap_or_default();
        // The line of the syntax asks for another frontend, which would have to be downloaded.
        let bare = text.lines().filter(|line| !is_skip(line) && !line.starts_with("# syntax="));
        let file = folder.path().join("bare.Dockerfile");
        fs::write(&file, bare.collect::<Vec<_>>().join("\n")).expect("a new file");
        let said = buildkit(&file);
        assert!(said.contains(check), "{}: {check} is skipped for nothing", path.display());
        skipped += 1;
    }
    assert!(skipped >= 3, "only {skipped} files skip a check");
}

/// What Dependabot and Renovate document: FROM alone on its line, an image with a tag or a
/// digest and no variable in it, `AS` a name; and every image once for each platform.
#[test]
fn update_bots_read_every_image() {
    let (_folder, files) = files();
    let mut images = 0;
    for path in files {
        let text_of_file = fs::read_to_string(&path).expect("a file");
        let mut seen = HashSet::new();
        for line in text_of_file.lines().filter(|line| line.trim_start().starts_with("FROM")) {
            let words: Vec<&str> = line.split(' ').collect();
            let (platform, image) = match words.as_slice() {
                ["FROM", image, "AS", _] => ("", *image),
                ["FROM", platform, image, "AS", _] if platform.starts_with("--platform=") => {
                    (*platform, *image)
                }
                _ => panic!("{}: {line}", path.display()),
            };
            assert!(!image.contains('$'), "{}: {line}", path.display());
            if image.contains([':', '/', '@']) {
                images += 1;
                assert!(seen.insert((platform, image)), "{}: {line} again", path.display());
            }
        }
        // Nothing else names an image.
        for flag in text_of_file.split_whitespace().filter_map(|word| word.strip_prefix("--from="))
        {
            assert!(!flag.contains([':', '/', '@']), "{}: --from={flag}", path.display());
        }
    }
    assert!(images > 60, "{images}");
}
