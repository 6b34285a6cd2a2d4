//! Settings of a program's own type: what it reads, what it says of what is missing, and what the
//! image of it says.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fmt::{self, Display};
use std::net::SocketAddr;
use std::process::Command;
use std::str::FromStr;

use dockerfile_core::{Account, Debian, Image, Setting, Stage, arg, debian, image, run, uid};
use dockerfile_derive::Settings;
use dockerfile_tests::opinions::compose;
use dockerfile_tests::text::body;
use dockerfile_tests::{assert_recorded, root};
use serde_json::{Value, json};

#[derive(Debug, PartialEq)]
enum Level {
    Info,
    Loud,
}

/// Its own error holds what it was given, as careless ones do.
#[derive(Debug)]
struct NoLevel(String);

impl Display for NoLevel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` is neither info nor loud", self.0)
    }
}

impl FromStr for Level {
    type Err = NoLevel;
    fn from_str(text: &str) -> Result<Self, NoLevel> {
        match text {
            "info" => Ok(Level::Info),
            "loud" => Ok(Level::Loud),
            other => Err(NoLevel(other.to_owned())),
        }
    }
}

#[derive(Debug, PartialEq, Settings)]
#[setting(prefix = "QUAY_")]
struct Config {
    /// The port that the API
    /// answers on.
    ///
    /// This is for readers of the source.
    #[setting(port, default = 0x1f90)]
    port: u16,
    #[setting(default = "127.0.0.1:9000")]
    metrics: SocketAddr,
    #[setting(default = "info")]
    level: Level,
    #[setting(default = -1_000)]
    offset: i32,
    #[setting(default = false)]
    verbose: bool,
    /// Where the berths are kept.
    #[setting(secret, name = "DATABASE_URL")]
    database: String,
    /// `loud` for who has a key.
    #[setting(secret)]
    key: Option<Level>,
    r#type: String,
    admin: ::std::option::Option<String>,
    #[setting(default = "")]
    motd: String,
}

fn read(pairs: &[(&str, &str)]) -> Result<Config, String> {
    let known: BTreeMap<&str, &str> = pairs.iter().copied().collect();
    Config::from_lookup(|name| known.get(name).map(OsString::from))
}

#[test]
fn defaults_hold_where_nothing_is_set() {
    let config = read(&[("DATABASE_URL", "postgres:///q"), ("QUAY_TYPE", "dry"), ("PORT", "1")]);
    assert_eq!(
        config,
        Ok(Config {
            port: 8080,
            metrics: "127.0.0.1:9000".parse().expect("an address"),
            level: Level::Info,
            offset: -1000,
            verbose: false,
            database: "postgres:///q".to_owned(),
            key: None,
            r#type: "dry".to_owned(),
            admin: None,
            motd: String::new(),
        })
    );
    let said = [
        ("DATABASE_URL", "x"),
        ("QUAY_TYPE", "y"),
        ("QUAY_PORT", "9"),
        ("QUAY_VERBOSE", "true"),
        ("QUAY_KEY", "loud"),
        ("QUAY_ADMIN", ""),
    ];
    let config = read(&said).expect("all is set");
    assert_eq!((config.port, config.verbose), (9, true));
    assert_eq!((config.key, config.admin), (Some(Level::Loud), Some(String::new())));
}

/// All at once, each with its variable, and no value of them.
#[test]
fn problems_are_said_at_once_and_hold_no_value() {
    let problems = read(&[
        ("DATABASE_URL", ""),
        ("QUAY_PORT", "hush-1"),
        ("QUAY_LEVEL", "silent"),
        ("QUAY_KEY", "hush-2"),
        ("QUAY_VERBOSE", "1"),
    ]);
    let problems = problems.expect_err("all is wrong");
    assert_eq!(
        problems.lines().collect::<Vec<_>>(),
        [
            "QUAY_PORT is no `u16` (invalid digit found in string): The port that the API answers on.",
            "QUAY_LEVEL is no `Level` (`silent` is neither info nor loud)",
            "QUAY_VERBOSE is no `bool` (provided string was not `true` or `false`)",
            "DATABASE_URL is empty: Where the berths are kept.",
            "QUAY_KEY is no `Level`: `loud` for who has a key.",
            "QUAY_TYPE is not set",
        ]
    );
    assert!(!problems.contains("hush"), "{problems}");
}

#[cfg(unix)]
#[test]
fn what_is_no_text_is_said() {
    use std::os::unix::ffi::OsStringExt as _;
    let problems =
        Config::from_lookup(|_| Some(OsString::from_vec(vec![0xff]))).expect_err("bytes");
    assert!(problems.lines().all(|line| line.contains(" is no text in UTF-8")), "{problems}");
    assert_eq!(problems.lines().count(), Config::SETTINGS.len());
}

/// What cannot be read is never the environment's fault alone: a default of a type that only the
/// program knows.
#[test]
fn a_default_that_is_none_is_said() {
    #[derive(Debug, Settings)]
    struct Odd {
        #[setting(default = "quiet")]
        #[allow(dead_code)]
        level: Level,
    }
    let problems = Odd::from_lookup(|_| None).expect_err("no level");
    let said = "LEVEL has a default that is no `Level` (`quiet` is neither info nor loud)";
    assert_eq!(problems, said);
    let report = Image::from(base().settings(Odd::SETTINGS)).render().expect_err("no level");
    let report = report.to_string();
    assert!(report.contains("the program does not read `quiet` as `LEVEL`"), "{report}");
    assert!(report.contains("`quiet` is neither info nor loud"), "{report}");
}

/// Of macros come types and literals, too.
#[test]
fn a_macro_may_make_settings() {
    macro_rules! config {
        ($kind:ty, $default:literal, $maybe:ty) => {
            #[derive(Debug, Settings)]
            struct Made {
                #[setting(default = $default)]
                level: $kind,
                maybe: $maybe,
            }
        };
    }
    config!(u8, 7, Option<u8>);
    let made = Made::from_lookup(|_| None).expect("a default");
    assert_eq!((made.level, made.maybe), (7, None));
}

fn base() -> Stage<Account, Debian> {
    Stage::from(debian("12")).account(uid(7))
}

#[test]
fn an_image_says_its_programs_settings() {
    let text = "FROM debian:12 AS final\n\
                # Does not start without the secret DATABASE_URL: Where the berths are kept.\n\
                # Reads the secret QUAY_KEY: `loud` for who has a key.\n\
                # Does not start without QUAY_TYPE\n\
                # Reads QUAY_ADMIN\n\
                # The port that the API answers on.\n\
                ENV QUAY_PORT=\"8080\"\n\
                EXPOSE 8080\n\
                ENV QUAY_METRICS=\"127.0.0.1:9000\"\n\
                ENV QUAY_LEVEL=\"info\"\n\
                ENV QUAY_OFFSET=\"-1000\"\n\
                ENV QUAY_VERBOSE=\"false\"\n\
                ENV QUAY_MOTD=\"\"\n\
                USER 7:7\n";
    assert_eq!(body(base().settings(Config::SETTINGS)), text);
    let stage = image! { from debian("12"); account uid(7); settings Config::SETTINGS; };
    assert_eq!(body(stage), text);
    let plan = Image::from(base().settings(Config::SETTINGS)).render().expect("an image").plan;
    assert!(
        plan.contains(
            "`final` does not start without `DATABASE_URL`, `QUAY_TYPE`: \
             `docker run --env DATABASE_URL --env QUAY_TYPE`"
        ),
        "{plan}"
    );
}

/// In whatever order, and by a variable of the build as well.
#[test]
fn an_image_gives_a_setting_a_value_of_its_own() {
    let level = arg("LEVEL").default("loud");
    let text = body(
        base()
            .setting(Config::METRICS, "0.0.0.0:9000")
            .settings(Config::SETTINGS)
            .setting(Config::PORT, 9090)
            .setting(Config::LEVEL, &level)
            .setting(Config::TYPE, "$dry"),
    );
    assert_eq!(
        text,
        "FROM debian:12 AS final\n\
         # Does not start without the secret DATABASE_URL: Where the berths are kept.\n\
         # Reads the secret QUAY_KEY: `loud` for who has a key.\n\
         # Reads QUAY_ADMIN\n\
         ENV QUAY_METRICS=\"0.0.0.0:9000\"\n\
         ENV QUAY_OFFSET=\"-1000\"\n\
         ENV QUAY_VERBOSE=\"false\"\n\
         ENV QUAY_MOTD=\"\"\n\
         # The port that the API answers on.\n\
         ENV QUAY_PORT=\"9090\"\n\
         EXPOSE 9090\n\
         ARG LEVEL=\"loud\"\n\
         ENV QUAY_LEVEL=\"${LEVEL}\"\n\
         ENV QUAY_TYPE=\"\\$dry\"\n\
         USER 7:7\n"
    );
}

/// What a stage has, one that goes on from it has, and may give another value.
#[test]
fn a_stage_on_a_stage_has_its_settings() {
    let api = Stage::named("api", debian("12")).account(uid(7)).settings(Config::SETTINGS);
    let text = body(Stage::named("test", &api).setting(Config::TYPE, "dry"));
    assert!(text.ends_with("FROM api AS test\nENV QUAY_TYPE=\"dry\"\nUSER 7:7\n"), "{text}");
    // Only an image is started.
    let plan = |image: Image| image.render().expect("an image").plan;
    let starts = "does not start without `DATABASE_URL`, `QUAY_TYPE`";
    assert!(!plan(Stage::named("test", &api).into()).contains("does not start without"));
    assert!(plan(api.into()).contains(starts));
}

/// Of another program, and with a default that may be a secret.
#[derive(Settings)]
#[allow(dead_code)] // an image alone names it
struct Other {
    #[setting(default = 9090)]
    port: u16,
    #[setting(default = "hush-8d1f-22ab")]
    api_token: String,
    #[setting(default = "hush-8d1f-22ab", public = "of a test")]
    sample_token: String,
    #[setting(port, default = 8080)]
    http: u16,
    #[setting(default = "postgres://app:Hu5h-8d1f@db/app")]
    database: String,
}

fn read_all(_: &str) -> Result<(), String> {
    Ok(())
}

/// Mistakes that the build script sees, each one complaint.
fn mistakes() -> Vec<(&'static str, Image)> {
    let others = Other::SETTINGS;
    let config = || base().settings(Config::SETTINGS);
    let newer: Setting = ("A", "", Some("x"), &["list"], read_all);
    let unnamed: Setting = ("A B", "", None, &[], read_all);
    vec![
        ("setting by its name", base().env("QUAY_LEVEL", "loud").settings(Config::SETTINGS).into()),
        ("setting by its name, for steps", {
            let stage = base().build_env("QUAY_LEVEL", "loud").build(run(["a"]));
            stage.settings(Config::SETTINGS).into()
        }),
        ("setting by its name, in a child", {
            let api = Stage::named("api", debian("12")).account(uid(7)).settings(Config::SETTINGS);
            Stage::named("test", &api).public_env("QUAY_LEVEL", "loud", "why").into()
        }),
        ("settings twice", config().settings(Config::SETTINGS).into()),
        ("variable of two programs", base().settings(&others[..1]).settings(&others[..1]).into()),
        ("setting given twice", {
            config().setting(Config::LEVEL, "loud").setting(Config::LEVEL, "info").into()
        }),
        ("default that looks like a secret", base().settings(&others[1..2]).into()),
        ("default with a password", base().settings(&others[4..]).into()),
        ("secret with a value", config().setting(Config::DATABASE, "hush").into()),
        ("value that the program does not read", config().setting(Config::LEVEL, "quiet").into()),
        ("port of a variable", config().setting(Config::PORT, arg("P").default("80")).into()),
        ("port that is none", base().setting(Other::HTTP, 0).into()),
        ("port that is said by hand, too", base().expose(8080).settings(&others[3..4]).into()),
        ("no settings", base().settings(&others[..0]).into()),
        ("setting of another release", base().settings(&[newer][..]).into()),
        ("setting without a variable", base().settings(&[unnamed][..]).into()),
    ]
}

#[test]
fn complaints_are_as_recorded() {
    let mut text = String::new();
    for (name, image) in mistakes() {
        let report = image.render().expect_err(name);
        assert_eq!(report.count(), 1, "{name} is one mistake:\n{report}");
        text += &format!("# {name}\n\n{report}\n\n");
    }
    assert_recorded("tests/settings.txt", &text);
}

/// It is said at the field, and printed beside the value.
#[test]
fn a_default_may_be_no_secret() {
    let text = body(base().settings(&Other::SETTINGS[2..4]));
    let rendered = Image::from(base().settings(&Other::SETTINGS[2..3])).render().expect("public");
    assert!(text.contains("ENV SAMPLE_TOKEN=\"hush-8d1f-22ab\"\nENV HTTP=\"8080\"\n"), "{text}");
    assert!(rendered.dockerfile.contains("SAMPLE_TOKEN: of a test"), "{}", rendered.dockerfile);
}

/// The example's program, without what it needs, and with it.
#[test]
fn a_program_that_lacks_a_setting_stops_with_its_name() {
    let start = |variables: &[(&str, &str)]| {
        let mut heron = Command::new(env!("CARGO_BIN_EXE_heron_server"));
        heron.env_clear().envs(variables.iter().copied()).output().expect("the program starts")
    };
    let output = start(&[("HERON_PORT", "hush-1"), ("HERON_ADDRESS", "::1")]);
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(
        String::from_utf8_lossy(&output.stderr),
        "HERON_PORT is no `u16` (invalid digit found in string): The port that answers.\n\
         POND_URL is not set: The pond that is fished, with the password of whoever fishes there.\n"
    );
    // It has all that it needs, and goes on to an address that is not this machine's.
    let output = start(&[("POND_URL", "postgres://h:hush-2@pond"), ("HERON_ADDRESS", "192.0.2.1")]);
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(said.contains("a free port") && !said.contains("hush-2"), "{said}");
}

/// Compose gives the container what it is called with, and says nothing of what it is not; no file
/// holds a value of what has none.
#[test]
fn compose_hands_on_what_has_no_default() {
    let Some(mut command) = compose() else { return };
    let folder = root().join("examples/heron");
    command.args(["config", "--format", "json"]).current_dir(&folder);
    command.env_remove("HERON_GREETING").env("POND_URL", "postgres:///hush-3");
    let output = command.output().expect("compose starts");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let read: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(
        read["services"]["heron"]["environment"],
        json!({
            "HERON_PORT": "8080",
            "HERON_ADDRESS": "0.0.0.0",
            "HERON_GREETING": null,
            "POND_URL": "postgres:///hush-3",
        })
    );
}
