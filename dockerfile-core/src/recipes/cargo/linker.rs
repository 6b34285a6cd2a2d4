//! Linkers that a user may name.

/// A linker, which puts a program together from what rustc has compiled.
///
/// [`Cargo::linker`](crate::Cargo::linker) takes one. The target `x86_64-unknown-linux-gnu` needs
/// none: for it rustc has an lld of its own since Rust 1.90. Other targets, such as those for arm64
/// and for musl, are linked by GNU's `ld`, which takes longer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Linker {
    /// LLVM's linker, from the package `lld`.
    Lld,
    /// The linker mold, from the package `mold`.
    Mold,
}

impl Linker {
    /// The name of the linker's program, which does what `ld` does.
    pub(super) fn program(self) -> &'static str {
        match self {
            Self::Lld => "ld.lld",
            Self::Mold => "mold",
        }
    }

    /// The package that has the linker, by the same name in every distribution.
    pub(super) fn package(self) -> &'static str {
        match self {
            Self::Lld => "lld",
            Self::Mold => "mold",
        }
    }
}
