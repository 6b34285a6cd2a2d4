//! Tags and digests that bots keep up to date in a checked-in file: read back, and kept as
//! long as they satisfy the declaration. Pure.
//!
//! Rust declares a repository and a tag, or a track of tags. The file's FROM line may say
//! another tag of the track, and any digest; nothing else of the file depends on either.

use std::collections::BTreeMap;

use crate::program::instruction::From;
use crate::program::pins::Pins;
use crate::program::program::{LoweredStage, Program};
use crate::program::reference::{Reference, is_of_track};

// ---- what the header says of them ------------------------------------------------------

const TRACK: &str = " may move within ";
const FIXED: &str = " has its digest from build.rs";

/// Header lines for images that may move further than by their digest, or not at all.
pub(crate) fn comments(program: &Program) -> String {
    let mut text = String::new();
    for stage in &program.stages {
        match &stage.from {
            From::Image { track: Some(track), .. } => {
                text += &format!("# {}{TRACK}{track}\n", stage.name);
            }
            From::Image { declared, .. } if Reference::of(declared).digest.is_some() => {
                text += &format!("# {}{FIXED}\n", stage.name);
            }
            _ => {}
        }
    }
    text
}

/// What an image of a file may do: the track of its tag, or stay as it is.
enum Freedom<'a> {
    Track(&'a str),
    Fixed,
}

fn freedoms(text: &str) -> BTreeMap<&str, Freedom<'_>> {
    text.lines().take_while(|line| line.starts_with('#')).filter_map(freedom).collect()
}

fn freedom(line: &str) -> Option<(&str, Freedom<'_>)> {
    let line = line.strip_prefix("# ")?;
    if let Some(name) = line.strip_suffix(FIXED) {
        return Some((name, Freedom::Fixed));
    }
    let (name, track) = line.split_once(TRACK)?;
    Some((name, Freedom::Track(track)))
}

// ---- FROM lines -----------------------------------------------------------------------

/// A FROM line of an external image.
struct FromLine<'a> {
    before: &'a str,
    image: &'a str,
    name: &'a str,
}

fn from_line(line: &str) -> Option<FromLine<'_>> {
    let (before, rest) = line.split_at(line.strip_prefix("FROM ").map(|_| 5)?);
    let (before, rest) = match rest.strip_prefix("--platform=$BUILDPLATFORM ") {
        Some(behind) => (&line[..line.len() - behind.len()], behind),
        None => (before, rest),
    };
    let (image, name) = rest.split_once(" AS ")?;
    let is_image = image.contains([':', '@', '/']) && !image.contains(' ');
    is_image.then_some(FromLine { before, image, name })
}

/// The lines of a file, but for those of here-documents, where FROM is text.
pub(super) fn instructions(text: &str) -> impl Iterator<Item = (&str, bool)> {
    let mut ends: Option<&str> = None;
    text.lines().map(move |line| match ends {
        Some(end) => {
            if line == end {
                ends = None;
            }
            (line, false)
        }
        // What a comment says begins nothing.
        None if line.starts_with('#') => (line, true),
        None => {
            ends = line.split_once("<<\"").and_then(|(_, rest)| rest.split('"').next());
            (line, true)
        }
    })
}

/// The text without what a bot may change: what the hash of a file is taken of.
pub(crate) fn without(text: &str) -> String {
    let freedoms = freedoms(text);
    let line = |(line, instruction): (&str, bool)| match from_line(line).filter(|_| instruction) {
        Some(FromLine { before, image, name }) => {
            format!("{before}{} AS {name}\n", unpinned(image, freedoms.get(name)))
        }
        None => format!("{line}\n"),
    };
    let mut lines: String = instructions(text).map(line).collect();
    if !text.ends_with('\n') {
        lines.pop();
    }
    lines
}

fn unpinned(image: &str, freedom: Option<&Freedom<'_>>) -> String {
    let Reference { repository, tag, .. } = Reference::of(image);
    match (freedom, tag) {
        (Some(Freedom::Fixed), _) => image.to_owned(),
        (Some(Freedom::Track(track)), Some(tag)) if is_of_track(track, tag) => {
            format!("{repository}:{track}")
        }
        (_, Some(tag)) => format!("{repository}:{tag}"),
        (_, None) => repository.to_owned(),
    }
}

/// The tags and digests of a file's FROM lines, where the declaration allows them.
pub(crate) fn read(program: &Program, text: &str) -> Pins {
    let lines = instructions(text).filter(|(_, instruction)| *instruction);
    let lines: Vec<FromLine<'_>> = lines.filter_map(|(line, _)| from_line(line)).collect();
    let pin = |stage: &LoweredStage| {
        let From::Image { declared, track, .. } = &stage.from else { return None };
        let wanted = Reference::of(declared);
        let satisfies = |line: &&FromLine<'_>| {
            let found = Reference::of(line.image);
            let moved = match (track, found.tag) {
                (Some(track), Some(tag)) => is_of_track(track, tag),
                _ => false,
            };
            line.name == stage.name.as_str()
                && found.repository == wanted.repository
                && (found.tag == wanted.tag || moved)
        };
        // A digest that the declaration has is the declaration's.
        let line = lines.iter().find(satisfies).filter(|_| wanted.digest.is_none())?;
        Some((stage.name.to_string(), line.image.to_owned()))
    };
    Pins(program.stages.iter().filter_map(pin).collect())
}

#[cfg(test)]
mod tests {
    use super::without;

    #[test]
    fn what_a_bot_may_change_and_nothing_else() {
        let text = |image: &str, line: &str| {
            format!("# python may move within 3.*-slim\n\nFROM {image} AS python\n{line}\n")
        };
        let start = without(&text("python:3.12-slim", "RUN x"));
        assert_eq!(without(&text("python:3.13-slim@sha256:0a", "RUN x")), start);
        for other in [
            text("python:4.0-slim", "RUN x"),
            text("corp/python:3.12-slim", "RUN x"),
            text("python:3.12-slim", "RUN y"),
            text("python:3.12-slim", "FROM debian:13@sha256:0a AS other"),
        ] {
            assert_ne!(without(&other), start, "{other}");
        }
        // In a here-document it is text.
        let inside = |digest: &str| {
            without(&format!("COPY <<\"EOF\" /x\nFROM debian:12{digest} AS x\nEOF\n"))
        };
        assert_ne!(inside(""), inside("@sha256:0a"));
    }
}
