//! The words for what an image does and its policy does not allow.

use crate::check::report::{Diagnostic, complaint};
use crate::program::dialect::Dialect;
use crate::program::place::Place;
use crate::program::rule::Rule;
use crate::value::StageName;

/// The end of a help text, where only the policy's keeper has another way out.
const KEEPER: &str = "or ask whoever keeps the policy";

pub(crate) fn untrusted_registry<T>(
    repository: &str,
    is_frontend: bool,
    rule: &Rule<T>,
    at: Place,
) -> Diagnostic {
    let said = |label| complaint(format!("`{repository}` is of no trusted registry"), at, label);
    if is_frontend {
        return said("the file is read by it, as its `# syntax` line says")
            .policy(rule)
            .help(format!("keep to syntax 1.4, which needs no such line, {KEEPER}"));
    }
    said("this image").policy(rule).help(format!("take the image from a trusted one, {KEEPER}"))
}

pub(crate) fn no_digest(
    image: &str,
    is_frontend: bool,
    rule: &Rule<bool>,
    at: Place,
) -> Diagnostic {
    let line = if is_frontend { "the `# syntax` line" } else { "its FROM line" };
    complaint(format!("`{image}` has no digest"), at, "this image")
        .policy(rule)
        .note("a new file is written without it, so that it can be pinned; the build fails until each image has one")
        .help(format!(
            "let an update bot pin it in the Dockerfile, or write `@sha256:` and its 64 digits into {line}: they are kept"
        ))
        .help(format!("`docker buildx imagetools inspect {image}` prints the digest"))
}

pub(crate) fn untrusted_source<T>(
    source: &str,
    is_sure: bool,
    rule: &Rule<T>,
    at: Place,
) -> Diagnostic {
    let said = complaint(format!("`{source}` is of no trusted source"), at, "fetches it");
    let said = if is_sure {
        said
    } else {
        said.note("where it leads is not sure before the build: it is not `https`, a variable says the host, or the path leads up again")
    };
    said.policy(rule).help(format!("take it from a trusted one, {KEEPER}"))
}

pub(crate) fn no_checksum(
    source: &str,
    is_repository: bool,
    rule: &Rule<bool>,
    at: Place,
) -> Diagnostic {
    let (what, fix) = if is_repository {
        ("commit", "say which one it has to be: `.commit(\"..\")`")
    } else {
        ("checksum in build.rs", "say which file it has to be: `download(url, \"sha256:..\", to)`")
    };
    complaint(format!("`{source}` has no {what}"), at, "fetches it").policy(rule).help(fix)
}

pub(crate) fn untrusted_context<T>(name: &str, rule: &Rule<T>, at: Place) -> Diagnostic {
    complaint(format!("`{name}` is no trusted build context"), at, "takes files from it")
        .policy(rule)
        .note("whoever builds says what it is: a folder, a git repository or an image")
        .help(format!("copy from the build's own context or from a stage, {KEEPER}"))
}

pub(crate) fn brings_as_given(line: &str, rule: &Rule<()>, at: Place) -> Diagnostic {
    complaint(format!("nobody knows what `{line}` brings"), at, "this line is not read")
        .policy(rule)
        .help("say it with `copy(..)`, `download(..)`, `git(..)` or a mount, which are asked about")
        .help("or ask whoever keeps the policy: `ways-out` with `raw` in it allows lines as they are given")
}

pub(crate) fn missing_label(rule: &Rule<String>, stage: &StageName, at: Place) -> Diagnostic {
    let label = &rule.value;
    complaint(format!("the image `{stage}` has no label `{label}`"), at, "declared here")
        .policy(rule)
        .help(format!(
            "give it a value: `.label(\"{label}\", ..)`, or `.package_labels()` for what cargo knows"
        ))
}

pub(crate) fn way_out_closed<T>(way: &str, rule: &Rule<T>, at: Place) -> Diagnostic {
    complaint(format!("the way out `{way}` is not allowed here"), at, "takes it")
        .policy(rule)
        .help(format!("do without it, {KEEPER}"))
}

pub(crate) fn dialect_above_policy(asked: Dialect, rule: &Rule<Dialect>, at: Place) -> Diagnostic {
    complaint(
        format!("this image asks for syntax {asked}, and the policy allows {}", rule.value),
        at,
        "asks for more",
    )
    .policy(rule)
    .help(format!("ask for less, {KEEPER}"))
}

impl Diagnostic {
    fn policy<T>(self, rule: &Rule<T>) -> Self {
        self.note(format!("the policy of {}: `{}`", rule.at, rule.text))
    }
}
