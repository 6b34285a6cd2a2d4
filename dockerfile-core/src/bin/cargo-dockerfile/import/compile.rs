//! Declarations compiled and rendered, many as modules of one program: what rustc and the checks of a
//! build script say of them.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::{env, fs};

use serde::Deserialize;
use tempfile::TempDir;

use crate::failure::{Failure, Result};
use crate::library::Library;

/// What compiles declarations: the library, built once.
pub(super) struct Compiler {
    /// Where rustc is called, so that it is the one that built the library.
    home: PathBuf,
    library: PathBuf,
    folder: TempDir,
}

/// What became of a declaration.
pub(super) enum Outcome {
    Rendered {
        dockerfile: String,
        ignore: String,
    },
    /// Lines of the declaration, and what is wrong there.
    Refused(Vec<(usize, String)>),
}

/// Where the library is.
pub(super) struct Core<'a> {
    /// A folder or a version; by default what this program was built from.
    pub(super) core: Option<&'a str>,
    pub(super) target_dir: Option<&'a Path>,
}

impl Compiler {
    pub(super) fn new(core: &Core<'_>) -> Result<Self> {
        let cache = match core.target_dir {
            Some(folder) => {
                std::path::absolute(folder).map_err(|error| Failure::of_file(folder, error))?
            }
            None => cache()?,
        };
        let library = Library::of(core.core)?;
        let dependency = library.as_dependency();
        let home = cache.join("import");
        write(&home.join("src/lib.rs"), "")?;
        let manifest = format!(
            "[package]\nname = \"imported\"\nversion = \"0.0.0\"\nedition = \"2024\"\npublish = false\n\n\
             [dependencies]\ndockerfile-core = {{ {dependency}, default-features = false }}\n\n[workspace]\n"
        );
        write(&home.join("Cargo.toml"), &manifest)?;
        // The versions of the library's own lock file are there, with or without a network.
        if let Some(lock) = library.lock()
            && let Ok(text) = fs::read_to_string(lock)
            && !home.join("Cargo.lock").exists()
        {
            write(&home.join("Cargo.lock"), &text)?;
        }
        let library = build(&home, &cache.join("target"))?;
        let folder = TempDir::new().map_err(|error| Failure::new(error.to_string()))?;
        Ok(Self { home, library, folder })
    }

    /// What becomes of declarations, each a module with `pub fn declared() -> Image`.
    pub(super) fn render(
        &self,
        modules: &BTreeMap<usize, String>,
    ) -> Result<BTreeMap<usize, Outcome>> {
        let mut outcomes = BTreeMap::new();
        let mut left: Vec<usize> = modules.keys().copied().collect();
        // What rustc refuses is left out of the next program.
        while !left.is_empty() {
            let refused = self.compile(&left, modules)?;
            if refused.is_empty() {
                outcomes.extend(self.run()?);
                break;
            }
            left.retain(|module| !refused.contains_key(module));
            outcomes.extend(
                refused.into_iter().map(|(module, wrong)| (module, Outcome::Refused(wrong))),
            );
        }
        Ok(outcomes)
    }

    fn program(&self) -> PathBuf {
        self.folder.path().join(format!("program{}", env::consts::EXE_SUFFIX))
    }

    /// What rustc says of each module that it refuses.
    fn compile(
        &self,
        left: &[usize],
        modules: &BTreeMap<usize, String>,
    ) -> Result<BTreeMap<usize, Vec<(usize, String)>>> {
        let mut main = "#![allow(warnings)]\n".to_owned();
        for module in left {
            let path = self.folder.path().join(format!("m{module}.rs"));
            write(&path, &modules[module])?;
            let _ = writeln!(main, "#[path = {path:?}] mod m{module};");
        }
        main += "fn main() {\n    std::panic::set_hook(Box::new(|_| {}));\n";
        for module in left {
            let _ = writeln!(main, "    show({module}, m{module}::declared);");
        }
        main += SHOW;
        let root = self.folder.path().join("main.rs");
        write(&root, &main)?;
        let mut rustc = Command::new(env::var_os("RUSTC").unwrap_or_else(|| "rustc".into()));
        rustc.current_dir(&self.home).args([
            "--edition=2024",
            "--crate-name=program",
            "--error-format=json",
        ]);
        rustc
            .args(["-Cdebuginfo=0", "-Ccodegen-units=16", "--emit=link"])
            .arg("-o")
            .arg(self.program());
        rustc.arg("--extern").arg(format!("dockerfile_core={}", self.library.display()));
        let dependencies = self.library.parent().unwrap_or(Path::new("."));
        let dependencies = if dependencies.ends_with("deps") {
            dependencies.to_owned()
        } else {
            dependencies.join("deps")
        };
        rustc.arg("-L").arg(format!("dependency={}", dependencies.display())).arg(&root);
        let output = rustc
            .stdin(Stdio::null())
            .output()
            .map_err(|error| Failure::new(format!("rustc: {error}")))?;
        if output.status.success() {
            return Ok(BTreeMap::new());
        }
        let said = String::from_utf8_lossy(&output.stderr);
        let wrong = errors(&said, self.folder.path());
        if wrong.is_empty() {
            return Err(Failure::said("rustc does not compile the declaration:", &said));
        }
        Ok(wrong)
    }

    fn run(&self) -> Result<BTreeMap<usize, Outcome>> {
        let output = Command::new(self.program()).stdin(Stdio::null()).output();
        let output = output.map_err(|error| Failure::new(format!("the declaration: {error}")))?;
        let said = String::from_utf8_lossy(&output.stdout);
        let mut outcomes = BTreeMap::new();
        let mut rest: &str = &said;
        while let Some((head, after)) = rest.split_once('\n') {
            let words: Vec<&str> = head.split(' ').collect();
            let numbers: Vec<usize> =
                words.iter().skip(1).filter_map(|word| word.parse().ok()).collect();
            let (["image" | "report" | "panic", ..], [module, first, second]) =
                (words.as_slice(), numbers.as_slice())
            else {
                return Err(Failure::new(format!("the declaration says `{head}`")));
            };
            let (one, after) = after.split_at(*first);
            let (other, after) = after.split_at(*second);
            rest = after.strip_prefix('\n').unwrap_or(after);
            let outcome = match words[0] {
                "image" => {
                    Outcome::Rendered { dockerfile: one.to_owned(), ignore: other.to_owned() }
                }
                "report" => Outcome::Refused(complaints(one)),
                _ => Outcome::Refused(vec![(0, one.to_owned())]),
            };
            outcomes.insert(*module, outcome);
        }
        Ok(outcomes)
    }
}

/// Prints what a module declares: a line with lengths, and the texts.
const SHOW: &str = r#"}
fn show(module: usize, declared: fn() -> dockerfile_core::Image) {
    let (kind, one, other) = match std::panic::catch_unwind(|| declared().render()) {
        Ok(Ok(rendered)) => ("image", rendered.dockerfile, rendered.ignore),
        Ok(Err(report)) => ("report", report.to_string(), String::new()),
        Err(_) => ("panic", "the declaration panics".to_owned(), String::new()),
    };
    println!("{kind} {module} {} {}", one.len(), other.len());
    println!("{one}{other}");
}
"#;

/// The complaints of a report, each with its line.
fn complaints(report: &str) -> Vec<(usize, String)> {
    let mut found: Vec<(usize, String)> = vec![];
    for line in report.lines() {
        if line.starts_with("error") {
            found.push((0, line.to_owned()));
        } else if let Some((at, text)) = found.last_mut() {
            if let Some(place) = line.trim_start().strip_prefix("--> ")
                && *at == 0
            {
                *at = place.rsplit(':').nth(1).and_then(|line| line.parse().ok()).unwrap_or(0);
            }
            // The place is one of a text that nobody keeps.
            if line.trim_start().starts_with("= ") {
                text.push('\n');
                text.push_str(line);
            }
        }
    }
    found
}

#[derive(Deserialize)]
struct Message {
    level: String,
    message: String,
    spans: Vec<Span>,
}

#[derive(Deserialize)]
struct Span {
    file_name: String,
    line_start: usize,
    is_primary: bool,
    expansion: Option<Box<Expansion>>,
}

#[derive(Deserialize)]
struct Expansion {
    span: Span,
}

/// The errors of modules, each with its line.
fn errors(said: &str, folder: &Path) -> BTreeMap<usize, Vec<(usize, String)>> {
    let mut found: BTreeMap<usize, Vec<(usize, String)>> = BTreeMap::new();
    for line in said.lines() {
        let Ok(message) = serde_json::from_str::<Message>(line) else { continue };
        if message.level != "error" {
            continue;
        }
        let spans = message.spans.iter().filter(|span| span.is_primary).chain(&message.spans);
        let place = spans.filter_map(|span| place(span, folder)).next();
        if let Some((module, at)) = place {
            found.entry(module).or_default().push((at, message.message));
        }
    }
    found
}

/// The module and line of a span, through the macros that it stands in.
fn place(span: &Span, folder: &Path) -> Option<(usize, usize)> {
    let path = Path::new(&span.file_name);
    let is_ours = path.parent() == Some(folder);
    let name = path.file_stem().and_then(|stem| stem.to_str()).filter(|_| is_ours);
    match name.and_then(|name| name.strip_prefix('m')).and_then(|number| number.parse().ok()) {
        Some(module) => Some((module, span.line_start)),
        None => place(&span.expansion.as_ref()?.span, folder),
    }
}

// ---- the library --------------------------------------------------------------------------------------

#[derive(Deserialize)]
struct Artifact {
    #[serde(default)]
    reason: String,
    #[serde(default)]
    filenames: Vec<PathBuf>,
    target: Option<Target>,
}

#[derive(Deserialize)]
struct Target {
    name: String,
}

/// Builds the library, and gives its file.
fn build(home: &Path, target: &Path) -> Result<PathBuf> {
    let mut cargo = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo
        .current_dir(home)
        .args(["build", "--quiet", "--message-format=json", "--target-dir"])
        .arg(target);
    // Wherever the user's own builds go, and whatever they are told.
    for variable in
        ["CARGO_TARGET_DIR", "RUSTFLAGS", "CARGO_ENCODED_RUSTFLAGS", "CARGO_BUILD_TARGET"]
    {
        cargo.env_remove(variable);
    }
    let output = cargo.env("CARGO_PROFILE_DEV_DEBUG", "0").stdin(Stdio::null()).output();
    let output = output.map_err(|error| Failure::new(format!("cargo: {error}")))?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        return Err(Failure::said("the library is not built:", &said)
            .help("`--core FOLDER` says where `dockerfile-core` is"));
    }
    let said = String::from_utf8_lossy(&output.stdout);
    let artifacts = said.lines().filter_map(|line| serde_json::from_str::<Artifact>(line).ok());
    let mut libraries = artifacts
        .filter(|artifact| artifact.reason == "compiler-artifact")
        .filter(|artifact| {
            artifact.target.as_ref().is_some_and(|target| target.name == "dockerfile_core")
        })
        .flat_map(|artifact| artifact.filenames)
        .filter(|file| file.extension().is_some_and(|extension| extension == "rlib"));
    libraries.next().ok_or_else(|| Failure::new("cargo names no file of `dockerfile-core`"))
}

/// The user's folder for what can be made again.
fn cache() -> Result<PathBuf> {
    let set = |name: &str| env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let cache = set("XDG_CACHE_HOME")
        .or_else(|| set("LOCALAPPDATA"))
        .or_else(|| Some(set("HOME")?.join(".cache")));
    cache.map(|cache| cache.join("cargo-dockerfile")).ok_or_else(|| {
        Failure::new("no folder for caches is known").help("`--target-dir FOLDER` names one")
    })
}

/// A file that is written where it differs, so that cargo sees no change where there is none.
fn write(path: &Path, text: &str) -> Result<()> {
    if fs::read_to_string(path).is_ok_and(|old| old == text) {
        return Ok(());
    }
    let folder = path.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder)
        .and_then(|()| fs::write(path, text))
        .map_err(|error| Failure::of_file(path, error))
}
