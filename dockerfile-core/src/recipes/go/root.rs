//! What is copied of a module at the root of the context, where the rest of the repository is, too.

use std::collections::BTreeSet;

use super::embeds::Embeds;
use crate::declare::disk::Tree;
use crate::program::unread::Unread;
use crate::value::path::{outermost, parent, upwards};

/// The ends of the names of files that a package may be built from.
///
/// Source: <https://pkg.go.dev/cmd/go#hdr-File_types>.
const BUILT: [&str; 20] = [
    "go", "c", "cc", "cpp", "cxx", "m", "h", "hh", "hpp", "hxx", "f", "F", "for", "f90", "s", "S",
    "sx", "swig", "swigcxx", "syso",
];

/// The profile of a program, beside its `main`, by which Go compiles.
///
/// Source: <https://go.dev/doc/pgo>.
const PROFILE: &str = "default.pgo";

/// The ends of the names of files that a C compiler and its linker find beside those.
const OF_CGO: [&str; 3] = ["a", "so", "inc"];

/// The folders and files at the context's root that have Go in them, or that Go embeds.
pub(super) fn of_context(tree: &Tree, cgo: bool, embeds: &Embeds) -> Result<Vec<String>, Unread> {
    let others: BTreeSet<String> = tree
        .files_named("", |name| name == "go.mod")?
        .iter()
        .map(|file| parent(file).to_owned())
        .filter(|folder| !folder.is_empty())
        .collect();
    let is_ours = |path: &str| !upwards(path).any(|path| others.contains(path));
    let is_tested = |file: &str| file.split('/').any(|part| part == "testdata");
    let is_built = |name: &str| {
        let end = name.rsplit_once('.').map_or("", |(_, end)| end);
        BUILT.contains(&end) || name == PROFILE || cgo && OF_CGO.contains(&end)
    };
    let mut sources = BTreeSet::new();
    for file in
        tree.files_named("", is_built)?.into_iter().filter(|file| is_ours(file) && !is_tested(file))
    {
        match file.split_once('/') {
            // Without cgo, a file that is no Go is built only beside one that is; so is a profile.
            Some((folder, _)) if cgo && !file.ends_with(PROFILE) || file.ends_with(".go") => {
                sources.insert(folder.to_owned());
            }
            Some(_) => {}
            None if tree.has(&file) => {
                sources.insert(file);
            }
            // It is a pipe or its like, for which a builder would wait.
            None if tree.exists(&file) => return Err(Unread::NoPlainFile { path: file }),
            None => {}
        }
    }
    sources.extend(tree.names("", |name| name == "vendor"));
    sources.extend(embeds.paths().filter(|path| is_ours(path)).cloned());
    Ok(outermost(sources))
}

#[cfg(test)]
mod tests {
    use super::of_context;
    use crate::declare::disk::Tree;
    use crate::recipes::go::constraints::Tags;
    use crate::recipes::go::embeds::Embeds;

    /// With cgo, what is no Go is built, too, wherever it stands.
    #[test]
    fn folders_are_those_that_a_build_may_read() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        for file in [
            "main.go",
            "x.a",
            "notes.md",
            "web/web.go",
            "default.pgo",
            "docs/default.pgo",
            "lib/a.c",
            "lib/b.inc",
            "only/b.inc",
            "docs/a.md",
            "testdata/x.go",
            "other/go.mod",
            "other/x.go",
            "vendor/a/LICENSE",
            "go.mod",
        ] {
            let path = folder.path().join(file);
            std::fs::create_dir_all(path.parent().expect("a folder")).expect("a new folder");
            std::fs::write(path, "").expect("a new file");
        }
        let tree = Tree { root: folder.path().to_owned(), ..Tree::default() };
        let tags = Tags { named: vec![], cgo: false };
        let embeds = Embeds::read(&tree, (&[], ""), (&tags, &[])).expect("none");
        let of = |cgo| of_context(&tree, cgo, &embeds).expect("a list");
        assert_eq!(of(false), ["default.pgo", "main.go", "vendor", "web"]);
        assert_eq!(of(true), ["default.pgo", "lib", "main.go", "only", "vendor", "web", "x.a"]);
    }
}
