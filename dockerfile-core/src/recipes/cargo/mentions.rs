//! The paths that a source of a package may name, by what its macros and texts say.

use toml::{Table, Value};

use super::member::Package;
use super::scan::{self, Named};
use super::script;
use crate::declare::disk::Tree;
use crate::value::path::{below, normal, parent, upwards};

/// The variable with the path of the package's README.
const README: &str = "CARGO_PKG_README";

/// Files beside a manifest in which macros find the folders that they read.
const SETTINGS: [&str; 3] = ["askama.toml", "i18n.toml", "rinja.toml"];

/// The paths out of a package that such files name, each with its file.
pub(super) fn in_settings(tree: &Tree, package: &Package) -> Vec<(String, String)> {
    let mut found = vec![];
    for file in tree.existing(&package.folder, &SETTINGS) {
        let mut waiting: Vec<Value> =
            tree.toml::<Table>(&file).into_iter().map(Value::Table).collect();
        while let Some(value) = waiting.pop() {
            match value {
                Value::Table(table) => waiting.extend(table.into_iter().map(|(_, value)| value)),
                Value::Array(values) => waiting.extend(values),
                Value::String(text) if scan::climbs(&text) => {
                    let path = normal(&below(&package.folder, &text));
                    found.extend(path.map(|path| (path, file.clone())));
                }
                _ => {}
            }
        }
    }
    found
}

/// The paths above a package that its build script may put together, of texts that name nothing in the
/// package.
pub(super) fn above(tree: &Tree, package: &Package, named: &Named) -> Vec<String> {
    let texts = named.texts.iter().filter(|text| named.goes_up && is_path(text));
    let texts = texts.map(|text| text.trim_start_matches('/'));
    let texts = texts.filter(|text| !tree.exists(&below(&package.folder, text)));
    let folders: Vec<&str> = upwards(&package.folder).skip(1).collect();
    texts.flat_map(|text| folders.iter().filter_map(|above| normal(&below(above, text)))).collect()
}

/// The paths that a source of a package names, each with whether the compiler surely reads it. `root`
/// is the workspace's folder, in which procedural macros run.
pub(super) fn paths(
    root: &str,
    package: &Package,
    file: &str,
    named: &Named,
    is_script: bool,
) -> Vec<(String, bool)> {
    // A build script may read what any of its texts names, and may go on without it. So does a
    // macro with a text that climbs: some look from the source's folder, others from the package's.
    let texts = named.texts.iter().map(|text| text.trim_start_matches(scan::FOLDER));
    let texts = texts.flat_map(|text| if is_script { script::paths_in(text) } else { vec![text] });
    let texts = texts.filter(|text| is_path(text) && (is_script || scan::climbs(text)));
    let climbs = texts.clone().filter(|text| scan::climbs(text)).map(|text| (text, false));
    let beside = named.beside.iter().map(|path| (path.as_str(), true)).chain(climbs);
    let beside = beside.map(|(path, is_read)| (below(parent(file), path), is_read));
    let readme = package.readme.iter().filter(|_| named.texts.contains(README));
    let in_package = named.in_package.iter().chain(readme).map(|path| (path.as_str(), true));
    let in_package = in_package.chain(texts.map(|text| (text, false)));
    let in_package = in_package
        .map(|(path, is_read)| (below(&package.folder, path.trim_start_matches('/')), is_read));
    let at_root = named.texts.iter().filter(|text| package.is_macro && is_path(text));
    let at_root = at_root.filter(|text| text.contains('/') && !text.starts_with('/'));
    let at_root = at_root.map(|text| (below(root, text), false));
    let paths = beside.chain(in_package).chain(at_root);
    let paths = paths.filter_map(|(path, is_read)| Some((normal(&path)?, is_read)));
    paths.filter(|(path, _)| !path.is_empty()).collect()
}

/// Whether a text may be a path below a folder.
fn is_path(text: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./".contains(c);
    text.chars().all(plain) && text.contains(|c: char| c.is_ascii_alphanumeric())
}
