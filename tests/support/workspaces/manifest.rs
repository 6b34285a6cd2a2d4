//! The text of a manifest, in one of the ways in which people write one.

/// A manifest before it is text.
#[derive(Default)]
pub(super) struct Manifest {
    /// Keys of the package, with their values as TOML has them.
    pub(super) package: Vec<(String, String)>,
    /// Other tables: a header without its brackets, which may come more than once, and lines.
    pub(super) tables: Vec<(String, Vec<String>)>,
}

/// The ways that are drawn.
pub(super) const STYLES: [&str; 12] = [
    "single quotes",
    "comments in the manifest",
    "indented keys",
    "dotted keys of the package",
    "an inline table of the package",
    "quoted keys",
    "spaces around dots",
    "CRLF in the manifest",
    "the package is the last table",
    "a text of several lines with a version",
    "a version in the package's metadata",
    "no spaces at all",
];

impl Manifest {
    pub(super) fn set(&mut self, key: &str, value: impl Into<String>) {
        self.package.push((key.to_owned(), value.into()));
    }

    /// A line in a table, which is begun where there is none.
    pub(super) fn line(&mut self, table: &str, line: impl Into<String>) {
        match self.tables.iter_mut().find(|(header, _)| header == table) {
            Some((_, lines)) => lines.push(line.into()),
            None => self.tables.push((table.to_owned(), vec![line.into()])),
        }
    }

    /// One more table of its own.
    pub(super) fn table(&mut self, header: &str, lines: &[String]) {
        self.tables.push((header.to_owned(), lines.to_vec()));
    }

    pub(super) fn text(&self, style: Option<&str>) -> String {
        let package = self.package_text(style);
        let tables: String =
            self.tables.iter().map(|(header, lines)| table(header, lines)).collect();
        match style {
            // `version` is a key of the package no more once a table has begun.
            Some("the package is the last table") => tables + &package,
            Some("CRLF in the manifest") => (package + &tables).replace('\n', "\r\n"),
            Some("a version in the package's metadata") if !self.package.is_empty() => {
                package + "[package.metadata.release]\nversion = \"9.9.9\"\n\n" + &tables
            }
            _ => package + &tables,
        }
    }

    fn package_text(&self, style: Option<&str>) -> String {
        if self.package.is_empty() {
            return String::new();
        }
        let keys = self.package.iter().map(|(key, value)| (key.as_str(), value.as_str()));
        let lines = |of: &dyn Fn(&str, &str) -> String| -> String {
            keys.clone().map(|(key, value)| of(key, value)).collect()
        };
        let plain = |key: &str, value: &str| format!("{key} = {value}\n");
        match style {
            Some("single quotes") => {
                "[package]\n".to_owned() + &lines(&plain).replace('"', "'") + "\n"
            }
            Some("comments in the manifest") => {
                "# [package]\n# version = \"7.7.7\"\n[package] # version = \"8.8.8\"\n".to_owned()
                    + &lines(&|key, value| format!("{key} = {value} # was \"6.6.6\"\n"))
                    + "\n"
            }
            Some("indented keys") => {
                "  [package]\n".to_owned() + &lines(&|key, value| format!("    {key} = {value}\n"))
            }
            Some("dotted keys of the package") => {
                lines(&|key, value| format!("package.{key} = {value}\n")) + "\n"
            }
            Some("an inline table of the package") => {
                let pairs: Vec<String> = keys.map(|(key, value)| format!("{key} = {value}")).collect();
                format!("package = {{ {} }}\n\n", pairs.join(", "))
            }
            Some("quoted keys") => {
                "[\"package\"]\n".to_owned()
                    + &lines(&|key, value| format!("\"{}\" = {value}\n", key.replace('.', "\".\"")))
                    + "\n"
            }
            Some("spaces around dots") => {
                "[ package ]\n".to_owned()
                    + &lines(&|key, value| format!("{}   =   {value}\n", key.replace('.', " . ")))
                    + "\n"
            }
            Some("no spaces at all") => {
                "[package]\n".to_owned() + &lines(&|key, value| format!("{key}={value}\n"))
            }
            Some("a text of several lines with a version") => {
                "[package]\ndescription = \"\"\"\n[dependencies]\nversion = \"5.5.5\"\n[package]\n\"\"\"\n"
                    .to_owned()
                    + &lines(&plain)
                    + "\n"
            }
            _ => "[package]\n".to_owned() + &lines(&plain) + "\n",
        }
    }
}

fn table(header: &str, lines: &[String]) -> String {
    format!("[{header}]\n{}\n\n", lines.join("\n"))
}
