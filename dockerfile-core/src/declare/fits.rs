//! Which step fits which phase, and which family of bases: the implementations of the traits of
//! [`order`](super::order). The traits of a recipe are implemented beside the recipe.

use super::family::{Alpine, Arch, Debian, Fedora, Posix, RedHat, Suse, Ubuntu, Wolfi};
use super::order::{
    Account, AccountStep, AtPhase, BuildStep, DependenciesStep, FilesStep, HasApk, HasApt, HasDnf,
    HasPacman, HasShell, HasUserTools, HasZypper, LayoutStep, PackagesStep, RunsOn, SourceStep,
};
use super::part::{Artifacts, BuildPart, DependenciesPart, SourcePart};
use super::steps::account::{BaseUser, MadeUser, OfSystem, Ordinary};
use super::steps::add::{Download, Git};
use super::steps::copy::{ArtifactCopy, ContextCopy};
use super::steps::dir::Directory;
use super::steps::inline::InlineFile;
use super::steps::manifest::Manifest;
use super::steps::packages::{Apk, Apt, Dnf, Microdnf, Pacman, Zypper};
use super::steps::run::{Run, ShelllessRun};
use super::steps::tool::Tool;

/// Implements a phase's trait for the steps that fit it, and for an `Option`, a `Vec`, an array and
/// a tuple of them.
macro_rules! fits {
    ($($rule:ident: $($step:ty),*;)*) => { $(
        $(
            #[diagnostic::do_not_recommend]
            impl $rule for $step {
                type Given = Self;
            }
        )*
        #[diagnostic::do_not_recommend]
        impl<S: $rule> $rule for Option<S> {
            type Given = Option<S::Given>;
        }
        #[diagnostic::do_not_recommend]
        impl<S: $rule> $rule for Vec<S> {
            type Given = Vec<S::Given>;
        }
        #[diagnostic::do_not_recommend]
        impl<S: $rule, const N: usize> $rule for [S; N] {
            type Given = [S::Given; N];
        }
        #[diagnostic::do_not_recommend]
        impl<A: $rule, B: $rule> $rule for (A, B) {
            type Given = (A::Given, B::Given);
        }
        #[diagnostic::do_not_recommend]
        impl<A: $rule, B: $rule, C: $rule> $rule for (A, B, C) {
            type Given = (A::Given, B::Given, C::Given);
        }
        #[diagnostic::do_not_recommend]
        impl<A: $rule, B: $rule, C: $rule, D: $rule> $rule for (A, B, C, D) {
            type Given = (A::Given, B::Given, C::Given, D::Given);
        }
    )* };
}

fits! {
    PackagesStep: Apt, Apk, Dnf, Microdnf, Zypper, Pacman, Tool, Download, Git, InlineFile, ShelllessRun, Manifest, ArtifactCopy;
    LayoutStep: Directory, ShelllessRun;
    DependenciesStep: Manifest, DependenciesPart, Download, Git, ArtifactCopy, InlineFile, ShelllessRun;
    SourceStep: ContextCopy, SourcePart, ArtifactCopy, InlineFile, Download, Git;
    BuildStep: BuildPart, ShelllessRun;
    FilesStep: ContextCopy, ArtifactCopy, InlineFile, Download, Git;
}

/// Implements a phase's trait for commands, given as a list or as text.
macro_rules! runs {
    ($($rule:ident)*) => { $(
        #[diagnostic::do_not_recommend]
        impl<First> $rule for Run<First> {
            type Given = Self;
        }
    )* };
}

runs! { PackagesStep LayoutStep DependenciesStep BuildStep }

/// Implements `AccountStep` for steps that make a layer, which belongs to the phase `Account`.
macro_rules! account_layers {
    ($([$($of:tt)*] $step:ty)*) => { $(
        #[diagnostic::do_not_recommend]
        impl $($of)* AccountStep for $step {
            type Phase<At: AtPhase> = Account;
            type Given = Self;
        }
    )* };
}

account_layers! { [] MadeUser<Ordinary> [] ShelllessRun [<First>] Run<First> }

/// A user of the system may be made above the packages, which could take its id.
#[diagnostic::do_not_recommend]
impl AccountStep for MadeUser<OfSystem> {
    type Phase<At: AtPhase> = At::WithSystemUser;
    type Given = Self;
}

/// A user of the base makes no layer, so its line may also stand below later phases.
#[diagnostic::do_not_recommend]
impl AccountStep for BaseUser {
    type Phase<At: AtPhase> = At::WithUser;
    type Given = Self;
}

#[diagnostic::do_not_recommend]
impl<S: AccountStep> AccountStep for Option<S> {
    type Phase<At: AtPhase> = S::Phase<At>;
    type Given = Option<S::Given>;
}
#[diagnostic::do_not_recommend]
impl<S: AccountStep> AccountStep for Vec<S> {
    type Phase<At: AtPhase> = S::Phase<At>;
    type Given = Vec<S::Given>;
}
#[diagnostic::do_not_recommend]
impl<S: AccountStep, const N: usize> AccountStep for [S; N] {
    type Phase<At: AtPhase> = S::Phase<At>;
    type Given = [S::Given; N];
}
#[diagnostic::do_not_recommend]
impl<A: AccountStep, B: AccountStep> AccountStep for (A, B) {
    type Phase<At: AtPhase> = B::Phase<A::Phase<At>>;
    type Given = (A::Given, B::Given);
}
#[diagnostic::do_not_recommend]
impl<A: AccountStep, B: AccountStep, C: AccountStep> AccountStep for (A, B, C) {
    type Phase<At: AtPhase> = C::Phase<B::Phase<A::Phase<At>>>;
    type Given = (A::Given, B::Given, C::Given);
}
#[diagnostic::do_not_recommend]
impl<A: AccountStep, B: AccountStep, C: AccountStep, D: AccountStep> AccountStep for (A, B, C, D) {
    type Phase<At: AtPhase> = D::Phase<C::Phase<B::Phase<A::Phase<At>>>>;
    type Given = (A::Given, B::Given, C::Given, D::Given);
}

#[diagnostic::do_not_recommend]
impl<Built> DependenciesStep for Artifacts<Built> {
    type Given = Self;
}
#[diagnostic::do_not_recommend]
impl<Built> SourceStep for Artifacts<Built> {
    type Given = Self;
}

// ---- families ----------------------------------------------------------------------------

impl HasApt for Debian {}
impl HasApt for Ubuntu {}
impl HasApk for Alpine {}
impl HasApk for Wolfi {}
impl HasDnf for Fedora {}
impl HasDnf for RedHat {}
impl HasZypper for Suse {}
impl HasPacman for Arch {}

impl HasShell for Debian {}
impl HasShell for Ubuntu {}
impl HasShell for Alpine {}
impl HasShell for Fedora {}
impl HasShell for RedHat {}
impl HasShell for Suse {}
impl HasShell for Arch {}
impl HasShell for Wolfi {}
impl HasShell for Posix {}

impl HasUserTools for Debian {}
impl HasUserTools for Ubuntu {}
impl HasUserTools for Alpine {}
impl HasUserTools for Fedora {}
impl HasUserTools for RedHat {}
impl HasUserTools for Suse {}
impl HasUserTools for Arch {}
impl HasUserTools for Wolfi {}

impl<F: HasApt> RunsOn<F> for Apt {}
impl<F: HasApk> RunsOn<F> for Apk {}
impl<F: HasDnf> RunsOn<F> for Dnf {}
impl<F: HasDnf> RunsOn<F> for Microdnf {}
impl<F: HasZypper> RunsOn<F> for Zypper {}
impl<F: HasPacman> RunsOn<F> for Pacman {}
impl<F: HasUserTools> RunsOn<F> for Directory {}
impl<F: HasShell> RunsOn<F> for DependenciesPart {}
impl<F> RunsOn<F> for SourcePart {}
impl<F: HasShell> RunsOn<F> for BuildPart {}
impl<F: HasShell, First> RunsOn<F> for Run<First> {}
impl<F> RunsOn<F> for Manifest {}
impl<F> RunsOn<F> for ContextCopy {}
impl<F> RunsOn<F> for ArtifactCopy {}
impl<F> RunsOn<F> for InlineFile {}
impl<F> RunsOn<F> for Download {}
impl<F> RunsOn<F> for Git {}
impl<F: HasShell> RunsOn<F> for Tool {}
impl<F> RunsOn<F> for ShelllessRun {}
impl<F: HasUserTools, Kind> RunsOn<F> for MadeUser<Kind> {}
impl<F> RunsOn<F> for BaseUser {}
impl<F, S: RunsOn<F>> RunsOn<F> for Option<S> {}
impl<F, S: RunsOn<F>> RunsOn<F> for Vec<S> {}
impl<F, S: RunsOn<F>, const N: usize> RunsOn<F> for [S; N] {}
impl<F, A: RunsOn<F>, B: RunsOn<F>> RunsOn<F> for (A, B) {}
impl<F, A: RunsOn<F>, B: RunsOn<F>, C: RunsOn<F>> RunsOn<F> for (A, B, C) {}
impl<F, A: RunsOn<F>, B: RunsOn<F>, C: RunsOn<F>, D: RunsOn<F>> RunsOn<F> for (A, B, C, D) {}
