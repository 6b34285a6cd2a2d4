//! The text of a build script that declares projects by the recipes of their languages.

use std::collections::BTreeSet;
use std::iter;

use super::project::{Kind, Project};
use super::templates::{self, filled};
use super::versions;

/// A build script, the files beside it, and what it leaves to a person.
pub(super) struct Script {
    pub(super) build: String,
    pub(super) modules: Vec<(String, String)>,
    pub(super) decisions: Vec<String>,
}

/// What stands in front of a comment that leaves something to a person.
const DECISION: &str = "// Decide: ";

/// The declaration of all projects, in a package of the repository's root that may be a member of the
/// workspace there.
pub(super) fn script(projects: &[Project], is_member: bool) -> Script {
    let called = once(projects.iter().map(|project| identifier(&project.folder)));
    let functions = projects.iter().zip(called);
    let functions: Vec<Function> =
        functions.map(|(project, name)| Function::of(project, name, is_member)).collect();
    let mut names: BTreeSet<&str> = ["Image", "Stage", "emit", "image"].into();
    names.extend(functions.iter().flat_map(|one| one.names.iter().copied()));
    let mut folders = BTreeSet::new();
    let emits = projects.iter().zip(&functions);
    let emits: Vec<String> = emits
        .map(|(project, one)| one.emit(project, folders.insert(project.folder.as_str())))
        .collect();
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
    let build = format!(
        "//! The images of this repository. `cargo dockerfile write` writes their Dockerfiles, which are\n\
         //! checked in.\n\n{imports}\nfn main() {{\n{main}}}\n{functions}"
    );
    let decisions = decisions(&build);
    Script { build, modules: vec![], decisions }
}

/// The decisions that a script leaves to a person, each with the image that it is of.
fn decisions(script: &str) -> Vec<String> {
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
    fn of(project: &Project, name: String, is_member: bool) -> Self {
        let (names, body) = body(project, is_member);
        let what = match project.folder.as_str() {
            "." => project.to_string().replace("this folder", "The repository"),
            _ => project.to_string(),
        };
        let text = format!("/// {what}.\nfn {name}() -> Image {{\n{body}}}\n");
        Self { name, names, text }
    }

    /// `is_first` says that no project before this one is in the same folder.
    fn emit(&self, project: &Project, is_first: bool) -> String {
        let file = match is_first {
            true => "Dockerfile".to_owned(),
            false => format!("{}.Dockerfile", project.tool()),
        };
        let file = match project.folder.as_str() {
            "." => format!("../{file}"),
            folder => format!("../{folder}/{file}"),
        };
        format!("emit({}()).context(\"..\").dockerfile({file:?})", self.name)
    }
}

/// The function that declares a folder's project: a name that is neither Rust's nor of a recipe.
fn identifier(folder: &str) -> String {
    if folder == "." { "image_here".to_owned() } else { format!("{}_image", name_of(folder)) }
}

/// A name of Rust for a path.
pub(super) fn name_of(path: &str) -> String {
    let words = path.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    let name = words.collect::<Vec<_>>().join("_").to_ascii_lowercase();
    match name.starts_with(|c: char| c.is_ascii_alphabetic()) {
        true => name,
        false => format!("of_{name}"),
    }
}

/// Names, each once: one that another has already ends with a number.
pub(super) fn once(names: impl Iterator<Item = String>) -> Vec<String> {
    let mut seen = BTreeSet::new();
    let mut of = |name: String| {
        let others = (2..).map(|number| format!("{name}_{number}"));
        let mut all = iter::once(name.clone()).chain(others);
        all.find(|name| seen.insert(name.clone())).unwrap_or(name)
    };
    names.map(&mut of).collect()
}

/// What a function imports, and its body.
fn body(project: &Project, is_member: bool) -> (Vec<&'static str>, String) {
    let folder = &*inside_quotes(&project.folder);
    let there = if folder == "." { "/src".to_owned() } else { format!("/src/{folder}") };
    let version = project.version.clone().unwrap_or_else(|| usual(&project.kind));
    let place = [("version", &*version), ("folder", folder), ("there", &*there)];
    let with = |others| joined(&place, others);
    match &project.kind {
        Kind::Cargo { programs, alone } => cargo(folder, (programs, *alone), is_member, &version),
        Kind::Go => go(folder, &version),
        Kind::Node { manager, script } => {
            let start =
                start(script.as_ref().map(|script| vec!["node".to_owned(), script.clone()]));
            let blanks = with(&[("manager", *manager), ("start", &*start)]);
            (vec!["Debian", "existing", manager], filled(templates::NODE, &blanks))
        }
        Kind::Python { tool, files, starts } => {
            let start = start(starts.as_deref().map(of_environment));
            python(tool, files, (folder, &there), &with(&[("start", &*start)]))
        }
        Kind::Java { tool } => {
            let builder = match *tool {
                "maven" => format!("maven:3.9-eclipse-temurin-{version}"),
                // Gradle 8 runs on no newer Java than 24.
                _ if version.parse::<u32>().is_ok_and(|version| version > 24) => {
                    format!("gradle:9-jdk{version}")
                }
                _ => format!("gradle:8-jdk{version}"),
            };
            let blanks = with(&[("tool", *tool), ("builder", &*builder)]);
            (vec!["Ubuntu", tool, "uid"], filled(templates::JAVA, &blanks))
        }
        Kind::Ruby { script } => {
            let words =
                |script: &String| ["bundle", "exec", "ruby", script].map(str::to_owned).to_vec();
            let start = start(script.as_ref().map(words));
            let blanks = with(&[("start", &*start)]);
            (vec!["Debian", "bundler", "uid"], filled(templates::RUBY, &blanks))
        }
        Kind::Dockerfile { .. } => unreachable!("it is imported"),
    }
}

/// Blanks of a template, and more of them.
fn joined<'t>(
    blanks: &[(&'t str, &'t str)],
    more: &[(&'t str, &'t str)],
) -> Vec<(&'t str, &'t str)> {
    [blanks, more].concat()
}

/// The version of a language where a project names none.
fn usual(kind: &Kind) -> String {
    match kind {
        Kind::Cargo { .. } | Kind::Go => "1".to_owned(),
        Kind::Node { .. } => versions::USUAL_NODE.to_string(),
        Kind::Python { .. } => "3.13".to_owned(),
        Kind::Java { .. } => versions::USUAL_JAVA.to_string(),
        Kind::Ruby { .. } => "3.4".to_owned(),
        Kind::Dockerfile { .. } => String::new(),
    }
}

/// The line that starts an image, or what somebody has to decide: without one it starts what its base does.
fn start(words: Option<Vec<String>>) -> String {
    match words {
        Some(words) => format!(".entrypoint([{}]),", quoted(&words)),
        None => format!("{DECISION}what starts it, `.entrypoint([..])`\n            ,"),
    }
}

/// A text between the quotes of a literal.
fn inside_quotes(text: &str) -> String {
    let literal = format!("{text:?}");
    literal[1..literal.len() - 1].to_owned()
}

/// Texts as a list has them.
fn quoted(texts: &[String]) -> String {
    texts.iter().map(|text| format!("{text:?}")).collect::<Vec<_>>().join(", ")
}

/// The first word is a program of the virtual environment.
fn of_environment(words: &[String]) -> Vec<String> {
    let (program, others) = words.split_first().expect("a start has a program");
    [format!("/opt/venv/bin/{program}")].into_iter().chain(others.iter().cloned()).collect()
}

fn cargo(
    folder: &str,
    (programs, alone): (&[(String, String)], bool),
    is_member: bool,
    version: &str,
) -> (Vec<&'static str>, String) {
    // The recipe takes the workspace of the package with this script, if it is a member.
    let of = format!(".workspace(\"{folder}\")");
    let workspace = if folder == "." && is_member { "" } else { &of };
    let names = vec!["Debian", "cargo", "debian", "uid"];
    if let [(package, program)] = programs {
        let blanks = [
            ("version", version),
            ("package", &**package),
            ("workspace", workspace),
            ("program", program),
        ];
        return (names, filled(templates::CARGO, &blanks));
    }
    let (packages, named): (Vec<String>, Vec<String>) = programs.iter().cloned().unzip();
    let of_all = if alone { format!(".bins([{}])", quoted(&named)) } else { String::new() };
    let workspace = format!("{workspace}{of_all}");
    let pairs: Vec<String> =
        programs.iter().map(|(package, program)| format!("({package:?}, {program:?})")).collect();
    let (packages, pairs) = (quoted(&packages), pairs.join(", "));
    let blanks = [
        ("version", version),
        ("packages", &*packages),
        ("workspace", &*workspace),
        ("pairs", &pairs),
    ];
    (names, filled(templates::CARGO_PACKAGES, &blanks))
}

fn go(folder: &str, version: &str) -> (Vec<&'static str>, String) {
    // Unless named, the program of a module's own folder is called after the module.
    let program = match folder.rsplit('/').next() {
        Some(".") | None => "app",
        Some(name) => name,
    };
    let blanks = [("folder", folder), ("version", version), ("program", program)];
    (vec!["Debian", "go", "scratch", "uid"], filled(templates::GO, &blanks))
}

fn python(
    tool: &str,
    files: &[String],
    (folder, there): (&str, &str),
    blanks: &[(&str, &str)],
) -> (Vec<&'static str>, String) {
    match tool {
        "uv" => (vec!["Debian", "copy", "uid", "uv"], filled(templates::UV, blanks)),
        "poetry" => (vec!["Debian", "poetry", "uid"], filled(templates::POETRY, blanks)),
        _ => {
            let requirements = format!("{folder}/requirements.txt");
            // Several keep their places below a folder; one is called what it is told.
            let copied = match files {
                [] => format!("copy(\"{folder}\").to(\"{there}\")"),
                [one] => format!("copy({one:?}).to({:?})", format!("/src/{one}")),
                _ => format!("copy([{}]).to(\"/src\")", quoted(files)),
            };
            let own =
                [("requirements", requirements.trim_start_matches("./")), ("copied", &copied)];
            let blanks = [&own[..], blanks].concat();
            (vec!["Debian", "copy", "pip", "uid"], filled(templates::PIP, &blanks))
        }
    }
}
