//! Values as types.
//!
//! Each kind of value has a check, a `const fn` of the module `check`. `image!` runs it on a
//! literal while the user's crate compiles, and lowering runs the same check on a run-time text.
//! A type such as [`AbsPath`] holds a text that has passed its check.

mod bytes;
mod check;
pub(crate) mod credentials;
mod kind;
pub(crate) mod literal;
pub(crate) mod path;
pub(crate) mod sha256;
pub(crate) mod shell;

use std::fmt;

pub(crate) use bytes::{equal, has_line_of_images, has_unseen};
pub(crate) use check::{VariableOf, is_digest, names_variable, public_variable};
pub(crate) use kind::Kind;

/// The complaint about a text or a number that is no value of the wanted type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Invalid(&'static str);

impl Invalid {
    /// The complaint, in one line.
    pub(crate) fn text(self) -> &'static str {
        self.0
    }
}

impl fmt::Display for Invalid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

impl std::error::Error for Invalid {}

/// A text that has passed the check of its kind.
pub(crate) trait Value: Sized {
    const KIND: Kind;
    /// Makes a value of a text that the caller has checked.
    fn trusted(text: String) -> Self;
}

impl VarName {
    /// Whether hadolint takes the name for a secret's (DL3064).
    pub(crate) fn looks_secret_to_hadolint(&self) -> bool {
        credentials::hadolint_lists(self.0.as_bytes())
    }

    /// Whether BuildKit takes the name for a secret's (SecretsUsedInArgOrEnv).
    pub(crate) fn looks_secret_to_buildkit(&self) -> bool {
        credentials::buildkit_lists(self.0.as_bytes())
    }
}

macro_rules! texts {
    ($($(#[$doc:meta])* $name:ident: $kind:ident;)*) => { $(
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub(crate) struct $name(String);

        #[allow(dead_code)] // lowering checks most texts with their place, and parses few
        impl $name {
            /// Makes a value of a text that passes the check.
            pub(crate) fn parse(text: impl Into<String>) -> Result<Self, Invalid> {
                let text = text.into();
                match Self::KIND.check(&text) {
                    Ok(()) => Ok(Self(text)),
                    Err(complaint) => Err(Invalid(complaint)),
                }
            }

            pub(crate) fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl Value for $name {
            const KIND: Kind = Kind::$kind;
            fn trusted(text: String) -> Self {
                Self(text)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(&self.0)
            }
        }
    )* };
}

texts! {
    /// A reference to an image in a registry, with a tag that is not `latest`, or a digest
    /// (grammar of the OCI distribution specification; hadolint DL3006, DL3007).
    ImageRef: ImageRef;
    /// A tag of an image (OCI distribution specification: at most 128 characters).
    Tag: Tag;
    /// An absolute path in the image (hadolint DL3000).
    AbsPath: AbsPath;
    /// The target of COPY: an absolute path, with `/` at its end if it is a folder.
    CopyTarget: CopyTarget;
    /// A file or folder of the build context, relative to its root.
    ContextPath: ContextPath;
    /// The name of an environment variable.
    VarName: VarName;
    /// The name of a user or group, never `root`.
    UserName: UserName;
    /// The key of a label (Docker's object label guidelines, hadolint DL3048).
    LabelKey: LabelKey;
    /// The name of a stage (BuildKit's StageNameCasing and ReservedStageName, hadolint DL3063).
    StageName: StageName;
}

macro_rules! numbers {
    ($($(#[$doc:meta])* $name:ident($int:ty);)*) => { $(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub(crate) struct $name($int);

        #[allow(dead_code)] // lowering checks most texts with their place, and parses few
        impl $name {
            /// Makes a value of a number that passes the check.
            pub(crate) fn parse(number: $int) -> Result<Self, Invalid> {
                match Kind::$name.check_number(number as u128) {
                    Ok(()) => Ok(Self(number)),
                    Err(complaint) => Err(Invalid(complaint)),
                }
            }

            pub(crate) fn get(self) -> $int {
                self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
    )* };
}

numbers! {
    /// A port, 1 to 65535 (hadolint DL3011).
    Port(u16);
    /// The id of a user or group, 0 (root) to 4294967294.
    AnyId(u32);
}

impl AnyId {
    pub(crate) const ROOT: Self = Self(0);
}

#[cfg(test)]
mod tests {
    use super::{Value as _, VarName};

    #[test]
    fn each_linter_has_its_own_secrets() {
        for (name, hadolint, buildkit) in [
            ("API_TOKEN", true, true),
            ("db_password", true, true),
            ("TOKENIZER_PATH", true, false),
            ("DB_PASSWORD_FILE", true, false),
            ("USERNAME", true, false),
            ("Travis_OS_Name", true, false),
            ("MY_SECRETS", true, false),
            ("PRIVATELY", true, false),
            ("MY_API_KEYS", true, false),
            ("ACCESS_KEYS", true, false),
            ("AUTH_MODE", false, true),
            ("MY_CREDENTIAL", false, true),
            ("CREDENTIALS_A", false, true),
            ("A_PWORD_B", false, true),
            ("PASSWD", false, true),
            ("SECRET", true, true),
            ("KEY_FILE", false, false),
            ("KMS_KEY_ALIAS", false, true),
            ("apikey", false, true),
            ("PUBLIC_KEY", false, false),
            ("KEY_VERSION", false, false),
            ("MONKEY", false, false),
        ] {
            let variable = VarName::trusted(name.to_owned());
            let said = (variable.looks_secret_to_hadolint(), variable.looks_secret_to_buildkit());
            assert_eq!(said, (hadolint, buildkit), "{name}");
        }
    }
}
