//! The image's plan as text: each layer, its phase, what makes it run again, and where it is
//! declared.

use std::collections::BTreeSet;

use super::render;
use crate::program::instruction::{CopySource, FilePath, From, Instruction, RunForm, ShellCommand};
use crate::program::note::Note;
use crate::program::phase::Phase;
use crate::program::pins::Pins;
use crate::program::place::Place;
use crate::program::program::{LoweredStage, Program};

/// The number of characters of an instruction that are shown.
const WIDTH: usize = 64;

struct Row {
    phase: Phase,
    layer: String,
    again: String,
    at: Place,
}

/// The plan of a program, whose lines are rendered already.
pub(crate) fn plan(program: &Program, lines: &[Vec<String>], pins: &Pins) -> String {
    let stages = program.stages.iter().zip(lines).map(|(one, lines)| stage(one, lines, pins));
    let allowed = allowances(program);
    stages.chain(allowed).chain(notes(program)).collect::<Vec<_>>().join("\n")
}

/// The linter rules that the Dockerfile breaks on purpose, if there are any.
fn allowances(program: &Program) -> Option<String> {
    let row = |(rule, reasons): (&&str, &BTreeSet<String>)| {
        let reasons: Vec<&str> = reasons.iter().map(String::as_str).collect();
        format!("  {rule}  {}\n", reasons.join("; "))
    };
    let rows: String = program.allowances.iter().map(row).collect();
    (!rows.is_empty()).then(|| format!("rules that the file breaks, and why\n{rows}"))
}

/// The notes about the image and its projects, if there are any.
fn notes(program: &Program) -> Option<String> {
    let rows: String = program.notes.iter().map(|note| format!("  {}\n", words(note))).collect();
    (!rows.is_empty()).then(|| format!("notes\n{rows}"))
}

/// The words for a note. A table, long as it is: an arm is a note.
pub(super) fn words(note: &Note) -> String {
    match note {
        #[cfg(feature = "cargo")]
        Note::MembersStay => {
            "all members of the workspace stay: its list of them cannot be edited line by line"
                .to_owned()
        }
        #[cfg(feature = "cargo")]
        Note::VersionStays(name) => format!(
            "a release of `{name}` compiles the dependencies again: its version cannot be edited \
             line by line"
        ),
        #[cfg(feature = "cargo")]
        Note::NotCopied { source, path } => {
            format!("`{source}` names `{path}`, which is not copied: `.also([\"{path}\"])`")
        }
        #[cfg(feature = "cargo")]
        Note::NamesIgnored { source, path, phase, there } => format!(
            "`{source}` names `{path}`, which git ignores: a build script makes it, or a line above \
             the step that compiles it, `.{phase}(copy(..).from(..).to(\"{there}\"))`"
        ),
        #[cfg(feature = "cargo")]
        Note::AsksGit { source } => format!(
            "`{source}` asks git for the commit, and no image has `.git`: a variable may say it, \
             `.env(\"GIT_SHA\", arg(\"GIT_SHA\").per_commit())`"
        ),
        #[cfg(feature = "cargo")]
        Note::CompiledForCpu { project, cpu } => format!(
            "`{project}` is compiled for the CPU `{cpu}`: on a machine that lacks one of its \
             instructions the program ends with SIGILL"
        ),
        #[cfg(feature = "cargo")]
        Note::RarelyChanged { names, commits, often, most, of } => format!(
            "of the last {of} commits {most} have changed `{often}`, and {commits} at the most each of `{}`: \
             `.stable([\"{}\"])` gives those a layer that a new builder finds",
            names.join("`, `"),
            names.join("\", \"")
        ),
        #[cfg(feature = "cargo")]
        Note::WantsLinker { project, package } => {
            format!(
                "`{project}` is linked by `{package}`, which the base has to have: no package is it"
            )
        }
        #[cfg(feature = "cargo")]
        Note::LinkedByRustc { project, linker } => format!(
            "`{project}` is linked by `{linker}`, but for x86_64-unknown-linux-gnu: there rustc links by an lld of \
             its own (since Rust 1.90), unless cargo's configuration says `-Clinker-features=-lld`"
        ),
        #[cfg(feature = "cargo")]
        Note::NoLineNumbers { project, profile, has_names: true } => format!(
            "the debug files of `{project}` name functions and no lines: the profile `{profile}` keeps none \
             (`debug = \"line-tables-only\"`)"
        ),
        #[cfg(feature = "cargo")]
        Note::NoLineNumbers { project, profile, has_names: false } => format!(
            "the debug files of `{project}` are empty: the profile `{profile}` strips before (`strip = \"none\"`)"
        ),
        #[cfg(feature = "cargo")]
        Note::AllocatesByMusl { project } => format!(
            "`{project}` allocates memory by musl, which has one lock for all threads: where several allocate \
             much, they wait for each other. A `#[global_allocator]` of `mimalloc` or `tikv-jemallocator` \
             takes its place"
        ),
        Note::HeldBack { paths } => format!(
            "`{}` is private by its name and stays out of the context, unless it is named itself",
            paths.join("`, `")
        ),
        Note::MayNotStart { program, built_in, stage } => format!(
            "`{program}` of `{built_in}` starts in `{stage}` if that has the C library which it asks \
             for: nobody here knows"
        ),
        Note::OlderGlibc { program, built, base } => format!(
            "`{program}` is built on {} (glibc {}) and starts on {} (glibc {}): what Rust's own library asks \
             for is there",
            built.name,
            built.version(),
            base.name,
            base.version()
        ),
        Note::GlibcUnknown { program, builds, runs } => format!(
            "`{program}`, built on `{builds}`, starts if the glibc of `{runs}` is as new: of one of the two it is \
             not known here"
        ),
        Note::OtherNode { folder, built, runs } => format!(
            "`{folder}` is installed for Node {built} and started by Node {runs}: what is compiled in it \
             starts by the first alone"
        ),
        Note::OtherLibc { folder, builds, runs } => format!(
            "`{folder}` is installed over {} and started over {}: what is compiled in it does not load there",
            builds.name(),
            runs.name()
        ),
        Note::NoLibrary { program, file, by, install } => format!(
            "`{program}` asks for `{file}` if `{by}` comes into it, and nothing here has it{}",
            install.map(|install| format!(": `{install}` brings it")).unwrap_or_default()
        ),
        Note::Wants { stage, variables } => format!(
            "`{stage}` does not start without `{}`: `docker run --env {}`",
            variables.join("`, `"),
            variables.join(" --env ")
        ),
        Note::LowPort { stage, port, user } => format!(
            "`{stage}` listens on port {port} as user {user}: Docker (since 20.10), Podman and \
             Kubernetes with containerd (since 2.0) let it; CRI-O, older ones and a host's network \
             want the sysctl `net.ipv4.ip_unprivileged_port_start={port}`, or a port from 1024 on"
        ),
        Note::OfItsOwner { stage, program, mode } => format!(
            "`{stage}` starts `{program}`, whose mode {mode:04o} lets its owner alone do so: runtimes \
             that look at it with root's capabilities get past that, and none does without them \
             (`--cap-drop=ALL`, Kubernetes' restricted profile): `.mode(0o755)`"
        ),
        Note::EmptyWorkdir { stage, folder } => format!(
            "`{stage}` works in `{folder}`, which nothing but `.workdir(..)` makes: it is empty, and \
             root's"
        ),
        Note::StartsAsBase { stage, base } => format!(
            "`{stage}` starts what `{base}` starts: it has no `.entrypoint([..])` and no `.cmd([..])`"
        ),
        Note::ProbeOfOtherPort { stage, port } => format!(
            "the health check of `{stage}` asks the port {port}, and `.expose(..)` names others"
        ),
        Note::StaticLibc { stage, package } => format!(
            "`{stage}` has to have `{package}`: the program of the health check is linked statically"
        ),
        Note::WantsGit { named_by } => {
            format!("`{named_by}` wants git in the stage that builds: slim bases have none")
        }
        #[cfg(feature = "go")]
        Note::WantsCgo { named_by, module } => format!(
            "`{named_by}`: without cgo, `{module}` compiles and fails when the program uses it; `.cgo()` \
             compiles all of it"
        ),
        #[cfg(feature = "java")]
        Note::OwnClasses { project } => format!(
            "`{project}`: the task `jar` packs the project's own classes, without what they need; \
             `.task(\"installDist\")` makes a folder with both"
        ),
        Note::LeftBehind { project, paths, setting } => format!(
            "`{}` beside `{project}` stays behind: `.{setting}([..])` takes it along",
            paths.join("`, `")
        ),
        #[cfg(feature = "cargo")]
        Note::Calls { program, key } => format!(
            "cargo calls `{program}` (`{key}` of its configuration): the base has to have it"
        ),
    }
}

fn stage(stage: &LoweredStage, lines: &[String], pins: &Pins) -> String {
    let mut rows = vec![Row {
        phase: Phase::Base,
        layer: cut(&render::from_line(stage, pins)),
        again: match &stage.from {
            From::Scratch => "never".to_owned(),
            From::Image { .. } => "another base image".to_owned(),
            From::Stage(name) => format!("a layer of `{name}`"),
        },
        at: stage.at,
    }];
    rows.extend(stage.lines.iter().zip(lines).map(|(line, rendered)| Row {
        phase: line.phase,
        layer: shorten(&line.instruction, rendered),
        again: cut(&again(&line.instruction)),
        at: line.at,
    }));
    let target = if stage.target { ", an image" } else { "" };
    let wide = |column: fn(&Row) -> &str| rows.iter().map(|row| column(row).chars().count()).max();
    let layers = wide(|row| &row.layer).unwrap_or(0);
    let agains = wide(|row| &row.again).unwrap_or(0).max("runs again after".len());
    let mut text = format!("stage {}{target}\n", stage.name);
    text += &format!(
        "  {:<12}  {:<layers$}  {:<agains$}  declared at\n",
        "phase", "layer", "runs again after"
    );
    for Row { phase, layer, again, at } in rows {
        text += &format!(
            "  {phase:<12}  {layer:<layers$}  {again:<agains$}  {}:{}\n",
            at.file(),
            at.line()
        );
    }
    text
}

/// What makes a layer run again, by BuildKit's cache keys: the text of what runs, the content of
/// what is copied, and neither for metadata, though a RUN below an ENV sees it.
fn again(instruction: &Instruction) -> String {
    match instruction {
        Instruction::Run(_) => "its text, or a layer above".to_owned(),
        Instruction::Workdir(_) => "its path, or a layer above".to_owned(),
        Instruction::Copy(copy) => match &copy.source {
            CopySource::Context(sources) => {
                let shown: Vec<String> = sources.iter().map(FilePath::shown).collect();
                format!("an edit of {}", shown.join(", "))
            }
            CopySource::From(stage, _) => format!("another result of `{stage}`"),
            CopySource::Inline(_) => "its text".to_owned(),
        },
        Instruction::Add(_) => "another file there, or its text".to_owned(),
        Instruction::Arg(_)
        | Instruction::Env { .. }
        | Instruction::Shell(_)
        | Instruction::User(_) => "(no layer; a RUN below sees it)".to_owned(),
        Instruction::Raw(_) => "its text, or a layer above".to_owned(),
        _ => "(no layer)".to_owned(),
    }
}

/// The name of a command in the plan. If it has words of its own lines, its options tell less and
/// are left out.
fn command(command: &ShellCommand) -> String {
    let head = command.head.split(' ');
    let option = |word: &str| word.starts_with('-') || word.contains('=');
    let tells = |word: &&str| command.words.is_empty() || !option(word);
    head.filter(tells).collect::<Vec<_>>().join(" ")
}

fn last_of(commands: &[ShellCommand]) -> String {
    let Some((last, above)) = commands.split_last() else { return "RUN".to_owned() };
    let dots = if above.is_empty() { "" } else { "… && " };
    format!("RUN {dots}{} {}", command(last), last.words.join(" "))
}

/// An instruction in one line; of a RUN the last command, which the others prepare.
fn shorten(instruction: &Instruction, rendered: &str) -> String {
    let text = match instruction {
        Instruction::Run(run) => match &run.form {
            RunForm::Commands(commands) => last_of(commands),
            RunForm::Script(text) => format!("RUN … {}", text.lines().last().unwrap_or_default()),
            RunForm::Argv(argv) => format!("RUN {}", argv.join(" ")),
        },
        _ => rendered.to_owned(),
    };
    cut(text.lines().next().unwrap_or_default().trim())
}

/// A text cut to the width of a column.
fn cut(text: &str) -> String {
    match text.char_indices().nth(WIDTH) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}
