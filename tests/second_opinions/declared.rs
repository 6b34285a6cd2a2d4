//! Images that use every way out and every kind of step.

use std::time::Duration;

use dockerfile_core::{
    Arch, Debian, Dialect, Image, Posix, RedHat, Stage, Suse, alpine, apk, apt, apt_repository,
    arg, base_env, bind, cache, context, copy, debian, dir, dnf, dnf_repository, existing, fedora,
    healthcheck, image, manifest, microdnf, moving_image, pacman, pip, platform, run, scratch,
    secret, ssh, tcp, text as value, tmpfs, tool, udp, uid, unverified_download, user, zypper,
};

use super::AccountOfTests;

/// Declarations of everything that the portable dialect can say, in several files.
pub(super) fn declared() -> Vec<(&'static str, Image)> {
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
