//! The words for mistakes in the policy itself, at its line of the manifest.

use crate::check::report::{Diagnostic, complaint};
use crate::program::place::Place;
use crate::program::rule::{BadPrefix, Misrule, Mistake};
use crate::value::path::name_of;

pub(crate) fn bad_policy(mistake: &Mistake, at: Place) -> Diagnostic {
    let Mistake { at: line, text, wrong } = mistake;
    let said = |problem: String| {
        let message = format!("{line}: {problem}");
        let tables = "the policy is `[workspace.metadata.dockerfile]`, and `[package.metadata.dockerfile]` of a package that asks for more";
        complaint(message, at, "emitted under this policy").help(tables)
    };
    match wrong {
        Misrule::NoToml { problem } => {
            said(format!("`{text}`: this is read as no TOML: {problem}"))
        }
        Misrule::Type { wanted } => said(format!("`{text}`: this is {wanted}")),
        Misrule::Unknown { what, given, known } => said(unknown(what, given, known)),
        Misrule::Elsewhere { table, wanted } => {
            said(format!("`[{table}]` is read by nobody: the policy is `[{wanted}]`"))
        }
        Misrule::Empty { key } => said(format!(
            "`{text}`: an empty list asks nothing that an image can do; leave `{key}` out"
        )),
        Misrule::Twice { given } => said(format!("`{}` is said twice", super::shown(given))),
        Misrule::Prefix { given, wrong } => said(prefix(&super::shown(given), *wrong)),
        Misrule::Label { given, rule } => {
            said(format!("`{}` is the key of no label: {rule}", super::shown(given)))
        }
        Misrule::ContextName { given, rule } => {
            said(format!("`{}` is the name of no context: {rule}", super::shown(given)))
        }
        Misrule::Path { given } => said(format!(
            "`{}`: this is a path of a file below the package, with `/` between its folders and without `..`",
            super::shown(given)
        )),
        Misrule::Loosens { key, at, text: rule } => said(format!(
            "`{text}` asks for less than the workspace's line {at}: `{rule}`"
        ))
        .help("ask for the same or for more, or leave the line out")
        .help(format!(
            "the workspace can allow it to its packages: `packages-may-loosen = [\"{key}\"]`"
        )),
        Misrule::OfWorkspace { key } => said(format!(
            "`{key}` is a key of the workspace's table alone: what its packages may do is for the workspace to say"
        )),
    }
}

fn unknown(what: &str, given: &str, known: &[String]) -> String {
    let hint = match known {
        [one] => format!("did you mean `{one}`?"),
        all => format!("there are {}", all.join(", ")),
    };
    format!("`{}` is no {what}; {hint}", super::shown(given))
}

/// The words for a text that cannot be the beginning of names.
fn prefix(given: &str, wrong: BadPrefix) -> String {
    let why = match wrong {
        BadPrefix::Empty => "it trusts nothing; name a host, such as `registry.corp:5000`".to_owned(),
        BadPrefix::Blank => "a blank is in no name".to_owned(),
        BadPrefix::Scheme => {
            let name = given.split_once("://").map_or(given, |(_, name)| name);
            format!("write it without `https://`: `{name}`")
        }
        BadPrefix::Star => {
            let name = given.trim_end_matches(['*', '/']);
            format!("`*` stands for nothing here: `{name}/` is all that lies in it")
        }
        BadPrefix::Tag => {
            "a tag is in no repository's name; a registry with a port ends with `/`, such as `corp:5000/`".to_owned()
        }
        BadPrefix::Digest => "`@` is in no name; write the repository alone".to_owned(),
        BadPrefix::UpperCase => {
            format!("repositories are in lower case: `{}`", given.to_lowercase())
        }
        BadPrefix::Ambiguous => {
            let name = name_of(given);
            return format!(
                "`{given}` may be two things: the official image is `docker.io/library/{name}`, and what is in the namespace of that name is `docker.io/{name}/`"
            );
        }
        BadPrefix::Malformed => {
            "no name begins so; write a host and folders of it, such as `ghcr.io/team`".to_owned()
        }
    };
    format!("`{given}` can match nothing: {why}")
}
