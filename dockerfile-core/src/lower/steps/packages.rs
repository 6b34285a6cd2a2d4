//! PackageList of the distribution.

use std::collections::BTreeSet;

use crate::declare::base::FamilyKind;
use crate::declare::shell;
use crate::declare::steps::packages::PackageList;
use crate::lower::stage::StageLowering;
use crate::program::fault::Wrong;
use crate::program::instruction::ShellCommand;
use crate::value::Kind;

impl PackageList {
    pub(in crate::lower) fn lower(&self, stage: &mut StageLowering) {
        let manager = self.manager;
        let mut names = BTreeSet::new();
        for package in &self.names {
            names.extend(stage.text(package, manager.kind));
        }
        if names.is_empty() {
            return;
        }
        let Some(sources) = self.sources(stage) else { return };
        if let Some((rule, why)) = manager.unpinned
            && names.iter().any(|name| !name.contains(manager.version))
        {
            let why = if sources.is_empty() { why } else { "a snapshot fixes the versions" };
            stage.allow(rule, why.to_owned());
        }
        // They lock their folders themselves, and fail where another one holds them.
        let mounts = manager.caches.iter().map(|(tool, path)| stage.locked_cache(tool, path));
        let mounts = mounts.collect();
        let command = |text: &&str| ShellCommand::from(*text);
        let mut commands: Vec<ShellCommand> = sources.into_iter().map(ShellCommand::from).collect();
        commands.extend(manager.before.iter().map(command));
        commands.push(ShellCommand {
            head: manager.install.to_owned(),
            // `<` and `>` would redirect.
            words: names.iter().map(|name| shell::quote(name)).collect(),
        });
        commands.extend(manager.after.iter().map(command));
        stage.run(mounts, commands);
    }

    /// Commands that have the packages come from a snapshot, if they are to. Its lists are past
    /// the time that they are valid for.
    fn sources(&self, stage: &mut StageLowering) -> Option<Vec<String>> {
        let Some(snapshot) = &self.snapshot else { return Some(vec![]) };
        let time = stage.text(snapshot, Kind::Snapshot)?;
        if stage.family() != FamilyKind::Debian {
            stage.complain(Wrong::SnapshotElsewhere, snapshot.at);
            return None;
        }
        let list = "/etc/apt/sources.list";
        let deb = |archive, suite, to| {
            format!(
                "echo \"deb [check-valid-until=no] http://snapshot.debian.org/archive/{archive}/{time} \
                 $VERSION_CODENAME{suite} main\" {to}{list}"
            )
        };
        Some(vec![
            "rm -f /etc/apt/sources.list.d/debian.sources".to_owned(),
            ". /etc/os-release".to_owned(),
            deb("debian", "", ">"),
            deb("debian", "-updates", ">>"),
            deb("debian-security", "-security", ">>"),
        ])
    }
}
