//! The projects that a build file names: `":libs:core"`, or `projects.libs.core`.

use std::collections::BTreeMap;

/// The projects by the names that build files have for them.
pub(super) struct Names<'p> {
    paths: BTreeMap<&'p str, &'p str>,
    accessors: BTreeMap<String, Vec<&'p str>>,
}

impl<'p> Names<'p> {
    /// The names of these projects. Nothing needs the root's project by naming it.
    pub(super) fn of(paths: impl Iterator<Item = &'p String>) -> Self {
        let mut names = Self { paths: BTreeMap::new(), accessors: BTreeMap::new() };
        for path in paths.filter(|path| *path != ":") {
            names.paths.insert(path, path);
            names.accessors.entry(accessor(path)).or_default().push(path);
        }
        names
    }

    /// The paths of projects that a build file names, sorted. That of the project `own` also names
    /// them by a path that begins there, and by the path of a task.
    pub(super) fn named_in(&self, text: &str, own: Option<&str>) -> Vec<&'p str> {
        let mut named = vec![];
        for quote in ['"', '\''] {
            let mut parts: Vec<&str> = text.split(quote).collect();
            // Behind the last quote nothing is quoted.
            parts.pop();
            for (before, quoted) in parts.iter().zip(parts.iter().skip(1).copied()) {
                let found = self.paths.get(quoted);
                let found = found.or_else(|| self.beginning_at(own?, before, quoted));
                named.extend(found);
            }
        }
        for word in text.split(|c: char| !(c.is_alphanumeric() || "_.".contains(c))) {
            // A project may itself be called `projects`, but few in each other are.
            for (at, found) in word.rmatch_indices("projects.").take(4) {
                let accessor = &word[at + found.len() - 1..];
                named.extend(self.accessors.get(accessor).into_iter().flatten());
            }
        }
        named.sort_unstable();
        named.dedup();
        named
    }

    /// The project of a text in a build file of `own`: of `project("core")`, or of the task
    /// `":core:jar"`.
    fn beginning_at(&self, own: &str, before: &str, quoted: &str) -> Option<&&'p str> {
        let is_relative = before.trim_end().ends_with("project(") && !quoted.contains(':');
        let path = match is_relative {
            true => format!("{}:{quoted}", own.trim_end_matches(':')),
            false => quoted.rsplit_once(':')?.0.to_owned(),
        };
        self.paths.get(path.as_str())
    }
}

/// The accessor of a project: that of `:libs:core-util` is `.libs.coreUtil`.
fn accessor(path: &str) -> String {
    let mut accessor = String::new();
    let mut upper = false;
    for c in path.chars() {
        match c {
            ':' => accessor.push('.'),
            '-' | '_' | '.' => upper = true,
            c if std::mem::take(&mut upper) => accessor.extend(c.to_uppercase()),
            c => accessor.push(c),
        }
    }
    accessor
}

#[cfg(test)]
mod tests {
    use super::Names;

    #[test]
    fn projects_are_named_in_quotes_or_by_accessors() {
        let paths = [":", ":a", ":a:b", ":said-twice", ":b"].map(str::to_owned);
        let named = |text: &str| Names::of(paths.iter()).named_in(text, Some(":"));
        assert_eq!(named("project(\":a\")\nproject(':a:b') // it's \":\""), [":a", ":a:b"]);
        assert_eq!(named("x(projects.saidTwice, libs.projects.a.b)"), [":a:b", ":said-twice"]);
        assert!(named("projects.a.c projects.ab projects.a_ ':a \":a' project(\":c\")").is_empty());
        assert_eq!(named("dependsOn(\":a:b:jar\", ':b:x')"), [":a:b", ":b"]);
        assert_eq!(named("x(project('a'), 'b')"), [":a"]);
        assert_eq!(Names::of(paths.iter()).named_in("project(\"b\")", Some(":a")), [":a:b"]);
        assert!(Names::of(paths.iter()).named_in("':b:x', project('a')", None).is_empty());
    }
}
