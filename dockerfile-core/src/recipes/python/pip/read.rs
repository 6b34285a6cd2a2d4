//! Requirements files.

use std::collections::BTreeSet;
use std::vec::IntoIter;

use crate::declare::disk::Tree;
use crate::program::unread::{PythonCount, PythonUnread, Unread};
use crate::recipes::listing::leads_to;
use crate::recipes::python::limits::{Limit, read, within};

const BYTES: Limit = (4 << 20, PythonCount::Bytes);
const LINES: Limit = (100_000, PythonCount::Lines);
const FILES: Limit = (500, PythonCount::Included);

/// A requirements file and what it includes. Paths are relative to the context.
#[derive(Debug, Default)]
pub(super) struct Requirements {
    /// The file itself, and the included ones in the order of the lines that name them.
    pub(super) files: Vec<String>,
    /// Some requirement has hashes, or none has.
    hashed: bool,
    unhashed: bool,
    /// Of all files.
    lines: usize,
}

impl Requirements {
    pub(super) fn read(tree: &Tree, name: &str) -> Result<Self, Unread> {
        let mut found = Self { files: vec![name.to_owned()], ..Self::default() };
        let mut seen = BTreeSet::from([(name.to_owned(), false)]);
        // What is left of each file above the one that it includes.
        let mut open = vec![(name.to_owned(), false, found.lines_of(tree, name)?)];
        while let Some((file, constraints, rest)) = open.last_mut() {
            let Some(line) = rest.next() else {
                open.pop();
                continue;
            };
            match included(&line) {
                None if *constraints => {}
                None => found.requirement(file, &line)?,
                // Nobody knows from here what it asks for.
                Some((other, more)) if other.contains("://") => {
                    found.unhashed |= !(*constraints || more);
                }
                Some((other, more)) => {
                    let (other, constraints) = (leads_to(file, other)?, *constraints || more);
                    if seen.insert((other.clone(), constraints)) {
                        found.include(&other, name)?;
                        let lines = found.lines_of(tree, &other)?;
                        open.push((other, constraints, lines));
                    }
                }
            }
        }
        Ok(found)
    }

    pub(super) fn is_hashed(&self) -> bool {
        self.hashed && !self.unhashed
    }

    /// A file that is missing says nothing: that it is missing is found with everything else
    /// that the image copies.
    fn lines_of(&mut self, tree: &Tree, name: &str) -> Result<IntoIter<String>, Unread> {
        let text = match read(tree, name, BYTES) {
            Err(Unread::NoFile { .. }) => "".into(),
            text => text?,
        };
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

    fn requirement(&mut self, name: &str, line: &str) -> Result<(), Unread> {
        let editable = option(line, "-e", "--editable");
        if editable.is_none() && line.starts_with('-') {
            return Ok(());
        }
        let asked = editable.unwrap_or(line);
        if is_local(asked) {
            let (file, asked) = (name.to_owned(), asked.to_owned());
            return Err(PythonUnread::LocalRequirement { file, asked }.into());
        }
        let hashed = line.contains(" --hash");
        self.hashed |= hashed;
        self.unhashed |= !hashed;
        Ok(())
    }
}

/// The file that a line includes, and whether as constraints.
fn included(line: &str) -> Option<(&str, bool)> {
    let requirements = option(line, "-r", "--requirement").map(|file| (file, false));
    requirements.or_else(|| Some((option(line, "-c", "--constraint")?, true)))
}

/// What a requirements file says, a line each, without comments.
fn lines(text: &str) -> Vec<String> {
    let mut said = vec![];
    let mut joined = String::new();
    for line in text.lines() {
        if let Some(line) = line.strip_suffix('\\') {
            joined = joined + line + " ";
            continue;
        }
        let whole = std::mem::take(&mut joined) + line;
        said.extend(without_comment(&whole).map(str::to_owned));
    }
    said.extend(without_comment(&joined).map(str::to_owned));
    said
}

fn without_comment(line: &str) -> Option<&str> {
    let line = line.trim();
    let end = if line.starts_with('#') { Some(0) } else { line.find(" #") };
    Some(line[..end.unwrap_or(line.len())].trim_end()).filter(|line| !line.is_empty())
}

/// The value of an option that a line is: `-r x`, `-rx`, `--requirement x`, `--requirement=x`.
fn option<'l>(line: &'l str, short: &str, long: &str) -> Option<&'l str> {
    let value = match line.strip_prefix(long) {
        Some(value) => value.strip_prefix(['=', ' ', '\t'])?,
        None => line.strip_prefix(short)?,
    };
    Some(value.trim().trim_matches(['"', '\'']))
}

/// Whether a requirement is a file or folder, and no name or address.
fn is_local(asked: &str) -> bool {
    let place = asked.split_once(" @ ").map_or(asked, |(_, place)| place.trim_start());
    let path = place.split([' ', ';', '[']).next().unwrap_or(place);
    place.starts_with("file:")
        || path.starts_with(['.', '/'])
        || path.contains('/') && !path.contains("://") && !path.contains('@')
}

#[cfg(test)]
mod tests {
    use super::{is_local, lines, option};

    #[test]
    fn lines_are_joined_and_without_comments() {
        let text = "# all\na==1 \\\r\n  --hash=x # why\n\n b#c\n";
        assert_eq!(lines(text), ["a==1    --hash=x", "b#c"]);
    }

    #[test]
    fn an_option_has_its_value_in_any_form() {
        for line in ["-r x.txt", "-rx.txt", "--requirement x.txt", "--requirement=x.txt"] {
            assert_eq!(option(line, "-r", "--requirement"), Some("x.txt"), "{line}");
        }
        assert_eq!(option("--require-hashes", "-r", "--requirement"), None);
        assert_eq!(option("--requirements", "-r", "--requirement"), None);
    }

    #[test]
    fn what_is_on_disk_is_told_from_names_and_addresses() {
        for local in [".", "./x", "../x[a]", "/x", "x @ file:///x", "libs/x", "wheels/x.whl"] {
            assert!(is_local(local), "{local}");
        }
        for other in ["x==1", "x @ https://h/x.whl", "git+https://h/x.git@v1#egg=x"] {
            assert!(!is_local(other), "{other}");
        }
        assert!(!is_local("x[a]>=1; python_version < '3.9'"));
    }
}
