//! Settings, which a program reads from its environment: defaults become ENV, ports EXPOSE, and a
//! setting without a default is described below FROM.

use super::end::KnownSetting;
use super::stage::StageLowering;
use crate::declare::given::Given;
use crate::declare::given_text::GivenText;
use crate::declare::stage::node::Line;
use crate::declare::steps::ports::GivenPorts;
use crate::declare::steps::settings::GivenSetting;
use crate::declare::steps::step::Step;
use crate::declare::variable::text;
use crate::program::fault::Wrong;
use crate::program::instruction::{Instruction, Protocol};
use crate::program::note::Note;
use crate::program::setting::{SettingFault, Want};
use crate::value::credentials::{may_be_secret, url_credential};
use crate::value::{Kind, VarName, VariableOf};

/// The width of comment lines, in bytes.
const WIDTH: usize = 98;

impl StageLowering<'_> {
    /// Notes all settings of the stage before lines are lowered: a line may give a setting a value
    /// wherever it stands.
    pub(super) fn look_for_settings(&mut self, lines: &[Line]) {
        for line in lines {
            match &line.step {
                Step::Settings(settings) => self.list(settings),
                Step::Setting { setting, .. } => self.known_setting(setting).is_given = true,
                _ => {}
            }
        }
    }

    fn list(&mut self, settings: &[GivenSetting]) {
        let mut is_said = false;
        for setting in settings {
            let known = self.known_setting(setting);
            let (first, is_again) = (known.at, known.is_listed);
            if !is_again {
                (known.at, known.is_listed) = (setting.at, true);
            } else if !is_said {
                is_said = true;
                self.wrong(setting, SettingFault::Twice { first });
            }
        }
    }

    fn known_setting(&mut self, setting: &GivenSetting) -> &mut KnownSetting {
        let new = KnownSetting { at: setting.at, is_listed: false, is_given: false };
        self.state.settings.entry(setting.variable.to_owned()).or_insert(new)
    }

    /// Reports a line that sets a setting by its name; returns whether the name is a setting's.
    pub(super) fn sets_a_setting(&mut self, name: &Given) -> bool {
        let Some(KnownSetting { at: first, .. }) = self.state.settings.get(&name.text).copied()
        else {
            return false;
        };
        let wrong = SettingFault::SetByName { first };
        self.complain(Wrong::Setting { variable: name.text.clone(), wrong }, name.at);
        true
    }

    pub(super) fn settings(&mut self, settings: &[GivenSetting]) {
        let mut wanted = vec![];
        for setting in settings {
            let known = self.known_setting(setting);
            let is_of_another_line = known.at != setting.at;
            if known.is_given || is_of_another_line || !self.is_of_this_release(setting) {
                continue;
            }
            match setting.default {
                Some(default) => {
                    let value = GivenText { text: text(default), at: setting.at };
                    self.give(setting, &value);
                }
                None => {
                    self.want(setting);
                    wanted.extend(setting.is_required().then_some(setting.variable.to_owned()));
                }
            }
        }
        if self.target && !wanted.is_empty() {
            let stage = self.name.to_string();
            self.all.program.notes.insert(Note::Wants { stage, variables: wanted });
        }
    }

    /// Gives a setting a value of this image's own.
    pub(super) fn setting(&mut self, setting: &GivenSetting, value: &GivenText) {
        if !self.is_of_this_release(setting) {
            return;
        }
        if setting.is("secret") {
            self.wrong(setting, SettingFault::Secret);
            return;
        }
        self.give(setting, value);
    }

    /// Prints ENV, and EXPOSE if the setting is a port, below a comment with its description.
    fn give(&mut self, setting: &GivenSetting, value: &GivenText) -> Option<()> {
        let name = VarName::parse(setting.variable);
        let name = self.checked(name, setting.at, &setting.variable)?;
        let known = self.known(value);
        if let Some(value) = &known
            && let Err(problem) = (setting.read)(value)
        {
            let value = value.clone();
            self.wrong(setting, SettingFault::Unread { value, problem });
            return None;
        }
        let port = match setting.is("port") {
            true => Some(self.port(setting, value.text.literal())?),
            false => None,
        };
        self.describe_setting(setting);
        match setting.public() {
            Some(why) => {
                let why = Given { text: why.to_owned(), at: setting.at };
                let (why, value) =
                    (self.text(&why, Kind::Reason)?, self.parts(value, Kind::PublicValue)?);
                self.push_public_env(name, value, why);
            }
            None => {
                self.is_no_secret(setting, &name, known.as_deref())?;
                let value = self.parts(value, Kind::EnvValue)?;
                self.push_env(name, value);
            }
        }
        if let Some(port) = port.and_then(|port| port.lower(self)) {
            let expose = Instruction::Expose(port);
            let is_said =
                self.lines.iter().any(|line| line.instruction == expose && line.at == self.at);
            if !is_said {
                self.push(expose);
            }
        }
        Some(())
    }

    fn port(&mut self, setting: &GivenSetting, value: Option<String>) -> Option<GivenPorts> {
        match value.as_deref().map(str::parse::<u16>) {
            Some(Ok(port @ 1..)) => {
                let (protocol, at) = (Protocol::Tcp, setting.at);
                Some(GivenPorts { first: port, last: port, protocol, at })
            }
            _ => {
                self.wrong(setting, SettingFault::NoPort { value });
                None
            }
        }
    }

    /// Refuses a value that may be a secret, and tells linters of a variable that only looks like
    /// one.
    fn is_no_secret(
        &mut self,
        setting: &GivenSetting,
        name: &VarName,
        value: Option<&str>,
    ) -> Option<()> {
        let bytes = value.map(str::as_bytes);
        let carries = bytes.is_some_and(|value| url_credential(value).is_some());
        if carries || may_be_secret(name.as_str().as_bytes(), bytes) {
            self.wrong(setting, SettingFault::LooksSecret);
            return None;
        }
        let given = Given { text: setting.variable.to_owned(), at: setting.at };
        self.judge_variable(name, &given, value, VariableOf::Image)
    }

    /// Describes below FROM a setting without a value, which whoever starts a container gives.
    fn want(&mut self, setting: &GivenSetting) -> Option<()> {
        let name = VarName::parse(setting.variable);
        let name = self.checked(name, setting.at, &setting.variable)?;
        // The system sets such a variable by itself.
        if !setting.is("system") {
            let (stage, variable) = (self.name.clone(), name.to_string());
            self.all.program.wants.push(Want { stage, variable });
        }
        let how = match (setting.is_required(), setting.is("secret")) {
            (true, true) => "Does not start without the secret",
            (true, false) => "Does not start without",
            (false, true) => "Reads the secret",
            (false, false) => "Reads",
        };
        let what = format!("{how} {name}");
        let told = comment(&format!("{what}: "), setting.description);
        self.remarks.extend(told.unwrap_or_else(|| vec![what]));
        Some(())
    }

    fn describe_setting(&mut self, setting: &GivenSetting) {
        self.comments.extend(comment("", setting.description).unwrap_or_default());
    }

    fn is_of_this_release(&mut self, setting: &GivenSetting) -> bool {
        let known = |word: &&&str| {
            matches!(**word, "optional" | "port" | "secret" | "system")
                || word.starts_with("public: ")
        };
        let Some(said) = setting.marks.iter().find(|word| !known(word)) else { return true };
        let said = (*said).to_owned();
        self.wrong(setting, SettingFault::OtherRelease { said });
        false
    }

    fn wrong(&mut self, setting: &GivenSetting, wrong: SettingFault) {
        let variable = setting.variable.to_owned();
        self.complain(Wrong::Setting { variable, wrong }, setting.at);
    }
}

/// Comment lines with a setting's description behind `beginning`; `None` where a Dockerfile may not
/// hold it, such as an example with a password.
fn comment(beginning: &str, description: &str) -> Option<Vec<String>> {
    let lines = wrapped(&format!("{beginning}{description}"));
    let is_one = !description.is_empty() && Kind::Description.check(description).is_ok();
    let are_good = is_one && lines.iter().all(|line| Kind::Comment.check(line).is_ok());
    are_good.then_some(lines)
}

/// A text wrapped into lines of `WIDTH`.
fn wrapped(text: &str) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split(' ') {
        let line = lines.last_mut().expect("there is a first");
        match line.is_empty() || line.len() + word.len() < WIDTH {
            true if line.is_empty() => line.push_str(word),
            true => *line += &format!(" {word}"),
            false => lines.push(word.to_owned()),
        }
    }
    lines
}
