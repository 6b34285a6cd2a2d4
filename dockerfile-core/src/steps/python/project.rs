//! What the projects of uv and Poetry have in common: a `pyproject.toml`, and files that are
//! built or run.

use toml::de::DeTable;

use crate::steps::recipe::files::{Files, below, inside, is_alone};
use crate::steps::recipe::{Problem, Toolchain};
use crate::tables::{parse, table, text};

pub(super) const MANIFEST: &str = "pyproject.toml";

/// What stays behind of a folder that is copied whole: `.env` and `.venv`, too.
pub(super) const NOT_INSTALLED: [&str; 4] = [".*", "dist", "tests", "**/__pycache__"];

/// What stays behind at the top of a folder of which parts are copied.
const NOT_OURS: [&str; 4] = ["tests", "build", "dist", "node_modules"];

/// Files beside a manifest that builders of packages read without being told.
const BUILT_WITH: [&str; 2] = ["setup.cfg", "MANIFEST.in"];

/// How files begin that packages carry with them (PEP 639).
const LICENCES: [&str; 4] = ["LICEN", "COPYING", "NOTICE", "AUTHORS"];

/// A project's manifest, read; the text outlives what is parsed of it.
pub(super) fn manifest<T>(
    files: &Files,
    folder: &str,
    look: impl FnOnce(&DeTable<'_>) -> T,
) -> Result<T, Problem> {
    let name = below(folder, MANIFEST);
    let read = files.read(&name)?;
    Ok(look(&parse(&name, &read)?))
}

/// The Python that a project asks for.
pub(super) fn python(manifest: &DeTable<'_>, folder: &str) -> Option<Toolchain> {
    let standard = table(manifest, &["project"]).and_then(|t| text(t, "requires-python"));
    let poetry = || text(table(manifest, &["tool", "poetry", "dependencies"])?, "python");
    let file = below(folder, MANIFEST);
    let (version, or_newer) = version(&standard.or_else(poetry)?)?;
    Some(Toolchain { file, version, or_newer })
}

/// The first clause of a version specifier that says from where on, or which series.
///
/// Source: <https://packaging.python.org/en/latest/specifications/version-specifiers/>.
fn version(specifier: &str) -> Option<(String, bool)> {
    specifier.split(',').map(str::trim).find_map(|clause| {
        let signs = ["~=", "==", ">=", "~", "^"];
        let rest = signs.iter().find_map(|sign| clause.strip_prefix(sign))?;
        let mut numbers: Vec<&str> = rest.trim().trim_end_matches(".*").split('.').collect();
        if !numbers.iter().all(|number| number.parse::<u64>().is_ok()) {
            return None;
        }
        // `~=3.11.2` is any 3.11 from there on, `~=3.11` any 3. Poetry's `~3.11` is any 3.11.
        let series = clause.starts_with('~') && (numbers.len() > 2 || !clause.starts_with("~="));
        if series {
            numbers.truncate(2);
        }
        let newer = !series && !clause.starts_with("==");
        Some((numbers.join("."), newer))
    })
}

/// The files of a project: its folder, or, if other projects live below it or it is the
/// context itself, what has Python in it and what builders of packages read.
pub(super) fn sources(
    files: &Files,
    folder: &str,
    others: &[String],
    packaged: bool,
) -> Result<Vec<String>, Problem> {
    let holds_other =
        |path: &str| others.iter().any(|other| other != folder && inside(path, other).is_some());
    if is_alone(folder, others.iter().map(String::as_str)) {
        return Ok(vec![folder.to_owned()]);
    }
    let manifest = if packaged { files.read(&below(folder, MANIFEST))? } else { String::new() };
    let is_read = |name: &str| {
        BUILT_WITH.contains(&name)
            || LICENCES.iter().any(|licence| name.starts_with(licence))
            || [format!("\"{name}\""), format!("'{name}'")].iter().any(|n| manifest.contains(n))
    };
    let mut found = vec![];
    for name in files.names(folder) {
        let path = below(folder, &name);
        let ours = if files.has(&path) {
            name.ends_with(".py") || packaged && is_read(&name)
        } else {
            let environment = files.has(&below(&path, "pyvenv.cfg"));
            !NOT_OURS.contains(&name.as_str()) && !environment && !holds_other(&path)
        };
        if ours && !name.starts_with('.') && (files.has(&path) || files.holds(&path, ".py")) {
            found.push(path);
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::version;

    #[test]
    fn the_first_clause_that_names_a_version_counts() {
        let said =
            |specifier| version(specifier).map(|(version, newer)| version + &format!(" {newer}"));
        assert_eq!(said(">=3.9,<4").as_deref(), Some("3.9 true"));
        assert_eq!(said("!=3.10.1, >= 3.10").as_deref(), Some("3.10 true"));
        assert_eq!(said("==3.11.*").as_deref(), Some("3.11 false"));
        assert_eq!(said("~=3.11").as_deref(), Some("3.11 true"));
        assert_eq!(said("~=3.11.2").as_deref(), Some("3.11 false"));
        assert_eq!(said("^3.11").as_deref(), Some("3.11 true"));
        assert_eq!(said("~3.11").as_deref(), Some("3.11 false"));
        assert_eq!(said("~3.11.2").as_deref(), Some("3.11 false"));
        assert_eq!(said("<4"), None);
        assert_eq!(said("*"), None);
    }
}
