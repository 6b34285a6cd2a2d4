//! A build context of a test's own: a project on disk, and the files of an image of it.

use std::fs;
use std::path::{Path, PathBuf};

use dockerfile_core::Image;
use tempfile::TempDir;

use crate::declare::Line;
use crate::docker::{Docker, Image as Built, unique};
use crate::opinions::{answers, hadolint};
use crate::parsers::{self, Official};

/// A folder with a project in it.
pub struct Context(TempDir);

impl Context {
    /// A folder with these files: paths and texts.
    pub fn with(files: &[(&str, &str)]) -> Self {
        let context = Self(tempfile::tempdir().expect("a temporary folder"));
        for (path, text) in files {
            context.write(path, text);
        }
        context
    }

    /// The folder.
    pub fn folder(&self) -> &Path {
        self.0.path()
    }

    /// A file of it.
    pub fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// A file's text.
    pub fn text(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    /// Makes or replaces a file.
    pub fn write(&self, name: &str, text: impl AsRef<[u8]>) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a new folder");
        fs::write(path, text).expect("a new file");
    }

    /// Replaces a text that is there.
    pub fn replace(&self, name: &str, from: &str, to: &str) {
        let text = self.text(name);
        assert!(text.contains(from), "no `{from}` in {name}:\n{text}");
        self.write(name, text.replacen(from, to, 1));
    }

    /// Replaces a text with one that no earlier run has had, so that no engine knows it.
    pub fn edit(&self, name: &str, from: &str) -> String {
        let new = unique("edit");
        self.replace(name, from, &new);
        new
    }

    /// Writes the image's two files, and gives the Dockerfile below its header. Two parsers read
    /// the same in it, and hadolint has nothing to say.
    pub fn emit(&self, image: impl Into<Image>) -> String {
        let rendered = image.into().render().unwrap_or_else(|report| panic!("{report}"));
        self.write("Dockerfile", &rendered.dockerfile);
        self.write(".dockerignore", &rendered.ignore);
        // Inside quotes of a shell they keep another number of blanks where a line goes on.
        let shown = |read: Result<Vec<Line>, String>| match read {
            Ok(lines) => format!("{lines:?}").split_whitespace().collect::<Vec<_>>().join(" "),
            Err(problem) => panic!("{problem}\n{}", rendered.dockerfile),
        };
        let read = shown(parsers::parse_dockerfile(&rendered.dockerfile));
        if let Some(mut official) = Official::start() {
            assert_eq!(shown(official.parse(&rendered.dockerfile)), read);
        }
        if answers("hadolint") {
            let (good, said) = hadolint(&self.path("Dockerfile"));
            assert!(good && said.is_empty(), "{said}\n{}", rendered.dockerfile);
        }
        rendered.dockerfile.split_once("#\n\n").expect("a header").1.to_owned()
    }

    /// Builds what was emitted.
    pub fn build(&self, docker: Docker) -> Built {
        docker.build(self.folder(), "Dockerfile")
    }
}

/// The Dockerfile of a declaration below its header. No linter is asked, so that a table may have
/// many rows.
pub fn shown(image: impl Into<Image>) -> String {
    let rendered = image.into().render().unwrap_or_else(|report| panic!("{report}"));
    rendered.dockerfile.split_once("#\n\n").expect("a header").1.to_owned()
}

/// What a declaration's errors say; it must have some.
pub fn refused(image: impl Into<Image>) -> String {
    match image.into().render() {
        Ok(rendered) => panic!("no error:\n{}", rendered.dockerfile),
        Err(report) => report.to_string(),
    }
}
