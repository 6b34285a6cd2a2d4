//! Built and run on an engine.

use dockerfile_core::{Debian, Image, Stage, existing, image, npm, pnpm, run, yarn};
use dockerfile_tests::context::Context;
use dockerfile_tests::docker::Docker;

use super::{
    NODE, berry_workspace, by_npm, by_pnpm, by_yarn, classic_workspace, declared, npm_single,
    npm_workspace, pnpm_workspace, single,
};

/// Builds and runs it; the image holds what the program needs, and nothing that built it.
fn runs(docker: Docker, context: &Context, image: Image, said: &str) {
    context.emit(image);
    let built = context.build(docker);
    let program = built.inspect("{{index .Config.Entrypoint 1}}");
    let output = built.try_run(&[], &["node", &program]);
    assert_eq!(String::from_utf8_lossy(&output.stdout), said, "{output:?}");
    assert_eq!(built.inspect("{{.Config.User}}"), "1000:1000");
    let unwanted = "find / -xdev \\( -name isarray -o -name inherits -o -name .env -o -path /root/.npm \
                    -o -path /root/.local -o -path /usr/local/lib/node_modules/pnpm \\) -print \
                    | grep -v ^/usr/local/lib/node_modules/npm/ || true";
    assert_eq!(built.shell_as_root(unwanted), "");
}

#[test]
fn a_member_runs_with_what_it_needs() {
    let Some(docker) = Docker::connect() else { return };
    let context = npm_workspace();
    runs(docker, &context, by_npm(&context), "app common true\n");
    let context = pnpm_workspace();
    runs(docker, &context, by_pnpm(&context), "app common true\n");
    let context = berry_workspace();
    runs(docker, &context, by_yarn(&context), "app common true\n");
}

/// pnpm once asked a registry for what a member needs that the package does not need itself.
#[test]
fn a_member_has_what_it_needs_itself() {
    let Some(docker) = Docker::connect() else { return };
    let context = pnpm_workspace();
    let manifest = "packages/common/package.json";
    let name = "\"name\": \"@x/common\",";
    let needs = format!("{name} \"dependencies\": {{ \"ms\": \"^2.1.3\" }},");
    context.replace(manifest, name, &needs);
    let locked =
        "    dependencies:\n      ms:\n        specifier: ^2.1.3\n        version: 2.1.3\n";
    let importer = "  packages/common:\n";
    context.replace("pnpm-lock.yaml", importer, &format!("{importer}{locked}"));
    let main = "exports.said = \"common\" + require(\"ms\")(1000);\n";
    context.write("packages/common/src/main.js", main);
    runs(docker, &context, by_pnpm(&context), "app common1s true\n");
}

#[test]
fn a_stale_lock_file_fails_the_build() {
    let Some(docker) = Docker::connect() else { return };
    for (context, by) in [(npm_workspace(), by_npm as fn(&_) -> _), (berry_workspace(), by_yarn)] {
        let (before, now) = ("\"is-number\"", "\"wrappy\": \"1.0.2\", \"is-number\"");
        context.replace("services/app/package.json", before, now);
        context.emit(by(&context));
        let failed = docker.try_build(context.folder(), "Dockerfile", &[]);
        let said = failed.err().expect("`wrappy` is not locked");
        // Without the quote that it has in the file.
        assert!(said.contains(" the lock file does not fit the manifests: run "), "{said}");
    }
}

/// The stand-in for the official image has no Yarn of its own.
#[test]
fn classic_yarn_runs() {
    let Some(docker) = Docker::connect() else { return };
    let context = classic_workspace();
    let app = yarn("services/app").context(context.folder());
    let node = image(NODE).family(Debian);
    let build = Stage::named("build", node.clone())
        .packages(run(["npm", "install", "-g", "--force", "yarn@1.22.22"]))
        .dependencies(app.dependencies())
        .source(app.sources())
        .build(app.build());
    let program = ["node", "/src/services/app/dist/main.js"];
    let stage = Stage::from(node).account(existing("node", 1000));
    let image = stage.source(app.artifacts(&build)).entrypoint(program).into();
    runs(docker, &context, image, "app common true\n");
}

#[test]
fn a_package_alone_runs() {
    let Some(docker) = Docker::connect() else { return };
    let program = "/src/dist/main.js";
    let context = npm_single();
    runs(docker, &context, declared(&npm("").context(context.folder()), program), "web true\n");
    let context = single(&[("pnpm-lock.yaml", include_str!("locks/pnpm-single.yaml"))]);
    runs(docker, &context, declared(&pnpm("").context(context.folder()), program), "web true\n");
}

/// Members are linked to below the root, and go where it goes.
#[test]
fn a_root_runs_with_its_members() {
    let Some(docker) = Docker::connect() else { return };
    let context = npm_workspace();
    let script = "\"scripts\": { \"build\": \"node --version\" },\n  \"private\"";
    context.replace("package.json", "\"private\"", script);
    let root = npm("").context(context.folder());
    let image = declared(&root, "/src/services/app/dist/main.js");
    runs(docker, &context, image, "app common true\n");
}

/// A folder that is linked to, and a postinstall that writes what the program reads.
#[test]
fn what_is_named_is_there() {
    let Some(docker) = Docker::connect() else { return };
    let lock = "{ \"name\": \"web\", \"lockfileVersion\": 3, \"packages\": { \
        \"\": { \"name\": \"web\", \"dependencies\": { \"lib\": \"file:../lib\" } }, \
        \"../lib\": { \"version\": \"1.0.0\" }, \
        \"node_modules/lib\": { \"resolved\": \"../lib\", \"link\": true } } }";
    let context = Context::with(&[
        (
            "web/package.json",
            "{ \"name\": \"web\", \"dependencies\": { \"lib\": \"file:../lib\" }, \
             \"scripts\": { \"postinstall\": \"node scripts/gen\" } }",
        ),
        ("web/package-lock.json", lock),
        ("web/main.js", "console.log(require(\"lib\"), require(\"./node_modules/made.json\"));\n"),
        ("web/scripts/gen.js", "require(\"./write\")(\"node_modules/made.json\");\n"),
        (
            "web/scripts/write.js",
            "module.exports = path => require(\"fs\").writeFileSync(path, \"7\");\n",
        ),
        ("lib/package.json", "{ \"name\": \"lib\", \"version\": \"1.0.0\" }"),
        ("lib/index.js", "module.exports = \"lib\";\n"),
    ]);
    let web = npm("web").context(context.folder());
    runs(docker, &context, declared(&web, "/src/web/main.js"), "lib 7\n");
}

/// pnpm lays packages out otherwise than it has fetched them, and asks nobody.
#[test]
fn settings_of_pnpm_need_no_terminal() {
    let Some(docker) = Docker::connect() else { return };
    let context = single(&[
        ("pnpm-lock.yaml", include_str!("locks/pnpm-single.yaml")),
        (".npmrc", "shamefully-hoist=true\n"),
    ]);
    let image = declared(&pnpm("").context(context.folder()), "/src/dist/main.js");
    runs(docker, &context, image, "web true\n");
}
