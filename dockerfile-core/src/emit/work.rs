//! From orders to files: all files of an emission are gathered before the first is written.

use std::collections::{BTreeSet, HashMap};
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::{Mutex, PoisonError};
use std::{fs, mem};

use super::due::Due;
use super::existing::{LineEnds, lf};
use super::image::Rendered;
use super::lines::Lines;
use super::names::name_of;
use super::order::{Order, Planned};
use super::origin;
use super::plans;
use super::surroundings::{Mode, Surroundings};
use super::taken::{is_of_others, read_instead};
use crate::check;
use crate::check::complaints;
use crate::check::launch::Launch;
use crate::check::policy::{Manifest, Policy};
use crate::check::report::{Diagnostic, Report, Subject};
use crate::declare::context::BuildContext;
use crate::declare::disk::{Disk, Readable};
use crate::print::pins;
use crate::print::plan_json::Files;
use crate::program::dialect;
use crate::program::kept_out::KeptOut;
use crate::program::note::Note;
use crate::program::pins::Pins;
use crate::program::place::Place;
use crate::program::program::{ContextSource, LoweredStage, Program};
use crate::program::unread::Unread;
use crate::recipes::checkout;
use crate::recipes::survey::{self, Facts};

/// The number of new files that a report names.
const SHOWN: usize = 5;

/// All that one statement of a build script emits.
pub(super) struct Work<'a> {
    pub(super) around: &'a Surroundings,
    pub(super) mode: Mode,
    policy: Policy,
    pub(super) disk: Rc<Disk>,
    /// The root of the workspace.
    pub(super) root: PathBuf,
    /// The script that headers name as the origin of files.
    pub(super) source: String,
    /// Folders by their declared path, and without links.
    folders: HashMap<PathBuf, PathBuf>,
    pub(super) files: Vec<Due>,
    pub(super) lines: Lines,
    pub(super) diagnostics: Vec<Diagnostic>,
    /// Mistakes that are reported after the files are written.
    pub(super) after_writing: Vec<Diagnostic>,
}

impl<'a> Work<'a> {
    pub(super) fn begin(
        around: &'a Surroundings,
        disk: Rc<Disk>,
        at: Place,
    ) -> Result<Self, Report> {
        let mode = match around.mode() {
            Ok(mode) => mode,
            Err(word) => return Err(report(vec![complaints::unknown_mode(word, at)])),
        };
        let mut work = Self {
            around,
            mode,
            policy: Policy::default(),
            disk,
            // Set with the workspace; unused where nothing is emitted.
            root: around.package.clone(),
            source: String::new(),
            folders: HashMap::new(),
            files: vec![],
            lines: around.lines(mode),
            diagnostics: vec![],
            after_writing: vec![],
        };
        if !work.is_off() {
            work.find_workspace(at);
        }
        Ok(work)
    }

    /// Finds the root of the workspace, which cargo is asked for, and reads its policy.
    fn find_workspace(&mut self, at: Place) {
        match self.disk.workspace_root() {
            Ok(root) => {
                let is_build_script = self.around.is_build_script();
                self.source = origin::source(&self.around.package, &root, is_build_script);
                self.root = checkout::real(&root);
                self.read_policy(at);
            }
            Err(error) => {
                let asked =
                    "cargo was asked for the package's workspace, whose policy every image keeps";
                self.diagnostics.push(complaints::unread_context(error, at).note(asked));
            }
        }
    }

    /// Reads the policy of the workspace and the package; without a package there is none.
    fn read_policy(&mut self, at: Place) {
        let own = self.around.package.join("Cargo.toml");
        if !own.is_file() {
            return;
        }
        let (root, package) = (self.root.clone(), self.around.real(Path::new(".")));
        let paths = [&root, &package].map(|folder| folder.join("Cargo.toml"));
        let names = paths.each_ref().map(|path| checkout::between(&root, path));
        let mut texts = vec![];
        for (path, name) in paths.iter().zip(&names) {
            match fs::read_to_string(path) {
                Ok(text) => texts.push(text),
                Err(error) => {
                    self.diagnostics.push(complaints::cannot_read(name, &error, at));
                    return;
                }
            }
        }
        let manifest = |which: usize| Manifest { name: &names[which], text: &texts[which] };
        let own = (root != package).then(|| manifest(1));
        let (policy, mistakes) = Policy::of(&manifest(0), own.as_ref());
        self.policy = policy;
        self.diagnostics.extend(mistakes.iter().map(|one| complaints::bad_policy(one, at)));
        for path in &paths[..if root == package { 1 } else { 2 }] {
            self.lines.rerun_if_changed(Path::new(&checkout::between(&package, path)));
        }
    }

    pub(super) fn is_off(&self) -> bool {
        self.mode == Mode::Off
    }

    /// Plans the two files of an image; returns the image unless it is wrong or nothing is emitted.
    pub(super) fn image<'o>(&mut self, order: &'o Order) -> Option<Planned<'o>> {
        let dockerfile = self.dockerfile_of(order);
        if self.is_off() {
            let (checked, _) = order.image.checked(&self.policy, None);
            let (kept_out, pins) = (KeptOut::default(), Pins::default());
            let files = Files { script: self.source.clone(), ..Files::default() };
            let text = order.image.rendered(&files, &checked, &kept_out, &pins, &[]);
            self.plan(&text, &dockerfile, order.at);
            return None;
        }
        let mut planned = self.checked(order)?;
        if is_of_others(&dockerfile) {
            let shown = dockerfile.to_string_lossy();
            self.diagnostics.push(complaints::name_of_others(&shown, order.at));
            return None;
        }
        let mut due = self.find(&dockerfile, complaints::emitted_twice, order.at)?;
        planned.dockerfile.clone_from(&due.path);
        let program = &planned.checked.program;
        let text = self.text_with_pins(&due);
        let needed = dialect::oldest(program, planned.checked.allowed);
        let pins = text.map(|text| pins::read(program, needed, &text)).unwrap_or_default();
        let broken = self.policy.check(program, &order.given(), needed, &pins, order.at);
        planned.pins = pins;
        if !broken.rules.is_empty() {
            self.diagnostics.extend(broken.rules.into_iter().chain(broken.unpinned));
            return None;
        }
        // A file has to exist before somebody can pin the images in it.
        self.after_writing.extend(broken.unpinned);
        let folder = self.folder_for(&dockerfile);
        let ignore = planned.ignore_path(&dockerfile, &folder);
        let in_folder = folder.join(ignore.file_name().unwrap_or_default());
        if let Some(other) = read_instead(&in_folder) {
            let other = checkout::between(&self.root, &other);
            self.diagnostics.push(complaints::read_instead(&other, order.at));
        }
        let mut ignore = self.find(&ignore, complaints::written_twice, order.at)?;
        let own = [&due.path, &ignore.path].map(|path| checkout::relative(path, &planned.root));
        let own = own.into_iter().flatten().chain(planned.apart(self.around));
        planned.own = own.collect();
        let Planned { checked, kept_out, pins, own, .. } = &planned;
        let files = self.files_of(&planned, &ignore.path);
        let text = order.image.rendered(&files, checked, kept_out, pins, own);
        self.plan(&text, &dockerfile, order.at);

        due.wanted = text.dockerfile;
        if checked.program.has_here_documents() {
            due.line_ends = LineEnds::Lf;
        }
        ignore.wanted = text.ignore;
        self.files.extend([due, ignore]);
        self.watch(&planned);
        Some(planned)
    }

    /// Checks an image and what it copies; returns it if nothing is wrong.
    fn checked<'o>(&mut self, order: &'o Order) -> Option<Planned<'o>> {
        let (disk, context) = (Rc::clone(&self.disk), Some(order.context.clone()));
        let readable = Readable { disk, context };
        let (mut checked, mut diagnostics) = order.image.checked(&self.policy, Some(readable));
        let root = match self.disk.folder(&order.context) {
            Ok(root) => self.without_links(&root),
            Err(error) => {
                self.diagnostics.push(complaints::unread_context(error, order.at));
                return None;
            }
        };
        let mut findings = survey::survey(&root, &self.root, &checked.program.sources);
        self.disk.tell_not_checked_out(&order.context, &mut findings);
        diagnostics.extend(check::context(&findings, &root, diagnostics.is_empty()));
        diagnostics.extend(check::overwritten(&checked.program, &findings));
        diagnostics.extend(check::closed(&checked.program, &findings));
        let linked = survey::behind_links(&findings);
        checked.program.sources.extend(linked);
        let mut kept_out = KeptOut::default();
        if diagnostics.is_empty() {
            match self.disk.kept_out(&order.context, &checked.program.sources) {
                Ok(found) => {
                    kept_out = found;
                    let launch = launch(&checked.program, &root, &kept_out);
                    diagnostics.extend(launch.diagnostics);
                    checked.program.notes.extend(launch.notes);
                }
                Err(error) => diagnostics.push(complaints::unread_context(error, order.at)),
            }
        }
        if diagnostics.is_empty() {
            let paths = mem::take(&mut kept_out.held_back);
            let notes = &mut checked.program.notes;
            notes.extend((!paths.is_empty()).then_some(Note::HeldBack { paths }));
            let dockerfile = PathBuf::new();
            let (pins, own) = Default::default();
            return Some(Planned { order, checked, root, dockerfile, kept_out, pins, own });
        }
        // Unless the mode is to check, an image whose files version control cannot list is left as
        // it is.
        let is_lenient = |one: &Diagnostic| one.subject == Subject::VersionControl;
        if self.mode != Mode::Check && diagnostics.iter().all(is_lenient) {
            diagnostics.iter().for_each(|one| self.lines.warning(&one.message));
        } else {
            let hinted = diagnostics.into_iter().map(|one| self.hinted(one));
            let hinted: Vec<Diagnostic> = hinted.collect();
            self.diagnostics.extend(hinted);
        }
        None
    }

    /// The files that stay out of a context which several images copy from.
    pub(super) fn kept_out(
        &mut self,
        context: &Path,
        sources: &[ContextSource],
        at: Place,
    ) -> Option<KeptOut> {
        let found = self.disk.kept_out(&BuildContext::from(context), sources);
        found.map_err(|error| self.diagnostics.push(complaints::unread_context(error, at))).ok()
    }

    /// A mistake of a project, with notes about files that version control does not know yet: one
    /// may be the cause.
    fn hinted(&self, diagnostic: Diagnostic) -> Diagnostic {
        let unknown = match diagnostic.subject {
            Subject::Project => self.disk.unknown(),
            Subject::Declaration | Subject::VersionControl => vec![],
        };
        let unknown = unknown.iter().take(SHOWN);
        unknown.fold(diagnostic, |one, file| one.note(complaints::not_tracked(file)))
    }

    fn plan(&mut self, text: &Rendered, dockerfile: &Path, at: Place) {
        let Some(out) = &self.around.out_dir else { return };
        for (end, text) in [("plan", &text.plan), ("plan.json", &text.plan_json)] {
            if let Err(error) = plans::write(out, dockerfile, end, text) {
                let shown = dockerfile.display().to_string();
                self.diagnostics.push(complaints::cannot_write(&shown, &error, &[], at));
            }
        }
    }

    /// The paths of an image's files, for readers of its plan.
    fn files_of(&self, planned: &Planned<'_>, ignore: &Path) -> Files {
        let package = self.around.real(Path::new(""));
        let targets = planned.checked.program.targets();
        let name = |stage: &LoweredStage| {
            let name = name_of(stage, &planned.dockerfile, self.around);
            name.unwrap_or_else(|_| stage.name.to_string())
        };
        Files {
            script: self.source.clone(),
            dockerfile: checkout::between(&package, &planned.dockerfile),
            ignore: checkout::between(&package, ignore),
            context: checkout::between(&package, &planned.root),
            names: targets.map(name).collect(),
        }
    }

    /// Has cargo run the script again when manifests change. The program's own files are left out:
    /// each edit would compile the package again.
    fn watch(&mut self, planned: &Planned<'_>) {
        let sources = planned.checked.program.sources.iter().filter(|source| source.file);
        for source in sources {
            self.lines.rerun_if_changed(&planned.root.join(source.path.as_str()));
        }
    }

    /// Has cargo run the script again when something changes that recipes have looked at, and warns
    /// of new files that version control does not know.
    pub(super) fn watch_disk(&mut self) {
        for path in self.disk.watched() {
            self.lines.rerun_if_changed(&path);
        }
        for file in self.disk.unknown() {
            self.lines.warning(&complaints::not_tracked(&file));
        }
    }

    /// The path of an image's Dockerfile, as declared.
    fn dockerfile_of(&self, order: &Order) -> PathBuf {
        let by_policy = || match &self.policy.dockerfile {
            Some(rule) => PathBuf::from(&rule.value),
            None => PathBuf::from("Dockerfile"),
        };
        order.dockerfile.clone().unwrap_or_else(by_policy)
    }

    /// Plans a file beside those of images.
    pub(super) fn file(&mut self, said: &Path, wanted: String, at: Place) {
        if let Some(mut due) = self.find(said, complaints::written_twice, at) {
            due.wanted = wanted;
            self.files.push(due);
        }
    }

    /// The text of an existing file with LF line ends, or that of the last commit: the pins of a
    /// deleted file are worth keeping.
    fn text_with_pins(&self, file: &Due) -> Option<String> {
        match &file.existing {
            Some(existing) => existing.text().map(lf),
            None => self.disk.last_committed(&file.path).map(|text| lf(&text)),
        }
    }

    /// Looks up what is at a file's path; reports a second file for the same path by `twice`.
    fn find(
        &mut self,
        said: &Path,
        twice: fn(&str, Place) -> Diagnostic,
        at: Place,
    ) -> Option<Due> {
        let folder = self.folder_for(said);
        let found = Due::find(&folder, &self.root, said, at);
        let due = found.map_err(|problem| self.diagnostics.push(*problem)).ok()?;
        // A test compares files of the package's build script or program, whose headers name that.
        if let Some(script) = due.source().filter(|_| self.around.several) {
            self.source = script.to_owned();
        }
        match self.claimed(&due.path) {
            None => return Some(due),
            Some(other) if other == due.path => self.diagnostics.push(twice(&due.shown, at)),
            Some(other) => {
                let other = checkout::between(&self.root, &other);
                self.diagnostics.push(complaints::alike(&due.shown, &other, at));
            }
        }
        None
    }

    fn folder_for(&mut self, said: &Path) -> PathBuf {
        self.without_links(said.parent().unwrap_or(Path::new("")))
    }

    /// A folder of the package without links. Each is looked up once.
    fn without_links(&mut self, folder: &Path) -> PathBuf {
        if !self.folders.contains_key(folder) {
            self.folders.insert(folder.to_owned(), self.around.real(folder));
        }
        self.folders[folder].clone()
    }

    /// Claims a path for a file; returns the path of another file of the process that has it already,
    /// in other letters perhaps: some file systems take both for one name. The two would overwrite
    /// each other at every build.
    fn claimed(&mut self, path: &Path) -> Option<PathBuf> {
        static CLAIMED: Mutex<Option<HashMap<String, PathBuf>>> = Mutex::new(None);
        let name = |path: &Path| path.to_string_lossy().to_lowercase();
        if self.around.several {
            let mut files = self.files.iter().map(|file| &file.path);
            return files.find(|file| name(file) == name(path)).cloned();
        }
        let mut claimed = CLAIMED.lock().unwrap_or_else(PoisonError::into_inner);
        let claimed = claimed.get_or_insert_default();
        match claimed.get(&name(path)) {
            Some(other) => Some(other.clone()),
            None => {
                claimed.insert(name(path), path.to_owned());
                None
            }
        }
    }

    /// The folder of a build context.
    pub(super) fn folder_of(&self, context: &BuildContext) -> Result<PathBuf, Unread> {
        self.disk.folder(context)
    }

    pub(super) fn complain(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }
}

/// Checks what an image starts. Facts about files of the context are looked up until the check asks
/// for no more: a script's first line may name another file of the context.
fn launch(program: &Program, root: &Path, kept_out: &KeptOut) -> Launch {
    let mut facts = Facts::new();
    loop {
        let launch = check::started(program, &facts);
        let is_new = |path: &String| !facts.contains_key(path);
        let new: BTreeSet<String> =
            launch.to_look_at.iter().filter(|path| is_new(path)).cloned().collect();
        if new.is_empty() {
            return launch;
        }
        facts.extend(survey::facts(root, kept_out, &new));
    }
}

/// The disk as it was read: a build script reads each file once for all its images.
pub(super) fn shared_disk() -> Rc<Disk> {
    thread_local! {
        static DISK: Rc<Disk> = Rc::default();
    }
    DISK.with(Rc::clone)
}

pub(super) fn report(diagnostics: Vec<Diagnostic>) -> Report {
    Report::of(diagnostics).expect("a diagnostic was given")
}
