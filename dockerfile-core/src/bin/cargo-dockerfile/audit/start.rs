//! Images that cannot start, as far as a Dockerfile says it.

use super::finding::{Finding, Rule};
use super::linking::{self, Linked};
use super::subject::{At, Subject};
use crate::file::{Copy, Instruction, Origin};

pub(super) fn starts(subject: &Subject) -> Vec<Finding> {
    let targets = subject.targets().into_iter();
    let mut found: Vec<Finding> = targets.filter_map(|target| start(subject, target)).collect();
    // Targets that stand on one stage start by its line.
    found.dedup_by(|one, other| one.line == other.line && one.what == other.what);
    found
}

/// What programs are linked with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Libc {
    Glibc,
    Musl,
    Nothing,
}

/// What is known of a base image by its name.
pub(super) fn libc(origin: &Origin) -> Option<Libc> {
    let Origin::Image(name) = origin else { return Some(Libc::Nothing) };
    let name = name.split('@').next().unwrap_or(name).to_lowercase();
    let (repository, tag) = match name.rsplit_once(':') {
        Some((repository, tag)) if !tag.contains('/') => (repository, tag),
        _ => (name.as_str(), ""),
    };
    let last = repository.rsplit('/').next().unwrap_or(repository);
    if repository.contains("distroless/static")
        || repository.ends_with("chainguard/static")
        || last == "busybox"
    {
        return Some(Libc::Nothing);
    }
    if last == "alpine" || tag.contains("alpine") || last.contains("alpine") {
        return Some(Libc::Musl);
    }
    let known = [
        "debian",
        "ubuntu",
        "rust",
        "golang",
        "node",
        "python",
        "gcc",
        "fedora",
        "rockylinux",
        "almalinux",
        "centos",
        "amazonlinux",
        "swift",
        "haskell",
        "openjdk",
        "eclipse-temurin",
        "maven",
        "gradle",
        "ruby",
        "php",
        "buildpack-deps",
    ];
    known.contains(&last).then_some(Libc::Glibc)
}

fn root(subject: &Subject, stage: usize) -> &Origin {
    let last = subject.chain(stage).pop().unwrap_or(stage);
    &subject.file.stages[last].from
}

fn start(subject: &Subject, target: usize) -> Option<Finding> {
    let config = &subject.file.stages[target].config;
    let is_entry = config.entrypoint.as_ref().is_some_and(|argv| !argv.is_empty());
    let argv = if is_entry { config.entrypoint.clone()? } else { config.cmd.clone()? };
    let program = argv.first()?;
    let lines = subject.lines_up(target);
    let says = |at: &At| match subject.line(*at).instruction {
        Instruction::Entrypoint(_) => is_entry,
        Instruction::Cmd(_) => !is_entry,
        _ => false,
    };
    let at = lines.iter().copied().find(says)?;
    let base = root(subject, target);
    if program == "/bin/sh" && argv.get(1).is_some_and(|word| word == "-c") && has_no_shell(base) {
        let has_shell = lines.iter().any(|at| may_bring(subject, *at, "/bin/sh"));
        return (!has_shell).then(|| {
            let word = if is_entry { "ENTRYPOINT" } else { "CMD" };
            let what = format!("{word} is a text for a shell, and the image has none");
            let fix = format!("a list: `{word} [\"program\", \"argument\"]`");
            subject.finding(Rule::NoShellToStart, at, what, fix)
        });
    }
    let program = place(program, config.directory.as_deref())?;
    let is_step = |at: &At| matches!(subject.line(*at).instruction, Instruction::Run(_));
    let is_known = *base == Origin::Scratch && !lines.iter().any(is_step);
    if is_known && !lines.iter().any(|at| may_bring(subject, *at, &program)) {
        let what = format!("nothing puts `{program}` into the image, which starts it");
        let fix = "copy the program there, or name it where it is".to_owned();
        return Some(subject.finding(Rule::ProgramNotThere, at, what, fix));
    }
    linked(subject, &lines, &program, base)
}

pub(super) fn has_no_shell(base: &Origin) -> bool {
    match base {
        Origin::Scratch => true,
        Origin::Image(name) => {
            let is_bare = name.contains("distroless/") || name.contains("chainguard/static");
            is_bare && !name.contains("debug")
        }
        Origin::Stage(_) => false,
    }
}

/// A program's path; `None` of one that PATH is searched for.
pub(super) fn place(program: &str, directory: Option<&str>) -> Option<String> {
    match program {
        program if program.starts_with('/') => Some(program.to_owned()),
        program if program.contains('/') => {
            let directory = directory.unwrap_or("/");
            directory
                .starts_with('/')
                .then(|| crate::file::clean(&format!("{directory}/{program}")))
        }
        _ => None,
    }
}

/// Whether a line can put a file at a path.
fn may_bring(subject: &Subject, at: At, path: &str) -> bool {
    let Some(copy) = subject.copy(at) else { return false };
    let folder = copy.destination.trim_end_matches('/');
    if copy.destination == path {
        return true;
    }
    let is_below = path.starts_with(&format!("{folder}/"));
    // A single file of the context has one name.
    let is_file = |source: &String| subject.files_of(at) == [source.trim_matches('/').to_owned()];
    match copy.sources.as_slice() {
        [source] if is_below && copy.from.is_none() && is_file(source) => {
            let name = source.rsplit('/').next().unwrap_or(source);
            path == format!("{folder}/{name}") && copy.destination.ends_with('/')
        }
        _ => is_below,
    }
}

/// Whether a line puts exactly this file there.
fn brings(copy: &Copy, path: &str) -> Option<String> {
    let folder = copy.destination.trim_end_matches('/');
    let file = |source: &&String| {
        let name = source.rsplit('/').next().unwrap_or(source);
        copy.destination == path || format!("{folder}/{name}") == path
    };
    copy.sources.iter().find(file).cloned()
}

/// A program of a stage with another C library.
fn linked(subject: &Subject, lines: &[At], program: &str, base: &Origin) -> Option<Finding> {
    let has = libc(base)?;
    let text = |at: &At| subject.line(*at).text.as_str();
    let has_layer = |at: &At| text(at).contains("gcompat") || text(at).contains("libc6-compat");
    if has == Libc::Glibc || lines.iter().any(has_layer) {
        return None;
    }
    let (at, copy) = lines.iter().find_map(|at| {
        let copy = subject.copy(*at)?;
        brings(copy, program).map(|_| (*at, copy))
    })?;
    let stage = match &copy.from {
        Some(Origin::Stage(stage)) => *stage,
        _ => return None,
    };
    let is_script = program.rsplit('/').next().is_some_and(|name| name.contains('.'));
    if is_script || libc(root(subject, stage)) != Some(Libc::Glibc) {
        return None;
    }
    let Linked { why, how } = linking::how_linked(subject, stage)?;
    let base = match base {
        Origin::Image(name) => format!(
            "`{name}` has {}",
            if has == Libc::Musl { "musl alone" } else { "no C library" }
        ),
        _ => "`scratch` has no C library".to_owned(),
    };
    let what = format!("`{program}` is linked with glibc{why}, and {base}: it cannot start");
    let fix = format!("{how}, or a base with glibc");
    Some(subject.finding(Rule::ProgramCannotStart, at, what, fix))
}

#[cfg(test)]
mod tests {
    use super::{Copy, Libc, Origin, brings, has_no_shell, libc, place};

    #[test]
    fn a_base_has_a_library_and_a_shell_by_its_name() {
        use Libc::{Glibc, Musl, Nothing};
        for (name, library, is_bare) in [
            ("debian:12", Some(Glibc), false),
            ("docker.io/library/Python@sha256:0", Some(Glibc), false),
            ("registry:5000/node", Some(Glibc), false),
            ("node:22-alpine", Some(Musl), false),
            ("alpine", Some(Musl), false),
            ("team/alpine-node:1", Some(Musl), false),
            ("busybox:musl", Some(Nothing), false),
            ("gcr.io/distroless/static:nonroot", Some(Nothing), true),
            ("cgr.dev/chainguard/static", Some(Nothing), true),
            ("gcr.io/distroless/static:debug", Some(Nothing), false),
            ("gcr.io/distroless/base", None, true),
            ("team/debian-tools:1", None, false),
            ("debian-static:1", None, false),
        ] {
            let origin = Origin::Image(name.to_owned());
            assert_eq!((libc(&origin), has_no_shell(&origin)), (library, is_bare), "{name}");
        }
        assert_eq!((libc(&Origin::Scratch), has_no_shell(&Origin::Scratch)), (Some(Nothing), true));
        assert!(!has_no_shell(&Origin::Stage(0)));
    }

    #[test]
    fn a_program_is_a_path_or_looked_for() {
        for (program, directory, expected) in [
            ("/a/b", None, Some("/a/b")),
            ("./b", Some("/a"), Some("/a/b")),
            ("x/../b", None, Some("/b")),
            ("./b", Some("$X"), None),
            ("b", Some("/a"), None),
        ] {
            assert_eq!(place(program, directory).as_deref(), expected, "{program}");
        }
        let copy = |line: &str| -> Copy {
            let file =
                crate::file::File::read(&format!("FROM a\n{line}\n"), "f", &Default::default());
            let mut lines = file.expect("a file").stages.remove(0).lines;
            let crate::file::Instruction::Copy(copy) = lines.remove(0).instruction else {
                panic!()
            };
            copy
        };
        for (line, source) in [
            ("COPY x/app /usr/bin/", Some("x/app")),
            ("COPY x/other /usr/bin/app", Some("x/other")),
            ("COPY a x/app b /usr/bin/", Some("x/app")),
            ("COPY x/app /usr/", None),
            ("COPY x/myapp /usr/bin/", None),
        ] {
            let found = brings(&copy(line), "/usr/bin/app");
            assert_eq!(found.as_deref(), source, "{line}");
        }
    }
}
