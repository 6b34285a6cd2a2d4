//! The paths that a source of a package may name, by what its macros and texts say.

use super::member::Package;
use super::scan::{self, Named};
use super::script;
use crate::value::path::{below, normal, parent};

/// The variable with the path of the package's README.
const README: &str = "CARGO_PKG_README";

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
