//! What becomes of a file: the mode that the surroundings ask for, and whose text is there.

use std::path::{Path, PathBuf};
use std::time::SystemTime;
use std::{env, fs};

use super::replace::{LineEnds, lf};
use crate::print::header;
use crate::print::header::Provenance;
use crate::recipes::survey;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mode {
    Write,
    /// Also over what is not ours to write over, of which a copy stays.
    Force,
    Check,
    Off,
}

/// What a build script finds around it.
#[derive(Debug)]
pub(super) struct Surroundings {
    pub(super) package: PathBuf,
    pub(super) out_dir: Option<PathBuf>,
    standing: survey::Standing,
    emit: Option<String>,
    ci: bool,
    /// When the running script was built: always before cargo started it.
    pub(super) script_built: Option<SystemTime>,
    /// One file may be looked at several times, as by several tests.
    pub(super) several: bool,
}

impl Surroundings {
    pub(super) fn of_build_script() -> Self {
        let package = env::var_os("CARGO_MANIFEST_DIR").map_or_else(PathBuf::new, PathBuf::from);
        Self {
            standing: survey::standing(&package),
            package,
            out_dir: env::var_os("OUT_DIR").map(PathBuf::from),
            emit: env::var_os("DOCKERFILE_EMIT").map(|word| word.to_string_lossy().into_owned()),
            ci: env::var("CI").is_ok_and(|ci| !matches!(ci.as_str(), "" | "0" | "false")),
            script_built: env::current_exe()
                .and_then(fs::metadata)
                .and_then(|script| script.modified())
                .ok(),
            several: false,
        }
    }

    /// For a test of the package: whatever the environment says, nothing is written.
    pub(super) fn of_test(package: &str) -> Self {
        Self {
            package: PathBuf::from(package),
            out_dir: None,
            standing: survey::Standing::Checkout,
            emit: Some("check".to_owned()),
            ci: false,
            script_built: None,
            several: true,
        }
    }

    /// A path of the package without links and `..`, as far as it is there.
    pub(super) fn real(&self, path: &Path) -> PathBuf {
        survey::real(&self.package.join(path))
    }

    /// Whether cargo reads what is printed: a program that emits has no such folder.
    pub(super) fn is_build_script(&self) -> bool {
        self.out_dir.is_some()
    }

    /// `Err` holds a word that is no mode.
    pub(super) fn mode(&self) -> Result<Mode, &str> {
        let asked = match self.emit.as_deref() {
            None | Some("") => None,
            Some("write") => Some(Mode::Write),
            Some("force") => Some(Mode::Force),
            Some("check") => Some(Mode::Check),
            Some("off") => Some(Mode::Off),
            Some(word) => return Err(word),
        };
        Ok(match (&self.standing, asked) {
            // Not ours to write into, whatever is asked.
            (survey::Standing::Copy, _) => Mode::Off,
            (_, Some(mode)) => mode,
            (survey::Standing::Uncontrolled, None) => Mode::Off,
            (survey::Standing::Checkout, None) if self.ci => Mode::Check,
            (survey::Standing::Checkout, None) => Mode::Write,
        })
    }
}

#[derive(Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    Keep,
    Write,
    /// What is there stays as a copy.
    Replace,
    Refuse(Refusal),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Refusal {
    Edited,
    Foreign,
    Stale,
    Missing,
    /// It has CRLF line ends, and here-documents, which they break.
    LineEnds,
}

/// What becomes of one file. Comparison and hash are over LF line ends.
pub(super) fn verdict(
    existing: Option<&str>,
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
        (Provenance::Generated | Provenance::Conflict, _) => Verdict::Write,
    }
}

#[cfg(test)]
mod tests {
    use super::{Mode, Refusal, Surroundings, Verdict, verdict};
    use crate::emit::replace::LineEnds;
    use crate::print::header;
    use crate::recipes::survey::Standing;
    use std::path::PathBuf;

    fn mode(standing: Standing, emit: Option<&str>, ci: bool) -> Result<Mode, String> {
        let around = Surroundings {
            package: PathBuf::new(),
            out_dir: None,
            standing,
            emit: emit.map(str::to_owned),
            ci,
            script_built: None,
            several: false,
        };
        around.mode().map_err(str::to_owned)
    }

    #[test]
    fn who_decides_the_mode() {
        use Standing::{Checkout, Copy, Uncontrolled};
        assert_eq!(mode(Checkout, None, false), Ok(Mode::Write));
        assert_eq!(mode(Checkout, None, true), Ok(Mode::Check));
        assert_eq!(mode(Checkout, Some(""), true), Ok(Mode::Check));
        assert_eq!(mode(Checkout, Some("write"), true), Ok(Mode::Write));
        assert_eq!(mode(Checkout, Some("force"), true), Ok(Mode::Force));
        assert_eq!(mode(Checkout, Some("off"), false), Ok(Mode::Off));
        assert_eq!(mode(Uncontrolled, None, false), Ok(Mode::Off));
        assert_eq!(mode(Uncontrolled, Some("write"), false), Ok(Mode::Write));
        assert_eq!(mode(Copy, Some("write"), false), Ok(Mode::Off));
        assert_eq!(mode(Checkout, Some("yes"), false), Err("yes".to_owned()));
    }

    #[test]
    fn what_becomes_of_a_file() {
        let old = header::file("", "", "FROM debian:11 AS final\n");
        let new = header::file("", "", "FROM debian:12 AS final\n");
        let crlf = new.replace('\n', "\r\n");
        let edited = format!("{old}RUN true\n");
        let conflict = old.replace("FROM", "<<<<<<< ours\nFROM");
        let table = [
            (None, Mode::Write, Verdict::Write),
            (None, Mode::Check, Verdict::Refuse(Refusal::Missing)),
            (Some(new.as_str()), Mode::Check, Verdict::Keep),
            (Some(crlf.as_str()), Mode::Check, Verdict::Keep),
            (Some(old.as_str()), Mode::Write, Verdict::Write),
            (Some(old.as_str()), Mode::Check, Verdict::Refuse(Refusal::Stale)),
            (Some(edited.as_str()), Mode::Write, Verdict::Refuse(Refusal::Edited)),
            (Some(edited.as_str()), Mode::Check, Verdict::Refuse(Refusal::Edited)),
            (Some(edited.as_str()), Mode::Force, Verdict::Replace),
            (Some("FROM x\n"), Mode::Write, Verdict::Refuse(Refusal::Foreign)),
            (Some("FROM x\n"), Mode::Force, Verdict::Replace),
            (Some(old.as_str()), Mode::Force, Verdict::Write),
            (Some(conflict.as_str()), Mode::Write, Verdict::Write),
            (Some(conflict.as_str()), Mode::Check, Verdict::Refuse(Refusal::Stale)),
        ];
        for (existing, mode, expected) in table {
            let given = verdict(existing, &new, LineEnds::Kept, mode);
            assert_eq!(given, expected, "{existing:?} {mode:?}");
        }
        let lf = |mode| verdict(Some(&crlf), &new, LineEnds::Lf, mode);
        assert_eq!(lf(Mode::Write), Verdict::Write);
        assert_eq!(lf(Mode::Check), Verdict::Refuse(Refusal::LineEnds));
        assert_eq!(verdict(Some(&new), &new, LineEnds::Lf, Mode::Check), Verdict::Keep);
    }
}
