//! The words for credentials in a project's files, with the mount that each step is given instead.

use crate::check::report::Diagnostic;
use crate::program::unread::{Answer, Credential, Within};

/// The syntax that `secret(..).env(..)` needs, as a relative clause.
const SYNTAX: &str = "which needs syntax 1.10";

pub(super) fn words(credential: Credential, said: impl Fn(String) -> Diagnostic) -> Diagnostic {
    let Credential { path, line, within, answer } = credential;
    let what = match within {
        Within::Key(key) => format!("`{key}` is a secret"),
        Within::Url(host) => format!("the URL of `{host}` carries a password or a token"),
    };
    let words = said(format!("`{path}`, line {line}: {what}, which would be in the image"))
        .note("whoever has the image, or the cache of its build, reads it");
    helped(words, &path, answer)
}

/// The helps for each tool. A table, long as it is: an arm is a tool.
fn helped(words: Diagnostic, path: &str, answer: Answer) -> Diagnostic {
    let variable = |name: &str, variable: &str| {
        format!("`.mount(secret(\"{name}\").env(\"{variable}\"))`, {SYNTAX}")
    };
    match answer {
        Answer::Npm => words
            .help("move the line to a file that `.mount(secret(\"npmrc\").file(\"/root/.npmrc\"))` gives")
            .help(format!("or write `${{NPM_TOKEN}}` for it in `.npmrc`, and add {}", variable("npm-token", "NPM_TOKEN"))),
        Answer::Yarn => words.help(format!(
            "write `${{NPM_TOKEN}}` for it in Yarn's settings, and add {}",
            variable("npm-token", "NPM_TOKEN")
        )),
        Answer::Pip => words
            .help("leave user and password out of the URL, and give them: `.mount(secret(\"netrc\").file(\"/root/.netrc\"))`")
            .help(format!("or write `${{PIP_PASSWORD}}` for it in a requirements file, and add {}", variable("pip-password", "PIP_PASSWORD"))),
        Answer::Uv => words
            .help("leave user and password out, and give them: `.mount(secret(\"netrc\").file(\"/root/.netrc\"))`")
            .help(format!("or name the index, and add {}", variable("index-password", "UV_INDEX_<NAME>_PASSWORD"))),
        Answer::Poetry => words.help(format!(
            "leave it out, and give it: {}; the user is `POETRY_HTTP_BASIC_<NAME>_USERNAME`",
            variable("source-password", "POETRY_HTTP_BASIC_<NAME>_PASSWORD")
        )),
        Answer::Cargo { variable: name } => words.help(format!(
            "take it out of the file, and mount it into the steps that fetch: {}",
            variable("token", &name)
        )),
        Answer::Maven => words
            .help("move it to a file that `.mount(secret(\"settings\").file(\"/root/.m2/settings.xml\"))` gives")
            .help(format!("or write `${{env.MAVEN_PASSWORD}}` for it, and add {}", variable("maven-password", "MAVEN_PASSWORD"))),
        Answer::Gradle { property } => words.help(format!(
            "read it as the property `{property}`, and give that: {}",
            variable("gradle-password", &format!("ORG_GRADLE_PROJECT_{property}"))
        )),
        Answer::Bundler { variable: name } => {
            words.help(format!("take it out, and give it: {}", variable("bundler", &name)))
        }
        Answer::File { path: target } => {
            let name = target.trim_start_matches("/root/.");
            words.help(format!("leave it out of the project, and mount it: `.mount(secret(\"{name}\").file(\"{target}\"))`"))
        }
        Answer::AtStart => {
            words.help("leave it out, and give it when the container starts, in a variable or a file")
        }
        Answer::Nothing => words.help(format!("no build reads `{path}`: take it out of version control, or leave it out of what is copied")),
    }
}
