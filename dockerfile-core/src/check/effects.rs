//! The effects of a step on its stage's files, as far as its commands are known: package managers,
//! installers of languages, and commands that make folders and users. Any other command may do
//! anything.

use crate::program::base_files::{may_be_of_packages, program_of_system};
use crate::program::instruction::{RunForm, RunInstruction};
use crate::value::path::{is_below, join, name_of, parent};

/// The effects of one step.
#[derive(Clone, Debug, Default)]
pub(super) struct Effects {
    /// The step may have written anything anywhere.
    pub(super) anything: bool,
    /// Packages that the distribution's package manager installs.
    packages: Vec<String>,
    /// Whether packages of other publishers may be among those, which put files anywhere.
    of_others: bool,
    /// Folders and files that the step may write.
    may_write: Vec<String>,
    folders: Vec<String>,
    /// Files that this crate's own commands put there as programs.
    programs: Vec<String>,
    /// Files whose mode the step changes.
    changed: Vec<String>,
    removed: Vec<String>,
}

/// The effect of a step on one path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Done {
    Nothing,
    Folder,
    Program,
    /// The mode is changed.
    Changed,
    Unknown,
}

/// Folders of files that name package repositories and their keys.
const REPOSITORIES: [&str; 5] =
    ["/etc/apt", "/etc/yum.repos.d", "/etc/pki/rpm-gpg", "/etc/zypp", "/etc/apk"];

/// Whether a file at this path may name a repository of other publishers. `/etc/apt/sources.list`
/// is Debian's own list.
pub(super) fn names_repository(path: &str) -> bool {
    path != "/etc/apt/sources.list" && REPOSITORIES.iter().any(|folder| is_below(folder, path))
}

/// The effects of a step. `environment` are the values of ENV above it: one may tell an installer
/// its folder.
pub(super) fn of(run: &RunInstruction, workdir: &str, environment: &[String]) -> Effects {
    let mut effects = Effects::default();
    match &run.form {
        RunForm::Commands(commands) => {
            for command in commands {
                let words = command.head.split(' ').chain(command.words.iter().map(String::as_str));
                let words: Vec<&str> = words.collect();
                // A quoted word that is cut here holds a blank, so its path is not known.
                let is_text = |word: &&str| matches!(*word, "case" | "echo" | "printf");
                effects.anything |= !words.first().is_some_and(is_text) && words.iter().any(is_cut);
                effects.command(&words, workdir, environment);
            }
        }
        RunForm::Argv(argv) => {
            let words: Vec<&str> = argv.iter().map(String::as_str).collect();
            effects.command(&words, workdir, environment);
        }
        RunForm::Script(_) => effects.anything = true,
    }
    effects
}

/// Whether a word holds one end of a quoted text.
fn is_cut(word: &&str) -> bool {
    ['"', '\''].iter().any(|quote| word.matches(*quote).count() % 2 == 1)
}

fn unquoted(word: &str) -> &str {
    word.trim_matches('"').trim_matches('\'')
}

impl Effects {
    /// The effect on a path. `others` says whether packages may come from repositories of other
    /// publishers.
    pub(super) fn on(&self, path: &str, others: bool) -> Done {
        if self.anything || self.may_be_of_others(others) {
            return Done::Unknown;
        }
        if self.programs.iter().any(|program| program == path) {
            return Done::Program;
        }
        let mut touched = self.may_write.iter().chain(&self.removed);
        if touched.any(|folder| is_below(folder, path)) {
            return Done::Unknown;
        }
        let made = self.folders.iter().chain(&self.may_write).chain(&self.programs);
        if made.into_iter().any(|made| is_below(path, made)) {
            return Done::Folder;
        }
        // Some distributions' packages put whole programs into `/opt`.
        let in_opt = is_below("/opt", path) && self.may_bring("");
        let by_package = in_opt || !self.packages.is_empty() && may_be_of_packages(path);
        if by_package && program_of_system(path).is_none_or(|name| self.may_bring(name)) {
            return Done::Unknown;
        }
        let changed = self.changed.iter().any(|changed| is_below(changed, path));
        if changed { Done::Changed } else { Done::Nothing }
    }

    fn may_be_of_others(&self, others: bool) -> bool {
        !self.packages.is_empty() && (others || self.of_others)
    }

    /// Whether a program of this name may be in one of the packages.
    pub(super) fn may_bring(&self, name: &str) -> bool {
        self.packages.iter().any(|package| may_bring(package, name))
    }

    /// Whether the step may add a repository of other publishers.
    pub(super) fn adds_repository(&self) -> bool {
        self.anything || self.may_write.iter().any(|path| names_repository(path))
    }

    fn command(&mut self, words: &[&str], workdir: &str, environment: &[String]) {
        let all = words;
        let Some(start) = words.iter().position(|word| !is_assignment(word)) else { return };
        let words = &words[start..];
        let Some((program, arguments)) = words.split_first() else { return };
        let name = name_of(unquoted(program));
        if is_our_case(words) {
            return;
        }
        let arguments: Vec<&str> =
            self.redirected(arguments, workdir).into_iter().map(unquoted).collect();
        let plain = arguments.iter().filter(|word| !word.starts_with('-')).copied();
        let operands: Vec<String> = plain.map(|word| absolute(workdir, word)).collect();
        if words.iter().any(|word| word.contains(['|', '&', ';', '`', '('])) {
            self.anything = true;
            return;
        }
        match name {
            "apt-get" | "apk" | "dnf" | "microdnf" | "zypper" | "pacman" => {
                self.install(&arguments, name != "pacman");
            }
            "addgroup" | "groupadd" | "echo" | "printf" | "." | "true" | "sha256sum"
            | "sha512sum" | "$check" => {}
            "useradd" | "adduser" => self.folders.extend(home(&arguments)),
            "rm" => self.removed.extend(operands),
            "mkdir" => self.folders.extend(operands),
            "install" if arguments.contains(&"-d") => self.folders.extend(operands),
            // The last operand is the target.
            "install" if arguments.contains(&"-D") => {
                self.programs.extend(operands.last().cloned())
            }
            "chmod" | "chown" | "setcap" => self.changed.extend(operands.into_iter().skip(1)),
            "tar" => {
                let at = arguments.iter().position(|word| *word == "-C");
                let folder = at.and_then(|at| arguments.get(at + 1)).unwrap_or(&workdir);
                self.may_write.push(absolute(workdir, folder));
            }
            "cp" | "ln" => self.may_write.extend(operands.last().cloned()),
            "mv" | "touch" => self.may_write.extend(operands),
            _ if installs(name, &arguments) => {
                self.may_write.push(match is_of_python(name) {
                    true => join(workdir, ".venv"),
                    // Life-cycle scripts of a manifest run, too, and may write anywhere in the
                    // folder.
                    false => workdir.to_owned(),
                });
                self.install_by_language(all, environment);
            }
            _ => self.anything = true,
        }
        // A path with a variable or a pattern may be any path.
        let written = self.folders.iter().chain(&self.may_write).chain(&self.programs);
        let mut touched = written.chain(&self.changed).chain(&self.removed);
        self.anything |= touched.any(|path| path.contains(['$', '*', '?', '~']));
    }

    /// Adds the folders that an installer of a language writes beside its working directory: its
    /// own, and those that its words, assignments in front of it or the environment name.
    fn install_by_language(&mut self, words: &[&str], environment: &[String]) {
        const OWN: [&str; 7] = [
            "/usr/local/bin",
            "/usr/local/lib",
            "/usr/local/share",
            "/root",
            "/tmp",
            "/var",
            "/usr/lib",
        ];
        self.may_write.extend(OWN.map(str::to_owned));
        let named = words.iter().flat_map(|word| word.split('=')).map(unquoted);
        let named = named.chain(environment.iter().map(String::as_str));
        let named = named.filter(|word| word.starts_with('/'));
        self.may_write.extend(named.map(|path| folder_of(path).to_owned()));
    }

    /// The arguments without redirections, whose target files are added to what may be written. A
    /// quoted `>` redirects nothing.
    fn redirected<'w>(&mut self, arguments: &[&'w str], workdir: &str) -> Vec<&'w str> {
        let mut rest = vec![];
        let mut words = arguments.iter();
        while let Some(word) = words.next() {
            match word.split_once('>').filter(|_| !word.starts_with(['"', '\''])) {
                Some((_, target)) => {
                    // The target may be a word of its own.
                    let target = match target.trim_start_matches('>') {
                        "" => words.next().copied().unwrap_or_default(),
                        target => target,
                    };
                    self.may_write.push(absolute(workdir, unquoted(target)));
                }
                None => rest.push(*word),
            }
        }
        rest
    }

    /// Adds the packages of an install command, behind its verb if it has one.
    fn install(&mut self, arguments: &[&str], has_verb: bool) {
        let words = arguments.iter().filter(|word| !word.starts_with('-'));
        let packages = words.skip(usize::from(has_verb));
        for package in packages {
            // A file of a package, or a package of another archive.
            self.of_others |= package.contains('/') || package.contains(['*', '$']);
            let name = package.split(['=', '<', '>', '~', ':']).next().unwrap_or(package);
            self.packages.push(name.to_owned());
        }
        self.of_others |= arguments.iter().any(|word| word.contains("repo"));
    }
}

/// A word as an absolute path: a relative one begins at the WORKDIR.
fn absolute(workdir: &str, word: &str) -> String {
    match word.starts_with(['/', '$', '~']) {
        true => word.trim_end_matches('/').to_owned(),
        false => join(workdir, word.trim_start_matches("./")),
    }
}

/// The folder around an installer that is called by its path: `/opt/venv` for `/opt/venv/bin/pip`.
fn folder_of(path: &str) -> &str {
    match parent(path).strip_suffix("/bin") {
        Some(around) if !around.is_empty() => around,
        _ => path,
    }
}

/// The home directory that a command makes for a user.
fn home(arguments: &[&str]) -> Option<String> {
    let behind = |option| arguments.iter().skip_while(move |word| **word != option).nth(1);
    let makes =
        arguments.contains(&"-m") || arguments.contains(&"-h") && !arguments.contains(&"-H");
    let home = behind("-d").or_else(|| behind("-h")).filter(|_| makes);
    home.map(|home| (*home).to_owned())
}

fn is_assignment(word: &str) -> bool {
    let Some((name, _)) = word.split_once('=') else { return false };
    !name.is_empty() && name.bytes().all(|c| c.is_ascii_alphanumeric() || c == b'_')
}

/// Whether the command is the `case` over architectures that this crate prints above a download: it
/// only sets variables, and fails for an unknown architecture.
fn is_our_case(words: &[&str]) -> bool {
    let is_case = words.first() == Some(&"case")
        && words.get(1).is_some_and(|of| unquoted(of).starts_with("${TARGETARCH}"));
    is_case && words.contains(&"download") && words.last() == Some(&"esac")
}

/// Whether a command is an installer of a language, which writes into its working directory and its
/// own folders.
fn installs(name: &str, arguments: &[&str]) -> bool {
    let verb = arguments.iter().find(|word| !word.starts_with('-')).copied().unwrap_or_default();
    match name.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.') {
        "pip" => verb == "install",
        "python" => matches!(verb, "pip" | "venv") && arguments.contains(&"-m"),
        "npm" => matches!(verb, "ci" | "install" | "i"),
        "yarn" | "pnpm" | "bundle" | "poetry" | "composer" => {
            matches!(verb, "" | "install" | "fetch" | "config")
        }
        "uv" => matches!(verb, "sync" | "venv" | "pip"),
        _ => false,
    }
}

fn is_of_python(name: &str) -> bool {
    ["pip", "python", "uv", "poetry"].iter().any(|python| name.starts_with(python))
}

/// Whether a package may bring a program of this name.
fn may_bring(package: &str, name: &str) -> bool {
    match package {
        "curl" | "wget" | "tini" | "dumb-init" | "gosu" | "su-exec" => name.contains(package),
        "tzdata" => false,
        "ca-certificates" | "openssl" => {
            ["openssl", "c_rehash", "update-ca-certificates"].contains(&name)
        }
        _ => !is_library(package),
    }
}

/// Whether a package is a library that others link. One with programs says so in its name.
pub(super) fn is_library(package: &str) -> bool {
    const WITH_PROGRAMS: [&str; 20] = [
        "bin", "cli", "client", "clients", "daemon", "dev", "examples", "mod", "module", "plugins",
        "perl", "progs", "ruby", "server", "system", "tests", "tool", "tools", "util", "utils",
    ];
    let Some(rest) = package.strip_prefix("lib") else { return false };
    let mut parts = rest.split('-');
    !rest.starts_with("reoffice") && !parts.any(|part| WITH_PROGRAMS.contains(&part))
}

#[cfg(test)]
mod tests;
