//! Input that was made to take long, to fill the stack or to be read from elsewhere: it ends
//! soon, with an error at the call or as what it is.

use std::fs::{self, File};
use std::os::unix::fs::symlink;
use std::process::Command;
use std::time::{Duration, Instant};

use dockerfile_core::{Image, npm, pnpm};
use dockerfile_tests::context::Context;

use super::errors::says_all;
use super::{
    SOURCES, berry_workspace, by_npm, by_pnpm, by_yarn, classic_workspace, declared, npm_single,
    npm_workspace, pnpm_workspace,
};

const SOON: Duration = Duration::from_secs(5);

fn in_time<T>(what: impl FnOnce() -> T) -> T {
    let start = Instant::now();
    let made = what();
    let took = start.elapsed();
    assert!(took < SOON, "{took:?}");
    made
}

/// One error, soon, with these words in it.
fn ends(image: impl FnOnce() -> Image, words: &[&str]) {
    in_time(|| says_all(image(), words));
}

fn replaced(context: &Context, path: &str, make: impl FnOnce(&std::path::Path)) {
    let path = context.path(path);
    let _ = fs::remove_file(&path);
    make(&path);
}

fn pipe(path: &std::path::Path) {
    assert!(Command::new("mkfifo").arg(path).status().expect("mkfifo starts").success());
}

#[test]
fn json_that_is_nested_ends() {
    let context = npm_workspace();
    let many = |text: &str| text.repeat(200_000);
    for (text, problem) in [
        (many("["), "expected a table"),
        (many("{\"a\":"), "EOF while parsing"),
        (format!("{{\"a\": {}", many("[")), "EOF while parsing"),
        (format!("{{\"workspaces\": {}", many("[")), "expected a string"),
        (format!("{{\"workspaces\": {}", many("{\"packages\":")), "expected a sequence"),
        (format!("{{\"dependencies\": {}", many("{\"a\":")), "expected a string"),
        (format!("{{\"name\": \"{}", many("a")), "EOF while parsing a string"),
    ] {
        for file in ["services/app/package.json", "package-lock.json"] {
            let before = context.text(file);
            context.write(file, &text);
            if file == "services/app/package.json" {
                ends(|| by_npm(&context), &["npm: `services/app/package.json`, line 1: ", problem]);
            } else {
                ends(|| by_npm(&context), &["npm: `package-lock.json`, line 1: "]);
            }
            context.write(file, before);
        }
    }
}

/// What declares an image of a context.
type By = fn(&Context) -> Image;

/// A document in which each line names the one above ten times.
fn bomb() -> String {
    let mut text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
    for line in 1..20 {
        let above = format!("*a{}, ", line - 1).repeat(10);
        text += &format!("a{line}: &a{line} [{above}]\n");
    }
    text
}

#[test]
fn yaml_that_is_nested_or_grows_ends() {
    let (by_pnpm, by_yarn): (By, By) = (by_pnpm, by_yarn);
    let large = || (0..200_000).map(|line| format!("k{line}: 1\n")).collect::<String>();
    for (context, by, file) in [
        (pnpm_workspace(), by_pnpm, "pnpm-workspace.yaml"),
        (pnpm_workspace(), by_pnpm, "pnpm-lock.yaml"),
        (berry_workspace(), by_yarn, ".yarnrc.yml"),
    ] {
        for (text, problem) in [
            (format!("a: {}", "[".repeat(200_000)), "recursion limit exceeded"),
            (format!("a: {}", "{a: ".repeat(200_000)), "too large or too complex"),
            ((0..1000).map(|depth| " ".repeat(depth) + "a:\n").collect(), "too large"),
            (bomb(), "too large or too complex"),
            (format!("a: [{}]", "b,".repeat(200_000)), "too large or too complex"),
            (format!("a: {}", "? ".repeat(200_000)), "line 1: "),
            (large(), "longer than 1 MiB"),
            (large()[..1 << 20].to_owned(), "too large or too complex"),
            (format!("a: '{}'", "b".repeat(3 << 20)), "longer than 1 MiB"),
        ] {
            context.write(file, &text);
            ends(|| by(&context), &[&format!("`{file}`"), problem]);
        }
    }
}

/// All but the head of a lock file is not read, or not by a reader that is slow.
#[test]
fn a_large_lock_file_is_read_soon() {
    let context = pnpm_workspace();
    let package = |number| {
        format!(
            "  'package-{number}@1.0.0':\n    resolution: {{integrity: sha512-{number}}}\n    engines: \
             {{node: '>=18'}}\n\n"
        )
    };
    let packages: String = (0..25_000).map(package).collect();
    let lock = context.text("pnpm-lock.yaml") + &packages;
    assert!(lock.len() > 2_000_000, "{}", lock.len());
    context.write("pnpm-lock.yaml", lock);
    assert!(in_time(|| context.emit(by_pnpm(&context))).contains(SOURCES));

    let context = berry_workspace();
    let entry = |number| {
        format!(
            "\"package-{number}@npm:1.0.0\":\n  version: 1.0.0\n  resolution: \
             \"package-{number}@npm:1.0.0\"\n  languageName: node\n  linkType: hard\n\n"
        )
    };
    let entries: String = (0..20_000).map(entry).collect();
    context.write("yarn.lock", context.text("yarn.lock") + &entries);
    assert!(in_time(|| context.emit(by_yarn(&context))).contains(SOURCES));

    let context = npm_workspace();
    let entry =
        |number| format!("    \"node_modules/package-{number}\": {{ \"version\": \"1.0.0\" }},\n");
    let entries: String = (0..50_000).map(entry).collect();
    let members = "    \"packages/common\": {\n";
    context.replace("package-lock.json", members, &(entries + members));
    assert!(in_time(|| context.emit(by_npm(&context))).contains(SOURCES));
}

#[test]
fn a_file_that_is_too_large_is_not_read() {
    let context = npm_workspace();
    for file in ["services/app/package.json", "package-lock.json", ".npmrc"] {
        let before = fs::read(context.path(file));
        let grown = File::create(context.path(file)).expect("a file");
        grown.set_len(65 << 20).expect("a sparse file");
        ends(|| by_npm(&context), &[&format!("npm: `{file}` is larger than 64 MiB")]);
        match before {
            Ok(before) => context.write(file, before),
            Err(_) => fs::remove_file(context.path(file)).expect("it is there"),
        }
    }
}

#[test]
fn nobody_waits_for_a_pipe() {
    let (by_npm, by_pnpm, by_yarn): (By, By, By) = (by_npm, by_pnpm, by_yarn);
    for (make, by, file, problem) in [
        (npm_workspace as fn() -> Context, by_npm, "package.json", "is no file"),
        (npm_workspace, by_npm, "services/app/package.json", "is no file"),
        (npm_workspace, by_npm, ".npmrc", "is no file"),
        (npm_workspace, by_npm, "package-lock.json", "has a `package-lock.json`"),
        (pnpm_workspace, by_pnpm, "pnpm-lock.yaml", "has a `pnpm-lock.yaml`"),
        (pnpm_workspace, by_pnpm, "pnpm-workspace.yaml", "is no file"),
        (pnpm_workspace, by_pnpm, ".npmrc", "is no file"),
        (classic_workspace, by_yarn, ".npmrc", "is no file"),
        (berry_workspace, by_yarn, "yarn.lock", "has a `yarn.lock`"),
        (berry_workspace, by_yarn, ".yarnrc.yml", "is no file"),
    ] {
        let context = make();
        replaced(&context, file, pipe);
        ends(|| by(&context), &[&format!("`{file}`"), problem]);
    }
    // A folder without a manifest is no member.
    let context = npm_workspace();
    replaced(&context, "services/other/package.json", pipe);
    in_time(|| context.emit(by_npm(&context)));
}

#[test]
fn no_link_is_walked_through_or_followed_out() {
    let context = npm_workspace();
    context.replace("package.json", "\"packages/*\"", "\"packages/**\"");
    for (link, to) in [("packages/loop", ".."), ("packages/root", "/"), ("services/self", ".")] {
        symlink(to, context.path(link)).expect("a link");
    }
    let text = in_time(|| context.emit(by_npm(&context)));
    assert!(text.contains(SOURCES) && !text.contains("loop"), "{text}");
    for file in ["services/other/package.json", "package-lock.json", ".npmrc"] {
        let before = fs::read(context.path(file));
        replaced(&context, file, |path| symlink("/etc/passwd", path).expect("a link"));
        ends(|| by_npm(&context), &[&format!("npm: `{file}` leads out of the build context")]);
        fs::remove_file(context.path(file)).expect("it is there");
        before.into_iter().for_each(|before| context.write(file, before));
    }
    symlink("services/app", context.path("services/app/to-itself")).expect("a link");
    replaced(&context, "services/other/package.json", |path| {
        symlink("package.json", path).expect("a link");
    });
    in_time(|| context.emit(by_npm(&context)));
}

/// No stack would hold them. That it is a workspace is refused once all of them are put in order.
#[test]
fn members_may_need_each_other_in_a_long_chain() {
    const MANY: usize = 5_000;
    let context = Context::with(&[
        ("package.json", "{ \"packageManager\": \"pnpm@10.34.9\" }"),
        ("pnpm-workspace.yaml", "packages: [p/*]\n"),
        ("pnpm-lock.yaml", "lockfileVersion: '9.0'\n"),
    ]);
    for number in 0..MANY {
        let (folder, next) = (context.path(&format!("p/{number}")), (number + 1) % MANY);
        let needs = format!("\"dependencies\": {{ \"p{next}\": \"1\" }}");
        fs::create_dir_all(&folder).expect("a folder");
        fs::write(folder.join("package.json"), format!("{{ \"name\": \"p{number}\", {needs} }}"))
            .expect("a file");
    }
    let root = pnpm("").context(context.folder());
    says_all(declared(&root, "/src/main.js"), &["pnpm: `` is the root of a workspace"]);
}

#[test]
fn patterns_are_bounded() {
    let context = npm_single();
    let with = |patterns: Vec<String>| {
        let list = patterns.join("\", \"");
        context.write("package.json", format!("{{ \"workspaces\": [\"{list}\"] }}"));
        let root = npm("").context(context.folder());
        declared(&root, "/src/main.js")
    };
    let folder = "a/".repeat(60);
    context.write(&format!("{folder}package.json"), "{}");
    ends(
        || with(vec!["**/**/**/**/**/**/**/**".to_owned()]),
        &["has a pattern that is not read here"],
    );
    let many = (0..51).map(|number| format!("**/{number}")).collect();
    ends(|| with(many), &["`package.json` names members by more patterns than are read here"]);
    let many = (0..200_000).map(|number| format!("p{number}/*")).collect();
    ends(|| with(many), &["`package.json` names members by more patterns than are read here"]);
}
