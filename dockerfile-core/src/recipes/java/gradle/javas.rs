//! The versions of Java that a build of Gradle asks for.
//!
//! Source: <https://docs.gradle.org/current/userguide/toolchains.html>,
//! <https://docs.gradle.org/current/userguide/gradle_daemon.html#sec:daemon_jvm_criteria>.

use super::catalog::Catalog;
use crate::declare::disk::Tree;
use crate::program::toolchain::Toolchain;
use crate::program::unread::Unread;
use crate::recipes::java::bounds;
use crate::recipes::java::version::{java_of, of_developers, target_of, toolchain_of};
use crate::value::path::below;

/// The versions of Java that a build asks for.
#[derive(Clone, Debug)]
pub(super) struct Javas {
    pub(super) to_build: Vec<Toolchain>,
    pub(super) to_run: Option<Toolchain>,
}

impl Javas {
    /// What the files of a project and of its root say, the nearest first, or else the scripts of
    /// the builds that the build is made with.
    pub(super) fn of(
        tree: &Tree,
        (root, settings, catalog): (&str, &str, &Catalog),
        own: &[String],
        builds: &[String],
    ) -> Result<Self, Unread> {
        let text = |file: &String| {
            let text = bounds::read(tree, file)?;
            Ok((file.clone(), catalog.written_out(&text).into_owned()))
        };
        let own: Vec<(String, String)> =
            own.iter().map(text).collect::<Result<Vec<_>, Unread>>()?;
        let mut scripts = vec![];
        for build in builds {
            let is_script = |name: &str| name.ends_with(".gradle") || name.ends_with(".gradle.kts");
            for file in tree.files_named(build, is_script)? {
                scripts.push(text(&file)?);
            }
        }
        // A plugin of the settings fetches what the machine lacks.
        let fetches = bounds::read(tree, settings)?.contains("foojay");
        let exact = own.iter().find_map(|(file, text)| toolchain_of(file, text));
        let exact = exact.or_else(|| only_one(&scripts)).filter(|_| !fetches);
        let newest = || {
            let newest = own.iter().filter_map(|(file, text)| java_of(file, text));
            Toolchain::newest(newest)
        };
        let mut to_build: Vec<Toolchain> = of_daemon(tree, root)?.into_iter().collect();
        match exact.or_else(newest) {
            Some(said) => to_build.push(said),
            None if to_build.is_empty() => to_build = of_developers(tree, root)?,
            None => {}
        }
        let to_run = own.iter().chain(&scripts).find_map(|(file, text)| target_of(file, text));
        Ok(Self { to_build, to_run })
    }
}

/// The toolchain that scripts name, if none names another.
fn only_one(scripts: &[(String, String)]) -> Option<Toolchain> {
    let named = scripts.iter().filter_map(|(file, text)| toolchain_of(file, text));
    let named: Vec<Toolchain> = named.collect();
    let first = named.first()?;
    named.iter().all(|it| it.said == first.said).then(|| first.clone())
}

/// The version that Gradle itself runs with, unless it is told where to fetch that.
fn of_daemon(tree: &Tree, root: &str) -> Result<Option<Toolchain>, Unread> {
    let file = below(root, "gradle/gradle-daemon-jvm.properties");
    if !tree.finds(&file) {
        return Ok(None);
    }
    let text = bounds::read(tree, &file)?;
    if text.contains("toolchainUrl.") {
        return Ok(None);
    }
    let lines = text.lines().filter_map(|line| line.split_once('='));
    let mut versions = lines.filter(|(key, _)| key.trim() == "toolchainVersion");
    let version = versions.next().map(|(_, version)| version.trim());
    Ok(version.map(|version| Toolchain::exact(&file, version)))
}
