//! Files of the build context, and artifacts of stages and images.

use super::flags::{FileMode, GivenFlags, file_flags, flags_of_copy};
use super::origin::{HasFiles, Origin};
use super::paths::{Paths, given_paths};
use super::texts::{Texts, given};
use crate::declare::given::Given;
use crate::declare::given_text::GivenText;
use crate::declare::variable::IntoText;

/// Files and folders of the build context, from [`copy`].
#[derive(Clone, Debug)]
#[must_use = "a step does nothing until a stage has it"]
pub struct ContextCopy {
    pub(crate) sources: Vec<GivenText>,
    pub(crate) to: Option<GivenText>,
    pub(crate) except: Vec<Given>,
    /// It is no error that one is not there.
    pub(crate) optional: bool,
    pub(crate) parents: KeptFolders,
    pub(crate) flags: GivenFlags,
}

/// Which of the sources' folders `--parents` keeps.
#[derive(Clone, Debug)]
pub(crate) enum KeptFolders {
    None,
    All,
    Below(Given),
}

/// Copies files or folders of the build context, or of another stage with
/// [`from`](ContextCopy::from).
///
/// One source goes exactly to the path that [`to`](ContextCopy::to) names, or into
/// it if that ends with `/`; a folder's contents become that folder's. Several
/// sources keep their paths below it, so that none flattens or overwrites another; several of another
/// stage are named in their folder, with [`matching`](ArtifactCopy::matching).
/// Without `to` a source keeps its path below the stage's WORKDIR; one of another
/// stage keeps its own path.
///
/// What it copies belongs to root: the program can read its code and cannot change it.
///
/// An archive stays one. COPY unpacks nothing, where ADD unpacks each local file that looks like
/// a tar archive, whatever it is called. A step unpacks one that it sees and no layer holds:
///
/// ```
/// use dockerfile_core::{Image, Stage, bind, debian, run, uid};
///
/// let stage = Stage::from(debian("bookworm-slim")).account(uid(65532)).build(
///     run(["tar", "-xf", "/tmp/site.tgz", "-C", "/srv"])
///         .mount(bind("site.tgz").to("/tmp/site.tgz")),
/// );
/// let text = Image::from(stage).render().unwrap().dockerfile;
/// assert!(text.contains("RUN --mount=type=bind,source=site.tgz,target=/tmp/site.tgz \\\n"));
/// ```
///
/// ```
/// use dockerfile_core::{Stage, copy, debian};
///
/// let stage = Stage::from(debian("bookworm-slim"))
///     .source(copy("inventory").to("/ocelot/pack/inventory").except(["tests"]));
/// # let _ = stage;
/// ```
#[track_caller]
pub fn copy(sources: impl Paths) -> ContextCopy {
    ContextCopy {
        sources: given_paths(sources),
        to: None,
        except: vec![],
        optional: false,
        parents: KeptFolders::None,
        flags: GivenFlags::default(),
    }
}

impl ContextCopy {
    /// Where it goes in the image.
    #[track_caller]
    pub fn to(mut self, path: impl IntoText) -> Self {
        self.to = Some(GivenText::new(path));
        self
    }

    /// Copies what is there, and is content where nothing is.
    ///
    /// BuildKit knows that of patterns alone, so a path is printed as one that fits nothing else.
    ///
    /// ```
    /// use dockerfile_core::{Image, Stage, copy, debian, uid};
    ///
    /// let stage = Stage::from(debian("bookworm-slim"))
    ///     .account(uid(65532))
    ///     .source(copy("legal/NOTICE").to("/usr/share/doc/app/").optional());
    /// let text = Image::from(stage).render().unwrap().dockerfile;
    /// assert!(text.contains("COPY [l]egal/NOTICE /usr/share/doc/app/\n"));
    /// ```
    pub fn optional(mut self) -> Self {
        self.optional = true;
        self
    }

    /// What below the sources stays behind: paths below each of them, with `*`
    /// and `**` as in an ignore file, into which they go.
    ///
    /// What is copied from elsewhere has no ignore file: there it is `COPY --exclude`,
    /// which needs syntax 1.19.
    #[doc(alias = "dockerignore")]
    #[track_caller]
    pub fn except(mut self, patterns: impl Texts) -> Self {
        self.except.extend(given(patterns));
        self
    }

    /// Copies all sources in one instruction that keeps their folders (`--parents`,
    /// syntax 1.20). Without it several sources are several instructions, which older
    /// builders read and which end in the same place.
    pub fn parents(mut self) -> Self {
        self.parents = KeptFolders::All;
        self
    }

    /// The same, but of each source keeps only the folders that are below this one, which all are
    /// in (`--parents` with a `./` in the path, syntax 1.20).
    ///
    /// ```
    /// use dockerfile_core::{Dialect, Image, Stage, copy, debian, uid};
    ///
    /// let pages = copy(["web/en/index.html", "web/it/index.html"]).to("/srv").parents_below("web");
    /// let stage = Stage::from(debian("bookworm-slim")).account(uid(65532)).source(pages);
    /// let text = Image::from(stage).dialect(Dialect::V1_20).render().unwrap().dockerfile;
    /// assert!(text.contains("COPY --parents web/./en/index.html web/./it/index.html /srv/\n"));
    /// ```
    #[track_caller]
    pub fn parents_below(mut self, folder: impl Into<String>) -> Self {
        self.parents = KeptFolders::Below(Given::new(folder));
        self
    }

    /// Takes it from another stage, an image or a named context instead of the build
    /// context.
    ///
    /// An image that only files are taken from gets a FROM line of its own, where bots
    /// that update images find it.
    ///
    /// ```
    /// use dockerfile_core::{Image, Stage, copy, debian, image, uid};
    ///
    /// let stage = Stage::from(debian("bookworm-slim"))
    ///     .account(uid(65532))
    ///     .dependencies(copy("/uv").from(image("ghcr.io/astral-sh/uv:0.9")).to("/usr/local/bin/uv"));
    /// let text = Image::from(stage).render().unwrap().dockerfile;
    /// assert!(text.contains("FROM ghcr.io/astral-sh/uv:0.9 AS uv\n"));
    /// assert!(text.contains("COPY --from=uv /uv /usr/local/bin/uv\n"));
    /// ```
    #[doc(alias = "COPY --from")]
    pub fn from(self, origin: impl HasFiles) -> ArtifactCopy {
        ArtifactCopy { files: self, names: vec![], from: origin.origin().0, anyway: None }
    }
}

file_flags! { ContextCopy }
flags_of_copy! { ContextCopy ArtifactCopy }

// ---- artifacts of stages and images ------------------------------------------------

/// Files of a stage, an image or a named context, from [`copy`]`(..).from(..)`.
#[derive(Clone, Debug)]
#[must_use = "a step does nothing until a stage has it"]
pub struct ArtifactCopy {
    pub(crate) files: ContextCopy,
    pub(crate) names: Vec<Given>,
    pub(crate) from: Origin,
    /// Why a base starts it that is not known to.
    pub(crate) anyway: Option<Given>,
}

impl ArtifactCopy {
    /// Where it goes in the image; at the same path as where it comes from unless said.
    #[track_caller]
    pub fn to(mut self, path: impl IntoText) -> Self {
        self.files = self.files.to(path);
        self
    }

    /// Copies what is there, and is content where nothing is. Then a path may hold `*` and `?`, each
    /// for a part of one name: a builder says nothing where no file fits a pattern, so that there is
    /// none that has to fit. All that fit go into the folder that [`to`](Self::to) names.
    ///
    /// ```
    /// use dockerfile_core::{Image, Stage, apt, copy, debian, uid};
    ///
    /// let libraries = Stage::named("libraries", debian("bookworm-slim")).packages(apt("libpq5"));
    /// let stage = Stage::from(debian("bookworm-slim"))
    ///     .account(uid(65532))
    ///     .dependencies(copy("/usr/lib/*/libpq.so.5").from(&libraries).to("/usr/lib").optional());
    /// let text = Image::from(stage).render().unwrap().dockerfile;
    /// assert!(text.contains("COPY --from=libraries /usr/lib/*/libpq.so.5 /usr/lib/\n"));
    /// ```
    pub fn optional(mut self) -> Self {
        self.files = self.files.optional();
        self
    }

    /// Of the folder only the files that are called so, with `*` and `?` for what may stand
    /// there; none is no error. A folder that is called so gives what is in it. They go into the
    /// folder that [`to`](Self::to) names.
    ///
    /// What another stage makes, nobody here can list. Of the build context one can: there a
    /// source is a file or a folder, and what may be absent is an `if`.
    ///
    /// ```
    /// use dockerfile_core::{Image, Stage, copy, debian, run, uid};
    ///
    /// let build = Stage::named("build", debian("bookworm-slim")).build(run(["make", "wheels"]));
    /// let stage = Stage::from(debian("bookworm-slim"))
    ///     .account(uid(65532))
    ///     .source(copy("/dist").from(&build).matching(["*.whl", "extra.conf"]).to("/srv"));
    /// let text = Image::from(stage).render().unwrap().dockerfile;
    /// assert!(text.contains("COPY --from=build /dist/*.whl /dist/extra.con[f] /srv/\n"));
    /// ```
    #[track_caller]
    pub fn matching(mut self, names: impl Texts) -> Self {
        self.names.extend(given(names));
        self
    }

    /// What below the sources stays behind (`--exclude`, syntax 1.19).
    #[doc(alias = "dockerignore")]
    #[track_caller]
    pub fn except(mut self, patterns: impl Texts) -> Self {
        self.files = self.files.except(patterns);
        self
    }

    /// Makes it belong to the user that the program runs as, who may then change it.
    pub fn writable(mut self) -> Self {
        self.files = self.files.writable();
        self
    }

    /// Whose it is, by number (`--chown`), as [`ContextCopy::owner`] takes it.
    #[doc(alias = "chown")]
    #[track_caller]
    pub fn owner(mut self, user: u32, group: u32) -> Self {
        self.files = self.files.owner(user, group);
        self
    }

    /// Its permissions (`--chmod`), as [`ContextCopy::mode`] takes them.
    #[doc(alias = "chmod")]
    #[track_caller]
    pub fn mode(mut self, mode: impl FileMode) -> Self {
        self.files = self.files.mode(mode);
        self
    }

    /// Makes a layer that stands on no other (`--link`, syntax 1.4).
    pub fn link(mut self) -> Self {
        self.files = self.files.link();
        self
    }

    /// Keeps the sources' folders below the target (`--parents`, syntax 1.20).
    pub fn parents(mut self) -> Self {
        self.files = self.files.parents();
        self
    }

    /// Keeps those below this folder of the stage, as [`ContextCopy::parents_below`] does.
    #[track_caller]
    pub fn parents_below(mut self, folder: impl Into<String>) -> Self {
        self.files = self.files.parents_below(folder);
        self
    }

    /// Takes a program onto a base that is not known to start it, and says why it starts there all
    /// the same, as [`Artifacts::starts_anyway`](crate::Artifacts::starts_anyway) does.
    #[track_caller]
    pub fn starts_anyway(mut self, why: impl Into<String>) -> Self {
        self.anyway = Some(Given::new(why));
        self
    }

    /// Where it comes from.
    pub(crate) fn origin(&self) -> &Origin {
        &self.from
    }
}
