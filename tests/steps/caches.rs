//! Variables in the ids of caches.

use dockerfile_core::{Dialect, Image, Stage, arg, cache, debian, platform, run, text, uid};
use dockerfile_tests::context::Context;
use dockerfile_tests::docker::{Docker, unique};
use dockerfile_tests::text::body;

/// Its ARG stands above, and what a builder before 1.3 would share among platforms is an error.
#[test]
fn a_variable_in_the_id_of_a_cache() {
    let id = || text("obj-") + platform::TARGETOS + "." + platform::TARGETARCH;
    let stage = || {
        let step = run(["make"]).mount(cache("/obj").id(id()).locked());
        Stage::from(debian("12")).account(uid(7)).build(step)
    };
    let text = body(stage());
    let wanted = "ARG TARGETOS\nARG TARGETARCH\n\
                  RUN --mount=type=cache,id=obj-${TARGETOS}.${TARGETARCH},target=/obj,sharing=locked ";
    assert!(text.contains(wanted), "{text}");
    let report = Image::from(stage()).dialect(Dialect::V1_2).render().expect_err("is older");
    assert!(report.to_string().contains("needs Dockerfile syntax 1.3"), "{report}");
}

/// A text beside it is as plain as that of any id.
#[test]
fn what_no_id_is() {
    for bad in ["a,target=/x", "${X}", "a b"] {
        let step = run(["make"]).mount(cache("/obj").id(text(bad) + platform::TARGETARCH));
        let stage = Stage::from(debian("12")).account(uid(7)).build(step);
        let report = Image::from(stage).render().expect_err(bad).to_string();
        assert!(report.contains("mount id: letters"), "{report}");
    }
}

/// The engine finds the cache of the value, and no other.
#[test]
fn the_engine_fills_the_id_in() {
    let Some(docker) = Docker::connect() else { return };
    let (own, of) = (unique("obj"), arg("OF").default("a"));
    let stage = |id: dockerfile_core::Text, script: &str| {
        Stage::from(debian("bookworm-slim"))
            .account(uid(7))
            .build(run(script).mount(cache("/obj").id(id)))
    };
    let context = Context::with(&[]);
    context.emit(stage(text(&own) + "-" + &of, "touch /obj/x"));
    context.build(docker);
    context.emit(stage(text(format!("{own}-a")), "test -e /obj/x # of the first"));
    context.build(docker);
    context.emit(stage(text(&own) + "-" + &of, "test ! -e /obj/x # of another"));
    let built = docker.try_build(context.folder(), "Dockerfile", &["--build-arg=OF=b"]);
    assert!(built.is_ok(), "{:?}", built.err());
}
