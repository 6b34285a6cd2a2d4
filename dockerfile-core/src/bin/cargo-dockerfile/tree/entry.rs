//! What stands at a path.

/// What stands at a path.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Entry {
    File {
        hash: String,
        executable: bool,
    },
    /// A symbolic link, and what it says.
    Link(String),
    /// A checkout of its own, at a commit. What is in it is not looked at.
    Submodule(String),
    /// A pipe, a socket or a device, of which a builder sends what it is.
    Special(String),
    Folder,
}

/// A path in a folder.
pub(crate) fn joined(folder: &str, name: &str) -> String {
    if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") }
}

/// By a mode and a hash as git writes them.
pub(super) fn entry(mode: &str, hash: &str) -> Entry {
    match mode {
        "160000" => Entry::Submodule(hash.to_owned()),
        _ => Entry::File { hash: hash.to_owned(), executable: mode == "100755" },
    }
}
