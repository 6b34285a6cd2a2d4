//! The form of a RUN: one line, a here-document or a list, by what its text holds and who reads it.

use dockerfile_core::{Build, Debian, Dialect, Image, Run, Stage, cache, run};
use dockerfile_tests::context::{refused, shown};
use dockerfile_tests::text::{body, dockerfile};

use super::base;

/// The lines of a step.
fn step<First>(step: Run<First>) -> String {
    let text = body(base().build(step));
    let (_, below) = text.split_once('\n').expect("a FROM line");
    below.strip_suffix("USER 65532:65532\n").expect("a USER line").to_owned()
}

#[test]
fn a_text_of_several_lines_is_a_here_document() {
    for (text, printed) in [
        ("a\nb", "<<\"EOF\"\nset -e\na\nb\nEOF\n"),
        ("a\nb\n", "<<\"EOF\"\nset -e\na\nb\nEOF\n"),
        ("EOF\nEOF2", "<<\"EOF3\"\nset -e\nEOF\nEOF2\nEOF3\n"),
        // What a builder would read otherwise is a list.
        ("a \\\nFROM x", "[\"/bin/sh\", \"-ec\", \"a \\\\\\u000aFROM x\"]"),
        ("a\nb \\", "[\"/bin/sh\", \"-ec\", \"a\\u000ab \\\\\"]"),
    ] {
        assert_eq!(step(run(text)), format!("RUN {printed}\n"), "{text:?}");
    }
    assert_eq!(
        step(run("a\nb\n").then("c")),
        "RUN <<\"EOF\"\nset -e\na\nb\nc\nEOF\n\n",
        "no line is empty"
    );
    let older = Image::from(base().build(run("a\nb"))).dialect(Dialect::V1_3);
    assert!(shown(older).contains("RUN [\"/bin/sh\", \"-ec\", \"a\\u000ab\"]\n"));
    // A word of a list that has a line end is a list's, alone, and else a here-document's.
    assert_eq!(step(run(["a", "b\nc"])), "RUN [\"a\", \"b\\u000ac\"]\n");
    let more = step(run(["a", "b\nc"]).then(["d"]));
    assert!(more.starts_with("RUN <<\"EOF\"\nset -e\na "), "{more}");
    let with_env = step(run(["a", "b\nc"]).env("A", "1"));
    assert!(with_env.starts_with("RUN <<\"EOF\"\nset -e\nexport A="), "{with_env}");
}

#[test]
fn a_shell_has_its_own_options() {
    let of = |text: &str, shell: &[&str]| step(run(text).shell(shell.to_vec()));
    for (shell, printed) in [
        (&["env", "bash", "-c"][..], "\"-ec\", \"a\\u000ab\""),
        (&["env", "bash", "-ec"], "\"-ec\", \"a\\u000ab\""),
        (&["env", "bash", "-c", "-l"], "\"-c\", \"-l\", \"set -e\\u000aa\\u000ab\""),
        (
            &["env", "bash", "--norc", "-c", "-u"],
            "\"--norc\", \"-c\", \"-u\", \"set -e\\u000aa\\u000ab\"",
        ),
    ] {
        assert_eq!(of("a\nb", shell), format!("RUN [\"env\", \"bash\", {printed}]\n"));
    }
    // A step with a shell of its own is a text, whatever it holds.
    let own = of("a", &["bash", "-c"]);
    let back = "SHELL [\"/bin/sh\", \"-c\"]\n";
    assert_eq!(own, format!("SHELL [\"bash\", \"-c\"]\nRUN <<\"EOF\"\nset -e\na\nEOF\n\n{back}"));
    let said = of("a | b", &["bash", "-o", "pipefail", "-c"]);
    assert!(said.starts_with("SHELL [\"bash\", \"-o\", \"pipefail\", \"-c\"]\n"), "{said}");
    let added = of("a | b", &["bash", "-c"]);
    assert_eq!(added, said);
    // A list reads no SHELL, which so stays for the step below.
    let both = base().build(run("a | b")).build(run(["c", "\n"])).build(run("d | e"));
    assert_eq!(body(both).matches("SHELL").count(), 2);
}

#[test]
fn a_step_that_does_nothing_or_is_not_whole_is_refused() {
    for text in ["", " ", "\n", "# a", " # a", "# a\n\n  # b\n", "\t\n"] {
        let said = refused(base().build(run(text)));
        assert!(said.contains("run"), "{text:?}: {said}");
        assert_eq!(said.matches("error").count(), 1, "{text:?}: {said}");
    }
    assert!(step(run("# a\nmake")).contains("\nmake\n"));
    for text in ["a &&", "a &&\n", "a |\n", "a \\", "cat <<E\na\n", "cat <<E\n"] {
        let said = refused(base().build(run(text).then("b")));
        assert!(said.starts_with("error"), "{text:?}: {said}");
    }
    drop(step(run("cat <<E\na\nE\n").then("b")));
    for (text, word) in [("exit 0", "exit"), ("exec make", "exec"), ("return", "return")] {
        let said = refused(base().build(run(text).then(["b"])));
        assert!(said.contains(&format!("`{word}`")), "{said}");
        drop(step(run(text)));
        // One of several lines may stand behind a condition.
        drop(step(run(format!("if a\nthen {text}\nfi")).then(["b"])));
    }
}

#[test]
fn a_variable_of_a_step_is_said_once() {
    drop(step(run(["a"]).env("A", 1).env("B", 2).env("C", 3)));
    let said = refused(base().build(run(["a"]).env("A", 1).env("B", 2).env("A", 3)));
    assert!(said.contains("`A`") && !said.contains("`B`"), "{said}");
}

/// The text of a program that is no shell is its own, and its URLs are looked at all the same.
#[test]
fn a_text_for_another_program_is_left_as_it_is() {
    let python = |text: &str| run(text).shell(["/x/python3", "-c"]);
    assert_eq!(step(python("a | b\nc")), "RUN [\"/x/python3\", \"-c\", \"a | b\\u000ac\"]\n");
    let url = "get('https://user:s3cr3tpw@example.com')";
    assert!(refused(base().build(python(url))).contains("error"));
    drop(step(python(url).unchecked("a test")));
    assert!(refused(base().build(python("a").env("A", 1))).contains("error"));
}

/// hadolint reads the words of a list as a shell's, and is told which text they are.
#[test]
fn pipes_of_a_list_are_its_shells_or_none() {
    let told = |stage: Stage<Build, Debian>| {
        let text = dockerfile(stage);
        let rule = text.lines().find(|line| line.contains("ignore=DL4006"));
        rule.map(|line| line.rsplit_once(" # ").expect("a reason").1.to_owned())
    };
    let of_shell = told(base().build(run("a | b").shell(["env", "bash", "-c"])));
    assert_eq!(of_shell.as_deref(), Some("the shell of a RUN list is told of pipes in the list"));
    let of_words = told(base().build(run(["printf", "a | b\n"])));
    assert_eq!(of_words.as_deref(), Some("the words of a RUN list look like commands"));
    assert_eq!(told(base().build(run(["printf", "a\n"]))), None);
}

/// What a mount holds need not be removed, and what another holds does not matter.
#[test]
fn a_cache_keeps_out_what_it_holds() {
    let is_taken = |mount: &str| {
        let step = run(["/x/yarn", "install"]).mount(cache(mount));
        Image::from(base().build(step)).render().is_ok()
    };
    assert!(is_taken("/usr/local/share/.cache/yarn"));
    assert!(!is_taken("/root/.cache/other"));
}

/// Commands of a shell's text stay apart from steps that stand out of order.
#[test]
fn steps_of_another_reason_stay_apart() {
    let stage = base().build(run(["a"])).out_of_order("why", |stage| stage.build(run(["b"])));
    let text = body(stage.build(run(["c"])));
    assert!(text.contains("RUN a\n# Out of order: why\nRUN b\nRUN c\n"), "{text}");
    let stage = base().out_of_order("why", |stage| stage.build(run(["b"])).build(run(["c"])));
    assert!(body(stage).contains("# Out of order: why\nRUN b && \\\n    c\n"));
}
