//! Lowering of the distribution's packages.

use std::collections::BTreeSet;

use super::repository::Added;
use crate::declare::family::FamilyKind;
use crate::declare::shell;
use crate::declare::steps::packages::PackageList;
use crate::lower::stage::StageLowering;
use crate::program::fault::Wrong;
use crate::program::instruction::ShellCommand;
use crate::value::Kind;

/// The package of Debian's with the certificates that a program needs for TLS.
const CERTIFICATES: &str = "ca-certificates";

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
        let versionless = |name: &String| name.split(['=', ':']).next().unwrap_or(name).to_owned();
        stage.has_packages(names.iter().map(versionless));
        let Some(sources) = self.sources(stage) else { return };
        let Some(added) = self.added(stage) else { return };
        let by_tls = added.iter().any(|added| added.by_tls);
        let pinned = |name: &String| name.contains(manager.version);
        if let Some((rule, why)) = manager.unpinned
            && (by_tls || !names.iter().all(pinned))
        {
            let fixed = !sources.is_empty() && added.is_empty();
            let why = if fixed { "a snapshot fixes the versions" } else { why };
            stage.allow(rule, why.to_owned());
        }
        // Package managers lock their folders, and fail where another build holds the lock.
        let mounts = manager.caches.iter().map(|(tool, path)| stage.locked_cache(tool, path));
        let mounts = mounts.collect();
        let refresh = || manager.refresh.map(str::to_owned);
        let mut commands = sources;
        commands.extend(manager.before.iter().map(|command| (*command).to_owned()));
        if by_tls {
            commands.extend(refresh());
            commands.push(format!("{} {CERTIFICATES}", manager.install));
        }
        // Without `strict`, apt uses old lists of its cache where a repository's key or certificate
        // is wrong.
        let strict = if added.is_empty() { "" } else { manager.strict };
        commands.extend(added.into_iter().flat_map(|added| added.commands));
        commands.extend(refresh().map(|command| command + strict));
        let mut commands: Vec<_> = commands.into_iter().map(ShellCommand::from).collect();
        commands.push(ShellCommand {
            head: manager.install.to_owned(),
            // Quoted, since `<` and `>` would redirect.
            words: names.iter().map(|name| shell::quote(name)).collect(),
        });
        commands.extend(manager.after.iter().map(|command| ShellCommand::from(*command)));
        stage.run(mounts, commands);
    }

    /// The steps that add the repositories of other publishers, each once; `None` has been
    /// reported.
    fn added(&self, stage: &mut StageLowering) -> Option<Vec<Added>> {
        let mut seen = BTreeSet::new();
        let others = self.repositories.iter().filter(|one| seen.insert(one.identity()));
        let added = others.map(|repository| match self.manager.kind {
            Kind::AptPackage => repository.for_apt(stage),
            Kind::ApkPackage => repository.for_apk(stage),
            _ => repository.for_dnf(stage),
        });
        let added: Vec<_> = added.collect();
        added.into_iter().collect()
    }

    /// Commands that take the packages from a snapshot, if one is declared. Its lists are past
    /// their date, so apt does not check that.
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
