//! The directory that is in force at a line.

use super::known;
use super::source::{has_variable, is_variable};
use crate::file::clean;

/// The directory that is in force at a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Inside {
    /// The one that the base image starts in, which nobody here knows.
    Base,
    At(String),
    /// Where these words of WORKDIR lines lead one after the other: a variable is in them, or the first
    /// begins in the base's own directory.
    By {
        words: Vec<String>,
        /// The whole path, where its variables say only a part of it.
        path: Option<String>,
    },
}

impl Inside {
    /// Where an image starts; without one it is scratch.
    pub(super) fn image(reference: Option<&str>) -> Self {
        match reference.map(known::directory) {
            None => Self::At("/".to_owned()),
            Some(None) => Self::Base,
            Some(Some(path)) => Self::At(path.to_owned()),
        }
    }

    /// Where a WORKDIR line leads from here; ARGs are marked in its word.
    pub(super) fn then(&self, word: &str) -> Self {
        let joined = |folder: &str| clean(&format!("{folder}/{word}"));
        let begins_anew = is_variable(word);
        match self {
            _ if word.starts_with('/') && !has_variable(word) => Self::At(clean(word)),
            _ if word.starts_with('/') => {
                Self::By { words: vec![word.to_owned()], path: Some(clean(word)) }
            }
            Self::At(folder) if !has_variable(word) => Self::At(joined(folder)),
            Self::At(folder) => Self::By {
                words: vec![folder.clone(), word.to_owned()],
                path: (!begins_anew).then(|| joined(folder)),
            },
            Self::Base => Self::By { words: vec![word.to_owned()], path: None },
            Self::By { words, path } => Self::By {
                words: words.iter().cloned().chain([word.to_owned()]).collect(),
                path: path.as_deref().filter(|_| !begins_anew).map(joined),
            },
        }
    }

    /// The path, of which variables may be a part.
    pub(super) fn path(&self) -> Option<&str> {
        match self {
            Self::At(path) => Some(path),
            Self::By { path, .. } => path.as_deref(),
            Self::Base => None,
        }
    }

    /// The words of WORKDIR lines that lead here from anywhere; `None`, where a builder comes here but once.
    pub(super) fn words(&self) -> Option<Vec<String>> {
        match self {
            Self::At(path) => Some(vec![path.clone()]),
            Self::By { words, .. } if words[0].starts_with('/') => Some(words.clone()),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Inside;

    #[test]
    fn lines_lead_one_after_the_other() {
        let lead = |reference, words: &[&str]| {
            words.iter().fold(Inside::image(reference), |inside, word| inside.then(word))
        };
        let at = |path: &str| Inside::At(path.to_owned());
        assert_eq!(lead(Some("node:22"), &["app", "../x"]), at("/x"));
        assert_eq!(lead(Some("team/node:22"), &["app", "/x/./y"]), at("/x/y"));
        assert_eq!(lead(None, &["a"]), at("/a"));
        let unknown = lead(Some("team/node:22"), &["app", ".."]);
        assert_eq!((unknown.path(), unknown.words()), (None, None));
        let by = lead(Some("node:22"), &["/a", "$HOME", "b"]);
        assert_eq!(by.path(), None);
        assert_eq!(by.words(), Some(["/a", "$HOME", "b"].map(str::to_owned).to_vec()));
        assert_eq!(lead(Some("node:22"), &["/a", "b/$X/..", "c"]).path(), Some("/a/b/$X/../c"));
    }
}
