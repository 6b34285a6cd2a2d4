//! A checkout at a moment: a revision, or now. What an image's layers are then.

use std::collections::{BTreeMap, BTreeSet};

use crate::failure::{Failure, Result};
use crate::file::{File, OF_BASE, Settings, Stage};
use crate::git::Git;
use crate::graph::{Context, Graph};
use crate::ignore::Ignore;
use crate::say::Say;
use crate::targets::{Target, Targets};
use crate::tree::{Tree, joined};

pub(crate) struct Moment {
    /// As it was asked for.
    pub(crate) name: String,
    pub(crate) tree: Tree,
    arguments: BTreeMap<String, String>,
}

/// The Dockerfile's own ignore file, and the context's, which counts where there is none.
fn ignore_files(target: &Target) -> (String, String) {
    (format!("{}.dockerignore", target.dockerfile), joined(&target.context, ".dockerignore"))
}

/// All images at two moments, each of which is read on its own.
pub(crate) struct Two {
    pub(crate) old: String,
    pub(crate) new: String,
    /// Of each target.
    pub(crate) built: Vec<(Option<Built>, Option<Built>)>,
}

impl Two {
    /// Two revisions, or what is on disk where no second one is said.
    pub(crate) fn of(targets: &Targets, old: &str, new: Option<&str>, say: &Say) -> Result<Self> {
        if new.is_none() && targets.git.is_sparse() {
            say.remark(
                "the checkout is sparse: what is not on disk counts as gone, as a builder finds it; name \
                 `HEAD` as the second revision to ask of the commit",
            );
        }
        type Read = fn(&Moment, &Target) -> Result<Option<Built>>;
        let all = |moment: Result<Moment>, read: Read| -> Result<(String, Vec<Option<Built>>)> {
            let moment = moment?;
            let built = targets.all.iter().map(|target| read(&moment, target));
            Ok((moment.name.clone(), built.collect::<Result<_>>()?))
        };
        let (before, after) = std::thread::scope(|scope| {
            let before = scope.spawn(|| all(Moment::at(targets, old), Moment::was_built));
            let new = new.map_or_else(|| Moment::now(targets), |new| Moment::at(targets, new));
            let after = all(new, Moment::built);
            (before.join(), after)
        });
        let before = before.map_err(|_| Failure::new(format!("{old} cannot be read")))?;
        let ((old, before), (new, after)) = (before?, after?);
        Ok(Self { old, new, built: before.into_iter().zip(after).collect() })
    }
}

/// An image at a moment.
pub(crate) struct Built {
    pub(crate) graph: Graph,
    /// The stage that is the image.
    pub(crate) stage: usize,
    pub(crate) ignore: Ignore,
    pub(crate) ignore_file: String,
}

impl Built {
    pub(crate) fn stage(&self) -> &Stage {
        &self.graph.file.stages[self.stage]
    }
}

impl Moment {
    /// What is on disk.
    pub(crate) fn now(targets: &Targets) -> Result<Self> {
        let tree = Tree::now(&targets.git.root)?;
        Ok(Self { name: "now".to_owned(), tree, arguments: targets.arguments.clone() })
    }

    pub(crate) fn at(targets: &Targets, revision: &str) -> Result<Self> {
        let git: &Git = &targets.git;
        let mut tree = Tree::at(git, &git.commit(revision)?)?;
        let texts = targets.all.iter().flat_map(|target| {
            let (own, of_context) = ignore_files(target);
            [target.dockerfile.clone(), own, of_context]
        });
        tree.prepare(&texts.collect::<Vec<_>>())?;
        Ok(Self { name: revision.to_owned(), tree, arguments: targets.arguments.clone() })
    }

    /// An image's layers; `None`, where it is not there.
    pub(crate) fn built(&self, target: &Target) -> Result<Option<Built>> {
        self.read(target)?.map_or(Ok(None), |file| self.layers(target, file?))
    }

    /// The same of a moment that is past, where what nobody could build counts as not there.
    fn was_built(&self, target: &Target) -> Result<Option<Built>> {
        self.read(target)?.and_then(Result::ok).map_or(Ok(None), |file| self.layers(target, file))
    }

    /// The Dockerfile, if it is there, and what is wrong with it.
    fn read(&self, target: &Target) -> Result<Option<Result<File>>> {
        let Some(text) = self.tree.text(&target.dockerfile)? else { return Ok(None) };
        let (arguments, target_stage) = (self.arguments.clone(), target.stage.clone());
        let settings = Settings { arguments, target: target_stage, mark: OF_BASE };
        Ok(Some(File::read(&text, &self.called(target), &settings)))
    }

    /// A Dockerfile as messages name it.
    fn called(&self, target: &Target) -> String {
        match self.name.as_str() {
            "now" => target.dockerfile.clone(),
            name => format!("{name}:{}", target.dockerfile),
        }
    }

    fn layers(&self, target: &Target, file: File) -> Result<Option<Built>> {
        let Some(stage) = file.target(target.stage.as_deref()) else { return Ok(None) };
        let stage = stage.index;
        let (ignore_file, ignore) = self.ignore(target)?;
        let (folder, name) = (target.context.clone(), &self.called(target));
        let context = Context { tree: &self.tree, folder, ignore: &ignore, name };
        let graph = Graph::of(file, &[stage], &context)?;
        Ok(Some(Built { graph, stage, ignore, ignore_file }))
    }

    /// The Dockerfile's own ignore file, or else the context's.
    fn ignore(&self, target: &Target) -> Result<(String, Ignore)> {
        let (own, of_context) = ignore_files(target);
        for path in [own, of_context] {
            if let Some(text) = self.tree.text(&path)? {
                let ignore = Ignore::read(&text, &path)?;
                return Ok((path, ignore));
            }
        }
        Ok((String::new(), Ignore::default()))
    }

    /// All images as they are, and as they were if these files had other contents.
    pub(crate) fn with_other(
        &mut self,
        targets: &Targets,
        paths: BTreeSet<String>,
    ) -> Result<(Vec<Built>, Vec<Built>)> {
        let before = self.all(targets)?;
        self.tree.replace(paths);
        let after = self.all(targets);
        self.tree.replace(BTreeSet::new());
        Ok((before, after?))
    }

    fn all(&self, targets: &Targets) -> Result<Vec<Built>> {
        let gone = |target: &Target| Failure::new(format!("`{}` is not there", target.dockerfile));
        let built = |target: &Target| self.built(target)?.ok_or_else(|| gone(target));
        targets.all.iter().map(built).collect()
    }
}
