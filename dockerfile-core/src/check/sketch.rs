//! Programs for tests, sketched in lines that look like a Dockerfile's.

use std::panic::Location;

use crate::program::instruction::{
    Access, AddInstruction, AddSource, ArgInstruction, CopyInstruction, CopySource, FileFlags,
    FilePath, From, HealthcheckInstruction, Instruction, Owner, Parents, Permissions, Platform,
    PortRange, Protocol, RunForm, RunInstruction, RunMount, RunOptions, Sharing, ShellCommand,
    ValuePart,
};
use crate::program::phase::Phase;
use crate::program::place::Place;
use crate::program::program::{Above, ContextSource, LoweredLine, LoweredStage, Program, Who};
use crate::program::start::Libc;
use crate::value::{AbsPath, AnyId, ContextPath, LabelKey, Port, StageName, Value as _, VarName};

/// Places in the order of their lines: a diagnostic at `places()[2]` is about the third line.
pub(crate) fn places() -> [Place; 12] {
    #[track_caller]
    fn here() -> Place {
        Location::caller()
    }
    [here(), here(), here(), here(), here(), here(), here(), here(), here(), here(), here(), here()]
}

/// The program of a sketch, whose last stage is the target and runs as user 7, or as `WHO` says.
/// `;` ends a line. The words of `TEXT` are the text of a file, `ARGV` and `SCRIPT` are forms of
/// RUN, and a line whose word is none of these is a raw line. `$A` and `${AB}` in a path or in a
/// value are variables.
pub(crate) fn program(sketch: &str) -> Program {
    let mut program = Program::default();
    for (line, at) in sketch.split(';').map(str::trim).zip(places().into_iter().cycle()) {
        let (word, rest) = line.split_once(' ').unwrap_or((line, ""));
        if word == "FROM" {
            program.stages.push(stage(rest, at, &program));
            continue;
        }
        if word == "WHO" {
            program.stages.last_mut().expect("a FROM line").who = Some(who(rest));
            continue;
        }
        let instruction = instruction(word, rest, line);
        program.sources.extend(excepted(rest, at));
        let (reason, above) = (None, Above::default());
        let (phase, starts_anyway) = (Phase::Cmd, false);
        let lowered = LoweredLine { phase, at, reason, above, instruction, starts_anyway };
        program.stages.last_mut().expect("a FROM line").lines.push(lowered);
    }
    let last = program.stages.last_mut().expect("a FROM line");
    last.target = true;
    last.who.get_or_insert(who("7:7"));
    program
}

fn who(text: &str) -> Who {
    match text {
        "root" => Who::Root,
        "base" => Who::Base,
        text => Who::User(owner(text)),
    }
}

fn stage(words: &str, at: Place, program: &Program) -> LoweredStage {
    let (base, name) = words.split_once(" AS ").unwrap_or((words, "final"));
    let from = match program.stages.iter().find(|stage| stage.name.as_str() == base) {
        Some(parent) => From::Stage(parent.name.clone()),
        None if base == "scratch" => From::Scratch,
        None => {
            let (declared, track) = (base.to_owned(), None);
            From::Image { declared, track, platform: Platform::Target }
        }
    };
    LoweredStage::new(at, stage_name(name), from, Libc::Unknown)
}

fn instruction(word: &str, rest: &str, line: &str) -> Instruction {
    let words = || rest.split(' ').map(str::to_owned).collect::<Vec<String>>();
    match word {
        "COPY" => Instruction::Copy(copy(rest)),
        "TEXT" => {
            let (to, text) = rest.split_once(' ').unwrap_or((rest, ""));
            let source = CopySource::Inline(text.to_owned());
            Instruction::Copy(CopyInstruction::of(source, FileFlags::default(), to))
        }
        "ADD" => Instruction::Add(add(rest)),
        "RUN" | "ARGV" | "SCRIPT" => Instruction::Run(run(word, rest)),
        "WORKDIR" => Instruction::Workdir(AbsPath::trusted(rest.to_owned())),
        "VOLUME" => Instruction::Volume(AbsPath::trusted(rest.to_owned())),
        "ARG" => {
            let (name, default) = rest.split_once('=').unwrap_or((rest, ""));
            let name = VarName::trusted(name.to_owned());
            let default = Some(default.to_owned()).filter(|default| !default.is_empty());
            Instruction::Arg(ArgInstruction { name, default, description: None })
        }
        "LABEL" => {
            let (key, text) = rest.split_once('=').expect("key=value");
            Instruction::Label { key: LabelKey::trusted(key.to_owned()), value: value(text) }
        }
        "EXPOSE" => {
            let port = Port::parse(rest.parse::<u16>().expect("a number")).expect("a port");
            let protocol = Protocol::Tcp;
            Instruction::Expose(PortRange { first: port, last: port, protocol })
        }
        "ENTRYPOINT" => Instruction::Entrypoint(words()),
        "CMD" => Instruction::Cmd(words()),
        "HEALTHCHECK" if rest == "NONE" => Instruction::NoHealthcheck,
        "HEALTHCHECK" => Instruction::Healthcheck(HealthcheckInstruction {
            command: words(),
            interval: None,
            timeout: None,
            start_period: None,
            start_interval: None,
            retries: None,
        }),
        "ENV" => {
            let (name, text) = rest.split_once('=').expect("NAME=value");
            Instruction::Env { name: VarName::trusted(name.to_owned()), value: value(text) }
        }
        _ => Instruction::Raw(line.trim_start_matches("RAW ").to_owned()),
    }
}

/// The flags `--name=value`, and the other words.
fn flags(text: &str) -> (Vec<(&str, &str)>, Vec<&str>) {
    let (flags, words): (Vec<&str>, Vec<&str>) =
        text.split(' ').partition(|word| word.starts_with("--"));
    let flags = flags.into_iter().map(|word| word.split_once('=').unwrap_or((word, "")));
    (flags.collect(), words)
}

fn copy(rest: &str) -> CopyInstruction {
    let (flags, mut words) = flags(rest);
    let to = path(words.pop().expect("a target"));
    let paths: Vec<FilePath> = words.into_iter().map(path).collect();
    let mut copy = CopyInstruction {
        source: CopySource::Context(paths.clone()),
        flags: FileFlags::default(),
        names: vec![],
        optional: false,
        parents: Parents::None,
        to,
    };
    for (name, said) in flags {
        match name {
            "--from" => copy.source = CopySource::From(stage_name(said), paths.clone()),
            "--parents" if said.is_empty() => copy.parents = Parents::All,
            "--parents" => copy.parents = Parents::Below(said.to_owned()),
            "--names" => copy.names = said.split(',').map(str::to_owned).collect(),
            "--optional" => copy.optional = true,
            // What stays behind of a folder of the context, which the ignore file says.
            "--except" => {}
            _ => file_flag(&mut copy.flags, name, said),
        }
    }
    copy
}

fn file_flag(flags: &mut FileFlags, name: &str, said: &str) {
    match name {
        "--chmod" => {
            flags.mode = Some(match u32::from_str_radix(said, 8) {
                Ok(mode) => Permissions::Number(mode),
                Err(_) => Permissions::Symbols(said.to_owned()),
            });
        }
        "--chown" => flags.owner = Some(owner(said)),
        "--exclude" => flags.exclude.push(said.to_owned()),
        "--link" => flags.link = true,
        _ => panic!("{name} is no flag of a sketch"),
    }
}

fn excepted(rest: &str, at: Place) -> Option<ContextSource> {
    let (flags, words) = flags(rest);
    let (_, pattern) = flags.into_iter().find(|(name, _)| *name == "--except")?;
    let except = vec![ContextPath::trusted(pattern.to_owned())];
    Some(ContextSource { except, ..ContextSource::read(words.first()?, at, false) })
}

fn add(rest: &str) -> AddInstruction {
    let (flags, words) = flags(rest);
    let [url, to] = words.as_slice() else { panic!("a URL and a target") };
    let mut own = FileFlags::default();
    let unpack = flags.iter().any(|(name, _)| *name == "--unpack");
    for (name, said) in flags.into_iter().filter(|(name, _)| *name != "--unpack") {
        file_flag(&mut own, name, said);
    }
    let source = AddSource::Url { url: value(url), checksum: None, unpack };
    AddInstruction { source, flags: own, to: (*to).to_owned() }
}

fn run(word: &str, rest: &str) -> RunInstruction {
    let (flags, words) = flags(rest);
    let mounts = flags.into_iter().map(|(name, said)| mount(name, said)).collect();
    let text = words.join(" ");
    let form = match word {
        "RUN" => RunForm::Commands(text.split(" && ").map(ShellCommand::from).collect()),
        "ARGV" => RunForm::Argv(words.into_iter().map(str::to_owned).collect()),
        _ => RunForm::Script(text),
    };
    RunInstruction { options: RunOptions { mounts, ..RunOptions::default() }, form }
}

fn mount(name: &str, said: &str) -> RunMount {
    match name {
        "--cache" => RunMount::Cache {
            id: value("id"),
            target: said.to_owned(),
            sharing: Sharing::Shared,
            read_only: false,
            from: None,
            access: Access::default(),
        },
        "--tmpfs" => RunMount::Tmpfs { target: said.to_owned(), size: None },
        "--bind" => {
            let (from, source) = said.split_once(':').expect("a stage and a path");
            RunMount::Bind {
                from: Some(stage_name(from)),
                source: source.to_owned(),
                target: "/mnt/bound".to_owned(),
                writable: false,
            }
        }
        _ => panic!("{name} is no mount of a sketch"),
    }
}

fn stage_name(name: &str) -> StageName {
    StageName::trusted(name.to_owned())
}

fn owner(text: &str) -> Owner {
    let id = |text: &str| AnyId::parse(text.parse::<u32>().expect("an id")).expect("an id");
    let (user, group) = text.split_once(':').expect("a user and a group");
    Owner { user: id(user), group: id(group) }
}

fn path(text: &str) -> FilePath {
    FilePath(value(text))
}

/// A text in which `$A` and `${AB}` are variables.
fn value(text: &str) -> Vec<ValuePart> {
    let mut parts = text.split('$');
    let mut value = vec![ValuePart::Text(parts.next().unwrap_or_default().to_owned())];
    for part in parts {
        let braced = part.strip_prefix('{').and_then(|part| part.split_once('}'));
        let (name, behind) = braced.unwrap_or_else(|| part.split_at(1));
        value.push(ValuePart::Variable(VarName::trusted(name.to_owned())));
        value.push(ValuePart::Text(behind.to_owned()));
    }
    value.retain(|part| *part != ValuePart::Text(String::new()));
    value
}
