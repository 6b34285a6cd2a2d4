//! ADD: several things, of which each has a name in Rust.

use super::around::Around;
use super::context::Context;
use super::copy;
use super::form::{Form, Phase, Saying, Way};
use super::rust::literal;
use crate::file::Copy;

pub(super) fn forms(add: &Copy, around: &Around<'_>, context: Option<&Context>) -> Vec<Form> {
    let mut forms = vec![];
    match add.sources.as_slice() {
        [source] if is_git(source) => forms.extend(git(add, source, around)),
        [source] if source.starts_with("http://") || source.starts_with("https://") => {
            forms.extend(download(add, source, around));
        }
        sources if sources.iter().any(|source| copy::is_remote(source)) => {}
        sources if sources.iter().any(|source| may_unpack(source, context)) => {}
        _ if add.unpack.is_none() => {
            let copied = copy::forms(add, around, context);
            let copied = copied.into_iter().filter(|form| form.way != Way::Raw);
            forms.extend(
                copied.map(|form| form.note("ADD of files is COPY: it unpacks nothing here")),
            );
        }
        _ => {}
    }
    forms.extend(copy::as_given(add, around));
    forms
}

/// Names of files that are no archives.
const PLAIN: &[&str] = &[
    "c",
    "cfg",
    "conf",
    "crt",
    "css",
    "csv",
    "env",
    "go",
    "h",
    "html",
    "ini",
    "jar",
    "java",
    "js",
    "json",
    "key",
    "lock",
    "md",
    "mjs",
    "mod",
    "pem",
    "php",
    "properties",
    "py",
    "rb",
    "repo",
    "rs",
    "service",
    "sh",
    "sql",
    "sum",
    "toml",
    "ts",
    "txt",
    "war",
    "xml",
    "yaml",
    "yml",
    "zip",
];

/// How archives that a builder unpacks begin.
const MAGIC: &[(usize, &[u8])] = &[
    (0, b"\x1f\x8b"),
    (0, b"\x1f\x9d"),
    (0, b"BZh"),
    (0, b"\xfd7zXZ"),
    (0, b"\x28\xb5\x2f\xfd"),
    (0, b"\x5d\x00\x00"),
    (257, b"ustar"),
];

/// Whether ADD may unpack a file: what is in it decides, and where that is not known its name.
pub(super) fn may_unpack(source: &str, context: Option<&Context>) -> bool {
    let plain = source.trim_matches('/');
    if source.ends_with('/') || plain.is_empty() || plain == "." {
        return false;
    }
    let there = context.map(|context| context.folder.join(plain));
    match there.as_deref().map(std::fs::read) {
        _ if there.as_deref().is_some_and(std::path::Path::is_dir) => false,
        Some(Ok(bytes)) => MAGIC
            .iter()
            .any(|(at, magic)| bytes.get(*at..).is_some_and(|rest| rest.starts_with(magic))),
        _ => {
            let name = plain.rsplit('/').next().unwrap_or(plain);
            !name.rsplit_once('.').is_some_and(|(_, end)| PLAIN.contains(&end))
        }
    }
}

pub(super) fn is_git(source: &str) -> bool {
    let repository = source.split(['#', '?']).next().unwrap_or(source);
    let by_name = repository.ends_with(".git") && source.starts_with("http");
    by_name || ["git@", "ssh://", "git://"].iter().any(|scheme| source.starts_with(scheme))
}

fn download(add: &Copy, source: &str, around: &Around<'_>) -> Option<Form> {
    let url = around.expression(&around.parts(source)?)?;
    let to = around.plain(&copy::destination(add, around)?)?;
    let checksum = around.plain(&add.checksum)?;
    let flags = copy::flags(add, around)?;
    let (mut step, is_checked) = if checksum.is_empty() {
        (format!("unverified_download({url}, {}, {})", literal(&to), literal(around.reason)), false)
    } else {
        (format!("download({url}, {}, {})", literal(&checksum), literal(&to)), true)
    };
    if add.unpack == Some(true) {
        step += ".unpack()";
    }
    step += &flags;
    let form = Form::new(Way::Typed, Saying::Step { phases: PHASES, steps: vec![step] });
    let form = form.dialect(if add.unpack == Some(true) {
        17
    } else if is_checked || !flags.is_empty() {
        6
    } else {
        0
    });
    Some(if is_checked {
        form
    } else {
        form.note("nobody looks whether it is still what it was: give its sum, `download(url, \"sha256:..\", to)`")
    })
}

const PHASES: &[Phase] = &[Phase::Packages, Phase::Dependencies, Phase::Source, Phase::Files];

fn git(add: &Copy, source: &str, around: &Around<'_>) -> Option<Form> {
    let (repository, rest) = source.split_once('#')?;
    let (reference, folder) =
        rest.split_once(':').map_or((rest, None), |(reference, folder)| (reference, Some(folder)));
    if repository.contains('?') || reference.is_empty() {
        return None;
    }
    let reference = around.expression(&around.parts(reference)?)?;
    let to = around.plain(&copy::destination(add, around)?)?;
    let mut step =
        format!("git({}, {reference}, {})", literal(&around.plain(repository)?), literal(&to));
    if let Some(folder) = folder {
        step += &format!(".folder({})", literal(folder));
    }
    let mut minor = 6;
    if !add.checksum.is_empty() {
        step += &format!(".commit({})", literal(&around.plain(&add.checksum)?));
        minor = 16;
    }
    if add.keep_git_dir == Some(true) {
        step += ".keep_git_dir()";
    }
    if !add.exclude.is_empty() {
        return None;
    }
    step += &copy::flags(add, around)?;
    Some(Form::new(Way::Typed, Saying::Step { phases: PHASES, steps: vec![step] }).dialect(minor))
}
