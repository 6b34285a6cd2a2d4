//! Libraries and programs of members, and the files that they are compiled from.

use super::paths::{at, folder_of, relative};
use super::plan::{Plan, Role};
use super::sources::{NEVER, library, proc_macro, program};

const LIBRARIES: [&str; 6] = [
    "lib/base.rs",
    "lib.rs",
    "src/inner/mod.rs",
    "tests/lib.rs",
    "examples/lib.rs",
    "source/deep/lib.rs",
];

/// Programs beside `src/main.rs`: what each is, and the file. `{name}` is the program's.
const PROGRAMS: [(&str, &str, bool); 18] = [
    ("a program found as src/bin/x.rs", "src/bin/{name}.rs", false),
    ("a program found as src/bin/x/main.rs", "src/bin/{name}/main.rs", false),
    ("a declared program without a path, src/bin/x.rs", "src/bin/{name}.rs", false),
    ("a declared program without a path, src/bin/x/main.rs", "src/bin/{name}/main.rs", false),
    ("a declared program with a path in src", "src/{name}.rs", true),
    ("a declared program with the path of a found one", "src/bin/other_{name}.rs", true),
    ("a program in tests", "tests/{name}.rs", true),
    ("a program in a folder of tests", "tests/{name}/main.rs", true),
    ("a program in benches", "benches/{name}.rs", true),
    ("a program in examples", "examples/{name}.rs", true),
    ("a program at the package's root", "{name}.rs", true),
    ("a program called main.rs at the package's root", "main.rs", true),
    ("a program in another folder", "tools/{name}/run.rs", true),
    ("a program outside of the package", "../{name}.rs", true),
    ("a program in a folder called target", "src/target/{name}.rs", true),
    ("a program that is a link in the package", "src/bin/{name}.rs", false),
    ("a program that is a link out of the package", "src/bin/{name}.rs", false),
    ("a declared program that is a link", "src/{name}.rs", true),
];

impl Plan {
    /// The member's library, if it has one; programs then say what it says.
    pub(super) fn library(&mut self, index: usize) {
        let name = self.members[index].name.clone();
        let role = self.members[index].role;
        let has = match role {
            Role::App => self.draw.has(&name, 40, "a library beside the program"),
            Role::Service => self.draw.has(&name, 30, "a library beside the program"),
            _ => true,
        };
        if !has {
            return;
        }
        if role == Role::ProcMacro {
            self.members[index].manifest.line("lib", "proc-macro = true");
        }
        let path = self.draw.one_of(&name, "library", 55, &LIBRARIES);
        if let Some(path) = path {
            self.members[index].manifest.line("lib", format!("path = {path:?}"));
        }
        let path = path.unwrap_or("src/lib.rs");
        if role == Role::OnlyTests {
            return self.file(index, path, NEVER);
        }
        if role == Role::Library && self.draw.has(&name, 10, "a library of two types") {
            self.members[index].manifest.line("lib", "crate-type = [\"cdylib\", \"rlib\"]");
        }
        if role == Role::App && self.draw.has(&name, 20, "a library of another name") {
            self.members[index].manifest.line("lib", "name = \"renamed\"");
            self.members[index].library = "renamed".to_owned();
        }
        let root = self.beside(index, path, "library");
        let parts = [self.members[index].parts.clone(), root.parts].concat();
        let of = if role == Role::ProcMacro { proc_macro } else { library };
        self.file(index, path, of(&name, &root.head, &parts));
        let said = format!("parts.push({}::said());", self.members[index].library);
        self.members[index].parts = vec![said];
    }

    pub(super) fn programs(&mut self, index: usize) {
        let name = self.members[index].name.clone();
        let role = self.members[index].role;
        if !self.has_programs(&name, role) {
            return;
        }
        let count = [1, 1, 2, 2, 3, 4][self.draw.number(&name, "programs", 6)];
        let main = count == 1 || !self.draw.has(&name, 30, "no src/main.rs");
        let seen = role == Role::Library || !self.draw.has(&name, 8, "no programs are looked for");
        let kinds = PROGRAMS.map(|(kind, ..)| kind);
        let mut some = false;
        for number in 1..count {
            let whose = format!("{name}, program {number}");
            let Some(kind) = self.draw.one_of(&whose, "program", 0, &kinds) else { continue };
            let place = kinds.iter().position(|known| *known == kind).expect("a kind");
            let (_, path, with_path) = PROGRAMS[place];
            let separator = if self.draw.number(&whose, "name", 2) == 0 { "-" } else { "_" };
            let program = format!("{name}{separator}tool{number}");
            let path = path.replace("{name}", &program);
            // `main.rs` is there once, and above the context is nothing.
            let out = path.starts_with("..") || kind.ends_with("out of the package");
            if out && self.members[index].folder.is_empty() || path == "main.rs" && number > 1 {
                continue;
            }
            some = true;
            self.program(index, &program, &path, kind, with_path, main && seen);
        }
        if main || !some {
            self.main(index, &name);
        }
        let declared =
            self.members[index].manifest.tables.iter().any(|(header, _)| header == "[bin]");
        if !seen && declared {
            self.members[index].manifest.set("autobins", "false");
            self.file(index, "src/bin/unseen.rs", NEVER);
        }
    }

    fn main(&mut self, index: usize, name: &str) {
        if self.draw.has(name, 15, "src/main.rs is declared by another name") {
            let named = format!("{name}-renamed");
            return self.program(index, &named, "src/main.rs", "src/main.rs", true, false);
        }
        if self.draw.has(name, 10, "src/main.rs is declared without a path") {
            return self.program(index, name, "src/main.rs", "a declared program", false, false);
        }
        self.program(index, name, "src/main.rs", "src/main.rs", false, false);
    }

    fn program(
        &mut self,
        index: usize,
        name: &str,
        path: &str,
        kind: &str,
        with_path: bool,
        may_be_off: bool,
    ) {
        let owner = self.members[index].name.clone();
        let whose = format!("{owner} {name}");
        let mut lines = vec![format!("name = {name:?}")];
        if with_path {
            lines.push(format!("path = {path:?}"));
        }
        let mut declared = with_path || kind.starts_with("a declared");
        if self.draw.has(&whose, 12, "required features") {
            declared = true;
            let asked = self.draw.has(&whose, 50, "required features are asked for");
            let feature = format!("for-{name}");
            self.members[index].manifest.line("features", format!("{feature} = []"));
            lines.push(format!("required-features = [{feature:?}]"));
            // One program at the least is compiled.
            if self.call.packages.contains(&owner) && (asked || !may_be_off) {
                self.call.features.push(feature);
            }
        }
        if declared {
            self.members[index].manifest.table("[bin]", &lines);
        }
        self.compiled_from(index, name, path, kind);
    }

    /// The program's text, as a file or behind a link.
    fn compiled_from(&mut self, index: usize, name: &str, path: &str, kind: &str) {
        let whose = format!("{} {name}", self.members[index].name);
        let folder = self.members[index].folder.clone();
        let own = self.own_part(name);
        let exit = [0, 0, 3][self.draw.number(&whose, "exit", 3)];
        let shared = self.members[index].parts.clone();
        if !kind.contains("link") {
            let of = name.replace('-', "_");
            let root = self.beside(index, path, &of);
            let parts = [vec![own], shared, root.parts].concat();
            return self.file(index, path, program(name, &root.head, &parts, exit));
        }
        let target = if kind.ends_with("out of the package") {
            at(&self.folder, &format!("shared-programs/{name}.rs"))
        } else {
            at(&folder, &format!("linked/{name}.rs"))
        };
        if self.draw.has(&whose, 30, "what the link leads to is said") {
            self.call.also.push(target.clone());
        }
        let link = at(&folder, path);
        self.links.insert(link.clone(), relative(folder_of(&link), &target));
        self.files.insert(target, program(name, "", &[vec![own], shared].concat(), exit));
    }
}
