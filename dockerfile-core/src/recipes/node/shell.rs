//! The commands in the text of a script, as far as they can be told apart.

/// The commands of a text, each by its words; `None` if the text makes commands while it runs.
pub(super) fn commands(text: &str) -> Option<Vec<Vec<String>>> {
    if text.contains("$(") || text.contains('`') {
        return None;
    }
    let mut commands = vec![vec![]];
    let mut word: Option<String> = None;
    let mut quote = None;
    let mut characters = text.chars().peekable();
    while let Some(c) = characters.next() {
        match (c, quote) {
            (c, Some(open)) if c == open => quote = None,
            ('\\', Some('"') | None) => word.get_or_insert_default().extend(characters.next()),
            (c, Some(_)) => word.get_or_insert_default().push(c),
            ('"' | '\'', None) => {
                quote = Some(c);
                word.get_or_insert_default();
            }
            (';' | '&' | '|' | '(' | ')' | '\n', None) => {
                end(&mut word, &mut commands);
                commands.push(vec![]);
            }
            ('>' | '<', None) => {
                // The number of a redirected stream (`2>`) is no word.
                word.take_if(|word| word.chars().all(|c| c.is_ascii_digit()));
                end(&mut word, &mut commands);
                while characters.next_if(|c| matches!(c, '>' | '&' | ' ')).is_some() {}
                let is_word = |c: &char| !c.is_whitespace() && !matches!(c, ';' | '&' | '|' | ')');
                while characters.next_if(is_word).is_some() {}
            }
            (c, None) if c.is_whitespace() => end(&mut word, &mut commands),
            (c, None) => word.get_or_insert_default().push(c),
        }
    }
    end(&mut word, &mut commands);
    commands.retain(|words| !words.is_empty());
    quote.is_none().then_some(commands)
}

fn end(word: &mut Option<String>, commands: &mut [Vec<String>]) {
    if let (Some(word), Some(command)) = (word.take(), commands.last_mut()) {
        command.push(word);
    }
}

#[cfg(test)]
mod tests {
    use super::commands;

    #[test]
    fn commands_are_told_apart() {
        let shown = |text| {
            let commands = commands(text)?;
            Some(commands.iter().map(|words| words.join("|")).collect::<Vec<_>>().join(" ; "))
        };
        for (text, words) in [
            ("node scripts/gen.js", "node|scripts/gen.js"),
            ("is-ci || husky install", "is-ci ; husky|install"),
            ("(a 'b c' && d \"e\\\" f\"); g 2>&1 >/dev/null", "a|b c ; d|e\" f ; g"),
            ("a > x b", "a|b"),
            ("a '' b", "a||b"),
            ("a;b&&c|d", "a ; b ; c ; d"),
            ("a\nb", "a ; b"),
            ("a<x b>y;c", "a|b ; c"),
            ("a2>x b3 >>y", "a2|b3"),
            ("a 2>&1|b", "a ; b"),
            ("(a >x)b", "a ; b"),
            ("'it is' \"it's\" x\\ y", "it is|it's|x y"),
            ("'a\\' b", "a\\|b"),
            ("", ""),
        ] {
            assert_eq!(shown(text).as_deref(), Some(words), "{text}");
        }
        assert!(shown("a $(b)").is_none() && shown("a `b`").is_none() && shown("a 'b").is_none());
    }
}
