//! What happens to a workspace, for the table of `docs/steps.md`.

use dockerfile_tests::context::Context;

use super::{berry_workspace, by_npm, by_pnpm, by_yarn, npm_workspace, pnpm_workspace};
use crate::steps::{Change, Edit, Scenario};

/// What happens, the least that has to run, and how it is done.
type Happens = (Change, usize, fn(&Context));

/// With what is the same for all package managers.
fn edits(changes: Vec<Happens>) -> Vec<Edit> {
    let mut edits = vec![
        Edit::of(Change::Source, 3, |context| {
            context.edit("services/app/src/main.js", "app");
        }),
        Edit::of(Change::Unused, 0, |context| context.write("README.md", "Changed.\n")),
        Edit::of(Change::OtherService, 0, |context| {
            context.write("services/other/main.js", "require(\"ms\")(1);\n");
        }),
    ];
    edits.extend(changes.into_iter().map(|(change, least, make)| Edit::of(change, least, make)));
    edits
}

/// What a release changes in the service's manifest.
fn bump(context: &Context) {
    context.replace(
        "services/app/package.json",
        "\"version\": \"1.0.0\"",
        "\"version\": \"1.1.0\"",
    );
}

fn need_ms(context: &Context) {
    let (before, now) = ("\"is-number\": \"7.0.0\"", "\"is-number\": \"7.0.0\", \"ms\": \"2.1.3\"");
    context.replace("services/app/package.json", before, now);
}

fn other_needs_isarray(context: &Context) {
    let (before, now) = ("\"ms\": \"2.1.3\"", "\"isarray\": \"2.0.5\", \"ms\": \"2.1.3\"");
    context.replace("services/other/package.json", before, now);
}

fn add_member(context: &Context) {
    let manifest = "{\n  \"name\": \"@x/more\",\n  \"version\": \"1.0.0\"\n}\n";
    context.write("packages/more/package.json", manifest);
}

pub(crate) fn npm_scenario() -> Scenario {
    Scenario {
        name: "npm",
        context: npm_workspace(),
        image: by_npm,
        targets: &["final"],
        edits: edits(vec![
            (Change::Version, 3, |context| {
                bump(context);
                let service = "\"name\": \"@x/app\",\n      \"version\": ";
                let (before, now) = (format!("{service}\"1.0.0\""), format!("{service}\"1.1.0\""));
                context.replace("package-lock.json", &before, &now);
            }),
            (Change::NewDependency, 6, |context| {
                need_ms(context);
                let (before, now) = (
                    "\"is-number\": \"7.0.0\"\n",
                    "\"is-number\": \"7.0.0\",\n        \"ms\": \"2.1.3\"\n",
                );
                context.replace("package-lock.json", before, now);
            }),
            (Change::OtherDependency, 0, |context| {
                other_needs_isarray(context);
                let other = "\"name\": \"@x/other\",\n      \"version\": \"1.0.0\",\n      \
                             \"dependencies\": {\n";
                let isarray = "        \"isarray\": \"2.0.5\",\n";
                context.replace("package-lock.json", other, &format!("{other}{isarray}"));
            }),
            (Change::NewMember, 0, |context| {
                add_member(context);
                let members = "    \"packages/common\": {\n";
                let more = "    \"packages/more\": {\n      \"name\": \"@x/more\",\n      \
                            \"version\": \"1.0.0\"\n    },\n    \"node_modules/@x/more\": {\n      \
                            \"resolved\": \"packages/more\",\n      \"link\": true\n    },\n";
                context.replace("package-lock.json", members, &format!("{more}{members}"));
            }),
        ]),
    }
}

pub(crate) fn pnpm_scenario() -> Scenario {
    Scenario {
        name: "pnpm",
        context: pnpm_workspace(),
        image: by_pnpm,
        targets: &["final"],
        edits: edits(vec![
            (Change::Version, 3, bump),
            (Change::NewDependency, 6, |context| {
                need_ms(context);
                let before = "        version: 7.0.0\n";
                let ms = "      ms:\n        specifier: 2.1.3\n        version: 2.1.3\n";
                context.replace("pnpm-lock.yaml", before, &format!("{before}{ms}"));
            }),
            (Change::OtherDependency, 0, |context| {
                other_needs_isarray(context);
                let other = "  services/other:\n    dependencies:\n";
                let isarray = "      isarray:\n        specifier: 2.0.5\n        version: 2.0.5\n";
                context.replace("pnpm-lock.yaml", other, &format!("{other}{isarray}"));
            }),
            (Change::NewMember, 0, |context| {
                add_member(context);
                let (before, now) =
                    ("  services/app:\n", "  packages/more: {}\n\n  services/app:\n");
                context.replace("pnpm-lock.yaml", before, now);
            }),
        ]),
    }
}

pub(crate) fn yarn_scenario() -> Scenario {
    Scenario {
        name: "Yarn",
        context: berry_workspace(),
        image: by_yarn,
        targets: &["final"],
        edits: edits(vec![
            (Change::Version, 3, bump),
            (Change::NewDependency, 6, |context| {
                need_ms(context);
                let before = "    is-number: \"npm:7.0.0\"\n    isarray: \"npm:2.0.5\"\n";
                context.replace("yarn.lock", before, &format!("{before}    ms: \"npm:2.1.3\"\n"));
            }),
            (Change::OtherDependency, 0, |context| {
                other_needs_isarray(context);
                let other = "resolution: \"@x/other@workspace:services/other\"\n  dependencies:\n";
                let isarray = "    isarray: \"npm:2.0.5\"\n";
                context.replace("yarn.lock", other, &format!("{other}{isarray}"));
            }),
            (Change::NewMember, 0, |context| {
                add_member(context);
                let more = "\"@x/more@workspace:packages/more\":\n  version: 0.0.0-use.local\n  \
                            resolution: \"@x/more@workspace:packages/more\"\n  \
                            languageName: unknown\n  linkType: soft\n\n";
                let other = "\"@x/other@workspace:services/other\":\n";
                context.replace("yarn.lock", other, &format!("{more}{other}"));
            }),
        ]),
    }
}
