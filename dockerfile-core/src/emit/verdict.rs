//! The verdict on a file: what is done with it, by what is there and by the mode.

use super::existing::{Existing, LineEnds, lf};
use super::surroundings::Mode;
use crate::print::header::{self, Provenance};

#[derive(Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    Keep,
    Write,
    /// The file is written, and what is there stays as a copy.
    Replace,
    Refuse(Refusal),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Refusal {
    Edited,
    Foreign,
    Stale,
    Missing,
    /// The file has CRLF line ends, which break its here-documents.
    LineEnds,
}

/// The verdict on one file. Comparison and hash are over LF line ends.
pub(super) fn verdict(
    existing: Option<&Existing>,
    wanted: &str,
    line_ends: LineEnds,
    mode: Mode,
) -> Verdict {
    let Some(existing) = existing else {
        return match mode {
            Mode::Check => Verdict::Refuse(Refusal::Missing),
            _ => Verdict::Write,
        };
    };
    let is_forced = mode == Mode::Force;
    let Some(existing) = existing.text() else {
        return if is_forced { Verdict::Replace } else { Verdict::Refuse(Refusal::Foreign) };
    };
    let broken = line_ends == LineEnds::Lf && existing.contains("\r\n");
    let existing = lf(existing);
    if existing == wanted {
        return match (broken, mode) {
            (false, _) => Verdict::Keep,
            (true, Mode::Check) => Verdict::Refuse(Refusal::LineEnds),
            (true, _) => Verdict::Write,
        };
    }
    match (header::origin(&existing), mode) {
        (Provenance::Foreign | Provenance::Edited, Mode::Force) => Verdict::Replace,
        (Provenance::Foreign, _) => Verdict::Refuse(Refusal::Foreign),
        (Provenance::Edited, _) => Verdict::Refuse(Refusal::Edited),
        (Provenance::Generated | Provenance::Conflict, Mode::Check) => {
            Verdict::Refuse(Refusal::Stale)
        }
        (Provenance::Generated, _) => Verdict::Write,
        // Somebody may have edited the file beside the conflict markers.
        (Provenance::Conflict, _) => Verdict::Replace,
    }
}

#[cfg(test)]
mod tests {
    use super::{Refusal, Verdict, verdict};
    use crate::emit::existing::{Existing, LineEnds};
    use crate::emit::surroundings::Mode;
    use crate::print::header;

    #[test]
    fn what_becomes_of_a_file() {
        let old = header::file("build.rs", "", "", "FROM debian:11 AS final\n");
        let new = header::file("build.rs", "", "", "FROM debian:12 AS final\n");
        let crlf = new.replace('\n', "\r\n");
        let edited = format!("{old}RUN true\n");
        let conflict = old.replace("FROM", "<<<<<<< ours\nFROM");
        let table = [
            (None, Mode::Write, Verdict::Write),
            (None, Mode::Check, Verdict::Refuse(Refusal::Missing)),
            (None, Mode::Force, Verdict::Write),
            (Some(new.as_str()), Mode::Write, Verdict::Keep),
            (Some(new.as_str()), Mode::Force, Verdict::Keep),
            (Some(new.as_str()), Mode::Check, Verdict::Keep),
            (Some(crlf.as_str()), Mode::Check, Verdict::Keep),
            (Some(old.as_str()), Mode::Write, Verdict::Write),
            (Some(old.as_str()), Mode::Check, Verdict::Refuse(Refusal::Stale)),
            (Some(edited.as_str()), Mode::Write, Verdict::Refuse(Refusal::Edited)),
            (Some(edited.as_str()), Mode::Check, Verdict::Refuse(Refusal::Edited)),
            (Some(edited.as_str()), Mode::Force, Verdict::Replace),
            (Some("FROM x\n"), Mode::Write, Verdict::Refuse(Refusal::Foreign)),
            (Some("FROM x\n"), Mode::Check, Verdict::Refuse(Refusal::Foreign)),
            (Some("FROM x\n"), Mode::Force, Verdict::Replace),
            (Some(""), Mode::Write, Verdict::Refuse(Refusal::Foreign)),
            (Some(old.as_str()), Mode::Force, Verdict::Write),
            (Some(conflict.as_str()), Mode::Write, Verdict::Replace),
            (Some(conflict.as_str()), Mode::Check, Verdict::Refuse(Refusal::Stale)),
            (Some(conflict.as_str()), Mode::Force, Verdict::Replace),
        ];
        let found = |text: &str| Existing::Text(text.to_owned());
        for (existing, mode, expected) in table {
            let given = verdict(existing.map(found).as_ref(), &new, LineEnds::Kept, mode);
            assert_eq!(given, expected, "{existing:?} {mode:?}");
        }
        for other in [Existing::Bytes(vec![0xff]), Existing::Long] {
            let given = |mode| verdict(Some(&other), &new, LineEnds::Kept, mode);
            assert_eq!(given(Mode::Force), Verdict::Replace);
            assert_eq!(given(Mode::Write), Verdict::Refuse(Refusal::Foreign));
            assert_eq!(given(Mode::Check), Verdict::Refuse(Refusal::Foreign));
        }
        let lf = |mode| verdict(Some(&found(&crlf)), &new, LineEnds::Lf, mode);
        assert_eq!(lf(Mode::Write), Verdict::Write);
        assert_eq!(lf(Mode::Check), Verdict::Refuse(Refusal::LineEnds));
        assert_eq!(lf(Mode::Force), Verdict::Write);
        let stale = old.replace('\n', "\r\n");
        let stale = |mode| verdict(Some(&found(&stale)), &new, LineEnds::Lf, mode);
        assert_eq!(stale(Mode::Check), Verdict::Refuse(Refusal::Stale));
        assert_eq!(verdict(Some(&found(&new)), &new, LineEnds::Lf, Mode::Check), Verdict::Keep);
    }
}
