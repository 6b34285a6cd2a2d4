//! A cargo project in a temporary folder, built with real cargo.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::{env, fs};

use tempfile::TempDir;

/// A package with a build script of ours, under version control.
pub struct Project {
    folder: TempDir,
    name: &'static str,
    target: PathBuf,
}

/// What a build did.
pub struct Build {
    /// Whether cargo succeeded.
    pub ok: bool,
    /// All that cargo said, without colours.
    pub said: String,
    /// How often the package's build script ran.
    pub scripts: usize,
    /// How often rustc compiled the package itself.
    pub compiled: usize,
}

impl Project {
    /// A package of this name (its own, since all share a target folder and with it the
    /// compiled dependencies), whose `main` in build.rs has this body.
    pub fn new(name: &'static str, target: &str, body: &str) -> Self {
        let folder = tempfile::Builder::new().prefix(name).tempdir().expect("a temporary folder");
        let project = Self { folder, name, target: PathBuf::from(target).join("emission") };
        let core = crate::root().join("dockerfile-core");
        project.write(
            "Cargo.toml",
            &format!(
                "[package]\nname = \"{name}\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n\
                 [workspace]\n\n\
                 [build-dependencies]\ndockerfile-core = {{ path = {core:?} }}\n"
            ),
        );
        // The versions of the repository: nothing is asked of a registry.
        let lock = crate::root().join("Cargo.lock");
        fs::copy(lock, project.path("Cargo.lock")).expect("the repository has a lock file");
        project.write("src/main.rs", "fn main() {}\n");
        project.git(&["init", "-q"]);
        project.declare(body);
        project
    }

    /// Runs git in the package, as nobody in particular.
    pub fn git(&self, arguments: &[&str]) {
        crate::git(self.folder.path(), arguments);
    }

    /// Replaces the body of `main` in build.rs.
    pub fn declare(&self, body: &str) {
        let text = format!(
            "#[allow(unused_imports)]\nuse dockerfile_core::*;\n\nfn main() {{\n    {body}\n}}\n"
        );
        self.write("build.rs", &text);
    }

    /// A path in the package.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Writes a file, and the folders above it.
    pub fn write(&self, name: &str, text: &str) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().expect("a file has a folder")).expect("a folder");
        fs::write(&path, text).unwrap_or_else(|error| panic!("{name}: {error}"));
    }

    /// A file's text; `None` where there is none.
    pub fn read(&self, name: &str) -> Option<String> {
        fs::read_to_string(self.path(name)).ok()
    }

    /// All names in the package's folder, for a look at what a build left behind.
    pub fn names(&self) -> Vec<String> {
        let entries = fs::read_dir(self.folder.path()).expect("the package's folder");
        let name = |entry: std::io::Result<fs::DirEntry>| {
            entry.expect("an entry").file_name().to_string_lossy().into_owned()
        };
        let mut names: Vec<String> = entries.map(name).collect();
        names.sort();
        names
    }

    /// `cargo build`, outside CI.
    pub fn build(&self) -> Build {
        self.build_with(&[])
    }

    /// `cargo build` with these variables and no other that the emitter reads.
    pub fn build_with(&self, variables: &[(&str, &str)]) -> Build {
        self.cargo("build", variables)
    }

    /// The same of all packages of the workspace.
    pub fn build_all_with(&self, variables: &[(&str, &str)]) -> Build {
        self.cargo_with(&["build", "--workspace"], variables)
    }

    /// `cargo test`, outside CI.
    pub fn test(&self) -> Build {
        self.cargo("test", &[])
    }

    fn cargo(&self, command: &str, variables: &[(&str, &str)]) -> Build {
        self.cargo_with(&[command], variables)
    }

    fn cargo_with(&self, arguments: &[&str], variables: &[(&str, &str)]) -> Build {
        let cargo = env::var_os("CARGO").expect("cargo runs the tests");
        let output = Command::new(cargo)
            .args(arguments)
            .args(["-v", "--offline"])
            .current_dir(self.folder.path())
            .env_remove("CI")
            .env_remove("DOCKERFILE_EMIT")
            .env("CARGO_TARGET_DIR", &self.target)
            .env("CARGO_TERM_COLOR", "never")
            .envs(variables.iter().copied())
            .output()
            .expect("cargo starts");
        self.summary(&output)
    }

    fn summary(&self, output: &Output) -> Build {
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        let script = format!("/{}-", self.name);
        let compile = format!("--crate-name {} ", self.name);
        let count = |test: &dyn Fn(&str) -> bool| {
            said.lines().filter(|line| line.contains("Running `") && test(line)).count()
        };
        Build {
            ok: output.status.success(),
            scripts: count(&|line| line.contains(&script) && line.contains("/build-script-build`")),
            compiled: count(&|line| line.contains(&compile)),
            said,
        }
    }

    /// Runs the compiled build script without cargo, as a user who owns nothing here, and
    /// gives back what it said.
    #[cfg(unix)]
    pub fn run_script_as_nobody(&self) -> String {
        use std::os::unix::fs::{MetadataExt, PermissionsExt};
        use std::os::unix::process::CommandExt;
        // A copy, since nobody may not look into the target folder of everyone.
        let place = tempfile::tempdir().expect("a temporary folder");
        let script = place.path().join("script");
        fs::copy(self.script(), &script).expect("the compiled script");
        for path in [place.path(), self.folder.path()] {
            let mode = fs::metadata(path).expect("a folder of ours").mode() | 0o055;
            fs::set_permissions(path, fs::Permissions::from_mode(mode)).expect("ours");
        }
        // Git reads a repository of somebody else's only where it is told to.
        fs::write(place.path().join(".gitconfig"), "[safe]\n\tdirectory = *\n").expect("ours");
        // Nor may nobody run the cargo of whoever runs the tests: this one knows where the
        // workspace is.
        let cargo = place.path().join("cargo");
        fs::write(&cargo, "#!/bin/sh\nfor last; do :; done\necho \"$last\"\n").expect("ours");
        fs::set_permissions(&cargo, fs::Permissions::from_mode(0o755)).expect("ours");
        let mut command = Command::new(script);
        command
            .current_dir(self.folder.path())
            .env("CARGO", cargo)
            .env("HOME", place.path())
            .env_remove("CI")
            .env("DOCKERFILE_EMIT", "write")
            .env("CARGO_MANIFEST_DIR", self.folder.path())
            .env_remove("OUT_DIR");
        if fs::metadata(place.path()).expect("a folder of ours").uid() == 0 {
            command.uid(65534).gid(65534);
        }
        let output = command.output().expect("the script starts");
        assert_eq!(output.status.code(), Some(1), "the script says that it failed");
        without_colours(&String::from_utf8_lossy(&output.stderr))
    }

    /// The compiled build script.
    fn script(&self) -> PathBuf {
        let prefix = format!("{}-", self.name);
        let built = self.target.join("debug/build");
        let folders = fs::read_dir(built).expect("cargo has built");
        let scripts = folders
            .map(|folder| folder.expect("an entry").path())
            .filter(|path| file_name(path).starts_with(&prefix))
            .map(|path| path.join("build-script-build"))
            .filter(|path| path.is_file());
        let newest = scripts.max_by_key(|path| {
            fs::metadata(path).and_then(|script| script.modified()).expect("a file has a time")
        });
        newest.expect("the package has a compiled build script")
    }
}

impl Build {
    /// Fails the test with what cargo said, unless it succeeded.
    pub fn succeeds(&self) -> &Self {
        assert!(self.ok, "{}", self.said);
        self
    }

    /// Fails the test unless cargo failed and said all of this.
    pub fn fails(&self, words: &[&str]) -> &Self {
        assert!(!self.ok, "the build succeeded:\n{}", self.said);
        for word in words {
            assert!(self.said.contains(word), "{word:?} is not in:\n{}", self.said);
        }
        self
    }
}

fn file_name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

/// Cargo strips colours where its own output is no terminal; here is no cargo.
fn without_colours(text: &str) -> String {
    let mut parts = text.split('\x1b');
    let first = parts.next().unwrap_or_default().to_owned();
    let plain = |part: &str| part.split_once('m').map_or_else(String::new, |p| p.1.to_owned());
    parts.map(plain).fold(first, |text, part| text + &part)
}
