//! The layers of an application of Bundler.

use std::collections::BTreeSet;
use std::slice;

use super::read::{Application, fit_base};
use super::settings::Settings;
use crate::declare::family::FamilyKind;
use crate::declare::layer::ToolCache;
use crate::declare::shell;
use crate::program::instruction::ShellCommand;
use crate::program::language::Language;
use crate::program::note::Note;
use crate::program::unread::RubyUnread;
use crate::recipes::lines::Lines;
use crate::value::path::inside;

/// The folder in which the official images look for gems.
const GEMS: &str = "/usr/local/bundle";

/// Patterns of what is not copied of an application: keys, and what is made, tested or only read on
/// a developer's machine.
///
/// Source: <https://github.com/rails/rails/blob/main/railties/lib/rails/generators/rails/app/templates/dockerignore.tt>.
const NOT_RUN: [&str; 16] = [
    ".bundle",
    ".devcontainer",
    ".dockerignore",
    ".env*",
    ".git*",
    "Dockerfile*",
    "config/*.key",
    "config/credentials/*.key",
    "coverage",
    "log",
    "node_modules",
    "spec",
    "storage",
    "test",
    "tmp",
    "vendor/bundle",
];

pub(super) fn dependencies(bundler: &Settings, application: &Application, lines: &mut Lines<'_>) {
    for toolchain in &application.toolchains {
        lines.check_base("Ruby", Some(toolchain));
    }
    let (file, platforms) = &application.platforms;
    if !fit_base(platforms, lines.stage().family == Some(FamilyKind::Alpine)) {
        let (file, platforms) = (file.clone(), platforms.clone());
        lines.refuse_project(RubyUnread::OtherLibrary { file, platforms });
    }
    if let Some(named_by) = application.git.as_ref().or(application.asking.as_ref()).cloned() {
        lines.note(Note::WantsGit { named_by });
    }
    if let Some(own) = application.own.as_ref().filter(|own| !own.left.is_empty()) {
        let (project, paths) = ("Gemfile".to_owned(), own.left.clone());
        lines.note(Note::LeftBehind { project, paths, setting: "files" });
    }
    lines.makes_for(Language::Ruby, GEMS, application.libraries.clone());
    lines.enter(&application.folder);
    lines.copy_manifests(&application.manifests);
    for path in &bundler.files {
        lines.copy_also_given(path);
    }
    // The mount has downloads alone: installed gems belong to the layer.
    let cache = ToolCache::locked("bundler", "/root/.bundle/cache");
    let comment = "Gems, from the Gemfile and its lock file.";
    lines.run(comment, &application.folder, &[cache], install(application));
}

fn install(application: &Application) -> Vec<ShellCommand> {
    let set = |setting: &str| ShellCommand::from(format!("bundle config set --local {setting}"));
    let configuration = &application.configuration;
    let mut without = vec!["development", "test"];
    without.extend(configuration.without.iter().map(String::as_str));
    let mut seen = BTreeSet::new();
    without.retain(|group| seen.insert(*group));
    let own = configuration.settings.iter();
    let mut commands: Vec<ShellCommand> = own
        .map(|(name, value)| set(&format!("{} {}", shell::quote(name), shell::quote(value))))
        .collect();
    commands.extend([
        set("deployment true"),
        set(&format!("without {}", shell::quote(&without.join(":")))),
        set(&format!("path {GEMS}")),
        // One cache for all applications, in the mount.
        ShellCommand::from("BUNDLE_GLOBAL_GEM_CACHE=true bundle install"),
        ShellCommand::from(format!("rm -rf {GEMS}/ruby/*/cache")),
    ]);
    commands
}

pub(super) fn sources(application: &Application, lines: &mut Lines<'_>) {
    lines.copy(&application.gems, &["spec", "test"]);
    let Some(own) = &application.own else {
        lines.copy(slice::from_ref(&application.folder), &NOT_RUN);
        return;
    };
    for path in &own.copied {
        let below = NOT_RUN.iter().filter_map(|pattern| inside(path, pattern));
        let below: Vec<&str> = below.filter(|pattern| !pattern.is_empty()).collect();
        lines.copy(slice::from_ref(path), &below);
    }
}

pub(super) fn artifacts(application: &Application, lines: &mut Lines<'_>) {
    let has_git = lines.stage().packages.iter().any(|name| name.split('=').next() == Some("git"));
    if let Some(gemspec) = application.asking.clone().filter(|_| !has_git) {
        lines.refuse_project(RubyUnread::AsksGit { gemspec });
    }
    let sources = lines.folder().to_owned();
    lines.take(GEMS, GEMS);
    lines.take(&sources, &sources);
}
