//! Tags and digests that bots keep up to date in a checked-in Dockerfile: they are read back, and
//! kept as long as the declaration allows them.
//!
//! The declaration names a repository and a tag, or a track of tags. The file's FROM line may have
//! another tag of the track, and any digest; its `# syntax` line a newer version, and any digest.
//! Nothing else in the file depends on either.

use std::collections::BTreeMap;

use crate::program::dialect::Dialect;
use crate::program::instruction::From;
use crate::program::pins::Pins;
use crate::program::program::{LoweredStage, Program};
use crate::program::reference::{Reference, is_of_track};

// ---- what the header says of pins ------------------------------------------------------

const TRACK: &str = " may move within ";
const FIXED: &str = " has its digest from build.rs";
const RISES: &str = "# syntax may move up from ";

/// Header lines for images that may move to another tag, or that have their digest from the
/// declaration.
pub(crate) fn comments(program: &Program, needed: Dialect) -> String {
    let frontend = needed.frontend();
    let mut text = frontend.map(|_| format!("{RISES}{needed}\n")).unwrap_or_default();
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

/// How a bot may move an image: to tags of a track, or not at all.
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

// ---- the `# syntax` line ----------------------------------------------------------------

/// The image that a `# syntax` line names.
fn frontend(line: &str) -> Option<Reference<'_>> {
    line.strip_prefix("# syntax=").map(Reference::of)
}

/// A version of the frontend such as `1.14` or `1.14.2`, and whether it is one of the experimental
/// channel.
#[derive(PartialEq, Eq)]
struct Version {
    numbers: Vec<u32>,
    labs: bool,
}

impl Version {
    /// The version of a tag; `None` if the tag moves by itself, such as `1`, or has another major
    /// version.
    fn of(tag: &str) -> Option<Self> {
        let (numbers, labs) = match tag.strip_suffix("-labs") {
            Some(numbers) => (numbers, true),
            None => (tag, false),
        };
        let digits = |part: &str| {
            let plain = part.bytes().all(|byte| byte.is_ascii_digit());
            (plain && (part == "0" || !part.starts_with('0'))).then(|| part.parse().ok())?
        };
        let numbers: Vec<u32> = numbers.split('.').map(digits).collect::<Option<_>>()?;
        let good = numbers.first() == Some(&1) && matches!(numbers.len(), 2 | 3);
        good.then_some(Self { numbers, labs })
    }
}

/// Whether a version of the frontend reads all that another one does.
fn reads_all_of(tag: &str, needed: &str) -> bool {
    let (Some(found), Some(needed)) = (Version::of(tag), Version::of(needed)) else {
        return tag == needed;
    };
    found.labs == needed.labs && found.numbers >= needed.numbers
}

/// A `# syntax` line without its digest, and with the version that the header names (`needed`) in
/// place of a newer one.
fn unpinned_frontend(line: &str, needed: Option<&str>) -> String {
    let Some(found) = frontend(line).filter(|image| !image.is_mispinned()) else {
        return line.to_owned();
    };
    let Reference { repository, tag: Some(tag), .. } = found else { return line.to_owned() };
    let tag = needed.filter(|needed| reads_all_of(tag, needed)).unwrap_or(tag);
    format!("# syntax={repository}:{tag}")
}

/// The image of a file's `# syntax` line, if it reads what the declaration needs.
fn frontend_pin(text: &str, needed: Dialect) -> Option<String> {
    let wanted = needed.frontend()?;
    let wanted = Reference::of(&wanted);
    let line = text.lines().next()?;
    let found = frontend(line).filter(|found| !found.is_mispinned())?;
    let good = found.repository == wanted.repository && reads_all_of(found.tag?, wanted.tag?);
    good.then(|| line.trim_start_matches("# syntax=").to_owned())
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
    let behind = rest.strip_prefix("--platform=").and_then(|flag| flag.split_once(' '));
    let (before, rest) = match behind {
        Some((_, behind)) => (&line[..line.len() - behind.len()], behind),
        None => (before, rest),
    };
    let (image, name) = rest.split_once(" AS ")?;
    let is_image = image.contains([':', '@', '/']) && !image.contains(' ');
    is_image.then_some(FromLine { before, image, name })
}

/// The lines of a file, each with whether it is an instruction or a comment, and not text of a
/// here-document.
pub(super) fn instructions(text: &str) -> impl Iterator<Item = (&str, bool)> {
    let mut ends: Option<&str> = None;
    text.lines().map(move |line| match ends {
        Some(end) => {
            if line == end {
                ends = None;
            }
            (line, false)
        }
        // A comment begins no here-document.
        None if line.starts_with('#') => (line, true),
        None => {
            ends = end_of_document(line);
            (line, true)
        }
    })
}

/// The word that ends the here-document of an instruction: `EOF`, or one with a number. Whatever else
/// follows `<<"` is part of a text, as in `CMD ["cat", "<<"]`.
fn end_of_document(line: &str) -> Option<&str> {
    let words = line.match_indices(" <<\"").filter_map(|(at, start)| {
        let word = line[at + start.len()..].split('"').next()?;
        let number = word.strip_prefix("EOF")?;
        number.bytes().all(|c| c.is_ascii_digit()).then_some(word)
    });
    words.into_iter().next()
}

/// The text without anything that a bot may change, of which a file's hash is taken.
pub(crate) fn without(text: &str) -> String {
    let freedoms = freedoms(text);
    let needed = text.lines().take_while(|line| line.starts_with('#'));
    let needed = needed.filter_map(|line| line.strip_prefix(RISES)).next();
    let mut lines = String::with_capacity(text.len());
    for (number, (line, instruction)) in instructions(text).enumerate() {
        match from_line(line).filter(|_| instruction) {
            Some(FromLine { before, image, name }) => {
                lines += &format!("{before}{} AS {name}", unpinned(image, freedoms.get(name)));
            }
            None if number == 0 => lines += &unpinned_frontend(line, needed),
            None => lines += line,
        }
        lines.push('\n');
    }
    if !text.ends_with('\n') {
        lines.pop();
    }
    lines
}

fn unpinned(image: &str, freedom: Option<&Freedom<'_>>) -> String {
    let found = Reference::of(image);
    let Reference { repository, tag, .. } = found;
    match (freedom, tag) {
        _ if found.is_mispinned() => image.to_owned(),
        (Some(Freedom::Fixed), _) => image.to_owned(),
        (Some(Freedom::Track(track)), Some(tag)) if is_of_track(track, tag) => {
            format!("{repository}:{track}")
        }
        (_, Some(tag)) => format!("{repository}:{tag}"),
        (_, None) => repository.to_owned(),
    }
}

/// The tags and digests that a file has, as far as the declaration allows them.
pub(crate) fn read(program: &Program, needed: Dialect, text: &str) -> Pins {
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
                && !found.is_mispinned()
                && (found.tag == wanted.tag || moved)
        };
        // A digest in the declaration wins over the file's.
        let line = lines.iter().find(satisfies).filter(|_| wanted.digest.is_none())?;
        Some((stage.name.to_string(), line.image.to_owned()))
    };
    let images = program.stages.iter().filter_map(pin).collect();
    Pins { images, frontend: frontend_pin(text, needed) }
}

#[cfg(test)]
mod tests {
    use super::{frontend_pin, read, reads_all_of, without};
    use crate::check::sketch::program;
    use crate::program::dialect::Dialect;
    use crate::program::instruction::From;

    const DIGEST: &str = "@sha256:0123456789012345678901234567890123456789012345678901234567890123";

    #[test]
    fn what_a_bot_may_change_and_nothing_else() {
        let text = |image: &str, line: &str| {
            format!("# python may move within 3.*-slim\n\nFROM {image} AS python\n{line}\n")
        };
        let start = without(&text("python:3.12-slim", "RUN x"));
        let pinned = |name: &str| format!("{name}{DIGEST}");
        assert_eq!(without(&text(&pinned("python:3.13-slim"), "RUN x")), start);
        for other in [
            text("python:4.0-slim", "RUN x"),
            text("corp/python:3.12-slim", "RUN x"),
            text("python:3.12-slim", "RUN y"),
            text("python:3.12-slim@sha256:0a", "RUN x"),
            text("python:3.12-slim@", "RUN x"),
            text(&pinned("python:3.latest-slim"), "RUN x"),
            text("python:3.12-slim", &format!("FROM debian:13{DIGEST} AS other")),
        ] {
            assert_ne!(without(&other), start, "{other}");
        }
        // A platform is no bot's to change.
        let of = |platform: &str, image: &str| {
            without(&format!("FROM --platform={platform} {image} AS python\n"))
        };
        let one = of("linux/amd64", "python:3.12-slim");
        assert_eq!(of("linux/amd64", &pinned("python:3.12-slim")), one);
        assert_ne!(of("linux/arm64", "python:3.12-slim"), one);
        // A FROM line in a here-document is text.
        let inside = |digest: &str| {
            without(&format!("COPY <<\"EOF\" /x\nFROM debian:12{digest} AS x\nEOF\n"))
        };
        assert_ne!(inside(""), inside(DIGEST));
        // The line that ends it is the last one.
        let behind = |digest: &str| {
            without(&format!("COPY <<\"EOF\" /x\nx\nEOF\nFROM debian:12{digest} AS x\n"))
        };
        assert_eq!(behind(""), behind(DIGEST));
        // A text that ends in `<<` begins none.
        for line in ["CMD [\"cat\", \"<<\"]", "RUN echo \"<<\" a", "COPY [\"a <<\", \"/x\"]"] {
            let below = |digest: &str| without(&format!("{line}\n\nFROM debian:12{digest} AS x\n"));
            assert_eq!(below(""), below(DIGEST), "{line}");
        }
        // And a comment begins none.
        let below =
            |digest: &str| without(&format!("# cat <<\"EOF\" >x\nFROM debian:12{digest} AS x\n"));
        assert_eq!(below(""), below(DIGEST));
    }

    #[test]
    fn a_line_end_at_the_end_stays_as_it_is() {
        assert_eq!(without("FROM scratch"), "FROM scratch");
        assert_eq!(without("FROM scratch\n"), "FROM scratch\n");
    }

    /// What a file says of an image is kept where it is one that the declaration allows.
    #[test]
    fn a_pin_is_of_the_declared_image() {
        let kept = |declared: &str, track: Option<&str>, text: &str| {
            let mut program = program(&format!("FROM {declared} AS it; FROM it"));
            if let From::Image { track: own, .. } = &mut program.stages[0].from {
                *own = track.map(str::to_owned);
            }
            let pins = read(&program, Dialect::default(), text);
            pins.image(&program.stages[0]).filter(|image| *image != declared).map(str::to_owned)
        };
        let pinned = |image: &str| format!("{image}{DIGEST}");
        for (image, text, is_kept) in [
            ("debian:12", format!("FROM debian:12{DIGEST} AS it\n"), true),
            ("debian:12", format!("RUN x\n\nFROM debian:12{DIGEST} AS it"), true),
            ("debian:12", format!("FROM debian:12{DIGEST} AS other\n"), false),
            ("debian:12", format!("FROM corp/debian:12{DIGEST} AS it\n"), false),
            ("debian:12", format!("FROM debian:13{DIGEST} AS it\n"), false),
            ("debian:12", format!("FROM debian{DIGEST} AS it\n"), false),
            ("debian:12", "FROM debian:12@sha256:0a AS it\n".to_owned(), false),
            ("debian:12", format!("FROM x debian:12{DIGEST} AS it\n"), false),
            ("debian:12", format!("RUN <<\"EOF\"\nFROM debian:12{DIGEST} AS it\nEOF\n"), false),
        ] {
            let wanted = is_kept.then(|| pinned(image));
            assert_eq!(kept(image, None, &text), wanted, "{text}");
        }
        let of_platform = format!("FROM --platform=linux/amd64 debian:12{DIGEST} AS it\n");
        assert_eq!(kept("debian:12", None, &of_platform), Some(pinned("debian:12")));
        // The declaration's own digest wins.
        let own = format!("debian:12@sha256:{}", "1".repeat(64));
        assert_eq!(kept(&own, None, &format!("FROM debian:12{DIGEST} AS it\n")), None);
        for (text, wanted) in [
            ("FROM python:3.13-slim AS it\n", Some("python:3.13-slim")),
            ("FROM python:4.0-slim AS it\n", None),
            ("FROM corp/python:3.13-slim AS it\n", None),
            ("FROM python:3.13-slim AS other\n", None),
            ("FROM python:3.13-slim@sha256:0a AS it\n", None),
        ] {
            let kept = kept("python:3.12-slim", Some("3.*-slim"), text);
            assert_eq!(kept.as_deref(), wanted, "{text}");
        }
    }

    #[test]
    fn the_syntax_moves_up() {
        let text = |image: &str, rises: &str| format!("# syntax={image}\n{rises}\n\nRUN x\n");
        let rises = "# syntax may move up from 1.14";
        let start = without(&text("docker/dockerfile:1.14", rises));
        for tag in ["1.14", "1.14.0", "1.20", "1.20.3", "1.100"] {
            for digest in ["", DIGEST] {
                let image = format!("docker/dockerfile:{tag}{digest}");
                assert_eq!(without(&text(&image, rises)), start, "{image}");
            }
        }
        for image in [
            "docker/dockerfile:1.13",
            "docker/dockerfile:1",
            "docker/dockerfile:2.0",
            "docker/dockerfile:1.20-labs",
            "docker/dockerfile:1.020",
            "docker/dockerfile:1.+20",
            "docker/dockerfile:1.20.3.1",
            "docker/dockerfile:1.14@sha256:0a",
            "docker/dockerfile:latest",
            "docker/dockerfile",
            "corp/dockerfile:1.14",
        ] {
            assert_ne!(without(&text(image, rises)), start, "{image}");
        }
        // An older file has no such header line: a bot may change the digest, and not the version.
        let old = without(&text("docker/dockerfile:1.14", ""));
        assert_eq!(without(&text(&format!("docker/dockerfile:1.14{DIGEST}"), "")), old);
        assert_ne!(without(&text("docker/dockerfile:1.20", "")), old);
        assert!(reads_all_of("1.25-labs", "1.24-labs") && !reads_all_of("1.25", "1.24-labs"));
        assert!(reads_all_of("1.14", "1.14"));
    }

    #[test]
    fn a_syntax_is_kept_that_reads_what_is_declared() {
        for (image, kept) in [
            (format!("docker/dockerfile:1.14{DIGEST}"), true),
            (format!("docker/dockerfile:1.20{DIGEST}"), true),
            (format!("docker/dockerfile:1.13{DIGEST}"), false),
            (format!("corp/dockerfile:1.20{DIGEST}"), false),
            ("docker/dockerfile:1.20@sha256:0a".to_owned(), false),
        ] {
            let pin = frontend_pin(&format!("# syntax={image}\nFROM scratch\n"), Dialect::V1_14);
            assert_eq!(pin, kept.then_some(image));
        }
        assert_eq!(frontend_pin("FROM scratch\n", Dialect::V1_14), None);
    }
}
