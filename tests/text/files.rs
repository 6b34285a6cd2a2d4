//! Folders that lines make, and files of other stages, by their targets.

use dockerfile_core::{Image, Source, Stage, arg, copy, debian, dir, run, scratch, text, uid};
use dockerfile_tests::text::{body, dockerfile, lines};

use super::base;

fn build() -> Stage<dockerfile_core::Build, dockerfile_core::Debian> {
    Stage::named("build", debian("12")).build(run(["touch", "/x"]))
}

/// A folder is a builder's unless the line that makes it says an owner or a mode.
#[test]
fn a_copy_may_make_a_folder_of_its_own() {
    let said = |stage: Stage<Source, _>, to: &str| {
        let copied = stage.source(copy("/x").from(&build()).to(to).link());
        Image::from(copied).render().err().map(|report| report.to_string())
    };
    let made = || copy("a").to("/srv/a");
    for made in [made().owner(7, 7), made().owner(0, 7), made().mode(0o700), made().writable()] {
        let said = said(base().source(made), "/srv/a/x").expect("a folder of its own");
        assert!(said.contains("a folder of root's with the mode 0755"), "{said}");
    }
    for made in [made(), made().owner(0, 0)] {
        assert_eq!(said(base().source(made), "/srv/a/x"), None);
    }
    let said_of_folder = said(base().source(copy("/y").from(&build()).to("/srv/w/")), "/srv/w");
    let said_of_folder = said_of_folder.expect("in the place of a folder");
    assert!(said_of_folder.contains("in the place of a folder"), "{said_of_folder}");
    // Nothing is there.
    let nothing = Stage::from(scratch()).account(uid(7));
    let nothing = nothing.source(copy("/x").from(&build()).to("/usr").link()).entrypoint(["/usr"]);
    assert!(Image::from(nothing).render().is_ok());
}

/// On OpenShift a program has any user, and the root group.
#[test]
fn a_writable_folder_of_the_root_group_is_writable_for_the_group() {
    let text = |dir| body(Stage::from(debian("12")).layout(dir).account(uid(7).group_id(0)));
    for (dir, flags) in [
        (dir("/srv/var").writable(), "-o 7 -g 0 -m 0775 "),
        (dir("/srv/var").writable().mode(0o700), "-o 7 -g 0 -m 0700 "),
        (dir("/srv/var").owner(8, 0), "-o 8 -g 0 "),
        (dir("/srv/var"), ""),
    ] {
        let text = text(dir);
        assert!(text.contains(&format!("install -d {flags}/srv/var\n")), "{text}");
    }
    let text = body(Stage::from(debian("12")).layout(dir("/srv/var").writable()).account(uid(7)));
    assert!(text.contains("install -d -o 7 -g 7 /srv/var\n"), "{text}");
}

/// An exception is looked for below its source, and only one that begins with the source is wrong.
#[test]
fn an_exception_is_below_its_source() {
    let render =
        |except: &str| Image::from(base().source(copy("src").to("/s").except([except]))).render();
    for except in ["srcs", "a/src", "*src", "sr", "Src/a"] {
        assert!(render(except).is_ok(), "{except}");
    }
    for except in ["src", "src/a"] {
        assert!(render(except).is_err(), "{except}");
    }
}

/// Each of several sources keeps its own path below the target, whatever stands in for a part of it.
#[test]
fn a_variable_in_a_source_keeps_its_place() {
    let name = || arg("NAME").default("x");
    let source = text("a/") + &name() + "/b";
    let both = body(base().source(copy([source, text("c")]).to("/s")));
    assert!(both.contains("COPY a/${NAME}/b /s/a/${NAME}/b\n"), "{both}");
    assert!(both.contains("COPY c /s/c\n"), "{both}");
    let alone = dockerfile(base().source(copy(text("") + &name()).to("/s")));
    assert!(alone.contains("COPY ${NAME} /s\n"), "{alone}");
    let kept = body(base().source(copy("a/b").parents()).workdir("/w"));
    assert!(kept.contains("COPY a/b /w/a/b\n"), "{kept}");
}

/// hadolint is told of a copy of a whole file system onto another one, and of no other copy.
#[test]
fn all_files_are_copied_where_both_ends_are_the_root() {
    for (from, to, is_all) in [("/", "/", true), ("/", "/x", false), ("/x", "/", false)] {
        let text = dockerfile(base().source(copy(from).from(&build()).to(to)));
        assert_eq!(text.contains("DL3067"), is_all, "{text}");
    }
    let some = copy("/").from(&build()).matching(["x"]).to("/");
    assert!(!dockerfile(base().source(some)).contains("DL3067"));
}

/// Below one target each file would keep its whole path, which has to be said.
#[test]
fn files_of_a_stage_that_keep_their_folders_have_one_target() {
    let files = || copy(["/a/x", "/b/x"]).from(&build()).to("/srv");
    let refused = Image::from(base().source(files())).render().expect_err("two of one name");
    assert_eq!(refused.count(), 1, "{refused}");
    let kept =
        Image::from(base().source(files().parents())).dialect(dockerfile_core::Dialect::Labs);
    let text = body(kept);
    assert_eq!(lines(&text, "COPY"), ["COPY --from=build --parents /a/x /b/x /srv/"], "{text}");
}
