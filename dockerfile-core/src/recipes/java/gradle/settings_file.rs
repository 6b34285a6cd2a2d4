//! The projects that a `settings.gradle` includes. The file is a program: what it says in plain
//! words is read here, and what it computes is an error.

use std::collections::BTreeMap;

use crate::program::unread::{JavaUnread, Unread};
use crate::recipes::java::bounds::{DEEPEST, MOST_PROJECTS, may_lead};
use crate::recipes::listing::leads_to;
use crate::value::path::{below, parent};

/// What a settings file includes.
#[derive(Debug, Default)]
pub(super) struct Included {
    /// The folders of projects in the context, by the projects' paths.
    pub(super) projects: BTreeMap<String, String>,
    /// The folders of builds that this one is made with, such as its plugins.
    pub(super) builds: Vec<String>,
    /// The names of build files, where these are not the usual ones; a `*` stands for the name of the
    /// project.
    pub(super) build_files: Vec<String>,
}

#[derive(Debug, PartialEq, Eq)]
pub(super) enum Token<'t> {
    Word(&'t str),
    /// A text without a variable.
    Text(&'t str),
    /// A text with a variable.
    Filled(&'t str),
    Sign(char),
}

impl Included {
    /// Reads a settings file of the context.
    pub(super) fn read(file: &str, text: &str) -> Result<Self, Unread> {
        let mut included = Self::default();
        included.add(file, file, text)?;
        Ok(included)
    }

    /// Adds what a script includes that the settings apply, or these themselves. Paths begin at the
    /// folder of the settings.
    pub(super) fn add(&mut self, settings: &str, script: &str, text: &str) -> Result<(), Unread> {
        let (tokens, starts) = tokens(text);
        for (at, word) in words(&tokens) {
            let rest = &tokens[at + 1..];
            let plain = match word {
                "include" if !is_of_another(&tokens[..at]) => self.include(settings, rest)?,
                "projectDir" if rest.first() == Some(&Token::Sign('=')) => {
                    self.moved(settings, &tokens[..at], &rest[1..])?
                }
                "buildFileName" => {
                    self.build_files.extend(name_in(rest));
                    true
                }
                "name" => {
                    self.renamed(&tokens[..at], rest);
                    true
                }
                "includeFlat" | "setProjectDir" => false,
                "includeBuild" => self.build(settings, rest)?,
                _ => true,
            };
            if !plain {
                let line = text[..starts[at]].matches('\n').count() + 1;
                let (file, word) = (script.to_owned(), word.to_owned());
                return Err(JavaUnread::Computed { file, line, word }.into());
            }
        }
        Ok(())
    }

    /// The builds that a settings file includes by a plain path, and nothing else.
    pub(super) fn builds_of(file: &str, text: &str) -> Result<Self, Unread> {
        let (tokens, _) = tokens(text);
        let mut included = Self::default();
        for (at, _) in words(&tokens).filter(|(_, word)| *word == "includeBuild") {
            included.build(file, &tokens[at + 1..])?;
        }
        Ok(included)
    }

    /// Adds a project in a folder, which is included by `file`.
    pub(super) fn insert(&mut self, file: &str, path: &str, folder: String) -> Result<(), Unread> {
        self.projects.insert(format!(":{}", path.trim_start_matches(':')), folder);
        may_lead(file, self.projects.len(), MOST_PROJECTS)
    }

    /// Adds the projects of an `include`, and those that their paths go through. Gives `false` if a
    /// path is computed.
    fn include(&mut self, file: &str, rest: &[Token<'_>]) -> Result<bool, Unread> {
        let plain = |path: &&str| !path.contains(['*', '/']) && path.split(':').count() <= DEEPEST;
        let Some(paths) = texts(rest).filter(|paths| paths.iter().all(plain)) else {
            return Ok(false);
        };
        for path in paths {
            let (mut so_far, mut folder) = (String::new(), parent(file).to_owned());
            for name in path.split(':').filter(|name| !name.is_empty()) {
                so_far += &format!(":{name}");
                folder = match self.projects.get(&so_far) {
                    Some(known) => known.clone(),
                    None => below(&folder, name),
                };
                self.insert(file, &so_far, folder.clone())?;
            }
        }
        Ok(true)
    }

    /// Adds the builds of an `includeBuild`. A computed one is left to the user, who copies it.
    fn build(&mut self, file: &str, rest: &[Token<'_>]) -> Result<bool, Unread> {
        for path in texts(rest).unwrap_or_default() {
            self.builds.push(leads_to(file, path)?);
        }
        Ok(true)
    }

    /// Renames the projects that `rootProject.children` has, `it.name = "shop-${it.name}"`, or one:
    /// `project(":a").name = "b"`.
    fn renamed(&mut self, before: &[Token<'_>], behind: &[Token<'_>]) {
        use Token::{Sign, Text, Word};
        let Some(name) = name_in(behind) else { return };
        let only = match before {
            [.., Word("project"), Sign('('), Text(path), Sign(')'), Sign('.')] => Some(*path),
            [.., Word("rootProject"), Sign('.')] => return,
            [.., Word(_), Sign('.')] if name.contains('*') => None,
            _ => return,
        };
        let is_meant = |path: &str| {
            let first = path[1..].split(':').next().unwrap_or_default();
            only.is_none_or(|only| only.trim_start_matches(':') == first)
        };
        let projects = std::mem::take(&mut self.projects).into_iter();
        self.projects = projects
            .map(|(path, folder)| {
                (if is_meant(&path) { under(&name, &path) } else { path }, folder)
            })
            .collect();
    }

    /// Moves a project: `project(":a").projectDir = file("path")`, or with a `File` below the
    /// settings' folder. Gives `false` if the folder is computed.
    fn moved(
        &mut self,
        file: &str,
        before: &[Token<'_>],
        behind: &[Token<'_>],
    ) -> Result<bool, Unread> {
        use Token::{Sign, Text, Word};
        let [.., Sign('('), Text(path), Sign(')'), Sign('.')] = before else {
            return Ok(false);
        };
        let behind = match behind {
            [Word("new"), behind @ ..] => behind,
            behind => behind,
        };
        let folder = match behind {
            [Word("file"), Sign('('), Text(folder), ..] => folder,
            [
                Word("File"),
                Sign('('),
                Word("settingsDir" | "rootDir"),
                Sign(','),
                Text(folder),
                ..,
            ] => folder,
            _ => return Ok(false),
        };
        self.insert(file, path, leads_to(file, folder)?)?;
        Ok(true)
    }
}

/// A project's path under another name of its outermost project.
fn under(name: &str, path: &str) -> String {
    let (first, rest) = path[1..].split_once(':').unwrap_or((&path[1..], ""));
    let colon = if rest.is_empty() { "" } else { ":" };
    format!(":{}{colon}{rest}", name.replace('*', first))
}

/// The texts behind a word, in parentheses or without; `None` if there is anything else.
fn texts<'t>(tokens: &[Token<'t>]) -> Option<Vec<&'t str>> {
    let (mut rest, open) = match tokens {
        [Token::Sign('('), rest @ ..] => (rest, true),
        rest => (rest, false),
    };
    let mut texts = vec![];
    while let [Token::Text(text), behind @ ..] = rest {
        texts.push(*text);
        rest = behind;
        match rest {
            [Token::Sign(','), behind @ ..] => rest = behind,
            // `"a" + b`, `"a".b`
            [Token::Sign('+' | '.'), ..] => return None,
            _ => break,
        }
    }
    let closed = !open || rest.first() == Some(&Token::Sign(')'));
    (closed && !texts.is_empty()).then_some(texts)
}

/// The name in `= ".."`; a `*` stands for the name that a project has.
fn name_in(behind: &[Token<'_>]) -> Option<String> {
    match behind {
        [Token::Sign('='), Token::Text(name), ..] => Some((*name).to_owned()),
        [Token::Sign('='), Token::Filled(name), ..] => {
            let (before, rest) = name.split_once('$')?;
            let is_part = |c: char| in_word(c) || c == '.';
            let end = rest.find(|c| !is_part(c)).unwrap_or(rest.len());
            let (variable, behind) = match rest.strip_prefix('{') {
                Some(braced) => braced.split_once('}')?,
                // What stands behind `$it.name` may look like a part of the variable.
                None => rest.split_at(rest[..end].find("name")? + "name".len()),
            };
            let is_name = variable.to_lowercase().ends_with("name") && !behind.contains('$');
            is_name.then(|| format!("{before}*{behind}"))
        }
        _ => None,
    }
}

fn words<'t>(tokens: &[Token<'t>]) -> impl Iterator<Item = (usize, &'t str)> {
    tokens.iter().enumerate().filter_map(|(at, token)| match token {
        Token::Word(word) => Some((at, *word)),
        _ => None,
    })
}

/// Whether a word is a method of something else than the settings, as in `tree.include`.
fn is_of_another(before: &[Token<'_>]) -> bool {
    match before {
        [.., Token::Word(settings), Token::Sign('.')] => *settings != "settings",
        [.., Token::Sign('.')] => true,
        _ => false,
    }
}

/// The tokens of a text, and the lines that they stand in.
pub(super) fn tokens_of(text: &str) -> (Vec<Token<'_>>, Vec<usize>) {
    let (tokens, starts) = tokens(text);
    let (mut line, mut from) = (1, 0);
    let line_of = |start: usize| {
        line += text[from..start].matches('\n').count();
        from = start;
        line
    };
    (tokens, starts.into_iter().map(line_of).collect())
}

/// The tokens of Groovy or Kotlin without blanks and comments, and where each starts.
fn tokens(text: &str) -> (Vec<Token<'_>>, Vec<usize>) {
    let (mut tokens, mut starts) = (vec![], vec![]);
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let (token, length) = match c {
            '/' if rest.starts_with("//") => (None, rest.find('\n').unwrap_or(rest.len())),
            '/' if rest.starts_with("/*") => {
                // What opens a comment does not end it, as in `/*/`.
                (None, rest[2..].find("*/").map_or(rest.len(), |end| end + 4))
            }
            '"' | '\'' | '`' => match quoted(rest) {
                Some((inner, length)) => (Some(of_quoted(c, inner)), length),
                None => (None, 1),
            },
            c if in_word(c) => {
                let end = rest.find(|c| !in_word(c)).unwrap_or(rest.len());
                (Some(Token::Word(&rest[..end])), end)
            }
            c if c.is_whitespace() => (None, rest.len() - rest.trim_start().len()),
            c => (Some(Token::Sign(c)), c.len_utf8()),
        };
        if let Some(token) = token {
            tokens.push(token);
            starts.push(text.len() - rest.len());
        }
        rest = &rest[length..];
    }
    (tokens, starts)
}

fn in_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// The token of what stands between quotes. Between two backquotes stands a name of Kotlin.
fn of_quoted(quote: char, inner: &str) -> Token<'_> {
    match quote {
        '`' => Token::Word(inner),
        '"' if inner.contains('$') => Token::Filled(inner),
        _ => Token::Text(inner),
    }
}

/// What stands between the quotes at the start of a text, and its length with them; `None` if they
/// do not end. Only three quotes go on over the end of a line, and an escaped quote ends nothing.
fn quoted(text: &str) -> Option<(&str, usize)> {
    let marks = ["\"\"\"", "'''", "\"", "'", "`"];
    let mark = marks.into_iter().find(|mark| text.starts_with(mark))?;
    let is_long = mark.len() == 3;
    let inner = &text[mark.len()..];
    let mut rest = inner;
    while !rest.starts_with(mark) {
        let mut all = rest.chars();
        match all.next()? {
            '\n' if !is_long => return None,
            '\\' if !is_long => drop(all.next()),
            _ => {}
        }
        rest = all.as_str();
    }
    let length = inner.len() - rest.len();
    Some((&inner[..length], length + 2 * mark.len()))
}

#[cfg(test)]
mod tests {
    use super::Included;
    use crate::program::unread::{JavaUnread, Unread};

    fn projects(text: &str) -> Result<Vec<String>, Unread> {
        let included = Included::read("settings.gradle", text)?;
        let shown = |(path, folder): (String, String)| format!("{path}={folder}");
        Ok(included.projects.into_iter().map(shown).collect())
    }

    #[test]
    fn plain_includes_are_read() {
        let groovy =
            "// include 'no'\nrootProject.name = 'x'\ninclude 'a', ':b:c'\n/* include 'n' */";
        assert_eq!(projects(groovy).unwrap(), [":a=a", ":b=b", ":b:c=b/c"]);
        let kotlin = "include(\n    \":a\",\n    \"b\", // last\n)\nsettings.include(\"c\")";
        assert_eq!(projects(kotlin).unwrap(), [":a=a", ":b=b", ":c=c"]);
        let moved = "include 'a'\nproject(':a').projectDir = file('libs/a')\ninclude ':a:b'\n";
        assert_eq!(projects(moved).unwrap(), [":a=libs/a", ":a:b=libs/a/b"]);
        let moved = "include(\":a\")\nproject(\":a\").projectDir = File(rootDir, \"x\")";
        assert_eq!(projects(moved).unwrap(), [":a=x"]);
        let moved = "include ':a'\nproject(':a').projectDir = new File(settingsDir, '../x')";
        let included = Included::read("app/settings.gradle", moved).expect("a plain folder");
        assert_eq!(included.projects[":a"], "x");
    }

    #[test]
    fn what_is_computed_is_an_error_with_its_line() {
        for (line, text) in [
            (1, "folders.forEach { include(it) }"),
            (1, "include(\"a$b\")"),
            (1, "include 'a' + b"),
            (1, "include(\"a\", b)"),
            (1, "include folders"),
            (2, "include 'a'\nproject(':a').projectDir = new File(base, 'x')"),
            (3, "\n\nincludeFlat 'a'"),
            (1, "project(':a').setProjectDir(file('x'))"),
            (1, "include 'a'.trim()"),
            (1, "include 'a/b'"),
            (1, "include '*'"),
            (1, "include()"),
            (1, "include('a'"),
            (2, "include 'a'\nproject(':a').projectDir = file(x)"),
            (1, &format!("include '{}'", ":a".repeat(20_000))),
        ] {
            let Err(Unread::Java(JavaUnread::Computed { file, line: said, .. })) = projects(text)
            else {
                panic!("{text}")
            };
            assert_eq!((file.as_str(), said), ("settings.gradle", line), "{text}");
        }
        for none in ["", "/* x", "// x", "/*/ include 'b' */ include 'a'", "x = y.projectDir"] {
            let text = format!("include 'a'\n{none}");
            assert_eq!(projects(&text).unwrap(), [":a=a"], "{none}");
        }
        assert_eq!(projects("x = 4 / 2; include 'a'").unwrap(), [":a=a"]);
        // A quote that is escaped, in other quotes, or without an end leaves what follows as it is.
        for before in [
            r"d = 'it\'s'",
            r#"d = "a \" b""#,
            r"d = 'C:\\'",
            "d = \"\"\"say \"it's\"\"\"\"",
            "d = '''it's\n\"odd\n'''",
            "d = ~/don't/",
            "d = `it's`",
        ] {
            assert_eq!(projects(&format!("{before}\ninclude 'a'")).unwrap(), [":a=a"], "{before}");
        }
        for of_another in
            ["files.include('x')", "fileTree('x').include('y')", "my_include 'x'", "include_ 'x'"]
        {
            assert!(projects(of_another).unwrap().is_empty(), "{of_another}");
        }
    }

    #[test]
    fn projects_may_be_renamed() {
        for (said, paths) in [
            (
                "rootProject.children.each { it.name = \"x-${it.name}\" }",
                [":x-a=a", ":x-b=b", ":x-b:c=b/c"],
            ),
            (
                "rootProject.children.each { p -> p.name = \"$p.name-x\" }",
                [":a-x=a", ":b-x=b", ":b-x:c=b/c"],
            ),
            ("project(':b').name = 'x'", [":a=a", ":x=b", ":x:c=b/c"]),
            ("rootProject.name = 'x'", [":a=a", ":b=b", ":b:c=b/c"]),
            ("repositories.each { it.name = 'x' }", [":a=a", ":b=b", ":b:c=b/c"]),
            ("x = it.name == \"${it.name}\"", [":a=a", ":b=b", ":b:c=b/c"]),
        ] {
            assert_eq!(projects(&format!("include 'a', 'b:c'\n{said}")).unwrap(), paths, "{said}");
        }
    }

    #[test]
    fn build_files_may_have_other_names() {
        for (said, name) in [
            ("rootProject.buildFileName = 'main.gradle'", "main.gradle"),
            ("p.buildFileName = \"build-${p.name}.gradle\"", "build-*.gradle"),
            ("it.buildFileName = \"$it.name-build.gradle.kts\"", "*-build.gradle.kts"),
            ("project.buildFileName = \"${projectName}.gradle\"", "*.gradle"),
            ("project.buildFileName = \"$name.gradle\"", "*.gradle"),
        ] {
            let names = Included::read("s", said).expect("plain words").build_files;
            assert_eq!(names, [name], "{said}");
        }
        for said in ["it.buildFileName = x", "it.buildFileName = \"$a$name.gradle\""] {
            assert!(Included::read("s", said).unwrap().build_files.is_empty(), "{said}");
        }
    }

    #[test]
    fn builds_are_found_by_plain_paths() {
        let text = "pluginManagement { includeBuild(\"build-logic\") }\nincludeBuild computed";
        assert_eq!(Included::read("app/s", text).unwrap().builds, ["app/build-logic"]);
        assert_eq!(Included::builds_of("app/s", text).unwrap().builds, ["app/build-logic"]);
        assert!(Included::builds_of("s", "includeBuild '../x'").is_err());
    }
}
