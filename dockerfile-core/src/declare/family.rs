//! Families of base images, which say the package manager, the shell and the C library of a base.
//!
//! A family is a type, so that neither `apt` on Alpine compiles nor a program for glibc on it.

use super::starts::Builds;
use crate::program::reference::Reference;
use crate::program::start::Libc;

mod sealed {
    pub trait Sealed {}
}

/// A family as a value: lowering asks it how a user is made and which shell there is.
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
    /// The word for the family in the id of a cache mount.
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

    /// The C library that programs of the family are linked against.
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

    /// Whether the shell of the family is busybox; then apk installs its packages, too.
    pub(crate) fn has_busybox(self) -> bool {
        matches!(self, FamilyKind::Alpine | FamilyKind::Wolfi)
    }

    /// Whether the family has no shell, so that only single programs can run on its bases.
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

    /// A word of an image's name that contradicts this family, and the name of the family that the
    /// word stands for.
    ///
    /// Source: the tags of official images, which name the release that they are built on, and the
    /// names of distroless images (<https://github.com/GoogleContainerTools/distroless>).
    pub(crate) fn other<'i>(self, image: &Reference<'i>) -> Option<(&'i str, &'static str)> {
        let tag = image.tag.unwrap_or_default();
        if let Some(name) = image.of_distroless() {
            // The `debug` images have BusyBox, and so a shell.
            return if tag.contains("debug") { None } else { self.other_distroless(name) };
        }
        let word = |of: &str| match of.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.') {
            "alpine" => Some(FamilyKind::Alpine),
            "bullseye" | "bookworm" | "trixie" | "forky" => Some(FamilyKind::Debian),
            _ => None,
        };
        // `Posix` and a family without a shell claim little, so no word contradicts them. An image
        // with a name of Debian's releases may be declared as Ubuntu, since the same steps run on both.
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

    /// The kind that a distroless image has by its name, and the family for that kind, if this family
    /// does not fit it.
    fn other_distroless(self, name: &str) -> Option<(&str, &'static str)> {
        let kind = name.split('-').next().unwrap_or(name);
        let (fits, family): (&[FamilyKind], _) = match kind {
            "static" => (&[FamilyKind::DistrolessStatic], "DistrolessStatic"),
            "base" => (&[FamilyKind::DistrolessBase], "DistrolessBase"),
            "cc" => (&[FamilyKind::DistrolessCc], "DistrolessCc"),
            // An image of a language has the libraries that its interpreter needs.
            _ => (
                &[FamilyKind::DistrolessBase, FamilyKind::DistrolessCc, FamilyKind::Shellless],
                "DistrolessCc",
            ),
        };
        (!fits.contains(&self)).then_some((kind, family))
    }

    /// Whether `/bin/sh` is dash, whose `echo` reads `\n` and its like.
    pub(crate) fn has_dash(self) -> bool {
        matches!(self, FamilyKind::Debian | FamilyKind::Ubuntu)
    }

    /// The shell of the family that knows `pipefail`, if there is one. Debian's `/bin/sh` is dash,
    /// which does not.
    pub(crate) fn pipefail_shell(self) -> Option<&'static str> {
        match self {
            FamilyKind::Posix => None,
            family if family.is_shellless() => None,
            family if family.has_busybox() => Some("/bin/ash"),
            _ => Some("/bin/bash"),
        }
    }
}

/// A family of base images, as a type.
#[diagnostic::on_unimplemented(
    message = "this is no family of bases",
    label = "not what an image descends from",
    note = "a family is a word of its own: `.family(Debian)`, also `Ubuntu`, `Alpine`, `Fedora`, `RedHat`, `Suse`, `Arch`, `Wolfi`, `DistrolessStatic`, `DistrolessBase`, `DistrolessCc`; `Posix` for another with a shell, `Shellless` for one without"
)]
pub trait Family: sealed::Sealed + Builds {
    /// The family itself. Methods name this type in their result, so that an argument which is no
    /// family is one error and not two.
    #[doc(hidden)]
    type Itself: Family;
    /// The family as a value.
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
    /// Debian, and images built on it, as most images of languages are: apt, bash and dash, glibc.
    Debian;
    /// Ubuntu, and images built on it: apt, bash and dash, glibc.
    Ubuntu;
    /// Alpine, and images built on it: apk, busybox's ash, musl.
    Alpine;
    /// Fedora, and images built on it: dnf, bash, glibc.
    Fedora;
    /// Red Hat Enterprise Linux, its universal base images, and their kin: dnf or microdnf, bash,
    /// glibc.
    RedHat;
    /// openSUSE and SUSE Linux Enterprise: zypper, bash, glibc.
    Suse;
    /// Arch Linux: pacman, bash, glibc.
    Arch;
    /// Wolfi, and Chainguard's images with a shell: apk and busybox's ash as on Alpine, but glibc.
    ///
    /// Source: <https://github.com/wolfi-dev/os>.
    #[doc(alias = "Chainguard")]
    Wolfi;
    /// Any other base with a `/bin/sh`: commands run on it as POSIX says. A pipe in shell text is an
    /// error, since the shell could not see it fail.
    Posix;
    /// Any other base without a shell. No shell text runs on it, but a single program of the image
    /// does, with [`Run::without_shell`](crate::Run::without_shell).
    Shellless;
    /// The empty image, [`scratch`](crate::scratch): no shell, no C library, no files.
    Scratch;
    /// Distroless's `static`, and images like it: certificates and time zones, but no shell and no C
    /// library.
    ///
    /// Source: <https://github.com/GoogleContainerTools/distroless/blob/main/base/README.md>.
    DistrolessStatic;
    /// Distroless's `base`: glibc and OpenSSL, but no shell, and no `libgcc_s`, which programs in Rust
    /// need.
    DistrolessBase;
    /// Distroless's `cc` and its images of languages: glibc and `libgcc_s`, but no shell.
    DistrolessCc;
}

#[cfg(test)]
mod tests {
    use super::FamilyKind;
    use crate::program::reference::Reference;
    use crate::program::start::Libc;

    /// Each family: its C library, BusyBox, and the shell that knows `pipefail`.
    #[test]
    fn every_family_has_its_tools() {
        use FamilyKind as Family;
        let (bash, ash) = (Some("/bin/bash"), Some("/bin/ash"));
        for (family, id, libc, busybox, shell) in [
            (Family::Debian, "debian", Libc::Glibc, false, bash),
            (Family::Ubuntu, "ubuntu", Libc::Glibc, false, bash),
            (Family::Alpine, "alpine", Libc::Musl, true, ash),
            (Family::Fedora, "fedora", Libc::Glibc, false, bash),
            (Family::RedHat, "redhat", Libc::Glibc, false, bash),
            (Family::Suse, "suse", Libc::Glibc, false, bash),
            (Family::Arch, "arch", Libc::Glibc, false, bash),
            (Family::Wolfi, "wolfi", Libc::Glibc, true, ash),
            (Family::Posix, "posix", Libc::Unknown, false, None),
            (Family::Shellless, "shellless", Libc::Unknown, false, None),
            (Family::Scratch, "scratch", Libc::None, false, None),
            (Family::DistrolessStatic, "distroless-static", Libc::None, false, None),
            (Family::DistrolessBase, "distroless-base", Libc::BareGlibc, false, None),
            (Family::DistrolessCc, "distroless-cc", Libc::Glibc, false, None),
        ] {
            assert_eq!((family.id(), family.libc()), (id, libc), "{id}");
            assert_eq!((family.has_busybox(), family.pipefail_shell()), (busybox, shell), "{id}");
            assert_eq!(family.is_shellless(), shell.is_none() && id != "posix", "{id}");
        }
    }

    #[test]
    fn a_tag_may_name_another_family() {
        use FamilyKind as Family;
        let said = |family: Family, tag: &str| {
            family.other(&Reference::of(&format!("corp/app:{tag}"))).map(|(_, said)| said)
        };
        for (family, tag, wanted) in [
            (Family::Debian, "1-alpine", Some("Alpine")),
            (Family::Debian, "1-alpine3.22", Some("Alpine")),
            (Family::Ubuntu, "1-alpine", Some("Alpine")),
            (Family::Fedora, "1-alpine", Some("Alpine")),
            (Family::Alpine, "1-bullseye", Some("Debian")),
            (Family::Alpine, "1-slim-bookworm", Some("Debian")),
            (Family::Alpine, "trixie", Some("Debian")),
            (Family::Alpine, "1-forky", Some("Debian")),
            (Family::RedHat, "1-bookworm", Some("Debian")),
            (Family::Debian, "1-bookworm", None),
            (Family::Ubuntu, "1-bookworm", None),
            (Family::Alpine, "1-alpine3.22", None),
            (Family::Alpine, "1-slim", None),
            (Family::Posix, "1-alpine", None),
            (Family::Shellless, "1-alpine", None),
        ] {
            assert_eq!(said(family, tag), wanted, "{family:?} {tag}");
        }
    }
}
