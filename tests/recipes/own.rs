//! What of a folder that several projects share is whose: here of an application at the root.

use dockerfile_core::{Bundler, Debian, Image, Stage, bundler, image, uid};
use dockerfile_tests::context::{Context, refused, shown};
use dockerfile_tests::git;
use dockerfile_tests::text::lines;

const LOCK: &str = "GEM\n  remote: https://rubygems.org/\n  specs:\n\nPLATFORMS\n  ruby\n";

fn application() -> Context {
    Context::with(&[("Gemfile", ""), ("Gemfile.lock", LOCK), ("lib/a.rb", "")])
}

fn declared(context: &Context) -> Image {
    of(&bundler(".").context(context.folder()))
}

fn of(shop: &Bundler) -> Image {
    let build = Stage::named("build", image("ruby:3.3-bookworm").family(Debian)).recipe(shop);
    let base = image("ruby:3.3-slim-bookworm").family(Debian);
    Stage::from(base).account(uid(65532)).source(shop.artifacts(&build)).into()
}

/// The folders that are copied of the context.
fn copied(context: &Context) -> Vec<String> {
    let text = shown(declared(context));
    let copies = lines(&text, "COPY ").into_iter().filter(|line| !line.contains("--from"));
    copies.skip(1).filter_map(|line| line.split(' ').nth(1)).map(str::to_owned).collect()
}

#[test]
fn a_folder_with_a_manifest_is_another_project() {
    for manifest in [
        "Cargo.toml",
        "package.json",
        "go.mod",
        "pyproject.toml",
        "pom.xml",
        "build.gradle",
        "build.gradle.kts",
        "Gemfile",
        "gems.rb",
    ] {
        let context = application();
        context.write(&format!("other/{manifest}"), "");
        context.write(&format!("deep/other/{manifest}"), "");
        context.write("deep/a.rb", "");
        assert_eq!(copied(&context), ["deep/a.rb", "lib"], "{manifest}");
        let plan = declared(&context).render().expect("a good project").plan;
        let left = "`deep/other`, `other` beside `Gemfile` stays behind";
        assert!(plan.contains(left), "{manifest}: {plan}");
    }
    for (file, text) in [
        ("package.json", "{ \"type\": \"module\" }"),
        ("package.json", "{ \"sideEffects\": false }"),
        ("setup.py", ""),
        ("Package.json", ""),
    ] {
        let context = application();
        context.write(&format!("other/{file}"), text);
        assert_eq!(copied(&context), ["lib", "other"], "{file}");
    }
}

#[test]
fn what_is_named_comes_along_and_is_no_longer_missed() {
    let context = application();
    context.write("docs/a.md", "");
    context.write("doc/a.md", "");
    for named in ["docs", "docs/"] {
        let image = || of(&bundler(".").context(context.folder()).files([named]));
        let text = shown(image());
        let install = text.find("RUN ").expect("an install");
        assert!(text[..install].contains("COPY docs /src/docs\n"), "{named}: {text}");
        assert!(!text.contains("COPY doc /src"), "{text}");
    }
}

/// A repository that jj shares with git counts as git's.
#[test]
fn version_control_that_nobody_asks_is_refused_by_its_name() {
    for name in [".jj", ".hg", ".svn"] {
        let context = application();
        context.write(&format!("{name}/x"), "");
        let said = refused(declared(&context));
        assert!(said.contains(&format!("`{name}`")), "{said}");
        assert_eq!(said.matches("error:").count(), 1, "{said}");
        git(context.folder(), &["init", "-q"]);
        git(context.folder(), &["add", "lib", "Gemfile", "Gemfile.lock"]);
        assert_eq!(copied(&context), ["lib"], "{name}");
    }
}
