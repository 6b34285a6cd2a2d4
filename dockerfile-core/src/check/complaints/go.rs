//! The words for Go programs that cannot be read or built.

use super::misspelt::one_of;
use crate::check::report::Diagnostic;
use crate::program::unread::{GoSyntax, GoUnread, GoUsage};

pub(super) fn words(unread: GoUnread, said: impl Fn(String) -> Diagnostic) -> Diagnostic {
    match unread {
        GoUnread::NoModule { name, known } => {
            said(format!("neither `{name}` nor a folder above it has a `go.mod`")).help(one_of(
                &name,
                &known,
                "name a folder of a module, or make one there: `go mod init`",
            ))
        }
        GoUnread::NoPackage { name, known } => said(format!("the module has no folder `{name}`"))
            .help(one_of(&name, &known, "name the folder of a `package main`")),
        GoUnread::NoProgram { name, library, known } => {
            let such = known.first().map_or(String::new(), |known| format!(", such as `{known}`"));
            said(no_program(&name, library))
                .help(format!("name the folder of a `package main`{such}"))
        }
        GoUnread::NotUsed { work, name, module } => {
            said(format!("`{work}` does not use the module of `{name}`"))
                .note("in a workspace, Go builds what it uses alone")
                .help(format!("add it: `go work use {module}`"))
        }
        GoUnread::NoModulePath { file } => said(format!("`{file}` names no module"))
            .help("say what it is called, in its first line: `module example.com/name`"),
        GoUnread::NothingEmbedded { file, pattern, path, is_there } => {
            let (what, why) = not_embedded(is_there);
            said(format!("`{file}` embeds `{pattern}`, {what}"))
                .note(why)
                .help(format!("add it; or, if another step makes it: `.generated([\"{path}\"])`"))
        }
        GoUnread::CgoAcross => said(
            "cgo compiles for the platform that builds, and not for the image's".to_owned(),
        )
        .note("the stage's base is `.on_build_platform()`, which has no C compiler for others")
        .help("leave out `.cgo()`, or `.on_build_platform()`: then an emulator runs the compiler"),
        GoUnread::TooMany { file, most } => {
            said(format!("`{file}` names more than {most} folders of modules"))
                .help("leave out those that the program does not need")
        }
        GoUnread::TooLong { file } => said(format!("`{file}` is larger than 1 MiB"))
            .help("no manifest of Go is: mend what wrote it"),
        GoUnread::Syntax { file, line, problem } => {
            let (problem, help) = of_syntax(problem);
            said(format!("`{file}`, line {line}: {problem}")).help(help)
        }
        GoUnread::Directive { file, line, directive, known } => {
            let otherwise = format!("there are `{}`", known.join("`, `"));
            let directive = super::shown(&directive);
            said(format!("`{file}`, line {line}: `{directive}` is no directive that is known here"))
                .help(one_of(&directive.to_string(), &known, &otherwise))
        }
        GoUnread::Usage { file, line, usage } => {
            let (directive, help) = of_usage(usage);
            said(format!("`{file}`, line {line}: this is no `{directive}` that Go reads"))
                .help(help)
        }
    }
}

fn no_program(name: &str, library: Option<String>) -> String {
    match library {
        Some(library) => format!("`{name}` has the package `{library}`, which is no program"),
        None => format!("`{name}` has no file of Go, so it is no program"),
    }
}

fn of_syntax(problem: GoSyntax) -> (&'static str, &'static str) {
    match problem {
        GoSyntax::Comment => ("a comment between `/*` and `*/`", "begin it with `//`"),
        GoSyntax::OpenQuote => ("quotes that do not end", "close them in the same line"),
        GoSyntax::Escape => ("a backslash between quotes", "write paths with `/`"),
        GoSyntax::Control => ("a character that controls a terminal", "take it out"),
        GoSyntax::Parenthesis => (
            "a parenthesis in a line",
            "open a block at the end of a line, and close it in one of its own",
        ),
        GoSyntax::OpenBlock => ("a block that does not end", "close it: `)`"),
        GoSyntax::NoDirective => ("a line that begins with no directive", "take the line out"),
    }
}

fn of_usage(usage: GoUsage) -> (&'static str, &'static str) {
    match usage {
        GoUsage::Module => ("module", "write `module example.com/name`, once"),
        GoUsage::Go => ("go", "write a version like `go 1.25`, once, in no block"),
        GoUsage::Require => ("require", "write `require example.com/name v1.2.3`"),
        GoUsage::Replace => (
            "replace",
            "write `replace example.com/name => ../folder`, or a module and its version",
        ),
        GoUsage::Use => ("use", "write `use ./folder`"),
    }
}

/// What is wrong with a pattern, and what the compiler makes of it.
fn not_embedded(is_there: bool) -> (&'static str, &'static str) {
    match is_there {
        true => (
            "and git has nothing of it but what keeps the folder",
            "the program would be built, without what is made there elsewhere",
        ),
        false => ("which is not there", "the compiler stops at a pattern that finds nothing"),
    }
}
