//! A copy of an example whose commands are cheap: each writes a digest of all that it sees, so that
//! another input is another output.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use dockerfile_tests::docker::Docker;
use dockerfile_tests::{git, root};
use tempfile::TempDir;

use super::layers::{self, Layer};

pub(super) const BASE: &str = "debian:bookworm-slim";

pub(super) struct Project {
    pub(super) name: String,
    folder: TempDir,
    pub(super) dockerfile: String,
    pub(super) context: String,
    /// Makes every content another one.
    pub(super) count: usize,
    /// What this run of the test calls things.
    pub(super) salt: String,
    /// Files whose mode was changed once.
    pub(super) modes: BTreeSet<PathBuf>,
    /// Images made for a change of the base.
    pub(super) bases: Vec<String>,
}

/// Lines of a Dockerfile, by their numbers.
pub(super) struct Done {
    pub(super) ran: BTreeSet<u64>,
    pub(super) cached: BTreeSet<u64>,
    texts: BTreeMap<u64, String>,
}

impl Done {
    /// Whether the engine told of a line. Of two that are one step it tells of one: `WORKDIR /src` in two
    /// stages on the same base.
    pub(super) fn has(&self, line: u64) -> bool {
        let is_told = |line: &u64| self.ran.contains(line) || self.cached.contains(line);
        is_told(&line)
            || self.ran.iter().any(|other| self.texts.get(other) == self.texts.get(&line))
    }

    /// The lines that ran though nobody has said so. Of two that are one folder's step the engine,
    /// now and then, tells of one without a word that it was in the cache.
    pub(super) fn missed(&self, said: &BTreeSet<u64>) -> Vec<u64> {
        let is_one_of_two = |line: &u64| {
            let text = self.texts.get(line).filter(|text| text.starts_with("WORKDIR "));
            text.is_some() && self.texts.values().filter(|other| Some(*other) == text).count() > 1
        };
        self.ran.difference(said).filter(|line| !is_one_of_two(line)).copied().collect()
    }
}

impl Project {
    pub(super) fn new(name: &str, dockerfile: &str, context: &str, salt: &str) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let example = format!("examples/{name}");
        // The context of heron is the repository.
        let (from, paths): (PathBuf, &[&str]) = match name {
            "heron" => (
                root(),
                &["examples/heron", "dockerfile-derive", "Cargo.toml", "Cargo.lock", "docs"],
            ),
            _ => (root().join(&example), &["."]),
        };
        let mut archive = Command::new("git")
            .args(["archive", "HEAD"])
            .args(paths)
            .current_dir(from)
            .stdout(Stdio::piped())
            .spawn()
            .expect("git starts");
        let tar = Command::new("tar")
            .arg("x")
            .current_dir(folder.path())
            .stdin(archive.stdout.take().expect("a pipe"))
            .status();
        assert!(tar.expect("tar starts").success() && archive.wait().expect("git").success());
        let mut project = Self {
            name: format!("{name} {dockerfile}"),
            folder,
            dockerfile: dockerfile.to_owned(),
            context: context.to_owned(),
            count: 0,
            salt: salt.to_owned(),
            modes: BTreeSet::new(),
            bases: vec![],
        };
        project.cheapen();
        git(project.folder(), &["init", "--quiet"]);
        project.commit("first");
        project
    }

    /// Files of a test's own.
    pub(super) fn of(files: &[(&str, &str)], salt: &str) -> Self {
        let project = Self {
            name: "files".to_owned(),
            folder: tempfile::tempdir().expect("a folder"),
            dockerfile: "Dockerfile".to_owned(),
            context: ".".to_owned(),
            count: 0,
            salt: salt.to_owned(),
            modes: BTreeSet::new(),
            bases: vec![],
        };
        fs::write(project.path("salt"), salt).expect("a file");
        project.put_files(files);
        git(project.folder(), &["init", "--quiet"]);
        project.commit("first");
        project
    }

    /// Writes files; one without a text goes, `-> x` is a link, and `#!` makes a program but after `644 `.
    pub(super) fn put_files(&self, files: &[(&str, &str)]) {
        use std::os::unix::fs::{PermissionsExt as _, symlink};
        for (path, text) in files {
            let path = self.path(path);
            fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
            let _ = fs::remove_file(&path);
            match text.strip_prefix("-> ") {
                Some(target) => symlink(target, &path).expect("a link"),
                None if text.is_empty() => {}
                None => {
                    let bare = text.strip_prefix("644 ").unwrap_or(text);
                    fs::write(&path, bare).expect("a file");
                    let mode = if text.starts_with("#!") { 0o755 } else { 0o644 };
                    fs::set_permissions(&path, fs::Permissions::from_mode(mode)).expect("a mode");
                }
            }
        }
    }

    pub(super) fn folder(&self) -> &Path {
        self.folder.path()
    }

    pub(super) fn path(&self, path: &str) -> PathBuf {
        self.folder().join(path)
    }

    pub(super) fn text(&self) -> String {
        fs::read_to_string(self.path(&self.dockerfile)).expect("the Dockerfile")
    }

    pub(super) fn write(&self, text: &str) {
        fs::write(self.path(&self.dockerfile), text).expect("the Dockerfile is writable");
    }

    /// The file that says what is no part of the context, if there is one.
    pub(super) fn ignore(&self) -> Option<PathBuf> {
        let own = self.path(&format!("{}.dockerignore", self.dockerfile));
        let of_context = self.path(&self.context).join(".dockerignore");
        [own, of_context].into_iter().find(|path| path.exists())
    }

    pub(super) fn commit(&self, what: &str) {
        git(self.folder(), &["add", "--all", "--force"]);
        git(self.folder(), &["commit", "--quiet", "--allow-empty", "--message", what]);
    }

    /// One base for all, a file that makes this run's layers another's, and commands of ours.
    fn cheapen(&mut self) {
        fs::write(self.path("salt"), &self.salt).expect("a file");
        if let Some(ignore) = self.ignore() {
            let text = fs::read_to_string(&ignore).expect("the ignore file") + "!salt\n";
            fs::write(ignore, text).expect("the ignore file is writable");
        }
        let text = self.text();
        let wanted = layers::wanted(&text);
        let mut cheap = String::new();
        for layer in layers::read(&text) {
            cheap += &layer.before;
            cheap += &match layer.keyword.as_str() {
                "FROM" if layer.is_on_image => {
                    let stage = &layer.stage;
                    format!("FROM {BASE} AS {stage}\nCOPY salt /salt-{stage}")
                }
                "RUN" => {
                    self.count += 1;
                    command(&layer, wanted.get(&layer.stage), self.count)
                }
                _ => layer.text.clone(),
            };
            cheap.push('\n');
        }
        self.write(&cheap);
    }

    /// What a build runs, and what it takes from the cache.
    pub(super) fn build(&self, docker: Docker) -> Done {
        let dockerfile = self.path(&self.dockerfile).display().to_string();
        let ran = docker.ran(&self.path(&self.context), &["--file", &dockerfile]);
        let texts = layers::read(&self.text()).into_iter().map(|layer| (layer.line, layer.text));
        let mut done =
            Done { ran: BTreeSet::new(), cached: BTreeSet::new(), texts: texts.collect() };
        let stages = layers::numbered(&self.text());
        for (stage, lines) in stages {
            for (number, line) in lines {
                // A stage that is the only one may be without a name.
                let named = ran.get(&(stage.clone(), number));
                match named.or_else(|| ran.get(&(String::new(), number))) {
                    Some(true) => drop(done.ran.insert(line)),
                    Some(false) => drop(done.cached.insert(line)),
                    // Of a stage that the image does not need.
                    None => {}
                }
            }
        }
        done
    }
}

impl Drop for Project {
    fn drop(&mut self) {
        for base in &self.bases {
            let _ = Command::new("docker").args(["image", "rm", base]).output();
        }
    }
}

/// A command that writes a digest of its own text, its variables and all files that are not the base's,
/// wherever another stage looks for something.
fn command(layer: &Layer, wanted: Option<&BTreeSet<String>>, count: usize) -> String {
    let mut text = "RUN ".to_owned();
    let mut bound = String::new();
    for flag in &layer.flags {
        text += &format!("{flag} \\\n    ");
        if flag.contains("type=bind") {
            let target = flag.split(',').find_map(|option| option.strip_prefix("target="));
            bound += &format!(" {}", target.expect("a mount has a target"));
        }
    }
    let none = BTreeSet::new();
    let wanted: Vec<&str> = wanted.unwrap_or(&none).iter().map(String::as_str).collect();
    text + &digest(count, &bound, &wanted.join(" "))
}

fn digest(count: usize, bound: &str, wanted: &str) -> String {
    format!(
        ": command {count}; files() {{ find \"$@\" -xdev \\( -path /proc -o -path /sys -o -path /dev -o -path /etc \
         -o -path /var -o -path '/usr/[!l]*' -o -path '/usr/li*' -o -path '/bin' -o -path '/lib*' -o -path '/sbin' \
         -o -path /run \\) -prune -o \\( -type f -o -type l -o -type d \\) -print0 | sort -z; }}; \
         sum=$({{ tr '\\0' '\\n' </proc/$$/cmdline; env; pwd; id -u; files /{bound} | xargs -0 stat -c '%n %a %u %g %F %N'; \
         files /{bound} | xargs -0 cat 2>/dev/null; }} | sha256sum); \
         for at in {wanted} /made; do [ -f \"$at\" ] || {{ mkdir -p \"$at\"; echo \"$sum\" >\"$at/{count}\"; }}; done"
    )
}

/// Paths of stages, by their names.
pub(super) type Wanted = BTreeMap<String, BTreeSet<String>>;
