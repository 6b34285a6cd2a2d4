//! What a package leaves out when it is published, and cargo misses: written anew, as little as
//! cargo wants.

use std::fs;
use std::path::Path;

use toml::{Table, Value};

use super::root::{table, tables};

/// Writes what the manifests of these folders name and is not there, and says what.
pub(crate) fn write(root: &Path, folders: &[String]) -> Vec<String> {
    let mut anew = vec![];
    for folder in folders {
        let text = fs::read_to_string(root.join(folder).join("Cargo.toml")).expect("a manifest");
        let manifest: Table = text.parse().expect("a manifest that cargo has published");
        targets(root, folder, &manifest, &mut anew);
        dependencies(root, folder, &manifest, &mut anew);
        members(root, folder, &manifest, &mut anew);
    }
    anew
}

/// The file of each declared bench, test and example.
fn targets(root: &Path, folder: &str, manifest: &Table, anew: &mut Vec<String>) {
    for (kind, place) in [("bench", "benches"), ("test", "tests"), ("example", "examples")] {
        let declared = manifest.get(kind).and_then(Value::as_array);
        for target in declared.into_iter().flatten() {
            let name = target["name"].as_str().expect("a target has a name");
            let places = match target.get("path").and_then(Value::as_str) {
                Some(path) => vec![path.to_owned()],
                None => vec![format!("{place}/{name}.rs"), format!("{place}/{name}/main.rs")],
            };
            if !places.iter().any(|path| root.join(folder).join(path).is_file()) {
                file(root, &join(folder, &places[0]), "fn main() {}\n", anew);
            }
        }
    }
}

/// A package for each path that no package of the trial is at: what tests alone depend on.
fn dependencies(root: &Path, folder: &str, manifest: &Table, anew: &mut Vec<String>) {
    for path in tables(manifest) {
        for (name, values) in table(manifest, &path).into_iter().flatten() {
            let Some(place) = values.get("path").and_then(Value::as_str) else { continue };
            let name = values.get("package").and_then(Value::as_str).unwrap_or(name);
            let version = values.get("version").and_then(Value::as_str).unwrap_or("0.0.0");
            let features = values.get("features").and_then(Value::as_array);
            package(root, &join(folder, place), name, version, features, anew);
        }
    }
}

/// A package for each member of the workspace that is not published.
fn members(root: &Path, folder: &str, manifest: &Table, anew: &mut Vec<String>) {
    let members = manifest.get("workspace").and_then(|workspace| workspace.get("members"));
    for member in members.and_then(Value::as_array).into_iter().flatten() {
        let place = member.as_str().expect("a member is a path");
        let place = join(folder, place);
        match place.strip_suffix("/*") {
            // A pattern that matches nothing is read as a path.
            Some(above) if !root.join(above).is_dir() => {
                package(root, &format!("{above}/left-out"), "left-out", "0.0.0", None, anew);
            }
            Some(_) => {}
            None => {
                let name = place.rsplit('/').next().unwrap_or(&place);
                package(root, &place, name, "0.0.0", None, anew);
            }
        }
    }
}

fn package(
    root: &Path,
    place: &str,
    name: &str,
    version: &str,
    features: Option<&Vec<Value>>,
    anew: &mut Vec<String>,
) {
    if root.join(place).join("Cargo.toml").is_file() {
        return;
    }
    let digits = version.trim_start_matches(['^', '=', '~', '>', ' ']);
    let version =
        format!("{digits}{}", ".0".repeat(2_usize.saturating_sub(digits.matches('.').count())));
    let mut text = format!(
        "[package]\nname = \"{name}\"\nversion = \"{version}\"\nedition = \"2021\"\npublish = false\n\n\
         [features]\n"
    );
    for feature in features.into_iter().flatten().filter_map(Value::as_str) {
        text += &format!("{feature} = []\n");
    }
    file(root, &join(place, "Cargo.toml"), &text, anew);
    file(root, &join(place, "src/lib.rs"), "", anew);
}

fn file(root: &Path, path: &str, text: &str, anew: &mut Vec<String>) {
    let place = root.join(path);
    fs::create_dir_all(place.parent().expect("a folder")).expect("a new folder");
    fs::write(place, text).expect("a new file");
    anew.push(path.to_owned());
}

/// A path below a folder, without the steps up.
pub(crate) fn join(folder: &str, path: &str) -> String {
    let mut parts: Vec<&str> = vec![];
    for part in folder.split('/').chain(path.split('/')) {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    parts.join("/")
}
