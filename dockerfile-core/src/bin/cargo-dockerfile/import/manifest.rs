//! Files that an install reads.

use super::form::{Form, Phase};
use super::rust::{literal, one_or_list};

const MANIFESTS: &[&str] = &[
    ".npmrc",
    ".yarnrc",
    ".yarnrc.yml",
    "Cargo.lock",
    "Cargo.toml",
    "Directory.Build.props",
    "Directory.Packages.props",
    "Gemfile",
    "Gemfile.lock",
    "Pipfile",
    "Pipfile.lock",
    "build.gradle",
    "build.gradle.kts",
    "composer.json",
    "composer.lock",
    "constraints.txt",
    "deno.json",
    "deno.lock",
    "global.json",
    "go.mod",
    "go.sum",
    "go.work",
    "go.work.sum",
    "gradle.properties",
    "gradlew",
    "mix.exs",
    "mix.lock",
    "mvnw",
    "npm-shrinkwrap.json",
    "nuget.config",
    "package-lock.json",
    "package.json",
    "packages.lock.json",
    "pnpm-lock.yaml",
    "pnpm-workspace.yaml",
    "poetry.lock",
    "pom.xml",
    "pyproject.toml",
    "rust-toolchain.toml",
    "settings.gradle",
    "settings.gradle.kts",
    "uv.lock",
    "yarn.lock",
];

pub(super) fn is_manifest(name: &str) -> bool {
    let suffix = |suffix: &str| name.ends_with(suffix);
    MANIFESTS.contains(&name)
        || name.starts_with("requirements") && suffix(".txt")
        || [".csproj", ".fsproj", ".sln", ".slnx", ".gemspec"].into_iter().any(suffix)
}

/// The typed form of a copy of such files into a folder.
pub(super) fn form(sources: &[String], found: Vec<String>, to: &str) -> Option<Form> {
    let in_root = |source: &String| !source.contains('/') && is_manifest(source);
    if !sources.iter().all(in_root) {
        return None;
    }
    let folder = match (to.ends_with('/'), sources) {
        (true, _) => to.trim_end_matches('/'),
        (false, [one]) => to.strip_suffix(one.as_str())?.strip_suffix('/')?,
        (false, _) => return None,
    };
    let folder = if folder.is_empty() { "/" } else { folder };
    let step = format!("manifest({}).to({})", one_or_list(sources), literal(folder));
    let mut form = Form::typed(&[Phase::Dependencies], step);
    form.notes.extend(found);
    if let Some(recipe) = recipe(sources) {
        form.notes.push(format!(
            "next step: the recipe `{recipe}` takes the place of this and of the install"
        ));
    }
    Some(form)
}

fn recipe(sources: &[String]) -> Option<&'static str> {
    let has = |name: &str| sources.iter().any(|source| source == name);
    let recipes = [
        ("pnpm-lock.yaml", "pnpm(\".\")"),
        ("yarn.lock", "yarn(\".\")"),
        ("package.json", "npm(\".\")"),
        ("poetry.lock", "poetry(\".\")"),
        ("uv.lock", "uv(\".\")"),
        ("go.mod", "go(\".\")"),
        ("Cargo.toml", "cargo(\"..\")"),
        ("pom.xml", "maven(\".\")"),
        ("Gemfile", "bundler(\".\")"),
    ];
    let found = recipes.iter().find(|(name, _)| has(name)).map(|(_, recipe)| *recipe);
    let is_gradle = || {
        sources.iter().any(|source| source.ends_with(".gradle") || source.ends_with(".gradle.kts"))
    };
    let of_pip = || sources.iter().any(|source| source.starts_with("requirements"));
    found
        .or_else(|| is_gradle().then_some("gradle(\".\")"))
        .or_else(|| of_pip().then_some("pip(\"requirements.txt\")"))
}
