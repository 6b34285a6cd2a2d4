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
    }
}
