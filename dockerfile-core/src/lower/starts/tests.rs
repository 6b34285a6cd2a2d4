//! Where programs arrive that a stage has made, and what may bring libraries.

use std::panic::Location;

use super::{arrives, brings_libraries};
use crate::program::instruction::{
    CopyInstruction, CopySource, FileFlags, FilePath, Instruction, Parents, ValuePart,
};
use crate::program::language::Language;
use crate::program::phase::Phase;
use crate::program::program::{Above, LoweredLine};
use crate::program::start::{Libc, Made, Needs};
use crate::value::{StageName, Value as _, VarName};

fn made(path: &str, is_folder: bool) -> Made {
    let (libc, compiles_c, libraries, language) = (Libc::Glibc, None, vec![], None);
    let needs = Needs { libc, compiles_c, libraries, language };
    Made { path: path.to_owned(), is_folder, needs, at: Location::caller() }
}

fn copy(paths: &[&str], to: &str) -> CopyInstruction {
    let paths = paths.iter().map(|path| FilePath::from(*path)).collect();
    let source = CopySource::From(StageName::trusted("build".to_owned()), paths);
    CopyInstruction::of(source, FileFlags::default(), to)
}

#[test]
fn a_copy_takes_a_program_along() {
    for (paths, to, program, arrived) in [
        (&["/out/app"][..], "/srv/app", "/out/app", Some("/srv/app")),
        (&["/out/app"], "/srv/", "/out/app", Some("/srv/app")),
        (&["/out/app", "/out/x"], "/srv", "/out/app", Some("/srv/app")),
        (&["/x", "/out"], "/srv", "/out/app", Some("/srv/app")),
        (&["/out"], "/srv", "/out/app", Some("/srv/app")),
        (&["/out/"], "/srv/", "/out/a/app", Some("/srv/a/app")),
        (&["/"], "/all", "/out/app", Some("/all/out/app")),
        (&["/out/*"], "/srv/", "/out/app", Some("/srv/app")),
        (&["/out"], "/", "/out/app", Some("/app")),
        (&["/outer"], "/srv", "/out/app", None),
        (&["/out/ap"], "/srv", "/out/app", None),
        (&["/other"], "/srv", "/out/app", None),
    ] {
        let found = arrives(&copy(paths, to), &made(program, false));
        assert_eq!(found.as_deref(), arrived, "{paths:?} {to}");
    }
}

/// A path with a variable may be any in its folder.
#[test]
fn a_copy_of_a_variable_path_takes_nothing_for_sure() {
    let path = |texts: [&str; 2]| {
        let variable = ValuePart::Variable(VarName::trusted("A".to_owned()));
        FilePath(vec![
            ValuePart::Text(texts[0].to_owned()),
            variable,
            ValuePart::Text(texts[1].to_owned()),
        ])
    };
    let of = |path: FilePath| {
        let source = CopySource::From(StageName::trusted("build".to_owned()), vec![path]);
        arrives(
            &CopyInstruction::of(source, FileFlags::default(), "/srv"),
            &made("/out/app", false),
        )
    };
    assert_eq!(of(path(["/out/", ""])), None);
    assert_eq!(of(path(["/out/a", "/app"])), None);
    assert_eq!(of("/out".into()).as_deref(), Some("/srv/app"));
}

#[test]
fn names_and_kept_folders_decide_where_a_program_arrives() {
    let named = |names: &[&str], program: &str| {
        let names = names.iter().map(|name| (*name).to_owned()).collect();
        arrives(&CopyInstruction { names, ..copy(&["/out"], "/srv") }, &made(program, false))
    };
    assert_eq!(named(&["x", "app"], "/out/app").as_deref(), Some("/srv/app"));
    assert_eq!(named(&["x"], "/out/app"), None);
    assert_eq!(named(&["app"], "/out/a/app"), None);
    let kept = |parents: Parents| {
        arrives(
            &CopyInstruction { parents, ..copy(&["/out/a"], "/srv") },
            &made("/out/a/app", false),
        )
    };
    assert_eq!(kept(Parents::None).as_deref(), Some("/srv/app"));
    assert_eq!(kept(Parents::All).as_deref(), Some("/srv/out/a/app"));
    assert_eq!(kept(Parents::Below("/out".to_owned())).as_deref(), Some("/srv/a/app"));
}

#[test]
fn a_folder_of_programs_comes_whole_or_in_part() {
    let of = |path: &str, to: &str, made: &Made| arrives(&copy(&[path], to), made);
    let programs = made("/out", true);
    assert_eq!(of("/out", "/srv/", &programs).as_deref(), Some("/srv"));
    assert_eq!(of("/out/bin/app", "/app", &programs).as_deref(), Some("/app"));
    assert_eq!(of("/other", "/app", &programs), None);
    let packages =
        Made { needs: Needs::interpreter(Language::Python, vec![]), ..made("/opt/venv", true) };
    assert_eq!(of("/opt/venv", "/venv", &packages).as_deref(), Some("/venv"));
    assert_eq!(of("/opt/venv/bin/app", "/app", &packages), None);
    // A part of one file is none.
    assert_eq!(of("/out/app/x", "/app", &made("/out/app", false)), None);
}

#[test]
fn a_line_may_bring_libraries() {
    let brings = |instruction: Instruction| {
        brings_libraries(&LoweredLine {
            phase: Phase::Source,
            at: Location::caller(),
            reason: None,
            above: Above::default(),
            instruction,
            starts_anyway: false,
        })
    };
    for to in
        ["/", "/usr", "/usr/", "/usr/local", "/lib/x.so", "/lib64/", "/usr/lib", "/usr/local/lib/x"]
    {
        assert!(brings(Instruction::Copy(copy(&["/x"], to))), "{to}");
    }
    for to in ["/srv", "/usr/bin/", "/usr/local/bin/x", "/opt/lib/x.so", "/etc"] {
        assert!(!brings(Instruction::Copy(copy(&["/x"], to))), "{to}");
    }
    for (name, wanted) in [("LD_LIBRARY_PATH", true), ("LD_PRELOAD", false), ("PATH", false)] {
        let name = VarName::trusted(name.to_owned());
        assert_eq!(brings(Instruction::Env { name, value: vec![] }), wanted);
    }
}
