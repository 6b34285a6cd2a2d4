//! Programs that a stage runs or starts and its base does not have. They are known only for a
//! distribution's own image, so long as nothing but packages has been added.

use std::collections::HashMap;

use super::complaints;
use super::contents::is_install;
use super::effects::is_library;
use super::report::Diagnostic;
use crate::program::instruction::{
    From, Instruction, RunForm, RunInstruction, RunMount, ShellCommand,
};
use crate::program::place::Place;
use crate::program::program::{LoweredStage, Program};
use crate::program::reference::Reference;
use crate::value::StageName;
use crate::value::path::{is_below, join};
use crate::value::shell::{first_program, is_posix};

/// The folders of the usual PATH.
const FOLDERS: [&str; 6] =
    ["/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin"];

/// Programs that the same packages bring.
struct Tool {
    names: &'static [&'static str],
    /// Bases that have none of the programs.
    absent: &'static [&'static str],
    /// Packages that bring the programs; a `*` at either end stands for anything.
    packages: &'static [&'static str],
    /// Whether packages of other names depend on it, too: with an unknown package installed,
    /// nothing is reported.
    is_needed_by_others: bool,
}

const DEBIAN: &[&str] = &["debian", "ubuntu"];
const SMALL: &[&str] = &["debian", "ubuntu", "alpine", "busybox"];
const ALL: &[&str] =
    &["debian", "ubuntu", "alpine", "busybox", "fedora", "rockylinux", "almalinux", "archlinux"];
const NO_WGET: &[&str] = &["debian", "ubuntu", "fedora", "rockylinux", "almalinux", "archlinux"];

const fn tool(
    names: &'static [&'static str],
    absent: &'static [&'static str],
    packages: &'static [&'static str],
    is_needed_by_others: bool,
) -> Tool {
    Tool { names, absent, packages, is_needed_by_others }
}

#[rustfmt::skip]
const TOOLS: &[Tool] = &[
    tool(&["curl"], SMALL, &["curl*"], false),
    tool(&["wget"], NO_WGET, &["wget*", "busybox*"], false),
    tool(&["bash"], &["alpine", "busybox"], &["bash*"], true),
    tool(&["nc"], DEBIAN, &["netcat*", "nmap*", "ncat", "busybox*"], true),
    tool(&["pip", "pip3", "python", "python3"], SMALL, &["python*", "py3-*", "*pip*"], true),
    tool(&["node"], ALL, &["node*", "npm*", "yarn*", "pnpm*"], false),
    tool(&["npm", "npx"], ALL, &["npm*", "node*"], false),
    tool(&["pnpm", "yarn"], ALL, &["pnpm*", "yarn*", "npm*", "node*"], false),
    tool(&["cargo", "rustc", "rustup"], ALL, &["cargo*", "rust*"], false),
    tool(&["go"], ALL, &["go", "golang*", "gccgo*"], false),
    tool(&["java", "javac"], ALL, &["*jre*", "*jdk*", "*java*"], true),
    tool(&["mvn"], ALL, &["maven*"], false),
    tool(&["gradle"], ALL, &["gradle*"], false),
    tool(&["ruby", "gem", "bundle"], ALL, &["ruby*", "*bundler*"], true),
    tool(&["php", "composer"], ALL, &["php*", "composer*"], true),
    tool(&["git"], ALL, &["git*"], true),
    tool(&["jq"], ALL, &["jq*"], true),
    tool(&["perl"], &["alpine", "busybox"], &["perl*"], true),
    tool(&["unzip"], DEBIAN, &["unzip*"], true),
];

/// Packages, beside libraries, that bring none of the programs in `TOOLS` but those that name them.
const BRINGS_NOTHING: [&str; 12] = [
    "ca-certificates",
    "curl",
    "dumb-init",
    "gosu",
    "locales",
    "openssl",
    "procps",
    "su-exec",
    "tini",
    "tzdata",
    "wget",
    "xz-utils",
];

/// What is known of the programs of a stage so far.
#[derive(Clone, Default)]
struct Known<'a> {
    /// The base; `None` where any program may be there.
    base: Option<&'a str>,
    packages: Vec<&'a str>,
    /// The targets of COPY and ADD.
    brought: Vec<&'a str>,
    has_entrypoint: bool,
}

pub(super) fn check(program: &Program) -> Vec<Diagnostic> {
    let mut stages: HashMap<&StageName, Known<'_>> = HashMap::new();
    let mut diagnostics = vec![];
    for stage in &program.stages {
        let mut known = Known::begin(stage, &stages);
        for line in &stage.lines {
            let missing = known.missing(&line.instruction, line.at);
            if missing.is_some() {
                // What follows from one mistake is not reported as another.
                known.base = None;
            }
            diagnostics.extend(missing);
            known.add(&line.instruction);
        }
        stages.insert(&stage.name, known);
    }
    diagnostics
}

impl<'a> Known<'a> {
    fn begin(stage: &'a LoweredStage, stages: &HashMap<&StageName, Known<'a>>) -> Self {
        match &stage.from {
            From::Stage(parent) => stages.get(parent).cloned().unwrap_or_default(),
            From::Image { declared, .. } if Reference::of(declared).is_plain() => {
                Self { base: Some(declared), ..Self::default() }
            }
            From::Image { .. } | From::Scratch => Self::default(),
        }
    }

    fn missing(&self, instruction: &Instruction, at: Place) -> Option<Diagnostic> {
        match instruction {
            Instruction::Run(run) if !brings_files(run) => match &run.form {
                RunForm::Commands(commands) => {
                    let first = commands.first().and_then(|one| first_program(&one.head));
                    let more = commands.windows(2).filter(|pair| is_harmless(&pair[0].head));
                    let more = more.filter_map(|pair| first_program(&pair[1].head));
                    first.into_iter().chain(more).find_map(|name| self.no_tool(name, at))
                }
                RunForm::Script(text) => {
                    let text = text.strip_prefix("set -e\n").unwrap_or(text);
                    self.no_tool(first_program(text)?, at)
                }
                RunForm::Argv(argv) => self.of_list(argv, at),
            },
            Instruction::Healthcheck(check) => {
                self.of_list(&check.command, at).map(complaints::that_a_probe_answers)
            }
            Instruction::Entrypoint(argv) => self.of_list(argv, at),
            Instruction::Cmd(argv) if !self.has_entrypoint => self.of_list(argv, at),
            _ => None,
        }
    }

    /// The missing program of an argument list, or that of the text which it gives to a shell.
    fn of_list(&self, argv: &[String], at: Place) -> Option<Diagnostic> {
        let program = argv.first()?;
        if program.starts_with('-') {
            // Distroless images of a language have an ENTRYPOINT, whose argument this would be.
            let base = self.base.filter(|base| !Reference::of(base).is_distroless())?;
            return Some(complaints::option_for_a_program(program, base, at));
        }
        let program = match program.strip_prefix("/bin/") {
            Some(shell) if is_posix(shell) => shell,
            _ => program,
        };
        match argv.last().filter(|_| is_posix(program) && argv.len() > 2) {
            Some(text) if argv.iter().any(|word| word.starts_with('-') && word.ends_with('c')) => {
                self.no_tool(program, at).or_else(|| self.no_tool(first_program(text)?, at))
            }
            _ => self.no_tool(program, at),
        }
    }

    fn no_tool(&self, name: &str, at: Place) -> Option<Diagnostic> {
        let base = self.base?;
        let is_copied = || {
            let mut paths = FOLDERS.iter().map(|folder| join(folder, name));
            paths.any(|path| self.brought.iter().any(|to| is_below(to, &path)))
        };
        if is_of_no_distroless(name, base) {
            return (!is_copied()).then(|| complaints::no_tool_of_shells(name, base, at));
        }
        let tool = TOOLS.iter().find(|tool| tool.names.contains(&name))?;
        let repository = Reference::of(base).repository;
        if !tool.absent.contains(&repository) {
            return None;
        }
        let brings = |package: &&str| {
            let known = is_library(package) || BRINGS_NOTHING.contains(package);
            tool.packages.iter().any(|pattern| fits(pattern, package))
                || tool.is_needed_by_others && !known
        };
        let is_brought = self.packages.iter().any(brings);
        (!is_brought && !is_copied()).then(|| complaints::no_tool(name, base, at))
    }

    fn add(&mut self, instruction: &'a Instruction) {
        match instruction {
            Instruction::Copy(copy) => self.brought.push(copy.to.known()),
            Instruction::Add(add) => self.brought.push(&add.to),
            Instruction::Run(run) => self.run(run),
            Instruction::Entrypoint(argv) => self.has_entrypoint = !argv.is_empty(),
            // From here on programs are looked for in other folders, too.
            Instruction::Env { name, .. } if name.as_str() == "PATH" => self.base = None,
            Instruction::Raw(_) => self.base = None,
            _ => {}
        }
    }

    fn run(&mut self, run: &'a RunInstruction) {
        let RunForm::Commands(commands) = &run.form else {
            self.base = None;
            return;
        };
        for command in commands {
            if is_install(&command.head) {
                self.packages.extend(installed(command));
            } else if !is_harmless(&command.head) {
                self.base = None;
            }
        }
    }
}

/// Whether an image is known to have no program of this name.
pub(super) fn is_absent(name: &str, image: &str) -> bool {
    let tool = TOOLS.iter().find(|tool| tool.names.contains(&name));
    tool.is_some_and(|tool| tool.absent.contains(&Reference::of(image).repository))
}

/// Whether the base is a distroless image, other than a debug one, and the program one that none of
/// those has.
fn is_of_no_distroless(name: &str, base: &str) -> bool {
    const PROGRAMS: [&str; 5] = ["bash", "curl", "nc", "sh", "wget"];
    let reference = Reference::of(base);
    let debugs = reference.tag.is_some_and(|tag| tag.contains("debug"));
    reference.is_distroless() && !debugs && PROGRAMS.contains(&name)
}

/// Whether a step mounts files of the context or another stage, among which programs may be.
fn brings_files(run: &RunInstruction) -> bool {
    run.options.mounts.iter().any(|mount| matches!(mount, RunMount::Bind { .. }))
}

/// Whether a command brings no program except by a package: it installs packages, or makes users
/// and folders.
fn is_harmless(command: &str) -> bool {
    const HARMLESS: [&str; 11] = [
        ".",
        "addgroup",
        "adduser",
        "chmod",
        "chown",
        "echo",
        "groupadd",
        "install -d",
        "mkdir",
        "rm",
        "useradd",
    ];
    let is = |word: &&str| command.strip_prefix(*word).is_some_and(|rest| rest.starts_with(' '));
    is_install(command) || HARMLESS.iter().any(is)
}

/// The names of the packages that a command of a package manager installs, without versions. Of a
/// verb that is not known, all words count, and so any program may be among them.
fn installed(command: &ShellCommand) -> Vec<&str> {
    let mut head = command.head.split(' ').skip_while(|word| word.contains('='));
    let manager = head.next().unwrap_or_default();
    let words = head.chain(command.words.iter().map(String::as_str));
    let words = words.map(|word| word.trim_matches(['"', '\'']));
    let names = words.filter(|word| !word.starts_with('-'));
    let names = names.map(|word| word.split(['=', '<', '>', '~', ':']).next().unwrap_or(word));
    let mut names: Vec<&str> = names.collect();
    match names.first() {
        Some(&("install" | "add" | "in")) if manager != "pacman" => _ = names.remove(0),
        Some(&("update" | "clean")) if manager != "pacman" => names.clear(),
        _ => {}
    }
    names
}

/// Whether a package's name fits a pattern with `*` at its beginning or end.
fn fits(pattern: &str, package: &str) -> bool {
    match (pattern.strip_prefix('*'), pattern.strip_suffix('*')) {
        (Some(rest), _) => package.contains(rest.trim_end_matches('*')),
        (None, Some(start)) => package.starts_with(start),
        (None, None) => package == pattern,
    }
}

#[cfg(test)]
mod tests;
