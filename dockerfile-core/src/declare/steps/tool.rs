//! Tools that are downloaded: another file for each architecture.

use crate::declare::given::Given;
use crate::declare::given_text::GivenText;
use crate::declare::variable::IntoText;

/// A program that is downloaded for the image's architecture, from [`tool`].
#[derive(Clone, Debug)]
#[must_use = "a step does nothing until a stage has it"]
pub struct Tool {
    pub(crate) to: Given,
    pub(crate) files: Vec<File>,
    pub(crate) member: Option<Given>,
}

/// What is downloaded for an architecture.
#[derive(Clone, Debug)]
pub(crate) struct File {
    pub(crate) arch: Given,
    pub(crate) url: GivenText,
    pub(crate) sha256: Given,
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
}
