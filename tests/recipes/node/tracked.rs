//! What version control tracks counts, where a package manager finds it by looking.

use dockerfile_core::{Image, npm, pnpm};
use dockerfile_tests::context::Context;
use dockerfile_tests::git;

use super::errors::says;
use super::{
    SOURCES, berry_workspace, by_npm, by_pnpm, by_yarn, declared, npm_single, npm_workspace,
    pnpm_workspace, single,
};

/// Tracks all that is there.
fn tracked(context: Context) -> Context {
    git(context.folder(), &["init", "-q"]);
    context.write(".gitignore", "node_modules\n.env\n.npmrc\n");
    git(context.folder(), &["add", "."]);
    context
}

/// What a new file changes once it is tracked, and not before.
fn counts_when_tracked(context: &Context, by: fn(&Context) -> Image, path: &str, shown: &str) {
    let before = context.emit(by(context));
    assert!(!before.contains(shown), "{before}");
    context.write(path, "{}\n");
    assert_eq!(context.emit(by(context)), before, "{path} is new");
    git(context.folder(), &["add", "-f", path]);
    let text = context.emit(by(context));
    assert!(text.contains(shown), "no `{shown}` in\n{text}");
}

#[test]
fn what_is_new_counts_when_it_is_tracked() {
    let context = tracked(npm_workspace());
    counts_when_tracked(&context, by_npm, "tsconfig.json", "COPY tsconfig.json /src/\n");
    counts_when_tracked(&context, by_npm, ".npmrc", "package-lock.json .npmrc /manifests/\n");
    let context = tracked(pnpm_workspace());
    counts_when_tracked(
        &context,
        by_pnpm,
        ".pnpmfile.cjs",
        "pnpm-workspace.yaml .pnpmfile.cjs /src/",
    );
    counts_when_tracked(&context, by_pnpm, "patches/a.patch", "COPY patches /src/patches\n");
    let context = tracked(berry_workspace());
    let (path, shown) = (".yarn/plugins/a.cjs", "COPY .yarn/plugins /manifests/.yarn/plugins\n");
    counts_when_tracked(&context, by_yarn, path, shown);
    let of_root = |context: &Context| declared(&npm("").context(context.folder()), "/src/main.js");
    let context = tracked(npm_single());
    counts_when_tracked(&context, of_root, "vite.config.js", " vite.config.js ");
    counts_when_tracked(&context, of_root, "public/a.js", "COPY public /src/public\n");
}

/// Members by a pattern are such files, and what is named by its path is not.
#[test]
fn members_count_when_they_are_tracked() {
    let context = tracked(npm_workspace());
    let root = |context: &Context| declared(&npm("").context(context.folder()), "/src/main.js");
    counts_when_tracked(
        &context,
        root,
        "packages/more/package.json",
        "COPY packages/more/package.json ",
    );
    context.write("tools/lint/package.json", "{}\n");
    context.replace("package.json", "\"packages/*\"", "\"packages/*\", \"tools/lint\"");
    assert!(context.emit(root(&context)).contains("COPY tools/lint/package.json "));
}

#[test]
fn a_secret_that_is_ignored_is_not_read() {
    let context = tracked(npm_workspace());
    context.write(".npmrc", "//npm.example/:_authToken=abc\n");
    assert!(!context.emit(by_npm(&context)).contains(".npmrc"));
    git(context.folder(), &["add", "-f", ".npmrc"]);
    says(
        by_npm(&context),
        "`.npmrc`, line 1: `_authToken` is a secret, which would be in the image",
    );
}

/// The package's manifest, the lock file, and what settings name.
#[test]
fn what_is_required_counts_as_it_is_on_disk() {
    let context = pnpm_workspace();
    git(context.folder(), &["init", "-q"]);
    context.write(".gitignore", "package.json\npnpm-lock.yaml\n");
    git(context.folder(), &["add", "-f", "packages", "pnpm-workspace.yaml", "services/other"]);
    context.replace("pnpm-workspace.yaml", "services/*", "services/app");
    assert!(context.emit(by_pnpm(&context)).contains(SOURCES));

    let context = single(&[("pnpm-lock.yaml", include_str!("locks/pnpm-single.yaml"))]);
    git(context.folder(), &["init", "-q"]);
    git(context.folder(), &["add", "build.js", "src"]);
    let text = context.emit(declared(&pnpm("").context(context.folder()), "/src/dist/main.js"));
    assert!(text.contains("COPY build.js package.json /src/\nCOPY src /src/src\n"), "{text}");

    let context = tracked(berry_workspace());
    for yarn in [".yarn/releases/yarn-4.9.2.cjs", "tools/yarn.cjs"] {
        context.write(".yarnrc.yml", format!("nodeLinker: node-modules\nyarnPath: {yarn}\n"));
        context.write(yarn, "");
        let text = context.emit(by_yarn(&context));
        let copied = format!("COPY {yarn} /manifests/{yarn}\n");
        assert!(text.contains(&copied), "no `{copied}` in\n{text}");
    }
}
