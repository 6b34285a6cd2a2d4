//! What git says of a checkout.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use crate::failure::{Failure, Result};

/// The checkout that a folder is in.
pub(crate) struct Git {
    pub(crate) root: PathBuf,
}

impl Git {
    pub(crate) fn of(folder: &Path) -> Result<Self> {
        let root = Self::call(folder, &["rev-parse", "--show-toplevel"]).map_err(|failure| {
            failure.help("what changed is asked of git: run it in a checkout")
        })?;
        let root = String::from_utf8_lossy(&root);
        Ok(Self { root: PathBuf::from(root.trim_end_matches(['\n', '\r'])) })
    }

    /// What a command of git prints.
    pub(crate) fn ask(&self, words: &[&str]) -> Result<Vec<u8>> {
        Self::call(&self.root, words)
    }

    /// Whether a new file would be ignored.
    pub(crate) fn ignores(&self, folder: &Path, path: &str) -> bool {
        Self::call(folder, &["check-ignore", "--quiet", "--", path]).is_ok()
    }

    /// What a command of git prints, in a folder.
    pub(crate) fn call(folder: &Path, words: &[&str]) -> Result<Vec<u8>> {
        let output = command(folder, words)
            .output()
            .map_err(|error| Failure::new(format!("git cannot be run: {error}")))?;
        if output.status.success() {
            return Ok(output.stdout);
        }
        let said = String::from_utf8_lossy(&output.stderr);
        Err(Failure::said(&format!("git {}: ", words[0]), &said))
    }

    /// The files below a folder that git knows or would take, by their paths from there.
    pub(crate) fn files(&self, folder: &Path) -> Result<Vec<String>> {
        let words =
            ["ls-files", "-z", "--cached", "--others", "--exclude-standard", "--deduplicate"];
        let names = Self::call(folder, &words)?;
        let names = names.split(|byte| *byte == 0).filter(|name| !name.is_empty());
        Ok(names.map(|name| String::from_utf8_lossy(name).into_owned()).collect())
    }

    /// A command that is asked again and again.
    pub(crate) fn talk(folder: &Path, words: &[&str]) -> Result<Talk> {
        let failed = |error: std::io::Error| Failure::new(format!("git {}: {error}", words[0]));
        let mut git = command(folder, words);
        let mut child = git.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().map_err(failed)?;
        let both = child.stdin.take().zip(child.stdout.take());
        let (input, output) = both.ok_or_else(|| Failure::new("git has no pipes"))?;
        let what = words[0].to_owned();
        Ok(Talk { what, child, input: Some(input), output: BufReader::new(output) })
    }

    /// Whether its history is cut off.
    pub(crate) fn is_shallow(&self) -> bool {
        self.ask(&["rev-parse", "--is-shallow-repository"])
            .is_ok_and(|said| said.starts_with(b"true"))
    }

    /// Whether a part of its files is not on disk, as somebody has told git.
    pub(crate) fn is_sparse(&self) -> bool {
        self.ask(&["config", "--bool", "core.sparseCheckout"])
            .is_ok_and(|said| said.starts_with(b"true"))
    }

    /// The commit that a revision is.
    pub(crate) fn commit(&self, revision: &str) -> Result<String> {
        let wanted = format!("{revision}^{{commit}}");
        let id = self.ask(&["rev-parse", "--verify", "--quiet", "--end-of-options", &wanted]);
        let id = id.map_err(|_| {
            let failure = Failure::new(format!("git knows no revision `{revision}`"));
            match self.is_shallow() {
                true => failure.help(
                    "the clone is shallow: `git fetch --unshallow` brings its history, as `fetch-depth: 0` of a CI does",
                ),
                false => failure,
            }
        })?;
        Ok(String::from_utf8_lossy(&id).trim().to_owned())
    }
}

/// A process that answers line by line.
pub(crate) struct Talk {
    what: String,
    child: Child,
    input: Option<ChildStdin>,
    output: BufReader<ChildStdout>,
}

impl Talk {
    /// The first line of what it answers to a line.
    pub(crate) fn ask(&mut self, line: &str) -> Result<String> {
        if line.contains('\n') {
            return Err(Failure::new(format!("git is not asked for {line:?}: a line ends in it")));
        }
        self.say(line)?;
        self.hear(line)
    }

    fn say(&mut self, lines: &str) -> Result<()> {
        let failed = |error: std::io::Error| Failure::new(format!("git {}: {error}", self.what));
        if let Some(input) = &mut self.input {
            input.write_all(format!("{lines}\n").as_bytes()).map_err(failed)?;
            input.flush().map_err(failed)?;
        }
        Ok(())
    }

    fn hear(&mut self, asked: &str) -> Result<String> {
        let failed = |error: std::io::Error| Failure::new(format!("git {}: {error}", self.what));
        let mut answer = String::new();
        self.output.read_line(&mut answer).map_err(failed)?;
        match answer.trim_end() {
            "" => Err(Failure::new(format!("git {} says nothing of `{asked}`", self.what))),
            answer => Ok(answer.to_owned()),
        }
    }

    /// What is in files, by their hashes, of `git cat-file --batch`.
    pub(crate) fn blobs(&mut self, hashes: &[&str]) -> Result<Vec<Vec<u8>>> {
        let mut found = vec![];
        // So many lines fit into a pipe that nobody reads yet.
        for hashes in hashes.chunks(256) {
            self.say(&hashes.join("\n"))?;
            for hash in hashes {
                found.push(self.blob(hash)?);
            }
        }
        Ok(found)
    }

    fn blob(&mut self, hash: &str) -> Result<Vec<u8>> {
        let head = self.hear(hash)?;
        let length = head.rsplit_once(' ').and_then(|(_, length)| length.parse::<usize>().ok());
        let length = length.ok_or_else(|| Failure::new(format!("git has no file {hash}")))?;
        // A line's end follows.
        let mut content = vec![0; length + 1];
        let failed = |error: std::io::Error| Failure::new(format!("git {}: {error}", self.what));
        self.output.read_exact(&mut content).map_err(failed)?;
        content.pop();
        Ok(content)
    }
}

impl Drop for Talk {
    fn drop(&mut self) {
        self.input = None;
        let _ = self.child.wait();
    }
}

fn command(folder: &Path, words: &[&str]) -> Command {
    let mut git = Command::new("git");
    git.arg("-C")
        .arg(folder)
        .args(["-c", "core.quotePath=false", "-c", "core.fsmonitor=false"])
        .args(cfg!(unix).then_some(["-c", "core.fileMode=true"]).into_iter().flatten())
        .args(words)
        .env("LC_ALL", "C")
        .env("GIT_OPTIONAL_LOCKS", "0");
    // A hook is told of its own checkout, which need not be this one.
    for name in
        ["DIR", "WORK_TREE", "INDEX_FILE", "COMMON_DIR", "OBJECT_DIRECTORY", "NAMESPACE", "PREFIX"]
    {
        git.env_remove(format!("GIT_{name}"));
    }
    git
}
