//! The text of Rust files: each root says what it is made of.

/// What no image may compile.
pub(super) const NEVER: &str = "compile_error!(\"this is no part of the program\");\n";

fn body(parts: &[String]) -> String {
    let lines: String = parts.iter().map(|part| format!("    {part}\n")).collect();
    format!("    let mut parts: Vec<String> = Vec::new();\n{lines}")
}

/// A library.
pub(super) fn library(name: &str, head: &str, parts: &[String]) -> String {
    let body = body(parts);
    format!(
        "{head}pub fn said() -> String {{\n{body}    format!(\"{name}({{}})\", parts.join(\" \"))\n}}\n"
    )
}

/// A crate of one macro, whose text is made while it runs.
pub(super) fn proc_macro(name: &str, head: &str, parts: &[String]) -> String {
    let body = body(parts);
    format!(
        "extern crate proc_macro;\n{head}#[proc_macro]\n\
         pub fn said(_: proc_macro::TokenStream) -> proc_macro::TokenStream {{\n{body}    \
         format!(\"{{:?}}\", format!(\"{name}!({{}})\", parts.join(\" \"))).parse().unwrap()\n}}\n"
    )
}

/// A program, with what it exits with.
pub(super) fn program(name: &str, head: &str, parts: &[String], exit: usize) -> String {
    let body = body(parts);
    format!(
        "{head}fn main() {{\n{body}    println!(\"{name}: {{}}\", parts.join(\"\\n  \"));\n    \
         std::process::exit({exit});\n}}\n"
    )
}

/// A build script that says a text to what is compiled.
pub(super) fn script(head: &str, parts: &[String]) -> String {
    let body = body(parts);
    format!(
        "{head}fn main() {{\n{body}    \
         println!(\"cargo:rustc-env=SAID_BY_SCRIPT={{}} for {{}}\", parts.join(\" \"), std::env::var(\"CARGO_PKG_NAME\").unwrap());\n    \
         let out = std::env::var(\"OUT_DIR\").unwrap();\n    \
         std::fs::write(format!(\"{{out}}/said.rs\"), format!(\"{{:?}}\", parts.join(\"+\"))).unwrap();\n}}\n"
    )
}
