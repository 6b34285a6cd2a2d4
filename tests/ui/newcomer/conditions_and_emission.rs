//! Conditions, loops, several targets, and what is emitted.

use dockerfile_core::prelude::*;

fn stage() -> Stage<Base, Debian> {
    Stage::from(debian("12"))
}

fn declared() -> Stage { //~ refused, says "add missing generic arguments"
    loop {}
}

fn main() {
    let debug = true;
    let mut conditional = stage().packages(apt(["curl"]));
    if debug {
        conditional = conditional.layout(dir("/srv")); //~ refused, says no fix: rustc compares types, and says no words of ours
    }
    let mut filled = stage();
    for folder in ["/srv/a", "/srv/b"] {
        filled = filled.layout(dir(folder)); //~ refused, says no fix: rustc compares types, and says no words of ours
    }
    let _ = stage().when(debug, dir("/srv")); //~ refused, says no fix: rustc's own words for what is no closure
    let _ = stage().when(debug, |s| { s.layout(dir("/srv")); }); //~ refused, says "remove this semicolon"
    let _ = stage().out_of_order("why", |s| { s.layout(dir("/srv")); }); //~ refused, says "remove this semicolon"
    let web = || Stage::named("web", debian("12")).account(uid(7));
    let worker = || Stage::named("worker", debian("12")).account(uid(7)).cmd(["work"]);
    emit([web(), worker()]); //~ refused, says no fix: rustc compares types, and says no words of ours
    emit(web(), worker()); //~ refused, says no fix: rustc counts arguments, and drops the second
    emit(debian("12")); //~ refused, says "Stage::from(debian("
    emit("FROM debian:12"); //~ refused, says "Stage::from(debian("
    emit(&web()); //~ refused, says no fix: the words are of bases and lists, and not of a reference
    let _ = web().context(workspace_root()); //~ refused, says "emit(image).context("
    let _ = web().dialect(Dialect::V1_6); //~ refused, says "Image::from(stage).dialect("
    emit(web()).dialect(Dialect::V1_6); //~ refused, says "Image::from(stage).dialect("
    let _ = Image::from(web()).dialect("1.6"); //~ refused, says "expected `Dialect`"
    let _: String = Image::from(web()).render(); //~ refused, says "Result<Rendered"
}
