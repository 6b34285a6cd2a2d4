//! Mounts: files that a step sees while it runs, and that no layer holds.

use super::origin::{HasFiles, Origin};
use crate::declare::given::{Given, GivenNumber, GivenOwner};
use crate::declare::given_text::GivenText;
use crate::declare::variable::IntoText;
use crate::program::instruction::Sharing;

/// A mount, from [`bind`], [`cache`], [`tmpfs`], [`secret`] or [`ssh`].
#[derive(Clone, Debug)]
#[must_use = "a mount does nothing until a step has it"]
pub struct Mount(pub(crate) AnyMount);

/// A mount of any kind.
#[derive(Clone, Debug)]
pub(crate) enum AnyMount {
    Bind(Bind),
    Cache(Cache),
    Tmpfs(Tmpfs),
    Secret(Secret),
    Ssh(Ssh),
}

macro_rules! mounts {
    ($($mount:ident)*) => { $(
        impl From<$mount> for Mount {
            fn from(mount: $mount) -> Self {
                Self(AnyMount::$mount(mount))
            }
        }
    )* };
}

mounts! { Bind Cache Tmpfs Secret Ssh }

impl Mount {
    /// The stage, image or context that the files of a bind or of a new cache come from; `None` is the
    /// build's own context, or no files.
    pub(crate) fn origin(&self) -> Option<&Origin> {
        match &self.0 {
            AnyMount::Bind(bind) => bind.from.as_ref(),
            AnyMount::Cache(cache) => cache.from.as_ref().map(|(origin, _)| origin),
            _ => None,
        }
    }

    /// The folder of a cache mount, which the layer does not hold.
    pub(crate) fn cached(&self) -> Option<&str> {
        match &self.0 {
            AnyMount::Cache(cache) => Some(&cache.target.text),
            _ => None,
        }
    }
}

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
    pub fn locked(mut self) -> Self {
        self.sharing = Sharing::Locked;
        self
    }

    /// Gives a second build at the same time a folder of its own.
    pub fn private(mut self) -> Self {
        self.sharing = Sharing::Private;
        self
    }

    /// Lets the step only read the cache.
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
    #[track_caller]
    pub fn size(mut self, size: impl Into<String>) -> Self {
        self.size = Some(Given::new(size));
        self
    }
}

// ---- secret ------------------------------------------------------------------------

/// A secret of the build, from [`secret`].
///
/// It can only be mounted: `build.rs` does not know its text, so no value can hold it.
#[derive(Clone, Debug)]
#[must_use = "a mount does nothing until a step has it"]
pub struct Secret {
    pub(crate) id: Given,
    pub(crate) target: Option<Given>,
    pub(crate) env: Option<Given>,
    pub(crate) optional: bool,
    pub(crate) access: GivenAccess,
}

/// A secret that the build is given by its id, `docker build --secret id=npmrc,src=.npmrc .`,
/// and that one step sees (`--mount=type=secret`). No layer and no history holds it.
///
/// The step finds it in the file `/run/secrets/<id>`, or where [`file`](Secret::file) or
/// [`env`](Secret::env) says. A build without the secret fails, unless it is
/// [`optional`](Secret::optional).
///
/// ```
/// use dockerfile_core::{run, secret};
///
/// let step = run(["npm", "ci"]).mount(secret("npmrc").file("/root/.npmrc"));
/// # let _ = step;
/// ```
///
/// A secret cannot become part of the image:
///
/// ```compile_fail,E0277
/// use dockerfile_core::{Stage, debian, secret};
///
/// let stage = Stage::from(debian("bookworm-slim")).env("TOKEN", secret("token"));
/// ```
#[doc(alias("token", "credential", "--mount=type=secret"))]
#[track_caller]
pub fn secret(id: impl Into<String>) -> Secret {
    Secret {
        id: Given::new(id),
        target: None,
        env: None,
        optional: false,
        access: GivenAccess::default(),
    }
}

impl Secret {
    /// Sets the absolute path of the file in which the step finds the secret.
    #[track_caller]
    pub fn file(mut self, path: impl Into<String>) -> Self {
        self.target = Some(Given::new(path));
        self
    }

    /// Sets the variable in which the step finds the secret (syntax 1.10). There is then no file,
    /// unless [`file`](Secret::file) names one, too.
    ///
    /// ```
    /// use dockerfile_core::{Dialect, Image, Stage, debian, run, secret, uid};
    ///
    /// let stage = Stage::from(debian("bookworm-slim"))
    ///     .account(uid(65532))
    ///     .build(run(["make", "fetch"]).mount(secret("token").env("TOKEN")));
    /// let text = Image::from(stage).dialect(Dialect::V1_10).render().unwrap().dockerfile;
    /// assert!(text.contains("RUN --mount=type=secret,id=token,env=TOKEN"));
    /// ```
    #[track_caller]
    pub fn env(mut self, name: impl Into<String>) -> Self {
        self.env = Some(Given::new(name));
        self
    }

    /// Lets the build go on without the secret.
    pub fn optional(mut self) -> Self {
        self.optional = true;
        self
    }
}

// ---- ssh ---------------------------------------------------------------------------

/// A mount of an SSH agent, from [`ssh`].
#[derive(Clone, Debug)]
#[must_use = "a mount does nothing until a step has it"]
pub struct Ssh {
    pub(crate) id: Option<Given>,
    pub(crate) target: Option<Given>,
    pub(crate) optional: bool,
    pub(crate) access: GivenAccess,
}

/// The SSH agent that the build is given, `docker build --ssh default .`, for one step
/// (`--mount=type=ssh`). A build without the agent fails, unless it is [`optional`](Ssh::optional).
///
/// ```
/// use dockerfile_core::{run, ssh};
///
/// let step = run(["git", "clone", "git@example.com:team/private.git"]).mount(ssh());
/// # let _ = step;
/// ```
#[doc(alias = "private repository")]
pub fn ssh() -> Ssh {
    Ssh { id: None, target: None, optional: false, access: GivenAccess::default() }
}

impl Ssh {
    /// Chooses one of several agents by its id. Without it the agent `default` is mounted.
    #[track_caller]
    pub fn id(mut self, id: impl Into<String>) -> Self {
        self.id = Some(Given::new(id));
        self
    }

    /// Sets the absolute path at which the step finds the agent's socket.
    #[track_caller]
    pub fn socket(mut self, path: impl Into<String>) -> Self {
        self.target = Some(Given::new(path));
        self
    }

    /// Lets the build go on without the agent.
    pub fn optional(mut self) -> Self {
        self.optional = true;
        self
    }
}

// ---- who may use it ------------------------------------------------------------------

/// The permissions and the owner of a mount, as they were given.
#[derive(Clone, Debug, Default)]
pub(crate) struct GivenAccess {
    pub(crate) mode: Option<GivenNumber<u32>>,
    pub(crate) owner: Option<GivenOwner>,
}

macro_rules! access {
    ($($mount:ident)*) => { $(
        impl $mount {
            /// Sets the permissions of the mount, such as `0o400`.
            #[track_caller]
            pub fn mode(mut self, mode: u32) -> Self {
                self.access.mode = Some(GivenNumber::new(mode));
                self
            }

            /// Sets the owner of the mount, by number. Without it the mount belongs to the user that
            /// the step runs as.
            #[track_caller]
            pub fn owner(mut self, user: u32, group: u32) -> Self {
                self.access.owner = Some(GivenOwner::new(user, group));
                self
            }
        }
    )* };
}

access! { Cache Secret Ssh }
