//! `import`: a Dockerfile as a declaration that compiles and emits an equivalent one.

mod add;
mod args;
mod around;
mod base;
mod bases;
mod check;
mod chosen;
mod compare;
mod compile;
mod context;
mod copy;
mod directory;
mod engine;
mod family;
mod form;
mod inside;
mod known;
mod literal_copy;
mod manifest;
mod metadata;
mod mounts;
mod order;
mod packages;
mod plan;
mod report;
mod run;
mod rust;
mod shell;
mod source;
mod stage;
mod tar;
mod under;
mod users;
mod verify;
mod who;
mod write;

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use self::compile::{Compiler, Core};
use self::context::Context;
pub(crate) use self::form::Style;
use self::report::Report;
use self::source::Source;
use self::verify::{Imported, Job};
use dockerfile_core::__cli::token_or_key_in;

use crate::failure::{Failure, Result};
use crate::say::{BAD, Found, Say, escaped, styled};

/// Turns a Dockerfile into a `build.rs` that emits an equivalent one.
///
/// Each instruction becomes a typed call, shell text of the user's, or the line as it stands: the most
/// typed form that compiles and passes the checks of a build script. The declaration goes to standard
/// output, and what became of each line to standard error.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// Dockerfiles; by default `Dockerfile` in this folder.
    files: Vec<PathBuf>,
    /// The build context, for the names of files that patterns fit, and its ignore file.
    #[arg(long, value_name = "FOLDER")]
    context: Option<PathBuf>,
    /// Where the declaration is written; by default standard output.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Also over a file that is there.
    #[arg(long)]
    force: bool,
    /// How the declaration is written.
    #[arg(long, value_enum, default_value_t = Style::Builder)]
    form: Style,
    /// Writes nothing: compiles the declaration, and compares what it emits with the Dockerfile.
    #[arg(long)]
    check: bool,
    /// Also builds both images, and compares their configurations and files.
    #[arg(long, requires = "check")]
    build: bool,
    /// Where `dockerfile-core` is: a folder, or a version.
    #[arg(long, value_name = "FOLDER|VERSION")]
    core: Option<String>,
    /// Where the library is compiled, once; by default a folder in the user's cache.
    #[arg(long, value_name = "FOLDER")]
    target_dir: Option<PathBuf>,
}

pub(crate) fn run(args: &Args, say: &Say) -> Result<Found> {
    let files =
        if args.files.is_empty() { vec![PathBuf::from("Dockerfile")] } else { args.files.clone() };
    if files.len() > 1 && !args.check {
        return Err(Failure::new("several files are several declarations")
            .help("import them one by one, or compare them with `--check`"));
    }
    let (mut jobs, mut unread) = (vec![], vec![]);
    for file in &files {
        // Of one file the context is this folder, as a build takes it that names `.`.
        let here = (files.len() == 1).then(|| Path::new("."));
        match job(file, args.context.as_deref().or(here)) {
            Ok(job) => jobs.push(job),
            Err(failure) if files.len() == 1 => return Err(failure),
            Err(failure) => unread.push((crate::say::path(file), failure)),
        }
    }
    let busy = say.busy("compiling declarations");
    let compiler = Compiler::new(&Core {
        core: args.core.as_deref(),
        target_dir: args.target_dir.as_deref(),
    })?;
    let imported = verify::all(&jobs, args.form, &compiler)?;
    drop(busy);
    if args.check {
        return check::all(&jobs, &imported, &unread, args, say);
    }
    let (Some(job), Some(imported)) = (jobs.first(), imported.into_iter().next()) else {
        return Ok(Found::Nothing);
    };
    one(job, &imported?, args, say)
}

/// A declaration that emits to a path and takes a context, and what is left to a person.
pub(crate) struct Declaration {
    pub(crate) text: String,
    pub(crate) decisions: Vec<String>,
}

/// Where a declaration is that a package is to have, and what it is of.
pub(crate) struct Of<'a> {
    pub(crate) file: &'a Path,
    pub(crate) context: &'a Path,
    /// The same two from the package.
    pub(crate) from_package: (&'a str, &'a str),
    /// The package's folder in the context, which no copy of all of it is to take.
    pub(crate) package: Option<&'a str>,
}

/// The declarations of Dockerfiles, for a package: all are compiled together.
pub(crate) fn declarations(
    all: &[Of<'_>],
    core: Option<&str>,
    say: &Say,
) -> Result<Vec<Declaration>> {
    let jobs = all.iter().map(|of| job(of.file, Some(of.context))).collect::<Result<Vec<_>>>()?;
    let busy = say.busy("compiling declarations");
    let compiler = Compiler::new(&Core { core, target_dir: None })?;
    let imported = verify::all(&jobs, Style::Builder, &compiler)?;
    drop(busy);
    let each = all.iter().zip(&jobs).zip(imported);
    each.map(|((of, job), imported)| declaration(of, job, &imported?)).collect()
}

fn declaration(of: &Of<'_>, job: &Job, imported: &Imported) -> Result<Declaration> {
    if let Some(difference) = check::differences(job, imported)?.first() {
        let what = format!("`{}` cannot be imported as it is: {difference}", job.source.name);
        let takes_back = job.context.as_ref().is_some_and(Context::takes_back);
        return Err(Failure::new(what).help(if takes_back {
            "its ignore file takes back with `!` what it keeps out, which a COPY of a whole folder does not \
             say: name in COPY what is let in, or take `--anew`, which declares by recipes"
        } else {
            "`--anew` declares by recipes; `cargo dockerfile import` shows how far it comes"
        }));
    }
    let (dockerfile, context) = of.from_package;
    let what = write::For::Build { dockerfile, context };
    let text = write::write(&imported.plan, Style::Builder, what, &job.source.called).text;
    let text = match of.package {
        Some(package) => text.replace("copy(\".\")", &format!("copy(\".\").except([{package:?}])")),
        None => text,
    };
    let text = formatted(text);
    let decisions = Report::new(job, imported, &text).decided();
    Ok(Declaration { text, decisions })
}

/// A file that is to be imported.
fn job(file: &Path, context: Option<&Path>) -> Result<Job> {
    let text = fs::read_to_string(file).map_err(|error| Failure::of_file(file, error))?;
    let name = crate::say::path(file);
    let source = Source::read(&text, &name)?;
    refuse_secrets(&source)?;
    let context = context.map(|folder| Context::read(folder, file)).transpose()?;
    Ok(Job { file: file.to_owned(), source, context })
}

/// Fails where a line holds a secret: an image would show it to all, and so would the declaration.
fn refuse_secrets(source: &Source) -> Result<()> {
    let lines =
        source.file.stages.iter().flat_map(|stage| &stage.lines).filter(|line| !line.is_trigger);
    for line in lines {
        if let Some(what) = token_or_key_in(&line.text) {
            let failure = Failure::new(format!(
                "`{}:{}`: {what} stands in this line",
                source.name, line.number
            ));
            return Err(failure.help(
                "whoever has the image reads it: take it back where it was given out, and mount it, `RUN --mount=type=secret`",
            ));
        }
    }
    Ok(())
}

fn one(job: &Job, imported: &Imported, args: &Args, say: &Say) -> Result<Found> {
    let dockerfile = job.file.to_string_lossy();
    let context = job
        .context
        .as_ref()
        .map_or_else(|| ".".into(), |context| context.folder.to_string_lossy().into_owned());
    let what = write::For::Build { dockerfile: &dockerfile, context: &context };
    let text = formatted(write::write(&imported.plan, args.form, what, &job.source.called).text);
    let report = Report::new(job, imported, &text);
    let differences = check::differences(job, imported)?;
    match &args.out {
        Some(out) if out.exists() && !args.force => {
            let what = format!("`{}` is there already", out.display());
            return Err(Failure::new(what).help("`--force` writes over it"));
        }
        Some(out) => fs::write(out, &text).map_err(|error| Failure::of_file(out, error))?,
        None if say.format == crate::say::Format::Text => say.print(&text)?,
        None => {}
    }
    if say.format == crate::say::Format::Json {
        say.result(&report, String::new)?;
    } else {
        say.remark(report.text().trim_end());
    }
    for difference in &differences {
        say.remark(&format!("{}: {}", styled(BAD, "it differs"), escaped(difference)));
    }
    Ok(Found::of(!differences.is_empty()))
}

/// A declaration as rustfmt prints it, where there is one.
fn formatted(text: String) -> String {
    let mut rustfmt = Command::new("rustfmt");
    rustfmt
        .args(["--edition", "2024"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null());
    let Ok(mut child) = rustfmt.spawn() else { return text };
    let written =
        child.stdin.take().is_some_and(|mut input| input.write_all(text.as_bytes()).is_ok());
    match child.wait_with_output() {
        Ok(output) if written && output.status.success() => {
            String::from_utf8(output.stdout).unwrap_or(text)
        }
        _ => text,
    }
}

#[cfg(test)]
mod spellings;
