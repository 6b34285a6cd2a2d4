//! A folder that the small program emits into.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

/// A folder under version control, with what the program of this path emitted.
pub struct Emitted {
    folder: TempDir,
    program: PathBuf,
}

impl Emitted {
    /// A folder in which the program has run once, with this word.
    pub fn new(program: &str, word: &str) -> Self {
        let emitted = Self::empty(program);
        emitted.succeeds(word, &[]);
        emitted
    }

    /// A folder in which nothing has run.
    pub fn empty(program: &str) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        crate::git(folder.path(), &["init", "-q"]);
        Self { folder, program: program.into() }
    }

    /// The folder.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// A file of it.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// A file's bytes.
    pub fn bytes(&self, name: &str) -> Vec<u8> {
        fs::read(self.path(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    /// A file's text.
    pub fn text(&self, name: &str) -> String {
        String::from_utf8(self.bytes(name)).expect("UTF-8")
    }

    /// Replaces a file; a script is one that can be started.
    pub fn write(&self, name: &str, bytes: impl AsRef<[u8]>) {
        let path = self.path(name);
        fs::write(&path, &bytes).unwrap_or_else(|error| panic!("{name}: {error}"));
        if bytes.as_ref().starts_with(b"#!") {
            fs::set_permissions(path, Permissions::from_mode(0o755)).expect("a mode");
        }
    }

    /// Makes a file, and the folders that it is in.
    pub fn make(&self, name: &str, bytes: impl AsRef<[u8]>) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a new folder");
        self.write(name, bytes);
    }

    /// Removes a file.
    pub fn remove(&self, name: &str) {
        fs::remove_file(self.path(name)).unwrap_or_else(|error| panic!("{name}: {error}"));
    }

    /// All names in the folder.
    pub fn names(&self) -> Vec<String> {
        let entries = fs::read_dir(self.folder()).expect("the folder").flatten();
        let mut names: Vec<String> =
            entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
        names.sort();
        names
    }

    /// The program with these variables, and no other that the emitter reads.
    pub fn command(&self, word: &str, variables: &[(&str, &str)]) -> Command {
        self.command_of(&[word], variables)
    }

    /// The same of a program that takes several words.
    pub fn command_of(&self, words: &[&str], variables: &[(&str, &str)]) -> Command {
        let mut command = Command::new(&self.program);
        command
            .args(words)
            .current_dir(self.folder())
            .env_remove("CI")
            .env_remove("DOCKERFILE_EMIT")
            .env_remove("OUT_DIR")
            .env("CARGO_MANIFEST_DIR", self.folder())
            .envs(variables.iter().copied());
        command
    }

    /// Emits, and has to succeed.
    pub fn succeeds(&self, word: &str, variables: &[(&str, &str)]) {
        self.succeeds_with(&[word], variables);
    }

    /// The same of a program that takes several words.
    pub fn succeeds_with(&self, words: &[&str], variables: &[(&str, &str)]) {
        let output = self.command_of(words, variables).output().expect("the program starts");
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success(), "{words:?}: {said}");
        // What cargo reads is printed in a build script alone.
        assert!(output.stdout.is_empty(), "{output:?}");
    }

    /// Emits, and has to fail; what it says then.
    pub fn fails(&self, word: &str, variables: &[(&str, &str)]) -> String {
        self.fails_of(&[word], variables)
    }

    /// The same of a program that takes several words.
    pub fn fails_with(&self, words: &[&str]) -> String {
        self.fails_of(words, &[])
    }

    fn fails_of(&self, words: &[&str], variables: &[(&str, &str)]) -> String {
        let output = self.command_of(words, variables).output().expect("the program starts");
        assert_eq!(output.status.code(), Some(1), "{output:?}");
        without_colours(&output.stderr)
    }
}

/// What was said, without the colours.
pub fn without_colours(said: &[u8]) -> String {
    let said = String::from_utf8_lossy(said).into_owned();
    said.split('\u{1b}').map(|part| part.split_once('m').map_or(part, |(_, text)| text)).collect()
}
