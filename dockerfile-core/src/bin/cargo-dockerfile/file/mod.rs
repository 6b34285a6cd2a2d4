//! A Dockerfile as BuildKit reads it: stages, their lines, and what is in force at each.
//!
//! Its lines are put together here, as BuildKit's parser does it to the byte, because a layer's key is made
//! of them: a parser with other opinions about quotes, escapes and continuations gives other keys.

mod flags;
mod instruction;
mod lines;
pub(crate) mod normal;
mod pattern;
mod state;
mod syntax;
mod words;

use std::collections::BTreeMap;

pub(crate) use self::instruction::{
    Config, Copy, Healthcheck, Instruction, Mount, Origin, Run, Workdir,
};
pub(crate) use self::state::{State, absolute, clean, in_context};
pub(crate) use self::words::{CLOSE, OF_BASE, OPEN, spelled, unmarked};

use self::lines::{Logical, Wrong};
use self::syntax::Reader;
use self::words::{Rules, Value};
use crate::failure::{Failure, Result};

/// A Dockerfile.
#[derive(Clone, Debug)]
pub(crate) struct File {
    /// What stands above the first FROM, and the platform's.
    pub(crate) arguments: BTreeMap<String, String>,
    /// The names of those that the file itself says, and their lines.
    pub(crate) globals: Vec<(String, u32)>,
    pub(crate) stages: Vec<Stage>,
}

#[derive(Clone, Debug)]
pub(crate) struct Stage {
    pub(crate) index: usize,
    pub(crate) name: Option<String>,
    /// The number of its FROM line.
    pub(crate) number: u32,
    /// Its FROM line.
    pub(crate) text: String,
    pub(crate) from: Origin,
    pub(crate) platform: Option<String>,
    pub(crate) lines: Vec<Line>,
    /// What is in force at its end.
    pub(crate) end: State,
    /// The directory at its end as the builder keeps it.
    pub(crate) directory: String,
    /// Its image's configuration, with that of the stage it is built on.
    pub(crate) config: Config,
}

impl Stage {
    /// How it is called where a name is needed.
    pub(crate) fn called(&self) -> String {
        self.name.clone().unwrap_or_else(|| format!("stage-{}", self.index))
    }
}

#[derive(Clone, Debug)]
pub(crate) struct Line {
    pub(crate) number: u32,
    /// As it stands, with its here-documents.
    pub(crate) text: String,
    pub(crate) instruction: Instruction,
    /// What is in force at it.
    pub(crate) state: State,
    /// The directory below it, as the builder keeps it: an absolute path stays as it is spelled.
    pub(crate) directory: String,
    /// Whether it is a trigger of the stage that this one is built on, whose line it is.
    pub(crate) is_trigger: bool,
}

/// What a builder is told beside the file.
#[derive(Clone, Debug, Default)]
pub(crate) struct Settings {
    /// `--build-arg`.
    pub(crate) arguments: BTreeMap<String, String>,
    /// `--target`.
    pub(crate) target: Option<String>,
    /// What marks a variable that the base image alone knows: `OF_BASE`, where a quoted one is to differ.
    pub(crate) mark: &'static str,
}

impl File {
    /// A file's text, called by its name where it is wrong.
    pub(crate) fn read(text: &str, name: &str, settings: &Settings) -> Result<Self> {
        read(text, settings)
            .map_err(|(number, error)| Failure::new(format!("`{name}:{number}`: {error}")))
    }

    /// The stage of a name or number; the last one, where none is said.
    pub(crate) fn target(&self, name: Option<&str>) -> Option<&Stage> {
        let Some(name) = name else { return self.stages.last() };
        let is_named = |stage: &&Stage| {
            stage.name.as_deref() == Some(&name.to_lowercase()) || name == stage.index.to_string()
        };
        self.stages.iter().rev().find(is_named)
    }
}

fn read(text: &str, settings: &Settings) -> std::result::Result<File, Wrong> {
    let lines = lines::read(text)?;
    let mut file =
        File { arguments: platform(&settings.arguments), globals: vec![], stages: vec![] };
    let names = names(&lines.lines, lines.escape)?;
    let last = names.last().cloned().flatten().unwrap_or_else(|| "default".to_owned());
    let target = settings.target.clone().unwrap_or(last);
    file.arguments.insert("TARGETSTAGE".to_owned(), target);
    let mut logical = lines.lines.iter().peekable();
    while let Some(line) = logical.next_if(|line| keyword(line) != "FROM") {
        global(&mut file, line, lines.escape, settings).map_err(|error| (line.number, error))?;
    }
    while let Some(from) = logical.next() {
        let mut own = vec![];
        while let Some(line) = logical.next_if(|line| keyword(line) != "FROM") {
            own.push(line);
        }
        let builder = Builder { file: &file, names: &names, escape: lines.escape, settings };
        let stage = builder.stage(from, &own)?;
        file.stages.push(stage);
    }
    if file.stages.is_empty() { Err((1, "there is no FROM".to_owned())) } else { Ok(file) }
}

fn keyword(line: &Logical) -> String {
    let keyword = line.joined.split_whitespace().next().unwrap_or_default();
    keyword.to_uppercase()
}

/// What BuildKit knows of the platform, which is this machine's.
fn platform(given: &BTreeMap<String, String>) -> BTreeMap<String, String> {
    let (architecture, variant) = match std::env::consts::ARCH {
        "x86_64" => ("amd64", ""),
        "aarch64" => ("arm64", ""),
        "arm" => ("arm", "v7"),
        "x86" => ("386", ""),
        "powerpc64" => ("ppc64le", ""),
        other => (other, ""),
    };
    let whole = format!("linux/{architecture}");
    let whole = if variant.is_empty() { whole } else { format!("{whole}/{variant}") };
    let mut values = BTreeMap::new();
    for which in ["BUILD", "TARGET"] {
        let parts = [
            ("PLATFORM", whole.as_str()),
            ("OS", "linux"),
            ("OSVERSION", ""),
            ("ARCH", architecture),
            ("VARIANT", variant),
        ];
        for (part, value) in parts {
            let name = format!("{which}{part}");
            let value = given.get(&name).map_or(value, String::as_str).to_owned();
            values.insert(name, value);
        }
    }
    values
}

/// The names of all stages, in their order.
fn names(lines: &[Logical], escape: char) -> std::result::Result<Vec<Option<String>>, Wrong> {
    let from = lines.iter().filter(|line| keyword(line) == "FROM");
    let name = |line: &Logical| {
        let parts = lines::split(&line.joined, escape).map_err(|error| (line.number, error))?;
        match lines::words(&parts.rest).as_slice() {
            [_] => Ok(None),
            [_, between, name] if between.eq_ignore_ascii_case("as") => {
                Ok(Some(name.to_lowercase()))
            }
            _ => Err((line.number, "FROM takes an image, and `AS` a name".to_owned())),
        }
    };
    from.map(name).collect()
}

/// An ARG above the first FROM.
fn global(
    file: &mut File,
    line: &Logical,
    escape: char,
    settings: &Settings,
) -> std::result::Result<(), String> {
    let parts = lines::split(&line.joined, escape)?;
    if parts.keyword != "ARG" {
        return Err(format!("{} stands above the first FROM", parts.keyword));
    }
    for word in lines::quoted_words(&parts.rest, escape) {
        let (name, default) =
            word.split_once('=').map_or((word.as_str(), None), |(name, value)| (name, Some(value)));
        let value = match (settings.arguments.get(name), default) {
            (Some(value), _) => Some(value.clone()),
            (None, Some(text)) => {
                Some(Rules::new(escape).word(text, &|name| of_global(&file.arguments, name))?)
            }
            (None, None) => None,
        };
        file.globals.push((name.to_owned(), line.number));
        if let Some(value) = value {
            file.arguments.insert(name.to_owned(), value);
        }
    }
    Ok(())
}

fn of_global(arguments: &BTreeMap<String, String>, name: &str) -> Value {
    arguments.get(name).map_or(Value::Unset, |value| Value::Set(value.clone()))
}

/// Reads a stage below those that are read.
struct Builder<'a> {
    file: &'a File,
    names: &'a [Option<String>],
    escape: char,
    settings: &'a Settings,
}

impl Builder<'_> {
    fn stage(&self, from: &Logical, own: &[&Logical]) -> std::result::Result<Stage, Wrong> {
        let (origin, platform) = self.from(from).map_err(|error| (from.number, error))?;
        let index = self.file.stages.len();
        let mut stage = Stage {
            index,
            directory: match &origin {
                Origin::Stage(base) => self.file.stages[*base].directory.clone(),
                Origin::Scratch => "/".to_owned(),
                Origin::Image(_) => String::new(),
            },
            name: self.names[index].clone(),
            number: from.number,
            text: from.text.clone(),
            end: match &origin {
                Origin::Stage(base) => self.file.stages[*base].end.clone(),
                Origin::Scratch => State::on_scratch(),
                Origin::Image(_) => State::on_image(self.settings.mark),
            },
            from: origin,
            platform,
            lines: vec![],
            config: Config::default(),
        };
        let mut has_cmd = false;
        if let Origin::Stage(base) = stage.from {
            let base = &self.file.stages[base];
            stage.platform = stage.platform.or_else(|| base.platform.clone());
            stage.config = Config { onbuild: vec![], ..base.config.clone() };
            for line in &base.lines {
                if let Instruction::Onbuild(trigger) = &line.instruction {
                    let line = lines::trigger(trigger, line.number)?;
                    self.line(&mut stage, &line, true, &mut has_cmd)?;
                }
            }
        }
        for line in own {
            self.line(&mut stage, line, false, &mut has_cmd)?;
        }
        Ok(stage)
    }

    fn from(&self, line: &Logical) -> std::result::Result<(Origin, Option<String>), String> {
        let parts = lines::split(&line.joined, self.escape)?;
        let flags = flags::Flags::read(&parts.flags, &["platform"], &[])?;
        let word = |text: &str| {
            Rules::new(self.escape).word(text, &|name| of_global(&self.file.arguments, name))
        };
        let platform = word(&flags.text("platform")?)?;
        let words = lines::words(&parts.rest);
        let base = word(words.first().map_or("", String::as_str))?;
        if base.is_empty() {
            return Err("FROM names no image: its ARG has no value".to_owned());
        }
        let above = self.names[..self.file.stages.len()].iter();
        let origin =
            match above.clone().rposition(|name| name.as_deref() == Some(&base.to_lowercase())) {
                Some(stage) => Origin::Stage(stage),
                None if base == "scratch" => Origin::Scratch,
                None => Origin::Image(base),
            };
        Ok((origin, Some(platform).filter(|platform| !platform.is_empty())))
    }

    fn line(
        &self,
        stage: &mut Stage,
        line: &Logical,
        is_trigger: bool,
        has_cmd: &mut bool,
    ) -> std::result::Result<(), Wrong> {
        let given = |name: &str, has_no_default: bool| {
            let told = self.settings.arguments.get(name);
            told.or_else(|| self.file.arguments.get(name).filter(|_| has_no_default)).cloned()
        };
        let reader = Reader {
            escape: self.escape,
            state: &stage.end,
            given: &given,
            origin: &|name| self.origin(name, stage.index),
        };
        let instruction = reader.instruction(line).map_err(|error| (line.number, error))?;
        let directory = reader.spelled_directory(line, &stage.directory);
        stage.directory = directory.map_err(|error| (line.number, error))?;
        let state = stage.end.clone();
        stage.end.apply(&instruction);
        stage.config.apply(&instruction, has_cmd);
        let (number, text, directory) = (line.number, line.text.clone(), stage.directory.clone());
        stage.lines.push(Line { number, text, instruction, state, directory, is_trigger });
        Ok(())
    }

    /// The stage above that a name or number is, or else an image.
    fn origin(&self, name: &str, below: usize) -> std::result::Result<Origin, String> {
        let is_named = |other: &Option<String>| other.as_deref() == Some(&name.to_lowercase());
        let stage = match name.parse::<usize>() {
            Ok(index) if index < self.names.len() => Some(index),
            Ok(index) => return Err(format!("there is no stage {index}")),
            Err(_) => self.names.iter().rposition(is_named),
        };
        match stage {
            Some(stage) if stage < below => Ok(Origin::Stage(stage)),
            Some(_) => Err(format!("the stage `{name}` does not stand above")),
            None if name == "scratch" => Ok(Origin::Scratch),
            None if name.contains('$') => Err(format!("no variable can name a stage: `{name}`")),
            None => Ok(Origin::Image(name.to_owned())),
        }
    }
}

#[cfg(test)]
mod spellings;

#[cfg(test)]
mod tests;
