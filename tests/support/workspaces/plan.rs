//! A workspace on its way: which members there are, where, and who needs whom.

use std::collections::BTreeMap;

use super::draw::Draw;
use super::manifest::Manifest;
use super::paths::{at, folder_of};
use super::{Call, Workspace};

/// What a member is for.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Role {
    /// The package that is asked for.
    App,
    Library,
    ProcMacro,
    /// Another package with programs.
    Service,
    /// What only tests have: to compile it is an error.
    OnlyTests,
}

/// A package of the workspace.
pub(super) struct Member {
    /// The package's name; what is drawn for it has this name before it.
    pub(super) name: String,
    /// Below the context.
    pub(super) folder: String,
    pub(super) role: Role,
    pub(super) manifest: Manifest,
    pub(super) version: String,
    /// The name of its library in Rust.
    pub(super) library: String,
    /// Statements that push what it says, in each of its roots.
    pub(super) parts: Vec<String>,
    /// Statements that push what its build script says of others.
    pub(super) script_parts: Vec<String>,
    /// Whether its build script says something to those of others.
    pub(super) links: bool,
}

/// A workspace on its way.
pub(super) struct Plan {
    pub(super) draw: Draw,
    pub(super) files: BTreeMap<String, String>,
    pub(super) links: BTreeMap<String, String>,
    pub(super) folder: String,
    pub(super) members: Vec<Member>,
    /// The tables of the workspace's root.
    pub(super) root: Manifest,
    pub(super) call: Call,
    /// Who needs whom, by their numbers.
    pub(super) edges: Vec<(usize, usize)>,
    said: usize,
}

const NAMES: [&str; 6] = ["app", "base", "base-more", "app-base", "base_x", "more"];

/// Folders of members that are easily taken for something else. `{app}` is that of the package.
const FOLDERS: [&str; 12] = [
    "libs/{name}",
    "{name}",
    "crates/deep/er/{name}",
    "{app}/{name}",
    "{app}/src/{name}",
    "{app}/tests/{name}",
    "tests/{name}",
    "examples/{name}",
    "crates/target/{name}",
    "benches",
    "crates/{app-name}-with-{name}",
    "crates/my {name}",
];

impl Plan {
    pub(super) fn draw(seed: u64, without: &[String]) -> Self {
        let mut plan = Self {
            draw: Draw::new(seed, without),
            files: BTreeMap::new(),
            links: BTreeMap::new(),
            folder: String::new(),
            members: vec![],
            root: Manifest::default(),
            call: Call::default(),
            edges: vec![],
            said: 0,
        };
        if plan.draw.has("workspace", 20, "below the context") {
            plan.folder = "rust".to_owned();
        }
        plan.join_members();
        plan.ask();
        plan
    }

    pub(super) fn finish(mut self) -> Workspace {
        self.configuration();
        for index in (0..self.members.len()).rev() {
            self.write_member(index);
        }
        self.write_root();
        let crlf_lock = self.draw.has("workspace", 10, "CRLF in the lock file");
        Workspace {
            files: self.files,
            links: self.links,
            folder: self.folder,
            crlf_lock,
            call: self.call,
            kinds: self.draw.kinds,
        }
    }

    fn join_members(&mut self) {
        let at_root = self.draw.has("workspace", 30, "a package at the root");
        let app = if at_root { String::new() } else { "crates/app".to_owned() };
        let count = 1 + self.draw.number("workspace", "members", NAMES.len());
        for (index, name) in NAMES.iter().enumerate().take(count) {
            // Each is a kind, so that a case can lose it.
            if index > 0 && !self.draw.has("workspace", 100, &format!("a member {name}")) {
                continue;
            }
            let role = match (index, self.draw.number(name, "role", 100)) {
                (0, _) => Role::App,
                (1, _) | (_, 0..55) => Role::Library,
                (_, 55..75) => Role::ProcMacro,
                (_, 75..90) => Role::Service,
                _ => Role::OnlyTests,
            };
            let folder = if index == 0 { app.clone() } else { self.place(name, &app) };
            self.members.push(Member {
                name: (*name).to_owned(),
                folder: at(&self.folder, &folder),
                role,
                manifest: Manifest::default(),
                version: format!("{}.2.{}", index + 1, 1 + self.draw.number(name, "version", 9)),
                library: name.replace('-', "_"),
                parts: vec![],
                script_parts: vec![],
                links: false,
            });
        }
    }

    fn place(&mut self, name: &str, app: &str) -> String {
        let folder = self.draw.one_of(name, "folder", 50, &FOLDERS).unwrap_or("crates/{name}");
        let folder = folder.replace("{name}", name).replace("{app-name}", "app");
        let folder = at("", &folder.replace("{app}", app));
        let taken = |folder: &String| {
            self.members.iter().any(|other| other.folder == at(&self.folder, folder))
        };
        if taken(&folder) { format!("crates/{name}") } else { folder }
    }

    /// How the package is asked for.
    fn ask(&mut self) {
        self.call.packages = vec![self.members[0].name.clone()];
        if self.draw.has("call", 25, "several packages") {
            for index in 1..self.members.len() {
                let (name, role) = (self.members[index].name.clone(), self.members[index].role);
                if self.has_programs(&name, role) && self.draw.number(&name, "built", 100) < 70 {
                    self.call.packages.push(name);
                }
            }
        }
        // A debug build is quicker, and most have it.
        let profiles = ["dev", "dev", "dev", "small"];
        self.call.profile = self.draw.one_of("call", "profile", 25, &profiles).map(str::to_owned);
        self.call.bare = self.draw.has("call", 20, "no default features");
        self.call.incremental = self.draw.has("call", 30, "incremental");
        // Of several packages each has to have one that is named.
        let one_package = self.call.packages.len() == 1;
        self.call.one_program = one_package && self.draw.has("call", 10, "one program");
        if self.draw.has("call", 10, "a variable") {
            self.call.env.push(("SAID_BY_CALL".to_owned(), "<a variable>".to_owned()));
            let part =
                "parts.push(option_env!(\"SAID_BY_CALL\").unwrap_or(\"no variable\").to_owned());";
            for member in &mut self.members {
                member.parts.push(part.to_owned());
            }
        }
    }

    /// Whether a member has programs.
    pub(super) fn has_programs(&mut self, name: &str, role: Role) -> bool {
        match role {
            Role::App | Role::Service => true,
            Role::Library => self.draw.has(name, 15, "a library with programs"),
            Role::ProcMacro | Role::OnlyTests => false,
        }
    }

    /// A text of which there is one in the whole workspace.
    pub(super) fn token(&mut self, whose: &str) -> String {
        self.said += 1;
        format!("<{whose} {}>", self.said)
    }

    /// A statement that pushes a text of its own.
    pub(super) fn own_part(&mut self, whose: &str) -> String {
        let token = self.token(whose);
        format!("parts.push({token:?}.to_owned());")
    }

    /// A file of a member.
    pub(super) fn file(&mut self, index: usize, path: &str, text: impl Into<String>) {
        let path = at(&self.members[index].folder, path);
        self.files.insert(path, text.into());
    }

    /// A module beside a root, as a file or as a folder, and the statement that pushes its text.
    pub(super) fn module(&mut self, index: usize, root: &str, name: &str, nested: bool) -> String {
        let token = self.token(name);
        let folder = folder_of(root);
        let path = if nested { format!("{name}/mod.rs") } else { format!("{name}.rs") };
        let text = format!("pub const SAID: &str = {token:?};\n");
        self.file(index, &format!("{folder}/{path}"), text);
        format!("parts.push({name}::SAID.to_owned());")
    }
}
