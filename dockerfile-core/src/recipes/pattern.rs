//! Patterns of paths, of which `*` is read exactly and all else may stand for anything.

/// Whether a pattern finds a path, as far as `*` is all that is in it.
#[cfg(feature = "cargo")]
pub(super) fn finds(pattern: &str, path: &str) -> bool {
    let plain = !pattern.contains(['?', '[']) && !pattern.contains("**");
    plain && may_find(pattern, path)
}

/// Whether it may find a folder: what it holds beside `*` may be anything.
pub(super) fn may_find(pattern: &str, path: &str) -> bool {
    if pattern.contains(['?', '[']) || pattern.contains("**") {
        let fixed = pattern.split(['?', '[', '*']).next().unwrap_or_default();
        return path.starts_with(fixed.rsplit_once('/').map_or("", |(start, _)| start));
    }
    let (patterns, names) = (pattern.split('/'), path.split('/'));
    patterns.clone().count() == names.clone().count()
        && patterns.zip(names).all(|(pattern, name)| is_like(pattern, name))
}

/// `*` stands for any part of a name.
fn is_like(pattern: &str, name: &str) -> bool {
    let Some((before, behind)) = pattern.split_once('*') else { return pattern == name };
    let Some(rest) = name.strip_prefix(before) else { return false };
    let ends = rest.char_indices().map(|(at, _)| at).chain([rest.len()]);
    ends.into_iter().any(|end| is_like(behind, &rest[end..]))
}

#[cfg(all(test, feature = "cargo"))]
mod tests {
    use super::{finds, may_find};

    #[test]
    fn a_pattern_finds_folders_of_its_depth() {
        assert!(finds("crates/*", "crates/a") && !finds("crates/*", "crates/a/b"));
        assert!(finds("svc-*-x", "svc-a-x") && !finds("svc-*-x", "svc-a"));
        assert!(!finds("c?", "cd") && may_find("c?", "cd") && may_find("a/**", "a/b/c"));
        assert!(!may_find("crates/[ab]", "other/a"));
    }
}
