//! What flags, variables and failing commands do in a real build.

use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::process::Command;
use std::{fs, thread};

use dockerfile_core::{
    Account, Debian, Dialect, Image, Stage, arg, bind, cache, context, copy, debian, dir, download,
    env, file, platform, run, scratch, secret, text, tmpfs, uid, unverified_download,
};
use dockerfile_tests::docker::{self, Docker};
use tempfile::TempDir;

fn base() -> Stage<Account, Debian> {
    Stage::from(debian("bookworm-slim")).account(uid(7))
}

/// A folder with the image's files, ready to be built.
fn written(image: impl Into<Image>) -> TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let rendered = image.into().dialect(Dialect::V1_19).render();
    let rendered = rendered.unwrap_or_else(|report| panic!("{report}"));
    // No registry is reached for the frontend, and the engine's own is a newer one.
    let lines = rendered.dockerfile.lines().filter(|line| !line.starts_with("# syntax="));
    let text: String = lines.map(|line| format!("{line}\n")).collect();
    fs::write(folder.path().join("Dockerfile"), text).expect("a new file");
    fs::write(folder.path().join(".dockerignore"), rendered.ignore).expect("a new file");
    folder
}

fn built(docker: Docker, image: impl Into<Image>, options: &[&str]) -> docker::Image {
    let folder = written(image);
    fs::write(folder.path().join("a.lock"), "locked\n").expect("a new file");
    docker.try_build(folder.path(), "Dockerfile", options).unwrap_or_else(|said| panic!("{said}"))
}

/// What a build that has to fail says.
fn failed(docker: Docker, image: impl Into<Image>) -> String {
    let folder = written(image);
    // A secret is no cache key: with a cache the build would not ask for it.
    match docker.try_build(folder.path(), "Dockerfile", &["--no-cache"]) {
        Ok(_) => {
            panic!("this has to fail:\n{:?}", fs::read_to_string(folder.path().join("Dockerfile")))
        }
        Err(said) => said,
    }
}

#[test]
fn a_secret_is_seen_by_its_step_alone() {
    let Some(docker) = Docker::connect() else { return };
    let given = tempfile::NamedTempFile::new().expect("a temporary file");
    fs::write(given.path(), "s3cret-value").expect("a new file");
    let stage = || {
        base()
            .build(
                run("grep -q '^s[3]cret-value$' /run/x && env | grep -q '^TOKEN=s[3]cret-value$'")
                    .mount(secret("x").file("/run/x"))
                    .mount(secret("x").env("TOKEN")),
            )
            .build(run("test ! -e /run/x && test -z \"${TOKEN:-}\""))
    };
    let option = format!("--secret=id=x,src={}", given.path().display());
    let image = built(docker, stage(), &[&option]);
    assert!(image.history().contains("grep -q"), "the history is that of the build");
    assert!(!image.history().contains("s3cret"));
    let found =
        image.shell_as_root("grep -rl s3cret / --exclude-dir=proc --exclude-dir=sys || true");
    assert_eq!(found, "");
    // Without the secret there is no image.
    assert!(failed(docker, stage()).contains("secret x: not found"));
}

#[test]
fn mounts_leave_nothing_behind() {
    let Some(docker) = Docker::connect() else { return };
    let made = Stage::named("made", debian("bookworm-slim")).build(run("echo made >/made"));
    let stage = base().build(
        run("cat /mnt/a.lock /mnt/made >/out\ntouch /tmp/work/x /var/cache/tool/x")
            .mount(bind("a.lock").to("/mnt/a.lock"))
            .mount(bind("/made").from(&made).to("/mnt/made"))
            .mount(tmpfs("/tmp/work").size("1m"))
            .mount(cache("/var/cache/tool")),
    );
    let image = built(docker, stage, &[]);
    assert_eq!(image.shell_as_root("cat /out"), "locked\nmade");
    assert_eq!(image.shell_as_root("ls -A /tmp/work /var/cache/tool | grep -c x || true"), "0");
}

#[test]
fn an_offline_step_has_no_network() {
    let Some(docker) = Docker::connect() else { return };
    let interfaces = "ls /sys/class/net | grep -v '^lo$' >/found || true";
    let image = built(docker, base().build(run(interfaces).offline()), &[]);
    assert_eq!(image.shell_as_root("cat /found"), "");
}

/// In every form that a step is printed in.
#[test]
fn the_first_command_that_fails_fails_the_build() {
    let Some(docker) = Docker::connect() else { return };
    for text in ["false", "false\ntrue", "false; true", "false | true", "if true\nthen false\nfi"] {
        failed(docker, base().build(run(text)));
    }
    failed(docker, base().build(run(["false"]).then(["true"])));
    failed(docker, base().build(run(["sh", "-c", "exit 1\n"])));
    failed(docker, base().build(run(["false"]).without_shell()));
    built(docker, base().build(run("false || true")).build(run("true | cat")), &[]);
}

/// Each stage gets what the build says, or the one default.
#[test]
fn variables_reach_every_stage_that_uses_them() {
    let Some(docker) = Docker::connect() else { return };
    let declared = || {
        let version = arg("VERSION").default("one default");
        let made = Stage::named("made", debian("bookworm-slim"))
            .build(run("echo \"$VERSION\" >/version").uses(&version));
        base()
            .source(copy("/version").from(&made))
            .build(run([text("touch"), text("/is-$x-") + &version]))
            .env("VERSION", &version)
            .env("TAG", text("v$") + env("VERSION") + "-" + platform::TARGETOS)
            .commit_label("test.version", &version)
    };
    for (options, version) in
        [(&[][..], "one default"), (&["--build-arg=VERSION=\"2\" $y"], "\"2\" $y")]
    {
        let image = built(docker, declared(), options);
        assert_eq!(image.shell_as_root("cat /version"), version);
        assert_eq!(image.shell_as_root("ls -d /is-*"), format!("/is-$x-{version}"));
        assert_eq!(image.inspect("{{index .Config.Labels \"test.version\"}}"), version);
        let env = image.inspect("{{range .Config.Env}}{{println .}}{{end}}");
        assert!(env.contains(&format!("VERSION={version}\nTAG=v${version}-linux")), "{env}");
    }
}

#[test]
fn files_of_contexts_and_inline_files() {
    let Some(docker) = Docker::connect() else { return };
    let docs = tempfile::tempdir().expect("a temporary folder");
    fs::write(docs.path().join("guide"), "a guide\n").expect("a new file");
    let stage = base()
        .source(copy("/guide").from(context("docs")).to("/guide").mode(0o640).writable())
        .source(file("/etc/app.conf", "a = $HOME\n\n  b\t\n").mode(0o600))
        .source(copy("a.lock").to("/a.lock").link());
    let option = format!("--build-context=docs={}", docs.path().display());
    let image = built(docker, stage, &[&option]);
    assert_eq!(image.shell_as_root("cat /guide /a.lock"), "a guide\nlocked");
    assert_eq!(image.shell_as_root("cat /etc/app.conf; printf end"), "a = $HOME\n\n  b\t\nend");
    let modes = image.shell_as_root("stat -c '%a %u:%g' /guide /etc/app.conf /a.lock");
    assert_eq!(modes, "640 7:7\n600 0:0\n644 0:0");
}

#[test]
fn part_of_a_stage_is_copied() {
    let Some(docker) = Docker::connect() else { return };
    let made = Stage::named("made", debian("bookworm-slim"))
        .build(run("mkdir -p /out/sub\ntouch /out/a /out/a.map /out/sub/b.map\nchmod -R go= /out"));
    let stage = base()
        .source(copy("/out").from(&made).except(["*.map", "**/*.map"]).mode("go=rX").to("/got"));
    let image = built(docker, stage, &[]);
    let found = image.shell_as_root("find /got -printf '%P %m\\n' | sort");
    assert_eq!(found, "\u{20}755\na 644\nsub 755");
}

/// A file that is not there is left out, and a name is taken as it stands.
#[test]
fn files_are_copied_by_their_names() {
    let Some(docker) = Docker::connect() else { return };
    let made = Stage::named("made", debian("bookworm-slim"))
        .build(run("mkdir -p '/out/[^$d'\ncd '/out/[^$d'\ntouch a.so b.so.1 c 'é' '[x^$y' z"));
    let names = ["*.so", "b.so.?", "c", "é", "[x^$y", "none", "*.none"];
    let stage = base().source(copy("/out/[^$d").from(&made).matching(names).to("/got"));
    let image = built(docker, stage, &[]);
    assert_eq!(image.shell_as_root("LC_ALL=C ls /got"), "[x^$y\na.so\nb.so.1\nc\né");
}

/// The builder asks a server of this test: for a file as it is, and for an archive.
#[test]
fn a_download_is_what_its_checksum_says() {
    let Some(docker) = Docker::connect() else { return };
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = |name: &str| folder.path().join(name);
    fs::write(file("tool"), "a tool\n").expect("a new file");
    let mut tar = Command::new("tar");
    tar.current_dir(&folder).args(["-czf", "tool.tgz", "tool"]);
    assert!(tar.status().expect("tar starts").success());
    let sum = |name: &str| {
        let output = Command::new("sha256sum").arg(file(name)).output().expect("it starts");
        format!("sha256:{}", &docker::text(&output.stdout)[..64])
    };
    let served = served(["tool", "tool.tgz"].map(|name| (name, fs::read(file(name)).expect(name))));
    let url = |name: &str| format!("http://127.0.0.1:{served}/{name}");
    let stage = base()
        .source(download(url("tool"), sum("tool"), "/tool").mode(0o755))
        .source(download(url("tool.tgz"), sum("tool.tgz"), "/unpacked/").unpack().writable())
        .source(unverified_download(url("tool.tgz"), "/as it is.tgz", "a test"));
    let image = built(docker, stage, &[]);
    assert_eq!(image.shell_as_root("cat /tool /unpacked/tool"), "a tool\na tool");
    let found = image.shell_as_root("stat -c '%a %u' /tool /unpacked/tool; ls -d /as*");
    assert_eq!(found, "755 0\n644 7\n/as it is.tgz");
    let wrong = base().source(download(url("tool"), sum("tool.tgz"), "/tool"));
    assert!(failed(docker, wrong).contains("digest mismatch"));
}

/// Serves files over HTTP until the test's process ends; gives the port.
fn served<const N: usize>(files: [(&'static str, Vec<u8>); N]) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let port = listener.local_addr().expect("an address").port();
    thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.expect("a connection");
            let mut asked = String::new();
            let _ = BufReader::new(&stream).read_line(&mut asked);
            let found = files.iter().find(|(name, _)| asked.contains(&format!("/{name} ")));
            let Some((_, bytes)) = found else { continue };
            let head = format!(
                "HTTP/1.1 200 OK\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
                bytes.len()
            );
            let _ = stream.write_all(head.as_bytes());
            if !asked.starts_with("HEAD") {
                let _ = stream.write_all(bytes);
            }
        }
    });
    port
}

/// What `.volume(..)` asks for: a folder that nothing has made would be root's.
#[test]
fn a_volume_is_written_by_its_user() {
    let Some(docker) = Docker::connect() else { return };
    let stage = Stage::from(debian("bookworm-slim")).layout(dir("/srv/app/var").writable());
    let stage = stage.layout(dir("/srv/owned").writable()).account(uid(7)).volume("/srv/app/var");
    // The way out says nothing of the folder, and nobody checks it.
    let stage = stage.raw("VOLUME [\"/srv/owned/below\"]", "a test");
    let image = built(docker, stage, &[]);
    assert!(image.try_run(&[], &["touch", "/srv/app/var/x"]).status.success());
    assert!(!image.try_run(&[], &["touch", "/srv/owned/below/x"]).status.success());
}

/// A program of the image's own runs while it is built, with no shell in sight.
#[test]
fn a_program_runs_on_scratch() {
    let Some(docker) = Docker::connect() else { return };
    let tools = Stage::named("tools", debian("bookworm-slim"))
        .build(run("mkdir /out && cp /bin/touch /out && ldd /bin/touch | grep -o '/[^ ]*' | xargs -I{} cp --parents {} /out"));
    let stage = Stage::from(scratch())
        .account(uid(7))
        .source(copy("/out").from(&tools).to("/"))
        .build(run(["/touch", "/made here"]).without_shell())
        .entrypoint(["/touch"]);
    let image = built(docker, stage, &[]);
    assert!(image.history().contains("/made here"), "{}", image.history());
}
