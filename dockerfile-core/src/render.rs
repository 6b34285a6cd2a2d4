//! Instructions to text. Pure, and the only place that knows Dockerfile syntax.
//!
//! A RUN's cache key is its exact text, and golden files guard it: to print one
//! otherwise is a change that breaks every user's cache.

use std::time::Duration;

use crate::instruction::{
    Copy, CopyFrom, From, Healthcheck, Instruction, Part, Run, ShellCommand, User,
};
use crate::lower::{Allowances, LoweredStage, Program};

/// The Dockerfile below its header.
pub(crate) fn stages(program: &Program) -> String {
    let stages: Vec<String> = program.stages.iter().map(stage).collect();
    stages.join("\n")
}

/// What linters are told: directives for BuildKit, and comments for hadolint.
///
/// hadolint's line form would stand between an instruction and its description, so
/// every allowance is a header line of the global form.
pub(crate) fn allowances(allowances: &Allowances) -> (String, String) {
    let mut directives = String::new();
    if allowances.contains_key("DL3064") {
        directives += "# check=skip=SecretsUsedInArgOrEnv\n";
    }
    let mut comments = String::new();
    for (rule, reasons) in allowances {
        let reasons: Vec<&str> = reasons.iter().map(String::as_str).collect();
        comments += &format!("# hadolint global ignore={rule} # {}\n", reasons.join("; "));
    }
    // A bare `#`, or BuildKit takes the last comment for a description of the stage.
    comments += "#\n";
    (directives, comments)
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
    let base = match &stage.from {
        From::Scratch => "scratch",
        From::Image(image) => image,
        From::Stage(name) => name.as_str(),
    };
    format!("FROM {base} AS {}", stage.name)
}

pub(crate) fn instruction(instruction: &Instruction) -> String {
    match instruction {
        Instruction::Label { key, value } => {
            format!("LABEL {key}={}", word(&[Part::Text(value.clone())]))
        }
        Instruction::Shell(argv) => format!("SHELL {}", json(argv)),
        Instruction::Run(run) => self::run(run),
        Instruction::Copy(copy) => self::copy(copy),
        Instruction::Env { name, value } => format!("ENV {name}={}", word(value)),
        Instruction::Workdir(path) => format!("WORKDIR {}", unexpanded(path.as_str())),
        Instruction::Expose(port) => format!("EXPOSE {port}"),
        Instruction::Volume(path) => format!("VOLUME {}", json(&[unexpanded(path.as_str())])),
        Instruction::StopSignal(signal) => format!("STOPSIGNAL {signal}"),
        Instruction::Healthcheck(check) => healthcheck(check),
        Instruction::User(User::Root) => "USER 0:0".to_owned(),
        Instruction::User(User::Owner(owner)) => format!("USER {owner}"),
        Instruction::Entrypoint(argv) => format!("ENTRYPOINT {}", json(argv)),
        Instruction::Cmd(argv) => format!("CMD {}", json(argv)),
    }
}

// ---- RUN: the one place that wraps lines -------------------------------------------

fn run(run: &Run) -> String {
    let mut lines = vec![];
    for mount in &run.mounts {
        let locked = if mount.locked { ",sharing=locked" } else { "" };
        lines.push(format!("--mount=type=cache,id={},target={}{locked}", mount.id, mount.target));
    }
    let last = run.commands.len().saturating_sub(1);
    for (index, command) in run.commands.iter().enumerate() {
        let and = if index < last { " &&" } else { "" };
        lines.push(format!("{}{and}", shell_command(command)));
    }
    format!("RUN {}", lines.join(" \\\n    "))
}

fn shell_command(command: &ShellCommand) -> String {
    let words = command.words.iter().map(|word| format!(" \\\n        {word}"));
    std::iter::once(command.head.clone()).chain(words).collect()
}

// ---- COPY ---------------------------------------------------------------------------

fn copy(copy: &Copy) -> String {
    let mut text = "COPY".to_owned();
    // `--from` is first: update bots look for it there.
    if let CopyFrom::Stage(stage) = &copy.from {
        text += &format!(" --from={stage}");
    }
    if let Some(owner) = &copy.owner {
        text += &format!(" --chown={owner}");
    }
    let sources = copy.sources.iter().map(|source| unexpanded(&unmatched(source)));
    let paths: Vec<String> = sources.chain([unexpanded(&copy.to)]).collect();
    let plain = |c: char| c.is_ascii_alphanumeric() || "_@%+=:,./-".contains(c);
    if paths.iter().all(|path| path.chars().all(plain)) {
        format!("{text} {}", paths.join(" "))
    } else {
        format!("{text} {}", json(&paths))
    }
}

/// A source that matches itself alone: a `[` would begin a class of Go's pattern language,
/// and `<<` in front a here-document, in JSON, too.
fn unmatched(path: &str) -> String {
    let here = if path.starts_with("<<") { "./" } else { "" };
    format!("{here}{}", path.replace('[', "[[]"))
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
    let mut text = String::from("\"");
    for part in parts {
        match part {
            Part::Variable(name) => text += &format!("${name}"),
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
    text.push('"');
    text
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
