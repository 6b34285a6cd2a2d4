//! Lines of a Dockerfile, put together as BuildKit's `parser/parser.go` does: continuations, comments
//! and blank lines in them, here-documents.

use std::collections::BTreeSet;

use super::words::{Rules, Value};

/// A number of a line, and what is wrong in it.
pub(super) type Wrong = (u32, String);

pub(super) struct Lines {
    pub(super) escape: char,
    pub(super) lines: Vec<Logical>,
}

/// An instruction's lines.
pub(super) struct Logical {
    pub(super) number: u32,
    /// As it stands, with its here-documents.
    pub(super) text: String,
    /// Without continuations and what stands between them.
    pub(super) joined: String,
    pub(super) documents: Vec<Document>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Document {
    pub(super) name: String,
    pub(super) content: String,
    /// Variables in it stand for their values, where BuildKit itself makes a file of it.
    pub(super) expand: bool,
    pub(super) chomp: bool,
}

impl Document {
    /// Without the tabs that `<<-` takes from the start of each line.
    pub(super) fn chomped(&self) -> String {
        if !self.chomp {
            return self.content.clone();
        }
        let lines = self.content.split_inclusive('\n');
        lines.map(|line| line.trim_start_matches('\t')).collect()
    }
}

/// An instruction's parts: its keyword in capitals, its flags, and the rest.
pub(super) struct Parts {
    pub(super) keyword: String,
    pub(super) flags: Vec<String>,
    pub(super) rest: String,
}

pub(super) fn read(text: &str) -> Result<Lines, Wrong> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut reader = Reader { physical: text.split_inclusive('\n').collect(), at: 0, escape: '\\' };
    reader.directives()?;
    let mut lines = vec![];
    while reader.at < reader.physical.len() {
        lines.extend(reader.logical()?);
    }
    Ok(Lines { escape: reader.escape, lines })
}

/// A trigger of ONBUILD, which is a Dockerfile of one instruction.
pub(super) fn trigger(text: &str, number: u32) -> Result<Logical, Wrong> {
    let wrong = || (number, "ONBUILD holds one instruction".to_owned());
    let mut lines = read(text).map_err(|(_, error)| (number, error))?.lines;
    let line = lines.pop().ok_or_else(wrong)?;
    if lines.is_empty() { Ok(Logical { number, ..line }) } else { Err(wrong()) }
}

struct Reader<'a> {
    physical: Vec<&'a str>,
    at: usize,
    escape: char,
}

impl Reader<'_> {
    /// The parser's directives, which stand before all else.
    fn directives(&mut self) -> Result<(), Wrong> {
        let mut seen = BTreeSet::new();
        for (at, line) in self.physical.iter().enumerate() {
            let Some(comment) = line.trim_start().strip_prefix('#') else { break };
            let Some((name, value)) = comment.split_once('=') else { break };
            let (name, value) = (name.trim().to_lowercase(), value.trim());
            if !["syntax", "escape", "check"].contains(&name.as_str()) || value.is_empty() {
                break;
            }
            let number = u32::try_from(at + 1).unwrap_or(u32::MAX);
            match value {
                "\\" | "`" if name == "escape" => {
                    self.escape = value.chars().next().unwrap_or('\\')
                }
                _ if name == "escape" => return Err((number, format!("escape is no `{value}`"))),
                _ => {}
            }
            if !seen.insert(name.clone()) {
                return Err((number, format!("a second directive `{name}`")));
            }
        }
        Ok(())
    }

    /// The next instruction; `None`, where a comment or nothing stands.
    fn logical(&mut self) -> Result<Option<Logical>, Wrong> {
        let start = self.at;
        let number = u32::try_from(start + 1).unwrap_or(u32::MAX);
        let first = self.physical[start].trim_end_matches(['\r', '\n']).trim_start();
        self.at += 1;
        if first.starts_with('#') {
            return Ok(None);
        }
        let (first, mut goes_on) = self.continued(first);
        if first.is_empty() && !goes_on {
            return Ok(None);
        }
        let mut joined = first.to_owned();
        while goes_on && self.at < self.physical.len() {
            let line = self.physical[self.at].trim_end_matches(['\r', '\n']);
            self.at += 1;
            if line.trim_start().starts_with('#') || line.trim_start().is_empty() {
                continue;
            }
            let (line, again) = self.continued(line);
            joined += line;
            goes_on = again;
        }
        let parts = split(&joined, self.escape).map_err(|error| (number, error))?;
        let mut documents = vec![];
        if holds_documents(&parts, self.escape) && joined.contains("<<") {
            for document in documents_of(&joined) {
                documents.push(self.document(document, number)?);
            }
        }
        let text = self.physical[start..self.at].concat();
        let text = text.trim_end_matches(['\r', '\n']).trim_start().to_owned();
        Ok(Some(Logical { number, text, joined, documents }))
    }

    /// A line without its sign of continuation, and whether it had one.
    fn continued<'l>(&self, line: &'l str) -> (&'l str, bool) {
        let bare = line.trim_end_matches([' ', '\t']);
        match bare.strip_suffix(self.escape) {
            Some(before) if !before.ends_with(self.escape) => (before, true),
            _ => (line, false),
        }
    }

    fn document(&mut self, mut document: Document, number: u32) -> Result<Document, Wrong> {
        while let Some(line) = self.physical.get(self.at) {
            self.at += 1;
            let bare = line.trim_end_matches(['\r', '\n']);
            let bare = if document.chomp { bare.trim_start_matches('\t') } else { bare };
            if bare == document.name {
                return Ok(document);
            }
            document.content += line;
        }
        Err((number, format!("the here-document `{}` has no end", document.name)))
    }
}

fn holds_documents(parts: &Parts, escape: char) -> bool {
    match parts.keyword.as_str() {
        "RUN" | "COPY" | "ADD" => !matches!(json(&parts.rest), Json::Texts(_)),
        "ONBUILD" => split(&parts.rest, escape)
            .is_ok_and(|parts| parts.keyword != "ONBUILD" && holds_documents(&parts, escape)),
        _ => false,
    }
}

/// The here-documents that a line names, still without what is in them.
fn documents_of(joined: &str) -> Vec<Document> {
    let rules = Rules { raw_quotes: true, raw_escapes: true, ..Rules::new('\\') };
    let words = rules.words(joined, &|_| Value::Unknown("")).unwrap_or_default();
    words.iter().filter_map(|word| document_named(word)).collect()
}

/// The here-document that a word names, as in `2<<-"EOF"`.
pub(super) fn document_named(word: &str) -> Option<Document> {
    let word = word.trim_start_matches(|c: char| c.is_ascii_digit());
    let rest = word.strip_prefix("<<")?;
    let (rest, chomp) = rest.strip_prefix('-').map_or((rest, false), |rest| (rest, true));
    if rest.is_empty() || rest.contains('<') {
        return None;
    }
    let names = |raw_quotes| {
        let rules = Rules { raw_quotes, ..Rules::new('\\') };
        rules.words(rest, &|_| Value::Unknown("")).unwrap_or_default()
    };
    let (names, raw) = (names(false), names(true));
    let ([name], [raw]) = (names.as_slice(), raw.as_slice()) else { return None };
    let quotes = |text: &str| text.matches(['\'', '"']).count();
    let expand = quotes(name) == quotes(raw);
    Some(Document { name: name.clone(), content: String::new(), expand, chomp })
}

const WHITE: [char; 5] = ['\t', '\u{b}', '\u{c}', '\r', ' '];

/// An instruction's parts.
pub(super) fn split(joined: &str, escape: char) -> Result<Parts, String> {
    let joined = joined.trim();
    let (keyword, rest) = joined.split_once(WHITE).unwrap_or((joined, ""));
    let (flags, rest) = flags(rest.trim_start_matches(WHITE), escape);
    Ok(Parts { keyword: keyword.to_uppercase(), flags, rest: rest.trim().to_owned() })
}

/// Words that begin with `--`, and what stands behind the last.
fn flags(mut rest: &str, escape: char) -> (Vec<String>, &str) {
    let mut flags = vec![];
    loop {
        rest = rest.trim_start();
        if !rest.starts_with("--") {
            return (flags, rest);
        }
        let (word, after) = flag(rest, escape);
        rest = after;
        if word == "--" {
            return (flags, rest);
        }
        flags.push(word);
    }
}

fn flag(text: &str, escape: char) -> (String, &str) {
    let (mut word, mut quote) = (String::new(), None);
    let mut characters = text.char_indices();
    while let Some((at, c)) = characters.next() {
        if c == escape {
            word.extend(characters.next().map(|(_, c)| c));
        } else if quote == Some(c) {
            quote = None;
        } else if quote.is_none() && (c == '"' || c == '\'') {
            quote = Some(c);
        } else if quote.is_none() && c.is_whitespace() {
            return (word, &text[at..]);
        } else {
            word.push(c);
        }
    }
    (word, "")
}

/// What follows a keyword that takes a list or a text.
pub(super) enum Json {
    Texts(Vec<String>),
    /// A list with something else in it, which BuildKit refuses.
    Others,
    No,
}

pub(super) fn json(rest: &str) -> Json {
    let rest = rest.trim_start();
    if !rest.starts_with('[') {
        return Json::No;
    }
    let Ok(values) = serde_json::from_str::<Vec<serde_json::Value>>(rest) else { return Json::No };
    let texts = values.iter().map(|value| value.as_str().map(str::to_owned));
    texts.collect::<Option<_>>().map_or(Json::Others, Json::Texts)
}

/// Words between white space.
pub(super) fn words(rest: &str) -> Vec<String> {
    rest.split(WHITE).filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

/// Words between white space, with the quotes and escapes in them kept.
pub(super) fn quoted_words(rest: &str, escape: char) -> Vec<String> {
    let (mut words, mut word, mut quote) = (vec![], String::new(), None);
    let mut characters = rest.chars().peekable();
    while let Some(c) = characters.next() {
        match quote {
            None if c.is_whitespace() => {
                if !word.is_empty() {
                    words.push(std::mem::take(&mut word));
                }
                continue;
            }
            None if c == '"' || c == '\'' => quote = Some(c),
            Some(open) if c == open => quote = None,
            _ => {}
        }
        if c == escape && quote != Some('\'') {
            let Some(next) = characters.next() else { break };
            word.push(c);
            word.push(next);
        } else {
            word.push(c);
        }
    }
    if !word.is_empty() {
        words.push(word);
    }
    words
}

#[cfg(test)]
mod tests {
    use super::{Json, document_named, json, quoted_words, read, split, trigger};

    #[test]
    fn directives_stand_above_all_else() {
        for (text, escape) in [
            ("# escape=`\nFROM a", Ok('`')),
            ("\u{feff}#ESCAPE = `", Ok('`')),
            ("# syntax=x\n# escape=`", Ok('`')),
            ("# escape=\\\n", Ok('\\')),
            ("# note\n# escape=`", Ok('\\')),
            ("\n# escape=`", Ok('\\')),
            ("# syntax=\n# escape=`", Ok('\\')),
            ("# a=b\n# escape=`", Ok('\\')),
            ("# escape=x", Err(1)),
            ("# syntax=x\n# escape=``", Err(2)),
            ("# syntax=x\n# check=y\n# Syntax=x", Err(3)),
        ] {
            let found = read(text).map(|lines| lines.escape).map_err(|(number, _)| number);
            assert_eq!(found, escape, "{text}");
        }
    }

    #[test]
    fn a_line_goes_on_behind_one_escape() {
        for (text, expected) in [
            ("a \\\n b\nc", "1 a  b; 3 c"),
            ("a \\ \t\n b", "1 a  b"),
            ("a \\\\\nb", "1 a \\\\; 2 b"),
            ("a \\\n\n # x\n b\\\r\nc", "1 a  bc"),
            ("\\\na", "1 a"),
            ("a \\", "1 a "),
            ("\n# x\n\n a", "4 a"),
            ("RUN <<A <<-B\n1\nA\n\t2\n\tB\nc", "1 RUN <<A <<-B {A: 1\n} {B: \t2\n}; 6 c"),
            ("RUN [\"a\", \"<<A\"]\nA", "1 RUN [\"a\", \"<<A\"]; 2 A"),
            ("ENV A=<<B\nB", "1 ENV A=<<B; 2 B"),
            ("ONBUILD RUN <<A\nA\nb", "1 ONBUILD RUN <<A {A: }; 3 b"),
            ("ONBUILD ONBUILD RUN <<A\nA", "1 ONBUILD ONBUILD RUN <<A; 2 A"),
            ("RUN '<<A'\nA", "1 RUN '<<A'; 2 A"),
        ] {
            let lines = read(text).map_err(|(_, error)| error).expect(text).lines;
            let said = lines.iter().map(|line| {
                let documents = line.documents.iter();
                let documents = documents.map(|it| format!(" {{{}: {}}}", it.name, it.content));
                format!("{} {}{}", line.number, line.joined, documents.collect::<String>())
            });
            assert_eq!(said.collect::<Vec<_>>().join("; "), expected, "{text}");
        }
        assert_eq!(read("a\nRUN <<A\nb").map(drop).unwrap_err().0, 2);
        for (text, is_good) in
            [("RUN a", true), ("", false), ("# x", false), ("RUN a\nRUN b", false)]
        {
            let line = trigger(text, 7).ok().map(|line| line.number);
            assert_eq!(line, is_good.then_some(7), "{text}");
        }
    }

    #[test]
    fn a_document_is_named_by_its_word() {
        for (word, expected) in [
            ("<<E", Some(("E", true, false))),
            ("2<<-E", Some(("E", true, true))),
            ("<<'E'", Some(("E", false, false))),
            ("<<-\"E\"x", Some(("Ex", false, true))),
            ("<<", None),
            ("<<-", None),
            ("<<<E", None),
            ("<E", None),
            ("x<<E", None),
            ("E", None),
        ] {
            let found = document_named(word);
            let found = found.as_ref().map(|it| (it.name.as_str(), it.expand, it.chomp));
            assert_eq!(found, expected, "{word}");
        }
        let mut document = document_named("<<-E").expect("a document");
        "\t\ta\n b\n\tc\td".clone_into(&mut document.content);
        assert_eq!(document.chomped(), "a\n b\nc\td");
        document.chomp = false;
        assert_eq!(document.chomped(), document.content);
    }

    #[test]
    fn an_instruction_is_flags_and_a_rest() {
        for (text, keyword, flags, rest) in [
            ("run --a --b=c  d --e", "RUN", "--a|--b=c", "d --e"),
            ("RUN\t-a", "RUN", "", "-a"),
            ("RUN --a='x y' --b=\\ z w", "RUN", "--a=x y|--b= z", "w"),
            ("RUN -- --a", "RUN", "", "--a"),
            ("RUN --a", "RUN", "--a", ""),
            ("RUN", "RUN", "", ""),
        ] {
            let parts = split(text, '\\').expect(text);
            let found = (parts.keyword.as_str(), parts.flags.join("|"), parts.rest.as_str());
            assert_eq!(found, (keyword, flags.to_owned(), rest), "{text}");
        }
        for (text, expected) in [
            ("[\"a\"]", "texts"),
            (" [] ", "texts"),
            ("[1]", "others"),
            ("[\"a\", null]", "others"),
            ("[a]", "no"),
            ("[\"a\"] x", "no"),
            ("a", "no"),
        ] {
            let found = match json(text) {
                Json::Texts(_) => "texts",
                Json::Others => "others",
                Json::No => "no",
            };
            assert_eq!(found, expected, "{text}");
        }
        for (text, expected) in [
            ("a  b", "a|b"),
            ("a \"b c\"d", "a|\"b c\"d"),
            ("'a \" b' c", "'a \" b'|c"),
            ("a\\ b c", "a\\ b|c"),
            ("'a\\' b", "'a\\'|b"),
            ("\"a\\\" b\" c", "\"a\\\" b\"|c"),
            ("", ""),
        ] {
            assert_eq!(quoted_words(text, '\\').join("|"), expected, "{text}");
        }
    }
}
