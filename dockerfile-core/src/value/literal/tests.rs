//! Each place of a literal, by a value that is refused there and one that is taken; and how what stands
//! beside a literal changes its meaning.

use std::panic::catch_unwind;

use super::{TABLE, literal_int, literal_str};

/// A literal as the macro hands it on.
#[derive(Clone, Copy, Debug)]
enum Literal {
    Text(&'static str),
    Number(u128),
}

use Literal::{Number as N, Text as T};

/// A literal that is refused, words of the complaint, a literal that is taken, and the places of both.
/// A place is `word number` in a line, and `function() number` or `function().method number` in a call.
type Row = (Literal, &'static str, Literal, &'static [&'static str]);

#[rustfmt::skip]
const PLACES: &[Row] = &[
    (T("Venv"), "stage name: ", T("venv"), &["stage 0"]),
    (T(" "), "reason: ", T("a"), &[
        "out_of_order 0", "runs_as_root 0", "starts_as_root 0", "keeps_base_user 0", "raw 1", "public_build_env 2",
        "public_env 2", "debian().on_platform 1", "moving_image().on_platform 1", "ubuntu().on_platform 1", "alpine().on_platform 1",
        "fedora().on_platform 1", "image().on_platform 1", "moving_image() 1", "manifest_dir() 1",
        "copy().starts_anyway 0", "run().unchecked 0", "run().host_network 0", "run().insecure 0",
        "unverified_download() 2",
    ]),
    (T("org.opencontainers.image.revision"), "`Base`", T("a"), &["label 0"]),
    (T("A"), "label key: ", T("org.opencontainers.image.revision"), &["commit_label 0"]),
    (T("$HOME"), "no variable", T("a"), &["label 1", "commit_label 1", "go().ldflags 0", "gradle().property 1"]),
    (T("check=a"), "comment: ", T("a\nb"), &["comment 0"]),
    (T("a\nb"), "description: ", T("a"), &["description 0", "arg().description 0"]),
    (T("FROM a"), "line: ", T("RUN a"), &["raw 0"]),
    (T("A-B"), "variable name: ", T("NPM_TOKEN"), &[
        "build_env 0", "public_build_env 0", "env 0", "public_env 0", "run().env 0", "env() 0", "base_env() 0",
        "secret().env 0", "cargo().env 0", "uv().env 0", "poetry().env 0",
    ]),
    (T("https://u:p@h"), "mount it", T("a"), &["build_env 1", "cargo().env 1", "uv().env 1", "poetry().env 1"]),
    (T("https://u:p@h"), "when the container starts", T("a"), &["env 1", "setting 1"]),
    (T("a\nb"), "value: ", T("https://u:p@h"), &["public_build_env 1", "public_env 1", "run().env 1"]),
    (T("/a/"), "at the end", T("/a b"), &[
        "path 0", "workdir 0", "dir() 0", "user().home 0", "user().existing_home 0", "user().shell 0",
        "system_user().home 0", "system_user().existing_home 0", "system_user().shell 0", "pip().venv 0",
        "run().workdir 0", "tool() 0",
    ]),
    (T("/a b"), "this flag", T("/a"), &[
        "uv().folder 0", "uv().venv 0", "poetry().folder 0", "poetry().venv 0", "cargo().folder 0", "cargo().home 0",
        "go().folder 0", "npm().folder 0", "pnpm().folder 0", "yarn().folder 0", "maven().folder 0",
        "gradle().folder 0", "bundler().folder 0", "bind().to 0", "cache() 0", "tmpfs() 0", "secret().file 0",
        "ssh().socket 0",
    ]),
    (T("a"), "absolute", T("/a b/"), &[
        "manifest().to 0", "manifest_dir().to 0", "copy().to 0", "download() 2", "unverified_download() 1", "git() 2",
    ]),
    (T("/a "), "volume", T("/a b"), &["volume 0"]),
    (T("TERM"), "signal: ", T("SIGTERM"), &["stop_signal 0"]),
    (T("https://u:p@h"), "leave it out", T("a\nb"), &[
        "shell 0", "entrypoint 0", "cmd 0", "run().shell 0", "healthcheck() 0",
    ]),
    (N(0), "port: ", N(80), &["expose 0", "http() 0", "tcp() 0", "udp() 0"]),
    (N(0), "retries: ", N(1), &["healthcheck().retries 0", "http().retries 0", "tcp().retries 0"]),
    (N(4_294_967_295), "id: ", N(0), &[
        "image().runs_as 0", "image().runs_as 1", "debian().runs_as 0", "debian().runs_as 1", "ubuntu().runs_as 0",
        "ubuntu().runs_as 1", "alpine().runs_as 0", "alpine().runs_as 1", "fedora().runs_as 0", "fedora().runs_as 1",
        "moving_image().runs_as 0", "moving_image().runs_as 1", "dir().owner 0", "dir().owner 1", "user().group_id 0",
        "user().existing_group 1", "system_user().group_id 0", "system_user().existing_group 1",
        "existing().group_id 0", "uid().group_id 0", "copy().owner 0", "copy().owner 1", "file().owner 0",
        "file().owner 1", "download().owner 0", "download().owner 1", "unverified_download().owner 0",
        "unverified_download().owner 1", "git().owner 0", "git().owner 1", "cache().owner 0", "cache().owner 1",
        "secret().owner 0", "secret().owner 1", "ssh().owner 0", "ssh().owner 1",
    ]),
    (N(0), "0 is root", N(1000), &["user().id 0", "existing() 1", "uid() 0"]),
    (N(1000), "1 to 999", N(999), &["system_user() 1"]),
    (N(755), "decimal", N(0o755), &[
        "dir().mode 0", "copy().mode 0", "file().mode 0", "download().mode 0", "unverified_download().mode 0",
        "git().mode 0", "cache().mode 0", "secret().mode 0", "ssh().mode 0",
    ]),
    (T("latest"), "tag: ", T("12"), &["debian() 0", "ubuntu() 0", "alpine() 0", "fedora() 0"]),
    (T("12"), "track: ", T("12*"), &[
        "debian().track 0", "ubuntu().track 0", "alpine().track 0", "fedora().track 0", "image().track 0",
    ]),
    (T("linux"), "platform: ", T("linux/arm"), &[
        "debian().on_platform 0", "ubuntu().on_platform 0", "alpine().on_platform 0", "fedora().on_platform 0",
        "image().on_platform 0", "moving_image().on_platform 0",
    ]),
    (T("a"), "without a tag", T("a:1"), &["image() 0"]),
    (T("A"), "image: ", T("a"), &["moving_image() 0"]),
    (T("Aa"), "Debian's", T("a=1"), &["apt() 0"]),
    (T("a*"), "Alpine", T("a>=1"), &["apk() 0"]),
    (T("@a"), "the distribution", T("a=1"), &["dnf() 0", "microdnf() 0", "zypper() 0"]),
    (T("a=1"), "Arch", T("a"), &["pacman() 0"]),
    (T("root"), "user name: ", T("a"), &[
        "user() 0", "user().group 0", "user().existing_group 0", "system_user() 0", "system_user().group 0",
        "system_user().existing_group 0", "existing() 0",
    ]),
    (T("/a"), "relative", T("a b"), &[
        "manifest() 0", "pip() 0", "copy() 0", "copy().parents_below 0", "go().generated 0", "maven().jar 0",
        "gradle().jar 0", "cargo().also 0", "npm().files 0", "pnpm().files 0", "yarn().files 0", "uv().files 0",
        "poetry().files 0", "gradle().files 0", "maven().files 0", "bundler().files 0", "apt_repository().key_file 0",
        "dnf_repository().key_file 0", "apk_repository().key_file 0",
    ]),
    (T("."), "whole context", T("a b"), &["manifest_dir() 0"]),
    (T("a b"), "name: one each", T("a"), &[
        "uv().extras 0", "uv().groups 0", "poetry().version 0", "poetry().extras 0", "poetry().groups 0",
        "cargo().features 0", "cargo().bins 0", "cargo().profile 0", "cargo().stable 0", "go().tags 0",
        "go().program 0", "npm().script 0", "npm().version 0", "pnpm().script 0", "pnpm().version 0",
        "yarn().script 0", "yarn().version 0", "gradle().task 0", "gradle().property 0", "maven().profiles 0",
    ]),
    (T("!a"), "takes nothing back", T("a b/*"), &["copy().except 0", "cargo().except 0"]),
    (T("-x"), "goal: ", T("a:b@c"), &["maven().goals 0"]),
    (T("a/*"), "without a folder", T("a*"), &["copy().matching 0"]),
    (T("sudo a"), "as root already", T("a"), &["run() 0", "run().then 0"]),
    (T("a"), "begin it", T("/a"), &["http() 1"]),
    (T("NPM_TOKEN"), "secret", T("A"), &["arg() 0"]),
    (T("a\nb"), "value: ", T("$HOME"), &["arg().default 0"]),
    (T("A"), "context name: ", T("a"), &["context() 0"]),
    (T("/a/"), "name the file", T("/a"), &["file() 0"]),
    (T("a"), "text: ", T("a\n"), &["file() 1"]),
    (T("2026"), "snapshot: ", T("20261101T000000Z"), &["apt().snapshot 0"]),
    (T("ftp://a"), "repository: begin", T("file:///a"), &["apt_repository() 0", "dnf_repository() 0", "apk_repository() 0"]),
    (T("-a"), "suite: ", T("a/b:c"), &["apt_repository().suite 0"]),
    (T("a/"), "component: ", T("a"), &["apt_repository().components 0"]),
    (T("file:///a"), "url: ", T("https://a"), &[
        "apt_repository().key 0", "dnf_repository().key 0", "apk_repository().key 0", "tool().on 1", "download() 0",
        "unverified_download() 0",
    ]),
    (T(SHA512), "checksum: ", T(SHA256), &[
        "apt_repository().key 1", "dnf_repository().key 1", "apk_repository().key 1", "download() 1",
    ]),
    (T("sha512:0"), "checksum: ", T(SHA512), &["tool().on 2"]),
    (T("x86_64"), "architecture: ", T("amd64"), &["tool().on 0"]),
    (T("a b"), "this flag", T("a*"), &["tool().in_archive 0", "git().except 0"]),
    (T("http://a/b.git"), "repository: `https", T("https://a/b.git"), &["git() 0"]),
    (T("a b"), "git ref: ", T("a/b"), &["git() 1"]),
    (T("a b"), "this flag", T("a"), &["git().folder 0", "bind() 0"]),
    (T("a"), "commit: ", T("0123456789012345678901234567890123456789"), &["git().commit 0", "git().fetch_commit 0"]),
    (T("a=b"), "device: ", T("a/b=*"), &["run().device 0", "run().optional_device 0"]),
    (T("a,b"), "mount id: ", T("a"), &["cache().id 0", "secret() 0", "ssh().id 0"]),
    (T("a"), "absolute", T("/a"), &["cache().from 1"]),
    (T("1t"), "size: ", T("1g"), &["tmpfs().size 0"]),
];

const SHA256: &str = "sha256:0123456789012345678901234567890123456789012345678901234567890123";
const SHA512: &str = "sha512:01234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567";

/// The complaint about a literal at a place; empty if there is none.
fn said(place: &str, in_list: bool, chain: &[&str], literal: Literal) -> String {
    let (call, argument) = place.rsplit_once(' ').expect("a place has the number of an argument");
    let argument = argument.parse().expect("a number");
    let (kind, (name, method)) = match call.split_once("()") {
        Some((name, method)) => ("call", (name, method.trim_start_matches('.'))),
        None => ("line", (call, "")),
    };
    let checked = catch_unwind(|| match literal {
        T(text) => literal_str(kind, name, method, argument, in_list, chain, text),
        N(number) => literal_int(kind, name, method, argument, in_list, chain, number),
    });
    let Err(panic) = checked else { return String::new() };
    match panic.downcast::<String>() {
        Ok(text) => *text,
        Err(panic) => (*panic.downcast::<&str>().expect("a panic has a text")).to_owned(),
    }
}

#[test]
fn each_place_has_its_check() {
    for (bad, words, good, places) in PLACES {
        for place in *places {
            let complaint = said(place, false, &[], *bad);
            assert!(complaint.contains(words), "{place} of {bad:?} says: {complaint}");
            assert_eq!(said(place, false, &[], *good), "", "{place} of {good:?}");
        }
    }
    let places: usize = PLACES.iter().map(|(.., places)| places.len()).sum();
    assert_eq!(places, TABLE.len(), "a place of the table is missing here");
}

/// The function is long by its rows.
#[test]
fn what_stands_beside_a_literal_counts() {
    #[rustfmt::skip]
    let table: &[(&str, &[&str], &str, &str)] = &[
        // A path of another stage.
        ("copy() 0", &["from"], "/a", ""),
        ("copy() 0", &["to", "from"], "a", "absolute"),
        ("copy() 0", &["from"], "/a/*", ".optional()"),
        ("copy() 0", &["from", "optional"], "/a/*", ""),
        ("copy() 0", &["from", "optional"], "/a/**", "any depth"),
        ("copy() 0", &["optional"], "a/*", "wildcards"),
        ("copy() 0", &["to"], "/a", "relative"),
        ("copy().parents_below 0", &["from"], "/a", ""),
        ("copy().parents_below 0", &["from", "optional"], "/a/*", ".optional()"),
        ("copy().except 0", &["from"], "a b", "this flag"),
        ("copy().except 0", &["to"], "a b", ""),
        ("copy().matching 0", &["from"], "a*", ""),
        ("bind() 0", &["from"], "/a", ""),
        ("bind() 0", &["from"], "a", "absolute"),
        ("bind() 0", &["to"], "/a", "relative"),
        ("bind().to 0", &["from"], "a", "absolute"),
        ("manifest() 0", &["from"], "/a", "relative"),
        // Shell text of which only the build script knows enough.
        ("run() 0", &["unchecked"], "sudo a", ""),
        ("run() 0", &["shell"], "sudo a", ""),
        ("run() 0", &["mount"], "sudo a", ""),
        ("run() 0", &["env", "then"], "sudo a", "as root already"),
        ("run() 0", &["unchecked"], " ", "no command"),
        ("run().then 0", &["then", "unchecked"], "sudo a", ""),
        // A variable whose value may show that it is no secret.
        ("arg() 0", &["default"], "NPM_TOKEN", ""),
        ("arg() 0", &["default"], "TARGETOS", "platform"),
        ("arg() 0", &["description"], "NPM_TOKEN", "secret"),
        ("env 0", &["x"], "NPM_TOKEN", ".public_env("),
        ("env 0", &["4096"], "NPM_TOKEN", ""),
        ("env 0", &[], "NPM_TOKEN", ""),
        ("env 0", &["https://u:p@h"], "NPM_TOKEN", ""),
        ("build_env 0", &["x"], "NPM_TOKEN", ".public_build_env("),
        ("build_env 0", &["4096"], "NPM_TOKEN", ""),
        ("public_env 0", &["x"], "NPM_TOKEN", ""),
        ("public_build_env 0", &["x"], "NPM_TOKEN", ""),
        ("env() 0", &["x"], "NPM_TOKEN", ""),
        ("setting 1", &["x"], "NPM_TOKEN", ""),
        // A variable that a string names.
        ("env 1", &[], "$HOME/a", "no variable"),
        ("build_env 1", &[], "$HOME/a", "no variable"),
        ("download() 0", &[], "https://h/$HOME", "no variable"),
        ("workdir 0", &[], "/a/$HOME", "no variable"),
        ("volume 0", &[], "/a/$HOME", "no variable"),
        ("copy().to 0", &[], "/a/$HOME", "no variable"),
        ("copy() 0", &["from"], "/a/$HOME", "no variable"),
        ("http() 1", &[], "/a/$HOME", "no variable"),
        ("entrypoint 0", &[], "$HOME/a", ""),
        ("comment 0", &[], "$HOME/a", ""),
        // A function of the user's own.
        ("mine() 0", &[], "", ""),
        ("copy().mine 0", &[], "", ""),
        ("debian() 1", &[], "", ""),
    ];
    for (place, chain, text, words) in table {
        let complaint = said(place, false, chain, T(text));
        let is_as_wanted = match words.is_empty() {
            true => complaint.is_empty(),
            false => complaint.contains(words),
        };
        assert!(is_as_wanted, "{place} beside {chain:?} of {text:?} says: {complaint}");
    }
    // A word of a list is an argument, which no shell reads.
    assert_eq!(said("run() 0", true, &[], T("sudo a")), "");
    assert!(said("run() 0", true, &[], T("\0")).contains("argument: "));
    assert!(said("apt() 0", true, &[], T("A")).contains("package: "));
}
