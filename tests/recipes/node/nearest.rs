//! Which of several patterns, folders and files counts: the last, the outermost or the nearest one.

use dockerfile_core::npm;
use dockerfile_tests::context::{refused, shown};

use super::inputs::{NPM, of, root};
use super::{by_npm, declared, npm_workspace};

#[test]
fn a_pattern_of_members_finds_folders_by_a_star_alone() {
    for (pattern, is_found) in [
        ("packages/abc", Some(true)),
        ("./packages/abc/", Some(true)),
        ("packages/*", Some(true)),
        ("packages/a*", Some(true)),
        ("packages/*c", Some(true)),
        ("packages/a*c", Some(true)),
        ("pack*/abc", Some(true)),
        ("packages/**", Some(true)),
        ("**", Some(true)),
        ("packages/abc*abc", Some(false)),
        ("packages/b*", Some(false)),
        ("packages/*b", Some(false)),
        ("*", Some(false)),
        ("packages/ab?", None),
        ("packages/[a]bc", None),
        ("packages/{abc,d}", None),
        ("packages/a*b*", None),
    ] {
        let manifest = format!("\"workspaces\": [\"{pattern}\"]");
        let context =
            root(NPM, &manifest, &[("packages/abc/package.json", "{ \"name\": \"abc\" }")]);
        let image = of(&npm(""), &context);
        match is_found {
            Some(is_found) => {
                let member = "COPY packages/abc/package.json /src/packages/abc/\n";
                assert_eq!(shown(image).contains(member), is_found, "{pattern}");
            }
            None => assert!(refused(image).contains(&format!("`{pattern}`")), "{pattern}"),
        }
    }
}

/// A later pattern decides, and a lock file of a member's own counts where no workspace has the
/// member.
#[test]
fn the_last_pattern_and_the_outermost_workspace_decide() {
    let members = "\"packages/*\", \"services/*\"";
    for (patterns, is_there) in [
        ("\"packages/*\", \"services/*\", \"!services/other\"", false),
        ("\"packages/*\", \"!services/other\", \"services/*\"", true),
        ("\"packages/*\", \"services/*\", \"!services/*\", \"services/app\"", false),
        ("\"packages/*\", \"services/*\", \"!**/other\"", false),
    ] {
        let context = npm_workspace();
        context.replace("package.json", members, patterns);
        let app = npm("").context(context.folder());
        let text = shown(declared(&app, "/src/main.js"));
        assert_eq!(
            text.contains("COPY services/other/package.json "),
            is_there,
            "{patterns}\n{text}"
        );
    }
    for (patterns, is_of_workspace) in [(members, true), ("\"packages/*\"", false)] {
        let context = npm_workspace();
        context.write("services/app/package-lock.json", "{ \"lockfileVersion\": 3 }");
        context.replace("package.json", members, patterns);
        let app = "services/app/package.json";
        context.replace(app, "\"@x/common\"", "\"x-common\"");
        let text = shown(by_npm(&context));
        assert_eq!(text.contains("WORKDIR /src\n"), is_of_workspace, "{patterns}\n{text}");
    }
}

/// TypeScript's settings may begin by those of another folder, and these by more.
#[test]
fn settings_of_typescript_bring_what_they_extend() {
    for (extends, copied) in [
        ("\"../../conf/base.json\"", "conf/base.json conf/deep.json"),
        ("\"../../conf/base\"", "conf/base.json conf/deep.json"),
        ("[\"../../conf/last.json\", \"./own.json\"]", "conf/last.json"),
        ("\"@tsconfig/node20\"", ""),
        ("\"../../conf/gone.json\"", ""),
    ] {
        let context = npm_workspace();
        context.write("conf/base.json", "{ \"extends\" : \"./deep\" }");
        context.write("conf/deep.json", "{ \"extends\": \"./base.json\" }");
        context.write("conf/last.json", "{}");
        context.write("services/app/own.json", "{}");
        context.write("services/app/tsconfig.json", format!("{{ \"extends\": {extends} }}"));
        let text = shown(by_npm(&context));
        let wanted = match copied {
            "" => !text.contains("COPY conf"),
            copied => text.contains(&format!("COPY {copied} /src/conf/\n")),
        };
        assert!(wanted, "{extends}\n{text}");
    }
}

/// What the package says of Node takes the place of what the root says; a file counts up to the
/// root, the nearest first, and no more than once.
#[test]
fn the_nearest_word_on_node_counts() {
    let engines = |version: &str| format!("\"engines\": {{ \"node\": \"{version}\" }}, \"name\"");
    for (own, of_root, file, refusals) in [
        ("20", "22", "", 0),
        ("22", "20", "", 1),
        ("", "22", "", 1),
        ("22", "22", "", 1),
        ("", "", "services/app/.nvmrc=20 .nvmrc=22", 0),
        ("", "", "services/app/.nvmrc=22 .nvmrc=20", 1),
        ("", "", "services/.node-version=22 services/app/.nvmrc=20", 1),
        ("", "", "services/app/.nvmrc=#22", 0),
        ("", "", "services/app/.nvmrc=#x\n22#y", 1),
        ("", "", "services/other/.nvmrc=22", 0),
    ] {
        let context = npm_workspace();
        for (manifest, version) in [("services/app/package.json", own), ("package.json", of_root)] {
            if !version.is_empty() {
                context.replace(manifest, "\"name\"", &engines(version));
            }
        }
        for file in file.split(' ').filter(|file| !file.is_empty()) {
            let (name, text) = file.split_once('=').expect("a file and its text");
            context.write(name, text);
        }
        let said = by_npm(&context).render().err().map(|report| report.to_string());
        let said = said.unwrap_or_default();
        assert_eq!(
            said.matches("stage's base has 20").count(),
            refusals,
            "{own} {of_root} {file} {said}"
        );
    }
}
