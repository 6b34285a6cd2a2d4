//! What COPY and ADD say about the files that they bring.

use crate::declare::given::{Given, GivenNumber, GivenOwner};

/// Permissions: a number such as `0o755`, or symbols such as `"u=rwX,go=rX"`.
#[diagnostic::on_unimplemented(
    message = "these are no permissions",
    label = "neither a number nor symbols",
    note = "write a number, `0o755`, or symbols, \"u=rwX,go=rX\""
)]
pub trait FileMode {
    #[doc(hidden)]
    fn given_mode(self) -> GivenMode;
}

/// Plumbing of [`FileMode`].
#[doc(hidden)]
#[derive(Clone, Debug)]
pub struct GivenMode(pub(crate) Form);

#[derive(Clone, Debug)]
pub(crate) enum Form {
    Number(GivenNumber<u32>),
    Symbols(Given),
}

impl FileMode for u32 {
    #[track_caller]
    fn given_mode(self) -> GivenMode {
        GivenMode(Form::Number(GivenNumber::new(self)))
    }
}

impl FileMode for &str {
    #[track_caller]
    fn given_mode(self) -> GivenMode {
        GivenMode(Form::Symbols(Given::new(self)))
    }
}

/// What nothing is: the words for those who look for a flag of COPY by its name.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "whom files belong to is said without a name",
    label = "COPY's `--chown` has no method of that name here",
    note = "what a copy brings belongs to root, and the program can read it; `.writable()` makes it the user's that the program runs as",
    note = "another owner is `.owner(..)`, by number: `.owner(1000, 1000)`"
)]
pub trait ChownOfCopy {}

/// The same of permissions.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "permissions are said by `.mode(..)`",
    label = "COPY's `--chmod` has no method of that name here",
    note = "write a number, `.mode(0o755)`, or symbols, `.mode(\"u=rwX,go=rX\")`"
)]
pub trait ChmodOfCopy {}

#[derive(Clone, Debug, Default)]
pub(crate) struct GivenFlags {
    pub(crate) writable: bool,
    pub(crate) owner: Option<GivenOwner>,
    pub(crate) mode: Option<GivenMode>,
    pub(crate) link: bool,
}

/// The methods that every step with such flags has.
macro_rules! file_flags {
    ($($step:ident)*) => { $(
        impl $step {
            /// Makes it belong to the user that the program runs as, who may then change it.
            #[doc(alias = "chown")]
            pub fn writable(mut self) -> Self {
                self.flags.writable = true;
                self
            }

            /// Whose it is, by number (`--chown`); root's unless said. What the program itself is
            /// to own is `writable`.
            #[doc(alias = "chown")]
            #[track_caller]
            pub fn owner(mut self, user: u32, group: u32) -> Self {
                self.flags.owner =
                    Some($crate::declare::given::GivenOwner::new(user, group));
                self
            }

            /// Its permissions (`--chmod`): a number such as `0o755`, or symbols such as
            /// `"go=rX"`, which fit a folder and need syntax 1.14.
            #[doc(alias = "chmod")]
            #[track_caller]
            pub fn mode(mut self, mode: impl $crate::declare::steps::flags::FileMode) -> Self {
                self.flags.mode = Some(mode.given_mode());
                self
            }

            /// Makes a layer that stands on no other (`--link`, syntax 1.4): a new base
            /// image does not bring it in again. Who knows it, and what is refused, is said at
            /// [`Artifacts::link`](crate::Artifacts::link).
            pub fn link(mut self) -> Self {
                self.flags.link = true;
                self
            }
        }
    )* };
}
pub(crate) use file_flags;

/// Flags of COPY by their names, each an error that says what they are called here.
macro_rules! flags_of_copy {
    ($($step:ident)*) => { $(
        #[doc(hidden)]
        impl $step {
            pub fn chown<O: $crate::declare::steps::flags::ChownOfCopy>(self, _: O) -> Self {
                self
            }

            pub fn chmod<M: $crate::declare::steps::flags::ChmodOfCopy>(self, _: M) -> Self {
                self
            }
        }
    )* };
}
pub(crate) use flags_of_copy;
