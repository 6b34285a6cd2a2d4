//! Flags of COPY and ADD about the files that they bring: owner, permissions, `--link`.

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
pub struct GivenMode(pub(crate) ModeForm);

/// The two forms of permissions.
#[derive(Clone, Debug)]
pub(crate) enum ModeForm {
    Number(GivenNumber<u32>),
    Symbols(Given),
}

impl FileMode for u32 {
    #[track_caller]
    fn given_mode(self) -> GivenMode {
        GivenMode(ModeForm::Number(GivenNumber::new(self)))
    }
}

impl FileMode for &str {
    #[track_caller]
    fn given_mode(self) -> GivenMode {
        GivenMode(ModeForm::Symbols(Given::new(self)))
    }
}

/// The answer to a call of `.chown(..)` on a copy. No type implements the trait.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "whom files belong to is said without a name",
    label = "COPY's `--chown` has no method of that name here",
    note = "what a copy brings belongs to root, and the program can read it; `.writable()` makes it the user's that the program runs as",
    note = "another owner is `.owner(..)`, by number: `.owner(1000, 1000)`"
)]
pub trait ChownOfCopy {}

/// The answer to a call of `.chmod(..)` on a copy. No type implements the trait.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "permissions are said by `.mode(..)`",
    label = "COPY's `--chmod` has no method of that name here",
    note = "write a number, `.mode(0o755)`, or symbols, `.mode(\"u=rwX,go=rX\")`"
)]
pub trait ChmodOfCopy {}

/// The flags of a step, as they were given.
#[derive(Clone, Debug, Default)]
pub(crate) struct GivenFlags {
    pub(crate) writable: bool,
    pub(crate) owner: Option<GivenOwner>,
    pub(crate) mode: Option<GivenMode>,
    pub(crate) link: bool,
}

/// Gives each step the methods that set its flags.
macro_rules! file_flags {
    ($($step:ident)*) => { $(
        impl $step {
            /// Makes the files belong to the user that the program runs as, who may then change them.
            ///
            /// ```
            /// use dockerfile_core::{Image, Stage, copy, debian, user};
            ///
            /// let stage = Stage::from(debian("bookworm-slim"))
            ///     .account(user("app"))
            ///     .files(copy("settings.db").to("/var/lib/app/").writable());
            /// let text = Image::from(stage).render().unwrap().dockerfile;
            /// assert!(text.contains("COPY --chown=10001:10001 settings.db /var/lib/app/\n"));
            /// ```
            #[doc(alias = "chown")]
            pub fn writable(mut self) -> Self {
                self.flags.writable = true;
                self
            }

            /// Sets the owner of the files, by number (`--chown`). Without it root owns them. For the
            /// user that the program runs as, `writable` does it.
            ///
            /// ```
            /// use dockerfile_core::{Image, Stage, copy, debian, uid};
            ///
            /// let stage = Stage::from(debian("bookworm-slim"))
            ///     .account(uid(65532))
            ///     .files(copy("site.conf").to("/etc/app/").owner(0, 33));
            /// let text = Image::from(stage).render().unwrap().dockerfile;
            /// assert!(text.contains("COPY --chown=0:33 site.conf /etc/app/\n"));
            /// ```
            #[doc(alias = "chown")]
            #[track_caller]
            pub fn owner(mut self, user: u32, group: u32) -> Self {
                self.flags.owner =
                    Some($crate::declare::given::GivenOwner::new(user, group));
                self
            }

            /// Sets the permissions of the files (`--chmod`): a number such as `0o755` (syntax 1.2),
            /// or symbols such as `"go=rX"`, which fit a folder with files in it (syntax 1.14).
            ///
            /// ```
            /// use dockerfile_core::{Image, Stage, copy, debian, user};
            ///
            /// let stage = Stage::from(debian("bookworm-slim"))
            ///     .account(user("app"))
            ///     .files(copy("start.sh").to("/usr/local/bin/").mode(0o755));
            /// let text = Image::from(stage).render().unwrap().dockerfile;
            /// assert!(text.contains("COPY --chmod=0755 start.sh /usr/local/bin/\n"));
            /// ```
            #[doc(alias = "chmod")]
            #[track_caller]
            pub fn mode(mut self, mode: impl $crate::declare::steps::flags::FileMode) -> Self {
                self.flags.mode = Some(mode.given_mode());
                self
            }

            /// Copies into a layer that depends on no other (`--link`, syntax 1.4): a new base image
            /// does not copy the files again. [`Artifacts::link`](crate::Artifacts::link) says which
            /// builders read the flag, and which targets are errors.
            ///
            /// ```
            /// use dockerfile_core::{Image, Stage, copy, debian, uid};
            ///
            /// let stage = Stage::from(debian("bookworm-slim"))
            ///     .account(uid(65532))
            ///     .files(copy("site.conf").to("/etc/app/").link());
            /// let text = Image::from(stage).render().unwrap().dockerfile;
            /// assert!(text.contains("COPY --link site.conf /etc/app/\n"));
            /// ```
            pub fn link(mut self) -> Self {
                self.flags.link = true;
                self
            }
        }
    )* };
}
pub(crate) use file_flags;

/// Gives each step methods that are called like flags of COPY. A call of one is an error that says
/// what to write instead.
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
