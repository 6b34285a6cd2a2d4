//! The versions of a language that a project asks for.

/// The versions of its language that a project asks for: those of any of several ranges.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Toolchain {
    /// The file that asks for them.
    pub(crate) file: String,
    /// The versions as errors say them.
    pub(crate) said: String,
    ranges: Vec<Range>,
}

/// Versions from one on, up to another that is not among them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Range {
    from: Vec<u64>,
    below: Option<Vec<u64>>,
}

impl Toolchain {
    /// A version and all that are more exact: `3.12` holds 3.12.4.
    pub(crate) fn exact(file: &str, version: &str) -> Self {
        Self::of(file, version.to_owned(), vec![Range::only(&numbers(version))])
    }

    /// A version, or any newer one.
    #[cfg(any(feature = "cargo", feature = "go", feature = "java"))]
    pub(crate) fn or_newer(file: &str, version: &str) -> Self {
        Self::of(file, format!("{version} or newer"), vec![Range::since(&numbers(version))])
    }

    /// A version that is the first to have something, or any newer one.
    #[cfg(feature = "cargo")]
    pub(crate) fn since(file: &str, version: &str, what: &str) -> Self {
        let said = format!("{version} or newer, for {what}");
        Self::of(file, said, vec![Range::since(&numbers(version))])
    }

    /// A version that has no number, and that no numbered base has: `nightly`.
    #[cfg(feature = "cargo")]
    pub(crate) fn unnumbered(file: &str, name: &str) -> Self {
        Self::of(file, name.to_owned(), vec![])
    }

    pub(crate) fn of(file: &str, said: String, ranges: Vec<Range>) -> Self {
        Self { file: file.to_owned(), said, ranges }
    }

    /// Whether another file asks for the same versions, in whatever words.
    #[cfg(feature = "python")]
    pub(crate) fn is_as(&self, other: &Self) -> bool {
        self.ranges == other.ranges
    }

    /// Whether a base of this version fits. Only the numbers that both versions have are compared,
    /// so a base `1` fits a project that asks for `1.95`.
    pub(crate) fn fits(&self, version: &str) -> bool {
        let base = numbers(version);
        self.ranges.iter().any(|range| range.meets(&base))
    }

    /// The highest of several versions, the first of equal ones: what fits it fits all.
    #[cfg(any(feature = "cargo", feature = "go", feature = "java"))]
    pub(crate) fn newest(all: impl Iterator<Item = Self>) -> Option<Self> {
        let least = |it: &Self| it.ranges.first().map(|range| range.from.clone());
        all.reduce(|a, b| if least(&b) > least(&a) { b } else { a })
    }
}

impl Range {
    /// The versions that begin with these numbers.
    pub(crate) fn only(numbers: &[u64]) -> Self {
        Self::since(numbers).and(&Self::before(&next(numbers)))
    }

    pub(crate) fn since(numbers: &[u64]) -> Self {
        Self { from: trimmed(numbers), below: None }
    }

    pub(crate) fn before(numbers: &[u64]) -> Self {
        let below = (!numbers.is_empty()).then(|| trimmed(numbers));
        Self { from: vec![], below }
    }

    /// The versions that are in both ranges.
    pub(crate) fn and(&self, other: &Self) -> Self {
        let from = self.from.clone().max(other.from.clone());
        let below = self.below.iter().chain(&other.below).min().cloned();
        Self { from, below }
    }

    /// Whether every version is in the range.
    #[cfg(any(feature = "node", feature = "python", feature = "ruby"))]
    pub(crate) fn is_all(&self) -> bool {
        *self == Self::default()
    }

    /// Whether a version that begins with these numbers is in the range.
    fn meets(&self, base: &[u64]) -> bool {
        let end = next(base);
        (end.is_empty() || self.from < end)
            && self.below.as_ref().is_none_or(|below| trimmed(base) < *below)
    }
}

/// The numbers with which the next version begins that has as many: that of `3.12` is `3.13`.
pub(crate) fn next(numbers: &[u64]) -> Vec<u64> {
    let mut next = numbers.to_vec();
    next.last_mut().into_iter().for_each(|last| *last = last.saturating_add(1));
    next
}

/// A version without the zeros at its end: `3.12.0` begins where `3.12` does.
fn trimmed(numbers: &[u64]) -> Vec<u64> {
    let end = numbers.iter().rposition(|number| *number != 0).map_or(0, |at| at + 1);
    numbers[..end].to_vec()
}

/// Whether the version of a tool is older than a major and minor one. A text that is no version is
/// not, nor is a major version alone, which may be any of its minor ones.
#[cfg(any(feature = "node", feature = "python"))]
pub(crate) fn is_older(version: &str, than: (u64, u64)) -> bool {
    match numbers(version).as_slice() {
        [] => false,
        [major] => *major < than.0,
        [major, minor, ..] => (*major, *minor) < than,
    }
}

fn numbers(version: &str) -> Vec<u64> {
    version.split('.').map_while(|part| part.parse().ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::{Range, Toolchain};

    #[test]
    #[cfg(any(feature = "cargo", feature = "go", feature = "java"))]
    fn a_base_fits_as_far_as_both_say_it() {
        let exact = |version: &str, base| Toolchain::exact("", version).fits(base);
        assert!(exact("1.95.0", "1") && exact("1.95.0", "1.95"));
        assert!(exact("1.9", "1.9.3") && !exact("1.9", "1.95"));
        assert!(!exact("1.95.0", "1.96") && !exact("1.95.0", "1.95.1"));
        let newer = |version: &str, base| Toolchain::or_newer("", version).fits(base);
        assert!(newer("3.11", "3.12") && newer("3.11", "3") && newer("1.9", "1.21"));
        assert!(!newer("3.12", "3.11") && !newer("20", "18.19"));
        assert!(newer("3.11", "3.11") && newer("1.95", "1.95.2"));
    }

    #[test]
    fn a_range_ends_below_a_version() {
        let range = Range::since(&[3, 9]).and(&Range::before(&[3, 12, 0]));
        let asked = Toolchain::of("", String::new(), vec![range, Range::only(&[4])]);
        for (base, fits) in [
            ("3.8", false),
            ("3.8.18", false),
            ("3.9", true),
            ("3.11.4", true),
            ("3.12", false),
            ("3.12.1", false),
            ("3", true),
            ("4.1", true),
            ("5", false),
        ] {
            assert_eq!(asked.fits(base), fits, "{base}");
        }
        let none = Range::since(&[4]).and(&Range::before(&[3]));
        assert!(!Toolchain::of("", String::new(), vec![none]).fits("3"));
    }

    #[test]
    #[cfg(any(feature = "node", feature = "python"))]
    fn a_tool_is_older_as_far_as_its_version_says() {
        let is_older = |version| super::is_older(version, (10, 26));
        assert!(is_older("9.15.4") && is_older("10.25.9") && is_older("9"));
        assert!(!is_older("10.26.0") && !is_older("11.0") && !is_older("10") && !is_older("next"));
    }

    #[test]
    #[cfg(any(feature = "cargo", feature = "go", feature = "java"))]
    fn the_newest_of_several_is_the_first_of_equal_ones() {
        let newest = |versions: &[&str]| {
            let of = |(at, version): (usize, &&str)| Toolchain::exact(&at.to_string(), version);
            Toolchain::newest(versions.iter().enumerate().map(of)).map(|newest| newest.file)
        };
        assert_eq!(newest(&["1.9", "1.21", "1.3"]).as_deref(), Some("1"));
        assert_eq!(newest(&["1.21", "1.21"]).as_deref(), Some("0"));
        assert_eq!(newest(&[]), None);
    }
}
