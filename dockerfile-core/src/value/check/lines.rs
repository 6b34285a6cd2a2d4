//! Checks of whole lines that users give: instructions, comments and descriptions.

use crate::value::bytes::{
    Check, begins_with_blank, behind_blanks, ends_with_blank, find, has_unseen, head,
    is_exactly_one_of, is_one_of, starts_with, tail,
};

use super::variables::one_line;

/// The instructions of the Dockerfile reference, without FROM and SHELL.
const WORDS: &[&[u8]] = &[
    b"ADD",
    b"ARG",
    b"CMD",
    b"COPY",
    b"ENTRYPOINT",
    b"ENV",
    b"EXPOSE",
    b"HEALTHCHECK",
    b"LABEL",
    b"MAINTAINER",
    b"ONBUILD",
    b"RUN",
    b"STOPSIGNAL",
    b"USER",
    b"VOLUME",
    b"WORKDIR",
];

/// Checks a line that a builder has to read as one whole instruction.
pub(in crate::value) const fn raw_line(line: &[u8]) -> Check {
    if find(line, b'\n').is_some() {
        return Err(
            "line: a line break begins a second instruction; write each as a `.raw(..)` of its own",
        );
    }
    if let Err(complaint) = one_line(line) {
        return Err(complaint);
    }
    if begins_with_blank(line) || ends_with_blank(line) || matches!(line, [b'\t', ..] | [.., b'\t'])
    {
        return Err(
            "line: a blank at its beginning or its end, which editors cut; write it without",
        );
    }
    if starts_with(line, b"#") {
        return Err("line: a comment is no instruction; say it with `.comment(\"text\")`");
    }
    if let Err(complaint) = instruction(line) {
        return Err(complaint);
    }
    open_end(line)
}

/// Checks the instruction's word, and that it has arguments.
const fn instruction(line: &[u8]) -> Check {
    let word = first_word(line);
    if is_one_of(word, &[b"FROM"]) {
        return Err(
            "line: FROM begins a stage, and that has a name and a base: `Stage::named(\"name\", base)`",
        );
    }
    if is_one_of(word, &[b"SHELL"]) {
        return Err(
            "line: SHELL would be read by the steps below; say it with `.shell([..])`, or for one step with `run(..).shell([..])`",
        );
    }
    if !is_exactly_one_of(word, WORDS) {
        return Err(
            "line: it begins with no instruction of the Dockerfile reference, in capital letters, such as \"RUN --new-flag make\"",
        );
    }
    let rest = arguments(line);
    if rest.is_empty() {
        return Err("line: an instruction without arguments fails the build; write all of it");
    }
    if is_exactly_one_of(word, &[b"ONBUILD"]) {
        let trigger = first_word(rest);
        if !is_exactly_one_of(trigger, WORDS) && !is_exactly_one_of(trigger, &[b"SHELL"])
            || is_one_of(trigger, &[b"ONBUILD", b"MAINTAINER"])
            || arguments(rest).is_empty()
        {
            return Err(
                "line: ONBUILD is followed by a whole instruction in capital letters, and none of FROM, ONBUILD and MAINTAINER",
            );
        }
    }
    Ok(())
}

/// Checks that a builder does not read the next line as a part of this one.
const fn open_end(line: &[u8]) -> Check {
    // A `\` that is itself escaped is refused, too: not every parser sees that.
    if let [.., b'\\'] = line {
        return Err(
            "line: a `\\` at its end takes the next line into this one; write all of it in one line",
        );
    }
    let mut quote = 0;
    let mut i = 0;
    while i < line.len() {
        match line[i] {
            b'\\' if quote != b'\'' => i += 1,
            c @ (b'\'' | b'"') if quote == 0 => quote = c,
            c if c == quote => quote = 0,
            b'<' if i + 1 < line.len() && line[i + 1] == b'<' => {
                return Err(
                    "line: `<<` begins a here-document, which is several lines; say it with `run(\"..\")` or `file(path, text)`",
                );
            }
            _ => {}
        }
        i += 1;
    }
    if quote != 0 {
        return Err("line: a quote in it does not end; close it, or write `\\` in front of it");
    }
    Ok(())
}

const fn first_word(line: &[u8]) -> &[u8] {
    let mut end = 0;
    while end < line.len() && !matches!(line[end], b' ' | b'\t') {
        end += 1;
    }
    head(line, end)
}

const fn arguments(line: &[u8]) -> &[u8] {
    behind_blanks(tail(line, first_word(line).len()))
}

/// Checks the lines of a comment. A linter or a builder must not read one as an instruction to it.
pub(in crate::value) const fn comment(text: &[u8]) -> Check {
    if has_unseen(text) || find(text, 0).is_some() {
        return Err(
            "comment: a control character or a mark of direction is in it, which no reader of the file sees; write it without",
        );
    }
    let (mut start, mut i, mut blank) = (0, 0, true);
    while i <= text.len() {
        if i == text.len() || text[i] == b'\n' {
            let line = tail(head(text, i), start);
            if let Err(complaint) = comment_line(line) {
                return Err(complaint);
            }
            blank = blank && line.is_empty();
            start = i + 1;
        }
        i += 1;
    }
    if blank {
        return Err("comment: it says nothing; write a text, or leave the line out");
    }
    Ok(())
}

const fn comment_line(line: &[u8]) -> Check {
    if line.len() > 1000 {
        return Err("comment: a line of more than 1000 bytes; break it with `\\n`");
    }
    if ends_with_blank(line) || matches!(line, [.., b'\t']) {
        return Err("comment: a blank at the end of a line, which editors cut; write it without");
    }
    // Builders cut blanks, also those of Unicode, off the beginning of a comment.
    let mut rest = line;
    while let [b' ' | b'\t' | 0x80.., more @ ..] = rest {
        rest = more;
    }
    let word = first_of_name(rest);
    let behind = behind_blanks(tail(rest, word.len()));
    let directive = is_one_of(word, &[b"syntax", b"escape", b"check"]) && starts_with(behind, b"=");
    if directive || is_one_of(word, &[b"hadolint"]) {
        return Err(
            "comment: a linter or a builder would read this as an instruction to it; begin the line with another word",
        );
    }
    Ok(())
}

/// The letters and digits at the beginning of a line.
const fn first_of_name(line: &[u8]) -> &[u8] {
    let mut end = 0;
    while end < line.len() && line[end].is_ascii_alphanumeric() {
        end += 1;
    }
    head(line, end)
}

/// Checks the description of a stage or a variable: one line.
pub(in crate::value) const fn description(text: &[u8]) -> Check {
    if find(text, b'\n').is_some() {
        return Err("description: a line break is in it, and a builder shows one line; write one");
    }
    if text.is_empty() || begins_with_blank(text) || matches!(text, [b'\t', ..]) {
        return Err("description: say what it is for, with no blank at the beginning");
    }
    comment(text)
}
