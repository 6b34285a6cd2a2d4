//! The place of a requirement, or of what an option names.

/// The place of a package, or of several.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place<'l> {
    /// In an index, or at an address.
    Elsewhere,
    /// A file that is installed, by its path.
    Archive(&'l str),
    /// A folder that is built, by its path.
    Folder(&'l str),
    /// A path on the machine of whoever wrote the file.
    Machine(&'l str),
}

/// The endings of names by which pip takes a file for one to install.
const ARCHIVES: [&str; 12] = [
    ".whl",
    ".zip",
    ".tar.gz",
    ".tgz",
    ".tar",
    ".tar.bz2",
    ".tbz",
    ".tar.xz",
    ".txz",
    ".tlz",
    ".tar.lz",
    ".tar.lzma",
];

/// The place of a requirement: `x>=1`, `./x.whl`, `x @ https://h/x.whl`, `git+https://h/x.git`.
pub(super) fn of_requirement(asked: &str) -> Place<'_> {
    let asked = asked.split("; ").next().unwrap_or(asked).trim();
    let named = asked.split_once('@').filter(|(name, _)| is_name(name.trim()));
    let target = named.map_or(asked, |(_, target)| target.trim());
    if let Some(path) = of_scheme(target) {
        return path.map_or(Place::Elsewhere, local);
    }
    let target = target.split(';').next().unwrap_or(target).trim_end();
    let target =
        target.strip_suffix(']').and_then(|it| it.rsplit_once('[')).map_or(target, |it| it.0);
    match local(target) {
        // A name has no slash, and begins with no dot.
        Place::Folder(name) if !name.contains('/') && !name.starts_with('.') => Place::Elsewhere,
        place => place,
    }
}

/// The place that an option names: a folder or file by its path, or an address.
pub(super) fn of_value(value: &str) -> Place<'_> {
    of_scheme(value).unwrap_or(Some(value)).map_or(Place::Elsewhere, local)
}

/// The path of a `file:` address; `Some(None)` for any other address, and `None` for what is no
/// address.
fn of_scheme(target: &str) -> Option<Option<&str>> {
    let (scheme, rest) = target.split_once(':')?;
    let is_scheme = |c: char| c.is_ascii_alphanumeric() || ['+', '-', '.'].contains(&c);
    if scheme.len() < 2 || !scheme.chars().all(is_scheme) {
        return None;
    }
    let is_file = scheme.eq_ignore_ascii_case("file");
    let is_local = is_file || scheme.to_ascii_lowercase().ends_with("+file");
    let path = rest.split(['#', '?']).next().unwrap_or(rest);
    Some(is_local.then_some(path))
}

fn local(path: &str) -> Place<'_> {
    let lower = path.to_ascii_lowercase();
    if path.starts_with(['/', '\\', '~']) || path.get(1..2) == Some(":") {
        Place::Machine(path)
    } else if ARCHIVES.iter().any(|end| lower.ends_with(end)) {
        Place::Archive(path)
    } else {
        Place::Folder(path)
    }
}

fn is_name(text: &str) -> bool {
    let name = text.split('[').next().unwrap_or(text).trim_end();
    let in_name = |c: char| c.is_ascii_alphanumeric() || ['.', '_', '-'].contains(&c);
    !name.is_empty() && !name.starts_with('.') && name.chars().all(in_name)
}

#[cfg(test)]
mod tests {
    use super::{Place, of_requirement, of_value};

    #[test]
    fn what_is_on_disk_is_told_from_names_and_addresses() {
        for folder in [".", "./x", "../x[a]", "libs/x", "./x; python_version<'3'", "file:./x"] {
            assert!(matches!(of_requirement(folder), Place::Folder(_)), "{folder}");
        }
        for file in
            ["wheels/x.whl", "x.whl", "./x.tar.gz", "./x.whl[a] ; extra == 'b'", "file:x.zip"]
        {
            assert!(matches!(of_requirement(file), Place::Archive(_)), "{file}");
        }
        for end in "whl zip tar.gz tgz tar tar.bz2 tbz tar.xz txz tlz tar.lz tar.lzma".split(' ') {
            for file in [format!("x.{end}"), format!("libs/X.{}", end.to_uppercase())] {
                assert_eq!(of_requirement(&file), Place::Archive(&file), "{file}");
                assert_eq!(of_value(&file), Place::Archive(&file), "{file}");
            }
        }
        for machine in [
            "\\x",
            "c:\\x",
            "x @ file:/x",
            "/x",
            "x @ file:///x",
            "file:///x.whl",
            "git+file:///x",
            "~/x.whl",
        ] {
            assert!(matches!(of_requirement(machine), Place::Machine(_)), "{machine}");
        }
        let elsewhere = [
            "x==1",
            "x @ https://h/x.whl",
            "x@https://h/x.whl",
            "git+https://h/x.git@v1#egg=x",
            "git+ssh://git@h/x.git",
            "x[a]>=1; python_version < '3.9'",
            "https://h/x.whl",
        ];
        for other in elsewhere {
            assert_eq!(of_requirement(other), Place::Elsewhere, "{other}");
        }
    }

    #[test]
    fn an_option_names_a_path_or_an_address() {
        assert_eq!(of_value("wheels"), Place::Folder("wheels"));
        assert_eq!(of_value("file:wheels"), Place::Folder("wheels"));
        assert_eq!(of_value("https://h/simple"), Place::Elsewhere);
        assert_eq!(of_value("file:///h/simple"), Place::Machine("///h/simple"));
    }
}
