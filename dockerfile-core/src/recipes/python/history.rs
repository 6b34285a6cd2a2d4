//! Projects that ask git for their version or their files, though no image has the history.
//!
//! Source: <https://setuptools-scm.readthedocs.io/en/latest/overrides/>,
//! <https://github.com/ninoseki/uv-dynamic-versioning>,
//! <https://github.com/mtkennerly/poetry-dynamic-versioning>,
//! <https://backend.pdm-project.org/metadata/>, <https://docs.openstack.org/pbr/latest/user/packagers.html>,
//! <https://versioningit.readthedocs.io/en/stable/configuration.html>,
//! <https://setuptools-git-versioning.readthedocs.io/en/stable/options/index.html>.

use toml::{Table, Value};

use super::choice::Choice;
use super::pyproject::MANIFEST;
use crate::program::unread::GivenBy::{self, Key, Variable};
use crate::program::unread::{PythonUnread, Unread};
use crate::value::path::below;

/// What asks git: a requirement of a build, and what answers in place of git.
const ASKING: [(&str, GivenBy); 9] = [
    ("hatch-vcs", Variable(SCM)),
    ("setuptools-scm", Variable(SCM)),
    ("flit-scm", Variable(SCM)),
    ("uv-dynamic-versioning", Variable("UV_DYNAMIC_VERSIONING_BYPASS")),
    ("poetry-dynamic-versioning", Variable("POETRY_DYNAMIC_VERSIONING_BYPASS")),
    ("pdm-backend", Variable("PDM_BUILD_SCM_VERSION")),
    ("pbr", Variable("PBR_VERSION")),
    ("versioningit", Key("tool.versioningit", "default-version")),
    ("setuptools-git-versioning", Key("tool.setuptools-git-versioning", "starting_version")),
];

/// The variable of setuptools-scm. It may also be set for one package: `.._FOR_SVC`.
const SCM: &str = "SETUPTOOLS_SCM_PRETEND_VERSION";

/// Refuses a package that asks git for its version when it is built, if nothing else gives the
/// version.
pub(super) fn check(table: &Table, folder: &str, choice: &Choice) -> Result<(), Unread> {
    let name = text(table, &["project", "name"]).or(text(table, &["tool", "poetry", "name"]));
    let asking = ASKING.iter().find(|(asking, _)| asks(table, asking));
    let Some((asking, given_by)) = asking.filter(|_| !has_other(table)) else { return Ok(()) };
    if let Variable(variable) = given_by {
        let own = variable_of(variable, name.unwrap_or_default());
        if choice.has_variable(variable) || *variable == SCM && choice.has_variable(&own) {
            return Ok(());
        }
    }
    let (file, asking) = (below(folder, MANIFEST), (*asking).to_owned());
    Err(PythonUnread::AsksGit { file, asking, given_by: *given_by }.into())
}

/// The variable that gives the version of one package alone.
fn variable_of(variable: &str, name: &str) -> String {
    let upper =
        name.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_uppercase() } else { '_' });
    format!("{variable}_FOR_{}", upper.collect::<String>())
}

/// Whether a build has this requirement and asks git by it.
fn asks(table: &Table, asking: &str) -> bool {
    // Poetry itself takes plugins for a project that names them.
    let plugins = get(table, &["tool", "poetry", "requires-plugins"]).and_then(Value::as_table);
    let plugins = plugins.into_iter().flat_map(Table::keys).map(String::as_str);
    let is_required = names(table).chain(plugins).any(|it| is_called(it, asking));
    let source = || text(table, &["tool", "hatch", "version", "source"]);
    is_required
        && match asking {
            "hatch-vcs" => source() == Some("vcs"),
            "uv-dynamic-versioning" => source() == Some(asking),
            "pdm-backend" => text(table, &["tool", "pdm", "version", "source"]) == Some("scm"),
            "poetry-dynamic-versioning" => {
                get(table, &["tool", asking, "enable"]).and_then(Value::as_bool) == Some(true)
            }
            "versioningit" => {
                source() == Some(asking) || get(table, &["tool", "versioningit"]).is_some()
            }
            "setuptools-git-versioning" => {
                get(table, &["tool", asking, "enabled"]).and_then(Value::as_bool) == Some(true)
            }
            _ => {
                text(table, &["project", "version"]).is_none()
                    && get(table, &["tool", "setuptools", "dynamic", "version"]).is_none()
            }
        }
}

/// Whether the builder of a package takes the package's data from what git tracks, as setuptools
/// does with a plugin.
///
/// Source: <https://setuptools.pypa.io/en/latest/userguide/extension.html>.
pub(super) fn lists_files(table: &Table) -> bool {
    let builder = text(table, &["build-system", "build-backend"]);
    builder.is_none_or(|builder| builder.starts_with("setuptools"))
        && names(table).any(|it| is_called(it, "setuptools-scm") || is_called(it, "setuptools-git"))
}

/// What a build requires.
fn names(table: &Table) -> impl Iterator<Item = &str> {
    let requires = get(table, &["build-system", "requires"]).and_then(Value::as_array);
    requires.into_iter().flatten().filter_map(Value::as_str)
}

/// Whether a requirement is one of the package of this name.
fn is_called(required: &str, name: &str) -> bool {
    super::name_of(required).replace('_', "-").eq_ignore_ascii_case(name)
}

/// Whether the manifest has a version for where there is no history.
fn has_other(table: &Table) -> bool {
    const OTHERS: [&[&str]; 7] = [
        &["tool", "setuptools_scm", "fallback_version"],
        &["tool", "hatch", "version", "fallback-version"],
        &["tool", "hatch", "version", "raw-options", "fallback_version"],
        &["tool", "uv-dynamic-versioning", "fallback-version"],
        &["tool", "pdm", "version", "fallback_version"],
        &["tool", "versioningit", "default-version"],
        &["tool", "setuptools-git-versioning", "starting_version"],
    ];
    OTHERS.iter().any(|path| get(table, path).is_some())
}

/// The value at a path of tables.
pub(super) fn get<'t>(table: &'t Table, path: &[&str]) -> Option<&'t Value> {
    let (last, tables) = path.split_last()?;
    let mut table = table;
    for name in tables {
        table = table.get(*name)?.as_table()?;
    }
    table.get(*last)
}

pub(super) fn text<'t>(table: &'t Table, path: &[&str]) -> Option<&'t str> {
    get(table, path)?.as_str()
}
