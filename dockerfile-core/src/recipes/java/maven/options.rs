//! What `.mvn/maven.config` and `.mvn/jvm.config` name by paths from the root.
//!
//! Source: <https://maven.apache.org/configure.html>.

use crate::declare::disk::Tree;
use crate::program::unread::{JavaUnread, Unread};
use crate::recipes::formats::without_mark;
use crate::recipes::java::bounds;
use crate::recipes::java::named::Named;
use crate::value::path::below;

/// Options with the path of a file.
const FILES: [&str; 8] = [
    "--settings",
    "--global-settings",
    "--toolchains",
    "--global-toolchains",
    "-gs",
    "-gt",
    "-s",
    "-t",
];
/// Maven's own properties for the folder of the root.
const ROOTS: [&str; 3] = [
    "${maven.multiModuleProjectDirectory}/",
    "${session.rootDirectory}/",
    "${session.topDirectory}/",
];

/// Takes in what the options at the root name.
pub(super) fn named_by_options(tree: &Tree, root: &str, named: &mut Named) -> Result<(), Unread> {
    for file in tree.existing(root, &[".mvn/maven.config", ".mvn/jvm.config"]) {
        let text = bounds::read(tree, &file)?;
        let mut words = words(&text).into_iter();
        let is_maven = file.ends_with("maven.config");
        while let Some(word) = words.next() {
            let word = without_root(&word).to_owned();
            if is_maven && (word == "--file" || word == "-f" || word.starts_with("--file=")) {
                return Err(JavaUnread::OtherPom { file }.into());
            }
            if let Some(value) = word.strip_prefix("-D").and_then(|it| it.split_once('=')) {
                named.file_if_there(tree, &[root], without_root(value.1));
            } else if let Some(agent) = word.strip_prefix("-javaagent:") {
                let agent = agent.split('=').next().unwrap_or(agent);
                named.require(tree, root, (&file, without_root(agent)))?;
            } else if is_maven {
                let Some(path) = path_of(&word, &mut words) else { continue };
                named.require(tree, root, (&file, without_root(&path)))?;
            }
        }
    }
    Ok(())
}

/// The path of an option, which stands in the same word or is the next.
fn path_of(word: &str, words: &mut impl Iterator<Item = String>) -> Option<String> {
    let option = FILES.iter().find(|option| word.starts_with(**option))?;
    let behind = &word[option.len()..];
    match behind.strip_prefix('=') {
        Some(path) => Some(path.to_owned()),
        None if behind.is_empty() => words.next(),
        // `-s.mvn/settings.xml`, and no other option that begins so.
        None if !option.starts_with("--") && behind.contains(['/', '.']) => Some(behind.to_owned()),
        None => None,
    }
}

fn without_root(path: &str) -> &str {
    ROOTS.iter().find_map(|root| path.strip_prefix(root)).unwrap_or(path)
}

/// Words of all lines but comments, without quotes.
fn words(text: &str) -> Vec<String> {
    let lines = without_mark(text).lines().filter(|line| !line.trim_start().starts_with('#'));
    let words = lines.flat_map(str::split_whitespace);
    words.map(|word| word.replace(['"', '\''], "")).collect()
}

/// The files of configuration in `.mvn` that are copied.
pub(super) fn config_of(tree: &Tree, root: &str) -> Vec<String> {
    let config = [".mvn/maven.config", ".mvn/jvm.config", ".mvn/extensions.xml"];
    let mut files = tree.existing(root, &config);
    files.extend(Some(below(root, ".mvn/maven-user.properties")).filter(|it| tree.finds(it)));
    files
}

#[cfg(test)]
mod tests {
    use super::{path_of, words};

    #[test]
    fn options_name_files_in_their_word_or_the_next() {
        let found = |text: &str| {
            let mut words = words(text).into_iter();
            let mut found = vec![];
            while let Some(word) = words.next() {
                found.extend(path_of(&word, &mut words));
            }
            found
        };
        assert_eq!(
            found("-s .mvn/s.xml --toolchains=t.xml\n-T 4\n-gs\ng.xml"),
            ["s.xml", "t.xml", "g.xml"].map(|it| if it == "s.xml" { ".mvn/s.xml" } else { it })
        );
        assert_eq!(found("-s.mvn/s.xml\r\n# -s no\n\"-s\" 'a'"), [".mvn/s.xml", "a"]);
        assert!(found("-Pprod -ntp --show-version -T1C -Dstyle.color=x").is_empty());
    }
}
