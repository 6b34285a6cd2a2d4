//! The inputs of a layer: what BuildKit's `solver/llbsolver/ops` makes a cache key of.

use super::context::{Context, Filter, Selected, overlap};
use super::key::{self, Input, Key, What};
use super::layers::Graph;
use crate::failure::{Failure, Result};
use crate::file::{Copy, Instruction, Line, Mount, Origin, Run, unmarked};
use crate::patterns::Patterns;
use crate::tree::{Entry, joined};

pub(super) struct Inputs<'a> {
    pub(super) graph: &'a Graph,
    pub(super) context: &'a Context<'a>,
    pub(super) stage: usize,
    pub(super) line: usize,
}

impl Inputs<'_> {
    /// The inputs of a line that makes a layer.
    pub(super) fn read(&self) -> Result<Option<Vec<Input>>> {
        let line = self.line();
        let inputs = match &line.instruction {
            Instruction::Run(run) => self.run(run),
            Instruction::Copy(copy) => self.copy(copy),
            Instruction::Workdir(_) if line.directory != "/" => Ok(vec![
                Input::new(What::Option, "operation", "WORKDIR"),
                self.above(),
                Input::new(What::Setting, "directory", &line.directory),
                Input::new(What::Setting, "user", &line.state.user),
            ]),
            _ => return Ok(None),
        };
        inputs.map(Some)
    }

    fn line(&self) -> &Line {
        &self.graph.file.stages[self.stage].lines[self.line]
    }

    fn above(&self) -> Input {
        Input::new(What::Above, "above", self.graph.end(self.stage).0)
    }

    fn run(&self, run: &Run) -> Result<Vec<Input>> {
        let state = &self.line().state;
        let mut inputs = vec![Input::new(What::Option, "operation", "RUN"), self.above()];
        inputs.push(Input::new(What::Text, "command", run.argv.join("\0")));
        if let Some((name, content)) = &run.script {
            inputs.push(Input::new(What::Text, format!("script {name}"), content));
        }
        for (name, value) in &state.env {
            inputs.push(Input::new(What::Variable, name, value));
        }
        inputs.push(Input::new(What::Setting, "directory", &self.line().directory));
        inputs.push(Input::new(What::Setting, "user", &state.user));
        inputs.push(Input::new(What::Option, "network", &run.network));
        inputs.push(Input::new(What::Option, "security", &run.security));
        inputs.extend(run.devices.iter().map(|one| Input::new(What::Option, "device", one)));
        let mut mounts: Vec<&Mount> = run.mounts.iter().collect();
        mounts.sort_by(|one, other| one.target.cmp(&other.target));
        for mount in mounts {
            self.mount(mount, &mut inputs)?;
        }
        Ok(inputs)
    }

    fn mount(&self, mount: &Mount, inputs: &mut Vec<Input>) -> Result<()> {
        let name = format!("mount {}", mount.target);
        let mut value = format!("{} {}", mount.kind, mount.readonly);
        for (option, text) in options(mount) {
            value += &format!(" {option}={text:?}");
        }
        inputs.push(Input::new(What::Option, &name, value));
        let files = match (&mount.from, mount.kind.as_str()) {
            (_, "tmpfs" | "secret" | "ssh") => return Ok(()),
            (Some(Origin::Stage(stage)), _) => vec![self.of_stage(*stage, &mount.source)],
            (Some(Origin::Image(image)), _) => vec![of_image(image)],
            (None, "bind") => self.of_context(&mount.source, &Filter::default())?,
            _ => return Ok(()),
        };
        let own = |input: Input| Input { name: format!("{name}: {}", input.name), ..input };
        inputs.extend(files.into_iter().map(own));
        Ok(())
    }

    fn copy(&self, copy: &Copy) -> Result<Vec<Input>> {
        let operation = if copy.is_add { "ADD" } else { "COPY" };
        let mut inputs = vec![Input::new(What::Option, "operation", operation)];
        if copy.link {
            inputs.push(Input::new(What::Option, "--link", "true"));
        } else {
            inputs.push(self.above());
        }
        for (at, source) in copy.sources.iter().enumerate() {
            let files = match &copy.from {
                _ if copy.is_add && is_remote(source) => {
                    vec![Input::new(What::Option, "source", source)]
                }
                Some(Origin::Stage(stage)) => vec![self.of_stage(*stage, source)],
                Some(Origin::Image(image)) => {
                    vec![Input::new(What::Option, "source", source), of_image(image)]
                }
                Some(Origin::Scratch) => vec![],
                None => self.of_source(copy, source)?,
            };
            let own = |input: Input| Input { name: format!("{at}: {}", input.name), ..input };
            inputs.extend(files.into_iter().map(own));
        }
        for (name, content) in &copy.documents {
            inputs.push(Input::new(What::Text, format!("file {name}"), content));
        }
        let unpack = copy.unpack.map(|it| it.to_string()).unwrap_or_default();
        let git = copy.keep_git_dir.map(|it| it.to_string()).unwrap_or_default();
        let options = [
            ("destination", &copy.destination),
            ("--chown", &copy.chown),
            ("--chmod", &copy.chmod),
            ("--parents", &copy.parents.to_string()),
            ("--exclude", &copy.exclude.join("\0")),
            ("--checksum", &copy.checksum),
            ("--unpack", &unpack),
            ("--keep-git-dir", &git),
        ];
        inputs.extend(options.map(|(name, value)| Input::new(What::Option, name, value)));
        Ok(inputs)
    }

    /// A source of the context. Its last name goes into the key, and names below it.
    fn of_source(&self, copy: &Copy, source: &str) -> Result<Vec<Input>> {
        let line = self.line();
        let wrong = |error: String| {
            Failure::new(format!("`{}:{}`: {error}", self.context.name, line.number))
        };
        if line.state.is_on_image && source.contains(&format!("{}$", line.state.mark)) {
            let source = unmarked(source);
            return Err(wrong(format!("the base image alone knows which files `{source}` are")));
        }
        let patterns = |texts: &[String]| match texts {
            [] => Ok(None),
            texts => Patterns::read(texts).map(Some).map_err(wrong),
        };
        let mut filter = Filter { only: None, exclude: patterns(&copy.exclude)? };
        if !copy.parents {
            let base = source.trim_end_matches('/').rsplit('/').next().unwrap_or_default();
            let mut inputs = vec![Input::new(What::Option, "source", base)];
            inputs.extend(self.of_context(source, &filter)?);
            return Ok(inputs);
        }
        let (base, pattern) = source.split_once("/./").unwrap_or(("", source));
        let pattern = pattern.trim_start_matches('/').to_owned();
        let only = patterns(std::slice::from_ref(&pattern))?;
        filter.only = only.map(|patterns| (pattern.clone(), patterns));
        let mut inputs = vec![Input::new(What::Option, "source", pattern)];
        inputs.extend(self.of_context(base, &filter)?);
        Ok(inputs)
    }

    fn of_context(&self, source: &str, filter: &Filter) -> Result<Vec<Input>> {
        let selected = self.context.selected(source, filter)?;
        let input = |one: Selected| {
            let value = match &one.entry {
                Entry::File { hash, executable: true } => format!("executable {hash}"),
                Entry::File { hash, executable: false } => hash.clone(),
                Entry::Link(target) => format!("link {target}"),
                Entry::Submodule(commit) => format!("submodule {commit}"),
                Entry::Special(what) => format!("special {what}"),
                Entry::Folder => "folder".to_owned(),
            };
            let shown = joined(&self.context.folder, &one.path);
            Input::new(What::File, format!("file {}", one.name), value).shown(shown)
        };
        Ok(selected.into_iter().map(input).collect())
    }

    /// Files of a stage: they are the same while the last layer that can touch them is.
    fn of_stage(&self, stage: usize, path: &str) -> Input {
        let name = format!("files {path}");
        let key = self.made_of_copies(stage, path).unwrap_or_else(|| self.graph.end(stage));
        Input::new(What::Stage(stage), name, key.0).shown(path)
    }

    /// The key of a path in a stage on scratch that nothing runs in: the copies that it is made of.
    fn made_of_copies(&self, stage: usize, path: &str) -> Option<Key> {
        let (graph, mut stage) = (self.graph, stage);
        let mut parts = vec![];
        loop {
            for layer in graph.layers.iter().rev().filter(|layer| layer.stage == stage) {
                let destination = match &graph.line(layer).instruction {
                    Instruction::Copy(copy) if !copy.is_add => &copy.destination,
                    Instruction::Workdir(workdir) => &workdir.path,
                    _ => return None,
                };
                if layer.inputs.iter().any(|input| {
                    matches!(input.what, What::Stage(_) | What::Image)
                        || input.value.starts_with("link ")
                }) {
                    return None;
                }
                if overlap(destination, path) {
                    let own = layer.inputs.iter().filter(|input| input.what != What::Above);
                    parts.push(Input::new(
                        What::Stage(stage),
                        "copy",
                        Key::of(&own.cloned().collect::<Vec<_>>()).0,
                    ));
                }
            }
            match &graph.file.stages[stage].from {
                Origin::Stage(base) => stage = *base,
                Origin::Scratch => return Some(Key::of(&parts)),
                Origin::Image(_) => return None,
            }
        }
    }
}

/// Options of a mount that are part of a key: a cache's own name is not.
fn options(mount: &Mount) -> Vec<(&str, &str)> {
    let default = mount.target.as_str();
    let is_default = |name: &str, value: &str| match name {
        "id" => value == default,
        "sharing" => value == "shared",
        _ => false,
    };
    let all = mount.options.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    if mount.kind != "cache" {
        let mut all: Vec<_> = all.collect();
        if mount.kind != "bind" && !mount.source.is_empty() {
            all.push(("source", &mount.source));
        }
        return all;
    }
    let is_name = |(name, _): &(&str, &str)| ["id", "sharing"].contains(name);
    let own = all.clone().filter(is_name).any(|(name, value)| !is_default(name, value));
    let mut options: Vec<_> = all.filter(|option| !is_name(option)).collect();
    options.push(("cache", if own { "own" } else { "default" }));
    options
}

fn of_image(image: &str) -> Input {
    Input::new(What::Image, "image", key::of_image(image, "").0).shown(image)
}

fn is_remote(source: &str) -> bool {
    source.contains("://") || source.starts_with("git@")
}

#[cfg(test)]
mod tests {
    use super::{Mount, is_remote, options};

    #[test]
    fn a_mount_counts_by_what_it_changes() {
        let said = |kind: &str, source: &str, all: &[(&str, &str)]| {
            let given = all.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
            let mount = Mount {
                kind: kind.to_owned(),
                from: None,
                source: source.to_owned(),
                target: "/x".to_owned(),
                readonly: false,
                options: given.collect(),
            };
            let found = options(&mount);
            found
                .iter()
                .map(|(name, value)| format!("{name}={value}"))
                .collect::<Vec<_>>()
                .join(" ")
        };
        for (kind, source, options, expected) in [
            ("cache", "", vec![], "cache=default"),
            ("cache", "", vec![("id", "/x"), ("sharing", "shared")], "cache=default"),
            ("cache", "", vec![("id", "a")], "cache=own"),
            ("cache", "", vec![("id", "b"), ("sharing", "locked")], "cache=own"),
            ("cache", "", vec![("id", "/x"), ("sharing", "private")], "cache=own"),
            ("cache", "y", vec![("mode", "0755"), ("id", "a")], "mode=0755 cache=own"),
            ("secret", "", vec![("id", "a"), ("required", "true")], "id=a required=true"),
            ("bind", "y", vec![("id", "a")], "id=a"),
            ("tmpfs", "y", vec![("size", "1")], "size=1 source=y"),
        ] {
            assert_eq!(said(kind, source, &options), expected, "{kind} {options:?}");
        }
        for (source, expected) in [
            ("https://a/b", true),
            ("git@a:b", true),
            ("a/b", false),
            ("a:b", false),
            ("x git@a", false),
        ] {
            assert_eq!(is_remote(source), expected, "{source}");
        }
    }
}
