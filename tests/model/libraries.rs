//! Libraries of the distribution: what twenty public services in Rust link against, as their lock
//! files say it, against what their own images install. `docs/starts.md` has the table.

use std::fmt::Write as _;

use dockerfile_core::{
    Apt, Cargo, Debian, DistrolessCc, Image, Stage, apt, cargo, copy, image, run, uid,
};
use dockerfile_tests::context::Context;

/// A service, its package that makes the program, and the commit that was looked at.
struct Service {
    name: &'static str,
    /// The base of its own image, and the packages that this installs.
    base: &'static str,
    installs: &'static [&'static str],
    /// Packages of Rust that link against a library, and what these need by the lock file.
    linked: &'static [(&'static str, &'static [&'static str])],
    /// Nothing decides whether they are there; else a feature of what lies between does.
    is_certain: bool,
    /// The libraries that are found missing on a bare Debian 12.
    found: &'static [&'static str],
}

const fn service(
    name: &'static str,
    base: &'static str,
    installs: &'static [&'static str],
    linked: &'static [(&'static str, &'static [&'static str])],
    is_certain: bool,
    found: &'static [&'static str],
) -> Service {
    Service { name, base, installs, linked, is_certain, found }
}

const SSL: (&str, &[&str]) = ("openssl-sys", &["cc", "libc", "pkg-config", "vcpkg"]);
const OWN_SSL: (&str, &[&str]) = ("openssl-sys", &["cc", "libc", "openssl-src", "pkg-config"]);
const PQ: (&str, &[&str]) = ("pq-sys", &["libc", "pkg-config", "vcpkg"]);
const OWN_PQ: (&str, &[&str]) = ("pq-sys", &["libc", "pkg-config", "pq-src", "vcpkg"]);
const SQLITE: (&str, &[&str]) = ("libsqlite3-sys", &["pkg-config", "vcpkg"]);
const OWN_SQLITE: (&str, &[&str]) = ("libsqlite3-sys", &["cc", "pkg-config", "vcpkg"]);
const LIBZ: (&str, &[&str]) = ("libz-sys", &["cc", "pkg-config", "vcpkg"]);
const LZMA: (&str, &[&str]) = ("liblzma-sys", &["cc", "libc", "pkg-config"]);
const CURL: (&str, &[&str]) = ("curl-sys", &["cc", "libc", "libz-sys", "openssl-sys"]);
const MYSQL: (&str, &[&str]) = ("mysqlclient-sys", &["pkg-config", "semver", "vcpkg"]);

const LIBSSL: &str = "libssl.so";
const LIBPQ: &str = "libpq.so.5";
const LIBSQLITE: &str = "libsqlite3.so.0";

/// As of their snapshots of 2024 to 2026, read on 2026-11-26 and 28.
#[rustfmt::skip]
const SERVICES: [Service; 20] = [
    service("LemmyNet/lemmy", "debian:sid-slim", &["libssl-dev", "libpq-dev", "ca-certificates", "curl", "git"], &[PQ], false, &[LIBPQ]),
    service("dani-garcia/vaultwarden", "debian:trixie-slim", &["ca-certificates", "curl", "libmariadb3", "libpq5", "openssl"], &[MYSQL, PQ, OWN_SSL, OWN_SQLITE], false, &["libmariadb.so.3", LIBPQ]),
    service("romanz/electrs", "debian:trixie-slim", &["librocksdb-dev", "curl"], &[LIBZ], false, &[]),
    service("atuinsh/atuin", "debian:bookworm-20260713-slim", &["ca-certificates", "curl", "libssl3"], &[OWN_SSL, OWN_SQLITE], false, &[]),
    service("getsentry/symbolicator", "gcr.io/distroless/cc-debian12:nonroot", &[], &[SSL], false, &[LIBSSL]),
    service("mozilla-services/autopush-rs", "debian:bookworm-slim", &["libssl-dev", "ca-certificates"], &[SQLITE, SSL], false, &[LIBSQLITE, LIBSSL]),
    service("mozilla-services/syncstorage-rs", "debian:trixie-slim", &["libmysqlclient24", "libpq5", "libssl3", "libffi8", "python3", "curl", "jq"], &[PQ, SSL, LIBZ], false, &[LIBPQ, LIBSSL]),
    service("rust-lang/docs.rs", "debian:trixie-slim", &["ca-certificates", "curl", "tini"], &[SSL, OWN_SQLITE], false, &[LIBSSL]),
    service("rust-lang/triagebot", "ubuntu:24.04", &["ca-certificates"], &[SSL], true, &[LIBSSL]),
    service("stalwartlabs/stalwart", "debian:trixie-slim", &["ca-certificates", "curl", "libcap2-bin"], &[OWN_SQLITE, LIBZ], false, &[]),
    service("svenstaro/miniserve", "debian:testing-slim", &[], &[], false, &[]),
    service("sigp/lighthouse", "ubuntu:22.04", &["libssl-dev", "ca-certificates"], &[OWN_SSL, OWN_SQLITE, LIBZ], false, &[]),
    service("svix/svix-webhooks", "debian:trixie-20260713-slim", &["ca-certificates", "libssl3t64"], &[SQLITE, SSL], false, &[LIBSQLITE, LIBSSL]),
    service("graphprotocol/graph-node", "debian:bookworm-20241111-slim", &["libpq-dev", "ca-certificates", "netcat-openbsd"], &[OWN_PQ, OWN_SSL], false, &[]),
    service("quickwit-oss/quickwit", "debian:bookworm-slim", &["ca-certificates", "libssl3"], &[SQLITE, OWN_SSL, LIBZ, LZMA], false, &[LIBSQLITE]),
    service("apache/iggy", "debian:trixie-slim", &["ca-certificates", "liblzma5", "libhwloc15"], &[LIBZ, LZMA], false, &[]),
    service("lldap/lldap", "debian:bullseye-slim", &["wget", "ca-certificates", "gnupg"], &[OWN_SQLITE], false, &[]),
    service("meilisearch/meilisearch", "alpine:3.22", &["libgcc", "tini", "curl"], &[], false, &[]),
    service("tursodatabase/libsql", "debian:bullseye-slim", &["ca-certificates"], &[], false, &[]),
    service("rustdesk/rustdesk-server", "busybox:stable", &[], &[SSL, OWN_SQLITE], false, &[LIBSSL]),
];

/// A package that links against what the service does, by itself or by way of another package.
fn project(service: &Service) -> Context {
    let names: Vec<String> = service.linked.iter().map(|(name, _)| format!("{name:?}")).collect();
    let mut locked: Vec<(&str, String)> = vec![];
    for (name, needs) in service.linked {
        let needs: Vec<String> = needs.iter().map(|need| format!("{need:?}")).collect();
        locked.push((name, needs.join(", ")));
    }
    if service.is_certain {
        return package(
            &names.join(", "),
            &service.linked.iter().map(|it| it.0).collect::<Vec<_>>(),
            &locked,
        );
    }
    locked.push(("between", names.join(", ")));
    package("\"between\"", &["between"], &locked)
}

/// A package with these dependencies, and a lock file that says what they need.
fn package(own: &str, needs: &[&str], locked: &[(&str, String)]) -> Context {
    let needs: String = needs.iter().map(|name| format!("{name} = \"1\"\n")).collect();
    let manifest = format!(
        "[package]\nname = \"app\"\nversion = \"1.0.0\"\nedition = \"2024\"\n[dependencies]\n{needs}"
    );
    let mut lock = format!(
        "version = 4\n\n[[package]]\nname = \"app\"\nversion = \"1.0.0\"\ndependencies = [{own}]\n"
    );
    for (name, needs) in locked {
        write!(
            lock,
            "\n[[package]]\nname = \"{name}\"\nversion = \"1.0.0\"\n\
             source = \"registry+https://github.com/rust-lang/crates.io-index\"\ndependencies = [{needs}]\n"
        )
        .unwrap();
    }
    Context::with(&[
        ("Cargo.toml", &manifest),
        ("Cargo.lock", &lock),
        ("src/main.rs", "fn main() {}\n"),
    ])
}

/// What of libraries is said of an image: refused, and noted.
fn said(context: &Context, base: &str, installs: &[&str]) -> (Vec<String>, Vec<String>) {
    // What its own base builds: of versions of glibc something else is said.
    let builder = if base.contains("bullseye") { "rust:1-bullseye" } else { "rust:1-bookworm" };
    said_of(context, (builder, base), installs)
}

/// The same of a program that `builder` compiles.
fn said_of(
    context: &Context,
    (builder, base): (&str, &str),
    installs: &[&str],
) -> (Vec<String>, Vec<String>) {
    let app = cargo("app").workspace(".").context(context.folder());
    let build = Stage::named("build", image(builder).family(Debian)).recipe(&app);
    let packages: Option<Apt> = (!installs.is_empty()).then(|| apt(installs));
    let image: Image = if base.contains("/distroless/") {
        let stage = Stage::from(image(base).family(DistrolessCc)).account(uid(7));
        stage.source(app.artifacts(&build)).into()
    } else {
        let stage = Stage::from(image(base).family(Debian)).packages(packages).account(uid(7));
        stage.source(app.artifacts(&build)).into()
    };
    let named = |text: &str, behind: &str| {
        let names = text.split(behind).skip(1).filter_map(|rest| rest.split('`').nth(1));
        names.map(str::to_owned).collect()
    };
    match image.render() {
        Ok(rendered) => (vec![], named(&rendered.plan, "/app` asks for")),
        Err(report) => (named(&report.to_string(), "cannot start on this base:"), vec![]),
    }
}

/// None of them is refused with what its own image installs; on a bare base each library is found.
#[test]
fn what_twenty_services_link_against_is_found_and_no_image_of_theirs_refused() {
    for service in &SERVICES {
        let context = project(service);
        let (refused, noted) = said(&context, "debian:bookworm-slim", &[]);
        let found = if service.is_certain { &refused } else { &noted };
        assert_eq!(found, service.found, "{}: {refused:?}, {noted:?}", service.name);
        let (refused, _) = said(&context, service.base, service.installs);
        assert!(refused.is_empty(), "{}: {refused:?}", service.name);
    }
}

/// What is certain is refused by the name of the package to add; a feature, another member or a
/// variable makes it a note or nothing.
#[test]
fn a_missing_library_is_refused_where_it_is_certain() {
    let certain = service("", "", &[], &[PQ], true, &[LIBPQ]);
    let context = project(&certain);
    let missing = |base, installs: &[&str]| said(&context, base, installs);
    assert_eq!(missing("debian:bookworm-slim", &["ca-certificates"]).0, [LIBPQ]);
    assert_eq!(missing("debian:trixie-slim", &["tini", "curl"]).0, [LIBPQ]);
    assert_eq!(missing("ubuntu:24.04", &["tzdata"]).0, [LIBPQ]);
    assert_eq!(missing("python:3.13-slim-bookworm", &[]).0, [LIBPQ]);
    for spelled in ["tini=0.19.*", "tini:amd64", "tini:amd64=0.19.*"] {
        assert_eq!(missing("debian:bookworm-slim", &[spelled]).0, [LIBPQ], "{spelled}");
    }
    let nothing = (vec![], vec![]);
    for (base, installs) in [
        ("debian:bookworm-slim", &["libpq5"][..]),
        ("debian:bookworm-slim", &["libpq5=15.*"]),
        ("debian:bookworm-slim", &["libpq5:amd64=15.*", "tini:amd64"]),
        ("debian:bookworm-slim", &["postgresql-client"]),
        ("debian:bookworm-slim", &["gdal-bin"]),
        ("debian:sid-slim", &[]),
        ("python:3.13-bookworm", &[]),
        ("registry.corp/base:1", &[]),
    ] {
        assert_eq!(missing(base, installs), nothing, "{base} {installs:?}");
    }
    let app = cargo("app").workspace(".").context(context.folder());
    let build =
        |app: &Cargo| Stage::named("build", image("rust:1-bookworm").family(Debian)).recipe(app);
    let bare = || Stage::from(image("debian:bookworm-slim").family(Debian));
    let is_good = |image: Image| image.render().is_ok();
    let taken = |app: &Cargo| app.artifacts(&build(app));
    assert!(!is_good(bare().account(uid(7)).source(taken(&app)).into()));
    // Steps, files and variables may bring it.
    let by_step = bare().packages(run(["tar", "-xf", "/tmp/libraries.tar"])).account(uid(7));
    assert!(is_good(by_step.source(taken(&app)).into()));
    let copied = copy("/usr/lib/libpq.so.5")
        .from(image("postgres:17-bookworm"))
        .to("/usr/local/lib/libpq.so.5");
    assert!(is_good(bare().account(uid(7)).dependencies(copied).source(taken(&app)).into()));
    assert!(is_good(
        bare().account(uid(7)).source(taken(&app.clone().env("PQ_LIB_STATIC", 1))).into()
    ));
    let anyway = taken(&app).starts_anyway("a volume brings it");
    assert!(is_good(bare().account(uid(7)).source(anyway).into()));
}

/// What compiles against a library needs more of it than what starts.
#[test]
fn a_slim_base_does_not_compile_against_a_library() {
    let context = project(&service("", "", &[], &[PQ], true, &[LIBPQ]));
    let app = cargo("app").workspace(".").context(context.folder());
    let of = |base: &str, installs: &[&str]| {
        let packages: Option<Apt> = (!installs.is_empty()).then(|| apt(installs));
        let build = Stage::named("build", image(base).family(Debian));
        let build = build.packages(packages).recipe(&app);
        let run = Stage::from(image("debian:bookworm-slim").family(Debian)).packages(apt("libpq5"));
        Image::from(run.account(uid(7)).source(app.artifacts(&build))).render()
    };
    let slim = "rust:1-slim-bookworm";
    let report = of(slim, &[]).unwrap_err();
    assert_eq!(report.count(), 1, "{report}");
    let report = report.to_string();
    let said =
        "`pq-sys` cannot be compiled in this stage: nothing brings the files of `libpq.so.5`";
    assert!(report.contains(said) && report.contains("apt([\"libpq-dev\"])"), "{report}");
    for known in ["clang", "clang=1:14.*", "clang:amd64", "clang:amd64=1:14.*"] {
        assert!(of(slim, &["pkg-config", known]).is_err(), "{known}");
    }
    for (base, installs) in [
        (slim, &["libpq-dev"][..]),
        (slim, &["postgresql-server-dev-all"]),
        (slim, &["libgdal-dev"]),
        ("rust:1-bookworm", &[]),
        ("registry.corp/rust:1-slim", &[]),
    ] {
        assert!(of(base, installs).is_ok(), "{base} {installs:?}");
    }
}

/// A lock file has what no feature turns on: such a one is no more than a note.
#[test]
fn what_a_feature_or_a_platform_decides_is_not_refused() {
    let says = |context: &Context, base: &str| said(context, base, &[]);
    let bare = "debian:bookworm-slim";
    let sqlite = |needs: &str| ("libsqlite3-sys", needs.to_owned());
    let own = |own: &str, locked: &[(&str, String)]| package(&format!("{own:?}"), &[own], locked);
    // The driver of another database, which an optional dependency would bring.
    let sqlx = [
        ("sqlx", "\"sqlx-sqlite\"".to_owned()),
        ("sqlx-sqlite", "\"libsqlite3-sys\"".to_owned()),
        sqlite("\"pkg-config\""),
    ];
    assert_eq!(says(&own("sqlx", &sqlx), bare), (vec![], vec![LIBSQLITE.to_owned()]));
    // What only the build script of a dependency downloads with.
    let ort = [
        ("ort", "\"ort-sys\"".to_owned()),
        ("ort-sys", "\"ureq\"".to_owned()),
        ("ureq", "\"native-tls\"".to_owned()),
        ("native-tls", "\"openssl-sys\"".to_owned()),
        ("openssl-sys", "\"cc\"".to_owned()),
    ];
    assert_eq!(says(&own("ort", &ort), bare), (vec![], vec![LIBSSL.to_owned()]));
    // What is always there.
    let tls = [
        ("tokio-native-tls", "\"native-tls\"".to_owned()),
        ("native-tls", "\"openssl\", \"openssl-sys\"".to_owned()),
        ("openssl", "\"openssl-sys\"".to_owned()),
        ("openssl-sys", "\"cc\"".to_owned()),
    ];
    let certain = own("tokio-native-tls", &tls);
    assert_eq!(says(&certain, bare), (vec![LIBSSL.to_owned()], vec![]));
    assert_eq!(says(&certain, "debian:bullseye-slim"), (vec![], vec![]));
    // For another system, or by a feature of its own.
    let manifest = |needs: &str| {
        let package = "[package]\nname = \"app\"\nversion = \"1.0.0\"\nedition = \"2024\"\n";
        certain.write("Cargo.toml", format!("{package}{needs}"));
    };
    manifest("[target.'cfg(windows)'.dependencies]\ntokio-native-tls = \"1\"\n");
    assert!(says(&certain, bare).0.is_empty());
    manifest("[dependencies]\ntokio-native-tls = { version = \"1\", optional = true }\n");
    assert!(says(&certain, bare).0.is_empty());
    manifest("[build-dependencies]\ntokio-native-tls = \"1\"\n");
    assert_eq!(says(&certain, bare), (vec![], vec![]));
    // Variables of cargo's own configuration say where a library is.
    manifest("[dependencies]\ntokio-native-tls = \"1\"\n");
    assert_eq!(says(&certain, bare).0, [LIBSSL]);
    certain.write(".cargo/config.toml", "[env]\nOPENSSL_STATIC = \"1\"\n");
    assert_eq!(says(&certain, bare), (vec![], vec![]));
    // Each that is missing is said at once.
    let both = package(
        "\"libsqlite3-sys\", \"pq-sys\"",
        &["libsqlite3-sys", "pq-sys"],
        &[sqlite("\"pkg-config\""), ("pq-sys", String::new())],
    );
    assert_eq!(says(&both, bare).0, [LIBSQLITE, LIBPQ]);
}

/// What is compiled into the program where the stage that compiles has no files of it is noted where
/// that stage has them, and the base of the image not the library.
#[test]
fn a_library_that_is_else_compiled_in_is_noted() {
    let context = project(&service("", "", &[], &[LIBZ, LZMA, CURL], true, &[]));
    let notes = |builder, base| {
        let (refused, noted) = said_of(&context, (builder, base), &[]);
        assert!(refused.is_empty(), "{refused:?}");
        noted
    };
    let full = "rust:1-bookworm";
    assert_eq!(notes(full, "debian:bookworm-slim"), ["libcurl.so.4"]);
    let distroless = "gcr.io/distroless/cc-debian12:nonroot";
    assert_eq!(notes(full, distroless), ["libcurl.so.4", "liblzma.so.5", "libz.so.1"]);
    assert_eq!(notes("rust:1-slim-bookworm", distroless), [""; 0]);
}
