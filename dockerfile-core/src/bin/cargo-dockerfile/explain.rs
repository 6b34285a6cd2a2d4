//! Why layers ran again between two revisions.

use serde::Serialize;

use crate::change::again;
use crate::change::cause::{Cause, Explained, How, explain};
use crate::change::shown::short;
use crate::failure::{Failure, Result};
use crate::moment::{Built, Two};
use crate::say::{BAD, FAINT, Found, GOOD, Say, escaped, styled};
use crate::targets::{self, Target};

/// Says for each layer that runs again which input is another: a file, a variable, its text, its base.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// Two revisions, as in `main..HEAD`; of one alone, what is on disk is the other.
    #[arg(value_name = "REVISION[..REVISION]")]
    range: String,
    #[command(flatten)]
    which: targets::Images,
}

#[derive(Serialize)]
struct Report<'r> {
    version: u32,
    since: &'r str,
    until: &'r str,
    images: &'r [OfImage],
}

#[derive(Serialize)]
struct OfImage {
    image: String,
    dockerfile: String,
    /// It was not there: all of it is new.
    is_new: bool,
    layers: Vec<Explained>,
}

pub(crate) fn run(args: &Args, say: &Say) -> Result<Found> {
    let targets = args.which.targets(say)?;
    let (since, until) = range(&args.range)?;
    let Two { old, new, built } = Two::of(&targets, since, until, say)?;
    let mut images = vec![];
    for (target, (before, after)) in targets.all.iter().zip(&built) {
        let gone = || Failure::new(format!("`{}` is not there {new}", target.dockerfile));
        images.push(of_image(target, before.as_ref(), after.as_ref().ok_or_else(gone)?));
    }
    let report = Report { version: 1, since: &old, until: &new, images: &images };
    let all =
        || images.iter().zip(&targets.all).map(|(image, target)| text(image, target)).collect();
    say.result(&report, all)?;
    Ok(Found::Nothing)
}

/// Two revisions, or one and what is on disk.
fn range(text: &str) -> Result<(&str, Option<&str>)> {
    if let Some((one, other)) = text.split_once("...") {
        let help = format!("`explain $(git merge-base {one} {other})..{other}`");
        return Err(Failure::new(format!("`{text}` is no range of two revisions")).help(help));
    }
    let (since, until) = text.split_once("..").unwrap_or((text, ""));
    let since = if since.is_empty() { "HEAD" } else { since };
    Ok((since, Some(until).filter(|until| !until.is_empty())))
}

fn of_image(target: &Target, before: Option<&Built>, after: &Built) -> OfImage {
    let layers = again(before, after);
    OfImage {
        image: target.image.clone(),
        dockerfile: target.dockerfile.clone(),
        is_new: before.is_none(),
        layers: before.map(|before| explain(target, before, after, &layers)).unwrap_or_default(),
    }
}

fn text(image: &OfImage, target: &Target) -> String {
    let mut text = escaped(&image.image);
    if image.is_new {
        return text + &format!("  {}\n", styled(BAD, "new: all of it"));
    }
    if image.layers.is_empty() {
        return text + &format!("  {}\n", styled(GOOD, "no layer runs again"));
    }
    text.push('\n');
    for one in &image.layers {
        let place = styled(FAINT, one.layer.place(target));
        text += &format!("  {place}  {}\n", one.layer.short());
        if let Some(follows) = &one.follows {
            let first = &image.layers[one.first].layer;
            let by = format!("`{}` ({})", follows.short(), follows.place(target));
            let is_first = first.dockerfile_line == follows.dockerfile_line;
            let of = format!(", which began with {}", first.place(target));
            text += &format!("    follows {by}{}\n", if is_first { "" } else { &of });
        }
        let (shown, more) = one.causes.split_at(one.causes.len().min(6));
        text.extend(shown.iter().map(|cause| words(cause, target)));
        if !more.is_empty() {
            text += &format!("    and {} more\n", more.len());
        }
    }
    text
}

fn words(cause: &Cause, target: &Target) -> String {
    let at = |line: &Option<u32>| {
        line.map(|line| format!(" ({}:{line})", target.dockerfile)).unwrap_or_default()
    };
    let value = |value: &Option<String>| match value {
        Some(value) => format!("`{}`", short(value)),
        None => "nothing".to_owned(),
    };
    let words = match cause {
        Cause::Line => "the line is new".to_owned(),
        Cause::Gone { text, old_line } => {
            format!("above it stood `{}`, line {old_line} of the old file", short(text))
        }
        Cause::Base { old: Some(old), new, .. } => format!("the base: `{old}` is `{new}` now"),
        Cause::Base { old: None, new, .. } => format!("the stage is new: `{new}`"),
        Cause::Text { old, new, .. } => return difference(old, new),
        Cause::File { path, how } => format!(
            "`{path}` {}",
            match how {
                How::Changed => "is another",
                How::Added => "is new",
                How::Removed => "is gone",
                How::Mode => "has another mode",
            }
        ),
        Cause::Variable { name, old, new, line } => {
            format!("`{name}`: {} is {} now{}", value(old), value(new), at(line))
        }
        Cause::Order { names } => format!("the order of variables: {}", names.join(", ")),
        Cause::Setting { name, old, new, line } => {
            format!("the {name}: `{old}` is `{new}` now{}", at(line))
        }
        Cause::Other { name } => format!("{name} is another"),
    };
    format!("    {}\n", escaped(&words))
}

/// The lines of a text that are others, few of them.
fn difference(old: &str, new: &str) -> String {
    let lines = |text: &str, other: &str, sign: &str, style| -> Vec<String> {
        let own = text.lines().filter(|line| !other.lines().any(|other| other == *line));
        own.map(|line| format!("    {}\n", styled(style, format!("{sign} {line}")))).collect()
    };
    let (gone, come) = (lines(old, new, "-", BAD), lines(new, old, "+", GOOD));
    let few = |lines: &[String]| lines.iter().take(5).cloned().collect::<String>();
    let text = few(&gone) + &few(&come);
    if text.is_empty() { "    its lines stand in another order\n".to_owned() } else { text }
}

#[cfg(test)]
mod tests {
    use super::{difference, range};

    #[test]
    fn a_range_is_two_revisions_or_one() {
        for (text, since, until) in [
            ("a..b", "a", Some("b")),
            ("a", "a", None),
            ("a..", "a", None),
            ("..b", "HEAD", Some("b")),
            ("..", "HEAD", None),
            ("v1.2..main", "v1.2", Some("main")),
        ] {
            let found = range(text).unwrap_or_else(|failure| panic!("{text}: {}", failure.what));
            assert_eq!(found, (since, until), "{text}");
        }
        assert!(range("a...b").is_err());
    }

    #[test]
    fn a_difference_has_five_lines_of_each_side() {
        let count = |old: &str, new: &str| difference(old, new).lines().count();
        assert_eq!(count("a\nb", "a\nc"), 2);
        assert_eq!(count("1\n2\n3\n4\n5\n6", "a\nb\nc\nd\ne\nf"), 10);
        assert!(difference("a\nb", "b\na").contains("another order"));
    }
}
