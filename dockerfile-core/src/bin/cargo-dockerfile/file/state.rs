//! What is in force at a line: the variables, the directory, the user, the shell.

use super::instruction::{Config, Healthcheck, Instruction};
use super::words::{OPEN, Value};

/// What is in force at a line.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct State {
    /// ENV and ARG in the order in which they were last set: what a RUN sees beside its base's.
    pub(crate) env: Vec<(String, String)>,
    /// Where relative paths start. Relative itself where only the base image knows it.
    pub(crate) directory: String,
    /// Empty, where it is the base image's.
    pub(crate) user: String,
    /// `None`, where it is the base image's or the default one.
    pub(crate) shell: Option<Vec<String>>,
    /// The base image may set what nothing here sets.
    pub(crate) is_on_image: bool,
    /// What stands in front of such a variable in a value.
    pub(crate) mark: &'static str,
}

/// What a shell finds programs in where no image says.
const PATH: &str = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

impl State {
    pub(super) fn on_scratch() -> Self {
        let env = vec![("PATH".to_owned(), PATH.to_owned())];
        Self { env, directory: "/".to_owned(), ..Self::default() }
    }

    pub(super) fn on_image(mark: &'static str) -> Self {
        Self { is_on_image: true, mark, ..Self::default() }
    }

    pub(super) fn value(&self, name: &str) -> Value {
        match self.env.iter().find(|(other, _)| other == name) {
            Some((_, value)) => Value::Set(value.clone()),
            None if self.is_on_image => Value::Unknown(self.mark),
            None => Value::Unset,
        }
    }

    /// A command's text with its shell.
    pub(super) fn in_shell(&self, text: String) -> Vec<String> {
        let default = || vec!["/bin/sh".to_owned(), "-c".to_owned()];
        let mut argv = self.shell.clone().unwrap_or_else(default);
        argv.push(text);
        argv
    }

    fn set(&mut self, name: &str, value: &str) {
        self.env.retain(|(other, _)| other != name);
        self.env.push((name.to_owned(), value.to_owned()));
    }

    /// What a line changes for those below it.
    pub(super) fn apply(&mut self, instruction: &Instruction) {
        match instruction {
            Instruction::Env(pairs) => pairs.iter().for_each(|(name, value)| self.set(name, value)),
            Instruction::Arg(pairs) => {
                // These two steer the builder alone.
                let is_env = |name: &str| !name.starts_with("BUILDKIT_SBOM_SCAN_");
                for (name, value) in pairs.iter().filter(|(name, _)| is_env(name)) {
                    if let Some(value) = value {
                        self.set(name, value);
                    }
                }
            }
            Instruction::Workdir(workdir) => self.directory.clone_from(&workdir.path),
            Instruction::User(user) => self.user.clone_from(user),
            Instruction::Shell(shell) => self.shell = Some(shell.clone()),
            _ => {}
        }
    }
}

impl Config {
    /// What a line says of the image; `has_cmd`: the stage has had a CMD.
    pub(super) fn apply(&mut self, instruction: &Instruction, has_cmd: &mut bool) {
        match instruction {
            Instruction::Env(pairs) => self.env.extend(pairs.iter().cloned()),
            Instruction::Label(pairs) => self.labels.extend(pairs.iter().cloned()),
            Instruction::Workdir(workdir) => self.directory = Some(workdir.path.clone()),
            Instruction::User(user) => self.user = Some(user.clone()),
            Instruction::Shell(shell) => self.shell = Some(shell.clone()),
            Instruction::Cmd(argv) => {
                *has_cmd = true;
                self.cmd = Some(argv.clone());
            }
            Instruction::Entrypoint(argv) => {
                self.entrypoint = Some(argv.clone());
                if !*has_cmd {
                    self.cmd = Some(vec![]);
                }
            }
            Instruction::Expose(ports) => self.ports.extend(ports.iter().cloned()),
            Instruction::Volume(paths) => self.volumes.extend(paths.iter().cloned()),
            Instruction::Healthcheck(check) => self.healthcheck = Some(Healthcheck::clone(check)),
            Instruction::Stopsignal(signal) => self.stopsignal = Some(signal.clone()),
            Instruction::Onbuild(trigger) => self.onbuild.push(trigger.clone()),
            Instruction::Maintainer(author) => self.author = Some(author.clone()),
            Instruction::Arg(_) | Instruction::Run(_) | Instruction::Copy(_) => {}
        }
    }
}

/// A path from a directory, without `.` and `..`; relative only where the directory is.
pub(crate) fn absolute(directory: &str, path: &str) -> String {
    let whole = if path.starts_with('/') || directory.is_empty() {
        path.to_owned()
    } else {
        format!("{directory}/{path}")
    };
    clean(&whole)
}

/// Whether a part of a path is one that only a builder knows: a variable of the base's, or what is marked
/// to be one of the build's.
fn is_variable(part: &str) -> bool {
    part.contains(['$', OPEN])
}

/// A path without `.`, `..` and doubled slashes. What is above a variable that nobody here knows stays.
pub(crate) fn clean(path: &str) -> String {
    let is_absolute = path.starts_with('/');
    let mut parts: Vec<&str> = vec![];
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|last| *last != ".." && !is_variable(last)) => {
                parts.pop();
            }
            ".." if is_absolute && parts.is_empty() => {}
            _ => parts.push(part),
        }
    }
    match (is_absolute, parts.is_empty()) {
        (true, _) => format!("/{}", parts.join("/")),
        (false, true) => ".".to_owned(),
        (false, false) => parts.join("/"),
    }
}

/// A source's path in the build context, or in a stage. None leads out: a builder takes the root for the folder
/// above it.
pub(crate) fn in_context(source: &str) -> String {
    match clean(&format!("/{source}")).trim_start_matches('/') {
        "" => ".".to_owned(),
        path => path.to_owned(),
    }
}
