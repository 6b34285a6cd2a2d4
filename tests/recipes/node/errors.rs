//! What is refused, and how it is said.

use dockerfile_core::{Image, npm, pnpm, yarn};
use dockerfile_tests::context::{Context, refused};

use super::{
    SOURCES, berry_workspace, by_npm, by_pnpm, by_yarn, classic_workspace, declared, npm_workspace,
    pnpm_workspace, service,
};

/// One error, with these words in it.
pub(super) fn says_all(image: Image, words: &[&str]) {
    let said = refused(image);
    words.iter().for_each(|words| assert!(said.contains(words), "no `{words}` in\n{said}"));
    assert_eq!(said.matches("error: ").count(), 1, "{said}");
}

pub(super) fn says(image: Image, problem: &str) {
    says_all(image, &[problem]);
}

#[test]
fn what_cannot_be_read_is_an_error_at_the_call() {
    let context = npm_workspace();
    let of = |folder: &str| service(&npm(folder).context(context.folder()));
    says_all(of("nowhere"), &["error: npm: `nowhere` has no `package.json`\n", "name a folder"]);
    says(of("services/ap"), "= help: did you mean `services/app`?");
    says(of("../services/app"), "`../services/app` is no folder of the build context");
    context.write("tools/package.json", "{}");
    says_all(
        of("tools"),
        &[
            "`tools` is no member of the workspace of `package.json`, whose lock file is the nearest\n",
            "= note: its members are `packages/*`, `services/*`\n",
            "= help: add it to the members in `package.json`, or give it a lock file of its own: \
             `npm install --package-lock-only`\n",
        ],
    );
    context.write("services/other/package.json", "{ \"name\": \"@x/app\" }");
    says(of("services/app"), "both `services/app` and `services/other` hold a package `@x/app`");
    context.write("services/other/package.json", "{\n  \"name\"\n}");
    says(of("services/app"), "npm: `services/other/package.json`, line 3: expected `:`");
    says_all(
        service(&pnpm("services/app").context(context.folder())),
        &[
            "pnpm: neither `services/app` nor a folder above it has a `pnpm-lock.yaml`\n",
            "= help: `package-lock.json` is the lock file: take `npm(\"services/app\")`\n",
        ],
    );
}

/// What is of another type is named with its line, and what is none of ours is not looked at.
#[test]
fn a_wrong_type_is_an_error_with_its_line() {
    let context = npm_workspace();
    let app = "services/app/package.json";
    for (field, problem) in [
        ("\"name\": 1", "invalid type: integer `1`, expected a string"),
        ("\"scripts\": []", "invalid type: sequence, expected a table"),
        ("\"scripts\": { \"build\": [] }", "invalid type: sequence, expected a string"),
        ("\"dependencies\": [\"@x/common\"]", "invalid type: sequence, expected a map"),
        ("\"dependencies\": { \"@x/common\": 1 }", "invalid type: integer `1`, expected a string"),
        ("\"devDependencies\": \"ms\"", "invalid type: string \"ms\", expected a map"),
        ("\"packageManager\": 4", "invalid type: integer `4`, expected a string"),
        ("\"engines\": { \"node\": 20 }", "invalid type: integer `20`, expected a string"),
        ("\"workspaces\": [1]", "invalid type: integer `1`, expected a string"),
        ("\"workspaces\": \"a\"", "invalid type: string \"a\", expected a list or a table"),
        (
            "\"workspaces\": { \"packages\": \"a\" }",
            "invalid type: string \"a\", expected a sequence",
        ),
        ("\"workspaces\": { \"packages\": [[]] }", "invalid type: sequence, expected a string"),
        ("\"workspaces\": [[\"a\"]]", "invalid type: sequence, expected a string"),
    ] {
        context.write(app, format!("{{\n  \"private\": true,\n  {field}\n}}\n"));
        let place = format!("npm: `{app}`, line 3: {problem}");
        says(by_npm(&context), &place);
    }
    for text in ["[]", "[\"@x/app\", { \"build\": \"\" }]", "\"@x/app\"", "1"] {
        context.write(app, text);
        says_all(by_npm(&context), &["`services/app/package.json`, line 1: ", "expected a table"]);
    }
    context.write(
        app,
        "{ \"name\": \"@x/app\", \"scripts\": { \"//\": [1] }, \"engines\": [\"node 20\"], \"os\": 1, \
         \"dependencies\": null, \"workspaces\": { \"nohoist\": 1 } }",
    );
    context.emit(by_npm(&context));
    context.write("package-lock.json", "{\n  \"lockfileVersion\": \"3\"\n}\n");
    says(by_npm(&context), "`package-lock.json`, line 2: invalid type: string \"3\", expected u64");
}

#[test]
fn a_wrong_type_in_yaml_is_an_error_with_its_line() {
    let context = pnpm_workspace();
    let first = "lockfileVersion: '9.0'\n\nsettings:\n";
    for (settings, problem) in [
        ("  injectWorkspacePackages: 'a'\n", "line 4: invalid boolean"),
        ("  injectWorkspacePackages: yes\n", "line 4: invalid boolean"),
        ("  injectWorkspacePackages: [true]\n", "line 4: "),
        ("  - injectWorkspacePackages\n", "line 4: expected mapping start"),
        ("  injectWorkspacePackages: true\n  injectWorkspacePackages: true\n", "line 5: duplicate"),
        ("  a: b\n c: [\n", "line 5: "),
    ] {
        context.write("pnpm-lock.yaml", format!("{first}{settings}importers:\n"));
        says_all(by_pnpm(&context), &["pnpm: `pnpm-lock.yaml`, ", problem]);
    }
    // The line is that of the file, and not of the document in it.
    let own = "---\nlockfileVersion: '9.0'\nimporters:\n  .: {}\n---\n";
    context.write("pnpm-lock.yaml", format!("{own}{first}  injectWorkspacePackages: 1\n"));
    says(by_pnpm(&context), "`pnpm-lock.yaml`, line 9: invalid boolean");
    let context = berry_workspace();
    for (settings, problem) in [
        ("nodeLinker: [node-modules]\n", "line 1: expected string scalar"),
        ("a: 1\nnodeLinker: node-modules\nyarnPath: {}\n", "line 3: expected string scalar"),
        ("npmScopes:\n  x: [1]\n", "line 2: expected mapping start"),
        ("- nodeLinker\n", "line 1: expected mapping start"),
    ] {
        context.write(".yarnrc.yml", settings);
        says_all(by_yarn(&context), &["yarn: `.yarnrc.yml`, ", problem]);
    }
    context.write(".yarnrc.yml", "# None of them\n");
    says(by_yarn(&context), "`.yarnrc.yml` does not put packages into `node_modules`");
    context.write(".yarnrc.yml", "nodeLinker: node-modules\n");
    context.replace("yarn.lock", "  version: 8", "  version: eight");
    says(by_yarn(&context), "`yarn.lock`, line 5: ");
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
    says_all(
        by_pnpm(&context),
        &["`package.json` does not say which pnpm\n", "= help: add `\"packageManager\": \"pnpm@"],
    );
    let context = berry_workspace();
    context.replace("package.json", "yarn@4.9.2", "yarn");
    says_all(
        by_yarn(&context),
        &[
            "neither `yarnPath` in `.yarnrc.yml` nor `packageManager` in `package.json` says which Yarn\n",
            "= help: run `yarn set version stable`",
        ],
    );
    context.write(".yarnrc.yml", "nodeLinker: pnp\n");
    says(by_yarn(&context), "set `nodeLinker: node-modules` in `.yarnrc.yml`");
    let settings = "nodeLinker: node-modules\nyarnPath: .yarn/releases/yarn-4.9.2.cjs\n";
    context.write(".yarnrc.yml", settings);
    let none =
        "there is no `.yarn/releases/yarn-4.9.2.cjs`, which `yarnPath` in `.yarnrc.yml` names";
    says(by_yarn(&context), none);
    context.write(".yarnrc.yml", "nodeLinker: node-modules\nyarnPath: ../yarn.cjs\n");
    says(by_yarn(&context), "`../yarn.cjs` in `.yarnrc.yml` leads out of the build context");
}

#[test]
fn the_members_of_pnpm_are_a_list_of_texts() {
    let context = pnpm_workspace();
    for (members, problem) in [
        ("packages: services/*\n", "line 1: expected sequence start"),
        ("packages:\n  - packages/*\n  - a: b\n", "line 3: expected string scalar"),
        ("packages:\n  - !services/other\n", "line 2: null is not allowed here"),
        ("packages:\n  services/*: true\n", "line 2: expected sequence start"),
        ("- services/*\n", "line 1: expected mapping start"),
    ] {
        context.write("pnpm-workspace.yaml", members);
        says_all(by_pnpm(&context), &["`pnpm-workspace.yaml`, ", problem]);
    }
    for members in [
        "packages: ['packages/*', \"services/*\"] # all\n",
        "packages: [\n  packages/*, # all\n  'services/*',\n]\n",
        "all: &all\n- packages/*\n- services/*\npackages: *all\n",
        "catalog:\n  ms: 2.1.3\n\npackages:\n\n- './packages/*'\n- services/*\n- '!services/other'\n",
    ] {
        context.write("pnpm-workspace.yaml", members);
        assert!(context.emit(by_pnpm(&context)).contains(SOURCES), "{members}");
    }
    let root = pnpm("").context(context.folder());
    says_all(
        declared(&root, "/src/x.js"),
        &["`` is the root of a workspace", "name one of its members, which have `packages/common/"],
    );
    context.write("pnpm-workspace.yaml", "# none\n");
    says(by_pnpm(&context), "= note: `package.json` names no members");
}

/// pnpm has written its own document above that of the project since its version 11.
#[test]
fn a_lock_file_of_pnpm_may_be_of_two_documents() {
    let context = pnpm_workspace();
    let own = "---\nlockfileVersion: '9.0'\n\nimporters:\n\n  .:\n    configDependencies: {}\n\n";
    let lock = context.text("pnpm-lock.yaml");
    let injects = "settings:\n  injectWorkspacePackages: true\n";
    for end in ["\n", "\r\n"] {
        let text = format!("{own}---\n{}", lock.replacen("settings:\n", injects, 1));
        context.write("pnpm-lock.yaml", text.replace('\n', end));
        let text = context.emit(by_pnpm(&context));
        assert!(
            text.contains("deploy --prod --config.deploy-all-files=true --offline /out"),
            "{text}"
        );
    }
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
    says_all(
        by_npm(&context),
        &[
            "`.npmrc`, line 1: `_authToken` is a secret, which would be in the image\n",
            "= help: move the line to a file that `.mount(secret(\"npmrc\").file(\"/root/.npmrc\"))` gives",
            "= help: or write `${NPM_TOKEN}` for it in `.npmrc`, and add `.mount(secret(\"npm-token\")",
        ],
    );
    for (context, by) in
        [(pnpm_workspace(), by_pnpm as fn(&_) -> _), (classic_workspace(), by_yarn)]
    {
        context.write(".npmrc", "_auth=abc\n");
        says(by(&context), "`.npmrc`, line 1: `_auth` is a secret, which would be in the image");
    }
}

#[test]
fn a_token_of_newer_yarn_stays_out_of_the_image() {
    let context = berry_workspace();
    for settings in [
        "npmAuthToken: abc\n",
        "npmAuthToken: 123456\n",
        "\"npmAuthToken\": \"abc\"\n",
        "npmAuthToken:\n  abc\n",
        "npmAuthToken: >-\n  abc\n",
        "npmAuthIdent: a:b\n",
        "npmScopes:\n  x:\n    npmAuthToken: abc\n",
        "npmRegistries: { //npm.example: { npmAuthIdent: 'a:b' } }\n",
    ] {
        context.write(".yarnrc.yml", format!("nodeLinker: node-modules\n{settings}"));
        says(by_yarn(&context), "is a secret, which would be in the image\n");
    }
    for settings in [
        "npmAuthToken: ${NPM_TOKEN}\n",
        "npmAuthToken: \"${NPM_TOKEN:-}\"\n",
        "npmAuthToken: ''\n",
        "npmAuthToken:\n",
        "npmScopes:\n  x:\n    npmAuthToken: '${NPM_TOKEN}'\n    npmAlwaysAuth: true\n",
    ] {
        context.write(".yarnrc.yml", format!("nodeLinker: node-modules\n{settings}"));
        context.emit(by_yarn(&context));
    }
}

#[test]
fn members_may_be_outside_of_the_root_and_not_of_the_context() {
    let context = Context::with(&[
        ("web/package.json", "{ \"name\": \"web\", \"workspaces\": [\"app\", \"../libs/*\"] }"),
        ("web/package-lock.json", "{ \"lockfileVersion\": 3 }"),
        ("web/app/package.json", "{ \"name\": \"app\", \"dependencies\": { \"lib\": \"1\" } }"),
        ("libs/lib/package.json", "{ \"name\": \"lib\" }"),
    ]);
    let app = npm("web/app").context(context.folder());
    let text = context.emit(declared(&app, "/src/web/app/main.js"));
    assert!(text.contains("COPY libs/lib /src/libs/lib\n"), "{text}");
    for pattern in ["../../libs/*", "/../../libs", "!../../**"] {
        let root = format!("{{ \"workspaces\": [\"app\", \"{pattern}\"] }}");
        context.write("web/package.json", root);
        let shown = pattern.trim_start_matches(['/', '!']);
        says(
            declared(&app, "/src/web/app/main.js"),
            &format!("`{shown}` in `web/package.json` leads out of the build context"),
        );
    }
    context.write("web/yarn.lock", "# yarn lockfile v1\n");
    let app = yarn("web/app").context(context.folder());
    says(
        declared(&app, "/src/web/app/main.js"),
        "yarn: `../../**` in `web/package.json` leads out",
    );
}

#[test]
fn the_version_of_node_is_that_of_the_base() {
    let context = npm_workspace();
    let engines =
        |range: &str| format!("\"name\": \"@x/app\", \"engines\": {{ \"node\": \"{range}\" }}");
    let mut before = "\"name\": \"@x/app\"".to_owned();
    for (range, fits) in [
        (">=18", true),
        ("^20.1", true),
        ("18 || 20", true),
        ("22 || 24", false),
        (">=22", false),
        ("18.x", false),
    ] {
        let now = engines(range);
        context.replace("services/app/package.json", &before, &now);
        before = now;
        match fits {
            true => drop(context.emit(by_npm(&context))),
            false => says(by_npm(&context), "and the stage's base has 20"),
        }
    }
}
