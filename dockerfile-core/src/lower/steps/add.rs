//! Lowering of ADD: downloads and git repositories.

use crate::declare::steps::add::{Checked, Download, Git};
use crate::lower::stage::StageLowering;
use crate::program::instruction::{AddInstruction, AddSource, FileFlags, Instruction, ValuePart};
use crate::program::program::Fetched;
use crate::value::{CopyTarget, Kind};

impl Download {
    pub(in crate::lower) fn lower(&self, stage: &mut StageLowering) {
        let checksum = match &self.checked {
            Checked::Sha256(sum) => stage.parts(sum, Kind::Sha256).map(Some),
            Checked::Not { why } => stage
                .remark("unverified_download", "A download is not verified", why)
                .map(|()| None),
        };
        let url = stage.parts(&self.url, Kind::Url);
        let to = stage.value::<CopyTarget>(&self.to);
        let flags = self.flags.lower(Some(self.to.at), stage);
        let (Some(checksum), Some(url), Some(to), Some(flags)) = (checksum, url, to, flags) else {
            return;
        };
        stage.fetch(Fetched::Url(url.clone()), checksum.is_some());
        let source = AddSource::Url { url, checksum, unpack: self.unpack };
        stage.push(Instruction::Add(AddInstruction { source, flags, to: to.to_string() }));
    }
}

impl Git {
    pub(in crate::lower) fn lower(&self, stage: &mut StageLowering) {
        let repository = stage.text(&self.repository, Kind::GitRepository);
        let reference = stage.parts(&self.reference, Kind::GitRef);
        let folder = stage.optional_text(self.folder.as_ref(), Kind::BindSource);
        let commit = stage.optional_text(self.commit.as_ref(), Kind::GitCommit);
        let exclude = self.except.iter().map(|e| stage.text(e, Kind::ExcludePattern));
        let exclude: Option<Vec<_>> = exclude.collect();
        let to = stage.value::<CopyTarget>(&self.to);
        let flags = self.flags.lower(Some(self.to.at), stage);
        let (Some(repository), Some(reference), Some(folder), Some(commit)) =
            (repository, reference, folder, commit)
        else {
            return;
        };
        let (Some(exclude), Some(to), Some(flags)) = (exclude, to, flags) else { return };
        if !repository.starts_with("https://") {
            stage.allow("DL3020", format!("{repository}: a repository is no file"));
        }
        let is_commit = match reference.as_slice() {
            [ValuePart::Text(name)] => Kind::GitCommit.check(name).is_ok(),
            _ => false,
        };
        stage.fetch(Fetched::Repository(repository.clone()), commit.is_some() || is_commit);
        let mut fragment = reference;
        fragment.extend(folder.map(|folder| ValuePart::Text(format!(":{folder}"))));
        let (query, keep_git_dir) = (self.query, self.keep_git_dir);
        let source = AddSource::Git { repository, query, fragment, keep_git_dir, commit };
        let flags = FileFlags { exclude, ..flags };
        stage.push(Instruction::Add(AddInstruction { source, flags, to: to.to_string() }));
    }
}
