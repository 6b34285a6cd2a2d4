//! What a stage holds that an image starts, and what that asks of the image: plain data, by which
//! it is known that a container would not start.

use super::interpreters::Language;
use super::libraries::Library;
use super::place::Place;

/// The C library that the programs of a base are linked against, or that a program asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[doc(hidden)]
pub enum Libc {
    /// glibc, and `libgcc_s` beside it.
    Glibc,
    /// glibc alone.
    BareGlibc,
    Musl,
    /// A base has none, and a program needs none: it is static.
    None,
    Unknown,
}

impl Libc {
    /// What it is called.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Libc::Glibc | Libc::BareGlibc => "glibc",
            Libc::Musl => "musl",
            Libc::None => "no C library",
            Libc::Unknown => "a C library that is not known",
        }
    }

    pub(crate) fn is_glibc(self) -> bool {
        matches!(self, Libc::Glibc | Libc::BareGlibc)
    }

    /// Whether a program that asks for this one starts where the other is; `None` where nobody
    /// knows.
    pub(crate) fn starts_on(self, base: Libc) -> Option<bool> {
        match (self, base) {
            (Libc::None, _) => Some(true),
            (Libc::Unknown, _) | (_, Libc::Unknown) => None,
            (Libc::BareGlibc, Libc::Glibc) => Some(true),
            (asked, base) => Some(asked == base),
        }
    }
}

/// What a recipe's part leaves in its stage, and what that asks of the image that starts it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Made {
    pub(crate) path: String,
    /// It is a folder, and what starts is in it.
    pub(crate) is_folder: bool,
    pub(crate) needs: Needs,
    /// Where its project is declared.
    pub(crate) at: Place,
}

/// What has to be in an image for something in it to start.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Needs {
    pub(crate) libc: Libc,
    /// A package, compiled along, that is written in C, and so asks for whatever of the C library
    /// the compiler has found.
    pub(crate) compiles_c: Option<String>,
    pub(crate) libraries: Vec<NeededLibrary>,
    /// Whose interpreter it is for.
    pub(crate) language: Option<Language>,
}

impl Needs {
    /// What is installed for an interpreter, which asks for whatever it asks for.
    pub(crate) fn interpreter(language: Language) -> Self {
        let (libc, compiles_c, libraries) = (Libc::None, None, vec![]);
        Self { libc, compiles_c, libraries, language: Some(language) }
    }
}

/// A library of the distribution that a program is linked against.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct NeededLibrary {
    pub(crate) library: &'static Library,
    /// The package of Rust that links against it.
    pub(crate) by: String,
    /// No feature and no platform decides whether that package is there.
    pub(crate) is_certain: bool,
}

#[cfg(test)]
mod tests {
    use super::Libc;

    #[test]
    fn a_program_starts_where_its_library_is() {
        let all = [Libc::Glibc, Libc::BareGlibc, Libc::Musl, Libc::None, Libc::Unknown];
        let of = |asked: Libc| all.map(|base| asked.starts_on(base));
        let (yes, no, unknown) = (Some(true), Some(false), None);
        assert_eq!(of(Libc::Glibc), [yes, no, no, no, unknown]);
        assert_eq!(of(Libc::BareGlibc), [yes, yes, no, no, unknown]);
        assert_eq!(of(Libc::Musl), [no, no, yes, no, unknown]);
        assert_eq!(of(Libc::None), [yes; 5]);
        assert_eq!(of(Libc::Unknown), [unknown; 5]);
    }
}
