//! The words for package repositories beside the distribution's own.

use crate::check::report::{Diagnostic, complaint};
use crate::program::fault::RepositoryFault;
use crate::program::place::Place;

/// The words for one mistake in the repository of this URL.
pub(super) fn repository(url: &str, fault: RepositoryFault, at: Place) -> Diagnostic {
    match fault {
        RepositoryFault::NoKey => {
            complaint(format!("nothing says what signs `{url}`"), at, "has no key")
                .note("whoever answers for its host could have anything installed")
                .help("name its key, and what that has to be: `.key(\"https://..\", \"sha256:..\")`")
                .help("or a key that stands beside the source: `.key_file(\"keys/name.asc\")`")
        }
        RepositoryFault::TwoKeys => complaint(format!("`{url}` has two keys"), at, "is signed once")
            .help("name the one that signs it; a file may hold several keys"),
        RepositoryFault::NoSuite => {
            complaint(format!("nothing says which release of `{url}`"), at, "has no suite")
                .help("name it as its publisher does: `.suite(\"bookworm-pgdg\")`")
                .note("in a line of `sources.list` it stands right behind the URL")
        }
        RepositoryFault::NoComponents { suite } => {
            complaint(format!("nothing says which parts of `{suite}`"), at, "has no components")
                .help("name them: `.components([\"main\"])`")
                .help("a repository that has none is a path with `/` at its end: `.suite(\"./\")`")
        }
        RepositoryFault::ComponentsOfFolder { suite } => {
            complaint(format!("`{suite}` is a folder, which has no parts"), at, "has components")
                .note("what ends with `/` is a path below the URL, and holds the packages' list itself")
                .help("leave out the components, or name a release: `.suite(\"stable\")`")
        }
        RepositoryFault::KeyName { name } => complaint(
            format!("apk would not find a key called `{name}`"),
            at,
            "is signed by a key of another name",
        )
        .note("an index names the key that signs it, and apk looks for a file of this name: it ends with `.rsa.pub`")
        .help("check the key in under its name, and take that: `.key_file(\"keys/name.rsa.pub\")`"),
    }
}
