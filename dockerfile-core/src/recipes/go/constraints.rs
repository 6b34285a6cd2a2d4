//! Whether a file of Go is compiled for Linux: what its name and its `//go:build` line say.
//!
//! Source: <https://pkg.go.dev/cmd/go#hdr-Build_constraints>.

/// Systems that no image runs.
const SYSTEMS: [&str; 17] = [
    "aix",
    "android",
    "darwin",
    "dragonfly",
    "freebsd",
    "hurd",
    "illumos",
    "ios",
    "js",
    "nacl",
    "netbsd",
    "openbsd",
    "plan9",
    "solaris",
    "wasip1",
    "windows",
    "zos",
];

/// Processors, of which an image may be for several.
const PROCESSORS: [&str; 12] = [
    "386", "amd64", "arm", "arm64", "loong64", "mips", "mips64", "mips64le", "mipsle", "ppc64le",
    "riscv64", "s390x",
];

/// The longest line that is read; no line of a project is as long.
const LONGEST: usize = 1_000;

/// Tags that hold wherever Go compiles for Linux.
const HOLD: [&str; 3] = ["gc", "linux", "unix"];

/// What is known of the build.
pub(super) struct Tags<'a> {
    /// The tags that the user names.
    pub(super) named: Vec<&'a str>,
    pub(super) cgo: bool,
}

impl Tags<'_> {
    /// Whether a file is surely compiled.
    pub(super) fn compile(&self, file: &str, text: &str) -> bool {
        self.say_of(file, text) == Some(true)
    }

    /// Whether a file is compiled; `None` if nothing says so.
    pub(super) fn say_of(&self, file: &str, text: &str) -> Option<bool> {
        let name = file.rsplit('/').next().unwrap_or(file).trim_end_matches(".go");
        let head = text.lines().take_while(|line| !line.starts_with("package "));
        let mut head = head.map(str::trim);
        let is_of_other = name.split('_').skip(1).any(|part| SYSTEMS.contains(&part));
        let line = head.clone().find_map(|line| line.strip_prefix("//go:build"));
        match line {
            _ if is_of_other => Some(false),
            Some(line) if line.len() > LONGEST => None,
            Some(line) => Parser { rest: line, tags: self }.any(),
            None => (!head.any(|line| line.starts_with("// +build"))).then_some(true),
        }
    }

    /// Whether a tag holds; `None` if nothing says so: an image may be for several processors, and the
    /// base has a release of Go that is not known here.
    fn hold(&self, tag: &str) -> Option<bool> {
        let is_unsaid = PROCESSORS.contains(&tag)
            || ["go1.", "goexperiment."].iter().any(|start| tag.starts_with(start));
        let holds = HOLD.contains(&tag) || self.named.contains(&tag) || tag == "cgo" && self.cgo;
        (!is_unsaid).then_some(holds)
    }
}

/// What is still to be read of an expression.
struct Parser<'t> {
    rest: &'t str,
    tags: &'t Tags<'t>,
}

impl Parser<'_> {
    fn takes(&mut self, mark: &str) -> bool {
        let rest = self.rest.trim_start();
        self.rest = rest.strip_prefix(mark).unwrap_or(rest);
        self.rest.len() < rest.len()
    }

    /// `a || b`: fails if both do.
    fn any(&mut self) -> Option<bool> {
        let mut fails = turned(self.all());
        while self.takes("||") {
            fails = both(fails, turned(self.all()));
        }
        turned(fails)
    }

    /// `a && b`: holds if both do.
    fn all(&mut self) -> Option<bool> {
        let mut holds = self.one();
        while self.takes("&&") {
            holds = both(holds, self.one());
        }
        holds
    }

    fn one(&mut self) -> Option<bool> {
        if self.takes("!") {
            return turned(self.one());
        }
        if self.takes("(") {
            let holds = self.any();
            self.takes(")");
            return holds;
        }
        let is_tag = |c: char| c.is_alphanumeric() || matches!(c, '_' | '.');
        let end = self.rest.find(|c| !is_tag(c)).unwrap_or(self.rest.len());
        let (tag, rest) = self.rest.split_at(end);
        self.rest = rest;
        self.tags.hold(tag)
    }
}

fn turned(holds: Option<bool>) -> Option<bool> {
    holds.map(|holds| !holds)
}

/// Whether both hold; one that does not is enough to know that they do not.
fn both(one: Option<bool>, other: Option<bool>) -> Option<bool> {
    match (one, other) {
        (Some(false), _) | (_, Some(false)) => Some(false),
        (one, other) => Some(one? && other?),
    }
}

#[cfg(test)]
mod tests {
    use super::Tags;

    fn compiles(file: &str, text: &str) -> bool {
        Tags { named: vec!["embed"], cgo: false }.compile(file, text)
    }

    #[test]
    fn an_expression_says_whether_a_file_is_compiled() {
        for (expression, is_compiled) in [
            ("embed", true),
            ("!embed", false),
            ("linux && !noui", true),
            ("linux && noui", false),
            ("noui || unix", true),
            ("!(noui || windows)", true),
            ("!(noui && amd64)", true),
            ("amd64", false),
            ("!amd64", false),
            ("amd64 || linux", true),
            ("cgo", false),
            ("!cgo && (linux || darwin)", true),
            ("go1.21", false),
            ("", false),
        ] {
            let text = format!("// Licence.\n\n//go:build {expression}\n\npackage a\n");
            assert_eq!(compiles("a/x.go", &text), is_compiled, "{expression}");
        }
        let long = format!("//go:build {}linux\npackage a", "!!".repeat(1_000_000));
        assert!(!compiles("x.go", &long), "a line that nobody writes");
        let cgo = Tags { named: vec![], cgo: true };
        assert!(cgo.compile("x.go", "//go:build cgo\npackage a\n"));
    }

    #[test]
    fn a_file_for_some_systems_alone_is_not_compiled() {
        assert!(compiles("a/x.go", "// Licence.\n\npackage a\n"));
        assert!(!compiles("a/x.go", "// +build embed\n\npackage a\n"));
        assert!(compiles("a/windows.go", "package a\n//go:build x\n"));
        let systems = "aix android darwin dragonfly freebsd hurd illumos ios js nacl netbsd openbsd \
                       plan9 solaris wasip1 windows zos";
        for system in systems.split(' ') {
            for end in ["", "_amd64"] {
                let file = format!("a/x_{system}{end}.go");
                assert!(!compiles(&file, "package a\n"), "{file}");
            }
        }
        for file in ["a/x_linux.go", "a/x_unix.go", "a_windows/x.go"] {
            assert!(compiles(file, "package a\n"), "{file}");
        }
    }
}
