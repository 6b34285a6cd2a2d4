//! `import`: Dockerfiles as declarations, and whether what those emit is equal.
//!
//! `IMPORT_CORPUS=folder` checks all Dockerfiles of a folder beside ours, and `IMPORT_BUILD=all` builds all
//! of ours that an engine builds with the bases that it has.

mod built;
mod unknown;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Output;
use std::{env, fmt, fs};

use dockerfile_tests::project::Project;
use dockerfile_tests::root;
use serde_json::Value;

use super::{run, said};

/// What no builder takes for a Dockerfile, and what is wrong with it.
const INVALID: [(&str, &str); 5] = [
    ("DL3011.Dockerfile", ":2`: `70000` is no port"),
    ("DL3023.Dockerfile", ":2`: the stage `app` does not stand above"),
    ("DL3043.Dockerfile", ":2`: ONBUILD holds no FROM"),
    ("DL3061.Dockerfile", ":1`: LABEL stands above the first FROM"),
    ("InvalidDefaultArgInFrom.Dockerfile", "image: write \"name:tag\""),
];

fn fixtures() -> PathBuf {
    root().join("tests/fixtures")
}

/// The files of a folder that are Dockerfiles by their names.
fn dockerfiles(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap_or_else(|error| panic!("{folder:?}: {error}"));
    let paths = entries.map(|entry| entry.expect("an entry").path());
    let is_one = |path: &PathBuf| {
        path.file_name().is_some_and(|name| name == "Dockerfile")
            || path.extension().is_some_and(|end| end == "Dockerfile")
    };
    let mut files: Vec<PathBuf> = paths.filter(is_one).collect();
    files.sort();
    files
}

/// Ours: those of the importer, the linters' violations, the tests' own, and the emitted ones.
fn ours() -> Vec<PathBuf> {
    let mut files = vec![];
    for folder in ["import", "import/built", "violations", "article", "postgres"] {
        files.extend(dockerfiles(&fixtures().join(folder)));
    }
    for example in fs::read_dir(root().join("examples")).expect("examples").flatten() {
        files.extend(dockerfiles(&example.path()));
    }
    let is_valid = |file: &PathBuf| !INVALID.iter().any(|(name, _)| file.ends_with(name));
    files.into_iter().filter(is_valid).collect()
}

fn import(words: &[&str], files: &[PathBuf]) -> Output {
    let target =
        Path::new(env!("CARGO_TARGET_TMPDIR")).join("import").to_string_lossy().into_owned();
    let files: Vec<String> = files.iter().map(|file| file.to_string_lossy().into_owned()).collect();
    let mut all = vec!["import", "--target-dir", &target];
    all.extend(words.iter().copied().chain(files.iter().map(String::as_str)));
    run(&fixtures(), &all)
}

fn json(output: &Output) -> Value {
    let (_, wrong) = said(output);
    serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{error}: {wrong}"))
}

/// Each file that is not equal, and why.
fn unequal(checked: &Value) -> Vec<String> {
    let files = checked["files"].as_array().expect("files");
    let bad = files.iter().filter(|file| file["is_equal"] != true);
    bad.map(|file| format!("{}: {} {}", file["file"], file["failure"], file["differences"]))
        .collect()
}

#[test]
fn what_is_emitted_is_equal_in_both_forms() {
    let files = ours();
    assert!(files.len() >= 60, "{} Dockerfiles", files.len());
    // What is refused does not depend on the form, and rustc takes its time with the macro.
    let is_own = |file: &&PathBuf| file.starts_with(fixtures().join("import"));
    let own: Vec<PathBuf> = files.iter().filter(is_own).cloned().collect();
    for (form, files) in [("builder", &files), ("macro", &own)] {
        let output = import(&["--check", "--format", "json", "--form", form], files);
        let checked = json(&output);
        assert_eq!(unequal(&checked), Vec::<String>::new(), "{form}");
        assert_eq!(checked["files"].as_array().map(Vec::len), Some(files.len()));
        assert_eq!(output.status.code(), Some(0));
    }
}

#[test]
fn a_corpus_of_others_is_equal() {
    let Some(folder) = env::var_os("IMPORT_CORPUS") else { return };
    let files = dockerfiles(Path::new(&folder));
    let checked = json(&import(&["--check", "--format", "json"], &files));
    let bad = unequal(&checked);
    // What is no Dockerfile is said with its line, and so is a secret in the image; what has too many targets is
    // said with their number.
    let is_told = |what: &&String| {
        what.contains(".Dockerfile:") && !what.contains("none of its")
            || what.contains("looks like a secret")
            || what.contains("targets of several families")
    };
    let untold: Vec<&String> = bad.iter().filter(|what| !is_told(what)).collect();
    assert_eq!(untold, Vec::<&String>::new());
    println!("{} of {} are equal", files.len() - bad.len(), files.len());
}

#[test]
fn what_cannot_be_imported_is_refused_with_its_line() {
    for (name, words) in INVALID {
        let output = import(&[], &[fixtures().join("violations").join(name)]);
        let (text, wrong) = said(&output);
        assert_eq!((output.status.code(), text.as_str()), (Some(2), ""), "{name}");
        assert!(wrong.contains(words), "{name}: {wrong}");
    }
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("Dockerfile");
    let token = format!("ghp_{}", "a1B2".repeat(9));
    fs::write(&file, format!("FROM debian:12\nRUN true\nENV TOKEN={token}\n")).expect("a file");
    let output = import(&[], &[file]);
    let (_, wrong) = said(&output);
    assert_eq!(output.status.code(), Some(2));
    assert!(wrong.contains("Dockerfile:3`: a token of GitHub stands in this line"), "{wrong}");
    assert!(!wrong.contains(&token), "a secret is not repeated");
}

/// A Dockerfile in a folder with the context of ours, and what the program says of it.
fn imported(text: &str) -> Value {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("Dockerfile");
    fs::write(&file, text).expect("a file");
    json(&import(&["--format", "json"], &[file]))
}

fn texts(report: &Value, key: &str) -> Vec<String> {
    let remarks = report[key].as_array().unwrap_or_else(|| panic!("{key}"));
    remarks
        .iter()
        .map(|one| format!("{}: {}", one["line"], one["text"].as_str().unwrap()))
        .collect()
}

#[test]
fn a_report_names_what_is_decided_what_differs_and_what_is_literal() {
    let report = imported(
        "ARG TAG=bookworm-slim\nFROM debian:$TAG\nCOPY . /app\nRUN a | b\n\
         RUN apt-get update && apt-get install -y --no-install-recommends curl\nONBUILD RUN x\nCMD [\"a\"]\nCMD [\"sh\"]\n",
    );
    assert_eq!(report["version"], 1);
    let lines = &report["lines"];
    assert_eq!(
        (&lines["typed"], &lines["text"], &lines["raw"]),
        (&5.into(), &1.into(), &1.into()),
        "{lines}"
    );
    let decisions = texts(&report, "decisions").join("\n");
    for words in [
        "2: `TAG` is `bookworm-slim`",
        "5: runs again after each edit of what `COPY . /app`",
        "7: has no effect: line 8",
    ] {
        assert!(decisions.contains(words), "{words} in {decisions}");
    }
    let differs = texts(&report, "differs").join("\n");
    assert!(differs.contains("4: stops at the first command that fails"), "{differs}");
    assert!(differs.contains("5: installs the same packages by `apt(..)`"), "{differs}");
    let literal = texts(&report, "literal").join("\n");
    assert!(literal.contains("4: is shell text: `RUN a | b`"), "{literal}");
    assert!(literal.contains("6: is given as it stands: `ONBUILD RUN x`"), "{literal}");
    let declaration = report["declaration"].as_str().expect("a declaration");
    for line in [
        "Stage::from(debian(\"bookworm-slim\"))",
        ".build(run(\"a | b\"))",
        "s.packages(apt(\"curl\"))",
        "stands below `RUN a | b` in",
        ".raw(\"ONBUILD RUN x\"",
    ] {
        assert!(declaration.contains(line), "{line} in {declaration}");
    }
    assert!(report["dockerfile"].as_str().unwrap().contains("\nONBUILD RUN x\n"));
}

#[test]
fn where_an_unknown_base_starts_is_left_to_a_person() {
    let decisions = |base: &str, lines: &str| {
        texts(&imported(&format!("FROM {base}\n{lines}\nCMD [\"sh\"]\n")), "decisions").join("\n")
    };
    let words =
        "nobody here knows the WORKDIR of `registry.example/base:1`, and line 2 begins there";
    for line in ["COPY a b", "COPY a .", "WORKDIR app"] {
        let said = decisions("registry.example/base:1", line);
        assert!(said.contains(words), "{line}: {said}");
        assert!(!decisions("node:22", line).contains("nobody here knows"), "{line}");
    }
    assert!(!decisions("registry.example/base:1", "COPY a /b").contains(words));
}

/// A builder runs a step without its secret or agent unless the mount says that it is required.
#[test]
fn a_mount_is_required_where_it_says_so() {
    let emitted = |options: &str| {
        let report = imported(&format!("FROM debian:12\nRUN --mount={options} make\n"));
        report["dockerfile"].as_str().expect("a Dockerfile").to_owned()
    };
    for kind in ["type=secret,id=token", "type=ssh"] {
        for said in ["", ",required=false"] {
            let text = emitted(&format!("{kind}{said}"));
            assert!(text.contains(kind) && !text.contains("required"), "{kind}{said}: {text}");
        }
        for said in [",required", ",required=true"] {
            let text = emitted(&format!("{kind}{said}"));
            assert!(text.contains(&format!("{kind},required")), "{kind}{said}: {text}");
        }
    }
}

/// The group is that of the user where the image knows one, and nobody here knows whether it does.
#[test]
fn a_user_without_a_group_stays_one() {
    let emitted = |base: &str, lines: &str| {
        let report = imported(&format!("FROM {base}\n{lines}\nCMD [\"/app\"]\n"));
        report["dockerfile"].as_str().expect("a Dockerfile").to_owned()
    };
    let text = emitted("node:20-slim", "COPY --chown=1000 a /a\nUSER 1000");
    assert!(text.contains("\nUSER 1000\n"), "{text}");
    assert!(!text.contains("1000:0"), "{text}");
    assert!(emitted("scratch", "COPY app /app\nUSER 1000").contains("\nUSER 1000:0\n"));
    assert!(emitted("debian:bookworm-slim", "USER 1000:7").contains("\nUSER 1000:7\n"));
}

/// WORKDIR makes a folder that is not there, for whom it is in force: so it is not said above what makes it.
#[test]
fn a_folder_that_a_step_makes_is_there_before_its_workdir() {
    let emitted = |lines: &str| {
        let report = imported(&format!("FROM debian:bookworm-slim\n{lines}\nCMD [\"sh\"]\n"));
        report["dockerfile"].as_str().expect("a Dockerfile").to_owned()
    };
    for step in [
        "mkdir /app",
        "mv /src /app",
        "useradd -l -m -d /app app",
        "ln -s /srv /app",
        "test ! -e /app",
    ] {
        let text = emitted(&format!("COPY a /src/\nRUN {step}\nWORKDIR /app"));
        let (step, workdir) = (text.find(step), text.find("\nWORKDIR /app"));
        assert!(step.is_some() && step < workdir, "{text}");
    }
    let text = emitted("COPY a /app/\nUSER 1000:1000\nWORKDIR /app");
    assert!(!text.contains("install -d"), "{text}");
}

/// ADD unpacks by what is in a file; a shell would run what a here-document holds.
#[test]
fn what_a_builder_would_unpack_or_a_shell_would_run_stands_as_it_is() {
    let declaration = |lines: &str| {
        let report = imported(&format!("FROM debian:bookworm-slim\n{lines}\nCMD [\"sh\"]\n"));
        report["declaration"].as_str().expect("a declaration").to_owned()
    };
    for archive in ["rootfs", "x.tbz", "x.tar.lzma", "x.taz", "x.tar.gz"] {
        let text = declaration(&format!("ADD {archive} /o/"));
        assert!(text.contains(&format!(".raw(\"ADD {archive} /o/\"")), "{text}");
    }
    assert!(declaration("ADD app.conf /etc/app.conf").contains("copy(\"app.conf\")"));
    let body = "FROM debian:bookworm-slim\nARG V=1\nCOPY <<EOF /etc/x.conf\n$V $(date) `id`\nEOF\n";
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("Dockerfile"), body).expect("a file");
    let output = run(folder.path(), &["import"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(said(&output).1.contains("`Dockerfile:3`: no form says it"), "{:?}", said(&output));
}

#[test]
fn a_rule_that_refuses_has_a_more_literal_form_taken() {
    let report = imported(
        "FROM debian:bookworm-slim\nRUN sudo make\nCMD [\"/none\", \"at\", \"all\"]\nUSER root\n",
    );
    let declaration = report["declaration"].as_str().expect("a declaration");
    assert!(declaration.contains(".unchecked("), "{declaration}");
    assert!(declaration.contains(".runs_as_root("), "{declaration}");
    assert!(
        texts(&report, "refused").join("\n").contains("2: shell text: a step runs as root already"),
        "{report}"
    );
}

#[test]
fn a_line_as_it_stands_finds_its_files_in_the_context() {
    let report = imported("FROM debian:bookworm-slim\nCOPY --chown=who:ever src/*.x conf /srv/\n");
    let dockerfile = report["dockerfile"].as_str().expect("a file");
    assert!(dockerfile.contains("\nCOPY --chown=who:ever src/*.x conf /srv/\n"), "{dockerfile}");
    let ignore = report["ignore"].as_str().expect("an ignore file");
    assert!(ignore.contains("\n!src\n") && ignore.contains("\n!conf\n"), "{ignore}");
}

#[test]
fn an_ignore_file_stands_in_the_copies() {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).expect("a file");
    fs::create_dir(folder.path().join("out")).expect("a folder");
    write("Dockerfile", "FROM debian:bookworm-slim\nCOPY . /app/\n");
    write(".dockerignore", "# ours\nout\n**/*.log\n!keep.log\n");
    write("out/x", "x");
    write("a.txt", "a");
    write("b.log", "b");
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).join("import");
    let target = target.to_string_lossy();
    let words = ["import", "--target-dir", &target, "--format", "json"];
    let report = json(&run(folder.path(), &words));
    let declaration = report["declaration"].as_str().expect("a declaration");
    assert!(declaration.contains(".except([\"out\", \"**/*.log\"])"), "{declaration}");
    assert!(
        texts(&report, "decisions")[0].contains("`!keep.log` takes something back"),
        "{report}"
    );
    let check = [&words[..], &["--check"]].concat();
    assert_eq!(unequal(&json(&run(folder.path(), &check))), Vec::<String>::new());
    // A file that is in the one image and not in the other is found.
    write("keep.log", "k");
    let bad = unequal(&json(&run(folder.path(), &check))).join("");
    assert!(bad.contains("`keep.log` is kept out by"), "{bad}");
}

#[test]
fn a_build_script_emits_what_was_compared() {
    let project = Project::new("cli-imported", env!("CARGO_TARGET_TMPDIR"), "");
    let here = &project.path("");
    project.write(
        "Dockerfile.old",
        "FROM debian:bookworm-slim\nCOPY src /srv/\nRUN make -C /srv\nUSER 7:7\nCMD [\"sh\"]\n",
    );
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).join("import");
    let target = target.to_string_lossy();
    for form in ["builder", "macro"] {
        let import = |more: &[&str]| {
            let words = ["import", "--target-dir", &target, "--form", form, "Dockerfile.old"];
            run(here, &[&words, more].concat())
        };
        let output = import(&["--force", "--out", "build.rs"]);
        assert_eq!(output.status.code(), Some(0), "{}", said(&output).1);
        let declaration = project.read("build.rs").expect("it is written");
        // The old file stays what it is.
        project.write("build.rs", &declaration.replace(".dockerfile(\"Dockerfile.old\")", ""));
        let output = run(here, &["write"]);
        assert_eq!(output.status.code(), Some(0), "{}", said(&output).1);
        let report = json(&import(&["--format", "json"]));
        let emitted = project.read("Dockerfile").expect("it is emitted");
        assert_eq!(emitted, report["dockerfile"].as_str().expect("a file"), "{form}");
        fs::remove_file(project.path("Dockerfile")).expect("it is there");
    }
}

// ---- how much becomes typed ------------------------------------------------------------------------

#[derive(Default)]
struct Share {
    files: u64,
    typed: u64,
    text: u64,
    raw: u64,
}

impl fmt::Display for Share {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let all = self.typed + self.text + self.raw;
        let percent = |count: u64| (200 * count + all) / (2 * all);
        let (typed, text, raw) = (percent(self.typed), percent(self.text), percent(self.raw));
        write!(f, "{} | {all} | {typed} % | {text} % | {raw} %", self.files)
    }
}

/// What the importer's own Dockerfiles are of, by their names.
fn ecosystem(name: &str) -> &'static str {
    let language = name.split('-').next().unwrap_or(name);
    match language {
        "node" => "Node.js",
        "python" => "Python",
        "go" => "Go",
        "rust" => "Rust",
        "java" => "Java",
        "ruby" => "Ruby",
        "php" => "PHP",
        "dotnet" => ".NET",
        "syntax" => "corners of the syntax",
        _ => "others",
    }
}

#[test]
fn the_page_has_the_share_of_lines_that_are_typed() {
    let files = dockerfiles(&fixtures().join("import"));
    let checked = json(&import(&["--check", "--format", "json"], &files));
    let mut shares: BTreeMap<&str, Share> = BTreeMap::new();
    let mut all = Share::default();
    for file in checked["files"].as_array().expect("files") {
        let name = file["file"].as_str().and_then(|path| path.rsplit('/').next()).expect("a name");
        let count = |kind: &str| file["lines"][kind].as_u64().expect("a count");
        let (typed, text, raw) = (count("typed"), count("text"), count("raw"));
        for share in [shares.entry(ecosystem(name)).or_default(), &mut all] {
            share.files += 1;
            share.typed += typed;
            share.text += text;
            share.raw += raw;
        }
    }
    let rows: String =
        shares.iter().map(|(name, share)| format!("| {name} | {share} |\n")).collect();
    let table = format!(
        "| | files | lines | typed | shell text | as they stand |\n|---|---|---|---|---|---|\n{rows}| all | {all} |\n"
    );
    let page = root().join("docs/import.md");
    let text = fs::read_to_string(&page).expect("the page");
    let (head, rest) = text.split_once("<!-- the table -->\n").expect("a mark above the table");
    let (_, tail) = rest.split_once("<!-- its end -->\n").expect("a mark below the table");
    let wanted = format!("{head}<!-- the table -->\n{table}<!-- its end -->\n{tail}");
    if env::var_os("GOLDEN").is_some_and(|word| word == "overwrite") {
        fs::write(&page, &wanted).expect("the page is written");
    }
    assert!(
        text == wanted || env::var_os("GOLDEN").is_some(),
        "`GOLDEN=overwrite` writes:\n{table}"
    );
}
