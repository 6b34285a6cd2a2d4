//! FROM: which base it is, and which family of bases that belongs to.

use super::family;
use super::known;
use super::rust::{literal, number};

/// A base as Rust, and what is to be decided about it.
pub(super) struct Base {
    pub(super) expression: String,
    pub(super) family: &'static str,
    pub(super) decisions: Vec<String>,
    pub(super) differs: Vec<String>,
}

const SHELLLESS: &[&str] =
    &["Scratch", "Shellless", "DistrolessStatic", "DistrolessBase", "DistrolessCc"];

pub(super) fn has_shell(family: &str) -> bool {
    !SHELLLESS.contains(&family)
}

/// What the steps of a stage tell of its base.
pub(super) struct Evidence<'a> {
    pub(super) texts: &'a [String],
}

/// The base of a stage that starts from an image.
pub(super) fn of_image(reference: &str, platform: Option<&str>, seen: &Evidence<'_>) -> Base {
    let (family, is_guess) = family_of(reference, seen);
    let (mut decisions, mut differs) = (vec![], vec![]);
    let mut expression = image(reference, &mut decisions);
    let official = expression.starts_with("debian(")
        || expression.starts_with("ubuntu(")
        || expression.starts_with("alpine(")
        || expression.starts_with("fedora(");
    if !official {
        expression += &format!(".family({family})");
    }
    if is_guess {
        decisions.push(format!(
            "the family `{family}` is a guess: name the one that `{reference}` descends from, such as `Debian` or `Alpine`"
        ));
    }
    if let Some((user, group)) = known::runs_as(reference) {
        expression += &format!(".runs_as({}, {})", number(user), number(group));
    }
    match platform {
        None => {}
        Some(platform) if platform.contains("BUILDPLATFORM") => {
            expression += ".on_build_platform()"
        }
        Some(platform) if platform.contains("TARGETPLATFORM") => {}
        Some(platform) => {
            differs.push(format!(
                "`--platform={platform}` is left to the build: `docker build --platform {platform}`"
            ));
            decisions.push(format!(
                "`--platform={platform}` is left out; of a base that only holds files it is `.on_platform({}, \"why\")`",
                literal(platform)
            ));
        }
    }
    Base { expression, family, decisions, differs }
}

/// An image's reference as a value.
pub(super) fn image(reference: &str, decisions: &mut Vec<String>) -> String {
    let (name, digest) = match reference.split_once('@') {
        Some((name, _)) => (name, true),
        None => (reference, false),
    };
    let last = name.rsplit('/').next().unwrap_or(name);
    let tag = last.split_once(':').map(|(_, tag)| tag);
    if !digest && matches!(tag, None | Some("latest")) {
        decisions.push(format!(
            "`{reference}` is another image next month: name a version, such as `image(\"{}:1.2\")`",
            name.trim_end_matches(":latest")
        ));
        return format!(
            "moving_image({}, \"the Dockerfile names no version\")",
            literal(reference)
        );
    }
    let repository = last.split(':').next().unwrap_or(last);
    let is_official = !digest && !name.contains('/');
    match (repository, tag) {
        ("debian" | "ubuntu" | "alpine" | "fedora", Some(tag)) if is_official => {
            format!("{repository}({})", literal(tag))
        }
        _ => format!("image({})", literal(reference)),
    }
}

fn family_of(reference: &str, seen: &Evidence<'_>) -> (&'static str, bool) {
    family::by_name(reference).map_or_else(|| (by_steps(seen), true), |family| (family, false))
}

/// What package managers the steps call.
fn by_steps(seen: &Evidence<'_>) -> &'static str {
    let calls = |word: &str| {
        seen.texts.iter().any(|text| text.split([' ', '\n', '\t', ';', '&']).any(|is| is == word))
    };
    match () {
        () if calls("apt-get") || calls("apt") => "Debian",
        () if calls("apk") => "Alpine",
        () if calls("dnf") || calls("yum") || calls("microdnf") => "RedHat",
        () if calls("zypper") => "Suse",
        () if calls("pacman") => "Arch",
        () => "Posix",
    }
}
