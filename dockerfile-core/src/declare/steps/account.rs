//! Accounts: the user whom the program runs as.

use std::marker::PhantomData;

use crate::declare::given::{Given, GivenNumber};

/// The id of a new user and group, unless the call or a policy sets another.
pub(crate) const DEFAULT_ID: u32 = 10001;

/// A user that the image makes, from [`user`] or [`system_user`].
///
/// `Kind` is [`Ordinary`] or [`OfSystem`], and says in which phases the user may be made.
#[derive(Clone, Debug)]
#[must_use = "a step does nothing until a stage has it"]
pub struct MadeUser<Kind = Ordinary> {
    pub(crate) account: NewAccount,
    kind: PhantomData<Kind>,
}

/// The kind of a user of an application, from [`user`]: made in the phase `Account`.
#[derive(Clone, Copy, Debug)]
pub enum Ordinary {}

/// The kind of a user of the system, from [`system_user`]: made in `Account`, or above the packages.
#[derive(Clone, Copy, Debug)]
pub enum OfSystem {}

/// A new account: a user, and mostly a group, as they were declared.
#[derive(Clone, Debug)]
pub(crate) struct NewAccount {
    pub(crate) name: Given,
    pub(crate) id: Option<GivenNumber<u32>>,
    pub(crate) group: Option<Given>,
    pub(crate) group_id: Option<GivenNumber<u32>>,
    /// The group is one that the base has, and is not made.
    pub(crate) in_existing: bool,
    pub(crate) home: Option<Given>,
    pub(crate) makes_home: bool,
    pub(crate) shell: Option<Given>,
    pub(crate) of_system: bool,
}

impl<Kind> MadeUser<Kind> {
    fn new(name: Given, id: Option<GivenNumber<u32>>, of_system: bool) -> Self {
        let account = NewAccount {
            name,
            id,
            group: None,
            group_id: None,
            in_existing: false,
            home: None,
            makes_home: false,
            shell: None,
            of_system,
        };
        Self { account, kind: PhantomData }
    }
}

/// Makes a user and a group of the same name, and runs the program as that user.
///
/// Both have the id 10001, unless [`id`](MadeUser::id) or a policy sets another. The user has no
/// login shell and no home directory. USER names both by number, as Kubernetes' `runAsNonRoot` and
/// hadolint DL3066 want it. A name or an id that the base is known to have is an error.
///
/// ```
/// use dockerfile_core::{Stage, debian, user};
///
/// let stage = Stage::from(debian("bookworm-slim")).account(user("ocelot"));
/// # let _ = stage;
/// ```
#[doc(alias("non-root", "useradd", "adduser"))]
#[track_caller]
pub fn user(name: impl Into<String>) -> MadeUser {
    MadeUser::new(Given::new(name), None, false)
}

/// Makes a user of the system and a group of the same name, with an id from 1 to 999, and runs the
/// program as that user. It is for volumes whose files belong to such an id, as those of several
/// official images do.
///
/// The line may stand above the packages: a package that makes users of its own could otherwise
/// take the id.
///
/// ```
/// use dockerfile_core::{Image, Stage, apt, debian, system_user};
///
/// let stage = Stage::from(debian("bookworm-slim"))
///     .account(system_user("postgres", 999).home("/var/lib/postgresql").shell("/bin/bash"))
///     .packages(apt(["postgresql"]));
/// let text = Image::from(stage).render().unwrap().dockerfile;
/// assert!(text.contains("groupadd -r -g 999 postgres"));
/// ```
#[track_caller]
pub fn system_user(name: impl Into<String>, id: u32) -> MadeUser<OfSystem> {
    MadeUser::new(Given::new(name), Some(GivenNumber::new(id)), true)
}

impl MadeUser {
    /// Sets the id of the user, and of the group unless [`group_id`](Self::group_id) sets that.
    ///
    /// ```
    /// use dockerfile_core::{Image, Stage, debian, user};
    ///
    /// let stage = Stage::from(debian("bookworm-slim")).account(user("app").id(2000));
    /// let text = Image::from(stage).render().unwrap().dockerfile;
    /// assert!(text.ends_with("USER 2000:2000\n"));
    /// ```
    #[track_caller]
    pub fn id(mut self, id: u32) -> Self {
        self.account.id = Some(GivenNumber::new(id));
        self
    }
}

impl<Kind> MadeUser<Kind> {
    /// Sets the name of the group that is made. Without it the group is called like the user.
    ///
    /// ```
    /// use dockerfile_core::{Image, Stage, debian, user};
    ///
    /// let stage = Stage::from(debian("bookworm-slim")).account(user("app").group("staff-app"));
    /// let text = Image::from(stage).render().unwrap().dockerfile;
    /// assert!(text.contains("groupadd -g 10001 staff-app"));
    /// ```
    #[track_caller]
    pub fn group(mut self, name: impl Into<String>) -> Self {
        self.account.group = Some(Given::new(name));
        self
    }

    /// Sets the id of the group. Without it the group has the id of the user.
    ///
    /// 0 is the group of root, which every base has, so that none is made. Its members have no rights
    /// of root. OpenShift runs programs as an arbitrary user of this group, so a
    /// [`writable`](crate::Directory::writable) directory can then be written by the group.
    ///
    /// ```
    /// use dockerfile_core::{Image, Stage, debian, dir, user};
    ///
    /// let stage = Stage::from(debian("bookworm-slim"))
    ///     .layout(dir("/srv/var").writable())
    ///     .account(user("app").group_id(0));
    /// let text = Image::from(stage).render().unwrap().dockerfile;
    /// assert!(text.contains("install -d -o 10001 -g 0 -m 0775 /srv/var"));
    /// assert!(text.ends_with("USER 10001:0\n"));
    /// ```
    #[track_caller]
    pub fn group_id(mut self, id: u32) -> Self {
        self.account.group_id = Some(GivenNumber::new(id));
        self
    }

    /// Puts the user into a group that the base has, by its name and id, instead of making one.
    ///
    /// ```
    /// use dockerfile_core::{Image, Stage, debian, user};
    ///
    /// let stage = Stage::from(debian("bookworm-slim"))
    ///     .account(user("app").existing_group("nogroup", 65534));
    /// let text = Image::from(stage).render().unwrap().dockerfile;
    /// assert!(text.contains("RUN useradd -l -u 10001 -g nogroup"));
    /// assert!(text.ends_with("USER 10001:65534\n"));
    /// ```
    #[track_caller]
    pub fn existing_group(mut self, name: impl Into<String>, id: u32) -> Self {
        self.account.group = Some(Given::new(name));
        self.account.group_id = Some(GivenNumber::new(id));
        self.account.in_existing = true;
        self
    }

    /// Makes a home directory at this path, for programs that insist on one.
    ///
    /// ```
    /// use dockerfile_core::{Image, Stage, debian, user};
    ///
    /// let stage = Stage::from(debian("bookworm-slim")).account(user("app").home("/home/app"));
    /// let text = Image::from(stage).render().unwrap().dockerfile;
    /// assert!(text.contains("-m -d /home/app"));
    /// ```
    #[track_caller]
    pub fn home(mut self, path: impl Into<String>) -> Self {
        self.account.home = Some(Given::new(path));
        self.account.makes_home = true;
        self
    }

    /// Names a home directory for the user without making it: a [`dir`](crate::dir()) or a volume
    /// does, or nothing needs it.
    ///
    /// ```
    /// use dockerfile_core::{Image, Stage, debian, dir, system_user};
    ///
    /// let stage = Stage::from(debian("bookworm-slim"))
    ///     .layout(dir("/var/lib/haproxy").writable())
    ///     .account(system_user("haproxy", 99).existing_home("/var/lib/haproxy"));
    /// let text = Image::from(stage).render().unwrap().dockerfile;
    /// assert!(text.contains("useradd -r -l -u 99 -g haproxy -M -d /var/lib/haproxy"));
    /// ```
    #[track_caller]
    pub fn existing_home(mut self, path: impl Into<String>) -> Self {
        self.account.home = Some(Given::new(path));
        self.account.makes_home = false;
        self
    }

    /// Sets the login shell of the user. Without it nobody can log in as the user.
    ///
    /// ```
    /// use dockerfile_core::{Image, Stage, debian, user};
    ///
    /// let stage = Stage::from(debian("bookworm-slim")).account(user("app").shell("/bin/sh"));
    /// let text = Image::from(stage).render().unwrap().dockerfile;
    /// assert!(text.contains("-s /bin/sh"));
    /// ```
    #[track_caller]
    pub fn shell(mut self, path: impl Into<String>) -> Self {
        self.account.shell = Some(Given::new(path));
        self
    }
}

/// A user that is not made, from [`existing`] or [`uid`].
#[derive(Clone, Debug)]
#[must_use = "a step does nothing until a stage has it"]
pub struct BaseUser {
    pub(crate) name: Option<Given>,
    pub(crate) id: GivenNumber<u32>,
    pub(crate) group_id: Option<GivenNumber<u32>>,
}

/// Runs the program as a user that the base has, such as `node` of the Node images.
///
/// The name is for readers of `build.rs`: the Dockerfile has the id alone, and neither is looked up
/// in the base.
///
/// ```
/// use dockerfile_core::{Debian, Stage, existing, image};
///
/// let stage =
///     Stage::from(image("node:22-bookworm-slim").family(Debian)).account(existing("node", 1000));
/// # let _ = stage;
/// ```
#[track_caller]
pub fn existing(name: impl Into<String>, id: u32) -> BaseUser {
    BaseUser { name: Some(Given::new(name)), id: GivenNumber::new(id), group_id: None }
}

/// Runs the program as a user id, whether or not the base has a name for it. 65532 is `nonroot` of
/// distroless images. The id 0, which is root, is an error.
///
/// ```
/// use dockerfile_core::{Stage, scratch, uid};
///
/// let stage = Stage::from(scratch()).account(uid(65532));
/// # let _ = stage;
/// ```
#[doc(alias("non-root", "nonroot", "runAsNonRoot"))]
#[track_caller]
pub fn uid(id: u32) -> BaseUser {
    BaseUser { name: None, id: GivenNumber::new(id), group_id: None }
}

impl BaseUser {
    /// Sets the id of the group. Without it the group has the id of the user. 0 is the group of root,
    /// which OpenShift wants.
    ///
    /// ```
    /// use dockerfile_core::{Image, Stage, debian, uid};
    ///
    /// let stage = Stage::from(debian("bookworm-slim")).account(uid(65532).group_id(0));
    /// let text = Image::from(stage).render().unwrap().dockerfile;
    /// assert!(text.ends_with("USER 65532:0\n"));
    /// ```
    #[track_caller]
    pub fn group_id(mut self, id: u32) -> Self {
        self.group_id = Some(GivenNumber::new(id));
        self
    }
}
