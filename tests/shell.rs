//! Shell text means what it says: programs of a generator, run as they are given (`sh -e file`)
//! and as they are printed, by dash, bash and BusyBox's ash.
//!
//!     SHELL_PROGRAMS=5000 cargo test -p dockerfile-tests --test shell

use std::env;
use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use dockerfile_core::{Account, Debian, Image, Stage, alpine, debian, run, uid};
use dockerfile_tests::random::Random;
use dockerfile_tests::required;
use dockerfile_tests::text::body;

/// How many programs an ordinary run tries.
const PROGRAMS: usize = 300;

fn base() -> Stage<Account, Debian> {
    Stage::from(debian("12")).account(uid(7))
}

// ---- a RUN, as a builder runs it --------------------------------------------------------

/// What a RUN runs: a shell with its options, and the text.
#[derive(Debug)]
struct Printed {
    pipefail: bool,
    text: String,
}

/// The one step of an image.
fn printed(text: &str) -> Printed {
    let file = body(base().build(run(text)));
    let pipefail = file.contains("pipefail");
    let (_, step) = file.split_once("\nRUN ").expect("a RUN");
    let text = if let Some(rest) = step.strip_prefix("<<\"") {
        let (word, rest) = rest.split_once("\"\n").expect("a word");
        let end = format!("\n{word}\n");
        rest[..=rest.find(&end).expect("an end")].to_owned()
    } else if step.starts_with("[\"") {
        let line = step.lines().next().expect("a line");
        let argv: Vec<String> = serde_json::from_str(line).expect("JSON");
        assert!(argv[argv.len() - 2].ends_with("ec"), "{argv:?}");
        format!("set -e\n{}", argv.last().expect("a text"))
    } else {
        step.lines().next().expect("a line").to_owned()
    };
    Printed { pipefail, text }
}

/// The shells that are here, with what calls each.
fn shells() -> Vec<(&'static str, Vec<&'static str>)> {
    let all = [("dash", vec!["dash"]), ("bash", vec!["bash"]), ("ash", vec!["busybox", "ash"])];
    let is_here = |argv: &[&str]| {
        let mut shell = Command::new(argv[0]);
        shell.args(&argv[1..]).args(["-c", ":"]).output().is_ok_and(|said| said.status.success())
    };
    let here: Vec<_> = all.into_iter().filter(|(_, argv)| is_here(argv)).collect();
    assert!(!required() || here.len() == 3, "dash, bash and busybox are wanted: {here:?}");
    here
}

fn ran(argv: &[&str], folder: &Path) -> Output {
    let mut shell = Command::new(argv[0]);
    shell.args(&argv[1..]).current_dir(folder).stdin(Stdio::null()).output().expect("a shell")
}

/// A program by a shell: as a file under `-e`, and as printed, each in a folder of its own.
fn both(shell: &[&str], program: &str, printed: &Printed) -> (Output, Output) {
    let folders = [(); 2].map(|()| tempfile::tempdir().expect("a folder"));
    let file = folders[0].path().join("program");
    fs::write(&file, program).expect("a file");
    let pipefail: &[&str] = if printed.pipefail { &["-o", "pipefail"] } else { &[] };
    let file = file.to_str().expect("a path");
    let given = ran(&[shell, pipefail, &["-e", file]].concat(), folders[0].path());
    let printed = [shell, pipefail, &["-c", &printed.text]].concat();
    (given, ran(&printed, folders[1].path()))
}

fn assert_alike(program: &str, pipes: Option<bool>) {
    let printed = printed(program);
    if let Some(pipes) = pipes {
        assert_eq!(printed.pipefail, pipes, "a pipe in:\n{program}");
    }
    for (name, shell) in shells() {
        // POSIX knows no `pipefail`, and dash has none.
        if printed.pipefail && name == "dash" {
            continue;
        }
        let (given, as_printed) = both(&shell, program, &printed);
        let of = |output: &Output| (output.status.code(), output.stdout.clone());
        assert_eq!(
            of(&given),
            of(&as_printed),
            "{name}:\n{program}\n-- printed:\n{}",
            printed.text
        );
    }
}

// ---- programs -----------------------------------------------------------------------------

/// A program on its way.
struct Program {
    random: Random,
    pipes: bool,
    functions: usize,
}

impl Program {
    fn one_of(&mut self, texts: &[&str]) -> String {
        texts[self.random.below(texts.len())].to_owned()
    }

    fn word(&mut self) -> String {
        match self.random.below(14) {
            0 => "'a | b # c'".to_owned(),
            1 => "\"x | $x \\\" # y\"".to_owned(),
            2 => "a\\ b\\|c".to_owned(),
            3 => "one\\\ntwo".to_owned(),
            4 => "\"two\nlines\"".to_owned(),
            5 => "'two\n# lines |\n'".to_owned(),
            6 => format!("\"$({})\"", self.simple()),
            7 => format!("`{}`", self.one_of(&["echo a", "true", "echo 'b c'"])),
            8 => "$((1 << 3 | 2))".to_owned(),
            9 => "\"${x:-a|b}\"".to_owned(),
            10 => "a#b".to_owned(),
            11 => {
                self.pipes = true;
                "\"$(echo a | cat)\"".to_owned()
            }
            _ => self.one_of(&["a", "b", "-n", "x=y", "in", "esac", "done", "|| "]),
        }
        .replace("|| ", "'||'")
    }

    fn simple(&mut self) -> String {
        match self.random.below(12) {
            0 => "true".to_owned(),
            1 => "false".to_owned(),
            2 => format!("x={}", self.word()),
            3 => "echo \"$x\"".to_owned(),
            4 => "echo to >&2".to_owned(),
            5 => "echo file >| file".to_owned(),
            6 => "test -f file".to_owned(),
            7 => format!("x={} :", self.word()),
            8 => "read y </dev/null".to_owned(),
            _ => format!("printf '<%s>\\n' {} {}", self.word(), self.word()),
        }
    }

    fn statement(&mut self, depth: usize) -> String {
        if depth == 0 {
            return self.simple();
        }
        match self.random.below(20) {
            0 => format!(
                "if {}; then\n{}\nelse\n{}\nfi",
                self.simple(),
                self.list(depth),
                self.list(depth)
            ),
            1 => format!("for v in {} b; do\n  {}\ndone", self.word(), self.list(depth)),
            2 => format!("while read -r line; do\n{}\ndone </dev/null", self.list(depth)),
            3 => format!(
                "case {} in\n  a|b) {} ;;\n  (c | *)\n{}\n;;\nesac",
                self.word(),
                self.simple(),
                self.list(depth)
            ),
            4 => format!("(\n{}\n)", self.list(depth)),
            5 => format!("({})", self.simple()),
            6 => format!("{{ {}; }}", self.simple()),
            7 => format!("{{\n{}\n}} >out", self.list(depth)),
            8 => {
                // None calls itself.
                self.functions += 1;
                let name = format!("f{}", self.functions);
                format!("{name}() {{\n{}\n}}\n{name}", self.list(depth))
            }
            9 => format!("cat <<'E'\n{}\n| $(no)\nE", self.one_of(&["a", "'", "\"", "# x"])),
            10 => "cat <<-E\n\ta | $x\n\t`echo b`\n\tE".to_owned(),
            11 => "cat <<A <<B\n1\nA\n2 |\nB".to_owned(),
            // In braces, or what follows would be in the background, too, and write at any time.
            12 => format!("{{\n{} &\nwait\n}}", self.simple()),
            // Not `-u`: what bash's `-c` ends with is another number than what a file ends with.
            13 => self.one_of(&["set -a", "set +e", "set -e", "set -f"]),
            14 => {
                self.pipes = true;
                format!("{} | cat", self.simple())
            }
            15 => {
                self.pipes = true;
                "echo a |\n  # note\n  cat".to_owned()
            }
            16 => format!("! {}", self.simple()),
            17 => format!("until {}; do\n  break\ndone", self.simple()),
            18 => format!("exit {}", self.random.below(3)),
            _ => format!("# a note | \\\n{}", self.simple()),
        }
    }

    fn list(&mut self, depth: usize) -> String {
        let mut list = self.statement(depth - 1);
        for _ in 0..self.random.below(3) {
            let more = self.statement(depth - 1);
            // A here-document ends with its line.
            let joint = match list.contains("<<") || more.starts_with('#') {
                true => "\n".to_owned(),
                false => self.one_of(&["\n", "\n\n", "; ", " && ", " || ", " &&\n  ", "\n# |\n"]),
            };
            list += &joint;
            list += &more;
        }
        list
    }
}

fn program(seed: u64) -> (String, bool) {
    let mut program = Program {
        random: Random(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1),
        pipes: false,
        functions: 0,
    };
    program.random.below(2);
    let mut text = program.list(3);
    for _ in 0..program.random.below(4) {
        text += "\n";
        text += &program.list(3);
    }
    if program.random.below(2) == 0 {
        text.push('\n');
    }
    (text, program.pipes)
}

#[test]
fn programs_do_the_same_as_printed() {
    let count =
        env::var("SHELL_PROGRAMS").map_or(PROGRAMS, |count| count.parse().expect("a number"));
    let mut tried = 0;
    for seed in 1..=count as u64 {
        let (text, pipes) = program(seed);
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("program");
        fs::write(&file, &text).expect("a file");
        let file = file.to_str().expect("a path");
        let accepts =
            |shell: &[&str]| ran(&[shell, &["-n", file]].concat(), folder.path()).status.success();
        if !shells().iter().all(|(_, shell)| accepts(shell)) {
            continue;
        }
        tried += 1;
        if let Err(report) = Image::from(base().build(run(text.as_str()))).render() {
            // A program that only sets variables and options does nothing in a step.
            assert!(report.to_string().contains("sets ends with this step"), "{report}\n{text}");
            continue;
        }
        assert_alike(&text, Some(pipes));
    }
    assert!(tried * 10 >= count * 9, "{tried} of {count} are programs");
}

/// Texts that were cut, joined or wrapped once.
#[test]
fn texts_that_meant_something_else() {
    for text in [
        "set -eux\nfalse; echo continued\necho done",
        "printf '%s\\n' a \\\n b \\\n# why\n c || true",
        "if [ -f /x ]; then\n echo a\nelse\n echo b\nfi",
        "for x in 1 2; do\n echo $x\ndone",
        "case a in\n a) echo x ;;\nesac",
        "f() {\n echo f\n}\nf",
        "{\n echo a\n}",
        "(\n echo a\n)",
        "true &&\n echo b",
        "sleep 0 &\nwait",
        "X=/a:\\\n/b\necho $X",
        "echo 'a\n   b'",
        "# note \\\necho a\necho b",
        "(true)#c\necho b",
        "x=\"$(echo a | cat)\"; echo $x",
        "echo $((1<<3))",
        "cat <<E\nno end",
        "cat <<E\nno end\n",
        "\n\n  echo a  \n\n",
        "\techo tab",
        "echo a;",
        "echo '<<EOF'",
        "cat <<EOF\nFROM x\nEOF",
        "echo \"a\n  from x\"",
        "cat <<EOF\nEOF2\nEOF\necho EOF",
        "[ -d / ]",
        "! false",
        "exit 3\necho no",
        "trap 'echo bye' EXIT\nfalse\necho no",
        "read x\necho not reached",
    ] {
        assert_alike(text, None);
    }
}

/// Debian's `sh` is dash, and bash runs a text with a pipe in its place: `echo` is to read escapes there
/// as well.
#[test]
fn echo_in_a_text_with_a_pipe_reads_what_it_reads_in_sh() {
    if !shells().iter().any(|(name, _)| *name == "dash") {
        return;
    }
    for (text, reads) in [
        ("echo \"a\\tb\" | cat", true),
        ("echo 'a\\nb\\c d' | cat; true", true),
        ("true | cat\nif true; then echo -n 'a\\\\b\\0101'; fi", true),
        ("echo \"$(echo 'x\\ty' | cat)\"", true),
        ("echo a\\ b \"\\$c\" | cat", false),
        ("printf 'a\\n' | cat", false),
    ] {
        let file = body(base().build(run(text)));
        assert_eq!(file.contains("\"-O\", \"xpg_echo\""), reads, "{file}");
        let option: &[&str] = if reads { &["-O", "xpg_echo"] } else { &[] };
        let folder = tempfile::tempdir().expect("a folder");
        let printed = printed(text).text;
        let shell = [&["bash", "-o", "pipefail"], option, &["-c", printed.as_str()]].concat();
        let [given, as_printed] =
            [&["dash", "-ec", text][..], &shell].map(|argv| ran(argv, folder.path()));
        assert!(given.status.success() && !given.stdout.is_empty(), "{text}");
        assert_eq!(given.stdout, as_printed.stdout, "{text}");
    }
    let file = body(Stage::from(alpine("3.22")).account(uid(7)).build(run("echo 'a\\n' | cat")));
    assert!(file.contains("SHELL [\"/bin/ash\", \"-o\", \"pipefail\", \"-c\"]"), "{file}");
}

/// The same of a substitution: `sh` ends one at the first command that fails.
#[test]
fn a_substitution_in_a_text_with_a_pipe_ends_where_it_ends_in_sh() {
    if !shells().iter().any(|(name, _)| *name == "dash") {
        return;
    }
    for (text, option) in [
        ("x=\"$(false; echo a | cat)\"\necho \"$x\"", true),
        ("x=`\nfalse\necho a | cat\n`; echo \"$x\"", true),
        ("f() { false; echo a; }; f | cat; x=\"$(f)\"; echo \"$x\"", true),
        ("x=\"$(false | cat)\"; echo \"$x\"; false", false),
    ] {
        let file = body(base().build(run(text)));
        assert_eq!(file.contains("\"-O\", \"inherit_errexit\""), option, "{file}");
        let folder = tempfile::tempdir().expect("a folder");
        let printed = printed(text).text;
        let options: &[&str] = if option { &["-O", "inherit_errexit"] } else { &[] };
        let shell = [&["bash", "-o", "pipefail"], options, &["-c", printed.as_str()]].concat();
        for argv in [&["dash", "-ec", text][..], &shell] {
            assert_eq!(ran(argv, folder.path()).status.code(), Some(1), "{argv:?}");
        }
    }
}

/// A line end would change what is open at the end of a text.
#[test]
fn a_text_that_ends_in_its_middle_stands_in_a_list() {
    for text in ["true &&", "false ||\n", "echo a | # b"] {
        let report = Image::from(base().build(run(text).then(["b"]))).render();
        assert!(report.is_err(), "{text}");
    }
    for text in ["echo a \\", "cat <<E\nno end"] {
        let file = body(base().build(run(text)));
        assert!(file.contains("RUN [\"/bin/sh\", \"-ec\", \""), "{file}");
        let report = Image::from(base().build(run(text).then(["b"]))).render();
        let report = report.expect_err("an open end").to_string();
        assert!(report.contains("does not end, and another command follows"), "{report}");
    }
}

/// A bot that looks for images takes a line that begins with FROM for one, wherever it stands.
#[test]
fn a_line_that_begins_with_from_stands_in_a_list() {
    for text in ["cat <<E\nFROM x\nE", "echo '\n  from x:1'", "cat <<E\nCOPY --from=x /a /b\nE\n"] {
        let file = body(base().build(run(text)));
        let lines = file.lines().skip(1).filter(|line| !line.starts_with("FROM debian"));
        let mut lines = lines.map(|line| line.trim_start().to_ascii_uppercase());
        assert!(
            lines.all(|line| !line.starts_with("FROM ") && !line.starts_with("COPY ")),
            "{file}"
        );
        assert!(file.contains("RUN [\"/bin/sh\", \"-ec\", \""), "{file}");
    }
}

/// Dash finds a variable of bash empty, and nobody is told.
#[test]
fn a_variable_of_bash_is_refused_where_dash_reads_it() {
    fn said(image: impl Into<Image>) -> Option<String> {
        image.into().render().err().map(|report| report.to_string())
    }
    for text in ["make seed=$RANDOM", "[ \"$EUID\" = 0 ] && make", "make; sleep ${SECONDS}"] {
        let said = said(base().build(run(text))).unwrap_or_default();
        assert!(
            said.contains("is bash's, and") && said.contains("dash finds it empty"),
            "{text}: {said}"
        );
    }
    for stage in [
        base().build(run("RANDOM=1; make $RANDOM")),
        base().build(run("make '$RANDOM' ${RANDOM:-1} $RANDOM_SEED")),
        base().build(run("make $RANDOM | tee /log")),
        base().build(run("make $RANDOM").shell(["/bin/bash", "-c"])),
        base().build(run("make $RANDOM").env("RANDOM", "1")),
        base().build_env("RANDOM", "1").build(run("make $RANDOM")),
    ] {
        assert_eq!(said(stage.cmd(["id"])), None);
    }
}
