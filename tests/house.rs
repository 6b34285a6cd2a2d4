//! The house: which room may import which, how large each is, and that no circle of files runs
//! through it but the recursion of the declared data.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use dockerfile_tests::{root, sources};

/// From the top floor down; rooms of one floor do not import each other.
const FLOORS: [&[&str]; 7] = [
    &["emit"],
    &["print", "check"],
    &["lower"],
    &["recipes"],
    &["declare"],
    &["program"],
    &["value"],
];

/// What is in a source file, as far as imports go. Modules and items are paths from the crate.
struct File {
    module: Vec<String>,
    text: String,
    /// What it names in `use`, and by which name it offers that to others.
    uses: Vec<(Vec<String>, String)>,
}

/// Where the program's files are: a crate of its own, which uses the library as anybody does, but for what
/// the library knows of secrets.
const PROGRAM: &str = "bin/cargo-dockerfile/";

/// The library's files by their paths below `src`.
fn house() -> BTreeMap<String, File> {
    let files = sources().into_iter().filter(|(path, _)| !path.starts_with(PROGRAM));
    files.map(|(path, text)| (path.clone(), File::of(&path, text))).collect()
}

/// The program's.
fn program() -> BTreeMap<String, File> {
    let own = |(path, text): (String, String)| Some((path.strip_prefix(PROGRAM)?.to_owned(), text));
    let files = sources().into_iter().filter_map(own);
    files.map(|(path, text)| (path.clone(), File::of(&path, text))).collect()
}

impl File {
    fn of(path: &str, text: String) -> Self {
        let mut module: Vec<String> =
            path.trim_end_matches(".rs").split('/').map(str::to_owned).collect();
        if matches!(module.last().map(String::as_str), Some("mod" | "lib")) {
            module.pop();
        }
        // Tests may look at what they like.
        let end = text.find("\n#[cfg(test)]\nmod tests").map_or(text.len(), |at| at + 1);
        let text = text[..end].to_owned();
        let mut uses = vec![];
        for statement in text.split(';') {
            let lines: Vec<&str> =
                statement.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
            let statement = lines.join(" ");
            let Some(at) = statement.rfind("use ") else { continue };
            let before = statement[..at].trim_end();
            if before.ends_with(|c: char| c.is_alphanumeric() || c == '`') {
                continue;
            }
            for (path, name) in flat(&statement[at + 4..], &[]) {
                uses.extend(absolute(&path, &module).map(|path| (path, name)));
            }
        }
        Self { module, text, uses }
    }
}

/// The paths of a tree of imports, and the names that they are known by.
fn flat(tree: &str, before: &[String]) -> Vec<(Vec<String>, String)> {
    let tree = tree.trim();
    let here = |path: &str| -> Vec<String> {
        let parts = path.split("::").map(|part| part.trim().to_owned());
        before.iter().cloned().chain(parts.filter(|part| !part.is_empty())).collect()
    };
    let Some((head, inner)) = tree.split_once('{') else {
        let (path, name) = tree.split_once(" as ").unwrap_or((tree, ""));
        let mut path = here(path);
        if path.last().is_some_and(|last| last == "self") {
            path.pop();
        }
        let name = if name.is_empty() {
            path.last().cloned().unwrap_or_default()
        } else {
            name.trim().to_owned()
        };
        return vec![(path, name)];
    };
    let inner = inner.rsplit_once('}').map_or(inner, |(inner, _)| inner);
    let (mut depth, mut start, mut parts) = (0, 0, vec![]);
    for (at, c) in inner.char_indices() {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 0 => {
                parts.push(&inner[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.push(&inner[start..]);
    let parts = parts.into_iter().filter(|part| !part.trim().is_empty());
    parts.flat_map(|part| flat(part, &here(head))).collect()
}

/// A path from the crate; `None` is another crate's.
fn absolute(path: &[String], module: &[String]) -> Option<Vec<String>> {
    let ups = path.iter().take_while(|part| *part == "super").count();
    match path.first()?.as_str() {
        "crate" => Some(path[1..].to_vec()),
        "self" => Some([module, &path[1..]].concat()),
        "super" => Some([&module[..module.len() - ups], &path[ups..]].concat()),
        // A child, as re-exports name it.
        _ => Some([module, path].concat()),
    }
}

/// The file that a path leads to, through re-exports.
fn file_of(path: &[String], files: &BTreeMap<String, File>, depth: usize) -> Option<String> {
    let module_of = |module: &[String]| files.iter().find(|(_, file)| file.module == module);
    let held = (0..=path.len()).rev().find_map(|end| Some((end, module_of(&path[..end])?)));
    let (end, (name, file)) = held?;
    if end == 0 || depth > 8 {
        return None;
    }
    let Some(item) = path.get(end) else { return Some(name.clone()) };
    for (there, known_as) in &file.uses {
        if known_as == item && there != path {
            return file_of(there, files, depth + 1).or(Some(name.clone()));
        }
    }
    let globs = file.uses.iter().filter(|(_, known_as)| known_as == "*");
    let mut globs = globs
        .filter_map(|(there, _)| files.iter().find(|(_, f)| f.module == there[..there.len() - 1]));
    let defines = |file: &File| {
        ["fn", "struct", "enum", "trait", "type", "const"]
            .iter()
            .any(|kind| file.text.lines().any(|line| line.contains(&format!("{kind} {item}"))))
    };
    Some(
        globs
            .find(|(_, file)| defines(file))
            .map_or_else(|| name.clone(), |(name, _)| name.clone()),
    )
}

/// Which file imports which.
fn arrows(files: &BTreeMap<String, File>) -> BTreeMap<String, BTreeSet<String>> {
    let arrows = files.iter().map(|(name, file)| {
        let to = file.uses.iter().filter_map(|(path, _)| file_of(path, files, 0));
        (name.clone(), to.filter(|to| to != name && files.contains_key(to)).collect())
    });
    arrows.collect()
}

fn room(path: &str) -> Option<&str> {
    path.split_once('/').map(|(room, _)| room)
}

#[test]
fn no_room_imports_one_above_it() {
    let files = house();
    let floor = |room: &str| FLOORS.iter().position(|rooms| rooms.contains(&room));
    let mut wrong = vec![];
    let mut count = 0;
    for (from, to) in arrows(&files) {
        let Some(above) = room(&from) else { continue };
        for (to, below) in to.iter().filter_map(|to| Some((to, room(to)?))) {
            count += 1;
            let (from_floor, to_floor) = (floor(above).expect(above), floor(below).expect(to));
            if to_floor < from_floor || (to_floor == from_floor && above != below) {
                wrong.push(format!("{from} -> {to}"));
            }
        }
    }
    assert!(count > 300, "the imports are read: {count}");
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// Files that import each other, also by way of others.
fn circles(files: &BTreeMap<String, File>) -> Vec<BTreeSet<String>> {
    let arrows = arrows(files);
    let reach = |from: &String| {
        let mut seen = BTreeSet::new();
        let mut open: Vec<&String> = arrows[from].iter().collect();
        while let Some(next) = open.pop() {
            if seen.insert(next.clone()) {
                open.extend(&arrows[next]);
            }
        }
        seen
    };
    let reached: BTreeMap<&String, BTreeSet<String>> =
        arrows.keys().map(|name| (name, reach(name))).collect();
    let mut circles: Vec<BTreeSet<String>> = vec![];
    for (name, reaches) in &reached {
        if reaches.contains(*name) && !circles.iter().any(|circle| circle.contains(*name)) {
            let back = reaches.iter().filter(|other| reached[other].contains(*name));
            circles.push(back.cloned().collect());
        }
    }
    circles
}

#[test]
fn the_one_circle_is_the_recursion_of_what_is_declared() {
    let files = house();
    let circles = circles(&files);
    let large = circles.iter().find(|circle| circle.len() > 15);
    assert!(large.is_none(), "{large:#?}");
    let elsewhere =
        |circle: &&BTreeSet<String>| circle.iter().any(|file| room(file) != Some("declare"));
    let elsewhere: Vec<_> = circles.iter().filter(elsewhere).collect();
    assert!(elsewhere.is_empty(), "{elsewhere:#?}");
    assert_eq!(circles.len(), 1, "{circles:#?}");
}

/// What commands share knows none of them; the one that knows all is `main.rs`.
#[test]
fn the_program_has_no_circle() {
    let mut files = program();
    files.remove("main.rs");
    assert_eq!(circles(&files), Vec::<BTreeSet<String>>::new());
}

#[test]
fn no_room_is_most_of_the_house() {
    let files = house();
    let lines = |below: &str| -> usize {
        let inside = files.iter().filter(|(path, _)| path.starts_with(below));
        inside.map(|(_, file)| file.text.lines().count()).sum()
    };
    let all = lines("");
    let most = |below: &str, of_hundred: usize| {
        let share = lines(below) * 100 / all;
        assert!(share <= of_hundred, "{below} holds {share} of 100 lines");
    };
    // Six ecosystems live there, none of which is a tenth.
    most("recipes/", 50);
    for language in ["cargo", "go", "java", "node", "python", "ruby"] {
        most(&format!("recipes/{language}/"), 10);
    }
    for room in FLOORS.concat().into_iter().filter(|room| *room != "recipes") {
        most(&format!("{room}/"), 25);
    }
}

/// One reader reads each file once, and leaves no context: a recipe asks it.
#[test]
fn recipes_do_not_read_the_disk_themselves() {
    const READERS: [&str; 4] =
        ["recipes/project.rs", "recipes/listing.rs", "recipes/survey.rs", "recipes/checkout.rs"];
    let mut wrong = vec![];
    for (path, file) in house() {
        let outside = !READERS.contains(&path.as_str()) && !path.starts_with("emit/");
        let asks = ["std::fs", "fs::", "File::open", "Command::new", "std::process"];
        // The line of the source that a report shows is no file of a project.
        if outside && path != "check/report.rs" && asks.iter().any(|ask| file.text.contains(ask)) {
            wrong.push(path);
        }
    }
    assert!(wrong.is_empty(), "{wrong:?}");
}

/// A file's reason to be long is in its head, and says `long`.
#[test]
fn files_are_short() {
    let mut files = vec![root().join("dockerfile-core"), root().join("dockerfile-derive")];
    files.extend([root().join("examples"), root().join("tests")]);
    let mut long = vec![];
    while let Some(path) = files.pop() {
        if path.is_dir() {
            let inside = fs::read_dir(&path).expect("a folder").map(|entry| entry.unwrap().path());
            files.extend(inside.filter(|path| !path.ends_with("target")));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let text = fs::read_to_string(&path).expect("source is text");
            let says_why =
                text.lines().any(|line| line.starts_with("//!") && line.contains("long"));
            if text.lines().count() > 450 && !says_why {
                long.push(format!("{}: {} lines", path.display(), text.lines().count()));
            }
        }
    }
    assert!(long.is_empty(), "{long:#?}");
}

/// A function's reason to be long is in the comment above it, and says `long`.
#[test]
fn functions_are_short() {
    let mut long = vec![];
    for (path, file) in house().into_iter().chain(program()) {
        let lines: Vec<&str> = file.text.lines().collect();
        for (at, line) in lines.iter().enumerate() {
            let blanks = line.len() - line.trim_start().len();
            let is_fn = line.trim_start().split(' ').take(4).any(|word| word == "fn");
            if !is_fn || line.trim_start().starts_with("//") {
                continue;
            }
            let closing = format!("{}}}", " ".repeat(blanks));
            let Some(length) = lines[at..].iter().position(|line| **line == closing) else {
                continue;
            };
            let above = lines[..at]
                .iter()
                .rev()
                .take_while(|line| line.trim_start().starts_with(['/', '#']));
            if length >= 60 && !above.into_iter().any(|line| line.contains("long")) {
                long.push(format!("{path}:{}: {} lines", at + 1, length + 1));
            }
        }
    }
    assert!(long.is_empty(), "{long:#?}");
}
