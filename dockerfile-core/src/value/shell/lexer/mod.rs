//! The lexer of shell text. It knows what separates commands, in `sh` and in bash: quotes,
//! expansions, here-documents, comments, and the compound commands that change what a word or a
//! `|` means.
//!
//! The file is long, since all steps of the lexer share one state.

mod documents;
mod words;

pub(super) use words::{is_assignment, is_reserved, negates};

use documents::Document;
use words::{PLAIN, ends_word, is};

/// How deep quotes, substitutions and compound commands may stand in one another.
pub(super) const DEPTH: usize = 64;

/// How many here-documents may begin on one line.
const DOCUMENTS: usize = 8;

/// A token of shell text, from `start` to `end` in bytes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Token {
    pub(super) kind: Kind,
    pub(super) start: usize,
    pub(super) end: usize,
    /// How many quotes, substitutions and compound commands the token stands in.
    pub(super) depth: usize,
}

/// The kind of a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// The word that names a program.
    Command,
    Argument,
    Pipe,
    /// Another separator of commands: `;`, `&`, `&&`, `||`, a line end, a bracket.
    End,
}

/// The construct that the text at hand stands in.
#[derive(Clone, Copy)]
enum Frame {
    /// The whole text, `(..)` or `$(..)`.
    Commands,
    Backquotes,
    DoubleQuotes,
    /// A here-document with expansions: where its lines end, and where the text goes on.
    Document {
        end: usize,
        next: usize,
    },
    /// `${..}`
    Parameter,
    /// `$((..))`, and how many brackets are open in it.
    Arithmetic {
        open: usize,
    },
    Case(Case),
    /// `[[ .. ]]` of bash.
    Condition,
    /// An array or a pattern of bash: `a=(..)`, `@(..)`.
    Words,
}

/// The part of a `case` that the text at hand stands in.
#[derive(Clone, Copy)]
enum Case {
    /// `case .. in`
    Subject,
    /// `a|b)`
    Pattern,
    /// Commands up to `;;`.
    Commands,
}

/// The state of the lexer in one of the nested constructs.
#[derive(Clone, Copy)]
struct Level {
    frame: Frame,
    /// The next word names a program.
    command: bool,
    /// The next word is no token: it is the target of a redirection, or the name of a function.
    skips: bool,
    /// Where the word at hand begins, if the lexer is inside one.
    word: Option<usize>,
}

impl Level {
    const fn new(frame: Frame) -> Self {
        Self { frame, command: true, skips: false, word: None }
    }
}

/// Reads the tokens of a text, one at each call of `next`.
pub(super) struct Lexer<'a> {
    text: &'a [u8],
    at: usize,
    levels: [Level; DEPTH],
    depth: usize,
    documents: [Document; DOCUMENTS],
    /// How many of `documents` have begun on this line, so that their lines follow it.
    waiting: usize,
    /// See [`Lexer::is_lost`].
    lost: bool,
    /// See [`Lexer::has_open_document`].
    open_document: bool,
    /// See [`Lexer::has_more_than_words`].
    more_than_words: bool,
    /// See [`Lexer::sign_of_bash`].
    sign_of_bash: Option<&'static str>,
}

impl<'a> Lexer<'a> {
    pub(super) const fn new(text: &'a [u8]) -> Self {
        Self {
            text,
            at: 0,
            levels: [Level::new(Frame::Commands); DEPTH],
            depth: 0,
            documents: [Document::NONE; DOCUMENTS],
            waiting: 0,
            lost: false,
            open_document: false,
            more_than_words: false,
            sign_of_bash: None,
        }
    }

    /// A sign of bash's grammar that has been read: `[[`, `&>`, `$'` or `[^` of a case, which dash reads
    /// in another way.
    pub(super) const fn sign_of_bash(&self) -> Option<&'static str> {
        self.sign_of_bash
    }

    /// Whether the lexer has given up. After the last token it says that something was opened and not
    /// closed, or that the text is nested too deep.
    pub(super) const fn is_lost(&self) -> bool {
        self.lost
    }

    /// Whether the lexer has given up because no line ends a here-document.
    pub(super) const fn has_open_document(&self) -> bool {
        self.open_document
    }

    /// Where a `)` stands that closes nothing, if that is why the lexer has given up.
    pub(super) const fn stray_bracket(&self) -> Option<usize> {
        if self.depth == 0 && self.peek(0) == b')' { Some(self.at) } else { None }
    }

    /// Whether the text read so far has more than words and redirections on one line, such as a
    /// substitution, a comment or a line end.
    pub(super) const fn has_more_than_words(&self) -> bool {
        self.more_than_words
    }

    /// The next token; `None` at the end of the text, or if the lexer has given up.
    pub(super) const fn next(&mut self) -> Option<Token> {
        while self.at < self.text.len() && !self.lost {
            let token = match self.levels[self.depth].frame {
                Frame::DoubleQuotes | Frame::Parameter | Frame::Arithmetic { .. } => {
                    self.quoted();
                    None
                }
                Frame::Document { end, next } => {
                    self.document(end, next);
                    None
                }
                _ => self.code(),
            };
            if token.is_some() {
                return token;
            }
        }
        // Nothing stands behind the last word, which would end it.
        if !self.lost
            && self.levels[self.depth].word.is_some()
            && let Some(token) = self.end_word()
        {
            return Some(token);
        }
        self.open_document |= self.waiting > 0;
        self.lost |= self.depth > 0 || self.waiting > 0;
        None
    }

    // ---- frames in which only expansions count -------------------------------------------

    /// Reads in double quotes, `${..}` or `$((..))`.
    const fn quoted(&mut self) {
        let frame = self.levels[self.depth].frame;
        match (frame, self.text[self.at]) {
            (_, b'\\') => self.skip(2),
            (_, b'$') => self.expansion(),
            (_, b'`') => self.open(Frame::Backquotes, 1),
            (Frame::DoubleQuotes, b'"') | (Frame::Parameter, b'}') => self.close(1),
            (Frame::DoubleQuotes, _) => {
                self.skip(1);
                self.plain();
            }
            (_, b'"') => self.open(Frame::DoubleQuotes, 1),
            (Frame::Arithmetic { open }, b'(') => self.arithmetic(open + 1),
            (Frame::Arithmetic { open: 0 }, b')') => self.close(2),
            (Frame::Arithmetic { open }, b')') => self.arithmetic(open - 1),
            _ => self.skip(1),
        }
    }

    const fn arithmetic(&mut self, open: usize) {
        self.levels[self.depth].frame = Frame::Arithmetic { open };
        self.at += 1;
    }

    /// Reads in a here-document.
    const fn document(&mut self, end: usize, next: usize) {
        if self.at >= end {
            self.close(0);
            self.at = next;
            self.documents();
            return;
        }
        match self.text[self.at] {
            b'\\' => self.skip(2),
            b'$' => self.expansion(),
            b'`' => self.open(Frame::Backquotes, 1),
            _ => self.at += 1,
        }
    }

    /// Reads the beginning of an expansion, at a `$`.
    const fn expansion(&mut self) {
        match (self.peek(1), self.peek(2)) {
            (b'(', b'(') if self.closes_twice(self.at + 3) => {
                self.open(Frame::Arithmetic { open: 0 }, 3);
            }
            (b'(', _) => self.open(Frame::Commands, 2),
            (b'{', _) => self.open(Frame::Parameter, 2),
            _ => self.at += 1,
        }
    }

    /// Whether the two brackets that were opened in front of `at` are closed by `))`.
    const fn closes_twice(&self, mut at: usize) -> bool {
        let mut open = 0;
        while at < self.text.len() {
            match self.text[at] {
                b'(' => open += 1,
                b')' if open > 0 => open -= 1,
                b')' => return at + 1 < self.text.len() && self.text[at + 1] == b')',
                _ => {}
            }
            at += 1;
        }
        false
    }

    // ---- commands --------------------------------------------------------------------------

    /// Reads commands: a part of a word, or what stands between two words.
    const fn code(&mut self) -> Option<Token> {
        let level = self.levels[self.depth];
        let c = self.text[self.at];
        match c {
            b'\\' if self.peek(1) == b'\n' => {
                self.more_than_words = true;
                self.at += 2;
                return None;
            }
            b'\\' | b'\'' | b'"' | b'$' => {
                self.begin_word();
                self.in_word(c);
                return None;
            }
            b'`' if matches!(level.frame, Frame::Backquotes) && level.word.is_none() => {
                self.close(1);
                return None;
            }
            b'`' if !matches!(level.frame, Frame::Backquotes) => {
                self.begin_word();
                self.open(Frame::Backquotes, 1);
                return None;
            }
            b'#' if level.word.is_none() => {
                self.more_than_words = true;
                self.skip_line();
                return None;
            }
            b'(' if level.word.is_some() => return self.bracket_in_word(),
            b'<' | b'>' if self.is_descriptor() => {
                self.levels[self.depth].word = None;
            }
            b' ' | b'\t' | b'\n' | b'|' | b'&' | b';' | b'<' | b'>' | b')' | b'`' => {}
            b'(' => {}
            _ => {
                self.begin_word();
                self.at += 1;
                self.plain();
                return None;
            }
        }
        if self.levels[self.depth].word.is_some() {
            return self.end_word();
        }
        self.operator(c)
    }

    /// Skips the characters that mean nothing special. The loop is short, since rustc runs it while it
    /// compiles.
    const fn plain(&mut self) {
        let mut at = self.at;
        while at < self.text.len() && PLAIN[self.text[at] as usize] {
            at += 1;
        }
        self.at = at;
    }

    const fn begin_word(&mut self) {
        if self.levels[self.depth].word.is_none() {
            self.levels[self.depth].word = Some(self.at);
        }
    }

    /// Reads a `\`, a quote or a `$` in a word.
    const fn in_word(&mut self, c: u8) {
        match c {
            b'\\' => self.skip(2),
            b'\'' => self.skip_quote(self.at + 1, false),
            b'"' => self.open(Frame::DoubleQuotes, 1),
            _ if self.peek(1) == b'\'' => {
                self.sign_of_bash = Some("$'");
                self.more_than_words = true;
                self.skip_quote(self.at + 2, true);
            }
            _ => self.expansion(),
        }
    }

    /// Skips the text of single quotes, which begins at `at`, and the quote that ends it. In `$'..'`
    /// there are escapes.
    const fn skip_quote(&mut self, mut at: usize, escapes: bool) {
        while at < self.text.len() && self.text[at] != b'\'' {
            self.more_than_words |= self.text[at] == b'\n';
            at += if escapes && self.text[at] == b'\\' { 2 } else { 1 };
        }
        self.lost |= at >= self.text.len();
        self.at = at + 1;
    }

    /// Reads a bracket that follows a word: of a function, `f()`, an array, `a=(..)`, or a pattern,
    /// `@(..)`.
    const fn bracket_in_word(&mut self) -> Option<Token> {
        let level = self.levels[self.depth];
        // In front of a command, `!(..)` is no pattern but a subshell, as `! (..)` is.
        if let (true, Some(start)) = (self.names_program(), level.word)
            && is(self.slice(start, self.at), "!")
        {
            self.levels[self.depth].word = None;
            return self.operator(b'(');
        }
        if self.text[self.at - 1] != b'=' && self.closes_at_once() {
            self.levels[self.depth].word = None;
            return self.operator(b'(');
        }
        self.open(Frame::Words, 1);
        None
    }

    /// Whether the next word names a program.
    const fn names_program(&self) -> bool {
        let level = self.levels[self.depth];
        let is_list = matches!(
            level.frame,
            Frame::Commands | Frame::Backquotes | Frame::Case(Case::Commands)
        );
        is_list && level.command && !level.skips
    }

    /// Reads a character between two words.
    const fn operator(&mut self, c: u8) -> Option<Token> {
        let frame = self.levels[self.depth].frame;
        let start = self.at;
        if separates_words(frame, c) {
            self.at += 1;
            return None;
        }
        match (frame, c) {
            (Frame::Backquotes, b'`') => {
                self.close(1);
                None
            }
            (Frame::Case(Case::Pattern), b')') => {
                self.at += 1;
                self.case(Case::Commands);
                self.token(Kind::End, start)
            }
            (_, b'\n') => {
                self.at += 1;
                self.more_than_words = true;
                let token = self.end(start);
                self.documents();
                token
            }
            (_, b'&') if self.peek(1) == b'>' => {
                self.sign_of_bash = Some("&>");
                self.at += 1;
                self.redirection();
                None
            }
            (_, b'<' | b'>') => {
                self.redirection();
                None
            }
            (_, b'|' | b'&' | b';') => self.separator(c),
            (_, b'(') => {
                self.more_than_words = true;
                self.bracket();
                self.token(Kind::End, start)
            }
            // The only character left is `)`.
            (Frame::Commands | Frame::Words, _) if self.depth > 0 => {
                let token = self.token(Kind::End, start);
                self.close(1);
                token
            }
            _ => {
                self.lost = true;
                None
            }
        }
    }

    /// Reads a separator between two commands of a list or a pipe.
    const fn separator(&mut self, c: u8) -> Option<Token> {
        let frame = self.levels[self.depth].frame;
        let (start, next) = (self.at, self.peek(1));
        match (frame, c) {
            (_, b'|') if next != b'|' => {
                self.at += if next == b'&' { 2 } else { 1 };
                self.levels[self.depth].command = true;
                self.token(Kind::Pipe, start)
            }
            (Frame::Case(Case::Commands), b';') if next == b';' || next == b'&' => {
                self.at += 2;
                self.case(Case::Pattern);
                self.token(Kind::End, start)
            }
            _ => {
                self.at += if next == c { 2 } else { 1 };
                self.end(start)
            }
        }
    }

    /// Ends a command, so that the next word names a program.
    const fn end(&mut self, start: usize) -> Option<Token> {
        self.levels[self.depth].command = true;
        self.levels[self.depth].skips = false;
        self.token(Kind::End, start)
    }

    const fn token(&mut self, kind: Kind, start: usize) -> Option<Token> {
        Some(Token { kind, start, end: self.at, depth: self.depth })
    }

    /// Reads a `(` that follows no word.
    const fn bracket(&mut self) {
        if self.closes_at_once() {
            // `()` behind the name of a function. The commands of the function follow.
            while self.text[self.at] != b')' {
                self.at += 1;
            }
            self.at += 1;
            self.levels[self.depth].command = true;
        } else if self.peek(1) == b'(' && self.closes_twice(self.at + 2) {
            self.open(Frame::Arithmetic { open: 0 }, 2);
        } else {
            self.open(Frame::Commands, 1);
        }
    }

    /// Whether the bracket at hand is closed at once, as in `f()`.
    const fn closes_at_once(&self) -> bool {
        let mut at = self.at + 1;
        while at < self.text.len() && (self.text[at] == b' ' || self.text[at] == b'\t') {
            at += 1;
        }
        at < self.text.len() && self.text[at] == b')'
    }

    /// Goes on to another part of a `case`.
    const fn case(&mut self, state: Case) {
        self.levels[self.depth].frame = Frame::Case(state);
        self.levels[self.depth].command = true;
        self.levels[self.depth].skips = false;
    }

    // ---- words -------------------------------------------------------------------------------

    /// Ends the word at hand, which is a token, a reserved word, or neither.
    const fn end_word(&mut self) -> Option<Token> {
        let level = self.levels[self.depth];
        let Some(start) = level.word else { return None };
        self.levels[self.depth].word = None;
        let word = self.slice(start, self.at);
        match level.frame {
            _ if level.skips => self.levels[self.depth].skips = false,
            Frame::Case(Case::Subject) if is(word, "in") => self.case(Case::Pattern),
            Frame::Case(Case::Pattern) if is(word, "esac") => self.close(0),
            Frame::Condition if is(word, "]]") => self.close(0),
            Frame::Case(Case::Pattern) if negates(word) => self.sign_of_bash = Some("[^"),
            Frame::Case(Case::Subject | Case::Pattern) | Frame::Condition | Frame::Words => {}
            Frame::Case(Case::Commands) if level.command && is(word, "esac") => self.close(0),
            _ if !level.command => return self.word(Kind::Argument, start),
            _ if is_assignment(word) => {}
            _ if is(word, "case") => self.reserved(Frame::Case(Case::Subject)),
            _ if is(word, "[[") => {
                self.sign_of_bash = Some("[[");
                self.reserved(Frame::Condition);
            }
            _ if is(word, "function") => {
                self.more_than_words = true;
                self.levels[self.depth].skips = true;
            }
            _ if is_reserved(word) => self.more_than_words = true,
            _ => {
                self.levels[self.depth].command = false;
                return self.word(Kind::Command, start);
            }
        }
        None
    }

    const fn word(&mut self, kind: Kind, start: usize) -> Option<Token> {
        Some(Token { kind, start, end: self.at, depth: self.depth })
    }

    /// Opens the compound command that a reserved word begins.
    const fn reserved(&mut self, frame: Frame) {
        self.levels[self.depth].command = false;
        self.open(frame, 0);
    }

    // ---- redirections and here-documents -------------------------------------------------------

    /// Whether the word at hand is the number of a file in front of `<` or `>`.
    const fn is_descriptor(&self) -> bool {
        let Some(mut at) = self.levels[self.depth].word else { return false };
        while at < self.at && self.text[at].is_ascii_digit() {
            at += 1;
        }
        at == self.at
    }

    /// Reads `<`, `>` and what belongs to them.
    const fn redirection(&mut self) {
        let (next, after) = (self.peek(1), self.peek(2));
        if next == b'(' {
            // `<(..)` is a process substitution, and so a word.
            self.begin_word();
            self.open(Frame::Commands, 2);
            return;
        }
        self.levels[self.depth].skips = true;
        match (self.text[self.at], next, after) {
            (b'<', b'<', b'<') => {
                self.more_than_words = true;
                self.at += 3;
            }
            (b'<', b'<', _) => {
                self.more_than_words = true;
                let tabs = after == b'-';
                self.at += if tabs { 3 } else { 2 };
                self.delimiter(tabs);
            }
            (_, b'>' | b'&' | b'|', _) => self.at += 2,
            _ => self.at += 1,
        }
    }

    /// Reads the delimiter of a here-document, behind `<<`.
    const fn delimiter(&mut self, tabs: bool) {
        while self.peek(0) == b' ' || self.peek(0) == b'\t' {
            self.at += 1;
        }
        let start = self.at;
        while self.at < self.text.len() && !ends_word(self.text[self.at]) {
            match self.text[self.at] {
                b'\\' => self.skip(2),
                quote @ (b'\'' | b'"') => {
                    self.at += 1;
                    while self.at < self.text.len() && self.text[self.at] != quote {
                        self.at += 1;
                    }
                    self.skip(1);
                }
                _ => self.at += 1,
            }
        }
        self.levels[self.depth].skips = false;
        if self.waiting == DOCUMENTS || start == self.at || self.lost {
            self.lost = true;
            return;
        }
        self.documents[self.waiting] = Document { start, end: self.at, tabs };
        self.waiting += 1;
    }

    /// Skips or opens the here-documents that wait, at the beginning of the line below them.
    const fn documents(&mut self) {
        while self.waiting > 0 && !self.lost {
            let document = self.documents[0];
            let mut i = 1;
            while i < self.waiting {
                self.documents[i - 1] = self.documents[i];
                i += 1;
            }
            self.waiting -= 1;
            let Some((end, next)) = document.end(self.text, self.at) else {
                (self.lost, self.open_document) = (true, true);
                return;
            };
            if document.is_literal(self.text) {
                self.at = next;
            } else {
                self.open(Frame::Document { end, next }, 0);
                return;
            }
        }
    }

    // ---- steps -----------------------------------------------------------------------------------

    /// Skips some characters, and opens a nested construct behind them.
    const fn open(&mut self, frame: Frame, skip: usize) {
        self.more_than_words |= !matches!(frame, Frame::DoubleQuotes | Frame::Parameter);
        self.skip(skip);
        if self.depth + 1 == DEPTH {
            self.lost = true;
            return;
        }
        self.depth += 1;
        self.levels[self.depth] = Level::new(frame);
    }

    /// Closes the innermost construct, and skips some characters.
    const fn close(&mut self, skip: usize) {
        self.depth -= 1;
        self.skip(skip);
    }

    const fn skip(&mut self, count: usize) {
        if self.at + count > self.text.len() {
            (self.at, self.lost) = (self.text.len(), true);
            return;
        }
        let end = self.at + count;
        while self.at < end {
            self.more_than_words |= self.text[self.at] == b'\n';
            self.at += 1;
        }
    }

    const fn skip_line(&mut self) {
        while self.at < self.text.len() && self.text[self.at] != b'\n' {
            self.at += 1;
        }
    }

    const fn peek(&self, ahead: usize) -> u8 {
        if self.at + ahead < self.text.len() { self.text[self.at + ahead] } else { 0 }
    }

    const fn slice(&self, start: usize, end: usize) -> &'a [u8] {
        self.text.split_at(end).0.split_at(start).1
    }
}

/// Whether a character in a frame only separates words, and no commands.
const fn separates_words(frame: Frame, c: u8) -> bool {
    match frame {
        Frame::Condition => !matches!(c, b'\n' | b'`'),
        Frame::Words => matches!(c, b' ' | b'\t' | b'|' | b'&' | b';' | b'(' | b'<' | b'>'),
        Frame::Case(Case::Pattern) => matches!(c, b' ' | b'\t' | b'|' | b'('),
        _ => matches!(c, b' ' | b'\t'),
    }
}
