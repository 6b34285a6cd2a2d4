//! Files of the build context, and artifacts of stages and images.

use super::flags::{FileMode, GivenFlags, file_flags};
use super::origin::{HasFiles, Origin};
use super::{Texts, given};
use crate::given::{Given, Place};
use crate::instruction::{Copy, CopySource, FileFlags, Instruction};
use crate::lower::{Source, StageLowering};
use crate::value::{AbsPath, ContextPath, CopyTarget, Kind};

/// Files and folders of the build context, from [`copy`].
#[derive(Clone, Debug)]
pub struct ContextCopy {
    sources: Vec<Given>,
    to: Option<Given>,
    except: Vec<Given>,
    parents: bool,
    flags: GivenFlags,
}

/// Copies files or folders of the build context, or of another stage with
/// [`from`](ContextCopy::from).
///
/// One source goes exactly to the path that [`to`](ContextCopy::to) names, or into
/// it if that ends with `/`; a folder's contents become that folder's. Several
/// sources keep their paths below it, so that none flattens or overwrites another.
/// Without `to` a source keeps its path below the stage's WORKDIR; one of another
/// stage keeps its own path.
///
/// What it copies belongs to root: the program can read its code and cannot change it.
///
/// ```
/// use dockerfile_core::{Stage, copy, debian};
///
/// let stage = Stage::from(debian("bookworm-slim"))
///     .source(copy("inventory").to("/ocelot/pack/inventory").except(["tests"]));
/// # let _ = stage;
/// ```
#[track_caller]
pub fn copy(sources: impl Texts) -> ContextCopy {
    ContextCopy {
        sources: given(sources),
        to: None,
        except: vec![],
        parents: false,
        flags: GivenFlags::default(),
    }
}

impl ContextCopy {
    /// What a recipe copies.
    pub(super) fn of(source: Given, to: Given, except: Vec<Given>) -> Self {
        let (parents, flags) = (false, GivenFlags::default());
        Self { sources: vec![source], to: Some(to), except, parents, flags }
    }

    /// Where it goes in the image.
    #[track_caller]
    pub fn to(mut self, path: impl Into<String>) -> Self {
        self.to = Some(Given::new(path));
        self
    }

    /// What below the sources stays behind: paths below each of them, with `*`
    /// and `**` as in an ignore file, into which they go.
    ///
    /// What is copied from elsewhere has no ignore file: there it is `COPY --exclude`,
    /// which needs syntax 1.19.
    #[track_caller]
    pub fn except(mut self, patterns: impl Texts) -> Self {
        self.except.extend(given(patterns));
        self
    }

    /// Copies all sources in one instruction that keeps their folders (`--parents`,
    /// syntax 1.20). Without it several sources are several instructions, which older
    /// builders read and which end in the same place.
    pub fn parents(mut self) -> Self {
        self.parents = true;
        self
    }

    /// Takes it from another stage, an image or a named context instead of the build
    /// context.
    ///
    /// An image that only files are taken from gets a FROM line of its own, where bots
    /// that update images find it.
    ///
    /// ```
    /// use dockerfile_core::{Image, Stage, copy, debian, image, uid};
    ///
    /// let stage = Stage::from(debian("bookworm-slim"))
    ///     .account(uid(65532))
    ///     .dependencies(copy("/uv").from(image("ghcr.io/astral-sh/uv:0.9")).to("/usr/local/bin/uv"));
    /// let text = Image::from(stage).render().unwrap().dockerfile;
    /// assert!(text.contains("FROM ghcr.io/astral-sh/uv:0.9 AS uv\n"));
    /// assert!(text.contains("COPY --from=uv /uv /usr/local/bin/uv\n"));
    /// ```
    pub fn from(self, origin: impl HasFiles) -> ArtifactCopy {
        ArtifactCopy { files: self, from: origin.origin().0 }
    }

    pub(crate) fn lower(&self, stage: &mut StageLowering) {
        let Some(flags) = self.flags.lower(self.at(), stage) else { return };
        let Some(copies) = self.copies(stage, default_in_workdir) else { return };
        let mut except = vec![];
        for pattern in &self.except {
            except.extend(stage.value_of::<ContextPath>(pattern, Kind::ContextPattern));
        }
        for (sources, to) in copies {
            let paths = context_paths(&sources, stage);
            if paths.is_empty() {
                continue;
            }
            let (source, parents) =
                (CopySource::Context(texts(&paths)), self.parents && self.to.is_some());
            stage.push(Instruction::Copy(Copy { source, flags: flags.clone(), parents, to }));
            let for_program =
                flags.owner.is_none() && flags.mode.is_none() && stage.runs_as_somebody();
            for (path, at) in paths {
                let except = except.clone();
                stage.source(Source { path, at, file: false, for_program, except });
            }
        }
    }

    fn at(&self) -> Option<Place> {
        self.sources.first().map(|source| source.at)
    }

    /// What goes where, one instruction each.
    fn copies(
        &self,
        stage: &mut StageLowering,
        default: fn(&Given, &mut StageLowering) -> Option<String>,
    ) -> Option<Vec<(Vec<Given>, String)>> {
        let each = self.sources.iter();
        let Some(to) = &self.to else {
            return each.map(|one| Some((vec![one.clone()], default(one, stage)?))).collect();
        };
        let to = stage.value::<CopyTarget>(to)?;
        if self.parents {
            let folder = format!("{}/", to.as_str().trim_end_matches('/'));
            return Some(vec![(self.sources.clone(), folder)]);
        }
        if self.sources.len() == 1 {
            return Some(vec![(self.sources.clone(), to.to_string())]);
        }
        Some(each.map(|one| (vec![one.clone()], join(to.as_str(), &one.text))).collect())
    }
}

file_flags! { ContextCopy }

// ---- artifacts of stages and images ------------------------------------------------

/// Files of a stage, an image or a named context, from [`copy`]`(..).from(..)`.
#[derive(Clone, Debug)]
pub struct ArtifactCopy {
    files: ContextCopy,
    from: Origin,
}

impl ArtifactCopy {
    /// What a recipe has made.
    pub(super) fn of(source: Given, to: Given, from: Origin) -> Self {
        Self { files: ContextCopy::of(source, to, vec![]), from }
    }

    /// Where it goes in the image; at the same path as where it comes from unless said.
    #[track_caller]
    pub fn to(mut self, path: impl Into<String>) -> Self {
        self.files = self.files.to(path);
        self
    }

    /// What below the sources stays behind (`--exclude`, syntax 1.19).
    #[track_caller]
    pub fn except(mut self, patterns: impl Texts) -> Self {
        self.files = self.files.except(patterns);
        self
    }

    /// Makes it belong to the user that the program runs as, who may then change it.
    pub fn writable(mut self) -> Self {
        self.files = self.files.writable();
        self
    }

    /// Its permissions (`--chmod`), as [`ContextCopy::mode`] takes them.
    #[track_caller]
    pub fn mode(mut self, mode: impl FileMode) -> Self {
        self.files = self.files.mode(mode);
        self
    }

    /// Makes a layer that stands on no other (`--link`, syntax 1.4).
    pub fn link(mut self) -> Self {
        self.files = self.files.link();
        self
    }

    /// Keeps the sources' folders below the target (`--parents`, syntax 1.20).
    pub fn parents(mut self) -> Self {
        self.files = self.files.parents();
        self
    }

    /// Where it comes from.
    pub(crate) fn origin(&self) -> &Origin {
        &self.from
    }

    pub(crate) fn lower(&self, stage: &mut StageLowering) {
        let files = &self.files;
        let Some(flags) = files.flags.lower(files.at(), stage) else { return };
        let exclude = files.except.iter().map(|e| stage.text(e, Kind::ExcludePattern));
        let Some(exclude) = exclude.collect() else { return };
        let flags = FileFlags { exclude, ..flags };
        let Some(copies) = files.copies(stage, |source, _| Some(source.text.clone())) else {
            return;
        };
        let Some(from) = stage.origin(&self.from) else { return };
        if let Origin::Context(name) = &self.from {
            let why = "is a context that the build is given";
            stage.allow("DL3022", format!("{}: {why}", name.text));
        }
        for (sources, to) in copies {
            let mut paths = vec![];
            for source in &sources {
                let path = stage.value_of::<AbsPath>(source, Kind::StagePath);
                paths.extend(path.map(|path| path.to_string()));
            }
            if paths.is_empty() {
                continue;
            }
            let source = CopySource::From(from.clone(), paths);
            let (flags, parents) = (flags.clone(), files.parents && files.to.is_some());
            stage.push(Instruction::Copy(Copy { source, flags, parents, to }));
        }
    }
}

// ---- paths ---------------------------------------------------------------------

pub(super) fn context_paths(
    files: &[Given],
    stage: &mut StageLowering,
) -> Vec<(ContextPath, Place)> {
    files.iter().filter_map(|file| Some((stage.value(file)?, file.at))).collect()
}

fn texts(paths: &[(ContextPath, Place)]) -> Vec<String> {
    paths.iter().map(|(path, _)| path.to_string()).collect()
}

fn default_in_workdir(source: &Given, stage: &mut StageLowering) -> Option<String> {
    Some(join(stage.workdir_for(source)?.as_str(), &source.text))
}

/// A path below a folder.
pub(super) fn join(folder: &str, below: &str) -> String {
    let folder = folder.trim_end_matches('/');
    match below {
        "" | "." => {
            if folder.is_empty() {
                "/".to_owned()
            } else {
                folder.to_owned()
            }
        }
        below => format!("{folder}/{}", below.trim_start_matches('/')),
    }
}
