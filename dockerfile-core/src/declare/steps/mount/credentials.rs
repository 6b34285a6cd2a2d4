//! Mounts of what a build is trusted with: secrets, and the agent that holds keys.

use super::GivenAccess;
use crate::declare::given::Given;

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
    ///
    /// ```
    /// use dockerfile_core::{Image, Stage, debian, run, secret, uid};
    ///
    /// let stage = Stage::from(debian("bookworm-slim"))
    ///     .account(uid(65532))
    ///     .build(run(["make"]).mount(secret("token").file("/root/.token")));
    /// let text = Image::from(stage).render().unwrap().dockerfile;
    /// assert!(text.contains("id=token,target=/root/.token"));
    /// ```
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
    ///
    /// ```
    /// use dockerfile_core::{Image, Stage, debian, run, secret, uid};
    ///
    /// let stage = Stage::from(debian("bookworm-slim"))
    ///     .account(uid(65532))
    ///     .build(run(["make"]).mount(secret("token").optional()));
    /// let text = Image::from(stage).render().unwrap().dockerfile;
    /// assert!(text.contains("id=token "));
    /// ```
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
    ///
    /// ```
    /// use dockerfile_core::{Image, Stage, debian, run, ssh, uid};
    ///
    /// let stage = Stage::from(debian("bookworm-slim"))
    ///     .account(uid(65532))
    ///     .build(run(["make"]).mount(ssh().id("team")));
    /// let text = Image::from(stage).render().unwrap().dockerfile;
    /// assert!(text.contains("--mount=type=ssh,id=team"));
    /// ```
    #[track_caller]
    pub fn id(mut self, id: impl Into<String>) -> Self {
        self.id = Some(Given::new(id));
        self
    }

    /// Sets the absolute path at which the step finds the agent's socket.
    ///
    /// ```
    /// use dockerfile_core::{Image, Stage, debian, run, ssh, uid};
    ///
    /// let stage = Stage::from(debian("bookworm-slim"))
    ///     .account(uid(65532))
    ///     .build(run(["make"]).mount(ssh().socket("/run/agent.sock")));
    /// let text = Image::from(stage).render().unwrap().dockerfile;
    /// assert!(text.contains("target=/run/agent.sock"));
    /// ```
    #[track_caller]
    pub fn socket(mut self, path: impl Into<String>) -> Self {
        self.target = Some(Given::new(path));
        self
    }

    /// Lets the build go on without the agent.
    ///
    /// ```
    /// use dockerfile_core::{Image, Stage, debian, run, ssh, uid};
    ///
    /// let stage = Stage::from(debian("bookworm-slim"))
    ///     .account(uid(65532))
    ///     .build(run(["make"]).mount(ssh().optional()));
    /// let text = Image::from(stage).render().unwrap().dockerfile;
    /// assert!(text.contains("--mount=type=ssh "));
    /// ```
    pub fn optional(mut self) -> Self {
        self.optional = true;
        self
    }
}
