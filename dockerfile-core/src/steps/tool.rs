//! Tools that are downloaded: another file for each architecture.

use crate::complaints;
use crate::given::{Given, GivenText};
use crate::instruction::ShellCommand;
use crate::lower::StageLowering;
use crate::shell;
use crate::value::{AbsPath, Kind};
use crate::variable::{IntoText, platform};

/// A program that is downloaded for the image's architecture, from [`tool`].
#[derive(Clone, Debug)]
pub struct Tool {
    to: Given,
    files: Vec<File>,
    member: Option<Given>,
}

/// What is downloaded for an architecture.
#[derive(Clone, Debug)]
struct File {
    arch: Given,
    url: GivenText,
    sha256: Given,
}

/// Downloads a program with curl, another file for each architecture that
/// [`on`](Tool::on) names, and fails the build if it is not the one of the checksum.
///
/// The base needs `curl` and `ca-certificates`. A file that is the same for every
/// architecture needs neither: [`download`](crate::download).
///
/// ```
/// use dockerfile_core::{Image, Stage, apt, debian, tool, uid};
///
/// let yq = "https://github.com/mikefarah/yq/releases/download/v4.48.1/yq_linux";
/// let stage = Stage::from(debian("bookworm-slim"))
///     .packages(apt(["ca-certificates", "curl"]))
///     .packages(
///         tool("/usr/local/bin/yq")
///             .on(
///                 "amd64",
///                 format!("{yq}_amd64"),
///                 "sha256:24454f830cdb571e2c4ad15481119c43b3cafd48dd869a9b2945d1036d1dc68d",
///             )
///             .on(
///                 "arm64",
///                 format!("{yq}_arm64"),
///                 "sha256:0f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c4b5a69788796a5b4c3d2e1f0",
///             ),
///     )
///     .account(uid(65532));
/// let text = Image::from(stage).render().unwrap().dockerfile;
/// assert!(text.contains("ARG TARGETARCH\n"));
/// ```
///
/// Source: "Automatic platform ARGs in the global scope" of BuildKit's reference.
#[track_caller]
pub fn tool(to: impl Into<String>) -> Tool {
    Tool { to: Given::new(to), files: vec![], member: None }
}

impl Tool {
    /// What is downloaded for an architecture, as `TARGETARCH` calls it: `amd64`, `arm64`.
    /// `sha256` is `sha256:` and 64 hexadecimal digits.
    #[track_caller]
    pub fn on(
        mut self,
        arch: impl Into<String>,
        url: impl IntoText,
        sha256: impl Into<String>,
    ) -> Self {
        let (arch, url, sha256) = (Given::new(arch), GivenText::new(url), Given::new(sha256));
        self.files.push(File { arch, url, sha256 });
        self
    }

    /// The download is a tar archive, and the program is this file of it; `*` stands for what
    /// its folders are called.
    #[track_caller]
    pub fn in_archive(mut self, path: impl Into<String>) -> Self {
        self.member = Some(Given::new(path));
        self
    }

    pub(crate) fn lower(&self, stage: &mut StageLowering) {
        let Some(to) = stage.value::<AbsPath>(&self.to) else { return };
        let Some(member) = stage.optional_text(self.member.as_ref(), Kind::ExcludePattern) else {
            return;
        };
        if self.files.is_empty() {
            stage.complain(complaints::tool_for_nothing(&self.to));
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
        stage.run(vec![], commands.into_iter().map(ShellCommand::from).collect());
    }
}
