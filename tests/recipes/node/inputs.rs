//! What manifests, settings and scripts name is there when packages are installed, or said.

use dockerfile_core::{Image, NodePackage, npm, pnpm, yarn};
use dockerfile_tests::context::Context;

use super::declared;
use super::errors::{says, says_all};

pub(super) const NPM: (&str, &str) = ("package-lock.json", "{ \"lockfileVersion\": 3 }");
pub(super) const CLASSIC: (&str, &str) = ("yarn.lock", "# yarn lockfile v1\n");
pub(super) const BERRY: (&str, &str) = ("yarn.lock", "__metadata:\n  version: 8\n");
pub(super) const PNPM: (&str, &str) =
    ("pnpm-lock.yaml", "lockfileVersion: '9.0'\nimporters:\n  .: {}\n");

/// A package at the root, of what its manifest says beside its name.
pub(super) fn root(lock: (&str, &str), manifest: &str, files: &[(&str, &str)]) -> Context {
    let manifest = format!("{{ \"name\": \"web\", {manifest} }}");
    let context = Context::with(&[("package.json", manifest.as_str()), lock, ("main.js", "")]);
    files.iter().for_each(|(path, text)| context.write(path, text));
    context
}

pub(super) fn of(package: &NodePackage, context: &Context) -> Image {
    declared(&package.clone().context(context.folder()), "/src/main.js")
}

/// What stands above the install.
pub(super) fn above<'t>(text: &'t str, install: &str) -> &'t str {
    text.split_once(install).unwrap_or_else(|| panic!("no `{install}` in\n{text}")).0
}

#[test]
fn a_folder_that_is_linked_to_comes_along() {
    let link = "{ \"lockfileVersion\": 3, \"packages\": { \"node_modules/lib\": { \"resolved\": \"../lib\", \"link\": true } } }";
    let context = Context::with(&[
        (
            "web/package.json",
            "{ \"name\": \"web\", \"dependencies\": { \"lib\": \"file:../lib\" } }",
        ),
        ("web/package-lock.json", link),
        ("web/main.js", ""),
        ("lib/package.json", "{ \"name\": \"lib\", \"main\": \"lib.js\" }"),
        ("lib/lib.js", ""),
    ]);
    let web = npm("web").context(context.folder());
    let text = context.emit(declared(&web, "/src/web/main.js"));
    assert!(above(&text, "npm ci").contains("COPY lib/package.json /src/lib/\n"), "{text}");
    assert!(text.contains("COPY lib /src/lib\n"), "{text}");
    assert!(text.contains("COPY --from=build /src/lib /src/lib\n"), "{text}");
    let alone = npm(".").context(context.path("web"));
    says_all(
        declared(&alone, "/src/main.js"),
        &["`../lib` in `package.json` leads out of the build context", ".context(..)"],
    );
    let needs = "{ \"name\": \"lib\", \"dependencies\": { \"ms\": \"1\" } }";
    context.write("lib/package.json", needs);
    says_all(
        declared(&web, "/src/web/main.js"),
        &["`web/package.json` links to `lib`, which needs `ms`", "install-links=true"],
    );
    // It is copied then, with all that it needs.
    context.write("web/.npmrc", "install-links=true\n");
    let text = context.emit(declared(&web, "/src/web/main.js"));
    assert!(above(&text, "npm ci").contains("COPY lib /src/lib\n"), "{text}");
    context.replace("web/package.json", "../lib", "../gone");
    says(
        declared(&web, "/src/web/main.js"),
        "`web/package.json` names `../gone`, which is not there",
    );
}

#[test]
fn what_manifests_name_is_there_above_the_install() {
    let files = [
        ("vendor/x.tgz", ""),
        ("fixes/x.patch", ""),
        ("lib/package.json", "{ \"name\": \"lib\" }"),
    ];
    let needs = |spec: &str| format!("\"dependencies\": {{ \"x\": \"{spec}\" }}");
    for (spec, copied) in [
        ("file:./vendor/x.tgz", "COPY vendor/x.tgz /src/vendor/x.tgz\n"),
        ("vendor/x.tgz", "COPY vendor/x.tgz /src/vendor/x.tgz\n"),
        ("file:lib", "COPY lib/package.json /src/lib/\n"),
    ] {
        let context = root(NPM, &needs(spec), &files);
        let text = context.emit(of(&npm(""), &context));
        assert!(above(&text, "npm ci").contains(copied), "{text}");
    }
    // What only the lock file names.
    let lock = "{ \"lockfileVersion\": 3, \"packages\": { \"node_modules/y\": { \"resolved\": \"file:vendor/x.tgz\" } } }";
    let context = root(("package-lock.json", lock), "\"private\": true", &files);
    let text = context.emit(of(&npm(""), &context));
    assert!(above(&text, "npm ci").contains("COPY vendor/x.tgz "), "{text}");
    for (spec, copied) in [
        ("patch:x@npm%3A1#./fixes/x.patch", "COPY fixes/x.patch /src/fixes/x.patch\n"),
        ("patch:x@npm%3A1#~/fixes/x.patch::version=1", "COPY fixes/x.patch /src/fixes/x.patch\n"),
        ("file:./lib", "COPY lib /src/lib\n"),
        ("portal:./lib", "COPY lib/package.json /src/lib/\n"),
    ] {
        for manifest in [needs(spec), format!("\"resolutions\": {{ \"x\": \"{spec}\" }}")] {
            let context = root(BERRY, &manifest, &files);
            context.write(".yarnrc.yml", "nodeLinker: node-modules\n");
            let text = context.emit(of(&yarn("").version("4.9.2"), &context));
            assert!(above(&text, "yarn workspaces focus").contains(copied), "{spec}\n{text}");
        }
    }
    let context = root(CLASSIC, &needs("file:./lib"), &files);
    let text = context.emit(of(&yarn(""), &context));
    assert!(above(&text, "yarn install").contains("COPY lib /src/lib\n"), "{text}");
    let patched = "\"pnpm\": { \"patchedDependencies\": { \"x@1\": \"fixes/x.patch\" } }";
    let context = root(PNPM, patched, &files);
    let text = context.emit(of(&pnpm("").version("10.34.9"), &context));
    assert!(
        above(&text, "pnpm fetch").contains("COPY fixes/x.patch /src/fixes/x.patch\n"),
        "{text}"
    );
    let context = root(PNPM, &needs("file:lib"), &files);
    context.write("pnpm-workspace.yaml", "patchedDependencies:\n  x@1: fixes/x.patch\n");
    let text = context.emit(of(&pnpm("").version("10.34.9"), &context));
    assert!(above(&text, "pnpm fetch").contains("COPY fixes/x.patch "), "{text}");
    assert!(above(&text, "pnpm install --offline").contains("COPY lib /src/lib\n"), "{text}");
    context.write("pnpm-workspace.yaml", "patchedDependencies:\n  x@1: fixes/y.patch\n");
    says(
        of(&pnpm("").version("10.34.9"), &context),
        "`pnpm-workspace.yaml` names `fixes/y.patch`, which is not there",
    );
}

#[test]
fn each_key_that_names_a_path_is_read() {
    let path = "conf/x.pem";
    let keys =
        ["cafile", "//h/:certfile", "globalconfig", "userconfig", "onload-script", "pnpmfile"];
    for key in keys.into_iter().chain(["global-pnpmfile", "nodedir", "yarn-offline-mirror"]) {
        let context = root(NPM, "\"private\": true", &[(path, "")]);
        for line in [format!("{key}={path}\n"), format!("\u{feff}{key} = \"./{path}\"\r\n")] {
            context.write(".npmrc", line);
            let text = context.emit(of(&npm(""), &context));
            assert!(
                above(&text, "npm ci").contains(&format!("COPY {path} /src/{path}\n")),
                "{text}"
            );
        }
        context.write(".npmrc", format!("{key}=gone\n"));
        says(of(&npm(""), &context), "`.npmrc` names `gone`, which is not there");
        for elsewhere in ["/etc/x.pem", "~/x.pem", "${HOME}/x.pem"] {
            context.write(".npmrc", format!("{key}={elsewhere}\n"));
            context.emit(of(&npm(""), &context));
        }
    }
    let context = root(NPM, "\"private\": true", &[("key.pem", "")]);
    context.write(".npmrc", "//h/:keyfile=key.pem\n");
    says(of(&npm(""), &context), "`.npmrc` names the private key `key.pem`");
    for key in ["cafile", "yarn-offline-mirror", "yarn-path"] {
        let context = root(CLASSIC, "\"private\": true", &[(path, "")]);
        context.write(".yarnrc", format!("{key} \"./{path}\"\n"));
        let text = context.emit(of(&yarn(""), &context));
        assert!(above(&text, "yarn install").contains(&format!("COPY {path} ")), "{text}");
    }
    for lines in [
        format!("httpsCaFilePath: {path}\n"),
        format!("networkSettings:\n  h:\n    httpsCertFilePath: ./{path}\n"),
        format!("plugins:\n  - path: {path}\n    spec: x\n"),
        format!("plugins: [{path}]\n"),
    ] {
        let context = root(BERRY, "\"private\": true", &[(path, "")]);
        context.write(".yarnrc.yml", format!("nodeLinker: node-modules\n{lines}"));
        let text = context.emit(of(&yarn("").version("4.9.2"), &context));
        assert!(above(&text, "yarn workspaces focus").contains(&format!("COPY {path} ")), "{text}");
    }
}

#[test]
fn packages_that_are_checked_in_come_along() {
    let context = root(BERRY, "\"private\": true", &[(".yarn/cache/x.zip", "")]);
    let settings = "nodeLinker: node-modules\nenableNetwork: false\n";
    let yarn = yarn("").version("4.9.2");
    context.write(".yarnrc.yml", settings);
    says_all(of(&yarn, &context), &["`enableNetwork: false`", "set `enableGlobalCache: false`"]);
    context.write(".yarnrc.yml", format!("{settings}enableGlobalCache: false\n"));
    let text = context.emit(of(&yarn, &context));
    assert!(above(&text, "yarn workspaces focus").contains("COPY .yarn/cache /src/.yarn/cache\n"));
    assert!(text.contains("! -name node_modules ! -name .yarn -exec"), "{text}");
    // A folder that is one of the package's own, too, is copied twice, and the same each time.
    context.write("checked/x.zip", "");
    let checked = format!("{settings}enableGlobalCache: false\ncacheFolder: ./checked\n");
    context.write(".yarnrc.yml", checked);
    let text = context.emit(of(&yarn, &context));
    assert_eq!(text.matches("COPY checked /src/checked\n").count(), 2, "{text}");
    let patched = root(PNPM, "\"private\": true", &[("patches/x.patch", "")]);
    let text = patched.emit(of(&pnpm("").version("10.34.9"), &patched));
    assert_eq!(text.matches("COPY patches /src/patches\n").count(), 2, "{text}");
    context
        .write(".yarnrc.yml", format!("{settings}enableGlobalCache: false\ncacheFolder: ./gone\n"));
    says_all(of(&yarn, &context), &["packages are not in `gone`", "check in `gone`"]);
}

pub(super) const BUILDS: &str = "\"build\": \"node build.js\"";

#[test]
fn what_scripts_name_is_there_when_they_run() {
    let files = [
        ("patches/x.patch", ""),
        ("scripts/gen.js", "require('./lib/util'); const t = \"../data/a.json\";"),
        ("scripts/lib/util.js", ""),
        ("data/a.json", "{}"),
        ("prisma/schema.prisma", ""),
    ];
    let ships = "\"dependencies\": { \"patch-package\": \"8.0.0\", \"prisma\": \"6.0.0\" }";
    for (script, copied) in [
        ("patch-package", "COPY patches /src/patches\n"),
        ("npx --yes patch-package", "COPY patches /src/patches\n"),
        ("node scripts/gen", "COPY scripts/gen.js /src/scripts/\n"),
        ("node -r ./data/a.json ./scripts/gen.js && echo done", "COPY scripts/lib/util.js "),
        ("FORCE=1 node scripts/gen.js || true", "COPY data/a.json /src/data/\n"),
        ("npm run gen", "COPY scripts/gen.js /src/scripts/\n"),
        ("cd scripts && node gen.js", "COPY scripts/gen.js /src/scripts/\n"),
        ("prisma generate", "COPY prisma /src/prisma\n"),
        ("cp data/a.json b.json", "COPY data/a.json /src/data/\n"),
    ] {
        for event in ["preinstall", "postinstall", "prepare"] {
            let scripts = format!(
                "\"scripts\": {{ {BUILDS}, \"gen\": \"node scripts/gen.js\", \"{event}\": \"{script}\" }}, {ships}"
            );
            let context = root(NPM, &scripts, &files);
            let text = context.emit(of(&npm(""), &context));
            assert!(above(&text, "npm ci").contains(copied), "{script}\n{text}");
            assert!(text.contains("npm prune --omit=dev --ignore-scripts"), "{text}");
        }
    }
}

#[test]
fn what_cannot_be_seen_is_refused_or_told_off() {
    let dev =
        "\"devDependencies\": { \"husky\": \"9\", \"patch-package\": \"8\", \"cross-env\": \"7\" }";
    for (script, what) in [
        ("husky", "`husky`, which is not installed without development packages"),
        ("cross-env A=1 echo", "`cross-env`, which is not installed without development packages"),
        ("tsc -p .", "`tsc`, and what that reads cannot be seen"),
        ("node scripts/gone.js", "`scripts/gone.js`, which is not there"),
        ("./configure", "`./configure`, which is not there"),
        ("npm run more", "`vite`, and what that reads"),
        ("echo $(git rev-parse HEAD)", "$(git rev-parse HEAD)`, and what that reads"),
    ] {
        let scripts = format!(
            "\"scripts\": {{ \"more\": \"vite build\", \"prepare\": \"{script}\" }}, {dev}"
        );
        let context = root(NPM, &scripts, &[("tsconfig.json", "{}")]);
        says_all(
            of(&npm(""), &context),
            &[
                "the script `prepare` of `package.json` calls `",
                what,
                "`.ignore_scripts()`",
                "`.files([..])`",
            ],
        );
        let text = context.emit(of(&npm("").ignore_scripts(), &context));
        assert!(text.contains("npm ci --omit=dev --ignore-scripts && "), "{text}");
        let text = context.emit(of(&npm("").files(["tsconfig.json"]), &context));
        assert!(above(&text, "npm ci --omit=dev && ").contains("COPY tsconfig.json "), "{text}");
        context.write(".npmrc", "ignore-scripts=true\n");
        context.emit(of(&npm(""), &context));
    }
    let scripts = format!("\"scripts\": {{ {BUILDS}, \"prepare\": \"husky\" }}, {dev}");
    let context = root(NPM, &scripts, &[]);
    context.emit(of(&npm(""), &context));
    // Classic Yarn takes patches back when it removes packages.
    let scripts = format!("\"scripts\": {{ {BUILDS}, \"postinstall\": \"patch-package\" }}, {dev}");
    let context = root(CLASSIC, &scripts, &[("patches/x.patch", "")]);
    says(of(&yarn(""), &context), "calls `patch-package`, which is not installed without");
    context.replace("package.json", "devDependencies", "dependencies");
    let text = context.emit(of(&yarn(""), &context));
    assert!(
        text.contains("--ignore-scripts --prefer-offline && \\\n    yarn run postinstall"),
        "{text}"
    );
    let context = root(NPM, "\"private\": true", &[("binding.gyp", "{}")]);
    says(of(&npm(""), &context), "the script `install` of `package.json` calls `node-gyp rebuild`");
}

#[test]
fn scripts_do_not_run_where_they_are_told_not_to() {
    let scripts =
        format!("\"scripts\": {{ {BUILDS}, \"postinstall\": \"x\", \"prepare\": \"y\" }}");
    let context = root(CLASSIC, &scripts, &[]);
    let text = context.emit(of(&yarn("").ignore_scripts(), &context));
    assert!(text.contains("yarn install --frozen-lockfile --ignore-scripts\n"), "{text}");
    // Classic Yarn reads npm's settings beside its own: each file alone is enough.
    let ignores = [
        ("ignore-scripts=true\n", "network-timeout 600000\n"),
        ("audit=false\n", "--install.ignore-scripts true\n"),
    ];
    for (of_npm, of_yarn) in ignores {
        let context = root(CLASSIC, &scripts, &[(".npmrc", of_npm), (".yarnrc", of_yarn)]);
        let text = context.emit(of(&yarn(""), &context));
        assert!(text.contains("yarn install --frozen-lockfile --ignore-scripts\n"), "{text}");
    }
    // Of a key that stands twice the last line counts.
    for (lines, flag) in [
        ("ignore-scripts=true\n", " --ignore-scripts"),
        ("ignore-scripts=false\n", ""),
        ("ignore-scripts=false\nignore-scripts=true\n", " --ignore-scripts"),
        ("ignore-scripts=true\nignore-scripts=false\n", ""),
    ] {
        let context = root(NPM, "\"private\": true", &[(".npmrc", lines)]);
        let text = context.emit(of(&npm(""), &context));
        assert!(text.contains(&format!("npm ci --omit=dev{flag} && ")), "{lines}: {text}");
    }
    let context = root(BERRY, &scripts, &[(".yarnrc.yml", "nodeLinker: node-modules\n")]);
    let text = context.emit(of(&yarn("").version("4.9.2").ignore_scripts(), &context));
    assert!(text.contains("yarn install --immutable --mode=skip-build\n"), "{text}");
    let focus = "npm pkg delete scripts.postinstall && \\\n    yarn workspaces focus --production";
    assert!(text.contains(focus), "{text}");
    let context = root(PNPM, &scripts, &[]);
    let text = context.emit(of(&pnpm("").version("10.34.9").ignore_scripts(), &context));
    assert!(text.contains("pnpm fetch --ignore-scripts\n"), "{text}");
    assert!(
        text.contains("pnpm install --offline --frozen-lockfile --ignore-scripts && "),
        "{text}"
    );
    // A root of pnpm's is installed over its sources; what is pruned is not built again.
    let text = context.emit(of(&pnpm("").version("10.34.9"), &context));
    assert!(text.contains("pnpm prune --prod --ignore-scripts"), "{text}");
}

/// A file that a script of an install reads is there when it runs, whichever of the manager's events it is.
#[test]
fn what_each_event_of_each_manager_reads_is_there() {
    let installs = ["preinstall", "install", "postinstall"];
    let npm_runs =
        ["prepublish", "preprepare", "prepare", "postprepare", "dependencies"].as_slice();
    let managers = [
        (NPM, npm(""), [npm_runs, npm_runs]),
        // What prepares a package to be published does not run for production.
        (CLASSIC, yarn(""), [&[], &["prepublish", "prepare"]]),
        (BERRY, yarn("").version("4.9.2"), [&[], &[]]),
    ];
    for (lock, package, more) in managers {
        for (builds, more) in [("", more[0]), (BUILDS, more[1])] {
            for event in installs.iter().chain(npm_runs) {
                let script = format!("\"{event}\": \"node scripts/gen.js\"");
                let comma = if builds.is_empty() { "" } else { ", " };
                let scripts = format!("\"scripts\": {{ {builds}{comma}{script} }}");
                let files = [("scripts/gen.js", ""), (".yarnrc.yml", "nodeLinker: node-modules\n")];
                let context = root(lock, &scripts, &files);
                let text = context.emit(of(&package, &context));
                let installs_by = ["npm ci", "yarn install", "yarn workspaces focus"];
                let begins = installs_by.iter().filter_map(|words| text.find(words)).min();
                let above = &text[..begins.expect("it installs")];
                let is_there = above.contains("COPY scripts/gen.js /src/scripts/\n");
                let runs = installs.contains(event) || more.contains(event);
                assert_eq!(is_there, runs, "{} {builds} {event}\n{text}", lock.0);
            }
        }
    }
}
