//! What `image!` takes: each way to write a line that simply works gives what the builder gives.

use dockerfile_core::{
    AtPhase, Build, ComesBefore, Debian, Family, Stage, apt, arg, copy, debian, dir, image, run,
    uid,
};
use dockerfile_tests::text::body;

/// Pairs stand in braces or without, and are one call each.
#[test]
fn pairs_need_no_braces() {
    let stage = image! {
        from debian("12");
        label "org.opencontainers.image.title" = "x";
        label { maintainer = "me", "com.example.a" = "b" };
        account uid(7);
        build_env CFLAGS = "-O2", LEVEL = 3;
        build run(["make"]);
        env PORT = 8080;
        env HOST = "::", VERSION = arg("VERSION").default("1"),;
        env SUM = 1 + 2, TEXT = format!("{}={}", "a", 1);
        cmd ["id"];
    };
    let built = Stage::from(debian("12"))
        .label("org.opencontainers.image.title", "x")
        .label("maintainer", "me")
        .label("com.example.a", "b")
        .account(uid(7))
        .build_env("CFLAGS", "-O2")
        .build_env("LEVEL", 3)
        .build(run(["make"]))
        .env("PORT", 8080)
        .env("HOST", "::")
        .env("VERSION", arg("VERSION").default("1"))
        .env("SUM", 3)
        .env("TEXT", "a=1")
        .cmd(["id"]);
    assert_eq!(body(stage), body(built));
}

/// A call's parentheses are its own, and calls without arguments have them.
#[test]
fn a_line_is_also_a_call() {
    let stage = image! {
        from(debian("12"));
        package_labels();
        label("org.opencontainers.image.vendor", "x");
        packages(apt(["curl"]));
        layout (dir("/a"), dir("/b"));
        account(uid(7));
        source copy("src").to("/srv");
        env("PORT", 8080);
        no_healthcheck();
        cmd(["id"]);
    };
    let built = Stage::from(debian("12"))
        .package_labels()
        .label("org.opencontainers.image.vendor", "x")
        .packages(apt(["curl"]))
        .layout((dir("/a"), dir("/b")))
        .account(uid(7))
        .source(copy("src").to("/srv"))
        .env("PORT", 8080)
        .no_healthcheck()
        .cmd(["id"]);
    assert_eq!(body(stage), body(built));
}

/// Arguments are Rust: what looks like a mistake of a Dockerfile's and is none stays what it is.
#[test]
fn arguments_are_expressions() {
    let (debug, names) = (true, ["x", "y"]);
    let stage = image! {
        from ::dockerfile_core::debian("12");
        label "com.example.name", names[1];
        label "com.example.mode", if debug { "debug" } else { "release" };
        packages if debug { Some(apt(["gdb"])) } else { None };
        packages vec![apt(["curl"]), apt([#[cfg(unix)] "git"])];
        packages { let name = "less"; apt([name]) };
        layout ["/a", "/b"].into_iter().map(dir).collect::<Vec<_>>();
        when !debug, |s: Stage<_, Debian>| s.layout(dir("/c"));
        account uid(7);
        // `//` is a comment.
        env PORT = 80u32 as u16;
        cmd ["id"];
    };
    let text = body(stage);
    for line in ["LABEL com.example.name=\"y\"", "gdb", "curl", "git", "less", "/a", "PORT=\"80\""]
    {
        assert!(text.contains(line), "{line} is not in\n{text}");
    }
}

/// Methods of the user's own, whatever they are called.
trait Lines<F> {
    fn run(self, command: &str) -> Stage<Build, F>;
    fn copy(self, from: &str, to: &str) -> Self;
    fn user(self, name: &str) -> Stage<Build, F>;
    fn target(self, name: u8) -> Self;
}

impl<At, F: Family> Lines<F> for Stage<At, F>
where
    At: ComesBefore<Build> + AtPhase,
    F: dockerfile_core::HasShell,
{
    fn run(self, command: &str) -> Stage<Build, F> {
        self.build(run([command]))
    }

    fn copy(self, from: &str, to: &str) -> Self {
        self.build_env("FROM", from).build_env("TO", to)
    }

    fn user(self, name: &str) -> Stage<Build, F> {
        self.build(run(["login", name]))
    }

    fn target(self, name: u8) -> Self {
        self.build_env("TARGET", name)
    }
}

#[test]
fn a_method_of_the_users_comes_before_the_words_of_dockerfiles() {
    let stage = image! {
        from debian("12");
        account uid(7);
        copy "a", "b";
        target 1;
        run "make";
        user "me";
    };
    let built = Stage::from(debian("12")).account(uid(7)).copy("a", "b").target(1);
    assert_eq!(body(stage), body(Lines::user(Lines::run(built, "make"), "me")));
}
