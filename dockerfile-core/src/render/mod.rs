//! Instructions to text. Pure, and the only place that knows Dockerfile syntax.
//!
//! A RUN's cache key is its exact text, and golden files guard it: to print one
//! otherwise is a change that breaks every user's cache.

mod files;
mod run;

use std::time::Duration;

use crate::check;
use crate::instruction::{Arg, From, Healthcheck, Instruction, Part, Ports, Protocol, User};
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
        From::Image { name, build_platform: false, .. } => ("", name.as_str()),
        From::Image { name, .. } => ("--platform=$BUILDPLATFORM ", name.as_str()),
        From::Stage(name) => ("", name.as_str()),
    };
    format!("FROM {platform}{base} AS {}", stage.name)
}

pub(crate) fn instruction(instruction: &Instruction) -> String {
    match instruction {
        Instruction::Arg(arg) => self::arg(arg),
        Instruction::Label { key, value } => format!("LABEL {key}={}", word(value)),
        Instruction::Shell(argv) => format!("SHELL {}", json(argv)),
        Instruction::Run(run) => run::run(run),
        Instruction::Copy(copy) => files::copy(copy),
        Instruction::Add(add) => files::add(add),
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

/// A blank at its end stays only in quotes.
fn workdir(path: &str) -> String {
    if path.ends_with(char::is_whitespace) {
        return word(&[Part::Text(path.to_owned())]);
    }
    unexpanded(path)
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

pub(crate) fn json<S: AsRef<str>>(texts: &[S]) -> String {
    let texts: Vec<String> = texts.iter().map(|text| json_string(text.as_ref())).collect();
    format!("[{}]", texts.join(", "))
}

pub(crate) fn json_string(text: &str) -> String {
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
