//! Repositories beside those of the distribution, for packages that it does not have.

use super::texts::{Texts, given};
use crate::declare::given::Given;
use crate::declare::given_text::GivenText;
use crate::declare::variable::IntoText;

/// A repository, whichever package manager reads it.
#[derive(Clone, Debug)]
pub(crate) struct Repository {
    pub(crate) url: GivenText,
    pub(crate) suite: Option<Given>,
    pub(crate) components: Vec<Given>,
    /// The keys as they were given. Lowering refuses any number but one.
    pub(crate) keys: Vec<Key>,
}

/// The key that signs a repository.
#[derive(Clone, Debug)]
pub(crate) enum Key {
    Url { url: GivenText, sha256: Given },
    File(Given),
}

impl Repository {
    fn new(url: GivenText) -> Self {
        Self { url, suite: None, components: vec![], keys: vec![] }
    }

    /// A text that is the same for two declarations of the same repository.
    pub(crate) fn identity(&self) -> String {
        let texts = self.suite.iter().chain(&self.components).map(|given| given.text.clone());
        let keys = self.keys.iter().map(|key| match key {
            Key::Url { url, sha256 } => format!("{} {}", url.text.shown(), sha256.text),
            Key::File(path) => path.text.clone(),
        });
        let url = std::iter::once(self.url.text.shown());
        url.chain(texts).chain(keys).collect::<Vec<_>>().join("\n")
    }
}

macro_rules! repositories {
    ($($(#[$doc:meta])* $function:ident, $repository:ident;)*) => { $(
        #[doc = concat!("A repository of packages, from [`", stringify!($function), "`].")]
        #[derive(Clone, Debug)]
        #[must_use = "a repository does nothing until an install has it"]
        pub struct $repository(pub(crate) Repository);

        $(#[$doc])*
        #[track_caller]
        pub fn $function(url: impl IntoText) -> $repository {
            $repository(Repository::new(GivenText::new(url)))
        }

        impl $repository {
            /// Sets the key that signs the repository, by its URL and its checksum: `sha256:` and 64
            /// hexadecimal digits.
            ///
            /// The builder fetches the key (`ADD`), so that the image needs no tool for it. With
            /// [`Dialect::V1_6`](crate::Dialect::V1_6) and newer the builder also checks it, and does
            /// not fetch it again; in a portable file the step that installs checks it.
            ///
            /// ```
            #[doc = concat!("let hub = dockerfile_core::", stringify!($function), "(\"https://packages.example.com\").key(")]
            ///     "https://packages.example.com/hub.rsa.pub",
            ///     "sha256:0144068502a1eddd2a0280ede10ef607d1ec592ce819940991203941564e8e76",
            /// );
            /// # let _ = hub;
            /// ```
            #[track_caller]
            pub fn key(mut self, url: impl IntoText, sha256: impl Into<String>) -> Self {
                let (url, sha256) = (GivenText::new(url), Given::new(sha256));
                self.0.keys.push(Key::Url { url, sha256 });
                self
            }

            /// Sets the key that signs the repository, as a file of the build context.
            ///
            /// ```
            #[doc = concat!("let hub = dockerfile_core::", stringify!($function), "(\"https://packages.example.com\")")]
            ///     .key_file("keys/hub.rsa.pub");
            /// # let _ = hub;
            /// ```
            #[track_caller]
            pub fn key_file(mut self, path: impl Into<String>) -> Self {
                self.0.keys.push(Key::File(Given::new(path)));
                self
            }
        }
    )* };
}

repositories! {
    /// A repository of apt, for [`Apt::repository`](crate::Apt::repository), by its URL. It begins with
    /// `https://` or `http://`, or with `file:///` for a folder of the image.
    ///
    /// The repository needs a [`suite`](AptRepository::suite),
    /// [`components`](AptRepository::components), and the [`key`](AptRepository::key) that signs it,
    /// armored or binary. Its file in `/etc/apt/sources.list.d` is called after the host, and trusts
    /// the key for this repository alone (`Signed-By`). For an `https://` URL the distribution's
    /// package `ca-certificates` is installed first: Debian's slim images lack it.
    ///
    /// ```
    /// use dockerfile_core::{Image, Stage, apt, apt_repository, debian, uid};
    ///
    /// let pgdg = apt_repository("https://apt.postgresql.org/pub/repos/apt")
    ///     .suite("bookworm-pgdg")
    ///     .components(["main"])
    ///     .key(
    ///         "https://www.postgresql.org/media/keys/ACCC4CF8.asc",
    ///         "sha256:0144068502a1eddd2a0280ede10ef607d1ec592ce819940991203941564e8e76",
    ///     );
    /// let stage = Stage::from(debian("bookworm-slim"))
    ///     .packages(apt(["postgresql-client-17"]).repository(pgdg))
    ///     .account(uid(65532));
    /// let text = Image::from(stage).render().unwrap().dockerfile;
    /// assert!(text.contains("/etc/apt/keyrings/apt.postgresql.org.asc"));
    /// assert!(text.contains(">/etc/apt/sources.list.d/apt.postgresql.org.sources"));
    /// ```
    ///
    /// Source: `sources.list(5)` and `apt-secure(8)` of apt.
    apt_repository, AptRepository;
    /// A repository of dnf and microdnf, for [`Dnf::repository`](crate::Dnf::repository), by its URL.
    /// dnf fills in `$releasever` and `$basearch`.
    ///
    /// The repository needs the [`key`](DnfRepository::key) that its packages are signed with. Its
    /// file in `/etc/yum.repos.d` is called after the host.
    ///
    /// ```
    /// use dockerfile_core::{Stage, dnf, dnf_repository, fedora};
    ///
    /// let hub = dnf_repository("https://rpm.example.com/fedora/$releasever/$basearch/stable")
    ///     .key_file("keys/rpm.example.com.asc");
    /// let stage = Stage::from(fedora("44")).packages(dnf(["hub"]).repository(hub));
    /// # let _ = stage;
    /// ```
    ///
    /// Source: `dnf.conf(5)`.
    dnf_repository, DnfRepository;
    /// A repository of apk, for [`Apk::repository`](crate::Apk::repository), by the URL of the folder
    /// above those of the architectures.
    ///
    /// The repository needs the public [`key`](ApkRepository::key) that its index is signed with. apk
    /// finds a key by its name, so the last part of the key's URL or path has to be that name, which
    /// ends with `.rsa.pub`.
    ///
    /// ```
    /// use dockerfile_core::{Stage, alpine, apk, apk_repository};
    ///
    /// let hub = apk_repository("https://apk.example.com/v3.22/main")
    ///     .key_file("keys/hub@example.com-5f0c8a1b.rsa.pub");
    /// let stage = Stage::from(alpine("3.22")).packages(apk(["hub"]).repository(hub));
    /// # let _ = stage;
    /// ```
    ///
    /// Source: `apk-repositories(5)` and `apk-keys(5)`.
    apk_repository, ApkRepository;
}

impl AptRepository {
    /// Sets the release of the repository, such as `bookworm-pgdg` or `stable`. For a repository
    /// without components it is a path that ends with `/`.
    ///
    /// ```
    /// use dockerfile_core::apt_repository;
    ///
    /// let hub = apt_repository("https://apt.example.com").suite("stable").components(["main"]);
    /// # let _ = hub;
    /// ```
    #[track_caller]
    pub fn suite(mut self, name: impl Into<String>) -> Self {
        self.0.suite = Some(Given::new(name));
        self
    }

    /// Sets the parts of the release that are read, such as `main`.
    ///
    /// ```
    /// use dockerfile_core::apt_repository;
    ///
    /// let hub = apt_repository("https://apt.example.com")
    ///     .suite("stable")
    ///     .components(["main", "contrib"]);
    /// # let _ = hub;
    /// ```
    #[track_caller]
    pub fn components(mut self, names: impl Texts) -> Self {
        self.0.components.extend(given(names));
        self
    }
}
