//! Settings: variables that a program reads from its environment, as `#[derive(Settings)]` of
//! dockerfile-derive describes them.

use crate::declare::given::GivenNumber;
use crate::program::place::Place;

/// A setting of a program, a constant that `#[derive(Settings)]` makes: the name of the variable, its
/// description, its default, its marks such as `port` and `secret`, and a function that tries to read
/// a text as the program would.
///
/// The type uses std alone, so that the program does not depend on this crate.
pub type Setting = (
    &'static str,
    &'static str,
    Option<&'static str>,
    &'static [&'static str],
    fn(&str) -> Result<(), String>,
);

/// The list of all settings of a program: `Config::SETTINGS`.
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
        // All settings have the place of the call.
        let at = GivenNumber::new(()).at;
        self.iter().map(|setting| GivenSetting::new(*setting, at)).collect()
    }
}

/// A single setting of a program: `Config::PORT`.
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
    /// The marks of the setting, such as `port`, `secret` and `public: why`.
    pub(crate) marks: &'static [&'static str],
    /// Reads a text as the program would; `Err` is what the program complains about.
    pub(crate) read: fn(&str) -> Result<(), String>,
    pub(crate) at: Place,
}

impl GivenSetting {
    fn new((variable, description, default, marks, read): Setting, at: Place) -> Self {
        Self { variable, description, default, marks, read, at }
    }

    pub(crate) fn is(&self, word: &str) -> bool {
        self.marks.contains(&word)
    }

    /// The reason why a default that looks like a secret is none, if one is given.
    pub(crate) fn public(&self) -> Option<&'static str> {
        self.marks.iter().find_map(|word| word.strip_prefix("public: "))
    }

    /// Whether the program does not start unless the variable is set.
    pub(crate) fn is_required(&self) -> bool {
        self.default.is_none() && !self.is("optional")
    }
}
