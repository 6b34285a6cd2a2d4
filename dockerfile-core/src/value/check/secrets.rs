//! Variables and URLs that may hold secrets, and what to do instead.

use super::variables::arg_name;
use crate::value::bytes::Check;
use crate::value::credentials::{buildkit_lists, hadolint_lists, may_be_secret, url_credential};

/// Where a variable stands, for the words about one that may be a secret.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum VariableOf {
    /// ENV of what runs.
    Image,
    /// ENV of the steps that build.
    Steps,
    /// One step's own, which no linter looks at.
    Step,
    /// ARG.
    Build,
}

/// The words for each answer to which linters say so, too.
macro_rules! looks_secret {
    ($reader:literal, $way:literal) => {
        [
            concat!("variable name: this looks like a secret, and ", $reader, "; ", $way),
            concat!(
                "variable name: this looks like a secret, and ",
                $reader,
                " (hadolint DL3064); ",
                $way
            ),
            concat!(
                "variable name: this looks like a secret, and ",
                $reader,
                " (BuildKit SecretsUsedInArgOrEnv); ",
                $way
            ),
            concat!(
                "variable name: this looks like a secret, and ",
                $reader,
                " (hadolint DL3064, BuildKit SecretsUsedInArgOrEnv); ",
                $way
            ),
        ]
    };
}

/// A variable that is no secret by its name, or by its value if it has one here.
pub(crate) const fn public_variable(name: &[u8], value: Option<&[u8]>, of: VariableOf) -> Check {
    const OF_IMAGE: [&str; 4] = looks_secret!(
        "whoever has the image reads its ENV",
        "give it when the container starts, or say why it is none with `.public_env(name, value, \"why\")`"
    );
    const OF_STEPS: [&str; 4] = looks_secret!(
        "whoever has the image or its cache reads its ENV",
        "mount it into the step that needs it: `run(..).mount(secret(\"id\").env(\"NAME\"))`; or say why it is none with `.public_build_env(name, value, \"why\")`"
    );
    const OF_STEP: [&str; 4] = looks_secret!(
        "whoever has the Dockerfile or the image's history reads it",
        "mount it instead: `.mount(secret(\"id\").env(\"NAME\"))`; or say why it is none with `.unchecked(\"why\")`"
    );
    const OF_BUILD: [&str; 4] = looks_secret!(
        "whoever has the image reads its ARGs in its history",
        "give it to the step that needs it: `run(..).mount(secret(..))`"
    );
    // A URL that carries one is refused for itself.
    if let Some(value) = value
        && url_credential(value).is_some()
    {
        return Ok(());
    }
    if !may_be_secret(name, value) {
        return Ok(());
    }
    let both = buildkit_lists(name) as usize * 2 + hadolint_lists(name) as usize;
    Err(match of {
        VariableOf::Image => OF_IMAGE[both],
        VariableOf::Steps => OF_STEPS[both],
        VariableOf::Step => OF_STEP[0],
        VariableOf::Build => OF_BUILD[both],
    })
}

/// ARG without a default: nobody knows yet what it will hold.
pub(in crate::value) const fn lone_arg_name(name: &[u8]) -> Check {
    if let Err(complaint) = arg_name(name) {
        return Err(complaint);
    }
    public_variable(name, None, VariableOf::Build)
}

/// What is done about a URL with a credential where it stands.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(in crate::value) enum UrlOf {
    Env,
    Image,
    Step,
    Repository,
    /// ARG, as a build is told it.
    Build,
}

/// No URL in it carries a credential; a variable that stands for one is none.
pub(in crate::value) const fn no_credential(text: &[u8], of: UrlOf) -> Check {
    macro_rules! carries {
        ($way:literal) => {
            concat!(
                "value: a URL in it carries a password or a token, and whoever has the image reads it; ",
                $way
            )
        };
    }
    if url_credential(text).is_none() {
        return Ok(());
    }
    Err(match of {
        UrlOf::Env => carries!(
            "give the variable when the container starts, or say why it is none with `.public_env(name, value, \"why\")`"
        ),
        UrlOf::Image => carries!(
            "leave it out, or write a variable for it that is set when the container starts, such as `text(\"https://app:${PASSWORD}@db\")`"
        ),
        UrlOf::Step => carries!(
            "mount it into the step that needs it, `run(..).mount(secret(\"id\").env(\"PASSWORD\"))`, and write `$PASSWORD` for it; of a step, `.unchecked(\"why\")` says why it is none, and of a variable `.public_build_env(name, value, \"why\")`"
        ),
        UrlOf::Build => carries!(
            "mount it into the step that needs it, `run(..).mount(secret(\"id\").env(\"PASSWORD\"))`, and say where it comes from: `.secret_from_env(\"id\", \"PASSWORD\")`"
        ),
        UrlOf::Repository => carries!(
            "let the builder use an SSH agent: `git@host:path.git`, built with `--ssh default`"
        ),
    })
}
