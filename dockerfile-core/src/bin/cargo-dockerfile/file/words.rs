//! Words of a Dockerfile: quotes, escapes and variables, as BuildKit's `shell/lex.go` reads them.
//!
//! A value that only the base image knows is left as it is written.

use super::pattern;

/// What is known of a variable.
pub(crate) enum Value {
    Set(String),
    Unset,
    /// The base image may set it. What stands for it in a word: this, and how it is written.
    Unknown(&'static str),
}

/// A mark in front of what the base image alone knows: a quoted `$NAME` is another text than a variable.
pub(crate) const OF_BASE: &str = "\0";

/// A text without the marks.
pub(crate) fn unmarked(text: &str) -> String {
    text.replace(OF_BASE, "")
}

/// A text as a Dockerfile spells it: `$` is a variable, and `\$` the letter.
pub(crate) fn spelled(text: &str) -> String {
    let variable = format!("{OF_BASE}$");
    text.split(&variable).map(|part| part.replace('$', "\\$")).collect::<Vec<_>>().join("$")
}

/// Around the name of a variable whose value is to be seen again: a substitution of such a value stays whole
/// between the marks.
pub(crate) const OPEN: char = '\u{e000}';
pub(crate) const CLOSE: char = '\u{e001}';

type Lookup<'a> = &'a dyn Fn(&str) -> Value;
type Read<T> = std::result::Result<T, String>;

/// How words are read.
#[derive(Clone, Copy)]
pub(super) struct Rules {
    pub(super) escape: char,
    /// Quotes stay in the word.
    pub(super) raw_quotes: bool,
    /// Escapes stay in the word.
    pub(super) raw_escapes: bool,
    /// Quotes are characters as any other.
    pub(super) no_quotes: bool,
}

impl Rules {
    pub(super) fn new(escape: char) -> Self {
        Self { escape, raw_quotes: false, raw_escapes: false, no_quotes: false }
    }

    /// A text in which variables stand for their values.
    pub(super) fn word(self, text: &str, lookup: Lookup) -> Read<String> {
        Ok(self.read(text, lookup)?.0)
    }

    /// The words of such a text.
    pub(super) fn words(self, text: &str, lookup: Lookup) -> Read<Vec<String>> {
        Ok(self.read(text, lookup)?.1.done())
    }

    fn read(self, text: &str, lookup: Lookup) -> Read<(String, Words)> {
        let mut reader = Reader { rules: self, text: text.chars().collect(), at: 0, lookup };
        reader.until(None).map_err(|error| format!("{error} in `{text}`"))
    }
}

#[derive(Default)]
struct Words {
    words: Vec<String>,
    word: String,
}

impl Words {
    fn character(&mut self, c: char) {
        if !c.is_whitespace() {
            self.word.push(c);
        } else if !self.word.is_empty() {
            self.words.push(std::mem::take(&mut self.word));
        }
    }

    fn done(mut self) -> Vec<String> {
        if !self.word.is_empty() {
            self.words.push(self.word);
        }
        self.words
    }
}

struct Reader<'a> {
    rules: Rules,
    text: Vec<char>,
    at: usize,
    lookup: Lookup<'a>,
}

impl Reader<'_> {
    fn peek(&self) -> Option<char> {
        self.text.get(self.at).copied()
    }

    fn next(&mut self) -> Option<char> {
        let c = self.peek();
        self.at += 1;
        c
    }

    /// What stands before a character, or before the end.
    fn until(&mut self, stop: Option<char>) -> Read<(String, Words)> {
        let (mut text, mut words) = (String::new(), Words::default());
        while let Some(c) = self.peek() {
            if Some(c) == stop {
                self.at += 1;
                return Ok((text, words));
            }
            match c {
                '$' => {
                    let value = self.dollar()?;
                    value.chars().for_each(|c| words.character(c));
                    text += &value;
                }
                '\'' | '"' if !self.rules.no_quotes => {
                    let value =
                        if c == '"' { self.double_quoted()? } else { self.single_quoted()? };
                    words.word += &value;
                    text += &value;
                }
                '<' => {
                    let value = self.less();
                    words.word += &value;
                    text += &value;
                }
                _ => self.plain(&mut text, &mut words),
            }
        }
        match stop {
            Some(stop) => Err(format!("`{stop}` is missing")),
            None => Ok((text, words)),
        }
    }

    fn plain(&mut self, text: &mut String, words: &mut Words) {
        let Some(c) = self.next() else { return };
        if c != self.rules.escape {
            words.character(c);
            text.push(c);
            return;
        }
        if self.rules.raw_escapes {
            words.word.push(c);
            text.push(c);
        }
        if let Some(escaped) = self.next() {
            words.word.push(escaped);
            text.push(escaped);
        }
    }

    /// `<<` and what is white behind it belong to the name of a here-document.
    fn less(&mut self) -> String {
        self.at += 1;
        if self.peek() != Some('<') {
            return "<".to_owned();
        }
        self.at += 1;
        let mut found = "<<".to_owned();
        while let Some(c @ (' ' | '\t' | '\r')) = self.peek() {
            found.push(c);
            self.at += 1;
        }
        found
    }

    fn single_quoted(&mut self) -> Read<String> {
        let mut text = String::new();
        let quote = self.next();
        text.extend(quote.filter(|_| self.rules.raw_quotes));
        loop {
            match self.next() {
                None => return Err("a single quote is not closed".to_owned()),
                Some('\'') => {
                    text.extend(quote.filter(|_| self.rules.raw_quotes));
                    return Ok(text);
                }
                Some(c) => text.push(c),
            }
        }
    }

    fn double_quoted(&mut self) -> Read<String> {
        let mut text = String::new();
        let quote = self.next();
        text.extend(quote.filter(|_| self.rules.raw_quotes));
        loop {
            match self.peek() {
                None => return Err("a double quote is not closed".to_owned()),
                Some('"') => {
                    self.at += 1;
                    text.extend(quote.filter(|_| self.rules.raw_quotes));
                    return Ok(text);
                }
                Some('$') => text += &self.dollar()?,
                Some(c) if c == self.rules.escape => {
                    self.at += 1;
                    text.extend(Some(c).filter(|_| self.rules.raw_escapes));
                    match self.peek() {
                        None => {}
                        Some(next) if next == '"' || next == '$' || next == c => {
                            self.at += 1;
                            text.push(next);
                        }
                        Some(_) => text.push(c),
                    }
                }
                Some(c) => {
                    self.at += 1;
                    text.push(c);
                }
            }
        }
    }

    fn dollar(&mut self) -> Read<String> {
        let start = self.at;
        self.at += 1;
        if self.peek() != Some('{') {
            let name = self.name();
            return Ok(match (self.lookup)(&name) {
                _ if name.is_empty() => "$".to_owned(),
                Value::Set(value) => value,
                Value::Unset => String::new(),
                Value::Unknown(mark) => format!("{mark}${name}"),
            });
        }
        self.at += 1;
        if let None | Some('{' | '}' | ':') = self.peek() {
            return Err("bad substitution".to_owned());
        }
        let name = self.name();
        let value = (self.lookup)(&name);
        match self.next() {
            Some('}') => Ok(match value {
                Value::Set(value) => value,
                Value::Unset => String::new(),
                Value::Unknown(mark) => format!("{mark}${{{name}}}"),
            }),
            Some('/') => self.replaced(start, value),
            Some(':') => self.modified(start, &name, value, true),
            Some('+' | '-' | '?' | '#' | '%') => {
                self.at -= 1;
                self.modified(start, &name, value, false)
            }
            Some(c) => Err(format!("`{c}` in a substitution is not understood")),
            None => Err("`}` is missing".to_owned()),
        }
    }

    /// `${name-word}` and its kin; `colon`: an empty value is as none.
    fn modified(&mut self, start: usize, name: &str, value: Value, colon: bool) -> Read<String> {
        let modifier = self.next().ok_or("`}` is missing")?;
        let is_pattern = matches!(modifier, '#' | '%');
        if colon && is_pattern || !matches!(modifier, '+' | '-' | '?' | '#' | '%') {
            return Err(format!("`{modifier}` in a substitution is not understood"));
        }
        let escapes = std::mem::replace(&mut self.rules.raw_escapes, is_pattern);
        let word = self.until(Some('}'));
        self.rules.raw_escapes = escapes;
        let word = word?.0;
        let value = match value {
            Value::Set(value) if value.starts_with(OPEN) => return Ok(self.marked(start)),
            Value::Unknown(mark) => return Ok(self.written(mark, start)),
            Value::Unset => None,
            Value::Set(value) => Some(value),
        };
        let is_there = value.as_ref().is_some_and(|value| !colon || !value.is_empty());
        let value = value.unwrap_or_default();
        match modifier {
            '-' => Ok(if is_there { value } else { word }),
            '+' => Ok(if is_there { word } else { String::new() }),
            '?' if is_there => Ok(value),
            '?' => Err(format!("`{name}`: {}", if word.is_empty() { "is not set" } else { &word })),
            '#' => pattern::without_prefix(&value, &word),
            _ => pattern::without_suffix(&value, &word),
        }
    }

    /// `${name/pattern/text}`.
    fn replaced(&mut self, start: usize, value: Value) -> Read<String> {
        let all = self.peek() == Some('/');
        self.at += usize::from(all);
        let escapes = std::mem::replace(&mut self.rules.raw_escapes, true);
        let pattern = self.until(Some('/'));
        let text = pattern.and_then(|pattern| Ok((pattern.0, self.until(Some('}'))?.0)));
        self.rules.raw_escapes = escapes;
        let (pattern, text) = text?;
        match value {
            Value::Set(value) if value.starts_with(OPEN) => Ok(self.marked(start)),
            Value::Unknown(mark) => Ok(self.written(mark, start)),
            Value::Unset => pattern::replaced("", &pattern, &text, all),
            Value::Set(value) => pattern::replaced(&value, &pattern, &text, all),
        }
    }

    /// A substitution as it is written, behind its mark.
    fn written(&self, mark: &str, start: usize) -> String {
        mark.chars().chain(self.text[start..self.at].iter().copied()).collect()
    }

    /// A substitution that begins at `start` and ends here, between marks in place of its braces.
    fn marked(&self, start: usize) -> String {
        let inside = self.text[start + 2..self.at - 1].iter();
        std::iter::once(&OPEN).chain(inside).chain([&CLOSE]).collect()
    }

    fn name(&mut self) -> String {
        let is_special = |c: char| "@*#?-$!0".contains(c);
        let start = self.at;
        match self.peek() {
            Some(c) if c.is_numeric() => {
                while self.peek().is_some_and(char::is_numeric) {
                    self.at += 1;
                }
            }
            Some(c) if is_special(c) => self.at += 1,
            _ => {
                while self.peek().is_some_and(|c| c.is_alphanumeric() || c == '_') {
                    self.at += 1;
                }
            }
        }
        self.text[start..self.at].iter().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::{OF_BASE, Rules, Value, spelled, unmarked};

    fn word(text: &str) -> Result<String, String> {
        Rules::new('\\').word(text, &|name| match name {
            "a" => Value::Set("one two".to_owned()),
            "file" => Value::Set("dir/archive.tar.gz".to_owned()),
            "empty" => Value::Set(String::new()),
            "BASE" => Value::Unknown(""),
            _ => Value::Unset,
        })
    }

    #[test]
    fn variables_quotes_and_escapes() {
        let cases = [
            ("$a.x", "one two.x"),
            ("${a}", "one two"),
            ("'$a'", "$a"),
            ("\"$a\"'s'", "one twos"),
            (r"\$a", "$a"),
            (r#""\$a \" \n""#, r#"$a " \n"#),
            ("${none:-x${a}}", "xone two"),
            ("${empty:-x}", "x"),
            ("${empty-x}", ""),
            ("${a:+y}", "y"),
            ("${none+y}", ""),
            ("${none}", ""),
            ("${file#*/}", "archive.tar.gz"),
            ("${file%.*}", "dir/archive.tar"),
            ("${file%%.*}", "dir/archive"),
            ("${file##*a}", "r.gz"),
            ("${file/a/A}", "dir/Archive.tar.gz"),
            ("${file//a/A}", "dir/Archive.tAr.gz"),
            ("$BASE/x ${BASE:-y}", "$BASE/x ${BASE:-y}"),
            ("a $ b", "a $ b"),
        ];
        for (text, expected) in cases {
            assert_eq!(word(text).as_deref(), Ok(expected), "{text}");
        }
        let marked =
            |text: &str| Rules::new('\\').word(text, &|_| Value::Unknown(OF_BASE)).expect(text);
        for text in ["$X", "a${X}b", "${X:-$Y}", "${X/a/b}"] {
            let quoted = format!("'{text}'");
            assert_ne!(marked(text), marked(&quoted), "{text}");
            assert_eq!(unmarked(&marked(text)), unmarked(&marked(&quoted)), "{text}");
        }
        assert_eq!(spelled(&(marked("$X") + &marked("'$X$'"))), r"$X\$X\$");
        for wrong in ["${a", "'a", "\"a", "${}", "${none:?gone}", "${a^^}", "${a:#x}"] {
            assert!(word(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_substitution_tells_none_from_empty() {
        for (text, expected) in [
            ("${a?x}", "one two"),
            ("${a:?x}", "one two"),
            ("${empty?x}", ""),
            ("${empty+y}", "y"),
            ("${empty:+y}", ""),
            ("${none-x}", "x"),
            ("${none:+y}", ""),
            ("${a-x}", "one two"),
            ("${file/none/x}", "dir/archive.tar.gz"),
            ("${none/a/x}", ""),
            ("$1x$?y$a_b", "xy"),
            (r#""\x" "\\" '\'"#, r"\x \ \"),
            ("a\\", "a"),
            ("<x<<  y", "<x<<  y"),
            ("${BASE/a/b}", "${BASE/a/b}"),
        ] {
            assert_eq!(word(text).as_deref(), Ok(expected), "{text}");
        }
        let wrong =
            "${none?gone} ${empty:?gone} ${:a} ${{a}} ${a!x} ${a:%x} ${a:x} ${a: ${a- ${a/b ${";
        for wrong in wrong.split(' ') {
            assert!(word(wrong).is_err(), "{wrong}");
        }
        assert!(word("${none:?gone}").unwrap_err().contains("`none`: gone"));
        assert!(word("${none:?}").unwrap_err().contains("is not set"));
    }

    /// The value of a variable is split where it stands alone, as a shell does.
    #[test]
    fn words_are_split_outside_of_quotes() {
        let words = |text: &str| {
            let words = Rules::new('\\').words(text, &|_| Value::Set("one two".to_owned()));
            words.expect(text).join("|")
        };
        for (text, expected) in [
            ("'a b'  c", "a b|c"),
            ("$x y", "one|two|y"),
            ("a$x", "aone|two"),
            ("\"$x\" y", "one two|y"),
            ("a\\ b", "a b"),
            ("''", ""),
            ("<<  E x", "<<  E|x"),
            ("< E", "<|E"),
        ] {
            assert_eq!(words(text), expected, "{text}");
        }
    }
}
