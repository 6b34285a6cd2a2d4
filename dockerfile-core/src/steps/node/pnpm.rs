//! pnpm.
//!
//! Source: <https://pnpm.io/cli/fetch>, <https://pnpm.io/cli/deploy>.

use super::project::{Lock, Project, Root};
use super::{MODULES, Manager, OUT, npm, yaml};
use crate::lower::StageLowering;
use crate::shell;
use crate::steps::recipe::files::Files;
use crate::steps::recipe::{Problem, Work};

const LOCK: Lock = Lock { files: &["pnpm-lock.yaml"], command: "pnpm install --lockfile-only" };

/// pnpm, as a project sets it up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Pnpm {
    version: String,
    /// Members are copied into those that need them, and not linked.
    injects: bool,
    /// A folder of patches of packages.
    patches: Option<String>,
}

pub(super) fn read(files: &Files, name: &str) -> Result<Project, Problem> {
    let mut root = Root::of(files, name, &LOCK)?;
    let path = &root.manifest.path;
    let version = root.manifest.manager("pnpm").ok_or_else(|| {
        format!(
            "`{path}` does not say which pnpm: add `\"packageManager\": \"pnpm@10.34.9\"`, with the \
             version that made the lock file"
        )
    })?;
    let pnpm = Pnpm {
        version: version.to_owned(),
        injects: yaml::is_set(&files.read(&root.settings[0])?, "injectWorkspacePackages"),
        patches: root.existing(files, "patches"),
    };
    let mut patterns = vec![];
    if let Some(path) = root.existing(files, "pnpm-workspace.yaml") {
        patterns = yaml::list(&files.read(&path)?, "packages")
            .map_err(|problem| format!("`{path}`: {problem}"))?;
        root.settings.push(path);
    }
    root.settings.extend(root.existing(files, ".pnpmfile.cjs"));
    root.read_npmrc(files)?;
    let project = root.project(files, &patterns, Manager::Pnpm(pnpm))?;
    if project.is_root() && project.manifests.len() > 1 {
        return Err(format!("`{name}` is the root of a workspace; name one of its members"));
    }
    Ok(project)
}

impl Pnpm {
    /// What the lock file names goes into pnpm's store, in a layer: no manifest changes it, and
    /// what follows needs no registry.
    pub(super) fn install(&self, work: &Work<'_, Project>, stage: &mut StageLowering) {
        let root = &work.found.root;
        let pnpm = shell::quote(&format!("pnpm@{}", self.version));
        work.run(root, &[npm::cache()], vec![format!("npm install -g {pnpm}").into()], stage);
        work.copy_manifests(&work.found.settings, stage);
        work.copy(self.patches.as_slice(), &[], stage);
        work.run(root, &[], vec!["pnpm fetch".into()], stage);
    }

    /// A member of a workspace is deployed, with what it needs, into a folder of its own.
    pub(super) fn build(&self, project: &Project) -> Vec<String> {
        if project.is_root() {
            let mut commands = vec!["pnpm install --offline --frozen-lockfile".to_owned()];
            if project.is_built() {
                commands.push("pnpm run build".to_owned());
            }
            commands.push("pnpm prune --prod".to_owned());
            commands.push(without_times("node_modules"));
            return commands;
        }
        let name = &project.package.name;
        let with_needed = shell::quote(&format!("{name}..."));
        let mut commands =
            vec![format!("pnpm install --offline --frozen-lockfile --filter {with_needed}")];
        if project.is_built() {
            commands.push(format!("pnpm --filter {with_needed} run --if-present build"));
        }
        let (name, legacy) = (shell::quote(name), if self.injects { "" } else { " --legacy" });
        commands.push(format!("pnpm --filter {name} deploy --prod{legacy} --offline {OUT}"));
        if project.has_modules {
            commands.push(format!("mv {OUT}/node_modules {MODULES}"));
            commands.push(without_times(MODULES));
        }
        commands
    }
}

/// pnpm's own notes are of no use in an image, and say when it ran: with them, packages that
/// have not changed would be another layer.
fn without_times(modules: &str) -> String {
    format!("rm -f {modules}/.modules.yaml {modules}/.pnpm-workspace-state*.json")
}
