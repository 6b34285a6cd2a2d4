//! Python's dependencies.

use crate::given::Given;
use crate::instruction::{Copy, CopySource, FileFlags, Instruction, ShellCommand};
use crate::lower::{Source, StageLowering};
use crate::shell;
use crate::value::{AbsPath, ContextPath};

/// Where the requirements wait for pip.
const REQUIREMENTS: &str = "/tmp/requirements";

/// What pip installs, from [`pip`].
#[derive(Clone, Debug)]
pub struct Pip {
    requirements: Given,
    venv: Option<Given>,
}

/// Installs a requirements file with pip: into the system's Python, or into a
/// virtual environment with [`venv`](Pip::venv).
///
/// The base has to have Python and pip (for `venv` also its venv module): on Debian
/// `apt(["python3", "python3-pip", "python3-venv"])`. Downloads live in a cache
/// mount, so nothing of them stays in the layer (hadolint DL3042).
///
/// ```
/// use dockerfile_core::{Stage, apt, debian, pip};
///
/// let venv = Stage::named("venv", debian("bookworm-slim"))
///     .packages(apt(["python3-venv"]))
///     .dependencies(pip("requirements.txt").venv("/opt/venv"));
/// # let _ = venv;
/// ```
#[track_caller]
pub fn pip(requirements: impl Into<String>) -> Pip {
    Pip { requirements: Given::new(requirements), venv: None }
}

impl Pip {
    /// Makes a virtual environment there and installs into it.
    ///
    /// Another stage on the same base can take it whole: it holds no compiler and
    /// finds its interpreter at the same path.
    #[track_caller]
    pub fn venv(mut self, path: impl Into<String>) -> Self {
        self.venv = Some(Given::new(path));
        self
    }

    pub(crate) fn lower(&self, stage: &mut StageLowering) {
        let Some(file) = stage.value::<ContextPath>(&self.requirements) else { return };
        let Some(venv) = stage.optional::<AbsPath>(self.venv.as_ref()) else { return };
        let copied = format!("{REQUIREMENTS}/{file}");
        stage.push(Instruction::Copy(Copy {
            source: CopySource::Context(vec![file.to_string()]),
            flags: FileFlags::default(),
            parents: false,
            to: copied.clone(),
        }));
        stage.source(Source::manifest(file, self.requirements.at));

        let requirements = shell::quote(&copied);
        let cache = stage.cache_mount("pip", "/root/.cache/pip");
        let commands = match venv {
            Some(venv) => {
                let venv = shell::quote(venv.as_str());
                vec![
                    ShellCommand::from(format!("python3 -m venv {venv}")),
                    ShellCommand::from(format!(
                        "{venv}/bin/python3 -m pip install -r {requirements}"
                    )),
                ]
            }
            // PEP 668: Debian marks its Python as its own. In an image nobody else
            // installs into it. An older pip ignores the variable, but not the option.
            None => vec![ShellCommand::from(format!(
                "PIP_BREAK_SYSTEM_PACKAGES=1 python3 -m pip install -r {requirements}"
            ))],
        };
        stage.run(vec![cache], commands);
    }
}
