//! The policy.

use crate::check::report::{Diagnostic, complaint};
use crate::program::dialect::Dialect;
use crate::program::place::Place;
use crate::program::rule::Rule;
use crate::value::StageName;

pub(crate) fn bad_policy(problem: &str, at: Place) -> Diagnostic {
    complaint(problem, at, "emitted under this policy")
        .help("the policy is `[workspace.metadata.dockerfile]`, or `[package.metadata.dockerfile]` for one package")
}

pub(crate) fn untrusted_registry(
    repository: &str,
    rule: &Rule<Vec<String>>,
    at: Place,
) -> Diagnostic {
    complaint(format!("`{repository}` is of no trusted registry"), at, "starts from it")
        .policy(rule)
        .help("take the image from a trusted one, or ask whoever keeps the policy")
}

pub(crate) fn no_digest(image: &str, rule: &Rule<bool>, at: Place) -> Diagnostic {
    complaint(format!("`{image}` has no digest"), at, "starts from it")
        .policy(rule)
        .help("let an update bot pin it in the Dockerfile, or write `@sha256:..` into its FROM line: it is kept")
}

pub(crate) fn missing_label(
    label: &str,
    stage: &StageName,
    rule: &Rule<Vec<String>>,
    at: Place,
) -> Diagnostic {
    complaint(format!("the image `{stage}` has no label `{label}`"), at, "declared here")
        .policy(rule)
        .help(format!(
            "add it: `.label(\"{label}\", ..)`, or `.package_labels()` for what cargo knows"
        ))
}

pub(crate) fn way_out_closed(way: &str, rule: &Rule<Vec<String>>, at: Place) -> Diagnostic {
    complaint(format!("the way out `{way}` is not allowed here"), at, "takes it")
        .policy(rule)
        .help("do without it, or ask whoever keeps the policy")
}

pub(crate) fn dialect_above_policy(asked: Dialect, rule: &Rule<Dialect>, at: Place) -> Diagnostic {
    complaint(
        format!("this image asks for syntax {asked}, and the policy allows {}", rule.value),
        at,
        "asks for more",
    )
    .policy(rule)
    .help("ask for less, or ask whoever keeps the policy")
}

impl Diagnostic {
    fn policy<T>(self, rule: &Rule<T>) -> Self {
        self.note(format!("the policy of {}: `{}`", rule.at, rule.text))
    }
}
