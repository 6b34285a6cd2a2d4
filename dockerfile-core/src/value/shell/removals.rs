//! Removals: words of shell text that name files to remove. A command that removes a file does not
//! read it.

use super::commands::{base_name, is_prefix, is_setting, unquoted};
use super::lexer::{Kind, Lexer, Token, is_assignment};
use super::{is_posix, name_of};

/// A command of a text: where each of its words begins and ends.
pub(crate) struct Command {
    pub(super) depth: usize,
    words: Vec<(usize, usize)>,
    /// A pipe leads from the command to the next one.
    pub(super) piped: bool,
}

/// The text with blanks in place of the arguments of commands that remove files: `rm` and its like, a
/// `find` that deletes, and a `find` whose results `xargs` removes, also inside of `sh -c '..'`.
pub(crate) fn without_removals(text: &str) -> String {
    let mut bytes = text.as_bytes().to_vec();
    let commands = commands_of(text);
    for (at, command) in commands.iter().enumerate() {
        let words = words_of(text, command);
        if removes(&words) {
            blank(command, &mut bytes);
            // A `find` that is piped into the removal reads none of the files, either.
            let source = commands[..at].iter().rev().find(|above| above.depth == command.depth);
            let found = |above: &&Command| above.piped && is_find(&words_of(text, above));
            if let Some(above) = source.filter(found) {
                blank(above, &mut bytes);
            }
        } else if let Some(at) = script_of(&words) {
            let (start, end) = command.words[at];
            let inner = without_removals(words[at]);
            let quotes = (end - start - inner.len()) / 2;
            bytes[start + quotes..end - quotes].copy_from_slice(inner.as_bytes());
        }
    }
    // Only whole words were replaced, so the bytes are still UTF-8.
    String::from_utf8(bytes).unwrap_or_else(|_| text.to_owned())
}

/// Whether a command, given as its words, removes the files that its arguments name.
pub(crate) fn removes(words: &[&str]) -> bool {
    let words = program_of(words);
    match words.first().map(|program| name_of(program)) {
        Some("rm" | "rmdir" | "unlink" | "shred") => true,
        Some("find") => words.iter().enumerate().any(|(at, word)| match *word {
            "-delete" => true,
            "-exec" | "-execdir" | "-ok" | "-okdir" => removes(&words[at + 1..]),
            _ => false,
        }),
        _ => false,
    }
}

/// The index of the word that is a text for a shell, as in `sh -c '..'`; `None` if the command runs no
/// shell.
pub(crate) fn script_of(words: &[&str]) -> Option<usize> {
    let shell = program_of(words);
    if !is_posix(shell.first()?) {
        return None;
    }
    let is_option =
        |word: &&str| word.starts_with('-') && !word.starts_with("--") && word.ends_with('c');
    let option = words.iter().position(is_option)?;
    (option + 1 < words.len()).then_some(option + 1)
}

fn is_find(words: &[&str]) -> bool {
    program_of(words).first().is_some_and(|program| name_of(program) == "find")
}

/// The words of a command without `env X=1`, `sudo` and their like in front of the program that runs.
pub(super) fn program_of<'w, 't>(mut words: &'w [&'t str]) -> &'w [&'t str] {
    while let [program, rest @ ..] = words
        && is_prefix(base_name(program.as_bytes()))
        && !rest.is_empty()
    {
        let own = |word: &&str| {
            let word = word.as_bytes();
            word.starts_with(b"-") || is_assignment(word) || is_setting(word)
        };
        words = &rest[rest.iter().take_while(|word| own(word)).count()..];
    }
    words
}

/// The words of a command without the quotes around all of one.
pub(super) fn words_of<'t>(text: &'t str, command: &Command) -> Vec<&'t str> {
    raw_words_of(text, command).into_iter().map(unquoted_text).collect()
}

/// The words of a command as they stand in the text.
pub(crate) fn raw_words_of<'t>(text: &'t str, command: &Command) -> Vec<&'t str> {
    let word = |(start, end): &(usize, usize)| text.get(*start..*end).unwrap_or_default();
    command.words.iter().map(word).collect()
}

fn unquoted_text(word: &str) -> &str {
    std::str::from_utf8(unquoted(word.as_bytes())).unwrap_or(word)
}

/// The commands of a text, in the order in which they end.
pub(crate) fn commands_of(text: &str) -> Vec<Command> {
    let mut lexer = Lexer::new(text.as_bytes());
    let (mut open, mut closed): (Vec<Command>, Vec<Command>) = (vec![], vec![]);
    while let Some(Token { kind, start, end, depth }) = lexer.next() {
        while let Some(command) = open.pop_if(|command| {
            command.depth > depth || (command.depth == depth && kind != Kind::Argument)
        }) {
            let piped = kind == Kind::Pipe && command.depth == depth;
            closed.push(Command { piped, ..command });
        }
        match (kind, open.last_mut()) {
            (Kind::Command, _) => {
                open.push(Command { depth, words: vec![(start, end)], piped: false });
            }
            (Kind::Argument, Some(command)) if command.depth == depth => {
                command.words.push((start, end));
            }
            _ => {}
        }
    }
    closed.extend(open.into_iter().rev());
    closed
}

/// Blanks out the arguments of a command, but for those with a substitution: the command in it runs.
fn blank(command: &Command, bytes: &mut [u8]) {
    for (start, end) in command.words.iter().skip(1) {
        let word = &mut bytes[*start..*end];
        let made = word.contains(&b'`') || word.windows(2).any(|two| two == b"$(");
        if !made {
            word.fill(b' ');
        }
    }
}

#[cfg(test)]
mod tests {
    use super::without_removals;

    #[test]
    fn what_is_removed_is_not_read_wherever_it_stands() {
        for text in [
            "rm -rf /x/*",
            "apt-get clean && rm -rf /x/*",
            "a; /bin/rm -r \"/x\" '/x/y'",
            "a || rm -rf /x",
            "if a; then\n  rm -rf /x\nfi",
            "(a; rm -rf /x)",
            "{ rm /x; }",
            "b=\"$(rm /x)\"",
            "env A=b sudo rm -f /x",
            "find /x -type f -delete",
            "a && find /x/y -name '*.gz' -exec rm -f {} +",
            "find /x/y -print0 | xargs -0 -n 1 rm -f",
            "sh -c 'a && rm -rf /x'",
            "a &&\\\n  rm -rf \\\n  /x",
            "unlink /x",
            "for f in a b; do rm \"/x/$f\"; done",
        ] {
            assert!(!without_removals(text).contains("/x"), "{text}");
        }
    }

    #[test]
    fn what_is_read_beside_it_still_is() {
        for text in [
            "cat /x && rm -rf /y",
            "rm -rf /y && cat /x",
            "rm -rf \"$(cat /x)\"",
            "rm -rf `cat /x`",
            "find /x -exec cat {} +",
            "find /x | xargs cat",
            "echo rm /x",
            "sh -c 'rm /y; cat /x'",
            "cat /x | rm /y",
            "norm /x",
        ] {
            assert!(without_removals(text).contains("/x"), "{text}");
            assert_eq!(without_removals(text).len(), text.len(), "{text}");
        }
    }
}
