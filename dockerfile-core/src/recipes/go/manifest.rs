//! What a `go.mod` or `go.work` says.
//!
//! Source: <https://go.dev/ref/mod#go-mod-file-grammar>.

use std::collections::BTreeSet;

use super::statements::{Statement, Token, statements};
use crate::program::unread::{GoUnread, GoUsage};

/// The directives of a `go.mod`. Those from `godebug` on are passed over.
const OF_MODULES: [&str; 10] = [
    "module",
    "go",
    "require",
    "replace",
    "toolchain",
    "godebug",
    "exclude",
    "retract",
    "tool",
    "ignore",
];
/// The directives of a `go.work`.
const OF_WORKSPACES: [&str; 5] = ["use", "go", "replace", "toolchain", "godebug"];
/// The directives that Go reads of a module that takes the place of another. Others are passed
/// over: the module may be written for a newer Go.
const OF_OTHERS: [&str; 3] = ["module", "go", "require"];

/// The kind of a manifest, by whose it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Whose {
    Workspace,
    /// The program's own module, or one of its workspace.
    Ours,
    /// A module that takes the place of another.
    Replacement,
}

/// What a manifest says of modules.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Manifest {
    /// The path of the module.
    pub(super) module: Option<String>,
    /// The version of Go.
    pub(super) go: Option<String>,
    /// The version of the toolchain that is suggested.
    pub(super) toolchain: Option<String>,
    pub(super) requires: BTreeSet<String>,
    /// The folders of a workspace's modules, as it writes them.
    pub(super) uses: Vec<String>,
    pub(super) replaces: Vec<Replace>,
}

/// A module, and what takes its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Replace {
    pub(super) module: String,
    /// A folder as the manifest writes it; `None` is a module of a registry.
    pub(super) folder: Option<String>,
}

impl Manifest {
    pub(super) fn of(file: &str, text: &str, whose: Whose) -> Result<Self, GoUnread> {
        let mut manifest = Self::default();
        for statement in statements(file, text)? {
            manifest.take_in(file, &statement, whose)?;
        }
        Ok(manifest)
    }

    fn take_in(&mut self, file: &str, it: &Statement, whose: Whose) -> Result<(), GoUnread> {
        let directive = it.directive.as_str();
        let known: &[&str] = match whose {
            Whose::Workspace => &OF_WORKSPACES,
            Whose::Ours => &OF_MODULES,
            Whose::Replacement if !OF_OTHERS.contains(&directive) => return Ok(()),
            Whose::Replacement => &OF_OTHERS,
        };
        if !known.contains(&directive) {
            return Err(unknown(file, it, known));
        }
        let wrong = |usage| GoUnread::Usage { file: file.to_owned(), line: it.line, usage };
        match (directive, it.tokens.as_slice()) {
            ("module", [Token::Word(path)]) => once(&mut self.module, path, GoUsage::Module),
            ("go", [Token::Word(version)])
                if !it.blocked && (is_version(version) || whose == Whose::Replacement) =>
            {
                once(&mut self.go, version, GoUsage::Go)
            }
            ("require", [Token::Word(module), Token::Word(_)]) => {
                self.requires.insert(module.clone());
                Ok(())
            }
            ("use", [Token::Word(folder)]) => {
                self.uses.push(folder.clone());
                Ok(())
            }
            ("toolchain", [Token::Word(name)]) => {
                self.toolchain = version_of(name).map(str::to_owned);
                Ok(())
            }
            ("replace", tokens) => replace(tokens).map(|replace| self.replaces.push(replace)),
            ("module", _) => Err(GoUsage::Module),
            ("go", _) => Err(GoUsage::Go),
            ("require", _) => Err(GoUsage::Require),
            ("use", _) => Err(GoUsage::Use),
            _ => Ok(()),
        }
        .map_err(wrong)
    }
}

fn unknown(file: &str, it: &Statement, known: &[&str]) -> GoUnread {
    let known = known.iter().map(|known| (*known).to_owned()).collect();
    // A line may be as long as the file.
    let directive = it.directive.chars().take(40).collect();
    GoUnread::Directive { file: file.to_owned(), line: it.line, directive, known }
}

/// Notes what a manifest may say only once.
fn once(said: &mut Option<String>, text: &str, usage: GoUsage) -> Result<(), GoUsage> {
    if said.is_some() || text.is_empty() {
        return Err(usage);
    }
    *said = Some(text.to_owned());
    Ok(())
}

/// The replacement in `module [version] => folder`, or in `module [version] => other version`.
fn replace(tokens: &[Token]) -> Result<Replace, GoUsage> {
    let words = |tokens: &[Token]| tokens.iter().all(|token| matches!(token, Token::Word(_)));
    let arrow = tokens.iter().position(|token| *token == Token::Arrow);
    let (old, new) = arrow.map_or((tokens, &[][..]), |at| (&tokens[..at], &tokens[at + 1..]));
    let ([Token::Word(module), ..], [Token::Word(target), version @ ..]) = (old, new) else {
        return Err(GoUsage::Replace);
    };
    // A folder has no version, and a module has one.
    let fits = old.len() <= 2 && version.len() <= 1 && is_folder(target) == version.is_empty();
    if !fits || !words(old) || !words(new) {
        return Err(GoUsage::Replace);
    }
    let folder = is_folder(target).then(|| target.clone());
    Ok(Replace { module: module.clone(), folder })
}

/// Whether Go takes a path for one of the disk: it knows those of Windows everywhere.
fn is_folder(path: &str) -> bool {
    matches!(path, "." | "..")
        || ["./", "../", "/", ".\\", "..\\", "\\"].iter().any(|start| path.starts_with(start))
        || path.chars().nth(1) == Some(':')
}

/// The version of `go1.21.3` or `go1.21.3-suffix`; `default` and `local` have none.
fn version_of(toolchain: &str) -> Option<&str> {
    let version = toolchain.strip_prefix("go")?;
    let version = version.split('-').next().unwrap_or(version);
    is_version(version).then_some(version)
}

/// Whether a text is a version of Go, such as `1.21`, `1.21.3` or `1.21rc1`.
fn is_version(version: &str) -> bool {
    let starts = |part: &str| part.starts_with(|c: char| c.is_ascii_digit());
    let fits = |part: &str| starts(part) && part.chars().all(|c| c.is_ascii_alphanumeric());
    matches!(version.split('.').count(), 2 | 3) && version.split('.').all(fits)
}

#[cfg(test)]
mod tests {
    use super::{GoUnread, GoUsage, Manifest, Whose};

    const MODULE: &str = "module (\n\t\"example.com/a\"\n)\ngo 1.25rc1\ntoolchain go1.25.0\n\
        godebug default=go1.21\nrequire b v1\nrequire (\n\t`c` v2 // indirect\n)\n\
        exclude b v0\nretract [v1, v2]\ntool c/d\nignore ./e\n\
        replace (\n\tb => ../b\n\tc v2 => c2 v3\n\td v1 => .\n)\n";

    fn of(text: &str, whose: Whose) -> Result<Manifest, GoUnread> {
        Manifest::of("m", text, whose)
    }

    #[test]
    fn what_modules_need_is_taken_out() {
        let read = of(MODULE, Whose::Ours).expect("what Go reads");
        assert_eq!(read.module.as_deref(), Some("example.com/a"));
        assert_eq!(read.go.as_deref(), Some("1.25rc1"));
        assert_eq!(read.toolchain.as_deref(), Some("1.25.0"));
        let suggested = |text| of(text, Whose::Ours).expect("what Go reads").toolchain;
        assert_eq!(suggested("toolchain go1.24.1-acme.2").as_deref(), Some("1.24.1"));
        assert_eq!(suggested("toolchain default"), None);
        assert_eq!(read.requires.into_iter().collect::<Vec<_>>(), ["b", "c"]);
        let replaces = read.replaces.iter().map(|it| (it.module.as_str(), it.folder.as_deref()));
        let replaces: Vec<_> = replaces.collect();
        assert_eq!(replaces, [("b", Some("../b")), ("c", None), ("d", Some("."))]);
        let work = "go 1.22.1\ntoolchain go1.23.0\ngodebug default=go1.21\nuse .\nuse (\n\t./b\n)\n\
                    replace b => ../b\n";
        let work = of(work, Whose::Workspace).expect("it, too");
        assert_eq!(work.uses, [".", "./b"]);
        assert_eq!((work.toolchain.as_deref(), work.replaces.len()), (Some("1.23.0"), 1));
        // Directives that are not known yet, and those that mean nothing in a replacement.
        let other = "module b\ngo v1.9-x\nsoon (\n\ta b c\n)\nreplace x\n";
        let other = of(other, Whose::Replacement).expect("it, too");
        assert!(other.replaces.is_empty() && other.module.as_deref() == Some("b"));
    }

    #[test]
    fn what_go_would_refuse_is_refused_with_its_line() {
        for (text, usage) in [
            ("module", GoUsage::Module),
            ("module a b", GoUsage::Module),
            ("module \"\"", GoUsage::Module),
            ("go 1", GoUsage::Go),
            ("go 1.21.3.4", GoUsage::Go),
            ("go 1.", GoUsage::Go),
            ("go go1.21", GoUsage::Go),
            ("go 1.21 1.22", GoUsage::Go),
            ("require a", GoUsage::Require),
            ("require a => b", GoUsage::Require),
            ("require a v1 v2", GoUsage::Require),
            ("replace a", GoUsage::Replace),
            ("replace a =>", GoUsage::Replace),
            ("replace => ./b", GoUsage::Replace),
            ("replace a => b", GoUsage::Replace),
            ("replace a => ./b v1", GoUsage::Replace),
            ("replace a => b v1 v2", GoUsage::Replace),
            ("replace a v1 v2 => ./b", GoUsage::Replace),
            ("replace a => b => v1", GoUsage::Replace),
            ("replace a => .b", GoUsage::Replace),
        ] {
            let (file, text) = ("m".to_owned(), format!("\n{text}\n"));
            let found = of(&text, Whose::Ours);
            assert_eq!(found, Err(GoUnread::Usage { file, line: 2, usage }), "{text}");
        }
        let twice = of("module a\nmodule a\n", Whose::Ours);
        let file = "m".to_owned();
        assert_eq!(twice, Err(GoUnread::Usage { file, line: 2, usage: GoUsage::Module }));
        assert!(of("go (\n1.21\n)\n", Whose::Ours).is_err(), "no block");
        assert!(of("use\n", Whose::Workspace).is_err());
    }

    /// Go knows the paths of Windows everywhere.
    #[test]
    fn a_path_of_the_disk_has_no_version() {
        for path in [".", "..", "./b", "../b", "/b", ".\\b", "..\\b", "\\b", "c:\\b", "c:/b"] {
            let text = format!("replace a => {path}\n");
            let read = of(&text, Whose::Ours).expect(path);
            assert_eq!(read.replaces[0].folder.as_deref(), Some(path));
        }
        let read = of("replace a => b.c/d v1.0.0\n", Whose::Ours).expect("a module");
        assert_eq!(read.replaces[0].folder, None);
    }

    #[test]
    fn a_directive_that_is_none_is_named() {
        let directive = |text: &str, whose| match of(text, whose) {
            Err(GoUnread::Directive { line, directive, known, .. }) => (line, directive, known),
            other => panic!("{other:?}"),
        };
        let (line, named, known) = directive("module a\n\nrequired b v1\n", Whose::Ours);
        assert_eq!((line, named.as_str()), (3, "required"));
        assert!(known.contains(&"require".to_owned()));
        assert_eq!(directive("module a\n", Whose::Workspace).1, "module");
        assert_eq!(directive("use (\n.\n)\n", Whose::Ours).0, 2);
        assert_eq!(directive(&"a".repeat(1000), Whose::Ours).1.len(), 40);
    }
}
