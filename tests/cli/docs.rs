//! What the pages tell to type, and what they say of messages and keys.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use dockerfile_tests::{root, sources};
use serde_json::Value;

use super::{run, said};

/// Every page of the repository, and the README.
fn pages() -> BTreeMap<String, String> {
    let docs = fs::read_dir(root().join("docs")).expect("a folder").flatten().map(|one| one.path());
    let pages = docs.filter(|path| path.extension().is_some_and(|end| end == "md"));
    let pages = pages.chain([root().join("README.md")]);
    let name = |path: &Path| path.file_name().expect("a name").to_string_lossy().into_owned();
    pages.map(|path| (name(&path), fs::read_to_string(&path).expect("a page"))).collect()
}

/// The commands of the program that a page names, in blocks and in the middle of a line.
fn commands(page: &str) -> BTreeSet<String> {
    let starts = page.match_indices("cargo dockerfile ").map(|(at, _)| &page[at..]);
    let command = |rest: &str| {
        let end = rest.find(['`', '\n', '#', '|']).unwrap_or(rest.len());
        rest[..end].trim().trim_end_matches([',', ';', '.', ')']).to_owned()
    };
    starts.map(command).filter(|command| command.contains(' ')).collect()
}

#[test]
fn every_command_that_a_page_names_is_one() {
    let help = |words: &[&str]| {
        let output = run(&root(), &[words, &["--help"]].concat());
        assert_eq!(output.status.code(), Some(0), "{words:?}: {}", said(&output).1);
        said(&output).0
    };
    let mut known: BTreeMap<String, String> = BTreeMap::new();
    let mut count = 0;
    for (page, text) in pages() {
        for command in commands(&text) {
            let words: Vec<&str> = command.split_whitespace().skip(2).collect();
            // `cargo dockerfile ..` is any of them.
            let Some(name) = words.first().filter(|word| **word != "..") else { continue };
            let help = known.entry((*name).to_owned()).or_insert_with(|| help(&[name]));
            for flag in words.iter().filter(|word| word.starts_with("--")) {
                // Behind it may stand a value, and what a shell makes of the command.
                let end = flag.find(|c: char| !(c.is_ascii_lowercase() || c == '-'));
                let flag = &flag[..end.unwrap_or(flag.len())];
                assert!(help.contains(flag), "{page}: `{command}`: no {flag}\n{help}");
            }
            count += 1;
        }
    }
    assert!(count > 15, "the pages name commands: {count}");
    let all = said(&run(&root(), &["help"])).0;
    let names = all.lines().skip_while(|line| *line != "Commands:").skip(1);
    let names = names.take_while(|line| !line.is_empty());
    let names = names.filter(|line| line.starts_with("  ") && !line.starts_with("   "));
    let names: BTreeSet<&str> = names.filter_map(|line| line.split_whitespace().next()).collect();
    let unnamed: Vec<&&str> =
        names.iter().filter(|name| **name != "help" && !known.contains_key(**name)).collect();
    assert!(names.len() > 5 && unnamed.is_empty(), "no page names {unnamed:?} of {names:?}");
}

/// A message that the page explains is one that somebody can get.
#[test]
fn every_message_of_the_first_hour_is_in_the_sources() {
    let page = &pages()["first-hour.md"];
    let (_, table) = page.split_once("## If something is said").expect("the section");
    let sources: String = sources().into_values().collect();
    let rows: Vec<&str> = table.lines().filter(|line| line.starts_with("| `")).collect();
    assert!(rows.len() > 7, "{rows:?}");
    for row in rows {
        let cell = row[2..].split(" | ").next().expect("a cell");
        // What stands in ticks, or for something else, is in the message and not in the source.
        let pieces = cell.split('`').flat_map(|piece| piece.split(".."));
        let longest = pieces.map(str::trim).max_by_key(|piece| piece.len()).expect("a piece");
        assert!(longest.len() > 8 && sources.contains(longest), "{longest:?} of {cell:?}");
    }
}

/// The keys of a plan, by where they are.
fn keys(value: &Value, place: &str, found: &mut BTreeSet<(String, String)>) {
    match value {
        Value::Array(values) => values.iter().for_each(|value| keys(value, place, found)),
        Value::Object(fields) => {
            for (key, value) in fields {
                found.insert((place.to_owned(), key.clone()));
                keys(value, key, found);
            }
        }
        _ => {}
    }
}

#[test]
fn the_page_of_the_plan_has_its_keys() {
    use dockerfile_core::{Stage, arg, copy, debian, run, uid};
    let build = Stage::named("build", debian("bookworm-slim"))
        .source(copy("list").to("/list"))
        .build_env("VERSION", arg("VERSION"))
        .out_of_order("it reads the list", |s| s.packages(run(["sort", "/list"])));
    let stage = Stage::from(debian("bookworm-slim"))
        .account(uid(7))
        .source(copy("/list").from(&build).to("/list"))
        .cmd(["id"]);
    let json = dockerfile_core::Image::from(stage).render().expect("an image").plan_json;
    let mut found = BTreeSet::new();
    keys(&serde_json::from_str(&json).expect("JSON"), "", &mut found);
    // `image` is a bake target's name, which an image has that is emitted.
    found.insert(("stages".to_owned(), "image".to_owned()));
    let page = &pages()["plan.md"];
    let mut documented = BTreeSet::new();
    let mut place = "";
    for line in page.lines() {
        place = match line {
            "| key | what it is |" => "",
            "| key of a stage | what it is |" => "stages",
            "| key of a layer | what it is |" => "layers",
            _ => place,
        };
        let Some(cell) = line.strip_prefix("| `").and_then(|rest| rest.split(" |").next()) else {
            continue;
        };
        let names = cell.split('`').step_by(2).filter(|name| !name.contains(','));
        documented.extend(
            names.filter(|name| !name.is_empty()).map(|name| (place.to_owned(), name.to_owned())),
        );
    }
    let (reads, found): (BTreeSet<_>, BTreeSet<_>) =
        found.into_iter().partition(|(place, _)| place == "reads");
    assert_eq!(found, documented);
    for (_, key) in reads {
        assert!(page.contains(&format!("`{key}`")), "{key}");
    }
}
