//! The workspace's root: its manifest, the configuration beside it, and what is outside of it.

use std::fs;

use super::manifest::{Manifest, STYLES};
use super::paths::{at, relative};
use super::plan::Plan;
use super::sources::{NEVER, library};

const LISTS: [&str; 5] = [
    "members by a pattern",
    "members by a pattern with a beginning",
    "members on lines with comments",
    "members in single quotes",
    "members that only paths name",
];

const CONFIGURATIONS: [&str; 6] = [
    "a variable in the configuration",
    "a flag of the compiler in the configuration",
    "a target folder in the configuration",
    "an alias in the configuration",
    "an included configuration",
    "a profile in the configuration",
];

const OUTSIDE: [&str; 6] = [
    "a package of the registry",
    "a patched package",
    "a patched package that a package of the registry needs",
    "a patch that nobody needs",
    "a package of another workspace",
    "a package that is no member",
];

impl Plan {
    pub(super) fn write_root(&mut self) {
        let mut root = Manifest::default();
        let at_root = self.members[0].folder == self.folder;
        if at_root {
            root.package.append(&mut self.members[0].manifest.package);
            root.tables.append(&mut self.members[0].manifest.tables);
        }
        let workspace = self.workspace_table();
        let place = if self.draw.has("workspace", 30, "the workspace is the first table") {
            0
        } else {
            root.tables.len()
        };
        root.tables.insert(place, ("workspace".to_owned(), workspace));
        self.shared(&mut root);
        root.tables.append(&mut self.root.tables);
        let style = self.draw.one_of("workspace", "style", 50, &STYLES);
        self.files.insert(at(&self.folder, "Cargo.toml"), root.text(style));
        self.files.insert(
            ".gitignore".to_owned(),
            "target\nCargo.lock.orig\n".replace("target", "/target"),
        );
        if self.draw.has("workspace", 15, "a toolchain file") {
            let text = "[toolchain]\nchannel = \"stable\"\n";
            self.files.insert(at(&self.folder, "rust-toolchain.toml"), text.to_owned());
        }
    }

    /// The lines of `[workspace]`.
    fn workspace_table(&mut self) -> Vec<String> {
        let list = self.draw.one_of("workspace", "members", 40, &LISTS);
        let folders: Vec<(usize, String)> = (0..self.members.len())
            .map(|index| (index, relative(&self.folder, &self.members[index].folder)))
            .filter(|(_, folder)| !folder.is_empty())
            .collect();
        let named = |pattern: &str, folder: &str| {
            let beginning = pattern.trim_end_matches('*');
            pattern.ends_with('*')
                && folder.starts_with(beginning)
                && !folder[beginning.len()..].contains('/')
        };
        let deep = folders.iter().any(|(_, folder)| {
            folder.starts_with("crates/deep/") || folder.starts_with("crates/target/")
        });
        let patterns: Vec<&str> = match list {
            // Cargo wants a manifest in each folder that it finds.
            Some("members by a pattern") if !deep => vec!["crates/*"],
            Some("members by a pattern with a beginning") => vec!["crates/b*", "crates/app*"],
            _ => vec![],
        };
        let mut members: Vec<String> = patterns
            .iter()
            .filter(|pattern| folders.iter().any(|(_, folder)| named(pattern, folder)))
            .map(|pattern| (*pattern).to_owned())
            .collect();
        let by_paths = list == Some("members that only paths name");
        for (index, folder) in &folders {
            let by_pattern = patterns.iter().any(|pattern| named(pattern, folder));
            let by_path = by_paths && self.edges.iter().any(|(_, other)| other == index);
            if !by_pattern && !by_path {
                members.push(folder.clone());
            }
        }
        let quoted = |text: &String| format!("{text:?}");
        let members: Vec<String> = members.iter().map(quoted).collect();
        let resolvers = ["resolver = \"1\"", "resolver = \"3\""];
        let resolver = self.draw.one_of("workspace", "resolver", 60, &resolvers);
        let mut lines = vec![resolver.unwrap_or("resolver = \"2\"").to_owned()];
        lines.push(match list {
            Some("members on lines with comments") => {
                let lines: String =
                    members.iter().map(|member| format!("    {member}, # of [all]\n")).collect();
                format!("members = [\n    # All of them.\n{lines}]")
            }
            Some("members in single quotes") => {
                format!("members = [{}]", members.join(", ").replace('"', "'"))
            }
            _ => format!("members = [{}]", members.join(", ")),
        });
        let mut excluded = vec![];
        if patterns.contains(&"crates/*") && self.draw.has("workspace", 50, "an excluded folder") {
            self.files
                .insert(at(&self.folder, "crates/old/Cargo.toml"), "not a manifest\n".to_owned());
            excluded.push("crates/old");
        }
        if self.draw.kinds.iter().any(|kind| kind.ends_with("a package of another workspace")) {
            excluded.push("second");
        }
        if self.draw.kinds.iter().any(|kind| kind.ends_with("a package that is no member")) {
            excluded.push("alone");
        }
        if !excluded.is_empty() {
            lines.push(format!("exclude = {excluded:?}"));
        }
        if !folders.is_empty() && self.draw.has("workspace", 15, "default members") {
            lines.push(format!("default-members = [{:?}]", folders[folders.len() - 1].1));
        }
        if self.draw.has("workspace", 30, "shared values by dotted keys") {
            lines.push("package.version = \"7.7.7\"\npackage.edition = '2021'\npackage.rust-version = \"1.85\"".to_owned());
        }
        lines
    }

    /// What members inherit, and profiles.
    fn shared(&mut self, root: &mut Manifest) {
        if !self.draw.kinds.contains("workspace: shared values by dotted keys") {
            let lines = ["version = \"7.7.7\"", "edition = \"2021\"", "rust-version = \"1.85\""]
                .map(str::to_owned);
            root.table("workspace.package", &lines);
        }
        root.line("workspace.lints.rust", "unused = \"allow\"");
        let in_configuration =
            self.draw.kinds.contains("workspace: a profile in the configuration");
        if self.call.profile.as_deref() == Some("small") && !in_configuration {
            root.table(
                "profile.small",
                &["inherits = \"dev\"", "debug = false"].map(str::to_owned),
            );
        }
        let last = self.members.len() - 1;
        if self.draw.has("workspace", 10, "a profile of a member") {
            let name = &self.members[last].name;
            root.table(&format!("profile.dev.package.{name}"), &["opt-level = 1".to_owned()]);
        }
    }

    pub(super) fn configuration(&mut self) {
        let profile = self.call.profile.as_deref() == Some("small");
        let Some(kind) = self.draw.one_of("workspace", "configuration", 65, &CONFIGURATIONS) else {
            return;
        };
        let above = !self.folder.is_empty()
            && self.draw.has("workspace", 30, "the configuration above the workspace");
        let folder = at(if above { "" } else { &self.folder }, ".cargo");
        let variable = "[env]\nSAID_BY_CONFIGURATION = \"<configuration>\"\n";
        let flag = "[build]\nrustflags = [\"--cfg\", \"said_by_configuration\"]\n";
        let text = match kind {
            "a variable in the configuration" => variable,
            "a flag of the compiler in the configuration" => flag,
            "a target folder in the configuration" => "[build]\ntarget-dir = \"out\"\n",
            "an included configuration" => {
                self.files.insert(at(&folder, "shared.toml"), variable.to_owned());
                "include = [\"shared.toml\"]\n"
            }
            "a profile in the configuration" if profile => "[profile.small]\ninherits = \"dev\"\n",
            _ => "[alias]\nxtask = \"run\"\n",
        };
        self.files.insert(at(&folder, "config.toml"), text.to_owned());
        let variable = "parts.push(option_env!(\"SAID_BY_CONFIGURATION\").unwrap_or(\"no configuration\").to_owned());";
        let flag = "parts.push(cfg!(said_by_configuration).to_string());";
        self.members[0].parts.extend([variable, flag].map(str::to_owned));
    }

    /// What a member needs that is no member.
    pub(super) fn outside(&mut self, index: usize) {
        let Some(kind) = self.draw.one_of("workspace", "outside", 55, &OUTSIDE) else { return };
        match kind {
            "a package of the registry" => self.registry(index),
            "a package of another workspace" => self.other_workspace(index),
            "a package that is no member" => self.no_member(index),
            "a patched package that a package of the registry needs" => {
                let library = "pub fn is_xid_start(c: char) -> bool {\n    c.is_alphabetic()\n}\n\
                               pub fn is_xid_continue(c: char) -> bool {\n    c.is_alphanumeric()\n}\n";
                self.patch("unicode-ident", library);
                self.members[index]
                    .manifest
                    .line("dependencies", format!("proc-macro2 = {:?}", exact("proc-macro2")));
                let part =
                    "parts.push(\"a b\".parse::<proc_macro2::TokenStream>().unwrap().to_string());";
                self.members[index].parts.push(part.to_owned());
            }
            "a patch that nobody needs" => self.patch("itoa", ""),
            _ => {
                let library = self.token("itoa");
                self.patch("itoa", &format!("pub const SAID: &str = {library:?};\n"));
                self.members[index].manifest.line("dependencies", "itoa = \"1\"");
                self.members[index].parts.push("parts.push(itoa::SAID.to_owned());".to_owned());
            }
        }
    }

    fn registry(&mut self, index: usize) {
        let (name, part) = [
            ("itoa", "parts.push(itoa::Buffer::new().format(7u8).to_owned());"),
            ("memchr", "parts.push(format!(\"{:?}\", memchr::memchr(b'a', b\"cba\")));"),
        ][self.draw.number("workspace", "registry", 2)];
        let line = format!("{name} = {:?}", exact(name));
        if self.draw.has("workspace", 40, "a package of the registry from the workspace") {
            self.root.line("workspace.dependencies", line);
            self.members[index].manifest.line("dependencies", format!("{name}.workspace = true"));
        } else {
            self.members[index].manifest.line("dependencies", line);
        }
        self.members[index].parts.push(part.to_owned());
    }

    fn patch(&mut self, name: &str, library: &str) {
        let folder = at(&self.folder, &format!("vendor/{name}"));
        let version = locked(name);
        let manifest =
            format!("[package]\nname = {name:?}\nversion = {version:?}\nedition = \"2021\"\n");
        self.files.insert(at(&folder, "Cargo.toml"), manifest);
        self.files.insert(at(&folder, "src/lib.rs"), library.to_owned());
        self.root.line("patch.crates-io", format!("{name} = {{ path = \"vendor/{name}\" }}"));
    }

    /// A package that inherits from the root of a workspace that is not this one.
    fn other_workspace(&mut self, index: usize) {
        let beside = !self.folder.is_empty()
            && self.draw.has("workspace", 60, "the other workspace is beside it");
        let folder = at(if beside { "" } else { &self.folder }, "second");
        // Two packages of one name are two lines of the lock file.
        let namesake = self.draw.has("workspace", 30, "a package elsewhere has a member's name");
        let deeper = if namesake { "base" } else { "deeper" };
        let inherited =
            "version.workspace = true\nedition.workspace = true\n\n[lints]\nworkspace = true\n";
        let manifest = |name: &str| format!("[package]\nname = {name:?}\n{inherited}\n");
        let needs = "[dependencies]\ndeeper.workspace = true\n";
        let root = format!(
            "[workspace]\nmembers = [\"inner\", \"deeper\", \"unneeded\"]\n\n\
             [workspace.package]\nversion = \"4.4.4\"\nedition = \"2021\"\n\n\
             [workspace.dependencies]\ndeeper = {{ path = \"deeper\", package = {deeper:?} }}\n\n\
             [workspace.lints.rust]\nunused = \"allow\"\n"
        );
        let said = ["env!(\"CARGO_PKG_VERSION\").to_owned()", "deeper::SAID.to_owned()"];
        let said = said.map(|said| format!("parts.push({said});"));
        let parts = [vec![self.own_part("inner")], said.to_vec()].concat();
        let files = [
            ("Cargo.toml", root),
            ("inner/Cargo.toml", manifest("inner") + needs),
            ("deeper/Cargo.toml", manifest(deeper)),
            ("unneeded/Cargo.toml", manifest("unneeded")),
            ("unneeded/src/lib.rs", NEVER.to_owned()),
            ("inner/src/lib.rs", library("inner", "", &parts)),
            ("deeper/src/lib.rs", format!("pub const SAID: &str = {:?};\n", self.token("deeper"))),
        ];
        for (path, text) in files {
            self.files.insert(at(&folder, path), text);
        }
        let path = relative(&self.members[index].folder, &at(&folder, "inner"));
        self.members[index].manifest.line("dependencies", format!("inner = {{ path = {path:?} }}"));
        self.members[index].parts.push("parts.push(inner::said());".to_owned());
    }

    fn no_member(&mut self, index: usize) {
        let beside = !self.folder.is_empty()
            && self.draw.has("workspace", 60, "the package is beside the workspace");
        let folder = at(if beside { "" } else { &self.folder }, "alone");
        let token = self.token("alone");
        let manifest = "[package]\nname = \"alone\"\nversion = \"3.3.3\"\n\n[workspace]\n";
        self.files.insert(at(&folder, "Cargo.toml"), manifest.to_owned());
        self.files.insert(
            at(&folder, "src/lib.rs"),
            format!("pub const SAID: &'static str = {token:?};\n"),
        );
        let path = relative(&self.members[index].folder, &folder);
        self.members[index].manifest.line("dependencies", format!("alone = {{ path = {path:?} }}"));
        self.members[index].parts.push("parts.push(alone::SAID.to_owned());".to_owned());
    }
}

/// The version of a package of the registry that this repository has locked: nothing is asked for
/// that is not on the machine.
fn locked(name: &str) -> String {
    let lock = fs::read_to_string(crate::root().join("Cargo.lock")).expect("a lock file");
    let begins = format!("name = \"{name}\"\nversion = \"");
    let (_, rest) = lock.split_once(&begins).expect("it is locked");
    rest.split('"').next().expect("a version").to_owned()
}

fn exact(name: &str) -> String {
    format!("={}", locked(name))
}
