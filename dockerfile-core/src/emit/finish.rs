//! The end of an emission: files are written or compared, and either the lines for cargo are
//! printed, or a report with which the process ends.

use std::collections::BTreeSet;
use std::{mem, process};

use super::beside::clear_abandoned;
use super::due::Due;
use super::existing::{Existing, LineEnds};
use super::forgotten;
use super::lines::Lines;
use super::surroundings::{Mode, Surroundings};
use super::verdict::{Verdict, verdict};
use super::work::{Work, report, shared_disk};
use super::writing::{self, Settled, Written};
use crate::check::complaints;
use crate::check::report::Report;
use crate::program::place::Place;
use crate::recipes::{checkout, project};

/// Plans, and writes or compares what is planned. On a mistake it prints a report and exits with
/// code 1.
pub(super) fn finish(at: Place, plan: impl FnOnce(&mut Work<'_>, &Surroundings)) {
    let around = Surroundings::of_build_script();
    let done = Work::begin(&around, shared_disk(), at).and_then(|mut work| {
        plan(&mut work, &around);
        work.finish()
    });
    match done {
        // Lines are printed only now, because cargo shows what a failed script has printed.
        Ok(lines) if around.is_build_script() => lines.print(),
        Ok(_) => {}
        Err(report) => {
            forgotten::give_up();
            eprintln!("\n{}", report.coloured());
            process::exit(1);
        }
    }
}

/// Plans, and compares what is planned, in a test: nothing is written, and on a mistake it panics
/// with the report.
pub(super) fn fresh(around: &Surroundings, at: Place, plan: impl FnOnce(&mut Work<'_>)) {
    let compared = Work::begin(around, shared_disk(), at).and_then(|mut work| {
        plan(&mut work);
        work.finish()
    });
    if let Err(report) = compared {
        panic!("\n{report}");
    }
}

impl Work<'_> {
    /// Writes all files that are due, or none; returns the lines for cargo.
    fn finish(mut self) -> Result<Lines, Report> {
        let files = mem::take(&mut self.files);
        let (mut due, mut others) = (vec![], BTreeSet::new());
        for file in &files {
            if let Some(script) = self.other_script(file) {
                let problem = complaints::of_other(&file.shown, &script, file.at);
                // Of the files of one image the first says it.
                let is_new = others.insert((script, file.at.line(), file.at.column()));
                self.diagnostics.extend(is_new.then_some(problem));
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
            self.tidy_up(&files);
        }
        // Whatever asks git stands above the first write: nothing fails behind it that is not told.
        self.ask_for_lf(&due);
        self.warn_of_ignored(&files);
        self.write(&due)?;
        if let Some(report) = Report::of(mem::take(&mut self.after_writing)) {
            return Err(report);
        }
        files.iter().for_each(|file| self.lines.rerun_if_changed(&file.said));
        self.watch_disk();
        let is_script = self.around.is_build_script() && self.around.is_checkout();
        if self.mode == Mode::Check && is_script {
            forgotten::note(&self.root, &self.source, files.iter().map(|file| file.path.as_path()));
        }
        Ok(self.lines)
    }

    /// Clears away files that killed writers have left.
    fn tidy_up(&mut self, files: &[Due]) {
        for (target, kept) in clear_abandoned(files.iter().map(|file| file.path.as_path())) {
            let file = files.iter().find(|file| file.path == target);
            let file = file.expect("a target is a file's");
            self.lines.warning(&complaints::left_by_killed(&file.shown, &file.beside(&kept)));
        }
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
            self.lines.warning(&complaints::wants_lf(&file.shown, &file.in_checkout()));
        }
    }

    /// Warns of files that git ignores: nobody checks them in, and CI misses them. The script runs
    /// again when git ignores something else, or tracks more.
    fn warn_of_ignored(&mut self, files: &[Due]) {
        let writes = matches!(self.mode, Mode::Write | Mode::Force);
        let Some(checkout) = checkout::checkout(&self.around.package).filter(|_| writes) else {
            return;
        };
        let mut watched = BTreeSet::new();
        let paths = files.iter().map(|file| file.path.as_path());
        for (path, by) in project::ignored(&checkout, paths) {
            let Some(file) = files.iter().find(|file| file.path == path) else { continue };
            self.lines.warning(&complaints::ignored_by_git(&file.shown, &by, &file.in_checkout()));
            watched.extend([checkout.join(by)]);
            // In a work tree of git's `.git` is a file, and the index is elsewhere.
            let control = checkout.join(".git");
            watched.extend(control.is_dir().then(|| control.join("index")));
        }
        watched.iter().for_each(|path| self.lines.rerun_if_changed(path));
    }

    /// Another build script that emits the file, too: the file's header names it, and it exists.
    fn other_script(&self, file: &Due) -> Option<String> {
        let script = file.source().filter(|script| *script != self.source)?;
        let is_there = script.ends_with(".rs") && self.root.join(script).is_file();
        let is_whole = || file.existing.as_ref().is_some_and(Existing::is_generated);
        (is_there && is_whole()).then(|| script.to_owned())
    }
}
