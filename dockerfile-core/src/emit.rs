//! Emission: the only file that writes to disk or prints `cargo::` lines.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, Write};
use std::panic::Location;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::SystemTime;
use std::{env, process, thread};

use similar::TextDiff;

use crate::given::Place;
use crate::image::Image;
use crate::report::{Diagnostic, Report};
use crate::{check, complaints, header, project};

/// Writes an image's Dockerfile and ignore file, from `build.rs`.
///
/// The files are written where they differ, in the package's folder, and are meant to
/// be checked in. In CI (`CI` is set) nothing is written: a file that is not what the
/// declaration says fails the build with a diff. `DOCKERFILE_EMIT` set to `write`,
/// `check` or `off` overrides that.
///
/// A file that was edited by hand, or was never generated, is not overwritten. Nothing
/// is written into a packed or vendored copy of the package, outside version control,
/// or on docs.rs.
///
/// It acts when the value is dropped, that is at the end of the statement. On a mistake
/// in the declaration it prints a report that points into `build.rs`, and exits with
/// code 1.
///
/// ```no_run
/// use dockerfile_core::{Stage, debian, emit, user};
///
/// // build.rs
/// emit(Stage::from(debian("bookworm-slim")).account(user("app")).cmd(["id"]));
/// ```
#[track_caller]
pub fn emit(image: impl Into<Image>) -> Emission {
    Emission {
        image: image.into(),
        dockerfile: PathBuf::from("Dockerfile"),
        context: PathBuf::new(),
        at: Location::caller(),
    }
}

/// Files that are about to be written, from [`emit`].
#[derive(Debug)]
pub struct Emission {
    image: Image,
    dockerfile: PathBuf,
    context: PathBuf,
    at: Place,
}

impl Emission {
    /// Another path for the Dockerfile, relative to the package.
    ///
    /// The ignore file of `Dockerfile` at the context's root is `.dockerignore`; that of
    /// any other is beside it, `name.Dockerfile.dockerignore`, where BuildKit looks first.
    ///
    /// ```no_run
    /// # use dockerfile_core::{Stage, debian, emit, user};
    /// # let image = Stage::from(debian("bookworm-slim")).account(user("app"));
    /// emit(image).dockerfile("worker.Dockerfile");
    /// ```
    pub fn dockerfile(mut self, path: impl Into<PathBuf>) -> Self {
        self.dockerfile = path.into();
        self
    }

    /// Another build context than the package's folder, relative to it.
    ///
    /// ```no_run
    /// # use dockerfile_core::{Stage, debian, emit, user};
    /// # let image = Stage::from(debian("bookworm-slim")).account(user("app"));
    /// emit(image).context("../.."); // the workspace's root
    /// ```
    pub fn context(mut self, folder: impl Into<PathBuf>) -> Self {
        self.context = folder.into();
        self
    }

    fn ignore_path(&self) -> PathBuf {
        let at_root = self.context.as_os_str().is_empty() || self.context == Path::new(".");
        if at_root && self.dockerfile == Path::new("Dockerfile") {
            return PathBuf::from(".dockerignore");
        }
        let mut path = self.dockerfile.clone().into_os_string();
        path.push(".dockerignore");
        path.into()
    }

    /// A file of the package as its build context sees it, with `/` on every host; `None`
    /// for one outside.
    fn in_context(&self, path: &Path, around: &Surroundings) -> Option<String> {
        let package = around.package.canonicalize().ok()?;
        let root = package.join(&self.context).canonicalize().ok()?;
        let path = package.join(path);
        let parts = path.strip_prefix(root).ok()?.components();
        let parts: Vec<_> = parts.map(|part| part.as_os_str().to_string_lossy()).collect();
        Some(parts.join("/"))
    }

    /// Does it all, and gives back the lines for cargo.
    fn run(&self, around: &Surroundings) -> Result<Vec<String>, Report> {
        let mode = match around.mode() {
            Ok(mode) => mode,
            Err(word) => return Err(report(vec![complaints::unknown_mode(word, self.at)])),
        };
        let (program, mut diagnostics) = self.image.program();
        let root = around.package.join(&self.context);
        if mode != Mode::Off {
            let findings = project::survey(&root, &program.sources);
            diagnostics.extend(check::context(&findings, &root));
            if let Some(report) = Report::of(diagnostics) {
                return Err(report);
            }
        }
        let paths = [self.dockerfile.clone(), self.ignore_path()];
        let own: Vec<String> =
            paths.iter().filter_map(|path| self.in_context(path, around)).collect();
        let text = self.image.rendered(&program, &own);
        self.write_plan(around, &text.plan)?;

        let mut lines = vec![
            "cargo::rerun-if-env-changed=DOCKERFILE_EMIT".to_owned(),
            "cargo::rerun-if-env-changed=CI".to_owned(),
        ];
        if mode == Mode::Off {
            return Ok(lines);
        }
        if !first_to_emit(&around.package.join(&self.dockerfile)) {
            return Err(report(vec![complaints::emitted_twice(&self.dockerfile, self.at)]));
        }
        let [dockerfile, ignore] = paths;
        let files = [(dockerfile, text.dockerfile), (ignore, text.ignore)];
        self.write(&files, mode, around)?;
        for (path, _) in &files {
            lines.push(format!("cargo::rerun-if-changed={}", path.display()));
        }
        // Manifests are inputs; the program's own files are not, or every edit of them
        // would compile the package again.
        for source in program.sources.iter().filter(|source| source.file) {
            let path = self.context.join(source.path.as_str());
            lines.push(format!("cargo::rerun-if-changed={}", path.display()));
        }
        Ok(lines)
    }

    /// Looks at all files before the first is touched, and puts all beside their
    /// places before the first is replaced.
    fn write(
        &self,
        files: &[(PathBuf, String)],
        mode: Mode,
        around: &Surroundings,
    ) -> Result<(), Report> {
        let (mut diagnostics, mut due) = (vec![], vec![]);
        for (shown, wanted) in files {
            let path = project::through_links(&around.package.join(shown));
            let existing = match read(&path) {
                Ok(existing) => existing,
                Err(error) => {
                    diagnostics.push(complaints::cannot_read(shown, &error, self.at));
                    continue;
                }
            };
            match verdict(existing.as_deref(), wanted, mode) {
                Verdict::Keep => {}
                Verdict::Write => due.push((shown, path, with_line_ends_of(existing, wanted))),
                Verdict::Refuse(why) => {
                    diagnostics.push(self.refusal(why, shown, existing.as_deref(), wanted));
                }
            }
        }
        if let Some(report) = Report::of(diagnostics) {
            return Err(report);
        }
        let mut ready = vec![];
        for (shown, path, text) in due {
            let file = Replacement::prepare(path, &text, around.script_built);
            ready.push((shown, file.map_err(|error| self.cannot_write(shown, &error))?));
        }
        for (shown, file) in ready {
            file.commit().map_err(|error| self.cannot_write(shown, &error))?;
        }
        Ok(())
    }

    fn refusal(
        &self,
        why: Refusal,
        path: &Path,
        existing: Option<&str>,
        wanted: &str,
    ) -> Diagnostic {
        let existing = lf(existing.unwrap_or_default());
        let diff = TextDiff::from_lines(existing.as_str(), wanted);
        let (old, new) = (format!("a/{}", path.display()), format!("b/{}", path.display()));
        let diff = diff.unified_diff().header(&old, &new).to_string();
        match why {
            Refusal::Edited => complaints::edited_by_hand(path, diff, self.at),
            Refusal::Foreign => complaints::not_ours(path, diff, self.at),
            Refusal::Stale => complaints::stale(path, diff, self.at),
            Refusal::Missing => complaints::not_there(path, self.at),
        }
    }

    fn cannot_write(&self, path: &Path, error: &io::Error) -> Report {
        report(vec![complaints::cannot_write(path, error, self.at)])
    }

    /// The plan goes where cargo wants what a build script makes, for a program that
    /// prints it: `include_str!(concat!(env!("OUT_DIR"), "/Dockerfile.plan"))`.
    fn write_plan(&self, around: &Surroundings, plan: &str) -> Result<(), Report> {
        let (Some(out), Some(name)) = (&around.out_dir, self.dockerfile.file_name()) else {
            return Ok(());
        };
        let mut path = out.join(name).into_os_string();
        path.push(".plan");
        let path = PathBuf::from(path);
        fs::write(&path, plan).map_err(|error| self.cannot_write(&path, &error))
    }
}

impl Drop for Emission {
    fn drop(&mut self) {
        if thread::panicking() {
            return;
        }
        match self.run(&Surroundings::of_build_script()) {
            // Only now: cargo shows what a failed script printed.
            Ok(lines) => lines.iter().for_each(|line| println!("{line}")),
            Err(report) => {
                eprintln!("\n{}", report.coloured());
                process::exit(1);
            }
        }
    }
}

/// Whether no other image of this build script goes into that file: two would take turns
/// in it, build by build.
fn first_to_emit(path: &Path) -> bool {
    static EMITTED: Mutex<BTreeSet<PathBuf>> = Mutex::new(BTreeSet::new());
    let mut emitted = EMITTED.lock().unwrap_or_else(PoisonError::into_inner);
    emitted.insert(project::through_links(path))
}

fn report(diagnostics: Vec<Diagnostic>) -> Report {
    Report::of(diagnostics).expect("a diagnostic was given")
}

// ---- what to do ----------------------------------------------------------------------

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mode {
    Write,
    Check,
    Off,
}

/// What a build script finds around it.
#[derive(Debug)]
struct Surroundings {
    package: PathBuf,
    out_dir: Option<PathBuf>,
    standing: project::Standing,
    emit: Option<String>,
    ci: bool,
    /// When the running script was built: always before cargo started it.
    script_built: Option<SystemTime>,
}

impl Surroundings {
    fn of_build_script() -> Self {
        let package = env::var_os("CARGO_MANIFEST_DIR").map_or_else(PathBuf::new, PathBuf::from);
        Self {
            standing: project::standing(&package),
            package,
            out_dir: env::var_os("OUT_DIR").map(PathBuf::from),
            emit: env::var_os("DOCKERFILE_EMIT").map(|word| word.to_string_lossy().into_owned()),
            ci: env::var("CI").is_ok_and(|ci| !matches!(ci.as_str(), "" | "0" | "false")),
            script_built: env::current_exe()
                .and_then(fs::metadata)
                .and_then(|script| script.modified())
                .ok(),
        }
    }

    /// `Err` holds a word that is no mode.
    fn mode(&self) -> Result<Mode, &str> {
        let asked = match self.emit.as_deref() {
            None | Some("") => None,
            Some("write") => Some(Mode::Write),
            Some("check") => Some(Mode::Check),
            Some("off") => Some(Mode::Off),
            Some(word) => return Err(word),
        };
        Ok(match (&self.standing, asked) {
            // Not ours to write into, whatever is asked.
            (project::Standing::Copy, _) => Mode::Off,
            (_, Some(mode)) => mode,
            (project::Standing::Uncontrolled, None) => Mode::Off,
            (project::Standing::Checkout, None) if self.ci => Mode::Check,
            (project::Standing::Checkout, None) => Mode::Write,
        })
    }
}

#[derive(Debug, PartialEq, Eq)]
enum Verdict {
    Keep,
    Write,
    Refuse(Refusal),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Refusal {
    Edited,
    Foreign,
    Stale,
    Missing,
}

/// What becomes of one file. Comparison and hash are over LF line ends.
fn verdict(existing: Option<&str>, wanted: &str, mode: Mode) -> Verdict {
    let Some(existing) = existing else {
        return match mode {
            Mode::Check => Verdict::Refuse(Refusal::Missing),
            _ => Verdict::Write,
        };
    };
    let existing = lf(existing);
    if existing == wanted {
        return Verdict::Keep;
    }
    match (header::origin(&existing), mode) {
        (header::Origin::Foreign, _) => Verdict::Refuse(Refusal::Foreign),
        (header::Origin::Edited, _) => Verdict::Refuse(Refusal::Edited),
        (header::Origin::Generated, Mode::Check) => Verdict::Refuse(Refusal::Stale),
        (header::Origin::Generated, _) => Verdict::Write,
    }
}

// ---- the disk --------------------------------------------------------------------------

/// `None` where there is no file.
fn read(path: &Path) -> io::Result<Option<String>> {
    match fs::read_to_string(path) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

fn lf(text: &str) -> String {
    text.replace("\r\n", "\n")
}

/// A checkout with CRLF keeps it.
fn with_line_ends_of(existing: Option<String>, wanted: &str) -> String {
    match existing {
        Some(existing) if existing.contains("\r\n") => wanted.replace('\n', "\r\n"),
        _ => wanted.to_owned(),
    }
}

/// A whole new file beside its place. A reader sees the old one or the new one.
struct Replacement {
    path: PathBuf,
    beside: PathBuf,
}

impl Replacement {
    fn prepare(path: PathBuf, text: &str, built: Option<SystemTime>) -> io::Result<Self> {
        let name = path.file_name().ok_or(io::ErrorKind::InvalidFilename)?.to_string_lossy();
        // In the same folder: a rename does not cross file systems.
        let beside = path.with_file_name(format!(".{name}.{}.tmp", process::id()));
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        let replacement = Self { path, beside };
        let mut file = File::create(&replacement.beside)?;
        file.write_all(text.as_bytes())?;
        if let Ok(existing) = fs::metadata(&replacement.path) {
            file.set_permissions(existing.permissions())?;
        }
        // Younger than this run, it would make cargo run the script and compile again.
        if let Some(built) = built {
            file.set_modified(built)?;
        }
        Ok(replacement)
    }

    fn commit(self) -> io::Result<()> {
        fs::rename(&self.beside, &self.path)
    }
}

impl Drop for Replacement {
    fn drop(&mut self) {
        // After a commit there is nothing left to remove.
        let _ = fs::remove_file(&self.beside);
    }
}

#[cfg(test)]
mod tests {
    use super::{Mode, Refusal, Surroundings, Verdict, verdict};
    use crate::header;
    use crate::project::Standing;
    use std::path::PathBuf;

    fn mode(standing: Standing, emit: Option<&str>, ci: bool) -> Result<Mode, String> {
        let around = Surroundings {
            package: PathBuf::new(),
            out_dir: None,
            standing,
            emit: emit.map(str::to_owned),
            ci,
            script_built: None,
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
        let table = [
            (None, Mode::Write, Verdict::Write),
            (None, Mode::Check, Verdict::Refuse(Refusal::Missing)),
            (Some(new.as_str()), Mode::Check, Verdict::Keep),
            (Some(crlf.as_str()), Mode::Check, Verdict::Keep),
            (Some(old.as_str()), Mode::Write, Verdict::Write),
            (Some(old.as_str()), Mode::Check, Verdict::Refuse(Refusal::Stale)),
            (Some(edited.as_str()), Mode::Write, Verdict::Refuse(Refusal::Edited)),
            (Some("FROM x\n"), Mode::Write, Verdict::Refuse(Refusal::Foreign)),
        ];
        for (existing, mode, expected) in table {
            assert_eq!(verdict(existing, &new, mode), expected, "{existing:?} {mode:?}");
        }
    }
}
