//! Whom the program runs as: groups and users that are made.

use crate::declare::base::FamilyKind;
use crate::declare::given::GivenNumber;
use crate::declare::shell;
use crate::declare::steps::account::{BaseUser, MadeUser};
use crate::lower::stage::StageLowering;
use crate::program::instruction::{Owner, ShellCommand};
use crate::value::{AbsPath, Id, UserName};

impl MadeUser {
    pub(in crate::lower) fn owner(&self, stage: &mut StageLowering) -> Option<Owner> {
        let at = self.name.at;
        let id = self.id.unwrap_or(GivenNumber { number: stage.user_id(), at });
        owner(id, self.group_id, stage)
    }

    pub(in crate::lower) fn lower(&self, stage: &mut StageLowering) {
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

impl BaseUser {
    pub(in crate::lower) fn owner(&self, stage: &mut StageLowering) -> Option<Owner> {
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
