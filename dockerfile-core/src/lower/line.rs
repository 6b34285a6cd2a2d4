//! Lowering of one declared line.

use std::time::Duration;

use super::secrets::SECRETS;
use super::stage::{StageLowering, Waiting};
use super::steps::reader::takes_for_file;
use crate::declare::given::{Given, GivenNumber};
use crate::declare::given_text::GivenText;
use crate::declare::stage::node::Line;
use crate::declare::steps::healthcheck::{Check, Healthcheck};
use crate::declare::steps::step::Step;
use crate::program::fault::Wrong;
use crate::program::instruction::{HealthcheckInstruction, Instruction, ValuePart, ValueParts};
use crate::program::program::Skip;
use crate::value::shell::handed::handed_in;
use crate::value::{AbsPath, Kind, LabelKey, Value as _, VarName, VariableOf};

impl StageLowering<'_> {
    /// Lowers one line. A table, long as it is: an arm is a step.
    pub(super) fn line(&mut self, line: &Line) {
        self.enter(line);
        match &line.step {
            Step::Packages(packages) => packages.lower(self),
            Step::Directory(dir) => dir.lower(self),
            Step::MadeUser(user) => user.lower(self),
            Step::BaseUser(user) => user.lower(self),
            Step::Manifest(manifest) => manifest.lower(self),
            Step::ContextCopy(copy) => copy.lower(self),
            Step::ArtifactCopy(copy) => copy.lower(self),
            Step::InlineFile(file) => file.lower(self),
            Step::Download(download) => download.lower(self),
            Step::Git(git) => git.lower(self),
            Step::Tool(tool) => tool.lower(self),
            Step::Part(part) => self.part(part),
            Step::Raw { line, why } => {
                self.state.may_have_more = true;
                self.raw(line, why);
            }
            Step::Comment(text) => self.comment(text),
            Step::Description(text) => self.describe(text),
            Step::Sbom(scanned) => {
                self.sbom.insert(*scanned);
            }
            Step::Run(run) => {
                self.state.may_have_more = true;
                run.lower(self);
            }
            Step::ShelllessRun(run) => {
                self.state.may_have_more = true;
                run.lower_without_shell(self);
            }
            Step::RunsAsRoot { why } => self.root("runs_as_root", why),
            Step::StartsAsRoot { why } => self.root("starts_as_root", why),
            Step::KeepsBaseUser { why } => {
                self.remark("keeps_base_user", "Runs as the user of its base image", why);
            }
            Step::Label { key, value, lasting } => self.label(key, value, *lasting),
            Step::Env { name, .. } | Step::BuildEnv { name, .. } if self.sets_a_setting(name) => {}
            Step::BuildEnv { name, value, public } => self.build_env(name, value, public.as_ref()),
            Step::Env { name, value, public: None } => self.env(name, value, VariableOf::Image),
            Step::Env { name, value, public: Some(why) } => self.public_env(name, value, why),
            Step::Settings(settings) => self.settings(settings),
            Step::Setting { setting, value } => self.setting(setting, value),
            Step::Path(folder) => {
                if let Some(folder) = self.value::<AbsPath>(folder) {
                    let value = vec![
                        ValuePart::Text(format!("{folder}:")),
                        ValuePart::Variable(path_variable()),
                    ];
                    self.push_env(path_variable(), value);
                }
            }
            Step::Workdir(path) => {
                if let Some(path) = self.value::<AbsPath>(path) {
                    self.change_dir(path);
                }
            }
            Step::Expose(ports) => {
                for ports in ports {
                    let ports = ports.lower(self);
                    self.push_some(ports.map(Instruction::Expose));
                }
            }
            Step::Shell(shell) => {
                let at = shell.first().map_or(line.at, |word| word.at);
                let Some(shell) = self.started(shell) else { return };
                if let Some(program) = takes_for_file(&shell) {
                    self.complain(Wrong::ShellWithoutText { program }, at);
                } else {
                    self.state.own_shell = Some(shell);
                    self.restore_shell();
                }
            }
            Step::Volume(path) => {
                let path = self.value_of(path, Kind::VolumePath);
                self.push_some(path.map(Instruction::Volume));
            }
            Step::StopSignal(signal) => {
                let signal = self.text(signal, Kind::Signal);
                self.push_some(signal.map(Instruction::StopSignal));
            }
            Step::Healthcheck(check) => {
                let check = match check {
                    Check::Command(check) => self.healthcheck(check),
                    Check::Probe(probe) => self.ask(probe),
                };
                self.push_some(check);
            }
            Step::NoHealthcheck => self.push(Instruction::NoHealthcheck),
            Step::Entrypoint(argv) => self.entrypoint(argv),
            Step::NoEntrypoint => self.push(Instruction::Entrypoint(vec![])),
            Step::Cmd(argv) => self.cmd(argv),
            Step::NoCmd => self.push(Instruction::Cmd(vec![])),
        }
    }

    /// Allows that USER is root, for the reason that the user gives.
    fn root(&mut self, way_out: &'static str, why: &Given) {
        self.comment_user();
        if let Some(why) = self.text(why, Kind::Reason) {
            self.way_out(way_out);
            self.allow("DL3002", format!("{}: {why}", self.name));
        }
    }

    fn label(&mut self, key: &Given, value: &GivenText, lasting: bool) {
        let kind = match (lasting, value.text.literal()) {
            (true, Some(_)) => Kind::LastingLabelKey,
            (true, None) => Kind::VariableLabelKey,
            (false, _) => Kind::LabelKey,
        };
        // The value of a label in the wrong place is not looked at.
        let Some(key) = self.value_of::<LabelKey>(key, kind) else { return };
        if let Some(value) = self.parts(value, Kind::Text) {
            self.push(Instruction::Label { key, value });
        }
    }

    /// Keeps a variable for the next step that runs.
    fn build_env(&mut self, name: &Given, value: &GivenText, public: Option<&Given>) {
        let (name, why) = match public {
            None => (self.variable(name, value, VariableOf::Steps), None),
            Some(why) => match self.text(why, Kind::Reason) {
                Some(why) => (self.value(name), Some(why)),
                None => return,
            },
        };
        if let Some(name) = name {
            self.pending.push(Waiting { name, value: value.clone(), why });
        }
    }

    fn public_env(&mut self, name: &Given, value: &GivenText, why: &Given) {
        let name = self.value::<VarName>(name);
        let value = self.parts(value, Kind::PublicValue);
        let (Some(name), Some(value)) = (name, value) else { return };
        let Some(why) = self.text(why, Kind::Reason) else { return };
        self.push_public_env(name, value, why);
    }

    pub(super) fn push_public_env(&mut self, name: VarName, value: ValueParts, why: String) {
        self.way_out("public_env");
        if !name.looks_secret_to_hadolint() && !self.is_told_at_line(&name) {
            self.comments.push(format!("No secret: {why}"));
        }
        let skip = self.tell_of_public(&name, why);
        self.push_env(name, value);
        if let Some(line) = self.lines.last_mut() {
            line.above.skip = skip;
        }
    }

    /// Whether BuildKit's check of a name is skipped at its line.
    fn is_told_at_line(&self, name: &VarName) -> bool {
        name.looks_secret_to_buildkit() && self.dialect().skips_at_a_line()
    }

    /// Tells each linter that takes a variable for a secret that it is none; returns the check to
    /// skip at the line, where the dialect has that.
    fn tell_of_public(&mut self, name: &VarName, why: String) -> Option<Skip> {
        let at_line = self.is_told_at_line(name);
        if name.looks_secret_to_hadolint() {
            self.allow("DL3064", format!("{name}: {why}"));
        }
        if !at_line && name.looks_secret_to_buildkit() {
            self.all.program.skips.insert(SECRETS);
        }
        at_line.then_some((SECRETS, why))
    }

    fn healthcheck(&mut self, check: &Healthcheck) -> Option<Instruction> {
        Some(Instruction::Healthcheck(HealthcheckInstruction {
            command: self.started(&check.asks.0)?,
            interval: self.duration(check.times.interval)?,
            timeout: self.duration(check.times.timeout)?,
            start_period: self.duration(check.times.start_period)?,
            start_interval: self.duration(check.times.start_interval)?,
            retries: self.retries(check.times.retries)?,
        }))
    }

    /// A duration that may be left out; the outer `None` has been reported.
    pub(super) fn duration(
        &mut self,
        time: Option<GivenNumber<Duration>>,
    ) -> Option<Option<Duration>> {
        let Some(GivenNumber { number: time, at }) = time else { return Some(None) };
        let checked = Kind::Duration.check_number(time.as_nanos());
        checked.map_err(|rule| self.all.bad_value(rule, format!("{time:?}"), at)).ok()?;
        Some(Some(time))
    }

    pub(super) fn retries(&mut self, count: Option<GivenNumber<u32>>) -> Option<Option<u32>> {
        let Some(GivenNumber { number, at }) = count else { return Some(None) };
        self.number(number, Kind::Retries, at).map(Some)
    }

    /// An argument list, as JSON can carry it.
    pub(super) fn argv(&mut self, argv: &[Given]) -> Option<Vec<String>> {
        let words: Vec<String> = argv
            .iter()
            .map(|argument| self.text(argument, Kind::Argument))
            .collect::<Option<_>>()?;
        // CMD may be the arguments alone.
        let begins = words.first().is_some_and(|word| word.starts_with('-')).then_some("");
        let all: Vec<&str> = begins.into_iter().chain(words.iter().map(String::as_str)).collect();
        if let Some(first) = argv.first() {
            self.check_handed(handed_in(&all), VariableOf::Image, first.at)?;
        }
        Some(words)
    }

    fn push_some(&mut self, instruction: Option<Instruction>) {
        if let Some(instruction) = instruction {
            self.push(instruction);
        }
    }
}

fn path_variable() -> VarName {
    VarName::trusted("PATH".to_owned())
}
