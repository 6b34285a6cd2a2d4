//! Files of the disk, as data: each is read once. The only reader is
//! [`project`](crate::recipes::project).

use std::cell::{OnceCell, RefCell};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::PathBuf;
use std::rc::Rc;

use super::context::BuildContext;
use crate::program::unread::Unread;

/// The disk that the recipes of an image read, and the folder that they read it from.
#[derive(Clone, Debug)]
pub(crate) struct Readable {
    pub(crate) disk: Rc<Disk>,
    /// The build context that the image is emitted for. An image that is only rendered has none:
    /// each recipe then reads its usual folder.
    pub(crate) context: Option<BuildContext>,
}

/// All files that were read for one image, or for all images of a build script.
#[derive(Debug, Default)]
pub(crate) struct Disk {
    /// The build contexts, by the path of each folder with its links resolved.
    pub(crate) trees: RefCell<BTreeMap<PathBuf, Rc<Tree>>>,
    /// The root of the workspace that the package is in.
    pub(crate) workspace: OnceCell<Result<PathBuf, Unread>>,
    /// The files that the last commit has in a folder, by that folder.
    pub(crate) committed: RefCell<BTreeMap<PathBuf, BTreeSet<String>>>,
}

/// A build context. Paths in it are relative to its root, with `/` on every host.
#[derive(Debug, Default)]
pub(crate) struct Tree {
    pub(crate) root: PathBuf,
    /// The files of the context, listed at the first question.
    pub(crate) listing: OnceCell<Listing>,
    /// The texts of tracked `.gitignore` files above the context, each with the path from its folder
    /// to the context.
    pub(crate) ignored_above: OnceCell<Vec<(String, String)>>,
    /// The texts of the files that were read, by path.
    pub(crate) texts: RefCell<BTreeMap<String, Result<Rc<str>, Unread>>>,
    /// The output of `cargo metadata` in a folder, by that folder.
    pub(crate) metadata: RefCell<BTreeMap<String, Result<Rc<str>, Unread>>>,
    /// The fault of each file that was searched for credentials: one that it holds, or why it could
    /// not be read. `None` is a file without a credential.
    pub(crate) credentials: RefCell<BTreeMap<String, Option<Unread>>>,
    /// Folders and files that the image depends on, for cargo to watch: folders whose listing
    /// counts, and files that say what version control ignores.
    pub(crate) watched: RefCell<BTreeSet<String>>,
    /// New files that no commit has yet; they would count if version control tracked them.
    pub(crate) unknown: RefCell<BTreeSet<String>>,
    /// The nodes at paths that the image copies.
    pub(crate) nodes: RefCell<HashMap<String, Rc<Node>>>,
}

/// A node of the file system, as a builder sees it.
#[derive(Debug)]
pub(crate) enum Node {
    File {
        mode: u32,
        /// The SHA-256 of the file's bytes, computed at the first question.
        digest: OnceCell<Result<String, Unread>>,
    },
    Link {
        target: String,
    },
    Folder {
        mode: u32,
        /// The names of the folder's entries, sorted.
        names: Vec<String>,
    },
    /// A path where nothing is, or something that no builder copies, such as a socket.
    Nothing,
}

/// The files of a build context that count.
#[derive(Debug, Default)]
pub(crate) enum Listing {
    /// `known` are the files that version control tracks and the disk has, `new` those that it
    /// neither tracks nor ignores; both are sorted.
    Tracked { known: Vec<String>, new: Vec<String> },
    /// Every file of the disk counts, since the context is under no version control.
    #[default]
    Everything,
}
