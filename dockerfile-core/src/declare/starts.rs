//! What can be started on which base, as types: a program asks for the C library that it was
//! built for, and a base of another one, or of none, cannot load it.

use std::marker::PhantomData;

use super::family::{
    Alpine, Arch, Debian, DistrolessBase, DistrolessCc, DistrolessStatic, Family, Fedora, Posix,
    RedHat, Scratch, Shellless, Suse, Ubuntu, Wolfi,
};
use super::order::RunsOn;
use super::part::Artifacts;
use crate::program::start::Libc;

/// What programs are built for: a family of bases, or a target that cargo is told.
pub trait Builds {
    /// What a program that is built for it asks of the base that starts it.
    type Program;
}

/// What a project is compiled for, as its recipe is told.
pub trait Target {
    /// What its programs ask of a base, if the base that builds them is of the family `Built`.
    type Program<Built: Builds>;
    /// `None` is what the base that builds them has.
    #[doc(hidden)]
    const LIBC: Option<Libc>;
}

/// Compiled by cargo for what the stage that compiles is itself.
#[derive(Clone, Copy, Debug)]
pub enum Native {}

/// Linked against the C library of a base, and nothing else of it, as Go's programs with cgo are.
#[derive(Clone, Copy, Debug)]
pub struct Dynamic<Built = ()>(PhantomData<Built>);

/// A target that links against glibc, such as `x86_64-unknown-linux-gnu`.
#[derive(Clone, Copy, Debug)]
pub enum Gnu {}

/// A program that needs nothing of its base: everything is linked into it.
#[derive(Clone, Copy, Debug)]
pub enum Static {}

/// A program whose interpreter the base has to have, such as Python's.
#[derive(Clone, Copy, Debug)]
pub enum Interpreted {}

/// A program of which it is not known, or not asked, what it needs.
#[derive(Clone, Copy, Debug)]
pub enum Unchecked {}

/// A base of this family has the C library that a program built for `Built` is linked against.
#[diagnostic::on_unimplemented(
    message = "what is built for `{Built}` cannot start on `{Self}`",
    label = "linked against a C library that `{Self}` has not",
    note = "a container says no more of it than `exec: no such file or directory`: of the two, glibc and musl, a base has one, and `scratch()` and `DistrolessStatic` have none; `DistrolessBase` has no `libgcc_s`, which programs of Rust ask for",
    note = "start it on a base that has it, such as `debian(\"bookworm-slim\")` or `image(\"gcr.io/distroless/cc-debian12:nonroot\").family(DistrolessCc)`, or build it to need none: `cargo(\"web\").target(triple::X86_64_MUSL)`, which Alpine's cargo does anyway, and Go without `.cgo()`",
    note = "where it starts all the same, say why: `web.artifacts(&build).starts_anyway(\"the base has gcompat\")`"
)]
pub trait Starts<Built> {}

/// A base of this family may have an interpreter, such as Python's or Java's.
#[diagnostic::on_unimplemented(
    message = "nothing on `{Self}` runs a program that needs an interpreter",
    label = "needs its interpreter, and that a C library",
    note = "Python, Node, Ruby and Java are programs of the base themselves, and `{Self}` has neither them nor a C library to load them with",
    note = "start it on a base of the language, such as `image(\"python:3.13-slim-bookworm\").family(Debian)`, or on distroless's: `image(\"gcr.io/distroless/nodejs22-debian12:nonroot\").family(DistrolessCc)`",
    note = "where the interpreter comes from elsewhere, say so: `app.artifacts(&build).starts_anyway(\"/opt/python is copied whole\")`"
)]
pub trait Interprets {}

macro_rules! targets {
    ($($target:ty => $program:ty, $libc:expr;)*) => { $(
        impl Target for $target {
            type Program<Built: Builds> = $program;
            const LIBC: Option<Libc> = $libc;
        }
    )* };
}

targets! {
    Native => Built::Program, None;
    Dynamic => Dynamic<Built>, None;
    Gnu => Gnu, Some(Libc::Glibc);
    Static => Static, Some(Libc::None);
    Unchecked => Unchecked, Some(Libc::Unknown);
}

/// What a program asks of the family of a base, be it its C library or an interpreter.
pub trait StartsOn<Family> {}

impl<F, Program: StartsOn<F>> RunsOn<F> for Artifacts<Program> {}
impl<F: Interprets> StartsOn<F> for Interpreted {}
impl<F: Starts<Dynamic<Built>>, Built> StartsOn<F> for Dynamic<Built> {}

/// What each of them builds for itself.
macro_rules! builds {
    ($($built:ty => $program:ty;)*) => { $(
        #[diagnostic::do_not_recommend]
        impl Builds for $built {
            type Program = $program;
        }
        impl<F: Starts<$built>> StartsOn<F> for $built {}
    )* };
}

builds! {
    Debian => Debian;
    Ubuntu => Ubuntu;
    Fedora => Fedora;
    RedHat => RedHat;
    Suse => Suse;
    Arch => Arch;
    Wolfi => Wolfi;
    // Rust's targets for musl are static unless they are told otherwise.
    Alpine => Static;
    Posix => Unchecked;
    Shellless => Unchecked;
    Scratch => Unchecked;
    DistrolessStatic => Unchecked;
    DistrolessBase => Unchecked;
    DistrolessCc => Unchecked;
    Gnu => Gnu;
    Static => Static;
    Unchecked => Unchecked;
    // An image whose family nobody has said.
    () => Unchecked;
}

/// Which families start what.
macro_rules! starts {
    ($([$($base:ty)*] start $programs:tt;)*) => { $( $( starts!(@one $base, $programs); )* )* };
    (@one $base:ty, [$($program:ty)*]) => { $(
        #[diagnostic::do_not_recommend]
        impl Starts<$program> for $base {}
    )* };
}

starts! {
    [Debian Ubuntu Fedora RedHat Suse Arch Wolfi DistrolessCc]
        start [Debian Ubuntu Fedora RedHat Suse Arch Wolfi Gnu Static Unchecked];
    // Nothing is known of them.
    [Posix Shellless] start [Debian Ubuntu Fedora RedHat Suse Arch Wolfi Gnu Static Unchecked];
    [Alpine Scratch DistrolessStatic DistrolessBase] start [Static Unchecked];
    [Debian Ubuntu Fedora RedHat Suse Arch Wolfi DistrolessBase DistrolessCc Posix Shellless]
        start [
            Dynamic<Debian> Dynamic<Ubuntu> Dynamic<Fedora> Dynamic<RedHat> Dynamic<Suse>
            Dynamic<Arch> Dynamic<Wolfi>
        ];
    [Alpine Posix Shellless] start [Dynamic<Alpine>];
}

/// Of what a base builds of which nothing is known, nothing is refused.
macro_rules! start_unknown {
    ($($built:ty,)*) => { $(
        #[diagnostic::do_not_recommend]
        impl<F: Family> Starts<Dynamic<$built>> for F {}
    )* };
}

start_unknown! { Posix, Shellless, Scratch, DistrolessStatic, DistrolessBase, DistrolessCc, (), }

macro_rules! interpret {
    ($($base:ty)*) => { $(
        #[diagnostic::do_not_recommend]
        impl Interprets for $base {}
    )* };
}

interpret! {
    Debian Ubuntu Fedora RedHat Suse Arch Wolfi Alpine Posix Shellless DistrolessBase DistrolessCc
}
