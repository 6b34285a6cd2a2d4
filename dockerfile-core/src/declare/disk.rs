//! What has been read of the disk, as data: each file of it once. The one reader is
//! [`project`](crate::recipes::project).

use std::cell::{OnceCell, RefCell};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::PathBuf;
use std::rc::Rc;

use super::context::BuildContext;
use crate::program::unread::Unread;

/// What the recipes of an image read.
#[derive(Clone, Debug)]
pub(crate) struct Readable {
    pub(crate) disk: Rc<Disk>,
    /// The build context that the image is emitted for; of one that is only rendered nothing
    /// says it, and each recipe reads where it usually does.
    pub(crate) context: Option<BuildContext>,
}

/// Everything that was read for one image, or for all images of a build script.
#[derive(Debug, Default)]
pub(crate) struct Disk {
    /// By the folders of build contexts, as they are without links.
    pub(crate) trees: RefCell<BTreeMap<PathBuf, Rc<Tree>>>,
    /// The root of the workspace that the package is in.
    pub(crate) workspace: OnceCell<Result<PathBuf, Unread>>,
    /// What the last commit has in a folder.
    pub(crate) committed: RefCell<BTreeMap<PathBuf, BTreeSet<String>>>,
}

/// A build context. Paths are relative to it, with `/` on every host.
#[derive(Debug, Default)]
pub(crate) struct Tree {
    pub(crate) root: PathBuf,
    /// Empty until it is asked for.
    pub(crate) listing: OnceCell<Listing>,
    /// Texts above it in which git is told what it ignores, each with the way from there.
    pub(crate) ignored_above: OnceCell<Vec<(String, String)>>,
    pub(crate) texts: RefCell<BTreeMap<String, Result<Rc<str>, Unread>>>,
    /// What cargo says of the workspace in a folder.
    pub(crate) metadata: RefCell<BTreeMap<String, Result<Rc<str>, Unread>>>,
    /// The credential of each file that has been looked into, or why that was not read.
    pub(crate) credentials: RefCell<BTreeMap<String, Option<Unread>>>,
    /// Folders whose files decide on the image, and files that say what does not.
    pub(crate) watched: RefCell<BTreeSet<String>>,
    /// New files, which would count if version control knew them.
    pub(crate) unknown: RefCell<BTreeSet<String>>,
    /// What stands at paths that an image copies.
    pub(crate) nodes: RefCell<HashMap<String, Rc<Node>>>,
}

/// What stands at a path, as a builder takes it.
#[derive(Debug)]
pub(crate) enum Node {
    File {
        mode: u32,
        /// The SHA-256 of its bytes, once somebody has asked for it.
        digest: OnceCell<Result<String, Unread>>,
    },
    Link {
        target: String,
    },
    Folder {
        mode: u32,
        /// The names in it, sorted.
        names: Vec<String>,
    },
    /// Nothing, or what no builder takes.
    Nothing,
}

/// Which files there are.
#[derive(Debug, Default)]
pub(crate) enum Listing {
    /// What version control tracks and the disk has, and what is new; both sorted.
    Tracked { known: Vec<String>, new: Vec<String> },
    /// Whatever is there: no version control is.
    #[default]
    Everything,
}
