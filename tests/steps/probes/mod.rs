//! Health checks that bring their own program: what compiles it, where it lies, and what an engine
//! sees of it.

mod engine;

use std::fs;
use std::io::{Read, Write};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::thread;
use std::time::Duration;

use dockerfile_core::{
    Alpine, BaseImage, Build, Debian, Dialect, DistrolessBase, DistrolessCc, Family, Fedora,
    Healthcheck, Image, Probe, Scratch, Source, Stage, alpine, apk, arg, base_env, copy, debian,
    dnf, env, http, image, run, scratch, tcp, ubuntu, uid,
};
use dockerfile_tests::assert_recorded;
use dockerfile_tests::docker::said;
use dockerfile_tests::text::{body, dockerfile, lines};

const PROBE: &str = "/usr/local/libexec/probe";
const SERVER: &str = include_str!("../probed.rs");

fn rust() -> BaseImage<Debian> {
    image("rust:1-slim-bookworm").family(Debian)
}

fn build() -> Stage<Build, Debian> {
    let compile = ["rustc", "-C", "target-feature=+crt-static", "-o", "/web", "/src/main.rs"];
    Stage::named("build", rust()).source(copy("main.rs").to("/src/main.rs")).build(run(compile))
}

fn web() -> Stage<Source, Scratch> {
    Stage::from(scratch()).account(uid(65532)).source(copy("/web").from(&build()))
}

/// The stage that has a probe compiled elsewhere.
fn shop(probe: Healthcheck<Probe>) -> Image {
    let stage = Stage::from(alpine("3.22")).account(uid(7)).source(copy("shop").to("/srv/"));
    stage.healthcheck(probe).cmd(["httpd", "-f"]).into()
}

fn refused(image: impl Into<Image>) -> String {
    image.into().render().expect_err("is refused").to_string()
}

/// Both ways of writing the program down, whose bytes are a key of build caches.
#[test]
fn the_file_is_as_recorded() {
    let stage = || web().healthcheck(http(8080, "/health")).expose(8080).entrypoint(["/web"]);
    assert_recorded("tests/steps/probe.Dockerfile", &dockerfile(stage()));
    let in_macro = image! {
        stage build {
            from rust();
            source copy("main.rs").to("/src/main.rs");
            build run(["rustc", "-C", "target-feature=+crt-static", "-o", "/web", "/src/main.rs"]);
        }
        from scratch();
        account uid(65532);
        source copy("/web").from(&build);
        healthcheck http(8080, "/health");
        expose 8080;
        entrypoint ["/web"];
    };
    assert_eq!(dockerfile(in_macro), dockerfile(stage()));
    let older = Image::from(stage()).dialect(Dialect::V1_3).render().expect("is sayable");
    assert_recorded("tests/steps/probe-1.3.Dockerfile", &older.dockerfile);
}

/// What is not said is a default; the program gives up before its time is over.
#[test]
fn times_of_a_probe() {
    let check = |probe: Healthcheck<Probe>| {
        lines(&body(shop(probe.built_in(rust()))), "HEALTHCHECK")[0].to_owned()
    };
    let begins = "HEALTHCHECK --interval=10s --timeout=3s --start-period=30s --retries=3 CMD ";
    let of_port = check(tcp(5432));
    assert_eq!(
        of_port,
        format!("{begins}[\"/usr/local/libexec/probe\", \"tcp\", \"5432\", \"2700\"]")
    );
    let said = tcp(1)
        .interval(Duration::from_secs(60))
        .timeout(Duration::from_millis(1))
        .start_period(Duration::from_millis(1))
        .retries(1);
    let flags = "--interval=60s --timeout=0.001s --start-period=0.001s --retries=1";
    assert_eq!(
        check(said),
        format!("HEALTHCHECK {flags} CMD [\"/usr/local/libexec/probe\", \"tcp\", \"1\", \"1\"]")
    );
    let soon = shop(tcp(1).start_interval(Duration::from_secs(1)).built_in(rust()));
    let text = soon.dialect(Dialect::V1_6).render().expect("is sayable").dockerfile;
    assert!(text.contains(" --start-interval=1s --retries=3 "), "{text}");
}

/// A variable is read where the container runs, and what it holds in the image is a port.
#[test]
fn ports_of_variables() {
    let stage = |port: &str| Stage::from(debian("12")).account(uid(7)).env("PORT", port);
    let asks = |stage: Stage<_, Debian>| stage.healthcheck(http(env("PORT"), "/").built_in(rust()));
    let text = body(asks(stage("8080")).cmd(["id"]));
    assert!(text.contains("\"http\", \"PORT\", \"/\", \"2700\"]"), "{text}");
    assert!(refused(asks(stage("http"))).contains("the variable holds no port"));
    assert!(refused(asks(stage("0"))).contains("the variable holds no port"));
    let unset = Stage::from(debian("12")).account(uid(7));
    let unset = unset.healthcheck(tcp(env("PORT")).built_in(rust()));
    assert!(refused(unset).contains("no line above sets `PORT`"));
    let of_build = Stage::from(debian("12")).account(uid(7)).env("PORT", arg("PORT"));
    body(asks(of_build).cmd(["id"]));
    body(shop(tcp(base_env("PORT")).built_in(rust())));
}

/// Each stage begins the file anew, and a stage of a user's has its name.
#[test]
fn what_compiles_it() {
    let from = |image: Image| {
        let text = body(image);
        lines(&text, "FROM ").into_iter().map(|line| line[5..].to_owned()).collect::<Vec<_>>()
    };
    // A base that nobody else starts from.
    let alone = from(shop(tcp(1).built_in(rust())));
    assert_eq!(alone, ["rust:1-slim-bookworm AS probe", "alpine:3.22 AS final"]);
    let copied = from(shop(tcp(1).built_in(image("hub.corp/rust:1-alpine").family(Alpine))));
    assert_eq!(copied[0], "hub.corp/rust:1-alpine AS probe");
    // What a stage has by `Packages`, and none of its sources.
    let tools = || Stage::named("tools", alpine("3.22")).packages(apk(["gcc", "musl-dev", "rust"]));
    let stage = tools().source(copy("src").to("/src")).build(run(["rustc", "/src/x.rs"]));
    let text = body(shop(tcp(1).built_in(&stage)));
    let above = text.split("FROM tools-base AS tools\n").next().expect("a stage");
    assert!(above.contains("apk add") && !above.contains("COPY src"), "{text}");
    assert!(text.contains("\nFROM tools-base AS probe\n"), "{text}");
    assert_eq!(text.matches(" AS probe").count(), 1, "{text}");
    // A stage without lines of its own is its base.
    let named = Stage::named("rust", rust());
    assert_eq!(from(shop(tcp(1).built_in(&named)))[1], "rust AS probe");
    // An image of the machine that builds, as its compiler is.
    let builders = || rust().on_build_platform();
    let tools = Stage::from(builders()).account(uid(7)).healthcheck(tcp(1)).cmd(["id"]);
    assert_eq!(from(tools.into())[1..], ["rust AS probe", "rust AS final"]);
    // The image itself.
    let itself = Stage::from(rust()).account(uid(7)).source(copy("x.rs").to("/x.rs"));
    let itself = itself.build(run(["rustc", "/x.rs"])).healthcheck(tcp(1)).cmd(["/x"]);
    assert_eq!(from(itself.into())[1..], ["rust AS probe", "rust AS final"]);
}

/// Several images have one, whatever each asks of it.
#[test]
fn images_share_a_probe() {
    let of = |name: &str, port: u16| {
        Stage::named(name, scratch())
            .account(uid(7))
            .source(
                copy("/web").from(&Stage::named(format!("build-{name}"), rust()).build(run(["x"]))),
            )
            .healthcheck(tcp(port))
            .entrypoint(["/web"])
    };
    let text = body((of("a", 1), of("b", 2)));
    assert_eq!(text.matches("AS probe").count(), 1, "{text}");
    assert_eq!(text.matches("COPY --from=probe /probe /usr/local/libexec/probe\n").count(), 2);
    assert_eq!(text.matches("FROM rust:1-slim-bookworm ").count(), 1, "{text}");
}

/// It is linked against the glibc of its compiler where it certainly finds one that is as new.
#[test]
fn a_probe_is_static_unless_its_libc_is_there() {
    fn on<F: Family>(base: BaseImage<F>) -> Stage<dockerfile_core::Runtime, F> {
        let stage = Stage::from(base).keeps_base_user("as it is");
        stage.healthcheck(tcp(1).built_in(rust()))
    }
    let is_static = |image: Image| {
        let text = body(image);
        assert_eq!(text.matches(" AS probe\n").count(), 1, "{text}");
        text.contains("-C target-feature=+crt-static")
    };
    let cc = || image("gcr.io/distroless/cc-debian12:nonroot").family(DistrolessCc);
    for there in [
        on(debian("bookworm-slim")).cmd(["id"]).into(),
        on(debian("trixie-slim")).cmd(["id"]).into(),
        on(ubuntu("24.04")).cmd(["id"]).into(),
        on(cc()).cmd([PROBE]).into(),
        (Stage::named("a", debian("12")).account(uid(7)), on(cc()).cmd([PROBE])).into(),
    ] {
        assert!(!is_static(there));
    }
    for elsewhere in [
        on(scratch()).cmd([PROBE]).into(),
        on(alpine("3.22")).cmd(["id"]).into(),
        on(debian("bullseye-slim")).cmd(["id"]).into(),
        on(debian("12.11-slim").track("12.*-slim")).cmd(["id"]).into(),
        on(image("hub.corp/base:7").family(Debian)).cmd(["id"]).into(),
        on(image("gcr.io/distroless/base-debian12:nonroot").family(DistrolessBase))
            .cmd([PROBE])
            .into(),
        // The first image's would do, and it is the second's, too.
        {
            let nothing = Stage::named("nothing", scratch()).keeps_base_user("as it is");
            (on(cc()).cmd([PROBE]), nothing.healthcheck(tcp(1).built_in(rust())).cmd([PROBE]))
                .into()
        },
    ] {
        assert!(is_static(elsewhere));
    }
}

/// It stands below what changes less often than the sources do, and above these.
#[test]
fn where_it_lies() {
    let packages = Stage::from(debian("12")).packages(dockerfile_core::apt(["libpq5"]));
    let stage = packages
        .account(uid(7))
        .workdir("/srv")
        .healthcheck(tcp(1).built_in(rust()))
        .entrypoint(["id"]);
    let text = body(stage);
    let layer = "WORKDIR /srv\nCOPY --from=probe /probe /usr/local/libexec/probe\nHEALTHCHECK ";
    assert!(text.contains(layer), "{text}");
    let commented = Stage::from(debian("12"))
        .account(uid(7))
        .dependencies(dockerfile_core::manifest(["a.lock"]).to("/srv"))
        .comment("The shop.")
        .source(copy("shop").to("/srv/shop"))
        .comment("How it is.")
        .healthcheck(tcp(1).built_in(rust()))
        .cmd(["/srv/shop"]);
    let text = body(commented);
    let order =
        ["COPY a.lock", "COPY --from=probe", "# The shop.\nCOPY shop", "# How it is.\nHEALTHCHECK"];
    let at: Vec<_> = order.iter().map(|line| text.find(line).expect(line)).collect();
    assert!(at.is_sorted(), "{text}");
}

/// What a reader of the plan should know.
#[test]
fn another_port_than_is_exposed() {
    let plan = |stage: Image| stage.render().expect("is sayable").plan;
    let note = "the health check of `final` asks the port 8081, and `.expose(..)` names others";
    let stage = |port| web().healthcheck(http(port, "/")).expose(8000..=8080).entrypoint(["/web"]);
    assert!(plan(stage(8081).into()).contains(note));
    assert!(!plan(stage(8080).into()).contains("asks the port"));
    let nothing = web().healthcheck(http(8081, "/")).entrypoint(["/web"]);
    assert!(!plan(nothing.into()).contains("asks the port"));
    // glibc of Fedora is static in a package of its own.
    let fedora = |packages: &[&str]| {
        let packages: Vec<String> = packages.iter().map(|&name| name.to_owned()).collect();
        let tools =
            Stage::named("tools", image("fedora:42").family(Fedora)).packages(dnf(packages));
        plan(shop(tcp(1).built_in(&tools)))
    };
    assert!(fedora(&["rust"]).contains("`tools` has to have `glibc-static`"));
    assert!(!fedora(&["rust", "glibc-static"]).contains("has to have"));
}

// ---- the program ----------------------------------------------------------------------------

/// The program of the recorded file, compiled for this machine.
fn program(folder: &Path) -> PathBuf {
    let file = include_str!("../probe.Dockerfile");
    let (_, rest) = file.split_once("COPY <<\"EOF\" /probe.rs\n").expect("the source");
    let (source, _) = rest.split_once("\nEOF\n").expect("its end");
    let (path, program) = (folder.join("probe.rs"), folder.join("probe"));
    fs::write(&path, source).expect("a new file");
    let mut rustc = Command::new("rustc");
    let rustc = rustc.args(["--edition=2021", "-D", "warnings", "-o"]).arg(&program).arg(&path);
    let output = rustc.output().expect("rustc starts");
    assert!(output.status.success(), "{}", said(&output));
    program
}

/// A server that answers once with these pieces, and perhaps does not close: its port.
fn server(pieces: &'static [&'static str], closes: bool) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = listener.local_addr().expect("an address").port().to_string();
    thread::spawn(move || {
        let (mut stream, _) = listener.accept().expect("a connection");
        let mut asked = [0; 1024];
        let count = stream.read(&mut asked).expect("a request");
        let port = listener.local_addr().expect("an address").port();
        let begins = format!("GET /x?y=1 HTTP/1.1\r\nHost: localhost:{port}\r\n");
        assert!(
            asked[..count].starts_with(begins.as_bytes()) && asked[..count].ends_with(b"\r\n\r\n")
        );
        for piece in pieces {
            stream.write_all(piece.as_bytes()).expect("an answer");
            thread::sleep(Duration::from_millis(20));
        }
        if !closes {
            thread::sleep(Duration::from_secs(60));
        }
    });
    port
}

#[test]
fn the_program_judges_an_answer() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let program = program(folder.path());
    let run = |arguments: &[&str]| {
        let output = Command::new(&program).args(arguments).env("OWN_PORT", "1").output();
        let output = output.expect("it starts");
        let line = String::from_utf8(output.stdout).expect("text");
        assert_eq!(line.is_empty(), output.status.success(), "{line}");
        assert_eq!(output.status.code(), Some(i32::from(!line.is_empty())));
        line.trim().to_owned()
    };
    let answers: [(&'static [&'static str], bool, &str); 14] = [
        (&["HTTP/1.1 200 OK\r\n\r\nok"], true, ""),
        (&["HTTP/1.1 200\r\n\r\n"], false, ""),
        (&["HT", "TP/1.0 3", "9", "9 So\r\n"], true, ""),
        (&["HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n", "HTTP/1.1 204 No\r\n\r\n"], true, ""),
        (&["HTTP/1.1 100 Go on\r\n\r\nHTTP/1.1 404 No\r\n\r\n"], true, "status 404"),
        (&["HTTP/1.1 400 Bad\r\n\r\n"], true, "status 400"),
        (&["HTTP/1.1 503 No\r\n\r\n"], false, "status 503"),
        (&["HTTP/1.1 103 Early Hints\r\n\r\n"], true, "no answer of HTTP"),
        (&["HTTP/1.1 20"], true, "no answer of HTTP"),
        (&["SSH-2.0-x\r\n"], true, "no answer of HTTP"),
        (&["SSH-2.0-x\r\n"], false, "no answer in time"),
        (&["HTTP/1.1 twenty\r\n\r\n"], true, "no answer of HTTP"),
        (&[], true, "no answer of HTTP"),
        (&[], false, "no answer in time"),
    ];
    for (pieces, closes, says) in answers {
        let port = server(pieces, closes);
        let line = run(&["http", &port, "/x?y=1", "400"]);
        let begins =
            if says.is_empty() { String::new() } else { format!("http {port} /x?y=1 400: {says}") };
        assert!(
            line.starts_with(&begins) && line.is_empty() == says.is_empty(),
            "{pieces:?}: {line}"
        );
    }
    let listener = TcpListener::bind("[::1]:0").expect("a port");
    let port = listener.local_addr().expect("an address").port().to_string();
    assert_eq!(run(&["tcp", &port, "400"]), "");
    drop(listener);
    assert!(run(&["tcp", &port, "400"]).contains("refused"));
    assert!(run(&["tcp", "OWN_PORT", "400"]).contains("refused"));
    assert!(run(&["tcp", "NO_PORT", "400"]).contains("no port"));
    assert!(run(&["tcp", "1"]).contains("neither `http PORT PATH TIME` nor"));
}

// ---- on the engine --------------------------------------------------------------------------
