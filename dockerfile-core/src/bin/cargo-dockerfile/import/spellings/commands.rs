//! Commands of steps, by their programs and options; and names of files.

use super::super::around::is_root;
use super::super::context::Context;
use super::super::packages::{installed, is_around_install};
use super::super::shell::{chain, commands};
use super::super::users::Made;
use super::super::{add, copy, manifest, metadata, mounts, rust};

#[test]
fn each_word_that_a_shell_alone_reads_is_known() {
    for word in [
        ".", ":", "[", "alias", "bg", "break", "case", "cd", "command", "continue", "do", "done",
        "elif", "else", "esac", "eval", "exec", "exit", "export", "fg", "fi", "for", "function",
        "getopts", "hash", "if", "jobs", "local", "read", "readonly", "return", "select", "set",
        "shift", "source", "test", "then", "time", "times", "trap", "type", "ulimit", "umask",
        "unalias", "unset", "until", "wait", "while",
    ] {
        assert_eq!(chain(&format!("{word} a")), None, "{word}");
        assert!(word == "[" || chain(&format!("a {word}")).is_some(), "{word}");
    }
    for text in [
        "a $b", "a `b`", "a *", "a ?", "a [b]", "a {b,c}", "a ~", "a !", "a x#y", "a \"$b\"",
        "a | b", "a; b", "a & b", "a || b", "(a)", "a <b", "a >b", "a 'b", "a \\", "A=b c",
        "a && ", "",
    ] {
        assert_eq!(chain(text), None, "{text}");
    }
    let words = |text: &str| chain(text).map(|all| all.concat().join("|")).unwrap_or_default();
    assert_eq!(words("a '$b*' && d \"e \\\" \\x\" g\\ h \\\n i"), "a|$b*|d|e \" \\x|g h|i");
    for (text, count) in
        [("a; b\nc && d", Some(4)), ("a | b", None), ("a || b", None), ("a $B", None)]
    {
        assert_eq!(commands(text).map(|all| all.len()), count, "{text}");
    }
}

/// A command with a `?`, what stands there, and the user that it makes; empty, where it makes none.
type Row = (&'static str, &'static [(&'static str, &'static str)]);

#[rustfmt::skip]
const USERS: &[Row] = &[
    ("useradd ? app", &[
        ("-r", "user(\"app\")"), ("--system", "user(\"app\")"), ("-l", "user(\"app\")"), ("--no-log-init", "user(\"app\")"),
        ("-N", "user(\"app\")"), ("--no-user-group", "user(\"app\")"), ("-U", "user(\"app\")"), ("--user-group", "user(\"app\")"),
        ("-m", "user(\"app\").home(\"/home/app\")"), ("--create-home", "user(\"app\").home(\"/home/app\")"),
        ("-m -M", "user(\"app\")"), ("-m --no-create-home", "user(\"app\")"),
        ("-u 7", "user(\"app\").id(7)"), ("--uid 7", "user(\"app\").id(7)"), ("--uid=7", "user(\"app\").id(7)"),
        ("-d /a", "user(\"app\").existing_home(\"/a\")"), ("--home /a", "user(\"app\").existing_home(\"/a\")"),
        ("--home-dir=/a", "user(\"app\").existing_home(\"/a\")"), ("-m -d /a", "user(\"app\").home(\"/a\")"),
        ("-s /a", "user(\"app\").shell(\"/a\")"), ("--shell=/a", "user(\"app\").shell(\"/a\")"),
        ("-s /usr/sbin/nologin", "user(\"app\")"), ("-s /sbin/nologin", "user(\"app\")"), ("-s /bin/false", "user(\"app\")"),
        ("-c a", "user(\"app\")"), ("--comment a", "user(\"app\")"), ("--gecos=a", "user(\"app\")"),
        ("-G a", ""), ("-g root", ""), ("-g a", ""), ("-g 7", ""), ("--gid 7", ""), ("-p a", ""), ("-u a", ""), ("-k a", ""),
        ("-o", ""), ("a", ""), ("-u", ""),
    ]),
    ("adduser ? app", &[
        ("-S", "user(\"app\").home(\"/home/app\")"), ("-D", "user(\"app\").home(\"/home/app\")"),
        ("--system", "user(\"app\").home(\"/home/app\")"), ("--disabled-password", "user(\"app\").home(\"/home/app\")"),
        ("--disabled-login", "user(\"app\").home(\"/home/app\")"), ("-H", "user(\"app\")"), ("--no-create-home", "user(\"app\")"),
        ("-h /a", "user(\"app\").home(\"/a\")"), ("-H -h /a", "user(\"app\").existing_home(\"/a\")"),
        ("-u 7", "user(\"app\").id(7).home(\"/home/app\")"), ("-r", ""), ("-G a", ""), ("--ingroup a", ""),
    ]),
    ("groupadd ? && useradd app -g app", &[
        ("app", "user(\"app\")"), ("-r app", "user(\"app\")"), ("--system app", "user(\"app\")"), ("-f app", "user(\"app\")"),
        ("-g 7 app", "user(\"app\").group_id(7)"), ("--gid 7 app", "user(\"app\").group_id(7)"),
        ("--gid=7 app", "user(\"app\").group_id(7)"), ("-g a app", ""), ("other", ""), ("-o app", ""), ("app b", ""),
    ]),
    ("addgroup -S a && adduser -H ? app", &[
        ("-G a", "user(\"app\").group(\"a\")"), ("-g a", "user(\"app\").group(\"a\")"), ("--gid a", "user(\"app\").group(\"a\")"),
        ("--ingroup a", "user(\"app\").group(\"a\")"), ("--ingroup=a", "user(\"app\").group(\"a\")"), ("-G b", ""), ("-G a,b", ""),
        ("", ""),
    ]),
    ("groupadd -g ? a && useradd -u 7 -g a app", &[
        ("7", "user(\"app\").id(7).group(\"a\")"), ("8", "user(\"app\").id(7).group(\"a\").group_id(8)"),
    ]),
    ("groupadd -g 7 app && useradd -g ? app", &[("7", "user(\"app\").group_id(7)"), ("8", "")]),
    ("? app", &[("groupadd", ""), ("passwd", ""), ("useradd a && useradd", ""), ("useradd a && passwd", "")]),
];

#[test]
fn each_option_that_makes_a_user_is_known() {
    let made = |text: &str| Made::by_commands(&chain(text)?).map(|made| made.expression());
    for (command, options) in USERS {
        for (option, user) in *options {
            let text = command.replacen('?', option, 1);
            assert_eq!(made(&text).unwrap_or_default(), *user, "{text}");
        }
    }
    for (text, printed) in [
        ("useradd app", "10001:10001"),
        ("useradd -u 7 app", "7:7"),
        ("groupadd -g 8 app && useradd -u 7 -g app app", "7:8"),
        ("groupadd -g 8 app && useradd -g app app", "10001:8"),
    ] {
        let made = Made::by_commands(&chain(text).expect(text)).expect(text);
        assert_eq!(made.printed(), printed, "{text}");
    }
    for (text, counts) in [
        ("a && useradd app && b", Some((1, 1))),
        ("a && groupadd app && useradd -g app app", Some((1, 0))),
        ("addgroup app && adduser -G app app && a && b", Some((0, 2))),
        ("groupadd app && a && useradd app", None),
        ("a && b", None),
    ] {
        let found = Made::among(text).map(|(before, _, behind)| (before.len(), behind.len()));
        assert_eq!(found, counts, "{text}");
    }
}

/// The function is long by its rows.
#[test]
fn each_spelling_of_an_install_is_known() {
    let found =
        |text: &str| installed(text).map(|it| (it.manager, it.names.join(" "), it.recommends));
    let is = |text: &str, manager, recommends| {
        assert_eq!(found(text), Some((manager, "a".to_owned(), recommends)), "{text}");
    };
    for option in [
        "-y",
        "-q",
        "-qq",
        "-yq",
        "-yqq",
        "-qy",
        "-qqy",
        "--yes",
        "--assume-yes",
        "--no-install-suggests",
    ] {
        is(&format!("apt-get install {option} a"), "apt", true);
        is(&format!("apt-get {option} install --no-install-recommends a"), "apt", false);
    }
    for option in ["--no-cache", "--update", "-U", "-q", "--update-cache"] {
        is(&format!("apk add {option} a"), "apk", false);
    }
    for option in ["-y", "-q", "--nodocs"] {
        is(&format!("dnf install {option} a"), "dnf", true);
        is(&format!("dnf install {option} --setopt=install_weak_deps=False a"), "dnf", false);
        is(&format!("dnf install {option} --setopt=install_weak_deps=0 a"), "dnf", false);
    }
    is("microdnf install -y --nodocs a", "microdnf", true);
    is("microdnf install --setopt=install_weak_deps=0 a", "microdnf", false);
    // What stands around it.
    for around in [
        "set -e",
        "set -x",
        "set -ex",
        "set -eux",
        "set -xe",
        "set -eu",
        "export DEBIAN_FRONTEND=noninteractive",
        "apt-get update",
        "apt-get clean",
        "apt-get autoclean",
        "apt-get -y update",
        "apt-get -q update",
        "apt-get -qq update",
        "apt-get update -yq",
        "apt-get update -yqq",
        "apt-get update -qy",
        "apt-get update --yes",
        "apk update",
        "dnf clean all",
        "yum clean all",
        "microdnf clean all",
        "rm -rf /var/lib/apt/lists/*",
        "rm -r /var/lib/apt/lists",
        "rm -rf /var/cache/apk/*",
        "rm -rf /var/cache/apt/*",
        "rm -rf /var/cache/apt/archives/",
        "rm -rf /var/cache/dnf",
        "rm -rf /var/cache/yum",
        "rm -f /etc/apt/apt.conf.d/docker-clean",
        "DEBIAN_FRONTEND=noninteractive apt-get update",
        "rm -rf /var/cache/dnf /var/cache/yum",
    ] {
        is(&format!("{around} && apk add a"), "apk", false);
        is(&format!("apk add a; {around}"), "apk", false);
        assert!(is_around_install(&commands(around).expect(around)), "{around}");
        assert_eq!(found(around), None, "{around}");
    }
    for other in [
        "set -o pipefail",
        "export A=b",
        "apt-get upgrade",
        "apt-get update -o a",
        "apk fix",
        "dnf clean metadata",
        "rm /var/cache/dnf",
        "rm -rf /var/cache",
        "rm -rf",
        "rm -rf /var/cache/dnf /a",
        "curl a",
        "A=b apt-get update",
        "dnf install b",
    ] {
        assert_eq!(found(&format!("{other} && apk add a")), None, "{other}");
    }
    for text in [
        "apt-get install",
        "apt-get remove a",
        "apt-get install -t x a",
        "apt-get install --reinstall a",
        "apt install a",
        "apk del a",
        "apk add -t x a",
        "yum install a",
        "dnf remove a",
        "apk add @a",
        "apt-get install a*",
        "apt-get install ./a.deb",
        "apk add 'a<1'",
        "apk add $A",
    ] {
        assert_eq!(found(text), None, "{text}");
    }
    let both = found("apt-get install b a && apt-get install --no-install-recommends c a");
    assert_eq!(both, Some(("apt", "a b c".to_owned(), true)));
}

/// The function is long by its rows.
#[test]
fn each_manifest_is_known_by_its_name() {
    for name in [
        ".npmrc",
        ".yarnrc",
        ".yarnrc.yml",
        "Cargo.lock",
        "Cargo.toml",
        "Directory.Build.props",
        "Directory.Packages.props",
        "Gemfile",
        "Gemfile.lock",
        "Pipfile",
        "Pipfile.lock",
        "build.gradle",
        "build.gradle.kts",
        "composer.json",
        "composer.lock",
        "constraints.txt",
        "deno.json",
        "deno.lock",
        "global.json",
        "go.mod",
        "go.sum",
        "go.work",
        "go.work.sum",
        "gradle.properties",
        "gradlew",
        "mix.exs",
        "mix.lock",
        "mvnw",
        "npm-shrinkwrap.json",
        "nuget.config",
        "package-lock.json",
        "package.json",
        "packages.lock.json",
        "pnpm-lock.yaml",
        "pnpm-workspace.yaml",
        "poetry.lock",
        "pom.xml",
        "pyproject.toml",
        "rust-toolchain.toml",
        "settings.gradle",
        "settings.gradle.kts",
        "uv.lock",
        "yarn.lock",
        "requirements.txt",
        "requirements-dev.txt",
        "a.csproj",
        "a.fsproj",
        "a.sln",
        "a.slnx",
        "a.gemspec",
    ] {
        assert!(manifest::is_manifest(name), "{name}");
    }
    for name in
        ["package.jsonc", "my-requirements.txt", "requirements.in", "a.rs", "Makefile", "src"]
    {
        assert!(!manifest::is_manifest(name), "{name}");
    }
    for (files, recipe) in [
        ("pnpm-lock.yaml package.json", "pnpm"),
        ("yarn.lock package.json", "yarn"),
        ("package.json", "npm"),
        ("poetry.lock", "poetry"),
        ("uv.lock", "uv"),
        ("go.mod go.sum", "go"),
        ("Cargo.toml", "cargo"),
        ("pom.xml", "maven"),
        ("Gemfile", "bundler"),
        ("build.gradle", "gradle"),
        ("build.gradle.kts", "gradle"),
        ("requirements.txt", "pip"),
        ("mix.exs", ""),
        ("go.sum", ""),
    ] {
        let files: Vec<String> = files.split(' ').map(str::to_owned).collect();
        let form = manifest::form(&files, vec![], "/a/").expect("manifests");
        let said = form.notes.join(" ");
        let wanted = format!("`{recipe}(");
        assert_eq!(said.contains(&wanted), !recipe.is_empty(), "{files:?}: {said}");
    }
    let to = |files: &[&str], to: &str| {
        let files: Vec<String> = files.iter().map(|file| (*file).to_owned()).collect();
        manifest::form(&files, vec![], to).is_some()
    };
    assert!(to(&["go.mod"], "/") && to(&["go.mod"], "/a/") && to(&["go.mod"], "/a/go.mod"));
    assert!(
        !to(&["go.mod"], "/a") && !to(&["go.mod", "go.sum"], "/a") && !to(&["a/go.mod"], "/a/")
    );
    assert!(!to(&["go.mod", "src"], "/a/") && to(&["go.mod", "go.sum"], "/"));
}

#[test]
fn each_sign_of_what_is_elsewhere_is_known() {
    for source in ["http://a", "https://a", "git@h:a", "ssh://a", "git://a"] {
        assert!(copy::is_remote(source), "{source}");
    }
    for source in ["a", "/http://a", "ftp://a", "gits@a"] {
        assert!(!copy::is_remote(source), "{source}");
    }
    for user in ["root", "0", "root:root", "0:0", "root:0", "0:root"] {
        assert!(is_root(user), "{user}");
    }
    for user in ["", "root:7", "0:7", "7:0", "roots", "00", ":root", "root:"] {
        assert!(!is_root(user), "{user}");
    }
}

#[test]
fn numbers_and_times_are_those_of_their_texts() {
    for (text, octal) in [
        ("0755", Some("0o755")),
        ("755", Some("0o755")),
        ("0o644", Some("0o644")),
        ("0", Some("0o0")),
        ("7777", Some("0o7777")),
        ("17777", None),
        ("8", None),
        ("u=r", None),
    ] {
        assert_eq!(mounts::octal(text).as_deref(), octal, "{text}");
    }
    for (text, time) in [
        ("1h", Some(3_600_000)),
        ("1m", Some(60_000)),
        ("1s", Some(1000)),
        ("1ms", Some(1)),
        ("1000us", Some(1)),
        ("1000000ns", Some(1)),
        ("1h1m1s1ms", Some(3_661_001)),
        ("0s", Some(0)),
        ("1us", None),
        ("1", None),
        ("1d", None),
        ("s", None),
        ("-1s", None),
    ] {
        assert_eq!(metadata::milliseconds(text), time, "{text}");
    }
    for (value, text) in
        [(99_999, "99999"), (100_000, "100_000"), (1_000_000, "1_000_000"), (0, "0")]
    {
        assert_eq!(rust::number(value), text);
    }
}

/// A variable of a declaration is called like no function that it may call, and like no word of Rust's.
#[test]
fn each_name_that_is_taken_is_known() {
    let taken = "abstract alpine apk apt arg as async await base_env become bind box break cache cargo const context \
                 continue copy crate debian dir dnf do download dyn else emit emit_all enum env existing extern fedora \
                 file final fn for gen git go gradle healthcheck http if image impl in let loop macro main manifest \
                 match maven microdnf mod move moving_image mut npm override pacman pip platform pnpm poetry priv pub \
                 ref return ruby run s scratch secret self ssh static struct super system_user tcp text tmpfs tool \
                 trait true false try type typeof ubuntu udp uid union unsafe unsized use user uv virtual where while \
                 workspace_root yarn yield zypper";
    for name in taken.split_whitespace() {
        assert_eq!(rust::identifier(name, &mut vec![]), format!("{name}_stage"));
    }
    let mut used = vec![];
    for (name, variable) in [
        ("web", "web"),
        ("Web", "web_2"),
        ("web", "web_3"),
        ("a-b.c", "a_b_c"),
        ("1", "stage_1"),
        ("", "stage_"),
        ("__", "stage___"),
        ("Copy", "copy_stage"),
        ("\u{e4}x", "_x"),
    ] {
        assert_eq!(rust::identifier(name, &mut used), variable, "{name}");
    }
}

/// Where nobody can look into a file, its name says whether a builder may unpack it.
#[test]
fn each_file_that_may_be_unpacked_is_known() {
    let plain = "c cfg conf crt css csv env go h html ini jar java js json key lock md mjs mod pem php properties py rb \
                 repo rs service sh sql sum toml ts txt war xml yaml yml zip";
    for end in plain.split_whitespace() {
        assert!(!add::may_unpack(&format!("a/b.{end}"), None), "{end}");
    }
    for source in ["a", "a.tar", "a.tgz", "a.xz", "a.cs", "a/b.c/d", "a*"] {
        assert!(add::may_unpack(source, None), "{source}");
    }
    for source in [".", "/", "a/", ""] {
        assert!(!add::may_unpack(source, None), "{source}");
    }
    let folder = tempfile::tempdir().expect("a folder");
    let context = Context::read(folder.path(), &folder.path().join("Dockerfile")).ok();
    let mut tar = vec![0; 257];
    tar.extend(b"ustar");
    for (bytes, is) in [
        (&b"\x1f\x8b_"[..], true),
        (b"\x1f\x9d_", true),
        (b"BZh9", true),
        (b"\xfd7zXZ", true),
        (b"\x28\xb5\x2f\xfd", true),
        (b"\x5d\x00\x00_", true),
        (&tar, true),
        (b"_\x1f\x8b", false),
        (b"PK", false),
        (b"", false),
        (&tar[1..], false),
    ] {
        std::fs::write(folder.path().join("a.txt"), bytes).expect("a file");
        assert_eq!(add::may_unpack("a.txt", context.as_ref()), is, "{bytes:?}");
        assert_eq!(add::may_unpack("/a.txt", context.as_ref()), is, "{bytes:?}");
    }
    std::fs::create_dir(folder.path().join("b")).expect("a folder");
    assert!(!add::may_unpack("b", context.as_ref()) && add::may_unpack("c", context.as_ref()));
    for source in [
        "git@h:a",
        "ssh://h/a",
        "git://h/a",
        "https://h/a.git",
        "http://h/a.git#v1",
        "https://h/a.git?b=c",
    ] {
        assert!(add::is_git(source), "{source}");
    }
    for source in ["https://h/a", "a.git", "https://h/a.git/b", "ftp://h/a"] {
        assert!(!add::is_git(source), "{source}");
    }
}
