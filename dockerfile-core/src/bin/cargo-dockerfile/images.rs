//! Which images there are: declared ones, by the plans that their build scripts leave, or the
//! Dockerfiles that somebody names.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Component, Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::failure::{Failure, Result};
use crate::git::Git;
use crate::plan_file::{Plan, VERSION};
use crate::say::Say;

/// An image's files.
#[derive(Clone, Debug)]
pub(crate) struct Image {
    pub(crate) dockerfile: PathBuf,
    pub(crate) ignore: PathBuf,
    pub(crate) context: PathBuf,
    /// What its build script says of it; `None` of a Dockerfile that nobody declares.
    pub(crate) plan: Option<Plan>,
}

/// Which declared images are meant.
#[derive(clap::Args, Clone, Debug, Default)]
pub(crate) struct Select {
    /// The packages that declare the images; all of the workspace that do, unless said.
    #[arg(short, long = "package", value_name = "SPEC")]
    packages: Vec<String>,
    /// The workspace's manifest.
    #[arg(long, value_name = "PATH")]
    manifest_path: Option<PathBuf>,
    /// Plans that an emission has left, instead of a build: each with the folder of its package in
    /// front, as in `images=target/../Dockerfile.plan.json`.
    #[arg(long = "plan", value_name = "PACKAGE=FILE")]
    plans: Vec<String>,
}

/// Images that are declared, or Dockerfiles that somebody names.
#[derive(clap::Args)]
pub(crate) struct Which {
    #[command(flatten)]
    select: Select,
    /// A Dockerfile, declared or not, instead of the declared ones.
    #[arg(long = "file", value_name = "DOCKERFILE")]
    files: Vec<PathBuf>,
    /// The context of `--file`; its folder, unless said.
    #[arg(long, value_name = "FOLDER", requires = "files")]
    context: Option<PathBuf>,
}

impl Which {
    pub(crate) fn images(&self, say: &Say) -> Result<Vec<Image>> {
        if let Some(context) = self.context.as_deref().filter(|context| !context.is_dir()) {
            return Err(Failure::new(format!("`--context {}`: no folder", context.display())));
        }
        let image = |file: &PathBuf| of_file(file, self.context.as_deref());
        match self.files.as_slice() {
            [] => declared(&self.select, say),
            files => Ok(files.iter().map(image).collect()),
        }
    }
}

impl Select {
    /// One package's, by its manifest.
    pub(crate) fn of_package(path: PathBuf, name: &str) -> Self {
        Self { packages: vec![name.to_owned()], manifest_path: Some(path), plans: vec![] }
    }
}

/// The images that packages declare. Their build scripts run as in any build.
pub(crate) fn declared(select: &Select, say: &Say) -> Result<Vec<Image>> {
    let mut images = vec![];
    if select.plans.is_empty() {
        let packages = packages(select)?;
        for (folder, out_dir) in built(&packages, say)? {
            for path in plans_in(&out_dir)? {
                images.push(read(&folder, &path)?);
            }
        }
    }
    for plan in &select.plans {
        let (folder, path) = plan.split_once('=').ok_or_else(|| {
            Failure::new(format!("`--plan {plan}`: no folder of a package"))
                .help("`--plan images=out/Dockerfile.plan.json`")
        })?;
        images.push(read(Path::new(folder), Path::new(path))?);
    }
    if images.is_empty() {
        return Err(no_images());
    }
    images.sort_by(|one, other| one.dockerfile.cmp(&other.dockerfile));
    Ok(images)
}

/// A Dockerfile that somebody names, and what a builder looks for beside it.
pub(crate) fn of_file(dockerfile: &Path, context: Option<&Path>) -> Image {
    let folder = dockerfile.parent().filter(|folder| !folder.as_os_str().is_empty());
    let context = context.or(folder).unwrap_or(Path::new(".")).to_owned();
    let mut own = dockerfile.as_os_str().to_owned();
    own.push(".dockerignore");
    let own = PathBuf::from(own);
    let ignore = if own.is_file() { own } else { context.join(".dockerignore") };
    Image { dockerfile: dockerfile.to_owned(), ignore, context, plan: None }
}

fn read(package: &Path, path: &Path) -> Result<Image> {
    let text = fs::read_to_string(path).map_err(|error| Failure::of_file(path, error))?;
    let plan: Plan = serde_json::from_str(&text).map_err(|error| Failure::of_file(path, error))?;
    if plan.version != VERSION {
        let what = format!("a plan of version {}, and this program reads {VERSION}", plan.version);
        let help = "`cargo install dockerfile-core --features cli` in the version that emits";
        return Err(Failure::of_file(path, what).help(help));
    }
    let place = |path: &str| plain(&package.join(path));
    Ok(Image {
        dockerfile: place(&plan.dockerfile),
        ignore: place(&plan.ignore),
        context: place(&plan.context),
        plan: Some(plan),
    })
}

/// A path without the `..` in it: none of ours leads through a link.
fn plain(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for part in path.components() {
        let is_below = matches!(plain.components().next_back(), Some(Component::Normal(_)));
        match part {
            Component::ParentDir if is_below => drop(plain.pop()),
            Component::CurDir => {}
            part => plain.push(part),
        }
    }
    if plain.as_os_str().is_empty() { PathBuf::from(".") } else { plain }
}

/// Plans of the script's last run: what an older one has left is of an image that is no longer declared.
fn plans_in(out_dir: &Path) -> Result<Vec<PathBuf>> {
    let time = |path: &Path| fs::metadata(path).and_then(|data| data.modified()).ok();
    let started = out_dir.parent().and_then(|folder| time(&folder.join("invoked.timestamp")));
    let files = fs::read_dir(out_dir).map_err(|error| Failure::of_file(out_dir, error))?;
    let paths = files.filter_map(|file| Some(file.ok()?.path()));
    let is_plan = |path: &PathBuf| path.to_string_lossy().ends_with(".plan.json");
    let is_new = |path: &PathBuf| started.is_none_or(|started| time(path) >= Some(started));
    Ok(paths.filter(|path| is_plan(path) && is_new(path)).collect())
}

// ---- what cargo says --------------------------------------------------------------------------

#[derive(Deserialize)]
struct Metadata {
    packages: Vec<Package>,
    workspace_members: BTreeSet<String>,
    workspace_root: PathBuf,
}

#[derive(Clone, Deserialize)]
pub(crate) struct Package {
    id: String,
    name: String,
    manifest_path: PathBuf,
    dependencies: Vec<Dependency>,
    /// Where its workspace is.
    #[serde(skip)]
    workspace: PathBuf,
}

#[derive(Clone, Deserialize)]
struct Dependency {
    name: String,
    kind: Option<String>,
}

impl Package {
    fn declares(&self) -> bool {
        let kind = |one: &Dependency| one.kind.as_deref() == Some("build");
        self.dependencies.iter().any(|one| one.name == "dockerfile-core" && kind(one))
    }
}

/// The packages that are meant: of the workspace here, or, where that declares no image, of those
/// that git knows below.
fn packages(select: &Select) -> Result<Vec<Package>> {
    let here = metadata(select.manifest_path.as_deref()).and_then(|found| meant(select, found));
    let is_enough = here.as_ref().is_ok_and(|packages| !packages.is_empty());
    if is_enough || select.manifest_path.is_some() {
        return here;
    }
    let mut found = vec![];
    for manifest in manifests_below()? {
        let packages = metadata(Some(&manifest)).and_then(|found| meant(select, found));
        found.extend(packages.into_iter().flatten());
    }
    if found.is_empty() { here } else { Ok(found) }
}

/// Manifests below this folder that name this crate, of which git knows or would.
fn manifests_below() -> Result<Vec<PathBuf>> {
    let here = std::env::current_dir().map_err(|error| Failure::new(error.to_string()))?;
    let Ok(git) = Git::of(&here) else { return Ok(vec![]) };
    let files = git.files(&here)?;
    let manifests = files.iter().filter(|file| file.ends_with("Cargo.toml"));
    let manifests = manifests.map(|file| here.join(file));
    let names_us = |path: &PathBuf| {
        fs::read_to_string(path).is_ok_and(|text| text.contains("dockerfile-core"))
    };
    Ok(manifests.filter(names_us).collect())
}

fn meant(select: &Select, metadata: Metadata) -> Result<Vec<Package>> {
    let members = &metadata.workspace_members;
    let is_meant = |package: &Package| match select.packages.as_slice() {
        [] => members.contains(&package.id) && package.declares(),
        names => names.contains(&package.name),
    };
    let found = metadata.packages.iter().filter(|one| is_meant(one)).cloned();
    let root = &metadata.workspace_root;
    let packages: Vec<Package> =
        found.map(|package| Package { workspace: root.clone(), ..package }).collect();
    let has = |name: &&String| packages.iter().any(|one| one.name == **name);
    match select.packages.iter().find(|name| !has(name)) {
        Some(name) => Err(Failure::new(format!("no package `{name}` in this workspace"))),
        None => Ok(packages),
    }
}

/// What cargo says of a workspace: the one here, unless a manifest is named.
pub(crate) fn metadata<T: DeserializeOwned>(manifest: Option<&Path>) -> Result<T> {
    let mut command = cargo("metadata");
    command.args(["--no-deps", "--offline", "--format-version", "1"]);
    command.args(manifest.into_iter().flat_map(|path| [Path::new("--manifest-path"), path]));
    // Cargo takes its configuration from where it runs.
    if let Some(folder) = manifest.and_then(Path::parent).filter(|folder| folder.is_absolute()) {
        command.current_dir(folder);
    }
    let output = command.output().map_err(|error| Failure::new(format!("cargo: {error}")))?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        return Err(Failure::said("", said.trim().trim_start_matches("error: ")));
    }
    serde_json::from_slice(&output.stdout)
        .map_err(|error| Failure::new(format!("cargo metadata: {error}")))
}

#[derive(Deserialize)]
struct Message {
    reason: String,
    package_id: Option<String>,
    out_dir: Option<PathBuf>,
}

/// Each package's folder and where its build script has put things.
fn built(packages: &[Package], say: &Say) -> Result<Vec<(PathBuf, PathBuf)>> {
    let mut found = vec![];
    for output in check(packages, None, say)? {
        if !output.status.success() {
            return Err(Failure::new("the images are not built: cargo says why above"));
        }
        for line in output.stdout.split(|byte| *byte == b'\n') {
            let Ok(message) = serde_json::from_slice::<Message>(line) else { continue };
            let package = packages.iter().find(|one| Some(&one.id) == message.package_id.as_ref());
            if let ("build-script-executed", Some(package), Some(out_dir)) =
                (message.reason.as_str(), package, message.out_dir)
            {
                let folder = package.manifest_path.parent().unwrap_or(Path::new(""));
                found.push((folder.to_owned(), out_dir));
            }
        }
    }
    Ok(found)
}

/// Has the build scripts of what declares images run in a mode (`DOCKERFILE_EMIT`); what cargo says of
/// them, a workspace at a time.
pub(crate) fn emit(select: &Select, mode: &str, say: &Say) -> Result<Vec<Output>> {
    let packages = packages(select)?;
    if packages.is_empty() {
        return Err(no_images());
    }
    check(&packages, Some(mode), say)
}

/// Without a mode cargo speaks for itself, and is quiet where all is well.
fn check(packages: &[Package], mode: Option<&str>, say: &Say) -> Result<Vec<Output>> {
    let busy = say.busy("building what declares the images");
    let mut outputs = vec![];
    for of_workspace in packages.chunk_by(|one, other| one.workspace == other.workspace) {
        let mut command = cargo("check");
        command.args(["--keep-going", "--message-format", "json-render-diagnostics"]);
        command.arg("--manifest-path").arg(&of_workspace[0].manifest_path);
        for package in of_workspace {
            command.arg("--package").arg(&package.id);
        }
        match mode {
            Some(mode) => command.env("DOCKERFILE_EMIT", mode).stderr(Stdio::piped()),
            None => command.arg("--quiet").stderr(Stdio::inherit()),
        };
        let child = command.stdout(Stdio::piped()).spawn();
        let output = child.and_then(std::process::Child::wait_with_output);
        outputs.push(output.map_err(|error| Failure::new(format!("cargo: {error}")))?);
    }
    drop(busy);
    Ok(outputs)
}

fn no_images() -> Failure {
    Failure::new("no package here declares an image")
        .help("`cargo dockerfile init` makes one that does")
}

pub(crate) fn cargo(word: &str) -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.arg(word);
    command
}
