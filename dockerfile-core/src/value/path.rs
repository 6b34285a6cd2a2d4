//! Paths as text, with `/` on every host. The root of an image is `/`, that of a build context the
//! empty path.

/// Joins a folder of an image and a path below it.
pub(crate) fn join(folder: &str, below: &str) -> String {
    let folder = folder.trim_end_matches('/');
    match below {
        "" | "." if folder.is_empty() => "/".to_owned(),
        "" | "." => folder.to_owned(),
        below => format!("{folder}/{}", below.trim_start_matches('/')),
    }
}

/// Whether a path of an image is the folder itself, or below it.
pub(crate) fn is_below(folder: &str, path: &str) -> bool {
    let rest = path.strip_prefix(folder.trim_end_matches('/'));
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// Joins a folder of a build context and a path below it, which may begin with `./`.
pub(crate) fn below(folder: &str, path: &str) -> String {
    let path = path.trim_start_matches("./");
    match (folder, path) {
        ("", path) => path.to_owned(),
        (folder, "" | ".") => folder.to_owned(),
        (folder, path) => format!("{folder}/{path}"),
    }
}

/// The folder that a path is in; the empty path if that is the root.
pub(crate) fn parent(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(parent, _)| parent)
}

/// The last name of a path, behind its folder.
pub(crate) fn name_of(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// A path and the folders that it is in, the nearest first; the last is the root.
pub(crate) fn upwards(path: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(path), |path| (!path.is_empty()).then(|| parent(path)))
}

/// The paths that are below no other one of the same set.
#[cfg(any(feature = "cargo", feature = "go", feature = "node"))]
pub(crate) fn outermost(paths: std::collections::BTreeSet<String>) -> Vec<String> {
    let is_in_another = |path: &String| upwards(path).skip(1).any(|above| paths.contains(above));
    paths.iter().filter(|path| !is_in_another(path)).cloned().collect()
}

/// A path without `.` and `..`; `None` if it leads out of the root.
pub(crate) fn normal(path: &str) -> Option<String> {
    let mut parts: Vec<&str> = vec![];
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

/// A path relative to a folder that holds it; `None` if the folder does not.
pub(crate) fn inside<'p>(folder: &str, path: &'p str) -> Option<&'p str> {
    if folder.is_empty() || folder == path {
        return Some(path.strip_prefix(folder).unwrap_or(path));
    }
    path.strip_prefix(folder)?.strip_prefix('/')
}

/// A path relative to a folder, with `..` if the folder does not hold it.
pub(crate) fn between(folder: &str, path: &str) -> String {
    let parts = |path: &str| -> Vec<String> {
        path.split('/').filter(|part| !part.is_empty()).map(str::to_owned).collect()
    };
    let (folder, path) = (parts(folder), parts(path));
    let shared = folder.iter().zip(&path).take_while(|(a, b)| a == b).count();
    let up = folder[shared..].iter().map(|_| "..".to_owned());
    let parts: Vec<String> = up.chain(path[shared..].iter().cloned()).collect();
    if parts.is_empty() { ".".to_owned() } else { parts.join("/") }
}

/// Whether a path begins at the root of a machine, on Unix or Windows.
pub(crate) fn is_absolute(path: &str) -> bool {
    path.starts_with(['/', '\\'])
        || path.get(1..3).is_some_and(|rest| rest == ":\\" || rest == ":/")
}

/// The pattern of an ignore file that fits this path alone.
pub(crate) fn as_pattern(path: &str) -> String {
    let mut text = String::new();
    for (at, c) in path.char_indices() {
        if matches!(c, '*' | '?' | '[' | '\\' | '^') || (at == 0 && matches!(c, '!' | '#')) {
            text.push('\\');
        }
        text.push(c);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::{
        as_pattern, below, between, inside, is_absolute, is_below, join, name_of, normal, parent,
        upwards,
    };

    #[test]
    fn paths_are_joined_and_told_apart() {
        for (folder, path, joined) in [
            ("/", "", "/"),
            ("/", ".", "/"),
            ("/", "a", "/a"),
            ("/a/", "b", "/a/b"),
            ("/a", "/b", "/a/b"),
            ("/a/", ".", "/a"),
        ] {
            assert_eq!(join(folder, path), joined);
        }
        for (folder, path, joined) in
            [("", "./a", "a"), ("a", ".", "a"), ("a", "", "a"), ("a", "./b", "a/b")]
        {
            assert_eq!(below(folder, path), joined);
        }
        for (folder, path, is) in [
            ("/a", "/a", true),
            ("/a", "/a/b", true),
            ("/a/", "/a/b", true),
            ("/", "/a", true),
            ("/a", "/ab", false),
            ("/a/b", "/a", false),
        ] {
            assert_eq!(is_below(folder, path), is, "{folder} {path}");
        }
        assert_eq!((parent("a/b/c"), parent("a")), ("a/b", ""));
        assert_eq!((name_of("a/b"), name_of("a"), name_of("a/")), ("b", "a", ""));
        assert!(upwards("a/b").eq(["a/b", "a", ""]) && upwards("").eq([""]));
        assert_eq!(normal("a/./..//b/"), Some("b".to_owned()));
        assert_eq!((normal("a/../.."), normal("..")), (None, None));
        assert_eq!((inside("a", "a/b"), inside("a", "ab")), (Some("b"), None));
        assert_eq!(
            (inside("", "a"), inside("a", "a"), inside("a/b", "a")),
            (Some("a"), Some(""), None)
        );
        assert_eq!(between("a/b", "a/c"), "../c");
        assert_eq!((between("a", "a"), between("", "a")), (".".to_owned(), "a".to_owned()));
        assert_eq!(
            (between("a/b", ""), between("a", "ab")),
            ("../..".to_owned(), "../ab".to_owned())
        );
    }

    #[test]
    fn a_path_of_a_machine_begins_at_its_root() {
        for path in ["/a", "\\a", "C:\\a", "c:/a"] {
            assert!(is_absolute(path), "{path}");
        }
        for path in ["", "a", "./a", "a/b", "C:a", "ab:/c"] {
            assert!(!is_absolute(path), "{path}");
        }
    }

    #[test]
    fn a_pattern_fits_its_path_alone() {
        for (path, pattern) in [
            ("a/b.c", "a/b.c"),
            ("*?[]^\\", "\\*\\?\\[]\\^\\\\"),
            ("!a#!", "\\!a#!"),
            ("#a", "\\#a"),
        ] {
            assert_eq!(as_pattern(path), pattern);
        }
    }

    #[test]
    #[cfg(any(feature = "cargo", feature = "go", feature = "node"))]
    fn what_is_in_a_folder_goes_with_it() {
        let paths = ["a", "a/b", "a.go", "c/d", "c/d/e"].map(str::to_owned);
        assert_eq!(super::outermost(paths.clone().into()), ["a", "a.go", "c/d"]);
        let with_root = paths.into_iter().chain([String::new()]).collect();
        assert_eq!(super::outermost(with_root), [""]);
    }
}
