//! What a member says in its manifest of itself and of others.

use super::manifest::STYLES;
use super::paths::relative;
use super::plan::{Plan, Role};

/// How a member asks for another.
const ASKED: [&str; 11] = [
    "a dependency with an exact version",
    "a dependency with a feature",
    "a dependency without its default features",
    "a dependency from the workspace",
    "a dependency in a table of its own",
    "a dependency with a version",
    "a dependency of a platform",
    "a renamed dependency",
    "a dependency with single quotes",
    "a dependency by dotted keys",
    "a dependency with its version on a line of its own",
];

const VERSIONS: [&str; 4] = [
    "a shared version",
    "a shared version by an inline table",
    "no version",
    "a version with a build",
];

impl Plan {
    pub(super) fn write_member(&mut self, index: usize) {
        self.identity(index);
        let said = self.own_part(&self.members[index].name.clone());
        self.members[index].parts.insert(0, said);
        for other in index + 1..self.members.len() {
            self.depend(index, other);
        }
        self.features(index);
        self.build_script(index);
        self.own_version(index);
        if index == self.draw.number("workspace", "who needs what is outside", 2) {
            self.outside(index);
        }
        self.library(index);
        self.programs(index);
        self.other_targets(index);
        let name = self.members[index].name.clone();
        let style = self.draw.one_of(&name, "style", 40, &STYLES);
        let member = &self.members[index];
        // The root's manifest is written with the workspace.
        if member.folder == self.folder {
            return;
        }
        let text = member.manifest.text(style);
        self.file(index, "Cargo.toml", text);
    }

    fn identity(&mut self, index: usize) {
        let name = self.members[index].name.clone();
        let mut keys = vec![("name", format!("{name:?}"))];
        let version = format!("{:?}", self.members[index].version);
        match self.draw.one_of(&name, "version", 50, &VERSIONS) {
            Some("a shared version") => keys.push(("version.workspace", "true".to_owned())),
            Some("a shared version by an inline table") => {
                keys.push(("version", "{ workspace = true }".to_owned()));
            }
            Some("no version") => {}
            Some(_) => keys.push(("version", version.replacen('"', "\"1.0.0-rc.1+", 1))),
            None => keys.push(("version", version)),
        }
        if self.draw.has(&name, 30, "a shared edition") {
            keys.push(("edition.workspace", "true".to_owned()));
        } else {
            keys.push(("edition", "\"2021\"".to_owned()));
        }
        if self.draw.has(&name, 15, "a Rust version") {
            keys.push(("rust-version", "\"1.85\"".to_owned()));
        } else if self.draw.has(&name, 10, "a shared Rust version") {
            keys.push(("rust-version.workspace", "true".to_owned()));
        }
        let root = relative(&self.members[index].folder, &self.folder);
        if !root.is_empty() && self.draw.has(&name, 8, "it says where its workspace is") {
            keys.push(("workspace", format!("{root:?}")));
        }
        let member = &mut self.members[index];
        for (key, value) in keys {
            member.manifest.set(key, value);
        }
        if self.draw.has(&name, 15, "shared lints") {
            self.members[index].manifest.line("lints", "workspace = true");
        }
    }

    /// The version, as the compiler is told it: no stub's version may be in a program.
    fn own_version(&mut self, index: usize) {
        let name = self.members[index].name.clone();
        if self.draw.has(&name, 50, "its version is said") {
            let said = "parts.push(env!(\"CARGO_PKG_VERSION\").to_owned());";
            self.members[index].parts.push(said.to_owned());
        }
        for (kind, expression) in [
            ("its description is said", "env!(\"CARGO_PKG_DESCRIPTION\").replace('\\n', \"/\")"),
            ("its Rust version is said", "env!(\"CARGO_PKG_RUST_VERSION\").to_owned()"),
            ("its file is said", "file!().to_owned()"),
            ("its crate is said", "env!(\"CARGO_CRATE_NAME\").to_owned()"),
        ] {
            if self.draw.has(&name, 20, kind) {
                self.members[index].parts.push(format!("parts.push({expression});"));
            }
        }
    }

    /// What a member needs of a later one.
    fn depend(&mut self, index: usize, other: usize) {
        let (name, needed) = (self.members[index].name.clone(), self.members[other].name.clone());
        let role = self.members[other].role;
        if matches!(role, Role::Service) || self.members[index].role == Role::OnlyTests {
            return;
        }
        let always = index == 0 && other == 1;
        if !always && self.draw.number(&name, &format!("needs {needed}"), 100) >= 45 {
            return;
        }
        let whose = format!("{name} for {needed}");
        let (kind, optional) = match self.draw.number(&whose, "kind", 100) {
            _ if role == Role::OnlyTests => ("dev-dependencies", false),
            0..10 if self.draw.has(&whose, 100, "an optional dependency") => ("dependencies", true),
            10..18 if self.draw.has(&whose, 100, "a dependency of tests") => {
                ("dev-dependencies", false)
            }
            18..26 if self.draw.has(&whose, 100, "a dependency of another platform") => {
                ("target.'cfg(windows)'.dependencies", false)
            }
            26..38 if self.draw.has(&whose, 100, "a dependency of the build script") => {
                ("build-dependencies", false)
            }
            _ => ("dependencies", false),
        };
        self.edges.push((index, other));
        let ident = self.ask_for(index, other, kind, optional);
        let call = if role == Role::ProcMacro { "said!" } else { "said" };
        let mut part = format!("parts.push({ident}::{call}().to_owned());");
        if kind == "build-dependencies" {
            self.members[index].script_parts.push(part);
            return;
        }
        if kind != "dependencies" {
            return;
        }
        if self.members[other].links {
            let variable = format!("DEP_{}_SAID", needed.replace('-', "_").to_uppercase());
            let part = format!("parts.push(std::env::var({variable:?}).unwrap_or_default());");
            self.members[index].script_parts.push(part);
        }
        if optional {
            part = self.optional(index, &ident, &part);
        } else if index == 0
            && role == Role::Library
            && self.draw.has(&whose, 8, "said to be stable")
        {
            self.call.stable.push(needed);
        }
        self.members[index].parts.push(part);
    }

    /// The line or table that asks for it, and the name that it then has.
    fn ask_for(&mut self, index: usize, other: usize, kind: &str, optional: bool) -> String {
        let (name, needed) = (self.members[index].name.clone(), self.members[other].name.clone());
        let whose = format!("{name} for {needed}");
        let path = relative(&self.members[index].folder, &self.members[other].folder);
        let path = if path.is_empty() { ".".to_owned() } else { path };
        let more = if optional { ", optional = true" } else { "" };
        let inline = format!("{needed} = {{ path = {path:?}{more} }}");
        let how = self.draw.one_of(&whose, "asked", 45, &ASKED);
        let known = self.members[other].manifest.package.iter().find(|(key, _)| key == "version");
        let version =
            known.filter(|(_, value)| value.starts_with('"')).map(|(_, value)| value.clone());
        let ident = self.members[other].library.clone();
        // What depends on the package's own library name has that name, unless it is renamed.
        let has_more = {
            let tables = &self.members[other].manifest.tables;
            tables.iter().any(|(_, lines)| lines.iter().any(|line| line == "more = []"))
        };
        let from_root = relative(&self.folder, &self.members[other].folder);
        let manifest = &mut self.members[index].manifest;
        match (how, version) {
            (Some("a dependency from the workspace"), _) => {
                let line = format!("{needed} = {{ path = {from_root:?} }}");
                let shared = self.root.tables.iter().any(|(_, lines)| lines.contains(&line));
                if !shared {
                    self.root.line("workspace.dependencies", line);
                }
                if optional {
                    manifest.line(kind, format!("{needed} = {{ workspace = true{more} }}"));
                } else {
                    manifest.line(kind, format!("{needed}.workspace = true"));
                }
            }
            (Some("a dependency in a table of its own"), _) => {
                let more = if optional { vec!["optional = true".to_owned()] } else { vec![] };
                manifest.table(
                    &format!("{kind}.{needed}"),
                    &[vec![format!("path = {path:?}")], more].concat(),
                );
            }
            (Some("a dependency with a version"), Some(version)) => {
                manifest.line(
                    kind,
                    format!("{needed} = {{ version = {version}, path = {path:?}{more} }}"),
                );
            }
            (Some("a dependency with its version on a line of its own"), Some(version))
                if !optional =>
            {
                manifest.table(
                    &format!("{kind}.{needed}"),
                    &[format!("version = {version}"), format!("path = {path:?}")],
                );
            }
            (Some("a dependency of a platform"), _) if !optional && kind == "dependencies" => {
                manifest.line("target.'cfg(unix)'.dependencies", inline);
            }
            (Some("a renamed dependency"), _) if !optional => {
                let line =
                    format!("other_name_{other} = {{ package = {needed:?}, path = {path:?} }}");
                manifest.line(kind, line);
                return format!("other_name_{other}");
            }
            (Some("a dependency with single quotes"), _) => {
                manifest.line(kind, inline.replace('"', "'"))
            }
            (Some("a dependency with an exact version"), Some(version)) => {
                let version = version.replacen('"', "\"=", 1);
                manifest.line(
                    kind,
                    format!("{needed} = {{ version = {version}, path = {path:?}{more} }}"),
                );
            }
            (Some("a dependency with a feature"), _) if has_more => {
                manifest.line(
                    kind,
                    format!("{needed} = {{ path = {path:?}, features = [\"more\"]{more} }}"),
                );
            }
            (Some("a dependency without its default features"), _) => {
                manifest.line(
                    kind,
                    format!("{needed} = {{ path = {path:?}, default-features = false{more} }}"),
                );
            }
            (Some("a dependency by dotted keys"), _) if !optional => {
                manifest.line(kind, format!("{needed}.path = {path:?}"));
            }
            _ => manifest.line(kind, inline),
        }
        ident
    }

    /// A feature that has an optional dependency, asked for or not.
    fn optional(&mut self, index: usize, ident: &str, part: &str) -> String {
        let name = self.members[index].name.clone();
        let dependency = {
            let found = self.members.iter().find(|member| member.library == ident);
            found.expect("an optional dependency keeps its name").name.clone()
        };
        let implicit = self.draw.has(&name, 30, "an optional dependency without `dep:`");
        let feature = if implicit { dependency.clone() } else { format!("with-{dependency}") };
        if !implicit {
            self.members[index]
                .manifest
                .line("features", format!("{feature} = [\"dep:{dependency}\"]"));
        }
        if index == 0 && self.draw.has(&name, 60, "an optional dependency is asked for") {
            self.call.features.push(feature.clone());
        }
        format!("#[cfg(feature = {feature:?})] {part}")
    }

    fn features(&mut self, index: usize) {
        let name = self.members[index].name.clone();
        let said = |feature: &str| {
            format!("parts.push(format!(\"{feature}={{}}\", cfg!(feature = {feature:?})));")
        };
        if self.draw.has(&name, 40, "a default feature") {
            let member = &mut self.members[index];
            member.manifest.line("features", "default = [\"loud\"]");
            member.manifest.line("features", "loud = []");
            member.parts.push(said("loud"));
        }
        if self.draw.has(&name, 30, "a feature that others may ask for") {
            self.members[index].manifest.line("features", "more = []");
            self.members[index].parts.push(said("more"));
        }
        if index == 0 && self.draw.has(&name, 35, "a feature that is asked for") {
            self.members[0].manifest.line("features", "extra = []");
            self.members[0].parts.push(said("extra"));
            self.call.features.push("extra".to_owned());
        }
        if index == 0 && self.draw.has(&name, 20, "a feature that is not asked for") {
            self.members[0].manifest.line("features", "unasked = []");
            self.members[0].parts.push(said("unasked"));
        }
    }
}
