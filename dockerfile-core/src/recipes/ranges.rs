//! Ranges of versions, as the package managers of Node, Python and Ruby write them.
//!
//! Source: <https://docs.npmjs.com/cli/configuring-npm/package-json#engines>,
//! <https://packaging.python.org/en/latest/specifications/version-specifiers/>,
//! <https://python-poetry.org/docs/dependency-specification/>,
//! <https://guides.rubygems.org/patterns/#pessimistic-version-constraint>.

use crate::program::toolchain::{Range, Toolchain, next};

/// Whose signs stand in front of versions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(dead_code)] // each is of one feature
pub(super) enum Dialect {
    Npm,
    Python,
    Ruby,
}

/// The signs of clauses.
const SIGNS: [char; 6] = ['<', '>', '=', '!', '~', '^'];

impl Dialect {
    /// The versions that a file asks for; `None` if it takes all, or says what is not judged.
    pub(super) fn toolchain(self, file: &str, text: &str) -> Option<Toolchain> {
        let text = text.trim();
        let ranges = text.split("||").map(|part| self.range(part)).collect::<Option<Vec<_>>>()?;
        if ranges.iter().any(Range::is_all) {
            return None;
        }
        let is_version =
            |text: &str| !text.contains(|c: char| c.is_whitespace() || ",|*".contains(c));
        let version = |text: &str| text.trim().trim_start_matches('v').to_owned();
        let said = match (text.trim_start_matches(SIGNS), text.strip_prefix(">=")) {
            (_, Some(least)) if is_version(least.trim()) => format!("{} or newer", version(least)),
            (plain, _) if plain == text && is_version(text) => version(text),
            _ => format!("`{text}`"),
        };
        Some(Toolchain::of(file, said, ranges))
    }

    /// The versions that fit all clauses of a text.
    fn range(self, text: &str) -> Option<Range> {
        if let (Self::Npm, Some((first, last))) = (self, text.split_once(" - ")) {
            let last = self.clause(&format!("<={}", last.trim()))?;
            return Some(self.clause(&format!(">={}", first.trim()))?.and(&last));
        }
        let mut range = Range::default();
        let mut sign = String::new();
        for word in text.split([',', ' ', '\t', '\n']).filter(|word| !word.is_empty()) {
            sign += word;
            if !word.ends_with(SIGNS) {
                range = range.and(&self.clause(&sign)?);
                sign.clear();
            }
        }
        sign.is_empty().then_some(range)
    }

    /// The versions that fit one clause: a sign, and a version behind it.
    fn clause(self, text: &str) -> Option<Range> {
        let version = text.trim_start_matches(SIGNS);
        let sign = &text[..text.len() - version.len()];
        let numbers = numbers(version)?;
        // `~=3.11.2` and Ruby's `~> 3.11.2` are any 3.11 from there on.
        let series = |count: usize| {
            let series = &numbers[..count.clamp(1, numbers.len())];
            Range::since(&numbers).and(&Range::before(&next(series)))
        };
        // `^0.2.1` is any 0.2.
        let changing = numbers.iter().position(|number| *number != 0);
        Some(match sign {
            _ if numbers.is_empty() => Range::default(),
            "" | "=" | "==" | "===" => Range::only(&numbers),
            ">=" => Range::since(&numbers),
            // npm's `>18` is none of 18.
            ">" if self == Self::Npm && numbers.len() < 3 => Range::since(&next(&numbers)),
            ">" => Range::since(&numbers),
            "<" => Range::before(&numbers),
            "<=" => Range::before(&next(&numbers)),
            "!=" => Range::default(),
            "^" => series(changing.map_or(numbers.len(), |at| at + 1)),
            "~" => series(2),
            "~>" if self == Self::Npm => series(2),
            "~=" | "~>" => series(numbers.len() - 1),
            _ => return None,
        })
    }
}

/// The numbers of a version, as far as it has some: `v20.x` has 20, and `*` none. What stands
/// behind the numbers (`-rc.1`, `+build`) is of no release that a tag names. `None` if it is no
/// version.
fn numbers(version: &str) -> Option<Vec<u64>> {
    let version = version.trim_start_matches(['v', 'V']).split(['-', '+']).next()?;
    let parts = version.split('.').take_while(|part| !matches!(*part, "x" | "X" | "*"));
    parts.map(|part| part.parse().ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::Dialect::{self, Npm, Python, Ruby};

    /// Asserts which versions fit a range, and which do not.
    fn holds(dialect: Dialect, text: &str, fits: &str, not: &str) {
        let toolchain = dialect.toolchain("", text).expect(text);
        for (versions, fits) in [(fits, true), (not, false)] {
            for version in versions.split_whitespace() {
                assert_eq!(toolchain.fits(version), fits, "{text}: {version}");
            }
        }
    }

    #[test]
    fn versions_fit_by_the_rules_of_their_tool() {
        for (text, fits, not) in [
            (">=18", "18 20.1", "16"),
            (">= 18.17.0", "18 18.17 18.20.1", "16 18.16"),
            (">=18 <23", "18 22.9", "16 23 24.1"),
            (">= 18.1 < 23", "20", "23"),
            ("^20.1.0", "20 20.1.0 20.9", "19 20.0 21"),
            ("~20.1.4", "20 20.1.5", "20.2 20.1.3"),
            ("~20", "20.9", "21"),
            ("20.x", "20 20.4.1", "21 19"),
            ("20.*", "20.4", "21"),
            ("v20.11", "20.11.1 20", "20.12"),
            ("18 || 20", "18 20.1", "19 21"),
            ("^18.18.0||^20.9.0||>=21.1.0", "18 20.9 22", "18.17 19 20.8 21.0"),
            ("18 - 20", "18 19 20.9", "17 21"),
            ("18 <20", "18", "20"),
            ("<=20", "20.9 4", "21"),
            (">18", "19", "18 18.9"),
            (">18.1.0", "18.2 18.1.1", "18.0.9"),
            ("=20.1.0", "20.1.0 20", "20.2"),
            ("^0.12", "0.12.3", "0.13 1"),
        ] {
            holds(Npm, text, fits, not);
        }
        for (text, fits, not) in [
            (">=3.9,<3.12", "3 3.9 3.11.4", "3.8 3.12 3.12.1 4"),
            (">=3.9, <3.12.0", "3.11", "3.12"),
            ("!=3.10.1, >= 3.10", "3.10 3.13", "3.9"),
            ("==3.11.*", "3.11.9", "3.10 3.12"),
            ("~=3.11", "3.11 3.14", "3.10 4"),
            ("~=3.11.2", "3.11 3.11.2", "3.11.1 3.12"),
            ("^3.11", "3.11 3.12", "3.10 4"),
            ("~3.11", "3.11.9", "3.12"),
            ("~3.11.2", "3.11", "3.12"),
            ("<4", "3.13", "4"),
            ("3.11", "3.11.2", "3.12"),
            (">3.9", "3.9.1 3.10", "3.8"),
            ("^3.8 || ^4.1", "3.9 4.2", "3.7 5"),
        ] {
            holds(Python, text, fits, not);
        }
        for (text, fits, not) in [
            ("~> 3.3.1", "3.3 3.3.5", "3.3.0 3.4"),
            ("~> 3.2", "3.2 3.4", "3.1 4"),
            ("~> 3", "3.4", "4"),
            (">= 3.2, < 3.4", "3.2 3.3.9", "3.1 3.4"),
            ("= 3.1.2", "3.1.2 3.1", "3.1.3"),
        ] {
            holds(Ruby, text, fits, not);
        }
    }

    #[test]
    fn what_takes_all_or_is_no_range_is_not_judged() {
        for text in ["", "*", "x", "lts/*", "node", ">=", "18 || *", "=> 3", "!=3", "20 - next"] {
            assert_eq!(Npm.toolchain("", text), None, "{text}");
        }
        assert_eq!(Python.toolchain("", "pypy3.10"), None);
    }

    #[test]
    fn a_range_is_said_as_people_say_it() {
        let said = |text| Npm.toolchain("", text).map(|it| it.said);
        for (text, shown) in [
            (">=18", "18 or newer"),
            (">= 18.1", "18.1 or newer"),
            ("v20.1", "20.1"),
            ("^20", "`^20`"),
            (">=18 <23", "`>=18 <23`"),
        ] {
            assert_eq!(said(text).as_deref(), Some(shown), "{text}");
        }
    }
}
