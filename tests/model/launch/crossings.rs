//! Images in which two lines meet: a parent and its child, a variable and a folder, a file's owner
//! and its mode.

use dockerfile_core::{
    ArtifactCopy, Debian, Dialect, DistrolessStatic, Image, Stage, alpine, apk, apt,
    apt_repository, copy, debian, file, healthcheck, image, run, scratch, uid,
};

use super::{MODE, NO_PROGRAM, NOTE, RIGHT, Row, base, build, distroless};

/// A table, long as it is: lines of a parent, and lines that name repositories.
fn of_parents() -> Vec<Row> {
    let corp = || {
        let corp = apt_repository("https://apt.corp/debian");
        corp.suite("bookworm").components(["main"]).key_file("keys/corp.asc")
    };
    let parent = || Stage::named("parent", debian("12"));
    vec![
        ("a check of a parent's that the child takes back", RIGHT, {
            let parent = parent().healthcheck(healthcheck(["/srv/probe"]));
            Stage::from(&parent).runs_as_root("a test").no_healthcheck().cmd(["id"]).into()
        }),
        ("a check of a parent's", NO_PROGRAM, {
            let parent = parent().healthcheck(healthcheck(["/srv/probe"]));
            Stage::from(&parent).runs_as_root("a test").cmd(["id"]).into()
        }),
        ("the CMD of a parent below a new ENTRYPOINT", RIGHT, {
            let parent = parent().account(uid(7)).cmd(["/srv/app"]);
            Stage::from(&parent).entrypoint(["env", "A=b"]).into()
        }),
        ("the CMD of a parent below its ENTRYPOINT", NO_PROGRAM, {
            let parent = parent().account(uid(7)).entrypoint(["env", "A=b"]).cmd(["/srv/app"]);
            Stage::from(&parent).env("B", 1).into()
        }),
        ("a package of a repository of the parent's", RIGHT, {
            let parent = parent().packages(apt(["corp-a"]).repository(corp()));
            let stage = Stage::from(&parent).packages(apt(["corp-b"])).account(uid(7));
            stage.cmd(["/srv/corp/app"]).into()
        }),
        ("a package of the distribution's alone", NO_PROGRAM, {
            let parent = parent().packages(apt(["a1"]));
            let stage = Stage::from(&parent).packages(apt(["b1"])).account(uid(7));
            stage.cmd(["/srv/corp/app"]).into()
        }),
        ("a package of a repository that is copied", RIGHT, {
            let stage = base().source(copy("corp.list").to("/etc/apt/sources.list.d/corp.list"));
            let stage = stage.out_of_order("a test", |s| s.packages(apt(["corp-b"])));
            stage.cmd(["/srv/corp/app"]).into()
        }),
        ("a package of the distribution's own list", NO_PROGRAM, {
            let stage = base().source(copy("list").to("/etc/apt/sources.list"));
            let stage = stage.out_of_order("a test", |s| s.packages(apt(["corp-b"])));
            stage.cmd(["/srv/corp/app"]).into()
        }),
        ("a package by a version that it has to be above", RIGHT, {
            let stage = Stage::from(alpine("3.22")).packages(apk(["curl>8"])).account(uid(7));
            stage.healthcheck(healthcheck(["curl", "-f", "localhost"])).cmd(["id"]).into()
        }),
    ]
}

/// A table, long as it is: folders, variables, owners and modes.
fn of_folders() -> Vec<Row> {
    let python = || Stage::from(image("python:3.12-slim").family(Debian)).account(uid(7));
    let install = || run(["pip", "install", "gunicorn==23.0.0"]).unchecked("a test");
    let bare = |to: &str| {
        let bare = distroless("static-debian12").family(DistrolessStatic);
        Stage::from(bare).account(uid(65532)).source(copy("/out/app").from(&build()).to(to))
    };
    let script = || file("/srv/start", "#!/bin/sh\nid\n");
    vec![
        ("an install that a variable leads elsewhere", RIGHT, {
            let stage = python().build_env("PIP_PREFIX", "/srv/venv").dependencies(install());
            stage.cmd(["/srv/venv/bin/gunicorn"]).into()
        }),
        ("an install that a variable of its step leads elsewhere", RIGHT, {
            let stage = python().dependencies(install().env("PIP_PREFIX", "/srv/venv"));
            stage.cmd(["/srv/venv/bin/gunicorn"]).into()
        }),
        ("an install that a variable leads to another folder", NO_PROGRAM, {
            let stage = python().build_env("PIP_PREFIX", "/srv/venv").dependencies(install());
            stage.cmd(["/srv/other/bin/gunicorn"]).into()
        }),
        ("an install that its own text leads elsewhere", RIGHT, {
            let text = "PIP_PREFIX=/srv/venv pip install gunicorn==23.0.0";
            let stage = python().dependencies(run(text).unchecked("a test"));
            stage.cmd(["/srv/venv/bin/gunicorn"]).into()
        }),
        ("a relative path of a step in its folder", RIGHT, {
            base().build(run(["touch", "app"]).workdir("/srv")).cmd(["/srv/app"]).into()
        }),
        ("a relative path of a step in another folder", NO_PROGRAM, {
            base().build(run(["touch", "app"]).workdir("/mnt")).cmd(["/srv/app"]).into()
        }),
        ("a program by the other name of its folder", RIGHT, {
            bare("/bin/app").entrypoint(["/usr/bin/app"]).into()
        }),
        ("a program of root's by the other name of its folder", RIGHT, {
            bare("/usr/sbin/app").entrypoint(["/sbin/app"]).into()
        }),
        ("a program in another folder of the system", NO_PROGRAM, {
            bare("/usr/sbin/app").entrypoint(["/bin/app"]).into()
        }),
        ("a script of the user's group", RIGHT, {
            let stage = base().files(script().mode(0o754).owner(8, 7));
            stage.entrypoint(["/srv/start"]).into()
        }),
        ("a script of another group", NOTE, {
            let stage = base().files(script().mode(0o754).owner(8, 9));
            stage.entrypoint(["/srv/start"]).into()
        }),
        ("a file that a child sets anew", RIGHT, {
            let parent = Stage::named("parent", debian("12")).files(script());
            let child = Stage::from(&parent).account(uid(7)).files(script().mode(0o755));
            child.entrypoint(["/srv/start"]).into()
        }),
    ]
}

/// A table, long as it is: whose a copied file is. A copy keeps its mode, and its owner never.
fn of_owners() -> Vec<Row> {
    let script = |mode| file("/srv/start", "#!/bin/sh\nid\n").mode(mode);
    let (own, of_group) = (|| script(0o744).owner(7, 7), || script(0o754).owner(8, 7));
    let taken = |script, from: &str| {
        copy(from).from(&Stage::named("made", scratch()).source(script)).to("/opt/app")
    };
    let one = |script| taken(script, "/srv/start");
    let starts = |copied: ArtifactCopy, start: &str| base().source(copied).cmd([start]).into();
    let starts_one = |copied| starts(copied, "/opt/app");
    vec![
        ("an owner that a copy drops", NOTE, starts_one(one(own()))),
        ("a group that a copy drops", NOTE, starts_one(one(of_group()))),
        ("an owner that a copy of the folder drops", NOTE, {
            starts(taken(own(), "/srv"), "/opt/app/start")
        }),
        ("an owner that a copy says again", RIGHT, starts_one(one(own()).owner(7, 7))),
        ("an owner that a copy of the folder says again", RIGHT, {
            starts(taken(own(), "/srv").owner(7, 7), "/opt/app/start")
        }),
        ("an owner that a copy says alone", RIGHT, starts_one(one(script(0o744)).owner(7, 7))),
        ("an owner that a copy takes away", NOTE, starts_one(one(own()).owner(8, 8))),
        ("an owner that two copies drop", NOTE, {
            let middle = Stage::named("middle", scratch()).source(one(own()).owner(7, 7));
            starts_one(copy("/opt/app").from(&middle).to("/opt/app"))
        }),
        ("a mode that two copies keep", RIGHT, {
            let middle = Stage::named("middle", scratch()).source(one(script(0o755)));
            starts_one(copy("/opt/app").from(&middle).to("/opt/app"))
        }),
        ("a mode that a copy says anew", MODE, starts_one(one(script(0o755)).mode(0o644))),
        ("an owner that a child finds", RIGHT, {
            let parent = Stage::named("parent", debian("12")).source(own());
            Stage::from(&parent).account(uid(7)).cmd(["/srv/start"]).into()
        }),
    ]
}

/// A table, long as it is: several sources of one copy, and parent folders that are kept.
fn of_copies() -> Vec<Row> {
    let script = |path: &str| file(path, "#!/bin/sh\nid\n").mode(0o755);
    let made = Stage::named("made", scratch()).source(script("/a/b/run")).source(script("/c/stop"));
    let taken = |copied: ArtifactCopy, start: &str| {
        Image::from(base().source(copied).cmd([start])).dialect(Dialect::V1_20)
    };
    let run = || copy("/a/b/run").from(&made).to("/srv");
    let both = || copy(["/a/b", "/c"]).from(&made);
    vec![
        ("a file in a folder", RIGHT, taken(run(), "/srv/run")),
        ("a file with its parents", RIGHT, taken(run().parents(), "/srv/a/b/run")),
        ("a file without its parents", NO_PROGRAM, taken(run().parents(), "/srv/run")),
        ("a file with some parents", RIGHT, taken(run().parents_below("/a"), "/srv/b/run")),
        ("a file with more", NO_PROGRAM, taken(run().parents_below("/a"), "/srv/a/b/run")),
        ("the first of two folders", RIGHT, taken(both(), "/a/b/run")),
        ("the last of two folders", RIGHT, taken(both(), "/c/stop")),
        ("a file of the other folder", NO_PROGRAM, taken(both(), "/c/run")),
        ("a folder's file that may be absent", RIGHT, {
            taken(copy("/c").from(&made).to("/srv").optional(), "/srv/other")
        }),
        ("a folder's file that is absent", NO_PROGRAM, {
            taken(copy("/c").from(&made).to("/srv"), "/srv/other")
        }),
        ("a file that may be left out", RIGHT, {
            taken(copy("/c").from(&made).to("/srv").except("st*"), "/srv/stop")
        }),
    ]
}

pub(super) fn all() -> Vec<Row> {
    [of_parents(), of_folders(), of_owners(), of_copies()].concat()
}
