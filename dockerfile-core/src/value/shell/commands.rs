//! The commands of shell text, and which rules of the table they break.
//!
//! The file is long: a fourth of it tests where commands are found, and which rules they break.

use super::lexer::{DEPTH, Kind, Lexer, Token, is_assignment};
use super::packages::is_unversioned;
use super::table::{Answer, Breaks, ROWS};
use crate::value::bytes::{ends_with, find, head, is_exactly_one_of, starts_with, tail};
use crate::value::equal;

/// The rows of [`ROWS`] that a text breaks, as a set of bits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Broken(u64);

impl Broken {
    const fn add(&mut self, row: usize) {
        self.0 |= 1 << row;
    }

    const fn has(self, row: usize) -> bool {
        self.0 >> row & 1 == 1
    }

    /// The first complaint about a command for which there is a typed way.
    pub(crate) const fn refusal(self) -> Option<&'static str> {
        let mut row = 0;
        while row < ROWS.len() {
            if let (true, Answer::Refused(complaint)) = (self.has(row), ROWS[row].answer) {
                return Some(complaint);
            }
            row += 1;
        }
        None
    }

    /// The broken rules, each with its answer.
    pub(crate) fn rules(self) -> impl Iterator<Item = (&'static str, Answer)> {
        let rows = ROWS.iter().enumerate();
        rows.filter(move |(row, _)| self.has(*row)).map(|(_, row)| (row.rule, row.answer))
    }
}

/// The rules that the commands of a text break. A command is also found behind `env X=1`, with a
/// folder such as `/usr/bin/`, and in the text of `sh -c '..'`.
pub(crate) const fn broken(text: &[u8]) -> Broken {
    let mut lexer = Lexer::new(text);
    let mut reading =
        Reading { text, commands: [Command::NONE; DEPTH], deepest: 0, above: 0, broken: Broken(0) };
    while let Some(token) = lexer.next() {
        reading.token(token);
    }
    reading.finish_from(0);
    reading.broken
}

/// Whether a cache mount at a folder does what the rule asks for: it keeps the tool's cache out of
/// the layer.
pub(crate) fn is_kept_out(rule: &str, mounted: &str) -> bool {
    match rule {
        "DL3042" => mounted.ends_with("/.cache/pip"),
        "DL3060" => mounted.ends_with("/.cache/yarn"),
        _ => false,
    }
}

/// Whether a command of a text unpacks a file of this name, in whichever folder.
pub(crate) fn unpacks(text: &[u8], name: &[u8]) -> bool {
    let mut lexer = Lexer::new(text);
    let (mut is_tar, mut unpacks, mut named, mut first) = (false, false, false, false);
    while let Some(token) = lexer.next() {
        let word = unquoted(tail(head(text, token.end), token.start));
        match token.kind {
            Kind::Command => {
                is_tar = equal(base_name(word), b"tar");
                (unpacks, named, first) =
                    (is_exactly_one_of(base_name(word), UNPACKERS), false, true);
            }
            Kind::Argument => {
                let letters = !starts_with(word, b"--") && (first || starts_with(word, b"-"));
                unpacks |=
                    is_tar && letters && find(word, b'x').is_some() && base_name(word) == word;
                unpacks |= is_tar && (equal(word, b"--extract") || equal(word, b"--get"));
                named |= equal(base_name(word), name);
                first = false;
            }
            Kind::Pipe | Kind::End => (is_tar, unpacks, named) = (false, false, false),
        }
        if unpacks && named {
            return true;
        }
    }
    false
}

const UNPACKERS: &[&[u8]] =
    &[b"unzip", b"gunzip", b"bunzip2", b"unlzma", b"unxz", b"zgz", b"uncompress", b"zcat"];

/// The state of a command whose arguments are being read. A `u64` is a set of rows.
#[derive(Clone, Copy)]
struct Command {
    /// The rows about the command's program.
    rows: u64,
    /// The verb has been read: the first word that is neither an option nor right behind one.
    verb: bool,
    /// The last word was an option, so the next one may be its value.
    option: bool,
    /// The rows for which a decisive word or position has been seen: see [`Breaks`].
    seen: u64,
    /// The rows that apply to the verb, or to any.
    meant: u64,
    follows: Follows,
}

/// The meaning of the arguments that follow, for programs that run others.
#[derive(Clone, Copy)]
enum Follows {
    /// The arguments are no commands.
    Nothing,
    /// The first argument that is no option and no assignment is a program, and runs.
    Program,
    /// An option that ends with `c` may follow, and behind it a text for a shell.
    Script,
    /// The next argument is a text for a shell.
    Text,
    /// The option `-m` may follow, and behind it a module of Python, which runs.
    Module,
}

impl Command {
    const NONE: Self =
        Self { rows: 0, verb: false, option: false, seen: 0, meant: 0, follows: Follows::Nothing };
}

/// The state of a text that is being read: the open commands, one for each depth.
struct Reading<'a> {
    text: &'a [u8],
    commands: [Command; DEPTH],
    /// The depth of the last token; no command is open below it.
    deepest: usize,
    /// How many commands have begun so far, without `set`.
    above: usize,
    broken: Broken,
}

impl Reading<'_> {
    /// Reads a token, and ends the commands that it is not part of.
    const fn token(&mut self, token: Token) {
        self.finish_from(token.depth + 1);
        let word = unquoted(tail(head(self.text, token.end), token.start));
        match token.kind {
            Kind::Command => {
                self.finish(token.depth);
                self.program(token.depth, word);
            }
            Kind::Argument => self.argument(token.depth, word),
            Kind::Pipe | Kind::End => self.finish(token.depth),
        }
        self.deepest = token.depth;
    }

    /// Begins a command with the word for its program.
    const fn program(&mut self, depth: usize, word: &[u8]) {
        let name = without_version(base_name(word));
        let mut command = Command::NONE;
        let mut rows = ROWS_BY_SLOT[slot(name)];
        while rows != 0 {
            let row = rows.trailing_zeros() as usize;
            rows &= rows - 1;
            if is_exactly_one_of(name, ROWS[row].programs) {
                command.rows |= 1 << row;
                if ROWS[row].verbs.is_empty() {
                    command.meant |= 1 << row;
                }
                let first = self.above == 0;
                match ROWS[row].breaks {
                    Breaks::First if first => command.seen |= 1 << row,
                    Breaks::Later if !first => command.seen |= 1 << row,
                    _ => {}
                }
            }
        }
        command.follows = if is_prefix(name) {
            Follows::Program
        } else if matches!(name, b"sh" | b"ash" | b"bash" | b"dash" | b"zsh" | b"ksh") {
            Follows::Script
        } else if starts_with(name, b"python") {
            Follows::Module
        } else {
            Follows::Nothing
        };
        if !equal(name, b"set") {
            self.above += 1;
        }
        self.commands[depth] = command;
    }

    /// Reads an argument of a command.
    const fn argument(&mut self, depth: usize, word: &[u8]) {
        let command = self.commands[depth];
        let is_option = starts_with(word, b"-");
        match command.follows {
            Follows::Text => {
                self.broken.0 |= broken(word).0;
                self.commands[depth].follows = Follows::Nothing;
            }
            Follows::Script if is_option && !starts_with(word, b"--") && ends_with(word, b"c") => {
                self.commands[depth].follows = Follows::Text;
            }
            Follows::Module if equal(word, b"-m") => {
                self.commands[depth].follows = Follows::Program;
            }
            Follows::Program if !is_option && !is_assignment(word) && !is_setting(word) => {
                self.finish(depth);
                self.above -= 1;
                self.program(depth, word);
                return;
            }
            _ => {}
        }
        let mut row = 0;
        while command.rows != 0 && row < ROWS.len() {
            if command.rows >> row & 1 == 1 {
                self.argument_of(depth, row, word, is_option);
            }
            row += 1;
        }
        self.commands[depth].verb |= !is_option && !command.option && !begins_verb(word);
        self.commands[depth].option = is_option && find(word, b'=').is_none();
    }

    /// Notes what an argument means for one row.
    const fn argument_of(&mut self, depth: usize, row: usize, word: &[u8], is_option: bool) {
        let command = self.commands[depth];
        let meant = command.meant >> row & 1 == 1;
        if let Breaks::Unversioned { unless, .. } = ROWS[row].breaks
            && is_long_option_of(word, unless)
        {
            self.commands[depth].rows &= !(1 << row);
        }
        let seen = match ROWS[row].breaks {
            Breaks::Without(options) => is_option_of(word, options),
            Breaks::With(wanted) => equal(word, wanted),
            Breaks::Begins(beginning) => meant && starts_with(word, beginning),
            Breaks::Unversioned { of, .. } => meant && !is_option && is_unversioned(word, of),
            _ => false,
        };
        if seen {
            self.commands[depth].seen |= 1 << row;
        }
        if !command.verb && !is_option && is_exactly_one_of(word, ROWS[row].verbs) {
            self.commands[depth].meant |= 1 << row;
        }
    }

    /// Ends the commands at a depth and at all deeper ones.
    const fn finish_from(&mut self, depth: usize) {
        while self.deepest >= depth {
            self.finish(self.deepest);
            if self.deepest == 0 {
                return;
            }
            self.deepest -= 1;
        }
    }

    /// Ends the command at a depth, and adds the rows that it breaks.
    const fn finish(&mut self, depth: usize) {
        let command = self.commands[depth];
        self.commands[depth] = Command::NONE;
        let mut row = 0;
        while command.rows != 0 && row < ROWS.len() {
            let seen = command.seen >> row & 1 == 1;
            let breaks = match ROWS[row].breaks {
                Breaks::Always => true,
                Breaks::Without(_) => !seen,
                _ => seen,
            };
            if (command.rows & command.meant) >> row & 1 == 1 && breaks {
                self.broken.add(row);
            }
            row += 1;
        }
    }
}

/// The slot of a name in [`ROWS_BY_SLOT`], by its length and its first letter. It spares most comparisons
/// of names, which are slow in `const fn`.
const fn slot(name: &[u8]) -> usize {
    if name.is_empty() { 0 } else { (name.len() * 37 + name[0] as usize) % 256 }
}

/// For each slot the rows about programs whose names have it, as a set of bits.
const ROWS_BY_SLOT: &[u64; 256] = &{
    let mut rows = [0; 256];
    let mut row = 0;
    while row < ROWS.len() {
        let mut program = 0;
        while program < ROWS[row].programs.len() {
            rows[slot(ROWS[row].programs[program])] |= 1 << row;
            program += 1;
        }
        row += 1;
    }
    rows
};

/// Whether a program runs another one, which its arguments name.
pub(super) const fn is_prefix(name: &[u8]) -> bool {
    matches!(
        name,
        b"env"
            | b"exec"
            | b"builtin"
            | b"command"
            | b"nohup"
            | b"nice"
            | b"busybox"
            | b"xargs"
            | b"sudo"
            | b"setsid"
            | b"eval"
            | b"timeout"
            | b"stdbuf"
            | b"time"
    )
}

/// Whether a word is an argument of the program that runs another one, and not that other program: a
/// number, a time, or `{}`, as in `timeout 5s make`.
pub(super) const fn is_setting(word: &[u8]) -> bool {
    let number = match word {
        [number @ .., b's' | b'm' | b'h' | b'd'] => number,
        number => number,
    };
    let mut i = 0;
    while i < number.len() && (number[i].is_ascii_digit() || number[i] == b'.') {
        i += 1;
    }
    (i > 0 && i == number.len()) || equal(word, b"{}")
}

/// A word without the quotes around all of it.
pub(super) const fn unquoted(word: &[u8]) -> &[u8] {
    match word {
        [b'\'', inner @ .., b'\''] | [b'"', inner @ .., b'"'] => inner,
        word => word,
    }
}

/// The name of a program without its folder.
pub(super) const fn base_name(word: &[u8]) -> &[u8] {
    let mut start = word.len();
    while start > 0 && word[start - 1] != b'/' {
        start -= 1;
    }
    tail(word, start)
}

/// The name of a program without the version that pip's has, as in `pip3.11`.
const fn without_version(name: &[u8]) -> &[u8] {
    let mut end = name.len();
    while starts_with(name, b"pip") && (name[end - 1].is_ascii_digit() || name[end - 1] == b'.') {
        end -= 1;
    }
    head(name, end)
}

/// Whether a verb follows the word, as in `dnf module enable`.
const fn begins_verb(word: &[u8]) -> bool {
    equal(word, b"module") || equal(word, b"group")
}

/// Whether a word is one of these options: alone, with `=value`, or, for a single letter, among
/// others as `y` in `-qy`.
const fn is_option_of(word: &[u8], options: &[&[u8]]) -> bool {
    let mut i = 0;
    while i < options.len() {
        let option = options[i];
        let among_others = option.len() == 2
            && option[0] == b'-'
            && option[1] != b'-'
            && word.len() > 1
            && word[0] == b'-'
            && word[1] != b'-'
            && find(word, option[1]).is_some();
        if among_others {
            return true;
        }
        i += 1;
    }
    is_long_option_of(word, options)
}

/// Whether a word is one of these options, alone or with `=value`.
const fn is_long_option_of(word: &[u8], options: &[&[u8]]) -> bool {
    let mut i = 0;
    while i < options.len() {
        let option = options[i];
        if starts_with(word, option) && (word.len() == option.len() || word[option.len()] == b'=') {
            return true;
        }
        i += 1;
    }
    false
}

#[cfg(test)]
mod tests {
    use super::{Answer, broken, unpacks};

    fn rules(text: &str) -> Vec<&'static str> {
        broken(text.as_bytes()).rules().map(|(rule, _)| rule).collect()
    }

    #[test]
    fn a_command_is_found_wherever_it_stands() {
        for text in [
            "sudo make",
            "true && sudo make",
            "env X=1 -i sudo make",
            "X=1 /usr/bin/sudo make",
            "sh -c 'sudo make'",
            "bash -exc \"a; sudo make\"",
            "echo $(sudo make)",
            "echo \"`sudo make`\"",
            "if a; then sudo make; fi",
            "f() { sudo make; }",
            "case a in b) sudo make;; esac",
            "(sudo make)",
            "! sudo make",
            "find . | xargs -r sudo make",
            "find . | xargs -n 1 -I {} sudo make",
            "timeout 1.5m sudo make",
            "\"sudo\" make",
            "a\nsudo make",
            ">x sudo make",
            "cat <<E\n$(sudo make)\nE",
        ] {
            assert_eq!(rules(text), ["DL3004"], "{text}");
        }
    }

    #[test]
    fn a_word_that_is_no_command_is_none() {
        for text in [
            "echo sudo",
            "echo 'sudo x'",
            "# sudo",
            "cat <<'E'\nsudo\nE",
            "case x in sudo) a;; esac",
            "for x in sudo apt; do a; done",
            "a >sudo",
            "x=sudo",
            "visudo",
            "apt-get clean",
            "npm ci",
            "npm install",
            "npm run install",
            "npm install -g a@1.2.3 @b/c@2 ./d",
            "gem install a:1.2 b:3",
            "go install ./cmd/x host/y@v1.2.3",
            "useradd -rl x",
            "wget -nv https://x",
        ] {
            assert!(rules(text).iter().all(|rule| *rule == "wget"), "{text}: {:?}", rules(text));
        }
    }

    #[test]
    fn each_rule_is_found_by_its_command() {
        for (text, found) in [
            ("apt-get update", &["DL3009"][..]),
            ("apt-get install curl", &["DL3008", "DL3014", "DL3015"]),
            ("apt-get -qqy install --no-install-recommends curl", &["DL3008"]),
            ("apt install curl", &["DL3027"]),
            ("apt update", &["DL3027", "DL3009"]),
            ("apt-get -t sid -o A=b install -y --no-install-recommends curl", &["DL3008"]),
            ("apk add --no-cache curl", &["DL3018"]),
            ("dnf -y install x", &["DL3041", "DL3040"]),
            ("yum install x", &["DL3033", "DL3030", "DL3032"]),
            ("zypper in x", &["DL3037", "DL3034", "DL3036"]),
            ("zypper -n dup", &["DL3035"]),
            ("python3 -m pip install x", &["DL3013", "DL3042"]),
            ("pip install -r x.txt", &["DL3042"]),
            ("pip3 install --no-cache-dir 'x>=1' y==2", &[]),
            ("npm install -g pnpm", &["DL3016"]),
            ("npm install -g @a/b", &["DL3016"]),
            ("gem install rake", &["DL3028"]),
            ("yarn install", &["DL3060"]),
            ("go install x/y@latest", &["DL3062"]),
            ("useradd x", &["DL3046"]),
            ("ps aux", &["DL3001"]),
            ("curl x\nwget x", &["DL3047", "wget", "curl"]),
            ("ln -sf /bin/bash /bin/sh", &["DL4005"]),
        ] {
            assert_eq!(rules(text), found, "{text}");
        }
    }

    #[test]
    fn an_archive_is_unpacked_by_its_name() {
        let unpacked = |text: &str| unpacks(text.as_bytes(), b"app.tgz");
        for text in [
            "tar -xzf /tmp/app.tgz -C /",
            "a && tar xf app.tgz",
            "tar --extract -f 'app.tgz'",
            "zcat app.tgz | b",
        ] {
            assert!(unpacked(text), "{text}");
        }
        for text in
            ["tar -czf app.tgz x", "tar -tf app.tgz", "tar -xf b.tgz; rm app.tgz", "echo app.tgz"]
        {
            assert!(!unpacked(text), "{text}");
        }
    }

    #[test]
    fn the_first_cd_is_a_workdir() {
        let refused = |text: &str| broken(text.as_bytes()).refusal().is_some();
        assert!(refused("cd /x"));
        assert!(refused("set -x\ncd /x && make"));
        assert!(!refused("make; (cd y && make)"));
        let told =
            broken(b"make; cd y").rules().all(|(_, answer)| matches!(answer, Answer::Told(_)));
        assert!(told);
    }
}
