//! With which C library a stage's programs are linked, as far as its steps and sources say it.

use super::subject::{At, Subject};
use crate::commands;
use crate::file::{Instruction, Line};
use crate::tree::joined;

/// A program that needs the C library of the stage that it is made in.
pub(super) struct Linked {
    /// What says so, behind the words that it is linked; empty where that is usual.
    pub(super) why: String,
    /// What would link it in another way.
    pub(super) how: &'static str,
}

/// How a stage's programs are linked; `None`, where they may need no C library, or nobody knows.
pub(super) fn how_linked(subject: &Subject, stage: usize) -> Option<Linked> {
    let lines = subject.lines_up(stage);
    if lines.iter().any(|at| may_be_static(subject.line(*at))) {
        return None;
    }
    let linked = |why: String, how| Some(Linked { why, how });
    let mut found = None;
    for at in &lines {
        let Instruction::Run(run) = &subject.line(*at).instruction else { continue };
        for words in commands::commands(run) {
            let words: Vec<&str> = words.iter().map(String::as_str).collect();
            found = match words.as_slice() {
                ["cargo", "build" | "install" | "b", ..] => {
                    linked(String::new(), "`cargo build --target x86_64-unknown-linux-musl`")
                }
                // Without such an import it needs no C library.
                ["go", "build" | "install", ..] => {
                    let (file, import) = imports_c(subject, &lines)?;
                    let why = format!(" (`{file}` imports `{import}`)");
                    linked(why, "`CGO_ENABLED=0 go build`")
                }
                ["gcc" | "g++" | "cc" | "clang", ..] => {
                    linked(String::new(), "a program that is linked statically (`-static`)")
                }
                // What it calls nobody knows.
                ["make" | "cmake" | "ninja" | "meson", ..] => return None,
                _ => found,
            };
        }
    }
    found
}

/// Whether a step says, or its variables do, that a program is to need no C library, or one for another
/// machine.
pub(super) fn may_be_static(line: &Line) -> bool {
    if !matches!(line.instruction, Instruction::Run(_)) {
        return false;
    }
    let is_said = |name: &str, value: &str| {
        line.state.env.iter().any(|(key, text)| key == name && text.contains(value))
    };
    let words = ["-static", "musl", "crt-static", "CGO_ENABLED=0", "zigbuild", "netgo", "GOARCH="];
    words.iter().any(|word| line.text.contains(word))
        || is_said("CGO_ENABLED", "0")
        || is_said("GOARCH", "")
        || is_said("GOFLAGS", "netgo")
        || is_said("CARGO_BUILD_TARGET", "musl")
        || is_said("RUSTFLAGS", "crt-static")
        || is_said("LDFLAGS", "-static")
}

/// Packages of Go's own library that are linked with C's, or need one that is.
const WITH_C: [&str; 13] = [
    "C",
    "crypto/tls",
    "crypto/x509",
    "expvar",
    "log/syslog",
    "net",
    "net/http",
    "net/mail",
    "net/rpc",
    "net/smtp",
    "net/textproto",
    "os/user",
    "plugin",
];

pub(super) fn is_with_c(import: &str) -> bool {
    WITH_C.contains(&import) || import.starts_with("net/http/")
}

/// The first source in Go that a stage has whose imports need a C library, and the import.
fn imports_c(subject: &Subject, lines: &[At]) -> Option<(String, String)> {
    let files = lines.iter().flat_map(|at| subject.files_of(*at));
    let sources = files.filter(|path| path.ends_with(".go") && !path.ends_with("_test.go"));
    for path in sources {
        let text = subject.tree.text(&joined(&subject.folder, path)).ok().flatten();
        let text = text.unwrap_or_default();
        if let Some(import) = imports(&text).into_iter().find(|import| is_with_c(import)) {
            return Some((path.clone(), import.to_owned()));
        }
    }
    None
}

/// What a source in Go imports.
fn imports(text: &str) -> Vec<&str> {
    let (mut found, mut is_list) = (vec![], false);
    for line in text.lines().map(str::trim) {
        let rest = match line.strip_prefix("import") {
            Some(rest) if rest.starts_with(['(', ' ', '\t', '"']) => rest.trim(),
            _ if is_list => line,
            _ => continue,
        };
        is_list = (is_list || rest.starts_with('(')) && !rest.contains(')');
        let code = rest.split("//").next().unwrap_or_default();
        found.extend(code.split('"').nth(1));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::imports;

    #[test]
    fn imports_of_go() {
        let text = "package main\n\nimport \"C\"\nimport x \"a/b\" // \"no\"\nimport (\n\t\"fmt\"\n\t_ \"net/http\"\n\
                    \t// \"net\"\n)\nvar a = \"os/user\"\nimporter(\"x\")\n";
        assert_eq!(imports(text), ["C", "a/b", "fmt", "net/http"]);
    }
}
