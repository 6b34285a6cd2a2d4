//! Build scripts.

use super::paths::{at, folder_of, relative};
use super::plan::Plan;
use super::sources::{NEVER, script};

const PLACES: [&str; 8] = [
    "a build script that is a link",
    "build = \"tools/build.rs\"",
    "build = \"../build.rs\"",
    "build = \"build/main.rs\"",
    "build = \"src/build.rs\"",
    "build = \"tests/build.rs\"",
    "build = false",
    "build = true",
];

/// Files that are easily left behind, and that scripts read.
const READ: [(&str, &str); 7] = [
    ("a build script that reads the README", "README.md"),
    ("a build script that reads a licence", "LICENSE"),
    ("a build script that reads a hidden file", ".version"),
    ("a build script that reads a document", "docs/said.md"),
    ("a build script that reads settings of containers", "compose.yaml"),
    ("a build script that reads a folder with a package of another kind", "web/index.html"),
    ("a build script that reads its manifest", "Cargo.toml"),
];

/// Pushes the names of what is in `src`.
const LISTS: &str = "let mut names: Vec<String> = std::fs::read_dir(\"src\").unwrap()\
    .map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();\n    \
    names.sort();\n    parts.push(names.join(\"+\"));";

impl Plan {
    /// A build script, with what is compiled saying its text.
    pub(super) fn build_script(&mut self, index: usize) {
        let name = self.members[index].name.clone();
        if !self.draw.has(&name, 35, "a build script") {
            return;
        }
        let place = self.draw.one_of(&name, "build script", 40, &PLACES);
        let path = match place.map(|place| place.trim_start_matches("build = ")) {
            None => "build.rs",
            Some("a build script that is a link") => {
                let link = at(&self.members[index].folder, "build.rs");
                let target = at(&self.folder, "scripts/shared.rs");
                self.links.insert(link.clone(), relative(folder_of(&link), &target));
                let said = self.own_part("script that is shared");
                self.files.entry(target).or_insert_with(|| script("", &[said]));
                return self.said_by_script(index);
            }
            Some("false") => {
                self.members[index].manifest.set("build", "false");
                // Unless it is the one that another member shares.
                let file = at(&self.members[index].folder, "build.rs");
                self.files.entry(file).or_insert_with(|| NEVER.to_owned());
                return;
            }
            Some(value) => {
                self.members[index].manifest.set("build", value);
                if value == "true" { "build.rs" } else { value.trim_matches('"') }
            }
        };
        // A package at the root has nothing above it.
        if path.starts_with("..") && self.members[index].folder.is_empty() {
            self.members[index].manifest.package.retain(|(key, _)| key != "build");
            return;
        }
        let (head, parts) = self.script_parts(index, path);
        let file = at(&self.members[index].folder, path);
        let text = script(&head, &parts);
        // One that is shared is there already.
        self.files.entry(file).or_insert(text);
        self.said_by_script(index);
    }

    fn said_by_script(&mut self, index: usize) {
        let member = &mut self.members[index];
        member.parts.push("parts.push(env!(\"SAID_BY_SCRIPT\").to_owned());".to_owned());
        let generated =
            "parts.push(include!(concat!(env!(\"OUT_DIR\"), \"/said.rs\")).to_owned());";
        member.parts.push(generated.to_owned());
    }

    /// What a script is made of: a module, a file of the package, a library.
    fn script_parts(&mut self, index: usize, path: &str) -> (String, Vec<String>) {
        let name = self.members[index].name.clone();
        let mut parts = vec![self.own_part(&format!("script of {name}"))];
        let mut head = String::new();
        let outside = path.starts_with("..");
        parts.append(&mut self.members[index].script_parts.clone());
        if !outside && self.draw.has(&name, 20, "links") {
            self.members[index].links = true;
            self.members[index].manifest.set("links", format!("{name:?}"));
            parts.push("println!(\"cargo:said={}\", parts.join(\" \"));".to_owned());
        }
        if !outside
            && !folder_of(path).is_empty()
            && self.draw.has(&name, 30, "a module of the build script")
        {
            head += "mod part_of_build;\n";
            parts.push(self.module(index, path, "part_of_build", false));
        }
        if !outside && self.draw.has(&name, 30, "a build script that reads a file") {
            let token = self.token("a file that a script reads");
            self.file(index, "data/for-build.txt", token);
            let rerun = "println!(\"cargo:rerun-if-changed=data/for-build.txt\");";
            parts.push(rerun.to_owned());
            parts.push(
                "parts.push(std::fs::read_to_string(\"data/for-build.txt\").unwrap());".to_owned(),
            );
        }
        if !outside {
            parts.extend(
                READ.iter()
                    .filter_map(|(kind, path)| {
                        // Of the root's manifest only what the package needs is there.
                        let is_root =
                            *path == "Cargo.toml" && self.members[index].folder == self.folder;
                        let has = !is_root && self.draw.has(&name, 5, kind);
                        has.then(|| self.read_by_script(index, path))
                    })
                    .collect::<Vec<_>>(),
            );
            let folder = at(&self.members[index].folder, "src");
            let holds_other =
                self.members.iter().any(|other| other.folder.starts_with(&format!("{folder}/")));
            if !holds_other && self.draw.has(&name, 8, "a build script that lists src") {
                self.files
                    .entry(at(&folder, "listed.txt"))
                    .or_insert_with(|| "listed\n".to_owned());
                parts.push(LISTS.to_owned());
            }
        }
        (head, parts)
    }

    /// What a script makes of a file, or of its absence: no compiler says that it is not there.
    fn read_by_script(&mut self, index: usize, path: &str) -> String {
        let token = self.token(path);
        let file = at(&self.members[index].folder, path);
        self.files.entry(file).or_insert(token);
        format!("parts.push(std::fs::read_to_string({path:?}).unwrap_or(\"no file\".to_owned()));")
    }
}
