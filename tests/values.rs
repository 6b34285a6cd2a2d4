//! Hostile strings, read back from the engine byte for byte.
//!
//! No string may add an instruction, lose a character, or be expanded. Many values ride in
//! one build, so that the test stays fast; those that need a layer each are a part of all, but with
//! `VALUES=all cargo test -p dockerfile-tests --test values`

use std::collections::HashSet;
use std::path::Path;
use std::{env, fs};

use dockerfile_core::{
    Debian, Dialect, Image, Runtime, Source, Stage, arg, copy, debian, dir, file, run, text, uid,
    user,
};
use dockerfile_tests::declare::HOSTILE;
use dockerfile_tests::declare::{is_path, is_source, is_unseen};
use dockerfile_tests::docker::{self, Docker};
use dockerfile_tests::random::Random;
use serde_json::Value;

/// Every part alone, every pair, long ones, and random ones; always the same.
fn hostile() -> Vec<String> {
    let mut texts: Vec<String> = HOSTILE.iter().map(|part| (*part).to_owned()).collect();
    for a in HOSTILE {
        for b in HOSTILE {
            texts.push(format!("{a}{b}"));
        }
    }
    for (index, part) in HOSTILE.iter().enumerate() {
        let others = HOSTILE[index..].concat();
        texts.push(format!("{part}x{others}{part}"));
        texts.push(format!("{part}{}", "long ".repeat(200)));
    }
    let mut random = Random(1);
    // A line of a Dockerfile holds 64 KiB.
    texts.push("very long; ".repeat(5000));
    texts.extend((0..650).map(|_| text_of(&mut random)));
    let mut seen = HashSet::new();
    texts.retain(|text| seen.insert(text.clone()));
    assert!(texts.len() >= 2000, "{}", texts.len());
    texts
}

/// Of texts that need a layer each: every part alone, and every sixth of all others.
fn some(texts: Vec<String>) -> Vec<String> {
    if env::var("VALUES").is_ok_and(|which| which == "all") {
        return texts;
    }
    let is_taken = |(index, text): &(usize, String)| {
        index.is_multiple_of(6) || HOSTILE.contains(&text.as_str())
    };
    texts.into_iter().enumerate().filter(is_taken).map(|(_, text)| text).collect()
}

/// Those that a line without escapes holds.
fn visible() -> Vec<String> {
    hostile().into_iter().filter(|text| !text.contains(is_unseen)).collect()
}

/// As many texts as fit into one line of a Dockerfile each.
fn lines_of(texts: &[String]) -> impl Iterator<Item = &[String]> {
    let long = |text: &String| text.len() > 10_000;
    texts.chunk_by(move |a, b| !long(a) && !long(b)).flat_map(|texts| texts.chunks(60))
}

/// Parts, and characters from all over Unicode; none that ends a line.
fn text_of(random: &mut Random) -> String {
    let mut text = String::new();
    for _ in 0..3 + random.below(5) {
        match random.below(3) {
            0 => text.push_str(HOSTILE[random.below(HOSTILE.len())]),
            1 => text.extend(char::from_u32(32 + random.below(96) as u32)),
            _ => text.extend(char::from_u32(1 + random.below(0x2_0000) as u32)),
        }
    }
    text.retain(|c| !matches!(c, '\n' | '\r'));
    text
}

fn base() -> Stage<dockerfile_core::Account, Debian> {
    Stage::from(debian("bookworm-slim")).account(uid(7))
}

/// Builds a declaration over an empty context, and gives back its config.
fn built(docker: Docker, image: impl Into<Image>) -> (docker::Image, Value) {
    built_in(tempfile::tempdir().expect("a temporary folder").path(), docker, image)
}

/// The same over the files of a folder.
fn built_in(context: &Path, docker: Docker, image: impl Into<Image>) -> (docker::Image, Value) {
    let rendered = image.into().render();
    let rendered = rendered.unwrap_or_else(|report| panic!("{report}"));
    fs::write(context.join("image.Dockerfile"), rendered.dockerfile).expect("a new file");
    let ignore = context.join("image.Dockerfile.dockerignore");
    fs::write(ignore, rendered.ignore).expect("a new file");
    let image = docker.build(context, "image.Dockerfile");
    let config = serde_json::from_str(&image.inspect("{{json .Config}}")).expect("JSON");
    (image, config)
}

#[test]
fn environment_labels_and_arguments_are_literal() {
    let Some(docker) = Docker::connect() else { return };
    let of_base = built(docker, base()).1["Env"].as_array().expect("a list").len();
    for chunk in visible().chunks(300) {
        let mut stage = base().at::<Runtime>();
        for (index, value) in chunk.iter().enumerate() {
            let label = format!("test.l{index}");
            let default = arg(format!("A{index}")).default(value);
            stage = stage.env(format!("E{index}"), text(value.as_str()));
            stage = stage.env(format!("F{index}"), default);
            stage = stage.commit_label(label, text(value.as_str()));
        }
        let (_image, config) = built(docker, stage);
        let env: Vec<&str> =
            config["Env"].as_array().expect("a list").iter().filter_map(Value::as_str).collect();
        assert_eq!(env.len(), 2 * chunk.len() + of_base, "and nothing else");
        for (index, value) in chunk.iter().enumerate() {
            for name in ["E", "F"] {
                let expected = format!("{name}{index}={value}");
                assert!(env.contains(&expected.as_str()), "{value:?} is lost in {env:?}");
            }
            assert_eq!(config["Labels"][format!("test.l{index}")], **value, "{value:?}");
        }
    }
}

#[test]
fn arguments_of_the_start_are_literal() {
    let Some(docker) = Docker::connect() else { return };
    let mut texts = hostile();
    texts.extend(["two\nlines\r\nand a bell \u{7}", "\r", "\n", "\nRUN id\n"].map(String::from));
    for chunk in lines_of(&texts) {
        // A program that asks for what follows: of another, a variable would be a slip.
        let argv = || [&["sh", "-c", "echo \"$@\""].map(str::to_owned), chunk].concat();
        let (_image, config) = built(docker, base().entrypoint(argv()));
        assert_eq!(config["Entrypoint"], Value::from(argv()));
        let (_image, config) = built(docker, base().cmd(argv()));
        assert_eq!(config["Cmd"], Value::from(argv()));
    }
}

/// Each argument reaches the program as it stands, through our quoting and a real shell,
/// or as JSON where a line of shell cannot hold it.
#[test]
fn arguments_of_a_build_step_are_literal() {
    let Some(docker) = Docker::connect() else { return };
    const PROGRAM: [&str; 4] = ["sh", "-c", "printf '%s\\n' \"$@\" >>/said", "sh"];
    let program = |arguments: &[String]| {
        run(PROGRAM.map(String::from).into_iter().chain(arguments.to_vec()).collect::<Vec<_>>())
    };
    let texts = hostile();
    let lines = ["one\ntwo\r\n\"three\"".to_owned(), "\n RUN id\n".to_owned()];
    let mut stage = base().at::<dockerfile_core::Build>();
    for chunk in lines_of(&texts) {
        stage = stage.build(program(chunk));
    }
    let (image, _) = built(docker, stage.build(program(&lines)));
    let said = image.shell_as_root("cat /said; printf end");
    let expected: String =
        texts.iter().chain(&lines).map(|argument| format!("{argument}\n")).collect();
    assert_eq!(said, expected + "end");
}

#[test]
fn paths_are_literal() {
    let Some(docker) = Docker::connect() else { return };
    // What a path may not hold is refused when it is declared.
    let allowed = |text: &&String| {
        let in_image = is_path(&format!("/{text}"));
        is_source(text) && in_image && text.len() < 200
    };
    let names = |text: &&String| !text.contains('/') && text.as_str() != ".";
    let texts: Vec<String> = hostile().iter().filter(allowed).filter(names).cloned().collect();
    assert!(texts.len() >= 500, "{}", texts.len());
    let texts = some(texts);
    // An image has at most 127 layers.
    for (index, chunk) in texts.chunks(100).enumerate() {
        let context = tempfile::tempdir().expect("a temporary folder");
        let mut stage = base().at::<Source>();
        for name in chunk {
            fs::write(context.path().join(name), name).expect("a name of the file system");
            stage = stage.source(copy(name.as_str()).to(format!("/{index}/{name}")));
        }
        let (image, _) = built_in(context.path(), docker, stage);
        let list = format!(
            "cd /{index} && for name in * .[!.]*; do [ ! -e \"$name\" ] || {{ printf '%s\\0' \"$name\"; cat <\"$name\"; printf '\\0'; }}; done"
        );
        let said = image.shell_as_root(&list);
        let found: Vec<&str> = said.split_terminator('\0').collect();
        // Each file holds its own name.
        let wrong: Vec<_> = found.chunks(2).filter(|file| file[0] != file[1]).collect();
        assert!(wrong.is_empty(), "{wrong:?}");
        assert_eq!(
            sorted(found.iter().step_by(2).copied()),
            sorted(chunk.iter().map(String::as_str))
        );
    }
}

#[test]
fn volumes_and_directories_are_literal() {
    let Some(docker) = Docker::connect() else { return };
    let allowed = |text: &String| is_path(&format!("/made/{text}")) && text.len() < 200;
    let texts: Vec<String> =
        hostile().into_iter().filter(allowed).filter(|text| !text.contains('/')).collect();
    assert!(texts.len() >= 500, "{}", texts.len());
    let texts = some(texts);
    for (index, chunk) in texts.chunks(100).enumerate() {
        // Chunks share no directory, and the last WORKDIR is the image's.
        let made = |text: &String| format!("/made{index}/{text}");
        let mut stage = Stage::from(debian("bookworm-slim"))
            .runs_as_root("writes to volumes that nothing makes")
            .out_of_order("each WORKDIR makes its directory", |stage| {
                let mut stage = stage.at::<Runtime>();
                for text in chunk {
                    stage = stage.workdir(made(text));
                }
                stage
            })
            .at::<Runtime>();
        let volumes_of: Vec<_> = chunk.iter().filter(|text| !ends_with_blank(text)).collect();
        for text in &volumes_of {
            stage = stage.volume(format!("/volume/{text}"));
        }
        let (image, config) = built(docker, stage);
        assert_eq!(config["WorkingDir"], made(chunk.last().expect("a chunk holds something")));
        let volumes = config["Volumes"].as_object().expect("volumes").keys().map(String::as_str);
        let declared: Vec<String> =
            volumes_of.iter().map(|text| format!("/volume/{text}")).collect();
        assert_eq!(sorted(volumes), sorted(declared.iter().map(String::as_str)));
        let list = format!("cd /made{index} && find . -mindepth 1 -maxdepth 1 -printf '%f\\0'");
        let said = image.shell_as_root(&list);
        assert_eq!(sorted(said.split_terminator('\0')), sorted(chunk.iter().map(String::as_str)));
    }
}

/// Directories that a stage makes, and homes of its users.
#[test]
fn directories_and_homes_are_literal() {
    let Some(docker) = Docker::connect() else { return };
    let allowed = |text: &String| is_path(&format!("/made/{text}"));
    let texts = hostile().into_iter().filter(|text| allowed(text) && !text.contains('/'));
    // /etc/passwd separates with `:`, and a name of the file system has 255 bytes.
    let texts: Vec<String> = texts.filter(|text| !text.contains(':') && text.len() < 200).collect();
    assert!(texts.len() >= 1000, "{}", texts.len());
    let mut stage = Stage::from(debian("bookworm-slim")).at::<dockerfile_core::Directories>();
    for text in &texts {
        stage = stage.layout(dir(format!("/made/{text}")));
    }
    let mut stage = Stage::named("s1999", &stage.runs_as_root("a test"));
    // A stage has one user, and what goes on from it another.
    let homes = some(texts.iter().take(60).cloned().collect()).into_iter();
    let homes: Vec<String> = homes.map(|text| format!("/home/{text}")).collect();
    for (home, id) in homes.iter().zip(2000..) {
        let made = stage.account(user(format!("u{id}")).id(id).home(home.as_str()));
        stage = Stage::named(format!("s{id}"), &made);
    }
    let (image, _) = built(docker, stage);
    let said = image.shell_as_root("cd /made && find . -mindepth 1 -maxdepth 1 -printf '%f\\0'");
    assert_eq!(sorted(said.split_terminator('\0')), sorted(texts.iter().map(String::as_str)));
    let passwd = image.shell_as_root("grep '^u2[0-9]*:' /etc/passwd; printf end");
    let fields = passwd.strip_suffix("end").expect("an end").lines();
    let found: Vec<&str> = fields.filter_map(|line| line.split(':').nth(5)).collect();
    assert_eq!(found, homes);
}

/// Lines of here-documents: of a file, and of a shell's text.
#[test]
fn here_documents_are_literal() {
    let Some(docker) = Docker::connect() else { return };
    let text: String = visible().iter().map(|line| format!("{line}\n")).collect();
    let step = run("cat >/said <<'END OF TEXT'\n".to_owned() + &text + "END OF TEXT");
    let stage =
        base().source(file("/etc/text", text.as_str())).build(step.workdir("/")).cmd(["id"]);
    let (image, _) = built(docker, stage);
    // Trailing blanks of the whole output are not the test's to see.
    assert_eq!(image.shell_as_root("cat /etc/text; printf end"), format!("{text}end"));
    assert_eq!(image.shell_as_root("cat /said; printf end"), format!("{text}end"));
}

/// What a Dockerfile cannot carry is refused, and why.
#[test]
fn what_does_not_fit_is_refused() {
    let refused = |image: Image, why: &str| {
        let report = image.dialect(Dialect::Labs).render().expect_err(why);
        assert_eq!(report.count(), 1, "{report}");
        assert!(report.to_string().contains(why), "{report}");
    };
    let long = "x".repeat(65_536);
    for text in ["a\nb", "a\rb", "a\0b"] {
        refused(base().env("A", text).into(), "a line break or NUL does not fit");
        refused(base().commit_label("a", text).into(), "a line break or NUL does not fit");
        refused(base().env("A", arg("B").default(text)).into(), "a line break or NUL");
        refused(base().workdir(format!("/{text}")).into(), "control characters");
        refused(base().source(copy(text).to("/a")).into(), "control characters");
    }
    refused(base().volume("/a\u{3000}").into(), "cannot end with a blank");
    refused(base().source(copy(" a").to("/a")).into(), "begins or ends with a blank");
    refused(base().entrypoint(["a\0b"]).into(), "cannot hold a NUL");
    refused(base().build(run(["a\0b"])).into(), "a NUL does not fit");
    refused(base().build(run("a\0b")).into(), "a NUL does not fit");
    refused(base().build(run("a\rb")).into(), "takes a carriage return for part of a word");
    for unseen in ["\u{1b}", "\u{7f}", "\u{85}", "\u{202e}", "\u{2066}"] {
        refused(base().env("A", unseen).into(), "a control character or a mark of direction");
        refused(base().build(run(format!("a {unseen}"))).into(), "such as `printf '\\033'`");
        refused(base().source(file("/a", format!("{unseen}\n"))).into(), "copy such a file");
    }
    refused(base().source(file("/a", "a\r\n")).into(), "a builder drops a carriage return");
    refused(base().source(file("/a", "a")).into(), "a here-document is whole lines");
    refused(base().env("A", &long).into(), "a line of 65544 bytes");
    refused(base().entrypoint([long.as_str()]).into(), "a builder reads lines of up to 65535");
    assert!(Image::from(base().env("A", &long[..65_527])).render().is_ok());
}

/// A builder cuts it off a volume's path, so it is refused there.
fn ends_with_blank(text: &str) -> bool {
    text.ends_with(char::is_whitespace)
}

fn sorted<'a>(texts: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let mut texts: Vec<&str> = texts.collect();
    texts.sort_unstable();
    texts
}
