//! A stage is a value: a call takes it and gives it back.

use dockerfile_core::prelude::*;

fn main() {
    let stage = Stage::from(debian("12"));
    stage.packages(apt(["curl"]));
    let _ = stage.account(user("app")); //~ refused, says no fix: rustc says that it moved, and not that the call gives it back
    let version = arg("VERSION");
    let _ = Stage::from(debian("12")).env("A", version).env("B", version); //~ refused, says "consider borrowing `version`"
    let base = Stage::named("base", debian("12")).account(uid(7));
    emit(base);
    let _ = Stage::named("web", &base); //~ refused, says no fix: rustc says that it moved, and the child has to stand above `emit`
}
