//! From orders to files: what each image becomes, and then all files at once.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::{Component, Path, PathBuf};
use std::rc::Rc;
use std::sync::{Mutex, PoisonError};
use std::{fs, mem};

use super::asked::Asked;
use super::beside::clear_abandoned;
use super::due::Due;
use super::existing::{LineEnds, lf};
use super::forgotten;
use super::image::{Checked, Image};
use super::lines::Lines;
use super::origin;
use super::surroundings::{Mode, Surroundings};
use super::verdict::{Verdict, verdict};
use super::writing::{self, Settled, Written};
use crate::check;
use crate::check::complaints;
use crate::check::policy::{Manifest, Policy};
use crate::check::report::{Diagnostic, Report, Subject};
use crate::declare::context::BuildContext;
use crate::declare::disk::Disk;
use crate::print::{header, pins};
use crate::program::dialect;
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
    pub(super) asked: Asked,
    /// The context's `.dockerignore` is of all its images together.
    pub(super) union_ignore: bool,
    /// Files that stay behind where a folder with them is copied: what builds all images, and
    /// those of secrets.
    pub(super) apart: Vec<PathBuf>,
    pub(super) at: Place,
}

/// An image that can be emitted, and the folder of its build context without links.
pub(super) struct Planned<'o> {
    pub(super) order: &'o Order,
    pub(super) checked: Checked,
    pub(super) root: PathBuf,
    kept_out: KeptOut,
}

impl Planned<'_> {
    /// BuildKit looks for `<Dockerfile>.dockerignore` first; the context's own serves every
    /// builder, and one image unless all share it.
    fn ignore_path(&self, dockerfile: &Path, folder: &Path) -> PathBuf {
        if !self.order.union_ignore
            && dockerfile.file_name().is_some_and(|name| name == "Dockerfile")
            && folder == self.root
        {
            return dockerfile.with_file_name(".dockerignore");
        }
        let mut path = dockerfile.as_os_str().to_owned();
        path.push(".dockerignore");
        path.into()
    }

    /// The files of the context that stay behind, also those that links lead to.
    pub(super) fn apart(&self, around: &Surroundings) -> BTreeSet<String> {
        let root = around.real(&self.root);
        let paths = self.order.apart.iter();
        let paths = paths.flat_map(|path| [around.real(path), unfollowed(path, around)]);
        paths.filter_map(|path| survey::relative(&path, &root)).collect()
    }

    /// A file of the package as the build context sees it, with `/` on every host; `None`
    /// for one outside.
    pub(super) fn in_context(&self, path: &Path, around: &Surroundings) -> Option<String> {
        survey::relative(&around.real(path), &self.root)
    }
}

/// All that one build script emits, gathered before the first file is touched.
pub(super) struct Work<'a> {
    around: &'a Surroundings,
    mode: Mode,
    policy: Policy,
    disk: Rc<Disk>,
    /// Where the workspace is.
    root: PathBuf,
    /// What the header names as the origin of each file.
    source: String,
    /// Folders as they were said, and as they are without links.
    folders: BTreeMap<PathBuf, PathBuf>,
    files: Vec<Due>,
    lines: Lines,
    diagnostics: Vec<Diagnostic>,
    /// What is still wrong when all is written.
    after_writing: Vec<Diagnostic>,
}

impl<'a> Work<'a> {
    pub(super) fn begin(around: &'a Surroundings, at: Place) -> Result<Self, Report> {
        let mode = match around.mode() {
            Ok(mode) => mode,
            Err(word) => return Err(report(vec![complaints::unknown_mode(word, at)])),
        };
        let root = around.package.clone();
        let mut work = Self {
            around,
            mode,
            policy: Policy::default(),
            disk: shared_disk(),
            source: origin::source(&around.package, &root),
            root,
            folders: BTreeMap::new(),
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

    /// Where the workspace is, which cargo is asked once.
    fn find_workspace(&mut self, at: Place) {
        match self.disk.workspace_root() {
            Ok(root) => {
                self.source = origin::source(&self.around.package, &root);
                self.root = survey::real(&root);
                self.read_policy(at);
            }
            Err(error) => {
                let asked =
                    "cargo was asked for the package's workspace, whose policy every image keeps";
                self.diagnostics.push(complaints::unread_context(error, at).note(asked));
            }
        }
    }

    /// The workspace's, and the package's own: where there is no package, there is none.
    fn read_policy(&mut self, at: Place) {
        let own = self.around.package.join("Cargo.toml");
        if !own.is_file() {
            return;
        }
        let (root, package) = (self.root.clone(), self.around.real(Path::new(".")));
        let paths = [&root, &package].map(|folder| folder.join("Cargo.toml"));
        let names = paths.each_ref().map(|path| survey::between(&root, path));
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
            self.lines.rerun_if_changed(Path::new(&survey::between(&package, path)));
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
            let (kept_out, pins) = (KeptOut::default(), Pins::default());
            let text = order.image.rendered(&self.source, &checked, &kept_out, &pins, &[]);
            self.plan(&text.plan, &dockerfile, order.at);
            return None;
        }
        let planned = self.checked(order)?;
        let mut due = self.find(&dockerfile, complaints::emitted_twice, order.at)?;
        let program = &planned.checked.program;
        let text = text_with_pins(&due);
        let needed = dialect::oldest(program, planned.checked.allowed);
        let pins = text.map(|text| pins::read(program, needed, &text)).unwrap_or_default();
        let broken = self.policy.check(program, needed, &pins, order.at);
        if !broken.rules.is_empty() {
            self.diagnostics.extend(broken.rules.into_iter().chain(broken.unpinned));
            return None;
        }
        // A file has to be there before somebody can pin what is in it.
        self.after_writing.extend(broken.unpinned);
        let ignore = planned.ignore_path(&dockerfile, &self.folder_of(&dockerfile));
        let mut ignore = self.find(&ignore, complaints::written_twice, order.at)?;
        let own = [&due.path, &ignore.path].map(|path| survey::relative(path, &planned.root));
        let own = own.into_iter().flatten().chain(planned.apart(self.around));
        let own: Vec<String> = own.collect();
        let (checked, kept_out) = (&planned.checked, &planned.kept_out);
        let text = order.image.rendered(&self.source, checked, kept_out, &pins, &own);
        self.plan(&text.plan, &dockerfile, order.at);

        due.wanted = text.dockerfile;
        if checked.program.has_here_documents() {
            due.line_ends = LineEnds::Lf;
        }
        ignore.wanted = text.ignore;
        self.files.extend([due, ignore]);
        self.watch(&planned);
        Some(planned)
    }

    /// The image, if nothing is wrong with it and with what it copies.
    fn checked<'o>(&mut self, order: &'o Order) -> Option<Planned<'o>> {
        let disk = Rc::clone(&self.disk);
        let (mut checked, mut diagnostics) = order.image.checked(&self.policy, Some(disk));
        let root = match self.disk.folder(&order.context) {
            Ok(root) => self.without_links(&root),
            Err(error) => {
                self.diagnostics.push(complaints::unread_context(error, order.at));
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
                Err(error) => diagnostics.push(complaints::unread_context(error, order.at)),
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
            diagnostics.iter().for_each(|one| self.lines.warning(&one.message));
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
        found.map_err(|error| self.diagnostics.push(complaints::unread_context(error, at))).ok()
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
            let shown = dockerfile.display().to_string();
            self.diagnostics.push(complaints::cannot_write(&shown, &error, &[], at));
        }
    }

    /// Manifests are inputs; the program's own files are not, or every edit of them would
    /// compile the package again.
    fn watch(&mut self, planned: &Planned<'_>) {
        let sources = planned.checked.program.sources.iter().filter(|source| source.file);
        for source in sources {
            self.lines.rerun_if_changed(&planned.root.join(source.path.as_str()));
        }
    }

    /// What recipes have looked at: folders whose files decide, and new files that would.
    fn watch_disk(&mut self) {
        for path in self.disk.watched() {
            self.lines.rerun_if_changed(&path);
        }
        for file in self.disk.unknown() {
            self.lines.warning(&complaints::not_tracked(&file));
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
    pub(super) fn file(&mut self, said: &Path, wanted: String, at: Place) {
        if let Some(mut due) = self.find(said, complaints::written_twice, at) {
            due.wanted = wanted;
            self.files.push(due);
        }
    }

    /// What stands where a file goes, of which there is to be one.
    fn find(
        &mut self,
        said: &Path,
        twice: fn(&str, Place) -> Diagnostic,
        at: Place,
    ) -> Option<Due> {
        let folder = self.folder_of(said);
        let found = Due::find(&folder, &self.root, said, at);
        let due = found.map_err(|problem| self.diagnostics.push(*problem)).ok()?;
        if self.is_claimed(&due.path) {
            self.diagnostics.push(twice(&due.shown, at));
            return None;
        }
        Some(due)
    }

    fn folder_of(&mut self, said: &Path) -> PathBuf {
        self.without_links(said.parent().unwrap_or(Path::new("")))
    }

    /// A folder of the package without links, which is looked at once for all that is in it.
    fn without_links(&mut self, folder: &Path) -> PathBuf {
        if !self.folders.contains_key(folder) {
            self.folders.insert(folder.to_owned(), self.around.real(folder));
        }
        self.folders[folder].clone()
    }

    /// Whether another file of the build script goes there: two would take turns, build by build.
    fn is_claimed(&mut self, path: &Path) -> bool {
        static CLAIMED: Mutex<BTreeSet<PathBuf>> = Mutex::new(BTreeSet::new());
        if self.around.several {
            return self.files.iter().any(|file| file.path == path);
        }
        let mut claimed = CLAIMED.lock().unwrap_or_else(PoisonError::into_inner);
        !claimed.insert(path.to_owned())
    }

    /// What headers say where the files come from.
    pub(super) fn source(&self) -> &str {
        &self.source
    }

    /// The folder of a build context.
    pub(super) fn folder_of(&self, context: &BuildContext) -> Result<PathBuf, Unread> {
        self.disk.folder(context)
    }

    pub(super) fn complain(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    // ---- writing ----------------------------------------------------------------------

    /// Writes what is due, and gives back the lines for cargo: all files, or none.
    pub(super) fn finish(mut self) -> Result<Lines, Report> {
        let files = mem::take(&mut self.files);
        let mut due = vec![];
        for file in &files {
            if let Some(script) = self.other_script(file) {
                self.diagnostics.push(complaints::of_other(&file.shown, &script, file.at));
                continue;
            }
            match verdict(file.existing.as_ref(), &file.wanted, file.line_ends, self.mode) {
                Verdict::Keep => {}
                Verdict::Write => due.push(Written { due: file, keeps: false }),
                Verdict::Replace => due.push(Written { due: file, keeps: true }),
                Verdict::Refuse(why) => self.diagnostics.push(file.refusal(why, self.around)),
            }
        }
        if !self.diagnostics.is_empty() {
            self.diagnostics.append(&mut self.after_writing);
        }
        if let Some(report) = Report::of(mem::take(&mut self.diagnostics)) {
            return Err(report);
        }
        if self.mode != Mode::Check {
            for (target, kept) in clear_abandoned(files.iter().map(|file| file.path.as_path())) {
                let file = files.iter().find(|file| file.path == target);
                let file = file.expect("a target is a file's");
                self.lines.warning(&complaints::left_by_killed(&file.shown, &file.beside(&kept)));
            }
        }
        self.ask_for_lf(&due);
        self.write(&due)?;
        if let Some(report) = Report::of(mem::take(&mut self.after_writing)) {
            return Err(report);
        }
        files.iter().for_each(|file| self.lines.rerun_if_changed(&file.said));
        self.watch_disk();
        if self.mode == Mode::Check && self.around.is_build_script() {
            forgotten::note(&self.root, &self.source, files.iter().map(|file| file.path.as_path()));
        }
        Ok(self.lines)
    }

    fn write(&mut self, due: &[Written<'_>]) -> Result<(), Report> {
        let Settled { kept, mut problems } = writing::write(due, self.around.script_built)
            .map_err(|problem| report(vec![*problem]))?;
        for kept in kept {
            let (shown, copy) = (&kept.due.shown, kept.due.beside(&kept.copy));
            if kept.is_news {
                problems.push(complaints::changed_meanwhile(shown, &copy, kept.due.at));
            } else {
                self.lines.warning(&complaints::replaced(shown, &copy));
            }
        }
        Report::of(problems).map_or(Ok(()), Err)
    }

    /// Names the line for `.gitattributes` when a file with here-documents is new.
    fn ask_for_lf(&mut self, due: &[Written<'_>]) {
        let files = due.iter().map(|written| written.due);
        let new = files.filter(|file| file.existing.is_none() && file.line_ends == LineEnds::Lf);
        for file in new.filter(|file| !project::is_checked_out_with_lf(&file.path)) {
            self.lines.warning(&complaints::wants_lf(&file.shown));
        }
    }

    /// Another build script that emits the file, too: its header names it, and it is there.
    fn other_script(&self, file: &Due) -> Option<String> {
        let existing = file.existing.as_ref()?;
        let script = header::source(existing.text()?).filter(|script| *script != self.source)?;
        let is_there = script.ends_with(".rs") && self.root.join(script).is_file();
        (is_there && existing.is_generated()).then(|| script.to_owned())
    }
}

/// What is there with LF line ends, or was at the last commit: a deleted file's pins
/// are worth keeping.
fn text_with_pins(file: &Due) -> Option<String> {
    match &file.existing {
        Some(existing) => existing.text().map(lf),
        None => project::last_committed(&file.path).map(|text| lf(&text)),
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

/// A file that may be a link: whoever builds follows it.
pub(super) fn unfollowed(path: &Path, around: &Surroundings) -> PathBuf {
    let folder = around.real(path.parent().unwrap_or(Path::new("")));
    path.file_name().map_or_else(|| folder.clone(), |name| folder.join(name))
}

/// What was read of the disk: one build script reads each file once, for all its images.
fn shared_disk() -> Rc<Disk> {
    thread_local! {
        static DISK: Rc<Disk> = Rc::default();
    }
    DISK.with(Rc::clone)
}

fn report(diagnostics: Vec<Diagnostic>) -> Report {
    Report::of(diagnostics).expect("a diagnostic was given")
}
