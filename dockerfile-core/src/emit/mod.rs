//! Emission: the only file that writes to disk or prints `cargo::` lines.

mod disk;
mod verdict;

use std::collections::BTreeSet;
use std::io;
use std::panic::Location;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::{fs, process, thread};

use similar::TextDiff;

use crate::given::Place;
use crate::image::Image;
use crate::report::{Diagnostic, Report};
use crate::{check, complaints, pins, project};
use disk::{Replacement, lf, with_line_ends_of};
use verdict::{Mode, Refusal, Surroundings, Verdict, verdict};

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
        let (mut program, mut diagnostics) = self.image.program();
        let root = around.package.join(&self.context);
        let mut lines = vec![
            "cargo::rerun-if-env-changed=DOCKERFILE_EMIT".to_owned(),
            "cargo::rerun-if-env-changed=CI".to_owned(),
        ];
        if mode == Mode::Off {
            self.write_plan(around, &self.image.rendered(&program, &[]).plan)?;
            return Ok(lines);
        }
        diagnostics.extend(check::context(&project::survey(&root, &program.sources), &root));
        if let Some(report) = Report::of(diagnostics) {
            return Err(report);
        }
        if !first_to_emit(&around.package.join(&self.dockerfile)) {
            return Err(report(vec![complaints::emitted_twice(&self.dockerfile, self.at)]));
        }
        let dockerfile = self.found(self.dockerfile.clone(), around)?;
        let ignore = self.found(self.ignore_path(), around)?;
        if let Some(text) = dockerfile.text_with_pins() {
            pins::keep(&mut program, &text);
        }
        let paths = [&dockerfile.shown, &ignore.shown];
        let own = paths.iter().filter_map(|path| self.in_context(path, around));
        let text = self.image.rendered(&program, &own.collect::<Vec<_>>());
        self.write_plan(around, &text.plan)?;

        let files = [(dockerfile, text.dockerfile), (ignore, text.ignore)];
        for warning in self.write(&files, mode, around)? {
            lines.push(format!("cargo::warning={warning}"));
        }
        for (file, _) in &files {
            lines.push(format!("cargo::rerun-if-changed={}", file.shown.display()));
        }
        // Manifests are inputs; the program's own files are not, or every edit of them
        // would compile the package again.
        for source in program.sources.iter().filter(|source| source.file) {
            let path = self.context.join(source.path.as_str());
            lines.push(format!("cargo::rerun-if-changed={}", path.display()));
        }
        Ok(lines)
    }

    fn found(&self, shown: PathBuf, around: &Surroundings) -> Result<Found, Report> {
        let path = project::through_links(&around.package.join(&shown));
        match disk::read(&path) {
            Ok(existing) => Ok(Found { shown, path, existing }),
            Err(error) => Err(report(vec![complaints::cannot_read(&shown, &error, self.at)])),
        }
    }

    /// Looks at all files before the first is touched, and puts all beside their
    /// places before the first is replaced. Gives back what to warn of.
    fn write(
        &self,
        files: &[(Found, String)],
        mode: Mode,
        around: &Surroundings,
    ) -> Result<Vec<String>, Report> {
        let (mut diagnostics, mut due, mut lost) = (vec![], vec![], vec![]);
        for (file, wanted) in files {
            let existing = file.existing.as_deref();
            match verdict(existing, wanted, mode) {
                Verdict::Keep => {}
                Verdict::Write => due.push((file, wanted)),
                Verdict::Replace => {
                    lost.push(file);
                    due.push((file, wanted));
                }
                Verdict::Refuse(why) => {
                    diagnostics.push(self.refusal(why, &file.shown, existing, wanted));
                }
            }
        }
        if let Some(report) = Report::of(diagnostics) {
            return Err(report);
        }
        if mode != Mode::Check {
            files.iter().for_each(|(file, _)| disk::remove_abandoned(&file.path));
        }
        let mut ready = vec![];
        for (file, wanted) in due {
            let text = with_line_ends_of(file.existing.as_deref(), wanted);
            let replacement = Replacement::prepare(&file.path, text, around.script_built);
            let cannot = |error| self.cannot_write(&file.shown, &error);
            ready.push((file, replacement.map_err(cannot)?));
        }
        let mut warnings = vec![];
        for file in lost {
            let kept = disk::back_up(&file.path);
            let kept = kept.map_err(|error| self.cannot_write(&file.shown, &error))?;
            warnings.push(complaints::replaced(&file.shown, &kept));
        }
        for (file, replacement) in ready {
            replacement.commit().map_err(|error| self.cannot_write(&file.shown, &error))?;
        }
        Ok(warnings)
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
        let around = Surroundings::of_build_script();
        match self.run(&around) {
            // Only now: cargo shows what a failed script printed.
            Ok(lines) if around.is_build_script() => {
                lines.iter().for_each(|line| println!("{line}"));
            }
            Ok(_) => {}
            Err(report) => {
                eprintln!("\n{}", report.coloured());
                process::exit(1);
            }
        }
    }
}

/// A file's place, and what is there.
struct Found {
    /// As it was said, relative to the package.
    shown: PathBuf,
    /// Behind any link.
    path: PathBuf,
    existing: Option<String>,
}

impl Found {
    /// What is there with LF line ends, or was there at the last commit: a deleted file's
    /// pins are worth keeping.
    fn text_with_pins(&self) -> Option<String> {
        let text = match &self.existing {
            Some(text) => Some(text.clone()),
            None => project::last_committed(&self.path),
        };
        text.map(|text| lf(&text))
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
