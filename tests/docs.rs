//! The pages and rustdoc's docs: each link leads somewhere, the words that are searched have their items, and
//! the pages of ways out and of errors are complete.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Component, Path, PathBuf};
use std::process::Command;

use dockerfile_tests::{root, sources};

/// What has links, by its path in the repository.
fn pages() -> BTreeMap<String, String> {
    let docs = fs::read_dir(root().join("docs")).expect("a folder").flatten();
    let docs = docs.map(|one| format!("docs/{}", one.file_name().to_string_lossy()));
    let names = docs.filter(|name| name.ends_with(".md"));
    let names = names.chain(["README.md", "CHANGELOG.md", "tests/README.md"].map(str::to_owned));
    names.map(|name| (name.clone(), read(&name))).collect()
}

fn read(name: &str) -> String {
    fs::read_to_string(root().join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// A page without its blocks of code.
fn prose(page: &str) -> String {
    let is_text = |(index, _): &(usize, &str)| index % 2 == 0;
    let fences = page.split("\n```").enumerate().filter(is_text);
    // Behind a fence stands the rest of its line.
    let text = |(index, text): (usize, &str)| match index {
        0 => text.to_owned(),
        _ => text.split_once('\n').map_or(String::new(), |(_, text)| format!("\n{text}")),
    };
    fences.map(text).collect()
}

/// Prose without code between ticks.
fn without_code(prose: &str) -> String {
    let mut text = String::new();
    let mut rest = prose;
    while let Some((before, from)) = rest.find('`').map(|at| rest.split_at(at)) {
        text.push_str(before);
        let ticks = from.len() - from.trim_start_matches('`').len();
        let (fence, code) = from.split_at(ticks);
        // Ticks without others are themselves.
        rest = code.split_once(fence).map_or(code, |(_, rest)| rest);
    }
    text + rest
}

/// The targets of a page's links, and the labels of those that are defined elsewhere in it.
fn links(page: &str) -> (Vec<String>, Vec<String>) {
    let text = without_code(&prose(page));
    let inline = text.split("](").skip(1).map(|rest| rest.split(')').next().unwrap_or_default());
    let defined = text.lines().filter_map(|line| line.strip_prefix('[')?.split_once("]: "));
    let targets = inline.chain(defined.map(|(_, target)| target)).map(str::to_owned).collect();
    let labels = text.split("][").skip(1).filter_map(|rest| rest.split_once(']'));
    (targets, labels.map(|(label, _)| label.replace('\n', " ")).collect())
}

/// What a heading is called in a link, as GitHub and rustdoc name it.
fn anchors(page: &str) -> BTreeSet<String> {
    let text = prose(page);
    let headings = text.lines().filter(|line| line.starts_with('#'));
    let char = |c: char| match c {
        ' ' => Some('-'),
        c if c.is_alphanumeric() || c == '-' || c == '_' => Some(c.to_ascii_lowercase()),
        _ => None,
    };
    headings
        .map(|line| line.trim_start_matches('#').trim().chars().filter_map(char).collect())
        .collect()
}

/// A path with its `..` taken back.
fn plain(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for part in path.components() {
        match part {
            Component::ParentDir => drop(plain.pop()),
            part => plain.push(part),
        }
    }
    plain
}

#[test]
fn every_link_of_a_page_leads_somewhere() {
    let pages = pages();
    let mut count = 0;
    for (name, page) in &pages {
        let folder = Path::new(name).parent().expect("a folder");
        let (targets, labels) = links(page);
        for target in &targets {
            count += 1;
            if target.contains("://") {
                continue;
            }
            let (file, section) = target.split_once('#').unwrap_or((target, ""));
            let path = match file {
                "" => PathBuf::from(name),
                file => plain(&folder.join(file)),
            };
            assert!(root().join(&path).exists(), "{name}: `{target}` is nothing");
            if !section.is_empty() {
                let there = pages.get(path.to_str().expect("UTF-8")).map(|page| anchors(page));
                let there = there.unwrap_or_else(|| panic!("{name}: `{target}`: no page"));
                assert!(there.contains(section), "{name}: `{target}`: no such section");
            }
        }
        for label in labels {
            let definition = format!("\n[{label}]: ");
            assert!(page.contains(&definition), "{name}: `[{label}]` is defined nowhere");
        }
    }
    assert!(count > 200, "{count} links");
}

/// The items that the README's labels name are those of `lib.rs`, and each promise has one.
#[test]
fn each_promise_has_an_item() {
    let (readme, library) = (read("README.md"), sources().remove("lib.rs").expect("the crate"));
    let defined = |text: &str, begin: &str| -> BTreeSet<String> {
        let lines = text.lines().filter_map(|line| line.strip_prefix(begin)?.split_once("]: "));
        lines.map(|(label, _)| label.to_owned()).collect()
    };
    let labels = defined(&readme, "[");
    assert_eq!(labels, defined(&library, "//! ["));
    let used: BTreeSet<String> = links(&readme).1.into_iter().collect();
    assert_eq!(labels, used);
    let (_, promises) = readme.split_once("## What it takes care of").expect("the section");
    let promises = promises.split("\n\n").nth(1).expect("a list");
    let promises: Vec<&str> = promises.split("\n- ").collect();
    assert!(promises.len() > 10, "{promises:?}");
    for promise in promises {
        assert!(promise.trim_start_matches("- ").starts_with("**["), "no item: {promise}");
    }
}

/// The files of rustdoc for the crate, made anew; a warning of rustdoc is an error.
fn rustdoc() -> PathBuf {
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().expect("the target folder");
    let words = ["doc", "--quiet", "-p", "dockerfile-core", "--no-deps", "--features", "all,docs"];
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args(words).arg("--target-dir").arg(target).current_dir(root());
    let output = cargo.env("RUSTDOCFLAGS", "-D warnings").output().expect("cargo runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    target.join("doc")
}

fn html(folder: &Path, files: &mut BTreeMap<PathBuf, String>) {
    for entry in fs::read_dir(folder).expect("a folder").flatten() {
        let path = entry.path();
        if path.is_dir() {
            html(&path, files);
        } else if path.extension().is_some_and(|end| end == "html") {
            let text = fs::read_to_string(&path).expect("a page");
            files.insert(path, text);
        }
    }
}

fn attributes<'h>(html: &'h str, name: &str) -> Vec<&'h str> {
    let begin = format!(" {name}=\"");
    html.split(&begin).skip(1).filter_map(|rest| rest.split('"').next()).collect()
}

/// The names of what the docs leave out.
fn hidden() -> BTreeSet<String> {
    let sources = sources();
    let below = sources.values().flat_map(|text| text.split("#[doc(hidden)]").skip(1));
    below.map(item_below).collect()
}

#[test]
fn every_link_of_rustdoc_leads_somewhere() {
    let docs = rustdoc();
    let mut files = BTreeMap::new();
    html(&docs.join("dockerfile_core"), &mut files);
    let sections = |text: &String| -> BTreeSet<String> {
        attributes(text, "id").into_iter().map(str::to_owned).collect()
    };
    let ids: BTreeMap<&PathBuf, BTreeSet<String>> =
        files.iter().map(|(path, text)| (path, sections(text))).collect();
    let hidden = hidden();
    let (mut count, mut dead) = (0, BTreeSet::new());
    for (path, text) in &files {
        let folder = path.parent().expect("a folder");
        for target in attributes(text, "href").into_iter().chain(attributes(text, "src")) {
            if ["https://", "data:", "javascript:"].iter().any(|begin| target.starts_with(begin)) {
                continue;
            }
            count += 1;
            let (file, section) = target.split_once('#').unwrap_or((target, ""));
            let there = match file {
                "" => path.clone(),
                file => plain(&folder.join(file)),
            };
            // Lines of a source are named by a script, and rustdoc itself links a hidden member of a trait.
            let is_there = section.is_empty()
                || ids.get(&there).is_none_or(|ids| ids.contains(section))
                || section.split_once('.').is_some_and(|(_, name)| hidden.contains(name));
            if !is_there || !there.exists() {
                dead.insert((path.strip_prefix(&docs).expect("below"), target));
            }
        }
    }
    assert!(dead.is_empty(), "{dead:#?}");
    assert!(count > 10_000, "{count} links");
    let front = &files[&docs.join("dockerfile_core/index.html")];
    assert!(front.contains("src=\"data:image/svg+xml,"), "the picture is in the page");
}

#[test]
fn each_page_is_in_the_guide() {
    let guide = sources().remove("guide.rs").expect("the guide");
    for name in pages().into_keys().filter(|name| name.starts_with("docs/")) {
        assert!(guide.contains(&format!(" \"{name}\";")), "{name} is no module");
        let module = name["docs/".len()..].trim_end_matches(".md").replace('-', "_");
        assert!(guide.contains(&format!("[`{module}`]")), "the guide does not list {module}");
    }
}

/// The aliases of the sources, in lower case, each with the item that has it.
fn aliases() -> BTreeSet<(String, String)> {
    let mut aliases = BTreeSet::new();
    for text in sources().into_values() {
        let mut rest = text.as_str();
        while let Some((_, from)) = rest.split_once("#[doc(alias") {
            let (words, below) = from.split_once(")]").expect("it ends");
            rest = below;
            let item = item_below(below);
            let words = words.split('"').skip(1).step_by(2);
            aliases.extend(words.map(|word| (word.to_lowercase(), item.clone())));
        }
    }
    aliases
}

/// The name of the item that an attribute stands above.
fn item_below(text: &str) -> String {
    let mut below = text.trim_start();
    while let Some(attribute) = below.strip_prefix("#[") {
        // One of several lines ends with a line of its own.
        let end = match attribute.lines().next().is_some_and(|line| line.ends_with(']')) {
            true => "]\n",
            false => "\n)]\n",
        };
        below = attribute.split_once(end).expect("it ends").1.trim_start();
    }
    let words = below.split(|c: char| !(c.is_alphanumeric() || c == '_'));
    let keywords = ["", "pub", "crate", "const", "fn", "struct", "trait", "type", "enum", "mod"];
    let name = words.into_iter().find(|word| !keywords.contains(word));
    name.expect("an item").to_owned()
}

/// rustdoc's own search is asked by `tests/benches/search.mjs`; here its sources stay as they are.
#[test]
fn what_is_searched_is_the_name_or_an_alias_of_its_item() {
    let table = read("tests/fixtures/searches.txt");
    let aliases = aliases();
    let rows = table.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    let mut count = 0;
    for (word, items) in rows.map(|row| row.split_once(": ").expect("a word and its items")) {
        count += 1;
        for item in items.split(", ") {
            let name = item.rsplit("::").next().expect("a name");
            let plain = name.replace('_', "").to_lowercase();
            let is_name = plain.starts_with(&word.to_lowercase());
            let is_alias = aliases.contains(&(word.to_lowercase(), name.to_owned()));
            assert!(is_name || is_alias, "`{word}` does not lead to `{item}`");
        }
    }
    assert_eq!(count, 45);
}

/// Each function that takes a reason has a section, and no section is of another.
#[test]
fn each_way_out_has_a_section() {
    let mut takes = BTreeSet::new();
    for text in sources().into_values() {
        for function in text.split("\npub fn ").chain(text.split("\n    pub fn ")).skip(1) {
            let (signature, _) = function.split_once('{').unwrap_or((function, ""));
            if signature.contains("why: impl Into<String>") {
                let name = signature.split(['(', '<']).next().expect("a name");
                takes.insert(name.to_owned());
            }
        }
    }
    let page = read("docs/ways-out.md");
    let sections: BTreeSet<String> = page
        .split("\n## `")
        .skip(1)
        .filter_map(|rest| Some(rest.split_once('`')?.0.to_owned()))
        .collect();
    assert_eq!(takes, sections);
    for section in page.split("\n## `").skip(1) {
        for part in ["**The rule.**", "```rust", "**When it is right.**"] {
            assert!(section.contains(part), "{part}: {section}");
        }
    }
}

/// Each file of the sources that words errors has a section, and what a section shows is said.
#[test]
fn each_kind_of_error_has_a_section() {
    let page = read("docs/errors.md");
    let sources = sources();
    let words = |(path, text): (&String, &String)| {
        let is_for_all = ["check/complaints/mod.rs", "declare/mod.rs"].contains(&path.as_str())
            || path.ends_with("/tests.rs");
        let worded = text.contains("diagnostic::on_unimplemented(")
            || ["check/complaints/", "value/check/"].iter().any(|room| path.starts_with(room))
            || path == "value/shell/table.rs";
        (worded && !is_for_all).then(|| path.clone())
    };
    let worded: BTreeSet<String> = sources.iter().filter_map(words).collect();
    let comments = page.split("<!-- ").skip(1).filter_map(|rest| rest.split_once(" -->"));
    let comments = comments.filter(|(names, _)| !names.starts_with("derive: "));
    let named = comments.flat_map(|(names, _)| names.split(',').map(|name| name.trim().to_owned()));
    assert_eq!(worded, named.collect::<BTreeSet<_>>());
    let said = said();
    let sections: Vec<&str> = page.split("\n## ").skip(1).collect();
    assert!(sections.len() > 20, "{}", sections.len());
    for section in sections {
        let block = section.split("```text\n").nth(1).and_then(|rest| rest.split_once("\n```"));
        let (message, _) = block.unwrap_or_else(|| panic!("no message: {section}"));
        assert!(said.contains(message), "nobody says {message:?}");
        for part in ["<!-- ", "**Why.**", "**What to write.**"] {
            assert!(section.contains(part), "{part}: {section}");
        }
    }
}

/// What tests have recorded, and look for: the sources say it.
fn said() -> String {
    fn walk(folder: &Path, text: &mut String) {
        for entry in fs::read_dir(folder).expect("a folder").flatten() {
            let path = entry.path();
            let is_read = path.extension().is_some_and(|end| {
                ["rs", "txt", "stderr"].map(Into::into).contains(&end.to_owned())
            });
            if path.is_dir() {
                walk(&path, text);
            } else if is_read {
                text.push_str(&fs::read_to_string(&path).expect("a text"));
            }
        }
    }
    let mut text = read("docs/laws.md") + &read("docs/policy.md");
    walk(&root().join("tests"), &mut text);
    text.push_str(&sources().remove("recipes/off.rs").expect("it is there"));
    text
}

/// The picture of the phases has them all, in their order.
#[test]
fn the_phases_are_drawn_in_their_order() {
    let sources = sources();
    let (_, list) = sources["program/phase.rs"].split_once("pub enum Phase {").expect("the phases");
    let (list, _) = list.split_once("\n}").expect("it ends");
    let is_name = |line: &&str| line.chars().next().is_some_and(char::is_uppercase);
    let phases = list.lines().map(str::trim).filter(is_name);
    let phases: Vec<&str> = phases.map(|line| line.trim_end_matches(',')).collect();
    let rows = sources["lib.rs"].lines().filter_map(|line| line.strip_prefix("/// │ "));
    let drawn: Vec<&str> = rows.filter_map(|row| row.split_whitespace().next()).collect();
    assert_eq!(phases, drawn);
}
