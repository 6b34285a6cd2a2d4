//! What a program reads from its environment, as `#[derive(Settings)]` of dockerfile-derive has it.

use crate::declare::given::GivenNumber;
use crate::program::place::Place;

/// A setting of a program, as a constant that `#[derive(Settings)]` makes: the variable, what it is
/// for, its default, what else is said of it, and whether a text is one that the program reads.
///
/// It is of std's types alone, so that the program needs nothing of this crate.
pub type Setting = (
    &'static str,
    &'static str,
    Option<&'static str>,
    &'static [&'static str],
    fn(&str) -> Result<(), String>,
);

/// All settings of a program: `Config::SETTINGS`.
#[diagnostic::on_unimplemented(
    message = "these are no settings of a program",
    label = "not the list that `#[derive(Settings)]` makes",
    note = "name the constant: `.settings(Config::SETTINGS)`; a variable that no program of yours reads is `.env(name, value)`",
    note = "`Config` derives `Settings` of dockerfile-derive, of the same release as dockerfile-core"
)]
pub trait ListsSettings {
    #[doc(hidden)]
    fn listed(self) -> Vec<GivenSetting>;
}

#[diagnostic::do_not_recommend]
impl ListsSettings for &[Setting] {
    #[track_caller]
    fn listed(self) -> Vec<GivenSetting> {
        // One place for all: that of the call.
        let at = GivenNumber::new(()).at;
        self.iter().map(|setting| GivenSetting::new(*setting, at)).collect()
    }
}

/// One of them: `Config::PORT`.
#[diagnostic::on_unimplemented(
    message = "this is no setting of a program",
    label = "not a constant that `#[derive(Settings)]` makes",
    note = "name the constant of its field, in capitals: `.setting(Config::PORT, 9000)`",
    note = "a variable that no program of yours reads is `.env(name, value)`"
)]
pub trait NamesSetting {
    #[doc(hidden)]
    fn named(self) -> GivenSetting;
}

#[diagnostic::do_not_recommend]
impl NamesSetting for Setting {
    #[track_caller]
    fn named(self) -> GivenSetting {
        GivenSetting::new(self, GivenNumber::new(()).at)
    }
}

/// Plumbing of [`ListsSettings`] and [`NamesSetting`].
#[doc(hidden)]
#[derive(Clone, Copy, Debug)]
pub struct GivenSetting {
    pub(crate) variable: &'static str,
    pub(crate) description: &'static str,
    pub(crate) default: Option<&'static str>,
    pub(crate) said: &'static [&'static str],
    /// What the program says to a text.
    pub(crate) read: fn(&str) -> Result<(), String>,
    pub(crate) at: Place,
}

impl GivenSetting {
    fn new((variable, description, default, said, read): Setting, at: Place) -> Self {
        Self { variable, description, default, said, read, at }
    }

    pub(crate) fn is(&self, word: &str) -> bool {
        self.said.contains(&word)
    }

    /// Why a default that looks like a secret is none.
    pub(crate) fn public(&self) -> Option<&'static str> {
        self.said.iter().find_map(|word| word.strip_prefix("public: "))
    }

    /// Whether the program does not start without it.
    pub(crate) fn is_required(&self) -> bool {
        self.default.is_none() && !self.is("optional")
    }
}
