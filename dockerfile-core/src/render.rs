//! Instructions to text. Pure, and the only place that knows Dockerfile syntax.
//!
//! A RUN's cache key is its exact text, and golden files guard it: to print one
//! otherwise is a change that breaks every user's cache.

use std::fmt::Display;
use std::time::Duration;

use crate::check;
use crate::instruction::{
    Access, Add, AddSource, Arg, Copy, CopySource, FileFlags, From, Healthcheck, Instruction, Mode,
    Mount, Network, Part, Ports, Protocol, Run, RunForm, RunOptions, Security, Sharing,
    ShellCommand, User,
};
use crate::lower::{Allowances, LoweredStage, Program};

/// The Dockerfile below its header.
pub(crate) fn stages(program: &Program) -> String {
    let args: String = program.args.iter().map(|arg| self::arg(arg) + "\n").collect();
    let stages = program.stages.iter().map(stage);
    let blocks = (!args.is_empty()).then_some(args).into_iter().chain(stages);
    blocks.collect::<Vec<_>>().join("\n")
}

/// What builders are told above all else: which frontend reads the file, and which of
/// BuildKit's checks do not apply.
pub(crate) fn directives(program: &Program, strict: bool) -> String {
    let mut text = String::new();
    if let Some(frontend) = check::dialect(program).frontend() {
        text += &format!("# syntax={frontend}\n");
    }
    let skip = program.allowances.contains_key("DL3064").then_some("skip=SecretsUsedInArgOrEnv");
    let checks: Vec<&str> = skip.into_iter().chain(strict.then_some("error=true")).collect();
    if !checks.is_empty() {
        text += &format!("# check={}\n", checks.join(";"));
    }
    text
}

/// What hadolint is told. Its line form would stand between an instruction and its
/// description, so every allowance is a header line of the global form.
pub(crate) fn allowances(allowances: &Allowances) -> String {
    let mut comments = String::new();
    for (rule, reasons) in allowances {
        let reasons: Vec<&str> = reasons.iter().map(String::as_str).collect();
        comments += &format!("# hadolint global ignore={rule} # {}\n", reasons.join("; "));
    }
    // A bare `#`, or BuildKit takes the last comment for a description of the stage.
    comments += "#\n";
    comments
}

fn stage(stage: &LoweredStage) -> String {
    let mut text = format!("{}\n", from_line(stage));
    for remark in &stage.remarks {
        text += &format!("# {remark}\n");
    }
    let mut reason = None;
    for line in &stage.lines {
        // A reason covers the lines below it until another begins.
        if line.reason != reason {
            reason = line.reason.clone();
            if let Some(why) = &line.reason {
                text += &format!("# Out of order: {why}\n");
            }
        }
        text += &instruction(&line.instruction);
        text.push('\n');
    }
    text
}

pub(crate) fn from_line(stage: &LoweredStage) -> String {
    let (platform, base) = match &stage.from {
        From::Scratch => ("", "scratch"),
        From::Image { name, build_platform: false } => ("", name.as_str()),
        From::Image { name, build_platform: true } => ("--platform=$BUILDPLATFORM ", name.as_str()),
        From::Stage(name) => ("", name.as_str()),
    };
    format!("FROM {platform}{base} AS {}", stage.name)
}

pub(crate) fn instruction(instruction: &Instruction) -> String {
    match instruction {
        Instruction::Arg(arg) => self::arg(arg),
        Instruction::Label { key, value } => format!("LABEL {key}={}", word(value)),
        Instruction::Shell(argv) => format!("SHELL {}", json(argv)),
        Instruction::Run(run) => self::run(run),
        Instruction::Copy(copy) => self::copy(copy),
        Instruction::Add(add) => self::add(add),
        Instruction::Env { name, value } => format!("ENV {name}={}", word(value)),
        Instruction::Workdir(path) => format!("WORKDIR {}", workdir(path.as_str())),
        Instruction::Expose(ports) => format!("EXPOSE {}", self::ports(ports)),
        Instruction::Volume(path) => format!("VOLUME {}", json(&[unexpanded(path.as_str())])),
        Instruction::StopSignal(signal) => format!("STOPSIGNAL {signal}"),
        Instruction::Healthcheck(check) => healthcheck(check),
        Instruction::NoHealthcheck => "HEALTHCHECK NONE".to_owned(),
        Instruction::User(User::Root) => "USER 0:0".to_owned(),
        Instruction::User(User::Owner(owner)) => format!("USER {owner}"),
        Instruction::Entrypoint(argv) => format!("ENTRYPOINT {}", json(argv)),
        Instruction::Cmd(argv) => format!("CMD {}", json(argv)),
    }
}

pub(crate) fn arg(arg: &Arg) -> String {
    match &arg.default {
        Some(default) => format!("ARG {}={}", arg.name, word(&[Part::Text(default.clone())])),
        None => format!("ARG {}", arg.name),
    }
}

// ---- RUN: the one place that wraps lines -------------------------------------------

fn run(run: &Run) -> String {
    let mut lines = run_flags(&run.options);
    match &run.form {
        RunForm::Commands(commands) => {
            let last = commands.len().saturating_sub(1);
            for (index, command) in commands.iter().enumerate() {
                let and = if index < last { " &&" } else { "" };
                lines.push(format!("{}{and}", shell_command(command)));
            }
        }
        RunForm::Script(script) => lines.push(here_document(script, "")),
        RunForm::Argv(argv) => lines.push(json(argv)),
    }
    format!("RUN {}", lines.join(" \\\n    "))
}

fn shell_command(command: &ShellCommand) -> String {
    let words = command.words.iter().map(|word| format!(" \\\n        {word}"));
    std::iter::once(command.head.clone()).chain(words).collect()
}

fn run_flags(options: &RunOptions) -> Vec<String> {
    let mut flags: Vec<String> = options.mounts.iter().map(mount).collect();
    match options.network {
        Some(Network::None) => flags.push("--network=none".to_owned()),
        Some(Network::Host) => flags.push("--network=host".to_owned()),
        None => {}
    }
    if options.security == Security::Insecure {
        flags.push("--security=insecure".to_owned());
    }
    flags.extend(options.devices.iter().map(|device| format!("--device={device}")));
    flags
}

fn mount(mount: &Mount) -> String {
    let mut fields = Fields(String::new());
    match mount {
        Mount::Bind { from, source, target, writable } => {
            fields.add("type", "bind");
            fields.add_some("from", from.as_ref());
            fields.add("source", source);
            fields.add("target", target);
            fields.word_if(*writable, "rw");
        }
        Mount::Cache { id, target, sharing, read_only, from, access } => {
            fields.add("type", "cache");
            fields.add("id", id);
            fields.add("target", target);
            match sharing {
                Sharing::Shared => {}
                Sharing::Private => fields.add("sharing", "private"),
                Sharing::Locked => fields.add("sharing", "locked"),
            }
            fields.word_if(*read_only, "ro");
            fields.add_some("from", from.as_ref().map(|(stage, _)| stage));
            fields.add_some("source", from.as_ref().map(|(_, folder)| folder));
            fields.access(access);
        }
        Mount::Tmpfs { target, size } => {
            fields.add("type", "tmpfs");
            fields.add("target", target);
            fields.add_some("size", size.as_ref());
        }
        Mount::Secret { id, target, env, required, access } => {
            fields.add("type", "secret");
            fields.add("id", id);
            fields.add_some("target", target.as_ref());
            fields.add_some("env", env.as_ref());
            fields.word_if(*required, "required");
            fields.access(access);
        }
        Mount::Ssh { id, target, required, access } => {
            fields.add("type", "ssh");
            fields.add_some("id", id.as_ref());
            fields.add_some("target", target.as_ref());
            fields.word_if(*required, "required");
            fields.access(access);
        }
    }
    format!("--mount={}", fields.0)
}

/// What stands behind `--mount=`.
struct Fields(String);

impl Fields {
    fn add(&mut self, key: &str, value: impl Display) {
        self.word_if(true, &format!("{key}={value}"));
    }

    fn add_some<T: Display>(&mut self, key: &str, value: Option<T>) {
        if let Some(value) = value {
            self.add(key, value);
        }
    }

    fn word_if(&mut self, said: bool, word: &str) {
        if said {
            let comma = if self.0.is_empty() { "" } else { "," };
            self.0 += &format!("{comma}{word}");
        }
    }

    fn access(&mut self, access: &Access) {
        self.add_some("mode", access.mode.map(|mode| format!("{mode:04o}")));
        self.add_some("uid", access.owner.map(|owner| owner.user));
        self.add_some("gid", access.owner.map(|owner| owner.group));
    }
}

/// Lines as they stand: in quotes, the word that ends them keeps a builder from expanding
/// anything. `rest` is what follows it on its line.
fn here_document(lines: &[String], rest: &str) -> String {
    let numbered = (2..).map(|n| format!("EOF{n}"));
    let end = std::iter::once("EOF".to_owned()).chain(numbered);
    let end = end.into_iter().find(|end| lines.iter().all(|line| line != end));
    let end = end.unwrap_or_default();
    let lines: String = lines.iter().map(|line| format!("{line}\n")).collect();
    format!("<<\"{end}\"{rest}\n{lines}{end}")
}

// ---- COPY and ADD ---------------------------------------------------------------------

fn copy(copy: &Copy) -> String {
    let mut text = "COPY".to_owned();
    // `--from` is first: update bots look for it there.
    if let CopySource::From(stage, _) = &copy.source {
        text += &format!(" --from={stage}");
    }
    text += &file_flags(&copy.flags);
    if copy.parents {
        text += " --parents";
    }
    match &copy.source {
        CopySource::Context(sources) | CopySource::From(_, sources) => {
            let sources = sources.iter().map(|source| unexpanded(&unmatched(source)));
            format!("{text} {}", paths(sources.chain([unexpanded(&copy.to)]).collect(), ""))
        }
        CopySource::Inline(lines) => {
            format!("{text} {}", here_document(lines, &format!(" {}", unexpanded(&copy.to))))
        }
    }
}

fn add(add: &Add) -> String {
    let mut text = "ADD".to_owned();
    let url = match &add.source {
        AddSource::Url { url, checksum, unpack } => {
            if let Some(checksum) = checksum {
                text += &format!(" --checksum={}", escaped(checksum));
            }
            if *unpack {
                text += " --unpack=true";
            }
            url
        }
        AddSource::Git { repository, keep_git_dir, commit } => {
            if let Some(commit) = commit {
                text += &format!(" --checksum={commit}");
            }
            if *keep_git_dir {
                text += " --keep-git-dir=true";
            }
            repository
        }
    };
    text += &file_flags(&add.flags);
    format!("{text} {}", paths(vec![escaped(url), unexpanded(&add.to)], "~?!&()*;${}#"))
}

fn file_flags(flags: &FileFlags) -> String {
    let mut text = String::new();
    if let Some(owner) = &flags.owner {
        text += &format!(" --chown={owner}");
    }
    match &flags.mode {
        Some(Mode::Number(mode)) => text += &format!(" --chmod={mode:04o}"),
        Some(Mode::Symbols(mode)) => text += &format!(" --chmod={mode}"),
        None => {}
    }
    if flags.link {
        text += " --link";
    }
    for pattern in &flags.exclude {
        text += &format!(" --exclude={pattern}");
    }
    text
}

/// Sources and target: as words where a builder reads them as they stand, else as JSON.
/// `also` are characters that words may hold beside those of every path.
fn paths(paths: Vec<String>, also: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "_@%+=:,./-".contains(c) || also.contains(c);
    // What begins with `--` would be a flag.
    let is_word = |path: &String| !path.starts_with("--") && path.chars().all(plain);
    if paths.iter().all(is_word) { paths.join(" ") } else { json(&paths) }
}

/// A blank at its end stays only in quotes.
fn workdir(path: &str) -> String {
    if path.ends_with(char::is_whitespace) {
        return word(&[Part::Text(path.to_owned())]);
    }
    unexpanded(path)
}

/// A source that matches itself alone: a `[` would begin a class of Go's pattern language,
/// `!` in front takes files away, and `<<` begins a here-document, in JSON, too.
fn unmatched(path: &str) -> String {
    let here = if path.starts_with("<<") { "./" } else { "" };
    if !path.contains('[') && !path.starts_with('!') {
        return format!("{here}{path}");
    }
    // Now it is a pattern, in which BuildKit takes a `^` for the start of a regular
    // expression and silently copies nothing.
    let pattern = path.replace('^', "\\^").replace('[', "[[]");
    match pattern.strip_prefix('!') {
        Some(rest) => format!("[!]{rest}"),
        None => format!("{here}{pattern}"),
    }
}

/// A path in which the builder expands nothing and unquotes nothing.
fn unexpanded(path: &str) -> String {
    let mut text = String::new();
    for c in path.chars() {
        if matches!(c, '\\' | '$' | '"' | '\'') {
            text.push('\\');
        }
        text.push(c);
    }
    text
}

// ---- values ---------------------------------------------------------------------------

/// The right side of `KEY=`, always in quotes.
fn word(parts: &[Part]) -> String {
    format!("\"{}\"", escaped(parts))
}

/// A value in which a builder expands its variables and nothing else.
fn escaped(parts: &[Part]) -> String {
    let mut text = String::new();
    for part in parts {
        match part {
            Part::Variable(name) => text += &format!("${{{name}}}"),
            Part::Text(value) => {
                for c in value.chars() {
                    if matches!(c, '"' | '\\' | '$') {
                        text.push('\\');
                    }
                    text.push(c);
                }
            }
        }
    }
    text
}

fn ports(ports: &Ports) -> String {
    let protocol = match ports.protocol {
        Protocol::Tcp => "",
        Protocol::Udp => "/udp",
    };
    if ports.first == ports.last {
        format!("{}{protocol}", ports.first)
    } else {
        format!("{}-{}{protocol}", ports.first, ports.last)
    }
}

fn json<S: AsRef<str>>(texts: &[S]) -> String {
    let texts: Vec<String> = texts.iter().map(|text| json_string(text.as_ref())).collect();
    format!("[{}]", texts.join(", "))
}

fn json_string(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            c if c.is_control() => out += &format!("\\u{:04x}", c as u32),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

fn healthcheck(check: &Healthcheck) -> String {
    let mut text = "HEALTHCHECK".to_owned();
    let times = [
        ("interval", check.interval),
        ("timeout", check.timeout),
        ("start-period", check.start_period),
        ("start-interval", check.start_interval),
    ];
    for (flag, time) in times {
        if let Some(time) = time {
            text += &format!(" --{flag}={}", duration(time));
        }
    }
    if let Some(retries) = check.retries {
        text += &format!(" --retries={retries}");
    }
    format!("{text} CMD {}", json(&check.command))
}

/// As Go reads it; the engine knows nothing below a millisecond.
fn duration(time: Duration) -> String {
    match time.subsec_millis() {
        0 => format!("{}s", time.as_secs()),
        _ => format!("{}ms", time.as_millis()),
    }
}
