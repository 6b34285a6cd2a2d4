//! Repositories of others, for apt, dnf and apk: what becomes of them, to the byte, what is
//! refused, and, with an engine, that a package of a signed one is installed and nothing else.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use dockerfile_core::{
    Account, AptRepository, Debian, Dialect, Image, Stage, alpine, apk, apk_repository, apt,
    apt_repository, arg, context, copy, debian, dnf, dnf_repository, fedora, image, manifest, run,
    text, uid,
};
use dockerfile_tests::context::Context;
use dockerfile_tests::docker::Docker;
use dockerfile_tests::text::{body, ignored};

const SUM: &str = "sha256:1111111111111111111111111111111111111111111111111111111111111111";

fn pgdg() -> AptRepository {
    apt_repository("https://apt.postgresql.org/pub/repos/apt")
        .suite("bookworm-pgdg")
        .components(["main"])
        .key("https://www.postgresql.org/media/keys/ACCC4CF8.asc", SUM)
}

fn with(repository: AptRepository) -> Stage<Account, Debian> {
    Stage::from(debian("12")).packages(apt(["a1"]).repository(repository)).account(uid(7))
}

/// A new builder checks the key, and an old one leaves that to the install.
#[test]
fn a_repository_of_apt() {
    let stage = || {
        Stage::from(debian("12"))
            .packages(apt(["libpq5"]))
            .packages(apt(["postgresql-client-17"]).repository(pgdg()))
            .account(uid(7))
    };
    let by_the_builder = Image::from(stage()).dialect(Dialect::V1_6);
    let install = "\
RUN --mount=type=cache,id=apt-cache-debian-final,target=/var/cache/apt,sharing=locked \\
    --mount=type=cache,id=apt-lists-debian-final,target=/var/lib/apt/lists,sharing=locked \\
    rm -f /etc/apt/apt.conf.d/docker-clean && \\
    apt-get update && \\
    DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends ca-certificates && \\
";
    let rest = "    \
    printf \"%s\\n\" \"Types: deb\" \"URIs: https://apt.postgresql.org/pub/repos/apt\" \
\"Suites: bookworm-pgdg\" \"Components: main\" \
\"Signed-By: /etc/apt/keyrings/apt.postgresql.org.asc\" \
>/etc/apt/sources.list.d/apt.postgresql.org.sources && \\
    apt-get update -o APT::Update::Error-Mode=any && \\
    DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends \\
        libpq5 \\
        postgresql-client-17
USER 7:7
";
    let key = "https://www.postgresql.org/media/keys/ACCC4CF8.asc \
               /etc/apt/keyrings/apt.postgresql.org.asc\n";
    let from = "FROM debian:12 AS final\n";
    let add = format!("ADD --checksum={SUM} --chmod=0644 {key}");
    assert_eq!(body(by_the_builder), format!("{from}{add}{install}{rest}"));
    let checked = format!(
        "    echo \"{}  /etc/apt/keyrings/apt.postgresql.org.asc\" >/tmp/key.sha256 && \\\n    \
             sha256sum -c /tmp/key.sha256 && \\\n    rm /tmp/key.sha256 && \\\n",
        "1".repeat(64)
    );
    let add = format!("ADD --chmod=0644 {key}");
    assert_eq!(body(stage()), format!("{from}{add}{install}{checked}{rest}"));
}

/// What needs no certificates installs none; of a key that may be binary the build looks which.
#[test]
fn what_a_repository_needs() {
    let local = apt_repository("file:///srv/debs").suite("./").key_file("keys/team.gpg");
    let text = body(with(local.clone()));
    assert!(!text.contains("ca-certificates"), "{text}");
    assert_eq!(text.matches("apt-get update ").count(), 1, "{text}");
    assert!(
        text.contains("COPY --chmod=0644 keys/team.gpg /etc/apt/keyrings/local.asc\n"),
        "{text}"
    );
    assert!(
        text.contains("case \"$(head -c 5 /etc/apt/keyrings/local.asc)\" in -----) "),
        "{text}"
    );
    assert!(text.contains("\"Suites: ./\" \"Signed-By: $key\" >"), "{text}");
    assert_eq!(ignored(with(local)), "*\n!keys/team.gpg\n");
}

/// Two of one host have files of their own, and one that two installs name has one.
#[test]
fn a_repository_is_called_after_its_host() {
    let docker = |suite: &str| {
        apt_repository("https://Download.docker.com:443/linux/debian")
            .suite(suite)
            .components(["stable", "test"])
            .key("https://download.docker.com/linux/debian/gpg", SUM)
    };
    let other =
        Stage::named("other", debian("12")).packages(apt("b1").repository(docker("bookworm")));
    let stage = Stage::from(debian("12"))
        .packages(apt("a1").repository(docker("trixie")))
        .packages(apt("a1").repository(docker("bookworm")).repository(docker("trixie")))
        .account(uid(7))
        .source(copy("/x").from(&other));
    let text = body(stage);
    assert_eq!(text.matches("ADD ").count(), 3, "{text}");
    let files = |name: &str| text.matches(&format!("sources.list.d/{name}.sources")).count();
    assert_eq!((files("download.docker.com"), files("download.docker.com-2")), (2, 1), "{text}");
}

/// A variable of the build may stand in its URL and in that of its key.
#[test]
fn a_repository_of_a_version() {
    let version = arg("KUBERNETES").default("v1.33");
    let url = || text("https://pkgs.k8s.io/core:/stable:/") + &version + "/deb";
    let repository = apt_repository(url()).suite("/").key(url() + "/Release.key", SUM);
    let text = body(with(repository));
    let from = text.find("ARG KUBERNETES=\"v1.33\"\n").expect("an ARG");
    let add = text
        .find("ADD --chmod=0644 https://pkgs.k8s.io/core:/stable:/${KUBERNETES}/deb/Release.key ");
    assert!(add.is_some_and(|add| add > from), "{text}");
    let line = "\"URIs: https://pkgs.k8s.io/core:/stable:/${KUBERNETES}/deb\" \"Suites: /\" ";
    assert!(text.contains(line), "{text}");
}

#[test]
fn a_repository_of_dnf_and_of_apk() {
    let hub = dnf_repository("https://rpm.corp/fedora/$releasever/$basearch").key_file("hub.asc");
    let text = body(Stage::from(fedora("42")).packages(dnf("hub").repository(hub)).account(uid(7)));
    let wanted = "\
COPY --chmod=0644 hub.asc /etc/pki/rpm-gpg/RPM-GPG-KEY-rpm.corp
RUN printf \"%s\\n\" \"[rpm.corp]\" name=rpm.corp \
\"baseurl=https://rpm.corp/fedora/\\$releasever/\\$basearch\" enabled=1 gpgcheck=1 \
gpgkey=file:///etc/pki/rpm-gpg/RPM-GPG-KEY-rpm.corp >/etc/yum.repos.d/rpm.corp.repo && \\
    dnf install ";
    assert!(text.contains(wanted), "{text}");
    let hub = apk_repository("https://apk.corp/v3.22").key("https://apk.corp/a@b-5f.rsa.pub", SUM);
    let stage = Stage::from(alpine("3.22")).packages(apk("hub").repository(hub)).account(uid(7));
    let text = body(Image::from(stage).dialect(Dialect::V1_6));
    let wanted = format!(
        "ADD --checksum={SUM} --chmod=0644 https://apk.corp/a@b-5f.rsa.pub \
         /etc/apk/keys/a@b-5f.rsa.pub\n\
         RUN echo https://apk.corp/v3.22 >>/etc/apk/repositories && \\\n    apk add --no-cache \\\n        hub\n"
    );
    assert!(text.contains(&wanted), "{text}");
}

/// Files of images and keys that are checked in stand where packages do; what changes with every
/// edit does not.
#[test]
fn files_among_packages() {
    let uv = copy("/uv").from(image("ghcr.io/astral-sh/uv:0.9")).to("/usr/local/bin/uv");
    let stage = |more: fn(Stage<dockerfile_core::Packages, Debian>) -> Stage<_, _>| {
        let stage = Stage::from(debian("12"))
            .packages(uv.clone())
            .packages(manifest("pins").to("/etc/apt/preferences.d"));
        more(stage).packages(apt("a1")).account(uid(7))
    };
    let text = body(stage(|stage| stage));
    let wanted = "COPY --from=uv /uv /usr/local/bin/uv\nCOPY pins /etc/apt/preferences.d/\nRUN ";
    assert!(text.contains(wanted), "{text}");
    // A stage that compiles what has a version is no program's own source.
    let text = body(stage(|stage| {
        let tool = Stage::named("tool", debian("12")).build(run(["make-tool"]));
        stage.packages(copy("/out/tool").from(&tool))
    }));
    assert!(text.contains("COPY --from=tool /out/tool /out/tool\n"), "{text}");
    let report = Image::from(stage(|stage| {
        let build = Stage::named("my-build", debian("12")).source(copy("src").to("/src"));
        stage.packages(copy("/out").from(&Stage::named("more", &build)))
    }));
    let report = report.render().expect_err("an edit would install again").to_string();
    assert!(report.contains("layer order: `more` has files of the build context"), "{report}");
}

// ---- a signed repository of the test's own ------------------------------------------------------

/// A program's output. It must succeed.
fn output(folder: &Path, program: &str, arguments: &[&str], given: &str) -> String {
    let mut command = Command::new(program);
    command.args(arguments).current_dir(folder).env("GNUPGHOME", folder.join("gnupg"));
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap_or_else(|error| panic!("{program}: {error}"));
    child.stdin.take().expect("a pipe").write_all(given.as_bytes()).expect("it reads");
    let output = child.wait_with_output().expect("it ends");
    assert!(output.status.success(), "{program}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// A flat repository `repo` with a package `hello-own`, its key in both forms, and another key.
fn sign_repository(context: &Context) {
    let folder = context.folder();
    context.write("deb/DEBIAN/control", "Package: hello-own\nVersion: 1\nArchitecture: all\nMaintainer: a <a@b>\nDescription: says hello\n");
    context.write("deb/usr/share/hello-own", "hello\n");
    context.write("repo/.keep", "");
    let run =
        |program: &str, arguments: &[&str], given: &str| output(folder, program, arguments, given);
    run("dpkg-deb", &["--root-owner-group", "-b", "deb", "repo/hello-own_1_all.deb"], "");
    let list = run(
        "sh",
        &[
            "-c",
            "cd repo && cat ../deb/DEBIAN/control && echo Filename: ./hello-own_1_all.deb && echo Size: $(stat -c %s hello-own_1_all.deb) && echo SHA256: $(sha256sum <hello-own_1_all.deb | cut -d' ' -f1)",
        ],
        "",
    );
    context.write("repo/Packages", &list);
    let sums = run(
        "sh",
        &[
            "-c",
            "cd repo && echo \" $(sha256sum <Packages | cut -d' ' -f1) $(stat -c %s Packages) Packages\"",
        ],
        "",
    );
    let release = format!("Origin: own\nDate: Thu, 01 Jan 2026 00:00:00 UTC\nSHA256:\n{sums}");
    fs::create_dir(context.path("gnupg")).expect("a new folder");
    run("chmod", &["700", "gnupg"], "");
    for name in ["own@example.com", "other@example.com"] {
        run(
            "gpg",
            &[
                "--batch",
                "-q",
                "--passphrase",
                "",
                "--quick-gen-key",
                name,
                "ed25519",
                "sign",
                "never",
            ],
            "",
        );
    }
    let signed = run("gpg", &["--batch", "-q", "-u", "own@example.com", "--clearsign"], &release);
    context.write("repo/InRelease", signed);
    run("gpg", &["-q", "--armor", "-o", "own.asc", "--export", "own@example.com"], "");
    run("gpg", &["-q", "-o", "own.gpg", "--export", "own@example.com"], "");
    run("gpg", &["-q", "--armor", "-o", "other.asc", "--export", "other@example.com"], "");
}

/// The package is installed with the key that signs it, in either form, by way of a context that is
/// given by name; another key is refused, and so is a package that the repository has not.
#[test]
fn a_package_of_a_signed_repository_is_installed() {
    let Some(docker) = Docker::connect() else { return };
    let context_of_test = Context::with(&[]);
    sign_repository(&context_of_test);
    let stage = |key: &str, package: &str| {
        let own = apt_repository("file:///srv/repo").suite("./").key_file(key);
        Stage::from(debian("bookworm-slim"))
            .packages(copy("/").from(context("repo")).to("/srv/repo"))
            // No mirror of Debian's is asked.
            .packages(run("rm -rf /etc/apt/sources.list /etc/apt/sources.list.d/debian.sources"))
            .packages(apt(package).repository(own))
            .account(uid(7))
    };
    let option = format!("--build-context=repo={}", context_of_test.path("repo").display());
    let build = |key: &str, package: &str| {
        context_of_test.emit(stage(key, package));
        docker.try_build(context_of_test.folder(), "Dockerfile", &[&option])
    };
    for key in ["own.asc", "own.gpg"] {
        let image = build(key, "hello-own").unwrap_or_else(|said| panic!("{key}: {said}"));
        assert_eq!(image.shell_as_root("cat /usr/share/hello-own"), "hello");
        let left = image.shell_as_root("ls /usr/bin/curl /usr/bin/gpg /tmp/* 2>/dev/null || true");
        assert_eq!(left, "");
    }
    let said = build("other.asc", "hello-own").err().expect("another key");
    assert!(said.contains("NO_PUBKEY"), "{said}");
    let said = build("own.asc", "hello-nobody").err().expect("no such package");
    assert!(said.contains("Unable to locate package hello-nobody"), "{said}");
}

/// The same of dnf: a package is installed with the key that signs it, and with no other. The
/// repository's configuration is the one that the declaration gives, with the variables of dnf.
#[test]
fn a_signed_package_of_dnf_is_installed() {
    let Some(docker) = Docker::connect() else { return };
    let context = Context::with(&[("rpm.Dockerfile", include_str!("rpm.Dockerfile"))]);
    let base = docker.build(context.folder(), "rpm.Dockerfile");
    for key in ["own", "other"] {
        let armored = base.shell_as_root(&format!("cat /srv/{key}.asc"));
        context.write(&format!("{key}.asc"), armored + "\n");
    }
    let build = |key: &str, package: &str| {
        let own = dnf_repository("file:///srv/repo/$basearch").key_file(key);
        context
            .emit(Stage::from(fedora("42")).packages(dnf(package).repository(own)).account(uid(7)));
        let option = format!("--build-context=fedora:42=docker-image://{}", base.name);
        docker.try_build(context.folder(), "Dockerfile", &[&option])
    };
    let image = build("own.asc", "hello-own").unwrap_or_else(|said| panic!("{said}"));
    assert_eq!(image.shell_as_root("cat /usr/share/hello-own"), "hello");
    let said = build("other.asc", "hello-own").err().expect("another key");
    assert!(said.contains("GPG check FAILED"), "{said}");
    let said = build("own.asc", "hello-nobody").err().expect("no such package");
    assert!(said.contains("Unable to find a match: hello-nobody"), "{said}");
}
