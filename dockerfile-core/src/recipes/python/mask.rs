//! Manifests and lock files without what a release changes: the version of the project, which no
//! dependency is installed for.

use toml::{Table, Value};

use super::pyproject::{Document, table};
use crate::declare::disk::Tree;
use crate::declare::shell;
use crate::program::unread::Unread;
use crate::recipes::formats::with_room;
use crate::recipes::lines::Lines;
use crate::value::path::parent;

/// The folder of the edited files in a stage of their own.
const FOLDER: &str = "/manifests";

/// Tables that hold the version of a project.
const TABLES: [&str; 2] = ["project", "tool.poetry"];

/// The line that stands in place of a version.
const NONE: &str = "version = \"0\"";

/// The beginnings of the line that stands below the version of a package on disk in `uv.lock`.
const ON_DISK: [&str; 3] =
    ["source = { editable = ", "source = { virtual = ", "source = { directory = "];

/// An edit of a file, as `sed` takes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Edit {
    pub(super) file: String,
    scripts: Vec<String>,
}

/// The edit of a manifest; `None` if it has no version, or the edit would change something else.
pub(super) fn of_manifest(tree: &Tree, file: &str) -> Result<Option<Edit>, Unread> {
    let mut wanted = table(tree, parent(file))?;
    let mut scripts = vec![];
    for name in TABLES {
        if forget(&mut wanted, name) {
            let name = name.replace('.', "\\.");
            scripts.push(format!("/^\\[{name}\\]/,/^\\[/s/^version = .*/{NONE}/"));
        }
    }
    let edited = without_version(&tree.read(file)?);
    let edited = with_room(|| toml::from_str::<Document>(&edited).ok()).ok().flatten();
    let is_exact = !scripts.is_empty() && edited == Some(Document(wanted));
    Ok(is_exact.then(|| Edit { file: file.to_owned(), scripts }))
}

/// Puts `0` in place of the version in a table. Gives whether the table has one.
fn forget(table: &mut Table, path: &str) -> bool {
    let mut table = Some(table);
    for name in path.split('.') {
        table = table.and_then(|table| table.get_mut(name)).and_then(Value::as_table_mut);
    }
    let version = table.and_then(|table| table.get_mut("version"));
    version.filter(|version| version.is_str()).is_some_and(|version| {
        *version = Value::String("0".to_owned());
        true
    })
}

/// The manifest that `sed` makes by these edits.
fn without_version(text: &str) -> String {
    let mut inside = [false; TABLES.len()];
    let edited = text.lines().map(|line| {
        let version = line.starts_with("version = ") && inside.contains(&true);
        for (inside, table) in inside.iter_mut().zip(TABLES) {
            *inside = if *inside { !line.starts_with('[') } else { starts(line, table) };
        }
        if version { NONE } else { line }
    });
    edited.collect::<Vec<_>>().join("\n")
}

fn starts(line: &str, table: &str) -> bool {
    let rest = line.strip_prefix('[').and_then(|line| line.strip_prefix(table));
    rest.is_some_and(|rest| rest.starts_with(']'))
}

/// The edit of uv's lock file; `None` if it would not change exactly as many `versions` as packages
/// on disk have.
pub(super) fn of_lock(tree: &Tree, file: &str, versions: usize) -> Result<Option<Edit>, Unread> {
    let text = tree.read(file)?;
    let mut lines = text.lines();
    let mut edited = 0;
    while let Some(line) = lines.next() {
        if line.starts_with("version = ") {
            let next = lines.next().unwrap_or_default();
            let is_text = line.strip_prefix("version = ").is_some_and(|it| it.starts_with('"'));
            edited += usize::from(is_text && ON_DISK.iter().any(|start| next.starts_with(start)));
        }
    }
    let source = "\\nsource = { \\(editable\\|virtual\\|directory\\) = ";
    let script = ["/^version = /{N", &format!("/{source}/s/^version = \"[^\"]*\"/{NONE}/"), "}"];
    let is_exact = versions > 0 && edited == versions;
    let scripts = script.map(str::to_owned).to_vec();
    Ok(is_exact.then(|| Edit { file: file.to_owned(), scripts }))
}

/// Copies files that decide what is installed, without what a release changes.
pub(super) fn copy(root: &str, files: &[String], edits: &[Edit], lines: &mut Lines<'_>) {
    let (edited, plain): (Vec<String>, Vec<String>) =
        files.iter().cloned().partition(|file| edits.iter().any(|edit| edit.file == *file));
    if !edited.is_empty() {
        let comment = "The manifests and the lock file, without what a release changes.";
        lines.beside("manifests", FOLDER, false, |beside| {
            beside.enter(root);
            beside.copy_manifests(&edited);
            let commands = edits.iter().map(|edit| {
                let name = edit.file.rsplit('/').next().unwrap_or(&edit.file).to_owned();
                // No script holds a `'`, and a shell takes what stands between two of them as it
                // is.
                let scripts = edit.scripts.iter().map(|script| format!("-e '{script}'"));
                shell::filled("sed -i", scripts.chain([name]))
            });
            beside.run(comment, root, &[], commands.collect());
        });
    }
    lines.enter(root);
    if !edited.is_empty() {
        lines.copy_from_beside("manifests", FOLDER);
    }
    if !plain.is_empty() {
        lines.copy_manifests(&plain);
    }
}

#[cfg(test)]
mod tests {
    use super::without_version;

    #[test]
    fn a_version_is_forgotten_where_it_is_the_projects() {
        let text = "[tool.x]\nversion = \"1\"\n[project]\nversion = \"1\" # why\n[tool.poetry]\n\
             version = \"1\"\n[y]\nversion = \"1\"";
        let edited = "[tool.x]\nversion = \"1\"\n[project]\nversion = \"0\"\n[tool.poetry]\n\
             version = \"0\"\n[y]\nversion = \"1\"";
        assert_eq!(without_version(text), edited);
    }
}
