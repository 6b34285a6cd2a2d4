//! Packages of a dated archive, and tools that are downloaded for each architecture.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::process::Command;
use std::thread;

use dockerfile_core::{Dialect, Image, Stage, Tool, apt, debian, tool, ubuntu, uid};
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
    Stage::from(debian("bookworm-slim")).packages(tool).account(uid(65532)).into()
}

/// Each file is in a stage of its own, and of older builders the step checks it.
#[test]
fn a_tool_is_another_file_for_each_architecture() {
    let sum = format!("sha256:{}", "0".repeat(64));
    let uv = || {
        tool("/usr/local/bin/uv")
            .on("amd64", "https://example.com/uv-x86_64.tar.gz", sum.as_str())
            .on("arm64", "https://example.com/uv-aarch64.tar.gz", sum.as_str())
            .in_archive("*/uv")
    };
    let text = Context::with(&[]).emit(with(uv()));
    let zeros = "0".repeat(64);
    let stage = "FROM scratch AS uv\n\
                 ADD https://example.com/uv-x86_64.tar.gz /amd64\n\
                 ADD https://example.com/uv-aarch64.tar.gz /arm64\n\n";
    assert!(text.starts_with(stage), "{text}");
    let run = format!(
        "ARG TARGETARCH\n\
         RUN --mount=type=bind,from=uv,source=/,target=/tmp/uv \\\n    \
         case \"${{TARGETARCH}}\" in \
         amd64) sum={zeros} ;; \
         arm64) sum={zeros} ;; \
         *) echo \"nothing to download for ${{TARGETARCH}}\" >&2; exit 1 ;; esac && \\\n    \
         echo \"$sum  /tmp/uv/${{TARGETARCH}}\" >/tmp/download.sum && \\\n    \
         sha256sum -c /tmp/download.sum && \\\n    \
         rm /tmp/download.sum && \\\n    \
         mkdir /tmp/archive && \\\n    \
         tar -xf \"/tmp/uv/${{TARGETARCH}}\" -C /tmp/archive && \\\n    \
         install -D -m 0755 /tmp/archive/*/uv /usr/local/bin/uv && \\\n    \
         rm -r /tmp/archive\n"
    );
    assert!(text.contains(&run), "{text}");
    let newer = with(uv()).dialect(Dialect::V1_6);
    let text = newer.render().expect("a good image").dockerfile;
    let add = format!("ADD --checksum={sum} https://example.com/uv-aarch64.tar.gz /arm64\n");
    assert!(text.contains(&add) && !text.contains("sha256sum"), "{text}");
    assert!(refused(with(tool("/usr/local/bin/uv"))).contains("nothing is downloaded to `/usr"));
}

/// A variant is part of an architecture, and each file has a checksum of its own kind.
#[test]
fn a_tool_for_variants() {
    let (short, long) =
        (format!("sha256:{}", "1".repeat(64)), format!("sha512:{}", "2".repeat(128)));
    let url = "https://example.com/it";
    let it = || tool("/usr/local/bin/it").on("arm/v7", url, long.as_str());
    let both = it().on("amd64", url, short.as_str()).on("arm/v6", url, short.as_str());
    let text = Context::with(&[]).emit(with(both));
    let run = format!(
        "ARG TARGETARCH\nARG TARGETVARIANT\n\
         RUN --mount=type=bind,from=it,source=/,target=/tmp/it \\\n    \
         case \"${{TARGETARCH}}/${{TARGETVARIANT}}\" in \
         arm/v7) file=armv7 sum={two} check=sha512sum ;; \
         amd64/*) file=amd64 sum={one} check=sha256sum ;; \
         arm/v6) file=armv6 sum={one} check=sha256sum ;; \
         *) echo \"nothing to download for ${{TARGETARCH}}/${{TARGETVARIANT}}\" >&2; exit 1 ;; \
         esac && \\\n    \
         echo \"$sum  /tmp/it/$file\" >/tmp/download.sum && \\\n    \
         \"$check\" -c /tmp/download.sum && \\\n    \
         rm /tmp/download.sum && \\\n    \
         install -D -m 0755 \"/tmp/it/$file\" /usr/local/bin/it\n",
        one = "1".repeat(64),
        two = "2".repeat(128)
    );
    assert!(text.contains(&run), "{text}");
    let odd = Context::with(&[]).emit(with(tool("/opt/My Tool").on("amd64", url, short.as_str())));
    assert!(odd.contains("FROM scratch AS tool\n") && odd.contains("\"/opt/My Tool\""), "{odd}");
    for other in ["arm/v7", "arm"] {
        let said = refused(with(it().on(other, url, short.as_str())));
        assert!(
            said.contains(&format!("`{other}` and `arm/v7` are both for one platform")),
            "{said}"
        );
    }
    assert!(refused(with(it().on("arm64/v8", url, short.as_str()))).contains("without a variant"));
    assert!(refused(with(it().on("amd64", url, "md5:0"))).contains("sha512:"));
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

/// Of a portable file the step looks, of a newer one the builder; nothing but the tool stays.
#[test]
fn only_the_right_file_gets_in() {
    let Some(docker) = Docker::connect() else { return };
    let url = serve("#!/bin/sh\necho it runs\n");
    let context = Context::with(&[]);
    let good = "sha256:dec4bdebd6c0da2f8ccaa20e65784423dd123b373a0b575166f473e6196991ca";
    let bad = good.replace("dec4", "dec5");
    let long = "sha512:6b70139d000f93909679a7717f1d814f6db5fde9953a278cdf26b80d8c1093ba2970b12b7920fd33e03c95928676ebc92b1c1255d6718c4cd4eceaf033ecde46";
    let program = |sum: &str| with(tool("/usr/local/bin/it").on("amd64", url.as_str(), sum));
    for (sum, dialect, said) in [
        (bad.as_str(), Dialect::V1_4, "/tmp/it/amd64: FAILED"),
        (bad.as_str(), Dialect::V1_6, "digest mismatch"),
    ] {
        emit(&context, program(sum).dialect(dialect));
        let all = docker.try_build(context.folder(), "Dockerfile", &[]).err();
        let all = all.expect("another file");
        assert!(all.contains(said), "{all}");
    }
    for (sum, dialect) in [(good, Dialect::V1_4), (good, Dialect::V1_6), (long, Dialect::V1_6)] {
        emit(&context, program(sum).dialect(dialect));
        let image = context.build(docker);
        assert_eq!(text(&image.try_run(&[], &["/usr/local/bin/it"]).stdout), "it runs");
        assert_eq!(image.shell_as_root("ls -A /tmp"), "");
    }
}

/// Without a `# syntax` line: no registry is reached for the frontend, and the engine's is newer.
fn emit(context: &Context, image: Image) {
    context.emit(image);
    let text = context.text("Dockerfile");
    let lines = text.lines().filter(|line| !line.starts_with("# syntax="));
    context.write("Dockerfile", lines.map(|line| format!("{line}\n")).collect::<String>());
}
