//! The version of a language that a project asks for.

/// The version of its language that a project asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Toolchain {
    /// The file that asks for it.
    pub(crate) file: String,
    pub(crate) version: String,
    /// Whether a newer version will do, too.
    pub(crate) or_newer: bool,
}

impl Toolchain {
    /// Whether a base of this version fits. Only the numbers that both versions have are compared,
    /// so a base `1` fits a project that asks for `1.95`.
    pub(crate) fn fits(&self, version: &str) -> bool {
        let (wanted, base) = (numbers(&self.version), numbers(version));
        let shared = wanted.iter().zip(&base);
        match shared.map(|(wanted, base)| base.cmp(wanted)).find(|order| order.is_ne()) {
            None => true,
            Some(order) => self.or_newer && order.is_gt(),
        }
    }

    /// The highest of several versions, the first of equal ones: what fits it fits all.
    #[cfg(any(feature = "cargo", feature = "go", feature = "java"))]
    pub(crate) fn newest(all: impl Iterator<Item = Self>) -> Option<Self> {
        all.reduce(|a, b| if numbers(&b.version) > numbers(&a.version) { b } else { a })
    }

    /// The version as errors say it.
    pub(crate) fn shown(&self) -> String {
        let or_newer = if self.or_newer { " or newer" } else { "" };
        format!("{}{or_newer}", self.version)
    }
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
    use super::Toolchain;

    #[test]
    fn a_base_fits_as_far_as_both_say_it() {
        let fits = |version: &str, or_newer, base| {
            let (file, version) = (String::new(), version.to_owned());
            Toolchain { file, version, or_newer }.fits(base)
        };
        assert!(fits("1.95.0", false, "1") && fits("1.95.0", false, "1.95"));
        assert!(fits("1.9", false, "1.9.3") && !fits("1.9", false, "1.95"));
        assert!(!fits("1.95.0", false, "1.96"));
        assert!(fits("3.11", true, "3.12") && fits("3.11", true, "3") && fits("1.9", true, "1.21"));
        assert!(!fits("3.12", true, "3.11") && !fits("20", true, "18.19"));
        assert!(fits("3.11", true, "3.11") && fits("1.95", true, "1.95.2"));
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
            let of = |(at, version): (usize, &&str)| Toolchain {
                file: at.to_string(),
                version: (*version).to_owned(),
                or_newer: false,
            };
            Toolchain::newest(versions.iter().enumerate().map(of)).map(|newest| newest.file)
        };
        assert_eq!(newest(&["1.9", "1.21", "1.3"]).as_deref(), Some("1"));
        assert_eq!(newest(&["1.21", "1.21"]).as_deref(), Some("0"));
        assert_eq!(newest(&[]), None);
    }
}
