//! Words at the beginning of a step, and what becomes of each.

use dockerfile_core::{Image, run};
use dockerfile_tests::context::{refused, shown};

use super::base;

#[test]
fn an_instruction_is_no_command() {
    for word in ["ADD", "CMD", "COPY", "ENTRYPOINT", "ENV", "EXPOSE", "FROM", "RUN", "WORKDIR"] {
        for text in [format!("{word} a b"), format!("  {word} a b")] {
            let said = refused(base().build(run(text.as_str())));
            assert!(said.contains(&format!("no program is called `{word}`")), "{said}");
        }
        // The user answers for it, or another command stands first.
        let said = base().build(run(format!("{word} a b")).unchecked("a test"));
        assert!(Image::from(said).render().is_ok(), "{word}");
    }
    for text in ["USERS a b", "copy a b", "make ADD"] {
        assert!(Image::from(base().build(run(text))).render().is_ok(), "{text}");
    }
}

/// The shell of a step ends with it.
#[test]
fn a_step_that_only_sets_its_shell_does_nothing() {
    for word in ["alias", "export", "set", "ulimit", "umask", "unset"] {
        let said = refused(base().build(run(format!("{word} a"))));
        assert!(said.contains(&format!("what `{word}` sets ends with this step")), "{said}");
        let more = base().build(run(format!("{word} a\nmake")));
        assert!(Image::from(more).render().is_ok(), "{word}");
        let then = base().build(run(format!("{word} a")).then(["make"]));
        assert!(Image::from(then).render().is_ok(), "{word}");
    }
}

/// An assignment stands behind any sign that ends a word.
#[test]
fn a_step_assigns_no_secret() {
    for before in ["", "true;", "true&&", "true|", "(", "echo `", "env "] {
        let said = refused(base().build(run(format!("{before}NPM_TOKEN=t0ps3cret make publish"))));
        assert!(said.contains("NPM_TOKEN"), "{before}: {said}");
    }
    let said = refused(base().build(run("NPM_TOKEN=t0ps3=cret make publish")));
    assert!(said.contains("NPM_TOKEN"), "{said}");
    for text in [
        "NPM_TOKEN= make publish",
        "NPM_TOKEN=\"\" make publish",
        "make --x=t0ps3cret",
        "NPM_TOKEN=$TOKEN make",
        "NPM_TOKEN=\"$(cat /x)\" make",
    ] {
        drop(shown(base().build(run(text))));
    }
}
