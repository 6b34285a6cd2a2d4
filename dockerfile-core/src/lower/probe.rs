//! The probe: the program of a health check that brings its own. What compiles it, and how it comes
//! into the image.

use std::rc::Rc;
use std::time::Duration;

use super::run::Setting;
use super::rustc::{Above, Compiler, CompilesHere, CompilingBase, probe_of};
use super::stage::StageLowering;
use crate::declare::part::RustTargets;
use crate::declare::shell;
use crate::declare::stage::node::{Line, Node};
use crate::declare::steps::healthcheck::Healthcheck;
use crate::declare::steps::probe::{GivenProbePort, Probe};
use crate::declare::variable::platform;
use crate::program::dialect::Dialect;
use crate::program::instruction::{
    CopyInstruction, CopySource, FileFlags, From, HealthcheckInstruction, Instruction, Protocol,
    RunForm, RunOptions, ShellCommand, ValuePart,
};
use crate::program::note::Note;
use crate::program::phase::Phase;
use crate::program::place::Place;
use crate::program::program::LoweredStage;
use crate::value::{Kind, Port, StageName};

/// The source of the probe, as it stands in a Dockerfile: its bytes are part of cache keys.
const PROGRAM: &str = include_str!("probe.txt");
const SOURCE: &str = "/probe.rs";
/// The path of the compiled probe, and its path in the image.
const COMPILED: &str = "/probe";
const INSTALLED: &str = "/usr/local/libexec/probe";

/// The times and the number of retries of a health check that declares none.
const INTERVAL: Duration = Duration::from_secs(10);
const TIMEOUT: Duration = Duration::from_secs(3);
const START_PERIOD: Duration = Duration::from_secs(30);
const RETRIES: u32 = 3;

impl StageLowering<'_> {
    /// Compiles the probe that this stage is asked for, if it is asked for it above these lines.
    pub(super) fn compile_probe(&mut self, above: Above) {
        let Some((node, here)) = self.compiles.take_if(|(_, here)| here.above == above) else {
            return;
        };
        self.end_above();
        let (family, from) = (self.family, self.from.clone());
        let state = self.state.without_program();
        let name = self.name.clone();
        let stage = StageLowering::begin(self.all, family, here.at, name, from, false, state);
        let lowered = stage.compiled(here.targets);
        let name = self.all.put_beside(lowered, "probe");
        self.all.probes.insert(node, name);
    }

    /// Adds a stage that compiles the probe on a base of its own.
    fn compile_on(&mut self, base: &CompilingBase, at: Place) -> Option<StageName> {
        let from = self.all.image(&base.image, &base.platform, base.family)?;
        let state = self.all.start(&base.image, base.runs_as);
        let name = self.name.clone();
        let stage = StageLowering::begin(self.all, base.family, at, name, from, false, state);
        let lowered = stage.compiled(RustTargets::Own);
        Some(self.all.put_beside(lowered, "probe"))
    }

    /// Adds a stage that compiles the probe on a finished stage.
    fn compile_below(&mut self, node: &Node, here: CompilesHere) -> Option<StageName> {
        let (above, end) = self.all.known.get(&std::ptr::from_ref(node))?.clone();
        let state = end.without_program();
        let (from, name) = (From::Stage(above), self.name.clone());
        let stage = StageLowering::begin(self.all, node.family, here.at, name, from, false, state);
        let lowered = stage.compiled(here.targets);
        Some(self.all.put_beside(lowered, "probe"))
    }

    /// The lines of a stage that compiles the probe.
    fn compiled(mut self, targets: RustTargets) -> LoweredStage {
        let at = self.at;
        self.phase = Phase::Packages;
        let mut commands = vec![];
        let mut words: Vec<String> =
            ["--edition=2021", "-C opt-level=z", "-C panic=abort", "-C strip=symbols"]
                .map(str::to_owned)
                .to_vec();
        if self.all.probes_are_static {
            words.push("-C target-feature=+crt-static".to_owned());
        }
        if let RustTargets::OfPlatform(targets) = targets {
            self.builder_variable(platform::TARGETARCH, at);
            let case = |(arch, triple, linker): &(&str, &str, &str)| {
                format!("{arch}) target={triple} linker={linker} ;;")
            };
            let cases: Vec<String> = targets.iter().map(case).collect();
            commands.push(shell::by_architecture(&cases, "no target for").into());
            words.push("--target \"$target\" -C linker=\"$linker\"".to_owned());
        }
        words.push(format!("-o {COMPILED} {SOURCE}"));
        commands.push(shell::filled("rustc", words));
        self.get_ready(Setting::default(), &RunForm::Commands(vec![]));
        self.comments.push("The program of the health check.".to_owned());
        if self.dialect() >= Dialect::V1_4 {
            let source = CopySource::Inline(source());
            let copy = CopyInstruction::of(source, FileFlags::default(), SOURCE);
            self.push(Instruction::Copy(copy));
        } else {
            commands.insert(0, printed());
        }
        self.put_run(RunOptions::default(), RunForm::Commands(commands));
        self.lowered(at).0
    }

    // ---- in the image -------------------------------------------------------------------

    /// Copies the probe into the image, below lines that change less often than the sources.
    pub(super) fn take_probe(&mut self, probe: &Probe) {
        let stage = match self.asks.take() {
            Some(Ok(Compiler::Base(base))) => self.compile_on(&base, probe.at),
            Some(Ok(Compiler::Stage(node, here))) if here.above == Above::Nothing => {
                self.compile_below(&node, here)
            }
            Some(Ok(Compiler::Stage(node, here))) => {
                // The stage asks itself to compile, further below than here.
                if self.compiles.as_ref().is_some_and(|(itself, _)| *itself == Rc::as_ptr(&node)) {
                    self.compile_probe(here.above);
                }
                self.all.probes.get(&Rc::as_ptr(&node)).cloned()
            }
            Some(Err(wrong)) => {
                self.complain(*wrong, probe.at);
                None
            }
            None => None,
        };
        let Some(stage) = stage else { return };
        let comments = std::mem::take(&mut self.comments);
        (self.phase, self.at, self.reason) = (Phase::Dependencies, probe.at, None);
        self.copy_from(stage, vec![COMPILED.to_owned()], INSTALLED.to_owned());
        self.comments = comments;
        self.has_probe = true;
    }

    /// The HEALTHCHECK that starts the probe.
    pub(super) fn ask(&mut self, check: &Healthcheck<Probe>) -> Option<Instruction> {
        let Healthcheck { asks: probe, times } = check;
        let port = self.probe_port(probe);
        let path = match &probe.path {
            Some(path) => self.text(path, Kind::ProbePath).map(Some),
            None => Some(None),
        };
        let timeout = self.duration(times.timeout)?.unwrap_or(TIMEOUT);
        // The probe gives up, and says why, before the engine stops it.
        let time = (timeout - timeout / 10).as_millis().max(1).to_string();
        let (port, path) = (port?, path?);
        let how = if path.is_some() { "http" } else { "tcp" }.to_owned();
        let command = [INSTALLED.to_owned(), how, port].into_iter().chain(path).chain([time]);
        let check = HealthcheckInstruction {
            command: command.collect(),
            interval: Some(self.duration(times.interval)?.unwrap_or(INTERVAL)),
            timeout: Some(timeout),
            start_period: Some(self.duration(times.start_period)?.unwrap_or(START_PERIOD)),
            start_interval: self.duration(times.start_interval)?,
            retries: Some(self.retries(times.retries)?.unwrap_or(RETRIES)),
        };
        self.has_probe.then_some(Instruction::Healthcheck(check))
    }

    /// The port as an argument of the probe: its number, or the name of the variable that holds it
    /// in the container.
    fn probe_port(&mut self, probe: &Probe) -> Option<String> {
        match &probe.port {
            GivenProbePort::Number(number) => {
                let port = self.checked(Port::parse(*number), probe.at, number)?;
                Some(port.to_string())
            }
            GivenProbePort::Variable(variable) => {
                let name = self.env_variable(variable)?;
                if let Some([ValuePart::Text(text)]) = self.state.env.get(&name).map(Vec::as_slice)
                {
                    let text = text.clone();
                    let number = text.parse().ok().filter(|number: &u16| *number > 0);
                    let rule =
                        "port: the variable holds no port, which is a number from 1 to 65535";
                    if number.is_none() {
                        self.all.bad_value(rule, text, variable.name.at);
                        return None;
                    }
                }
                Some(name.to_string())
            }
        }
    }

    /// Notes a probe that asks a port which is not exposed, while others are.
    pub(super) fn look_at_probe(&mut self, lines: &[Line]) {
        let Some(Probe { port: GivenProbePort::Number(asked), .. }) = probe_of(lines) else {
            return;
        };
        let exposed = self.lines.iter().filter_map(|line| match &line.instruction {
            Instruction::Expose(ports) if ports.protocol == Protocol::Tcp => Some(ports),
            _ => None,
        });
        let exposed: Vec<_> = exposed.map(|ports| ports.first.get()..=ports.last.get()).collect();
        if !exposed.is_empty() && exposed.iter().all(|ports| !ports.contains(asked)) {
            let (stage, port) = (self.name.to_string(), *asked);
            self.all.program.notes.insert(Note::ProbeOfOtherPort { stage, port });
        }
    }
}

/// The source of the probe with LF line ends, whatever the checkout of this crate has.
fn source() -> String {
    PROGRAM.lines().map(|line| format!("{line}\n")).collect()
}

/// A command that prints the source, for builders that read no here-document.
fn printed() -> ShellCommand {
    let words = PROGRAM.lines().map(shell::quote).chain([format!("> {SOURCE}")]);
    ShellCommand { head: "printf \"%s\\n\"".to_owned(), words: words.collect() }
}
