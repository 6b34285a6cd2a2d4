//! What `pyproject.toml` says.
//!
//! Source: <https://packaging.python.org/en/latest/specifications/pyproject-toml/>,
//! <https://docs.astral.sh/uv/reference/settings/>, <https://python-poetry.org/docs/pyproject/>.

use serde::Deserialize;
use serde::de::DeserializeOwned;
use toml::{Table, Value};

use super::limits::{Limit, read};
use crate::declare::disk::Tree;
use crate::program::toolchain::Toolchain;
use crate::program::unread::{PythonCount, Unread};
use crate::recipes::ranges::Dialect;
use crate::value::path::below;

pub(super) const MANIFEST: &str = "pyproject.toml";

/// The size of the largest manifest.
const LARGEST: Limit = (256 << 10, PythonCount::Bytes);
/// The size of the largest lock file; those of large repositories have a fourth of it.
pub(super) const LARGEST_LOCK: Limit = (16 << 20, PythonCount::Bytes);
/// The most packages on disk that a lock file names.
pub(super) const ON_DISK: Limit = (2_000, PythonCount::OnDisk);

#[derive(Debug, Default, Deserialize)]
#[serde(default, expecting = "a table")]
pub(super) struct Manifest {
    project: Standard,
    pub(super) tool: Tool,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "kebab-case", expecting = "a table")]
struct Standard {
    requires_python: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, expecting = "a table")]
pub(super) struct Tool {
    pub(super) uv: OfUv,
    pub(super) poetry: OfPoetry,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "kebab-case", expecting = "a table")]
pub(super) struct OfUv {
    /// The groups that are installed unless said.
    pub(super) default_groups: Option<Groups>,
}

#[derive(Debug, Deserialize)]
#[serde(untagged, expecting = "expected a list of groups, or \"all\"")]
pub(super) enum Groups {
    These(Vec<String>),
    Word(Word),
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Word {
    All,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "kebab-case", expecting = "a table")]
pub(super) struct OfPoetry {
    pub(super) package_mode: Option<bool>,
    dependencies: Dependencies,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, expecting = "a table")]
struct Dependencies {
    python: Option<String>,
}

impl Manifest {
    pub(super) fn read(tree: &Tree, folder: &str) -> Result<Self, Unread> {
        parse(tree, folder)
    }

    /// The Python that a project in this folder asks for.
    pub(super) fn python(&self, folder: &str) -> Option<Toolchain> {
        let poetry = &self.tool.poetry.dependencies.python;
        let specifier = self.project.requires_python.as_ref().or(poetry.as_ref())?;
        Dialect::Python.toolchain(&below(folder, MANIFEST), specifier)
    }
}

fn parse<T: DeserializeOwned + Send>(tree: &Tree, folder: &str) -> Result<T, Unread> {
    let file = below(folder, MANIFEST);
    read(tree, &file, LARGEST)?;
    tree.toml(&file)
}

/// A manifest as it stands; empty for an older project, which has a `setup.py` instead.
pub(super) fn table(tree: &Tree, folder: &str) -> Result<Table, Unread> {
    if !tree.has(&below(folder, MANIFEST)) {
        return Ok(Table::new());
    }
    parse::<Document>(tree, folder).map(|document| document.0)
}

/// A file of TOML as it stands, cut off below the depth that anybody looks at. It is cut off where
/// it is read, on the parser's large stack: to drop what is deeper takes as much of it.
#[derive(Debug, PartialEq)]
pub(super) struct Document(pub(super) Table);

impl<'de> Deserialize<'de> for Document {
    fn deserialize<D: serde::Deserializer<'de>>(file: D) -> Result<Self, D::Error> {
        const DEEPEST: usize = 16;
        let mut table = Table::deserialize(file)?;
        table.iter_mut().for_each(|(_, value)| cut(value, DEEPEST));
        Ok(Self(table))
    }
}

fn cut(value: &mut Value, deeper: usize) {
    match value {
        Value::Table(_) | Value::Array(_) if deeper == 0 => *value = Value::Boolean(false),
        Value::Table(table) => table.iter_mut().for_each(|(_, value)| cut(value, deeper - 1)),
        Value::Array(values) => values.iter_mut().for_each(|value| cut(value, deeper - 1)),
        _ => {}
    }
}
