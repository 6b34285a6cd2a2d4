//! What the finished image of each target starts, ENTRYPOINT with CMD and HEALTHCHECK, and whether
//! it is there. A wrapper such as `tini` starts its argument, and an interpreter reads it.

use std::collections::BTreeSet;

use super::background;
use super::barred::{Barred, Missing, Use};
use super::complaints;
use super::executable::Asks;
use super::filesystem::{At, Filesystem};
use super::report::Diagnostic;
use crate::program::base_files::{OwnStart, USUAL_PATH};
use crate::program::instruction::{Instruction, ValuePart};
use crate::program::note::Note;
use crate::program::place::Place;
use crate::program::program::{Program, Who};
use crate::recipes::survey::Facts;
use crate::value::path::{join, name_of, normal};
use crate::value::shell::removals::script_of;
use crate::value::shell::{facts, first_program, is_posix};

/// A word of an argument list, and the line that says it.
type Word = (String, Place);

/// A file that a container needs to start.
#[derive(Debug)]
struct Wanted {
    word: Word,
    to_do: Use,
    /// The program that reads the file.
    reader: Option<String>,
}

/// The result of looking at what an image's targets start.
#[derive(Debug, Default)]
pub(crate) struct Launch {
    pub(crate) diagnostics: Vec<Diagnostic>,
    /// Paths of the context that have to be looked at on disk before more can be told.
    pub(crate) to_look_at: BTreeSet<String>,
    pub(crate) notes: Vec<Note>,
}

pub(super) fn check(program: &Program, facts: &Facts) -> Launch {
    let files = Filesystem::of(program, facts);
    let targets = program.stages.iter().enumerate().filter(|(_, stage)| stage.target);
    let (mut diagnostics, mut notes) = (vec![], vec![]);
    for (at, stage) in targets {
        if let Some(folder) =
            files.workdir(at).filter(|folder| files.is_made_for_nothing(at, folder))
        {
            notes.push(Note::EmptyWorkdir { stage: stage.name.to_string(), folder });
        }
        if let Some(image) = Started::of(&files, at) {
            let first = image.starts(&files);
            let start = wanted(&image.start(&files), first);
            let check = wanted(&image.healthcheck, Use::Start);
            let problem = image.problem(&files, &start);
            diagnostics.extend(problem.or_else(|| image.leaves(&files)));
            diagnostics.extend(image.problem(&files, &check));
            for wanted in [start, check] {
                notes.extend(image.notes(&files, wanted, stage.name.as_str()));
            }
        }
    }
    Launch { diagnostics, to_look_at: files.to_look_at.into_inner(), notes }
}

/// A finished stage, and how a container of it starts.
#[derive(Clone, Debug, Default)]
struct Started {
    stage: usize,
    who: Option<Who>,
    entrypoint: Option<Vec<Word>>,
    cmd: Option<Vec<Word>>,
    healthcheck: Vec<Word>,
    /// The folders of PATH; `None` where they are not known.
    path: Option<Vec<String>>,
    workdir: Option<String>,
}

impl Started {
    /// How a stage starts; `None` where a raw line decides that.
    fn of(files: &Filesystem<'_>, stage: usize) -> Option<Self> {
        let parent = files.parent(files.stage(stage));
        let mut image = match parent {
            Some(parent) => Self::of(files, parent)?,
            None => {
                let path = files.base(stage).map_or(USUAL_PATH, |base| base.path);
                let path = files.base(stage).is_some().then(|| folders(path));
                Self { path, ..Self::default() }
            }
        };
        (image.stage, image.who) = (stage, files.stage(stage).who.or(image.who));
        image.workdir = files.workdir(stage);
        let mut says_cmd = false;
        for line in &files.stage(stage).lines {
            let words = |argv: &[String]| argv.iter().map(|word| (word.clone(), line.at)).collect();
            match &line.instruction {
                Instruction::Entrypoint(argv) => {
                    image.entrypoint = Some(words(argv));
                    // As builders do, a new ENTRYPOINT drops the parent's CMD.
                    image.cmd = image.cmd.filter(|_| says_cmd);
                }
                Instruction::Cmd(argv) => (image.cmd, says_cmd) = (Some(words(argv)), true),
                Instruction::Healthcheck(check) => image.healthcheck = words(&check.command),
                Instruction::NoHealthcheck => image.healthcheck = vec![],
                Instruction::Env { name, value } if name.as_str() == "PATH" => {
                    image.path = extended(image.path, value);
                }
                other if other.raw_word().is_some_and(says_start) => return None,
                _ => {}
            }
        }
        Some(image)
    }

    /// The argument list of process 1; empty where the base's own script decides what is started.
    fn start(&self, files: &Filesystem<'_>) -> Vec<Word> {
        let cmd = || self.cmd.clone().unwrap_or_default();
        if let Some(entrypoint) = &self.entrypoint {
            return entrypoint.iter().cloned().chain(cmd()).collect();
        }
        let (Some(base), Some((first, at))) = (files.base(self.stage), cmd().first().cloned())
        else {
            return vec![];
        };
        match base.start {
            OwnStart::None => cmd(),
            OwnStart::Passes | OwnStart::Node if first.starts_with('-') => vec![],
            OwnStart::Passes => cmd(),
            // The base's script gives what is no program to `node` as a script.
            OwnStart::Node => match self.found(files, &first, Use::Start) {
                At::Nothing | At::File(_) if first != "node" => {
                    [("node".to_owned(), at)].into_iter().chain(cmd()).collect()
                }
                _ => cmd(),
            },
            OwnStart::Words(words) => {
                let own = words.iter().map(|word| ((*word).to_owned(), at));
                own.chain(cmd()).collect()
            }
        }
    }

    /// The complaint about a first process that goes to the background.
    fn leaves(&self, files: &Filesystem<'_>) -> Option<Diagnostic> {
        let starts_cmd = || files.image(self.stage).is_some_and(background::starts_cmd);
        let mut words = self.start(files);
        if words.is_empty() && self.entrypoint.is_none() && starts_cmd() {
            words = self.cmd.clone()?;
        }
        let mut rest = words.as_slice();
        while let [(program, _), arguments @ ..] = rest
            && let Some(started) = started_by(name_of(program), arguments)
        {
            rest = started;
        }
        let mut shown: Vec<&str> = rest.iter().map(|(word, _)| word.as_str()).collect();
        // A shell that reads one command is replaced by that, or ends with it.
        if let Some(text) = script_of(&shown).map(|at| shown[at])
            && facts(text.as_bytes()).plain
        {
            shown = text.strip_prefix("exec ").unwrap_or(text).split_ascii_whitespace().collect();
        }
        let found =
            background::leaves(&shown, || background::has_packaged_nginx(files, self.stage))?;
        let program = shown.first()?;
        Some(complaints::goes_to_background(program, found.by, found.instead, rest[0].1))
    }

    /// How the first word is started: by the runtime, or by a script of the base.
    fn starts(&self, files: &Filesystem<'_>) -> Use {
        let base = files.base(self.stage).filter(|_| self.entrypoint.is_none());
        match base.map(|base| base.start) {
            Some(OwnStart::Node | OwnStart::Passes) => Use::StartByOther,
            _ => Use::Start,
        }
    }

    /// The first mistake in what is started.
    fn problem(&self, files: &Filesystem<'_>, wanted: &[Wanted]) -> Option<Diagnostic> {
        wanted.iter().find_map(|wanted| {
            let (word, at) = &wanted.word;
            match self.found(files, word, wanted.to_do) {
                At::Nothing => self.missing(files, wanted),
                At::Folder if wanted.to_do != Use::Read => {
                    let inside = join(&self.absolute(word)?, name_of(word));
                    let inside = matches!(files.at(self.stage, &inside), At::File(_) | At::Unknown)
                        .then_some(inside);
                    Some(complaints::folder_is_no_program(word, inside.as_deref(), at))
                }
                At::File(file) => {
                    let barred = files.barred(&file, &self.asks(wanted.to_do))?;
                    // A mode is set where the file is put, and that is the line to mend.
                    let place = match barred {
                        Barred::Mode { .. } => file.at.unwrap_or(at),
                        _ => at,
                    };
                    Some(complaints::barred(word, &barred, wanted.reader.as_deref(), at, place))
                }
                At::Folder | At::Unknown => None,
            }
        })
    }

    /// Notes about files that may not start because of their mode.
    fn notes(&self, files: &Filesystem<'_>, wanted: Vec<Wanted>, stage: &str) -> Vec<Note> {
        let note = |wanted: Wanted| {
            let program = wanted.word.0;
            let At::File(file) = self.found(files, &program, wanted.to_do) else { return None };
            let mode = files.mode_of_owner(&file, self.who)?;
            let is_start = wanted.to_do != Use::Read;
            is_start.then(|| Note::OfItsOwner { stage: stage.to_owned(), program, mode })
        };
        wanted.into_iter().filter_map(note).collect()
    }

    fn missing(&self, files: &Filesystem<'_>, wanted: &Wanted) -> Option<Diagnostic> {
        let (word, at) = &wanted.word;
        let base = files.image(self.stage);
        if let Some(reader) = &wanted.reader {
            return Some(complaints::nothing_to_read(word, reader, at));
        }
        let of_check = self.healthcheck.first().is_some_and(|(_, check)| check == at);
        let answered = |words| match of_check {
            true => complaints::that_a_probe_answers(words),
            false => words,
        };
        let Some(base) = base else {
            return Some(answered(complaints::nothing_to_start(word, at)));
        };
        let path = (!word.contains('/')).then(|| self.path.clone()).flatten();
        let mut elsewhere = files.brought_near(self.stage, word);
        elsewhere.dedup();
        let path = path.map(|path| path.join(":"));
        Some(answered(complaints::no_program(&Missing { word, elsewhere, path, base }, at)))
    }

    /// What the stage has at the path, or under the program's name, that a word names.
    fn found<'p>(&self, files: &Filesystem<'p>, word: &str, to_do: Use) -> At<'p> {
        if to_do != Use::Read && !word.contains('/') {
            let Some(folders) = &self.path else { return At::Unknown };
            return files.looked_up(self.stage, folders, word);
        }
        match self.absolute(word) {
            Some(path) => match files.at(self.stage, &path) {
                At::Nothing if to_do == Use::Read && is_completed(files, self.stage, &path) => {
                    At::Unknown
                }
                found => found,
            },
            None => At::Unknown,
        }
    }

    fn asks(&self, to_do: Use) -> Asks<'_> {
        Asks { stage: self.stage, who: self.who, to_do, path: self.path.as_deref() }
    }

    fn absolute(&self, word: &str) -> Option<String> {
        // With `..` behind a link the path would be another one.
        if word.split('/').any(|part| part == "..") {
            return None;
        }
        let below = normal(word)?;
        match word.starts_with('/') {
            true => Some(join("/", &below)),
            false => self.workdir.as_ref().map(|folder| join(folder, &below)),
        }
    }
}

/// Whether a raw line with this word decides what is started, or how.
fn says_start(word: &str) -> bool {
    matches!(word, "CMD" | "ENTRYPOINT" | "HEALTHCHECK" | "ENV" | "USER")
}

/// Whether node would find the file by adding an ending.
fn is_completed(files: &Filesystem<'_>, stage: usize, path: &str) -> bool {
    let ends = [".js", ".cjs", ".mjs", ".json", ".node"];
    ends.iter().any(|end| !matches!(files.at(stage, &format!("{path}{end}")), At::Nothing))
}

fn folders(path: &str) -> Vec<String> {
    path.split(':').filter(|folder| !folder.is_empty()).map(str::to_owned).collect()
}

/// The folders of PATH after an ENV line; `None` where another variable is part of its value.
fn extended(path: Option<Vec<String>>, value: &[ValuePart]) -> Option<Vec<String>> {
    let mut text = String::new();
    for part in value {
        match part {
            ValuePart::Text(part) => text.push_str(part),
            ValuePart::Variable(name) if name.as_str() == "PATH" => {
                text.push_str(&path.as_ref()?.join(":"));
            }
            ValuePart::Variable(_) => return None,
        }
    }
    Some(folders(&text))
}

/// The files that an argument list needs: its program, the program that a wrapper starts, and the
/// script that an interpreter reads.
fn wanted(words: &[Word], first: Use) -> Vec<Wanted> {
    let mut all: Vec<Wanted> = vec![];
    let mut rest = words;
    while let [program, arguments @ ..] = rest {
        let to_do = if all.is_empty() { first } else { Use::StartByOther };
        all.push(Wanted { word: program.clone(), to_do, reader: None });
        let name = name_of(&program.0);
        rest = match started_by(name, arguments) {
            Some(rest) => rest,
            None => {
                all.extend(read_by(name, arguments, program));
                return all;
            }
        };
    }
    all
}

/// The words from the program that a wrapper starts; `None` if `name` is no wrapper.
fn started_by<'w>(name: &str, arguments: &'w [Word]) -> Option<&'w [Word]> {
    let with_value: &[&str] = match name {
        "tini" => &["-p", "-e"],
        "dumb-init" => &["-r", "--rewrite"],
        "env" => &["-u", "-C"],
        "catatonit" => &[],
        "gosu" | "su-exec" => return arguments.get(1..),
        _ => return None,
    };
    let mut at = 0;
    while let Some((word, _)) = arguments.get(at) {
        match word.as_str() {
            "--" => return arguments.get(at + 1..),
            // The wrapper splits the next word itself.
            "-S" => return None,
            option if with_value.contains(&option) => at += 2,
            option if option.starts_with('-') || name == "env" && option.contains('=') => at += 1,
            _ => break,
        }
    }
    arguments.get(at..)
}

/// The file that an interpreter reads, a script or an archive, or the program that a shell's text
/// begins with.
fn read_by(name: &str, arguments: &[Word], program: &Word) -> Option<Wanted> {
    let plain = name.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.');
    let (first, at) = arguments.first()?;
    let reads = |word: &Word| {
        Some(Wanted { word: word.clone(), to_do: Use::Read, reader: Some(program.0.clone()) })
    };
    if plain == "java" {
        let options = arguments.iter().take_while(|(word, _)| word.starts_with('-'));
        let jar = options.into_iter().position(|(word, _)| word == "-jar")?;
        return arguments.get(jar + 1).and_then(reads);
    }
    if is_posix(name) && name != "busybox" {
        let text = arguments.last().filter(|_| first == "-c" && arguments.len() == 2);
        if let Some((text, _)) = text {
            let text = text.strip_prefix("exec ").unwrap_or(text);
            let program = first_program(text).filter(|program| program.starts_with('/'))?;
            let word = (program.to_owned(), *at);
            return Some(Wanted { word, to_do: Use::StartByOther, reader: None });
        }
        // A shell looks for a bare name in PATH as well.
        return (first.contains('/') && !first.starts_with('-')).then(|| reads(&arguments[0]))?;
    }
    let is_interpreter = matches!(plain, "python" | "node" | "ruby" | "perl" | "php");
    // A bare word is no script: `node inspect app.js`.
    let is_script = first.contains(['/', '.']) && !first.starts_with('-');
    (is_interpreter && is_script).then(|| reads(&arguments[0]))?
}

#[cfg(test)]
mod tests;
