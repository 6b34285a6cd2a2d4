//! Steps that print COPY: of files in the build context, and of artifacts of stages and images.

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
    /// A source that does not exist is no error.
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
/// The target depends on the sources:
///
/// - A single file goes to exactly the path that [`to`](ContextCopy::to) names, or into that folder
///   if the path ends with `/`. The contents of a single folder become the contents of the target.
/// - Several sources keep their paths below the target, so that no file overwrites another. Several
///   files of another stage's folder are named with [`matching`](ArtifactCopy::matching).
/// - Without `to`, a source of the build context keeps its path below the stage's
///   [`workdir`](crate::Stage::workdir), which the stage then has to have. A source of another stage
///   keeps its absolute path.
///
/// The copied files belong to root: the program can read its code and cannot change it.
/// [`writable`](ContextCopy::writable) and [`owner`](ContextCopy::owner) say otherwise.
///
/// COPY unpacks no archive. A step can unpack one that it sees by a mount, so that no layer holds
/// the archive:
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
    /// Sets the target, an absolute path in the image; with `/` at its end it is a folder.
    ///
    /// ```
    /// use dockerfile_core::{Image, Stage, copy, debian, uid};
    ///
    /// let stage = Stage::from(debian("bookworm-slim"))
    ///     .account(uid(65532))
    ///     .files(copy("settings.toml").to("/etc/app/"));
    /// let text = Image::from(stage).render().unwrap().dockerfile;
    /// assert!(text.contains("COPY settings.toml /etc/app/\n"));
    /// ```
    #[track_caller]
    pub fn to(mut self, path: impl IntoText) -> Self {
        self.to = Some(GivenText::new(path));
        self
    }

    /// Copies the sources that exist, and leaves out the others without an error.
    ///
    /// BuildKit does so only for patterns, so each path is printed as a pattern that fits nothing else.
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

    /// Leaves out files below the sources. The patterns are paths below each source, with `*`
    /// and `**` as in an ignore file: they are printed into the emitted one.
    ///
    /// A copy [`from`](ContextCopy::from) elsewhere has no ignore file: its patterns become
    /// `COPY --exclude`, which needs syntax 1.19.
    ///
    /// ```
    /// use dockerfile_core::{Image, Stage, copy, debian, uid};
    ///
    /// let stage = Stage::from(debian("bookworm-slim"))
    ///     .account(uid(65532))
    ///     .source(copy("shop").to("/srv/shop").except(["tests", "**/*.md"]));
    /// let ignore = Image::from(stage).render().unwrap().ignore;
    /// assert!(ignore.contains("shop/tests\n") && ignore.contains("shop/**/*.md\n"));
    /// ```
    #[doc(alias = "dockerignore")]
    #[track_caller]
    pub fn except(mut self, patterns: impl Texts) -> Self {
        self.except.extend(given(patterns));
        self
    }

    /// Copies all sources in one instruction that keeps their folders (`--parents`,
    /// syntax 1.20). Without it each source has an instruction of its own, which puts the files
    /// into the same place and which older builders read, too.
    ///
    /// ```
    /// use dockerfile_core::{Dialect, Image, Stage, copy, debian, uid};
    ///
    /// let stage = Stage::from(debian("bookworm-slim"))
    ///     .account(uid(65532))
    ///     .source(copy(["shop", "assets/logo.svg"]).to("/srv").parents());
    /// let text = Image::from(stage).dialect(Dialect::V1_20).render().unwrap().dockerfile;
    /// assert!(text.contains("COPY --parents shop assets/logo.svg /srv/\n"));
    /// ```
    pub fn parents(mut self) -> Self {
        self.parents = KeptFolders::All;
        self
    }

    /// Copies all sources in one instruction that keeps their folders below `folder`, and drops
    /// `folder` itself (`--parents` with a `./` in the path, syntax 1.20). All sources have to be in
    /// `folder`.
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

    /// Copies from another stage, an image or a named context, instead of the build context.
    ///
    /// An image gets a FROM line of its own, where the bots that update images find it.
    ///
    /// ```
    /// use dockerfile_core::{Image, Stage, copy, debian, image, uid};
    ///
    /// let stage = Stage::from(debian("bookworm-slim"))
    ///     .account(uid(65532))
    ///     .dependencies(copy("/uv").from(image("ghcr.io/astral-sh/uv:0.12")).to("/usr/local/bin/uv"));
    /// let text = Image::from(stage).render().unwrap().dockerfile;
    /// assert!(text.contains("FROM ghcr.io/astral-sh/uv:0.12 AS uv\n"));
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
    /// The user's reason why the base starts the program, although it is not known to.
    pub(crate) anyway: Option<Given>,
}

impl ArtifactCopy {
    /// Sets the target, an absolute path in the image; with `/` at its end it is a folder. Without it
    /// the files keep their path.
    ///
    /// ```
    /// use dockerfile_core::{Image, Stage, copy, debian, run, uid};
    ///
    /// let build = Stage::named("build", debian("bookworm-slim")).build(run(["make", "/out"]));
    /// let stage = Stage::from(debian("bookworm-slim"))
    ///     .account(uid(65532))
    ///     .source(copy("/out").from(&build).to("/srv"));
    /// let text = Image::from(stage).render().unwrap().dockerfile;
    /// assert!(text.contains("COPY --from=build /out /srv\n"));
    /// ```
    #[track_caller]
    pub fn to(mut self, path: impl IntoText) -> Self {
        self.files = self.files.to(path);
        self
    }

    /// Copies the sources that exist, and leaves out the others without an error.
    ///
    /// A path may then hold `*` and `?`, each for a part of one name; all files that fit go into the
    /// folder that [`to`](Self::to) names. Without `optional` a pattern is an error, since a builder
    /// says nothing if no file fits it. A path whose first name is a variable alone is an error: a
    /// builder would fail where it is absent.
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

    /// Copies only the files of the source folder that have one of these names, into the folder that
    /// [`to`](Self::to) names. A name may hold `*` and `?`. A name that no file has is no error; of a
    /// folder with such a name the contents are copied.
    ///
    /// This is for the files that another stage makes, which `build.rs` cannot list. Files of the
    /// build context it can: there is no such method for them.
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

    /// Leaves out files below the sources, by patterns with `*` and `**` (`--exclude`, syntax 1.19).
    ///
    /// ```
    /// use dockerfile_core::{Dialect, Image, Stage, copy, debian, run, uid};
    ///
    /// let build = Stage::named("build", debian("bookworm-slim")).build(run(["make", "/out"]));
    /// let stage = Stage::from(debian("bookworm-slim"))
    ///     .account(uid(65532))
    ///     .source(copy("/out").from(&build).except("*.map"));
    /// let text = Image::from(stage).dialect(Dialect::V1_19).render().unwrap().dockerfile;
    /// assert!(text.contains("--exclude=*.map /out /out\n"));
    /// ```
    #[doc(alias = "dockerignore")]
    #[track_caller]
    pub fn except(mut self, patterns: impl Texts) -> Self {
        self.files = self.files.except(patterns);
        self
    }

    /// Makes the files belong to the user that the program runs as, who may then change them.
    ///
    /// ```
    /// use dockerfile_core::{Image, Stage, copy, debian, run, uid};
    ///
    /// let build = Stage::named("build", debian("bookworm-slim")).build(run(["make", "/out"]));
    /// let stage = Stage::from(debian("bookworm-slim"))
    ///     .account(uid(65532))
    ///     .source(copy("/out").from(&build).writable());
    /// let text = Image::from(stage).render().unwrap().dockerfile;
    /// assert!(text.contains("COPY --from=build --chown=65532:65532 /out /out\n"));
    /// ```
    pub fn writable(mut self) -> Self {
        self.files = self.files.writable();
        self
    }

    /// Sets the owner of the files (`--chown`), as [`ContextCopy::owner`] does.
    ///
    /// ```
    /// use dockerfile_core::{Image, Stage, copy, debian, run, uid};
    ///
    /// let build = Stage::named("build", debian("bookworm-slim")).build(run(["make", "/out"]));
    /// let stage = Stage::from(debian("bookworm-slim"))
    ///     .account(uid(65532))
    ///     .source(copy("/out").from(&build).owner(0, 33));
    /// let text = Image::from(stage).render().unwrap().dockerfile;
    /// assert!(text.contains("COPY --from=build --chown=0:33 /out /out\n"));
    /// ```
    #[doc(alias = "chown")]
    #[track_caller]
    pub fn owner(mut self, user: u32, group: u32) -> Self {
        self.files = self.files.owner(user, group);
        self
    }

    /// Sets the permissions of the files (`--chmod`), as [`ContextCopy::mode`] does.
    ///
    /// ```
    /// use dockerfile_core::{Dialect, Image, Stage, copy, debian, run, uid};
    ///
    /// let build = Stage::named("build", debian("bookworm-slim")).build(run(["make", "/out"]));
    /// let stage = Stage::from(debian("bookworm-slim"))
    ///     .account(uid(65532))
    ///     .source(copy("/out").from(&build).mode("u=rwX,go=rX"));
    /// let text = Image::from(stage).dialect(Dialect::V1_14).render().unwrap().dockerfile;
    /// assert!(text.contains("--chmod=u=rwX,go=rX /out /out\n"));
    /// ```
    #[doc(alias = "chmod")]
    #[track_caller]
    pub fn mode(mut self, mode: impl FileMode) -> Self {
        self.files = self.files.mode(mode);
        self
    }

    /// Copies into a layer that depends on no other (`--link`, syntax 1.4), as
    /// [`Artifacts::link`](crate::Artifacts::link) does.
    ///
    /// ```
    /// use dockerfile_core::{Image, Stage, copy, debian, run, uid};
    ///
    /// let build = Stage::named("build", debian("bookworm-slim")).build(run(["make", "/out"]));
    /// let stage = Stage::from(debian("bookworm-slim"))
    ///     .account(uid(65532))
    ///     .source(copy("/out").from(&build).link());
    /// let text = Image::from(stage).render().unwrap().dockerfile;
    /// assert!(text.contains("COPY --from=build --link /out /out\n"));
    /// ```
    pub fn link(mut self) -> Self {
        self.files = self.files.link();
        self
    }

    /// Keeps the sources' folders below the target (`--parents`, syntax 1.20).
    ///
    /// ```
    /// use dockerfile_core::{Dialect, Image, Stage, copy, debian, run, uid};
    ///
    /// let build = Stage::named("build", debian("bookworm-slim")).build(run(["make", "/out"]));
    /// let stage = Stage::from(debian("bookworm-slim"))
    ///     .account(uid(65532))
    ///     .source(copy("/out").from(&build).to("/srv").parents());
    /// let text = Image::from(stage).dialect(Dialect::V1_20).render().unwrap().dockerfile;
    /// assert!(text.contains("COPY --from=build --parents /out /srv/\n"));
    /// ```
    pub fn parents(mut self) -> Self {
        self.files = self.files.parents();
        self
    }

    /// Keeps the sources' folders below `folder`, as [`ContextCopy::parents_below`] does. `folder` is
    /// an absolute path of the stage.
    ///
    /// ```
    /// use dockerfile_core::{Dialect, Image, Stage, copy, debian, run, uid};
    ///
    /// let build = Stage::named("build", debian("bookworm-slim")).build(run(["make", "/out"]));
    /// let stage = Stage::from(debian("bookworm-slim"))
    ///     .account(uid(65532))
    ///     .source(copy("/out/a/b").from(&build).to("/srv").parents_below("/out"));
    /// let text = Image::from(stage).dialect(Dialect::V1_20).render().unwrap().dockerfile;
    /// assert!(text.contains("COPY --from=build --parents /out/./a/b /srv/\n"));
    /// ```
    #[track_caller]
    pub fn parents_below(mut self, folder: impl Into<String>) -> Self {
        self.files = self.files.parents_below(folder);
        self
    }

    /// Takes a program onto a base that is not known to start it, and says why it starts there all
    /// the same, as [`Artifacts::starts_anyway`](crate::Artifacts::starts_anyway) does.
    ///
    /// ```
    /// use dockerfile_core::{Image, Stage, copy, debian, run, scratch, uid};
    ///
    /// let build = Stage::named("build", debian("bookworm-slim")).build(run(["make", "/out"]));
    /// let stage = Stage::from(scratch())
    ///     .account(uid(65532))
    ///     .source(copy("/out/app").from(&build).starts_anyway("linked without a C library"))
    ///     .entrypoint(["/out/app"]);
    /// let text = Image::from(stage).render().unwrap().dockerfile;
    /// assert!(text.contains("# Starts on this base: linked without a C library\n"));
    /// ```
    #[track_caller]
    pub fn starts_anyway(mut self, why: impl Into<String>) -> Self {
        self.anyway = Some(Given::new(why));
        self
    }

    /// The stage, image or context that the files come from.
    pub(crate) fn origin(&self) -> &Origin {
        &self.from
    }
}
