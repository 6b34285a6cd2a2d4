//! Lines as they are given: instructions and comments.

use crate::value::bytes::{
    Check, begins_with_blank, ends_with_blank, find, head, is_one_of, one_of_exactly, starts_with,
    tail,
};

use super::variables::one_line;

/// The instructions of the reference, but for FROM and SHELL.
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

/// A line that a builder reads as one instruction, and that ends with itself.
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
    if !one_of_exactly(word, WORDS) {
        return Err(
            "line: it begins with no instruction of the Dockerfile reference, in capital letters, such as \"RUN --new-flag make\"",
        );
    }
    let rest = arguments(line);
    if rest.is_empty() {
        return Err("line: an instruction without arguments fails the build; write all of it");
    }
    if one_of_exactly(word, &[b"ONBUILD"]) {
        let trigger = first_word(rest);
        if !one_of_exactly(trigger, WORDS) && !one_of_exactly(trigger, &[b"SHELL"])
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

/// Whether it goes on below.
const fn open_end(line: &[u8]) -> Check {
    let mut quote = 0;
    let mut i = 0;
    while i < line.len() {
        match line[i] {
            b'\\' if i + 1 == line.len() => {
                return Err(
                    "line: a `\\` at its end takes the next line into this one; write all of it in one line",
                );
            }
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
    let mut rest = tail(line, first_word(line).len());
    while let [b' ' | b'\t', more @ ..] = rest {
        rest = more;
    }
    rest
}
