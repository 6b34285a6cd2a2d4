//! What a program reads from its environment, and an image does not say.

use crate::value::StageName;

/// A variable that whoever starts a container gives, or may give.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Want {
    pub(crate) stage: StageName,
    pub(crate) variable: String,
}

/// What is wrong with a setting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum SettingFault {
    /// Another line gives it, too.
    Twice { first: super::place::Place },
    /// A line sets its variable by a text.
    SetByName { first: super::place::Place },
    /// The program does not read what the image would give it.
    Unread { value: String, problem: String },
    /// A value that may be a secret.
    LooksSecret,
    /// A secret with a value.
    Secret,
    /// A port that is no number.
    NoPort { value: Option<String> },
    /// Something is said of it that this release does not know.
    OtherRelease { said: String },
}
