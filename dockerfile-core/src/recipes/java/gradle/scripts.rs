//! What build files and settings name by paths in plain words: scripts that they apply, archives,
//! and folders of archives.
//!
//! Source: <https://docs.gradle.org/current/userguide/working_with_files.html>.

use std::collections::BTreeSet;

use super::catalog::Catalog;
use super::conventions::Conventions;
use super::plugins::plugins_in;
use super::settings_file::{Token, tokens_of};
use crate::declare::disk::Tree;
use crate::program::unread::{JavaUnread, Unread};
use crate::recipes::java::bounds::{self, MOST_MODULES, may_lead};
use crate::recipes::java::named::Named;
use crate::value::path::{below, between, inside, normal, parent};

/// Calls whose texts are paths of files, or of folders that hold some.
const FILES: [&str; 6] = ["files", "file", "fileTree", "dirs", "dir", "uri"];

/// Calls whose texts are folders of sources, which may be beside the project.
const SOURCES: [&str; 3] = ["srcDir", "srcDirs", "from"];

/// The scripts of a build, and what they name.
pub(super) struct Scripts<'t> {
    tree: &'t Tree,
    root: &'t str,
    /// Whether the user has named files, so that a computed path is no error.
    names_files: bool,
    catalog: &'t Catalog,
    conventions: &'t Conventions,
    /// The scripts that have been read, each with the folder of the project that it was read for.
    pub(super) seen: BTreeSet<(String, String)>,
    pub(super) named: Named,
}

impl<'t> Scripts<'t> {
    pub(super) fn of(
        (tree, root): (&'t Tree, &'t str),
        names_files: bool,
        (catalog, conventions): (&'t Catalog, &'t Conventions),
    ) -> Self {
        let (seen, named) = (BTreeSet::new(), Named::default());
        Self { tree, root, names_files, catalog, conventions, seen, named }
    }

    /// Reads a file of the project in a folder, and the scripts that it applies, be it as plugins.
    pub(super) fn read(&mut self, file: &str, project: &str) -> Result<(), Unread> {
        let mut open = vec![file.to_owned()];
        while let Some(file) = open.pop() {
            if !self.seen.insert((file.clone(), project.to_owned())) {
                continue;
            }
            may_lead(&file, self.seen.len(), MOST_MODULES)?;
            let text = bounds::read(self.tree, &file)?;
            let (tokens, lines) = tokens_of(&text);
            let plugins = plugins_in(&tokens, self.catalog);
            open.extend(plugins.iter().filter_map(|it| self.conventions.script(it)).cloned());
            for (at, token) in tokens.iter().enumerate() {
                let behind = &tokens[at + 1..];
                let Token::Word(word) = token else {
                    self.beside(&file, project, &tokens[at..]);
                    continue;
                };
                match *word {
                    "apply" => {
                        for from in applied(behind) {
                            open.extend(self.applied(&file, project, from, lines[at])?);
                        }
                    }
                    word if FILES.contains(&word) => self.files(&file, project, behind)?,
                    word if SOURCES.contains(&word) => self.sources(project, behind),
                    _ => {}
                }
            }
        }
        Ok(())
    }

    /// The script that a file applies; `None` if it is at an address, or if its path is computed
    /// and the user has named files.
    fn applied(
        &mut self,
        file: &str,
        project: &str,
        from: &[Token<'_>],
        line: usize,
    ) -> Result<Option<String>, Unread> {
        let computed = || {
            let (file, word) = (file.to_owned(), "apply from".to_owned());
            JavaUnread::ComputedPath { file, line, word }
        };
        let Some(path) = path_of(from) else {
            return if self.names_files { Ok(None) } else { Err(computed().into()) };
        };
        if path.contains("://") {
            return Ok(None);
        }
        let text = bounds::read(self.tree, file)?;
        let asks = |line: &str| line.contains("exists()") && line.contains(plain(&path));
        let is_optional = text.lines().any(asks);
        let is_there = |path: &String| match is_optional {
            true => self.tree.shares(path),
            false => self.tree.exists(path),
        };
        let Some(found) = self.places(file, project, &path).into_iter().find(is_there) else {
            if is_optional {
                return Ok(None);
            }
            let (path, named_by) = (path, file.to_owned());
            return Err(match normal(&below(project, plain(&path))) {
                None => Unread::LeadsOut { path, named_by: Some(named_by) },
                Some(_) => Unread::NamesNothing { path, named_by },
            });
        };
        self.tree.require(&found)?;
        self.named.files.insert(found.clone());
        Ok(Some(found))
    }

    /// Takes in archives and their folders. What is not there may be made by the build itself; only
    /// an archive that the build is to be compiled with has to be there.
    fn files(&mut self, file: &str, project: &str, behind: &[Token<'_>]) -> Result<(), Unread> {
        for path in texts_of(behind) {
            let plain = plain(&path).to_owned();
            let first = plain.split('/').next().unwrap_or_default();
            if matches!(first, "" | "." | "src" | "build") || plain.contains("://") {
                continue;
            }
            let places = self.places(file, project, &path);
            let is_needed =
                plain.ends_with(".jar") && !plain.contains("build/") && !plain.contains('*');
            let is_there = |path: &&String| match is_needed {
                true => self.tree.exists(path),
                false => self.tree.shares(path),
            };
            let found = places.iter().find(is_there);
            match found {
                Some(found) if !found.is_empty() => {
                    self.named.take_in(self.tree, &found.clone());
                }
                None if is_needed => {
                    let (path, named_by) = (path, file.to_owned());
                    return Err(Unread::NamesNothing { path, named_by });
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// Takes in folders of sources that are not the project's own.
    fn sources(&mut self, project: &str, behind: &[Token<'_>]) {
        for path in texts_of(behind) {
            let from_root = path.strip_prefix("$root/");
            let from_root = from_root.map(|path| between(project, &below(self.root, path)));
            let path = from_root.unwrap_or_else(|| plain(&path).to_owned());
            self.named.folder_beside(self.tree, &[project], &path);
        }
    }

    /// Takes in what a text names by a path out of the project, wherever the text stands:
    /// `inputSpec = "$rootDir/specs/api.yaml"`.
    fn beside(&mut self, file: &str, project: &str, text: &[Token<'_>]) {
        let leads_out = |path: &String| path.starts_with("$root/") || path.starts_with("../");
        let path = Some(text).filter(|text| !matches!(text[0], Token::Word(_))).and_then(path_of);
        let Some(path) = path.filter(|it| leads_out(it) && !it.contains('*')) else { return };
        let mut places = self.places(file, project, &path).into_iter();
        let found = places.find(|path| inside(project, path).is_none() && self.tree.offers(path));
        if let Some(found) = found {
            self.named.take_in(self.tree, &found);
        }
    }

    /// The places that a path may lead to: from the project, from the script, or from the root.
    fn places(&self, file: &str, project: &str, path: &str) -> Vec<String> {
        let folders = [project, parent(file), self.root];
        let from_root = path.starts_with("$root");
        let folders = folders.iter().skip(if from_root { 2 } else { 0 });
        folders.filter_map(|folder| normal(&below(folder, plain(path)))).collect()
    }
}

/// The scripts beside the settings that these apply by a plain path.
pub(super) fn applied_by(tree: &Tree, settings: &str, text: &str) -> Vec<String> {
    let (tokens, _) = tokens_of(text);
    let starts = (0..tokens.len()).filter(|at| tokens[*at] == Token::Word("apply"));
    let paths = starts.flat_map(|at| applied(&tokens[at + 1..])).filter_map(path_of);
    let paths = paths.filter_map(|path| normal(&below(parent(settings), plain(&path))));
    paths.filter(|path| tree.has(path) && tree.shares(path)).collect()
}

/// A path without the variable for the folder of the project or of the root.
fn plain(path: &str) -> &str {
    ["$root/", "$project/"].iter().find_map(|start| path.strip_prefix(start)).unwrap_or(path)
}

/// The tokens behind each script that is applied: `apply from: ..`, `apply(from = ..)`, or `from ..` in
/// a block, `apply { .. }`.
fn applied<'s, 't>(behind: &'s [Token<'t>]) -> Vec<&'s [Token<'t>]> {
    use Token::{Sign, Word};
    match behind {
        [Word("from"), Sign(':'), from @ ..]
        | [Sign('('), Word("from"), Sign(':' | '='), from @ ..] => vec![from],
        [Sign('{'), block @ ..] => {
            let mut depth = 1_usize;
            let is_inside = |token: &&Token<'_>| {
                depth = match token {
                    Sign('{') => depth + 1,
                    Sign('}') => depth - 1,
                    _ => depth,
                };
                depth > 0
            };
            let length = block.iter().take_while(is_inside).count();
            let starts = (0..length).filter(|at| block[*at] == Word("from"));
            let from = |at: usize| match &block[at + 1..length] {
                [Sign('('), from @ ..] => from,
                from => from,
            };
            starts.map(from).collect()
        }
        _ => vec![],
    }
}

/// The path in a text, in `file("..")` or in `rootProject.file("..")`.
fn path_of(from: &[Token<'_>]) -> Option<String> {
    use Token::{Sign, Word};
    match from {
        [Word("rootProject"), Sign('.'), Word("file"), Sign('('), rest @ ..] => {
            path_of(rest).map(|path| format!("$root/{path}"))
        }
        [Word("file" | "uri"), Sign('('), rest @ ..]
        | [Word("project" | "layout"), Sign('.'), Word("file"), Sign('('), rest @ ..] => {
            path_of(rest)
        }
        [first, behind @ ..] => {
            let is_joined = matches!(behind.first(), Some(Sign('+')));
            text_of(first).filter(|_| !is_joined)
        }
        [] => None,
    }
}

/// A text, with a mark in place of a variable at its start that stands for the root's folder or the
/// project's; `None` if it has other variables.
fn text_of(token: &Token<'_>) -> Option<String> {
    const ROOTS: [&str; 8] = [
        "$rootDir/",
        "${rootDir}/",
        "$rootProject.projectDir/",
        "${rootProject.projectDir}/",
        "${rootProject.rootDir}/",
        "${project.rootDir}/",
        "$settingsDir/",
        "${settingsDir}/",
    ];
    const PROJECTS: [&str; 4] =
        ["$projectDir/", "${projectDir}/", "${project.projectDir}/", "$project.projectDir/"];
    let text = match token {
        Token::Text(text) => (*text).to_owned(),
        Token::Filled(text) => {
            let of = |starts: &[&str], mark: &str| {
                let rest = starts.iter().find_map(|start| text.strip_prefix(start))?;
                Some(format!("{mark}{rest}"))
            };
            of(&ROOTS, "$root/").or_else(|| of(&PROJECTS, "$project/"))?
        }
        _ => return None,
    };
    let rest = plain(&text);
    (!rest.is_empty() && !rest.contains('$')).then_some(text)
}

/// The texts of a call, up to the first token that no list of paths holds.
fn texts_of(behind: &[Token<'_>]) -> Vec<String> {
    use Token::{Sign, Text, Word};
    let mut texts = vec![];
    for token in behind.iter().take(100) {
        match token {
            Sign('(' | ',' | '[' | ':' | '=') | Word("dir" | "include" | "listOf" | "setOf") => {}
            token if text_of(token).is_some() => texts.extend(text_of(token)),
            Text(_) => {}
            _ => break,
        }
    }
    texts
}

#[cfg(test)]
mod tests {
    use super::{applied, path_of, texts_of};
    use crate::recipes::java::gradle::settings_file::tokens_of;

    #[test]
    fn scripts_are_applied_in_both_languages() {
        for (text, path) in [
            ("apply from: 'a.gradle'", Some("a.gradle")),
            ("apply from: \"$rootDir/g/a.gradle\"", Some("$root/g/a.gradle")),
            ("apply from: \"${projectDir}/a.gradle\"", Some("$project/a.gradle")),
            ("apply from: rootProject.file('a.gradle')", Some("$root/a.gradle")),
            ("apply from: project.file('a.gradle')", Some("a.gradle")),
            ("apply from: layout.file('a.gradle')", Some("a.gradle")),
            ("apply from: uri('a.gradle')", Some("a.gradle")),
            ("apply(from: \"$projectDir/a.gradle\")", Some("$project/a.gradle")),
            ("apply(from = \"a.gradle.kts\")", Some("a.gradle.kts")),
            ("apply(from: file('a.gradle'))", Some("a.gradle")),
            ("apply { from 'a.gradle' }", Some("a.gradle")),
            ("apply {\n    from(\"a.gradle.kts\")\n}", Some("a.gradle.kts")),
            ("apply { plugin 'x'; from file('a.gradle') }\nfrom 'b'", Some("a.gradle")),
            ("apply from: \"$x/a.gradle\"", None),
            ("apply from: 'a' + b", None),
        ] {
            let (tokens, _) = tokens_of(text);
            let from = applied(&tokens[1..]);
            assert_eq!(from.len(), 1, "{text}");
            assert_eq!(path_of(from[0]).as_deref(), path, "{text}");
        }
        let (tokens, _) = tokens_of("apply plugin: 'java'");
        assert!(applied(&tokens[1..]).is_empty());
    }

    #[test]
    fn each_variable_for_a_folder_begins_a_path() {
        for (start, mark) in [
            ("$rootDir", "$root"),
            ("${rootDir}", "$root"),
            ("$rootProject.projectDir", "$root"),
            ("${rootProject.projectDir}", "$root"),
            ("${rootProject.rootDir}", "$root"),
            ("${project.rootDir}", "$root"),
            ("$settingsDir", "$root"),
            ("${settingsDir}", "$root"),
            ("$projectDir", "$project"),
            ("${projectDir}", "$project"),
            ("$project.projectDir", "$project"),
            ("${project.projectDir}", "$project"),
        ] {
            for (rest, is_plain) in [("a.gradle", true), ("$x/a.gradle", false)] {
                let text = format!("\"{start}/{rest}\"");
                let path = is_plain.then(|| format!("{mark}/{rest}"));
                assert_eq!(path_of(&tokens_of(&text).0), path, "{text}");
            }
        }
    }

    #[test]
    fn the_texts_of_a_call_are_its_paths() {
        for (text, paths) in [
            ("files('libs/x.jar', \"libs/y.jar\")\nx('z')", vec!["libs/x.jar", "libs/y.jar"]),
            ("dirs 'libs', 'more'\n}", vec!["libs", "more"]),
            ("fileTree(dir: 'libs', include: ['*.jar'])", vec!["libs", "*.jar"]),
            ("fileTree(\"libs\") { include(\"x\") }", vec!["libs"]),
            ("files(listOf(\"a\", \"b\"))", vec!["a", "b"]),
            ("dirs = setOf(\"a\")", vec!["a"]),
            ("files(x, 'a')", vec![]),
        ] {
            let (tokens, _) = tokens_of(text);
            assert_eq!(texts_of(&tokens[1..]), paths, "{text}");
        }
    }
}
