//! `docker-bake.json`: all images of a build script as targets of `docker buildx bake`.
//!
//! Source: "Bake file reference" of Docker's documentation. Every text in the file is literal.

use super::header;
use super::literal::{is_kept_by_bake, list_of_bake as list, of_bake as text};
use crate::program::targets::Container;

/// A target: how an image is built, and what a container of it has.
#[derive(Debug)]
pub(crate) struct Target {
    pub(crate) name: String,
    /// The path from the bake file's folder; `./` or `../` stands in front, unless it is that
    /// folder itself.
    pub(crate) context: String,
    pub(crate) contexts: Vec<(String, String)>,
    /// The path from the context, where a builder looks for it.
    pub(crate) dockerfile: String,
    pub(crate) stage: String,
    pub(crate) args: Vec<(String, String)>,
    pub(crate) secrets: Vec<Secret>,
    /// Ids of SSH agents.
    pub(crate) agents: Vec<String>,
    pub(crate) entitlements: Vec<String>,
    pub(crate) platforms: Vec<String>,
    pub(crate) tags: Vec<String>,
    /// The image in a registry that holds the build cache.
    pub(crate) cache: Option<String>,
    pub(crate) container: Container,
}

/// A secret's source. Its value stands in no emitted file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Secret {
    pub(crate) id: String,
    pub(crate) from: SecretFrom,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum SecretFrom {
    /// A variable in the environment of whoever builds.
    Env(String),
    File(String),
}

impl Target {
    /// All paths in the target: contexts, Dockerfile and secrets' files.
    pub(super) fn paths(&self) -> impl Iterator<Item = &str> {
        let contexts = self.contexts.iter().map(|(_, path)| path.as_str());
        [self.context.as_str(), &self.dockerfile].into_iter().chain(contexts).chain(self.files())
    }

    /// The paths of secrets' files.
    pub(super) fn files(&self) -> impl Iterator<Item = &str> {
        self.secrets.iter().filter_map(|secret| match &secret.from {
            SecretFrom::File(path) => Some(path.as_str()),
            SecretFrom::Env(_) => None,
        })
    }

    pub(super) fn values(&self) -> impl Iterator<Item = &str> {
        self.args.iter().map(|(_, value)| value.as_str())
    }

    /// The first text of the target that bake would change.
    pub(crate) fn changed_by_bake(&self) -> Option<&str> {
        self.paths().chain(self.values()).find(|text| !is_kept_by_bake(text))
    }
}

/// The text of the file. One group builds all targets; the key `//` is a comment to bake.
pub(crate) fn file(source: &str, targets: &[Target]) -> String {
    let names: Vec<&str> = targets.iter().map(|target| target.name.as_str()).collect();
    let blocks: Vec<String> = targets.iter().map(block).collect();
    let body = format!(
        "\",\n  \"group\": {{\n    \"default\": {{\n      \"targets\": {}\n    }}\n  }},\n  \"target\": {{\n{}\n  }}\n}}\n",
        list(&names),
        blocks.join(",\n")
    );
    header::sealed(source, "{\n  \"//\": \"", &body)
}

fn block(target: &Target) -> String {
    let mut fields = vec![("context", text(&target.context))];
    fields.extend(map("contexts", &target.contexts));
    fields.push(("dockerfile", text(&target.dockerfile)));
    fields.push(("target", text(&target.stage)));
    fields.extend(map("args", &target.args));
    let secrets: Vec<String> = target.secrets.iter().map(secret).collect();
    let lists = [
        ("secret", &secrets),
        ("ssh", &target.agents),
        ("entitlements", &target.entitlements),
        ("tags", &target.tags),
        ("platforms", &target.platforms),
    ];
    let lists = lists.into_iter().filter(|(_, texts)| !texts.is_empty());
    fields.extend(lists.map(|(key, texts)| (key, list(texts))));
    if let Some(cache) = &target.cache {
        let reference = format!("type=registry,ref={cache}");
        fields.push(("cache-from", list(&[&reference])));
        // `max` also keeps the stages that the image only copies from.
        fields.push(("cache-to", list(&[format!("{reference},mode=max")])));
    }
    let fields: Vec<String> =
        fields.iter().map(|(key, value)| format!("      \"{key}\": {value}")).collect();
    format!("    {}: {{\n{}\n    }}", text(&target.name), fields.join(",\n"))
}

fn map(key: &'static str, entries: &[(String, String)]) -> Option<(&'static str, String)> {
    let entry =
        |(name, value): &(String, String)| format!("        {}: {}", text(name), text(value));
    let lines: Vec<String> = entries.iter().map(entry).collect();
    (!lines.is_empty()).then(|| (key, format!("{{\n{}\n      }}", lines.join(",\n"))))
}

/// A secret as bake reads it in every version: a line of comma-separated values.
fn secret(secret: &Secret) -> String {
    let id = &secret.id;
    match &secret.from {
        SecretFrom::Env(name) => format!("type=env,id={id},env={name}"),
        SecretFrom::File(path) => format!("type=file,id={id},{}", csv(&format!("src={path}"))),
    }
}

/// A field of comma-separated values (RFC 4180).
fn csv(field: &str) -> String {
    match field.contains([',', '"', '\n', '\r', ' ']) {
        true => format!("\"{}\"", field.replace('"', "\"\"")),
        false => field.to_owned(),
    }
}
