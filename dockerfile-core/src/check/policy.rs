//! What an organisation asks of its images, once: `[workspace.metadata.dockerfile]`, and
//! `[package.metadata.dockerfile]` for one package. Pure: texts of manifests come in.

use std::collections::HashMap;
use std::ops::Range;

use similar::get_close_matches;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::complaints;
use super::report::Diagnostic;
use crate::program::dialect::Dialect;
use crate::program::instruction::{From, Instruction};
use crate::program::pins::Pins;
use crate::program::place::Place;
use crate::program::program::{LoweredStage, Program};
use crate::program::reference::Reference;
use crate::program::rule::Rule;
use crate::value::StageName;

/// The ways out that a policy may allow, by the names of their methods and functions.
pub(crate) const WAYS_OUT: [&str; 10] = [
    "out_of_order",
    "runs_as_root",
    "keeps_base_user",
    "moving_image",
    "public_env",
    "unverified_download",
    "host_network",
    "insecure",
    "linter_rule",
    "raw",
];

/// Everything that a policy can ask; what it does not is free.
#[derive(Clone, Debug, Default)]
pub(crate) struct Policy {
    registries: Option<Rule<Vec<String>>>,
    labels: Option<Rule<Vec<String>>>,
    ways_out: Option<Rule<Vec<String>>>,
    digest: Option<Rule<bool>>,
    pub(crate) dialect: Option<Rule<Dialect>>,
    pub(crate) user_id: Option<Rule<u32>>,
    /// The path of an image's file that says none.
    pub(crate) dockerfile: Option<Rule<String>>,
}

const KEYS: [&str; 7] = [
    "trusted-registries",
    "required-labels",
    "ways-out",
    "require-digest",
    "dialect",
    "user-id",
    "dockerfile",
];

// ---- reading ------------------------------------------------------------------------------

/// Whether a manifest is a workspace's, in whatever way it is written.
pub(crate) fn is_workspace(text: &str) -> bool {
    DeTable::parse(text).is_ok_and(|root| root.get_ref().contains_key("workspace"))
}

/// A manifest's text with what it is called in messages.
struct Manifest<'a> {
    name: &'a str,
    text: &'a str,
}

impl Policy {
    /// Takes in the policy of a manifest: its `workspace` or its `package` table. What is said
    /// here takes the place of what was said before. `Err` says what is wrong, and where.
    pub(crate) fn read(&mut self, name: &str, text: &str, table: &str) -> Result<(), Vec<String>> {
        let manifest = Manifest { name, text };
        let root = match DeTable::parse(text) {
            Ok(root) => root.into_inner(),
            // Cargo has said it already, or will.
            Err(_) => return Ok(()),
        };
        let policy = match policy_of(&root, table, &manifest) {
            Ok(Some(policy)) => policy,
            Ok(None) => return Ok(()),
            Err(problem) => return Err(vec![problem]),
        };
        let problems: Vec<String> = policy
            .iter()
            .filter_map(|(key, value)| self.key(key, value, &manifest).err())
            .collect();
        if problems.is_empty() { Ok(()) } else { Err(problems) }
    }

    fn key(
        &mut self,
        key: &Spanned<std::borrow::Cow<'_, str>>,
        value: &Spanned<DeValue<'_>>,
        manifest: &Manifest<'_>,
    ) -> Result<(), String> {
        let at = key.span();
        match key.get_ref().as_ref() {
            "trusted-registries" => self.registries = Some(manifest.rule(at, texts(value))?),
            "required-labels" => self.labels = Some(manifest.rule(at, texts(value))?),
            "ways-out" => {
                let rule = manifest.rule(at.clone(), texts(value))?;
                if let Some(other) = rule.value.iter().find(|way| !WAYS_OUT.contains(&way.as_str()))
                {
                    return Err(manifest.unknown(at, "way out", other, &WAYS_OUT));
                }
                self.ways_out = Some(rule);
            }
            "require-digest" => self.digest = Some(manifest.rule(at, truth(value))?),
            "dialect" => {
                let known: Vec<String> = Dialect::ALL.iter().map(Dialect::to_string).collect();
                let known: Vec<&str> = known.iter().map(String::as_str).collect();
                let rule = manifest.rule(at.clone(), text(value))?;
                let dialect = Dialect::ALL.into_iter().find(|d| d.to_string() == rule.value);
                let Some(value) = dialect else {
                    return Err(manifest.unknown(at, "dialect", &rule.value, &known));
                };
                self.dialect = Some(Rule { value, at: rule.at, text: rule.text });
            }
            "user-id" => self.user_id = Some(manifest.rule(at, id(value))?),
            "dockerfile" => self.dockerfile = Some(manifest.rule(at, text(value))?),
            other => return Err(manifest.unknown(at, "key of the policy", other, &KEYS)),
        }
        Ok(())
    }
}

impl Manifest<'_> {
    fn line(&self, at: &Range<usize>) -> (usize, &str) {
        let number = self.text[..at.start].matches('\n').count();
        (number + 1, self.text.lines().nth(number).unwrap_or_default().trim())
    }

    fn rule<T>(&self, at: Range<usize>, value: Result<T, &'static str>) -> Result<Rule<T>, String> {
        let (number, text) = self.line(&at);
        let at = format!("{}:{number}", self.name);
        match value {
            Ok(value) => Ok(Rule { value, at, text: text.to_owned() }),
            Err(wanted) => Err(format!("{at}: `{text}`: this is {wanted}")),
        }
    }

    fn unknown(&self, at: Range<usize>, what: &str, given: &str, known: &[&str]) -> String {
        let (number, _) = self.line(&at);
        let close = get_close_matches(given, known, 1, 0.5);
        let hint = match close.first() {
            Some(close) => format!("did you mean `{close}`?"),
            None => format!("there are {}", known.join(", ")),
        };
        format!("{}:{number}: `{given}` is no {what}; {hint}", self.name)
    }
}

/// The policy's table, if there is one.
fn policy_of<'t, 'i>(
    root: &'t DeTable<'i>,
    table: &str,
    manifest: &Manifest<'_>,
) -> Result<Option<&'t DeTable<'i>>, String> {
    let mut here = root;
    for key in [table, "metadata", "dockerfile"] {
        let Some((at, value)) = here.get_key_value(key) else { return Ok(None) };
        match value.get_ref() {
            DeValue::Table(inner) => here = inner,
            // What stands above ours is cargo's to judge.
            _ if key != "dockerfile" => return Ok(None),
            _ => {
                manifest.rule::<()>(at.span(), Err("a table, the policy"))?;
            }
        }
    }
    Ok(Some(here))
}

fn text(value: &Spanned<DeValue<'_>>) -> Result<String, &'static str> {
    match value.get_ref() {
        DeValue::String(text) => Ok(text.to_string()),
        _ => Err("a text"),
    }
}

fn texts(value: &Spanned<DeValue<'_>>) -> Result<Vec<String>, &'static str> {
    let DeValue::Array(values) = value.get_ref() else { return Err("a list of texts") };
    values.iter().map(text).collect::<Result<_, _>>().map_err(|_| "a list of texts")
}

fn truth(value: &Spanned<DeValue<'_>>) -> Result<bool, &'static str> {
    match value.get_ref() {
        DeValue::Boolean(truth) => Ok(*truth),
        _ => Err("`true` or `false`"),
    }
}

fn id(value: &Spanned<DeValue<'_>>) -> Result<u32, &'static str> {
    const WANTED: &str = "a user's number, from 1 to 4294967294";
    let DeValue::Integer(number) = value.get_ref() else { return Err(WANTED) };
    let id = u32::from_str_radix(number.as_str(), number.radix()).map_err(|_| WANTED)?;
    if id == 0 || id == u32::MAX { Err(WANTED) } else { Ok(id) }
}

// ---- asking -------------------------------------------------------------------------------

impl Policy {
    /// What an image does that the policy does not allow.
    pub(crate) fn check(&self, program: &Program, pins: &Pins) -> Vec<Diagnostic> {
        let mut diagnostics = vec![];
        for stage in &program.stages {
            diagnostics.extend(self.image(stage, pins));
        }
        if let Some(rule) = &self.ways_out {
            let allowed = |way: &str| rule.value.iter().any(|allowed| allowed == way);
            let refused = program.ways_out.iter().filter(|(way, _)| !allowed(way));
            diagnostics.extend(refused.map(|(way, at)| complaints::way_out_closed(way, rule, at)));
        }
        if let Some(rule) = &self.labels {
            diagnostics.extend(missing_labels(program, rule));
        }
        diagnostics
    }

    fn image(&self, stage: &LoweredStage, pins: &Pins) -> Vec<Diagnostic> {
        let Some(name) = pins.image(stage) else { return vec![] };
        let reference = Reference::of(name);
        let mut diagnostics = vec![];
        if let Some(rule) = &self.registries {
            let repository = in_full(reference.repository);
            let trusted = |prefix: &String| {
                repository
                    .strip_prefix(prefix.trim_end_matches('/'))
                    .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
            };
            if !rule.value.iter().any(trusted) {
                diagnostics.push(complaints::untrusted_registry(&repository, rule, stage.at));
            }
        }
        if let Some(rule) = self.digest.as_ref().filter(|rule| rule.value)
            && reference.digest.is_none()
        {
            diagnostics.push(complaints::no_digest(name, rule, stage.at));
        }
        diagnostics
    }

    /// A dialect that the image asks for, and the policy does not allow.
    pub(crate) fn above(&self, asked: Dialect, at: Place) -> Option<Diagnostic> {
        let rule = self.dialect.as_ref().filter(|rule| rule.value < asked)?;
        Some(complaints::dialect_above_policy(asked, rule, at))
    }
}

/// A repository with the registry that its short form leaves out.
fn in_full(repository: &str) -> String {
    match repository.split_once('/') {
        None => format!("docker.io/library/{repository}"),
        Some((first, _)) if first.contains(['.', ':']) || first == "localhost" => {
            repository.to_owned()
        }
        Some(_) => format!("docker.io/{repository}"),
    }
}

fn missing_labels(program: &Program, rule: &Rule<Vec<String>>) -> Vec<Diagnostic> {
    let stages: HashMap<&StageName, &LoweredStage> =
        program.stages.iter().map(|stage| (&stage.name, stage)).collect();
    let parent = |stage: &&LoweredStage| match &stage.from {
        From::Stage(name) => stages.get(name).copied(),
        _ => None,
    };
    let mut diagnostics = vec![];
    for target in program.stages.iter().filter(|stage| stage.target) {
        let has = |label: &str| {
            let lines = std::iter::successors(Some(target), parent).flat_map(|stage| &stage.lines);
            lines.into_iter().any(|line| {
                matches!(&line.instruction, Instruction::Label { key, .. } if key.as_str() == label)
            })
        };
        let missing = rule.value.iter().filter(|label| !has(label));
        diagnostics.extend(
            missing.map(|label| complaints::missing_label(label, &target.name, rule, target.at)),
        );
    }
    diagnostics
}

#[cfg(test)]
mod tests {
    use super::{Policy, in_full};

    fn read(text: &str) -> Result<Policy, Vec<String>> {
        let mut policy = Policy::default();
        policy.read("Cargo.toml", text, "workspace")?;
        Ok(policy)
    }

    #[test]
    fn a_policy_is_read_with_its_lines() {
        let text = "[workspace]\nmembers = []\n\n[workspace.metadata.dockerfile]\n\
                    require-digest = true\nuser-id = 20_001\ndialect = \"1.19\"\n";
        let policy = read(text).expect("a good policy");
        let digest = policy.digest.expect("a rule");
        assert_eq!((digest.value, digest.at.as_str()), (true, "Cargo.toml:5"));
        assert_eq!(digest.text, "require-digest = true");
        assert_eq!(policy.user_id.expect("a rule").value, 20_001);
        assert!(read("[package]\nname = \"x\"").expect("no policy").dialect.is_none());
        assert!(read("no toml").is_ok(), "that is cargo's to say");
    }

    #[test]
    fn a_mistake_is_named_with_its_line() {
        for (line, wanted) in [
            ("trusted-registry = []", "did you mean `trusted-registries`?"),
            ("xyz = 1", "`xyz` is no key of the policy; there are trusted-registries"),
            ("require-digest = \"yes\"", "this is `true` or `false`"),
            ("user-id = 0", "a user's number"),
            ("dialect = \"1.15\"", "`1.15` is no dialect; did you mean `1.1"),
            ("ways-out = [\"out-of-order\"]", "did you mean `out_of_order`?"),
            ("required-labels = [1]", "this is a list of texts"),
        ] {
            let text = format!("[workspace.metadata.dockerfile]\n{line}\n");
            let problems = read(&text).expect_err(line);
            assert_eq!(problems.len(), 1);
            assert!(problems[0].starts_with("Cargo.toml:2: "), "{problems:?}");
            assert!(problems[0].contains(wanted), "{problems:?}");
        }
    }

    #[test]
    fn short_names_are_those_of_docker_hub() {
        assert_eq!(in_full("debian"), "docker.io/library/debian");
        assert_eq!(in_full("team/x"), "docker.io/team/x");
        assert_eq!(in_full("corp:5000/x"), "corp:5000/x");
        assert_eq!(in_full("localhost/x"), "localhost/x");
    }
}
