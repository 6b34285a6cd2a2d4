//! What is known of a variable or a label by how it is called.

fn parts(name: &str) -> Vec<String> {
    name.to_uppercase().split(['_', '-', '.', '/']).map(str::to_owned).collect()
}

/// Whether a variable is another at each commit.
pub(super) fn is_of_commit(name: &str) -> bool {
    let parts = parts(name);
    let has = |word: &str| parts.iter().any(|part| part == word);
    let alone = [
        "COMMIT",
        "REVISION",
        "TIMESTAMP",
        "BUILDTIME",
        "BUILDDATE",
        "CACHEBUST",
        "CACHEBUSTER",
        "GITSHA",
        "GITHASH",
        "GITCOMMIT",
    ];
    let pairs = [
        ("GIT", "SHA"),
        ("GIT", "HASH"),
        ("GIT", "REF"),
        ("GIT", "TAG"),
        ("GIT", "DESCRIBE"),
        ("VCS", "REF"),
        ("COMMIT", "SHA"),
        ("SHORT", "SHA"),
        ("SOURCE", "SHA"),
        ("BUILD", "SHA"),
        ("BUILD", "DATE"),
        ("BUILD", "TIME"),
        ("BUILD", "NUMBER"),
        ("BUILD", "ID"),
        ("BUILD", "REF"),
        ("CACHE", "BUST"),
        ("RELEASE", "SHA"),
        ("CI", "SHA"),
    ];
    alone.iter().any(|word| has(word)) || pairs.iter().any(|(one, other)| has(one) && has(other))
}

/// Whether a text reads a variable that is another at each commit.
pub(super) fn reads_commit(text: &str) -> bool {
    let names = text.split('$').skip(1).map(|rest| {
        let rest = rest.strip_prefix('{').unwrap_or(rest);
        rest.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').next().unwrap_or_default()
    });
    names.into_iter().any(is_of_commit)
}

/// Whether a text reads a variable.
pub(super) fn reads(text: &str, name: &str) -> bool {
    text.match_indices(name).any(|(at, _)| {
        let before = &text[..at];
        let is_end = |c: char| !c.is_ascii_alphanumeric() && c != '_';
        let ends = text[at + name.len()..].chars().next().is_none_or(is_end);
        ends && (before.ends_with('$') || before.ends_with("${"))
    })
}

/// Whether a variable is the version of what is built. Those of cargo's profile `release` are settings.
pub(super) fn is_version(name: &str) -> bool {
    !name.starts_with("CARGO_PROFILE_")
        && parts(name).iter().any(|part| ["VERSION", "RELEASE"].contains(&part.as_str()))
}

/// Whether a label is another at each commit or release.
pub(super) fn is_label_of_commit(name: &str) -> bool {
    let last = parts(name);
    let words = ["REVISION", "CREATED", "VERSION", "COMMIT", "BUILD", "RELEASE", "DATE"];
    is_of_commit(name) || last.last().is_some_and(|part| words.contains(&part.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variables_are_known_by_their_names() {
        for name in ["GIT_SHA", "COMMIT", "BUILD_DATE", "VCS_REF", "CI_COMMIT_SHA", "CACHEBUST"] {
            assert!(is_of_commit(name), "{name}");
        }
        for name in ["NODE_VERSION", "TINI_SHA256", "NODE_SHA", "BUILD_TYPE", "DATE_FORMAT", "BASE"]
        {
            assert!(!is_of_commit(name), "{name}");
        }
        assert!(reads("echo ${A:-b} $BC", "A") && reads("$BC", "BC") && !reads("$BCD BC", "BC"));
    }

    #[test]
    fn labels_and_texts_are_known_by_their_names() {
        for (label, expected) in [
            ("org.opencontainers.image.revision", true),
            ("org.opencontainers.image.created", true),
            ("build-date", true),
            ("git.sha", true),
            ("org.opencontainers.image.version.schema", false),
            ("maintainer", false),
        ] {
            assert_eq!(is_label_of_commit(label), expected, "{label}");
        }
        for (text, expected) in [
            ("echo $GIT_SHA", true),
            ("echo ${GIT_SHA:-x}", true),
            ("echo GIT_SHA", false),
            ("echo $A GIT_SHA", false),
        ] {
            assert_eq!(reads_commit(text), expected, "{text}");
        }
        assert!(is_version("APP_VERSION") && is_version("release") && !is_version("VERSIONS"));
        assert!(!is_version("CARGO_PROFILE_RELEASE_DEBUG"));
    }
}
