//! Words of shell text that bash and dash read each in their own way: no shell says that the text did
//! something else than it means.

use super::lexer::{Kind, Lexer, negates};
use super::removals::{Command, commands_of, program_of, raw_words_of};
use crate::value::path::name_of;

/// Tools whose arguments are paths, in which `{a,b}` and `[^a]` are meant for a shell. So they are behind
/// `for x in`.
const OF_NAMES: [&str; 11] =
    ["chmod", "chown", "cp", "for", "install", "ln", "mkdir", "mv", "rm", "rmdir", "touch"];

/// The first word of a text that is bash's, and that another shell reads without an end of the step.
/// BusyBox knows more of them than dash.
pub(crate) fn word_of_bash(text: &str, is_dash: bool) -> Option<&str> {
    let mut lexer = Lexer::new(text.as_bytes());
    let mut computes = None;
    while let Some(token) = lexer.next() {
        let sign = text.get(token.start..token.end);
        computes = computes.or(sign.filter(|sign| *sign == "(("));
    }
    if lexer.is_lost() {
        return None;
    }
    let commands = commands_of(text);
    let of_command = |command: &Command| {
        let words = raw_words_of(text, command);
        let (program, arguments) = program_of(&words).split_first()?;
        let of_dash = || word_unknown_to_dash(program, arguments).filter(|_| is_dash);
        list_of_names(program, arguments, is_dash).or_else(of_dash)
    };
    let sign = lexer.sign_of_bash().filter(|_| is_dash);
    computes.or(sign).or_else(|| commands.iter().find_map(of_command))
}

/// The word of a command that dash takes as it stands, or fails at, which a condition hides.
fn word_unknown_to_dash(program: &str, arguments: &[&str]) -> Option<&'static str> {
    let options = || arguments.iter().map_while(|word| word.strip_prefix('-'));
    let has = |letters: &[char]| options().any(|option| option.contains(letters));
    match program {
        "[" | "test" if arguments.contains(&"==") => Some("=="),
        "[" | "test" if arguments.iter().find(|word| **word != "!") == Some(&"-v") => {
            Some("test -v")
        }
        "echo" if options().all(|it| it.chars().all(|c| "neE".contains(c))) => {
            options().any(|option| option.contains('e')).then_some("echo -e")
        }
        "printf" if arguments.first()?.contains("\\x") => Some("\\x"),
        "read" if has(&['a', 'd', 'n', 'N', 's', 't', 'u']) => Some("read -d"),
        "type" if has(&['a', 'p', 'P', 't']) => Some("type -p"),
        _ => None,
    }
}

/// The first word that a command gives to a tool for files, and that means other names to bash: a list
/// in braces, of which bash and its like alone make several names, or for dash a pattern with `[^..]`.
fn list_of_names<'t>(program: &str, arguments: &[&'t str], is_dash: bool) -> Option<&'t str> {
    let takes_names = OF_NAMES.contains(&name_of(program));
    let is_other = |word: &&str| has_list(word) || is_dash && negates(word.as_bytes());
    arguments.iter().copied().find(|word| takes_names && is_other(word))
}

/// Whether a word, as it stands in the text, has a list of names in braces and no quotes.
fn has_list(word: &str) -> bool {
    let is_quoted = word.contains(['"', '\'', '\\', '`', '(']);
    let inner = word.split_once('{').and_then(|(_, rest)| rest.split_once('}'));
    let is_parameter = word.contains("${");
    let is_list = |(inner, _): (&str, &str)| inner.contains(',') || inner.contains("..");
    !is_quoted && !is_parameter && inner.is_some_and(is_list)
}

/// Whether a substitution of a text may run several commands: bash then goes on behind one that fails,
/// and dash does not. A function, which begins with `()`, may be what the substitution runs. The bracket
/// that ends a substitution is a token without a sign.
pub(crate) fn substitutes_list(text: &str) -> bool {
    let mut lexer = Lexer::new(text.as_bytes());
    let mut has_list = false;
    while let Some(token) = lexer.next() {
        let sign = text.get(token.start..token.end).unwrap_or_default();
        let joins =
            token.depth > 0 && !sign.is_empty() || sign.starts_with('(') && sign.ends_with(')');
        has_list |= token.kind == Kind::End && joins;
    }
    (has_list || lexer.is_lost()) && (text.contains("$(") || text.contains('`'))
}

/// Whether an `echo` of a text is given a backslash: dash reads `\n` and its like, and bash does not.
pub(crate) fn echoes_backslash(text: &str) -> bool {
    let commands = commands_of(text);
    let mut words = commands.iter().map(|command| raw_words_of(text, command));
    words.any(|words| {
        let is_echo = words.first() == Some(&"echo");
        is_echo && words.iter().any(|word| keeps_backslash(word))
    })
}

/// Whether a backslash is left of a word when a shell has read its quotes and escapes.
fn keeps_backslash(word: &str) -> bool {
    let (mut quote, mut chars) = (None, word.chars());
    while let Some(c) = chars.next() {
        match (quote, c) {
            (Some('\''), '\\') => return true,
            (_, '\\') => match (quote, chars.next()) {
                (_, Some('\\')) => return true,
                (None, _) | (_, Some('$' | '`' | '"' | '\n')) => {}
                _ => return true,
            },
            (None, '\'' | '"') => quote = Some(c),
            (Some(open), c) if open == c => quote = None,
            _ => {}
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::{echoes_backslash, substitutes_list, word_of_bash};

    #[test]
    fn a_word_of_bash_is_seen_wherever_it_stands() {
        for (text, word) in [
            ("if [[ -f /a ]]; then b; fi", "[["),
            ("a && [[ -n \"$B\" ]] && c", "[["),
            ("x=$([[ a ]] && echo b)", "[["),
            ("a &>/dev/null", "&>"),
            ("a &>>/log; b", "&>"),
            ("echo -e 'a\\tb' >/c", "echo -e"),
            ("a; echo -ne a", "echo -e"),
            ("mkdir -p /a/{b,c}", "/a/{b,c}"),
            ("cd /a && touch {1..3}", "{1..3}"),
            ("env A=b rm -f /a.{x,y}", "/a.{x,y}"),
            ("for i in {1..3}; do a; done", "{1..3}"),
            ("echo -n -e 'a\\n'", "echo -e"),
            ("if [ \"$a\" == b ]; then c; fi", "=="),
            ("test a == b && c", "=="),
            ("if (( a > 0 )); then b; fi", "(("),
            ("printf $'a\\n'", "$'"),
            ("while IFS= read -rd '' a; do b; done </c", "read -d"),
            ("if ! type -P gcc; then a; fi", "type -p"),
            ("[ ! -v A ] || b", "test -v"),
            ("printf '\\x41' >/a", "\\x"),
            ("rm -rf /usr/share/locale/[^e]*", "/usr/share/locale/[^e]*"),
            ("case a in x|[^a]*) b;; esac", "[^"),
        ] {
            assert_eq!(word_of_bash(text, true), Some(word), "{text}");
        }
        for (text, word) in [
            ("mkdir /a/{b,c}", Some("/a/{b,c}")),
            ("if [[ a ]] && ((1)); then b; fi", Some("((")),
            ("[ a == b ] || echo -e c", None),
            ("printf $'\\x41'", None),
            ("rm /a/[^b]; case a in [^a]) b;; esac", None),
        ] {
            assert_eq!(word_of_bash(text, false), word, "{text}");
        }
        for text in [
            "[ -f /a ] && b",
            "echo '[[ a ]]' '&>' \"a &> b\"",
            "echo [[ a ]]",
            "a & >/b",
            "a >/dev/null 2>&1",
            "a 2>&1 &",
            "/bin/echo -e a",
            "echo a -e",
            "echo \"-e\"",
            "echo -n a",
            "curl https://h/{a,b}",
            "mkdir /a/'{b,c}' \"/a/{b,c}\" /a/{b}",
            "rm -f ${A},${B} /a",
            "cat <<'E'\n[[ a ]]\nb &>c\nE",
            "# [[ a ]]\nb",
            "case a in [[:alpha:]]) b;; esac",
            "[[ a",
            "a ==; echo [ a == b ]",
            "x=$((1 + 2)); ((a); b)",
            "read -r a b; read -p c d",
            "type gcc; printf '%s\\n' \"$a\"",
            "awk '{ print $'\"$a\"' }' b",
            "echo -x -e; echo \"$(( 1 ))\"",
            "grep [^a] b; rm '/a/[^b]' /a/[!b] /c\\[^d]; case a in '[^a]') b;; esac",
        ] {
            assert_eq!(word_of_bash(text, true), None, "{text}");
        }
    }

    #[test]
    fn a_substitution_of_several_commands_is_seen() {
        for text in [
            "x=$(a; b)",
            "x=\"$(a && b | c)\"",
            "x=`a\nb`",
            "x=$(\n a | b\n)",
            "x=$(if a; then b; fi)",
            "f() { a; b; }; x=$(f)",
            "echo \"${x:-$(a; b)}\"",
            "cat <<E\n$(a; b)\nE",
            "x=$(a; b",
        ] {
            assert!(substitutes_list(text), "{text}");
        }
        for text in [
            "x=$(a | b); c",
            "x=`a`; b",
            "x=\"$(a \"$(b)\" | c)\" && d",
            "f() { a; b; }; f | c",
            "(a; b) | c",
            "cat <<'E'\n$(a; b)\nE",
        ] {
            assert!(!substitutes_list(text), "{text}");
        }
    }

    #[test]
    fn a_backslash_that_echo_is_given_is_seen() {
        for text in [
            r#"echo "a\tb""#,
            r"echo 'a\nb'",
            r"echo a\\nb",
            r#"echo "a\\nb""#,
            r#"a | b; if c; then echo -n "$d\n"; fi"#,
            r#"x="$(echo 'a\n')""#,
            r#"echo a "b"'c\d'"#,
        ] {
            assert!(echoes_backslash(text), "{text}");
        }
        for text in [
            r"echo a\ b",
            r#"echo "\$a \"b\" \`c\`""#,
            "echo \"a \\\n b\"",
            r#"printf "a\n""#,
            r"/bin/echo 'a\n'",
            r"sed 's/\n//'; echo a",
            "echo a \\\n b",
        ] {
            assert!(!echoes_backslash(text), "{text}");
        }
    }
}
