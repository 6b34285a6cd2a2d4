//! Programs that a stage holds and an image starts, and what each needs of the image: by this data
//! a container that would not start is found.

use super::language::Language;
use super::libraries::Library;
use super::place::Place;

/// A C library: the one that a base has, or the one that a program needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[doc(hidden)]
pub enum Libc {
    /// glibc, and `libgcc_s` beside it.
    Glibc,
    /// glibc without `libgcc_s`.
    BareGlibc,
    Musl,
    /// No C library: the base has none, or the program needs none because it is static.
    None,
    Unknown,
}

impl Libc {
    /// The library's name in messages.
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

    /// Whether a program that needs this library starts on a base that has the other; `None` where
    /// that is not known.
    pub(crate) fn starts_on(self, base: Libc) -> Option<bool> {
        match (self, base) {
            (Libc::None, _) => Some(true),
            (Libc::Unknown, _) | (_, Libc::Unknown) => None,
            (Libc::BareGlibc, Libc::Glibc) => Some(true),
            (asked, base) => Some(asked == base),
        }
    }
}

/// A file or folder that a recipe's part leaves in its stage, and what it needs to start.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Made {
    pub(crate) path: String,
    /// Whether it is a folder, with the programs in it.
    pub(crate) is_folder: bool,
    pub(crate) needs: Needs,
    /// The place where the recipe is declared.
    pub(crate) at: Place,
}

/// What has to be in an image for something made elsewhere to start there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Needs {
    pub(crate) libc: Libc,
    /// A package with C code that is compiled into the program, which so may need any symbol of the
    /// C library that the compiler has found.
    pub(crate) compiles_c: Option<String>,
    pub(crate) libraries: Vec<NeededLibrary>,
    /// The language whose interpreter starts it.
    pub(crate) language: Option<Language>,
}

impl Needs {
    /// Packages for an interpreter: they need that interpreter, and these libraries.
    pub(crate) fn interpreter(language: Language, libraries: Vec<NeededLibrary>) -> Self {
        Self { libc: Libc::None, compiles_c: None, libraries, language: Some(language) }
    }
}

/// A library of the distribution that a program is linked against.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct NeededLibrary {
    pub(crate) library: &'static Library,
    /// The package that links against it.
    pub(crate) by: String,
    /// Whether that package is certain to come in: neither a feature nor a platform decides.
    pub(crate) is_certain: bool,
}

impl NeededLibrary {
    /// The library that a package of a language asks for, if it asks for one.
    pub(crate) fn of(language: Language, package: &str, is_certain: bool) -> Option<Self> {
        let library = Library::of_interpreted(language, package)?;
        Some(Self { library, by: package.to_owned(), is_certain })
    }
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
