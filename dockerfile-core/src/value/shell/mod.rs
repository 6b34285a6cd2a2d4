//! Shell text, read in `const fn`: where its commands, words and pipes are, and which rules its
//! commands break. The text itself is never changed.

pub(crate) mod commands;
pub(crate) mod handed;
mod lexer;
pub(crate) mod of_bash;
mod packages;
pub(crate) mod removals;
pub(crate) mod table;

use super::bytes::find;
use super::path::name_of;
use lexer::{Kind, Lexer};

/// Facts about a shell text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Facts {
    /// The text has a pipe. The exit status of a pipe is that of its last part, unless the shell is
    /// told otherwise.
    pub(crate) pipes: bool,
    /// The text is one program and its arguments on one line, perhaps with redirections: no list,
    /// pipe, compound command, substitution or comment.
    pub(crate) plain: bool,
    /// The text is one command, whatever its words hold.
    pub(crate) single: bool,
    /// Nothing is open at the end of the text: no quote, bracket, here-document or escape.
    pub(crate) whole: bool,
}

/// The facts about a shell text.
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
        // The lexer does not understand the text, so any `|` in it may be a pipe.
        let pipes = find(text, b'|').is_some();
        return Facts { pipes, plain: false, single: false, whole: false };
    }
    let single = commands == 1 && ends == 0 && !pipes;
    Facts { pipes, plain: single && !lexer.has_more_than_words(), single, whole: true }
}

/// The part of a line that a shell parser can read: all of it, or the part in front of a bracket that
/// closes nothing. `None` if a quote or a bracket is not closed.
pub(crate) fn readable(line: &str) -> Option<&str> {
    let mut lexer = Lexer::new(line.as_bytes());
    while lexer.next().is_some() {}
    if !lexer.is_lost() {
        return Some(line);
    }
    let read = &line[..lexer.stray_bracket()?];
    facts(read.as_bytes()).whole.then_some(read)
}

/// Whether `set -e` may pass over a command of a text that fails: one beside `&&` or `||`, or behind
/// `!`. Such a sign in quotes counts, too.
pub(crate) fn may_pass_over(text: &str) -> bool {
    let mut words = text.split([' ', '\t', '\n', ';', '(', '|', '&']);
    text.contains("&&") || text.contains("||") || words.any(|word| word == "!")
}

/// Whether a text ends with `&&`, `||` or `|`, so that what follows belongs to the same list.
pub(crate) fn awaits_command(text: &str) -> bool {
    let mut lexer = Lexer::new(text.as_bytes());
    let (mut joins, mut end) = (false, 0);
    while let Some(token) = lexer.next() {
        let sign = text.get(token.start..token.end).unwrap_or_default();
        if sign != "\n" {
            joins = token.kind == Kind::Pipe || matches!(sign, "&&" | "||");
            end = token.end;
        }
    }
    // An assignment is no token.
    let mut lines = text.get(end..).unwrap_or_default().lines().map(str::trim_start);
    joins && lines.all(|line| line.is_empty() || line.starts_with('#'))
}

/// Whether no line of a text ends its here-document, so that what follows belongs to that.
pub(crate) fn awaits_delimiter(text: &str) -> bool {
    let mut lexer = Lexer::new(text.as_bytes());
    while lexer.next().is_some() {}
    lexer.has_open_document()
}

/// The word by which the last line of a text ends its shell, so that nothing behind the text would run:
/// `exit`, or `exec` with a program. One behind a condition is the user's own.
pub(crate) fn ends_by(text: &str) -> Option<&'static str> {
    let is_said = |line: &&str| !matches!(line.trim_start().chars().next(), None | Some('#'));
    let line = text.lines().rfind(is_said)?;
    let line = line.split(" #").next()?.trim_end().trim_end_matches(';');
    let last = line.rsplit(';').next()?.trim();
    match last.split_ascii_whitespace().collect::<Vec<_>>().as_slice() {
        ["exit"] | ["exit", "0"] => Some("exit"),
        ["return"] | ["return", "0"] => Some("return"),
        ["exec", program, ..] if !program.contains(['<', '>']) => Some("exec"),
        _ => None,
    }
}

/// Whether a text turns `set -e` off.
pub(crate) fn turns_errexit_off(text: &str) -> bool {
    let commands = removals::commands_of(text);
    commands.iter().any(|command| match removals::words_of(text, command).as_slice() {
        ["set", options @ ..] => options.iter().any(|option| {
            let letters = option.strip_prefix('+').unwrap_or_default();
            letters.contains('e') || *option == "errexit" && options.contains(&"+o")
        }),
        _ => false,
    })
}

/// The word by which a text sets something in its own shell, if it does nothing else: a variable, an
/// option, or what a file such as `venv/bin/activate` sets.
pub(crate) fn only_sets(text: &str) -> Option<String> {
    const SETTERS: [&str; 9] =
        ["alias", "declare", "export", "readonly", "set", "typeset", "ulimit", "umask", "unset"];
    const FILES: [&str; 5] = [".bashrc", ".profile", "activate", "env", "profile"];
    let commands = removals::commands_of(text);
    let mut first = None;
    for command in &commands {
        let words = removals::words_of(text, command);
        let sets = match words.as_slice() {
            ["." | "source", file] => FILES.contains(&name_of(file)),
            [word, ..] => SETTERS.contains(word),
            [] => false,
        };
        if !sets {
            return None;
        }
        first.get_or_insert_with(|| words[0].to_owned());
    }
    if text.contains(['<', '>', '|']) || !facts(text.as_bytes()).whole {
        return None;
    }
    first.or_else(|| {
        let text = text.trim_start();
        let (name, _) = text.split_once('=')?;
        lexer::is_assignment(text.as_bytes()).then(|| name.to_owned())
    })
}

/// The program that the first command of a text runs, behind its assignments. `None` if a word of the
/// shell's grammar stands there, or a word that is no plain name.
pub(crate) fn first_program(text: &str) -> Option<&str> {
    let token = Lexer::new(text.as_bytes()).next().filter(|token| token.kind == Kind::Command)?;
    let word = text.get(token.start..token.end)?;
    let bytes = word.as_bytes();
    let is_name = bytes.iter().all(|c| c.is_ascii_alphanumeric() || b"._-/+".contains(c));
    (is_name && !is_reserved(word)).then_some(word)
}

/// Whether a shell takes a word for one of its grammar where a program could be named.
pub(crate) fn is_reserved(word: &str) -> bool {
    matches!(word, "case" | "esac" | "for" | "function" | "in" | "select")
        || lexer::is_reserved(word.as_bytes())
}

/// Whether a program reads the language of the POSIX shell.
pub(crate) fn is_posix(program: &str) -> bool {
    matches!(name_of(program), "sh" | "dash" | "busybox" | "posh" | "rbash" | "yash")
        || knows_pipefail(program)
}

/// Whether a program is a shell with the option `pipefail`, by which a pipe fails if any of its parts
/// does.
pub(crate) fn knows_pipefail(program: &str) -> bool {
    matches!(name_of(program), "bash" | "ash" | "zsh" | "ksh" | "mksh")
}

#[cfg(test)]
mod spellings;

#[cfg(test)]
mod tests {
    use super::{
        awaits_command, awaits_delimiter, ends_by, facts, may_pass_over, only_sets,
        turns_errexit_off,
    };

    /// Whatever stands at its end, a text is read to its end: every text of up to four signs.
    #[test]
    fn each_text_has_an_end() {
        let signs = "<\\'\"$()\n#a &|`{=";
        let mut texts = vec![String::new()];
        for _ in 0..4 {
            let longer =
                texts.iter().flat_map(|text| signs.chars().map(move |c| format!("{text}{c}")));
            texts = longer.collect();
            for text in &texts {
                facts(text.as_bytes());
                awaits_delimiter(text);
            }
        }
        assert_eq!(texts.len(), 65_536);
    }

    #[test]
    fn a_document_goes_on_until_a_line_ends_it() {
        for text in
            ["a <<E", "a <<E\n", "a <<E\nb\n", "a <<'E'\nE2\n", "a <<E <<F\nE\n", "(a <<E\n"]
        {
            assert!(awaits_delimiter(text), "{text:?}");
        }
        for text in
            ["a", "a\n", "a <<E\nE", "a <<E\nb\nE\n", "a 'b\n", "a <<E <<F\nE\nF\n", "'<<E'"]
        {
            assert!(!awaits_delimiter(text), "{text:?}");
        }
    }

    #[test]
    fn what_joins_a_text_with_the_next_is_seen() {
        for text in ["a &&", "a ||  ", "a |", "a; b &&\n", "a && # b\n\n # c", "(a) &&"] {
            assert!(awaits_command(text), "{text:?}");
        }
        for text in ["", "a", "a && b", "a && x=1", "a && [[ b ]]", "a &", "a\n", "a '&&'", "a | b"]
        {
            assert!(!awaits_command(text), "{text:?}");
        }
    }

    #[test]
    fn what_ends_a_shell_in_the_middle_is_seen() {
        for text in [
            "a; exit",
            "a\nexit 0\n",
            "a\nexec b c",
            "exec b",
            "a\nexit 0 # done\n",
            "a\nexit;\n\n  # done",
            "a\nreturn 0",
        ] {
            assert!(ends_by(text).is_some(), "{text}");
        }
        for text in [
            "a || exit 1",
            "[ -f a ] && exit 0",
            "if a; then\n  exit\nfi",
            "(exit 0)",
            "exec >log 2>&1",
            "echo exit",
            "a",
        ] {
            assert_eq!(ends_by(text), None, "{text}");
        }
        for text in ["set +e\na", "set -u +ex", "set +o errexit", "a; set +e; b"] {
            assert!(turns_errexit_off(text), "{text}");
        }
        for text in ["set -e", "set +x", "set -o errexit", "echo set +e", "set -- e"] {
            assert!(!turns_errexit_off(text), "{text}");
        }
    }

    #[test]
    fn a_text_that_only_sets_something_is_seen() {
        for (text, word) in [
            ("export A=1 && export B=2", "export"),
            ("A=1", "A"),
            ("A=1 B=2\nexport A", "export"),
            ("set -eux; umask 022", "set"),
            (". /opt/venv/bin/activate", "."),
            ("source ~/.bashrc", "source"),
        ] {
            assert_eq!(only_sets(text).as_deref(), Some(word), "{text}");
        }
        for text in [
            "A=1 make",
            "export A=1; make",
            "A=$(make)",
            "export A=\"$(make)\"",
            ". ./install.sh",
            "export A=1 >a",
            "A=1 >a",
            "a() { b; }",
            "",
            "# A=1",
        ] {
            assert_eq!(only_sets(text), None, "{text}");
        }
    }

    #[test]
    fn what_errexit_may_pass_over_is_seen() {
        for text in ["a && b", "a || b", "! a", "a; ! b", "(! a)", "if ! a; then b; fi"] {
            assert!(may_pass_over(text), "{text}");
        }
        for text in ["a", "a; b", "a | b", "a &", "[ a != b ]", "echo hi!"] {
            assert!(!may_pass_over(text), "{text}");
        }
    }

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
            "!(a | b)",
            "if !(a | b); then c; fi",
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
            "rm !(a|b)",
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
