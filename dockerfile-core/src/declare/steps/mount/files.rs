//! Mounts of files: of the build context or a stage, of what the builder keeps, and in memory.

use super::GivenAccess;
use crate::declare::given::Given;
use crate::declare::given_text::GivenText;
use crate::declare::steps::origin::{HasFiles, Origin};
use crate::declare::variable::IntoText;
use crate::program::instruction::Sharing;

// ---- bind ------------------------------------------------------------------------

/// A mount that shows files to a step, from [`bind`].
#[derive(Clone, Debug)]
#[must_use = "a mount does nothing until a step has it"]
pub struct Bind {
    pub(crate) source: Given,
    pub(crate) target: Option<Given>,
    pub(crate) from: Option<Origin>,
    pub(crate) writable: bool,
}

/// Shows a file or folder to a step (`--mount=type=bind`): of the build context, or of
/// another stage with [`from`](Bind::from).
///
/// In the phases above `Source` a folder of the build context is an error: every edit in it would
/// run the step again. Mount the files that the step reads, one by one.
///
/// ```
/// use dockerfile_core::{Stage, bind, debian, run};
///
/// let stage = Stage::named("deps", debian("bookworm-slim")).dependencies(
///     run(["cargo", "fetch", "--manifest-path", "/src/Cargo.toml"])
///         .mount(bind("Cargo.toml").to("/src/Cargo.toml"))
///         .mount(bind("Cargo.lock").to("/src/Cargo.lock")),
/// );
/// # let _ = stage;
/// ```
#[track_caller]
pub fn bind(source: impl Into<String>) -> Bind {
    Bind { source: Given::new(source), target: None, from: None, writable: false }
}

impl Bind {
    /// Sets the absolute path at which the step sees the file or folder. Without it a source of the
    /// context keeps its path below the stage's WORKDIR, and a source of another stage keeps its
    /// absolute path.
    ///
    /// ```
    /// use dockerfile_core::{Image, Stage, bind, debian, run, uid};
    ///
    /// let stage = Stage::from(debian("bookworm-slim"))
    ///     .account(uid(65532))
    ///     .build(run(["make"]).mount(bind("Makefile").to("/src/Makefile")));
    /// let text = Image::from(stage).render().unwrap().dockerfile;
    /// assert!(text.contains("--mount=type=bind,source=Makefile,target=/src/Makefile "));
    /// ```
    #[track_caller]
    pub fn to(mut self, path: impl Into<String>) -> Self {
        self.target = Some(Given::new(path));
        self
    }

    /// Shows a file or folder of another stage, an image or a named context instead.
    ///
    /// ```
    /// use dockerfile_core::{Image, Stage, bind, debian, image, run, uid};
    ///
    /// let uv = bind("/uv").from(image("ghcr.io/astral-sh/uv:0.9")).to("/usr/local/bin/uv");
    /// let stage = Stage::from(debian("bookworm-slim"))
    ///     .account(uid(65532))
    ///     .build(run(["uv", "build"]).mount(uv));
    /// let text = Image::from(stage).render().unwrap().dockerfile;
    /// assert!(text.contains("--mount=type=bind,from=uv,source=/uv,target=/usr/local/bin/uv"));
    /// ```
    pub fn from(mut self, origin: impl HasFiles) -> Self {
        self.from = Some(origin.origin().0);
        self
    }

    /// Lets the step write into the mount; the changes are dropped at the end of the step.
    ///
    /// ```
    /// use dockerfile_core::{Image, Stage, bind, debian, run, uid};
    ///
    /// let stage = Stage::from(debian("bookworm-slim"))
    ///     .account(uid(65532))
    ///     .build(run(["make"]).mount(bind("Makefile").to("/src/Makefile").writable()));
    /// let text = Image::from(stage).render().unwrap().dockerfile;
    /// assert!(text.contains("target=/src/Makefile,rw "));
    /// ```
    pub fn writable(mut self) -> Self {
        self.writable = true;
        self
    }
}

// ---- cache ------------------------------------------------------------------------

/// A folder that the builder keeps from one build to the next, from [`cache`].
#[derive(Clone, Debug)]
#[must_use = "a mount does nothing until a step has it"]
pub struct Cache {
    pub(crate) target: Given,
    pub(crate) id: Option<GivenText>,
    pub(crate) sharing: Sharing,
    pub(crate) read_only: bool,
    pub(crate) from: Option<(Origin, Given)>,
    pub(crate) access: GivenAccess,
}

/// A folder that a step finds as the last build left it (`--mount=type=cache`). It is for tools that
/// have no step here: the steps that install packages mount caches of their own.
///
/// The cache may be empty at any time, and is in no layer. The step itself has to copy what a later
/// step or stage needs.
///
/// ```
/// use dockerfile_core::{Stage, cache, copy, debian, run};
///
/// let build = Stage::named("build", debian("bookworm-slim"))
///     .source(copy("src").to("/src"))
///     .build(
///         run(["make", "-C", "/src", "OBJ=/var/cache/obj"])
///             .then(["install", "/var/cache/obj/app", "/usr/local/bin/app"])
///             .mount(cache("/var/cache/obj").locked()),
///     );
/// # let _ = build;
/// ```
#[doc(alias("cache mount", "--mount=type=cache"))]
#[track_caller]
pub fn cache(target: impl Into<String>) -> Cache {
    Cache {
        target: Given::new(target),
        id: None,
        sharing: Sharing::Shared,
        read_only: false,
        from: None,
        access: GivenAccess::default(),
    }
}

impl Cache {
    /// Sets the name of the cache on the builder: all builds with that name share one folder. Without
    /// it the name is made of the path, the base's family and the stage's name.
    ///
    /// A variable of the build may stand in the name (syntax 1.3), such as the architecture: objects
    /// that are compiled for one are of no use to another.
    ///
    /// ```
    /// use dockerfile_core::{Image, Stage, cache, debian, platform, run, text, uid};
    ///
    /// let objects = cache("/var/cache/obj").id(text("obj-") + platform::TARGETARCH);
    /// let stage = Stage::from(debian("bookworm-slim"))
    ///     .account(uid(65532))
    ///     .build(run(["make"]).mount(objects));
    /// let text = Image::from(stage).render().unwrap().dockerfile;
    /// assert!(text.contains("RUN --mount=type=cache,id=obj-${TARGETARCH},target=/var/cache/obj "));
    /// ```
    #[track_caller]
    pub fn id(mut self, id: impl IntoText) -> Self {
        self.id = Some(GivenText::new(id));
        self
    }

    /// Makes a second build wait until the first is done with the cache: for tools that do not lock
    /// their files themselves.
    ///
    /// ```
    /// use dockerfile_core::{Image, Stage, cache, debian, run, uid};
    ///
    /// let stage = Stage::from(debian("bookworm-slim"))
    ///     .account(uid(65532))
    ///     .build(run(["make"]).mount(cache("/var/cache/obj").locked()));
    /// let text = Image::from(stage).render().unwrap().dockerfile;
    /// assert!(text.contains("target=/var/cache/obj,sharing=locked "));
    /// ```
    pub fn locked(mut self) -> Self {
        self.sharing = Sharing::Locked;
        self
    }

    /// Gives a second build at the same time a folder of its own.
    ///
    /// ```
    /// use dockerfile_core::{Image, Stage, cache, debian, run, uid};
    ///
    /// let stage = Stage::from(debian("bookworm-slim"))
    ///     .account(uid(65532))
    ///     .build(run(["make"]).mount(cache("/var/cache/obj").private()));
    /// let text = Image::from(stage).render().unwrap().dockerfile;
    /// assert!(text.contains("target=/var/cache/obj,sharing=private "));
    /// ```
    pub fn private(mut self) -> Self {
        self.sharing = Sharing::Private;
        self
    }

    /// Lets the step only read the cache.
    ///
    /// ```
    /// use dockerfile_core::{Image, Stage, cache, debian, run, uid};
    ///
    /// let stage = Stage::from(debian("bookworm-slim"))
    ///     .account(uid(65532))
    ///     .build(run(["make"]).mount(cache("/var/cache/obj").read_only()));
    /// let text = Image::from(stage).render().unwrap().dockerfile;
    /// assert!(text.contains("target=/var/cache/obj,ro "));
    /// ```
    pub fn read_only(mut self) -> Self {
        self.read_only = true;
        self
    }

    /// Fills a new cache with the files of a folder of another stage, an image or a named context.
    ///
    /// ```
    /// use dockerfile_core::{Image, Stage, cache, debian, run, uid};
    ///
    /// let seeds = Stage::named("seeds", debian("bookworm-slim")).build(run(["make", "/seeds"]));
    /// let stage = Stage::from(debian("bookworm-slim"))
    ///     .account(uid(65532))
    ///     .build(run(["make"]).mount(cache("/var/cache/obj").from(&seeds, "/seeds")));
    /// let text = Image::from(stage).render().unwrap().dockerfile;
    /// assert!(text.contains("target=/var/cache/obj,from=seeds,source=/seeds"));
    /// ```
    #[track_caller]
    pub fn from(mut self, origin: impl HasFiles, folder: impl Into<String>) -> Self {
        self.from = Some((origin.origin().0, Given::new(folder)));
        self
    }
}

// ---- tmpfs -------------------------------------------------------------------------

/// A folder in memory, from [`tmpfs`].
#[derive(Clone, Debug)]
#[must_use = "a mount does nothing until a step has it"]
pub struct Tmpfs {
    pub(crate) target: Given,
    pub(crate) size: Option<Given>,
}

/// An empty folder in memory, which exists for one step (`--mount=type=tmpfs`).
///
/// ```
/// use dockerfile_core::{run, tmpfs};
///
/// let step = run(["make", "check"]).mount(tmpfs("/tmp").size("512m"));
/// # let _ = step;
/// ```
#[track_caller]
pub fn tmpfs(target: impl Into<String>) -> Tmpfs {
    Tmpfs { target: Given::new(target), size: None }
}

impl Tmpfs {
    /// Limits the size of the folder: a number of bytes, or one with `k`, `m` or `g` behind it.
    ///
    /// ```
    /// use dockerfile_core::{Image, Stage, debian, run, tmpfs, uid};
    ///
    /// let stage = Stage::from(debian("bookworm-slim"))
    ///     .account(uid(65532))
    ///     .build(run(["make"]).mount(tmpfs("/tmp").size("512m")));
    /// let text = Image::from(stage).render().unwrap().dockerfile;
    /// assert!(text.contains("--mount=type=tmpfs,target=/tmp,size=512m "));
    /// ```
    #[track_caller]
    pub fn size(mut self, size: impl Into<String>) -> Self {
        self.size = Some(Given::new(size));
        self
    }
}
