//! Edits of a manifest, each as `sed` makes it in the image and as it is made here. An edit is
//! printed only if the TOML that it makes here says what it should.
//!
//! All edits go line by line, and none looks at the end of a line: it is the same to them which
//! line ends a checkout has.

use toml::{Table, Value};

use crate::recipes::formats::{with_room, without_mark};

/// The version that stands for every other one.
const MASKED: &str = "0.0.0";

/// An edit of a manifest.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Edit {
    /// Puts [`MASKED`] in place of a version.
    Version(Owner),
    /// Takes the versions out of dependencies that have a path.
    Requirements,
    /// Puts these in place of the list of members.
    Members { list: String, lines: Lines },
    /// Takes out the list of default members.
    NoDefaults(Lines),
}

/// The table whose version is edited.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Owner {
    /// The table of the package itself.
    Package,
    /// The table that packages inherit the version from.
    Workspace,
}

/// How many lines a list is written on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Lines {
    One,
    Several,
}

impl Owner {
    fn header(self) -> &'static str {
        match self {
            Self::Package => "[package]",
            Self::Workspace => "[workspace.package]",
        }
    }

    fn table(self, manifest: &mut Table) -> Option<&mut Table> {
        match self {
            Self::Package => manifest.get_mut("package")?.as_table_mut(),
            Self::Workspace => {
                let workspace = manifest.get_mut("workspace")?.as_table_mut()?;
                workspace.get_mut("package")?.as_table_mut()
            }
        }
    }
}

impl Edit {
    /// The script for `sed`, without a single quote.
    pub(super) fn script(&self) -> String {
        match self {
            Self::Version(owner) => {
                let header = owner.header().replace('.', r"\.");
                let header = header.replace('[', r"\[").replace(']', r"\]");
                format!(r#"/^ *{header}/,/^ *\[/s/^ *version *=.*/version = "{MASKED}"/"#)
            }
            Self::Requirements => {
                r#"/path *=/{s/version *= *"[^"]*", *//;s/, *version *= *"[^"]*"//}"#.to_owned()
            }
            Self::Members { list, lines: Lines::One } => {
                format!("s|^ *members *=.*|members = {list}|")
            }
            Self::Members { list, lines: Lines::Several } => {
                format!(r"/^ *members *=/,/\]/{{/\]/!d;s|.*|members = {list}|}}")
            }
            Self::NoDefaults(Lines::One) => "/^ *default-members *=/d".to_owned(),
            Self::NoDefaults(Lines::Several) => r"/^ *default-members *=/,/\]/d".to_owned(),
        }
    }

    /// What `sed` makes of a text.
    pub(super) fn apply(&self, text: &str) -> String {
        let lines = text.split_inclusive('\n');
        match self {
            Self::Version(owner) => {
                let mut is_in = false;
                let edited = lines.map(|line| {
                    // The line that ends a range begins no other.
                    let begins = !is_in && is_table(line, owner.header());
                    let was_in = begins || is_in;
                    is_in = begins || is_in && !is_table(line, "[");
                    match was_in && is_key(line, "version") {
                        true => format!("version = \"{MASKED}\"{}", end_of(line)),
                        false => line.to_owned(),
                    }
                });
                edited.collect()
            }
            Self::Requirements => lines.map(without_requirement).collect(),
            Self::Members { list, lines: how } => {
                let new = |line: &str| format!("members = {list}{}", end_of(line));
                replaced(lines, "members", *how, |line| Some(new(line)))
            }
            Self::NoDefaults(how) => replaced(lines, "default-members", *how, |_| None),
        }
    }

    /// What a manifest should say after the edit.
    fn expected(&self, mut manifest: Table) -> Option<Table> {
        match self {
            Self::Version(owner) => {
                let version = owner.table(&mut manifest)?.get_mut("version")?;
                *version = Value::String(MASKED.to_owned());
            }
            Self::Requirements => {
                for table in dependency_tables(&mut manifest) {
                    for (_, dependency) in table.iter_mut() {
                        let Some(dependency) = dependency.as_table_mut() else { continue };
                        if dependency.contains_key("path") {
                            dependency.remove("version");
                        }
                    }
                }
            }
            Self::Members { list, .. } => {
                let list = toml::from_str::<Table>(&format!("members = {list}"))
                    .ok()?
                    .remove("members")?;
                manifest.get_mut("workspace")?.as_table_mut()?.insert("members".to_owned(), list);
            }
            Self::NoDefaults(_) => {
                manifest.get_mut("workspace")?.as_table_mut()?.remove("default-members")?;
            }
        }
        Some(manifest)
    }

    /// Whether the edit makes a text say what it should.
    pub(super) fn is_good(&self, text: &str) -> bool {
        let is_good = || {
            let expected = self.expected(toml::from_str(without_mark(text)).ok()?)?;
            let made: Table = toml::from_str(without_mark(&self.apply(text))).ok()?;
            Some(made == expected)
        };
        with_room(is_good).is_ok_and(|good| good == Some(true))
    }
}

/// Where dependencies stand in a manifest.
fn dependency_tables(manifest: &mut Table) -> Vec<&mut Table> {
    const KINDS: [&str; 3] = ["dependencies", "dev-dependencies", "build-dependencies"];
    let mut tables = vec![];
    for (key, value) in manifest.iter_mut() {
        let Some(table) = value.as_table_mut() else { continue };
        match key.as_str() {
            "workspace" => {
                tables.extend(table.get_mut("dependencies").and_then(Value::as_table_mut))
            }
            "target" => {
                for platform in table.iter_mut().filter_map(|(_, value)| value.as_table_mut()) {
                    let kinds =
                        platform.iter_mut().filter(|(key, _)| KINDS.contains(&key.as_str()));
                    tables.extend(kinds.filter_map(|(_, value)| value.as_table_mut()));
                }
            }
            key if KINDS.contains(&key) => tables.push(table),
            _ => {}
        }
    }
    tables
}

// ---- lines, as `sed` sees them -----------------------------------------------------------------

fn indented(line: &str) -> &str {
    line.trim_start_matches(' ')
}

fn is_table(line: &str, header: &str) -> bool {
    indented(line).starts_with(header)
}

fn is_key(line: &str, key: &str) -> bool {
    let rest = indented(line).strip_prefix(key);
    rest.is_some_and(|rest| indented(rest).starts_with('='))
}

/// The end of a line, for `sed`.
fn end_of(line: &str) -> &str {
    if line.ends_with('\n') { "\n" } else { "" }
}

/// A text without the lines of a list. What `new` makes of the last of these lines stands in their
/// place.
fn replaced<'t>(
    lines: impl Iterator<Item = &'t str>,
    key: &str,
    how: Lines,
    new: impl Fn(&str) -> Option<String>,
) -> String {
    let mut made = String::new();
    let mut is_open = false;
    for line in lines {
        let begins = !is_open && is_key(line, key);
        let ends = match how {
            Lines::One => begins,
            Lines::Several => line.contains(']'),
        };
        if !begins && !is_open {
            made += line;
            continue;
        }
        // A range of `sed` goes on at least to the line below the one that it begins with.
        is_open = how == Lines::Several && (begins || !ends);
        if ends {
            made += &new(line).unwrap_or_default();
        }
    }
    made
}

/// A line that names a path, without a version before or behind it.
fn without_requirement(line: &str) -> String {
    let mut paths = line.match_indices("path");
    if !paths.any(|(at, path)| indented(&line[at + path.len()..]).starts_with('=')) {
        return line.to_owned();
    }
    let mut made = line.to_owned();
    let before_others = version_in(&made).find(|(_, end)| made[*end..].starts_with(','));
    if let Some((start, end)) = before_others {
        let rest = indented(&made[end + 1..]).len();
        made.replace_range(start..made.len() - rest, "");
    }
    let behind_others = version_in(&made).find_map(|(start, end)| {
        let before = made[..start].trim_end_matches(' ').strip_suffix(',')?;
        Some((before.len(), end))
    });
    if let Some((start, end)) = behind_others {
        made.replace_range(start..end, "");
    }
    made
}

/// The places of `version = ".."` in a line.
fn version_in(line: &str) -> impl Iterator<Item = (usize, usize)> {
    line.match_indices("version").filter_map(move |(start, key)| {
        let value = indented(&line[start + key.len()..]).strip_prefix('=')?;
        let value = indented(value).strip_prefix('"')?;
        let inside = value.find('"')?;
        Some((start, line.len() - value.len() + inside + 1))
    })
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;
    use std::process::{Command, Stdio};

    use super::{Edit, Lines, Owner};

    fn edits() -> Vec<Edit> {
        let members = |lines| Edit::Members { list: "[\"a/b-c_d\"]".to_owned(), lines };
        let both = [Lines::One, Lines::Several];
        let mut edits = vec![Edit::Requirements];
        edits.extend([Owner::Package, Owner::Workspace].map(Edit::Version));
        edits.extend(both.map(members).into_iter().chain(both.map(Edit::NoDefaults)));
        edits
    }

    /// What a `sed` makes of a text; `None` where there is none.
    fn sed(program: &[&str], edit: &Edit, text: &str) -> Option<String> {
        let mut sed = Command::new(program[0]);
        sed.args(&program[1..]).arg(edit.script()).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut sed = sed.spawn().ok()?;
        sed.stdin.take()?.write_all(text.as_bytes()).ok()?;
        let output = sed.wait_with_output().ok()?;
        assert!(output.status.success(), "{}", edit.script());
        String::from_utf8(output.stdout).ok()
    }

    /// Lines of manifests that mean something to an edit.
    const LINES: &str = r#"[package]|  [package] # of it|[package.metadata.x]|[workspace.package]
[workspace]|[dependencies]|version = "1.2.3"|  version='1' # last|version.workspace = true
	version = "1"|rust-version = "1.80"|a = { path = "../a", version = "1.0" }|# version = "9"
b = { version = "1", path="../b" }|c = {version="=1",  path = '../c', features = ["x"]}
d = { path = "../d" , version = "1", default = false }|e = { version = '1', path = "../e" }
path = "../f"|members = ["a", "b"]|members = [|  "a", # ]|    "b",|] # end
  default-members = ["a"]|default-members=["#;

    #[test]
    fn an_edit_is_the_same_here_and_in_the_image() {
        let seds: [&[&str]; 2] = [&["sed"], &["busybox", "sed"]];
        let lines: Vec<&str> = LINES.split(['|', '\n']).collect();
        // A run of numbers of which none repeats soon.
        let mut state = 7_u32;
        let mut next = |below: usize| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 8) as usize % below
        };
        for _ in 0..60 {
            let count = 1 + next(9);
            let end = ["\n", "\r\n"][next(2)];
            let text: String =
                (0..count).map(|_| lines[next(lines.len())].to_owned() + end).collect();
            for edit in edits() {
                let here = edit.apply(&text);
                for there in seds.iter().filter_map(|program| sed(program, &edit, &text)) {
                    assert_eq!(here, there, "{}\n{text}", edit.script());
                }
            }
        }
    }

    #[test]
    fn an_edit_that_says_something_else_is_not_made() {
        let own = Edit::Version(Owner::Package);
        let package = |rest: &str| format!("[package]\nname = \"x\"\n{rest}");
        for good in
            ["version = \"1\"\n", " version='1' # x\r\n", "version = \"1\"\n[x]\nversion = 2\n"]
        {
            assert!(own.is_good(&package(good)), "{good}");
            assert!(own.apply(&package(good)).contains("\nversion = \"0.0.0\"\n"), "{good}");
        }
        let inherited = "version.workspace = true\n";
        let hidden = "description = \"\"\"\nversion = 1\n\"\"\"\nversion = \"1\"\n";
        let quoted = "\"version\" = \"1\"\n";
        for bad in ["", inherited, quoted, hidden, "version = \"\"\"\n1\"\"\"\n"] {
            assert!(!own.is_good(&package(bad)), "{bad}");
        }
        assert!(!own.is_good("package = { version = \"1\" }\n"));
        let members = Edit::Members { list: "[]".to_owned(), lines: Lines::One };
        let elsewhere =
            "[workspace]\nmembers = [\"a\"]\n[workspace.metadata.x]\nmembers = [\"b\"]\n";
        assert!(!members.is_good(elsewhere));
        let kinds = "dependencies dev-dependencies build-dependencies target.x.dependencies \
                     target.x.dev-dependencies target.x.build-dependencies workspace.dependencies";
        for kind in kinds.split_whitespace() {
            let text = format!("[{kind}]\na = {{ path = \"../a\", version = \"1\" }}\n");
            assert!(Edit::Requirements.is_good(&text), "{kind}");
            assert!(!Edit::Requirements.apply(&text).contains("version"), "{kind}");
        }
        assert!(!Edit::Requirements.is_good("[x]\na = { path = \"a\", version = \"1\" }\n"));
        let table = "[dependencies.a]\npath = \"../a\"\nversion = \"1\"\n";
        assert!(!Edit::Requirements.is_good(table));
    }
}
