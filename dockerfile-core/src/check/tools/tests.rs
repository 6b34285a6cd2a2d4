//! Which programs each base lacks, and what brings them.

use std::panic::Location;

use super::{Known, check, fits, is_absent, is_harmless};
use crate::check::sketch::program;
use crate::program::instruction::{RunForm, RunInstruction, RunOptions, ShellCommand};

fn known<'k>(base: &'k str, packages: &[&'k str], brought: &[&'k str]) -> Known<'k> {
    let (packages, brought) = (packages.to_vec(), brought.to_vec());
    Known { base: Some(base), packages, brought, has_entrypoint: false }
}

/// Whether a base with these packages is known to lack a program.
#[track_caller]
fn lacks(base: &str, packages: &[&str], program: &str) -> bool {
    known(base, packages, &[]).no_tool(program, Location::caller()).is_some()
}

const BASES: &str = "debian ubuntu alpine busybox fedora rockylinux almalinux archlinux";

/// A row: programs, the bases that lack them, packages that bring them, and whether a package
/// that nobody knows may bring them, too.
#[rustfmt::skip]
const TOOLS: [(&str, &str, &str, bool); 19] = [
    ("curl", "debian ubuntu alpine busybox", "curl curl-minimal", false),
    ("wget", "debian ubuntu fedora rockylinux almalinux archlinux", "wget wget2 busybox", false),
    ("bash", "alpine busybox", "bash bash-completion", true),
    ("nc", "debian ubuntu", "netcat-openbsd nmap ncat busybox", true),
    ("pip pip3 python python3", "debian ubuntu alpine busybox", "python3 py3-pip pipx", true),
    ("node", BASES, "nodejs npm yarnpkg pnpm", false),
    ("npm npx", BASES, "npm nodejs", false),
    ("pnpm yarn", BASES, "pnpm yarnpkg npm nodejs", false),
    ("cargo rustc rustup", BASES, "cargo rustc", false),
    ("go", BASES, "go golang-go gccgo-12", false),
    ("java javac", BASES, "openjdk-21-jre-headless default-jdk java-21-amazon-corretto", true),
    ("mvn", BASES, "maven", false),
    ("gradle", BASES, "gradle", false),
    ("ruby gem bundle", BASES, "ruby-full ruby-bundler", true),
    ("php composer", BASES, "php8.2-cli composer", true),
    ("git", BASES, "git git-lfs", true),
    ("jq", BASES, "jq", true),
    ("perl", "alpine busybox", "perl perl-utils", true),
    ("unzip", "debian ubuntu", "unzip", true),
];

#[test]
fn every_base_has_its_programs_or_lacks_them() {
    for (programs, absent, packages, others_bring) in TOOLS {
        for program in programs.split(' ') {
            for base in BASES.split(' ') {
                let is_absent_there = absent.split(' ').any(|one| one == base);
                assert_eq!(lacks(base, &[], program), is_absent_there, "{program} on {base}");
                assert_eq!(is_absent(program, base), is_absent_there, "{program} on {base}");
            }
            let base = absent.split(' ').next().expect("a base");
            for package in packages.split(' ') {
                assert!(!lacks(base, &[package], program), "{program} by {package}");
                assert!(!lacks(base, &["tini", package], program), "{program} by {package}");
            }
            assert_eq!(lacks(base, &["gunicorn"], program), !others_bring, "{program}");
            assert!(!lacks("corp/debian:12", &[], program), "{program}");
        }
    }
    assert!(!lacks("debian:12", &[], "make"));
}

#[test]
fn some_packages_bring_no_program_of_another_name() {
    for package in [
        "ca-certificates",
        "curl",
        "dumb-init",
        "gosu",
        "locales",
        "openssl",
        "procps",
        "su-exec",
        "tini",
        "tzdata",
        "wget",
        "xz-utils",
        "libpq5",
    ] {
        assert!(lacks("debian:12", &[package], "unzip"), "{package}");
    }
    for package in ["libpq-dev", "libfile-perl", "vim"] {
        assert!(!lacks("debian:12", &[package], "unzip"), "{package}");
    }
}

/// What a command installs is read of its words: the verb is no package, and a version no name.
#[test]
fn an_install_brings_what_it_names() {
    let lacks = |base: &'static str, head: &str, words: &[&str], program: &str| {
        let words = words.iter().map(|word| (*word).to_owned()).collect();
        let form = RunForm::Commands(vec![ShellCommand { head: head.to_owned(), words }]);
        let run = RunInstruction { options: RunOptions::default(), form };
        let mut known = known(base, &[], &[]);
        known.run(&run);
        known.no_tool(program, Location::caller()).is_some()
    };
    let apt = "DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends";
    for (base, head, words, program, wanted) in [
        ("alpine:3.22", "apk add --no-cache", &["tini"][..], "git", true),
        ("alpine:3.22", "apk add --no-cache", &["tini", "git"], "git", false),
        ("alpine:3.22", "apk add --no-cache", &["vim"], "git", false),
        ("alpine:3.22", "apk add --no-cache", &["\"curl~8\""], "curl", false),
        ("alpine:3.22", "apk add --no-cache", &["\"tini>0.18\""], "git", true),
        ("alpine:3.22", "apk add tini", &[], "git", true),
        ("alpine:3.22", "apk add git", &[], "git", false),
        ("debian:12", apt, &["tini=0.19.0-1"], "unzip", true),
        ("debian:12", apt, &["unzip"], "unzip", false),
        ("debian:12", apt, &["'curl'"], "curl", false),
        ("debian:12", "apt-get update", &[], "unzip", true),
        ("debian:12", "apt-get build-dep x", &[], "unzip", false),
        ("fedora:42", "dnf install -y", &["tini"], "java", true),
        ("fedora:42", "dnf clean all", &[], "java", true),
        ("fedora:42", "dnf in -y", &["tini"], "git", true),
        ("archlinux:base", "pacman -Syu --noconfirm", &["tini"], "git", true),
        ("archlinux:base", "pacman -Syu --noconfirm", &["git"], "git", false),
        // pacman has flags in the place of verbs.
        ("archlinux:base", "pacman -S", &["add"], "git", false),
        ("archlinux:base", "pacman -S", &["update", "git"], "git", false),
        ("debian:12", apt, &["libapache2-mod-php8.2"], "php", false),
    ] {
        assert_eq!(lacks(base, head, words, program), wanted, "{head} {words:?}: {program}");
    }
}

#[test]
fn a_program_may_be_copied_to_where_it_is_looked_for() {
    let lacks = |base: &str, to: &str, program: &str| {
        known(base, &[], &[to]).no_tool(program, Location::caller()).is_some()
    };
    for folder in ["/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin"] {
        for to in [folder.to_owned(), format!("{folder}/"), format!("{folder}/npm")] {
            assert!(!lacks("debian:12", &to, "npm"), "{to}");
        }
        let sh = format!("{folder}/sh");
        assert!(!lacks("gcr.io/distroless/static-debian12", &sh, "sh"), "{sh}");
    }
    assert!(!lacks("debian:12", "/usr", "npm") && !lacks("debian:12", "/", "npm"));
    for to in ["/opt/bin/npm", "/usr/local/bin/npx", "/usr/local/lib"] {
        assert!(lacks("debian:12", to, "npm"), "{to}");
    }
}

#[test]
fn distroless_has_no_shell_unless_it_is_a_debug_image() {
    for program in ["bash", "curl", "nc", "sh", "wget"] {
        assert!(lacks("gcr.io/distroless/cc-debian12:nonroot", &[], program), "{program}");
        assert!(!lacks("gcr.io/distroless/cc-debian12:debug", &[], program), "{program}");
    }
    assert!(!lacks("gcr.io/distroless/cc-debian12", &[], "python3"));
}

#[test]
fn a_list_starts_its_program_or_that_of_a_text() {
    let problem = |base: &'static str, argv: &[&str]| {
        let argv: Vec<String> = argv.iter().map(|word| (*word).to_owned()).collect();
        let said = known(base, &[], &[]).of_list(&argv, Location::caller());
        said.map(|said| said.message)
    };
    let missing = |argv: &[&str]| problem("debian:12", argv).is_some();
    for argv in [
        &["npm", "start"][..],
        &["sh", "-c", "npm start"],
        &["/bin/sh", "-c", "npm start"],
        &["/bin/bash", "-ec", "npm start"],
        &["bash", "-o", "pipefail", "-c", "npm start"],
    ] {
        assert!(missing(argv), "{argv:?}");
    }
    for argv in [
        &["id"][..],
        &["/opt/npm", "start"],
        &["sh", "npm start"],
        &["sh", "music", "npm start"],
        &["sh", "-x", "npm start"],
        &["sh", "-c", "id; npm start"],
        &["/bin/npm"],
        &["env", "-c", "npm"],
    ] {
        assert!(!missing(argv), "{argv:?}");
    }
    assert!(missing(&["-jar", "/a.jar"]));
    assert!(problem("gcr.io/distroless/java21-debian12", &["-jar", "/a.jar"]).is_none());
    assert!(problem("alpine:3.22", &["bash", "-c", "id"]).is_some());
}

#[test]
fn some_commands_bring_no_program() {
    for command in [
        ". /etc/os-release",
        "addgroup a",
        "adduser a",
        "chmod +x a",
        "chown a b",
        "echo a",
        "groupadd a",
        "install -d a",
        "mkdir a",
        "rm a",
        "useradd a",
        "apt-get update",
        "apk add",
        "dnf install",
        "microdnf install",
        "zypper install",
        "pacman -S",
        "DEBIAN_FRONTEND=noninteractive apt-get install",
    ] {
        assert!(is_harmless(command), "{command}");
    }
    for command in ["install a b", "install -D a b", "make", "rmdir a", "curl -o a", "tar -x a"] {
        assert!(!is_harmless(command), "{command}");
    }
}

#[test]
fn a_star_stands_for_anything() {
    for (pattern, package, wanted) in [
        ("go", "go", true),
        ("go", "golang", false),
        ("curl*", "curl", true),
        ("curl*", "curl-minimal", true),
        ("curl*", "libcurl4", false),
        ("*jdk*", "openjdk-21", true),
        ("*jdk*", "openjre-21", false),
    ] {
        assert_eq!(fits(pattern, package), wanted, "{pattern} {package}");
    }
}

/// What is missing is reported once, and not where a line above may have brought it.
#[test]
fn a_line_above_may_bring_a_program() {
    for (base, lines, missing) in [
        ("debian:12", "RUN npm ci", "npm"),
        ("debian:12", "RUN npm ci; RUN npm test; RUN git init", "npm"),
        ("debian:12", "RUN mkdir /x && npm ci", "npm"),
        ("debian:12", "RUN mkdir /x && make && npm ci", ""),
        ("debian:12", "RUN make && npm ci", ""),
        ("debian:12", "RUN make; RUN npm ci", ""),
        ("debian:12", "RUN mkdir /x; RUN npm ci", "npm"),
        ("debian:12", "RUN --bind=other:/x npm ci", ""),
        ("debian:12", "RUN --bind=other:/x true; RUN npm ci", ""),
        ("debian:12", "RUN --cache=/x npm ci", "npm"),
        ("debian:12", "ARGV npm ci", "npm"),
        ("debian:12", "ARGV make; RUN npm ci", ""),
        ("debian:12", "SCRIPT npm ci", "npm"),
        ("debian:12", "RUN apt-get install -y npm; RUN npm ci", ""),
        ("debian:12", "RUN apt-get install -y tini; RUN npm ci", "npm"),
        ("debian:12", "RUN apt-get install -y tini && npm ci", "npm"),
        ("debian:12", "COPY a /usr/bin/npm; RUN npm ci", ""),
        ("debian:12", "COPY a /srv/npm; RUN npm ci", "npm"),
        ("debian:12", "ADD https://x/a /usr/bin/npm; RUN npm ci", ""),
        ("debian:12", "ENV PATH=/x; RUN npm ci", ""),
        ("debian:12", "ENV PATHS=/x; RUN npm ci", "npm"),
        ("debian:12", "RAW RUN make; RUN npm ci", ""),
        ("debian:12", "ENTRYPOINT npm start", "npm"),
        ("debian:12", "CMD npm start", "npm"),
        ("debian:12", "HEALTHCHECK npm test", "npm"),
        // CMD is arguments where there is an ENTRYPOINT.
        ("debian:12", "ENTRYPOINT /app; CMD npm start", ""),
        ("debian:12", "CMD npm start; ENTRYPOINT /app", "npm"),
        ("debian:12 AS a", "ENTRYPOINT /app; FROM a; CMD npm start", ""),
        ("debian:12 AS a", "RUN apt-get install -y npm; FROM a; RUN npm ci", ""),
        ("debian:12 AS a", "RUN apt-get install -y npm; FROM debian:12; RUN npm ci", "npm"),
        ("debian:12 AS a", "FROM a; RUN npm ci", "npm"),
        ("debian:12", "CMD -x", "-x"),
        ("corp/x:1", "CMD -x", ""),
        ("corp/x:1", "RUN npm ci", ""),
        ("node:22", "RUN npm ci", ""),
        ("scratch", "CMD npm", ""),
    ] {
        let said = check(&program(&format!("FROM {base}; {lines}")));
        let shown: Vec<&str> = said.iter().map(|said| said.message.as_str()).collect();
        assert_eq!(shown.len(), usize::from(!missing.is_empty()), "{base}: {lines}: {shown:?}");
        let is_named = shown.iter().all(|said| said.contains(&format!("`{missing}`")));
        assert!(is_named, "{base}: {lines}: {shown:?}");
    }
}
