//! Versions of Dockerfile syntax, and the features that each brought: they decide which builders
//! can read a file.

use std::fmt;

use super::instruction::{
    AddInstruction, AddSource, CopyInstruction, CopySource, FileFlags, HealthcheckInstruction,
    Instruction, Parents, Permissions, RunForm, RunInstruction, RunMount, Security, ValuePart,
};
use super::program::{Epoch, LoweredLine, Program};

/// A version of Dockerfile syntax, and so the features that an image may use.
///
/// The default is the [portable](Dialect::PORTABLE) version. Its files need no `# syntax=` line, so
/// nothing is pulled to read them: Docker Engine reads them since 23.0, buildah since 1.33. A newer
/// feature is an error at its line until the image allows it:
///
/// ```
/// use dockerfile_core::{Dialect, Image, Stage, copy, debian, uid};
///
/// let stage = Stage::from(debian("bookworm-slim"))
///     .account(uid(65532))
///     .source(copy("src").to("/srv/app").mode("u=rwX,go=rX"));
/// let image = Image::from(stage);
/// let report = image.render().unwrap_err().to_string();
/// assert!(report.contains("`--chmod in symbols` needs Dockerfile syntax 1.14"));
///
/// let rendered = image.dialect(Dialect::V1_14).render().unwrap();
/// assert!(rendered.dockerfile.starts_with("# syntax=docker/dockerfile:1.14\n"));
/// ```
///
/// The `# syntax=` line names the oldest version that reads the file, which may be older than the
/// allowed one. A file with a line of [`raw`](crate::Stage::raw) may need anything, so its line
/// names the allowed version. Source: the release notes of the Dockerfile frontend.
#[doc(alias("syntax", "BuildKit"))]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Dialect {
    /// The syntax before BuildKit, without `--mount`, `--chmod` and its other flags.
    V1_0,
    /// `RUN --mount` and `--chmod`.
    V1_2,
    /// `RUN --network`. Without here-documents, shell text of more than one command is printed as a
    /// JSON list that gives it to the shell.
    V1_3,
    /// Here-documents and `--link`.
    #[default]
    V1_4,
    /// ADD with `--checksum` and of git repositories, `HEALTHCHECK --start-interval`.
    V1_6,
    /// A secret as a variable: `RUN --mount=type=secret,env=`.
    V1_10,
    /// `--chmod` in symbols.
    V1_14,
    /// `ADD --checksum` of a git repository.
    V1_16,
    /// `ADD --unpack`.
    V1_17,
    /// A git repository without its submodules (`?submodules=false`).
    V1_18,
    /// `--exclude`.
    V1_19,
    /// `COPY --parents` and `RUN --security`.
    V1_20,
    /// A check of BuildKit's that is skipped at a single line (`# check=skip=`).
    V1_21,
    /// The time of an image in its file: `SOURCE_DATE_EPOCH` above FROM.
    V1_23,
    /// The commit of a git repository without a look at its tags (`?fetch-by-commit=true`).
    V1_24,
    /// The experimental channel: `RUN --device`, beside all that 1.24 has.
    Labs,
}

impl Dialect {
    /// All versions, from the oldest to the newest.
    pub(crate) const ALL: [Self; 16] = [
        Self::V1_0,
        Self::V1_2,
        Self::V1_3,
        Self::V1_4,
        Self::V1_6,
        Self::V1_10,
        Self::V1_14,
        Self::V1_16,
        Self::V1_17,
        Self::V1_18,
        Self::V1_19,
        Self::V1_20,
        Self::V1_21,
        Self::V1_23,
        Self::V1_24,
        Self::Labs,
    ];

    /// The newest version that needs no `# syntax=` line: 1.4.
    pub const PORTABLE: Self = Self::V1_4;

    /// The image that the `# syntax=` line names for this version; `None` if the version is
    /// portable.
    pub(crate) fn frontend(self) -> Option<String> {
        (self > Self::PORTABLE).then(|| format!("docker/dockerfile:{self}"))
    }

    /// Whether one of BuildKit's checks may be skipped at a single line.
    pub(crate) fn skips_at_a_line(self) -> bool {
        self >= Self::V1_21
    }

    /// The variant as Rust code, for help texts.
    pub(crate) fn in_rust(self) -> String {
        match self {
            Self::Labs => "Dialect::Labs".to_owned(),
            version => format!("Dialect::V{}", version.to_string().replace('.', "_")),
        }
    }
}

impl fmt::Display for Dialect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::V1_0 => "1.0",
            Self::V1_2 => "1.2",
            Self::V1_3 => "1.3",
            Self::V1_4 => "1.4",
            Self::V1_6 => "1.6",
            Self::V1_10 => "1.10",
            Self::V1_14 => "1.14",
            Self::V1_16 => "1.16",
            Self::V1_17 => "1.17",
            Self::V1_18 => "1.18",
            Self::V1_19 => "1.19",
            Self::V1_20 => "1.20",
            Self::V1_21 => "1.21",
            Self::V1_23 => "1.23",
            Self::V1_24 => "1.24",
            Self::Labs => "1.24-labs",
        })
    }
}

/// A feature of the syntax, and the oldest version that has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Feature {
    pub(crate) name: &'static str,
    pub(crate) since: Dialect,
}

const fn feature(name: &'static str, since: Dialect) -> Feature {
    Feature { name, since }
}

/// The oldest syntax that reads an image's file. A raw line may need any feature, so with one the
/// answer is the allowed version.
pub(crate) fn oldest(program: &Program, allowed: Dialect) -> Dialect {
    let lines = || program.stages.iter().flat_map(|stage| &stage.lines);
    if lines().any(|line| matches!(line.instruction, Instruction::Raw(_))) {
        return allowed;
    }
    let features = lines().flat_map(features).chain(of_epoch(program));
    features.map(|feature| feature.since).max().unwrap_or(Dialect::V1_0)
}

/// The feature that the image's creation time needs, which stands in no stage.
pub(crate) fn of_epoch(program: &Program) -> Option<Feature> {
    program.epoch.map(|(epoch, _)| match epoch {
        Epoch::Seconds(_) => feature("SOURCE_DATE_EPOCH above FROM", Dialect::V1_23),
        Epoch::OfContext => feature("SOURCE_DATE_EPOCH=context", Dialect::V1_24),
    })
}

/// The features of one line that syntax 1.0 does not have.
pub(crate) fn features(line: &LoweredLine) -> Vec<Feature> {
    let skips = feature("# check=skip above a line", Dialect::V1_21);
    let mut features = of_instruction(&line.instruction);
    features.extend(line.above.skip.is_some().then_some(skips));
    features
}

fn of_instruction(instruction: &Instruction) -> Vec<Feature> {
    match instruction {
        Instruction::Run(run) => of_run(run),
        Instruction::Copy(copy) => of_copy(copy),
        Instruction::Add(add) => of_add(add),
        Instruction::Healthcheck(HealthcheckInstruction { start_interval: Some(_), .. }) => {
            vec![feature("HEALTHCHECK --start-interval", Dialect::V1_6)]
        }
        _ => vec![],
    }
}

fn of_run(run: &RunInstruction) -> Vec<Feature> {
    let options = &run.options;
    let secret_env = |mount: &RunMount| matches!(mount, RunMount::Secret { env: Some(_), .. });
    let variable_id = |mount: &RunMount| match mount {
        RunMount::Cache { id, .. } => id.iter().any(|part| matches!(part, ValuePart::Variable(_))),
        _ => false,
    };
    let uses = [
        (!options.mounts.is_empty(), feature("RUN --mount", Dialect::V1_2)),
        (
            options.mounts.iter().any(secret_env),
            feature("RUN --mount=type=secret,env=", Dialect::V1_10),
        ),
        (
            options.mounts.iter().any(variable_id),
            feature("a variable in RUN --mount=type=cache,id=", Dialect::V1_3),
        ),
        (options.network.is_some(), feature("RUN --network", Dialect::V1_3)),
        (options.security == Security::Insecure, feature("RUN --security", Dialect::V1_20)),
        (!options.devices.is_empty(), feature("RUN --device", Dialect::Labs)),
        (matches!(run.form, RunForm::Script(_)), feature("a here-document in RUN", Dialect::V1_4)),
    ];
    used(uses)
}

fn of_copy(copy: &CopyInstruction) -> Vec<Feature> {
    let inline = matches!(copy.source, CopySource::Inline(_));
    let mut features = used([
        (inline, feature("a here-document in COPY", Dialect::V1_4)),
        (copy.parents != Parents::None, feature("COPY --parents", Dialect::V1_20)),
    ]);
    features.extend(of_files(&copy.flags, "COPY --chmod", "COPY --link", "COPY --exclude"));
    features
}

fn of_add(add: &AddInstruction) -> Vec<Feature> {
    let mut features = match &add.source {
        AddSource::Url { checksum, unpack, .. } => used([
            (checksum.is_some(), feature("ADD --checksum", Dialect::V1_6)),
            (*unpack, feature("ADD --unpack", Dialect::V1_17)),
        ]),
        AddSource::Git { commit, query, .. } => used([
            (true, feature("ADD of a git repository", Dialect::V1_6)),
            (commit.is_some(), feature("ADD --checksum of a git repository", Dialect::V1_16)),
            (
                query.without_submodules,
                feature("?submodules=false of a git repository", Dialect::V1_18),
            ),
            (
                query.fetch_by_commit,
                feature("?fetch-by-commit=true of a git repository", Dialect::V1_24),
            ),
        ]),
    };
    features.extend(of_files(&add.flags, "ADD --chmod", "ADD --link", "ADD --exclude"));
    features
}

fn of_files(
    flags: &FileFlags,
    chmod: &'static str,
    link: &'static str,
    exclude: &'static str,
) -> Vec<Feature> {
    used([
        (flags.mode.is_some(), feature(chmod, Dialect::V1_2)),
        (
            matches!(flags.mode, Some(Permissions::Symbols(_))),
            feature("--chmod in symbols", Dialect::V1_14),
        ),
        (flags.link, feature(link, Dialect::V1_4)),
        (!flags.exclude.is_empty(), feature(exclude, Dialect::V1_19)),
    ])
}

fn used<const N: usize>(uses: [(bool, Feature); N]) -> Vec<Feature> {
    uses.into_iter().filter_map(|(used, feature)| used.then_some(feature)).collect()
}

#[cfg(test)]
mod tests {
    use super::Dialect;

    /// Each version by its number, in Rust, whether it needs a line, and whether it skips a check
    /// at a line.
    #[test]
    fn every_version_has_its_names() {
        let all = [
            (Dialect::V1_0, "1.0", "Dialect::V1_0", false, false),
            (Dialect::V1_2, "1.2", "Dialect::V1_2", false, false),
            (Dialect::V1_3, "1.3", "Dialect::V1_3", false, false),
            (Dialect::V1_4, "1.4", "Dialect::V1_4", false, false),
            (Dialect::V1_6, "1.6", "Dialect::V1_6", true, false),
            (Dialect::V1_10, "1.10", "Dialect::V1_10", true, false),
            (Dialect::V1_14, "1.14", "Dialect::V1_14", true, false),
            (Dialect::V1_16, "1.16", "Dialect::V1_16", true, false),
            (Dialect::V1_17, "1.17", "Dialect::V1_17", true, false),
            (Dialect::V1_18, "1.18", "Dialect::V1_18", true, false),
            (Dialect::V1_19, "1.19", "Dialect::V1_19", true, false),
            (Dialect::V1_20, "1.20", "Dialect::V1_20", true, false),
            (Dialect::V1_21, "1.21", "Dialect::V1_21", true, true),
            (Dialect::V1_23, "1.23", "Dialect::V1_23", true, true),
            (Dialect::V1_24, "1.24", "Dialect::V1_24", true, true),
            (Dialect::Labs, "1.24-labs", "Dialect::Labs", true, true),
        ];
        assert_eq!(all.map(|(dialect, ..)| dialect), Dialect::ALL);
        assert!(all.windows(2).all(|two| two[0].0 < two[1].0));
        for (dialect, number, in_rust, has_line, skips) in all {
            assert_eq!(dialect.to_string(), number);
            assert_eq!(dialect.in_rust(), in_rust);
            let line = has_line.then(|| format!("docker/dockerfile:{number}"));
            assert_eq!(dialect.frontend(), line, "{number}");
            assert_eq!(dialect.skips_at_a_line(), skips, "{number}");
        }
    }
}
