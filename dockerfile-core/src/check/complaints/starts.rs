//! What would not start.

use crate::check::report::{Diagnostic, complaint};
use crate::program::place::Place;
use crate::program::start::Libc;

/// Of a program whose C library the base has not.
pub(super) fn cannot_start(
    program: &str,
    built_in: &str,
    (asks, base): (Libc, Libc),
    at: Place,
) -> Diagnostic {
    let has = match (asks, base) {
        (Libc::Glibc, Libc::BareGlibc) => {
            "no `libgcc_s`, which programs of Rust ask for".to_owned()
        }
        _ => base.name().to_owned(),
    };
    complaint(
        format!("`{program}` cannot start on this base"),
        at,
        format!("linked against {} in `{built_in}`, and the base has {has}", asks.name()),
    )
    .note("a container says no more of it than `exec: no such file or directory`")
    .help("start it on a base that has the library, such as `debian(\"bookworm-slim\")`, or build it to need none: `cargo(\"web\").target(triple::X86_64_MUSL)`")
    .help("where it starts all the same, say why: `.starts_anyway(\"the base has gcompat\")` on this copy")
}
