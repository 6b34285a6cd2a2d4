//! What cargo's profiles say of debug information.
//!
//! Source: <https://doc.rust-lang.org/cargo/reference/profiles.html>.

use std::collections::BTreeMap;

use serde::Deserialize;

/// The profiles of a manifest, or of cargo's configuration, by their names.
pub(super) type Profiles = BTreeMap<String, Profile>;

/// A profile.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub(super) struct Profile {
    inherits: Option<String>,
    debug: Option<Level>,
    strip: Option<Level>,
    build_override: Option<BTreeMap<String, Level>>,
}

/// The value of a key: a switch, a number or a name.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
enum Level {
    Is(bool),
    Number(u32),
    Name(String),
}

impl Level {
    fn is_on(&self) -> bool {
        match self {
            Self::Is(is) => *is,
            Self::Number(number) => *number > 0,
            Self::Name(name) => name != "none",
        }
    }

    /// Whether `strip` takes the symbols off, too.
    fn strips_symbols(&self) -> bool {
        matches!(self, Self::Is(true)) || matches!(self, Self::Name(name) if name == "symbols")
    }
}

/// What a program has for a debugger after cargo has built it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Debug {
    /// Line numbers, and the names of functions.
    Lines,
    /// The names of functions alone.
    Symbols,
    Nothing,
}

/// What a profile leaves in a program. The nearest of the files is the first.
pub(super) fn debug(files: &[&Profiles], name: &str) -> Debug {
    let strip = said(files, name, |profile| profile.strip.clone());
    if strip.as_ref().is_some_and(Level::strips_symbols) {
        return Debug::Nothing;
    }
    let debug = said(files, name, |profile| profile.debug.clone());
    let by_itself = || is_dev(files, name);
    let has = debug.as_ref().map_or_else(by_itself, Level::is_on);
    let keeps = !strip.as_ref().is_some_and(Level::is_on);
    if has && keeps { Debug::Lines } else { Debug::Symbols }
}

/// Whether cargo leaves the standard library's debug information in build scripts and macros, which
/// only the compilation runs: it does so where the programs have some, unless the profile says
/// otherwise. In the profile `dev` they share packages with the programs, which would be compiled
/// twice if they were compiled in two ways.
pub(super) fn swells_tools(files: &[&Profiles], name: &str) -> bool {
    let says = said(files, name, |profile| profile.build_override.clone()).is_some()
        || said(files, name, |profile| profile.strip.clone()).is_some();
    !says && !is_dev(files, name) && debug(files, name) == Debug::Lines
}

/// What a profile says of a key, or else the nearest one that it inherits from.
fn said<T>(files: &[&Profiles], name: &str, of: fn(&Profile) -> Option<T>) -> Option<T> {
    let mut chain = chain(files, name).into_iter();
    chain.find_map(|name| files.iter().filter_map(|file| file.get(&name)).find_map(of))
}

fn is_dev(files: &[&Profiles], name: &str) -> bool {
    chain(files, name).iter().any(|name| name == "dev")
}

/// A profile and those that it inherits from. Cargo refuses a circle.
fn chain(files: &[&Profiles], name: &str) -> Vec<String> {
    let mut chain = vec![name.to_owned()];
    while let Some(name) = chain.last() {
        let inherits = match name.as_str() {
            "test" => Some("dev".to_owned()),
            "bench" => Some("release".to_owned()),
            name => files.iter().find_map(|file| file.get(name)?.inherits.clone()),
        };
        match inherits.filter(|name| !chain.contains(name)) {
            Some(name) => chain.push(name),
            None => break,
        }
    }
    chain
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::{Debug, Profiles, debug, swells_tools};

    fn profiles(text: &str) -> Profiles {
        toml::from_str(text).expect("profiles")
    }

    #[test]
    fn a_profile_says_what_is_left_of_a_program() {
        let left = |text: &str, name: &str| debug(&[&profiles(text)], name);
        assert_eq!(left("", "release"), Debug::Symbols);
        assert_eq!(left("", "dev"), Debug::Lines);
        assert_eq!(left("[release]\ndebug = \"line-tables-only\"", "release"), Debug::Lines);
        assert_eq!(left("[release]\ndebug = 0", "release"), Debug::Symbols);
        assert_eq!(left("[release]\nstrip = true\ndebug = true", "release"), Debug::Nothing);
        assert_eq!(left("[release]\nstrip = \"debuginfo\"\ndebug = 1", "release"), Debug::Symbols);
        for (text, name, debug) in [
            ("[release]\nstrip = \"symbols\"\ndebug = true", "release", Debug::Nothing),
            ("[release]\nstrip = \"none\"\ndebug = true", "release", Debug::Lines),
            ("[release]\nstrip = false\ndebug = true", "release", Debug::Lines),
            ("[release]\ndebug = \"none\"", "release", Debug::Symbols),
            ("[release]\ndebug = false", "release", Debug::Symbols),
            ("[dev]\ndebug = false", "dev", Debug::Symbols),
            ("[dev]\ndebug = 1", "release", Debug::Symbols),
            ("", "test", Debug::Lines),
            ("[dev]\ndebug = 0", "test", Debug::Symbols),
            ("", "bench", Debug::Symbols),
            ("[release]\ndebug = 1", "bench", Debug::Lines),
            ("[small]\ninherits = \"dev\"", "small", Debug::Lines),
        ] {
            assert_eq!(left(text, name), debug, "{name}: {text}");
        }
        let own = "[release]\ndebug = 1\n[small]\ninherits = \"release\"\nopt-level = \"s\"";
        assert_eq!(left(own, "small"), Debug::Lines);
        assert_eq!(left("[a]\ninherits = \"b\"\n[b]\ninherits = \"a\"", "a"), Debug::Symbols);
        let (near, far) =
            (profiles("[release]\ndebug = false"), profiles("[release]\ndebug = true"));
        assert_eq!(debug(&[&near, &far], "release"), Debug::Symbols);
        assert_eq!(debug(&[&BTreeMap::new(), &far], "release"), Debug::Lines);
    }
    #[test]
    fn tools_swell_by_the_debug_information_of_programs() {
        let swells = |text: &str, name: &str| swells_tools(&[&profiles(text)], name);
        for (text, name) in [
            ("[release]\ndebug = 1", "release"),
            ("[release]\ndebug = \"line-tables-only\"", "bench"),
            ("[release]\ndebug = true\n[small]\ninherits = \"release\"", "small"),
        ] {
            assert!(swells(text, name), "{name}: {text}");
        }
        for (text, name) in [
            ("", "release"),
            ("", "dev"),
            ("[dev]\ndebug = 1", "dev"),
            ("[release]\ndebug = 0", "release"),
            ("[release]\ndebug = 1\nstrip = false", "release"),
            ("[release]\ndebug = 1\n[release.build-override]\nopt-level = 3", "release"),
            ("[release]\ndebug = 1\n[small]\ninherits = \"release\"\nstrip = \"none\"", "small"),
        ] {
            assert!(!swells(text, name), "{name}: {text}");
        }
    }
}
