//! Yarn: classic, and those after it, which say `__metadata` in their lock file.
//!
//! Source: <https://classic.yarnpkg.com/en/docs/cli/install>, <https://yarnpkg.com/cli/install>.

use super::project::{Lock, Member, Project, Root};
use super::shorten::{self, Shortening};
use super::{Manager, npm, yaml};
use crate::lower::StageLowering;
use crate::shell;
use crate::steps::recipe::files::{Files, below};
use crate::steps::recipe::{Problem, ToolCache, Work};

const LOCK: Lock = Lock { files: &["yarn.lock"], command: "yarn install" };

/// Yarn, as a project sets it up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Yarn {
    /// 1.22, which official images of Node have.
    Classic,
    /// 2 and newer.
    Berry {
        program: Program,
        /// Folders of `.yarn` that decide what is installed.
        folders: Vec<String>,
    },
}

/// Where a newer Yarn comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Program {
    /// `yarnPath`: it is checked in.
    CheckedIn(String),
    /// `packageManager` says the version.
    Version(String),
}

pub(super) fn read(files: &Files, name: &str) -> Result<Project, Problem> {
    let mut root = Root::of(files, name, &LOCK)?;
    let lock = files.read(&root.settings[0])?;
    let yarn = match lock.lines().any(|line| line.starts_with("__metadata:")) {
        true => berry(files, &mut root)?,
        false => {
            root.read_npmrc(files)?;
            root.settings.extend(root.existing(files, ".yarnrc"));
            Yarn::Classic
        }
    };
    let patterns = root.manifest.workspaces.clone();
    let mut project = root.project(files, &patterns, Manager::Yarn(yarn))?;
    if !is_of_yarn_3(&lock) {
        project.keep_others();
    }
    Ok(project)
}

/// Or newer: those before it write 4 and have no `--mode`.
fn is_of_yarn_3(lock: &str) -> bool {
    let mut lines = lock.lines().skip_while(|line| !line.starts_with("__metadata:"));
    let version = lines.find_map(|line| line.strip_prefix("  version: "));
    version.and_then(|version| version.trim().parse().ok()).is_some_and(|version: u8| version > 4)
}

fn berry(files: &Files, root: &mut Root) -> Result<Yarn, Problem> {
    let path = below(&root.folder, ".yarnrc.yml");
    let settings = if files.has(&path) { files.read(&path)? } else { String::new() };
    if yaml::value(&settings, "nodeLinker") != Some("node-modules") {
        return Err(format!(
            "packages are to be in `node_modules`, and not in Plug'n'Play's archives, which no \
             other stage finds: set `nodeLinker: node-modules` in `{path}`, and run `yarn install`"
        ));
    }
    if yaml::value(&settings, "npmAuthToken").is_some_and(|token| !token.starts_with("${")) {
        return Err(format!(
            "`{path}` holds a token, which would be in the image; write `${{NPM_TOKEN}}` for it, \
             and add `.mount(secret(\"npm-token\").env(\"NPM_TOKEN\"))`, which needs syntax 1.10"
        ));
    }
    root.settings.push(path.clone());
    let program = match (yaml::value(&settings, "yarnPath"), root.manifest.manager("yarn")) {
        (Some(program), _) => Program::CheckedIn(program.to_owned()),
        (None, Some(version)) => Program::Version(version.to_owned()),
        (None, None) => {
            return Err(format!(
                "neither `yarnPath` in `{path}` nor `packageManager` in `{}` says which Yarn: run \
                 `yarn set version stable`",
                root.manifest.path
            ));
        }
    };
    let folders = ["patches", "plugins", "releases"];
    let folders = folders.iter().filter_map(|name| root.existing(files, &format!(".yarn/{name}")));
    Ok(Yarn::Berry { program, folders: folders.collect() })
}

impl Yarn {
    pub(super) fn install(&self, work: &Work<'_, Project>, stage: &mut StageLowering) {
        let project = work.found;
        if let Yarn::Berry { program: Program::Version(version), .. } = self {
            // Official images have classic Yarn under that name.
            let yarn = shell::quote(&format!("@yarnpkg/cli-dist@{version}"));
            let install = format!("npm install -g --force {yarn}");
            work.run(&project.root, &[npm::cache()], vec![install.into()], stage);
        }
        match self {
            // It has no way to shorten a lock file without a registry.
            Yarn::Classic => {
                work.enter(&project.root, stage);
                work.copy_manifests(&project.decisive(), stage);
            }
            Yarn::Berry { folders, .. } => {
                let offline = format!("YARN_ENABLE_NETWORK=false {}", self.program());
                let shortening = Shortening {
                    command: &format!("{offline} install --mode=update-lockfile --no-immutable"),
                    leaves: Some(".yarn/install-state.gz"),
                    mended_by: LOCK.command,
                };
                shorten::copy(work, folders, &shortening, stage);
            }
        }
        stage.allow("DL3060", "what yarn has downloaded is in a cache mount".to_owned());
        let install = match (self, project.is_built()) {
            (Yarn::Classic, true) => "yarn install --frozen-lockfile".to_owned(),
            (Yarn::Classic, false) => "yarn install --frozen-lockfile --production".to_owned(),
            (Yarn::Berry { .. }, true) => format!("{} install --immutable", self.program()),
            (Yarn::Berry { .. }, false) => self.focus(project),
        };
        work.run(&project.root, &[self.cache()], vec![install.into()], stage);
    }

    pub(super) fn build(&self, project: &Project) -> Vec<String> {
        let program = self.program();
        let build = |member: &Member| match member.folder == project.root {
            true => format!("{program} run build"),
            false => format!("{program} workspace {} run build", shell::quote(&member.name)),
        };
        let mut commands: Vec<String> = project.built().map(build).collect();
        if project.is_built() {
            commands.push(match self {
                // Scripts have run; they would want what is removed here.
                Yarn::Classic => {
                    "yarn install --frozen-lockfile --production --ignore-scripts --prefer-offline"
                        .to_owned()
                }
                Yarn::Berry { .. } => self.focus(project),
            });
        }
        commands
    }

    /// Where it keeps what it has downloaded.
    pub(super) fn cache(&self) -> ToolCache {
        match self {
            Yarn::Classic => ToolCache::locked("yarn", "/usr/local/share/.cache/yarn"),
            Yarn::Berry { .. } => ToolCache::locked("yarn-berry", "/root/.yarn/berry"),
        }
    }

    fn program(&self) -> String {
        match self {
            Yarn::Berry { program: Program::CheckedIn(path), .. } => {
                format!("node {}", shell::quote(path))
            }
            _ => "yarn".to_owned(),
        }
    }

    /// What a package and the members that it needs use while they run.
    fn focus(&self, project: &Project) -> String {
        let name = match project.is_root() {
            true => String::new(),
            false => format!(" {}", shell::quote(&project.package.name)),
        };
        format!("{} workspaces focus --production{name}", self.program())
    }
}
