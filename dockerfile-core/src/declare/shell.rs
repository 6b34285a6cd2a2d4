//! Shell text that we write: quoting, and commands made of lists.

use crate::program::instruction::{ShellCommand, ValuePart, ValueParts};
use crate::value::shell::is_reserved;

/// Quotes a word, so that the shell passes it on as it stands.
pub(crate) fn quote(word: &str) -> String {
    if is_plain(word) { word.to_owned() } else { quoted(&[ValuePart::Text(word.to_owned())]) }
}

/// Quotes a word with variables in it: the shell fills these in, and passes on the text as it stands.
pub(crate) fn quote_parts(parts: &[ValuePart]) -> String {
    match parts {
        [ValuePart::Text(word)] => quote(word),
        parts => quoted(parts),
    }
}

/// The longest line of a command, in bytes: more is hard to review.
pub(crate) const WIDTH: usize = 108;

/// Puts the words of a command on lines of at most [`WIDTH`] bytes.
pub(crate) fn filled(
    head: impl Into<String>,
    words: impl IntoIterator<Item = String>,
) -> ShellCommand {
    let mut lines = vec![head.into()];
    for word in words {
        match lines.last_mut() {
            Some(line) if line.len() + word.len() < WIDTH => *line = format!("{line} {word}"),
            _ => lines.push(word),
        }
    }
    let head = lines.remove(0);
    ShellCommand { head, words: lines }
}

/// A shell `case` over the architecture that the image is for. An architecture without a case fails
/// with `nothing` as its message. The caller declares the ARG `TARGETARCH`.
pub(crate) fn by_architecture(cases: &[String], nothing: &str) -> String {
    let cases = cases.join(" ");
    format!(
        "case \"${{TARGETARCH}}\" in {cases} \
         *) echo \"{nothing} ${{TARGETARCH}}\" >&2; exit 1 ;; esac"
    )
}

/// A shell `case` over `architecture/variant` of the platform that the image is for, as
/// [`by_architecture`] makes one. The caller declares the ARGs `TARGETARCH` and `TARGETVARIANT`.
pub(crate) fn by_variant(cases: &[String], nothing: &str) -> String {
    let platform = "${TARGETARCH}/${TARGETVARIANT}";
    let cases = cases.join(" ");
    format!("case \"{platform}\" in {cases} *) echo \"{nothing} {platform}\" >&2; exit 1 ;; esac")
}

/// The line of shell text that runs a program with its arguments; `None` if there is no program.
pub(crate) fn command_line(argv: &[ValueParts]) -> Option<String> {
    let (program, arguments) = argv.split_first()?;
    let program = match program.as_slice() {
        // A builder would take this word for a flag of RUN.
        [ValuePart::Text(word)] if word.starts_with('-') => quoted(program),
        // A shell would take this word for one of its grammar, or for an assignment.
        [ValuePart::Text(word)] if is_reserved(word) || word.contains('=') => quoted(program),
        program => quote_parts(program),
    };
    // The `echo` of a shell may read a `\` in its arguments; the program prints it as it stands.
    let holds = |part: &ValuePart| matches!(part, ValuePart::Text(text) if text.contains('\\'));
    let is_program = program == "echo" && arguments.iter().flatten().any(holds);
    let program = if is_program { "env echo".to_owned() } else { program };
    let arguments = arguments.iter().map(|word| quote_parts(word));
    Some(std::iter::once(program).chain(arguments).collect::<Vec<_>>().join(" "))
}

fn is_plain(word: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || "_@%+=:,./-".contains(c);
    !word.is_empty() && word.chars().all(plain)
}

/// Puts a word into double quotes, with `\` before each character that means something in them.
/// Single quotes would do, but ShellCheck takes a `$` in them for a mistake (SC2016).
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

#[cfg(test)]
mod tests {
    use super::{ValuePart, command_line, filled, quote};

    #[test]
    fn a_program_is_no_word_of_the_shell() {
        let line = |words: &[&str]| {
            let parts: Vec<_> =
                words.iter().map(|word| vec![ValuePart::Text((*word).to_owned())]).collect();
            command_line(&parts)
        };
        assert_eq!(line(&["time", "make"]).as_deref(), Some("\"time\" make"));
        assert_eq!(line(&["make", "time"]).as_deref(), Some("make time"));
        assert_eq!(line(&["A=b", "make"]).as_deref(), Some("\"A=b\" make"));
        assert_eq!(line(&["make", "A=b"]).as_deref(), Some("make A=b"));
        assert_eq!(line(&["echo", "a\\nb"]).as_deref(), Some("env echo \"a\\\\nb\""));
        assert_eq!(line(&["echo", "a b"]).as_deref(), Some("echo \"a b\""));
        for word in ["case", "esac", "for", "function", "in", "select", "if", "while", "-x"] {
            assert_eq!(line(&[word, "-x"]), Some(format!("\"{word}\" -x")));
        }
        assert_eq!(line(&[]), None);
    }

    #[test]
    fn a_line_ends_where_it_is_long() {
        let words = || (0..40).map(|number| format!("word{number}"));
        let command = filled("touch", words());
        let lines: Vec<&String> = std::iter::once(&command.head).chain(&command.words).collect();
        assert!(lines.len() == 3 && lines.iter().all(|line| line.len() <= 108), "{lines:?}");
        let joined = lines.iter().map(|line| line.as_str()).collect::<Vec<_>>().join(" ");
        assert_eq!(joined, format!("touch {}", words().collect::<Vec<_>>().join(" ")));
    }

    #[test]
    fn words_reach_the_program_as_they_stand() {
        assert_eq!(quote("--user=a/b"), "--user=a/b");
        assert_eq!(quote(""), "\"\"");
        assert_eq!(quote("a b"), "\"a b\"");
        assert_eq!(quote("$HOME `x` \"y\" \\"), "\"\\$HOME \\`x\\` \\\"y\\\" \\\\\"");
        assert_eq!(quote("it's; #1"), "\"it's; #1\"");
        assert_eq!(quote("aZ09_@%+=:,./-"), "aZ09_@%+=:,./-");
        for sign in "!#&*()[]{};'<>?|~^".chars() {
            assert_eq!(quote(&format!("a{sign}")), format!("\"a{sign}\""));
        }
        assert_eq!(quote("\u{e9}"), "\"\u{e9}\"");
    }
}
