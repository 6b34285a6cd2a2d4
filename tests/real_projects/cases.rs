//! The projects: names and versions of published packages, where they lie, and what is edited.

use super::manager::Manager::{self, *};

/// An application, or a workspace of several, of published packages.
#[derive(Clone, Copy)]
pub(crate) struct Case {
    pub(crate) name: &'static str,
    pub(crate) manager: Manager,
    /// The packages: name, version, folder.
    pub(crate) packages: &'static [(&'static str, &'static str, &'static str)],
    /// The folder with the lock file.
    pub(crate) root: &'static str,
    /// The folder that the recipe is told.
    pub(crate) project: &'static str,
    /// What makes it worth a trial, for the table.
    pub(crate) kinds: &'static str,
    /// Packages of `devDependencies` that the build needs.
    pub(crate) builds_with: &'static [&'static str],
    /// What a published package has, and its repository has not: beginnings of paths.
    pub(crate) built: &'static [&'static str],
    /// Files written by us.
    pub(crate) written: &'static [(&'static str, &'static str)],
    /// What is merged into files of JSON.
    pub(crate) merged: &'static [(&'static str, &'static str)],
    /// What is replaced in other files: file, text, other text.
    pub(crate) replaced: &'static [(&'static str, &'static str, &'static str)],
    /// More words for the emitter.
    pub(crate) told: &'static [&'static str],
    /// What the image is asked.
    pub(crate) program: &'static [&'static str],
    /// A file, and a text of it that the image holds.
    pub(crate) edit: (&'static str, &'static str),
    /// Where the image holds it.
    pub(crate) holds: &'static str,
    /// The words that it is refused with, where it is.
    pub(crate) refused: &'static str,
}

const CASE: Case = Case {
    name: "",
    manager: Npm,
    packages: &[],
    root: "",
    project: "",
    kinds: "",
    builds_with: &[],
    built: &[],
    written: &[],
    merged: &[],
    replaced: &[],
    told: &[],
    program: &[],
    edit: ("", ""),
    holds: "",
    refused: "",
};

/// An application in a folder of its repository.
const APP: Case = Case { root: "app", project: "app", holds: "/src/app", ..CASE };

/// A project of Python whose program is installed.
const VENV: Case = Case { holds: "/opt/venv/lib", ..CASE };

/// The same in a folder of its repository.
const SERVICE: Case = Case { root: "app", project: "app", ..VENV };

/// Those that the ordinary run builds: small ones.
pub(crate) const ORDINARY: [&str; 2] = ["http-server", "nox"];

/// All of them.
#[rustfmt::skip]
pub(crate) const CASES: &[Case] = &[
    Case { name: "http-server", manager: Npm, packages: &[("http-server", "14.1.1", "app")],
        kinds: "no build script", program: &["node", "/src/app/bin/http-server", "--help"],
        edit: ("app/bin/http-server", "Port to use."), ..APP },
    Case { name: "postcss-cli", manager: Npm, packages: &[("postcss-cli", "11.0.0", "app")],
        kinds: "ESM, a peer, an optional package of macOS", program: &["node", "/src/app/index.js", "--help"],
        edit: ("app/lib/args.js", "Create an external sourcemap"), ..APP },
    Case { name: "json2ts", manager: Npm, packages: &[("json-schema-to-typescript", "15.0.4", "app")],
        kinds: "TypeScript", built: &["dist/"],
        builds_with: &["typescript", "shx", "cli-color", "@types/cli-color", "@types/is-glob", "@types/js-yaml", "@types/minimist", "@types/node"],
        merged: &[("app/package.json", r#"{"scripts": {"build": "npm run clean && npm run build:server"},
            "dependencies": {"@types/lodash": "4.17.7"}}"#),
            // Its tests are compiled, too, in its repository.
            ("app/tsconfig.json", r#"{"compilerOptions": {"rootDir": "."}}"#)],
        // It names the oldest that its authors try.
        replaced: &[("app/.nvmrc", "16", "20")], program: &["node", "/src/app/dist/src/cli.js", "--help"],
        edit: ("app/src/cli.ts", "Output unknown type instead of any type"), ..APP },
    Case { name: "json2ts-16", manager: Npm, packages: &[("json-schema-to-typescript", "15.0.4", "app")],
        kinds: "of another Node", refused: "`app/.nvmrc` names Node 16, and the stage's base has 20", ..APP },
    Case { name: "terser", manager: Npm, packages: &[("terser", "5.31.0", "app")],
        kinds: "ESM bundled by Rollup", built: &["dist/bundle"], builds_with: &["rollup"],
        written: &[("app/rollup.config.js", "export default {\n    input: \"main.js\",\n    output: {\n        \
            file: \"dist/bundle.min.js\",\n        format: \"umd\",\n        name: \"Terser\",\n        \
            exports: \"named\",\n        globals: { \"@jridgewell/source-map\": \"sourceMap\" },\n    },\n    \
            external: [\"@jridgewell/source-map\", \"acorn\"],\n};\n")],
        program: &["node", "/src/app/bin/terser", "--help"],
        edit: ("app/lib/cli.js", "Specify parser options."), holds: "/src/app/dist", ..APP },
    Case { name: "sharp-cli", manager: Npm, packages: &[("sharp-cli", "5.1.0", "app")],
        kinds: "optional packages of machine code", program: &["node", "/src/app/bin/cli.js", "--help"],
        edit: ("app/lib/cli.js", "Remove safety features that help prevent memory exhaustion"), ..APP },
    Case { name: "remark", manager: Npm, packages: &[("remark-cli", "12.0.1", "packages/remark-cli"),
            ("remark", "15.0.1", "packages/remark"), ("remark-parse", "11.0.0", "packages/remark-parse"),
            ("remark-stringify", "11.0.0", "packages/remark-stringify")],
        kinds: "a workspace, ESM", project: "packages/remark-cli",
        written: &[("package.json", r#"{"private": true, "workspaces": ["packages/*"]}"#)],
        program: &["node", "/src/packages/remark-cli/cli.js", "--help"],
        edit: ("packages/remark-parse/lib/index.js", "Note: these options are not in the readme."),
        holds: "/src/packages", ..CASE },
    Case { name: "eslint", manager: Npm, packages: &[("eslint", "9.15.0", ""), ("@eslint/js", "9.15.0", "packages/js")],
        kinds: "a workspace's root at the context's", merged: &[("package.json", r#"{"workspaces": ["packages/*"]}"#)],
        program: &["node", "/src/bin/eslint.js", "--help"],
        edit: ("lib/options.js", "Disable use of ignore files and patterns"), holds: "/src/lib", ..CASE },
    Case { name: "openapi-typescript", manager: Pnpm, packages: &[("openapi-typescript", "7.4.3", "app")],
        kinds: "TypeScript and esbuild, ESM", built: &["dist/"], builds_with: &["del-cli", "esbuild", "@types/js-yaml"],
        merged: &[("app/package.json", r#"{"packageManager": "pnpm@10.34.9", "dependencies": {"typescript": "~5.6.3"},
            "devDependencies": {"@types/node": "^20"}, "pnpm": {"onlyBuiltDependencies": ["esbuild"]}}"#)],
        written: &[("app/tsconfig.build.json", r#"{"compilerOptions": {"declaration": true, "module": "NodeNext",
            "moduleResolution": "NodeNext", "target": "ESNext", "lib": ["ESNext", "DOM"], "skipLibCheck": true,
            "types": ["node"], "rootDir": "src", "outDir": "dist"}, "include": ["src"]}"#)],
        program: &["node", "/src/app/bin/cli.js", "--help"],
        edit: ("app/src/lib/utils.ts", "openapi-ts:*"), holds: "/src/app/dist", ..APP },
    Case { name: "size-limit", manager: Pnpm, packages: &[("size-limit", "11.1.6", "packages/size-limit"),
            ("@size-limit/file", "11.1.6", "packages/file"), ("@size-limit/esbuild", "11.1.6", "packages/esbuild")],
        kinds: "a workspace, scoped names, esbuild, ESM", project: "apps/report",
        written: &[("package.json", r#"{"private": true, "packageManager": "pnpm@10.34.9"}"#),
            ("pnpm-workspace.yaml", "packages:\n  - apps/*\n  - packages/*\nonlyBuiltDependencies:\n  - esbuild\n"),
            ("apps/report/package.json", r#"{"name": "report", "version": "1.0.0", "private": true, "type": "module",
                "dependencies": {"size-limit": "workspace:*", "@size-limit/file": "workspace:*",
                "@size-limit/esbuild": "workspace:*"}}"#)],
        program: &["node", "/src/apps/report/node_modules/size-limit/bin.js", "--help"],
        edit: ("packages/size-limit/create-help.js", "Set size or running time limit for files"),
        holds: "/src/apps/report", ..CASE },
    Case { name: "tailwindcss", manager: Yarn, packages: &[("tailwindcss", "3.4.17", "app")],
        kinds: "compiled by SWC's machine code", built: &["lib/"], builds_with: &["@swc/cli", "@swc/core", "rimraf"],
        written: &[("app/.swcrc", r#"{"jsc": {"parser": {"syntax": "typescript"}, "target": "es2021"},
            "module": {"type": "commonjs"}}"#)],
        merged: &[("app/package.json", r#"{"scripts": {"prebuild": "rimraf lib", "postbuild": null}}"#)],
        program: &["node", "/src/app/lib/cli.js", "--help"],
        edit: ("app/src/cli/index.js", "Path to a custom config file"), holds: "/src/app/lib", ..APP },
    Case { name: "commitlint", manager: Yarn, packages: &[("@commitlint/cli", "19.5.0", "@commitlint/cli"),
            ("@commitlint/format", "19.5.0", "@commitlint/format"), ("@commitlint/lint", "19.5.0", "@commitlint/lint"),
            ("@commitlint/load", "19.5.0", "@commitlint/load"), ("@commitlint/read", "19.5.0", "@commitlint/read"),
            ("@commitlint/types", "19.5.0", "@commitlint/types")],
        kinds: "a workspace, scoped folders, ESM", project: "@commitlint/cli",
        written: &[("package.json", r#"{"private": true, "workspaces": ["@commitlint/*"]}"#)],
        program: &["node", "/src/@commitlint/cli/cli.js", "--help"],
        edit: ("@commitlint/cli/lib/cli.js", "print resolved config"), holds: "/src/@commitlint", ..CASE },
    Case { name: "yarn-shell", manager: Berry, packages: &[("@yarnpkg/shell", "4.1.0", "packages/yarnpkg-shell"),
            ("@yarnpkg/parsers", "3.0.2", "packages/yarnpkg-parsers")],
        kinds: "a workspace, scoped names", project: "packages/yarnpkg-shell",
        written: &[("package.json", r#"{"private": true, "workspaces": ["packages/*"], "packageManager": "yarn@4.9.2"}"#),
            (".yarnrc.yml", "nodeLinker: node-modules\n")],
        program: &["node", "/src/packages/yarnpkg-shell/lib/cli.js", "--help"],
        edit: ("packages/yarnpkg-shell/lib/commands/entry.js", "run a command using"),
        holds: "/src/packages", ..CASE },
    Case { name: "sass", manager: Berry, packages: &[("sass", "1.81.0", "app")],
        kinds: "optional packages of machine code", written: &[("app/.yarnrc.yml", "nodeLinker: node-modules\n")],
        merged: &[("app/package.json", r#"{"packageManager": "yarn@4.9.2"}"#)],
        program: &["node", "/src/app/sass.js", "--version"],
        edit: ("app/sass.dart.js", "Compile Sass to CSS."), ..APP },
    Case { name: "nox", manager: Uv, packages: &[("nox", "2024.10.9", "app")],
        kinds: "hatchling, flat, package data", program: &["/opt/venv/bin/nox", "--help"],
        edit: ("app/nox/_options.py", "List all available sessions and exit."), ..SERVICE },
    Case { name: "check-jsonschema", manager: Uv, packages: &[("check-jsonschema", "0.29.4", "app")],
        kinds: "setuptools, src, package data", program: &["/opt/venv/bin/check-jsonschema", "--help"],
        edit: ("app/src/check_jsonschema/cli/main_command.py", "The name of an internal schema to use for"), ..SERVICE },
    Case { name: "httpx", manager: Uv, packages: &[("httpx", "0.27.2", "")],
        kinds: "the context's root, hatchling, its plugin's files, an extra", told: &["extra=cli"],
        program: &["/opt/venv/bin/httpx", "--help"],
        edit: ("httpx/_main.py", "Query parameters to include in the request URL."), ..VENV },
    Case { name: "flit", manager: Uv, packages: &[("flit", "3.10.1", ""), ("flit_core", "3.10.1", "flit_core")],
        kinds: "a workspace's root at the context's, flit builds itself",
        replaced: &[("pyproject.toml", "[project.scripts]", "[tool.uv.workspace]\nmembers = [\"flit_core\"]\n\n\
            [tool.uv.sources]\nflit_core = { workspace = true }\n\n[project.scripts]")],
        program: &["/opt/venv/bin/flit", "--help"],
        edit: ("flit/__init__.py", "Target Python executable, if different"), ..VENV },
    Case { name: "mdformat", manager: Uv, packages: &[("mdformat", "0.7.18", "packages/mdformat"),
            ("markdown-it-py", "3.0.0", "packages/markdown-it-py"), ("mdurl", "0.1.2", "packages/mdurl")],
        kinds: "a workspace, setuptools and flit, src and flat", project: "packages/mdformat",
        written: &[("pyproject.toml", "[tool.uv.workspace]\nmembers = [\"packages/*\"]\n\n[tool.uv.sources]\n\
            markdown-it-py = { workspace = true }\nmdurl = { workspace = true }\n")],
        program: &["/opt/venv/bin/mdformat", "--help"],
        edit: ("packages/markdown-it-py/markdown_it/cli/parse.py", "Parse one or more markdown files, convert"), ..VENV },
    Case { name: "dunamai", manager: Poetry, packages: &[("dunamai", "1.23.0", "app")],
        kinds: "poetry-core, flat",
        // For an older one, the lock file would have packages that no registry has any more.
        replaced: &[("app/pyproject.toml", "python = \">=3.5\"", "python = \">=3.11\"")], program: &["/opt/venv/bin/dunamai", "--help"],
        edit: ("app/dunamai/__main__.py", "Generate version from any detected VCS"), ..SERVICE },
    Case { name: "commitizen", manager: Poetry, packages: &[("commitizen", "3.31.0", "")],
        kinds: "the context's root, a readme in a folder, templates",
        replaced: &[("pyproject.toml", "python = \">=3.8\"", "python = \">=3.11\"")], program: &["/opt/venv/bin/cz", "--help"],
        edit: ("commitizen/cli.py", "the path of configuration file"), ..VENV },
    Case { name: "jrnl", manager: Poetry, packages: &[("jrnl", "4.2", "app")],
        kinds: "package data, machine code", program: &["/opt/venv/bin/jrnl", "--version"],
        edit: ("app/jrnl/args.py", "Print information useful for troubleshooting"), ..SERVICE },
    Case { name: "yamllint", manager: Pip, packages: &[("yamllint", "1.35.1", "app")],
        kinds: "setuptools, flat", root: "app", project: "app",
        program: &["env", "PYTHONPATH=/srv", "python3", "-m", "yamllint", "--version"],
        edit: ("app/yamllint/cli.py", "path to a custom configuration"), holds: "/srv", ..CASE },
    Case { name: "markdown-it-py", manager: PipUnhashed, packages: &[("markdown-it-py", "3.0.0", "app")],
        kinds: "flit, flat", root: "app", project: "app",
        program: &["env", "PYTHONPATH=/srv", "python3", "-m", "markdown_it.cli.parse", "--version"],
        edit: ("app/markdown_it/cli/parse.py", "Parse one or more markdown files, convert"), holds: "/srv", ..CASE },
];
