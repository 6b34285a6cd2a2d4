//! Whom the program runs as.

use crate::declare::given::{Given, GivenNumber};

/// The id that a made user and group get unless the call or a policy says another.
pub(crate) const DEFAULT_ID: u32 = 10001;

/// A user that the image makes, from [`user`].
#[derive(Clone, Debug)]
#[must_use = "a step does nothing until a stage has it"]
pub struct MadeUser {
    pub(crate) name: Given,
    pub(crate) group: Option<Given>,
    pub(crate) id: Option<GivenNumber<u32>>,
    pub(crate) group_id: Option<GivenNumber<u32>>,
    pub(crate) home: Option<Given>,
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
#[track_caller]
pub fn user(name: impl Into<String>) -> MadeUser {
    MadeUser { name: Given::new(name), group: None, id: None, group_id: None, home: None }
}

impl MadeUser {
    /// The user's id, and the group's unless [`group_id`](Self::group_id) says another.
    #[track_caller]
    pub fn id(mut self, id: u32) -> Self {
        self.id = Some(GivenNumber::new(id));
        self
    }

    /// The group's name; the user's unless said.
    #[track_caller]
    pub fn group(mut self, name: impl Into<String>) -> Self {
        self.group = Some(Given::new(name));
        self
    }

    /// The group's id; the user's unless said.
    #[track_caller]
    pub fn group_id(mut self, id: u32) -> Self {
        self.group_id = Some(GivenNumber::new(id));
        self
    }

    /// Makes a home directory there, for programs that insist on one.
    #[track_caller]
    pub fn home(mut self, path: impl Into<String>) -> Self {
        self.home = Some(Given::new(path));
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
#[track_caller]
pub fn uid(id: u32) -> BaseUser {
    BaseUser { name: None, id: GivenNumber::new(id), group_id: None }
}

impl BaseUser {
    /// The group's id; the user's unless said.
    #[track_caller]
    pub fn group_id(mut self, id: u32) -> Self {
        self.group_id = Some(GivenNumber::new(id));
        self
    }
}
