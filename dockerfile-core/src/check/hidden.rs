//! Files of an image that no container sees, since a runtime puts its own in their place.
//!
//! Source: `docker-run(1)` on the network, and the default filesystems of the OCI runtime specification;
//! Kubernetes mounts the same files.

use super::complaints;
use super::report::Diagnostic;
use crate::program::instruction::{CopySource, FilePath, Instruction, RunForm};
use crate::program::program::LoweredStage;
use crate::value::path::{is_below, join, name_of};

/// Files that each container has of its own.
const FILES: [&str; 3] = ["/etc/hostname", "/etc/hosts", "/etc/resolv.conf"];

/// Folders that each container has of its own.
const FOLDERS: [&str; 3] = ["/dev", "/proc", "/sys"];

/// The first line of an image that puts something where no container sees it.
pub(super) fn check(stage: &LoweredStage) -> Option<Diagnostic> {
    stage.lines.iter().filter(|_| stage.target).find_map(|line| {
        let targets = targets(&line.instruction);
        let hidden = targets.into_iter().find(|path| is_hidden(path))?;
        Some(complaints::hidden_by_runtime(&hidden, line.at))
    })
}

fn is_hidden(path: &str) -> bool {
    FILES.contains(&path) || FOLDERS.iter().any(|folder| is_below(folder, path))
}

/// The paths that a line makes, as far as its text tells.
fn targets(instruction: &Instruction) -> Vec<String> {
    match instruction {
        Instruction::Copy(copy) if copy.to.is_literal() => {
            let (to, no_sources) = (copy.to.known(), vec![]);
            let sources: &[FilePath] = match &copy.source {
                CopySource::Context(paths) | CopySource::From(_, paths) => paths,
                CopySource::Inline(_) => &no_sources,
            };
            let into = sources.iter().filter(|_| to.ends_with('/'));
            let into = into.map(|source| join(to.trim_end_matches('/'), name_of(source.known())));
            let named = copy.names.iter().map(|name| join(to.trim_end_matches('/'), name));
            into.chain(named).chain([to.trim_end_matches('/').to_owned()]).collect()
        }
        Instruction::Add(add) => vec![add.to.trim_end_matches('/').to_owned()],
        Instruction::Run(run) => match &run.form {
            RunForm::Commands(commands) => {
                let made =
                    commands.iter().filter(|command| command.head.starts_with("install -d "));
                made.filter_map(|command| Some(command.head.rsplit(' ').next()?.to_owned()))
                    .collect()
            }
            RunForm::Script(_) | RunForm::Argv(_) => vec![],
        },
        _ => vec![],
    }
}

#[cfg(test)]
mod tests {
    use super::check;
    use crate::check::sketch::program;

    #[test]
    fn what_a_runtime_puts_elsewhere_is_seen() {
        let said = |line: &str| {
            let program = program(&format!("FROM scratch AS a; COPY x /x; FROM debian:12; {line}"));
            program.stages.iter().find_map(check).map(|said| said.message)
        };
        for (line, path) in [
            ("COPY a /etc/hosts", "/etc/hosts"),
            ("COPY conf/hosts /etc/", "/etc/hosts"),
            ("COPY --from=a /x /etc/resolv.conf", "/etc/resolv.conf"),
            ("COPY --from=a --names=hostname,b /d /etc/", "/etc/hostname"),
            ("COPY a /dev/shm/a", "/dev/shm/a"),
            ("COPY a /proc/", "/proc/a"),
            ("TEXT /etc/hosts a", "/etc/hosts"),
            ("ADD https://x/a /sys/a", "/sys/a"),
            ("RUN install -d -o 7 -g 7 /dev/shm/a", "/dev/shm/a"),
        ] {
            let found = said(line).unwrap_or_default();
            assert!(found.starts_with(&format!("no container sees `{path}`")), "{line}: {found}");
        }
        for line in [
            "COPY a /etc/hosts.allow",
            "COPY a /etc/",
            "COPY etc /etc",
            "COPY hosts /etc",
            "COPY a /etc/$A",
            "COPY a /devices/a",
            "COPY --from=a /etc/hosts /x",
            "RUN install -d /run/a",
            "RUN cat /etc/hosts",
        ] {
            assert_eq!(said(line), None, "{line}");
        }
        // What a stage holds for another may have any path.
        let apart =
            program("FROM scratch AS a; COPY x /etc/hosts; FROM debian:12; COPY --from=a / /x");
        assert!(apart.stages.iter().all(|stage| check(stage).is_none()));
    }
}
