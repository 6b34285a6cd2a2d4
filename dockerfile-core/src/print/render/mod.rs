//! Rendering: from instructions to the text of a Dockerfile. Only this room knows Dockerfile
//! syntax.
//!
//! A RUN's cache key is its exact text, which golden files guard: to print a RUN otherwise breaks
//! every user's cache.

mod copy;
mod run;
pub(super) mod text;

use std::time::Duration;

use self::text::{json, unexpanded, word};
use crate::program::dialect;
use crate::program::dialect::Dialect;
use crate::program::instruction::{
    ArgInstruction, From, HealthcheckInstruction, Instruction, Platform, PortRange, Protocol, User,
    ValuePart,
};
use crate::program::pins::Pins;
use crate::program::program::{Allowances, Epoch, LoweredLine, LoweredStage, Program, Sbom};
use crate::value::{Value as _, VarName};

/// The text of each line of each stage. A line is rendered once and used by all printers.
pub(crate) fn lines(program: &Program) -> Vec<Vec<String>> {
    let text = |line: &LoweredLine| instruction(&line.instruction);
    program.stages.iter().map(|stage| stage.lines.iter().map(text).collect()).collect()
}

/// The Dockerfile without its header, from rendered lines.
pub(crate) fn stages(program: &Program, lines: &[Vec<String>], pins: &Pins) -> String {
    let arg = |arg: &ArgInstruction| described(arg) + &self::arg(arg) + "\n";
    let args: String = epoch(program).iter().chain(&program.args).map(arg).collect();
    let stages = program.stages.iter().zip(lines).map(|(one, lines)| stage(one, lines, pins));
    let blocks = (!args.is_empty()).then_some(args).into_iter().chain(stages);
    let blocks: Vec<String> =
        blocks.map(|block| block.trim_end_matches('\n').to_owned() + "\n").collect();
    blocks.join("\n")
}

/// The directives at the top of the file: which frontend reads it, which of BuildKit's checks are
/// skipped, and whether a check that fails stops the build (`strict`).
pub(crate) fn directives(program: &Program, allowed: Dialect, strict: bool, pins: &Pins) -> String {
    let mut text = String::new();
    if let Some(frontend) = pins.frontend(dialect::oldest(program, allowed)) {
        text += &format!("# syntax={frontend}\n");
    }
    let skips: Vec<&str> = program.skips.iter().copied().collect();
    let skip = (!skips.is_empty()).then(|| format!("skip={}", skips.join(",")));
    let error = strict.then(|| "error=true".to_owned());
    let checks: Vec<String> = skip.into_iter().chain(error).collect();
    if !checks.is_empty() {
        text += &format!("# check={}\n", checks.join(";"));
    }
    text
}

/// Comments for hadolint with the rules to ignore. Its form for one line would stand between an
/// instruction and its description, so each is a header line of the global form.
pub(crate) fn allowances(allowances: &Allowances) -> String {
    let mut comments = String::new();
    for (rule, reasons) in allowances {
        let reasons: Vec<&str> = reasons.iter().map(String::as_str).collect();
        comments += &format!("# hadolint global ignore={rule} # {}\n", reasons.join("; "));
    }
    // Without a bare `#` BuildKit would take the last comment for a description of the stage.
    comments += "#\n";
    comments
}

/// The ARG line that sets the image's creation time.
pub(crate) fn epoch(program: &Program) -> Option<ArgInstruction> {
    let (epoch, _) = program.epoch?;
    let default = match epoch {
        Epoch::Seconds(seconds) => seconds.to_string(),
        Epoch::OfContext => "context".to_owned(),
    };
    let name = VarName::trusted("SOURCE_DATE_EPOCH".to_owned());
    Some(ArgInstruction { name, default: Some(default), description: None })
}

fn stage(stage: &LoweredStage, lines: &[String], pins: &Pins) -> String {
    let mut text = match &stage.description {
        Some(description) => format!("#\n# {} {description}\n", stage.name),
        None => String::new(),
    };
    text += &format!("{}\n", from_line(stage, pins));
    for remark in &stage.remarks {
        text += &format!("# {remark}\n");
    }
    if !stage.sbom.is_empty() && !stage.remarks.is_empty() {
        text += "#\n";
    }
    text += &scans(stage);
    let mut reason = None;
    for (line, rendered) in stage.lines.iter().zip(lines) {
        // A reason covers the lines below it until another begins.
        if line.reason != reason {
            reason = line.reason.clone();
            if let Some(why) = &line.reason {
                text += &format!("# Out of order: {why}\n");
            }
        }
        text += &above(line);
        if is_described(&line.instruction) && ends_with_a_comment(&text) {
            text += "#\n";
        }
        if let Instruction::Arg(arg) = &line.instruction {
            text += &described(arg);
        }
        text += rendered;
        text.push('\n');
        if line.instruction.has_here_document() {
            // hadolint reads a line right below a here-document as part of it.
            text.push('\n');
        }
    }
    text
}

/// ARG lines by which a builder scans a stage for its SBOM.
pub(crate) fn scans(stage: &LoweredStage) -> String {
    stage.sbom.iter().map(|scanned| format!("ARG {}=\"true\"\n", scan(*scanned))).collect()
}

/// The variable by which a builder scans the stage or the context. No step sees it.
fn scan(scanned: Sbom) -> &'static str {
    match scanned {
        Sbom::Stage => "BUILDKIT_SBOM_SCAN_STAGE",
        Sbom::Context => "BUILDKIT_SBOM_SCAN_CONTEXT",
    }
}

/// Whether BuildKit takes the comment right above for a description.
fn is_described(instruction: &Instruction) -> bool {
    matches!(instruction, Instruction::Arg(_)) || instruction.raw_word() == Some("ARG")
}

/// The description of an ARG: BuildKit shows a comment right above it that begins with its name.
fn described(arg: &ArgInstruction) -> String {
    let description = arg.description.iter();
    description.map(|description| format!("# {} {description}\n", arg.name)).collect()
}

/// Whether a comment ends the text. A bare `#` below it keeps BuildKit from reading it as a
/// description.
fn ends_with_a_comment(text: &str) -> bool {
    text.lines().next_back().is_some_and(|line| line.starts_with('#') && line != "#")
}

fn above(line: &LoweredLine) -> String {
    let comment = |line: &String| format!("# {line}").trim_end().to_owned() + "\n";
    let mut text: String = line.above.comments.iter().map(comment).collect();
    if let Some((check, why)) = &line.above.skip {
        text += &format!("#\n# check=skip={check} // {why}\n");
    }
    text
}

pub(crate) fn from_line(stage: &LoweredStage, pins: &Pins) -> String {
    let (platform, base) = match &stage.from {
        From::Scratch => (String::new(), "scratch"),
        From::Image { platform, declared, .. } => {
            let flag = match platform {
                Platform::Target => String::new(),
                Platform::Build => "--platform=$BUILDPLATFORM ".to_owned(),
                Platform::Fixed(platform) => format!("--platform={platform} "),
            };
            (flag, pins.image(stage).unwrap_or(declared))
        }
        From::Stage(name) => (String::new(), name.as_str()),
    };
    format!("FROM {platform}{base} AS {}", stage.name)
}

fn instruction(instruction: &Instruction) -> String {
    match instruction {
        Instruction::Arg(arg) => self::arg(arg),
        Instruction::Label { key, value } => format!("LABEL {key}={}", word(value)),
        Instruction::Shell(argv) => format!("SHELL {}", json(argv)),
        Instruction::Run(run) => run::run(run),
        Instruction::Copy(copy) => copy::copy(copy),
        Instruction::Add(add) => copy::add(add),
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
        Instruction::Raw(line) => line.clone(),
    }
}

fn arg(arg: &ArgInstruction) -> String {
    match &arg.default {
        Some(default) => format!("ARG {}={}", arg.name, word(&[ValuePart::Text(default.clone())])),
        None => format!("ARG {}", arg.name),
    }
}

/// A WORKDIR's path. A blank at the end of it stays only in quotes.
fn workdir(path: &str) -> String {
    if path.ends_with(char::is_whitespace) {
        return word(&[ValuePart::Text(path.to_owned())]);
    }
    unexpanded(path)
}

fn ports(ports: &PortRange) -> String {
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

fn healthcheck(check: &HealthcheckInstruction) -> String {
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

/// A duration in a form that Go reads, and hadolint, too, which knows no unit below a second.
fn duration(time: Duration) -> String {
    let fraction = format!("{:09}", time.subsec_nanos());
    match fraction.trim_end_matches('0') {
        "" => format!("{}s", time.as_secs()),
        fraction => format!("{}.{fraction}s", time.as_secs()),
    }
}

#[cfg(test)]
mod tests {
    use super::lines;
    use crate::check::sketch::program;

    /// A source that may be absent is a pattern, and a path is one that matches only itself.
    #[test]
    fn a_path_is_printed_as_a_builder_reads_it() {
        for (line, printed) in [
            ("COPY a b /x/", "COPY a b /x/"),
            ("COPY --optional d/x /y", "COPY [d]/x /y"),
            ("COPY --optional ${AB}c /y", "COPY ${AB}[c] /y"),
            ("COPY --optional *.so /y", "COPY *.so /y"),
            ("COPY --optional ./x /y", "COPY ./[x] /y"),
            ("COPY <<x /y", "COPY [\"./<<x\", \"/y\"]"),
            ("COPY --optional <<x /y", "COPY [\"./<<[x]\", \"/y\"]"),
            ("COPY --optional <<* /y", "COPY [\"./<<*\", \"/y\"]"),
            ("COPY !x /y", "COPY [\"[!]x\", \"/y\"]"),
            ("COPY a[b /y", "COPY [\"a[[]b\", \"/y\"]"),
            ("COPY --from=a --names=x,*.so /d /y", "COPY --from=a /d/[x] /d/*.so /y"),
            ("COPY --from=a --optional --names=x,ab /d/ /y", "COPY --from=a /d/[x] /d/a[b] /y"),
            ("COPY --from=a --parents d/e /y/", "COPY --from=a --parents d/e /y/"),
            ("COPY --from=a --parents=/d /d/e /y/", "COPY --from=a --parents /d/./e /y/"),
            (
                "COPY --chmod=755 --chown=7:8 --link a /y",
                "COPY --chown=7:8 --chmod=0755 --link a /y",
            ),
            ("TEXT /x a", "COPY <<\"EOF\" /x\na\nEOF"),
            ("TEXT /x EOF", "COPY <<\"EOF2\" /x\nEOF\nEOF2"),
            // An empty file has no line.
            ("TEXT /x", "COPY <<\"EOF\" /x\nEOF"),
            ("SCRIPT a", "RUN <<\"EOF\"\na\nEOF"),
            ("RUN a && b", "RUN a && \\\n    b"),
            ("ARGV a b", "RUN [\"a\", \"b\"]"),
            ("WORKDIR /a b", "WORKDIR /a b"),
            ("WORKDIR /a$b", "WORKDIR /a\\$b"),
            ("WORKDIR /a\u{2003}x\u{2003}.", "WORKDIR /a\u{2003}x\u{2003}."),
        ] {
            let program = program(&format!("FROM scratch AS a; COPY a /a; FROM debian:12; {line}"));
            assert_eq!(lines(&program)[1], [printed], "{line}");
        }
    }
}
