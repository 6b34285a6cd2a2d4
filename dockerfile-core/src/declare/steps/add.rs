//! Steps that print ADD: downloads and git repositories, which the builder itself fetches. There is
//! no ADD of a local file: a file is copied (hadolint DL3020), and COPY unpacks no archive.

use super::flags::{GivenFlags, file_flags};
use super::texts::{Texts, given};
use crate::declare::given::Given;
use crate::declare::given_text::GivenText;
use crate::declare::variable::IntoText;
use crate::program::instruction::GitQuery;

// ---- downloads ---------------------------------------------------------------------

/// A file that is downloaded, from [`download`] or [`unverified_download`].
#[derive(Clone, Debug)]
#[must_use = "a step does nothing until a stage has it"]
pub struct Download {
    pub(crate) url: GivenText,
    pub(crate) checked: Checked,
    pub(crate) to: Given,
    pub(crate) unpack: bool,
    pub(crate) flags: GivenFlags,
}

/// The checksum of a download, or why there is none.
#[derive(Clone, Debug)]
pub(crate) enum Checked {
    Sha256(GivenText),
    Not { why: Given },
}

/// Downloads a file, and fails the build if the file does not have the checksum
/// (`ADD --checksum`, syntax 1.6).
///
/// The file goes to exactly the path `to`, or into that folder if `to` ends with `/`. `sha256` is
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
#[doc(alias("ADD", "curl", "wget", "checksum", "sha256"))]
#[track_caller]
pub fn download(url: impl IntoText, sha256: impl IntoText, to: impl Into<String>) -> Download {
    let checked = Checked::Sha256(GivenText::new(sha256));
    downloaded(GivenText::new(url), checked, Given::new(to))
}

/// Downloads a file without a checksum, and says why. The reason is printed into the Dockerfile.
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
    /// Unpacks a tar archive, compressed or not, into the target folder (`--unpack`, syntax 1.17).
    /// Without it the archive itself is stored.
    ///
    /// ```
    /// use dockerfile_core::{Dialect, Image, Stage, debian, download, uid};
    ///
    /// let site = download(
    ///     "https://example.com/site-1.4.tar.gz",
    ///     "sha256:24454f830cdb571e2c4ad15481119c43b3cafd48dd869a9b2945d1036d1dc68d",
    ///     "/srv/site/",
    /// );
    /// let stage = Stage::from(debian("bookworm-slim")).account(uid(65532)).source(site.unpack());
    /// let text = Image::from(stage).dialect(Dialect::V1_17).render().unwrap().dockerfile;
    /// assert!(text.contains("--unpack"));
    /// ```
    pub fn unpack(mut self) -> Self {
        self.unpack = true;
        self
    }
}

// ---- git -----------------------------------------------------------------------------

/// A git repository, from [`git`].
#[derive(Clone, Debug)]
#[must_use = "a step does nothing until a stage has it"]
pub struct Git {
    pub(crate) repository: Given,
    pub(crate) reference: GivenText,
    pub(crate) folder: Option<Given>,
    pub(crate) commit: Option<Given>,
    pub(crate) query: GitQuery,
    pub(crate) keep_git_dir: bool,
    pub(crate) except: Vec<Given>,
    pub(crate) to: Given,
    pub(crate) flags: GivenFlags,
}

/// Clones a git repository at a tag, branch or commit, into the folder `to` (`ADD`,
/// syntax 1.6).
///
/// A tag may move: [`commit`](Git::commit) fails the build if it has. A tag and a branch of the same
/// name are told apart as `"refs/tags/v1"` and `"refs/heads/v1"`.
///
/// The repository is `"https://host/path.git"`, or over SSH `"git@host:path.git"` or
/// `"ssh://git@host/path.git"`: the builder then asks the agent of `docker build --ssh default`.
///
/// ```
/// use dockerfile_core::{Stage, debian, git};
///
/// let stage = Stage::named("build", debian("bookworm-slim"))
///     .dependencies(git("https://example.com/team/schemas.git", "v1.4.0", "/src/schemas"));
/// # let _ = stage;
/// ```
#[doc(alias("ADD", "git clone"))]
#[track_caller]
pub fn git(repository: impl Into<String>, reference: impl IntoText, to: impl Into<String>) -> Git {
    Git {
        repository: Given::new(repository),
        reference: GivenText::new(reference),
        folder: None,
        commit: None,
        query: GitQuery::default(),
        keep_git_dir: false,
        except: vec![],
        to: Given::new(to),
        flags: GivenFlags::default(),
    }
}

impl Git {
    /// Takes only this folder of the repository.
    ///
    /// ```
    /// use dockerfile_core::{Dialect, Image, Stage, debian, git, uid};
    ///
    /// let schemas = git("https://example.com/team/schemas.git", "v1.4.0", "/srv/schemas")
    ///     .folder("json");
    /// let stage = Stage::from(debian("bookworm-slim")).account(uid(65532)).source(schemas);
    /// let text = Image::from(stage).dialect(Dialect::V1_6).render().unwrap().dockerfile;
    /// assert!(text.contains("ADD https://example.com/team/schemas.git#v1.4.0:json /srv/schemas\n"));
    /// ```
    #[track_caller]
    pub fn folder(mut self, path: impl Into<String>) -> Self {
        self.folder = Some(Given::new(path));
        self
    }

    /// Fails the build if the reference is not this commit (`--checksum`, syntax 1.16). `hash` has all
    /// its hexadecimal digits, in lower case.
    ///
    /// ```
    /// use dockerfile_core::{Dialect, Image, Stage, debian, git, uid};
    ///
    /// let schemas = git("https://example.com/team/schemas.git", "v1.4.0", "/srv/schemas")
    ///     .commit("be1f38efe73c6a93cc429a0488ad6e1db663398c")
    ///     .folder("json");
    /// let stage = Stage::from(debian("bookworm-slim")).account(uid(65532)).source(schemas);
    /// let text = Image::from(stage).dialect(Dialect::V1_16).render().unwrap().dockerfile;
    /// assert!(text.contains("--checksum=be1f38efe73c6a93cc429a0488ad6e1db663398c"));
    /// assert!(text.contains("https://example.com/team/schemas.git#v1.4.0:json /srv/schemas\n"));
    /// ```
    #[track_caller]
    pub fn commit(mut self, hash: impl Into<String>) -> Self {
        self.commit = Some(Given::new(hash));
        self
    }

    /// Fetches this commit by its hash, even if the tag or branch has moved on or is gone
    /// (`?fetch-by-commit=true`, syntax 1.24). The commit is checked as by [`commit`](Git::commit).
    ///
    /// ```
    /// use dockerfile_core::{Dialect, Image, Stage, debian, git, uid};
    ///
    /// let schemas = git("git@example.com:team/schemas.git", "refs/heads/main", "/srv/schemas")
    ///     .fetch_commit("be1f38efe73c6a93cc429a0488ad6e1db663398c");
    /// let stage = Stage::from(debian("bookworm-slim")).account(uid(65532)).source(schemas);
    /// let text = Image::from(stage).dialect(Dialect::V1_24).render().unwrap().dockerfile;
    /// assert!(text.contains(
    ///     "git@example.com:team/schemas.git?fetch-by-commit=true#refs/heads/main /srv/schemas\n"
    /// ));
    /// ```
    #[track_caller]
    pub fn fetch_commit(mut self, hash: impl Into<String>) -> Self {
        self.query.fetch_by_commit = true;
        self.commit(hash)
    }

    /// Leaves out the submodules of the repository (`?submodules=false`, syntax 1.18).
    ///
    /// ```
    /// use dockerfile_core::{Dialect, Image, Stage, debian, git, uid};
    ///
    /// let schemas = git("https://example.com/team/schemas.git", "v1.4.0", "/srv/schemas")
    ///     .without_submodules();
    /// let stage = Stage::from(debian("bookworm-slim")).account(uid(65532)).source(schemas);
    /// let text = Image::from(stage).dialect(Dialect::V1_18).render().unwrap().dockerfile;
    /// assert!(text.contains("schemas.git?submodules=false#v1.4.0 /srv/schemas\n"));
    /// ```
    pub fn without_submodules(mut self) -> Self {
        self.query.without_submodules = true;
        self
    }

    /// Keeps the folder `.git` of the repository (`--keep-git-dir`).
    ///
    /// ```
    /// use dockerfile_core::{Dialect, Image, Stage, debian, git, uid};
    ///
    /// let schemas = git("https://example.com/team/schemas.git", "v1.4.0", "/srv/schemas")
    ///     .keep_git_dir();
    /// let stage = Stage::from(debian("bookworm-slim")).account(uid(65532)).source(schemas);
    /// let text = Image::from(stage).dialect(Dialect::V1_6).render().unwrap().dockerfile;
    /// assert!(text.contains("ADD --keep-git-dir=true https://"));
    /// ```
    pub fn keep_git_dir(mut self) -> Self {
        self.keep_git_dir = true;
        self
    }

    /// Leaves out files of the repository, by patterns with `*` and `**` as in an ignore file
    /// (`--exclude`, syntax 1.19).
    ///
    /// ```
    /// use dockerfile_core::{Dialect, Image, Stage, debian, git, uid};
    ///
    /// let schemas = git("https://example.com/team/schemas.git", "v1.4.0", "/srv/schemas")
    ///     .except("**/*.md");
    /// let stage = Stage::from(debian("bookworm-slim")).account(uid(65532)).source(schemas);
    /// let text = Image::from(stage).dialect(Dialect::V1_19).render().unwrap().dockerfile;
    /// assert!(text.contains("ADD --exclude=**/*.md https://"));
    /// ```
    #[track_caller]
    pub fn except(mut self, patterns: impl Texts) -> Self {
        self.except.extend(given(patterns));
        self
    }
}

file_flags! { Download Git }
