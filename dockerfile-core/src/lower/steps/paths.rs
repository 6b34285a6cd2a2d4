//! Paths of copies, which may hold variables.

use crate::program::instruction::{FilePath, ValuePart};
use crate::value::path::as_pattern;

/// Variables whose values have no `/` in them.
const OF_ONE_NAME: [&str; 6] =
    ["TARGETOS", "TARGETARCH", "TARGETVARIANT", "BUILDOS", "BUILDARCH", "BUILDVARIANT"];

/// A path with one `/` at its end, which COPY takes for a folder.
pub(super) fn into_folder(path: FilePath) -> FilePath {
    let FilePath(mut parts) = trimmed(path);
    push(&mut parts, "/");
    FilePath(parts)
}

/// A path below a folder.
pub(super) fn joined(folder: &FilePath, below: &FilePath) -> FilePath {
    let FilePath(mut parts) = trimmed(folder.clone());
    if let [ValuePart::Text(text)] = below.0.as_slice()
        && matches!(text.as_str(), "" | ".")
    {
        if parts.is_empty() {
            push(&mut parts, "/");
        }
        return FilePath(parts);
    }
    push(&mut parts, "/");
    for (at, part) in below.0.iter().enumerate() {
        match part {
            ValuePart::Text(text) if at == 0 => push(&mut parts, text.trim_start_matches('/')),
            ValuePart::Text(text) => push(&mut parts, text),
            part @ ValuePart::Variable(_) => parts.push(part.clone()),
        }
    }
    FilePath(parts)
}

fn trimmed(FilePath(mut parts): FilePath) -> FilePath {
    if let Some(ValuePart::Text(last)) = parts.last_mut() {
        last.truncate(last.trim_end_matches('/').len());
        if last.is_empty() {
            parts.pop();
        }
    }
    FilePath(parts)
}

fn push(parts: &mut Vec<ValuePart>, text: &str) {
    match parts.last_mut() {
        Some(ValuePart::Text(last)) => last.push_str(text),
        _ => parts.push(ValuePart::Text(text.to_owned())),
    }
}

/// Whether the first name of a path has a letter or a pattern of its own beside its variables. A builder
/// looks for what stands in front of the first pattern, so that a source which may be absent is
/// written with one in its first name.
pub(super) fn begins_by_name(path: &FilePath) -> bool {
    let texts = path.0.iter().map(|part| match part {
        ValuePart::Text(text) => text.as_str(),
        ValuePart::Variable(_) => "$",
    });
    let text: String = texts.collect();
    let text = text.strip_prefix("./").unwrap_or(&text).trim_start_matches('/');
    let first = text.split('/').next().unwrap_or_default();
    path.is_literal() || first.contains(|c: char| c.is_alphanumeric() || "*?".contains(c))
}

/// A pattern in the ignore file's language that matches a path of the context whatever its
/// variables hold; `None` if it has no variable.
pub(super) fn may_be(path: &FilePath) -> Option<String> {
    if path.is_literal() {
        return None;
    }
    let mut pattern = String::new();
    for part in &path.0 {
        let (text, star) = match part {
            ValuePart::Text(text) => (as_pattern(text), false),
            ValuePart::Variable(name) if OF_ONE_NAME.contains(&name.as_str()) => {
                ("*".to_owned(), true)
            }
            ValuePart::Variable(_) => ("**".to_owned(), true),
        };
        // Two stars in a row are one.
        match star && pattern.ends_with('*') {
            true if text == "**" && !pattern.ends_with("**") => pattern.push('*'),
            true => {}
            false => pattern += &text,
        }
    }
    Some(pattern)
}

#[cfg(test)]
mod tests {
    use super::{begins_by_name, into_folder, joined, may_be};
    use crate::program::instruction::{FilePath, ValuePart};
    use crate::value::{Value as _, VarName};

    /// A path in which `$NAME/` is a variable.
    fn path(text: &str) -> FilePath {
        let mut parts = vec![];
        for (at, piece) in text.split('$').enumerate() {
            let (name, rest) = match at {
                0 => ("", piece),
                _ => piece.split_once('|').unwrap_or((piece, "")),
            };
            if at > 0 {
                parts.push(ValuePart::Variable(VarName::trusted(name.to_owned())));
            }
            if !rest.is_empty() || text.is_empty() {
                parts.push(ValuePart::Text(rest.to_owned()));
            }
        }
        FilePath(parts)
    }

    #[test]
    fn a_variable_stands_for_one_name_or_for_several() {
        for name in
            ["TARGETOS", "TARGETARCH", "TARGETVARIANT", "BUILDOS", "BUILDARCH", "BUILDVARIANT"]
        {
            let pattern = may_be(&path(&format!("a-${name}|.so")));
            assert_eq!(pattern.as_deref(), Some("a-*.so"), "{name}");
        }
        for (text, pattern) in [
            ("a-$TARGETPLATFORM|/x", Some("a-**/x")),
            ("a-$BUILDPLATFORM", Some("a-**")),
            ("a-$VERSION", Some("a-**")),
            ("$TARGETARCH|$TARGETVARIANT", Some("*")),
            ("$TARGETARCH|$VERSION", Some("**")),
            ("$VERSION|$TARGETARCH", Some("**")),
            ("$VERSION|$VERSION", Some("**")),
            ("$TARGETOS|-$TARGETARCH", Some("*-*")),
            ("a[0]-$TARGETARCH", Some("a\\[0]-*")),
            ("a", None),
        ] {
            assert_eq!(may_be(&path(text)).as_deref(), pattern, "{text}");
        }
    }

    #[test]
    fn a_name_is_more_than_its_variables() {
        for text in
            ["a", "_", "/a", "./a", "a$V", "$V|a", "$V|-a/b", "/$V|-$W|a", "$V|*", "$V|?/b", "a/$V"]
        {
            assert!(begins_by_name(&path(text)), "{text}");
        }
        for text in ["$V", "/$V", "./$V", "$V|/a", "/$V|/a", "$V|$W|/a", "$V|-$W|_/a", "$V|/*"] {
            assert!(!begins_by_name(&path(text)), "{text}");
        }
    }

    #[test]
    fn a_path_below_a_folder() {
        for (folder, below, whole) in [
            ("/srv", "a/b", "/srv/a/b"),
            ("/srv/", "a", "/srv/a"),
            ("/", "a", "/a"),
            ("/srv", ".", "/srv"),
            ("/srv/", "", "/srv"),
            ("/", ".", "/"),
            ("/srv", "/a", "/srv/a"),
        ] {
            assert_eq!(joined(&path(folder), &path(below)), path(whole), "{folder} {below}");
        }
        assert_eq!(joined(&path("/$V"), &path("a-$W")).shown(), "/${V}/a-${W}");
        for (folder, whole) in [("/srv", "/srv/"), ("/srv//", "/srv/"), ("/", "/"), ("$V", "${V}/")]
        {
            assert_eq!(into_folder(path(folder)).shown(), whole);
        }
    }
}
