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

/// Whether a pattern of an ignore file finds a path, or a folder that it is in.
///
/// Source: <https://docs.docker.com/build/concepts/context/#syntax>, and Go's `path/filepath.Match`.
pub(super) fn covers(pattern: &str, path: &str) -> bool {
    let (first, rest) = split(pattern);
    let (name, below) = split(path);
    match (first, rest) {
        ("**", None) => !path.is_empty(),
        ("**", Some(rest)) => covers(rest, path) || below.is_some_and(|it| covers(pattern, it)),
        (first, None) => is_like(first, name),
        (first, Some(rest)) => is_like(first, name) && below.is_some_and(|it| covers(rest, it)),
    }
}

/// The first name of a path, and what is below it.
fn split(path: &str) -> (&str, Option<&str>) {
    path.split_once('/').map_or((path, None), |(name, below)| (name, Some(below)))
}

/// Whether a pattern of an ignore file may find something below a folder, and not the folder.
pub(super) fn reaches_below(pattern: &str, folder: &str) -> bool {
    let folder = folder.split('/').filter(|name| !name.is_empty());
    let mut pattern = pattern.split('/');
    for name in folder {
        match pattern.next() {
            Some("**") => return true,
            Some(part) if is_like(part, name) => {}
            Some(_) | None => return false,
        }
    }
    pattern.next().is_some()
}

/// What stands for something else in a pattern.
const SPECIAL: [char; 4] = ['*', '?', '[', '\\'];

/// Whether a pattern of one name is like it: `*` stands for any part, `?` for a letter, `[..]` for
/// one of several, and what follows a `\\` for itself.
pub(super) fn is_like(pattern: &str, name: &str) -> bool {
    // Most patterns have one star, and it stands first.
    if let Some(end) = pattern.strip_prefix('*').filter(|end| !end.contains(SPECIAL)) {
        return name.ends_with(end);
    }
    let mut rest = pattern.chars();
    let Some(first) = rest.next() else { return name.is_empty() };
    let (letter, below) = (name.chars().next(), rest.as_str());
    let behind = letter.map_or("", |letter| &name[letter.len_utf8()..]);
    match first {
        '*' => is_like(below, name) || letter.is_some() && is_like(pattern, behind),
        '?' => letter.is_some() && is_like(below, behind),
        '[' => letter.is_some_and(|letter| match one_of(below, letter) {
            Some((has, below)) => has && is_like(below, behind),
            None => false,
        }),
        '\\' => {
            let escaped = rest.next();
            escaped.is_some() && escaped == letter && is_like(rest.as_str(), behind)
        }
        plain => letter == Some(plain) && is_like(below, behind),
    }
}

/// Whether a class such as `a-z]` or `^ab]` has a letter, and what is behind it; `None` if the class
/// does not end.
fn one_of(class: &str, letter: char) -> Option<(bool, &str)> {
    let negated = class.strip_prefix('^');
    let mut rest = negated.unwrap_or(class).chars();
    let (mut has, mut is_first) = (false, true);
    loop {
        let mut low = rest.next()?;
        if low == ']' && !is_first {
            return Some((has != negated.is_some(), rest.as_str()));
        }
        is_first = false;
        if low == '\\' {
            low = rest.next()?;
        }
        let mut high = low;
        if let Some(behind) = rest.as_str().strip_prefix('-') {
            rest = behind.chars();
            high = rest.next()?;
        }
        has |= (low..=high).contains(&letter);
    }
}

#[cfg(test)]
mod tests {
    use super::{covers, is_like, reaches_below};

    #[test]
    fn a_name_is_like_its_pattern() {
        for (pattern, name) in [
            ("*.py[cod]", "a.pyc"),
            ("a?c", "abc"),
            ("[^a-c]x", "dx"),
            ("\\*", "*"),
            ("*", ""),
            ("a*b*c", "a-b-b-c"),
            ("é*", "éa"),
        ] {
            assert!(is_like(pattern, name), "{pattern} {name}");
        }
        for (pattern, name) in
            [("*.py[cod]", "a.py"), ("a?c", "ac"), ("[^a-c]x", "bx"), ("\\*", "a"), ("[a", "a")]
        {
            assert!(!is_like(pattern, name), "{pattern} {name}");
        }
    }

    #[test]
    fn a_pattern_covers_what_is_below_what_it_finds() {
        for (pattern, path) in [
            ("**/.env", ".env"),
            ("**/.env", "a/b/.env"),
            ("**/.ssh", "a/.ssh/id"),
            ("a/**/b", "a/b"),
            ("a/**/b", "a/x/y/b/c"),
            ("a/**", "a/b"),
            ("a", "a/b/c"),
        ] {
            assert!(covers(pattern, path), "{pattern} {path}");
        }
        for (pattern, path) in [("**/.env", ".envs"), ("a/**", "a"), ("a", "b/a"), ("a/b", "a")] {
            assert!(!covers(pattern, path), "{pattern} {path}");
        }
    }

    #[test]
    fn a_pattern_reaches_below_a_folder() {
        for (pattern, folder) in
            [("**/x", "a/b"), ("a/b/*.log", "a"), ("a/b/*.log", "a/b"), ("*/x", "a"), ("x", "")]
        {
            assert!(reaches_below(pattern, folder), "{pattern} {folder}");
        }
        for (pattern, folder) in [("a", "a"), ("a", "a/b"), ("b/x", "a"), ("target", "crates/api")]
        {
            assert!(!reaches_below(pattern, folder), "{pattern} {folder}");
        }
    }
}
#[cfg(all(test, feature = "cargo"))]
mod tests_of_members {
    use super::{finds, may_find};

    #[test]
    fn a_pattern_finds_folders_of_its_depth() {
        assert!(finds("crates/*", "crates/a") && !finds("crates/*", "crates/a/b"));
        assert!(finds("svc-*-x", "svc-a-x") && !finds("svc-*-x", "svc-a"));
        assert!(!finds("c?", "cd") && may_find("c?", "cd") && may_find("a/**", "a/b/c"));
        assert!(!may_find("crates/[ab]", "other/a"));
    }
}
