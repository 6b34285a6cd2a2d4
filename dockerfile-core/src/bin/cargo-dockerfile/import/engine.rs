//! Both images, built by an engine that answers: their configurations and their files.

use std::collections::{BTreeMap, BTreeSet};
use std::io::BufReader;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::{fs, process};

use serde_json::Value;
use tempfile::TempDir;

use super::plan::Plan;
use super::tar::{self, Entry};
use super::verify::{Imported, Job};
use crate::failure::{Failure, Result};

/// Where the images differ, and no report says so.
pub(super) fn differences(job: &Job, imported: &Imported) -> Result<Vec<String>> {
    let folder = TempDir::new().map_err(|error| Failure::new(error.to_string()))?;
    let own =
        job.file.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let context = job.context.as_ref().map_or(own, |context| context.folder.as_path());
    let emitted = folder.path().join("Dockerfile");
    write(&emitted, &imported.dockerfile)?;
    write(&folder.path().join("Dockerfile.dockerignore"), &imported.ignore)?;
    let before = Image::build(&job.file, context)?;
    let after = Image::build(&emitted, context)?;
    let allowed = Allowed::by(&imported.plan);
    let mut wrong = configuration(&before.configuration()?, &after.configuration()?, &allowed);
    wrong.extend(files(&before.files()?, &after.files()?, &allowed));
    Ok(wrong)
}

fn write(path: &Path, text: &str) -> Result<()> {
    fs::write(path, text).map_err(|error| Failure::of_file(path, error))
}

/// What a report lists.
struct Allowed {
    packages: bool,
    users: bool,
    /// How the emitted file calls the user of the image.
    names: BTreeMap<String, String>,
    author: bool,
}

impl Allowed {
    fn by(plan: &Plan) -> Self {
        let items: Vec<_> =
            plan.stages.iter().flat_map(|stage| stage.items.iter().chain(&stage.end)).collect();
        let has = |start: &str| {
            items.iter().any(|item| {
                item.calls
                    .iter()
                    .any(|call| call.arguments.iter().any(|step| step.starts_with(start)))
            })
        };
        Self {
            packages: ["apt(", "apk(", "dnf(", "microdnf("].into_iter().any(has),
            users: has("user("),
            names: plan.stages.iter().flat_map(|stage| stage.users.clone()).collect(),
            author: items.iter().any(|item| item.text.to_uppercase().starts_with("MAINTAINER")),
        }
    }

    /// Whether a path is one that what is typed writes in its own way.
    fn leaves_out(&self, path: &str) -> bool {
        let below = |folders: &[&str]| {
            folders.iter().any(|folder| {
                path.strip_prefix(folder).is_some_and(|rest| {
                    rest.is_empty() || rest.starts_with('/') || folder.ends_with('/')
                })
            })
        };
        const ENGINE: &[&str] = &[
            ".dockerenv",
            "dev",
            "etc/hostname",
            "etc/hosts",
            "etc/mtab",
            "etc/resolv.conf",
            "proc",
            "sys",
        ];
        const PACKAGES: &[&str] = &[
            "etc/apt/apt.conf.d",
            "etc/ld.so.cache",
            "var/cache",
            "var/lib/apt",
            "var/lib/dpkg",
            "var/lib/dnf",
            "var/lib/rpm",
            "var/log",
            "lib/apk",
            "etc/apk",
        ];
        const USERS: &[&str] = &[
            "run/adduser",
            "etc/group",
            "etc/group-",
            "etc/gshadow",
            "etc/gshadow-",
            "etc/passwd",
            "etc/passwd-",
            "etc/shadow",
            "etc/shadow-",
            "etc/subgid",
            "etc/subgid-",
            "etc/subuid",
            "etc/subuid-",
            "var/log",
        ];
        below(ENGINE) || self.packages && below(PACKAGES) || self.users && below(USERS)
    }
}

/// A built image, which is removed when nobody needs it.
struct Image {
    name: String,
}

static COUNT: AtomicUsize = AtomicUsize::new(0);

impl Image {
    fn build(dockerfile: &Path, context: &Path) -> Result<Self> {
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let image = Self { name: format!("cargo-dockerfile-import-{}-{count}", process::id()) };
        let mut build = Command::new("docker");
        build
            .args(["build", "--quiet", "--tag", &image.name, "--file"])
            .arg(dockerfile)
            .arg(context);
        build.env("DOCKER_BUILDKIT", "1");
        let said = output(build)?;
        drop(said);
        Ok(image)
    }

    fn configuration(&self) -> Result<Value> {
        let mut inspect = Command::new("docker");
        inspect.args(["image", "inspect", "--format", "{{json .Config}}", &self.name]);
        serde_json::from_slice(&output(inspect)?)
            .map_err(|error| Failure::new(format!("docker image inspect: {error}")))
    }

    /// What a container of it would find.
    fn files(&self) -> Result<BTreeMap<String, Entry>> {
        let mut create = Command::new("docker");
        // A container that is never started needs a program all the same.
        create.args(["create", "--entrypoint", "/none", &self.name]);
        let container = String::from_utf8_lossy(&output(create)?).trim().to_owned();
        let mut export = Command::new("docker");
        let child = export
            .args(["export", &container])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn();
        let files = child
            .map_err(|error| Failure::new(format!("docker export: {error}")))
            .and_then(|mut child| {
                let files = child.stdout.take().map(|out| tar::entries(&mut BufReader::new(out)));
                let _ = child.wait();
                files.unwrap_or_else(|| Err(Failure::new("docker export says nothing")))
            });
        let _ = Command::new("docker").args(["rm", "--force", &container]).output();
        files
    }
}

impl Drop for Image {
    fn drop(&mut self) {
        let _ = Command::new("docker").args(["image", "rm", "--force", &self.name]).output();
    }
}

fn output(mut command: Command) -> Result<Vec<u8>> {
    let output = command.stdin(Stdio::null()).output();
    let output = output.map_err(|error| {
        Failure::new(format!("docker: {error}")).help("`--check` alone needs no engine")
    })?;
    if output.status.success() {
        return Ok(output.stdout);
    }
    Err(Failure::said("docker does not build it:", &String::from_utf8_lossy(&output.stderr)))
}

fn configuration(before: &Value, after: &Value, allowed: &Allowed) -> Vec<String> {
    let keys = |value: &Value| {
        value
            .as_object()
            .map(|object| object.keys().cloned().collect::<BTreeSet<_>>())
            .unwrap_or_default()
    };
    let mut wrong = vec![];
    for key in keys(before).union(&keys(after)) {
        let (one, other) = (normal(key, before, allowed), normal(key, after, allowed));
        let is_named = || {
            let name = before["User"].as_str().unwrap_or_default();
            allowed.names.get(name).is_some_and(|printed| after["User"] == *printed)
        };
        if one != other && !(key == "User" && is_named()) {
            wrong.push(format!("the image's {key} is {one}, and then {other}"));
        }
    }
    wrong
}

/// A value without what means nothing, or is said in another way on purpose.
fn normal(key: &str, config: &Value, allowed: &Allowed) -> Value {
    let value = config[key].clone();
    match (key, value) {
        ("User", Value::String(user)) if super::around::is_root(&user) => {
            Value::String(String::new())
        }
        ("Env", Value::Array(mut variables)) => {
            variables.sort_by_key(ToString::to_string);
            Value::Array(variables)
        }
        // The shell that a builder takes where the image names none.
        ("Shell", shell) if shell == serde_json::json!(["/bin/sh", "-c"]) => Value::Null,
        // Neither what is empty nor what is missing says anything.
        (_, Value::Object(object)) if object.is_empty() => Value::Null,
        ("Healthcheck", mut check) => {
            if let Some(test) = check["Test"].as_array_mut()
                && test.first().is_some_and(|kind| kind == "CMD-SHELL")
            {
                // The image's own shell asks.
                let shell = config["Shell"].as_array().cloned();
                let shell = shell.unwrap_or_else(|| ["/bin/sh", "-c"].map(Value::from).to_vec());
                test.splice(0..1, [vec![Value::from("CMD")], shell].concat());
            }
            check
        }
        ("Labels", Value::Object(mut labels)) => {
            if allowed.author {
                labels.remove("org.opencontainers.image.authors");
            }
            if labels.is_empty() { Value::Null } else { Value::Object(labels) }
        }
        ("Author" | "Image" | "Hostname", _) => Value::Null,
        ("WorkingDir", Value::String(path)) if path.is_empty() || path == "/" => Value::Null,
        (_, Value::String(text)) if text.is_empty() => Value::Null,
        (_, Value::Array(list)) if list.is_empty() && key != "Entrypoint" && key != "Cmd" => {
            Value::Null
        }
        ("Entrypoint" | "Cmd", Value::Array(list)) if list.is_empty() => Value::Null,
        (_, value) => value,
    }
}

fn files(
    before: &BTreeMap<String, Entry>,
    after: &BTreeMap<String, Entry>,
    allowed: &Allowed,
) -> Vec<String> {
    let paths: BTreeSet<&String> =
        before.keys().chain(after.keys()).filter(|path| !allowed.leaves_out(path)).collect();
    let mut wrong = vec![];
    for path in paths {
        match (before.get(path), after.get(path)) {
            (Some(_), None) => wrong.push(format!("`/{path}` is missing")),
            (None, Some(_)) => wrong.push(format!("`/{path}` is added")),
            (Some(one), Some(other)) => wrong.extend(entry(path, one, other, allowed)),
            (None, None) => {}
        }
    }
    wrong
}

fn entry(path: &str, one: &Entry, other: &Entry, allowed: &Allowed) -> Option<String> {
    if (one.kind, &one.link, one.digest) != (other.kind, &other.link, other.digest) {
        return Some(format!("`/{path}` holds something else"));
    }
    // A home is made by another program.
    if one.mode != other.mode && !(allowed.users && path.starts_with("home/")) {
        return Some(format!("`/{path}` has the mode {:o}, and then {:o}", one.mode, other.mode));
    }
    (one.owner != other.owner && !allowed.users)
        .then(|| format!("`/{path}` belongs to {:?}, and then {:?}", one.owner, other.owner))
}
