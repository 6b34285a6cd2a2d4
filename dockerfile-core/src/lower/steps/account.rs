//! Lowering of users and groups.

use crate::declare::base_accounts::Base;
use crate::declare::given::{GivenNumber, GivenOwner};
use crate::declare::shell;
use crate::declare::steps::account::{BaseUser, NewAccount};
use crate::lower::stage::StageLowering;
use crate::program::base_files::{BaseFiles, Held};
use crate::program::fault::Wrong;
use crate::program::instruction::{Owner, ShellCommand};
use crate::program::reference::Reference;
use crate::value::path::{is_below, parent};
use crate::value::{AbsPath, Kind, UserName, Value as _};

/// A checked account, with its texts quoted for a shell.
struct Account {
    name: UserName,
    group: UserName,
    owner: Owner,
    makes_group: bool,
    home: Option<String>,
    /// The folder above the home, if the home is made.
    above_home: Option<AbsPath>,
    shell: Option<String>,
    of_system: bool,
}

impl NewAccount {
    pub(in crate::lower) fn owner(&self, stage: &mut StageLowering) -> Option<Owner> {
        let at = self.name.at;
        let id = self.id.unwrap_or(GivenNumber { number: stage.user_id(), at });
        let kind = if self.of_system { Kind::SystemId } else { Kind::Id };
        owner(id, kind, self.group_id, stage)
    }

    pub(in crate::lower) fn lower(&self, stage: &mut StageLowering) {
        let Some(account) = self.account(stage) else { return };
        if !self.is_new(&account, stage) || !self.has_own_home(account.owner, stage) {
            return;
        }
        if let (true, Some(home)) = (self.makes_home, &self.home) {
            stage.makes_folder(&home.text, true);
        }
        let commands = match stage.family() {
            family if family.has_busybox() => busybox(&account),
            _ => shadow(&account),
        };
        stage.run(vec![], commands.into_iter().map(ShellCommand::from).collect());
    }

    fn account(&self, stage: &mut StageLowering) -> Option<Account> {
        let name = stage.value::<UserName>(&self.name);
        // The name of root's group is no valid name of a user.
        let in_root_group = self.group_id.is_some_and(|id| id.number == 0);
        let group = match &self.group {
            _ if in_root_group => Some(UserName::trusted("root".to_owned())),
            Some(group) => stage.value::<UserName>(group),
            None => name.clone(),
        };
        let quoted = |path: Option<AbsPath>| path.map(|path| shell::quote(path.as_str()));
        let home = stage.optional::<AbsPath>(self.home.as_ref())?;
        let login = stage.optional::<AbsPath>(self.shell.as_ref())?;
        Some(Account {
            name: name?,
            group: group?,
            owner: self.owner(stage)?,
            makes_group: !self.in_existing && !in_root_group,
            above_home: home.as_ref().filter(|_| self.makes_home).map(above),
            home: quoted(home),
            shell: quoted(login),
            of_system: self.of_system,
        })
    }

    /// Reports a home that is there already and belongs to somebody else: no tool that makes users
    /// gives it to the user.
    fn has_own_home(&self, owner: Owner, stage: &mut StageLowering) -> bool {
        let Some(home) = self.home.as_ref().filter(|_| self.makes_home) else { return true };
        let own = stage.directories.get(home.text.as_str());
        if own.is_some_and(|(_, (of, _))| *of == Some(owner)) {
            return true;
        }
        let mut made = stage.directories.iter();
        let made = made.find(|(path, _)| is_below(&home.text, path));
        let of_base = || {
            let base = stage.base().filter(|base| {
                BaseFiles::of(base).is_some_and(|files| files.at(&home.text) == Held::Folder)
            });
            base.map(|_| (home.text.clone(), None))
        };
        let made = made.map(|(path, &(first, _))| (path.clone(), Some(first)));
        let Some((path, first)) = made.or_else(of_base) else { return true };
        let (home, at) = (home.text.clone(), home.at);
        stage.complain(Wrong::HomeIsThere { home, path, first }, at);
        false
    }

    /// Reports a user or a group that the base has already: the step that makes it would fail.
    fn is_new(&self, account: &Account, stage: &mut StageLowering) -> bool {
        let image = stage.base();
        let base = Base { family: stage.family(), image: image.as_deref() };
        let Owner { user, group } = account.owner;
        let (user, group) = (user.get(), group.get());
        if let Some((name, id)) = base.user(&self.name.text, user) {
            stage.complain(Wrong::UserExists { name, id }, self.name.at);
            return false;
        }
        let known = base.group(account.group.as_str(), group);
        if let Some((name, id)) = known.filter(|_| account.makes_group) {
            let at = self.group.as_ref().unwrap_or(&self.name).at;
            stage.complain(Wrong::GroupExists { name, id }, at);
            return false;
        }
        true
    }
}

/// The commands of the shadow tools. `-l` keeps a user with a high id from filling /var/log/lastlog
/// with a huge sparse file (hadolint DL3046).
fn shadow(account: &Account) -> Vec<String> {
    let Account { name, group, owner, .. } = account;
    let system = if account.of_system { "-r " } else { "" };
    let home = match &account.home {
        Some(path) if account.above_home.is_some() => format!("-m -d {path}"),
        Some(path) => format!("-M -d {path}"),
        None => "-M -d /nonexistent".to_owned(),
    };
    let shell = account.shell.as_deref().unwrap_or("/usr/sbin/nologin");
    let user = format!("useradd {system}-l -u {} -g {group} {home} -s {shell} {name}", owner.user);
    let group = format!("groupadd {system}-g {} {group}", owner.group);
    account.makes_group.then_some(group).into_iter().chain([user]).collect()
}

/// Folders that Alpine has. In a folder that is missing, busybox makes no home, and succeeds with a
/// message.
const OF_ALPINE: [&str; 8] =
    ["/", "/home", "/opt", "/srv", "/usr/local", "/var", "/var/cache", "/var/lib"];

fn above(home: &AbsPath) -> AbsPath {
    let parent = match parent(home.as_str()) {
        "" => "/",
        parent => parent,
    };
    AbsPath::trusted(parent.to_owned())
}

fn busybox(account: &Account) -> Vec<String> {
    let Account { name, group, owner, .. } = account;
    let system = if account.of_system { "-S " } else { "" };
    let home = match &account.home {
        Some(path) if account.above_home.is_some() => format!("-h {path}"),
        Some(path) => format!("-H -h {path}"),
        None => "-H -h /nonexistent".to_owned(),
    };
    let shell = account.shell.as_deref().unwrap_or("/sbin/nologin");
    let user = format!("adduser {system}-D -u {} -G {group} {home} -s {shell} {name}", owner.user);
    let group = format!("addgroup {system}-g {} {group}", owner.group);
    let missing = account.above_home.as_ref().filter(|above| !OF_ALPINE.contains(&above.as_str()));
    let folder = missing.map(|above| format!("mkdir -p {}", shell::quote(above.as_str())));
    let group = account.makes_group.then_some(group);
    folder.into_iter().chain(group).chain([user]).collect()
}

impl BaseUser {
    pub(in crate::lower) fn lower(&self, stage: &mut StageLowering) {
        self.look_at_base(stage);
        stage.comment_user();
    }

    /// Reports a name or an id that an official base has otherwise. A step of the user's own may have
    /// changed that.
    fn look_at_base(&self, stage: &mut StageLowering) {
        let (Some(name), Some(image)) = (&self.name, stage.base()) else { return };
        let is_official = !Reference::of(&image).of_hub().contains('/');
        if !is_official || stage.state.may_have_more {
            return;
        }
        let base = Base { family: stage.family(), image: Some(&image) };
        let known = base.user(&name.text, self.id.number);
        let other = known.filter(|known| *known != (name.text.as_str(), self.id.number));
        if let Some((known, id)) = other {
            stage.complain(Wrong::OtherBaseUser { name: known, id }, name.at);
        }
    }

    pub(in crate::lower) fn owner(&self, stage: &mut StageLowering) -> Option<Owner> {
        if let Some(name) = &self.name {
            stage.value::<UserName>(name)?;
        }
        owner(self.id, Kind::Id, self.group_id, stage)
    }
}

fn owner(
    id: GivenNumber<u32>,
    kind: Kind,
    group: Option<GivenNumber<u32>>,
    stage: &mut StageLowering,
) -> Option<Owner> {
    stage.number(id.number, kind, id.at)?;
    stage.owner(GivenOwner { user: id, group: group.unwrap_or(id) })
}
