//! An image as it is asked for, and as it can be emitted.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::asked::Asked;
use super::image::{Checked, Image};
use super::surroundings::Surroundings;
use crate::declare::context::BuildContext;
use crate::print::ignore;
use crate::program::kept_out::KeptOut;
use crate::program::pins::Pins;
use crate::program::place::Place;
use crate::recipes::survey;

/// An image, and where its files go.
#[derive(Clone, Debug)]
pub(super) struct Order {
    pub(super) image: Image,
    /// `None` is what the policy says.
    pub(super) dockerfile: Option<PathBuf>,
    pub(super) context: BuildContext,
    pub(super) asked: Asked,
    /// The context's `.dockerignore` is of all its images together.
    pub(super) union_ignore: bool,
    /// Files that stay behind where a folder with them is copied: what builds all images, and
    /// those of secrets.
    pub(super) apart: Vec<PathBuf>,
    pub(super) at: Place,
}

/// An image that can be emitted, and the folder of its build context without links.
pub(super) struct Planned<'o> {
    pub(super) order: &'o Order,
    pub(super) checked: Checked,
    pub(super) root: PathBuf,
    /// Its Dockerfile behind any link; known when what stands there is.
    pub(super) dockerfile: PathBuf,
    pub(super) kept_out: KeptOut,
    /// The tags and digests that the checked-in file gives its images.
    pub(super) pins: Pins,
    /// Emitted files of the context, which stay behind.
    pub(super) own: Vec<String>,
}

impl Planned<'_> {
    /// BuildKit looks for `<Dockerfile>.dockerignore` first; the context's own serves every
    /// builder, and one image unless all share it.
    pub(super) fn ignore_path(&self, dockerfile: &Path, folder: &Path) -> PathBuf {
        if !self.order.union_ignore
            && dockerfile.file_name().is_some_and(|name| name == "Dockerfile")
            && folder == self.root
        {
            return dockerfile.with_file_name(".dockerignore");
        }
        let mut path = dockerfile.as_os_str().to_owned();
        path.push(".dockerignore");
        path.into()
    }

    /// The files of the context that stay behind, also those that links lead to.
    pub(super) fn apart(&self, around: &Surroundings) -> BTreeSet<String> {
        let paths = self.order.apart.iter().map(|path| unfollowed(path, around));
        let paths = paths.flat_map(|path| [survey::through_links(&path), path]);
        paths.filter_map(|path| survey::relative(&path, &self.root)).collect()
    }

    /// Its ignore file, below the header.
    pub(super) fn ignored(&self) -> String {
        ignore::patterns(&self.checked.program.sources, &self.kept_out, &self.own)
    }

    /// Its Dockerfile as the build context sees it, with `/` on every host; `None` for one outside.
    pub(super) fn in_context(&self) -> Option<String> {
        survey::relative(&self.dockerfile, &self.root)
    }
}

/// A file that may be a link: whoever builds follows it.
pub(super) fn unfollowed(path: &Path, around: &Surroundings) -> PathBuf {
    let folder = around.real(path.parent().unwrap_or(Path::new("")));
    path.file_name().map_or_else(|| folder.clone(), |name| folder.join(name))
}
