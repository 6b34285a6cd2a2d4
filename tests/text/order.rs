//! Where lines stand that are declared in another order, and what is said of a stage that is no
//! image.

use dockerfile_core::{Debian, Image, Stage, apt, arg, copy, debian, run, uid, user};
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

/// What a line as it is given may have set, no typed line counts on.
#[test]
fn a_given_line_is_followed_by_what_a_step_needs() {
    let text = |stage: Stage<dockerfile_core::Build, _>| body(stage);
    let run_it = || run(["a"]);
    let below_folder =
        text(Stage::from(debian("12")).account(uid(7)).raw("WORKDIR /x", "why").build(run_it()));
    assert!(below_folder.contains("WORKDIR /x\nWORKDIR /\nRUN a\n"), "{below_folder}");
    // A RUN as it is given runs as root, unless another line says whom.
    let as_user = || Stage::from(debian("12")).account(uid(7)).build(run_it().as_user());
    let given = body(as_user().raw("RUN b", "why"));
    assert!(given.contains("USER 7:7\nRUN a\nUSER 0:0\n# As given: why\nRUN b\n"), "{given}");
    let label = body(as_user().raw("LABEL b=c", "why"));
    assert!(label.contains("RUN a\n# As given: why\nLABEL b=c\n"), "{label}");
    let user = body(as_user().raw("USER 9", "why").raw("RUN b", "why"));
    assert!(user.contains("USER 9\n# As given: why\nRUN b\nUSER 7:7\n"), "{user}");
    // The stage goes on from what its parent's given line says.
    let parent = Stage::named("parent", debian("12")).raw("USER 9", "why");
    let child = body(Stage::from(&parent).account(uid(7)).build(run_it()));
    assert!(child.contains("FROM parent AS final\nUSER 0:0\nRUN a\nUSER 7:7\n"), "{child}");
    let relative = |stage: Stage<dockerfile_core::Account, Debian>| {
        Image::from(stage.entrypoint(["./run"])).render().is_ok()
    };
    assert!(relative(base().raw("WORKDIR /x", "why")) && !relative(base()));
}

/// A second WORKDIR out of order is the image's from there on.
#[test]
fn a_folder_is_set_once_in_order() {
    let stage = || base().workdir("/a");
    let anew = stage().out_of_order("why", |stage| stage.workdir("/b"));
    assert!(Image::from(anew).render().is_ok());
    assert!(Image::from(stage().workdir("/b")).render().is_err());
}

/// What changes with every edit goes above what does not by a reason alone.
#[test]
fn what_stands_out_of_order_is_not_asked_for_its_rate() {
    let build = || Stage::named("build", debian("12")).source(copy("src").to("/src"));
    let early = Stage::from(debian("12")).packages(copy("/src/x").from(&build()).to("/x"));
    assert!(Image::from(early.account(uid(7))).render().is_err());
    let said =
        base().out_of_order("why", |stage| stage.packages(copy("/src/x").from(&build()).to("/x")));
    assert!(Image::from(said).render().is_ok());
}

/// Packages are one install where they stand together, and for one reason.
#[test]
fn packages_of_another_reason_are_an_install_of_their_own() {
    let packages = || Stage::from(debian("12")).packages(apt(["b1=1.*"]));
    let count = |text: &str| text.matches("apt-get install").count();
    let joined = body(packages().packages(apt(["a1=1.*"])).account(uid(7)));
    assert_eq!(count(&joined), 1, "{joined}");
    let apart = packages().out_of_order("why", |stage| stage.packages(apt(["a1=1.*"])));
    let apart = body(apart.account(uid(7)));
    assert_eq!(count(&apart), 2, "{apart}");
}

/// A variable with a default that several stages use has it once, above the first FROM.
#[test]
fn variables_of_several_stages_have_one_default() {
    let (one, other) = (|| arg("ONE").default("1"), || arg("OTHER").default("2"));
    let stage = |name: &str| {
        let step = run(["make"]).uses(one()).uses(other());
        Stage::named(name, debian("12")).build(step)
    };
    let (a, b) = (stage("a"), stage("b"));
    let copies = base().source(copy("/a").from(&a)).source(copy("/b").from(&b));
    let text = body(copies.build(run(["x"]).uses(one())));
    let (above, below) = text.split_once("FROM").expect("a FROM line");
    assert_eq!(above, "ARG ONE=\"1\"\nARG OTHER=\"2\"\n\n");
    assert_eq!((below.matches("ARG ONE\n").count(), below.matches("ARG OTHER\n").count()), (3, 2));
}

/// A reason that two steps share is printed once.
#[test]
fn a_remark_stands_once() {
    let step = |program: &str| run([program]).host_network("the registry is local");
    let text = body(base().build(step("a")).build(step("b")));
    assert_eq!(text.matches("the registry is local").count(), 1, "{text}");
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
