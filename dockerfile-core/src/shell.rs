//! Shell text: our quoting, and what we have to know of the user's.

/// One word that the shell gives to the program as it stands.
///
/// Double quotes, with `\` before what means something inside them: ShellCheck
/// takes a `$` in single quotes for a mistake (SC2016).
pub(crate) fn quote(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "_@%+=:,./-".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        return word.to_owned();
    }
    let mut quoted = String::from("\"");
    for c in word.chars() {
        if matches!(c, '"' | '\\' | '$' | '`') {
            quoted.push('\\');
        }
        quoted.push(c);
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
    for line in text.lines() {
        let line = line.trim();
        if let Some(begun) = line.strip_suffix('\\') {
            carried.push_str(begun.trim_end());
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
            format!("{{ {}; }}", command.trim_end_matches(';').trim_end())
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

struct Scan {
    /// Where the command ends and a comment begins.
    end: usize,
    pipes: bool,
    /// `;`, `||` or `&`: what an `&&` before or behind would bind differently.
    list: bool,
}

fn scan(line: &str) -> Result<Scan, &'static str> {
    let mut scan = Scan { end: line.len(), pipes: false, list: false };
    let mut quote = None;
    let mut before = ' ';
    let mut chars = line.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let next = chars.peek().map_or(' ', |(_, next)| *next);
        match (quote, c) {
            (Some('\''), '\'') | (Some('"'), '"') => quote = None,
            (Some('\''), _) => {}
            (_, '\\') => {
                chars.next();
            }
            (Some(_), _) => {}
            (None, '\'' | '"') => quote = Some(c),
            (None, '#') if before.is_whitespace() || before == ';' => {
                scan.end = at;
                return Ok(scan);
            }
            (None, '<') if next == '<' => {
                return Err(
                    "shell text: a here-document does not fit into a RUN line; write the text into a file of the build context and copy it",
                );
            }
            (None, '|') if next == '|' => {
                scan.list = true;
                chars.next();
            }
            // `>|` writes over a file.
            (None, '|') if before != '>' => scan.pipes = true,
            (None, '&') if next == '&' => {
                chars.next();
            }
            // `>&2`, `<&3` and `&>file` redirect.
            (None, '&') if before != '>' && before != '<' && next != '>' => scan.list = true,
            (None, ';') => scan.list = true,
            _ => {}
        }
        before = c;
    }
    if quote.is_some() {
        return Err("shell text: a quote is opened and not closed on the same line");
    }
    Ok(scan)
}

#[cfg(test)]
mod tests {
    use super::{parse, quote};

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
