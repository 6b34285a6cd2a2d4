//! What manifests, settings and lock files may say in several words, each by itself.

use dockerfile_core::{Image, npm, pnpm, yarn};
use dockerfile_tests::context::{Context, refused, shown};
use dockerfile_tests::git;

use super::errors::says;
use super::inputs::{BERRY, BUILDS, CLASSIC, NPM, PNPM, above, of, root};
use super::{berry_workspace, by_npm, by_pnpm, by_yarn, declared, npm_workspace, pnpm_workspace};

const PRIVATE: &str = "\"private\": true";
const LINKER: &str = "nodeLinker: node-modules\n";

fn by_npm_alone(context: &Context) -> Image {
    of(&npm(""), context)
}

fn by_pnpm_alone(context: &Context) -> Image {
    of(&pnpm("").version("10.34.9"), context)
}

fn by_berry(context: &Context) -> Image {
    of(&yarn("").version("4.9.2"), context)
}

// ---- settings --------------------------------------------------------------------------------

#[test]
fn a_program_of_npms_settings_is_a_path_or_a_name() {
    for key in ["script-shell", "node-gyp"] {
        let context = root(NPM, PRIVATE, &[("conf/x.sh", ""), ("bash", "")]);
        context.write(".npmrc", format!("{key}=./conf/x.sh\n"));
        let text = shown(by_npm_alone(&context));
        assert!(above(&text, "npm ci").contains("COPY conf/x.sh "), "{text}");
        context.write(".npmrc", format!("{key}=bash\n"));
        assert!(!shown(by_npm_alone(&context)).contains("conf/x.sh"));
    }
    let context = root(CLASSIC, PRIVATE, &[("conf/x.sh", "")]);
    context.write(".yarnrc", "script-shell \"./conf/x.sh\"\n");
    assert!(shown(of(&yarn(""), &context)).contains("COPY conf/x.sh "));
}

#[test]
fn what_is_no_path_of_the_context_names_nothing() {
    for line in [
        "; //h/:cafile=gone",
        "# //h/:cafile=gone",
        "[cafile=gone",
        "cafile=",
        "other=gone",
        "cafile",
    ] {
        let context = root(NPM, PRIVATE, &[]);
        context.write(".npmrc", format!("{line}\n"));
        shown(by_npm_alone(&context));
    }
    // What an install makes is no file of the project, be it there or not.
    let made = "node_modules/.pnpm-config/x/pnpmfile.cjs";
    let settings = format!("pnpmfile: {made}\npatchedDependencies:\n  ms: ./{made}\n");
    let context = root(PNPM, PRIVATE, &[("pnpm-workspace.yaml", &settings)]);
    shown(by_pnpm_alone(&context));
    context.write(made, "");
    assert!(!shown(by_pnpm_alone(&context)).contains("COPY node_modules"));
    for line in ["cafile[]=gone", "//h/:cafile=gone", "'cafile' = 'gone'"] {
        let context = root(NPM, PRIVATE, &[]);
        context.write(".npmrc", format!("{line}\n"));
        says(by_npm_alone(&context), "`.npmrc` names `gone`, which is not there");
    }
    for key in ["/etc/key.pem", "~/key.pem", "${HOME}/key.pem"] {
        let context = root(NPM, PRIVATE, &[]);
        context.write(".npmrc", format!("//h/:keyfile={key}\n"));
        shown(by_npm_alone(&context));
    }
}

#[test]
fn each_setting_of_newer_yarn_with_a_path_is_read() {
    let path = "conf/x.pem";
    for key in ["caFilePath", "httpsCaFilePath", "httpsCertFilePath"] {
        for settings in
            [format!("{key}: {path}\n"), format!("networkSettings:\n  h:\n    {key}: {path}\n")]
        {
            let context = root(BERRY, PRIVATE, &[(path, "")]);
            context.write(".yarnrc.yml", format!("{LINKER}{settings}"));
            let text = shown(by_berry(&context));
            assert!(above(&text, "yarn workspaces").contains("COPY conf/x.pem "), "{settings}");
        }
    }
    for settings in [
        "httpsKeyFilePath: conf/x.pem\n",
        "networkSettings:\n  h:\n    httpsKeyFilePath: conf/x.pem\n",
    ] {
        let context = root(BERRY, PRIVATE, &[(path, "")]);
        context.write(".yarnrc.yml", format!("{LINKER}{settings}"));
        says(by_berry(&context), "`.yarnrc.yml` names the private key `conf/x.pem`");
        let elsewhere = settings.replace("conf/", "/run/secrets/");
        context.write(".yarnrc.yml", format!("{LINKER}{elsewhere}"));
        shown(by_berry(&context));
    }
    for folder in [".yarn/patches", ".yarn/plugins", ".yarn/releases"] {
        let context = root(BERRY, PRIVATE, &[(".yarnrc.yml", LINKER)]);
        context.write(&format!("{folder}/x.cjs"), "");
        let text = shown(by_berry(&context));
        let copied = format!("COPY {folder} /src/{folder}\n");
        assert!(above(&text, "yarn workspaces").contains(&copied), "{text}");
    }
}

/// Since Yarn 4, whose lock file is of version 8, packages are in a folder of the user.
#[test]
fn packages_that_are_checked_in_are_those_of_the_project() {
    for (version, settings, folder) in [
        (6, "", ".yarn/cache"),
        (7, "", ".yarn/cache"),
        (8, "", ""),
        (9, "", ""),
        (6, "enableGlobalCache: true\n", ""),
        (8, "enableGlobalCache: false\n", ".yarn/cache"),
        (8, "enableGlobalCache: false\ncacheFolder: ./more\n", "more"),
        (8, "enableGlobalCache: false\ncacheFolder: /more\n", ""),
        (8, "enableGlobalCache: false\ncacheFolder: ./empty\n", ""),
    ] {
        let lock = format!("__metadata:\n  version: {version}\n");
        let context = root(("yarn.lock", &lock), PRIVATE, &[]);
        for file in [".yarn/cache/x.zip", "more/x.zip", "empty/x.txt"] {
            context.write(file, "");
        }
        context.write(".yarnrc.yml", format!("{LINKER}{settings}"));
        let text = shown(by_berry(&context));
        let above = above(&text, "yarn workspaces");
        for it in [".yarn/cache", "more", "empty"] {
            let is_copied = above.contains(&format!("COPY {it} /src/{it}\n"));
            assert_eq!(is_copied, it == folder, "{version} {settings}\n{text}");
        }
    }
    for (version, is_shortened) in [(4, false), (5, true), (6, true)] {
        let context = berry_workspace();
        context.replace("yarn.lock", "  version: 8", &format!("  version: {version}"));
        let text = shown(by_yarn(&context));
        assert_eq!(text.contains("build-manifests"), is_shortened, "{version}\n{text}");
    }
    let context = berry_workspace();
    let app = yarn("services/app").context(context.folder());
    shown(super::service(&app.clone().version("4.9.2")));
    let other = "names `yarn@4.9.2`, and `.version(\"4.9.1\")` another";
    says(super::service(&app.version("4.9.1")), other);
}

#[test]
fn each_setting_of_pnpm_with_a_path_is_read() {
    for (settings, is_copied) in [
        ("pnpmfile: conf/x.cjs\n", true),
        ("pnpmfile: [conf/x.cjs]\n", true),
        ("globalPnpmfile: conf/x.cjs\n", true),
        ("cafile: conf/x.cjs\n", true),
        ("scriptShell: ./conf/x.cjs\n", true),
        ("patchedDependencies:\n  x@1: conf/x.cjs\n", true),
        ("overrides:\n  x: file:conf/x.tgz\n", true),
        ("scriptShell: bash\n", false),
        ("cafile: /conf/x.cjs\n", false),
        ("overrides:\n  x: 1.0.0\n", false),
    ] {
        let context = root(PNPM, PRIVATE, &[("conf/x.cjs", ""), ("conf/x.tgz", "")]);
        context.write("pnpm-workspace.yaml", settings);
        let text = shown(by_pnpm_alone(&context));
        assert_eq!(above(&text, "pnpm fetch").contains("COPY conf/x."), is_copied, "{settings}");
    }
    for (settings, flag) in [("true", " --ignore-scripts"), ("false", "")] {
        let context = root(PNPM, PRIVATE, &[]);
        context.write("pnpm-workspace.yaml", format!("ignoreScripts: {settings}\n"));
        let text = shown(by_pnpm_alone(&context));
        assert!(text.contains(&format!("pnpm fetch{flag}\n")), "{text}");
    }
    for name in [".pnpmfile.cjs", ".pnpmfile.mjs"] {
        let context = root(PNPM, PRIVATE, &[("hooks/x.js", "")]);
        context.write(name, "require('./hooks/x')");
        let text = shown(by_pnpm_alone(&context));
        let above = above(&text, "pnpm fetch");
        assert!(above.contains(&format!("COPY pnpm-lock.yaml {name} /src/\n")), "{text}");
        assert!(above.contains("COPY hooks/x.js /src/hooks/x.js\n"), "{text}");
    }
}

// ---- manifests -------------------------------------------------------------------------------

/// A package that two tables name is what the stronger one says.
#[test]
fn each_table_of_packages_is_read() {
    let file = "{ \"x\": \"file:./vendor/x.tgz\" }";
    let other = "{ \"x\": \"1\" }";
    for (manifest, by_npm, by_pnpm) in [
        (format!("\"dependencies\": {file}"), true, true),
        (format!("\"optionalDependencies\": {file}"), true, true),
        (format!("\"peerDependencies\": {file}"), true, true),
        (format!("\"devDependencies\": {file}"), true, true),
        (format!("\"overrides\": {file}"), true, true),
        (format!("\"overrides\": {{ \"y\": {file} }}"), true, true),
        (format!("\"resolutions\": {file}"), true, true),
        (format!("\"pnpm\": {{ \"overrides\": {file} }}"), true, true),
        (format!("\"dependencies\": {file}, \"optionalDependencies\": {other}"), true, true),
        (format!("\"dependencies\": {other}, \"optionalDependencies\": {file}"), false, false),
        (format!("\"optionalDependencies\": {file}, \"peerDependencies\": {other}"), true, true),
        (format!("\"optionalDependencies\": {other}, \"peerDependencies\": {file}"), false, false),
        (format!("\"dependencies\": {other}"), false, false),
    ] {
        let context = root(NPM, &manifest, &[("vendor/x.tgz", "")]);
        context.write(PNPM.0, PNPM.1);
        for (image, install, is_copied) in [
            (by_npm_alone(&context), "npm ci", by_npm),
            (by_pnpm_alone(&context), "pnpm fetch", by_pnpm),
        ] {
            let text = shown(image);
            let is_there = above(&text, install).contains("COPY vendor/x.tgz ");
            assert_eq!(is_there, is_copied, "{manifest}\n{text}");
        }
    }
}

#[test]
fn scripts_that_run_are_texts() {
    for script in ["build", "install", "postinstall", "preinstall", "prepare"] {
        let context = root(NPM, &format!("\n\"scripts\": {{ \"{script}\": [] }}"), &[]);
        says(by_npm_alone(&context), "`package.json`, line 2: invalid type: sequence");
    }
    let context = root(NPM, "\"scripts\": { \"note\": [] }", &[]);
    shown(by_npm_alone(&context));
}

#[test]
fn a_version_of_pnpm_is_said_in_two_places() {
    let engines = |version: &str| {
        format!(
            "\"devEngines\": {{ \"packageManager\": {{ \"name\": \"pnpm\", \"version\": \"{version}\" }} }}"
        )
    };
    for (manifest, version) in [
        (engines("10.34.9"), Some("10.34.9")),
        (
            engines("10.34.9").replace(": { \"name", ": [{ \"name").replace("\" } }", "\" }] }"),
            Some("10.34.9"),
        ),
        (engines("^10.34.9"), None),
        (engines("10.34"), None),
        (engines("10.34.9").replace("\"pnpm\"", "\"npm\""), None),
        (
            format!("\"packageManager\": \"pnpm@9.1.0+sha1.a\", {}", engines("10.34.9")),
            Some("9.1.0"),
        ),
    ] {
        let context = root(PNPM, &manifest, &[]);
        let image = of(&pnpm(""), &context);
        match version {
            Some(version) => {
                let text = shown(image);
                assert!(text.contains(&format!("npm install -g pnpm@{version}\n")), "{text}");
            }
            None => says(image, "`package.json` does not say which pnpm"),
        }
    }
}

// ---- lock files ------------------------------------------------------------------------------

#[test]
fn an_old_lock_file_of_npm_says_too_little() {
    for (version, is_shortened) in [(1, false), (2, true), (3, true)] {
        let context = npm_workspace();
        let now = format!("\"lockfileVersion\": {version},");
        context.replace("package-lock.json", "\"lockfileVersion\": 3,", &now);
        let text = shown(by_npm(&context));
        assert_eq!(text.contains("build-manifests"), is_shortened, "{version}\n{text}");
    }
    let context = Context::with(&[("package.json", "{}"), ("bun.lockb", "")]);
    let said = refused(declared(&npm(".").context(context.folder()), "/src/x.js"));
    assert!(said.contains("`bun.lockb` is Bun's, which no recipe reads"), "{said}");
}

#[test]
fn each_table_of_pnpms_lock_file_says_what_is_a_member() {
    for (table, locked, is_member) in [
        ("dependencies", "\n        specifier: 1\n        version: link:../other", true),
        ("dependencies", "\n        specifier: 1\n        version: file:services/other", true),
        ("dependencies", "\n        specifier: 1\n        version: 1.0.0", false),
        ("devDependencies", "\n        specifier: 1\n        version: link:../other", true),
        ("optionalDependencies", "\n        specifier: 1\n        version: link:../other", true),
        ("optionalDependencies", " link:../other", true),
        ("optionalDependencies", " 1.0.0", false),
    ] {
        let context = pnpm_workspace();
        let app = "services/app/package.json";
        match table {
            "optionalDependencies" => {
                let now = "\"optionalDependencies\": { \"@x/other\": \"1\" }, \"dependencies\"";
                context.replace(app, "\"dependencies\"", now);
            }
            table => {
                let now = format!("\"{table}\": {{ \"@x/other\": \"1\", ");
                context.replace(app, &format!("\"{table}\": {{ "), &now);
            }
        }
        let lock = context.text("pnpm-lock.yaml");
        let (start, importer) = lock.split_once("  services/app:\n").expect("an importer");
        let entry = format!("      '@x/other':{locked}\n");
        let head = format!("    {table}:\n");
        let importer = match importer.contains(&head) {
            true => importer.replacen(&head, &format!("{head}{entry}"), 1),
            false => format!("{head}{entry}{importer}"),
        };
        context.write("pnpm-lock.yaml", format!("{start}  services/app:\n{importer}"));
        let text = shown(by_pnpm(&context));
        assert_eq!(text.contains("COPY services/other /src"), is_member, "{table}{locked}\n{text}");
    }
}

#[test]
fn an_optional_package_of_linux_is_there_however_it_says_so() {
    for (os, fits) in [
        ("\"linux\"", true),
        ("\"darwin\", \"linux\"", true),
        ("\"!win32\"", true),
        ("\"!linux\"", false),
        ("\"darwin\"", false),
        ("", true),
    ] {
        let lock = format!(
            "{{ \"lockfileVersion\": 3, \"packages\": {{ \"node_modules/x\": {{ \"optionalDependencies\": \
             {{ \"x-some\": \"1\", \"x-linux\": \"1\" }} }}, \"node_modules/x-some\": {{ \"os\": [{os}] }} }} }}"
        );
        let context = root(("package-lock.json", &lock), PRIVATE, &[]);
        match fits {
            true => drop(shown(by_npm_alone(&context))),
            false => says(by_npm_alone(&context), "and nothing of it for Linux"),
        }
    }
}

// ---- links -----------------------------------------------------------------------------------

/// A package looks for others from where it is: a folder of `link:` finds those of the root.
#[test]
fn a_folder_that_is_linked_to_finds_what_it_needs() {
    let needs = "{ \"name\": \"lib\", \"scripts\": { \"build\": \"x\" }, \"dependencies\": { \"ms\": \"1\" } }";
    let ships = ", \"ms\": \"1\"";
    for (spec, more, is_good) in [
        ("link:./lib", "", false),
        ("link:./lib", ships, true),
        ("portal:./lib", "", true),
        ("portal:../lib", ships, false),
        ("link:../lib", ships, false),
    ] {
        let manifest =
            format!("{{ \"name\": \"web\", \"dependencies\": {{ \"lib\": \"{spec}\"{more} }} }}");
        let context = Context::with(&[
            ("web/package.json", &manifest),
            ("web/yarn.lock", BERRY.1),
            ("web/.yarnrc.yml", LINKER),
            ("web/lib/package.json", needs),
            ("lib/package.json", needs),
        ]);
        let web = yarn("web").version("4.9.2").context(context.folder());
        match is_good {
            true => {
                let text = shown(declared(&web, "/src/web/main.js"));
                assert!(text.contains("npm run build --prefix ./lib"), "{text}");
            }
            false => says(declared(&web, "/src/web/main.js"), "which needs `ms`"),
        }
    }
    let linked = "\"node_modules/lib\": { \"resolved\": \"lib\", \"link\": true }";
    let lock = format!("{{ \"lockfileVersion\": 3, \"packages\": {{ {linked} }} }}");
    let lib = "{ \"name\": \"lib\", \"scripts\": { \"build\": \"x\" } }";
    let manifest = "\"dependencies\": { \"lib\": \"file:lib\" }";
    let context = root(("package-lock.json", &lock), manifest, &[("lib/package.json", lib)]);
    assert!(shown(by_npm_alone(&context)).contains("RUN npm run build --prefix ./lib && "));
    // What builds a folder beside the root is installed nowhere.
    for (script, is_good) in [("test", true), ("build", false)] {
        let lib = format!(
            "{{ \"scripts\": {{ \"{script}\": \"tsc\" }}, \"devDependencies\": {{ \"typescript\": \"5\" }} }}"
        );
        let context = Context::with(&[
            (
                "web/package.json",
                "{ \"name\": \"web\", \"dependencies\": { \"lib\": \"file:../lib\" } }",
            ),
            ("web/package-lock.json", NPM.1),
            ("lib/package.json", &lib),
        ]);
        let web = npm("web").context(context.folder());
        match is_good {
            true => drop(shown(declared(&web, "/src/web/main.js"))),
            false => says(declared(&web, "/src/web/main.js"), "which needs `typescript`"),
        }
    }
}

// ---- the root --------------------------------------------------------------------------------

#[test]
fn what_compilers_read_at_the_root_is_copied() {
    let manifest = format!("\"scripts\": {{ {BUILDS} }}");
    for name in
        [".babelrc", ".babelrc.json", ".browserslistrc", ".postcssrc", ".swcrc", "a.config.js"]
    {
        let context = root(NPM, &manifest, &[(name, "{}")]);
        let text = shown(by_npm_alone(&context));
        assert!(text.contains(&format!("COPY {name} main.js /src/\n")), "{name}\n{text}");
    }
    for (name, is_shared) in [
        ("tsconfig.json", true),
        ("tsconfig.base.json", true),
        ("babel.config.js", true),
        ("babel.config.json", true),
        ("tsconfig.txt", false),
        ("vite.config.js", false),
    ] {
        let context = npm_workspace();
        context.write(name, "{}");
        let text = shown(by_npm(&context));
        assert_eq!(text.contains(&format!("COPY {name} /src/\n")), is_shared, "{name}\n{text}");
    }
    let made =
        [("node_modules/x.js", ""), ("build.rs", ""), ("target/x.js", ""), ("Cargo.toml", "")];
    let context = root(NPM, &manifest, &made);
    let text = shown(by_npm_alone(&context));
    assert!(text.contains("COPY main.js /src/\n") && !text.contains("COPY target"), "{text}");
    std::fs::remove_file(context.path("Cargo.toml")).expect("it was there");
    let text = shown(by_npm_alone(&context));
    assert!(text.contains("COPY build.rs main.js /src/\nCOPY target /src/target\n"), "{text}");
    let context = root(NPM, &manifest, &[(".env.production", "URL=x\n"), (".env.local", "")]);
    git(context.folder(), &["init", "-q"]);
    git(context.folder(), &["add", "-f", "."]);
    let text = shown(by_npm_alone(&context));
    assert!(text.contains("COPY .env.production main.js /src/\n"), "{text}");
}
