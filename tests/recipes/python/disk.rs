//! What is on disk: types that no tool takes, what version control tracks, hostile files.

use std::fs;
use std::os::unix::fs::symlink;
use std::process::Command;
use std::time::{Duration, Instant};

use dockerfile_core::{Image, Stage, copy, pip, poetry, uid, uv};
use dockerfile_tests::context::{Context, refused};
use dockerfile_tests::git;
use dockerfile_tests::text::lines;

use super::python;

const LOCK: &str = "version = 1\n\n\
     [[package]]\nname = \"app\"\nversion = \"0.1.0\"\nsource = { editable = \".\" }\n";

const MANIFEST: &str = "[project]\nname = \"app\"\nversion = \"0.1.0\"\nreadme = \"README\"\n";

/// A project at the root of a context, for each of the three tools.
fn project() -> Context {
    Context::with(&[
        ("pyproject.toml", MANIFEST),
        ("uv.lock", LOCK),
        ("poetry.lock", "# By Poetry 2.5.1\n"),
        ("requirements.txt", "-r more.txt\n"),
        ("more.txt", "six\n"),
        ("README", ""),
        ("app/__init__.py", ""),
        (".gitignore", "*.whl\nscratch\n"),
    ])
}

fn of_uv(context: &Context) -> Image {
    let app = uv("").context(context.folder());
    let build = Stage::named("build", python()).recipe(&app);
    Stage::from(python()).account(uid(7)).source(app.artifacts(&build)).into()
}

fn of_poetry(context: &Context) -> Image {
    let app = poetry("").context(context.folder());
    let build = Stage::named("build", python()).recipe(&app);
    Stage::from(python()).account(uid(7)).source(app.artifacts(&build)).into()
}

fn of_pip(context: &Context) -> Image {
    let installed = pip("requirements.txt").context(context.folder()).venv("/opt/venv");
    let venv = Stage::named("venv", python()).dependencies(installed);
    Stage::from(python()).account(uid(7)).dependencies(copy("/opt/venv").from(&venv)).into()
}

type Declared = fn(&Context) -> Image;

/// The one error, at the call.
fn soon(declared: Declared, context: &Context) -> String {
    let image = declared(context);
    let start = Instant::now();
    let said = refused(image);
    assert!(start.elapsed() < Duration::from_secs(1), "{:?}: {said}", start.elapsed());
    assert_eq!(said.matches("error:").count(), 1, "{said}");
    assert!(said.contains("tests/recipes/python/disk.rs"), "at the call: {said}");
    said
}

// ---- wrong types -------------------------------------------------------------------------------

#[test]
fn a_wrong_type_is_an_error_in_its_line() {
    const TYPES: [(Declared, &str, &str, &str); 14] = [
        (
            of_uv,
            "pyproject.toml",
            "project = 3\n",
            "line 1: invalid type: integer `3`, expected a table",
        ),
        (
            of_uv,
            "pyproject.toml",
            "[project]\n\nrequires-python = []\n",
            "line 3: invalid type: sequence",
        ),
        (
            of_uv,
            "pyproject.toml",
            "[tool.uv]\ndefault-groups = \"ops\"\n",
            "line 2: expected a list of groups, or \"all\"",
        ),
        (
            of_uv,
            "pyproject.toml",
            "[tool.uv]\ndefault-groups = [1]\n",
            "line 2: expected a list of groups",
        ),
        (of_uv, "pyproject.toml", "[project]\n\nname\n", "line 3: key with no value"),
        (
            of_uv,
            "uv.lock",
            "package = 3\n",
            "line 1: invalid type: integer `3`, expected a sequence",
        ),
        (
            of_uv,
            "uv.lock",
            "[manifest]\nmembers = \"a\"\n",
            "line 2: invalid type: string \"a\", expected a sequence",
        ),
        (
            of_uv,
            "uv.lock",
            "[[package]]\nname = \"a\"\ndependencies = [\"b\"]\n",
            "line 3: invalid type: string \"b\", expected a table",
        ),
        (
            of_uv,
            "uv.lock",
            "[[package]]\nname = \"a\"\n[package.dev-dependencies]\nops = \"b\"\n",
            "line 4: invalid type: string \"b\"",
        ),
        (
            of_uv,
            "uv.lock",
            "[[package]]\nname = \"a\"\nsource = { editable = 1 }\n",
            "line 3: invalid type: integer `1`",
        ),
        (
            of_poetry,
            "pyproject.toml",
            "[tool.poetry]\npackage-mode = \"no\"\n",
            "line 2: invalid type: string \"no\", expected a boolean",
        ),
        (
            of_poetry,
            "pyproject.toml",
            "[tool.poetry.dependencies]\npython = 3\n",
            "line 2: invalid type: integer `3`",
        ),
        (
            of_poetry,
            "poetry.lock",
            "[[package]]\nname = \"a\"\ngroups = \"main\"\n",
            "line 3: invalid type: string \"main\"",
        ),
        (
            of_poetry,
            "poetry.lock",
            "[[package]]\nname = \"a\"\nsource = \"../a\"\n",
            "line 3: invalid type: string \"../a\", expected a table",
        ),
    ];
    for (declared, file, text, problem) in TYPES {
        let context = project();
        context.write(file, text);
        let said = soon(declared, &context);
        assert!(said.contains(&format!(": `{file}`, {problem}")), "{said}");
    }
}

/// What other tools have in the same files is theirs.
#[test]
fn keys_of_others_are_ignored() {
    let context = project();
    let more =
        "[tool.black]\nline-length = [1]\n[tool.poetry.extras]\nx = 3\n[tool.uv.pip]\na = 1\n";
    context.write("pyproject.toml", format!("{MANIFEST}{more}"));
    context.write("poetry.lock", "# By Poetry 2.5.1\n[metadata]\ngroups = 7\n");
    context.write("uv.lock", format!("{LOCK}[package.metadata]\nrequires-dist = 7\n"));
    context.emit(of_uv(&context));
    context.emit(of_poetry(&context));
}

// ---- what is tracked ---------------------------------------------------------------------------

#[test]
fn what_is_found_has_to_be_tracked_and_what_is_named_has_not() {
    let context = project();
    git(context.folder(), &["init", "-q"]);
    git(context.folder(), &["add", "app", ".gitignore"]);
    let emit = || context.emit(of_uv(&context));
    // The manifest and the lock file are named: by the recipe.
    let before = emit();
    // And the manifest names another file.
    let copies = ["COPY app /src/app", "COPY README /src/README"];
    let of_sources = |text: &str| {
        let copies = lines(text, "COPY").into_iter().map(str::to_owned);
        copies.filter(|line| !line.contains("manifests") && !line.contains("--from")).collect()
    };
    let copied: Vec<String> = of_sources(&before);
    assert_eq!(copied, ["COPY pyproject.toml uv.lock /src/", copies[0], copies[1]], "{before}");
    for file in ["setup.py", "setup.cfg", "LICENSE", "more/__init__.py", "uv.toml", "poetry.toml"] {
        context.write(file, "");
    }
    context.write("scratch/a.py", "");
    assert_eq!(emit(), before);
    assert!(!context.emit(of_poetry(&context)).contains("poetry.toml"));
    git(context.folder(), &["add", "-N", "."]);
    let copies = [
        "COPY uv.toml /src/",
        "COPY uv.lock /src/",
        "COPY LICENSE README more.txt pyproject.toml requirements.txt setup.cfg setup.py /src/",
        "COPY app /src/app",
        "COPY more /src/more",
    ];
    let copied: Vec<String> = of_sources(&emit());
    assert_eq!(copied, copies);
    assert!(context.emit(of_poetry(&context)).contains("poetry.lock poetry.toml /src/"));
}

#[test]
fn path_dependencies_are_named_by_the_lock_file() {
    let context = project();
    let package = |name: &str, source: &str| {
        format!("\n[[package]]\nname = \"{name}\"\nsource = {{ {source} }}\n")
    };
    let needs = "dependencies = [{ name = \"dep\" }, { name = \"wheel\" }]\n";
    let dep = package("dep", "directory = \"scratch/dep\"");
    let wheel = package("wheel", "path = \"wheel.whl\"");
    context.write("uv.lock", format!("{LOCK}{needs}{dep}{wheel}"));
    context.write("wheel.whl", "");
    context.write("scratch/dep/pyproject.toml", "");
    git(context.folder(), &["init", "-q"]);
    git(context.folder(), &["add", "."]);
    let text = context.emit(of_uv(&context));
    assert!(text.contains("COPY wheel.whl /src/\n"), "{text}");
    assert!(text.contains("COPY scratch/dep /src/scratch/dep\n"), "{text}");
}

// ---- hostile files -----------------------------------------------------------------------------

#[test]
fn a_pipe_is_no_file() {
    const FILES: [(Declared, &str, &str); 6] = [
        (of_uv, "uv.lock", "has a `uv.lock`"),
        (of_uv, "pyproject.toml", "`pyproject.toml` is no file"),
        (of_poetry, "poetry.lock", "`poetry.lock` is no file"),
        (of_poetry, "pyproject.toml", "`pyproject.toml` is no file"),
        (of_pip, "requirements.txt", "`requirements.txt` is no file"),
        (of_pip, "more.txt", "`more.txt` is no file"),
    ];
    for (declared, file, problem) in FILES {
        let context = project();
        fs::remove_file(context.path(file)).expect("it is there");
        let made = Command::new("mkfifo").arg(context.path(file)).status();
        assert!(made.expect("mkfifo starts").success());
        let said = soon(declared, &context);
        assert!(said.contains(problem), "{said}");
    }
}

#[test]
fn a_link_does_not_lead_out() {
    const FILES: [(Declared, &str); 5] = [
        (of_uv, "uv.lock"),
        (of_uv, "pyproject.toml"),
        (of_poetry, "poetry.lock"),
        (of_pip, "requirements.txt"),
        (of_pip, "more.txt"),
    ];
    for (declared, file) in FILES {
        let (context, other) = (project(), Context::with(&[("other", "")]));
        fs::remove_file(context.path(file)).expect("it is there");
        symlink(other.path("other"), context.path(file)).expect("a link");
        let said = soon(declared, &context);
        assert!(said.contains(&format!("`{file}` leads out of the build context")), "{said}");
    }
}

/// A build context without version control is walked.
#[test]
fn links_are_not_walked_through() {
    let context = project();
    let before = [context.emit(of_uv(&context)), context.emit(of_poetry(&context))];
    for (to, link) in [("/", "root"), ("..", "up"), (".", "app/here"), ("none", "nowhere.py")] {
        symlink(to, context.path(link)).expect("a link");
    }
    let made = Command::new("mkfifo").arg(context.path("pipe.py")).status();
    assert!(made.expect("mkfifo starts").success());
    let start = Instant::now();
    assert_eq!([context.emit(of_uv(&context)), context.emit(of_poetry(&context))], before);
    assert!(start.elapsed() < Duration::from_secs(2), "{:?}", start.elapsed());
    let deep = ["a"; 100].join("/");
    context.write(&format!("deep/{deep}/a.py"), "");
    for declared in [of_uv as Declared, of_poetry] {
        let said = soon(declared, &context);
        assert!(said.contains("holds more folders than any project has"), "{said}");
    }
}

#[test]
fn a_huge_file_is_refused() {
    let nested = "[".repeat(200_000);
    let many: String = (0..3_000)
        .map(|i| format!("[[package]]\nname = \"p{i}\"\nsource = {{ virtual = \"p/{i}\" }}\n"))
        .collect();
    let poetic = many.replace("{ virtual =", "{ type = \"directory\", url =");
    let large = "#".repeat(17 << 20);
    let files: [(Declared, &str, &str, &str); 13] = [
        (of_uv, "pyproject.toml", &format!("x = {nested}"), "line 1: cannot recurse further"),
        (of_uv, "pyproject.toml", &format!("x{} = 1", ".x".repeat(10_000)), "recursion limit"),
        (of_uv, "pyproject.toml", &large, "is larger than 256 KiB"),
        (of_uv, "uv.lock", &format!("x = {nested}"), "line 1: cannot recurse further"),
        (of_uv, "uv.lock", &large, "is larger than 16384 KiB"),
        (of_uv, "uv.lock", &format!("{LOCK}{many}"), "names more than 2000 folders and files"),
        (of_poetry, "pyproject.toml", &large, "is larger than 256 KiB"),
        (of_poetry, "poetry.lock", &format!("x = {nested}"), "line 1: cannot recurse further"),
        (of_poetry, "poetry.lock", &large, "is larger than 16384 KiB"),
        (of_poetry, "poetry.lock", &poetic, "names more than 2000 folders and files"),
        (of_pip, "requirements.txt", &large, "is larger than 4096 KiB"),
        (of_pip, "more.txt", &large, "is larger than 4096 KiB"),
        (of_pip, "more.txt", &"\n".repeat(200_000), "has more than 100000 lines"),
    ];
    for (declared, file, text, problem) in files {
        let context = project();
        context.write(file, text);
        let said = soon(declared, &context);
        assert!(said.contains(&format!("`{file}`")) && said.contains(problem), "{said}");
    }
}

/// Within the limits of its parser a file of TOML holds some thousand tables in each other.
#[test]
fn tables_in_tables_do_not_end_the_stack() {
    let context = project();
    let key = ["a"; 79].join(".");
    let (open, close) = (format!("{key} = {{").repeat(75), "}".repeat(75));
    for file in ["pyproject.toml", "uv.lock", "poetry.lock"] {
        let text = context.text(file);
        context.write(file, format!("{text}\n[b.{key}]\n{open}a = 1{close}\n"));
    }
    let start = Instant::now();
    context.emit(of_uv(&context));
    context.emit(of_poetry(&context));
    assert!(start.elapsed() < Duration::from_secs(5), "{:?}", start.elapsed());
}

#[test]
fn files_that_include_each_other_end() {
    let context = project();
    context.write("more.txt", "-r requirements.txt\n-c more.txt\nsix\n");
    context.emit(of_pip(&context));
    context.write("more.txt", "-r 0.txt\n");
    for i in 0..2_000 {
        fs::write(context.path(&format!("{i}.txt")), format!("-r {}.txt\n", i + 1))
            .expect("a file");
    }
    let said = soon(of_pip, &context);
    assert!(said.contains("`requirements.txt` includes more than 500 files"), "{said}");
}
