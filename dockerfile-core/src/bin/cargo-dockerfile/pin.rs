//! `pin`: a digest behind every base image, in the Dockerfile, where an update bot would write it. The
//! declaration reads it back, so nothing else changes.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde::{Deserialize, Serialize};

use crate::failure::{Failure, Result};
use crate::images::{self, Select};
use crate::say::{self, FAINT, Found, GOOD, Say, WARN, escaped, styled};

/// Writes the digest of each base image into the Dockerfiles, as `docker buildx` finds it.
#[derive(clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    select: Select,
    /// Looks up those that have a digest, too: the newest of their tag.
    #[arg(long, conflicts_with = "check")]
    update: bool,
    /// Says which have none, and asks no registry.
    #[arg(long)]
    check: bool,
}

/// A line FROM of an image of a registry.
struct Base {
    at: std::ops::Range<usize>,
    reference: String,
}

impl Base {
    fn name(&self) -> &str {
        self.reference.split('@').next().unwrap_or_default()
    }

    fn is_pinned(&self) -> bool {
        self.reference.contains('@')
    }
}

#[derive(Serialize)]
struct Pinned {
    dockerfile: PathBuf,
    image: String,
    digest: Option<String>,
    is_new: bool,
}

#[derive(Serialize)]
struct Report<'p> {
    version: u32,
    images: &'p [Pinned],
}

pub(crate) fn run(args: &Args, say: &Say) -> Result<Found> {
    let images = images::declared(&args.select, say)?;
    let mut digests = BTreeMap::new();
    let mut pinned = vec![];
    let mut texts = vec![];
    for image in &images {
        let path = &image.dockerfile;
        let text = fs::read_to_string(path).map_err(|error| Failure::of_file(path, error))?;
        let stages: Vec<&str> = image
            .plan
            .iter()
            .flat_map(|plan| &plan.stages)
            .map(|stage| stage.name.as_str())
            .collect();
        let bases = bases(&text, &stages);
        let mut new = text.clone();
        // From the end, so that what is in front keeps its place.
        for base in bases.iter().rev() {
            let asks = !args.check && (args.update || !base.is_pinned());
            let old = base.reference.split_once('@').map(|(_, digest)| digest.to_owned());
            let digest =
                if asks { Some(digest_of(base.name(), &mut digests, say)?) } else { old.clone() };
            if let Some(digest) = &digest {
                new.replace_range(base.at.clone(), &format!("{}@{digest}", base.name()));
            }
            let is_new = digest != old;
            pinned.push(Pinned {
                dockerfile: path.clone(),
                image: base.name().to_owned(),
                digest,
                is_new,
            });
        }
        texts.push((path, text, new));
    }
    // None is written before all are known.
    for (path, _, new) in texts.iter().filter(|(_, old, new)| old != new) {
        replace(path, new)?;
    }
    pinned.sort_by(|one, other| {
        (&one.dockerfile, &one.image).cmp(&(&other.dockerfile, &other.image))
    });
    say.result(&Report { version: 1, images: &pinned }, || pinned.iter().map(line).collect())?;
    Ok(Found::of(pinned.iter().any(|one| one.digest.is_none())))
}

fn line(one: &Pinned) -> String {
    let state = match &one.digest {
        None => styled(WARN, "has no digest"),
        Some(digest) if one.is_new => styled(GOOD, digest),
        Some(digest) => styled(FAINT, digest),
    };
    format!("{}: {}  {state}\n", escaped(&say::path(&one.dockerfile)), escaped(&one.image))
}

/// The images of registries that a file of ours starts from: each alone on a line, behind FROM and a
/// platform.
fn bases(text: &str, stages: &[&str]) -> Vec<Base> {
    let mut found = vec![];
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        if let Some(words) = line.strip_prefix("FROM ") {
            let mut at = start + "FROM ".len();
            for word in words.split(' ') {
                if !word.starts_with("--") {
                    let reference = word.trim_end();
                    if reference != "scratch" && !stages.contains(&reference) {
                        let reference = reference.to_owned();
                        found.push(Base { at: at..at + reference.len(), reference });
                    }
                    break;
                }
                at += word.len() + 1;
            }
        }
        start += line.len();
    }
    found
}

#[derive(Deserialize)]
struct Manifest {
    digest: String,
}

fn digest_of(image: &str, known: &mut BTreeMap<String, String>, say: &Say) -> Result<String> {
    if let Some(digest) = known.get(image) {
        return Ok(digest.clone());
    }
    let busy = say.busy("asking the registry");
    let output = Command::new("docker")
        .args(["buildx", "imagetools", "inspect", image, "--format", "{{json .Manifest}}"])
        .output();
    drop(busy);
    let help = "digests are looked up by `docker buildx imagetools inspect`; nothing was written";
    let output = output.map_err(|error| Failure::new(format!("docker: {error}")).help(help))?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        return Err(Failure::said(&format!("`{image}`: "), &said).help(help));
    }
    let manifest: Manifest = serde_json::from_slice(&output.stdout)
        .map_err(|error| Failure::new(format!("`{image}`: docker buildx: {error}")).help(help))?;
    let is_digest = manifest.digest.strip_prefix("sha256:").is_some_and(|digits| {
        digits.len() == 64 && digits.bytes().all(|byte| byte.is_ascii_hexdigit())
    });
    if !is_digest {
        return Err(
            Failure::new(format!("`{image}`: `{}` is no digest", manifest.digest)).help(help)
        );
    }
    known.insert(image.to_owned(), manifest.digest.clone());
    Ok(manifest.digest)
}

/// A file with another text, or as it was.
fn replace(path: &Path, text: &str) -> Result<()> {
    let failed = |error: std::io::Error| Failure::of_file(path, error);
    // A link stays one.
    let path = fs::canonicalize(path).map_err(failed)?;
    let folder = path.parent().unwrap_or(Path::new("."));
    let mut file = tempfile::NamedTempFile::new_in(folder).map_err(failed)?;
    file.write_all(text.as_bytes()).map_err(failed)?;
    let permissions = fs::metadata(&path).map_err(failed)?.permissions();
    file.as_file().set_permissions(permissions).map_err(failed)?;
    file.persist(&path).map_err(|error| failed(error.error))?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::bases;

    #[test]
    fn every_base_of_a_registry_is_found() {
        let text = "# FROM no\nFROM debian:12 AS debian\n\nFROM debian AS build\nFROM --platform=$BUILDPLATFORM \
                    go:1@sha256:ab AS go\nFROM scratch AS final\nRUN <<E\n FROM x\nE\n";
        let found = bases(text, &["debian", "build", "go", "final"]);
        let names: Vec<&str> = found.iter().map(|base| base.name()).collect();
        assert_eq!(names, ["debian:12", "go:1"]);
        assert_eq!(&text[found[1].at.clone()], "go:1@sha256:ab");
    }

    #[test]
    fn a_base_stands_behind_its_flags() {
        for (text, found) in [
            ("FROM a:1", "a:1"),
            ("FROM a:1\r\n", "a:1"),
            ("FROM --platform=x a:1 AS b\nFROM --platform=x b\n", "a:1"),
            ("from a:1\n FROM b\nFROMAGE c\n", ""),
            ("FROM scratch\n", ""),
        ] {
            let bases = bases(text, &["b"]);
            let names: Vec<&str> = bases.iter().map(|base| &text[base.at.clone()]).collect();
            assert_eq!(names.join(" "), found, "{text}");
            assert!(bases.iter().all(|base| !base.is_pinned()), "{text}");
        }
    }
}
