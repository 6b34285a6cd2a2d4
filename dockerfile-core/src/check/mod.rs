//! Rules about a whole image, and about it together with its build context: what types cannot see.
//! This room does not read the disk: what the disk says comes in as findings and facts.

mod background;
mod barred;
mod closed;
pub(crate) mod complaints;
mod contents;
mod effects;
mod executable;
mod filesystem;
mod hidden;
mod landing;
pub(crate) mod launch;
pub(crate) mod policy;
pub(crate) mod report;
#[cfg(test)]
pub(crate) mod sketch;
mod tools;
mod twice;

use std::collections::HashSet;
use std::path::Path;

use self::launch::Launch;
use self::report::Diagnostic;
use crate::program::dialect;
use crate::program::dialect::{Dialect, Feature};
use crate::program::instruction::Instruction;
use crate::program::phase::Phase;
use crate::program::place::Place;
use crate::program::program::{ContextSource, LoweredLine, LoweredStage, Program};
use crate::recipes::survey::{Facts, Finding, Found};
use crate::value::path::{is_below, name_of};

/// The longest line that BuildKit reads, in bytes.
const LONGEST_LINE: usize = 65_535;

/// The longest text that a shell can be given, in bytes: Linux's `MAX_ARG_STRLEN`, which
/// counts a NUL at the end.
const LONGEST_SCRIPT: usize = 131_071;

/// Checks an image by the rules that need no disk. `lines` are its rendered lines. Where a
/// declaration is wrong (`is_whole` is false), missing programs are not reported: the same mistake
/// may be why they are missing.
pub(crate) fn image(
    program: &Program,
    lines: &[Vec<String>],
    allowed: Dialect,
    is_whole: bool,
) -> Vec<Diagnostic> {
    let mut diagnostics = vec![];
    let mut names = HashSet::new();
    for (stage, lines) in program.stages.iter().zip(lines) {
        if !names.insert(&stage.name) {
            diagnostics.push(complaints::stage_twice(stage.name.as_str(), stage.at));
        }
        if stage.target && stage.who.is_none() {
            diagnostics.push(complaints::runs_as_root(stage.name.as_str(), stage.at));
        }
        diagnostics.extend(started_twice(stage));
        diagnostics.extend(started_by_a_manager(stage));
        diagnostics.extend(twice::check(stage));
        diagnostics.extend(hidden::check(stage));
        for (line, text) in stage.lines.iter().zip(lines) {
            diagnostics.extend(above_dialect(line, allowed));
            diagnostics.extend(too_long(line, text));
        }
    }
    if let (Some(feature), Some((_, at))) = (dialect::of_epoch(program), program.epoch) {
        diagnostics.extend(above(feature, allowed, at));
    }
    diagnostics.extend(contents::check(program));
    if is_whole {
        diagnostics.extend(tools::check(program));
    }
    diagnostics.extend(left_out_elsewhere(&program.sources));
    diagnostics
}

/// Checks what an image's targets start, by the files of its context that `facts` tell of. Ask only
/// for an image in which nothing else is wrong: another mistake may be why a file is missing.
pub(crate) fn started(program: &Program, facts: &Facts) -> Launch {
    launch::check(program, facts)
}

/// Reports copies that leave out what another copy takes: one ignore file serves all stages.
pub(crate) fn left_out_elsewhere(sources: &[ContextSource]) -> Vec<Diagnostic> {
    let mut diagnostics = vec![];
    for source in sources.iter().filter(|source| !source.except.is_empty()) {
        if let Some(other) = sources.iter().find(|other| wants_what_is_left_out(other, source)) {
            let path = source.path.as_str();
            diagnostics.push(complaints::left_out_elsewhere(path, other.at, source.at));
        }
    }
    diagnostics
}

/// Whether `other` takes something that `source` leaves out, by itself or in a folder, and does not
/// leave it out as well, or the same in its own folder. Wildcards are not looked through.
fn wants_what_is_left_out(other: &ContextSource, source: &ContextSource) -> bool {
    let whole = other.path.as_str();
    let takes = |left_out: String| {
        let is_inside = whole == "." || is_below(whole, &left_out) || is_below(&left_out, whole);
        is_inside && !left_out_of(other).any(|own| is_below(&own, &left_out))
    };
    !other.also && other.except != source.except && left_out_of(source).any(takes)
}

/// The paths that a copy leaves out.
fn left_out_of(source: &ContextSource) -> impl Iterator<Item = String> {
    source.except.iter().map(|except| match source.path.as_str() {
        "." => except.to_string(),
        path => format!("{path}/{except}"),
    })
}

fn above_dialect(line: &LoweredLine, allowed: Dialect) -> Vec<Diagnostic> {
    let features = dialect::features(line).into_iter();
    features.filter_map(|feature| above(feature, allowed, line.at)).collect()
}

fn above(Feature { name, since }: Feature, allowed: Dialect, at: Place) -> Option<Diagnostic> {
    (since > allowed).then(|| complaints::above_dialect(name, since, allowed, at))
}

fn too_long(line: &LoweredLine, text: &str) -> Option<Diagnostic> {
    let longest = text.lines().map(str::len).max().unwrap_or(0);
    if longest > LONGEST_LINE {
        return Some(complaints::line_too_long(longest, LONGEST_LINE, line.at));
    }
    let is_script = matches!(line.instruction, Instruction::Run(_)) && text.len() > LONGEST_SCRIPT;
    is_script.then(|| complaints::script_too_long(text.len(), LONGEST_SCRIPT, line.at))
}

/// Reports a second ENTRYPOINT, CMD or HEALTHCHECK. rustc refuses the first two in one chain, and
/// `out_of_order` can still hide one.
fn started_twice(stage: &LoweredStage) -> Vec<Diagnostic> {
    let (mut entrypoints, mut cmds, mut checks) = (0, 0, 0);
    let mut diagnostics = vec![];
    for line in &stage.lines {
        let (count, phase) = match line.instruction {
            Instruction::Entrypoint(_) => (&mut entrypoints, Some(Phase::Entrypoint)),
            Instruction::Cmd(_) => (&mut cmds, Some(Phase::Cmd)),
            Instruction::Healthcheck(_) | Instruction::NoHealthcheck => (&mut checks, None),
            _ => match line.instruction.raw_word() {
                Some("ENTRYPOINT") => (&mut entrypoints, Some(Phase::Entrypoint)),
                Some("CMD") => (&mut cmds, Some(Phase::Cmd)),
                Some("HEALTHCHECK") => (&mut checks, None),
                _ => continue,
            },
        };
        *count += 1;
        if *count == 2 {
            diagnostics.push(match phase {
                Some(phase) => complaints::declared_twice(phase, line.at),
                None => complaints::checked_twice(line.at),
            });
        }
    }
    diagnostics
}

/// Reports `npm start` and the like as process 1, since a stop signal ends the package manager. CMD
/// counts as arguments of ENTRYPOINT.
fn started_by_a_manager(stage: &LoweredStage) -> Option<Diagnostic> {
    let start = |line: &LoweredLine| match &line.instruction {
        Instruction::Entrypoint(argv) => Some((0, argv.clone(), line.at)),
        Instruction::Cmd(argv) => Some((1, argv.clone(), line.at)),
        _ => None,
    };
    let mut starts: Vec<_> = stage.lines.iter().filter_map(start).collect();
    starts.sort_by_key(|(which, ..)| *which);
    let at = starts.first()?.2;
    let argv: Vec<String> = starts.into_iter().flat_map(|(_, argv, _)| argv).collect();
    let [manager, verb, ..] = argv.as_slice() else { return None };
    let name = name_of(manager);
    let runs = matches!(name, "npm" | "pnpm" | "yarn")
        && matches!(verb.as_str(), "start" | "run" | "run-script" | "exec");
    runs.then(|| complaints::started_by_a_manager(name, verb, at))
}

/// Checks what the image copies from its context. Where a declaration is wrong (`is_whole` is
/// false), a forgotten `.context(..)` is not reported: both may be the same mistake.
pub(crate) fn context(findings: &[Finding], root: &Path, is_whole: bool) -> Vec<Diagnostic> {
    let mut diagnostics: Vec<_> =
        findings.iter().filter_map(|finding| source(finding, root)).collect();
    let in_workspace = |finding: &&Finding| matches!(finding.found, Found::InWorkspace);
    let mut forgotten = findings.iter().filter(in_workspace).map(|finding| finding.source);
    if let Some(first) = forgotten.next().filter(|_| is_whole) {
        let more = forgotten.map(|source| source.path.as_str()).collect();
        diagnostics.push(complaints::forgotten_context(first.path.as_str(), more, root, first.at));
    }
    diagnostics
}

/// Reports files of the context that one copy of a stage puts over those of another.
pub(crate) fn overwritten(program: &Program, findings: &[Finding]) -> Vec<Diagnostic> {
    let is_file = |finding: &&Finding| matches!(finding.found, Found::File);
    let files = findings.iter().filter(is_file).map(|finding| finding.source.path.as_str());
    let files: HashSet<&str> = files.collect();
    program.stages.iter().flat_map(|stage| twice::overwritten(stage, &files)).collect()
}

/// The copies that close a folder of the context to the program.
pub(crate) fn closed(program: &Program, findings: &[Finding]) -> Vec<Diagnostic> {
    let is_folder = |finding: &&Finding| matches!(finding.found, Found::Folder);
    let folders = findings.iter().filter(is_folder).map(|finding| finding.source.path.as_str());
    let folders: HashSet<&str> = folders.collect();
    program.stages.iter().flat_map(|stage| closed::check(stage, &folders)).collect()
}

fn source(finding: &Finding, root: &Path) -> Option<Diagnostic> {
    let source = finding.source;
    let (path, at) = (source.path.as_str(), source.at);
    match &finding.found {
        Found::Missing => {
            let path = source.only.as_deref().unwrap_or(path);
            Some(complaints::missing_source(path, root, at))
        }
        Found::NotCheckedOut => Some(complaints::source_not_checked_out(path, at)),
        Found::Outside => Some(complaints::source_outside(path, root, at)),
        Found::Unreadable(error) => Some(complaints::unreadable_source(path, error, at)),
        Found::Private => Some(complaints::private_source(path, at)),
        Found::Folder if source.file => Some(complaints::not_a_file(path, at)),
        Found::Folder | Found::File | Found::InWorkspace | Found::Absent => None,
    }
}

#[cfg(test)]
mod tests;
