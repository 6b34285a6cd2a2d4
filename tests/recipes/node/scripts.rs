//! What scripts of an install may call, each by itself.

use dockerfile_core::{npm, pnpm, yarn};
use dockerfile_tests::context::{Context, refused, shown};

use super::inputs::{BUILDS, CLASSIC, NPM, above, of, root};
use super::pnpm_workspace;

/// The manifest's lines for a script that the install runs, and what is installed.
fn installs(script: &str, more: &str) -> String {
    let packages = "cross-env husky is-ci only-allow opencollective-postinstall patch-package prisma \
                    ts-node tsx";
    let packages: Vec<_> = packages.split(' ').map(|it| format!("\"{it}\": \"1\"")).collect();
    let packages = packages.join(", ");
    format!(
        "\"scripts\": {{ {BUILDS}, \"postinstall\": \"{script}\"{more} }}, \"dependencies\": {{ {packages} }}"
    )
}

const FILES: [(&str, &str); 12] = [
    ("scripts/gen.js", "require('./lib/util')"),
    ("scripts/lib/util.js", ""),
    ("scripts/hook.js", ""),
    ("scripts/pre.js", ""),
    ("scripts/post.js", ""),
    ("scripts/dir/index.js", ""),
    ("data/a.json", "{}"),
    ("patches/x.patch", ""),
    ("prisma/schema.prisma", ""),
    ("schema.prisma", ""),
    ("prisma.config.ts", ""),
    ("tsconfig.json", "{}"),
];

#[test]
fn a_script_is_seen_through_whatever_calls_it() {
    let more = ", \"gen\": \"node scripts/gen.js\", \"pregen\": \"node scripts/pre.js\", \
                \"postgen\": \"node scripts/post.js\"";
    let all = ["scripts/gen.js", "scripts/lib/util.js", "scripts/pre.js", "scripts/post.js"];
    let gen_alone = &all[..2];
    let rows: &[(&str, &[&str])] = &[
        ("A=1 node scripts/gen.js", gen_alone),
        ("cross-env A=1 node scripts/gen.js", gen_alone),
        ("env A=1 node scripts/gen.js", gen_alone),
        ("exec node scripts/gen.js", gen_alone),
        ("npx --no node scripts/gen.js", gen_alone),
        ("pnpx node scripts/gen.js", gen_alone),
        ("npm exec -- node scripts/gen.js", gen_alone),
        ("pnpm exec node scripts/gen.js", gen_alone),
        ("yarn exec node scripts/gen.js", gen_alone),
        ("npm run gen", &all),
        ("npm run-script gen", &all),
        ("npm run -s gen", &all),
        ("pnpm run gen", &all),
        ("pnpm gen", &all),
        ("yarn run gen", &all),
        ("yarn gen", &all),
        ("node scripts/dir", &["scripts/dir/index.js"]),
        ("node data/a", &["data/a.json"]),
        ("sh ./scripts/gen.js", gen_alone),
        ("cp --from=data/a.json b.json", &["data/a.json"]),
        ("patch-package", &["COPY patches /src/patches\n"]),
        (
            "prisma generate",
            &["COPY prisma /src/prisma\n", " schema.prisma ", " prisma.config.ts "],
        ),
        ("ts-node scripts/gen.js", &["tsconfig.json", "scripts/gen.js"]),
        ("tsx scripts/gen.js", &["tsconfig.json", "scripts/gen.js"]),
    ];
    for (script, copied) in rows.iter().copied() {
        let context = root(NPM, &installs(script, more), &FILES);
        let text = shown(of(&npm(""), &context));
        for path in copied {
            assert!(above(&text, "npm ci").contains(path), "{script}: {path}\n{text}");
        }
        for path in all.iter().filter(|path| copied == gen_alone && !gen_alone.contains(path)) {
            assert!(!above(&text, "npm ci").contains(path), "{script}: {path}\n{text}");
        }
    }
}

/// The file behind such an option is read, and the program is the word behind both.
#[test]
fn each_option_of_node_with_a_module_has_it_copied() {
    for option in ["-r", "--require", "--import", "--loader"] {
        let script = format!("node {option} ./scripts/hook.js scripts/gen");
        let context = root(NPM, &installs(&script, ""), &FILES);
        let text = shown(of(&npm(""), &context));
        for path in ["scripts/hook.js", "scripts/gen.js"] {
            assert!(above(&text, "npm ci").contains(path), "{script}: {path}\n{text}");
        }
    }
    for option in ["-e", "-p", "-c", "--eval", "--print"] {
        let context = root(NPM, &installs(&format!("node {option} 1+1"), ""), &FILES);
        shown(of(&npm(""), &context));
    }
}

#[test]
fn what_a_file_of_code_names_comes_along() {
    for end in [".js", ".cjs", ".mjs", ".ts", ".json", "/index.js"] {
        let used = format!("lib/used{end}");
        for (named, is_found) in [("./lib/used", true), ("../lib/used/", true), ("lib/used", false)]
        {
            let from = if named.starts_with("..") { "scripts/" } else { "" };
            let context = root(NPM, &installs(&format!("node {from}gen.js"), ""), &[(&used, "")]);
            context.write(&format!("{from}gen.js"), format!("import x from \"{named}\";"));
            let text = shown(of(&npm(""), &context));
            assert_eq!(above(&text, "npm ci").contains(&used), is_found, "{named}{end}\n{text}");
        }
    }
    for (end, is_code) in [
        ("js", true),
        ("cjs", true),
        ("mjs", true),
        ("ts", true),
        ("cts", true),
        ("mts", true),
        ("txt", false),
    ] {
        let context = root(NPM, &installs(&format!("cat gen.{end}"), ""), &[("used.js", "")]);
        context.write(&format!("gen.{end}"), "require(`./used`)");
        let text = shown(of(&npm(""), &context));
        assert_eq!(above(&text, "npm ci").contains("used.js"), is_code, "{end}\n{text}");
    }
}

/// Code in the script itself, scripts of a shell, and paths that code puts together.
#[test]
fn what_code_reads_in_any_other_way_comes_along() {
    let rows: &[(&str, (&str, &str), &str)] = &[
        ("node -e \\\"require('./x/read')\\\"", ("x/read.js", ""), "x/read.js"),
        ("node --eval \\\"try{require('./read')}catch{}\\\"", ("read.js", ""), "read.js"),
        ("sh -c 'node x/read.js'", ("x/read.js", ""), "x/read.js"),
        ("bash -lc 'cd x && sh read.sh'", ("x/read.sh", ""), "x/read.sh"),
        ("sh run.sh", ("run.sh", "#!/bin/sh\n[ -f x/read.sh ] && . x/read.sh\n"), "x/read.sh"),
        ("sh x/run.sh", ("x/run.sh", "node \"$(dirname \"$0\")/read.js\"\n"), "x/read.js"),
        ("node run.js", ("run.js", "fs.readFileSync('x/read.txt')"), "x/read.txt"),
        ("node x/run.js", ("x/run.js", "join(__dirname, '..', 'y', 'read.txt')"), "y/read.txt"),
        ("node x/run.js", ("x/run.js", "resolve('y', \"read.txt\")"), "y/read.txt"),
        ("node x/run.js", ("x/run.js", "path.join(__dirname, 'all')"), "x/all"),
        ("prisma generate", ("prisma.config.ts", "schema: 'db/read.prisma'"), "db/read.prisma"),
        ("prisma generate", (".config/prisma.ts", "schema: '../db/read.prisma'"), "db/read.prisma"),
    ];
    let others =
        ["x/read.js", "x/read.sh", "x/read.txt", "y/read.txt", "x/all/a", "db/read.prisma"];
    for (script, (file, code), copied) in rows {
        let files = others.map(|path| (path, ""));
        let context = root(NPM, &installs(script, ""), &files);
        context.write(file, code);
        let text = shown(of(&npm(""), &context));
        let copies = above(&text, "npm ci");
        assert!(copies.contains(copied), "{script}: {code}\n{text}");
        for other in others.iter().filter(|it| !it.starts_with(copied) && *it != file) {
            assert!(!copies.contains(other), "{script}: {code}: {other}\n{text}");
        }
    }
    let schema = installs("prisma generate", "") + ", \"prisma\": { \"schema\": \"db/a.prisma\" }";
    let text = shown(of(&npm(""), &root(NPM, &schema, &[("db/a.prisma", "")])));
    assert!(above(&text, "npm ci").contains("db/a.prisma"), "{text}");
}

#[test]
fn programs_that_every_base_has_are_known() {
    let words = "node sh bash : true false echo printf exit test [ mkdir rm cp mv touch cat ln chmod sleep \
                 export set env exec npx pnpx ls pwd head tail sed grep";
    for word in words.split(' ') {
        let context = root(NPM, &installs(word, ""), &FILES);
        shown(of(&npm(""), &context));
    }
    for (script, what) in [
        ("make", "`make`, and what that reads cannot be seen"),
        ("git rev-parse", "`git`, and what that reads"),
        ("tsc", "`tsc`, and what that reads"),
        ("node scripts/gone.js", "`scripts/gone.js`, which is not there"),
        ("sh scripts/gone.sh", "`scripts/gone.sh`, which is not there"),
        ("bash scripts/gone.sh", "`scripts/gone.sh`, which is not there"),
        ("tsx scripts/gone.ts", "`scripts/gone.ts`, which is not there"),
        ("ts-node scripts/gone.ts", "`scripts/gone.ts`, which is not there"),
    ] {
        let context = root(NPM, &installs(script, ""), &FILES);
        let said = refused(of(&npm(""), &context));
        assert!(said.contains(what), "{script}: {said}");
    }
}

/// A program that a package brings has to be installed, unless the script fetches it.
#[test]
fn a_known_program_is_installed_or_fetched() {
    let of_none = |script: &str, packages: &str| {
        let scripts = format!("\"scripts\": {{ \"postinstall\": \"{script}\" }}{packages}");
        root(NPM, &scripts, &FILES)
    };
    for program in [
        "cross-env A=1 node scripts/gen.js",
        "husky",
        "is-ci",
        "only-allow npm",
        "opencollective-postinstall",
        "patch-package",
        "prisma generate",
        "ts-node scripts/gen.js",
        "tsx scripts/gen.js",
    ] {
        let name = program.split(' ').next().expect("a word");
        let dev = format!(", \"devDependencies\": {{ \"{name}\": \"1\" }}");
        for packages in ["", &dev] {
            let context = of_none(program, packages);
            let said = refused(of(&npm(""), &context));
            assert!(said.contains(&format!("`{name}`, which is not installed without")), "{said}");
        }
        for table in ["dependencies", "optionalDependencies", "peerDependencies"] {
            let context = of_none(program, &format!(", \"{table}\": {{ \"{name}\": \"1\" }}"));
            shown(of(&npm(""), &context));
        }
    }
    for caller in ["npx", "npx -y", "npx --yes", "pnpx", "pnpm dlx", "yarn dlx"] {
        let context = of_none(&format!("{caller} husky"), "");
        shown(of(&npm(""), &context));
    }
}

/// Where a script goes on without a program, the program may be missing; all of the script counts
/// that is in the words before `||`.
#[test]
fn a_program_that_may_fail_need_not_be_installed() {
    for (script, is_good) in [
        ("husky || true", true),
        ("husky||:", true),
        ("husky install || exit 0", true),
        ("A=1 husky || echo none", true),
        ("is-ci || true; husky || true", true),
        ("(husky || true)", true),
        ("echo done && husky || true", true),
        ("husky || exit 1", false),
        ("husky || node scripts/gen.js", false),
        ("husky; true", false),
        ("husky && true", false),
        ("echo husky || true; husky", false),
        ("true || husky", false),
        // Each script says it for itself.
        ("npm run may", true),
        ("npm run fetches", true),
        ("npm run must; husky || true", false),
        ("npm run must; npx husky", false),
    ] {
        let others =
            ", \"may\": \"husky || true\", \"must\": \"husky\", \"fetches\": \"npx husky\"";
        let context =
            root(NPM, &format!("\"scripts\": {{ \"postinstall\": \"{script}\"{others} }}"), &FILES);
        let image = of(&npm(""), &context);
        match is_good {
            true => drop(shown(image)),
            false => {
                assert!(refused(image).contains("`husky`, which is not installed"), "{script}")
            }
        }
    }
}

#[test]
fn what_a_package_manager_is_told_to_run_is_seen_or_refused() {
    let more = ", \"gen\": \"node scripts/gen.js\", \"all\": \"npm run gen && npm run all\"";
    for (script, is_good) in [
        ("npm run gen -- --dir scripts", true),
        ("npm run gen -- -w x", true),
        ("npm run all", true),
        ("npm run --if-present gone", true),
        ("pnpm husky", true),
        ("yarn run husky", true),
        ("npm run gone", false),
        ("npm run gone -- --if-present", false),
        ("npm run gen -w x", false),
        ("npm run gen --workspace=x", false),
        ("npm run --prefix x gen", false),
        ("pnpm -r run gen", false),
        ("pnpm run --filter x gen", false),
        ("yarn run make", false),
        ("npm husky", false),
        ("npm run", false),
    ] {
        let context = root(NPM, &installs(script, more), &FILES);
        let image = of(&npm(""), &context);
        match is_good {
            true => drop(shown(image)),
            false => assert!(refused(image).contains("cannot be seen"), "{script}"),
        }
    }
}

/// Classic Yarn takes changes of packages back when it removes some, so the script runs again.
#[test]
fn a_script_that_changes_packages_runs_again() {
    for (script, changes) in [
        ("patch-package", true),
        ("prisma generate", true),
        ("ts-node scripts/gen.js", true),
        ("tsx scripts/gen.js", true),
        ("node scripts/gen.js", true),
        ("sh scripts/gen.js", true),
        ("bash scripts/gen.js", true),
        ("./scripts/gen.js", true),
        ("echo done && node scripts/gen.js", true),
        ("cross-env A=1 node scripts/gen.js", true),
        ("cross-env A=1 echo done", false),
        ("husky", false),
        ("is-ci || husky install", false),
        ("only-allow yarn", false),
        ("opencollective-postinstall", false),
        ("echo done", false),
    ] {
        let context = root(CLASSIC, &installs(script, ""), &FILES);
        let text = shown(of(&yarn(""), &context));
        assert_eq!(text.contains("yarn run postinstall"), changes, "{script}\n{text}");
    }
}

/// npm compiles what has a `binding.gyp`, unless a script says otherwise.
#[test]
fn an_addon_is_compiled_by_its_own_script() {
    for (event, is_good) in [("preinstall", true), ("install", true), ("postinstall", false)] {
        let scripts = format!("\"scripts\": {{ {BUILDS}, \"{event}\": \"echo done\" }}");
        let context = root(NPM, &scripts, &[("binding.gyp", "{}")]);
        let image = of(&npm(""), &context);
        match is_good {
            true => drop(shown(image)),
            false => assert!(refused(image).contains("calls `node-gyp rebuild`"), "{event}"),
        }
    }
}

/// The scripts of a workspace's root run whichever member is installed. pnpm installs members over
/// their sources, so their scripts see these.
#[test]
fn what_the_root_of_pnpm_runs_is_there() {
    let runs = "pnpm:devPreinstall preinstall install postinstall preprepare prepare postprepare";
    let events = runs.split(' ').map(|event| (event, true));
    for (event, is_there) in events.chain([("prepublish", false), ("dependencies", false)]) {
        let of = |manifest: &str| -> Context {
            let context = pnpm_workspace();
            let scripts = format!("\"scripts\": {{ \"{event}\": \"node gen.js\" }}, \"name\"");
            match manifest {
                "package.json" => context.replace(manifest, "\"name\"", &scripts),
                _ => context.replace(
                    manifest,
                    "\"build\": ",
                    &format!("\"{event}\": \"node gen.js\", \"build\": "),
                ),
            }
            context.write("gen.js", "");
            context
        };
        let context = of("package.json");
        let app = pnpm("services/app").context(context.folder());
        let text = shown(super::service(&app));
        let above = above(&text, "RUN CI=true pnpm install --offline");
        assert_eq!(above.contains("COPY gen.js /src/\n"), is_there, "{event}\n{text}");
        let context = of("services/app/package.json");
        let app = pnpm("services/app").context(context.folder());
        assert!(!shown(super::service(&app)).contains("gen.js"), "{event}");
    }
}
