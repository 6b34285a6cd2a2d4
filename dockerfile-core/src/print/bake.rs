//! `docker-bake.json`: all images of a build script as targets of `docker buildx bake`.
//! Pure.

use super::header;
use super::render::text::{json, json_string};

/// What builds an image.
pub(crate) struct Target {
    pub(crate) name: String,
    /// Paths from the bake file's folder.
    pub(crate) context: String,
    pub(crate) dockerfile: String,
    pub(crate) stage: String,
}

/// What is said of all targets.
#[derive(Clone, Debug, Default)]
pub(crate) struct Common {
    pub(crate) platforms: Vec<String>,
    /// The repository whose tags hold a cache for each target.
    pub(crate) cache: Option<String>,
}

/// The file. One group builds all of them; a key `//` is a comment to bake.
pub(crate) fn file(source: &str, targets: &[Target], common: &Common) -> String {
    let names: Vec<String> = targets.iter().map(|target| target.name.clone()).collect();
    let blocks: Vec<String> = targets.iter().map(|target| block(target, common)).collect();
    let body = format!(
        "\",\n  \"group\": {{\n    \"default\": {{\n      \"targets\": {}\n    }}\n  }},\n  \"target\": {{\n{}\n  }}\n}}\n",
        list(&names),
        blocks.join(",\n")
    );
    header::sealed(source, "{\n  \"//\": \"", &body)
}

fn block(target: &Target, common: &Common) -> String {
    let mut fields = vec![
        ("context", text(&target.context)),
        ("dockerfile", text(&target.dockerfile)),
        ("target", text(&target.stage)),
    ];
    if !common.platforms.is_empty() {
        fields.push(("platforms", list(&common.platforms)));
    }
    if let Some(cache) = &common.cache {
        let reference = format!("type=registry,ref={cache}:{}", target.name);
        fields.push(("cache-from", list(std::slice::from_ref(&reference))));
        // `max` also keeps the stages that the image only copies from.
        fields.push(("cache-to", list(&[format!("{reference},mode=max")])));
    }
    let fields: Vec<String> =
        fields.iter().map(|(key, value)| format!("      \"{key}\": {value}")).collect();
    format!("    {}: {{\n{}\n    }}", text(&target.name), fields.join(",\n"))
}

fn list(texts: &[String]) -> String {
    json(texts)
}

fn text(text: &str) -> String {
    json_string(text)
}
