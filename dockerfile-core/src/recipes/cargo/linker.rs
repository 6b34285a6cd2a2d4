//! Linkers that a user may name.

/// What puts a program together from what rustc has compiled.
///
/// `x86_64-unknown-linux-gnu` needs none of them: there rustc brings an lld of its own since Rust 1.90.
/// Other targets are linked by the `ld` of GNU, which takes longer: those for arm64 and for musl.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Linker {
    /// LLVM's, of the package `lld`.
    Lld,
    /// The package `mold`.
    Mold,
}

impl Linker {
    /// Its program; that of `ld` is called otherwise.
    pub(super) fn program(self) -> &'static str {
        match self {
            Self::Lld => "ld.lld",
            Self::Mold => "mold",
        }
    }

    /// The package that has it, of every distribution.
    pub(super) fn package(self) -> &'static str {
        match self {
            Self::Lld => "lld",
            Self::Mold => "mold",
        }
    }
}
