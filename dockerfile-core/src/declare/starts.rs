//! Which programs start on which bases, as types. A program needs the C library that it was linked
//! against: a base with another one, or with none, cannot load it.

use std::marker::PhantomData;

use super::family::{
    Alpine, Arch, Debian, DistrolessBase, DistrolessCc, DistrolessStatic, Family, Fedora, Posix,
    RedHat, Scratch, Shellless, Suse, Ubuntu, Wolfi,
};
use super::order::RunsOn;
use super::part::Artifacts;
use crate::program::start::Libc;

/// A family or target that programs are built for.
pub trait Builds {
    /// The kind of the programs that are built for it: what they need of the base that starts them.
    type Program;
}

/// The target that a recipe compiles a project for.
pub trait Target {
    /// The kind of the compiled programs, if the base of the stage that builds them is of the family
    /// `Built`.
    type Program<Built: Builds>;
    /// The C library that the programs are linked against; `None` is that of the base that builds
    /// them.
    #[doc(hidden)]
    const LIBC: Option<Libc>;
}

/// The target of the stage that compiles: cargo's default.
#[derive(Clone, Copy, Debug)]
pub enum Native {}

/// A program that needs the C library of the family `Built`, and no other library of its base, as
/// Go's programs with cgo.
#[derive(Clone, Copy, Debug)]
pub struct Dynamic<Built = ()>(PhantomData<Built>);

/// A target that links against glibc, such as `x86_64-unknown-linux-gnu`, and a program for it.
#[derive(Clone, Copy, Debug)]
pub enum Gnu {}

/// A target that links all libraries into the program, and a program that needs none of its base.
#[derive(Clone, Copy, Debug)]
pub enum Static {}

/// A program that needs an interpreter on its base, such as Python's.
#[derive(Clone, Copy, Debug)]
pub enum Interpreted {}

/// A program whose needs are not known, or are not to be checked: every base starts it.
#[derive(Clone, Copy, Debug)]
pub enum Unchecked {}

/// A family of bases that have the C library which a program built for `Built` is linked against.
#[diagnostic::on_unimplemented(
    message = "what is built for `{Built}` cannot start on `{Self}`",
    label = "linked against a C library that `{Self}` does not have",
    note = "the container would only say `exec: no such file or directory`: a base has glibc or musl, `scratch()` and `DistrolessStatic` have neither, and `DistrolessBase` lacks `libgcc_s`, which programs in Rust need",
    note = "start it on a base that has it, such as `debian(\"bookworm-slim\")` or `image(\"gcr.io/distroless/cc-debian13:nonroot\").family(DistrolessCc)`, or build it to need none: `cargo(\"web\").target(triple::X86_64_MUSL)`, which Alpine's cargo does anyway, and Go without `.cgo()`",
    note = "where it starts all the same, say why: `web.artifacts(&build).starts_anyway(\"the base has gcompat\")`"
)]
pub trait Starts<Built> {}

/// A family of bases that may have an interpreter, such as Python's or Java's.
#[diagnostic::on_unimplemented(
    message = "nothing on `{Self}` runs a program that needs an interpreter",
    label = "needs an interpreter, which needs a C library",
    note = "the interpreter of Python, Node, Ruby or Java is a program of the base, and `{Self}` has neither one nor a C library to load it",
    note = "start it on a base of the language, such as `image(\"python:3.13-slim-bookworm\").family(Debian)`, or on distroless's: `image(\"gcr.io/distroless/nodejs22-debian13:nonroot\").family(DistrolessCc)`",
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

/// A kind of program that starts on bases of the family `Family`, which have the C library or the
/// interpreter that it needs.
pub trait StartsOn<Family> {}

impl<F, Program: StartsOn<F>> RunsOn<F> for Artifacts<Program> {}
impl<F: Interprets> StartsOn<F> for Interpreted {}
impl<F: Starts<Dynamic<Built>>, Built> StartsOn<F> for Dynamic<Built> {}

/// Implements [`Builds`] for each family and target, and says on which bases its programs start.
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
    // Rust's targets for musl link statically by default.
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
    // The origin is an image without a family, or a named context.
    () => Unchecked;
}

/// Implements [`Starts`]: each of these families starts each of these programs.
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
    // Their C library is not known, so nothing is refused.
    [Posix Shellless] start [Debian Ubuntu Fedora RedHat Suse Arch Wolfi Gnu Static Unchecked];
    [Alpine Scratch DistrolessStatic DistrolessBase] start [Static Unchecked];
    [Debian Ubuntu Fedora RedHat Suse Arch Wolfi DistrolessBase DistrolessCc Posix Shellless]
        start [
            Dynamic<Debian> Dynamic<Ubuntu> Dynamic<Fedora> Dynamic<RedHat> Dynamic<Suse>
            Dynamic<Arch> Dynamic<Wolfi>
        ];
    [Alpine Posix Shellless] start [Dynamic<Alpine>];
}

/// Lets every family start programs from a base whose C library is not known: nothing is refused.
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
