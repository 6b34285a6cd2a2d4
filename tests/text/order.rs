//! Where lines stand that are declared in another order, and what is said of a stage that is no
//! image.

use dockerfile_core::{
    Debian, Image, Stage, apt, apt_repository, arg, copy, debian, dir, image, run, uid, user,
};
use dockerfile_tests::text::{body, dockerfile, lines};

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

/// A stage changes with every edit if one that it goes on from, or takes files from, does.
#[test]
fn what_holds_sources_is_followed() {
    let source = || Stage::named("source", debian("12")).source(copy("src").to("/src"));
    let plain = || Stage::named("plain", debian("12")).dependencies(run(["make"]));
    let takes = |from: &Stage<_, Debian>| {
        let early = Stage::from(debian("12")).packages(copy("/x").from(from).to("/x"));
        Image::from(early.account(uid(7))).render().is_ok()
    };
    let on_source = Stage::named("a", &source()).build(run(["make"]));
    let on_plain = Stage::named("a", &plain()).build(run(["make"]));
    assert!(!takes(&on_source) && takes(&on_plain));
    let of = |copied| Stage::named("a", debian("12")).dependencies(copied).build(run(["make"]));
    let of_source = of(copy("/y").from(&source()));
    let of_plain = of(copy("/y").from(&plain()));
    let of_image = of(copy("/y").from(image("alpine:3.22")));
    assert!(!takes(&of_source) && takes(&of_plain) && takes(&of_image));
    let by_reason = Stage::named("a", debian("12"))
        .out_of_order("a version of its own", |stage| stage.source(copy("src").to("/src")))
        .build(run(["make"]));
    assert!(takes(&by_reason));
}

/// What follows from a mistake is no second one.
#[test]
fn one_mistake_is_one_complaint() {
    let stage = || Stage::from(debian("12"));
    let mistakes: [(&str, Image); 5] = [
        ("a user's id", {
            let layout = stage().layout(dir("/srv/a").writable()).layout(dir("/srv/b").writable());
            layout.account(user("app").id(u32::MAX)).into()
        }),
        ("a relative volume", stage().account(uid(7)).volume("srv/a").into()),
        ("a line below a comment", {
            stage().account(uid(7)).comment("It is so.").label("A b", "c").into()
        }),
        ("a stage's name", {
            let wrong = Stage::named("A b", debian("12")).build(run(["a"]));
            stage().account(uid(7)).source(copy("/x").from(&wrong)).into()
        }),
        ("a repository without a key", {
            let none = apt_repository("https://x.org/a").suite("a").components("b");
            stage().packages(apt("a1").repository(none)).account(uid(7)).into()
        }),
    ];
    for (name, image) in mistakes {
        let said = image.render().expect_err(name);
        assert_eq!(said.count(), 1, "{name}: {said}");
    }
}

/// A base that is known not to run as root has its user back, unless a line as it is given says it.
#[test]
fn the_user_of_the_base_is_lost_where_nobody_says_it() {
    let stage = || Stage::from(image("prom/prometheus:v3.5.0").family(Debian));
    let kept = |stage: Stage<_, Debian>| Image::from(stage).render().is_ok();
    assert!(kept(stage().keeps_base_user("a test").cmd(["/x"])));
    assert!(!kept(stage().build(run(["a"])).keeps_base_user("a test").cmd(["/x"])));
    let given = stage().build(run(["a"])).raw("USER nobody", "a test");
    assert!(kept(given.keeps_base_user("a test").cmd(["/x"])));
    // A stage that is no image leaves the user as it was, if that is known.
    let of_uid = || Stage::named("a", image("corp/x:1").family(Debian).runs_as(7, 8));
    let child = |parent: &Stage<_, Debian>| {
        let middle = Stage::named("b", parent).build(run(["b"]));
        let text = body(Stage::from(&middle).account(uid(9)));
        let (_, below) = text.split_once(" AS b\n").expect("the stage");
        below.split_once("FROM").expect("the image").0.trim_end().to_owned()
    };
    assert_eq!(child(&of_uid().build(run(["a"]))), "USER 0:0\nRUN b\nUSER 7:8");
    let given = Stage::named("a", image("prom/prometheus:v3.5.0").family(Debian));
    let given = given.build(run(["a"])).raw("USER 5", "a test");
    let middle = Stage::named("b", &given).account(uid(9)).build(run(["b"]).as_user());
    let text = body(Stage::from(&middle).account(uid(9)));
    assert!(text.contains(" AS b\nUSER 0:0\nUSER 9:9\nRUN b\n\nFROM"), "{text}");
}

/// hadolint is told why two steps stay apart.
#[test]
fn steps_that_stay_apart_say_why() {
    let told = |stage: Stage<dockerfile_core::Build, Debian>| {
        let text = dockerfile(stage);
        let (rate, own) = ("change at different rates", "a comment of its own");
        (text.contains(rate), text.contains(own))
    };
    assert_eq!(told(base().build(run(["a"])).build(run(["b"]))), (false, false));
    assert_eq!(told(base().dependencies(run(["a"])).build(run(["b"]))), (true, false));
    let own = base().build(run(["a"])).comment("It is so.").build(run(["b"]));
    assert_eq!(told(own), (false, true));
    let both = base().dependencies(run(["a"])).comment("It is so.").build(run(["b"]));
    assert_eq!(told(both), (true, false));
    // Two commands, or one of several, are no such steps.
    let more = base().dependencies(run(["a"]).then(["b"])).build(run(["c"]));
    assert_eq!(told(more), (false, false));
    let text = base().dependencies(run("a\nb")).build(run(["c"]));
    assert_eq!(told(text), (false, false));
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
