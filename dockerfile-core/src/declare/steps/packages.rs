//! PackageList of the distribution: one table of what each package manager needs.

use super::repository::{ApkRepository, AptRepository, DnfRepository, Repository};
use super::texts::{Texts, given};
use crate::declare::given::Given;
use crate::value::Kind;

/// What an install looks like with a package manager.
#[derive(Debug)]
pub(crate) struct Manager {
    pub(crate) name: &'static str,
    /// What a package is called there.
    pub(crate) kind: Kind,
    /// Folders that cache mounts keep, by the mount's name; the tool locks them itself.
    pub(crate) caches: &'static [(&'static str, &'static str)],
    pub(crate) before: &'static [&'static str],
    /// What fetches the lists of packages, if the install does not.
    pub(crate) refresh: Option<&'static str>,
    /// What has that fail with any of its repositories.
    pub(crate) strict: &'static str,
    /// The packages follow, a line each.
    pub(crate) install: &'static str,
    pub(crate) after: &'static [&'static str],
    /// What a name with a version has in it.
    pub(crate) version: &'static [char],
    /// hadolint's rule for names without one, and why it is broken.
    pub(crate) unpinned: Option<(&'static str, &'static str)>,
}

const APT: Manager = Manager {
    name: "apt",
    kind: Kind::AptPackage,
    caches: &[("apt-cache", "/var/cache/apt"), ("apt-lists", "/var/lib/apt/lists")],
    // Debian's images delete what apt has fetched: the cache would stay empty.
    before: &["rm -f /etc/apt/apt.conf.d/docker-clean"],
    refresh: Some("apt-get update"),
    strict: " -o APT::Update::Error-Mode=any",
    install: "DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends",
    after: &[],
    version: &['='],
    unpinned: Some(("DL3008", "Debian deletes the versions that a pin would name")),
};

const APK: Manager = Manager {
    name: "apk",
    kind: Kind::ApkPackage,
    caches: &[],
    before: &[],
    refresh: None,
    strict: "",
    install: "apk add --no-cache",
    after: &[],
    version: &['=', '~', '<', '>'],
    unpinned: Some(("DL3018", "Alpine deletes the revisions that a pin would name")),
};

const DNF: Manager = Manager {
    name: "dnf",
    kind: Kind::RpmPackage,
    // The folder of its cache is another one in dnf 4 and dnf 5.
    caches: &[],
    before: &[],
    refresh: None,
    strict: "",
    install: "dnf install -y --setopt=install_weak_deps=False --nodocs",
    after: &["dnf clean all"],
    version: &[],
    unpinned: Some(("DL3041", "the distribution deletes the versions that a pin would name")),
};

const MICRODNF: Manager = Manager {
    name: "microdnf",
    kind: Kind::RpmPackage,
    caches: &[],
    before: &[],
    refresh: None,
    strict: "",
    install: "microdnf install -y --setopt=install_weak_deps=0 --nodocs",
    after: &["microdnf clean all"],
    version: &[],
    unpinned: Some(("DL3041", "the distribution deletes the versions that a pin would name")),
};

const ZYPPER: Manager = Manager {
    name: "zypper",
    kind: Kind::RpmPackage,
    caches: &[("zypper", "/var/cache/zypp")],
    before: &[],
    refresh: None,
    strict: "",
    install: "zypper -n install --no-recommends",
    after: &[],
    version: &['='],
    unpinned: Some(("DL3037", "the distribution deletes the versions that a pin would name")),
};

const PACMAN: Manager = Manager {
    name: "pacman",
    kind: Kind::PacmanPackage,
    caches: &[],
    before: &[],
    refresh: None,
    strict: "",
    // Arch supports no install without an upgrade.
    install: "pacman -Syu --noconfirm --needed",
    after: &["pacman -Scc --noconfirm"],
    version: &[],
    unpinned: None,
};

/// PackageList that a manager installs.
#[derive(Clone, Debug)]
pub(crate) struct PackageList {
    pub(crate) manager: &'static Manager,
    pub(crate) names: Vec<Given>,
    /// The day whose packages are installed.
    pub(crate) snapshot: Option<Given>,
    /// Where they come from beside the distribution.
    pub(crate) repositories: Vec<Repository>,
}

macro_rules! managers {
    ($($(#[$doc:meta])* $function:ident, $step:ident: $manager:ident;)*) => { $(
        #[doc = concat!("PackageList that are installed, from [`", stringify!($function), "`].")]
        #[derive(Clone, Debug)]
        #[must_use = "a step does nothing until a stage has it"]
        pub struct $step(pub(crate) PackageList);

        $(#[$doc])*
        #[track_caller]
        pub fn $function(packages: impl Texts) -> $step {
            let names = given(packages);
            $step(PackageList { manager: &$manager, names, snapshot: None, repositories: vec![] })
        }
    )* };
}

managers! {
    /// Installs packages with apt, on a base that has it.
    ///
    /// All `apt` steps of a phase that stand together become one RUN: index, install
    /// and nothing to clean up, since both the index and the archives live in cache
    /// mounts. PackageList are sorted, so that their order in Rust is no cache key.
    /// Recommended packages are not installed (hadolint DL3015).
    ///
    /// Bare names are allowed: Debian deletes the versions that a pin would name. The
    /// header of the file then carries hadolint's ignore for DL3008 with that reason.
    ///
    /// ```
    /// use dockerfile_core::{Stage, apt, debian};
    ///
    /// let stage = Stage::from(debian("bookworm-slim")).packages(apt(["libpq5", "python3=3.11.*"]));
    /// # let _ = stage;
    /// ```
    #[doc(alias("apt-get", "apt-get install"))]
    apt, Apt: APT;
    /// Installs packages with Alpine's apk, as [`apt`] does: joined, sorted, and with no
    /// index left in the layer (hadolint DL3018, DL3019).
    ///
    /// ```
    /// use dockerfile_core::{Stage, alpine, apk};
    ///
    /// let stage = Stage::from(alpine("3.22")).packages(apk(["ca-certificates", "libpq~=17"]));
    /// # let _ = stage;
    /// ```
    #[doc(alias = "apk add")]
    apk, Apk: APK;
    /// Installs packages with dnf, as [`apt`] does: without weak dependencies and docs,
    /// and cleaned up in the same layer (hadolint DL3040, DL3041).
    ///
    /// ```
    /// use dockerfile_core::{Stage, dnf, fedora};
    ///
    /// let stage = Stage::from(fedora("42")).packages(dnf(["libpq"]));
    /// # let _ = stage;
    /// ```
    #[doc(alias = "yum")]
    dnf, Dnf: DNF;
    /// The same with the microdnf of Red Hat's minimal images. They lack the tools that
    /// make users: install `shadow-utils`, or run as [`uid`](crate::uid).
    ///
    /// ```
    /// use dockerfile_core::{RedHat, Stage, image, microdnf, uid};
    ///
    /// let base = image("registry.access.redhat.com/ubi9-minimal:9.6").family(RedHat);
    /// let stage = Stage::from(base).packages(microdnf(["libpq"])).account(uid(1001));
    /// # let _ = stage;
    /// ```
    microdnf, Microdnf: MICRODNF;
    /// Installs packages with zypper, as [`apt`] does: without recommended ones, downloads
    /// in a cache mount (hadolint DL3034, DL3036, DL3037).
    ///
    /// ```
    /// use dockerfile_core::{Stage, Suse, image, zypper};
    ///
    /// let stage = Stage::from(image("opensuse/leap:15.6").family(Suse)).packages(zypper("libpq5"));
    /// # let _ = stage;
    /// ```
    zypper, Zypper: ZYPPER;
    /// Installs packages with pacman, as [`apt`] does. Arch supports no install without an
    /// upgrade of everything else, so both are one step.
    ///
    /// ```
    /// use dockerfile_core::{Arch, Stage, image, pacman};
    ///
    /// let base = image("archlinux:base-20261101.0.1").family(Arch);
    /// let stage = Stage::from(base).packages(pacman("postgresql-libs"));
    /// # let _ = stage;
    /// ```
    pacman, Pacman: PACMAN;
}

impl Apt {
    /// Installs the packages as they were at a time, `20261101T000000Z`, from Debian's archive of
    /// all of them: what is installed never changes while the declaration does not.
    ///
    /// The base has to be Debian, and should be of about the same time: a snapshot older than its
    /// packages may not fit them. Security updates arrive with the next snapshot.
    ///
    /// ```
    /// use dockerfile_core::{Stage, apt, debian};
    ///
    /// let stage = Stage::from(debian("bookworm-slim"))
    ///     .packages(apt(["libpq5"]).snapshot("20261101T000000Z"));
    /// # let _ = stage;
    /// ```
    ///
    /// Source: <https://snapshot.debian.org>.
    #[track_caller]
    pub fn snapshot(mut self, time: impl Into<String>) -> Self {
        self.0.snapshot = Some(Given::new(time));
        self
    }
}

macro_rules! from_repositories {
    ($($step:ident: $repository:ident;)*) => { $(
        impl $step {
            /// Adds a repository of others, which the packages may come from as well as from the
            /// distribution. The image keeps it: what is installed later is found there, too.
            pub fn repository(mut self, repository: $repository) -> Self {
                self.0.repositories.push(repository.0);
                self
            }
        }
    )* };
}

from_repositories! {
    Apt: AptRepository;
    Apk: ApkRepository;
    Dnf: DnfRepository;
    Microdnf: DnfRepository;
}

impl PackageList {
    /// Whether both are one install.
    pub(crate) fn joins(&self, other: &PackageList) -> bool {
        std::ptr::eq(self.manager, other.manager)
    }

    /// Takes in the packages of a step that stands beside this one.
    pub(crate) fn join(&mut self, other: &PackageList) {
        self.names.extend(other.names.iter().cloned());
        self.snapshot = self.snapshot.take().or_else(|| other.snapshot.clone());
        self.repositories.extend(other.repositories.iter().cloned());
    }

    /// Another day than that of a step that this one is installed with.
    pub(crate) fn other_snapshot<'a>(
        &'a self,
        other: &'a PackageList,
    ) -> Option<(&'a Given, &'a Given)> {
        let both = (self.snapshot.as_ref()?, other.snapshot.as_ref()?);
        (both.0.text != both.1.text).then_some(both)
    }
}
