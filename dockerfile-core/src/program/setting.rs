//! Variables that a program reads, and what can be wrong with its settings.

use crate::value::StageName;

/// A variable that whoever starts a container of a stage gives, or may give.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Want {
    pub(crate) stage: StageName,
    pub(crate) variable: String,
}

/// What is wrong with a setting: a variable that a program's type reads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum SettingFault {
    /// The setting is listed twice.
    Twice { first: super::place::Place },
    /// An `.env` line sets the setting's variable by its name.
    SetByName { first: super::place::Place },
    /// The program cannot parse the value that the image would give.
    Unread { value: String, problem: String },
    /// The value may be a secret, and the setting does not say whether it is one.
    LooksSecret,
    /// The setting is a secret, and the image would give it a value.
    Secret,
    /// The setting is a port, and its value is no port number, or is not known before the container
    /// starts.
    NoPort { value: Option<String> },
    /// The setting has a property that this release does not know.
    OtherRelease { said: String },
}
