//! Requirements files.

use std::collections::BTreeSet;
use std::rc::Rc;
use std::vec::IntoIter;

use super::line::{Line, What};
use super::place::{Place, of_requirement, of_value};
use super::text::{decoded, lines};
use crate::declare::disk::Tree;
use crate::program::language::Language;
use crate::program::start::NeededLibrary;
use crate::program::toolchain::Toolchain;
use crate::program::unread::{PythonCount, RequirementUnread, Unread};
use crate::recipes::listing::leads_to;
use crate::recipes::python::limits::{Limit, within};
use crate::recipes::python::name_of;
use crate::value::path::{below, normal, parent, upwards};

const BYTES: Limit = (4 << 20, PythonCount::Bytes);
const LINES: Limit = (100_000, PythonCount::Lines);
const FILES: Limit = (500, PythonCount::Included);

/// A requirements file and what it includes. Paths are relative to the context.
#[derive(Debug, Default)]
pub(super) struct Requirements {
    /// The file itself, and the included ones in the order of the lines that name them.
    pub(super) files: Vec<String>,
    /// Packages on disk, and the folders and files in which pip looks for packages.
    pub(super) packages: BTreeSet<String>,
    /// The folder in which pip has to run to find what is named from there; `None` if any will do.
    pub(super) folder: Option<String>,
    /// The versions of Python that files beside the requirements ask for.
    pub(super) pythons: Vec<Toolchain>,
    /// The file that names a package of a git repository.
    pub(super) git: Option<String>,
    /// The libraries that packages ask for.
    pub(super) libraries: Vec<NeededLibrary>,
    /// Whether some requirement has a hash.
    hashed: bool,
    /// Whether some requirement has none.
    unhashed: bool,
    /// The lines of all files.
    lines: usize,
    /// The files that name paths from the folder in which pip runs, and these paths.
    from_working_folder: Vec<(String, String)>,
}

/// A file that is being read.
struct Open {
    file: String,
    constraints: bool,
    rest: IntoIter<String>,
}

impl Requirements {
    pub(super) fn read(tree: &Tree, name: &str) -> Result<Self, Unread> {
        let mut found = Self { files: vec![name.to_owned()], ..Self::default() };
        let mut seen = BTreeSet::from([(name.to_owned(), false)]);
        let rest = match found.lines_of(tree, name) {
            // That the file is missing is found with everything else that the image copies.
            Err(Unread::NoFile { .. }) => vec![].into_iter(),
            lines => lines?,
        };
        // Files on the way down, each with the lines behind the one that includes the next.
        let mut open = vec![Open { file: name.to_owned(), constraints: false, rest }];
        while let Some(Open { file, constraints, rest }) = open.last_mut() {
            let Some(text) = rest.next() else {
                open.pop();
                continue;
            };
            let line = Line::parse(&text).map_err(|problem| {
                let file = file.clone();
                Unread::from(RequirementUnread::NoOption { file, line: text.clone(), problem })
            })?;
            found.line(tree, file, &line, *constraints)?;
            let (file, constraints) = (file.clone(), *constraints);
            for (other, constraints) in found.included(tree, &file, &line, constraints)? {
                if seen.insert((other.clone(), constraints)) {
                    found.include(&other, name)?;
                    let rest = found.lines_of(tree, &other)?;
                    open.push(Open { file: other, constraints, rest });
                }
            }
        }
        found.settle(tree, name)?;
        found.pythons = super::super::version::beside(tree, parent(name))?;
        Ok(found)
    }

    pub(super) fn is_hashed(&self) -> bool {
        self.hashed && !self.unhashed
    }

    fn lines_of(&mut self, tree: &Tree, name: &str) -> Result<IntoIter<String>, Unread> {
        let text: Rc<str> = tree.read_as(name, decoded)?;
        within(text.len(), BYTES, name)?;
        self.lines += text.lines().count();
        within(self.lines, LINES, name)?;
        Ok(lines(&text).into_iter())
    }

    fn include(&mut self, other: &str, by: &str) -> Result<(), Unread> {
        if !self.files.iter().any(|file| file == other) {
            within(self.files.len(), FILES, by)?;
            self.files.push(other.to_owned());
        }
        Ok(())
    }

    /// The files that a line includes, and whether each is included as constraints.
    fn included(
        &mut self,
        tree: &Tree,
        file: &str,
        line: &Line,
        constraints: bool,
    ) -> Result<Vec<(String, bool)>, Unread> {
        let mut included = vec![];
        for (what, as_constraints) in [(What::Constraints, true), (What::Requirements, false)] {
            for value in line.values(what) {
                match of_value(value) {
                    // Nothing here says what a file at an address asks for.
                    Place::Elsewhere => self.unhashed |= !(as_constraints || constraints),
                    Place::Machine(path) => return Err(leads_out(file, path)),
                    Place::Archive(path) | Place::Folder(path) => {
                        plain(file, path)?;
                        included.push((tree.named_by(file, path)?, as_constraints));
                    }
                }
            }
        }
        Ok(included)
    }

    /// Takes what a line installs, and where it has pip look.
    fn line(
        &mut self,
        tree: &Tree,
        file: &str,
        line: &Line,
        constraints: bool,
    ) -> Result<(), Unread> {
        if let Some(asked) = line.requirement() {
            if asked.contains("git+") {
                self.git = Some(file.to_owned());
            }
            match of_requirement(asked) {
                Place::Elsewhere => {}
                Place::Machine(path) => return Err(leads_out(file, path)),
                Place::Archive(path) if !line.is_editable() => {
                    self.note_from_working_folder(file, path)?
                }
                Place::Archive(_) | Place::Folder(_) => {
                    let (file, asked) = (file.to_owned(), asked.to_owned());
                    return Err(RequirementUnread::LocalRequirement { file, asked }.into());
                }
            }
            if !constraints {
                self.libraries.extend(library(asked));
                let hashed = line.values(What::Hash).next().is_some();
                self.hashed |= hashed;
                self.unhashed |= !hashed;
            }
        }
        for (what, is_index) in [(What::FindLinks, false), (What::Index, true)] {
            for value in line.values(what).filter(|value| !value.is_empty()) {
                self.looked_in(tree, file, value, is_index)?;
            }
        }
        Ok(())
    }

    /// Takes a place where pip looks for packages. A path of `--find-links` begins at the folder of
    /// its file, if it leads anywhere from there.
    fn looked_in(
        &mut self,
        tree: &Tree,
        file: &str,
        value: &str,
        is_index: bool,
    ) -> Result<(), Unread> {
        let (Place::Archive(path) | Place::Folder(path)) = of_value(value) else {
            return match of_value(value) {
                Place::Machine(path) => Err(leads_out(file, path)),
                _ => Ok(()),
            };
        };
        plain(file, path)?;
        let from_file = leads_to(file, value).ok().filter(|path| tree.exists(path));
        match from_file.filter(|_| !is_index) {
            Some(path) => self.package(file, value, path),
            None => self.note_from_working_folder(file, path),
        }
    }

    /// Notes a path from the folder in which pip runs.
    fn note_from_working_folder(&mut self, file: &str, path: &str) -> Result<(), Unread> {
        plain(file, path)?;
        self.from_working_folder.push((file.to_owned(), path.to_owned()));
        Ok(())
    }

    fn package(&mut self, file: &str, named: &str, path: String) -> Result<(), Unread> {
        if path.is_empty() {
            let (file, asked) = (file.to_owned(), named.to_owned());
            return Err(RequirementUnread::WholeContext { file, asked }.into());
        }
        self.packages.insert(path);
        Ok(())
    }

    /// Finds the folder in which pip runs: that of the file, or the nearest above it from which all
    /// paths lead somewhere.
    fn settle(&mut self, tree: &Tree, name: &str) -> Result<(), Unread> {
        let named = std::mem::take(&mut self.from_working_folder);
        if named.is_empty() {
            return Ok(());
        }
        let of = |folder: &str, path: &str| normal(&below(folder, path));
        let lead = |folder: &&str| {
            let mut paths = named.iter().map(|(_, path)| of(folder, path));
            paths.all(|path| path.is_some_and(|path| tree.exists(&path)))
        };
        let Some(folder) = upwards(parent(name)).find(lead) else {
            let is_there = |path: &str| of(parent(name), path).is_some_and(|to| tree.exists(&to));
            let missing = named.iter().find(|(_, path)| !is_there(path));
            let (file, path) = missing.unwrap_or(&named[0]).clone();
            return Err(match of(parent(name), &path) {
                Some(_) => Unread::NamesNothing { path, named_by: file },
                None => leads_out(&file, &path),
            });
        };
        for (file, path) in &named {
            self.package(file, path, of(folder, path).unwrap_or_default())?;
        }
        self.folder = Some(folder.to_owned());
        Ok(())
    }
}

/// The library that a requirement asks for: `psycopg2==2.9 ; python_version > "3"`.
fn library(asked: &str) -> Option<NeededLibrary> {
    let name = name_of(asked).to_ascii_lowercase().replace(['_', '.'], "-");
    NeededLibrary::of(Language::Python, &name, !asked.contains(';'))
}

fn leads_out(file: &str, path: &str) -> Unread {
    Unread::LeadsOut { path: path.to_owned(), named_by: Some(file.to_owned()) }
}

/// Refuses a path that a variable decides.
fn plain(file: &str, path: &str) -> Result<(), Unread> {
    match path.contains("${") {
        true => {
            let (file, path) = (file.to_owned(), path.to_owned());
            Err(RequirementUnread::VariablePath { file, path }.into())
        }
        false => Ok(()),
    }
}
