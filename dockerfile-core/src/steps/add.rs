//! What the builder fetches itself (ADD): downloads and git repositories. ADD of a
//! local file cannot be said: that is a copy (hadolint DL3020).

use super::flags::{GivenFlags, file_flags};
use super::{Texts, given};
use crate::given::{Given, GivenText};
use crate::instruction::{Add, AddSource, FileFlags, Instruction, Part};
use crate::lower::StageLowering;
use crate::value::{CopyTarget, Kind};
use crate::variable::IntoText;

// ---- downloads ---------------------------------------------------------------------

/// A file of the network, from [`download`] or [`unverified_download`].
#[derive(Clone, Debug)]
pub struct Download {
    url: GivenText,
    checked: Checked,
    to: Given,
    unpack: bool,
    flags: GivenFlags,
}

#[derive(Clone, Debug)]
enum Checked {
    Sha256(GivenText),
    Not { why: Given },
}

/// Downloads a file, and fails the build if it is not the one that the checksum names
/// (`ADD --checksum`, syntax 1.6).
///
/// It goes exactly to the path `to`, or below it if that ends with `/`. `sha256` is
/// `sha256:` and 64 hexadecimal digits.
///
/// ```
/// use dockerfile_core::{Stage, debian, download};
///
/// let stage = Stage::from(debian("bookworm-slim")).packages(
///     download(
///         "https://example.com/tool-1.4.0-linux-amd64",
///         "sha256:24454f830cdb571e2c4ad15481119c43b3cafd48dd869a9b2945d1036d1dc68d",
///         "/usr/local/bin/tool",
///     )
///     .mode(0o755),
/// );
/// # let _ = stage;
/// ```
#[track_caller]
pub fn download(url: impl IntoText, sha256: impl IntoText, to: impl Into<String>) -> Download {
    let checked = Checked::Sha256(GivenText::new(sha256));
    downloaded(GivenText::new(url), checked, Given::new(to))
}

/// Downloads a file whatever it is today, and why. The reason is printed into the
/// Dockerfile.
///
/// ```
/// use dockerfile_core::{Stage, debian, unverified_download};
///
/// let stage = Stage::from(debian("bookworm-slim")).packages(unverified_download(
///     "https://example.com/nightly/tool",
///     "/usr/local/bin/tool",
///     "a nightly job tests what is new",
/// ));
/// # let _ = stage;
/// ```
#[track_caller]
pub fn unverified_download(
    url: impl IntoText,
    to: impl Into<String>,
    why: impl Into<String>,
) -> Download {
    let checked = Checked::Not { why: Given::new(why) };
    downloaded(GivenText::new(url), checked, Given::new(to))
}

fn downloaded(url: GivenText, checked: Checked, to: Given) -> Download {
    Download { url, checked, to, unpack: false, flags: GivenFlags::default() }
}

impl Download {
    /// Unpacks a tar archive, compressed or not (`--unpack`, syntax 1.17).
    pub fn unpack(mut self) -> Self {
        self.unpack = true;
        self
    }

    pub(crate) fn lower(&self, stage: &mut StageLowering) {
        let checksum = match &self.checked {
            Checked::Sha256(sum) => stage.parts(sum, Kind::Sha256).map(Some),
            Checked::Not { why } => stage
                .remark("unverified_download", "A download is not verified", why)
                .map(|()| None),
        };
        let url = stage.parts(&self.url, Kind::Url);
        let to = stage.value::<CopyTarget>(&self.to);
        let flags = self.flags.lower(Some(self.to.at), stage);
        let (Some(checksum), Some(url), Some(to), Some(flags)) = (checksum, url, to, flags) else {
            return;
        };
        let source = AddSource::Url { url, checksum, unpack: self.unpack };
        stage.push(Instruction::Add(Add { source, flags, to: to.to_string() }));
    }
}

// ---- git -----------------------------------------------------------------------------

/// A git repository, from [`git`].
#[derive(Clone, Debug)]
pub struct Git {
    repository: Given,
    reference: GivenText,
    folder: Option<Given>,
    commit: Option<Given>,
    keep_git_dir: bool,
    except: Vec<Given>,
    to: Given,
    flags: GivenFlags,
}

/// Clones a git repository at a tag, branch or commit, into the folder `to` (`ADD`,
/// syntax 1.6).
///
/// A tag may move; [`commit`](Git::commit) says what it has to be.
///
/// ```
/// use dockerfile_core::{Stage, debian, git};
///
/// let stage = Stage::named("build", debian("bookworm-slim"))
///     .dependencies(git("https://example.com/team/schemas.git", "v1.4.0", "/src/schemas"));
/// # let _ = stage;
/// ```
#[track_caller]
pub fn git(repository: impl Into<String>, reference: impl IntoText, to: impl Into<String>) -> Git {
    Git {
        repository: Given::new(repository),
        reference: GivenText::new(reference),
        folder: None,
        commit: None,
        keep_git_dir: false,
        except: vec![],
        to: Given::new(to),
        flags: GivenFlags::default(),
    }
}

impl Git {
    /// Takes this folder of the repository and nothing else.
    #[track_caller]
    pub fn folder(mut self, path: impl Into<String>) -> Self {
        self.folder = Some(Given::new(path));
        self
    }

    /// The commit that the reference has to be (`--checksum`, syntax 1.16).
    #[track_caller]
    pub fn commit(mut self, hash: impl Into<String>) -> Self {
        self.commit = Some(Given::new(hash));
        self
    }

    /// Keeps the repository's `.git` (`--keep-git-dir`).
    pub fn keep_git_dir(mut self) -> Self {
        self.keep_git_dir = true;
        self
    }

    /// What of it stays behind, with `*` and `**` as in an ignore file (`--exclude`,
    /// syntax 1.19).
    #[track_caller]
    pub fn except(mut self, patterns: impl Texts) -> Self {
        self.except.extend(given(patterns));
        self
    }

    pub(crate) fn lower(&self, stage: &mut StageLowering) {
        let repository = stage.text(&self.repository, Kind::GitRepository);
        let reference = stage.parts(&self.reference, Kind::GitRef);
        let folder = stage.optional_text(self.folder.as_ref(), Kind::BindSource);
        let commit = stage.optional_text(self.commit.as_ref(), Kind::GitCommit);
        let exclude = self.except.iter().map(|e| stage.text(e, Kind::ExcludePattern));
        let exclude: Option<Vec<_>> = exclude.collect();
        let to = stage.value::<CopyTarget>(&self.to);
        let flags = self.flags.lower(Some(self.to.at), stage);
        let (Some(repository), Some(reference), Some(folder), Some(commit)) =
            (repository, reference, folder, commit)
        else {
            return;
        };
        let (Some(exclude), Some(to), Some(flags)) = (exclude, to, flags) else { return };
        let mut url = vec![Part::Text(format!("{repository}#"))];
        url.extend(reference);
        url.extend(folder.map(|folder| Part::Text(format!(":{folder}"))));
        let keep_git_dir = self.keep_git_dir;
        let source = AddSource::Git { repository: url, keep_git_dir, commit };
        let flags = FileFlags { exclude, ..flags };
        stage.push(Instruction::Add(Add { source, flags, to: to.to_string() }));
    }
}

file_flags! { Download Git }
