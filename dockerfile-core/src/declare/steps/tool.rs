//! Tools: programs that are downloaded, with a file for each architecture.

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

/// The file that is downloaded for one architecture.
#[derive(Clone, Debug)]
pub(crate) struct File {
    pub(crate) arch: Given,
    pub(crate) url: GivenText,
    pub(crate) checksum: Given,
}

/// Downloads a program and installs it at the path `to`. Each architecture has a file of its own,
/// which [`on`](Tool::on) names. The build fails if a file does not have its checksum, or if there is
/// no file for the architecture that the image is built for.
///
/// The builder fetches the files (`ADD`) into a stage of their own, and the image takes the one
/// that fits; it needs no curl. With [`Dialect::V1_6`](crate::Dialect::V1_6) and newer the builder also
/// checks a `sha256:`, and does not fetch the file again; otherwise the step that installs the file
/// checks it. A file that is the same for all architectures is a [`download`](crate::download).
///
/// Signatures are not checked: verify the vendor's signature once, when you write down the checksum.
/// The checksum then names that very file.
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
    /// Names the file for an architecture, such as `amd64`, `arm64`, `arm/v7` or `arm/v6`. An
    /// architecture without a variant stands for all of its variants. The checksum is `sha256:` and 64
    /// hexadecimal digits, or `sha512:` and 128. [`tool`] has an example.
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

    /// Says that the download is a tar archive, and which file in it is the program. A `*` in the path
    /// stands for the name of a folder. The base needs `tar` and the program that decompresses.
    ///
    /// ```
    /// use dockerfile_core::{Image, Stage, debian, tool, uid};
    ///
    /// let hugo = tool("/usr/local/bin/hugo")
    ///     .on(
    ///         "amd64",
    ///         "https://example.com/hugo_linux-amd64.tar.gz",
    ///         "sha256:24454f830cdb571e2c4ad15481119c43b3cafd48dd869a9b2945d1036d1dc68d",
    ///     )
    ///     .in_archive("hugo-*/hugo");
    /// let stage = Stage::from(debian("bookworm-slim")).packages(hugo).account(uid(65532));
    /// let text = Image::from(stage).render().unwrap().dockerfile;
    /// assert!(text.contains("install -D -m 0755 /tmp/archive/hugo-*/hugo /usr/local/bin/hugo"));
    /// ```
    #[track_caller]
    pub fn in_archive(mut self, path: impl Into<String>) -> Self {
        self.member = Some(Given::new(path));
        self
    }
}
