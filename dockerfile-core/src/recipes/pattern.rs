//! Patterns of paths: those of ignore files, which are read exactly, and those of a workspace's
//! members, of which only `*` is.

/// Whether a pattern surely finds a path: it holds nothing special but `*`, and fits.
#[cfg(feature = "cargo")]
pub(super) fn finds(pattern: &str, path: &str) -> bool {
    let plain = !pattern.contains(['?', '[']) && !pattern.contains("**");
    plain && may_find(pattern, path)
}

/// Whether a pattern may find a path. Of one that holds more than `*`, only the folders before its
/// first special letter are compared.
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
    let pattern: Vec<&str> = pattern.trim_matches('/').split('/').collect();
    let mut rest: Vec<&str> = path.split('/').collect();
    let fits = |names: &[&str], parts: &[&str]| {
        names.len() >= parts.len()
            && parts.iter().zip(names).all(|(part, name)| is_like(part, name))
    };
    // Behind `**` the first place that fits will do, since anything may follow.
    for (at, parts) in pattern.split(|part| *part == "**").enumerate() {
        let mut starts = if at == 0 { 0..1 } else { 0..rest.len() + 1 };
        let Some(start) = starts.find(|start| fits(&rest[*start..], parts)) else { return false };
        rest.drain(..start + parts.len());
    }
    // A pattern that ends in `**` finds what is below a folder, and not the folder itself.
    pattern.last() != Some(&"**") || !rest.is_empty()
}

/// Whether a pattern of an ignore file finds a path itself, and not only a folder that it is in.
pub(super) fn finds_itself(pattern: &str, path: &str) -> bool {
    // Most patterns are of one name, at any depth.
    if let Some(name) = pattern.strip_prefix("**/").filter(|name| !name.contains('/')) {
        return is_like(name, path.rsplit('/').next().unwrap_or(path));
    }
    match pattern.split_once('/') {
        Some(("**", rest)) => {
            let starts = path.match_indices('/').map(|(at, _)| at + 1);
            std::iter::once(0).chain(starts).any(|start| finds_itself(rest, &path[start..]))
        }
        Some((part, rest)) => path
            .split_once('/')
            .is_some_and(|(name, path)| is_like(part, name) && finds_itself(rest, path)),
        None => pattern == "**" || !path.contains('/') && is_like(pattern, path),
    }
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

/// The letters that stand for something else in a pattern.
const SPECIAL: [char; 4] = ['*', '?', '[', '\\'];

/// Whether a pattern of one name is like it: `*` stands for any part, `?` for a letter, `[..]` for
/// one of several, and what follows a `\` for itself.
///
/// Source: <https://pkg.go.dev/path#Match>.
pub(super) fn is_like(pattern: &str, name: &str) -> bool {
    // Most patterns have one star, and it stands first.
    if let Some(end) = pattern.strip_prefix('*').filter(|end| !end.contains(SPECIAL)) {
        return name.ends_with(end);
    }
    let (mut pattern, mut name) = (pattern, name);
    // The pattern behind the last star, and the rest of the name from where that star may end.
    // Earlier stars need no second look.
    let mut star = None;
    loop {
        if let Some(behind) = pattern.strip_prefix('*') {
            star = Some((behind, name));
            pattern = behind;
        } else if let Some(behind) = letter(pattern, name) {
            (pattern, name) = behind;
        } else if pattern.is_empty() && name.is_empty() {
            return true;
        } else {
            let Some((behind, from)) = star else { return false };
            let mut letters = from.chars();
            if letters.next().is_none() {
                return false;
            }
            (pattern, name) = (behind, letters.as_str());
            star = Some((pattern, name));
        }
    }
}

/// The rest of a pattern and of a name behind the first letter of both, if the pattern finds the
/// letter.
fn letter<'t>(pattern: &'t str, name: &'t str) -> Option<(&'t str, &'t str)> {
    let (mut patterns, mut names) = (pattern.chars(), name.chars());
    let letter = names.next()?;
    let finds = match patterns.next()? {
        '?' => true,
        '[' => {
            let (has, behind) = one_of(patterns.as_str(), letter)?;
            patterns = behind.chars();
            has
        }
        '\\' => patterns.next() == Some(letter),
        plain => plain == letter,
    };
    finds.then_some((patterns.as_str(), names.as_str()))
}

/// Whether a class such as `a-z]` or `^ab]` has a letter, and the pattern behind the class; `None`
/// if the class does not end.
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
    use super::{covers, finds_itself, is_like, reaches_below};

    #[test]
    fn a_name_is_like_its_pattern() {
        for (pattern, name) in [
            ("*.py[cod]", "a.pyc"),
            ("a?c", "abc"),
            ("[^a-c]x", "dx"),
            ("\\*", "*"),
            ("*", ""),
            ("a*b*c", "a-b-b-c"),
            ("a?[b-d]*", "axc"),
            ("é*", "éa"),
            ("[]a]x", "]x"),
            ("[\\]]", "]"),
            ("[a\\-c]", "-"),
            ("a[^]]", "ab"),
        ] {
            assert!(is_like(pattern, name), "{pattern} {name}");
        }
        for (pattern, name) in [
            ("*.py[cod]", "a.py"),
            ("a?c", "ac"),
            ("[^a-c]x", "bx"),
            ("\\*", "a"),
            ("[a", "a"),
            ("[a-", "a"),
            ("[a-c]", "d"),
            ("[a\\-c]", "b"),
            ("a[^]]", "a]"),
        ] {
            assert!(!is_like(pattern, name), "{pattern} {name}");
        }
        assert!(!is_like("*a*a*a*a*a*a*b", &"a".repeat(200)));
    }

    #[test]
    fn a_pattern_covers_what_is_below_what_it_finds() {
        for (pattern, path) in [
            ("**/.env", ".env"),
            ("**/.env", "a/b/.env"),
            ("**/.ssh", "a/.ssh/id"),
            ("a/**/b", "a/b"),
            ("a/**/b", "a/x/y/b/c"),
            ("**/a/**/c.txt", "a/b/c.txt"),
            ("a/b/**/*.t*t", "a/b/c.txt"),
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
    fn a_pattern_finds_a_path_itself() {
        for (pattern, path) in [
            ("**/.env", ".env"),
            ("**/.env", "a/b/.env"),
            ("**/.docker/config.json", "a/.docker/config.json"),
            ("a/**/b", "a/b"),
            ("a/**/b", "a/x/y/b"),
            ("a/**", "a/b/c"),
            ("a/*.rs", "a/b.rs"),
            ("*", "a"),
        ] {
            assert!(finds_itself(pattern, path), "{pattern} {path}");
        }
        for (pattern, path) in
            [("*", "a/b"), ("a/**", "a"), ("a", "a/b"), ("a/*", "a/b/c"), ("**/.env", ".env/a")]
        {
            assert!(!finds_itself(pattern, path), "{pattern} {path}");
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
