//! Directories that a program works in.

use crate::declare::given::{Given, GivenNumber, GivenOwner};

/// A directory of the image, from [`dir`].
#[derive(Clone, Debug)]
#[must_use = "a step does nothing until a stage has it"]
pub struct Directory {
    pub(crate) path: Given,
    pub(crate) writable: bool,
    pub(crate) owner: Option<GivenOwner>,
    pub(crate) mode: Option<GivenNumber<u32>>,
}

/// Makes a directory, and the missing ones above it, owned by root.
///
/// Such a directory is for code: the program can read it and cannot change it. A directory that the
/// program writes into is [`writable`](Directory::writable).
///
/// ```
/// use dockerfile_core::{Stage, debian, dir, user};
///
/// let stage = Stage::from(debian("bookworm-slim"))
///     .layout(dir("/ocelot/pack"))
///     .layout(dir("/ocelot/var").writable())
///     .account(user("ocelot"));
/// # let _ = stage;
/// ```
#[doc(alias = "mkdir")]
#[track_caller]
pub fn dir(path: impl Into<String>) -> Directory {
    Directory { path: Given::new(path), writable: false, owner: None, mode: None }
}

impl Directory {
    /// Makes the directory belong to the user that the program runs as, who may then write there. The
    /// stage has to declare that user, with [`account`](crate::Stage::account).
    ///
    /// The owner is set while the directory is empty: a later `chown -R` would copy
    /// every file in it into another layer.
    ///
    /// ```
    /// use dockerfile_core::{Image, Stage, debian, dir, uid};
    ///
    /// let stage =
    ///     Stage::from(debian("bookworm-slim")).layout(dir("/srv/var").writable()).account(uid(7));
    /// let text = Image::from(stage).render().unwrap().dockerfile;
    /// assert!(text.contains("RUN install -d -o 7 -g 7 /srv/var\n"));
    /// ```
    #[doc(alias = "chown")]
    pub fn writable(mut self) -> Self {
        self.writable = true;
        self
    }

    /// Sets the owner of the directory, by number. Without it root owns the directory. For the user
    /// that the program runs as, [`writable`](Directory::writable) does it.
    ///
    /// ```
    /// use dockerfile_core::{Image, Stage, debian, dir, uid};
    ///
    /// let stage = Stage::from(debian("bookworm-slim"))
    ///     .layout(dir("/var/www").owner(0, 33).mode(0o2775))
    ///     .account(uid(65532));
    /// let text = Image::from(stage).render().unwrap().dockerfile;
    /// assert!(text.contains("RUN install -d -o 0 -g 33 -m 2775 /var/www\n"));
    /// ```
    #[doc(alias = "chown")]
    #[track_caller]
    pub fn owner(mut self, user: u32, group: u32) -> Self {
        self.owner = Some(GivenOwner::new(user, group));
        self
    }

    /// Sets the permissions of the directory, such as `0o750`. Without it they are `0o755`, or `0o775`
    /// for a writable directory of the group 0.
    ///
    /// ```
    /// use dockerfile_core::{Image, Stage, debian, dir, uid};
    ///
    /// let stage =
    ///     Stage::from(debian("bookworm-slim")).layout(dir("/srv/keys").mode(0o750)).account(uid(7));
    /// let text = Image::from(stage).render().unwrap().dockerfile;
    /// assert!(text.contains("RUN install -d -m 0750 /srv/keys\n"));
    /// ```
    #[doc(alias = "chmod")]
    #[track_caller]
    pub fn mode(mut self, mode: u32) -> Self {
        self.mode = Some(GivenNumber::new(mode));
        self
    }
}
