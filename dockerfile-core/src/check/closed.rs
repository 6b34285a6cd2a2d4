//! Folders that a copy closes: its mode holds for folders as for files, and nobody enters a folder
//! without `x`.

use std::collections::HashSet;

use super::complaints;
use super::report::Diagnostic;
use crate::program::instruction::{CopySource, Instruction, Permissions};
use crate::program::program::LoweredStage;

/// The copies of a stage that close a folder. `folders` are those of the context.
pub(super) fn check(stage: &LoweredStage, folders: &HashSet<&str>) -> Vec<Diagnostic> {
    let closed = stage.lines.iter().filter_map(|line| {
        let Instruction::Copy(copy) = &line.instruction else { return None };
        let CopySource::Context(paths) = &copy.source else { return None };
        let mode = copy.flags.mode.as_ref().and_then(closing)?;
        let mut literal = paths.iter().filter(|path| path.is_literal()).map(|path| path.known());
        let folder = literal.find(|path| folders.contains(path))?;
        Some(complaints::closed_folder(folder, &mode, line.at))
    });
    closed.collect()
}

/// A mode as it was given, if with it somebody may read a folder's names and not enter it.
fn closing(mode: &Permissions) -> Option<String> {
    match mode {
        Permissions::Number(mode) => {
            let (readers, enterers) = (mode >> 2 & 0o111, mode & 0o111);
            (readers & !enterers != 0).then(|| format!("0o{mode:03o}"))
        }
        Permissions::Symbols(text) => {
            let is_closing = text.contains('=') && !text.contains(['x', 'X']);
            is_closing.then(|| text.clone())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::closing;
    use crate::program::instruction::Permissions;

    #[test]
    fn a_folder_is_entered_by_who_reads_it() {
        for mode in [0o644, 0o600, 0o640, 0o664, 0o444, 0o754, 0o1666] {
            assert!(closing(&Permissions::Number(mode)).is_some(), "{mode:o}");
        }
        for mode in [0o755, 0o750, 0o700, 0o711, 0o555, 0o1777, 0o2755, 0o000] {
            assert_eq!(closing(&Permissions::Number(mode)), None, "{mode:o}");
        }
        for (text, closes) in [
            ("u=rw,go=r", true),
            ("a=r", true),
            ("u=rwX,go=rX", false),
            ("a+r", false),
            ("go-w", false),
        ] {
            let mode = Permissions::Symbols(text.to_owned());
            assert_eq!(closing(&mode).is_some(), closes, "{text}");
        }
    }
}
