//! Targets that cargo compiles for, as values: the type of each says which C library its programs
//! need.

use std::borrow::Cow;
use std::marker::PhantomData;

use crate::declare::given::Given;
use crate::declare::starts::{Gnu, Static, Target, Unchecked};
use crate::program::start::Libc;

/// A target triple, whose programs are [`Gnu`], [`Static`] or [`Unchecked`].
#[derive(Clone, Debug)]
pub struct Triple<For> {
    name: Cow<'static, str>,
    why: Option<Given>,
    programs: PhantomData<fn() -> For>,
}

impl<For> Triple<For> {
    const fn known(name: &'static str) -> Self {
        Self { name: Cow::Borrowed(name), why: None, programs: PhantomData }
    }
}

/// A target triple, as [`Cargo::target`](crate::Cargo::target) takes it.
#[diagnostic::on_unimplemented(
    message = "a target is a triple that says which C library its programs ask for",
    label = "not a triple",
    note = "a triple is a value: `.target(triple::X86_64_MUSL)`, also `AARCH64_MUSL`, `X86_64_GNU`, `AARCH64_GNU`",
    note = "another one is named, with the reason: `.target(triple::named(\"riscv64gc-unknown-linux-musl\", \"the board's\"))`; then nobody checks which base starts it"
)]
pub trait IsTriple {
    /// What the compiled programs ask of a base.
    type For: Target;
    #[doc(hidden)]
    fn given(self) -> GivenTriple;
}

/// Plumbing of [`IsTriple`].
#[doc(hidden)]
#[derive(Clone, Debug)]
pub struct GivenTriple {
    pub(super) name: Given,
    pub(super) why: Option<Given>,
    pub(super) libc: Option<Libc>,
}

impl<For: Target> IsTriple for Triple<For> {
    type For = For;

    #[track_caller]
    fn given(self) -> GivenTriple {
        GivenTriple { name: Given::new(self.name), why: self.why, libc: For::LIBC }
    }
}

/// A triple that has no constant here, with the reason why it is the right one. Nothing says which
/// C library its programs need, so no base is refused for them.
///
/// ```no_run
/// use dockerfile_core::{cargo, triple};
///
/// let web = cargo("web").target(triple::named("riscv64gc-unknown-linux-musl", "the board's"));
/// # let _ = web;
/// ```
#[track_caller]
pub fn named(name: impl Into<String>, why: impl Into<String>) -> Triple<Unchecked> {
    let name = Cow::Owned(name.into());
    Triple { name, why: Some(Given::new(why)), programs: PhantomData }
}

macro_rules! triples {
    ($($constant:ident: $programs:ident = $name:literal;)*) => { $(
        #[doc = concat!("`", $name, "`.")]
        pub const $constant: Triple<$programs> = Triple::known($name);
    )* };
}

// Programs are static for the targets of which `rustc --print cfg` says `crt-static` (1.95): those
// of riscv64gc, s390x and loongarch64 for musl are not.
triples! {
    X86_64_GNU: Gnu = "x86_64-unknown-linux-gnu";
    X86_64_MUSL: Static = "x86_64-unknown-linux-musl";
    AARCH64_GNU: Gnu = "aarch64-unknown-linux-gnu";
    AARCH64_MUSL: Static = "aarch64-unknown-linux-musl";
    ARMV7_GNU: Gnu = "armv7-unknown-linux-gnueabihf";
    ARMV7_MUSL: Static = "armv7-unknown-linux-musleabihf";
    I686_GNU: Gnu = "i686-unknown-linux-gnu";
    I686_MUSL: Static = "i686-unknown-linux-musl";
    POWERPC64LE_GNU: Gnu = "powerpc64le-unknown-linux-gnu";
    RISCV64_GNU: Gnu = "riscv64gc-unknown-linux-gnu";
    S390X_GNU: Gnu = "s390x-unknown-linux-gnu";
}
