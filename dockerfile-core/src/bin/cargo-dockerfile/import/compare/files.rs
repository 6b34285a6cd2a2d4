//! The files of the context that both ignore files let in.

use super::super::context::Context;
use super::super::copy;
use crate::failure::Result;
use crate::file::{File, Instruction, in_context};
use crate::ignore::Ignore;
use crate::patterns::{Wildcard, has_wildcards};

/// The comment above the files that the library keeps out because their names are those of secrets.
const PRIVATE: &str = "# Private by their names:";

/// Files that one of both builds copies and the other does not get.
pub(super) fn differences(context: &Context, file: &File, emitted: &str) -> Result<Vec<String>> {
    let before = Ignore::read(&context.ignore, "the ignore file")?;
    let after = Ignore::read(emitted, "the emitted ignore file")?;
    let private = emitted.lines().position(|line| line == PRIVATE).unwrap_or(usize::MAX);
    let copied = copied(file);
    let mut wrong = vec![];
    // A folder that neither build gets may hold anything.
    let is_unwanted = |folder: &str| {
        folder == ".git" || before.keeps_out_all_below(folder) && after.keeps_out_all_below(folder)
    };
    for path in context.files(&is_unwanted) {
        if !copied.iter().any(|source| holds(source, &path)) {
            continue;
        }
        match (before.keeps_out(&path), after.kept_out_by(&path)) {
            (false, Some((line, pattern))) if line as usize > private && !context.says(pattern) => {
            }
            (false, Some((_, pattern))) => {
                wrong.push(format!("`{path}` is kept out by `{pattern}`"))
            }
            (true, None) => wrong.push(format!("`{path}` is let in")),
            _ => {}
        }
    }
    Ok(wrong)
}

/// What lines copy of the context, or mount.
fn copied(file: &File) -> Vec<String> {
    let mut copied = vec![];
    for line in file.stages.iter().flat_map(|stage| &stage.lines) {
        match &line.instruction {
            Instruction::Copy(copy) if copy.from.is_none() => {
                copied
                    .extend(copy.sources.iter().filter(|source| !copy::is_remote(source)).cloned());
            }
            Instruction::Run(run) => {
                let mounts =
                    run.mounts.iter().filter(|mount| mount.kind == "bind" && mount.from.is_none());
                copied.extend(mounts.map(|mount| mount.source.clone()));
            }
            _ => {}
        }
    }
    copied.iter().map(|source| in_context(source)).collect()
}

/// Whether a file is a source, or in one.
fn holds(source: &str, path: &str) -> bool {
    if source == "." || source == path {
        return true;
    }
    let ends = path.match_indices('/').map(|(at, _)| &path[..at]);
    let mut places = ends.chain([path]);
    if has_wildcards(source) {
        return Wildcard::read(source)
            .is_ok_and(|pattern| places.any(|place| pattern.matches(place)));
    }
    places.any(|place| place == source)
}
