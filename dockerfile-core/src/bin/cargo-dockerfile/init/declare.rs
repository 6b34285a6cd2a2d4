//! The text of a build script that declares projects by the recipes of their languages.

use std::collections::BTreeSet;

use super::project::{Kind, Project};

/// What stands in front of a comment that leaves something to a person.
const DECISION: &str = "// Decide: ";

/// The declaration of all projects, in a package of the repository's root that may be a member of the
/// workspace there.
pub(super) fn script(projects: &[Project], is_member: bool) -> String {
    let functions: Vec<Function> =
        projects.iter().map(|project| Function::of(project, is_member)).collect();
    let mut names: BTreeSet<&str> = ["Image", "Stage", "emit", "image"].into();
    names.extend(functions.iter().flat_map(|one| one.names.iter().copied()));
    let emits: Vec<String> =
        projects.iter().zip(&functions).map(|(project, one)| one.emit(project)).collect();
    let main = match emits.as_slice() {
        [one] => format!("    {one};\n"),
        several => {
            names.insert("emit_all");
            let lines: String = several.iter().map(|one| format!("        {one},\n")).collect();
            format!("    emit_all([\n{lines}    ]);\n")
        }
    };
    let imports = imports(&names);
    let functions: String = functions.iter().map(|one| format!("\n{}", one.text)).collect();
    format!(
        "//! The images of this repository. `cargo dockerfile write` writes their Dockerfiles, which are\n\
         //! checked in.\n\n{imports}\nfn main() {{\n{main}}}\n{functions}"
    )
}

/// The decisions that a script leaves to a person, each with the image that it is of.
pub(super) fn decisions(script: &str) -> Vec<String> {
    let (mut of, mut found) = ("", vec![]);
    for line in script.lines() {
        if let Some(image) = line.strip_prefix("/// ") {
            of = image.trim_end_matches('.');
        }
        let decision = line.trim().strip_prefix(DECISION);
        found.extend(decision.map(|decision| format!("{of}: {decision}")));
    }
    found
}

/// Names that sort as rustfmt sorts them: types in front.
fn imports(names: &BTreeSet<&str>) -> String {
    const WIDTH: usize = 96;
    let mut lines = vec![];
    let mut line = String::new();
    for name in names {
        if line.len() + name.len() + 6 > WIDTH {
            lines.push(std::mem::take(&mut line));
        }
        line = if line.is_empty() { format!("{name},") } else { format!("{line} {name},") };
    }
    lines.push(line);
    match lines.as_slice() {
        [one] => format!("use dockerfile_core::{{{}}};\n", one.trim_end_matches(',')),
        lines => {
            let lines: String = lines.iter().map(|line| format!("    {line}\n")).collect();
            format!("use dockerfile_core::{{\n{lines}}};\n")
        }
    }
}

struct Function {
    name: String,
    names: Vec<&'static str>,
    text: String,
}

impl Function {
    fn of(project: &Project, is_member: bool) -> Self {
        let (names, body) = body(project, is_member);
        let name = identifier(&project.folder);
        let what = match project.folder.as_str() {
            "." => project.to_string().replace("this folder", "The repository"),
            _ => project.to_string(),
        };
        let text = format!("/// {what}.\nfn {name}() -> Image {{\n{body}}}\n");
        Self { name, names, text }
    }

    fn emit(&self, project: &Project) -> String {
        let file = match project.folder.as_str() {
            "." => "../Dockerfile".to_owned(),
            folder => format!("../{folder}/Dockerfile"),
        };
        format!("emit({}()).context(\"..\").dockerfile({file:?})", self.name)
    }
}

/// A name of Rust for a folder.
fn identifier(folder: &str) -> String {
    let plain = |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '_' };
    match folder {
        "." => "service".to_owned(),
        folder => {
            let name: String = folder.chars().map(plain).collect();
            if name.starts_with(|c: char| c.is_ascii_digit()) { format!("of_{name}") } else { name }
        }
    }
}

fn body(project: &Project, is_member: bool) -> (Vec<&'static str>, String) {
    let folder = project.folder.as_str();
    match &project.kind {
        Kind::Cargo { programs } => cargo(folder, programs, is_member),
        Kind::Go { version } => go(folder, version.as_deref()),
        Kind::Node { manager, script } => node(folder, manager, script.as_deref()),
        Kind::Python { tool, files, starts } => python(folder, tool, files, starts.as_deref()),
        Kind::Java { tool } => java(folder, tool),
        Kind::Ruby { script } => ruby(folder, script.as_deref()),
        Kind::Dockerfile { .. } => (vec![], String::new()),
    }
}

fn cargo(
    folder: &str,
    programs: &[(String, String)],
    is_member: bool,
) -> (Vec<&'static str>, String) {
    let names = vec!["Debian", "cargo", "debian", "uid"];
    // The recipe takes the workspace of the package with this script, if it is a member.
    let of =
        if folder == "." && is_member { String::new() } else { format!(".workspace({folder:?})") };
    let head = |packages: &str| {
        format!(
            "    let programs = cargo({packages}){of};\n    \
             let rust = image(\"rust:1-slim-bookworm\").family(Debian);\n    \
             let build = Stage::named(\"build\", rust).recipe(&programs);\n"
        )
    };
    if let [(package, program)] = programs {
        let body = head(&format!("{package:?}"))
            + "    Image::from(\n        Stage::from(debian(\"bookworm-slim\"))\n            \
               .account(uid(65532))\n            .source(programs.artifacts(&build))\n"
            + &format!("            .entrypoint([\"/usr/local/bin/{program}\"]),\n    )\n");
        return (names, body);
    }
    let packages: Vec<String> =
        programs.iter().map(|(package, _)| format!("{package:?}")).collect();
    let pairs: Vec<String> =
        programs.iter().map(|(package, program)| format!("({package:?}, {program:?})")).collect();
    let body = head(&format!("[{}]", packages.join(", ")))
        + &format!("    let images = [{}].map(|(package, program)| {{\n", pairs.join(", "))
        + "        Stage::named(package, debian(\"bookworm-slim\"))\n            \
           .account(uid(65532))\n            .source(programs.artifacts_of(package, &build))\n            \
           .entrypoint([format!(\"/usr/local/bin/{program}\")])\n    });\n    Image::from(images)\n";
    (names, body)
}

fn go(folder: &str, version: Option<&str>) -> (Vec<&'static str>, String) {
    let version = version.map_or("1", |version| minor(version));
    let program = match folder.rsplit('/').next() {
        Some(".") | None => "app",
        Some(name) => name,
    };
    let named = if folder == "." { ".program(\"app\")" } else { "" };
    let body = format!(
        "    let program = go({folder:?}){named};\n    \
         let go = image(\"golang:{version}-bookworm\").family(Debian);\n    \
         let build = Stage::named(\"build\", go).recipe(&program);\n    \
         Image::from(\n        Stage::from(scratch())\n            .account(uid(65532))\n            \
         .source(program.artifacts(&build))\n            .entrypoint([\"/usr/local/bin/{program}\"]),\n    )\n"
    );
    (vec!["Debian", "go", "scratch", "uid"], body)
}

/// `1.25` of `1.25.3`.
fn minor(version: &str) -> &str {
    match version.match_indices('.').nth(1) {
        Some((at, _)) => &version[..at],
        None => version,
    }
}

fn node(folder: &str, manager: &'static str, script: Option<&str>) -> (Vec<&'static str>, String) {
    let there = if folder == "." { "/src".to_owned() } else { format!("/src/{folder}") };
    let end = entrypoint(script.map(|script| format!("[\"node\", {script:?}]")));
    let body = format!(
        "    let package = {manager}({folder:?});\n    \
         let node = image(\"node:22-bookworm-slim\").family(Debian);\n    \
         let build = Stage::named(\"build\", node.clone()).recipe(&package);\n    \
         Image::from(\n        Stage::from(node)\n            .account(existing(\"node\", 1000))\n            \
         .source(package.artifacts(&build))\n            .workdir({there:?})\n{end}    )\n"
    );
    (vec!["Debian", "existing", manager], body)
}

/// The line that starts an image, or what somebody has to decide: without one it starts what its base does.
fn entrypoint(words: Option<String>) -> String {
    match words {
        Some(words) => format!("            .entrypoint({words}),\n"),
        None => {
            format!("            {DECISION}what starts it, `.entrypoint([..])`\n            ,\n")
        }
    }
}

fn python(
    folder: &str,
    tool: &'static str,
    files: &[String],
    starts: Option<&[String]>,
) -> (Vec<&'static str>, String) {
    let there = if folder == "." { "/src".to_owned() } else { format!("/src/{folder}") };
    let start = starts.map(|words| {
        let words: Vec<String> = words.iter().map(|word| format!("{word:?}")).collect();
        format!("[{}]", words.join(", ")).replacen("[\"", "[\"/opt/venv/bin/", 1)
    });
    let end = format!("            .workdir({there:?})\n") + &entrypoint(start) + "    )\n";
    let base = "    let python = image(\"python:3.13-slim-bookworm\").family(Debian);\n";
    if tool == "pip" {
        let manifest =
            if folder == "." { String::new() } else { format!("{folder}/") } + "requirements.txt";
        let quoted: Vec<String> = files.iter().map(|file| format!("{file:?}")).collect();
        // Several keep their places below a folder; one is called what it is told.
        let copied = match files {
            [] => format!("copy({folder:?}).to({there:?})"),
            [one] => format!("copy({one:?}).to({:?})", format!("/src/{one}")),
            _ => format!("copy([{}]).to(\"/src\")", quoted.join(", ")),
        };
        let body = format!(
            "    let requirements = pip({manifest:?}).venv(\"/opt/venv\");\n{base}    \
             let build = Stage::named(\"build\", python.clone()).dependencies(requirements);\n    \
             Image::from(\n        Stage::from(python)\n            .account(uid(65532))\n            \
             .dependencies(copy(\"/opt/venv\").from(&build))\n            \
             .source({copied})\n{end}"
        );
        return (vec!["Debian", "copy", "pip", "uid"], body);
    }
    let (names, brought) = match tool {
        "uv" => (
            vec!["Debian", "copy", "uid", "uv"],
            "        .dependencies(copy(\"/uv\").from(image(\"ghcr.io/astral-sh/uv:0.9\")).to(\"/usr/local/bin/uv\"))\n",
        ),
        _ => (vec!["Debian", "poetry", "uid"], ""),
    };
    let body = format!(
        "    let project = {tool}({folder:?});\n{base}    \
         let build = Stage::named(\"build\", python.clone())\n{brought}        .recipe(&project);\n    \
         Image::from(\n        Stage::from(python)\n            .account(uid(65532))\n            \
         .source(project.artifacts(&build))\n{end}"
    );
    (names, body)
}

fn java(folder: &str, tool: &'static str) -> (Vec<&'static str>, String) {
    let base = if tool == "maven" { "maven:3.9-eclipse-temurin-21" } else { "gradle:8-jdk21" };
    let body = format!(
        "    let project = {tool}({folder:?});\n    \
         let build = Stage::named(\"build\", image({base:?}).family(Ubuntu)).recipe(&project);\n    \
         Image::from(\n        Stage::from(image(\"eclipse-temurin:21-jre\").family(Ubuntu))\n            \
         .account(uid(65532))\n            .source(project.artifacts(&build))\n            \
         .entrypoint([\"java\", \"-jar\", \"/app/app.jar\"]),\n    )\n"
    );
    (vec!["Ubuntu", tool, "uid"], body)
}

fn ruby(folder: &str, script: Option<&str>) -> (Vec<&'static str>, String) {
    let there = if folder == "." { "/src".to_owned() } else { format!("/src/{folder}") };
    let words = script.map(|script| format!("[\"bundle\", \"exec\", \"ruby\", {script:?}]"));
    let end = entrypoint(words);
    let body = format!(
        "    let gems = bundler({folder:?});\n    \
         let build = Stage::named(\"build\", image(\"ruby:3.4-bookworm\").family(Debian)).recipe(&gems);\n    \
         Image::from(\n        Stage::from(image(\"ruby:3.4-slim-bookworm\").family(Debian))\n            \
         .account(uid(65532))\n            .source(gems.artifacts(&build))\n            .workdir({there:?})\n{end}    )\n"
    );
    (vec!["Debian", "bundler", "uid"], body)
}
