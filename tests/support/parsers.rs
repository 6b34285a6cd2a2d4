//! Two parsers of Dockerfiles, and what a builder makes of the words that they read.
//!
//! Both give words as they are written. Unquoting them is done here, by the rules of
//! BuildKit's reference and of a POSIX shell.

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command as Process, Stdio};

use parse_dockerfile::{
    Command, Flag, HealthcheckArguments, HereDoc, Instruction, JsonOrStringArray, Source,
    UnescapedString,
};
use serde_json::Value as Json;

use crate::declare::{Body, Line, Part, Value, literal};

/// An instruction as a parser reads it.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Raw {
    word: String,
    flags: Vec<String>,
    json: bool,
    words: Vec<String>,
    document: Option<String>,
}

/// What `parse-dockerfile` reads.
///
/// # Errors
///
/// Its own message, or what of its answer is no instruction of ours.
pub fn parse_dockerfile(text: &str) -> Result<Vec<Line>, String> {
    let parsed = parse_dockerfile::parse(text).map_err(|error| error.to_string())?;
    parsed.instructions.iter().map(|instruction| raw(instruction)?.line()).collect()
}

fn raw(instruction: &Instruction<'_>) -> Result<Raw, String> {
    let mut raw =
        Raw { word: String::new(), flags: vec![], json: false, words: vec![], document: None };
    let set = |raw: &mut Raw, word: &str, words: Vec<String>| {
        raw.word = word.to_owned();
        raw.words = words;
    };
    match instruction {
        Instruction::Arg(arg) => set(&mut raw, "ARG", vec![arg.arguments.value.to_string()]),
        Instruction::From(from) => {
            let mut words = vec![from.image.value.to_string()];
            if let Some((_, name)) = &from.as_ {
                words.extend(["AS".to_owned(), name.value.to_string()]);
            }
            set(&mut raw, "FROM", words);
            raw.flags = flags(&from.options);
        }
        Instruction::Env(env) => set(&mut raw, "ENV", pair(&env.arguments.value)),
        Instruction::Label(label) => set(&mut raw, "LABEL", pair(&label.arguments.value)),
        Instruction::Run(run) => {
            raw.word = "RUN".to_owned();
            raw.flags = flags(&run.options);
            command(&mut raw, &run.arguments);
            raw.document = document(run.here_docs.iter())?;
        }
        Instruction::Copy(copy) => {
            files(&mut raw, "COPY", &copy.options, &copy.src, &copy.dest)?;
        }
        Instruction::Add(add) => files(&mut raw, "ADD", &add.options, &add.src, &add.dest)?,
        Instruction::Expose(expose) => set(&mut raw, "EXPOSE", texts(&expose.arguments)),
        Instruction::Healthcheck(check) => {
            raw.word = "HEALTHCHECK".to_owned();
            raw.flags = flags(&check.options);
            match &check.arguments {
                HealthcheckArguments::Cmd { arguments, .. } => command(&mut raw, arguments),
                HealthcheckArguments::None { .. } => raw.words = vec!["NONE".to_owned()],
                other => return Err(format!("{other:?}")),
            }
        }
        Instruction::Volume(volume) => match &volume.arguments {
            JsonOrStringArray::Json(paths) => set(&mut raw, "VOLUME", texts(&paths.value)),
            other => return Err(format!("{other:?}")),
        },
        Instruction::Workdir(dir) => {
            set(&mut raw, "WORKDIR", vec![dir.arguments.value.to_string()]);
        }
        Instruction::Shell(shell) => {
            set(&mut raw, "SHELL", texts(&shell.arguments));
            raw.json = true;
        }
        Instruction::User(user) => set(&mut raw, "USER", vec![user.arguments.value.to_string()]),
        Instruction::Stopsignal(signal) => {
            set(&mut raw, "STOPSIGNAL", vec![signal.arguments.value.to_string()]);
        }
        Instruction::Entrypoint(argv) => {
            raw.word = "ENTRYPOINT".to_owned();
            command(&mut raw, &argv.arguments);
        }
        Instruction::Cmd(argv) => {
            raw.word = "CMD".to_owned();
            command(&mut raw, &argv.arguments);
        }
        other => return Err(format!("an instruction that nobody declared: {other:?}")),
    }
    Ok(raw)
}

fn pair(argument: &str) -> Vec<String> {
    argument.splitn(2, '=').map(str::to_owned).collect()
}

fn texts(strings: &[UnescapedString<'_>]) -> Vec<String> {
    strings.iter().map(|text| text.value.to_string()).collect()
}

fn flags(options: &[Flag<'_>]) -> Vec<String> {
    let flag = |flag: &Flag<'_>| match &flag.value {
        Some(value) => format!("--{}={}", flag.name.value, value.value),
        None => format!("--{}", flag.name.value),
    };
    options.iter().map(flag).collect()
}

fn command(raw: &mut Raw, command: &Command<'_>) {
    match command {
        Command::Exec(argv) => {
            raw.json = true;
            raw.words = texts(&argv.value);
        }
        Command::Shell(text) => raw.words = vec![text.value.replace("\\\n", " ")],
        _ => {}
    }
}

fn document<'a, 'b: 'a>(
    mut documents: impl Iterator<Item = &'a HereDoc<'b>>,
) -> Result<Option<String>, String> {
    let first = documents.next();
    if documents.next().is_some() || first.is_some_and(|document| document.expand) {
        return Err("a here-document that nobody declared".to_owned());
    }
    Ok(first.map(|document| document.value.to_string()))
}

fn files(
    raw: &mut Raw,
    word: &str,
    options: &[Flag<'_>],
    sources: &[Source<'_>],
    to: &UnescapedString<'_>,
) -> Result<(), String> {
    raw.word = word.to_owned();
    raw.flags = flags(options);
    raw.document = document(sources.iter().filter_map(|source| match source {
        Source::HereDoc(document) => Some(document),
        _ => None,
    }))?;
    for source in sources {
        if let Source::Path(path) = source {
            raw.words.push(path.value.to_string());
        }
    }
    raw.words.push(to.value.to_string());
    Ok(())
}

// ---- the official parser --------------------------------------------------------------

/// BuildKit's own parser, as the Python module `dockerfile` has it: one process for many
/// texts.
pub struct Official {
    process: Child,
    ask: ChildStdin,
    answer: BufReader<ChildStdout>,
}

const SCRIPT: &str = r#"
import json, sys, dockerfile
for line in sys.stdin:
    try:
        read = [[c.cmd, list(c.flags), c.json, list(c.value), [h.content for h in c.heredocs]]
                for c in dockerfile.parse_string(json.loads(line))]
    except Exception as error:
        read = str(error)
    print(json.dumps(read), flush=True)
"#;

impl Official {
    /// `None` where the module is not installed.
    pub fn start() -> Option<Self> {
        let has = Process::new("python3").args(["-c", "import dockerfile"]).output();
        if !has.is_ok_and(|output| output.status.success()) {
            return None;
        }
        let mut process = Process::new("python3")
            .args(["-c", SCRIPT])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .ok()?;
        let (ask, answer) = (process.stdin.take()?, BufReader::new(process.stdout.take()?));
        Some(Self { process, ask, answer })
    }

    /// What it reads.
    ///
    /// # Errors
    ///
    /// Its own message, or what of its answer is no instruction of ours.
    pub fn parse(&mut self, text: &str) -> Result<Vec<Line>, String> {
        let question = serde_json::to_string(text).map_err(|error| error.to_string())?;
        writeln!(self.ask, "{question}").map_err(|error| error.to_string())?;
        let mut answer = String::new();
        self.answer.read_line(&mut answer).map_err(|error| error.to_string())?;
        match serde_json::from_str(&answer) {
            Ok(Json::Array(lines)) => lines.iter().map(|line| official(line)?.line()).collect(),
            Ok(error) => Err(error.to_string()),
            Err(error) => Err(format!("{error}: {answer}")),
        }
    }
}

impl Drop for Official {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn official(line: &Json) -> Result<Raw, String> {
    let list = |value: &Json| -> Vec<String> {
        let texts = value.as_array().into_iter().flatten();
        texts.filter_map(|text| text.as_str().map(str::to_owned)).collect()
    };
    let mut raw = Raw {
        word: line[0].as_str().unwrap_or_default().to_owned(),
        flags: list(&line[1]),
        json: line[2] == true,
        words: list(&line[3]),
        document: None,
    };
    let mut documents = list(&line[4]);
    if documents.len() > 1 {
        return Err("a here-document that nobody declared".to_owned());
    }
    if let Some(document) = documents.pop() {
        raw.document = Some(document);
        // It gives the here-document's own word, too.
        raw.words.retain(|word| !word.starts_with("<<"));
    }
    if raw.word == "HEALTHCHECK" && raw.words.first().is_some_and(|word| word == "CMD") {
        raw.words.remove(0);
    }
    Ok(raw)
}

// ---- what a builder makes of it ----------------------------------------------------------

impl Raw {
    fn line(self) -> Result<Line, String> {
        const WORDS: [&str; 16] = [
            "FROM",
            "ARG",
            "LABEL",
            "SHELL",
            "RUN",
            "COPY",
            "ADD",
            "ENV",
            "WORKDIR",
            "EXPOSE",
            "VOLUME",
            "STOPSIGNAL",
            "HEALTHCHECK",
            "USER",
            "ENTRYPOINT",
            "CMD",
        ];
        let word = WORDS.into_iter().find(|word| *word == self.word).ok_or(self.word.clone())?;
        Ok(Line { word, flags: self.flags.clone(), body: self.body(word) })
    }

    fn body(self, word: &str) -> Body {
        let words = |words: &[String]| words.iter().map(|word| builder_word(word)).collect();
        match (word, self.document) {
            ("RUN", Some(document)) => Body::Document(vec![], document),
            (_, Some(document)) => Body::Document(words(&self.words), document),
            ("RUN", None) if !self.json => Body::Commands(commands(&self.words.concat())),
            ("RUN" | "SHELL" | "ENTRYPOINT" | "CMD", None) => Body::Json(self.words),
            ("HEALTHCHECK", None) if self.json => Body::Json(self.words),
            ("ARG", None) => Body::Words(words(&pair(&self.words.concat()))),
            ("COPY", None) => {
                let mut paths: Vec<Value> = words(&self.words);
                let to = paths.pop();
                Body::Words(paths.into_iter().map(matched).chain(to).collect())
            }
            _ => Body::Words(words(&self.words)),
        }
    }
}

/// What a pattern of one file matches.
fn matched(path: Value) -> Value {
    let matched = |part| match part {
        Part::Text(text) => {
            let text = match text.strip_prefix("[!]") {
                Some(rest) => format!("!{rest}"),
                None => text.strip_prefix("./").unwrap_or(&text).to_owned(),
            };
            Part::Text(text.replace("[[]", "[").replace("\\^", "^"))
        }
        variable => variable,
    };
    path.into_iter().map(matched).collect()
}

/// A value under way: text and variables in turn.
#[derive(Default)]
struct Reading {
    value: Value,
    text: String,
}

impl Reading {
    fn variable(&mut self, name: String) {
        self.flush();
        self.value.push(Part::Variable(name));
    }

    fn flush(&mut self) {
        if !self.text.is_empty() {
            self.value.push(Part::Text(std::mem::take(&mut self.text)));
        }
    }

    fn end(mut self) -> Value {
        self.flush();
        if self.value.is_empty() { literal("") } else { self.value }
    }
}

/// The name behind a `$`, in braces or bare.
fn name(chars: &mut std::iter::Peekable<std::str::Chars<'_>>) -> String {
    let mut name = String::new();
    if chars.next_if_eq(&'{').is_some() {
        name.extend(chars.by_ref().take_while(|c| *c != '}'));
        return name;
    }
    while let Some(c) = chars.next_if(|c| c.is_ascii_alphanumeric() || *c == '_') {
        name.push(c);
    }
    name
}

/// A word as BuildKit reads it: quotes go, `\` takes the meaning from what follows, and
/// variables are filled in.
fn builder_word(word: &str) -> Value {
    let mut reading = Reading::default();
    let mut quote = None;
    let mut chars = word.chars().peekable();
    while let Some(c) = chars.next() {
        match (quote, c) {
            (Some(open), c) if c == open => quote = None,
            (Some('\''), c) => reading.text.push(c),
            (Some(_), '\\') => match chars.next_if(|c| matches!(c, '"' | '$' | '\\')) {
                Some(c) => reading.text.push(c),
                None => reading.text.push('\\'),
            },
            (None, '\\') => reading.text.extend(chars.next()),
            (None, '"' | '\'') => quote = Some(c),
            (_, '$') => reading.variable(name(&mut chars)),
            (_, c) => reading.text.push(c),
        }
    }
    reading.end()
}

/// Shell text as a POSIX shell reads it: commands joined with `&&`, in their words.
fn commands(text: &str) -> Vec<Vec<Value>> {
    let mut commands = vec![vec![]];
    let mut chars = text.chars().peekable();
    loop {
        while chars.next_if(|c| matches!(c, ' ' | '\t' | '\n')).is_some() {}
        if chars.peek().is_none() {
            return commands;
        }
        match shell_word(&mut chars) {
            None => commands.push(vec![]),
            Some(word) => commands.last_mut().expect("there is one").push(word),
        }
    }
}

/// `None` is `&&`.
fn shell_word(chars: &mut std::iter::Peekable<std::str::Chars<'_>>) -> Option<Value> {
    let mut reading = Reading::default();
    let mut quoted = false;
    let mut was_quoted = false;
    while let Some(c) = chars.next_if(|c| quoted || !matches!(c, ' ' | '\t' | '\n')) {
        match c {
            '"' => (quoted, was_quoted) = (!quoted, true),
            '\\' if quoted => match chars.next_if(|c| matches!(c, '"' | '$' | '\\' | '`')) {
                Some(c) => reading.text.push(c),
                None => reading.text.push('\\'),
            },
            '\\' => reading.text.extend(chars.next()),
            '$' => reading.variable(name(chars)),
            c => reading.text.push(c),
        }
    }
    let word = reading.end();
    (was_quoted || word != literal("&&")).then_some(word)
}
