//! What is refused, and how it is said.

use dockerfile_core::{Image, npm, pnpm};
use dockerfile_tests::context::refused;

use super::{
    SOURCES, berry_workspace, by_npm, by_pnpm, by_yarn, declared, npm_workspace, pnpm_workspace,
    service,
};

fn says(image: Image, problem: &str) {
    let said = refused(image);
    assert!(said.contains(problem), "{said}");
    assert_eq!(said.matches("error: ").count(), 1, "{said}");
}

#[test]
fn what_cannot_be_read_is_an_error_at_the_call() {
    let context = npm_workspace();
    let of = |folder: &str| service(&npm(folder).context(context.folder()));
    says(of("nowhere"), "npm: `nowhere` has no `package.json`");
    context.write("tools/package.json", "{}");
    says(of("tools"), "`tools` is no member of the workspace of `package.json`");
    context.write("services/other/package.json", "{ \"name\": \"@x/app\" }");
    says(of("services/app"), "both `services/app` and `services/other` hold a package `@x/app`");
    context.write("services/other/package.json", "{ \"name\" }");
    says(of("services/app"), "npm: `services/other/package.json`: ");
    says(
        service(&pnpm("services/app").context(context.folder())),
        "neither `services/app` nor a folder above it has a `pnpm-lock.yaml`; `pnpm install \
         --lockfile-only` makes one",
    );
}

#[test]
fn members_may_be_taken_out_again() {
    let context = npm_workspace();
    context.replace("package.json", "\"services/*\"]", "\"services/*\", \"!services/other\"]");
    assert!(!context.emit(by_npm(&context)).contains("services/other"));
    context.replace("package.json", "[\"packages", "{ \"packages\": [\"packages");
    context.replace("package.json", "other\"]", "other\"] }");
    assert!(!context.emit(by_npm(&context)).contains("services/other"));
}

#[test]
fn a_package_manager_has_a_version() {
    let context = pnpm_workspace();
    context.replace("package.json", "pnpm@10.34.9", "npm@11.0.0");
    says(by_pnpm(&context), "`package.json` does not say which pnpm: add `\"packageManager\"");
    let context = berry_workspace();
    context.replace("package.json", "yarn@4.9.2", "yarn");
    says(by_yarn(&context), "says which Yarn: run `yarn set version stable`");
    context.write(".yarnrc.yml", "nodeLinker: pnp\n");
    says(by_yarn(&context), "set `nodeLinker: node-modules` in `.yarnrc.yml`");
}

#[test]
fn the_members_of_pnpm_are_a_list_of_texts() {
    let context = pnpm_workspace();
    context.write("pnpm-workspace.yaml", "packages: &all\n  - services/*\n");
    says(by_pnpm(&context), "`pnpm-workspace.yaml`: `packages` is read as a list of texts");
    context.write("pnpm-workspace.yaml", "packages: ['packages/*', \"services/*\"] # all\n");
    assert!(context.emit(by_pnpm(&context)).contains(SOURCES));
    let root = pnpm("").context(context.folder());
    says(declared(&root, "/src/x.js"), "`` is the root of a workspace; name one of its members");
}

#[test]
fn a_token_stays_out_of_the_image() {
    let context = npm_workspace();
    context.write(".npmrc", "//npm.example/:_authToken=${NPM_TOKEN}\n");
    assert!(
        context
            .emit(by_npm(&context))
            .contains("COPY package.json package-lock.json .npmrc /manifests/\n")
    );
    context.write(".npmrc", "//npm.example/:_authToken = abc\n");
    says(by_npm(&context), "`.npmrc` holds a token, which would be in the image; move the line");
}

#[test]
fn the_version_of_node_is_that_of_the_base() {
    let context = npm_workspace();
    let engines =
        |range: &str| format!("\"name\": \"@x/app\", \"engines\": {{ \"node\": \"{range}\" }}");
    let mut before = "\"name\": \"@x/app\"".to_owned();
    for (range, fits) in
        [(">=18", true), ("^20.1", true), ("22 || 24", true), (">=22", false), ("18.x", false)]
    {
        let now = engines(range);
        context.replace("services/app/package.json", &before, &now);
        before = now;
        match fits {
            true => drop(context.emit(by_npm(&context))),
            false => says(by_npm(&context), "and the stage's base has 20"),
        }
    }
}
