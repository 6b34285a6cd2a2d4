//! Shell text, as far as lists of plain commands go.

/// A word, or a sign between commands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Token {
    /// `plain`: it means itself, whatever shell reads it.
    Word {
        text: String,
        plain: bool,
    },
    Sign(String),
}

/// The tokens of a text; `None`, where something in it is open or not understood.
pub(super) fn tokens(text: &str) -> Option<Vec<Token>> {
    let text = text.replace("\\\n", " ");
    let mut reader =
        Reader { characters: text.chars().peekable(), tokens: vec![], word: None, plain: true };
    reader.read()?;
    Some(reader.tokens)
}

struct Reader<'a> {
    characters: std::iter::Peekable<std::str::Chars<'a>>,
    tokens: Vec<Token>,
    word: Option<String>,
    plain: bool,
}

impl Reader<'_> {
    fn read(&mut self) -> Option<()> {
        while let Some(c) = self.characters.next() {
            match c {
                ' ' | '\t' => self.end(),
                '\n' | ';' | '&' | '|' | '<' | '>' | '(' | ')' => self.sign(c),
                '\'' | '"' => self.quoted(c)?,
                '\\' => {
                    let next = self.characters.next()?;
                    self.push(next);
                }
                '#' if self.word.is_none() => return None,
                _ => {
                    self.plain &= !"$`*?[]{}~!#".contains(c);
                    self.push(c);
                }
            }
        }
        self.end();
        Some(())
    }

    fn push(&mut self, c: char) {
        self.word.get_or_insert_default().push(c);
    }

    fn quoted(&mut self, quote: char) -> Option<()> {
        self.word.get_or_insert_default();
        loop {
            match self.characters.next()? {
                c if c == quote => return Some(()),
                '\\' if quote == '"' => {
                    let next = self.characters.next()?;
                    if !"$`\"\\".contains(next) {
                        self.push('\\');
                    }
                    self.push(next);
                }
                c => {
                    self.plain &= quote == '\'' || !"$`".contains(c);
                    self.push(c);
                }
            }
        }
    }

    fn sign(&mut self, c: char) {
        self.end();
        let mut sign = c.to_string();
        if "&|;<>".contains(c) && self.characters.peek() == Some(&c) {
            self.characters.next();
            sign.push(c);
        }
        self.tokens.push(Token::Sign(sign));
    }

    fn end(&mut self) {
        if let Some(text) = self.word.take() {
            self.tokens.push(Token::Word { text, plain: self.plain });
        }
        self.plain = true;
    }
}

/// Words that only a shell itself reads.
const OF_SHELL: &[&str] = &[
    ".", ":", "[", "alias", "bg", "break", "case", "cd", "command", "continue", "do", "done",
    "elif", "else", "esac", "eval", "exec", "exit", "export", "fg", "fi", "for", "function",
    "getopts", "hash", "if", "jobs", "local", "read", "readonly", "return", "select", "set",
    "shift", "source", "test", "then", "time", "times", "trap", "type", "ulimit", "umask",
    "unalias", "unset", "until", "wait", "while",
];

/// The commands of a text that is plain commands with `&&` between them.
pub(super) fn chain(text: &str) -> Option<Vec<Vec<String>>> {
    list(text).filter(|commands| commands.iter().all(|command| is_program(command)))
}

/// Lists of plain words with `&&` between them, whatever the shell does with the first.
pub(super) fn list(text: &str) -> Option<Vec<Vec<String>>> {
    let mut commands: Vec<Vec<String>> = vec![vec![]];
    for token in tokens(text.trim())? {
        match token {
            Token::Word { text, plain: true } => commands.last_mut()?.push(text),
            Token::Sign(sign) if sign == "&&" => commands.push(vec![]),
            _ => return None,
        }
    }
    commands.iter().all(|command| !command.is_empty()).then_some(commands)
}

/// Whether words are a program and its arguments.
pub(super) fn is_program(command: &[String]) -> bool {
    let first = command.first().map_or("", String::as_str);
    !first.is_empty() && !first.contains('=') && !OF_SHELL.contains(&first)
}

/// The commands of a list of whatever signs that end one, with their words as they are read, and
/// whether a failure of each is one of the whole.
pub(super) fn commands(text: &str) -> Option<Vec<Vec<String>>> {
    let mut commands: Vec<Vec<String>> = vec![vec![]];
    for token in tokens(text.trim())? {
        match token {
            Token::Word { text, plain } if plain || !text.contains(['$', '`']) => {
                commands.last_mut()?.push(text);
            }
            Token::Sign(sign) if ["&&", ";", "\n"].contains(&sign.as_str()) => {
                commands.push(vec![])
            }
            _ => return None,
        }
    }
    commands.retain(|command| !command.is_empty());
    (!commands.is_empty()).then_some(commands)
}

/// A text in which only what means something differs: blanks outside of quotes are one.
pub(super) fn squeezed(text: &str) -> String {
    let text = text.replace("\\\n", "");
    let (mut squeezed, mut quote, mut characters) =
        (String::new(), None, text.trim().chars().peekable());
    // An escaped blank is none that stands between words.
    let mut is_apart = false;
    while let Some(c) = characters.next() {
        let was_apart = std::mem::replace(&mut is_apart, c == '\n');
        match (quote, c) {
            (None, ' ' | '\t') => {
                is_apart = true;
                if !was_apart {
                    squeezed.push(' ');
                }
                continue;
            }
            (None, '\'' | '"') => quote = Some(c),
            (Some(open), _) if open == c => quote = None,
            (None | Some('"'), '\\') => {
                squeezed.push(c);
                squeezed.extend(characters.next());
                continue;
            }
            _ => {}
        }
        squeezed.push(c);
    }
    squeezed
}

/// A RUN's text over several lines as it was written, where a shell reads that as BuildKit does. `text`
/// is what BuildKit hands to the shell, and `lines` the instruction's lines.
pub(super) fn over_lines(lines: &str, text: &str, escape: char) -> String {
    let mut pieces: Vec<&str> = vec![];
    for line in lines.lines() {
        if !pieces.is_empty() && (line.trim().is_empty() || line.trim_start().starts_with('#')) {
            continue;
        }
        pieces.push(line);
    }
    let cut =
        |line: &&str| line.trim_end_matches([' ', '\t']).strip_suffix(escape).map(str::to_owned);
    let joined: Vec<String> =
        pieces.iter().map(|line| cut(line).unwrap_or_else(|| (*line).to_owned())).collect();
    let whole = joined.concat();
    // The text is what stands at the end.
    let Some(start) = whole.trim_end().len().checked_sub(text.trim_end().len()) else {
        return text.to_owned();
    };
    if !whole.is_char_boundary(start) || whole[start..].trim_end() != text.trim_end() {
        return text.to_owned();
    }
    let (mut shown, mut at) = (String::new(), 0);
    for piece in &joined {
        let from = start.saturating_sub(at).min(piece.len());
        at += piece.len();
        let rest = &piece[from..];
        if rest.trim().is_empty() && shown.is_empty() {
            continue;
        }
        if !shown.is_empty() {
            if !continues(&shown) {
                return text.to_owned();
            }
            shown += "\\\n";
        }
        shown += rest;
    }
    let shown = shown.trim().to_owned();
    if shown.replace("\\\n", "") == text.trim() { shown } else { text.to_owned() }
}

/// Whether `\` and a line end behind a text are nothing to a shell: not inside of `'`, behind another `\`,
/// or in a comment.
fn continues(text: &str) -> bool {
    let (mut quote, mut last, mut characters) = (None, ' ', text.chars());
    while let Some(c) = characters.next() {
        match (quote, c) {
            (None, '#') if last.is_whitespace() => return false,
            (None | Some('"'), '\\') if characters.next().is_none() => return false,
            (None | Some('"'), '\\') => {}
            (None, '\'' | '"') => quote = Some(c),
            (Some(open), _) if open == c => quote = None,
            _ => {}
        }
        last = c;
    }
    quote != Some('\'') && !text.contains("<<")
}

#[cfg(test)]
mod tests {
    use super::{chain, commands, over_lines, squeezed};

    #[test]
    fn chains_are_plain_commands() {
        let words = |text: &str| {
            chain(text).map(|commands| commands.iter().map(|c| c.join("|")).collect::<Vec<_>>())
        };
        assert_eq!(
            words("make && make 'a b' \"c d\""),
            Some(vec!["make".into(), "make|a b|c d".into()])
        );
        for text in [
            "a | b",
            "a; b",
            "a $B",
            "A=1 b",
            "cd /x && b",
            "rm *",
            "a > b",
            "a 'b",
            "a # b",
            "a &",
        ] {
            assert_eq!(words(text), None, "{text}");
        }
    }

    #[test]
    fn lines_stay_where_a_shell_reads_them_alike() {
        let lines = "RUN --mount=type=tmpfs,target=/x a && \\\n# why\n\n    b";
        assert_eq!(over_lines(lines, "a &&     b", '\\'), "a && \\\n    b");
        let quoted = "RUN echo 'a \\\nb'";
        assert_eq!(over_lines(quoted, "echo 'a b'", '\\'), "echo 'a b'");
        assert_eq!(squeezed("a   &&\\\n b  'c  d'"), "a && b 'c  d'");
    }

    #[test]
    fn commands_are_those_of_a_list() {
        let words = |text: &str| {
            commands(text)
                .map(|all| all.iter().map(|it| it.join("|")).collect::<Vec<_>>().join("; "))
        };
        for (text, expected) in [
            ("a; b && c\nd", "a; b; c; d"),
            ("a &&\n\n b;", "a; b"),
            ("a 'b c' \"d e\"f", "a|b c|d ef"),
            ("a '$B' \\$C \"\\$D\" \"x\\ny\"", "a|$B|$C|$D|x\\ny"),
            ("rm * ~ a#b", "rm|*|~|a#b"),
            ("a \\\n b", "a|b"),
            ("a ''", "a|"),
        ] {
            assert_eq!(words(text).as_deref(), Some(expected), "{text}");
        }
        for text in [
            "", ";", "a \"$B\"", "a `b`", "a || b", "a ;; b", "a | b", "a & b", "# x", "a # b",
            "(a)", "a > b", "a << b", "a 'b", "a \"b", "a \"b\\", "a \\",
        ] {
            assert_eq!(words(text), None, "{text}");
        }
    }

    #[test]
    fn only_blanks_between_words_are_one() {
        for (text, expected) in [
            (" a\t b ", "a b"),
            ("'a  b'  c", "'a  b' c"),
            ("\"it's  x\"  y", "\"it's  x\" y"),
            ("\"a\\\"  b\"  c", "\"a\\\"  b\" c"),
            ("'a\\'  b", "'a\\' b"),
            ("a\\ b", "a\\ b"),
            ("a\\  b", "a\\  b"),
            ("a\n  b", "a\nb"),
            ("a \\\n  b", "a b"),
        ] {
            assert_eq!(squeezed(text), expected, "{text}");
        }
    }

    #[test]
    fn lines_that_a_shell_reads_otherwise_are_one() {
        for (lines, text, escape, expected) in [
            ("RUN a `\n b", "a  b", '`', "a \\\n b"),
            ("RUN echo \"a \\\nb\"", "echo \"a b\"", '\\', "echo \"a \\\nb\""),
            ("RUN echo \\' \\\nb", "echo \\' b", '\\', "echo \\' \\\nb"),
            ("RUN a#b \\\nc", "a#b c", '\\', "a#b \\\nc"),
            ("RUN \\\n  a \\\n\n  b", "a   b", '\\', "a \\\n  b"),
            // What goes on in a comment, behind an escape, or in a document.
            ("RUN a # x \\\n && b", "a # x  && b", '\\', "a # x  && b"),
            ("RUN # x \\\nb", "# x b", '\\', "# x b"),
            ("RUN a \\\\\nb", "a \\b", '\\', "a \\b"),
            ("RUN a <<E \\\nb", "a <<E b", '\\', "a <<E b"),
            // A text that does not stand there.
            ("RUN a \\\n b", "a c", '\\', "a c"),
            ("RUN a", "RUN a long text", '\\', "RUN a long text"),
            ("RUN \u{e9}b", "xb", '\\', "xb"),
        ] {
            assert_eq!(over_lines(lines, text, escape), expected, "{lines}");
        }
    }
}
