//! One change of a project, and what its first effect is to be explained by.
//!
//! No change takes back an earlier one: the engine's cache holds all that was built before, and the keys
//! those of the last commit alone.

use std::fs;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::{Path, PathBuf};
use std::process::Command;

use dockerfile_tests::docker::{Docker, unique};
use dockerfile_tests::random::Random;
use serde_json::Value;

use super::layers::{self, Layer};
use super::project::{BASE, Project};

/// The cause that is to be named.
#[derive(Debug)]
pub(super) enum Expected {
    /// One of these files, from the checkout's root.
    File(Vec<String>),
    Variable(String),
    Setting(&'static str),
    /// The line itself, or that it is new or gone.
    Line,
    Base,
    Nothing,
}

impl Expected {
    pub(super) fn is_in(&self, cause: &Value) -> bool {
        let kind = cause["kind"].as_str().unwrap_or_default();
        match self {
            Expected::File(paths) => {
                kind == "file" && paths.iter().any(|path| cause["path"] == path.as_str())
            }
            Expected::Variable(name) => kind == "variable" && cause["name"] == name.as_str(),
            Expected::Setting(name) => kind == "setting" && cause["name"] == *name,
            Expected::Line => ["line", "gone", "text", "order"].contains(&kind),
            Expected::Base => kind == "base",
            Expected::Nothing => false,
        }
    }
}

/// A Dockerfile, an ignore file.
fn is_builders(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    name.ends_with("Dockerfile") || name.ends_with(".dockerignore")
}

impl Project {
    /// Makes a change of a random kind.
    pub(super) fn change(&mut self, random: &mut Random, docker: Docker) -> (String, Expected) {
        loop {
            self.count += 1;
            let made = match random.below(26) {
                0..=2 => self.edit(random),
                3 | 4 => self.add(random),
                5 => self.delete(random),
                6 => self.rename(random),
                7 => self.mode(random),
                8 => self.link(random),
                9 => self.edit_manifest(random),
                10 => self.leave_out(random),
                11 => self.touch(random),
                12..=18 => self.insert(random),
                19 => self.command(random),
                20 => self.swap(random),
                21 => self.drop_line(random),
                22 => self.comment(random),
                23 => self.flag(random),
                24 => self.mount(random),
                _ => self.base(random, docker),
            };
            if let Some(made) = made {
                return made;
            }
        }
    }

    /// All files but the builder's own.
    fn files(&self) -> Vec<PathBuf> {
        fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
            for entry in fs::read_dir(folder).expect("a folder").flatten() {
                let path = entry.path();
                let is_own = entry.file_name() == ".git" || entry.file_name() == "salt";
                if path.is_dir() && !path.is_symlink() && !is_own {
                    walk(&path, found);
                } else if !is_own && !is_builders(&path) {
                    found.push(path);
                }
            }
        }
        let mut found = vec![];
        walk(self.folder(), &mut found);
        found.sort();
        found
    }

    fn below(&self, path: &Path) -> String {
        path.strip_prefix(self.folder()).expect("a path inside").to_string_lossy().into_owned()
    }

    /// What lines of the Dockerfile name, from the checkout's root.
    fn sources(&self) -> Vec<String> {
        let text = self.text();
        let lines = text.lines().filter(|line| !line.starts_with('#'));
        let words = lines.flat_map(str::split_whitespace).map(|word| word.trim_end_matches('/'));
        words.map(str::to_owned).collect()
    }

    /// All files, or, twice as often, those that a line names or whose folder it names.
    fn some_files(&self, random: &mut Random) -> Vec<PathBuf> {
        let (sources, mut files) = (self.sources(), self.files());
        let is_named = |path: &Path| {
            let below = path.strip_prefix(self.path(&self.context)).unwrap_or(path);
            below.ancestors().any(|path| sources.contains(&path.to_string_lossy().into_owned()))
        };
        if random.below(3) > 0 {
            files.retain(|path| is_named(path));
        }
        files
    }

    /// A file that no line names, beside others in its folder.
    fn free(&self, random: &mut Random) -> Option<PathBuf> {
        let (files, sources) = (self.some_files(random), self.sources());
        let is_free = |path: &&PathBuf| {
            let below = self.below(path);
            let beside = files.iter().filter(|other| other.parent() == path.parent()).count();
            beside > 1 && !path.is_symlink() && !sources.contains(&below)
        };
        let free: Vec<&PathBuf> = files.iter().filter(is_free).collect();
        (!free.is_empty()).then(|| free[random.below(free.len())].clone())
    }

    fn of_files(&self, paths: &[&Path]) -> Expected {
        Expected::File(paths.iter().map(|path| self.below(path)).collect())
    }

    fn append(&self, path: &Path) {
        let mut bytes = fs::read(path).expect("a file");
        bytes.extend(format!("# {}\n", self.count).bytes());
        fs::write(path, bytes).expect("a file is writable");
    }

    fn edit(&self, random: &mut Random) -> Option<(String, Expected)> {
        let mut files = self.some_files(random);
        files.retain(|path| !path.is_symlink());
        let path = &files[random.below(files.len())];
        self.append(path);
        Some((format!("edit {}", self.below(path)), self.of_files(&[path])))
    }

    fn edit_manifest(&self, random: &mut Random) -> Option<(String, Expected)> {
        let sources = self.sources();
        let files = self.files().into_iter().filter(|path| sources.contains(&self.below(path)));
        let files: Vec<PathBuf> = files.collect();
        let path = files.get(random.below(files.len().max(1)))?;
        self.append(path);
        Some((format!("edit the manifest {}", self.below(path)), self.of_files(&[path])))
    }

    fn add(&self, random: &mut Random) -> Option<(String, Expected)> {
        let files = self.some_files(random);
        let folder = files[random.below(files.len())].parent().expect("a folder").to_owned();
        let folder =
            if random.below(3) == 0 { folder.join(format!("new{}", self.count)) } else { folder };
        fs::create_dir_all(&folder).expect("a folder");
        let path = folder.join(format!("added{}.txt", self.count));
        fs::write(&path, format!("{}\n", self.count)).expect("a new file");
        Some((format!("add {}", self.below(&path)), self.of_files(&[&path])))
    }

    fn delete(&self, random: &mut Random) -> Option<(String, Expected)> {
        // What was added could have been the last change: without it all is as before.
        let path = self.free(random).filter(|path| !path.to_string_lossy().contains("added"))?;
        fs::remove_file(&path).expect("a file");
        Some((format!("delete {}", self.below(&path)), self.of_files(&[&path])))
    }

    fn rename(&self, random: &mut Random) -> Option<(String, Expected)> {
        let path = self.free(random)?;
        let new = path.with_file_name(format!("renamed{}", self.count));
        fs::rename(&path, &new).expect("a file");
        Some((format!("rename {}", self.below(&path)), self.of_files(&[&path, &new])))
    }

    fn mode(&mut self, random: &mut Random) -> Option<(String, Expected)> {
        let path = self.free(random).filter(|path| !self.modes.contains(path))?;
        let mode = fs::metadata(&path).expect("a file").permissions().mode();
        let permissions = fs::Permissions::from_mode(mode ^ 0o111);
        fs::set_permissions(&path, permissions).expect("a mode");
        self.modes.insert(path.clone());
        Some((format!("the mode of {}", self.below(&path)), self.of_files(&[&path])))
    }

    fn link(&self, random: &mut Random) -> Option<(String, Expected)> {
        let path = self.free(random)?;
        let link = path.with_file_name(format!("link{}", self.count));
        symlink(path.file_name()?, &link).expect("a link");
        Some((format!("link {}", self.below(&link)), self.of_files(&[&link])))
    }

    /// Nothing but a time is another.
    fn touch(&self, random: &mut Random) -> Option<(String, Expected)> {
        let path = self.free(random)?;
        let bytes = fs::read(&path).expect("a file");
        fs::write(&path, bytes).expect("a file is writable");
        Some((format!("touch {}", self.below(&path)), Expected::Nothing))
    }

    fn leave_out(&self, random: &mut Random) -> Option<(String, Expected)> {
        let (ignore, path) = (self.ignore()?, self.free(random)?);
        let context = self.path(&self.context);
        let below = path.strip_prefix(&context).ok()?.to_string_lossy().into_owned();
        if below.contains("added") {
            return None;
        }
        let text = fs::read_to_string(&ignore).expect("the ignore file");
        fs::write(&ignore, text + &format!("# {}\n/{below}\n", self.count)).expect("writable");
        Some((format!("leave out {below}"), self.of_files(&[&path])))
    }

    // ---- the Dockerfile -----------------------------------------------------------------------

    fn layers(&self) -> Vec<Layer> {
        layers::read(&self.text())
    }

    fn put(&self, layers: &[Layer]) {
        let lines = layers
            .iter()
            .map(|layer| format!("{}{}\n", layer.before.trim_start_matches('\n'), layer.text));
        self.write(&lines.collect::<String>());
    }

    fn line(text: String) -> Layer {
        let (before, stage, keyword) = (String::new(), String::new(), String::new());
        Layer {
            before,
            stage,
            keyword,
            flags: vec![],
            text,
            line: 0,
            is_on_image: false,
            base: String::new(),
        }
    }

    /// A new line somewhere below a FROM.
    fn insert(&self, random: &mut Random) -> Option<(String, Expected)> {
        let mut layers = self.layers();
        let count = self.count;
        let files = self.files();
        let file = &files[random.below(files.len())];
        let variable = || Expected::Variable(format!("VARIABLE{count}"));
        let (text, expected) = match random.below(9) {
            0 | 1 => (format!("ENV VARIABLE{count}=\"{count}\""), variable()),
            2 => (format!("ARG VARIABLE{count}={count}"), variable()),
            3 => (format!("LABEL label{count}={count}"), Expected::Nothing),
            4 => (format!("EXPOSE {}", 1000 + count), Expected::Nothing),
            5 => (format!("WORKDIR /directory{count}"), Expected::Line),
            6 => (
                format!("SHELL [\"/bin/sh\", \"-e\", \"-c\"] # {count}")
                    .replace(&format!(" # {count}"), ""),
                Expected::Setting("shell"),
            ),
            7 => (format!("RUN echo {count} >/tmp/made-{count}"), Expected::Line),
            _ => {
                let context = self.path(&self.context);
                let source = file.strip_prefix(&context).ok()?.to_string_lossy().into_owned();
                let is_sent = self.ignore().is_none() || self.sources().contains(&source);
                if !is_sent || file.is_symlink() {
                    return None;
                }
                (format!("COPY {source} /copied/{count}/"), Expected::Line)
            }
        };
        if text.starts_with("SHELL") && self.text().contains("SHELL") {
            return None;
        }
        let mut at = 1 + random.below(layers.len());
        // Above the salt all is as in another run of the test.
        at += usize::from(layers[at - 1].is_on_image);
        layers.insert(at, Self::line(text.clone()));
        self.put(&layers);
        Some((format!("insert {text}"), expected))
    }

    fn pick(&self, random: &mut Random, keyword: &str) -> Option<(Vec<Layer>, usize)> {
        let layers = self.layers();
        let places: Vec<usize> =
            (0..layers.len()).filter(|at| layers[*at].keyword == keyword).collect();
        let at = *places.get(random.below(places.len().max(1)))?;
        Some((layers, at))
    }

    fn command(&self, random: &mut Random) -> Option<(String, Expected)> {
        let (mut layers, at) = self.pick(random, "RUN")?;
        layers[at].text += &format!(" && echo {}", self.count);
        self.put(&layers);
        Some(("another command".to_owned(), Expected::Line))
    }

    fn swap(&self, random: &mut Random) -> Option<(String, Expected)> {
        let mut layers = self.layers();
        let at = random.below(layers.len() - 1);
        // Both of one stage; what is copied from a stage stays below what makes it.
        let is_fixed = |layer: &Layer| layer.keyword == "FROM" || layer.text.contains("--from");
        let is_made = |layer: &Layer| layer.keyword == "COPY" || layer.keyword == "RUN";
        let (one, other) = (&layers[at], &layers[at + 1]);
        let is_salt = one.text.starts_with("COPY salt");
        if is_salt || is_fixed(one) || is_fixed(other) || !is_made(one) || !is_made(other) {
            return None;
        }
        let what =
            format!("swap `{}` and `{}`", one.text.lines().next()?, other.text.lines().next()?);
        layers.swap(at, at + 1);
        // Both are another: the same two in the first order would be an earlier state.
        layers[at].before = format!("# {}\n", self.count);
        if layers[at].keyword == "RUN" {
            layers[at].text += &format!(" && echo {}", self.count);
        } else {
            return None;
        }
        self.put(&layers);
        Some((what, Expected::Line))
    }

    fn drop_line(&self, random: &mut Random) -> Option<(String, Expected)> {
        let keyword = ["ENV", "LABEL", "EXPOSE", "HEALTHCHECK"][random.below(4)];
        let (mut layers, at) = self.pick(random, keyword)?;
        let text = layers.remove(at).text;
        if text.contains("VARIABLE") {
            return None;
        }
        self.put(&layers);
        let name = text.split([' ', '=']).nth(1)?.to_owned();
        let expected = if keyword == "ENV" { Expected::Variable(name) } else { Expected::Nothing };
        Some((format!("drop {text}"), expected))
    }

    fn comment(&self, random: &mut Random) -> Option<(String, Expected)> {
        let mut layers = self.layers();
        let at = random.below(layers.len());
        layers[at].before += &format!("# {}\n\n", self.count);
        // A comment and a blank line between continued lines are no part of it, either.
        layers[at].text = layers[at].text.replacen("\\\n", &format!("\\\n# {}\n", self.count), 1);
        self.put(&layers);
        Some(("comment".to_owned(), Expected::Nothing))
    }

    fn flag(&self, random: &mut Random) -> Option<(String, Expected)> {
        let (mut layers, at) = self.pick(random, "COPY")?;
        if layers[at].text.contains("--ch") {
            return None;
        }
        let flag = if random.below(2) == 0 {
            format!("--chown={0}:{0}", self.count)
        } else {
            "--chmod=0755".to_owned()
        };
        layers[at].text = layers[at].text.replacen("COPY", &format!("COPY {flag}"), 1);
        self.put(&layers);
        Some((format!("{flag} for `{}`", layers[at].text), Expected::Line))
    }

    fn mount(&self, random: &mut Random) -> Option<(String, Expected)> {
        let (mut layers, at) = self.pick(random, "RUN")?;
        let sources = self.sources();
        let context = self.path(&self.context);
        let named =
            |path: &PathBuf| Some(path.strip_prefix(&context).ok()?.to_string_lossy().into_owned());
        let files = self
            .files()
            .iter()
            .filter_map(named)
            .filter(|path| sources.contains(path))
            .collect::<Vec<_>>();
        let file = files.get(random.below(files.len().max(1)))?;
        let mount = format!("--mount=type=bind,source={file},target=/bound/{}", self.count);
        layers[at].text = layers[at].text.replacen("RUN", &format!("RUN {mount}"), 1);
        self.put(&layers);
        Some((mount, Expected::Line))
    }

    fn base(&mut self, random: &mut Random, _docker: Docker) -> Option<(String, Expected)> {
        let mut layers = self.layers();
        let places = (0..layers.len()).filter(|at| layers[*at].is_on_image);
        let places: Vec<usize> = places.collect();
        let at = places[random.below(places.len())];
        let name = unique("dockerfile-tests-graph");
        let text = format!(
            "FROM {BASE}\nRUN echo {} >/opt/base\n",
            self.salt.clone() + &self.count.to_string()
        );
        let folder = tempfile::tempdir().expect("a folder");
        fs::write(folder.path().join("Dockerfile"), text).expect("a file");
        let build = Command::new("docker")
            .args(["build", "--quiet", "--tag", &name])
            .arg(folder.path())
            .output();
        assert!(build.expect("docker starts").status.success());
        let stage = layers[at].stage.clone();
        layers[at].text = format!("FROM {name} AS {stage}");
        self.bases.push(name);
        self.put(&layers);
        Some((format!("another base of {stage}"), Expected::Base))
    }
}
