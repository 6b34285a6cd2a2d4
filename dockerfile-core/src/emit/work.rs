//! From orders to files: what each image becomes, and then all files at once.

use std::collections::BTreeSet;
use std::io;
use std::path::{Component, Path, PathBuf};
use std::rc::Rc;
use std::sync::{Mutex, PoisonError};
use std::{fs, mem};

use similar::TextDiff;

use super::image::{Checked, Image};
use super::replace::{self, LineEnds, Replacement, lf, with_line_ends};
use super::verdict::{Mode, Refusal, Surroundings, Verdict, verdict};
use crate::check;
use crate::check::complaints;
use crate::check::policy::{self, Policy};
use crate::check::report::{Diagnostic, Report, Subject};
use crate::declare::context::BuildContext;
use crate::declare::disk::Disk;
use crate::print::pins;
use crate::program::fault::Wrong;
use crate::program::kept_out::KeptOut;
use crate::program::note::Note;
use crate::program::pins::Pins;
use crate::program::place::Place;
use crate::program::program::ContextSource;
use crate::program::unread::Unread;
use crate::recipes::project;
use crate::recipes::survey;

/// How many new files a report names.
const SHOWN: usize = 5;

/// An image, and where its files go.
#[derive(Clone, Debug)]
pub(super) struct Order {
    pub(super) image: Image,
    /// `None` is what the policy says.
    pub(super) dockerfile: Option<PathBuf>,
    pub(super) context: BuildContext,
    pub(super) at: Place,
}

/// An image that can be emitted, and the folder of its build context.
pub(super) struct Planned<'o> {
    pub(super) order: &'o Order,
    pub(super) checked: Checked,
    pub(super) root: PathBuf,
    kept_out: KeptOut,
}

impl Planned<'_> {
    /// BuildKit looks for `<Dockerfile>.dockerignore` first; the context's own serves every
    /// builder.
    fn ignore_path(&self, dockerfile: &Path, around: &Surroundings) -> PathBuf {
        let root = around.real(&self.root);
        if around.real(dockerfile).file_name().is_some_and(|name| name == "Dockerfile")
            && around.real(dockerfile.parent().unwrap_or(Path::new(""))) == root
        {
            return dockerfile.with_file_name(".dockerignore");
        }
        let mut path = dockerfile.as_os_str().to_owned();
        path.push(".dockerignore");
        path.into()
    }

    /// A file of the package as the build context sees it, with `/` on every host; `None`
    /// for one outside.
    pub(super) fn in_context(&self, path: &Path, around: &Surroundings) -> Option<String> {
        survey::relative(&around.real(path), &around.real(&self.root))
    }
}

/// A file's place, what is there, and what is to be there.
struct Due {
    /// As it was said, relative to the package.
    shown: PathBuf,
    /// Behind any link.
    path: PathBuf,
    existing: Option<String>,
    wanted: String,
    line_ends: LineEnds,
    at: Place,
}

/// All that one build script emits, gathered before the first file is touched.
pub(super) struct Work<'a> {
    around: &'a Surroundings,
    mode: Mode,
    policy: Policy,
    disk: Rc<Disk>,
    files: Vec<Due>,
    lines: Vec<String>,
    diagnostics: Vec<Diagnostic>,
}

impl<'a> Work<'a> {
    pub(super) fn begin(around: &'a Surroundings, at: Place) -> Result<Self, Report> {
        let mode = match around.mode() {
            Ok(mode) => mode,
            Err(word) => return Err(report(vec![complaints::unknown_mode(word, at)])),
        };
        let lines = vec![
            "cargo::rerun-if-env-changed=DOCKERFILE_EMIT".to_owned(),
            "cargo::rerun-if-env-changed=CI".to_owned(),
        ];
        let (policy, files, diagnostics) = (Policy::default(), vec![], vec![]);
        let mut work =
            Self { around, mode, policy, disk: shared_disk(), files, lines, diagnostics };
        if !work.is_off() {
            work.read_policy(at);
        }
        Ok(work)
    }

    /// The workspace's, and then the package's own.
    fn read_policy(&mut self, at: Place) {
        let package = &self.around.package;
        let text = |folder: &Path| fs::read_to_string(folder.join("Cargo.toml"));
        let is_root = |folder: &&Path| text(folder).is_ok_and(|text| policy::is_workspace(&text));
        let root = package.ancestors().find(is_root).unwrap_or(package).to_owned();
        for (folder, table) in [(&root, "workspace"), (package, "package")] {
            let path = folder.join("Cargo.toml");
            let Ok(text) = fs::read_to_string(&path) else { continue };
            let name = survey::between(&survey::real(package), &survey::real(&path));
            for problem in self.policy.read(&name, &text, table).err().into_iter().flatten() {
                self.diagnostics.push(complaints::bad_policy(&problem, at));
            }
            self.rerun_if_changed(Path::new(&name));
        }
    }

    pub(super) fn is_off(&self) -> bool {
        self.mode == Mode::Off
    }

    /// Plans an image's two files; gives back the image, unless something is wrong with it.
    pub(super) fn image<'o>(&mut self, order: &'o Order) -> Option<Planned<'o>> {
        let dockerfile = self.dockerfile_of(order);
        if self.is_off() {
            let (checked, _) = order.image.checked(&self.policy, None);
            let text = order.image.rendered(&checked, &KeptOut::default(), &Pins::default(), &[]);
            self.plan(&text.plan, &dockerfile, order.at);
            return None;
        }
        let planned = self.checked(order)?;
        if !self.around.several && !first_to_emit(&self.around.package.join(&dockerfile)) {
            self.diagnostics.push(complaints::emitted_twice(&dockerfile, order.at));
            return None;
        }
        let (path, existing) = self.found(&dockerfile, order.at)?;
        let program = &planned.checked.program;
        let text = text_with_pins(&path, existing.as_deref());
        let pins = text.map(|text| pins::read(program, &text)).unwrap_or_default();
        let broken = self.policy.check(program, &pins);
        if !broken.is_empty() {
            self.diagnostics.extend(broken);
            return None;
        }
        let ignore = planned.ignore_path(&dockerfile, self.around);
        let own = [&dockerfile, &ignore].map(|path| planned.in_context(path, self.around));
        let own: Vec<String> = own.into_iter().flatten().collect();
        let text = order.image.rendered(&planned.checked, &planned.kept_out, &pins, &own);
        self.plan(&text.plan, &dockerfile, order.at);

        let (shown, wanted, at) = (dockerfile, text.dockerfile, order.at);
        let documents = planned.checked.program.has_here_documents();
        let line_ends = if documents { LineEnds::Lf } else { LineEnds::Kept };
        self.files.push(Due { shown, path, existing, wanted, line_ends, at });
        self.file(ignore, text.ignore, order.at);
        self.watch(&planned);
        Some(planned)
    }

    /// The image, if nothing is wrong with it and with what it copies.
    fn checked<'o>(&mut self, order: &'o Order) -> Option<Planned<'o>> {
        let disk = Rc::clone(&self.disk);
        let (mut checked, mut diagnostics) = order.image.checked(&self.policy, Some(disk));
        let root = match self.disk.folder(&order.context) {
            Ok(root) => root,
            Err(error) => {
                self.diagnostics.push(unread(error, order.at));
                return None;
            }
        };
        let findings = survey::survey(&root, &checked.program.sources);
        diagnostics.extend(check::context(&findings, &root));
        let linked = survey::behind_links(&findings);
        checked.program.sources.extend(linked);
        let mut kept_out = KeptOut::default();
        if diagnostics.is_empty() {
            match self.disk.kept_out(&order.context, &checked.program.sources) {
                Ok(found) => kept_out = found,
                Err(error) => diagnostics.push(unread(error, order.at)),
            }
        }
        if diagnostics.is_empty() {
            let paths = mem::take(&mut kept_out.held_back);
            let notes = &mut checked.program.notes;
            notes.extend((!paths.is_empty()).then_some(Note::HeldBack { paths }));
            return Some(Planned { order, checked, root, kept_out });
        }
        // Where nothing is checked, an image whose files nobody can list stays as it is.
        let is_lenient = |one: &Diagnostic| one.subject == Subject::VersionControl;
        if self.mode != Mode::Check && diagnostics.iter().all(is_lenient) {
            let warn = |one: &Diagnostic| format!("cargo::warning={}", one.message);
            self.lines.extend(diagnostics.iter().map(warn));
        } else {
            let hinted = diagnostics.into_iter().map(|one| self.hinted(one));
            let hinted: Vec<Diagnostic> = hinted.collect();
            self.diagnostics.extend(hinted);
        }
        None
    }

    /// What stays at home of a folder that several images copy from.
    pub(super) fn kept_out(
        &mut self,
        context: &Path,
        sources: &[ContextSource],
        at: Place,
    ) -> Option<KeptOut> {
        let found = self.disk.kept_out(&BuildContext::from(context), sources);
        found.map_err(|error| self.diagnostics.push(unread(error, at))).ok()
    }

    /// A project that cannot be read may be one that version control does not know yet.
    fn hinted(&self, diagnostic: Diagnostic) -> Diagnostic {
        let unknown = match diagnostic.subject {
            Subject::Project => self.disk.unknown(),
            Subject::Declaration | Subject::VersionControl => vec![],
        };
        let unknown = unknown.iter().take(SHOWN);
        unknown.fold(diagnostic, |one, file| one.note(complaints::not_tracked(file)))
    }

    fn plan(&mut self, text: &str, dockerfile: &Path, at: Place) {
        if let Err(error) = write_plan(self.around, dockerfile, text) {
            self.diagnostics.push(complaints::cannot_write(dockerfile, &error, at));
        }
    }

    /// Manifests are inputs; the program's own files are not, or every edit of them would
    /// compile the package again.
    fn watch(&mut self, planned: &Planned<'_>) {
        let sources = planned.checked.program.sources.iter().filter(|source| source.file);
        for source in sources {
            self.rerun_if_changed(&planned.root.join(source.path.as_str()));
        }
    }

    /// What recipes have looked at: folders whose files decide, and new files that would.
    fn watch_disk(&mut self) {
        for path in self.disk.watched() {
            self.rerun_if_changed(&path);
        }
        for file in self.disk.unknown() {
            self.lines.push(format!("cargo::warning={}", complaints::not_tracked(&file)));
        }
    }

    /// Where an image's file goes.
    pub(super) fn dockerfile_of(&self, order: &Order) -> PathBuf {
        let by_policy = || match &self.policy.dockerfile {
            Some(rule) => PathBuf::from(&rule.value),
            None => PathBuf::from("Dockerfile"),
        };
        order.dockerfile.clone().unwrap_or_else(by_policy)
    }

    /// Plans one more file.
    pub(super) fn file(&mut self, shown: PathBuf, wanted: String, at: Place) {
        if let Some((path, existing)) = self.found(&shown, at) {
            let line_ends = LineEnds::Kept;
            self.files.push(Due { shown, path, existing, wanted, line_ends, at });
        }
    }

    fn found(&mut self, shown: &Path, at: Place) -> Option<(PathBuf, Option<String>)> {
        let path = survey::through_links(&self.around.package.join(shown));
        match replace::read(&path) {
            Ok(existing) => Some((path, existing)),
            Err(error) => {
                self.diagnostics.push(complaints::cannot_read(shown, &error, at));
                None
            }
        }
    }

    pub(super) fn complain(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    fn rerun_if_changed(&mut self, path: &Path) {
        self.lines.push(format!("cargo::rerun-if-changed={}", path.display()));
    }

    // ---- writing ----------------------------------------------------------------------

    /// Writes what is due, and gives back the lines for cargo: all files, or none.
    pub(super) fn finish(mut self) -> Result<Vec<String>, Report> {
        let files = mem::take(&mut self.files);
        let (mut due, mut lost) = (vec![], vec![]);
        for file in &files {
            match verdict(file.existing.as_deref(), &file.wanted, file.line_ends, self.mode) {
                Verdict::Keep => {}
                Verdict::Write => due.push(file),
                Verdict::Replace => {
                    lost.push(file);
                    due.push(file);
                }
                Verdict::Refuse(why) => self.diagnostics.push(file.refusal(why)),
            }
        }
        if let Some(report) = Report::of(mem::take(&mut self.diagnostics)) {
            return Err(report);
        }
        if self.mode != Mode::Check {
            replace::remove_abandoned(files.iter().map(|file| file.path.as_path()));
        }
        let mut ready = vec![];
        for file in due {
            let text = with_line_ends(file.line_ends, file.existing.as_deref(), &file.wanted);
            let replacement = Replacement::prepare(&file.path, text, self.around.script_built);
            ready.push((file, replacement.map_err(|error| file.cannot_write(&error))?));
        }
        for (file, _) in &ready {
            let is_new = file.existing.is_none() && file.line_ends == LineEnds::Lf;
            if is_new && !project::is_checked_out_with_lf(&file.path) {
                let warning = complaints::wants_lf(&file.shown);
                self.lines.push(format!("cargo::warning={warning}"));
            }
        }
        for file in lost {
            let kept = replace::back_up(&file.path).map_err(|error| file.cannot_write(&error))?;
            self.lines.push(format!("cargo::warning={}", complaints::replaced(&file.shown, &kept)));
        }
        for (file, replacement) in ready {
            replacement.commit().map_err(|error| file.cannot_write(&error))?;
        }
        files.iter().for_each(|file| self.rerun_if_changed(&file.shown));
        self.watch_disk();
        Ok(self.lines)
    }
}

impl Due {
    fn refusal(&self, why: Refusal) -> Diagnostic {
        let (path, at) = (&self.shown, self.at);
        let existing = lf(self.existing.as_deref().unwrap_or_default());
        let diff = TextDiff::from_lines(existing.as_str(), &self.wanted);
        let (old, new) = (format!("a/{}", path.display()), format!("b/{}", path.display()));
        let diff = diff.unified_diff().header(&old, &new).to_string();
        match why {
            Refusal::Edited => complaints::edited_by_hand(path, diff, at),
            Refusal::Foreign => complaints::not_ours(path, diff, at),
            Refusal::Stale => complaints::stale(path, diff, at),
            Refusal::Missing => complaints::not_there(path, at),
            Refusal::LineEnds => complaints::crlf(path, at),
        }
    }

    fn cannot_write(&self, error: &io::Error) -> Report {
        report(vec![complaints::cannot_write(&self.shown, error, self.at)])
    }
}

/// What is there with LF line ends, or was there at the last commit: a deleted file's pins
/// are worth keeping.
fn text_with_pins(path: &Path, existing: Option<&str>) -> Option<String> {
    match existing {
        Some(text) => Some(lf(text)),
        None => project::last_committed(path).map(|text| lf(&text)),
    }
}

/// The plan goes where cargo wants what a build script makes, for a program that prints
/// it: `include_str!(concat!(env!("OUT_DIR"), "/Dockerfile.plan"))`. That of
/// `services/web/Dockerfile` is `services-web-Dockerfile.plan`.
fn write_plan(around: &Surroundings, dockerfile: &Path, plan: &str) -> io::Result<()> {
    let Some(out) = &around.out_dir else { return Ok(()) };
    let parts = dockerfile.components().filter_map(|part| match part {
        Component::Normal(name) => Some(name.to_string_lossy()),
        _ => None,
    });
    fs::write(out.join(parts.collect::<Vec<_>>().join("-") + ".plan"), plan)
}

/// Whether no other image of this build script goes into that file: two would take turns
/// in it, build by build.
fn first_to_emit(path: &Path) -> bool {
    static EMITTED: Mutex<BTreeSet<PathBuf>> = Mutex::new(BTreeSet::new());
    let mut emitted = EMITTED.lock().unwrap_or_else(PoisonError::into_inner);
    emitted.insert(survey::through_links(path))
}

/// What was read of the disk: one build script reads each file once, for all its images.
fn shared_disk() -> Rc<Disk> {
    thread_local! {
        static DISK: Rc<Disk> = Rc::default();
    }
    DISK.with(Rc::clone)
}

/// The build context cannot be read.
fn unread(unread: Unread, at: Place) -> Diagnostic {
    complaints::words(Wrong::Project { tool: "emit", unread }.at(at))
}

fn report(diagnostics: Vec<Diagnostic>) -> Report {
    Report::of(diagnostics).expect("a diagnostic was given")
}
