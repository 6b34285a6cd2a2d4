//! Mounts: what a step sees while it runs, and what stays in no layer.

use super::origin::{HasFiles, Origin};
use crate::declare::given::{Given, GivenNumber, GivenOwner};
use crate::declare::given_text::GivenText;
use crate::declare::variable::IntoText;
use crate::program::instruction::Sharing;

/// A mount, from [`bind`], [`cache`], [`tmpfs`], [`secret`] or [`ssh`].
#[derive(Clone, Debug)]
#[must_use = "a mount does nothing until a step has it"]
pub struct Mount(pub(crate) Kinds);

#[derive(Clone, Debug)]
pub(crate) enum Kinds {
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
                Self(Kinds::$mount(mount))
            }
        }
    )* };
}

mounts! { Bind Cache Tmpfs Secret Ssh }

impl Mount {
    /// Where the files of a bind or a new cache come from, if not from the context.
    pub(crate) fn origin(&self) -> Option<&Origin> {
        match &self.0 {
            Kinds::Bind(bind) => bind.from.as_ref(),
            Kinds::Cache(cache) => cache.from.as_ref().map(|(origin, _)| origin),
            _ => None,
        }
    }

    /// The folder that it keeps out of the layer, if it is a cache.
    pub(crate) fn cached(&self) -> Option<&str> {
        match &self.0 {
            Kinds::Cache(cache) => Some(&cache.target.text),
            _ => None,
        }
    }
}

// ---- bind ------------------------------------------------------------------------

/// Files that a step sees without a layer that holds them, from [`bind`].
#[derive(Clone, Debug)]
#[must_use = "a mount does nothing until a step has it"]
pub struct Bind {
    pub(crate) source: Given,
    pub(crate) target: Option<Given>,
    pub(crate) from: Option<Origin>,
    pub(crate) writable: bool,
}

/// Shows a step a file or folder (`--mount=type=bind`): of the build context, or of
/// what [`from`](Bind::from) says.
///
/// Above `Source` it takes one file of the context, as [`manifest`](crate::manifest)
/// does: with a folder every edit would run the step again.
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
    /// Where the step sees it: an absolute path. For what comes from elsewhere than the
    /// context it is the same path unless said.
    #[track_caller]
    pub fn to(mut self, path: impl Into<String>) -> Self {
        self.target = Some(Given::new(path));
        self
    }

    /// Shows files of a stage, an image or a named context instead.
    pub fn from(mut self, origin: impl HasFiles) -> Self {
        self.from = Some(origin.origin().0);
        self
    }

    /// Lets the step write there; what it writes is dropped.
    pub fn writable(mut self) -> Self {
        self.writable = true;
        self
    }
}

// ---- cache ------------------------------------------------------------------------

/// A folder that outlives the build on its builder, from [`cache`].
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

/// A folder that a step finds as it left it (`--mount=type=cache`), for a tool of your
/// own: the steps that install bring theirs.
///
/// It spares downloads and nothing else: it is in no layer, so what a later step or
/// stage needs has to be copied out of it by the step itself.
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
    /// Its name on the builder, where every build that says it finds the same folder.
    /// Unless said, it is made of the path, the base's family and the stage.
    ///
    /// A variable of the build may stand in it (syntax 1.3): what is compiled for one platform is of
    /// no use to another.
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

    /// A second build waits until the first has done: for tools that do not lock.
    pub fn locked(mut self) -> Self {
        self.sharing = Sharing::Locked;
        self
    }

    /// A second build gets a folder of its own.
    pub fn private(mut self) -> Self {
        self.sharing = Sharing::Private;
        self
    }

    /// The step may only read it.
    pub fn read_only(mut self) -> Self {
        self.read_only = true;
        self
    }

    /// What it holds when it is new: a folder of a stage, an image or a named context.
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

/// An empty folder in memory, which is gone after the step (`--mount=type=tmpfs`).
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
    /// The most that it may hold: bytes, or with `k`, `m` or `g`.
    #[track_caller]
    pub fn size(mut self, size: impl Into<String>) -> Self {
        self.size = Some(Given::new(size));
        self
    }
}

// ---- secret ------------------------------------------------------------------------

/// A secret of the build, from [`secret`].
///
/// It fits a mount and nothing else: it has no text, so no value can hold it.
#[derive(Clone, Debug)]
#[must_use = "a mount does nothing until a step has it"]
pub struct Secret {
    pub(crate) id: Given,
    pub(crate) target: Option<Given>,
    pub(crate) env: Option<Given>,
    pub(crate) optional: bool,
    pub(crate) access: GivenAccess,
}

/// What the build is given by this name, `docker build --secret id=npmrc,src=.npmrc .`,
/// and what one step sees (`--mount=type=secret`). No layer and no history holds it.
///
/// Unless said, it is the file `/run/secrets/<id>`, and the build fails without it.
///
/// ```
/// use dockerfile_core::{run, secret};
///
/// let step = run(["npm", "ci"]).mount(secret("npmrc").file("/root/.npmrc"));
/// # let _ = step;
/// ```
///
/// It cannot become part of the image:
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
    /// The file that the step finds it in.
    #[track_caller]
    pub fn file(mut self, path: impl Into<String>) -> Self {
        self.target = Some(Given::new(path));
        self
    }

    /// The variable that the step finds it in; then it is no file unless
    /// [`file`](Secret::file) says so, too.
    #[track_caller]
    pub fn env(mut self, name: impl Into<String>) -> Self {
        self.env = Some(Given::new(name));
        self
    }

    /// The build goes on without it.
    pub fn optional(mut self) -> Self {
        self.optional = true;
        self
    }
}

// ---- ssh ---------------------------------------------------------------------------

/// The builder's SSH agent, from [`ssh`].
#[derive(Clone, Debug)]
#[must_use = "a mount does nothing until a step has it"]
pub struct Ssh {
    pub(crate) id: Option<Given>,
    pub(crate) target: Option<Given>,
    pub(crate) optional: bool,
    pub(crate) access: GivenAccess,
}

/// The SSH agent of `docker build --ssh default .`, for one step (`--mount=type=ssh`).
/// The build fails without it unless it is [`optional`](Ssh::optional).
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
    /// Which of the build's agents; `default` unless said.
    #[track_caller]
    pub fn id(mut self, id: impl Into<String>) -> Self {
        self.id = Some(Given::new(id));
        self
    }

    /// Where the agent's socket is.
    #[track_caller]
    pub fn socket(mut self, path: impl Into<String>) -> Self {
        self.target = Some(Given::new(path));
        self
    }

    /// The build goes on without it.
    pub fn optional(mut self) -> Self {
        self.optional = true;
        self
    }
}

// ---- who may use it ------------------------------------------------------------------

#[derive(Clone, Debug, Default)]
pub(crate) struct GivenAccess {
    pub(crate) mode: Option<GivenNumber<u32>>,
    pub(crate) owner: Option<GivenOwner>,
}

macro_rules! access {
    ($($mount:ident)*) => { $(
        impl $mount {
            /// Its permissions, such as `0o400`.
            #[track_caller]
            pub fn mode(mut self, mode: u32) -> Self {
                self.access.mode = Some(GivenNumber::new(mode));
                self
            }

            /// Whose it is, by number; unless said that of whom the step runs as.
            #[track_caller]
            pub fn owner(mut self, user: u32, group: u32) -> Self {
                self.access.owner = Some(GivenOwner::new(user, group));
                self
            }
        }
    )* };
}

access! { Cache Secret Ssh }
