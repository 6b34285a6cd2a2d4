//! Shell text, read while a crate compiles: where its commands, words and pipes are, and which
//! rules its commands break. Nothing is ever changed in it.

pub(crate) mod commands;
mod lexer;
pub(crate) mod removals;
pub(crate) mod table;

use super::bytes::find;
use super::path::name_of;
use lexer::{Kind, Lexer};

/// What is known of a shell text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Facts {
    /// There is a pipe, whose exit status is that of its last part unless the shell is told
    /// otherwise.
    pub(crate) pipes: bool,
    /// It is one program and its arguments, perhaps with redirections: no list, no pipe, no
    /// compound command, no substitution, no comment, and all of it on one line.
    pub(crate) plain: bool,
    /// It is one command, whatever its words hold.
    pub(crate) single: bool,
    /// Nothing is open at its end: no quote, bracket or here-document, and no escape.
    pub(crate) whole: bool,
}

/// Reads a shell text.
pub(crate) const fn facts(text: &[u8]) -> Facts {
    let mut lexer = Lexer::new(text);
    let (mut pipes, mut commands, mut ends) = (false, 0, 0);
    while let Some(token) = lexer.next() {
        match token.kind {
            Kind::Pipe => pipes = true,
            Kind::Command => commands += 1,
            Kind::End => ends += 1,
            Kind::Argument => {}
        }
    }
    if lexer.is_lost() {
        // What is not understood may hold a pipe wherever there is the character.
        let pipes = find(text, b'|').is_some();
        return Facts { pipes, plain: false, single: false, whole: false };
    }
    let single = commands == 1 && ends == 0 && !pipes;
    Facts { pipes, plain: single && !lexer.has_more_than_words(), single, whole: true }
}

/// What a parser makes of a line: all of it, or what stands in front of a bracket that closes
/// nothing; nothing of what does not end.
pub(crate) fn readable(line: &str) -> Option<&str> {
    let mut lexer = Lexer::new(line.as_bytes());
    while lexer.next().is_some() {}
    if !lexer.is_lost() {
        return Some(line);
    }
    let read = &line[..lexer.stray_bracket()?];
    facts(read.as_bytes()).whole.then_some(read)
}

/// The program that a text runs first, whatever else happens in it. `None` is a word of the
/// shell's own grammar, or a variable that is set in front of it.
pub(crate) fn first_program(text: &str) -> Option<&str> {
    let token = Lexer::new(text.as_bytes()).next().filter(|token| token.kind == Kind::Command)?;
    let word = text.get(token.start..token.end)?;
    let bytes = word.as_bytes();
    let is_name = bytes.iter().all(|c| c.is_ascii_alphanumeric() || b"._-/+".contains(c));
    (is_name && !is_reserved(word)).then_some(word)
}

/// Words that a shell takes for its own where a program is named.
pub(crate) fn is_reserved(word: &str) -> bool {
    matches!(word, "case" | "esac" | "for" | "function" | "in" | "select")
        || lexer::is_reserved(word.as_bytes())
}

/// Programs that read POSIX shell, by their names without a folder.
pub(crate) fn is_posix(program: &str) -> bool {
    matches!(name_of(program), "sh" | "dash" | "busybox") || knows_pipefail(program)
}

/// Shells that can fail a pipe with any of its parts.
pub(crate) fn knows_pipefail(program: &str) -> bool {
    matches!(name_of(program), "bash" | "ash" | "zsh" | "ksh" | "mksh")
}

#[cfg(test)]
mod tests {
    use super::facts;

    #[test]
    fn a_pipe_is_seen_wherever_it_stands() {
        for text in [
            "a | b",
            "a\nb | c",
            "x=\"$(a | b)\"",
            "x=`a | b`",
            "if a | b; then c; fi",
            "case x in a) b | c;; esac",
            "f() { a | b; }",
            "cat <<E\n$(a | b)\nE",
            "cat <<E\nit's\nE\na | b",
            "cat <<E\nx\nE\ncase x in a) b | c;; esac",
            "(a; b) | c",
            "a |& b",
            "a $((1 + 2)) | b",
            "a '|' | b",
            "echo ${x:-$(a | b)}",
            "for x in a; do b; done | c",
        ] {
            assert!(facts(text.as_bytes()).pipes, "{text}");
        }
    }

    #[test]
    fn a_bar_that_is_no_pipe_is_none() {
        for text in [
            "a || b",
            "echo 'a | b' \"|\" \\|",
            "a >| b",
            "case x in a|b) c;; (d | e) f;; esac",
            "# a | b\necho",
            "cat <<'E'\n$(a | b)\nE",
            "cat <<E\na | b\nE",
            "cat <<-E\n\ta | b\n\tE",
            "cat <<E\nx\nE\ncase x in a|b) c;; esac",
            "echo $((1 | 2))",
            "[[ a =~ (b|c) ]]",
            "echo $'it\\'s | no'",
            "echo a#b\\|",
            "cat <<<'a | b'",
            "echo ${x#a|b}",
        ] {
            assert!(!facts(text.as_bytes()).pipes, "{text}");
        }
    }

    #[test]
    fn one_program_is_plain() {
        for text in [
            "make",
            "make install PREFIX=/usr",
            "CC=clang make 'a b' \"c $D\" >log 2>&1",
            "echo \"a;b\" \\& <in",
        ] {
            assert!(facts(text.as_bytes()).plain, "{text}");
        }
    }

    #[test]
    fn more_than_one_program_is_not_plain() {
        for text in [
            "",
            "a && b",
            "a; b",
            "a;",
            "a &",
            "a | b",
            "a\nb",
            "a\n",
            "a \\\n b",
            "a 'b\nc'",
            "(a)",
            "{ a; }",
            "! a",
            "if a; then b; fi",
            "a $(b)",
            "a `b`",
            "a \"$(b)\"",
            "a # b",
            "a <<E\nE",
            "a <<<b",
            "a $'b'",
            "f() { a; }",
            "A=b",
            "[[ a ]]",
            "a=(b)",
            "a 'b",
            "a \\",
        ] {
            assert!(!facts(text.as_bytes()).plain, "{text:?}");
        }
    }
}
