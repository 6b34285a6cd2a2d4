//! Node: npm, pnpm and Yarn; a package alone and one of a workspace.

mod engine;
mod errors;
mod hostile;
mod inputs;
mod links;
mod nearest;
mod scenarios;
mod scripts;
mod text;
mod tracked;
mod words;

use dockerfile_core::{Debian, Image, NodePackage, Stage, existing, image, npm, pnpm, yarn};
use dockerfile_tests::context::Context;

pub(crate) use self::scenarios::{npm_scenario, pnpm_scenario, yarn_scenario};

const NODE: &str = "node:20-bookworm-slim";

/// A program that copies a file, with a package of the registry that only it needs.
const BUILD: &str = "require(\"isarray\");\nconst fs = require(\"fs\");\n\
    fs.mkdirSync(\"dist\", { recursive: true });\n\
    fs.copyFileSync(\"src/main.js\", \"dist/main.js\");\n";

const APP: &str = "console.log(\"app\", require(\"@x/common\").said, require(\"is-number\")(7));\n";

/// A workspace of a service, a library that it needs, and another service. Of the root's manifest
/// the lines that the package managers write differently, and how the service names the library.
fn workspace(root: &str, range: &str, files: &[(&str, &str)]) -> Context {
    let root = format!(
        "{{\n  \"name\": \"fleet\",\n  \"private\": true,\n{root}  \"devDependencies\": {{ \"inherits\": \"2.0.4\" }}\n}}\n"
    );
    let app = format!(
        "{{\n  \"name\": \"@x/app\",\n  \"version\": \"1.0.0\",\n  \"scripts\": {{ \"build\": \"node build.js\" }},\n  \
         \"dependencies\": {{ \"@x/common\": \"{range}\", \"is-number\": \"7.0.0\" }},\n  \
         \"devDependencies\": {{ \"isarray\": \"2.0.5\" }}\n}}\n"
    );
    let context = Context::with(&[
        ("package.json", &root),
        (
            "packages/common/package.json",
            "{\n  \"name\": \"@x/common\",\n  \"version\": \"1.0.0\",\n  \"main\": \"dist/main.js\",\n  \
             \"scripts\": { \"build\": \"node build.js\" },\n  \
             \"devDependencies\": { \"isarray\": \"2.0.5\" }\n}\n",
        ),
        ("packages/common/build.js", BUILD),
        ("packages/common/src/main.js", "exports.said = \"common\";\n"),
        ("services/app/package.json", &app),
        ("services/app/build.js", BUILD),
        ("services/app/src/main.js", APP),
        // What a developer's machine has and an image must not.
        ("services/app/node_modules/is-number/index.js", "throw \"of the host\";\n"),
        ("services/app/.env", "TOKEN=1\n"),
        (
            "services/other/package.json",
            "{\n  \"name\": \"@x/other\",\n  \"version\": \"1.0.0\",\n  \
             \"dependencies\": { \"ms\": \"2.1.3\" }\n}\n",
        ),
        ("services/other/main.js", "require(\"ms\");\n"),
        ("README.md", "No source.\n"),
    ]);
    files.iter().for_each(|(path, text)| context.write(path, text));
    context
}

const WORKSPACES: &str = "  \"workspaces\": [\"packages/*\", \"services/*\"],\n";

fn npm_workspace() -> Context {
    workspace(WORKSPACES, "1.0.0", &[("package-lock.json", include_str!("locks/npm.json"))])
}

fn pnpm_workspace() -> Context {
    let members = "packages:\n  - \"packages/*\"\n  - services/*\n";
    workspace(
        "  \"packageManager\": \"pnpm@10.34.9\",\n",
        "workspace:*",
        &[("pnpm-lock.yaml", include_str!("locks/pnpm.yaml")), ("pnpm-workspace.yaml", members)],
    )
}

fn classic_workspace() -> Context {
    workspace(WORKSPACES, "1.0.0", &[("yarn.lock", include_str!("locks/yarn-classic.lock"))])
}

fn berry_workspace() -> Context {
    let manager = format!("{WORKSPACES}  \"packageManager\": \"yarn@4.9.2\",\n");
    workspace(
        &manager,
        "workspace:*",
        &[
            ("yarn.lock", include_str!("locks/yarn-berry.lock")),
            (".yarnrc.yml", "nodeLinker: node-modules\n"),
        ],
    )
}

/// A package alone, and files of its own.
fn single(files: &[(&str, &str)]) -> Context {
    let context = Context::with(&[
        (
            "package.json",
            "{\n  \"name\": \"web\",\n  \"packageManager\": \"pnpm@10.34.9\",\n  \
             \"scripts\": { \"build\": \"node build.js\" },\n  \
             \"dependencies\": { \"is-number\": \"7.0.0\" },\n  \
             \"devDependencies\": { \"isarray\": \"2.0.5\" }\n}\n",
        ),
        ("build.js", BUILD),
        ("src/main.js", "console.log(\"web\", require(\"is-number\")(7));\n"),
        ("README.md", "No source.\n"),
        (".env", "TOKEN=1\n"),
        ("node_modules/is-number/index.js", "throw \"of the host\";\n"),
    ]);
    files.iter().for_each(|(path, text)| context.write(path, text));
    context
}

fn npm_single() -> Context {
    single(&[("package-lock.json", include_str!("locks/npm-single.json"))])
}

fn declared(web: &NodePackage, program: &str) -> Image {
    let node = image(NODE).family(Debian);
    let build = Stage::named("build", node.clone())
        .dependencies(web.dependencies())
        .source(web.sources())
        .build(web.build());
    Stage::from(node)
        .account(existing("node", 1000))
        .source(web.artifacts(&build))
        .entrypoint(["node", program])
        .into()
}

fn service(app: &NodePackage) -> Image {
    declared(app, "/src/services/app/dist/main.js")
}

fn by_npm(context: &Context) -> Image {
    service(&npm("services/app").context(context.folder()))
}

fn by_pnpm(context: &Context) -> Image {
    service(&pnpm("services/app").context(context.folder()))
}

fn by_yarn(context: &Context) -> Image {
    service(&yarn("services/app").context(context.folder()))
}

const SOURCES: &str = "COPY packages/common /src/packages/common\n\
    COPY services/app /src/services/app\n";
