//! What the macros of libraries for databases look for, in a package and above.

use super::member::Package;
use super::workspace::Workspace;
use crate::declare::disk::Tree;
use crate::program::unread::Unread;
use crate::value::path::{below, parent, upwards};

/// What the macros of SQLx read at the workspace's root, where the package has none of its own: the
/// queries that `cargo sqlx prepare --workspace` has written, by its names of now and before 0.7.
const QUERIES: [&str; 2] = [".sqlx", "sqlx-data.json"];

/// The queries of a package that is compiled with the macros of SQLx.
pub(super) fn queries(
    tree: &Tree,
    workspace: &Workspace,
    package: &Package,
) -> Result<Vec<String>, Unread> {
    let root = package.inherits.as_deref().map_or(workspace.root.as_str(), parent);
    let mut found = vec![];
    for path in QUERIES.map(|name| below(root, name)) {
        if package.links.contains("sqlx") && tree.knows(&path)? {
            found.push(path);
        }
    }
    Ok(found)
}

/// The folder of migrations that a macro of Diesel finds in a package, or else in the next folder
/// above that has one.
///
/// Source: <https://docs.rs/crate/migrations_macros/latest/source/src/migrations.rs>.
pub(super) fn migrations(tree: &Tree, package: &Package) -> Result<Option<String>, Unread> {
    let own = below(&package.folder, "src/migrations");
    let above = upwards(&package.folder).map(|folder| below(folder, "migrations"));
    for path in [own].into_iter().chain(above) {
        if tree.knows(&path)? {
            return Ok(Some(path));
        }
    }
    Ok(None)
}
