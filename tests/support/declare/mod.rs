//! From bytes to a declaration, and to what a parser has to read back from its text.
//!
//! proptest and the fuzz target feed the same bytes: whatever they are, they are a
//! declaration that the crate has to take. What is expected is said here in the terms of
//! the declaration, with none of the crate's own lowering or rendering.

mod stage;

use dockerfile_core::{Dialect, Image, Stage, arg, copy, debian, uid};

use stage::stage;

/// A declaration, and the instructions that it has to become.
pub struct Declared {
    /// What was declared.
    pub image: Image,
    /// What its text has to say.
    pub expected: Vec<Line>,
}

/// An instruction, as far as a parser reads it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// `RUN`, `COPY`, ...
    pub word: &'static str,
    /// As they are written, in their order.
    pub flags: Vec<String>,
    /// What stands behind the flags.
    pub body: Body,
}

/// What an instruction is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Body {
    /// Words that a builder reads with variables in them: `ENV name value`, paths.
    Words(Vec<Value>),
    /// JSON, which no variable can stand in.
    Json(Vec<String>),
    /// Commands of a shell, each in its words.
    Commands(Vec<Vec<Value>>),
    /// Lines of a here-document, and the words beside it.
    Document(Vec<Value>, String),
}

/// Text, with variables in it.
pub type Value = Vec<Part>;

/// A part of a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// Literal text.
    Text(String),
    /// A variable's name.
    Variable(String),
}

/// A value without variables.
pub fn literal(text: impl Into<String>) -> Value {
    vec![Part::Text(text.into())]
}

/// What a Dockerfile, a shell or JSON gives a meaning to, and what looks like more than it
/// is.
pub const HOSTILE: [&str; 37] = [
    "\"", "'", "\\", "$", "${HOME}", "$HOME", "`id`", "$(id)", "#", " ", "  ", "\t", "<<EOF",
    "EOF", "RUN id", "ENV X=1", "{}", "[\"a\"]", "*", "?", "[a]", "é", "日本", "=", ";", "&&", "|",
    "\\n", "--from=x", "-", "!", "^", "~", ",", ":", "\u{7f}", "\u{feff}",
];

/// Control characters but the tab, and marks of direction: only JSON has an escape for them.
pub fn is_unseen(c: char) -> bool {
    let mark = matches!(c, '\u{61c}' | '\u{200e}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    mark || (c.is_control() && c != '\t')
}

/// Bytes as answers to questions; when they are used up, the answer is the first one.
struct Choices<'a>(&'a [u8]);

impl Choices<'_> {
    fn byte(&mut self) -> u8 {
        match self.0.split_first() {
            Some((byte, rest)) => {
                self.0 = rest;
                *byte
            }
            None => 0,
        }
    }

    fn below(&mut self, count: usize) -> usize {
        usize::from(self.byte()) % count
    }

    fn yes(&mut self) -> bool {
        self.below(2) == 1
    }

    /// Any text of one line.
    fn text(&mut self) -> String {
        let mut text = String::new();
        for _ in 0..self.below(5) {
            match self.below(3) {
                0 => text += HOSTILE[self.below(HOSTILE.len())],
                1 => text += ["a", "b c", "x", "long "][self.below(4)],
                _ => text.extend(char::from_u32(u32::from(self.byte()) << self.below(9))),
            }
        }
        // A line break fits nowhere, nor does what no reader sees, and `@` might make a URL with
        // a password, which is refused.
        text.retain(|c| !matches!(c, '\n' | '\r' | '\0' | '@') && !is_unseen(c));
        text
    }

    /// Any text that an argument may be.
    fn argument(&mut self) -> String {
        let mut text = self.text();
        if self.below(8) == 7 {
            text += ["two\r\nlines", "\u{1b}[1m", "\u{202e}"][self.below(3)];
        }
        text
    }

    fn path(&mut self) -> String {
        let path = format!("/{}", self.text());
        if is_path(&path) { path } else { "/srv/a".to_owned() }
    }

    /// What COPY can name in another stage: no wildcard.
    fn artifact(&mut self) -> String {
        let path = self.path();
        if path.contains(['*', '?']) { "/out".to_owned() } else { path }
    }

    fn source(&mut self) -> String {
        let path = self.text();
        if is_source(&path) && path != "." { path } else { "src".into() }
    }
}

/// The declaration that these bytes are.
pub fn declare(bytes: &[u8]) -> Declared {
    let mut choices = Choices(bytes);
    let default = choices.text();
    let variables = [
        (arg("ARG0"), None),
        (arg("ARG1").default(default.as_str()), Some(default)),
        (arg("ARG2").default("2").per_commit(), Some("2".to_owned())),
    ];
    let build = choices.yes().then(|| stage(&mut choices, &variables, "build", None));
    let above = build.as_ref().map(|(stage, _)| stage);
    let (last, lines) = stage(&mut choices, &variables, "final", above);
    let mut stages = vec![("final", lines)];
    if let Some((_, lines)) = build.filter(|_| stages[0].1.iter().any(|line| line.is_from("build")))
    {
        stages.insert(0, ("build", lines));
    }
    let expected = hoisted(assembled(stages));
    Declared { image: Image::from(last).dialect(Dialect::Labs), expected }
}

impl Line {
    fn is_from(&self, stage: &str) -> bool {
        self.flags.iter().any(|flag| flag.contains(&format!("from={stage}")))
    }

    /// The variable that an ARG declares, and its default.
    fn arg(&self) -> Option<(&Value, Option<&Value>)> {
        match &self.body {
            Body::Words(words) if self.word == "ARG" => Some((&words[0], words.get(1))),
            _ => None,
        }
    }
}

fn line(word: &'static str, body: Body) -> Line {
    Line { word, flags: vec![], body }
}

fn words<const N: usize>(word: &'static str, words: [&str; N]) -> Line {
    line(word, Body::Words(words.map(literal).into()))
}

/// The stages with their FROM lines. An image that two of them start from, or that files
/// are taken from, has a line of its own.
fn assembled(stages: Vec<(&'static str, Vec<Line>)>) -> Vec<Line> {
    let shared = stages.len() > 1;
    let mut all = vec![];
    let mut imported = false;
    for (index, (name, lines)) in stages.into_iter().enumerate() {
        if shared && index == 0 {
            all.push(words("FROM", ["debian:12", "AS", "debian"]));
        }
        if !imported && lines.iter().any(|line| line.is_from("uv")) {
            imported = true;
            all.push(words("FROM", ["ghcr.io/astral-sh/uv:0.9", "AS", "uv"]));
        }
        let base = if shared { "debian" } else { "debian:12" };
        all.push(words("FROM", [base, "AS", name]));
        all.extend(lines);
    }
    all
}

/// A default that several stages say stands above the first FROM.
fn hoisted(mut lines: Vec<Line>) -> Vec<Line> {
    let names: Vec<Value> = lines.iter().filter_map(|line| Some(line.arg()?.0.clone())).collect();
    let mut above: Vec<Line> = vec![];
    for line in &mut lines {
        let Some((name, Some(_))) = line.arg() else { continue };
        if names.iter().filter(|other| *other == name).count() < 2 {
            continue;
        }
        if above.iter().all(|other| other.arg().map(|arg| arg.0) != Some(name)) {
            above.push(line.clone());
        }
        if let Body::Words(words) = &mut line.body {
            words.truncate(1);
        }
    }
    above.extend(lines);
    above
}

/// Whether a stage takes this as a path in its image: what it refuses cannot be declared.
pub fn is_path(path: &str) -> bool {
    accepted(Stage::from(debian("12")).account(uid(65532)).workdir(path))
}

/// Whether it takes this as a path in its build context.
pub fn is_source(path: &str) -> bool {
    accepted(Stage::from(debian("12")).account(uid(65532)).source(copy(path).to("/srv/")))
}

fn accepted(stage: impl Into<Image>) -> bool {
    stage.into().render().is_ok()
}
