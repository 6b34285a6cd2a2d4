//! `init`: looks at a repository, and writes the package that declares its images, the check of its CI
//! and what update bots need.

mod ask;
mod ci;
mod declare;
mod imported;
mod listing;
mod package;
mod project;
mod templates;
mod versions;

use std::path::Path;

use serde::Serialize;

use self::ask::Ask;
use self::imported::Replaced;
use self::package::Package;
use self::project::Project;
use crate::emission;
use crate::failure::{Failure, Result};
use crate::git::Git;
use crate::images::{self, Select};
use crate::say::{self, Found, GOOD, HEADING, Say, WARN, escaped, escaped_lines, styled};

/// Writes a package that declares the images of this folder's projects, after asking.
///
/// A Dockerfile that is there is imported; with `--anew`, or where there is none, the projects are
/// declared by the recipes of their languages.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// Takes each default, and asks nothing.
    #[arg(long, short)]
    yes: bool,
    /// Declares by recipes also where a Dockerfile is.
    #[arg(long)]
    anew: bool,
    /// The name of the package, and of its folder. By default the folder is `images`, and the package is
    /// called after the repository, too: cargo takes two of one name in a shared target folder for one.
    #[arg(long)]
    name: Option<String>,
    /// Where `dockerfile-core` is: a folder, or a version.
    #[arg(long, value_name = "FOLDER|VERSION")]
    core: Option<String>,
}

#[derive(Serialize)]
struct Report {
    version: u32,
    projects: Vec<String>,
    written: Vec<String>,
    /// What is left to a person.
    to_do: Vec<String>,
    /// What the build script refuses.
    refused: Option<String>,
}

pub(crate) fn run(args: &Args, say: &Say) -> Result<Found> {
    let root = std::env::current_dir().map_err(|error| Failure::new(error.to_string()))?;
    let git = Git::of(&root).map_err(|failure| failure.help("`git init` makes a checkout"))?;
    let name = args.name.as_deref().unwrap_or("images");
    refuse(name, &root, &git)?;
    let ask = Ask::new(args.yes)?;
    let projects = choose(args, &root, &git, &ask, say)?;
    Replaced::check(&git, &root, &projects)?;
    let called = args.name.clone().unwrap_or_else(|| called_after(&root));
    let package = Package::make(&root, (&called, name), &projects, args.core.as_deref(), say)?;
    let (mut written, mut to_do) = (package.files.clone(), vec![]);
    ci::write(&git, &package, &projects, &ask, &mut written, &mut to_do)?;
    let select = Select::of_package(package.folder.join("Cargo.toml"), &package.name);
    let replaced = Replaced::take(&root, &projects)?;
    let refused = emission::emit(&select, "write", say);
    replaced.put_back(matches!(refused, Ok(None)))?;
    let refused = refused?;
    if refused.is_none() {
        for image in images::declared(&select, say)? {
            written.extend([&image.dockerfile, &image.ignore].map(|file| say::path(file)));
        }
    }
    to_do.extend(package.decisions);
    let projects = projects.iter().map(Project::to_string).collect();
    let report = Report { version: 1, projects, written, to_do, refused };
    say.result(&report, || text(&report))?;
    Ok(Found::of(report.refused.is_some()))
}

/// What is no name, or one that is taken.
fn refuse(name: &str, root: &Path, git: &Git) -> Result<()> {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    let help = "`--name` gives the package another name";
    if !name.starts_with(|c: char| c.is_ascii_alphabetic()) || !name.chars().all(is_plain) {
        return Err(Failure::new(format!("`{name}` is no name of a package")));
    }
    if git.ignores(root, &format!("{name}/build.rs")) {
        return Err(Failure::new(format!("git ignores `{name}`")).help(help));
    }
    match root.join(name).exists() {
        true => Err(Failure::new(format!("`{name}` is there already")).help(help)),
        false => Ok(()),
    }
}

/// `shop-images` of a repository in `shop`.
fn called_after(root: &Path) -> String {
    let name = root.file_name().unwrap_or_default().to_string_lossy().to_ascii_lowercase();
    let words = name.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    let name = words.chain(["images"]).collect::<Vec<_>>().join("-");
    match name.starts_with(|c: char| c.is_ascii_alphabetic()) {
        true => name,
        false => format!("of-{name}"),
    }
}

/// What becomes an image: Dockerfiles that are there, or else what recipes read.
fn choose(args: &Args, root: &Path, git: &Git, ask: &Ask, say: &Say) -> Result<Vec<Project>> {
    let files = git.files(root)?;
    let (dockerfiles, below) = (project::dockerfiles(root, &files), project::find(root, &files));
    let projects = below.projects;
    let is_import = !args.anew && !dockerfiles.is_empty();
    if !is_import {
        below
            .left_out
            .iter()
            .for_each(|failure| say.remark(&format!("left out: {}", failure.what)));
    }
    if let Some((folder, workspace)) = below.of_above.filter(|_| !is_import) {
        let what = match folder.as_str() {
            "." => "this package".to_owned(),
            folder => format!("the package in `{folder}`"),
        };
        let workspace = workspace.display();
        return Err(Failure::new(format!("{what} is of the workspace in `{workspace}`"))
            .help("run it there: an image compiles the whole workspace"));
    }
    let found = if is_import { dockerfiles } else { projects.clone() };
    if found.is_empty() {
        let help = "it looks for Dockerfiles, Cargo.toml, go.mod, package.json, uv.lock, poetry.lock, \
                    requirements.txt, pom.xml, build.gradle and Gemfile.lock that git does not ignore";
        return Err(Failure::new("nothing here that an image could be made of").help(help));
    }
    let has_file = |project: &Project| found.iter().any(|one| one.folder == project.folder);
    let others: Vec<String> =
        projects.iter().filter(|one| !has_file(one)).map(Project::to_string).collect();
    if is_import && !others.is_empty() {
        say.remark(&format!(
            "without a Dockerfile: {}; `--anew` declares all by recipes",
            escaped(&others.join("; "))
        ));
    }
    let mut chosen = vec![];
    for project in found {
        if ask.confirm(&format!("an image of {project}?"))? {
            chosen.push(project);
        }
    }
    match chosen.is_empty() {
        true => Err(Failure::new("no image is wanted: nothing was written")),
        false => Ok(chosen),
    }
}

fn text(report: &Report) -> String {
    let mut text = String::new();
    let mut part = |heading: &str, lines: &[String]| {
        if !lines.is_empty() {
            text += &format!("{}\n", styled(HEADING, heading));
            lines.iter().for_each(|line| text += &format!("  {}\n", escaped(line)));
        }
    };
    part("images", &report.projects);
    part("written", &report.written);
    part("left to you", &report.to_do);
    match &report.refused {
        Some(refused) => {
            let heading = styled(WARN, "the declaration is refused:");
            text += &format!("{heading}\n\n{}\n", escaped_lines(refused));
        }
        None => {
            text += &styled(
                GOOD,
                "next: read the build script, `git add` what is new, `cargo dockerfile plan`",
            );
            text.push('\n');
        }
    }
    text
}

#[cfg(test)]
mod spellings;
