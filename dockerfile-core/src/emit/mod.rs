//! Emission: the only file that writes to disk or prints `cargo::` lines.

mod all;
mod disk;
mod order;
mod verdict;

use std::panic::Location;
use std::path::PathBuf;
use std::{process, thread};

pub use all::{Emissions, emit_all};

use crate::image::Image;
use crate::report::Report;
use order::{Order, Work};
use verdict::Surroundings;

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
        order: Some(Order {
            image: image.into(),
            dockerfile: PathBuf::from("Dockerfile"),
            context: PathBuf::new(),
            at: Location::caller(),
        }),
    }
}

/// Files that are about to be written, from [`emit`].
#[derive(Debug)]
pub struct Emission {
    /// `None` once it is part of [`emit_all`].
    order: Option<Order>,
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
    pub fn dockerfile(self, path: impl Into<PathBuf>) -> Self {
        self.with(|order| order.dockerfile = path.into())
    }

    /// Another build context than the package's folder: a path relative to it, or
    /// [`workspace_root`](crate::workspace_root).
    ///
    /// ```no_run
    /// # use dockerfile_core::{Stage, debian, emit, user, workspace_root};
    /// # let image = Stage::from(debian("bookworm-slim")).account(user("app"));
    /// emit(image).context(workspace_root());
    /// ```
    pub fn context(self, folder: impl Into<PathBuf>) -> Self {
        self.with(|order| order.context = folder.into())
    }

    fn with(mut self, change: impl FnOnce(&mut Order)) -> Self {
        if let Some(order) = &mut self.order {
            change(order);
        }
        self
    }
}

impl Drop for Emission {
    fn drop(&mut self) {
        if let Some(order) = self.order.take().filter(|_| !thread::panicking()) {
            finish(&Surroundings::of_build_script(), |around| {
                let mut work = Work::begin(around, order.at)?;
                work.image(&order);
                work.finish()
            });
        }
    }
}

/// Prints what cargo reads, or the report, with which the build script ends.
fn finish(around: &Surroundings, work: impl FnOnce(&Surroundings) -> Result<Vec<String>, Report>) {
    match work(around) {
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
