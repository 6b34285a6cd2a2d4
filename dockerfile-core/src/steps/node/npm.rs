//! npm.
//!
//! Source: <https://docs.npmjs.com/cli/commands/npm-ci>.

use super::Manager;
use super::project::{Lock, Member, Project, Root};
use super::shorten::{self, Shortening};
use crate::lower::StageLowering;
use crate::shell;
use crate::steps::recipe::files::Files;
use crate::steps::recipe::{Problem, ToolCache, Work};

const LOCK: Lock = Lock {
    files: &["package-lock.json", "npm-shrinkwrap.json"],
    command: "npm install --package-lock-only",
};

/// npm's own note of what is installed also has the versions of members: with it, packages that
/// have not changed would be another layer after each release.
const WITHOUT_VERSIONS: &str = "rm -f node_modules/.package-lock.json";

pub(super) fn read(files: &Files, name: &str) -> Result<Project, Problem> {
    let mut root = Root::of(files, name, &LOCK)?;
    root.read_npmrc(files)?;
    let patterns = root.manifest.workspaces.clone();
    let lock = files.read(&root.settings[0])?;
    let mut project = root.project(files, &patterns, Manager::Npm)?;
    if lock.contains("\"lockfileVersion\": 1,") {
        // npm would ask the registry for what such a file does not say.
        project.keep_others();
    }
    Ok(project)
}

/// With a manifest missing of a member that is locked, `npm ci` succeeds and installs a link to
/// nowhere.
pub(super) fn install(work: &Work<'_, Project>, stage: &mut StageLowering) {
    let project = work.found;
    let shortening = Shortening {
        command: "npm install --package-lock-only --offline --ignore-scripts --no-audit",
        leaves: None,
        mended_by: LOCK.command,
    };
    shorten::copy(work, &[], &shortening, stage);
    let commands = match project.is_built() {
        true => vec![format!("npm ci{}", scope(project)).into()],
        false => {
            vec![format!("npm ci --omit=dev{}", scope(project)).into(), WITHOUT_VERSIONS.into()]
        }
    };
    work.run(&project.root, &[cache()], commands, stage);
}

/// Packages that only the build has needed go: without the scope, npm would install what all
/// other members need.
pub(super) fn build(project: &Project) -> Vec<String> {
    let mut commands: Vec<String> =
        project.built().map(|member| format!("npm run build{}", of(project, member))).collect();
    if project.is_built() {
        commands.push(format!("npm prune --omit=dev{}", scope(project)));
        commands.push(WITHOUT_VERSIONS.to_owned());
    }
    commands
}

/// Where npm keeps what it has downloaded.
pub(super) fn cache() -> ToolCache {
    ToolCache::shared("npm", "/root/.npm")
}

fn of(project: &Project, member: &Member) -> String {
    match member.folder == project.root {
        true => String::new(),
        false => format!(" -w {}", shell::quote(&member.name)),
    }
}

/// What npm is to look at of a workspace.
fn scope(project: &Project) -> String {
    match project.is_root() {
        true => String::new(),
        false => format!("{} --include-workspace-root", of(project, &project.package)),
    }
}
