//! The Python that files beside a project ask for, which tools read and no manifest mentions.
//!
//! Source: <https://docs.astral.sh/uv/concepts/python-versions/#python-version-files>,
//! <https://devcenter.heroku.com/articles/python-runtimes>.

use crate::declare::disk::Tree;
use crate::program::toolchain::Toolchain;
use crate::program::unread::Unread;
use crate::recipes::version_files::VersionFiles;
use crate::value::path::below;

const FILES: VersionFiles =
    VersionFiles { own: &[".python-version", "runtime.txt"], tools: &["python"] };

/// The versions that files in a folder ask for. Of a release its series counts: the tag of a base
/// names no more.
pub(super) fn beside(tree: &Tree, folder: &str) -> Result<Vec<Toolchain>, Unread> {
    if !FILES.names().any(|name| tree.has(&below(folder, name))) {
        return Ok(vec![]);
    }
    tree.list()?;
    let named = FILES.beside(tree, folder)?;
    let exact = |(file, said): &(String, String)| Some(Toolchain::exact(file, &series(said)?));
    Ok(named.iter().filter_map(exact).collect())
}

/// The series that a file asks for, as in `3.12`, `3.12.1`, `cpython-3.12`, `cpython@3.12` or
/// `python-3.12.1`. What else such a file may say names no version of the official image.
fn series(said: &str) -> Option<String> {
    let version = ["cpython-", "cpython@", "cpython", "python-"]
        .iter()
        .find_map(|name| said.strip_prefix(name))
        .unwrap_or(said);
    let numbers: Vec<&str> = version.split(['.', '-', '+']).take(2).collect();
    let is_version = numbers.iter().all(|number| number.parse::<u64>().is_ok());
    is_version.then(|| numbers.join("."))
}

#[cfg(test)]
mod tests {
    use super::series;

    #[test]
    fn a_release_is_of_its_series() {
        for said in [
            "3.12",
            "3.12.1",
            "cpython-3.12",
            "python-3.12.4",
            "cpython3.12",
            "cpython@3.12",
            "3.12-dev",
            "3.12+freethreaded",
        ] {
            assert_eq!(series(said).as_deref(), Some("3.12"), "{said}");
        }
        assert_eq!(series("3").as_deref(), Some("3"));
        for none in ["", "pypy3.10", ">=3.9", "myproject", "graalpy-24.0"] {
            assert_eq!(series(none), None, "{none}");
        }
    }
}
