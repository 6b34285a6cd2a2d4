//! Files of settings that name other files by a path: `.npmrc`, `.yarnrc` and `.yarnrc.yml`.
//!
//! Source: <https://docs.npmjs.com/cli/using-npm/config>, <https://pnpm.io/settings>,
//! <https://classic.yarnpkg.com/en/docs/yarnrc>, <https://yarnpkg.com/configuration/yarnrc>.

use super::versions::toolchain;
use crate::declare::disk::Tree;
use crate::program::toolchain::Toolchain;
use crate::program::unread::{NodeUnread, Unread};
use crate::recipes::formats::without_mark;
use crate::value::path::is_absolute;

/// The keys of `.npmrc` that name a file or folder which is read, be it by npm, pnpm or classic
/// Yarn.
pub(super) const NPMRC: [&str; 11] = [
    "cafile",
    "certfile",
    "global-pnpmfile",
    "globalconfig",
    "node-gyp",
    "nodedir",
    "onload-script",
    "pnpmfile",
    "script-shell",
    "userconfig",
    "yarn-offline-mirror",
];

/// The keys of `.yarnrc` that name a file or folder which is read.
pub(super) const YARNRC: [&str; 4] = ["cafile", "script-shell", "yarn-offline-mirror", "yarn-path"];

/// The keys of `.npmrc` and `.yarnrc` that name a folder for downloads: of npm, of pnpm, and of
/// classic Yarn.
pub(super) const CACHES: [&str; 5] =
    ["cache", "store-dir", "cache-dir", "cache-folder", "yarn-offline-mirror"];

/// The keys and values of a file of settings, without quotes.
pub(super) struct Lines {
    path: String,
    pairs: Vec<(String, String)>,
}

impl Lines {
    /// Reads lines such as `key = value`, or `key "value"` in `.yarnrc`.
    pub(super) fn of(tree: &Tree, path: &str) -> Result<Self, Unread> {
        let text = tree.read(path)?;
        let mut pairs = vec![];
        for line in without_mark(&text).lines().map(str::trim) {
            if line.starts_with(['#', ';', '[']) {
                continue;
            }
            let pair = match path.ends_with(".yarnrc") {
                true => line.split_once(char::is_whitespace),
                false => line.split_once('='),
            };
            if let Some((key, value)) = pair {
                let bare = |text: &str| text.trim().trim_matches(['"', '\'']).to_owned();
                pairs.push((bare(key), bare(value)));
            }
        }
        Ok(Self { path: path.to_owned(), pairs })
    }

    /// Whether a key has this value.
    pub(super) fn says(&self, key: &str, value: &str) -> bool {
        self.value(key).is_some_and(|said| said == value)
    }

    /// The path of the file.
    pub(super) fn path(&self) -> &str {
        &self.path
    }

    /// The value of a key; of several lines with the key the last counts.
    pub(super) fn value(&self, key: &str) -> Option<&str> {
        self.pairs.iter().rfind(|(known, _)| known == key).map(|(_, value)| value.as_str())
    }

    /// The keys and their values, in the order of the file.
    pub(super) fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        self.pairs.iter().map(|(key, value)| (key.as_str(), value.as_str()))
    }

    /// The values of these keys.
    pub(super) fn values_of(&self, keys: &[&str]) -> impl Iterator<Item = &str> {
        let pairs = self.pairs.iter().filter(move |(key, _)| keys.contains(&key.as_str()));
        pairs.map(|(_, value)| value.as_str())
    }

    /// The versions of Node that a key asks for.
    pub(super) fn node(&self, key: &str) -> Option<Toolchain> {
        toolchain(&self.path, self.value(key)?)
    }

    /// The files and folders that these keys name, be it for one registry alone. A private key is
    /// an error.
    pub(super) fn named(&self, tree: &Tree, keys: &[&str]) -> Result<Vec<String>, Unread> {
        let mut found = vec![];
        for (key, value) in &self.pairs {
            let last = key.rsplit(':').next().unwrap_or(key).trim_end_matches("[]");
            if last == "keyfile" && !is_elsewhere(value) {
                let (path, key) = (self.path.clone(), value.clone());
                return Err(NodeUnread::PrivateKey { path, key }.into());
            }
            // The value may be the name of a program, which is no path, or its path.
            let is_program = matches!(last, "script-shell" | "node-gyp") && !value.contains('/');
            if keys.contains(&last) && !is_program && !is_not_copied(value) {
                found.push(tree.named_by(&self.path, value)?);
            }
        }
        Ok(found)
    }
}

/// Whether a path leads to a place outside of the context: in the image, in its home, or where a
/// variable says.
pub(super) fn is_elsewhere(path: &str) -> bool {
    path.is_empty() || path.starts_with('~') || path.contains("${") || is_absolute(path)
}

/// Whether a path names nothing to copy: it leads elsewhere, or into what an install makes, as
/// pnpm's `configDependencies` are.
pub(super) fn is_not_copied(path: &str) -> bool {
    is_elsewhere(path) || path.split('/').any(|part| part == "node_modules")
}
