//! Lowering of mounts.

use crate::declare::given_text::GivenText;
use crate::declare::steps::mount::{AnyMount, Bind, Cache, GivenAccess, Mount, Secret, Ssh, Tmpfs};
use crate::declare::variable::Piece;
use crate::lower::run::StepUser;
use crate::lower::stage::StageLowering;
use crate::program::fault::Wrong;
use crate::program::instruction::{self, Access, Owner, ValuePart, ValueParts};
use crate::program::phase::Phase;
use crate::program::program::ContextSource;
use crate::value::Kind;

impl Mount {
    /// The mount for RUN of a step that `user` runs.
    pub(in crate::lower) fn lower(
        &self,
        user: StepUser,
        stage: &mut StageLowering,
    ) -> Option<instruction::RunMount> {
        match &self.0 {
            AnyMount::Bind(bind) => bind.lower(stage),
            AnyMount::Cache(cache) => cache.lower(user, stage),
            AnyMount::Tmpfs(tmpfs) => tmpfs.lower(stage),
            AnyMount::Secret(secret) => secret.lower(user, stage),
            AnyMount::Ssh(ssh) => ssh.lower(user, stage),
        }
    }
}

impl Bind {
    fn lower(&self, stage: &mut StageLowering) -> Option<instruction::RunMount> {
        let target = match (&self.target, &self.from) {
            (Some(target), _) => stage.text(target, Kind::MountPath)?,
            (None, Some(_)) => self.source.text.clone(),
            (None, None) => stage.default_target(&self.source)?,
        };
        let (from, source) = match &self.from {
            Some(origin) => {
                (Some(stage.origin(origin)?), stage.text(&self.source, Kind::BindPath)?)
            }
            None => (None, self.of_context(stage)?),
        };
        Some(instruction::RunMount::Bind { from, source, target, writable: self.writable })
    }

    fn of_context(&self, stage: &mut StageLowering) -> Option<String> {
        let path = stage.text(&self.source, Kind::BindSource)?;
        let file = stage.phase() < Phase::Source && !stage.is_out_of_order();
        stage.source(ContextSource::read(&path, self.source.at, file));
        Some(path)
    }
}

impl Cache {
    fn lower(&self, user: StepUser, stage: &mut StageLowering) -> Option<instruction::RunMount> {
        let target = stage.text(&self.target, Kind::MountPath)?;
        let id = match &self.id {
            Some(id) => id_of(id, stage)?,
            None => {
                let name = target.trim_start_matches('/').replace('/', "-");
                vec![ValuePart::Text(stage.cache_id(&name))]
            }
        };
        let from = match &self.from {
            Some((origin, folder)) => {
                Some((stage.origin(origin)?, stage.text(folder, Kind::BindPath)?))
            }
            None => None,
        };
        let (sharing, read_only) = (self.sharing, self.read_only);
        let access = self.access.lower(user, stage)?;
        Some(instruction::RunMount::Cache { id, target, sharing, read_only, from, access })
    }
}

/// A cache's id. The texts between its variables are checked like an id without variables.
fn id_of(id: &GivenText, stage: &mut StageLowering) -> Option<ValueParts> {
    match id.text.literal() {
        Some(text) => stage.check(&text, Kind::MountId, id.at)?,
        None => {
            let texts = id.text.0.iter().filter_map(|piece| match piece {
                Piece::Literal(text) if !text.is_empty() => Some(text),
                _ => None,
            });
            for text in texts {
                stage.check(text, Kind::MountId, id.at)?;
            }
        }
    }
    stage.parts(id, Kind::Text)
}

impl Tmpfs {
    fn lower(&self, stage: &mut StageLowering) -> Option<instruction::RunMount> {
        let target = stage.text(&self.target, Kind::MountPath)?;
        let size = stage.optional_text(self.size.as_ref(), Kind::MountSize)?;
        Some(instruction::RunMount::Tmpfs { target, size })
    }
}

impl Secret {
    fn lower(&self, user: StepUser, stage: &mut StageLowering) -> Option<instruction::RunMount> {
        let id = stage.text(&self.id, Kind::MountId)?;
        let target = stage.optional_text(self.target.as_ref(), Kind::MountPath)?;
        let env = stage.optional_text(self.env.as_ref(), Kind::VarName)?;
        let (required, access) = (!self.optional, self.access.lower(user, stage)?);
        Some(instruction::RunMount::Secret { id, target, env, required, access })
    }
}

impl Ssh {
    fn lower(&self, user: StepUser, stage: &mut StageLowering) -> Option<instruction::RunMount> {
        let id = stage.optional_text(self.id.as_ref(), Kind::MountId)?;
        let target = stage.optional_text(self.target.as_ref(), Kind::MountPath)?;
        let (required, access) = (!self.optional, self.access.lower(user, stage)?);
        Some(instruction::RunMount::Ssh { id, target, required, access })
    }
}

impl StepUser {
    /// The owner of the mounts that name none; none is root's.
    fn owner_of_mounts(self, stage: &mut StageLowering) -> Option<Option<Owner>> {
        match self {
            StepUser::Root => Some(None),
            StepUser::Owner(owner) => Some(Some(owner)),
            StepUser::Base => {
                stage.complain(Wrong::MountOfBaseUser, stage.at());
                None
            }
        }
    }
}

impl GivenAccess {
    /// A mount without an owner belongs to the step's user, who could not read root's files.
    fn lower(&self, user: StepUser, stage: &mut StageLowering) -> Option<Access> {
        let mode = match self.mode {
            Some(mode) => Some(stage.number(mode.number, Kind::Mode, mode.at)?),
            None => None,
        };
        let owner = match self.owner {
            Some(owner) => Some(stage.owner(owner)?),
            None => user.owner_of_mounts(stage)?,
        };
        Some(Access { mode, owner })
    }
}
