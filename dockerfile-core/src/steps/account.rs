//! Whom the program runs as.

use crate::base::FamilyKind;
use crate::given::{Given, GivenNumber};
use crate::instruction::{Owner, ShellCommand};
use crate::lower::StageLowering;
use crate::shell;
use crate::value::{AbsPath, Id, UserName};

/// The id that a made user and group get unless the call or a policy says another.
pub(crate) const DEFAULT_ID: u32 = 10001;

/// A user that the image makes, from [`user`].
#[derive(Clone, Debug)]
pub struct MadeUser {
    name: Given,
    group: Option<Given>,
    id: Option<GivenNumber<u32>>,
    group_id: Option<GivenNumber<u32>>,
    home: Option<Given>,
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

    pub(crate) fn owner(&self, stage: &mut StageLowering) -> Option<Owner> {
        let at = self.name.at;
        let id = self.id.unwrap_or(GivenNumber { number: stage.user_id(), at });
        owner(id, self.group_id, stage)
    }

    pub(crate) fn lower(&self, stage: &mut StageLowering) {
        let name = stage.value::<UserName>(&self.name);
        let group = match &self.group {
            Some(group) => stage.value::<UserName>(group),
            None => name.clone(),
        };
        let Some(home) = stage.optional::<AbsPath>(self.home.as_ref()) else { return };
        let (Some(name), Some(group), Some(owner)) = (name, group, self.owner(stage)) else {
            return;
        };
        let home = home.as_ref().map(|path| shell::quote(path.as_str()));
        let commands = match stage.family() {
            FamilyKind::Alpine => busybox(&name, &group, owner, home.as_deref()),
            _ => shadow(&name, &group, owner, home.as_deref()),
        };
        stage.run(vec![], commands.map(ShellCommand::from).into());
    }
}

/// `-l` keeps a high id from filling /var/log/lastlog with a sparse giant (hadolint DL3046).
fn shadow(name: &UserName, group: &UserName, owner: Owner, home: Option<&str>) -> [String; 2] {
    let home = match home {
        Some(path) => format!("-m -d {path}"),
        None => "-M -d /nonexistent".to_owned(),
    };
    [
        format!("groupadd -g {} {group}", owner.group),
        format!("useradd -l -u {} -g {group} {home} -s /usr/sbin/nologin {name}", owner.user),
    ]
}

fn busybox(name: &UserName, group: &UserName, owner: Owner, home: Option<&str>) -> [String; 2] {
    let home = match home {
        Some(path) => format!("-h {path}"),
        None => "-H -h /nonexistent".to_owned(),
    };
    [
        format!("addgroup -g {} {group}", owner.group),
        format!("adduser -D -u {} -G {group} {home} -s /sbin/nologin {name}", owner.user),
    ]
}

/// A user that the base has already, or that needs no making, from [`existing`] or [`uid`].
#[derive(Clone, Debug)]
pub struct BaseUser {
    name: Option<Given>,
    id: GivenNumber<u32>,
    group_id: Option<GivenNumber<u32>>,
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

    pub(crate) fn owner(&self, stage: &mut StageLowering) -> Option<Owner> {
        if let Some(name) = &self.name {
            stage.value::<UserName>(name)?;
        }
        owner(self.id, self.group_id, stage)
    }
}

fn owner(
    id: GivenNumber<u32>,
    group: Option<GivenNumber<u32>>,
    stage: &mut StageLowering,
) -> Option<Owner> {
    let user = stage.checked(Id::parse(id.number), id.at, &id.number)?;
    let group = match group {
        Some(group) => stage.checked(Id::parse(group.number), group.at, &group.number)?,
        None => user,
    };
    Some(Owner { user, group })
}
