//! Tools that are downloaded: another file for each architecture.

use crate::declare::shell;
use crate::declare::steps::tool::{File, Tool};
use crate::declare::variable::platform;
use crate::lower::stage::StageLowering;
use crate::program::fault::Wrong;
use crate::program::instruction::ShellCommand;
use crate::program::program::Fetched;
use crate::value::{AbsPath, Kind};

impl Tool {
    pub(in crate::lower) fn lower(&self, stage: &mut StageLowering) {
        let Some(to) = stage.value::<AbsPath>(&self.to) else { return };
        let Some(member) = stage.optional_text(self.member.as_ref(), Kind::ExcludePattern) else {
            return;
        };
        if self.files.is_empty() {
            stage.complain(Wrong::ToolForNothing { to: self.to.text.clone() }, self.to.at);
            return;
        }
        if stage.builder_variable(platform::TARGETARCH, self.to.at).is_none() {
            return;
        }
        let mut cases = vec![];
        for File { arch, url, sha256 } in &self.files {
            let arch = stage.text(arch, Kind::MountId);
            let (url, sum) = (stage.parts(url, Kind::Url), stage.text(sha256, Kind::Sha256));
            let (Some(arch), Some(url), Some(sum)) = (arch, url, sum) else { return };
            stage.fetch(Fetched::Url(url.clone()), true);
            let (url, sum) =
                (shell::quote_parts(&url), sum.trim_start_matches("sha256:").to_owned());
            cases.push(format!("{arch}) url={url} sum={sum} ;;"));
        }
        let mut commands = vec![
            shell::by_architecture(&cases, "nothing to download for"),
            "curl -fsSL --retry 3 -o /tmp/download \"$url\"".to_owned(),
            "echo \"$sum  /tmp/download\" >/tmp/download.sha256".to_owned(),
            "sha256sum -c /tmp/download.sha256".to_owned(),
        ];
        let to = shell::quote(to.as_str());
        match member {
            None => commands.push(format!("install -D -m 0755 /tmp/download {to}")),
            Some(member) => {
                let member = shell::quote(&member);
                commands.push("mkdir /tmp/archive".to_owned());
                commands
                    .push(format!("tar -xf /tmp/download -C /tmp/archive --wildcards {member}"));
                commands.push(format!(
                    "find /tmp/archive -type f -exec install -D -m 0755 {{}} {to} \\;"
                ));
            }
        }
        commands.push("rm -rf /tmp/archive /tmp/download /tmp/download.sha256".to_owned());
        stage.curl = true;
        stage.run(vec![], commands.into_iter().map(ShellCommand::from).collect());
    }
}
