//! Whom the program runs as.

use std::marker::PhantomData;

use crate::declare::given::{Given, GivenNumber};

/// The id that a made user and group get unless the call or a policy says another.
pub(crate) const DEFAULT_ID: u32 = 10001;

/// A user that the image makes, from [`user`] or [`system_user`].
///
/// `Kind` is [`Ordinary`] or [`OfSystem`]: where in the order the user is made.
#[derive(Clone, Debug)]
#[must_use = "a step does nothing until a stage has it"]
pub struct MadeUser<Kind = Ordinary> {
    pub(crate) account: NewAccount,
    kind: PhantomData<Kind>,
}

/// A user of an application, from [`user`].
#[derive(Clone, Copy, Debug)]
pub enum Ordinary {}

/// A user of the system, from [`system_user`].
#[derive(Clone, Copy, Debug)]
pub enum OfSystem {}

/// What is made.
#[derive(Clone, Debug)]
pub(crate) struct NewAccount {
    pub(crate) name: Given,
    pub(crate) id: Option<GivenNumber<u32>>,
    pub(crate) group: Option<Given>,
    pub(crate) group_id: Option<GivenNumber<u32>>,
    /// The group is the base's, and not made.
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

/// Makes a user and a group of its name, both with the id 10001, no login shell
/// and no home directory, and runs the program as them.
///
/// The Dockerfile names them by number: Kubernetes' `runAsNonRoot` and hadolint
/// DL3066 want that.
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

/// Makes a user of the system and a group of its name, with this id below 1000, and runs the
/// program as them: what several official images do, whose volumes hold files of that id.
///
/// Such a user may stand above the packages: a package that makes users of its own could take
/// the id otherwise.
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
    /// The user's id, and the group's unless [`group_id`](Self::group_id) says another.
    #[track_caller]
    pub fn id(mut self, id: u32) -> Self {
        self.account.id = Some(GivenNumber::new(id));
        self
    }
}

impl<Kind> MadeUser<Kind> {
    /// The group's name, which is made, too; the user's unless said.
    #[track_caller]
    pub fn group(mut self, name: impl Into<String>) -> Self {
        self.account.group = Some(Given::new(name));
        self
    }

    /// The group's id; the user's unless said.
    ///
    /// 0 is the group of root, which exists. It gives no rights of root's, and OpenShift, which
    /// runs a program as any user of that group, wants it: what is
    /// [`writable`](crate::Directory::writable) is then the group's to write.
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

    /// A group that the base has, by name and id, instead of one that is made.
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

    /// Makes a home directory there, for programs that insist on one.
    #[track_caller]
    pub fn home(mut self, path: impl Into<String>) -> Self {
        self.account.home = Some(Given::new(path));
        self.account.makes_home = true;
        self
    }

    /// A home directory that something else makes, such as a [`dir`](crate::dir()), a volume or
    /// nothing at all.
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

    /// The shell of somebody who logs in as the user; none unless said.
    #[track_caller]
    pub fn shell(mut self, path: impl Into<String>) -> Self {
        self.account.shell = Some(Given::new(path));
        self
    }
}

/// A user that the base has already, or that needs no making, from [`existing`] or [`uid`].
#[derive(Clone, Debug)]
#[must_use = "a step does nothing until a stage has it"]
pub struct BaseUser {
    pub(crate) name: Option<Given>,
    pub(crate) id: GivenNumber<u32>,
    pub(crate) group_id: Option<GivenNumber<u32>>,
}

/// Runs the program as a user that the base has, such as `node` of the Node images.
///
/// The name is for readers of the Rust; the Dockerfile names the id.
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

/// Runs the program as this id, whether or not the base has a name for it:
/// 65532 is `nonroot` of distroless images.
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
    /// The group's id; the user's unless said. 0 is the group of root, which OpenShift wants.
    #[track_caller]
    pub fn group_id(mut self, id: u32) -> Self {
        self.group_id = Some(GivenNumber::new(id));
        self
    }
}
