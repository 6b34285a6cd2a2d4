//! A shell's text, as far as its commands go: which programs run, with which words.

use std::iter::Peekable;
use std::str::Chars;

use crate::file::Run;

/// The commands of a step, each as words, without what stands around them: `if`, `sudo`, a shell that is
/// given a text.
pub(crate) fn commands(run: &Run) -> Vec<Vec<String>> {
    match &run.script {
        Some((_, text)) => read(text),
        None => bare(&run.argv, 0),
    }
}

/// The commands of a text.
pub(super) fn read(text: &str) -> Vec<Vec<String>> {
    read_at(text, 0)
}

fn read_at(text: &str, depth: usize) -> Vec<Vec<String>> {
    let mut reader = Reader {
        letters: text.chars().peekable(),
        commands: vec![],
        words: vec![],
        word: None,
        open: 0,
        documents: vec![],
    };
    while let Some(c) = reader.letters.next() {
        reader.letter(c);
    }
    reader.end_command();
    reader.commands.iter().flat_map(|words| bare(words, depth)).collect()
}

struct Reader<'a> {
    letters: Peekable<Chars<'a>>,
    commands: Vec<Vec<String>>,
    words: Vec<String>,
    word: Option<String>,
    /// How many `(` are open.
    open: usize,
    /// The ends of here-documents that begin at the next line.
    documents: Vec<String>,
}

impl Reader<'_> {
    fn letter(&mut self, c: char) {
        match c {
            '\'' | '"' => self.quoted(c),
            '\\' => match self.letters.next() {
                Some('\n') | None => {}
                Some(c) => self.push(c),
            },
            '$' if self.letters.peek() == Some(&'(') => self.substituted(),
            '#' if self.word.is_none() => while self.letters.next_if(|c| *c != '\n').is_some() {},
            '\n' => {
                self.end_command();
                self.skip_documents();
            }
            ';' | '&' | '|' => self.end_command(),
            '(' => {
                self.end_command();
                self.open += 1;
            }
            ')' if self.open > 0 => {
                self.end_command();
                self.open -= 1;
            }
            // The pattern of a `case`.
            ')' => {
                self.word = None;
                self.words.clear();
            }
            '<' | '>' => self.redirected(c),
            c if c.is_whitespace() => self.end_word(),
            c => self.push(c),
        }
    }

    fn push(&mut self, c: char) {
        self.word.get_or_insert_default().push(c);
    }

    fn quoted(&mut self, quote: char) {
        self.word.get_or_insert_default();
        while let Some(c) = self.letters.next() {
            match c {
                c if c == quote => return,
                '\\' if quote == '"' => match self.letters.next() {
                    Some('\n') | None => {}
                    Some(c) if "\"\\$`".contains(c) => self.push(c),
                    Some(c) => {
                        self.push('\\');
                        self.push(c);
                    }
                },
                c => self.push(c),
            }
        }
    }

    /// `$(..)` stays in its word.
    fn substituted(&mut self) {
        self.push('$');
        let mut open = 0;
        while let Some(c) = self.letters.next() {
            self.push(c);
            match c {
                '(' => open += 1,
                ')' if open == 1 => return,
                ')' => open -= 1,
                _ => {}
            }
        }
    }

    /// What a file gets or gives. The one that is read stays as a word.
    fn redirected(&mut self, sign: char) {
        // The number of what is redirected.
        if self.word.as_ref().is_some_and(|word| word.bytes().all(|byte| byte.is_ascii_digit())) {
            self.word = None;
        }
        self.end_word();
        let mut signs = sign.to_string();
        while let Some(c) = self.letters.next_if(|c| "<>&|-".contains(*c)) {
            signs.push(c);
        }
        while self.letters.next_if(|c| *c == ' ' || *c == '\t').is_some() {}
        while let Some(c) = self.letters.next_if(|c| !c.is_whitespace() && !";&|()<>".contains(*c))
        {
            match c {
                '\'' | '"' => self.quoted(c),
                c => self.push(c),
            }
        }
        let Some(word) = self.word.take() else { return };
        match signs.as_str() {
            "<<" | "<<-" => self.documents.push(word),
            "<" => self.words.push(format!("<{word}")),
            _ => {}
        }
    }

    fn skip_documents(&mut self) {
        for end in std::mem::take(&mut self.documents) {
            loop {
                let mut line = String::new();
                while let Some(c) = self.letters.next_if(|c| *c != '\n') {
                    line.push(c);
                }
                if self.letters.next().is_none() || line.trim() == end {
                    break;
                }
            }
        }
    }

    fn end_word(&mut self) {
        self.words.extend(self.word.take());
    }

    fn end_command(&mut self) {
        self.end_word();
        if !self.words.is_empty() {
            self.commands.push(std::mem::take(&mut self.words));
        }
    }
}

/// Words in front of a command that is run as it would be without them, and their options that take a word.
const BEFORE: &[(&str, &[&str])] = &[
    ("!", &[]),
    ("builtin", &[]),
    ("do", &[]),
    ("doas", &["-u"]),
    ("elif", &[]),
    ("else", &[]),
    ("env", &["-u", "--unset", "-C", "--chdir"]),
    ("exec", &["-a"]),
    ("if", &[]),
    ("ionice", &["-c", "-n"]),
    ("nice", &["-n"]),
    ("nohup", &[]),
    ("sudo", &["-u", "-g", "--user", "--group"]),
    ("then", &[]),
    ("time", &[]),
    ("until", &[]),
    ("while", &[]),
    ("{", &[]),
];

/// Words in front of a command behind a word of their own: who runs it, how long it may take.
const BEFORE_WITH_A_WORD: [&str; 4] = ["gosu", "su-exec", "timeout", "chroot"];

/// A text in a text in a text: so deep nobody writes.
const DEEPEST: usize = 8;

/// A command without what stands in front of it; those of a text that a shell is given.
fn bare(words: &[String], depth: usize) -> Vec<Vec<String>> {
    let mut words = words;
    loop {
        let is_setting = |word: &String| {
            word.split_once('=').is_some_and(|(name, _)| {
                name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_') && !name.is_empty()
            })
        };
        let Some(at) = words.iter().position(|word| !is_setting(word)) else { return vec![] };
        words = &words[at..];
        let name = words[0].rsplit('/').next().unwrap_or(&words[0]);
        if let Some((_, options)) = BEFORE.iter().find(|(before, _)| *before == name) {
            words = behind(&words[1..], options);
            continue;
        }
        if BEFORE_WITH_A_WORD.contains(&name) {
            let rest = behind(&words[1..], &["-s", "--signal", "-k", "--kill-after"]);
            words = rest.get(1..).unwrap_or_default();
            continue;
        }
        let text = match name {
            name if is_shell(name) || name == "su" => text_of(&words[1..]).cloned(),
            "eval" => Some(words[1..].join(" ")),
            _ => None,
        };
        return match text.filter(|_| depth < DEEPEST) {
            Some(text) => read_at(&text, depth + 1),
            None => vec![words.to_vec()],
        };
    }
}

/// What stands behind options, of which some take a word.
fn behind<'w>(words: &'w [String], with_word: &[&str]) -> &'w [String] {
    let mut rest = words;
    while let Some((first, others)) = rest.split_first().filter(|(first, _)| first.starts_with('-'))
    {
        rest = match with_word.contains(&first.as_str()) {
            true => others.get(1..).unwrap_or_default(),
            false => others,
        };
    }
    rest
}

/// The text that a shell is given: behind `-c`, which may stand with other letters.
fn text_of(words: &[String]) -> Option<&String> {
    let is_c = |word: &String| {
        word.starts_with('-') && !word.starts_with("--") && word.ends_with('c')
            || word == "--command"
    };
    words.get(words.iter().position(is_c)? + 1)
}

/// Whether a program, by its name or path, is a shell that is given texts.
pub(crate) fn is_shell(program: &str) -> bool {
    let name = program.rsplit('/').next().unwrap_or(program);
    ["sh", "bash", "ash", "dash", "zsh"].contains(&name)
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn commands_are_seen_through_what_stands_around_them() {
        for (text, expected) in [
            ("a 'b c' \"d $E\" && f", "a|b c|d $E / f"),
            ("(cd web && npm ci)", "cd|web / npm|ci"),
            ("bash -c 'npm ci; echo $X'", "npm|ci / echo|$X"),
            ("/bin/bash -euo pipefail -c \"npm ci\"", "npm|ci"),
            ("bash -o pipefail -ec 'a | b'", "a / b"),
            ("sh ./install.sh", "sh|./install.sh"),
            ("su app -c 'npm ci'", "npm|ci"),
            (
                "if [ -f x ]; then npm ci; else npm install; fi",
                "[|-f|x|] / npm|ci / npm|install / fi",
            ),
            ("for x in a b; do npm ci; done", "for|x|in|a|b / npm|ci / done"),
            ("{ npm ci; }", "npm|ci / }"),
            ("A=1 B='2 3' env -u C D=4 npm ci", "npm|ci"),
            ("sudo -E -u app npm ci", "npm|ci"),
            ("timeout -k 5 60 npm ci", "npm|ci"),
            ("npm ci >log 2>&1 </in", "npm|ci|</in"),
            ("npm ci 2>/dev/null | tee log", "npm|ci / tee|log"),
            ("a \\\n  b # c\nd", "a|b / d"),
            ("cat <<'E' >x && a\nnpm ci\nE\nb", "cat / a / b"),
            ("echo $(cat x | wc -l) a", "echo|$(cat x | wc -l)|a"),
            ("case $A in x|y) npm ci ;; *) b ;; esac", "case|$A|in|x / npm|ci / b / esac"),
            ("A=1", ""),
            ("eval \"$(x)\" && a ''", "$(x) / a|"),
        ] {
            let commands: Vec<String> = read(text).iter().map(|words| words.join("|")).collect();
            assert_eq!(commands.join(" / "), expected, "{text}");
        }
        for deep in ["eval ", "sudo ", "(", "sh -c "] {
            read(&(deep.repeat(20_000) + "x"));
        }
    }
}
