//! Packages of the distribution.

use std::collections::BTreeSet;

use super::{Texts, given};
use crate::given::Given;
use crate::instruction::ShellCommand;
use crate::lower::StageLowering;
use crate::value::Kind;

/// Packages that apt installs, from [`apt`].
#[derive(Clone, Debug)]
pub struct Apt {
    packages: Vec<Given>,
}

/// Installs packages with apt, on a base that has it.
///
/// All `apt` steps of a phase that stand together become one RUN: index, install
/// and nothing to clean up, since both the index and the archives live in cache
/// mounts. Packages are sorted, so that their order in Rust is no cache key.
/// Recommended packages are not installed (hadolint DL3015).
///
/// Bare names are allowed: Debian deletes the versions that a pin would name. The
/// header of the file then carries hadolint's ignore for DL3008 with that reason.
///
/// ```
/// use dockerfile_core::{Stage, apt, debian};
///
/// let stage = Stage::from(debian("bookworm-slim")).packages(apt(["libpq5", "python3=3.11.*"]));
/// # let _ = stage;
/// ```
#[track_caller]
pub fn apt(packages: impl Texts) -> Apt {
    Apt { packages: given(packages) }
}

impl Apt {
    /// Takes in the packages of an `apt` step that stands beside this one.
    pub(crate) fn join(&mut self, other: &Apt) {
        self.packages.extend(other.packages.iter().cloned());
    }

    pub(crate) fn lower(&self, stage: &mut StageLowering) {
        let mut names = BTreeSet::new();
        for package in &self.packages {
            names.extend(stage.text(package, Kind::AptPackage));
        }
        if names.is_empty() {
            return;
        }
        if names.iter().any(|name| !name.contains('=')) {
            let why = "Debian deletes the versions that a pin would name";
            stage.allow("DL3008", why.to_owned());
        }
        // apt locks its folders itself, and fails where another one holds them.
        let mounts = vec![
            stage.locked_cache("apt-cache", "/var/cache/apt"),
            stage.locked_cache("apt-lists", "/var/lib/apt/lists"),
        ];
        stage.run(
            mounts,
            vec![
                // Debian's images delete what apt has fetched: the cache would stay empty.
                ShellCommand::from("rm -f /etc/apt/apt.conf.d/docker-clean"),
                ShellCommand::from("apt-get update"),
                ShellCommand {
                    head:
                        "DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends"
                            .to_owned(),
                    words: names.into_iter().collect(),
                },
            ],
        );
    }
}
