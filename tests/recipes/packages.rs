//! Packages of a dated archive, and tools that are downloaded for each architecture.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::process::Command;
use std::thread;

use dockerfile_core::{Image, Stage, Tool, apt, debian, tool, ubuntu, uid};
use dockerfile_tests::context::{Context, refused};
use dockerfile_tests::docker::{Docker, text};

#[test]
fn a_snapshot_fixes_what_is_installed() {
    let context = Context::with(&[]);
    let text = context.emit(
        Stage::from(debian("bookworm-slim"))
            .packages(apt(["libpq5"]).snapshot("20261101T000000Z"))
            .packages(apt(["curl"]))
            .account(uid(65532)),
    );
    let sources = "    rm -f /etc/apt/sources.list.d/debian.sources && \\\n    \
         . /etc/os-release && \\\n    \
         echo \"deb [check-valid-until=no] http://snapshot.debian.org/archive/debian/20261101T000000Z $VERSION_CODENAME main\" >/etc/apt/sources.list && \\\n    \
         echo \"deb [check-valid-until=no] http://snapshot.debian.org/archive/debian/20261101T000000Z $VERSION_CODENAME-updates main\" >>/etc/apt/sources.list && \\\n    \
         echo \"deb [check-valid-until=no] http://snapshot.debian.org/archive/debian-security/20261101T000000Z $VERSION_CODENAME-security main\" >>/etc/apt/sources.list && \\\n    \
         rm -f /etc/apt/apt.conf.d/docker-clean && \\\n";
    assert!(text.contains(sources), "{text}");
    assert!(context.text("Dockerfile").contains("DL3008 # a snapshot fixes the versions"));
}

#[test]
fn a_snapshot_is_one_day_of_debian() {
    let install = |time: &str| apt(["curl"]).snapshot(time);
    let two = Stage::from(debian("bookworm-slim"))
        .packages(install("20261101T000000Z"))
        .packages(install("20261102T000000Z"))
        .account(uid(65532));
    assert!(refused(two).contains("packages of two days, `20261101T000000Z` and `2026"));
    let elsewhere =
        Stage::from(ubuntu("24.04")).packages(install("20261101T000000Z")).account(uid(65532));
    assert!(refused(elsewhere).contains("a snapshot is of Debian's packages, and this base is"));
}

fn with(tool: Tool) -> Image {
    Stage::from(debian("bookworm-slim"))
        .packages(apt(["ca-certificates", "curl"]))
        .packages(tool)
        .account(uid(65532))
        .into()
}

#[test]
fn a_tool_is_another_file_for_each_architecture() {
    let sum = format!("sha256:{}", "0".repeat(64));
    let text = Context::with(&[]).emit(with(
        tool("/usr/local/bin/uv")
            .on("amd64", "https://example.com/uv-x86_64.tar.gz", sum.as_str())
            .on("arm64", "https://example.com/uv-aarch64.tar.gz", sum.as_str())
            .in_archive("*/uv"),
    ));
    let zeros = "0".repeat(64);
    let run = format!(
        "ARG TARGETARCH\n\
         RUN case \"${{TARGETARCH}}\" in \
         amd64) url=https://example.com/uv-x86_64.tar.gz sum={zeros} ;; \
         arm64) url=https://example.com/uv-aarch64.tar.gz sum={zeros} ;; \
         *) echo \"nothing to download for ${{TARGETARCH}}\" >&2; exit 1 ;; esac && \\\n    \
         curl -fsSL --retry 3 -o /tmp/download \"$url\" && \\\n    \
         echo \"$sum  /tmp/download\" >/tmp/download.sha256 && \\\n    \
         sha256sum -c /tmp/download.sha256 && \\\n    \
         mkdir /tmp/archive && \\\n    \
         tar -xf /tmp/download -C /tmp/archive --wildcards \"*/uv\" && \\\n    \
         find /tmp/archive -type f -exec install -D -m 0755 {{}} /usr/local/bin/uv \\; && \\\n    \
         rm -rf /tmp/archive /tmp/download /tmp/download.sha256\n"
    );
    assert!(text.contains(&run), "{text}");
    assert!(refused(with(tool("/usr/local/bin/uv"))).contains("nothing is downloaded to `/usr"));
}

/// A server of one file, which the engine's network finds at its gateway.
fn serve(body: &'static str) -> String {
    let listener = TcpListener::bind("0.0.0.0:0").expect("a free port");
    let port = listener.local_addr().expect("an address").port();
    thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.expect("a client");
            let _ = stream.read(&mut [0; 4096]);
            let head = format!(
                "HTTP/1.1 200 OK\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
                body.len()
            );
            let _ = stream.write_all((head + body).as_bytes());
        }
    });
    let format = "{{(index .IPAM.Config 0).Gateway}}";
    let network = ["network", "inspect", "bridge", "--format", format];
    let gateway = Command::new("docker").args(network).output().expect("docker starts");
    format!("http://{}:{port}/tool", text(&gateway.stdout))
}

#[test]
fn only_the_right_file_gets_in() {
    let Some(docker) = Docker::connect() else { return };
    let url = serve("#!/bin/sh\necho it runs\n");
    let context = Context::with(&[]);
    let program = |sum: &str| tool("/usr/local/bin/it").on("amd64", url.as_str(), sum);
    context.emit(with(program(
        "sha256:4d2e3c2f8ba0be5a4b0d9f5c0f3d0c7a6d0f2fb6b2b6ea2a4df4a0a2f0b5a6a1",
    )));
    let said = docker.try_build(context.folder(), "Dockerfile", &[]).err().expect("another file");
    assert!(said.contains("/tmp/download: FAILED"), "{said}");
    context.emit(with(program(
        "sha256:dec4bdebd6c0da2f8ccaa20e65784423dd123b373a0b575166f473e6196991ca",
    )));
    let output = context.build(docker).try_run(&[], &["/usr/local/bin/it"]);
    assert_eq!(text(&output.stdout), "it runs");
}
