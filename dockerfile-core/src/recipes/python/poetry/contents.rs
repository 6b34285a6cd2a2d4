//! Whether a project of Poetry has something to pack.
//!
//! Source: <https://python-poetry.org/docs/pyproject/#packages>.

use toml::{Table, Value};

use crate::declare::disk::Tree;
use crate::program::unread::{PythonUnread, Unread};
use crate::recipes::python::history::{get, text};
use crate::recipes::python::pyproject::MANIFEST;
use crate::value::path::below;

const BUILDER: &str = "poetry.core.masonry.api";

/// Whether Poetry finds something to pack: what the manifest names, or a folder or file of the
/// project's name. A project without any only runs, as with `poetry install --no-root`; if it has
/// programs to install, that is an error.
pub(super) fn has_contents(tree: &Tree, folder: &str, table: &Table) -> Result<bool, Unread> {
    let builder = text(table, &["build-system", "build-backend"]).unwrap_or(BUILDER);
    let named = ["packages", "include"].iter().any(|key| {
        let list = get(table, &["tool", "poetry", key]).and_then(Value::as_array);
        list.is_some_and(|list| !list.is_empty())
    });
    if builder != BUILDER || named {
        return Ok(true);
    }
    let name = text(table, &["project", "name"]).or(text(table, &["tool", "poetry", "name"]));
    let Some(name) = name else { return Ok(true) };
    let module = module_of(name);
    let is_there = |folder: &str| {
        let path = below(folder, &module);
        tree.exists(&path) || tree.has(&format!("{path}.py"))
    };
    if is_there(folder) || is_there(&below(folder, "src")) {
        return Ok(true);
    }
    let programs = [&["project", "scripts"][..], &["tool", "poetry", "scripts"]];
    match programs.iter().any(|path| get(table, path).is_some()) {
        true => {
            let manifest = below(folder, MANIFEST);
            Err(PythonUnread::NothingPacked { manifest, module }.into())
        }
        false => Ok(false),
    }
}

/// The module of a project: that of `Reviews.API` is `reviews_api`.
fn module_of(name: &str) -> String {
    let parts = name.split(['-', '_', '.']).filter(|part| !part.is_empty());
    parts.collect::<Vec<_>>().join("_").to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::module_of;

    #[test]
    fn a_name_is_that_of_a_module() {
        assert_eq!(module_of("Reviews.API"), "reviews_api");
        assert_eq!(module_of("a--b_c"), "a_b_c");
    }
}
