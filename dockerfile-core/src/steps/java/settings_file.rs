//! Which projects a `settings.gradle` includes. It is a program; what it says in plain words is
//! read here, and what it computes is an error.

use std::collections::BTreeMap;

use crate::steps::recipe::Problem;
use crate::steps::recipe::files::{below, normal};

/// The projects, by their paths, with their folders in the context; and builds that make a part
/// of this one, such as its plugins.
#[derive(Debug, Default)]
pub(super) struct Included {
    pub(super) projects: BTreeMap<String, String>,
    pub(super) builds: Vec<String>,
}

#[derive(Debug, PartialEq, Eq)]
enum Token {
    Word(String),
    /// A text without a variable.
    Text(String),
    Sign(char),
}

impl Included {
    /// Reads a settings file that stands in a folder of the context.
    pub(super) fn read(file: &str, root: &str, text: &str) -> Result<Self, Problem> {
        let tokens = tokens(text);
        let mut included = Self::builds_of(file, root, text)?;
        for (at, word) in words(&tokens) {
            let rest = &tokens[at + 1..];
            let plain = match word {
                "include" if !is_of_another(&tokens, at) => included.include(root, rest),
                "projectDir" if rest.first() == Some(&Token::Sign('=')) => {
                    included.moved(root, &tokens[..at], &rest[1..])?
                }
                "includeFlat" | "setProjectDir" => false,
                _ => true,
            };
            if !plain {
                return Err(format!(
                    "`{file}` has an `{word}` that is computed, or otherwise not read here; \
                     name each project with `.project(\":path\", \"folder\")`"
                ));
            }
        }
        Ok(included)
    }

    /// The builds that it includes by a plain path, and nothing else.
    pub(super) fn builds_of(file: &str, root: &str, text: &str) -> Result<Self, Problem> {
        let tokens = tokens(text);
        let mut included = Self::default();
        for (at, _) in words(&tokens).filter(|(_, word)| *word == "includeBuild") {
            for path in texts(&tokens[at + 1..]).unwrap_or_default() {
                let folder = normal(&below(root, path)).ok_or_else(|| {
                    format!("the build `{path}` of `{file}` leads out of the build context")
                })?;
                included.builds.push(folder);
            }
        }
        Ok(included)
    }

    /// A project, and those that its path goes through.
    pub(super) fn insert(&mut self, root: &str, path: &str) {
        let mut so_far = String::new();
        for name in path.split(':').filter(|name| !name.is_empty()) {
            let parent = self.projects.get(&so_far).map_or(root, String::as_str);
            let folder = below(parent, name);
            so_far += &format!(":{name}");
            self.projects.entry(so_far.clone()).or_insert(folder);
        }
    }

    fn include(&mut self, root: &str, rest: &[Token]) -> bool {
        let paths = texts(rest).filter(|paths| paths.iter().all(|path| !path.contains(['*', '/'])));
        for path in paths.iter().flatten() {
            self.insert(root, path);
        }
        paths.is_some()
    }

    /// `project(":a").projectDir = file("path")`, or with a `File` below the settings' folder.
    fn moved(&mut self, root: &str, before: &[Token], behind: &[Token]) -> Result<bool, Problem> {
        use Token::{Sign, Text};
        let [.., Sign('('), Text(path), Sign(')'), Sign('.')] = before else {
            return Ok(false);
        };
        let behind = match behind {
            [Token::Word(new), behind @ ..] if new == "new" => behind,
            behind => behind,
        };
        let folder = match behind {
            [Token::Word(file), Sign('('), Text(folder), ..] if file == "file" => folder,
            [Token::Word(file), Sign('('), Token::Word(base), Sign(','), Text(folder), ..]
                if file == "File" && matches!(base.as_str(), "settingsDir" | "rootDir") =>
            {
                folder
            }
            _ => return Ok(false),
        };
        let folder = normal(&below(root, folder)).ok_or_else(|| {
            format!("the folder `{folder}` of the project `{path}` leads out of the build context")
        })?;
        self.projects.insert(format!(":{}", path.trim_start_matches(':')), folder);
        Ok(true)
    }
}

/// The texts behind a word, in parentheses or without; `None` if there is anything else.
fn texts(tokens: &[Token]) -> Option<Vec<&str>> {
    let (mut rest, open) = match tokens {
        [Token::Sign('('), rest @ ..] => (rest, true),
        rest => (rest, false),
    };
    let mut texts = vec![];
    while let [Token::Text(text), behind @ ..] = rest {
        texts.push(text.as_str());
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

fn words(tokens: &[Token]) -> impl Iterator<Item = (usize, &str)> {
    tokens.iter().enumerate().filter_map(|(at, token)| match token {
        Token::Word(word) => Some((at, word.as_str())),
        _ => None,
    })
}

/// `tree.include` is no `include` of the settings.
fn is_of_another(tokens: &[Token], at: usize) -> bool {
    match &tokens[..at] {
        [.., Token::Word(settings), Token::Sign('.')] => settings != "settings",
        [.., Token::Sign('.')] => true,
        _ => false,
    }
}

/// Groovy's or Kotlin's text without blanks and comments.
fn tokens(text: &str) -> Vec<Token> {
    let mut tokens = vec![];
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let length = match c {
            '/' if rest.starts_with("//") => rest.find('\n').unwrap_or(rest.len()),
            '/' if rest.starts_with("/*") => rest.find("*/").map_or(rest.len(), |end| end + 2),
            '"' | '\'' => match rest[1..].find(c) {
                Some(end) => {
                    let quoted = &rest[1..=end];
                    let computed = c == '"' && quoted.contains('$');
                    tokens.push(match computed {
                        true => Token::Sign('$'),
                        false => Token::Text(quoted.to_owned()),
                    });
                    end + 2
                }
                None => rest.len(),
            },
            c if c.is_alphanumeric() || c == '_' => {
                let in_word = |c: char| c.is_alphanumeric() || c == '_';
                let end = rest.find(|c| !in_word(c)).unwrap_or(rest.len());
                tokens.push(Token::Word(rest[..end].to_owned()));
                end
            }
            c => {
                if !c.is_whitespace() {
                    tokens.push(Token::Sign(c));
                }
                c.len_utf8()
            }
        };
        rest = &rest[length..];
    }
    tokens
}

#[cfg(test)]
mod tests {
    use super::Included;

    fn projects(text: &str) -> Result<Vec<String>, String> {
        let included = Included::read("settings.gradle", "", text)?;
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
    }

    #[test]
    fn what_is_computed_is_an_error() {
        for text in [
            "folders.forEach { include(it) }",
            "include(\"a$b\")",
            "include 'a' + b",
            "include(\"a\", b)",
            "include 'a'\nproject(':a').projectDir = new File(base, 'x')",
            "includeFlat 'a'",
        ] {
            assert!(projects(text).unwrap_err().contains("name each project"), "{text}");
        }
        assert!(projects("files.include('x')").unwrap().is_empty());
    }

    #[test]
    fn builds_are_found_by_plain_paths() {
        let text = "pluginManagement { includeBuild(\"build-logic\") }\nincludeBuild computed";
        assert_eq!(Included::builds_of("s", "app", text).unwrap().builds, ["app/build-logic"]);
        assert!(Included::builds_of("s", "", "includeBuild '../x'").is_err());
    }
}
