//! Lowering of package repositories of other publishers: files that the package manager reads, and
//! their keys.

use crate::declare::shell::{quote, quote_parts};
use crate::declare::steps::repository::{Key, Repository};
use crate::lower::stage::StageLowering;
use crate::program::dialect::Dialect;
use crate::program::fault::{RepositoryFault, Wrong};
use crate::program::instruction::{
    AddInstruction, AddSource, CopyInstruction, CopySource, FileFlags, Instruction, Permissions,
    ValuePart, ValueParts,
};
use crate::program::program::{ContextSource, Fetched};
use crate::value::path::name_of;
use crate::value::{ContextPath, Kind};

/// The steps that add a repository before packages are installed.
pub(super) struct Added {
    pub(super) commands: Vec<String>,
    /// Whether apt reads the repository by TLS, which needs certificates.
    pub(super) by_tls: bool,
}

/// A key in the place where the package manager looks for it, and the commands that check it.
struct Placed {
    path: String,
    commands: Vec<String>,
}

impl Repository {
    /// Adds the repository for apt, in a file of the form that has one field on each line.
    pub(super) fn for_apt(&self, stage: &mut StageLowering) -> Option<Added> {
        let suite = self.suite(stage)?;
        let components = self.components.iter().map(|name| stage.text(name, Kind::Component));
        let components: Vec<String> = components.collect::<Option<_>>()?;
        let (url, name) = self.url(stage)?;
        let key = self.placed(stage, &name, "/etc/apt/keyrings/", ".asc")?;
        let mut fields =
            vec![text("Types: deb"), labelled("URIs: ", &url), text(&format!("Suites: {suite}"))];
        if !components.is_empty() {
            fields.push(text(&format!("Components: {}", components.join(" "))));
        }
        // apt tells the form of a key by the ending of its file.
        let mut commands = key.commands;
        let mut signed_by = format!("\"Signed-By: {}\"", key.path);
        if self.may_be_binary() {
            let (path, stem) = (&key.path, key.path.trim_end_matches(".asc"));
            commands.push(format!(
                "case \"$(head -c 5 {path})\" in -----) key={path} ;; \
                 *) key={stem}.gpg; mv {path} \"$key\" ;; esac"
            ));
            "\"Signed-By: $key\"".clone_into(&mut signed_by);
        }
        let fields: Vec<String> = fields.iter().map(|field| quote_parts(field)).collect();
        let (fields, file) = (fields.join(" "), format!("/etc/apt/sources.list.d/{name}.sources"));
        commands.push(format!("printf \"%s\\n\" {fields} {signed_by} >{file}"));
        Some(Added { commands, by_tls: is_by_tls(&url) })
    }

    /// Adds the repository for dnf and microdnf.
    pub(super) fn for_dnf(&self, stage: &mut StageLowering) -> Option<Added> {
        let (url, name) = self.url(stage)?;
        let key = self.placed(stage, &name, "/etc/pki/rpm-gpg/RPM-GPG-KEY-", "")?;
        let fields = [
            text(&format!("[{name}]")),
            text(&format!("name={name}")),
            labelled("baseurl=", &url),
            text("enabled=1"),
            text("gpgcheck=1"),
            text(&format!("gpgkey=file://{}", key.path)),
        ];
        let fields: Vec<String> = fields.iter().map(|field| quote_parts(field)).collect();
        let mut commands = key.commands;
        commands
            .push(format!("printf \"%s\\n\" {} >/etc/yum.repos.d/{name}.repo", fields.join(" ")));
        Some(Added { commands, by_tls: false })
    }

    /// Adds the repository for apk, which finds a key by its own name.
    pub(super) fn for_apk(&self, stage: &mut StageLowering) -> Option<Added> {
        let (mut url, _) = self.url(stage)?;
        // apk wants the path of a folder in the image, and no `file://` URL.
        if let Some(ValuePart::Text(first)) = url.first_mut()
            && let Some(folder) = first.strip_prefix("file://")
        {
            *first = folder.to_owned();
        }
        let shown = match self.keys.first() {
            Some(Key::Url { url, .. }) => url.text.shown(),
            Some(Key::File(path)) => path.text.clone(),
            None => String::new(),
        };
        let name = name_of(&shown);
        let is_name = name.ends_with(".rsa.pub") && Kind::KeyName.check(name).is_ok();
        if !self.keys.is_empty() && !is_name {
            let name = name.to_owned();
            self.complain(RepositoryFault::KeyName { name }, stage);
            return None;
        }
        let mut key = self.placed(stage, name, "/etc/apk/keys/", "")?;
        key.commands.push(format!("echo {} >>/etc/apk/repositories", quote_parts(&url)));
        Some(Added { commands: key.commands, by_tls: false })
    }

    /// The suite of the repository for apt; `None` is a missing or wrong one, which has been
    /// reported.
    fn suite(&self, stage: &mut StageLowering) -> Option<String> {
        let Some(suite) = &self.suite else {
            self.complain(RepositoryFault::NoSuite, stage);
            return None;
        };
        let name = stage.text(suite, Kind::Suite)?;
        if name.ends_with('/') != self.components.is_empty() {
            let fault = match self.components.is_empty() {
                true => RepositoryFault::NoComponents { suite: name },
                false => RepositoryFault::ComponentsOfFolder { suite: name },
            };
            self.complain(fault, stage);
            return None;
        }
        Some(name)
    }

    /// The URL of the repository, and the name of its files.
    fn url(&self, stage: &mut StageLowering) -> Option<(ValueParts, String)> {
        let url = stage.parts(&self.url, Kind::RepositoryUrl)?;
        let shown = self.url.text.shown();
        if !shown.starts_with("file:") {
            stage.fetch(Fetched::Url(url.clone()), true);
        }
        // Two repositories of one host have files of their own.
        let name = stage.all.file_of_repository(&host_of(&shown), self.identity());
        Some((url, name))
    }

    /// Copies or downloads the key to where the package manager looks for it.
    fn placed(
        &self,
        stage: &mut StageLowering,
        name: &str,
        folder: &str,
        suffix: &str,
    ) -> Option<Placed> {
        let key = match self.keys.as_slice() {
            [key] => key,
            [] => {
                self.complain(RepositoryFault::NoKey, stage);
                return None;
            }
            _ => {
                self.complain(RepositoryFault::TwoKeys, stage);
                return None;
            }
        };
        let path = format!("{folder}{name}{suffix}");
        // apt reads the key as a user of its own.
        let flags = FileFlags { mode: Some(Permissions::Number(0o644)), ..FileFlags::default() };
        let to = path.clone();
        let mut commands = vec![];
        match key {
            Key::Url { url, sha256 } => {
                let sum = stage.text(sha256, Kind::Sha256)?;
                let url = stage.parts(url, Kind::Url)?;
                stage.fetch(Fetched::Url(url.clone()), true);
                let by_builder = stage.dialect() >= Dialect::V1_6;
                let checksum = by_builder.then(|| vec![ValuePart::Text(sum.clone())]);
                if !by_builder {
                    commands = checked(&path, sum.trim_start_matches("sha256:"));
                }
                let source = AddSource::Url { url, checksum, unpack: false };
                stage.push(Instruction::Add(AddInstruction { source, flags, to }));
            }
            Key::File(given) => {
                let file = stage.value::<ContextPath>(given)?;
                stage.source(ContextSource::manifest(file.clone(), given.at));
                let source = CopySource::Context(vec![file.as_str().into()]);
                stage.push(Instruction::Copy(CopyInstruction::of(source, flags, to)));
            }
        }
        Some(Placed { path, commands })
    }

    /// Whether the key may be binary: one that is called `.asc` is text.
    fn may_be_binary(&self) -> bool {
        !self.keys.iter().all(|key| match key {
            Key::Url { url, .. } => url.text.shown().ends_with(".asc"),
            Key::File(path) => path.text.ends_with(".asc"),
        })
    }

    fn complain(&self, fault: RepositoryFault, stage: &mut StageLowering) {
        let url = self.url.text.shown();
        stage.complain(Wrong::Repository { url, fault }, self.url.at);
    }
}

fn text(line: &str) -> ValueParts {
    vec![ValuePart::Text(line.to_owned())]
}

fn labelled(label: &str, value: &[ValuePart]) -> ValueParts {
    let mut parts = text(label);
    for part in value {
        match (parts.last_mut(), part) {
            (Some(ValuePart::Text(before)), ValuePart::Text(more)) => before.push_str(more),
            (_, part) => parts.push(part.clone()),
        }
    }
    parts
}

/// Commands that check the checksum of a file, for builders that do not check what they download.
fn checked(path: &str, sum: &str) -> Vec<String> {
    let list = "/tmp/key.sha256";
    vec![
        format!("echo {} >{list}", quote(&format!("{sum}  {path}"))),
        format!("sha256sum -c {list}"),
        format!("rm {list}"),
    ]
}

fn is_by_tls(url: &[ValuePart]) -> bool {
    matches!(url.first(), Some(ValuePart::Text(start)) if start.starts_with("https://"))
}

/// The host of a URL, with letters that the name of a file may hold.
fn host_of(url: &str) -> String {
    let (scheme, rest) = url.split_once("://").unwrap_or_default();
    if scheme == "file" {
        return "local".to_owned();
    }
    let host = rest.split(['/', ':', '?']).next().unwrap_or_default().to_ascii_lowercase();
    let plain = |c: char| if c.is_ascii_alphanumeric() || ".-".contains(c) { c } else { '-' };
    let name: String = host.chars().map(plain).collect();
    let name = name.trim_matches(['.', '-']);
    if name.is_empty() { "repository".to_owned() } else { name.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::host_of;

    #[test]
    fn a_file_is_named_after_the_host() {
        for (url, name) in [
            ("https://Apt.Example.com/debian", "apt.example.com"),
            ("https://apt.example.com:8443/debian", "apt.example.com"),
            ("https://apt.example.com?x", "apt.example.com"),
            ("http://mirror_1.corp/x", "mirror-1.corp"),
            ("file:///srv/repo", "local"),
            ("https://${HOST}/x", "host"),
            ("https://.-/x", "repository"),
        ] {
            assert_eq!(host_of(url), name, "{url}");
        }
    }
}
