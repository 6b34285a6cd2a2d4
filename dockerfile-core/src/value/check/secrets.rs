//! Checks of variables and URLs that may hold secrets. A complaint says how to give a secret instead.

use super::variables::arg_name;
use crate::value::bytes::Check;
use crate::value::credentials::{
    begins_with_token, buildkit_lists, hadolint_lists, may_be_secret, token_in, url_credential,
};

/// Where a variable belongs to, which decides on the complaint about one that may be a secret.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum VariableOf {
    /// An ENV for the running program.
    Image,
    /// An ENV for the steps that build.
    Steps,
    /// A variable of a single step, which no linter looks at.
    Step,
    /// An ARG.
    Build,
}

/// Makes four complaints. The index says which linters complain, too: hadolint is 1, BuildKit 2, both
/// are 3.
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

/// Checks that a variable is no secret, by its name, and by its value if that is known.
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
    // `no_credential` complains of a URL that carries a credential.
    if let Some(value) = value
        && url_credential(value).is_some()
    {
        return Ok(());
    }
    if !may_be_secret(name, value) {
        return Ok(());
    }
    let linters = buildkit_lists(name) as usize * 2 + hadolint_lists(name) as usize;
    Err(match of {
        VariableOf::Image => OF_IMAGE[linters],
        VariableOf::Steps => OF_STEPS[linters],
        VariableOf::Step => OF_STEP[0],
        VariableOf::Build => OF_BUILD[linters],
    })
}

/// Checks the name of an ARG without a default. The name alone says whether it may be a secret.
pub(in crate::value) const fn lone_arg_name(name: &[u8]) -> Check {
    if let Err(complaint) = arg_name(name) {
        return Err(complaint);
    }
    public_variable(name, None, VariableOf::Build)
}

/// Where a URL stands, which decides on the complaint about a credential in it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(in crate::value) enum UrlOf {
    /// The value of a variable of the image, or the default of an ARG.
    Env,
    /// Another text in the image, such as an argument or a label.
    Image,
    /// A text that a step sees.
    Step,
    /// The address of a git repository.
    Repository,
    /// A value that a build sets an ARG to.
    Build,
}

/// Checks that no URL in a text carries a credential, and that no token or private key stands in it.
/// A variable in its place is none.
pub(in crate::value) const fn no_credential(text: &[u8], of: UrlOf) -> Check {
    let in_url = url_credential(text).is_some();
    macro_rules! carries {
        ($way:literal) => {
            if in_url {
                concat!(
                    "value: a URL in it carries a password or a token, and whoever has the image reads it; ",
                    $way
                )
            } else {
                concat!(
                    "value: a token or a private key is in it, and whoever has the image reads it; ",
                    $way
                )
            }
        };
    }
    // A variable whose whole value is a token is judged beside its name.
    let is_judged = matches!(of, UrlOf::Env) && begins_with_token(text);
    if !in_url && (is_judged || token_in(text).is_none()) {
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
