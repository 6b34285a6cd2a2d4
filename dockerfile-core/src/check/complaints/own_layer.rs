//! The words for files that `.link()` puts into a layer which does not build on those below.

use crate::check::report::{Diagnostic, complaint};
use crate::program::fault::LinkFault;
use crate::program::place::Place;

pub(super) fn linked(to: &str, fault: LinkFault, at: Place) -> Diagnostic {
    let said = match fault {
        LinkFault::Link { folder } => complaint(
            format!("`.link()` of `{to}` would put a folder where `{folder}` may be a link"),
            at,
            "a layer that stands on no other",
        )
        .note(format!("distributions have `{folder}` as a link to another folder; what that holds would be gone"))
        .help("name the folder that it leads to, or one that is no link: `/usr/local/bin`"),
        LinkFault::OwnFolder { folder } => complaint(
            format!("`.link()` of `{to}` would make `{folder}` a folder of root's with the mode 0755"),
            at,
            "a layer that stands on no other",
        )
        .note("such a layer holds the folders on the way to its files, and knows nothing of those that are there")
        .help("copy it into a folder that is root's: `/usr/local/bin`, `/srv/app`"),
        LinkFault::Folder => complaint(
            format!("`.link()` of `{to}` would put a file in the place of a folder"),
            at,
            "a layer that stands on no other",
        )
        .note("such a layer knows nothing of the folder that is there: a file would have its path")
        .help(format!("say that it is a folder: `.to(\"{to}/\")`; what is in a folder goes there, too")),
        LinkFault::Owner { folder } => complaint(
            format!("`.link()` of `{to}` would give `{folder}` away, and what is below it on the way"),
            at,
            "a layer that stands on no other, of another owner than root",
        )
        .note("the folders on the way to its files are in such a layer, and its owner is theirs, too")
        .help("let it be root's: the program can read it"),
    };
    said.help("or leave out `.link()`: another base brings these files in again")
}
