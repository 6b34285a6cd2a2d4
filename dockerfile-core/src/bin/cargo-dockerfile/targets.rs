//! Images that a change is asked about: each a stage of a Dockerfile, by paths from the checkout's root.

use std::collections::BTreeMap;
use std::path::Path;

use crate::failure::{Failure, Result};
use crate::git::Git;
use crate::images::{Image, Which};
use crate::plan_file::Plan;
use crate::say::Say;

/// Which images are meant: the declared ones, or Dockerfiles that are named.
#[derive(clap::Args)]
pub(crate) struct Images {
    #[command(flatten)]
    which: Which,
    /// The stage of `--file` that is built; its last, unless said.
    #[arg(long, value_name = "STAGE", requires = "files")]
    target: Option<String>,
    /// What the builder is told as `--build-arg`.
    #[arg(long = "build-arg", value_name = "NAME=VALUE")]
    arguments: Vec<String>,
}

/// An image.
pub(crate) struct Target {
    /// What bake calls it, or its Dockerfile.
    pub(crate) image: String,
    pub(crate) dockerfile: String,
    /// Empty is the checkout's root.
    pub(crate) context: String,
    pub(crate) stage: Option<String>,
    pub(crate) plan: Option<Plan>,
}

/// The images, and where they are.
pub(crate) struct Targets {
    pub(crate) git: Git,
    pub(crate) all: Vec<Target>,
    pub(crate) arguments: BTreeMap<String, String>,
}

impl Images {
    pub(crate) fn targets(&self, say: &Say) -> Result<Targets> {
        let images = self.which.images(say)?;
        let here = Path::new(".");
        let folder = images.first().and_then(|image| image.dockerfile.parent()).unwrap_or(here);
        let folder = if folder.as_os_str().is_empty() { here } else { folder };
        // A Dockerfile may be gone, and its folder too.
        let folder = folder.ancestors().find(|folder| folder.is_dir()).unwrap_or(here);
        let git = Git::of(folder)?;
        let mut all = vec![];
        for image in images {
            self.of(image, &git, &mut all)?;
        }
        Ok(Targets { git, all, arguments: self.arguments()? })
    }

    fn arguments(&self) -> Result<BTreeMap<String, String>> {
        let pair = |text: &String| match text.split_once('=') {
            Some((name, value)) => Ok((name.to_owned(), value.to_owned())),
            None => Err(Failure::new(format!("`--build-arg {text}` has no value"))),
        };
        self.arguments.iter().map(pair).collect()
    }

    /// An image for each stage that a plan calls one.
    fn of(&self, image: Image, git: &Git, all: &mut Vec<Target>) -> Result<()> {
        let dockerfile = below(&git.root, &image.dockerfile)?;
        // A builder reads the folder that a link leads to.
        let context = image.context.canonicalize().unwrap_or_else(|_| image.context.clone());
        let context = below(&git.root, &context)?;
        let target = |name: String, stage: Option<String>| Target {
            image: name,
            dockerfile: dockerfile.clone(),
            context: context.clone(),
            stage,
            plan: image.plan.clone(),
        };
        let stages = image.plan.iter().flat_map(|plan| &plan.stages);
        let before = all.len();
        for stage in stages {
            if let Some(name) = &stage.image {
                all.push(target(name.clone(), Some(stage.name.clone())));
            }
        }
        if all.len() == before {
            let stage = image.plan.as_ref().and_then(|plan| Some(plan.stages.last()?.name.clone()));
            all.push(target(dockerfile.clone(), stage.or_else(|| self.target.clone())));
        }
        Ok(())
    }
}

/// A path from the checkout's root. A link at its end is not followed.
pub(crate) fn below(root: &Path, path: &Path) -> Result<String> {
    let failed = |error| Failure::of_file(path, error);
    let whole = std::path::absolute(path).map_err(failed)?;
    let folder = whole.parent().filter(|_| whole.file_name().is_some()).unwrap_or(&whole);
    // What does not exist is found by the last folder that does.
    let there = folder.ancestors().find(|folder| folder.exists()).unwrap_or(folder);
    let rest = whole.strip_prefix(there).unwrap_or(Path::new(""));
    let whole = there.canonicalize().map_err(failed)?.join(rest);
    let root = root.canonicalize().map_err(|error| Failure::of_file(root, error))?;
    let outside = || {
        let what = format!("`{}` is outside of the checkout `{}`", path.display(), root.display());
        Failure::new(what).help("git says what changed: all of an image has to be in one checkout")
    };
    let inside = whole.strip_prefix(&root).map_err(|_| outside())?;
    let parts: Option<Vec<&str>> = inside.iter().map(|part| part.to_str()).collect();
    let no_text = || Failure::of_file(path, "no builder takes a name that is not UTF-8");
    Ok(parts.ok_or_else(no_text)?.join("/"))
}
