//! Repositories of others: where a package manager finds what the distribution does not have.

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
    /// One, if nothing is wrong.
    pub(crate) keys: Vec<Key>,
}

/// What its packages are signed with.
#[derive(Clone, Debug)]
pub(crate) enum Key {
    Url { url: GivenText, sha256: Given },
    File(Given),
}

impl Repository {
    fn new(url: GivenText) -> Self {
        Self { url, suite: None, components: vec![], keys: vec![] }
    }

    /// All that tells it from another one.
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
            /// The key that it is signed with, and what it has to be: `sha256:` and 64 hexadecimal
            /// digits. The builder fetches it (`ADD`), so that nothing is installed for it. With
            /// [`Dialect::V1_6`](crate::Dialect::V1_6) and newer it checks it, too, and does not
            /// fetch it again; in a portable file the install does.
            #[track_caller]
            pub fn key(mut self, url: impl IntoText, sha256: impl Into<String>) -> Self {
                let (url, sha256) = (GivenText::new(url), Given::new(sha256));
                self.0.keys.push(Key::Url { url, sha256 });
                self
            }

            /// The same, as a file of the build context.
            #[track_caller]
            pub fn key_file(mut self, path: impl Into<String>) -> Self {
                self.0.keys.push(Key::File(Given::new(path)));
                self
            }
        }
    )* };
}

repositories! {
    /// A repository of apt, for [`Apt::repository`](crate::Apt::repository): its URL, which begins
    /// with `https://`, `http://`, or, for a folder of the image, `file:///`.
    ///
    /// It needs the [`suite`](AptRepository::suite), the [`components`](AptRepository::components)
    /// and the key that signs it, armored or not. It becomes a file of `/etc/apt/sources.list.d`,
    /// called after its host, that trusts this key for this repository alone (`Signed-By`). For
    /// `https://` the packages' certificates are installed from the distribution before it is
    /// read: Debian's slim images have none.
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
    /// A repository of dnf and microdnf, for [`Dnf::repository`](crate::Dnf::repository): its URL,
    /// in which dnf fills in `$releasever` and `$basearch`.
    ///
    /// It needs the key that its packages are signed with. It becomes a file of
    /// `/etc/yum.repos.d`, called after its host.
    ///
    /// ```
    /// use dockerfile_core::{Stage, dnf, dnf_repository, fedora};
    ///
    /// let hub = dnf_repository("https://rpm.example.com/fedora/$releasever/$basearch/stable")
    ///     .key_file("keys/rpm.example.com.asc");
    /// let stage = Stage::from(fedora("42")).packages(dnf(["hub"]).repository(hub));
    /// # let _ = stage;
    /// ```
    ///
    /// Source: `dnf.conf(5)`.
    dnf_repository, DnfRepository;
    /// A repository of apk, for [`Apk::repository`](crate::Apk::repository): the folder that holds
    /// one for each architecture.
    ///
    /// It needs the public key that its index is signed with. apk finds a key by its name, which
    /// ends with `.rsa.pub`: the last part of the key's URL, or of its path.
    ///
    /// ```
    /// use dockerfile_core::{Stage, alpine, apk, apk_repository};
    ///
    /// let glibc = apk_repository("https://apk.example.com/v3.22/main")
    ///     .key_file("keys/hub@example.com-5f0c8a1b.rsa.pub");
    /// let stage = Stage::from(alpine("3.22")).packages(apk(["hub"]).repository(glibc));
    /// # let _ = stage;
    /// ```
    ///
    /// Source: `apk-repositories(5)` and `apk-keys(5)`.
    apk_repository, ApkRepository;
}

impl AptRepository {
    /// Which of its releases, such as `bookworm-pgdg` or `stable`. A repository without
    /// components is a path that ends with `/`.
    #[track_caller]
    pub fn suite(mut self, name: impl Into<String>) -> Self {
        self.0.suite = Some(Given::new(name));
        self
    }

    /// Which parts of the release, such as `main`.
    #[track_caller]
    pub fn components(mut self, names: impl Texts) -> Self {
        self.0.components.extend(given(names));
        self
    }
}
