//! The files of a project that programs and scripts of it name in quotes or as a word.

use std::collections::BTreeSet;

use crate::declare::disk::Tree;
use crate::recipes::listing::leads_to;
use crate::value::path::{below, inside, normal};

/// The most files that are followed; the scripts of an install read fewer.
const MOST: usize = 1_000;

/// What Node adds to a path that it is told to load.
const ENDS: [&str; 7] = ["", ".js", ".cjs", ".mjs", ".ts", ".json", "/index.js"];

/// Notes a file, and the files of the project that its text names, as far as these are followed in
/// turn. `folder` is where the program runs, for paths that begin there.
pub(super) fn references(
    tree: &Tree,
    file: &str,
    folder: Option<&str>,
    found: &mut BTreeSet<String>,
) {
    let mut open = vec![file.to_owned()];
    while let Some(file) = open.pop() {
        if found.len() > MOST || !found.insert(file.clone()) {
            continue;
        }
        let name = file.rsplit('/').next().unwrap_or(&file);
        let is_code = CODE.iter().any(|end| name.ends_with(end));
        let is_shell = name.ends_with(".sh") || !name.contains('.');
        if !is_code && !is_shell {
            continue;
        }
        let Ok(text) = tree.read(&file) else { continue };
        match (is_code, folder) {
            (true, folder) => open.extend(named(tree, &file, folder, &text)),
            (false, Some(folder)) => open.extend(called(tree, &file, folder, &text)),
            (false, None) => {}
        }
    }
}

const CODE: [&str; 6] = [".js", ".cjs", ".mjs", ".ts", ".cts", ".mts"];

/// What code names in quotes: from the folder of its own file, as `require` and `import` do, or from
/// the folder that it runs in.
pub(super) fn named(tree: &Tree, file: &str, folder: Option<&str>, code: &str) -> Vec<String> {
    let mut found = vec![];
    let quoted = code.split(QUOTES).filter(|path| may_be_path(path)).map(str::to_owned);
    for path in quoted.chain(joined(code)) {
        let path = path.trim_end_matches('/');
        let is_of_file = path.starts_with("./") || path.starts_with("../");
        let from_file = leads_to(file, path).ok().filter(|_| is_of_file);
        let mut paths = from_file.iter().flat_map(|path| ENDS.map(|end| format!("{path}{end}")));
        let named = paths.find(|path| is_file(tree, path));
        found.extend(named.or_else(|| from_file.clone().filter(|it| is_folder(tree, file, it))));
        found.extend(folder.and_then(|folder| from_folder(tree, folder, path)));
    }
    found
}

const QUOTES: [char; 3] = ['"', '\'', '`'];

/// The paths whose parts code puts together: `path.join(__dirname, "..", "x")` is `../x`.
fn joined(code: &str) -> Vec<String> {
    let calls = ["join(", "resolve("].into_iter().flat_map(|call| code.split(call).skip(1));
    let path = |behind: &str| {
        let arguments = behind.split(')').next().unwrap_or_default();
        let parts: Vec<&str> = arguments.split(QUOTES).skip(1).step_by(2).collect();
        let is_of_file = arguments.trim_start().starts_with(|c: char| !QUOTES.contains(&c));
        let path = parts.join("/");
        if is_of_file { format!("./{path}") } else { path }
    };
    calls.map(path).filter(|path| may_be_path(path)).collect()
}

/// The files that a script of a shell names by a word: from the folder that it runs in, or from its
/// own.
fn called(tree: &Tree, file: &str, folder: &str, script: &str) -> Vec<String> {
    let ends = |c: char| c.is_whitespace() || "\"'`(){};&|<>=$".contains(c);
    let words = script.lines().filter(|line| !line.trim_start().starts_with('#'));
    let words = words.flat_map(|line| line.split(ends)).filter(|word| may_be_path(word));
    let mut found = vec![];
    for word in words {
        found.extend(from_folder(tree, folder, word));
        let own = leads_to(file, word.trim_start_matches('/')).ok();
        found.extend(own.filter(|path| is_file(tree, path)));
    }
    found
}

fn from_folder(tree: &Tree, folder: &str, path: &str) -> Option<String> {
    normal(&below(folder, path)).filter(|path| is_file(tree, path))
}

fn may_be_path(text: &str) -> bool {
    text.len() < 256 && text.contains(['/', '.']) && !text.contains(['\n', '\0'])
}

/// Whether a path is a folder, and none that holds the file which names it.
fn is_folder(tree: &Tree, file: &str, path: &str) -> bool {
    inside(path, file).is_none() && tree.offers(path) && tree.holds(path, "").unwrap_or(false)
}

fn is_file(tree: &Tree, path: &str) -> bool {
    tree.has(path) && tree.finds(path) && tree.offers(path)
}
