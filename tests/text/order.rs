//! Where lines stand that are declared in another order, and what is said of a stage that is no
//! image.

use dockerfile_core::{Image, Stage, apt, copy, debian, run, uid, user};
use dockerfile_tests::text::{body, lines};

use super::base;

/// A step that is out of order does not say where the set-up ends.
#[test]
fn a_step_out_of_order_moves_no_other() {
    let stage = Stage::from(debian("12"))
        .out_of_order("apt reads the list", |stage| stage.source(copy("list").to("/etc/apt/x")))
        .packages(apt(["c1=1.*"]))
        .account(uid(7))
        .build(run(["make"]))
        .workdir("/srv");
    let text = body(stage);
    let words: Vec<&str> = text.lines().filter_map(|line| line.split(' ').next()).collect();
    let words: Vec<&str> = words
        .into_iter()
        .filter(|it| it.chars().all(char::is_uppercase) && !it.is_empty())
        .collect();
    assert_eq!(words, ["FROM", "COPY", "RUN", "WORKDIR", "RUN", "USER"], "{text}");
}

/// A step of the account's phase may be about the user above it.
#[test]
fn a_user_is_made_where_it_is_declared() {
    let join = run(["usermod", "-aG", "audio", "app"]);
    let text = body(Stage::from(debian("12")).account(user("app")).account(join));
    let at = |part: &str| text.find(part).unwrap_or_else(|| panic!("{part}: {text}"));
    assert!(at("useradd") < at("usermod"), "{text}");
}

/// What a step's own text or variables set ends with the step.
#[test]
fn a_text_shares_no_step_with_others() {
    let first = || base().build(run(["a"]));
    for (stage, steps) in [
        (first().build(run(["b"])), 1),
        (first().build(run("b >/list")), 3),
        (first().build(run(["b"]).env("A", "1")), 3),
    ] {
        let text = body(stage.build(run(["c"])));
        assert_eq!(lines(&text, "RUN").len(), steps, "{text}");
    }
}

#[test]
fn low_ports_are_noted_of_images_whose_user_is_not_root() {
    let plan = |image: Image| image.render().expect("an image").plan;
    let said = |port: u16| format!("listens on port {port} ");
    let text = plan(base().expose(443).expose(1023).expose(1024).expose(8080).cmd(["id"]).into());
    for (port, is_low) in [(443, true), (1023, true), (1024, false), (8080, false)] {
        assert_eq!(text.contains(&said(port)), is_low, "{port}: {text}");
    }
    let parent = Stage::named("parent", debian("12")).account(uid(7)).expose(80);
    let text = plan(Stage::from(&parent).cmd(["id"]).into());
    assert_eq!(text.matches(&said(80)).count(), 1, "{text}");
    assert!(text.contains("`final` listens"), "{text}");
    let root = Stage::from(debian("12")).runs_as_root("a test").expose(80).cmd(["id"]);
    assert!(!plan(root.into()).contains(&said(80)));
}
