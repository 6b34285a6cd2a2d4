//! Packages of the distribution, and a table of what each package manager needs.

use super::repository::{ApkRepository, AptRepository, DnfRepository, Repository};
use super::texts::{Texts, given};
use crate::declare::given::Given;
use crate::value::Kind;

/// A package manager, and the commands that install with it.
#[derive(Debug)]
pub(crate) struct Manager {
    pub(crate) name: &'static str,
    /// The check for the name of a package.
    pub(crate) kind: Kind,
    /// Cache mounts: the name and the folder of each. The manager fails while another process holds
    /// the lock on its folder, so the mounts are locked.
    pub(crate) caches: &'static [(&'static str, &'static str)],
    /// Commands above the install.
    pub(crate) before: &'static [&'static str],
    /// The command that fetches the lists of packages, if the install does not.
    pub(crate) refresh: Option<&'static str>,
    /// An option for `refresh`, which then fails if any of the repositories does.
    pub(crate) strict: &'static str,
    /// The command that installs; the names of the packages follow.
    pub(crate) install: &'static str,
    /// Commands below the install, which clean up.
    pub(crate) after: &'static [&'static str],
    /// The characters that separate a package's name from its version.
    pub(crate) version: &'static [char],
    /// hadolint's rule against names without a version, and why it is broken.
    pub(crate) unpinned: Option<(&'static str, &'static str)>,
}

const APT: Manager = Manager {
    name: "apt",
    kind: Kind::AptPackage,
    caches: &[("apt-cache", "/var/cache/apt"), ("apt-lists", "/var/lib/apt/lists")],
    // With this file, which Debian's images have, apt deletes all that it has fetched: the cache
    // would stay empty.
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
    // dnf 4 and dnf 5 have different cache folders.
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

/// A list of packages that a manager installs.
#[derive(Clone, Debug)]
pub(crate) struct PackageList {
    pub(crate) manager: &'static Manager,
    pub(crate) names: Vec<Given>,
    /// The time of the snapshot that the packages come from; `None` is the distribution of today.
    pub(crate) snapshot: Option<Given>,
    /// Repositories beside those of the distribution.
    pub(crate) repositories: Vec<Repository>,
}

macro_rules! managers {
    ($($(#[$doc:meta])* $function:ident, $step:ident: $manager:ident;)*) => { $(
        #[doc = concat!("Packages to install, from [`", stringify!($function), "`].")]
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
    /// Neighbouring `apt` steps become one RUN, which fetches the lists of packages and installs.
    /// It has nothing to clean up, since the lists and the archives are in cache
    /// mounts. The names are printed in sorted order, so that their order in Rust is no cache key.
    /// Recommended packages are not installed (hadolint DL3015).
    ///
    /// A name may carry a version, but need not: Debian deletes the versions that a pin would
    /// name. The header of the file then has hadolint's ignore for DL3008, with that reason.
    ///
    /// ```
    /// use dockerfile_core::{Stage, apt, debian};
    ///
    /// let stage = Stage::from(debian("bookworm-slim")).packages(apt(["libpq5", "python3=3.11.*"]));
    /// # let _ = stage;
    /// ```
    #[doc(alias("apt-get", "apt-get install"))]
    apt, Apt: APT;
    /// Installs packages with Alpine's apk, and leaves no index in the layer (hadolint DL3018,
    /// DL3019). Steps are joined and names sorted as those of [`apt`].
    ///
    /// ```
    /// use dockerfile_core::{Stage, alpine, apk};
    ///
    /// let stage = Stage::from(alpine("3.22")).packages(apk(["ca-certificates", "libpq~=17"]));
    /// # let _ = stage;
    /// ```
    #[doc(alias = "apk add")]
    apk, Apk: APK;
    /// Installs packages with dnf, without weak dependencies and documentation, and cleans up in
    /// the same layer (hadolint DL3040, DL3041). Steps are joined and names sorted as those of [`apt`].
    ///
    /// ```
    /// use dockerfile_core::{Stage, dnf, fedora};
    ///
    /// let stage = Stage::from(fedora("44")).packages(dnf(["libpq"]));
    /// # let _ = stage;
    /// ```
    #[doc(alias = "yum")]
    dnf, Dnf: DNF;
    /// Installs packages with the microdnf of Red Hat's minimal images, as [`dnf`] does with dnf.
    /// These images lack the tools that make users: install `shadow-utils`, or run the program as a
    /// [`uid`](crate::uid).
    ///
    /// ```
    /// use dockerfile_core::{RedHat, Stage, image, microdnf, uid};
    ///
    /// let base = image("registry.access.redhat.com/ubi9-minimal:9.6").family(RedHat);
    /// let stage = Stage::from(base).packages(microdnf(["libpq"])).account(uid(1001));
    /// # let _ = stage;
    /// ```
    microdnf, Microdnf: MICRODNF;
    /// Installs packages with zypper, without recommended ones, and with the downloads in a cache
    /// mount (hadolint DL3034, DL3036, DL3037). Steps are joined and names sorted as those of [`apt`].
    ///
    /// ```
    /// use dockerfile_core::{Stage, Suse, image, zypper};
    ///
    /// let stage = Stage::from(image("opensuse/leap:15.6").family(Suse)).packages(zypper("libpq5"));
    /// # let _ = stage;
    /// ```
    zypper, Zypper: ZYPPER;
    /// Installs packages with pacman, and upgrades all others in the same step: Arch supports no
    /// install without an upgrade. Steps are joined and names sorted as those of [`apt`].
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
    /// Installs the packages as they were at a time, such as `20261101T000000Z` in UTC, from Debian's
    /// archive of snapshots. The installed versions change only when the declaration does.
    ///
    /// The base has to be of the family Debian; any other is an error. It should be about as old as
    /// the snapshot: its packages may not fit an older one. Security updates arrive only with a newer
    /// snapshot.
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
            /// Adds a repository beside those of the distribution, and installs from all of them. The
            /// image keeps the repository: later installs find its packages, too.
            ///
            /// ```
            /// use dockerfile_core::{Stage, apt, apt_repository, debian};
            ///
            /// let hub = apt_repository("https://apt.example.com")
            ///     .suite("bookworm")
            ///     .components(["main"])
            ///     .key_file("keys/apt.example.com.asc");
            /// let stage = Stage::from(debian("bookworm-slim")).packages(apt(["hub"]).repository(hub));
            /// # let _ = stage;
            /// ```
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
    /// Whether two lists become one install: those of the same manager do.
    pub(crate) fn joins(&self, other: &PackageList) -> bool {
        std::ptr::eq(self.manager, other.manager)
    }

    /// Takes in the packages, the snapshot and the repositories of a neighbouring step.
    pub(crate) fn join(&mut self, other: &PackageList) {
        self.names.extend(other.names.iter().cloned());
        self.snapshot = self.snapshot.take().or_else(|| other.snapshot.clone());
        self.repositories.extend(other.repositories.iter().cloned());
    }

    /// The snapshots of two lists that become one install, if they are of different times.
    pub(crate) fn other_snapshot<'a>(
        &'a self,
        other: &'a PackageList,
    ) -> Option<(&'a Given, &'a Given)> {
        let both = (self.snapshot.as_ref()?, other.snapshot.as_ref()?);
        (both.0.text != both.1.text).then_some(both)
    }
}
