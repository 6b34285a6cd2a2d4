//! What becomes of an application of Bundler.

use std::slice;

use super::read::Application;
use crate::declare::layer::ToolCache;
use crate::program::instruction::ShellCommand;
use crate::recipes::lines::Lines;

/// Where the official images look for gems.
const GEMS: &str = "/usr/local/bundle";

/// What stays behind of an application: keys, and what is made, tested or only read on a
/// developer's machine.
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

pub(super) fn dependencies(application: &Application, lines: &mut Lines<'_>) {
    lines.check_base("Ruby", application.toolchain.as_ref());
    lines.enter(&application.folder);
    lines.copy_manifests(&application.manifests);
    // Downloads alone: gems that are installed belong to the layer.
    let cache = ToolCache::locked("bundler", "/root/.bundle/cache");
    let comment = "Gems, from the Gemfile and its lock file.";
    lines.run(comment, &application.folder, &[cache], install());
}

fn install() -> Vec<ShellCommand> {
    let set = |setting: &str| ShellCommand::from(format!("bundle config set --local {setting}"));
    vec![
        set("deployment true"),
        set("without development:test"),
        set(&format!("path {GEMS}")),
        // One cache for all applications, where the mount is.
        ShellCommand::from("BUNDLE_GLOBAL_GEM_CACHE=true bundle install"),
        ShellCommand::from(format!("rm -rf {GEMS}/ruby/*/cache")),
    ]
}

pub(super) fn sources(application: &Application, lines: &mut Lines<'_>) {
    lines.copy(&application.gems, &["spec", "test"]);
    lines.copy(slice::from_ref(&application.folder), &NOT_RUN);
}

pub(super) fn artifacts(lines: &mut Lines<'_>) {
    let sources = lines.folder().to_owned();
    lines.take(GEMS, GEMS);
    lines.take(&sources, &sources);
}
