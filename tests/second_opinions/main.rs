//! What others say of what we emit: another parser, hadolint, and BuildKit's own checks.
//!
//! Of every emitted file in the repository, and of images that use every way out and
//! every kind of step: a rule that is broken on purpose is answered in the header.

mod declared;

use std::collections::HashSet;
use std::fs;
use std::path::PathBuf;

use dockerfile_core::{Debian, Dialect, Image, Stage, uid};
use dockerfile_tests::docker::Docker;
use dockerfile_tests::language::{self, Said, sayable};
use dockerfile_tests::opinions::{answers, buildkit, hadolint};
use dockerfile_tests::root;
use tempfile::TempDir;

use declared::declared;

/// Every Dockerfile that a build script of the repository writes.
fn emitted() -> Vec<PathBuf> {
    let mut files = vec![];
    let mut folders = vec![root().join("examples")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            if path.is_dir() && name != "target" && name != "node_modules" {
                folders.push(path);
            } else if name.ends_with("Dockerfile") {
                files.push(path);
            }
        }
    }
    assert!(files.len() >= 6, "{files:?}");
    files.sort();
    files
}

/// Each element of the reference that can be said, one a file, in the oldest dialect that has it.
fn each_element() -> Vec<(&'static str, Image)> {
    let image = |said: &Said| {
        let image = (said.image)(language::base());
        if image.render().is_ok() {
            return image;
        }
        let newest = image.clone().dialect(Dialect::Labs).render().expect(said.what);
        image.dialect(newest.dialect)
    };
    sayable().iter().map(|said| (said.what, image(said))).collect()
}

/// The newest syntax that the engine of these tests reads without another frontend, which it would
/// have to download.
const READ_BY_ENGINE: &str = "1.19";

/// Whether the engine reads a file, whose line of the syntax is not for it to follow.
fn is_read_by_engine(dockerfile: &str) -> bool {
    let minor = |version: &str| version.strip_prefix("1.").and_then(|it| it.parse::<u32>().ok());
    let Some(rest) = dockerfile.strip_prefix("# syntax=docker/dockerfile:") else { return true };
    let needed = rest.lines().next().and_then(minor);
    needed.is_some_and(|needed| Some(needed) <= minor(READ_BY_ENGINE))
}

/// A way to say in a chain what no phase below `Account` allows any more.
trait AccountOfTests {
    fn account_of_tests(self) -> Self;
}

impl<At> AccountOfTests for Stage<At, Debian> {
    fn account_of_tests(self) -> Self {
        self.out_of_order("a test", |s| s.account(uid(7)))
    }
}

/// Every file to be judged: the emitted ones, and the declared images in a folder that
/// lasts as long as its guard.
fn files() -> (TempDir, Vec<PathBuf>) {
    let (folder, mut files) = written();
    files.extend(emitted());
    (folder, files)
}

/// The declared images as files, each in a folder of its own.
fn written() -> (TempDir, Vec<PathBuf>) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let write = |(name, image): (&str, Image)| {
        let rendered = image.render().unwrap_or_else(|report| panic!("{name}: {report}"));
        let name = name.replace(|c: char| !c.is_ascii_alphanumeric(), "-");
        let number = fs::read_dir(folder.path()).expect("a folder").count();
        let path = folder.path().join(format!("{number}-{name}")).join("Dockerfile");
        fs::create_dir(path.parent().expect("a folder")).expect("a new folder");
        fs::write(&path, rendered.dockerfile).expect("a new file");
        path
    };
    let files = declared().into_iter().chain(each_element()).map(write).collect();
    (folder, files)
}

/// A file's text with the lines of its here-documents left out.
fn without_documents(text: &str) -> String {
    let mut end = None;
    let mut kept = String::new();
    for line in text.lines() {
        match &end {
            Some(word) if line == *word => end = None,
            Some(_) => {}
            None => {
                kept += &format!("{line}\n");
                end = line.split_once("<<\"").and_then(|(_, rest)| rest.split('"').next());
            }
        }
    }
    kept
}

#[test]
fn another_parser_reads_every_file() {
    let (_folder, files) = files();
    for path in files {
        // This parser knows no empty list, by which an image starts nothing of its base's.
        let text =
            fs::read_to_string(&path).expect("a file").replace("ENTRYPOINT []", "CMD [\"\"]");
        let text = text.replace("CMD []", "CMD [\"\"]");
        let parsed = parse_dockerfile::parse(&text)
            .unwrap_or_else(|error| panic!("{}: {error}\n{text}", path.display()));
        // A line that begins with a word is an instruction; what it goes on with is indented, and
        // the lines of a here-document are none.
        let begins = |line: &&str| line.starts_with(|c: char| c.is_ascii_uppercase());
        let count = without_documents(&text).lines().filter(begins).count();
        assert_eq!(parsed.instructions.len(), count, "{}", path.display());
        for stage in parsed.stages() {
            assert!(stage.from.as_.is_some(), "{}: a stage without a name", path.display());
        }
    }
}

#[test]
fn hadolint_has_nothing_to_say() {
    if !answers("hadolint") {
        return;
    }
    let (_folder, files) = files();
    for path in files {
        let (good, said) = hadolint(&path);
        assert!(good && said.is_empty(), "{}:\n{said}", path.display());
    }
}

/// The header's ignores are there because without them hadolint would speak.
#[test]
fn no_ignore_is_there_for_nothing() {
    if !answers("hadolint") {
        return;
    }
    let (folder, files) = files();
    for path in files {
        let text_of_file = fs::read_to_string(&path).expect("a file");
        let ignore = |line: &str| line.split("ignore=").nth(1).map(|rest| rest[..6].to_owned());
        let header = text_of_file.lines().filter(|line| line.starts_with("# hadolint"));
        let bare: String = text_of_file
            .lines()
            .filter(|l| !l.starts_with("# hadolint"))
            .fold(String::new(), |t, l| t + l + "\n");
        let file = folder.path().join("bare.Dockerfile");
        fs::write(&file, bare).expect("a new file");
        let (_, said) = hadolint(&file);
        for rule in header.filter_map(ignore) {
            assert!(said.contains(&rule), "{}: {rule} is ignored for nothing", path.display());
        }
    }
}

#[test]
fn buildkit_has_nothing_to_say() {
    if Docker::connect().is_none() {
        return;
    }
    let (_folder, files) = files();
    let mut checked = 0;
    for path in files {
        // A check asks for the base image, and only these are there.
        const THERE: [&str; 5] = [
            "debian:bookworm-slim",
            "golang:1-bookworm",
            "node:20-bookworm-slim",
            "python:3.11-slim-bookworm",
            "rust:1-slim-bookworm",
        ];
        let text_of_file = fs::read_to_string(&path).expect("a file");
        let bases = text_of_file.lines().filter(|line| line.starts_with("FROM "));
        let from_outside = |line: &&str| line.contains(':');
        if bases.filter(from_outside).any(|line| !THERE.iter().any(|image| line.contains(image))) {
            continue;
        }
        if !is_read_by_engine(&text_of_file) {
            continue;
        }
        if text_of_file.starts_with("# syntax=") {
            let (_, own) = text_of_file.split_once('\n').expect("lines");
            fs::write(&path, own).expect("a file of this test");
        }
        let said = buildkit(&path);
        assert!(said.contains("no warnings found"), "{}:\n{said}", path.display());
        checked += 1;
    }
    assert!(checked >= 120, "only {checked} files were checked");
}

/// The checks that a header or a line skips are skipped because BuildKit would speak.
#[test]
fn no_check_is_skipped_for_nothing() {
    if Docker::connect().is_none() {
        return;
    }
    let (folder, files) = files();
    let mut skipped = 0;
    for path in files {
        let text = fs::read_to_string(&path).expect("a file");
        let is_skip = |line: &&str| line.starts_with("# check=skip=");
        let Some(skip) = text.lines().find(is_skip) else { continue };
        let (_, check) = skip.split_once("skip=").expect("a check");
        let check = check.split([';', ' ']).next().unwrap_or_default();
        // The line of the syntax asks for another frontend, which would have to be downloaded.
        let bare = text.lines().filter(|line| !is_skip(line) && !line.starts_with("# syntax="));
        let file = folder.path().join("bare.Dockerfile");
        fs::write(&file, bare.collect::<Vec<_>>().join("\n")).expect("a new file");
        let said = buildkit(&file);
        assert!(said.contains(check), "{}: {check} is skipped for nothing", path.display());
        skipped += 1;
    }
    assert!(skipped >= 3, "only {skipped} files skip a check");
}

/// What Dependabot and Renovate document: FROM alone on its line, an image with a tag or a
/// digest and no variable in it, `AS` a name; and every image once for each platform.
#[test]
fn update_bots_read_every_image() {
    let (_folder, files) = files();
    let mut images = 0;
    for path in files {
        let text_of_file = fs::read_to_string(&path).expect("a file");
        let mut seen = HashSet::new();
        for line in text_of_file.lines().filter(|line| line.trim_start().starts_with("FROM")) {
            let words: Vec<&str> = line.split(' ').collect();
            let (platform, image) = match words.as_slice() {
                ["FROM", image, "AS", _] => ("", *image),
                ["FROM", platform, image, "AS", _] if platform.starts_with("--platform=") => {
                    (*platform, *image)
                }
                _ => panic!("{}: {line}", path.display()),
            };
            assert!(!image.contains('$'), "{}: {line}", path.display());
            if image.contains([':', '/', '@']) {
                images += 1;
                assert!(seen.insert((platform, image)), "{}: {line} again", path.display());
            }
        }
        // Nothing else names an image.
        for flag in text_of_file.split_whitespace().filter_map(|word| word.strip_prefix("--from="))
        {
            assert!(!flag.contains([':', '/', '@']), "{}: --from={flag}", path.display());
        }
    }
    assert!(images > 60, "{images}");
}
