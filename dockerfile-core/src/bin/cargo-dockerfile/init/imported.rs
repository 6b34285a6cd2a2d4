//! Dockerfiles that are there: each becomes a declaration, and is replaced by what that emits.

use std::fs;
use std::path::{Path, PathBuf};

use super::declare::{Script, name_of, once};
use super::project::{Kind, Project};
use crate::failure::{Failure, Result};
use crate::file::{self, File, Instruction};
use crate::git::Git;
use crate::import::{self, Declaration, Of};
use crate::say::Say;

/// The build script of Dockerfiles. One is declared in it, several have a module each.
pub(super) fn script(
    root: &Path,
    package: Option<&str>,
    projects: &[Project],
    core: Option<&str>,
    say: &Say,
) -> Result<Script> {
    let declared = declared(root, package, projects, core, say)?;
    let mut decisions = vec![];
    for (path, context, one) in &declared {
        if context == "." && path.contains('/') {
            decisions
                .push(format!("{path}: its context is this folder, as its COPY lines are read"));
        }
        decisions.extend(one.decisions.iter().cloned());
    }
    if let [(_, _, one)] = declared.as_slice() {
        return Ok(Script { build: one.text.clone(), modules: vec![], decisions });
    }
    let names = once(declared.iter().map(|(path, ..)| name_of(path)));
    let modules: String = names
        .iter()
        .map(|name| format!("#[path = \"declare/{name}.rs\"]\nmod {name};\n"))
        .collect();
    let calls: String = names.iter().map(|name| format!("    {name}::emit_image();\n")).collect();
    let build = format!(
        "//! The images of this repository, each declared in a file of its own.\n\n{modules}\nfn main() {{\n{calls}}}\n"
    );
    let text = |text: &str| text.replacen("fn main() {", "pub fn emit_image() {", 1);
    let modules = names.iter().zip(&declared);
    let modules =
        modules.map(|(name, (_, _, one))| (format!("declare/{name}.rs"), text(&one.text)));
    Ok(Script { build, modules: modules.collect(), decisions })
}

/// Each Dockerfile with its context and its declaration.
fn declared(
    root: &Path,
    package: Option<&str>,
    projects: &[Project],
    core: Option<&str>,
    say: &Say,
) -> Result<Vec<(String, String, Declaration)>> {
    let mut files = vec![];
    for project in projects {
        let Kind::Dockerfile { path } = &project.kind else { continue };
        files.push((path.clone(), context_of(root, &project.folder, path)?));
    }
    let from_package = |path: &str| match path {
        "." => "..".to_owned(),
        path => format!("../{path}"),
    };
    let places: Vec<_> = files
        .iter()
        .map(|(path, context)| {
            let from = (from_package(path), from_package(context));
            (root.join(path), root.join(context), from)
        })
        .collect();
    let all = places.iter().zip(&files).map(|((file, folder, from), (_, context))| Of {
        file,
        context: folder,
        from_package: (&from.0, &from.1),
        // A member of the context's own workspace is what cargo looks for there.
        package: package.filter(|_| context == "."),
    });
    let declared = import::declarations(&all.collect::<Vec<_>>(), core, say)?;
    let both = files.into_iter().zip(declared);
    Ok(both.map(|((path, context), one)| (path, context, one)).collect())
}

/// The folder from which a Dockerfile copies: its own, unless what it names is there in the root alone.
fn context_of(root: &Path, folder: &str, path: &str) -> Result<String> {
    let text = fs::read_to_string(root.join(path))
        .map_err(|error| Failure::of_file(Path::new(path), error))?;
    let file = File::read(&text, path, &file::Settings::default())?;
    let lines = file.stages.iter().flat_map(|stage| &stage.lines);
    let copies = lines.filter_map(|line| match &line.instruction {
        Instruction::Copy(copy) if copy.from.is_none() => Some(&copy.sources),
        _ => None,
    });
    let is_plain = |source: &&String| !source.contains(['*', '?', '[', ':']);
    let sources: Vec<&String> = copies.flatten().filter(is_plain).collect();
    let has_all = |folder: &str| {
        sources.iter().all(|source| root.join(folder).join(source.trim_start_matches('/')).exists())
    };
    Ok(if !has_all(folder) && has_all(".") { ".".to_owned() } else { folder.to_owned() })
}

/// The files that an emission is to replace, if the last commit has each as it is: nothing is lost with
/// them.
pub(super) struct Replaced {
    files: Vec<(PathBuf, Vec<u8>)>,
}

impl Replaced {
    /// Whether each Dockerfile and ignore file is the last commit's: nobody's work is to be replaced.
    pub(super) fn check(git: &Git, root: &Path, projects: &[Project]) -> Result<()> {
        for project in projects {
            for file in files_of(root, project) {
                if file.is_symlink() {
                    return Err(Failure::of_file(&file, "it is a link: import what it leads to"));
                }
                if file.exists() && !is_committed(git, &file) {
                    return Err(Failure::of_file(
                        &file,
                        "it is not committed, and would be replaced",
                    )
                    .help("commit it, so that nothing is lost"));
                }
            }
        }
        Ok(())
    }

    /// Takes them away, once they are checked.
    pub(super) fn take(root: &Path, projects: &[Project]) -> Result<Self> {
        let mut replaced = Self { files: vec![] };
        // Of two projects in a folder the first takes the ignore file.
        for file in projects.iter().flat_map(|project| files_of(root, project)) {
            if let Ok(bytes) = fs::read(&file) {
                fs::remove_file(&file).map_err(|error| Failure::of_file(&file, error))?;
                replaced.files.push((file, bytes));
            }
        }
        Ok(replaced)
    }

    /// Puts back those in whose place nothing was written. Where an emission was, an ignore file of the
    /// Dockerfile's own stays away: a builder would look at it first.
    pub(super) fn put_back(&self, is_emitted: bool) -> Result<()> {
        let is_own = |file: &Path| file.file_name().is_some_and(|name| name != ".dockerignore");
        let missing = self.files.iter().filter(|(file, _)| !file.exists());
        for (file, bytes) in missing.filter(|(file, _)| !(is_emitted && is_own(file))) {
            fs::write(file, bytes).map_err(|error| Failure::of_file(file, error))?;
        }
        Ok(())
    }
}

/// A Dockerfile and the ignore files that a builder looks for.
fn files_of(root: &Path, project: &Project) -> Vec<PathBuf> {
    let Kind::Dockerfile { path } = &project.kind else { return vec![] };
    let beside = Path::new(&project.folder).join(".dockerignore");
    vec![root.join(path), root.join(format!("{path}.dockerignore")), root.join(beside)]
}

fn is_committed(git: &Git, file: &Path) -> bool {
    let text = file.to_string_lossy();
    git.ask(&["ls-files", "--error-unmatch", "--", &text]).is_ok()
        && git.ask(&["diff", "--quiet", "HEAD", "--", &text]).is_ok()
}
