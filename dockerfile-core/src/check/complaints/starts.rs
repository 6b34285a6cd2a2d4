//! The words for programs that would not start on their base.

use crate::check::report::{Diagnostic, complaint};
use crate::program::interpreters::Interpreter;
use crate::program::language::Language;
use crate::program::libraries::{Install, Library};
use crate::program::place::Place;
use crate::program::releases::Release;
use crate::program::start::Libc;

/// The words for a program whose C library the base does not have.
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
    .help("start it on a base that has the library, such as `debian(\"bookworm-slim\")`, or build it to need none: `cargo(\"web\").target(triple::X86_64_MUSL)`, or Go without `.cgo()`")
    .help("where it starts all the same, say why: `.starts_anyway(\"the base has gcompat\")` on this copy")
}

/// The words for a program that needs a newer glibc than its base has, certainly (`never`) or
/// perhaps.
pub(super) fn older_glibc(
    program: &str,
    (built, base): (Release, Release),
    never: bool,
    compiles_c: Option<String>,
    at: Place,
) -> Diagnostic {
    let what = if never { "cannot start" } else { "may not start" };
    let label = format!(
        "built on {} (glibc {}), and this base is {} (glibc {})",
        built.name,
        built.version(),
        base.name,
        base.version()
    );
    let because = match (never, compiles_c) {
        (true, _) => "every program that is linked against glibc 2.34 or newer asks for 2.34 at least: `version `GLIBC_2.34' not found`".to_owned(),
        (false, Some(package)) => format!("`{package}` is compiled from C, and asks for the newest that the compiler's glibc has"),
        (false, None) => String::new(),
    };
    let diagnostic = complaint(format!("`{program}` {what} on this base"), at, label).note(because);
    diagnostic
        .help(format!("build it on {} or older, or start it on {} or newer", base.name, built.name))
        .help("a program that needs no glibc starts everywhere: `cargo(\"web\").target(triple::X86_64_MUSL)`, or Go without `.cgo()`")
        .help("where it starts all the same, say why: `.starts_anyway(\"tried on the oldest\")` on this copy")
}

/// The words for a program that is linked against a library which nothing brings.
pub(super) fn no_library(
    program: &str,
    library: &Library,
    by: &str,
    install: Option<Install>,
    at: Place,
) -> Diagnostic {
    let fix = match install {
        Some(install) => format!("install it in this stage: `.packages({install})`"),
        None => {
            "start from a base that can install it, such as `debian(\"bookworm-slim\")`".to_owned()
        }
    };
    complaint(
        format!("`{program}` cannot start on this base: `{}` is missing", library.file),
        at,
        format!("linked against it by `{by}`, and no package brings it"),
    )
    .note("the loader says `error while loading shared libraries`, when the container starts")
    .help(fix)
    .help(format!("or do without it: {}", library.instead_of(by)))
    .help("where it is there all the same, say why: `.starts_anyway(\"the base has it\")` on this copy")
}

/// The words for packages that are installed for another interpreter than the base has (`both`), or
/// where it has none.
pub(super) fn other_interpreter(
    folder: &str,
    language: Language,
    both: Option<(Interpreter, Interpreter)>,
    at: Place,
) -> Diagnostic {
    let name = language.name();
    let label = match &both {
        None => format!("installed for {name}, and nothing here has one"),
        Some((built, runs)) => format!(
            "installed for {name} {} in `{}`, and this base has {} in `{}`",
            built.version, built.folder, runs.version, runs.folder
        ),
    };
    let note = match language {
        Language::Python => {
            "an environment names its interpreter by its path, and has its packages in a folder of its version: `lib/python3.12`"
        }
        Language::Ruby => {
            "gems are in a folder of the version that they were installed for: `ruby/3.3.0`"
        }
        Language::Node => "Node is a program of the base",
    };
    complaint(format!("what is in `{folder}` cannot start on this base"), at, label)
        .note(note)
        .help("begin both stages with the same image of the language, or install the same package of the same distribution in both")
        .help("where it starts all the same, say why: `.starts_anyway(\"the image brings its own\")` on this copy")
}

/// The words for a stage that compiles against a library without its development files.
pub(super) fn no_development(
    library: &Library,
    by: &str,
    install: Install,
    at: Place,
) -> Diagnostic {
    complaint(
        format!(
            "`{by}` cannot be compiled in this stage: nothing brings the files of `{}`",
            library.file
        ),
        at,
        "is built on a slim base",
    )
    .help(format!("install them where it is compiled: `.packages({install})`"))
    .help(format!("or do without it: {}", library.instead_of(by)))
    .help("or begin with an image that has them, such as `rust:1.95-bookworm` without `slim`")
}

pub(super) fn not_at_start(name: &str, of_builder: bool, at: Place) -> Diagnostic {
    let handle = if of_builder { format!("platform::{name}") } else { "&it".to_owned() };
    let words = complaint(
        format!("a container has no `{name}`, which the text reads"),
        at,
        "would be empty here",
    )
    .note("it is a variable of the build, and is there while the image is built")
    .help(format!("hand it to the program: `.env(\"{name}\", {handle})`"));
    match of_builder {
        true => words,
        false => words.help(format!(
            "where whoever starts the container may say it, say what holds otherwise: `${{{name}:-..}}`"
        )),
    }
}
