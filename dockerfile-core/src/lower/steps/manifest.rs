//! Lowering of manifests: files that an install reads.

use super::copy::{context_paths, texts};
use crate::declare::given::Given;
use crate::declare::steps::manifest::Manifest;
use crate::lower::stage::StageLowering;
use crate::program::instruction::{CopyInstruction, CopySource, FileFlags, Instruction};
use crate::program::place::Place;
use crate::program::program::ContextSource;
use crate::value::path::{join, parent};
use crate::value::{ContextPath, CopyTarget, Kind};

impl Manifest {
    pub(in crate::lower) fn lower(&self, stage: &mut StageLowering) {
        let Some(folder) = target_folder(self.to.as_ref(), &self.files, stage) else { return };
        if let Some(why) = &self.folders {
            self.lower_folders(why, &folder, stage);
            return;
        }
        let files = context_paths(&self.files, stage);
        copy_manifests(&files, &folder, stage);
    }
}

impl Manifest {
    fn lower_folders(&self, why: &Given, to: &str, stage: &mut StageLowering) {
        let Some(why) = stage.text(why, Kind::Reason) else { return };
        stage.way_out("manifest_dir");
        // One comment above the first of them.
        stage.comments.push(format!("Drives the install: {why}"));
        for given in &self.files {
            let path = stage.value_of::<ContextPath>(given, Kind::ManifestFolder);
            let Some(path) = path else { continue };
            let source = CopySource::Context(vec![path.as_str().into()]);
            let to = join(to, path.as_str());
            stage.source(ContextSource::read(path.as_str(), given.at, false));
            let copy = CopyInstruction::of(source, FileFlags::default(), to);
            stage.push(Instruction::Copy(copy));
        }
    }
}

/// Copies manifests to their paths below `to`: files of one folder in one COPY, since COPY would
/// put those of several folders into one.
pub(in crate::lower) fn copy_manifests(
    files: &[(ContextPath, Place)],
    to: &str,
    stage: &mut StageLowering,
) {
    for together in files.chunk_by(|a, b| parent(a.0.as_str()) == parent(b.0.as_str())) {
        let into = join(to, parent(together[0].0.as_str()));
        let to = format!("{}/", into.trim_end_matches('/'));
        copy_to(together, to, stage);
    }
}

/// Copies one manifest to exactly this path.
pub(in crate::lower) fn copy_manifest(
    file: ContextPath,
    at: Place,
    to: String,
    stage: &mut StageLowering,
) {
    copy_to(&[(file, at)], to, stage);
}

fn copy_to(files: &[(ContextPath, Place)], to: String, stage: &mut StageLowering) {
    for (path, at) in files {
        stage.source(ContextSource::manifest(path.clone(), at));
    }
    let source = CopySource::Context(texts(files));
    stage.push(Instruction::Copy(CopyInstruction::of(source, FileFlags::default(), to)));
}

fn target_folder(to: Option<&Given>, files: &[Given], stage: &mut StageLowering) -> Option<String> {
    match to {
        // A folder is meant with or without `/` at its end.
        Some(to) => Some(match stage.value::<CopyTarget>(to)?.as_str() {
            "/" => "/".to_owned(),
            to => to.trim_end_matches('/').to_owned(),
        }),
        None => Some(stage.workdir_for(files.first()?)?.to_string()),
    }
}
