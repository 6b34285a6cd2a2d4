//! Mounts: files that a step sees while it runs, and that no layer holds.

mod credentials;
mod files;

pub use credentials::{Secret, Ssh, secret, ssh};
pub use files::{Bind, Cache, Tmpfs, bind, cache, tmpfs};

use super::origin::Origin;
use crate::declare::given::{Given, GivenNumber, GivenOwner};

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

    /// The variable in which a step finds a secret.
    pub(crate) fn variable(&self) -> Option<&Given> {
        match &self.0 {
            AnyMount::Secret(secret) => secret.env.as_ref(),
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
            ///
            /// ```
            /// use dockerfile_core::{Image, Stage, debian, run, secret, uid};
            ///
            /// let stage = Stage::from(debian("bookworm-slim"))
            ///     .account(uid(65532))
            ///     .build(run(["make"]).mount(secret("token").mode(0o440)));
            /// let text = Image::from(stage).render().unwrap().dockerfile;
            /// assert!(text.contains("mode=0440"));
            /// ```
            #[track_caller]
            pub fn mode(mut self, mode: u32) -> Self {
                self.access.mode = Some(GivenNumber::new(mode));
                self
            }

            /// Sets the owner of the mount, by number. Without it the mount belongs to the user that
            /// the step runs as.
            ///
            /// ```
            /// use dockerfile_core::{Image, Stage, debian, run, secret, uid};
            ///
            /// let stage = Stage::from(debian("bookworm-slim"))
            ///     .account(uid(65532))
            ///     .build(run(["make"]).mount(secret("token").owner(0, 33)));
            /// let text = Image::from(stage).render().unwrap().dockerfile;
            /// assert!(text.contains("uid=0,gid=33"));
            /// ```
            #[track_caller]
            pub fn owner(mut self, user: u32, group: u32) -> Self {
                self.access.owner = Some(GivenOwner::new(user, group));
                self
            }
        }
    )* };
}

access! { Cache Secret Ssh }
