//! Modules, texts and links beside a root: what a program is compiled from, and no manifest names.

use super::paths::{at, folder_of, relative};
use super::plan::Plan;

/// The kind, the module's name, whether it is a folder, and how many of a hundred roots have it.
/// `{of}` is that of the root.
const MODULES: [(&str, &str, bool, usize); 5] = [
    ("a module beside it", "util_of_{of}", false, 25),
    ("a module in a folder", "nested_of_{of}", true, 8),
    ("a module called target", "target", true, 6),
    ("a module called tests", "tests", true, 6),
    ("a module called examples", "examples", false, 6),
];

/// The kind, the file from the package's folder on, how many of a hundred have it, and whether the
/// call names it: it is outside of the package, or in a folder that stays behind.
const TEXTS: [(&str, &str, usize, bool); 9] = [
    ("a text beside it", "{beside}/{of}.txt", 10, false),
    ("a text of the package", "texts/{of}.txt", 10, false),
    ("a text that is documentation", "README.md", 10, false),
    ("a text called LICENSE", "LICENSE", 4, false),
    ("a text in docs", "docs/said.md", 4, false),
    ("a text in a hidden folder", ".said/said.txt", 4, false),
    ("a text in a folder of another kind", "web/index.html", 4, false),
    ("a text in examples, and said so", "examples/{of}.txt", 4, true),
    ("a text in tests, and said so", "tests/{of}.txt", 4, true),
];

/// A root, and what it says of what is beside it.
pub(super) struct Root<'a> {
    index: usize,
    path: &'a str,
    /// Its name in names of others.
    of: &'a str,
    whose: String,
    pub(super) head: String,
    pub(super) parts: Vec<String>,
}

impl Plan {
    /// What stands beside a root: the head that declares it, and what pushes its text.
    pub(super) fn beside<'a>(&mut self, index: usize, path: &'a str, of: &'a str) -> Root<'a> {
        let whose = format!("{} {of}", self.members[index].name);
        let mut root = Root { index, path, of, whose, head: String::new(), parts: vec![] };
        self.modules(&mut root);
        // A root that is outside of its package has no texts in it.
        if !path.starts_with("..") {
            self.texts(&mut root);
            self.text_outside(&mut root);
            self.module_by_path(&mut root);
            self.module_by_link(&mut root);
        }
        root
    }

    fn modules(&mut self, root: &mut Root<'_>) {
        let folder = folder_of(root.path);
        for (kind, name, nested, percent) in MODULES {
            // Where cargo looks for programs and tests itself, a module would be one, and where a
            // pattern looks for members, a folder would be one.
            let would_be_found = match folder {
                "" => !name.starts_with("util"),
                "src/bin" => !nested,
                outside if outside.starts_with("..") => nested,
                _ => false,
            };
            if would_be_found || !self.draw.has(&root.whose, percent, kind) {
                continue;
            }
            let name = name.replace("{of}", root.of);
            root.head += &format!("mod {name};\n");
            let part = self.module(root.index, root.path, &name, nested);
            root.parts.push(part);
        }
    }

    fn texts(&mut self, root: &mut Root<'_>) {
        for (kind, path, percent, said) in TEXTS {
            if !self.draw.has(&root.whose, percent, kind) {
                continue;
            }
            let path = path.replace("{beside}", folder_of(root.path)).replace("{of}", root.of);
            let file = at(&self.members[root.index].folder, &path);
            if path.starts_with("web") {
                self.file(root.index, "web/package.json", "{}\n");
            }
            if said {
                self.call.also.push(file.clone());
            }
            self.include(root, &file);
        }
    }

    fn text_outside(&mut self, root: &mut Root<'_>) {
        if !self.draw.has(&root.whose, 4, "a text outside of the package, and said so") {
            return;
        }
        let name = format!("shared/{}-of-{}.txt", root.of, self.members[root.index].name);
        let file = at(&self.folder, &name);
        self.call.also.push(file.clone());
        self.include(root, &file);
    }

    /// Includes a file, by the way to it from the root, or from the package's folder.
    fn include(&mut self, root: &mut Root<'_>, file: &str) {
        let token = self.token("text");
        self.files.entry(file.to_owned()).or_insert(token);
        let package = &self.members[root.index].folder;
        let from_package = format!("/{}", relative(package, file));
        let from_root = relative(folder_of(&at(package, root.path)), file);
        let path = match self.draw.has(&root.whose, 30, "texts are named from the package's folder")
        {
            true => format!("concat!(env!(\"CARGO_MANIFEST_DIR\"), {from_package:?})"),
            false => format!("{from_root:?}"),
        };
        root.parts.push(format!("parts.push(include_str!({path}).to_owned());"));
    }

    fn module_by_path(&mut self, root: &mut Root<'_>) {
        if !self.draw.has(&root.whose, 6, "a module by its path") {
            return;
        }
        let file = format!("shared/of_{}.rs", root.of);
        let from = relative(folder_of(root.path), &file);
        let token = self.token("by path");
        self.file(root.index, &file, format!("pub const SAID: &str = {token:?};\n"));
        root.head += &format!("#[path = {from:?}]\nmod by_path;\n");
        root.parts.push("parts.push(by_path::SAID.to_owned());".to_owned());
    }

    fn module_by_link(&mut self, root: &mut Root<'_>) {
        let folder = folder_of(root.path);
        if folder == "src/bin"
            || !self.draw.has(&root.whose, 5, "a module that is a link out of the package")
        {
            return;
        }
        let name = format!("linked_by_{}", root.of);
        let link = at(&self.members[root.index].folder, &format!("{folder}/{name}.rs"));
        let target = at(&self.folder, &format!("shared-modules/of_{}.rs", root.of));
        let token = self.token("linked");
        self.links.insert(link.clone(), relative(folder_of(&link), &target));
        self.files.insert(target, format!("pub const SAID: &str = {token:?};\n"));
        root.head += &format!("mod {name};\n");
        root.parts.push(format!("parts.push({name}::SAID.to_owned());"));
    }
}
