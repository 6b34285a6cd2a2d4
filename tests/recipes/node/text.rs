//! What is emitted.

use dockerfile_core::npm;
use dockerfile_tests::context::refused;

use super::{
    SOURCES, berry_workspace, by_npm, by_pnpm, by_yarn, classic_workspace, declared, npm_single,
    npm_workspace, pnpm_workspace,
};

/// A stage, from what stands below its FROM to the empty line.
fn stage<'t>(text: &'t str, name: &str) -> &'t str {
    let (_, stage) = text.split_once(&format!(" AS {name}\n")).expect("a stage of that name");
    stage.split("\n\n").next().expect("a stage")
}

fn build_stage(text: &str) -> &str {
    stage(text, "build")
}

fn final_stage(text: &str) -> &str {
    text.split_once(" AS final\n").expect("a stage `final`").1
}

const MANIFESTS: &str = "COPY packages/common/package.json /src/packages/common/\n\
    COPY services/app/package.json /src/services/app/\n\
    COPY services/other/package.json /src/services/other/\n";

const NPM_CACHE: &str = "--mount=type=cache,id=npm-debian-build,target=/root/.npm \\\n    ";

const KEEPS_ITS_PLACE: &str = "COPY --from=build /src/node_modules /src/node_modules\n\
    COPY --from=build /src/packages/common /src/packages/common\n\
    COPY --from=build /src/services/app /src/services/app\n\
    USER 1000:1000\n\
    ENTRYPOINT [\"node\", \"/src/services/app/dist/main.js\"]\n";

#[test]
fn npm_installs_what_a_member_needs() {
    let context = npm_workspace();
    let text = context.emit(by_npm(&context));
    assert_eq!(
        build_stage(&text),
        format!(
            "WORKDIR /src\n\
             COPY --from=build-manifests /manifests /src\n\
             # Dependencies, from the manifests and the lock file.\n\
             RUN {NPM_CACHE}npm ci -w @x/app --include-workspace-root\n\
             {SOURCES}\
             # The program, without the packages that only its build needs.\n\
             RUN npm run build -w @x/common && \\\n    \
             npm run build -w @x/app && \\\n    \
             npm prune --omit=dev -w @x/app --include-workspace-root && \\\n    \
             rm -f node_modules/.package-lock.json"
        )
    );
    assert_eq!(
        stage(&text, "build-manifests"),
        "WORKDIR /manifests\n\
         COPY packages/common/package.json /manifests/packages/common/\n\
         COPY services/app/package.json /manifests/services/app/\n\
         COPY package.json package-lock.json /manifests/\n\
         # The manifests and the lock file, without other members of the workspace.\n\
         RUN npm pkg set version=0.0.0 -w @x/app && \\\n    \
         if ! npm install --package-lock-only --offline --ignore-scripts --no-audit; then \
         echo \"the lock file does not fit the manifests: run npm install --package-lock-only\" >&2; \
         exit 1; fi"
    );
    assert_eq!(final_stage(&text), KEEPS_ITS_PLACE);
    let ignore = context.text(".dockerignore");
    assert!(!ignore.contains("!services/other"), "{ignore}");
    assert!(ignore.contains("services/app/**/node_modules\n"), "{ignore}");
}

#[test]
fn npm_without_a_script_installs_no_development_packages() {
    let context = npm_workspace();
    for manifest in ["packages/common/package.json", "services/app/package.json"] {
        context.replace(manifest, "\"build\"", "\"test\"");
    }
    context.write("tsconfig.base.json", "{}\n");
    let text = context.emit(by_npm(&context));
    let install = "npm ci --omit=dev -w @x/app --include-workspace-root && \\\n    \
                   rm -f node_modules/.package-lock.json\n";
    assert!(text.contains(install) && build_stage(&text).matches("RUN").count() == 1, "{text}");
    assert!(text.contains("COPY tsconfig.base.json /src/\n"), "{text}");
}

#[test]
fn npm_builds_a_package_alone() {
    let context = npm_single();
    let web = npm("").context(context.folder());
    let text = context.emit(declared(&web, "/src/dist/main.js"));
    assert_eq!(
        build_stage(&text),
        format!(
            "WORKDIR /src\n\
             COPY package.json package-lock.json /src/\n\
             # Dependencies, from the manifests and the lock file.\n\
             RUN {NPM_CACHE}npm ci\n\
             COPY build.js /src/\n\
             COPY src /src/src\n\
             # The program, without the packages that only its build needs.\n\
             RUN npm run build && \\\n    \
             npm prune --omit=dev && \\\n    \
             rm -f node_modules/.package-lock.json && \\\n    \
             mkdir /out && \\\n    \
             find . -mindepth 1 -maxdepth 1 ! -name node_modules -exec cp -R {{}} /out/ \\;"
        )
    );
    assert_eq!(
        final_stage(&text),
        "COPY --from=build /src/node_modules /src/node_modules\n\
         COPY --from=build /out /src\n\
         USER 1000:1000\n\
         ENTRYPOINT [\"node\", \"/src/dist/main.js\"]\n"
    );
}

#[test]
fn pnpm_fetches_by_the_lock_file_alone() {
    let context = pnpm_workspace();
    let text = context.emit(by_pnpm(&context));
    assert_eq!(
        build_stage(&text),
        format!(
            "WORKDIR /src\n\
             # pnpm, in the version that package.json names.\n\
             RUN {NPM_CACHE}npm install -g pnpm@10.34.9\n\
             COPY pnpm-lock.yaml pnpm-workspace.yaml /src/\n\
             # Dependencies, from the lock file alone.\n\
             RUN pnpm fetch\n\
             COPY package.json /src/\n\
             {SOURCES}\
             # The program, without the packages that only its build needs.\n\
             RUN CI=true pnpm install --offline --frozen-lockfile --filter @x/app... && \\\n    \
             pnpm --filter @x/app... run --if-present build && \\\n    \
             CI=true pnpm --filter @x/app deploy --prod --config.inject-workspace-packages=true \
             --config.deploy-all-files=true \
             --offline /out && \\\n    \
             rm -f /out/pnpm-lock.yaml && \\\n    \
             mv /out/node_modules /out-modules && \\\n    \
             rm -f /out-modules/.modules.yaml /out-modules/.pnpm-workspace-state*.json"
        )
    );
    assert_eq!(
        final_stage(&text),
        "COPY --from=build /out-modules /src/services/app/node_modules\n\
         COPY --from=build /out /src/services/app\n\
         USER 1000:1000\n\
         ENTRYPOINT [\"node\", \"/src/services/app/dist/main.js\"]\n"
    );
    context.replace(
        "pnpm-lock.yaml",
        "settings:\n",
        "settings:\n  injectWorkspacePackages: true\n",
    );
    context.write("patches/is-number@7.0.0.patch", "");
    let text = context.emit(by_pnpm(&context));
    assert!(text.contains("deploy --prod --config.deploy-all-files=true --offline /out"), "{text}");
    assert!(
        text.contains(
            "COPY patches /src/patches\n# Dependencies, from the lock file alone.\nRUN pnpm fetch\n"
        ),
        "{text}"
    );
}

/// `pnpm deploy` installs packages anew, without what a build has generated beside them.
#[test]
fn what_a_build_generates_beside_packages_is_deployed() {
    let context = pnpm_workspace();
    let text = context.emit(by_pnpm(&context));
    assert!(!text.contains("find node_modules"), "{text}");
    for (file, table) in [
        ("package.json", "\"devDependencies\": {"),
        ("packages/common/package.json", "\"devDependencies\": {"),
        ("services/app/package.json", "\"dependencies\": {"),
    ] {
        let context = pnpm_workspace();
        context.replace(file, table, &format!("{table} \"@prisma/client\": \"6.19.0\","));
        let text = context.emit(by_pnpm(&context));
        let copy = "-name .prisma -prune -exec cp -R --parents {} /out \\; && \\\n    rm -f /out/";
        assert!(text.contains(copy), "{file}: {text}");
    }
}

/// What a member needs of a registry is deployed by the lock file, or the call is an error.
#[test]
fn what_members_need_is_deployed_by_the_lock_file() {
    let context = pnpm_workspace();
    let named = |old: &str, new: &str| context.replace("package.json", old, new);
    named("pnpm@10.34.9", "pnpm@10.25.0");
    let text = context.emit(by_pnpm(&context));
    assert!(
        text.contains("deploy --prod --legacy --config.deploy-all-files=true --offline /out"),
        "{text}"
    );
    named("pnpm@10.25.0", "pnpm@9.15.9");
    let text = context.emit(by_pnpm(&context));
    assert!(
        text.contains("deploy --prod --config.deploy-all-files=true --offline /out"),
        "it knows no other way: {text}"
    );
    let (peer, common) = ("\"name\": \"@x/common\",", "packages/common/package.json");
    let needs = format!("{peer} \"dependencies\": {{ \"ms\": \"2.1.3\" }},");
    context.replace(common, peer, &needs);
    for (old, version) in [("9.15.9", "9.15.8"), ("9.15.8", "10.0.0"), ("10.0.0", "10.25.0")] {
        named(&format!("pnpm@{old}"), &format!("pnpm@{version}"));
        let said = refused(by_pnpm(&context));
        let problem = format!(
            "error: pnpm: pnpm {version} does not deploy `services/app` by the lock file, and \
             `packages/common` needs `ms`\n"
        );
        assert!(said.contains(&problem), "{said}");
        assert!(said.contains("= help: name pnpm 10.26 or a newer one"), "{said}");
    }
    named("pnpm@10.25.0", "pnpm@10.26.0");
    let text = context.emit(by_pnpm(&context));
    assert!(
        text.contains(
            "inject-workspace-packages=true --config.deploy-all-files=true --offline /out"
        )
    );
}

#[test]
fn classic_yarn_installs_the_workspace() {
    let context = classic_workspace();
    let text = context.emit(by_yarn(&context));
    let cache = "--mount=type=cache,id=yarn-debian-build,target=/usr/local/share/.cache/yarn,sharing=locked \\\n    ";
    assert_eq!(
        build_stage(&text),
        format!(
            "WORKDIR /src\n\
             COPY package.json yarn.lock /src/\n\
             {MANIFESTS}\
             # Dependencies, from the manifests and the lock file.\n\
             RUN {cache}yarn install --frozen-lockfile\n\
             {SOURCES}\
             # The program, without the packages that only its build needs.\n\
             RUN {cache}yarn workspace @x/common run build && \\\n    \
             yarn workspace @x/app run build && \\\n    \
             yarn install --frozen-lockfile --production --ignore-scripts --prefer-offline"
        )
    );
    assert_eq!(final_stage(&text), KEEPS_ITS_PLACE);
}

#[test]
fn newer_yarn_focuses_on_a_member() {
    let context = berry_workspace();
    let text = context.emit(by_yarn(&context));
    let cache = "--mount=type=cache,id=yarn-berry-debian-build,target=/root/.yarn/berry,sharing=locked \\\n    ";
    assert_eq!(
        build_stage(&text),
        format!(
            "COPY --from=build-manifests /manifests /src\n\
             # Dependencies, from the manifests and the lock file.\n\
             RUN {cache}yarn install --immutable\n\
             {SOURCES}\
             # The program, without the packages that only its build needs.\n\
             RUN {cache}yarn workspace @x/common run build && \\\n    \
             yarn workspace @x/app run build && \\\n    \
             yarn workspaces focus --production @x/app"
        )
    );
    assert_eq!(final_stage(&text), KEEPS_ITS_PLACE);
    context.write(".yarn/releases/yarn-4.9.2.cjs", "");
    let settings = "nodeLinker: node-modules\nyarnPath: .yarn/releases/yarn-4.9.2.cjs\n";
    context.write(".yarnrc.yml", settings);
    let text = context.emit(by_yarn(&context));
    assert!(text.contains("node .yarn/releases/yarn-4.9.2.cjs install --immutable\n"), "{text}");
    assert!(!text.contains("npm install"), "{text}");
    assert!(
        stage(&text, "build-manifests").ends_with(
            "COPY .yarn/releases /manifests/.yarn/releases\n\
             # The manifests and the lock file, without other members of the workspace.\n\
             RUN npm pkg set version=0.0.0 -w @x/app && \\\n    \
             if ! YARN_ENABLE_NETWORK=false node .yarn/releases/yarn-4.9.2.cjs install \
             --mode=update-lockfile --no-immutable; then \
             echo \"the lock file does not fit the manifests: run yarn install\" >&2; exit 1; fi && \\\n    \
             rm -f .yarn/install-state.gz"
        ),
        "{text}"
    );
}

/// What only a build needs is no part of the image, and `pnpm deploy` looks for it all the same.
#[test]
fn a_member_that_only_a_build_needs_does_not_ship() {
    let wants_other =
        ("\"isarray\": \"2.0.5\" }", "\"isarray\": \"2.0.5\", \"@x/other\": \"1.0.0\" }");
    let pnpm = pnpm_workspace();
    let locked =
        "      isarray:\n        specifier: 2.0.5\n        version: 2.0.5\n\n  services/other";
    let other = "      '@x/other':\n        specifier: 1.0.0\n        version: link:../other\n";
    pnpm.replace("pnpm-lock.yaml", locked, &format!("{other}{locked}"));
    for (context, by) in [(npm_workspace(), by_npm as fn(&_) -> _), (pnpm, by_pnpm)] {
        context.replace("services/app/package.json", wants_other.0, wants_other.1);
        let text = context.emit(by(&context));
        assert!(build_stage(&text).contains("COPY services/other /src/services/other\n"), "{text}");
        assert!(!final_stage(&text).contains("other"), "{text}");
        for manifest in ["packages/common/package.json", "services/app/package.json"] {
            context.replace(manifest, "\"build\"", "\"test\"");
        }
        let by_pnpm = context.path("pnpm-lock.yaml").exists();
        assert_eq!(context.emit(by(&context)).contains("COPY services/other /src"), by_pnpm);
    }
}

#[test]
fn a_root_is_built_with_its_members() {
    let context = npm_workspace();
    context.replace(
        "package.json",
        "\"private\"",
        "\"scripts\": { \"build\": \"tsc\" },\n  \"private\"",
    );
    let root = npm("").context(context.folder());
    let text = context.emit(declared(&root, "/src/dist/main.js"));
    let build = "RUN npm run build -w @x/common && \\\n    npm run build -w @x/app && \\\n    \
                 npm run build && \\\n    npm prune --omit=dev && ";
    assert!(text.contains(build) && text.contains("npm ci\n"), "{text}");
    assert!(text.contains("COPY packages /src/packages\nCOPY services /src/services\n"), "{text}");
}

/// A folder that has the lock file itself is taken whole.
#[test]
fn a_project_may_be_below_the_root_of_the_context() {
    let context = npm_single();
    let below = dockerfile_tests::context::Context::with(&[("README.md", "")]);
    for file in ["package.json", "package-lock.json", "build.js", "src/main.js"] {
        below.write(&format!("web/{file}"), context.text(file));
    }
    let text = below.emit(declared(&npm("web").context(below.folder()), "/src/web/dist/main.js"));
    assert!(
        text.contains("WORKDIR /src/web\nCOPY web/package.json web/package-lock.json /src/web/\n")
    );
    assert!(text.contains("COPY web /src/web\n"), "{text}");
    assert!(text.contains("COPY --from=build /out /src/web\n"), "{text}");
}

/// Nothing is left out where nothing is to spare, where the lock file says too little, or of a root
/// that is built with all of its members; a version that another member asks for stays.
#[test]
fn other_members_are_left_out_where_they_can_be() {
    let context = npm_workspace();
    let root = npm("").context(context.folder());
    assert!(!context.emit(declared(&root, "/src/x.js")).contains("build-manifests"));
    context.replace("package-lock.json", "\"lockfileVersion\": 3,", "\"lockfileVersion\": 1,");
    let text = context.emit(by_npm(&context));
    assert!(text.contains("COPY package.json package-lock.json /src/\n"), "{text}");
    assert!(text.contains("COPY services/other/package.json /src/services/other/\n"), "{text}");
    context.replace("package-lock.json", "\"lockfileVersion\": 1,", "\"lockfileVersion\": 3,");
    let (before, now) = ("\"isarray\": \"2.0.5\"", "\"isarray\": \"2.0.5\", \"@x/app\": \"1.0.0\"");
    context.replace("packages/common/package.json", before, now);
    let text = context.emit(by_npm(&context));
    assert!(text.contains("RUN if ! npm install --package-lock-only"), "{text}");
    std::fs::remove_dir_all(context.path("services/other")).expect("it is there");
    assert!(!context.emit(by_npm(&context)).contains("build-manifests"));
    let context = berry_workspace();
    context.replace("yarn.lock", "  version: 8", "  version: 4");
    assert!(!context.emit(by_yarn(&context)).contains("build-manifests"), "it is of Yarn 2");
}
