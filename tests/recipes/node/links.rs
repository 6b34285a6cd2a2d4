//! Which names are members, which version of a tool is taken, and what is left at the root.

use dockerfile_core::{npm, pnpm, yarn};
use dockerfile_tests::context::Context;
use dockerfile_tests::git;

use super::errors::{says, says_all};
use super::{
    SOURCES, berry_workspace, by_npm, by_pnpm, by_yarn, classic_workspace, declared, npm_workspace,
    pnpm_workspace, service,
};

/// A package of the registry that has a member's name.
#[test]
fn lock_files_say_what_is_a_member() {
    let whole = "COPY . /src";
    let other = "COPY services/other";
    let needs = |context: &Context, name: &str, spec: &str| {
        let now = format!("\"{name}\": \"{spec}\", \"is-number\"");
        context.replace("services/app/package.json", "\"is-number\"", &now);
    };
    let before = "        version: link:../../packages/common\n";
    let pnpm_lock = |context: &Context, name: &str, version: &str| {
        let locked = format!(
            "{before}      '{name}':\n        specifier: 3.1.0\n        version: {version}\n"
        );
        context.replace("pnpm-lock.yaml", before, &locked);
    };
    for name in ["fleet", "@x/other"] {
        let context = pnpm_workspace();
        needs(&context, name, "3.1.0");
        pnpm_lock(&context, name, "3.1.0");
        let text = context.emit(by_pnpm(&context));
        assert!(text.contains(SOURCES) && !text.contains(whole) && !text.contains(other), "{text}");
    }
    let context = pnpm_workspace();
    needs(&context, "@x/other", "3.1.0");
    pnpm_lock(&context, "@x/other", "link:../other");
    assert!(context.emit(by_pnpm(&context)).contains(other));

    let context = npm_workspace();
    needs(&context, "fleet", "3.1.0");
    needs(&context, "@x/other", "3.1.0");
    let text = context.emit(by_npm(&context));
    assert!(text.contains(other) && !text.contains(whole), "{text}");
    let member = "    \"packages/common\": {\n";
    let nested = "    \"services/app/node_modules/@x/other\": { \"version\": \"3.1.0\" },\n";
    context.replace("package-lock.json", member, &format!("{nested}{member}"));
    assert!(!context.emit(by_npm(&context)).contains(other));

    let context = classic_workspace();
    needs(&context, "@x/other", "3.1.0");
    assert!(context.emit(by_yarn(&context)).contains(other));
    let lock = context.text("yarn.lock");
    context.write("yarn.lock", format!("{lock}\n\"@x/other@3.1.0\":\n  version \"3.1.0\"\n"));
    assert!(!context.emit(by_yarn(&context)).contains("COPY services/other /src"));

    let context = berry_workspace();
    needs(&context, "@x/other", "^1.0.0");
    let (alone, linked) = (
        "\"@x/other@workspace:services/other\":",
        "\"@x/other@npm:^1.0.0, @x/other@workspace:services/other\":",
    );
    context.replace("yarn.lock", alone, linked);
    assert!(context.emit(by_yarn(&context)).contains(other));
    context.replace(
        "yarn.lock",
        linked,
        &format!("\"@x/other@npm:^1.0.0\":\n  version: 1.0.1\n\n{alone}"),
    );
    assert!(!context.emit(by_yarn(&context)).contains("COPY services/other /src"));
}

#[test]
fn yaml_is_read_as_yaml() {
    let context = pnpm_workspace();
    context.write(
        "pnpm-workspace.yaml",
        "\u{feff}\"packages\":\r\n  - 'packages/*'\r\n  - \"services/*\"\r\n",
    );
    let lock = context
        .text("pnpm-lock.yaml")
        .replace("settings:", "\"settings\":")
        .replace("importers:", "'importers':");
    context.write("pnpm-lock.yaml", format!("\u{feff}{lock}"));
    assert!(context.emit(by_pnpm(&context)).contains(SOURCES));
}

#[test]
fn a_lock_file_of_a_mac_is_refused() {
    let context = npm_workspace();
    let esbuild = |os: &str| {
        format!(
            "    \"node_modules/esbuild\": {{ \"version\": \"0.25.0\", \"optionalDependencies\": {{ \
             \"@esbuild/darwin-arm64\": \"0.25.0\", \"@esbuild/linux-x64\": \"0.25.0\" }} }},\n    \
             \"node_modules/@esbuild/{os}\": {{ \"os\": [\"{}\"], \"optional\": true }},\n",
            os.split('-').next().unwrap_or(os)
        )
    };
    let (member, lock) = ("    \"packages/common\": {\n", context.text("package-lock.json"));
    for (os, fits) in [("darwin-arm64", false), ("linux-x64", true)] {
        let text = lock.replacen(member, &format!("{}{member}", esbuild(os)), 1);
        context.write("package-lock.json", text);
        match fits {
            true => drop(context.emit(by_npm(&context))),
            false => says_all(
                by_npm(&context),
                &[
                    "has `@esbuild/darwin-arm64` of `esbuild`, and nothing of it for Linux",
                    "rm -rf node_modules package-lock.json",
                ],
            ),
        }
    }
    // What is for a Mac alone is nothing that Linux would want.
    let fsevents = "    \"node_modules/chokidar\": { \"optionalDependencies\": { \"fsevents\": \"2\" } },\n    \
                    \"node_modules/fsevents\": { \"os\": [\"darwin\"] },\n";
    context.write("package-lock.json", lock.replacen(member, &format!("{fsevents}{member}"), 1));
    context.emit(by_npm(&context));
}

#[test]
fn the_version_of_node_is_compared_wherever_it_is_said() {
    for (file, text, fits) in [
        (".nvmrc", "v20.11.0\n", true),
        (".nvmrc", "\u{feff}22\r\n", false),
        (".nvmrc", "lts/jod\n", false),
        (".nvmrc", "lts/*\n", true),
        ("services/.node-version", "18.20\n", false),
        ("services/app/.node-version", "20\n", true),
    ] {
        let context = npm_workspace();
        context.write(file, text);
        match fits {
            true => drop(context.emit(by_npm(&context))),
            false => says(by_npm(&context), &format!("`{file}` names Node ")),
        }
    }
    for field in [
        "\"devEngines\": { \"runtime\": { \"name\": \"node\", \"version\": \">=22\" } }",
        "\"devEngines\": { \"runtime\": [{ \"name\": \"node\", \"version\": \"^22.1\" }] }",
        "\"volta\": { \"node\": \"22.1.0\" }",
        "\"engines\": { \"node\": \">=22 <25\" }",
    ] {
        for manifest in ["services/app/package.json", "package.json"] {
            let context = npm_workspace();
            context.replace(manifest, "\"name\"", &format!("{field}, \"name\""));
            says(by_npm(&context), "and the stage's base has 20");
        }
    }
}

#[test]
fn a_script_and_a_version_may_be_said() {
    let context = npm_workspace();
    context.replace(
        "services/app/package.json",
        "\"build\":",
        "\"build-docker\": \"x\", \"build\":",
    );
    let app = npm("services/app").context(context.folder());
    let text = context.emit(service(&app.clone().script("build-docker").version("11.0.0")));
    assert!(text.contains("npm run build -w @x/common && \\\n    npm run build-docker -w @x/app"));
    assert!(text.contains("npm install -g npm@11.0.0\n"), "{text}");
    says_all(
        service(&app.script("build-dock")),
        &["has no script `build-dock`", "did you mean `build-docker`?"],
    );

    let context = pnpm_workspace();
    context.replace(
        "services/app/package.json",
        "\"build\":",
        "\"build-docker\": \"x\", \"build\":",
    );
    let app = pnpm("services/app").context(context.folder());
    let text = context.emit(service(&app.clone().script("build-docker")));
    let builds = "pnpm --filter \"@x/app^...\" run --if-present build && \\\n    pnpm --filter @x/app run build-docker";
    assert!(text.contains(builds), "{text}");
    says_all(
        service(&app.clone().version("9.0.0")),
        &["names `pnpm@10.34.9`, and `.version(\"9.0.0\")` another"],
    );
    context.replace("package.json", "  \"packageManager\": \"pnpm@10.34.9\",\n", "");
    assert!(context.emit(service(&app.version("9.0.0"))).contains("npm install -g pnpm@9.0.0\n"));

    let context = classic_workspace();
    let app = yarn("services/app").context(context.folder()).version("1.22.22");
    assert!(context.emit(service(&app)).contains("npm install -g --force yarn@1.22.22\n"));
}

#[test]
fn the_recipe_of_the_lock_file_is_named() {
    for (lock, help) in [
        ("package-lock.json", "`package-lock.json` is the lock file: take `npm(\".\")`"),
        ("npm-shrinkwrap.json", "take `npm(\".\")`"),
        ("pnpm-lock.yaml", "take `pnpm(\".\")`"),
        ("bun.lock", "is Bun's, which no recipe reads"),
    ] {
        let context = Context::with(&[("package.json", "{}"), (lock, "{}")]);
        let web = yarn(".").context(context.folder());
        says(declared(&web, "/src/x.js"), help);
    }
    let context = Context::with(&[("package.json", "{}"), ("yarn.lock", "")]);
    says(declared(&npm(".").context(context.folder()), "/src/x.js"), "take `yarn(\".\")`");
}

/// npm reads the one that packages are published with, if both are there.
#[test]
fn npm_has_two_lock_files() {
    let lock =
        |packages: &str| format!("{{ \"lockfileVersion\": 3, \"packages\": {{ {packages} }} }}");
    let context = Context::with(&[
        ("package.json", "{ \"name\": \"web\" }"),
        ("npm-shrinkwrap.json", &lock("")),
    ]);
    let text = || context.emit(declared(&npm(".").context(context.folder()), "/src/main.js"));
    let only = "COPY package.json npm-shrinkwrap.json /src/\n# Dependencies";
    assert!(text().contains(only), "{}", text());
    context.write(
        "package-lock.json",
        lock("\"node_modules/x\": { \"resolved\": \"file:gone.tgz\" }"),
    );
    assert!(text().contains(only), "{}", text());
}

/// A command would take such a name for an option of its own.
#[test]
fn a_name_may_begin_with_a_dash() {
    let context = npm_workspace();
    context.replace("services/app/package.json", "@x/app", "-app");
    assert!(context.emit(by_npm(&context)).contains("npm run build -w ./services/app"));
    let context = pnpm_workspace();
    context.replace("services/app/package.json", "@x/app", "-app");
    let text = context.emit(by_pnpm(&context));
    assert!(text.contains("--filter \"{./services/app}...\""), "{text}");
    assert!(text.contains("pnpm --filter ./services/app deploy"), "{text}");
    let context = classic_workspace();
    context.replace("services/app/package.json", "@x/app", "-app");
    says(
        by_yarn(&context),
        "the package in `services/app` has no name that Yarn can be called with",
    );
}

#[test]
fn the_root_is_what_version_control_knows_less_others() {
    let context = Context::with(&[
        ("package.json", "{ \"name\": \"web\", \"workspaces\": [\"packages/*\"] }"),
        ("package-lock.json", "{ \"lockfileVersion\": 3 }"),
        ("packages/a/package.json", "{ \"name\": \"a\" }"),
        ("src/main.js", ""),
        ("target/page.js", ""),
        (".babelrc", "{}"),
        (".gitignore", "coverage\n"),
        ("coverage/x", ""),
        ("api/go.mod", "module api\n"),
        ("Cargo.toml", ""),
        ("docs/a.txt", ""),
    ]);
    git(context.folder(), &["init", "-q"]);
    git(context.folder(), &["add", "."]);
    context.write("dist/x.js", "");
    let text = context.emit(declared(&npm(".").context(context.folder()), "/src/src/main.js"));
    for copied in ["COPY .babelrc ", "COPY packages /src/packages\n", "COPY src ", "COPY target "] {
        assert!(text.contains(copied), "no `{copied}` in\n{text}");
    }
    for left in ["COPY api", "coverage", "dist", "Cargo", "COPY docs", ".gitignore"] {
        assert!(!text.contains(left), "`{left}` in\n{text}");
    }
    let web = npm(".").context(context.folder()).files(["docs"]);
    assert!(context.emit(declared(&web, "/src/x.js")).contains("COPY docs /src/docs\n"));
}
