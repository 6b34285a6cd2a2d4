//! The end of an emission: what is planned is done, and what cargo reads is printed, or the
//! report with which the build script ends.

use std::process;

use super::forgotten;
use super::surroundings::Surroundings;
use super::work::Work;
use crate::program::place::Place;

/// Does what is planned.
pub(super) fn finish(at: Place, plan: impl FnOnce(&mut Work<'_>, &Surroundings)) {
    let around = Surroundings::of_build_script();
    let done = Work::begin(&around, at).and_then(|mut work| {
        plan(&mut work, &around);
        work.finish()
    });
    match done {
        // Only now: cargo shows what a failed script printed.
        Ok(lines) if around.is_build_script() => lines.print(),
        Ok(_) => {}
        Err(report) => {
            forgotten::give_up();
            eprintln!("\n{}", report.coloured());
            process::exit(1);
        }
    }
}

/// The same for a test, which writes nothing.
pub(super) fn fresh(around: &Surroundings, at: Place, plan: impl FnOnce(&mut Work<'_>)) {
    let compared = Work::begin(around, at).and_then(|mut work| {
        plan(&mut work);
        work.finish()
    });
    if let Err(report) = compared {
        panic!("\n{report}");
    }
}
