//! Shell text: our quoting, and what we have to know of the user's.

use std::iter::Peekable;
use std::str::CharIndices;

use crate::program::instruction::{ValuePart, ValueParts};

/// One word that the shell gives to the program as it stands.
pub(crate) fn quote(word: &str) -> String {
    if is_plain(word) { word.to_owned() } else { quoted(&[ValuePart::Text(word.to_owned())]) }
}

/// The same for a word with variables in it, which the shell fills in.
pub(crate) fn quote_parts(parts: &[ValuePart]) -> String {
    match parts {
        [ValuePart::Text(word)] => quote(word),
        parts => quoted(parts),
    }
}

/// One of these cases of the platform that the image is for, whose ARG has to be declared; without
/// one for it a failure that says so.
pub(crate) fn by_architecture(cases: &[String], nothing: &str) -> String {
    let cases = cases.join(" ");
    format!(
        "case \"${{TARGETARCH}}\" in {cases} \
         *) echo \"{nothing} ${{TARGETARCH}}\" >&2; exit 1 ;; esac"
    )
}

/// A program and its arguments; `None` if there is no program.
pub(crate) fn command_line(argv: &[ValueParts]) -> Option<String> {
    let (program, arguments) = argv.split_first()?;
    let program = match program.as_slice() {
        // A builder would take it for a flag of RUN.
        [ValuePart::Text(word)] if word.starts_with('-') => quoted(program),
        program => quote_parts(program),
    };
    let arguments = arguments.iter().map(|word| quote_parts(word));
    Some(std::iter::once(program).chain(arguments).collect::<Vec<_>>().join(" "))
}

fn is_plain(word: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || "_@%+=:,./-".contains(c);
    !word.is_empty() && word.chars().all(plain)
}

/// Double quotes, with `\` before what means something inside them: ShellCheck
/// takes a `$` in single quotes for a mistake (SC2016).
fn quoted(parts: &[ValuePart]) -> String {
    let mut quoted = String::from("\"");
    for part in parts {
        match part {
            ValuePart::Variable(name) => quoted.push_str(&format!("${{{name}}}")),
            ValuePart::Text(text) => {
                for c in text.chars() {
                    if matches!(c, '"' | '\\' | '$' | '`') {
                        quoted.push('\\');
                    }
                    quoted.push(c);
                }
            }
        }
    }
    quoted.push('"');
    quoted
}

/// Shell text, cut into commands that may be joined with `&&`.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Script {
    pub(crate) commands: Vec<String>,
    /// There is a pipe, whose exit code is that of its last part unless the shell
    /// is told otherwise.
    pub(crate) pipes: bool,
}

/// Reads the user's shell text: a line is a command, `\` at its end continues it,
/// a comment is dropped, and what would not mean the same inside an `&&` chain is
/// put in braces.
pub(crate) fn parse(text: &str) -> Result<Script, &'static str> {
    let mut script = Script { commands: vec![], pipes: false };
    let mut carried = String::new();
    if text.contains(['\0', '\r']) {
        return Err("shell text: a NUL or a carriage return does not fit into a RUN line");
    }
    for line in text.lines() {
        let line = line.trim();
        if ends_with_escape(line) {
            carried.push_str(line[..line.len() - 1].trim_end());
            carried.push(' ');
            continue;
        }
        carried.push_str(line);
        let line = std::mem::take(&mut carried);
        let scan = scan(&line)?;
        let command = line[..scan.end].trim();
        if command.is_empty() {
            continue;
        }
        script.pipes |= scan.pipes;
        script.commands.push(if scan.list {
            braced(command.trim_end_matches(';').trim_end())
        } else if misread(command) {
            braced(command)
        } else {
            command.to_owned()
        });
    }
    match (carried.is_empty(), script.commands.is_empty()) {
        (false, _) => Err("shell text: the last line ends with `\\`, but nothing follows"),
        (true, true) => Err("shell text: there is no command in it"),
        (true, false) => Ok(script),
    }
}

/// An odd number of backslashes: the last one is not escaped itself.
fn ends_with_escape(line: &str) -> bool {
    (line.len() - line.trim_end_matches('\\').len()) % 2 == 1
}

/// Whether a builder would take a command, alone in a RUN, for more than a command: for a
/// flag, for JSON, or for a line that goes on.
fn misread(command: &str) -> bool {
    command.starts_with("--") || command.starts_with('[') || command.ends_with('\\')
}

fn braced(command: &str) -> String {
    format!("{{ {command}; }}")
}

/// The characters of shell text that stand in no quotes and behind no backslash.
struct Unquoted<'a> {
    chars: Peekable<CharIndices<'a>>,
    quote: Option<char>,
    last: char,
}

/// Such a character, where it is, and what stands before it.
struct Bare {
    at: usize,
    before: char,
    c: char,
}

impl<'a> Unquoted<'a> {
    fn of(text: &'a str) -> Self {
        Self { chars: text.char_indices().peekable(), quote: None, last: ' ' }
    }

    fn next_is(&mut self, wanted: char) -> bool {
        self.chars.peek().is_some_and(|(_, next)| *next == wanted)
    }
}

impl Iterator for Unquoted<'_> {
    type Item = Bare;

    fn next(&mut self) -> Option<Bare> {
        loop {
            let (at, c) = self.chars.next()?;
            let before = std::mem::replace(&mut self.last, c);
            match (self.quote, c) {
                (Some(quote), c) if c == quote => self.quote = None,
                (Some('\''), _) => {}
                (_, '\\') => {
                    self.chars.next();
                }
                (Some(_), _) => {}
                (None, '\'' | '"') => self.quote = Some(c),
                (None, c) => return Some(Bare { at, before, c }),
            }
        }
    }
}

impl Bare {
    fn begins_comment(&self) -> bool {
        self.c == '#' && (self.before.is_whitespace() || self.before == ';')
    }
}

/// Whether there is a pipe in shell text that is printed as it stands. Where quotes do not
/// pair up, as in a here-document's lines, any `|` counts as one.
pub(crate) fn pipes(script: &str) -> bool {
    let mut text = Unquoted::of(script);
    while let Some(bare) = text.next() {
        match bare.c {
            _ if bare.begins_comment() => {
                while text.chars.next_if(|(_, next)| *next != '\n').is_some() {}
            }
            '|' if text.next_is('|') => {
                text.chars.next();
            }
            // `>|` writes over a file.
            '|' if bare.before != '>' => return true,
            _ => {}
        }
    }
    text.quote.is_some() && script.contains('|')
}

/// Whether a command is one program, and no pipe or list of several.
pub(crate) fn is_single(command: &str) -> bool {
    Unquoted::of(command).all(|bare| match bare.c {
        '|' | ';' => false,
        // `>&2` and `<&3` redirect.
        '&' => matches!(bare.before, '>' | '<'),
        _ => true,
    })
}

struct Scan {
    /// Where the command ends and a comment begins.
    end: usize,
    pipes: bool,
    /// `;`, `||` or `&`: what an `&&` before or behind would bind differently.
    list: bool,
}

fn scan(line: &str) -> Result<Scan, &'static str> {
    let mut scan = Scan { end: line.len(), pipes: false, list: false };
    let mut text = Unquoted::of(line);
    while let Some(bare) = text.next() {
        match bare.c {
            _ if bare.begins_comment() => {
                scan.end = bare.at;
                return Ok(scan);
            }
            '<' if text.next_is('<') => {
                return Err(
                    "shell text: a here-document does not fit into a RUN line; print the step as one with `.heredoc()`, or copy the text from a file of the build context",
                );
            }
            '|' if text.next_is('|') => {
                scan.list = true;
                text.chars.next();
            }
            // `>|` writes over a file.
            '|' if bare.before != '>' => scan.pipes = true,
            '&' if text.next_is('&') => {
                text.chars.next();
            }
            // `>&2`, `<&3` and `&>file` redirect.
            '&' if bare.before != '>' && bare.before != '<' && !text.next_is('>') => {
                scan.list = true;
            }
            ';' => scan.list = true,
            _ => {}
        }
    }
    if text.quote.is_some() {
        return Err(
            "shell text: a quote is opened and not closed on the same line; close it, or print the step as a here-document with `.heredoc()`",
        );
    }
    Ok(scan)
}

#[cfg(test)]
mod tests {
    use super::{parse, pipes, quote};

    fn commands(text: &str) -> Vec<String> {
        parse(text).unwrap().commands
    }

    #[test]
    fn words_reach_the_program_as_they_stand() {
        assert_eq!(quote("--user=a/b"), "--user=a/b");
        assert_eq!(quote(""), "\"\"");
        assert_eq!(quote("a b"), "\"a b\"");
        assert_eq!(quote("$HOME `x` \"y\" \\"), "\"\\$HOME \\`x\\` \\\"y\\\" \\\\\"");
        assert_eq!(quote("it's; #1"), "\"it's; #1\"");
    }

    #[test]
    fn each_line_is_a_command() {
        assert_eq!(commands("a b\n\n  # no\nc # note\n"), ["a b", "c"]);
        assert_eq!(commands("a \\\n  b"), ["a b"]);
        assert_eq!(commands("echo 'a # b' \"#c\" d#e"), ["echo 'a # b' \"#c\" d#e"]);
    }

    #[test]
    fn what_binds_weaker_than_and_gets_braces() {
        assert_eq!(commands("false\ntrue || true"), ["false", "{ true || true; }"]);
        assert_eq!(commands("a; b;"), ["{ a; b; }"]);
        assert_eq!(commands("a && b >x 2>&1"), ["a && b >x 2>&1"]);
        assert_eq!(commands("a & wait"), ["{ a & wait; }"]);
    }

    #[test]
    fn pipes_are_seen_outside_quotes() {
        assert!(parse("a | b").unwrap().pipes);
        assert!(!parse("a || b").unwrap().pipes);
        assert!(!parse("echo 'a | b' \"|\" \\|").unwrap().pipes);
        assert!(!parse("a >| b").unwrap().pipes);
    }

    #[test]
    fn pipes_are_seen_in_text_of_several_lines() {
        assert!(pipes("a\nb | c"));
        assert!(pipes("echo 'it''s' \\| |x"));
        assert!(!pipes("# a | b\necho 'a\n| b' \"|\" || c"));
        // An apostrophe in a here-document leaves a quote open.
        assert!(pipes("cat <<E\nit's\nE\na | b"));
        assert!(!pipes("cat <<E\nit's\nE"));
    }

    /// What a builder would read as more than a command, or as less.
    #[test]
    fn a_command_that_would_be_misread_gets_braces() {
        assert_eq!(commands("--flag x"), ["{ --flag x; }"]);
        assert_eq!(commands("[ -f x ]"), ["{ [ -f x ]; }"]);
        assert_eq!(commands("echo \\\\"), ["{ echo \\\\; }"]);
    }

    #[test]
    fn what_cannot_be_said_is_refused() {
        for (text, word) in [
            ("", "no command"),
            ("# only", "no command"),
            ("a \\", "nothing follows"),
            ("cat <<EOF\nx\nEOF", "here-document"),
            ("echo 'a\nb'", "not closed"),
        ] {
            let complaint = parse(text).unwrap_err();
            assert!(complaint.contains(word), "{text:?}: {complaint}");
        }
    }
}
