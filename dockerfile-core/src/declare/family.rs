//! Families of base images: which package manager, which shell and which C library a base has.
//!
//! A family is a type, so that `apt` on Alpine does not compile, and no program for glibc on it.

use super::starts::Builds;
use crate::program::reference::Reference;
use crate::program::start::Libc;

mod sealed {
    pub trait Sealed {}
}

/// What a base image descends from, as a value: lowering asks it how a user is
/// made and which shell there is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[doc(hidden)]
pub enum FamilyKind {
    Debian,
    Ubuntu,
    Alpine,
    Fedora,
    RedHat,
    Suse,
    Arch,
    Wolfi,
    Posix,
    Shellless,
    Scratch,
    DistrolessStatic,
    DistrolessBase,
    DistrolessCc,
}

impl FamilyKind {
    /// Its part of a cache mount's id.
    pub(crate) fn id(self) -> &'static str {
        match self {
            FamilyKind::Debian => "debian",
            FamilyKind::Ubuntu => "ubuntu",
            FamilyKind::Alpine => "alpine",
            FamilyKind::Fedora => "fedora",
            FamilyKind::RedHat => "redhat",
            FamilyKind::Suse => "suse",
            FamilyKind::Arch => "arch",
            FamilyKind::Wolfi => "wolfi",
            FamilyKind::Posix => "posix",
            FamilyKind::Shellless => "shellless",
            FamilyKind::Scratch => "scratch",
            FamilyKind::DistrolessStatic => "distroless-static",
            FamilyKind::DistrolessBase => "distroless-base",
            FamilyKind::DistrolessCc => "distroless-cc",
        }
    }

    /// What its programs are linked against.
    pub(crate) fn libc(self) -> Libc {
        match self {
            FamilyKind::Debian
            | FamilyKind::Ubuntu
            | FamilyKind::Fedora
            | FamilyKind::RedHat
            | FamilyKind::Suse
            | FamilyKind::Arch
            | FamilyKind::Wolfi
            | FamilyKind::DistrolessCc => Libc::Glibc,
            FamilyKind::DistrolessBase => Libc::BareGlibc,
            FamilyKind::Alpine => Libc::Musl,
            FamilyKind::Scratch | FamilyKind::DistrolessStatic => Libc::None,
            FamilyKind::Posix | FamilyKind::Shellless => Libc::Unknown,
        }
    }

    /// Whether apk installs its packages, and busybox is its shell.
    pub(crate) fn has_busybox(self) -> bool {
        matches!(self, FamilyKind::Alpine | FamilyKind::Wolfi)
    }

    /// Whether it has no shell, so that nothing runs on it.
    pub(crate) fn is_shellless(self) -> bool {
        matches!(
            self,
            FamilyKind::Shellless
                | FamilyKind::Scratch
                | FamilyKind::DistrolessStatic
                | FamilyKind::DistrolessBase
                | FamilyKind::DistrolessCc
        )
    }

    /// A word of an image's name that says another family, and that family's name.
    ///
    /// Source: the tags of official images, which name the release that they are built on, and the
    /// names of distroless's (<https://github.com/GoogleContainerTools/distroless>).
    pub(crate) fn other<'i>(self, image: &Reference<'i>) -> Option<(&'i str, &'static str)> {
        let tag = image.tag.unwrap_or_default();
        if let Some(name) = image.of_distroless() {
            // Those have BusyBox.
            return if tag.contains("debug") { None } else { self.other_distroless(name) };
        }
        let word = |of: &str| match of.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.') {
            "alpine" => Some(FamilyKind::Alpine),
            "bullseye" | "bookworm" | "trixie" | "forky" => Some(FamilyKind::Debian),
            _ => None,
        };
        // Nothing of an image may be known, and what runs on Debian runs on what is built on it.
        let family = match self {
            FamilyKind::Posix => return None,
            family if family.is_shellless() => return None,
            FamilyKind::Ubuntu => FamilyKind::Debian,
            family => family,
        };
        let said = tag.split('-').find_map(|of| Some((of, word(of)?)));
        let (of, other) = said.filter(|(_, other)| *other != family)?;
        Some((of, if other == FamilyKind::Alpine { "Alpine" } else { "Debian" }))
    }

    /// The family that an image of distroless has by its name, if it is none of this.
    fn other_distroless(self, name: &str) -> Option<(&str, &'static str)> {
        let kind = name.split('-').next().unwrap_or(name);
        let (fits, family): (&[FamilyKind], _) = match kind {
            "static" => (&[FamilyKind::DistrolessStatic], "DistrolessStatic"),
            "base" => (&[FamilyKind::DistrolessBase], "DistrolessBase"),
            "cc" => (&[FamilyKind::DistrolessCc], "DistrolessCc"),
            // Images of languages have what their interpreter needs, and start nothing else.
            _ => (
                &[FamilyKind::DistrolessBase, FamilyKind::DistrolessCc, FamilyKind::Shellless],
                "DistrolessCc",
            ),
        };
        (!fits.contains(&self)).then_some((kind, family))
    }

    /// The shell that knows `pipefail`, if there is one; dash, Debian's `/bin/sh`, does not.
    pub(crate) fn pipefail_shell(self) -> Option<&'static str> {
        match self {
            FamilyKind::Posix => None,
            family if family.is_shellless() => None,
            family if family.has_busybox() => Some("/bin/ash"),
            _ => Some("/bin/bash"),
        }
    }
}

/// A family of bases, as a type.
#[diagnostic::on_unimplemented(
    message = "this is no family of bases",
    label = "not what an image descends from",
    note = "a family is a word of its own: `.family(Debian)`, also `Ubuntu`, `Alpine`, `Fedora`, `RedHat`, `Suse`, `Arch`, `Wolfi`, `DistrolessStatic`, `DistrolessBase`, `DistrolessCc`; `Posix` for another with a shell, `Shellless` for one without"
)]
pub trait Family: sealed::Sealed + Builds {
    /// Itself, by way of which a method names it: what is none is one mistake.
    #[doc(hidden)]
    type Itself: Family;
    #[doc(hidden)]
    const KIND: FamilyKind;
}

macro_rules! families {
    ($($(#[$doc:meta])* $family:ident;)*) => { $(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug)]
        pub struct $family;
        impl sealed::Sealed for $family {}
        impl Family for $family {
            type Itself = Self;
            const KIND: FamilyKind = FamilyKind::$family;
        }
    )* };
}

families! {
    /// Debian and images built on it, such as most language images: apt, bash and dash.
    Debian;
    /// Ubuntu and images built on it: apt, bash and dash.
    Ubuntu;
    /// Alpine: apk, busybox's ash, musl.
    Alpine;
    /// Fedora: dnf, bash.
    Fedora;
    /// Red Hat Enterprise Linux, its universal base images, and their kin: dnf or microdnf,
    /// bash.
    RedHat;
    /// openSUSE and SUSE Linux Enterprise: zypper, bash.
    Suse;
    /// Arch: pacman, bash.
    Arch;
    /// Wolfi, and images of Chainguard's with a shell: apk, busybox's ash, and glibc, unlike Alpine.
    ///
    /// Source: <https://github.com/wolfi-dev/os>.
    #[doc(alias = "Chainguard")]
    Wolfi;
    /// A base of which nothing is known but its `/bin/sh`: what POSIX says runs, and no
    /// pipe, since its failure could not be seen.
    Posix;
    /// No shell, and no more is known of it. Nothing can run on it.
    Shellless;
    /// [`scratch`](crate::scratch), the empty image: no shell, no C library, no files.
    Scratch;
    /// Distroless's `static`, and images like it: certificates and time zones, no shell, no C
    /// library.
    ///
    /// Source: <https://github.com/GoogleContainerTools/distroless/blob/main/base/README.md>.
    DistrolessStatic;
    /// Distroless's `base`: no shell, glibc and OpenSSL, but not `libgcc_s`, which Rust's programs
    /// ask for.
    DistrolessBase;
    /// Distroless's `cc`, and its images of languages: no shell, glibc and `libgcc_s`.
    DistrolessCc;
}
