//! What an image starts is there and can be started, or the declaration is refused: a table of right
//! and wrong ones, of the declaration alone and of what is in its context.

mod crossings;
mod declared;
mod files;

use dockerfile_core::{
    Debian, Dialect, Image, Stage, UnknownBase, arg, copy, debian, dir, download, file, image, run,
    scratch, text, tool, uid, user,
};

use declared::{by_name, by_path, without_a_shell};

/// What is said of a wrong one; a right one has none.
const NO_PROGRAM: &str = "is in the image";
const NOT_HERE: &str = "there is no program";
const FOLDER: &str = "is a folder";
const MODE: &str = "may not be started";
const UNREADABLE: &str = "may not read";
const UNKNOWN_TEXT: &str = "nothing says how to run";
const INTERPRETER: &str = "which is not in the image";
const WINDOWS: &str = "ends as lines of Windows do";
const NO_FILE: &str = "no file `";
const EMPTY: &str = "is an empty file";
const TWICE: &str = "sets the file `/etc/x.conf` twice";
const RIGHT: &str = "";
/// What the plan alone says: it starts on some engines.
const NOTE: &str = "lets its owner alone do so";

fn base() -> Stage<dockerfile_core::Account, Debian> {
    Stage::from(debian("bookworm-slim")).account(uid(7))
}

fn empty() -> Stage<dockerfile_core::Account, dockerfile_core::Scratch> {
    Stage::from(scratch()).account(uid(7))
}

fn distroless(name: &str) -> UnknownBase {
    image(format!("gcr.io/distroless/{name}:nonroot"))
}

/// A stage that compiles, of which nobody knows what it leaves.
fn build() -> Stage<dockerfile_core::Build, Debian> {
    let stage = Stage::named("build", image("golang:1.25-bookworm").family(Debian));
    stage.source(copy("src").to("/src")).build(run(["go", "build", "-o", "/out/app", "./src"]))
}

const SUM: &str = "sha256:1111111111111111111111111111111111111111111111111111111111111111";

fn tool_of_two() -> dockerfile_core::Tool {
    let url = |arch: &str| format!("https://example.com/{arch}/hello");
    tool("/usr/local/bin/hello").on("amd64", url("x"), SUM).on("arm64", url("a"), SUM)
}

type Row = (&'static str, &'static str, Image);

fn downloaded(mode: Option<u32>) -> Image {
    let tool = download("https://example.com/tool", SUM, "/usr/local/bin/tool");
    let tool = match mode {
        Some(mode) => tool.mode(mode),
        None => tool,
    };
    let stage = Stage::from(debian("12")).packages(tool).account(uid(7));
    Image::from(stage.cmd(["tool"])).dialect(Dialect::V1_6)
}

#[test]
fn what_is_started_is_there() {
    let rows = [by_path(), without_a_shell(), by_name(), crossings::all()].concat();
    let mut wrong = vec![];
    for (name, said, image) in &rows {
        match (image.render(), *said) {
            (Ok(_), RIGHT) => {}
            (Ok(rendered), NOTE) if rendered.plan.contains(NOTE) => {}
            (Ok(_), said) => wrong.push(format!("{name}: silent, and not `{said}`")),
            (Err(report), said) => {
                let report_text = report.to_string();
                if said == RIGHT || !report_text.contains(said) || report.count() != 1 {
                    wrong.push(format!("{name}: {report_text}"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), rows.len(), wrong.join("\n"));
    assert!(rows.len() >= 60, "{}", rows.len());
}

/// Of a raw line only the word is read: it may have made the file, or say what is started.
#[test]
fn a_raw_line_may_make_what_is_started() {
    let started = |line: &str| {
        let image = base().raw(line, "a test").cmd(["/srv/app"]);
        Image::from(image).render().is_ok()
    };
    for line in [
        "RUN make",
        "COPY a /srv/app",
        "ADD a /srv/app",
        "WORKDIR /srv",
        "ARG A",
        "ENTRYPOINT [\"tini\"]",
        "HEALTHCHECK NONE",
        "ENV A=b",
        "USER 0",
    ] {
        assert!(started(line), "{line}");
    }
    for line in [
        "LABEL a=b",
        "EXPOSE 80",
        "VOLUME /srv",
        "STOPSIGNAL SIGINT",
        "MAINTAINER a",
        "ONBUILD RUN make",
    ] {
        assert!(!started(line), "{line}");
    }
}

/// What is uncertain is a note of the plan: it runs on some engines.
#[test]
fn what_may_not_run_is_a_note() {
    const PORT: &str = "listens on port 80 as user 7";
    const FOLDER: &str = "nothing but `.workdir(..)` makes";
    let parent = Stage::named("parent", debian("12")).account(uid(7)).expose(80);
    let rows: Vec<(&str, &[&str], Image)> = vec![
        ("a low port", &[PORT], base().expose(80).into()),
        ("a low port of a range", &[PORT], base().expose(80..=90).into()),
        ("a low port of the parent", &[PORT], Stage::from(&parent).cmd(["id"]).into()),
        ("a port of anybody's", &[], base().expose(8080).into()),
        ("a low port of root's", &[], {
            Stage::from(debian("12")).runs_as_root("a test").expose(80).into()
        }),
        ("a low port of who starts as root", &[], {
            let stage = Stage::from(debian("12")).account(user("app"));
            stage.starts_as_root("drops").expose(80).into()
        }),
        ("a low port of a base's user", &[], {
            Stage::from(debian("12")).keeps_base_user("a test").expose(80).into()
        }),
        ("an empty folder to work in", &[FOLDER], base().workdir("/work").into()),
        ("a folder that is there", &[], base().workdir("/srv").into()),
        ("a folder with files", &[], base().source(copy("a").to("/app/")).workdir("/app").into()),
        (
            "a folder above files",
            &[],
            base().source(copy("a").to("/app/b/")).workdir("/app").into(),
        ),
        ("a folder that is made", &[], {
            let stage = Stage::from(debian("12")).layout(dir("/work").writable());
            stage.account(uid(7)).workdir("/work").into()
        }),
        ("a folder of the parent's files", &[], {
            let parent = Stage::named("parent", debian("12")).source(copy("a").to("/work/"));
            Stage::from(&parent).runs_as_root("a test").workdir("/work").into()
        }),
        ("an empty folder on a parent", &[FOLDER], {
            let parent = Stage::named("parent", debian("12")).source(copy("a").to("/other/"));
            Stage::from(&parent).runs_as_root("a test").workdir("/work").into()
        }),
        ("a folder that is a volume", &[], {
            let stage = Stage::from(debian("12")).runs_as_root("a test").volume("/work");
            stage.workdir("/work").into()
        }),
        ("a folder beside a volume", &[FOLDER], {
            let stage = Stage::from(debian("12")).runs_as_root("a test").volume("/data");
            stage.workdir("/work").into()
        }),
        ("a folder that a download is in", &[], {
            let tool = download("https://example.com/tool", SUM, "/work/tool");
            let stage = Stage::from(debian("12")).packages(tool).account(uid(7));
            Image::from(stage.workdir("/work")).dialect(Dialect::V1_6)
        }),
        ("a folder that a raw line may fill", &[], {
            base().raw("COPY a /work/", "a test").workdir("/work").into()
        }),
        ("an empty folder beside a raw line", &[FOLDER], {
            base().raw("LABEL a=b", "a test").workdir("/work").into()
        }),
        ("a folder that a step may fill", &[], {
            base().build(run(["make", "install"])).workdir("/work").into()
        }),
        ("a folder of a base of others", &[], {
            let stage = Stage::from(image("corp:5000/base:1").family(Debian)).account(uid(7));
            stage.workdir("/work").into()
        }),
    ];
    for (name, said, image) in rows {
        let plan = image.render().unwrap_or_else(|report| panic!("{name}: {report}")).plan;
        for note in [PORT, FOLDER] {
            assert_eq!(plan.contains(note), said.contains(&note), "{name}: {note}\n{plan}");
        }
    }
}

/// node adds an ending to a module's name.
#[test]
fn a_module_may_be_named_without_its_ending() {
    let read = |file_name: &str| {
        let stage = Stage::from(image("node:22-slim").family(Debian)).account(uid(7));
        let stage = stage.source(file(format!("/srv/{file_name}"), "1\n")).workdir("/srv");
        Image::from(stage.cmd(["node", "./main"])).render().is_ok()
    };
    for ending in ["js", "cjs", "mjs", "json", "node"] {
        assert!(read(&format!("main.{ending}")), "{ending}");
    }
    for name in ["main.ts", "main.txt", "mainx.js"] {
        assert!(!read(name), "{name}");
    }
}

/// A volume that its user cannot write is refused where all of the image is known.
#[test]
fn a_volume_is_its_users() {
    let python = || Stage::from(image("python:3.12-slim").family(Debian));
    let others = Stage::from(image("corp:5000/base:1").family(Debian));
    let parent = Stage::named("parent", debian("12")).layout(dir("/data").writable());
    let parent = parent.account(uid(7));
    let bad: [(&str, Image); 3] = [
        ("of a language's image", python().account(uid(7)).volume("/data").into()),
        ("beside what is made", Stage::from(&parent).volume("/date").cmd(["id"]).into()),
        ("below what is made", Stage::from(&parent).volume("/data/a").cmd(["id"]).into()),
    ];
    for (name, image) in bad {
        let report = image.render().expect_err(name).to_string();
        assert!(report.contains("could not write to its volume"), "{name}: {report}");
    }
    for folder in ["/tmp", "/var/tmp", "/dev/shm"] {
        let image = Stage::from(debian("12")).account(uid(7)).volume(format!("{folder}/a"));
        assert!(Image::from(image).render().is_ok(), "{folder}");
    }
    for text in [
        "x /data",
        "x '/data'",
        "x \"/data\"",
        "a=/data x",
        "x;/data",
        "x\n/data",
        "x\t/data",
        "x /data/a/b",
        "x $A",
    ] {
        let step = run(text).unchecked("a test");
        let image = Stage::from(debian("12")).account(uid(7)).build(step).volume("/data");
        assert!(Image::from(image).render().is_ok(), "{text}");
    }
    for text in ["x data", "x /other", "x /datastore", "x a/data"] {
        let step = run(text).unchecked("a test");
        let image = Stage::from(debian("12")).account(uid(7)).build(step).volume("/data");
        assert!(Image::from(image).render().is_err(), "{text}");
    }
    let somebody = || Stage::from(debian("12")).account(uid(7));
    let variable = arg("A").default("a");
    let copies: [(&str, bool, Image); 11] = [
        ("a copy into it", true, somebody().source(copy("a").to("/data/a")).volume("/data").into()),
        ("a copy around it", true, somebody().source(copy("a").to("/data")).volume("/data").into()),
        ("a copy elsewhere", false, somebody().source(copy("a").to("/opt")).volume("/data").into()),
        (
            "one to where a variable says",
            true,
            somebody().source(copy("a").to(text("/x/") + &variable)).volume("/data").into(),
        ),
        (
            "one below the WORKDIR",
            true,
            somebody().source(copy("a")).workdir("/srv").volume("/data").into(),
        ),
        (
            "one of a stage",
            true,
            somebody().source(copy("/data/x").from(&parent)).volume("/data").into(),
        ),
        (
            "one of a stage, elsewhere",
            false,
            somebody().source(copy("/x").from(&parent)).volume("/data").into(),
        ),
        (
            "one of a stage to it",
            true,
            somebody().source(copy("/x").from(&parent).to("/data/x")).volume("/data").into(),
        ),
        (
            "one of a stage that leaves it",
            false,
            somebody().source(copy("/data/x").from(&parent).to("/x")).volume("/data").into(),
        ),
        (
            "a user's home in it",
            true,
            Stage::from(debian("12")).account(user("a").home("/data/a")).volume("/data").into(),
        ),
        (
            "a user's home elsewhere",
            false,
            Stage::from(debian("12")).account(user("a").home("/home/a")).volume("/data").into(),
        ),
    ];
    for (name, is_good, image) in copies {
        let said = image.render();
        assert_eq!(said.is_ok(), is_good, "{name}: {:?}", said.err());
    }
    let good: [(&str, Image); 5] = [
        ("that the parent makes", Stage::from(&parent).volume("/data").cmd(["id"]).into()),
        ("that is made", {
            let stage = python().layout(dir("/data").writable()).account(uid(7));
            stage.volume("/data").into()
        }),
        ("of a language's own folder", python().account(uid(7)).volume("/usr/local/lib").into()),
        ("of a base of others", others.account(uid(7)).volume("/data").into()),
        ("of root", python().runs_as_root("a test").volume("/data").into()),
    ];
    for (name, image) in good {
        image.render().unwrap_or_else(|report| panic!("{name}: {report}"));
    }
}

/// WORKDIR makes a folder where there is none, and some builders drop what is made below a volume.
#[test]
fn a_folder_to_work_in_is_there_above_the_volume() {
    for (there, folder, is_good) in [
        ("/data/jobs/", "/data/jobs", true),
        ("/data/jobs/a", "/data/jobs", true),
        ("/data/", "/data/jobs", true),
        ("/data/jobs/", "/data", true),
        ("/data/jobs/", "/data/other", false),
        ("/data/jobs-of/", "/data/jobs", false),
        ("/other/", "/data", false),
        ("/other/", "/database", true),
    ] {
        let parent = Stage::named("parent", debian("12")).source(copy("a").to(there));
        let parent = parent.volume("/data");
        let rendered = Image::from(Stage::from(&parent).runs_as_root("a test").workdir(folder));
        let said = rendered.render().err().map(|report| report.to_string()).unwrap_or_default();
        let wrong = format!("`{folder}` is written below the VOLUME `/data`");
        assert_eq!(!said.contains(&wrong), is_good, "{there} {folder}: {said}");
    }
}
