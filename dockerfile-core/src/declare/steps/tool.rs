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
    pub(crate) checksum: Given,
}

/// A program that is downloaded, another file for each architecture that [`on`](Tool::on) names. The
/// build fails if a file is not the one of its checksum.
///
/// The builder fetches the files (`ADD`) into a stage of their own, of which the image takes the one
/// that fits; it needs no curl for it. With [`Dialect::V1_6`](crate::Dialect::V1_6) and newer
/// the builder checks a `sha256:`, too, and does not fetch the file again; else the step does that
/// installs it. A file that is the same for every architecture is a
/// [`download`](crate::download).
///
/// There is no way to name a signature. It says that a vendor has made a file, and a checksum
/// says which file that is: look at the one when the other is written down.
///
/// ```
/// use dockerfile_core::{Image, Stage, debian, tool, uid};
///
/// let yq = "https://github.com/mikefarah/yq/releases/download/v4.48.1/yq_linux";
/// let stage = Stage::from(debian("bookworm-slim"))
///     .packages(
///         tool("/usr/local/bin/yq")
///             .on(
///                 "amd64",
///                 format!("{yq}_amd64"),
///                 "sha256:24454f830cdb571e2c4ad15481119c43b3cafd48dd869a9b2945d1036d1dc68d",
///             )
///             .on(
///                 "arm/v7",
///                 format!("{yq}_arm"),
///                 "sha256:0f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c4b5a69788796a5b4c3d2e1f0",
///             ),
///     )
///     .account(uid(65532));
/// let text = Image::from(stage).render().unwrap().dockerfile;
/// assert!(text.starts_with("# Generated") && text.contains("FROM scratch AS yq\n"));
/// assert!(text.contains("install -D -m 0755 \"/tmp/yq/$file\" /usr/local/bin/yq\n"));
/// ```
///
/// Source: "Automatic platform ARGs in the global scope" of BuildKit's reference.
#[track_caller]
pub fn tool(to: impl Into<String>) -> Tool {
    Tool { to: Given::new(to), files: vec![], member: None }
}

impl Tool {
    /// What is downloaded for an architecture, as a platform calls it: `amd64`, `arm64`, `arm/v7`,
    /// `arm/v6`; without a variant it is for each. The checksum is `sha256:` and 64 hexadecimal
    /// digits, or `sha512:` and 128.
    #[track_caller]
    pub fn on(
        mut self,
        arch: impl Into<String>,
        url: impl IntoText,
        checksum: impl Into<String>,
    ) -> Self {
        let (arch, url, checksum) = (Given::new(arch), GivenText::new(url), Given::new(checksum));
        self.files.push(File { arch, url, checksum });
        self
    }

    /// The download is a tar archive, and the program is this file of it; `*` stands for what one
    /// of its folders is called. The base needs what unpacks it.
    #[track_caller]
    pub fn in_archive(mut self, path: impl Into<String>) -> Self {
        self.member = Some(Given::new(path));
        self
    }
}
