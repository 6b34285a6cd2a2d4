//! What an argument list starts and reads, by its words alone.

mod started;

use super::{Wanted, Word, extended, says_start, wanted};
use crate::check::barred::Use;
use crate::program::instruction::ValuePart;
use crate::value::{Value as _, VarName};

/// Each word that is needed: `+` stands before what is started, and `<` before what is read.
#[track_caller]
fn needed(words: &[&str]) -> String {
    let at = std::panic::Location::caller();
    let words: Vec<Word> = words.iter().map(|word| ((*word).to_owned(), at)).collect();
    let shown = |wanted: &Wanted| {
        let sign = if wanted.to_do == Use::Read { '<' } else { '+' };
        assert_eq!(wanted.reader.is_some(), sign == '<');
        format!("{sign}{}", wanted.word.0)
    };
    wanted(&words, Use::Start).iter().map(shown).collect::<Vec<_>>().join(" ")
}

#[test]
fn a_wrapper_starts_what_follows_its_options() {
    for (words, all) in [
        (&["/app", "tini", "/x"][..], "+/app"),
        (&["tini", "--", "/app"], "+tini +/app"),
        (&["/usr/bin/tini", "-g", "--", "/app"], "+/usr/bin/tini +/app"),
        (&["tini", "/app", "--", "/x"], "+tini +/app"),
        (&["tini", "-p", "SIGTERM", "/app"], "+tini +/app"),
        (&["tini", "-e", "143", "-s", "/app"], "+tini +/app"),
        (&["tini", "A=b"], "+tini +A=b"),
        (&["tini", "-s"], "+tini"),
        (&["dumb-init", "-r", "15:3", "/app"], "+dumb-init +/app"),
        (&["dumb-init", "--rewrite", "15:3", "--", "/app"], "+dumb-init +/app"),
        (&["dumb-init", "--rewrite=15:3", "-c", "/app"], "+dumb-init +/app"),
        (&["catatonit", "--", "/app"], "+catatonit +/app"),
        (&["catatonit", "-g", "/app"], "+catatonit +/app"),
        (&["env", "A=b", "-i", "/app"], "+env +/app"),
        (&["env", "-u", "A", "-C", "/x", "/app"], "+env +/app"),
        (&["env", "-S", "/app --x"], "+env"),
        (&["gosu", "app", "/app"], "+gosu +/app"),
        (&["su-exec", "app:app", "/app"], "+su-exec +/app"),
        (&["gosu"], "+gosu"),
        (&["tini", "--", "gosu", "app", "python3", "/a.py"], "+tini +gosu +python3 </a.py"),
    ] {
        assert_eq!(needed(words), all, "{words:?}");
    }
}

#[test]
fn an_interpreter_reads_its_script() {
    for (words, all) in [
        (&["python", "/a.py"][..], "+python </a.py"),
        (&["/usr/bin/python3.12", "a.py"], "+/usr/bin/python3.12 <a.py"),
        (&["python3", "-m", "a"], "+python3"),
        (&["python3", "a"], "+python3"),
        (&["node", "dist/main"], "+node <dist/main"),
        (&["node", "inspect", "a.js"], "+node"),
        (&["node22", "a.js"], "+node22 <a.js"),
        (&["node", "-r/a.js"], "+node"),
        (&["ruby", "a.rb"], "+ruby <a.rb"),
        (&["ruby3.3", "./a"], "+ruby3.3 <./a"),
        (&["perl", "/a.pl"], "+perl </a.pl"),
        (&["php", "/a.php"], "+php </a.php"),
        (&["php", "-S", "/a.php"], "+php"),
        (&["lua", "/a.lua"], "+lua"),
        (&["java", "-jar", "/a.jar"], "+java </a.jar"),
        (&["java", "-Xmx1g", "-jar", "/a.jar", "--x"], "+java </a.jar"),
        (&["java", "-jar"], "+java"),
        (&["java", "Main", "-jar", "/a.jar"], "+java"),
        (&["java", "/a.jar"], "+java"),
        (&["python3"], "+python3"),
    ] {
        assert_eq!(needed(words), all, "{words:?}");
    }
}

#[test]
fn a_shell_reads_a_script_or_starts_the_program_of_a_text() {
    for (words, all) in [
        (&["sh", "/a.sh"][..], "+sh </a.sh"),
        (&["/bin/bash", "./a"], "+/bin/bash <./a"),
        (&["dash", "/a"], "+dash </a"),
        (&["ash", "/a"], "+ash </a"),
        (&["zsh", "/a"], "+zsh </a"),
        (&["ksh", "/a"], "+ksh </a"),
        // A bare name is looked for in PATH as well.
        (&["sh", "a.sh"], "+sh"),
        (&["sh", "-e", "/a.sh"], "+sh"),
        (&["busybox", "/a"], "+busybox"),
        (&["sh", "-c", "/app --x"], "+sh +/app"),
        (&["sh", "-c", "exec /app --x"], "+sh +/app"),
        (&["sh", "-c", "app --x"], "+sh"),
        (&["sh", "-c", "/app", "x"], "+sh"),
        (&["sh", "-c", "app", "/x"], "+sh"),
        (&["sh", "-/x"], "+sh"),
        (&["sh", "-x", "/app"], "+sh"),
    ] {
        assert_eq!(needed(words), all, "{words:?}");
    }
}

#[test]
fn the_first_word_is_started_as_the_image_says() {
    let at = std::panic::Location::caller();
    let words: Vec<Word> = ["tini", "/app"].map(|word| (word.to_owned(), at)).to_vec();
    let uses = |first| wanted(&words, first).into_iter().map(|it| it.to_do).collect::<Vec<_>>();
    assert_eq!(uses(Use::Start), [Use::Start, Use::StartByOther]);
    assert_eq!(uses(Use::StartByOther), [Use::StartByOther, Use::StartByOther]);
}

#[test]
fn a_path_grows_by_its_own_variable_alone() {
    let text = |text: &str| ValuePart::Text(text.to_owned());
    let variable = |name: &str| ValuePart::Variable(VarName::trusted(name.to_owned()));
    let after = |path: Option<&[&str]>, value: &[ValuePart]| {
        let path = path.map(|path| path.iter().map(|it| (*it).to_owned()).collect());
        extended(path, value).map(|path| path.join(" "))
    };
    let was = Some(&["/bin", "/sbin"][..]);
    assert_eq!(after(was, &[text("/x:"), variable("PATH")]).as_deref(), Some("/x /bin /sbin"));
    assert_eq!(after(was, &[variable("PATH"), text(":/x")]).as_deref(), Some("/bin /sbin /x"));
    assert_eq!(after(was, &[text("/x::/y:")]).as_deref(), Some("/x /y"));
    assert_eq!(after(None, &[text("/x")]).as_deref(), Some("/x"));
    assert_eq!(after(None, &[text("/x:"), variable("PATH")]), None);
    assert_eq!(after(was, &[text("/x:"), variable("HOME")]), None);
}

#[test]
fn a_raw_line_may_say_what_is_started() {
    for word in ["CMD", "ENTRYPOINT", "HEALTHCHECK", "ENV", "USER"] {
        assert!(says_start(word), "{word}");
    }
    for word in ["LABEL", "RUN", "COPY", "WORKDIR", "EXPOSE", "VOLUME", "ONBUILD", "ARG"] {
        assert!(!says_start(word), "{word}");
    }
}
