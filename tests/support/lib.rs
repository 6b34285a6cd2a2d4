//! What several kinds of test share.

pub mod context;
pub mod declare;
pub mod docker;
pub mod emitted;
pub mod language;
pub mod opinions;
pub mod parsers;
pub mod project;
pub mod random;
pub mod repository;
pub mod text;
pub mod trial;
pub mod unsayable;
pub mod workspaces;

/// The examples of `docs/from-a-dockerfile.md`, as doctests of this package: the page is no part of the
/// published one.
#[cfg(doctest)]
#[doc = include_str!("../../docs/from-a-dockerfile.md")]
pub struct FromADockerfile;

/// The examples of `docs/ways-out.md`.
#[cfg(doctest)]
#[doc = include_str!("../../docs/ways-out.md")]
pub struct WaysOutPage;

/// The examples of `docs/settings.md`.
#[cfg(doctest)]
#[doc = include_str!("../../docs/settings.md")]
pub struct SettingsPage;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;
use std::time::Duration;
use std::{env, fs};

/// The repository's root.
pub fn root() -> PathBuf {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR"));
    tests.parent().expect("tests is a folder of the repository").to_owned()
}

/// Runs git in a folder, as nobody in particular.
pub fn git(folder: &Path, arguments: &[&str]) {
    let mut git = Command::new("git");
    git.args(["-c", "user.name=a", "-c", "user.email=a@b"]).args(arguments);
    let output = git.current_dir(folder).output().expect("git starts");
    assert!(output.status.success(), "{output:?}");
}

/// The crate's source files, by their paths below `src`.
pub fn sources() -> BTreeMap<String, String> {
    fn walk(folder: &Path, below: &str, files: &mut BTreeMap<String, String>) {
        for entry in fs::read_dir(folder).expect("a folder").flatten() {
            let name = entry.file_name().into_string().expect("a name");
            let path = format!("{below}{name}");
            if entry.path().is_dir() {
                walk(&entry.path(), &format!("{path}/"), files);
            } else if name.ends_with(".rs") {
                files.insert(path, fs::read_to_string(entry.path()).expect("a source file"));
            }
        }
    }
    let mut files = BTreeMap::new();
    walk(&root().join("dockerfile-core/src"), "", &mut files);
    files
}

/// The program `cargo-dockerfile`, built once for a test.
pub fn tool() -> &'static Path {
    static TOOL: OnceLock<PathBuf> = OnceLock::new();
    TOOL.get_or_init(|| {
        let words = ["build", "--quiet", "-p", "dockerfile-core", "--features", "cli,all"];
        let mut cargo = Command::new(env!("CARGO"));
        cargo.args(words).args(["--bin", "cargo-dockerfile", "--message-format", "json"]);
        let output =
            cargo.current_dir(root()).stderr(Stdio::inherit()).output().expect("cargo runs");
        assert!(output.status.success(), "the program is built");
        let lines = String::from_utf8(output.stdout).expect("cargo prints text");
        let messages = lines.lines().filter_map(|line| serde_json::from_str(line).ok());
        let path =
            |message: serde_json::Value| Some(PathBuf::from(message["executable"].as_str()?));
        messages.filter_map(path).next_back().expect("cargo says where the program is")
    })
}

/// Compares a text with its record, which `GOLDEN=overwrite` writes anew.
#[track_caller]
pub fn assert_recorded(record: &str, text: &str) {
    let record = root().join(record);
    if env::var_os("GOLDEN").is_some_and(|word| word == "overwrite") {
        fs::write(&record, text).expect("the record is writable");
    }
    let recorded = fs::read_to_string(&record).expect("there is a record");
    assert_eq!(text, recorded, "run it with GOLDEN=overwrite, and look at what has changed");
}

/// What it gives, within seconds of its own, whatever else the machine does: work that grows with
/// the square of what is read takes minutes.
pub fn at_once<T>(work: impl FnOnce() -> T) -> T {
    let nanoseconds = || {
        let spent = fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
        spent.split(' ').next().and_then(|first| first.parse().ok()).unwrap_or_default()
    };
    let start: u64 = nanoseconds();
    let done = work();
    let spent = Duration::from_nanos(nanoseconds() - start);
    assert!(spent < Duration::from_secs(5), "{spent:?}");
    done
}

/// Whether a missing engine or linter is a failure, as in CI, and not a skipped test.
pub fn required() -> bool {
    env::var_os("DOCKERFILE_TESTS").is_some_and(|word| word == "required")
}

/// The documents whose examples have to compile.
#[cfg(doctest)]
#[doc = include_str!("../../docs/recipes.md")]
pub struct Documents;
