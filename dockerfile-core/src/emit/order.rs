//! An image to be emitted, before and after its check.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::asked::Asked;
use super::image::{Checked, Image};
use super::surroundings::Surroundings;
use crate::declare::context::BuildContext;
use crate::declare::given::Given;
use crate::print::ignore;
use crate::program::kept_out::KeptOut;
use crate::program::pins::Pins;
use crate::program::place::Place;
use crate::recipes::checkout;

/// An image to emit, and the paths of its files.
#[derive(Clone, Debug)]
pub(super) struct Order {
    pub(super) image: Image,
    /// The path of the Dockerfile; `None` is the policy's, or `Dockerfile`.
    pub(super) dockerfile: Option<PathBuf>,
    pub(super) context: BuildContext,
    pub(super) asked: Asked,
    /// Build arguments of all images, which those of `asked` take the place of.
    pub(super) args_of_all: Vec<(Given, Given)>,
    /// Whether the context's `.dockerignore` serves all its images together.
    pub(super) union_ignore: bool,
    /// Files that stay out of the context where a folder with them is copied: the files of bake and
    /// compose, and those of secrets.
    pub(super) apart: Vec<PathBuf>,
    pub(super) at: Place,
}

impl Order {
    /// The values that the emission gives to build variables.
    pub(super) fn given(&self) -> Vec<(&str, &str)> {
        let own = &self.asked.args;
        let is_own = |name: &str| own.iter().any(|(own, _)| own.text == name);
        let of_all = self.args_of_all.iter().filter(|(name, _)| !is_own(&name.text));
        let all = own.iter().chain(of_all);
        all.map(|(name, value)| (name.text.as_str(), value.text.as_str())).collect()
    }
}

/// An image that has passed its checks.
pub(super) struct Planned<'o> {
    pub(super) order: &'o Order,
    pub(super) checked: Checked,
    /// The folder of its build context, without links.
    pub(super) root: PathBuf,
    /// The path of its Dockerfile behind any link; empty until the file has been looked for.
    pub(super) dockerfile: PathBuf,
    pub(super) kept_out: KeptOut,
    /// The tags and digests of images in the checked-in Dockerfile.
    pub(super) pins: Pins,
    /// Emitted files in the context, which stay out of it.
    pub(super) own: Vec<String>,
}

impl Planned<'_> {
    /// The path of the image's ignore file. BuildKit looks for `<Dockerfile>.dockerignore` first.
    /// The context's own `.dockerignore` serves every builder, but only one image unless all share
    /// it.
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

    /// The files of `Order::apart` in the context, and files that they link to.
    pub(super) fn apart(&self, around: &Surroundings) -> BTreeSet<String> {
        let paths = self.order.apart.iter().map(|path| unfollowed(path, around));
        let paths = paths.flat_map(|path| [checkout::through_links(&path), path]);
        paths.filter_map(|path| checkout::relative(&path, &self.root)).collect()
    }

    /// The text of the ignore file, without its header.
    pub(super) fn ignored(&self) -> String {
        ignore::patterns(&self.checked.program.sources, &self.kept_out, &self.own)
    }

    /// The path of the Dockerfile in the build context, with `/` on every host; `None` for one
    /// outside.
    pub(super) fn in_context(&self) -> Option<String> {
        checkout::relative(&self.dockerfile, &self.root)
    }
}

/// A path without links in its folders; the file itself may be a link, which whoever builds
/// follows.
pub(super) fn unfollowed(path: &Path, around: &Surroundings) -> PathBuf {
    let folder = around.real(path.parent().unwrap_or(Path::new("")));
    path.file_name().map_or_else(|| folder.clone(), |name| folder.join(name))
}
