//! The version of a language that the files of a project name, for the tag of its base.
//!
//! The recipe reads these files itself, and refuses a base that does not fit. So what is not understood here
//! is not guessed: the answer is `None`, and the base the usual one.

use serde::Deserialize;

use super::listing::Listing;

/// The numbers that a text begins with, at most so many of them.
fn numbers(text: &str, most: usize) -> Option<String> {
    let text = text.trim().trim_matches(['"', '\'']);
    let end = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
    let parts: Vec<&str> = text[..end].split('.').take_while(|part| !part.is_empty()).collect();
    (!parts.is_empty()).then(|| parts[..parts.len().min(most)].join("."))
}

/// The text behind a word, on the line that begins with it.
fn behind<'t>(text: &'t str, word: &str) -> Option<&'t str> {
    text.lines().find_map(|line| line.trim().strip_prefix(word))
}

/// The text between two others.
fn between<'t>(text: &'t str, start: &str, end: &str) -> Option<&'t str> {
    let (_, rest) = text.split_once(start)?;
    rest.split_once(end).map(|(found, _)| found)
}

// ---- Rust and Go --------------------------------------------------------------------------------

pub(super) fn rust(listing: &Listing<'_>, folder: &str) -> Option<String> {
    let channel = match listing.nearest(folder, "rust-toolchain.toml") {
        Some(text) => {
            let table = text.parse::<toml::Table>().ok()?;
            table.get("toolchain")?.get("channel")?.as_str()?.to_owned()
        }
        None => listing.nearest(folder, "rust-toolchain")?,
    };
    numbers(&channel, 3)
}

pub(super) fn go(listing: &Listing<'_>, folder: &str) -> Option<String> {
    let manifest = listing.nearest(folder, "go.mod")?;
    let toolchain = behind(&manifest, "toolchain go").and_then(|text| numbers(text, 2));
    toolchain.or_else(|| numbers(behind(&manifest, "go ")?, 2))
}

// ---- Node ---------------------------------------------------------------------------------------

#[derive(Deserialize, Default)]
#[serde(default)]
struct Wants {
    engines: Engines,
    volta: Engines,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Engines {
    node: Option<String>,
}

/// The major version of Node, of which an older one is not taken where a newer one will do.
pub(super) fn node(listing: &Listing<'_>, folder: &str) -> Option<String> {
    let named = [".nvmrc", ".node-version"].iter().find_map(|name| listing.nearest(folder, name));
    if let Some(name) = named {
        return numbers(name.trim().trim_start_matches('v'), 1);
    }
    let wants: Wants = serde_json::from_str(&listing.text(folder, "package.json")?).ok()?;
    if let Some(exact) = wants.volta.node {
        return numbers(&exact, 1);
    }
    let range = wants.engines.node?;
    let newest = range.rsplit("||").next()?.trim();
    let is_open = newest.starts_with('>') && !newest.contains('<');
    let major = numbers(newest.trim_start_matches(['^', '~', '=', 'v', '>', ' ']), 1)?;
    let is_older = major.parse::<u32>().is_ok_and(|major| major < USUAL_NODE);
    (!is_open || !is_older).then_some(major)
}

pub(super) const USUAL_NODE: u32 = 22;

// ---- Python -------------------------------------------------------------------------------------

/// Minor versions of Python 3, the usual one first.
const PYTHONS: [u32; 7] = [13, 14, 12, 11, 10, 9, 8];

pub(super) fn python(listing: &Listing<'_>, folder: &str) -> Option<String> {
    let named = listing.nearest(folder, ".python-version");
    let named = named.or_else(|| listing.text(folder, "runtime.txt"));
    if let Some(name) = named {
        return numbers(name.trim().trim_start_matches("python-"), 2);
    }
    let manifest = listing.text(folder, "pyproject.toml")?.parse::<toml::Table>().ok()?;
    let of_project = || manifest.get("project")?.get("requires-python")?.as_str();
    let of_poetry =
        || manifest.get("tool")?.get("poetry")?.get("dependencies")?.get("python")?.as_str();
    let range = of_project().or_else(of_poetry)?;
    let fits = |minor: &u32| range.split(',').all(|part| takes(part.trim(), *minor));
    PYTHONS.into_iter().find(fits).map(|minor| format!("3.{minor}"))
}

/// Whether one condition takes a minor version of Python 3.
fn takes(condition: &str, minor: u32) -> bool {
    let start = condition.find(|c: char| c.is_ascii_digit()).unwrap_or(condition.len());
    let (operator, version) = condition.split_at(start);
    let mut parts = version.split('.').map_while(|part| part.parse::<u32>().ok());
    let (Some(3), Some(named)) = (parts.next(), parts.next()) else { return true };
    let is_exact = parts.next().is_some();
    match operator.trim() {
        ">=" | "^" | ">" => minor >= named,
        "<" => minor < named || is_exact && minor == named,
        "<=" => minor <= named,
        "~=" if !is_exact => minor >= named,
        "" | "=" | "==" | "===" | "~" | "~=" => minor == named,
        _ => true,
    }
}

// ---- Java and Ruby ------------------------------------------------------------------------------

/// The JDK of Gradle's toolchain, or that of developers.
pub(super) fn gradle(listing: &Listing<'_>, folder: &str) -> Option<String> {
    let builds = ["build.gradle", "build.gradle.kts"];
    let build = builds.iter().find_map(|name| listing.text(folder, name)).unwrap_or_default();
    let toolchain = between(&build, "JavaLanguageVersion.of(", ")");
    toolchain.map_or_else(|| java_of_developers(listing, folder), |version| numbers(version, 1))
}

/// The JDK that developers say: `17`, `1.8`, `temurin-21.0.2`.
fn java_of_developers(listing: &Listing<'_>, folder: &str) -> Option<String> {
    let said = listing.nearest(folder, ".java-version")?;
    said.trim()
        .split(['-', '+'])
        .find_map(|part| numbers(part.strip_prefix("1.").unwrap_or(part), 1))
}

/// The Java that Maven compiles for, where the usual JDK is older, or the JDK of developers.
pub(super) fn maven(listing: &Listing<'_>, folder: &str) -> Option<String> {
    newer_than_usual(listing, folder).or_else(|| java_of_developers(listing, folder))
}

fn newer_than_usual(listing: &Listing<'_>, folder: &str) -> Option<String> {
    let manifest = listing.text(folder, "pom.xml")?;
    let names = ["maven.compiler.release", "java.version", "maven.compiler.target"];
    let said = names.iter().find_map(|name| between(&manifest, &format!("<{name}>"), "</"));
    let version = numbers(said?, 1)?;
    version.parse::<u32>().is_ok_and(|version| version > USUAL_JAVA).then_some(version)
}

pub(super) const USUAL_JAVA: u32 = 21;

pub(super) fn ruby(listing: &Listing<'_>, folder: &str) -> Option<String> {
    let of_gemfile = || {
        let gemfile = listing.text(folder, "Gemfile")?;
        let version = behind(&gemfile, "ruby ")?.trim();
        version.starts_with(['"', '\'']).then(|| version.to_owned())
    };
    let named = listing.nearest(folder, ".ruby-version").or_else(of_gemfile)?;
    let version =
        named.trim().trim_start_matches("ruby-").trim_start_matches(['"', '\'', '~', '>', ' ']);
    numbers(version, 2)
}

#[cfg(test)]
mod tests;
